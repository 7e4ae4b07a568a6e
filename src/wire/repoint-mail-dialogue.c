/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-mail-dialogue.h"

#include "repoint-line-reader.h"
#include "repoint-mail-reply.h"

#include <string.h>

/*
 * clear:   GREETING ─▶ EHLO or CAPABILITY ─▶ STARTTLS ─▶ the ClientHello is due
 * secure: [GREETING]─▶ EHLO or CAPABILITY ─▶ AUTH ─▶ "*" ─▶ QUIT
 *
 * SMTP: RFC 5321, STARTTLS RFC 3207, AUTH RFC 4954. IMAP: RFC 9051 (RFC 3501). POP3: RFC 1939, CAPA RFC 2449, STLS RFC
 * 2595 section 4, AUTH RFC 5034.
 */

#define MAX_METHODS 16

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
  gboolean                done;
  RepointMailReport       report;
};

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

/* Sends STARTTLS, unless bytes that nobody asked for are waiting already: they would be taken for the reply. */
static void
send_starttls (RepointMailDialogue *self)
{
  self->report.stage = REPOINT_MAIL_STAGE_STARTTLS;

  if (self->protocol != REPOINT_PROTOCOL_IMAP && repoint_line_reader_get_pending (self->lines) > 0)
    end (self, REPOINT_MAIL_RESULT_INJECTED);
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

static void
add_sasl (RepointMailDialogue *self, char **words)
{
  for (gsize i = 0; words[i] != NULL; i++)
    {
      add_method (self->sasl, words[i]);
      add_method (self->report.sign_in, words[i]);
    }
}

/* A firewall that does not want TLS overwrites the keyword: "250-XXXXXXXA". */
static gboolean
is_masked (const char *word)
{
  return strlen (word) == strlen ("STARTTLS") && g_str_has_prefix (word, "XXXXXX");
}

static void
read_capability_line (RepointMailDialogue *self, char **words, gboolean *masked, gboolean *login_disabled)
{
  gboolean imap = self->protocol == REPOINT_PROTOCOL_IMAP;
  const char *starttls = self->protocol == REPOINT_PROTOCOL_POP3 ? "STLS" : "STARTTLS";

  for (gsize i = 0; words[i] != NULL; i++)
    {
      if (g_ascii_strcasecmp (words[i], starttls) == 0)
        self->report.starttls = REPOINT_STARTTLS_OFFERED;
      else if (is_masked (words[i]))
        *masked = TRUE;
      else if (imap && g_ascii_strcasecmp (words[i], "LOGINDISABLED") == 0)
        *login_disabled = TRUE;
      else if (imap && g_ascii_strncasecmp (words[i], "AUTH=", strlen ("AUTH=")) == 0)
        add_sasl (self, (char *[]) { words[i] + strlen ("AUTH="), NULL });
      else if (!imap && i == 0 && g_ascii_strncasecmp (words[i], "AUTH=", strlen ("AUTH=")) == 0)
        {
          /* how servers wrote it before RFC 2554, and some still do beside the new form */
          add_sasl (self, (char *[]) { words[i] + strlen ("AUTH="), NULL });
          add_sasl (self, words + 1);
        }
      else if (i == 0 && self->protocol == REPOINT_PROTOCOL_SMTP && g_ascii_strcasecmp (words[i], "AUTH") == 0)
        add_sasl (self, words + 1);
      else if (i == 0 && self->protocol == REPOINT_PROTOCOL_POP3 && g_ascii_strcasecmp (words[i], "SASL") == 0)
        add_sasl (self, words + 1);
      else if (i == 0 && self->protocol == REPOINT_PROTOCOL_POP3 && g_ascii_strcasecmp (words[i], "USER") == 0)
        add_method (self->report.sign_in, "USER");

      if (!imap && i == 0)
        break;
    }
}

static void
read_capabilities (RepointMailDialogue *self, RepointMailReply *reply)
{
  gboolean masked = self->report.starttls == REPOINT_STARTTLS_STRIPPED;
  gboolean login_disabled = FALSE;

  for (guint i = 0; i < reply->lines->len; i++)
    {
      const char *line = g_ptr_array_index (reply->lines, i);
      g_auto (GStrv) words = g_strsplit (line, " ", 64);

      /* The first line of SMTP is a greeting; IMAP may say other things in between. */
      if (words[0] == NULL || (self->protocol == REPOINT_PROTOCOL_SMTP && i == 0) ||
          (self->protocol == REPOINT_PROTOCOL_IMAP && g_ascii_strcasecmp (words[0], "CAPABILITY") != 0))
        continue;

      read_capability_line (self, words, &masked, &login_disabled);
    }

  if (self->protocol == REPOINT_PROTOCOL_IMAP && !login_disabled)
    add_method (self->report.sign_in, "LOGIN");
  if (self->report.starttls != REPOINT_STARTTLS_OFFERED)
    self->report.starttls = masked ? REPOINT_STARTTLS_STRIPPED : REPOINT_STARTTLS_MISSING;
}

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
static char *
find_server (RepointMailDialogue *self, RepointMailReply *reply)
{
  const char *first = reply->lines->len > 0 ? g_ptr_array_index (reply->lines, 0) : "";
  gsize length = strcspn (first, " ");
  gboolean greets = self->report.stage == REPOINT_MAIL_STAGE_GREETING || self->report.stage == REPOINT_MAIL_STAGE_EHLO;

  if (reply->kind != REPOINT_MAIL_REPLY_OK || (greets && self->protocol != REPOINT_PROTOCOL_SMTP))
    return find_bracketed_name (reply->text);

  return greets && is_host_name (first, length) ? g_strndup (first, length) : NULL;
}

/* The name in a refusal is that of the server which refused; otherwise the first one counts. */
static void
note_server (RepointMailDialogue *self, RepointMailReply *reply)
{
  g_autofree char *name = find_server (self, reply);

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
  else if (self->report.stage == REPOINT_MAIL_STAGE_STARTTLS && self->report.starttls != REPOINT_STARTTLS_OFFERED)
    leave (self, REPOINT_MAIL_RESULT_NO_STARTTLS);
  else
    leave (self, REPOINT_MAIL_RESULT_REFUSED);

  return TRUE;
}

static void
handle_capability (RepointMailDialogue *self, RepointMailReply *reply)
{
  gboolean known = !is_negative (reply);

  if (known)
    read_capabilities (self, reply);

  if (self->secure)
    send_auth (self);
  else if (known && self->report.starttls != REPOINT_STARTTLS_OFFERED)
    leave (self, REPOINT_MAIL_RESULT_NO_STARTTLS);
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
handle_starttls (RepointMailDialogue *self)
{
  self->report.starttls = REPOINT_STARTTLS_OFFERED;

  /* Nothing may come between the reply and the server's handshake, which cannot begin before ours. */
  end (self, repoint_line_reader_get_pending (self->lines) > 0 ? REPOINT_MAIL_RESULT_INJECTED
                                                                : REPOINT_MAIL_RESULT_TLS);
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
      /* The same firewall's way with a greeting: "220 ****2***0***". */
      if (self->protocol == REPOINT_PROTOCOL_SMTP && strstr (reply->text, "****") != NULL)
        self->report.starttls = REPOINT_STARTTLS_STRIPPED;
      send_capability (self);
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
  self->report.sign_in = g_ptr_array_new_with_free_func (g_free);

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
  g_ptr_array_unref (self->report.sign_in);
  g_free (self->report.reply);
  g_free (self->report.server);
  g_free (self);
}

/**
 * repoint_mail_dialogue_feed:
 *
 * Takes the next bytes of the server; after the end of the dialogue none are looked at.
 */
void
repoint_mail_dialogue_feed (RepointMailDialogue *self, const guint8 *bytes, gsize length)
{
  gboolean fits;
  char *line;

  g_return_if_fail (self != NULL);

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
          self->report.reply = g_utf8_substring (line, 0, MIN (g_utf8_strlen (line, -1), 256));
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

/**
 * repoint_mail_stage_to_string:
 *
 * Returns: the id of the stage as in documents and on the command line
 */
const char *
repoint_mail_stage_to_string (RepointMailStage stage)
{
  static const char *const ids[] = { "greeting", "ehlo", "capability", "starttls", "auth", "quit" };

  g_return_val_if_fail ((gsize) stage < G_N_ELEMENTS (ids), NULL);

  return ids[stage];
}
