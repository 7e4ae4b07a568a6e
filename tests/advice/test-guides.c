/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-guides.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

static RepointGuides *
load_from (const char *first, const char *second)
{
  const char *directories[] = { first, second, NULL };
  g_autoptr(GError) error = NULL;
  RepointGuides *guides = repoint_guides_load_from (directories, &error);

  g_assert_no_error (error);
  g_assert_nonnull (guides);
  return guides;
}

static RepointGuides *
load (void)
{
  return load_from (NULL, NULL);
}

static void
test_match (void)
{
  static const struct
  {
    RepointDeviceKind  kind;
    const char        *vendor;
    const char        *model;
    const char        *name;
    const char        *guide;
  } cases[] = {
    { REPOINT_DEVICE_KIND_PRINTER, "Canon", "iR-ADV C3325", "", "canon-imagerunner-advance" },
    { REPOINT_DEVICE_KIND_PRINTER, "", "imageRUNNER ADVANCE C5535i III", "", "canon-imagerunner-advance" },
    { REPOINT_DEVICE_KIND_PRINTER, "CANON INC.", "Canon iR-ADV C5235 /P", "", "canon-imagerunner-advance" },
    { REPOINT_DEVICE_KIND_UNKNOWN, NULL, "CN=Canon iR-ADV", NULL, "canon-imagerunner-advance" },
    { REPOINT_DEVICE_KIND_PRINTER, "Canon", "iR-ADV DX C3826i", "", "canon-imagerunner-advance-dx" },
    { REPOINT_DEVICE_KIND_PRINTER, "Canon", "imageRUNNER ADVANCE DX 4745 (iR-ADV 4745)", "", "canon-imagerunner-advance-dx" },
    { REPOINT_DEVICE_KIND_PRINTER, "Canon", "iR C3220-C1 /P", "", "generic-printer" },
    { REPOINT_DEVICE_KIND_PRINTER, "Canon", "imageCLASS MF632C", "", "generic-printer" },
    { REPOINT_DEVICE_KIND_PRINTER, "Canon", "air advisor", "", "generic-printer" },
    { REPOINT_DEVICE_KIND_PRINTER, "KONICA MINOLTA", "KONICA MINOLTA bizhub C284", "", "konica-minolta-bizhub" },
    { REPOINT_DEVICE_KIND_PRINTER, "", "bizhub 227", "", "konica-minolta-bizhub" },
    { REPOINT_DEVICE_KIND_PRINTER, "konica minolta", "BIZHUB-C3350", "", "konica-minolta-bizhub" },
    { REPOINT_DEVICE_KIND_PRINTER, "KONICA MINOLTA", "bizhub C3321i", "", "konica-minolta-bizhub-i" },
    { REPOINT_DEVICE_KIND_PRINTER, "KONICA MINOLTA", "bizhub 300i", "", "konica-minolta-bizhub-i" },
    { REPOINT_DEVICE_KIND_PRINTER, "KONICA MINOLTA", "bizhub 20", "", "generic-printer" },
    { REPOINT_DEVICE_KIND_PRINTER, "KONICA MINOLTA", "bizhub 200", "", "konica-minolta-bizhub" },
    { REPOINT_DEVICE_KIND_PRINTER, "DEVELOP", "ineo+ 308", "", "develop-ineo" },
    { REPOINT_DEVICE_KIND_PRINTER, "DEVELOP", "ineo+ 266", "", "develop-ineo-without-oauth" },
    { REPOINT_DEVICE_KIND_PRINTER, "DEVELOP", "ineo 306", "", "develop-ineo-without-oauth" },
    { REPOINT_DEVICE_KIND_PRINTER, "DEVELOP", "ineo+ 306", "", "develop-ineo" },
    { REPOINT_DEVICE_KIND_PRINTER, "DEVELOP", "INEO 4052", "", "develop-ineo-without-oauth" },
    { REPOINT_DEVICE_KIND_PROGRAM, "", "", "Java mail collector", "java-mail-collector" },
    { REPOINT_DEVICE_KIND_PROGRAM, "Oracle", "Java 7", "", "java-mail-collector" },
    { REPOINT_DEVICE_KIND_SERVER, "", "JavaMail 1.4", "", "java-mail-collector" },
    { REPOINT_DEVICE_KIND_PROGRAM, "", "JavaScript thing", "", "generic-program" },
    { REPOINT_DEVICE_KIND_PRINTER, "", "", "Java mail collector", "generic-printer" },
    { REPOINT_DEVICE_KIND_PRINTER, "Acme", "Printer", "the old bizhub", "generic-printer" },
    { REPOINT_DEVICE_KIND_PRINTER, "", "", "the old bizhub", "konica-minolta-bizhub" },
    { REPOINT_DEVICE_KIND_UNKNOWN, "", "bizhub C284", "", "konica-minolta-bizhub" },
    { REPOINT_DEVICE_KIND_CAMERA, "Canon", "VB-H45", "", "generic-camera" },
    { REPOINT_DEVICE_KIND_PRINTER, "", "\xff\xfe bizhub \xff", "", "konica-minolta-bizhub" },
    { REPOINT_DEVICE_KIND_PRINTER, "((((", "[", "", "generic-printer" },
  };
  g_autoptr(RepointGuides) guides = load ();

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      RepointGuide *guide = repoint_guides_match_words (guides, cases[i].kind, cases[i].vendor, cases[i].model,
                                                        cases[i].name);

      g_test_message ("case %" G_GSIZE_FORMAT ", for %s", i, cases[i].guide);
      g_assert_cmpstr (repoint_guide_get_id (guide), ==, cases[i].guide);
    }
}

