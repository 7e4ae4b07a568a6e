/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-name-lookup.h"

typedef struct
{
  GCancellable *resolving;    /* cancelled by the caller, or by us when the time is over */
  gulong        cancelled_id;
  GSource      *timeout;
} Lookup;

static void
lookup_free (gpointer data)
{
  Lookup *self = data;

  g_object_unref (self->resolving);
  g_source_unref (self->timeout);
  g_free (self);
}

static void
free_addresses (gpointer addresses)
{
  g_resolver_free_addresses (addresses);
}

static void
resolved (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Lookup *self = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  GList *addresses = g_resolver_lookup_by_name_finish (G_RESOLVER (source), result, &error);

  g_cancellable_disconnect (g_task_get_cancellable (task), self->cancelled_id);
  g_source_destroy (self->timeout);

  if (addresses != NULL)
    g_task_return_pointer (task, addresses, free_addresses);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static gboolean
stop_resolving (gpointer resolving)
{
  g_cancellable_cancel (resolving);

  return G_SOURCE_REMOVE;
}

static void
pass_on (GCancellable *cancellable, gpointer resolving)
{
  g_cancellable_cancel (resolving);
}

/**
 * repoint_name_lookup_async:
 * @name: a host name in ASCII
 * @timeout_ms: how long it may take; the system's resolver by itself may take as long as it likes
 * @cancellable: (nullable): ends it at once
 * @callback: called in the thread default context of now
 * @user_data: for @callback
 *
 * Asks the system's resolver, on a thread of its own, for the addresses of @name.
 */
void
repoint_name_lookup_async (const char          *name,
                           guint                timeout_ms,
                           GCancellable        *cancellable,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  g_autoptr (GResolver) resolver = g_resolver_get_default ();
  GTask *task;
  Lookup *self;

  g_return_if_fail (name != NULL);

  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, repoint_name_lookup_async);
  self = g_new0 (Lookup, 1);
  self->resolving = g_cancellable_new ();
  self->timeout = g_timeout_source_new (timeout_ms);
  g_source_set_callback (self->timeout, stop_resolving, self->resolving, NULL);
  g_source_attach (self->timeout, g_task_get_context (task));
  g_task_set_task_data (task, self, lookup_free);

  g_resolver_lookup_by_name_async (resolver, name, self->resolving, resolved, task);
  if (cancellable != NULL)
    self->cancelled_id = g_cancellable_connect (cancellable, G_CALLBACK (pass_on), self->resolving, NULL);
}

/**
 * repoint_name_lookup_finish:
 * @result: what the callback was given
 *
 * Returns: (transfer full) (element-type GInetAddress): at least one address, in the order in which RFC 6724 prefers them;
 *   for g_resolver_free_addresses(). %NULL with @error set in %G_RESOLVER_ERROR or %G_IO_ERROR, %G_IO_ERROR_CANCELLED
 *   also when the time was over
 */
GList *
repoint_name_lookup_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
