/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * RepointConversation: one connection's worth of talk, sans I/O. It is fed bytes, yields bytes and names its
 * next deadline; it knows no descriptor and no main loop, so it can be tested byte by byte and fuzzed.
 *
 * The scheduler calls all of these on its own thread, never two at once for one conversation:
 *   opened()  once, when the connection stands
 *   feed()    bytes that arrived
 *   closed()  when nothing more will arrive: how says FIN, reset, time-out, or why it never opened; not called
 *             when the conversation was done first
 *   worked()  after work(), see below
 * and after each of them sends what take() yields — all of it in one write — and closes when is_done() is TRUE.
 * An event that an implementation does not care about may be left out of its interface.
 *
 * What takes longer than a millisecond or so does not belong into these, for all other conversations would wait.
 * A conversation sets it aside and says has_work(); then work() is called on a worker thread, and worked() back on
 * the scheduler's. In between nothing is fed, but the conversation may still hear closed() – its deadline holds, and
 * cancelling does not wait for the work –, and be asked for take(), get_deadline() and is_done(): these must do
 * without what work() uses. It is not finalized before work() returns, and worked() is not called after closed().
 * An implementation that holds another conversation inside passes all three on, and is_full(), get_talk_time() and is_urgent(),
 * too.
 *
 * When its own deadline passes, a conversation is told by expired(). It goes on when that returns TRUE, with a later deadline or
 * none: so it can do something because nothing has arrived for a while. Otherwise, and when it is left out, closed() follows
 * with the time-out. Not called while it has work; nor for the scheduler's own limit, which nothing can move.
 *
 * A conversation that is_full() is not read from: what arrives waits in the kernel, and so, in the end, with the peer.
 * It is asked again after each event of its own, and when somebody calls repoint_scheduler_wake() for it. Nor is more
 * than 64 KiB taken from it as long as the peer does not read: what it yields beyond that stays with it. Two conversations
 * that pass bytes to each other – each is full while the other holds much of what it was given, and wakes the other when
 * that becomes more or less – thus hold little, however fast one side is and however slow the other. Once closed() was
 * called all that it still has is taken.
 *
 * A conversation that is_urgent() has somebody waiting behind it, who came by himself: it does not wait for its turn at the
 * address, nor does it keep others from theirs. It is for servers that are made for many, never for a device.
 *
 * A conversation that expects_silence() is at a turn where nobody but itself may speak, as before the ClientHello
 * behind STARTTLS. What has arrived in spite of it is fed before take() is asked.
 */
#define REPOINT_TYPE_CONVERSATION (repoint_conversation_get_type ())
G_DECLARE_INTERFACE (RepointConversation, repoint_conversation, REPOINT, CONVERSATION, GObject)

typedef enum
{
  REPOINT_CLOSED_FIN,
  REPOINT_CLOSED_RESET,
  REPOINT_CLOSED_TIMEOUT,     /* its deadline passed; before opened(): nothing answered the connect */
  REPOINT_CLOSED_REFUSED,     /* nobody listens at the port */
  REPOINT_CLOSED_UNREACHABLE, /* the network says that there is no way to the host */
  REPOINT_CLOSED_FORBIDDEN,   /* the port is one Repoint never touches */
  REPOINT_CLOSED_CANCELLED,
  REPOINT_CLOSED_LOCAL,       /* this computer could not (no descriptors, no memory) */
} RepointClosed;

struct _RepointConversationInterface
{
  GTypeInterface parent_iface;

  void     (*opened)       (RepointConversation *self, gint64 now);
  void     (*feed)         (RepointConversation *self, const guint8 *bytes, gsize length, gint64 now);
  void     (*closed)       (RepointConversation *self, RepointClosed how);
  GBytes  *(*take)         (RepointConversation *self); /* transfer full; NULL: nothing to send */
  gint64   (*get_deadline) (RepointConversation *self); /* monotonic µs; -1: only the scheduler's own */
  gboolean (*is_done)      (RepointConversation *self);
  gint64   (*get_connect_time) (RepointConversation *self); /* µs; -1: only the scheduler's own */
  gboolean (*has_work)     (RepointConversation *self);
  void     (*work)         (RepointConversation *self); /* on a worker thread */
  void     (*worked)       (RepointConversation *self, gint64 now);
  gboolean (*expects_silence) (RepointConversation *self);
  gboolean (*expired)      (RepointConversation *self, gint64 now);
  gboolean (*is_full)      (RepointConversation *self);
  gint64   (*get_talk_time) (RepointConversation *self); /* µs; -1: the scheduler's or the listener's */
  gboolean (*is_urgent)    (RepointConversation *self);
};

void     repoint_conversation_opened       (RepointConversation *self, gint64 now);
void     repoint_conversation_feed         (RepointConversation *self, const guint8 *bytes, gsize length, gint64 now);
void     repoint_conversation_closed       (RepointConversation *self, RepointClosed how);
GBytes  *repoint_conversation_take         (RepointConversation *self);
gint64   repoint_conversation_get_deadline (RepointConversation *self);
gboolean repoint_conversation_is_done      (RepointConversation *self);
gint64   repoint_conversation_get_connect_time (RepointConversation *self);
gboolean repoint_conversation_has_work     (RepointConversation *self);
void     repoint_conversation_work         (RepointConversation *self);
void     repoint_conversation_worked       (RepointConversation *self, gint64 now);
gboolean repoint_conversation_expects_silence (RepointConversation *self);
gboolean repoint_conversation_expired      (RepointConversation *self, gint64 now);
gboolean repoint_conversation_is_full      (RepointConversation *self);
gint64   repoint_conversation_get_talk_time (RepointConversation *self);
gboolean repoint_conversation_is_urgent    (RepointConversation *self);

/* For implementations that hold another conversation inside: says whose events @inner gets, so that it can be woken.
 * Neither keeps the other alive by this. */
void                 repoint_conversation_set_outer (RepointConversation *inner, RepointConversation *outer);
RepointConversation *repoint_conversation_dup_outer (RepointConversation *inner); /* transfer full, nullable */

G_END_DECLS
