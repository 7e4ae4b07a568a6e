/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-target-survey.h"

#include "repoint-address-check.h"
#include "repoint-problem.h"
#include "repoint-session-conversation.h"
#include "repoint-session-plan.h"
#include "repoint-survey-result.h"
#include "repoint-target-route.h"

#include <errno.h>
#include <string.h>
#include <sys/random.h>

/*
 * ROUTE ─▶ VERSIONS, hello after hello ─▶ SESSIONS ─▶ more QUESTIONS, hello after hello ─▶ the other ADDRESSES of the name ─▶ done
 *
 * The time a target may take is counted while a conversation of its own is open; waiting for others at the same address is
 * not its fault.
 */

#define DEFAULT_TIMEOUT_MS 30000
#define RESOLVE_MS         10000
#define LIST_HELLOS        8 /* that suites and groups of a version usually take */
#define ADDRESS_MS         10000
#define FLIGHT_MS          5000 /* for a certificate that can be had in no other way */

typedef struct
{
  RepointScheduler           *scheduler;
  RepointSurveyOptions        options;
  GCancellable               *cancellable;
  RepointTargetProgress       progress;
  RepointTargetDone           done;
  gpointer                    user_data;

  RepointSurveyResult        *result;
  RepointTargetRoute         *route;
  gint64                      left;       /* µs that conversations may still take */
  guint                       held;       /* conversations */
  guint                       listed;     /* of them, for lists of suites and groups */
  gboolean                    listing;
  gboolean                    silent;     /* a hello was not answered in time */
  gboolean                    asked_ssl2; /* the last hello was that of SSLv2 */
  RepointSessionPlan         *sessions;   /* NULL until the questions are answered */
} TargetSurvey;

static void ask_next (TargetSurvey *self);

static void
target_survey_free (TargetSurvey *self)
{
  g_clear_object (&self->scheduler);
  g_clear_object (&self->cancellable);
  repoint_target_route_free (self->route);
  repoint_session_plan_free (self->sessions);
  repoint_survey_result_free (self->result);
  g_free (self);
}

/* Calling back is the very last act: the caller may let go of everything then. */
static void
deliver (gpointer user_data)
{
  TargetSurvey *self = user_data;
  RepointTargetDone done = self->done;
  gpointer done_data = self->user_data;
  JsonObject *object;

  self->result->addresses = repoint_address_reports_to_json (repoint_target_route_get_reports (self->route));
  object = repoint_survey_result_to_json (self->result);
  target_survey_free (self);
  done (object, done_data);
}

static RepointTlsVersion
get_highest (TargetSurvey *self)
{
  RepointTlsVersion version = REPOINT_TLS_VERSION_1_3;

  while (version >= REPOINT_TLS_VERSION_SSL3 &&
         repoint_version_search_get_state (self->result->search, version) != REPOINT_VERSION_ACCEPTED)
    version--;

  return version >= REPOINT_TLS_VERSION_SSL3 ? version : REPOINT_TLS_VERSION_NONE;
}

/* The address on which everything was asked need not be asked once more. */
static void
report_address (TargetSurvey *self)
{
  GPtrArray *reports = repoint_target_route_get_reports (self->route);
  GInetAddress *address = repoint_target_route_get_address (self->route);

  if (address == NULL)
    return;

  self->result->address = g_inet_address_to_string (address);
  for (guint i = 0; i < reports->len && self->result->reachable; i++)
    {
      RepointAddressReport *report = g_ptr_array_index (reports, i);

      if (report->asked || !g_inet_address_equal (report->address, address))
        continue;

      report->asked = TRUE;
      report->reachable = self->result->reachable;
      report->problem = self->result->problem;
      report->highest = get_highest (self);
    }
}

/* Ends the survey of this target. The first problem is the one that counts, and a missing way comes first of all. What is
 * left to do is to greet the other addresses of the name, unless that would be unwelcome. */
static void
finish (TargetSurvey *self, const char *problem)
{
  if (repoint_target_route_get_problem (self->route) != NULL)
    problem = repoint_target_route_get_problem (self->route);
  if (self->result->problem == NULL)
    self->result->problem = problem;
  self->result->problem_detail = g_strdup (repoint_target_route_get_detail (self->route));
  self->result->proxy = g_strdup (repoint_target_route_get_proxy (self->route));
  report_address (self);

  if (self->options.versions_only || self->left <= 0 || g_cancellable_is_cancelled (self->cancellable) ||
      g_strcmp0 (self->result->problem, "throttled") == 0)
    deliver (self);
  else
    repoint_address_check_run (self->scheduler, self->result->target, repoint_target_route_get_reports (self->route),
                               MIN (self->left, ADDRESS_MS * G_TIME_SPAN_MILLISECOND), self->cancellable, deliver, self);
}

