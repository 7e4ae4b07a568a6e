/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-name-lookup.h"

#include "repoint-address-kind.h"

#include <ifaddrs.h>
#include <net/if.h>
#include <netdb.h>
#include <string.h>

typedef struct
{
  GCancellable *resolving; /* cancelled by the caller, or by us when the time is over */
  gulong        cancelled_id;
  GSource      *timeout;
  char         *name;
} Lookup;

G_DEFINE_QUARK (repoint-name-lookup-error-quark, repoint_name_lookup_error)

static void
lookup_free (gpointer data)
{
  Lookup *self = data;

  g_object_unref (self->resolving);
  g_source_unref (self->timeout);
  g_free (self->name);
  g_free (self);
}

static void
free_addresses (gpointer addresses)
{
  g_resolver_free_addresses (addresses);
}

/**
 * repoint_name_lookup_has_network:
 *
 * Returns: %TRUE if an interface that is up has an address which others could reach
 */
gboolean
repoint_name_lookup_has_network (void)
{
  struct ifaddrs *interfaces = NULL;
  gboolean found = FALSE;

  if (getifaddrs (&interfaces) < 0)
    return TRUE;

  for (struct ifaddrs *i = interfaces; i != NULL && !found; i = i->ifa_next)
    {
      g_autoptr (GSocketAddress) address = NULL;
      GInetAddress *inet;

      if (i->ifa_addr == NULL || (i->ifa_flags & IFF_UP) == 0 ||
          (i->ifa_addr->sa_family != AF_INET && i->ifa_addr->sa_family != AF_INET6))
        continue;

      address = g_socket_address_new_from_native (i->ifa_addr, i->ifa_addr->sa_family == AF_INET
                                                                   ? sizeof (struct sockaddr_in)
                                                                   : sizeof (struct sockaddr_in6));
      inet = g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (address));
      found = !g_inet_address_get_is_loopback (inet) && !g_inet_address_get_is_link_local (inet);
    }
  freeifaddrs (interfaces);

  return found;
}

/* GResolver has one code for "no such name", "no address" and "would not say"; getaddrinfo(3), which it asks, has three,
 * and its text for the code is what the message ends with. */
static gboolean
says (const GError *error, int code)
{
  g_autofree char *text = g_locale_to_utf8 (gai_strerror (code), -1, NULL, NULL, NULL);

  return text != NULL && g_str_has_suffix (error->message, text);
}

static RepointNameLookupError
classify (const GError *error, gboolean timed_out)
{
  if (timed_out || g_error_matches (error, G_RESOLVER_ERROR, G_RESOLVER_ERROR_TEMPORARY_FAILURE))
    return repoint_name_lookup_has_network () ? REPOINT_NAME_LOOKUP_ERROR_NO_ANSWER
                                              : REPOINT_NAME_LOOKUP_ERROR_NO_NETWORK;
  if (!g_error_matches (error, G_RESOLVER_ERROR, G_RESOLVER_ERROR_NOT_FOUND) || says (error, EAI_FAIL))
    return REPOINT_NAME_LOOKUP_ERROR_FAILED;

  return says (error, EAI_NODATA) ? REPOINT_NAME_LOOKUP_ERROR_NO_ADDRESS : REPOINT_NAME_LOOKUP_ERROR_NO_SUCH_NAME;
}

/* Takes the list and gives back what can be connected to, each once. */
static GList *
keep_usable (GList *addresses)
{
  GList *kept = NULL;

  for (GList *link = addresses; link != NULL; link = link->next)
    {
      g_autoptr (GInetAddress) address = repoint_address_unmap (link->data);
      gboolean known = FALSE;

      for (GList *other = kept; other != NULL && !known; other = other->next)
        known = g_inet_address_equal (other->data, address);
      if (!known && repoint_address_is_usable (address))
        kept = g_list_prepend (kept, g_steal_pointer (&address));
    }
  g_resolver_free_addresses (addresses);

  return g_list_reverse (kept);
}

static void
resolved (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Lookup *self = g_task_get_task_data (task);
  gboolean timed_out = g_source_is_destroyed (self->timeout);
  g_autoptr (GError) error = NULL;
  GList *addresses = g_resolver_lookup_by_name_finish (G_RESOLVER (source), result, &error);

  if (self->cancelled_id != 0)
    g_signal_handler_disconnect (g_task_get_cancellable (task), self->cancelled_id);
  g_source_destroy (self->timeout);

  if (g_task_return_error_if_cancelled (task))
    {
      g_resolver_free_addresses (addresses);
      return;
    }
  if (addresses == NULL)
    {
      g_task_return_new_error (task, REPOINT_NAME_LOOKUP_ERROR, classify (error, timed_out), "%s: %s", self->name,
                               timed_out ? "no answer in time" : error->message);
      return;
    }

  addresses = keep_usable (addresses);
  if (addresses != NULL)
    g_task_return_pointer (task, addresses, free_addresses);
  else
    g_task_return_new_error (task, REPOINT_NAME_LOOKUP_ERROR, REPOINT_NAME_LOOKUP_ERROR_USELESS,
                             "%s: no address that one could connect to", self->name);
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
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, repoint_name_lookup_async);
  self = g_new0 (Lookup, 1);
  self->name = g_strdup (name);
  self->resolving = g_cancellable_new ();
  self->timeout = g_timeout_source_new (timeout_ms);
  g_source_set_callback (self->timeout, stop_resolving, g_object_ref (self->resolving), g_object_unref);
  g_source_attach (self->timeout, g_task_get_context (task));
  g_task_set_task_data (task, self, lookup_free);

  if (cancellable != NULL)
    self->cancelled_id = g_cancellable_connect (cancellable, G_CALLBACK (pass_on), g_object_ref (self->resolving),
                                                g_object_unref);
  g_resolver_lookup_by_name_async (resolver, name, self->resolving, resolved, task);
}

/**
 * repoint_name_lookup_finish:
 * @result: what the callback was given
 *
 * Returns: (transfer full) (element-type GInetAddress): at least one address, none twice, in the order in which RFC 6724
 *   prefers them; for g_resolver_free_addresses(). %NULL with @error set in %REPOINT_NAME_LOOKUP_ERROR, or to
 *   %G_IO_ERROR_CANCELLED
 */
GList *
repoint_name_lookup_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
