/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "config.h"

/* What a run of repoint-cli left behind. */
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

typedef struct
{
  char *directory;
  char *project; /* the path of an office that is not there yet */
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  user_data)
{
  fixture->directory = g_dir_make_tmp ("repoint-cli-XXXXXX", NULL);
  fixture->project = g_build_filename (fixture->directory, "Contoso.repoint", NULL);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  user_data)
{
  g_autoptr(GDir) dir = g_dir_open (fixture->directory, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (fixture->directory, name, NULL);

      g_remove (path);
    }

  g_rmdir (fixture->directory);
  g_free (fixture->directory);
  g_free (fixture->project);
}

static void
lower_descriptor_limit (gpointer user_data)
{
  struct rlimit limit = { GPOINTER_TO_UINT (user_data), GPOINTER_TO_UINT (user_data) };

  (void) setrlimit (RLIMIT_NOFILE, &limit);
}

static guint descriptor_limit; /* of the next runs; 0: as it is */

static Run
run_with_input (const char *input,
                const char *first,
                va_list     rest)
{
  g_autoptr(GPtrArray) argv = g_ptr_array_new ();
  g_autoptr(GSubprocessLauncher) launcher = NULL;
  g_autoptr(GSubprocess) process = NULL;
  g_autoptr(GError) error = NULL;
  Run run = { 0 };

  g_ptr_array_add (argv, (gpointer) g_getenv ("REPOINT_CLI"));
  for (const char *arg = first; arg != NULL; arg = va_arg (rest, const char *))
    g_ptr_array_add (argv, (gpointer) arg);
  g_ptr_array_add (argv, NULL);

  launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE |
                                        G_SUBPROCESS_FLAGS_STDERR_PIPE);
  if (descriptor_limit > 0)
    g_subprocess_launcher_set_child_setup (launcher, lower_descriptor_limit, GUINT_TO_POINTER (descriptor_limit), NULL);
  process = g_subprocess_launcher_spawnv (launcher, (const char * const *) argv->pdata, &error);
  g_assert_no_error (error);
  g_subprocess_communicate_utf8 (process, input, NULL, &run.out, &run.err, &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_get_if_exited (process));
  run.status = g_subprocess_get_exit_status (process);

  return run;
}

static Run G_GNUC_NULL_TERMINATED
run_cli (const char *first,
         ...)
{
  va_list rest;
  Run run;

  va_start (rest, first);
  run = run_with_input (NULL, first, rest);
  va_end (rest);

  return run;
}

static Run G_GNUC_NULL_TERMINATED
feed_cli (const char *input,
          const char *first,
          ...)
{
  va_list rest;
  Run run;

  va_start (rest, first);
  run = run_with_input (input, first, rest);
  va_end (rest);

  return run;
}

static void
make_office (Fixture *fixture)
{
  g_auto(Run) run = run_cli ("new", fixture->project, "--cloud", "worldwide", "--domain", "contoso.example",
                             "--legacy-tls", "unset", NULL);

  g_assert_cmpint (run.status, ==, 0);
  g_assert_cmpstr (run.err, ==, "");
}

static JsonObject *
parse_line (const char *line)
{
  g_autoptr(JsonNode) node = json_from_string (line, NULL);

  g_assert_nonnull (node);

  return json_node_dup_object (node);
}

static char *
write_file (Fixture    *fixture,
            const char *name,
            const char *contents,
            gssize      length)
{
  char *path = g_build_filename (fixture->directory, name, NULL);

  g_assert_true (g_file_set_contents (path, contents, length, NULL));

  return path;
}

