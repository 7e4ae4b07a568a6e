/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-mail-passage.h"

/* One side: what is to be sent to it, and what came from it. */
typedef struct
{
  GQueue   queue;  /* of GBytes */
  gsize    held;   /* in @queue */
  guint64  n_bytes; /* that came from it and went on */
  gboolean closed;
} Side;

struct _RepointMailPassage
{
  RepointMailGate        *gate;
  RepointTlsWatch        *watch;
  Side                    client;
  Side                    server;
  gboolean                hello_taken; /* the server has been sent the beginning of the ClientHello */
  RepointPassageClosedBy  closed_by;
  const char             *how;         /* static, nullable */
};

static Side *
get_side (RepointMailPassage *self, RepointTlsSide side)
{
  return side == REPOINT_TLS_SIDE_CLIENT ? &self->client : &self->server;
}

static Side *
get_other (RepointMailPassage *self, RepointTlsSide side)
{
  return side == REPOINT_TLS_SIDE_CLIENT ? &self->server : &self->client;
}

static gboolean
is_over (RepointMailPassage *self)
{
  return self->closed_by != REPOINT_PASSAGE_OPEN;
}

static gboolean
is_open (RepointMailPassage *self)
{
  return repoint_mail_gate_get_state (self->gate) == REPOINT_MAIL_GATE_OPEN;
}

static void
drop_queue (Side *side)
{
  g_queue_clear_full (&side->queue, (GDestroyNotify) g_bytes_unref);
  side->held = 0;
}

/* @bytes: (transfer full) (nullable) */
static void
enqueue (Side *to, GBytes *bytes)
{
  if (bytes == NULL)
    return;
  if (to->closed)
    {
      g_bytes_unref (bytes);
      return;
    }

  to->held += g_bytes_get_size (bytes);
  g_queue_push_tail (&to->queue, bytes);
}

static void
note_end (RepointMailPassage *self, RepointPassageClosedBy closed_by, const char *how)
{
  if (is_over (self))
    return;

  self->closed_by = closed_by;
  self->how = how;
}

/* ---- TLS ---- */

/* What is no TLS any more is where it ends: nothing in clear ever follows. */
static void
pass_on (RepointMailPassage *self, RepointTlsSide from, const guint8 *bytes, gsize length)
{
  Side *side = get_side (self, from);
  gsize good = repoint_tls_watch_feed (self->watch, from, bytes, length);

  if (good > 0)
    enqueue (get_other (self, from), g_bytes_new (bytes, good));
  side->n_bytes += good;

  if (good < length || repoint_tls_watch_get (self->watch)->broken_by != REPOINT_TLS_SIDE_NONE)
    note_end (self, REPOINT_PASSAGE_CLOSED_BY_REPOINT, "other-protocol");
  else if (self->client.n_bytes + self->server.n_bytes > REPOINT_MAIL_PASSAGE_MAX_BYTES)
    note_end (self, REPOINT_PASSAGE_CLOSED_BY_REPOINT, "bytes");
}

/* ---- Before it ---- */

static void
take_from_gate (RepointMailPassage *self)
{
  GBytes *for_client = repoint_mail_gate_take_for_client (self->gate);
  GBytes *for_server = repoint_mail_gate_take_for_server (self->gate);

  if (for_client != NULL)
    enqueue (&self->client, for_client);

  if (for_server != NULL && is_open (self))
    {
      pass_on (self, REPOINT_TLS_SIDE_CLIENT, g_bytes_get_data (for_server, NULL), g_bytes_get_size (for_server));
      g_bytes_unref (for_server);
    }
  else if (for_server != NULL)
    {
      self->client.n_bytes += g_bytes_get_size (for_server);
      enqueue (&self->server, for_server);
    }

  if (repoint_mail_gate_get_state (self->gate) == REPOINT_MAIL_GATE_CLOSED)
    note_end (self, REPOINT_PASSAGE_CLOSED_BY_REPOINT, NULL);
}

static void
feed_gate (RepointMailPassage *self, RepointTlsSide from, const guint8 *bytes, gsize length)
{
  if (from == REPOINT_TLS_SIDE_CLIENT)
    {
      repoint_mail_gate_feed_client (self->gate, bytes, length);
    }
  else
    {
      repoint_mail_gate_feed_server (self->gate, bytes, length);
      self->server.n_bytes += length;
    }
  take_from_gate (self);
}

/**
 * repoint_mail_passage_feed:
 * @from: who said it
 *
 * Takes the next bytes of a side. After the end they are not looked at.
 */
void
repoint_mail_passage_feed (RepointMailPassage *self, RepointTlsSide from, const guint8 *bytes, gsize length)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (from == REPOINT_TLS_SIDE_CLIENT || from == REPOINT_TLS_SIDE_SERVER);

  if (is_over (self) || length == 0)
    return;

  if (!is_open (self))
    {
      feed_gate (self, from, bytes, length);
    }
  else if (from == REPOINT_TLS_SIDE_SERVER && !self->hello_taken)
    {
      /* The hello is still here: this is no answer to it. */
      drop_queue (&self->server);
      note_end (self, REPOINT_PASSAGE_CLOSED_BY_REPOINT, "injected");
    }
  else
    {
      pass_on (self, from, bytes, length);
    }
}

/**
 * repoint_mail_passage_closed:
 * @side: whose connection is over
 * @how: (not nullable): an id of "problem" in repoint-survey.h, static: closed, reset, timeout, refused, unreachable, …
 *
 * What came from it before still goes to the other side; a device that has not begun with TLS is told that its server is gone.
 */
