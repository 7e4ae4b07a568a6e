/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Real clients of six TLS stacks visit the station, and through it mail servers that want TLS 1.2 and that do not: what they
 * were told to do, what they say themselves that came of it, and what the station says about them are the same. */
#include "config.h"

#include <string.h>

#include "repoint-test-clients.h"
#include "repoint-test-dovecot.h"
#include "repoint-test-exim.h"
#include "repoint-test-listen.h"

/* ---- Servers ---- */

typedef struct
{
  RepointTestDaemon *dovecot;
  RepointTestDaemon *exim;
  guint16            ports[3][2]; /* by protocol; STARTTLS, implicit */
} Servers;

static Servers standard;
static Servers legacy;
static char *directory; /* of the clients */

static void
start (Servers *servers, RepointTestAge age)
{
  RepointTestDovecotPorts dovecot;
  RepointTestEximPorts exim;

  servers->exim = repoint_test_exim_start (age, REPOINT_TEST_REFUSAL_NONE, 0, &exim);
  servers->dovecot = repoint_test_dovecot_start (age, &dovecot);
  if (servers->exim != NULL)
    {
      servers->ports[0][0] = exim.submission;
      servers->ports[0][1] = exim.submissions;
    }
  if (servers->dovecot != NULL)
    {
      servers->ports[1][0] = dovecot.imap;
      servers->ports[1][1] = dovecot.imaps;
      servers->ports[2][0] = dovecot.pop3;
      servers->ports[2][1] = dovecot.pop3s;
    }
}

static char *
get_certificate (RepointTestDaemon *daemon)
{
  return daemon != NULL ? g_build_filename (repoint_test_daemon_get_directory (daemon), "certificate.pem", NULL) : g_strdup ("");
}

static void
stop (Servers *servers)
{
  g_clear_pointer (&servers->dovecot, repoint_test_daemon_free);
  g_clear_pointer (&servers->exim, repoint_test_daemon_free);
}

/* (nullable): where it is not installed, or speaks no such protocol */
static char *
get_uri (const Servers *servers, const RepointTestClient *client)
{
  static const char *const protocols[] = { "smtp", "imap", "pop3" };

  for (guint i = 0; i < G_N_ELEMENTS (protocols); i++)
    if (strcmp (protocols[i], client->protocol) == 0 && servers->ports[i][client->implicit] != 0)
      return g_strdup_printf ("%s%s://127.0.0.1:%u", client->protocol, client->implicit ? "s" : "", servers->ports[i][client->implicit]);

  return NULL;
}

/* Neither the words that the clients sign in with, nor what SASL makes of them. */
static void
check_no_credentials (const char *text)
{
  static const char both[] = "\0" REPOINT_TEST_CLIENT_USER "\0" REPOINT_TEST_CLIENT_PASSWORD;
  g_autofree char *plain = g_base64_encode ((const guchar *) both, sizeof both - 1);
  const char *const words[] = { REPOINT_TEST_CLIENT_USER, REPOINT_TEST_CLIENT_PASSWORD, REPOINT_TEST_CLIENT_CLEAR_USER };

  g_assert_null (strstr (text, plain));
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    {
      g_autofree char *encoded = g_base64_encode ((const guchar *) words[i], strlen (words[i]));

      g_assert_null (strstr (text, words[i]));
      g_assert_null (strstr (text, encoded));
    }
}

/* ---- What is the same for all visits ---- */

static gboolean
is_old (const RepointTestClient *client)
{
  return g_strcmp0 (client->version, "TLSv1.2") < 0;
}