/* Wrong usage is 2, says why on stderr and prints nothing on stdout. */
static void
test_usage (Fixture       *fixture,
            gconstpointer  user_data)
{
  static const char * const wrong[][6] = {
    { "no-such-command" },
    { "new" },
    { "new", "x.repoint" },
    { "new", "x.repoint", "--cloud", "moon" },
    { "new", "x.repoint", "--cloud", "gcc", "--endpoint=standard=smtp://mail.example:587" },
    { "new", "x.repoint", "--cloud", "own", "--endpoint=sideways=smtp://mail.example:587" },
    { "new", "x.repoint", "--cloud", "own", "--endpoint=standard=gopher://mail.example" },
    { "new", "x.repoint", "--cloud", "own", "--legacy-tls", "perhaps" },
    { "survey" },
    { "survey", "mailto:somebody@example.com" },
    { "survey", "--repeat", "0", "smtp://127.0.0.1:587" },
    { "survey", "--no-such-option", "smtp://127.0.0.1:587" },
    { "survey", "--versions", "--ciphers", "smtp://127.0.0.1:587" },
    { "replay", "--offline", "smtp://smtp.office365.com:587" },
    { "replay", "--client", "nobody", "--offline", "smtp://smtp.office365.com:587" },
    { "replay", "--client", "java-7", "--hello", "-", "smtp://smtp.office365.com:587" },
    { "discover" },
    { "discover", "8.8.8.0/24" },
    { "discover", "10.0.0.0/8" },
    { "discover", "not a range" },
    { "discover", "--ports", "9100", "127.0.0.1" },
    { "discover", "--ports", "80,", "127.0.0.1" },
    { "import", "x.repoint" },
    { "plan", "--today", "tomorrow", "x.repoint" },
    { "plan", "--today", "2026-02-30", "x.repoint" },
    { "export", "x.repoint" },
    { "export", "x.repoint", "list.docx" },
    { "export", "x.repoint", "list" },
    { "export", "--paper", "napkin", "x.repoint", "list.pdf" },
    { "show" },
    { "test" },
    { "practice", "too", "much" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_auto(Run) run = run_cli (wrong[i][0], wrong[i][1], wrong[i][2], wrong[i][3], wrong[i][4], NULL);

      g_test_message ("%s %s %s %s", wrong[i][0], wrong[i][1], wrong[i][2], wrong[i][3]);
      g_assert_cmpint (run.status, ==, 2);
      g_assert_cmpstr (run.out, ==, "");
      g_assert_cmpstr (run.err, !=, "");
      g_assert_true (g_str_has_prefix (run.err, "repoint-cli: "));
    }
}

static void
test_help (Fixture       *fixture,
           gconstpointer  user_data)
{
  static const char * const commands[] = {
    "new", "discover", "import", "test", "plan", "export", "show", "survey", "practice", "check-guides",
  };
  g_auto(Run) overview = run_cli ("--help", NULL);

  g_assert_cmpint (overview.status, ==, 0);

  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    {
      g_auto(Run) run = run_cli (commands[i], "--help", NULL);

      g_assert_nonnull (strstr (overview.out, commands[i]));
      g_assert_cmpint (run.status, ==, 0);
      g_assert_nonnull (strstr (run.out, commands[i]));
      g_assert_cmpstr (run.err, ==, "");
    }
}

static void
test_new_keeps_existing (Fixture       *fixture,
                         gconstpointer  user_data)
{
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;

  make_office (fixture);
  g_assert_true (g_file_get_contents (fixture->project, &before, NULL, NULL));

  {
    g_auto(Run) again = run_cli ("new", fixture->project, "--cloud", "gcc", NULL);

    g_assert_cmpint (again.status, ==, 1);
    g_assert_nonnull (strstr (again.err, "exists"));
  }

  g_assert_true (g_file_get_contents (fixture->project, &after, NULL, NULL));
  g_assert_cmpstr (before, ==, after);
}

static void
test_new_in_impossible_place (Fixture       *fixture,
                              gconstpointer  user_data)
{
  g_autofree char *file = write_file (fixture, "a-file", "x", 1);
  g_autofree char *below = g_build_filename (file, "x.repoint", NULL);
  g_auto(Run) run = run_cli ("new", below, "--cloud", "worldwide", NULL);

  g_assert_cmpint (run.status, ==, 1);
  g_assert_nonnull (strstr (run.err, "x.repoint"));
}

/* A damaged document is explained by line and column and left as it is. */
static void
test_damaged_document (Fixture       *fixture,
                       gconstpointer  user_data)
{
  static const char damaged[] = "{\n  \"format\": 1,\n  \"organization\": {,\n";
  static const char * const commands[] = { "show", "plan", "test" };
  g_autofree char *path = write_file (fixture, "damaged.repoint", damaged, -1);

  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    {
      g_auto(Run) run = run_cli (commands[i], path, NULL);
      g_autofree char *after = NULL;

      g_assert_cmpint (run.status, ==, 1);
      g_assert_nonnull (strstr (run.err, "3"));
      g_assert_true (g_file_get_contents (path, &after, NULL, NULL));
      g_assert_cmpstr (after, ==, damaged);
    }
}

static void
test_newer_document (Fixture       *fixture,
                     gconstpointer  user_data)
{
  g_autofree char *path = write_file (fixture, "newer.repoint", "{ \"format\": 99 }\n", -1);
  g_auto(Run) run = run_cli ("show", path, NULL);

  g_assert_cmpint (run.status, ==, 1);
  g_assert_nonnull (strstr (run.err, "newer"));
}

static void
test_missing_document (Fixture       *fixture,
                       gconstpointer  user_data)
{
  g_auto(Run) run = run_cli ("show", fixture->project, NULL);

  g_assert_cmpint (run.status, ==, 1);
  g_assert_nonnull (strstr (run.err, "Contoso.repoint"));
}

static void
test_import_and_plan (Fixture       *fixture,
                      gconstpointer  user_data)
{
  static const char csv[] =
    "name;kind;vendor;model;protocol;server;port;security;sign_in;mailbox;max_tls;Shelf\r\n"
    "Copier;printer;Canon;iR-ADV C3325;smtp;smtp.office365.com;587;starttls;basic;scan@contoso.example;TLSv1.0;7\r\n";
  g_auto(Run) import = { 0 };
  g_auto(Run) plan = { 0 };
  g_autoptr(JsonObject) object = NULL;
  static const char * const members[] = {
    "device", "use", "today", "capability", "endpoints", "action", "confidence", "reasons", "routes",
    "raise_confidence", "steps",
  };

  make_office (fixture);
  import = feed_cli (csv, "import", fixture->project, "-", "--json", NULL);
  g_assert_cmpint (import.status, ==, 0);

  plan = run_cli ("plan", fixture->project, "--json", "--today", "2026-11-20", NULL);
  g_assert_cmpint (plan.status, ==, 0);
  object = parse_line (plan.out);

  for (guint i = 0; i < G_N_ELEMENTS (members); i++)
    g_assert_true (json_object_has_member (object, members[i]));

  g_assert_cmpstr (json_object_get_string_member (object, "today"), ==, "2026-11-20");
  g_assert_cmpstr (json_object_get_string_member (json_object_get_object_member (object, "capability"), "max_version"),
                   ==, "TLSv1.0");
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (object, "steps")), >, 0);
}

