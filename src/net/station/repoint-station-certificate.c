/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-station-certificate.h"

#include <openssl/bn.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/provider.h>
#include <openssl/rand.h>
#include <openssl/rsa.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#define DAY (24 * 60 * 60)

/* Long enough for an office's move, short enough to be of no use to whoever finds it later. It begins a day early, for devices
 * whose clock is a little slow. */
#define EARLY    DAY
#define VALIDITY (365 * DAY)

#define SUBJECT "Repoint check-in station"

/* RSA, because every client of every age knows it. */
#define KEY_BITS 2048

/* What every device can do with little effort comes first, so that the handshake goes on to what it makes of the certificate:
 * RSA key exchange needs no curve and no signature, and OpenSSL 3 takes no signature of TLS 1.0; Java up to 7 breaks on
 * Diffie-Hellman with more than 1024 bits. */
#define CIPHERS     "kRSA:kECDHE:kDHE:ALL:-aNULL:-eNULL:eNULL:-aNULL:aNULL:!PSK:!SRP:@SECLEVEL=0"
#define CIPHERS_1_3 "TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256:TLS_AES_128_CCM_SHA256:" \
                    "TLS_AES_128_CCM_8_SHA256"
#define GROUPS      "X25519:P-256:P-384:P-521:X448:ffdhe2048:ffdhe3072:ffdhe4096:ffdhe6144:ffdhe8192"
#define OLD_GROUPS  ":secp256k1:brainpoolP256r1:brainpoolP384r1:brainpoolP512r1:P-224:P-192:sect571r1:sect571k1:" \
                    "sect409r1:sect409k1:sect283r1:sect283k1:sect233r1:sect233k1:sect163r2:sect163k1"
#define SIGNATURES  "RSA-PSS+SHA256:RSA-PSS+SHA384:RSA-PSS+SHA512:RSA+SHA256:RSA+SHA384:RSA+SHA512:RSA+SHA224:RSA+SHA1"

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BIO, BIO_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EVP_PKEY, EVP_PKEY_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EVP_PKEY_CTX, EVP_PKEY_CTX_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SSL_CTX, SSL_CTX_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (X509, X509_free)

struct _RepointStationCertificate
{
  EVP_PKEY *key;
  X509     *certificate;
};

/* Of OpenSSL's own configuration nothing shall apply here. */
static gpointer
make_library (gpointer data)
{
  OSSL_LIB_CTX *library = OSSL_LIB_CTX_new ();

  if (library == NULL || OSSL_PROVIDER_load (library, "default") == NULL)
    g_error ("OpenSSL cannot be used: its default provider does not load");

  return library;
}

static OSSL_LIB_CTX *
get_library (void)
{
  static GOnce once = G_ONCE_INIT;

  return g_once (&once, make_library, NULL);
}

static void
set_error (GError **error, const char *what)
{
  char text[256] = "no detail";

  if (ERR_peek_error () != 0)
    ERR_error_string_n (ERR_get_error (), text, sizeof text);
  ERR_clear_error ();
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "%s: %s", what, text);
}

static EVP_PKEY *
make_key (void)
{
  g_autoptr (EVP_PKEY_CTX) context = EVP_PKEY_CTX_new_from_name (get_library (), "RSA", NULL);
  EVP_PKEY *key = NULL;

  if (context == NULL || EVP_PKEY_keygen_init (context) <= 0 || EVP_PKEY_CTX_set_rsa_keygen_bits (context, KEY_BITS) <= 0 ||
      EVP_PKEY_keygen (context, &key) <= 0)
    return NULL;

  return key;
}

/* RFC 5280 section 4.1.2.2: positive, at most 20 bytes. */
static gboolean
set_serial (X509 *certificate)
{
  guint8 serial[16];
  BIGNUM *number;
  gboolean set;

  if (RAND_bytes_ex (get_library (), serial, sizeof serial, 0) != 1)
    return FALSE;

  serial[0] = (serial[0] & 0x3f) | 0x40;
  number = BN_bin2bn (serial, sizeof serial, NULL);
  set = number != NULL && BN_to_ASN1_INTEGER (number, X509_get_serialNumber (certificate)) != NULL;
  BN_free (number);

  return set;
}

static gboolean
add_extension (X509 *certificate, int nid, const char *value)
{
  X509_EXTENSION *extension = X509V3_EXT_conf_nid (NULL, NULL, nid, value);
  gboolean added = extension != NULL && X509_add_ext (certificate, extension, -1);

  X509_EXTENSION_free (extension);

  return added;
}

