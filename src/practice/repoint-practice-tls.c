/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-practice-tls.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/dh.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/rand.h>
#include <openssl/rsa.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#define DAY (24L * 60 * 60)

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EVP_PKEY, EVP_PKEY_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EVP_PKEY_CTX, EVP_PKEY_CTX_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (X509, X509_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SSL_CTX, SSL_CTX_free)

struct _RepointPracticeAuthority
{
  EVP_PKEY *authority_key;
  EVP_PKEY *server_key; /* RSA 2048, shared by everything that is not old */
  EVP_PKEY *old_key;    /* RSA 1024 */
  X509     *certificate;
  X509     *issuing;    /* of an authority below, which has the same key; signed with SHA-1 */
};

static void
set_openssl_error (GError    **error,
                   const char *what)
{
  char text[256] = "no detail";

  if (ERR_peek_error () != 0)
    ERR_error_string_n (ERR_get_error (), text, sizeof text);
  ERR_clear_error ();
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "%s: %s", what, text);
}

/* Asked between two candidates for a prime: 0 ends the search. */
static int
keep_searching_cb (EVP_PKEY_CTX *context)
{
  return !g_cancellable_is_cancelled (EVP_PKEY_CTX_get_app_data (context));
}

static EVP_PKEY *
create_key (int            bits,
            GCancellable  *cancellable,
            GError       **error)
{
  g_autoptr (EVP_PKEY_CTX) context = NULL;
  EVP_PKEY *key = NULL;

  ERR_clear_error ();
  context = EVP_PKEY_CTX_new_id (EVP_PKEY_RSA, NULL);
  if (context == NULL || EVP_PKEY_keygen_init (context) <= 0 || EVP_PKEY_CTX_set_rsa_keygen_bits (context, bits) <= 0)
    {
      set_openssl_error (error, "RSA");
      return NULL;
    }
  EVP_PKEY_CTX_set_app_data (context, cancellable);
  EVP_PKEY_CTX_set_cb (context, keep_searching_cb);
  if (EVP_PKEY_keygen (context, &key) <= 0)
    {
      if (!g_cancellable_set_error_if_cancelled (cancellable, error))
        set_openssl_error (error, "RSA");
      ERR_clear_error ();
      return NULL;
    }
  return key;
}

/* "CN=Canon iR-ADV,O=Canon" */
static gboolean
fill_name (X509_NAME  *name,
           const char *subject)
{
  g_auto (GStrv) parts = g_strsplit (subject, ",", -1);

  for (guint i = 0; parts[i] != NULL; i++)
    {
      char *equals = strchr (parts[i], '=');

      if (equals == NULL)
        return FALSE;
      *equals = '\0';
      if (!X509_NAME_add_entry_by_txt (name, parts[i], MBSTRING_UTF8, (const unsigned char *) equals + 1, -1, -1, 0))
        return FALSE;
    }
  return TRUE;
}

static gboolean
add_extension (X509       *certificate,
               int         nid,
               const char *value)
{
  X509_EXTENSION *extension = X509V3_EXT_conf_nid (NULL, NULL, nid, value);
  gboolean added = extension != NULL && X509_add_ext (certificate, extension, -1);

  X509_EXTENSION_free (extension);
  return added;
}

/* issuer NULL: self-signed. names NULL: no subjectAltName, as on many an old device. */
static X509 *
create_certificate (const char    *subject,
                    const char    *names,
                    gboolean       authority,
                    long           not_before,
                    long           not_after,
                    EVP_PKEY      *key,
                    X509          *issuer,
                    EVP_PKEY      *signing_key,
                    const EVP_MD  *digest,
                    GError       **error)
{
  g_autoptr (X509) certificate = NULL;
  unsigned char serial[8];
  BIGNUM *number = NULL;
  gboolean made;

  ERR_clear_error ();
  certificate = X509_new ();
  made = certificate != NULL && RAND_bytes (serial, sizeof serial) == 1;
  if (made)
    {
      serial[0] = (serial[0] & 0x3f) | 0x40; /* positive and eight bytes long, RFC 5280 section 4.1.2.2 */
      number = BN_bin2bn (serial, sizeof serial, NULL);
      made = number != NULL && BN_to_ASN1_INTEGER (number, X509_get_serialNumber (certificate)) != NULL;
      BN_free (number);
    }
  made = made &&
         X509_set_version (certificate, X509_VERSION_3) &&
         X509_gmtime_adj (X509_getm_notBefore (certificate), not_before) != NULL &&
         X509_gmtime_adj (X509_getm_notAfter (certificate), not_after) != NULL &&
         X509_set_pubkey (certificate, key) &&
         fill_name (X509_get_subject_name (certificate), subject) &&
         X509_set_issuer_name (certificate, X509_get_subject_name (issuer != NULL ? issuer : certificate)) &&
         add_extension (certificate, NID_basic_constraints, authority ? "critical,CA:TRUE" : "CA:FALSE") &&
         (!authority || add_extension (certificate, NID_key_usage, "critical,keyCertSign,cRLSign")) &&
         (names == NULL || add_extension (certificate, NID_subject_alt_name, names)) &&
         X509_sign (certificate, signing_key, digest) > 0;
  if (!made)
    {
      set_openssl_error (error, subject);
      return NULL;
    }
  return g_steal_pointer (&certificate);
}

