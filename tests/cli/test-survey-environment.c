/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-test-tls-server.h"

#include <gio/gio.h>
#include <glib/gstdio.h>

#include <string.h>

/* What admins, distributions and accidents put into the environment of OpenSSL: no verdict about a server changes. */

typedef struct
{
  const char *name;
  const char *variable;
  const char *value;         /* or, where it is one of a file: */
  const char *configuration;
} Case;

static const Case cases[] = {
  { "strict-policy", "OPENSSL_CONF", NULL,
    "openssl_conf = a\n[a]\nssl_conf = b\n[b]\nsystem_default = c\n[c]\n"
    "MinProtocol = TLSv1.2\nCipherString = DEFAULT:@SECLEVEL=2\n" },
  { "nothing-old", "OPENSSL_CONF", NULL,
    "openssl_conf = a\n[a]\nssl_conf = b\n[b]\nsystem_default = c\n[c]\n"
    "MinProtocol = TLSv1.3\nCipherString = ECDHE+AESGCM:@SECLEVEL=5\nGroups = P-521\nSignatureAlgorithms = RSA-PSS+SHA512\n" },
  { "no-algorithms", "OPENSSL_CONF", NULL,
    "openssl_conf = a\n[a]\nproviders = b\nalg_section = d\n[b]\nnull = c\n[c]\nactivate = 1\n[d]\ndefault_properties = fips=yes\n" },
  { "missing-provider", "OPENSSL_CONF", NULL,
    "config_diagnostics = 1\nopenssl_conf = a\n[a]\nproviders = b\nssl_conf = d\n[b]\nnone = c\n[c]\nmodule = /nonexistent.so\n"
    "activate = 1\n[d]\nsystem_default = e\n[e]\nMinProtocol = Nonsense\nCipherString = NONE\n" },
  { "not-a-configuration", "OPENSSL_CONF", NULL, "this is = not [\n[[[\n" },
  { "no-configuration", "OPENSSL_CONF", "/nonexistent/openssl.cnf", NULL },
  { "no-modules", "OPENSSL_MODULES", "/nonexistent", NULL },
  { "no-engines", "OPENSSL_ENGINES", "/nonexistent", NULL },
};

typedef struct
{
  RepointTestTlsServer *servers[3];
  char                 *uris[3];
  char                 *plain; /* what is said of them in an environment without surprises */
  char                 *directory;
} Office;

static char *
survey (Office *office, const char *variable, const char *value)
{
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE);
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) lines = NULL;
  char *out = NULL;

  if (variable != NULL)
    g_subprocess_launcher_setenv (launcher, variable, value, TRUE);
  process = g_subprocess_launcher_spawn (launcher, &error, g_getenv ("REPOINT_CLI"), "survey", "--json", "--gap", "0",
                                         "--concurrency", "1", office->uris[0], office->uris[1], office->uris[2], NULL);
  g_assert_no_error (error);
  g_subprocess_communicate_utf8 (process, NULL, NULL, &out, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_get_if_exited (process));
  g_assert_cmpint (g_subprocess_get_exit_status (process), ==, 0);

  lines = g_strsplit (out, "\n", -1);
  g_assert_cmpuint (g_strv_length (lines), ==, G_N_ELEMENTS (office->uris) + 1);

  return out;
}

static Office *
get_office (void)
{
  static const RepointTestTlsOptions options[] = {
    { .protocol = REPOINT_PROTOCOL_SMTP, .security = REPOINT_SECURITY_STARTTLS, .certificate = REPOINT_TEST_PKI_WEAK,
      .max_version = REPOINT_TLS_VERSION_1_0, .min_version = REPOINT_TLS_VERSION_1_0 },
    { .protocol = REPOINT_PROTOCOL_SMTP, .security = REPOINT_SECURITY_STARTTLS, .ciphers = "kDHE:@SECLEVEL=0", .small_dh = TRUE,
      .max_version = REPOINT_TLS_VERSION_1_2 },
    { .protocol = REPOINT_PROTOCOL_IMAP, .refusal = REPOINT_TEST_REFUSAL_AUTH },
  };
  static Office *self;

  if (self != NULL)
    return self;

  self = g_new0 (Office, 1);
  self->directory = g_dir_make_tmp ("repoint-environment-XXXXXX", NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (options); i++)
    {
      self->servers[i] = repoint_test_tls_server_new (&options[i]);
      self->uris[i] = g_strdup_printf ("%s://127.0.0.1:%u", i < 2 ? "smtp" : "imaps",
                                       repoint_test_tls_server_get_port (self->servers[i]));
    }
  self->plain = survey (self, NULL, NULL);

  return self;
}

static void
free_office (Office *self)
{
  for (gsize i = 0; i < G_N_ELEMENTS (self->servers); i++)
    {
      repoint_test_tls_server_free (self->servers[i]);
      g_free (self->uris[i]);
    }
  g_rmdir (self->directory);
  g_free (self->directory);
  g_free (self->plain);
  g_free (self);
}

static void
test_case (gconstpointer data)
{
  const Case *test = data;
  Office *office = get_office ();
  g_autofree char *path = g_build_filename (office->directory, "openssl.cnf", NULL);
  g_autofree char *out = NULL;

  if (test->configuration != NULL)
    g_assert_true (g_file_set_contents (path, test->configuration, -1, NULL));
  out = survey (office, test->variable, test->configuration != NULL ? path : test->value);
  if (test->configuration != NULL)
    g_remove (path);

  g_assert_cmpstr (out, ==, office->plain);
  g_assert_nonnull (strstr (out, "\"TLSv1.0\":\"accepted\""));
  g_assert_nonnull (strstr (out, "\"TLSv1.3\":\"accepted\""));
}

/* Whom to trust is the one thing that the environment decides. */
static void
test_trust (void)
{
  Office *office = get_office ();
  g_autofree char *authority = repoint_test_pki_write_authority (office->directory);
  g_autofree char *out = survey (office, "SSL_CERT_FILE", authority);

  g_assert_null (strstr (office->plain, authority));
  g_assert_nonnull (strstr (out, authority));
  g_assert_nonnull (strstr (office->plain, "\"untrusted\""));
  g_assert_nonnull (strstr (out, "\"problems\":[]"));
  g_remove (authority);
}

int
main (int argc, char *argv[])
{
  int result;

  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/cli/survey/environment/%s", cases[i].name);

      g_test_add_data_func (path, &cases[i], test_case);
    }
  g_test_add_func ("/cli/survey/environment/trust", test_trust);

  result = g_test_run ();
  free_office (get_office ());

  return result;
}
