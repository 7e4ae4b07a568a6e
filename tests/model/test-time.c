/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-time.h"

static const struct
{
  const char *text;
  gint64      time;
} cases[] = {
  { "1970-01-01T00:00:00Z", 0 },
  { "1969-12-31T23:59:59Z", -1 },
  { "2000-02-29T12:00:00Z", 951825600 },
  { "2026-11-20T10:30:05Z", 1795170605 },
  { "2100-03-01T00:00:00Z", 4107542400 },
  { "0001-01-01T00:00:00Z", G_GINT64_CONSTANT (-62135596800) },
  { "9999-12-31T23:59:59Z", G_GINT64_CONSTANT (253402300799) },
};

static void
test_both_ways (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GString) text = g_string_new (NULL);
      gint64 time = 0;

      repoint_time_append (text, cases[i].time);
      g_assert_cmpstr (text->str, ==, cases[i].text);
      g_assert_true (repoint_time_parse (cases[i].text, &time));
      g_assert_cmpint (time, ==, cases[i].time);
    }
}

/* Every day of four centuries and a few odd seconds, against GLib's calendar. */
static void
test_agrees_with_glib (void)
{
  for (gint64 day = -135140; day < 147000; day += 13)
    {
      gint64 time = day * 86400 + (day * day) % 86400;
      g_autoptr (GDateTime) expected = g_date_time_new_from_unix_utc (time);
      g_autofree char *expected_text = g_date_time_format (expected, "%Y-%m-%dT%H:%M:%SZ");
      g_autoptr (GString) text = g_string_new (NULL);
      gint64 parsed = 0;

      repoint_time_append (text, time);
      g_assert_cmpstr (text->str, ==, expected_text);
      g_assert_true (repoint_time_parse (text->str, &parsed));
      g_assert_cmpint (parsed, ==, time);
    }
}

static void
test_other_forms (void)
{
  gint64 time = 0;

  g_assert_true (repoint_time_parse ("2026-11-20T11:30:05+01:00", &time));
  g_assert_cmpint (time, ==, 1795170605);
  g_assert_true (repoint_time_parse ("2026-11-20T10:30:05", &time));
  g_assert_cmpint (time, ==, 1795170605);
}

static void
test_refused (void)
{
  static const char * const texts[] = {
    "", "now", "2026-11-20", "2026-13-20T10:30:05Z", "2026-02-29T10:30:05Z", "2026-11-20T24:30:05Z",
    "2026-11-20T10:60:05Z", "0000-01-01T00:00:00Z", "2026-11-20T10:30:05ZZ", "-026-11-20T10:30:05Z",
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      gint64 time = 7;

      g_assert_false (repoint_time_parse (texts[i], &time));
      g_assert_cmpint (time, ==, 7);
    }
}

static void
test_out_of_range (void)
{
  g_autoptr (GString) text = g_string_new (NULL);

  repoint_time_append (text, G_MAXINT64);
  g_string_append_c (text, ' ');
  repoint_time_append (text, G_MININT64);
  g_assert_cmpstr (text->str, ==, "9999-12-31T23:59:59Z 0001-01-01T00:00:00Z");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/model/time/both-ways", test_both_ways);
  g_test_add_func ("/model/time/agrees-with-glib", test_agrees_with_glib);
  g_test_add_func ("/model/time/other-forms", test_other_forms);
  g_test_add_func ("/model/time/refused", test_refused);
  g_test_add_func ("/model/time/out-of-range-is-clamped", test_out_of_range);

  return g_test_run ();
}
