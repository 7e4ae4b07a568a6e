/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "repoint-json-node.h"
#include "repoint-json-reader.h"
#include "repoint-json-write.h"
#include "repoint-project.h"

static RepointJsonReader *
read_text (const char *text)
{
  return repoint_json_reader_new (text, strlen (text));
}

/* Passes over @text and returns the error, if there is one. */
static GError *
skip_text (const char *text)
{
  g_autoptr (RepointJsonReader) reader = read_text (text);

  if (repoint_json_reader_skip (reader))
    repoint_json_reader_finish (reader);

  return repoint_json_reader_steal_error (reader);
}

static const char * const good[] = {
  "null", "true", "false", "0", "-0", "-12.5e+3", "1E9", "\"\"", "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e4\\ud83d\\ude00\"",
  "[]", "{}", "[[],{},\"\",[1,[2,[3]]]]", "{\"a\":{\"b\":[{\"c\":null}]}}", " \t\r\n[ 1 , 2 ] \n", "{\"\":0}",
};

/* Line, column and what is wrong. */
static const struct
{
  const char *text;
  const char *message;
} bad[] = {
  { "", "line 1, column 1: the file ends in the middle" },
  { "   ", "line 1, column 4: the file ends in the middle" },
  { "tru", "line 1, column 4: the file ends in the middle" },
  { "trux", "line 1, column 1: a value was expected" },
  { "[1,]", "line 1, column 4: a value was expected" },
  { "[1 2]", "line 1, column 4: a comma or ] was expected" },
  { "[1,\n 2,\n x]", "line 3, column 2: a value was expected" },
  { "{\"a\" 1}", "line 1, column 6: a colon was expected" },
  { "{\"a\":1,}", "line 1, column 8: a string was expected" },
  { "{a:1}", "line 1, column 2: a string was expected" },
  { "{\"a\":1", "line 1, column 7: the file ends in the middle" },
  { "\"ab", "line 1, column 4: the file ends in the middle" },
  { "\"a\nb\"", "line 1, column 3: control character in a string" },
  { "\"\\x\"", "line 1, column 3: unknown escape in a string" },
  { "\"\\u12g4\"", "line 1, column 4: four hexadecimal digits are missing after \\u" },
  { "\"\\ud83d\"", "line 1, column 4: half of a surrogate pair" },
  { "\"\\ude00\"", "line 1, column 4: half of a surrogate pair" },
  { "\"\\ud83d\\u0041\"", "line 1, column 10: half of a surrogate pair" },
  { "01", "line 1, column 2: the document ends before this" },
  { "-", "line 1, column 2: the file ends in the middle" },
  { "1.", "line 1, column 3: the file ends in the middle" },
  { "1.x", "line 1, column 3: a digit was expected" },
  { "1e+", "line 1, column 4: the file ends in the middle" },
  { "+1", "line 1, column 1: a value was expected" },
  { "{} {}", "line 1, column 4: the document ends before this" },
  { "[\"äöü\", x]", "line 1, column 9: a value was expected" }, /* columns are characters */
  { "[\"😀\",\n\"é\" x]", "line 2, column 5: a comma or ] was expected" },
  { "\xef\xbb\xbf[x]", "line 1, column 2: a value was expected" }, /* the byte order mark is no column */
  { "[\"\xff\"]", "line 1, column 3: this is not UTF-8 text" },
};

static void
test_good (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_autoptr (GError) error = skip_text (good[i]);
      g_autoptr (RepointJsonReader) reader = read_text (good[i]);
      g_autoptr (JsonNode) node = repoint_json_node_new_from_reader (reader);

      g_assert_no_error (error);
      g_assert_nonnull (node);
      g_assert_true (repoint_json_reader_finish (reader));
    }
}

