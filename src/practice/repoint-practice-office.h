/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define REPOINT_TYPE_PRACTICE_OFFICE (repoint_practice_office_get_type ())
G_DECLARE_FINAL_TYPE (RepointPracticeOffice, repoint_practice_office, REPOINT, PRACTICE_OFFICE, GObject)

/**
 * RepointPracticeOffice: an office on loopback: standard and legacy mail servers that behave like Microsoft's, and eight
 * devices of different vintages, each on an address of its own, with real sockets and real TLS. Runs on a thread of
 * its own until the last reference goes.
 *
 * It knows nothing of the rest of Repoint and the rest knows nothing of it: what a caller needs are plain values.
 */
RepointPracticeOffice *repoint_practice_office_new           (GError **error);
/* "standard=smtp://127.77.0.2:40587", "legacy=imaps://…", as `repoint-cli new --endpoint` takes them. */
const char * const    *repoint_practice_office_get_endpoints (RepointPracticeOffice *self);
/* The range its devices live in ("127.77.0.9-127.77.0.16"), and its ports ("40080/http,40443/https,…"), as `discover` takes them. */
const char            *repoint_practice_office_get_range     (RepointPracticeOffice *self);
const char            *repoint_practice_office_get_ports     (RepointPracticeOffice *self);
/* The office's inventory as CSV, with what a network cannot tell: what the devices use their mail for. */
GBytes                *repoint_practice_office_get_inventory (RepointPracticeOffice *self);
const char            *repoint_practice_office_get_name      (RepointPracticeOffice *self);
const char            *repoint_practice_office_get_domain    (RepointPracticeOffice *self);

G_END_DECLS
