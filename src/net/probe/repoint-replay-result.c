/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-replay-result.h"

#include "repoint-client-hello-id.h"
#include "repoint-ja3.h"
#include "repoint-ja4.h"
#include "repoint-problem.h"
#include "repoint-session-context.h"
#include "repoint-session-end.h"
#include "repoint-tls-group.h"
#include "repoint-tls-suite.h"

enum
{
  ALERT_CLOSE_NOTIFY = 0,
};

/**
 * repoint_replay_result_new:
 *
 * Returns: (transfer full): a result in which nothing is known
 */
RepointReplayResult *
repoint_replay_result_new (const RepointClientHello *hello, const RepointTarget *target)
{
  RepointReplayResult *self;

  g_return_val_if_fail (hello != NULL && target != NULL, NULL);

  self = g_new0 (RepointReplayResult, 1);
  self->hello = repoint_client_hello_copy (hello);
  self->target = repoint_target_copy (target);
  self->mail = repoint_mail_record_new ();

  return self;
}

/**
 * repoint_replay_result_free:
 * @self: (nullable) (transfer full): a result
 */
void
repoint_replay_result_free (RepointReplayResult *self)
{
  if (self == NULL)
    return;

  repoint_client_hello_free (self->hello);
  repoint_target_free (self->target);
  repoint_mail_record_free (self->mail);
  g_free (self->address);
  g_free (self->problem_detail);
  g_free (self->proxy);
  g_free (self->refused_by);
  g_free (self->reply);
  g_free (self->ended_by);
  g_free (self);
}

/* ---- The hello ---- */

static void
refuse (RepointReplayResult *self, char *how)
{
  self->verdict = REPOINT_REPLAY_REFUSED;
  self->refused_by = how;
}

/* draft-hickman-netscape-ssl-00 section 1.3.2.1: the client chooses, among what both sides have. */
static guint32
choose_ssl2_suite (RepointReplayResult *self)
{
  for (guint i = 0; i < self->hello->ssl2_suites->len; i++)
    {
      guint32 suite = g_array_index (self->hello->ssl2_suites, guint32, i);

      for (guint j = 0; suite > 0xffff && j < self->answer.n_ssl2_suites; j++)
        if (self->answer.ssl2_suites[j] == suite)
          return suite;
    }

  return 0;
}

/* RFC 8446 section 4.1.3 has a client of TLS 1.3 give up when the server says that it was talked down; older ones, which
 * may, know nothing of it. */
static void
accept_answer (RepointReplayResult *self)
{
  if (self->answer.version < self->hello->min_version)
    {
      self->answer.not_offered = REPOINT_TLS_NOT_OFFERED_VERSION;
      self->problem = "illegal-answer";
      return;
    }
  if (self->answer.downgraded && self->hello->max_version >= REPOINT_TLS_VERSION_1_3)
    {
      self->problem = "downgraded";
      return;
    }

  self->suite = self->answer.version == REPOINT_TLS_VERSION_SSL2 ? choose_ssl2_suite (self) : self->answer.suite;
  if (self->answer.version == REPOINT_TLS_VERSION_SSL2 && self->suite == 0)
    refuse (self, g_strdup ("no-cipher"));
  else
    self->verdict = REPOINT_REPLAY_ACCEPTED;
}

/* Some servers sign with what they have (RFC 5246 section 7.4.3 forbids it), which is the end of the handshake for the client
 * that asked for something else: no accident on the way, but the server's way to deal with it. */
static void
judge_illegal (RepointReplayResult *self)
{
  if (self->answer.not_offered == REPOINT_TLS_NOT_OFFERED_SIGNATURE_ALGORITHM)
    refuse (self, g_strdup ("other-signature"));
  else
    self->problem = "illegal-answer";
}

/* A version was chosen. Below TLS 1.3 the server's flight goes on from there, and after a HelloRetryRequest there is still
 * a ServerHello to come: that is where the server may change its mind. */
