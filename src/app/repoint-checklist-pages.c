/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-checklist-pages.h"

#include "repoint-checklist-layout.h"
#include "repoint-phrase-window.h"
#include "repoint-sheet.h"

/* Several ticks in a row make one new layout. */
#define REFRESH_DELAY_MS 250

struct _RepointChecklistPages
{
  AdwBin parent_instance;

  RepointChecklist *checklist;
  RepointChecklistLayout *layout; /* of the pages that are shown */
  GCancellable *cancellable;      /* of the layout that is being made */
  guint refresh_source;
  GPtrArray *sheets;              /* of GtkListItem: those that show a page */

  GtkStringList *numbers;
  GtkStack *stack;
  GtkListView *list;
};

typedef enum
{
  PROP_N_PAGES = 1,
} RepointChecklistPagesProps;

static GParamSpec *props[PROP_N_PAGES + 1];

G_DEFINE_FINAL_TYPE (RepointChecklistPages, repoint_checklist_pages, ADW_TYPE_BIN)

static guint
get_n_pages (RepointChecklistPages *self)
{
  return self->layout != NULL ? repoint_checklist_layout_get_n_pages (self->layout) : 0;
}

static void
show_page (RepointChecklistPages *self,
           GtkListItem           *list_item)
{
  guint page = gtk_list_item_get_position (list_item);
  GtkWidget *sheet = gtk_list_item_get_child (list_item);
  g_autofree char *name = repoint_phrase_sheet (page + 1, get_n_pages (self));
  double width, height;

  repoint_paper_get_size (repoint_paper_for_locale (), &width, &height);
  repoint_sheet_set_page (REPOINT_SHEET (sheet), page < get_n_pages (self) ? self->layout : NULL, page, width, height);
  gtk_accessible_update_property (GTK_ACCESSIBLE (sheet), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

static void
show_layout (RepointChecklistPages  *self,
             RepointChecklistLayout *layout)
{
  guint n_shown = g_list_model_get_n_items (G_LIST_MODEL (self->numbers));
  guint n_pages;

  g_set_object (&self->layout, layout);
  gtk_stack_set_visible_child_name (self->stack, layout != NULL ? "pages" : "waiting");
  n_pages = get_n_pages (self);
  if (n_pages > n_shown)
    {
      g_autoptr(GStrvBuilder) more = g_strv_builder_new ();
      g_auto(GStrv) strings = NULL;

      for (guint i = n_shown; i < n_pages; i++)
        g_strv_builder_add (more, "");
      strings = g_strv_builder_end (more);
      gtk_string_list_splice (self->numbers, n_shown, 0, (const char * const *) strings);
    }
  else if (n_pages < n_shown)
    {
      gtk_string_list_splice (self->numbers, n_pages, n_shown - n_pages, NULL);
    }
  /* The view keeps its place: each sheet that is there shows its new page. */
  for (guint i = 0; i < self->sheets->len; i++)
    show_page (self, g_ptr_array_index (self->sheets, i));
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_N_PAGES]);
}

static void
lay_out (GTask        *task,
         gpointer      source,
         gpointer      task_data,
         GCancellable *cancellable)
{
  RepointChecklist *copy = task_data;
  double width, height;

  if (g_task_return_error_if_cancelled (task))
    return;
  repoint_paper_get_size (repoint_paper_for_locale (), &width, &height);
  g_task_return_pointer (task, repoint_checklist_layout_new (copy, width, height), g_object_unref);
}

static void
laid_out_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  RepointChecklistPages *self = REPOINT_CHECKLIST_PAGES (source);
  g_autoptr(RepointChecklistLayout) layout = g_task_propagate_pointer (G_TASK (result), NULL);

  if (layout != NULL)
    show_layout (self, layout);
}

static void
start_layout (RepointChecklistPages *self)
{
  g_autoptr(GTask) task = NULL;

  g_clear_handle_id (&self->refresh_source, g_source_remove);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  if (self->checklist == NULL)
    return;

  self->cancellable = g_cancellable_new ();
  task = g_task_new (self, self->cancellable, laid_out_cb, NULL);
  g_task_set_source_tag (task, start_layout);
  g_task_set_task_data (task, repoint_checklist_copy (self->checklist), g_object_unref);
  g_task_run_in_thread (task, lay_out);
}

