/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-finding-row.h"

#include "repoint-detail-row.h"
#include "repoint-phrase.h"

/** repoint_severity_get_icon_name: the symbolic icon of a severity. Returns: (transfer none). */
const char *
repoint_severity_get_icon_name (RepointSeverity severity)
{
  switch (severity)
    {
    case REPOINT_SEVERITY_GOOD:
      return "object-select-symbolic";
    case REPOINT_SEVERITY_NOTE:
      return "dialog-information-symbolic";
    case REPOINT_SEVERITY_WARNING:
      return "dialog-warning-symbolic";
    case REPOINT_SEVERITY_PROBLEM:
      return "dialog-error-symbolic";
    }
  return "dialog-question-symbolic";
}

/** repoint_severity_get_style_class: the style class that goes with the icon. Returns: (transfer none). */
const char *
repoint_severity_get_style_class (RepointSeverity severity)
{
  switch (severity)
    {
    case REPOINT_SEVERITY_GOOD:
      return "success";
    case REPOINT_SEVERITY_NOTE:
      return "dim-label";
    case REPOINT_SEVERITY_WARNING:
      return "warning";
    case REPOINT_SEVERITY_PROBLEM:
      return "error";
    }
  return "dim-label";
}

/* The word stands below the sentence: the icon says the same once more. */
static GtkWidget *
make_icon (RepointSeverity severity)
{
  GtkWidget *icon = g_object_new (GTK_TYPE_IMAGE,
                                  "icon-name", repoint_severity_get_icon_name (severity),
                                  "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION,
                                  NULL);

  gtk_widget_add_css_class (icon, repoint_severity_get_style_class (severity));
  return icon;
}

/**
 * repoint_finding_row_new:
 *
 * Returns: (transfer floating): a row that keeps nothing of @finding
 */
GtkWidget *
repoint_finding_row_new (const RepointFinding *finding)
{
  g_autofree char *sentence = NULL;
  g_autofree char *detail = NULL;
  g_autofree char *markup = NULL;
  g_autofree char *word = NULL;
  GtkWidget *row;

  g_return_val_if_fail (finding != NULL, NULL);

  sentence = repoint_phrase_finding (finding);
  detail = repoint_phrase_finding_detail (finding);
  markup = repoint_phrase_to_markup (sentence);
  word = repoint_phrase_enum (REPOINT_TYPE_SEVERITY, (int) finding->severity);
  if (detail[0] != '\0')
    {
      row = adw_expander_row_new ();
      adw_expander_row_add_prefix (ADW_EXPANDER_ROW (row), make_icon (finding->severity));
      adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (row), word);
      adw_expander_row_add_row (ADW_EXPANDER_ROW (row), repoint_detail_row_new (NULL, detail));
    }
  else
    {
      row = adw_action_row_new ();
      adw_action_row_add_prefix (ADW_ACTION_ROW (row), make_icon (finding->severity));
      adw_action_row_set_subtitle (ADW_ACTION_ROW (row), word);
    }
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), markup);
  return row;
}
