/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-checklist-layout.h"

#include "repoint-checklist-flow.h"
#include "repoint-checklist-numbers.h"
#include "repoint-checklist-text.h"
#include "repoint-checklist-timeline.h"
#include "repoint-phrase-checklist.h"
#include "repoint-phrase-steps.h"
#include "repoint-phrase.h"

#include <langinfo.h>
#include <pango/pangocairo.h>

/* Shares of the sheet; the right margin is wide, for handwriting. */
#define MARGIN_LEFT   (57.0 / 595)
#define MARGIN_RIGHT  (99.0 / 595)
#define MARGIN_TOP    (51.0 / 842)
#define MARGIN_BOTTOM (68.0 / 842)
#define FOOTER        (40.0 / 842) /* its baseline, from the sheet's end */

#define STEP_INDENT 39.0
#define MIN_WIDTH   410.0 /* on smaller sheets (A6) everything is drawn smaller */

static const RepointChecklistStyle overline_style =
  { 8.5, PANGO_WEIGHT_BOLD, 0.35, 0, 0, TRUE, REPOINT_CHECKLIST_MARK_NONE, "P" };
static const RepointChecklistStyle office_style =
  { 24, PANGO_WEIGHT_BOLD, 0, 0, 2, TRUE, REPOINT_CHECKLIST_MARK_NONE, "H1" };
static const RepointChecklistStyle subtitle_style =
  { 11, PANGO_WEIGHT_NORMAL, 0.3, 0, 2, TRUE, REPOINT_CHECKLIST_MARK_NONE, "P" };
static const RepointChecklistStyle summary_style =
  { 11, PANGO_WEIGHT_NORMAL, 0, 0, 3, FALSE, REPOINT_CHECKLIST_MARK_NONE, "P" };
static const RepointChecklistStyle heading_style =
  { 13, PANGO_WEIGHT_BOLD, 0, 0, 22, TRUE, REPOINT_CHECKLIST_MARK_NONE, "H2" };
static const RepointChecklistStyle date_style =
  { 11, PANGO_WEIGHT_SEMIBOLD, 0, 24, 7, TRUE, REPOINT_CHECKLIST_MARK_NONE, "P" };
static const RepointChecklistStyle date_text_style =
  { 10, PANGO_WEIGHT_NORMAL, 0, 24, 0, TRUE, REPOINT_CHECKLIST_MARK_NONE, "P" };
static const RepointChecklistStyle date_source_style =
  { 7.5, PANGO_WEIGHT_NORMAL, 0.4, 24, 0, FALSE, REPOINT_CHECKLIST_MARK_NONE, "P" };
static const RepointChecklistStyle block_style =
  { 14, PANGO_WEIGHT_BOLD, 0, 0, 1, TRUE, REPOINT_CHECKLIST_MARK_NONE, "H2" };
static const RepointChecklistStyle place_style =
  { 9.5, PANGO_WEIGHT_NORMAL, 0.3, 0, 1, TRUE, REPOINT_CHECKLIST_MARK_NONE, "P" };
static const RepointChecklistStyle verdict_style =
  { 11, PANGO_WEIGHT_NORMAL, 0, 0, 5, TRUE, REPOINT_CHECKLIST_MARK_NONE, "P" };
static const RepointChecklistStyle evidence_style =
  { 8.5, PANGO_WEIGHT_NORMAL, 0.35, 10, 2, TRUE, REPOINT_CHECKLIST_MARK_NONE, "P" };
static const RepointChecklistStyle step_style =
  { 11, PANGO_WEIGHT_NORMAL, 0, STEP_INDENT, 6, FALSE, REPOINT_CHECKLIST_MARK_BOX, "LI" };
static const RepointChecklistStyle lead_style =
  { 10, PANGO_WEIGHT_NORMAL, 0, STEP_INDENT, 4, FALSE, REPOINT_CHECKLIST_MARK_NONE, "P" };
static const RepointChecklistStyle note_style =
  { 9.5, PANGO_WEIGHT_NORMAL, 0.25, STEP_INDENT, 3, FALSE, REPOINT_CHECKLIST_MARK_NONE, "P" };
static const RepointChecklistStyle ticked_style =
  { 8.5, PANGO_WEIGHT_NORMAL, 0.35, STEP_INDENT, 1, FALSE, REPOINT_CHECKLIST_MARK_NONE, "P" };
