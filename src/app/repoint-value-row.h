/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define REPOINT_TYPE_VALUE_ROW (repoint_value_row_get_type ())
G_DECLARE_FINAL_TYPE (RepointValueRow, repoint_value_row, REPOINT, VALUE_ROW, AdwBin)

/**
 * RepointValueRow: something to type into a device, so large that it can be read from there.
 *
 * Properties: name (what the field is called), value (what to type), hint (string, "": none; small, below the value),
 * copyable (boolean: there is a copy button).
 */
const char *repoint_value_row_get_value (RepointValueRow *self);
void        repoint_value_row_set_value (RepointValueRow *self,
                                         const char      *value);

G_END_DECLS
