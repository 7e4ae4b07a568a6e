/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-practice-mail.h"

/*
 * Message submission as Exchange Online speaks it:
 *
 *   220 greeting -> EHLO -> STARTTLS -> TLS -> EHLO -> AUTH -> 334 -> name -> 334 -> password -> 535
 *                                               |       |                                      |
 *                                      421 at EHLO   421 at sign-in              421 after credentials
 */

#define LEGACY_REFUSAL                                                                                      \
  "421 4.7.66 TLS 1.0 and 1.1 are not supported. Please upgrade/update your client to support TLS 1.2. " \
  "Visit https://aka.ms/smtp_auth_tls. [%s]\r\n"

typedef enum
{
  EXPECTS_COMMAND,
  EXPECTS_USER_NAME,
  EXPECTS_PASSWORD, /* or a token: the last piece of a sign-in */
} Expects;

typedef struct
{
  RepointPracticeMail *mail;
  RepointTlsVersion    version;
  gboolean             refused;
  Expects              expects;
} Smtp;

static gpointer
smtp_create (gpointer settings)
{
  Smtp *self = g_new0 (Smtp, 1);

  self->mail = settings;
  return self;
}

static RepointPracticeNext
smtp_open (gpointer           dialogue,
           RepointTlsVersion  version,
           GString           *reply)
{
  Smtp *self = dialogue;

  self->version = version;
  self->expects = EXPECTS_COMMAND;
  self->refused = repoint_practice_mail_count_session (self->mail, version);
  if (version == REPOINT_TLS_VERSION_NONE)
    {
      g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
      g_autofree char *token = repoint_practice_mail_make_token (self->mail);
      static const char * const days[] = { "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun" };
      static const char * const months[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                             "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };

      /* RFC 5322 section 3.3: English names, whatever the locale. */
      g_string_append_printf (reply, "220 %s Microsoft ESMTP MAIL Service ready at %s, %d %s %d %02d:%02d:%02d +0000 [%s]\r\n",
                              self->mail->name,
                              days[g_date_time_get_day_of_week (now) - 1], g_date_time_get_day_of_month (now),
                              months[g_date_time_get_month (now) - 1], g_date_time_get_year (now),
                              g_date_time_get_hour (now), g_date_time_get_minute (now), g_date_time_get_second (now),
                              token);
    }
  return REPOINT_PRACTICE_NEXT_LISTEN;
}

static RepointPracticeNext
refuse (Smtp    *self,
        GString *reply)
{
  g_string_append_printf (reply, LEGACY_REFUSAL, self->mail->name);
  return REPOINT_PRACTICE_NEXT_CLOSE;
}

static RepointPracticeNext
handle_ehlo (Smtp    *self,
             GString *reply)
{
  if (self->refused && self->mail->refusal == REPOINT_PRACTICE_REFUSAL_AT_EHLO)
    return refuse (self, reply);
  g_string_append_printf (reply, "250-%s Hello [127.0.0.1]\r\n"
                                 "250-SIZE 157286400\r\n"
                                 "250-PIPELINING\r\n"
                                 "250-DSN\r\n"
                                 "250-ENHANCEDSTATUSCODES\r\n", self->mail->name);
  if (self->version == REPOINT_TLS_VERSION_NONE)
    g_string_append (reply, "250-STARTTLS\r\n");
  else
    g_string_append (reply, "250-AUTH LOGIN XOAUTH2\r\n");
  g_string_append (reply, "250-8BITMIME\r\n"
                          "250-BINARYMIME\r\n"
                          "250-CHUNKING\r\n"
                          "250 SMTPUTF8\r\n");
  return REPOINT_PRACTICE_NEXT_LISTEN;
}

/* All that could be checked is here, and nothing is: in the practice office nobody has a mailbox. */
static RepointPracticeNext
finish_sign_in (Smtp    *self,
                GString *reply)
{
  self->expects = EXPECTS_COMMAND;
  if (self->refused && self->mail->refusal == REPOINT_PRACTICE_REFUSAL_AFTER_CREDENTIALS)
    return refuse (self, reply);
  g_string_append_printf (reply, "535 5.7.3 Authentication unsuccessful [%s]\r\n", self->mail->name);
  return REPOINT_PRACTICE_NEXT_LISTEN;
}

static RepointPracticeNext
handle_auth (Smtp       *self,
             const char *mechanism,
             const char *initial,
             GString    *reply)
{
  if (self->version == REPOINT_TLS_VERSION_NONE)
    {
      g_string_append (reply, "530 5.7.0 Must issue a STARTTLS command first\r\n");
      return REPOINT_PRACTICE_NEXT_LISTEN;
    }
  if (self->refused && self->mail->refusal == REPOINT_PRACTICE_REFUSAL_AT_SIGN_IN)
    return refuse (self, reply);
  if (g_ascii_strcasecmp (mechanism, "LOGIN") == 0)
    {
      self->expects = initial != NULL ? EXPECTS_PASSWORD : EXPECTS_USER_NAME;
      g_string_append (reply, initial != NULL ? "334 UGFzc3dvcmQ6\r\n" : "334 VXNlcm5hbWU6\r\n");
    }
  else if (g_ascii_strcasecmp (mechanism, "XOAUTH2") == 0)
    {
      if (initial != NULL)
        return finish_sign_in (self, reply);
      self->expects = EXPECTS_PASSWORD;
      g_string_append (reply, "334 \r\n");
    }
  else
    {
      g_string_append (reply, "504 5.7.4 Unrecognized authentication type\r\n");
    }
  return REPOINT_PRACTICE_NEXT_LISTEN;
}

static RepointPracticeNext
handle_credential (Smtp       *self,
                   const char *line,
                   GString    *reply)
{
  if (strcmp (line, "*") == 0) /* RFC 4954 section 4: the client gives up */
    {
      self->expects = EXPECTS_COMMAND;
      g_string_append (reply, "501 5.7.0 Authentication canceled\r\n");
      return REPOINT_PRACTICE_NEXT_LISTEN;
    }
  if (self->expects == EXPECTS_USER_NAME)
    {
      self->expects = EXPECTS_PASSWORD;
      g_string_append (reply, "334 UGFzc3dvcmQ6\r\n");
      return REPOINT_PRACTICE_NEXT_LISTEN;
    }
  return finish_sign_in (self, reply);
}

static RepointPracticeNext
smtp_line (gpointer    dialogue,
           const char *line,
           GString    *reply)
{
  Smtp *self = dialogue;
  g_auto (GStrv) words = NULL;
  const char *verb;

  if (self->expects != EXPECTS_COMMAND)
    return handle_credential (self, line, reply);

  words = g_strsplit (line, " ", 3);
  verb = words[0] != NULL ? words[0] : "";
  if (g_ascii_strcasecmp (verb, "EHLO") == 0)
    return handle_ehlo (self, reply);
  if (g_ascii_strcasecmp (verb, "HELO") == 0)
    g_string_append_printf (reply, "250 %s Hello [127.0.0.1]\r\n", self->mail->name);
  else if (g_ascii_strcasecmp (verb, "STARTTLS") == 0)
    {
      if (self->version == REPOINT_TLS_VERSION_NONE)
        {
          g_string_append (reply, "220 2.0.0 SMTP server ready\r\n");
          return REPOINT_PRACTICE_NEXT_START_TLS;
        }
      g_string_append (reply, "503 5.5.2 Only one STARTTLS command can be issued per session\r\n");
    }
  else if (g_ascii_strcasecmp (verb, "AUTH") == 0 && words[1] != NULL)
    return handle_auth (self, words[1], words[2], reply);
  else if (g_ascii_strcasecmp (verb, "MAIL") == 0)
    g_string_append (reply, "530 5.7.57 Client not authenticated to send mail\r\n");
  else if (g_ascii_strcasecmp (verb, "NOOP") == 0 || g_ascii_strcasecmp (verb, "RSET") == 0)
    g_string_append (reply, "250 2.0.0 OK\r\n");
  else if (g_ascii_strcasecmp (verb, "QUIT") == 0)
    {
      g_string_append (reply, "221 2.0.0 Service closing transmission channel\r\n");
      return REPOINT_PRACTICE_NEXT_CLOSE;
    }
  else if (g_ascii_strcasecmp (verb, "RCPT") == 0 || g_ascii_strcasecmp (verb, "DATA") == 0)
    g_string_append (reply, "503 5.5.2 Need mail command\r\n");
  else
    g_string_append (reply, "500 5.3.3 Unrecognized command\r\n");
  return REPOINT_PRACTICE_NEXT_LISTEN;
}

const RepointPracticeDialogue repoint_practice_smtp_dialogue = {
  12288, /* RFC 4954 section 4: the longest line of a sign-in */
  smtp_create,
  smtp_open,
  smtp_line,
  g_free,
};
