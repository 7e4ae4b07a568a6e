/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-test-page.h"

#include "repoint-capture-page.h"
#include "repoint-check-in-page.h"
#include "repoint-device-list.h"
#include "repoint-device-page.h"
#include "repoint-dialogs.h"

struct _RepointTestPage
{
  RepointPage parent_instance;

  GSignalGroup *works_signals;
  GSignalGroup *session_signals;
  GSignalGroup *job_signals; /* of the tests under way */
  GtkCustomFilter *filter;
  gboolean started; /* tests were started while this office is open */
  guint n_tested;
  guint n_waiting;

  GtkStack *stack;
  RepointDeviceList *list;
  GtkButton *test_button;
  GtkLabel *few_connections_label;
};

G_DEFINE_FINAL_TYPE (RepointTestPage, repoint_test_page, REPOINT_TYPE_PAGE)

static gboolean
is_relevant (gpointer item,
             gpointer user_data)
{
  return repoint_device_item_get_relevance (item) != REPOINT_MAIL_RELEVANCE_UNLIKELY;
}

static void
count_devices (RepointTestPage *self,
               RepointSession  *session)
{
  GListModel *devices = repoint_session_get_devices (session);

  self->n_tested = self->n_waiting = 0;
  for (guint i = 0; i < g_list_model_get_n_items (devices); i++)
    {
      g_autoptr(RepointDeviceItem) item = g_list_model_get_item (devices, i);

      if (!is_relevant (item, NULL))
        continue;
      if (repoint_device_item_get_tested (item))
        self->n_tested++;
      else
        self->n_waiting++;
    }
}

/* Also after the tests: it says why they took long. */
static void
update_few_connections (RepointTestPage *self)
{
  g_autoptr(RepointJob) job = g_signal_group_dup_target (self->job_signals);
  g_autofree char *text = NULL;

  if (job == NULL)
    return;

  text = repoint_phrase_few_connections (repoint_job_get_most_open (job), repoint_job_get_wanted_open (job));
  gtk_label_set_label (self->few_connections_label, text);
  gtk_widget_set_visible (GTK_WIDGET (self->few_connections_label), repoint_job_get_most_open (job) > 0);
}

/* The state of the step, which the window shows. */
static void
update_state (RepointTestPage *self)
{
  RepointPage *page = REPOINT_PAGE (self);
  RepointSession *session = repoint_page_get_session (page);
  g_autofree char *status = NULL;
  RepointWork *work;
  gboolean working, through;
  guint n_devices;

  if (session == NULL)
    return;

  count_devices (self, session);
  n_devices = self->n_tested + self->n_waiting;
  work = repoint_session_find_work (session, REPOINT_WORK_DEVICES);
  working = work != NULL;
  through = self->n_waiting == 0 || self->started;
  status = repoint_phrase_test_status (self->n_tested, self->n_waiting);

  if (working)
    g_signal_group_set_target (self->job_signals, repoint_work_get_job (work));
  update_few_connections (self);

  gtk_stack_set_visible_child_name (self->stack, n_devices > 0 ? "list" : "empty");
  gtk_widget_set_visible (GTK_WIDGET (self->test_button), through && !working);
  repoint_page_set_status (page, status);
  repoint_page_set_complete (page, n_devices > 0 && through && !working);
  repoint_page_set_busy (page, working);
  repoint_page_set_can_forward (page, n_devices > 0);
  if (n_devices == 0)
    repoint_page_set_forward_label (page, "");
  else
    repoint_page_set_forward_label (page, repoint_phrase_text (through ? REPOINT_TEXT_MAKE_PLAN : REPOINT_TEXT_START_TESTS));
}

static void
plans_changed_cb (RepointTestPage *self)
{
  repoint_device_list_refresh (self->list);
  update_state (self);
}

static void
start_tests (RepointTestPage *self)
{
  RepointSession *session = repoint_page_get_session (REPOINT_PAGE (self));
  GListModel *devices = repoint_session_get_devices (session);
  g_autoptr(GPtrArray) relevant = g_ptr_array_new ();

  for (guint i = 0; i < g_list_model_get_n_items (devices); i++)
    {
      g_autoptr(RepointDeviceItem) item = g_list_model_get_item (devices, i);

      if (is_relevant (item, NULL))
        g_ptr_array_add (relevant, repoint_device_item_get_device (item));
    }
  self->started = TRUE;
  repoint_session_test_endpoints (session);
  repoint_session_test_devices (session, relevant);
  update_state (self);
}

static void
check_in_action (GtkWidget  *widget,
                 const char *name,
                 GVariant   *parameter)
{
  RepointPage *page = REPOINT_PAGE (widget);

  if (repoint_page_get_session (page) != NULL && !REPOINT_IS_CHECK_IN_PAGE (repoint_page_get_nested_child (page)))
    repoint_page_push (page, repoint_check_in_page_new (repoint_page_get_session (page)));
}

static void
import_captures (RepointTestPage *self,
                 GListModel      *files)
{
  RepointPage *page = REPOINT_PAGE (self);

  if (repoint_page_get_session (page) == NULL || g_list_model_get_n_items (files) == 0)
    return;
  if (REPOINT_IS_CAPTURE_PAGE (repoint_page_get_nested_child (page)))
    repoint_page_back (page);
  repoint_page_push (page, repoint_capture_page_new (repoint_page_get_session (page), files));
}

