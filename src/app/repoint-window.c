/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-window-private.h"

#include "repoint-check-in-page.h"
#include "repoint-checklist-page.h"
#include "repoint-dialogs.h"
#include "repoint-discover-page.h"
#include "repoint-organization-page.h"
#include "repoint-plan-page.h"
#include "repoint-step-row.h"
#include "repoint-test-page.h"

#define TEST_STEP 2 /* of add_pages() */

typedef enum
{
  PROP_SESSION = 1,
  PROP_PAGE,
} RepointWindowProps;

static GParamSpec *props[PROP_PAGE + 1];

G_DEFINE_FINAL_TYPE (RepointWindow, repoint_window, ADW_TYPE_APPLICATION_WINDOW)

static guint
get_step (RepointWindow *self)
{
  GtkWidget *visible = gtk_stack_get_visible_child (self->steps);
  guint position;

  if (visible == NULL || !g_list_store_find (self->pages, visible, &position))
    return 0;
  return position;
}

static void
set_action (RepointWindow *self,
            const char    *name,
            gboolean       enabled)
{
  gtk_widget_action_set_enabled (GTK_WIDGET (self), name, enabled);
}

static void
update_title (RepointWindow *self)
{
  gboolean narrow = self->session != NULL && repoint_adaptive_bin_get_narrow (self->office);
  guint n_steps = g_list_model_get_n_items (G_LIST_MODEL (self->pages));
  const char *name = self->session != NULL ? repoint_session_get_title (self->session) : "Repoint";
  const char *saved = self->session != NULL ? repoint_session_get_saved (self->session) : "";
  g_autofree char *detail = g_strdup_printf ("%s · %s", name, saved);
  g_autofree char *place = NULL;

  gtk_window_set_title (GTK_WINDOW (self), name);
  adw_window_title_set_title (self->title, name);
  adw_window_title_set_subtitle (self->title, saved);
  if (n_steps > 0 && repoint_window_get_page (self) != NULL)
    place = repoint_phrase_place (get_step (self) + 1, n_steps, repoint_page_get_title (repoint_window_get_page (self)));
  gtk_label_set_label (self->place_label, place != NULL ? place : "");
  gtk_label_set_label (self->place_detail, detail);
  gtk_stack_set_visible_child_name (self->title_stack, narrow ? "narrow" : "wide");
}

static void
update_work (RepointWindow *self,
             RepointWork   *work)
{
  gboolean stopping = work != NULL && repoint_work_get_stopping (work);
  gboolean paused = work != NULL && repoint_work_get_paused (work);

  gtk_revealer_set_reveal_child (self->work_revealer, work != NULL);
  if (work != NULL)
    {
      gtk_label_set_label (self->work_label, repoint_work_get_text (work));
      gtk_progress_bar_set_fraction (self->work_bar, repoint_work_get_fraction (work));
    }
  gtk_button_set_icon_name (self->pause_button, paused ? "media-playback-start-symbolic" : "media-playback-pause-symbolic");
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->pause_button),
                               repoint_phrase_text (paused ? REPOINT_TEXT_RESUME : REPOINT_TEXT_PAUSE));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->pause_button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  repoint_phrase_text (paused ? REPOINT_TEXT_RESUME : REPOINT_TEXT_PAUSE), -1);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->stop_button),
                               repoint_phrase_text (stopping ? REPOINT_TEXT_STOP_NOW : REPOINT_TEXT_STOP));
  set_action (self, "win.pause", work != NULL && !stopping);
  set_action (self, "win.stop", work != NULL);
}

