/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-organization-page.h"

#include "repoint-command-row.h"
#include "repoint-field.h"
#include "repoint-server-form.h"
#include "repoint-source-button.h"
#include "repoint-survey-row.h"
#include "repoint-timeline.h"
#include "repoint-window.h"

#define N_FIELDS 8

struct _RepointOrganizationPage
{
  RepointPage parent_instance;

  RepointField *fields[N_FIELDS]; /* kept by their rows */
  GSignalGroup *organization_signals;
  GSignalGroup *servers_signals;
  GSignalGroup *session_signals;
  GSignalGroup *works_signals;
  GSignalGroup *journey_signals;
  GPtrArray *endpoint_rows;
  GPtrArray *server_rows;
  GPtrArray *date_rows;
  GPtrArray *command_rows;
  gboolean untested; /* there are mail servers, and none was asked yet */

  AdwEntryRow *name_row;
  AdwEntryRow *domain_row;
  AdwComboRow *recipients_row;
  AdwComboRow *fixed_address_row;
  AdwComboRow *port_25_row;
  AdwComboRow *cloud_row;
  AdwPreferencesGroup *servers_group;
  RepointServerForm *server_form;
  AdwPreferencesGroup *switches_group;
  AdwComboRow *legacy_tls_row;
  AdwComboRow *smtp_auth_row;
  AdwExpanderRow *commands_row;
  AdwPreferencesGroup *endpoints_group;
  GtkButton *test_button;
  GtkWidget *dates_box;
  AdwPreferencesGroup *dates_group;
  RepointTimeline *timeline;
};

G_DEFINE_FINAL_TYPE (RepointOrganizationPage, repoint_organization_page, REPOINT_TYPE_PAGE)

static RepointOrganization *
get_organization (RepointOrganizationPage *self)
{
  RepointSession *session = repoint_page_get_session (REPOINT_PAGE (self));

  return session != NULL ? repoint_project_get_organization (repoint_session_get_project (session)) : NULL;
}

static void
clear_rows (AdwPreferencesGroup *group,
            GPtrArray           *rows)
{
  for (guint i = 0; i < rows->len; i++)
    adw_preferences_group_remove (group, g_ptr_array_index (rows, i));
  g_ptr_array_set_size (rows, 0);
}

static void
add_row (AdwPreferencesGroup *group,
         GPtrArray           *rows,
         GtkWidget           *row)
{
  adw_preferences_group_add (group, row);
  g_ptr_array_add (rows, row);
}

static gboolean
is_tested (RepointProject  *project,
           RepointEndpoint *endpoint)
{
  return repoint_project_get_observations (project, repoint_endpoint_get_uri (endpoint))->len > 0;
}

/* The state of the step, which the window shows. */
static void
update_state (RepointOrganizationPage *self)
{
  RepointPage *page = REPOINT_PAGE (self);
  RepointSession *session = repoint_page_get_session (page);
  RepointOrganization *organization = get_organization (self);
  g_autoptr(GPtrArray) endpoints = NULL;
  g_autofree char *status = NULL;
  gboolean working;
  guint n_tested = 0;

  if (session == NULL)
    return;

  endpoints = repoint_catalog_list_endpoints (repoint_journey_get_catalog (repoint_session_get_journey (session)), organization);
  for (guint i = 0; i < endpoints->len; i++)
    {
      RepointCatalogEndpoint *entry = g_ptr_array_index (endpoints, i);

      n_tested += is_tested (repoint_session_get_project (session), entry->endpoint);
    }
  working = repoint_session_find_work (session, REPOINT_WORK_ENDPOINTS) != NULL;
  self->untested = endpoints->len > 0 && n_tested == 0;
  status = repoint_phrase_organization_status (organization, n_tested, endpoints->len);

  repoint_page_set_status (page, status);
  repoint_page_set_complete (page, endpoints->len > 0 && n_tested == endpoints->len && !working);
  repoint_page_set_busy (page, working && self->untested);
  repoint_page_set_can_forward (page, TRUE);
  repoint_page_set_forward_label (page, repoint_phrase_text (self->untested ? REPOINT_TEXT_TEST_MAIL_SERVERS
                                                                            : REPOINT_TEXT_CONTINUE_TO_DISCOVER));
  gtk_widget_set_sensitive (GTK_WIDGET (self->test_button), !working);
  gtk_widget_set_visible (GTK_WIDGET (self->test_button), n_tested > 0);
}

