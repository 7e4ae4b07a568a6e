/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "repoint-checklist.h"
#include "repoint-organization.h"
#include "repoint-sighting.h"

static void
count (GObject  *object,
       gpointer  user_data)
{
  (*(guint *) user_data)++;
}

static void
count_nested (GObject  *object,
              GObject  *nested,
              gpointer  user_data)
{
  (*(guint *) user_data)++;
}

static void
count_notify (GObject    *object,
              GParamSpec *pspec,
              gpointer    user_data)
{
  (*(guint *) user_data)++;
}

static void
test_evidence_is_bounded (void)
{
  g_autofree char *long_text = g_strnfill (100000, 'x');
  g_autofree char *invalid = g_strnfill (100000, '\xff');
  g_autoptr (GString) accents = g_string_new ("a"); /* so that the bound falls into a character */
  g_autoptr (RepointSighting) sighting = repoint_sighting_new ("web-page", "10.0.0.5");
  g_autoptr (RepointSighting) copy = NULL;

  for (guint i = 0; i < 1000; i++)
    g_string_append (accents, "ä");
  repoint_sighting_add_evidence (sighting, "title", long_text);
  repoint_sighting_add_evidence (sighting, "title", invalid);
  repoint_sighting_add_evidence (sighting, "title", accents->str);
  repoint_sighting_add_evidence (sighting, "title", "");
  copy = repoint_sighting_copy (sighting);

  g_assert_cmpuint (copy->evidence->len, ==, 4);
  for (guint i = 0; i < copy->evidence->len; i++)
    {
      const RepointEvidence *evidence = g_ptr_array_index (copy->evidence, i);

      g_assert_cmpuint (strlen (evidence->value), <=, 512);
      g_assert_true (g_utf8_validate (evidence->value, -1, NULL));
    }
  g_assert_cmpuint (strlen (((RepointEvidence *) g_ptr_array_index (copy->evidence, 2))->value), ==, 511);

  for (guint i = 0; i < 1000; i++)
    repoint_sighting_add_evidence (sighting, "title", "once more");
  g_assert_cmpuint (sighting->evidence->len, ==, 256);
}

static void
test_endpoint (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (RepointEndpoint) endpoint = repoint_endpoint_parse ("legacy=smtp://smtp-legacy.example:587", &error);

  g_assert_no_error (error);
  g_assert_cmpint (repoint_endpoint_get_standing (endpoint), ==, REPOINT_STANDING_LEGACY);
  g_assert_cmpstr (repoint_endpoint_get_uri (endpoint), ==, "smtp://smtp-legacy.example:587");
  g_assert_cmpuint (repoint_endpoint_get_target (endpoint)->port, ==, 587);
}

