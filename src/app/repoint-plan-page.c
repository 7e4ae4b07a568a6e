/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-plan-page.h"

#include "repoint-device-list.h"
#include "repoint-device-page.h"
#include "repoint-tenant-page.h"

#define N_ACTIONS (REPOINT_ACTION_TEST_FIRST + 1)

struct _RepointPlanPage
{
  RepointPage parent_instance;

  GSignalGroup *session_signals;
  GtkCustomFilter *filter;
  GtkCustomSorter *sorter;
  guint counts[N_ACTIONS];
  int chosen; /* the RepointAction that is listed alone; -1: all are */
  gboolean updating;

  GtkStack *stack;
  RepointDeviceList *list;
  GtkBox *summary;
  GtkToggleButton *toggles[N_ACTIONS];
};

G_DEFINE_FINAL_TYPE (RepointPlanPage, repoint_plan_page, REPOINT_TYPE_PAGE)

/* What stands first in the list: what is most work, then what is not known, then what is fine. */
static const RepointAction order[N_ACTIONS] = {
  REPOINT_ACTION_REPLACE,
  REPOINT_ACTION_OTHER_TRANSPORT,
  REPOINT_ACTION_BRIDGE,
  REPOINT_ACTION_UPDATE_FIRMWARE,
  REPOINT_ACTION_ENABLE_TLS12,
  REPOINT_ACTION_TRUST_ROOT,
  REPOINT_ACTION_SIGN_IN_OAUTH,
  REPOINT_ACTION_CHANGE_SETTINGS,
  REPOINT_ACTION_CONFIRM_MODEL,
  REPOINT_ACTION_TEST_FIRST,
  REPOINT_ACTION_NONE,
};

static gboolean
is_relevant (RepointDeviceItem *item)
{
  return repoint_device_item_get_relevance (item) != REPOINT_MAIL_RELEVANCE_UNLIKELY;
}

static gboolean
is_listed (gpointer item,
           gpointer user_data)
{
  RepointPlanPage *self = user_data;

  return is_relevant (item) && (self->chosen < 0 || (int) repoint_device_item_get_action (item) == self->chosen);
}

static guint
rank_of (RepointAction action)
{
  for (guint i = 0; i < N_ACTIONS; i++)
    if (order[i] == action)
      return i;
  return N_ACTIONS;
}

/* Alarm systems and the like fail without anybody noticing: within an action they come first. */
static guint
silence_of (RepointDeviceItem *item)
{
  RepointDeviceKind kind = repoint_device_get_kind (repoint_device_item_get_device (item));

  return kind == REPOINT_DEVICE_KIND_ALARM || kind == REPOINT_DEVICE_KIND_UPS || kind == REPOINT_DEVICE_KIND_NAS ? 0 : 1;
}

static int
compare_items (gconstpointer a,
               gconstpointer b,
               gpointer      user_data)
{
  guint rank_a = 2 * rank_of (repoint_device_item_get_action ((gpointer) a)) + silence_of ((gpointer) a);
  guint rank_b = 2 * rank_of (repoint_device_item_get_action ((gpointer) b)) + silence_of ((gpointer) b);

  return rank_a < rank_b ? -1 : rank_a > rank_b;
}

static void
count_actions (RepointPlanPage *self,
               RepointSession  *session)
{
  GListModel *devices = repoint_session_get_devices (session);

  memset (self->counts, 0, sizeof self->counts);
  for (guint i = 0; i < g_list_model_get_n_items (devices); i++)
    {
      g_autoptr(RepointDeviceItem) item = g_list_model_get_item (devices, i);

      if (is_relevant (item))
        self->counts[repoint_device_item_get_action (item)]++;
    }
}

static void
update_summary (RepointPlanPage *self)
{
  if (self->chosen >= 0 && self->counts[self->chosen] == 0)
    {
      self->chosen = -1;
      repoint_device_list_refresh (self->list);
    }
  self->updating = TRUE;
  for (guint i = 0; i < N_ACTIONS; i++)
    {
      g_autofree char *label = repoint_phrase_action_count (i, self->counts[i]);

      adw_button_content_set_label (ADW_BUTTON_CONTENT (gtk_button_get_child (GTK_BUTTON (self->toggles[i]))), label);
      gtk_toggle_button_set_active (self->toggles[i], self->chosen == (int) i);
      gtk_widget_set_visible (GTK_WIDGET (self->toggles[i]), self->counts[i] > 0);
    }
  self->updating = FALSE;
}

