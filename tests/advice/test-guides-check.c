/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-guides-check.h"

#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>

static void
show_problems (RepointGuidesReport *report)
{
  for (guint i = 0; i < report->problems->len; i++)
    {
      const RepointGuideProblem *problem = g_ptr_array_index (report->problems, i);

      g_test_message ("%s:%d: %s: %s", problem->file, problem->line, problem->id, problem->detail);
    }
}

/* Made once: it goes through every guide. */
static RepointGuidesReport *shipped;

static void
test_shipped (void)
{
  show_problems (shipped);
  g_assert_cmpuint (shipped->problems->len, ==, 0);
  g_assert_cmpuint (shipped->shares->len, >=, 15);
}

/* The sources' directory has the same files as the resources: none was forgotten in the list. */
static void
test_directory (void)
{
  g_autofree char *directory = g_build_filename (g_getenv ("G_TEST_SRCDIR"), "..", "data", "guides", NULL);
  const char *paths[] = { directory, NULL };
  g_autoptr(RepointGuidesReport) report = repoint_guides_check (paths);

  show_problems (report);
  g_assert_cmpuint (report->problems->len, ==, 0);
  g_assert_cmpuint (report->shares->len, ==, shipped->shares->len);
}

static const RepointGuideShare *
find_share (RepointGuidesReport *report, const char *guide)
{
  for (guint i = 0; i < report->shares->len; i++)
    if (strcmp (((RepointGuideShare *) g_ptr_array_index (report->shares, i))->guide, guide) == 0)
      return g_ptr_array_index (report->shares, i);

  g_assert_not_reached ();
}

