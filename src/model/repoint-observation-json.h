/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "repoint-json-reader.h"
#include "repoint-observation.h"

G_BEGIN_DECLS

RepointObservation *repoint_observation_new_from_json (RepointJsonReader  *reader,
                                                       const char         *subject);
void                repoint_observation_append_json   (RepointObservation *self,
                                                       GString            *text);

G_END_DECLS
