/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-application-tally.h"

#include "repoint-session-end.h"

#define MAX_SERVERS 16

struct _RepointApplicationTally
{
  guint       tries;
  guint       not_refused;
  guint       refused;
  guint       throttled;
  guint       lost;
  guint       handshake_refused;
  guint       local;
  GHashTable *ended_by; /* char* → count: how tries ended that no reply did */
  const char *stage;   /* of the first refusal, or of the first other thing that went wrong */
  char       *reply;
  const char *error;
  GPtrArray  *servers; /* of char* */
};

/**
 * repoint_application_tally_new:
 *
 * Returns: (transfer full): a tally of no tries
 */
RepointApplicationTally *
repoint_application_tally_new (void)
{
  RepointApplicationTally *self = g_new0 (RepointApplicationTally, 1);

  self->servers = g_ptr_array_new_with_free_func (g_free);
  self->ended_by = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  return self;
}

/**
 * repoint_application_tally_free:
 * @self: (nullable) (transfer full): a tally
 */
void
repoint_application_tally_free (RepointApplicationTally *self)
{
  if (self == NULL)
    return;

  g_free (self->reply);
  g_ptr_array_unref (self->servers);
  g_hash_table_unref (self->ended_by);
  g_free (self);
}

static void
add_server (RepointApplicationTally *self, const RepointMailReport *report)
{
  if (report == NULL || report->server == NULL || self->servers->len >= MAX_SERVERS ||
      g_ptr_array_find_with_equal_func (self->servers, report->server, g_str_equal, NULL))
    return;

  g_ptr_array_add (self->servers, g_strdup (report->server));
}

/* The first refusal is what is quoted; something else only as long as there is none. */
static void
note (RepointApplicationTally *self, const char *stage, const char *reply, const char *error)
{
  if (self->error != NULL || (error == NULL && self->stage != NULL))
    return;

  self->stage = stage;
  self->error = error;
  g_free (self->reply);
  self->reply = g_strdup (reply);
}

static void
add_end (RepointApplicationTally *self, const RepointSessionResult *result, const RepointMailReport *report)
{
  g_autofree char *how = repoint_session_end_describe (result, report);
  guint count = GPOINTER_TO_UINT (g_hash_table_lookup (self->ended_by, how));

  g_hash_table_insert (self->ended_by, g_steal_pointer (&how), GUINT_TO_POINTER (count + 1));
}

static void
add_lost (RepointApplicationTally *self, const char *stage, const RepointSessionResult *result, const RepointMailReport *report)
{
  self->lost++;
  add_end (self, result, report);
  note (self, stage, report != NULL ? report->reply : NULL, NULL);
}

/* What was said inside TLS. */
static void
add_secure (RepointApplicationTally *self, const RepointSessionResult *result)
{
  const RepointMailReport *report = result->secure;
  const char *stage = repoint_mail_stage_to_string (report->stage);

  self->tries++;
  switch (report->result)
    {
    case REPOINT_MAIL_RESULT_NOT_REFUSED:
      self->not_refused++;
      break;

    case REPOINT_MAIL_RESULT_REFUSED:
      self->refused++;
      note (self, stage, report->reply, repoint_session_end_classify (report));
      break;

    case REPOINT_MAIL_RESULT_THROTTLED:
      self->throttled++;
      note (self, stage, report->reply, NULL);
      break;

    case REPOINT_MAIL_RESULT_NONE:
    case REPOINT_MAIL_RESULT_TLS:
    case REPOINT_MAIL_RESULT_NO_STARTTLS:
    case REPOINT_MAIL_RESULT_INJECTED:
    case REPOINT_MAIL_RESULT_GARBAGE:
    case REPOINT_MAIL_RESULT_ENDLESS:
    default:
      add_lost (self, stage, result, report);
    }
}

/* The server accepted the version in answer to a hello, and then ended a handshake at that version. */
static void
add_handshake (RepointApplicationTally *self, const RepointSessionResult *result, gboolean suite_known)
{
  /* Without a suite in common it is our OpenSSL that cannot, not the server that will not. */
  if (!suite_known)
    {
      self->local++;
      return;
    }

  self->tries++;
  if (result->alert < 0 &&
      (result->breach || (result->closed != REPOINT_CLOSED_FIN && result->closed != REPOINT_CLOSED_RESET)))
    {
      add_lost (self, "handshake", result, NULL);
      return;
    }

  self->handshake_refused++;
  add_end (self, result, NULL);
  note (self, "handshake", NULL, NULL);
}

