/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-client-hello.h"
#include "repoint-test-bytes.h"
#include "repoint-tls-hello.h"

#include <string.h>

static RepointClientHello *
parse (GBytes *raw)
{
  g_autoptr (GError) error = NULL;
  /* exactly as long, so that reading past the end is noticed */
  g_autofree guint8 *exact = g_memdup2 (g_bytes_get_data (raw, NULL), g_bytes_get_size (raw));
  g_autoptr (GBytes) bytes = g_bytes_new_static (exact, g_bytes_get_size (raw));
  g_autoptr (RepointClientHello) hello = repoint_client_hello_parse (bytes, &error);
  RepointClientHello *other;

  g_assert_no_error (error);
  other = repoint_client_hello_parse (raw, &error);
  g_assert_no_error (error);
  g_assert_nonnull (other);
  g_assert_true (g_bytes_equal (hello->raw, other->raw));

  return other;
}

static RepointClientHello *
parse_made (const char *version, const char *behind_random)
{
  g_autoptr (GBytes) raw = repoint_test_hello (version, behind_random);

  return parse (raw);
}

static void
assert_list (GArray *values, const char *expected)
{
  g_autofree char *text = repoint_test_list_16 (values);

  g_assert_cmpstr (text, ==, expected);
}

static void
test_without_extensions (void)
{
  g_autoptr (RepointClientHello) hello = parse_made ("0301", "[1] [2 002f 000a 00ff] [1 00]");

  g_assert_false (hello->ssl2_format);
  g_assert_cmphex (hello->legacy_version, ==, 0x0301);
  g_assert_cmphex (hello->max_version, ==, REPOINT_TLS_VERSION_1_0);
  g_assert_cmphex (hello->min_version, ==, REPOINT_TLS_VERSION_NONE);
  assert_list (hello->suites, "002f 000a 00ff");
  g_assert_cmpuint (hello->extensions->len, ==, 0);
  g_assert_cmpuint (hello->versions->len, ==, 0);
  g_assert_null (hello->server_name);
  g_assert_cmphex (hello->flaws, ==, 0);
}

static void
test_everything (void)
{
  g_autoptr (RepointClientHello) hello = parse_made ("0303",
    "[1 @RANDOM@] [2 0a0a 1301 c02f] [1 00] [2"
    " 1a1a [2]"
    " 0000 [2 [2 00 [2 'mail.test']]]"
    " 000a [2 [2 2a2a 001d 0017]]"
    " 000b [2 [1 00 01]]"
    " 000d [2 [2 0403 0804]]"
    " 0010 [2 [2 [1 'h2'] [1 'http/1.1']]]"
    " 0023 [2 01020304]"
    " 002b [2 [1 3a3a 0304 0303]]"
    " 0033 [2 [2 2a2a [2 00] 001d [2 @RANDOM@]]]"
    " 002a [2]"
    " 0029 [2 00000000]]");
  g_autoptr (RepointClientHello) copy = repoint_client_hello_copy (hello);

  g_clear_pointer (&hello, repoint_client_hello_free);

  g_assert_cmphex (copy->max_version, ==, REPOINT_TLS_VERSION_1_3);
  g_assert_cmphex (copy->min_version, ==, REPOINT_TLS_VERSION_1_2);
  g_assert_cmpuint (copy->session_id_length, ==, 32);
  assert_list (copy->suites, "0a0a 1301 c02f");
  assert_list (copy->extensions, "1a1a 0000 000a 000b 000d 0010 0023 002b 0033 002a 0029");
  assert_list (copy->groups, "2a2a 001d 0017");
  assert_list (copy->signature_algorithms, "0403 0804");
  assert_list (copy->versions, "3a3a 0304 0303");
  assert_list (copy->key_shares, "2a2a 001d");
  g_assert_cmpmem (copy->point_formats->data, copy->point_formats->len, "\x00\x01", 2);
  g_assert_cmpstr (copy->server_name, ==, "mail.test");
  g_assert_cmpuint (copy->alpn->len, ==, 2);
  g_assert_cmpmem (g_bytes_get_data (copy->alpn->pdata[1], NULL), g_bytes_get_size (copy->alpn->pdata[1]), "http/1.1", 8);
  g_assert_true (copy->has_ticket && copy->has_psk && copy->has_early_data);
  g_assert_true (repoint_client_hello_has_extension (copy, 0x1a1a));
  g_assert_false (repoint_client_hello_has_extension (copy, 0x1b1b));
  g_assert_cmphex (copy->flaws, ==, 0);
}

