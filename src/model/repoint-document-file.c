/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-document-file.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "repoint-document-writer.h"
#include "repoint-id.h"

/* What tells one state of a file from another. A replaced file has another inode, one written into another time. */
typedef struct
{
  gboolean known;
  dev_t    device;
  ino_t    inode;
  off_t    size;
  gint64   modified; /* nanoseconds */
} Identity;

struct _RepointDocumentFile
{
  gatomicrefcount  ref_count;
  GFile           *file;
  GMutex           mutex;    /* held while the file is read or written */
  Identity         identity; /* guarded by it, as is what follows */
  guint64          revision; /* of the project in the file; 0: we have not written it */
};

static Identity
identify (const struct stat *status)
{
  return (Identity) {
    TRUE, status->st_dev, status->st_ino, status->st_size,
    (gint64) status->st_mtim.tv_sec * 1000000000 + status->st_mtim.tv_nsec
  };
}

static gboolean
same_identity (const Identity *a,
               const Identity *b)
{
  return a->known && b->known && a->device == b->device && a->inode == b->inode && a->size == b->size &&
         a->modified == b->modified;
}

static gboolean
fail (GError     **error,
      const char  *what,
      const char  *path)
{
  int saved_errno = errno;
  g_autofree char *shown = g_filename_display_name (path);

  g_set_error (error, G_IO_ERROR, g_io_error_from_errno (saved_errno), "%s \"%s\": %s", what, shown,
               g_strerror (saved_errno));

  return FALSE;
}

/* (transfer full) (nullable): where the file is, with symbolic links followed: it is the document that is replaced,
 * not the link to it. */
static char *
resolve (RepointDocumentFile  *self,
         GError              **error)
{
  const char *path = g_file_peek_path (self->file);
  g_autofree char *uri = NULL;
  char *resolved;
  char *copy;

  if (path == NULL)
    {
      uri = g_file_get_uri (self->file);
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, "\"%s\" is not in the local file system", uri);
      return NULL;
    }

  resolved = realpath (path, NULL);
  if (resolved == NULL)
    return g_strdup (path);

  copy = g_strdup (resolved);
  free (resolved);

  return copy;
}

static gboolean
write_all (int            fd,
           const guint8  *data,
           gsize          size)
{
  while (size > 0)
    {
      gssize written = write (fd, data, size);

      if (written < 0 && errno == EINTR)
        continue;
      if (written < 0)
        return FALSE;

      data += written;
      size -= (gsize) written;
    }

  return TRUE;
}

static gboolean
write_chunks (int        fd,
              GPtrArray *chunks)
{
  for (guint i = 0; i < chunks->len; i++)
    {
      gsize size;
      const guint8 *data = g_bytes_get_data (g_ptr_array_index (chunks, i), &size);

      if (!write_all (fd, data, size))
        return FALSE;
    }

  return fsync (fd) == 0;
}

/* The rename is on disk only when the directory is; where directories cannot be synchronized that is as good as it
 * gets. */
static void
sync_directory (const char *directory)
{
  int fd = g_open (directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);

  if (fd < 0)
    return;

  if (fsync (fd) != 0)
    g_debug ("fsync of %s: %s", directory, g_strerror (errno));
  close (fd);
}

static gboolean
fail_no_file (GError      **error,
              const char   *path,
              mode_t        mode)
{
  g_autofree char *shown = g_filename_display_name (path);

  g_set_error (error, G_IO_ERROR, S_ISDIR (mode) ? G_IO_ERROR_IS_DIRECTORY : G_IO_ERROR_NOT_REGULAR_FILE,
               "\"%s\" is not a file", shown);

  return FALSE;
}

/* Whether the file at @path may be replaced. */
static gboolean
check_unchanged (RepointDocumentFile  *self,
                 const char           *path,
                 GError              **error)
{
  struct stat status;
  Identity current;
  g_autofree char *shown = NULL;

  if (!self->identity.known)
    return TRUE;

  if (stat (path, &status) != 0)
    return errno == ENOENT ? TRUE : fail (error, "cannot look at", path); /* gone: there is nothing to lose */

  current = identify (&status);
  if (same_identity (&self->identity, &current))
    return TRUE;

  shown = g_filename_display_name (path);
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_WRONG_ETAG, "\"%s\" has been changed by another program", shown);

  return FALSE;
}

