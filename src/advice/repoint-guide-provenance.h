/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "repoint-fact.h"
#include "repoint-xml-node.h"

G_BEGIN_DECLS

RepointFact repoint_guide_provenance_read (const RepointXmlNode *node,
                                           GHashTable           *sources,
                                           GStringChunk         *strings,
                                           GPtrArray            *problems);

G_END_DECLS
