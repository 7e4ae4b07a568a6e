/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-checklist-export.h"

#include "repoint-checklist-numbers.h"
#include "repoint-checklist-text.h"
#include "repoint-phrase-checklist.h"
#include "repoint-phrase-steps.h"
#include "repoint-phrase.h"

/* One file without scripts, and nothing is fetched from anywhere. What is written is well-formed XML, too. */
static const char style[] =
  ":root{color-scheme:light dark}"
  "body{font:16px/1.5 system-ui,sans-serif;max-width:44rem;margin:2rem auto;padding:0 1rem;overflow-wrap:anywhere}"
  "h1{font-size:2rem;line-height:1.2;margin:0}"
  "h2{font-size:1.25rem;margin:0}"
  "header{margin-bottom:2rem}"
  "section{border-top:1px solid #8888;padding:1rem 0 1.5rem}"
  "code{font-family:ui-monospace,monospace;background:#8882;border-radius:.25rem;padding:0 .25rem;"
  "unicode-bidi:isolate;user-select:all}"
  ".over{font-size:.8rem;font-weight:600;opacity:.75;margin:0}"
  ".sub,.place{opacity:.8;margin:.1rem 0 .6rem}"
  ".small{font-size:.8rem;opacity:.75}"
  "ul,ol{list-style:none;padding:0;margin:.5rem 0}"
  "li{margin:.4rem 0 .4rem 2.2rem;text-indent:0;position:relative}"
  "li>input{position:absolute;left:-2.2rem;top:.25rem;width:1.1rem;height:1.1rem}"
  ".evidence li{margin:.1rem 0 .1rem 1rem}"
  ".note{opacity:.85}"
  ".numbers{font-weight:600}"
  ".sign{margin-top:1.2rem;display:flex;gap:1rem}"
  ".sign span{border-bottom:1px solid;flex:1;font-size:.8rem;padding-top:1rem}"
  ".sign span:last-child{flex:2}"
  "@page{margin:18mm 30mm 20mm 20mm}"
  "@media print{body{font-size:11pt;max-width:none;margin:0;padding:0}h2{break-after:avoid}li{break-inside:avoid}"
  "a{color:inherit;text-decoration:none}code{background:none;padding:0}}";

/* Text with its values as code, everything else escaped. */
static void
append_text (GString    *html,
             const char *text)
{
  g_autofree char *clean = repoint_checklist_clean (text);
  g_autofree char *markup = repoint_phrase_to_markup (clean);
  g_autoptr (GString) converted = g_string_new (markup);

  g_string_replace (converted, "\u2068", "", 0); /* would be copied along with the value; the style isolates it */
  g_string_replace (converted, "\u2069", "", 0);
  g_string_replace (converted, "<tt>", "<code>", 0);
  g_string_replace (converted, "</tt>", "</code>", 0);
  g_string_replace (converted, "\n", "<br/>", 0);
  g_string_append (html, converted->str);
}

static void
append_element (GString    *html,
                const char *element,
                const char *class,
                const char *text)
{
  if (text[0] == '\0')
    return;
  if (class != NULL)
    g_string_append_printf (html, "<%s class=\"%s\">", element, class);
  else
    g_string_append_printf (html, "<%s>", element);
  append_text (html, text);
  g_string_append_printf (html, "</%s>\n", element);
}

static void
append_dates (GString          *html,
              RepointChecklist *checklist)
{
  GPtrArray *dates = repoint_checklist_get_dates (checklist);

  if (dates->len == 0)
    return;
  g_string_append (html, "<section>\n");
  append_element (html, "h2", NULL, repoint_phrase_checklist_word (REPOINT_CHECKLIST_WORD_DATES));
  for (guint i = 0; i < dates->len; i++)
    {
      const RepointChecklistDate *date = g_ptr_array_index (dates, i);
      g_autofree char *day = repoint_phrase_date (date->date);

      g_string_append (html, "<p>");
      append_element (html, "strong", NULL, day);
      g_string_append (html, "<br/>");
      append_text (html, date->text);
      g_string_append (html, "<br/>");
      append_element (html, "span", "small", date->source);
      g_string_append (html, "</p>\n");
    }
  g_string_append (html, "</section>\n");
}

