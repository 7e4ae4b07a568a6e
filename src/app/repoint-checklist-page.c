/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-checklist-page.h"

#include "repoint-adaptive-bin.h"
#include "repoint-block-page.h"
#include "repoint-block-row.h"
#include "repoint-checklist-export.h"
#include "repoint-checklist-pages.h"
#include "repoint-checklist-print.h"
#include "repoint-dialogs.h"
#include "repoint-window.h"

struct _RepointChecklistPage
{
  RepointPage parent_instance;

  GSignalGroup *session_signals;
  GSignalGroup *checklists_signals;
  GSignalGroup *checklist_signals;
  RepointChecklist *draft;     /* what the plans make now */
  RepointChecklist *checklist; /* what is shown: the draft, or the one issued last */
  gboolean prefer_draft;       /* the one that was issued is outdated, and the new one was asked for */
  gboolean stale;              /* the plans have changed since the draft was made */

  GtkStack *stack;
  RepointAdaptiveBin *panes;
  AdwBin *wide_slot;
  AdwBin *narrow_slot;
  GtkWidget *blocks_scroller;
  GtkListView *blocks_view;
  RepointChecklistPages *pages;
  GtkStack *views;
  GtkStackSwitcher *switcher;
  GtkWidget *outdated_box;
};

typedef enum
{
  PROP_CHECKLIST = 1,
} RepointChecklistPageProps;

static GParamSpec *props[PROP_CHECKLIST + 1];

G_DEFINE_FINAL_TYPE (RepointChecklistPage, repoint_checklist_page, REPOINT_TYPE_PAGE)

static RepointSession *
get_session (RepointChecklistPage *self)
{
  return repoint_page_get_session (REPOINT_PAGE (self));
}

static RepointChecklist *
last_issued (RepointChecklistPage *self)
{
  GListModel *checklists = repoint_project_get_checklists (repoint_session_get_project (get_session (self)));
  guint n = g_list_model_get_n_items (checklists);
  g_autoptr(RepointChecklist) last = n > 0 ? g_list_model_get_item (checklists, n - 1) : NULL;

  return last; /* the project holds it */
}

static RepointChecklist *
compose (RepointChecklistPage *self)
{
  g_autoptr(GDateTime) now = g_date_time_new_now_utc ();

  return repoint_journey_compose (repoint_session_get_journey (get_session (self)), now);
}

static gboolean
same_items (RepointChecklistBlock *a,
            RepointChecklistBlock *b)
{
  GListModel *items_a = repoint_checklist_block_get_items (a);
  GListModel *items_b = repoint_checklist_block_get_items (b);

  if (g_list_model_get_n_items (items_a) != g_list_model_get_n_items (items_b))
    return FALSE;
  for (guint i = 0; i < g_list_model_get_n_items (items_a); i++)
    {
      g_autoptr(RepointChecklistItem) item_a = g_list_model_get_item (items_a, i);
      g_autoptr(RepointChecklistItem) item_b = g_list_model_get_item (items_b, i);

      if (g_strcmp0 (repoint_checklist_item_get_text (item_a), repoint_checklist_item_get_text (item_b)) != 0)
        return FALSE;
    }
  return TRUE;
}

/* Whether two lists ask for the same things; dates and evidence that only grew older do not make a new list. */
static gboolean
same_steps (RepointChecklist *a,
            RepointChecklist *b)
{
  GListModel *blocks_a = repoint_checklist_get_blocks (a);
  GListModel *blocks_b = repoint_checklist_get_blocks (b);

  if (g_list_model_get_n_items (blocks_a) != g_list_model_get_n_items (blocks_b))
    return FALSE;
  for (guint i = 0; i < g_list_model_get_n_items (blocks_a); i++)
    {
      g_autoptr(RepointChecklistBlock) block_a = g_list_model_get_item (blocks_a, i);
      g_autoptr(RepointChecklistBlock) block_b = g_list_model_get_item (blocks_b, i);

      if (g_strcmp0 (repoint_checklist_block_get_title (block_a), repoint_checklist_block_get_title (block_b)) != 0 ||
          !same_items (block_a, block_b))
        return FALSE;
    }
  return TRUE;
}

