/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "repoint-version-search.h"

G_BEGIN_DECLS

/**
 * RepointQuestionnaire: all that is asked of one server by hellos, one inquiry after the other: first the versions; what
 * else there is to ask follows from them.
 */
typedef struct _RepointQuestionnaire RepointQuestionnaire;

RepointQuestionnaire *repoint_questionnaire_new           (const RepointTarget      *target);
void                  repoint_questionnaire_free          (RepointQuestionnaire     *self);
gboolean              repoint_questionnaire_next          (RepointQuestionnaire     *self,
                                                           RepointQuestion          *question);
void                  repoint_questionnaire_answer        (RepointQuestionnaire     *self,
                                                           const RepointHelloResult *result);
RepointVersionSearch *repoint_questionnaire_get_versions  (RepointQuestionnaire     *self);
void                  repoint_questionnaire_add_to_result (RepointQuestionnaire     *self,
                                                           JsonObject               *result);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RepointQuestionnaire, repoint_questionnaire_free)

G_END_DECLS