static void
update_undo (RepointWindow *self)
{
  g_autofree char *undo_label = NULL;
  g_autofree char *redo_label = NULL;
  g_autofree char *undo_text = NULL;
  g_autofree char *redo_text = NULL;
  gboolean can_undo = FALSE;
  gboolean can_redo = FALSE;

  if (self->session != NULL)
    g_object_get (repoint_session_get_project (self->session),
                  "can-undo", &can_undo, "can-redo", &can_redo,
                  "undo-label", &undo_label, "redo-label", &redo_label, NULL);
  undo_text = repoint_phrase_undo (undo_label);
  redo_text = repoint_phrase_redo (redo_label);
  g_menu_remove_all (self->edit_menu);
  g_menu_append (self->edit_menu, undo_text, "win.undo");
  g_menu_append (self->edit_menu, redo_text, "win.redo");
  set_action (self, "win.undo", can_undo);
  set_action (self, "win.redo", can_redo);
}

/* A lasting state, told as long as it lasts: the file does not hold what is shown. */
static void
update_notice (RepointWindow *self)
{
  RepointStore *store = self->session != NULL ? repoint_session_get_store (self->session) : NULL;
  GFile *file = store != NULL ? repoint_store_get_file (store) : NULL;
  gboolean failed = store != NULL && repoint_store_get_state (store) == REPOINT_STORE_FAILED &&
                    repoint_store_get_error (store) != NULL;

  gtk_revealer_set_reveal_child (self->notice_revealer, failed);
  if (failed)
    {
      g_autofree char *what = _repoint_window_name_unsaved (self, file, repoint_store_get_error (store));
      g_autofree char *sentence = repoint_phrase_error (repoint_store_get_error (store), what);
      g_autofree char *plain = repoint_phrase_to_plain (sentence);

      gtk_label_set_label (self->notice_label, plain);
    }
}

static RepointWork *
first_work (RepointWindow *self)
{
  g_autoptr(RepointWork) work = NULL;

  if (self->session != NULL)
    work = g_list_model_get_item (repoint_session_get_works (self->session), 0);
  return work; /* the session's list holds it */
}

/* The one place that decides what can be pressed: everything follows from the visible page and the work under way. */
static void
update (RepointWindow *self)
{
  gboolean in_office = self->session != NULL;
  RepointPage *page;
  gboolean nested, can_back, can_save;
  const char *forward;

  /* Pages still speak while the window is taken apart. */
  if (self->disposed)
    return;

  page = in_office ? repoint_window_get_page (self) : NULL;
  nested = page != NULL && repoint_page_get_nested (page);
  can_back = page != NULL && (nested || get_step (self) > 0);
  forward = page != NULL && !nested ? repoint_page_get_forward_label (page) : "";
  can_save = in_office && !repoint_session_get_practice (self->session);

  gtk_widget_set_visible (GTK_WIDGET (self->back_button), can_back);
  gtk_widget_set_visible (GTK_WIDGET (self->forward_button), forward[0] != '\0');
  gtk_button_set_label (self->forward_button, forward);
  gtk_label_set_label (self->status_label, page != NULL ? repoint_page_get_status (page) : "");
  set_action (self, "win.back", can_back);
  set_action (self, "win.forward", page != NULL && forward[0] != '\0' && repoint_page_get_can_forward (page) &&
                                   !repoint_page_get_busy (page));
  set_action (self, "win.next-step", page != NULL && get_step (self) + 1 < g_list_model_get_n_items (G_LIST_MODEL (self->pages)));
  set_action (self, "win.step", in_office);
  set_action (self, "win.print", in_office);
  set_action (self, "win.save", can_save);
  set_action (self, "win.save-as", can_save);
  repoint_station_bar_set_suppressed (self->station_bar,
                                      nested && REPOINT_IS_CHECK_IN_PAGE (repoint_page_get_nested_child (page)));
  update_work (self, first_work (self));
  update_undo (self);
  update_notice (self);
  update_title (self);
}

static void
select_step (GtkListBox *list,
             guint       step)
{
  gtk_list_box_select_row (list, gtk_list_box_get_row_at_index (list, step));
}

