/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-test-survey.h"

#include "repoint-tls-suite.h"

#include <openssl/ssl.h>

/* Suites, groups and profiles of real servers. */

#define TLS_ONLY .protocol = REPOINT_PROTOCOL_TLS
#define ONLY_1_2 .min_version = REPOINT_TLS_VERSION_1_2, .max_version = REPOINT_TLS_VERSION_1_2

static JsonObject *
survey_uri (const char *uri)
{
  const RepointLimits limits = { .max_per_address = 1, .conversation_ms = 60000 };
  const RepointSurveyOptions options = { .timeout_ms = 300000, .ciphers = TRUE, .versions_only = TRUE };
  g_autoptr (GPtrArray) uris = g_ptr_array_new ();
  g_autoptr (GHashTable) results = NULL;

  g_ptr_array_add (uris, (char *) uri);
  results = repoint_test_survey_all (uris, &limits, &options);

  return json_object_ref (g_hash_table_lookup (results, uri));
}

static JsonObject *
survey (const RepointTestTlsOptions *options, guint *connections)
{
  g_autoptr (RepointTestTlsServer) server = repoint_test_tls_server_new (options);
  g_autofree char *uri = repoint_test_survey_uri (options, server);
  JsonObject *result = survey_uri (uri);

  if (connections != NULL)
    *connections = repoint_test_tls_server_get_connections (server);

  return result;
}

/* "" if it is not there. */
static char *
get_list (JsonObject *result, const char *member, const char *version)
{
  JsonObject *object = json_object_get_object_member (result, member);

  g_assert_nonnull (object);

  return json_object_has_member (object, version) ? repoint_test_survey_list (object, version) : g_strdup ("");
}

static const char *
get_string (JsonObject *result, const char *member, const char *name)
{
  JsonObject *object = json_object_get_object_member (result, member);

  return object != NULL ? json_object_get_string_member_with_default (object, name, NULL) : NULL;
}

#define SHUFFLED "AES256-SHA:ECDHE-RSA-AES128-GCM-SHA256:AES128-GCM-SHA256:ECDHE-RSA-AES128-SHA:@SECLEVEL=0"

static void
test_server_order (void)
{
  const RepointTestTlsOptions options = { TLS_ONLY, .ciphers = SHUFFLED, .own_order = TRUE };
  g_autoptr (JsonObject) result = survey (&options, NULL);
  g_autofree char *tls1_0 = get_list (result, "ciphers", "TLSv1.0");
  g_autofree char *tls1_2 = get_list (result, "ciphers", "TLSv1.2");
  g_autofree char *tls1_3 = get_list (result, "ciphers", "TLSv1.3");

  g_assert_cmpstr (tls1_0, ==, "TLS_RSA_WITH_AES_256_CBC_SHA,TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA");
  g_assert_cmpstr (tls1_2, ==,
                   "TLS_RSA_WITH_AES_256_CBC_SHA,TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,TLS_RSA_WITH_AES_128_GCM_SHA256,TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA");
  g_assert_cmpstr (tls1_3, ==, "TLS_AES_256_GCM_SHA384,TLS_CHACHA20_POLY1305_SHA256,TLS_AES_128_GCM_SHA256");
  g_assert_cmpstr (get_string (result, "cipher_order", "TLSv1.0"), ==, "server");
  g_assert_cmpstr (get_string (result, "cipher_order", "TLSv1.2"), ==, "server");
  g_assert_cmpstr (get_string (result, "cipher_order", "TLSv1.3"), ==, "server");
  g_assert_false (json_object_has_member (result, "ciphers_incomplete"));
  g_assert_false (json_object_has_member (result, "groups_incomplete"));
}

static void
test_client_order (void)
{
  const RepointTestTlsOptions options = { TLS_ONLY, .ciphers = SHUFFLED, ONLY_1_2 };
  guint connections;
  g_autoptr (JsonObject) result = survey (&options, &connections);
  g_autofree char *tls1_2 = get_list (result, "ciphers", "TLSv1.2");

  g_assert_cmpstr (tls1_2, ==,
                   "TLS_RSA_WITH_AES_128_GCM_SHA256,TLS_RSA_WITH_AES_256_CBC_SHA,TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA");
  g_assert_cmpstr (get_string (result, "cipher_order", "TLSv1.2"), ==, "client");
  /* 4 for the versions, 4 for the suites, 4 for the groups that these did not show, 2 for the profiles that nothing has proven */
  g_assert_cmpuint (connections, ==, 14);
}

