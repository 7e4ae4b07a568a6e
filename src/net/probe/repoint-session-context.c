/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-session-context.h"

#include <openssl/err.h>
#include <openssl/provider.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

/* The order of the raw hello, so that a server chooses alike; without RSA key exchange, elliptic curves come before
 * Diffie-Hellman, whose large groups cost this computer a quarter of a second. */
#define CIPHERS     "kRSA:kECDHE:kDHE:ALL:!eNULL:!PSK:!SRP:@SECLEVEL=0"
#define CIPHERS_1_3 "TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256:TLS_AES_128_CCM_SHA256:" \
                    "TLS_AES_128_CCM_8_SHA256"

/* All of the raw hello's that OpenSSL has: a server with nothing but a rare one would seem to break the session off. */
#define GROUPS      "X25519:P-256:P-384:P-521:X448"
#define GROUPS_1_2  GROUPS ":secp256k1:brainpoolP256r1:brainpoolP384r1:brainpoolP512r1:P-224:P-192:sect571r1:sect571k1:" \
                    "sect409r1:sect409k1:sect283r1:sect283k1"
#define GROUPS_1_3  GROUPS ":ffdhe2048:ffdhe3072:ffdhe4096:ffdhe6144:ffdhe8192"
#define GROUPS_SMALL GROUPS ":ffdhe2048"
#define SIGNATURES  "ECDSA+SHA256:ECDSA+SHA384:ECDSA+SHA512:ed25519:RSA-PSS+SHA256:RSA-PSS+SHA384:RSA-PSS+SHA512:" \
                    "RSA+SHA256:RSA+SHA384:RSA+SHA512:ECDSA+SHA1:RSA+SHA1:DSA+SHA1:ed448:rsa_pss_pss_sha256:" \
                    "rsa_pss_pss_sha384:rsa_pss_pss_sha512:ECDSA+SHA224:RSA+SHA224:DSA+SHA256"

#define N_VERSIONS (REPOINT_TLS_VERSION_1_3 - REPOINT_TLS_VERSION_SSL3 + 1)

typedef struct
{
  OSSL_LIB_CTX *library;
  X509_STORE   *trust;
  char         *trust_name;
  SSL_CTX      *contexts[N_VERSIONS]; /* NULL each where it cannot be spoken */
  GHashTable   *suites[N_VERSIONS];   /* set of GUINT_TO_POINTER */
} Shared;

/* Old keys, digests and parameters are what is looked for, so that none is too weak. */
static int
allow_everything (const SSL *ssl, const SSL_CTX *context, int operation, int bits, int nid, void *other, void *data)
{
  return 1;
}

/* Some distributions leave rare curves out of OpenSSL, which takes a list whole or not at all. */
static gboolean
set_groups (SSL_CTX *context, int version)
{
  return SSL_CTX_set1_groups_list (context, version == TLS1_3_VERSION ? GROUPS_1_3 : GROUPS_1_2) == 1 ||
         SSL_CTX_set1_groups_list (context, GROUPS) == 1;
}

/* OpenSSL applies the "system_default" section of openssl.cnf to every new context, even in a library context of its
 * own: each setting that such a section can make is made here again. */
