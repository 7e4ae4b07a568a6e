/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-mail-gate.h"

#include "repoint-line-reader.h"
#include "repoint-mail-capabilities.h"
#include "repoint-mail-command.h"
#include "repoint-mail-reply.h"

#include <string.h>

/*
 *   CLEAR ──the server's yes to STARTTLS──▶ OPENING ──a ClientHello begins──▶ OPEN
 *     │ └──421, BYE──▶ LEAVING                 │
 *     └──any other line─────────▶ CLOSED ◀─────┘ bytes of the server, bytes that begin no ClientHello
 *
 * Where the server begins with TLS, OPENING is the first state.
 */

#define MAX_LINE       512   /* RFC 5321 section 4.5.3.1.4, with its end; no allowed command of IMAP or POP3 is longer */
#define MAX_COMMANDS   8     /* that wait for the reply to the one before */
#define MAX_REPLY_LINE 8192
#define MAX_HELLO_BEGIN 6

enum
{
  CONTENT_HANDSHAKE = 22,
  HANDSHAKE_CLIENT_HELLO = 1,
  SSL2_CLIENT_HELLO = 1,
};

struct _RepointMailGate
{
  RepointProtocol         protocol;
  gboolean                tls_first;      /* the server begins with TLS */
  RepointMailGateState    state;
  RepointMailGateReason   reason;

  guint8                  line[MAX_LINE];
  gsize                   line_length;
  GQueue                  commands;       /* of RepointMailCommand: not passed on yet */
  gboolean                starttls_asked; /* nothing may come behind it */
  char                   *client_name;
  GByteArray             *begin;          /* of the ClientHello, while it may still be something else */

  GByteArray             *reply_line;     /* as it came */
  RepointLineReader      *lines;          /* of @reply_line, the same as text */
  RepointMailReplyReader *replies;
  gboolean                waiting;        /* for a reply */
  RepointMailCommandKind  awaited;        /* what it answers; NONE: the greeting */
  GPtrArray              *sasl;
  RepointMailReport       report;

  GByteArray             *for_client;
  GByteArray             *for_server;
};

static const char *const reasons[] = {
  [REPOINT_MAIL_GATE_NOTHING] = NULL,
  [REPOINT_MAIL_GATE_SIGN_IN] = "sign-in-in-clear",
  [REPOINT_MAIL_GATE_MAIL] = "mail-in-clear",
  [REPOINT_MAIL_GATE_COMMAND] = "other-command",
  [REPOINT_MAIL_GATE_LINE] = "not-a-line",
  [REPOINT_MAIL_GATE_PIPELINED] = "pipelined",
  [REPOINT_MAIL_GATE_TLS_FIRST] = "tls-first",
  [REPOINT_MAIL_GATE_CLEAR_FIRST] = "clear-first",
  [REPOINT_MAIL_GATE_NO_HELLO] = "no-hello",
  [REPOINT_MAIL_GATE_SERVER] = "server",
  [REPOINT_MAIL_GATE_UNREACHABLE] = "unreachable",
  [REPOINT_MAIL_GATE_TIMEOUT] = "timeout",
  [REPOINT_MAIL_GATE_BUSY] = "busy",
  [REPOINT_MAIL_GATE_STOPPED] = "stopped",
};

/* What the client is told, in the words of its protocol's errors: some devices print them, many log them. */
static const char *const farewells[] = {
  [REPOINT_MAIL_GATE_SIGN_IN] = "Repoint passes no sign-in on without encryption, please switch on STARTTLS in this device",
  [REPOINT_MAIL_GATE_MAIL] = "Repoint passes no mail on without encryption, please switch on STARTTLS in this device",
  [REPOINT_MAIL_GATE_COMMAND] = "Repoint passes nothing of this kind on, please switch on STARTTLS in this device",
  [REPOINT_MAIL_GATE_LINE] = "Repoint passes nothing on that is not a line of text",
  [REPOINT_MAIL_GATE_PIPELINED] = "Repoint passes nothing on that did not wait for the reply before",
  [REPOINT_MAIL_GATE_TLS_FIRST] = "the mail server has no TLS from the first byte on, only STARTTLS",
  [REPOINT_MAIL_GATE_CLEAR_FIRST] = "the mail server has no STARTTLS, only TLS from the first byte on",
  [REPOINT_MAIL_GATE_NO_HELLO] = "Repoint expected the beginning of TLS",
  [REPOINT_MAIL_GATE_SERVER] = "Repoint does not understand the mail server",
  [REPOINT_MAIL_GATE_UNREACHABLE] = "Repoint cannot reach the mail server",
  [REPOINT_MAIL_GATE_TIMEOUT] = "Repoint ends this test, it took too long",
  [REPOINT_MAIL_GATE_BUSY] = "Repoint has too many visitors, please try again",
  [REPOINT_MAIL_GATE_STOPPED] = "Repoint ends this test",
};