/* A device that nobody knows gets the guide of its kind, and each kind has one. */
static void
test_generic (void)
{
  GEnumClass *kinds = g_type_class_ref (REPOINT_TYPE_DEVICE_KIND);
  g_autoptr(RepointGuides) guides = load ();

  for (guint i = 0; i < kinds->n_values; i++)
    {
      RepointGuide *guide = repoint_guides_match_words (guides, (RepointDeviceKind) kinds->values[i].value, "Acme",
                                                        "Thing 3000", NULL);
      g_autofree char *id = g_strdup_printf ("generic-%s", kinds->values[i].value_nick);

      g_assert_cmpstr (repoint_guide_get_id (guide), ==, id);
      g_assert_true (repoint_guide_get_is_generic (guide));
    }
  g_type_class_unref (kinds);
}

static void
test_match_device (void)
{
  g_autoptr(RepointGuides) guides = load ();
  g_autoptr(RepointDevice) device = repoint_device_new ();

  g_assert_cmpstr (repoint_guide_get_id (repoint_guides_match (guides, device)), ==, "generic-unknown");
  repoint_device_set_kind (device, REPOINT_DEVICE_KIND_PRINTER);
  repoint_device_set_vendor (device, "KONICA MINOLTA");
  repoint_device_set_model (device, "bizhub C284");
  g_assert_cmpstr (repoint_guide_get_id (repoint_guides_match (guides, device)), ==, "konica-minolta-bizhub");
}

/* However long a name a device claims to have, it takes no time. */
static void
test_long_names (void)
{
  g_autoptr(RepointGuides) guides = load ();
  g_autoptr(GString) model = g_string_new ("bizhub ");

  for (int i = 0; i < 200000; i++)
    g_string_append (model, "((a+)+)+ ");
  g_assert_cmpstr (repoint_guide_get_id (repoint_guides_match_words (guides, REPOINT_DEVICE_KIND_PRINTER, "", model->str,
                                                                     "")),
                   ==, "konica-minolta-bizhub");
}

/* A directory that goes away with all that was placed in it. */
typedef char Directory;

