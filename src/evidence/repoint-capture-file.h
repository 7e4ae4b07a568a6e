/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "repoint-capture-record.h"

G_BEGIN_DECLS

#define REPOINT_CAPTURE_FILE_ERROR (repoint_capture_file_error_quark ())

typedef enum
{
  REPOINT_CAPTURE_FILE_ERROR_FORMAT, /* neither pcap nor pcapng, nor one of them in gzip */
} RepointCaptureFileError;

/* Why something that is in a capture, or should be, may be missing from the records. */
typedef struct
{
  const char *id;    /* "cut-short": the capture ends in the middle of a packet;
                      * "damaged": @count bytes could be read, and what follows could not;
                      * "unknown-link": @count packets of a kind of network that is not taken apart;
                      * "shortened": of @count packets only the beginning was captured;
                      * "fragmented": of @count datagrams not all fragments were captured;
                      * "lost": of @count hellos not all was captured, or they are none;
                      * "given-up": @count connections, for which there was no room any more;
                      * "too-many": @count hellos came when there was no room for more records */
  guint64     count; /* 1 for "cut-short" */
} RepointCaptureProblem;

/**
 * RepointCaptureFile: what a packet capture shows of TLS clients: pcap or pcapng, compressed with gzip or not, of any size.
 *
 * There is one record for each client, server, port and setting of the client, not for each connection, in the order in which
 * they were first seen; 10000 at most. The file is read once, in a thread, and what is held is bounded whatever it contains.
 * Nothing is taken of what was said in clear.
 *
 * The journey makes observations of the records: the device is looked for by client, then by client_mac; the data of
 * `repoint_capture_record_to_json ()` is the line that `fingerprint` prints.
 */
#define REPOINT_TYPE_CAPTURE_FILE (repoint_capture_file_get_type ())
G_DECLARE_FINAL_TYPE (RepointCaptureFile, repoint_capture_file, REPOINT, CAPTURE_FILE, GObject)

GQuark              repoint_capture_file_error_quark   (void);
gboolean            repoint_capture_file_recognize     (const guint8          *begin,
                                                        gsize                  length);

RepointCaptureFile *repoint_capture_file_read          (GInputStream          *stream,
                                                        GCancellable          *cancellable,
                                                        GError               **error);
void                repoint_capture_file_read_async    (GFile                 *file,
                                                        GCancellable          *cancellable,
                                                        GFileProgressCallback  progress,
                                                        gpointer               progress_data,
                                                        GAsyncReadyCallback    callback,
                                                        gpointer               user_data);
RepointCaptureFile *repoint_capture_file_read_finish   (GAsyncResult          *result,
                                                        GError               **error);

GPtrArray          *repoint_capture_file_get_records   (RepointCaptureFile    *self);
GArray             *repoint_capture_file_get_problems  (RepointCaptureFile    *self);
guint64             repoint_capture_file_get_n_packets (RepointCaptureFile    *self);
guint64             repoint_capture_file_get_n_connections (RepointCaptureFile *self);

G_END_DECLS
