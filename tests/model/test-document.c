/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "repoint-document-writer.h"
#include "repoint-project.h"

/* A project with something of everything. */
static RepointProject *
make_project (void)
{
  RepointProject *project = repoint_project_new ();
  RepointOrganization *organization = repoint_project_get_organization (project);
  RepointInventory *inventory = repoint_project_get_inventory (project);
  g_autoptr (RepointEndpoint) endpoint = repoint_endpoint_parse ("legacy=smtp://legacy.example:587", NULL);
  g_autoptr (RepointDevice) copier = repoint_device_new ();
  g_autoptr (RepointDevice) program = repoint_device_new ();
  g_autoptr (RepointMailUse) use = repoint_mail_use_new (REPOINT_PROTOCOL_SMTP);
  g_autoptr (RepointTarget) target = repoint_target_parse ("https://10.0.0.5", NULL);
  g_autoptr (RepointObservation) survey = NULL;
  g_autoptr (RepointChecklist) checklist = NULL;
  g_autoptr (RepointChecklistBlock) block = repoint_checklist_block_new (NULL, NULL, "Tenant");
  g_autoptr (RepointChecklistItem) item = NULL;
  g_autoptr (RepointSighting) sighting = repoint_sighting_new ("web-page", "10.0.0.5");
  g_autoptr (GPtrArray) sightings = g_ptr_array_new ();
  g_autoptr (GDateTime) seen = g_date_time_new_utc (2026, 11, 20, 10, 30, 0);
  g_autoptr (JsonObject) data = json_object_new ();

  repoint_organization_set_name (organization, "Büro \"Süd\" \\ <b>");
  repoint_organization_set_cloud (organization, REPOINT_CLOUD_OWN);
  repoint_organization_set_legacy_tls (organization, REPOINT_SWITCH_UNSET);
  repoint_organization_add_endpoint (organization, endpoint);

  repoint_device_set_name (copier, "Copier");
  repoint_device_set_kind (copier, REPOINT_DEVICE_KIND_PRINTER);
  repoint_device_set_addresses (copier, (const char *[]) { "10.0.0.5", "fe80::1", NULL });
  repoint_device_set_notes (copier, "line one\nline two\ttab \x01");
  repoint_device_add_target (copier, target);
  repoint_device_set_mail (copier, REPOINT_ANSWER_YES);
  repoint_mail_use_set_host (use, "smtp.office365.com");
  repoint_mail_use_set_port (use, 587);
  repoint_mail_use_set_security (use, REPOINT_SECURITY_STARTTLS);
  repoint_mail_use_set_sign_in (use, REPOINT_SIGN_IN_BASIC);
  repoint_device_add_mail_use (copier, use);
  repoint_inventory_add (inventory, copier);
  repoint_device_set_kind (program, REPOINT_DEVICE_KIND_PROGRAM);
  repoint_device_set_hidden (program, TRUE);
  repoint_inventory_add (inventory, program);

  repoint_project_set_ranges (project, (const char *[]) { "10.0.0.0/24", NULL }, seen);
  repoint_project_set_never (project, (const char *[]) { "10.0.0.9", NULL });

  sighting->vendor = g_strdup ("Canon");
  repoint_sighting_add_evidence (sighting, "title", "Canon iR-ADV C3325");
  g_ptr_array_add (sightings, sighting);
  repoint_project_absorb (project, sightings, seen);

  json_object_set_string_member (data, "target", "https://10.0.0.5:443");
  json_object_set_boolean_member (data, "reachable", TRUE);
  json_object_set_double_member (data, "load", 0.5);
  json_object_set_null_member (data, "problem");
  survey = repoint_observation_new (repoint_device_get_id (copier), REPOINT_OBSERVATION_SURVEY,
                                    REPOINT_STRENGTH_OWN_SERVER, seen, data);
  repoint_project_observe (project, survey);
  repoint_project_observe (project, survey);

  checklist = repoint_checklist_new (seen, "2026-11-20", "Checklist", "example.com", "1", "2");
  repoint_checklist_add_summary (checklist, "Two devices.");
  repoint_checklist_add_date (checklist, "2026-12-31", "Something ends.", "somewhere");
  item = repoint_checklist_item_new ("open-page", REPOINT_CHECKLIST_ITEM_STEP, "Open it.", NULL);
  repoint_checklist_item_tick (item, TRUE, "AB", seen);
  repoint_checklist_block_add_item (block, item);
  repoint_checklist_block_add_evidence (block, "Seen.");
  repoint_checklist_add_block (checklist, block);
  repoint_project_issue (project, checklist);

  return project;
}

