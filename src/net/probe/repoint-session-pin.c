/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-session-pin.h"

#include "repoint-tls-group.h"
#include "repoint-tls-suite.h"

#include <openssl/err.h>
#include <openssl/ssl.h>

/* OpenSSL takes no longer list. */
#define MAX_GROUPS 40

struct _RepointSessionPin
{
  RepointTlsVersion version;
  guint16           suite;
  guint16           group;
  GArray           *groups;
  GArray           *signature_algorithms;
};

/* RFC 8446 section 4.2.3, RFC 5246 section 7.4.1.4.1: those that OpenSSL 3.0 has a name for. */
static const struct
{
  guint16     algorithm;
  const char *name;
} algorithms[] = {
  { 0x0201, "RSA+SHA1" },
  { 0x0202, "DSA+SHA1" },
  { 0x0203, "ECDSA+SHA1" },
  { 0x0301, "RSA+SHA224" },
  { 0x0302, "DSA+SHA224" },
  { 0x0303, "ECDSA+SHA224" },
  { 0x0401, "RSA+SHA256" },
  { 0x0402, "DSA+SHA256" },
  { 0x0403, "ECDSA+SHA256" },
  { 0x0501, "RSA+SHA384" },
  { 0x0502, "DSA+SHA384" },
  { 0x0503, "ECDSA+SHA384" },
  { 0x0601, "RSA+SHA512" },
  { 0x0602, "DSA+SHA512" },
  { 0x0603, "ECDSA+SHA512" },
  { 0x0804, "rsa_pss_rsae_sha256" },
  { 0x0805, "rsa_pss_rsae_sha384" },
  { 0x0806, "rsa_pss_rsae_sha512" },
  { 0x0807, "ed25519" },
  { 0x0808, "ed448" },
  { 0x0809, "rsa_pss_pss_sha256" },
  { 0x080a, "rsa_pss_pss_sha384" },
  { 0x080b, "rsa_pss_pss_sha512" },
};

typedef int (*SetList) (SSL *ssl, const char *list);

static int
set_groups (SSL *ssl, const char *list)
{
  return (int) SSL_set1_groups_list (ssl, list);
}

static int
set_algorithms (SSL *ssl, const char *list)
{
  return (int) SSL_set1_sigalgs_list (ssl, list);
}

/* OpenSSL takes a list whole or not at all, and none with anything twice. */
static void
add (GString *list, SSL *ssl, SetList set, const char *name)
{
  g_auto (GStrv) before = g_strsplit (list->str, ":", -1);

  if (name == NULL || g_strv_contains ((const char *const *) before, name) || g_strv_length (before) >= MAX_GROUPS ||
      set (ssl, name) != 1)
    return;

  g_string_append_printf (list, list->len > 0 ? ":%s" : "%s", name);
}

/* @needed: whether there is no handshake without; otherwise it does not matter that nothing of it can be offered. */
static gboolean
apply_list (GString *list, SSL *ssl, SetList set, gboolean needed)
{
  return list->len > 0 ? set (ssl, list->str) == 1 : !needed;
}

/* Where the server takes the first it likes of what the client likes, it takes the one that it took before; and a share is
 * sent with that one. */
static gboolean
apply_groups (const RepointSessionPin *self, SSL *ssl)
{
  RepointTlsKeyExchange exchange = repoint_tls_suite_get_key_exchange (self->suite);
  gboolean needed = exchange == REPOINT_TLS_KEY_EXCHANGE_ECDHE || exchange == REPOINT_TLS_KEY_EXCHANGE_ECDH_ANON ||
                    exchange == REPOINT_TLS_KEY_EXCHANGE_ANY;
  g_autoptr (GString) list = g_string_new (NULL);

  if (self->groups->len == 0)
    return TRUE;

  if (self->group != 0)
    add (list, ssl, set_groups, repoint_tls_group_to_string (self->group));
  for (guint i = 0; i < self->groups->len; i++)
    add (list, ssl, set_groups, repoint_tls_group_to_string (g_array_index (self->groups, guint16, i)));

  return apply_list (list, ssl, set_groups, needed);
}

