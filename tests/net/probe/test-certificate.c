/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-certificate.h"
#include "repoint-test-pki.h"
#include "repoint-test-survey.h"

#include <glib/gstdio.h>
#include <openssl/x509v3.h>
#include <string.h>

/* Certificates as they lie in a flight that only we could read: no server, no session. */

static JsonObject *
describe (GPtrArray *certificates, const char *host)
{
  return repoint_certificate_describe_der (certificates, host, g_get_real_time () / G_USEC_PER_SEC);
}

static GPtrArray *
list_one (GBytes *der)
{
  GPtrArray *list = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);

  g_ptr_array_add (list, der);

  return list;
}

static const struct
{
  const char *common_name;
  const char *names; /* nullable */
  const char *host;
  gboolean    matches;
} name_cases[] = {
  { "x", "DNS:mail.example", "mail.example", TRUE },
  { "x", "DNS:mail.example", "MAIL.Example", TRUE },
  { "mail.example", "DNS:other.example", "mail.example", FALSE },
  { "mail.example", NULL, "mail.example", TRUE },
  { "x", "DNS:*.mail.example", "a.mail.example", TRUE },
  { "x", "DNS:*.mail.example", "mail.example", FALSE },
  { "x", "DNS:*.mail.example", "a.b.mail.example", FALSE },
  { "x", "DNS:*", "mail", FALSE },
  { "x", "DNS:*.example", "mail.example", FALSE },
  { "x", "IP:192.0.2.1", "192.0.2.1", TRUE },
  { "x", "IP:192.0.2.1", "192.0.2.2", FALSE },
  { "x", "IP:2001:db8::1", "2001:db8:0:0::1", TRUE },
  { "x", "DNS:192.0.2.1", "192.0.2.1", FALSE },
  { "192.0.2.1", NULL, "192.0.2.1", FALSE },
};

static void
test_names (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (name_cases); i++)
    {
      g_autoptr (GPtrArray) list = list_one (repoint_test_pki_issue (name_cases[i].common_name, name_cases[i].names));
      g_autoptr (JsonObject) certificate = describe (list, name_cases[i].host);
      g_autofree char *problems = repoint_test_survey_list (certificate, "problems");

      g_test_message ("%s of %s for %s", name_cases[i].names, name_cases[i].common_name, name_cases[i].host);
      g_assert_cmpstr (problems, ==, name_cases[i].matches ? "" : "name-mismatch");
    }
}

/* Every link of the chain, in the order in which it came. */
static void
test_chain (void)
{
  static const char *const subjects[] = { "CN=localhost,O=Repoint Test", "CN=Test Root,O=Repoint Test",
                                          "CN=Test Between,O=Repoint Test" };
  g_autoptr (GPtrArray) list = repoint_test_pki_list_der (REPOINT_TEST_PKI_WRONG_ORDER);
  g_autoptr (JsonObject) certificate = describe (list, "127.0.0.1");
  JsonArray *chain = json_object_get_array_member (certificate, "chain");
  JsonObject *root;

  g_assert_cmpuint (json_array_get_length (chain), ==, G_N_ELEMENTS (subjects));
  for (guint i = 0; i < G_N_ELEMENTS (subjects); i++)
    {
      JsonObject *link = json_array_get_object_element (chain, i);
      GBytes *der = g_ptr_array_index (list, i);
      g_autofree char *sha256 = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, der);

      g_assert_cmpstr (json_object_get_string_member (link, "subject"), ==, subjects[i]);
      g_assert_cmpstr (json_object_get_string_member (link, "sha256"), ==, sha256);
      g_assert_cmpstr (json_object_get_string_member (link, "issuer"), ==,
                       i == 0 ? "CN=Test Between,O=Repoint Test" : "CN=Test Root,O=Repoint Test");
      g_assert_nonnull (json_object_get_string_member (link, "not_before"));
      g_assert_nonnull (json_object_get_string_member (link, "not_after"));
      g_assert_cmpstr (json_object_get_string_member (link, "key"), ==, i == 0 ? "RSA 2048" : "EC P-256");
      g_assert_cmpstr (json_object_get_string_member (link, "signature"), ==, "ecdsa-with-SHA256");
    }

  root = json_array_get_object_element (chain, 1);
  g_assert_cmpstr (json_object_get_string_member (certificate, "sha256"), ==,
                   json_object_get_string_member (json_array_get_object_element (chain, 0), "sha256"));
  g_assert_cmpstr (json_object_get_string_member (certificate, "root_sha256"), ==,
                   json_object_get_string_member (root, "sha256"));
  g_assert_nonnull (strstr (json_object_get_string_member (certificate, "trust_store"), g_getenv ("SSL_CERT_FILE")));
}

