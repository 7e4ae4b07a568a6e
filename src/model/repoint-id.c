/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-id.h"

/** repoint_id_new: (transfer full): a new random id. */
char *
repoint_id_new (void)
{
  return g_strdup_printf ("%08x%08x", g_random_int (), g_random_int ());
}
