/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "repoint-packet-search.h"

G_BEGIN_DECLS

/**
 * RepointCaptureRecord: one setting of one client towards one server, as a packet capture shows it, however often it was seen.
 *
 * Immutable once it is given out. Times are nanoseconds since 1970, or %REPOINT_PACKET_NO_TIME where the capture tells none.
 */
typedef struct
{
  char               *client;      /* address */
  guint16             client_port; /* of the first time */
  char               *client_mac;  /* (nullable): as repoint_mac_normalize() writes it; only where no router was between, whose
                                      own it would be */
  char               *server;      /* address; of a proxy where CONNECT led through one */
  guint16             server_port;
  RepointProtocol     protocol;
  RepointSecurity     security;
  RepointClientHello *hello;       /* the first of those that have the same id */
  char               *hello_id;    /* repoint_client_hello_get_id () */
  gboolean            after_retry; /* a second hello, which a HelloRetryRequest asked for */
  guint64             count;
  gint64              first;
  gint64              last;
  GArray             *answers;     /* private */
} RepointCaptureRecord;

JsonObject           *repoint_capture_record_to_json (const RepointCaptureRecord *self,
                                                      const char                 *file);

/* For the file alone. */
RepointCaptureRecord *repoint_capture_record_new     (const RepointPacketHello   *hello,
                                                      const char                 *hello_id,
                                                      const RepointClientHello   *same_hello);
void                  repoint_capture_record_add     (RepointCaptureRecord       *self,
                                                      const RepointPacketHello   *hello);
void                  repoint_capture_record_free    (RepointCaptureRecord       *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RepointCaptureRecord, repoint_capture_record_free)

G_END_DECLS
