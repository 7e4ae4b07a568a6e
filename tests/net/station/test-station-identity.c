/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-station-certificate.h"
#include "repoint-station-identity.h"
#include "repoint-test-daemon.h"

#include <glib/gstdio.h>
#include <openssl/ssl.h>
#include <string.h>
#include <unistd.h>

#define DAY (24 * 60 * 60)

static char *
get_folder (void)
{
  return g_build_filename (g_get_user_data_dir (), "repoint", "station", NULL);
}

static char *
get_path (const char *id)
{
  g_autofree char *folder = get_folder ();
  g_autofree char *name = g_strconcat (id, ".pem", NULL);

  return g_build_filename (folder, name, NULL);
}

/* The certificate that devices are shown, as DER in hexadecimal. */
static char *
show (const char *id)
{
  g_autoptr (RepointStationIdentity) identity = repoint_station_identity_new (id);
  g_autoptr (GError) error = NULL;
  SSL_CTX *context = repoint_station_identity_get_context (identity, &error);
  SSL_CTX *again;
  guint8 *der = NULL;
  int length;
  char *sum;

  g_assert_no_error (error);
  again = repoint_station_identity_get_context (identity, &error);
  g_assert_true (again == context);
  length = i2d_X509 (SSL_CTX_get0_certificate (context), &der);
  g_assert_cmpint (length, >, 0);
  sum = g_compute_checksum_for_data (G_CHECKSUM_SHA256, der, (gsize) length);
  OPENSSL_free (der);
  SSL_CTX_free (again);
  SSL_CTX_free (context);

  return sum;
}

static void
test_kept (void)
{
  g_autofree char *path = get_path ("0123456789abcdef");
  g_autofree char *folder = get_folder ();
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  g_autofree char *other = NULL;
  GStatBuf status;

  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
  first = show ("0123456789abcdef");
  second = show ("0123456789abcdef");
  other = show ("fedcba9876543210");
  g_assert_cmpstr (first, ==, second);
  g_assert_cmpstr (first, !=, other);

  g_assert_cmpint (g_stat (path, &status), ==, 0);
  g_assert_cmpint (status.st_mode & 0777, ==, 0600);
  g_assert_cmpint (g_stat (folder, &status), ==, 0);
  g_assert_cmpint (status.st_mode & 0777, ==, 0700);
}

static void
test_made_only_when_needed (void)
{
  g_autofree char *path = get_path ("a");
  g_autoptr (RepointStationIdentity) identity = repoint_station_identity_new ("a");

  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
}

/* Neither a folder above nor a name too long: an id of a hostile document leads nowhere else. */
static void
test_strange_ids (void)
{
  const char *const ids[] = { "../../escape", "", "a/b", ".", "..", "a.b" };
  g_autofree char *folder = get_folder ();
  g_autofree char *long_id = g_strnfill (1000, 'x');
  g_autofree char *escape = g_build_filename (g_get_user_data_dir (), "escape.pem", NULL);
  g_autoptr (GDir) files = NULL;
  const char *name;
  guint count = 0;

  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    g_free (show (ids[i]));
  g_free (show (long_id));

  g_assert_false (g_file_test (escape, G_FILE_TEST_EXISTS));
  files = g_dir_open (folder, 0, NULL);
  while ((name = g_dir_read_name (files)) != NULL)
    {
      g_assert_cmpuint (strlen (name), ==, 64 + strlen (".pem"));
      count++;
    }
  g_assert_cmpuint (count, ==, G_N_ELEMENTS (ids) + 1);
}

static void
test_damaged (void)
{
  g_autofree char *path = get_path ("0123456789abcdef");
  g_autofree char *other_path = get_path ("fedcba9876543210");
  g_autofree char *other = show ("fedcba9876543210");
  g_autofree char *other_pem = NULL;
  g_autofree char *mixed = NULL;
  const char *damage[5];
  gsize length;

  g_assert_true (g_file_get_contents (other_path, &other_pem, &length, NULL));

  for (guint i = 0; i < G_N_ELEMENTS (damage); i++)
    {
      g_autofree char *before = show ("0123456789abcdef");
      g_autofree char *pem = NULL;
      g_autofree char *after = NULL;
      g_autofree char *again = NULL;

      g_assert_true (g_file_get_contents (path, &pem, &length, NULL));
      g_clear_pointer (&mixed, g_free);
      /* the key of one and the certificate of another */
      mixed = g_strdup_printf ("%.*s%s", (int) (strstr (pem, "-----BEGIN CERT") - pem), pem,
                               strstr (other_pem, "-----BEGIN CERT"));
      damage[0] = "";
      damage[1] = "no PEM\n";
      damage[2] = mixed;
      damage[3] = strstr (other_pem, "-----BEGIN CERT");
      damage[4] = "-----BEGIN ENCRYPTED PRIVATE KEY-----\nMIIB\n-----END ENCRYPTED PRIVATE KEY-----\n";
      g_assert_true (g_file_set_contents_full (path, damage[i], -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600, NULL));

      g_test_message ("damage %u", i);
      after = show ("0123456789abcdef");
      again = show ("0123456789abcdef");
      g_assert_cmpstr (after, !=, before);
      g_assert_cmpstr (after, !=, other);
      g_assert_cmpstr (after, ==, again);
    }
}

