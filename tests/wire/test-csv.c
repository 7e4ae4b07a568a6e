/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-csv.h"

#include <string.h>

static RepointCsv *
parse (const char  *data,
       gssize       length,
       GError     **error)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, length < 0 ? strlen (data) : (gsize) length);

  return repoint_csv_parse (bytes, error);
}

/* One line per row: fields between bars, and the line it began on. */
static char *
describe (RepointCsv *csv)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < csv->rows->len; i++)
    {
      GPtrArray *row = g_ptr_array_index (csv->rows, i);

      g_string_append_printf (text, "%u", g_array_index (csv->lines, guint, i));
      for (guint k = 0; k < row->len; k++)
        g_string_append_printf (text, "|%s", (const char *) g_ptr_array_index (row, k));
      g_string_append (text, "|\n");
    }
  return g_string_free (text, FALSE);
}

static void
test_tables (void)
{
  static const struct
  {
    const char *name;
    const char *text;
    const char *expected;
    char        separator;
  } cases[] = {
    { "comma", "a,b\n1,2\n", "1|a|b|\n2|1|2|\n", ',' },
    { "semicolon", "a;b\r\n1,5;2\r\n", "1|a|b|\n2|1,5|2|\n", ';' },
    { "tab", "a\tb\n1;2\t3", "1|a|b|\n2|1;2|3|\n", '\t' },
    { "carriage return", "a,b\r1,2\r", "1|a|b|\n2|1|2|\n", ',' },
    { "one column", "a\n1\n", "1|a|\n2|1|\n", ',' },
    { "quotes", "a,b\n\"1,\"\"x\"\"\",\" 2 \"\n", "1|a|b|\n2|1,\"x\"| 2 |\n", ',' },
    { "separators in quoted headers", "\"a;b;c\",d\n1,2\n", "1|a;b;c|d|\n2|1|2|\n", ',' },
    { "line breaks in quotes", "a,b\n\"1\r\n2\",3\n4,5\n", "1|a|b|\n2|1\n2|3|\n4|4|5|\n", ',' },
    { "blank lines", "\n\na,b\n\n , \n1,2\n\n", "3|a|b|\n6|1|2|\n", ',' },
    { "uneven rows", "a,b,c\n1\n1,2,3,4\n,,\n", "1|a|b|c|\n2|1|\n3|1|2|3|4|\n", ',' },
    { "text after a quote", "a,b\n\"1\"x,2\n", "1|a|b|\n2|1x|2|\n", ',' },
    { "quote within", "a,b\n1\"x,2\n", "1|a|b|\n2|1\"x|2|\n", ',' },
    { "sep=", "sep=;\r\na,b;c\r\n1;2\r\n", "2|a,b|c|\n3|1|2|\n", ';' },
    { "sep= that is a header", "sep=x\n1\n", "1|sep=x|\n2|1|\n", ',' },
    { "mark", "\xef\xbb\xbf" "a,b\n", "1|a|b|\n", ',' },
    { "formulas stay text", "a,b\n=1+1,@x\n", "1|a|b|\n2|=1+1|@x|\n", ',' },
    { "empty at the end", "a,b\n1,", "1|a|b|\n2|1||\n", ',' },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (RepointCsv) csv = parse (cases[i].text, -1, &error);
      g_autofree char *text = NULL;

      g_test_message ("%s", cases[i].name);
      g_assert_no_error (error);
      text = describe (csv);
      g_assert_cmpstr (text, ==, cases[i].expected);
      g_assert_cmpint (csv->separator, ==, cases[i].separator);
    }
}

static void
test_encodings (void)
{
  static const char * const encodings[] = { "UTF-8", "UTF-16LE", "UTF-16BE", "WINDOWS-1252" };
  static const char * const marks[] = { "\xef\xbb\xbf", "\xff\xfe", "\xfe\xff", "" };
  const char *utf8 = "name;Büro\r\nKopierer – Empfang;€\r\n";

  for (guint i = 0; i < G_N_ELEMENTS (encodings); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GString) file = g_string_new (marks[i]);
      g_autofree char *converted = NULL;
      gsize length;
      g_autoptr (RepointCsv) csv = NULL;
      g_autofree char *text = NULL;

      converted = g_convert (utf8, -1, encodings[i], "UTF-8", NULL, &length, &error);
      g_assert_no_error (error);
      g_string_append_len (file, converted, length);
      csv = parse (file->str, file->len, &error);
      g_assert_no_error (error);
      text = describe (csv);
      g_assert_cmpstr (text, ==, "1|name|Büro|\n2|Kopierer – Empfang|€|\n");
    }
}

/* Control characters are text, for whoever takes a field over to drop; a zero byte is not. */
static void
test_control_characters (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (RepointCsv) csv = parse ("name\nA\x1b[31m\x07\x7f\nB\n", -1, &error);
  g_autofree char *text = NULL;

  g_assert_no_error (error);
  text = describe (csv);
  g_assert_cmpstr (text, ==, "1|name|\n2|A\x1b[31m\x07\x7f|\n3|B|\n");
}

