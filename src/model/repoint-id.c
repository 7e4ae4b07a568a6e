/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-id.h"

#include <string.h>

#define ID_LENGTH 16

/** repoint_id_new: (transfer full): a new random id. */
char *
repoint_id_new (void)
{
  return g_strdup_printf ("%08x%08x", g_random_int (), g_random_int ());
}

/** repoint_id_is: whether @text is such an id. */
gboolean
repoint_id_is (const char *text)
{
  g_return_val_if_fail (text != NULL, FALSE);

  return strlen (text) == ID_LENGTH && strspn (text, "0123456789abcdef") == ID_LENGTH;
}
