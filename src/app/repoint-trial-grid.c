/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-trial-grid.h"

#include "repoint-phrase-window.h"
#include "repoint-visits.h"

struct _RepointTrialGrid
{
  AdwBin parent_instance;

  GtkGrid *grid;
  int n_rows;
};

G_DEFINE_FINAL_TYPE (RepointTrialGrid, repoint_trial_grid, ADW_TYPE_BIN)

/* A server that agrees on old TLS may still turn it away at the sign-in. */
static gboolean
is_old (RepointObservation *observation)
{
  RepointTlsVersion version = repoint_visits_get_version (observation, "version");

  return version != REPOINT_TLS_VERSION_NONE && version < REPOINT_TLS_VERSION_1_2;
}

static const char *
get_icon_name (RepointObservation *observation)
{
  if (observation == NULL)
    return "content-loading-symbolic";

  switch (repoint_visits_judge (observation))
    {
    case REPOINT_VISIT_ACCEPTED:
      return is_old (observation) ? "dialog-warning-symbolic" : "object-select-symbolic";
    case REPOINT_VISIT_REFUSED:
      return "window-close-symbolic";
    case REPOINT_VISIT_TURNED_AWAY:
    case REPOINT_VISIT_DISTRUSTED:
      return "dialog-warning-symbolic";
    case REPOINT_VISIT_INCONCLUSIVE:
      break;
    }
  return "dialog-question-symbolic";
}

static const char *
get_style_class (RepointObservation *observation)
{
  if (observation == NULL)
    return "dim-label";

  switch (repoint_visits_judge (observation))
    {
    case REPOINT_VISIT_ACCEPTED:
      return is_old (observation) ? "warning" : "success";
    case REPOINT_VISIT_REFUSED:
      return "error";
    case REPOINT_VISIT_TURNED_AWAY:
    case REPOINT_VISIT_DISTRUSTED:
      return "warning";
    case REPOINT_VISIT_INCONCLUSIVE:
      break;
    }
  return "dim-label";
}

static GtkWidget *
make_label (const char *text)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_yalign (GTK_LABEL (label), 0);
  return label;
}

/* The whole sentence, with its moment, is one hover or one screen reader's description away. */
static GtkWidget *
make_cell (RepointObservation *observation,
           gboolean            available)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *icon = g_object_new (GTK_TYPE_IMAGE, "valign", GTK_ALIGN_START, "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION,
                                  "icon-name", available ? get_icon_name (observation) : "action-unavailable-symbolic", NULL);
  g_autofree char *words = available ? repoint_phrase_met (observation) : g_strdup (repoint_phrase_text (REPOINT_TEXT_NO_SUCH_SERVER));
  GtkWidget *label = make_label (words);

  gtk_widget_add_css_class (icon, available ? get_style_class (observation) : "dim-label");
  gtk_box_append (GTK_BOX (box), icon);
  gtk_box_append (GTK_BOX (box), label);
  gtk_widget_set_hexpand (box, TRUE);
  if (observation != NULL)
    {
      g_autofree char *sentence = repoint_phrase_observation (observation);
      g_autofree char *plain = repoint_phrase_to_plain (sentence);

      gtk_widget_set_tooltip_text (box, plain);
      gtk_accessible_update_property (GTK_ACCESSIBLE (label), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, plain, -1);
    }
  return box;
}

static RepointObservation *
find_observation (GPtrArray           *visits,
                  const RepointTarget *target,
                  const char          *kind)
{
  RepointObservation *found;

  if (kind != NULL)
    return repoint_visits_find_latest_at (visits, target, kind);

  found = repoint_visits_find_at (visits, target);
  if (found == NULL)
    found = repoint_visits_find_latest_at (visits, target, REPOINT_OBSERVATION_PASSAGE);
  return found != NULL ? found : repoint_visits_find_latest_at (visits, target, REPOINT_OBSERVATION_REPLAY);
}

static GtkWidget *
make_standing_cell (RepointSession  *session,
                    GPtrArray       *visits,
                    RepointProtocol  protocol,
                    RepointStanding  standing,
                    const char      *kind)
{
  RepointJourney *journey = repoint_session_get_journey (session);
  RepointOrganization *organization = repoint_project_get_organization (repoint_session_get_project (session));
  g_autoptr(GPtrArray) endpoints = repoint_catalog_list_endpoints (repoint_journey_get_catalog (journey), organization);

  for (guint i = 0; i < endpoints->len; i++)
    {
      RepointEndpoint *endpoint = ((const RepointCatalogEndpoint *) g_ptr_array_index (endpoints, i))->endpoint;
      const RepointTarget *target = repoint_endpoint_get_target (endpoint);

      if (repoint_endpoint_get_standing (endpoint) == standing && target->protocol == protocol)
        return make_cell (find_observation (visits, target, kind), TRUE);
    }
  return make_cell (NULL, FALSE);
}

static void
repoint_trial_grid_class_init (RepointTrialGridClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/repoint/Repoint/ui/repoint-trial-grid.ui");
  gtk_widget_class_bind_template_child (widget_class, RepointTrialGrid, grid);
}

static void
repoint_trial_grid_init (RepointTrialGrid *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/** repoint_trial_grid_clear: takes all rows out but that of the headings. */
void
repoint_trial_grid_clear (RepointTrialGrid *self)
{
  g_return_if_fail (REPOINT_IS_TRIAL_GRID (self));

  for (; self->n_rows > 0; self->n_rows--)
    gtk_grid_remove_row (self->grid, self->n_rows);
}

/** repoint_trial_grid_add: a row for what @subject met by @protocol. */
void
repoint_trial_grid_add (RepointTrialGrid *self,
                        RepointSession   *session,
                        const char       *title,
                        const char       *subject,
                        RepointProtocol   protocol,
                        const char       *kind)
{
  RepointProject *project;
  g_autoptr(GPtrArray) visits = NULL;

  g_return_if_fail (REPOINT_IS_TRIAL_GRID (self));
  g_return_if_fail (REPOINT_IS_SESSION (session));
  g_return_if_fail (title != NULL && subject != NULL);

  project = repoint_session_get_project (session);
  visits = repoint_visits_list_current (repoint_project_get_observations (project, subject));
  self->n_rows++;
  gtk_grid_attach (self->grid, make_label (title), 0, self->n_rows, 1, 1);
  gtk_grid_attach (self->grid, make_standing_cell (session, visits, protocol, REPOINT_STANDING_STANDARD, kind), 1, self->n_rows, 1, 1);
  gtk_grid_attach (self->grid, make_standing_cell (session, visits, protocol, REPOINT_STANDING_LEGACY, kind), 2, self->n_rows, 1, 1);
}
