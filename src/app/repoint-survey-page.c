/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-survey-page.h"

#include "repoint-detail-row.h"
#include "repoint-finding-row.h"
#include "repoint-phrase-window.h"
#include "repoint-window.h"

#define REFRESH_SECONDS 30 /* "Tested 3 minutes ago" */

struct _RepointSurveyPage
{
  AdwBin parent_instance;

  RepointSession *session;
  char *subject;
  char *target;
  GPtrArray *finding_rows;
  GPtrArray *section_rows;
  GHashTable *open; /* set of const char*: ids of what was opened, so that a new test does not close it */
  guint refresh_source;

  GtkLabel *title_label;
  GtkLabel *target_label;
  AdwPreferencesGroup *findings_group;
  GtkButton *test_button;
  AdwPreferencesGroup *tries_group;
  GtkSpinButton *tries_spin;
  AdwPreferencesGroup *sections_group;
};

G_DEFINE_FINAL_TYPE (RepointSurveyPage, repoint_survey_page, ADW_TYPE_BIN)

static RepointObservation *
find_survey (RepointSurveyPage *self)
{
  return repoint_journey_find_survey (repoint_session_get_journey (self->session), self->subject, self->target);
}

static RepointDevice *
find_device (RepointSurveyPage *self)
{
  return repoint_inventory_find (repoint_project_get_inventory (repoint_session_get_project (self->session)), self->subject);
}

/* The endpoint may have gone meanwhile, by undo for one. Transfer full, nullable. */
static RepointEndpoint *
dup_endpoint (RepointSurveyPage *self)
{
  RepointJourney *journey = repoint_session_get_journey (self->session);
  RepointOrganization *organization = repoint_project_get_organization (repoint_session_get_project (self->session));
  g_autoptr(GPtrArray) endpoints = repoint_catalog_list_endpoints (repoint_journey_get_catalog (journey), organization);

  for (guint i = 0; i < endpoints->len; i++)
    {
      RepointCatalogEndpoint *entry = g_ptr_array_index (endpoints, i);

      if (g_str_equal (repoint_endpoint_get_uri (entry->endpoint), self->subject))
        return g_object_ref (entry->endpoint);
    }
  return NULL;
}

static void
show_head (RepointSurveyPage *self)
{
  RepointDevice *device = find_device (self);
  g_autoptr(RepointEndpoint) endpoint = dup_endpoint (self);
  g_autofree char *title = endpoint != NULL ? repoint_phrase_endpoint (endpoint) : NULL;
  gboolean working =
    repoint_session_find_work (self->session, device != NULL ? REPOINT_WORK_DEVICES : REPOINT_WORK_ENDPOINTS) != NULL;

  if (title == NULL)
    title = g_strdup (device != NULL ? repoint_device_get_title (device) : "");
  gtk_label_set_label (self->title_label, title);
  gtk_label_set_label (self->target_label, self->target);
  gtk_widget_set_visible (GTK_WIDGET (self->tries_group), endpoint != NULL);
  gtk_widget_set_sensitive (GTK_WIDGET (self->test_button), !working && (endpoint != NULL || device != NULL));
}

static void
show_tested (RepointSurveyPage *self)
{
  RepointObservation *survey = find_survey (self);
  g_autoptr(GDateTime) now = g_date_time_new_now_utc ();
  g_autofree char *tested = survey != NULL ? repoint_phrase_tested (survey, now) : NULL;
  gboolean asking = repoint_session_is_asking (self->session, self->subject);

  if (tested == NULL)
    tested = g_strdup (repoint_phrase_text (asking ? REPOINT_TEXT_BEING_ASKED : REPOINT_TEXT_NOT_YET_TESTED));
  adw_preferences_group_set_description (self->findings_group, tested);
}