/* An empty session_ticket is the wish for one. */
static void
test_no_ticket_yet (void)
{
  g_autoptr (RepointClientHello) hello = parse_made ("0303", "[1] [2 c02f] [1 00] [2 0023 [2]]");

  g_assert_false (hello->has_ticket);
  g_assert_cmphex (hello->flaws, ==, 0);
}

static void
test_versions (void)
{
  static const struct
  {
    const char       *legacy;
    const char       *extension;
    RepointTlsVersion max;
    RepointTlsVersion min;
    guint             flaws;
  } rows[] = {
    { "0300", "", REPOINT_TLS_VERSION_SSL3, REPOINT_TLS_VERSION_NONE, 0 },
    { "0302", "", REPOINT_TLS_VERSION_1_1, REPOINT_TLS_VERSION_NONE, 0 },
    { "0303", "", REPOINT_TLS_VERSION_1_2, REPOINT_TLS_VERSION_NONE, 0 },
    /* RFC 8446 section 4.2.1: TLS 1.3 in the old field is not offered */
    { "0304", "", REPOINT_TLS_VERSION_1_2, REPOINT_TLS_VERSION_NONE, REPOINT_CLIENT_HELLO_FLAW_VERSION },
    { "0303", "[2 002b [2 [1 0303 0302 0301]]]", REPOINT_TLS_VERSION_1_2, REPOINT_TLS_VERSION_1_0, 0 },
    { "0303", "[2 002b [2 [1 0301 0304]]]", REPOINT_TLS_VERSION_1_3, REPOINT_TLS_VERSION_1_0, 0 },
    { "0303", "[2 002b [2 [1 0304]]]", REPOINT_TLS_VERSION_1_3, REPOINT_TLS_VERSION_1_3, 0 },
    /* a list that names none that there is is binding all the same */
    { "0303", "[2 002b [2 [1 7a7a 7f1c]]]", REPOINT_TLS_VERSION_NONE, REPOINT_TLS_VERSION_NONE, REPOINT_CLIENT_HELLO_FLAW_VERSION },
    { "0200", "", REPOINT_TLS_VERSION_NONE, REPOINT_TLS_VERSION_NONE, REPOINT_CLIENT_HELLO_FLAW_VERSION },
    { "0002", "", REPOINT_TLS_VERSION_NONE, REPOINT_TLS_VERSION_NONE, REPOINT_CLIENT_HELLO_FLAW_VERSION },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *rest = g_strdup_printf ("[1] [2 c02f] [1 00] %s", rows[i].extension);
      g_autoptr (RepointClientHello) hello = parse_made (rows[i].legacy, rest);

      g_test_message ("%s %s", rows[i].legacy, rows[i].extension);
      g_assert_cmphex (hello->max_version, ==, rows[i].max);
      g_assert_cmphex (hello->min_version, ==, rows[i].min);
      g_assert_cmphex (hello->flaws, ==, rows[i].flaws);
    }
}

