/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-mail-command-reader.h"

#include <string.h>

/*
 *        IMAP                      blank                     HELLO
 * TAG ─────────blank──▶ VERB ─────────────┬──────▶ NAME ──────┐
 *                        ▲ │ sign-in      └──────▶ REST ──LF──┴──▶ a command
 *                        │ ▼                        │ ▲
 *                        │ DEAF     {5}, or {5+} LF ▼ │ after as many bytes
 *                        └──────────────────────── LITERAL
 */
typedef enum
{
  STATE_TAG,
  STATE_VERB,
  STATE_NAME,
  STATE_REST,
  STATE_LITERAL,
  STATE_DEAF,
} State;

/* Where in "{123+}" a line stands (RFC 9051 section 4.3, RFC 7888); it counts if the line ends behind it. */
typedef enum
{
  BRACE_NONE,
  BRACE_OPEN,
  BRACE_PLUS,
  BRACE_CLOSED,
} Brace;

/* "AUTHENTICATE" and then some. */
#define MAX_WORD 16

struct _RepointMailCommandReader
{
  RepointProtocol    protocol;
  State              state;
  char               word[MAX_WORD + 1]; /* in capitals */
  guint              n_word;             /* more than MAX_WORD: too long for any command */
  guint              n_tag;
  guint              n_name;
  RepointMailCommand command;
  Brace              brace;
  gboolean           synchronizing;      /* the client waits before it sends the literal */
  guint64            literal;            /* its length, then how much of it is to come */
};

typedef struct
{
  const char      *word;
  guint            protocols; /* bits */
  RepointMailVerb  verb;
} Word;

#define SMTP (1 << REPOINT_PROTOCOL_SMTP)
#define IMAP (1 << REPOINT_PROTOCOL_IMAP)
#define POP3 (1 << REPOINT_PROTOCOL_POP3)

/* RFC 5321, RFC 3207, RFC 4954; RFC 9051, RFC 2971; RFC 1939, RFC 2449, RFC 2595. A command to sign in is one in any of them:
 * a client that mistakes the port has a password to lose as well. */
static const Word words[] = {
  { "EHLO", SMTP, REPOINT_MAIL_VERB_HELLO },
  { "HELO", SMTP, REPOINT_MAIL_VERB_HELLO },
  { "CAPABILITY", IMAP, REPOINT_MAIL_VERB_CAPABILITY },
  { "CAPA", POP3, REPOINT_MAIL_VERB_CAPABILITY },
  { "STARTTLS", SMTP | IMAP, REPOINT_MAIL_VERB_STARTTLS },
  { "STLS", POP3, REPOINT_MAIL_VERB_STARTTLS },
  { "AUTH", SMTP | IMAP | POP3, REPOINT_MAIL_VERB_SIGN_IN },
  { "AUTHENTICATE", SMTP | IMAP | POP3, REPOINT_MAIL_VERB_SIGN_IN },
  { "LOGIN", SMTP | IMAP | POP3, REPOINT_MAIL_VERB_SIGN_IN },
  { "USER", SMTP | IMAP | POP3, REPOINT_MAIL_VERB_SIGN_IN },
  { "PASS", SMTP | IMAP | POP3, REPOINT_MAIL_VERB_SIGN_IN },
  { "APOP", SMTP | IMAP | POP3, REPOINT_MAIL_VERB_SIGN_IN },
  { "MAIL", SMTP, REPOINT_MAIL_VERB_MAIL },
  { "SEND", SMTP, REPOINT_MAIL_VERB_MAIL },
  { "SOML", SMTP, REPOINT_MAIL_VERB_MAIL },
  { "SAML", SMTP, REPOINT_MAIL_VERB_MAIL },
  { "RCPT", SMTP, REPOINT_MAIL_VERB_MAIL },
  { "DATA", SMTP, REPOINT_MAIL_VERB_MAIL },
  { "BDAT", SMTP, REPOINT_MAIL_VERB_MAIL },
  { "ID", IMAP, REPOINT_MAIL_VERB_IDENTIFY },
  { "NOOP", SMTP | IMAP | POP3, REPOINT_MAIL_VERB_NOOP },
  { "RSET", SMTP, REPOINT_MAIL_VERB_NOOP },
  { "QUIT", SMTP | POP3, REPOINT_MAIL_VERB_QUIT },
  { "LOGOUT", IMAP, REPOINT_MAIL_VERB_QUIT },
};

/* RFC 9110 section 9, RFC 5789, RFC 9113 section 3.4 */
static const char *const http_methods[] = {
  "GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH", "PRI",
};

