/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-fuzz.h"
#include "repoint-target.h"

#include <string.h>

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_autofree char *written = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (RepointTarget) target = repoint_target_parse (text, &error);
  g_autoptr (RepointTarget) again = NULL;

  REPOINT_FUZZ_ASSERT ((target == NULL) == (error != NULL));
  if (target == NULL)
    {
      REPOINT_FUZZ_ASSERT (error->domain == REPOINT_TARGET_ERROR);
      return 0;
    }

  REPOINT_FUZZ_ASSERT (target->port > 0 && target->host[0] != '\0' && strlen (target->host) <= 253);
  for (const char *p = target->host; *p != '\0'; p++)
    REPOINT_FUZZ_ASSERT (g_ascii_isalnum (*p) ? !g_ascii_isupper (*p) : strchr ("-._:", *p) != NULL);

  written = repoint_target_to_string (target);
  again = repoint_target_parse (written, NULL);
  REPOINT_FUZZ_ASSERT (again != NULL && repoint_target_equal (target, again));
  REPOINT_FUZZ_ASSERT (repoint_target_hash (target) == repoint_target_hash (again));

  return 0;
}
