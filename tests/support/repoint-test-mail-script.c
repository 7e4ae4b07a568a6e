/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-test-mail-script.h"

#include <string.h>

static void
refuse (RepointTestMailScript *self, GString *out)
{
  static const char *const with[] = {
    [REPOINT_PROTOCOL_SMTP] = "421 4.7.66 TLS 1.0 and 1.1 are not supported. Please upgrade/update your client to support "
                              "TLS 1.2. Visit https://aka.ms/smtp_auth_tls. [EXO1.example]",
    [REPOINT_PROTOCOL_IMAP] = "* BYE TLS 1.0 and 1.1 are not supported. Please upgrade/update your client to support TLS 1.2. "
                              "Visit https://aka.ms/popimap_tls.",
    [REPOINT_PROTOCOL_POP3] = "-ERR TLS 1.0 and 1.1 are not supported. Please upgrade/update your client to support TLS 1.2. "
                              "Visit https://aka.ms/popimap_tls.",
  };

  g_string_append_printf (out, "%s\r\n", self->options->refuse_with != NULL ? self->options->refuse_with
                                                                            : with[self->options->protocol]);
  self->over = TRUE;
}

static gboolean
refuses_at (RepointTestMailScript *self, RepointTestRefusal where)
{
  return self->refuses && self->options->refusal == where;
}

void
repoint_test_mail_script_greet (RepointTestMailScript *self, GString *out)
{
  static const char *const greetings[] = {
    [REPOINT_PROTOCOL_SMTP] = "220 mail.example ESMTP",
    [REPOINT_PROTOCOL_IMAP] = "* OK ready",
    [REPOINT_PROTOCOL_POP3] = "+OK ready",
  };

  if (refuses_at (self, REPOINT_TEST_REFUSAL_GREETING))
    refuse (self, out);
  else
    g_string_append_printf (out, "%s\r\n", greetings[self->options->protocol]);
}

static gboolean
offers_starttls (RepointTestMailScript *self)
{
  return self->version == REPOINT_TLS_VERSION_NONE && !self->options->is_clear;
}

/* What stands among the capabilities before TLS, with a separator on one side; "" for nothing. Free with g_free(). */
static char *
list_starttls (RepointTestMailScript *self, const char *before, const char *after)
{
  const char *word = self->options->starttls_as;

  if (word == NULL && offers_starttls (self))
    word = self->options->protocol == REPOINT_PROTOCOL_POP3 ? "STLS" : "STARTTLS";

  return word == NULL || word[0] == '\0' || self->version != REPOINT_TLS_VERSION_NONE ? g_strdup ("")
                                                                                    : g_strconcat (before, word, after, NULL);
}

static void
answer_smtp (RepointTestMailScript *self, const char *line, GString *out)
{
  g_autofree char *starttls = list_starttls (self, "250-", "\r\n");

  if (g_str_has_prefix (line, "EHLO "))
    {
      if (refuses_at (self, REPOINT_TEST_REFUSAL_EHLO))
        {
          refuse (self, out);
          return;
        }
      g_string_append_printf (out, "250-mail.example greets you\r\n250-SIZE 1000000\r\n%s", starttls);
      if (self->version != REPOINT_TLS_VERSION_NONE)
        g_string_append (out, "250-AUTH LOGIN XOAUTH2\r\n");
      g_string_append (out, "250 ENHANCEDSTATUSCODES\r\n");
    }
  else if (strcmp (line, "STARTTLS") == 0 && offers_starttls (self))
    {
      g_string_append (out, "220 2.0.0 ready\r\n");
      self->starts_tls = TRUE;
    }
  else if (g_str_has_prefix (line, "AUTH "))
    {
      if (refuses_at (self, REPOINT_TEST_REFUSAL_AUTH))
        {
          refuse (self, out);
          return;
        }
      g_string_append (out, "334 VXNlcm5hbWU6\r\n");
      self->wants_name = TRUE;
    }
  else if (self->wants_name)
    {
      self->wants_name = FALSE;
      if (strcmp (line, "*") != 0 && refuses_at (self, REPOINT_TEST_REFUSAL_CREDENTIALS))
        refuse (self, out);
      else
        g_string_append (out, "501 5.7.0 canceled\r\n");
    }
  else if (strcmp (line, "QUIT") == 0)
    {
      g_string_append (out, "221 bye\r\n");
      self->over = TRUE;
    }
  else
    {
      g_string_append (out, "500 5.5.1 what?\r\n");
    }
}

