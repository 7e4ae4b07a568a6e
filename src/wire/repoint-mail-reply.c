/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-mail-reply.h"

#include <string.h>

#define MAX_LINES 128
#define MAX_TEXT  1024

struct _RepointMailReplyReader
{
  RepointProtocol   protocol;
  char             *tag;        /* IMAP: of the command that was sent; NULL before the greeting */
  gboolean          many_lines; /* POP3: a positive reply ends with a dot */
  RepointMailReply *reply;      /* what is there of it */
};

static RepointMailReply *
reply_new (void)
{
  RepointMailReply *self = g_new0 (RepointMailReply, 1);

  self->lines = g_ptr_array_new_with_free_func (g_free);

  return self;
}

/**
 * repoint_mail_reply_free:
 * @self: (nullable) (transfer full): a reply
 */
void
repoint_mail_reply_free (RepointMailReply *self)
{
  if (self == NULL)
    return;

  g_free (self->text);
  g_ptr_array_unref (self->lines);
  g_free (self);
}

/**
 * repoint_mail_reply_reader_new:
 * @protocol: SMTP, IMAP or POP3
 *
 * Returns: (transfer full): a reader that expects the greeting
 */
RepointMailReplyReader *
repoint_mail_reply_reader_new (RepointProtocol protocol)
{
  RepointMailReplyReader *self;

  g_return_val_if_fail (protocol <= REPOINT_PROTOCOL_POP3, NULL);

  self = g_new0 (RepointMailReplyReader, 1);
  self->protocol = protocol;
  self->reply = reply_new ();

  return self;
}

/**
 * repoint_mail_reply_reader_free:
 * @self: (nullable) (transfer full): a reader
 */
void
repoint_mail_reply_reader_free (RepointMailReplyReader *self)
{
  if (self == NULL)
    return;

  g_free (self->tag);
  repoint_mail_reply_free (self->reply);
  g_free (self);
}

/**
 * repoint_mail_reply_reader_expect:
 * @tag: (nullable): the tag of the IMAP command that was sent
 * @many_lines: whether it was a POP3 command whose positive reply has many lines (RFC 1939 section 3)
 *
 * Says what the next reply answers.
 */
void
repoint_mail_reply_reader_expect (RepointMailReplyReader *self, const char *tag, gboolean many_lines)
{
  g_return_if_fail (self != NULL);

  g_free (self->tag);
  self->tag = g_strdup (tag);
  self->many_lines = many_lines;
}

/* Length of an enhanced status code (RFC 3463 section 2) with the space behind it; 0 if there is none. */
static gsize
skip_enhanced_code (const char *text)
{
  gsize length = 0;

  if (strchr ("245", text[0]) == NULL || text[0] == '\0')
    return 0;

  for (guint part = 0; part < 3; part++)
    {
      gsize digits = strspn (text + length, "0123456789");

      if (digits == 0 || digits > 3 || (part < 2 && text[length + digits] != '.'))
        return 0;
      length += digits + (part < 2 ? 1 : 0);
    }

  return text[length] == ' ' ? length + 1 : text[length] == '\0' ? length : 0;
}

static char *
shorten (const char *text)
{
  const char *end = text + strlen (text);

  if (end - text > MAX_TEXT)
    end = g_utf8_find_prev_char (text, text + MAX_TEXT + 1);

  return g_strchomp (g_strndup (text, end - text));
}

/* One line that reads like the reply, however the server folded it: the codes are quoted once. */
static char *
join_lines (const char *code, GPtrArray *lines)
{
  g_autoptr (GString) text = g_string_new (code);

  for (guint i = 0; i < lines->len && text->len < MAX_TEXT; i++)
    {
      const char *line = g_ptr_array_index (lines, i);

      if (i > 0)
        line += skip_enhanced_code (line);
      if (line[0] != '\0' && text->str[text->len - 1] != ' ')
        g_string_append_c (text, ' ');
      g_string_append (text, line);
    }

  return shorten (text->str);
}

/**
 * repoint_mail_reply_is_legacy_tls:
 * @text: a reply, in one line
 *
 * Exchange Online says so with the enhanced code 4.7.66, and 5.7.67 where the organization decided it; its POP3 and IMAP4
 * services in words only. The code alone is not enough: it was also met with other words.
 *
 * Returns: %TRUE if @text refuses TLS 1.0 and 1.1
 */
