/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "practice-client.h"
#include "repoint-address-range.h"
#include "repoint-check-in.h"
#include "repoint-journey-station.h"
#include "repoint-practice-devices.h"
#include "repoint-practice-mailer.h"
#include "repoint-practice-office.h"
#include "repoint-test-daemon.h"
#include "repoint-visits.h"

#include <glib/gstdio.h>
#include <string.h>

/* A real station, the mail servers of the practice office, and a device that is this computer. */

typedef struct
{
  RepointPracticeOffice *office;
  RepointProject        *project;
  RepointJourney        *journey;
  RepointDevice         *device;
  guint16                port;
} Fixture;

static void
add_endpoints (Fixture *fixture)
{
  const char * const *endpoints = repoint_practice_office_get_endpoints (fixture->office);

  for (guint i = 0; endpoints[i] != NULL; i++)
    {
      g_autoptr(RepointEndpoint) endpoint = repoint_endpoint_parse (endpoints[i], NULL);

      repoint_organization_add_endpoint (repoint_project_get_organization (fixture->project), endpoint);
    }
}

static guint16
open_station (Fixture *fixture)
{
  RepointStation *station = repoint_journey_get_station (fixture->journey);

  /* Between picking and listening somebody else may take it. */
  for (guint i = 0; i < 10; i++)
    if (repoint_station_open (station, REPOINT_PROTOCOL_SMTP, repoint_test_pick_port (), NULL))
      return repoint_station_get_port (station, REPOINT_PROTOCOL_SMTP);

  g_error ("no port is free");
}

static void
set_up (Fixture       *fixture,
        gconstpointer  user_data)
{
  g_autoptr(RepointMailUse) use = repoint_mail_use_new (REPOINT_PROTOCOL_SMTP);

  fixture->office = repoint_practice_office_new (NULL);
  fixture->project = repoint_project_new ();
  repoint_organization_set_cloud (repoint_project_get_organization (fixture->project), REPOINT_CLOUD_OWN);
  add_endpoints (fixture);
  fixture->journey = repoint_journey_new (fixture->project, NULL, NULL);
  fixture->device = repoint_device_new ();
  repoint_device_set_name (fixture->device, "copier");
  repoint_device_add_address (fixture->device, "127.0.0.1");
  repoint_device_add_mail_use (fixture->device, use);
  repoint_inventory_add (repoint_project_get_inventory (fixture->project), fixture->device);
  fixture->port = open_station (fixture);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  user_data)
{
  g_assert_finalize_object (fixture->journey);
  g_assert_finalize_object (fixture->project);
  g_object_unref (fixture->device);
  g_assert_finalize_object (fixture->office);
}

static guint
n_visits (Fixture *fixture)
{
  return g_list_model_get_n_items (repoint_journey_get_visits (fixture->journey));
}

static guint
n_jobs (Fixture *fixture)
{
  return g_list_model_get_n_items (repoint_journey_get_jobs (fixture->journey));
}

typedef struct
{
  guint16     port;
  int         version; /* 0: none, it goes on in clear */
  const char *last;    /* what it says in the end, inside TLS or not */
} Errand;

static gpointer
run_errand (gpointer data)
{
  const Errand *errand = data;
  g_autoptr(PracticeClient) client = practice_client_connect ("127.0.0.1", errand->port);
  g_autofree char *greeting = practice_client_read_reply (client);
  g_autofree char *ehlo = NULL;
  g_autofree char *rest = NULL;
  gboolean secure = FALSE;

  practice_client_send (client, "EHLO copier\r\n");
  ehlo = practice_client_read_reply (client);
  if (errand->version != 0)
    {
      g_autofree char *go = NULL;

      practice_client_send (client, "STARTTLS\r\n");
      go = practice_client_read_reply (client);
      secure = practice_client_start_tls (client, errand->version, "DEFAULT:@SECLEVEL=0");
    }

  if (secure || errand->version == 0)
    {
      practice_client_send (client, errand->last);
      rest = practice_client_read_all (client);
    }

  return NULL;
}