static SSL_CTX *
context_new (OSSL_LIB_CTX *library, int version)
{
  SSL_CTX *context = SSL_CTX_new_ex (library, NULL, TLS_client_method ());

  if (context == NULL)
    return NULL;

  SSL_CTX_clear_options (context, SSL_CTX_get_options (context));
  SSL_CTX_set_options (context, SSL_OP_ALL | SSL_OP_LEGACY_SERVER_CONNECT | SSL_OP_ALLOW_UNSAFE_LEGACY_RENEGOTIATION |
                                    SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION | SSL_OP_IGNORE_UNEXPECTED_EOF);
  SSL_CTX_set_mode (context, SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  SSL_CTX_set_verify (context, SSL_VERIFY_NONE, NULL);
  SSL_CTX_set_security_level (context, 0);
  SSL_CTX_set_security_callback (context, allow_everything);
  SSL_CTX_set_session_cache_mode (context, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_quiet_shutdown (context, 0);
  SSL_CTX_set_record_padding_callback (context, NULL);
  SSL_CTX_set_block_padding (context, 0);

  /* First both ends open, because each is checked against the other. */
  if (SSL_CTX_set_min_proto_version (context, 0) != 1 || SSL_CTX_set_max_proto_version (context, 0) != 1 ||
      SSL_CTX_set_min_proto_version (context, version) != 1 || SSL_CTX_set_max_proto_version (context, version) != 1 ||
      SSL_CTX_set_cipher_list (context, CIPHERS) != 1 || SSL_CTX_set_ciphersuites (context, CIPHERS_1_3) != 1 ||
      !set_groups (context, version) || SSL_CTX_set1_sigalgs_list (context, SIGNATURES) != 1)
    {
      SSL_CTX_free (context);
      return NULL;
    }

  return context;
}

/* The suites that would really be offered. There are none when the version was left out when OpenSSL was built: setting it
 * is not refused, only every handshake fails. */
static GHashTable *
list_suites (SSL_CTX *context)
{
  GHashTable *suites = g_hash_table_new (NULL, NULL);
  SSL *ssl = SSL_new (context);
  STACK_OF (SSL_CIPHER) *ciphers = SSL_get1_supported_ciphers (ssl);

  for (int i = 0; i < sk_SSL_CIPHER_num (ciphers); i++)
    g_hash_table_add (suites, GUINT_TO_POINTER (SSL_CIPHER_get_protocol_id (sk_SSL_CIPHER_value (ciphers, i))));

  sk_SSL_CIPHER_free (ciphers);
  SSL_free (ssl);

  return suites;
}

/* Where X509_STORE_set_default_paths() looks, as far as there is anything. */
static char *
find_trust (void)
{
  const char *file = g_getenv (X509_get_default_cert_file_env ());
  const char *directory = g_getenv (X509_get_default_cert_dir_env ());
  g_autoptr (GPtrArray) names = g_ptr_array_new ();

  if (file == NULL)
    file = X509_get_default_cert_file ();
  if (directory == NULL)
    directory = X509_get_default_cert_dir ();

  if (g_file_test (file, G_FILE_TEST_IS_REGULAR))
    g_ptr_array_add (names, (char *) file);
  if (g_file_test (directory, G_FILE_TEST_IS_DIR))
    g_ptr_array_add (names, (char *) directory);
  g_ptr_array_add (names, NULL);

  return names->len > 1 ? g_strjoinv (", ", (char **) names->pdata) : NULL;
}

static gpointer
make_shared (gpointer data)
{
  Shared *self = g_new0 (Shared, 1);

  /* The errors of others on this thread are not touched, nor are ours left to them. */
  ERR_set_mark ();
  self->library = OSSL_LIB_CTX_new ();
  if (self->library == NULL || OSSL_PROVIDER_load (self->library, "default") == NULL)
    g_error ("OpenSSL cannot be used: its default provider does not load");

  for (guint i = 0; i < N_VERSIONS; i++)
    {
      self->contexts[i] = context_new (self->library, REPOINT_TLS_VERSION_SSL3 + (int) i);
      self->suites[i] = self->contexts[i] != NULL ? list_suites (self->contexts[i]) : g_hash_table_new (NULL, NULL);
      if (g_hash_table_size (self->suites[i]) == 0)
        g_clear_pointer (&self->contexts[i], SSL_CTX_free);
    }

  self->trust = X509_STORE_new ();
  X509_STORE_set_default_paths_ex (self->trust, self->library, NULL);
  self->trust_name = find_trust ();
  ERR_pop_to_mark ();

  return self;
}

static Shared *
get_shared (void)
{
  static GOnce once = G_ONCE_INIT;

  return g_once (&once, make_shared, NULL);
}

struct ossl_lib_ctx_st *
repoint_session_context_get_library (void)
{
  return get_shared ()->library;
}

struct ssl_ctx_st *
repoint_session_context_get (RepointTlsVersion version)
{
  if (version < REPOINT_TLS_VERSION_SSL3 || version > REPOINT_TLS_VERSION_1_3)
    return NULL;

  return get_shared ()->contexts[version - REPOINT_TLS_VERSION_SSL3];
}

void
repoint_session_context_shrink (SSL *ssl, RepointTlsVersion version, guint16 suite)
{
  const guint8 id[] = { (guint8) (suite >> 8), (guint8) (suite & 0xff) };
  const SSL_CIPHER *cipher = SSL_CIPHER_find (ssl, id);

  if (version < REPOINT_TLS_VERSION_1_3 && cipher != NULL)
    SSL_set_cipher_list (ssl, SSL_CIPHER_get_name (cipher));
  SSL_set1_groups_list (ssl, version == REPOINT_TLS_VERSION_1_3 ? GROUPS_SMALL : GROUPS);
}

struct x509_store_st *
repoint_session_context_get_trust (void)
{
  return get_shared ()->trust;
}

const char *
repoint_session_context_get_trust_name (void)
{
  return get_shared ()->trust_name;
}

gboolean
repoint_session_context_has_suite (RepointTlsVersion version, guint16 suite)
{
  if (version < REPOINT_TLS_VERSION_SSL3 || version > REPOINT_TLS_VERSION_1_3)
    return FALSE;

  return g_hash_table_contains (get_shared ()->suites[version - REPOINT_TLS_VERSION_SSL3], GUINT_TO_POINTER (suite));
}
