/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-capture-file.h"

#include <string.h>

#include "repoint-client-hello-id.h"

#define CHUNK        (256 * 1024)       /* more is not faster */
#define GZIP_CHUNK   (64 * 1024)        /* what comes out together with an error is lost */
#define BEGIN        16                 /* enough to recognize a format */
#define GZIP_FIRST   0x1f               /* RFC 1952 section 2.3.1 */
#define GZIP_SECOND  0x8b
#define PROGRESS_US  (G_USEC_PER_SEC / 10)
#define MAX_RECORDS  10000
#define MAX_HELLOS   (16 * 1024 * 1024) /* bytes of those that records share */

struct _RepointCaptureFile
{
  GObject              parent_instance;
  GPtrArray           *records;  /* of RepointCaptureRecord */
  GHashTable          *by_key;   /* char* → RepointCaptureRecord; only while reading */
  GHashTable          *hellos;   /* char* id → RepointClientHello; only while reading */
  gsize                hello_bytes;
  guint64              n_too_many;
  GArray              *problems; /* of RepointCaptureProblem */
  RepointPacketCounts  counts;
};

G_DEFINE_FINAL_TYPE (RepointCaptureFile, repoint_capture_file, G_TYPE_OBJECT)
G_DEFINE_QUARK (repoint-capture-file-error-quark, repoint_capture_file_error)

/* What the thread is to do; belongs to the task. */
typedef struct
{
  GFile                 *file;
  GFileProgressCallback  progress;
  gpointer               progress_data;
  goffset                size;        /* 0: not known */
  goffset                done;        /* guarded by the lock */
  gboolean               is_underway; /* a call of @progress; guarded by the lock */
  GMutex                 lock;
  gint64                 told;        /* when the last call was set on its way */
} Reading;

static void
reading_free (gpointer data)
{
  Reading *reading = data;

  g_object_unref (reading->file);
  g_mutex_clear (&reading->lock);
  g_free (reading);
}

/* ---- Records ---- */

static const RepointClientHello *
share_hello (RepointCaptureFile *self, const char *id, const RepointClientHello *hello)
{
  const RepointClientHello *shared = g_hash_table_lookup (self->hellos, id);
  gsize size = g_bytes_get_size (hello->raw);
  RepointClientHello *copy;

  if (shared != NULL)
    return shared;
  if (self->hello_bytes + size > MAX_HELLOS)
    return NULL;

  self->hello_bytes += size;
  copy = repoint_client_hello_copy (hello);
  g_hash_table_insert (self->hellos, g_strdup (id), copy);

  return copy;
}

static RepointCaptureRecord *
add_record (RepointCaptureFile *self, const RepointPacketHello *hello, const char *key, const char *id)
{
  const RepointClientHello *shared = self->records->len < MAX_RECORDS ? share_hello (self, id, hello->found->hello) : NULL;
  RepointCaptureRecord *record;

  if (shared == NULL)
    {
      self->n_too_many++;
      return NULL;
    }

  record = repoint_capture_record_new (hello, id, shared);
  g_ptr_array_add (self->records, record);
  g_hash_table_insert (self->by_key, g_strdup (key), record);

  return record;
}

static void
found_cb (const RepointPacketHello *hello, gpointer user_data)
{
  RepointCaptureFile *self = user_data;
  g_autofree char *client = repoint_tcp_end_to_string (&hello->client);
  g_autofree char *server = repoint_tcp_end_to_string (&hello->server);
  g_autofree char *id = repoint_client_hello_get_id (hello->found->hello);
  g_autofree char *key = g_strdup_printf ("%s %s %u %u %u %s", client, server, hello->server.port,
                                          (guint) hello->found->protocol, (guint) hello->found->security, id);
  RepointCaptureRecord *record = g_hash_table_lookup (self->by_key, key);

  if (record == NULL)
    record = add_record (self, hello, key, id);
  if (record != NULL)
    repoint_capture_record_add (record, hello);
}

/* ---- Problems ---- */

static void
add_problem (RepointCaptureFile *self, const char *id, guint64 count)
{
  RepointCaptureProblem problem = { id, count };

  if (count > 0)
    g_array_append_val (self->problems, problem);
}