/* What it was told to say. */
static void
check_hello (JsonObject *visit, const RepointTestClient *client)
{
  repoint_test_listen_check (visit, "outcome", client->version != NULL ? "captured" : "in-clear");
  repoint_test_listen_check (visit, "security", client->version == NULL ? "none" : client->implicit ? "tls" : "starttls");
  repoint_test_listen_check (visit, "protocol", client->protocol);
  if (client->version == NULL)
    {
      repoint_test_listen_check (visit, "hello", NULL);
      return;
    }

  repoint_test_listen_check (visit, "hello.max_version", client->version);
  repoint_test_listen_check (visit, "hello.format", client->ssl2_format ? "sslv2" : "tls");
  if (client->suites != NULL)
    repoint_test_listen_check (visit, "hello.ciphers", client->suites);
}

/* What it says itself of the version and the suite that were agreed on. */
static void
check_report (const char *output, const char *report)
{
  if (report != NULL && strstr (output, report) == NULL)
    g_error ("The client does not say \"%s\"", report);
}

/* ---- Tests ---- */

static void
test_direct (gconstpointer data)
{
  const RepointTestClient *client = data;
  RepointTestListen listen = { 0 };
  g_autoptr (JsonObject) visit = NULL;
  g_autofree char *output = NULL;
  g_autofree char *printed = NULL;

  repoint_test_listen_start (&listen, client->protocol, (const char *const[]) { "--count=1", "--timeout=60", NULL });
  output = repoint_test_client_run (client, directory, listen.port, client->input, NULL);
  visit = repoint_test_listen_read (&listen);
  repoint_test_listen_end (&listen, &printed);

  check_hello (visit, client);
  repoint_test_listen_check (visit, "relay", NULL);
  repoint_test_listen_check (visit, "asked_sign_in", client->asked);
  check_report (output, client->hears);
  check_no_credentials (printed);
  if (client->version == NULL)
    {
      repoint_test_listen_check (visit, "handshake", NULL);
      return;
    }

  repoint_test_listen_check (visit, "hellos", "1");
  repoint_test_listen_check (visit, "handshake.result", g_strcmp0 (client->validates, "true") == 0 ? "alert" : "completed");
  repoint_test_listen_check (visit, "handshake.version", client->version);
  repoint_test_listen_check (visit, "handshake.alert", client->alert);
  repoint_test_listen_check (visit, "handshake.validates_certificate", client->validates);
  if (client->suite != NULL)
    repoint_test_listen_check (visit, "handshake.cipher", client->suite);
  check_report (output, client->reports);
}

/* Who holds that the certificate is bad may have looked for the name in it only; who does not know the authority has not. */
static const char *
get_result (const char *alert)
{
  if (alert == NULL)
    return "tls-established";

  return strcmp (alert, "unknown_ca") == 0 ? "refused" : "inconclusive";
}

static void
check_passage (JsonObject *visit, const RepointTestClient *client, const char *uri, gboolean refused, const char *output)
{
  check_hello (visit, client);
  repoint_test_listen_check (visit, "relay.target", uri);
  repoint_test_listen_check (visit, "asked_sign_in", client->version == NULL ? client->asked : "none");
  if (client->version == NULL)
    {
      repoint_test_listen_check (visit, "relay.result", "blocked");
      repoint_test_listen_check (visit, "relay.problem", "sign-in-in-clear");
      return;
    }

  repoint_test_listen_check (visit, "relay.result", refused ? "refused" : get_result (client->alert));
  repoint_test_listen_check (visit, "relay.version", refused ? NULL : client->version);
  if (refused)
    {
      repoint_test_listen_check (visit, "relay.cipher", NULL);
      /* Dovecot hangs up without an alert. */
      if (strcmp (client->protocol, "smtp") == 0)
        {
          repoint_test_listen_check (visit, "relay.alert", "protocol_version");
          repoint_test_listen_check (visit, "relay.alert_from", "server");
        }
      else
        {
          repoint_test_listen_check (visit, "relay.problem", "closed");
          repoint_test_listen_check (visit, "relay.closed_by", "server");
        }
    }
  else
    {
      if (client->suite != NULL)
        repoint_test_listen_check (visit, "relay.cipher", client->suite);
      if (client->alert != NULL)
        {
          repoint_test_listen_check (visit, "relay.alert", client->alert);
          repoint_test_listen_check (visit, "relay.alert_from", "device");
        }
      check_report (output, client->reports);
    }
}