static void
append_place (GString               *html,
              RepointChecklistBlock *block)
{
  const char *texts[] = { repoint_checklist_block_get_place (block), repoint_checklist_block_get_address (block) };
  const char *url = repoint_checklist_block_get_url (block);
  gboolean any = FALSE;

  g_string_append (html, "<p class=\"place\">");
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    if (texts[i][0] != '\0')
      {
        if (any)
          g_string_append (html, " · ");
        append_text (html, texts[i]);
        any = TRUE;
      }
  if (repoint_checklist_is_uri (url))
    {
      g_autofree char *escaped = g_markup_escape_text (url, -1);

      g_string_append_printf (html, "%s<a href=\"%s\" rel=\"noreferrer\">%s</a>", any ? " · " : "", escaped, escaped);
    }
  g_string_append (html, "</p>\n");
}

static void
append_ticked (GString              *html,
               RepointChecklistItem *item)
{
  GDateTime *at = repoint_checklist_item_get_ticked_at (item);
  g_autofree char *date = at != NULL ? g_date_time_format (at, "%Y-%m-%d") : g_strdup ("");
  g_autofree char *ticked = repoint_phrase_checklist_ticked (repoint_checklist_item_get_ticked_by (item), date);

  append_element (html, "div", "small", ticked);
}

static void
append_step (GString              *html,
             RepointChecklistItem *item,
             guint                 n)
{
  gboolean ticked = repoint_checklist_item_get_ticked (item);

  g_string_append_printf (html, "<li><label><input type=\"checkbox\"%s/> %u. ", ticked ? " checked=\"checked\"" : "", n);
  append_text (html, repoint_checklist_item_get_text (item));
  g_string_append (html, "</label>");
  if (ticked)
    append_ticked (html, item);
}

/* What is no step; of several of the same role in a row, only the first has a word in front. */
static void
append_other (GString              *html,
              RepointChecklistItem *item,
              gboolean              first)
{
  RepointChecklistItemRole role = repoint_checklist_item_get_role (item);
  g_autofree char *lead = repoint_phrase_item_role (role);

  g_string_append (html, role == REPOINT_CHECKLIST_ITEM_NOTE ? "<li class=\"note\">" : "<li>");
  if (first)
    append_element (html, "strong", NULL, lead); /* ends in a line feed: a space */
  append_text (html, repoint_checklist_item_get_text (item));
}

static void
append_items (GString    *html,
              GListModel *items)
{
  RepointChecklistItemRole last = REPOINT_CHECKLIST_ITEM_STEP;
  guint n_steps = 0;

  for (guint i = 0; i < g_list_model_get_n_items (items); i++)
    {
      g_autoptr (RepointChecklistItem) item = g_list_model_get_item (items, i);
      RepointChecklistItemRole role = repoint_checklist_item_get_role (item);

      if (role == REPOINT_CHECKLIST_ITEM_STEP)
        append_step (html, item, ++n_steps);
      else
        append_other (html, item, role != last && role != REPOINT_CHECKLIST_ITEM_NOTE);
      append_element (html, "div", "small", repoint_checklist_item_get_source (item));
      g_string_append (html, "</li>\n");
      last = role;
    }
}

/* "2 Change settings · 1 Update" */
static void
append_numbers (GString          *html,
                RepointChecklist *checklist)
{
  guint counts[REPOINT_CHECKLIST_N_ACTIONS];
  g_autoptr (GString) line = g_string_new (NULL);

  repoint_checklist_count_actions (checklist, counts);
  for (guint i = 1; i <= REPOINT_CHECKLIST_N_ACTIONS; i++)
    {
      guint action = i % REPOINT_CHECKLIST_N_ACTIONS; /* what works comes last */
      g_autofree char *words = repoint_phrase_enum (REPOINT_TYPE_ACTION, (int) action);

      if (counts[action] > 0)
        g_string_append_printf (line, "%s%u %s", line->len > 0 ? " · " : "", counts[action], words);
    }
  append_element (html, "p", "numbers", line->str);
}

