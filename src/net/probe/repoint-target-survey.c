/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-target-survey.h"

#include "repoint-name-lookup.h"
#include "repoint-session-context.h"
#include "repoint-session-conversation.h"
#include "repoint-survey-result.h"

#include <errno.h>
#include <string.h>
#include <sys/random.h>

/*
 * RESOLVE ─▶ VERSIONS, hello after hello, on the first address that lets us in ─▶ SESSIONS ─▶ done
 *
 * The time a target may take is counted while a conversation of its own is open; waiting for others at the same address is
 * not its fault.
 */

#define DEFAULT_TIMEOUT_MS 30000
#define RESOLVE_MS         10000
#define MAX_ADDRESSES      4

typedef struct
{
  RepointScheduler       *scheduler;
  RepointSurveyOptions    options;
  GCancellable           *cancellable;
  RepointTargetSurveyDone done;
  gpointer                user_data;

  RepointSurveyResult    *result;
  GList                  *addresses;  /* of GInetAddress; the first is the one being tried */
  gint64                  left;       /* µs that conversations may still take */
  gboolean                silent;     /* a hello was not answered in time */
  gboolean                asked_ssl2; /* the last hello was that of SSLv2 */
  GArray                 *sessions;   /* of RepointTlsVersion: still to be had, the last one next; NULL until planned */
} TargetSurvey;

static void ask_next (TargetSurvey *self);

static void
target_survey_free (TargetSurvey *self)
{
  g_clear_object (&self->scheduler);
  g_clear_object (&self->cancellable);
  g_list_free_full (self->addresses, g_object_unref);
  g_clear_pointer (&self->sessions, g_array_unref);
  repoint_survey_result_free (self->result);
  g_free (self);
}

/* Ends the survey of this target. The first problem is the one that counts. Calling back is the very last act: the caller
 * may let go of everything then. */
static void
finish (TargetSurvey *self, const char *problem)
{
  RepointTargetSurveyDone done = self->done;
  gpointer user_data = self->user_data;
  JsonObject *object;

  if (self->result->problem == NULL)
    self->result->problem = problem;

  object = repoint_survey_result_to_json (self->result);
  target_survey_free (self);
  done (object, user_data);
}

static void
spend (TargetSurvey *self, gint64 opened)
{
  if (opened > 0)
    self->left -= MAX (0, g_get_monotonic_time () - opened);
}

static const char *
name_closed (RepointClosed how)
{
  switch (how)
    {
    case REPOINT_CLOSED_REFUSED:
      return "refused";
    case REPOINT_CLOSED_UNREACHABLE:
      return "unreachable";
    case REPOINT_CLOSED_TIMEOUT:
      return "timeout";
    case REPOINT_CLOSED_FORBIDDEN:
      return "forbidden";
    case REPOINT_CLOSED_RESET:
      return "reset";
    case REPOINT_CLOSED_FIN:
      return "closed";
    case REPOINT_CLOSED_CANCELLED:
      return "stopped";
    case REPOINT_CLOSED_LOCAL:
    default:
      return "local";
    }
}

/* Why a dialogue before TLS led nowhere. */
static const char *
name_dialogue (const RepointMailReport *report, RepointClosed how)
{
  switch (report->result)
    {
    case REPOINT_MAIL_RESULT_NO_STARTTLS:
      return "no-starttls";
    case REPOINT_MAIL_RESULT_REFUSED:
      return report->stage == REPOINT_MAIL_STAGE_STARTTLS ? "starttls-refused" : "turned-away";
    case REPOINT_MAIL_RESULT_THROTTLED:
      return "throttled";
    case REPOINT_MAIL_RESULT_INJECTED:
      return "injected";
    case REPOINT_MAIL_RESULT_GARBAGE:
    case REPOINT_MAIL_RESULT_ENDLESS:
      return "other-protocol";
    case REPOINT_MAIL_RESULT_NONE:
    case REPOINT_MAIL_RESULT_TLS:
    case REPOINT_MAIL_RESULT_NOT_REFUSED:
    default:
      return name_closed (how);
    }
}

/* ---- Sessions ---- */