/* One test mail of the device. Returns once its visit is known and all that follows by itself has been done. */
static RepointJourneyVisit *
send_mail (Fixture    *fixture,
           int         version,
           const char *last)
{
  const Errand errand = { fixture->port, version, last };
  guint n_before = n_visits (fixture);
  GThread *thread = g_thread_new ("device", run_errand, (gpointer) &errand);
  RepointJourneyVisit *visit;

  while (n_visits (fixture) == n_before || n_jobs (fixture) > 0)
    g_main_context_iteration (NULL, TRUE);
  g_thread_join (thread);
  visit = g_list_model_get_item (repoint_journey_get_visits (fixture->journey), 0);
  g_object_unref (visit);

  return visit;
}

/* (transfer none) (nullable): the observation of the device of that kind, at the server of that standing. */
static RepointObservation *
find (Fixture         *fixture,
      const char      *kind,
      RepointStanding  standing)
{
  GPtrArray *observations = repoint_project_get_observations (fixture->project, repoint_device_get_id (fixture->device));
  g_autoptr(GPtrArray) endpoints =
    repoint_catalog_list_endpoints (repoint_journey_get_catalog (fixture->journey),
                                    repoint_project_get_organization (fixture->project));

  for (guint i = 0; i < endpoints->len; i++)
    {
      const RepointCatalogEndpoint *entry = g_ptr_array_index (endpoints, i);
      const RepointTarget *target = repoint_endpoint_get_target (entry->endpoint);

      if (repoint_endpoint_get_standing (entry->endpoint) == standing && target->protocol == REPOINT_PROTOCOL_SMTP)
        return repoint_visits_find_latest_at (observations, target, kind);
    }

  return NULL;
}

static guint
count_kind (Fixture    *fixture,
            const char *kind)
{
  GPtrArray *observations = repoint_project_get_observations (fixture->project, repoint_device_get_id (fixture->device));
  guint n = 0;

  for (guint i = 0; i < observations->len; i++)
    n += g_str_equal (repoint_observation_get_kind (g_ptr_array_index (observations, i)), kind) ? 1 : 0;

  return n;
}

static const RepointEndpointState *
find_state (Fixture         *fixture,
            RepointPlan     *plan,
            RepointStanding  standing)
{
  GPtrArray *states = repoint_plan_get_endpoints (plan);

  for (guint i = 0; i < states->len; i++)
    {
      const RepointEndpointState *state = g_ptr_array_index (states, i);

      if (repoint_endpoint_get_standing (state->endpoint->endpoint) == standing)
        return state;
    }

  return NULL;
}

/* A copier of TLS 1.0 sends one test mail: that is all it takes for a plan. */
static void
test_one_test_mail (Fixture       *fixture,
                    gconstpointer  user_data)
{
  RepointJourneyVisit *visit = send_mail (fixture, 0x0301, "QUIT\r\n");
  RepointObservation *standard, *legacy;
  g_autoptr(GPtrArray) plans = NULL;
  const RepointCapability *capability;

  g_assert_true (repoint_journey_visit_get_device (visit) == fixture->device);
  g_assert_cmpuint (count_kind (fixture, REPOINT_OBSERVATION_HELLO), ==, 1);
  standard = find (fixture, REPOINT_OBSERVATION_REPLAY, REPOINT_STANDING_STANDARD);
  legacy = find (fixture, REPOINT_OBSERVATION_REPLAY, REPOINT_STANDING_LEGACY);
  g_assert_nonnull (standard);
  g_assert_nonnull (legacy);
  g_assert_cmpint (repoint_visits_judge (standard), ==, REPOINT_VISIT_REFUSED);
  g_assert_cmpint (repoint_visits_judge (legacy), ==, REPOINT_VISIT_ACCEPTED);
  g_assert_cmpint (repoint_visits_get_version (legacy, "version"), ==, REPOINT_TLS_VERSION_1_0);

  plans = repoint_journey_list_plans (fixture->journey, fixture->device);
  g_assert_cmpuint (plans->len, ==, 1);
  capability = repoint_plan_get_capability (plans->pdata[0]);
  g_assert_cmpint (capability->max_version, ==, REPOINT_TLS_VERSION_1_0);
  g_assert_cmpint (capability->strength, ==, REPOINT_STRENGTH_REPLAY);
  g_assert_cmpint (find_state (fixture, plans->pdata[0], REPOINT_STANDING_STANDARD)->transport, ==,
                   REPOINT_TRANSPORT_REFUSED);
  g_assert_cmpint (find_state (fixture, plans->pdata[0], REPOINT_STANDING_LEGACY)->transport, ==,
                   REPOINT_TRANSPORT_UNPROVEN);

  /* The same again: nothing new, and nobody is asked again. */
  send_mail (fixture, 0x0301, "QUIT\r\n");
  g_assert_cmpuint (count_kind (fixture, REPOINT_OBSERVATION_HELLO), ==, 1);
  g_assert_cmpuint (repoint_observation_get_count (legacy), ==, 1);
}

