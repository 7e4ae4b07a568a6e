/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-certificate.h"

#include "repoint-session-context.h"

#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <arpa/inet.h>
#include <string.h>

#define MAX_NAMES 64
#define MAX_TEXT  512

/* Below these a key is broken or will soon be (NIST SP 800-57 part 1, table 2: less than 112 bits of security). */
#define MIN_RSA_BITS 2048
#define MIN_EC_BITS  224

typedef enum
{
  PROBLEM_EXPIRED = 1 << 0,
  PROBLEM_NOT_YET_VALID = 1 << 1,
  PROBLEM_NAME_MISMATCH = 1 << 2,
  PROBLEM_SELF_SIGNED = 1 << 3,
  PROBLEM_UNTRUSTED = 1 << 4,
  PROBLEM_INCOMPLETE_CHAIN = 1 << 5,
  PROBLEM_WEAK_KEY = 1 << 6,
  PROBLEM_WEAK_SIGNATURE = 1 << 7,
  PROBLEM_INVALID = 1 << 8,
} Problems;

static const char *const problem_ids[] = {
  "expired",          "not-yet-valid", "name-mismatch",  "self-signed", "untrusted",
  "incomplete-chain", "weak-key",      "weak-signature", "invalid",
};

/* Safe to keep and to show: UTF-8 without control characters, not too long. */
static char *
make_text (const char *bytes, gssize length)
{
  g_autofree char *valid = g_utf8_make_valid (bytes, length);
  g_autoptr (GString) text = g_string_new (NULL);

  for (const char *p = valid; *p != '\0' && text->len < MAX_TEXT; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      g_string_append_unichar (text, g_unichar_isprint (c) ? c : 0xfffd);
    }

  return g_strdup (text->str);
}

static char *
take_text (BIO *bio)
{
  char *data;
  long length = BIO_get_mem_data (bio, &data);
  char *text = make_text (data, (gssize) length);

  BIO_free (bio);

  return text;
}

static char *
describe_name (const X509_NAME *name)
{
  BIO *bio = BIO_new (BIO_s_mem ());

  X509_NAME_print_ex (bio, name, 0, (XN_FLAG_RFC2253 & ~(unsigned long) ASN1_STRFLGS_ESC_MSB));

  return take_text (bio);
}

static char *
describe_common_name (const X509_NAME *name)
{
  int index = X509_NAME_get_index_by_NID (name, NID_commonName, -1);
  unsigned char *utf8 = NULL;
  int length;
  char *text;

  if (index < 0)
    return NULL;

  length = ASN1_STRING_to_UTF8 (&utf8, X509_NAME_ENTRY_get_data (X509_NAME_get_entry (name, index)));
  if (length < 0)
    return NULL;

  text = make_text ((const char *) utf8, length);
  OPENSSL_free (utf8);

  return text;
}

static char *
describe_address (const ASN1_OCTET_STRING *address)
{
  char buffer[INET6_ADDRSTRLEN];
  int family = ASN1_STRING_length (address) == 4 ? AF_INET : AF_INET6;

  if (ASN1_STRING_length (address) != 4 && ASN1_STRING_length (address) != 16)
    return NULL;

  return g_strdup (inet_ntop (family, ASN1_STRING_get0_data (address), buffer, sizeof buffer));
}

/* RFC 6125 section 6.4.4: the common name counts only where there is no subjectAltName. */
static JsonArray *
describe_names (X509 *certificate)
{
  JsonArray *names = json_array_new ();
  GENERAL_NAMES *alternatives = X509_get_ext_d2i (certificate, NID_subject_alt_name, NULL, NULL);
  g_autofree char *common = NULL;

  for (int i = 0; i < sk_GENERAL_NAME_num (alternatives) && json_array_get_length (names) < MAX_NAMES; i++)
    {
      const GENERAL_NAME *name = sk_GENERAL_NAME_value (alternatives, i);
      g_autofree char *text = NULL;

      if (name->type == GEN_DNS)
        text = make_text ((const char *) ASN1_STRING_get0_data (name->d.dNSName), ASN1_STRING_length (name->d.dNSName));
      else if (name->type == GEN_IPADD)
        text = describe_address (name->d.iPAddress);
      if (text != NULL)
        json_array_add_string_element (names, text);
    }

  if (alternatives == NULL && (common = describe_common_name (X509_get_subject_name (certificate))) != NULL)
    json_array_add_string_element (names, common);
  GENERAL_NAMES_free (alternatives);

  return names;
}

