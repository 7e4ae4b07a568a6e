/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "repoint-project.h"

G_BEGIN_DECLS

/* The one format there is so far. It grows when a Repoint that does not know the change would misread the document;
 * new members alone do not need that. */
#define REPOINT_DOCUMENT_FORMAT 1

/* The largest document that is read or written, in bytes. */
#define REPOINT_DOCUMENT_MAX_SIZE (512 * 1024 * 1024)

/**
 * RepointDocumentWriter: writes a project as it is at one moment, in small steps.
 *
 * The project may change between the steps: what is about to change and was not written yet is written just before
 * it does, so that the document shows the moment at which the writer was made.
 */
typedef struct _RepointDocumentWriter RepointDocumentWriter;

RepointDocumentWriter *repoint_document_writer_new    (RepointProject         *project);
void                   repoint_document_writer_free   (RepointDocumentWriter  *self);
gboolean               repoint_document_writer_step   (RepointDocumentWriter  *self);
GPtrArray             *repoint_document_writer_finish (RepointDocumentWriter  *self,
                                                       gsize                  *size);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RepointDocumentWriter, repoint_document_writer_free)

G_END_DECLS
