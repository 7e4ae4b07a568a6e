/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-guides-check.h"

#include <string.h>

static void
test_shipped (void)
{
  g_autoptr(RepointGuidesReport) report = repoint_guides_check (NULL);

  for (guint i = 0; i < report->problems->len; i++)
    {
      const RepointGuideProblem *problem = g_ptr_array_index (report->problems, i);

      g_test_message ("%s:%d: %s: %s", problem->file, problem->line, problem->id, problem->detail);
    }
  g_assert_cmpuint (report->problems->len, ==, 0);
  g_assert_cmpuint (report->shares->len, >=, 15);
  for (guint i = 0; i < report->shares->len; i++)
    {
      const RepointGuideShare *share = g_ptr_array_index (report->shares, i);

      g_test_message ("%s: %u sourced, %u general, %u not documented", share->guide, share->sourced, share->general,
                      share->undocumented);
      g_assert_cmpuint (share->sourced, >, 0);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/guides-check/shipped-guides-are-sound", test_shipped);

  return g_test_run ();
}
