/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-hello-json.h"
#include "repoint-test-bytes.h"

#include <string.h>

static RepointClientHello *
make (const char *notation)
{
  g_autoptr (GBytes) raw = repoint_test_bytes (notation);
  g_autoptr (GError) error = NULL;
  RepointClientHello *hello = repoint_client_hello_parse (raw, &error);

  g_assert_no_error (error);

  return hello;
}

static char *
print_member (JsonObject *object, const char *name)
{
  return json_to_string (json_object_get_member (object, name), FALSE);
}

static void
assert_member (JsonObject *object, const char *name, const char *expected)
{
  g_autofree char *text = NULL;

  g_assert_true (json_object_has_member (object, name));
  text = print_member (object, name);
  g_assert_cmpstr (text, ==, expected);
}

static void
test_tls (void)
{
  g_autoptr (RepointClientHello) hello = make (
    "01 [3 0303 @RANDOM@ [1] [2 0a0a 1301 c02f 00ff fefd] [1 00] [2 0000 [2 [2 00 [2 'mail.\"test']]] 000a [2 [2 001d 7777]]"
    " 000d [2 [2 0403 0201 0999]] 0010 [2 [2 [1 'h2'] [1 00 '<']]] 002b [2 [1 1a1a 0304 0301]] 9999 [2] 9999 [2]]]");
  g_autoptr (JsonObject) object = repoint_client_hello_to_json (hello);

  assert_member (object, "max_version", "\"TLSv1.3\"");
  assert_member (object, "versions", "[\"0x1a1a\",\"TLSv1.3\",\"TLSv1.0\"]");
  assert_member (object, "ciphers",
                 "[\"0x0a0a\",\"TLS_AES_128_GCM_SHA256\",\"TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256\","
                 "\"TLS_EMPTY_RENEGOTIATION_INFO_SCSV\",\"0xfefd\"]");
  assert_member (object, "groups", "[\"x25519\",\"0x7777\"]");
  assert_member (object, "signature_algorithms", "[\"ecdsa_secp256r1_sha256\",\"rsa_pkcs1_sha1\",\"0x0999\"]");
  assert_member (object, "extensions",
                 "[\"server_name\",\"supported_groups\",\"signature_algorithms\",\"application_layer_protocol_negotiation\","
                 "\"supported_versions\",\"0x9999\",\"0x9999\"]");
  assert_member (object, "sni", "\"mail.\\\"test\"");
  assert_member (object, "alpn", "[\"h2\",\"\\\\x00<\"]");
  assert_member (object, "format", "\"tls\"");
  assert_member (object, "flaws", "[\"duplicate-extension\"]");
  assert_member (object, "ja3_text", "\"771,4865-49199-255-65277,0-10-13-16-43-39321-39321,29-30583,\"");
  g_assert_cmpstr (json_object_get_string_member (object, "ja4_r"), ==, "t13d0407h2_00ff,1301,c02f,fefd_000a,000d,002b,9999,9999_0403,0201,0999");
  g_assert_true (json_object_has_member (object, "ja3") && json_object_has_member (object, "ja4") && json_object_has_member (object, "id"));
}

static void
test_without_extensions (void)
{
  g_autoptr (RepointClientHello) hello = make ("01 [3 0301 @RANDOM@ [1] [2 000a] [1 00]]");
  g_autoptr (JsonObject) object = repoint_client_hello_to_json (hello);

  assert_member (object, "max_version", "\"TLSv1.0\"");
  assert_member (object, "versions", "[\"TLSv1.0\"]");
  assert_member (object, "extensions", "[]");
  assert_member (object, "sni", "null");
  assert_member (object, "alpn", "[]");
  assert_member (object, "flaws", "[]");
}

static void
test_unknown_version (void)
{
  g_autoptr (RepointClientHello) hello = make ("01 [3 0200 @RANDOM@ [1] [2 000a] [1 00]]");
  g_autoptr (JsonObject) object = repoint_client_hello_to_json (hello);

  assert_member (object, "max_version", "null");
  assert_member (object, "versions", "[]");
  assert_member (object, "flaws", "[\"version\"]");
}

