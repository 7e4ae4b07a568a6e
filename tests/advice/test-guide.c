/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-guides.h"
#include "repoint-placeholder.h"

#include <string.h>

static const RepointGuideSituation submission = {
  .protocol = REPOINT_PROTOCOL_SMTP,
  .security = REPOINT_SECURITY_STARTTLS,
  .sign_in = REPOINT_SIGN_IN_BASIC,
  .recipients = REPOINT_RECIPIENTS_INTERNAL,
};

static RepointGuides *
load (void)
{
  g_autoptr(GError) error = NULL;
  RepointGuides *guides = repoint_guides_load (&error);

  g_assert_no_error (error);
  g_assert_nonnull (guides);
  return guides;
}

static RepointGuide *
find (RepointGuides *guides, const char *id)
{
  RepointGuide *guide = repoint_guides_find (guides, id);

  g_assert_nonnull (guide);
  return guide;
}

/* What a plan knows. */
static GPtrArray *
arguments_new (void)
{
  static const char *const values[] = {
    "server", "mail.example", "port", "587", "security", "STARTTLS", "account", "scan@example.org",
    "sender", "scan@example.org", "address", "192.0.2.7", "page", "http://192.0.2.7/", "device", "The copier",
    "firmware", "1.2", "domain", "example.org",
  };
  GPtrArray *arguments = g_ptr_array_new_with_free_func (g_free);

  for (gsize i = 0; i < G_N_ELEMENTS (values); i++)
    g_ptr_array_add (arguments, g_strdup (values[i]));

  return arguments;
}

static char *
render (RepointGuide *guide, const RepointGuideStep *step, const RepointGuideSituation *situation)
{
  g_autoptr(GPtrArray) arguments = arguments_new ();

  repoint_guide_add_arguments (guide, step->text, situation, arguments);
  return repoint_placeholder_fill (step->text, arguments);
}

/* The step with this id, rendered; NULL if the route does not have it. */
static char *
render_step (RepointGuide *guide, RepointAction route, const RepointGuideSituation *situation, const char *id,
             gboolean *documented)
{
  g_autoptr(GPtrArray) steps = repoint_guide_list_steps (guide, route, situation);

  for (guint i = 0; i < steps->len; i++)
    {
      const RepointGuideStep *step = g_ptr_array_index (steps, i);

      if (strcmp (step->id, id) == 0)
        {
          if (documented)
            *documented = step->documented;
          return render (guide, step, situation);
        }
    }

  return NULL;
}

static gboolean
next_situation (RepointGuideSituation *situation)
{
  if (++situation->protocol <= REPOINT_PROTOCOL_POP3)
    return TRUE;
  situation->protocol = REPOINT_PROTOCOL_SMTP;
  if (++situation->security <= REPOINT_SECURITY_TLS)
    return TRUE;
  situation->security = REPOINT_SECURITY_NONE;
  if (++situation->sign_in <= REPOINT_SIGN_IN_NONE)
    return TRUE;
  situation->sign_in = REPOINT_SIGN_IN_UNKNOWN;
  situation->own_provider = !situation->own_provider;
  return situation->own_provider;
}

static void
assert_sound (RepointGuide *guide, const RepointGuideStep *step, const RepointGuideSituation *situation)
{
  g_autofree char *text = render (guide, step, situation);

  if (strpbrk (text, "{}") || strstr (text, "(null)"))
    g_test_message ("%s: %s", repoint_guide_get_id (guide), text);
  g_assert_null (strpbrk (text, "{}"));
  g_assert_null (strstr (text, "(null)"));
  g_assert_true (g_utf8_validate (text, -1, NULL));
  if (!repoint_guide_get_is_generic (guide))
    g_assert_true (step->documented == (strstr (text, "not documented: look for ") == NULL &&
                                        strstr (text, "not documented: the first firmware") == NULL));
  if (step->fact.source)
    {
      g_assert_nonnull (step->fact.as_of);
      g_assert_cmpuint (strlen (step->fact.as_of), ==, strlen ("2026-11-20"));
    }
}

/* Every guide says for every route in every situation what to see to first, what to do, how to test it, and what it
 * means when it fails; nothing is left to fill in; nobody is sent to port 465 of Microsoft 365. */