static void
count_blocks (RepointChecklist *checklist,
              guint            *n_done,
              guint            *n_blocks)
{
  GListModel *blocks = repoint_checklist_get_blocks (checklist);

  *n_done = 0;
  *n_blocks = g_list_model_get_n_items (blocks);
  for (guint i = 0; i < *n_blocks; i++)
    {
      g_autoptr(RepointChecklistBlock) block = g_list_model_get_item (blocks, i);
      gboolean done;

      g_object_get (block, "done", &done, NULL);
      *n_done += done;
    }
}

/* The state of the step, which the window shows. */
static void
update_state (RepointChecklistPage *self)
{
  RepointPage *page = REPOINT_PAGE (self);
  g_autofree char *status = NULL;
  guint n_done = 0, n_blocks = 0;
  gboolean issued, can_print;

  if (get_session (self) == NULL)
    return;

  can_print = self->checklist != NULL && g_list_model_get_n_items (repoint_checklist_get_blocks (self->checklist)) > 0;
  issued = last_issued (self) != NULL;
  if (issued)
    count_blocks (last_issued (self), &n_done, &n_blocks);
  status = repoint_phrase_checklist_status (issued, n_done, n_blocks);
  repoint_page_set_status (page, status);
  repoint_page_set_complete (page, n_blocks > 0 && n_done == n_blocks);
  repoint_page_set_can_forward (page, can_print);
  repoint_page_set_forward_label (page, can_print ? repoint_phrase_text (REPOINT_TEXT_PRINT_CHECKLIST) : "");
}

static void
show_checklist (RepointChecklistPage *self,
                RepointChecklist     *checklist)
{
  g_autoptr(GtkNoSelection) selection = NULL;

  if (!g_set_object (&self->checklist, checklist))
    return;

  g_signal_group_set_target (self->checklist_signals, checklist);
  repoint_checklist_pages_set_checklist (self->pages, checklist);
  selection = gtk_no_selection_new (checklist != NULL ? g_object_ref (repoint_checklist_get_blocks (checklist)) : NULL);
  gtk_list_view_set_model (self->blocks_view, GTK_SELECTION_MODEL (selection));
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_CHECKLIST]);
}

static void
update (RepointChecklistPage *self)
{
  RepointChecklist *issued;
  gboolean outdated;

  if (get_session (self) == NULL)
    return;

  if (self->stale)
    {
      g_clear_object (&self->draft);
      self->draft = compose (self);
      self->stale = FALSE;
      if (last_issued (self) != NULL)
        repoint_checklist_take_ticks (self->draft, last_issued (self));
    }
  issued = last_issued (self);
  outdated = issued != NULL && issued != self->draft && !same_steps (issued, self->draft);
  show_checklist (self, issued == NULL || (outdated && self->prefer_draft) ? self->draft : issued);
  gtk_widget_set_visible (self->outdated_box, outdated && !self->prefer_draft);
  gtk_stack_set_visible_child_name (self->stack,
                                    g_list_model_get_n_items (repoint_checklist_get_blocks (self->checklist)) > 0 ? "list" : "empty");
  update_state (self);
}

static void
plans_changed_cb (RepointChecklistPage *self)
{
  self->stale = TRUE;
  /* Composing takes a moment: only when somebody looks. */
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    update (self);
}

/* Keeps the list that is shown, unless it is kept already: from now on it does not change any more. */
static void
issue (RepointChecklistPage *self)
{
  g_autoptr(RepointChecklist) checklist = g_object_ref (self->checklist);

  self->prefer_draft = FALSE;
  if (checklist == self->draft && checklist != last_issued (self))
    repoint_project_issue (repoint_session_get_project (get_session (self)), checklist);
  update (self);
}

static void
show_new_clicked_cb (RepointChecklistPage *self)
{
  self->prefer_draft = TRUE;
  update (self);
}

static void
ticked_cb (RepointChecklistPage *self)
{
  repoint_checklist_pages_refresh (self->pages);
  update_state (self);
}