/* First to the server that wants TLS 1.2, then to the one that does not. */
static void
test_passage (gconstpointer data)
{
  const RepointTestClient *client = data;
  g_autofree char *first = get_uri (&standard, client);
  g_autofree char *second = get_uri (&legacy, client);
  g_autofree char *first_relay = g_strconcat ("--relay=", first, NULL);
  g_autofree char *second_relay = g_strconcat ("--relay=", second, NULL);
  g_autofree char *printed = NULL;
  RepointTestListen listen = { 0 };

  if (first == NULL || second == NULL)
    {
      g_test_skip ("The mail server is not installed");
      return;
    }

  repoint_test_listen_start (&listen, client->protocol, (const char *const[]) { "--count=2", "--timeout=90", first_relay, second_relay, NULL });
  for (guint i = 0; i < 2; i++)
    {
      /* A hello in the format of SSLv2 names no groups: Dovecot goes for finite-field Diffie-Hellman then, and has no parameters. */
      gboolean refused = client->ssl2_format || (i == 0 && client->version != NULL && is_old (client));
      gboolean content = FALSE;
      g_autofree char *output = repoint_test_client_run (client, directory, listen.port, repoint_test_client_get_farewell (client), &content);
      g_autoptr (JsonObject) visit = repoint_test_listen_read (&listen);

      /* Who is kept from signing in in clear stays with the first. */
      check_passage (visit, client, i == 0 || client->version == NULL ? first : second, refused, output);
      /* Some end well though nothing came of it, or not well though TLS did. */
      if (client->version != NULL && client->reports == NULL)
        g_assert_cmpint (content, ==, !refused && client->alert == NULL);
      else if (refused)
        g_assert_null (strstr (output, client->reports));
    }
  repoint_test_listen_end (&listen, &printed);
  check_no_credentials (printed);

  if (client->version == NULL)
    {
      g_autofree char *logs = repoint_test_daemon_get_logs (standard.dovecot);

      /* What it was kept from saying, the server has not heard. */
      g_assert_null (strstr (logs, REPOINT_TEST_CLIENT_CLEAR_USER));
    }
}

static void
add_tests (const RepointTestClient *client)
{
  g_autofree char *name = g_utf8_strdown (client->name, -1);
  g_autofree char *direct = g_strconcat ("/truth/direct/", name, NULL);
  g_autofree char *passage = g_strconcat ("/truth/passage/", name, NULL);

  g_test_add_data_func (direct, client, test_direct);
  if (strcmp (client->protocol, "tls") != 0)
    g_test_add_data_func (passage, client, test_passage);
}

int
main (int argc, char *argv[])
{
  const RepointTestClient *clients;
  guint n_clients;
  g_auto (GStrv) certificates = NULL;
  g_autoptr (GFile) file = NULL;
  int status;

  g_test_init (&argc, &argv, NULL);
  start (&standard, REPOINT_TEST_STANDARD);
  start (&legacy, REPOINT_TEST_LEGACY);
  directory = g_dir_make_tmp ("repoint-truth-XXXXXX", NULL);
  certificates = g_new0 (char *, 5);
  certificates[0] = get_certificate (standard.dovecot);
  certificates[1] = get_certificate (standard.exim);
  certificates[2] = get_certificate (legacy.dovecot);
  certificates[3] = get_certificate (legacy.exim);
  repoint_test_clients_prepare (directory, (const char *const *) certificates);

  clients = repoint_test_clients_get (&n_clients);
  for (guint i = 0; i < n_clients; i++)
    add_tests (&clients[i]);
  status = g_test_run ();

  stop (&standard);
  stop (&legacy);
  file = g_file_new_for_path (directory);
  repoint_test_remove_directory (file);
  g_free (directory);

  return status;
}
