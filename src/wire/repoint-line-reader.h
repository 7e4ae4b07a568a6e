/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * RepointLineReader: cuts bytes into the lines of a mail protocol, which end with CR LF or, with sloppy servers, LF.
 *
 * Lines come out as text that is safe to keep and to show: what is not UTF-8, and every control character, has become
 * U+FFFD. A line may have 8 KiB, everything together 64 KiB; beyond that the reader is full and stays so.
 */
typedef struct _RepointLineReader RepointLineReader;

RepointLineReader *repoint_line_reader_new         (void);
void               repoint_line_reader_free        (RepointLineReader *self);
gboolean           repoint_line_reader_push        (RepointLineReader *self,
                                                    const guint8      *bytes,
                                                    gsize              length);
char              *repoint_line_reader_pop         (RepointLineReader *self);
gsize              repoint_line_reader_get_pending (RepointLineReader *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RepointLineReader, repoint_line_reader_free)

G_END_DECLS
