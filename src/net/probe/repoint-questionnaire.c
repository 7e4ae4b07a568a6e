/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-questionnaire.h"

#include "repoint-group-search.h"
#include "repoint-profile-search.h"
#include "repoint-suite-search.h"
#include "repoint-tls-suite.h"

/*
 * VERSIONS ─▶ pause: sessions at these versions tell more, if the server loses its patience
 *               └─▶ PROFILES (mail) ─▶ SUITES of each version ─▶ GROUPS ─▶ PROFILES (others): most are known by now
 */

typedef enum
{
  PART_VERSIONS,
  PART_PAUSE,
  PART_PROFILES,
  PART_SUITES,
  PART_GROUPS,
  PART_LATE_PROFILES,
} Part;

struct _RepointQuestionnaire
{
  gboolean              is_mail;
  gboolean              ciphers;
  Part                  part;
  RepointVersionSearch *versions;
  RepointProfileSearch *profiles;  /* nullable */
  GPtrArray            *suites;    /* of RepointSuiteSearch */
  GPtrArray            *inquiries; /* of RepointInquiry; the versions come first */
  guint                 current;
  RepointHelloResult    denial;    /* if in doubt: what came of the last question */
  gboolean              in_doubt;  /* it was turned down without a word, which may be a limit on connections */
  gboolean              turned_away;
  gboolean              over;      /* there is no point in asking on */
};

/* Each is asked for on its own: what is offered at one version may be kept back at another. */
static const RepointTlsVersion versions[] = {
  REPOINT_TLS_VERSION_1_3, REPOINT_TLS_VERSION_1_2,  REPOINT_TLS_VERSION_1_1,
  REPOINT_TLS_VERSION_1_0, REPOINT_TLS_VERSION_SSL3, REPOINT_TLS_VERSION_SSL2,
};

/**
 * repoint_questionnaire_new:
 * @target: whom the questions are for
 * @options: what is wanted to be known
 *
 * Returns: (transfer full): a questionnaire that nobody has answered
 */
RepointQuestionnaire *
repoint_questionnaire_new (const RepointTarget *target, const RepointSurveyOptions *options)
{
  RepointQuestionnaire *self;

  g_return_val_if_fail (target != NULL && options != NULL, NULL);

  self = g_new0 (RepointQuestionnaire, 1);
  self->is_mail = target->protocol <= REPOINT_PROTOCOL_POP3;
  self->ciphers = options->ciphers;
  self->versions = repoint_version_search_new (!g_hostname_is_ip_address (target->host));
  self->suites = g_ptr_array_new_with_free_func (g_object_unref);
  self->inquiries = g_ptr_array_new_with_free_func (g_object_unref);
  g_ptr_array_add (self->inquiries, g_object_ref (self->versions));
  if ((self->is_mail && !options->versions_only) || self->ciphers)
    self->profiles = repoint_profile_search_new (self->versions, self->suites);

  return self;
}

/**
 * repoint_questionnaire_free:
 * @self: (nullable) (transfer full): a questionnaire
 */
void
repoint_questionnaire_free (RepointQuestionnaire *self)
{
  if (self == NULL)
    return;

  g_ptr_array_unref (self->inquiries);
  g_ptr_array_unref (self->suites);
  g_clear_object (&self->profiles);
  g_object_unref (self->versions);
  g_free (self);
}

/* ---- What follows from what ---- */

static void
plan_suites (RepointQuestionnaire *self)
{
  for (gsize i = 0; i < G_N_ELEMENTS (versions); i++)
    {
      const RepointQuestion *manner = repoint_version_search_get_manner (self->versions, versions[i]);
      RepointSuiteSearch *search;
      const guint32 *told;
      guint n_told;

      if (manner == NULL)
        continue;

      told = repoint_version_search_get_ssl2_suites (self->versions, &n_told);
      search = versions[i] == REPOINT_TLS_VERSION_SSL2
                   ? repoint_suite_search_new_told (told, n_told)
                   : repoint_suite_search_new (versions[i], manner,
                                               repoint_version_search_get_suite (self->versions, versions[i]),
                                               repoint_version_search_get_group (self->versions, versions[i]));
      g_ptr_array_add (self->suites, search);
      g_ptr_array_add (self->inquiries, g_object_ref (search));
    }
}

