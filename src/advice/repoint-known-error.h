/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "repoint-catalog.h"

G_BEGIN_DECLS

/* Gives refusals in a survey the ids that the catalog has for their texts. */
void repoint_known_error_mark_survey (RepointCatalog *catalog,
                                      JsonObject     *survey);

/* The same for the session of a replay. */
void repoint_known_error_mark_replay (RepointCatalog *catalog,
                                      JsonObject     *replay);

G_END_DECLS
