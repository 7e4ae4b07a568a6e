/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-finding-private.h"

#include <string.h>

#define N_VERSIONS G_N_ELEMENTS (repoint_survey_data_versions)
#define IS_SSL(i)  (repoint_survey_data_versions[i] < REPOINT_TLS_VERSION_1_0)
#define IS_OLD(i)  (!IS_SSL (i) && repoint_survey_data_versions[i] < REPOINT_TLS_VERSION_1_2)

/* What came of one version that was accepted in the handshake. */
typedef enum
{
  AFTER_UNKNOWN, /* nothing was asked after it, or every try was lost */
  AFTER_NOT_REFUSED,
  AFTER_REFUSED,
  AFTER_SOMETIMES, /* refused in some tries and not in others */
  AFTER_BROKEN_OFF, /* the server ended the handshake it had begun */
} After;

/* Versions that fared the same are told of together. */
typedef struct
{
  gboolean                 old;
  gboolean                 about_tls; /* the refusal is one of the version */
  After                    after;
  RepointSurveyApplication application;
  guint                    versions;
} Group;

static guint
get_answered (JsonObject          *survey,
              RepointSurveyAnswer  answer)
{
  guint versions = 0;

  for (guint i = 0; i < N_VERSIONS; i++)
    if (repoint_survey_data_get_answer (survey, repoint_survey_data_versions[i]) == answer)
      versions |= 1u << i;

  return versions;
}

static guint
mask (gboolean old)
{
  guint versions = 0;

  for (guint i = 0; i < N_VERSIONS; i++)
    if (!IS_SSL (i) && IS_OLD (i) == old)
      versions |= 1u << i;

  return versions;
}

static After
find_after (const RepointSurveyApplication *application)
{
  if (application->refused > 0)
    return application->not_refused > 0 ? AFTER_SOMETIMES : AFTER_REFUSED;

  if (application->not_refused > 0)
    return AFTER_NOT_REFUSED;

  return application->handshake_refused > 0 ? AFTER_BROKEN_OFF : AFTER_UNKNOWN;
}

static gboolean
is_same (const Group *a,
         const Group *b)
{
  if (a->old != b->old || a->about_tls != b->about_tls || a->after != b->after ||
      g_strcmp0 (a->application.error, b->application.error) != 0)
    return FALSE;

  /* Shares of the same refusal are added up: how they fall on versions is chance. */
  if (a->after == AFTER_SOMETIMES)
    return TRUE;

  return a->application.tries == b->application.tries && a->application.refused == b->application.refused &&
         a->application.not_refused == b->application.not_refused &&
         a->application.handshake_refused == b->application.handshake_refused &&
         a->application.lost == b->application.lost && g_strcmp0 (a->application.reply, b->application.reply) == 0;
}

static void
merge (Group       *group,
       const Group *other)
{
  group->versions |= other->versions;
  if (group->after != AFTER_SOMETIMES)
    return;

  group->application.tries += other->application.tries;
  group->application.refused += other->application.refused;
  group->application.not_refused += other->application.not_refused;
  group->application.handshake_refused += other->application.handshake_refused;
  group->application.throttled += other->application.throttled;
  group->application.lost += other->application.lost;
}

static GArray *
group_accepted (JsonObject *survey)
{
  GArray *groups = g_array_new (FALSE, FALSE, sizeof (Group));

  for (guint i = 0; i < N_VERSIONS; i++)
    {
      Group group = { IS_OLD (i), FALSE, AFTER_UNKNOWN, { 0 }, 1u << i };
      gboolean known = FALSE;

      if (IS_SSL (i) ||
          repoint_survey_data_get_answer (survey, repoint_survey_data_versions[i]) != REPOINT_SURVEY_ACCEPTED)
        continue;

      repoint_survey_data_get_application (survey, repoint_survey_data_versions[i], &group.application);
      group.after = find_after (&group.application);
      group.about_tls = group.application.refused > 0 &&
                        repoint_survey_data_is_about_tls (survey, repoint_survey_data_versions[i]);
      for (guint j = 0; j < groups->len && !known; j++)
        {
          Group *other = &g_array_index (groups, Group, j);

          known = is_same (other, &group);
          if (known)
            merge (other, &group);
        }
      if (!known)
        g_array_append_val (groups, group);
    }

  return groups;
}

