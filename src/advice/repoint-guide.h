/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "repoint-device.h"
#include "repoint-fact.h"
#include "repoint-tls-version.h"

G_BEGIN_DECLS

#define REPOINT_TYPE_GUIDE (repoint_guide_get_type ())
G_DECLARE_FINAL_TYPE (RepointGuide, repoint_guide, REPOINT, GUIDE, GObject)

/* One step of a guide, for one route. text is the translated element text with {placeholders}; the guide's values
 * for a placeholder that is a device's own label come from its fields. */
typedef struct
{
  const char  *id;        /* unique in the guide */
  const char  *role;      /* "before", "step", "test", "failure", "note" */
  const char  *text;
  gboolean     documented; /* FALSE: "not documented: look for …" */
  RepointFact  fact;
} RepointGuideStep;

/* How the device names a setting, what it may hold. */
typedef struct
{
  const char  *key;        /* "smtp.host", "smtp.port", "smtp.encryption", "auth.user", "tls.min", … */
  const char  *label;      /* as the device shows it; NULL: not documented */
  const char  *hint;       /* translated: what to look for when label is NULL */
  guint        max_length; /* 0: not known */
  RepointFact  fact;
} RepointGuideField;

/**
 * RepointGuide: what is known of one family of devices or programs. Immutable. Made by repoint_guides_load().
 */
const char              *repoint_guide_get_id         (RepointGuide *self);
const char              *repoint_guide_get_title      (RepointGuide *self);
gboolean                 repoint_guide_get_is_generic (RepointGuide *self);
/* The web page of the device's own settings: a URI template with {address}; nullable. */
const char              *repoint_guide_get_page       (RepointGuide *self);
/* What the family's mail client can do with this firmware ("" = not known); fact is filled in when it is known. */
RepointCan               repoint_guide_can            (RepointGuide *self, const char *capability, const char *firmware, RepointFact *fact);
/* Highest TLS version of its mail client with this firmware; NONE when not known. */
RepointTlsVersion        repoint_guide_get_max_tls    (RepointGuide *self, const char *firmware, RepointFact *fact);
/* Steps for a route (an action's id such as "change-settings"), in order, for one protocol ("smtp", "imap", "pop3"). */
GPtrArray               *repoint_guide_list_steps     (RepointGuide *self, const char *route, const char *protocol); /* transfer container, of RepointGuideStep */
const RepointGuideField *repoint_guide_find_field     (RepointGuide *self, const char *key); /* nullable */

G_END_DECLS
