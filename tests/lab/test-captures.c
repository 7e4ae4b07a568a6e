/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What real clients send, as tcpdump captures it and Wireshark's tools rewrite it: we find what tshark finds. */
#include "config.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "repoint-test-daemon.h"
#include "repoint-test-namespace.h"
#include "repoint-test-tls-server.h"
#include "repoint-tls-suite.h"

#define TIMEOUT_US (20 * G_USEC_PER_SEC)
#define POLL_US    (G_USEC_PER_SEC / 50)
#define MARK       "this is the last packet"

typedef struct
{
  RepointTestTlsServer *smtp;
  RepointTestTlsServer *imap;
  RepointTestTlsServer *pop3;
  RepointTestTlsServer *tls;
  RepointTestTlsServer *choosy; /* takes TLS 1.3 with a group that nobody begins with */
  char                 *directory;
  char                 *capture;
} Lab;

static Lab lab;

/* ---- Programs ---- */

/* Runs a program to its end; its standard output, and its status if somebody asks. */
static char *
run_program (const char *const *argv, const char *input, int *status)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) process =
      g_subprocess_newv (argv, G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_SILENCE, &error);
  g_autoptr (GBytes) in = g_bytes_new (input != NULL ? input : "", input != NULL ? strlen (input) : 0);
  g_autoptr (GBytes) out = NULL;
  gsize length;
  const char *text;

  g_assert_no_error (error);
  g_subprocess_communicate (process, in, NULL, &out, NULL, &error);
  g_assert_no_error (error);
  if (status != NULL)
    *status = g_subprocess_get_if_exited (process) ? g_subprocess_get_exit_status (process) : -1;
  text = g_bytes_get_data (out, &length);

  return g_strndup (text != NULL ? text : "", length);
}

#define RUN(...) run_program ((const char *const[]) { __VA_ARGS__, NULL }, NULL, NULL)

static char *
make_path (const char *name)
{
  return g_build_filename (lab.directory, name, NULL);
}

/* ---- The capture ---- */

static gboolean
holds (const char *path, const char *text)
{
  g_autofree char *content = NULL;
  gsize length;

  return g_file_get_contents (path, &content, &length, NULL) && memmem (content, length, text, strlen (text)) != NULL;
}

static void
wait_for (const char *path, const char *text)
{
  gint64 deadline = g_get_monotonic_time () + TIMEOUT_US;

  while (!holds (path, text))
    {
      if (g_get_monotonic_time () > deadline)
        g_error ("tcpdump does not write \"%s\" into %s", text, path);
      g_usleep (POLL_US);
    }
}

static void
end_with_parent (gpointer unused)
{
  prctl (PR_SET_PDEATHSIG, SIGKILL);
}

static GSubprocess *
start_tcpdump (void)
{
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_NONE);
  g_autofree char *program = repoint_test_find_server ("tcpdump");
  g_autofree char *log = make_path ("tcpdump.log");
  g_autoptr (GError) error = NULL;
  const char *argv[] = { program, "-i", "lo", "-U", "--immediate-mode", "-s", "0", "-w", lab.capture, "-Z", "root", "tcp", NULL };
  GSubprocess *process;

  g_assert_nonnull (program);
  if (geteuid () != 0)
    memcpy (&argv[9], (const char *[]) { "tcp", NULL }, 2 * sizeof *argv);
  g_subprocess_launcher_set_child_setup (launcher, end_with_parent, NULL, NULL);
  g_subprocess_launcher_set_stderr_file_path (launcher, log);
  process = g_subprocess_launcher_spawnv (launcher, argv, &error);
  g_assert_no_error (error);
  wait_for (log, "listening on");

  return process;
}

/* When the last packet is there, all others are. */
static void
stop_tcpdump (GSubprocess *tcpdump)
{
  g_autoptr (GSocketListener) listener = g_socket_listener_new ();
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSocketConnection) connection = NULL;
  guint16 port = g_socket_listener_add_any_inet_port (listener, NULL, NULL);

  g_socket_client_set_enable_proxy (client, FALSE);
  connection = g_socket_client_connect_to_host (client, "127.0.0.1", port, NULL, NULL);
  g_assert_nonnull (connection);
  g_assert_true (g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (connection)), MARK, strlen (MARK), NULL, NULL, NULL));
  wait_for (lab.capture, MARK);
  g_subprocess_send_signal (tcpdump, SIGINT);
  g_subprocess_wait (tcpdump, NULL, NULL);
}