static void
judge_answer (RepointReplayResult *self, const RepointHelloResult *hello)
{
  self->suite = self->answer.suite;
  switch (self->answer.kind)
    {
    case REPOINT_TLS_ANSWER_SERVER_HELLO:
      accept_answer (self);
      break;

    case REPOINT_TLS_ANSWER_ALERT:
      refuse (self, self->answer.alert == ALERT_CLOSE_NOTIFY ? g_strdup ("close_notify")
                                                             : g_strdup_printf ("alert %d", self->answer.alert));
      break;

    case REPOINT_TLS_ANSWER_ILLEGAL:
      judge_illegal (self);
      break;

    case REPOINT_TLS_ANSWER_MORE:
    case REPOINT_TLS_ANSWER_SSL2_ERROR:
    case REPOINT_TLS_ANSWER_GARBAGE:
    default:
      if (hello->closed == REPOINT_CLOSED_FIN || hello->closed == REPOINT_CLOSED_RESET)
        refuse (self, g_strdup (hello->closed == REPOINT_CLOSED_FIN ? "close" : "reset"));
      else
        self->problem = repoint_problem_of_closed (hello->closed);
    }
}

/**
 * repoint_replay_result_take_hello:
 * @hello: what came of sending the device's hello
 *
 * Takes the place of what was known from an earlier try.
 */
void
repoint_replay_result_take_hello (RepointReplayResult *self, const RepointHelloResult *hello)
{
  g_return_if_fail (self != NULL && hello != NULL);

  g_clear_pointer (&self->refused_by, g_free);
  self->verdict = REPOINT_REPLAY_NOT_OBSERVED;
  self->problem = NULL;
  self->suite = 0;
  self->answer = hello->answer;
  self->answer.certificates = NULL;
  self->answer.cookie = NULL;
  /* A reset so early that it was there before we looked is still somebody's. */
  self->reachable |= hello->opened > 0 || hello->closed == REPOINT_CLOSED_RESET;
  repoint_mail_record_add_clear (self->mail, hello->report);

  switch (hello->outcome)
    {
    case REPOINT_HELLO_ANSWERED:
      judge_answer (self, hello);
      break;

    case REPOINT_HELLO_ALERT:
    case REPOINT_HELLO_CLOSED:
    case REPOINT_HELLO_RESET:
      refuse (self, repoint_hello_result_describe_denial (hello));
      break;

    case REPOINT_HELLO_ILLEGAL:
      judge_illegal (self);
      break;

    case REPOINT_HELLO_NONE:
    case REPOINT_HELLO_UNCONNECTED:
    case REPOINT_HELLO_CONNECTED:
    case REPOINT_HELLO_DIALOGUE:
    case REPOINT_HELLO_SILENT:
    case REPOINT_HELLO_GARBAGE:
    case REPOINT_HELLO_STOPPED:
    default:
      self->problem = repoint_problem_of_hello (hello);
    }
}

/* ---- The session ---- */

/**
 * repoint_replay_result_can_hold:
 *
 * Returns: whether this computer's OpenSSL has the version and the suite that the server chose. Where it does not, nothing is
 *   asked of the server for that, and nothing can be said of it.
 */
gboolean
repoint_replay_result_can_hold (const RepointReplayResult *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  /* A HelloRetryRequest at the end is one that this computer has no key for. */
  return repoint_session_context_get (self->answer.version) != NULL && !self->answer.retry &&
         repoint_session_context_has_suite (self->answer.version, self->answer.suite);
}

static void
end_session (RepointReplayResult *self, RepointReplaySession session, const char *stage, char *ended_by)
{
  self->session = session;
  self->stage = stage;
  self->ended_by = ended_by;
}

static void
judge_dialogue (RepointReplayResult *self, const RepointSessionResult *session, const RepointMailReport *report)
{
  const char *stage = repoint_mail_stage_to_string (report->stage);

  self->reply = g_strdup (report->reply);
  if (report->result == REPOINT_MAIL_RESULT_NOT_REFUSED)
    {
      end_session (self, REPOINT_REPLAY_SESSION_COMPLETED, stage, NULL);
    }
  else if (report->result == REPOINT_MAIL_RESULT_REFUSED && report == session->secure)
    {
      end_session (self, REPOINT_REPLAY_SESSION_REFUSED, stage, NULL);
      self->error = repoint_session_end_classify (report);
    }
  else if (report->result == REPOINT_MAIL_RESULT_THROTTLED)
    {
      end_session (self, REPOINT_REPLAY_SESSION_NOT_OBSERVED, stage, g_strdup ("throttled"));
    }
  else
    {
      end_session (self, REPOINT_REPLAY_SESSION_NOT_OBSERVED, stage, repoint_session_end_describe (session, report));
    }
}