static void
visible_step_cb (RepointWindow *self)
{
  RepointPage *page = repoint_window_get_page (self);

  if (self->disposed)
    return;

  select_step (self->sidebar_list, get_step (self));
  select_step (self->popover_list, get_step (self));
  update (self);
  if (page != NULL && self->session != NULL)
    repoint_page_shown (page);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_PAGE]);
}

static void
step_activated_cb (RepointWindow  *self,
                   RepointStepRow *row)
{
  gtk_popover_popdown (self->place_popover);
  gtk_stack_set_visible_child (self->steps, GTK_WIDGET (repoint_step_row_get_page (row)));
}

static void
page_advance_cb (RepointWindow *self,
                 RepointPage   *page)
{
  guint position;

  if (g_list_store_find (self->pages, page, &position))
    repoint_window_show_step (self, position + 1);
}

static GtkWidget *
make_step_row (gpointer item,
               gpointer user_data)
{
  return repoint_step_row_new (item);
}

static void
add_pages (RepointWindow *self)
{
  const GType types[] = {
    REPOINT_TYPE_ORGANIZATION_PAGE,
    REPOINT_TYPE_DISCOVER_PAGE,
    REPOINT_TYPE_TEST_PAGE,
    REPOINT_TYPE_PLAN_PAGE,
    REPOINT_TYPE_CHECKLIST_PAGE,
  };

  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    {
      RepointPage *page = g_object_new (types[i], NULL);

      g_signal_connect_object (page, "notify", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (page, "advance", G_CALLBACK (page_advance_cb), self, G_CONNECT_SWAPPED);
      gtk_stack_add_child (self->steps, GTK_WIDGET (page));
      g_list_store_append (self->pages, page);
    }
}

static void
work_changed_cb (RepointWindow *self)
{
  update_work (self, first_work (self));
}

static void
works_changed_cb (RepointWindow *self,
                  guint          position,
                  guint          removed,
                  guint          added,
                  GListModel    *works)
{
  for (guint i = 0; i < added; i++)
    {
      g_autoptr(RepointWork) work = g_list_model_get_item (works, position + i);

      g_signal_connect_object (work, "notify", G_CALLBACK (work_changed_cb), self, G_CONNECT_SWAPPED);
    }
  update (self);
}

/* A long piece of work that ends while the window is not looked at. */
static void
work_done_cb (RepointWindow *self,
              RepointWork   *work)
{
  RepointJob *job = repoint_work_get_job (work);
  GApplication *application = G_APPLICATION (gtk_window_get_application (GTK_WINDOW (self)));
  g_autofree char *text = repoint_phrase_work_done (repoint_work_get_kind (work), repoint_job_get_completed (job),
                                                    repoint_job_get_total (job));

  if (repoint_job_get_result (job) == REPOINT_JOB_RESULT_FAILED)
    {
      repoint_window_tell_error (GTK_WIDGET (self), repoint_job_get_error (job), repoint_session_get_title (self->session));
    }
  else if (application != NULL && !gtk_window_is_active (GTK_WINDOW (self)))
    {
      g_autoptr(GNotification) notification = g_notification_new (repoint_session_get_title (self->session));

      g_notification_set_body (notification, text);
      g_application_send_notification (application, "work", notification);
    }
}

static void
undo_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  RepointWindow *self = REPOINT_WINDOW (widget);

  if (g_str_equal (name, "win.undo"))
    repoint_session_undo (self->session);
  else
    repoint_session_redo (self->session);
}

static void
back_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  RepointWindow *self = REPOINT_WINDOW (widget);
  RepointPage *page = repoint_window_get_page (self);

  if (repoint_page_get_nested (page))
    repoint_page_back (page);
  else if (get_step (self) > 0)
    repoint_window_show_step (self, get_step (self) - 1);
}

static void
forward_action (GtkWidget  *widget,
                const char *name,
                GVariant   *parameter)
{
  repoint_page_forward (repoint_window_get_page (REPOINT_WINDOW (widget)));
}

