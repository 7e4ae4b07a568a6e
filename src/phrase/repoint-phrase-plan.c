/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-phrase.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "repoint-phrase-text.h"
#include "repoint-placeholder.h"

/* What stands in a step for a value that is not known. */
static const struct
{
  const char *name;
  const char *words;
} unknown_values[] = {
  { "account", N_("the mailbox it uses (its full address)") },
  { "address", N_("its network address") },
  { "command", N_("the command") },
  { "device", N_("the device") },
  { "devices", N_("the devices on this list") },
  { "domain", N_("your mail domain") },
  { "firmware", N_("the firmware it has") },
  { "functions", N_("everything that sends or collects mail") },
  { "initial", N_("the value it was delivered with") },
  { "label", N_("not documented: look for a setting of this kind") },
  { "page", N_("(its network address in a browser)") },
  { "panel", N_("not documented: look through the menus on its panel") },
  { "port", N_("the mail server’s port") },
  { "security", N_("the encryption that the mail server wants") },
  { "security-label", N_("not documented: look for this encryption") },
  { "sender", N_("the mailbox it uses (its full address)") },
  { "server", N_("the mail server") },
  { "web", N_("not documented: look through its web pages") },
};

typedef struct
{
  const RepointStep *step;
  GString           *text;
} Filling;

static gboolean
has_argument (const RepointStep *step,
              const char        *name)
{
  for (guint i = 0; i + 1 < step->arguments->len; i += 2)
    if (strcmp (g_ptr_array_index (step->arguments, i), name) == 0)
      return TRUE;

  return FALSE;
}

static const char *
find_words (const char *name)
{
  gsize length = strcspn (name, ":");

  for (gsize i = 0; i < G_N_ELEMENTS (unknown_values); i++)
    if (strncmp (unknown_values[i].name, name, length) == 0 && unknown_values[i].name[length] == '\0')
      return g_dgettext (GETTEXT_PACKAGE, unknown_values[i].words);

  return _("not documented");
}

static void
put_words (const char               *name,
           const RepointPlaceholder *placeholder,
           const char               *key,
           gpointer                  data)
{
  Filling *filling = data;
  g_autofree char *braced = g_strdup_printf ("{%s}", name);

  if (!has_argument (filling->step, name))
    g_string_replace (filling->text, braced, find_words (name), 0);
}

/**
 * repoint_phrase_step:
 *
 * Returns: (transfer full): the step with every value filled in; for one that is not known, words for what it is
 */
char *
repoint_phrase_step (const RepointStep *step)
{
  g_autoptr(GString) text = NULL;
  Filling filling;

  g_return_val_if_fail (step != NULL, NULL);

  text = g_string_new (step->text);
  filling = (Filling) { step, text };
  repoint_placeholder_foreach (step->text, put_words, &filling);

  return repoint_placeholder_fill (text->str, step->arguments);
}

/**
 * repoint_phrase_transport:
 * @hint: what the device's mail client can do is known from hints alone (repoint_capability_is_hint())
 *
 * Returns: (transfer full): how an endpoint takes the device's TLS, in a few words
 */
char *
repoint_phrase_transport (const RepointEndpointState *state,
                          gboolean                    hint)
{
  g_autofree char *date = NULL;

  g_return_val_if_fail (state != NULL, NULL);

  date = state->transport_date != NULL ? repoint_phrase_date (state->transport_date) : NULL;

  switch (state->transport)
    {
    case REPOINT_TRANSPORT_WORKS:
      return g_strdup (hint ? _("Probably accepts its TLS") : _("Accepts its TLS"));
    case REPOINT_TRANSPORT_REFUSED:
      return g_strdup (hint ? _("Probably turns its TLS away") : _("Turns its TLS away"));
    case REPOINT_TRANSPORT_WORKS_UNTIL:
      return repoint_phrase_fill (hint ? _("Probably accepts its TLS, until {date} at the latest")
                                       : _("Accepts its TLS until {date} at the latest"), "date", date, NULL);
    case REPOINT_TRANSPORT_UNPROVEN:
      return date != NULL ? repoint_phrase_fill (_("Not proven to accept its TLS, and over after {date}"), "date", date, NULL)
                          : g_strdup (_("Not proven to accept its TLS"));
    case REPOINT_TRANSPORT_UNAVAILABLE:
      return g_strdup (_("Not available to your organization"));
    case REPOINT_TRANSPORT_UNKNOWN:
      return g_strdup (_("Not known yet whether it accepts its TLS"));
    }

  g_return_val_if_reached (g_strdup (""));
}

