/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "repoint-checklist.h"
#include "repoint-inventory.h"
#include "repoint-observation.h"
#include "repoint-organization.h"

G_BEGIN_DECLS

#define REPOINT_TYPE_PROJECT  (repoint_project_get_type ())
#define REPOINT_PROJECT_ERROR (repoint_project_error_quark ())
G_DECLARE_FINAL_TYPE (RepointProject, repoint_project, REPOINT, PROJECT, GObject)

typedef enum
{
  REPOINT_PROJECT_ERROR_SYNTAX,  /* not JSON: message names line and column */
  REPOINT_PROJECT_ERROR_CONTENT, /* JSON, but not a Repoint document: message names the place */
  REPOINT_PROJECT_ERROR_NEWER,   /* written by a newer Repoint */
  REPOINT_PROJECT_ERROR_TOO_BIG, /* larger than any document Repoint reads or writes */
} RepointProjectError;

/**
 * RepointProject: everything that is known of one office, and what the admin decided. What the document holds.
 *
 * Properties (read-only): organization, inventory, checklists (GListModel of RepointChecklist, oldest first),
 * revision (uint64, grows with every change), can-undo, can-redo, undo-label, redo-label (ids for phrase).
 * Signals: "changed" (anything), "observed" (RepointObservation *, added or counted up), "moved" (string, string: what was
 * observed of the first subject, or some of it, is of the second now).
 */
RepointProject      *repoint_project_new              (void);
const char          *repoint_project_get_id           (RepointProject     *self);
RepointOrganization *repoint_project_get_organization (RepointProject     *self);
RepointInventory    *repoint_project_get_inventory    (RepointProject     *self);
GListModel          *repoint_project_get_checklists   (RepointProject     *self);
void                 repoint_project_issue            (RepointProject     *self, RepointChecklist *checklist);
guint64              repoint_project_get_revision     (RepointProject     *self);

/* Observations. An observation identical to the last of its subject, kind and target only raises that one's count.
 * A piece of evidence of identity (kind "sighting") is compared with all of its subject's, a hello with those that are
 * the same hello. When devices are merged or
 * split, what was observed of them moves along. */
RepointObservation  *repoint_project_observe          (RepointProject     *self, RepointObservation *observation); /* transfer none: the one that is kept */
GPtrArray           *repoint_project_get_observations (RepointProject     *self, const char *subject);             /* transfer none, oldest first, never NULL */
void                 repoint_project_absorb           (RepointProject     *self, GPtrArray *sightings, GDateTime *seen); /* inventory, and each evidence as observation */

/* Hellos that devices sent, word for word; observations refer to them by id. */
gboolean             repoint_project_keep_hello       (RepointProject     *self, GBytes *raw, const char *id);
GBytes              *repoint_project_get_hello        (RepointProject     *self, const char *id);                  /* transfer none, nullable */

/* Visitors: addresses that did something at the station, or in a capture, before anybody knew which device has them. */
GPtrArray           *repoint_project_list_visitors    (RepointProject     *self);                                  /* transfer full, of char*: subjects */
void                 repoint_project_assign_visits    (RepointProject     *self, const char *from, GPtrArray *observations, RepointDevice *to);
void                 repoint_project_recognize_visitor (RepointProject    *self, const char *visitor, RepointDevice *device);

/* Consent to scan: the ranges the admin agreed to, and addresses never to contact. */
const char * const  *repoint_project_get_ranges       (RepointProject     *self);
void                 repoint_project_set_ranges       (RepointProject     *self, const char * const *ranges, GDateTime *agreed);
GDateTime           *repoint_project_get_consent      (RepointProject     *self); /* nullable */
const char * const  *repoint_project_get_never        (RepointProject     *self);
void                 repoint_project_set_never        (RepointProject     *self, const char * const *never);

/* Undo. Changes between begin and end are one step; label is an id such as "remove-device". Nestable. Changes that
 * the machine makes (observations, sightings, issued checklists) are never undone, and what it learned since an edit
 * stays when that edit is undone: only the members of the objects that the edit changed are put back. An edit may stay
 * open while the main loop runs. 100 edits are kept. */
void                 repoint_project_begin_edit       (RepointProject     *self, const char *label);
void                 repoint_project_end_edit         (RepointProject     *self);
gboolean             repoint_project_undo             (RepointProject     *self);
gboolean             repoint_project_redo             (RepointProject     *self);

GQuark               repoint_project_error_quark      (void);
RepointProject      *repoint_project_from_bytes       (GBytes             *bytes, GError **error);
GBytes              *repoint_project_to_bytes         (RepointProject     *self);

G_END_DECLS