static void
set_time (JsonObject *object, const char *member, const ASN1_TIME *time)
{
  g_autoptr (GDateTime) date = NULL;
  g_autofree char *text = NULL;
  struct tm tm = { 0 };

  if (time != NULL && ASN1_TIME_to_tm (time, &tm) == 1)
    date = g_date_time_new_utc (tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday, tm.tm_hour, tm.tm_min, tm.tm_sec);

  if (date == NULL)
    {
      json_object_set_null_member (object, member);
      return;
    }

  text = g_date_time_format (date, "%Y-%m-%dT%H:%M:%SZ");
  json_object_set_string_member (object, member, text);
}

static char *
describe_key (EVP_PKEY *key)
{
  char group[64];
  const char *curve;

  if (key == NULL)
    return NULL;

  switch (EVP_PKEY_get_base_id (key))
    {
    case EVP_PKEY_RSA:
    case EVP_PKEY_RSA_PSS:
      return g_strdup_printf ("RSA %d", EVP_PKEY_get_bits (key));

    case EVP_PKEY_DSA:
      return g_strdup_printf ("DSA %d", EVP_PKEY_get_bits (key));

    case EVP_PKEY_EC:
      if (EVP_PKEY_get_group_name (key, group, sizeof group, NULL) != 1)
        return g_strdup_printf ("EC %d", EVP_PKEY_get_bits (key));
      curve = EC_curve_nid2nist (OBJ_sn2nid (group));
      return g_strdup_printf ("EC %s", curve != NULL ? curve : group);

    default:
      return g_strdup (EVP_PKEY_get0_type_name (key));
    }
}

static gboolean
is_weak_key (EVP_PKEY *key)
{
  if (key == NULL)
    return FALSE;

  switch (EVP_PKEY_get_base_id (key))
    {
    case EVP_PKEY_RSA:
    case EVP_PKEY_RSA_PSS:
    case EVP_PKEY_DSA:
      return EVP_PKEY_get_bits (key) < MIN_RSA_BITS;
    case EVP_PKEY_EC:
      return EVP_PKEY_get_bits (key) < MIN_EC_BITS;
    default:
      return FALSE;
    }
}

static gboolean
is_weak_signature (X509 *certificate)
{
  int digest = NID_undef;

  if (X509_get_signature_info (certificate, &digest, NULL, NULL, NULL) != 1)
    OBJ_find_sigid_algs (X509_get_signature_nid (certificate), &digest, NULL);

  return digest == NID_md2 || digest == NID_md4 || digest == NID_md5 || digest == NID_sha1;
}

/* Collects what is wrong and goes on, so that an expired certificate can be untrusted, too. */
static int
note_problem (int ok, X509_STORE_CTX *verification)
{
  Problems *problems = X509_STORE_CTX_get_ex_data (verification, 0);

  if (ok)
    return 1;

  switch (X509_STORE_CTX_get_error (verification))
    {
    case X509_V_ERR_CERT_HAS_EXPIRED:
      *problems |= PROBLEM_EXPIRED;
      break;
    case X509_V_ERR_CERT_NOT_YET_VALID:
      *problems |= PROBLEM_NOT_YET_VALID;
      break;
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
      *problems |= PROBLEM_SELF_SIGNED | PROBLEM_UNTRUSTED;
      break;
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
      /* A server that sends its own certificate alone leaves out the ones between it and the root. */
      *problems |= PROBLEM_UNTRUSTED;
      if (X509_STORE_CTX_get_error_depth (verification) == 0)
        *problems |= PROBLEM_INCOMPLETE_CHAIN;
      break;
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
    case X509_V_ERR_CERT_UNTRUSTED:
    case X509_V_ERR_CERT_REJECTED:
      *problems |= PROBLEM_UNTRUSTED;
      break;
    default:
      *problems |= PROBLEM_INVALID;
    }

  return 1;
}