static void
test_flaws (void)
{
  static const struct
  {
    const char *behind_random;
    guint       flaws;
  } rows[] = {
    { "[1] [2 c02f c0] [1 00]", REPOINT_CLIENT_HELLO_FLAW_ODD_LENGTH },
    { "[1] [2] [1 00]", REPOINT_CLIENT_HELLO_FLAW_NO_SUITES },
    { "[1] [2 c02f]", REPOINT_CLIENT_HELLO_FLAW_CUT_SHORT | REPOINT_CLIENT_HELLO_FLAW_COMPRESSION },
    { "[1] [2 c02f] 05 00", REPOINT_CLIENT_HELLO_FLAW_CUT_SHORT },
    { "[1] [2 c02f] [1 01]", REPOINT_CLIENT_HELLO_FLAW_COMPRESSION },
    { "[1 @RANDOM@ 20] [2 c02f] [1 00]", REPOINT_CLIENT_HELLO_FLAW_SESSION_ID },
    { "[1] [2 c02f] [1 00] 00", REPOINT_CLIENT_HELLO_FLAW_CUT_SHORT },
    { "[1] [2 c02f] [1 00] 0009 0017 [2]", REPOINT_CLIENT_HELLO_FLAW_CUT_SHORT },
    { "[1] [2 c02f] [1 00] [2 0017 [2]] ff", REPOINT_CLIENT_HELLO_FLAW_TRAILING_BYTES },
    { "[1] [2 c02f] [1 00] [2 0017 [2] 00]", REPOINT_CLIENT_HELLO_FLAW_CUT_SHORT },
    { "[1] [2 c02f] [1 00] [2 000a 0006 0004 001d]", REPOINT_CLIENT_HELLO_FLAW_CUT_SHORT },
    { "[1] [2 c02f] [1 00] [2 000a [2 0004 001d]]", REPOINT_CLIENT_HELLO_FLAW_CUT_SHORT },
    { "[1] [2 c02f] [1 00] [2 000a [2 [2 001d] 00]]", REPOINT_CLIENT_HELLO_FLAW_TRAILING_BYTES },
    { "[1] [2 c02f] [1 00] [2 000a [2 [2 001d 00]]]", REPOINT_CLIENT_HELLO_FLAW_ODD_LENGTH },
    { "[1] [2 c02f] [1 00] [2 000a [2 [2 001d]] 000a [2 [2 0017]]]", REPOINT_CLIENT_HELLO_FLAW_DUPLICATE_EXTENSION },
    { "[1] [2 c02f] [1 00] [2 0033 [2 [2 001d 0009 00]]]", REPOINT_CLIENT_HELLO_FLAW_CUT_SHORT },
    { "[1] [2 c02f] [1 00] [2 0010 [2 [2 09 68]]]", REPOINT_CLIENT_HELLO_FLAW_CUT_SHORT },
    { "[1] [2 c02f] [1 00] [2 0029 [2] 0017 [2]]", REPOINT_CLIENT_HELLO_FLAW_PSK_NOT_LAST },
    { "[1] [2 c02f] [1 00] [2 0000 [2]]", REPOINT_CLIENT_HELLO_FLAW_SERVER_NAME | REPOINT_CLIENT_HELLO_FLAW_CUT_SHORT },
    { "[1] [2 c02f] [1 00] [2 0000 [2 [2 00 [2]]]]", REPOINT_CLIENT_HELLO_FLAW_SERVER_NAME },
    { "[1] [2 c02f] [1 00] [2 0000 [2 [2 07 [2 'a']]]]", REPOINT_CLIENT_HELLO_FLAW_SERVER_NAME },
    { "[1] [2 c02f] [1 00] [2 0000 [2 [2 00 [2 'a'] 00 [2 'b']]]]", REPOINT_CLIENT_HELLO_FLAW_SERVER_NAME },
    { "[1] [2 c02f] [1 00] [2 0000 [2 [2 00 [2 '192.168.1.20']]]]", REPOINT_CLIENT_HELLO_FLAW_SERVER_NAME },
    { "[1] [2 c02f] [1 00] [2 0000 [2 [2 00 [2 'fd00::1']]]]", REPOINT_CLIENT_HELLO_FLAW_SERVER_NAME },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (RepointClientHello) hello = parse_made ("0303", rows[i].behind_random);

      g_test_message ("%s", rows[i].behind_random);
      g_assert_cmphex (hello->flaws, ==, rows[i].flaws);
      /* what is good before the flaw is kept */
      assert_list (hello->suites, rows[i].flaws == REPOINT_CLIENT_HELLO_FLAW_NO_SUITES ? "" : "c02f");
      if (repoint_client_hello_has_extension (hello, 10))
        assert_list (hello->groups, "001d");
    }
}

static void
test_server_name_is_escaped (void)
{
  g_autoptr (RepointClientHello) hello = parse_made ("0303",
    "[1] [2 c02f] [1 00] [2 0000 [2 [2 00 [2 'a<b>' 00 0d0a 5c 'x20' 20 ff]]]]");

  g_assert_cmpstr (hello->server_name, ==, "a<b>\\x00\\x0d\\x0a\\x5cx20\\x20\\xff");
}

static void
test_long_server_name_is_cut (void)
{
  g_autofree char *name = g_strnfill (300, 'a');
  g_autofree char *rest = g_strdup_printf ("[1] [2 c02f] [1 00] [2 0000 [2 [2 00 [2 '%s']]]]", name);
  g_autoptr (RepointClientHello) hello = parse_made ("0303", rest);

  g_assert_cmpuint (strlen (hello->server_name), ==, 255);
  g_assert_cmphex (hello->flaws, ==, REPOINT_CLIENT_HELLO_FLAW_SERVER_NAME);
}

