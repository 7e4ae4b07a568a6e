/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "repoint-phrase.h"

G_BEGIN_DECLS

/* Words for what a server answered to the hello of a device: the `replay` object of the command line (design section 5). Same rules
 * as repoint-phrase.h. What is missing in it or of another type was not observed. */

char      *repoint_phrase_replay          (JsonObject *replay); /* in sentences */
GPtrArray *repoint_phrase_replay_sections (JsonObject *replay); /* of RepointPhraseSection */

G_END_DECLS
