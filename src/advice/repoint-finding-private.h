/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "repoint-finding.h"
#include "repoint-survey-data.h"

G_BEGIN_DECLS

/* Each adds what one part of a survey has to say. */
void repoint_finding_add_reach       (GPtrArray                  *findings,
                                      JsonObject                 *survey,
                                      const RepointSurveyContext *context);
void repoint_finding_add_versions    (GPtrArray                  *findings,
                                      JsonObject                 *survey,
                                      const RepointSurveyContext *context);
void repoint_finding_add_suites      (GPtrArray                  *findings,
                                      JsonObject                 *survey,
                                      const RepointSurveyContext *context);
void repoint_finding_add_certificate (GPtrArray                  *findings,
                                      JsonObject                 *survey,
                                      const RepointSurveyContext *context);
void repoint_finding_add_mail        (GPtrArray                  *findings,
                                      JsonObject                 *survey,
                                      const RepointSurveyContext *context);

/* The arguments follow in pairs of name and value, ended by NULL; they are copied, a value of NULL is left out. */
void repoint_finding_add             (GPtrArray                  *findings,
                                      const char                 *id,
                                      RepointSeverity             severity,
                                      const RepointFact          *fact, /* nullable */
                                      ...) G_GNUC_NULL_TERMINATED;

/* A set of versions as an argument: "TLSv1.0\nTLSv1.1". Bits by place in repoint_survey_data_versions. */
char *repoint_finding_list_versions  (guint                       versions);
char *repoint_finding_join           (GPtrArray                  *strings);

G_END_DECLS