void
repoint_mail_passage_closed (RepointMailPassage *self, RepointTlsSide side, const char *how)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (side == REPOINT_TLS_SIDE_CLIENT || side == REPOINT_TLS_SIDE_SERVER);
  g_return_if_fail (how != NULL);

  note_end (self, side == REPOINT_TLS_SIDE_CLIENT ? REPOINT_PASSAGE_CLOSED_BY_DEVICE : REPOINT_PASSAGE_CLOSED_BY_SERVER, how);
  if (side == REPOINT_TLS_SIDE_SERVER)
    {
      repoint_mail_gate_close (self->gate, REPOINT_MAIL_GATE_UNREACHABLE);
      take_from_gate (self);
    }
  get_side (self, side)->closed = TRUE;
  drop_queue (get_side (self, side));
}

/**
 * repoint_mail_passage_end:
 * @reason: what a device that has not begun with TLS is told
 * @how: (nullable): "time", "timeout" (silence) or "stopped"; static
 *
 * Ends it from here.
 */
void
repoint_mail_passage_end (RepointMailPassage *self, RepointMailGateReason reason, const char *how)
{
  g_return_if_fail (self != NULL);

  note_end (self, REPOINT_PASSAGE_CLOSED_BY_REPOINT, how);
  repoint_mail_gate_close (self->gate, reason);
  take_from_gate (self);
}

/**
 * repoint_mail_passage_take:
 * @to: who is to get it
 *
 * Returns: (transfer full) (nullable): the next bytes to send, or %NULL if there are none now
 */
GBytes *
repoint_mail_passage_take (RepointMailPassage *self, RepointTlsSide to)
{
  Side *side;
  GBytes *bytes;

  g_return_val_if_fail (self != NULL, NULL);

  side = get_side (self, to);
  bytes = g_queue_pop_head (&side->queue);
  if (bytes == NULL)
    return NULL;

  side->held -= g_bytes_get_size (bytes);
  if (to == REPOINT_TLS_SIDE_SERVER && is_open (self))
    self->hello_taken = TRUE;

  return bytes;
}

/**
 * repoint_mail_passage_is_full:
 *
 * Returns: %TRUE while @from should not be read from, because the other side is slow to take what it said
 */
gboolean
repoint_mail_passage_is_full (RepointMailPassage *self, RepointTlsSide from)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return get_other (self, from)->held >= REPOINT_MAIL_PASSAGE_MAX_HELD;
}

/**
 * repoint_mail_passage_is_done:
 *
 * Returns: %TRUE when @side has been given all there is and there will be no more
 */
gboolean
repoint_mail_passage_is_done (RepointMailPassage *self, RepointTlsSide side)
{
  g_return_val_if_fail (self != NULL, TRUE);

  return is_over (self) && get_side (self, side)->held == 0;
}

/**
 * repoint_mail_passage_get_n_bytes:
 *
 * Returns: how many bytes of @from went on
 */
guint64
repoint_mail_passage_get_n_bytes (RepointMailPassage *self, RepointTlsSide from)
{
  g_return_val_if_fail (self != NULL, 0);

  return get_side (self, from)->n_bytes;
}

/**
 * repoint_mail_passage_get_gate:
 *
 * Returns: (transfer none): what was seen before TLS
 */
RepointMailGate *
repoint_mail_passage_get_gate (RepointMailPassage *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->gate;
}

/**
 * repoint_mail_passage_get_watch:
 *
 * Returns: (transfer none): what was seen of TLS
 */
RepointTlsWatch *
repoint_mail_passage_get_watch (RepointMailPassage *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->watch;
}

/**
 * repoint_mail_passage_get_closed_by:
 *
 * Returns: who ended it first; %REPOINT_PASSAGE_OPEN while nobody has
 */
RepointPassageClosedBy
repoint_mail_passage_get_closed_by (RepointMailPassage *self)
{
  g_return_val_if_fail (self != NULL, REPOINT_PASSAGE_OPEN);

  return self->closed_by;
}

/**
 * repoint_mail_passage_judge:
 * @verdict: (out caller-allocates): what it has shown, once it is over
 */
void
repoint_mail_passage_judge (RepointMailPassage *self, RepointPassageVerdict *verdict)
{
  RepointPassageFacts facts;

  g_return_if_fail (self != NULL);
  g_return_if_fail (verdict != NULL);

  facts = (RepointPassageFacts) {
    .gate = repoint_mail_gate_get_state (self->gate),
    .reason = repoint_mail_gate_get_reason (self->gate),
    .report = repoint_mail_gate_get_report (self->gate),
    .sight = repoint_tls_watch_get (self->watch),
    .closed_by = self->closed_by,
    .how = self->how,
  };
  repoint_passage_judge (&facts, verdict);
}

/**
 * repoint_mail_passage_new:
 * @protocol: SMTP, IMAP or POP3
 * @security: the server's: STARTTLS or TLS
 *
 * Returns: (transfer full): a passage on which nothing was said yet
 */
RepointMailPassage *
repoint_mail_passage_new (RepointProtocol protocol, RepointSecurity security)
{
  RepointMailPassage *self;
  RepointMailGate *gate = repoint_mail_gate_new (protocol, security);

  g_return_val_if_fail (gate != NULL, NULL);

  self = g_new0 (RepointMailPassage, 1);
  self->gate = gate;
  self->watch = repoint_tls_watch_new ();
  g_queue_init (&self->client.queue);
  g_queue_init (&self->server.queue);

  return self;
}

/**
 * repoint_mail_passage_free:
 * @self: (nullable) (transfer full): a passage
 */
void
repoint_mail_passage_free (RepointMailPassage *self)
{
  if (self == NULL)
    return;

  repoint_mail_gate_free (self->gate);
  repoint_tls_watch_free (self->watch);
  drop_queue (&self->client);
  drop_queue (&self->server);
  g_free (self);
}
