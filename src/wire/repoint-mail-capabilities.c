/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-mail-capabilities.h"

#include <string.h>

#define MAX_METHODS      16
#define MAX_CAPABILITIES 64
#define MAX_CAPABILITY   256
#define MAX_MASKED       1024

static void
add_method (GPtrArray *methods, const char *method)
{
  g_autofree char *name = g_ascii_strup (method, -1);
  gsize length = strlen (name);

  /* RFC 4422 section 3.1 */
  if (length == 0 || length > 20 || strspn (name, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_") != length)
    return;
  if (methods->len < MAX_METHODS && !g_ptr_array_find_with_equal_func (methods, name, g_str_equal, NULL))
    g_ptr_array_add (methods, g_steal_pointer (&name));
}

static char *
cut (const char *text, gsize max_length)
{
  const char *end = text + strlen (text);

  if ((gsize) (end - text) > max_length)
    end = g_utf8_find_prev_char (text, text + max_length + 1);

  return g_strchomp (g_strndup (text, (gsize) (end - text)));
}

static void
add_capability (GPtrArray *capabilities, const char *text)
{
  if (text[0] != '\0' && capabilities->len < MAX_CAPABILITIES)
    g_ptr_array_add (capabilities, cut (text, MAX_CAPABILITY));
}

/* What Cisco's ESMTP inspection makes of a keyword that it does not let through, without changing the length of the
 * line: X's, the last one often another letter, as in "250-XXXXXXXA". */
static gboolean
is_mask (const char *word, gsize length)
{
  gsize marks = strspn (word, "X");

  return length >= 4 && strlen (word) >= length && (marks >= length || (marks == length - 1 && g_ascii_isupper (word[marks]))) &&
         !g_ascii_isalnum (word[length]);
}

gboolean
repoint_mail_greeting_is_masked (const char *text)
{
  const char *masked = strstr (text, "****");

  /* Of "220 mx.example ESMTP" such a firewall leaves the digits 2 and 0: "220 ****2***0****". */
  return masked != NULL && strlen (text) > 4 && strspn (text + 4, "*20 ") == strlen (text + 4);
}

gboolean
repoint_mail_complaint_is_of_masked (const char *text)
{
  for (const char *p = text; (p = strstr (p, "XXXX")) != NULL; p += strspn (p, "X"))
    if ((p == text || !g_ascii_isalnum (p[-1])) && (is_mask (p, strlen ("STARTTLS")) || is_mask (p, strlen ("STLS"))))
      return TRUE;

  return FALSE;
}

typedef struct
{
  RepointProtocol    protocol;
  RepointMailReport *report;
  GPtrArray         *sasl;
  const char        *starttls;       /* what the capability is called */
  gboolean           login_disabled;
} Reader;

static void
add_sasl (Reader *self, char **words)
{
  for (gsize i = 0; words[i] != NULL; i++)
    {
      add_method (self->sasl, words[i]);
      add_method (self->report->sign_in, words[i]);
    }
}

static void
note_mask (Reader *self, const char *line)
{
  g_free (self->report->masked);
  self->report->masked = cut (line, MAX_MASKED);
}

/* RFC 9051 section 6.1.1 */
static void
read_imap_line (Reader *self, const char *line, char **words)
{
  for (gsize i = 1; words[i] != NULL; i++)
    {
      add_capability (self->report->capabilities, words[i]);
      if (g_ascii_strcasecmp (words[i], self->starttls) == 0)
        self->report->starttls = REPOINT_STARTTLS_OFFERED;
      else if (g_ascii_strcasecmp (words[i], "LOGINDISABLED") == 0)
        self->login_disabled = TRUE;
      else if (g_ascii_strncasecmp (words[i], "AUTH=", strlen ("AUTH=")) == 0)
        add_sasl (self, (char *[]) { words[i] + strlen ("AUTH="), NULL });
      else if (is_mask (words[i], strlen (self->starttls)))
        note_mask (self, line);
    }
}

/* RFC 5321 section 4.1.1.1, RFC 2449 section 5: a keyword, then what belongs to it. */
static void
read_keyword_line (Reader *self, const char *line, char **words)
{
  gboolean smtp = self->protocol == REPOINT_PROTOCOL_SMTP;

  add_capability (self->report->capabilities, line);
  if (g_ascii_strcasecmp (words[0], self->starttls) == 0)
    self->report->starttls = REPOINT_STARTTLS_OFFERED;
  else if (g_ascii_strcasecmp (words[0], smtp ? "AUTH" : "SASL") == 0)
    add_sasl (self, words + 1);
  else if (g_ascii_strncasecmp (words[0], "AUTH=", strlen ("AUTH=")) == 0)
    {
      /* how servers wrote it before RFC 2554, and some still do beside the new form */
      add_sasl (self, (char *[]) { words[0] + strlen ("AUTH="), NULL });
      add_sasl (self, words + 1);
    }
  else if (!smtp && g_ascii_strcasecmp (words[0], "USER") == 0)
    add_method (self->report->sign_in, "USER");
  else if (is_mask (words[0], strlen (self->starttls)))
    note_mask (self, line);
}

void
repoint_mail_capabilities_read (RepointProtocol protocol, const RepointMailReply *reply, RepointMailReport *report,
                                GPtrArray *sasl)
{
  Reader self = { protocol, report, sasl, protocol == REPOINT_PROTOCOL_POP3 ? "STLS" : "STARTTLS", FALSE };

  for (guint i = 0; i < reply->lines->len; i++)
    {
      const char *line = g_ptr_array_index (reply->lines, i);
      g_auto (GStrv) words = g_strsplit (line, " ", -1);

      /* The first line of SMTP is a greeting; IMAP may say other things in between. */
      if (words[0] == NULL || (protocol == REPOINT_PROTOCOL_SMTP && i == 0))
        continue;

      if (protocol != REPOINT_PROTOCOL_IMAP)
        read_keyword_line (&self, line, words);
      else if (g_ascii_strcasecmp (words[0], "CAPABILITY") == 0)
        read_imap_line (&self, line, words);
    }

  if (protocol == REPOINT_PROTOCOL_IMAP && !self.login_disabled)
    add_method (report->sign_in, "LOGIN");

  /* What is masked then is another capability. */
  if (report->starttls == REPOINT_STARTTLS_OFFERED)
    g_clear_pointer (&report->masked, g_free);
  else
    report->starttls = report->masked != NULL ? REPOINT_STARTTLS_STRIPPED : REPOINT_STARTTLS_MISSING;
}
