/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-address-race.h"

/* RFC 8305 section 5: "recommended value […] 250 milliseconds" */
#define ATTEMPT_DELAY_MS 250

/* Everything here happens on the scheduler's thread, but for work() and, after it, the end of an attempt. */
typedef struct
{
  gatomicrefcount           references; /* one of each attempt under way, one of the timer */
  RepointScheduler         *scheduler;  /* NULL when the race is over */
  RepointConversation      *conversation;
  GPtrArray                *addresses;  /* of GInetAddress */
  guint16                   port;
  GCancellable             *cancellable;
  RepointAddressRaceFailed  failed;
  RepointAddressRaceDone    done;
  gpointer                  user_data;

  GPtrArray                *attempts;   /* of RepointAddressAttempt: those under way */
  guint                     next;       /* address */
  GSource                  *delay;      /* until the next attempt */
  gboolean                  decided;    /* a connection stands */
  gboolean                  stopped;    /* by the caller, or because the scheduler goes away */
  RepointClosed             how;        /* the most telling of the failures */
} Race;

/* One address and its connection. Wraps the conversation once it has won. */
struct _RepointAddressAttempt
{
  GObject        parent_instance;
  Race          *race;
  guint          nth;
  GCancellable  *stop;
  gulong         cancelled_id;
  gboolean       won;
  gboolean       lost;
  gboolean       failed;
  RepointClosed  how;
};

#define REPOINT_TYPE_ADDRESS_ATTEMPT (repoint_address_attempt_get_type ())
G_DECLARE_FINAL_TYPE (RepointAddressAttempt, repoint_address_attempt, REPOINT, ADDRESS_ATTEMPT, GObject)

