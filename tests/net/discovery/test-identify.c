/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-identify.h"
#include "repoint-rules.h"

#include <glib/gstdio.h>
#include <string.h>

static RepointRules *
parse (const char  *text,
       GError     **error)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (text, strlen (text));

  return repoint_rules_parse (bytes, error);
}

static void
test_refused (void)
{
  static const struct
  {
    const char *text;
    int         code;
  } cases[] = {
    { "<other/>", REPOINT_RULES_ERROR_SYNTAX },
    { "<identify/>", REPOINT_RULES_ERROR_SYNTAX },
    { "<identify version='1'><rule id='a' confidence='2'/></identify>", REPOINT_RULES_ERROR_SYNTAX },
    { "<identify version='1'><rule id='a' confidence='0.5'/></identify>", REPOINT_RULES_ERROR_SYNTAX },
    { "<identify version='1'><rule id='a' confidence='0.5'><when>x</when></rule></identify>", REPOINT_RULES_ERROR_SYNTAX },
    { "<identify version='1'><rule id='a' confidence='0.5'><when what='t'>(</when></rule></identify>", REPOINT_RULES_ERROR_PATTERN },
    { "<identify version='1'><rule id='a' confidence='0.5'><when what='t'>x</when><kind>toaster</kind></rule></identify>",
      REPOINT_RULES_ERROR_SYNTAX },
    { "<identify version='1'><rule id='a' confidence='0.5'><when what='t'>x</when><colour>red</colour></rule></identify>",
      REPOINT_RULES_ERROR_SYNTAX },
    { "<identify version='1'><rule id='a' confidence='0.5'><when what='t'>x</when><vendor>V</vendor></rule></identify>",
      REPOINT_RULES_ERROR_SYNTAX },
    { "<identify version='1'><rule id='a' confidence='0.5'><when what='t'>x</when><vendor>V</vendor>"
      "<example what='t'>y</example></rule></identify>", REPOINT_RULES_ERROR_EXAMPLE },
    { "<identify version='1'><rule id='a' confidence='0.5'><when what='t'>x</when><vendor>V</vendor>"
      "<example what='t' vendor='W'>x</example></rule></identify>", REPOINT_RULES_ERROR_EXAMPLE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", cases[i].text);
      g_assert_null (parse (cases[i].text, &error));
      g_assert_error (error, REPOINT_RULES_ERROR, cases[i].code);
    }
  g_assert_null (parse ("<identify version='1'>", NULL));
  g_assert_null (parse ("", NULL));
}

static const char conflicting[] =
    "<identify version='1'>"
    "<rule id='weak' confidence='0.4'><when what='t'>(\\w+)</when><vendor>Weak</vendor><model>\\1</model>"
    "<example what='t'>x</example></rule>"
    "<rule id='strong' confidence='0.8'><when what='s'>(\\w+)</when><vendor>Strong</vendor><example what='s'>x</example></rule>"
    "<rule id='both' confidence='0.9'><when what='t'>a</when><when what='t'>b</when><kind>nas</kind>"
    "<example what='t'>ab</example></rule>"
    "</identify>";

static void
apply (RepointRules       *rules,
       const char * const *pieces,
       RepointFindings    *findings)
{
  g_autoptr (GPtrArray) evidence = g_ptr_array_new_with_free_func ((GDestroyNotify) repoint_evidence_free);

  for (guint i = 0; pieces[i] != NULL; i += 2)
    g_ptr_array_add (evidence, repoint_evidence_new ("test", pieces[i], pieces[i + 1]));
  repoint_rules_apply (rules, evidence, findings);
}

static void
test_strength_decides (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (RepointRules) rules = parse (conflicting, &error);
  RepointFindings one = { 0 };
  RepointFindings other = { 0 };

  g_assert_no_error (error);
  apply (rules, (const char * const[]) { "t", "bbb", "s", "x", "t", "aaa", NULL }, &one);
  apply (rules, (const char * const[]) { "t", "aaa", "t", "ccc", "s", "x", NULL }, &other);
  g_assert_cmpstr (one.values[REPOINT_RULES_VENDOR], ==, "Strong");
  g_assert_cmpfloat (one.confidence[REPOINT_RULES_VENDOR], ==, 0.8);
  g_assert_cmpstr (one.values[REPOINT_RULES_MODEL], ==, "aaa");
  g_assert_cmpstr (other.values[REPOINT_RULES_VENDOR], ==, "Strong");
  g_assert_cmpstr (other.values[REPOINT_RULES_MODEL], ==, "aaa");
  /* All conditions must hold, each by any piece of evidence. */
  g_assert_cmpstr (one.values[REPOINT_RULES_KIND], ==, "nas");
  g_assert_null (other.values[REPOINT_RULES_KIND]);
  repoint_findings_clear (&one);
  repoint_findings_clear (&other);
}

/* The rules that come with Repoint: loading them checks every example. */
static void
test_embedded (void)
{
  g_autoptr (RepointSighting) sighting = repoint_sighting_new ("tcp", "192.168.1.7");

  g_assert_cmpfloat (repoint_identify_confidence (sighting->evidence), ==, 0);
  repoint_sighting_add_evidence (sighting, "server", "CANON HTTP Server");
  repoint_sighting_add_evidence (sighting, "certificate-subject", "CN=Canon iR-ADV");
  repoint_sighting_add_evidence (sighting, "title", "Remote UI: Login: iR-ADV C5051: Copier");
  g_assert_cmpfloat (repoint_identify_confidence (sighting->evidence), ==, 0.9);
  repoint_identify (sighting);
  g_assert_cmpstr (sighting->vendor, ==, "Canon");
  g_assert_cmpstr (sighting->model, ==, "iR-ADV C5051");
  g_assert_cmpint (sighting->kind, ==, REPOINT_DEVICE_KIND_PRINTER);
  g_assert_null (sighting->serial);
}

/* What is known already stays. */
static void
test_fills_only_gaps (void)
{
  g_autoptr (RepointSighting) sighting = repoint_sighting_new ("tcp", "192.168.1.7");

  sighting->vendor = g_strdup ("Somebody");
  sighting->kind = REPOINT_DEVICE_KIND_SERVER;
  repoint_sighting_add_evidence (sighting, "title", "Brother MFC-L5900DW series");
  repoint_identify (sighting);
  g_assert_cmpstr (sighting->vendor, ==, "Somebody");
  g_assert_cmpstr (sighting->model, ==, "MFC-L5900DW");
  g_assert_cmpint (sighting->kind, ==, REPOINT_DEVICE_KIND_SERVER);
}

static void
test_nothing_is_invented (void)
{
  static const char * const titles[] = { "Login", "Welcome to nginx!", "hp", "The Canon of Medicine", "Ticket desk", "" };

  for (guint i = 0; i < G_N_ELEMENTS (titles); i++)
    {
      g_autoptr (RepointSighting) sighting = repoint_sighting_new ("tcp", "192.168.1.7");

      repoint_sighting_add_evidence (sighting, "title", titles[i]);
      repoint_sighting_add_evidence (sighting, "server", "nginx");
      repoint_identify (sighting);
      g_assert_null (sighting->vendor);
      g_assert_null (sighting->model);
      g_assert_cmpint (sighting->kind, ==, REPOINT_DEVICE_KIND_UNKNOWN);
    }
}

/* A file of the same name in the user's data directory counts when it is newer, one of another name always does, and
 * one that is broken never. */
static void
identify_with_copies (void)
{
  g_autofree char *data = g_dir_make_tmp ("repoint-XXXXXX", NULL);
  g_autofree char *directory = g_build_filename (data, "repoint", "identify", NULL);
  static const struct
  {
    const char *name;
    const char *text;
  } files[] = {
    { "basic.xml", "<identify version='1999-01-01'><rule id='a' confidence='1'><when what='title'>^Brother</when><vendor>Old</vendor>"
                   "<example what='title'>Brother</example></rule></identify>" },
    { "more.xml", "<identify version='1'><rule id='b' confidence='0.5'><when what='title'>^Toaster (.*)</when><vendor>Own</vendor>"
                  "<model>\\1</model><example what='title' model='5'>Toaster 5</example></rule></identify>" },
    { "broken.xml", "<identify version='1'>" },
  };
  g_autoptr (RepointSighting) brother = repoint_sighting_new ("tcp", "192.168.1.7");
  g_autoptr (RepointSighting) toaster = repoint_sighting_new ("tcp", "192.168.1.8");

  g_setenv ("XDG_DATA_HOME", data, TRUE);
  g_mkdir_with_parents (directory, 0700);
  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *path = g_build_filename (directory, files[i].name, NULL);

      g_assert_true (g_file_set_contents (path, files[i].text, -1, NULL));
    }

  g_test_expect_message (NULL, G_LOG_LEVEL_WARNING, "*broken.xml*left out*");
  repoint_sighting_add_evidence (brother, "title", "Brother MFC-L5900DW series");
  repoint_identify (brother);
  g_test_assert_expected_messages ();
  g_assert_cmpstr (brother->vendor, ==, "Brother");
  repoint_sighting_add_evidence (toaster, "title", "Toaster 2000");
  repoint_identify (toaster);
  g_assert_cmpstr (toaster->vendor, ==, "Own");
  g_assert_cmpstr (toaster->model, ==, "2000");

  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *path = g_build_filename (directory, files[i].name, NULL);

      g_remove (path);
    }
  {
    g_autofree char *parent = g_path_get_dirname (directory);

    g_rmdir (directory);
    g_rmdir (parent);
    g_rmdir (data);
  }
}

static void
test_copies (void)
{
  if (g_test_subprocess ())
    {
      identify_with_copies ();
      return;
    }
  g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_INHERIT_STDERR);
  g_test_trap_assert_passed ();
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/identify/refused", test_refused);
  g_test_add_func ("/identify/strength-decides", test_strength_decides);
  g_test_add_func ("/identify/embedded", test_embedded);
  g_test_add_func ("/identify/fills-only-gaps", test_fills_only_gaps);
  g_test_add_func ("/identify/nothing-is-invented", test_nothing_is_invented);
  g_test_add_func ("/identify/copies", test_copies);

  return g_test_run ();
}