static void
visit_openssl (guint16 port, const char *starttls, const char *version, const char *more)
{
  g_autofree char *address = g_strdup_printf ("127.0.0.1:%u", port);
  const char *argv[20] = { "timeout", "10", "openssl", "s_client", "-connect", address, "-cipher", "ALL:@SECLEVEL=0", "-quiet", "-no_ign_eof" };
  guint n = 10;
  g_autofree char *out = NULL;

  if (starttls != NULL)
    {
      argv[n++] = "-starttls";
      argv[n++] = starttls;
    }
  if (version != NULL)
    argv[n++] = version;
  if (more != NULL)
    {
      argv[n++] = "-servername";
      argv[n++] = more;
    }
  out = run_program (argv, "QUIT\r\n", NULL);
}

static void
visit_gnutls (guint16 port, const char *starttls, const char *priority)
{
  g_autofree char *number = g_strdup_printf ("%u", port);
  g_autofree char *protocol = starttls != NULL ? g_strdup_printf ("--starttls-proto=%s", starttls) : NULL;
  const char *argv[] = { "timeout", "10", "gnutls-cli", "--insecure", "--priority", priority, "-p", number, "127.0.0.1", protocol, NULL };
  g_autofree char *out = run_program (argv, "", NULL);
}

static void
visit_nss (guint16 port, const char *versions)
{
  g_autofree char *number = g_strdup_printf ("%u", port);
  g_autofree char *out = RUN ("timeout", "10", "tstclnt", "-h", "127.0.0.1", "-p", number, "-V", versions, "-o", "-D", "-Q");
}

static void
visit_all (void)
{
  guint16 smtp = repoint_test_tls_server_get_port (lab.smtp);
  guint16 imap = repoint_test_tls_server_get_port (lab.imap);
  guint16 pop3 = repoint_test_tls_server_get_port (lab.pop3);
  guint16 tls = repoint_test_tls_server_get_port (lab.tls);
  static const char *const versions[] = { "-tls1", "-tls1_1", "-tls1_2", "-tls1_3", NULL };

  for (guint i = 0; i < G_N_ELEMENTS (versions); i++)
    {
      visit_openssl (tls, NULL, versions[i], "mail.example");
      visit_openssl (smtp, "smtp", versions[i], NULL);
    }
  visit_openssl (imap, "imap", "-tls1", NULL);
  visit_openssl (pop3, "pop3", "-tls1", "pop.example");
  visit_openssl (repoint_test_tls_server_get_port (lab.choosy), NULL, "-tls1_3", NULL);
  visit_gnutls (tls, NULL, "NORMAL:-VERS-ALL:+VERS-TLS1.0:%COMPAT");
  visit_gnutls (smtp, "smtp", "NORMAL:-VERS-ALL:+VERS-TLS1.0:+VERS-TLS1.1:+ARCFOUR-128:+3DES-CBC");
  visit_gnutls (imap, "imap", "NORMAL");
  visit_gnutls (pop3, "pop3", "NORMAL:-VERS-TLS1.3");
  visit_nss (tls, "tls1.0:tls1.0");
  visit_nss (tls, "tls1.2:tls1.3");
}

static void
record (void)
{
  g_autoptr (GSubprocess) tcpdump = start_tcpdump ();

  visit_all ();
  stop_tcpdump (tcpdump);
}

/* ---- What both found ---- */

