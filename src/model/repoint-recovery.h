/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "repoint-document-file.h"

G_BEGIN_DECLS

/**
 * RepointRecovery: a copy of a project in the recovery directory, for as long as it is nowhere else.
 *
 * A lock file beside the copy is held by the process that keeps it. It ends with the process however that ends, so
 * that what is found unlocked was left behind.
 */
typedef struct _RepointRecovery RepointRecovery;

RepointRecovery     *repoint_recovery_new       (GError          **error);
RepointRecovery     *repoint_recovery_take_over (GFile            *file,
                                                 GError          **error);
void                 repoint_recovery_free      (RepointRecovery  *self);
RepointDocumentFile *repoint_recovery_get_document (RepointRecovery *self);
void                 repoint_recovery_discard   (RepointRecovery  *self);
GPtrArray           *repoint_recovery_list      (void);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RepointRecovery, repoint_recovery_free)

G_END_DECLS