static RepointSeverity
weigh_refusal (const Group                *group,
               const RepointSurveyContext *context)
{
  if (!group->old || context->role == REPOINT_SURVEY_ROLE_LEGACY)
    return REPOINT_SEVERITY_PROBLEM;

  return REPOINT_SEVERITY_NOTE;
}

static void
add_refused (GPtrArray                  *findings,
             const Group                *group,
             const RepointSurveyContext *context)
{
  const RepointKnownError *known =
    context->catalog != NULL ? repoint_catalog_match_error (context->catalog, group->application.reply) : NULL;
  g_autofree char *versions = repoint_finding_list_versions (group->versions);
  g_autofree char *refused = g_strdup_printf ("%u", group->application.refused);
  g_autofree char *tries = g_strdup_printf ("%u", group->application.tries);
  RepointSeverity severity = weigh_refusal (group, context);
  const char *id = "refused-after-handshake";

  if (group->after == AFTER_SOMETIMES && group->about_tls)
    {
      id = "refused-sometimes";
      severity = MAX (severity, REPOINT_SEVERITY_WARNING);
    }
  else if (!group->about_tls)
    {
      id = known != NULL ? "refused-other-reason" : "refused-unknown-reply";
      severity = MAX (severity, REPOINT_SEVERITY_WARNING);
    }

  repoint_finding_add (findings, id, severity, known != NULL ? &known->fact : NULL,
                       "versions", versions, "refused", refused, "tries", tries,
                       "stage", group->application.stage, "reply", group->application.reply,
                       "meaning", known != NULL ? known->meaning : NULL,
                       "remedy", known != NULL ? known->remedy : NULL, NULL);
}

/* A version that the server is documented to refuse, and does not refuse. */
static gboolean
is_against_documents (const Group                *group,
                      const RepointSurveyContext *context)
{
  RepointTlsVersion highest = REPOINT_TLS_VERSION_NONE;

  for (guint i = 0; i < N_VERSIONS; i++)
    if ((group->versions & (1u << i)) != 0)
      highest = repoint_survey_data_versions[i];

  return context->endpoint != NULL && context->endpoint->tls_fact.source != NULL &&
         context->role == REPOINT_SURVEY_ROLE_STANDARD && highest < context->endpoint->min_tls;
}

static void
add_not_refused (GPtrArray                  *findings,
                 const Group                *group,
                 const RepointSurveyContext *context)
{
  g_autofree char *versions = repoint_finding_list_versions (group->versions);
  g_autofree char *tries = g_strdup_printf ("%u", group->application.not_refused);
  RepointSeverity severity = group->old ? REPOINT_SEVERITY_NOTE : REPOINT_SEVERITY_GOOD;
  const RepointFact *fact = NULL;
  const char *minimum = NULL;
  const char *id = group->old ? "old-not-refused" : "not-refused";

  if (group->old && context->role == REPOINT_SURVEY_ROLE_LEGACY)
    {
      id = "legacy-not-refused";
      severity = REPOINT_SEVERITY_GOOD;
    }
  else if (group->old && is_against_documents (group, context))
    {
      id = "old-not-refused-against-documents";
      severity = REPOINT_SEVERITY_WARNING;
      minimum = repoint_tls_version_to_string (context->endpoint->min_tls);
      fact = &context->endpoint->tls_fact;
    }

  repoint_finding_add (findings, id, severity, fact, "versions", versions, "tries", tries, "minimum", minimum, NULL);
}

static void
add_accepted (GPtrArray                  *findings,
              const Group                *group,
              const RepointSurveyContext *context)
{
  g_autofree char *versions = repoint_finding_list_versions (group->versions);

  /* Something was tried after it, and nothing came of that. */
  if (!group->old && group->application.tries > 0)
    repoint_finding_add (findings, "accepted", REPOINT_SEVERITY_NOTE, NULL, "versions", versions, NULL);
  else if (!group->old)
    repoint_finding_add (findings, "accepted", REPOINT_SEVERITY_GOOD, NULL, "versions", versions, NULL);
  else if (context->role == REPOINT_SURVEY_ROLE_LEGACY)
    repoint_finding_add (findings, "legacy-accepted", REPOINT_SEVERITY_NOTE, NULL, "versions", versions, NULL);
  else
    repoint_finding_add (findings, "old-accepted", REPOINT_SEVERITY_NOTE, NULL, "versions", versions, NULL);
}

