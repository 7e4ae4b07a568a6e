/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum
{
  REPOINT_PROXY_DIRECT,      /* none */
  REPOINT_PROXY_HTTP,        /* CONNECT */
  REPOINT_PROXY_HTTPS,       /* CONNECT inside TLS */
  REPOINT_PROXY_SOCKS5,
  REPOINT_PROXY_UNSUPPORTED,
} RepointProxyKind;

/**
 * RepointProxy: one way to the internet that the system offers. A name and a password that its settings may hold are not
 * kept, let alone used.
 */
typedef struct
{
  RepointProxyKind kind;
  char            *uri;  /* scheme://host:port, to be shown; NULL if direct */
  char            *host; /* NULL if direct */
  guint16          port;
} RepointProxy;

RepointProxy *repoint_proxy_parse         (const char           *uri);
void          repoint_proxy_free          (RepointProxy         *self);

/* Asks the system which ways there are to a target. */
void          repoint_proxy_lookup_async  (const char           *target_uri,
                                           guint                 timeout_ms,
                                           GCancellable         *cancellable,
                                           GAsyncReadyCallback   callback,
                                           gpointer              user_data);
GPtrArray    *repoint_proxy_lookup_finish (GAsyncResult         *result,
                                           GError              **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RepointProxy, repoint_proxy_free)

G_END_DECLS