static Directory *
directory_new (void)
{
  Directory *directory = g_dir_make_tmp ("guides-XXXXXX", NULL);

  g_assert_nonnull (directory);
  return directory;
}

static void
directory_free (Directory *directory)
{
  g_autoptr(GDir) opened = g_dir_open (directory, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (opened)))
    {
      g_autofree char *path = g_build_filename (directory, name, NULL);

      g_assert_cmpint (g_unlink (path), ==, 0);
    }
  g_assert_cmpint (g_rmdir (directory), ==, 0);
  g_free (directory);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Directory, directory_free)

static void
place (const Directory *directory, const char *name, const char *content)
{
  g_autofree char *path = g_build_filename (directory, name, NULL);

  g_assert_true (g_file_set_contents (path, content, -1, NULL));
}

static char *
write_guide (const char *version, const char *id, const char *title)
{
  return g_strdup_printf ("<guides format=\"1\" version=\"%s\">"
                          "<guide id=\"%s\" kinds=\"printer\" extends=\"generic-printer\">"
                          "<title>%s</title><match><rule words=\"acme\"/></match></guide></guides>",
                          version, id, title);
}

static void
assert_title (RepointGuides *guides, const char *id, const char *title)
{
  RepointGuide *guide = repoint_guides_find (guides, id);

  if (!title)
    g_assert_null (guide);
  else
    g_assert_cmpstr (repoint_guide_get_title (guide), ==, title);
}

static void
test_added (void)
{
  g_autoptr(Directory) directory = directory_new ();
  g_autofree char *content = write_guide ("2027-01-02", "acme", "Acme");
  g_autoptr(RepointGuides) guides = NULL;

  place (directory, "acme.xml", content);
  guides = load_from (directory, NULL);
  assert_title (guides, "acme", "Acme");
  assert_title (guides, "konica-minolta-bizhub", "Konica Minolta bizhub");
  g_assert_cmpstr (repoint_guides_get_version (guides), ==, "2027-01-02");
  g_assert_cmpstr (repoint_guide_get_id (repoint_guides_match_words (guides, REPOINT_DEVICE_KIND_PRINTER, "Acme", "3", "")),
                   ==, "acme");
}

static void
test_newer_wins (void)
{
  g_autoptr(Directory) directory = directory_new ();
  g_autofree char *content = write_guide ("2027-01-02", "konica-minolta-bizhub", "Newer");
  g_autoptr(RepointGuides) guides = NULL;

  place (directory, "konica-minolta-bizhub.xml", content);
  guides = load_from (directory, NULL);
  assert_title (guides, "konica-minolta-bizhub", "Newer");
  assert_title (guides, "konica-minolta-bizhub-i", NULL);
}

static void
test_older_loses (void)
{
  g_autoptr(Directory) directory = directory_new ();
  g_autofree char *content = write_guide ("2020-01-02", "konica-minolta-bizhub", "Older");
  g_autoptr(RepointGuides) guides = NULL;

  place (directory, "konica-minolta-bizhub.xml", content);
  guides = load_from (directory, NULL);
  assert_title (guides, "konica-minolta-bizhub", "Konica Minolta bizhub");
}

static void
test_user_before_system (void)
{
  g_autoptr(Directory) of_user = directory_new ();
  g_autoptr(Directory) of_system = directory_new ();
  g_autofree char *systems = write_guide ("2027-01-02", "acme", "System");
  g_autofree char *users = write_guide ("2027-01-02", "acme", "User");
  g_autoptr(RepointGuides) guides = NULL;

  place (of_system, "acme.xml", systems);
  place (of_user, "acme.xml", users);
  guides = load_from (of_user, of_system);
  assert_title (guides, "acme", "User");
}

