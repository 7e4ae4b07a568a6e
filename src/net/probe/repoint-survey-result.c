/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-survey-result.h"

#include "repoint-certificate.h"

static const RepointTlsVersion versions[] = {
  REPOINT_TLS_VERSION_SSL3, REPOINT_TLS_VERSION_1_0, REPOINT_TLS_VERSION_1_1,
  REPOINT_TLS_VERSION_1_2,  REPOINT_TLS_VERSION_1_3,
};

/**
 * repoint_survey_result_new:
 * @options: what is wanted to be known
 *
 * Returns: (transfer full): a result in which nothing is known
 */
RepointSurveyResult *
repoint_survey_result_new (const RepointTarget *target, const RepointSurveyOptions *options)
{
  RepointSurveyResult *self;

  g_return_val_if_fail (target != NULL && options != NULL, NULL);

  self = g_new0 (RepointSurveyResult, 1);
  self->target = repoint_target_copy (target);
  self->questions = repoint_questionnaire_new (self->target, options);
  self->search = repoint_questionnaire_get_versions (self->questions);
  self->mail = repoint_mail_record_new ();

  return self;
}

/**
 * repoint_survey_result_free:
 * @self: (nullable) (transfer full): a result
 */
void
repoint_survey_result_free (RepointSurveyResult *self)
{
  if (self == NULL)
    return;

  repoint_target_free (self->target);
  g_free (self->address);
  g_free (self->problem_detail);
  g_free (self->proxy);
  g_clear_pointer (&self->addresses, json_array_unref);
  repoint_questionnaire_free (self->questions);
  g_clear_pointer (&self->certificate, json_object_unref);
  g_clear_pointer (&self->flight, g_ptr_array_unref);
  repoint_mail_record_free (self->mail);
  for (gsize i = 0; i < G_N_ELEMENTS (self->tallies); i++)
    repoint_application_tally_free (self->tallies[i]);
  g_free (self);
}

/**
 * repoint_survey_result_get_tally:
 * @version: SSLv3 to TLS 1.3
 *
 * Returns: (transfer none): the count of that version, which from now on is part of the result
 */
RepointApplicationTally *
repoint_survey_result_get_tally (RepointSurveyResult *self, RepointTlsVersion version)
{
  gsize i = (gsize) version - REPOINT_TLS_VERSION_SSL3;

  g_return_val_if_fail (i < G_N_ELEMENTS (self->tallies), NULL);

  if (self->tallies[i] == NULL)
    self->tallies[i] = repoint_application_tally_new ();

  return self->tallies[i];
}

/**
 * repoint_survey_result_keep_flight:
 * @answer: what a server answered to a hello
 *
 * Keeps the certificates in it, which serve until a session brings some that the server has proved to be its own.
 */
void
repoint_survey_result_keep_flight (RepointSurveyResult *self, const RepointTlsAnswer *answer)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (answer != NULL);

  if (self->certificate == NULL && self->flight == NULL && answer->certificates != NULL)
    self->flight = g_ptr_array_ref (answer->certificates);
}

static JsonObject *
describe_certificate (RepointSurveyResult *self)
{
  if (self->certificate != NULL)
    return json_object_ref (self->certificate);

  return repoint_certificate_describe_der (self->flight, self->target->host, g_get_real_time () / G_USEC_PER_SEC);
}

static void
set_string (JsonObject *object, const char *member, const char *value)
{
  if (value != NULL)
    json_object_set_string_member (object, member, value);
  else
    json_object_set_null_member (object, member);
}

static void
add_application (RepointSurveyResult *self, JsonObject *object)
{
  JsonObject *application = json_object_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (versions); i++)
    if (self->tallies[i] != NULL)
      json_object_set_object_member (application, repoint_tls_version_to_string (versions[i]),
                                     repoint_application_tally_to_json (self->tallies[i]));

  json_object_set_object_member (object, "application", application);
}

/**
 * repoint_survey_result_to_json:
 *
 * Returns: (transfer full): the `survey` object of the command line (src/DESIGN.md section 5)
 */
JsonObject *
repoint_survey_result_to_json (RepointSurveyResult *self)
{
  g_autofree char *uri = NULL;
  JsonObject *certificate;
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
  json_object_set_array_member (object, "addresses",
                                self->addresses != NULL ? json_array_ref (self->addresses) : json_array_new ());
  if (self->target->security != REPOINT_SECURITY_NONE)
    {
      repoint_questionnaire_add_to_result (self->questions, object);
    }
  else
    {
      json_object_set_object_member (object, "versions", json_object_new ());
      json_object_set_object_member (object, "refused_by", json_object_new ());
    }
  certificate = describe_certificate (self);
  if (certificate != NULL)
    json_object_set_object_member (object, "certificate", certificate);
  else
    json_object_set_null_member (object, "certificate");
  add_application (self, object);
  repoint_mail_record_add_to_result (self->mail, self->target->security == REPOINT_SECURITY_STARTTLS, object);

  return object;
}