static void
append_block (GString               *html,
              RepointChecklistBlock *block)
{
  GListModel *items = repoint_checklist_block_get_items (block);
  const char * const *evidence = repoint_checklist_block_get_evidence (block);
  int action;

  g_string_append (html, "<section>\n");
  if (repoint_enum_from_string (REPOINT_TYPE_ACTION, repoint_checklist_block_get_action (block), &action))
    {
      g_autofree char *words = repoint_phrase_enum (REPOINT_TYPE_ACTION, action);

      append_element (html, "p", "over", words);
    }
  append_element (html, "h2", NULL, repoint_checklist_block_get_title (block));
  append_place (html, block);
  append_element (html, "p", NULL, repoint_checklist_block_get_verdict (block));
  if (evidence[0] != NULL)
    {
      g_string_append (html, "<ul class=\"evidence small\">\n");
      for (guint i = 0; evidence[i] != NULL; i++)
        append_element (html, "li", NULL, evidence[i]);
      g_string_append (html, "</ul>\n");
    }
  if (g_list_model_get_n_items (items) > 0)
    {
      g_string_append (html, "<ol>\n");
      append_items (html, items);
      g_string_append (html, "</ol>\n");
    }
  g_string_append (html, "<div class=\"sign\">");
  append_element (html, "span", NULL, repoint_phrase_checklist_word (REPOINT_CHECKLIST_WORD_INITIALS));
  append_element (html, "span", NULL, repoint_phrase_checklist_word (REPOINT_CHECKLIST_WORD_DATE));
  append_element (html, "span", NULL, repoint_phrase_checklist_word (REPOINT_CHECKLIST_WORD_NOTES));
  g_string_append (html, "</div>\n</section>\n");
}

/* Transfer full; UTF-8. */
GBytes *
repoint_checklist_to_html (RepointChecklist *checklist)
{
  const char *title, *domain;
  const char * const *summary;
  g_autofree char *name = NULL;
  g_autofree char *escaped = NULL;
  g_autofree char *subtitle = NULL;
  g_autofree char *versions = NULL;
  GListModel *blocks;
  GString *html;
  gsize length;

  g_return_val_if_fail (REPOINT_IS_CHECKLIST (checklist), NULL);

  title = repoint_checklist_get_title (checklist);
  domain = repoint_checklist_get_domain (checklist);
  summary = repoint_checklist_get_summary (checklist);
  blocks = repoint_checklist_get_blocks (checklist);
  name = repoint_checklist_clean_line (title[0] != '\0' ? title : domain);
  escaped = g_markup_escape_text (name, -1);
  subtitle = repoint_phrase_checklist_subtitle (title[0] != '\0' ? domain : "", repoint_checklist_get_today (checklist));
  versions = repoint_phrase_checklist_versions (repoint_checklist_get_catalog_version (checklist),
                                                repoint_checklist_get_guides_version (checklist));

  html = g_string_new ("<!DOCTYPE html>\n<html>\n<head>\n<meta charset=\"utf-8\"/>\n"
                       "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
                       "style-src 'unsafe-inline'\"/>\n"
                       "<meta name=\"viewport\" content=\"width=device-width\"/>\n");
  g_string_append_printf (html, "<title>%s</title>\n<style>%s</style>\n</head>\n<body>\n<header>\n", escaped, style);
  append_element (html, "p", "over", repoint_phrase_checklist_word (REPOINT_CHECKLIST_WORD_TITLE));
  append_element (html, "h1", NULL, name);
  append_element (html, "p", "sub", subtitle);
  append_numbers (html, checklist);
  for (guint i = 0; summary[i] != NULL; i++)
    append_element (html, "p", NULL, summary[i]);
  g_string_append (html, "</header>\n");
  append_dates (html, checklist);
  for (guint i = 0; i < g_list_model_get_n_items (blocks); i++)
    {
      g_autoptr (RepointChecklistBlock) block = g_list_model_get_item (blocks, i);

      append_block (html, block);
    }
  g_string_append (html, "<footer class=\"small\">");
  append_text (html, versions);
  g_string_append (html, "</footer>\n</body>\n</html>\n");
  length = html->len;
  return g_bytes_new_take (g_string_free (html, FALSE), length);
}