static RepointMailVerb
find_verb (RepointMailCommandReader *self)
{
  if (self->n_word > MAX_WORD)
    return REPOINT_MAIL_VERB_UNKNOWN;

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if ((words[i].protocols & 1 << self->protocol) != 0 && g_str_equal (words[i].word, self->word))
      return words[i].verb;

  return REPOINT_MAIL_VERB_UNKNOWN;
}

/* A web browser's line begins with the method, where a mail client of IMAP has its tag. */
static gboolean
is_http (const char *word)
{
  for (guint i = 0; i < G_N_ELEMENTS (http_methods); i++)
    if (g_str_equal (http_methods[i], word))
      return TRUE;

  return FALSE;
}

/* RFC 9051 section 9: what a tag may be made of. */
static gboolean
is_tag_char (guint8 c)
{
  return c > ' ' && c < 0x7f && strchr ("(){%*\"\\+", c) == NULL;
}

static void
forget (RepointMailCommandReader *self)
{
  memset (self->word, 0, sizeof self->word);
  self->n_word = 0;
}

static void
begin_line (RepointMailCommandReader *self)
{
  forget (self);
  memset (&self->command, 0, sizeof self->command);
  self->n_tag = 0;
  self->n_name = 0;
  self->brace = BRACE_NONE;
  self->state = self->protocol == REPOINT_PROTOCOL_IMAP ? STATE_TAG : STATE_VERB;
}

static RepointMailCommandState
yield (RepointMailCommandReader *self, RepointMailVerb verb, RepointMailCommand *command)
{
  self->command.verb = verb;
  *command = self->command;
  begin_line (self);

  return REPOINT_MAIL_COMMAND_WHOLE;
}

/* Nothing behind this one is to be looked at. */
static RepointMailCommandState
yield_last (RepointMailCommandReader *self, RepointMailVerb verb, RepointMailCommand *command)
{
  yield (self, verb, command);
  self->state = STATE_DEAF;

  return REPOINT_MAIL_COMMAND_WHOLE;
}

static void
take_brace (RepointMailCommandReader *self, guint8 c)
{
  if (c == '{')
    {
      self->brace = BRACE_OPEN;
      self->literal = 0;
      self->synchronizing = TRUE;
    }
  else if (self->brace == BRACE_OPEN && g_ascii_isdigit (c) && self->literal <= G_MAXUINT32)
    {
      self->literal = self->literal * 10 + (c - '0');
    }
  else if (self->brace == BRACE_OPEN && c == '+')
    {
      self->brace = BRACE_PLUS;
      self->synchronizing = FALSE;
    }
  else if ((self->brace == BRACE_OPEN || self->brace == BRACE_PLUS) && c == '}')
    {
      self->brace = BRACE_CLOSED;
    }
  else if (c != '\r' || self->brace != BRACE_CLOSED)
    {
      self->brace = BRACE_NONE;
    }
}

/* The line has ended, which a literal carries on. */
static RepointMailCommandState
end_line (RepointMailCommandReader *self, RepointMailCommand *command)
{
  if (self->protocol != REPOINT_PROTOCOL_IMAP || self->brace != BRACE_CLOSED)
    return yield (self, self->command.verb, command);

  if (self->synchronizing)
    {
      yield (self, self->command.verb, command);
      return REPOINT_MAIL_COMMAND_LITERAL;
    }

  self->brace = BRACE_NONE;
  self->state = self->literal > 0 ? STATE_LITERAL : STATE_REST;

  return REPOINT_MAIL_COMMAND_NONE;
}

static RepointMailCommandState
take_tag (RepointMailCommandReader *self, guint8 c, RepointMailCommand *command)
{
  gboolean valid = self->n_tag <= REPOINT_MAIL_MAX_TAG;

  if (c == '\r')
    return REPOINT_MAIL_COMMAND_NONE;
  if (c == ' ' || c == '\n')
    {
      if (is_http (self->command.tag))
        return yield_last (self, REPOINT_MAIL_VERB_FOREIGN, command);
      if (c == '\n')
        return yield (self, REPOINT_MAIL_VERB_UNKNOWN, command);
      self->state = STATE_VERB;
      return REPOINT_MAIL_COMMAND_NONE;
    }
  if (c < ' ' || c >= 0x7f)
    return yield_last (self, REPOINT_MAIL_VERB_FOREIGN, command);

  if (valid && is_tag_char (c) && self->n_tag < REPOINT_MAIL_MAX_TAG)
    {
      self->command.tag[self->n_tag++] = (char) c;
    }
  else
    {
      memset (self->command.tag, 0, sizeof self->command.tag);
      self->n_tag = REPOINT_MAIL_MAX_TAG + 1;
    }

  return REPOINT_MAIL_COMMAND_NONE;
}