static void
test_all (void)
{
  static const char *const roles[] = { "before", "step", "test", "failure" };
  g_autoptr(RepointGuides) guides = load ();
  GPtrArray *list = repoint_guides_list (guides);

  for (guint i = 0; i < list->len; i++)
    {
      RepointGuide *guide = g_ptr_array_index (list, i);

      for (int route = REPOINT_ACTION_CHANGE_SETTINGS; route <= REPOINT_ACTION_TEST_FIRST; route++)
        {
          RepointGuideSituation situation = { 0 };

          do
            {
              g_autoptr(GPtrArray) steps = repoint_guide_list_steps (guide, (RepointAction) route, &situation);
              guint found = 0;

              for (guint k = 0; k < steps->len; k++)
                {
                  const RepointGuideStep *step = g_ptr_array_index (steps, k);

                  assert_sound (guide, step, &situation);
                  if (!situation.own_provider && situation.security == REPOINT_SECURITY_STARTTLS)
                    g_assert_null (strstr (step->text, "465"));
                  for (gsize r = 0; r < G_N_ELEMENTS (roles); r++)
                    found |= strcmp (step->role, roles[r]) == 0 ? 1u << r : 0;
                }
              if (found != 15)
                g_test_message ("%s, route %d, %s: roles %x", repoint_guide_get_id (guide), route,
                                repoint_protocol_to_string (situation.protocol), found);
              g_assert_cmpuint (found, ==, 15);
            }
          while (next_situation (&situation));
        }
    }
}

static void
test_konica_encryption (void)
{
  g_autoptr(RepointGuides) guides = load ();
  RepointGuide *guide = find (guides, "konica-minolta-bizhub");
  RepointGuideSituation situation = submission;
  g_autofree char *start_tls = render_step (guide, REPOINT_ACTION_CHANGE_SETTINGS, &situation, "encryption", NULL);
  g_autofree char *start_tls_port = render_step (guide, REPOINT_ACTION_CHANGE_SETTINGS, &situation, "port", NULL);
  g_autofree char *tls = NULL;
  g_autofree char *tls_port = NULL;

  g_assert_cmpstr (start_tls, ==, "Set the encryption (“Use SSL/TLS”) to “Start TLS”.");
  g_assert_cmpstr (start_tls_port, ==, "Enter \xe2\x81\xa8" "587\xe2\x81\xa9 in “Port Number” (delivered with 25).");

  situation.security = REPOINT_SECURITY_TLS;
  situation.own_provider = TRUE;
  tls = render_step (guide, REPOINT_ACTION_CHANGE_SETTINGS, &situation, "encryption", NULL);
  tls_port = render_step (guide, REPOINT_ACTION_CHANGE_SETTINGS, &situation, "port", NULL);
  g_assert_cmpstr (tls, ==, "Set the encryption (“Use SSL/TLS”) to “SMTP over SSL”.");
  g_assert_nonnull (strstr (tls_port, "in “Port No. (SSL)”"));

  g_assert_cmpstr (repoint_guide_find_option (guide, "smtp.encryption", "starttls"), ==, "Start TLS");
  g_assert_null (repoint_guide_find_option (guide, "smtp.encryption", "none"));
  g_assert_null (repoint_guide_find_option (guide, "smtp.port", "none"));
}

/* A family inherits the steps of its kind and says them with its own names, or that nobody documents them. */
static void
test_inheritance (void)
{
  g_autoptr(RepointGuides) guides = load ();
  RepointGuide *generic = find (guides, "generic-printer");
  RepointGuide *canon = find (guides, "canon-imagerunner-advance");
  gboolean documented;
  g_autofree char *generic_page = render_step (generic, REPOINT_ACTION_CHANGE_SETTINGS, &submission, "open-mail", &documented);
  g_autofree char *canon_page = NULL;
  g_autofree char *canon_server = NULL;

  g_assert_false (documented);
  g_assert_true (g_str_has_prefix (generic_page, "Open the mail settings – look for “SMTP”"));

  canon_page = render_step (canon, REPOINT_ACTION_CHANGE_SETTINGS, &submission, "open-mail", &documented);
  g_assert_true (documented);
  g_assert_cmpstr (canon_page, ==, "Open the mail settings – Settings/Registration › Function Settings › Send › "
                                   "Network Settings - E-Mail/I-Fax Settings.");

  canon_server = render_step (canon, REPOINT_ACTION_CHANGE_SETTINGS, &submission, "server", &documented);
  g_assert_false (documented);
  g_assert_nonnull (strstr (canon_server, "(not documented: look for “SMTP server”"));

  g_assert_cmpstr (repoint_guide_get_page (canon), ==, "http://{address}/");
  g_assert_null (repoint_guide_get_page (find (guides, "java-mail-collector")));
}