static void
test_round_trip (void)
{
  g_autoptr (RepointProject) project = make_project ();
  g_autoptr (GBytes) written = repoint_project_to_bytes (project);
  g_autoptr (GError) error = NULL;
  g_autoptr (RepointProject) read = repoint_project_from_bytes (written, &error);
  g_autoptr (GBytes) again = NULL;

  g_assert_no_error (error);
  again = repoint_project_to_bytes (read);
  g_assert_cmpmem (g_bytes_get_data (written, NULL), g_bytes_get_size (written),
                   g_bytes_get_data (again, NULL), g_bytes_get_size (again));
}

static GBytes *
load_golden (void)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "model", "data", "format-1.repoint", NULL);
  char *text;
  gsize length;
  g_autoptr (GError) error = NULL;

  g_file_get_contents (path, &text, &length, &error);
  g_assert_no_error (error);

  return g_bytes_new_take (text, length);
}

/* A document with every member there is, and one that no Repoint knows in every object: it is written as it was read.
 * This file is never changed: what it holds must be readable for ever. */
static void
test_golden (void)
{
  g_autoptr (GBytes) bytes = load_golden ();
  g_autoptr (GError) error = NULL;
  g_autoptr (RepointProject) project = repoint_project_from_bytes (bytes, &error);
  g_autoptr (GBytes) written = NULL;

  g_assert_no_error (error);
  written = repoint_project_to_bytes (project);
  g_assert_cmpstr (g_bytes_get_data (written, NULL), ==, g_bytes_get_data (bytes, NULL));
}

static void
test_golden_content (void)
{
  g_autoptr (GBytes) bytes = load_golden ();
  g_autoptr (RepointProject) project = repoint_project_from_bytes (bytes, NULL);
  RepointInventory *inventory = repoint_project_get_inventory (project);
  RepointDevice *device = repoint_inventory_find (inventory, "0000000000000001");
  RepointMailUse *use = repoint_device_find_mail_use (device, "0000000000000011");
  RepointMailUse *other = repoint_device_find_mail_use (device, "0000000000000012");
  RepointSecurity security;
  RepointObservation *observation;
  g_autoptr (RepointChecklist) checklist = g_list_model_get_item (repoint_project_get_checklists (project), 0);
  gboolean can_undo;

  g_assert_cmpint (repoint_organization_get_recipients (repoint_project_get_organization (project)), ==,
                   REPOINT_RECIPIENTS_INTERNAL);
  g_assert_cmpstr (repoint_device_get_title (device), ==, "Copier");
  g_assert_true (repoint_device_get_hidden (device));
  g_assert_cmpstr (repoint_device_get_source (device, "model"), ==, "web-page");
  g_assert_null (repoint_device_get_source (device, "vendor"));
  g_assert_true (repoint_inventory_find (inventory, "0000000000000009") == device);
  g_assert_true (repoint_mail_use_get_security (use, &security));
  g_assert_cmpint (security, ==, REPOINT_SECURITY_STARTTLS);
  g_assert_false (repoint_mail_use_get_security (other, NULL));
  observation = g_ptr_array_index (repoint_project_get_observations (project, "0000000000000001"), 0);
  g_assert_cmpuint (repoint_observation_get_count (observation), ==, 3);
  g_assert_cmpstr (repoint_project_get_id (project), ==, "00000000000000ff");
  g_assert_cmpuint (g_bytes_get_size (repoint_project_get_hello (project, "00000000000000a1")), ==, 45);
  g_assert_cmpuint (g_bytes_get_size (repoint_project_get_hello (project, "00000000000000a2")), ==, 33);
  g_assert_cmpuint (repoint_checklist_get_n_items (checklist), ==, 1);
  g_assert_cmpuint (repoint_checklist_get_n_ticked (checklist), ==, 1);
  g_object_get (project, "can-undo", &can_undo, NULL);
  g_assert_false (can_undo); /* loading is nothing that an admin did */
}

