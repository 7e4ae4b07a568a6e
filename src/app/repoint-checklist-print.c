/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-checklist-print.h"

#include "repoint-checklist-layout.h"

typedef struct
{
  RepointChecklist *checklist;
  RepointChecklistLayout *layout;
  RepointPrintDone done;
  gpointer user_data;
} Print;

static void
print_free (Print *print)
{
  g_clear_object (&print->layout);
  g_clear_object (&print->checklist);
  g_free (print);
}

static void
begin_print_cb (GtkPrintOperation *operation,
                GtkPrintContext   *context,
                Print             *print)
{
  /* The layout has margins of its own: it is made for the whole sheet. */
  g_clear_object (&print->layout);
  print->layout = repoint_checklist_layout_new (print->checklist, gtk_print_context_get_width (context),
                                                gtk_print_context_get_height (context));
  gtk_print_operation_set_n_pages (operation, repoint_checklist_layout_get_n_pages (print->layout));
}

static void
draw_page_cb (GtkPrintOperation *operation,
              GtkPrintContext   *context,
              int                page,
              Print             *print)
{
  repoint_checklist_layout_draw_page (print->layout, gtk_print_context_get_cairo_context (context), page);
}

static void
done_cb (GtkPrintOperation       *operation,
         GtkPrintOperationResult  result,
         Print                   *print)
{
  g_autoptr(GError) error = NULL;

  if (result == GTK_PRINT_OPERATION_RESULT_ERROR)
    gtk_print_operation_get_error (operation, &error);
  print->done (result == GTK_PRINT_OPERATION_RESULT_APPLY, error, print->user_data);
}

/** repoint_checklist_print: prints @checklist without holding the window; @done is called once at the end. */
void
repoint_checklist_print (GtkWindow        *parent,
                         RepointChecklist *checklist,
                         RepointPrintDone  done,
                         gpointer          user_data)
{
  g_autoptr(GtkPrintOperation) operation = gtk_print_operation_new ();
  g_autoptr(GtkPageSetup) setup = gtk_page_setup_new ();
  g_autoptr(GtkPaperSize) paper = NULL;
  Print *print;

  g_return_if_fail (REPOINT_IS_CHECKLIST (checklist));
  g_return_if_fail (done != NULL);

  print = g_new0 (Print, 1);
  print->checklist = g_object_ref (checklist);
  print->done = done;
  print->user_data = user_data;
  paper = gtk_paper_size_new (repoint_paper_for_locale () == REPOINT_PAPER_LETTER ? GTK_PAPER_NAME_LETTER : GTK_PAPER_NAME_A4);
  gtk_page_setup_set_paper_size_and_default_margins (setup, paper);
  gtk_print_operation_set_default_page_setup (operation, setup);
  gtk_print_operation_set_unit (operation, GTK_UNIT_POINTS);
  gtk_print_operation_set_use_full_page (operation, TRUE);
  gtk_print_operation_set_embed_page_setup (operation, TRUE);
  gtk_print_operation_set_job_name (operation, repoint_checklist_get_title (checklist));
  gtk_print_operation_set_allow_async (operation, TRUE);
  g_signal_connect (operation, "begin-print", G_CALLBACK (begin_print_cb), print);
  g_signal_connect (operation, "draw-page", G_CALLBACK (draw_page_cb), print);
  g_signal_connect (operation, "done", G_CALLBACK (done_cb), print);
  g_object_set_data_full (G_OBJECT (operation), "repoint-print", print, (GDestroyNotify) print_free);
  gtk_print_operation_run (operation, GTK_PRINT_OPERATION_ACTION_PRINT_DIALOG, parent, NULL);
}