gboolean
repoint_mail_reply_is_legacy_tls (const char *text)
{
  g_autofree char *lower = NULL;

  g_return_val_if_fail (text != NULL, FALSE);

  lower = g_ascii_strdown (text, -1);

  if (strstr (lower, "tls 1.0 and 1.1 are not supported") != NULL || strstr (lower, "aka.ms/popimap_tls") != NULL ||
      strstr (lower, "aka.ms/smtp_auth_tls") != NULL)
    return TRUE;

  return (strstr (lower, " 4.7.66 ") != NULL || strstr (lower, " 5.7.67 ") != NULL) && strstr (lower, "tls 1.") != NULL;
}

/* Hands the reply out and makes room for the next. @text: (transfer full) */
static RepointMailReplyState
finish (RepointMailReplyReader *self, RepointMailReplyKind kind, char *text, RepointMailReply **reply)
{
  *reply = g_steal_pointer (&self->reply);
  (*reply)->kind = kind;
  (*reply)->text = text;
  self->reply = reply_new ();

  return REPOINT_MAIL_REPLY_WHOLE;
}

static gboolean
is_throttled (const char *text, const char *const *codes)
{
  for (gsize i = 0; codes[i] != NULL; i++)
    if (strstr (text, codes[i]) != NULL)
      return !repoint_mail_reply_is_legacy_tls (text);

  return FALSE;
}

/* RFC 5321 section 4.2: three digits, then "-" if more lines follow. Servers that change the code in between are met; the
 * last one counts. */
static RepointMailReplyState
feed_smtp (RepointMailReplyReader *self, const char *line, RepointMailReply **reply)
{
  /* RFC 5321 section 4.2.3: "service not available"; also how a server answers too many connections. */
  static const char *const busy[] = { "421", NULL };
  static const RepointMailReplyKind kinds[] = { REPOINT_MAIL_REPLY_OK, REPOINT_MAIL_REPLY_CONTINUE, REPOINT_MAIL_REPLY_NO,
                                                REPOINT_MAIL_REPLY_BAD };
  char code[] = { line[0], line[0] != '\0' ? line[1] : '\0', '\0', '\0' };

  if (strspn (line, "0123456789") != 3 || line[0] < '2' || line[0] > '5' ||
      (line[3] != '\0' && line[3] != ' ' && line[3] != '-'))
    return REPOINT_MAIL_REPLY_GARBAGE;

  g_ptr_array_add (self->reply->lines, g_strdup (line[3] != '\0' ? line + 4 : ""));
  if (line[3] == '-')
    return REPOINT_MAIL_REPLY_MORE;

  code[2] = line[2];
  finish (self, strcmp (code, busy[0]) == 0 ? REPOINT_MAIL_REPLY_BYE : kinds[line[0] - '2'],
          join_lines (code, self->reply->lines), reply);
  (*reply)->throttled = (*reply)->kind == REPOINT_MAIL_REPLY_BYE && is_throttled ((*reply)->text, busy);

  return REPOINT_MAIL_REPLY_WHOLE;
}

/* Compares the first word, in any case; @rest gets what follows it. */
static gboolean
starts_with_word (const char *line, const char *word, const char **rest)
{
  gsize length = strlen (word);

  if (g_ascii_strncasecmp (line, word, length) != 0 || (line[length] != ' ' && line[length] != '\0'))
    return FALSE;

  *rest = line[length] == ' ' ? line + length + 1 : line + length;
  return TRUE;
}

