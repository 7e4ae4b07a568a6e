/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <linux/netlink.h>

G_BEGIN_DECLS

/* One message of an answer; its length was checked against what arrived. */
typedef void (*RepointNetlinkMessage) (struct nlmsghdr *header,
                                       gpointer         user_data);

/* Asks the kernel about its network (rtnetlink(7)). Private to net/base. open() returns a descriptor that the caller
 * closes, or -1; ask() sends @request and hands every message of the answer to @handle, and does nothing on failure. */
int  repoint_netlink_open (void);
void repoint_netlink_ask  (int                    fd,
                           struct nlmsghdr       *request,
                           RepointNetlinkMessage  handle,
                           gpointer               user_data);
/* Asks for all there is of a kind (RTM_GET…) and an address family. */
void repoint_netlink_dump (int                    fd,
                           guint16                type,
                           guint8                 family,
                           RepointNetlinkMessage  handle,
                           gpointer               user_data);

G_END_DECLS
