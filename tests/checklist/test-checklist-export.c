/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "checklist-samples.h"
#include "repoint-checklist-export.h"
#include "repoint-csv.h"

#include <gio/gio.h>
#include <string.h>

#if defined (__SANITIZE_ADDRESS__)
#include <sanitizer/lsan_interface.h>
#else
#define __lsan_disable() ((void) 0)
#define __lsan_enable()  ((void) 0)
#endif

static char *
to_text (GBytes *bytes)
{
  return g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

/* Words with one space between them: how they were broken into lines depends on the fonts there are. */
static char *
squeeze (const char *text)
{
  g_auto (GStrv) words = g_strsplit_set (text, " \n\r\t\f", -1);
  GString *line = g_string_new (NULL);

  for (guint i = 0; words[i] != NULL; i++)
    if (words[i][0] != '\0')
      g_string_append_printf (line, "%s%s", line->len > 0 ? " " : "", words[i]);
  return g_string_free (line, FALSE);
}

/* What a program says of a PDF, or NULL when there is no such program. */
static char *
ask_program (const char * const *arguments,
             GBytes             *pdf)
{
  g_autofree char *path = g_find_program_in_path (arguments[0]);
  g_autoptr (GFile) file = NULL;
  g_autoptr (GFileIOStream) stream = NULL;
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) command = g_ptr_array_new ();
  char *output = NULL;

  if (path == NULL)
    return NULL;
  file = g_file_new_tmp ("checklist-XXXXXX.pdf", &stream, &error);
  g_assert_no_error (error);
  g_file_replace_contents (file, g_bytes_get_data (pdf, NULL), g_bytes_get_size (pdf), NULL, FALSE,
                           G_FILE_CREATE_NONE, NULL, NULL, &error);
  g_assert_no_error (error);
  for (guint i = 0; arguments[i] != NULL; i++)
    g_ptr_array_add (command, (gpointer) (strcmp (arguments[i], "FILE") == 0 ? g_file_peek_path (file) : arguments[i]));
  g_ptr_array_add (command, NULL);
  process = g_subprocess_newv ((const char * const *) command->pdata, G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error);
  g_assert_no_error (error);
  g_subprocess_communicate_utf8 (process, NULL, NULL, &output, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_get_successful (process));
  g_file_delete (file, NULL, NULL);
  return output;
}

static GBytes *
make_pdf (RepointChecklist *checklist,
          RepointPaper      paper)
{
  g_autoptr (GError) error = NULL;
  GBytes *pdf = repoint_checklist_to_pdf (checklist, paper, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (g_bytes_get_size (pdf), >, 1000);
  g_assert_cmpmem (g_bytes_get_data (pdf, NULL), 5, "%PDF-", 5);
  return pdf;
}

/* The golden file has the words of all pages in the order in which they were drawn. */
static void
test_pdf_text (void)
{
  static const char * const arguments[] = { "pdftotext", "-raw", "-enc", "UTF-8", "FILE", "-", NULL };
  g_autoptr (RepointChecklist) checklist = checklist_sample_office ();
  g_autoptr (GBytes) pdf = make_pdf (checklist, REPOINT_PAPER_A4);
  g_autofree char *text = ask_program (arguments, pdf);
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "checklist", "office.txt", NULL);
  g_autofree char *golden = NULL;
  g_autofree char *words = NULL;
  g_autofree char *golden_words = NULL;
  g_autoptr (GError) error = NULL;

  if (text == NULL)
    {
      g_test_skip ("no pdftotext");
      return;
    }
  g_file_get_contents (path, &golden, NULL, &error);
  g_assert_no_error (error);
  words = squeeze (text);
  golden_words = squeeze (golden);
  g_assert_cmpstr (words, ==, golden_words);
}

static void
test_pdf_facts (void)
{
  static const char * const arguments[] = { "pdfinfo", "FILE", NULL };
  g_autoptr (RepointChecklist) checklist = checklist_sample_office ();
  g_autoptr (GBytes) pdf = make_pdf (checklist, REPOINT_PAPER_LETTER);
  g_autofree char *info = ask_program (arguments, pdf);

  if (info == NULL)
    {
      g_test_skip ("no pdfinfo");
      return;
    }
  g_assert_nonnull (strstr (info, "Mail checklist – Harbour Street Architects"));
  g_assert_true (g_regex_match_simple ("Tagged: +yes", info, 0, 0));
  g_assert_true (g_regex_match_simple ("Page size: +612 x 792 pts \\(letter\\)", info, 0, 0));
  g_assert_true (g_regex_match_simple ("CreationDate: +Fri Nov 20 ..:30:00 2026", info, 0, 0));
}