static void
test_ssl2 (void)
{
  g_autoptr (RepointClientHello) hello = make ("8022 01 0300 0009 0000 0010 00000a 0700c0 123456 000102030405060708090a0b0c0d0e0f");
  g_autoptr (JsonObject) object = repoint_client_hello_to_json (hello);

  assert_member (object, "format", "\"sslv2\"");
  assert_member (object, "versions", "[\"SSLv3\",\"SSLv2\"]");
  assert_member (object, "ciphers", "[\"TLS_RSA_WITH_3DES_EDE_CBC_SHA\",\"SSL_CK_DES_192_EDE3_CBC_WITH_MD5\",\"0x123456\"]");
  assert_member (object, "ja3", "null");
  assert_member (object, "ja3_text", "null");
  assert_member (object, "ja4", "null");
  assert_member (object, "ja4_r", "null");
}

/* A visitor may send 64 KiB of them. */
static void
test_long_lists_are_cut (void)
{
  g_autofree char *values = g_strnfill (4 * 32000, '1');
  g_autofree char *suites = g_strdup_printf ("01 [3 0303 @RANDOM@ [1] [2 %s] [1 00]]", values);
  g_autofree char *groups = g_strdup_printf ("01 [3 0303 @RANDOM@ [1] [2 002f] [1 00] [2 000a [2 [2 %s]]]]", values);
  const char *const notations[] = { suites, groups };
  static const char *const members[] = { "ciphers", "groups" };

  for (gsize i = 0; i < G_N_ELEMENTS (notations); i++)
    {
      g_autoptr (RepointClientHello) hello = make (notations[i]);
      g_autoptr (JsonObject) object = repoint_client_hello_to_json (hello);

      g_assert_cmpuint (json_array_get_length (json_object_get_array_member (object, members[i])), ==, 256);
      assert_member (object, "flaws", "[\"long-list\"]");
      assert_member (object, "ja3_text", "null");
      assert_member (object, "ja4_r", "null");
      g_assert_cmpuint (strlen (json_object_get_string_member (object, "ja3")), ==, 32);
      g_assert_cmpuint (strlen (json_object_get_string_member (object, "ja4")), ==, 36);
    }
}

static void
test_round_trip (void)
{
  static const char *const notations[] = {
    "01 [3 0301 @RANDOM@ [1] [2 000a] [1 00]]",
    "01 [3 0303 @RANDOM@ [1] [2 000a 00] [1 00] ff]",
    "8022 01 0300 0009 0000 0010 00000a 0700c0 123456 000102030405060708090a0b0c0d0e0f",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (notations); i++)
    {
      g_autoptr (RepointClientHello) hello = make (notations[i]);
      g_autoptr (JsonObject) object = repoint_client_hello_to_json (hello);
      g_autoptr (GError) error = NULL;
      g_autoptr (RepointClientHello) other = repoint_client_hello_from_json (object, &error);

      g_assert_no_error (error);
      g_assert_true (g_bytes_equal (other->raw, hello->raw));
    }
}

static void
test_refused (void)
{
  static const char *const texts[] = {
    "{}",
    "{\"raw\":null}",
    "{\"raw\":\"\"}",
    "{\"raw\":7}",
    "{\"raw\":[\"01\"]}",
    "{\"raw\":{\"a\":1}}",
    "{\"raw\":\"01\"}",
    "{\"raw\":\"0100000\"}",
    "{\"raw\":\"zz000000\"}",
    "{\"raw\":\"16030100\"}",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (JsonNode) node = json_from_string (texts[i], NULL);

      g_test_message ("%s", texts[i]);
      g_assert_null (repoint_client_hello_from_json (json_node_get_object (node), &error));
      g_assert_error (error, REPOINT_CLIENT_HELLO_ERROR, REPOINT_CLIENT_HELLO_ERROR_OTHER);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/hello-json/tls", test_tls);
  g_test_add_func ("/hello-json/without-extensions", test_without_extensions);
  g_test_add_func ("/hello-json/unknown-version", test_unknown_version);
  g_test_add_func ("/hello-json/ssl2", test_ssl2);
  g_test_add_func ("/hello-json/long-lists-are-cut", test_long_lists_are_cut);
  g_test_add_func ("/hello-json/round-trip", test_round_trip);
  g_test_add_func ("/hello-json/refused", test_refused);

  return g_test_run ();
}
