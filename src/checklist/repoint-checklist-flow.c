/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-checklist-flow.h"

#define BOX_SIZE     9.0
#define NUMBER_RIGHT 33.0 /* the right edge of a step's number; three digits fit between it and the box */

typedef struct
{
  RepointChecklistStyle     style;
  PangoLayout              *text;   /* NULL: a drawing */
  PangoLayout              *number; /* nullable */
  char                     *uri;    /* nullable */
  RepointChecklistDrawFunc  draw;
  gpointer                  data;
  GDestroyNotify            destroy;
} Paragraph;

typedef struct
{
  guint    paragraph;
  int      line;         /* of the paragraph's layout */
  double   x;
  double   baseline;     /* below the row's top */
  double   height;
  double   space_before; /* not at the top of a page */
  gboolean keep_next;
} Row;

struct _RepointChecklistFlow
{
  PangoContext *context;
  double        width;
  double        height;
  GPtrArray    *paragraphs; /* of Paragraph */
  GArray       *rows;       /* of Row */
  GArray       *pages;      /* of guint: the first row of each page; empty: not broken yet */
};

static void
paragraph_free (gpointer data)
{
  Paragraph *paragraph = data;

  if (paragraph->destroy != NULL)
    paragraph->destroy (paragraph->data);
  g_clear_object (&paragraph->text);
  g_clear_object (&paragraph->number);
  g_free (paragraph->uri);
  g_free (paragraph);
}

/* A flow for pages of this size in points, margins not counted. */
RepointChecklistFlow *
repoint_checklist_flow_new (PangoContext *context,
                            double        width,
                            double        height)
{
  RepointChecklistFlow *self = g_new0 (RepointChecklistFlow, 1);

  self->context = g_object_ref (context);
  self->width = width;
  self->height = height;
  self->paragraphs = g_ptr_array_new_with_free_func (paragraph_free);
  self->rows = g_array_new (FALSE, FALSE, sizeof (Row));
  self->pages = g_array_new (FALSE, FALSE, sizeof (guint));
  return self;
}

void
repoint_checklist_flow_free (RepointChecklistFlow *self)
{
  g_object_unref (self->context);
  g_ptr_array_unref (self->paragraphs);
  g_array_unref (self->rows);
  g_array_unref (self->pages);
  g_free (self);
}

static PangoLayout *
create_text (RepointChecklistFlow        *self,
             const RepointChecklistStyle *style,
             double                       width,
             const char                  *markup)
{
  g_autoptr (PangoFontDescription) font = pango_font_description_new ();
  g_autoptr (PangoAttrList) attributes = NULL;
  PangoLayout *text = pango_layout_new (self->context);

  pango_font_description_set_family_static (font, "Sans");
  pango_font_description_set_size (font, (int) (style->size * PANGO_SCALE));
  pango_font_description_set_weight (font, style->weight);
  pango_layout_set_font_description (text, font);
  if (width > 0)
    {
      pango_layout_set_width (text, (int) (width * PANGO_SCALE));
      pango_layout_set_wrap (text, PANGO_WRAP_WORD_CHAR);
    }
  pango_layout_set_markup (text, markup, -1);
  /* A word that has to be broken may be a host name, and a hyphen in it would be typed in. */
  attributes = pango_attr_list_copy (pango_layout_get_attributes (text));
  if (attributes == NULL)
    attributes = pango_attr_list_new ();
  pango_attr_list_insert (attributes, pango_attr_insert_hyphens_new (FALSE));
  pango_layout_set_attributes (text, attributes);
  return text;
}

static void
add_rows (RepointChecklistFlow *self,
          Paragraph            *paragraph)
{
  g_autoptr (PangoLayoutIter) iter = pango_layout_get_iter (paragraph->text);
  int n_lines = pango_layout_get_line_count (paragraph->text);
  int line = 0;

  do
    {
      PangoRectangle logical;
      Row row = { 0 };
      double leading;

      pango_layout_iter_get_line_extents (iter, NULL, &logical);
      row.height = MAX (pango_units_to_double (logical.height), paragraph->style.size * 1.35);
      leading = row.height - pango_units_to_double (logical.height);
      row.paragraph = self->paragraphs->len - 1;
      row.line = line;
      row.x = paragraph->style.indent + pango_units_to_double (logical.x);
      row.baseline = pango_units_to_double (pango_layout_iter_get_baseline (iter) - logical.y) + leading / 2;
      row.space_before = line == 0 ? paragraph->style.space_before : 0;
      /* Neither the first nor the last line of a paragraph stands alone on a page. */
      row.keep_next = line == n_lines - 1 ? paragraph->style.keep_next : line == 0 || line == n_lines - 2;
      g_array_append_val (self->rows, row);
      line++;
    }
  while (pango_layout_iter_next_line (iter));
}

