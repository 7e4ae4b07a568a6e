/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "repoint-capture-file.h"
#include "repoint-journey.h"

G_BEGIN_DECLS

/* What a packet capture brought. */
typedef struct
{
  guint64  n_packets;
  guint64  n_connections;
  guint    n_records;   /* settings of clients that were found, whatever they talk */
  guint    n_taken;     /* of them, those of mail clients, which became observations */
  guint    n_devices;   /* of the inventory, that those are of */
  guint    n_visitors;  /* addresses that nobody knows the device of */
  GArray  *problems;    /* of RepointCaptureProblem: why something may be missing */
} RepointCaptureSummary;

void                   repoint_capture_summary_free                  (RepointCaptureSummary *self);

/* Reads a packet capture of any size, and makes observations of the devices whose mail clients are in it, by MAC or address;
 * of a visitor where no device is known. */
void                   repoint_journey_import_capture_async  (RepointJourney        *self,
                                                              GFile                 *file,
                                                              GCancellable          *cancellable,
                                                              GFileProgressCallback  progress,
                                                              gpointer               progress_data,
                                                              GAsyncReadyCallback    callback,
                                                              gpointer               user_data);
RepointCaptureSummary *repoint_journey_import_capture_finish (RepointJourney        *self,
                                                              GAsyncResult          *result,
                                                              GError               **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RepointCaptureSummary, repoint_capture_summary_free)

G_END_DECLS