static void
expanded_cb (RepointSurveyPage *self,
             GParamSpec        *pspec,
             AdwExpanderRow    *row)
{
  const char *id = g_object_get_data (G_OBJECT (row), "repoint-id");

  if (adw_expander_row_get_expanded (row))
    g_hash_table_add (self->open, (gpointer) id);
  else
    g_hash_table_remove (self->open, id);
}

/* @id lives as long as the program does. */
static void
add_row (RepointSurveyPage   *self,
         AdwPreferencesGroup *group,
         GPtrArray           *rows,
         GtkWidget           *row,
         const char          *id)
{
  if (ADW_IS_EXPANDER_ROW (row))
    {
      g_object_set_data (G_OBJECT (row), "repoint-id", (gpointer) id);
      adw_expander_row_set_expanded (ADW_EXPANDER_ROW (row), g_hash_table_contains (self->open, id));
      g_signal_connect_object (row, "notify::expanded", G_CALLBACK (expanded_cb), self, G_CONNECT_SWAPPED);
    }
  adw_preferences_group_add (group, row);
  g_ptr_array_add (rows, row);
}

static void
remove_rows (AdwPreferencesGroup *group,
             GPtrArray           *rows)
{
  for (guint i = 0; i < rows->len; i++)
    adw_preferences_group_remove (group, g_ptr_array_index (rows, i));
  g_ptr_array_set_size (rows, 0);
}

static void
show_findings (RepointSurveyPage  *self,
               RepointObservation *survey)
{
  g_autoptr(GPtrArray) findings = NULL;

  remove_rows (self->findings_group, self->finding_rows);
  if (survey == NULL)
    return;

  findings = repoint_journey_list_findings (repoint_session_get_journey (self->session), survey);
  for (guint i = 0; i < findings->len; i++)
    {
      const RepointFinding *finding = g_ptr_array_index (findings, i);

      add_row (self, self->findings_group, self->finding_rows, repoint_finding_row_new (finding), finding->id);
    }
}

static GtkWidget *
make_section (const RepointPhraseSection *section)
{
  GtkWidget *expander = adw_expander_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (expander), section->title);
  for (guint i = 0; i < section->rows->len; i++)
    {
      const RepointPhraseRow *row = g_ptr_array_index (section->rows, i);

      adw_expander_row_add_row (ADW_EXPANDER_ROW (expander), repoint_detail_row_new (row->name, row->value));
    }
  return expander;
}

static void
show_sections (RepointSurveyPage  *self,
               RepointObservation *survey)
{
  g_autoptr(GPtrArray) sections = NULL;

  remove_rows (self->sections_group, self->section_rows);
  gtk_widget_set_visible (GTK_WIDGET (self->sections_group), survey != NULL);
  if (survey == NULL)
    return;

  sections = repoint_phrase_survey_sections (repoint_observation_get_data (survey));
  for (guint i = 0; i < sections->len; i++)
    {
      const RepointPhraseSection *section = g_ptr_array_index (sections, i);

      add_row (self, self->sections_group, self->section_rows, make_section (section), section->id);
    }
}

static void
update (RepointSurveyPage *self)
{
  RepointObservation *survey = find_survey (self);

  show_head (self);
  show_tested (self);
  show_findings (self, survey);
  show_sections (self, survey);
}

static void
observed_cb (RepointSurveyPage  *self,
             RepointObservation *observation)
{
  if (g_str_equal (repoint_observation_get_subject (observation), self->subject))
    update (self);
}

static void
works_changed_cb (RepointSurveyPage *self)
{
  show_head (self);
  show_tested (self);
}

static gboolean
refresh_cb (gpointer user_data)
{
  show_tested (user_data);
  return G_SOURCE_CONTINUE;
}

static void
test_clicked_cb (RepointSurveyPage *self)
{
  g_autoptr(RepointEndpoint) endpoint = dup_endpoint (self);
  RepointDevice *device = find_device (self);

  if (endpoint != NULL)
    {
      repoint_session_test_endpoint (self->session, endpoint, (guint) gtk_spin_button_get_value_as_int (self->tries_spin));
    }
  else if (device != NULL)
    {
      g_autoptr(GPtrArray) devices = g_ptr_array_new ();

      g_ptr_array_add (devices, device);
      repoint_session_test_devices (self->session, devices);
    }
}