static const RepointChecklistStyle source_style =
  { 7.5, PANGO_WEIGHT_NORMAL, 0.4, 0, 6, FALSE, REPOINT_CHECKLIST_MARK_NONE, "P" };

struct _RepointChecklistLayout
{
  GObject               parent_instance;

  RepointChecklist     *checklist;
  PangoContext         *context;
  double                width;  /* of the sheet, in the layout's units: points but for scale */
  double                height;
  double                scale;
  RepointChecklistFlow *flow;
  GArray               *block_rows; /* of guint: the first row of each block */
};

G_DEFINE_FINAL_TYPE (RepointChecklistLayout, repoint_checklist_layout, G_TYPE_OBJECT)

/* Places to write by hand: initials, date, notes. */
typedef struct
{
  PangoLayout *labels[3];
} Signature;

/* A context of its own, so that pages are broken alike whatever they are drawn on. */
static PangoContext *
create_context (void)
{
  /* A font map of its own: a layout may be made in one thread and drawn in another. */
  g_autoptr (PangoFontMap) fonts = pango_cairo_font_map_new ();
  PangoContext *context = pango_font_map_create_context (fonts);
  cairo_font_options_t *options = cairo_font_options_create ();

  cairo_font_options_set_hint_style (options, CAIRO_HINT_STYLE_NONE);
  cairo_font_options_set_hint_metrics (options, CAIRO_HINT_METRICS_OFF);
  cairo_font_options_set_antialias (options, CAIRO_ANTIALIAS_GRAY);
  pango_cairo_context_set_font_options (context, options);
  pango_cairo_context_set_resolution (context, 72); /* a font's point is a unit of the page */
  pango_context_set_round_glyph_positions (context, FALSE);
  cairo_font_options_destroy (options);
  return context;
}

static PangoLayout *
create_small_text (PangoContext *context,
                   const char   *text,
                   double        size)
{
  g_autoptr (PangoFontDescription) font = pango_font_description_new ();
  PangoLayout *layout = pango_layout_new (context);

  pango_font_description_set_family_static (font, "Sans");
  pango_font_description_set_size (font, (int) (size * PANGO_SCALE));
  pango_layout_set_font_description (layout, font);
  pango_layout_set_single_paragraph_mode (layout, TRUE);
  pango_layout_set_text (layout, text, -1);
  return layout;
}

/* What is empty takes no place. */
static void
add_text (RepointChecklistLayout      *self,
          const RepointChecklistStyle *style,
          const char                  *text)
{
  g_autofree char *markup = repoint_checklist_to_markup (text);

  if (markup[0] != '\0')
    repoint_checklist_flow_add_paragraph (self->flow, style, markup, NULL, NULL);
}

static void
signature_free (gpointer data)
{
  Signature *signature = data;

  for (guint i = 0; i < G_N_ELEMENTS (signature->labels); i++)
    g_object_unref (signature->labels[i]);
  g_free (signature);
}

static void
signature_draw (cairo_t  *cr,
                double    width,
                gpointer  data)
{
  static const double begins[] = { 0, 0.24, 0.5, 1 };
  Signature *signature = data;

  cairo_set_source_rgb (cr, 0.35, 0.35, 0.35);
  cairo_set_line_width (cr, 0.6);
  for (guint i = 0; i < G_N_ELEMENTS (signature->labels); i++)
    {
      double x = begins[i] * width;
      double end = begins[i + 1] * width - (i + 1 < G_N_ELEMENTS (signature->labels) ? 14 : 0);
      int label_width, label_height;

      pango_layout_get_size (signature->labels[i], &label_width, &label_height);
      cairo_move_to (cr, x, 20 - pango_units_to_double (label_height));
      pango_cairo_show_layout (cr, signature->labels[i]);
      x += pango_units_to_double (label_width) + 5;
      if (x < end)
        {
          cairo_move_to (cr, x, 18.5);
          cairo_line_to (cr, end, 18.5);
          cairo_stroke (cr);
        }
    }
}

static void
add_signature (RepointChecklistLayout *self)
{
  static const RepointChecklistWord words[] = {
    REPOINT_CHECKLIST_WORD_INITIALS, REPOINT_CHECKLIST_WORD_DATE, REPOINT_CHECKLIST_WORD_NOTES,
  };
  Signature *signature = g_new0 (Signature, 1);

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    signature->labels[i] = create_small_text (self->context, repoint_phrase_checklist_word (words[i]), 8.5);
  repoint_checklist_flow_add_drawing (self->flow, 24, 8, FALSE, signature_draw, signature, signature_free);
}

