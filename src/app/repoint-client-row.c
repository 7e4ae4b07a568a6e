/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-client-row.h"

#include "repoint-phrase-window.h"
#include "repoint-survey-data.h"

struct _RepointClientRow
{
  AdwComboRow parent_instance;

  RepointSession *session;
  RepointDevice *device;
  GPtrArray *clients; /* of RepointCatalogClient; behind "none" */
  gboolean showing;
};

G_DEFINE_FINAL_TYPE (RepointClientRow, repoint_client_row, ADW_TYPE_COMBO_ROW)

/* (nullable): what the device is assumed to be; the newest word counts. */
static const char *
get_assumed (RepointClientRow *self)
{
  GPtrArray *observations = repoint_project_get_observations (repoint_session_get_project (self->session),
                                                              repoint_device_get_id (self->device));
  RepointObservation *newest = NULL;

  for (guint i = 0; i < observations->len; i++)
    {
      RepointObservation *observation = g_ptr_array_index (observations, i);

      if (g_str_equal (repoint_observation_get_kind (observation), REPOINT_OBSERVATION_PROFILE) &&
          (newest == NULL || g_date_time_compare (repoint_observation_get_last_seen (observation),
                                                  repoint_observation_get_last_seen (newest)) >= 0))
        newest = observation;
    }
  return newest != NULL ? repoint_survey_data_get_string (repoint_observation_get_data (newest), "profile") : NULL;
}

static guint
find_position (RepointClientRow *self,
               const char       *id)
{
  for (guint i = 0; id != NULL && i < self->clients->len; i++)
    if (g_str_equal (((const RepointCatalogClient *) g_ptr_array_index (self->clients, i))->id, id))
      return i + 1;
  return 0;
}

static void
assume (RepointClientRow           *self,
        const RepointCatalogClient *client) /* nullable: nothing any more */
{
  g_autoptr(GDateTime) now = g_date_time_new_now_utc ();
  g_autoptr(JsonObject) data = json_object_new ();
  g_autoptr(RepointObservation) observation = NULL;

  if (client != NULL)
    {
      json_object_set_string_member (data, "profile", client->id);
      json_object_set_string_member (data, "name", client->original_name);
      json_object_set_string_member (data, "max_version", repoint_tls_version_to_string (client->max_version));
    }
  else
    {
      json_object_set_null_member (data, "profile");
    }
  observation = repoint_observation_new (repoint_device_get_id (self->device), REPOINT_OBSERVATION_PROFILE,
                                         REPOINT_STRENGTH_STATEMENT, now, data);
  repoint_project_observe (repoint_session_get_project (self->session), observation);
}

static void
selected_cb (RepointClientRow *self)
{
  guint position = adw_combo_row_get_selected (ADW_COMBO_ROW (self));

  if (self->showing || self->device == NULL || position == GTK_INVALID_LIST_POSITION ||
      position == find_position (self, get_assumed (self)))
    return;

  assume (self, position > 0 ? g_ptr_array_index (self->clients, position - 1) : NULL);
}

static void
repoint_client_row_dispose (GObject *object)
{
  RepointClientRow *self = REPOINT_CLIENT_ROW (object);

  g_clear_object (&self->device);
  g_clear_pointer (&self->clients, g_ptr_array_unref);
  g_clear_object (&self->session);

  G_OBJECT_CLASS (repoint_client_row_parent_class)->dispose (object);
}

static void
repoint_client_row_class_init (RepointClientRowClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = repoint_client_row_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/repoint/Repoint/ui/repoint-client-row.ui");
  gtk_widget_class_bind_template_callback (widget_class, selected_cb);
}

static void
repoint_client_row_init (RepointClientRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
repoint_client_row_set_device (RepointClientRow *self,
                               RepointSession   *session,
                               RepointDevice    *device)
{
  g_autoptr(GtkStringList) names = gtk_string_list_new (NULL);

  g_return_if_fail (REPOINT_IS_CLIENT_ROW (self));
  g_return_if_fail (self->device == NULL);

  self->session = g_object_ref (session);
  self->clients = repoint_catalog_list_clients (repoint_journey_get_catalog (repoint_session_get_journey (session)));
  gtk_string_list_append (names, repoint_phrase_text (REPOINT_TEXT_NO_CLIENT));
  for (guint i = 0; i < self->clients->len; i++)
    gtk_string_list_append (names, ((const RepointCatalogClient *) g_ptr_array_index (self->clients, i))->name);

  adw_combo_row_set_model (ADW_COMBO_ROW (self), G_LIST_MODEL (names));
  self->device = g_object_ref (device);
  repoint_client_row_update (self);
}

void
repoint_client_row_update (RepointClientRow *self)
{
  g_return_if_fail (REPOINT_IS_CLIENT_ROW (self));

  self->showing = TRUE;
  adw_combo_row_set_selected (ADW_COMBO_ROW (self), find_position (self, get_assumed (self)));
  self->showing = FALSE;
}
