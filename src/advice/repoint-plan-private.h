/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "repoint-hello-judgement.h"
#include "repoint-plan.h"
#include "repoint-reason.h"
#include "repoint-visits.h"

G_BEGIN_DECLS

#define REPOINT_DATE_LENGTH sizeof "YYYY-MM-DD"

/* What a plan is made of, handed from one step of the making to the next. Owned by repoint_plan_new(). */
typedef struct
{
  RepointProject          *project;
  RepointOrganization     *organization;
  RepointDevice           *device;
  RepointMailUse          *use;        /* nullable */
  RepointCatalog          *catalog;
  RepointGuides           *guides;
  RepointGuide            *guide;
  const RepointCapability *capability;
  GPtrArray               *observations; /* of the device */
  GPtrArray               *visits;     /* those of its visits that still count */
  GPtrArray               *states;     /* of RepointEndpointState, those of the use's protocol */
  GPtrArray               *reasons;    /* of RepointReason */
  char                     today[REPOINT_DATE_LENGTH];
} RepointPlanContext;

/* Where a mail use points today. */
typedef enum
{
  REPOINT_PLACE_UNKNOWN,     /* no server is known */
  REPOINT_PLACE_STANDARD,
  REPOINT_PLACE_LEGACY,      /* also one that this cloud's tenants may not use */
  REPOINT_PLACE_DIRECT_SEND,
  REPOINT_PLACE_HIGH_VOLUME,
  REPOINT_PLACE_MICROSOFT,   /* another server of Microsoft's: of another cloud, or not meant for this */
  REPOINT_PLACE_RELAY,       /* a server of the office's own network */
  REPOINT_PLACE_OTHER,
} RepointPlaceKind;

typedef struct
{
  RepointPlaceKind            kind;
  const RepointEndpointState *state;          /* with STANDARD and LEGACY */
  gboolean                    wrong_port;
  gboolean                    wrong_security;
} RepointPlace;

/* What the device's guide promises. */
typedef enum
{
  REPOINT_PROMISE_NO,
  REPOINT_PROMISE_MAYBE,
  REPOINT_PROMISE_YES,
} RepointPromise;

typedef struct
{
  RepointPromise enable_tls12;
  RepointPromise update_tls12;
  gboolean       enable_first; /* when both may help: the guide knows TLS 1.2 with this very firmware */
  RepointPromise oauth;        /* with the firmware it has */
  RepointPromise oauth_update; /* with the newest */
} RepointPromises;

/* How a device goes about mail, as was seen of it. */
typedef enum
{
  REPOINT_MANNERS_IN_CLEAR    = 1 << 0, /* without encryption */
  REPOINT_MANNERS_TLS_AT_ONCE = 1 << 1, /* it begins with encryption where the server expects to be asked for it */
  REPOINT_MANNERS_VALIDATES   = 1 << 2, /* it checks certificates */
} RepointManners;

typedef struct
{
  RepointAction     action;
  GArray           *routes; /* of RepointAction, best first; empty when nothing is to be done */
  RepointConfidence confidence;
} RepointDecision;

gboolean                    repoint_plan_is_own_provider (const RepointPlanContext  *context);
gboolean                    repoint_plan_is_past         (const RepointPlanContext  *context,
                                                          const char                *date);
RepointObservation         *repoint_plan_find_survey_observation (const RepointPlanContext *context,
                                                          RepointEndpoint           *endpoint);
JsonObject                 *repoint_plan_find_survey     (const RepointPlanContext  *context,
                                                          RepointEndpoint           *endpoint);
const RepointEndpointState *repoint_plan_find_goal       (const RepointPlanContext  *context);

const char                 *repoint_plan_get_standing    (const RepointEndpointState *state);
const char                 *repoint_plan_get_root        (const RepointPlanContext  *context,
                                                          const RepointEndpointState *state);
RepointHelloVerdict         repoint_plan_judge_offer     (RepointPlanContext        *context,
                                                          const RepointEndpointState *state);
RepointVisitVerdict         repoint_plan_look_at_visits  (RepointPlanContext        *context,
                                                          const RepointEndpointState *state,
                                                          RepointTlsVersion         *version);
gboolean                    repoint_plan_distrusts_servers (const RepointPlanContext *context);
RepointManners              repoint_plan_look_at_manners (RepointPlanContext        *context);

void                        repoint_plan_judge_transport (RepointPlanContext        *context,
                                                          RepointEndpointState      *state);
void                        repoint_plan_judge_sign_in   (RepointPlanContext        *context,
                                                          RepointEndpointState      *state);
RepointPlace                repoint_plan_find_place      (const RepointPlanContext  *context);
RepointPromises             repoint_plan_read_guide      (RepointPlanContext        *context,
                                                          gboolean                   tls_matters,
                                                          gboolean                   oauth_matters);
void                        repoint_plan_decide          (RepointPlanContext        *context,
                                                          RepointDecision           *decision);
GPtrArray                  *repoint_plan_make_steps      (const RepointPlanContext  *context,
                                                          RepointAction              route);
gboolean                    repoint_plan_uses_organization (RepointPlan              *plan);
RepointStep                *repoint_step_new             (char                      *id,
                                                          const char                *role,
                                                          const char                *text,
                                                          const RepointFact         *fact);

G_END_DECLS
