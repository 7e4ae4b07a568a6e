/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-fuzz.h"

#include <glib/gstdio.h>
#include <string.h>

/* Gives every file of a corpus to the harness this is linked with; what is wrong ends the process. */

static void
replay (gconstpointer data)
{
  const char *directory = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GDir) files = g_dir_open (directory, 0, &error);
  const char *name;
  guint count = 0;

  g_assert_no_error (error);
  while ((name = g_dir_read_name (files)) != NULL)
    {
      g_autofree char *path = g_build_filename (directory, name, NULL);
      g_autofree char *content = NULL;
      g_autofree guint8 *exact = NULL;
      gsize length;

      g_file_get_contents (path, &content, &length, &error);
      g_assert_no_error (error);
      /* without the zero byte behind it, so that reading past the end is noticed */
      exact = g_memdup2 (content, length);
      g_test_message ("%s", path);
      LLVMFuzzerTestOneInput (exact != NULL ? exact : (const guint8 *) "", length);
      count++;
    }

  g_test_message ("%u inputs", count);
  g_assert_cmpuint (count, >, 0);
}

int
main (int argc, char *argv[])
{
  g_autofree char *name = NULL;
  g_autofree char *path = NULL;

  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (argc, ==, 2);
  name = g_path_get_basename (argv[1]);
  path = g_strdup_printf ("/fuzz/%s/corpus", name);
  g_test_add_data_func (path, argv[1], replay);

  return g_test_run ();
}