static void
block_toggled_cb (RepointChecklistPage *self,
                  gboolean              done,
                  RepointBlockRow      *row)
{
  g_autoptr(RepointChecklistBlock) block = g_object_ref (repoint_block_row_get_block (row));
  GListModel *items = repoint_checklist_block_get_items (block);

  issue (self);
  repoint_session_edit (get_session (self), "tick");
  for (guint i = 0; i < g_list_model_get_n_items (items); i++)
    {
      g_autoptr(RepointChecklistItem) item = g_list_model_get_item (items, i);

      if (repoint_checklist_item_get_role (item) == REPOINT_CHECKLIST_ITEM_STEP &&
          repoint_checklist_item_get_ticked (item) != done)
        repoint_tick_item (item, done);
    }
  repoint_session_end_edit (get_session (self));
}

static void
block_activated_cb (RepointChecklistPage *self,
                    guint                 position)
{
  g_autoptr(RepointChecklistBlock) block = g_list_model_get_item (repoint_checklist_get_blocks (self->checklist), position);

  if (block == NULL)
    return;
  issue (self);
  repoint_page_push (REPOINT_PAGE (self), repoint_block_page_new (get_session (self), block));
}

static void
setup_block_cb (RepointChecklistPage *self,
                GtkListItem          *list_item)
{
  GtkWidget *row = repoint_block_row_new ();

  g_signal_connect_object (row, "toggled", G_CALLBACK (block_toggled_cb), self, G_CONNECT_SWAPPED);
  gtk_list_item_set_child (list_item, row);
}

static void
bind_block_cb (RepointChecklistPage *self,
               GtkListItem          *list_item)
{
  repoint_block_row_set_block (REPOINT_BLOCK_ROW (gtk_list_item_get_child (list_item)), gtk_list_item_get_item (list_item));
}

static void
unbind_block_cb (RepointChecklistPage *self,
                 GtkListItem          *list_item)
{
  repoint_block_row_set_block (REPOINT_BLOCK_ROW (gtk_list_item_get_child (list_item)), NULL);
}

static void
printed_cb (gboolean      printed,
            const GError *error,
            gpointer      user_data)
{
  g_autoptr(RepointChecklistPage) self = user_data;

  if (get_session (self) == NULL)
    return;
  if (error != NULL)
    repoint_window_tell_error (GTK_WIDGET (self), error, repoint_page_get_title (REPOINT_PAGE (self)));
  else if (printed)
    issue (self);
}

static void
repoint_checklist_page_forward (RepointPage *page)
{
  RepointChecklistPage *self = REPOINT_CHECKLIST_PAGE (page);

  repoint_checklist_print (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (page))), self->checklist, printed_cb,
                           g_object_ref (self));
}

static void
written_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(RepointChecklistPage) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autofree char *name = g_file_get_basename (G_FILE (source));

  if (g_file_replace_contents_finish (G_FILE (source), result, NULL, &error))
    {
      g_autofree char *toast = repoint_phrase_exported (name);

      repoint_window_toast (GTK_WIDGET (self), toast, FALSE);
      if (get_session (self) != NULL)
        issue (self);
    }
  else
    {
      repoint_window_tell_error (GTK_WIDGET (self), error, name);
    }
}

typedef struct
{
  RepointChecklist *checklist; /* a copy: ticks may change meanwhile */
  GFile *file;
  char *format;
} Export;

static void
export_free (Export *export)
{
  g_clear_object (&export->checklist);
  g_clear_object (&export->file);
  g_free (export->format);
  g_free (export);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Export, export_free)

/* In a thread, for many pages take a while. */
static void
render (GTask        *task,
        gpointer      source,
        gpointer      task_data,
        GCancellable *cancellable)
{
  Export *export = task_data;
  GError *error = NULL;
  GBytes *bytes;

  if (g_str_equal (export->format, "html"))
    bytes = repoint_checklist_to_html (export->checklist);
  else if (g_str_equal (export->format, "csv"))
    bytes = repoint_checklist_to_csv (export->checklist);
  else
    bytes = repoint_checklist_to_pdf (export->checklist, repoint_paper_for_locale (), &error);

  if (bytes != NULL)
    g_task_return_pointer (task, bytes, (GDestroyNotify) g_bytes_unref);
  else
    g_task_return_error (task, error);
}