static void
test_bad (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = skip_text (bad[i].text);
      g_autoptr (RepointJsonReader) reader = read_text (bad[i].text);
      g_autoptr (JsonNode) node = repoint_json_node_new_from_reader (reader);
      g_autoptr (GError) node_error = NULL;

      g_assert_error (error, REPOINT_PROJECT_ERROR, REPOINT_PROJECT_ERROR_SYNTAX);
      g_assert_cmpstr (error->message, ==, bad[i].message);

      /* Both ways of reading agree on where it is. */
      repoint_json_reader_finish (reader);
      node_error = repoint_json_reader_steal_error (reader);
      g_assert_error (node_error, REPOINT_PROJECT_ERROR, REPOINT_PROJECT_ERROR_SYNTAX);
      g_assert_cmpstr (node_error->message, ==, bad[i].message);
    }
}

static void
test_agrees_with_json_glib (void)
{
  static const char text[] = "{\"a\":[1,-2.5,1e3,true,null,\"x\\u00e4\\ud83d\\ude00\\n\"],\"b\":{\"c\":{}},"
                             "\"big\":9223372036854775807,\"d\":[]}";
  g_autoptr (RepointJsonReader) reader = read_text (text);
  g_autoptr (JsonNode) ours = repoint_json_node_new_from_reader (reader);
  g_autoptr (JsonNode) theirs = json_from_string (text, NULL);

  g_assert_true (json_node_equal (ours, theirs));
}

static char *
nest (guint depth)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < depth; i++)
    g_string_append (text, i % 2 == 0 ? "[" : "{\"a\":");
  g_string_append (text, "0");
  for (guint i = depth; i > 0; i--)
    g_string_append_c (text, (i - 1) % 2 == 0 ? ']' : '}');

  return g_string_free (text, FALSE);
}

static void
test_nesting (void)
{
  g_autofree char *deep = nest (REPOINT_JSON_MAX_DEPTH);
  g_autofree char *too_deep = nest (REPOINT_JSON_MAX_DEPTH + 1);
  g_autofree char *hostile = nest (1000000);
  g_autoptr (GError) error = skip_text (deep);
  g_autoptr (RepointJsonReader) reader = read_text (hostile);

  g_assert_no_error (error);
  error = skip_text (too_deep);
  g_assert_error (error, REPOINT_PROJECT_ERROR, REPOINT_PROJECT_ERROR_CONTENT);
  g_clear_error (&error);
  error = skip_text (hostile);
  g_assert_error (error, REPOINT_PROJECT_ERROR, REPOINT_PROJECT_ERROR_CONTENT);
  g_assert_null (repoint_json_node_new_from_reader (reader));
  g_assert_true (repoint_json_reader_has_failed (reader));
}

static void
test_place (void)
{
  g_autoptr (RepointJsonReader) reader = read_text ("{\"a\": [0, {\"b\": 5}]}");
  g_autoptr (GError) error = NULL;

  g_assert_true (repoint_json_reader_begin_object (reader));
  g_assert_cmpstr (repoint_json_reader_next_member (reader), ==, "a");
  g_assert_true (repoint_json_reader_begin_array (reader));
  g_assert_true (repoint_json_reader_next_element (reader));
  g_assert_true (repoint_json_reader_next_element (reader)); /* what was not read is passed over */
  g_assert_true (repoint_json_reader_begin_object (reader));
  g_assert_cmpstr (repoint_json_reader_next_member (reader), ==, "b");
  g_assert_null (repoint_json_reader_read_string (reader));
  error = repoint_json_reader_steal_error (reader);
  g_assert_error (error, REPOINT_PROJECT_ERROR, REPOINT_PROJECT_ERROR_CONTENT);
  g_assert_cmpstr (error->message, ==, "line 1, column 17: a[1].b: a string was expected");
}

