/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "repoint-source.h"

G_BEGIN_DECLS

#define REPOINT_TYPE_WEB_PAGE_SOURCE (repoint_web_page_source_get_type ())
G_DECLARE_FINAL_TYPE (RepointWebPageSource, repoint_web_page_source, REPOINT, WEB_PAGE_SOURCE, GObject)

/**
 * RepointWebPageSource: title, Server header and realm of a device's own page. One redirection is followed, when it
 * stays on the same address, port and kind of connection; where it leads elsewhere, elsewhere is not asked.
 */
RepointSource *repoint_web_page_source_new (void);

/* The path to ask for when a page at @address:@port says @location, or NULL when that is somewhere else. */
char          *repoint_web_page_source_follow (GInetAddress      *address,
                                               const RepointPort *port,
                                               const char        *path,
                                               const char        *location);

G_END_DECLS