/* A fatal handshake_failure (RFC 8446 section 6.2): whoever has begun with TLS understands nothing else. */
static const guint8 failure_alert[] = { 21, 3, 1, 0, 2, 2, 40 };

static void
append_text (GByteArray *out, const char *text)
{
  g_byte_array_append (out, (const guint8 *) text, (guint) strlen (text));
}

/* RFC 5321 section 4.2.3, RFC 9051 section 7.1.5, RFC 3206 section 4: all temporary, for it is a test that ends here. */
static void
say_goodbye (RepointMailGate *self)
{
  static const char *const codes[] = { "421 4.7.0 ", "* BYE ", "-ERR [SYS/TEMP] " };

  append_text (self->for_client, codes[self->protocol]);
  append_text (self->for_client, farewells[self->reason]);
  append_text (self->for_client, "\r\n");
}

static gboolean
is_over (RepointMailGate *self)
{
  return self->state == REPOINT_MAIL_GATE_LEAVING || self->state == REPOINT_MAIL_GATE_CLOSED;
}

/* Nothing is left of what may have been a password. */
static void
forget_client (RepointMailGate *self)
{
  memset (self->line, 0, sizeof self->line);
  self->line_length = 0;
  g_queue_clear_full (&self->commands, (GDestroyNotify) repoint_mail_command_free);
  if (self->begin->len > 0)
    memset (self->begin->data, 0, self->begin->len);
  g_byte_array_set_size (self->begin, 0);
}

/**
 * repoint_mail_gate_close:
 * @reason: why, other than NOTHING
 *
 * Ends it, unless it has ended or stands open. The client is told in its protocol.
 */
void
repoint_mail_gate_close (RepointMailGate *self, RepointMailGateReason reason)
{
  gboolean has_begun_tls;

  g_return_if_fail (self != NULL);
  g_return_if_fail (reason != REPOINT_MAIL_GATE_NOTHING);

  if (is_over (self) || self->state == REPOINT_MAIL_GATE_OPEN)
    return;

  has_begun_tls = reason == REPOINT_MAIL_GATE_TLS_FIRST || self->begin->len > 0 ||
                  (self->tls_first && reason != REPOINT_MAIL_GATE_CLEAR_FIRST);
  self->state = REPOINT_MAIL_GATE_CLOSED;
  self->reason = reason;
  forget_client (self);
  if (has_begun_tls)
    g_byte_array_append (self->for_client, failure_alert, sizeof failure_alert);
  else
    say_goodbye (self);
}

static void
close_for_server (RepointMailGate *self, RepointMailResult result)
{
  self->report.result = result;
  repoint_mail_gate_close (self, REPOINT_MAIL_GATE_SERVER);
}

/* ---- The client's side ---- */

static void
note_stage (RepointMailGate *self, RepointMailCommandKind kind)
{
  switch ((int) kind)
    {
    case REPOINT_MAIL_COMMAND_HELLO:
      self->report.stage = REPOINT_MAIL_STAGE_EHLO;
      break;
    case REPOINT_MAIL_COMMAND_CAPABILITY:
      self->report.stage = REPOINT_MAIL_STAGE_CAPABILITY;
      break;
    case REPOINT_MAIL_COMMAND_STARTTLS:
      self->report.stage = REPOINT_MAIL_STAGE_STARTTLS;
      break;
    case REPOINT_MAIL_COMMAND_QUIT:
      self->report.stage = REPOINT_MAIL_STAGE_QUIT;
      break;
    default:
      break;
    }
}

static void
pass_on_command (RepointMailGate *self)
{
  g_autoptr (RepointMailCommand) command = NULL;
  g_autofree char *line = NULL;

  if (self->state != REPOINT_MAIL_GATE_CLEAR || self->commands.length == 0 || self->waiting || self->reply_line->len > 0)
    return;

  command = g_queue_pop_head (&self->commands);
  line = repoint_mail_command_to_line (command);
  append_text (self->for_server, line);
  repoint_mail_reply_reader_expect (self->replies, command->tag, command->kind == REPOINT_MAIL_COMMAND_CAPABILITY);
  self->waiting = TRUE;
  self->awaited = command->kind;
  note_stage (self, command->kind);
}

