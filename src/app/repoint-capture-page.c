/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-capture-page.h"

#include "repoint-detail-row.h"
#include "repoint-journey-capture.h"
#include "repoint-page.h"
#include "repoint-phrase-check-in.h"
#include "repoint-phrase-window.h"
#include "repoint-window.h"

struct _RepointCapturePage
{
  AdwBin parent_instance;

  RepointSession *session;
  GListModel *files;
  guint position; /* of the file that is being read */
  GCancellable *cancellable;
  guint64 n_packets;
  guint n_clients;
  guint n_devices;
  guint n_visitors;

  AdwStatusPage *status_page;
  GtkStack *stack;
  GtkProgressBar *progress_bar;
  GtkWidget *visits_button;
  AdwPreferencesGroup *problems_group;
  GtkListBox *problems_list;
};

G_DEFINE_FINAL_TYPE (RepointCapturePage, repoint_capture_page, ADW_TYPE_BIN)

static char *
dup_name (RepointCapturePage *self)
{
  g_autoptr(GFile) file = g_list_model_get_item (self->files, self->position);
  g_autofree char *base = file != NULL ? g_file_get_basename (file) : NULL;

  return base != NULL ? g_filename_display_name (base) : g_strdup ("");
}

static void
show_progress (RepointCapturePage *self,
               goffset             read,
               goffset             size)
{
  g_autofree char *name = dup_name (self);
  g_autofree char *text = repoint_phrase_capture_progress (name, (guint64) MAX (read, 0), (guint64) MAX (size, 0));
  g_autofree char *markup = g_markup_escape_text (text, -1);

  adw_status_page_set_description (self->status_page, markup);
  gtk_progress_bar_set_fraction (self->progress_bar, size > 0 ? CLAMP ((double) read / (double) size, 0, 1) : 0);
}

static void
progress_cb (goffset  read,
             goffset  size,
             gpointer user_data)
{
  RepointCapturePage *self = user_data;

  if (self->session != NULL)
    show_progress (self, read, size);
}

static void
list_problems (RepointCapturePage *self,
               GArray             *problems)
{
  for (guint i = 0; i < problems->len; i++)
    {
      const RepointCaptureProblem *problem = &g_array_index (problems, RepointCaptureProblem, i);
      g_autofree char *sentence = repoint_phrase_capture_problem (problem->id, problem->count);

      gtk_list_box_append (self->problems_list, repoint_detail_row_new (NULL, sentence));
      gtk_widget_show (GTK_WIDGET (self->problems_group));
    }
}

static void
show_summary (RepointCapturePage *self)
{
  g_autofree char *summary = repoint_phrase_capture_summary (self->n_packets, self->n_clients, self->n_devices, self->n_visitors);
  g_autofree char *markup = g_markup_escape_text (summary, -1);

  adw_status_page_set_title (self->status_page, repoint_phrase_text (REPOINT_TEXT_CAPTURE_READ));
  adw_status_page_set_description (self->status_page, markup);
  gtk_stack_set_visible_child_name (self->stack, "done");
  gtk_widget_set_visible (self->visits_button, self->n_clients > 0);
  if (self->n_clients > 0)
    gtk_widget_grab_focus (self->visits_button);
}

static void
leave (RepointCapturePage *self)
{
  GtkWidget *page = gtk_widget_get_ancestor (GTK_WIDGET (self), REPOINT_TYPE_PAGE);

  if (page != NULL && repoint_page_get_nested_child (REPOINT_PAGE (page)) == GTK_WIDGET (self))
    repoint_page_back (REPOINT_PAGE (page));
}

static void read_next (RepointCapturePage *self);

static void
read_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(RepointCapturePage) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(RepointCaptureSummary) summary =
    repoint_journey_import_capture_finish (REPOINT_JOURNEY (source), result, &error);

  if (self->session == NULL || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  if (summary == NULL)
    {
      g_autofree char *name = dup_name (self);

      repoint_window_tell_error (GTK_WIDGET (self), error, name);
      leave (self);
      return;
    }
  self->n_packets += summary->n_packets;
  self->n_clients += summary->n_taken;
  self->n_devices += summary->n_devices;
  self->n_visitors += summary->n_visitors;
  list_problems (self, summary->problems);
  self->position++;
  read_next (self);
}

static void
read_next (RepointCapturePage *self)
{
  g_autoptr(GFile) file = g_list_model_get_item (self->files, self->position);

  if (file == NULL)
    {
      show_summary (self);
      return;
    }
  show_progress (self, 0, 0);
  repoint_journey_import_capture_async (repoint_session_get_journey (self->session), file, self->cancellable,
                                        progress_cb, self, read_cb, g_object_ref (self));
}

static void
cancel_action (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  RepointCapturePage *self = REPOINT_CAPTURE_PAGE (widget);

  g_cancellable_cancel (self->cancellable);
  leave (self);
}

static void
show_visits_action (GtkWidget  *widget,
                    const char *name,
                    GVariant   *parameter)
{
  g_autoptr(RepointCapturePage) self = g_object_ref (REPOINT_CAPTURE_PAGE (widget)); /* it goes with its place */
  GtkWidget *page = gtk_widget_get_ancestor (widget, REPOINT_TYPE_PAGE);

  leave (self);
  if (page != NULL)
    gtk_widget_activate_action (page, "test.check-in", NULL);
}

static void
repoint_capture_page_dispose (GObject *object)
{
  RepointCapturePage *self = REPOINT_CAPTURE_PAGE (object);

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->files);
  g_clear_object (&self->session);

  G_OBJECT_CLASS (repoint_capture_page_parent_class)->dispose (object);
}

static void
repoint_capture_page_unroot (GtkWidget *widget)
{
  RepointCapturePage *self = REPOINT_CAPTURE_PAGE (widget);

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);

  GTK_WIDGET_CLASS (repoint_capture_page_parent_class)->unroot (widget);
}

static void
repoint_capture_page_class_init (RepointCapturePageClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = repoint_capture_page_dispose;
  widget_class->unroot = repoint_capture_page_unroot;

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/repoint/Repoint/ui/repoint-capture-page.ui");
  gtk_widget_class_bind_template_child (widget_class, RepointCapturePage, status_page);
  gtk_widget_class_bind_template_child (widget_class, RepointCapturePage, stack);
  gtk_widget_class_bind_template_child (widget_class, RepointCapturePage, progress_bar);
  gtk_widget_class_bind_template_child (widget_class, RepointCapturePage, visits_button);
  gtk_widget_class_bind_template_child (widget_class, RepointCapturePage, problems_group);
  gtk_widget_class_bind_template_child (widget_class, RepointCapturePage, problems_list);
  gtk_widget_class_install_action (widget_class, "capture.cancel", NULL, cancel_action);
  gtk_widget_class_install_action (widget_class, "capture.show-visits", NULL, show_visits_action);
}

static void
repoint_capture_page_init (RepointCapturePage *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

/** repoint_capture_page_new: begins to read @files, one after the other, at once. */
GtkWidget *
repoint_capture_page_new (RepointSession *session,
                          GListModel     *files)
{
  RepointCapturePage *self;

  g_return_val_if_fail (REPOINT_IS_SESSION (session), NULL);
  g_return_val_if_fail (G_IS_LIST_MODEL (files), NULL);

  self = g_object_new (REPOINT_TYPE_CAPTURE_PAGE, NULL);
  self->session = g_object_ref (session);
  self->files = g_object_ref (files);
  read_next (self);
  return GTK_WIDGET (self);
}
