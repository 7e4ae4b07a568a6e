/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-hello-file.h"

#include <string.h>

#include "repoint-hello-json.h"
#include "repoint-test-bytes.h"

#define MESSAGE "01 [3 0301 @RANDOM@ [1] [2 002f] [1 00] [2 0017 [2]]]"
#define SSL2    "801c 01 0301 0003 0000 0010 00002f 000102030405060708090a0b0c0d0e0f"

static GPtrArray *
read_good (GBytes *bytes)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *entries = repoint_hello_file_read (bytes, &error);

  g_assert_no_error (error);
  g_assert_nonnull (entries);

  return entries;
}

static const RepointHelloFileEntry *
get (GPtrArray *entries, guint i)
{
  g_assert_cmpuint (i, <, entries->len);

  return g_ptr_array_index (entries, i);
}

static void
assert_one (GBytes *bytes, const char *expected)
{
  g_autoptr (GBytes) message = repoint_test_bytes (expected);
  g_autoptr (GPtrArray) entries = read_good (bytes);

  g_assert_cmpuint (entries->len, ==, 1);
  g_assert_true (g_bytes_equal (get (entries, 0)->hello->raw, message));
}

static void
test_bytes (void)
{
  static const struct
  {
    const char *content;
    const char *message;
  } rows[] = {
    { MESSAGE, MESSAGE },
    { SSL2, SSL2 },
    { "16 0301 [2 " MESSAGE "]", MESSAGE },
    /* with what else the client sent */
    { "16 0301 [2 " MESSAGE "] 14 0301 [2 01] 16 0301 [2 @RANDOM@]", MESSAGE },
    { SSL2 " 1603010001", SSL2 },
    { "16 0301 0005 01 00002f 03 16 0301 0030 01 @RANDOM@ 00 0002 002f 01 00 0004 0017 0000", MESSAGE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GBytes) content = repoint_test_bytes (rows[i].content);

      g_test_message ("%s", rows[i].content);
      g_assert_cmpint (repoint_hello_file_recognize (g_bytes_get_data (content, NULL), g_bytes_get_size (content)), ==, REPOINT_HELLO_FILE_BYTES);
      assert_one (content, rows[i].message);
    }
}

static GBytes *
write_digits (const char *notation, const char *begin, const char *between, gboolean upper, const char *end)
{
  g_autoptr (GBytes) bytes = repoint_test_bytes (notation);
  g_autoptr (GString) text = g_string_new (begin);
  gsize length;
  const guint8 *data = g_bytes_get_data (bytes, &length);

  for (gsize i = 0; i < length; i++)
    g_string_append_printf (text, upper ? "%s%02X" : "%s%02x", i > 0 ? between : "", data[i]);
  g_string_append (text, end);

  return g_bytes_new (text->str, text->len);
}

static void
test_hexadecimal (void)
{
  static const struct
  {
    const char *begin;
    const char *between;
    gboolean    upper;
    const char *end;
  } rows[] = {
    { "", "", FALSE, "" },
    { "", "", TRUE, "\n" },
    { "\xef\xbb\xbf \r\n", " ", FALSE, "\r\n" },
    { "", ":", TRUE, "" },
    { "0x", ", 0x", FALSE, "\n" },
    { "\t", "\n", FALSE, "\n\n" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GBytes) message = write_digits (MESSAGE, rows[i].begin, rows[i].between, rows[i].upper, rows[i].end);
      g_autoptr (GBytes) record = write_digits ("16 0301 [2 " MESSAGE "]", rows[i].begin, rows[i].between, rows[i].upper, rows[i].end);
      g_autoptr (GBytes) ssl2 = write_digits (SSL2, rows[i].begin, rows[i].between, rows[i].upper, rows[i].end);

      g_assert_cmpint (repoint_hello_file_recognize (g_bytes_get_data (message, NULL), 60), ==, REPOINT_HELLO_FILE_HEX);
      assert_one (message, MESSAGE);
      assert_one (record, MESSAGE);
      assert_one (ssl2, SSL2);
    }
}

