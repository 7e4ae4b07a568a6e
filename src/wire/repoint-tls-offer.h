/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "repoint-bytes.h"
#include "repoint-tls-version.h"

G_BEGIN_DECLS

/**
 * RepointTlsOffer: what a ClientHello offers, as places in its bytes, which have to outlive it. The lists are empty where
 * their extension is missing.
 */
typedef struct
{
  RepointTlsVersion version;     /* the old version field */
  gboolean          ssl2;        /* in the format of SSLv2, whatever the version */
  RepointBytes      session_id;
  RepointBytes      suites;
  guint             suite_width; /* bytes per suite: 2, or 3 in the format of SSLv2 */
  RepointBytes      compressions; /* none in the format of SSLv2 */
  RepointBytes      extensions;
  RepointBytes      versions;    /* supported_versions */
  RepointBytes      groups;
  RepointBytes      shares;      /* entries of key_share */
  RepointBytes      signature_algorithms;
} RepointTlsOffer;

gboolean repoint_tls_offer_read                    (RepointTlsOffer       *self,
                                                    RepointBytes           hello);
gboolean repoint_tls_offer_has_version             (const RepointTlsOffer *self,
                                                    guint32                version);
gboolean repoint_tls_offer_has_suite               (const RepointTlsOffer *self,
                                                    guint32                suite);
gboolean repoint_tls_offer_has_compression         (const RepointTlsOffer *self,
                                                    guint32                compression);
gboolean repoint_tls_offer_has_extension           (const RepointTlsOffer *self,
                                                    guint32                type);
gboolean repoint_tls_offer_has_group               (const RepointTlsOffer *self,
                                                    guint32                group);
gboolean repoint_tls_offer_has_share               (const RepointTlsOffer *self,
                                                    guint32                group);
gboolean repoint_tls_offer_has_signature_algorithm (const RepointTlsOffer *self,
                                                    guint32                algorithm);

G_END_DECLS