static const char *
get_suites (RepointPracticeSuites suites)
{
  switch (suites)
    {
    case REPOINT_PRACTICE_SUITES_MODERN:
      return "ECDHE-RSA-AES256-GCM-SHA384:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-RSA-AES256-SHA384:"
             "ECDHE-RSA-AES128-SHA256:ECDHE-RSA-AES256-SHA:ECDHE-RSA-AES128-SHA:@SECLEVEL=0";
    case REPOINT_PRACTICE_SUITES_MIXED:
      return "ECDHE-RSA-AES256-GCM-SHA384:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-RSA-AES256-SHA:ECDHE-RSA-AES128-SHA:"
             "AES256-GCM-SHA384:AES128-GCM-SHA256:AES256-SHA:AES128-SHA:@SECLEVEL=0";
    case REPOINT_PRACTICE_SUITES_OLD:
      return "AES256-SHA:AES128-SHA:@SECLEVEL=0";
    case REPOINT_PRACTICE_SUITES_SHORT_DH:
      return "DHE-RSA-AES256-GCM-SHA384:DHE-RSA-AES256-SHA:DHE-RSA-AES128-SHA:AES256-SHA:AES128-SHA:@SECLEVEL=0";
    }
  g_return_val_if_reached ("");
}

static X509 *
create_server_certificate (RepointPracticeAuthority *self,
                           const RepointPracticeTls *tls,
                           const char               *address,
                           GError                  **error)
{
  g_autofree char *names = NULL;

  switch (tls->certificate)
    {
    case REPOINT_PRACTICE_CERTIFICATE_ISSUED:
    case REPOINT_PRACTICE_CERTIFICATE_INCOMPLETE:
    case REPOINT_PRACTICE_CERTIFICATE_DISORDERED:
      names = tls->dns_name != NULL ? g_strdup_printf ("DNS:%s,IP:%s", tls->dns_name, address)
                                    : g_strdup_printf ("IP:%s", address);
      return create_certificate (tls->subject, names, FALSE, -30 * DAY, 365 * DAY, self->server_key,
                                 tls->certificate == REPOINT_PRACTICE_CERTIFICATE_ISSUED ? self->certificate : self->issuing,
                                 self->authority_key, EVP_sha256 (), error);
    case REPOINT_PRACTICE_CERTIFICATE_SELF_SIGNED:
      names = tls->dns_name != NULL ? g_strdup_printf ("DNS:%s", tls->dns_name) : NULL;
      return create_certificate (tls->subject, names, FALSE, -400 * DAY, 3250 * DAY, self->server_key,
                                 NULL, self->server_key, EVP_sha256 (), error);
    case REPOINT_PRACTICE_CERTIFICATE_EXPIRED:
      return create_certificate (tls->subject, NULL, FALSE, -4500 * DAY, -850 * DAY, self->old_key,
                                 NULL, self->old_key, EVP_sha1 (), error);
    }
  g_return_val_if_reached (NULL);
}

/**
 * repoint_practice_authority_new: makes three RSA keys, which takes a good part of a second; never on a window's thread.
 *
 * Returns: (transfer full) (nullable): the authority; NULL with @error when it was cancelled or OpenSSL failed.
 */
RepointPracticeAuthority *
repoint_practice_authority_new (GCancellable  *cancellable,
                                GError       **error)
{
  g_autoptr (RepointPracticeAuthority) self = g_new0 (RepointPracticeAuthority, 1);

  self->authority_key = create_key (2048, cancellable, error);
  if (self->authority_key == NULL)
    return NULL;
  self->server_key = create_key (2048, cancellable, error);
  if (self->server_key == NULL)
    return NULL;
  self->old_key = create_key (1024, cancellable, error);
  if (self->old_key == NULL)
    return NULL;
  self->certificate = create_certificate ("CN=Repoint Practice Office CA,O=Repoint Practice Office", NULL, TRUE,
                                          -60 * DAY, 3650 * DAY, self->authority_key, NULL, self->authority_key,
                                          EVP_sha256 (), error);
  if (self->certificate == NULL)
    return NULL;
  self->issuing = create_certificate ("CN=Repoint Practice Office Issuing CA,O=Repoint Practice Office", NULL, TRUE,
                                      -60 * DAY, 3650 * DAY, self->authority_key, self->certificate,
                                      self->authority_key, EVP_sha1 (), error);
  if (self->issuing == NULL)
    return NULL;
  return g_steal_pointer (&self);
}

