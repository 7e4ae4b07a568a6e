/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "repoint-network.h"

G_BEGIN_DECLS

/* The networks that @interfaces (of RepointInterface) belong to and that may be looked at, in the order in which
 * they are offered. Private to net/base and its tests. Transfer full. */
GListModel *repoint_network_choose (GPtrArray *interfaces);

G_END_DECLS