/* The state of the step, which the window shows. */
static void
update_state (RepointPlanPage *self)
{
  RepointPage *page = REPOINT_PAGE (self);
  RepointSession *session = repoint_page_get_session (page);
  g_autofree char *status = NULL;
  guint n_devices = 0, n_open;

  if (session == NULL)
    return;

  count_actions (self, session);
  for (guint i = 0; i < N_ACTIONS; i++)
    n_devices += self->counts[i];
  n_open = self->counts[REPOINT_ACTION_CONFIRM_MODEL] + self->counts[REPOINT_ACTION_TEST_FIRST];
  status = repoint_phrase_plan_status (n_devices, self->counts[REPOINT_ACTION_NONE], n_open);

  update_summary (self);
  gtk_stack_set_visible_child_name (self->stack, n_devices > 0 ? "list" : "empty");
  repoint_page_set_status (page, status);
  repoint_page_set_complete (page, n_devices > 0 && n_open == 0);
  repoint_page_set_can_forward (page, n_devices > 0);
  repoint_page_set_forward_label (page, n_devices > 0 ? repoint_phrase_text (REPOINT_TEXT_MAKE_CHECKLIST) : "");
}

static void
plans_changed_cb (RepointPlanPage *self)
{
  repoint_device_list_refresh (self->list);
  update_state (self);
}

static void
toggled_cb (RepointPlanPage *self,
            GtkToggleButton *toggle)
{
  if (self->updating)
    return;

  self->chosen = -1;
  for (guint i = 0; i < N_ACTIONS; i++)
    if (self->toggles[i] == toggle && gtk_toggle_button_get_active (toggle))
      self->chosen = i;
  repoint_device_list_refresh (self->list);
  update_summary (self);
}

static void
device_activated_cb (RepointPlanPage   *self,
                     RepointDeviceItem *item)
{
  repoint_page_push (REPOINT_PAGE (self), repoint_device_page_new (repoint_page_get_session (REPOINT_PAGE (self)), item));
}

static void
tenant_activated_cb (RepointPlanPage *self)
{
  repoint_page_push (REPOINT_PAGE (self), repoint_tenant_page_new (repoint_page_get_session (REPOINT_PAGE (self))));
}

static void
repoint_plan_page_set_session (RepointPage    *page,
                               RepointSession *session)
{
  RepointPlanPage *self = REPOINT_PLAN_PAGE (page);

  REPOINT_PAGE_CLASS (repoint_plan_page_parent_class)->set_session (page, session);

  self->chosen = -1;
  g_object_set (self->list, "model", session != NULL ? repoint_session_get_devices (session) : NULL, NULL);
  g_signal_group_set_target (self->session_signals, session);
  update_state (self);
}

static void
repoint_plan_page_dispose (GObject *object)
{
  RepointPlanPage *self = REPOINT_PLAN_PAGE (object);

  g_clear_object (&self->session_signals);
  g_clear_object (&self->filter);
  g_clear_object (&self->sorter);

  G_OBJECT_CLASS (repoint_plan_page_parent_class)->dispose (object);
}

static void
repoint_plan_page_class_init (RepointPlanPageClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = repoint_plan_page_dispose;
  REPOINT_PAGE_CLASS (class)->set_session = repoint_plan_page_set_session;

  g_type_ensure (REPOINT_TYPE_DEVICE_LIST);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/repoint/Repoint/ui/repoint-plan-page.ui");
  gtk_widget_class_bind_template_child (widget_class, RepointPlanPage, stack);
  gtk_widget_class_bind_template_child (widget_class, RepointPlanPage, list);
  gtk_widget_class_bind_template_child (widget_class, RepointPlanPage, summary);
  gtk_widget_class_bind_template_callback (widget_class, device_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, tenant_activated_cb);
}

static void
add_toggle (RepointPlanPage *self,
            RepointAction    action)
{
  GtkWidget *toggle = gtk_toggle_button_new ();
  GtkWidget *content = adw_button_content_new ();

  adw_button_content_set_icon_name (ADW_BUTTON_CONTENT (content), repoint_action_get_icon_name (action));
  gtk_button_set_child (GTK_BUTTON (toggle), content);
  g_signal_connect_object (toggle, "toggled", G_CALLBACK (toggled_cb), self, G_CONNECT_SWAPPED);
  gtk_box_append (self->summary, toggle);
  self->toggles[action] = GTK_TOGGLE_BUTTON (toggle);
}

static void
repoint_plan_page_init (RepointPlanPage *self)
{
  self->chosen = -1;
  gtk_widget_init_template (GTK_WIDGET (self));
  for (guint i = 0; i < N_ACTIONS; i++)
    add_toggle (self, order[i]);
  self->filter = gtk_custom_filter_new (is_listed, self, NULL);
  self->sorter = gtk_custom_sorter_new (compare_items, NULL, NULL);
  g_object_set (self->list, "filter", self->filter, "sorter", self->sorter, NULL);

  self->session_signals = g_signal_group_new (REPOINT_TYPE_SESSION);
  g_signal_group_connect_swapped (self->session_signals, "plans-changed", G_CALLBACK (plans_changed_cb), self);
}
