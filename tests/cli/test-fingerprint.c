/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-test-bytes.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <string.h>

#define MESSAGE "01 [3 0301 @RANDOM@ [1] [2 002f] [1 00] [2 0000 [2 [2 00 [2 'a<b>.test']]]]]"
#define SSL2    "801c 01 0301 0003 0000 0010 00002f 000102030405060708090a0b0c0d0e0f"

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
  g_ptr_array_add (argv, (gpointer) "fingerprint");
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
write_file (GBytes *content)
{
  g_autoptr (GError) error = NULL;
  char *path = NULL;
  int descriptor = g_file_open_tmp ("repoint-hello-XXXXXX", &path, &error);

  g_assert_no_error (error);
  g_assert_true (g_close (descriptor, NULL));
  g_assert_true (g_file_set_contents (path, g_bytes_get_data (content, NULL), (gssize) g_bytes_get_size (content), NULL));

  return path;
}

/* The objects of all lines. */
static GPtrArray *
parse (const char *out)
{
  g_auto (GStrv) lines = g_strsplit (out, "\n", -1);
  GPtrArray *objects = g_ptr_array_new_with_free_func ((GDestroyNotify) json_object_unref);

  for (guint i = 0; lines[i] != NULL && lines[i][0] != '\0'; i++)
    {
      g_autoptr (JsonNode) node = json_from_string (lines[i], NULL);

      g_assert_true (node != NULL && JSON_NODE_HOLDS_OBJECT (node));
      g_ptr_array_add (objects, json_node_dup_object (node));
    }

  return objects;
}

static void
test_file_and_standard_input (void)
{
  g_autoptr (GBytes) record = repoint_test_bytes ("16 0301 [2 " MESSAGE "]");
  g_autoptr (GBytes) ssl2 = repoint_test_bytes (SSL2);
  g_autofree char *path = write_file (record);
  g_auto (Run) done = run (ssl2, "--json", path, "-");
  g_autoptr (GPtrArray) objects = parse (done.out);
  JsonObject *hello;

  g_assert_cmpint (done.status, ==, 0);
  g_assert_cmpstr (done.err, ==, "");
  g_assert_cmpuint (objects->len, ==, 2);
  g_assert_cmpstr (json_object_get_string_member (objects->pdata[0], "file"), ==, path);
  g_assert_true (json_object_get_null_member (objects->pdata[0], "client"));
  g_assert_true (json_object_get_null_member (objects->pdata[0], "answer"));
  hello = json_object_get_object_member (objects->pdata[0], "hello");
  g_assert_cmpstr (json_object_get_string_member (hello, "max_version"), ==, "TLSv1.0");
  g_assert_cmpstr (json_object_get_string_member (hello, "sni"), ==, "a<b>.test");

  g_assert_cmpstr (json_object_get_string_member (objects->pdata[1], "file"), ==, "-");
  hello = json_object_get_object_member (objects->pdata[1], "hello");
  g_assert_cmpstr (json_object_get_string_member (hello, "format"), ==, "sslv2");

  g_remove (path);
}