static void
sum_up (RepointCaptureFile *self, RepointPacketSearch *search, gboolean damaged)
{
  RepointPcapReader *reader = repoint_packet_search_get_reader (search);

  self->counts = *repoint_packet_search_get_counts (search);
  if (damaged || repoint_pcap_reader_get_damage (reader) != NULL)
    add_problem (self, "damaged", repoint_pcap_reader_get_offset (reader));
  else
    add_problem (self, "cut-short", repoint_pcap_reader_is_cut (reader));
  add_problem (self, "unknown-link", self->counts.n_unknown_links);
  add_problem (self, "shortened", self->counts.n_shortened);
  add_problem (self, "fragmented", self->counts.n_fragmented);
  add_problem (self, "lost", self->counts.n_lost);
  add_problem (self, "given-up", self->counts.n_given_up);
  add_problem (self, "too-many", self->n_too_many);
}

/* ---- Reading ---- */

/* In the caller's context. */
static gboolean
tell_progress (gpointer data)
{
  GTask *task = data;
  Reading *reading = g_task_get_task_data (task);
  goffset done;

  g_mutex_lock (&reading->lock);
  done = reading->done;
  reading->is_underway = FALSE;
  g_mutex_unlock (&reading->lock);

  if (!g_task_get_completed (task))
    reading->progress (done, reading->size, reading->progress_data);

  return G_SOURCE_REMOVE;
}

/* At most ten times a second, and never a second one before the first was heard. */
static void
note_progress (GTask *task, goffset done)
{
  Reading *reading = g_task_get_task_data (task);
  gint64 now = g_get_monotonic_time ();
  g_autoptr (GSource) source = NULL;
  gboolean tell;

  if (reading->progress == NULL || now - reading->told < PROGRESS_US)
    return;

  g_mutex_lock (&reading->lock);
  reading->done = done;
  tell = !reading->is_underway;
  reading->is_underway = TRUE;
  g_mutex_unlock (&reading->lock);
  if (!tell)
    return;

  reading->told = now;
  source = g_idle_source_new ();
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, tell_progress, g_object_ref (task), g_object_unref);
  g_source_set_static_name (source, "[repoint] progress of a capture");
  g_source_attach (source, g_task_get_context (task));
}

/**
 * repoint_capture_file_recognize:
 * @begin: the first bytes of a file, 16 are enough
 *
 * Returns: whether it is a capture, or something in gzip, which may be one
 */
gboolean
repoint_capture_file_recognize (const guint8 *begin, gsize length)
{
  g_autoptr (RepointPcapReader) reader = repoint_pcap_reader_new ();
  RepointPacket packet;

  g_return_val_if_fail (begin != NULL || length == 0, FALSE);

  if (length >= 2 && begin[0] == GZIP_FIRST && begin[1] == GZIP_SECOND)
    return TRUE;

  repoint_pcap_reader_feed (reader, begin, MIN (length, BEGIN));

  return length >= 4 && repoint_pcap_reader_next (reader, &packet) == REPOINT_PCAP_MORE;
}

/* The bytes of the capture itself, without the gzip around them. */
static GInputStream *
unwrap (GInputStream *stream, GCancellable *cancellable, GError **error)
{
  /* What is larger than the buffer is read past it. */
  g_autoptr (GInputStream) buffered = g_buffered_input_stream_new_sized (stream, BEGIN);
  g_autoptr (GConverter) converter = NULL;
  const guint8 *begin;
  gsize length;

  g_filter_input_stream_set_close_base_stream (G_FILTER_INPUT_STREAM (buffered), FALSE);
  while (g_buffered_input_stream_get_available (G_BUFFERED_INPUT_STREAM (buffered)) < BEGIN)
    {
      gssize filled = g_buffered_input_stream_fill (G_BUFFERED_INPUT_STREAM (buffered), -1, cancellable, error);

      if (filled < 0)
        return NULL;
      if (filled == 0)
        break;
    }

  begin = g_buffered_input_stream_peek_buffer (G_BUFFERED_INPUT_STREAM (buffered), &length);
  if (!repoint_capture_file_recognize (begin, length))
    {
      g_set_error_literal (error, REPOINT_CAPTURE_FILE_ERROR, REPOINT_CAPTURE_FILE_ERROR_FORMAT, "not a packet capture");
      return NULL;
    }
  if (begin[0] != GZIP_FIRST)
    return g_steal_pointer (&buffered);

  converter = G_CONVERTER (g_zlib_decompressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP));

  return g_converter_input_stream_new (buffered, converter);
}