/**
 * repoint_phrase_transport_word:
 * @hint: as for repoint_phrase_transport()
 *
 * Returns: (transfer full): the same in a word or two, for a list
 */
char *
repoint_phrase_transport_word (RepointTransport transport,
                               gboolean         hint)
{
  switch (transport)
    {
    case REPOINT_TRANSPORT_WORKS:
    case REPOINT_TRANSPORT_REFUSED:
    case REPOINT_TRANSPORT_WORKS_UNTIL:
      if (!hint)
        break;
      if (transport == REPOINT_TRANSPORT_WORKS)
        return g_strdup (C_("transport", "Likely works"));
      return g_strdup (transport == REPOINT_TRANSPORT_REFUSED ? C_("transport", "Likely refused")
                                                              : C_("transport", "Likely for now"));
    case REPOINT_TRANSPORT_UNPROVEN:
    case REPOINT_TRANSPORT_UNAVAILABLE:
    case REPOINT_TRANSPORT_UNKNOWN:
      break;
    }

  return repoint_phrase_enum (REPOINT_TYPE_TRANSPORT, transport);
}

/**
 * repoint_phrase_sign_in_state:
 *
 * Returns: (transfer full): how an endpoint takes the device's sign-in, in a few words
 */
char *
repoint_phrase_sign_in_state (const RepointEndpointState *state)
{
  g_autofree char *date = NULL;

  g_return_val_if_fail (state != NULL, NULL);

  switch (state->sign_in)
    {
    case REPOINT_SIGN_IN_STATE_WORKS:
      return g_strdup (_("Accepts its sign-in"));
    case REPOINT_SIGN_IN_STATE_DEFAULT_OFF_AFTER:
      date = repoint_phrase_date (state->sign_in_date);
      return repoint_phrase_fill (_("Password off by default after {date}"), "date", date, NULL);
    case REPOINT_SIGN_IN_STATE_REFUSED:
      return g_strdup (_("Turns its sign-in away"));
    case REPOINT_SIGN_IN_STATE_NEEDS_OAUTH:
      return g_strdup (_("Takes no password, only OAuth"));
    case REPOINT_SIGN_IN_STATE_UNKNOWN:
      return state->available ? g_strdup (_("Not known yet whether it accepts its sign-in")) : g_strdup ("");
    }

  g_return_val_if_reached (g_strdup (""));
}

static gboolean
has_reason (RepointPlan *plan,
            const char  *id)
{
  GPtrArray *reasons = repoint_plan_get_reasons (plan);

  for (guint i = 0; i < reasons->len; i++)
    if (strcmp (((RepointReason *) g_ptr_array_index (reasons, i))->id, id) == 0)
      return TRUE;

  return FALSE;
}

static gboolean
is_program (RepointPlan *plan)
{
  return repoint_device_get_kind (repoint_plan_get_device (plan)) == REPOINT_DEVICE_KIND_PROGRAM;
}

static const RepointEndpointState *
find_goal (RepointPlan *plan)
{
  GPtrArray *states = repoint_plan_get_endpoints (plan);

  for (guint i = 0; i < states->len; i++)
    {
      const RepointEndpointState *state = g_ptr_array_index (states, i);

      if (state->available && repoint_endpoint_get_standing (state->endpoint->endpoint) == REPOINT_STANDING_STANDARD)
        return state;
    }

  return NULL;
}

