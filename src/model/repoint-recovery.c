/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-recovery.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/file.h>
#include <unistd.h>

#include "repoint-id.h"

#define SUFFIX      ".repoint"
#define LOCK_SUFFIX ".lock"

struct _RepointRecovery
{
  RepointDocumentFile *document;
  char                *lock_path;
  int                  lock_fd;
};

static char *
get_directory (void)
{
  return g_build_filename (g_get_user_data_dir (), "repoint", "recovery", NULL);
}

/* The descriptor of the lock file, or -1 with errno set: EWOULDBLOCK when somebody holds it. */
static int
lock (const char *path)
{
  int fd = g_open (path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  int saved_errno;

  if (fd < 0 || flock (fd, LOCK_EX | LOCK_NB) == 0)
    return fd;

  saved_errno = errno;
  close (fd);
  errno = saved_errno;

  return -1;
}

static RepointRecovery *
open_recovery (const char  *path,
               GError     **error)
{
  g_autofree char *lock_path = g_strconcat (path, LOCK_SUFFIX, NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  int fd = lock (lock_path);
  RepointRecovery *self;

  if (fd < 0)
    {
      int saved_errno = errno;
      g_autofree char *shown = g_filename_display_name (lock_path);

      g_set_error (error, G_IO_ERROR, saved_errno == EWOULDBLOCK ? G_IO_ERROR_BUSY : g_io_error_from_errno (saved_errno),
                   "cannot lock \"%s\": %s", shown, g_strerror (saved_errno));
      return NULL;
    }

  self = g_new0 (RepointRecovery, 1);
  self->document = repoint_document_file_new (file);
  self->lock_path = g_steal_pointer (&lock_path);
  self->lock_fd = fd;

  return self;
}

/* (transfer full) (nullable): a place for one more copy. */
RepointRecovery *
repoint_recovery_new (GError **error)
{
  g_autofree char *directory = get_directory ();
  g_autofree char *id = repoint_id_new ();
  g_autofree char *name = g_strconcat (id, SUFFIX, NULL);
  g_autofree char *path = g_build_filename (directory, name, NULL);

  if (g_mkdir_with_parents (directory, 0700) != 0)
    {
      int saved_errno = errno;
      g_autofree char *shown = g_filename_display_name (directory);

      g_set_error (error, G_IO_ERROR, g_io_error_from_errno (saved_errno), "cannot create \"%s\": %s", shown,
                   g_strerror (saved_errno));
      return NULL;
    }

  return open_recovery (path, error);
}

/* (transfer full) (nullable): the copy @file, which another process has left behind. %G_IO_ERROR_BUSY: it is not. */
RepointRecovery *
repoint_recovery_take_over (GFile   *file,
                            GError **error)
{
  g_autofree char *path = g_file_get_path (file);

  if (path == NULL)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, "not a recovery copy");
      return NULL;
    }

  return open_recovery (path, error);
}

/* Lets go of the copy, which stays where it is. */
void
repoint_recovery_free (RepointRecovery *self)
{
  if (self == NULL)
    return;

  /* Without a copy the lock guards nothing. It is removed while it is held: who opens it later makes a new one. */
  if (!g_file_query_exists (repoint_document_file_get_file (self->document), NULL))
    g_unlink (self->lock_path);
  close (self->lock_fd);
  repoint_document_file_unref (self->document);
  g_free (self->lock_path);
  g_free (self);
}

/* (transfer none): where the copy is written. */
RepointDocumentFile *
repoint_recovery_get_document (RepointRecovery *self)
{
  return self->document;
}

/* Removes the copy: the project is safe elsewhere, or nobody wants it. */
void
repoint_recovery_discard (RepointRecovery *self)
{
  const char *path = g_file_peek_path (repoint_document_file_get_file (self->document));

  if (g_unlink (path) != 0 && errno != ENOENT)
    g_warning ("Cannot remove the recovery copy %s: %s", path, g_strerror (errno));
}

/* When a file was written, 0 if that is not known. */
static guint64
get_time (gconstpointer file)
{
  g_autoptr (GFileInfo) info = g_file_query_info (*(GFile * const *) file, G_FILE_ATTRIBUTE_TIME_MODIFIED,
                                                  G_FILE_QUERY_INFO_NONE, NULL, NULL);

  return info != NULL ? g_file_info_get_attribute_uint64 (info, G_FILE_ATTRIBUTE_TIME_MODIFIED) : 0;
}

static int
compare_newest_first (gconstpointer a,
                      gconstpointer b)
{
  guint64 left = get_time (a);
  guint64 right = get_time (b);

  return left > right ? -1 : left < right;
}

/* (transfer full): of GFile, the copies that were left behind, the newest first. */
GPtrArray *
repoint_recovery_list (void)
{
  GPtrArray *files = g_ptr_array_new_with_free_func (g_object_unref);
  g_autofree char *directory = get_directory ();
  g_autoptr (GDir) dir = g_dir_open (directory, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (directory, name, NULL);
      g_autoptr (RepointRecovery) recovery = NULL;

      if (!g_str_has_suffix (name, SUFFIX))
        continue;

      recovery = open_recovery (path, NULL);
      if (recovery != NULL)
        g_ptr_array_add (files, g_object_ref (repoint_document_file_get_file (recovery->document)));
    }

  g_ptr_array_sort (files, compare_newest_first);

  return files;
}