static void
take_command (RepointMailGate *self, RepointMailCommand *command)
{
  if (command->argument != NULL)
    {
      g_free (self->client_name);
      self->client_name = g_strdup (command->argument);
    }
  self->starttls_asked = command->kind == REPOINT_MAIL_COMMAND_STARTTLS;
  g_queue_push_tail (&self->commands, command);
  pass_on_command (self);
}

static void
read_line (RepointMailGate *self)
{
  g_autoptr (RepointMailCommand) command = NULL;

  /* RFC 5321 section 2.3.8: a line ends with CR LF and holds neither else. What one server takes for the end of a line and
   * another one does not is how commands are smuggled. */
  if (self->line_length < 2 || self->line[self->line_length - 2] != '\r')
    {
      repoint_mail_gate_close (self, REPOINT_MAIL_GATE_LINE);
      return;
    }

  command = repoint_mail_command_read (self->protocol, repoint_bytes (self->line, self->line_length - 2));
  self->line_length = 0;
  switch (command->kind)
    {
    case REPOINT_MAIL_COMMAND_HELLO:
    case REPOINT_MAIL_COMMAND_CAPABILITY:
    case REPOINT_MAIL_COMMAND_NOOP:
    case REPOINT_MAIL_COMMAND_QUIT:
    case REPOINT_MAIL_COMMAND_STARTTLS:
      if (self->commands.length == MAX_COMMANDS)
        repoint_mail_gate_close (self, REPOINT_MAIL_GATE_PIPELINED);
      else
        take_command (self, g_steal_pointer (&command));
      break;

    case REPOINT_MAIL_COMMAND_SIGN_IN:
      repoint_mail_gate_close (self, REPOINT_MAIL_GATE_SIGN_IN);
      break;

    case REPOINT_MAIL_COMMAND_MAIL:
      repoint_mail_gate_close (self, REPOINT_MAIL_GATE_MAIL);
      break;

    case REPOINT_MAIL_COMMAND_NONE:
      repoint_mail_gate_close (self, REPOINT_MAIL_GATE_LINE);
      break;

    case REPOINT_MAIL_COMMAND_OTHER:
    default:
      repoint_mail_gate_close (self, REPOINT_MAIL_GATE_COMMAND);
      break;
    }
}

static void
read_line_byte (RepointMailGate *self, guint8 byte)
{
  /* The first byte of a record of TLS, or of SSLv2. */
  if (self->line_length == 0 && (byte == CONTENT_HANDSHAKE || (byte & 0x80) != 0))
    {
      repoint_mail_gate_close (self, self->starttls_asked ? REPOINT_MAIL_GATE_PIPELINED : REPOINT_MAIL_GATE_TLS_FIRST);
      return;
    }
  if (self->starttls_asked)
    {
      repoint_mail_gate_close (self, REPOINT_MAIL_GATE_PIPELINED);
      return;
    }

  self->line[self->line_length++] = byte;
  if (byte == '\n')
    read_line (self);
  else if (self->line_length == MAX_LINE)
    repoint_mail_gate_close (self, REPOINT_MAIL_GATE_LINE);
}

/* RFC 8446 sections 4 and 5.1; RFC 5246 appendix E.2 for that of SSLv2. Said with the first byte that cannot be. */
static gboolean
may_be_hello (const guint8 *begin, gsize length)
{
  static const guint8 tls[MAX_HELLO_BEGIN] = { CONTENT_HANDSHAKE, 3, 0, 0, 0, HANDSHAKE_CLIENT_HELLO };

  if ((begin[0] & 0x80) != 0)
    return (length < 3 || begin[2] == SSL2_CLIENT_HELLO) && (length < 4 || begin[3] == 0 || begin[3] == 3);

  if (length >= 5 && begin[3] == 0 && begin[4] == 0)
    return FALSE;
  for (gsize i = 0; i < length; i++)
    if (tls[i] != 0 && begin[i] != tls[i])
      return FALSE;

  return TRUE;
}

