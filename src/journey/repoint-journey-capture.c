/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-journey-capture.h"

#include "repoint-hello-json.h"
#include "repoint-journey-private.h"

/* Records that are taken over in one go: the main loop has other things to do as well. */
#define SLICE 50

typedef struct
{
  RepointCaptureFile    *file;
  RepointCaptureSummary *summary;
  GHashTable            *devices;  /* set of RepointDevice */
  GHashTable            *visitors; /* set of addresses */
  guint                  position;
} Import;

static void
import_free (Import *self)
{
  g_clear_object (&self->file);
  g_clear_pointer (&self->summary, repoint_capture_summary_free);
  g_clear_pointer (&self->devices, g_hash_table_unref);
  g_clear_pointer (&self->visitors, g_hash_table_unref);
  g_free (self);
}

/**
 * repoint_capture_summary_free:
 * @self: (nullable) (transfer full): a summary
 */
void
repoint_capture_summary_free (RepointCaptureSummary *self)
{
  if (self == NULL)
    return;

  g_clear_pointer (&self->problems, g_array_unref);
  g_free (self);
}

/* A browser's hello says nothing about mail, and neither does one behind a HelloRetryRequest, which is the first one again. */
static gboolean
is_of_mail (const RepointCaptureRecord *record)
{
  return record->protocol <= REPOINT_PROTOCOL_POP3 && !record->after_retry;
}

static void
set_time (JsonObject *visit,
          gint64      nanoseconds)
{
  g_autoptr(GDateTime) time = NULL;
  g_autofree char *text = NULL;

  if (nanoseconds == REPOINT_PACKET_NO_TIME)
    return;

  time = g_date_time_new_from_unix_utc (nanoseconds / 1000000000);
  text = time != NULL ? g_date_time_format_iso8601 (time) : NULL;
  if (text != NULL)
    json_object_set_string_member (visit, "time", text);
}

/* (transfer full): the record as a visit that was seen from the side. */
static JsonObject *
make_visit (const RepointCaptureRecord *record)
{
  JsonObject *visit = json_object_new ();

  json_object_set_string_member (visit, "source", "capture");
  set_time (visit, record->last);
  json_object_set_string_member (visit, "peer", record->client);
  json_object_set_string_member (visit, "mac", record->client_mac);
  json_object_set_string_member (visit, "protocol", repoint_protocol_to_string (record->protocol));
  json_object_set_string_member (visit, "security", repoint_security_to_string (record->security));
  json_object_set_object_member (visit, "hello", repoint_client_hello_to_json (record->hello));
  json_object_set_string_member (visit, "outcome", "captured");

  return visit;
}

static void
take_record (RepointJourney             *journey,
             Import                     *import,
             const RepointCaptureRecord *record)
{
  g_autoptr(JsonObject) visit = NULL;
  g_autoptr(RepointJourneyVisit) taken = NULL;
  RepointDevice *device;

  if (!is_of_mail (record))
    return;

  visit = make_visit (record);
  taken = repoint_check_in_take (repoint_journey_get_check_in (journey), visit);
  device = repoint_journey_visit_get_device (taken);
  if (device != NULL)
    g_hash_table_add (import->devices, g_object_ref (device));
  else
    g_hash_table_add (import->visitors, g_strdup (record->client));
  import->summary->n_taken++;
}

static gboolean
take_slice_cb (gpointer user_data)
{
  GTask *task = user_data;
  Import *import = g_task_get_task_data (task);
  GPtrArray *records = repoint_capture_file_get_records (import->file);

  if (g_task_return_error_if_cancelled (task))
    return G_SOURCE_REMOVE;

  for (guint i = 0; i < SLICE && import->position < records->len; i++)
    take_record (g_task_get_source_object (task), import, g_ptr_array_index (records, import->position++));
  if (import->position < records->len)
    return G_SOURCE_CONTINUE;

  import->summary->n_devices = g_hash_table_size (import->devices);
  import->summary->n_visitors = g_hash_table_size (import->visitors);
  g_task_return_pointer (task, g_steal_pointer (&import->summary), (GDestroyNotify) repoint_capture_summary_free);

  return G_SOURCE_REMOVE;
}

static void
read_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GSource) idle = NULL;
  g_autoptr(GError) error = NULL;
  Import *import = g_task_get_task_data (task);

  import->file = repoint_capture_file_read_finish (result, &error);
  if (import->file == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  import->summary->n_packets = repoint_capture_file_get_n_packets (import->file);
  import->summary->n_connections = repoint_capture_file_get_n_connections (import->file);
  import->summary->n_records = repoint_capture_file_get_records (import->file)->len;
  import->summary->problems = g_array_ref (repoint_capture_file_get_problems (import->file));

  idle = g_idle_source_new ();
  g_source_set_callback (idle, take_slice_cb, g_object_ref (task), g_object_unref);
  g_source_set_static_name (idle, "[repoint] capture");
  g_source_attach (idle, g_task_get_context (task));
}

/**
 * repoint_journey_import_capture_async:
 * @file: pcap or pcapng, compressed with gzip or not
 * @cancellable: (nullable): cancelling keeps what was taken over until then
 * @progress: (nullable) (scope notified): told how far the file was read
 */
void
repoint_journey_import_capture_async (RepointJourney        *self,
                                      GFile                 *file,
                                      GCancellable          *cancellable,
                                      GFileProgressCallback  progress,
                                      gpointer               progress_data,
                                      GAsyncReadyCallback    callback,
                                      gpointer               user_data)
{
  g_autoptr(GTask) task = NULL;
  Import *import;

  g_return_if_fail (REPOINT_IS_JOURNEY (self));
  g_return_if_fail (G_IS_FILE (file));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, repoint_journey_import_capture_async);
  import = g_new0 (Import, 1);
  import->summary = g_new0 (RepointCaptureSummary, 1);
  import->devices = g_hash_table_new_full (NULL, NULL, g_object_unref, NULL);
  import->visitors = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_task_set_task_data (task, import, (GDestroyNotify) import_free);
  repoint_capture_file_read_async (file, cancellable, progress, progress_data, read_cb, g_steal_pointer (&task));
}

/**
 * repoint_journey_import_capture_finish:
 * @error: of %REPOINT_CAPTURE_FILE_ERROR or %G_IO_ERROR
 *
 * Returns: (transfer full) (nullable): what it brought; %NULL on error
 */
RepointCaptureSummary *
repoint_journey_import_capture_finish (RepointJourney  *self,
                                       GAsyncResult    *result,
                                       GError         **error)
{
  g_return_val_if_fail (REPOINT_IS_JOURNEY (self), NULL);
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
