/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-survey-row.h"

#include "repoint-finding-row.h"
#include "repoint-page.h"
#include "repoint-phrase-window.h"
#include "repoint-survey-data.h"
#include "repoint-survey-page.h"

struct _RepointSurveyRow
{
  AdwActionRow parent_instance;

  RepointSession *session; /* the page that shows the row outlives it and holds the session */
  char *subject;
  char *target;

  GtkStack *state;
  GtkImage *icon;
  GtkSpinner *spinner;
};

G_DEFINE_FINAL_TYPE (RepointSurveyRow, repoint_survey_row, ADW_TYPE_ACTION_ROW)

static void
show_severity (RepointSurveyRow *self,
               RepointSeverity   severity)
{
  const char *classes[] = { repoint_severity_get_style_class (severity), NULL };

  gtk_image_set_from_icon_name (self->icon, repoint_severity_get_icon_name (severity));
  gtk_widget_set_css_classes (GTK_WIDGET (self->icon), classes);
}

/* Which versions it takes, and below it what matters most. What could not be asked has no versions. */
static char *
make_sentence (RepointObservation *survey,
               GPtrArray          *findings)
{
  JsonObject *data = repoint_observation_get_data (survey);
  const RepointFinding *worst = findings->len > 0 ? g_ptr_array_index (findings, 0) : NULL;
  g_autofree char *versions = NULL;
  g_autofree char *matters = NULL;

  if (repoint_survey_data_get_highest (data, REPOINT_TLS_VERSION_1_3) == REPOINT_TLS_VERSION_NONE)
    return repoint_phrase_findings (findings);

  versions = repoint_phrase_survey (data);
  if (worst == NULL || worst->severity < REPOINT_SEVERITY_WARNING)
    return g_steal_pointer (&versions);

  matters = repoint_phrase_findings (findings);
  return g_strdup_printf ("%s\n%s", versions, matters);
}

/* The icon says how much it matters; so does the name that is read out. */
static void
name_row (RepointSurveyRow *self,
          GPtrArray        *findings,
          const char       *sentence)
{
  const RepointFinding *worst = findings->len > 0 ? g_ptr_array_index (findings, 0) : NULL;
  g_autofree char *word = worst != NULL ? repoint_phrase_enum (REPOINT_TYPE_SEVERITY, (int) worst->severity) : NULL;
  g_autofree char *plain = repoint_phrase_to_plain (sentence);
  g_autofree char *description = word != NULL ? g_strdup_printf ("%s: %s", word, plain) : g_strdup (plain);

  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, description, -1);
}

static void
repoint_survey_row_activate (AdwActionRow *row)
{
  RepointSurveyRow *self = REPOINT_SURVEY_ROW (row);
  GtkWidget *page = gtk_widget_get_ancestor (GTK_WIDGET (self), REPOINT_TYPE_PAGE);

  if (page != NULL)
    repoint_page_push (REPOINT_PAGE (page), repoint_survey_page_new (self->session, self->subject, self->target));

  ADW_ACTION_ROW_CLASS (repoint_survey_row_parent_class)->activate (row);
}

static void
repoint_survey_row_dispose (GObject *object)
{
  g_clear_object (&REPOINT_SURVEY_ROW (object)->session);

  G_OBJECT_CLASS (repoint_survey_row_parent_class)->dispose (object);
}

static void
repoint_survey_row_finalize (GObject *object)
{
  RepointSurveyRow *self = REPOINT_SURVEY_ROW (object);

  g_free (self->subject);
  g_free (self->target);

  G_OBJECT_CLASS (repoint_survey_row_parent_class)->finalize (object);
}

static void
repoint_survey_row_class_init (RepointSurveyRowClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  object_class->dispose = repoint_survey_row_dispose;
  object_class->finalize = repoint_survey_row_finalize;
  ADW_ACTION_ROW_CLASS (class)->activate = repoint_survey_row_activate;

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/repoint/Repoint/ui/repoint-survey-row.ui");
  gtk_widget_class_bind_template_child (widget_class, RepointSurveyRow, state);
  gtk_widget_class_bind_template_child (widget_class, RepointSurveyRow, icon);
  gtk_widget_class_bind_template_child (widget_class, RepointSurveyRow, spinner);
}

static void
repoint_survey_row_init (RepointSurveyRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/** repoint_survey_row_new: a row for the server at @target. */
GtkWidget *
repoint_survey_row_new (RepointSession *session,
                        const char     *subject,
                        const char     *target,
                        const char     *title)
{
  RepointSurveyRow *self;
  g_autofree char *markup = NULL;

  g_return_val_if_fail (REPOINT_IS_SESSION (session), NULL);
  g_return_val_if_fail (subject != NULL && target != NULL && title != NULL, NULL);

  self = g_object_new (REPOINT_TYPE_SURVEY_ROW, NULL);
  self->session = g_object_ref (session);
  self->subject = g_strdup (subject);
  self->target = g_strdup (target);
  markup = repoint_phrase_to_markup (title);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), markup);
  repoint_survey_row_update (self);
  return GTK_WIDGET (self);
}

/** repoint_survey_row_get_subject: whose server it is. Returns: (transfer none). */
const char *
repoint_survey_row_get_subject (RepointSurveyRow *self)
{
  g_return_val_if_fail (REPOINT_IS_SURVEY_ROW (self), NULL);

  return self->subject;
}

/** repoint_survey_row_get_target: the server's URI. Returns: (transfer none). */
const char *
repoint_survey_row_get_target (RepointSurveyRow *self)
{
  g_return_val_if_fail (REPOINT_IS_SURVEY_ROW (self), NULL);

  return self->target;
}

/** repoint_survey_row_update: shows what the last survey found. */
void
repoint_survey_row_update (RepointSurveyRow *self)
{
  RepointJourney *journey;
  RepointObservation *survey;
  g_autoptr(GPtrArray) findings = NULL;
  g_autofree char *sentence = NULL;
  g_autofree char *subtitle = NULL;
  gboolean asking;

  g_return_if_fail (REPOINT_IS_SURVEY_ROW (self));

  journey = repoint_session_get_journey (self->session);
  survey = repoint_journey_find_survey (journey, self->subject, self->target);
  findings = survey != NULL ? repoint_journey_list_findings (journey, survey) : g_ptr_array_new ();
  asking = survey == NULL && repoint_session_is_asking (self->session, self->subject);
  gtk_spinner_set_spinning (self->spinner, asking);
  gtk_stack_set_visible_child_name (self->state, asking ? "asking" : "idle");

  if (survey != NULL)
    sentence = make_sentence (survey, findings);
  else
    sentence = g_strdup (repoint_phrase_text (asking ? REPOINT_TEXT_BEING_ASKED : REPOINT_TEXT_NOT_YET_TESTED));
  subtitle = repoint_phrase_to_markup (sentence);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), subtitle);
  if (findings->len > 0)
    show_severity (self, ((const RepointFinding *) g_ptr_array_index (findings, 0))->severity);
  name_row (self, findings, sentence);
}