/* Before the ServerHello it is our hello that was turned down, which is not quite the device's. */
static void
judge_handshake (RepointReplayResult *self, const RepointSessionResult *session)
{
  gboolean ended = session->alert >= 0 ||
                   (!session->breach && (session->closed == REPOINT_CLOSED_FIN || session->closed == REPOINT_CLOSED_RESET));

  end_session (self, session->answered && ended ? REPOINT_REPLAY_SESSION_REFUSED : REPOINT_REPLAY_SESSION_NOT_OBSERVED,
               "handshake", repoint_session_end_describe (session, NULL));
}

/**
 * repoint_replay_result_take_session:
 * @session: (nullable): what came of a session pinned to what the server chose; %NULL where this computer can hold none
 */
void
repoint_replay_result_take_session (RepointReplayResult *self, const RepointSessionResult *session)
{
  g_return_if_fail (self != NULL && self->session == REPOINT_REPLAY_SESSION_NOT_HELD);

  if (session == NULL)
    {
      self->session = REPOINT_REPLAY_SESSION_LOCAL_LIMITATION;
      return;
    }

  repoint_mail_record_add_clear (self->mail, session->clear);
  repoint_mail_record_add_secure (self->mail, session->secure);
  self->completed = session->completed;
  if (session->secure != NULL)
    judge_dialogue (self, session, session->secure);
  else if (session->outcome == REPOINT_SESSION_DONE)
    self->session = REPOINT_REPLAY_SESSION_COMPLETED;
  else if (session->outcome == REPOINT_SESSION_LOCAL)
    self->session = REPOINT_REPLAY_SESSION_LOCAL_LIMITATION;
  else if (session->outcome == REPOINT_SESSION_HANDSHAKE)
    judge_handshake (self, session);
  else if (session->outcome == REPOINT_SESSION_DIALOGUE && session->clear != NULL)
    judge_dialogue (self, session, session->clear);
  else
    end_session (self, REPOINT_REPLAY_SESSION_NOT_OBSERVED, NULL, g_strdup (repoint_problem_of_closed (session->closed)));
}

/* ---- JSON ---- */

static void
set_string (JsonObject *object, const char *member, const char *value)
{
  if (value != NULL)
    json_object_set_string_member (object, member, value);
  else
    json_object_set_null_member (object, member);
}

static void
set_version (JsonObject *object, const char *member, RepointTlsVersion version)
{
  set_string (object, member, version != REPOINT_TLS_VERSION_NONE ? repoint_tls_version_to_string (version) : NULL);
}

static void
set_cipher (JsonObject *object, const char *member, guint32 suite)
{
  const char *name = repoint_tls_suite_to_string (suite);
  g_autofree char *number = suite != 0 && name == NULL ? g_strdup_printf ("0x%04x", suite) : NULL;

  set_string (object, member, suite == 0 ? NULL : name != NULL ? name : number);
}

static void
set_group (JsonObject *object, const char *member, guint16 group)
{
  const char *name = repoint_tls_group_to_string (group);
  g_autofree char *number = group != 0 && name == NULL ? g_strdup_printf ("0x%04x", group) : NULL;

  set_string (object, member, group == 0 ? NULL : name != NULL ? name : number);
}

static JsonArray *
list_notes (RepointHelloReplayNotes notes)
{
  static const struct
  {
    RepointHelloReplayNotes note;
    const char             *name;
  } names[] = {
    { REPOINT_HELLO_REPLAY_SESSION_DROPPED, "session-dropped" },
    { REPOINT_HELLO_REPLAY_SERVER_NAME_ADDED, "server-name-added" },
    { REPOINT_HELLO_REPLAY_SERVER_NAME_IMPOSSIBLE, "server-name-impossible" },
    { REPOINT_HELLO_REPLAY_SERVER_NAME_DROPPED, "server-name-dropped" },
    { REPOINT_HELLO_REPLAY_OLD_SHARE, "old-key-share" },
    { REPOINT_HELLO_REPLAY_SESSION_ID_ADDED, "session-id-added" },
    { REPOINT_HELLO_REPLAY_UNLUCKY_LENGTH, "unlucky-length" },
  };
  JsonArray *array = json_array_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    if ((notes & names[i].note) != 0)
      json_array_add_string_element (array, names[i].name);

  return array;
}

static JsonObject *
describe_hello (const RepointClientHello *hello)
{
  JsonObject *object = json_object_new ();
  g_autofree char *id = repoint_client_hello_get_id (hello);
  g_autofree char *ja3 = repoint_ja3 (hello);
  g_autofree char *ja4 = repoint_ja4 (hello);

  json_object_set_string_member (object, "id", id);
  set_version (object, "max_version", hello->max_version);
  set_string (object, "ja3", ja3);
  set_string (object, "ja4", ja4);

  return object;
}

