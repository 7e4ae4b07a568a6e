/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "repoint-bytes.h"

G_BEGIN_DECLS

/**
 * RepointClientHelloParts: where in a ClientHello, or in one in the format of SSLv2, its parts stand: places in its bytes,
 * which have to outlive them.
 */
typedef struct
{
  gboolean     ssl2_format;
  guint16      version;        /* the old field */
  RepointBytes random;         /* in the format of SSLv2 the challenge */
  RepointBytes session_id;
  RepointBytes suites;         /* in the format of SSLv2 three bytes each */
  RepointBytes compressions;   /* not in the format of SSLv2 */
  gboolean     has_extensions; /* there is a list of them, which may be empty */
  RepointBytes extensions;
  RepointBytes rest;           /* what comes behind the end */
  gboolean     cut_short;      /* a part ends before its length says, or is not there at all */
} RepointClientHelloParts;

gboolean repoint_client_hello_parts_read           (RepointClientHelloParts *self,
                                                    RepointBytes             raw);
gboolean repoint_client_hello_parts_take_extension (RepointBytes            *extensions,
                                                    guint16                 *type,
                                                    RepointBytes            *extension,
                                                    gboolean                *cut_short);
RepointBytes repoint_client_hello_parts_take_vector (RepointBytes           *in,
                                                    guint                    width,
                                                    gboolean                *cut_short);

G_END_DECLS
