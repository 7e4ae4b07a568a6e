/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-test-bytes.h"
#include "repoint-test-tls-server.h"

#include <gio/gio.h>
#include <json-glib/json-glib.h>
#include <string.h>

/* What a copier of its time says. */
#define HELLO "01 [3 0301 @RANDOM@ [1] [2 0005 002f 0035] [1 00]]"

typedef struct
{
  int   status;
  char *out;
  char *err;
} Run;

static void
run_clear (Run *run)
{
  g_free (run->out);
  g_free (run->err);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Run, run_clear)

static char *
to_text (GBytes *bytes)
{
  gsize length;
  const char *text = g_bytes_get_data (bytes, &length);

  g_assert_true (g_utf8_validate_len (text != NULL ? text : "", length, NULL));

  return g_strndup (text != NULL ? text : "", length);
}

static Run
run_cli (GBytes *input, const char *const *arguments)
{
  g_autoptr (GPtrArray) argv = g_ptr_array_new ();
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GBytes) out = NULL;
  g_autoptr (GBytes) err = NULL;
  g_autoptr (GError) error = NULL;
  Run run = { 0 };

  g_ptr_array_add (argv, (gpointer) g_getenv ("REPOINT_CLI"));
  for (; *arguments != NULL; arguments++)
    g_ptr_array_add (argv, (gpointer) *arguments);
  g_ptr_array_add (argv, NULL);

  process = g_subprocess_newv ((const char *const *) argv->pdata,
                               G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE, &error);
  g_assert_no_error (error);
  g_subprocess_communicate (process, input, NULL, &out, &err, &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_get_if_exited (process));
  run.status = g_subprocess_get_exit_status (process);
  run.out = to_text (out);
  run.err = to_text (err);

  return run;
}

#define run(input, ...) run_cli (input, (const char *const[]) { __VA_ARGS__, NULL })

static char *
make_uri (const char *scheme, RepointTestTlsServer *server)
{
  return g_strdup_printf ("%s://127.0.0.1:%u", scheme, repoint_test_tls_server_get_port (server));
}

static JsonObject *
parse (const char *line)
{
  g_autoptr (JsonNode) node = json_from_string (line, NULL);

  g_assert_true (node != NULL && JSON_NODE_HOLDS_OBJECT (node));

  return json_node_dup_object (node);
}

/* The line of `fingerprint` is one that `replay` takes. */
static void
test_two_servers (void)
{
  const RepointTestTlsOptions refuses = {
    .protocol = REPOINT_PROTOCOL_SMTP,
    .security = REPOINT_SECURITY_STARTTLS,
    .refusal = REPOINT_TEST_REFUSAL_AUTH,
    .refuse_with = "550 5.7.67 TLS 1.0 is not supported by your organization.", /* an id that only the catalog knows */
  };
  const RepointTestTlsOptions limited = { .protocol = REPOINT_PROTOCOL_SMTP, .min_version = REPOINT_TLS_VERSION_1_2, .security = REPOINT_SECURITY_TLS };
  g_autoptr (RepointTestTlsServer) first = repoint_test_tls_server_new (&refuses);
  g_autoptr (RepointTestTlsServer) second = repoint_test_tls_server_new (&limited);
  g_autofree char *first_uri = make_uri ("smtp", first);
  g_autofree char *second_uri = make_uri ("smtps", second);
  g_autoptr (GBytes) hello = repoint_test_bytes (HELLO);
  g_auto (Run) fingerprint = run (hello, "fingerprint", "--json", "-");
  g_autoptr (GBytes) line = g_bytes_new_static (fingerprint.out, strlen (fingerprint.out));
  g_auto (Run) replay = run (line, "replay", "--json", "--gap", "0", "--hello", "-", first_uri, second_uri);
  g_auto (GStrv) lines = g_strsplit (replay.out, "\n", -1);

  g_assert_cmpint (fingerprint.status, ==, 0);
  g_assert_cmpint (replay.status, ==, 0);
  g_assert_cmpstr (replay.err, ==, "");
  g_assert_cmpuint (g_strv_length (lines), ==, 3);
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (JsonObject) object = parse (lines[i]);
      g_autoptr (JsonObject) said = parse (fingerprint.out);

      g_assert_cmpstr (json_object_get_string_member (json_object_get_object_member (object, "hello"), "id"), ==,
                       json_object_get_string_member (json_object_get_object_member (said, "hello"), "id"));
      if (g_str_equal (json_object_get_string_member (object, "target"), first_uri))
        {
          JsonObject *session = json_object_get_object_member (object, "session");

          g_assert_cmpstr (json_object_get_string_member (object, "result"), ==, "accepted");
          g_assert_cmpstr (json_object_get_string_member (object, "version"), ==, "TLSv1.0");
          g_assert_cmpstr (json_object_get_string_member (session, "result"), ==, "refused");
          g_assert_cmpstr (json_object_get_string_member (session, "error"), ==, "legacy-tls-refused-by-tenant");
        }
      else
        {
          g_assert_cmpstr (json_object_get_string_member (object, "target"), ==, second_uri);
          g_assert_cmpstr (json_object_get_string_member (object, "result"), ==, "refused");
          g_assert_cmpstr (json_object_get_string_member (object, "refused_by"), ==, "alert 70");
          g_assert_true (json_object_get_null_member (object, "session"));
        }
    }
}

