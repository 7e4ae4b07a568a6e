/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "repoint-plan.h"

G_BEGIN_DECLS

/* Every id that a reason or a way to raise confidence can have, ended by NULL: phrase has words for each. */
extern const char * const repoint_reason_ids[];
extern const char * const repoint_raise_confidence_ids[];

/* Adds a reason to a list of RepointReason, unless the same one is there. The values follow in pairs of name and
 * value, ended by NULL; they are copied. fact may be NULL. */
void repoint_reasons_add (GPtrArray         *reasons,
                          const char        *id,
                          const RepointFact *fact,
                          ...) G_GNUC_NULL_TERMINATED;

GPtrArray *repoint_reasons_new (void);

G_END_DECLS
