/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-station-identity.h"

#include "repoint-station-certificate.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <openssl/ssl.h>
#include <string.h>

/* A file of ours has less than half of it. */
#define MAX_FILE 16384

struct _RepointStationIdentity
{
  GObject                    parent_instance;

  char                      *path;        /* NULL: in memory only */
  GMutex                     mutex;       /* guards the next two */
  RepointStationCertificate *certificate;
  SSL_CTX                   *context;     /* of @certificate */
};

G_DEFINE_FINAL_TYPE (RepointStationIdentity, repoint_station_identity, G_TYPE_OBJECT)

/* An id that could leave the folder, or is too long for a name, is not taken as it is. */
static char *
make_path (const char *project_id)
{
  gboolean plain = project_id[0] != '\0' && strlen (project_id) <= 64;
  g_autofree char *sum = NULL;
  g_autofree char *name = NULL;

  for (const char *p = project_id; *p != '\0'; p++)
    plain = plain && (g_ascii_isalnum (*p) || *p == '-');

  if (!plain)
    sum = g_compute_checksum_for_string (G_CHECKSUM_SHA256, project_id, -1);
  name = g_strconcat (plain ? project_id : sum, ".pem", NULL);

  return g_build_filename (g_get_user_data_dir (), "repoint", "station", name, NULL);
}

/* What others could read is no secret any more. */
static RepointStationCertificate *
load (const char *path, GError **error)
{
  g_autoptr (GMappedFile) file = NULL;
  g_autoptr (GBytes) pem = NULL;
  GStatBuf status;

  if (g_lstat (path, &status) != 0 || !S_ISREG (status.st_mode) || (status.st_mode & 0077) != 0 || status.st_size > MAX_FILE)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "There is no file that only its owner can read");
      return NULL;
    }

  file = g_mapped_file_new (path, FALSE, error);
  if (file == NULL)
    return NULL;

  pem = g_mapped_file_get_bytes (file);

  return repoint_station_certificate_parse (pem, error);
}

static void
save (RepointStationCertificate *certificate, const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autoptr (GBytes) pem = repoint_station_certificate_build (certificate);
  g_autoptr (GError) error = NULL;
  gsize length;
  const char *text = g_bytes_get_data (pem, &length);

  if (g_mkdir_with_parents (folder, 0700) != 0 ||
      !g_file_set_contents_full (path, text, (gssize) length,
                                 G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0600, &error))
    g_message ("The station's key is kept in memory only: %s", error != NULL ? error->message : g_strerror (errno));
}

/* With the mutex held. */
static gboolean
ensure_certificate (RepointStationIdentity *self, gint64 now, GError **error)
{
  g_autoptr (RepointStationCertificate) certificate = NULL;
  g_autoptr (GError) damage = NULL;

  if (self->certificate != NULL && repoint_station_certificate_is_current (self->certificate, now))
    return TRUE;

  if (self->path != NULL && self->certificate == NULL)
    {
      certificate = load (self->path, &damage);
      if (damage != NULL)
        g_debug ("%s: %s", self->path, damage->message);
    }
  if (certificate != NULL && !repoint_station_certificate_is_current (certificate, now))
    g_clear_pointer (&certificate, repoint_station_certificate_free);
  if (certificate == NULL)
    {
      certificate = repoint_station_certificate_new (now, error);
      if (certificate == NULL)
        return FALSE;
      if (self->path != NULL)
        save (certificate, self->path);
    }

  g_clear_pointer (&self->context, SSL_CTX_free);
  g_clear_pointer (&self->certificate, repoint_station_certificate_free);
  self->certificate = g_steal_pointer (&certificate);

  return TRUE;
}

/**
 * repoint_station_identity_get_context:
 *
 * Makes or reads the key if that was not done yet, which may take a good part of a second and touch the disk: not for a thread
 * on which others wait. May be called on any.
 *
 * Returns: (transfer full) (nullable): an SSL_CTX for a server, for SSL_CTX_free(); %NULL with @error when OpenSSL fails
 */
SSL_CTX *
repoint_station_identity_get_context (RepointStationIdentity *self, GError **error)
{
  g_autoptr (GMutexLocker) locker = NULL;

  g_return_val_if_fail (REPOINT_IS_STATION_IDENTITY (self), NULL);

  locker = g_mutex_locker_new (&self->mutex);
  if (!ensure_certificate (self, g_get_real_time () / G_USEC_PER_SEC, error))
    return NULL;
  if (self->context == NULL)
    self->context = repoint_station_certificate_make_context (self->certificate, error);
  if (self->context != NULL)
    SSL_CTX_up_ref (self->context);

  return self->context;
}

static void
repoint_station_identity_finalize (GObject *object)
{
  RepointStationIdentity *self = REPOINT_STATION_IDENTITY (object);

  g_clear_pointer (&self->context, SSL_CTX_free);
  g_clear_pointer (&self->certificate, repoint_station_certificate_free);
  g_mutex_clear (&self->mutex);
  g_free (self->path);

  G_OBJECT_CLASS (repoint_station_identity_parent_class)->finalize (object);
}

static void
repoint_station_identity_class_init (RepointStationIdentityClass *class)
{
  G_OBJECT_CLASS (class)->finalize = repoint_station_identity_finalize;
}

static void
repoint_station_identity_init (RepointStationIdentity *self)
{
  g_mutex_init (&self->mutex);
}

/**
 * repoint_station_identity_new:
 * @project_id: (nullable): whose it is; %NULL: nobody's, to be kept in memory only
 *
 * Does nothing yet but remember.
 *
 * Returns: (transfer full): an identity
 */
RepointStationIdentity *
repoint_station_identity_new (const char *project_id)
{
  RepointStationIdentity *self = g_object_new (REPOINT_TYPE_STATION_IDENTITY, NULL);

  if (project_id != NULL)
    self->path = make_path (project_id);

  return self;
}
