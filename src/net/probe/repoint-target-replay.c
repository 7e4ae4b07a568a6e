/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-target-replay.h"

#include "repoint-fresh-hello.h"
#include "repoint-session-conversation.h"
#include "repoint-target-route.h"

/*
 *                     ┌ closed or reset, once
 * ROUTE ─▶ the device's HELLO ──accepted──▶ a SESSION pinned to what the server chose ─▶ done
 *                     └──── refused, or not observed ────────────────────────────────────▲
 *
 * The time a target may take is counted while a conversation of its own is open; waiting for others at the same address is
 * not its fault.
 */

#define DEFAULT_TIMEOUT_MS 30000
#define RESOLVE_MS         10000

typedef struct
{
  RepointScheduler        *scheduler;
  GCancellable            *cancellable;
  RepointTargetProgress    progress;
  RepointTargetReplayDone  done;
  gpointer                 user_data;

  RepointReplayResult     *result;
  RepointTargetRoute      *route;
  gint64                   left;    /* µs that conversations may still take */
  guint                    held;    /* conversations */
  gboolean                 asked_again;
} TargetReplay;

static void ask (TargetReplay *self);

static void
target_replay_free (TargetReplay *self)
{
  g_object_unref (self->scheduler);
  g_object_unref (self->cancellable);
  repoint_target_route_free (self->route);
  repoint_replay_result_free (self->result);
  g_free (self);
}

/* The first problem is the one that counts, and a missing way comes first of all. Calling back is the very last act: the caller
 * may let go of everything then. */
static void
finish (TargetReplay *self, const char *problem)
{
  g_autoptr (RepointReplayResult) result = g_steal_pointer (&self->result);
  GInetAddress *address = repoint_target_route_get_address (self->route);
  RepointTargetReplayDone done = self->done;
  gpointer user_data = self->user_data;

  if (repoint_target_route_get_problem (self->route) != NULL)
    result->problem = repoint_target_route_get_problem (self->route);
  if (result->problem == NULL)
    result->problem = problem;
  result->problem_detail = g_strdup (repoint_target_route_get_detail (self->route));
  result->proxy = g_strdup (repoint_target_route_get_proxy (self->route));
  if (address != NULL)
    result->address = g_inet_address_to_string (address);

  target_replay_free (self);
  done (result, user_data);
}

static void
spend (TargetReplay *self, gint64 opened)
{
  self->held++;
  if (opened > 0)
    self->left -= MAX (0, g_get_monotonic_time () - opened);
}

/* ---- The session ---- */

static void
session_done (RepointConversation *conversation, gpointer user_data)
{
  TargetReplay *self = user_data;

  repoint_replay_result_take_session (self->result,
                                      repoint_session_conversation_get_result (REPOINT_SESSION_CONVERSATION (conversation)));
  finish (self, NULL);
}

static void
hold_session (TargetReplay *self)
{
  const RepointTlsAnswer *answer = &self->result->answer;
  const RepointClientHello *hello = self->result->hello;
  g_autoptr (RepointSessionPin) pin = NULL;
  g_autoptr (RepointConversation) conversation = NULL;

  if (!repoint_replay_result_can_hold (self->result))
    {
      repoint_replay_result_take_session (self->result, NULL);
      finish (self, NULL);
      return;
    }

  pin = repoint_session_pin_new (answer->version, answer->suite, answer->group, hello->groups, hello->signature_algorithms);
  conversation = repoint_session_conversation_new (self->result->target, answer->version, FALSE, self->left);
  repoint_session_conversation_pin (REPOINT_SESSION_CONVERSATION (conversation), pin);
  if ((self->result->notes & REPOINT_HELLO_REPLAY_SERVER_NAME_IMPOSSIBLE) != 0)
    repoint_session_conversation_withhold_name (REPOINT_SESSION_CONVERSATION (conversation));

  self->progress (self->held, 1, self->user_data);
  repoint_target_route_run (self->route, conversation, session_done, self);
}

/* ---- The hello ---- */

/* A connection may end for other reasons than the hello, a moment of weakness or a rule of some firewall: who means it, does it
 * again. An alert is never an accident. */
static gboolean
is_doubtful (const RepointReplayResult *result)
{
  return g_strcmp0 (result->refused_by, "close") == 0 || g_strcmp0 (result->refused_by, "reset") == 0;
}

static void
hello_done (RepointConversation *conversation, gpointer user_data)
{
  TargetReplay *self = user_data;
  const RepointHelloResult *hello = repoint_hello_conversation_get_result (REPOINT_HELLO_CONVERSATION (conversation));

  spend (self, hello->opened);
  repoint_replay_result_take_hello (self->result, hello);

  if (g_cancellable_is_cancelled (self->cancellable) || self->left <= 0)
    {
      finish (self, self->left <= 0 ? "timeout" : "stopped");
    }
  else if (is_doubtful (self->result) && !self->asked_again)
    {
      self->asked_again = TRUE;
      ask (self);
    }
  else if (self->result->verdict == REPOINT_REPLAY_ACCEPTED)
    {
      hold_session (self);
    }
  else
    {
      finish (self, NULL);
    }
}

static void
ask (TargetReplay *self)
{
  const RepointTarget *target = self->result->target;
  g_autoptr (RepointConversation) conversation = NULL;
  g_autoptr (GError) error = NULL;
  RepointHelloReplay *hello = repoint_fresh_hello_new (self->result->hello, target->host, &error);

  if (hello == NULL)
    {
      g_debug ("%s: %s", target->host, error->message);
      finish (self, "hello-unusable");
      return;
    }

  self->result->notes = hello->notes;
  conversation = repoint_hello_conversation_new_bytes (target, hello->bytes, hello->message, self->left);
  repoint_hello_conversation_want_flight (REPOINT_HELLO_CONVERSATION (conversation));
  repoint_hello_conversation_follow_retry (REPOINT_HELLO_CONVERSATION (conversation), repoint_fresh_hello_answer_retry, hello,
                                           (GDestroyNotify) repoint_hello_replay_free);

  self->progress (self->held, 2, self->user_data);
  repoint_target_route_run (self->route, conversation, hello_done, self);
}

/* ---- Route ---- */

static void
route_found (gpointer user_data)
{
  TargetReplay *self = user_data;

  if (g_cancellable_is_cancelled (self->cancellable))
    finish (self, "stopped");
  else if (repoint_target_route_get_problem (self->route) != NULL)
    finish (self, NULL);
  else
    ask (self);
}

void
repoint_target_replay_run (RepointScheduler         *scheduler,
                           const RepointClientHello *hello,
                           const RepointTarget      *target,
                           guint                     timeout_ms,
                           GCancellable             *cancellable,
                           RepointTargetProgress     progress,
                           RepointTargetReplayDone   done,
                           gpointer                  user_data)
{
  TargetReplay *self = g_new0 (TargetReplay, 1);

  self->scheduler = g_object_ref (scheduler);
  self->cancellable = g_object_ref (cancellable);
  self->progress = progress;
  self->done = done;
  self->user_data = user_data;
  self->result = repoint_replay_result_new (hello, target);
  self->left = (timeout_ms > 0 ? timeout_ms : DEFAULT_TIMEOUT_MS) * (gint64) G_TIME_SPAN_MILLISECOND;

  self->route = repoint_target_route_new (scheduler, target, TRUE, cancellable);
  repoint_target_route_find (self->route, MIN (RESOLVE_MS, (guint) (self->left / G_TIME_SPAN_MILLISECOND)), route_found,
                             self);
}
