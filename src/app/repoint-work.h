/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "repoint-job.h"
#include "repoint-phrase-window.h"

G_BEGIN_DECLS

#define REPOINT_TYPE_WORK (repoint_work_get_type ())
G_DECLARE_FINAL_TYPE (RepointWork, repoint_work, REPOINT, WORK, GObject)

/**
 * RepointWork: a job under way, with what is needed to show it.
 *
 * Properties (read-only): job, kind, fraction (double, 0 to 1), text ("13 of 19 devices tested · about 2 minutes
 * left"), paused (boolean), stopping (boolean).
 */
RepointWork     *repoint_work_new      (RepointWorkKind  kind,
                                        RepointJob      *job);
RepointWorkKind  repoint_work_get_kind (RepointWork     *self);
RepointJob      *repoint_work_get_job  (RepointWork     *self);
const char      *repoint_work_get_text (RepointWork     *self);
double           repoint_work_get_fraction (RepointWork *self);
gboolean         repoint_work_get_paused   (RepointWork *self);
gboolean         repoint_work_get_stopping (RepointWork *self);

G_END_DECLS
