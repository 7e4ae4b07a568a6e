/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define REPOINT_NAME_LOOKUP_ERROR (repoint_name_lookup_error_quark ())

typedef enum
{
  REPOINT_NAME_LOOKUP_ERROR_NO_SUCH_NAME,
  REPOINT_NAME_LOOKUP_ERROR_NO_ADDRESS, /* the name exists */
  REPOINT_NAME_LOOKUP_ERROR_USELESS,    /* 0.0.0.0 and the like, as filters answer for what they block */
  REPOINT_NAME_LOOKUP_ERROR_NO_ANSWER,  /* no name server answered, or not in time */
  REPOINT_NAME_LOOKUP_ERROR_NO_NETWORK, /* so no name server could be asked */
  REPOINT_NAME_LOOKUP_ERROR_FAILED,     /* a name server would not say, or this computer could not ask */
} RepointNameLookupError;

/**
 * RepointNameLookup: the addresses of a host name, from the system's resolver, in bounded time.
 */
GQuark      repoint_name_lookup_error_quark (void);
void        repoint_name_lookup_async       (const char           *name,
                                             guint                 timeout_ms,
                                             GCancellable         *cancellable,
                                             GAsyncReadyCallback   callback,
                                             gpointer              user_data);
GList      *repoint_name_lookup_finish      (GAsyncResult         *result,
                                             GError              **error);

/* Whether this computer has an address beyond itself. */
gboolean    repoint_name_lookup_has_network (void);

G_END_DECLS