/* What is not understood is named by line and column; the rest of the file is taken over. */
static void
test_import_problems (Fixture       *fixture,
                      gconstpointer  user_data)
{
  static const char csv[] =
    "name,protocol,port\n"
    "Good,smtp,587\n"
    "Bad,carrier-pigeon,587\n"
    "Worse,smtp,99999\n";
  g_autofree char *path = NULL;
  g_auto(Run) import = { 0 };
  g_auto(Run) show = { 0 };

  make_office (fixture);
  path = write_file (fixture, "inventory.csv", csv, -1);
  import = run_cli ("import", fixture->project, path, NULL);
  g_assert_cmpint (import.status, ==, 1);
  g_assert_nonnull (strstr (import.err, "line 3"));
  g_assert_nonnull (strstr (import.err, "carrier-pigeon"));
  g_assert_nonnull (strstr (import.err, "line 4"));

  show = run_cli ("show", fixture->project, NULL);
  g_assert_nonnull (strstr (show.out, "Good"));
  g_assert_nonnull (strstr (show.out, "Worse"));
}

static void
test_import_wrong_files (Fixture       *fixture,
                         gconstpointer  user_data)
{
  static const struct { const char *contents; gssize length; } files[] = {
    { "", 0 },
    { "fruit,color\napple,red\n", -1 },
    { "\x7f" "ELF\0\0\0\1", 8 },
    { "name,kind\n\"never closed,printer\n", -1 },
  };

  make_office (fixture);

  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *path = write_file (fixture, "wrong.csv", files[i].contents, files[i].length);
      g_auto(Run) run = run_cli ("import", fixture->project, path, NULL);

      g_assert_cmpint (run.status, ==, 1);
      g_assert_nonnull (strstr (run.err, "wrong.csv"));
    }
}

