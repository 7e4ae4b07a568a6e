/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "repoint-guide-private.h"

G_BEGIN_DECLS

GPtrArray *repoint_guide_route_read        (RepointGuide         *guide,
                                            const RepointXmlNode *route,
                                            GHashTable           *groups,
                                            GHashTable           *sources,
                                            GPtrArray            *problems);
void       repoint_guide_route_check_group (RepointGuide         *guide,
                                            const RepointXmlNode *group,
                                            GHashTable           *sources,
                                            GPtrArray            *problems);

G_END_DECLS