static void
test_refused (void)
{
  static const struct
  {
    const char *text;
    gssize      length;
    int         code;
  } cases[] = {
    { "", 0, REPOINT_CSV_ERROR_EMPTY },
    { "\n\r\n ,\t\n", -1, REPOINT_CSV_ERROR_EMPTY },
    { "\xef\xbb\xbf", 3, REPOINT_CSV_ERROR_EMPTY },
    { "\xff\xfe", 2, REPOINT_CSV_ERROR_EMPTY },
    { "a,b\n\"1,2\n3,4\n", -1, REPOINT_CSV_ERROR_QUOTE },
    { "a,b\n1,\"", -1, REPOINT_CSV_ERROR_QUOTE },
    { "\x7f" "ELF\2\1\1\0\0\0", 10, REPOINT_CSV_ERROR_ENCODING },
    { "PK\3\4\24\0\6\0", 8, REPOINT_CSV_ERROR_ENCODING },     /* a spreadsheet saved as such */
    { "\x89PNG\r\n\x1a\n\0\0", 10, REPOINT_CSV_ERROR_ENCODING },
    { "a,b\n\x81,2\n", -1, REPOINT_CSV_ERROR_ENCODING },      /* not a character of Windows-1252 */
    { "\xff\xfe" "a\0,", 5, REPOINT_CSV_ERROR_ENCODING },     /* half a character */
    { "\xff\xfe\0\xd8" "a\0", 6, REPOINT_CSV_ERROR_ENCODING }, /* half a surrogate pair */
    { "a\0b\n", 4, REPOINT_CSV_ERROR_ENCODING },
    { "\xef\xbb\xbf" "a\xff\n", 6, REPOINT_CSV_ERROR_ENCODING },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (RepointCsv) csv = parse (cases[i].text, cases[i].length, &error);

      g_test_message ("case %u", i);
      g_assert_null (csv);
      g_assert_error (error, REPOINT_CSV_ERROR, cases[i].code);
    }
}

static void
test_bounds (void)
{
  gsize length = 100 * 1024 * 1024 + 1;
  char *huge = g_malloc0 (length);
  g_autoptr (GBytes) bytes = g_bytes_new_take (huge, length);
  g_autoptr (GError) error = NULL;
  g_autofree char *commas = g_strnfill (2000001, ',');

  g_assert_null (repoint_csv_parse (bytes, &error));
  g_assert_error (error, REPOINT_CSV_ERROR, REPOINT_CSV_ERROR_TOO_BIG);
  g_clear_error (&error);

  commas[0] = 'a';
  g_assert_null (parse (commas, -1, &error));
  g_assert_error (error, REPOINT_CSV_ERROR, REPOINT_CSV_ERROR_TOO_BIG);
}

static void
test_append (void)
{
  static const struct
  {
    const char *field;
    const char *expected;
  } cases[] = {
    { NULL, "" },
    { "", "" },
    { "plain", "plain" },
    { "a,b", "\"a,b\"" },
    { "a;b", "\"a;b\"" },
    { "say \"hi\"", "\"say \"\"hi\"\"\"" },
    { "two\nlines", "\"two\nlines\"" },
    { "=HYPERLINK(\"http://x\")", "\"'=HYPERLINK(\"\"http://x\"\")\"" },
    { "+49 1", "'+49 1" },
    { "-1", "'-1" },
    { "@x", "'@x" },
    { "\tx", "\"'\tx\"" },
    { "\rx", "\"'\rx\"" },
    { "1-1", "1-1" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GString) line = g_string_new (NULL);

      repoint_csv_append_field (line, cases[i].field);
      g_assert_cmpstr (line->str, ==, cases[i].expected);
    }
}

/* Whatever is written is read back, but for the apostrophe of what looks like a formula. */
static void
test_round_trip (void)
{
  static const char * const fields[] = { "a", "b \"c\", d", "é;\tx", "", "1\n2", "last" };
  g_autoptr (GString) line = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (RepointCsv) csv = NULL;
  GPtrArray *row;

  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    {
      if (i > 0)
        g_string_append_c (line, ',');
      repoint_csv_append_field (line, fields[i]);
    }
  csv = parse (line->str, line->len, &error);
  g_assert_no_error (error);
  row = g_ptr_array_index (csv->rows, 0);
  g_assert_cmpuint (row->len, ==, G_N_ELEMENTS (fields));
  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    g_assert_cmpstr (g_ptr_array_index (row, i), ==, fields[i]);
}

/* Bytes at random: never more than an error. */
static void
test_garbage (void)
{
  static const char alphabet[] = "ab,;\t\"\r\n=\xc3\xa4\xff\xfe";

  for (guint round = 0; round < 3000; round++)
    {
      char data[64];
      gsize length = g_test_rand_int_range (0, sizeof data);
      g_autoptr (GError) error = NULL;
      g_autoptr (RepointCsv) csv = NULL;

      for (gsize i = 0; i < length; i++)
        data[i] = alphabet[g_test_rand_int_range (0, sizeof alphabet)];
      csv = parse (data, length, &error);
      g_assert_true ((csv == NULL) == (error != NULL));
      for (guint i = 0; csv != NULL && i < csv->rows->len; i++)
        {
          GPtrArray *row = g_ptr_array_index (csv->rows, i);

          g_assert_cmpuint (row->len, >, 0);
          for (guint k = 0; k < row->len; k++)
            g_assert_true (g_utf8_validate (g_ptr_array_index (row, k), -1, NULL));
        }
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/csv/tables", test_tables);
  g_test_add_func ("/csv/encodings", test_encodings);
  g_test_add_func ("/csv/control-characters", test_control_characters);
  g_test_add_func ("/csv/refused", test_refused);
  g_test_add_func ("/csv/bounds", test_bounds);
  g_test_add_func ("/csv/append", test_append);
  g_test_add_func ("/csv/round-trip", test_round_trip);
  g_test_add_func ("/csv/garbage", test_garbage);

  return g_test_run ();
}