static void
test_newer_hello_counts (Fixture       *fixture,
                         gconstpointer  user_data)
{
  g_autoptr(GPtrArray) plans = NULL;

  send_mail (fixture, 0x0303, "QUIT\r\n");
  plans = repoint_journey_list_plans (fixture->journey, fixture->device);
  g_assert_cmpint (repoint_plan_get_capability (plans->pdata[0])->max_version, ==, REPOINT_TLS_VERSION_1_2);
  g_assert_cmpint (find_state (fixture, plans->pdata[0], REPOINT_STANDING_STANDARD)->transport, ==,
                   REPOINT_TRANSPORT_WORKS);
}

/* Standard, then legacy: the device comes twice. */
static void
test_passed_through (Fixture       *fixture,
                     gconstpointer  user_data)
{
  RepointObservation *standard, *legacy;

  repoint_journey_set_pass_through (fixture->journey, TRUE);
  g_assert_true (repoint_journey_get_pass_through (fixture->journey));
  send_mail (fixture, 0x0303, "QUIT\r\n");
  standard = find (fixture, REPOINT_OBSERVATION_PASSAGE, REPOINT_STANDING_STANDARD);
  g_assert_nonnull (standard);
  g_assert_null (find (fixture, REPOINT_OBSERVATION_PASSAGE, REPOINT_STANDING_LEGACY));
  g_assert_cmpint (repoint_visits_judge (standard), ==, REPOINT_VISIT_ACCEPTED);
  g_assert_cmpint (repoint_visits_get_version (standard, "version"), ==, REPOINT_TLS_VERSION_1_2);

  send_mail (fixture, 0x0303, "QUIT\r\n");
  legacy = find (fixture, REPOINT_OBSERVATION_PASSAGE, REPOINT_STANDING_LEGACY);
  g_assert_nonnull (legacy);
  g_assert_cmpint (repoint_visits_judge (legacy), ==, REPOINT_VISIT_ACCEPTED);

  /* It is received here again. */
  repoint_journey_set_pass_through (fixture->journey, FALSE);
  send_mail (fixture, 0x0303, "QUIT\r\n");
  g_assert_cmpuint (count_kind (fixture, REPOINT_OBSERVATION_PASSAGE), ==, 2);
}

/* A password that is sent in spite of all is nowhere in the office's file. */
static void
test_password_is_not_kept (Fixture       *fixture,
                           gconstpointer  user_data)
{
  g_autoptr(GBytes) document = NULL;
  const char *text;
  gsize size;

  send_mail (fixture, 0, "AUTH PLAIN AGNvcGllcgBzZWNyZXQtd29yZA==\r\n");
  send_mail (fixture, 0x0303, "AUTH LOGIN c2VjcmV0LXdvcmQ=\r\n");
  g_assert_cmpuint (count_kind (fixture, REPOINT_OBSERVATION_HELLO), ==, 2);

  document = repoint_project_to_bytes (fixture->project);
  text = g_bytes_get_data (document, &size);
  g_assert_null (g_strstr_len (text, (gssize) size, "secret-word"));
  g_assert_null (g_strstr_len (text, (gssize) size, "c2VjcmV0"));
  g_assert_null (g_strstr_len (text, (gssize) size, "AGNvcGllcgBz"));
}

