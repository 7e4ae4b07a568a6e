/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-checklist-export.h"

#include "repoint-checklist-text.h"
#include "repoint-phrase-checklist.h"

#include <cairo-pdf.h>

static cairo_status_t
write_cb (void                *closure,
          const unsigned char *data,
          unsigned int         length)
{
  g_byte_array_append (closure, data, length);
  return CAIRO_STATUS_SUCCESS;
}

/* Everything that could differ between two runs is fixed by the checklist itself. */
static void
set_metadata (cairo_surface_t  *surface,
              RepointChecklist *checklist)
{
  g_autofree char *office = repoint_checklist_clean_line (repoint_checklist_get_title (checklist));
  g_autofree char *issued = g_date_time_format (repoint_checklist_get_issued (checklist), "%Y-%m-%dT%H:%M:%S%:z");
  const char *words = repoint_phrase_checklist_word (REPOINT_CHECKLIST_WORD_TITLE);
  g_autofree char *title = office[0] != '\0' ? g_strdup_printf ("%s – %s", words, office) : g_strdup (words);

  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_TITLE, title);
  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_CREATOR, "Repoint " PACKAGE_VERSION);
  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_CREATE_DATE, issued);
  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_MOD_DATE, issued);
}

static void
add_outline (cairo_surface_t        *surface,
             RepointChecklist       *checklist,
             RepointChecklistLayout *layout)
{
  GListModel *blocks = repoint_checklist_get_blocks (checklist);

  for (guint i = 0; i < g_list_model_get_n_items (blocks); i++)
    {
      g_autoptr (RepointChecklistBlock) block = g_list_model_get_item (blocks, i);
      g_autofree char *name = repoint_checklist_clean_line (repoint_checklist_block_get_title (block));
      g_autofree char *place = g_strdup_printf ("page=%u", repoint_checklist_layout_get_block_page (layout, i) + 1);

      cairo_pdf_surface_add_outline (surface, CAIRO_PDF_OUTLINE_ROOT, name, place, 0);
    }
}

/**
 * repoint_checklist_to_pdf: the checklist as a tagged PDF. The same checklist gives the same bytes.
 *
 * Returns: (transfer full) (nullable): NULL with an error of #G_IO_ERROR when cairo could not draw it
 */
GBytes *
repoint_checklist_to_pdf (RepointChecklist  *checklist,
                          RepointPaper       paper,
                          GError           **error)
{
  g_autoptr (RepointChecklistLayout) layout = NULL;
  g_autoptr (GByteArray) bytes = NULL;
  cairo_surface_t *surface;
  cairo_status_t status;
  cairo_t *cr;
  double width, height;

  g_return_val_if_fail (REPOINT_IS_CHECKLIST (checklist), NULL);

  repoint_paper_get_size (paper, &width, &height);
  layout = repoint_checklist_layout_new (checklist, width, height);
  bytes = g_byte_array_new ();
  surface = cairo_pdf_surface_create_for_stream (write_cb, bytes, width, height);
  set_metadata (surface, checklist);
  cr = cairo_create (surface);
  cairo_tag_begin (cr, "Document", NULL);
  for (guint page = 0; page < repoint_checklist_layout_get_n_pages (layout); page++)
    {
      repoint_checklist_layout_draw_page (layout, cr, page);
      cairo_show_page (cr);
    }
  cairo_tag_end (cr, "Document");
  add_outline (surface, checklist, layout);
  status = cairo_status (cr);
  cairo_destroy (cr);
  cairo_surface_finish (surface);
  if (status == CAIRO_STATUS_SUCCESS)
    status = cairo_surface_status (surface);
  cairo_surface_destroy (surface);
  if (status != CAIRO_STATUS_SUCCESS)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "PDF: %s", cairo_status_to_string (status));
      return NULL;
    }
  return g_byte_array_free_to_bytes (g_steal_pointer (&bytes));
}
