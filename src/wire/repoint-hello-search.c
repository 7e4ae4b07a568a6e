/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-hello-search-private.h"

#include <string.h>

#define PEEK      REPOINT_HELLO_SEARCH_PEEK
#define MAX_BYTES (80 * 1024) /* room for the largest hello, and for what was said before */
#define MAX_HELD  (16 * 1024)

enum
{
  HANDSHAKE_CLIENT_HELLO = 1,
  HANDSHAKE_SERVER_HELLO = 2,

  SSL2_CLIENT_HELLO = 1,
};

typedef RepointHelloSearchSide Side;

void
repoint_found_hello_free (RepointFoundHello *self)
{
  if (self == NULL)
    return;

  repoint_client_hello_free (self->hello);
  g_free (self);
}

/* Registered ports, and those that mail servers and Repoint's station have beside them. */
static RepointProtocol
get_protocol (guint16 port)
{
  switch (port)
    {
    case 25:
    case 465:
    case 587:
    case 2525:
    case 2587:
      return REPOINT_PROTOCOL_SMTP;
    case 143:
    case 993:
    case 2143:
      return REPOINT_PROTOCOL_IMAP;
    case 110:
    case 995:
    case 2110:
      return REPOINT_PROTOCOL_POP3;
    default:
      return REPOINT_PROTOCOL_TLS;
    }
}

static gboolean
is_starttls_port (guint16 port)
{
  return get_protocol (port) != REPOINT_PROTOCOL_TLS && port != 465 && port != 993 && port != 995;
}

static guint16
get_server_port (RepointHelloSearch *self, Side *client)
{
  return self->proxied != 0 ? self->proxied : self->ports[client == &self->sides[0] ? 1 : 0];
}

void
repoint_hello_search_clear_side (Side *side)
{
  g_clear_pointer (&side->hello_reader, repoint_client_hello_reader_free);
  g_clear_pointer (&side->answer_reader, repoint_tls_answer_reader_free);
  g_clear_pointer (&side->held, g_byte_array_unref);
  side->fed_reader = 0;
  side->n_peeked = 0;
}

void
repoint_hello_search_fall_quiet (Side *side)
{
  repoint_hello_search_clear_side (side);
  side->state = REPOINT_HELLO_SEARCH_QUIET;
}

/* A hello may come now: at the beginning, or what could be one. Behind a gap, and where the capture began late, the word that
 * led to it may be what was missed. */
static void
expect_hello (RepointHelloSearch *self, Side *side, gboolean missed)
{
  repoint_hello_search_clear_side (side);
  side->state = REPOINT_HELLO_SEARCH_BEGIN;
  side->line = (RepointClearLine) { 0 };
  side->may_begin = TRUE;
  side->is_due = FALSE;
  side->in_headers = FALSE;
  side->security = missed && (self->is_clear || is_starttls_port (get_server_port (self, side))) ? REPOINT_SECURITY_STARTTLS
                                                                                                 : REPOINT_SECURITY_TLS;
}

/* What there is to know of the open hello is known. */
void
repoint_hello_search_close_open (RepointHelloSearch *self)
{
  g_queue_push_tail (&self->found, g_steal_pointer (&self->open));
}

RepointProtocol
repoint_hello_search_find_protocol (RepointHelloSearch *self, Side *client)
{
  RepointProtocol protocol = get_protocol (get_server_port (self, client));

  if (client->security != REPOINT_SECURITY_STARTTLS)
    return protocol;

  /* The word of SMTP is also that of ManageSieve and NNTP. */
  if (self->starttls == REPOINT_PROTOCOL_SMTP || !self->has_starttls)
    return self->is_mail ? REPOINT_PROTOCOL_SMTP : protocol;

  return self->starttls;
}

