/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>
#include <time.h>

#include "repoint-store.h"

/* A large office: how long its document takes to load and to save, and how long a save holds the main loop. */

#define N_DEVICES    5000
#define N_EVIDENCE   14 /* per device */
#define N_SURVEYS    6  /* per device; together 20 observations */
#define LOAD_GOAL    1500.0 /* milliseconds */
#define HOLD_GOAL    16.0

/* Of the main thread's processor time, so that the number is about us and not about what else the machine does. */
static gint64 poll_ended;
static gint64 longest_hold;
static gint64 longest_wall_hold;
static gint64 poll_ended_wall;

static double
milliseconds_since (gint64 start)
{
  return (g_get_monotonic_time () - start) / 1000.0;
}

static gint64
get_processor_time (void)
{
  struct timespec time;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &time);

  return (gint64) time.tv_sec * G_USEC_PER_SEC + time.tv_nsec / 1000;
}

/* What passes between the end of one poll and the beginning of the next is the time for which the loop was held. */
static int
timed_poll (GPollFD *fds,
            guint    n_fds,
            int      timeout)
{
  int result;

  longest_hold = MAX (longest_hold, get_processor_time () - poll_ended);
  longest_wall_hold = MAX (longest_wall_hold, g_get_monotonic_time () - poll_ended_wall);
  result = g_poll (fds, n_fds, timeout);
  poll_ended = get_processor_time ();
  poll_ended_wall = g_get_monotonic_time ();

  return result;
}

static JsonObject *
make_survey (guint device,
             guint port)
{
  g_autofree char *text =
    g_strdup_printf ("{\"target\":\"https://10.%u.%u.1:%u\",\"host\":\"10.%u.%u.1\",\"port\":%u,\"protocol\":\"https\","
                     "\"security\":\"tls\",\"address\":\"10.%u.%u.1\",\"reachable\":true,\"problem\":null,"
                     "\"versions\":{\"SSLv3\":\"refused\",\"TLSv1.0\":\"accepted\",\"TLSv1.1\":\"accepted\","
                     "\"TLSv1.2\":\"accepted\",\"TLSv1.3\":\"refused\"},\"certificate\":{\"subject\":\"CN=device-%u\","
                     "\"issuer\":\"CN=device-%u\",\"names\":[\"device-%u.example\"],"
                     "\"not_before\":\"2019-01-01T00:00:00Z\",\"not_after\":\"2029-01-01T00:00:00Z\","
                     "\"key\":\"RSA 2048\",\"signature\":\"sha256WithRSAEncryption\",\"root\":null,"
                     "\"problems\":[\"self-signed\",\"name-mismatch\"]},\"refused_by\":{\"SSLv3\":\"alert 40\"}}",
                     device / 256, device % 256, port, device / 256, device % 256, port, device / 256, device % 256,
                     device, device, device);
  g_autoptr (JsonNode) node = json_from_string (text, NULL);

  return json_node_dup_object (node);
}

static RepointSighting *
make_sighting (guint device)
{
  g_autofree char *address = g_strdup_printf ("10.%u.%u.1", device / 256, device % 256);
  RepointSighting *sighting = repoint_sighting_new ("web-page", address);

  sighting->mac = g_strdup_printf ("00:1b:a9:%02x:%02x:%02x", device >> 16, (device >> 8) & 255, device & 255);
  sighting->vendor = g_strdup ("Canon");
  sighting->model = g_strdup ("iR-ADV C3325");
  sighting->serial = g_strdup_printf ("QWE%06u", device);
  sighting->kind = REPOINT_DEVICE_KIND_PRINTER;
  for (guint i = 0; i < N_EVIDENCE; i++)
    {
      g_autofree char *what = g_strdup_printf ("what-%u", i);

      repoint_sighting_add_evidence (sighting, what, "Canon iR-ADV C3325 / Remote UI, as the page says of itself");
    }

  return sighting;
}

static RepointProject *
make_project (void)
{
  RepointProject *project = repoint_project_new ();
  RepointInventory *inventory = repoint_project_get_inventory (project);
  g_autoptr (GPtrArray) sightings = g_ptr_array_new_with_free_func ((GDestroyNotify) repoint_sighting_free);
  g_autoptr (GDateTime) seen = g_date_time_new_utc (2026, 11, 20, 10, 0, 0);
  gint64 start;

  for (guint i = 0; i < N_DEVICES; i++)
    g_ptr_array_add (sightings, make_sighting (i));

  start = g_get_monotonic_time ();
  repoint_project_absorb (project, sightings, seen);
  g_print ("absorb %u sightings:      %8.1f ms\n", N_DEVICES, milliseconds_since (start));
  start = g_get_monotonic_time ();
  repoint_project_absorb (project, sightings, seen);
  g_print ("absorb them again:         %8.1f ms\n", milliseconds_since (start));

  for (guint i = 0; i < N_DEVICES; i++)
    {
      g_autoptr (RepointDevice) device = g_list_model_get_item (G_LIST_MODEL (inventory), i);
      g_autoptr (RepointMailUse) use = repoint_mail_use_new (REPOINT_PROTOCOL_SMTP);

      repoint_mail_use_set_host (use, "smtp.office365.com");
      repoint_device_add_mail_use (device, use);
      for (guint j = 0; j < N_SURVEYS; j++)
        {
          g_autoptr (JsonObject) data = make_survey (i, 443 + j);
          g_autoptr (RepointObservation) observation =
            repoint_observation_new (repoint_device_get_id (device), REPOINT_OBSERVATION_SURVEY,
                                     REPOINT_STRENGTH_OWN_SERVER, seen, data);

          repoint_project_observe (project, observation);
        }
    }

  return project;
}

