/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "repoint-device.h"
#include "repoint-guide.h"

G_BEGIN_DECLS

#define REPOINT_TYPE_GUIDES  (repoint_guides_get_type ())
#define REPOINT_GUIDES_ERROR (repoint_guides_error_quark ())
G_DECLARE_FINAL_TYPE (RepointGuides, repoint_guides, REPOINT, GUIDES, GObject)

typedef enum
{
  REPOINT_GUIDES_ERROR_SYNTAX,  /* not XML, or cannot be read */
  REPOINT_GUIDES_ERROR_CONTENT, /* one of the problems of repoint-guides-check.h */
} RepointGuidesError;

GQuark         repoint_guides_error_quark (void);
RepointGuides *repoint_guides_load        (GError            **error);
RepointGuides *repoint_guides_load_from   (const char * const *directories,
                                           GError            **error);
const char    *repoint_guides_get_version (RepointGuides      *self);
GPtrArray     *repoint_guides_list        (RepointGuides      *self);
RepointGuide  *repoint_guides_find        (RepointGuides      *self,
                                           const char         *id);
RepointGuide  *repoint_guides_match       (RepointGuides      *self,
                                           RepointDevice      *device);
RepointGuide  *repoint_guides_match_words (RepointGuides      *self,
                                           RepointDeviceKind   kind,
                                           const char         *vendor,
                                           const char         *model,
                                           const char         *name);

G_END_DECLS
