/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "repoint-phrase.h"

G_BEGIN_DECLS

/* What surveys found, on stdout. Text from the network is cleaned of what could steer a terminal. */

/* A line per finding, the most severe first; with what there is to know behind those that matter. */
void        repoint_cli_print_findings (GPtrArray  *findings); /* of RepointFinding */
/* Says on stderr that some servers could not be asked to the end; nothing when there are none. */
void        repoint_cli_complain_incomplete (guint n_incomplete,
                                             guint n_results);
/* Its title, and its rows below each other. */
void        repoint_cli_print_section  (const RepointPhraseSection *section);
/* All that was observed, in sections of aligned rows; those of the certificate only when asked for. */
void        repoint_cli_print_survey   (JsonObject *survey,
                                        gboolean    certificate);
/* As @survey, whose members it shares, with the member "findings". */
JsonObject *repoint_cli_json_for_survey (JsonObject *survey,
                                         GPtrArray  *findings); /* of RepointFinding */

G_END_DECLS
