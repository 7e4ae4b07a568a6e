/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "repoint-checklist-flow.h"

#define WIDTH  300.0
#define HEIGHT 200.0

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PangoContext, g_object_unref)

static PangoContext *
create_context (void)
{
  PangoContext *context = pango_font_map_create_context (pango_cairo_font_map_get_default ());

  pango_cairo_context_set_resolution (context, 72);
  return context;
}

static void
draw_nothing (cairo_t  *cr,
              double    width,
              gpointer  data)
{
}

static void
add_drawing (RepointChecklistFlow *flow,
             double                height,
             gboolean              keep_next)
{
  repoint_checklist_flow_add_drawing (flow, height, 0, keep_next, draw_nothing, NULL, NULL);
}

static void
test_empty (void)
{
  g_autoptr (PangoContext) context = create_context ();
  g_autoptr (RepointChecklistFlow) flow = repoint_checklist_flow_new (context, WIDTH, HEIGHT);

  g_assert_cmpuint (repoint_checklist_flow_get_n_pages (flow), ==, 1);
}

static void
test_keep_together (void)
{
  g_autoptr (PangoContext) context = create_context ();
  g_autoptr (RepointChecklistFlow) flow = repoint_checklist_flow_new (context, WIDTH, HEIGHT);

  add_drawing (flow, 120, FALSE);
  add_drawing (flow, 30, TRUE); /* these three are 90 high: too much for what is left */
  add_drawing (flow, 30, TRUE);
  add_drawing (flow, 30, FALSE);
  add_drawing (flow, 110, FALSE); /* and this fills the second page to the brim */
  add_drawing (flow, 1, FALSE);
  g_assert_cmpuint (repoint_checklist_flow_get_n_pages (flow), ==, 3);
  g_assert_cmpuint (repoint_checklist_flow_get_page (flow, 0), ==, 0);
  for (guint row = 1; row <= 4; row++)
    g_assert_cmpuint (repoint_checklist_flow_get_page (flow, row), ==, 1);
  g_assert_cmpuint (repoint_checklist_flow_get_page (flow, 5), ==, 2);
}

/* What cannot be kept together is broken all the same, and nothing gets lost. */
static void
test_chain_higher_than_a_page (void)
{
  g_autoptr (PangoContext) context = create_context ();
  g_autoptr (RepointChecklistFlow) flow = repoint_checklist_flow_new (context, WIDTH, HEIGHT);

  add_drawing (flow, 50, FALSE);
  for (guint i = 0; i < 10; i++)
    add_drawing (flow, 45, TRUE);
  add_drawing (flow, 500, FALSE); /* higher than any page: a page of its own */
  add_drawing (flow, 10, FALSE);
  g_assert_cmpuint (repoint_checklist_flow_get_n_pages (flow), ==, 6);
  g_assert_cmpuint (repoint_checklist_flow_get_page (flow, 0), ==, 0);
  g_assert_cmpuint (repoint_checklist_flow_get_page (flow, 1), ==, 1);
  g_assert_cmpuint (repoint_checklist_flow_get_page (flow, 4), ==, 1);
  g_assert_cmpuint (repoint_checklist_flow_get_page (flow, 5), ==, 2);
  g_assert_cmpuint (repoint_checklist_flow_get_page (flow, 10), ==, 3);
  g_assert_cmpuint (repoint_checklist_flow_get_page (flow, 11), ==, 4);
  g_assert_cmpuint (repoint_checklist_flow_get_page (flow, 12), ==, 5);
}

static void
test_space_before (void)
{
  g_autoptr (PangoContext) context = create_context ();
  g_autoptr (RepointChecklistFlow) flow = repoint_checklist_flow_new (context, WIDTH, HEIGHT);

  /* Space counts between rows, not at the top of a page. */
  repoint_checklist_flow_add_drawing (flow, 200, 50, FALSE, draw_nothing, NULL, NULL);
  repoint_checklist_flow_add_drawing (flow, 100, 50, FALSE, draw_nothing, NULL, NULL);
  repoint_checklist_flow_add_drawing (flow, 51, 50, FALSE, draw_nothing, NULL, NULL);
  g_assert_cmpuint (repoint_checklist_flow_get_n_pages (flow), ==, 3);
}

/* A paragraph goes over as many pages as it needs, but never leaves one line alone. */
static void
test_long_paragraph (void)
{
  static const RepointChecklistStyle style = { 11, PANGO_WEIGHT_NORMAL, 0, 0, 0, FALSE, REPOINT_CHECKLIST_MARK_NONE, "P" };
  g_autoptr (PangoContext) context = create_context ();
  g_autoptr (RepointChecklistFlow) flow = repoint_checklist_flow_new (context, WIDTH, HEIGHT);
  g_autoptr (GString) text = g_string_new ("first");
  guint n_rows, n_pages;

  for (guint i = 0; i < 60; i++)
    g_string_append (text, "\nline");
  repoint_checklist_flow_add_paragraph (flow, &style, text->str, NULL, NULL);
  n_rows = repoint_checklist_flow_get_n_rows (flow);
  n_pages = repoint_checklist_flow_get_n_pages (flow);
  g_assert_cmpuint (n_rows, ==, 61);
  g_assert_cmpuint (n_pages, >=, 4);
  g_assert_cmpuint (repoint_checklist_flow_get_page (flow, 0), ==, repoint_checklist_flow_get_page (flow, 1));
  g_assert_cmpuint (repoint_checklist_flow_get_page (flow, n_rows - 2), ==,
                    repoint_checklist_flow_get_page (flow, n_rows - 1));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/checklist/flow/empty", test_empty);
  g_test_add_func ("/checklist/flow/keep-together", test_keep_together);
  g_test_add_func ("/checklist/flow/chain-higher-than-a-page", test_chain_higher_than_a_page);
  g_test_add_func ("/checklist/flow/space-before", test_space_before);
  g_test_add_func ("/checklist/flow/long-paragraph", test_long_paragraph);
  return g_test_run ();
}
