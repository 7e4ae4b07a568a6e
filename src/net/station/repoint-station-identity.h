/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

struct ssl_ctx_st;

#define REPOINT_TYPE_STATION_IDENTITY (repoint_station_identity_get_type ())
G_DECLARE_FINAL_TYPE (RepointStationIdentity, repoint_station_identity, REPOINT, STATION_IDENTITY, GObject)

/**
 * RepointStationIdentity: what the station shows to devices that come: a key and a self-signed certificate of its own for each
 * office, made when the first device needs them and kept in the user's data directory, mode 0600, never in the office's file.
 *
 * A file that is damaged, expired or open to others is replaced. Where nothing can be written the identity is kept in memory.
 */
RepointStationIdentity *repoint_station_identity_new         (const char              *project_id);
struct ssl_ctx_st      *repoint_station_identity_get_context (RepointStationIdentity  *self,
                                                              GError                 **error);

G_END_DECLS
