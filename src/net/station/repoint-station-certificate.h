/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

struct ssl_ctx_st;

/**
 * RepointStationCertificate: the station's key and its self-signed certificate. Immutable once made.
 */
typedef struct _RepointStationCertificate RepointStationCertificate;

RepointStationCertificate *repoint_station_certificate_new        (gint64                           now,
                                                                   GError                         **error);
void                       repoint_station_certificate_free       (RepointStationCertificate       *self);
RepointStationCertificate *repoint_station_certificate_parse      (GBytes                          *pem,
                                                                   GError                         **error);
GBytes                    *repoint_station_certificate_build      (RepointStationCertificate       *self);
gboolean                   repoint_station_certificate_is_current (RepointStationCertificate       *self,
                                                                   gint64                           now);
struct ssl_ctx_st         *repoint_station_certificate_make_context (RepointStationCertificate     *self,
                                                                   GError                         **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RepointStationCertificate, repoint_station_certificate_free)

G_END_DECLS