static const char *
name_not_offered (RepointTlsNotOffered what)
{
  static const char *const names[] = {
    [REPOINT_TLS_NOT_OFFERED_NOTHING] = NULL,
    [REPOINT_TLS_NOT_OFFERED_VERSION] = "version",
    [REPOINT_TLS_NOT_OFFERED_SUITE] = "cipher",
    [REPOINT_TLS_NOT_OFFERED_GROUP] = "group",
    [REPOINT_TLS_NOT_OFFERED_SIGNATURE_ALGORITHM] = "signature-algorithm",
  };

  return names[what];
}

static void
add_answer (const RepointReplayResult *self, JsonObject *object)
{
  static const char *const verdicts[] = {
    [REPOINT_REPLAY_NOT_OBSERVED] = "not-observed",
    [REPOINT_REPLAY_ACCEPTED] = "accepted",
    [REPOINT_REPLAY_REFUSED] = "refused",
  };
  const RepointTlsAnswer *answer = &self->answer;

  json_object_set_string_member (object, "result", verdicts[self->verdict]);
  set_version (object, "version", answer->version);
  set_cipher (object, "cipher", self->suite);
  set_group (object, "group", answer->group);
  if (answer->dh_bits > 0)
    json_object_set_int_member (object, "dh_bits", answer->dh_bits);
  else
    json_object_set_null_member (object, "dh_bits");
  if (self->suite != 0 || answer->not_offered == REPOINT_TLS_NOT_OFFERED_SUITE)
    json_object_set_boolean_member (object, "cipher_offered", self->suite != 0);
  else
    json_object_set_null_member (object, "cipher_offered");
  set_string (object, "not_offered", name_not_offered (answer->not_offered));
  json_object_set_boolean_member (object, "retried", answer->retried);
  json_object_set_boolean_member (object, "downgraded", answer->downgraded);
  set_string (object, "refused_by", self->refused_by);
}

static void
add_session (const RepointReplayResult *self, JsonObject *object)
{
  static const char *const results[] = {
    [REPOINT_REPLAY_SESSION_COMPLETED] = "completed",
    [REPOINT_REPLAY_SESSION_REFUSED] = "refused",
    [REPOINT_REPLAY_SESSION_LOCAL_LIMITATION] = "local-limitation",
    [REPOINT_REPLAY_SESSION_NOT_OBSERVED] = "not-observed",
  };
  JsonObject *session;

  if (self->session == REPOINT_REPLAY_SESSION_NOT_HELD)
    {
      json_object_set_null_member (object, "session");
      return;
    }

  session = json_object_new ();
  json_object_set_string_member (session, "result", results[self->session]);
  set_version (session, "version", self->completed ? self->answer.version : REPOINT_TLS_VERSION_NONE);
  set_cipher (session, "cipher", self->completed ? self->suite : 0);
  set_string (session, "stage", self->stage);
  set_string (session, "reply", self->reply);
  set_string (session, "error", self->error);
  set_string (session, "ended_by", self->ended_by);
  json_object_set_object_member (object, "session", session);
}

/**
 * repoint_replay_result_to_json:
 *
 * Returns: (transfer full): the `replay` object of the command line (src/DESIGN.md section 5)
 */
JsonObject *
repoint_replay_result_to_json (const RepointReplayResult *self)
{
  g_autofree char *uri = NULL;
  JsonObject *object;

  g_return_val_if_fail (self != NULL, NULL);

  uri = repoint_target_to_string (self->target);
  object = json_object_new ();
  json_object_set_string_member (object, "target", uri);
  json_object_set_string_member (object, "host", self->target->host);
  json_object_set_int_member (object, "port", self->target->port);
  json_object_set_string_member (object, "protocol", repoint_protocol_to_string (self->target->protocol));
  json_object_set_string_member (object, "security", repoint_security_to_string (self->target->security));
  set_string (object, "address", self->address);
  json_object_set_boolean_member (object, "reachable", self->reachable);
  set_string (object, "problem", self->problem);
  set_string (object, "problem_detail", self->problem_detail);
  set_string (object, "proxy", self->proxy);
  json_object_set_object_member (object, "hello", describe_hello (self->hello));
  json_object_set_array_member (object, "changed", list_notes (self->notes));
  add_answer (self, object);
  add_session (self, object);
  repoint_mail_record_add_to_result (self->mail, self->target->security == REPOINT_SECURITY_STARTTLS, object);

  return object;
}
