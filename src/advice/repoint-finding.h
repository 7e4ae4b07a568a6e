/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "repoint-advice-enums.h"
#include "repoint-catalog.h"

G_BEGIN_DECLS

/* What the server that was surveyed is there for: the same answer is good news from one and bad news from another. */
typedef enum
{
  REPOINT_SURVEY_ROLE_OTHER,    /* nothing is known of it */
  REPOINT_SURVEY_ROLE_STANDARD, /* a mail server of the organization's provider, for clients of today */
  REPOINT_SURVEY_ROLE_LEGACY,   /* the one beside it that is kept for old clients */
  REPOINT_SURVEY_ROLE_DEVICE,   /* a device's own server, such as its web page */
} RepointSurveyRole;

typedef struct
{
  RepointSurveyRole             role;
  const RepointCatalogEndpoint *endpoint; /* nullable: what is documented of it */
  RepointCatalog               *catalog;  /* nullable: then no reply is recognized */
  const GDate                  *today;
} RepointSurveyContext;

/* Of a target that is known by its name alone: the catalog says whether it is one of Microsoft's servers. Nothing is
 * copied. */
void repoint_survey_context_init (RepointSurveyContext *self,
                                  RepointCatalog       *catalog,
                                  const RepointTarget  *target,
                                  const GDate          *today);

/* One thing that the admin should know of a server: an id and its arguments, for repoint_phrase_finding(). Lists in
 * arguments have a line per item. */
typedef struct
{
  const char      *id;        /* one of repoint_finding_ids */
  RepointSeverity  severity;
  GPtrArray       *arguments; /* of char*: name, value, name, value, … */
  RepointFact      fact;      /* fact.source NULL: nothing to cite */
} RepointFinding;

/* Every id that a finding can have, ended by NULL: phrase has words for each. */
extern const char * const repoint_finding_ids[];

/* A pure function of its arguments: the most severe first, never NULL. What was not observed is said to be so, and is
 * never taken for good. */
GPtrArray  *repoint_finding_list         (JsonObject                 *survey,
                                          const RepointSurveyContext *context);
const char *repoint_finding_get_argument (const RepointFinding       *self,
                                          const char                 *name);

G_END_DECLS
