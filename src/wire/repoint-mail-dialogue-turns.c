/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-mail-dialogue-private.h"

#include "repoint-mail-capabilities.h"
#include "repoint-mail-server-name.h"

#include <string.h>

/*
 * clear:   GREETING ─▶ EHLO or CAPABILITY ─▶ STARTTLS ─▶ the ClientHello is due
 * secure: [GREETING]─▶ EHLO or CAPABILITY ─▶ AUTH ─▶ "*" ─▶ QUIT
 *
 * SMTP: RFC 5321, STARTTLS RFC 3207, AUTH RFC 4954. IMAP: RFC 9051 (RFC 3501). POP3: RFC 1939, CAPA RFC 2449, STLS RFC
 * 2595 section 4, AUTH RFC 5034.
 */

/* RFC 6761 section 6.4: a name that is nobody's. A server that wants one it can look up gets the other form, an address
 * (RFC 5321 section 4.1.3). */
static const char *const client_names[] = { "repoint.invalid", "[127.0.0.1]" };

/* Methods whose sign-in can be opened without saying anything, the ones most devices use first. */
static const char *const opened_methods[] = { "LOGIN", "PLAIN", "XOAUTH2", "OAUTHBEARER", "CRAM-MD5", "NTLM" };

static void
send_line (RepointMailDialogue *self, const char *line, gboolean many_lines)
{
  g_autofree char *tag = NULL;

  if (self->protocol == REPOINT_PROTOCOL_IMAP)
    {
      tag = g_strdup_printf ("r%u", ++self->n_tags);
      g_byte_array_append (self->out, (const guint8 *) tag, (guint) strlen (tag));
      g_byte_array_append (self->out, (const guint8 *) " ", 1);
    }

  g_byte_array_append (self->out, (const guint8 *) line, (guint) strlen (line));
  g_byte_array_append (self->out, (const guint8 *) "\r\n", 2);
  repoint_mail_reply_reader_expect (self->replies, tag, many_lines);
}

static void
send_goodbye (RepointMailDialogue *self)
{
  send_line (self, self->protocol == REPOINT_PROTOCOL_IMAP ? "LOGOUT" : "QUIT", FALSE);
}

void
repoint_mail_dialogue_end (RepointMailDialogue *self, RepointMailResult result, const char *line)
{
  if (line != NULL)
    {
      g_free (self->report.reply);
      self->report.reply = g_utf8_substring (line, 0, MIN (g_utf8_strlen (line, -1), 256));
    }
  self->report.result = result;
  self->done = TRUE;
}

/* Says goodbye without waiting for more. */
static void
leave (RepointMailDialogue *self, RepointMailResult result)
{
  send_goodbye (self);
  repoint_mail_dialogue_end (self, result, NULL);
}

static void
send_capability (RepointMailDialogue *self)
{
  g_autofree char *ehlo = NULL;

  switch ((int) self->protocol)
    {
    case REPOINT_PROTOCOL_SMTP:
      self->report.stage = REPOINT_MAIL_STAGE_EHLO;
      ehlo = g_strdup_printf ("EHLO %s", client_names[self->n_names++]);
      send_line (self, ehlo, FALSE);
      break;

    case REPOINT_PROTOCOL_IMAP:
      self->report.stage = REPOINT_MAIL_STAGE_CAPABILITY;
      send_line (self, "CAPABILITY", FALSE);
      break;

    default:
      self->report.stage = REPOINT_MAIL_STAGE_CAPABILITY;
      send_line (self, "CAPA", TRUE);
    }
}

void
repoint_mail_dialogue_end_injected (RepointMailDialogue *self)
{
  g_autofree char *line = repoint_line_reader_pop (self->lines);

  repoint_mail_dialogue_end (self, REPOINT_MAIL_RESULT_INJECTED, line != NULL && line[0] != '\0' ? line : NULL);
}

/* Sends STARTTLS, unless bytes that nobody asked for are waiting already: they would be taken for the reply. */
static void
send_starttls (RepointMailDialogue *self)
{
  self->report.stage = REPOINT_MAIL_STAGE_STARTTLS;

  if (self->protocol != REPOINT_PROTOCOL_IMAP && repoint_line_reader_get_pending (self->lines) > 0)
    repoint_mail_dialogue_end_injected (self);
  else
    send_line (self, self->protocol == REPOINT_PROTOCOL_POP3 ? "STLS" : "STARTTLS", FALSE);
}

