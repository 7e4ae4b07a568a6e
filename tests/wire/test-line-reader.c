/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-line-reader.h"

#include <string.h>

static void
test_lines (void)
{
  static const struct
  {
    const char *bytes;
    gsize       length;
    const char *lines; /* joined with | */
    gsize       pending;
  } cases[] = {
#define CASE(bytes, lines, pending) { bytes, sizeof (bytes) - 1, lines, pending }
    CASE ("", "", 0),
    CASE ("one\r\n", "one|", 0),
    CASE ("one\r\ntwo\nthree", "one|two|", 5),
    CASE ("\r\n\n", "||", 0),
    CASE ("a\rb\r\n", "a\xef\xbf\xbd" "b|", 0),
    CASE ("nul\0nul\r\n", "nul\xef\xbf\xbdnul|", 0),
    CASE ("tab\tbell\a\033[31m\x7f\r\n", "tab bell\xef\xbf\xbd\xef\xbf\xbd[31m\xef\xbf\xbd|", 0),
    CASE ("gr\xc3\xbc\xc3\x9f" "e \xff\r\n", "gr\xc3\xbc\xc3\x9f" "e \xef\xbf\xbd|", 0),
    CASE ("evil \xe2\x80\xae" "txt\r\n", "evil \xef\xbf\xbdtxt|", 0),
    CASE ("<b>%s%n</b>\r\n", "<b>%s%n</b>|", 0),
#undef CASE
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    for (gsize size = 1; size <= cases[i].length + 1; size++)
      {
        g_autoptr (RepointLineReader) reader = repoint_line_reader_new ();
        g_autoptr (GString) lines = g_string_new (NULL);

        for (gsize at = 0; at < cases[i].length; at += size)
          {
            char *line;

            g_assert_true (repoint_line_reader_push (reader, (const guint8 *) cases[i].bytes + at, MIN (size, cases[i].length - at)));
            while ((line = repoint_line_reader_pop (reader)) != NULL)
              {
                g_string_append_printf (lines, "%s|", line);
                g_free (line);
              }
          }

        g_assert_cmpstr (lines->str, ==, cases[i].lines);
        g_assert_cmpuint (repoint_line_reader_get_pending (reader), ==, cases[i].pending);
      }
}

static void
test_limits (void)
{
  g_autofree guint8 *many = g_malloc (8192);
  g_autoptr (RepointLineReader) endless_line = repoint_line_reader_new ();
  g_autoptr (RepointLineReader) endless_lines = repoint_line_reader_new ();
  gsize accepted = 0;

  memset (many, 'a', 8192);
  g_assert_true (repoint_line_reader_push (endless_line, many, 8192));
  g_assert_false (repoint_line_reader_push (endless_line, many, 1));
  g_assert_null (repoint_line_reader_pop (endless_line));

  many[1023] = '\n';
  while (repoint_line_reader_push (endless_lines, many, 1024))
    {
      g_autofree char *line = repoint_line_reader_pop (endless_lines);

      g_assert_nonnull (line);
      accepted += 1024;
      g_assert_cmpuint (accepted, <=, 65536);
    }
  g_assert_cmpuint (accepted, ==, 65536);
  g_assert_false (repoint_line_reader_push (endless_lines, many, 1));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/line-reader/lines", test_lines);
  g_test_add_func ("/line-reader/limits", test_limits);

  return g_test_run ();
}