static void
test_export (Fixture       *fixture,
             gconstpointer  user_data)
{
  static const struct { const char *name; const char *magic; } files[] = {
    { "list.pdf", "%PDF-" },
    { "list.html", "<!DOCTYPE html>" },
    { "list.csv", "\xef\xbb\xbf" },
  };

  make_office (fixture);

  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *path = g_build_filename (fixture->directory, files[i].name, NULL);
      g_autofree char *contents = NULL;
      gsize length;
      g_auto(Run) run = run_cli ("export", fixture->project, path, "--today", "2026-11-20", NULL);

      g_assert_cmpstr (run.err, ==, "");
      g_assert_cmpint (run.status, ==, 0);
      g_assert_true (g_file_get_contents (path, &contents, &length, NULL));
      g_assert_cmpint (strncmp (contents, files[i].magic, strlen (files[i].magic)), ==, 0);
    }
}

/* Three exports, three issued checklists, and the office is there after a failed one too. */
static void
test_export_failure_keeps_office (Fixture       *fixture,
                                  gconstpointer  user_data)
{
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_autofree char *file = NULL;
  g_autofree char *below = NULL;
  g_auto(Run) run = { 0 };

  make_office (fixture);
  g_assert_true (g_file_get_contents (fixture->project, &before, NULL, NULL));
  file = write_file (fixture, "a-file", "x", 1);
  below = g_build_filename (file, "list.pdf", NULL);

  run = run_cli ("export", fixture->project, below, NULL);
  g_assert_cmpint (run.status, ==, 1);
  g_assert_nonnull (strstr (run.err, "list.pdf"));

  g_assert_true (g_file_get_contents (fixture->project, &after, NULL, NULL));
  g_assert_cmpstr (before, ==, after);
}

/* A checklist goes through a link, and does not take its place. */
static void
test_export_through_link (Fixture       *fixture,
                          gconstpointer  user_data)
{
  g_autofree char *target = NULL;
  g_autofree char *link = g_build_filename (fixture->directory, "link.csv", NULL);
  g_autofree char *contents = NULL;
  g_auto(Run) run = { 0 };

  make_office (fixture);
  target = write_file (fixture, "target.csv", "x", 1);
  g_assert_cmpint (symlink (target, link), ==, 0);
  run = run_cli ("export", fixture->project, link, NULL);

  g_assert_cmpint (run.status, ==, 0);
  g_assert_true (g_file_test (link, G_FILE_TEST_IS_SYMLINK));
  g_assert_true (g_file_get_contents (target, &contents, NULL, NULL));
  g_assert_nonnull (strstr (contents, "device"));
}

/* Nobody is asked: it works without a network. */
static void
test_replay_offline (void)
{
  g_auto(Run) run = run_cli ("replay", "--json", "--offline", "--client", "java-7", "smtp://smtp.office365.com:587",
                             "smtp://mail.example.com:587", NULL);
  g_auto(GStrv) lines = g_strsplit (run.out, "\n", -1);
  g_autoptr(JsonObject) standard = NULL;
  g_autoptr(JsonObject) other = NULL;

  g_assert_cmpint (run.status, ==, 0);
  g_assert_cmpuint (g_strv_length (lines), ==, 3);
  standard = parse_line (lines[0]);
  other = parse_line (lines[1]);
  g_assert_cmpstr (json_object_get_string_member (standard, "judgement"), ==, "refused");
  g_assert_cmpstr (json_object_get_string_member (standard, "reason"), ==, "below-minimum");
  g_assert_cmpstr (json_object_get_string_member (standard, "confidence"), ==, "high");
  g_assert_cmpstr (json_object_get_string_member (other, "judgement"), ==, "unknown");
  g_assert_true (json_object_get_null_member (other, "source"));
}

static void
test_survey_nobody_there (Fixture       *fixture,
                          gconstpointer  user_data)
{
  g_autoptr(GSocketListener) listener = g_socket_listener_new ();
  guint16 port = g_socket_listener_add_any_inet_port (listener, NULL, NULL);
  g_autofree char *uri = g_strdup_printf ("smtp://127.0.0.1:%u", port);
  g_autoptr(JsonObject) object = NULL;
  g_auto(Run) run = { 0 };

  g_socket_listener_close (listener);
  run = run_cli ("survey", "--json", uri, NULL);
  g_assert_cmpint (run.status, ==, 1);
  object = parse_line (run.out);
  g_assert_false (json_object_get_boolean_member (object, "reachable"));
  g_assert_cmpstr (json_object_get_string_member (object, "problem"), ==, "refused");
  g_assert_cmpstr (json_object_get_string_member (object, "target"), ==, uri);
}

