/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "repoint-guide.h"
#include "repoint-mail-use.h"
#include "repoint-observation.h"
#include "repoint-tls-version.h"

G_BEGIN_DECLS

/**
 * RepointCapability: what a device's mail client can do, as far as the evidence goes.
 */
typedef struct
{
  RepointTlsVersion  max_version;  /* NONE: not known */
  RepointStrength    strength;     /* of the evidence max_version rests on */
  RepointConfidence  confidence;
  gboolean           contradicted; /* other evidence says the opposite of whether it can do TLS 1.2; all are listed */
  GPtrArray         *evidence;     /* of RepointObservation, the strongest first */
  gboolean           from_guide;   /* max_version is the guide's */
  RepointFact        fact;         /* then: where the guide has it from; its strings are the guide's */
} RepointCapability;

RepointCapability *repoint_capability_new      (GPtrArray               *observations,
                                                RepointGuide            *guide,
                                                const char              *firmware);
void               repoint_capability_free     (RepointCapability       *self);
gboolean           repoint_capability_has      (const RepointCapability *self,
                                                RepointStrength          strength);
gboolean           repoint_capability_is_hint  (const RepointCapability *self);
RepointTlsVersion  repoint_capability_read     (RepointObservation      *observation);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RepointCapability, repoint_capability_free)

G_END_DECLS
