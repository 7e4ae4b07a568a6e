/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/* What undo remembers of one object: a dictionary of its members. Only the members in which two mementos differ are
 * kept, and only these are put back, so that what the machine learned in between stays. */
GVariant *repoint_memento_take  (GObject   *object);
gboolean  repoint_memento_diff  (GVariant **before,
                                 GVariant **after);
void      repoint_memento_apply (GObject   *object,
                                 GVariant  *from,
                                 GVariant  *to);

G_END_DECLS