static void conversation_iface_init (RepointConversationInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (RepointAddressAttempt, repoint_address_attempt, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (REPOINT_TYPE_CONVERSATION, conversation_iface_init))

static void start_next (Race *self);

static void
race_unref (gpointer data)
{
  Race *self = data;

  if (!g_atomic_ref_count_dec (&self->references))
    return;

  g_clear_object (&self->scheduler);
  g_object_unref (self->conversation);
  g_ptr_array_unref (self->addresses);
  g_ptr_array_unref (self->attempts);
  g_object_unref (self->cancellable);
  g_free (self);
}

static void
stop_waiting (Race *self)
{
  if (self->delay != NULL)
    {
      g_source_destroy (self->delay);
      g_clear_pointer (&self->delay, g_source_unref);
    }
}

/* ---- An attempt as a conversation ---- */

static void
opened (RepointConversation *conversation, gint64 now)
{
  RepointAddressAttempt *self = REPOINT_ADDRESS_ATTEMPT (conversation);
  Race *race = self->race;

  if (race->decided)
    {
      self->lost = TRUE;
      return;
    }

  race->decided = TRUE;
  self->won = TRUE;
  stop_waiting (race);
  for (guint i = 0; i < race->attempts->len; i++)
    {
      RepointAddressAttempt *other = g_ptr_array_index (race->attempts, i);

      if (other != self)
        g_cancellable_cancel (other->stop);
    }
  repoint_conversation_set_outer (race->conversation, conversation);
  repoint_conversation_opened (race->conversation, now);
}

static void
feed (RepointConversation *conversation, const guint8 *bytes, gsize length, gint64 now)
{
  RepointAddressAttempt *self = REPOINT_ADDRESS_ATTEMPT (conversation);

  if (self->won)
    repoint_conversation_feed (self->race->conversation, bytes, length, now);
}

static void
closed (RepointConversation *conversation, RepointClosed how)
{
  RepointAddressAttempt *self = REPOINT_ADDRESS_ATTEMPT (conversation);

  if (self->won)
    {
      repoint_conversation_closed (self->race->conversation, how);
      return;
    }
  self->failed = TRUE;
  self->how = how;
}

static GBytes *
take (RepointConversation *conversation)
{
  RepointAddressAttempt *self = REPOINT_ADDRESS_ATTEMPT (conversation);

  return self->won ? repoint_conversation_take (self->race->conversation) : NULL;
}

static gint64
get_deadline (RepointConversation *conversation)
{
  RepointAddressAttempt *self = REPOINT_ADDRESS_ATTEMPT (conversation);

  return self->won ? repoint_conversation_get_deadline (self->race->conversation) : -1;
}

static gint64
get_connect_time (RepointConversation *conversation)
{
  return repoint_conversation_get_connect_time (REPOINT_ADDRESS_ATTEMPT (conversation)->race->conversation);
}

static gboolean
is_done (RepointConversation *conversation)
{
  RepointAddressAttempt *self = REPOINT_ADDRESS_ATTEMPT (conversation);

  return self->won ? repoint_conversation_is_done (self->race->conversation) : self->lost || self->failed;
}

static gboolean
has_work (RepointConversation *conversation)
{
  RepointAddressAttempt *self = REPOINT_ADDRESS_ATTEMPT (conversation);

  return self->won && repoint_conversation_has_work (self->race->conversation);
}

static void
work (RepointConversation *conversation)
{
  repoint_conversation_work (REPOINT_ADDRESS_ATTEMPT (conversation)->race->conversation);
}

static void
worked (RepointConversation *conversation, gint64 now)
{
  repoint_conversation_worked (REPOINT_ADDRESS_ATTEMPT (conversation)->race->conversation, now);
}

static gboolean
expects_silence (RepointConversation *conversation)
{
  RepointAddressAttempt *self = REPOINT_ADDRESS_ATTEMPT (conversation);

  return self->won && repoint_conversation_expects_silence (self->race->conversation);
}

static gboolean
expired (RepointConversation *conversation, gint64 now)
{
  RepointAddressAttempt *self = REPOINT_ADDRESS_ATTEMPT (conversation);

  return self->won && repoint_conversation_expired (self->race->conversation, now);
}

static gboolean
is_full (RepointConversation *conversation)
{
  RepointAddressAttempt *self = REPOINT_ADDRESS_ATTEMPT (conversation);

  return self->won && repoint_conversation_is_full (self->race->conversation);
}

static gint64
get_talk_time (RepointConversation *conversation)
{
  return repoint_conversation_get_talk_time (REPOINT_ADDRESS_ATTEMPT (conversation)->race->conversation);
}

static gboolean
is_urgent (RepointConversation *conversation)
{
  return repoint_conversation_is_urgent (REPOINT_ADDRESS_ATTEMPT (conversation)->race->conversation);
}

static void
conversation_iface_init (RepointConversationInterface *iface)
{
  iface->opened = opened;
  iface->feed = feed;
  iface->closed = closed;
  iface->take = take;
  iface->get_deadline = get_deadline;
  iface->get_connect_time = get_connect_time;
  iface->is_done = is_done;
  iface->has_work = has_work;
  iface->work = work;
  iface->worked = worked;
  iface->expects_silence = expects_silence;
  iface->expired = expired;
  iface->is_full = is_full;
  iface->get_talk_time = get_talk_time;
  iface->is_urgent = is_urgent;
}

static void
repoint_address_attempt_finalize (GObject *object)
{
  RepointAddressAttempt *self = REPOINT_ADDRESS_ATTEMPT (object);

  g_object_unref (self->stop);
  race_unref (self->race);

  G_OBJECT_CLASS (repoint_address_attempt_parent_class)->finalize (object);
}

static void
repoint_address_attempt_class_init (RepointAddressAttemptClass *class)
{
  G_OBJECT_CLASS (class)->finalize = repoint_address_attempt_finalize;
}

static void
repoint_address_attempt_init (RepointAddressAttempt *self)
{
}

/* ---- The race ---- */

/* A host that refuses is there; silence tells more than a network that knows no way. */
static guint
rank (RepointClosed how)
{
  switch ((int) how)
    {
    case REPOINT_CLOSED_FORBIDDEN:
      return 6;
    case REPOINT_CLOSED_RESET:
      return 5;
    case REPOINT_CLOSED_REFUSED:
      return 4;
    case REPOINT_CLOSED_TIMEOUT:
      return 3;
    case REPOINT_CLOSED_UNREACHABLE:
      return 2;
    case REPOINT_CLOSED_LOCAL:
      return 1;
    default:
      return 0;
    }
}

/* Nobody waits for the attempts that still have to be given up. */
static void
finish (Race *self, int winner, RepointClosed how)
{
  g_autoptr (RepointScheduler) scheduler = g_steal_pointer (&self->scheduler);

  self->done (winner, how, self->user_data);
}

static void
attempt_failed (Race *self, RepointAddressAttempt *attempt)
{
  if (attempt->how == REPOINT_CLOSED_CANCELLED)
    {
      self->stopped = TRUE;
      stop_waiting (self);
    }
  if (rank (attempt->how) > rank (self->how))
    self->how = attempt->how;
  if (!self->stopped)
    self->failed (attempt->nth, attempt->how, self->user_data);

  if (!self->stopped && self->next < self->addresses->len)
    start_next (self);
  else if (self->attempts->len == 0)
    finish (self, -1, self->stopped ? REPOINT_CLOSED_CANCELLED : self->how);
}

static void
attempt_done (RepointConversation *conversation, gpointer user_data)
{
  RepointAddressAttempt *attempt = REPOINT_ADDRESS_ATTEMPT (conversation);
  Race *self = attempt->race;

  if (attempt->cancelled_id != 0)
    g_signal_handler_disconnect (self->cancellable, attempt->cancelled_id);
  g_ptr_array_remove (self->attempts, attempt);

  if (attempt->won)
    finish (self, (int) attempt->nth, REPOINT_CLOSED_FIN);
  else if (!self->decided)
    attempt_failed (self, attempt);
}

static gboolean
delay_over (gpointer data)
{
  Race *self = data;

  g_clear_pointer (&self->delay, g_source_unref);
  start_next (self);

  return G_SOURCE_REMOVE;
}

static void
pass_on (GCancellable *cancellable, gpointer stop)
{
  g_cancellable_cancel (stop);
}

static void
start_next (Race *self)
{
  g_autoptr (RepointAddressAttempt) attempt = g_object_new (REPOINT_TYPE_ADDRESS_ATTEMPT, NULL);

  stop_waiting (self);
  attempt->race = self;
  attempt->nth = self->next++;
  attempt->stop = g_cancellable_new ();
  g_atomic_ref_count_inc (&self->references);
  g_ptr_array_add (self->attempts, attempt);

  if (self->next < self->addresses->len)
    {
      g_atomic_ref_count_inc (&self->references);
      self->delay = g_timeout_source_new (ATTEMPT_DELAY_MS);
      g_source_set_static_name (self->delay, "[repoint] next address");
      g_source_set_callback (self->delay, delay_over, self, race_unref);
      g_source_attach (self->delay, repoint_scheduler_get_context (self->scheduler));
    }

  attempt->cancelled_id = g_cancellable_connect (self->cancellable, G_CALLBACK (pass_on), g_object_ref (attempt->stop),
                                                 g_object_unref);
  repoint_scheduler_run (self->scheduler, REPOINT_CONVERSATION (attempt), g_ptr_array_index (self->addresses, attempt->nth),
                         self->port, attempt->stop, attempt_done, g_object_ref (attempt), g_object_unref);
}

/**
 * repoint_address_race_run:
 * @scheduler: what does the talking; to be called on its thread
 * @conversation: what to say to the host
 * @addresses: (element-type GInetAddress): at least one, none twice, the best first
 * @port: TCP port
 * @cancellable: ends all of it at once
 * @failed: called for the addresses that cannot be connected to
 * @done: called last
 * @user_data: for @failed and @done
 *
 * Holds a conversation with the first of the addresses to which a connection stands.
 */
void
repoint_address_race_run (RepointScheduler         *scheduler,
                          RepointConversation      *conversation,
                          GPtrArray                *addresses,
                          guint16                   port,
                          GCancellable             *cancellable,
                          RepointAddressRaceFailed  failed,
                          RepointAddressRaceDone    done,
                          gpointer                  user_data)
{
  Race *self;

  g_return_if_fail (REPOINT_IS_SCHEDULER (scheduler));
  g_return_if_fail (REPOINT_IS_CONVERSATION (conversation));
  g_return_if_fail (addresses != NULL && addresses->len > 0);
  g_return_if_fail (G_IS_CANCELLABLE (cancellable));

  self = g_new0 (Race, 1);
  g_atomic_ref_count_init (&self->references);
  self->scheduler = g_object_ref (scheduler);
  self->conversation = g_object_ref (conversation);
  self->addresses = g_ptr_array_ref (addresses);
  self->port = port;
  self->cancellable = g_object_ref (cancellable);
  self->failed = failed;
  self->done = done;
  self->user_data = user_data;
  self->attempts = g_ptr_array_new ();
  self->how = REPOINT_CLOSED_CANCELLED;
  start_next (self);
  race_unref (self);
}