static gboolean
has_ecdhe (RepointSuiteSearch *search)
{
  const GArray *suites = repoint_suite_search_get_suites (search);

  for (guint i = 0; i < suites->len; i++)
    if (repoint_tls_suite_get_key_exchange (g_array_index (suites, guint32, i)) == REPOINT_TLS_KEY_EXCHANGE_ECDHE)
      return TRUE;

  return FALSE;
}

/* The key shares of TLS 1.3, and the curves of the highest version below it: they are those of the others. */
static void
plan_groups (RepointQuestionnaire *self)
{
  gboolean has_curves = FALSE;

  for (guint i = 0; i < self->suites->len; i++)
    {
      RepointSuiteSearch *search = g_ptr_array_index (self->suites, i);
      RepointTlsVersion version = repoint_suite_search_get_version (search);
      const RepointQuestion *manner = repoint_version_search_get_manner (self->versions, version);
      if (version < REPOINT_TLS_VERSION_1_0 || manner->hello.no_extensions ||
          (version < REPOINT_TLS_VERSION_1_3 && (has_curves || !has_ecdhe (search))))
        continue;

      g_ptr_array_add (self->inquiries, repoint_group_search_new (version, manner, repoint_suite_search_get_suites (search),
                                                                  repoint_suite_search_get_groups (search)));
      has_curves |= version < REPOINT_TLS_VERSION_1_3;
    }
}

static void
plan_profiles (RepointQuestionnaire *self)
{
  g_ptr_array_add (self->inquiries, g_object_ref (self->profiles));
}

/* Returns FALSE if there is nothing left to plan, for now. */
static gboolean
plan (RepointQuestionnaire *self)
{
  switch (self->part)
    {
    case PART_VERSIONS:
      self->part = PART_PAUSE;
      return FALSE;

    case PART_PROFILES:
      self->part = PART_SUITES;
      if (self->ciphers)
        plan_suites (self);
      return self->ciphers;

    case PART_SUITES:
      self->part = PART_GROUPS;
      plan_groups (self);
      return self->ciphers;

    case PART_GROUPS:
      self->part = PART_LATE_PROFILES;
      if (self->ciphers && !self->is_mail)
        plan_profiles (self);
      return self->ciphers;

    case PART_PAUSE:
    case PART_LATE_PROFILES:
    default:
      return FALSE;
    }
}

/* What the server has accepted before, and accepts now if it still talks to us. */
static const RepointQuestion *
get_control (RepointQuestionnaire *self)
{
  const RepointQuestion *manner = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (versions) && manner == NULL; i++)
    manner = repoint_version_search_get_manner (self->versions, versions[i]);

  return manner;
}

/**
 * repoint_questionnaire_next:
 * @question: (out caller-allocates): what to ask, if there is anything
 *
 * Returns: %FALSE if there is nothing left to ask, at least until repoint_questionnaire_go_on()
 */
gboolean
repoint_questionnaire_next (RepointQuestionnaire *self, RepointQuestion *question)
{
  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (question != NULL, FALSE);

  if (self->in_doubt)
    {
      *question = *get_control (self);
      return TRUE;
    }

  while (!self->over)
    {
      for (; self->current < self->inquiries->len; self->current++)
        if (repoint_inquiry_next (g_ptr_array_index (self->inquiries, self->current), question))
          return TRUE;

      if (!plan (self))
        break;
    }

  return FALSE;
}

/**
 * repoint_questionnaire_go_on:
 *
 * Goes on to what can wait, once the versions are known.
 *
 * Returns: %FALSE if nothing more is wanted, or it was begun before, or there is no point in asking
 */
gboolean
repoint_questionnaire_go_on (RepointQuestionnaire *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  if (self->profiles == NULL || self->over || self->part != PART_PAUSE)
    return FALSE;

  self->part = PART_PROFILES;
  if (self->is_mail)
    plan_profiles (self);

  return TRUE;
}