static void
spend (TargetSurvey *self, gint64 opened)
{
  self->held++;
  if (opened > 0)
    self->left -= MAX (0, g_get_monotonic_time () - opened);
}

/* ---- Sessions ---- */

static void
session_done (RepointConversation *conversation, gpointer user_data)
{
  TargetSurvey *self = user_data;
  const RepointSessionResult *session =
      repoint_session_conversation_get_result (REPOINT_SESSION_CONVERSATION (conversation));
  const char *problem;

  spend (self, session->opened);
  problem = repoint_session_plan_answer_session (self->sessions, session);
  if (problem != NULL)
    finish (self, problem);
  else
    ask_next (self);
}

static void
run_session (TargetSurvey *self, RepointTlsVersion version, gboolean certificate)
{
  g_autoptr (RepointConversation) conversation =
      repoint_session_conversation_new (self->result->target, version, certificate, self->left);
  const RepointQuestion *manner = repoint_version_search_get_manner (self->result->search, version);

  if (manner->nameless)
    repoint_session_conversation_withhold_name (REPOINT_SESSION_CONVERSATION (conversation));
  if (manner->hello.small)
    repoint_session_conversation_keep_small (REPOINT_SESSION_CONVERSATION (conversation),
                                             repoint_version_search_get_suite (self->result->search, version));
  repoint_target_route_run (self->route, conversation, session_done, self);
}

static guint
count_tries (TargetSurvey *self)
{
  if (self->options.versions_only)
    return 0;

  return self->result->target->protocol <= REPOINT_PROTOCOL_POP3 ? MAX (self->options.repeat, 1) : 1;
}

/* ---- Questions ---- */