static void
test_endpoint_refused (void)
{
  static const struct
  {
    const char *text;
    gboolean    standing;
  } cases[] = {
    { "smtp://a.example", TRUE }, { "old=smtp://a.example", TRUE }, { "", TRUE }, { "=smtp://a", TRUE },
    { "legacy=", FALSE }, { "standard=gopher://a.example", FALSE }, { "standard=smtp://a.example:99999", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (repoint_endpoint_parse (cases[i].text, &error));
      if (cases[i].standing)
        g_assert_error (error, REPOINT_ENDPOINT_ERROR, REPOINT_ENDPOINT_ERROR_STANDING);
      else
        g_assert_true (error->domain == REPOINT_TARGET_ERROR);
    }
}

static void
test_organization (void)
{
  g_autoptr (RepointOrganization) organization = repoint_organization_new ();
  g_autoptr (RepointEndpoint) endpoint = repoint_endpoint_parse ("standard=smtp://a.example", NULL);
  guint n_changed = 0;
  guint n_notified = 0;
  RepointSwitch legacy_tls;

  g_signal_connect (organization, "changed", G_CALLBACK (count), &n_changed);
  g_signal_connect (organization, "notify", G_CALLBACK (count_notify), &n_notified);

  repoint_organization_set_name (organization, "Office");
  repoint_organization_set_name (organization, "Office");
  g_object_set (organization, "domain", "example.com", "cloud", REPOINT_CLOUD_OWN, "legacy-tls", REPOINT_SWITCH_UNSET,
                "smtp-auth", REPOINT_SWITCH_ON, "fixed-address", REPOINT_ANSWER_YES, "port-25", REPOINT_ANSWER_NO,
                "recipients", REPOINT_RECIPIENTS_EXTERNAL, NULL);
  g_assert_cmpuint (n_changed, ==, 8);
  g_assert_cmpuint (n_notified, ==, 8);
  g_object_get (organization, "legacy-tls", &legacy_tls, NULL);
  g_assert_cmpint (legacy_tls, ==, REPOINT_SWITCH_UNSET);
  g_assert_cmpint (repoint_organization_get_port_25 (organization), ==, REPOINT_ANSWER_NO);
  g_assert_cmpint (repoint_organization_get_recipients (organization), ==, REPOINT_RECIPIENTS_EXTERNAL);

  repoint_organization_add_endpoint (organization, endpoint);
  repoint_organization_remove_endpoint (organization, endpoint);
  repoint_organization_remove_endpoint (organization, endpoint);
  g_assert_cmpuint (n_changed, ==, 10);
  repoint_organization_set_name (organization, NULL);
  g_assert_cmpstr (repoint_organization_get_name (organization), ==, "");
}

static RepointChecklistItem *
add_item (RepointChecklistBlock    *block,
          RepointChecklistItemRole  role)
{
  g_autoptr (RepointChecklistItem) item = repoint_checklist_item_new ("step", role, "Do it.", NULL);

  repoint_checklist_block_add_item (block, item);

  return item; /* the block holds another reference */
}

static void
test_ticks (void)
{
  g_autoptr (GDateTime) now = g_date_time_new_utc (2026, 11, 20, 10, 0, 0.5);
  g_autoptr (RepointChecklist) checklist = repoint_checklist_new (now, "2026-11-20", "T", "example.com", "1", "1");
  g_autoptr (RepointChecklistBlock) block = repoint_checklist_block_new ("device", NULL, "Copier");
  RepointChecklistItem *first, *second;
  guint n_changed = 0;
  gboolean done;

  add_item (block, REPOINT_CHECKLIST_ITEM_BEFORE);
  first = add_item (block, REPOINT_CHECKLIST_ITEM_STEP);
  second = add_item (block, REPOINT_CHECKLIST_ITEM_STEP);
  add_item (block, REPOINT_CHECKLIST_ITEM_TEST);
  repoint_checklist_add_block (checklist, block);
  g_signal_connect (checklist, "item-changed", G_CALLBACK (count_nested), &n_changed);

  g_assert_cmpuint (repoint_checklist_get_n_items (checklist), ==, 2);
  g_assert_cmpuint (repoint_checklist_get_n_ticked (checklist), ==, 0);
  repoint_checklist_item_tick (first, TRUE, "AB", now);
  repoint_checklist_item_tick (first, TRUE, "AB", now);
  g_object_get (block, "done", &done, NULL);
  g_assert_false (done);
  repoint_checklist_item_tick (second, TRUE, NULL, NULL);
  g_object_get (block, "done", &done, NULL);
  g_assert_true (done);
  g_assert_cmpuint (repoint_checklist_get_n_ticked (checklist), ==, 2);
  g_assert_cmpuint (n_changed, ==, 2);
  g_assert_cmpint (g_date_time_get_microsecond (repoint_checklist_item_get_ticked_at (first)), ==, 0);

  repoint_checklist_item_tick (first, TRUE, repoint_checklist_item_get_ticked_by (first),
                               repoint_checklist_item_get_ticked_at (first));
  g_assert_cmpuint (n_changed, ==, 2);
  repoint_checklist_item_tick (first, FALSE, "AB", now);
  g_assert_cmpstr (repoint_checklist_item_get_ticked_by (first), ==, "");
  g_assert_null (repoint_checklist_item_get_ticked_at (first));
  g_object_get (block, "done", &done, NULL);
  g_assert_false (done);
}

static RepointChecklist *
make_checklist (const char *device_id,
                const char *text)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autoptr (RepointChecklistBlock) block = repoint_checklist_block_new (device_id, "use", "Copier");
  g_autoptr (RepointChecklistItem) item = repoint_checklist_item_new ("server", REPOINT_CHECKLIST_ITEM_STEP, text, NULL);
  RepointChecklist *checklist = repoint_checklist_new (now, "2026-11-20", "Checklist", "example.com", "1", "2");

  repoint_checklist_block_add_item (block, item);
  repoint_checklist_add_block (checklist, block);

  return checklist;
}

