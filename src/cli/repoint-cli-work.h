/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "repoint-cli-command.h"
#include "repoint-job.h"
#include "repoint-scheduler.h"
#include "repoint-survey.h"

G_BEGIN_DECLS

/* How hard and how long to ask; filled in by the options of `survey`, `discover` and `test`. */
typedef struct
{
  int repeat;
  int timeout_s;
  int concurrency;
  int gap_ms;
} RepointCliEffort;

#define REPOINT_CLI_EFFORT_INIT { 1, 30, (int) repoint_limits_default.max_open, (int) repoint_limits_default.gap_ms }

/* FALSE after a complaint when a value makes no sense. */
gboolean             repoint_cli_effort_check   (const RepointCliEffort *effort);
RepointLimits        repoint_cli_effort_limits  (const RepointCliEffort *effort);
RepointSurveyOptions repoint_cli_effort_options (const RepointCliEffort *effort);

/* Waits until @jobs (of RepointJob) have finished; progress goes to stderr when that is a terminal. Ctrl+C, a request to end and a closed
 * terminal let what runs finish, a second one aborts. TRUE when all were done. */
gboolean             repoint_cli_wait           (GListModel             *jobs);

G_END_DECLS