/* What is wrong with the gzip is damage like any other. FALSE: nothing can be read, or somebody stopped it. */
static gboolean
search_capture (RepointPacketSearch *search,
                GInputStream        *stream,
                GTask               *task,
                gboolean            *damaged,
                GCancellable        *cancellable,
                GError             **error)
{
  g_autoptr (GInputStream) capture = unwrap (stream, cancellable, error);
  g_autofree guint8 *chunk = NULL;
  g_autoptr (GError) broken = NULL;
  RepointPcapState state = REPOINT_PCAP_MORE;
  gsize size = G_IS_CONVERTER_INPUT_STREAM (capture) ? GZIP_CHUNK : CHUNK;
  gssize length = 1;

  if (capture == NULL)
    return FALSE;

  chunk = g_malloc (size);
  while (state == REPOINT_PCAP_MORE && (length = g_input_stream_read (capture, chunk, size, cancellable, &broken)) > 0)
    {
      state = repoint_packet_search_feed (search, chunk, (gsize) length);
      if (task != NULL && G_IS_SEEKABLE (stream))
        note_progress (task, g_seekable_tell (G_SEEKABLE (stream)));
    }

  *damaged = length < 0 && (g_error_matches (broken, G_IO_ERROR, G_IO_ERROR_INVALID_DATA) ||
                            g_error_matches (broken, G_IO_ERROR, G_IO_ERROR_PARTIAL_INPUT));
  if (length < 0 && !*damaged)
    {
      g_propagate_error (error, g_steal_pointer (&broken));
      return FALSE;
    }
  if (state == REPOINT_PCAP_NOT_A_CAPTURE || repoint_pcap_reader_get_offset (repoint_packet_search_get_reader (search)) < 4)
    {
      g_set_error_literal (error, REPOINT_CAPTURE_FILE_ERROR, REPOINT_CAPTURE_FILE_ERROR_FORMAT, "not a packet capture");
      return FALSE;
    }

  return TRUE;
}

static RepointCaptureFile *
read_capture (GInputStream *stream, GTask *task, GCancellable *cancellable, GError **error)
{
  RepointTcpTableSeed seed = {
    { (guint64) g_random_int () << 32 | g_random_int (), (guint64) g_random_int () << 32 | g_random_int () },
  };
  g_autoptr (RepointCaptureFile) self = g_object_new (REPOINT_TYPE_CAPTURE_FILE, NULL);
  g_autoptr (RepointPacketSearch) search = repoint_packet_search_new (&seed, found_cb, self);
  gboolean damaged = FALSE;

  if (!search_capture (search, stream, task, &damaged, cancellable, error))
    return NULL;

  repoint_packet_search_finish (search);
  sum_up (self, search, damaged);
  g_clear_pointer (&self->by_key, g_hash_table_unref);
  g_clear_pointer (&self->hellos, g_hash_table_unref);

  return g_steal_pointer (&self);
}

/**
 * repoint_capture_file_read:
 * @stream: at the beginning of a packet capture; it stays open
 *
 * Reads a capture to its end, and returns then. What was found up to some damage is found.
 *
 * Returns: (transfer full) (nullable): what was found, which may be nothing; %NULL with an error of
 *   %REPOINT_CAPTURE_FILE_ERROR or %G_IO_ERROR
 */
RepointCaptureFile *
repoint_capture_file_read (GInputStream *stream, GCancellable *cancellable, GError **error)
{
  g_return_val_if_fail (G_IS_INPUT_STREAM (stream), NULL);

  return read_capture (stream, NULL, cancellable, error);
}

static goffset
find_size (GFileInputStream *stream, GCancellable *cancellable)
{
  g_autoptr (GFileInfo) info = g_file_input_stream_query_info (stream, G_FILE_ATTRIBUTE_STANDARD_SIZE, cancellable, NULL);

  return info != NULL ? g_file_info_get_size (info) : 0;
}

