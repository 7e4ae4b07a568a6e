/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-test-pki.h"

#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#define DAY (24 * 60 * 60)

typedef struct
{
  X509     *certificate;
  EVP_PKEY *key;
} Issued;

typedef struct
{
  Issued root;
  Issued between;
  Issued known_between;
  Issued unknown_root;
  Issued cross_root; /* the unknown one, signed by the test authority */
  Issued kinds[REPOINT_TEST_PKI_N_KINDS];
} Pki;

static void
add_extension (X509 *certificate, X509 *issuer, int nid, const char *value)
{
  X509V3_CTX context;
  X509_EXTENSION *extension;

  X509V3_set_ctx (&context, issuer, certificate, NULL, NULL, 0);
  extension = X509V3_EXT_conf_nid (NULL, &context, nid, value);
  g_assert_nonnull (extension);
  X509_add_ext (certificate, extension, -1);
  X509_EXTENSION_free (extension);
}

/* @issuer: NULL to sign itself. @names: a subjectAltName, or NULL. */
static Issued
issue (const char *common_name, const char *names, const Issued *issuer, EVP_PKEY *key, int from_day, int to_day,
       const EVP_MD *digest, gboolean authority)
{
  static gint serial = 1;
  Issued issued = { X509_new (), key };
  X509_NAME *subject = X509_get_subject_name (issued.certificate);

  X509_set_version (issued.certificate, X509_VERSION_3);
  ASN1_INTEGER_set (X509_get_serialNumber (issued.certificate), g_atomic_int_add (&serial, 1));
  X509_gmtime_adj (X509_getm_notBefore (issued.certificate), (long) from_day * DAY);
  X509_gmtime_adj (X509_getm_notAfter (issued.certificate), (long) to_day * DAY);
  X509_NAME_add_entry_by_txt (subject, "O", MBSTRING_UTF8, (const guchar *) "Repoint Test", -1, -1, 0);
  X509_NAME_add_entry_by_txt (subject, "CN", MBSTRING_ASC, (const guchar *) common_name, -1, -1, 0);
  X509_set_issuer_name (issued.certificate, issuer != NULL ? X509_get_subject_name (issuer->certificate) : subject);
  X509_set_pubkey (issued.certificate, key);
  add_extension (issued.certificate, issued.certificate, NID_basic_constraints, authority ? "critical,CA:TRUE" : "CA:FALSE");
  if (names != NULL)
    add_extension (issued.certificate, issued.certificate, NID_subject_alt_name, names);
  g_assert_cmpint (X509_sign (issued.certificate, issuer != NULL ? issuer->key : key, digest), >, 0);

  return issued;
}

static gpointer
make_pki (gpointer data)
{
  static const char here[] = "DNS:localhost,IP:127.0.0.1";
  Pki *self = g_new0 (Pki, 1);
  EVP_PKEY *authority_key = EVP_EC_gen ("P-256");
  EVP_PKEY *unknown_key = EVP_EC_gen ("P-256");
  EVP_PKEY *key = EVP_RSA_gen (2048);
  const EVP_MD *sha256 = EVP_sha256 ();
  Issued *kinds = self->kinds;
  Issued forger;

  self->root = issue ("Test Root", NULL, NULL, authority_key, -1, 30, sha256, TRUE);
  self->between = issue ("Test Between", NULL, &self->root, authority_key, -1, 30, sha256, TRUE);
  self->known_between = issue ("Known Between", NULL, &self->root, EVP_RSA_gen (2048), -1, 30, sha256, TRUE);
  self->unknown_root = issue ("Unknown Root", NULL, NULL, unknown_key, -1, 30, sha256, TRUE);
  self->cross_root = issue ("Unknown Root", NULL, &self->root, unknown_key, -1, 30, sha256, TRUE);

  forger = (Issued) { self->root.certificate, unknown_key };

  kinds[REPOINT_TEST_PKI_GOOD] = issue ("localhost", here, &self->root, key, -1, 30, sha256, FALSE);
  kinds[REPOINT_TEST_PKI_SELF_SIGNED] = issue ("localhost", here, NULL, key, -1, 30, sha256, FALSE);
  kinds[REPOINT_TEST_PKI_EXPIRED] = issue ("localhost", here, &self->root, key, -30, -1, sha256, FALSE);
  kinds[REPOINT_TEST_PKI_NOT_YET_VALID] = issue ("localhost", here, &self->root, key, 2, 30, sha256, FALSE);
  kinds[REPOINT_TEST_PKI_OTHER_NAME] = issue ("other", "DNS:other.example", &self->root, key, -1, 30, sha256, FALSE);
  kinds[REPOINT_TEST_PKI_WEAK] = issue ("localhost", NULL, NULL, EVP_RSA_gen (1024), -1, 30, EVP_sha1 (), FALSE);
  kinds[REPOINT_TEST_PKI_INCOMPLETE] = issue ("localhost", here, &self->between, key, -1, 30, sha256, FALSE);
  kinds[REPOINT_TEST_PKI_PRIVATE] = issue ("localhost", here, &self->unknown_root, key, -1, 30, sha256, FALSE);
  kinds[REPOINT_TEST_PKI_HOSTILE] = issue ("<b>%n\n\033[31m\xff\xfe", NULL, NULL, key, -1, 30, sha256, FALSE);

  kinds[REPOINT_TEST_PKI_ROOT_SENT] = kinds[REPOINT_TEST_PKI_INCOMPLETE];
  kinds[REPOINT_TEST_PKI_WRONG_ORDER] = kinds[REPOINT_TEST_PKI_INCOMPLETE];
  kinds[REPOINT_TEST_PKI_KNOWN_BETWEEN] = issue ("localhost", here, &self->known_between, key, -1, 30, sha256, FALSE);
  kinds[REPOINT_TEST_PKI_CROSS_SIGNED] = kinds[REPOINT_TEST_PKI_PRIVATE];
  kinds[REPOINT_TEST_PKI_WEAK_KEY] = issue ("localhost", here, &self->root, EVP_RSA_gen (1024), -1, 30, sha256, FALSE);
  kinds[REPOINT_TEST_PKI_SHA1] = issue ("localhost", here, &self->root, key, -1, 30, EVP_sha1 (), FALSE);
  kinds[REPOINT_TEST_PKI_MD5] = issue ("localhost", here, &self->known_between, key, -1, 30, EVP_md5 (), FALSE);
  kinds[REPOINT_TEST_PKI_FORGED] = issue ("localhost", here, &forger, key, -1, 30, sha256, FALSE);
  kinds[REPOINT_TEST_PKI_BY_A_SERVER] = issue ("victim", here, &kinds[REPOINT_TEST_PKI_GOOD], key, -1, 30, sha256, FALSE);

  return self;
}