static void
capture_chosen_cb (GObject      *source,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  g_autoptr(RepointTestPage) self = user_data;
  g_autoptr(GFile) file = repoint_dialogs_open_finish (result);
  g_autoptr(GListStore) files = g_list_store_new (G_TYPE_FILE);

  if (file != NULL)
    g_list_store_append (files, file);
  import_captures (self, G_LIST_MODEL (files));
}

static void
import_capture_action (GtkWidget  *widget,
                       const char *name,
                       GVariant   *parameter)
{
  const RepointFilePattern patterns[] = {
    { repoint_phrase_text (REPOINT_TEXT_CAPTURE_FILES), "*.pcap*" },
    { repoint_phrase_text (REPOINT_TEXT_ALL_FILES), "*" },
    { NULL, NULL },
  };

  repoint_dialogs_open_async (GTK_WINDOW (gtk_widget_get_root (widget)), repoint_phrase_text (REPOINT_TEXT_IMPORT_CAPTURE),
                              patterns, NULL, capture_chosen_cb, g_object_ref (widget));
}

/* Files that are dropped, from a file manager. */
static gboolean
dropped_cb (RepointTestPage *self,
            const GValue    *value)
{
  g_autoptr(GListStore) files = g_list_store_new (G_TYPE_FILE);

  for (GSList *l = g_value_get_boxed (value); l != NULL; l = l->next)
    g_list_store_append (files, l->data);
  import_captures (self, G_LIST_MODEL (files));
  return g_list_model_get_n_items (G_LIST_MODEL (files)) > 0;
}

static void
device_activated_cb (RepointTestPage   *self,
                     RepointDeviceItem *item)
{
  repoint_page_push (REPOINT_PAGE (self), repoint_device_page_new (repoint_page_get_session (REPOINT_PAGE (self)), item));
}

static void
repoint_test_page_set_session (RepointPage    *page,
                               RepointSession *session)
{
  RepointTestPage *self = REPOINT_TEST_PAGE (page);

  REPOINT_PAGE_CLASS (repoint_test_page_parent_class)->set_session (page, session);

  self->started = FALSE;
  g_signal_group_set_target (self->job_signals, NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->few_connections_label), FALSE);
  g_object_set (self->list, "model", session != NULL ? repoint_session_get_devices (session) : NULL, NULL);
  g_signal_group_set_target (self->works_signals, session != NULL ? repoint_session_get_works (session) : NULL);
  g_signal_group_set_target (self->session_signals, session);
  update_state (self);
}

static void
repoint_test_page_forward (RepointPage *page)
{
  RepointTestPage *self = REPOINT_TEST_PAGE (page);

  if (self->n_waiting == 0 || self->started)
    repoint_page_advance (page);
  else
    start_tests (self);
}

static void
repoint_test_page_dispose (GObject *object)
{
  RepointTestPage *self = REPOINT_TEST_PAGE (object);

  g_clear_object (&self->works_signals);
  g_clear_object (&self->session_signals);
  g_clear_object (&self->job_signals);
  g_clear_object (&self->filter);

  G_OBJECT_CLASS (repoint_test_page_parent_class)->dispose (object);
}

static void
repoint_test_page_class_init (RepointTestPageClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);
  RepointPageClass *page_class = REPOINT_PAGE_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = repoint_test_page_dispose;
  page_class->set_session = repoint_test_page_set_session;
  page_class->forward = repoint_test_page_forward;

  g_type_ensure (REPOINT_TYPE_DEVICE_LIST);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/repoint/Repoint/ui/repoint-test-page.ui");
  gtk_widget_class_bind_template_child (widget_class, RepointTestPage, stack);
  gtk_widget_class_bind_template_child (widget_class, RepointTestPage, list);
  gtk_widget_class_bind_template_child (widget_class, RepointTestPage, test_button);
  gtk_widget_class_bind_template_child (widget_class, RepointTestPage, few_connections_label);
  gtk_widget_class_bind_template_callback (widget_class, start_tests);
  gtk_widget_class_install_action (widget_class, "test.check-in", NULL, check_in_action);
  gtk_widget_class_install_action (widget_class, "test.import-capture", NULL, import_capture_action);
  gtk_widget_class_bind_template_callback (widget_class, device_activated_cb);
}

static void
repoint_test_page_init (RepointTestPage *self)
{
  GtkDropTarget *drop = gtk_drop_target_new (GDK_TYPE_FILE_LIST, GDK_ACTION_COPY);

  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_object (drop, "drop", G_CALLBACK (dropped_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (drop));
  self->filter = gtk_custom_filter_new (is_relevant, NULL, NULL);
  g_object_set (self->list, "filter", self->filter, NULL);

  self->works_signals = g_signal_group_new (G_TYPE_LIST_MODEL);
  g_signal_group_connect_swapped (self->works_signals, "items-changed", G_CALLBACK (update_state), self);
  self->session_signals = g_signal_group_new (REPOINT_TYPE_SESSION);
  g_signal_group_connect_swapped (self->session_signals, "plans-changed", G_CALLBACK (plans_changed_cb), self);
  self->job_signals = g_signal_group_new (REPOINT_TYPE_JOB);
  g_signal_group_connect_swapped (self->job_signals, "notify::most-open", G_CALLBACK (update_few_connections), self);
}