static X509 *
make_certificate (EVP_PKEY *key, gint64 now)
{
  g_autoptr (X509) certificate = X509_new_ex (get_library (), NULL);
  X509_NAME *name;

  if (certificate == NULL || !set_serial (certificate))
    return NULL;

  name = X509_get_subject_name (certificate);
  if (!X509_set_version (certificate, X509_VERSION_3) ||
      ASN1_TIME_set (X509_getm_notBefore (certificate), (time_t) (now - EARLY)) == NULL ||
      ASN1_TIME_set (X509_getm_notAfter (certificate), (time_t) (now + VALIDITY)) == NULL ||
      !X509_set_pubkey (certificate, key) ||
      !X509_NAME_add_entry_by_txt (name, "CN", MBSTRING_UTF8, (const guchar *) SUBJECT, -1, -1, 0) ||
      !X509_set_issuer_name (certificate, name) ||
      !add_extension (certificate, NID_basic_constraints, "critical,CA:FALSE") ||
      !add_extension (certificate, NID_key_usage, "critical,digitalSignature,keyEncipherment") ||
      !add_extension (certificate, NID_ext_key_usage, "serverAuth") ||
      X509_sign (certificate, key, EVP_sha256 ()) <= 0)
    return NULL;

  return g_steal_pointer (&certificate);
}

/**
 * repoint_station_certificate_new:
 * @now: seconds since 1970, from when it is good
 *
 * Makes a key and a certificate that says what it is for. Takes a good part of a second; may be called on any thread.
 *
 * Returns: (transfer full) (nullable): them, or %NULL with @error when OpenSSL fails
 */
RepointStationCertificate *
repoint_station_certificate_new (gint64 now, GError **error)
{
  g_autoptr (EVP_PKEY) key = NULL;
  g_autoptr (X509) certificate = NULL;
  RepointStationCertificate *self;

  ERR_clear_error ();
  key = make_key ();
  certificate = key != NULL ? make_certificate (key, now) : NULL;
  if (certificate == NULL)
    {
      set_error (error, "certificate of the station");
      return NULL;
    }

  self = g_new0 (RepointStationCertificate, 1);
  self->key = g_steal_pointer (&key);
  self->certificate = g_steal_pointer (&certificate);

  return self;
}

/**
 * repoint_station_certificate_free:
 * @self: (nullable) (transfer full): a certificate
 */
void
repoint_station_certificate_free (RepointStationCertificate *self)
{
  if (self == NULL)
    return;

  EVP_PKEY_free (self->key);
  X509_free (self->certificate);
  g_free (self);
}

static BIO *
open_pem (GBytes *pem)
{
  gsize length;
  const void *data = g_bytes_get_data (pem, &length);

  return BIO_new_mem_buf (data, (int) MIN (length, G_MAXINT));
}

/* A file that asks for a passphrase is none of ours. */
static int
refuse_passphrase (char *buffer, int size, int writing, void *data)
{
  return -1;
}

/**
 * repoint_station_certificate_parse:
 * @pem: what repoint_station_certificate_build() made
 *
 * Returns: (transfer full) (nullable): key and certificate, or %NULL with @error when they are damaged or do not belong together
 */
RepointStationCertificate *
repoint_station_certificate_parse (GBytes *pem, GError **error)
{
  g_autoptr (BIO) keys = NULL;
  g_autoptr (BIO) certificates = NULL;
  g_autoptr (RepointStationCertificate) self = g_new0 (RepointStationCertificate, 1);

  g_return_val_if_fail (pem != NULL, NULL);

  ERR_clear_error ();
  keys = open_pem (pem);
  certificates = open_pem (pem);
  self->key = PEM_read_bio_PrivateKey_ex (keys, NULL, refuse_passphrase, NULL, get_library (), NULL);
  self->certificate = X509_new_ex (get_library (), NULL);
  if (self->key == NULL || PEM_read_bio_X509 (certificates, &self->certificate, NULL, NULL) == NULL ||
      !EVP_PKEY_is_a (self->key, "RSA") || EVP_PKEY_get_bits (self->key) != KEY_BITS ||
      X509_check_private_key (self->certificate, self->key) != 1)
    {
      set_error (error, "key of the station");
      return NULL;
    }

  return g_steal_pointer (&self);
}