static gboolean
refresh_cb (gpointer user_data)
{
  RepointChecklistPages *self = user_data;

  self->refresh_source = 0;
  start_layout (self);
  return G_SOURCE_REMOVE;
}

static void
setup_cb (RepointChecklistPages *self,
          GtkListItem           *list_item)
{
  gtk_list_item_set_child (list_item, repoint_sheet_new ());
  gtk_list_item_set_activatable (list_item, FALSE);
}

static void
bind_cb (RepointChecklistPages *self,
         GtkListItem           *list_item)
{
  g_ptr_array_add (self->sheets, list_item);
  show_page (self, list_item);
}

static void
unbind_cb (RepointChecklistPages *self,
           GtkListItem           *list_item)
{
  g_ptr_array_remove_fast (self->sheets, list_item);
}

static void
repoint_checklist_pages_get_property (GObject    *object,
                                      guint       prop_id,
                                      GValue     *value,
                                      GParamSpec *pspec)
{
  switch ((RepointChecklistPagesProps) prop_id)
    {
    case PROP_N_PAGES:
      g_value_set_uint (value, get_n_pages (REPOINT_CHECKLIST_PAGES (object)));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
repoint_checklist_pages_dispose (GObject *object)
{
  RepointChecklistPages *self = REPOINT_CHECKLIST_PAGES (object);

  g_clear_handle_id (&self->refresh_source, g_source_remove);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->layout);
  g_clear_object (&self->checklist);

  G_OBJECT_CLASS (repoint_checklist_pages_parent_class)->dispose (object);
}

static void
repoint_checklist_pages_finalize (GObject *object)
{
  g_ptr_array_unref (REPOINT_CHECKLIST_PAGES (object)->sheets);

  G_OBJECT_CLASS (repoint_checklist_pages_parent_class)->finalize (object);
}

static void
repoint_checklist_pages_class_init (RepointChecklistPagesClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  object_class->get_property = repoint_checklist_pages_get_property;
  object_class->dispose = repoint_checklist_pages_dispose;
  object_class->finalize = repoint_checklist_pages_finalize;

  props[PROP_N_PAGES] = g_param_spec_uint ("n-pages", NULL, NULL, 0, G_MAXUINT, 0, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (props), props);

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/repoint/Repoint/ui/repoint-checklist-pages.ui");
  gtk_widget_class_bind_template_child (widget_class, RepointChecklistPages, stack);
  gtk_widget_class_bind_template_child (widget_class, RepointChecklistPages, list);
  gtk_widget_class_bind_template_child (widget_class, RepointChecklistPages, numbers);
  gtk_widget_class_bind_template_callback (widget_class, setup_cb);
  gtk_widget_class_bind_template_callback (widget_class, bind_cb);
  gtk_widget_class_bind_template_callback (widget_class, unbind_cb);
}

static void
repoint_checklist_pages_init (RepointChecklistPages *self)
{
  self->sheets = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

/** repoint_checklist_pages_set_checklist: shows @checklist, as soon as it is laid out; %NULL: nothing. */
void
repoint_checklist_pages_set_checklist (RepointChecklistPages *self,
                                       RepointChecklist      *checklist)
{
  g_return_if_fail (REPOINT_IS_CHECKLIST_PAGES (self));

  if (!g_set_object (&self->checklist, checklist))
    return;
  if (checklist == NULL)
    show_layout (self, NULL);
  start_layout (self);
}

/** repoint_checklist_pages_refresh: shows the checklist as it is now, after a moment. */
void
repoint_checklist_pages_refresh (RepointChecklistPages *self)
{
  g_return_if_fail (REPOINT_IS_CHECKLIST_PAGES (self));

  if (self->refresh_source == 0)
    self->refresh_source = g_timeout_add (REFRESH_DELAY_MS, refresh_cb, self);
}