static void
rule_draw (cairo_t  *cr,
           double    width,
           gpointer  data)
{
  cairo_set_source_rgb (cr, 0.75, 0.75, 0.75);
  cairo_set_line_width (cr, 0.8);
  cairo_move_to (cr, 0, 1);
  cairo_line_to (cr, width, 1);
  cairo_stroke (cr);
}

static void
badge_draw (cairo_t  *cr,
            double    width,
            gpointer  data)
{
  PangoLayout *number = data;

  repoint_checklist_draw_badge (cr, number, 8, 15,
                                GPOINTER_TO_INT (g_object_get_data (G_OBJECT (number), "passed")));
}

static GDate
get_today (RepointChecklist *checklist)
{
  unsigned year = 1970, month = 1, day = 1;
  GDate today;

  g_date_clear (&today, 1);
  if (sscanf (repoint_checklist_get_today (checklist), "%4u-%2u-%2u", &year, &month, &day) != 3 ||
      !g_date_valid_dmy ((GDateDay) MIN (day, 40u), (GDateMonth) MIN (month, 13u), (GDateYear) year))
    g_date_set_dmy (&today, 1, G_DATE_JANUARY, 1970);
  else
    g_date_set_dmy (&today, (GDateDay) day, (GDateMonth) month, (GDateYear) year);
  return today;
}

static void
add_date (RepointChecklistLayout     *self,
          const RepointChecklistDate *date,
          guint                       number,
          const GDate                *today)
{
  g_autofree char *text = g_strdup_printf ("%u", number);
  g_autofree char *day = repoint_phrase_date (date->date);
  g_autofree char *left = repoint_phrase_days_left (date->date, today);
  g_autofree char *line = left[0] != '\0' ? g_strdup_printf ("%s · %s", day, left) : g_strdup (day);
  PangoLayout *badge = create_small_text (self->context, text, 8.5);

  g_object_set_data (G_OBJECT (badge), "passed",
                     GINT_TO_POINTER (strcmp (date->date, repoint_checklist_get_today (self->checklist)) < 0));
  repoint_checklist_flow_add_drawing (self->flow, 0, 0, TRUE, badge_draw, badge, g_object_unref);
  add_text (self, &date_style, line);
  add_text (self, &date_text_style, date->text);
  add_text (self, &date_source_style, date->source);
}

static void
add_dates (RepointChecklistLayout *self)
{
  GPtrArray *dates = repoint_checklist_get_dates (self->checklist);
  g_autoptr (GPtrArray) days = g_ptr_array_new ();
  RepointChecklistTimeline *timeline;
  GDate today = get_today (self->checklist);

  if (dates->len == 0)
    return;
  add_text (self, &heading_style, repoint_phrase_checklist_word (REPOINT_CHECKLIST_WORD_DATES));
  for (guint i = 0; i < dates->len; i++)
    g_ptr_array_add (days, ((RepointChecklistDate *) g_ptr_array_index (dates, i))->date);
  timeline = repoint_checklist_timeline_new (self->context, repoint_checklist_get_today (self->checklist),
                                             (const char * const *) days->pdata, days->len);
  if (timeline != NULL)
    repoint_checklist_flow_add_drawing (self->flow, repoint_checklist_timeline_height (), 8, TRUE,
                                        repoint_checklist_timeline_draw, timeline, repoint_checklist_timeline_free);
  for (guint i = 0; i < dates->len; i++)
    add_date (self, g_ptr_array_index (dates, i), i + 1, &today);
}