static void
test_ssl2_format (void)
{
  g_autoptr (GBytes) raw = repoint_test_bytes ("802b 01 0301 0012 0000 0010 00002f 0700c0 00000a 010080 000005 0000ff 000102030405060708090a0b0c0d0e0f");
  g_autoptr (RepointClientHello) hello = NULL;

  /* its length counts what comes behind it, and has the first bit set */
  g_assert_cmpuint (g_bytes_get_size (raw), ==, 2 + 9 + 18 + 16);
  hello = parse (raw);

  g_assert_true (hello->ssl2_format);
  g_assert_cmphex (hello->legacy_version, ==, 0x0301);
  g_assert_cmphex (hello->max_version, ==, REPOINT_TLS_VERSION_1_0);
  g_assert_cmphex (hello->min_version, ==, REPOINT_TLS_VERSION_SSL2);
  assert_list (hello->suites, "002f 000a 0005 00ff");
  g_assert_cmpuint (hello->ssl2_suites->len, ==, 6);
  g_assert_cmphex (g_array_index (hello->ssl2_suites, guint32, 1), ==, 0x0700c0);
  g_assert_cmphex (hello->flaws, ==, 0);
}

static void
test_ssl2_format_without_ssl2 (void)
{
  g_autoptr (GBytes) raw = repoint_test_bytes ("801c 01 0303 0003 0000 0010 00002f 000102030405060708090a0b0c0d0e0f");
  g_autoptr (RepointClientHello) hello = parse (raw);

  g_assert_cmphex (hello->max_version, ==, REPOINT_TLS_VERSION_1_2);
  g_assert_cmphex (hello->min_version, ==, REPOINT_TLS_VERSION_NONE);
}

static void
test_ssl2_flaws (void)
{
  static const struct
  {
    const char *record;
    guint       flaws;
  } rows[] = {
    { "801d 01 0301 0004 0000 0010 00002f 00 000102030405060708090a0b0c0d0e0f", REPOINT_CLIENT_HELLO_FLAW_ODD_LENGTH },
    { "8019 01 0301 0000 0000 0010 000102030405060708090a0b0c0d0e0f", REPOINT_CLIENT_HELLO_FLAW_NO_SUITES },
    { "800e 01 0301 0003 0000 0010 00002f 0001", REPOINT_CLIENT_HELLO_FLAW_CUT_SHORT },
    { "801d 01 0301 0003 0000 0010 00002f 000102030405060708090a0b0c0d0e0f 00", REPOINT_CLIENT_HELLO_FLAW_TRAILING_BYTES },
    { "801c 01 0104 0003 0000 0010 00002f 000102030405060708090a0b0c0d0e0f", REPOINT_CLIENT_HELLO_FLAW_VERSION },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GBytes) raw = repoint_test_bytes (rows[i].record);
      g_autoptr (RepointClientHello) hello = NULL;

      g_test_message ("%s", rows[i].record);
      hello = parse (raw);
      g_assert_cmphex (hello->flaws, ==, rows[i].flaws);
    }
}

static void
test_refused (void)
{
  static const struct
  {
    const char *bytes;
    int         code;
  } rows[] = {
    { "", REPOINT_CLIENT_HELLO_ERROR_OTHER },
    { "01", REPOINT_CLIENT_HELLO_ERROR_OTHER },
    { "16 0301 [2 01 [3]]", REPOINT_CLIENT_HELLO_ERROR_OTHER },
    { "02 [3 0303 @RANDOM@ [1] 1301 00]", REPOINT_CLIENT_HELLO_ERROR_OTHER },
    { "01 [3]", REPOINT_CLIENT_HELLO_ERROR_CUT_SHORT },
    { "01 [3 0303 @RANDOM@ [1]]", REPOINT_CLIENT_HELLO_ERROR_CUT_SHORT },
    { "01 [3 0303 @RANDOM@ [1] 0009 c02f 01 00]", REPOINT_CLIENT_HELLO_ERROR_CUT_SHORT },
    { "01 [3 0303 @RANDOM@ [1] [2 c02f] [1 00]] 00", REPOINT_CLIENT_HELLO_ERROR_CUT_SHORT },
    { "01 00ffff 0303", REPOINT_CLIENT_HELLO_ERROR_CUT_SHORT },
    { "8003 01 0301", REPOINT_CLIENT_HELLO_ERROR_CUT_SHORT },
    { "800c 01 0301 0004 0000 0000 00002f", REPOINT_CLIENT_HELLO_ERROR_CUT_SHORT },
    { "8009 04 0301 0000 0000 0000", REPOINT_CLIENT_HELLO_ERROR_OTHER },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GBytes) raw = repoint_test_bytes (rows[i].bytes);
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", rows[i].bytes);
      g_assert_null (repoint_client_hello_parse (raw, &error));
      g_assert_error (error, REPOINT_CLIENT_HELLO_ERROR, rows[i].code);
    }
}

