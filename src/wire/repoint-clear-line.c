/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-clear-line.h"

#include <string.h>

enum
{
  FIRST_NONE,    /* could be a tag of IMAP */
  FIRST_CONNECT,
  FIRST_AUTH,
};

static gboolean
is_word (RepointClearLine *self, const char *word)
{
  return self->n == strlen (word) && memcmp (self->word, word, self->n) == 0;
}

static void
end_first_word (RepointClearLine *self)
{
  if (is_word (self, "STARTTLS"))
    self->kind = REPOINT_CLEAR_LINE_STARTTLS;
  else if (is_word (self, "STLS"))
    self->kind = REPOINT_CLEAR_LINE_POP3_STLS;
  else if (is_word (self, "EHLO") || is_word (self, "HELO") || is_word (self, "LHLO"))
    self->kind = REPOINT_CLEAR_LINE_SMTP;
  else if (is_word (self, "CONNECT"))
    self->first = FIRST_CONNECT;
  else if (is_word (self, "AUTH"))
    self->first = FIRST_AUTH;
}

static void
end_second_word (RepointClearLine *self)
{
  if (self->first == FIRST_CONNECT)
    self->kind = REPOINT_CLEAR_LINE_CONNECT;
  else if (self->first == FIRST_AUTH && (is_word (self, "TLS") || is_word (self, "TLS-C") || is_word (self, "SSL")))
    self->kind = REPOINT_CLEAR_LINE_FTP_AUTH_TLS;
  else if (self->first == FIRST_NONE && self->kind == REPOINT_CLEAR_LINE_OTHER && is_word (self, "STARTTLS"))
    self->kind = REPOINT_CLEAR_LINE_IMAP_STARTTLS;
}

static void
end_word (RepointClearLine *self)
{
  if (self->n_words == 0)
    end_first_word (self);
  else if (self->n_words == 1)
    end_second_word (self);

  self->n_words++;
  self->n = 0;
  memset (self->word, 0, sizeof self->word);
}

/* The digits behind the last colon: an IPv6 address has some before. */
static void
read_port (RepointClearLine *self, char c)
{
  if (c == ':')
    {
      self->in_port = TRUE;
      self->port = 0;
    }
  else if (self->in_port && g_ascii_isdigit (c) && self->port <= G_MAXUINT16)
    self->port = self->port * 10 + (guint32) (c - '0');
  else
    self->in_port = FALSE;
}

static void
read_character (RepointClearLine *self, char c)
{
  if (self->n_words == 1 && self->first == FIRST_CONNECT)
    read_port (self, c);

  if (self->n < sizeof self->word)
    {
      self->word[self->n++] = g_ascii_toupper (c);
      /* "220 ready", "220-ready": a reply is known by its digits. */
      if (self->n_words == 0 && self->n == 3 && (is_word (self, "220") || is_word (self, "250")))
        self->kind = REPOINT_CLEAR_LINE_SMTP_REPLY;
      return;
    }

  self->n = sizeof self->word + 1;
  memset (self->word, 0, sizeof self->word);
}

/**
 * repoint_clear_line_read:
 * @bytes: what comes next
 * @kind: (out caller-allocates): what the line was, when it has ended
 * @port: (out caller-allocates): where CONNECT wants to go, else 0
 *
 * A line ends with LF; a CR before it is none of it.
 *
 * Returns: how many of the bytes belong to the line, its end included; 0 when it does not end within them, and all do
 */
gsize
repoint_clear_line_read (RepointClearLine *self, RepointBytes bytes, RepointClearLineKind *kind, guint16 *port)
{
  g_return_val_if_fail (self != NULL && kind != NULL && port != NULL, 0);

  for (gsize i = 0; i < bytes.length; i++)
    {
      char c = (char) bytes.data[i];

      if (self->n_words >= 2 && self->kind == REPOINT_CLEAR_LINE_IMAP_STARTTLS && c != '\n')
        {
          if (c != '\r')
            self->kind = REPOINT_CLEAR_LINE_OTHER; /* "PASS STARTTLS is mine" */
          continue;
        }

      if (self->n_words >= 2 && c != '\n')
        {
          const guint8 *end = memchr (bytes.data + i, '\n', bytes.length - i);

          if (end == NULL)
            return 0;
          i = (gsize) (end - bytes.data);
          c = '\n';
        }

      if (c == '\n')
        {
          gboolean empty = self->n_words == 0 && self->n == 0;

          end_word (self);
          *kind = empty ? REPOINT_CLEAR_LINE_EMPTY : (RepointClearLineKind) self->kind;
          *port = *kind == REPOINT_CLEAR_LINE_CONNECT && self->port <= G_MAXUINT16 ? (guint16) self->port : 0;
          *self = (RepointClearLine) { 0 };
          return i + 1;
        }

      if (c == ' ')
        end_word (self);
      else if (c != '\r')
        read_character (self, c);
    }

  return 0;
}
