/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-test-certificate.h"
#include "repoint-test-daemon.h"
#include "repoint-test-survey.h"

#include <string.h>

/* Real servers of other stacks, limited to old versions. */

#define MAX_ARGUMENTS 24

/* In the arguments, %P is the port, %C the certificate, %K the key, %D the directory. */
typedef struct
{
  const char *name;
  const char *program;
  const char *prepare[3][MAX_ARGUMENTS]; /* run first */
  const char *arguments[MAX_ARGUMENTS];
  const char *states;
} Stack;

#define NSS_DATABASE \
  { { "certutil", "-N", "-d", "%D", "--empty-password" }, \
    { "openssl", "pkcs12", "-export", "-in", "%C", "-inkey", "%K", "-out", "%D/nss.p12", "-passout", "pass:", "-name", "server" }, \
    { "pk12util", "-i", "%D/nss.p12", "-d", "%D", "-W", "" } }

static const Stack stacks[] = {
  { "openssl-1.0", "openssl", {},
    { "s_server", "-accept", "127.0.0.1:%P", "-cert", "%C", "-key", "%K", "-tls1", "-cipher", "ALL:@SECLEVEL=0", "-quiet" },
    "rarrr" },
  { "openssl-any", "openssl", {},
    { "s_server", "-accept", "127.0.0.1:%P", "-cert", "%C", "-key", "%K", "-cipher", "ALL:@SECLEVEL=0", "-quiet" },
    "raaaa" },
  { "openssl-1.1", "openssl", {},
    { "s_server", "-accept", "127.0.0.1:%P", "-cert", "%C", "-key", "%K", "-tls1_1", "-cipher", "ALL:@SECLEVEL=0", "-quiet" },
    "rrarr" },
  { "openssl-small-records", "openssl", {},
    { "s_server", "-accept", "127.0.0.1:%P", "-cert", "%C", "-key", "%K", "-cipher", "ALL:@SECLEVEL=0", "-max_send_frag", "512", "-split_send_frag", "512", "-quiet" },
    "raaaa" },
  { "openssl-anonymous", "openssl", {},
    { "s_server", "-accept", "127.0.0.1:%P", "-nocert", "-cipher", "aNULL:@SECLEVEL=0", "-no_tls1_3", "-quiet" },
    "raaar" },
  { "openssl-one-rare-group", "openssl", {},
    { "s_server", "-accept", "127.0.0.1:%P", "-cert", "%C", "-key", "%K", "-groups", "P-521", "-cipher", "ECDHE:@SECLEVEL=0", "-quiet" },
    "raaaa" },
  { "openssl-no-middlebox", "openssl", {},
    { "s_server", "-accept", "127.0.0.1:%P", "-cert", "%C", "-key", "%K", "-no_middlebox", "-num_tickets", "0", "-tls1_3", "-quiet" },
    "rrrra" },
  { "openssl-ed25519", "openssl",
    { { "openssl", "req", "-x509", "-newkey", "ed25519", "-nodes", "-keyout", "%D/e.key", "-out", "%D/e.pem", "-days", "2", "-subj", "/CN=localhost" } },
    { "s_server", "-accept", "127.0.0.1:%P", "-cert", "%D/e.pem", "-key", "%D/e.key", "-quiet" },
    "rrraa" },
  { "openssl-wants-a-certificate", "openssl", {},
    { "s_server", "-accept", "127.0.0.1:%P", "-cert", "%C", "-key", "%K", "-Verify", "1", "-cipher", "ALL:@SECLEVEL=0", "-quiet" },
    "raaaa" },
  { "gnutls-1.0", "gnutls-serv", {},
    { "-q", "-p", "%P", "--x509certfile", "%C", "--x509keyfile", "%K", "--priority", "NORMAL:-VERS-ALL:+VERS-TLS1.0:+ARCFOUR-128:+3DES-CBC:%COMPAT" },
    "rarrr" },
  { "gnutls-1.0-to-1.2", "gnutls-serv", {},
    { "-q", "-p", "%P", "--x509certfile", "%C", "--x509keyfile", "%K", "--priority", "NORMAL:-VERS-ALL:+VERS-TLS1.0:+VERS-TLS1.1:+VERS-TLS1.2" },
    "raaar" },
  { "gnutls-rc4-only", "gnutls-serv", {},
    { "-q", "-p", "%P", "--x509certfile", "%C", "--x509keyfile", "%K", "--priority", "NONE:+VERS-TLS1.0:+ARCFOUR-128:+SHA1:+RSA:+COMP-NULL:+SIGN-ALL" },
    "rarrr" },
  { "gnutls-1.3", "gnutls-serv", {},
    { "-q", "-p", "%P", "--x509certfile", "%C", "--x509keyfile", "%K", "--priority", "NORMAL:-VERS-ALL:+VERS-TLS1.3" },
    "rrrra" },
  { "gnutls-1.0-and-1.2", "gnutls-serv", {},
    { "-q", "-p", "%P", "--x509certfile", "%C", "--x509keyfile", "%K", "--priority", "NORMAL:-VERS-ALL:+VERS-TLS1.0:+VERS-TLS1.2:%SERVER_PRECEDENCE" },
    "rarar" },
  { "gnutls-like-ssl3", "gnutls-serv", {},
    { "-q", "-p", "%P", "--x509certfile", "%C", "--x509keyfile", "%K", "--priority", "NORMAL:-VERS-ALL:+VERS-TLS1.0:+VERS-TLS1.1:%SSL3_RECORD_VERSION:%NO_EXTENSIONS" },
    "raarr" },
  { "gnutls-wants-a-certificate", "gnutls-serv", {},
    { "-q", "-p", "%P", "--x509certfile", "%C", "--x509keyfile", "%K", "--require-client-cert", "--priority", "NORMAL:-VERS-ALL:+VERS-TLS1.2:+VERS-TLS1.3" },
    "rrraa" },
  { "nss-sslv3-to-1.2", "selfserv", NSS_DATABASE,
    { "-d", "%D", "-n", "server", "-p", "%P", "-V", "ssl3:tls1.2" },
    "aaaar" },
  { "nss-1.1-to-1.2", "selfserv", NSS_DATABASE,
    { "-d", "%D", "-n", "server", "-p", "%P", "-V", "tls1.1:tls1.2" },
    "rraar" },
  { "botan", "botan", {},
    { "tls_server", "%C", "%K", "--port=%P" },
    "rrrar" },
  { "botan-1.0-to-1.2", "botan",
    { { "sh", "-c", "printf '%s\\n' 'allow_tls10 = true' 'allow_tls11 = true' 'allow_tls12 = true' 'ciphers = AES-128 3DES' 'macs = SHA-1' 'signature_hashes = SHA-1' 'signature_methods = IMPLICIT' 'key_exchange_methods = RSA' > %D/policy" } },
    { "tls_server", "%C", "%K", "--port=%P", "--policy=%D/policy" },
    "raaar" },
  { "nss-sslv3", "selfserv", NSS_DATABASE,
    { "-d", "%D", "-n", "server", "-p", "%P", "-V", "ssl3:ssl3", "-c", ":0005:0004:000A" },
    "arrrr" },
};

