/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-endpoint-row.h"

struct _RepointEndpointRow
{
  AdwExpanderRow parent_instance;

  RepointSession *session; /* the page that shows the row outlives it and holds the session */
  RepointEndpoint *endpoint;
  GPtrArray *details;      /* of GtkWidget: the rows below */

  GtkStack *state;
  GtkSpinner *spinner;
};

G_DEFINE_FINAL_TYPE (RepointEndpointRow, repoint_endpoint_row, ADW_TYPE_EXPANDER_ROW)

static RepointObservation *
last_survey (RepointEndpointRow *self)
{
  GPtrArray *observations = repoint_project_get_observations (repoint_session_get_project (self->session),
                                                              repoint_endpoint_get_uri (self->endpoint));

  for (guint i = observations->len; i > 0; i--)
    {
      RepointObservation *observation = g_ptr_array_index (observations, i - 1);

      if (g_str_equal (repoint_observation_get_kind (observation), REPOINT_OBSERVATION_SURVEY))
        return observation;
    }
  return NULL;
}

static void
add_detail (RepointEndpointRow *self,
            const char         *line)
{
  g_autofree char *markup = repoint_phrase_to_markup (line);
  GtkWidget *label = gtk_label_new (NULL);
  GtkWidget *row = gtk_list_box_row_new ();

  gtk_label_set_markup (GTK_LABEL (label), markup);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  gtk_widget_add_css_class (label, "detail");
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), label);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  adw_expander_row_add_row (ADW_EXPANDER_ROW (self), row);
  g_ptr_array_add (self->details, row);
}

static void
remove_details (RepointEndpointRow *self)
{
  for (guint i = 0; i < self->details->len; i++)
    adw_expander_row_remove (ADW_EXPANDER_ROW (self), g_ptr_array_index (self->details, i));
  g_ptr_array_set_size (self->details, 0);
}

static void
repoint_endpoint_row_dispose (GObject *object)
{
  RepointEndpointRow *self = REPOINT_ENDPOINT_ROW (object);

  g_clear_object (&self->endpoint);
  g_clear_object (&self->session);
  g_clear_pointer (&self->details, g_ptr_array_unref);

  G_OBJECT_CLASS (repoint_endpoint_row_parent_class)->dispose (object);
}

static void
repoint_endpoint_row_class_init (RepointEndpointRowClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = repoint_endpoint_row_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/repoint/Repoint/ui/repoint-endpoint-row.ui");
  gtk_widget_class_bind_template_child (widget_class, RepointEndpointRow, state);
  gtk_widget_class_bind_template_child (widget_class, RepointEndpointRow, spinner);
}

static void
repoint_endpoint_row_init (RepointEndpointRow *self)
{
  self->details = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

/** repoint_endpoint_row_new: a row for @endpoint. */
GtkWidget *
repoint_endpoint_row_new (RepointSession  *session,
                          RepointEndpoint *endpoint)
{
  RepointEndpointRow *self = g_object_new (REPOINT_TYPE_ENDPOINT_ROW, NULL);

  self->session = g_object_ref (session);
  self->endpoint = g_object_ref (endpoint);
  repoint_endpoint_row_update (self);
  return GTK_WIDGET (self);
}

/** repoint_endpoint_row_get_endpoint: the mail server. Returns: (transfer none). */
RepointEndpoint *
repoint_endpoint_row_get_endpoint (RepointEndpointRow *self)
{
  g_return_val_if_fail (REPOINT_IS_ENDPOINT_ROW (self), NULL);

  return self->endpoint;
}

/** repoint_endpoint_row_update: shows what the last survey found. */
void
repoint_endpoint_row_update (RepointEndpointRow *self)
{
  RepointObservation *survey;
  g_autofree char *title = NULL;
  g_autofree char *escaped_title = NULL;
  g_autofree char *sentence = NULL;
  g_autofree char *subtitle = NULL;
  gboolean working;

  g_return_if_fail (REPOINT_IS_ENDPOINT_ROW (self));

  survey = last_survey (self);
  working = repoint_session_find_work (self->session, REPOINT_WORK_ENDPOINTS) != NULL;
  title = repoint_phrase_endpoint (self->endpoint);
  escaped_title = g_markup_escape_text (title, -1);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), escaped_title);
  gtk_spinner_set_spinning (self->spinner, working && survey == NULL);
  gtk_stack_set_visible_child_name (self->state, working && survey == NULL ? "asking" : "idle");

  if (survey != NULL)
    sentence = repoint_phrase_survey (repoint_observation_get_data (survey));
  else
    sentence = g_strdup (repoint_phrase_text (REPOINT_TEXT_NOT_YET_TESTED));
  subtitle = repoint_phrase_to_markup (sentence);
  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (self), subtitle);

  remove_details (self);
  add_detail (self, repoint_endpoint_get_uri (self->endpoint));
  if (survey != NULL)
    {
      g_autoptr(GPtrArray) sections = repoint_phrase_survey_sections (repoint_observation_get_data (survey));

      for (guint i = 0; i < sections->len; i++)
        {
          const RepointPhraseSection *section = g_ptr_array_index (sections, i);

          for (guint j = 0; j < section->rows->len; j++)
            {
              const RepointPhraseRow *row = g_ptr_array_index (section->rows, j);
              g_autofree char *line = g_strdup_printf ("%s: %s", row->name, row->value);

              add_detail (self, line);
            }
        }
    }
}
