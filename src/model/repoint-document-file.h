/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * RepointDocumentFile: a document on disk, and how it was when we saw it last.
 *
 * A file that somebody else has changed since is not replaced unless that is asked for: two programs that save into
 * one file would take turns in losing each other's work. Reference counted; reading and writing may happen in any
 * thread and wait for each other.
 */
typedef struct _RepointDocumentFile RepointDocumentFile;

RepointDocumentFile *repoint_document_file_new       (GFile                *file);
RepointDocumentFile *repoint_document_file_ref       (RepointDocumentFile  *self);
void                 repoint_document_file_unref     (RepointDocumentFile  *self);
GFile               *repoint_document_file_get_file  (RepointDocumentFile  *self);
GBytes              *repoint_document_file_read      (RepointDocumentFile  *self,
                                                      GDateTime           **modified,
                                                      GError              **error);
gboolean             repoint_document_file_write     (RepointDocumentFile  *self,
                                                      GPtrArray            *chunks,
                                                      guint64               revision,
                                                      gboolean              replace,
                                                      GError              **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RepointDocumentFile, repoint_document_file_unref)

G_END_DECLS