static void
answer_imap (RepointTestMailScript *self, const char *line, GString *out)
{
  g_autofree char *starttls = list_starttls (self, " ", "");
  g_autofree char *tag = g_strndup (line, strcspn (line, " "));
  const char *command = line[strlen (tag)] == ' ' ? line + strlen (tag) + 1 : "";

  if (self->wants_name)
    {
      self->wants_name = FALSE;
      g_string_append_printf (out, "%s BAD canceled\r\n", self->tag);
    }
  else if (strcmp (command, "CAPABILITY") == 0)
    {
      if (refuses_at (self, REPOINT_TEST_REFUSAL_EHLO))
        {
          refuse (self, out);
          return;
        }
      g_string_append_printf (out, "* CAPABILITY IMAP4rev1 LOGINDISABLED%s%s\r\n%s OK done\r\n",
                              starttls, self->version != REPOINT_TLS_VERSION_NONE ? " AUTH=PLAIN AUTH=XOAUTH2" : "", tag);
    }
  else if (strcmp (command, "STARTTLS") == 0 && offers_starttls (self))
    {
      g_string_append_printf (out, "%s OK begin\r\n", tag);
      self->starts_tls = TRUE;
    }
  else if (g_str_has_prefix (command, "AUTHENTICATE "))
    {
      if (refuses_at (self, REPOINT_TEST_REFUSAL_AUTH))
        {
          refuse (self, out);
          return;
        }
      g_string_append (out, "+ \r\n");
      g_strlcpy (self->tag, tag, sizeof self->tag);
      self->wants_name = TRUE;
    }
  else if (strcmp (command, "LOGOUT") == 0)
    {
      g_string_append_printf (out, "* BYE see you\r\n%s OK\r\n", tag);
      self->over = TRUE;
    }
  else
    {
      g_string_append_printf (out, "%s BAD what?\r\n", tag);
    }
}

static void
answer_pop3 (RepointTestMailScript *self, const char *line, GString *out)
{
  g_autofree char *starttls = list_starttls (self, "", "\r\n");

  if (self->wants_name)
    {
      self->wants_name = FALSE;
      g_string_append (out, "-ERR canceled\r\n");
    }
  else if (strcmp (line, "CAPA") == 0)
    {
      if (refuses_at (self, REPOINT_TEST_REFUSAL_EHLO))
        {
          refuse (self, out);
          return;
        }
      g_string_append_printf (out, "+OK\r\nTOP\r\n%s%s.\r\n", starttls,
                              self->version != REPOINT_TLS_VERSION_NONE ? "SASL PLAIN XOAUTH2\r\n" : "");
    }
  else if (strcmp (line, "STLS") == 0 && offers_starttls (self))
    {
      g_string_append (out, "+OK begin\r\n");
      self->starts_tls = TRUE;
    }
  else if (g_str_has_prefix (line, "AUTH "))
    {
      if (refuses_at (self, REPOINT_TEST_REFUSAL_AUTH))
        {
          refuse (self, out);
          return;
        }
      g_string_append (out, "+ \r\n");
      self->wants_name = TRUE;
    }
  else if (strcmp (line, "QUIT") == 0)
    {
      g_string_append (out, "+OK bye\r\n");
      self->over = TRUE;
    }
  else
    {
      g_string_append (out, "-ERR what?\r\n");
    }
}

void
repoint_test_mail_script_answer (RepointTestMailScript *self, const char *line, GString *out)
{
  switch ((int) self->options->protocol)
    {
    case REPOINT_PROTOCOL_SMTP:
      answer_smtp (self, line, out);
      break;
    case REPOINT_PROTOCOL_IMAP:
      answer_imap (self, line, out);
      break;
    default:
      answer_pop3 (self, line, out);
    }
}