static void
test_untrusted (void)
{
  g_autoptr (GPtrArray) list = repoint_test_pki_list_der (REPOINT_TEST_PKI_PRIVATE);
  g_autoptr (JsonObject) certificate = describe (list, "127.0.0.1");

  g_assert_true (json_object_get_null_member (certificate, "root"));
  g_assert_true (json_object_get_null_member (certificate, "root_sha256"));
}

/* Any number of certificates, and the same one again and again. */
static void
test_long (void)
{
  g_autoptr (GPtrArray) list = repoint_test_pki_list_der (REPOINT_TEST_PKI_GOOD);
  g_autoptr (JsonObject) certificate = NULL;
  g_autofree char *problems = NULL;

  for (guint i = 1; i < 500; i++)
    g_ptr_array_add (list, g_bytes_ref (g_ptr_array_index (list, 0)));
  certificate = describe (list, "127.0.0.1");
  problems = repoint_test_survey_list (certificate, "problems");

  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (certificate, "chain")), ==, 10);
  g_assert_cmpstr (problems, ==, "chain-order");
  g_assert_cmpstr (json_object_get_string_member (certificate, "root"), ==, "Test Root");
}

static void
test_no_certificate (void)
{
  g_autoptr (GPtrArray) good = repoint_test_pki_list_der (REPOINT_TEST_PKI_ROOT_SENT);
  GBytes *leaf = g_ptr_array_index (good, 0);
  g_autoptr (GPtrArray) none = g_ptr_array_new ();

  g_assert_null (describe (NULL, "127.0.0.1"));
  g_assert_null (describe (none, "127.0.0.1"));

  /* Cut off at every byte. */
  for (gsize length = 0; length < g_bytes_get_size (leaf); length++)
    {
      g_autoptr (GPtrArray) list = list_one (g_bytes_new_from_bytes (leaf, 0, length));

      g_assert_null (describe (list, "127.0.0.1"));
    }
}

/* What stands behind the first thing that is no certificate is not looked at. */
static void
test_garbage_in_chain (void)
{
  g_autoptr (GPtrArray) list = repoint_test_pki_list_der (REPOINT_TEST_PKI_ROOT_SENT);
  g_autoptr (JsonObject) certificate = NULL;
  g_autofree char *problems = NULL;

  g_ptr_array_insert (list, 1, g_bytes_new_static ("0\x84\xff\xff\xff\xff", 6));
  certificate = describe (list, "127.0.0.1");
  problems = repoint_test_survey_list (certificate, "problems");

  g_assert_cmpstr (problems, ==, "untrusted,incomplete-chain");
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (certificate, "chain")), ==, 1);
}

static void
add_dns_name (GENERAL_NAMES *names, const char *bytes, gsize length)
{
  GENERAL_NAME *name = GENERAL_NAME_new ();
  ASN1_IA5STRING *text = ASN1_IA5STRING_new ();

  ASN1_STRING_set (text, bytes, (int) length);
  GENERAL_NAME_set0_value (name, GEN_DNS, text);
  sk_GENERAL_NAME_push (names, name);
}

static GBytes *
make_hostile (void)
{
  static const char with_nul[] = "mail.example\0.evil.example";
  static const char turned[] = "mail\xe2\x80\xae" "elpmaxe.live\xe2\x80\xa8next\xff";
  g_autoptr (GBytes) good = repoint_test_pki_issue ("x", NULL);
  g_autofree char *long_name = g_strnfill (5000, 'a');
  gsize length;
  const guint8 *der = g_bytes_get_data (good, &length);
  X509 *certificate = d2i_X509 (NULL, &der, (long) length);
  EVP_PKEY *key = EVP_EC_gen ("P-256");
  GENERAL_NAMES *names = GENERAL_NAMES_new ();
  guint8 *out = NULL;
  int n;

  add_dns_name (names, with_nul, sizeof with_nul - 1);
  add_dns_name (names, turned, sizeof turned - 1);
  add_dns_name (names, long_name, 5000);
  add_dns_name (names, "", 0);
  for (guint i = 0; i < 2000; i++)
    add_dns_name (names, "another.example", strlen ("another.example"));
  g_assert_cmpint (X509_add1_ext_i2d (certificate, NID_subject_alt_name, names, 0, X509V3_ADD_REPLACE), ==, 1);
  X509_set_pubkey (certificate, key);
  g_assert_cmpint (X509_sign (certificate, key, EVP_sha256 ()), >, 0);
  n = i2d_X509 (certificate, &out);
  good = (g_bytes_unref (good), g_bytes_new (out, (gsize) n));

  OPENSSL_free (out);
  GENERAL_NAMES_free (names);
  EVP_PKEY_free (key);
  X509_free (certificate);

  return g_steal_pointer (&good);
}

