/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "repoint-client-hello-parts.h"

G_BEGIN_DECLS

typedef struct
{
  guint16     type;
  GByteArray *content;
} RepointHelloExtension;

/**
 * RepointHelloDraft: a hello taken apart to be changed and written anew. The parts that never change are places in the old
 * message, which has to outlive it.
 */
typedef struct
{
  RepointClientHelloParts  parts;
  GByteArray              *random;
  GByteArray              *session_id;
  GPtrArray               *extensions; /* (element-type RepointHelloExtension) */
} RepointHelloDraft;

RepointHelloDraft     *repoint_hello_draft_new        (GBytes            *message);
void                   repoint_hello_draft_free       (RepointHelloDraft *self);
RepointHelloExtension *repoint_hello_draft_find       (RepointHelloDraft *self,
                                                       guint16            type);
void                   repoint_hello_draft_insert     (RepointHelloDraft *self,
                                                       int                index,
                                                       guint16            type,
                                                       RepointBytes       content);
gboolean               repoint_hello_draft_drop       (RepointHelloDraft *self,
                                                       guint16            type);
gsize                  repoint_hello_draft_get_length (RepointHelloDraft *self);
GBytes                *repoint_hello_draft_write      (RepointHelloDraft *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RepointHelloDraft, repoint_hello_draft_free)

G_END_DECLS
