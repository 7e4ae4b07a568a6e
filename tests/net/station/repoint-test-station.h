/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "repoint-station.h"

G_BEGIN_DECLS

/**
 * RepointTestStation: a station on free ports, and what it told.
 */
typedef struct
{
  RepointScheduler *scheduler;
  RepointStation   *station;
  GPtrArray        *visits;  /* of JsonObject */
  guint             n_arrived;
} RepointTestStation;

RepointTestStation *repoint_test_station_new  (void);
void                repoint_test_station_free (RepointTestStation  *self);
/* Opens a free port; returns it. */
guint16             repoint_test_station_open (RepointTestStation  *self,
                                               RepointProtocol      protocol);
/* Iterates the main context until so many visits were told. Returns the last of them, transfer none. */
JsonObject         *repoint_test_station_wait (RepointTestStation  *self,
                                               guint                n_visits);
/* Fails unless the visit has what is named; "handshake.alert" is a member of a member, and NULL means null. */
void                repoint_test_visit_check  (JsonObject          *visit,
                                               const char          *member,
                                               const char          *value);
char               *repoint_test_visit_dump   (JsonObject          *visit);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RepointTestStation, repoint_test_station_free)

G_END_DECLS
