/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "repoint-checklist-compose.h"

#include <string.h>

typedef struct
{
  RepointProject *project;
  RepointCatalog *catalog;
  RepointGuides  *guides;
  GDate           today;
  GDateTime      *now;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  g_autoptr (GError) error = NULL;
  RepointOrganization *organization;

  fixture->catalog = repoint_catalog_load (&error);
  g_assert_no_error (error);
  fixture->guides = repoint_guides_load (&error);
  g_assert_no_error (error);
  fixture->now = g_date_time_new_utc (2026, 11, 20, 9, 30, 0);
  g_date_clear (&fixture->today, 1);
  g_date_set_dmy (&fixture->today, 20, G_DATE_NOVEMBER, 2026);
  fixture->project = repoint_project_new ();
  organization = repoint_project_get_organization (fixture->project);
  repoint_organization_set_name (organization, "Harbour Street Architects");
  repoint_organization_set_domain (organization, "harbourstreet.example");
  repoint_organization_set_cloud (organization, REPOINT_CLOUD_WORLDWIDE);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  g_clear_object (&fixture->project);
  g_clear_object (&fixture->catalog);
  g_clear_object (&fixture->guides);
  g_clear_pointer (&fixture->now, g_date_time_unref);
}

static RepointDevice *
add_device (Fixture    *fixture,
            const char *name,
            const char *address)
{
  g_autoptr (RepointDevice) device = repoint_device_new ();

  repoint_device_set_name (device, name);
  repoint_device_set_kind (device, REPOINT_DEVICE_KIND_PRINTER);
  repoint_device_set_vendor (device, "Canon");
  repoint_device_set_model (device, "iR-ADV C5051");
  repoint_device_set_location (device, "Reception");
  repoint_device_add_address (device, address);
  repoint_inventory_add (repoint_project_get_inventory (fixture->project), device);
  return device;
}

static void
add_use (RepointDevice   *device,
         RepointProtocol  protocol,
         const char      *host,
         guint16          port,
         RepointSecurity  security,
         RepointSignIn    sign_in)
{
  g_autoptr (RepointMailUse) use = repoint_mail_use_new (protocol);

  repoint_mail_use_set_host (use, host);
  repoint_mail_use_set_port (use, port);
  repoint_mail_use_set_security (use, security);
  repoint_mail_use_set_sign_in (use, sign_in);
  repoint_mail_use_set_mailbox (use, "scan@harbourstreet.example");
  repoint_device_add_mail_use (device, use);
}

static void
state_version (Fixture       *fixture,
               RepointDevice *device,
               const char    *version)
{
  g_autoptr (JsonObject) data = json_object_new ();
  g_autoptr (RepointObservation) observation = NULL;

  json_object_set_string_member (data, "max_tls", version);
  observation = repoint_observation_new (repoint_device_get_id (device), REPOINT_OBSERVATION_STATEMENT,
                                         REPOINT_STRENGTH_STATEMENT, fixture->now, data);
  repoint_project_observe (fixture->project, observation);
}

static RepointChecklist *
compose (Fixture *fixture)
{
  g_autoptr (GPtrArray) plans = repoint_plan_list (fixture->project, fixture->catalog, fixture->guides, &fixture->today);

  return repoint_checklist_compose (fixture->project, plans, fixture->catalog, fixture->guides, &fixture->today,
                                    fixture->now);
}

/* Transfer none; NULL when there is none. */
static RepointChecklistBlock *
find_block (RepointChecklist *checklist,
            const char       *title,
            guint            *position)
{
  GListModel *blocks = repoint_checklist_get_blocks (checklist);

  for (guint i = 0; i < g_list_model_get_n_items (blocks); i++)
    {
      g_autoptr (RepointChecklistBlock) block = g_list_model_get_item (blocks, i);

      if (strcmp (repoint_checklist_block_get_title (block), title) == 0)
        {
          *position = i;
          return block;
        }
    }
  return NULL;
}

static void
test_empty (Fixture       *fixture,
            gconstpointer  data)
{
  g_autoptr (RepointChecklist) checklist = compose (fixture);

  g_assert_cmpstr (repoint_checklist_get_title (checklist), ==, "Harbour Street Architects");
  g_assert_cmpstr (repoint_checklist_get_domain (checklist), ==, "harbourstreet.example");
  g_assert_cmpstr (repoint_checklist_get_today (checklist), ==, "2026-11-20");
  g_assert_cmpstr (repoint_checklist_get_catalog_version (checklist), ==, repoint_catalog_get_version (fixture->catalog));
  g_assert_cmpstr (repoint_checklist_get_guides_version (checklist), ==, repoint_guides_get_version (fixture->guides));
  g_assert_cmpuint (g_strv_length ((char **) repoint_checklist_get_summary (checklist)), ==, 1);
}