static Pki *
get_pki (void)
{
  static GOnce once = G_ONCE_INIT;

  return g_once (&once, make_pki, NULL);
}

char *
repoint_test_pki_write_authority (const char *directory)
{
  char *path = g_build_filename (directory, "authority.pem", NULL);
  BIO *file = BIO_new_file (path, "w");

  g_assert_nonnull (file);
  PEM_write_bio_X509 (file, get_pki ()->root.certificate);
  PEM_write_bio_X509 (file, get_pki ()->known_between.certificate);
  BIO_free (file);

  return path;
}

/* What is sent behind the certificate itself. */
static void
list_above (Pki *self, RepointTestPki kind, X509 *above[3])
{
  switch ((int) kind)
    {
    case REPOINT_TEST_PKI_PRIVATE:
      above[0] = self->unknown_root.certificate;
      break;

    case REPOINT_TEST_PKI_ROOT_SENT:
      above[0] = self->between.certificate;
      above[1] = self->root.certificate;
      break;

    case REPOINT_TEST_PKI_WRONG_ORDER:
      above[0] = self->root.certificate;
      above[1] = self->between.certificate;
      break;

    case REPOINT_TEST_PKI_CROSS_SIGNED:
      above[0] = self->cross_root.certificate;
      break;

    case REPOINT_TEST_PKI_MD5: /* RSA can */
      above[0] = self->known_between.certificate;
      break;

    case REPOINT_TEST_PKI_BY_A_SERVER:
      above[0] = self->kinds[REPOINT_TEST_PKI_GOOD].certificate;
      break;

    default:
      break;
    }
}

static GBytes *
encode (X509 *certificate)
{
  guint8 *der = NULL;
  int length = i2d_X509 (certificate, &der);
  GBytes *bytes;

  g_assert_cmpint (length, >, 0);
  bytes = g_bytes_new (der, (gsize) length);
  OPENSSL_free (der);

  return bytes;
}

GPtrArray *
repoint_test_pki_list_der (RepointTestPki kind)
{
  GPtrArray *list = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  X509 *above[3] = { NULL };

  list_above (get_pki (), kind, above);
  g_ptr_array_add (list, encode (get_pki ()->kinds[kind].certificate));
  for (guint i = 0; above[i] != NULL; i++)
    g_ptr_array_add (list, encode (above[i]));

  return list;
}

GBytes *
repoint_test_pki_issue (const char *common_name, const char *names)
{
  Pki *self = get_pki ();
  Issued issued = issue (common_name, names, &self->root, self->kinds[REPOINT_TEST_PKI_GOOD].key, -1, 30, EVP_sha256 (), FALSE);
  GBytes *der = encode (issued.certificate);

  X509_free (issued.certificate);

  return der;
}

void
repoint_test_pki_use (struct ssl_ctx_st *context, RepointTestPki kind)
{
  Pki *self = get_pki ();
  X509 *above[3] = { NULL };

  list_above (self, kind, above);
  g_assert_cmpint (SSL_CTX_use_certificate (context, self->kinds[kind].certificate), ==, 1);
  g_assert_cmpint (SSL_CTX_use_PrivateKey (context, self->kinds[kind].key), ==, 1);
  for (guint i = 0; above[i] != NULL; i++)
    SSL_CTX_add1_chain_cert (context, above[i]);
}
