/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-listener.h"

#include "repoint-door.h"
#include "repoint-engine.h"

const RepointListenerLimits repoint_listener_limits_default = {
  .max_open = 128,
  .max_per_address = 4,
  .visits_per_minute = 120,
  .conversation_ms = 60 * 1000,
};

struct _RepointListener
{
  GObject           parent_instance;
  RepointScheduler *scheduler;
  RepointDoor      *door;
};

G_DEFINE_FINAL_TYPE (RepointListener, repoint_listener, G_TYPE_OBJECT)

/**
 * repoint_listener_new:
 * @scheduler: on whose thread visitors are talked to; kept as long as the listener
 * @port: TCP port, 0: a free one
 * @limits: (nullable): what it lets in; %NULL or a 0: the default
 * @receive: called for each who comes and is within the limits
 * @user_data: for @receive
 * @destroy: (nullable): for @user_data, called on the scheduler's thread, after the last call of @receive; not called on
 *   failure
 * @error: of %G_IO_ERROR: %G_IO_ERROR_ADDRESS_IN_USE, %G_IO_ERROR_PERMISSION_DENIED for a port below what this user may
 *   use, …
 *
 * Begins to listen. May be called from any thread; those who come are received as soon as the scheduler gets to it.
 *
 * Returns: (transfer full): a listener, or %NULL with @error set
 */
RepointListener *
repoint_listener_new (RepointScheduler             *scheduler,
                      guint16                       port,
                      const RepointListenerLimits  *limits,
                      RepointListenerReceive        receive,
                      gpointer                      user_data,
                      GDestroyNotify                destroy,
                      GError                      **error)
{
  RepointListener *self;
  RepointDoor *door;

  g_return_val_if_fail (REPOINT_IS_SCHEDULER (scheduler), NULL);
  g_return_val_if_fail (receive != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  door = repoint_door_new (port, limits, receive, user_data, destroy, error);
  if (door == NULL)
    return NULL;

  self = g_object_new (REPOINT_TYPE_LISTENER, NULL);
  self->scheduler = g_object_ref (scheduler);
  self->door = door;
  repoint_engine_tell_door (repoint_scheduler_get_engine (scheduler), door);
  return self;
}

/**
 * repoint_listener_get_port:
 * @self: a listener
 *
 * Returns: where it listens
 */
guint16
repoint_listener_get_port (RepointListener *self)
{
  g_return_val_if_fail (REPOINT_IS_LISTENER (self), 0);

  return self->door->port;
}

static void
repoint_listener_finalize (GObject *object)
{
  RepointListener *self = REPOINT_LISTENER (object);

  if (self->door != NULL)
    {
      repoint_door_drop (self->door);
      repoint_engine_tell_door (repoint_scheduler_get_engine (self->scheduler), self->door);
      repoint_door_unref (self->door);
    }
  g_clear_object (&self->scheduler);

  G_OBJECT_CLASS (repoint_listener_parent_class)->finalize (object);
}

static void
repoint_listener_class_init (RepointListenerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = repoint_listener_finalize;
}

static void
repoint_listener_init (RepointListener *self)
{
}