/* What the decisions in the document say still holds. */
static void
test_decisions_survive (void)
{
  g_autoptr (GBytes) bytes = load_golden ();
  g_autoptr (RepointProject) project = repoint_project_from_bytes (bytes, NULL);
  RepointInventory *inventory = repoint_project_get_inventory (project);
  g_autoptr (GPtrArray) sightings = g_ptr_array_new_with_free_func ((GDestroyNotify) repoint_sighting_free);
  g_autoptr (GPtrArray) devices = NULL;
  RepointSighting *merged = repoint_sighting_new ("arp", "10.0.0.50");
  RepointSighting *split = repoint_sighting_new ("tcp", "10.0.0.3");
  RepointSighting *shared = repoint_sighting_new ("arp", "10.0.0.60");
  RepointSighting *shared_too = repoint_sighting_new ("arp", "10.0.0.61");

  merged->mac = g_strdup ("00:1b:a9:00:00:0b");
  shared->mac = g_strdup ("00:1b:a9:00:00:0c");
  shared_too->mac = g_strdup ("00:1b:a9:00:00:0c");
  g_ptr_array_add (sightings, merged);
  g_ptr_array_add (sightings, split);
  g_ptr_array_add (sightings, shared);
  g_ptr_array_add (sightings, shared_too);
  devices = repoint_inventory_absorb (inventory, sightings);
  g_assert_cmpstr (repoint_device_get_id (g_ptr_array_index (devices, 0)), ==, "0000000000000001");
  g_assert_cmpstr (repoint_device_get_id (g_ptr_array_index (devices, 1)), ==, "0000000000000002");
  g_assert_true (g_ptr_array_index (devices, 2) != g_ptr_array_index (devices, 3));
}

/* Reads @text and returns the error, if there is one. */
static GError *
read_error (const char *text,
            gssize      length)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, length < 0 ? strlen (text) : (gsize) length);
  GError *error = NULL;
  g_autoptr (RepointProject) project = repoint_project_from_bytes (bytes, &error);

  g_assert_true ((project == NULL) == (error != NULL));

  return error;
}

static void
assert_has_place (const GError *error)
{
  guint line, column;

  g_assert_true (error->domain == REPOINT_PROJECT_ERROR);
  g_assert_cmpint (sscanf (error->message, "line %u, column %u: ", &line, &column), ==, 2);
  g_assert_true (g_utf8_validate (error->message, -1, NULL));
}

/* The golden document, cut off after each byte. */
static void
test_truncated (void)
{
  g_autoptr (GBytes) bytes = load_golden ();
  const char *text = g_bytes_get_data (bytes, NULL);
  gsize length = strlen (text) - strlen ("}\n");

  for (gsize i = 0; i <= length; i++)
    {
      g_autoptr (GError) error = read_error (text, i);

      g_assert_nonnull (error);
      assert_has_place (error);
      g_assert_error (error, REPOINT_PROJECT_ERROR, REPOINT_PROJECT_ERROR_SYNTAX);
    }
}

/* The golden document with each byte, in turn, another one. It is read or refused, and when it is read it can be
 * written and read again. */
static void
test_scrambled (void)
{
  static const char replacements[] = { '"', '{', ']', '0', '\0', '\xff', '\\', 'x' };
  g_autoptr (GBytes) bytes = load_golden ();
  gsize length;
  const char *text = g_bytes_get_data (bytes, &length);
  g_autofree char *scrambled = g_memdup2 (text, length);

  for (gsize i = 0; i < length; i++)
    {
      g_autoptr (GBytes) broken = NULL;
      g_autoptr (GBytes) written = NULL;
      g_autoptr (RepointProject) project = NULL;
      g_autoptr (GError) error = NULL;

      scrambled[i] = replacements[i % G_N_ELEMENTS (replacements)];
      broken = g_bytes_new (scrambled, length);
      project = repoint_project_from_bytes (broken, &error);
      scrambled[i] = text[i];
      if (project == NULL)
        {
          assert_has_place (error);
          continue;
        }

      written = repoint_project_to_bytes (project);
      g_clear_object (&project);
      project = repoint_project_from_bytes (written, &error);
      g_assert_no_error (error);
    }
}

