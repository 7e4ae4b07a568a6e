/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "repoint-inquiry.h"

G_BEGIN_DECLS

/**
 * RepointGroupSearch: the inquiry about which groups a server agrees on keys in at one version: key shares with TLS 1.3,
 * curves of ECDHE below it. Adds "groups" to the result.
 */
#define REPOINT_TYPE_GROUP_SEARCH (repoint_group_search_get_type ())
G_DECLARE_FINAL_TYPE (RepointGroupSearch, repoint_group_search, REPOINT, GROUP_SEARCH, GObject)

RepointGroupSearch *repoint_group_search_new         (RepointTlsVersion      version,
                                                      const RepointQuestion *manner,
                                                      const GArray          *suites,
                                                      const GArray          *known);
const guint16      *repoint_group_search_list_groups (RepointTlsVersion      version,
                                                      guint                 *n_groups);

G_END_DECLS
