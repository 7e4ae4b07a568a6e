/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "repoint-json-reader.h"
#include "repoint-json-writer.h"
#include "repoint-organization.h"

G_BEGIN_DECLS

void repoint_organization_read_json  (RepointOrganization *self,
                                      RepointJsonReader   *reader);
void repoint_organization_write_json (RepointOrganization *self,
                                      RepointJsonWriter   *writer,
                                      const char          *name);

G_END_DECLS