static void
read_in_thread (GTask *task, gpointer source_object, gpointer task_data, GCancellable *cancellable)
{
  Reading *reading = task_data;
  GError *error = NULL;
  g_autoptr (GFileInputStream) stream = g_file_read (reading->file, cancellable, &error);
  RepointCaptureFile *self = NULL;

  if (stream != NULL)
    {
      reading->size = find_size (stream, cancellable);
      self = read_capture (G_INPUT_STREAM (stream), task, cancellable, &error);
    }

  if (self != NULL)
    g_task_return_pointer (task, self, g_object_unref);
  else
    g_task_return_error (task, error);
}

/**
 * repoint_capture_file_read_async:
 * @file: a packet capture
 * @progress: (nullable): called in the caller's main context now and then, with the bytes read and, unless it is 0, how many
 *   there are; not any more once @callback is due
 * @callback: called in the caller's main context
 *
 * Does what repoint_capture_file_read() does, in a thread.
 */
void
repoint_capture_file_read_async (GFile                 *file,
                                 GCancellable          *cancellable,
                                 GFileProgressCallback  progress,
                                 gpointer               progress_data,
                                 GAsyncReadyCallback    callback,
                                 gpointer               user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Reading *reading;

  g_return_if_fail (G_IS_FILE (file));

  reading = g_new0 (Reading, 1);
  reading->file = g_object_ref (file);
  reading->progress = progress;
  reading->progress_data = progress_data;
  g_mutex_init (&reading->lock);
  g_task_set_source_tag (task, repoint_capture_file_read_async);
  g_task_set_task_data (task, reading, reading_free);
  g_task_run_in_thread (task, read_in_thread);
}

/**
 * repoint_capture_file_read_finish:
 *
 * Returns: (transfer full) (nullable): what was found, which may be nothing; %NULL with an error of
 *   %REPOINT_CAPTURE_FILE_ERROR or %G_IO_ERROR
 */
RepointCaptureFile *
repoint_capture_file_read_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, repoint_capture_file_read_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * repoint_capture_file_get_records:
 *
 * Returns: (transfer none) (element-type RepointCaptureRecord): what was found
 */
GPtrArray *
repoint_capture_file_get_records (RepointCaptureFile *self)
{
  g_return_val_if_fail (REPOINT_IS_CAPTURE_FILE (self), NULL);

  return self->records;
}

/**
 * repoint_capture_file_get_problems:
 *
 * Returns: (transfer none) (element-type RepointCaptureProblem): why there could be more than what was found
 */
GArray *
repoint_capture_file_get_problems (RepointCaptureFile *self)
{
  g_return_val_if_fail (REPOINT_IS_CAPTURE_FILE (self), NULL);

  return self->problems;
}

guint64
repoint_capture_file_get_n_packets (RepointCaptureFile *self)
{
  g_return_val_if_fail (REPOINT_IS_CAPTURE_FILE (self), 0);

  return self->counts.n_packets;
}

/* Those of TCP that began, or said something. */
guint64
repoint_capture_file_get_n_connections (RepointCaptureFile *self)
{
  g_return_val_if_fail (REPOINT_IS_CAPTURE_FILE (self), 0);

  return self->counts.n_connections;
}

static void
repoint_capture_file_finalize (GObject *object)
{
  RepointCaptureFile *self = REPOINT_CAPTURE_FILE (object);

  g_clear_pointer (&self->by_key, g_hash_table_unref);
  g_clear_pointer (&self->hellos, g_hash_table_unref);
  g_ptr_array_unref (self->records);
  g_array_unref (self->problems);

  G_OBJECT_CLASS (repoint_capture_file_parent_class)->finalize (object);
}

static void
repoint_capture_file_class_init (RepointCaptureFileClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = repoint_capture_file_finalize;
}

static void
repoint_capture_file_init (RepointCaptureFile *self)
{
  self->records = g_ptr_array_new_with_free_func ((GDestroyNotify) repoint_capture_record_free);
  self->by_key = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->hellos = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) repoint_client_hello_free);
  self->problems = g_array_new (FALSE, FALSE, sizeof (RepointCaptureProblem));
}