static RepointMailCommandState
take_verb (RepointMailCommandReader *self, guint8 c, RepointMailCommand *command)
{
  if (c == '\r')
    return REPOINT_MAIL_COMMAND_NONE;
  if (c != ' ' && c != '\t' && c != '\n')
    {
      if (c < ' ' || c >= 0x7f)
        return yield_last (self, REPOINT_MAIL_VERB_FOREIGN, command);
      if (self->n_word < MAX_WORD)
        self->word[self->n_word] = g_ascii_toupper ((char) c);
      self->n_word = MIN (self->n_word + 1, MAX_WORD + 1);
      return REPOINT_MAIL_COMMAND_NONE;
    }

  if (self->protocol != REPOINT_PROTOCOL_IMAP && is_http (self->word))
    return yield_last (self, REPOINT_MAIL_VERB_FOREIGN, command);

  self->command.verb = find_verb (self);
  self->command.extended = self->word[0] == 'E';
  forget (self);
  if (self->command.verb == REPOINT_MAIL_VERB_SIGN_IN)
    return yield_last (self, REPOINT_MAIL_VERB_SIGN_IN, command);
  if (c == '\n')
    return end_line (self, command);

  self->state = self->command.verb == REPOINT_MAIL_VERB_HELLO ? STATE_NAME : STATE_REST;

  return REPOINT_MAIL_COMMAND_NONE;
}

/* What is no printable ASCII becomes "?": the name is shown and kept. */
static void
take_name (RepointMailCommandReader *self, guint8 c)
{
  if (c == '\r' || (c == ' ' && self->n_name == 0))
    return;

  if (c == ' ' || self->n_name == REPOINT_MAIL_MAX_NAME)
    self->state = STATE_REST;
  else
    self->command.name[self->n_name++] = c > ' ' && c < 0x7f ? (char) c : '?';
}

static RepointMailCommandState
take_byte (RepointMailCommandReader *self, guint8 c, RepointMailCommand *command)
{
  switch (self->state)
    {
    case STATE_TAG:
      return take_tag (self, c, command);

    case STATE_VERB:
      return take_verb (self, c, command);

    case STATE_NAME:
      if (c == '\n')
        return end_line (self, command);
      take_name (self, c);
      return REPOINT_MAIL_COMMAND_NONE;

    case STATE_REST:
      if (c == '\n')
        return end_line (self, command);
      take_brace (self, c);
      return REPOINT_MAIL_COMMAND_NONE;

    case STATE_LITERAL:
      if (--self->literal == 0)
        self->state = STATE_REST;
      return REPOINT_MAIL_COMMAND_NONE;

    case STATE_DEAF:
    default:
      return REPOINT_MAIL_COMMAND_NONE;
    }
}

/**
 * repoint_mail_command_reader_new:
 * @protocol: SMTP, IMAP or POP3
 *
 * Returns: (transfer full): a reader that waits for the first command
 */
RepointMailCommandReader *
repoint_mail_command_reader_new (RepointProtocol protocol)
{
  RepointMailCommandReader *self;

  g_return_val_if_fail (protocol <= REPOINT_PROTOCOL_POP3, NULL);

  self = g_new0 (RepointMailCommandReader, 1);
  self->protocol = protocol;
  begin_line (self);

  return self;
}

/**
 * repoint_mail_command_reader_free:
 * @self: (nullable) (transfer full): a reader
 */
void
repoint_mail_command_reader_free (RepointMailCommandReader *self)
{
  if (self == NULL)
    return;

  begin_line (self);
  g_free (self);
}

/**
 * repoint_mail_command_reader_feed:
 * @consumed: (out): how many bytes were read; fewer than @length only if a command is whole
 * @command: (out caller-allocates): the command, if one is whole or waits for its literal
 *
 * Reads on until a command is whole. Nothing of @bytes is kept but what @command is to hold.
 */
RepointMailCommandState
repoint_mail_command_reader_feed (RepointMailCommandReader *self,
                                  const guint8             *bytes,
                                  gsize                     length,
                                  gsize                    *consumed,
                                  RepointMailCommand       *command)
{
  RepointMailCommandState state = REPOINT_MAIL_COMMAND_NONE;
  gsize i = 0;

  g_return_val_if_fail (self != NULL, REPOINT_MAIL_COMMAND_NONE);
  g_return_val_if_fail (consumed != NULL && command != NULL, REPOINT_MAIL_COMMAND_NONE);

  while (i < length && state == REPOINT_MAIL_COMMAND_NONE)
    state = take_byte (self, bytes[i++], command);
  *consumed = i;

  return state;
}