/* Every beginning of a hello, its length mended: nothing is read past the end, whatever is missing. */
static void
test_every_beginning (void)
{
  const RepointTlsHello wish = { .max_version = REPOINT_TLS_VERSION_1_3, .min_version = REPOINT_TLS_VERSION_1_0, .server_name = "mail.test" };
  g_autoptr (GBytes) record = repoint_tls_hello_build (&wish);
  gsize length = g_bytes_get_size (record) - 5;
  guint n_read = 0;

  for (gsize size = 4; size < length; size++)
    {
      g_autofree guint8 *exact = g_memdup2 ((const guint8 *) g_bytes_get_data (record, NULL) + 5, size);
      g_autoptr (GBytes) raw = g_bytes_new_static (exact, size);
      g_autoptr (RepointClientHello) hello = NULL;

      exact[1] = 0;
      exact[2] = (guint8) ((size - 4) >> 8);
      exact[3] = (guint8) (size - 4);
      hello = repoint_client_hello_parse (raw, NULL);
      if (hello != NULL && (hello->flaws & REPOINT_CLIENT_HELLO_FLAW_CUT_SHORT) != 0)
        n_read++;
    }
  g_assert_cmpuint (n_read, >, 100);
}

static GBytes *
make_large (gsize n_extensions)
{
  g_autoptr (GByteArray) out = g_byte_array_new ();
  g_autoptr (GBytes) start = repoint_test_bytes ("01 000000 0303 @RANDOM@ [1] [2 c02f] [1 00] 0000");
  gsize fixed = g_bytes_get_size (start);
  gsize length = fixed + 4 * n_extensions;

  g_byte_array_append (out, g_bytes_get_data (start, NULL), (guint) fixed);
  g_byte_array_set_size (out, (guint) length);
  memset (out->data + fixed, 0, length - fixed);
  for (gsize i = 0; i < n_extensions; i++)
    {
      out->data[fixed + 4 * i] = (guint8) ((i + 256) >> 8);
      out->data[fixed + 4 * i + 1] = (guint8) i;
    }
  out->data[1] = (guint8) ((length - 4) >> 16);
  out->data[2] = (guint8) ((length - 4) >> 8);
  out->data[3] = (guint8) (length - 4);
  out->data[fixed - 2] = (guint8) ((length - fixed) >> 8);
  out->data[fixed - 1] = (guint8) (length - fixed);

  return g_byte_array_free_to_bytes (g_steal_pointer (&out));
}

static void
test_large (void)
{
  g_autoptr (GBytes) most = make_large (16370);
  g_autoptr (GBytes) more = make_large (16374);
  g_autoptr (RepointClientHello) hello = parse (most);
  g_autoptr (GError) error = NULL;

  g_assert_cmpuint (hello->extensions->len, ==, 16370);
  g_assert_cmphex (hello->flaws, ==, REPOINT_CLIENT_HELLO_FLAW_LONG_LIST);
  g_assert_null (repoint_client_hello_parse (more, &error));
  g_assert_error (error, REPOINT_CLIENT_HELLO_ERROR, REPOINT_CLIENT_HELLO_ERROR_TOO_BIG);
}

static void
test_many_protocols_are_bounded (void)
{
  g_autoptr (GString) list = g_string_new ("[1] [2 c02f] [1 00] [2 0010 [2 [2");
  g_autoptr (RepointClientHello) hello = NULL;

  for (guint i = 0; i < 10000; i++)
    g_string_append (list, " [1 'x']");
  g_string_append (list, "]]]");
  hello = parse_made ("0303", list->str);

  g_assert_cmpuint (hello->alpn->len, ==, 64);
}