static void
update_results (RepointOrganizationPage *self)
{
  for (guint i = 0; i < self->endpoint_rows->len; i++)
    repoint_survey_row_update (g_ptr_array_index (self->endpoint_rows, i));
  update_state (self);
}

static void
surveyed_cb (RepointOrganizationPage *self,
             const char              *uri)
{
  for (guint i = 0; i < self->endpoint_rows->len; i++)
    {
      RepointSurveyRow *row = g_ptr_array_index (self->endpoint_rows, i);

      if (g_str_equal (repoint_survey_row_get_subject (row), uri))
        repoint_survey_row_update (row);
    }
  update_state (self);
}

static void
remove_server_cb (RepointOrganizationPage *self,
                  GtkButton               *button)
{
  RepointSession *session = repoint_page_get_session (REPOINT_PAGE (self));
  RepointEndpoint *endpoint = g_object_get_data (G_OBJECT (button), "repoint-endpoint");

  repoint_session_edit (session, "edit-servers");
  repoint_organization_remove_endpoint (get_organization (self), endpoint);
  repoint_session_end_edit (session);
  repoint_window_toast (GTK_WIDGET (self), repoint_phrase_text (REPOINT_TEXT_MAIL_SERVER_REMOVED), TRUE);
}

static GtkWidget *
make_server_row (RepointOrganizationPage *self,
                 RepointEndpoint         *endpoint)
{
  g_autofree char *title = repoint_phrase_endpoint (endpoint);
  g_autofree char *title_markup = g_markup_escape_text (title, -1);
  g_autofree char *uri_markup = g_markup_escape_text (repoint_endpoint_get_uri (endpoint), -1);
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *button = gtk_button_new_from_icon_name ("user-trash-symbolic");

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title_markup);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), uri_markup);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, repoint_phrase_text (REPOINT_TEXT_REMOVE_MAIL_SERVER));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  repoint_phrase_text (REPOINT_TEXT_REMOVE_MAIL_SERVER), -1);
  g_object_set_data_full (G_OBJECT (button), "repoint-endpoint", g_object_ref (endpoint), g_object_unref);
  g_signal_connect_object (button, "clicked", G_CALLBACK (remove_server_cb), self, G_CONNECT_SWAPPED);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
  return row;
}

static void
update_servers (RepointOrganizationPage *self)
{
  RepointOrganization *organization = get_organization (self);
  GListModel *endpoints = repoint_organization_get_endpoints (organization);
  gboolean own = repoint_organization_get_cloud (organization) == REPOINT_CLOUD_OWN;

  clear_rows (self->servers_group, self->server_rows);
  gtk_widget_set_visible (GTK_WIDGET (self->servers_group), own);
  gtk_widget_set_visible (GTK_WIDGET (self->switches_group), !own);
  for (guint i = 0; own && i < g_list_model_get_n_items (endpoints); i++)
    {
      g_autoptr(RepointEndpoint) endpoint = g_list_model_get_item (endpoints, i);

      add_row (self->servers_group, self->server_rows, make_server_row (self, endpoint));
    }
  /* The form stays below the servers it has added. */
  g_object_ref (self->server_form);
  adw_preferences_group_remove (self->servers_group, GTK_WIDGET (self->server_form));
  adw_preferences_group_add (self->servers_group, GTK_WIDGET (self->server_form));
  g_object_unref (self->server_form);
}

static void
update_endpoints (RepointOrganizationPage *self)
{
  RepointSession *session = repoint_page_get_session (REPOINT_PAGE (self));
  RepointCatalog *catalog = repoint_journey_get_catalog (repoint_session_get_journey (session));
  g_autoptr(GPtrArray) endpoints = repoint_catalog_list_endpoints (catalog, get_organization (self));

  clear_rows (self->endpoints_group, self->endpoint_rows);
  for (guint i = 0; i < endpoints->len; i++)
    {
      RepointCatalogEndpoint *entry = g_ptr_array_index (endpoints, i);
      const char *uri = repoint_endpoint_get_uri (entry->endpoint);
      g_autofree char *title = repoint_phrase_endpoint (entry->endpoint);

      add_row (self->endpoints_group, self->endpoint_rows, repoint_survey_row_new (session, uri, uri, title));
    }
}

