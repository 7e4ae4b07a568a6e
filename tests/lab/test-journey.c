/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The whole journey through repoint-cli: an office with a provider of its own, whose servers are real. */
#include "config.h"

#include <gio/gio.h>
#include <json-glib/json-glib.h>
#include <string.h>

#include "repoint-test-dovecot.h"
#include "repoint-test-exim.h"
#include "repoint-test-nginx.h"

#define TODAY "2026-11-20"

typedef struct
{
  char                   *folder;
  char                   *project;
  RepointTestDaemon      *standard_smtp;
  RepointTestDaemon      *legacy_smtp;
  RepointTestDaemon      *standard_imap;
  RepointTestDaemon      *legacy_imap;
  RepointTestDaemon      *page;
  RepointTestEximPorts    smtp_ports;
  RepointTestEximPorts    legacy_smtp_ports;
  RepointTestDovecotPorts imap_ports;
  RepointTestDovecotPorts legacy_imap_ports;
  guint16                 page_port;
} Office;

/* What repoint-cli prints on standard output; it must end with this status, and say something when it fails. */
static char *
run (int                expected,
     const char        *input,
     const char *const *arguments)
{
  g_autoptr (GPtrArray) argv = g_ptr_array_new ();
  g_autoptr (GSubprocess) process = NULL;
  g_autofree char *output = NULL;
  g_autofree char *errors = NULL;
  g_autoptr (GError) error = NULL;
  GSubprocessFlags flags = G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE;

  g_ptr_array_add (argv, (char *) g_getenv ("REPOINT_CLI"));
  for (gsize i = 0; arguments[i] != NULL; i++)
    g_ptr_array_add (argv, (char *) arguments[i]);
  g_ptr_array_add (argv, NULL);

  process = g_subprocess_newv ((const char *const *) argv->pdata,
                               input != NULL ? flags | G_SUBPROCESS_FLAGS_STDIN_PIPE : flags, &error);
  g_assert_no_error (error);
  g_subprocess_communicate_utf8 (process, input, NULL, &output, &errors, &error);
  g_assert_no_error (error);
  if (!g_subprocess_get_if_exited (process) || g_subprocess_get_exit_status (process) != expected)
    g_error ("repoint-cli %s ended with status %d instead of %d:\n%s%s", arguments[0],
             g_subprocess_get_if_exited (process) ? g_subprocess_get_exit_status (process) : -1, expected, output, errors);
  if (expected != 0)
    g_assert_cmpstr (errors, !=, "");
  return g_steal_pointer (&output);
}

#define run(expected, input, ...) (run) ((expected), (input), (const char *const[]) { __VA_ARGS__, NULL })

/* One JSON object a line and nothing else. */
static GPtrArray *
parse_lines (const char *output)
{
  g_autoptr (GPtrArray) objects = g_ptr_array_new_with_free_func ((GDestroyNotify) json_object_unref);
  g_auto (GStrv) lines = g_strsplit (output, "\n", -1);

  for (gsize i = 0; lines[i] != NULL; i++)
    {
      g_autoptr (JsonParser) parser = json_parser_new ();
      g_autoptr (GError) error = NULL;

      if (lines[i][0] == '\0')
        continue;
      json_parser_load_from_data (parser, lines[i], -1, &error);
      g_assert_no_error (error);
      g_assert_true (JSON_NODE_HOLDS_OBJECT (json_parser_get_root (parser)));
      g_ptr_array_add (objects, json_object_ref (json_node_get_object (json_parser_get_root (parser))));
    }
  return g_steal_pointer (&objects);
}

/* "device/name" and so on; NULL for null. */
static const char *
get (JsonObject *object,
     const char *path)
{
  g_auto (GStrv) names = g_strsplit (path, "/", -1);
  gsize i;

  for (i = 0; names[i + 1] != NULL && json_object_has_member (object, names[i]); i++)
    object = json_object_get_object_member (object, names[i]);
  if (!json_object_has_member (object, names[i]))
    g_error ("%s: there is no %s", path, names[i]);
  return json_object_get_string_member_with_default (object, names[i], NULL);
}

static JsonObject *
find (GPtrArray  *objects,
      const char *path,
      const char *value)
{
  for (guint i = 0; i < objects->len; i++)
    {
      JsonObject *object = g_ptr_array_index (objects, i);

      if (g_strcmp0 (get (object, path), value) == 0)
        return object;
    }
  g_error ("nothing has %s %s", path, value);
}

