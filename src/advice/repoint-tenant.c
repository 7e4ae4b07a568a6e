/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-plan-private.h"
#include "repoint-powershell.h"

#include <string.h>

/* The tenant's steps. What they depend on is gathered from all plans first: one switch serves them all, and it is
 * never turned off while one of them needs it. */

typedef struct
{
  RepointOrganization *organization;
  GPtrArray           *mailboxes;       /* of char *, that send with sign-in */
  GPtrArray           *need_legacy;     /* of char *: titles */
  GPtrArray           *want_legacy;     /* would send through the legacy server if the tenant allowed it */
  GPtrArray           *use_basic;       /* send with a password */
  gboolean             keep_legacy;     /* something has no other server that would take it, used or not */
  gboolean             basic_ended;     /* passwords are off by default by now */
  gboolean             sends;           /* something sends with sign-in */
  gboolean             oauth;
  gboolean             direct_send;
} Needs;

static gboolean
contains (GPtrArray  *strings,
          const char *string)
{
  return g_ptr_array_find_with_equal_func (strings, string, g_str_equal, NULL);
}

static void
add_once (GPtrArray  *strings,
          const char *string)
{
  if (string[0] != '\0' && !contains (strings, string))
    g_ptr_array_add (strings, g_strdup (string));
}

/* Works at the standard server, or will without the legacy one. */
static gboolean
is_safe (RepointPlan *plan)
{
  GPtrArray *states = repoint_plan_get_endpoints (plan);

  for (guint i = 0; i < states->len; i++)
    {
      const RepointEndpointState *state = g_ptr_array_index (states, i);

      if (repoint_endpoint_get_standing (state->endpoint->endpoint) == REPOINT_STANDING_STANDARD &&
          state->transport == REPOINT_TRANSPORT_WORKS)
        return TRUE;
    }

  return FALSE;
}

static const RepointEndpointState *
find_legacy (RepointPlan *plan)
{
  GPtrArray *states = repoint_plan_get_endpoints (plan);

  for (guint i = 0; i < states->len; i++)
    {
      const RepointEndpointState *state = g_ptr_array_index (states, i);

      if (repoint_endpoint_get_standing (state->endpoint->endpoint) == REPOINT_STANDING_LEGACY && state->available)
        return state;
    }

  return NULL;
}

/* A device set up for the legacy server needs it until it is set up for another, whatever its TLS can do. */
static gboolean
is_set_to (RepointPlan                *plan,
           const RepointEndpointState *state)
{
  const char *host = repoint_mail_use_get_host (repoint_plan_get_use (plan));
  const char *legacy = repoint_endpoint_get_target (state->endpoint->endpoint)->host;
  gsize length = strlen (legacy);

  return g_ascii_strncasecmp (host, legacy, length) == 0 && (host[length] == '\0' || strcmp (host + length, ".") == 0);
}

static void
add_legacy_need (Needs       *needs,
                 RepointPlan *plan,
                 const char  *title)
{
  const RepointEndpointState *legacy = find_legacy (plan);
  gboolean on = repoint_organization_get_legacy_tls (needs->organization) == REPOINT_SWITCH_ON;
  RepointTlsVersion version = repoint_plan_get_capability (plan)->max_version;

  if (legacy == NULL)
    return;

  if (is_set_to (plan, legacy) || (!is_safe (plan) && legacy->transport != REPOINT_TRANSPORT_REFUSED))
    {
      needs->keep_legacy = TRUE;
      if (repoint_plan_uses_organization (plan))
        add_once (needs->need_legacy, title);
    }

  /* Only the sending server is worth opening: the others are being closed. */
  if (!on && version != REPOINT_TLS_VERSION_NONE && !is_safe (plan) && legacy->endpoint->block_until == NULL &&
      repoint_plan_uses_organization (plan) &&
      repoint_mail_use_get_protocol (repoint_plan_get_use (plan)) == REPOINT_PROTOCOL_SMTP)
    add_once (needs->want_legacy, title);
}

