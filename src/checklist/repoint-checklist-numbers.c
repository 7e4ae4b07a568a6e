/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-checklist-numbers.h"

#include "repoint-phrase.h"

#define N_ACTIONS   REPOINT_CHECKLIST_N_ACTIONS
#define N_COLUMNS   4
#define COLUMN_GAP  12.0
#define ROW_GAP     8.0
#define FIGURE_SIZE 22.0
#define LABEL_SIZE  9.5

typedef struct
{
  PangoLayout *figure;
  PangoLayout *label;
} Cell;

struct _RepointChecklistNumbers
{
  Cell   cells[N_ACTIONS];
  guint  n_cells;
  double row_heights[(N_ACTIONS + N_COLUMNS - 1) / N_COLUMNS];
  double figure_height;
};

static PangoLayout *
create_text (PangoContext *context,
             const char   *text,
             double        size,
             PangoWeight   weight)
{
  g_autoptr (PangoFontDescription) font = pango_font_description_new ();
  PangoLayout *layout = pango_layout_new (context);

  pango_font_description_set_family_static (font, "Sans");
  pango_font_description_set_size (font, (int) (size * PANGO_SCALE));
  pango_font_description_set_weight (font, weight);
  pango_layout_set_font_description (layout, font);
  pango_layout_set_text (layout, text, -1);
  return layout;
}

static double
get_height (PangoLayout *layout)
{
  int height;

  pango_layout_get_size (layout, NULL, &height);
  return pango_units_to_double (height);
}

void
repoint_checklist_count_actions (RepointChecklist *checklist,
                                 guint             counts[REPOINT_CHECKLIST_N_ACTIONS])
{
  GListModel *blocks = repoint_checklist_get_blocks (checklist);

  memset (counts, 0, REPOINT_CHECKLIST_N_ACTIONS * sizeof counts[0]);
  for (guint i = 0; i < g_list_model_get_n_items (blocks); i++)
    {
      g_autoptr (RepointChecklistBlock) block = g_list_model_get_item (blocks, i);
      int action;

      if (repoint_checklist_block_get_device_id (block)[0] != '\0' &&
          repoint_enum_from_string (REPOINT_TYPE_ACTION, repoint_checklist_block_get_action (block), &action))
        counts[action]++;
    }
}

/* NULL when no device is on the list. width is what there is in points. */
RepointChecklistNumbers *
repoint_checklist_numbers_new (PangoContext     *context,
                               RepointChecklist *checklist,
                               double            width)
{
  RepointChecklistNumbers *self = g_new0 (RepointChecklistNumbers, 1);
  guint counts[N_ACTIONS];
  double column = (width - (N_COLUMNS - 1) * COLUMN_GAP) / N_COLUMNS;

  repoint_checklist_count_actions (checklist, counts);
  for (int i = 1; i <= N_ACTIONS; i++)
    {
      int action = i % N_ACTIONS; /* what works, REPOINT_ACTION_NONE, comes last */
      g_autofree char *figure = g_strdup_printf ("%u", counts[action]);
      g_autofree char *words = repoint_phrase_enum (REPOINT_TYPE_ACTION, action);
      Cell *cell = &self->cells[self->n_cells];
      double *row_height = &self->row_heights[self->n_cells / N_COLUMNS];

      if (counts[action] == 0)
        continue;
      cell->figure = create_text (context, figure, FIGURE_SIZE, PANGO_WEIGHT_BOLD);
      cell->label = create_text (context, words, LABEL_SIZE, PANGO_WEIGHT_NORMAL);
      pango_layout_set_width (cell->label, (int) (column * PANGO_SCALE));
      pango_layout_set_wrap (cell->label, PANGO_WRAP_WORD_CHAR);
      self->figure_height = get_height (cell->figure);
      *row_height = MAX (*row_height, self->figure_height + get_height (cell->label));
      self->n_cells++;
    }
  if (self->n_cells > 0)
    return self;
  repoint_checklist_numbers_free (self);
  return NULL;
}

void
repoint_checklist_numbers_free (gpointer data)
{
  RepointChecklistNumbers *self = data;

  for (guint i = 0; i < self->n_cells; i++)
    {
      g_object_unref (self->cells[i].figure);
      g_object_unref (self->cells[i].label);
    }
  g_free (self);
}

double
repoint_checklist_numbers_get_height (RepointChecklistNumbers *self)
{
  double height = -ROW_GAP;

  for (guint i = 0; i * N_COLUMNS < self->n_cells; i++)
    height += self->row_heights[i] + ROW_GAP;
  return height;
}

void
repoint_checklist_numbers_draw (cairo_t  *cr,
                                double    width,
                                gpointer  data)
{
  RepointChecklistNumbers *self = data;
  double column = (width - (N_COLUMNS - 1) * COLUMN_GAP) / N_COLUMNS;
  double y = 0;

  cairo_tag_begin (cr, "P", NULL);
  for (guint i = 0; i < self->n_cells; i++)
    {
      double x = (i % N_COLUMNS) * (column + COLUMN_GAP);

      cairo_set_source_rgb (cr, 0.1, 0.25, 0.5);
      cairo_move_to (cr, x, y);
      pango_cairo_show_layout (cr, self->cells[i].figure);
      cairo_set_source_rgb (cr, 0.15, 0.15, 0.15);
      cairo_move_to (cr, x, y + self->figure_height);
      pango_cairo_show_layout (cr, self->cells[i].label);
      if (i % N_COLUMNS == N_COLUMNS - 1)
        y += self->row_heights[i / N_COLUMNS] + ROW_GAP;
    }
  cairo_tag_end (cr, "P");
}
