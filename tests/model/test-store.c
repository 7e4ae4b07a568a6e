/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "repoint-autosave.h"
#include "store-fixture.h"

static void
test_save_and_load (Fixture       *fixture,
                    gconstpointer  data)
{
  g_autoptr (RepointProject) project = repoint_project_new ();
  g_autoptr (RepointStore) store = repoint_store_new (project, fixture->file);
  g_autoptr (RepointStore) loaded = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (repoint_store_get_state (store), ==, REPOINT_STORE_CHANGED); /* it is in no file yet */
  g_assert_null (repoint_store_get_saved_at (store));
  fixture_set_name (project, "Office");
  g_assert_true (repoint_store_save (store, &error));
  g_assert_no_error (error);
  g_assert_cmpint (repoint_store_get_state (store), ==, REPOINT_STORE_SAVED);
  g_assert_nonnull (repoint_store_get_saved_at (store));
  g_assert_cmpuint (fixture_count_files (fixture->directory), ==, 1);

  loaded = repoint_store_load (fixture->file, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (fixture_get_name (loaded), ==, "Office");
  g_assert_cmpint (repoint_store_get_state (loaded), ==, REPOINT_STORE_SAVED);
  g_assert_nonnull (repoint_store_get_saved_at (loaded));
  fixture_set_name (repoint_store_get_project (loaded), "Other");
  g_assert_cmpint (repoint_store_get_state (loaded), ==, REPOINT_STORE_CHANGED);
  repoint_store_discard (loaded);
}

static void
note_state (RepointStore *store,
            GParamSpec   *pspec,
            gpointer      user_data)
{
  g_string_append_printf (user_data, "%s ",
                          repoint_enum_to_string (REPOINT_TYPE_STORE_STATE, repoint_store_get_state (store)));
}

static void
test_save_async (Fixture       *fixture,
                 gconstpointer  data)
{
  g_autoptr (RepointProject) project = repoint_project_new ();
  g_autoptr (RepointStore) store = repoint_store_new (project, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GString) states = g_string_new (NULL);

  g_signal_connect (store, "notify::state", G_CALLBACK (note_state), states);
  fixture_set_name (project, "Office");
  g_assert_true (fixture_save_to (store, fixture->file, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (states->str, ==, "changed saving saved ");
  g_assert_true (g_file_equal (repoint_store_get_file (store), fixture->file));
  fixture_assert_file_holds (fixture->file, "Office");
}

static void
test_load_async (Fixture       *fixture,
                 gconstpointer  data)
{
  g_autoptr (RepointStore) saved = fixture_make_saved (fixture, "Office");
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GAsyncResult) cancelled = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (RepointStore) store = NULL;
  g_autoptr (GError) error = NULL;

  repoint_store_load_async (fixture->file, NULL, fixture_get_result, &result);
  fixture_wait_for (&result);
  store = repoint_store_load_finish (result, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (fixture_get_name (store), ==, "Office");

  repoint_store_load_async (fixture->file, cancellable, fixture_get_result, &cancelled);
  g_cancellable_cancel (cancellable);
  fixture_wait_for (&cancelled);
  g_assert_null (repoint_store_load_finish (cancelled, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_load_refused (Fixture       *fixture,
                   gconstpointer  data)
{
  g_autoptr (GFile) directory = g_file_new_for_path (fixture->directory);
  g_autoptr (GFile) remote = g_file_new_for_uri ("https://example.com/office.repoint");
  g_autoptr (GError) error = NULL;
  int fd;

  g_assert_null (repoint_store_load (fixture->file, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_null (repoint_store_load (directory, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_IS_DIRECTORY);
  g_clear_error (&error);
  g_assert_null (repoint_store_load (remote, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED);
  g_clear_error (&error);

  g_assert_cmpint (mkfifo (fixture->path, 0600), ==, 0); /* nobody will ever write into it */
  g_assert_null (repoint_store_load (fixture->file, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_REGULAR_FILE);
  g_clear_error (&error);
  g_unlink (fixture->path);

  fd = g_open (fixture->path, O_WRONLY | O_CREAT, 0600);
  g_assert_cmpint (ftruncate (fd, G_GINT64_CONSTANT (1) << 40), ==, 0); /* a terabyte of nothing */
  close (fd);
  g_assert_null (repoint_store_load (fixture->file, &error));
  g_assert_error (error, REPOINT_PROJECT_ERROR, REPOINT_PROJECT_ERROR_TOO_BIG);
}

static void
test_damaged_is_left_alone (Fixture       *fixture,
                            gconstpointer  data)
{
  static const char text[] = "{\n  \"format\": 1,\n  \"organization\": {\n";
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autofree char *after = NULL;

  g_assert_true (g_file_set_contents (fixture->path, text, -1, NULL));
  g_assert_null (repoint_store_load (fixture->file, &error));
  g_assert_error (error, REPOINT_PROJECT_ERROR, REPOINT_PROJECT_ERROR_SYNTAX);
  g_assert_cmpstr (error->message, ==, "line 4, column 1: the file ends in the middle");
  g_clear_error (&error);
  repoint_store_load_async (fixture->file, NULL, fixture_get_result, &result);
  fixture_wait_for (&result);
  g_assert_null (repoint_store_load_finish (result, &error));
  g_assert_error (error, REPOINT_PROJECT_ERROR, REPOINT_PROJECT_ERROR_SYNTAX);

  g_assert_true (g_file_get_contents (fixture->path, &after, NULL, NULL));
  g_assert_cmpstr (after, ==, text);
  g_assert_cmpuint (fixture_count_files (fixture->directory), ==, 1);
}

static void
test_two_stores (Fixture       *fixture,
                 gconstpointer  data)
{
  g_autoptr (RepointStore) first = fixture_make_saved (fixture, "Office");
  g_autoptr (RepointStore) second = repoint_store_load (fixture->file, NULL);
  g_autoptr (GError) error = NULL;

  fixture_set_name (repoint_store_get_project (first), "First");
  g_assert_true (repoint_store_save (first, &error));
  fixture_set_name (repoint_store_get_project (second), "Second");
  g_assert_false (repoint_store_save (second, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_WRONG_ETAG);
  g_assert_cmpint (repoint_store_get_state (second), ==, REPOINT_STORE_FAILED);
  fixture_assert_file_holds (fixture->file, "First");
  g_clear_error (&error);
  g_assert_false (fixture_save_to (second, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_WRONG_ETAG);
  g_clear_error (&error);

  /* Whoever names the file means it. */
  g_assert_true (fixture_save_to (second, fixture->file, &error));
  fixture_assert_file_holds (fixture->file, "Second");
  g_assert_true (repoint_store_save (second, &error));
  fixture_set_name (repoint_store_get_project (first), "First again");
  g_assert_false (repoint_store_save (first, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_WRONG_ETAG);
  repoint_store_discard (first);
}

static void
test_removed_file_comes_back (Fixture       *fixture,
                              gconstpointer  data)
{
  g_autoptr (RepointStore) store = fixture_make_saved (fixture, "Office");
  g_autoptr (GError) error = NULL;

  g_unlink (fixture->path);
  g_assert_true (fixture_save_to (store, NULL, &error));
  g_assert_no_error (error);
  fixture_assert_file_holds (fixture->file, "Office");
}

static void
test_link_and_mode_stay (Fixture       *fixture,
                         gconstpointer  data)
{
  g_autoptr (RepointStore) store = fixture_make_saved (fixture, "Office");
  g_autofree char *link_path = g_build_filename (fixture->directory, "link.repoint", NULL);
  g_autoptr (GFile) link_file = g_file_new_for_path (link_path);
  g_autoptr (RepointStore) linked = NULL;
  GStatBuf status;

  g_assert_cmpint (symlink ("office.repoint", link_path), ==, 0);
  g_assert_cmpint (g_chmod (fixture->path, 0646), ==, 0);
  linked = repoint_store_load (link_file, NULL);
  fixture_set_name (repoint_store_get_project (linked), "Through the link");
  g_assert_true (repoint_store_save (linked, NULL));
  g_assert_true (g_file_test (link_path, G_FILE_TEST_IS_SYMLINK));
  g_assert_cmpint (g_stat (fixture->path, &status), ==, 0);
  g_assert_cmpint (status.st_mode & 0777, ==, 0646);
  fixture_assert_file_holds (fixture->file, "Through the link");
}

/* A device node or a directory is never replaced by a document. */
static void
test_no_file_is_not_replaced (Fixture       *fixture,
                              gconstpointer  data)
{
  g_autoptr (RepointProject) project = repoint_project_new ();
  g_autoptr (RepointStore) store = repoint_store_new (project, fixture->file);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (g_mkdir (fixture->path, 0700), ==, 0);
  g_assert_false (repoint_store_save (store, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_IS_DIRECTORY);
  g_clear_error (&error);
  g_rmdir (fixture->path);
  g_assert_cmpint (mkfifo (fixture->path, 0600), ==, 0);
  g_assert_false (repoint_store_save (store, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_REGULAR_FILE);
  repoint_store_discard (store);
}

static void
test_failed_save_as (Fixture       *fixture,
                     gconstpointer  data)
{
  g_autoptr (RepointStore) store = fixture_make_saved (fixture, "Office");
  g_autoptr (GFile) blocked = g_file_get_child (fixture->file, "elsewhere.repoint");
  g_autoptr (GError) error = NULL;

  g_assert_false (fixture_save_to (store, blocked, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_DIRECTORY);
  /* The project is still where it was, and that is in order. */
  g_assert_true (g_file_equal (repoint_store_get_file (store), fixture->file));
  g_assert_cmpint (repoint_store_get_state (store), ==, REPOINT_STORE_SAVED);
  g_assert_null (repoint_store_get_error (store));
}

static void
test_change_during_save (Fixture       *fixture,
                         gconstpointer  data)
{
  g_autoptr (RepointStore) store = fixture_make_saved (fixture, "Office");
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  fixture_set_name (repoint_store_get_project (store), "Before");
  repoint_store_save_async (store, NULL, NULL, fixture_get_result, &result);
  fixture_set_name (repoint_store_get_project (store), "After");
  fixture_wait_for (&result);
  g_assert_true (repoint_store_save_finish (store, result, &error));
  g_assert_cmpint (repoint_store_get_state (store), ==, REPOINT_STORE_CHANGED);
  fixture_assert_file_holds (fixture->file, "Before");
  g_assert_true (repoint_store_save (store, &error));
  fixture_assert_file_holds (fixture->file, "After");
}

static void
test_overtaken_save (Fixture       *fixture,
                     gconstpointer  data)
{
  g_autoptr (RepointStore) store = fixture_make_saved (fixture, "Office");

  /* At each moment of the first save. */
  for (guint n_iterations = 0; n_iterations < 6; n_iterations++)
    {
      g_autoptr (GAsyncResult) result = NULL;
      g_autoptr (GError) error = NULL;
      g_autofree char *name = g_strdup_printf ("Later %u", n_iterations);

      fixture_set_name (repoint_store_get_project (store), "Earlier");
      repoint_store_save_async (store, NULL, NULL, fixture_get_result, &result);
      for (guint i = 0; i < n_iterations; i++)
        g_main_context_iteration (NULL, FALSE);
      fixture_set_name (repoint_store_get_project (store), name);
      g_assert_true (repoint_store_save (store, &error));
      fixture_wait_for (&result);
      g_assert_true (repoint_store_save_finish (store, result, &error));
      g_assert_no_error (error);
      g_assert_cmpint (repoint_store_get_state (store), ==, REPOINT_STORE_SAVED);
      fixture_assert_file_holds (fixture->file, name);
    }
}

static void
test_saves_in_turn (Fixture       *fixture,
                    gconstpointer  data)
{
  g_autoptr (RepointStore) store = fixture_make_saved (fixture, "Office");
  g_autofree char *other_path = g_build_filename (fixture->directory, "other.repoint", NULL);
  g_autoptr (GFile) other = g_file_new_for_path (other_path);
  g_autoptr (GAsyncResult) first = NULL;
  g_autoptr (GAsyncResult) second = NULL;

  fixture_set_name (repoint_store_get_project (store), "Both");
  repoint_store_save_async (store, NULL, NULL, fixture_get_result, &first);
  repoint_store_save_async (store, other, NULL, fixture_get_result, &second);
  fixture_wait_for (&second);
  g_assert_nonnull (first);
  g_assert_true (repoint_store_save_finish (store, first, NULL));
  g_assert_true (repoint_store_save_finish (store, second, NULL));
  fixture_assert_file_holds (fixture->file, "Both");
  fixture_assert_file_holds (other, "Both");
  g_assert_true (g_file_equal (repoint_store_get_file (store), other));
}

static void
test_cancelled_save (Fixture       *fixture,
                     gconstpointer  data)
{
  g_autoptr (RepointStore) store = fixture_make_saved (fixture, "Office");
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  fixture_set_name (repoint_store_get_project (store), "Changed");
  repoint_store_save_async (store, NULL, cancellable, fixture_get_result, &result);
  g_cancellable_cancel (cancellable);
  fixture_wait_for (&result);
  g_assert_false (repoint_store_save_finish (store, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpint (repoint_store_get_state (store), ==, REPOINT_STORE_CHANGED);
  g_assert_null (repoint_store_get_error (store));
  fixture_assert_file_holds (fixture->file, "Office");
  repoint_store_discard (store);
}

/* Changes at seconds, and the second at which the save is due. */
static const struct
{
  guint changes[40];
  gint  due;
} deadlines[] = {
  { { 0 }, 3 },
  { { 0, 2 }, 5 },
  { { 0, 2, 4, 6, 8 }, 11 },
  { { 0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26 }, 29 },
  { { 0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28 }, 30 },
};

static void
test_deadlines (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (deadlines); i++)
    {
      RepointAutosave autosave = REPOINT_AUTOSAVE_INIT;

      g_assert_cmpint (repoint_autosave_get_deadline (&autosave), ==, -1);
      for (guint j = 0; j == 0 || deadlines[i].changes[j] > 0; j++)
        repoint_autosave_note_change (&autosave, deadlines[i].changes[j] * G_USEC_PER_SEC);
      g_assert_cmpint (repoint_autosave_get_deadline (&autosave), ==, deadlines[i].due * G_USEC_PER_SEC);
      repoint_autosave_note_save (&autosave);
      g_assert_cmpint (repoint_autosave_get_deadline (&autosave), ==, -1);
    }
}

static void
test_autosave (Fixture       *fixture,
               gconstpointer  data)
{
  g_autoptr (RepointStore) store = fixture_make_saved (fixture, "Office");

  fixture_time = 0;
  repoint_store_set_clock (store, fixture_clock);
  repoint_store_wake (store);
  g_assert_cmpint (repoint_store_get_state (store), ==, REPOINT_STORE_SAVED); /* nothing has changed */

  fixture_set_name (repoint_store_get_project (store), "Changed");
  fixture_time = 3 * G_USEC_PER_SEC - 1;
  repoint_store_wake (store);
  g_assert_cmpint (repoint_store_get_state (store), ==, REPOINT_STORE_CHANGED);
  fixture_time = 3 * G_USEC_PER_SEC;
  repoint_store_wake (store);
  g_assert_cmpint (repoint_store_get_state (store), ==, REPOINT_STORE_SAVING);
  fixture_wait_for_state (store, REPOINT_STORE_SAVED);
  fixture_assert_file_holds (fixture->file, "Changed");

  /* Discovery changes something all the time. */
  for (guint second = 0; second < 30; second++)
    {
      g_autofree char *name = g_strdup_printf ("%u", second);

      fixture_time += G_USEC_PER_SEC;
      fixture_set_name (repoint_store_get_project (store), name);
      repoint_store_wake (store);
      g_assert_cmpint (repoint_store_get_state (store), ==, REPOINT_STORE_CHANGED);
    }
  fixture_time += G_USEC_PER_SEC;
  repoint_store_wake (store);
  fixture_wait_for_state (store, REPOINT_STORE_SAVED);
  fixture_assert_file_holds (fixture->file, "29");

  /* It goes wrong, and is tried again after the next change. */
  g_assert_true (g_file_set_contents (fixture->path, "somebody else's", -1, NULL));
  fixture_set_name (repoint_store_get_project (store), "Conflict");
  fixture_time += 3 * G_USEC_PER_SEC;
  repoint_store_wake (store);
  fixture_wait_for_state (store, REPOINT_STORE_FAILED);
  g_unlink (fixture->path);
  fixture_time += 60 * G_USEC_PER_SEC;
  repoint_store_wake (store);
  g_assert_cmpint (repoint_store_get_state (store), ==, REPOINT_STORE_FAILED);
  fixture_set_name (repoint_store_get_project (store), "Once more");
  fixture_time += 3 * G_USEC_PER_SEC;
  repoint_store_wake (store);
  fixture_wait_for_state (store, REPOINT_STORE_SAVED);
  fixture_assert_file_holds (fixture->file, "Once more");
}

/* The timer itself, which the other tests replace: it goes off by itself when its time has come. */
static void
test_timer (Fixture       *fixture,
            gconstpointer  data)
{
  g_autoptr (RepointStore) store = fixture_make_saved (fixture, "Office");

  fixture_time = g_get_monotonic_time () - 60 * G_USEC_PER_SEC;
  repoint_store_set_clock (store, fixture_clock);
  fixture_set_name (repoint_store_get_project (store), "A minute ago");
  repoint_store_set_clock (store, g_get_monotonic_time);
  fixture_wait_for_state (store, REPOINT_STORE_SAVED);
  fixture_assert_file_holds (fixture->file, "A minute ago");
}

static void
add_tests (void)
{
#define ADD(name, function) \
  g_test_add ("/model/store/" name, Fixture, NULL, fixture_set_up, function, fixture_tear_down)
  ADD ("save-and-load", test_save_and_load);
  ADD ("save-async", test_save_async);
  ADD ("load-async", test_load_async);
  ADD ("load-refused", test_load_refused);
  ADD ("damaged-is-left-alone", test_damaged_is_left_alone);
  ADD ("two-stores-on-one-file", test_two_stores);
  ADD ("removed-file-comes-back", test_removed_file_comes_back);
  ADD ("link-and-mode-stay", test_link_and_mode_stay);
  ADD ("no-file-is-not-replaced", test_no_file_is_not_replaced);
  ADD ("failed-save-as", test_failed_save_as);
  ADD ("change-during-save", test_change_during_save);
  ADD ("overtaken-save", test_overtaken_save);
  ADD ("saves-in-turn", test_saves_in_turn);
  ADD ("cancelled-save", test_cancelled_save);
  g_test_add_func ("/model/store/deadlines", test_deadlines);
  ADD ("autosave", test_autosave);
  ADD ("timer", test_timer);
}

int
main (int   argc,
      char *argv[])
{
  return fixture_main (argc, argv, add_tests);
}