/* The element of an array of objects with this member. NULL: none. */
static JsonObject *
find_element (JsonObject *object,
              const char *array,
              const char *member,
              const char *value)
{
  JsonArray *elements = json_object_get_array_member (object, array);

  for (guint i = 0; i < json_array_get_length (elements); i++)
    {
      JsonObject *element = json_array_get_object_element (elements, i);

      if (g_strcmp0 (json_object_get_string_member_with_default (element, member, NULL), value) == 0)
        return element;
    }
  return NULL;
}

static gboolean
has_text (JsonObject *object,
          const char *array,
          const char *value)
{
  JsonArray *elements = json_object_get_array_member (object, array);

  for (guint i = 0; i < json_array_get_length (elements); i++)
    if (g_str_equal (json_array_get_string_element (elements, i), value))
      return TRUE;
  return FALSE;
}

static void
office_clear (Office *office)
{
  g_clear_pointer (&office->page, repoint_test_daemon_free);
  g_clear_pointer (&office->legacy_imap, repoint_test_daemon_free);
  g_clear_pointer (&office->standard_imap, repoint_test_daemon_free);
  g_clear_pointer (&office->legacy_smtp, repoint_test_daemon_free);
  g_clear_pointer (&office->standard_smtp, repoint_test_daemon_free);
  if (office->folder != NULL)
    {
      g_autoptr (GFile) folder = g_file_new_for_path (office->folder);

      repoint_test_remove_directory (folder);
    }
  g_free (office->folder);
  g_free (office->project);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Office, office_clear)

/* FALSE after marking the test as skipped when a server is missing. */
static gboolean
office_open (Office            *office,
             RepointTestRefusal refusal)
{
  g_autoptr (GError) error = NULL;

  office->folder = g_dir_make_tmp ("repoint-test-office-XXXXXX", &error);
  g_assert_no_error (error);
  office->project = g_build_filename (office->folder, "office.repoint", NULL);
  office->standard_smtp = repoint_test_exim_start (REPOINT_TEST_STANDARD, REPOINT_TEST_REFUSAL_NONE, 0, &office->smtp_ports);
  office->legacy_smtp = repoint_test_exim_start (REPOINT_TEST_LEGACY, refusal, 100, &office->legacy_smtp_ports);
  office->standard_imap = repoint_test_dovecot_start (REPOINT_TEST_STANDARD, &office->imap_ports);
  office->legacy_imap = repoint_test_dovecot_start (REPOINT_TEST_LEGACY, &office->legacy_imap_ports);
  office->page = repoint_test_nginx_start ("Remote UI: Login: iR-ADV C5535: Copier", &office->page_port);
  return office->standard_smtp != NULL && office->legacy_smtp != NULL && office->standard_imap != NULL &&
         office->legacy_imap != NULL && office->page != NULL;
}

static void
begin (Office *office)
{
  g_autofree char *smtp = g_strdup_printf ("standard=smtp://127.0.0.1:%u", office->smtp_ports.submission);
  g_autofree char *imap = g_strdup_printf ("standard=imap://127.0.0.1:%u", office->imap_ports.imap);
  g_autofree char *legacy_smtp = g_strdup_printf ("legacy=smtp://127.0.0.1:%u", office->legacy_smtp_ports.submission);
  g_autofree char *legacy_imap = g_strdup_printf ("legacy=imap://127.0.0.1:%u", office->legacy_imap_ports.imap);
  g_autofree char *output = NULL;

  output = run (0, NULL, "new", office->project, "--cloud", "own", "--domain", "office.example", "--endpoint", smtp,
                "--endpoint", imap, "--endpoint", legacy_smtp, "--endpoint", legacy_imap);
  g_assert_true (g_file_test (office->project, G_FILE_TEST_EXISTS));
}

/* Looks around as if loopback were the office's network, and takes over what answers. What the copier is stands on its
 * page, which it shows over TLS 1.0 only. */
static void
discover (Office *office)
{
  g_autofree char *ports = g_strdup_printf ("%u/https", office->page_port);
  g_autofree char *output = run (0, NULL, "discover", "--json", "--ports", ports, "--gap", "0", "127.0.0.1");
  g_autofree char *imported = NULL;
  g_autoptr (GPtrArray) devices = parse_lines (output);
  g_autoptr (GPtrArray) lines = NULL;
  JsonObject *device;

  g_assert_cmpuint (devices->len, ==, 1);
  device = g_ptr_array_index (devices, 0);
  g_assert_true (has_text (device, "addresses", "127.0.0.1"));
  g_assert_cmpstr (get (device, "vendor"), ==, "Canon");
  g_assert_cmpstr (get (device, "model"), ==, "iR-ADV C5535");
  g_assert_cmpstr (get (device, "kind"), ==, "printer");
  g_assert_nonnull (find_element (device, "evidence", "value", "Remote UI: Login: iR-ADV C5535: Copier"));
  g_assert_nonnull (find_element (device, "evidence", "what", "certificate-name"));
  g_assert_cmpint (json_array_get_int_element (json_object_get_array_member (device, "ports"), 0), ==, office->page_port);

  imported = run (0, output, "import", "--json", office->project, "-");
  lines = parse_lines (imported);
  g_assert_cmpuint (lines->len, ==, 1);
  g_assert_cmpint (json_object_get_int_member (g_ptr_array_index (lines, 0), "added"), ==, 1);
}