static void
test_dates (Fixture       *fixture,
            gconstpointer  data)
{
  g_autoptr (RepointChecklist) checklist = compose (fixture);
  g_autoptr (GPtrArray) known = repoint_catalog_list_dates (fixture->catalog,
                                                            repoint_project_get_organization (fixture->project));
  GPtrArray *dates = repoint_checklist_get_dates (checklist);

  g_assert_cmpuint (dates->len, ==, known->len);
  g_assert_cmpuint (dates->len, >, 0);
  for (guint i = 0; i < dates->len; i++)
    {
      const RepointChecklistDate *date = g_ptr_array_index (dates, i);

      g_assert_cmpstr (date->date, ==, ((RepointCatalogDate *) g_ptr_array_index (known, i))->date);
      g_assert_cmpstr (date->text, !=, "");
      g_assert_cmpstr (date->source, !=, "");
    }
}

/* The tenant first, then what needs something, then what works; what uses no mail is not there. */
static void
test_order (Fixture       *fixture,
            gconstpointer  data)
{
  RepointDevice *works = add_device (fixture, "Works", "192.168.1.10");
  RepointDevice *old = add_device (fixture, "Old", "192.168.1.11");
  RepointDevice *mute = add_device (fixture, "Mute", "192.168.1.12");
  RepointDevice *hidden = add_device (fixture, "Hidden", "192.168.1.13");
  g_autoptr (RepointChecklist) checklist = NULL;
  g_autoptr (RepointChecklistBlock) first = NULL;
  RepointChecklistBlock *block;
  guint works_position, old_position, position;

  add_use (works, REPOINT_PROTOCOL_SMTP, "smtp.office365.com", 587, REPOINT_SECURITY_STARTTLS, REPOINT_SIGN_IN_OAUTH);
  state_version (fixture, works, "TLSv1.2");
  add_use (old, REPOINT_PROTOCOL_SMTP, "smtp-legacy.office365.com", 587, REPOINT_SECURITY_STARTTLS, REPOINT_SIGN_IN_BASIC);
  state_version (fixture, old, "TLSv1.0");
  repoint_device_set_mail (mute, REPOINT_ANSWER_NO);
  repoint_device_set_hidden (hidden, TRUE);

  checklist = compose (fixture);
  first = g_list_model_get_item (repoint_checklist_get_blocks (checklist), 0);
  g_assert_cmpstr (repoint_checklist_block_get_device_id (first), ==, "");
  g_assert_cmpuint (g_list_model_get_n_items (repoint_checklist_block_get_items (first)), >, 0);

  block = find_block (checklist, "Works", &works_position);
  g_assert_nonnull (block);
  g_assert_cmpstr (repoint_checklist_block_get_action (block), ==, "none");
  block = find_block (checklist, "Old", &old_position);
  g_assert_nonnull (block);
  g_assert_cmpstr (repoint_checklist_block_get_action (block), !=, "none");
  g_assert_cmpuint (old_position, <, works_position);
  g_assert_null (find_block (checklist, "Mute", &position));
  g_assert_null (find_block (checklist, "Hidden", &position));
  g_assert_cmpuint (g_strv_length ((char **) repoint_checklist_get_summary (checklist)), ==, 3);
}

/* A block is its plan in words: same step ids, in order, nothing empty. */
static void
test_steps (Fixture       *fixture,
            gconstpointer  data)
{
  RepointDevice *device = add_device (fixture, "Copier", "192.168.1.11");
  g_autoptr (GPtrArray) plans = NULL;
  g_autoptr (RepointChecklist) checklist = NULL;
  RepointChecklistBlock *block;
  GListModel *items;
  GPtrArray *steps;
  guint position, n_steps = 0;

  add_use (device, REPOINT_PROTOCOL_SMTP, "smtp-legacy.office365.com", 587, REPOINT_SECURITY_STARTTLS,
           REPOINT_SIGN_IN_BASIC);
  state_version (fixture, device, "TLSv1.0");
  plans = repoint_plan_list (fixture->project, fixture->catalog, fixture->guides, &fixture->today);
  steps = repoint_plan_get_steps (g_ptr_array_index (plans, 0));
  checklist = compose (fixture);

  block = find_block (checklist, "Copier", &position);
  g_assert_nonnull (block);
  g_assert_cmpstr (repoint_checklist_block_get_device_id (block), ==, repoint_device_get_id (device));
  g_assert_cmpstr (repoint_checklist_block_get_mail_use_id (block), !=, "");
  g_assert_cmpstr (repoint_checklist_block_get_place (block), ==, "Reception");
  g_assert_cmpstr (repoint_checklist_block_get_address (block), ==, "192.168.1.11");
  g_assert_cmpstr (repoint_checklist_block_get_verdict (block), !=, "");
  g_assert_cmpuint (g_strv_length ((char **) repoint_checklist_block_get_evidence (block)), >, 0);
  g_assert_cmpuint (g_strv_length ((char **) repoint_checklist_block_get_evidence (block)), <=, 8);
  items = repoint_checklist_block_get_items (block);
  g_assert_cmpuint (g_list_model_get_n_items (items), ==, steps->len);
  for (guint i = 0; i < steps->len; i++)
    {
      g_autoptr (RepointChecklistItem) item = g_list_model_get_item (items, i);
      const RepointStep *step = g_ptr_array_index (steps, i);

      g_assert_cmpstr (repoint_checklist_item_get_step_id (item), ==, step->id);
      g_assert_cmpstr (repoint_checklist_item_get_text (item), !=, "");
      g_assert_null (strchr (repoint_checklist_item_get_text (item), '{')); /* every value is filled in */
      n_steps += repoint_checklist_item_get_role (item) == REPOINT_CHECKLIST_ITEM_STEP;
    }
  g_assert_cmpuint (n_steps, >, 0);
}