static gboolean
signs_in (RepointPlan *plan)
{
  RepointMailUse *use = repoint_plan_get_use (plan);

  return repoint_mail_use_get_protocol (use) == REPOINT_PROTOCOL_SMTP && repoint_plan_uses_organization (plan) &&
         repoint_mail_use_get_sign_in (use) != REPOINT_SIGN_IN_NONE;
}

static void
add_needs (Needs          *needs,
           RepointCatalog *catalog,
           RepointPlan    *plan)
{
  RepointMailUse *use = repoint_plan_get_use (plan);
  RepointAction action = repoint_plan_get_action (plan);
  const char *title = repoint_device_get_title (repoint_plan_get_device (plan));

  if (use == NULL)
    return;

  add_legacy_need (needs, plan, title);

  if (repoint_catalog_find_service (catalog, repoint_mail_use_get_host (use)) == REPOINT_SERVICE_DIRECT_SEND ||
      action == REPOINT_ACTION_OTHER_TRANSPORT)
    needs->direct_send = TRUE;
  else if (signs_in (plan))
    {
      needs->sends = TRUE;
      add_once (needs->mailboxes, repoint_mail_use_get_mailbox (use));
      if (action == REPOINT_ACTION_SIGN_IN_OAUTH || repoint_mail_use_get_sign_in (use) == REPOINT_SIGN_IN_OAUTH)
        needs->oauth = TRUE;
      if (repoint_mail_use_get_sign_in (use) == REPOINT_SIGN_IN_BASIC)
        add_once (needs->use_basic, title);
    }
}

/* The day on which passwords go off by default is the same for all endpoints of a cloud. */
static gboolean
has_basic_ended (RepointPlan *plan,
                 const char  *today)
{
  GPtrArray *states = repoint_plan_get_endpoints (plan);

  for (guint i = 0; i < states->len; i++)
    {
      const char *date = ((RepointEndpointState *) g_ptr_array_index (states, i))->endpoint->basic_off_after;

      if (date != NULL && strcmp (today, date) > 0)
        return TRUE;
    }

  return FALSE;
}

/* The conditions that a step of the catalog may name. */
static gboolean
holds (const Needs *needs,
       const char  *when)
{
  RepointSwitch legacy = repoint_organization_get_legacy_tls (needs->organization);
  RepointSwitch smtp_auth = repoint_organization_get_smtp_auth (needs->organization);
  gboolean available = repoint_organization_get_cloud (needs->organization) == REPOINT_CLOUD_WORLDWIDE ||
                       repoint_organization_get_cloud (needs->organization) == REPOINT_CLOUD_21VIANET;

  if (strcmp (when, "always") == 0)
    return TRUE;
  if (strcmp (when, "legacy-unknown") == 0)
    return available && legacy == REPOINT_SWITCH_UNKNOWN;
  if (strcmp (when, "legacy-needed") == 0)
    return legacy != REPOINT_SWITCH_OFF && legacy != REPOINT_SWITCH_UNSET && needs->need_legacy->len > 0;
  if (strcmp (when, "legacy-stopgap") == 0)
    return legacy != REPOINT_SWITCH_ON && needs->want_legacy->len > 0;
  if (strcmp (when, "legacy-unneeded") == 0)
    return available && legacy == REPOINT_SWITCH_ON && !needs->keep_legacy;
  if (strcmp (when, "smtp-auth-unknown") == 0)
    return needs->sends && smtp_auth == REPOINT_SWITCH_UNKNOWN;
  if (strcmp (when, "smtp-auth-off") == 0)
    return needs->sends && smtp_auth == REPOINT_SWITCH_OFF;
  if (strcmp (when, "smtp-auth-used") == 0)
    return needs->sends;
  if (strcmp (when, "oauth-used") == 0)
    return needs->oauth;
  if (strcmp (when, "basic-used") == 0)
    return needs->use_basic->len > 0 && !needs->basic_ended;
  if (strcmp (when, "basic-ended") == 0)
    return needs->use_basic->len > 0 && needs->basic_ended;
  if (strcmp (when, "direct-send") == 0)
    return needs->direct_send;

  return FALSE;
}