/* The copier is the device that answered: its row must not become a second one. */
static void
import (Office *office)
{
  g_autofree char *path = g_build_filename (office->folder, "inventory.csv", NULL);
  g_autofree char *table = NULL;
  g_autofree char *output = NULL;
  g_autoptr (GPtrArray) lines = NULL;
  g_autoptr (GError) error = NULL;

  table = g_strdup_printf (
    "name,kind,vendor,model,address,protocol,server,port,security,sign_in,mailbox,max_tls\n"
    "Copier,printer,,,127.0.0.1,smtp,127.0.0.1,%1$u,starttls,basic,copier@office.example,\n"
    "Old scanner,scanner,,,,smtp,127.0.0.1,%1$u,starttls,basic,old@office.example,TLSv1.0\n"
    "New scanner,scanner,,,,smtp,127.0.0.1,%1$u,starttls,basic,new@office.example,TLSv1.2\n"
    "Box nobody knows,,,,,smtp,127.0.0.1,%1$u,starttls,basic,box@office.example,\n"
    "Invoices,program,Acme,JavaMail collector,,imap,127.0.0.1,%2$u,starttls,basic,invoices@office.example,TLSv1.0\n",
    office->smtp_ports.submission, office->imap_ports.imap);
  g_file_set_contents (path, table, -1, &error);
  g_assert_no_error (error);

  output = run (0, NULL, "import", "--json", office->project, path);
  lines = parse_lines (output);
  g_assert_cmpuint (lines->len, ==, 1);
  g_assert_cmpint (json_object_get_int_member (g_ptr_array_index (lines, 0), "devices"), ==, 5);
  g_assert_cmpint (json_object_get_int_member (g_ptr_array_index (lines, 0), "added"), ==, 4);
}

/* Every server and the device's page are asked once. */
static void
test_servers (Office *office)
{
  g_autofree char *output = run (0, NULL, "test", "--json", "--gap", "0", "--repeat", "2", office->project);
  g_autoptr (GPtrArray) results = parse_lines (output);
  g_autofree char *page = g_strdup_printf ("https://127.0.0.1:%u", office->page_port);
  g_autofree char *legacy = g_strdup_printf ("smtp://127.0.0.1:%u", office->legacy_smtp_ports.submission);

  g_assert_cmpuint (results->len, ==, 5);
  g_assert_cmpstr (get (find (results, "target", page), "versions/TLSv1.0"), ==, "accepted");
  g_assert_cmpstr (get (find (results, "target", page), "versions/TLSv1.2"), ==, "refused");
  g_assert_cmpstr (get (find (results, "target", legacy), "versions/TLSv1.0"), ==, "accepted");
}

typedef struct
{
  const char *device;
  const char *guide;
  const char *max_version;
  const char *strength;
  const char *standard;   /* transport at the standard server */
  const char *legacy;     /* … and at the legacy one when it refuses nobody before sign-in */
  const char *action;
  const char *confidence;
  const char *step;       /* something that its steps say; NULL: there are none */
} Expected;

static const Expected expected_plans[] = {
  { "Copier", "canon-imagerunner-advance", "TLSv1.0", "own-server", "refused", "unproven", "update-firmware", "medium", "copier@office.example" },
  { "Old scanner", "generic-scanner", "TLSv1.0", "statement", "refused", "unproven", "update-firmware", "low", "old@office.example" },
  { "New scanner", "generic-scanner", "TLSv1.2", "statement", "works", "works", "none", "low", NULL },
  { "Box nobody knows", "generic-unknown", NULL, "none", "unknown", "unknown", "confirm-model", "low", "Box nobody knows" },
  { "Invoices", "java-mail-collector", "TLSv1.0", "statement", "refused", "unproven", "enable-tls12", "low", "mail.imap.ssl.protocols" },
};