static void
test_fields (void)
{
  g_autoptr(RepointGuides) guides = load ();
  RepointGuide *konica = find (guides, "konica-minolta-bizhub");
  const RepointGuideField *port = repoint_guide_find_field (konica, "smtp.port");
  const RepointGuideField *user = repoint_guide_find_field (konica, "smtp.user");

  g_assert_cmpstr (port->label, ==, "Port Number");
  g_assert_cmpstr (port->initial, ==, "25");
  g_assert_nonnull (strstr (port->fact.source, "C4000i"));
  g_assert_cmpint (port->fact.confidence, ==, REPOINT_CONFIDENCE_MEDIUM);
  g_assert_cmpstr (port->fact.as_of, ==, "2026-11-01");
  g_assert_true (g_str_has_prefix (port->fact.url, "https://"));
  g_assert_null (user->label);
  g_assert_true (g_str_has_prefix (user->hint, "look for "));
  g_assert_null (repoint_guide_find_field (konica, "oauth.nonsense"));
}

static void
test_protocols (void)
{
  g_autoptr(RepointGuides) guides = load ();
  RepointGuide *java = find (guides, "java-mail-collector");
  RepointGuideSituation situation = { .protocol = REPOINT_PROTOCOL_IMAP, .security = REPOINT_SECURITY_TLS };
  g_autofree char *imap = render_step (java, REPOINT_ACTION_ENABLE_TLS12, &situation, "tls-property", NULL);
  g_autofree char *password = render_step (java, REPOINT_ACTION_CHANGE_SETTINGS, &situation, "collect-with-password", NULL);
  g_autofree char *smtp = NULL;

  g_assert_nonnull (strstr (imap, "mail.imap.ssl.protocols"));
  g_assert_nonnull (password);
  smtp = render_step (java, REPOINT_ACTION_ENABLE_TLS12, &submission, "tls-property", NULL);
  g_assert_cmpstr (smtp, ==, "Set mail.smtp.ssl.protocols to TLSv1.2.");

  situation.sign_in = REPOINT_SIGN_IN_OAUTH;
  g_assert_null (render_step (java, REPOINT_ACTION_CHANGE_SETTINGS, &situation, "collect-with-password", NULL));
}

static void
test_firmware (void)
{
  static const struct
  {
    const char        *firmware;
    RepointTlsVersion  max_tls;
    RepointCan         tls12;
    gboolean           java7_note;
  } cases[] = {
    { "1.7.0_80", REPOINT_TLS_VERSION_1_0, REPOINT_CAN_YES, TRUE },
    { "7u51", REPOINT_TLS_VERSION_1_0, REPOINT_CAN_YES, TRUE },
    { "11.0.2", REPOINT_TLS_VERSION_NONE, REPOINT_CAN_UNKNOWN, FALSE },
    { "1.6.0_45", REPOINT_TLS_VERSION_NONE, REPOINT_CAN_UNKNOWN, FALSE },
    { "", REPOINT_TLS_VERSION_NONE, REPOINT_CAN_UNKNOWN, TRUE },
    { NULL, REPOINT_TLS_VERSION_NONE, REPOINT_CAN_UNKNOWN, TRUE },
    { "*", REPOINT_TLS_VERSION_NONE, REPOINT_CAN_UNKNOWN, TRUE },
  };
  g_autoptr(RepointGuides) guides = load ();
  RepointGuide *java = find (guides, "java-mail-collector");

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      RepointGuideSituation situation = submission;
      RepointFact fact;
      g_autofree char *note = NULL;

      situation.firmware = cases[i].firmware;
      note = render_step (java, REPOINT_ACTION_ENABLE_TLS12, &situation, "java7", NULL);
      g_assert_cmpint (repoint_guide_get_max_tls (java, cases[i].firmware, &fact), ==, cases[i].max_tls);
      g_assert_true ((fact.source != NULL) == (cases[i].max_tls != REPOINT_TLS_VERSION_NONE));
      g_assert_cmpint (repoint_guide_can (java, "tls12", cases[i].firmware, NULL), ==, cases[i].tls12);
      g_assert_true ((note != NULL) == cases[i].java7_note);
    }
}

