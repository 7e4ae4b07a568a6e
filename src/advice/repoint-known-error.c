/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-known-error.h"

#include "repoint-survey-data.h"

static JsonObject *
get_object (JsonObject *object,
            const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

/* @object: with a "reply", and an "error" where that refused */
static void
mark (RepointCatalog *catalog,
      JsonObject     *object)
{
  const RepointKnownError *known = NULL;

  if (object != NULL && repoint_survey_data_get_string (object, "error") != NULL)
    known = repoint_catalog_match_error (catalog, repoint_survey_data_get_string (object, "reply"));
  if (known != NULL)
    json_object_set_string_member (object, "error", known->id);
}

/**
 * repoint_known_error_mark_survey:
 * @survey: the `survey` object of the command line, as the engine made it
 *
 * The engine knows one refusal by its words, "legacy-tls-refused", and calls all the others "other". Where the catalog
 * knows better, its id takes that place; what nobody refused has none and gets none.
 */
void
repoint_known_error_mark_survey (RepointCatalog *catalog,
                                 JsonObject     *survey)
{
  JsonObject *application;

  g_return_if_fail (REPOINT_IS_CATALOG (catalog));
  g_return_if_fail (survey != NULL);

  application = get_object (survey, "application");
  for (gsize i = 0; application != NULL && i < G_N_ELEMENTS (repoint_survey_data_versions); i++)
    mark (catalog, get_object (application, repoint_tls_version_to_string (repoint_survey_data_versions[i])));
}

/**
 * repoint_known_error_mark_replay:
 * @replay: the `replay` object of the command line, as the engine made it
 *
 * As repoint_known_error_mark_survey(), for the session that was held as the device would.
 */
void
repoint_known_error_mark_replay (RepointCatalog *catalog,
                                 JsonObject     *replay)
{
  g_return_if_fail (REPOINT_IS_CATALOG (catalog));
  g_return_if_fail (replay != NULL);

  mark (catalog, get_object (replay, "session"));
}
