/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "repoint-guide.h"
#include "repoint-xml-node.h"

G_BEGIN_DECLS

/* Where a guide takes its parts from. */
typedef struct
{
  GPtrArray  *documents; /* of RepointGuideFile: all that the nodes below belong to */
  GPtrArray  *chain;     /* of RepointXmlNode <guide>: the one it extends first, itself last */
  GHashTable *sources;   /* id → RepointXmlNode <source> */
} RepointGuideMaterial;

RepointGuide *repoint_guide_build (const RepointGuideMaterial *material,
                                   GPtrArray                  *problems);

G_END_DECLS
