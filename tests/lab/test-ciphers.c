/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The lists of suites beside those of two well-known scanners: the same answers, with fewer connections. */
#include "config.h"

#include <string.h>

#include "repoint-bench-answers.h"
#include "repoint-test-certificate.h"
#include "repoint-test-daemon.h"
#include "repoint-test-relay.h"
#include "repoint-tls-suite.h"

#define ADDRESS "127.0.0.1"

/* In the arguments, %P is the port, %C the certificate, %K the key. */
typedef struct
{
  const char *name;
  const char *program;
  const char *arguments[16];
} Stack;

static const Stack stacks[] = {
  { "openssl", "openssl",
    { "s_server", "-accept", "127.0.0.1:%P", "-cert", "%C", "-key", "%K", "-cipher", "ALL:@SECLEVEL=0", "-www", "-quiet" } },
  { "openssl-in-its-order", "openssl",
    { "s_server", "-accept", "127.0.0.1:%P", "-cert", "%C", "-key", "%K", "-cipher", "AES:CHACHA20:!aNULL:!AESCCM:@SECLEVEL=0", "-serverpref", "-www", "-quiet" } },
  { "openssl-1.2", "openssl",
    { "s_server", "-accept", "127.0.0.1:%P", "-cert", "%C", "-key", "%K", "-tls1_2", "-cipher", "ECDHE+AESGCM:AES128-SHA", "-www", "-quiet" } },
  { "gnutls", "gnutls-serv",
    { "-q", "-p", "%P", "--x509certfile", "%C", "--x509keyfile", "%K", "--http", "--priority",
      "NORMAL:+VERS-TLS1.1:+VERS-TLS1.0:+3DES-CBC:+ARCFOUR-128:+ANON-ECDH:+ANON-DH" } },
};

typedef struct
{
  const char        *name;
  RepointBenchFormat format;
  const char        *arguments[16];
} Scanner;

static const Scanner scanners[] = {
  { "sslscan", REPOINT_BENCH_FORMAT_SSLSCAN,
    { "sslscan", "--no-fallback", "--no-renegotiation", "--no-compression", "--no-heartbleed", "--no-check-certificate", "--xml=-",
      ADDRESS ":%P" } },
  { "nmap", REPOINT_BENCH_FORMAT_NMAP,
    { "nmap", "-Pn", "-n", "-sT", "-p", "%P", "--script", "+ssl-enum-ciphers", "-oX", "-", ADDRESS } },
};

static char **
expand (const char *const *arguments, guint16 port, const char *directory)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_autofree char *port_text = g_strdup_printf ("%u", port);
  g_autofree char *certificate = directory != NULL ? g_build_filename (directory, "certificate.pem", NULL) : NULL;
  g_autofree char *key = directory != NULL ? g_build_filename (directory, "key.pem", NULL) : NULL;

  for (gsize i = 0; arguments[i] != NULL; i++)
    {
      GString *text = g_string_new (arguments[i]);

      if (directory != NULL)
        {
          g_string_replace (text, "%C", certificate, 0);
          g_string_replace (text, "%K", key, 0);
        }
      g_string_replace (text, "%P", port_text, 0);
      g_strv_builder_add (builder, text->str);
      g_string_free (text, TRUE);
    }

  return g_strv_builder_end (builder);
}

/* Runs a scanner against the server behind a relay that counts. */
static RepointBenchAnswers *
scan (const char *const *arguments, RepointBenchFormat format, guint16 upstream, guint *connections)
{
  const RepointTestRelayOptions options = { .upstream = upstream };
  g_autoptr (RepointTestRelay) relay = repoint_test_relay_new (ADDRESS, &options);
  g_auto (GStrv) command = expand (arguments, repoint_test_relay_get_port (relay), NULL);
  g_autoptr (GError) error = NULL;
  g_autofree char *output = NULL;
  int status = 0;

  g_spawn_sync (NULL, command, NULL, G_SPAWN_SEARCH_PATH | G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL, &output, NULL, &status, &error);
  g_assert_no_error (error);
  g_spawn_check_wait_status (status, &error);
  g_assert_no_error (error);
  *connections = repoint_test_relay_get_connections (relay);

  return repoint_bench_answers_parse (format, output);
}