static GtkWidget *
make_date_row (const RepointCatalogDate *date,
               const GDate              *today)
{
  g_autofree char *when = repoint_phrase_date (date->date);
  g_autofree char *left = repoint_phrase_days_left (date->date, today);
  g_autofree char *title = g_markup_escape_text (when, -1);
  g_autofree char *text = repoint_phrase_to_markup (date->text);
  g_autofree char *fact = repoint_phrase_fact (&date->fact);
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *label = gtk_label_new (left);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), text);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  gtk_widget_add_css_class (label, "dim-label");
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), label);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), repoint_source_button_new (fact, date->fact.source));
  return row;
}

static gboolean
has_passed (const RepointCatalogDate *date,
            const GDate              *today)
{
  char now[sizeof "YYYY-MM-DD"];

  /* ISO dates sort as text. */
  g_date_strftime (now, sizeof now, "%Y-%m-%d", today);
  return strcmp (date->date, now) < 0;
}

/* What comes, in its order; what has passed is folded below. */
static void
update_dates (RepointOrganizationPage *self)
{
  RepointJourney *journey = repoint_session_get_journey (repoint_page_get_session (REPOINT_PAGE (self)));
  const GDate *today = repoint_journey_get_today (journey);
  g_autoptr(GPtrArray) dates = repoint_catalog_list_dates (repoint_journey_get_catalog (journey), get_organization (self));
  GtkWidget *passed = NULL;
  guint n_passed = 0;

  clear_rows (self->dates_group, self->date_rows);
  for (guint i = 0; i < dates->len; i++)
    {
      if (has_passed (g_ptr_array_index (dates, i), today))
        n_passed++;
      else
        add_row (self->dates_group, self->date_rows, make_date_row (g_ptr_array_index (dates, i), today));
    }
  if (n_passed > 0)
    {
      g_autofree char *title = repoint_phrase_passed_dates (n_passed);

      passed = adw_expander_row_new ();
      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (passed), title);
      add_row (self->dates_group, self->date_rows, passed);
    }
  for (guint i = 0; i < dates->len; i++)
    if (has_passed (g_ptr_array_index (dates, i), today))
      adw_expander_row_add_row (ADW_EXPANDER_ROW (passed), make_date_row (g_ptr_array_index (dates, i), today));
  repoint_timeline_set_dates (self->timeline, dates, today);
  gtk_widget_set_visible (self->dates_box, dates->len > 0);
}

/* The commands that show how the switches stand, word for word from the catalog. */
static void
update_commands (RepointOrganizationPage *self)
{
  RepointJourney *journey = repoint_session_get_journey (repoint_page_get_session (REPOINT_PAGE (self)));
  g_autoptr(GPtrArray) steps = repoint_catalog_list_tenant_steps (repoint_journey_get_catalog (journey), get_organization (self));

  for (guint i = 0; i < self->command_rows->len; i++)
    adw_expander_row_remove (self->commands_row, g_ptr_array_index (self->command_rows, i));
  g_ptr_array_set_size (self->command_rows, 0);
  for (guint i = 0; i < steps->len; i++)
    {
      const RepointCatalogTenantStep *step = g_ptr_array_index (steps, i);
      GtkWidget *row;

      if (step->command == NULL ||
          (!g_str_equal (step->when, "legacy-unknown") && !g_str_equal (step->when, "smtp-auth-unknown")))
        continue;
      row = repoint_command_row_new (step->command);
      adw_expander_row_add_row (self->commands_row, row);
      g_ptr_array_add (self->command_rows, row);
    }
  gtk_widget_set_visible (GTK_WIDGET (self->commands_row), self->command_rows->len > 0);
}