static const char *
find_verdict_without_use (RepointPlan *plan)
{
  switch (repoint_plan_get_action (plan))
    {
    case REPOINT_ACTION_NONE:
      return _("It uses no mail.");
    case REPOINT_ACTION_CONFIRM_MODEL:
      return _("What it is, and whether it uses mail, is not known yet.");
    case REPOINT_ACTION_CHANGE_SETTINGS:
    case REPOINT_ACTION_ENABLE_TLS12:
    case REPOINT_ACTION_UPDATE_FIRMWARE:
    case REPOINT_ACTION_TRUST_ROOT:
    case REPOINT_ACTION_SIGN_IN_OAUTH:
    case REPOINT_ACTION_BRIDGE:
    case REPOINT_ACTION_OTHER_TRANSPORT:
    case REPOINT_ACTION_REPLACE:
    case REPOINT_ACTION_TEST_FIRST:
      break;
    }

  return _("Whether it uses mail is not known yet.");
}

static const char *
find_verdict_when_fine (RepointPlan *plan)
{
  if (has_reason (plan, "set-to-relay"))
    return _("It leaves its mail to another server in your network; on its own it needs nothing.");
  if (has_reason (plan, "set-to-other"))
    return _("It uses a mail server that is not your organization’s, so what changes there does not reach it.");
  if (has_reason (plan, "direct-send-clear"))
    return _("It goes on working, without encryption.");

  if (has_reason (plan, "smtp-auth-off"))
    return _("Nothing has to be done at it; in the tenant, sending has to be allowed for its mailbox.");

  return _("It is ready: nothing has to be done.");
}

/* Its TLS is new enough, and yet it does not get in: no common suite, for one. */
static gboolean
is_new_enough (RepointPlan *plan)
{
  return repoint_plan_get_capability (plan)->max_version >= REPOINT_TLS_VERSION_1_2;
}

static const char *
find_verdict_on_settings (RepointPlan *plan)
{
  const RepointEndpointState *goal = find_goal (plan);

  if (has_reason (plan, "seen-in-clear") && goal != NULL && goal->transport == REPOINT_TRANSPORT_UNKNOWN)
    return _("It sends without encryption: that has to be switched on before anything else.");

  return _("It can talk to the standard mail server, once its settings are changed.");
}

static const char *
find_verdict_on_tls (RepointPlan *plan)
{
  if (is_new_enough (plan))
    return is_program (plan)
             ? _("Its TLS is new enough, but not as the standard mail server wants it; a newer version of it, or of what it runs on, may help.")
             : _("Its TLS is new enough, but not as the standard mail server wants it; look whether a setting or a firmware update mends that.");
  if (repoint_plan_get_action (plan) == REPOINT_ACTION_ENABLE_TLS12)
    return has_reason (plan, "guide-tls-setting")
             ? _("It talks to mail servers with TLS that is too old; newer TLS can be switched on.")
             : _("It talks to mail servers with TLS that is too old; look whether newer TLS can be switched on.");
  if (is_program (plan))
    return _("It is too old to talk to the standard mail server; a newer version of it, or of what it runs on, may help.");

  return has_reason (plan, "guide-tls12-update")
           ? _("It is too old to talk to the standard mail server; a firmware update mends that.")
           : _("It is too old to talk to the standard mail server; look whether a firmware update mends that.");
}

static const char *
find_verdict_on_oauth (RepointPlan *plan)
{
  const RepointEndpointState *goal = find_goal (plan);

  if (goal != NULL && goal->sign_in == REPOINT_SIGN_IN_STATE_NEEDS_OAUTH)
    return _("Its password is no longer accepted: it has to sign in with OAuth.");
  if (has_reason (plan, "basic-default-off-passed"))
    return _("Its password is off by default by now: it has to sign in with OAuth.");

  return _("It works for now; before passwords are switched off by default it has to sign in with OAuth.");
}

