/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* One IPv4 address of a network interface of this computer, as the kernel tells it. Private to net/base. */
typedef struct
{
  char     *name;
  char     *kind;        /* of a virtual interface ("bridge", "veth", "wireguard", …), or NULL */
  guint     flags;       /* IFF_… */
  guint32   address;     /* host order */
  guint     prefix;
  gboolean  has_port;    /* a bridge that a physical interface belongs to */
  gboolean  has_default; /* the default route leaves here */
} RepointInterface;

void       repoint_interface_free     (RepointInterface *self);
/* Asks the kernel (rtnetlink(7)). Never fails: what cannot be learned is left out. Of RepointInterface. */
GPtrArray *repoint_interface_list_own (void);

G_END_DECLS
