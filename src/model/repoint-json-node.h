/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "repoint-json-reader.h"

G_BEGIN_DECLS

JsonNode *repoint_json_node_new_from_reader (RepointJsonReader *reader);

G_END_DECLS
