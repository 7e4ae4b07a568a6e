/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-plan-view.h"

#include "repoint-device-item.h"
#include "repoint-phrase-window.h"
#include "repoint-source-button.h"
#include "repoint-steps-view.h"

struct _RepointPlanView
{
  AdwBin parent_instance;

  RepointSession *session;
  RepointPlan *plan;
  GPtrArray *route_rows;
  gboolean updating;

  GtkLabel *use_label;
  GtkImage *action_icon;
  GtkLabel *action_label;
  GtkLabel *verdict_label;
  AdwPreferencesGroup *servers_group;
  GtkGrid *servers_grid;
  AdwPreferencesGroup *reasons_group;
  GtkListBox *reasons_list;
  AdwPreferencesGroup *routes_group;
  AdwPreferencesGroup *steps_group;
  RepointStepsView *steps_view;
};

G_DEFINE_FINAL_TYPE (RepointPlanView, repoint_plan_view, ADW_TYPE_BIN)

static void
show_verdict (RepointPlanView *self)
{
  RepointAction action = repoint_plan_get_action (self->plan);
  RepointMailUse *use = repoint_plan_get_use (self->plan);
  g_autofree char *name = repoint_phrase_enum (REPOINT_TYPE_ACTION, action);
  g_autofree char *verdict = repoint_phrase_verdict (self->plan);
  g_autofree char *markup = repoint_phrase_to_markup (verdict);
  g_autofree char *use_text = use != NULL ? repoint_phrase_mail_use (use) : NULL;
  const char *classes[] = { repoint_action_get_style_class (action), NULL };

  gtk_label_set_label (self->use_label, use_text != NULL ? use_text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->use_label), use_text != NULL);
  gtk_image_set_from_icon_name (self->action_icon, repoint_action_get_icon_name (action));
  gtk_widget_set_css_classes (GTK_WIDGET (self->action_icon), classes);
  gtk_label_set_label (self->action_label, name);
  gtk_label_set_markup (self->verdict_label, markup);
}

static GtkWidget *
make_cell (const char *text,
           const char *icon_name,
           const char *style_class)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *label = gtk_label_new (text);

  if (icon_name != NULL)
    {
      GtkWidget *icon = gtk_image_new_from_icon_name (icon_name);

      gtk_widget_set_valign (icon, GTK_ALIGN_START);
      gtk_widget_add_css_class (icon, style_class);
      gtk_box_append (GTK_BOX (box), icon);
    }
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_yalign (GTK_LABEL (label), 0);
  gtk_box_append (GTK_BOX (box), label);
  gtk_widget_set_hexpand (box, TRUE);
  return box;
}

static const char *
sign_in_icon (RepointSignInState state)
{
  switch (state)
    {
    case REPOINT_SIGN_IN_STATE_WORKS:
      return "object-select-symbolic";
    case REPOINT_SIGN_IN_STATE_DEFAULT_OFF_AFTER:
      return "task-due-symbolic";
    case REPOINT_SIGN_IN_STATE_REFUSED:
      return "window-close-symbolic";
    case REPOINT_SIGN_IN_STATE_NEEDS_OAUTH:
      return "dialog-password-symbolic";
    case REPOINT_SIGN_IN_STATE_UNKNOWN:
      return "dialog-question-symbolic";
    }
  return "dialog-question-symbolic";
}

static const char *
sign_in_class (RepointSignInState state)
{
  switch (state)
    {
    case REPOINT_SIGN_IN_STATE_WORKS:
      return "success";
    case REPOINT_SIGN_IN_STATE_DEFAULT_OFF_AFTER:
    case REPOINT_SIGN_IN_STATE_NEEDS_OAUTH:
      return "warning";
    case REPOINT_SIGN_IN_STATE_REFUSED:
      return "error";
    case REPOINT_SIGN_IN_STATE_UNKNOWN:
      return "dim-label";
    }
  return "dim-label";
}

