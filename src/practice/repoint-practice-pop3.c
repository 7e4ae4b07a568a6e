/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-practice-mail.h"

/* POP3 as Exchange Online speaks it up to the sign-in, which nobody passes. */

typedef struct
{
  RepointPracticeMail *mail;
  gboolean             refused;
  gboolean             in_sasl; /* the next line is a SASL answer */
} Pop3;

static gpointer
pop3_create (gpointer settings)
{
  Pop3 *self = g_new0 (Pop3, 1);

  self->mail = settings;
  return self;
}

static RepointPracticeNext
refuse (GString *reply)
{
  g_string_append (reply, "-ERR " REPOINT_PRACTICE_POPIMAP_REFUSAL "\r\n");
  return REPOINT_PRACTICE_NEXT_CLOSE;
}

static RepointPracticeNext
pop3_open (gpointer           dialogue,
           RepointTlsVersion  version,
           GString           *reply)
{
  Pop3 *self = dialogue;
  g_autofree char *token = repoint_practice_mail_make_token (self->mail);

  self->refused = repoint_practice_mail_count_session (self->mail, version);
  if (self->refused && self->mail->refusal == REPOINT_PRACTICE_REFUSAL_AT_GREETING)
    return refuse (reply);
  g_string_append_printf (reply, "+OK The Microsoft Exchange POP3 service is ready. [%s]\r\n", token);
  return REPOINT_PRACTICE_NEXT_LISTEN;
}

static RepointPracticeNext
finish_sign_in (Pop3    *self,
                GString *reply)
{
  if (self->refused && self->mail->refusal == REPOINT_PRACTICE_REFUSAL_AFTER_CREDENTIALS)
    return refuse (reply);
  g_string_append (reply, "-ERR Logon failure: unknown user name or bad password.\r\n");
  return REPOINT_PRACTICE_NEXT_LISTEN;
}

static RepointPracticeNext
handle_auth (Pop3       *self,
             const char *mechanism,
             const char *initial,
             GString    *reply)
{
  if (mechanism == NULL)
    {
      g_string_append (reply, "+OK\r\nPLAIN\r\nXOAUTH2\r\n.\r\n");
      return REPOINT_PRACTICE_NEXT_LISTEN;
    }
  if (self->refused && self->mail->refusal == REPOINT_PRACTICE_REFUSAL_AT_SIGN_IN)
    return refuse (reply);
  if (g_ascii_strcasecmp (mechanism, "PLAIN") != 0 && g_ascii_strcasecmp (mechanism, "XOAUTH2") != 0)
    {
      g_string_append (reply, "-ERR Unsupported authentication mechanism.\r\n");
      return REPOINT_PRACTICE_NEXT_LISTEN;
    }
  if (initial != NULL)
    return finish_sign_in (self, reply);
  self->in_sasl = TRUE;
  g_string_append (reply, "+ \r\n");
  return REPOINT_PRACTICE_NEXT_LISTEN;
}

static RepointPracticeNext
pop3_line (gpointer    dialogue,
           const char *line,
           GString    *reply)
{
  Pop3 *self = dialogue;
  g_auto (GStrv) words = NULL;
  const char *verb;

  if (self->in_sasl)
    {
      self->in_sasl = FALSE;
      if (strcmp (line, "*") != 0)
        return finish_sign_in (self, reply);
      g_string_append (reply, "-ERR Authentication canceled.\r\n");
      return REPOINT_PRACTICE_NEXT_LISTEN;
    }

  words = g_strsplit (line, " ", 3);
  verb = words[0] != NULL ? words[0] : "";
  if (g_ascii_strcasecmp (verb, "CAPA") == 0)
    g_string_append (reply, "+OK\r\nTOP\r\nUIDL\r\nSASL PLAIN XOAUTH2\r\nUSER\r\n.\r\n");
  else if (g_ascii_strcasecmp (verb, "AUTH") == 0)
    return handle_auth (self, words[1], words[1] != NULL ? words[2] : NULL, reply);
  else if (g_ascii_strcasecmp (verb, "USER") == 0)
    {
      if (self->refused && self->mail->refusal == REPOINT_PRACTICE_REFUSAL_AT_SIGN_IN)
        return refuse (reply);
      g_string_append (reply, "+OK\r\n");
    }
  else if (g_ascii_strcasecmp (verb, "PASS") == 0)
    return finish_sign_in (self, reply);
  else if (g_ascii_strcasecmp (verb, "NOOP") == 0)
    g_string_append (reply, "+OK\r\n");
  else if (g_ascii_strcasecmp (verb, "QUIT") == 0)
    {
      g_string_append (reply, "+OK Microsoft Exchange Server POP3 server signing off.\r\n");
      return REPOINT_PRACTICE_NEXT_CLOSE;
    }
  else
    g_string_append (reply, "-ERR Protocol error. 14\r\n");
  return REPOINT_PRACTICE_NEXT_LISTEN;
}

const RepointPracticeDialogue repoint_practice_pop3_dialogue = {
  12288,
  pop3_create,
  pop3_open,
  pop3_line,
  g_free,
};