/* What GIO makes of the environment. Nobody listens where the proxy should be, so that nothing leaves this computer. */
static void
test_survey_proxy (Fixture       *fixture,
                   gconstpointer  user_data)
{
  g_autofree char *usual = g_strdup (g_getenv ("GIO_USE_PROXY_RESOLVER"));
  g_autoptr(JsonObject) result = NULL;
  g_auto(Run) run = { 0 };
  gboolean found;

  g_setenv ("GIO_USE_PROXY_RESOLVER", "libproxy", TRUE);
  g_setenv ("http_proxy", "http://user:secret@127.0.0.1:1", TRUE);
  found = g_str_equal (G_OBJECT_TYPE_NAME (g_proxy_resolver_get_default ()), "GLibproxyResolver");
  if (found)
    run = run_cli ("survey", "--json", "smtp://mail.example.com:587", NULL);
  g_unsetenv ("http_proxy");
  g_unsetenv ("GIO_USE_PROXY_RESOLVER");
  if (usual != NULL)
    g_setenv ("GIO_USE_PROXY_RESOLVER", usual, TRUE);

  if (!found)
    {
      g_test_skip ("glib-networking is not installed");
      return;
    }

  g_assert_cmpint (run.status, ==, 1);
  result = parse_line (run.out);
  g_assert_cmpstr (json_object_get_string_member (result, "problem"), ==, "proxy-unreachable");
  g_assert_cmpstr (json_object_get_string_member (result, "problem_detail"), ==, "refused");
  g_assert_cmpstr (json_object_get_string_member (result, "proxy"), ==, "http://127.0.0.1:1");
  g_assert_null (strstr (run.out, "secret"));
  g_assert_null (strstr (run.err, "secret"));
}

/* What took the connection and says nothing was not surveyed, whatever it is. */
static void
test_survey_silent (Fixture       *fixture,
                    gconstpointer  user_data)
{
  g_autoptr(GSocketListener) listener = g_socket_listener_new ();
  guint16 port = g_socket_listener_add_any_inet_port (listener, NULL, NULL);
  g_autofree char *uri = g_strdup_printf ("https://127.0.0.1:%u", port);
  g_autoptr(JsonObject) object = NULL;
  g_auto(Run) machine = run_cli ("survey", "--timeout", "1", "--json", uri, NULL);
  g_auto(Run) human = run_cli ("survey", "--timeout", "1", uri, NULL);
  JsonObject *finding;

  g_assert_cmpint (machine.status, ==, 1);
  g_assert_cmpint (human.status, ==, 1);
  object = parse_line (machine.out);
  g_assert_true (json_object_get_boolean_member (object, "reachable"));
  finding = json_array_get_object_element (json_object_get_array_member (object, "findings"), 0);
  g_assert_cmpstr (json_object_get_string_member (finding, "id"), ==, "silent");
  g_assert_cmpstr (json_object_get_string_member (finding, "severity"), ==, "problem");
  g_assert_nonnull (strstr (human.out, json_object_get_string_member (finding, "text")));
}

/* An office whose only server is silent could not be tested; the same server is shown with that. */
static void
test_test_silent (Fixture       *fixture,
                  gconstpointer  user_data)
{
  g_autoptr(GSocketListener) listener = g_socket_listener_new ();
  guint16 port = g_socket_listener_add_any_inet_port (listener, NULL, NULL);
  g_autofree char *endpoint = g_strdup_printf ("--endpoint=standard=smtp://127.0.0.1:%u", port);
  g_auto(Run) made = run_cli ("new", fixture->project, "--cloud", "own", endpoint, NULL);
  g_auto(Run) untested = run_cli ("show", fixture->project, NULL);
  g_auto(Run) tested = run_cli ("test", "--timeout", "1", fixture->project, NULL);
  g_auto(Run) shown = run_cli ("show", fixture->project, NULL);

  g_assert_cmpint (made.status, ==, 0);
  g_assert_nonnull (strstr (untested.out, "Not yet tested"));
  g_assert_cmpint (tested.status, ==, 1);
  g_assert_nonnull (strstr (tested.out, "gave no answer"));
  g_assert_cmpint (shown.status, ==, 0);
  g_assert_nonnull (strstr (shown.out, "gave no answer"));
}