/* A server that is gone, or throttles us, or has fallen silent is left alone; what it said before stays. */
static gboolean
is_end (RepointQuestionnaire *self, const RepointHelloResult *result)
{
  switch (result->outcome)
    {
    case REPOINT_HELLO_NONE:
    case REPOINT_HELLO_UNCONNECTED:
    case REPOINT_HELLO_CONNECTED:
    case REPOINT_HELLO_DIALOGUE:
    case REPOINT_HELLO_STOPPED:
      return TRUE;

    case REPOINT_HELLO_SILENT:
      /* Filters swallow hellos of old versions and let others through. */
      return self->part != PART_VERSIONS;

    case REPOINT_HELLO_ANSWERED:
      return result->late;

    case REPOINT_HELLO_ALERT:
    case REPOINT_HELLO_CLOSED:
    case REPOINT_HELLO_RESET:
    case REPOINT_HELLO_ILLEGAL:
    case REPOINT_HELLO_GARBAGE:
    default:
      return FALSE;
    }
}

/* About versions, the inquiry itself takes care of it. */
static gboolean
is_doubtful (RepointQuestionnaire *self, const RepointHelloResult *result)
{
  return self->part > PART_PAUSE && !result->heard && get_control (self) != NULL &&
         (result->outcome == REPOINT_HELLO_CLOSED || result->outcome == REPOINT_HELLO_RESET);
}

/* Where the server does not talk to us any more, the question before was not answered either. */
static void
answer_control (RepointQuestionnaire *self, const RepointHelloResult *result)
{
  self->in_doubt = FALSE;
  self->turned_away = result->outcome != REPOINT_HELLO_ANSWERED && result->outcome != REPOINT_HELLO_ALERT;
  self->over = self->turned_away;
  if (self->turned_away)
    self->denial.outcome = REPOINT_HELLO_SILENT;

  repoint_inquiry_answer (g_ptr_array_index (self->inquiries, self->current), &self->denial);
}

/**
 * repoint_questionnaire_answer:
 * @result: what came of the last question
 */
void
repoint_questionnaire_answer (RepointQuestionnaire *self, const RepointHelloResult *result)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (result != NULL);
  g_return_if_fail (self->current < self->inquiries->len);

  if (self->in_doubt)
    {
      answer_control (self, result);
      return;
    }

  self->in_doubt = is_doubtful (self, result);
  if (self->in_doubt)
    {
      self->denial = (RepointHelloResult) { .outcome = result->outcome, .closed = result->closed, .answer.alert = -1 };
      return;
    }

  repoint_inquiry_answer (g_ptr_array_index (self->inquiries, self->current), result);
  self->over |= is_end (self, result);
}

/**
 * repoint_questionnaire_was_turned_away:
 *
 * Returns: whether the server at last did not take what it had accepted before
 */
gboolean
repoint_questionnaire_was_turned_away (RepointQuestionnaire *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->turned_away || repoint_version_search_was_turned_away (self->versions);
}

/**
 * repoint_questionnaire_get_versions:
 *
 * Returns: (transfer none): the inquiry about versions
 */
RepointVersionSearch *
repoint_questionnaire_get_versions (RepointQuestionnaire *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->versions;
}

/**
 * repoint_questionnaire_add_to_result:
 * @result: the `survey` object of the command line (src/DESIGN.md section 5)
 *
 * Adds what all inquiries know.
 */
void
repoint_questionnaire_add_to_result (RepointQuestionnaire *self, JsonObject *result)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (result != NULL);

  repoint_inquiry_add_to_result (REPOINT_INQUIRY (self->versions), result);
  if (self->profiles != NULL)
    repoint_inquiry_add_to_result (REPOINT_INQUIRY (self->profiles), result);

  if (!self->ciphers)
    return;

  repoint_inquiry_ensure_object (result, "ciphers");
  repoint_inquiry_ensure_object (result, "cipher_order");
  repoint_inquiry_ensure_object (result, "groups");
  for (guint i = 0; i < self->inquiries->len; i++)
    {
      RepointInquiry *inquiry = g_ptr_array_index (self->inquiries, i);

      if (REPOINT_IS_SUITE_SEARCH (inquiry) || REPOINT_IS_GROUP_SEARCH (inquiry))
        repoint_inquiry_add_to_result (inquiry, result);
    }
}
