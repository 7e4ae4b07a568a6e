/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* How deep arrays and objects may stand in each other, in what we write and in what we read. */
#define REPOINT_JSON_MAX_DEPTH 64

void  repoint_json_append_string (GString    *text,
                                  const char *value);
void  repoint_json_append_node   (GString    *text,
                                  JsonNode   *node);
void  repoint_json_append_pretty (GString    *text,
                                  const char *compact,
                                  guint       depth);

G_END_DECLS