/* Looks at everything, turns it around, and checks that what is written is read and written the same again. */
static void
work_with (RepointProject *project)
{
  RepointInventory *inventory = repoint_project_get_inventory (project);
  g_autoptr (RepointDevice) first = g_list_model_get_item (G_LIST_MODEL (inventory), 0);
  g_autoptr (RepointDevice) second = g_list_model_get_item (G_LIST_MODEL (inventory), 1);
  g_autoptr (GBytes) written = NULL;
  g_autoptr (GBytes) redone = NULL;
  g_autoptr (GBytes) again = NULL;
  g_autoptr (RepointProject) read = NULL;
  g_autoptr (GError) error = NULL;

  repoint_project_begin_edit (project, "edit");
  if (second != NULL)
    repoint_inventory_merge (inventory, first, second);
  if (first != NULL)
    {
      GPtrArray *observations = repoint_project_get_observations (project, repoint_device_get_id (first));

      for (guint i = 0; i < observations->len; i++)
        repoint_observation_get_data (g_ptr_array_index (observations, i));
      if (repoint_device_get_addresses (first)[0] != NULL)
        repoint_inventory_split (inventory, first, repoint_device_get_addresses (first)[0]);
    }
  repoint_project_end_edit (project);

  written = repoint_project_to_bytes (project);
  repoint_project_undo (project);
  repoint_project_redo (project);
  redone = repoint_project_to_bytes (project);
  g_assert_true (g_bytes_equal (redone, written));
  read = repoint_project_from_bytes (written, &error);
  g_assert_no_error (error);
  again = repoint_project_to_bytes (read);
  g_assert_true (g_bytes_equal (again, written));
}

/* The golden document with something else put in at some place. */
static void
test_altered (void)
{
  static const char * const pieces[] = {
    "\"", "\"\"", "{", "}", "[", "]", "[]", "{}", ",", ":", "null", "true", "-1", "1e999", "0", "99999999999",
    "\\u0000", "\\ud800", "\"id\"", "\"kind\":", "\"2026-11-20T09:00:00Z\"", "\"admin\"", "\"10.0.0.1\"",
  };
  g_autoptr (GBytes) bytes = load_golden ();
  gsize length = g_bytes_get_size (bytes);
  g_autoptr (GRand) random = g_rand_new_with_seed (1); /* the same alterations in every run */
  guint n_read = 0;

  for (guint i = 0; i < 2000; i++)
    {
      GString *text = g_string_new_len (g_bytes_get_data (bytes, NULL), length);
      const char *piece = pieces[g_rand_int_range (random, 0, G_N_ELEMENTS (pieces))];
      gsize place = (gsize) g_rand_int_range (random, 0, (gint32) length);
      gsize n_erased = (gsize) g_rand_int_range (random, 0, 30);
      g_autoptr (GBytes) altered = NULL;
      g_autoptr (RepointProject) project = NULL;
      g_autoptr (GError) error = NULL;

      g_string_erase (text, (gssize) place, (gssize) MIN (n_erased, length - place));
      g_string_insert (text, (gssize) place, piece);
      altered = g_string_free_to_bytes (text);
      project = repoint_project_from_bytes (altered, &error);
      if (project == NULL)
        {
          assert_has_place (error);
          continue;
        }

      work_with (project);
      n_read++;
    }

  g_test_message ("%u documents were read", n_read);
}

/* What once went wrong. */
static void
test_odd_documents (void)
{
  static const char * const texts[] = {
    "{\"format\":1,\"devices\":[{\"id\":\"a\",\"name\":\"n\",\"sources\":{\"name\":\"\"}}]}",
    "{\"format\":1,\"devices\":[{\"id\":\"a\"},{\"id\":\"b\",\"merged\":[\"a\"]}]}",
    "{\"format\":1,\"devices\":[{\"id\":\"a\"}],\"observations\":{\"a\":[{\"kind\":\"survey\","
    "\"first_seen\":\"2026-11-20T09:00:00Z\",\"last_seen\":\"2020-01-01T00:00:00Z\",\"count\":0,"
    "\"data\":{\"target\":[]}}]}}",
    "{\"format\":1,\"format\":1,\"devices\":[],\"devices\":[{\"id\":\"a\"}],\"x\":1,\"x\":2}",
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GBytes) bytes = g_bytes_new_static (texts[i], strlen (texts[i]));
      g_autoptr (GError) error = NULL;
      g_autoptr (RepointProject) project = repoint_project_from_bytes (bytes, &error);

      g_assert_no_error (error);
      work_with (project);
    }
}

