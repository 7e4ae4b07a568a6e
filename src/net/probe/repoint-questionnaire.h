/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "repoint-survey.h"
#include "repoint-target.h"
#include "repoint-version-search.h"

G_BEGIN_DECLS

/**
 * RepointQuestionnaire: all that is asked of one server by hellos, one inquiry after the other: first the versions; later, of
 * mail servers, what kinds of client they let in; and where that is wanted, the lists of suites and groups.
 */
typedef struct _RepointQuestionnaire RepointQuestionnaire;

RepointQuestionnaire *repoint_questionnaire_new           (const RepointTarget        *target,
                                                           const RepointSurveyOptions *options);
void                  repoint_questionnaire_free          (RepointQuestionnaire       *self);
gboolean              repoint_questionnaire_next          (RepointQuestionnaire       *self,
                                                           RepointQuestion            *question);
void                  repoint_questionnaire_answer        (RepointQuestionnaire       *self,
                                                           const RepointHelloResult   *result);
gboolean              repoint_questionnaire_go_on         (RepointQuestionnaire       *self);
gboolean              repoint_questionnaire_was_turned_away
                                                          (RepointQuestionnaire       *self);
RepointVersionSearch *repoint_questionnaire_get_versions  (RepointQuestionnaire       *self);
void                  repoint_questionnaire_add_to_result (RepointQuestionnaire       *self,
                                                           JsonObject                 *result);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RepointQuestionnaire, repoint_questionnaire_free)

G_END_DECLS
