/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <unistd.h>

#include "store-fixture.h"

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
  fixture_set_name (project, "Office");
  g_assert_false (repoint_store_save (store, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_DIRECTORY);
  g_assert_nonnull (strstr (error->message, "Not a directory"));
  g_assert_cmpint (repoint_store_get_state (store), ==, REPOINT_STORE_FAILED);
  g_assert_error (repoint_store_get_error (store), G_IO_ERROR, G_IO_ERROR_NOT_DIRECTORY);
  g_clear_error (&error);
  g_assert_false (fixture_save_to (store, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_DIRECTORY);
  g_clear_error (&error);

  /* It stays failed until a save succeeds, and there is a copy, which is ours. */
  fixture_set_name (project, "Office 2");
  g_assert_cmpint (repoint_store_get_state (store), ==, REPOINT_STORE_FAILED);
  recoverable = repoint_store_list_recoverable ();
  g_assert_cmpuint (recoverable->len, ==, 0);

  g_assert_true (fixture_save_to (store, fixture->file, &error));
  g_assert_no_error (error);
  g_assert_cmpint (repoint_store_get_state (store), ==, REPOINT_STORE_SAVED);
  g_assert_null (repoint_store_get_error (store));
  fixture_assert_file_holds (fixture->file, "Office 2");
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

    fixture_set_name (project, "Office");
    g_assert_false (repoint_store_save (store, NULL));
    fixture_set_name (project, "Office, changed after that");
  }

  recoverable = repoint_store_list_recoverable ();
  g_assert_cmpuint (recoverable->len, ==, 1);
  recovered = repoint_store_recover (g_ptr_array_index (recoverable, 0), &error);
  g_assert_no_error (error);
  g_assert_cmpstr (fixture_get_name (recovered), ==, "Office, changed after that");
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

  store = fixture_make_saved (fixture, "Office");
  repoint_organization_set_domain (repoint_project_get_organization (repoint_store_get_project (store)), long_text);
  g_assert_false (repoint_store_save (store, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE);
  g_assert_null (strstr (error->message, "no recovery copy")); /* there is room elsewhere */
  g_assert_cmpint (repoint_store_get_state (store), ==, REPOINT_STORE_FAILED);
  g_assert_cmpuint (fixture_count_files (fixture->directory), ==, 1);
  fixture_assert_file_holds (fixture->file, "Office");

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

  store = fixture_make_saved (fixture, "Office");
  signal (SIGXFSZ, SIG_IGN);
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limit), ==, 0);
  repoint_organization_set_domain (repoint_project_get_organization (repoint_store_get_project (store)), long_text);
  g_assert_false (repoint_store_save (store, &error));
  g_assert_nonnull (strstr (error->message, "no recovery copy"));
  g_assert_cmpint (repoint_store_get_state (store), ==, REPOINT_STORE_FAILED);
  g_assert_cmpuint (fixture_count_files (fixture->directory), ==, 1);
  fixture_assert_file_holds (fixture->file, "Office");
  repoint_store_discard (store);
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
  fixture_time = 0;
  repoint_store_set_clock (store, fixture_clock);
  fixture_set_name (project, "Draft");
  fixture_time = 3 * G_USEC_PER_SEC;
  repoint_store_wake (store);
  fixture_wait_for_state (store, REPOINT_STORE_SAVED);
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
  g_assert_cmpstr (fixture_get_name (recovered), ==, "Draft");
  g_assert_null (repoint_store_get_file (recovered));
  g_assert_null (repoint_store_recover (copy, &error)); /* once is enough */
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_BUSY);
  g_clear_error (&error);

  g_assert_true (fixture_save_to (recovered, fixture->file, &error));
  g_assert_false (g_file_query_exists (copy, NULL)); /* it is safe elsewhere */
  fixture_assert_file_holds (fixture->file, "Draft");
}

static void
test_discard (Fixture       *fixture,
              gconstpointer  data)
{
  g_autoptr (RepointProject) project = repoint_project_new ();
  RepointStore *store = repoint_store_new (project, NULL);
  g_autoptr (GPtrArray) recoverable = NULL;

  fixture_set_name (project, "Draft");
  g_assert_true (repoint_store_save (store, NULL));
  fixture_set_name (project, "Draft, changed");
  repoint_store_discard (store);
  fixture_set_name (project, "Draft, changed again");
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
  g_assert_cmpuint (fixture_count_files (directory), ==, 0); /* nor are lock files left behind */
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

      fixture_set_name (project, "Open when it crashed");
      g_assert_true (repoint_store_save (store, NULL));
      _exit (0); /* nothing is cleaned up */
    }

  g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_INHERIT_STDERR);
  g_test_trap_assert_passed ();
  recoverable = repoint_store_list_recoverable ();
  g_assert_cmpuint (recoverable->len, ==, 1);
  recovered = repoint_store_recover (g_ptr_array_index (recoverable, 0), &error);
  g_assert_no_error (error);
  g_assert_cmpstr (fixture_get_name (recovered), ==, "Open when it crashed");
  repoint_store_discard (recovered);
}

static void
add_tests (void)
{
#define ADD(name, function) \
  g_test_add ("/model/recovery/" name, Fixture, NULL, fixture_set_up, function, fixture_tear_down)
  ADD ("unwritable", test_unwritable);
  ADD ("failed-save-outlives-store", test_failed_save_outlives_store);
  ADD ("full-disk", test_full_disk);
  ADD ("nowhere-to-write", test_nowhere_to_write);
  ADD ("draft", test_draft);
  ADD ("discard", test_discard);
  ADD ("damaged-copy", test_damaged_copy);
  ADD ("crash", test_crash);
}

int
main (int   argc,
      char *argv[])
{
  return fixture_main (argc, argv, add_tests);
}