static void
step_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  RepointWindow *self = REPOINT_WINDOW (widget);

  if (g_str_equal (name, "win.next-step"))
    repoint_window_show_step (self, get_step (self) + 1);
  else
    repoint_window_show_step (self, MAX (g_variant_get_int32 (parameter), 0));
}

/* From any step: the checklist is what there is to print. */
static void
print_action (GtkWidget  *widget,
              const char *name,
              GVariant   *parameter)
{
  RepointWindow *self = REPOINT_WINDOW (widget);

  repoint_window_show_step (self, g_list_model_get_n_items (G_LIST_MODEL (self->pages)) - 1);
  repoint_page_forward (repoint_window_get_page (self));
}

static GtkWidget *
find_search_entry (GtkWidget *widget)
{
  if (GTK_IS_SEARCH_ENTRY (widget) && gtk_widget_get_mapped (widget))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_search_entry (child);

      if (found != NULL)
        return found;
    }
  return NULL;
}

/* Where there is nothing to search, the key does nothing. */
static void
find_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  GtkWidget *entry = find_search_entry (widget);

  if (entry != NULL)
    gtk_widget_grab_focus (entry);
}

/* Esc leaves what is one level down; it never leaves a step or stops work. */
static void
leave_action (GtkWidget  *widget,
              const char *name,
              GVariant   *parameter)
{
  RepointPage *page = repoint_window_get_page (REPOINT_WINDOW (widget));

  if (page != NULL)
    repoint_page_back (page);
}

static void
work_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  RepointWindow *self = REPOINT_WINDOW (widget);
  RepointWork *work = first_work (self);

  if (work == NULL)
    return;
  if (g_str_equal (name, "win.stop"))
    repoint_session_stop (self->session);
  else
    repoint_session_pause (self->session, !repoint_work_get_paused (work));
}

/* From any step. */
static void
check_in_action (GtkWidget  *widget,
                 const char *name,
                 GVariant   *parameter)
{
  RepointWindow *self = REPOINT_WINDOW (widget);

  if (self->session == NULL)
    return;
  repoint_window_show_step (self, TEST_STEP);
  gtk_widget_activate_action (GTK_WIDGET (repoint_window_get_page (self)), "test.check-in", NULL);
}

static void
stop_listening_action (GtkWidget  *widget,
                       const char *name,
                       GVariant   *parameter)
{
  RepointWindow *self = REPOINT_WINDOW (widget);

  if (self->session != NULL)
    repoint_station_control_stop (repoint_session_get_station (self->session));
}

static void
show_start_action (GtkWidget  *widget,
                   const char *name,
                   GVariant   *parameter)
{
  RepointWindow *self = REPOINT_WINDOW (widget);

  if (self->session == NULL)
    gtk_stack_set_visible_child_name (self->root, "start");
}

static gboolean
repoint_window_close_request (GtkWindow *window)
{
  return _repoint_window_close_request (window) ||
         GTK_WINDOW_CLASS (repoint_window_parent_class)->close_request (window);
}