static void
test_hostile_names (void)
{
  g_autoptr (GPtrArray) list = list_one (make_hostile ());
  g_autoptr (JsonObject) certificate = describe (list, "mail.example");
  g_autofree char *problems = repoint_test_survey_list (certificate, "problems");
  JsonArray *names = json_object_get_array_member (certificate, "names");

  g_assert_cmpuint (json_array_get_length (names), ==, 64);
  g_assert_nonnull (strstr (problems, "name-mismatch"));
  for (guint i = 0; i < 64; i++)
    {
      const char *name = json_array_get_string_element (names, i);

      g_assert_true (g_utf8_validate (name, -1, NULL));
      g_assert_cmpuint (strlen (name), <=, 512);
      for (const char *p = name; *p != '\0'; p = g_utf8_next_char (p))
        {
          GUnicodeType type = g_unichar_type (g_utf8_get_char (p));

          g_assert_true (type != G_UNICODE_CONTROL && type != G_UNICODE_FORMAT && type != G_UNICODE_LINE_SEPARATOR);
        }
    }
  g_assert_cmpstr (json_array_get_string_element (names, 0), !=, "mail.example");
  g_assert_cmpstr (json_array_get_string_element (names, 1), ==, "mail\xef\xbf\xbd" "elpmaxe.live\xef\xbf\xbdnext\xef\xbf\xbd");
}

static void
check_text (JsonObject *object, const char *member)
{
  const char *text = json_object_get_string_member_with_default (object, member, NULL);

  g_assert_true (text == NULL || (g_utf8_validate (text, -1, NULL) && strlen (text) <= 512));
}

/* Every byte changed in two ways: whatever OpenSSL makes of it, what comes out is text, and never a root when something
 * is not as it was signed. */
static void
test_changed (void)
{
  g_autoptr (GPtrArray) good = repoint_test_pki_list_der (REPOINT_TEST_PKI_GOOD);
  static const guint8 changes[] = { 0x01, 0xff };
  gsize length;
  const guint8 *der = g_bytes_get_data (g_ptr_array_index (good, 0), &length);
  guint n_described = 0;

  for (gsize i = 0; i < length; i += 2)
    for (gsize j = 0; j < G_N_ELEMENTS (changes); j++)
      {
        guint8 *copy = g_memdup2 (der, length);
        g_autoptr (GPtrArray) list = NULL;
        g_autoptr (JsonObject) certificate = NULL;

        copy[i] ^= changes[j];
        list = list_one (g_bytes_new_take (copy, length));
        certificate = describe (list, "127.0.0.1");
        if (certificate == NULL)
          continue;

        n_described++;
        check_text (certificate, "subject");
        check_text (certificate, "issuer");
        check_text (certificate, "key");
        check_text (certificate, "signature");
        g_assert_true (json_object_get_null_member (certificate, "root"));
        g_assert_cmpuint (json_array_get_length (json_object_get_array_member (certificate, "problems")), >, 0);
      }

  g_assert_cmpuint (n_described, >, 100);
}

int
main (int argc, char *argv[])
{
  g_autofree char *directory = NULL;
  g_autofree char *authority = NULL;
  int status;

  g_test_init (&argc, &argv, NULL);
  directory = g_dir_make_tmp ("repoint-certificate-XXXXXX", NULL);
  authority = repoint_test_pki_write_authority (directory);
  g_setenv ("SSL_CERT_FILE", authority, TRUE);

  g_test_add_func ("/certificate/names", test_names);
  g_test_add_func ("/certificate/chain", test_chain);
  g_test_add_func ("/certificate/untrusted", test_untrusted);
  g_test_add_func ("/certificate/long", test_long);
  g_test_add_func ("/certificate/no-certificate", test_no_certificate);
  g_test_add_func ("/certificate/garbage-in-chain", test_garbage_in_chain);
  g_test_add_func ("/certificate/hostile-names", test_hostile_names);
  g_test_add_func ("/certificate/changed", test_changed);

  status = g_test_run ();
  g_remove (authority);
  g_rmdir (directory);

  return status;
}
