/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-passage.h"

#include "repoint-address-check.h"
#include "repoint-client-hello-reader.h"
#include "repoint-passage-report.h"
#include "repoint-passage-server.h"
#include "repoint-problem.h"
#include "repoint-target-route.h"

/*
 * the visitor ◀──▶ RepointPassage ─┐                 ┌─ RepointPassageServer ◀──▶ the mail server
 *                                  └ RepointMailPassage ┘
 *
 * Each half wakes the other when what they share has changed. When one of them is told that its connection is over, the other
 * says what is left to say, and ends. The verdict falls as soon as somebody has hung up, and is told when both are gone: who is
 * told may end the program, and with it what was still to be said.
 */

#define LOOKUP_MS  10000
#define HELLO_TIME (10 * G_TIME_SPAN_SECOND)

struct _RepointPassage
{
  GObject                   parent_instance;

  RepointScheduler         *scheduler;
  RepointRelays            *relays;
  RepointRelaysChoice       choice;
  RepointTarget            *target;
  GInetAddress             *peer;
  RepointVisitReport        report;
  gpointer                  user_data;
  GDestroyNotify            destroy;

  RepointMailPassage       *passage;
  RepointTargetRoute       *route;       /* NULL unless it is looked for or run; it holds a reference to us then */
  GCancellable             *cancellable; /* ends the route */
  RepointPassageServer     *server;      /* NULL: there is none yet */
  RepointClientHelloReader *early;       /* of a device that begins with TLS where the server does not; NULL: it did not */
  gboolean                  spoken;      /* by the device */
  gint64                    opened;
  gint64                    reached;     /* when the server was; 0: it was not yet */
  gint64                    last;        /* when something was said */
  guint                     n_segments;  /* since the hello was due */
  RepointVisitRecord       *record;
  gboolean                  judged;      /* what there is to tell is in @record */
};