static void
add_dialogue (RepointApplicationTally *self, const RepointSessionResult *result)
{
  const RepointMailReport *report = result->clear;
  const char *stage = report != NULL ? repoint_mail_stage_to_string (report->stage) : NULL;

  self->tries++;
  if (report == NULL || report->result != REPOINT_MAIL_RESULT_THROTTLED)
    {
      add_lost (self, stage, result, report);
      return;
    }

  self->throttled++;
  note (self, stage, report->reply, NULL);
}

/**
 * repoint_application_tally_add:
 * @result: what came of a session
 * @suite_known: whether OpenSSL here has the suite that the server chose in answer to the raw hello
 *
 * Counts one session.
 */
void
repoint_application_tally_add (RepointApplicationTally *self, const RepointSessionResult *result, gboolean suite_known)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (result != NULL);

  add_server (self, result->secure != NULL && result->secure->server != NULL ? result->secure : result->clear);

  if (result->secure != NULL)
    {
      add_secure (self, result);
      return;
    }

  switch (result->outcome)
    {
    case REPOINT_SESSION_HANDSHAKE:
      add_handshake (self, result, suite_known);
      break;

    case REPOINT_SESSION_DIALOGUE:
      add_dialogue (self, result);
      break;

    case REPOINT_SESSION_LOCAL:
      self->local++;
      break;

    case REPOINT_SESSION_NONE:
    case REPOINT_SESSION_UNCONNECTED:
    case REPOINT_SESSION_ENDED:
    case REPOINT_SESSION_DONE:
    case REPOINT_SESSION_STOPPED:
    default:
      break;
    }
}

/**
 * repoint_application_tally_add_local:
 *
 * Counts one session that this computer's OpenSSL cannot even begin.
 */
void
repoint_application_tally_add_local (RepointApplicationTally *self)
{
  g_return_if_fail (self != NULL);

  self->local++;
}

static JsonObject *
describe_ends (RepointApplicationTally *self)
{
  JsonObject *object = json_object_new ();
  g_autoptr (GList) ways = g_list_sort (g_hash_table_get_keys (self->ended_by), (GCompareFunc) g_strcmp0);

  for (GList *way = ways; way != NULL; way = way->next)
    json_object_set_int_member (object, way->data, GPOINTER_TO_UINT (g_hash_table_lookup (self->ended_by, way->data)));

  return object;
}

static void
set_string (JsonObject *object, const char *member, const char *value)
{
  if (value != NULL)
    json_object_set_string_member (object, member, value);
  else
    json_object_set_null_member (object, member);
}

/**
 * repoint_application_tally_to_json:
 *
 * Returns: (transfer full): one entry of the "application" object of a survey
 */
JsonObject *
repoint_application_tally_to_json (RepointApplicationTally *self)
{
  JsonObject *object;
  JsonArray *servers;

  g_return_val_if_fail (self != NULL, NULL);

  object = json_object_new ();
  servers = json_array_new ();
  for (guint i = 0; i < self->servers->len; i++)
    json_array_add_string_element (servers, g_ptr_array_index (self->servers, i));

  json_object_set_int_member (object, "tries", self->tries);
  json_object_set_int_member (object, "not_refused_before_sign_in", self->not_refused);
  json_object_set_int_member (object, "refused", self->refused);
  json_object_set_int_member (object, "throttled", self->throttled);
  json_object_set_int_member (object, "lost", self->lost);
  if (self->handshake_refused > 0)
    json_object_set_int_member (object, "handshake_refused", self->handshake_refused);
  if (g_hash_table_size (self->ended_by) > 0)
    json_object_set_object_member (object, "ended_by", describe_ends (self));
  set_string (object, "stage", self->stage);
  set_string (object, "reply", self->reply);
  set_string (object, "error", self->error);
  json_object_set_array_member (object, "servers", servers);
  json_object_set_boolean_member (object, "local_limitation", self->local > 0 && self->tries == 0);

  return object;
}