/* Text that is JSON, but no document; where, and what is wrong. */
static const struct
{
  const char *text;
  const char *message;
} content[] = {
  { "[]", "line 1, column 1: an object was expected" },
  { "{}", "line 1, column 1: no \"format\": this is not a Repoint document" },
  { "{\"format\": 0}", "line 1, column 12: format: there is no format 0" },
  { "{\"format\": \"1\"}", "line 1, column 12: format: a number was expected" },
  { "{\"format\": 1.5}", "line 1, column 12: format: a whole number from 0 to 4294967295 was expected" },
  { "{\"format\": 1,\n \"organization\": []}", "line 2, column 18: organization: an object was expected" },
  { "{\"format\": 1, \"organization\": {\"cloud\": \"mars\"}}",
    "line 1, column 41: organization.cloud: \"mars\" is not known here" },
  { "{\"format\": 1, \"organization\": {\"name\": null}}",
    "line 1, column 40: organization.name: a string was expected" },
  { "{\"format\": 1, \"organization\": {\"endpoints\": [{\"standing\": \"legacy\"}]}}",
    "line 1, column 46: organization.endpoints[0]: an endpoint without \"target\"" },
  { "{\"format\": 1, \"devices\": {}}", "line 1, column 26: devices: an array was expected" },
  { "{\"format\": 1, \"devices\": [{\"name\": \"ä\"},\n{}]}",
    "line 1, column 27: devices[0]: a device without \"id\"" },
  { "{\"format\": 1, \"devices\": [{\"id\": \"a\"}, {\"id\": \"a\"}]}",
    "line 1, column 40: devices[1]: two devices have the id \"a\"" },
  { "{\"format\": 1, \"devices\": [{\"id\": \"a\", \"hidden\": 1}]}",
    "line 1, column 49: devices[0].hidden: true or false was expected" },
  { "{\"format\": 1, \"devices\": [{\"id\": \"a\", \"addresses\": [1]}]}",
    "line 1, column 53: devices[0].addresses[0]: a string was expected" },
  { "{\"format\": 1, \"devices\": [{\"id\": \"a\", \"mail_uses\": [{\"id\": \"b\", \"protocol\": \"http\"}]}]}",
    "line 1, column 77: devices[0].mail_uses[0].protocol: \"http\" is no mail protocol" },
  { "{\"format\": 1, \"devices\": [{\"id\": \"a\", \"mail_uses\": [{\"id\": \"b\", \"protocol\": \"smtp\", \"port\": 70000}]}]}",
    "line 1, column 93: devices[0].mail_uses[0].port: a whole number from 0 to 65535 was expected" },
  { "{\"format\": 1, \"observations\": {\"a\": [{\"kind\": \"survey\", \"first_seen\": \"yesterday\", \"data\": {}}]}}",
    "line 1, column 71: observations.a[0].first_seen: \"yesterday\" is not a time" },
  { "{\"format\": 1, \"observations\": {\"a\": [{\"kind\": \"survey\", \"first_seen\": \"2026-11-20T09:00:00Z\"}]}}",
    "line 1, column 38: observations.a[0]: an observation without \"data\"" },
  { "{\"format\": 1, \"recognition\": {\"decisions\": [{\"key\": \"a\", \"device\": \"b\", \"by\": \"chance\"}]}}",
    "line 1, column 45: recognition.decisions[0]: a decision that is neither by \"merge\" nor by \"split\"" },
  { "{\"format\": 1, \"recognition\": {\"decisions\": [{\"key\": \"\", \"device\": \"b\", \"by\": \"merge\"}]}}",
    "line 1, column 45: recognition.decisions[0]: a decision without \"key\" or \"device\"" },
  { "{\"format\": 1, \"id\": \"../../etc\"}", "line 1, column 21: id: \"../../etc\" is no id" },
  { "{\"format\": 1, \"id\": 7}", "line 1, column 21: id: a string was expected" },
  { "{\"format\": 1, \"hellos\": []}", "line 1, column 25: hellos: an object was expected" },
  { "{\"format\": 1, \"hellos\": {\"a1\": \"0100000100\"}}",
    "line 1, column 32: hellos.a1: \"a1\" is no id of a hello" },
  { "{\"format\": 1, \"hellos\": {\"00000000000000A1\": \"0100000100\"}}",
    "line 1, column 46: hellos.00000000000000A1: \"00000000000000A1\" is no id of a hello" },
  { "{\"format\": 1, \"hellos\": {\"00000000000000a1\": \"01000002ff\"}}",
    "line 1, column 46: hellos.00000000000000a1: this is not one whole hello" },
  { "{\"format\": 1, \"hellos\": {\"00000000000000a1\": \"0200000100\"}}",
    "line 1, column 46: hellos.00000000000000a1: this is not one whole hello" },
  { "{\"format\": 1, \"hellos\": {\"00000000000000a1\": \"010000010\"}}",
    "line 1, column 46: hellos.00000000000000a1: a hello is two hexadecimal digits for each of its bytes" },
  { "{\"format\": 1, \"hellos\": {\"00000000000000a1\": \"010000010g\"}}",
    "line 1, column 46: hellos.00000000000000a1: a hello is two hexadecimal digits for each of its bytes" },
  { "{\"format\": 1, \"hellos\": {\"00000000000000a1\": 5}}",
    "line 1, column 46: hellos.00000000000000a1: a string was expected" },
  { "{\"format\": 1, \"hellos\": {\"00000000000000a1\": \"0100000100\", \"00000000000000a1\": \"0100000100\"}}",
    "line 1, column 80: hellos.00000000000000a1: two hellos have the id \"00000000000000a1\"" },
  { "{\"format\": 1, \"checklists\": [{\"id\": \"a\", \"today\": \"2026-11-20\"}]}",
    "line 1, column 30: checklists[0]: a checklist without \"issued\"" },
};