static void
rendered_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  RepointChecklistPage *self = REPOINT_CHECKLIST_PAGE (source);
  const Export *export = g_task_get_task_data (G_TASK (result));
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) bytes = g_task_propagate_pointer (G_TASK (result), &error);

  if (error != NULL)
    repoint_window_tell_error (GTK_WIDGET (self), error, repoint_page_get_title (REPOINT_PAGE (self)));
  else if (bytes != NULL) /* else no file was chosen */
    g_file_replace_contents_bytes_async (export->file, bytes, NULL, FALSE, G_FILE_CREATE_NONE, NULL, written_cb,
                                         g_object_ref (self));
}

static void
export_chosen_cb (GObject      *source,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  RepointChecklistPage *self = g_task_get_source_object (task);
  Export *export = g_task_get_task_data (task);

  export->file = repoint_dialogs_save_finish (result);
  if (export->file == NULL || self->checklist == NULL)
    {
      g_task_return_pointer (task, NULL, NULL);
      return;
    }
  export->checklist = repoint_checklist_copy (self->checklist);
  g_task_run_in_thread (task, render);
}

static void
export_action (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  RepointChecklistPage *self = REPOINT_CHECKLIST_PAGE (widget);
  const char *format = g_variant_get_string (parameter, NULL);
  g_autofree char *pattern = g_strconcat ("*.", format, NULL);
  g_autofree char *file_name = NULL;
  const RepointFilePattern patterns[] = {
    { repoint_phrase_text (REPOINT_TEXT_CHECKLIST_FILES), pattern },
    { NULL, NULL },
  };
  g_autoptr(Export) export = NULL;
  GTask *task;

  if (self->checklist == NULL)
    return;

  file_name = repoint_phrase_export_name (repoint_checklist_get_title (self->checklist), format);
  export = g_new0 (Export, 1);
  export->format = g_strdup (format);
  task = g_task_new (self, NULL, rendered_cb, NULL);
  g_task_set_source_tag (task, export_action);
  g_task_set_task_data (task, g_steal_pointer (&export), (GDestroyNotify) export_free);
  repoint_dialogs_save_async (GTK_WINDOW (gtk_widget_get_root (widget)), repoint_phrase_text (REPOINT_TEXT_SAVE_CHECKLIST),
                              file_name, patterns, NULL, export_chosen_cb, task);
}

/* Wide: the devices beside the pages. Narrow: one of both, to be switched. */
static void
narrow_changed_cb (RepointChecklistPage *self)
{
  gboolean narrow = repoint_adaptive_bin_get_narrow (self->panes);
  AdwBin *slot = narrow ? self->narrow_slot : self->wide_slot;

  gtk_widget_set_visible (GTK_WIDGET (self->switcher), narrow);
  if (!narrow)
    gtk_stack_set_visible_child_name (self->views, "pages");
  if (adw_bin_get_child (slot) == self->blocks_scroller)
    return;
  g_object_ref (self->blocks_scroller);
  adw_bin_set_child (narrow ? self->wide_slot : self->narrow_slot, NULL);
  adw_bin_set_child (slot, self->blocks_scroller);
  g_object_unref (self->blocks_scroller);
}

static void
repoint_checklist_page_set_session (RepointPage    *page,
                                    RepointSession *session)
{
  RepointChecklistPage *self = REPOINT_CHECKLIST_PAGE (page);

  REPOINT_PAGE_CLASS (repoint_checklist_page_parent_class)->set_session (page, session);

  g_signal_group_set_target (self->session_signals, session);
  g_signal_group_set_target (self->checklists_signals,
                             session != NULL ? repoint_project_get_checklists (repoint_session_get_project (session)) : NULL);
  show_checklist (self, NULL);
  g_clear_object (&self->draft);
  self->stale = TRUE;
  self->prefer_draft = FALSE;
  update_state (self);
}

static void
repoint_checklist_page_shown (RepointPage *page)
{
  update (REPOINT_CHECKLIST_PAGE (page));
}

