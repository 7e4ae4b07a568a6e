/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* One address of a network interface of this computer, as the kernel tells it. Private to net/base. */
typedef struct
{
  char         *name;
  char         *kind;        /* of a virtual interface ("bridge", "veth", "wireguard", …), or NULL */
  int           index;
  guint         flags;       /* IFF_… */
  GInetAddress *inet;        /* of IPv6, only those that stay */
  guint         prefix;
  gboolean      has_port;    /* a bridge that a physical interface belongs to */
  gboolean      has_default; /* the default route leaves here */
} RepointInterface;

void       repoint_interface_free     (RepointInterface *self);
/* In host order; 0: it is IPv6. */
guint32    repoint_interface_get_ipv4 (const RepointInterface *self);
/* Whether it leads out of this computer, and is connected. */
gboolean   repoint_interface_leads_out (const RepointInterface *self);
/* Whether it is a VPN or the like. */
gboolean   repoint_interface_is_tunnel (const RepointInterface *self);
/* Asks the kernel (rtnetlink(7)). Never fails: what cannot be learned is left out. Of RepointInterface. */
GPtrArray *repoint_interface_list_own (void);

G_END_DECLS
