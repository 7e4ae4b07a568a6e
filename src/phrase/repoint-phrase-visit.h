/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "repoint-phrase.h"

G_BEGIN_DECLS

/* Words for what came to the check-in station: the `listen` object of the command line (design section 5). Same rules as
 * repoint-phrase.h. What is missing in it or of another type was not observed. */

char      *repoint_phrase_visit          (JsonObject      *visit);   /* what it showed, in sentences */
char      *repoint_phrase_visitor        (JsonObject      *visit);   /* where it came from, while nobody said what it is */
char      *repoint_phrase_arrived        (GDateTime       *time,
                                          GDateTime       *now);     /* "10:42"; with the day, unless that is today */
GPtrArray *repoint_phrase_visit_sections (JsonObject      *visit);   /* of RepointPhraseSection */

G_END_DECLS