static void
session_done (RepointConversation *conversation, gpointer user_data)
{
  TargetSurvey *self = user_data;
  const RepointSessionResult *session =
      repoint_session_conversation_get_result (REPOINT_SESSION_CONVERSATION (conversation));
  RepointTlsVersion version = g_array_index (self->sessions, RepointTlsVersion, self->sessions->len - 1);
  guint16 suite = repoint_version_search_get_suite (self->result->search, version);
  gboolean throttled;
  gboolean silent;

  g_array_set_size (self->sessions, self->sessions->len - 1);
  spend (self, session->opened);

  if (session->outcome == REPOINT_SESSION_STOPPED)
    {
      finish (self, name_closed (session->closed));
      return;
    }

  repoint_survey_result_add_secure (self->result, session->secure);
  if (session->certificate != NULL && self->result->certificate == NULL)
    self->result->certificate = json_object_ref (session->certificate);
  if (self->result->target->protocol <= REPOINT_PROTOCOL_POP3)
    repoint_application_tally_add (repoint_survey_result_get_tally (self->result, version), session,
                                   repoint_session_context_has_suite (version, suite));
  else if (self->result->certificate != NULL)
    g_array_set_size (self->sessions, 0); /* one is enough where there is nothing to say inside */

  /* Asking on would only add to the load, or to the waiting. */
  throttled = (session->clear != NULL && session->clear->result == REPOINT_MAIL_RESULT_THROTTLED) ||
              (session->secure != NULL && session->secure->result == REPOINT_MAIL_RESULT_THROTTLED);
  silent = session->outcome != REPOINT_SESSION_DONE && session->closed == REPOINT_CLOSED_TIMEOUT;
  if (throttled || silent || session->outcome == REPOINT_SESSION_UNCONNECTED)
    {
      finish (self, throttled ? "throttled" : silent ? "timeout" : name_closed (session->closed));
      return;
    }

  ask_next (self);
}

static void
run_session (TargetSurvey *self)
{
  RepointTlsVersion version = g_array_index (self->sessions, RepointTlsVersion, self->sessions->len - 1);
  g_autoptr (RepointConversation) conversation = repoint_session_conversation_new (
      self->result->target, version, self->result->certificate == NULL, self->left);

  repoint_scheduler_run (self->scheduler, conversation, self->addresses->data, self->result->target->port,
                         self->cancellable, session_done, self, NULL);
}

/* The highest version comes first, and the tries of one version do not follow each other at once: a share of refusals is
 * seen better over a longer time. The array is used from its end. */
static void
plan_sessions (TargetSurvey *self)
{
  gboolean mail = self->result->target->protocol <= REPOINT_PROTOCOL_POP3;
  guint repeat = mail ? MAX (self->options.repeat, 1) : 1;

  self->sessions = g_array_new (FALSE, FALSE, sizeof (RepointTlsVersion));
  for (guint i = 0; i < repeat && !self->options.versions_only; i++)
    for (RepointTlsVersion version = REPOINT_TLS_VERSION_SSL3; version <= REPOINT_TLS_VERSION_1_3; version++)
      if (repoint_version_search_get_state (self->result->search, version) == REPOINT_VERSION_ACCEPTED &&
          repoint_session_context_get (version) != NULL)
        g_array_append_val (self->sessions, version);
}

/* ---- Versions ---- */

/* Returns why nothing more is to be asked, or NULL. */
static const char *
judge_hello (TargetSurvey *self, const RepointHelloResult *hello)
{
  gboolean accepted = repoint_version_search_has_accepted (self->result->search);

  switch (hello->outcome)
    {
    case REPOINT_HELLO_UNCONNECTED:
    case REPOINT_HELLO_STOPPED:
      return name_closed (hello->closed);

    case REPOINT_HELLO_DIALOGUE:
      return name_dialogue (hello->report, hello->closed);

    /* Who answers hellos of TLS like TLS may answer that of SSLv2 in any way. */
    case REPOINT_HELLO_GARBAGE:
      return accepted || self->asked_ssl2 ? NULL : "other-protocol";

    case REPOINT_HELLO_SILENT:
      return accepted || hello->heard || self->asked_ssl2 ? NULL : "timeout";

    case REPOINT_HELLO_NONE:
    case REPOINT_HELLO_CONNECTED:
    case REPOINT_HELLO_ANSWERED:
    case REPOINT_HELLO_ALERT:
    case REPOINT_HELLO_CLOSED:
    case REPOINT_HELLO_RESET:
    case REPOINT_HELLO_ILLEGAL:
    default:
      return NULL;
    }
}

/* An address where nobody is says nothing about the others of the same name. */
static gboolean
try_next_address (TargetSurvey *self, const RepointHelloResult *hello)
{
  if (hello->outcome != REPOINT_HELLO_UNCONNECTED || hello->closed == REPOINT_CLOSED_FORBIDDEN ||
      self->result->reachable || self->addresses->next == NULL)
    return FALSE;

  g_object_unref (self->addresses->data);
  self->addresses = g_list_delete_link (self->addresses, self->addresses);

  return TRUE;
}

