/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-plan-private.h"

/**
 * repoint_step_new:
 * @id: (transfer full): unique in the plan
 * @text: a template; has to live as long as the step
 * @fact: (nullable): where it comes from
 *
 * Returns: (transfer full): a documented step without arguments
 */
RepointStep *
repoint_step_new (char              *id,
                  const char        *role,
                  const char        *text,
                  const RepointFact *fact)
{
  RepointStep *step = g_new0 (RepointStep, 1);

  step->id = id;
  step->role = role;
  step->text = text;
  step->documented = TRUE;
  step->arguments = g_ptr_array_new_with_free_func (g_free);
  if (fact != NULL)
    step->fact = *fact;

  return step;
}

/**
 * repoint_step_free:
 * @step: (nullable) (transfer full): a step
 */
void
repoint_step_free (RepointStep *step)
{
  if (step == NULL)
    return;

  g_free (step->id);
  g_ptr_array_unref (step->arguments);
  g_free (step);
}

/* A value that is not known is left out: phrase has words for what it stands for. */
static void
add_value (GPtrArray  *arguments,
           const char *name,
           const char *value)
{
  if (value == NULL || value[0] == '\0')
    return;

  g_ptr_array_add (arguments, g_strdup (name));
  g_ptr_array_add (arguments, g_strdup (value));
}

/* The name by which documents call it; the device's own is the guide's. */
static const char *
get_security_name (RepointSecurity security)
{
  switch (security)
    {
    case REPOINT_SECURITY_STARTTLS:
      return "STARTTLS";

    case REPOINT_SECURITY_TLS:
      return "SSL/TLS";

    case REPOINT_SECURITY_NONE:
      break;
    }

  return NULL;
}

/* The device's own web page: one that was seen, with TLS if there is one; else the one its guide knows. */
static char *
find_page (const RepointPlanContext *context)
{
  GPtrArray *targets = repoint_device_get_targets (context->device);
  const char *address = repoint_device_get_addresses (context->device)[0];
  const char *page = repoint_guide_get_page (context->guide);
  const RepointTarget *best = NULL;
  g_autoptr(GString) uri = NULL;

  for (guint i = 0; i < targets->len; i++)
    {
      const RepointTarget *target = g_ptr_array_index (targets, i);

      if (target->protocol == REPOINT_PROTOCOL_HTTP && (best == NULL || target->security == REPOINT_SECURITY_TLS))
        best = target;
    }

  if (best != NULL)
    {
      g_autofree char *text = repoint_target_to_string (best);

      return g_strconcat (text, "/", NULL);
    }

  if (page == NULL || address == NULL)
    return NULL;

  uri = g_string_new (page);
  if (strchr (address, ':') != NULL)
    g_string_replace (uri, "{address}", "[{address}]", 0);
  g_string_replace (uri, "{address}", address, 0);

  return g_string_free (g_steal_pointer (&uri), FALSE);
}

/* What the plan knows of all steps; the server only when the mail use has one to go to. */
static GPtrArray *
list_values (const RepointPlanContext *context,
             const RepointTarget      *target)
{
  GPtrArray *values = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *page = find_page (context);

  if (target != NULL)
    {
      g_autofree char *port = g_strdup_printf ("%u", target->port);

      add_value (values, "server", target->host);
      add_value (values, "port", port);
      add_value (values, "security", get_security_name (target->security));
    }

  if (context->use != NULL)
    {
      add_value (values, "account", repoint_mail_use_get_mailbox (context->use));
      add_value (values, "sender", repoint_mail_use_get_mailbox (context->use));
    }

  add_value (values, "domain", repoint_organization_get_domain (context->organization));
  add_value (values, "address", repoint_device_get_addresses (context->device)[0]);
  add_value (values, "device", repoint_device_get_title (context->device));
  add_value (values, "firmware", repoint_device_get_firmware (context->device));
  add_value (values, "page", page);

  return values;
}

static RepointAnswer
find_whether_it_checks (const RepointPlanContext *context)
{
  RepointObservation *hello;
  gboolean validates;

  if (!repoint_visits_get_validates (context->observations, &validates, &hello))
    return REPOINT_ANSWER_UNKNOWN;

  return validates ? REPOINT_ANSWER_YES : REPOINT_ANSWER_NO;
}

static RepointGuideSituation
describe_situation (const RepointPlanContext *context,
                    const RepointTarget      *target,
                    RepointAction             route)
{
  RepointGuideSituation situation = { REPOINT_PROTOCOL_SMTP, REPOINT_SECURITY_STARTTLS, REPOINT_SIGN_IN_UNKNOWN };

  situation.own_provider = repoint_plan_is_own_provider (context);
  situation.firmware = repoint_device_get_firmware (context->device);
  situation.checks_certificates = find_whether_it_checks (context);
  situation.recipients = repoint_organization_get_recipients (context->organization);

  if (target != NULL)
    situation.security = target->security;

  if (context->use == NULL)
    return situation;

  situation.protocol = repoint_mail_use_get_protocol (context->use);
  situation.sign_in = repoint_mail_use_get_sign_in (context->use);
  if (repoint_mail_use_get_recipients (context->use) != REPOINT_RECIPIENTS_UNKNOWN)
    situation.recipients = repoint_mail_use_get_recipients (context->use);

  /* As it will be used, not as it is. */
  if (route == REPOINT_ACTION_SIGN_IN_OAUTH)
    situation.sign_in = REPOINT_SIGN_IN_OAUTH;
  else if (situation.sign_in == REPOINT_SIGN_IN_NONE && !situation.own_provider)
    situation.sign_in = REPOINT_SIGN_IN_BASIC;

  return situation;
}

/**
 * repoint_plan_make_steps:
 * @route: what is to be done; %REPOINT_ACTION_NONE has no steps
 *
 * Returns: (transfer full) (element-type RepointStep): the steps of the device's guide with the values filled in
 */
GPtrArray *
repoint_plan_make_steps (const RepointPlanContext *context,
                         RepointAction             route)
{
  GPtrArray *steps = g_ptr_array_new_with_free_func ((GDestroyNotify) repoint_step_free);
  const RepointEndpointState *goal = context->use != NULL ? repoint_plan_find_goal (context) : NULL;
  const RepointTarget *target = goal != NULL ? repoint_endpoint_get_target (goal->endpoint->endpoint) : NULL;
  RepointGuideSituation situation = describe_situation (context, target, route);
  g_autoptr(GPtrArray) values = NULL;
  g_autoptr(GPtrArray) guide_steps = NULL;

  if (route == REPOINT_ACTION_NONE)
    return steps;

  values = list_values (context, target);
  guide_steps = repoint_guide_list_steps (context->guide, route, &situation);

  for (guint i = 0; i < guide_steps->len; i++)
    {
      const RepointGuideStep *guide_step = g_ptr_array_index (guide_steps, i);
      RepointStep *step = repoint_step_new (g_strdup_printf ("%s/%s/%s", repoint_guide_get_id (context->guide),
                                                             repoint_enum_to_string (REPOINT_TYPE_ACTION, route),
                                                             guide_step->id),
                                            guide_step->role, guide_step->text, &guide_step->fact);

      step->documented = guide_step->documented;
      for (guint j = 0; j < values->len; j++)
        g_ptr_array_add (step->arguments, g_strdup (g_ptr_array_index (values, j)));
      repoint_guide_add_arguments (context->guide, guide_step->text, &situation, step->arguments);
      g_ptr_array_add (steps, step);
    }

  return steps;
}
