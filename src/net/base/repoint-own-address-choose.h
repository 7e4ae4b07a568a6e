/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "repoint-own-address.h"

G_BEGIN_DECLS

/* Those of @interfaces (of RepointInterface) that a device can be told, in the order in which they are offered. Private to
 * net/base and its tests. Transfer full. */
GListModel        *repoint_own_address_choose      (GPtrArray    *interfaces);
/* As find_facing(), when the way to @peer leads through the interface @route; 0: not known. */
RepointOwnAddress *repoint_own_address_find_by_way (GListModel   *addresses,
                                                    GInetAddress *peer,
                                                    int           route);

G_END_DECLS