static void conversation_iface_init (RepointConversationInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (RepointPassage, repoint_passage, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (REPOINT_TYPE_CONVERSATION, conversation_iface_init))

static gboolean
is_over (RepointPassage *self)
{
  return repoint_mail_passage_get_closed_by (self->passage) != REPOINT_PASSAGE_OPEN;
}

/* ---- The end ---- */

static void
note_early (RepointPassage *self)
{
  const RepointClientHello *hello = self->early != NULL ? repoint_client_hello_reader_get_hello (self->early) : NULL;

  if (hello == NULL)
    return;

  self->record->security = REPOINT_SECURITY_TLS;
  self->record->hello = repoint_client_hello_copy (hello);
  self->record->n_hellos = 1;
  self->record->n_records = repoint_client_hello_reader_get_n_records (self->early);
}

static void
judge (RepointPassage *self, gint64 now)
{
  RepointPassageVerdict verdict;

  note_early (self);
  self->judged = TRUE;
  repoint_mail_passage_judge (self->passage, &verdict);
  self->record->duration = now - self->opened;
  self->record->n_segments = self->n_segments;
  repoint_passage_report_fill (self->record, self->passage, &verdict, self->target, self->route,
                               (double) self->record->duration / G_USEC_PER_SEC);
  if (self->choice == REPOINT_RELAYS_TARGET)
    repoint_relays_end (self->relays, self->target, self->peer,
                        verdict.conclusive || verdict.result == REPOINT_PASSAGE_UNREACHABLE);
}

/* To be called after whatever happened to @passage. */
static void
go_on (RepointPassage *self, gint64 now)
{
  if (!is_over (self))
    return;

  if (!self->judged)
    judge (self, now);
  /* A server that is connected to is said goodbye to; one that is not need not be. */
  if (self->route != NULL && (self->server == NULL || !repoint_passage_server_is_open (self->server)))
    g_cancellable_cancel (self->cancellable);
}

static void
wake_server (RepointPassage *self)
{
  if (self->server != NULL && repoint_passage_server_is_open (self->server))
    repoint_scheduler_wake (self->scheduler, REPOINT_CONVERSATION (self->server));
}

/* ---- The server's half ---- */

static void
server_news (gint64 now, gpointer user_data)
{
  RepointPassage *self = user_data;

  if (self->reached == 0)
    self->reached = now;
  self->last = now;
  go_on (self, now);
  repoint_scheduler_wake (self->scheduler, REPOINT_CONVERSATION (self));
}

/* Last: it may be the end of us. */
static void
end_route (RepointPassage *self)
{
  if (self->server != NULL)
    repoint_passage_server_leave (self->server);
  g_clear_object (&self->server);
  g_clear_pointer (&self->route, repoint_target_route_free);
  g_object_unref (self);
}

/* There is no way to the server, or it was not there. */
static void
give_up (RepointPassage *self, const char *problem)
{
  repoint_mail_passage_closed (self->passage, REPOINT_TLS_SIDE_SERVER, problem);
  go_on (self, g_get_monotonic_time ());
  repoint_scheduler_wake (self->scheduler, REPOINT_CONVERSATION (self));
}

static void
server_done (RepointConversation *conversation, gpointer user_data)
{
  RepointPassage *self = user_data;
  const char *problem = repoint_target_route_get_problem (self->route);

  if (!is_over (self))
    give_up (self, problem != NULL ? problem
                                   : repoint_problem_of_closed (repoint_passage_server_get_closed (self->server)));
  end_route (self);
}

/* A name may lead to several addresses; one that leads here is enough not to use it. */
static gboolean
leads_here (RepointPassage *self)
{
  GPtrArray *reports = repoint_target_route_get_reports (self->route);
  GInetAddress *address = repoint_target_route_get_address (self->route);

  for (guint i = 0; i < reports->len; i++)
    {
      const RepointAddressReport *report = g_ptr_array_index (reports, i);

      if (repoint_relays_is_own (self->relays, report->address, self->target->port))
        return TRUE;
    }

  return address != NULL && repoint_relays_is_own (self->relays, address, self->target->port);
}

static void
route_found (gpointer user_data)
{
  RepointPassage *self = user_data;
  const char *problem = repoint_target_route_get_problem (self->route);

  if (!is_over (self) && problem != NULL)
    give_up (self, problem);
  else if (!is_over (self) && leads_here (self))
    give_up (self, "own-address");
  if (is_over (self))
    {
      end_route (self);
      return;
    }

  self->server = repoint_passage_server_new (self->passage, REPOINT_PASSAGE_TIME, server_news, self);
  repoint_target_route_run (self->route, REPOINT_CONVERSATION (self->server), server_done, self);
}

static void
find_route (RepointPassage *self)
{
  self->route = repoint_target_route_new (self->scheduler, self->target, TRUE, self->cancellable);
  g_object_ref (self);
  repoint_target_route_find (self->route, LOOKUP_MS, route_found, self);
}

/* ---- The visitor's half ---- */

static void
opened (RepointConversation *conversation, gint64 now)
{
  RepointPassage *self = REPOINT_PASSAGE (conversation);

  self->opened = self->last = now;
  self->record->time = g_get_real_time ();
  if (self->choice == REPOINT_RELAYS_TARGET)
    {
      find_route (self);
      return;
    }

  repoint_mail_passage_end (self->passage, REPOINT_MAIL_GATE_BUSY, "busy");
  go_on (self, now);
}

static gboolean
may_begin_tls (guint8 byte)
{
  return byte == 22 || (byte & 0x80) != 0;
}

/* Nothing of it goes on, but what the device offers is worth to be heard before it is told so. */
static void
feed_early (RepointPassage *self, const guint8 *bytes, gsize length)
{
  if (self->early == NULL)
    self->early = repoint_client_hello_reader_new ();
  self->n_segments++;

  switch (repoint_client_hello_reader_feed (self->early, bytes, length))
    {
    case REPOINT_CLIENT_HELLO_READER_MORE:
      break;

    case REPOINT_CLIENT_HELLO_READER_HELLO:
      repoint_mail_passage_end (self->passage, REPOINT_MAIL_GATE_TLS_FIRST, NULL);
      break;

    case REPOINT_CLIENT_HELLO_READER_NOT_TLS:
    case REPOINT_CLIENT_HELLO_READER_TOO_BIG:
    case REPOINT_CLIENT_HELLO_READER_ILLEGAL:
    default:
      repoint_mail_passage_end (self->passage, REPOINT_MAIL_GATE_NO_HELLO, NULL);
      break;
    }
}

static void
feed (RepointConversation *conversation, const guint8 *bytes, gsize length, gint64 now)
{
  RepointPassage *self = REPOINT_PASSAGE (conversation);
  gboolean first = !self->spoken;

  if (is_over (self) || length == 0)
    return;

  self->spoken = TRUE;
  self->last = now;
  if (self->early != NULL || (first && self->target->security == REPOINT_SECURITY_STARTTLS && may_begin_tls (bytes[0])))
    {
      feed_early (self, bytes, length);
    }
  else
    {
      if (repoint_mail_gate_get_state (repoint_mail_passage_get_gate (self->passage)) >= REPOINT_MAIL_GATE_OPENING &&
          repoint_tls_watch_get_hellos (repoint_mail_passage_get_watch (self->passage))->len == 0)
        self->n_segments++;
      repoint_mail_passage_feed (self->passage, REPOINT_TLS_SIDE_CLIENT, bytes, length);
    }
  go_on (self, now);
  wake_server (self);
}

static void
closed (RepointConversation *conversation, RepointClosed how)
{
  RepointPassage *self = REPOINT_PASSAGE (conversation);

  switch ((int) how)
    {
    case REPOINT_CLOSED_CANCELLED:
      repoint_mail_passage_end (self->passage, REPOINT_MAIL_GATE_STOPPED, "stopped");
      break;

    case REPOINT_CLOSED_TIMEOUT:
      repoint_mail_passage_end (self->passage, REPOINT_MAIL_GATE_TIMEOUT, "time");
      break;

    default:
      repoint_mail_passage_closed (self->passage, REPOINT_TLS_SIDE_CLIENT, repoint_problem_of_closed (how));
      break;
    }
  go_on (self, g_get_monotonic_time ());
  wake_server (self);
}

static GBytes *
take (RepointConversation *conversation)
{
  RepointPassage *self = REPOINT_PASSAGE (conversation);
  gboolean was_full = repoint_mail_passage_is_full (self->passage, REPOINT_TLS_SIDE_SERVER);
  GBytes *bytes = repoint_mail_passage_take (self->passage, REPOINT_TLS_SIDE_CLIENT);

  if (was_full && !repoint_mail_passage_is_full (self->passage, REPOINT_TLS_SIDE_SERVER))
    wake_server (self);

  return bytes;
}

static gboolean
is_done (RepointConversation *conversation)
{
  return repoint_mail_passage_is_done (REPOINT_PASSAGE (conversation)->passage, REPOINT_TLS_SIDE_CLIENT);
}

static gboolean
is_full (RepointConversation *conversation)
{
  return repoint_mail_passage_is_full (REPOINT_PASSAGE (conversation)->passage, REPOINT_TLS_SIDE_CLIENT);
}

static gboolean
waits_for_greeting (RepointPassage *self)
{
  return !self->spoken && self->target->security == REPOINT_SECURITY_TLS;
}

static gint64
get_deadline (RepointConversation *conversation)
{
  RepointPassage *self = REPOINT_PASSAGE (conversation);
  const RepointTlsSight *sight = repoint_tls_watch_get (repoint_mail_passage_get_watch (self->passage));

  if (is_over (self) || sight->stage == REPOINT_TLS_STAGE_ESTABLISHED)
    return -1;
  if (self->reached == 0)
    return self->opened + REPOINT_PASSAGE_REACH_TIME;
  if (self->early != NULL)
    return self->last + HELLO_TIME;

  return waits_for_greeting (self) ? self->reached + REPOINT_PASSAGE_FIRST_TIME : self->last + REPOINT_PASSAGE_SILENCE_TIME;
}

static gboolean
expired (RepointConversation *conversation, gint64 now)
{
  RepointPassage *self = REPOINT_PASSAGE (conversation);

  if (now >= self->opened + REPOINT_PASSAGE_TIME)
    return FALSE;

  if (self->reached == 0)
    repoint_mail_passage_closed (self->passage, REPOINT_TLS_SIDE_SERVER, "timeout");
  else if (waits_for_greeting (self))
    repoint_mail_passage_end (self->passage, REPOINT_MAIL_GATE_CLEAR_FIRST, NULL);
  else
    repoint_mail_passage_end (self->passage, REPOINT_MAIL_GATE_TIMEOUT, "timeout");
  go_on (self, now);
  wake_server (self);

  return TRUE;
}

static gint64
get_talk_time (RepointConversation *conversation)
{
  return REPOINT_PASSAGE_TIME;
}

static void
conversation_iface_init (RepointConversationInterface *iface)
{
  iface->opened = opened;
  iface->feed = feed;
  iface->closed = closed;
  iface->take = take;
  iface->is_done = is_done;
  iface->is_full = is_full;
  iface->get_deadline = get_deadline;
  iface->expired = expired;
  iface->get_talk_time = get_talk_time;
}

static void
repoint_passage_finalize (GObject *object)
{
  RepointPassage *self = REPOINT_PASSAGE (object);

  g_assert (self->route == NULL && self->server == NULL);
  if (!self->judged && self->choice == REPOINT_RELAYS_TARGET)
    repoint_relays_end (self->relays, self->target, self->peer, FALSE);
  g_clear_pointer (&self->early, repoint_client_hello_reader_free);
  repoint_mail_passage_free (self->passage);
  repoint_target_free (self->target);
  g_object_unref (self->cancellable);
  g_object_unref (self->peer);
  repoint_relays_unref (self->relays);
  g_object_unref (self->scheduler);
  if (self->judged)
    self->report (self->record, self->user_data);
  else
    repoint_visit_record_free (self->record);
  if (self->destroy != NULL)
    self->destroy (self->user_data);

  G_OBJECT_CLASS (repoint_passage_parent_class)->finalize (object);
}

static void
repoint_passage_class_init (RepointPassageClass *class)
{
  G_OBJECT_CLASS (class)->finalize = repoint_passage_finalize;
}

static void
repoint_passage_init (RepointPassage *self)
{
  self->cancellable = g_cancellable_new ();
}

/**
 * repoint_passage_new:
 * @scheduler: on whose thread it is run
 * @relays: which repoint_relays_begin() was asked of; told when it is over
 * @target: to whom the visitor is passed on
 * @choice: TARGET; or FULL: the visitor is told to come again
 * @peer: who comes
 * @local: where it came to
 * @report: told what came of it
 * @user_data: for @report
 * @destroy: (nullable): for @user_data, when the conversation goes away
 *
 * Returns: (transfer full): a conversation
 */
RepointConversation *
repoint_passage_new (RepointScheduler    *scheduler,
                     RepointRelays       *relays,
                     const RepointTarget *target,
                     RepointRelaysChoice  choice,
                     GInetSocketAddress  *peer,
                     GInetSocketAddress  *local,
                     RepointVisitReport   report,
                     gpointer             user_data,
                     GDestroyNotify       destroy)
{
  RepointPassage *self;

  g_return_val_if_fail (REPOINT_IS_SCHEDULER (scheduler), NULL);
  g_return_val_if_fail (relays != NULL, NULL);
  g_return_val_if_fail (target != NULL && repoint_relays_accepts (target->protocol, target), NULL);
  g_return_val_if_fail (choice != REPOINT_RELAYS_NONE, NULL);
  g_return_val_if_fail (report != NULL, NULL);

  self = g_object_new (REPOINT_TYPE_PASSAGE, NULL);
  self->scheduler = g_object_ref (scheduler);
  self->relays = repoint_relays_ref (relays);
  self->choice = choice;
  self->target = repoint_target_copy (target);
  self->peer = g_object_ref (g_inet_socket_address_get_address (peer));
  self->report = report;
  self->user_data = user_data;
  self->destroy = destroy;
  self->passage = repoint_mail_passage_new (target->protocol, target->security);
  self->record = repoint_visit_record_new (target->protocol, peer, local);

  return REPOINT_CONVERSATION (self);
}
