/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-proxy.h"

#include "repoint-target.h"

#include <string.h>

#define MAX_PROXIES 8

static const struct
{
  const char      *scheme;
  RepointProxyKind kind;
  guint16          port;
} schemes[] = {
  { "http", REPOINT_PROXY_HTTP, 80 },
  { "https", REPOINT_PROXY_HTTPS, 443 },
  { "socks5", REPOINT_PROXY_SOCKS5, 1080 },
  { "socks", REPOINT_PROXY_SOCKS5, 1080 },
  { "socks4a", REPOINT_PROXY_UNSUPPORTED, 1080 },
  { "socks4", REPOINT_PROXY_UNSUPPORTED, 1080 },
};

typedef struct
{
  GCancellable *stop;         /* cancelled by the caller, or by us when the time is over */
  GCancellable *cancellable;  /* nullable: the caller's */
  gulong        cancelled_id;
  GSource      *timeout;
  char         *uri;
} Lookup;

/* Name and password are cut off before anything is read: as people write them into settings, with "/" and "@" in them, a
 * part could pass for the host, be shown, and be asked of name servers. */
static char *
cut_userinfo (const char *uri)
{
  const char *authority = strstr (uri, "://");
  const char *at = strrchr (uri, '@');

  if (authority == NULL || at == NULL || at < authority)
    return g_strdup (uri);

  return g_strdup_printf ("%.*s%s", (int) (authority + strlen ("://") - uri), uri, at + 1);
}

/**
 * repoint_proxy_parse:
 * @uri: as GProxyResolver gives it, possibly with name and password
 *
 * Returns: (transfer full) (nullable): the proxy; %NULL for what is no proxy at all
 */
RepointProxy *
repoint_proxy_parse (const char *uri)
{
  g_autofree char *clean = NULL;
  g_autofree char *scheme = NULL;
  g_autofree char *host = NULL;
  g_autoptr (RepointTarget) place = NULL;
  RepointProxy *self;
  int port = -1;

  g_return_val_if_fail (uri != NULL, NULL);

  clean = cut_userinfo (uri);
  if (g_str_has_prefix (uri, "direct://"))
    return g_new0 (RepointProxy, 1);
  if (!g_uri_split (clean, G_URI_FLAGS_PARSE_RELAXED, &scheme, NULL, &host, &port, NULL, NULL, NULL, NULL) ||
      host == NULL || scheme == NULL)
    return NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (schemes); i++)
    {
      if (g_ascii_strcasecmp (scheme, schemes[i].scheme) != 0)
        continue;

      /* A target has a host and a port that one could connect to, or does not exist. */
      place = repoint_target_new (REPOINT_PROTOCOL_TLS, REPOINT_SECURITY_TLS, host, port > 0 ? port : schemes[i].port);
      if (place == NULL)
        return NULL;

      self = g_new0 (RepointProxy, 1);
      self->kind = schemes[i].kind;
      self->host = g_strdup (place->host);
      self->port = place->port;
      self->uri = g_strdup_printf (strchr (self->host, ':') != NULL ? "%s://[%s]:%u" : "%s://%s:%u", schemes[i].scheme,
                                   self->host, self->port);
      return self;
    }

  return NULL;
}

/**
 * repoint_proxy_free:
 * @self: (nullable) (transfer full): a proxy
 */
void
repoint_proxy_free (RepointProxy *self)
{
  if (self == NULL)
    return;

  g_free (self->uri);
  g_free (self->host);
  g_free (self);
}

static void
lookup_free (gpointer data)
{
  Lookup *self = data;

  g_object_unref (self->stop);
  g_clear_object (&self->cancellable);
  g_source_unref (self->timeout);
  g_free (self->uri);
  g_free (self);
}