static void
provider_changed_cb (RepointOrganizationPage *self)
{
  if (repoint_page_get_session (REPOINT_PAGE (self)) == NULL)
    return;

  update_servers (self);
  update_endpoints (self);
  update_commands (self);
  update_dates (self);
  update_state (self);
}

static void
server_added_cb (RepointOrganizationPage *self,
                 RepointEndpoint         *endpoint)
{
  RepointSession *session = repoint_page_get_session (REPOINT_PAGE (self));

  repoint_session_edit (session, "edit-servers");
  repoint_organization_add_endpoint (get_organization (self), endpoint);
  repoint_session_end_edit (session);
}

/* The answers appear in their rows: those are brought into view. */
static void
test_clicked_cb (RepointOrganizationPage *self)
{
  repoint_session_test_endpoints (repoint_page_get_session (REPOINT_PAGE (self)));
  if (self->endpoint_rows->len > 0)
    gtk_widget_child_focus (g_ptr_array_index (self->endpoint_rows, self->endpoint_rows->len - 1), GTK_DIR_TAB_FORWARD);
}

static void
repoint_organization_page_set_session (RepointPage    *page,
                                       RepointSession *session)
{
  RepointOrganizationPage *self = REPOINT_ORGANIZATION_PAGE (page);
  RepointOrganization *organization;

  REPOINT_PAGE_CLASS (repoint_organization_page_parent_class)->set_session (page, session);

  organization = get_organization (self);
  for (guint i = 0; i < N_FIELDS; i++)
    repoint_field_set_target (self->fields[i], session, G_OBJECT (organization));
  g_signal_group_set_target (self->organization_signals, organization);
  g_signal_group_set_target (self->servers_signals, organization != NULL ? repoint_organization_get_endpoints (organization) : NULL);
  g_signal_group_set_target (self->session_signals, session);
  g_signal_group_set_target (self->journey_signals, session != NULL ? repoint_session_get_journey (session) : NULL);
  g_signal_group_set_target (self->works_signals, session != NULL ? repoint_session_get_works (session) : NULL);
  provider_changed_cb (self);
}

static void
repoint_organization_page_forward (RepointPage *page)
{
  if (REPOINT_ORGANIZATION_PAGE (page)->untested)
    test_clicked_cb (REPOINT_ORGANIZATION_PAGE (page));
  else
    repoint_page_advance (page);
}

static void
repoint_organization_page_dispose (GObject *object)
{
  RepointOrganizationPage *self = REPOINT_ORGANIZATION_PAGE (object);

  g_clear_object (&self->organization_signals);
  g_clear_object (&self->servers_signals);
  g_clear_object (&self->session_signals);
  g_clear_object (&self->works_signals);
  g_clear_object (&self->journey_signals);

  G_OBJECT_CLASS (repoint_organization_page_parent_class)->dispose (object);
}

static void
repoint_organization_page_finalize (GObject *object)
{
  RepointOrganizationPage *self = REPOINT_ORGANIZATION_PAGE (object);

  g_ptr_array_unref (self->endpoint_rows);
  g_ptr_array_unref (self->server_rows);
  g_ptr_array_unref (self->date_rows);
  g_ptr_array_unref (self->command_rows);

  G_OBJECT_CLASS (repoint_organization_page_parent_class)->finalize (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, RepointOrganizationPage, name_row);
  gtk_widget_class_bind_template_child (widget_class, RepointOrganizationPage, domain_row);
  gtk_widget_class_bind_template_child (widget_class, RepointOrganizationPage, recipients_row);
  gtk_widget_class_bind_template_child (widget_class, RepointOrganizationPage, fixed_address_row);
  gtk_widget_class_bind_template_child (widget_class, RepointOrganizationPage, port_25_row);
  gtk_widget_class_bind_template_child (widget_class, RepointOrganizationPage, cloud_row);
  gtk_widget_class_bind_template_child (widget_class, RepointOrganizationPage, servers_group);
  gtk_widget_class_bind_template_child (widget_class, RepointOrganizationPage, server_form);
  gtk_widget_class_bind_template_child (widget_class, RepointOrganizationPage, switches_group);
  gtk_widget_class_bind_template_child (widget_class, RepointOrganizationPage, legacy_tls_row);
  gtk_widget_class_bind_template_child (widget_class, RepointOrganizationPage, smtp_auth_row);
  gtk_widget_class_bind_template_child (widget_class, RepointOrganizationPage, commands_row);
  gtk_widget_class_bind_template_child (widget_class, RepointOrganizationPage, endpoints_group);
  gtk_widget_class_bind_template_child (widget_class, RepointOrganizationPage, test_button);
  gtk_widget_class_bind_template_child (widget_class, RepointOrganizationPage, dates_box);
  gtk_widget_class_bind_template_child (widget_class, RepointOrganizationPage, dates_group);
  gtk_widget_class_bind_template_child (widget_class, RepointOrganizationPage, timeline);
}