/* Returns why nothing more is to be asked, or NULL. */
static const char *
judge_hello (TargetSurvey *self, const RepointHelloResult *hello)
{
  gboolean accepted = repoint_version_search_has_accepted (self->result->search);

  /* What else it would say to hellos would say as little about TLS. */
  if (repoint_questionnaire_was_turned_away (self->result->questions))
    return repoint_problem_of_hello (hello);

  switch (hello->outcome)
    {
    case REPOINT_HELLO_UNCONNECTED:
    case REPOINT_HELLO_STOPPED:
      return repoint_problem_of_closed (hello->closed);

    case REPOINT_HELLO_DIALOGUE:
      return repoint_problem_of_dialogue (hello->report, hello->closed);

    /* Who answers hellos of TLS like TLS may answer that of SSLv2 in any way. */
    case REPOINT_HELLO_GARBAGE:
      return accepted || self->asked_ssl2 ? NULL : repoint_problem_of_hello (hello);

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

static void
hello_done (RepointConversation *conversation, gpointer user_data)
{
  TargetSurvey *self = user_data;
  const RepointHelloResult *hello = repoint_hello_conversation_get_result (REPOINT_HELLO_CONVERSATION (conversation));
  const char *problem;

  spend (self, hello->opened);
  /* A reset so early that it was there before we looked is still somebody's. */
  self->result->reachable |= hello->opened > 0 || hello->closed == REPOINT_CLOSED_RESET;
  self->silent |= hello->outcome == REPOINT_HELLO_SILENT && !self->asked_ssl2;
  repoint_mail_record_add_clear (self->result->mail, hello->report);
  repoint_survey_result_keep_flight (self->result, &hello->answer);
  if (hello->outcome != REPOINT_HELLO_CONNECTED)
    repoint_questionnaire_answer (self->result->questions, hello);

  problem = judge_hello (self, hello);
  if (problem != NULL || hello->outcome == REPOINT_HELLO_CONNECTED)
    finish (self, problem);
  else
    ask_next (self);
}

/* Whatever came of it, what is known of versions is known from others. */
static void
flight_done (RepointConversation *conversation, gpointer user_data)
{
  TargetSurvey *self = user_data;
  const RepointHelloResult *hello = repoint_hello_conversation_get_result (REPOINT_HELLO_CONVERSATION (conversation));

  spend (self, hello->opened);
  repoint_mail_record_add_clear (self->result->mail, hello->report);
  repoint_survey_result_keep_flight (self->result, &hello->answer);
  if (hello->outcome == REPOINT_HELLO_UNCONNECTED || hello->outcome == REPOINT_HELLO_STOPPED)
    finish (self, repoint_problem_of_closed (hello->closed));
  else if (hello->outcome == REPOINT_HELLO_DIALOGUE)
    finish (self, repoint_problem_of_dialogue (hello->report, hello->closed));
  else
    ask_next (self);
}

static void
run_hello (TargetSurvey *self, RepointQuestion *question, gint64 budget, RepointConversationDone done)
{
  guint8 random[3 * REPOINT_TLS_RANDOM_LENGTH];
  RepointTlsHello *hello = &question->hello;
  g_autoptr (RepointConversation) conversation = NULL;

  /* At most 256 bytes are given whole, or not at all (getrandom(2)). */
  if (getrandom (random, sizeof random, 0) != sizeof random)
    g_error ("This computer gives no random numbers: %s", g_strerror (errno));

  memcpy (hello->random, random, REPOINT_TLS_RANDOM_LENGTH);
  memcpy (hello->session_id, random + REPOINT_TLS_RANDOM_LENGTH, REPOINT_TLS_RANDOM_LENGTH);
  hello->key_share = question->key_share ? random + 2 * REPOINT_TLS_RANDOM_LENGTH : NULL;
  self->asked_ssl2 = hello->max_version == REPOINT_TLS_VERSION_SSL2;
  hello->server_name = question->nameless ? NULL : self->result->target->host;

  conversation = repoint_hello_conversation_new (self->result->target, hello, budget);
  if (question->flight)
    repoint_hello_conversation_want_flight (REPOINT_HELLO_CONVERSATION (conversation));
  repoint_target_route_run (self->route, conversation, done, self);
}

/* The hello that comes now may be the last of its kind. Who has accepted nothing yet may accept one version; lists take as
 * many hellos as they turn out to take. */
static void
tell_progress (TargetSurvey *self)
{
  guint n_accepted = 0;
  guint n_lists;
  guint needed;

  for (RepointTlsVersion version = REPOINT_TLS_VERSION_SSL3; version <= REPOINT_TLS_VERSION_1_3; version++)
    n_accepted += repoint_version_search_get_state (self->result->search, version) == REPOINT_VERSION_ACCEPTED;

  n_lists = self->options.ciphers ? LIST_HELLOS * MAX (n_accepted, 1) : 0;
  if (self->listing)
    needed = n_lists > self->listed ? n_lists - self->listed : 1;
  else if (self->sessions != NULL)
    needed = MAX (repoint_session_plan_count_left (self->sessions), 1) + n_lists;
  else
    needed = 1 + count_tries (self) * MAX (n_accepted, 1) + n_lists;
  self->listed += self->listing;

  self->progress (self->held, needed, self->user_data);
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
  RepointTlsVersion version;
  gboolean certificate;

  if (self->left <= 0)
    {
      finish (self, "timeout");
      return;
    }

  if (repoint_questionnaire_next (self->result->questions, &question))
    {
      tell_progress (self);
      run_hello (self, &question, self->left, hello_done);
      return;
    }

  if (self->sessions == NULL)
    self->sessions = repoint_session_plan_new (self->result, count_tries (self));
  if (repoint_session_plan_next_session (self->sessions, &version, &certificate))
    {
      tell_progress (self);
      run_session (self, version, certificate);
    }
  else if (repoint_session_plan_next_flight (self->sessions, &question))
    {
      tell_progress (self);
      run_hello (self, &question, MIN (self->left, FLIGHT_MS * G_TIME_SPAN_MILLISECOND), flight_done);
    }
  else if (repoint_questionnaire_go_on (self->result->questions))
    {
      self->listing = TRUE;
      ask_next (self);
    }
  else
    {
      finish (self, judge_end (self));
    }
}

/* ---- Route ---- */

static void
route_found (gpointer user_data)
{
  TargetSurvey *self = user_data;

  if (g_cancellable_is_cancelled (self->cancellable))
    finish (self, "stopped");
  else if (repoint_target_route_get_problem (self->route) != NULL)
    finish (self, NULL);
  else
    ask_next (self);
}

void
repoint_target_survey_run (RepointScheduler           *scheduler,
                           const RepointTarget        *target,
                           const RepointSurveyOptions *options,
                           GCancellable               *cancellable,
                           RepointTargetProgress       progress,
                           RepointTargetDone           done,
                           gpointer                    user_data)
{
  TargetSurvey *self = g_new0 (TargetSurvey, 1);

  self->scheduler = g_object_ref (scheduler);
  self->options = *options;
  self->cancellable = g_object_ref (cancellable);
  self->progress = progress;
  self->done = done;
  self->user_data = user_data;
  self->result = repoint_survey_result_new (target, options);
  self->left = (options->timeout_ms > 0 ? options->timeout_ms : DEFAULT_TIMEOUT_MS) * (gint64) G_TIME_SPAN_MILLISECOND;

  self->route = repoint_target_route_new (scheduler, target, !options->without_proxy, cancellable);
  repoint_target_route_find (self->route, MIN (RESOLVE_MS, (guint) (self->left / G_TIME_SPAN_MILLISECOND)), route_found,
                             self);
}