static void
test_pdf_is_reproducible (void)
{
  g_autoptr (RepointChecklist) checklist = checklist_sample_office ();
  g_autoptr (RepointChecklist) other = checklist_sample_office ();
  g_autoptr (GBytes) first = make_pdf (checklist, REPOINT_PAPER_A4);
  g_autoptr (GBytes) second = make_pdf (checklist, REPOINT_PAPER_A4);
  g_autoptr (GBytes) third = make_pdf (other, REPOINT_PAPER_A4);

  g_assert_true (g_bytes_equal (first, second));
  g_assert_true (g_bytes_equal (first, third));
}

static void
test_pdf_hostile (void)
{
  static const char * const arguments[] = { "pdftotext", "-enc", "UTF-8", "FILE", "-", NULL };
  g_autoptr (RepointChecklist) checklist = checklist_sample_hostile ();
  g_autoptr (GBytes) pdf = NULL;
  g_autofree char *text = NULL;

  __lsan_disable (); /* cairo 1.16 forgets an array when it embeds a CID font (CJK) */
  pdf = make_pdf (checklist, REPOINT_PAPER_A4);
  __lsan_enable ();
  text = ask_program (arguments, pdf);
  if (text == NULL)
    return;
  g_assert_nonnull (strstr (text, "=HYPERLINK(\"http://evil.example\",\"click\")"));
  g_assert_nonnull (strstr (text, "</style><script>alert(1)</script>"));
  g_assert_nonnull (strstr (text, "コピー機"));
}

/* The title does not stand on one page and the first step on another. */
static void
test_pdf_blocks (void)
{
  static const char * const arguments[] = { "pdftotext", "-enc", "UTF-8", "FILE", "-", NULL };
  g_autoptr (RepointChecklist) checklist = checklist_sample_many (40);
  g_autoptr (GBytes) pdf = make_pdf (checklist, REPOINT_PAPER_LETTER);
  g_autofree char *text = ask_program (arguments, pdf);
  g_auto (GStrv) pages = NULL;
  guint n_titles = 0;

  if (text == NULL)
    {
      g_test_skip ("no pdftotext");
      return;
    }
  pages = g_strsplit (text, "\f", -1);
  for (guint i = 0; pages[i] != NULL; i++)
    {
      g_auto (GStrv) blocks = g_strsplit (pages[i], "\nCopier ", -1);

      for (guint j = 1; blocks[0] != NULL && blocks[j] != NULL; j++, n_titles++)
        g_assert_nonnull (strstr (blocks[j], "and sign in as administrator."));
    }
  g_assert_cmpuint (n_titles, ==, 40);
}

typedef struct
{
  GString *text;
  guint    n_boxes;
  guint    n_checked;
  guint    n_sections;
  gboolean in_style;
} Page;

static void
start_element_cb (GMarkupParseContext  *context,
                  const char           *element,
                  const char          **names,
                  const char          **values,
                  gpointer              user_data,
                  GError              **error)
{
  static const char * const known[] = {
    "html", "head", "meta", "title", "style", "body", "header", "h1", "h2", "p", "section", "strong", "br", "span",
    "code", "a", "ul", "ol", "li", "label", "input", "div", "footer", NULL,
  };
  Page *page = user_data;

  g_assert_true (g_strv_contains (known, element));
  for (guint i = 0; names[i] != NULL; i++)
    {
      g_assert_false (g_str_has_prefix (names[i], "on"));
      if (strcmp (names[i], "href") == 0)
        g_assert_true (g_str_has_prefix (values[i], "http://") || g_str_has_prefix (values[i], "https://"));
      g_assert_cmpstr (names[i], !=, "src");
      if (strcmp (names[i], "checked") == 0)
        page->n_checked++;
    }
  if (strcmp (element, "input") == 0)
    page->n_boxes++;
  if (strcmp (element, "section") == 0)
    page->n_sections++;
  page->in_style = strcmp (element, "style") == 0;
}

static void
text_cb (GMarkupParseContext  *context,
         const char           *text,
         gsize                 length,
         gpointer              user_data,
         GError              **error)
{
  Page *page = user_data;

  if (!page->in_style)
    g_string_append_len (page->text, text, (gssize) length);
  page->in_style = FALSE;
}

/* Reads the page as strictly as XML is read. */
static Page
read_page (RepointChecklist *checklist)
{
  static const GMarkupParser parser = { start_element_cb, NULL, text_cb, NULL, NULL };
  g_autoptr (GBytes) html = repoint_checklist_to_html (checklist);
  g_autoptr (GError) error = NULL;
  g_autoptr (GMarkupParseContext) context = NULL;
  g_autofree char *text = to_text (html);
  Page page = { g_string_new (NULL) };

  g_assert_true (g_utf8_validate (g_bytes_get_data (html, NULL), (gssize) g_bytes_get_size (html), NULL));
  g_assert_true (g_str_has_prefix (text, "<!DOCTYPE html>\n"));
  context = g_markup_parse_context_new (&parser, G_MARKUP_DEFAULT_FLAGS, &page, NULL);
  g_markup_parse_context_parse (context, text, -1, &error);
  g_assert_no_error (error);
  g_markup_parse_context_end_parse (context, &error);
  g_assert_no_error (error);
  return page;
}