/* The hello was accepted, the handshake was not finished: it was the server that ended it. */
static void
add_broken_off (GPtrArray                  *findings,
                const Group                *group,
                const RepointSurveyContext *context)
{
  g_autofree char *versions = repoint_finding_list_versions (group->versions);
  g_autofree char *broken = g_strdup_printf ("%u", group->application.handshake_refused);
  g_autofree char *tries = g_strdup_printf ("%u", group->application.tries);

  if (group->application.handshake_refused > 0)
    repoint_finding_add (findings, "broken-off", MAX (weigh_refusal (group, context), REPOINT_SEVERITY_WARNING), NULL,
                         "versions", versions, "broken", broken, "tries", tries, NULL);
}

/* What became of the tries that did not end in an answer. */
static void
add_lost (GPtrArray   *findings,
          const Group *group)
{
  g_autofree char *versions = repoint_finding_list_versions (group->versions);
  g_autofree char *lost = g_strdup_printf ("%u", group->application.lost);
  g_autofree char *tries = g_strdup_printf ("%u", group->application.tries);

  if (group->application.lost > 0)
    repoint_finding_add (findings, "lost-after-handshake", REPOINT_SEVERITY_WARNING, NULL,
                         "versions", versions, "lost", lost, "tries", tries, "stage", group->application.stage, NULL);
  if (group->application.throttled > 0)
    repoint_finding_add (findings, "throttled", REPOINT_SEVERITY_NOTE, NULL, "versions", versions, NULL);
  if (group->application.local_limitation)
    repoint_finding_add (findings, "local-limitation", REPOINT_SEVERITY_NOTE, NULL, "versions", versions, NULL);
}

static void
add_groups (GPtrArray                  *findings,
            JsonObject                 *survey,
            const RepointSurveyContext *context)
{
  g_autoptr(GArray) groups = group_accepted (survey);

  for (guint i = 0; i < groups->len; i++)
    {
      const Group *group = &g_array_index (groups, Group, i);

      switch (group->after)
        {
        case AFTER_REFUSED:
        case AFTER_SOMETIMES:
          add_refused (findings, group, context);
          break;
        case AFTER_NOT_REFUSED:
          add_not_refused (findings, group, context);
          break;
        case AFTER_BROKEN_OFF:
          break;
        case AFTER_UNKNOWN:
          /* Of a device one sentence says all, see add_device(). */
          if (context->role != REPOINT_SURVEY_ROLE_DEVICE)
            add_accepted (findings, group, context);
          break;
        }
      add_broken_off (findings, group, context);
      add_lost (findings, group);
    }
}

/* The newest version that a device's own server speaks hints at the age of what else is in it. */
static void
add_device (GPtrArray  *findings,
            JsonObject *survey,
            guint       accepted)
{
  RepointTlsVersion highest = repoint_survey_data_get_highest (survey, REPOINT_TLS_VERSION_1_3);
  g_autofree char *versions = repoint_finding_list_versions (accepted);

  if (highest >= REPOINT_TLS_VERSION_1_2)
    repoint_finding_add (findings, "device-modern", REPOINT_SEVERITY_GOOD, NULL,
                         "version", repoint_tls_version_to_string (highest), "versions", versions, NULL);
  else if (highest != REPOINT_TLS_VERSION_NONE)
    repoint_finding_add (findings, "device-old", REPOINT_SEVERITY_WARNING, NULL,
                         "version", repoint_tls_version_to_string (highest), "versions", versions, NULL);
}

