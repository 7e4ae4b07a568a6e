/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <string.h>

/* (transfer full): what the command line says. */
static char *
run (const char *command,
     const char *option,
     const char *path)
{
  g_autoptr(GSubprocess) process = NULL;
  g_autoptr(GError) error = NULL;
  char *out = NULL;

  process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, g_getenv ("REPOINT_CLI"), command,
                              option != NULL ? option : path, option != NULL ? path : NULL, NULL);
  g_assert_no_error (error);
  g_subprocess_communicate_utf8 (process, NULL, NULL, &out, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_get_if_exited (process));
  g_assert_cmpint (g_subprocess_get_exit_status (process), ==, 0);

  return out;
}

static JsonObject *
parse_line (const char *text)
{
  g_autofree char *line = g_strndup (text, strcspn (text, "\n"));
  g_autoptr(JsonNode) node = json_from_string (line, NULL);

  g_assert_nonnull (node);

  return json_object_ref (json_node_get_object (node));
}

/* What the device itself showed stands with it, and what an unknown one showed for itself. */
static void
test_visits_are_shown (void)
{
  static const char document[] =
    "{\"format\":1,\"organization\":{\"cloud\":\"worldwide\"},\"devices\":[{\"id\":\"00000000000000d1\",\"name\":\"Copier\","
    "\"mail_uses\":[{\"id\":\"00000000000000e1\",\"protocol\":\"smtp\"}]}],\"observations\":{\"00000000000000d1\":["
    "{\"kind\":\"hello\",\"strength\":\"captured-hello\",\"first_seen\":\"2026-11-20T14:03:00Z\",\"data\":{\"source\":\"station\","
    "\"protocol\":\"smtp\",\"hello\":\"00000000000000a1\",\"max_version\":\"TLSv1.0\"}},"
    "{\"kind\":\"replay\",\"strength\":\"replay\",\"first_seen\":\"2026-11-20T14:03:05Z\",\"data\":{\"target\":"
    "\"smtp://smtp.office365.com:587\",\"hello\":\"00000000000000a1\",\"max_version\":\"TLSv1.0\",\"result\":\"refused\"}}],"
    "\"visitor:10.0.0.7\":[{\"kind\":\"hello\",\"strength\":\"captured-hello\",\"first_seen\":\"2026-11-20T14:05:00Z\","
    "\"data\":{\"source\":\"station\",\"hello\":null,\"outcome\":\"in-clear\"}}]}}";
  g_autofree char *directory = g_dir_make_tmp ("repoint-show-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (directory, "visits.repoint", NULL);
  g_autofree char *human = NULL;
  g_autofree char *machine = NULL;
  g_autofree char *plan = NULL;
  g_autoptr(JsonObject) device = NULL;
  g_autoptr(JsonObject) object = NULL;
  JsonArray *observed;

  g_assert_true (g_file_set_contents (path, document, -1, NULL));
  human = run ("show", NULL, path);
  machine = run ("show", "--json", path);
  plan = run ("plan", "--json", path);
  g_assert_nonnull (strstr (human, "It offers nothing newer than TLS 1.0."));
  g_assert_nonnull (strstr (human, "smtp.office365.com, was turned away."));
  g_assert_nonnull (strstr (human, "Something at 10.0.0.7"));
  g_assert_nonnull (strstr (human, "It sends without encryption"));

  device = parse_line (machine);
  observed = json_object_get_array_member (device, "observed");
  g_assert_cmpuint (json_array_get_length (observed), ==, 2);
  g_assert_cmpstr (json_object_get_string_member (json_array_get_object_element (observed, 1), "kind"), ==, "replay");

  object = parse_line (plan);
  g_assert_cmpstr (json_object_get_string_member (json_object_get_object_member (object, "capability"), "strength"), ==, "replay");
  g_assert_nonnull (strstr (plan, "replay-refused"));
  g_assert_nonnull (strstr (plan, "The device itself offered nothing newer than TLS 1.0"));

  g_remove (path);
  g_rmdir (directory);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/cli/show/visits", test_visits_are_shown);

  return g_test_run ();
}