static void
hello_done (RepointConversation *conversation, gpointer user_data)
{
  TargetSurvey *self = user_data;
  const RepointHelloResult *hello = repoint_hello_conversation_get_result (REPOINT_HELLO_CONVERSATION (conversation));
  const char *problem;

  spend (self, hello->opened);
  if (try_next_address (self, hello))
    {
      ask_next (self);
      return;
    }

  /* A reset so early that it was there before we looked is still somebody's. */
  self->result->reachable |= hello->opened > 0 || hello->closed == REPOINT_CLOSED_RESET;
  self->silent |= hello->outcome == REPOINT_HELLO_SILENT && !self->asked_ssl2;
  repoint_survey_result_add_clear (self->result, hello->report);
  if (hello->outcome != REPOINT_HELLO_CONNECTED)
    repoint_questionnaire_answer (self->result->questions, hello);

  problem = judge_hello (self, hello);
  if (problem != NULL || hello->outcome == REPOINT_HELLO_CONNECTED)
    finish (self, problem);
  else
    ask_next (self);
}

static void
run_hello (TargetSurvey *self, RepointQuestion *question)
{
  guint8 random[3 * REPOINT_TLS_RANDOM_LENGTH];
  RepointTlsHello *hello = &question->hello;
  g_autoptr (RepointConversation) conversation = NULL;
  g_autofree char *address = g_inet_address_to_string (self->addresses->data);

  /* At most 256 bytes are given whole, or not at all (getrandom(2)). */
  if (getrandom (random, sizeof random, 0) != sizeof random)
    g_error ("This computer gives no random numbers: %s", g_strerror (errno));

  memcpy (hello->random, random, REPOINT_TLS_RANDOM_LENGTH);
  memcpy (hello->session_id, random + REPOINT_TLS_RANDOM_LENGTH, REPOINT_TLS_RANDOM_LENGTH);
  hello->key_share = question->key_share ? random + 2 * REPOINT_TLS_RANDOM_LENGTH : NULL;
  self->asked_ssl2 = hello->max_version == REPOINT_TLS_VERSION_SSL2;
  hello->server_name = question->nameless ? NULL : self->result->target->host;

  g_free (self->result->address);
  self->result->address = g_steal_pointer (&address);

  conversation = repoint_hello_conversation_new (self->result->target, hello, self->left);
  repoint_scheduler_run (self->scheduler, conversation, self->addresses->data, self->result->target->port,
                         self->cancellable, hello_done, self, NULL);
}

static const char *
judge_end (TargetSurvey *self)
{
  if (repoint_version_search_has_accepted (self->result->search))
    return NULL;

  return self->silent ? "timeout" : "no-version";
}

static void
ask_next (TargetSurvey *self)
{
  RepointQuestion question;

  if (self->left <= 0)
    {
      finish (self, "timeout");
      return;
    }

  if (self->sessions == NULL && repoint_questionnaire_next (self->result->questions, &question))
    {
      run_hello (self, &question);
      return;
    }

  if (self->sessions == NULL)
    plan_sessions (self);
  if (self->sessions->len > 0)
    run_session (self);
  else
    finish (self, judge_end (self));
}

/* ---- Address ---- */

static void
resolved (GObject *source, GAsyncResult *result, gpointer user_data)
{
  TargetSurvey *self = user_data;
  g_autoptr (GError) error = NULL;

  self->addresses = repoint_name_lookup_finish (result, &error);

  if (g_cancellable_is_cancelled (self->cancellable))
    {
      finish (self, "stopped");
      return;
    }
  if (self->addresses == NULL)
    {
      g_debug ("%s: %s", self->result->target->host, error->message);
      finish (self, "dns");
      return;
    }

  while (g_list_length (self->addresses) > MAX_ADDRESSES)
    {
      GList *last = g_list_last (self->addresses);

      g_object_unref (last->data);
      self->addresses = g_list_delete_link (self->addresses, last);
    }
  ask_next (self);
}

void
repoint_target_survey_run (RepointScheduler           *scheduler,
                           const RepointTarget        *target,
                           const RepointSurveyOptions *options,
                           GCancellable               *cancellable,
                           RepointTargetSurveyDone     done,
                           gpointer                    user_data)
{
  TargetSurvey *self = g_new0 (TargetSurvey, 1);
  GInetAddress *address;

  self->scheduler = g_object_ref (scheduler);
  self->options = *options;
  self->cancellable = g_object_ref (cancellable);
  self->done = done;
  self->user_data = user_data;
  self->result = repoint_survey_result_new (target);
  self->left = (options->timeout_ms > 0 ? options->timeout_ms : DEFAULT_TIMEOUT_MS) * (gint64) G_TIME_SPAN_MILLISECOND;

  address = g_inet_address_new_from_string (target->host);
  if (address == NULL)
    {
      repoint_name_lookup_async (target->host, MIN (RESOLVE_MS, (guint) (self->left / G_TIME_SPAN_MILLISECOND)),
                                 self->cancellable, resolved, self);
      return;
    }

  self->addresses = g_list_prepend (NULL, address);
  ask_next (self);
}