/* What a line changes: whether a hello may come next. */
static void
end_line (RepointHelloSearch *self, Side *side, RepointClearLineKind kind, guint16 port)
{
  side->state = REPOINT_HELLO_SEARCH_BEGIN;
  side->may_begin = side->is_due = FALSE;
  self->is_clear = TRUE;

  if (side->in_headers)
    {
      if (kind == REPOINT_CLEAR_LINE_EMPTY)
        expect_hello (self, side, FALSE);
      return;
    }

  switch (kind)
    {
    case REPOINT_CLEAR_LINE_SMTP:
    case REPOINT_CLEAR_LINE_SMTP_REPLY:
      self->is_mail = TRUE;
      return;
    case REPOINT_CLEAR_LINE_CONNECT:
      self->proxied = port;
      side->in_headers = TRUE;
      return;
    case REPOINT_CLEAR_LINE_STARTTLS:
      self->starttls = REPOINT_PROTOCOL_SMTP;
      break;
    case REPOINT_CLEAR_LINE_IMAP_STARTTLS:
      self->starttls = REPOINT_PROTOCOL_IMAP;
      break;
    case REPOINT_CLEAR_LINE_POP3_STLS:
      self->starttls = REPOINT_PROTOCOL_POP3;
      break;
    case REPOINT_CLEAR_LINE_FTP_AUTH_TLS:
      self->starttls = REPOINT_PROTOCOL_TLS;
      break;
    case REPOINT_CLEAR_LINE_EMPTY:
    case REPOINT_CLEAR_LINE_OTHER:
      return;
    }

  self->has_starttls = TRUE;
  side->may_begin = side->is_due = TRUE;
  side->security = REPOINT_SECURITY_STARTTLS;
}

static void
read_line (RepointHelloSearch *self, Side *side, RepointBytes *in)
{
  RepointClearLineKind kind;
  RepointBytes line;
  guint16 port;
  gsize length = repoint_clear_line_read (&side->line, *in, &kind, &port);

  repoint_bytes_take (in, length > 0 ? length : in->length, &line);
  if (length > 0)
    end_line (self, side, kind, port);
}

/* It was no record: the bytes that were looked at are the beginning of a line, and perhaps of what comes behind it. */
static void
read_peeked_as_line (RepointHelloSearch *self, Side *side, gint64 time)
{
  guint8 peeked[PEEK] = { 0 };
  gsize length = side->n_peeked;

  memcpy (peeked, side->peeked, length);
  side->n_peeked = 0;
  side->state = REPOINT_HELLO_SEARCH_LINE;
  repoint_hello_search_feed_side (self, side, time, repoint_bytes (peeked, length));
}

gboolean
repoint_hello_search_is_hello (const guint8 *bytes)
{
  if ((bytes[0] & 0x80) != 0)
    return bytes[2] == SSL2_CLIENT_HELLO && ((bytes[3] == 0 && bytes[4] == 2) || (bytes[3] == 3 && bytes[4] <= 4));

  return bytes[0] == REPOINT_CONTENT_HANDSHAKE && bytes[1] == 3 && bytes[5] == HANDSHAKE_CLIENT_HELLO;
}

gboolean
repoint_hello_search_is_answer (const guint8 *bytes)
{
  return bytes[1] == 3 && (bytes[0] == REPOINT_CONTENT_ALERT ? bytes[3] == 0 && bytes[4] == 2 && (bytes[5] == 1 || bytes[5] == 2)
                                                     : bytes[0] == REPOINT_CONTENT_HANDSHAKE && bytes[5] == HANDSHAKE_SERVER_HELLO);
}

static void
hold (Side *side, RepointBytes *in)
{
  RepointBytes kept;

  repoint_bytes_take (in, in->length, &kept);
  if (side->held->len + kept.length > MAX_HELD)
    repoint_hello_search_fall_quiet (side);
  else
    g_byte_array_append (side->held, kept.data, (guint) kept.length);
}

void
repoint_hello_search_end_peek (RepointHelloSearch *self, Side *side, gint64 time)
{
  guint8 peeked[PEEK] = { 0 };
  RepointBytes in = repoint_bytes (peeked, side->n_peeked);

  memcpy (peeked, side->peeked, side->n_peeked);
  if (side->may_begin && repoint_hello_search_is_hello (peeked))
    {
      repoint_hello_search_begin_hello (self, side, time, &in);
    }
  else if (!repoint_hello_search_is_answer (peeked))
    {
      read_peeked_as_line (self, side, time);
    }
  else if (self->open != NULL && !repoint_hello_search_is_client (self, side))
    {
      repoint_hello_search_begin_answer (self, side);
      repoint_hello_search_feed_side (self, side, time, in);
    }
  else
    {
      side->n_peeked = 0;
      side->state = REPOINT_HELLO_SEARCH_HELD;
      side->held = g_byte_array_new ();
      hold (side, &in);
    }
}

static void
peek (RepointHelloSearch *self, Side *side, gint64 time, RepointBytes *in)
{
  RepointBytes taken;

  repoint_bytes_take (in, MIN (in->length, PEEK - side->n_peeked), &taken);
  memcpy (side->peeked + side->n_peeked, taken.data, taken.length);
  side->n_peeked += taken.length;
  if (side->n_peeked == PEEK)
    repoint_hello_search_end_peek (self, side, time);
}

