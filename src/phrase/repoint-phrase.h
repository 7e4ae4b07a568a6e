/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "repoint-finding.h"
#include "repoint-plan.h"

G_BEGIN_DECLS

/* The one place where app, command line and checklist get words. All return translated plain text, transfer full,
 * UTF-8. A value to type in (host, port, command) stands between U+2068 and U+2069. */

char *repoint_phrase_step          (const RepointStep          *step);
char *repoint_phrase_reason        (const RepointReason        *reason);
char *repoint_phrase_transport     (const RepointEndpointState *state, gboolean hint);
char *repoint_phrase_transport_word (RepointTransport transport, gboolean hint); /* one or two words for a list */
char *repoint_phrase_sign_in_state (const RepointEndpointState *state);
char *repoint_phrase_verdict       (RepointPlan                *plan);        /* one sentence */
char *repoint_phrase_observation   (RepointObservation         *observation); /* one sentence with its date */
char *repoint_phrase_met         (RepointObservation         *observation); /* nullable; how a server took the device: "TLS 1.2 agreed on" */
char *repoint_phrase_capability    (const RepointCapability    *capability);
char *repoint_phrase_fact          (const RepointFact          *fact);        /* "Source: …, as of …; not confirmed" */
char *repoint_phrase_date          (const char                 *iso);         /* "31 December 2026", by locale */
char *repoint_phrase_moment      (GDateTime                  *time);        /* "20 November 2026, 14:03", by locale, local */
char *repoint_phrase_days_left     (const char                 *iso, const GDate *today); /* "in 41 days", "passed" */
char *repoint_phrase_superseded    (const RepointCatalogDate   *date);        /* dates announced earlier; NULL: none */

/* Words for ids: device kinds, actions ("Change settings"), clouds, switches, strengths, problems, … and what a route
 * costs. type is the enum's GType. */
char *repoint_phrase_enum             (GType            type,
                                       int              value);
char *repoint_phrase_route_cost       (RepointAction    route);
char *repoint_phrase_raise_confidence (const char      *id);       /* what to do to know more: "Confirm the model" */
char *repoint_phrase_endpoint         (RepointEndpoint *endpoint); /* "Sending (SMTP), standard" */
char *repoint_phrase_tls_version      (const char      *version);  /* "TLSv1.0" → "TLS 1.0" */
char *repoint_phrase_security         (RepointSecurity  security);

/* A finding about a server: one plain sentence, and what there is to know behind it, on lines of its own. */
char *repoint_phrase_finding        (const RepointFinding *finding);
char *repoint_phrase_finding_detail (const RepointFinding *finding);
char *repoint_phrase_findings       (GPtrArray            *findings); /* of RepointFinding: what matters most, and how much more does */
char *repoint_phrase_profile        (const char           *id);      /* a member of "profiles": "TLS 1.2 with ECDHE only" */
char *repoint_phrase_survey_problem (const char           *problem); /* as repoint_survey_data_dup_problem() gives it, nullable; a sentence */

/* What a survey found: which versions, in one sentence; and all of it in the terms of the field. */
typedef struct
{
  char *name;
  char *value; /* one or several lines */
} RepointPhraseRow;

typedef struct
{
  const char *id;    /* connection, versions, profiles, suites, key-exchange, dialogue, certificate, chain */
  char       *title;
  GPtrArray  *rows;  /* of RepointPhraseRow */
} RepointPhraseSection;

char      *repoint_phrase_survey          (JsonObject *survey);
GPtrArray *repoint_phrase_survey_sections (JsonObject *survey); /* of RepointPhraseSection */

/* An error of any Repoint domain, as a sentence for people: what happened, to what, what to do. */
char *repoint_phrase_error             (const GError *error,
                                        const char   *what);
/* What was left out of an imported inventory: the ids of RepointInventoryProblem. */
char *repoint_phrase_inventory_problem (const char   *problem,
                                        const char   *column,
                                        const char   *value);

/* Why something of a packet capture may be missing: the ids of RepointCaptureProblem. */
char *repoint_phrase_capture_problem   (const char   *id,
                                        guint64       count);

/* Whom a client talked to and what came of it: a `fingerprint` object of a packet capture. */
char *repoint_phrase_capture_record    (JsonObject   *record);

/* Text with U+2068…U+2069 → Pango markup with <tt>, everything else escaped. */
char *repoint_phrase_to_markup     (const char *text);
/* Without the isolates, for a terminal, CSV or a screen reader. */
char *repoint_phrase_to_plain      (const char *text);

G_END_DECLS