static void
copy_clicked_cb (RepointSurveyPage *self)
{
  RepointObservation *survey = find_survey (self);
  g_autoptr(JsonNode) node = NULL;
  g_autofree char *text = NULL;

  if (survey == NULL)
    return;

  node = json_node_new (JSON_NODE_OBJECT);
  json_node_set_object (node, repoint_observation_get_data (survey));
  text = json_to_string (node, TRUE);
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), text);
  repoint_window_toast (GTK_WIDGET (self), repoint_phrase_text (REPOINT_TEXT_COPIED), FALSE);
}

static void
repoint_survey_page_dispose (GObject *object)
{
  RepointSurveyPage *self = REPOINT_SURVEY_PAGE (object);

  g_clear_handle_id (&self->refresh_source, g_source_remove);
  g_clear_object (&self->session);

  G_OBJECT_CLASS (repoint_survey_page_parent_class)->dispose (object);
}

static void
repoint_survey_page_finalize (GObject *object)
{
  RepointSurveyPage *self = REPOINT_SURVEY_PAGE (object);

  g_free (self->subject);
  g_free (self->target);
  g_ptr_array_unref (self->finding_rows);
  g_ptr_array_unref (self->section_rows);
  g_hash_table_unref (self->open);

  G_OBJECT_CLASS (repoint_survey_page_parent_class)->finalize (object);
}

static void
repoint_survey_page_class_init (RepointSurveyPageClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  object_class->dispose = repoint_survey_page_dispose;
  object_class->finalize = repoint_survey_page_finalize;

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/repoint/Repoint/ui/repoint-survey-page.ui");
  gtk_widget_class_bind_template_child (widget_class, RepointSurveyPage, title_label);
  gtk_widget_class_bind_template_child (widget_class, RepointSurveyPage, target_label);
  gtk_widget_class_bind_template_child (widget_class, RepointSurveyPage, findings_group);
  gtk_widget_class_bind_template_child (widget_class, RepointSurveyPage, test_button);
  gtk_widget_class_bind_template_child (widget_class, RepointSurveyPage, tries_group);
  gtk_widget_class_bind_template_child (widget_class, RepointSurveyPage, tries_spin);
  gtk_widget_class_bind_template_child (widget_class, RepointSurveyPage, sections_group);
  gtk_widget_class_bind_template_callback (widget_class, test_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, copy_clicked_cb);
}

static void
repoint_survey_page_init (RepointSurveyPage *self)
{
  self->finding_rows = g_ptr_array_new ();
  self->section_rows = g_ptr_array_new ();
  self->open = g_hash_table_new (g_str_hash, g_str_equal);
  gtk_widget_init_template (GTK_WIDGET (self));
}

/** repoint_survey_page_new: shows what the last survey of the server at @target found, and follows it. */
GtkWidget *
repoint_survey_page_new (RepointSession *session,
                         const char     *subject,
                         const char     *target)
{
  RepointSurveyPage *self;

  g_return_val_if_fail (REPOINT_IS_SESSION (session), NULL);
  g_return_val_if_fail (subject != NULL && target != NULL, NULL);

  self = g_object_new (REPOINT_TYPE_SURVEY_PAGE, NULL);
  self->session = g_object_ref (session);
  self->subject = g_strdup (subject);
  self->target = g_strdup (target);
  self->refresh_source = g_timeout_add_seconds (REFRESH_SECONDS, refresh_cb, self);
  g_signal_connect_object (repoint_session_get_project (session), "observed", G_CALLBACK (observed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (repoint_session_get_works (session), "items-changed", G_CALLBACK (works_changed_cb), self,
                           G_CONNECT_SWAPPED);
  update (self);
  return GTK_WIDGET (self);
}
