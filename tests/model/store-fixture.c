/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "store-fixture.h"

#include <glib/gstdio.h>

gint64 fixture_time;

gint64
fixture_clock (void)
{
  return fixture_time;
}

/* Removes a directory and all that is in it. */
static void
remove_tree (const char *path)
{
  GDir *dir = g_file_test (path, G_FILE_TEST_IS_SYMLINK) ? NULL : g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      remove_tree (child);
    }
  g_clear_pointer (&dir, g_dir_close);
  g_assert_cmpint (g_remove (path), ==, 0);
}

guint
fixture_count_files (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  guint n_files = 0;

  while (dir != NULL && g_dir_read_name (dir) != NULL)
    n_files++;

  return n_files;
}

void
fixture_set_up (Fixture       *fixture,
                gconstpointer  data)
{
  fixture->directory = g_dir_make_tmp ("repoint-store-XXXXXX", NULL);
  fixture->path = g_build_filename (fixture->directory, "office.repoint", NULL);
  fixture->file = g_file_new_for_path (fixture->path);
}

void
fixture_tear_down (Fixture       *fixture,
                   gconstpointer  data)
{
  g_autoptr (GPtrArray) left = repoint_store_list_recoverable ();

  for (guint i = 0; i < left->len; i++)
    repoint_store_discard_recoverable (g_ptr_array_index (left, i));
  remove_tree (fixture->directory);
  g_free (fixture->directory);
  g_free (fixture->path);
  g_object_unref (fixture->file);
}

void
fixture_set_name (RepointProject *project,
                  const char     *name)
{
  repoint_organization_set_name (repoint_project_get_organization (project), name);
}

/* (transfer none) */
const char *
fixture_get_name (RepointStore *store)
{
  return repoint_organization_get_name (repoint_project_get_organization (repoint_store_get_project (store)));
}

void
fixture_assert_file_holds (GFile      *file,
                           const char *name)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (RepointStore) store = repoint_store_load (file, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (fixture_get_name (store), ==, name);
}

/* (transfer full): a store whose project is called @name and saved in the fixture's file. */
RepointStore *
fixture_make_saved (Fixture    *fixture,
                    const char *name)
{
  g_autoptr (RepointProject) project = repoint_project_new ();
  RepointStore *store = repoint_store_new (project, fixture->file);
  g_autoptr (GError) error = NULL;

  fixture_set_name (project, name);
  g_assert_true (repoint_store_save (store, &error));
  g_assert_no_error (error);

  return store;
}

void
fixture_get_result (GObject      *source,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

void
fixture_wait_for (GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);
}

/* Saves asynchronously and returns what repoint_store_save_finish() returns. */
gboolean
fixture_save_to (RepointStore  *store,
                 GFile         *file,
                 GError       **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  repoint_store_save_async (store, file, NULL, fixture_get_result, &result);
  fixture_wait_for (&result);

  return repoint_store_save_finish (store, result, error);
}

void
fixture_wait_for_state (RepointStore      *store,
                        RepointStoreState  state)
{
  while (repoint_store_get_state (store) != state)
    g_main_context_iteration (NULL, TRUE);
}

int
fixture_main (int    argc,
              char  *argv[],
              void (*add_tests) (void))
{
  g_autofree char *data_directory = NULL;
  int result;

  /* Before GLib looks at it: the recovery directory is in there. A subprocess has that of its parent. */
  if (g_getenv ("REPOINT_TEST_DATA") == NULL)
    {
      data_directory = g_dir_make_tmp ("repoint-data-XXXXXX", NULL);
      g_setenv ("REPOINT_TEST_DATA", data_directory, TRUE);
    }
  g_setenv ("XDG_DATA_HOME", g_getenv ("REPOINT_TEST_DATA"), TRUE);
  g_test_init (&argc, &argv, NULL);
  add_tests ();

  result = g_test_run ();
  if (data_directory != NULL)
    remove_tree (data_directory);

  return result;
}