/**
 * repoint_checklist_flow_add_paragraph: adds text, broken into lines.
 * @markup: Pango markup
 * @number: (nullable): stands between the mark and the text
 * @uri: (nullable): where the paragraph leads to in a PDF
 */
void
repoint_checklist_flow_add_paragraph (RepointChecklistFlow        *self,
                                      const RepointChecklistStyle *style,
                                      const char                  *markup,
                                      const char                  *number,
                                      const char                  *uri)
{
  Paragraph *paragraph = g_new0 (Paragraph, 1);

  paragraph->style = *style;
  paragraph->text = create_text (self, style, self->width - style->indent, markup);
  if (number != NULL)
    paragraph->number = create_text (self, style, 0, number);
  paragraph->uri = g_strdup (uri);
  g_ptr_array_add (self->paragraphs, paragraph);
  add_rows (self, paragraph);
  g_array_set_size (self->pages, 0);
}

/* Adds something @draw draws into @width × @height points at the origin. Takes @data over. */
void
repoint_checklist_flow_add_drawing (RepointChecklistFlow     *self,
                                    double                    height,
                                    double                    space_before,
                                    gboolean                  keep_next,
                                    RepointChecklistDrawFunc  draw,
                                    gpointer                  data,
                                    GDestroyNotify            destroy)
{
  Paragraph *paragraph = g_new0 (Paragraph, 1);
  Row row = { 0 };

  paragraph->draw = draw;
  paragraph->data = data;
  paragraph->destroy = destroy;
  g_ptr_array_add (self->paragraphs, paragraph);
  row.paragraph = self->paragraphs->len - 1;
  row.height = height;
  row.space_before = space_before;
  row.keep_next = keep_next;
  g_array_append_val (self->rows, row);
  g_array_set_size (self->pages, 0);
}

/* No page break after what was added last. */
void
repoint_checklist_flow_keep_last (RepointChecklistFlow *self)
{
  if (self->rows->len > 0)
    g_array_index (self->rows, Row, self->rows->len - 1).keep_next = TRUE;
}

/* The height of the rows from @first on that have to stay together, and the row after them. */
static double
measure_chain (RepointChecklistFlow *self,
               guint                 first,
               gboolean              at_top,
               guint                *next)
{
  double height = 0;

  for (guint i = first; i < self->rows->len; i++)
    {
      const Row *row = &g_array_index (self->rows, Row, i);

      height += row->height + (at_top && i == first ? 0 : row->space_before);
      if (!row->keep_next || i + 1 == self->rows->len)
        {
          *next = i + 1;
          return height;
        }
    }
  *next = self->rows->len;
  return height;
}

static void
begin_page (RepointChecklistFlow *self,
            guint                 row)
{
  g_array_append_val (self->pages, row);
}

/* A chain that is higher than a whole page has to be broken after all. */
static double
break_chain (RepointChecklistFlow *self,
             guint                 first,
             guint                 next,
             double                used)
{
  for (guint i = first; i < next; i++)
    {
      const Row *row = &g_array_index (self->rows, Row, i);
      double height = row->height + (used > 0 ? row->space_before : 0);

      if (used > 0 && used + height > self->height)
        {
          begin_page (self, i);
          used = 0;
          height = row->height;
        }
      used += height;
    }
  return used;
}

static void
break_pages (RepointChecklistFlow *self)
{
  double used = 0;
  guint row = 0;

  g_array_set_size (self->pages, 0);
  begin_page (self, 0);
  while (row < self->rows->len)
    {
      guint next;
      double height = measure_chain (self, row, used <= 0, &next);

      if (used > 0 && used + height > self->height)
        {
          begin_page (self, row);
          used = 0;
          height = measure_chain (self, row, TRUE, &next);
        }
      if (height > self->height)
        used = break_chain (self, row, next, used);
      else
        used += height;
      row = next;
    }
}

/* What was added so far; the row that is added next has this number. */
guint
repoint_checklist_flow_get_n_rows (RepointChecklistFlow *self)
{
  return self->rows->len;
}

guint
repoint_checklist_flow_get_n_pages (RepointChecklistFlow *self)
{
  if (self->pages->len == 0)
    break_pages (self);
  return self->pages->len;
}

/* The page, from 0, on which a row stands. */
guint
repoint_checklist_flow_get_page (RepointChecklistFlow *self,
                                 guint                 row)
{
  guint n_pages = repoint_checklist_flow_get_n_pages (self);
  guint page = 0;

  while (page + 1 < n_pages && g_array_index (self->pages, guint, page + 1) <= row)
    page++;
  return page;
}