static void
say_quit (RepointMailDialogue *self)
{
  self->report.stage = REPOINT_MAIL_STAGE_QUIT;
  send_goodbye (self);
}

/* Opens the sign-in: some refusals come only there. */
static void
send_auth (RepointMailDialogue *self)
{
  for (gsize i = 0; i < G_N_ELEMENTS (opened_methods); i++)
    if (g_ptr_array_find_with_equal_func (self->sasl, opened_methods[i], g_str_equal, NULL))
      {
        g_autofree char *line = g_strdup_printf (self->protocol == REPOINT_PROTOCOL_IMAP ? "AUTHENTICATE %s" : "AUTH %s",
                                                 opened_methods[i]);

        self->report.stage = REPOINT_MAIL_STAGE_AUTH;
        send_line (self, line, FALSE);
        return;
      }

  self->report.result = REPOINT_MAIL_RESULT_NOT_REFUSED;
  say_quit (self);
}

/* The name in a refusal is that of the server which refused; otherwise the first one counts. */
static void
note_server (RepointMailDialogue *self, const RepointMailReply *reply)
{
  gboolean greets = self->report.stage == REPOINT_MAIL_STAGE_GREETING || self->report.stage == REPOINT_MAIL_STAGE_EHLO;
  g_autofree char *name = repoint_mail_server_name_find (self->protocol, reply, greets);

  if (name == NULL || (self->report.server != NULL && reply->kind == REPOINT_MAIL_REPLY_OK))
    return;

  g_free (self->report.server);
  self->report.server = g_steal_pointer (&name);
}

static void
keep_reply (RepointMailDialogue *self, const RepointMailReply *reply)
{
  g_free (self->report.reply);
  self->report.reply = g_strdup (reply->text);
}

static gboolean
is_negative (const RepointMailReply *reply)
{
  return reply->kind >= REPOINT_MAIL_REPLY_NO;
}

/* @line: (nullable): what shows it */
static void
note_stripped (RepointMailDialogue *self, const char *line)
{
  self->report.starttls = REPOINT_STARTTLS_STRIPPED;
  if (self->report.masked == NULL)
    self->report.masked = g_strdup (line);
}

/* The server does not know STARTTLS, or something on the way made sure that it does not hear of it. */
static void
handle_no_starttls (RepointMailDialogue *self, const RepointMailReply *reply)
{
  gboolean announced = self->report.starttls == REPOINT_STARTTLS_OFFERED;

  if (repoint_mail_complaint_is_of_masked (reply->text))
    note_stripped (self, reply->text);

  leave (self, announced ? REPOINT_MAIL_RESULT_REFUSED : REPOINT_MAIL_RESULT_NO_STARTTLS);
}

/* Returns FALSE if the dialogue goes on in spite of it. */
static gboolean
handle_negative (RepointMailDialogue *self, const RepointMailReply *reply)
{
  gboolean legacy = repoint_mail_reply_is_legacy_tls (reply->text);
  gboolean busy = reply->throttled;

  /* RFC 5321 section 3.1: the greeting of a server that takes no mail now is a 4xx. */
  if (self->protocol == REPOINT_PROTOCOL_SMTP && self->report.stage == REPOINT_MAIL_STAGE_GREETING &&
      reply->kind == REPOINT_MAIL_REPLY_NO && !legacy)
    busy = TRUE;

  if (!busy && !legacy && self->report.stage == REPOINT_MAIL_STAGE_EHLO && reply->kind == REPOINT_MAIL_REPLY_BAD &&
      self->n_names < G_N_ELEMENTS (client_names))
    {
      send_capability (self);
      return TRUE;
    }

  /* RFC 2449 section 5: a server without CAPA says -ERR; whether it knows STLS is found by trying. */
  if (!busy && !legacy && self->report.stage == REPOINT_MAIL_STAGE_CAPABILITY &&
      self->protocol == REPOINT_PROTOCOL_POP3 && reply->kind == REPOINT_MAIL_REPLY_NO)
    return FALSE;

  keep_reply (self, reply);
  if (self->report.stage == REPOINT_MAIL_STAGE_GREETING)
    self->report.greeting = g_strdup (reply->text);
  if (busy)
    leave (self, REPOINT_MAIL_RESULT_THROTTLED);
  else if (self->report.stage == REPOINT_MAIL_STAGE_STARTTLS && !legacy)
    handle_no_starttls (self, reply);
  else
    leave (self, REPOINT_MAIL_RESULT_REFUSED);

  return TRUE;
}

