/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "repoint-sighting.h"

G_BEGIN_DECLS

#define REPOINT_RULES_ERROR (repoint_rules_error_quark ())

typedef enum
{
  REPOINT_RULES_ERROR_SYNTAX,  /* not the XML it should be */
  REPOINT_RULES_ERROR_PATTERN, /* a pattern does not compile */
  REPOINT_RULES_ERROR_EXAMPLE, /* a rule does not give what its example says */
} RepointRulesError;

typedef enum
{
  REPOINT_RULES_VENDOR,
  REPOINT_RULES_KIND,
  REPOINT_RULES_MODEL,
  REPOINT_RULES_NAME,
  REPOINT_RULES_FIRMWARE,
  REPOINT_RULES_SERIAL,
  REPOINT_RULES_N_FIELDS,
} RepointRulesField;

/* What rules found, each field with the confidence (0 … 1) of the rule it comes from; NULL: nothing. */
typedef struct
{
  char   *values[REPOINT_RULES_N_FIELDS];
  double  confidence[REPOINT_RULES_N_FIELDS];
} RepointFindings;

void repoint_findings_clear (RepointFindings *self);

/**
 * RepointRules: the identification rules of one file (data/identify explains them). Immutable.
 */
typedef struct _RepointRules RepointRules;

GQuark        repoint_rules_error_quark (void);
/* Reads and checks rules. @error names line and rule. */
RepointRules *repoint_rules_parse       (GBytes           *bytes,
                                         GError          **error);
void          repoint_rules_free        (RepointRules     *self);
const char   *repoint_rules_get_version (RepointRules     *self); /* as written; texts of versions can be compared */
guint         repoint_rules_get_size    (RepointRules     *self);
/* Adds to @findings what the rules make of @evidence (of RepointEvidence), whatever the order of both. */
void          repoint_rules_apply       (RepointRules     *self,
                                         GPtrArray        *evidence,
                                         RepointFindings  *findings);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RepointRules, repoint_rules_free)

G_END_DECLS