static char *
make_object (const char *notation)
{
  g_autoptr (GBytes) bytes = repoint_test_bytes (notation);
  g_autoptr (RepointClientHello) hello = repoint_client_hello_parse (bytes, NULL);
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);

  json_node_take_object (node, repoint_client_hello_to_json (hello));

  return json_to_string (node, FALSE);
}

static void
test_json_lines (void)
{
  g_autofree char *one = make_object (MESSAGE);
  g_autofree char *other = make_object (SSL2);
  g_autofree char *text = g_strdup_printf ("{\"visit\":1,\"peer\":\"10.0.0.5\",\"hello\":%s}\r\n"
                                           "{\"visit\":2,\"hello\":null}\n"
                                           "\n"
                                           "{\"visit\":3}\n"
                                           "{\"client\":\"10.0.0.6\",\"hello\":%s}", one, other);
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr (GBytes) message = repoint_test_bytes (MESSAGE);
  g_autoptr (GPtrArray) entries = read_good (bytes);

  g_assert_cmpuint (entries->len, ==, 2);
  g_assert_true (g_bytes_equal (get (entries, 0)->hello->raw, message));
  g_assert_cmpstr (json_object_get_string_member (get (entries, 0)->line, "peer"), ==, "10.0.0.5");
  g_assert_true (get (entries, 1)->hello->ssl2_format);
  g_assert_cmpstr (json_object_get_string_member (get (entries, 1)->line, "client"), ==, "10.0.0.6");
}

static void
test_hello_object (void)
{
  g_autofree char *text = make_object (MESSAGE);
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr (GPtrArray) entries = read_good (bytes);

  g_assert_cmpuint (entries->len, ==, 1);
  g_assert_null (get (entries, 0)->line);
}

static void
refuse (GBytes *bytes, GQuark domain, int code)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (repoint_hello_file_read (bytes, &error));
  g_assert_error (error, domain, code);
}

static void
test_refused_bytes (void)
{
  static const struct
  {
    const char *content;
    gboolean    of_hello;
    int         code;
  } rows[] = {
    { "", FALSE, REPOINT_HELLO_FILE_ERROR_FORMAT },
    { "ff", FALSE, REPOINT_HELLO_FILE_ERROR_FORMAT },
    { "'MZ' 9000", FALSE, REPOINT_HELLO_FILE_ERROR_FORMAT },
    { "a1b2c3d4 0002 0004", FALSE, REPOINT_HELLO_FILE_ERROR_CAPTURE },
    { "d4c3b2a1 0200 0400", FALSE, REPOINT_HELLO_FILE_ERROR_CAPTURE },
    { "4d3cb2a1 0200 0400", FALSE, REPOINT_HELLO_FILE_ERROR_CAPTURE },
    { "0a0d0d0a 1c000000", FALSE, REPOINT_HELLO_FILE_ERROR_CAPTURE },
    { "16 0301 0030 01 00", TRUE, REPOINT_CLIENT_HELLO_ERROR_CUT_SHORT },
    { "16 0301 0030 02 00", TRUE, REPOINT_CLIENT_HELLO_ERROR_OTHER },
    { "16 0301 4000 01 ffffff", TRUE, REPOINT_CLIENT_HELLO_ERROR_TOO_BIG },
    { "01 000030 0301", TRUE, REPOINT_CLIENT_HELLO_ERROR_CUT_SHORT },
    { "801c 01 0301", TRUE, REPOINT_CLIENT_HELLO_ERROR_CUT_SHORT },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GBytes) bytes = repoint_test_bytes (rows[i].content);

      g_test_message ("%s", rows[i].content);
      refuse (bytes, rows[i].of_hello ? REPOINT_CLIENT_HELLO_ERROR : REPOINT_HELLO_FILE_ERROR, rows[i].code);
    }
}