static void
wipe (gpointer data)
{
  BIO_free (data); /* memory of BIO_s_secmem is wiped */
}

/**
 * repoint_station_certificate_build:
 *
 * Returns: (transfer full): key and certificate as PEM, in memory that is wiped when it is freed
 */
GBytes *
repoint_station_certificate_build (RepointStationCertificate *self)
{
  BIO *pem;
  char *data;
  long length;

  g_return_val_if_fail (self != NULL, NULL);

  ERR_clear_error ();
  pem = BIO_new (BIO_s_secmem ());
  PEM_write_bio_PrivateKey_ex (pem, self->key, NULL, NULL, 0, NULL, NULL, get_library (), NULL);
  PEM_write_bio_X509 (pem, self->certificate);
  length = BIO_get_mem_data (pem, &data);

  return g_bytes_new_with_free_func (data, (gsize) MAX (length, 0), wipe, pem);
}

/**
 * repoint_station_certificate_is_current:
 * @now: seconds since 1970
 *
 * Returns: %TRUE if the certificate is good on that day
 */
gboolean
repoint_station_certificate_is_current (RepointStationCertificate *self, gint64 now)
{
  time_t time = (time_t) now;

  g_return_val_if_fail (self != NULL, FALSE);

  return X509_cmp_time (X509_get0_notBefore (self->certificate), &time) < 0 &&
         X509_cmp_time (X509_get0_notAfter (self->certificate), &time) > 0;
}

/* OpenSSL takes a list of groups whole or not at all, and some distributions leave old curves out. */
static gboolean
set_groups (SSL_CTX *context)
{
  return SSL_CTX_set1_groups_list (context, GROUPS OLD_GROUPS) == 1 || SSL_CTX_set1_groups_list (context, GROUPS) == 1;
}

/**
 * repoint_station_certificate_make_context:
 *
 * Makes what is needed to be a TLS server for clients of any age: every version and suite that OpenSSL has, whatever this
 * computer's openssl.cnf says (its section "system_default" is applied to every new context, so each setting is made again).
 *
 * Returns: (transfer full) (nullable): an SSL_CTX, for SSL_CTX_free(); may be used on several threads
 */
SSL_CTX *
repoint_station_certificate_make_context (RepointStationCertificate *self, GError **error)
{
  g_autoptr (SSL_CTX) context = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  ERR_clear_error ();
  context = SSL_CTX_new_ex (get_library (), NULL, TLS_server_method ());
  if (context == NULL)
    {
      set_error (error, "SSL_CTX_new_ex");
      return NULL;
    }

  SSL_CTX_clear_options (context, SSL_CTX_get_options (context));
  SSL_CTX_set_options (context, SSL_OP_ALL | SSL_OP_ALLOW_UNSAFE_LEGACY_RENEGOTIATION | SSL_OP_NO_RENEGOTIATION |
                                    SSL_OP_NO_COMPRESSION | SSL_OP_NO_TICKET | SSL_OP_CIPHER_SERVER_PREFERENCE |
                                    SSL_OP_TLS_ROLLBACK_BUG | SSL_OP_IGNORE_UNEXPECTED_EOF | SSL_OP_CLEANSE_PLAINTEXT);
  SSL_CTX_set_mode (context, SSL_MODE_RELEASE_BUFFERS);
  SSL_CTX_set_verify (context, SSL_VERIFY_NONE, NULL);
  SSL_CTX_set_security_level (context, 0);
  SSL_CTX_set_session_cache_mode (context, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_num_tickets (context, 0);
  SSL_CTX_set_quiet_shutdown (context, 0);
  SSL_CTX_set_dh_auto (context, 1);

  if (SSL_CTX_set_min_proto_version (context, 0) != 1 || SSL_CTX_set_max_proto_version (context, 0) != 1 ||
      SSL_CTX_set_cipher_list (context, CIPHERS) != 1 || SSL_CTX_set_ciphersuites (context, CIPHERS_1_3) != 1 ||
      !set_groups (context) || SSL_CTX_set1_sigalgs_list (context, SIGNATURES) != 1 ||
      SSL_CTX_use_certificate (context, self->certificate) != 1 || SSL_CTX_use_PrivateKey (context, self->key) != 1)
    {
      set_error (error, "TLS context of the station");
      return NULL;
    }

  return g_steal_pointer (&context);
}
