/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "repoint-json-reader.h"
#include "repoint-json-writer.h"

G_BEGIN_DECLS

/* A member of the document that is a property of an object, text or enum as it is. */
typedef struct
{
  const char *name;
  const char *property;
} RepointMember;

gboolean repoint_members_read       (const RepointMember *members,
                                     guint                n_members,
                                     RepointJsonReader   *reader,
                                     const char          *name,
                                     GObject             *object);
void     repoint_members_write      (const RepointMember *members,
                                     guint                n_members,
                                     RepointJsonWriter   *writer,
                                     GObject             *object);

/* Single values, with the errors that go with them. */
gboolean repoint_members_read_enum  (RepointJsonReader   *reader,
                                     GType                type,
                                     int                 *value);
gboolean repoint_members_read_time  (RepointJsonReader   *reader,
                                     gint64              *time);
GStrv    repoint_members_read_strv  (RepointJsonReader   *reader);
void     repoint_members_keep       (RepointJsonReader   *reader,
                                     const char          *name,
                                     RepointUnknown     **unknown);

G_END_DECLS