/* What is missing among the versions in a server that somebody is to connect to. */
static void
add_missing (GPtrArray                  *findings,
             JsonObject                 *survey,
             const RepointSurveyContext *context,
             guint                       accepted,
             guint                       refused)
{
  g_autofree char *versions = repoint_finding_list_versions (accepted);
  g_autofree char *old = repoint_finding_list_versions (refused & mask (TRUE));
  RepointSeverity severity = REPOINT_SEVERITY_NOTE;

  if (accepted != 0 && (refused & mask (FALSE)) == mask (FALSE))
    {
      if (context->role == REPOINT_SURVEY_ROLE_STANDARD)
        severity = REPOINT_SEVERITY_PROBLEM;
      else if (context->role == REPOINT_SURVEY_ROLE_OTHER)
        severity = REPOINT_SEVERITY_WARNING;
      repoint_finding_add (findings, "only-old", severity, NULL, "versions", versions, NULL);
    }
  else if (repoint_survey_data_get_answer (survey, REPOINT_TLS_VERSION_1_2) == REPOINT_SURVEY_REFUSED &&
           repoint_survey_data_get_answer (survey, REPOINT_TLS_VERSION_1_3) == REPOINT_SURVEY_ACCEPTED)
    {
      repoint_finding_add (findings, "no-tls12", REPOINT_SEVERITY_WARNING, NULL, NULL);
    }

  if (old[0] != '\0' && accepted != 0)
    {
      severity = REPOINT_SEVERITY_NOTE;
      if (context->role == REPOINT_SURVEY_ROLE_LEGACY)
        severity = REPOINT_SEVERITY_PROBLEM;
      else if (context->role == REPOINT_SURVEY_ROLE_STANDARD)
        severity = REPOINT_SEVERITY_GOOD;
      repoint_finding_add (findings, "refused-in-handshake", severity, NULL, "versions", old, NULL);
    }
}

static void
add_block (GPtrArray                  *findings,
           const RepointSurveyContext *context)
{
  const RepointCatalogEndpoint *endpoint = context->endpoint;
  char today[sizeof "YYYY-MM-DD"];
  gboolean passed;

  if (endpoint == NULL || context->role != REPOINT_SURVEY_ROLE_LEGACY || endpoint->block_until == NULL)
    return;

  g_date_strftime (today, sizeof today, "%Y-%m-%d", context->today);
  passed = strcmp (endpoint->block_until, today) < 0; /* ISO dates sort as text */
  repoint_finding_add (findings, passed ? "legacy-block-passed" : "legacy-block-until", REPOINT_SEVERITY_WARNING,
                       &endpoint->block_fact, "date", endpoint->block_until, "from", endpoint->block_from, NULL);
}

void
repoint_finding_add_versions (GPtrArray                  *findings,
                              JsonObject                 *survey,
                              const RepointSurveyContext *context)
{
  guint accepted = get_answered (survey, REPOINT_SURVEY_ACCEPTED);
  guint refused = get_answered (survey, REPOINT_SURVEY_REFUSED);
  guint broken = get_answered (survey, REPOINT_SURVEY_INTOLERANT);
  guint ssl = accepted & ~(mask (TRUE) | mask (FALSE));
  JsonObject *versions = repoint_survey_data_get_object (survey, "versions");
  guint open = 0;

  add_groups (findings, survey, context);
  if (context->role == REPOINT_SURVEY_ROLE_DEVICE)
    add_device (findings, survey, accepted);
  else
    add_missing (findings, survey, context, accepted, refused);
  add_block (findings, context);

  if (ssl != 0)
    {
      g_autofree char *list = repoint_finding_list_versions (ssl);

      repoint_finding_add (findings, "ssl-accepted", REPOINT_SEVERITY_WARNING, NULL, "versions", list, NULL);
    }

  if (broken != 0)
    {
      g_autofree char *list = repoint_finding_list_versions (broken);

      repoint_finding_add (findings, "intolerant", REPOINT_SEVERITY_WARNING, NULL, "versions", list, NULL);
    }

  /* What was asked and not answered; where nothing was answered at all, that has been said. */
  for (guint i = 0; versions != NULL && i < N_VERSIONS; i++)
    if (repoint_survey_data_get_string (versions, repoint_tls_version_to_string (repoint_survey_data_versions[i])) != NULL &&
        ((accepted | refused | broken) & (1u << i)) == 0)
      open |= 1u << i;
  if (open != 0 && (accepted | refused | broken) != 0)
    {
      g_autofree char *list = repoint_finding_list_versions (open);

      repoint_finding_add (findings, "versions-not-observed", REPOINT_SEVERITY_NOTE, NULL, "versions", list, NULL);
    }
}
