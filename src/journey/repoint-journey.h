/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "repoint-discovery.h"
#include "repoint-finding.h"
#include "repoint-plan.h"
#include "repoint-survey.h"

G_BEGIN_DECLS

#define REPOINT_TYPE_JOURNEY (repoint_journey_get_type ())
G_DECLARE_FINAL_TYPE (RepointJourney, repoint_journey, REPOINT, JOURNEY, GObject)

/**
 * RepointJourney: one office on its way: the project, what is known to advise it, and the work that is under way.
 *
 * It joins the layers and decides nothing: what the network layers see becomes sightings and observations of the
 * project, what the project knows becomes plans. The window and the command line both sit on top of it.
 *
 * Properties: project (construct only), today (boxed GDate; plans are made for this day), jobs (GListModel of the
 * RepointJob that have not finished), plans (GListModel of RepointPlan in inventory order).
 *
 * The plans follow the project: a change of one device recomputes that device's plans alone, at most every 100 ms.
 * Signal "plans-changed": after the list was brought up to date.
 *
 * To be used from one thread, the one whose main context it was made in.
 */
RepointJourney   *repoint_journey_new           (RepointProject             *project,
                                                 const RepointLimits        *limits, /* nullable: the default */
                                                 GError                    **error);
RepointProject   *repoint_journey_get_project   (RepointJourney             *self);
RepointCatalog   *repoint_journey_get_catalog   (RepointJourney             *self);
RepointGuides    *repoint_journey_get_guides    (RepointJourney             *self);
const GDate      *repoint_journey_get_today     (RepointJourney             *self);
void              repoint_journey_set_today     (RepointJourney             *self,
                                                 const GDate                *today);
GListModel       *repoint_journey_get_jobs      (RepointJourney             *self);

/* Looks for devices in @ranges (of RepointAddressRange) on @ports (of RepointPort). The job has been started. */
RepointJob       *repoint_journey_discover      (RepointJourney             *self,
                                                 GArray                     *ranges,
                                                 GArray                     *ports); /* transfer none */
/* Asks the organization's mail servers what they accept. NULL when there is none to ask. */
RepointJob       *repoint_journey_test_endpoints (RepointJourney            *self,
                                                 const RepointSurveyOptions *options); /* transfer none, nullable */
/* Asks one of them, perhaps more often than the others. */
RepointJob       *repoint_journey_test_endpoint (RepointJourney             *self,
                                                 RepointEndpoint            *endpoint,
                                                 const RepointSurveyOptions *options); /* transfer none, nullable */
/* Asks the servers of @devices (of RepointDevice; NULL: all) what their TLS accepts. NULL when none has any. */
RepointJob       *repoint_journey_test_devices  (RepointJourney             *self,
                                                 GPtrArray                  *devices,
                                                 const RepointSurveyOptions *options); /* transfer none, nullable */

/* What @observation, a survey, means for its subject, on the journey's day. Transfer full, of RepointFinding; empty for an
 * observation of another kind. */
GPtrArray        *repoint_journey_list_findings (RepointJourney             *self,
                                                 RepointObservation         *observation);
/* The last survey of the server at @target, a URI. Transfer none, nullable. */
RepointObservation *repoint_journey_find_survey (RepointJourney             *self,
                                                 const char                 *subject,
                                                 const char                 *target);
/* The last survey of each server of a device (by its id) or of an endpoint (by its URI). Transfer container, of
 * RepointObservation. */
GPtrArray        *repoint_journey_list_surveys  (RepointJourney             *self,
                                                 const char                 *subject);

GListModel       *repoint_journey_get_plans     (RepointJourney             *self); /* transfer none */
GPtrArray        *repoint_journey_list_plans    (RepointJourney             *self,
                                                 RepointDevice              *device); /* transfer container; brought up to date first */
GPtrArray        *repoint_journey_list_tenant_steps (RepointJourney         *self); /* transfer full, of RepointStep */
/* Brings the plans up to date now instead of within 100 ms. */
void              repoint_journey_update        (RepointJourney             *self);
/* Composes a checklist from the plans of all that may use mail. Transfer full. */
RepointChecklist *repoint_journey_compose       (RepointJourney             *self,
                                                 GDateTime                  *now);
/* Composes one and keeps it in the project. Transfer none. */
RepointChecklist *repoint_journey_issue         (RepointJourney             *self,
                                                 GDateTime                  *now);

G_END_DECLS