/* What it printed it reads again, and keeps what it knows of the visit. */
static void
test_own_lines_and_those_of_listen (void)
{
  g_autoptr (GBytes) message = repoint_test_bytes (MESSAGE);
  g_auto (Run) first = run (message, "--json", "-");
  g_autoptr (GPtrArray) objects = parse (first.out);
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  g_autofree char *hello = NULL;
  g_autofree char *text = NULL;
  g_autoptr (GBytes) lines = NULL;
  g_auto (Run) second = { 0 };
  g_auto (Run) third = { 0 };
  g_autoptr (GBytes) again = NULL;
  g_autoptr (GPtrArray) read = NULL;

  g_assert_cmpuint (objects->len, ==, 1);
  json_node_set_object (node, json_object_get_object_member (objects->pdata[0], "hello"));
  hello = json_to_string (node, FALSE);
  text = g_strdup_printf ("{\"visit\":1,\"time\":\"2026-11-20T14:03:00Z\",\"peer\":\"10.0.0.5\",\"mac\":\"02:00:00:00:00:05\","
                          "\"local\":\"10.0.0.1\",\"port\":2587,\"protocol\":\"smtp\",\"security\":\"starttls\",\"hello\":%s}\n"
                          "{\"visit\":2,\"hello\":null}\n"
                          "{\"visit\":3,\"peer\":7,\"port\":\"x\",\"mac\":[],\"hello\":%s}\n", hello, hello);
  lines = g_bytes_new (text, strlen (text));
  second = run (lines, "--json", "-");
  g_assert_cmpint (second.status, ==, 0);
  read = parse (second.out);
  g_assert_cmpuint (read->len, ==, 2);
  g_assert_cmpstr (json_object_get_string_member (read->pdata[0], "time"), ==, "2026-11-20T14:03:00Z");
  g_assert_cmpstr (json_object_get_string_member (read->pdata[0], "client"), ==, "10.0.0.5");
  g_assert_cmpstr (json_object_get_string_member (read->pdata[0], "client_mac"), ==, "02:00:00:00:00:05");
  g_assert_cmpstr (json_object_get_string_member (read->pdata[0], "server"), ==, "10.0.0.1");
  g_assert_cmpint (json_object_get_int_member (read->pdata[0], "server_port"), ==, 2587);
  g_assert_cmpstr (json_object_get_string_member (read->pdata[0], "protocol"), ==, "smtp");
  g_assert_cmpstr (json_object_get_string_member (read->pdata[0], "security"), ==, "starttls");
  /* what is of another type was not observed */
  g_assert_true (json_object_get_null_member (read->pdata[1], "client"));
  g_assert_true (json_object_get_null_member (read->pdata[1], "client_mac"));
  g_assert_true (json_object_get_null_member (read->pdata[1], "server_port"));

  again = g_bytes_new (second.out, strlen (second.out));
  third = run (again, "--json", "-");
  g_assert_cmpint (third.status, ==, 0);
  g_assert_cmpstr (third.out, ==, second.out);
}

static void
test_for_people (void)
{
  g_autoptr (GBytes) digits = g_bytes_new_static ("801C 0103 0100 0300 0000 1000 002F 0001 0203 0405 0607 0809 0A0B 0C0D 0E0F\n", 75);
  g_auto (Run) done = run (digits, "-");

  g_assert_cmpint (done.status, ==, 0);
  g_assert_nonnull (strstr (done.out, "TLS 1.0"));
  g_assert_nonnull (strstr (done.out, "TLS_RSA_WITH_AES_128_CBC_SHA"));
  g_assert_null (strstr (done.out, "JA3"));
}

/* What can be read is printed; the rest is complained about. */
static void
test_one_of_two_is_unreadable (void)
{
  g_autoptr (GBytes) message = repoint_test_bytes (MESSAGE);
  g_auto (Run) done = run (message, "--json", "/nowhere/hello.bin", "-");
  g_autoptr (GPtrArray) objects = parse (done.out);

  g_assert_cmpint (done.status, ==, 1);
  g_assert_cmpuint (objects->len, ==, 1);
  g_assert_nonnull (strstr (done.err, "/nowhere/hello.bin"));
}

static void
test_unreadable_content (void)
{
  static const char *const contents[] = { "", "00", "'hello'", "16 0301 0050 01", "'{}'", "'{\"hello\":{\"raw\":\"01\"}}'", "ff00ff00", "1b5b33316d" };

  for (gsize i = 0; i < G_N_ELEMENTS (contents); i++)
    {
      g_autoptr (GBytes) content = repoint_test_bytes (contents[i]);
      g_auto (Run) done = run (content, "--json", "-");

      g_test_message ("%s", contents[i]);
      g_assert_cmpint (done.status, ==, 1);
      g_assert_cmpstr (done.out, ==, "");
      g_assert_cmpstr (done.err, !=, "");
      g_assert_null (strchr (done.err, 0x1b));
    }
}

static void
test_usage (void)
{
  g_autoptr (GBytes) empty = g_bytes_new (NULL, 0);
  g_auto (Run) nothing = run (empty, "--json");
  g_auto (Run) unknown = run (empty, "--fast", "-");
  g_auto (Run) help = run (empty, "--help");

  g_assert_cmpint (nothing.status, ==, 2);
  g_assert_cmpint (unknown.status, ==, 2);
  g_assert_cmpint (help.status, ==, 0);
  g_assert_nonnull (strstr (help.out, "--json"));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/fingerprint/file-and-standard-input", test_file_and_standard_input);
  g_test_add_func ("/fingerprint/own-lines-and-those-of-listen", test_own_lines_and_those_of_listen);
  g_test_add_func ("/fingerprint/for-people", test_for_people);
  g_test_add_func ("/fingerprint/one-of-two-is-unreadable", test_one_of_two_is_unreadable);
  g_test_add_func ("/fingerprint/unreadable-content", test_unreadable_content);
  g_test_add_func ("/fingerprint/usage", test_usage);

  return g_test_run ();
}