/* Writes everything into a new file beside @path, and puts it into its place. */
static gboolean
replace_file (RepointDocumentFile  *self,
              const char           *path,
              GPtrArray            *chunks,
              gboolean              replace,
              GError              **error)
{
  g_autofree char *directory = g_path_get_dirname (path);
  g_autofree char *id = repoint_id_new ();
  g_autofree char *name = g_strconcat (".repoint-", id, ".tmp", NULL);
  g_autofree char *temporary = g_build_filename (directory, name, NULL);
  struct stat status;
  gboolean exists = stat (path, &status) == 0;
  mode_t mode = exists ? status.st_mode & 0777 : 0666;
  gboolean done;
  int fd;

  if (exists && !S_ISREG (status.st_mode))
    return fail_no_file (error, path, status.st_mode);

  if (!replace && !check_unchanged (self, path, error))
    return FALSE;

  fd = g_open (temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
  if (fd < 0)
    return fail (error, "cannot create a file in", directory);

  /* The mode above went through the umask. Who may read the document now may read it later. */
  done = (!exists || fchmod (fd, mode) == 0) && write_chunks (fd, chunks) && fstat (fd, &status) == 0;
  if (!done)
    fail (error, "cannot write", path);
  if (close (fd) != 0 && done)
    done = fail (error, "cannot write", path);

  /* Once more: writing may have taken its time. */
  if (done && !replace)
    done = check_unchanged (self, path, error);
  if (done && g_rename (temporary, path) != 0)
    done = fail (error, "cannot replace", path);

  if (!done)
    {
      g_unlink (temporary);
      return FALSE;
    }

  self->identity = identify (&status);
  sync_directory (directory);

  return TRUE;
}

/* (transfer full) (nullable): the whole file. */
static GBytes *
read_all (int          fd,
          gsize        size,
          const char  *path,
          GError     **error)
{
  g_autofree guint8 *data = g_try_malloc (size + 1);
  gsize length = 0;

  if (data == NULL)
    {
      errno = ENOMEM;
      fail (error, "cannot read", path);
      return NULL;
    }

  while (length < size)
    {
      gssize n_read = read (fd, data + length, size - length);

      if (n_read < 0 && errno == EINTR)
        continue;
      if (n_read < 0)
        {
          fail (error, "cannot read", path);
          return NULL;
        }
      if (n_read == 0)
        break; /* it became shorter; the parser will say where it ends */

      length += (gsize) n_read;
    }

  return g_bytes_new_take (g_steal_pointer (&data), length);
}

static GBytes *
read_file (RepointDocumentFile  *self,
           const char           *path,
           int                   fd,
           struct stat          *status,
           GError              **error)
{
  if (fstat (fd, status) != 0)
    {
      fail (error, "cannot read", path);
      return NULL;
    }

  if (!S_ISREG (status->st_mode))
    {
      fail_no_file (error, path, status->st_mode);
      return NULL;
    }

  if (status->st_size > REPOINT_DOCUMENT_MAX_SIZE)
    {
      g_set_error (error, REPOINT_PROJECT_ERROR, REPOINT_PROJECT_ERROR_TOO_BIG,
                   "the document has %" G_GINT64_FORMAT " bytes; at most %d are read", (gint64) status->st_size,
                   REPOINT_DOCUMENT_MAX_SIZE);
      return NULL;
    }

  return read_all (fd, status->st_size, path, error);
}

/* (transfer full): @file need not exist. Nothing is known of it: the first write replaces what is there. */
RepointDocumentFile *
repoint_document_file_new (GFile *file)
{
  RepointDocumentFile *self = g_new0 (RepointDocumentFile, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->file = g_object_ref (file);
  g_mutex_init (&self->mutex);

  return self;
}

RepointDocumentFile *
repoint_document_file_ref (RepointDocumentFile *self)
{
  g_atomic_ref_count_inc (&self->ref_count);

  return self;
}

void
repoint_document_file_unref (RepointDocumentFile *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_object_unref (self->file);
  g_mutex_clear (&self->mutex);
  g_free (self);
}

/* (transfer none) */
GFile *
repoint_document_file_get_file (RepointDocumentFile *self)
{
  return self->file;
}

/**
 * repoint_document_file_read: reads the document; from now on it is known.
 * @modified: (out) (optional): when it was written, UTC
 * @error: of %G_IO_ERROR, or %REPOINT_PROJECT_ERROR_TOO_BIG
 *
 * Returns: (transfer full) (nullable): its bytes.
 */
GBytes *
repoint_document_file_read (RepointDocumentFile  *self,
                            GDateTime           **modified,
                            GError              **error)
{
  g_autofree char *path = resolve (self, error);
  struct stat status;
  GBytes *bytes;
  int fd;

  if (path == NULL)
    return NULL;

  g_mutex_lock (&self->mutex);
  fd = g_open (path, O_RDONLY | O_NONBLOCK | O_CLOEXEC, 0); /* a FIFO must not make us wait */
  if (fd < 0)
    {
      fail (error, "cannot open", path);
      g_mutex_unlock (&self->mutex);
      return NULL;
    }

  bytes = read_file (self, path, fd, &status, error);
  close (fd);
  if (bytes != NULL)
    {
      self->identity = identify (&status);
      if (modified != NULL)
        *modified = g_date_time_new_from_unix_utc (status.st_mtim.tv_sec);
    }
  g_mutex_unlock (&self->mutex);

  return bytes;
}

/**
 * repoint_document_file_write: replaces the document at one stroke; after a failure it is what it was before.
 * @chunks: of #GBytes, what is written
 * @revision: of the project; when a later one has been written already there is nothing to do
 * @replace: whether a file is replaced that somebody else has changed
 * @error: of %G_IO_ERROR; %G_IO_ERROR_WRONG_ETAG: somebody else has changed the file
 *
 * When this returns %TRUE, the document is on the disk, not just on its way there. Between the last look at the file
 * and its replacement there is a moment in which a change goes unseen; no file system call closes it everywhere.
 */
gboolean
repoint_document_file_write (RepointDocumentFile  *self,
                             GPtrArray            *chunks,
                             guint64               revision,
                             gboolean              replace,
                             GError              **error)
{
  g_autofree char *path = resolve (self, error);
  gboolean done;

  if (path == NULL)
    return FALSE;

  g_mutex_lock (&self->mutex);
  done = (self->revision > revision) || replace_file (self, path, chunks, replace, error);
  if (done)
    self->revision = MAX (self->revision, revision);
  g_mutex_unlock (&self->mutex);

  return done;
}