static void
test_visitor_is_asked_about_too (Fixture       *fixture,
                                 gconstpointer  user_data)
{
  RepointJourneyVisit *visit;

  repoint_device_set_addresses (fixture->device, NULL);
  visit = send_mail (fixture, 0x0301, "QUIT\r\n");
  g_assert_null (repoint_journey_visit_get_device (visit));
  g_assert_cmpuint (repoint_project_get_observations (fixture->project, "visitor:127.0.0.1")->len, ==, 3);

  repoint_journey_assign_visit (fixture->journey, visit, fixture->device);
  g_assert_true (repoint_journey_visit_get_device (visit) == fixture->device);
  g_assert_cmpuint (count_kind (fixture, REPOINT_OBSERVATION_REPLAY), ==, 2);
}

static void
test_again_on_request (Fixture       *fixture,
                       gconstpointer  user_data)
{
  RepointObservation *hello, *legacy;
  const char *id;

  g_assert_null (repoint_journey_replay (fixture->journey, fixture->device, "0000000000000000"));
  send_mail (fixture, 0x0301, "QUIT\r\n");
  hello = g_ptr_array_index (repoint_project_get_observations (fixture->project,
                                                               repoint_device_get_id (fixture->device)), 0);
  id = json_object_get_string_member (repoint_observation_get_data (hello), "hello");
  legacy = find (fixture, REPOINT_OBSERVATION_REPLAY, REPOINT_STANDING_LEGACY);
  g_assert_nonnull (repoint_journey_replay (fixture->journey, fixture->device, id));
  while (n_jobs (fixture) > 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (repoint_observation_get_count (legacy), ==, 2);
}

/* The journey is dropped while a device is there. */
static void
test_dropped_meanwhile (Fixture       *fixture,
                        gconstpointer  user_data)
{
  g_autoptr(PracticeClient) client = practice_client_connect ("127.0.0.1", fixture->port);
  g_autofree char *greeting = practice_client_read_reply (client);

  g_assert_true (g_str_has_prefix (greeting, "220"));
  practice_client_send (client, "EHLO copier\r\n");
}

/* And all that is in it. */
static void
remove_directory (const char *path)
{
  g_autoptr(GDir) directory = g_dir_open (path, 0, NULL);
  const char *name;

  while (directory != NULL && (name = g_dir_read_name (directory)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      remove_directory (child);
    }
  g_remove (path);
}

#define ADD(name, func) g_test_add ("/journey-station/" name, Fixture, NULL, set_up, func, tear_down)

/* Each device of the practice office shows what it really is, whatever was written down of it. */
static void
test_practice_devices (Fixture       *fixture,
                       gconstpointer  user_data)
{
  for (guint i = 0; i < repoint_practice_devices_get_count (); i++)
    {
      const RepointPracticeMailer *mailer = &repoint_practice_devices_get (i)->mailer;
      g_autofree char *address = repoint_practice_devices_address (i);
      g_autoptr(RepointJourneyVisit) visit = NULL;
      JsonObject *data, *hello, *handshake;
      guint n_before = n_visits (fixture);

      g_assert_cmpint (repoint_practice_mailer_find (address), ==, (int) i);
      g_assert_true (repoint_practice_mailer_visit (i, "smtp", fixture->port));
      while (n_visits (fixture) == n_before || n_jobs (fixture) > 0)
        g_main_context_iteration (NULL, TRUE);

      visit = g_list_model_get_item (repoint_journey_get_visits (fixture->journey), 0);
      data = repoint_journey_visit_get_data (visit);
      g_assert_cmpstr (json_object_get_string_member (data, "peer"), ==, address);
      if (mailer->max_version == REPOINT_TLS_VERSION_NONE)
        {
          g_assert_cmpstr (json_object_get_string_member (data, "outcome"), ==, "in-clear");
          g_assert_cmpstr (json_object_get_string_member (data, "asked_sign_in"), ==, "clear");
          continue;
        }

      hello = json_object_get_object_member (data, "hello");
      handshake = json_object_get_object_member (data, "handshake");
      g_assert_cmpstr (json_object_get_string_member (hello, "max_version"), ==,
                       repoint_tls_version_to_string (mailer->max_version));
      g_assert_cmpstr (json_object_get_string_member (handshake, "version"), ==,
                       repoint_tls_version_to_string (mailer->max_version));
      g_assert_true (json_object_get_boolean_member (handshake, "validates_certificate") == mailer->validates);
      g_assert_cmpstr (json_object_get_string_member (data, "asked_sign_in"), ==, mailer->validates ? "none" : "secure");
    }

  g_assert_cmpint (repoint_practice_mailer_find ("127.0.0.1"), ==, -1);
  g_assert_false (repoint_practice_mailer_visit (0, "pop3", fixture->port));
}

static char *
list_clients (Fixture *fixture)
{
  g_autoptr(GArray) ranges = repoint_check_in_list_clients (fixture->project);
  GString *text = g_string_new (NULL);

  for (guint i = 0; ranges != NULL && i < ranges->len; i++)
    {
      g_autofree char *range = repoint_address_range_to_string (&g_array_index (ranges, RepointAddressRange, i));

      g_string_append_printf (text, "%s ", range);
    }

  return g_string_free (text, FALSE);
}

/* Whoever sends a test mail sends mail: that is known from then on, and taken back with the assignment. */
static void
test_learns_use (Fixture       *fixture,
                 gconstpointer  user_data)
{
  g_autoptr(RepointDevice) scanner = repoint_device_new ();
  RepointJourneyVisit *visit = send_mail (fixture, 0x0303, "QUIT\r\n");
  GListModel *uses = repoint_device_get_mail_uses (scanner);

  repoint_inventory_add (repoint_project_get_inventory (fixture->project), scanner);
  g_assert_cmpuint (g_list_model_get_n_items (repoint_device_get_mail_uses (fixture->device)), ==, 1);
  repoint_journey_assign_visit (fixture->journey, visit, scanner);
  g_assert_cmpuint (g_list_model_get_n_items (uses), ==, 1);
  {
    g_autoptr(RepointMailUse) use = g_list_model_get_item (uses, 0);

    g_assert_cmpint (repoint_mail_use_get_protocol (use), ==, REPOINT_PROTOCOL_SMTP);
  }
  repoint_project_undo (fixture->project);
  g_assert_cmpuint (g_list_model_get_n_items (uses), ==, 0);
}

/* Once networks were agreed to, those may come, and the devices that are elsewhere; never the internet. */
static void
test_who_may_come (Fixture       *fixture,
                   gconstpointer  user_data)
{
  const char * const agreed[] = { "192.168.7.0/24", "8.8.8.0/24", "nonsense", NULL };
  g_autofree char *nobody_asked = list_clients (fixture);
  g_autofree char *asked = NULL;
  g_autofree char *withdrawn = NULL;

  g_assert_cmpstr (nobody_asked, ==, "");

  repoint_device_add_address (fixture->device, "10.9.8.7");
  repoint_device_add_address (fixture->device, "8.8.4.4");
  repoint_project_set_ranges (fixture->project, agreed, NULL);
  asked = list_clients (fixture);
  g_assert_nonnull (strstr (asked, "192.168.7.0"));
  g_assert_nonnull (strstr (asked, "10.9.8.7"));
  g_assert_nonnull (strstr (asked, "127.0.0.1"));
  g_assert_null (strstr (asked, "8.8."));

  repoint_project_set_ranges (fixture->project, NULL, NULL);
  withdrawn = list_clients (fixture);
  g_assert_cmpstr (withdrawn, ==, "");
}

int
main (int    argc,
      char **argv)
{
  g_autofree char *directory = g_dir_make_tmp ("repoint-journey-XXXXXX", NULL);
  int result;

  /* The station keeps its key there. */
  g_setenv ("XDG_DATA_HOME", directory, TRUE);
  g_test_init (&argc, &argv, NULL);

  ADD ("one-test-mail", test_one_test_mail);
  ADD ("practice-devices", test_practice_devices);
  ADD ("learns-use", test_learns_use);
  ADD ("who-may-come", test_who_may_come);
  ADD ("newer-hello-counts", test_newer_hello_counts);
  ADD ("passed-through", test_passed_through);
  ADD ("password-is-not-kept", test_password_is_not_kept);
  ADD ("visitor-is-asked-about-too", test_visitor_is_asked_about_too);
  ADD ("again-on-request", test_again_on_request);
  ADD ("dropped-meanwhile", test_dropped_meanwhile);

  result = g_test_run ();
  remove_directory (directory);

  return result;
}
