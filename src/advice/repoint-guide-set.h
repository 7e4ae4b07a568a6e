/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "repoint-guide-file.h"
#include "repoint-guide.h"

G_BEGIN_DECLS

#define REPOINT_GUIDE_RESOURCES "/io/github/repoint/Repoint/guides"

GPtrArray *repoint_guide_set_read_shipped (GPtrArray *problems);
GPtrArray *repoint_guide_set_overlay      (GPtrArray *files,
                                           GPtrArray *others,
                                           gboolean   keep_newer);
GPtrArray *repoint_guide_set_build        (GPtrArray *files,
                                           GPtrArray *problems);

G_END_DECLS