static void
test_page (Fixture       *fixture,
           gconstpointer  data)
{
  RepointDevice *seen = add_device (fixture, "Seen", "192.168.1.10");
  RepointDevice *unseen = add_device (fixture, "Unseen", "192.168.1.11");
  g_autoptr (RepointTarget) plain = repoint_target_new (REPOINT_PROTOCOL_HTTP, REPOINT_SECURITY_NONE, "192.168.1.10", 80);
  g_autoptr (RepointTarget) secure = repoint_target_new (REPOINT_PROTOCOL_HTTP, REPOINT_SECURITY_TLS, "192.168.1.10", 8443);
  g_autoptr (RepointTarget) other = repoint_target_new (REPOINT_PROTOCOL_IPP, REPOINT_SECURITY_TLS, "192.168.1.10", 631);
  g_autoptr (RepointChecklist) checklist = NULL;
  guint position;

  repoint_device_add_target (seen, plain);
  repoint_device_add_target (seen, secure);
  repoint_device_add_target (seen, other);
  repoint_device_set_mail (unseen, REPOINT_ANSWER_YES);
  checklist = compose (fixture);
  g_assert_cmpstr (repoint_checklist_block_get_url (find_block (checklist, "Seen", &position)), ==,
                   "https://192.168.1.10:8443/");
  g_assert_cmpstr (repoint_checklist_block_get_url (find_block (checklist, "Unseen", &position)), ==,
                   "http://192.168.1.11/");
}

static void
test_two_uses (Fixture       *fixture,
               gconstpointer  data)
{
  RepointDevice *device = add_device (fixture, "Ticket desk", "192.168.1.11");
  g_autoptr (RepointChecklist) checklist = NULL;
  RepointChecklistBlock *sending, *collecting;
  guint position;

  add_use (device, REPOINT_PROTOCOL_SMTP, "smtp-legacy.office365.com", 587, REPOINT_SECURITY_STARTTLS,
           REPOINT_SIGN_IN_OAUTH);
  add_use (device, REPOINT_PROTOCOL_IMAP, "imap-legacy.office365.com", 993, REPOINT_SECURITY_TLS, REPOINT_SIGN_IN_OAUTH);
  checklist = compose (fixture);
  sending = find_block (checklist, "Ticket desk: sending mail", &position);
  collecting = find_block (checklist, "Ticket desk: collecting mail", &position);
  g_assert_nonnull (sending);
  g_assert_nonnull (collecting);
  g_assert_cmpstr (repoint_checklist_block_get_mail_use_id (sending), !=,
                   repoint_checklist_block_get_mail_use_id (collecting));
}

/* What was issued stays as it was, whatever the project becomes. */
static void
test_stays (Fixture       *fixture,
            gconstpointer  data)
{
  RepointDevice *device = add_device (fixture, "Copier", "192.168.1.11");
  g_autoptr (RepointChecklist) checklist = compose (fixture);
  guint position;

  repoint_device_set_name (device, "Renamed");
  repoint_organization_set_name (repoint_project_get_organization (fixture->project), "Renamed");
  g_assert_nonnull (find_block (checklist, "Copier", &position));
  g_assert_cmpstr (repoint_checklist_get_title (checklist), ==, "Harbour Street Architects");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, function) g_test_add ("/checklist/compose/" path, Fixture, NULL, set_up, function, tear_down)
  ADD ("empty", test_empty);
  ADD ("dates", test_dates);
  ADD ("order", test_order);
  ADD ("steps", test_steps);
  ADD ("page", test_page);
  ADD ("two-uses", test_two_uses);
  ADD ("stays-as-issued", test_stays);
#undef ADD
  return g_test_run ();
}
