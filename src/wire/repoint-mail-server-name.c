/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-mail-server-name.h"

#include <string.h>

/* A name, not an address: those in brackets are mostly the client's. */
static gboolean
is_host_name (const char *text, gsize length)
{
  gsize valid = strspn (text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-");
  gsize numeric = strspn (text, "0123456789.");

  return length > 0 && length <= 253 && valid >= length && numeric < length && memchr (text, '.', length) != NULL;
}

/* Exchange Online names its front end in brackets: in clear at the end of a refusal, and in the greetings of IMAP and
 * POP3 as base64 of UTF-16LE. */
static char *
find_bracketed_name (const char *text)
{
  for (const char *open = strchr (text, '['); open != NULL; open = strchr (open + 1, '['))
    {
      const char *close = strchr (open, ']');
      g_autofree char *inside = NULL;
      g_autofree char *decoded = NULL;
      g_autofree guchar *raw = NULL;
      gsize length;

      if (close == NULL)
        return NULL;

      inside = g_strndup (open + 1, close - open - 1);
      if (is_host_name (inside, strlen (inside)))
        return g_steal_pointer (&inside);
      if (strlen (inside) < 8 || strlen (inside) > 700)
        continue;

      raw = g_base64_decode (inside, &length);
      decoded = g_convert ((const char *) raw, (gssize) length, "UTF-8", "UTF-16LE", NULL, NULL, NULL);
      if (decoded != NULL && is_host_name (decoded, strlen (decoded)))
        return g_steal_pointer (&decoded);
    }

  return NULL;
}

/* In SMTP the domain comes first in the greeting and in the reply to EHLO (RFC 5321 section 4.2). */
char *
repoint_mail_server_name_find (RepointProtocol protocol, const RepointMailReply *reply, gboolean greets)
{
  const char *first = reply->lines->len > 0 ? g_ptr_array_index (reply->lines, 0) : "";
  gsize length = strcspn (first, " ");

  if (reply->kind != REPOINT_MAIL_REPLY_OK || (greets && protocol != REPOINT_PROTOCOL_SMTP))
    return find_bracketed_name (reply->text);

  return greets && is_host_name (first, length) ? g_strndup (first, length) : NULL;
}