static void
read_begin (RepointMailGate *self, const guint8 *bytes, gsize length)
{
  gsize begun;

  g_byte_array_append (self->begin, bytes, (guint) length);
  begun = MIN (self->begin->len, MAX_HELLO_BEGIN);
  if (!may_be_hello (self->begin->data, begun))
    {
      gboolean text = self->begin->data[0] != CONTENT_HANDSHAKE && (self->begin->data[0] & 0x80) == 0;

      if (text)
        forget_client (self);
      repoint_mail_gate_close (self, text && self->tls_first ? REPOINT_MAIL_GATE_CLEAR_FIRST : REPOINT_MAIL_GATE_NO_HELLO);
    }
  else if (begun == MAX_HELLO_BEGIN)
    {
      self->state = REPOINT_MAIL_GATE_OPEN;
      g_byte_array_append (self->for_server, self->begin->data, self->begin->len);
      g_byte_array_set_size (self->begin, 0);
    }
}

/**
 * repoint_mail_gate_feed_client:
 *
 * Takes the next bytes of the client. Not to be called once it stands open; after the end they are not looked at.
 */
void
repoint_mail_gate_feed_client (RepointMailGate *self, const guint8 *bytes, gsize length)
{
  g_return_if_fail (self != NULL && self->state != REPOINT_MAIL_GATE_OPEN);
  g_return_if_fail (bytes != NULL || length == 0);

  for (; length > 0 && self->state == REPOINT_MAIL_GATE_CLEAR; bytes++, length--)
    read_line_byte (self, *bytes);
  if (length > 0 && self->state == REPOINT_MAIL_GATE_OPENING)
    read_begin (self, bytes, length);
}

/* ---- The server's side ---- */

static void
set_reply (RepointMailGate *self, const RepointMailReply *reply)
{
  g_free (self->report.reply);
  self->report.reply = g_strdup (reply->text);
}

static void
read_capabilities (RepointMailGate *self, const RepointMailReply *reply)
{
  g_ptr_array_set_size (self->report.capabilities, 0);
  g_ptr_array_set_size (self->report.sign_in, 0);
  self->report.starttls = REPOINT_STARTTLS_UNKNOWN;
  repoint_mail_capabilities_read (self->protocol, reply, &self->report, self->sasl);
}

static void
handle_no (RepointMailGate *self, const RepointMailReply *reply)
{
  gboolean greets = self->awaited == REPOINT_MAIL_COMMAND_NONE;

  set_reply (self, reply);
  if (reply->throttled || (greets && self->protocol == REPOINT_PROTOCOL_SMTP && reply->kind == REPOINT_MAIL_REPLY_NO))
    self->report.result = REPOINT_MAIL_RESULT_THROTTLED;
  else if (greets)
    self->report.result = REPOINT_MAIL_RESULT_REFUSED;
  else if (self->awaited == REPOINT_MAIL_COMMAND_STARTTLS)
    self->report.result = self->report.starttls == REPOINT_STARTTLS_OFFERED ? REPOINT_MAIL_RESULT_REFUSED
                                                                            : REPOINT_MAIL_RESULT_NO_STARTTLS;
}

static void
handle_yes (RepointMailGate *self, const RepointMailReply *reply)
{
  switch ((int) self->awaited)
    {
    case REPOINT_MAIL_COMMAND_HELLO:
    case REPOINT_MAIL_COMMAND_CAPABILITY:
      read_capabilities (self, reply);
      break;

    case REPOINT_MAIL_COMMAND_STARTTLS:
      if (self->report.starttls != REPOINT_STARTTLS_OFFERED)
        self->report.starttls =
            self->report.starttls == REPOINT_STARTTLS_UNKNOWN ? REPOINT_STARTTLS_OFFERED : REPOINT_STARTTLS_STRIPPED;
      self->report.result = REPOINT_MAIL_RESULT_TLS;
      self->state = REPOINT_MAIL_GATE_OPENING;
      break;

    default:
      break;
    }
}

static void
leave (RepointMailGate *self)
{
  self->state = REPOINT_MAIL_GATE_LEAVING;
  forget_client (self);
}

static void
handle_reply (RepointMailGate *self, const RepointMailReply *reply)
{
  self->waiting = FALSE;
  if (self->awaited == REPOINT_MAIL_COMMAND_NONE)
    self->report.greeting = g_strdup (reply->text);

  if (reply->kind == REPOINT_MAIL_REPLY_OK)
    handle_yes (self, reply);
  else if (reply->kind == REPOINT_MAIL_REPLY_CONTINUE) /* none of these commands has a second part */
    close_for_server (self, REPOINT_MAIL_RESULT_GARBAGE);
  else
    handle_no (self, reply);

  if (reply->kind == REPOINT_MAIL_REPLY_BYE)
    leave (self);
  if (self->awaited == REPOINT_MAIL_COMMAND_STARTTLS)
    self->starttls_asked = FALSE;
  self->awaited = REPOINT_MAIL_COMMAND_OTHER;
}