static void
show_servers (RepointPlanView *self)
{
  GPtrArray *states = repoint_plan_get_endpoints (self->plan);
  gboolean hint = repoint_capability_is_hint (repoint_plan_get_capability (self->plan));
  int row = 1;

  /* Row 0 holds the headings, which stand in the .ui file. */
  while (gtk_grid_get_child_at (self->servers_grid, 0, 1) != NULL)
    gtk_grid_remove_row (self->servers_grid, 1);
  for (guint i = 0; i < states->len; i++)
    {
      const RepointEndpointState *state = g_ptr_array_index (states, i);
      RepointTransport shown = state->available ? state->transport : REPOINT_TRANSPORT_UNAVAILABLE;
      g_autofree char *server = repoint_phrase_endpoint (state->endpoint->endpoint);
      g_autofree char *transport = repoint_phrase_transport (state, hint);
      g_autofree char *transport_plain = repoint_phrase_to_plain (transport);
      g_autofree char *sign_in = repoint_phrase_sign_in_state (state);
      g_autofree char *sign_in_plain = repoint_phrase_to_plain (sign_in);

      gtk_grid_attach (self->servers_grid, make_cell (server, NULL, NULL), 0, row, 1, 1);
      gtk_grid_attach (self->servers_grid,
                       make_cell (transport_plain, repoint_transport_get_icon_name (shown, hint),
                                  repoint_transport_get_style_class (shown, hint)),
                       1, row, 1, 1);
      gtk_grid_attach (self->servers_grid, make_cell (sign_in_plain, sign_in_icon (state->sign_in), sign_in_class (state->sign_in)),
                       2, row, 1, 1);
      row++;
    }
  gtk_widget_set_visible (GTK_WIDGET (self->servers_group), states->len > 0);
}

static GtkWidget *
make_reason (const RepointReason *reason)
{
  g_autofree char *sentence = repoint_phrase_reason (reason);
  g_autofree char *markup = repoint_phrase_to_markup (sentence);
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_markup (GTK_LABEL (label), markup);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_box_append (GTK_BOX (box), label);
  if (reason->fact.source != NULL)
    {
      g_autofree char *fact = repoint_phrase_fact (&reason->fact);

      gtk_box_append (GTK_BOX (box), repoint_source_button_new (fact, reason->fact.source));
    }
  gtk_widget_add_css_class (box, "reason");
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  return row;
}

static void
show_reasons (RepointPlanView *self)
{
  GPtrArray *reasons = repoint_plan_get_reasons (self->plan);
  GtkWidget *row;

  while ((row = gtk_widget_get_first_child (GTK_WIDGET (self->reasons_list))) != NULL)
    gtk_list_box_remove (self->reasons_list, row);
  for (guint i = 0; i < reasons->len; i++)
    gtk_list_box_append (self->reasons_list, make_reason (g_ptr_array_index (reasons, i)));
  gtk_widget_set_visible (GTK_WIDGET (self->reasons_group), reasons->len > 0);
}

static void
route_toggled_cb (RepointPlanView *self,
                  GtkCheckButton  *check)
{
  RepointAction route = GPOINTER_TO_INT (g_object_get_data (G_OBJECT (check), "repoint-route"));
  RepointMailUse *use = repoint_plan_get_use (self->plan);
  GArray *routes = repoint_plan_get_routes (self->plan);
  gboolean best = routes->len > 0 && g_array_index (routes, RepointAction, 0) == route;

  if (self->updating || use == NULL || !gtk_check_button_get_active (check))
    return;

  repoint_session_edit (self->session, "choose-route");
  repoint_mail_use_set_route (use, best ? "" : repoint_enum_to_string (REPOINT_TYPE_ACTION, route));
  repoint_session_end_edit (self->session);
}

static gboolean
is_chosen (RepointPlanView *self,
           RepointAction    route,
           guint            position)
{
  const char *chosen = repoint_mail_use_get_route (repoint_plan_get_use (self->plan));

  return chosen[0] != '\0' ? g_strcmp0 (chosen, repoint_enum_to_string (REPOINT_TYPE_ACTION, route)) == 0 : position == 0;
}

static void
show_routes (RepointPlanView *self)
{
  GArray *routes = repoint_plan_get_routes (self->plan);
  gboolean choice = routes->len > 1 && repoint_plan_get_use (self->plan) != NULL;
  GtkCheckButton *first = NULL;

  for (guint i = 0; i < self->route_rows->len; i++)
    adw_preferences_group_remove (self->routes_group, g_ptr_array_index (self->route_rows, i));
  g_ptr_array_set_size (self->route_rows, 0);
  self->updating = TRUE;
  for (guint i = 0; choice && i < routes->len; i++)
    {
      RepointAction route = g_array_index (routes, RepointAction, i);
      g_autofree char *title = repoint_phrase_enum (REPOINT_TYPE_ACTION, route);
      g_autofree char *cost = repoint_phrase_route_cost (route);
      g_autofree char *title_markup = g_markup_escape_text (title, -1);
      g_autofree char *cost_markup = repoint_phrase_to_markup (cost);
      GtkWidget *row = adw_action_row_new ();
      GtkWidget *check = gtk_check_button_new ();

      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title_markup);
      adw_action_row_set_subtitle (ADW_ACTION_ROW (row), cost_markup);
      adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
      gtk_widget_set_valign (check, GTK_ALIGN_CENTER);
      gtk_check_button_set_group (GTK_CHECK_BUTTON (check), first);
      gtk_check_button_set_active (GTK_CHECK_BUTTON (check), is_chosen (self, route, i));
      g_object_set_data (G_OBJECT (check), "repoint-route", GINT_TO_POINTER (route));
      g_signal_connect_object (check, "toggled", G_CALLBACK (route_toggled_cb), self, G_CONNECT_SWAPPED);
      adw_action_row_add_prefix (ADW_ACTION_ROW (row), check);
      adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), check);
      adw_preferences_group_add (self->routes_group, row);
      g_ptr_array_add (self->route_rows, row);
      if (first == NULL)
        first = GTK_CHECK_BUTTON (check);
    }
  self->updating = FALSE;
  gtk_widget_set_visible (GTK_WIDGET (self->routes_group), choice);
}

