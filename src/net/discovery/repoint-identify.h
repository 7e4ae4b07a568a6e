/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "repoint-sighting.h"

G_BEGIN_DECLS

/**
 * Identification: who made a device and what it is, from what it says of itself. The rules are data
 * (data/identify), see RepointRules for their form.
 */

/* Fills vendor, model, firmware, serial and kind of @sighting from its evidence, where a rule matches and the field
 * is still empty. What two rules say differently is decided by confidence, never by order. */
void   repoint_identify            (RepointSighting *sighting);

/* How sure the best rule that matches @evidence (of RepointEvidence) is, 0 … 1; 0: none does. */
double repoint_identify_confidence (GPtrArray       *evidence);

G_END_DECLS
