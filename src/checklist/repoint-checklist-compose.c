/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-checklist-compose.h"

#include "repoint-phrase-checklist.h"

#define MAX_EVIDENCE 8 /* lines of one block; the window has all of it */

static RepointChecklistItemRole
read_role (const char *role)
{
  static const struct
  {
    const char               *id;
    RepointChecklistItemRole  role;
  } roles[] = {
    { "before", REPOINT_CHECKLIST_ITEM_BEFORE },
    { "step", REPOINT_CHECKLIST_ITEM_STEP },
    { "test", REPOINT_CHECKLIST_ITEM_TEST },
    { "failure", REPOINT_CHECKLIST_ITEM_FAILURE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (roles); i++)
    if (g_strcmp0 (role, roles[i].id) == 0)
      return roles[i].role;
  return REPOINT_CHECKLIST_ITEM_NOTE;
}

static void
add_steps (RepointChecklistBlock *block,
           GPtrArray             *steps)
{
  for (guint i = 0; i < steps->len; i++)
    {
      const RepointStep *step = g_ptr_array_index (steps, i);
      g_autofree char *text = repoint_phrase_step (step);
      g_autofree char *source = step->fact.source != NULL ? repoint_phrase_fact (&step->fact) : g_strdup ("");
      g_autoptr (RepointChecklistItem) item = repoint_checklist_item_new (step->id, read_role (step->role), text, source);

      repoint_checklist_block_add_item (block, item);
    }
}

static void
add_tenant_block (RepointChecklist *checklist,
                  RepointProject   *project,
                  GPtrArray        *plans,
                  RepointCatalog   *catalog,
                  const GDate      *today)
{
  g_autoptr (GPtrArray) steps = repoint_plan_list_tenant_steps (project, plans, catalog, today);
  RepointOrganization *organization = repoint_project_get_organization (project);
  g_autofree char *title = repoint_phrase_checklist_tenant_title (repoint_organization_get_cloud (organization));
  g_autoptr (RepointChecklistBlock) block = NULL;

  if (steps->len == 0)
    return;
  block = repoint_checklist_block_new ("", "", title);
  add_steps (block, steps);
  repoint_checklist_add_block (checklist, block);
}

/* The device's own web page: one that was seen, with TLS if there is one; else the one its guide knows. */
static char *
find_page (RepointPlan *plan)
{
  RepointDevice *device = repoint_plan_get_device (plan);
  GPtrArray *targets = repoint_device_get_targets (device);
  const char *address = repoint_device_get_addresses (device)[0];
  const char *page = repoint_guide_get_page (repoint_plan_get_guide (plan));
  const RepointTarget *best = NULL;

  for (guint i = 0; i < targets->len; i++)
    {
      const RepointTarget *target = g_ptr_array_index (targets, i);

      if (target->protocol == REPOINT_PROTOCOL_HTTP && (best == NULL || target->security == REPOINT_SECURITY_TLS))
        best = target;
    }
  if (best != NULL)
    {
      g_autofree char *uri = repoint_target_to_string (best);

      return g_strconcat (uri, "/", NULL);
    }
  if (page != NULL && address != NULL)
    {
      g_autoptr (GString) uri = g_string_new (page);

      g_string_replace (uri, "{address}", address, 0);
      return g_string_free (g_steal_pointer (&uri), FALSE);
    }
  return g_strdup ("");
}

static void
add_evidence (RepointChecklistBlock *block,
              RepointPlan           *plan)
{
  GPtrArray *reasons = repoint_plan_get_reasons (plan);
  const RepointCapability *capability = repoint_plan_get_capability (plan);
  guint n_lines = 0;

  for (guint i = 0; i < reasons->len && n_lines < MAX_EVIDENCE; i++, n_lines++)
    {
      g_autofree char *sentence = repoint_phrase_reason (g_ptr_array_index (reasons, i));

      repoint_checklist_block_add_evidence (block, sentence);
    }
  for (guint i = 0; capability != NULL && i < capability->evidence->len && n_lines < MAX_EVIDENCE; i++, n_lines++)
    {
      g_autofree char *sentence = repoint_phrase_observation (g_ptr_array_index (capability->evidence, i));

      repoint_checklist_block_add_evidence (block, sentence);
    }
}

static char *
make_title (RepointPlan *plan)
{
  RepointDevice *device = repoint_plan_get_device (plan);
  RepointMailUse *use = repoint_plan_get_use (plan);
  const char *title = repoint_device_get_title (device);

  if (use == NULL || g_list_model_get_n_items (repoint_device_get_mail_uses (device)) < 2)
    return g_strdup (title);
  return repoint_phrase_checklist_block_title (title, repoint_mail_use_get_protocol (use));
}

static void
add_device_block (RepointChecklist *checklist,
                  RepointPlan      *plan)
{
  RepointDevice *device = repoint_plan_get_device (plan);
  RepointMailUse *use = repoint_plan_get_use (plan);
  const char *address = repoint_device_get_addresses (device)[0];
  g_autofree char *title = make_title (plan);
  g_autofree char *page = find_page (plan);
  g_autofree char *verdict = repoint_phrase_verdict (plan);
  g_autoptr (RepointChecklistBlock) block = NULL;

  block = repoint_checklist_block_new (repoint_device_get_id (device), use != NULL ? repoint_mail_use_get_id (use) : "",
                                       title);
  repoint_checklist_block_set_place (block, repoint_device_get_location (device));
  repoint_checklist_block_set_address (block, address != NULL ? address : "");
  repoint_checklist_block_set_url (block, page);
  repoint_checklist_block_set_action (block, repoint_enum_to_string (REPOINT_TYPE_ACTION, repoint_plan_get_action (plan)));
  repoint_checklist_block_set_verdict (block, verdict);
  add_evidence (block, plan);
  add_steps (block, repoint_plan_get_steps (plan));
  repoint_checklist_add_block (checklist, block);
}

/* A device of which is known that it uses no mail is not on the list. */
static gboolean
is_without_mail (RepointPlan *plan)
{
  return repoint_plan_get_use (plan) == NULL && repoint_plan_get_action (plan) == REPOINT_ACTION_NONE;
}

/* Nor is one that the admin took out of sight, and that one is not even counted. */
static gboolean
is_hidden (RepointPlan *plan)
{
  return repoint_device_get_hidden (repoint_plan_get_device (plan));
}

static void
add_summary (RepointChecklist *checklist,
             GPtrArray        *plans)
{
  guint n_uses = 0, n_working = 0, n_without_mail = 0;
  g_auto (GStrv) sentences = NULL;

  for (guint i = 0; i < plans->len; i++)
    {
      RepointPlan *plan = g_ptr_array_index (plans, i);

      if (is_hidden (plan))
        continue;
      if (is_without_mail (plan))
        {
          n_without_mail++;
          continue;
        }
      n_uses++;
      if (repoint_plan_get_action (plan) == REPOINT_ACTION_NONE)
        n_working++;
    }
  sentences = repoint_phrase_checklist_summary (n_uses, n_working, n_without_mail);
  for (guint i = 0; sentences[i] != NULL; i++)
    repoint_checklist_add_summary (checklist, sentences[i]);
}

static void
add_dates (RepointChecklist    *checklist,
           RepointCatalog      *catalog,
           RepointOrganization *organization)
{
  g_autoptr (GPtrArray) dates = repoint_catalog_list_dates (catalog, organization);

  for (guint i = 0; i < dates->len; i++)
    {
      const RepointCatalogDate *date = g_ptr_array_index (dates, i);
      g_autofree char *source = date->fact.source != NULL ? repoint_phrase_fact (&date->fact) : g_strdup ("");

      repoint_checklist_add_date (checklist, date->date, date->text, source);
    }
}

/**
 * repoint_checklist_compose: what has to be done first comes first: the tenant's steps, then the devices that need
 * something, each group in inventory order, then those that work as they are.
 * @today: the day the plans were made for
 * @now: the moment of issue
 *
 * Returns: (transfer full): the checklist; nothing in it depends on catalog or guides any more
 */
RepointChecklist *
repoint_checklist_compose (RepointProject *project,
                           GPtrArray      *plans,
                           RepointCatalog *catalog,
                           RepointGuides  *guides,
                           const GDate    *today,
                           GDateTime      *now)
{
  RepointOrganization *organization;
  RepointChecklist *checklist;
  char date[16];

  g_return_val_if_fail (REPOINT_IS_PROJECT (project), NULL);
  g_return_val_if_fail (today != NULL && g_date_valid (today), NULL);

  organization = repoint_project_get_organization (project);
  g_snprintf (date, sizeof date, "%04u-%02u-%02u", g_date_get_year (today), g_date_get_month (today),
              g_date_get_day (today));
  checklist = repoint_checklist_new (now, date, repoint_organization_get_name (organization),
                                     repoint_organization_get_domain (organization),
                                     repoint_catalog_get_version (catalog), repoint_guides_get_version (guides));
  add_summary (checklist, plans);
  add_dates (checklist, catalog, organization);
  add_tenant_block (checklist, project, plans, catalog, today);
  for (guint pass = 0; pass < 2; pass++)
    for (guint i = 0; i < plans->len; i++)
      {
        RepointPlan *plan = g_ptr_array_index (plans, i);
        gboolean works = repoint_plan_get_action (plan) == REPOINT_ACTION_NONE;

        if (!is_hidden (plan) && !is_without_mail (plan) && works == (pass == 1))
          add_device_block (checklist, plan);
      }
  return checklist;
}