static GHashTable *
new_set (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

static void
add_all (GHashTable *set, char **texts)
{
  for (guint i = 0; texts[i] != NULL; i++)
    if (*g_strstrip (texts[i]) != '\0')
      g_hash_table_add (set, g_strdup (texts[i]));
}

/* Values of a field, in the packets that a filter lets through. */
static GHashTable *
ask_tshark (const char *path, const char *filter, const char *field)
{
  g_autofree char *smtp = g_strdup_printf ("tcp.port==%u,smtp", repoint_test_tls_server_get_port (lab.smtp));
  g_autofree char *imap = g_strdup_printf ("tcp.port==%u,imap", repoint_test_tls_server_get_port (lab.imap));
  g_autofree char *pop3 = g_strdup_printf ("tcp.port==%u,pop", repoint_test_tls_server_get_port (lab.pop3));
  g_autofree char *tls = g_strdup_printf ("tcp.port==%u,tls", repoint_test_tls_server_get_port (lab.tls));
  g_autofree char *choosy = g_strdup_printf ("tcp.port==%u,tls", repoint_test_tls_server_get_port (lab.choosy));
  g_autofree char *out = RUN ("tshark", "-n", "-r", path, "-d", smtp, "-d", imap, "-d", pop3, "-d", tls, "-d", choosy,
                              "-d", "tcp.port==465,tls", "-Y", filter, "-T", "fields", "-E", "separator=,", "-e", field);
  g_auto (GStrv) texts = g_strsplit_set (out, ",\n", -1);
  GHashTable *set = new_set ();

  add_all (set, texts);

  return set;
}

typedef struct
{
  GHashTable *ja3;
  GHashTable *suites; /* that servers chose, as tshark writes them */
  guint       n;
  int         status;
} Found;

static void
found_clear (Found *found)
{
  g_hash_table_unref (found->ja3);
  g_hash_table_unref (found->suites);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Found, found_clear)

static void
add_suites (GHashTable *set, JsonArray *answers)
{
  for (guint i = 0; i < json_array_get_length (answers); i++)
    {
      const char *name = json_object_get_string_member_with_default (json_array_get_object_element (answers, i), "cipher", NULL);
      guint32 suite;

      if (name == NULL)
        continue;
      g_assert_true (repoint_tls_suite_from_string (name, &suite));
      g_hash_table_add (set, g_strdup_printf ("0x%04x", suite));
    }
}

static Found
ask_repoint (const char *path)
{
  Found found = { new_set (), new_set () };
  const char *argv[] = { g_getenv ("REPOINT_CLI"), "fingerprint", "--json", path, NULL };
  g_autofree char *out = run_program (argv, NULL, &found.status);
  g_auto (GStrv) lines = g_strsplit (out, "\n", -1);

  for (; lines[found.n] != NULL && *lines[found.n] != '\0'; found.n++)
    {
      g_autoptr (JsonNode) node = json_from_string (lines[found.n], NULL);
      JsonObject *object = json_node_get_object (node);

      g_hash_table_add (found.ja3, g_strdup (json_object_get_string_member (json_object_get_object_member (object, "hello"), "ja3")));
      add_suites (found.suites, json_object_get_array_member (object, "answers"));
    }

  return found;
}

static char *
describe (GHashTable *set)
{
  g_autoptr (GList) texts = g_list_sort (g_hash_table_get_keys (set), (GCompareFunc) g_strcmp0);
  GString *text = g_string_new (NULL);

  for (GList *item = texts; item != NULL; item = item->next)
    g_string_append_printf (text, "%s ", (const char *) item->data);

  return g_string_free (text, FALSE);
}

static void
assert_same (GHashTable *a, GHashTable *b)
{
  g_autofree char *a_text = describe (a);
  g_autofree char *b_text = describe (b);

  g_assert_cmpstr (a_text, ==, b_text);
}

static void
assert_finds_what_tshark_finds (const char *path)
{
  g_autoptr (GHashTable) ja3 = ask_tshark (path, "tls.handshake.type==1", "tls.handshake.ja3");
  g_autoptr (GHashTable) suites = ask_tshark (path, "tls.handshake.type==2", "tls.handshake.ciphersuite");
  g_auto (Found) found = ask_repoint (path);

  g_test_message ("%s: %u JA3, %u suites", path, g_hash_table_size (ja3), g_hash_table_size (suites));
  g_assert_cmpint (found.status, ==, 0);
  g_assert_cmpuint (g_hash_table_size (ja3), >=, 10);
  assert_same (found.ja3, ja3);
  assert_same (found.suites, suites);
}

/* ---- The tests ---- */

static void
test_clients (void)
{
  assert_finds_what_tshark_finds (lab.capture);
}

/* The same capture as other programs write it. */
static void
test_formats (void)
{
  static const char *const formats[] = { "pcapng", "nsecpcap", "modpcap", "pcap" };

  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    {
      g_autofree char *path = make_path (formats[i]);
      g_autofree char *out = RUN ("editcap", "-F", formats[i], lab.capture, path);

      g_test_message ("%s", formats[i]);
      assert_finds_what_tshark_finds (path);
    }
}

static void
test_merged_and_moved (void)
{
  g_autofree char *moved = make_path ("moved");
  g_autofree char *merged = make_path ("merged");
  g_autofree char *ordered = make_path ("ordered");
  g_autofree char *comments = make_path ("comments");
  g_autofree char *compressed = make_path ("moved.gz");
  g_autofree char *out = NULL;

  g_free (RUN ("editcap", "-t", "3600.5", "-F", "nsecpcap", lab.capture, moved));
  g_free (RUN ("mergecap", "-a", "-w", merged, moved, lab.capture));
  assert_finds_what_tshark_finds (merged);
  g_free (RUN ("reordercap", merged, ordered));
  assert_finds_what_tshark_finds (ordered);
  g_free (RUN ("editcap", "-F", "pcapng", "-a", "1:first of all", "--capture-comment", "of all of it", lab.capture, comments));
  assert_finds_what_tshark_finds (comments);
  g_free (RUN ("gzip", "-k", moved));
  assert_finds_what_tshark_finds (compressed);
}

/* Packets cut short, duplicated and with bytes changed at random: no more is asked than an end, and no JA3 that is not there. */
static void
test_spoiled (void)
{
  static const char *const rates[] = { "0.0005", "0.005", "0.05", "0.5" };
  g_auto (Found) all = ask_repoint (lab.capture);
  g_autofree char *cut = make_path ("cut");
  g_auto (Found) of_cut = { 0 };
  GHashTableIter iter;
  gpointer ja3;

  g_free (RUN ("editcap", "-s", "200", lab.capture, cut));
  of_cut = ask_repoint (cut);
  g_hash_table_iter_init (&iter, of_cut.ja3);
  while (g_hash_table_iter_next (&iter, &ja3, NULL))
    g_assert_true (g_hash_table_contains (all.ja3, ja3));
  g_assert_cmpuint (g_hash_table_size (of_cut.ja3), >, 0);
  g_assert_cmpuint (g_hash_table_size (of_cut.ja3), <, g_hash_table_size (all.ja3));

  for (guint i = 0; i < G_N_ELEMENTS (rates); i++)
    for (guint format = 0; format < 2; format++)
      {
        g_autofree char *path = make_path ("spoiled");
        g_autofree char *out = RUN ("editcap", "--seed", "77", "-E", rates[i], "-F", format == 0 ? "pcap" : "pcapng", lab.capture, path);
        g_auto (Found) found = ask_repoint (path);

        g_assert_true (found.status == 0 || found.status == 1);
        g_unlink (path);
      }
}

/* Bytes that a program of Wireshark put into packets. */
static void
test_text2pcap (void)
{
  g_autofree char *text_path = make_path ("hello.txt");
  g_autofree char *path = make_path ("from-text");
  g_autoptr (GString) text = g_string_new ("0000");
  g_autoptr (GHashTable) ja3 = NULL;
  g_auto (Found) found = { 0 };
  static const guint8 hello[] = {
    0x16, 3, 1, 0, 47, 1, 0, 0, 43, 3, 1, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24,
    25, 26, 27, 28, 29, 30, 31, 0, 0, 4, 0, 0x2f, 0, 0x0a, 1, 0,
  };

  for (gsize i = 0; i < sizeof hello; i++)
    g_string_append_printf (text, " %02x", hello[i]);
  g_string_append (text, "\n");
  g_assert_true (g_file_set_contents (text_path, text->str, -1, NULL));
  g_free (RUN ("text2pcap", "-T", "50000,465", "-4", "10.0.0.5,10.0.0.6", text_path, path));

  ja3 = ask_tshark (path, "tls.handshake.type==1", "tls.handshake.ja3");
  found = ask_repoint (path);
  g_assert_cmpuint (found.n, ==, 1);
  g_assert_cmpuint (g_hash_table_size (ja3), ==, 1);
  assert_same (found.ja3, ja3);
}

static void
set_up (void)
{
  RepointTestTlsOptions smtp = { .protocol = REPOINT_PROTOCOL_SMTP, .security = REPOINT_SECURITY_STARTTLS };
  RepointTestTlsOptions imap = { .protocol = REPOINT_PROTOCOL_IMAP, .security = REPOINT_SECURITY_STARTTLS };
  RepointTestTlsOptions pop3 = { .protocol = REPOINT_PROTOCOL_POP3, .security = REPOINT_SECURITY_STARTTLS };
  RepointTestTlsOptions tls = { .protocol = REPOINT_PROTOCOL_SMTP, .security = REPOINT_SECURITY_TLS };
  RepointTestTlsOptions choosy = { .protocol = REPOINT_PROTOCOL_SMTP, .security = REPOINT_SECURITY_TLS, .groups = "P-521" };

  lab.directory = g_dir_make_tmp ("repoint-captures-XXXXXX", NULL);
  lab.capture = make_path ("tcpdump");
  lab.smtp = repoint_test_tls_server_new (&smtp);
  lab.imap = repoint_test_tls_server_new (&imap);
  lab.pop3 = repoint_test_tls_server_new (&pop3);
  lab.tls = repoint_test_tls_server_new (&tls);
  lab.choosy = repoint_test_tls_server_new (&choosy);
}

static void
tear_down (void)
{
  g_autoptr (GFile) directory = g_file_new_for_path (lab.directory);

  repoint_test_remove_directory (directory);
  repoint_test_tls_server_free (lab.smtp);
  repoint_test_tls_server_free (lab.imap);
  repoint_test_tls_server_free (lab.pop3);
  repoint_test_tls_server_free (lab.tls);
  repoint_test_tls_server_free (lab.choosy);
  g_free (lab.capture);
  g_free (lab.directory);
}

int
main (int argc, char *argv[])
{
  int status;

  repoint_test_namespace_enter ();
  g_test_init (&argc, &argv, NULL);
  set_up ();
  record ();

  g_test_add_func ("/captures/clients", test_clients);
  g_test_add_func ("/captures/formats", test_formats);
  g_test_add_func ("/captures/merged-and-moved", test_merged_and_moved);
  g_test_add_func ("/captures/spoiled", test_spoiled);
  g_test_add_func ("/captures/text2pcap", test_text2pcap);

  status = g_test_run ();
  tear_down ();

  return status;
}
