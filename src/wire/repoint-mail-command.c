/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-mail-command.h"

#include <string.h>

/* RFC 5321 section 4.5.3.1.2 gives a domain 255 octets; no client's tag comes near to 64. */
#define MAX_NAME 255
#define MAX_TAG  64

typedef struct
{
  const char             *verb;
  RepointMailCommandKind  kind;
} Verb;

/* RFC 5321 section 4.1.1, RFC 3207 */
static const Verb smtp_verbs[] = {
  { "EHLO", REPOINT_MAIL_COMMAND_HELLO },
  { "HELO", REPOINT_MAIL_COMMAND_HELLO },
  { "NOOP", REPOINT_MAIL_COMMAND_NOOP },
  { "QUIT", REPOINT_MAIL_COMMAND_QUIT },
  { "STARTTLS", REPOINT_MAIL_COMMAND_STARTTLS },
  { "MAIL", REPOINT_MAIL_COMMAND_MAIL },
  { "RCPT", REPOINT_MAIL_COMMAND_MAIL },
  { "DATA", REPOINT_MAIL_COMMAND_MAIL },
  { "BDAT", REPOINT_MAIL_COMMAND_MAIL },
  { NULL },
};

/* RFC 9051 sections 6.1 and 6.2 */
static const Verb imap_verbs[] = {
  { "CAPABILITY", REPOINT_MAIL_COMMAND_CAPABILITY },
  { "NOOP", REPOINT_MAIL_COMMAND_NOOP },
  { "LOGOUT", REPOINT_MAIL_COMMAND_QUIT },
  { "STARTTLS", REPOINT_MAIL_COMMAND_STARTTLS },
  { NULL },
};

/* RFC 1939 section 5, RFC 2449 section 5, RFC 2595 section 4 */
static const Verb pop3_verbs[] = {
  { "CAPA", REPOINT_MAIL_COMMAND_CAPABILITY },
  { "NOOP", REPOINT_MAIL_COMMAND_NOOP },
  { "QUIT", REPOINT_MAIL_COMMAND_QUIT },
  { "STLS", REPOINT_MAIL_COMMAND_STARTTLS },
  { NULL },
};

/* RFC 4954, RFC 9051 section 6.2, RFC 1939 section 7, RFC 5034. A device that is set to another protocol signs in, too. */
static const Verb sign_in_verbs[] = {
  { "AUTH", REPOINT_MAIL_COMMAND_SIGN_IN },
  { "AUTHENTICATE", REPOINT_MAIL_COMMAND_SIGN_IN },
  { "LOGIN", REPOINT_MAIL_COMMAND_SIGN_IN },
  { "USER", REPOINT_MAIL_COMMAND_SIGN_IN },
  { "PASS", REPOINT_MAIL_COMMAND_SIGN_IN },
  { "APOP", REPOINT_MAIL_COMMAND_SIGN_IN },
  { NULL },
};

static gboolean
is_printable (RepointBytes line)
{
  for (gsize i = 0; i < line.length; i++)
    if (line.data[i] < 0x20 || line.data[i] > 0x7e)
      return FALSE;

  return TRUE;
}

static RepointBytes
take_word (RepointBytes *line)
{
  const guint8 *space = line->length > 0 ? memchr (line->data, ' ', line->length) : NULL;
  RepointBytes word;

  repoint_bytes_take (line, space != NULL ? (gsize) (space - line->data) : line->length, &word);
  while (line->length > 0 && line->data[0] == ' ')
    repoint_bytes_take (line, 1, &(RepointBytes) { 0 });

  return word;
}

/* RFC 9051 section 9: a tag is made of ASTRING-CHARs except "+". */
static gboolean
is_tag (RepointBytes word)
{
  if (word.length == 0 || word.length > MAX_TAG)
    return FALSE;

  for (gsize i = 0; i < word.length; i++)
    if (strchr ("(){%*\"\\+", word.data[i]) != NULL)
      return FALSE;

  return TRUE;
}

static const Verb *
find_verb (const Verb *verbs, RepointBytes word)
{
  for (; verbs->verb != NULL; verbs++)
    if (word.length == strlen (verbs->verb) && g_ascii_strncasecmp (verbs->verb, (const char *) word.data, word.length) == 0)
      return verbs;

  return NULL;
}

static const Verb *
find_any_verb (RepointProtocol protocol, RepointBytes word)
{
  static const Verb *const verbs[] = { smtp_verbs, imap_verbs, pop3_verbs };
  const Verb *verb = find_verb (verbs[protocol], word);

  return verb != NULL ? verb : find_verb (sign_in_verbs, word);
}

/* @rest: what follows the verb */
static RepointMailCommandKind
check_argument (RepointMailCommandKind kind, RepointBytes rest)
{
  if (kind > REPOINT_MAIL_COMMAND_STARTTLS)
    return kind;

  return rest.length <= (kind == REPOINT_MAIL_COMMAND_HELLO ? MAX_NAME : 0) ? kind : REPOINT_MAIL_COMMAND_OTHER;
}

/**
 * repoint_mail_command_read:
 * @protocol: SMTP, IMAP or POP3
 * @line: without its end
 *
 * Returns: (transfer full): what the line is
 */
RepointMailCommand *
repoint_mail_command_read (RepointProtocol protocol, RepointBytes line)
{
  RepointMailCommand *self;
  RepointBytes tag = { 0 };
  const Verb *verb;

  g_return_val_if_fail (protocol <= REPOINT_PROTOCOL_POP3, NULL);

  self = g_new0 (RepointMailCommand, 1);
  self->kind = REPOINT_MAIL_COMMAND_NONE;
  if (!is_printable (line))
    return self;

  while (line.length > 0 && line.data[line.length - 1] == ' ')
    line.length--;
  if (protocol == REPOINT_PROTOCOL_IMAP)
    tag = take_word (&line);

  verb = find_any_verb (protocol, take_word (&line));
  self->kind = verb != NULL ? check_argument (verb->kind, line) : REPOINT_MAIL_COMMAND_OTHER;
  if (self->kind <= REPOINT_MAIL_COMMAND_STARTTLS && protocol == REPOINT_PROTOCOL_IMAP && !is_tag (tag))
    self->kind = REPOINT_MAIL_COMMAND_OTHER;
  if (self->kind > REPOINT_MAIL_COMMAND_STARTTLS)
    return self;

  self->verb = verb->verb;
  if (protocol == REPOINT_PROTOCOL_IMAP)
    self->tag = g_strndup ((const char *) tag.data, tag.length);
  if (self->kind == REPOINT_MAIL_COMMAND_HELLO && line.length > 0)
    self->argument = g_strndup ((const char *) line.data, line.length);

  return self;
}

/**
 * repoint_mail_command_free:
 * @self: (nullable) (transfer full): a command
 */
void
repoint_mail_command_free (RepointMailCommand *self)
{
  if (self == NULL)
    return;

  g_free (self->tag);
  g_free (self->argument);
  g_free (self);
}

/**
 * repoint_mail_command_to_line:
 * @self: a command with a verb
 *
 * Returns: (transfer full): the one way in which to write it, CR LF included
 */
char *
repoint_mail_command_to_line (const RepointMailCommand *self)
{
  g_return_val_if_fail (self != NULL && self->verb != NULL, NULL);

  return g_strconcat (self->tag != NULL ? self->tag : "", self->tag != NULL ? " " : "", self->verb,
                      self->argument != NULL ? " " : "", self->argument != NULL ? self->argument : "", "\r\n", NULL);
}