/* RFC 9051 sections 2.2.2 and 7, which are those of RFC 3501. */
static RepointMailReplyState
feed_imap (RepointMailReplyReader *self, const char *line, RepointMailReply **reply)
{
  static const char *const busy[] = { "[UNAVAILABLE]", "[LIMIT]", "[INUSE]", NULL }; /* RFC 5530 section 3 */
  static const struct
  {
    const char          *word;
    RepointMailReplyKind kind;
  } states[] = {
    { "OK", REPOINT_MAIL_REPLY_OK },
    { "NO", REPOINT_MAIL_REPLY_NO },
    { "BAD", REPOINT_MAIL_REPLY_BAD },
    { "PREAUTH", REPOINT_MAIL_REPLY_OK },
    { "BYE", REPOINT_MAIL_REPLY_BYE },
  };
  const char *rest;
  const char *ignored;
  gboolean untagged = starts_with_word (line, "*", &rest);

  if (!untagged && self->tag != NULL && starts_with_word (line, "+", &rest))
    return finish (self, REPOINT_MAIL_REPLY_CONTINUE, shorten (line), reply);
  if (!untagged && (self->tag == NULL || !starts_with_word (line, self->tag, &rest)))
    return REPOINT_MAIL_REPLY_GARBAGE;

  for (gsize i = 0; i < G_N_ELEMENTS (states); i++)
    if (starts_with_word (rest, states[i].word, &ignored) &&
        (!untagged || self->tag == NULL || states[i].kind == REPOINT_MAIL_REPLY_BYE))
      {
        finish (self, states[i].kind, shorten (rest), reply);
        (*reply)->throttled = is_throttled ((*reply)->text, busy);
        return REPOINT_MAIL_REPLY_WHOLE;
      }

  if (!untagged || self->tag == NULL)
    return REPOINT_MAIL_REPLY_GARBAGE;

  g_ptr_array_add (self->reply->lines, g_strdup (rest));
  return REPOINT_MAIL_REPLY_MORE;
}

/* RFC 1939 section 3; "+ " as in RFC 5034 section 4. */
static RepointMailReplyState
feed_pop3 (RepointMailReplyReader *self, const char *line, RepointMailReply **reply)
{
  static const char *const busy[] = { "[SYS/TEMP]", "[IN-USE]", "[LOGIN-DELAY]", NULL }; /* RFC 3206, RFC 2449 section 8.1 */
  const char *rest;

  if (self->reply->text != NULL)
    {
      if (strcmp (line, ".") == 0)
        return finish (self, REPOINT_MAIL_REPLY_OK, g_steal_pointer (&self->reply->text), reply);

      g_ptr_array_add (self->reply->lines, g_strdup (line[0] == '.' ? line + 1 : line));
      return REPOINT_MAIL_REPLY_MORE;
    }

  if (starts_with_word (line, "+OK", &rest))
    {
      if (!self->many_lines)
        return finish (self, REPOINT_MAIL_REPLY_OK, shorten (line), reply);

      self->reply->text = shorten (line);
      return REPOINT_MAIL_REPLY_MORE;
    }

  if (starts_with_word (line, "+", &rest))
    return finish (self, REPOINT_MAIL_REPLY_CONTINUE, shorten (line), reply);
  if (!starts_with_word (line, "-ERR", &rest))
    return REPOINT_MAIL_REPLY_GARBAGE;

  finish (self, REPOINT_MAIL_REPLY_NO, shorten (line), reply);
  (*reply)->throttled = is_throttled ((*reply)->text, busy);

  return REPOINT_MAIL_REPLY_WHOLE;
}

/**
 * repoint_mail_reply_reader_feed:
 * @line: the next line, as repoint_line_reader_pop() gives it
 * @reply: (out) (transfer full): the reply, when it is whole
 *
 * Returns: whether the reply is whole, needs more lines, or is none
 */
RepointMailReplyState
repoint_mail_reply_reader_feed (RepointMailReplyReader *self, const char *line, RepointMailReply **reply)
{
  g_return_val_if_fail (self != NULL, REPOINT_MAIL_REPLY_GARBAGE);
  g_return_val_if_fail (line != NULL, REPOINT_MAIL_REPLY_GARBAGE);
  g_return_val_if_fail (reply != NULL, REPOINT_MAIL_REPLY_GARBAGE);

  if (self->reply->lines->len >= MAX_LINES)
    return REPOINT_MAIL_REPLY_GARBAGE;

  switch ((int) self->protocol)
    {
    case REPOINT_PROTOCOL_SMTP:
      return feed_smtp (self, line, reply);
    case REPOINT_PROTOCOL_IMAP:
      return feed_imap (self, line, reply);
    default:
      return feed_pop3 (self, line, reply);
    }
}