static void
test_capabilities (void)
{
  g_autoptr(RepointGuides) guides = load ();
  RepointGuide *canon = find (guides, "canon-imagerunner-advance");
  RepointGuide *dx = find (guides, "canon-imagerunner-advance-dx");
  RepointFact fact;

  /* Some firmware brought it; which is not documented. */
  g_assert_cmpint (repoint_guide_can (canon, "oauth-smtp", "99.99", &fact), ==, REPOINT_CAN_UNKNOWN);
  g_assert_null (fact.source);
  g_assert_cmpint (repoint_guide_can_if_updated (canon, "oauth-smtp", &fact), ==, REPOINT_CAN_YES);
  g_assert_nonnull (strstr (fact.source, "Canon"));
  g_assert_cmpint (repoint_guide_can_if_updated (canon, "tls12", NULL), ==, REPOINT_CAN_UNKNOWN);
  g_assert_cmpint (repoint_guide_can_if_updated (dx, "tls12", NULL), ==, REPOINT_CAN_YES);
  g_assert_cmpint (repoint_guide_can_if_updated (dx, "oauth-smtp", NULL), ==, REPOINT_CAN_YES);

  g_assert_cmpint (repoint_guide_can (find (guides, "konica-minolta-bizhub"), "tls-setting", "", NULL), ==,
                   REPOINT_CAN_UNKNOWN);
  g_assert_cmpint (repoint_guide_can (find (guides, "konica-minolta-bizhub-i"), "tls-setting", "", NULL), ==,
                   REPOINT_CAN_YES);
  g_assert_cmpint (repoint_guide_can (find (guides, "develop-ineo"), "oauth-smtp", "", NULL), ==, REPOINT_CAN_UNKNOWN);
  g_assert_cmpint (repoint_guide_can (find (guides, "develop-ineo-without-oauth"), "oauth-smtp", "", &fact), ==,
                   REPOINT_CAN_NO);
  g_assert_true (g_str_has_prefix (fact.source, "DEVELOP"));
  g_assert_cmpint (repoint_guide_can (find (guides, "generic-unknown"), "tls12", "1.0", NULL), ==, REPOINT_CAN_UNKNOWN);
}

/* What the plan knows better stays, and what is there is not added twice. */
static void
test_arguments (void)
{
  g_autoptr(RepointGuides) guides = load ();
  RepointGuide *guide = find (guides, "konica-minolta-bizhub");
  g_autoptr(GPtrArray) arguments = g_ptr_array_new_with_free_func (g_free);

  g_ptr_array_add (arguments, g_strdup ("label:smtp.host"));
  g_ptr_array_add (arguments, g_strdup ("mine"));
  repoint_guide_add_arguments (guide, "{label:smtp.host} {label:smtp.port} {label:smtp.port} {server} {label:port}",
                               &submission, arguments);
  g_assert_cmpuint (arguments->len, ==, 6);
  g_assert_cmpstr (g_ptr_array_index (arguments, 1), ==, "mine");
  g_assert_cmpstr (g_ptr_array_index (arguments, 2), ==, "label:smtp.port");
  g_assert_cmpstr (g_ptr_array_index (arguments, 3), ==, "“Port Number”");
  g_assert_cmpstr (g_ptr_array_index (arguments, 4), ==, "label:port");
}

/* Steps are borrowed from the guide, which may outlive the list it came from. */
static void
test_lifetime (void)
{
  RepointGuides *guides = load ();
  g_autoptr(RepointGuide) guide = g_object_ref (find (guides, "canon-imagerunner-advance"));
  g_autoptr(GPtrArray) steps = NULL;

  g_object_unref (guides);
  steps = repoint_guide_list_steps (guide, REPOINT_ACTION_SIGN_IN_OAUTH, &submission);
  for (guint i = 0; i < steps->len; i++)
    assert_sound (guide, g_ptr_array_index (steps, i), &submission);
  g_assert_cmpstr (repoint_guide_get_title (guide), ==, "Canon imageRUNNER ADVANCE");
}