static void
test_people (void)
{
  const RepointTestTlsOptions options = { .protocol = REPOINT_PROTOCOL_IMAP, .security = REPOINT_SECURITY_STARTTLS };
  g_autoptr (RepointTestTlsServer) server = repoint_test_tls_server_new (&options);
  g_autofree char *uri = make_uri ("imap", server);
  g_autoptr (GBytes) hello = repoint_test_bytes (HELLO);
  g_auto (Run) replay = run (hello, "replay", "--gap", "0", "--hello", "-", uri);

  g_assert_cmpint (replay.status, ==, 0);
  g_assert_nonnull (strstr (replay.out, "It agrees on TLS 1.0 with the device (TLS_RSA_WITH_AES_128_CBC_SHA)."));
  g_assert_nonnull (strstr (replay.out, "not refused before the sign-in"));
}

static void
test_wrong_usage (void)
{
  static const struct
  {
    const char *arguments[6];
    int         status;
  } cases[] = {
    { { "replay" }, 2 },
    { { "replay", "--hello", "-" }, 2 },
    { { "replay", "tls://127.0.0.1:1" }, 2 },
    { { "replay", "--hello", "-", "http://127.0.0.1" }, 2 },
    { { "replay", "--hello", "-", "gopher://127.0.0.1" }, 2 },
    { { "replay", "--hello", "-", "--timeout=0", "tls://127.0.0.1:1" }, 2 },
    { { "replay", "--hello", "-", "tls://127.0.0.1:1" }, 1 },           /* there is no hello in it */
    { { "replay", "--hello", "/nonexistent", "tls://127.0.0.1:1" }, 1 },
    { { "replay", "--help" }, 0 },
  };
  g_autoptr (GBytes) nonsense = g_bytes_new_static ("this is no hello", 16);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (Run) replay = run_cli (nonsense, cases[i].arguments);

      g_test_message ("%s", replay.err);
      g_assert_cmpint (replay.status, ==, cases[i].status);
      g_assert_cmpint (replay.err[0] != '\0', ==, cases[i].status != 0);
    }
}

static void
test_not_reached (void)
{
  g_autoptr (GBytes) hello = repoint_test_bytes (HELLO);
  g_auto (Run) replay = run (hello, "replay", "--json", "--hello", "-", "tls://127.0.0.1:9100");
  g_autoptr (JsonObject) object = parse (replay.out);

  g_assert_cmpint (replay.status, ==, 1);
  g_assert_cmpstr (json_object_get_string_member (object, "result"), ==, "not-observed");
  g_assert_cmpstr (json_object_get_string_member (object, "problem"), ==, "forbidden");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/replay/two-servers", test_two_servers);
  g_test_add_func ("/replay/people", test_people);
  g_test_add_func ("/replay/wrong-usage", test_wrong_usage);
  g_test_add_func ("/replay/not-reached", test_not_reached);

  return g_test_run ();
}