/* All that OpenSSL has, as OpenSSL tells. */
static void
test_everything (void)
{
  const RepointTestTlsOptions options = { TLS_ONLY, .own_order = TRUE };
  g_autoptr (JsonObject) result = survey (&options, NULL);
  SSL_CTX *context = SSL_CTX_new (TLS_server_method ());
  STACK_OF (SSL_CIPHER) * ciphers;

  SSL_CTX_set_cipher_list (context, "ALL:@SECLEVEL=0");
  ciphers = SSL_CTX_get_ciphers (context);
  for (RepointTlsVersion version = REPOINT_TLS_VERSION_1_0; version <= REPOINT_TLS_VERSION_1_3; version++)
    {
      g_autofree char *found = get_list (result, "ciphers", repoint_tls_version_to_string (version));
      g_autoptr (GString) expected = g_string_new (NULL);

      for (int i = 0; i < sk_SSL_CIPHER_num (ciphers); i++)
        {
          const SSL_CIPHER *cipher = sk_SSL_CIPHER_value (ciphers, i);
          int exchange = SSL_CIPHER_get_kx_nid (cipher);
          int sign_in = SSL_CIPHER_get_auth_nid (cipher);
          gboolean has_key = exchange == NID_kx_any || ((exchange == NID_kx_rsa || exchange == NID_kx_dhe || exchange == NID_kx_ecdhe) &&
                                                        (sign_in == NID_auth_rsa || sign_in == NID_auth_null));

          if (has_key && repoint_tls_suite_exists_at (SSL_CIPHER_get_protocol_id (cipher), version))
            g_string_append_printf (expected, expected->len > 0 ? ",%s" : "%s", SSL_CIPHER_standard_name (cipher));
        }

      g_assert_cmpstr (found, ==, expected->str);
    }
  SSL_CTX_free (context);
}

/* Each version on its own: what is only kept for old clients is found. */
static void
test_old_suites (void)
{
  const RepointTestTlsOptions options = {
    TLS_ONLY, .ciphers = "ECDHE-RSA-AES128-GCM-SHA256:@SECLEVEL=0", .old_ciphers = "CAMELLIA256-SHA:AES128-SHA:@SECLEVEL=0", .own_order = TRUE,
  };
  g_autoptr (JsonObject) result = survey (&options, NULL);
  g_autofree char *tls1_0 = get_list (result, "ciphers", "TLSv1.0");
  g_autofree char *tls1_2 = get_list (result, "ciphers", "TLSv1.2");

  g_assert_cmpstr (tls1_0, ==, "TLS_RSA_WITH_CAMELLIA_256_CBC_SHA,TLS_RSA_WITH_AES_128_CBC_SHA");
  g_assert_cmpstr (tls1_2, ==, "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256");
  g_assert_null (get_string (result, "cipher_order", "TLSv1.2"));
}

/* A server that breaks on what a large hello has is asked with small ones, and tells the same. Without extensions there are no
 * curves to agree on. */
