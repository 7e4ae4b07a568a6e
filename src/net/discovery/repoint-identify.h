/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "repoint-sighting.h"

G_BEGIN_DECLS

/**
 * Identification: who made a device and what it is, from what it says of itself. The rules are data, see
 * data/identify; files in `repoint/identify` of the user's and the system's data directories come on top, and a
 * newer version of a file replaces the one that came with Repoint. May be called from any thread.
 */

/* Fills vendor, model, name, firmware, serial and kind of @sighting from its evidence, where a rule matches and the
 * field is still empty. What two rules say differently is decided by confidence, never by order. */
void   repoint_identify            (RepointSighting *sighting);

/* How sure the best rule that matches @evidence (of RepointEvidence) is, 0 … 1; 0: none does. */
double repoint_identify_confidence (GPtrArray       *evidence);

G_END_DECLS