static void
test_refused_text (void)
{
  static const struct
  {
    const char *content;
    gboolean    of_hello;
    int         code;
  } rows[] = {
    { " \n", FALSE, REPOINT_HELLO_FILE_ERROR_FORMAT },
    { "hello", FALSE, REPOINT_HELLO_FILE_ERROR_FORMAT },
    { "16030", FALSE, REPOINT_HELLO_FILE_ERROR_FORMAT },
    { "1 6 0 3", FALSE, REPOINT_HELLO_FILE_ERROR_FORMAT },
    { "deadbeef", FALSE, REPOINT_HELLO_FILE_ERROR_FORMAT },
    { "16030100", TRUE, REPOINT_CLIENT_HELLO_ERROR_CUT_SHORT },
    { "{}", FALSE, REPOINT_HELLO_FILE_ERROR_NO_HELLO },
    { "{\"visit\":1,\"hello\":null}\n", FALSE, REPOINT_HELLO_FILE_ERROR_NO_HELLO },
    { "{\"hello\":7}\n", FALSE, REPOINT_HELLO_FILE_ERROR_NO_HELLO },
    { "{\"hello\":{}}\n", TRUE, REPOINT_CLIENT_HELLO_ERROR_OTHER },
    { "{\"hello\":{\"raw\":\"0100\"}}\n", TRUE, REPOINT_CLIENT_HELLO_ERROR_OTHER },
    { "{\"visit\":1\n", FALSE, REPOINT_HELLO_FILE_ERROR_FORMAT },
    { "{} {}\n", FALSE, REPOINT_HELLO_FILE_ERROR_FORMAT },
    { "{}\n[]\n", FALSE, REPOINT_HELLO_FILE_ERROR_FORMAT },
    { "{\"a\":\"\xff\"}\n", FALSE, REPOINT_HELLO_FILE_ERROR_FORMAT },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GBytes) bytes = g_bytes_new (rows[i].content, strlen (rows[i].content));

      g_test_message ("row %" G_GSIZE_FORMAT, i);
      refuse (bytes, rows[i].of_hello ? REPOINT_CLIENT_HELLO_ERROR : REPOINT_HELLO_FILE_ERROR, rows[i].code);
    }
}

static void
test_deep_nesting_is_refused (void)
{
  g_autofree char *open = g_strnfill (200000, '[');
  g_autofree char *text = g_strconcat ("{\"a\":", open, NULL);
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));

  refuse (bytes, REPOINT_HELLO_FILE_ERROR, REPOINT_HELLO_FILE_ERROR_FORMAT);
}

static void
test_too_much_is_refused (void)
{
  g_autofree char *digits = g_strnfill (1024 * 1024, '0');
  g_autoptr (GBytes) hex = g_bytes_new (digits, strlen (digits));
  g_autoptr (GBytes) zeros = g_bytes_new_take (g_malloc0 (REPOINT_HELLO_FILE_MAX_BYTES + 1), REPOINT_HELLO_FILE_MAX_BYTES + 1);
  g_autoptr (GString) lines = g_string_new (NULL);
  g_autoptr (GBytes) many = NULL;

  for (guint i = 0; i <= 10000; i++)
    g_string_append (lines, "{\"raw\":\"801c01030100030000001000002f000102030405060708090a0b0c0d0e0f\"}\n");
  many = g_bytes_new (lines->str, lines->len);

  refuse (hex, REPOINT_HELLO_FILE_ERROR, REPOINT_HELLO_FILE_ERROR_TOO_BIG);
  refuse (zeros, REPOINT_HELLO_FILE_ERROR, REPOINT_HELLO_FILE_ERROR_TOO_BIG);
  refuse (many, REPOINT_HELLO_FILE_ERROR, REPOINT_HELLO_FILE_ERROR_TOO_BIG);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/hello-file/bytes", test_bytes);
  g_test_add_func ("/hello-file/hexadecimal", test_hexadecimal);
  g_test_add_func ("/hello-file/json-lines", test_json_lines);
  g_test_add_func ("/hello-file/hello-object", test_hello_object);
  g_test_add_func ("/hello-file/refused-bytes", test_refused_bytes);
  g_test_add_func ("/hello-file/refused-text", test_refused_text);
  g_test_add_func ("/hello-file/deep-nesting-is-refused", test_deep_nesting_is_refused);
  g_test_add_func ("/hello-file/too-much-is-refused", test_too_much_is_refused);

  return g_test_run ();
}
