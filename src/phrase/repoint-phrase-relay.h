/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

char *repoint_phrase_relay         (JsonObject *relay);
char *repoint_phrase_relay_problem (const char *problem);

G_END_DECLS