/* For a route that was chosen elsewhere, by undo for one. */
static void
select_route (RepointPlanView *self)
{
  GArray *routes = repoint_plan_get_routes (self->plan);

  self->updating = TRUE;
  for (guint i = 0; i < self->route_rows->len; i++)
    {
      GtkWidget *check = adw_action_row_get_activatable_widget (g_ptr_array_index (self->route_rows, i));

      gtk_check_button_set_active (GTK_CHECK_BUTTON (check), is_chosen (self, g_array_index (routes, RepointAction, i), i));
    }
  self->updating = FALSE;
}

static gboolean
same_routes (RepointPlan *a,
             RepointPlan *b)
{
  GArray *routes_a = repoint_plan_get_routes (a);
  GArray *routes_b = repoint_plan_get_routes (b);

  return repoint_plan_get_use (a) == repoint_plan_get_use (b) && routes_a->len == routes_b->len &&
         (routes_a->len == 0 || memcmp (routes_a->data, routes_b->data, routes_a->len * sizeof (RepointAction)) == 0);
}

static void
repoint_plan_view_dispose (GObject *object)
{
  RepointPlanView *self = REPOINT_PLAN_VIEW (object);

  g_clear_object (&self->plan);
  g_clear_object (&self->session);
  g_clear_pointer (&self->route_rows, g_ptr_array_unref);

  G_OBJECT_CLASS (repoint_plan_view_parent_class)->dispose (object);
}

static void
repoint_plan_view_class_init (RepointPlanViewClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = repoint_plan_view_dispose;

  g_type_ensure (REPOINT_TYPE_STEPS_VIEW);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/repoint/Repoint/ui/repoint-plan-view.ui");
  gtk_widget_class_bind_template_child (widget_class, RepointPlanView, use_label);
  gtk_widget_class_bind_template_child (widget_class, RepointPlanView, action_icon);
  gtk_widget_class_bind_template_child (widget_class, RepointPlanView, action_label);
  gtk_widget_class_bind_template_child (widget_class, RepointPlanView, verdict_label);
  gtk_widget_class_bind_template_child (widget_class, RepointPlanView, servers_group);
  gtk_widget_class_bind_template_child (widget_class, RepointPlanView, servers_grid);
  gtk_widget_class_bind_template_child (widget_class, RepointPlanView, reasons_group);
  gtk_widget_class_bind_template_child (widget_class, RepointPlanView, reasons_list);
  gtk_widget_class_bind_template_child (widget_class, RepointPlanView, routes_group);
  gtk_widget_class_bind_template_child (widget_class, RepointPlanView, steps_group);
  gtk_widget_class_bind_template_child (widget_class, RepointPlanView, steps_view);
}

static void
repoint_plan_view_init (RepointPlanView *self)
{
  self->route_rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

/** repoint_plan_view_new: without a plan yet. */
GtkWidget *
repoint_plan_view_new (RepointSession *session)
{
  RepointPlanView *self = g_object_new (REPOINT_TYPE_PLAN_VIEW, NULL);

  self->session = g_object_ref (session);
  return GTK_WIDGET (self);
}

/** repoint_plan_view_set_plan: shows @plan. The routes stay when they are the same, for the focus is likely in them. */
void
repoint_plan_view_set_plan (RepointPlanView *self,
                            RepointPlan     *plan)
{
  g_autoptr(RepointPlan) old = NULL;
  GPtrArray *steps;

  g_return_if_fail (REPOINT_IS_PLAN_VIEW (self));
  g_return_if_fail (REPOINT_IS_PLAN (plan));

  if (self->plan == plan)
    return;

  old = g_steal_pointer (&self->plan);
  self->plan = g_object_ref (plan);
  show_verdict (self);
  show_servers (self);
  show_reasons (self);
  if (old == NULL || !same_routes (old, plan))
    show_routes (self);
  else
    select_route (self);
  steps = repoint_plan_get_steps (plan);
  repoint_steps_view_set_steps (self->steps_view, steps);
  gtk_widget_set_visible (GTK_WIDGET (self->steps_group), steps->len > 0);
}