static void
add_argument (RepointStep *step,
              const char  *name,
              char        *value)
{
  g_ptr_array_add (step->arguments, g_strdup (name));
  g_ptr_array_add (step->arguments, value);
}

static char *
fill_command (const char *command,
              const char *mailbox)
{
  g_autoptr(GString) filled = g_string_new (command);

  if (mailbox != NULL)
    {
      g_autofree char *quoted = repoint_powershell_quote (mailbox);

      g_string_replace (filled, "{account}", quoted, 1);
    }

  return g_string_free (g_steal_pointer (&filled), FALSE);
}

static char *
list_devices (const Needs *needs,
              const char  *when)
{
  GPtrArray *titles = needs->use_basic;

  if (strcmp (when, "legacy-needed") == 0)
    titles = needs->need_legacy;
  else if (strcmp (when, "legacy-stopgap") == 0)
    titles = needs->want_legacy;

  g_ptr_array_add (titles, NULL);
  g_ptr_array_set_size (titles, (int) titles->len - 1);

  return g_strjoinv (", ", (char **) titles->pdata);
}

static RepointStep *
make_step (const Needs                    *needs,
           const RepointCatalogTenantStep *source,
           const char                     *mailbox)
{
  char *id = mailbox != NULL ? g_strdup_printf ("tenant/%s/%s", source->id, mailbox)
                             : g_strdup_printf ("tenant/%s", source->id);
  RepointStep *step = repoint_step_new (id, source->role, source->text, &source->fact);

  if (source->command != NULL)
    add_argument (step, "command", fill_command (source->command, mailbox));
  if (mailbox != NULL)
    add_argument (step, "account", g_strdup (mailbox));
  if (strstr (source->text, "{devices}") != NULL)
    add_argument (step, "devices", list_devices (needs, source->when));

  return step;
}

/**
 * repoint_plan_list_tenant_steps:
 * @plans: (element-type RepointPlan): of the whole project
 *
 * Lists what is to be done in the tenant, in safe order. The legacy switch is never advised off while a plan needs it.
 *
 * Returns: (transfer full) (element-type RepointStep): the steps; their texts belong to @catalog
 */
GPtrArray *
repoint_plan_list_tenant_steps (RepointProject *project,
                                GPtrArray      *plans,
                                RepointCatalog *catalog,
                                const GDate    *today)
{
  GPtrArray *steps = g_ptr_array_new_with_free_func ((GDestroyNotify) repoint_step_free);
  g_autoptr(GPtrArray) mailboxes = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GPtrArray) need_legacy = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GPtrArray) want_legacy = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GPtrArray) use_basic = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GPtrArray) sources = NULL;
  Needs needs = { NULL, mailboxes, need_legacy, want_legacy, use_basic };
  char day[REPOINT_DATE_LENGTH];

  g_return_val_if_fail (REPOINT_IS_PROJECT (project), steps);
  g_return_val_if_fail (plans != NULL, steps);
  g_return_val_if_fail (REPOINT_IS_CATALOG (catalog), steps);
  g_return_val_if_fail (today != NULL && g_date_valid (today), steps);

  g_date_strftime (day, sizeof day, "%Y-%m-%d", today);
  needs.organization = repoint_project_get_organization (project);
  for (guint i = 0; i < plans->len; i++)
    {
      add_needs (&needs, catalog, g_ptr_array_index (plans, i));
      needs.basic_ended |= has_basic_ended (g_ptr_array_index (plans, i), day);
    }

  sources = repoint_catalog_list_tenant_steps (catalog, needs.organization);
  for (guint i = 0; i < sources->len; i++)
    {
      const RepointCatalogTenantStep *source = g_ptr_array_index (sources, i);

      if (!holds (&needs, source->when))
        continue;

      if (!source->per_mailbox)
        g_ptr_array_add (steps, make_step (&needs, source, NULL));
      else
        for (guint j = 0; j < mailboxes->len; j++)
          g_ptr_array_add (steps, make_step (&needs, source, g_ptr_array_index (mailboxes, j)));
    }

  return steps;
}
