/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-journey-capture.h"
#include "repoint-journey-station.h"
#include "repoint-test-handshake.h"

#include <glib/gstdio.h>

typedef struct
{
  RepointProject        *project;
  RepointJourney        *journey;
  char                  *path;
  RepointCaptureSummary *summary;
  GError                *error;
  gboolean               done;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  user_data)
{
  int descriptor = g_file_open_tmp ("repoint-capture-XXXXXX", &fixture->path, NULL);

  g_assert_cmpint (descriptor, >=, 0);
  g_close (descriptor, NULL);
  fixture->project = repoint_project_new ();
  repoint_organization_set_cloud (repoint_project_get_organization (fixture->project), REPOINT_CLOUD_OWN);
  fixture->journey = repoint_journey_new (fixture->project, NULL, NULL);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  user_data)
{
  g_clear_pointer (&fixture->summary, repoint_capture_summary_free);
  g_clear_error (&fixture->error);
  g_assert_finalize_object (fixture->journey);
  g_assert_finalize_object (fixture->project);
  g_remove (fixture->path);
  g_free (fixture->path);
}

/* Clients at 10.77.0.21 and the next addresses talk to a server, one at each port (ended by 0). */
static void
write_capture (Fixture       *fixture,
               const guint16 *ports)
{
  static const RepointTestHandshake handshake = { .max_version = REPOINT_TLS_VERSION_1_2 };
  static const RepointTestLayers layers = { FALSE };
  const RepointTestCaptureOptions options = { .format = REPOINT_TEST_CAPTURE_PCAP, .link_type = REPOINT_LINK_TYPE_ETHERNET };
  g_autoptr(RepointTestCapture) capture = repoint_test_capture_new (&options);
  g_autoptr(GBytes) bytes = NULL;

  for (guint8 i = 0; ports[i] != 0; i++)
    {
      g_autoptr(RepointTestTcpTalk) talk = repoint_test_tcp_talk_new (REPOINT_LINK_TYPE_ETHERNET, &layers, ports[i]);
      g_autoptr(GPtrArray) turns = repoint_test_handshake_list_turns (&handshake);

      talk->addresses[REPOINT_TEST_TCP_CLIENT][3] = (guint8) (21 + i);
      talk->macs[REPOINT_TEST_TCP_CLIENT][5] = (guint8) (talk->macs[REPOINT_TEST_TCP_CLIENT][5] + i);
      repoint_test_tcp_talk_open (talk);
      repoint_test_handshake_say (talk, turns);
      repoint_test_tcp_talk_close (talk, REPOINT_TEST_TCP_CLIENT);
      repoint_test_tcp_talk_write (talk, capture);
    }
  bytes = repoint_test_capture_to_bytes (capture);
  g_assert_true (g_file_set_contents (fixture->path, g_bytes_get_data (bytes, NULL), (gssize) g_bytes_get_size (bytes), NULL));
}

static void
imported_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  Fixture *fixture = user_data;

  fixture->summary = repoint_journey_import_capture_finish (REPOINT_JOURNEY (source), result, &fixture->error);
  fixture->done = TRUE;
}

static void
import (Fixture      *fixture,
        GCancellable *cancellable)
{
  g_autoptr(GFile) file = g_file_new_for_path (fixture->path);

  repoint_journey_import_capture_async (fixture->journey, file, cancellable, NULL, NULL, imported_cb, fixture);
  while (!fixture->done)
    g_main_context_iteration (NULL, TRUE);
}

static void
test_import (Fixture       *fixture,
             gconstpointer  user_data)
{
  static const guint16 ports[] = { 993, 465, 443, 0 };
  g_autoptr(RepointDevice) device = repoint_device_new ();
  RepointObservation *observation;
  JsonObject *data;
  GPtrArray *observations;

  repoint_device_add_address (device, "10.77.0.21");
  repoint_inventory_add (repoint_project_get_inventory (fixture->project), device);
  write_capture (fixture, ports);
  import (fixture, NULL);
  g_assert_no_error (fixture->error);
  g_assert_cmpuint (fixture->summary->n_connections, ==, 3);
  g_assert_cmpuint (fixture->summary->n_records, ==, 3);
  g_assert_cmpuint (fixture->summary->n_taken, ==, 2);
  g_assert_cmpuint (fixture->summary->n_devices, ==, 1);
  g_assert_cmpuint (fixture->summary->n_visitors, ==, 1);
  g_assert_cmpuint (fixture->summary->problems->len, ==, 0);

  observations = repoint_project_get_observations (fixture->project, repoint_device_get_id (device));
  g_assert_cmpuint (observations->len, ==, 1);
  observation = g_ptr_array_index (observations, 0);
  data = repoint_observation_get_data (observation);
  g_assert_cmpstr (json_object_get_string_member (data, "source"), ==, "capture");
  g_assert_cmpstr (json_object_get_string_member (data, "protocol"), ==, "imap");
  g_assert_cmpstr (json_object_get_string_member (data, "max_version"), ==, "TLSv1.2");
  g_assert_nonnull (repoint_project_get_hello (fixture->project, json_object_get_string_member (data, "hello")));
  g_assert_cmpuint (repoint_project_get_observations (fixture->project, "visitor:10.77.0.22")->len, ==, 1);
  g_assert_cmpuint (repoint_project_get_observations (fixture->project, "visitor:10.77.0.23")->len, ==, 0);
  g_assert_cmpuint (g_list_model_get_n_items (repoint_journey_get_visits (fixture->journey)), ==, 2);
}

static void
test_nothing_in_it (Fixture       *fixture,
                    gconstpointer  user_data)
{
  static const guint16 ports[] = { 443, 0 };

  write_capture (fixture, ports);
  import (fixture, NULL);
  g_assert_no_error (fixture->error);
  g_assert_cmpuint (fixture->summary->n_records, ==, 1);
  g_assert_cmpuint (fixture->summary->n_taken, ==, 0);
}

static void
test_no_capture (Fixture       *fixture,
                 gconstpointer  user_data)
{
  g_assert_true (g_file_set_contents (fixture->path, "name,address\n", -1, NULL));
  import (fixture, NULL);
  g_assert_error (fixture->error, REPOINT_CAPTURE_FILE_ERROR, REPOINT_CAPTURE_FILE_ERROR_FORMAT);
  g_assert_null (fixture->summary);
}

static void
test_cancelled (Fixture       *fixture,
                gconstpointer  user_data)
{
  static const guint16 ports[] = { 993, 0 };
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GPtrArray) visitors = NULL;

  write_capture (fixture, ports);
  g_cancellable_cancel (cancellable);
  import (fixture, cancellable);
  g_assert_error (fixture->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  visitors = repoint_project_list_visitors (fixture->project);
  g_assert_cmpuint (visitors->len, ==, 0);
}

#define ADD(name, func) g_test_add ("/journey-capture/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("import", test_import);
  ADD ("nothing-in-it", test_nothing_in_it);
  ADD ("no-capture", test_no_capture);
  ADD ("cancelled", test_cancelled);

  return g_test_run ();
}