static void
test_html (void)
{
  g_autoptr (RepointChecklist) checklist = checklist_sample_office ();
  Page page = read_page (checklist);

  g_assert_nonnull (strstr (page.text->str, "Harbour Street Architects"));
  g_assert_nonnull (strstr (page.text->str, "Set-TransportConfig -AllowLegacyTLSClients $false"));
  g_assert_null (strstr (page.text->str, "\u2068"));
  g_assert_cmpuint (page.n_boxes, ==, repoint_checklist_get_n_items (checklist));
  g_assert_cmpuint (page.n_checked, ==, 1);
  g_assert_cmpuint (page.n_sections, ==, 5); /* the dates, the tenant, three devices */
  g_string_free (page.text, TRUE);
}

static void
test_html_hostile (void)
{
  g_autoptr (RepointChecklist) checklist = checklist_sample_hostile ();
  Page page = read_page (checklist);

  g_assert_nonnull (strstr (page.text->str, "</style><script>alert(1)</script>"));
  g_string_free (page.text, TRUE);
}

static guint
count_items (RepointChecklist *checklist)
{
  GListModel *blocks = repoint_checklist_get_blocks (checklist);
  guint n_items = 0;

  for (guint i = 0; i < g_list_model_get_n_items (blocks); i++)
    n_items += g_list_model_get_n_items (repoint_checklist_block_get_items (checklist_sample_block (checklist, i)));
  return n_items;
}

static const char *
get_field (RepointCsv *csv,
           guint       row,
           guint       column)
{
  return g_ptr_array_index ((GPtrArray *) g_ptr_array_index (csv->rows, row), column);
}

static RepointCsv *
read_csv (RepointChecklist *checklist)
{
  g_autoptr (GBytes) bytes = repoint_checklist_to_csv (checklist);
  g_autoptr (GError) error = NULL;
  RepointCsv *csv;

  g_assert_cmpmem (g_bytes_get_data (bytes, NULL), 3, "\xef\xbb\xbf", 3);
  csv = repoint_csv_parse (bytes, &error);
  g_assert_no_error (error);
  g_assert_cmpint (csv->separator, ==, ',');
  return csv;
}

static void
test_csv (void)
{
  g_autoptr (RepointChecklist) checklist = checklist_sample_office ();
  g_autoptr (RepointCsv) csv = read_csv (checklist);
  static const char * const expected[] = {
    "Copier ground floor", "Ground floor copy room", "192.168.1.40", "change-settings", "1", "step",
    "Open https://192.168.1.40/ and sign in as administrator.", "no", "", "",
    "Source: Canon USRMA-9064, as of 2026-08-22; not confirmed for this model", "g/page",
  };
  guint ticked = csv->rows->len - 2;

  g_assert_cmpuint (csv->rows->len, ==, 1 + count_items (checklist));
  g_assert_cmpstr (get_field (csv, 0, 0), ==, "device");
  g_assert_cmpstr (get_field (csv, 3, 7), ==, ""); /* what to check first is no step */
  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    g_assert_cmpstr (get_field (csv, 4, i), ==, expected[i]);
  g_assert_cmpstr (get_field (csv, ticked, 7), ==, "yes");
  g_assert_cmpstr (get_field (csv, ticked, 8), ==, "AB");
  g_assert_cmpstr (get_field (csv, ticked, 9), ==, "2026-11-20");
}

/* A spreadsheet must not find anything to run. */
static void
test_csv_hostile (void)
{
  g_autoptr (RepointChecklist) checklist = checklist_sample_hostile ();
  g_autoptr (RepointCsv) csv = read_csv (checklist);

  g_assert_cmpuint (csv->rows->len, ==, 1 + count_items (checklist));
  for (guint row = 0; row < csv->rows->len; row++)
    for (guint column = 0; column < 12; column++)
      {
        const char *field = get_field (csv, row, column);

        g_assert_true (field[0] == '\0' || strchr ("=+-@\t\r", field[0]) == NULL);
      }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/checklist/pdf/text", test_pdf_text);
  g_test_add_func ("/checklist/pdf/facts", test_pdf_facts);
  g_test_add_func ("/checklist/pdf/is-reproducible", test_pdf_is_reproducible);
  g_test_add_func ("/checklist/pdf/hostile", test_pdf_hostile);
  g_test_add_func ("/checklist/pdf/blocks", test_pdf_blocks);
  g_test_add_func ("/checklist/html", test_html);
  g_test_add_func ("/checklist/html/hostile", test_html_hostile);
  g_test_add_func ("/checklist/csv", test_csv);
  g_test_add_func ("/checklist/csv/hostile", test_csv_hostile);
  return g_test_run ();
}
