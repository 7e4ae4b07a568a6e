/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "repoint-project.h"

G_BEGIN_DECLS

#define REPOINT_TYPE_STORE (repoint_store_get_type ())
G_DECLARE_FINAL_TYPE (RepointStore, repoint_store, REPOINT, STORE, GObject)

/**
 * RepointStore: keeps one project in one file. Saves 3 s after a change (30 s at most after the first unsaved one),
 * by atomic replace with fsync, serializing in slices so that the main loop is never held longer than 16 ms.
 *
 * A project without a file is kept in the recovery directory until it gets one; SAVED then means that the copy there
 * holds all. After a failed save a copy is kept there as well, until a save succeeds. Copies outlive a crash, and a
 * store that is dropped with something unsaved; repoint_store_discard() is how to lose something on purpose.
 *
 * A file that somebody else has changed since it was read or written is not overwritten: the save fails with
 * %G_IO_ERROR_WRONG_ETAG. Naming the file in repoint_store_save_async() replaces it all the same.
 *
 * Errors are of %G_IO_ERROR and %REPOINT_PROJECT_ERROR. Only files of the local file system are read and written.
 *
 * Properties: project, file (nullable GFile), state, error (nullable GError boxed: why the last save failed),
 * saved-at (nullable GDateTime, UTC: when the file was written).
 *
 * To be used from the thread it was made in, whose main context it uses.
 */
RepointStore    *repoint_store_new          (RepointProject       *project,
                                             GFile                *file);
void             repoint_store_load_async   (GFile                *file,
                                             GCancellable         *cancellable,
                                             GAsyncReadyCallback   callback,
                                             gpointer              user_data);
RepointStore    *repoint_store_load_finish  (GAsyncResult         *result,
                                             GError              **error);
RepointStore    *repoint_store_load         (GFile                *file,
                                             GError              **error);
RepointStore    *repoint_store_recover      (GFile                *file, /* of repoint_store_list_recoverable() */
                                             GError              **error);
void             repoint_store_save_async   (RepointStore         *self,
                                             GFile                *file, /* nullable: where it is now */
                                             GCancellable         *cancellable,
                                             GAsyncReadyCallback   callback,
                                             gpointer              user_data);
gboolean         repoint_store_save_finish  (RepointStore         *self,
                                             GAsyncResult         *result,
                                             GError              **error);
gboolean         repoint_store_save         (RepointStore         *self,
                                             GError              **error);
void             repoint_store_discard      (RepointStore         *self);
RepointProject  *repoint_store_get_project  (RepointStore         *self);
GFile           *repoint_store_get_file     (RepointStore         *self);
RepointStoreState repoint_store_get_state   (RepointStore         *self);
const GError    *repoint_store_get_error    (RepointStore         *self);
GDateTime       *repoint_store_get_saved_at (RepointStore         *self);

/* Files of projects that were open, unsaved, when Repoint ended without saving; the newest first. Those that a running
 * Repoint is responsible for are not among them. */
GPtrArray       *repoint_store_list_recoverable    (void);        /* transfer full, of GFile */
void             repoint_store_discard_recoverable (GFile *file);

G_END_DECLS
