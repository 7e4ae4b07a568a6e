/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-certificate-chain.h"

#include "repoint-session-context.h"

#include <openssl/ssl.h>
#include <openssl/x509v3.h>

/* Below these a key is broken or will soon be (NIST SP 800-57 part 1, table 2: less than 112 bits of security). */
#define MIN_RSA_BITS 2048
#define MIN_EC_BITS  224

/* Longer ways to a root are not met, and each step costs a verification. */
#define MAX_DEPTH 16

typedef RepointCertificateProblems Problems;

const char *const repoint_certificate_problem_ids[] = {
  "expired",     "not-yet-valid", "name-mismatch",  "self-signed", "untrusted", "incomplete-chain",
  "chain-order", "weak-key",      "weak-signature", "invalid",     NULL,
};

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
      *problems |= REPOINT_CERTIFICATE_EXPIRED;
      break;
    case X509_V_ERR_CERT_NOT_YET_VALID:
      *problems |= REPOINT_CERTIFICATE_NOT_YET_VALID;
      break;
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
      *problems |= REPOINT_CERTIFICATE_SELF_SIGNED | REPOINT_CERTIFICATE_UNTRUSTED;
      break;
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
      /* A server that sends its own certificate alone leaves out the ones between it and the root. */
      *problems |= REPOINT_CERTIFICATE_UNTRUSTED;
      if (X509_STORE_CTX_get_error_depth (verification) == 0)
        *problems |= REPOINT_CERTIFICATE_INCOMPLETE_CHAIN;
      break;
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
    case X509_V_ERR_CERT_UNTRUSTED:
    case X509_V_ERR_CERT_REJECTED:
      *problems |= REPOINT_CERTIFICATE_UNTRUSTED;
      break;
    default:
      *problems |= REPOINT_CERTIFICATE_INVALID;
    }

  return 1;
}

static Problems
check_name (X509 *leaf, const char *host)
{
  int match = X509_check_ip_asc (leaf, host, 0);

  if (match == -2) /* not an address */
    match = X509_check_host (leaf, host, 0, 0, NULL);

  return match == 1 ? 0 : REPOINT_CERTIFICATE_NAME_MISMATCH;
}

/* RFC 5246 section 7.4.2: "Each following certificate MUST directly certify the one preceding it"; RFC 8446 section 4.4.2
 * lets TLS 1.3 servers send more, but old devices read no further than what they were taught. */
static Problems
check_order (STACK_OF (X509) *sent)
{
  for (int i = 1; i < sk_X509_num (sent); i++)
    if (X509_check_issued (sk_X509_value (sent, i), sk_X509_value (sent, i - 1)) != X509_V_OK)
      return REPOINT_CERTIFICATE_CHAIN_ORDER;

  return 0;
}

static gboolean
was_sent (STACK_OF (X509) *sent, X509 *authority)
{
  for (int i = 0; i < sk_X509_num (sent); i++)
    {
      X509 *other = sk_X509_value (sent, i);

      if (X509_NAME_cmp (X509_get_subject_name (other), X509_get_subject_name (authority)) == 0 &&
          EVP_PKEY_eq (X509_get0_pubkey (other), X509_get0_pubkey (authority)) == 1)
        return TRUE;
    }

  return FALSE;
}

/* @way: from the server's certificate to where it ends, as far as it could be found. */
static Problems
check_way (STACK_OF (X509) *way, STACK_OF (X509) *sent)
{
  int last = sk_X509_num (way) - 1;
  Problems problems = 0;

  for (int i = 0; i <= last; i++)
    {
      X509 *certificate = sk_X509_value (way, i);

      /* Nobody checks the signature that a root put on itself. */
      if ((i < last || i == 0) && is_weak_signature (certificate))
        problems |= REPOINT_CERTIFICATE_WEAK_SIGNATURE;
      if (is_weak_key (X509_get0_pubkey (certificate)))
        problems |= REPOINT_CERTIFICATE_WEAK_KEY;

      /* This computer may have it of its own; others do not. */
      if (i > 0 && i < last && !was_sent (sent, certificate))
        problems |= REPOINT_CERTIFICATE_INCOMPLETE_CHAIN;
    }

  return problems;
}

RepointCertificateProblems
repoint_certificate_chain_check (STACK_OF (X509) *sent, const char *host, gint64 now, X509 **root)
{
  X509_STORE_CTX *verification = X509_STORE_CTX_new ();
  X509 *leaf = sk_X509_value (sent, 0);
  Problems problems = check_name (leaf, host) | check_order (sent);

  *root = NULL;
  if (X509_STORE_CTX_init (verification, repoint_session_context_get_trust (), leaf, sent) == 1)
    {
      X509_VERIFY_PARAM *rules = X509_STORE_CTX_get0_param (verification);
      STACK_OF (X509) *way;

      X509_VERIFY_PARAM_set_auth_level (rules, 0);
      X509_VERIFY_PARAM_set_depth (rules, MAX_DEPTH);
      X509_VERIFY_PARAM_set_time (rules, (time_t) now);
      X509_STORE_CTX_set_ex_data (verification, 0, &problems);
      X509_STORE_CTX_set_verify_cb (verification, note_problem);
      if (X509_verify_cert (verification) < 0)
        problems |= REPOINT_CERTIFICATE_INVALID;

      way = X509_STORE_CTX_get0_chain (verification);
      problems |= check_way (way, sent);
      /* A way by names alone, with a signature that is wrong or by one who may not sign, leads nowhere. */
      if ((problems & (REPOINT_CERTIFICATE_UNTRUSTED | REPOINT_CERTIFICATE_INVALID)) == 0 && sk_X509_num (way) > 0)
        {
          *root = sk_X509_value (way, sk_X509_num (way) - 1);
          X509_up_ref (*root);
        }
    }
  X509_STORE_CTX_free (verification);

  /* Where no list of authorities is, nothing was compared with it. */
  if (repoint_session_context_get_trust_name () == NULL)
    problems &= ~REPOINT_CERTIFICATE_UNTRUSTED;

  return problems;
}