/* "TLSv1.2 TLS_RSA_WITH_AES_128_CBC_SHA", … for what is in one set and not in the other. */
static char *
list_missing (GHashTable *one, GHashTable *other)
{
  g_autoptr (GString) text = g_string_new (NULL);
  GHashTableIter iter;
  gpointer key;

  g_hash_table_iter_init (&iter, one);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    if (!g_hash_table_contains (other, key))
      g_string_append_printf (text, "%s %s\n", repoint_tls_version_to_string (GPOINTER_TO_UINT (key) >> 16),
                              repoint_tls_suite_to_string (GPOINTER_TO_UINT (key) & 0xffff));

  return g_strdup (text->str);
}

static void
compare (const Scanner *scanner, guint16 port, GHashTable *ours, guint our_connections)
{
  g_autofree char *program = g_find_program_in_path (scanner->name);
  g_autoptr (RepointBenchAnswers) answers = NULL;
  g_autofree char *they_miss = NULL;
  g_autofree char *we_miss = NULL;
  GHashTable *theirs;
  guint connections;

  if (program == NULL)
    {
      g_test_skip_printf ("%s is not installed", scanner->name);
      return;
    }

  answers = scan (scanner->arguments, scanner->format, port, &connections);
  theirs = g_hash_table_lookup (answers->suites, ADDRESS);
  g_assert_nonnull (theirs);
  they_miss = list_missing (ours, theirs);
  we_miss = list_missing (theirs, ours);
  g_assert_cmpstr (they_miss, ==, "");
  g_assert_cmpstr (we_miss, ==, "");

  g_test_message ("%u suites: %u connections, %s %u", g_hash_table_size (ours), our_connections, scanner->name, connections);
  g_assert_cmpuint (our_connections, <, connections);
}

static void
test_stack (gconstpointer data)
{
  const Stack *stack = data;
  const char *arguments[] = { g_getenv ("REPOINT_CLI"), "survey", "--ciphers", "--gap", "0", "--json", "tls://" ADDRESS ":%P", NULL };
  g_autoptr (RepointTestDaemon) daemon = repoint_test_daemon_new (stack->name);
  const char *directory = repoint_test_daemon_get_directory (daemon);
  const guint16 ports[] = { repoint_test_pick_port (), 0 };
  g_autofree char *program = repoint_test_find_server (stack->program);
  g_autoptr (RepointBenchAnswers) answers = NULL;
  g_auto (GStrv) words = NULL;
  g_autoptr (GPtrArray) command = g_ptr_array_new ();
  GHashTable *ours;
  guint connections;

  if (program == NULL || !repoint_test_make_certificate (directory))
    {
      g_test_skip_printf ("%s is not installed", stack->program);
      return;
    }

  words = expand (stack->arguments, ports[0], directory);
  g_ptr_array_add (command, program);
  for (guint i = 0; words[i] != NULL; i++)
    g_ptr_array_add (command, words[i]);
  g_ptr_array_add (command, NULL);
  repoint_test_daemon_start (daemon, (const char *const *) command->pdata, NULL, ports);

  answers = scan (arguments, REPOINT_BENCH_FORMAT_JSON, ports[0], &connections);
  ours = g_hash_table_lookup (answers->suites, ADDRESS);
  g_assert_nonnull (ours);
  for (gsize i = 0; i < G_N_ELEMENTS (scanners); i++)
    compare (&scanners[i], ports[0], ours, connections);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (stacks); i++)
    {
      g_autofree char *path = g_strdup_printf ("/lab/ciphers/%s", stacks[i].name);

      g_test_add_data_func (path, &stacks[i], test_stack);
    }

  return g_test_run ();
}