static void
repoint_window_get_property (GObject    *object,
                             guint       prop_id,
                             GValue     *value,
                             GParamSpec *pspec)
{
  RepointWindow *self = REPOINT_WINDOW (object);

  switch ((RepointWindowProps) prop_id)
    {
    case PROP_SESSION:
      g_value_set_object (value, self->session);
      break;
    case PROP_PAGE:
      g_value_set_object (value, repoint_window_get_page (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
repoint_window_dispose (GObject *object)
{
  RepointWindow *self = REPOINT_WINDOW (object);

  self->disposed = TRUE;
  g_cancellable_cancel (self->loading);
  g_clear_object (&self->loading);
  if (self->session != NULL)
    repoint_window_set_session (self, NULL);
  g_clear_object (&self->session_signals);

  G_OBJECT_CLASS (repoint_window_parent_class)->dispose (object);
}

static void
repoint_window_finalize (GObject *object)
{
  RepointWindow *self = REPOINT_WINDOW (object);

  g_clear_object (&self->file_loading);
  g_clear_object (&self->pages);
  g_clear_object (&self->recents);
  g_clear_object (&self->settings);

  G_OBJECT_CLASS (repoint_window_parent_class)->finalize (object);
}

static void
install_actions (GtkWidgetClass *widget_class)
{
  _repoint_window_install_actions (widget_class);
  gtk_widget_class_install_action (widget_class, "win.undo", NULL, undo_action);
  gtk_widget_class_install_action (widget_class, "win.redo", NULL, undo_action);
  gtk_widget_class_install_action (widget_class, "win.back", NULL, back_action);
  gtk_widget_class_install_action (widget_class, "win.forward", NULL, forward_action);
  gtk_widget_class_install_action (widget_class, "win.next-step", NULL, step_action);
  gtk_widget_class_install_action (widget_class, "win.step", "i", step_action);
  gtk_widget_class_install_action (widget_class, "win.find", NULL, find_action);
  gtk_widget_class_install_action (widget_class, "win.print", NULL, print_action);
  gtk_widget_class_install_action (widget_class, "win.leave", NULL, leave_action);
  gtk_widget_class_install_action (widget_class, "win.pause", NULL, work_action);
  gtk_widget_class_install_action (widget_class, "win.stop", NULL, work_action);
  gtk_widget_class_install_action (widget_class, "win.show-start", NULL, show_start_action);
  gtk_widget_class_install_action (widget_class, "win.check-in", NULL, check_in_action);
  gtk_widget_class_install_action (widget_class, "win.stop-listening", NULL, stop_listening_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "win.leave", NULL);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, RepointWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, RepointWindow, root);
  gtk_widget_class_bind_template_child (widget_class, RepointWindow, start_page);
  gtk_widget_class_bind_template_child (widget_class, RepointWindow, error_page);
  gtk_widget_class_bind_template_child (widget_class, RepointWindow, office);
  gtk_widget_class_bind_template_child (widget_class, RepointWindow, steps);
  gtk_widget_class_bind_template_child (widget_class, RepointWindow, sidebar_list);
  gtk_widget_class_bind_template_child (widget_class, RepointWindow, popover_list);
  gtk_widget_class_bind_template_child (widget_class, RepointWindow, place_popover);
  gtk_widget_class_bind_template_child (widget_class, RepointWindow, title_stack);
  gtk_widget_class_bind_template_child (widget_class, RepointWindow, title);
  gtk_widget_class_bind_template_child (widget_class, RepointWindow, place_label);
  gtk_widget_class_bind_template_child (widget_class, RepointWindow, place_detail);
  gtk_widget_class_bind_template_child (widget_class, RepointWindow, notice_revealer);
  gtk_widget_class_bind_template_child (widget_class, RepointWindow, notice_label);
  gtk_widget_class_bind_template_child (widget_class, RepointWindow, station_bar);
  gtk_widget_class_bind_template_child (widget_class, RepointWindow, work_revealer);
  gtk_widget_class_bind_template_child (widget_class, RepointWindow, work_label);
  gtk_widget_class_bind_template_child (widget_class, RepointWindow, work_bar);
  gtk_widget_class_bind_template_child (widget_class, RepointWindow, pause_button);
  gtk_widget_class_bind_template_child (widget_class, RepointWindow, stop_button);
  gtk_widget_class_bind_template_child (widget_class, RepointWindow, back_button);
  gtk_widget_class_bind_template_child (widget_class, RepointWindow, status_label);
  gtk_widget_class_bind_template_child (widget_class, RepointWindow, forward_button);
  gtk_widget_class_bind_template_child (widget_class, RepointWindow, edit_menu);
  gtk_widget_class_bind_template_callback (widget_class, step_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, visible_step_cb);
  gtk_widget_class_bind_template_callback (widget_class, update_title);
}

static void
repoint_window_class_init (RepointWindowClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = repoint_window_get_property;
  object_class->dispose = repoint_window_dispose;
  object_class->finalize = repoint_window_finalize;
  GTK_WINDOW_CLASS (class)->close_request = repoint_window_close_request;

  props[PROP_SESSION] = g_param_spec_object ("session", NULL, NULL, REPOINT_TYPE_SESSION, flags);
  props[PROP_PAGE] = g_param_spec_object ("page", NULL, NULL, REPOINT_TYPE_PAGE, flags);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (props), props);

  g_type_ensure (REPOINT_TYPE_ADAPTIVE_BIN);
  g_type_ensure (REPOINT_TYPE_START_PAGE);
  g_type_ensure (REPOINT_TYPE_STATION_BAR);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/repoint/Repoint/ui/repoint-window.ui");
  bind_children (widget_class);
  install_actions (widget_class);
}

static void
repoint_window_init (RepointWindow *self)
{
  int width, height;

  self->pages = g_list_store_new (REPOINT_TYPE_PAGE);
  self->session_signals = g_signal_group_new (REPOINT_TYPE_SESSION);
  g_signal_group_connect_swapped (self->session_signals, "notify::saved", G_CALLBACK (update), self);
  g_signal_group_connect_swapped (self->session_signals, "notify::title", G_CALLBACK (update_title), self);
  g_signal_group_connect_swapped (self->session_signals, "work-done", G_CALLBACK (work_done_cb), self);
  gtk_widget_init_template (GTK_WIDGET (self));
  add_pages (self);
  gtk_list_box_bind_model (self->sidebar_list, G_LIST_MODEL (self->pages), make_step_row, NULL, NULL);
  gtk_list_box_bind_model (self->popover_list, G_LIST_MODEL (self->pages), make_step_row, NULL, NULL);

  self->settings = g_settings_new ("io.github.repoint.Repoint");
  g_settings_get (self->settings, "window-size", "(ii)", &width, &height);
  gtk_window_set_default_size (GTK_WINDOW (self), width, height);
  if (g_settings_get_boolean (self->settings, "window-maximized"))
    gtk_window_maximize (GTK_WINDOW (self));
#if REPOINT_DEVELOPMENT
  gtk_widget_add_css_class (GTK_WIDGET (self), "devel");
#endif
  visible_step_cb (self);
}

/** repoint_window_new: a window that shows the start page with @recents (nullable). */
RepointWindow *
repoint_window_new (AdwApplication *application,
                    RepointRecents *recents)
{
  RepointWindow *self;

  g_return_val_if_fail (application == NULL || ADW_IS_APPLICATION (application), NULL);

  self = g_object_new (REPOINT_TYPE_WINDOW, "application", application, NULL);
  g_set_object (&self->recents, recents);
  repoint_start_page_set_recents (self->start_page, recents);
  return self;
}

/** repoint_window_get_session: the office. Returns: (transfer none) (nullable). */
RepointSession *
repoint_window_get_session (RepointWindow *self)
{
  g_return_val_if_fail (REPOINT_IS_WINDOW (self), NULL);

  return self->session;
}

/** repoint_window_set_session: shows an office, or the start page for %NULL. */
void
repoint_window_set_session (RepointWindow  *self,
                            RepointSession *session)
{
  g_return_if_fail (REPOINT_IS_WINDOW (self));
  g_return_if_fail (session == NULL || REPOINT_IS_SESSION (session));

  if (self->session == session)
    return;

  if (self->session != NULL)
    {
      g_signal_handlers_disconnect_by_data (repoint_session_get_works (self->session), self);
      g_signal_handlers_disconnect_by_data (repoint_session_get_project (self->session), self);
    }
  g_set_object (&self->session, session);
  g_signal_group_set_target (self->session_signals, session);
  if (!self->disposed)
    repoint_station_bar_set_control (self->station_bar, session != NULL ? repoint_session_get_station (session) : NULL);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->pages)); i++)
    {
      g_autoptr(RepointPage) page = g_list_model_get_item (G_LIST_MODEL (self->pages), i);

      repoint_page_set_session (page, session);
    }
  if (session != NULL)
    {
      g_signal_connect_object (repoint_session_get_works (session), "items-changed", G_CALLBACK (works_changed_cb), self,
                               G_CONNECT_SWAPPED);
      g_signal_connect_object (repoint_session_get_project (session), "notify", G_CALLBACK (update_undo), self,
                               G_CONNECT_SWAPPED);
      gtk_stack_set_visible_child_name (self->root, "office");
      repoint_window_show_step (self, 0);
    }
  else if (!self->disposed)
    {
      gtk_stack_set_visible_child_name (self->root, "start");
    }
  update (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_SESSION]);
}

