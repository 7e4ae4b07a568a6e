/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "repoint-project.h"

G_BEGIN_DECLS

RepointProject *repoint_document_read (GBytes  *bytes,
                                       GError **error);

G_END_DECLS
