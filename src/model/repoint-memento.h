/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/* What undo remembers: one member of an organization, a device, a checklist item or the project itself, before an edit
 * and after it. What else the machine learned of the object in between is not touched. */
GVariant *repoint_memento_take  (GObject    *object,
                                 const char *member);
void      repoint_memento_apply (GObject    *object,
                                 const char *member,
                                 GVariant   *from,
                                 GVariant   *to);

G_END_DECLS
