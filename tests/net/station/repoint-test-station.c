/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-test-station.h"

#include "repoint-test-daemon.h"

static void
arrived_cb (RepointStation *station, const char *peer, RepointTestStation *self)
{
  g_assert_nonnull (peer);
  self->n_arrived++;
}

static void
visit_cb (RepointStation *station, JsonObject *visit, RepointTestStation *self)
{
  g_ptr_array_add (self->visits, json_object_ref (visit));
}

RepointTestStation *
repoint_test_station_new (void)
{
  RepointTestStation *self = g_new0 (RepointTestStation, 1);
  g_autoptr (RepointStationIdentity) identity = repoint_station_identity_new (NULL);

  self->scheduler = repoint_scheduler_new (&repoint_limits_default);
  self->station = repoint_station_new (self->scheduler, identity);
  self->visits = g_ptr_array_new_with_free_func ((GDestroyNotify) json_object_unref);
  g_signal_connect (self->station, "arrived", G_CALLBACK (arrived_cb), self);
  g_signal_connect (self->station, "visit", G_CALLBACK (visit_cb), self);

  return self;
}

void
repoint_test_station_free (RepointTestStation *self)
{
  g_clear_object (&self->station);
  g_clear_object (&self->scheduler);
  g_ptr_array_unref (self->visits);
  g_free (self);
}

guint16
repoint_test_station_open (RepointTestStation *self, RepointProtocol protocol)
{
  /* Between picking and listening somebody else may take it. */
  for (guint i = 0; i < 10; i++)
    if (repoint_station_open (self->station, protocol, repoint_test_pick_port (), NULL))
      return repoint_station_get_port (self->station, protocol);

  g_error ("no port is free");
}

static gboolean
give_up_cb (gpointer unused)
{
  g_printerr ("nobody comes\n");
  abort ();

  return G_SOURCE_REMOVE;
}

JsonObject *
repoint_test_station_wait (RepointTestStation *self, guint n_visits)
{
  guint patience = g_timeout_add_seconds (100, give_up_cb, NULL);

  while (self->visits->len < n_visits)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (patience);

  return g_ptr_array_index (self->visits, n_visits - 1);
}

char *
repoint_test_visit_dump (JsonObject *visit)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);

  json_node_set_object (node, visit);

  return json_to_string (node, FALSE);
}

void
repoint_test_visit_check (JsonObject *visit, const char *member, const char *value)
{
  g_auto (GStrv) names = g_strsplit (member, ".", 2);
  g_autofree char *dump = repoint_test_visit_dump (visit);
  g_autofree char *text = NULL;
  JsonNode *node;

  g_test_message ("%s", dump);
  g_assert_true (json_object_has_member (visit, names[0]));
  node = json_object_get_member (visit, names[0]);
  if (names[1] != NULL)
    {
      g_assert_true (JSON_NODE_HOLDS_OBJECT (node));
      g_assert_true (json_object_has_member (json_node_get_object (node), names[1]));
      node = json_object_get_member (json_node_get_object (node), names[1]);
    }

  text = json_to_string (node, FALSE);
  if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING)
    g_assert_cmpstr (json_node_get_string (node), ==, value);
  else
    g_assert_cmpstr (text, ==, value != NULL ? value : "null");
}