static const char *
find_verdict_on_bridge (RepointPlan *plan)
{
  const RepointEndpointState *goal = find_goal (plan);

  if (has_reason (plan, "starttls-never"))
    return _("It cannot begin encryption as the mail server wants it: a bridge has to do it.");
  if (goal != NULL && goal->transport == REPOINT_TRANSPORT_REFUSED)
    return is_new_enough (plan)
             ? _("The standard mail server does not take its TLS: a bridge has to talk to it.")
             : _("It is too old to talk to the standard mail server: a bridge has to do it.");
  if (has_reason (plan, "basic-default-off"))
    return _("It works for now; when passwords are switched off by default, a bridge has to sign in for it.");

  return _("It cannot sign in the way the mail server wants: a bridge has to do it.");
}

static const char *
find_verdict_before_testing (RepointPlan *plan)
{
  const RepointEndpointState *goal = find_goal (plan);

  if (has_reason (plan, "no-server-named"))
    return _("Which mail server it has to go to is not named yet.");
  if (has_reason (plan, "survey-disagrees") || has_reason (plan, "turned-away-in-tries") ||
      has_reason (plan, "replay-turned-away"))
    return _("It is set up as it should be, but the mail server answered otherwise than expected; a test shows whether it works.");
  if (goal != NULL && goal->transport == REPOINT_TRANSPORT_UNPROVEN && is_new_enough (plan))
    return _("Its TLS is new enough, but whether the mail server takes it as it is is not certain; a test shows it.");
  if (goal != NULL && goal->transport == REPOINT_TRANSPORT_UNPROVEN)
    return _("Its old TLS is not turned away as far as can be seen; only a test shows whether it works.");
  if (has_reason (plan, "server-not-asked") || has_reason (plan, "server-not-reached"))
    return _("Whether the mail server accepts it is not known yet.");

  return _("What it can do is not known yet.");
}

static const char *
find_verdict_on_update (RepointPlan *plan)
{
  const RepointEndpointState *goal = find_goal (plan);

  if (goal != NULL && goal->transport == REPOINT_TRANSPORT_WORKS)
    return _("It has to sign in with OAuth, and needs an update for that.");

  return find_verdict_on_tls (plan);
}

static const char *
find_verdict (RepointPlan *plan)
{
  switch (repoint_plan_get_action (plan))
    {
    case REPOINT_ACTION_NONE:
      return find_verdict_when_fine (plan);
    case REPOINT_ACTION_CHANGE_SETTINGS:
      return find_verdict_on_settings (plan);
    case REPOINT_ACTION_ENABLE_TLS12:
      return find_verdict_on_tls (plan);
    case REPOINT_ACTION_UPDATE_FIRMWARE:
      return find_verdict_on_update (plan);
    case REPOINT_ACTION_TRUST_ROOT:
      return has_reason (plan, "passage-clock")
               ? _("It takes the mail server’s certificate for expired: its clock is wrong, most likely.")
               : _("It does not trust the mail server’s certificate.");
    case REPOINT_ACTION_SIGN_IN_OAUTH:
      return find_verdict_on_oauth (plan);
    case REPOINT_ACTION_BRIDGE:
      return find_verdict_on_bridge (plan);
    case REPOINT_ACTION_OTHER_TRANSPORT:
      return _("Its messages have to take another way.");
    case REPOINT_ACTION_REPLACE:
      return _("It is to be replaced.");
    case REPOINT_ACTION_CONFIRM_MODEL:
      return _("What it is, and what it can do, is not known yet.");
    case REPOINT_ACTION_TEST_FIRST:
      return find_verdict_before_testing (plan);
    }

  g_return_val_if_reached ("");
}

/**
 * repoint_phrase_verdict:
 *
 * Returns: (transfer full): the plan in one sentence
 */
char *
repoint_phrase_verdict (RepointPlan *plan)
{
  g_return_val_if_fail (REPOINT_IS_PLAN (plan), NULL);

  return g_strdup (repoint_plan_get_use (plan) != NULL ? find_verdict (plan) : find_verdict_without_use (plan));
}