/* A tick is carried over to the same step of the same device, and to nothing else. */
static void
test_ticks_are_taken_over (void)
{
  static const struct
  {
    const char *device_id;
    const char *text;
    guint       n_ticked;
  } cases[] = {
    { "d1", "Enter the server.", 1 },
    { "d2", "Enter the server.", 0 },
    { "d1", "Enter another server.", 0 },
  };
  g_autoptr (RepointChecklist) older = make_checklist ("d1", "Enter the server.");
  g_autoptr (RepointChecklistBlock) block = g_list_model_get_item (repoint_checklist_get_blocks (older), 0);
  g_autoptr (RepointChecklistItem) item = g_list_model_get_item (repoint_checklist_block_get_items (block), 0);
  g_autoptr (GDateTime) when = g_date_time_new_utc (2026, 11, 19, 8, 0, 0);

  repoint_checklist_item_tick (item, TRUE, "AB", when);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (RepointChecklist) newer = make_checklist (cases[i].device_id, cases[i].text);
      g_autoptr (RepointChecklistBlock) new_block = g_list_model_get_item (repoint_checklist_get_blocks (newer), 0);
      g_autoptr (RepointChecklistItem) new_item = g_list_model_get_item (repoint_checklist_block_get_items (new_block), 0);

      repoint_checklist_take_ticks (newer, older);
      g_assert_cmpuint (repoint_checklist_get_n_ticked (newer), ==, cases[i].n_ticked);
      if (cases[i].n_ticked > 0)
        {
          g_assert_cmpstr (repoint_checklist_item_get_ticked_by (new_item), ==, "AB");
          g_assert_true (g_date_time_equal (repoint_checklist_item_get_ticked_at (new_item), when));
        }
    }
}

static void
test_copy (void)
{
  g_autoptr (RepointChecklist) checklist = make_checklist ("d1", "Enter the server.");
  g_autoptr (RepointChecklistBlock) block = g_list_model_get_item (repoint_checklist_get_blocks (checklist), 0);
  g_autoptr (RepointChecklistItem) item = g_list_model_get_item (repoint_checklist_block_get_items (block), 0);
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autoptr (RepointChecklist) copy = NULL;
  g_autoptr (RepointChecklistBlock) copied_block = NULL;

  repoint_checklist_add_summary (checklist, "One device.");
  repoint_checklist_add_date (checklist, "2026-12-31", "Something ends.", "somewhere");
  repoint_checklist_block_set_verdict (block, "It is too old.");
  repoint_checklist_block_add_evidence (block, "Seen.");
  repoint_checklist_item_tick (item, TRUE, "AB", now);

  copy = repoint_checklist_copy (checklist);
  copied_block = g_list_model_get_item (repoint_checklist_get_blocks (copy), 0);
  g_assert_cmpstr (repoint_checklist_get_id (copy), ==, repoint_checklist_get_id (checklist));
  g_assert_cmpstr (repoint_checklist_get_summary (copy)[0], ==, "One device.");
  g_assert_cmpuint (repoint_checklist_get_dates (copy)->len, ==, 1);
  g_assert_cmpstr (repoint_checklist_block_get_verdict (copied_block), ==, "It is too old.");
  g_assert_cmpstr (repoint_checklist_block_get_evidence (copied_block)[0], ==, "Seen.");
  g_assert_cmpuint (repoint_checklist_get_n_ticked (copy), ==, 1);

  repoint_checklist_item_tick (item, FALSE, "", NULL);
  g_assert_cmpuint (repoint_checklist_get_n_ticked (copy), ==, 1);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/model/sighting/evidence-is-bounded", test_evidence_is_bounded);
  g_test_add_func ("/model/endpoint/parse", test_endpoint);
  g_test_add_func ("/model/endpoint/refused", test_endpoint_refused);
  g_test_add_func ("/model/organization/properties", test_organization);
  g_test_add_func ("/model/checklist/ticks", test_ticks);
  g_test_add_func ("/model/checklist/ticks-are-taken-over", test_ticks_are_taken_over);
  g_test_add_func ("/model/checklist/copy-is-of-its-own", test_copy);

  return g_test_run ();
}