static const char *
find_algorithm (guint16 algorithm)
{
  for (gsize i = 0; i < G_N_ELEMENTS (algorithms); i++)
    if (algorithms[i].algorithm == algorithm)
      return algorithms[i].name;

  return NULL;
}

static gboolean
apply_algorithms (const RepointSessionPin *self, SSL *ssl)
{
  RepointTlsKeyExchange exchange = repoint_tls_suite_get_key_exchange (self->suite);
  gboolean needed = exchange == REPOINT_TLS_KEY_EXCHANGE_DHE || exchange == REPOINT_TLS_KEY_EXCHANGE_ECDHE ||
                    exchange == REPOINT_TLS_KEY_EXCHANGE_ANY;
  g_autoptr (GString) list = g_string_new (NULL);

  if (self->signature_algorithms->len == 0 || self->version < REPOINT_TLS_VERSION_1_2)
    return TRUE;

  for (guint i = 0; i < self->signature_algorithms->len; i++)
    add (list, ssl, set_algorithms, find_algorithm (g_array_index (self->signature_algorithms, guint16, i)));

  return apply_list (list, ssl, set_algorithms, needed);
}

static gboolean
apply_suite (const RepointSessionPin *self, SSL *ssl)
{
  const guint8 id[] = { (guint8) (self->suite >> 8), (guint8) (self->suite & 0xff) };
  const SSL_CIPHER *cipher = SSL_CIPHER_find (ssl, id);

  if (cipher == NULL)
    return FALSE;

  return self->version >= REPOINT_TLS_VERSION_1_3 ? SSL_set_ciphersuites (ssl, SSL_CIPHER_get_name (cipher)) == 1
                                                  : SSL_set_cipher_list (ssl, SSL_CIPHER_get_name (cipher)) == 1;
}

/**
 * repoint_session_pin_new:
 * @version: the one version of the session
 * @suite: the one suite
 * @group: the group that the server took, or 0 if that is not known
 * @groups: (element-type guint16): the groups to offer
 * @signature_algorithms: (element-type guint16): the signature algorithms to offer
 *
 * Returns: (transfer full): a pin
 */
RepointSessionPin *
repoint_session_pin_new (RepointTlsVersion version, guint16 suite, guint16 group, GArray *groups,
                         GArray *signature_algorithms)
{
  RepointSessionPin *self;

  g_return_val_if_fail (groups != NULL && signature_algorithms != NULL, NULL);

  self = g_new0 (RepointSessionPin, 1);
  self->version = version;
  self->suite = suite;
  self->group = group;
  self->groups = g_array_ref (groups);
  self->signature_algorithms = g_array_ref (signature_algorithms);

  return self;
}

/**
 * repoint_session_pin_free:
 * @self: (nullable) (transfer full): a pin
 */
void
repoint_session_pin_free (RepointSessionPin *self)
{
  if (self == NULL)
    return;

  g_array_unref (self->groups);
  g_array_unref (self->signature_algorithms);
  g_free (self);
}

/**
 * repoint_session_pin_copy:
 *
 * Returns: (transfer full): the same pin once more; the lists are shared
 */
RepointSessionPin *
repoint_session_pin_copy (const RepointSessionPin *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return repoint_session_pin_new (self->version, self->suite, self->group, self->groups, self->signature_algorithms);
}

/**
 * repoint_session_pin_apply:
 * @ssl: of a context for that version, before its handshake
 *
 * What OpenSSL has no name for is left out; that may be something reserved (RFC 8701), or old.
 *
 * Returns: %FALSE where this computer's OpenSSL cannot be held to it
 */
gboolean
repoint_session_pin_apply (const RepointSessionPin *self, SSL *ssl)
{
  gboolean applied;

  g_return_val_if_fail (self != NULL && ssl != NULL, FALSE);

  ERR_set_mark ();
  applied = apply_suite (self, ssl) && apply_groups (self, ssl) && apply_algorithms (self, ssl);
  ERR_pop_to_mark ();

  return applied;
}
