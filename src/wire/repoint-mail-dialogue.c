/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-mail-dialogue.h"

#include "repoint-line-reader.h"
#include "repoint-mail-capabilities.h"
#include "repoint-mail-reply.h"
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

struct _RepointMailDialogue
{
  RepointProtocol         protocol;
  gboolean                secure;
  RepointLineReader      *lines;
  RepointMailReplyReader *replies;
  GByteArray             *out;
  GPtrArray              *sasl;      /* of char*: methods that AUTH or AUTHENTICATE takes */
  guint                   n_tags;
  guint                   n_names;   /* of client_names, used up */
  gboolean                canceling; /* "*" was sent */
  gboolean                greeting_masked;
  gboolean                done;
  RepointMailReport       report;
};

static char *
shorten (const char *line)
{
  return g_utf8_substring (line, 0, MIN (g_utf8_strlen (line, -1), 256));
}

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

static void
end (RepointMailDialogue *self, RepointMailResult result)
{
  self->report.result = result;
  self->done = TRUE;
}

/* Says goodbye without waiting for more. */
static void
leave (RepointMailDialogue *self, RepointMailResult result)
{
  send_goodbye (self);
  end (self, result);
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

/* Somebody between wants his words to be taken for the server's: they are kept as evidence and go no further. */
static void
end_injected (RepointMailDialogue *self)
{
  g_autofree char *line = repoint_line_reader_pop (self->lines);

  if (line != NULL && line[0] != '\0')
    {
      g_free (self->report.reply);
      self->report.reply = shorten (line);
    }
  end (self, REPOINT_MAIL_RESULT_INJECTED);
}

/* Sends STARTTLS, unless bytes that nobody asked for are waiting already: they would be taken for the reply. */
static void
send_starttls (RepointMailDialogue *self)
{
  self->report.stage = REPOINT_MAIL_STAGE_STARTTLS;

  if (self->protocol != REPOINT_PROTOCOL_IMAP && repoint_line_reader_get_pending (self->lines) > 0)
    end_injected (self);
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
note_server (RepointMailDialogue *self, RepointMailReply *reply)
{
  gboolean greets = self->report.stage == REPOINT_MAIL_STAGE_GREETING || self->report.stage == REPOINT_MAIL_STAGE_EHLO;
  g_autofree char *name = repoint_mail_server_name_find (self->protocol, reply, greets);

  if (name == NULL || (self->report.server != NULL && reply->kind == REPOINT_MAIL_REPLY_OK))
    return;

  g_free (self->report.server);
  self->report.server = g_steal_pointer (&name);
}

static void
keep_reply (RepointMailDialogue *self, RepointMailReply *reply)
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
handle_no_starttls (RepointMailDialogue *self, RepointMailReply *reply)
{
  gboolean announced = self->report.starttls == REPOINT_STARTTLS_OFFERED;

  if (repoint_mail_complaint_is_of_masked (reply->text))
    note_stripped (self, reply->text);

  leave (self, announced ? REPOINT_MAIL_RESULT_REFUSED : REPOINT_MAIL_RESULT_NO_STARTTLS);
}

/* Returns FALSE if the dialogue goes on in spite of it. */
static gboolean
handle_negative (RepointMailDialogue *self, RepointMailReply *reply)
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
handle_capability (RepointMailDialogue *self, RepointMailReply *reply)
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
handle_auth (RepointMailDialogue *self, RepointMailReply *reply)
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
handle_greeting (RepointMailDialogue *self, RepointMailReply *reply)
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
    end_injected (self);
  else
    end (self, REPOINT_MAIL_RESULT_TLS);
}

static void
handle (RepointMailDialogue *self, RepointMailReply *reply)
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

static RepointMailDialogue *
dialogue_new (RepointProtocol protocol)
{
  RepointMailDialogue *self = g_new0 (RepointMailDialogue, 1);

  self->protocol = protocol;
  self->lines = repoint_line_reader_new ();
  self->replies = repoint_mail_reply_reader_new (protocol);
  self->out = g_byte_array_new ();
  self->sasl = g_ptr_array_new_with_free_func (g_free);
  repoint_mail_report_init (&self->report);

  return self;
}

/**
 * repoint_mail_dialogue_new_clear:
 * @protocol: SMTP, IMAP or POP3
 *
 * Returns: (transfer full): a dialogue that waits for the greeting and ends when the ClientHello is due
 */
RepointMailDialogue *
repoint_mail_dialogue_new_clear (RepointProtocol protocol)
{
  g_return_val_if_fail (protocol <= REPOINT_PROTOCOL_POP3, NULL);

  return dialogue_new (protocol);
}

/**
 * repoint_mail_dialogue_new_secure:
 * @protocol: SMTP, IMAP or POP3
 * @greeting: whether the server greets inside TLS, as it does when TLS came first
 *
 * Returns: (transfer full): a dialogue to be held inside TLS, which ends with the goodbye
 */
RepointMailDialogue *
repoint_mail_dialogue_new_secure (RepointProtocol protocol, gboolean greeting)
{
  RepointMailDialogue *self;

  g_return_val_if_fail (protocol <= REPOINT_PROTOCOL_POP3, NULL);

  self = dialogue_new (protocol);
  self->secure = TRUE;
  if (!greeting)
    send_capability (self);

  return self;
}

/**
 * repoint_mail_dialogue_free:
 * @self: (nullable) (transfer full): a dialogue
 */
void
repoint_mail_dialogue_free (RepointMailDialogue *self)
{
  if (self == NULL)
    return;

  repoint_line_reader_free (self->lines);
  repoint_mail_reply_reader_free (self->replies);
  g_byte_array_unref (self->out);
  g_ptr_array_unref (self->sasl);
  repoint_mail_report_clear (&self->report);
  g_free (self);
}

/**
 * repoint_mail_dialogue_expects_silence:
 *
 * Whoever speaks between the server's last word and ours is not the server: before STARTTLS, which a reply may not
 * precede, and before the ClientHello (CVE-2011-0411 and its kind).
 *
 * Returns: %TRUE if what has arrived by now must be fed before anything of ours is sent
 */
gboolean
repoint_mail_dialogue_expects_silence (RepointMailDialogue *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  if (self->done)
    return self->report.result == REPOINT_MAIL_RESULT_TLS;

  /* IMAP servers may say something at any time (RFC 9051 section 7). */
  return self->report.stage == REPOINT_MAIL_STAGE_STARTTLS && self->protocol != REPOINT_PROTOCOL_IMAP && self->out->len > 0;
}

/**
 * repoint_mail_dialogue_feed:
 *
 * Takes the next bytes of the server. After the end of the dialogue none are looked at, but that bytes which come before
 * the ClientHello turn REPOINT_MAIL_RESULT_TLS into REPOINT_MAIL_RESULT_INJECTED.
 */
void
repoint_mail_dialogue_feed (RepointMailDialogue *self, const guint8 *bytes, gsize length)
{
  gboolean fits;
  char *line;

  g_return_if_fail (self != NULL);

  if (length > 0 && repoint_mail_dialogue_expects_silence (self))
    {
      repoint_line_reader_push (self->lines, bytes, MIN (length, 1024));
      g_byte_array_set_size (self->out, 0);
      end_injected (self);
      return;
    }

  if (self->done)
    return;

  fits = repoint_line_reader_push (self->lines, bytes, length);

  while (!self->done && (line = repoint_line_reader_pop (self->lines)) != NULL)
    {
      g_autofree char *owned = line;
      g_autoptr (RepointMailReply) reply = NULL;

      switch (repoint_mail_reply_reader_feed (self->replies, line, &reply))
        {
        case REPOINT_MAIL_REPLY_WHOLE:
          handle (self, reply);
          break;

        case REPOINT_MAIL_REPLY_GARBAGE:
          g_free (self->report.reply);
          self->report.reply = shorten (line);
          end (self, self->report.result != REPOINT_MAIL_RESULT_NONE ? self->report.result : REPOINT_MAIL_RESULT_GARBAGE);
          break;

        case REPOINT_MAIL_REPLY_MORE:
        default:
          break;
        }
    }

  if (!fits && !self->done)
    end (self, self->report.result != REPOINT_MAIL_RESULT_NONE ? self->report.result : REPOINT_MAIL_RESULT_ENDLESS);
}

/**
 * repoint_mail_dialogue_take:
 *
 * Returns: (transfer full) (nullable): what is to be sent now, or %NULL
 */
GBytes *
repoint_mail_dialogue_take (RepointMailDialogue *self)
{
  GByteArray *out;

  g_return_val_if_fail (self != NULL, NULL);

  if (self->out->len == 0)
    return NULL;

  out = self->out;
  self->out = g_byte_array_new ();

  return g_byte_array_free_to_bytes (out);
}

/**
 * repoint_mail_dialogue_is_done:
 *
 * Returns: %TRUE if nothing more is to be received; something may be left to be sent
 */
gboolean
repoint_mail_dialogue_is_done (RepointMailDialogue *self)
{
  g_return_val_if_fail (self != NULL, TRUE);

  return self->done;
}

/**
 * repoint_mail_dialogue_get_report:
 *
 * Returns: (transfer none): what is known so far, also in the middle; lives as long as the dialogue
 */
const RepointMailReport *
repoint_mail_dialogue_get_report (RepointMailDialogue *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return &self->report;
}
