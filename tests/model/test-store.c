/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>
#include <string.h>

#include "repoint-store-private.h"

typedef struct
{
  char  *directory;
  GFile *file;
} Fixture;

/* Removes a directory and all that is in it. */
static void
remove_tree (const char *path)
{
  GDir *dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      remove_tree (child);
    }
  g_clear_pointer (&dir, g_dir_close);
  g_assert_cmpint (g_remove (path), ==, 0);
}

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  fixture->directory = g_dir_make_tmp ("repoint-store-XXXXXX", NULL);
  fixture->file = g_file_new_build_filename (fixture->directory, "office.repoint", NULL);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  remove_tree (fixture->directory);
  g_free (fixture->directory);
  g_object_unref (fixture->file);
}

static void
test_save_and_load (Fixture       *fixture,
                    gconstpointer  data)
{
  g_autoptr (RepointProject) project = repoint_project_new ();
  g_autoptr (RepointStore) store = repoint_store_new (project, fixture->file);
  g_autoptr (RepointStore) loaded = NULL;
  g_autoptr (GError) error = NULL;

  repoint_organization_set_name (repoint_project_get_organization (project), "Office");
  g_assert_cmpint (repoint_store_get_state (store), ==, REPOINT_STORE_CHANGED);
  g_assert_true (repoint_store_save (store, &error));
  g_assert_no_error (error);
  g_assert_cmpint (repoint_store_get_state (store), ==, REPOINT_STORE_SAVED);

  loaded = repoint_store_load (fixture->file, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (repoint_organization_get_name (repoint_project_get_organization (repoint_store_get_project (loaded))),
                   ==, "Office");
}

static void
get_result (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static void
test_save_async (Fixture       *fixture,
                 gconstpointer  data)
{
  g_autoptr (RepointProject) project = repoint_project_new ();
  g_autoptr (RepointStore) store = repoint_store_new (project, NULL);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  repoint_store_save_async (store, fixture->file, NULL, get_result, &result);
  g_assert_cmpint (repoint_store_get_state (store), ==, REPOINT_STORE_SAVING);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (repoint_store_save_finish (store, result, &error));
  g_assert_no_error (error);
  g_assert_cmpint (repoint_store_get_state (store), ==, REPOINT_STORE_SAVED);
  g_assert_true (g_file_equal (repoint_store_get_file (store), fixture->file));
}

int
main (int   argc,
      char *argv[])
{
  g_autofree char *data_directory = g_dir_make_tmp ("repoint-data-XXXXXX", NULL);
  int result;

  /* Before GLib looks at it; the recovery directory is in there. */
  g_setenv ("XDG_DATA_HOME", data_directory, TRUE);
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/model/store/save-and-load", Fixture, NULL, set_up, test_save_and_load, tear_down);
  g_test_add ("/model/store/save-async", Fixture, NULL, set_up, test_save_async, tear_down);

  result = g_test_run ();
  remove_tree (data_directory);

  return result;
}
