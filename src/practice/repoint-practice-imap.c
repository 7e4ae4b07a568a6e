/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-practice-mail.h"

/* IMAP as Exchange Online speaks it up to the sign-in, which nobody passes. */

typedef struct
{
  RepointPracticeMail *mail;
  gboolean             refused;
  gboolean             in_literal; /* the line goes on after a literal, RFC 9051 section 4.3 */
  char                *tag;        /* of the command that is not finished yet, else NULL */
  gboolean             in_sasl;    /* the next line is a SASL answer */
} Imap;

static gpointer
imap_create (gpointer settings)
{
  Imap *self = g_new0 (Imap, 1);

  self->mail = settings;
  return self;
}

static void
imap_free (gpointer dialogue)
{
  Imap *self = dialogue;

  g_free (self->tag);
  g_free (self);
}

static RepointPracticeNext
imap_open (gpointer           dialogue,
           RepointTlsVersion  version,
           GString           *reply)
{
  Imap *self = dialogue;
  g_autofree char *token = repoint_practice_mail_make_token (self->mail);

  self->refused = repoint_practice_mail_count_session (self->mail, version);
  if (self->refused && self->mail->refusal == REPOINT_PRACTICE_REFUSAL_AT_GREETING)
    {
      g_string_append (reply, "* BYE " REPOINT_PRACTICE_POPIMAP_REFUSAL "\r\n");
      return REPOINT_PRACTICE_NEXT_CLOSE;
    }
  g_string_append_printf (reply, "* OK The Microsoft Exchange IMAP4 service is ready. [%s]\r\n", token);
  return REPOINT_PRACTICE_NEXT_LISTEN;
}

/* A tag is echoed, so it has to be harmless: RFC 9051 section 9 allows more. */
static gboolean
is_tag (const char *text)
{
  gsize length = strspn (text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.");

  return length > 0 && length <= 32 && text[length] == '\0';
}

/* "… {12}" or "… {12+}": sets whether the client waits to be asked for the rest. */
static gboolean
ends_in_literal (const char *line,
                 gboolean   *waits)
{
  gsize length = strlen (line);
  const char *brace = strrchr (line, '{');

  if (brace == NULL || length == 0 || line[length - 1] != '}')
    return FALSE;
  *waits = line[length - 2] != '+';
  return TRUE;
}

static RepointPracticeNext
finish_sign_in (Imap       *self,
                const char *verb,
                GString    *reply)
{
  g_autofree char *tag = g_steal_pointer (&self->tag);

  if (self->refused && self->mail->refusal == REPOINT_PRACTICE_REFUSAL_AFTER_CREDENTIALS)
    {
      g_string_append_printf (reply, "%s NO " REPOINT_PRACTICE_POPIMAP_REFUSAL "\r\n", tag);
      return REPOINT_PRACTICE_NEXT_CLOSE;
    }
  g_string_append_printf (reply, "%s NO %s failed.\r\n", tag, verb);
  return REPOINT_PRACTICE_NEXT_LISTEN;
}

static RepointPracticeNext
handle_sign_in (Imap       *self,
                const char *line,
                GString    *reply)
{
  gboolean waits = FALSE;

  if (self->in_sasl)
    {
      self->in_sasl = FALSE;
      if (strcmp (line, "*") != 0)
        return finish_sign_in (self, "AUTHENTICATE", reply);
      g_string_append_printf (reply, "%s BAD AUTHENTICATE canceled.\r\n", self->tag);
      g_clear_pointer (&self->tag, g_free);
      return REPOINT_PRACTICE_NEXT_LISTEN;
    }
  self->in_literal = ends_in_literal (line, &waits);
  if (!self->in_literal)
    return finish_sign_in (self, "LOGIN", reply);
  if (waits)
    g_string_append (reply, "+ Ready for additional command text.\r\n");
  return REPOINT_PRACTICE_NEXT_LISTEN;
}

static RepointPracticeNext
begin_sign_in (Imap       *self,
               const char *tag,
               const char *verb,
               const char *arguments,
               GString    *reply)
{
  if (self->refused && self->mail->refusal == REPOINT_PRACTICE_REFUSAL_AT_SIGN_IN)
    {
      g_string_append_printf (reply, "%s NO " REPOINT_PRACTICE_POPIMAP_REFUSAL "\r\n", tag);
      return REPOINT_PRACTICE_NEXT_CLOSE;
    }
  self->tag = g_strdup (tag);
  if (g_ascii_strcasecmp (verb, "LOGIN") == 0)
    return handle_sign_in (self, arguments, reply);
  if (strchr (arguments, ' ') != NULL) /* SASL-IR, RFC 4959: the answer came along */
    return finish_sign_in (self, "AUTHENTICATE", reply);
  self->in_sasl = TRUE;
  g_string_append (reply, "+ \r\n");
  return REPOINT_PRACTICE_NEXT_LISTEN;
}

static RepointPracticeNext
imap_line (gpointer    dialogue,
           const char *line,
           GString    *reply)
{
  Imap *self = dialogue;
  g_auto (GStrv) words = NULL;
  const char *tag, *verb;

  if (self->tag != NULL)
    return handle_sign_in (self, line, reply);

  words = g_strsplit (line, " ", 3);
  if (words[0] == NULL || words[1] == NULL || !is_tag (words[0]))
    {
      g_string_append (reply, "* BAD Command Error. 10\r\n");
      return REPOINT_PRACTICE_NEXT_LISTEN;
    }
  tag = words[0];
  verb = words[1];
  if (g_ascii_strcasecmp (verb, "CAPABILITY") == 0)
    g_string_append_printf (reply, "* CAPABILITY IMAP4 IMAP4rev1 AUTH=PLAIN AUTH=XOAUTH2 SASL-IR UIDPLUS MOVE ID "
                                   "UNSELECT CHILDREN IDLE NAMESPACE LITERAL+\r\n"
                                   "%s OK CAPABILITY completed.\r\n", tag);
  else if (words[2] != NULL &&
           (g_ascii_strcasecmp (verb, "LOGIN") == 0 || g_ascii_strcasecmp (verb, "AUTHENTICATE") == 0))
    return begin_sign_in (self, tag, verb, words[2], reply);
  else if (g_ascii_strcasecmp (verb, "NOOP") == 0)
    g_string_append_printf (reply, "%s OK NOOP completed.\r\n", tag);
  else if (g_ascii_strcasecmp (verb, "ID") == 0)
    g_string_append_printf (reply, "* ID (\"name\" \"Repoint practice office\")\r\n%s OK ID completed\r\n", tag);
  else if (g_ascii_strcasecmp (verb, "LOGOUT") == 0)
    {
      g_string_append_printf (reply, "* BYE Microsoft Exchange Server IMAP4 server signing off.\r\n"
                                     "%s OK LOGOUT completed.\r\n", tag);
      return REPOINT_PRACTICE_NEXT_CLOSE;
    }
  else
    g_string_append_printf (reply, "%s BAD Command Error. 12\r\n", tag);
  return REPOINT_PRACTICE_NEXT_LISTEN;
}

const RepointPracticeDialogue repoint_practice_imap_dialogue = {
  12288,
  imap_create,
  imap_open,
  imap_line,
  imap_free,
};
