/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "repoint-survey.h"
#include "repoint-test-tls-server.h"

G_BEGIN_DECLS

/* Surveys one target and waits for the result. A connection is given up after @patience_ms; 0: a time that no test should
 * ever need. */
JsonObject *repoint_test_survey        (const char                  *uri,
                                        guint                        repeat,
                                        guint                        patience_ms);

/* Surveys many at once. Returns their results (JsonObject) by URI. */
GHashTable *repoint_test_survey_all    (GPtrArray                   *uris, /* of char* */
                                        const RepointLimits         *limits,
                                        const RepointSurveyOptions  *options);

/* The same as repoint_test_survey() with a server that is like this, at 127.0.0.1. */
JsonObject *repoint_test_survey_server (const RepointTestTlsOptions *options,
                                        guint                        repeat,
                                        guint                        patience_ms);

char       *repoint_test_survey_uri    (const RepointTestTlsOptions *options,
                                        RepointTestTlsServer        *server);

/* The states of SSLv3 to TLS 1.3 in one word: a, r, i or - each. */
char       *repoint_test_survey_states (JsonObject                  *result);

/* The texts of an array member, joined with commas. */
char       *repoint_test_survey_list   (JsonObject                  *object,
                                        const char                  *member);

/* NULL for null. */
const char *repoint_test_survey_string (JsonObject                  *object,
                                        const char                  *member);

/* What a survey found of the application at one version; NULL if nothing. */
JsonObject *repoint_test_survey_application (JsonObject             *result,
                                             const char             *version);

G_END_DECLS