/* Nothing of a device's name steers the terminal that it is printed on, in JSON either. */
static void
test_controls_are_escaped (Fixture       *fixture,
                           gconstpointer  user_data)
{
  g_autofree char *path = write_file (fixture, "devices.csv", "name,kind\nCopier \xc2\x9b" "2J\xe2\x80\xae rest,printer\n", -1);
  g_auto(Run) import = { 0 };
  g_auto(Run) machine = { 0 };
  g_auto(Run) human = { 0 };
  g_autoptr(JsonObject) object = NULL;

  make_office (fixture);
  import = run_cli ("import", fixture->project, path, NULL);
  g_assert_cmpint (import.status, ==, 0);
  machine = run_cli ("show", "--json", fixture->project, NULL);
  human = run_cli ("show", fixture->project, NULL);

  for (guint i = 0; i < 2; i++)
    for (const char *p = i == 0 ? machine.out : human.out; *p != '\0'; p = g_utf8_next_char (p))
      {
        gunichar c = g_utf8_get_char (p);

        g_assert_true (c == '\n' || !g_unichar_iscntrl (c));
        g_assert_cmpuint (c, !=, 0x202e);
      }
  object = parse_line (machine.out);
  g_assert_nonnull (strstr (json_object_get_string_member (object, "name"), "Copier"));
}

/* A bad line in a file of targets does not keep the good ones from being asked. */
static void
test_survey_targets_file (Fixture       *fixture,
                          gconstpointer  user_data)
{
  g_autofree char *path = write_file (fixture, "targets", "# a comment\n\nnonsense\nsmtp://127.0.0.1:9100\n", -1);
  g_autoptr(JsonObject) object = NULL;
  g_auto(Run) run = run_cli ("survey", "--json", "--targets", path, NULL);

  g_assert_cmpint (run.status, ==, 1);
  g_assert_nonnull (strstr (run.err, "nonsense"));
  object = parse_line (run.out);
  g_assert_cmpstr (json_object_get_string_member (object, "problem"), ==, "forbidden");
}

/* The mark at the beginning that some editors write is no part of a target. */
static void
test_survey_targets_mark (Fixture       *fixture,
                          gconstpointer  user_data)
{
  g_autofree char *path = write_file (fixture, "targets", "\xef\xbb\xbfsmtp://127.0.0.1:9100\r\n", -1);
  g_auto(Run) run = run_cli ("survey", "--json", "--certificate", "--targets", path, NULL);

  g_assert_cmpint (run.status, ==, 1);
  g_assert_nonnull (strstr (run.err, "1 of 1 server"));
  g_assert_nonnull (strstr (run.out, "forbidden"));
}

/* One sentence for one finding. */
static void
test_survey_says_it_once (Fixture       *fixture,
                          gconstpointer  user_data)
{
  g_auto(Run) run = run_cli ("survey", "smtp://127.0.0.1:9100", NULL);
  g_auto(GStrv) parts = g_strsplit (run.out, "Repoint never touches this port", -1);

  g_assert_cmpuint (g_strv_length (parts), ==, 2);
}

static void
test_import_without_end (Fixture       *fixture,
                         gconstpointer  user_data)
{
  g_auto(Run) run = { 0 };

  make_office (fixture);
  run = run_cli ("import", fixture->project, "/dev/zero", NULL);

  g_assert_cmpint (run.status, ==, 1);
  g_assert_nonnull (strstr (run.err, "zero"));
}

/* What could not be written was not done. */
static void
test_output_full (Fixture       *fixture,
                  gconstpointer  user_data)
{
  g_autofree char *quoted = g_shell_quote (g_getenv ("REPOINT_CLI"));
  g_autofree char *command = g_strdup_printf ("%s check-guides > /dev/full", quoted);
  const char *argv[] = { "sh", "-c", command, NULL };
  g_autofree char *err = NULL;
  g_autoptr(GError) error = NULL;
  int status;

  g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, &err, &status, &error);
  g_assert_no_error (error);
  g_assert_cmpint (WEXITSTATUS (status), ==, 1);
  g_assert_nonnull (strstr (err, g_strerror (ENOSPC)));
}

static void
test_check_guides (Fixture       *fixture,
                   gconstpointer  user_data)
{
  g_auto(Run) run = run_cli ("check-guides", NULL);

  g_assert_cmpint (run.status, ==, 0);
  g_assert_nonnull (strstr (run.out, "canon"));
}

