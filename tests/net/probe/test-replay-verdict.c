/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a replay says is what the device itself meets with: many devices and many servers, each with each. */
#include "config.h"

#include "repoint-test-replay.h"
#include "repoint-tls-suite.h"

typedef struct
{
  const char               *name;
  RepointTestDeviceOptions  options;
} Device;

typedef struct
{
  const char            *name;
  RepointTestTlsOptions  options;
} Server;

#define V(version) REPOINT_TLS_VERSION_##version

static const Device devices[] = {
  { "modern", { 0 } },
  { "TLS 1.0", { .max_version = V (1_0) } },
  { "TLS 1.1", { .max_version = V (1_1) } },
  { "TLS 1.2", { .max_version = V (1_2) } },
  { "TLS 1.3 alone", { .min_version = V (1_3) } },
  { "TLS 1.0, RSA, CBC", { .max_version = V (1_0), .ciphers = "AES128-SHA:@SECLEVEL=0" } },
  { "TLS 1.2, RSA, CBC", { .max_version = V (1_2), .ciphers = "AES256-SHA:AES128-SHA:@SECLEVEL=0" } },
  { "TLS 1.2, ECDHE, GCM", { .max_version = V (1_2), .ciphers = "ECDHE-RSA-AES128-GCM-SHA256:ECDHE-RSA-AES256-GCM-SHA384" } },
  { "TLS 1.2, DHE", { .max_version = V (1_2), .ciphers = "DHE-RSA-AES128-GCM-SHA256:DHE-RSA-AES128-SHA:@SECLEVEL=0" } },
  { "P-384 alone", { .groups = "P-384" } },
  { "P-521 before P-256", { .groups = "P-521:P-256" } },
  { "secp256k1 alone, TLS 1.2", { .max_version = V (1_2), .ciphers = "ECDHE:@SECLEVEL=0", .groups = "secp256k1" } },
  { "SHA-1 signatures", { .max_version = V (1_2), .signatures = "RSA+SHA1:ECDSA+SHA1" } },
  { "PSS signatures", { .signatures = "rsa_pss_rsae_sha256" } },
  { "ChaCha20", { .suites = "TLS_CHACHA20_POLY1305_SHA256", .ciphers = "CHACHA20" } },
  { "a server's name", { .server_name = "mail.example" } },
  { "a protocol", { .alpn = "smtp" } },
};

static const Server servers[] = {
  { "any", { 0 } },
  { "TLS 1.2 and newer", { .min_version = V (1_2) } },
  { "TLS 1.3", { .min_version = V (1_3) } },
  { "TLS 1.0", { .max_version = V (1_0) } },
  { "TLS 1.1 and older", { .max_version = V (1_1) } },
  { "TLS 1.2 alone", { .min_version = V (1_2), .max_version = V (1_2) } },
  { "RSA alone", { .max_version = V (1_2), .ciphers = "kRSA:@SECLEVEL=0" } },
  { "ECDHE alone, own order", { .max_version = V (1_2), .ciphers = "ECDHE:@SECLEVEL=0", .own_order = TRUE } },
  { "DHE alone", { .max_version = V (1_2), .ciphers = "DHE:@SECLEVEL=0", .dh_group = "ffdhe3072" } },
  { "P-384 alone", { .groups = "P-384" } },
  { "X448 alone", { .groups = "X448" } },
  { "ffdhe2048 alone", { .min_version = V (1_3), .groups = "ffdhe2048" } },
  { "hangs up without a word", { .min_version = V (1_2), .mute_alerts = TRUE } },
  { "a small prime", { .max_version = V (1_2), .ciphers = "DHE:@SECLEVEL=0", .small_dh = TRUE } },
};

static char *
describe_visit (const RepointTestDeviceVisit *visit)
{
  if (visit->version == REPOINT_TLS_VERSION_NONE && visit->alert >= 0)
    return g_strdup_printf ("refused alert %d", visit->alert);
  if (visit->version == REPOINT_TLS_VERSION_NONE)
    return g_strdup ("refused close");

  return g_strdup_printf ("accepted %s %s", repoint_tls_version_to_string (visit->version),
                          repoint_tls_suite_to_string (visit->suite));
}

/* Where the device gets in, the session does too: nothing is refused inside. */
static char *
describe_session (const RepointTestDeviceVisit *visit)
{
  if (visit->version == REPOINT_TLS_VERSION_NONE)
    return g_strdup ("none");

  return g_strdup_printf ("completed %s %s", repoint_tls_version_to_string (visit->version),
                          repoint_tls_suite_to_string (visit->suite));
}

static void
test_server (gconstpointer data)
{
  const Server *server = data;
  g_autoptr (RepointTestTlsServer) running = repoint_test_tls_server_new (&server->options);
  guint16 port = repoint_test_tls_server_get_port (running);
  g_autofree char *uri = g_strdup_printf ("tls://127.0.0.1:%u", port);
  guint n_accepted = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (devices); i++)
    {
      RepointTestDeviceVisit visit = repoint_test_device_visit (&devices[i].options, port);
      g_autoptr (JsonObject) result = repoint_test_replay_device (&devices[i].options, uri);
      g_autofree char *expected = describe_visit (&visit);
      g_autofree char *expected_session = describe_session (&visit);
      g_autofree char *found = repoint_test_replay_describe (result);
      g_autofree char *session = repoint_test_replay_describe_session (result);

      g_test_message ("%s: %s", devices[i].name, found);
      g_assert_cmpstr (found, ==, expected);
      g_assert_cmpstr (session, ==, expected_session);
      n_accepted += visit.version != REPOINT_TLS_VERSION_NONE;
    }

  /* Or the test would show nothing. */
  g_assert_cmpuint (n_accepted, >, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (servers); i++)
    {
      g_autofree char *path = g_strdup_printf ("/replay-verdict/%s", servers[i].name);

      g_test_add_data_func (path, &servers[i], test_server);
    }

  return g_test_run ();
}