static void
add_front (RepointChecklistLayout *self)
{
  const char *title = repoint_checklist_get_title (self->checklist);
  const char *domain = repoint_checklist_get_domain (self->checklist);
  const char * const *summary = repoint_checklist_get_summary (self->checklist);
  g_autofree char *office = repoint_checklist_clean_line (title[0] != '\0' ? title : domain);
  g_autofree char *subtitle = repoint_phrase_checklist_subtitle (title[0] != '\0' ? domain : "",
                                                                 repoint_checklist_get_today (self->checklist));
  RepointChecklistNumbers *numbers;

  add_text (self, &overline_style, repoint_phrase_checklist_word (REPOINT_CHECKLIST_WORD_TITLE));
  add_text (self, &office_style, office);
  add_text (self, &subtitle_style, subtitle);
  numbers = repoint_checklist_numbers_new (self->context, self->checklist,
                                           self->width * (1 - MARGIN_LEFT - MARGIN_RIGHT));
  if (numbers != NULL)
    repoint_checklist_flow_add_drawing (self->flow, repoint_checklist_numbers_get_height (numbers), 18, FALSE,
                                        repoint_checklist_numbers_draw, numbers, repoint_checklist_numbers_free);
  for (guint i = 0; summary[i] != NULL; i++)
    {
      RepointChecklistStyle style = summary_style;

      style.space_before = i == 0 ? 14 : 2;
      add_text (self, &style, summary[i]);
    }
  add_dates (self);
}

static void
add_ticked (RepointChecklistLayout *self,
            RepointChecklistItem   *item)
{
  GDateTime *at = repoint_checklist_item_get_ticked_at (item);
  g_autofree char *date = at != NULL ? g_date_time_format (at, "%Y-%m-%d") : g_strdup ("");
  g_autofree char *text = repoint_phrase_checklist_ticked (repoint_checklist_item_get_ticked_by (item), date);

  add_text (self, &ticked_style, text);
}

/* Only steps have a box: what can be ticked here can be ticked in the window, and is counted there. */
static void
add_step (RepointChecklistLayout *self,
          RepointChecklistItem   *item,
          guint                   n)
{
  g_autofree char *markup = repoint_checklist_to_markup (repoint_checklist_item_get_text (item));
  g_autofree char *number = g_strdup_printf ("%u.", n);
  gboolean ticked = repoint_checklist_item_get_ticked (item);
  RepointChecklistStyle style = step_style;

  style.mark = ticked ? REPOINT_CHECKLIST_MARK_TICKED_BOX : REPOINT_CHECKLIST_MARK_BOX;
  style.keep_next = ticked;
  repoint_checklist_flow_add_paragraph (self->flow, &style, markup, number, NULL);
  if (ticked)
    add_ticked (self, item);
}

/* "Test: …"; of several in a row, only the first has the word in front. */
static void
add_lead (RepointChecklistLayout   *self,
          RepointChecklistItem     *item,
          RepointChecklistItemRole  role,
          gboolean                  first)
{
  g_autofree char *markup = repoint_checklist_to_markup (repoint_checklist_item_get_text (item));
  g_autofree char *words = repoint_phrase_item_role (role);
  g_autofree char *lead = g_markup_escape_text (words, -1);
  g_autofree char *line = g_strdup_printf ("<b>%s</b> %s", lead, markup);
  RepointChecklistStyle style = lead_style;

  style.space_before = first ? 8 : lead_style.space_before;
  style.keep_next = role == REPOINT_CHECKLIST_ITEM_BEFORE; /* with the first step */
  repoint_checklist_flow_add_paragraph (self->flow, &style, first ? line : markup, "•", NULL);
}

static void
add_items (RepointChecklistLayout *self,
           GListModel             *items)
{
  RepointChecklistItemRole last = REPOINT_CHECKLIST_ITEM_STEP;
  guint n_steps = 0;

  for (guint i = 0; i < g_list_model_get_n_items (items); i++)
    {
      g_autoptr (RepointChecklistItem) item = g_list_model_get_item (items, i);
      RepointChecklistItemRole role = repoint_checklist_item_get_role (item);

      if (role == REPOINT_CHECKLIST_ITEM_STEP)
        add_step (self, item, ++n_steps);
      else if (role == REPOINT_CHECKLIST_ITEM_NOTE)
        add_text (self, &note_style, repoint_checklist_item_get_text (item));
      else
        add_lead (self, item, role, role != last);
      last = role;
    }
}

/* Each source once, in the order of the steps. */
static void
add_sources (RepointChecklistLayout *self,
             GListModel             *items)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (items); i++)
    {
      g_autoptr (RepointChecklistItem) item = g_list_model_get_item (items, i);
      const char *source = repoint_checklist_item_get_source (item);

      if (source[0] == '\0' || !g_hash_table_add (seen, (gpointer) source))
        continue;
      g_string_append_printf (text, "%s%s", text->len > 0 ? " · " : "", source);
    }
  if (text->len > 0)
    add_text (self, &source_style, text->str);
}