static char *
expand (const char *argument, const char *directory, guint16 port)
{
  g_autoptr (GString) text = g_string_new (argument);
  g_autofree char *port_text = g_strdup_printf ("%u", port);
  g_autofree char *certificate = g_build_filename (directory, "certificate.pem", NULL);
  g_autofree char *key = g_build_filename (directory, "key.pem", NULL);

  if (strstr (argument, "%COMPAT") == NULL)
    {
      g_string_replace (text, "%C", certificate, 0);
      g_string_replace (text, "%K", key, 0);
    }
  g_string_replace (text, "%P", port_text, 0);
  g_string_replace (text, "%D", directory, 0);

  return g_strdup (text->str);
}

/* Returns NULL if the program is not there. */
static GStrv
make_command (const char *program, const char *const *arguments, const char *directory, guint16 port)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_autofree char *path = repoint_test_find_server (program);

  if (path == NULL)
    return NULL;

  g_strv_builder_add (builder, path);
  for (gsize i = 0; i < MAX_ARGUMENTS && arguments[i] != NULL; i++)
    {
      g_autofree char *argument = expand (arguments[i], directory, port);

      g_strv_builder_add (builder, argument);
    }

  return g_strv_builder_end (builder);
}

static gboolean
prepare (const Stack *stack, const char *directory)
{
  for (gsize i = 0; i < G_N_ELEMENTS (stack->prepare) && stack->prepare[i][0] != NULL; i++)
    {
      g_auto (GStrv) command = make_command (stack->prepare[i][0], stack->prepare[i] + 1, directory, 0);
      g_autofree char *error_text = NULL;
      g_autofree char *out = NULL;
      int status;

      if (command == NULL || !g_spawn_sync (NULL, command, NULL, 0, NULL, NULL, &out, &error_text, &status, NULL) || status != 0)
        {
          g_test_message ("%s: %s", stack->prepare[i][0], error_text != NULL ? error_text : "not there");
          return FALSE;
        }
    }

  return TRUE;
}

static void
test_stack (gconstpointer data)
{
  const Stack *stack = data;
  g_autoptr (RepointTestDaemon) daemon = repoint_test_daemon_new (stack->name);
  const char *directory = repoint_test_daemon_get_directory (daemon);
  const guint16 ports[] = { repoint_test_pick_port (), 0 };
  g_auto (GStrv) command = make_command (stack->program, stack->arguments, directory, ports[0]);
  g_autofree char *uri = g_strdup_printf ("tls://127.0.0.1:%u", ports[0]);
  g_autofree char *states = NULL;
  g_autoptr (JsonObject) result = NULL;

  if (command == NULL || !repoint_test_make_certificate (directory) || !prepare (stack, directory))
    {
      g_test_skip_printf ("%s is not installed", stack->program);
      return;
    }

  repoint_test_daemon_start (daemon, (const char *const *) command, NULL, ports);
  result = repoint_test_survey (uri, 1, 0);
  states = repoint_test_survey_states (result);
  g_assert_cmpstr (states, ==, stack->states);
  g_assert_cmpstr (repoint_test_survey_string (result, "problem"), ==, NULL);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (stacks); i++)
    {
      g_autofree char *path = g_strdup_printf ("/survey/stacks/%s", stacks[i].name);

      g_test_add_data_func (path, &stacks[i], test_stack);
    }

  return g_test_run ();
}
