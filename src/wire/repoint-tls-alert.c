/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-tls-alert.h"

/* IANA, "TLS Alerts", with the names that RFC 5246 section 7.2 reserves for what older versions said. */
static const struct
{
  guint8      alert;
  const char *name;
} alerts[] = {
  { 0, "close_notify" },
  { 10, "unexpected_message" },
  { 20, "bad_record_mac" },
  { 21, "decryption_failed" },
  { 22, "record_overflow" },
  { 30, "decompression_failure" },
  { 40, "handshake_failure" },
  { 41, "no_certificate" },
  { 42, "bad_certificate" },
  { 43, "unsupported_certificate" },
  { 44, "certificate_revoked" },
  { 45, "certificate_expired" },
  { 46, "certificate_unknown" },
  { 47, "illegal_parameter" },
  { 48, "unknown_ca" },
  { 49, "access_denied" },
  { 50, "decode_error" },
  { 51, "decrypt_error" },
  { 52, "too_many_cids_requested" },
  { 60, "export_restriction" },
  { 70, "protocol_version" },
  { 71, "insufficient_security" },
  { 80, "internal_error" },
  { 86, "inappropriate_fallback" },
  { 90, "user_canceled" },
  { 100, "no_renegotiation" },
  { 109, "missing_extension" },
  { 110, "unsupported_extension" },
  { 111, "certificate_unobtainable" },
  { 112, "unrecognized_name" },
  { 113, "bad_certificate_status_response" },
  { 114, "bad_certificate_hash_value" },
  { 115, "unknown_psk_identity" },
  { 116, "certificate_required" },
  { 120, "no_application_protocol" },
};

/**
 * repoint_tls_alert_to_string:
 * @alert: the number of an alert
 *
 * Returns: (nullable): its name, such as "unknown_ca"; %NULL if it has none
 */
const char *
repoint_tls_alert_to_string (guint alert)
{
  for (gsize i = 0; i < G_N_ELEMENTS (alerts); i++)
    if (alerts[i].alert == alert)
      return alerts[i].name;

  return NULL;
}

/**
 * repoint_tls_alert_rejects_certificate:
 * @alert: the number of an alert
 *
 * Returns: %TRUE if who sends it has looked at a certificate and does not take it (RFC 8446 section 6.2)
 */
gboolean
repoint_tls_alert_rejects_certificate (guint alert)
{
  return (alert >= 42 && alert <= 46) || alert == 48 || alert == 113;
}
