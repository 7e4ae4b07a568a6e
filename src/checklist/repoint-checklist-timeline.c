/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-checklist-timeline.h"

#include "repoint-phrase-checklist.h"

#define MAX_DATES    16
#define MAX_YEARS    12
#define HEIGHT       56.0
#define LINE_Y       27.0
#define BADGE_RADIUS 7.5
#define MIN_GAP      (2 * BADGE_RADIUS + 2)
#define SIDE         12.0 /* free at both ends of the line */

typedef struct
{
  int          day; /* Julian */
  PangoLayout *label;
} Mark;

struct _RepointChecklistTimeline
{
  Mark   dates[MAX_DATES];
  guint  n_dates;
  Mark   years[MAX_YEARS];
  guint  n_years;
  Mark   today;
  int    first;
  int    last;
};

static gboolean
read_day (const char *iso,
          int        *day)
{
  unsigned year, month, day_of_month;
  GDate date;

  if (sscanf (iso, "%4u-%2u-%2u", &year, &month, &day_of_month) != 3 ||
      !g_date_valid_dmy ((GDateDay) MIN (day_of_month, 40u), (GDateMonth) MIN (month, 13u), (GDateYear) year))
    return FALSE;
  g_date_clear (&date, 1);
  g_date_set_dmy (&date, (GDateDay) day_of_month, (GDateMonth) month, (GDateYear) year);
  *day = (int) g_date_get_julian (&date);
  return TRUE;
}

static PangoLayout *
create_label (PangoContext *context,
              const char   *text,
              double        size,
              PangoWeight   weight)
{
  g_autoptr (PangoFontDescription) font = pango_font_description_new ();
  PangoLayout *label = pango_layout_new (context);

  pango_font_description_set_family_static (font, "Sans");
  pango_font_description_set_size (font, (int) (size * PANGO_SCALE));
  pango_font_description_set_weight (font, weight);
  pango_layout_set_font_description (label, font);
  pango_layout_set_text (label, text, -1);
  return label;
}

static void
add_years (RepointChecklistTimeline *self,
           PangoContext             *context)
{
  GDate first, last;
  guint step;

  g_date_clear (&first, 1);
  g_date_clear (&last, 1);
  g_date_set_julian (&first, (guint32) self->first);
  g_date_set_julian (&last, (guint32) self->last);
  step = (guint) (g_date_get_year (&last) - g_date_get_year (&first)) / MAX_YEARS + 1;
  for (guint year = g_date_get_year (&first) + 1u; year <= g_date_get_year (&last) && self->n_years < MAX_YEARS;
       year += step)
    {
      g_autofree char *text = g_strdup_printf ("%u", year);
      GDate begin;

      g_date_clear (&begin, 1);
      g_date_set_dmy (&begin, 1, G_DATE_JANUARY, (GDateYear) year);
      self->years[self->n_years].day = (int) g_date_get_julian (&begin);
      self->years[self->n_years++].label = create_label (context, text, 8, PANGO_WEIGHT_NORMAL);
    }
}

/**
 * repoint_checklist_timeline_new:
 * @today: YYYY-MM-DD
 * @dates: (array length=n_dates): YYYY-MM-DD each; the n-th is shown as number n. One that is no date is left out
 *
 * Returns: (nullable): NULL when there is nothing to draw
 */
RepointChecklistTimeline *
repoint_checklist_timeline_new (PangoContext       *context,
                                const char         *today,
                                const char * const *dates,
                                guint               n_dates)
{
  RepointChecklistTimeline *self;
  int day;

  if (!read_day (today, &day))
    return NULL;
  self = g_new0 (RepointChecklistTimeline, 1);
  self->today.day = self->first = self->last = day;
  self->today.label = create_label (context, repoint_phrase_checklist_word (REPOINT_CHECKLIST_WORD_TODAY), 8.5,
                                    PANGO_WEIGHT_BOLD);
  for (guint i = 0; i < n_dates && self->n_dates < MAX_DATES; i++)
    {
      g_autofree char *number = g_strdup_printf ("%u", i + 1);

      if (!read_day (dates[i], &day))
        continue;
      self->first = MIN (self->first, day);
      self->last = MAX (self->last, day);
      self->dates[self->n_dates].day = day;
      self->dates[self->n_dates++].label = create_label (context, number, 8.5, PANGO_WEIGHT_BOLD);
    }
  if (self->n_dates == 0)
    {
      repoint_checklist_timeline_free (self);
      return NULL;
    }
  self->last = MAX (self->last, self->first + 1);
  add_years (self, context);
  return self;
}

void
repoint_checklist_timeline_free (gpointer data)
{
  RepointChecklistTimeline *self = data;

  for (guint i = 0; i < self->n_dates; i++)
    g_object_unref (self->dates[i].label);
  for (guint i = 0; i < self->n_years; i++)
    g_object_unref (self->years[i].label);
  g_object_unref (self->today.label);
  g_free (self);
}

