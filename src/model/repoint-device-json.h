/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "repoint-device.h"
#include "repoint-json-reader.h"
#include "repoint-json-writer.h"

G_BEGIN_DECLS

RepointDevice *repoint_device_new_from_json (RepointJsonReader *reader);
void           repoint_device_write_json    (RepointDevice     *self,
                                             RepointJsonWriter *writer);

G_END_DECLS