/** repoint_window_get_page: the visible step. Returns: (transfer none) (nullable). */
RepointPage *
repoint_window_get_page (RepointWindow *self)
{
  GtkWidget *visible;

  g_return_val_if_fail (REPOINT_IS_WINDOW (self), NULL);

  visible = self->steps != NULL ? gtk_stack_get_visible_child (self->steps) : NULL;
  return visible != NULL ? REPOINT_PAGE (visible) : NULL;
}

/** repoint_window_show_step: shows step @step, from 0; a step that does not exist is not shown. */
void
repoint_window_show_step (RepointWindow *self,
                          guint          step)
{
  g_autoptr(RepointPage) page = NULL;

  g_return_if_fail (REPOINT_IS_WINDOW (self));

  page = g_list_model_get_item (G_LIST_MODEL (self->pages), step);
  if (page != NULL)
    gtk_stack_set_visible_child (self->steps, GTK_WIDGET (page));
}

static void
error_read_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autofree char *answer = repoint_dialogs_confirm_finish (result);
}

/** repoint_window_tell_error: explains @error about @what (nullable) over the window of @widget. */
void
repoint_window_tell_error (GtkWidget    *widget,
                           const GError *error,
                           const char   *what)
{
  const RepointResponse responses[] = {
    { "cancel", repoint_phrase_text (REPOINT_TEXT_CLOSE), REPOINT_RESPONSE_PLAIN },
    { NULL, NULL, REPOINT_RESPONSE_PLAIN },
  };
  GtkWidget *window;
  g_autofree char *sentence = NULL;
  g_autofree char *plain = NULL;

  g_return_if_fail (GTK_IS_WIDGET (widget));
  g_return_if_fail (error != NULL);

  window = gtk_widget_get_ancestor (widget, REPOINT_TYPE_WINDOW);
  if (window == NULL)
    return;

  sentence = repoint_phrase_error (error, what);
  plain = repoint_phrase_to_plain (sentence);
  repoint_dialogs_confirm_async (GTK_WINDOW (window), repoint_phrase_text (REPOINT_TEXT_DID_NOT_WORK), plain, responses,
                                 NULL, error_read_cb, NULL);
}

/** repoint_window_toast: tells of something that happened, in the window of @widget. */
void
repoint_window_toast (GtkWidget  *widget,
                      const char *title,
                      gboolean    with_undo)
{
  GtkWidget *window;
  g_autofree char *escaped = NULL;
  AdwToast *toast;

  g_return_if_fail (GTK_IS_WIDGET (widget));
  g_return_if_fail (title != NULL);

  window = gtk_widget_get_ancestor (widget, REPOINT_TYPE_WINDOW);
  if (window == NULL)
    return;

  escaped = g_markup_escape_text (title, -1); /* a toast's title is markup */
  toast = adw_toast_new (escaped);
  if (with_undo)
    {
      adw_toast_set_button_label (toast, repoint_phrase_text (REPOINT_TEXT_UNDO));
      adw_toast_set_action_name (toast, "win.undo");
    }
  adw_toast_overlay_add_toast (REPOINT_WINDOW (window)->toasts, toast);
}
