/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "repoint-xml-node.h"

G_BEGIN_DECLS

/**
 * RepointGuideMatcher: tells from what a device calls itself whether a guide is for it.
 */
typedef struct _RepointGuideMatcher RepointGuideMatcher;

RepointGuideMatcher *repoint_guide_matcher_new   (const RepointXmlNode      *match,
                                                  GPtrArray                 *problems);
void                 repoint_guide_matcher_free  (RepointGuideMatcher       *self);
guint                repoint_guide_matcher_score (const RepointGuideMatcher *self,
                                                  const char                *words);
char                *repoint_guide_matcher_words (const char                *vendor,
                                                  const char                *model,
                                                  const char                *name);

G_END_DECLS
