/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-identify.h"
#include "repoint-rules.h"

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

  return g_test_run ();
}