static void
test_numbers (void)
{
  static const struct
  {
    const char *text;
    gboolean    good;
    guint64     value;
  } numbers[] = {
    { "0", TRUE, 0 }, { "65535", TRUE, 65535 }, { "65536", FALSE, 0 }, { "-1", FALSE, 0 }, { "1.0", FALSE, 0 },
    { "1e2", FALSE, 0 }, { "99999999999999999999999", FALSE, 0 }, { "\"5\"", FALSE, 0 }, { "null", FALSE, 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    {
      g_autoptr (RepointJsonReader) reader = read_text (numbers[i].text);
      guint64 value = 0;

      g_assert_cmpint (repoint_json_reader_read_uint (reader, 65535, &value), ==, numbers[i].good);
      if (numbers[i].good)
        g_assert_cmpuint (value, ==, numbers[i].value);
    }
}

static void
test_nul (void)
{
  g_autoptr (RepointJsonReader) reader = read_text ("\"a\\u0000b\"");
  g_autoptr (RepointJsonReader) names = read_text ("{\"a\\u0000b\": 1}");
  g_autoptr (GError) error = skip_text ("[{\"a\":\"b\\u0000c\"}]"); /* nor where it is passed over */

  g_assert_error (error, REPOINT_PROJECT_ERROR, REPOINT_PROJECT_ERROR_CONTENT);
  g_assert_cmpstr (error->message, ==, "line 1, column 9: U+0000 in a string");
  g_assert_null (repoint_json_reader_read_string (reader));
  g_assert_true (repoint_json_reader_begin_object (names));
  g_assert_null (repoint_json_reader_next_member (names));
  g_assert_true (repoint_json_reader_has_failed (names));
}

static void
test_compact_and_pretty (void)
{
  static const char text[] = " { \"a b\" : [ 1 , { } , [ ] , \"x , \\\" : y\" ] ,\n \"c\" : { \"d\" : null } } ";
  static const char compact[] = "{\"a b\":[1,{},[],\"x , \\\" : y\"],\"c\":{\"d\":null}}";
  static const char pretty[] = "{\n  \"a b\": [\n    1,\n    {},\n    [],\n    \"x , \\\" : y\"\n  ],\n"
                               "  \"c\": {\n    \"d\": null\n  }\n}";
  g_autoptr (RepointJsonReader) reader = read_text (text);
  g_autofree char *read = repoint_json_reader_read_text (reader);
  g_autoptr (GString) written = g_string_new (NULL);

  g_assert_cmpstr (read, ==, compact);
  repoint_json_append_pretty (written, read, 0);
  g_assert_cmpstr (written->str, ==, pretty);
}

static void
test_written_text_is_valid (void)
{
  g_autoptr (JsonObject) object = json_object_new ();
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  g_autoptr (GString) text = g_string_new (NULL);

  json_object_set_string_member (object, "hostile", "\xff\"\\\n\x01\x7f</script>\xe2\x80\xa8");
  json_object_set_double_member (object, "infinite", G_MAXDOUBLE * 2);
  json_object_set_double_member (object, "whole", 3);
  json_object_set_int_member (object, "least", G_MININT64);
  json_node_set_object (node, object);
  repoint_json_append_node (text, node);

  g_assert_cmpstr (text->str, ==, "{\"hostile\":\"\xef\xbf\xbd\\\"\\\\\\n\\u0001\\u007f</script>\xe2\x80\xa8\","
                                  "\"infinite\":null,\"whole\":3.0,\"least\":-9223372036854775808}");
  g_assert_no_error (skip_text (text->str));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/model/json/good", test_good);
  g_test_add_func ("/model/json/bad", test_bad);
  g_test_add_func ("/model/json/agrees-with-json-glib", test_agrees_with_json_glib);
  g_test_add_func ("/model/json/nesting-is-bounded", test_nesting);
  g_test_add_func ("/model/json/error-names-the-place", test_place);
  g_test_add_func ("/model/json/numbers", test_numbers);
  g_test_add_func ("/model/json/nul-is-refused", test_nul);
  g_test_add_func ("/model/json/compact-and-pretty", test_compact_and_pretty);
  g_test_add_func ("/model/json/written-text-is-valid", test_written_text_is_valid);

  return g_test_run ();
}