/* "Reception · 192.168.1.40 · https://192.168.1.40/" */
static void
add_place (RepointChecklistLayout *self,
           RepointChecklistBlock  *block)
{
  const char *url = repoint_checklist_block_get_url (block);
  const char *parts[] = { repoint_checklist_block_get_place (block), repoint_checklist_block_get_address (block), url };
  g_autoptr (GString) line = g_string_new (NULL);
  g_autofree char *markup = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    if (parts[i][0] != '\0')
      g_string_append_printf (line, "%s%s", line->len > 0 ? " · " : "", parts[i]);
  if (line->len == 0)
    return;
  g_string_replace (line, "\n", " ", 0);
  markup = repoint_checklist_to_markup (line->str);
  repoint_checklist_flow_add_paragraph (self->flow, &place_style, markup, NULL,
                                        repoint_checklist_is_uri (url) ? url : NULL);
}

static char *
phrase_action (RepointChecklistBlock *block)
{
  int action;

  if (!repoint_enum_from_string (REPOINT_TYPE_ACTION, repoint_checklist_block_get_action (block), &action))
    return g_strdup ("");
  return repoint_phrase_enum (REPOINT_TYPE_ACTION, action);
}

static void
add_block (RepointChecklistLayout *self,
           RepointChecklistBlock  *block)
{
  GListModel *items = repoint_checklist_block_get_items (block);
  const char * const *evidence = repoint_checklist_block_get_evidence (block);
  g_autofree char *title = repoint_checklist_clean_line (repoint_checklist_block_get_title (block));
  g_autofree char *action = phrase_action (block);
  guint n_items = g_list_model_get_n_items (items);
  guint row = repoint_checklist_flow_get_n_rows (self->flow);

  g_array_append_val (self->block_rows, row);
  repoint_checklist_flow_add_drawing (self->flow, 9, 20, TRUE, rule_draw, NULL, NULL);
  add_text (self, &overline_style, action);
  add_text (self, &block_style, title);
  add_place (self, block);
  add_text (self, &verdict_style, repoint_checklist_block_get_verdict (block));
  for (guint i = 0; evidence[i] != NULL; i++)
    {
      RepointChecklistStyle style = evidence_style;

      style.keep_next = evidence[i + 1] != NULL || n_items > 0;
      add_text (self, &style, evidence[i]);
    }
  add_items (self, items);
  add_sources (self, items);
  repoint_checklist_flow_keep_last (self->flow);
  add_signature (self);
}

static void
fill (RepointChecklistLayout *self)
{
  GListModel *blocks = repoint_checklist_get_blocks (self->checklist);

  add_front (self);
  for (guint i = 0; i < g_list_model_get_n_items (blocks); i++)
    {
      g_autoptr (RepointChecklistBlock) block = g_list_model_get_item (blocks, i);

      add_block (self, block);
    }
}

/**
 * repoint_checklist_layout_new: breaks @checklist into pages for sheets of this size, in points. What is ticked at this
 * moment is drawn as ticked; for later ticks make another layout.
 */
RepointChecklistLayout *
repoint_checklist_layout_new (RepointChecklist *checklist,
                              double            width,
                              double            height)
{
  RepointChecklistLayout *self;

  g_return_val_if_fail (REPOINT_IS_CHECKLIST (checklist), NULL);
  g_return_val_if_fail (width >= 100 && height >= 100, NULL);

  self = g_object_new (REPOINT_TYPE_CHECKLIST_LAYOUT, NULL);
  self->checklist = g_object_ref (checklist);
  self->scale = MIN (1, width / MIN_WIDTH);
  self->width = width / self->scale;
  self->height = height / self->scale;
  self->flow = repoint_checklist_flow_new (self->context, self->width * (1 - MARGIN_LEFT - MARGIN_RIGHT),
                                           self->height * (1 - MARGIN_TOP - MARGIN_BOTTOM));
  fill (self);
  return self;
}

/* The paper that people of this locale (LC_PAPER) have in their printers. */
RepointPaper
repoint_paper_for_locale (void)
{
  /* glibc returns the number itself in place of a pointer, in millimetres. */
  int height = (int) GPOINTER_TO_SIZE (nl_langinfo (_NL_PAPER_HEIGHT));

  return height == 279 ? REPOINT_PAPER_LETTER : REPOINT_PAPER_A4;
}