/* Catalog, rules and guides are told apart by what they are, and each is judged by its own reader. */
static void
test_check_guides_files (Fixture       *fixture,
                         gconstpointer  user_data)
{
  static const struct { const char *contents; int status; const char *said; } files[] = {
    { "<!-- <guides> --><identify version=\"2026-11-20\"><rule/></identify>", 1, "rule" },
    { "<catalog version=\"2026-11-20\"><cloud/></catalog>", 1, "cloud" },
    { "<guides format=\"1\" version=\"2026-11-20\"><guide/></guides>", 1, "guide" },
    { "not XML", 1, "mine.xml" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *path = write_file (fixture, "mine.xml", files[i].contents, -1);
      g_auto(Run) run = run_cli ("check-guides", fixture->directory, NULL);

      g_assert_cmpint (run.status, ==, files[i].status);
      g_assert_nonnull (strstr (run.out, "mine.xml"));
      g_assert_nonnull (strstr (run.out, files[i].said));
    }
}

/* Too few descriptors for what was asked: said on stderr, once, and everything is tested all the same. */
static void
test_few_descriptors (Fixture       *fixture,
                      gconstpointer  user_data)
{
  g_autoptr(GString) uris = g_string_new (NULL);
  g_autofree char *file = NULL;
  g_auto(GStrv) lines = NULL;

  for (guint i = 1; i <= 80; i++)
    g_string_append_printf (uris, "tls://127.22.0.%u:1\n", i);
  file = write_file (fixture, "targets.txt", uris->str, -1);

  descriptor_limit = 200;
  for (guint concurrency = 50; concurrency <= 100; concurrency += 50)
    {
      g_autofree char *text = g_strdup_printf ("%u", concurrency);
      g_auto(Run) run = run_cli ("survey", "--targets", file, "--json", "--concurrency", text, NULL);
      g_auto(GStrv) said = NULL;

      g_clear_pointer (&lines, g_strfreev);
      lines = g_strsplit (run.out, "\n", -1);
      g_assert_cmpuint (g_strv_length (lines), ==, 81);
      said = g_strsplit (run.err, "\n", -1);
      if (concurrency == 100)
        g_assert_nonnull (strstr (said[0], "only 72 connections at once, not 100"));
      /* Nothing answers at the port, which is said last. */
      g_assert_cmpuint (g_strv_length (said), ==, concurrency == 100 ? 3 : 2);
    }
  descriptor_limit = 0;
}

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("/cli/wrong-usage-is-2", test_usage);
  ADD ("/cli/help", test_help);
  ADD ("/cli/new/keeps-what-exists", test_new_keeps_existing);
  ADD ("/cli/new/in-an-impossible-place", test_new_in_impossible_place);
  ADD ("/cli/document/damaged", test_damaged_document);
  ADD ("/cli/document/newer", test_newer_document);
  ADD ("/cli/document/missing", test_missing_document);
  ADD ("/cli/import/and-plan", test_import_and_plan);
  ADD ("/cli/import/problems", test_import_problems);
  ADD ("/cli/import/wrong-files", test_import_wrong_files);
  ADD ("/cli/export", test_export);
  ADD ("/cli/export/failure-keeps-office", test_export_failure_keeps_office);
  ADD ("/cli/export/through-a-link", test_export_through_link);
  g_test_add_func ("/cli/replay/offline", test_replay_offline);
  ADD ("/cli/survey/nobody-there", test_survey_nobody_there);
  ADD ("/cli/show/controls-are-escaped", test_controls_are_escaped);
  ADD ("/cli/survey/proxy", test_survey_proxy);
  ADD ("/cli/survey/silent", test_survey_silent);
  ADD ("/cli/test/silent", test_test_silent);
  ADD ("/cli/survey/targets-file", test_survey_targets_file);
  ADD ("/cli/survey/mark-in-targets-file", test_survey_targets_mark);
  ADD ("/cli/survey/says-it-once", test_survey_says_it_once);
  ADD ("/cli/survey/few-descriptors", test_few_descriptors);
  ADD ("/cli/import/file-without-end", test_import_without_end);
  ADD ("/cli/output-is-full", test_output_full);
  ADD ("/cli/check-guides/shipped", test_check_guides);
  ADD ("/cli/check-guides/files", test_check_guides_files);

  return g_test_run ();
}