/* The texts to translate, as gettext finds them in the files of the sources. */
static GHashTable *
extract_texts (const char *xgettext)
{
  g_autofree char *root = g_build_filename (g_getenv ("G_TEST_SRCDIR"), "..", NULL);
  g_autofree char *data = g_build_filename (root, "data", NULL);
  g_autofree char *guides = g_build_filename (data, "guides", NULL);
  g_autoptr(GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE);
  g_autoptr(GPtrArray) command = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GHashTable) texts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr(GSubprocess) process = NULL;
  g_autoptr(GDir) directory = g_dir_open (guides, 0, NULL);
  g_autoptr(GError) error = NULL;
  g_autofree char *output = NULL;
  g_auto(GStrv) lines = NULL;
  const char *name;

  g_ptr_array_add (command, g_strdup (xgettext));
  for (const char *const *option = (const char *const[]) { "-o-", "--no-wrap", "--from-code=UTF-8", NULL }; *option; option++)
    g_ptr_array_add (command, g_strdup (*option));
  while ((name = g_dir_read_name (directory)))
    if (g_str_has_suffix (name, ".xml") && !g_str_has_suffix (name, ".gresource.xml"))
      g_ptr_array_add (command, g_build_filename (guides, name, NULL));
  g_ptr_array_add (command, NULL);

  g_subprocess_launcher_setenv (launcher, "GETTEXTDATADIRS", data, TRUE);
  process = g_subprocess_launcher_spawnv (launcher, (const char *const *) command->pdata, &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_communicate_utf8 (process, NULL, NULL, &output, NULL, NULL));
  g_assert_true (g_subprocess_get_successful (process));

  lines = g_strsplit (output, "\n", -1);
  for (guint i = 0; lines[i]; i++)
    if (g_str_has_prefix (lines[i], "msgid \"") && g_str_has_suffix (lines[i], "\""))
      {
        lines[i][strlen (lines[i]) - 1] = '\0';
        g_hash_table_add (texts, g_strcompress (lines[i] + strlen ("msgid \"")));
      }

  return g_steal_pointer (&texts);
}

/* What gettext extracts is what is looked up, to the last space. */
static void
test_translation (void)
{
  g_autofree char *xgettext = g_find_program_in_path ("xgettext");
  g_autoptr(RepointGuides) guides = load ();
  g_autoptr(GHashTable) texts = NULL;
  GPtrArray *list = repoint_guides_list (guides);

  if (!xgettext)
    {
      g_test_skip ("xgettext is not installed");
      return;
    }

  texts = extract_texts (xgettext);
  for (guint i = 0; i < list->len; i++)
    {
      RepointGuide *guide = g_ptr_array_index (list, i);
      const RepointGuideField *field = repoint_guide_find_field (guide, "smtp.user");

      g_assert_true (g_hash_table_contains (texts, repoint_guide_get_title (guide)));
      g_assert_true (g_hash_table_contains (texts, field->hint));
      for (int route = REPOINT_ACTION_CHANGE_SETTINGS; route <= REPOINT_ACTION_TEST_FIRST; route++)
        {
          g_autoptr(GPtrArray) steps = repoint_guide_list_steps (guide, (RepointAction) route, &submission);

          for (guint k = 0; k < steps->len; k++)
            {
              const RepointGuideStep *step = g_ptr_array_index (steps, k);

              if (!g_hash_table_contains (texts, step->text))
                g_test_message ("%s", step->text);
              g_assert_true (g_hash_table_contains (texts, step->text));
            }
        }
    }
  g_assert_false (g_hash_table_contains (texts, "Start TLS"));
  g_assert_false (g_hash_table_contains (texts, "Settings/Registration"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/guide/every-route-in-every-situation", test_all);
  g_test_add_func ("/guide/encryption-by-its-own-name", test_konica_encryption);
  g_test_add_func ("/guide/inherits-and-replaces", test_inheritance);
  g_test_add_func ("/guide/fields-know-where-they-are-from", test_fields);
  g_test_add_func ("/guide/protocols-differ", test_protocols);
  g_test_add_func ("/guide/firmware-decides", test_firmware);
  g_test_add_func ("/guide/capabilities", test_capabilities);
  g_test_add_func ("/guide/arguments", test_arguments);
  g_test_add_func ("/guide/outlives-the-list", test_lifetime);
  g_test_add_func ("/guide/gettext-finds-the-same-texts", test_translation);

  return g_test_run ();
}