static void
repoint_checklist_page_get_property (GObject    *object,
                                     guint       prop_id,
                                     GValue     *value,
                                     GParamSpec *pspec)
{
  switch ((RepointChecklistPageProps) prop_id)
    {
    case PROP_CHECKLIST:
      g_value_set_object (value, REPOINT_CHECKLIST_PAGE (object)->checklist);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
repoint_checklist_page_dispose (GObject *object)
{
  RepointChecklistPage *self = REPOINT_CHECKLIST_PAGE (object);

  g_clear_object (&self->session_signals);
  g_clear_object (&self->checklists_signals);
  g_clear_object (&self->checklist_signals);
  g_clear_object (&self->draft);
  g_clear_object (&self->checklist);

  G_OBJECT_CLASS (repoint_checklist_page_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, RepointChecklistPage, stack);
  gtk_widget_class_bind_template_child (widget_class, RepointChecklistPage, panes);
  gtk_widget_class_bind_template_child (widget_class, RepointChecklistPage, wide_slot);
  gtk_widget_class_bind_template_child (widget_class, RepointChecklistPage, narrow_slot);
  gtk_widget_class_bind_template_child (widget_class, RepointChecklistPage, blocks_scroller);
  gtk_widget_class_bind_template_child (widget_class, RepointChecklistPage, blocks_view);
  gtk_widget_class_bind_template_child (widget_class, RepointChecklistPage, pages);
  gtk_widget_class_bind_template_child (widget_class, RepointChecklistPage, views);
  gtk_widget_class_bind_template_child (widget_class, RepointChecklistPage, switcher);
  gtk_widget_class_bind_template_child (widget_class, RepointChecklistPage, outdated_box);
  gtk_widget_class_bind_template_callback (widget_class, narrow_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, show_new_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, setup_block_cb);
  gtk_widget_class_bind_template_callback (widget_class, bind_block_cb);
  gtk_widget_class_bind_template_callback (widget_class, unbind_block_cb);
  gtk_widget_class_bind_template_callback (widget_class, block_activated_cb);
}

static void
repoint_checklist_page_class_init (RepointChecklistPageClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);
  RepointPageClass *page_class = REPOINT_PAGE_CLASS (class);

  object_class->get_property = repoint_checklist_page_get_property;
  object_class->dispose = repoint_checklist_page_dispose;
  page_class->set_session = repoint_checklist_page_set_session;
  page_class->forward = repoint_checklist_page_forward;
  page_class->shown = repoint_checklist_page_shown;

  props[PROP_CHECKLIST] = g_param_spec_object ("checklist", NULL, NULL, REPOINT_TYPE_CHECKLIST,
                                               G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (props), props);

  g_type_ensure (REPOINT_TYPE_ADAPTIVE_BIN);
  g_type_ensure (REPOINT_TYPE_CHECKLIST_PAGES);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/repoint/Repoint/ui/repoint-checklist-page.ui");
  bind_children (widget_class);
  gtk_widget_class_install_action (widget_class, "checklist.export", "s", export_action);
}

static void
repoint_checklist_page_init (RepointChecklistPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  narrow_changed_cb (self);

  self->session_signals = g_signal_group_new (REPOINT_TYPE_SESSION);
  g_signal_group_connect_swapped (self->session_signals, "plans-changed", G_CALLBACK (plans_changed_cb), self);
  self->checklists_signals = g_signal_group_new (G_TYPE_LIST_MODEL);
  g_signal_group_connect_swapped (self->checklists_signals, "items-changed", G_CALLBACK (update_state), self);
  self->checklist_signals = g_signal_group_new (REPOINT_TYPE_CHECKLIST);
  g_signal_group_connect_swapped (self->checklist_signals, "notify::n-ticked", G_CALLBACK (ticked_cb), self);
}

/** repoint_checklist_page_get_checklist: what is shown. Returns: (transfer none) (nullable). */
RepointChecklist *
repoint_checklist_page_get_checklist (RepointChecklistPage *self)
{
  g_return_val_if_fail (REPOINT_IS_CHECKLIST_PAGE (self), NULL);

  return self->checklist;
}