static Problems
check_name (X509 *leaf, const char *host)
{
  int match = X509_check_ip_asc (leaf, host, 0);

  if (match == -2) /* not an address */
    match = X509_check_host (leaf, host, 0, 0, NULL);

  return match == 1 ? 0 : PROBLEM_NAME_MISMATCH;
}

/* Returns the name of the root the chain ends in, or NULL if it does not end in a trusted one. */
static char *
check_chain (X509 *leaf, STACK_OF (X509) *sent, gint64 now, Problems *problems)
{
  X509_STORE_CTX *verification = X509_STORE_CTX_new ();
  STACK_OF (X509) *chain;
  char *root = NULL;

  if (X509_STORE_CTX_init (verification, repoint_session_context_get_trust (), leaf, sent) == 1)
    {
      X509_VERIFY_PARAM_set_auth_level (X509_STORE_CTX_get0_param (verification), 0);
      X509_VERIFY_PARAM_set_time (X509_STORE_CTX_get0_param (verification), (time_t) now);
      X509_STORE_CTX_set_ex_data (verification, 0, problems);
      X509_STORE_CTX_set_verify_cb (verification, note_problem);
      if (X509_verify_cert (verification) < 0)
        *problems |= PROBLEM_INVALID;

      chain = X509_STORE_CTX_get0_chain (verification);
      for (int i = 0; i < sk_X509_num (chain); i++)
        {
          X509 *certificate = sk_X509_value (chain, i);
          gboolean last = i == sk_X509_num (chain) - 1;

          /* Nobody checks the signature that a root put on itself. */
          if ((!last || i == 0) && is_weak_signature (certificate))
            *problems |= PROBLEM_WEAK_SIGNATURE;
          if (is_weak_key (X509_get0_pubkey (certificate)))
            *problems |= PROBLEM_WEAK_KEY;
          if (last && (*problems & PROBLEM_UNTRUSTED) == 0)
            root = describe_common_name (X509_get_subject_name (certificate));
        }
    }
  X509_STORE_CTX_free (verification);

  return root;
}

static void
set_string (JsonObject *object, const char *member, const char *value)
{
  if (value != NULL)
    json_object_set_string_member (object, member, value);
  else
    json_object_set_null_member (object, member);
}

static JsonArray *
list_problems (Problems problems)
{
  JsonArray *list = json_array_new ();

  for (guint i = 0; i < G_N_ELEMENTS (problem_ids); i++)
    if ((problems & (1u << i)) != 0)
      json_array_add_string_element (list, problem_ids[i]);

  return list;
}

/**
 * repoint_certificate_describe:
 * @ssl: an SSL* whose handshake is complete
 * @host: whom the certificate should name: a host name or an address
 * @now: the time to judge by, in seconds of Unix time
 *
 * Returns: (transfer full) (nullable): the object, or %NULL if the server showed no certificate
 */
JsonObject *
repoint_certificate_describe (struct ssl_st *ssl, const char *host, gint64 now)
{
  X509 *leaf = SSL_get0_peer_certificate (ssl);
  g_autofree char *subject = NULL;
  g_autofree char *issuer = NULL;
  g_autofree char *key = NULL;
  g_autofree char *root = NULL;
  Problems problems = 0;
  JsonObject *object;

  if (leaf == NULL)
    return NULL;

  ERR_clear_error ();
  subject = describe_name (X509_get_subject_name (leaf));
  issuer = describe_name (X509_get_issuer_name (leaf));
  key = describe_key (X509_get0_pubkey (leaf));
  problems = check_name (leaf, host);
  root = check_chain (leaf, SSL_get_peer_cert_chain (ssl), now, &problems);

  object = json_object_new ();
  json_object_set_string_member (object, "subject", subject);
  json_object_set_string_member (object, "issuer", issuer);
  json_object_set_array_member (object, "names", describe_names (leaf));
  set_time (object, "not_before", X509_get0_notBefore (leaf));
  set_time (object, "not_after", X509_get0_notAfter (leaf));
  set_string (object, "key", key);
  set_string (object, "signature", OBJ_nid2ln (X509_get_signature_nid (leaf)));
  set_string (object, "root", root);
  json_object_set_array_member (object, "problems", list_problems (problems));
  ERR_clear_error ();

  return object;
}
