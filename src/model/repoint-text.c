/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-text.h"

#include <string.h>

/* The longest beginning of @text that has at most @max_bytes bytes and does not end within a character. */
static gsize
cut (const char *text,
     gsize       max_bytes)
{
  gsize length = strnlen (text, max_bytes + 1);

  if (length <= max_bytes)
    return length;

  length = max_bytes;
  while (length > 0 && ((guchar) text[length] & 0xc0) == 0x80)
    length--;

  return length;
}

/**
 * repoint_text_bound: makes text from anywhere fit to be kept.
 * @text: any bytes
 * @max_bytes: how many bytes are kept at most
 *
 * Returns: (transfer full): valid UTF-8, cut between characters.
 */
char *
repoint_text_bound (const char *text,
                    gsize       max_bytes)
{
  char *valid;

  g_return_val_if_fail (text != NULL, NULL);

  valid = g_utf8_make_valid (text, cut (text, max_bytes));
  valid[cut (valid, max_bytes)] = '\0'; /* U+FFFD is longer than the byte it stands for */

  return valid;
}

/**
 * repoint_text_tidy: as repoint_text_bound(), for a name on one line.
 *
 * Control characters become spaces, and spaces at either end are taken away.
 */
char *
repoint_text_tidy (const char *text,
                   gsize       max_bytes)
{
  char *valid = repoint_text_bound (text, max_bytes);

  for (char *p = valid; *p != '\0'; p++)
    {
      if ((guchar) *p < 0x20 || *p == 0x7f)
        *p = ' ';
    }

  return g_strstrip (valid);
}