static void
repoint_organization_page_class_init (RepointOrganizationPageClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);
  RepointPageClass *page_class = REPOINT_PAGE_CLASS (class);

  object_class->dispose = repoint_organization_page_dispose;
  object_class->finalize = repoint_organization_page_finalize;
  page_class->set_session = repoint_organization_page_set_session;
  page_class->forward = repoint_organization_page_forward;

  g_type_ensure (REPOINT_TYPE_SERVER_FORM);
  g_type_ensure (REPOINT_TYPE_TIMELINE);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/repoint/Repoint/ui/repoint-organization-page.ui");
  bind_children (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, server_added_cb);
  gtk_widget_class_bind_template_callback (widget_class, test_clicked_cb);
}

static void
repoint_organization_page_init (RepointOrganizationPage *self)
{
  guint n = 0;

  self->endpoint_rows = g_ptr_array_new ();
  self->server_rows = g_ptr_array_new ();
  self->date_rows = g_ptr_array_new ();
  self->command_rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));

  self->fields[n++] = repoint_field_bind_text (GTK_EDITABLE (self->name_row), "name", "edit-office");
  self->fields[n++] = repoint_field_bind_text (GTK_EDITABLE (self->domain_row), "domain", "edit-office");
  self->fields[n++] = repoint_field_bind_choice (self->recipients_row, REPOINT_TYPE_RECIPIENTS, "recipients", "edit-office");
  self->fields[n++] = repoint_field_bind_choice (self->fixed_address_row, REPOINT_TYPE_ANSWER, "fixed-address", "edit-office");
  self->fields[n++] = repoint_field_bind_choice (self->port_25_row, REPOINT_TYPE_ANSWER, "port-25", "edit-office");
  self->fields[n++] = repoint_field_bind_choice (self->cloud_row, REPOINT_TYPE_CLOUD, "cloud", "change-cloud");
  self->fields[n++] = repoint_field_bind_choice (self->legacy_tls_row, REPOINT_TYPE_SWITCH, "legacy-tls", "change-switch");
  self->fields[n++] = repoint_field_bind_choice (self->smtp_auth_row, REPOINT_TYPE_SWITCH, "smtp-auth", "change-switch");
  g_assert (n == N_FIELDS);

  self->organization_signals = g_signal_group_new (REPOINT_TYPE_ORGANIZATION);
  g_signal_group_connect_swapped (self->organization_signals, "notify::cloud", G_CALLBACK (provider_changed_cb), self);
  g_signal_group_connect_swapped (self->organization_signals, "notify", G_CALLBACK (update_state), self);
  self->servers_signals = g_signal_group_new (G_TYPE_LIST_MODEL);
  g_signal_group_connect_swapped (self->servers_signals, "items-changed", G_CALLBACK (provider_changed_cb), self);
  self->session_signals = g_signal_group_new (REPOINT_TYPE_SESSION);
  g_signal_group_connect_swapped (self->session_signals, "surveyed", G_CALLBACK (surveyed_cb), self);
  self->journey_signals = g_signal_group_new (REPOINT_TYPE_JOURNEY);
  g_signal_group_connect_swapped (self->journey_signals, "notify::today", G_CALLBACK (update_dates), self);
  self->works_signals = g_signal_group_new (G_TYPE_LIST_MODEL);
  g_signal_group_connect_swapped (self->works_signals, "items-changed", G_CALLBACK (update_results), self);
}
