/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-application-tally.h"

#include "repoint-mail-reply.h"

#define MAX_SERVERS 16

struct _RepointApplicationTally
{
  guint       tries;
  guint       not_refused;
  guint       refused;
  guint       throttled;
  guint       lost;
  guint       local;
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

static const char *
classify (const RepointMailReport *report)
{
  return report->reply != NULL && repoint_mail_reply_is_legacy_tls (report->reply) ? "legacy-tls-refused" : "other";
}

static void
add_report (RepointApplicationTally *self, const RepointMailReport *report)
{
  const char *stage = repoint_mail_stage_to_string (report->stage);

  self->tries++;
  switch (report->result)
    {
    case REPOINT_MAIL_RESULT_NOT_REFUSED:
      self->not_refused++;
      break;

    case REPOINT_MAIL_RESULT_REFUSED:
      self->refused++;
      note (self, stage, report->reply, classify (report));
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
      self->lost++;
      note (self, stage, NULL, NULL);
    }
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
      add_report (self, result->secure);
      return;
    }

  switch (result->outcome)
    {
    case REPOINT_SESSION_HANDSHAKE:
      /* Without a suite in common it is our OpenSSL that cannot, not the server that will not. */
      if (!suite_known)
        {
          self->local++;
          break;
        }
      self->tries++;
      self->lost++;
      note (self, "handshake", NULL, NULL);
      break;

    case REPOINT_SESSION_DIALOGUE:
      self->tries++;
      if (result->clear != NULL && result->clear->result == REPOINT_MAIL_RESULT_THROTTLED)
        self->throttled++;
      else
        self->lost++;
      note (self, result->clear != NULL ? repoint_mail_stage_to_string (result->clear->stage) : NULL,
            result->clear != NULL ? result->clear->reply : NULL, NULL);
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
  set_string (object, "stage", self->stage);
  set_string (object, "reply", self->reply);
  set_string (object, "error", self->error);
  json_object_set_array_member (object, "servers", servers);
  json_object_set_boolean_member (object, "local_limitation", self->local > 0 && self->tries == 0);

  return object;
}