static void
draw_mark (cairo_t              *cr,
           RepointChecklistMark  mark,
           double                baseline)
{
  double top = baseline - BOX_SIZE + 1;

  if (mark == REPOINT_CHECKLIST_MARK_NONE)
    return;
  cairo_set_source_rgb (cr, 0.15, 0.15, 0.15);
  cairo_set_line_width (cr, 0.8);
  cairo_rectangle (cr, 0.5, top, BOX_SIZE, BOX_SIZE);
  cairo_stroke (cr);
  if (mark == REPOINT_CHECKLIST_MARK_BOX)
    return;
  cairo_set_line_width (cr, 1.6);
  cairo_move_to (cr, 2.3, top + 4.6);
  cairo_line_to (cr, 4.3, top + 6.8);
  cairo_line_to (cr, 7.9, top + 2.2);
  cairo_stroke (cr);
}

static void
draw_row (const Row *row,
          Paragraph *paragraph,
          cairo_t   *cr,
          double     top)
{
  double baseline = top + row->baseline;

  if (row->line == 0)
    draw_mark (cr, paragraph->style.mark, baseline);
  cairo_set_source_rgb (cr, paragraph->style.gray, paragraph->style.gray, paragraph->style.gray);
  if (row->line == 0 && paragraph->number != NULL)
    {
      PangoRectangle logical;

      pango_layout_get_extents (paragraph->number, NULL, &logical);
      cairo_move_to (cr, NUMBER_RIGHT - pango_units_to_double (logical.width), baseline);
      pango_cairo_show_layout_line (cr, pango_layout_get_line_readonly (paragraph->number, 0));
    }
  cairo_move_to (cr, row->x, baseline);
  pango_cairo_show_layout_line (cr, pango_layout_get_line_readonly (paragraph->text, row->line));
}

/* Items of a list stand inside an L (ISO 32000-1 section 14.8.4.3.3). */
static void
set_list (cairo_t  *cr,
          gboolean *in_list,
          gboolean  wanted)
{
  if (*in_list == wanted)
    return;
  if (wanted)
    cairo_tag_begin (cr, "L", NULL);
  else
    cairo_tag_end (cr, "L");
  *in_list = wanted;
}

static void
begin_paragraph (cairo_t         *cr,
                 const Paragraph *paragraph)
{
  cairo_tag_begin (cr, paragraph->style.tag, NULL);
  if (paragraph->uri != NULL)
    {
      g_autofree char *attributes = g_strdup_printf ("uri='%s'", paragraph->uri);

      cairo_tag_begin (cr, CAIRO_TAG_LINK, attributes);
    }
}

static void
end_paragraph (cairo_t         *cr,
               const Paragraph *paragraph)
{
  if (paragraph->uri != NULL)
    cairo_tag_end (cr, CAIRO_TAG_LINK);
  cairo_tag_end (cr, paragraph->style.tag);
}

/* Draws a page, from 0, with its top left corner at the origin. */
void
repoint_checklist_flow_draw (RepointChecklistFlow *self,
                             cairo_t              *cr,
                             guint                 page)
{
  guint n_pages = repoint_checklist_flow_get_n_pages (self);
  guint first, next;
  gboolean in_list = FALSE;
  double top = 0;

  g_return_if_fail (page < n_pages);

  first = g_array_index (self->pages, guint, page);
  next = page + 1 < n_pages ? g_array_index (self->pages, guint, page + 1) : self->rows->len;
  for (guint i = first; i < next; i++)
    {
      const Row *row = &g_array_index (self->rows, Row, i);
      Paragraph *paragraph = g_ptr_array_index (self->paragraphs, row->paragraph);
      gboolean begins = i == first || row[-1].paragraph != row->paragraph;
      gboolean ends = i + 1 == next || row[1].paragraph != row->paragraph;

      if (i > first)
        top += row->space_before;
      if (paragraph->text == NULL)
        {
          set_list (cr, &in_list, FALSE);
          cairo_save (cr);
          cairo_translate (cr, 0, top);
          paragraph->draw (cr, self->width, paragraph->data);
          cairo_restore (cr);
        }
      else
        {
          set_list (cr, &in_list, strcmp (paragraph->style.tag, "LI") == 0);
          if (begins)
            begin_paragraph (cr, paragraph);
          draw_row (row, paragraph, cr, top);
          if (ends)
            end_paragraph (cr, paragraph);
        }
      top += row->height;
    }
  set_list (cr, &in_list, FALSE);
}