/* No line in clear begins with a byte that records of TLS and SSLv2 begin with. An answer in the format of SSLv2 may be too
 * short to be looked at first. */
static void
begin (RepointHelloSearch *self, Side *side, guint8 byte)
{
  if ((byte & 0x80) != 0 && self->open != NULL && self->open->hello->ssl2_format && !repoint_hello_search_is_client (self, side))
    repoint_hello_search_begin_answer (self, side);
  else if (byte == REPOINT_CONTENT_HANDSHAKE || byte == REPOINT_CONTENT_ALERT || (byte & 0x80) != 0)
    side->state = REPOINT_HELLO_SEARCH_PEEKING;
  else
    side->state = REPOINT_HELLO_SEARCH_LINE;
}

void
repoint_hello_search_feed_side (RepointHelloSearch *self, Side *side, gint64 time, RepointBytes in)
{
  while (in.length > 0)
    switch (side->state)
      {
      case REPOINT_HELLO_SEARCH_BEGIN:
        begin (self, side, in.data[0]);
        break;
      case REPOINT_HELLO_SEARCH_PEEKING:
        peek (self, side, time, &in);
        break;
      case REPOINT_HELLO_SEARCH_LINE:
        read_line (self, side, &in);
        break;
      case REPOINT_HELLO_SEARCH_HELLO:
        repoint_hello_search_read_hello (self, side, time, &in);
        break;
      case REPOINT_HELLO_SEARCH_RECORDS:
        repoint_hello_search_read_records (self, side, time, &in);
        break;
      case REPOINT_HELLO_SEARCH_HELD:
        hold (side, &in);
        break;
      case REPOINT_HELLO_SEARCH_ANSWER:
        repoint_hello_search_read_answer (self, side, &in);
        break;
      case REPOINT_HELLO_SEARCH_QUIET:
        return;
      }
}

/**
 * repoint_hello_search_new:
 * @ports: of the two sides; they tell the protocol where nothing else does
 * @from_begin: whether what is fed begins with what the sides said first
 *
 * Returns: (transfer full): a search
 */
RepointHelloSearch *
repoint_hello_search_new (const guint16 ports[2], gboolean from_begin)
{
  RepointHelloSearch *self = g_new0 (RepointHelloSearch, 1);

  memcpy (self->ports, ports, sizeof self->ports);
  for (guint i = 0; i < 2; i++)
    expect_hello (self, &self->sides[i], !from_begin);

  return self;
}

/**
 * repoint_hello_search_free:
 * @self: (nullable) (transfer full): a search
 */
void
repoint_hello_search_free (RepointHelloSearch *self)
{
  if (self == NULL)
    return;

  for (guint i = 0; i < 2; i++)
    repoint_hello_search_clear_side (&self->sides[i]);
  repoint_found_hello_free (self->open);
  g_queue_clear_full (&self->found, (GDestroyNotify) repoint_found_hello_free);
  g_free (self);
}

/* Who talks in clear for so long does not begin with TLS, and nobody answers with it. */
static void
end_search (RepointHelloSearch *self, Side *side)
{
  Side *other = repoint_hello_search_get_other (self, side);

  self->n_lost += side->state == REPOINT_HELLO_SEARCH_HELLO;
  repoint_hello_search_fall_quiet (side);
  if (self->open == NULL && other->state != REPOINT_HELLO_SEARCH_HELLO)
    repoint_hello_search_fall_quiet (other);
}

/**
 * repoint_hello_search_feed:
 * @side: 0 or 1
 * @time: when the bytes came
 *
 * Takes the next bytes of one side.
 */
void
repoint_hello_search_feed (RepointHelloSearch *self, guint side, gint64 time, RepointBytes bytes)
{
  RepointBytes begin;
  Side *fed;

  g_return_if_fail (self != NULL);
  g_return_if_fail (side < 2);

  fed = &self->sides[side];
  repoint_bytes_take (&bytes, MIN (bytes.length, MAX_BYTES - fed->total), &begin);
  fed->total += begin.length;
  repoint_hello_search_feed_side (self, fed, time, begin);
  if (fed->total == MAX_BYTES)
    end_search (self, fed);
}

/**
 * repoint_hello_search_gap:
 *
 * Tells that bytes of one side lack.
 */
