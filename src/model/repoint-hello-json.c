/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-hello-json.h"

#include "repoint-hellos.h"
#include "repoint-ja3.h"
#include "repoint-ja4.h"
#include "repoint-tls-extension.h"
#include "repoint-tls-group.h"
#include "repoint-tls-signature-algorithm.h"
#include "repoint-tls-suite.h"

static const struct
{
  RepointClientHelloFlaws flaw;
  const char             *id;
} flaw_ids[] = {
  { REPOINT_CLIENT_HELLO_FLAW_ODD_LENGTH, "odd-length" },
  { REPOINT_CLIENT_HELLO_FLAW_DUPLICATE_EXTENSION, "duplicate-extension" },
  { REPOINT_CLIENT_HELLO_FLAW_TRAILING_BYTES, "trailing-bytes" },
  { REPOINT_CLIENT_HELLO_FLAW_CUT_SHORT, "cut-short" },
  { REPOINT_CLIENT_HELLO_FLAW_NO_SUITES, "no-suites" },
  { REPOINT_CLIENT_HELLO_FLAW_COMPRESSION, "compression" },
  { REPOINT_CLIENT_HELLO_FLAW_SESSION_ID, "session-id" },
  { REPOINT_CLIENT_HELLO_FLAW_SERVER_NAME, "server-name" },
  { REPOINT_CLIENT_HELLO_FLAW_PSK_NOT_LAST, "psk-not-last" },
  { REPOINT_CLIENT_HELLO_FLAW_VERSION, "version" },
  { REPOINT_CLIENT_HELLO_FLAW_LONG_LIST, "long-list" },
};

static const char *
version_to_string (guint16 version)
{
  return repoint_tls_version_to_string ((RepointTlsVersion) version);
}

static const char *
suite_to_string (guint16 suite)
{
  return repoint_tls_suite_to_string (suite);
}

/* What has no name is written as on the wire. */
static void
add_name (JsonArray *array, const char *name, guint32 value)
{
  g_autofree char *number = g_strdup_printf ("0x%0*x", value > G_MAXUINT16 ? 6 : 4, value);

  json_array_add_string_element (array, name != NULL ? name : number);
}

/* As long as a hello may be, as short is what describes it: a visitor who means harm shall not fill the memory with it. */
static guint
get_n_listed (GArray *values)
{
  return MIN (values->len, REPOINT_CLIENT_HELLO_LONG_LIST);
}

static JsonArray *
list_names (GArray *values, const char *(*to_string) (guint16 value))
{
  JsonArray *array = json_array_sized_new (get_n_listed (values));

  for (guint i = 0; i < get_n_listed (values); i++)
    {
      guint16 value = g_array_index (values, guint16, i);

      add_name (array, to_string (value), value);
    }

  return array;
}

static JsonArray *
list_suites (const RepointClientHello *hello)
{
  JsonArray *array;

  if (!hello->ssl2_format)
    return list_names (hello->suites, suite_to_string);

  array = json_array_new ();
  for (guint i = 0; i < get_n_listed (hello->ssl2_suites); i++)
    {
      guint32 suite = g_array_index (hello->ssl2_suites, guint32, i);

      add_name (array, repoint_tls_suite_to_string (suite), suite);
    }

  return array;
}

/* Where they are not listed: the highest, and SSLv2 if kinds of cipher of it are offered as well. */
static JsonArray *
list_versions (const RepointClientHello *hello)
{
  JsonArray *array;

  if (hello->versions->len > 0)
    return list_names (hello->versions, version_to_string);

  array = json_array_new ();
  if (hello->max_version != REPOINT_TLS_VERSION_NONE)
    add_name (array, repoint_tls_version_to_string (hello->max_version), hello->max_version);
  if (hello->min_version == REPOINT_TLS_VERSION_SSL2 && hello->max_version != REPOINT_TLS_VERSION_SSL2)
    add_name (array, repoint_tls_version_to_string (hello->min_version), hello->min_version);

  return array;
}

static JsonArray *
list_protocols (const RepointClientHello *hello)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < hello->alpn->len; i++)
    {
      g_autofree char *name = repoint_client_hello_escape (g_ptr_array_index (hello->alpn, i));

      json_array_add_string_element (array, name);
    }

  return array;
}

static JsonArray *
list_flaws (const RepointClientHello *hello)
{
  JsonArray *array = json_array_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (flaw_ids); i++)
    if ((hello->flaws & flaw_ids[i].flaw) != 0)
      json_array_add_string_element (array, flaw_ids[i].id);

  return array;
}

/* json-glib writes %NULL as null. */
static void
set_string (JsonObject *object, const char *name, const char *value)
{
  json_object_set_string_member (object, name, value);
}

static void
set_text (JsonObject *object, const char *name, char *value)
{
  json_object_set_string_member (object, name, value);
  g_free (value);
}

/**
 * repoint_client_hello_to_json:
 * @hello: a hello
 *
 * Returns: (transfer full): the "hello" object
 */
JsonObject *
repoint_client_hello_to_json (const RepointClientHello *hello)
{
  JsonObject *object;
  gboolean is_long;

  g_return_val_if_fail (hello != NULL, NULL);

  object = json_object_new ();
  is_long = (hello->flaws & REPOINT_CLIENT_HELLO_FLAW_LONG_LIST) != 0;
  set_string (object, "max_version", repoint_tls_version_to_string (hello->max_version));
  json_object_set_array_member (object, "versions", list_versions (hello));
  json_object_set_array_member (object, "ciphers", list_suites (hello));
  json_object_set_array_member (object, "groups", list_names (hello->groups, repoint_tls_group_to_string));
  json_object_set_array_member (object, "signature_algorithms",
                                list_names (hello->signature_algorithms, repoint_tls_signature_algorithm_to_string));
  json_object_set_array_member (object, "extensions", list_names (hello->extensions, repoint_tls_extension_to_string));
  set_string (object, "sni", hello->server_name);
  json_object_set_array_member (object, "alpn", list_protocols (hello));
  set_string (object, "format", hello->ssl2_format ? "sslv2" : "tls");
  set_text (object, "ja3", repoint_ja3 (hello));
  set_text (object, "ja3_text", is_long ? NULL : repoint_ja3_text (hello));
  set_text (object, "ja4", repoint_ja4 (hello));
  set_text (object, "ja4_r", is_long ? NULL : repoint_ja4_r (hello));
  json_object_set_array_member (object, "flaws", list_flaws (hello));
  set_text (object, "id", repoint_client_hello_get_id (hello));
  set_text (object, "raw", repoint_hellos_to_hex (hello->raw));

  return object;
}

/**
 * repoint_client_hello_from_json:
 * @object: a "hello" object, of which "raw" alone is read
 *
 * Returns: (transfer full): the hello, or %NULL with @error set in %REPOINT_CLIENT_HELLO_ERROR
 */
RepointClientHello *
repoint_client_hello_from_json (JsonObject *object, GError **error)
{
  g_autoptr (GBytes) raw = NULL;
  JsonNode *member;

  g_return_val_if_fail (object != NULL, NULL);

  member = json_object_get_member (object, "raw");
  if (member != NULL && JSON_NODE_HOLDS_VALUE (member) && json_node_get_value_type (member) == G_TYPE_STRING)
    raw = repoint_hellos_from_hex (json_node_get_string (member));
  if (raw == NULL)
    {
      g_set_error_literal (error, REPOINT_CLIENT_HELLO_ERROR, REPOINT_CLIENT_HELLO_ERROR_OTHER, "no member \"raw\" in hexadecimal");
      return NULL;
    }

  return repoint_client_hello_parse (raw, error);
}
