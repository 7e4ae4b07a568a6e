/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-certificate.h"

#include "repoint-certificate-chain.h"
#include "repoint-certificate-text.h"
#include "repoint-session-context.h"

#include <openssl/err.h>
#include <openssl/ssl.h>

#define MAX_CHAIN 10

static void
take_string (JsonObject *object, const char *member, char *value)
{
  if (value != NULL)
    json_object_set_string_member (object, member, value);
  else
    json_object_set_null_member (object, member);
  g_free (value);
}

static void
add_facts (JsonObject *object, X509 *certificate)
{
  take_string (object, "not_before", repoint_certificate_text_time (X509_get0_notBefore (certificate)));
  take_string (object, "not_after", repoint_certificate_text_time (X509_get0_notAfter (certificate)));
  take_string (object, "key", repoint_certificate_text_key (X509_get0_pubkey (certificate)));
  take_string (object, "signature", repoint_certificate_text_signature (certificate));
  take_string (object, "sha256", repoint_certificate_text_sha256 (certificate));
}

static JsonArray *
list_chain (STACK_OF (X509) *sent)
{
  JsonArray *chain = json_array_new ();

  for (int i = 0; i < sk_X509_num (sent) && i < MAX_CHAIN; i++)
    {
      X509 *certificate = sk_X509_value (sent, i);
      JsonObject *link = json_object_new ();

      take_string (link, "subject", repoint_certificate_text_name (X509_get_subject_name (certificate)));
      take_string (link, "issuer", repoint_certificate_text_name (X509_get_issuer_name (certificate)));
      add_facts (link, certificate);
      json_array_add_object_element (chain, link);
    }

  return chain;
}

static JsonArray *
list_problems (RepointCertificateProblems problems)
{
  JsonArray *list = json_array_new ();

  for (guint i = 0; repoint_certificate_problem_ids[i] != NULL; i++)
    if (((guint) problems & (1u << i)) != 0)
      json_array_add_string_element (list, repoint_certificate_problem_ids[i]);

  return list;
}

/* @sent: not empty */
static JsonObject *
describe (STACK_OF (X509) *sent, const char *host, gint64 now)
{
  X509 *leaf = sk_X509_value (sent, 0);
  JsonObject *object = json_object_new ();
  RepointCertificateProblems problems;
  X509 *root = NULL;

  ERR_clear_error ();
  problems = repoint_certificate_chain_check (sent, host, now, &root);

  take_string (object, "subject", repoint_certificate_text_name (X509_get_subject_name (leaf)));
  take_string (object, "issuer", repoint_certificate_text_name (X509_get_issuer_name (leaf)));
  json_object_set_array_member (object, "names", repoint_certificate_text_list_names (leaf));
  add_facts (object, leaf);
  take_string (object, "root",
               root != NULL ? repoint_certificate_text_common_name (X509_get_subject_name (root)) : NULL);
  take_string (object, "root_sha256", root != NULL ? repoint_certificate_text_sha256 (root) : NULL);
  take_string (object, "trust_store", g_strdup (repoint_session_context_get_trust_name ()));
  json_object_set_array_member (object, "problems", list_problems (problems));
  json_object_set_array_member (object, "chain", list_chain (sent));
  X509_free (root);
  ERR_clear_error ();

  return object;
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
  STACK_OF (X509) *sent = SSL_get_peer_cert_chain (ssl);

  g_return_val_if_fail (host != NULL, NULL);

  return sk_X509_num (sent) > 0 ? describe (sent, host, now) : NULL;
}

/**
 * repoint_certificate_describe_der:
 * @certificates: (nullable) (element-type GBytes): as the server sent them, its own first; nobody has looked at them yet
 * @host: whom the certificate should name: a host name or an address
 * @now: the time to judge by, in seconds of Unix time
 *
 * Describes the certificates of a server that this computer's OpenSSL cannot hold a session with. That the server has the
 * key of the first one was not proved then.
 *
 * Returns: (transfer full) (nullable): the object, or %NULL if there is no certificate, or the first one is none
 */
JsonObject *
repoint_certificate_describe_der (const GPtrArray *certificates, const char *host, gint64 now)
{
  STACK_OF (X509) *sent = NULL;
  JsonObject *object = NULL;

  g_return_val_if_fail (host != NULL, NULL);

  if (certificates == NULL || certificates->len == 0)
    return NULL;

  ERR_clear_error ();
  sent = sk_X509_new_null ();
  for (guint i = 0; i < certificates->len; i++)
    {
      gsize length;
      const guint8 *der = g_bytes_get_data (g_ptr_array_index (certificates, i), &length);
      const guint8 *end = der;
      X509 *certificate = length <= G_MAXLONG ? d2i_X509 (NULL, &end, (long) length) : NULL;

      if (certificate == NULL || end != der + length)
        {
          X509_free (certificate);
          break;
        }
      sk_X509_push (sent, certificate);
    }

  if (sk_X509_num (sent) > 0)
    object = describe (sent, host, now);
  sk_X509_pop_free (sent, X509_free);
  ERR_clear_error ();

  return object;
}
