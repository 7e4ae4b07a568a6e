/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-visit-severity.h"

#include "repoint-survey-data.h"

static gboolean
is_member (JsonObject *object,
           const char *name,
           const char *value)
{
  return object != NULL && g_strcmp0 (repoint_survey_data_get_string (object, name), value) == 0;
}

static RepointSeverity
judge_version (JsonObject *object,
               const char *name)
{
  const char *version = repoint_survey_data_get_string (object, name);

  switch (version != NULL ? repoint_tls_version_from_string (version) : REPOINT_TLS_VERSION_NONE)
    {
    case REPOINT_TLS_VERSION_1_2:
    case REPOINT_TLS_VERSION_1_3:
      return REPOINT_SEVERITY_GOOD;
    case REPOINT_TLS_VERSION_SSL2:
    case REPOINT_TLS_VERSION_SSL3:
    case REPOINT_TLS_VERSION_1_0:
    case REPOINT_TLS_VERSION_1_1:
      return REPOINT_SEVERITY_WARNING;
    case REPOINT_TLS_VERSION_NONE:
      break;
    }

  return REPOINT_SEVERITY_NOTE;
}

/**
 * repoint_visit_get_severity:
 * @visit: the `listen` object of the command line
 *
 * Returns: whether what a visitor showed is good or bad news about its mail; what shows nothing is neither
 */
RepointSeverity
repoint_visit_get_severity (JsonObject *visit)
{
  JsonObject *hello;
  JsonObject *relay;

  g_return_val_if_fail (visit != NULL, REPOINT_SEVERITY_NOTE);

  hello = repoint_survey_data_get_object (visit, "hello");
  relay = repoint_survey_data_get_object (visit, "relay");

  if (is_member (visit, "outcome", "in-clear") || is_member (visit, "asked_sign_in", "clear") ||
      is_member (relay, "result", "refused"))
    return REPOINT_SEVERITY_WARNING;
  /* A server that agrees on old TLS may still turn it away at the sign-in, where nobody sees it. */
  if (is_member (relay, "result", "tls-established"))
    return judge_version (relay, "version");

  return hello != NULL ? judge_version (hello, "max_version") : REPOINT_SEVERITY_NOTE;
}
