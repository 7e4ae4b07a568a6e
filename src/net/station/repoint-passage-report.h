/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "repoint-mail-passage.h"
#include "repoint-target-route.h"
#include "repoint-visit-record.h"

G_BEGIN_DECLS

/* What a passage has shown, once it is over. @route: (nullable): how the target was looked for; @seconds: from the visitor's
 * coming until somebody hung up. */
void repoint_passage_report_fill (RepointVisitRecord          *record,
                                  RepointMailPassage          *passage,
                                  const RepointPassageVerdict *verdict,
                                  const RepointTarget         *target,
                                  RepointTargetRoute          *route,
                                  double                       seconds);

G_END_DECLS
