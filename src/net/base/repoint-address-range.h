/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define REPOINT_ADDRESS_RANGE_ERROR (repoint_address_range_error_quark ())

typedef enum
{
  REPOINT_ADDRESS_RANGE_ERROR_SYNTAX,
  REPOINT_ADDRESS_RANGE_ERROR_PUBLIC,  /* not a private (RFC 1918, RFC 6598, RFC 3927, RFC 4193) or loopback address */
  REPOINT_ADDRESS_RANGE_ERROR_TOO_BIG, /* more than a /20 */
} RepointAddressRangeError;

/* An inclusive IPv4 range in host order, "192.168.1.0/24", "192.168.1.10-192.168.1.40", "192.168.1.10-40" or one address. */
typedef struct
{
  guint32 first;
  guint32 last;
} RepointAddressRange;

GQuark        repoint_address_range_error_quark (void);
gboolean      repoint_address_range_parse       (const char *text, RepointAddressRange *range, GError **error);
guint         repoint_address_range_size        (const RepointAddressRange *range);
char         *repoint_address_range_to_string   (const RepointAddressRange *range);
GInetAddress *repoint_address_range_nth         (const RepointAddressRange *range, guint n);

G_END_DECLS
