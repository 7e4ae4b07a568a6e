/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "repoint-autosave.h"
#include "repoint-store-private.h"

typedef struct
{
  char  *directory;
  char  *path;
  GFile *file;
} Fixture;

static gint64 fake_time;

static gint64
fake_clock (void)
{
  return fake_time;
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

static guint
count_files (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  guint n_files = 0;

  while (dir != NULL && g_dir_read_name (dir) != NULL)
    n_files++;

  return n_files;
}

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  fixture->directory = g_dir_make_tmp ("repoint-store-XXXXXX", NULL);
  fixture->path = g_build_filename (fixture->directory, "office.repoint", NULL);
  fixture->file = g_file_new_for_path (fixture->path);
}

static void
tear_down (Fixture       *fixture,
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

static void
set_name (RepointProject *project,
          const char     *name)
{
  repoint_organization_set_name (repoint_project_get_organization (project), name);
}

/* (transfer none) */
static const char *
get_name (RepointStore *store)
{
  return repoint_organization_get_name (repoint_project_get_organization (repoint_store_get_project (store)));
}

static void
assert_file_holds (GFile      *file,
                   const char *name)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (RepointStore) store = repoint_store_load (file, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (get_name (store), ==, name);
}

/* (transfer full): a store whose project is called @name and saved in the fixture's file. */
static RepointStore *
make_saved (Fixture    *fixture,
            const char *name)
{
  g_autoptr (RepointProject) project = repoint_project_new ();
  RepointStore *store = repoint_store_new (project, fixture->file);
  g_autoptr (GError) error = NULL;

  set_name (project, name);
  g_assert_true (repoint_store_save (store, &error));
  g_assert_no_error (error);

  return store;
}

static void
get_result (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static void
wait_for (GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);
}

/* Saves asynchronously and returns what repoint_store_save_finish() returns. */
static gboolean
save_to (RepointStore  *store,
         GFile         *file,
         GError       **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  repoint_store_save_async (store, file, NULL, get_result, &result);
  wait_for (&result);

  return repoint_store_save_finish (store, result, error);
}

static void
wait_for_state (RepointStore      *store,
                RepointStoreState  state)
{
  while (repoint_store_get_state (store) != state)
    g_main_context_iteration (NULL, TRUE);
}

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
  set_name (project, "Office");
  g_assert_true (repoint_store_save (store, &error));
  g_assert_no_error (error);
  g_assert_cmpint (repoint_store_get_state (store), ==, REPOINT_STORE_SAVED);
  g_assert_nonnull (repoint_store_get_saved_at (store));
  g_assert_cmpuint (count_files (fixture->directory), ==, 1);

  loaded = repoint_store_load (fixture->file, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (get_name (loaded), ==, "Office");
  g_assert_cmpint (repoint_store_get_state (loaded), ==, REPOINT_STORE_SAVED);
  g_assert_nonnull (repoint_store_get_saved_at (loaded));
  set_name (repoint_store_get_project (loaded), "Other");
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
  set_name (project, "Office");
  g_assert_true (save_to (store, fixture->file, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (states->str, ==, "changed saving saved ");
  g_assert_true (g_file_equal (repoint_store_get_file (store), fixture->file));
  assert_file_holds (fixture->file, "Office");
}

static void
test_load_async (Fixture       *fixture,
                 gconstpointer  data)
{
  g_autoptr (RepointStore) saved = make_saved (fixture, "Office");
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GAsyncResult) cancelled = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (RepointStore) store = NULL;
  g_autoptr (GError) error = NULL;

  repoint_store_load_async (fixture->file, NULL, get_result, &result);
  wait_for (&result);
  store = repoint_store_load_finish (result, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (get_name (store), ==, "Office");

  repoint_store_load_async (fixture->file, cancellable, get_result, &cancelled);
  g_cancellable_cancel (cancellable);
  wait_for (&cancelled);
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
  repoint_store_load_async (fixture->file, NULL, get_result, &result);
  wait_for (&result);
  g_assert_null (repoint_store_load_finish (result, &error));
  g_assert_error (error, REPOINT_PROJECT_ERROR, REPOINT_PROJECT_ERROR_SYNTAX);

  g_assert_true (g_file_get_contents (fixture->path, &after, NULL, NULL));
  g_assert_cmpstr (after, ==, text);
  g_assert_cmpuint (count_files (fixture->directory), ==, 1);
}

/* A directory in which nothing can be made, not even by root: it is a file. */
static void
test_unwritable (Fixture       *fixture,
                 gconstpointer  data)
{
  g_autofree char *blocked_path = g_build_filename (fixture->directory, "file", "office.repoint", NULL);
  g_autofree char *file_path = g_build_filename (fixture->directory, "file", NULL);
  g_autoptr (GFile) blocked = g_file_new_for_path (blocked_path);
  g_autoptr (RepointProject) project = repoint_project_new ();
  g_autoptr (RepointStore) store = repoint_store_new (project, blocked);
  g_autoptr (GPtrArray) recoverable = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_set_contents (file_path, "", 0, NULL));
  set_name (project, "Office");
  g_assert_false (repoint_store_save (store, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_DIRECTORY);
  g_assert_nonnull (strstr (error->message, "Not a directory"));
  g_assert_cmpint (repoint_store_get_state (store), ==, REPOINT_STORE_FAILED);
  g_assert_error (repoint_store_get_error (store), G_IO_ERROR, G_IO_ERROR_NOT_DIRECTORY);
  g_clear_error (&error);
  g_assert_false (save_to (store, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_DIRECTORY);
  g_clear_error (&error);

  /* It stays failed until a save succeeds, and there is a copy, which is ours. */
  set_name (project, "Office 2");
  g_assert_cmpint (repoint_store_get_state (store), ==, REPOINT_STORE_FAILED);
  recoverable = repoint_store_list_recoverable ();
  g_assert_cmpuint (recoverable->len, ==, 0);

  g_assert_true (save_to (store, fixture->file, &error));
  g_assert_no_error (error);
  g_assert_cmpint (repoint_store_get_state (store), ==, REPOINT_STORE_SAVED);
  g_assert_null (repoint_store_get_error (store));
  assert_file_holds (fixture->file, "Office 2");
}

static void
test_failed_save_outlives_store (Fixture       *fixture,
                                 gconstpointer  data)
{
  g_autoptr (GFile) blocked = g_file_get_child (fixture->file, "office.repoint");
  g_autoptr (GPtrArray) recoverable = NULL;
  g_autoptr (RepointStore) recovered = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_set_contents (fixture->path, "", 0, NULL));
  {
    g_autoptr (RepointProject) project = repoint_project_new ();
    g_autoptr (RepointStore) store = repoint_store_new (project, blocked);

    set_name (project, "Office");
    g_assert_false (repoint_store_save (store, NULL));
    set_name (project, "Office, changed after that");
  }

  recoverable = repoint_store_list_recoverable ();
  g_assert_cmpuint (recoverable->len, ==, 1);
  recovered = repoint_store_recover (g_ptr_array_index (recoverable, 0), &error);
  g_assert_no_error (error);
  g_assert_cmpstr (get_name (recovered), ==, "Office, changed after that");
}

static gboolean
write_proc (const char *path,
            const char *text)
{
  int fd = g_open (path, O_WRONLY, 0);
  gboolean written = fd >= 0 && write (fd, text, strlen (text)) == (gssize) strlen (text);

  if (fd >= 0)
    close (fd);

  return written;
}

/* Puts a file system of 64 KiB at @path, for this process alone. Where we are not root, we become it in a user
 * namespace of our own, if that is allowed. */
static gboolean
mount_small (const char *path)
{
  g_autofree char *uid_map = g_strdup_printf ("0 %u 1", getuid ());
  g_autofree char *gid_map = g_strdup_printf ("0 %u 1", getgid ());

  if (unshare (CLONE_NEWNS) != 0 &&
      (unshare (CLONE_NEWUSER | CLONE_NEWNS) != 0 || !write_proc ("/proc/self/setgroups", "deny") ||
       !write_proc ("/proc/self/uid_map", uid_map) || !write_proc ("/proc/self/gid_map", gid_map)))
    return FALSE;

  return mount (NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0 &&
         mount ("none", path, "tmpfs", 0, "size=64k") == 0;
}

static void
test_full_disk (Fixture       *fixture,
                gconstpointer  data)
{
  g_autofree char *marker = g_build_filename (g_get_user_data_dir (), "cannot-mount", NULL);
  g_autoptr (RepointStore) store = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *long_text = g_strnfill (200000, 'x');
  g_autoptr (GPtrArray) recoverable = NULL;

  if (!g_test_subprocess ())
    {
      g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_INHERIT_STDERR);
      g_test_trap_assert_passed ();
      if (g_unlink (marker) == 0)
        g_test_skip ("a small file system cannot be made here");
      return;
    }

  if (!mount_small (fixture->directory))
    {
      g_assert_true (g_file_set_contents (marker, "", 0, NULL));
      return;
    }

  store = make_saved (fixture, "Office");
  repoint_organization_set_domain (repoint_project_get_organization (repoint_store_get_project (store)), long_text);
  g_assert_false (repoint_store_save (store, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE);
  g_assert_null (strstr (error->message, "no recovery copy")); /* there is room elsewhere */
  g_assert_cmpint (repoint_store_get_state (store), ==, REPOINT_STORE_FAILED);
  g_assert_cmpuint (count_files (fixture->directory), ==, 1);
  assert_file_holds (fixture->file, "Office");

  g_object_unref (g_steal_pointer (&store));
  recoverable = repoint_store_list_recoverable ();
  g_assert_cmpuint (recoverable->len, ==, 1);
  umount2 (fixture->directory, MNT_DETACH);
}

/* Nothing can be written anywhere: the sentence says so, and the old file is what it was. */
static void
test_nowhere_to_write (Fixture       *fixture,
                       gconstpointer  data)
{
  g_autoptr (RepointStore) store = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *long_text = g_strnfill (200000, 'x');
  const struct rlimit limit = { 100000, 100000 };

  if (!g_test_subprocess ())
    {
      g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_INHERIT_STDERR);
      g_test_trap_assert_passed ();
      return;
    }

  store = make_saved (fixture, "Office");
  signal (SIGXFSZ, SIG_IGN);
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limit), ==, 0);
  repoint_organization_set_domain (repoint_project_get_organization (repoint_store_get_project (store)), long_text);
  g_assert_false (repoint_store_save (store, &error));
  g_assert_nonnull (strstr (error->message, "no recovery copy"));
  g_assert_cmpint (repoint_store_get_state (store), ==, REPOINT_STORE_FAILED);
  g_assert_cmpuint (count_files (fixture->directory), ==, 1);
  assert_file_holds (fixture->file, "Office");
  repoint_store_discard (store);
}

static void
test_two_stores (Fixture       *fixture,
                 gconstpointer  data)
{
  g_autoptr (RepointStore) first = make_saved (fixture, "Office");
  g_autoptr (RepointStore) second = repoint_store_load (fixture->file, NULL);
  g_autoptr (GError) error = NULL;

  set_name (repoint_store_get_project (first), "First");
  g_assert_true (repoint_store_save (first, &error));
  set_name (repoint_store_get_project (second), "Second");
  g_assert_false (repoint_store_save (second, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_WRONG_ETAG);
  g_assert_cmpint (repoint_store_get_state (second), ==, REPOINT_STORE_FAILED);
  assert_file_holds (fixture->file, "First");
  g_clear_error (&error);
  g_assert_false (save_to (second, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_WRONG_ETAG);
  g_clear_error (&error);

  /* Whoever names the file means it. */
  g_assert_true (save_to (second, fixture->file, &error));
  assert_file_holds (fixture->file, "Second");
  g_assert_true (repoint_store_save (second, &error));
  set_name (repoint_store_get_project (first), "First again");
  g_assert_false (repoint_store_save (first, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_WRONG_ETAG);
  repoint_store_discard (first);
}

static void
test_removed_file_comes_back (Fixture       *fixture,
                              gconstpointer  data)
{
  g_autoptr (RepointStore) store = make_saved (fixture, "Office");
  g_autoptr (GError) error = NULL;

  g_unlink (fixture->path);
  g_assert_true (save_to (store, NULL, &error));
  g_assert_no_error (error);
  assert_file_holds (fixture->file, "Office");
}

static void
test_link_and_mode_stay (Fixture       *fixture,
                         gconstpointer  data)
{
  g_autoptr (RepointStore) store = make_saved (fixture, "Office");
  g_autofree char *link_path = g_build_filename (fixture->directory, "link.repoint", NULL);
  g_autoptr (GFile) link_file = g_file_new_for_path (link_path);
  g_autoptr (RepointStore) linked = NULL;
  GStatBuf status;

  g_assert_cmpint (symlink ("office.repoint", link_path), ==, 0);
  g_assert_cmpint (g_chmod (fixture->path, 0646), ==, 0);
  linked = repoint_store_load (link_file, NULL);
  set_name (repoint_store_get_project (linked), "Through the link");
  g_assert_true (repoint_store_save (linked, NULL));
  g_assert_true (g_file_test (link_path, G_FILE_TEST_IS_SYMLINK));
  g_assert_cmpint (g_stat (fixture->path, &status), ==, 0);
  g_assert_cmpint (status.st_mode & 0777, ==, 0646);
  assert_file_holds (fixture->file, "Through the link");
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
  g_autoptr (RepointStore) store = make_saved (fixture, "Office");
  g_autoptr (GFile) blocked = g_file_get_child (fixture->file, "elsewhere.repoint");
  g_autoptr (GError) error = NULL;

  g_assert_false (save_to (store, blocked, &error));
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
  g_autoptr (RepointStore) store = make_saved (fixture, "Office");
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  set_name (repoint_store_get_project (store), "Before");
  repoint_store_save_async (store, NULL, NULL, get_result, &result);
  set_name (repoint_store_get_project (store), "After");
  wait_for (&result);
  g_assert_true (repoint_store_save_finish (store, result, &error));
  g_assert_cmpint (repoint_store_get_state (store), ==, REPOINT_STORE_CHANGED);
  assert_file_holds (fixture->file, "Before");
  g_assert_true (repoint_store_save (store, &error));
  assert_file_holds (fixture->file, "After");
}

static void
test_overtaken_save (Fixture       *fixture,
                     gconstpointer  data)
{
  g_autoptr (RepointStore) store = make_saved (fixture, "Office");

  /* At each moment of the first save. */
  for (guint n_iterations = 0; n_iterations < 6; n_iterations++)
    {
      g_autoptr (GAsyncResult) result = NULL;
      g_autoptr (GError) error = NULL;
      g_autofree char *name = g_strdup_printf ("Later %u", n_iterations);

      set_name (repoint_store_get_project (store), "Earlier");
      repoint_store_save_async (store, NULL, NULL, get_result, &result);
      for (guint i = 0; i < n_iterations; i++)
        g_main_context_iteration (NULL, FALSE);
      set_name (repoint_store_get_project (store), name);
      g_assert_true (repoint_store_save (store, &error));
      wait_for (&result);
      g_assert_true (repoint_store_save_finish (store, result, &error));
      g_assert_no_error (error);
      g_assert_cmpint (repoint_store_get_state (store), ==, REPOINT_STORE_SAVED);
      assert_file_holds (fixture->file, name);
    }
}

static void
test_saves_in_turn (Fixture       *fixture,
                    gconstpointer  data)
{
  g_autoptr (RepointStore) store = make_saved (fixture, "Office");
  g_autofree char *other_path = g_build_filename (fixture->directory, "other.repoint", NULL);
  g_autoptr (GFile) other = g_file_new_for_path (other_path);
  g_autoptr (GAsyncResult) first = NULL;
  g_autoptr (GAsyncResult) second = NULL;

  set_name (repoint_store_get_project (store), "Both");
  repoint_store_save_async (store, NULL, NULL, get_result, &first);
  repoint_store_save_async (store, other, NULL, get_result, &second);
  wait_for (&second);
  g_assert_nonnull (first);
  g_assert_true (repoint_store_save_finish (store, first, NULL));
  g_assert_true (repoint_store_save_finish (store, second, NULL));
  assert_file_holds (fixture->file, "Both");
  assert_file_holds (other, "Both");
  g_assert_true (g_file_equal (repoint_store_get_file (store), other));
}

static void
test_cancelled_save (Fixture       *fixture,
                     gconstpointer  data)
{
  g_autoptr (RepointStore) store = make_saved (fixture, "Office");
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  set_name (repoint_store_get_project (store), "Changed");
  repoint_store_save_async (store, NULL, cancellable, get_result, &result);
  g_cancellable_cancel (cancellable);
  wait_for (&result);
  g_assert_false (repoint_store_save_finish (store, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpint (repoint_store_get_state (store), ==, REPOINT_STORE_CHANGED);
  g_assert_null (repoint_store_get_error (store));
  assert_file_holds (fixture->file, "Office");
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
  g_autoptr (RepointStore) store = make_saved (fixture, "Office");

  fake_time = 0;
  repoint_store_set_clock (store, fake_clock);
  repoint_store_wake (store);
  g_assert_cmpint (repoint_store_get_state (store), ==, REPOINT_STORE_SAVED); /* nothing has changed */

  set_name (repoint_store_get_project (store), "Changed");
  fake_time = 3 * G_USEC_PER_SEC - 1;
  repoint_store_wake (store);
  g_assert_cmpint (repoint_store_get_state (store), ==, REPOINT_STORE_CHANGED);
  fake_time = 3 * G_USEC_PER_SEC;
  repoint_store_wake (store);
  g_assert_cmpint (repoint_store_get_state (store), ==, REPOINT_STORE_SAVING);
  wait_for_state (store, REPOINT_STORE_SAVED);
  assert_file_holds (fixture->file, "Changed");

  /* Discovery changes something all the time. */
  for (guint second = 0; second < 30; second++)
    {
      g_autofree char *name = g_strdup_printf ("%u", second);

      fake_time += G_USEC_PER_SEC;
      set_name (repoint_store_get_project (store), name);
      repoint_store_wake (store);
      g_assert_cmpint (repoint_store_get_state (store), ==, REPOINT_STORE_CHANGED);
    }
  fake_time += G_USEC_PER_SEC;
  repoint_store_wake (store);
  wait_for_state (store, REPOINT_STORE_SAVED);
  assert_file_holds (fixture->file, "29");

  /* It goes wrong, and is tried again after the next change. */
  g_assert_true (g_file_set_contents (fixture->path, "somebody else's", -1, NULL));
  set_name (repoint_store_get_project (store), "Conflict");
  fake_time += 3 * G_USEC_PER_SEC;
  repoint_store_wake (store);
  wait_for_state (store, REPOINT_STORE_FAILED);
  g_unlink (fixture->path);
  fake_time += 60 * G_USEC_PER_SEC;
  repoint_store_wake (store);
  g_assert_cmpint (repoint_store_get_state (store), ==, REPOINT_STORE_FAILED);
  set_name (repoint_store_get_project (store), "Once more");
  fake_time += 3 * G_USEC_PER_SEC;
  repoint_store_wake (store);
  wait_for_state (store, REPOINT_STORE_SAVED);
  assert_file_holds (fixture->file, "Once more");
}

/* The timer itself, which the other tests replace: it goes off by itself when its time has come. */
static void
test_timer (Fixture       *fixture,
            gconstpointer  data)
{
  g_autoptr (RepointStore) store = make_saved (fixture, "Office");

  fake_time = g_get_monotonic_time () - 60 * G_USEC_PER_SEC;
  repoint_store_set_clock (store, fake_clock);
  set_name (repoint_store_get_project (store), "A minute ago");
  repoint_store_set_clock (store, g_get_monotonic_time);
  wait_for_state (store, REPOINT_STORE_SAVED);
  assert_file_holds (fixture->file, "A minute ago");
}

static void
test_draft (Fixture       *fixture,
            gconstpointer  data)
{
  g_autoptr (RepointProject) project = repoint_project_new ();
  RepointStore *store = repoint_store_new (project, NULL);
  g_autoptr (GPtrArray) recoverable = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (RepointStore) recovered = NULL;
  GFile *copy;

  g_assert_cmpint (repoint_store_get_state (store), ==, REPOINT_STORE_SAVED); /* there is nothing in it */
  fake_time = 0;
  repoint_store_set_clock (store, fake_clock);
  set_name (project, "Draft");
  fake_time = 3 * G_USEC_PER_SEC;
  repoint_store_wake (store);
  wait_for_state (store, REPOINT_STORE_SAVED);
  g_assert_null (repoint_store_get_file (store));

  recoverable = repoint_store_list_recoverable ();
  g_assert_cmpuint (recoverable->len, ==, 0); /* it is in our hands */
  g_object_unref (store);
  g_ptr_array_unref (recoverable);
  recoverable = repoint_store_list_recoverable ();
  g_assert_cmpuint (recoverable->len, ==, 1);

  copy = g_ptr_array_index (recoverable, 0);
  recovered = repoint_store_recover (copy, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (get_name (recovered), ==, "Draft");
  g_assert_null (repoint_store_get_file (recovered));
  g_assert_null (repoint_store_recover (copy, &error)); /* once is enough */
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_BUSY);
  g_clear_error (&error);

  g_assert_true (save_to (recovered, fixture->file, &error));
  g_assert_false (g_file_query_exists (copy, NULL)); /* it is safe elsewhere */
  assert_file_holds (fixture->file, "Draft");
}

static void
test_discard (Fixture       *fixture,
              gconstpointer  data)
{
  g_autoptr (RepointProject) project = repoint_project_new ();
  RepointStore *store = repoint_store_new (project, NULL);
  g_autoptr (GPtrArray) recoverable = NULL;

  set_name (project, "Draft");
  g_assert_true (repoint_store_save (store, NULL));
  set_name (project, "Draft, changed");
  repoint_store_discard (store);
  set_name (project, "Draft, changed again");
  g_object_unref (store);
  recoverable = repoint_store_list_recoverable ();
  g_assert_cmpuint (recoverable->len, ==, 0);
}

static void
test_damaged_copy (Fixture       *fixture,
                   gconstpointer  data)
{
  g_autofree char *directory = g_build_filename (g_get_user_data_dir (), "repoint", "recovery", NULL);
  g_autofree char *path = g_build_filename (directory, "0.repoint", NULL);
  g_autoptr (GPtrArray) recoverable = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (g_mkdir_with_parents (directory, 0700), ==, 0);
  g_assert_true (g_file_set_contents (path, "{\"format\": 1", -1, NULL));
  recoverable = repoint_store_list_recoverable ();
  g_assert_cmpuint (recoverable->len, ==, 1);
  g_assert_null (repoint_store_recover (g_ptr_array_index (recoverable, 0), &error));
  g_assert_error (error, REPOINT_PROJECT_ERROR, REPOINT_PROJECT_ERROR_SYNTAX);
  g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS));
  repoint_store_discard_recoverable (g_ptr_array_index (recoverable, 0));
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
  g_assert_cmpuint (count_files (directory), ==, 0); /* nor are lock files left behind */
}

static void
test_crash (Fixture       *fixture,
            gconstpointer  data)
{
  g_autoptr (GPtrArray) recoverable = NULL;
  g_autoptr (RepointStore) recovered = NULL;
  g_autoptr (GError) error = NULL;

  if (g_test_subprocess ())
    {
      RepointProject *project = repoint_project_new ();
      RepointStore *store = repoint_store_new (project, NULL);

      set_name (project, "Open when it crashed");
      g_assert_true (repoint_store_save (store, NULL));
      _exit (0); /* nothing is cleaned up */
    }

  g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_INHERIT_STDERR);
  g_test_trap_assert_passed ();
  recoverable = repoint_store_list_recoverable ();
  g_assert_cmpuint (recoverable->len, ==, 1);
  recovered = repoint_store_recover (g_ptr_array_index (recoverable, 0), &error);
  g_assert_no_error (error);
  g_assert_cmpstr (get_name (recovered), ==, "Open when it crashed");
  repoint_store_discard (recovered);
}

int
main (int   argc,
      char *argv[])
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

#define ADD(name, function) g_test_add ("/model/store/" name, Fixture, NULL, set_up, function, tear_down)
  ADD ("save-and-load", test_save_and_load);
  ADD ("save-async", test_save_async);
  ADD ("load-async", test_load_async);
  ADD ("load-refused", test_load_refused);
  ADD ("damaged-is-left-alone", test_damaged_is_left_alone);
  ADD ("unwritable", test_unwritable);
  ADD ("failed-save-outlives-store", test_failed_save_outlives_store);
  ADD ("full-disk", test_full_disk);
  ADD ("nowhere-to-write", test_nowhere_to_write);
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
  ADD ("draft", test_draft);
  ADD ("discard", test_discard);
  ADD ("damaged-copy", test_damaged_copy);
  ADD ("crash", test_crash);

  result = g_test_run ();
  if (data_directory != NULL)
    remove_tree (data_directory);

  return result;
}
