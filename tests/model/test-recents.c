/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-recents.h"

#include <glib/gstdio.h>

typedef struct
{
  char  *directory;
  GFile *store;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  user_data)
{
  fixture->directory = g_dir_make_tmp ("repoint-recents-XXXXXX", NULL);
  fixture->store = g_file_new_build_filename (fixture->directory, "recent.xbel", NULL);
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
  g_object_unref (fixture->store);
}

static GFile *
make_office (Fixture    *fixture,
             const char *name)
{
  GFile *file = g_file_new_build_filename (fixture->directory, name, NULL);

  g_assert_true (g_file_replace_contents (file, "{}", 2, NULL, FALSE, G_FILE_CREATE_NONE, NULL, NULL, NULL));

  return file;
}

static void
assert_titles (RepointRecents *recents,
               const char     *expected)
{
  g_autoptr(GString) titles = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (recents)); i++)
    {
      g_autoptr(RepointRecent) recent = g_list_model_get_item (G_LIST_MODEL (recents), i);

      g_string_append_printf (titles, "%s%s", i > 0 ? " " : "", repoint_recent_get_title (recent));
    }

  g_assert_cmpstr (titles->str, ==, expected);
}

static void
test_newest_first (Fixture       *fixture,
                   gconstpointer  user_data)
{
  g_autoptr(RepointRecents) recents = repoint_recents_new (fixture->store);
  g_autoptr(RepointRecents) read = NULL;
  g_autoptr(RepointRecent) first = NULL;
  g_autoptr(GFile) a = make_office (fixture, "a.repoint");
  g_autoptr(GFile) b = make_office (fixture, "b.repoint");
  guint n_done;
  guint n_total;

  assert_titles (recents, "");
  repoint_recents_add (recents, a, "A", 0, 0);
  g_usleep (2000);
  repoint_recents_add (recents, b, "B", 2, 9);
  assert_titles (recents, "B A");
  g_usleep (2000);
  repoint_recents_add (recents, a, "<A>", 6, 9);
  assert_titles (recents, "<A> B");

  read = repoint_recents_new (fixture->store);
  assert_titles (read, "<A> B");
  first = g_list_model_get_item (G_LIST_MODEL (read), 0);
  repoint_recent_get_progress (first, &n_done, &n_total);
  g_assert_cmpuint (n_done, ==, 6);
  g_assert_cmpuint (n_total, ==, 9);
  g_assert_true (g_file_equal (repoint_recent_get_file (first), a));
}

static void
test_gone_is_left_out (Fixture       *fixture,
                       gconstpointer  user_data)
{
  g_autoptr(RepointRecents) recents = repoint_recents_new (fixture->store);
  g_autoptr(RepointRecents) read = NULL;
  g_autoptr(GFile) a = make_office (fixture, "a.repoint");
  g_autoptr(GFile) b = make_office (fixture, "b.repoint");

  repoint_recents_add (recents, a, "A", 0, 0);
  repoint_recents_add (recents, b, "B", 0, 0);
  g_assert_true (g_file_delete (b, NULL, NULL));

  read = repoint_recents_new (fixture->store);
  assert_titles (read, "A");
}

static void
test_remove (Fixture       *fixture,
             gconstpointer  user_data)
{
  g_autoptr(RepointRecents) recents = repoint_recents_new (fixture->store);
  g_autoptr(RepointRecents) read = NULL;
  g_autoptr(RepointRecent) recent = NULL;
  g_autoptr(GFile) a = make_office (fixture, "a.repoint");

  repoint_recents_add (recents, a, "A", 0, 0);
  recent = g_list_model_get_item (G_LIST_MODEL (recents), 0);
  repoint_recents_remove (recents, recent);
  repoint_recents_remove (recents, recent);
  assert_titles (recents, "");
  g_assert_true (g_file_query_exists (a, NULL));

  read = repoint_recents_new (fixture->store);
  assert_titles (read, "");
}

static void
test_at_most_50 (Fixture       *fixture,
                 gconstpointer  user_data)
{
  g_autoptr(RepointRecents) recents = repoint_recents_new (fixture->store);
  g_autoptr(RepointRecent) first = NULL;

  for (guint i = 0; i < 60; i++)
    {
      g_autofree char *name = g_strdup_printf ("%u.repoint", i);
      g_autoptr(GFile) file = make_office (fixture, name);

      repoint_recents_add (recents, file, name, 0, 0);
    }

  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (recents)), ==, 50);
  first = g_list_model_get_item (G_LIST_MODEL (recents), 0);
  g_assert_cmpstr (repoint_recent_get_title (first), ==, "59.repoint");
}

/* Damaged or impossible to write: an empty list, and no harm. */
static void
test_bad_store (Fixture       *fixture,
                gconstpointer  user_data)
{
  g_autoptr(GFile) below = g_file_get_child (fixture->store, "recent.xbel");
  g_autoptr(RepointRecents) damaged = NULL;
  g_autoptr(RepointRecents) impossible = NULL;
  g_autoptr(GFile) a = make_office (fixture, "a.repoint");

  g_assert_true (g_file_replace_contents (fixture->store, "<xbel", 5, NULL, FALSE, G_FILE_CREATE_NONE, NULL, NULL, NULL));
  damaged = repoint_recents_new (fixture->store);
  assert_titles (damaged, "");

  impossible = repoint_recents_new (below);
  repoint_recents_add (impossible, a, "A", 0, 0);
  assert_titles (impossible, "A");
}

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("/recents/newest-first", test_newest_first);
  ADD ("/recents/gone-is-left-out", test_gone_is_left_out);
  ADD ("/recents/remove", test_remove);
  ADD ("/recents/at-most-50", test_at_most_50);
  ADD ("/recents/bad-store", test_bad_store);

  return g_test_run ();
}
