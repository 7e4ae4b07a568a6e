/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "repoint-advice-enums.h"

G_BEGIN_DECLS

RepointSeverity repoint_visit_get_severity (JsonObject *visit);

G_END_DECLS
