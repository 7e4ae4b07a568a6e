/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-test-certificate.h"

#include <gio/gio.h>
#include <glib/gstdio.h>

gboolean
repoint_test_make_certificate (const char *directory)
{
  g_autofree char *openssl = g_find_program_in_path ("openssl");
  g_autofree char *certificate = g_build_filename (directory, "certificate.pem", NULL);
  g_autofree char *key = g_build_filename (directory, "key.pem", NULL);
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GError) error = NULL;

  if (openssl == NULL)
    return FALSE;
  process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDERR_SILENCE | G_SUBPROCESS_FLAGS_STDOUT_SILENCE, &error,
                              openssl, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-sha256", "-days", "30",
                              "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1",
                              "-keyout", key, "-out", certificate, NULL);
  g_assert_no_error (error);
  g_subprocess_wait_check (process, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (g_chmod (key, 0644), ==, 0);
  g_assert_cmpint (g_chmod (certificate, 0644), ==, 0);
  return TRUE;
}
