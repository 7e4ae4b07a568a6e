/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "repoint-journey.h"
#include "repoint-station-control.h"
#include "repoint-store.h"
#include "repoint-work.h"

G_BEGIN_DECLS

#define REPOINT_TYPE_SESSION (repoint_session_get_type ())
G_DECLARE_FINAL_TYPE (RepointSession, repoint_session, REPOINT, SESSION, GObject)

/**
 * RepointSession: one office in one window. It holds the journey, the store that keeps the project in its file, and the
 * work under way; it decides nothing.
 *
 * Properties (read-only): journey, store (nullable: the practice office is never saved), practice, title (what the
 * office is called), saved (one line: "Saved just now"), works (GListModel of RepointWork), devices (GListModel of
 * RepointDeviceItem in inventory order), station (RepointStationControl: the station where devices check in).
 * Signals: "plans-changed"; "surveyed" (const char *uri: that mail server has a new observation); "work-done"
 * (RepointWork *, after it has left works).
 */
RepointSession  *repoint_session_new          (RepointStore         *store,
                                               GError              **error);
RepointSession  *repoint_session_new_practice (GError              **error);
RepointJourney  *repoint_session_get_journey  (RepointSession       *self);
RepointProject  *repoint_session_get_project  (RepointSession       *self);
RepointStore    *repoint_session_get_store    (RepointSession       *self);
gboolean         repoint_session_get_practice (RepointSession       *self);
const char      *repoint_session_get_title    (RepointSession       *self);
const char      *repoint_session_get_saved    (RepointSession       *self);
GListModel      *repoint_session_get_works    (RepointSession       *self);
RepointWork     *repoint_session_find_work    (RepointSession       *self,
                                               RepointWorkKind       kind); /* transfer none, nullable */
GListModel      *repoint_session_get_devices  (RepointSession       *self);
RepointStationControl *repoint_session_get_station (RepointSession   *self); /* transfer none */

/* How many of the devices on the latest checklist are done. */
void             repoint_session_get_progress (RepointSession       *self,
                                               guint                *n_done,
                                               guint                *n_total);

/* What the practice office offers instead of a network and a file; both NULL in a real office. */
const char      *repoint_session_get_practice_range (RepointSession *self);
GBytes          *repoint_session_get_practice_inventory (RepointSession *self); /* transfer full */

void             repoint_session_test_endpoints (RepointSession     *self);
void             repoint_session_test_endpoint  (RepointSession     *self,
                                                 RepointEndpoint    *endpoint,
                                                 guint               tries); /* per version */
gboolean         repoint_session_is_asking      (RepointSession     *self,
                                                 const char         *uri);
void             repoint_session_test_devices   (RepointSession     *self,
                                                 GPtrArray          *devices); /* of RepointDevice; NULL: all */
void             repoint_session_discover       (RepointSession     *self,
                                                 const char * const *ranges);
void             repoint_session_pause          (RepointSession     *self,
                                                 gboolean            paused);
void             repoint_session_stop           (RepointSession     *self);

/* Typing into a field is one step of undo: the edit stays open while the same thing is edited without a longer pause. */
void             repoint_session_edit           (RepointSession     *self,
                                                 const char         *label);
void             repoint_session_end_edit       (RepointSession     *self);
void             repoint_session_undo           (RepointSession     *self);
void             repoint_session_redo           (RepointSession     *self);

/* Whether closing now would lose something: unsaved work without a file, or work under way. */
gboolean         repoint_session_is_draft       (RepointSession     *self);
gboolean         repoint_session_is_working     (RepointSession     *self);

G_END_DECLS