static void
test_content (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (content); i++)
    {
      g_autoptr (GError) error = read_error (content[i].text, -1);

      g_test_message ("%s", content[i].text);
      g_assert_error (error, REPOINT_PROJECT_ERROR, REPOINT_PROJECT_ERROR_CONTENT);
      g_assert_cmpstr (error->message, ==, content[i].message);
    }
}

static void
test_newer_format (void)
{
  static const char * const texts[] = {
    "{\"format\": 2}",
    "{\"format\": 4294967295, \"organization\": 5}",
    "{\"organization\": \"of another kind\", \"devices\": 7, \"format\": 2}", /* it need not come first */
    "{\"format\": 2, and what follows is nobody's business",
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GError) error = read_error (texts[i], -1);

      g_assert_error (error, REPOINT_PROJECT_ERROR, REPOINT_PROJECT_ERROR_NEWER);
      g_assert_nonnull (strstr (error->message, "this Repoint reads format 1"));
    }
}

static void
test_hostile_nesting (void)
{
  GString *text = g_string_new ("{\"format\": 1, \"newer\": ");
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 1000000; i++)
    g_string_append_c (text, '[');
  error = read_error (text->str, text->len);
  g_assert_error (error, REPOINT_PROJECT_ERROR, REPOINT_PROJECT_ERROR_CONTENT);
  g_string_free (text, TRUE);
}

/* Two million lists in some megabytes of text. */
static void
test_hostile_number (void)
{
  GString *text = g_string_new ("{\"format\": 1, \"observations\": {");
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 2100000; i++)
    g_string_append (text, "\"a\":[],");
  error = read_error (text->str, text->len);
  g_assert_error (error, REPOINT_PROJECT_ERROR, REPOINT_PROJECT_ERROR_TOO_BIG);
  g_string_free (text, TRUE);
}

static void
test_byte_order_mark (void)
{
  g_autoptr (GError) error = read_error ("\xef\xbb\xbf{\"format\": 1}", -1);

  g_assert_no_error (error);
}

/* Invalid text may come from a device and must not make the document unreadable. */
static void
test_invalid_text_is_written_validly (void)
{
  g_autoptr (RepointProject) project = repoint_project_new ();
  g_autoptr (RepointDevice) device = repoint_device_new ();
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (RepointProject) read = NULL;
  g_autoptr (GError) error = NULL;

  repoint_device_set_notes (device, "\xff\xfe broken \xc3");
  repoint_inventory_add (repoint_project_get_inventory (project), device);
  bytes = repoint_project_to_bytes (project);
  read = repoint_project_from_bytes (bytes, &error);
  g_assert_no_error (error);
}

static char *
finish (RepointDocumentWriter *writer)
{
  g_autoptr (GPtrArray) chunks = repoint_document_writer_finish (writer, NULL);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < chunks->len; i++)
    g_string_append_len (text, g_bytes_get_data (g_ptr_array_index (chunks, i), NULL),
                         g_bytes_get_size (g_ptr_array_index (chunks, i)));

  return g_string_free (text, FALSE);
}