/* What Repoint itself asks servers with can be read back. */
static void
test_own_hellos (void)
{
  static const guint8 share[REPOINT_TLS_RANDOM_LENGTH] = { 9 };

  for (guint version = REPOINT_TLS_VERSION_SSL3; version <= REPOINT_TLS_VERSION_1_3; version++)
    for (guint variant = 0; variant < 4; variant++)
      {
        const RepointTlsHello wish = {
          .max_version = (RepointTlsVersion) version,
          .min_version = REPOINT_TLS_VERSION_1_0,
          .small = (variant & 1) != 0,
          .server_name = (variant & 2) != 0 ? "mail.test" : NULL,
          .key_share = (variant & 2) != 0 ? share : NULL,
        };
        g_autoptr (GBytes) record = repoint_tls_hello_build (&wish);
        g_autoptr (GBytes) raw = g_bytes_new_from_bytes (record, 5, g_bytes_get_size (record) - 5);
        g_autoptr (RepointClientHello) hello = parse (raw);
        gboolean extensions = version > REPOINT_TLS_VERSION_SSL3;

        g_assert_cmphex (hello->max_version, ==, version);
        g_assert_cmphex (hello->min_version, ==, version == REPOINT_TLS_VERSION_1_3 ? REPOINT_TLS_VERSION_1_0 : REPOINT_TLS_VERSION_NONE);
        g_assert_cmpstr (hello->server_name, ==, extensions ? wish.server_name : NULL);
        g_assert_cmpuint (hello->suites->len, >, 9);
        g_assert_cmpint (hello->extensions->len > 0, ==, extensions);
        g_assert_cmpuint (hello->key_shares->len, ==, version == REPOINT_TLS_VERSION_1_3 && wish.key_share != NULL ? 1 : 0);
        g_assert_cmphex (hello->flaws, ==, 0);
      }
}

static void
test_own_ssl2_hello (void)
{
  const RepointTlsHello wish = { .max_version = REPOINT_TLS_VERSION_SSL2 };
  g_autoptr (GBytes) record = repoint_tls_hello_build (&wish);
  g_autoptr (RepointClientHello) hello = parse (record);

  g_assert_true (hello->ssl2_format);
  g_assert_cmphex (hello->max_version, ==, REPOINT_TLS_VERSION_SSL2);
  g_assert_cmphex (hello->min_version, ==, REPOINT_TLS_VERSION_SSL2);
  g_assert_cmpuint (hello->ssl2_suites->len, ==, 7);
  g_assert_cmpuint (hello->suites->len, ==, 0);
  g_assert_cmphex (hello->flaws, ==, 0);
}

static void
test_grease (void)
{
  guint n = 0;

  for (guint value = 0; value <= G_MAXUINT16; value++)
    n += repoint_client_hello_is_grease ((guint16) value);

  g_assert_cmpuint (n, ==, 16);
  g_assert_true (repoint_client_hello_is_grease (0x0a0a) && repoint_client_hello_is_grease (0xfafa));
  g_assert_false (repoint_client_hello_is_grease (0x0a1a));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/client-hello/without-extensions", test_without_extensions);
  g_test_add_func ("/client-hello/everything", test_everything);
  g_test_add_func ("/client-hello/no-ticket-yet", test_no_ticket_yet);
  g_test_add_func ("/client-hello/versions", test_versions);
  g_test_add_func ("/client-hello/flaws", test_flaws);
  g_test_add_func ("/client-hello/server-name-is-escaped", test_server_name_is_escaped);
  g_test_add_func ("/client-hello/long-server-name-is-cut", test_long_server_name_is_cut);
  g_test_add_func ("/client-hello/ssl2-format", test_ssl2_format);
  g_test_add_func ("/client-hello/ssl2-format-without-ssl2", test_ssl2_format_without_ssl2);
  g_test_add_func ("/client-hello/ssl2-flaws", test_ssl2_flaws);
  g_test_add_func ("/client-hello/refused", test_refused);
  g_test_add_func ("/client-hello/every-beginning", test_every_beginning);
  g_test_add_func ("/client-hello/large", test_large);
  g_test_add_func ("/client-hello/many-protocols-are-bounded", test_many_protocols_are_bounded);
  g_test_add_func ("/client-hello/own-hellos", test_own_hellos);
  g_test_add_func ("/client-hello/own-ssl2-hello", test_own_ssl2_hello);
  g_test_add_func ("/client-hello/grease", test_grease);

  return g_test_run ();
}