static void
bench_undo (RepointProject *project)
{
  RepointInventory *inventory = repoint_project_get_inventory (project);
  g_autoptr (RepointDevice) device = g_list_model_get_item (G_LIST_MODEL (inventory), 0);
  gint64 start = g_get_monotonic_time ();

  repoint_project_begin_edit (project, "rename-device");
  repoint_device_set_name (device, "Copier");
  repoint_project_end_edit (project);
  repoint_project_undo (project);
  g_print ("edit one device and undo:  %8.3f ms\n", milliseconds_since (start));

  start = g_get_monotonic_time ();
  repoint_project_begin_edit (project, "hide-devices");
  for (guint i = 0; i < N_DEVICES; i++)
    {
      g_autoptr (RepointDevice) each = g_list_model_get_item (G_LIST_MODEL (inventory), i);

      repoint_device_set_hidden (each, TRUE);
    }
  repoint_project_end_edit (project);
  g_print ("edit all devices:          %8.1f ms\n", milliseconds_since (start));
  start = g_get_monotonic_time ();
  repoint_project_undo (project);
  g_print ("undo it:                   %8.1f ms\n", milliseconds_since (start));
}

static gboolean
change_cb (gpointer user_data)
{
  static guint count;
  RepointProject *project = user_data;
  g_autoptr (RepointDevice) device =
    g_list_model_get_item (G_LIST_MODEL (repoint_project_get_inventory (project)), (count * 997) % N_DEVICES);
  g_autofree char *notes = g_strdup_printf ("changed while saving, %u", count++);

  repoint_device_set_notes (device, notes);

  return G_SOURCE_CONTINUE;
}

static void
saved_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr (GError) error = NULL;

  if (!repoint_store_save_finish (REPOINT_STORE (source), result, &error))
    g_error ("%s", error->message);
  g_main_loop_quit (user_data);
}

static void
bench_async_save (RepointStore *store)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  gint64 start;
  guint source;

  g_main_context_set_poll_func (NULL, timed_poll);
  source = g_timeout_add (5, change_cb, repoint_store_get_project (store));
  poll_ended = get_processor_time ();
  poll_ended_wall = start = g_get_monotonic_time ();
  repoint_store_save_async (store, NULL, NULL, saved_cb, loop); /* the call holds the loop, too */
  g_print ("the call alone:            %8.1f ms\n", (get_processor_time () - poll_ended) / 1000.0);
  g_main_loop_run (loop);
  g_print ("save in slices:            %8.1f ms\n", milliseconds_since (start));
  g_print ("longest hold of the loop:  %8.1f ms   goal %.0f   by the clock on the wall %.1f\n", longest_hold / 1000.0,
           HOLD_GOAL, longest_wall_hold / 1000.0);
  g_source_remove (source);
}

int
main (int   argc,
      char *argv[])
{
  g_autofree char *directory = g_dir_make_tmp ("repoint-bench-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (directory, "large.repoint", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GError) error = NULL;
  RepointProject *project = make_project ();
  RepointStore *store = repoint_store_new (project, file);
  double load_time;
  GStatBuf status;
  gint64 start;

  bench_undo (project);

  start = g_get_monotonic_time ();
  if (!repoint_store_save (store, &error))
    g_error ("%s", error->message);
  g_stat (path, &status);
  g_print ("file:                      %8.1f MB, %u devices, %u observations\n", status.st_size / 1e6, N_DEVICES,
           N_DEVICES * (N_EVIDENCE + N_SURVEYS));
  g_print ("save in one go:            %8.1f ms\n", milliseconds_since (start));
  g_object_unref (store);
  g_object_unref (project);

  start = g_get_monotonic_time ();
  store = repoint_store_load (file, &error);
  if (store == NULL)
    g_error ("%s", error->message);
  load_time = milliseconds_since (start);
  g_print ("load:                      %8.1f ms   goal %.0f\n", load_time, LOAD_GOAL);

  bench_async_save (store);

  repoint_store_discard (store);
  g_object_unref (store);
  g_unlink (path);
  g_rmdir (directory);

  return load_time < LOAD_GOAL && longest_hold / 1000.0 <= HOLD_GOAL ? 0 : 1;
}