static void
test_small (void)
{
  static const struct
  {
    RepointTestTlsOptions options;
    const char           *suites;
  } rows[] = {
    { { TLS_ONLY, .ciphers = SHUFFLED, ONLY_1_2, .own_order = TRUE, .max_hello = 255, .max_suites = 48 },
      "TLS_RSA_WITH_AES_256_CBC_SHA,TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,TLS_RSA_WITH_AES_128_GCM_SHA256,TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA" },
    { { TLS_ONLY, .ciphers = SHUFFLED, ONLY_1_2, .own_order = TRUE, .no_extensions = TRUE },
      "TLS_RSA_WITH_AES_256_CBC_SHA,TLS_RSA_WITH_AES_128_GCM_SHA256" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (JsonObject) result = survey (&rows[i].options, NULL);
      g_autofree char *tls1_2 = get_list (result, "ciphers", "TLSv1.2");

      g_assert_null (repoint_test_survey_string (result, "problem"));
      g_assert_cmpstr (tls1_2, ==, rows[i].suites);
      g_assert_cmpstr (get_string (result, "cipher_order", "TLSv1.2"), ==, "server");
    }
}

static void
test_groups (void)
{
  const RepointTestTlsOptions options = { TLS_ONLY, .groups = "P-521:X25519:brainpoolP256r1:ffdhe3072", .own_order = TRUE };
  g_autoptr (JsonObject) result = survey (&options, NULL);
  g_autofree char *tls1_2 = get_list (result, "groups", "TLSv1.2");
  g_autofree char *tls1_3 = get_list (result, "groups", "TLSv1.3");

  g_assert_cmpstr (tls1_2, ==, "secp521r1,x25519,brainpoolP256r1");
  g_assert_cmpstr (tls1_3, ==, "secp521r1,x25519,ffdhe3072");
  g_assert_cmpuint (json_object_get_size (json_object_get_object_member (result, "groups")), ==, 2);
}

static void
test_dh_bits (void)
{
  static const struct
  {
    RepointTestTlsOptions options;
    int                   bits; /* 0: no prime is seen */
  } rows[] = {
    { { TLS_ONLY, ONLY_1_2, .ciphers = "DHE-RSA-AES128-SHA:AES128-SHA:@SECLEVEL=0", .small_dh = TRUE }, 768 },
    { { TLS_ONLY, ONLY_1_2, .ciphers = "DHE-RSA-AES128-SHA:@SECLEVEL=0", .dh_group = "ffdhe3072" }, 3072 },
    { { TLS_ONLY, ONLY_1_2, .ciphers = "AES128-SHA:@SECLEVEL=0" }, 0 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (JsonObject) result = survey (&rows[i].options, NULL);
      JsonObject *bits = json_object_has_member (result, "dh_bits") ? json_object_get_object_member (result, "dh_bits") : NULL;

      g_assert_cmpint (bits != NULL ? json_object_get_int_member_with_default (bits, "TLSv1.2", 0) : 0, ==, rows[i].bits);
    }
}

/* What a device of each kind would meet. */
static void
test_profiles (void)
{
  static const char *const ids[] = { "rsa-key-exchange", "ecdhe", "cbc", "sha1-signatures", "no-sni", "no-extensions" };
  static const struct
  {
    RepointTestTlsOptions options;
    const char           *host;
    const char           *states;     /* in the order of the ids */
    const char           *refused_by; /* of the last that is refused */
  } rows[] = {
    { { TLS_ONLY }, "127.0.0.1", "aaaaaa", NULL },
    { { TLS_ONLY, .ciphers = "ECDHE+AESGCM:@SECLEVEL=0" }, "127.0.0.1", "raraar", "alert 40" },
    { { TLS_ONLY, .ciphers = "kRSA:@SECLEVEL=0" }, "127.0.0.1", "araraa", "alert 40" },
    { { TLS_ONLY, .ciphers = "kRSA:@SECLEVEL=0", .mute_alerts = TRUE }, "127.0.0.1", "araraa", "close" },
    { { TLS_ONLY, ONLY_1_2, .signatures = "RSA+SHA256:RSA+SHA384" }, "127.0.0.1", "aaarar", "alert 40" },
    { { TLS_ONLY, .max_version = REPOINT_TLS_VERSION_1_0 }, "127.0.0.1", "rrrraa", "lower-version" },
    { { TLS_ONLY, .min_version = REPOINT_TLS_VERSION_1_3 }, "127.0.0.1", "rrrrar", "alert 70" },
    { { TLS_ONLY, ONLY_1_2, .no_extensions = TRUE }, "127.0.0.1", "araaaa", "alert 40" },
    { { TLS_ONLY }, "localhost", "aaaaaa", NULL },
    { { TLS_ONLY, .no_names = TRUE }, "localhost", "aaaaaa", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (RepointTestTlsServer) server = repoint_test_tls_server_new (&rows[i].options);
      g_autofree char *uri = g_strdup_printf ("tls://%s:%u", rows[i].host, repoint_test_tls_server_get_port (server));
      g_autoptr (JsonObject) result = survey_uri (uri);
      char states[G_N_ELEMENTS (ids) + 1] = "";
      const char *refused_by = NULL;

      for (gsize k = 0; k < G_N_ELEMENTS (ids); k++)
        {
          const char *by = get_string (result, "profiles_refused_by", ids[k]);

          states[k] = get_string (result, "profiles", ids[k])[0];
          refused_by = by != NULL ? by : refused_by;
        }
      g_assert_cmpstr (states, ==, rows[i].states);
      g_assert_cmpstr (refused_by, ==, rows[i].refused_by);
    }
}

/* A SERVER-HELLO of SSLv2 with no certificate, and two kinds of cipher or none. */
static void
test_ssl2 (void)
{
  static const guint8 with_kinds[] = { 0x80, 33, 4, 0, 0, 0, 2, 0, 0, 0, 6, 0, 16, 7, 0, 0xc0, 1, 0, 0x80,
                                       0,    1,  2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15 };
  static const guint8 with_none[] = { 0x80, 27, 4, 0, 0, 0, 2, 0, 0, 0, 0, 0, 16, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15 };
  const RepointTestTlsOptions rows[] = {
    { TLS_ONLY, .max_version = REPOINT_TLS_VERSION_1_0, .ssl2 = with_kinds, .ssl2_length = sizeof with_kinds },
    { TLS_ONLY, .max_version = REPOINT_TLS_VERSION_1_0, .ssl2 = with_none, .ssl2_length = sizeof with_none },
    { TLS_ONLY, .max_version = REPOINT_TLS_VERSION_1_0 },
  };
  static const char *const states[] = { "accepted", "accepted", "refused" };
  static const char *const kinds[] = { "SSL_CK_DES_192_EDE3_CBC_WITH_MD5,SSL_CK_RC4_128_WITH_MD5", "", "" };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (JsonObject) result = survey (&rows[i], NULL);
      g_autofree char *list = get_list (result, "ciphers", "SSLv2");

      g_assert_cmpstr (get_string (result, "versions", "SSLv2"), ==, states[i]);
      g_assert_cmpstr (get_string (result, "versions", "TLSv1.0"), ==, "accepted");
      g_assert_cmpstr (list, ==, kinds[i]);
    }
}

/* A name that the server does not know, or extensions that it breaks on, are no reason to find no version. */
static void
test_last_resorts (void)
{
  static const struct
  {
    RepointTestTlsOptions options;
    const char           *host;
    const char           *states;
    guint                 connections;
  } rows[] = {
    { { TLS_ONLY, .no_names = TRUE }, "localhost", "raaaa", 0 },
    { { TLS_ONLY, .no_names = TRUE, .mute_alerts = TRUE }, "localhost", "raaaa", 0 },
    { { TLS_ONLY, .max_version = REPOINT_TLS_VERSION_1_1, .no_extensions = TRUE }, "localhost", "raari", 0 },
    { { TLS_ONLY, ONLY_1_2, .no_extensions = TRUE }, "127.0.0.1", "rrrai", 0 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (RepointTestTlsServer) server = repoint_test_tls_server_new (&rows[i].options);
      g_autofree char *uri = g_strdup_printf ("tls://%s:%u", rows[i].host, repoint_test_tls_server_get_port (server));
      g_autoptr (JsonObject) result = survey_uri (uri);
      g_autofree char *states = repoint_test_survey_states (result);

      g_assert_cmpstr (states, ==, rows[i].states);
      g_assert_null (repoint_test_survey_string (result, "problem"));
    }
}

/* What let the hello in, lets the session in. */
static void
test_nameless_session (void)
{
  const RepointTestTlsOptions options = { .protocol = REPOINT_PROTOCOL_SMTP, .no_names = TRUE };
  g_autoptr (RepointTestTlsServer) server = repoint_test_tls_server_new (&options);
  g_autofree char *uri = g_strdup_printf ("smtps://localhost:%u", repoint_test_tls_server_get_port (server));
  g_autoptr (JsonObject) result = repoint_test_survey (uri, 1, 0);
  JsonObject *application = repoint_test_survey_application (result, "TLSv1.2");

  g_assert_null (repoint_test_survey_string (result, "problem"));
  g_assert_nonnull (application);
  g_assert_cmpint (json_object_get_int_member (application, "not_refused_before_sign_in"), ==, 1);
  g_assert_false (json_object_get_null_member (result, "certificate"));
}

/* Nobody asked for lists: nothing of them is there. */
static void
test_unwanted (void)
{
  const RepointTestTlsOptions options = { TLS_ONLY };
  g_autoptr (JsonObject) result = repoint_test_survey_server (&options, 1, 0);

  g_assert_false (json_object_has_member (result, "ciphers"));
  g_assert_false (json_object_has_member (result, "cipher_order"));
  g_assert_false (json_object_has_member (result, "groups"));
  g_assert_false (json_object_has_member (result, "profiles"));
  g_assert_false (json_object_has_member (result, "dh_bits"));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/survey/lists/server-order", test_server_order);
  g_test_add_func ("/survey/lists/client-order", test_client_order);
  g_test_add_func ("/survey/lists/everything", test_everything);
  g_test_add_func ("/survey/lists/old-suites", test_old_suites);
  g_test_add_func ("/survey/lists/small", test_small);
  g_test_add_func ("/survey/lists/groups", test_groups);
  g_test_add_func ("/survey/lists/dh-bits", test_dh_bits);
  g_test_add_func ("/survey/lists/profiles", test_profiles);
  g_test_add_func ("/survey/lists/sslv2", test_ssl2);
  g_test_add_func ("/survey/lists/last-resorts", test_last_resorts);
  g_test_add_func ("/survey/lists/nameless-session", test_nameless_session);
  g_test_add_func ("/survey/lists/unwanted", test_unwanted);

  return g_test_run ();
}
