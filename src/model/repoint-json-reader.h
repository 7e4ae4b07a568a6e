/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * RepointJsonReader: reads JSON (RFC 8259) from front to back.
 *
 * It is used for the document instead of json-glib's parser because it says line, column and place of what is wrong,
 * bounds the nesting, and can pass over a value without building it: most of a document is never looked into.
 *
 * The first error ends the reading: from then on every function returns %FALSE or %NULL. Errors are of
 * %REPOINT_PROJECT_ERROR. Strings are valid UTF-8 without U+0000.
 */
typedef struct _RepointJsonReader RepointJsonReader;

RepointJsonReader *repoint_json_reader_new           (const char         *text,
                                                      gsize               length);
void               repoint_json_reader_free          (RepointJsonReader  *self);
gboolean           repoint_json_reader_begin_object  (RepointJsonReader  *self);
const char        *repoint_json_reader_next_member   (RepointJsonReader  *self);
gboolean           repoint_json_reader_begin_array   (RepointJsonReader  *self);
gboolean           repoint_json_reader_next_element  (RepointJsonReader  *self);
char              *repoint_json_reader_read_string   (RepointJsonReader  *self);
gboolean           repoint_json_reader_read_boolean  (RepointJsonReader  *self,
                                                      gboolean           *value);
gboolean           repoint_json_reader_read_uint     (RepointJsonReader  *self,
                                                      guint64             max,
                                                      guint64            *value);
char              *repoint_json_reader_read_text     (RepointJsonReader  *self);
char              *repoint_json_reader_read_object_text (RepointJsonReader *self);
char               repoint_json_reader_peek          (RepointJsonReader  *self);
gboolean           repoint_json_reader_skip          (RepointJsonReader  *self);
gboolean           repoint_json_reader_finish        (RepointJsonReader  *self);
void               repoint_json_reader_fail          (RepointJsonReader  *self,
                                                      const char         *format,
                                                      ...) G_GNUC_PRINTF (2, 3);
void               repoint_json_reader_fail_code     (RepointJsonReader  *self,
                                                      int                 code,
                                                      const char         *message);
gboolean           repoint_json_reader_has_failed    (RepointJsonReader  *self);
GError            *repoint_json_reader_steal_error   (RepointJsonReader  *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RepointJsonReader, repoint_json_reader_free)

G_END_DECLS
