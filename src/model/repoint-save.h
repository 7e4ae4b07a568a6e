/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "repoint-document-file.h"
#include "repoint-project.h"
#include "repoint-recovery.h"

G_BEGIN_DECLS

/**
 * RepointSave: one save of a project on its way to the disk.
 *
 * The project is serialized on the main loop, in slices, and the bytes are written by a worker thread. When the
 * document cannot be written, or there is none, a recovery copy is.
 */
typedef struct _RepointSave RepointSave;

RepointSave         *repoint_save_new          (RepointProject       *project,
                                                RepointDocumentFile  *document,
                                                gboolean              replace,
                                                RepointRecovery      *recovery);
void                 repoint_save_free         (RepointSave          *self);
void                 repoint_save_run_async    (RepointSave          *self,
                                                GCancellable         *cancellable,
                                                GAsyncReadyCallback   callback,
                                                gpointer              user_data);
gboolean             repoint_save_run_finish   (GAsyncResult         *result,
                                                GError              **error);
gboolean             repoint_save_run          (RepointSave          *self,
                                                GError              **error);
guint64              repoint_save_get_revision (RepointSave          *self);
RepointDocumentFile *repoint_save_get_document (RepointSave          *self);
RepointRecovery     *repoint_save_steal_recovery (RepointSave        *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RepointSave, repoint_save_free)

G_END_DECLS