/* Who knows more than the guide it extends has a larger share; what is general stays general. */
static void
test_shares (void)
{
  static const struct
  {
    const char *more;
    const char *less;
  } cases[] = {
    { "canon-imagerunner-advance", "generic-printer" },
    { "canon-imagerunner-advance-dx", "canon-imagerunner-advance" },
    { "konica-minolta-bizhub", "generic-printer" },
    { "konica-minolta-bizhub-i", "konica-minolta-bizhub" },
    { "java-mail-collector", "generic-program" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const RepointGuideShare *more = find_share (shipped, cases[i].more);
      const RepointGuideShare *less = find_share (shipped, cases[i].less);

      g_assert_cmpuint (more->sourced, >, less->sourced);
      g_assert_cmpuint (more->undocumented, <, less->undocumented);
    }
}

/* The line and the id of the first problem stand in a comment of the file. */
static void
test_bad (gconstpointer data)
{
  const char *path = data;
  const char *paths[] = { path, NULL };
  g_autofree char *content = NULL;
  g_autoptr(RepointGuidesReport) report = NULL;
  g_auto(GStrv) expected = NULL;
  const RepointGuideProblem *found = NULL;
  const char *comment;
  gsize length;

  g_assert_true (g_file_get_contents (path, &content, &length, NULL));
  comment = strstr (content, "expected: ");
  g_assert_nonnull (comment);
  expected = g_strsplit (comment + strlen ("expected: "), " ", 3);

  report = repoint_guides_check (paths);
  show_problems (report);
  for (guint i = 0; i < report->problems->len && !found; i++)
    {
      const RepointGuideProblem *problem = g_ptr_array_index (report->problems, i);

      if (strcmp (problem->id, expected[1]) == 0 && problem->line == atoi (expected[0]) &&
          (problem->line == 0 || strcmp (problem->file, path) == 0))
        found = problem;
    }
  g_assert_nonnull (found);
  g_assert_cmpstr (found->detail, !=, "");
  g_assert_true (g_utf8_validate (found->detail, -1, NULL));
  g_assert_cmpuint (report->shares->len, ==, 0);
}

static void
test_unreadable (void)
{
  const char *paths[] = { "/nonexistent/guide.xml", NULL };
  g_autoptr(RepointGuidesReport) report = repoint_guides_check (paths);
  const RepointGuideProblem *problem;

  g_assert_cmpuint (report->problems->len, ==, 1);
  problem = g_ptr_array_index (report->problems, 0);
  g_assert_cmpstr (problem->file, ==, paths[0]);
  g_assert_cmpint (problem->line, ==, 0);
  g_assert_cmpstr (problem->id, ==, "syntax");
}

/* A file that is nothing but one mistake after another does not fill the memory. */
static void
test_many_problems (void)
{
  g_autoptr(GString) content = g_string_new ("<guides format=\"1\" version=\"2026-11-20\">\n");
  g_autofree char *path = NULL;
  g_autoptr(RepointGuidesReport) report = NULL;
  const char *paths[] = { NULL, NULL };
  int descriptor = g_file_open_tmp ("guides-XXXXXX", &path, NULL);

  g_assert_cmpint (descriptor, >=, 0);
  g_close (descriptor, NULL);
  for (int i = 0; i < 10000; i++)
    g_string_append (content, "<nonsense/>\n");
  g_string_append (content, "</guides>\n");
  g_assert_true (g_file_set_contents (path, content->str, (gssize) content->len, NULL));

  paths[0] = path;
  report = repoint_guides_check (paths);
  g_assert_cmpuint (report->problems->len, >=, 100);
  g_assert_cmpuint (report->problems->len, <=, 1000);
  g_assert_cmpint (g_unlink (path), ==, 0);
}

/* The example in the manual is one that works. */
static void
test_example (void)
{
  g_autofree char *manual = g_build_filename (g_getenv ("G_TEST_SRCDIR"), "..", "data", "guides", "README.md", NULL);
  g_autofree char *content = NULL;
  g_autofree char *path = NULL;
  g_autoptr(RepointGuidesReport) report = NULL;
  const char *paths[] = { NULL, NULL };
  const char *begin;
  const char *end;
  int descriptor = g_file_open_tmp ("guides-XXXXXX", &path, NULL);

  g_assert_cmpint (descriptor, >=, 0);
  g_close (descriptor, NULL);
  g_assert_true (g_file_get_contents (manual, &content, NULL, NULL));
  begin = strstr (content, "```xml\n");
  g_assert_nonnull (begin);
  begin += strlen ("```xml\n");
  end = strstr (begin, "```");
  g_assert_nonnull (end);
  g_assert_true (g_file_set_contents (path, begin, end - begin, NULL));

  paths[0] = path;
  report = repoint_guides_check (paths);
  show_problems (report);
  g_assert_cmpuint (report->problems->len, ==, 0);
  g_assert_cmpuint (find_share (report, "acme-scanner")->sourced, >, find_share (report, "generic-scanner")->sourced);
  g_assert_cmpint (g_unlink (path), ==, 0);
}

static GPtrArray *
add_bad_files (void)
{
  g_autofree char *directory = g_test_build_filename (G_TEST_DIST, "advice", "data", NULL);
  g_autoptr(GPtrArray) paths = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GDir) opened = g_dir_open (directory, 0, NULL);
  const char *name;

  g_assert_nonnull (opened);
  while ((name = g_dir_read_name (opened)))
    if (g_str_has_prefix (name, "bad-") && g_str_has_suffix (name, ".xml"))
      {
        char *path = g_build_filename (directory, name, NULL);
        g_autofree char *test = g_strdup_printf ("/guides-check/refuses/%.*s", (int) strlen (name) - 8, name + 4);

        g_ptr_array_add (paths, path);
        g_test_add_data_func (test, path, test_bad);
      }
  g_assert_cmpuint (paths->len, >=, 60);

  return g_steal_pointer (&paths);
}

int
main (int argc, char **argv)
{
  g_autoptr(GPtrArray) paths = NULL;
  int result;

  g_test_init (&argc, &argv, NULL);
  shipped = repoint_guides_check (NULL);

  g_test_add_func ("/guides-check/shipped-guides-are-sound", test_shipped);
  g_test_add_func ("/guides-check/directory-of-the-sources-is-what-is-shipped", test_directory);
  g_test_add_func ("/guides-check/share-grows-with-what-is-known", test_shares);
  g_test_add_func ("/guides-check/file-that-does-not-exist", test_unreadable);
  g_test_add_func ("/guides-check/no-more-problems-than-anybody-reads", test_many_problems);
  g_test_add_func ("/guides-check/example-of-the-manual", test_example);
  paths = add_bad_files ();

  result = g_test_run ();
  repoint_guides_report_free (shipped);

  return result;
}