static void
assert_steps (JsonObject *plan,
              const char *wanted)
{
  JsonArray *steps = json_object_get_array_member (plan, "steps");
  gboolean found = FALSE;

  g_assert_cmpint (json_array_get_length (steps) > 0, ==, wanted != NULL);
  for (guint i = 0; i < json_array_get_length (steps); i++)
    {
      JsonObject *step = json_array_get_object_element (steps, i);
      const char *text = get (step, "text");

      g_assert_cmpstr (get (step, "id"), !=, NULL);
      if (strchr (text, '{') != NULL || strchr (text, '<') != NULL)
        g_error ("A value is missing or markup is left in \"%s\"", text);
      found = found || (wanted != NULL && strstr (text, wanted) != NULL);
    }
  g_assert_cmpint (found, ==, wanted != NULL);
}

static void
assert_plan (JsonObject     *plan,
             const Expected *expected,
             const char     *legacy)
{
  JsonObject *standing[2];

  g_assert_cmpstr (get (plan, "today"), ==, TODAY);
  g_assert_cmpstr (get (plan, "guide"), ==, expected->guide);
  g_assert_cmpstr (get (plan, "capability/max_version"), ==, expected->max_version);
  g_assert_cmpstr (get (plan, "capability/strength"), ==, expected->strength);
  g_assert_cmpstr (get (plan, "action"), ==, expected->action);
  g_assert_cmpstr (get (plan, "confidence"), ==, expected->confidence);

  standing[0] = find_element (plan, "endpoints", "standing", "standard");
  standing[1] = find_element (plan, "endpoints", "standing", "legacy");
  g_assert_true (standing[0] != NULL && standing[1] != NULL);
  g_assert_cmpint (json_array_get_length (json_object_get_array_member (plan, "endpoints")), ==, 2);
  g_assert_cmpstr (get (standing[0], "transport/state"), ==, expected->standard);
  g_assert_cmpstr (get (standing[1], "transport/state"), ==, legacy);
  g_assert_cmpstr (get (standing[0], "sign_in/state"), ==, "works");
  g_assert_cmpstr (get (standing[1], "sign_in/state"), ==, "works");

  assert_steps (plan, expected->step);
}

static GPtrArray *
make_plans (Office *office)
{
  g_autofree char *output = run (0, NULL, "plan", "--json", "--today", TODAY, office->project);
  GPtrArray *plans = parse_lines (output);

  g_assert_cmpuint (plans->len, ==, G_N_ELEMENTS (expected_plans));
  return plans;
}

static void
plan (Office *office)
{
  g_autoptr (GPtrArray) plans = make_plans (office);
  JsonObject *reason;

  for (gsize i = 0; i < G_N_ELEMENTS (expected_plans); i++)
    assert_plan (find (plans, "device/name", expected_plans[i].device), &expected_plans[i], expected_plans[i].legacy);

  /* The legacy server refuses after the credentials only: what was seen is told, and nothing more is claimed. */
  reason = find_element (find (plans, "device/name", "Old scanner"), "reasons", "id", "not-refused-in-tries");
  g_assert_nonnull (reason);
  g_assert_nonnull (strstr (get (reason, "text"), "not refuse before sign-in, in 2 tries"));
}

static char *
export (Office     *office,
        const char *name)
{
  g_autofree char *path = g_build_filename (office->folder, name, NULL);
  g_autofree char *output = run (0, NULL, "export", office->project, path, "--today", TODAY, "--paper", "a4");
  g_autoptr (GError) error = NULL;
  char *content = NULL;

  g_file_get_contents (path, &content, NULL, &error);
  g_assert_no_error (error);
  return content;
}

/* The text of a PDF, as somebody who searches it gets it; NULL when there is no tool for it. */
static char *
read_pdf (Office *office)
{
  g_autofree char *path = g_build_filename (office->folder, "checklist.pdf", NULL);
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GError) error = NULL;
  char *output = NULL;

  process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, "pdftotext", "-layout", path, "-", NULL);
  if (g_error_matches (error, G_SPAWN_ERROR, G_SPAWN_ERROR_NOENT))
    {
      g_test_message ("pdftotext is not installed: the text of the PDF was not looked at");
      return NULL;
    }
  g_assert_no_error (error);
  g_subprocess_communicate_utf8 (process, NULL, NULL, &output, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_get_successful (process));
  return output;
}