void
repoint_paper_get_size (RepointPaper  paper,
                        double       *width,
                        double       *height)
{
  switch (paper)
    {
    case REPOINT_PAPER_A4:
      *width = 210 / 25.4 * 72;
      *height = 297 / 25.4 * 72;
      return;
    case REPOINT_PAPER_LETTER:
      *width = 612;
      *height = 792;
      return;
    }
  g_return_if_reached ();
}

guint
repoint_checklist_layout_get_n_pages (RepointChecklistLayout *self)
{
  g_return_val_if_fail (REPOINT_IS_CHECKLIST_LAYOUT (self), 0);

  return repoint_checklist_flow_get_n_pages (self->flow);
}

guint
repoint_checklist_layout_get_block_page (RepointChecklistLayout *self,
                                         guint                   block)
{
  g_return_val_if_fail (REPOINT_IS_CHECKLIST_LAYOUT (self), 0);
  g_return_val_if_fail (block < self->block_rows->len, 0);

  return repoint_checklist_flow_get_page (self->flow, g_array_index (self->block_rows, guint, block));
}

static void
draw_footer (RepointChecklistLayout *self,
             cairo_t                *cr,
             guint                   page)
{
  const char *title = repoint_checklist_get_title (self->checklist);
  const char *office = title[0] != '\0' ? title : repoint_checklist_get_domain (self->checklist);
  g_autofree char *number = repoint_phrase_checklist_page (page + 1, repoint_checklist_layout_get_n_pages (self));
  g_autofree char *versions =
    repoint_phrase_checklist_versions (repoint_checklist_get_catalog_version (self->checklist),
                                       repoint_checklist_get_guides_version (self->checklist));
  double left = self->width * MARGIN_LEFT;
  double right = self->width * (1 - MARGIN_RIGHT);
  double y = self->height * (1 - FOOTER);
  const char *texts[] = { office, number, versions };
  const PangoAlignment alignments[] = { PANGO_ALIGN_LEFT, PANGO_ALIGN_CENTER, PANGO_ALIGN_RIGHT };
  const double begins[] = { 0, 0.36, 0.56, 1 };

  cairo_set_source_rgb (cr, 0.4, 0.4, 0.4);
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autofree char *clean = repoint_checklist_clean_line (texts[i]);
      g_autoptr (PangoLayout) text = create_small_text (self->context, clean, 7.5);
      double column = (begins[i + 1] - begins[i]) * (right - left);

      pango_layout_set_auto_dir (text, FALSE);
      pango_layout_set_width (text, (int) (column * PANGO_SCALE));
      pango_layout_set_ellipsize (text, PANGO_ELLIPSIZE_END);
      pango_layout_set_alignment (text, alignments[i]);
      cairo_move_to (cr, left + begins[i] * (right - left), y);
      pango_cairo_show_layout (cr, text);
    }
}

void
repoint_checklist_layout_draw_page (RepointChecklistLayout *self,
                                    cairo_t                *cr,
                                    guint                   page)
{
  g_return_if_fail (REPOINT_IS_CHECKLIST_LAYOUT (self));
  g_return_if_fail (page < repoint_checklist_layout_get_n_pages (self));

  cairo_save (cr);
  cairo_scale (cr, self->scale, self->scale);
  draw_footer (self, cr, page);
  cairo_translate (cr, self->width * MARGIN_LEFT, self->height * MARGIN_TOP);
  repoint_checklist_flow_draw (self->flow, cr, page);
  cairo_restore (cr);
}

static void
repoint_checklist_layout_finalize (GObject *object)
{
  RepointChecklistLayout *self = REPOINT_CHECKLIST_LAYOUT (object);

  g_clear_object (&self->checklist);
  g_clear_pointer (&self->flow, repoint_checklist_flow_free);
  g_clear_pointer (&self->block_rows, g_array_unref);
  g_clear_object (&self->context);

  G_OBJECT_CLASS (repoint_checklist_layout_parent_class)->finalize (object);
}

static void
repoint_checklist_layout_class_init (RepointChecklistLayoutClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = repoint_checklist_layout_finalize;
}

static void
repoint_checklist_layout_init (RepointChecklistLayout *self)
{
  self->context = create_context ();
  self->block_rows = g_array_new (FALSE, FALSE, sizeof (guint));
}
