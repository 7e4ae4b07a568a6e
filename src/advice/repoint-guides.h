/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "repoint-guide.h"

G_BEGIN_DECLS

#define REPOINT_TYPE_GUIDES  (repoint_guides_get_type ())
#define REPOINT_GUIDES_ERROR (repoint_guides_error_quark ())
G_DECLARE_FINAL_TYPE (RepointGuides, repoint_guides, REPOINT, GUIDES, GObject)

typedef enum
{
  REPOINT_GUIDES_ERROR_SYNTAX,
  REPOINT_GUIDES_ERROR_CONTENT,
} RepointGuidesError;

GQuark         repoint_guides_error_quark (void);
/* From the resources, overridden by newer files in the system's and the user's data directory. */
RepointGuides *repoint_guides_load        (GError        **error);
const char    *repoint_guides_get_version (RepointGuides  *self);
GPtrArray     *repoint_guides_list        (RepointGuides  *self);                        /* transfer none, of RepointGuide */
/* The best guide for a device: its family's, or the generic one of its kind. Never NULL. */
RepointGuide  *repoint_guides_match       (RepointGuides  *self, RepointDevice *device); /* transfer none */
RepointGuide  *repoint_guides_find        (RepointGuides  *self, const char *id);        /* transfer none, nullable */

G_END_DECLS
