/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "repoint-plan.h"

G_BEGIN_DECLS

/* One office with one device, described in words: what the tests of plans and phrases share. */
typedef struct
{
  RepointProject *project;
  RepointDevice  *device;
  RepointMailUse *use; /* nullable */
  RepointCatalog *catalog;
  RepointGuides  *guides;
  GDate           today;
} PlanFixture;

/* All in the words of the truth table; NULL or "" for the default. */
typedef struct
{
  const char *cloud;    /* "worldwide" */
  const char *today;    /* "2026-11-20" */
  const char *legacy;   /* the tenant's switch, "unknown" */
  const char *smtp_auth;
  const char *device;   /* "modern", "switch", "update", "never", "other" (a model without a guide), "nothing" */
  const char *evidence; /* "statement:1.0 server:1.2 hello:1.0" */
  const char *protocol; /* "smtp"; "none": no mail use */
  const char *set_to;   /* "standard", "legacy", "-", or HOST:PORT/SECURITY */
  const char *sign_in;  /* "basic" */
  const char *more;     /* see plan-fixture.c */
} PlanCase;

void         plan_fixture_init (void);
PlanFixture *plan_fixture_new  (const PlanCase    *plan_case);
void         plan_fixture_free (PlanFixture       *self);
RepointPlan *plan_fixture_plan (const PlanFixture *self);
void         plan_fixture_see  (const PlanFixture *self,
                                const char        *evidence);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PlanFixture, plan_fixture_free)

G_END_DECLS
