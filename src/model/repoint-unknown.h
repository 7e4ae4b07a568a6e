/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * RepointUnknown: members of a JSON object that this Repoint does not know. A newer one wrote them, so they go back
 * into the document as they came. %NULL is an empty one to all of these functions.
 */
typedef GPtrArray RepointUnknown; /* of char*: name, compact JSON, name, compact JSON, … */

void            repoint_unknown_add         (RepointUnknown       **self,
                                             const char            *name,
                                             char                  *value);
void            repoint_unknown_append      (const RepointUnknown  *self,
                                             GString               *text);
GVariant       *repoint_unknown_to_variant  (const RepointUnknown  *self);
RepointUnknown *repoint_unknown_new_from_variant (GVariant         *variant);

/* The unknown members that belong to an object, or to one section of it. */
RepointUnknown *repoint_unknown_get         (gpointer               object,
                                             const char            *section);
void            repoint_unknown_set         (gpointer               object,
                                             const char            *section,
                                             RepointUnknown        *unknown);

G_END_DECLS
