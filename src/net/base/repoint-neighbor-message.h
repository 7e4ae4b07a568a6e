/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include <linux/netlink.h>

G_BEGIN_DECLS

/* The MAC that a message of the kernel's names for @address, or NULL. Private to net/base and its tests. Transfer full. */
char *repoint_neighbor_read_message (struct nlmsghdr *header, GInetAddress *address, guint32 scope_id);

G_END_DECLS