void
repoint_hello_search_gap (RepointHelloSearch *self, guint side)
{
  Side *hurt;

  g_return_if_fail (self != NULL);
  g_return_if_fail (side < 2);

  hurt = &self->sides[side];
  switch (hurt->state)
    {
    case REPOINT_HELLO_SEARCH_HELLO:
    case REPOINT_HELLO_SEARCH_BEGIN:
    case REPOINT_HELLO_SEARCH_PEEKING:
    case REPOINT_HELLO_SEARCH_LINE:
    case REPOINT_HELLO_SEARCH_HELD:
      self->n_lost += hurt->state == REPOINT_HELLO_SEARCH_HELLO || (hurt->is_due && hurt->state != REPOINT_HELLO_SEARCH_LINE);
      expect_hello (self, hurt, TRUE);
      break;
    case REPOINT_HELLO_SEARCH_RECORDS:
    case REPOINT_HELLO_SEARCH_ANSWER:
      repoint_hello_search_fall_quiet (hurt);
      break;
    case REPOINT_HELLO_SEARCH_QUIET:
      break;
    }
}

/**
 * repoint_hello_search_end:
 * @reset: whether it ended with a reset
 *
 * Tells that one side has said all.
 */
void
repoint_hello_search_end (RepointHelloSearch *self, guint side, gboolean reset)
{
  RepointFoundHello *open;

  g_return_if_fail (self != NULL);
  g_return_if_fail (side < 2);

  open = self->open;
  self->n_lost += self->sides[side].state == REPOINT_HELLO_SEARCH_HELLO;
  repoint_hello_search_fall_quiet (&self->sides[side]);
  if (open == NULL)
    return;

  if (open->side == side)
    {
      if (open->reaction == REPOINT_HELLO_REACTION_UNSEEN)
        open->reaction = reset ? REPOINT_HELLO_REACTION_RESET : REPOINT_HELLO_REACTION_CLOSE;
      /* It may have closed only its own half, and be answered still. */
      if (open->answer != REPOINT_HELLO_ANSWER_UNSEEN)
        repoint_hello_search_close_open (self);
    }
  else if (open->answer == REPOINT_HELLO_ANSWER_UNSEEN)
    {
      open->answer = reset ? REPOINT_HELLO_ANSWER_RESET : REPOINT_HELLO_ANSWER_CLOSE;
      repoint_hello_search_close_open (self);
      repoint_hello_search_fall_quiet (&self->sides[1 - side]);
    }
}

/**
 * repoint_hello_search_finish:
 *
 * Nothing more will be fed: a hello that waits for its answer is given without one, and one that is being read is lost.
 */
void
repoint_hello_search_finish (RepointHelloSearch *self)
{
  g_return_if_fail (self != NULL);

  for (guint i = 0; i < 2; i++)
    {
      self->n_lost += self->sides[i].state == REPOINT_HELLO_SEARCH_HELLO;
      repoint_hello_search_fall_quiet (&self->sides[i]);
    }
  if (self->open != NULL)
    repoint_hello_search_close_open (self);
}

/**
 * repoint_hello_search_is_reading:
 *
 * Returns: whether a hello has begun that is not whole yet
 */
gboolean
repoint_hello_search_is_reading (RepointHelloSearch *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->sides[0].state == REPOINT_HELLO_SEARCH_HELLO || self->sides[1].state == REPOINT_HELLO_SEARCH_HELLO;
}

/**
 * repoint_hello_search_wants:
 *
 * Returns: whether what comes from this side could still matter
 */
gboolean
repoint_hello_search_wants (RepointHelloSearch *self, guint side)
{
  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (side < 2, FALSE);

  return self->sides[side].state != REPOINT_HELLO_SEARCH_QUIET;
}

/**
 * repoint_hello_search_pop:
 *
 * Returns: (transfer full) (nullable): the next hello of which all is known
 */
RepointFoundHello *
repoint_hello_search_pop (RepointHelloSearch *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return g_queue_pop_head (&self->found);
}

/**
 * repoint_hello_search_get_n_lost:
 *
 * Returns: how many hellos began and could not be read to their end
 */
guint
repoint_hello_search_get_n_lost (RepointHelloSearch *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->n_lost;
}

/**
 * repoint_hello_search_get_memory:
 *
 * Returns: how many bytes are held, about
 */
gsize
repoint_hello_search_get_memory (RepointHelloSearch *self)
{
  gsize memory = sizeof *self;

  g_return_val_if_fail (self != NULL, 0);

  for (guint i = 0; i < 2; i++)
    memory += self->sides[i].fed_reader + (self->sides[i].held != NULL ? self->sides[i].held->len : 0);
  if (self->open != NULL)
    memory += sizeof *self->open + sizeof *self->open->hello + 2 * g_bytes_get_size (self->open->hello->raw);

  return memory;
}
