/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "repoint-scheduler.h"
#include "repoint-target.h"
#include "repoint-tls-version.h"

G_BEGIN_DECLS

/* What is known of one of the addresses of a target. */
typedef struct
{
  GInetAddress      *address;
  gboolean           asked;
  gboolean           reachable;
  const char        *problem; /* nullable: an id, see repoint-survey.h */
  RepointTlsVersion  highest; /* that an answer named; NONE if none did */
} RepointAddressReport;

RepointAddressReport *repoint_address_report_new      (GInetAddress *address);
void                  repoint_address_report_free     (RepointAddressReport *self);
JsonArray            *repoint_address_reports_to_json (GPtrArray *reports);

/* Called once, on the scheduler's thread. */
typedef void (*RepointAddressCheckDone) (gpointer user_data);

/**
 * RepointAddressCheck: says hello once to each of the addresses of a target that nobody has asked yet, to all of them at the
 * same time.
 */
void                  repoint_address_check_run       (RepointScheduler        *scheduler,
                                                       const RepointTarget     *target,
                                                       GPtrArray               *reports,
                                                       gint64                   budget,
                                                       GCancellable            *cancellable,
                                                       RepointAddressCheckDone  done,
                                                       gpointer                 user_data);

G_END_DECLS
