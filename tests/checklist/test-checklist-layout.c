/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "checklist-samples.h"
#include "repoint-checklist-layout.h"
#include "repoint-checklist-text.h"

#include <string.h>

#define LEFT  (57.0 / 595)
#define RIGHT (99.0 / 595)
#define TOP   (51.0 / 842)

/* Nothing of any page stands in a margin. */
static void
check_ink (RepointChecklist *checklist,
           double            width,
           double            height)
{
  g_autoptr (RepointChecklistLayout) layout = repoint_checklist_layout_new (checklist, width, height);
  guint n_pages = repoint_checklist_layout_get_n_pages (layout);

  g_assert_cmpuint (n_pages, >=, 1);
  for (guint page = 0; page < n_pages; page++)
    {
      cairo_surface_t *surface = cairo_recording_surface_create (CAIRO_CONTENT_COLOR_ALPHA, NULL);
      cairo_t *cr = cairo_create (surface);
      double x, y, ink_width, ink_height;

      repoint_checklist_layout_draw_page (layout, cr, page);
      g_assert_cmpint (cairo_status (cr), ==, CAIRO_STATUS_SUCCESS);
      cairo_recording_surface_ink_extents (surface, &x, &y, &ink_width, &ink_height);
      g_assert_cmpfloat (x, >=, width * LEFT - 2);
      g_assert_cmpfloat (x + ink_width, <=, width * (1 - RIGHT) + 2);
      g_assert_cmpfloat (y, >=, height * TOP - 6);
      g_assert_cmpfloat (y + ink_height, <=, height * 0.975);
      cairo_destroy (cr);
      cairo_surface_destroy (surface);
    }
}

static void
test_margins (void)
{
  static const struct
  {
    double width;
    double height;
  } sheets[] = { { 595.28, 841.89 }, { 612, 792 }, { 297.6, 419.5 }, { 841.89, 595.28 } };

  for (guint i = 0; i < G_N_ELEMENTS (sheets); i++)
    {
      g_autoptr (RepointChecklist) office = checklist_sample_office ();
      g_autoptr (RepointChecklist) hostile = checklist_sample_hostile ();

      check_ink (office, sheets[i].width, sheets[i].height);
      check_ink (hostile, sheets[i].width, sheets[i].height);
    }
}

static void
test_many_devices (void)
{
  g_autoptr (RepointChecklist) checklist = checklist_sample_many (300);
  g_autoptr (RepointChecklistLayout) layout = repoint_checklist_layout_new (checklist, 595.28, 841.89);
  guint n_pages = repoint_checklist_layout_get_n_pages (layout);
  guint last = 0;

  g_assert_cmpuint (n_pages, >=, 100);
  g_assert_cmpuint (n_pages, <=, 301);
  for (guint i = 0; i < 300; i++)
    {
      guint page = repoint_checklist_layout_get_block_page (layout, i);

      g_assert_cmpuint (page, >=, last);
      g_assert_cmpuint (page, <=, last + 1);
      last = page;
    }
  g_assert_cmpuint (last, <, n_pages);
  check_ink (checklist, 612, 792);
}

static void
test_nothing_to_do (void)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autoptr (RepointChecklist) checklist = repoint_checklist_new (now, "no date", "", "", "", "");

  check_ink (checklist, 595.28, 841.89);
}

static void
test_paper (void)
{
  double width, height;

  repoint_paper_get_size (REPOINT_PAPER_A4, &width, &height);
  g_assert_cmpfloat_with_epsilon (width, 595.28, 0.01);
  g_assert_cmpfloat_with_epsilon (height, 841.89, 0.01);
  repoint_paper_get_size (REPOINT_PAPER_LETTER, &width, &height);
  g_assert_cmpfloat (width, ==, 612);
  g_assert_cmpfloat (height, ==, 792);
  g_assert_cmpint (repoint_paper_for_locale (), ==, REPOINT_PAPER_A4); /* the tests run in C.UTF-8 */
}

static void
test_clean (void)
{
  static const struct
  {
    const char *text;
    const char *clean;
  } cases[] = {
    { "plain", "plain" },
    { "  around  ", "around" },
    { "tab\tand\x01" "control", "tab and control" },
    { "line\nfeed", "line\nfeed" },
    { "bidi\u202e and\u2066 more", "bidi and more" },
    { "\u2068open", "\u2068open\u2069" },
    { "close\u2069", "close" },
    { "\u2068one \u2068two\u2069 three\u2069", "\u2068one two\u2069 three" },
    { "\xff", "\xef\xbf\xbd" },
    { "a\u0300\u0300\u0300\u0300\u0300\u0300\u0300\u0300b", "a\u0300\u0300\u0300\u0300\u0300\u0300b" },
  };
  g_autofree char *endless = g_strnfill (100000, 'x');
  g_autofree char *bounded = repoint_checklist_clean (endless);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *clean = repoint_checklist_clean (cases[i].text);

      g_assert_cmpstr (clean, ==, cases[i].clean);
    }
  g_assert_cmpuint (g_utf8_strlen (bounded, -1), ==, 4001);
  g_assert_true (g_str_has_suffix (bounded, "…"));
}

static void
test_markup (void)
{
  g_autofree char *markup = repoint_checklist_to_markup ("<b> & \u2068Set-X -Y $a<b\u2069 end");
  g_autofree char *text = NULL;

  g_assert_true (pango_parse_markup (markup, -1, 0, NULL, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, "<b> & \u2068Set-X -Y $a<b\u2069 end");
  g_assert_nonnull (strstr (markup, "<tt>"));
  for (guint i = 0; checklist_hostile_texts[i] != NULL; i++)
    {
      g_autofree char *other = repoint_checklist_to_markup (checklist_hostile_texts[i]);

      g_assert_true (pango_parse_markup (other, -1, 0, NULL, NULL, NULL, NULL));
    }
}

static void
test_uri (void)
{
  g_assert_true (repoint_checklist_is_uri ("https://192.168.1.40:8443/"));
  g_assert_true (repoint_checklist_is_uri ("http://[fe80::1]/"));
  g_assert_false (repoint_checklist_is_uri (""));
  g_assert_false (repoint_checklist_is_uri ("javascript:alert(1)"));
  g_assert_false (repoint_checklist_is_uri ("https://a' dest='b"));
  g_assert_false (repoint_checklist_is_uri ("https://a\"b"));
  g_assert_false (repoint_checklist_is_uri ("https://\u00e4.example/"));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/checklist/layout/margins", test_margins);
  g_test_add_func ("/checklist/layout/many-devices", test_many_devices);
  g_test_add_func ("/checklist/layout/nothing-to-do", test_nothing_to_do);
  g_test_add_func ("/checklist/layout/paper", test_paper);
  g_test_add_func ("/checklist/text/clean", test_clean);
  g_test_add_func ("/checklist/text/markup", test_markup);
  g_test_add_func ("/checklist/text/uri", test_uri);
  return g_test_run ();
}
