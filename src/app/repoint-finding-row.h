/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "repoint-finding.h"

G_BEGIN_DECLS

/* A finding: how much it matters, as icon and word, and the sentence; opens to what there is to know behind it. */
GtkWidget  *repoint_finding_row_new          (const RepointFinding *finding);

/* The symbolic icon and style class that stand for how much findings matter. */
const char *repoint_severity_get_icon_name   (RepointSeverity       severity);
const char *repoint_severity_get_style_class (RepointSeverity       severity);

G_END_DECLS