/* What a server says unasked: it hangs up (RFC 5321 section 3.8; "-ERR" of POP3 servers that wait no longer), or, with IMAP,
 * anything (RFC 9051 section 7). Anything else would be taken for the reply to a question that is still to come. */
static gboolean
may_say_unasked (RepointMailGate *self, const char *line)
{
  switch ((int) self->protocol)
    {
    case REPOINT_PROTOCOL_SMTP:
      return g_str_has_prefix (line, "421");
    case REPOINT_PROTOCOL_IMAP:
      return g_str_has_prefix (line, "* ");
    default:
      return g_str_has_prefix (line, "-ERR");
    }
}

static gboolean
says_goodbye (RepointMailGate *self, const char *line)
{
  return self->protocol != REPOINT_PROTOCOL_IMAP || g_ascii_strncasecmp (line, "* BYE", strlen ("* BYE")) == 0;
}

static void
read_unasked (RepointMailGate *self, const char *line)
{
  if (!may_say_unasked (self, line))
    {
      close_for_server (self, REPOINT_MAIL_RESULT_INJECTED);
      return;
    }

  g_byte_array_append (self->for_client, self->reply_line->data, self->reply_line->len);
  if (says_goodbye (self, line))
    leave (self);
}

static void
read_reply_line (RepointMailGate *self, const char *line)
{
  g_autoptr (RepointMailReply) reply = NULL;

  if (!self->waiting)
    {
      read_unasked (self, line);
      return;
    }

  switch (repoint_mail_reply_reader_feed (self->replies, line, &reply))
    {
    case REPOINT_MAIL_REPLY_GARBAGE:
      close_for_server (self, REPOINT_MAIL_RESULT_GARBAGE);
      break;

    case REPOINT_MAIL_REPLY_WHOLE:
      g_byte_array_append (self->for_client, self->reply_line->data, self->reply_line->len);
      handle_reply (self, reply);
      break;

    case REPOINT_MAIL_REPLY_MORE:
    default:
      g_byte_array_append (self->for_client, self->reply_line->data, self->reply_line->len);
      break;
    }
}

/* One line, or the beginning of one. */
static void
read_reply_piece (RepointMailGate *self, const guint8 *bytes, gsize length)
{
  g_autofree char *line = NULL;

  g_byte_array_append (self->reply_line, bytes, (guint) length);
  if (!repoint_line_reader_push (self->lines, bytes, length) || self->reply_line->len > MAX_REPLY_LINE)
    {
      close_for_server (self, REPOINT_MAIL_RESULT_ENDLESS);
      return;
    }

  line = repoint_line_reader_pop (self->lines);
  if (line == NULL)
    return;

  read_reply_line (self, line);
  g_byte_array_set_size (self->reply_line, 0);
}

/**
 * repoint_mail_gate_feed_server:
 *
 * Takes the next bytes of the server. Not to be called once it stands open; after the end they are not looked at.
 */
void
repoint_mail_gate_feed_server (RepointMailGate *self, const guint8 *bytes, gsize length)
{
  g_return_if_fail (self != NULL && self->state != REPOINT_MAIL_GATE_OPEN);
  g_return_if_fail (bytes != NULL || length == 0);

  while (length > 0 && self->state == REPOINT_MAIL_GATE_CLEAR)
    {
      const guint8 *end = memchr (bytes, '\n', length);
      gsize piece = end != NULL ? (gsize) (end - bytes) + 1 : length;

      read_reply_piece (self, bytes, piece);
      bytes += piece;
      length -= piece;
      if (length == 0)
        pass_on_command (self);
    }

  /* CVE-2011-0411 and its kind: the client would take it for something said inside TLS. */
  if (length > 0 && self->state == REPOINT_MAIL_GATE_OPENING)
    close_for_server (self, self->tls_first ? REPOINT_MAIL_RESULT_GARBAGE : REPOINT_MAIL_RESULT_INJECTED);
}

/* ---- All the rest ---- */