static void
keep_hello (RepointProject *project)
{
  static const guint8 message[] = { 1, 0, 0, 1, 0 };
  g_autoptr (GBytes) raw = g_bytes_new_static (message, sizeof message);

  g_assert_true (repoint_project_keep_hello (project, raw, "00000000000000a0"));
}

/* Changes everything there is. */
static void
turn_upside_down (RepointProject *project)
{
  RepointInventory *inventory = repoint_project_get_inventory (project);
  g_autoptr (GDateTime) now = g_date_time_new_utc (2026, 11, 21, 8, 0, 0);
  g_autoptr (RepointDevice) first = g_list_model_get_item (G_LIST_MODEL (inventory), 0);
  g_autoptr (RepointDevice) second = g_list_model_get_item (G_LIST_MODEL (inventory), 1);
  g_autoptr (RepointDevice) added = repoint_device_new ();
  g_autoptr (RepointChecklist) checklist = g_list_model_get_item (repoint_project_get_checklists (project), 0);
  g_autoptr (RepointChecklistBlock) block = g_list_model_get_item (repoint_checklist_get_blocks (checklist), 0);
  g_autoptr (RepointChecklistItem) item = g_list_model_get_item (repoint_checklist_block_get_items (block), 0);
  g_autoptr (JsonObject) data = json_object_new ();
  g_autoptr (RepointObservation) observation = NULL;

  repoint_device_set_name (first, "another name");
  repoint_device_set_location (first, "elsewhere");
  repoint_inventory_add (inventory, added);
  observation = repoint_observation_new (repoint_device_get_id (first), "statement", REPOINT_STRENGTH_STATEMENT, now,
                                         data);
  repoint_project_observe (project, observation);
  repoint_project_observe (project, g_ptr_array_index (repoint_project_get_observations (project,
                                                                                         repoint_device_get_id (first)), 0));
  repoint_checklist_item_tick (item, !repoint_checklist_item_get_ticked (item), "ZZ", now);
  repoint_organization_set_name (repoint_project_get_organization (project), "another name");
  repoint_inventory_merge (inventory, first, second);
  keep_hello (project);
}

/* Whatever happens between two steps, the document shows the moment at which it was begun. */
static void
test_one_moment (void)
{
  for (guint n_steps = 0; n_steps < 20; n_steps++)
    {
      g_autoptr (RepointProject) project = make_project ();
      g_autoptr (GBytes) expected = repoint_project_to_bytes (project);
      g_autoptr (RepointDocumentWriter) writer = repoint_document_writer_new (project);
      g_autofree char *written = NULL;
      g_autoptr (GBytes) now = NULL;

      for (guint i = 0; i < n_steps; i++)
        repoint_document_writer_step (writer);
      turn_upside_down (project);
      written = finish (writer);
      g_assert_cmpmem (written, strlen (written), g_bytes_get_data (expected, NULL), g_bytes_get_size (expected));

      now = repoint_project_to_bytes (project);
      g_assert_false (g_bytes_equal (now, expected));
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/model/document/round-trip", test_round_trip);
  g_test_add_func ("/model/document/golden", test_golden);
  g_test_add_func ("/model/document/golden-content", test_golden_content);
  g_test_add_func ("/model/document/decisions-survive", test_decisions_survive);
  g_test_add_func ("/model/document/truncated", test_truncated);
  g_test_add_func ("/model/document/scrambled", test_scrambled);
  g_test_add_func ("/model/document/altered", test_altered);
  g_test_add_func ("/model/document/odd-documents", test_odd_documents);
  g_test_add_func ("/model/document/content-errors-name-the-place", test_content);
  g_test_add_func ("/model/document/newer-format", test_newer_format);
  g_test_add_func ("/model/document/hostile-nesting", test_hostile_nesting);
  g_test_add_func ("/model/document/hostile-number", test_hostile_number);
  g_test_add_func ("/model/document/byte-order-mark", test_byte_order_mark);
  g_test_add_func ("/model/document/invalid-text-is-written-validly", test_invalid_text_is_written_validly);
  g_test_add_func ("/model/document/one-moment", test_one_moment);

  return g_test_run ();
}
