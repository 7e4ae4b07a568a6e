/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "repoint-unknown.h"

G_BEGIN_DECLS

/* RepointJsonWriter: writes JSON for people: one member per line, two spaces per level, short lists on one line. It
 * appends to @text (borrowed); members are given a name, elements %NULL. */
typedef struct
{
  GString  *text;
  guint     depth;
  gboolean  first; /* nothing stands yet in the object or array that is open */
} RepointJsonWriter;

void repoint_json_writer_init         (RepointJsonWriter    *self,
                                       GString              *text,
                                       guint                 depth,
                                       gboolean              first);
void repoint_json_writer_begin        (RepointJsonWriter    *self,
                                       const char           *name,
                                       char                  bracket);
void repoint_json_writer_end          (RepointJsonWriter    *self,
                                       char                  bracket);
void repoint_json_writer_add_string   (RepointJsonWriter    *self,
                                       const char           *name,
                                       const char           *value);
void repoint_json_writer_add_text     (RepointJsonWriter    *self,
                                       const char           *name,
                                       const char           *value);
void repoint_json_writer_add_uint     (RepointJsonWriter    *self,
                                       const char           *name,
                                       guint64               value);
void repoint_json_writer_add_boolean  (RepointJsonWriter    *self,
                                       const char           *name,
                                       gboolean              value);
void repoint_json_writer_add_time     (RepointJsonWriter    *self,
                                       const char           *name,
                                       gint64                value);
void repoint_json_writer_add_strv     (RepointJsonWriter    *self,
                                       const char           *name,
                                       const char * const   *values);
void repoint_json_writer_add_unknown  (RepointJsonWriter    *self,
                                       const RepointUnknown *unknown);

G_END_DECLS