/* A table of steps has no line for a device that needs none. */
static void
assert_names (const char *content,
              gboolean    steps_only)
{
  for (gsize i = 0; i < G_N_ELEMENTS (expected_plans); i++)
    {
      gboolean expected = !steps_only || expected_plans[i].step != NULL;

      if ((strstr (content, expected_plans[i].device) != NULL) != expected)
        g_error ("\"%s\" should %sbe on the checklist", expected_plans[i].device, expected ? "" : "not ");
    }
}

static void
print_checklists (Office *office)
{
  g_autofree char *pdf = export (office, "checklist.pdf");
  g_autofree char *html = export (office, "checklist.html");
  g_autofree char *csv = export (office, "checklist.csv");
  g_autofree char *text = read_pdf (office);
  g_autoptr (JsonParser) document = json_parser_new ();
  g_autoptr (GError) error = NULL;

  g_assert_true (g_str_has_prefix (pdf, "%PDF-"));
  if (text != NULL)
    assert_names (text, FALSE);
  assert_names (html, FALSE);
  assert_names (csv, TRUE);
  g_assert_nonnull (strstr (html, "old@office.example"));
  g_assert_null (strstr (html, "<script"));
  g_assert_null (strstr (html, "src=\"http"));

  /* Each one was issued, and is kept. */
  json_parser_load_from_file (document, office->project, &error);
  g_assert_no_error (error);
  g_assert_cmpint (json_array_get_length (json_object_get_array_member (json_node_get_object (json_parser_get_root (document)),
                                                                        "checklists")), ==, 3);
}

static void
test_own_provider (void)
{
  g_auto (Office) office = { 0 };

  if (!office_open (&office, REPOINT_TEST_REFUSAL_CREDENTIALS))
    return;
  begin (&office);
  discover (&office);
  import (&office);
  test_servers (&office);
  plan (&office);
  print_checklists (&office);
}

/* What a server says after the handshake, and before sign-in, decides. */
static void
test_refusal (gconstpointer data)
{
  g_auto (Office) office = { 0 };
  g_autoptr (GPtrArray) plans = NULL;
  JsonObject *old;

  if (!office_open (&office, GPOINTER_TO_UINT (data)))
    return;
  begin (&office);
  discover (&office);
  import (&office);
  test_servers (&office);

  plans = make_plans (&office);
  old = find (plans, "device/name", "Old scanner");
  assert_plan (old, &expected_plans[1], "refused");
  g_assert_nonnull (find_element (old, "reasons", "id", "refused-in-tries"));
  /* TLS 1.2 is not turned away there. */
  assert_plan (find (plans, "device/name", "New scanner"), &expected_plans[2], "works");
}

/* The servers are gone: the office says so, and nothing is lost. */
static void
test_unreachable (void)
{
  g_auto (Office) office = { 0 };
  g_autofree char *tested = NULL;
  g_autoptr (GPtrArray) results = NULL;
  g_autoptr (GPtrArray) plans = NULL;

  if (!office_open (&office, REPOINT_TEST_REFUSAL_NONE))
    return;
  begin (&office);
  discover (&office);
  import (&office);
  g_clear_pointer (&office.standard_smtp, repoint_test_daemon_free);
  g_clear_pointer (&office.page, repoint_test_daemon_free);

  tested = run (1, NULL, "test", "--json", "--gap", "0", office.project);
  results = parse_lines (tested);
  g_assert_cmpuint (results->len, ==, 5);
  for (guint i = 0; i < results->len; i++)
    {
      JsonObject *result = g_ptr_array_index (results, i);
      gint64 port = json_object_get_int_member (result, "port");
      gboolean gone = port == office.smtp_ports.submission || port == office.page_port;

      g_assert_cmpint (json_object_get_boolean_member (result, "reachable"), ==, !gone);
      g_assert_cmpstr (get (result, "problem"), ==, gone ? "refused" : NULL);
    }

  plans = make_plans (&office);
  for (guint i = 0; i < plans->len; i++)
    {
      JsonObject *one = g_ptr_array_index (plans, i);
      gboolean sends = g_str_equal (get (one, "use/protocol"), "smtp");

      if (sends)
        g_assert_cmpstr (get (find_element (one, "endpoints", "standing", "standard"), "transport/state"), ==, "unknown");
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/journey/own-provider", test_own_provider);
  g_test_add_data_func ("/journey/refused-at-ehlo", GUINT_TO_POINTER (REPOINT_TEST_REFUSAL_EHLO), test_refusal);
  g_test_add_data_func ("/journey/refused-at-auth", GUINT_TO_POINTER (REPOINT_TEST_REFUSAL_AUTH), test_refusal);
  g_test_add_func ("/journey/servers-gone", test_unreachable);
  return g_test_run ();
}