void
repoint_practice_authority_free (RepointPracticeAuthority *self)
{
  EVP_PKEY_free (self->authority_key);
  EVP_PKEY_free (self->server_key);
  EVP_PKEY_free (self->old_key);
  X509_free (self->certificate);
  X509_free (self->issuing);
  g_free (self);
}

/* The certificates that go with the server's own. */
static gboolean
add_chain (RepointPracticeAuthority   *self,
           RepointPracticeCertificate  kind,
           SSL_CTX                    *context)
{
  switch (kind)
    {
    case REPOINT_PRACTICE_CERTIFICATE_ISSUED:
      return SSL_CTX_add1_chain_cert (context, self->certificate);
    case REPOINT_PRACTICE_CERTIFICATE_DISORDERED:
      return SSL_CTX_add1_chain_cert (context, self->certificate) && SSL_CTX_add1_chain_cert (context, self->issuing);
    case REPOINT_PRACTICE_CERTIFICATE_INCOMPLETE:
    case REPOINT_PRACTICE_CERTIFICATE_SELF_SIGNED:
    case REPOINT_PRACTICE_CERTIFICATE_EXPIRED:
      return TRUE;
    }
  g_return_val_if_reached (FALSE);
}

/* The second Oakley group (RFC 2409 section 6.2), which many an old server has built in. */
static gboolean
set_short_dh (SSL_CTX *context)
{
  BIGNUM *prime = BN_get_rfc2409_prime_1024 (NULL);
  BIGNUM *generator = BN_new ();
  OSSL_PARAM_BLD *builder = OSSL_PARAM_BLD_new ();
  EVP_PKEY_CTX *maker = EVP_PKEY_CTX_new_from_name (NULL, "DH", NULL);
  OSSL_PARAM *params = NULL;
  EVP_PKEY *group = NULL;
  gboolean set = prime != NULL && generator != NULL && builder != NULL && maker != NULL && BN_set_word (generator, 2) &&
                 OSSL_PARAM_BLD_push_BN (builder, OSSL_PKEY_PARAM_FFC_P, prime) &&
                 OSSL_PARAM_BLD_push_BN (builder, OSSL_PKEY_PARAM_FFC_G, generator) &&
                 (params = OSSL_PARAM_BLD_to_param (builder)) != NULL && EVP_PKEY_fromdata_init (maker) > 0 &&
                 EVP_PKEY_fromdata (maker, &group, EVP_PKEY_KEY_PARAMETERS, params) > 0 &&
                 SSL_CTX_set0_tmp_dh_pkey (context, group);

  if (!set)
    EVP_PKEY_free (group);
  OSSL_PARAM_free (params);
  EVP_PKEY_CTX_free (maker);
  OSSL_PARAM_BLD_free (builder);
  BN_free (generator);
  BN_free (prime);
  return set;
}

/**
 * repoint_practice_authority_create_context: what a server needs to speak TLS at @address as @tls says.
 *
 * Every protocol limit is set explicitly: the system's openssl.cnf may have other ideas.
 *
 * Returns: (transfer full) (nullable): an SSL_CTX, for SSL_CTX_free().
 */
SSL_CTX *
repoint_practice_authority_create_context (RepointPracticeAuthority  *self,
                                           const RepointPracticeTls  *tls,
                                           const char                *address,
                                           GError                   **error)
{
  g_autoptr (SSL_CTX) context = NULL;
  g_autoptr (X509) certificate = NULL;
  gboolean old;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (tls != NULL, NULL);

  certificate = create_server_certificate (self, tls, address, error);
  if (certificate == NULL)
    return NULL;
  old = tls->certificate == REPOINT_PRACTICE_CERTIFICATE_EXPIRED;

  ERR_clear_error ();
  context = SSL_CTX_new (TLS_server_method ());
  if (context == NULL)
    {
      set_openssl_error (error, "SSL_CTX_new");
      return NULL;
    }
  SSL_CTX_set_security_level (context, 0);
  SSL_CTX_clear_options (context, SSL_OP_NO_SSL_MASK);
  SSL_CTX_set_options (context, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_TICKET | SSL_OP_CIPHER_SERVER_PREFERENCE);
  SSL_CTX_set_session_cache_mode (context, SSL_SESS_CACHE_OFF);
  if (!SSL_CTX_set_cipher_list (context, get_suites (tls->suites)) ||
      !SSL_CTX_set_min_proto_version (context, (int) tls->min_version) ||
      !SSL_CTX_set_max_proto_version (context, (int) tls->max_version) ||
      !SSL_CTX_use_certificate (context, certificate) ||
      !SSL_CTX_use_PrivateKey (context, old ? self->old_key : self->server_key) ||
      !add_chain (self, tls->certificate, context) ||
      (tls->suites == REPOINT_PRACTICE_SUITES_SHORT_DH && !set_short_dh (context)))
    {
      set_openssl_error (error, tls->subject);
      return NULL;
    }
  return g_steal_pointer (&context);
}