double
repoint_checklist_timeline_height (void)
{
  return HEIGHT;
}

/* Where a label has to begin to stand with its middle at x, but inside the line. */
static double
place_label (PangoLayout *label,
             double       x,
             double       width)
{
  int label_width;

  pango_layout_get_size (label, &label_width, NULL);
  return CLAMP (x - pango_units_to_double (label_width) / 2, 0,
                MAX (0, width - pango_units_to_double (label_width)));
}

static double
get_x (const RepointChecklistTimeline *self,
       int                             day,
       double                          width)
{
  return SIDE + (width - 2 * SIDE) * (day - self->first) / (double) (self->last - self->first);
}

/* Draws a number in a circle with its middle at x, y: filled when the date is to come, empty when it has passed. */
void
repoint_checklist_draw_badge (cairo_t     *cr,
                              PangoLayout *number,
                              double       x,
                              double       y,
                              gboolean     passed)
{
  int width, height;

  pango_layout_get_size (number, &width, &height);
  cairo_new_path (cr);
  cairo_arc (cr, x, y, BADGE_RADIUS, 0, 2 * G_PI);
  cairo_set_source_rgb (cr, passed ? 1 : 0.1, passed ? 1 : 0.25, passed ? 1 : 0.5);
  cairo_fill_preserve (cr);
  cairo_set_source_rgb (cr, passed ? 0.45 : 0.1, passed ? 0.45 : 0.25, passed ? 0.45 : 0.5);
  cairo_set_line_width (cr, 0.8);
  cairo_stroke (cr);
  if (!passed)
    cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_move_to (cr, x - pango_units_to_double (width) / 2, y - pango_units_to_double (height) / 2);
  pango_cairo_show_layout (cr, number);
}

static void
draw_years (const RepointChecklistTimeline *self,
            cairo_t                        *cr,
            double                          width)
{
  cairo_set_line_width (cr, 0.6);
  for (guint i = 0; i < self->n_years; i++)
    {
      double x = get_x (self, self->years[i].day, width);

      cairo_set_source_rgb (cr, 0.6, 0.6, 0.6);
      cairo_move_to (cr, x, LINE_Y - 4);
      cairo_line_to (cr, x, LINE_Y + 12);
      cairo_stroke (cr);
      cairo_set_source_rgb (cr, 0.4, 0.4, 0.4);
      cairo_move_to (cr, place_label (self->years[i].label, x, width), LINE_Y + 14);
      pango_cairo_show_layout (cr, self->years[i].label);
    }
}

static void
draw_today (const RepointChecklistTimeline *self,
            cairo_t                        *cr,
            double                          x,
            double                          width)
{
  cairo_set_source_rgb (cr, 0.1, 0.1, 0.1);
  cairo_move_to (cr, place_label (self->today.label, x, width), 0);
  pango_cairo_show_layout (cr, self->today.label);
  cairo_move_to (cr, x - 3.5, LINE_Y - 14);
  cairo_line_to (cr, x + 3.5, LINE_Y - 14);
  cairo_line_to (cr, x, LINE_Y - 9);
  cairo_close_path (cr);
  cairo_fill (cr);
}

/* Numbers that would cover each other are pushed apart, to the right first, then back into the line. */
static void
place_badges (const RepointChecklistTimeline *self,
              double                          width,
              double                         *x)
{
  double end = width - BADGE_RADIUS - 1;

  for (guint i = 0; i < self->n_dates; i++)
    {
      x[i] = get_x (self, self->dates[i].day, width);
      if (i > 0)
        x[i] = MAX (x[i], x[i - 1] + MIN_GAP);
    }
  for (guint i = self->n_dates; i-- > 0; end -= MIN_GAP)
    x[i] = MIN (x[i], end);
}

void
repoint_checklist_timeline_draw (cairo_t  *cr,
                                 double    width,
                                 gpointer  data)
{
  RepointChecklistTimeline *self = data;
  double today = get_x (self, self->today.day, width);
  double x[MAX_DATES];

  draw_years (self, cr, width);
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_ROUND);
  cairo_set_line_width (cr, 1.2);
  cairo_set_source_rgb (cr, 0.55, 0.55, 0.55);
  cairo_move_to (cr, 1, LINE_Y);
  cairo_line_to (cr, width - 1, LINE_Y);
  cairo_stroke (cr);
  cairo_set_line_width (cr, 3);
  cairo_set_source_rgb (cr, 0.3, 0.3, 0.3);
  cairo_move_to (cr, 2, LINE_Y);
  cairo_line_to (cr, MAX (today, 2), LINE_Y);
  cairo_stroke (cr);

  place_badges (self, width, x);
  for (guint i = 0; i < self->n_dates; i++)
    repoint_checklist_draw_badge (cr, self->dates[i].label, x[i], LINE_Y, self->dates[i].day < self->today.day);
  draw_today (self, cr, today, width);
}
