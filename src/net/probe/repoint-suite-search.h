/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "repoint-inquiry.h"

G_BEGIN_DECLS

typedef enum
{
  REPOINT_SUITE_ORDER_UNKNOWN,
  REPOINT_SUITE_ORDER_SERVER, /* it picks by an order of its own */
  REPOINT_SUITE_ORDER_CLIENT, /* it takes the first it knows of those offered */
} RepointSuiteOrder;

/**
 * RepointSuiteSearch: the inquiry about which cipher suites a server accepts at one version, and in whose order.
 *
 * Adds to the result what it sees on the way: "ciphers", "cipher_order", "ciphers_incomplete" and "dh_bits".
 */
#define REPOINT_TYPE_SUITE_SEARCH (repoint_suite_search_get_type ())
G_DECLARE_FINAL_TYPE (RepointSuiteSearch, repoint_suite_search, REPOINT, SUITE_SEARCH, GObject)

RepointSuiteSearch *repoint_suite_search_new         (RepointTlsVersion      version,
                                                      const RepointQuestion *manner,
                                                      guint16                chosen,
                                                      guint16                group);
RepointSuiteSearch *repoint_suite_search_new_told    (const guint32         *suites,
                                                      guint                  n_suites);
RepointTlsVersion   repoint_suite_search_get_version (RepointSuiteSearch    *self);
const GArray       *repoint_suite_search_get_suites  (RepointSuiteSearch    *self);
const GArray       *repoint_suite_search_get_groups  (RepointSuiteSearch    *self);
RepointSuiteOrder   repoint_suite_search_get_order   (RepointSuiteSearch    *self);

G_END_DECLS
