/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "repoint-capability.h"
#include "repoint-catalog.h"
#include "repoint-guides.h"
#include "repoint-project.h"

G_BEGIN_DECLS

#define REPOINT_TYPE_PLAN (repoint_plan_get_type ())
G_DECLARE_FINAL_TYPE (RepointPlan, repoint_plan, REPOINT, PLAN, GObject)

/* How a mail use stands with one endpoint. */
typedef struct
{
  RepointCatalogEndpoint *endpoint;
  gboolean                available;
  RepointTransport        transport;
  const char             *transport_date; /* nullable */
  RepointSignInState      sign_in;
  const char             *sign_in_date;   /* nullable */
} RepointEndpointState;

/* Why: an id and its arguments, for repoint_phrase_reason(). */
typedef struct
{
  const char  *id;
  GPtrArray   *arguments; /* of char*: name, value, name, value, … */
  RepointFact  fact;      /* fact.source NULL: nothing to cite */
} RepointReason;

/* What to do: a guide's or the advice's own step, and the values for its placeholders. */
typedef struct
{
  char        *id;         /* "canon-ir-adv/change-settings/server" */
  const char  *role;       /* as RepointGuideStep.role */
  const char  *text;       /* translated template with {placeholders} */
  gboolean     documented;
  GPtrArray   *arguments;  /* of char*: name, value, … */
  RepointFact  fact;
} RepointStep;

/**
 * RepointPlan: what is, and what to do, for one mail use of one device. Immutable and recomputed, never stored: a pure
 * function of its arguments. A device without any mail use gets one plan with a NULL use, whose action is "none" when
 * the admin said that it sends no mail, else "confirm-model" or "test-first".
 */
RepointPlan       *repoint_plan_new               (RepointProject *project,
                                                   RepointDevice  *device,
                                                   RepointMailUse *use, /* nullable */
                                                   RepointCatalog *catalog,
                                                   RepointGuides  *guides,
                                                   const GDate    *today);
RepointDevice     *repoint_plan_get_device        (RepointPlan *self);
RepointMailUse    *repoint_plan_get_use           (RepointPlan *self); /* nullable */
RepointGuide      *repoint_plan_get_guide         (RepointPlan *self);
const RepointCapability *repoint_plan_get_capability (RepointPlan *self);
GPtrArray         *repoint_plan_get_endpoints     (RepointPlan *self); /* transfer none, of RepointEndpointState */
RepointAction      repoint_plan_get_action        (RepointPlan *self);
RepointConfidence  repoint_plan_get_confidence    (RepointPlan *self);
GPtrArray         *repoint_plan_get_reasons       (RepointPlan *self); /* transfer none, of RepointReason */
GArray            *repoint_plan_get_routes        (RepointPlan *self); /* transfer none, of RepointAction, best first */
const char * const *repoint_plan_get_raise_confidence (RepointPlan *self); /* ids: "check-in", "survey", "confirm-model", … */
GPtrArray         *repoint_plan_get_steps         (RepointPlan *self); /* transfer none, of RepointStep, for the route chosen */

/* All plans of a project, in inventory order. */
GPtrArray         *repoint_plan_list              (RepointProject *project,
                                                   RepointCatalog *catalog,
                                                   RepointGuides  *guides,
                                                   const GDate    *today); /* transfer full, of RepointPlan */

/* The tenant's steps, given what all the plans need: the legacy switch is never advised off while one needs it. */
GPtrArray         *repoint_plan_list_tenant_steps (RepointProject *project,
                                                   GPtrArray      *plans,
                                                   RepointCatalog *catalog,
                                                   const GDate    *today); /* transfer full, of RepointStep */
void               repoint_step_free              (RepointStep *step);

G_END_DECLS
