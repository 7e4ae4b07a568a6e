/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-key-share.h"

#include "repoint-session-context.h"

#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/evp.h>

/* RFC 8446 section 4.2.7: all groups of TLS 1.3 but those whose names OpenSSL 3.0 does not know. */
typedef struct
{
  guint16     group;
  const char *type;
  const char *name;  /* nullable: the type says it */
  gboolean    quick;
} Kind;

static const Kind kinds[] = {
  { 23, "EC", "P-256", TRUE },
  { 24, "EC", "P-384", TRUE },
  { 25, "EC", "P-521", TRUE },
  { 29, "X25519", NULL, TRUE },
  { 30, "X448", NULL, TRUE },
  { 256, "DH", "ffdhe2048", TRUE },
  { 257, "DH", "ffdhe3072", TRUE },
  { 258, "DH", "ffdhe4096", FALSE },
  { 259, "DH", "ffdhe6144", FALSE },
  { 260, "DH", "ffdhe8192", FALSE },
};

static const Kind *
find_kind (guint16 group)
{
  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (kinds[i].group == group)
      return &kinds[i];

  return NULL;
}

static EVP_PKEY *
make_key (const Kind *kind)
{
  OSSL_PARAM parameters[] = { OSSL_PARAM_construct_end (), OSSL_PARAM_construct_end () };
  EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_name (repoint_session_context_get_library (), kind->type, NULL);
  EVP_PKEY *key = NULL;

  if (kind->name != NULL)
    parameters[0] = OSSL_PARAM_construct_utf8_string (OSSL_PKEY_PARAM_GROUP_NAME, (char *) kind->name, 0);
  if (context != NULL && EVP_PKEY_keygen_init (context) == 1 && EVP_PKEY_CTX_set_params (context, parameters) == 1)
    EVP_PKEY_generate (context, &key);
  EVP_PKEY_CTX_free (context);

  return key;
}

/**
 * repoint_key_share_new:
 * @group: a named group, by its number on the wire
 *
 * Makes a public key for an entry of key_share (RFC 8446 section 4.2.8), of a private key that nobody keeps: what is sent is
 * a valid question, and no handshake is completed with it. May be called from any thread.
 *
 * Returns: (transfer full) (nullable): the key_exchange of the entry; %NULL where this computer's OpenSSL cannot make one
 */
GBytes *
repoint_key_share_new (guint16 group)
{
  const Kind *kind = find_kind (group);
  unsigned char *bytes = NULL;
  GBytes *share = NULL;
  EVP_PKEY *key;
  size_t length;

  if (kind == NULL)
    return NULL;

  /* The errors of others on this thread are not touched, nor are ours left to them. */
  ERR_set_mark ();
  key = make_key (kind);
  length = key != NULL ? EVP_PKEY_get1_encoded_public_key (key, &bytes) : 0;
  if (length > 0)
    share = g_bytes_new (bytes, length);
  OPENSSL_free (bytes);
  EVP_PKEY_free (key);
  ERR_pop_to_mark ();

  return share;
}

/**
 * repoint_key_share_is_quick:
 * @group: a named group, by its number on the wire
 *
 * Returns: whether a key for it is made in less than a millisecond, so that nobody on the same thread has to wait
 */
gboolean
repoint_key_share_is_quick (guint16 group)
{
  const Kind *kind = find_kind (group);

  return kind != NULL && kind->quick;
}
