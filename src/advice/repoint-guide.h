/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "repoint-enums.h"
#include "repoint-fact.h"
#include "repoint-protocol.h"
#include "repoint-tls-version.h"

G_BEGIN_DECLS

#define REPOINT_TYPE_GUIDE (repoint_guide_get_type ())
G_DECLARE_FINAL_TYPE (RepointGuide, repoint_guide, REPOINT, GUIDE, GObject)

/**
 * RepointGuideSituation: what the steps depend on besides the device: the mail use and the settings it is to get.
 *
 * A plan fills it in for the endpoint that the mail use is to be pointed at.
 */
typedef struct
{
  RepointProtocol    protocol;     /* SMTP, IMAP or POP3 */
  RepointSecurity    security;     /* as it has to be set */
  RepointSignIn      sign_in;      /* as it will be used */
  RepointRecipients  recipients;
  gboolean           own_provider; /* not Microsoft 365 */
  const char        *firmware;     /* of the device; NULL or "": not known */
  RepointAnswer      checks_certificates; /* as was seen of it */
} RepointGuideSituation;

/**
 * RepointGuideStep: one step of a guide, for one route.
 *
 * text is translated and has {placeholders} of repoint-placeholder.h. With their values it says all that is to be said,
 * also where something is not documented ("not documented: look for …"): documented is only for a mark beside it.
 */
typedef struct
{
  const char  *id;         /* unique in the route; GUIDE/ROUTE/ID is unique in all guides and stays the same */
  const char  *role;       /* "before", "step", "test", "failure", "note" */
  const char  *text;
  gboolean     documented; /* FALSE: the step, or a label or path named in it, is not documented for this device */
  RepointFact  fact;       /* source NULL: nothing to cite */
} RepointGuideStep;

/* How the device names a setting, and what it may hold. */
typedef struct
{
  const char  *key;        /* "smtp.host", "smtp.port", …: the closed list is in repoint-guide-vocabulary.c */
  const char  *label;      /* as the device shows it; NULL: not documented */
  const char  *hint;       /* then: translated, "look for …" */
  const char  *initial;    /* the value it is delivered with; NULL: not known */
  guint        max_length; /* 0: not known */
  RepointFact  fact;
} RepointGuideField;

/**
 * RepointGuide: what is known of one family of devices or programs. Immutable. Made by repoint_guides_load().
 */
const char              *repoint_guide_get_id         (RepointGuide                *self);
const char              *repoint_guide_get_title      (RepointGuide                *self);
gboolean                 repoint_guide_get_is_generic (RepointGuide                *self);
const char              *repoint_guide_get_page       (RepointGuide                *self);
RepointCan               repoint_guide_can            (RepointGuide                *self,
                                                       const char                  *capability,
                                                       const char                  *firmware,
                                                       RepointFact                 *fact);
RepointCan               repoint_guide_can_if_updated (RepointGuide                *self,
                                                       const char                  *capability,
                                                       RepointFact                 *fact);
RepointTlsVersion        repoint_guide_get_max_tls    (RepointGuide                *self,
                                                       const char                  *firmware,
                                                       RepointFact                 *fact);
GPtrArray               *repoint_guide_list_steps     (RepointGuide                *self,
                                                       RepointAction                route,
                                                       const RepointGuideSituation *situation);
const RepointGuideField *repoint_guide_find_field     (RepointGuide                *self,
                                                       const char                  *key);
const char              *repoint_guide_find_option    (RepointGuide                *self,
                                                       const char                  *key,
                                                       const char                  *value);
void                     repoint_guide_add_arguments  (RepointGuide                *self,
                                                       const char                  *text,
                                                       const RepointGuideSituation *situation,
                                                       GPtrArray                   *arguments);

G_END_DECLS