static GPtrArray *
parse_all (const char *const *uris)
{
  GPtrArray *proxies = g_ptr_array_new_with_free_func ((GDestroyNotify) repoint_proxy_free);

  for (guint i = 0; uris != NULL && uris[i] != NULL && proxies->len < MAX_PROXIES; i++)
    {
      RepointProxy *proxy = repoint_proxy_parse (uris[i]);

      if (proxy != NULL)
        g_ptr_array_add (proxies, proxy);
      else
        g_debug ("One of the proxies of the system is none that exists");
    }

  if (proxies->len == 0)
    g_ptr_array_add (proxies, repoint_proxy_parse ("direct://"));

  return proxies;
}

/* Making the resolver reads settings, asking it may talk on D-Bus or run a script; neither knows how long it takes. */
static void
look_up (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Lookup *self = data;
  GProxyResolver *resolver = g_proxy_resolver_get_default ();
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) uris = NULL;

  if (g_proxy_resolver_is_supported (resolver))
    uris = g_proxy_resolver_lookup (resolver, self->uri, cancellable, &error);
  if (error != NULL)
    g_debug ("%s: which proxy: %s", self->uri, error->message);

  g_task_return_pointer (task, parse_all ((const char *const *) uris), (GDestroyNotify) g_ptr_array_unref);
}

static gboolean
stop_looking (gpointer stop)
{
  g_cancellable_cancel (stop);

  return G_SOURCE_REMOVE;
}

static void
pass_on (GCancellable *cancellable, gpointer stop)
{
  g_cancellable_cancel (stop);
}

/**
 * repoint_proxy_lookup_async:
 * @target_uri: where to
 * @timeout_ms: how long it may take; after that there is no proxy
 * @cancellable: (nullable): ends it at once
 * @callback: called in the thread default context of now
 * @user_data: for @callback
 *
 * Asks GIO's proxy resolver on a thread of its own. A resolver that fails or takes too long counts as one that offers no
 * proxy, as it does for browsers.
 */
void
repoint_proxy_lookup_async (const char          *target_uri,
                            guint                timeout_ms,
                            GCancellable        *cancellable,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  g_autoptr (GCancellable) stop = g_cancellable_new ();
  g_autoptr (GTask) task = NULL;
  Lookup *self;

  g_return_if_fail (target_uri != NULL);
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  task = g_task_new (NULL, stop, callback, user_data);
  g_task_set_source_tag (task, repoint_proxy_lookup_async);
  g_task_set_return_on_cancel (task, TRUE);
  self = g_new0 (Lookup, 1);
  self->uri = g_strdup (target_uri);
  self->stop = g_object_ref (stop);
  self->cancellable = cancellable != NULL ? g_object_ref (cancellable) : NULL;
  self->timeout = g_timeout_source_new (timeout_ms);
  g_source_set_callback (self->timeout, stop_looking, g_object_ref (stop), g_object_unref);
  g_source_attach (self->timeout, g_task_get_context (task));
  g_task_set_task_data (task, self, lookup_free);

  if (cancellable != NULL)
    self->cancelled_id = g_cancellable_connect (cancellable, G_CALLBACK (pass_on), g_object_ref (stop), g_object_unref);
  g_task_run_in_thread (task, look_up);
}

/**
 * repoint_proxy_lookup_finish:
 * @result: what the callback was given
 *
 * Returns: (transfer full) (element-type RepointProxy): at least one, to be tried in this order; %NULL with @error set to
 *   %G_IO_ERROR_CANCELLED if the caller cancelled it
 */
GPtrArray *
repoint_proxy_lookup_finish (GAsyncResult *result, GError **error)
{
  Lookup *self;
  GPtrArray *proxies;

  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  self = g_task_get_task_data (G_TASK (result));
  g_source_destroy (self->timeout);
  if (self->cancelled_id != 0)
    g_signal_handler_disconnect (self->cancellable, self->cancelled_id);
  self->cancelled_id = 0;

  proxies = g_task_propagate_pointer (G_TASK (result), NULL);
  if (self->cancellable != NULL && g_cancellable_set_error_if_cancelled (self->cancellable, error))
    {
      g_clear_pointer (&proxies, g_ptr_array_unref);
      return NULL;
    }

  return proxies != NULL ? proxies : parse_all (NULL);
}