/* What others could read is no secret any more; and a link may lead anywhere. */
static void
test_open_to_others (void)
{
  g_autofree char *path = get_path ("0123456789abcdef");
  g_autofree char *other_path = get_path ("fedcba9876543210");
  g_autofree char *before = show ("0123456789abcdef");
  g_autofree char *other = show ("fedcba9876543210");
  g_autofree char *after = NULL;
  g_autofree char *linked = NULL;
  GStatBuf status;

  g_assert_cmpint (g_chmod (path, 0640), ==, 0);
  after = show ("0123456789abcdef");
  g_assert_cmpstr (after, !=, before);
  g_assert_cmpint (g_stat (path, &status), ==, 0);
  g_assert_cmpint (status.st_mode & 0777, ==, 0600);

  g_unlink (path);
  g_assert_cmpint (symlink (other_path, path), ==, 0);
  linked = show ("0123456789abcdef");
  g_assert_cmpstr (linked, !=, other);
  g_clear_pointer (&after, g_free);
  after = show ("fedcba9876543210");
  g_assert_cmpstr (after, ==, other);
}

/* The folder cannot be made: a key all the same, and the same one as long as the identity lives. */
static void
test_nowhere_to_write (void)
{
  g_autofree char *repoint = g_build_filename (g_get_user_data_dir (), "repoint", NULL);
  g_autofree char *path = get_path ("a");
  g_autofree char *first = NULL;

  g_assert_cmpint (g_mkdir_with_parents (g_get_user_data_dir (), 0700), ==, 0);
  g_assert_true (g_file_set_contents (repoint, "a file where a folder should be", -1, NULL));
  g_test_expect_message (G_LOG_DOMAIN, G_LOG_LEVEL_MESSAGE, "*kept in memory only*");
  first = show ("a");
  g_test_assert_expected_messages ();
  g_assert_nonnull (first);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
  g_unlink (repoint);
}

static void
test_in_memory (void)
{
  g_autofree char *folder = get_folder ();
  g_autofree char *first = show (NULL);
  g_autofree char *second = show (NULL);

  g_assert_cmpstr (first, !=, second);
  g_assert_false (g_file_test (folder, G_FILE_TEST_EXISTS));
}

static void
test_expired (void)
{
  g_autofree char *path = get_path ("0123456789abcdef");
  g_autofree char *current = show ("0123456789abcdef");
  g_autofree char *after = NULL;
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;
  const gint64 made[] = { now - 366 * DAY, now + 2 * DAY };

  for (guint i = 0; i < G_N_ELEMENTS (made); i++)
    {
      g_autoptr (RepointStationCertificate) certificate = repoint_station_certificate_new (made[i], NULL);
      g_autoptr (GBytes) pem = repoint_station_certificate_build (certificate);
      g_autofree char *shown = NULL;
      g_autofree char *again = NULL;
      g_autoptr (GBytes) kept = NULL;
      g_autofree char *content = NULL;
      gsize length;

      g_assert_false (repoint_station_certificate_is_current (certificate, now));
      g_assert_true (repoint_station_certificate_is_current (certificate, made[i]));
      g_assert_true (g_file_set_contents_full (path, g_bytes_get_data (pem, NULL), (gssize) g_bytes_get_size (pem),
                                               G_FILE_SET_CONTENTS_CONSISTENT, 0600, NULL));
      shown = show ("0123456789abcdef");
      again = show ("0123456789abcdef");
      g_assert_cmpstr (shown, ==, again);
      g_assert_cmpstr (shown, !=, current);
      g_assert_true (g_file_get_contents (path, &content, &length, NULL));
      kept = g_bytes_new (content, length);
      g_assert_false (g_bytes_equal (kept, pem));
    }
}

/* It says what it is, to whoever looks at it. */
static void
test_subject (void)
{
  g_autoptr (RepointStationIdentity) identity = repoint_station_identity_new (NULL);
  SSL_CTX *context = repoint_station_identity_get_context (identity, NULL);
  X509 *certificate = SSL_CTX_get0_certificate (context);
  char name[256];

  X509_NAME_oneline (X509_get_subject_name (certificate), name, sizeof name);
  g_assert_cmpstr (name, ==, "/CN=Repoint check-in station");
  g_assert_cmpint (EVP_PKEY_get_bits (X509_get0_pubkey (certificate)), ==, 2048);
  g_assert_cmpint (X509_verify (certificate, X509_get0_pubkey (certificate)), ==, 1);
  SSL_CTX_free (context);
}

/* Each test begins with an empty user data directory. */
static void
run (gconstpointer test)
{
  g_autoptr (GFile) folder = g_file_new_build_filename (g_get_user_data_dir (), "repoint", NULL);

  ((void (*) (void)) test) ();
  if (g_file_query_exists (folder, NULL))
    repoint_test_remove_directory (folder);
}

static void
add (const char *path, void (*test) (void))
{
  g_test_add_data_func (path, test, run);
}

int
main (int argc, char *argv[])
{
  g_autofree char *directory = g_dir_make_tmp ("repoint-test-XXXXXX", NULL);
  int status;

  g_setenv ("XDG_DATA_HOME", directory, TRUE);
  g_test_init (&argc, &argv, NULL);

  add ("/station-identity/kept", test_kept);
  add ("/station-identity/made-only-when-needed", test_made_only_when_needed);
  add ("/station-identity/strange-ids", test_strange_ids);
  add ("/station-identity/damaged", test_damaged);
  add ("/station-identity/open-to-others", test_open_to_others);
  add ("/station-identity/nowhere-to-write", test_nowhere_to_write);
  add ("/station-identity/in-memory", test_in_memory);
  add ("/station-identity/expired", test_expired);
  add ("/station-identity/subject", test_subject);

  status = g_test_run ();
  g_rmdir (directory);

  return status;
}