/* STARTTLS is asked for even where it is not announced: that the line can be taken out on the way is the attack of RFC
 * 3207 section 6, and the reply tells a server without TLS from one behind a firewall. Nothing is said that a server
 * without it would not just call unknown (RFC 5321 section 4.2.4), in the connection that stands anyway. */
static void
handle_capability (RepointMailDialogue *self, const RepointMailReply *reply)
{
  if (!is_negative (reply))
    repoint_mail_capabilities_read (self->protocol, reply, &self->report, self->sasl);
  if (self->report.starttls == REPOINT_STARTTLS_MISSING && self->greeting_masked)
    note_stripped (self, self->report.greeting);

  if (self->secure)
    send_auth (self);
  else
    send_starttls (self);
}

static void
handle_auth (RepointMailDialogue *self, const RepointMailReply *reply)
{
  /* RFC 4954 section 4, RFC 9051 section 6.2.2, RFC 5034 section 4: "*" alone cancels. */
  if (reply->kind == REPOINT_MAIL_REPLY_CONTINUE && !self->canceling)
    {
      self->canceling = TRUE;
      g_byte_array_append (self->out, (const guint8 *) "*\r\n", 3);
      return;
    }

  self->report.result = REPOINT_MAIL_RESULT_NOT_REFUSED;
  say_quit (self);
}

static void
handle_greeting (RepointMailDialogue *self, const RepointMailReply *reply)
{
  self->report.greeting = g_strdup (reply->text);
  self->greeting_masked = self->protocol == REPOINT_PROTOCOL_SMTP && repoint_mail_greeting_is_masked (reply->text);
  send_capability (self);
}

static void
handle_starttls (RepointMailDialogue *self)
{
  /* A server that cannot list what it offers may offer it; one that can has not left it out by itself. */
  if (self->report.starttls == REPOINT_STARTTLS_UNKNOWN)
    self->report.starttls = REPOINT_STARTTLS_OFFERED;
  else if (self->report.starttls != REPOINT_STARTTLS_OFFERED)
    note_stripped (self, NULL);

  /* Nothing may come between the reply and the server's handshake, which cannot begin before ours. */
  if (repoint_line_reader_get_pending (self->lines) > 0)
    repoint_mail_dialogue_end_injected (self);
  else
    repoint_mail_dialogue_end (self, REPOINT_MAIL_RESULT_TLS, NULL);
}

void
repoint_mail_dialogue_answer (RepointMailDialogue *self, const RepointMailReply *reply)
{
  gboolean canceled = self->report.stage == REPOINT_MAIL_STAGE_AUTH && self->canceling &&
                      !repoint_mail_reply_is_legacy_tls (reply->text);

  note_server (self, reply);

  if (self->report.stage == REPOINT_MAIL_STAGE_QUIT)
    {
      self->done = TRUE;
      return;
    }

  /* The no to "*" was asked for. */
  if (is_negative (reply) && !canceled && handle_negative (self, reply))
    return;

  switch (self->report.stage)
    {
    case REPOINT_MAIL_STAGE_GREETING:
      handle_greeting (self, reply);
      break;

    case REPOINT_MAIL_STAGE_EHLO:
    case REPOINT_MAIL_STAGE_CAPABILITY:
      handle_capability (self, reply);
      break;

    case REPOINT_MAIL_STAGE_STARTTLS:
      handle_starttls (self);
      break;

    case REPOINT_MAIL_STAGE_AUTH:
      handle_auth (self, reply);
      break;

    case REPOINT_MAIL_STAGE_QUIT:
    default:
      g_assert_not_reached ();
    }
}

void
repoint_mail_dialogue_begin (RepointMailDialogue *self)
{
  send_capability (self);
}