/* One that is wrong is left out, and told; the others and those that are shipped stay. */
static void
test_wrong_is_left_out (void)
{
  g_autoptr(Directory) directory = directory_new ();
  static const char *const wrong[] = {
    "this is no XML",
    "<guides format=\"9\" version=\"2027-01-02\"/>",
    "<guides format=\"1\" version=\"2027-01-02\"><guide id=\"a\" kinds=\"printer\" extends=\"nothing\">"
    "<title>A</title><match><rule words=\"a\"/></match></guide></guides>",
    "<guides format=\"1\" version=\"2027-01-02\"><guide id=\"a\" kinds=\"printer\" extends=\"generic-printer\">"
    "<title>A</title><match><rule words=\"a\"/></match>"
    "<steps id=\"save\"><step id=\"s\" source=\"general\">{sever}</step></steps></guide></guides>",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autofree char *good = write_guide ("2027-01-02", "acme", "Acme");
      g_autoptr(RepointGuides) guides = NULL;

      place (directory, "acme.xml", good);
      place (directory, "wrong.xml", wrong[i]);
      g_test_expect_message (NULL, G_LOG_LEVEL_WARNING, "Guide left out: *wrong.xml:*");
      guides = load_from (directory, NULL);
      g_test_assert_expected_messages ();
      assert_title (guides, "acme", "Acme");
      assert_title (guides, "a", NULL);
      assert_title (guides, "generic-printer", "Printer, copier or multifunction device");
    }
}

/* What would never end, or is no file at all, is not waited for. */
static void
test_no_file (void)
{
  g_autoptr(Directory) directory = directory_new ();
  g_autofree char *pipe = g_build_filename (directory, "pipe.xml", NULL);
  g_autoptr(RepointGuides) guides = NULL;

  g_assert_cmpint (mkfifo (pipe, 0600), ==, 0);
  g_test_expect_message (NULL, G_LOG_LEVEL_WARNING, "Guide left out: *pipe.xml:*");
  guides = load_from (directory, "/nonexistent");
  g_test_assert_expected_messages ();
  assert_title (guides, "generic-printer", "Printer, copier or multifunction device");
}

static void
count_warning (const char *domain, GLogLevelFlags level, const char *message, gpointer data)
{
  guint *n_warnings = data;

  *n_warnings += level & G_LOG_LEVEL_WARNING && g_str_has_prefix (message, "Guide left out: ") ? 1 : 0;
}

/* A file that takes away what the shipped ones stand on takes only itself away, and does not fill the log. */
static void
test_breaks_others (void)
{
  g_autoptr(Directory) directory = directory_new ();
  g_autoptr(RepointGuides) guides = NULL;
  GLogLevelFlags fatal = g_log_set_always_fatal (G_LOG_FATAL_MASK);
  guint n_warnings = 0;
  guint handler = g_log_set_handler (NULL, G_LOG_LEVEL_WARNING, count_warning, &n_warnings);

  place (directory, "base.xml", "<guides format=\"1\" version=\"2027-01-02\"/>");
  guides = load_from (directory, NULL);
  g_log_remove_handler (NULL, handler);
  g_log_set_always_fatal (fatal);
  assert_title (guides, "generic-printer", "Printer, copier or multifunction device");
  g_assert_cmpuint (n_warnings, >, 0);
  g_assert_cmpuint (n_warnings, <=, 10);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/guides/match", test_match);
  g_test_add_func ("/guides/each-kind-has-a-generic-guide", test_generic);
  g_test_add_func ("/guides/match-device", test_match_device);
  g_test_add_func ("/guides/long-names", test_long_names);
  g_test_add_func ("/guides/added-by-the-user", test_added);
  g_test_add_func ("/guides/newer-file-wins", test_newer_wins);
  g_test_add_func ("/guides/older-file-loses", test_older_loses);
  g_test_add_func ("/guides/user-before-system", test_user_before_system);
  g_test_add_func ("/guides/wrong-file-is-left-out", test_wrong_is_left_out);
  g_test_add_func ("/guides/no-file-at-all", test_no_file);
  g_test_add_func ("/guides/file-that-breaks-others", test_breaks_others);

  return g_test_run ();
}