/**
 * repoint_mail_gate_new:
 * @protocol: SMTP, IMAP or POP3
 * @security: STARTTLS; or TLS, where the server says nothing before the ClientHello
 *
 * Returns: (transfer full): a gate that waits for the greeting, or for the ClientHello
 */
RepointMailGate *
repoint_mail_gate_new (RepointProtocol protocol, RepointSecurity security)
{
  RepointMailGate *self;

  g_return_val_if_fail (protocol <= REPOINT_PROTOCOL_POP3, NULL);
  g_return_val_if_fail (security == REPOINT_SECURITY_STARTTLS || security == REPOINT_SECURITY_TLS, NULL);

  self = g_new0 (RepointMailGate, 1);
  self->protocol = protocol;
  self->tls_first = security == REPOINT_SECURITY_TLS;
  self->state = self->tls_first ? REPOINT_MAIL_GATE_OPENING : REPOINT_MAIL_GATE_CLEAR;
  g_queue_init (&self->commands);
  self->begin = g_byte_array_new ();
  self->reply_line = g_byte_array_new ();
  self->lines = repoint_line_reader_new ();
  self->replies = repoint_mail_reply_reader_new (protocol);
  self->waiting = TRUE;
  self->awaited = REPOINT_MAIL_COMMAND_NONE;
  self->sasl = g_ptr_array_new_with_free_func (g_free);
  repoint_mail_report_init (&self->report);
  self->for_client = g_byte_array_new ();
  self->for_server = g_byte_array_new ();

  return self;
}

/**
 * repoint_mail_gate_free:
 * @self: (nullable) (transfer full): a gate
 */
void
repoint_mail_gate_free (RepointMailGate *self)
{
  if (self == NULL)
    return;

  forget_client (self);
  g_free (self->client_name);
  g_byte_array_unref (self->begin);
  g_byte_array_unref (self->reply_line);
  repoint_line_reader_free (self->lines);
  repoint_mail_reply_reader_free (self->replies);
  g_ptr_array_unref (self->sasl);
  repoint_mail_report_clear (&self->report);
  g_byte_array_unref (self->for_client);
  g_byte_array_unref (self->for_server);
  g_free (self);
}

static GBytes *
take (GByteArray **out)
{
  GByteArray *taken = *out;

  if (taken->len == 0)
    return NULL;

  *out = g_byte_array_new ();
  return g_byte_array_free_to_bytes (taken);
}

/**
 * repoint_mail_gate_take_for_client:
 *
 * Returns: (transfer full) (nullable): what is to be sent to the client now, or %NULL
 */
GBytes *
repoint_mail_gate_take_for_client (RepointMailGate *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return take (&self->for_client);
}

/**
 * repoint_mail_gate_take_for_server:
 *
 * To be asked after each call of feed: what it yields once the gate is open is the beginning of TLS, and nothing else.
 *
 * Returns: (transfer full) (nullable): what is to be sent to the server now, or %NULL
 */
GBytes *
repoint_mail_gate_take_for_server (RepointMailGate *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return take (&self->for_server);
}

RepointMailGateState
repoint_mail_gate_get_state (RepointMailGate *self)
{
  g_return_val_if_fail (self != NULL, REPOINT_MAIL_GATE_CLOSED);

  return self->state;
}

/**
 * repoint_mail_gate_get_reason:
 *
 * Returns: why it closed; %REPOINT_MAIL_GATE_NOTHING before
 */
RepointMailGateReason
repoint_mail_gate_get_reason (RepointMailGate *self)
{
  g_return_val_if_fail (self != NULL, REPOINT_MAIL_GATE_NOTHING);

  return self->reason;
}

/**
 * repoint_mail_gate_get_client_name:
 *
 * Returns: (transfer none) (nullable): what the client called itself in EHLO or HELO
 */
const char *
repoint_mail_gate_get_client_name (RepointMailGate *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->client_name;
}

/**
 * repoint_mail_gate_get_report:
 *
 * Returns: (transfer none): what the server said so far; lives as long as the gate
 */
const RepointMailReport *
repoint_mail_gate_get_report (RepointMailGate *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return &self->report;
}

/**
 * repoint_mail_gate_reason_to_string:
 *
 * Returns: (transfer none) (nullable): the id of a reason; %NULL for %REPOINT_MAIL_GATE_NOTHING
 */
const char *
repoint_mail_gate_reason_to_string (RepointMailGateReason reason)
{
  g_return_val_if_fail ((gsize) reason < G_N_ELEMENTS (reasons), NULL);

  return reasons[reason];
}
