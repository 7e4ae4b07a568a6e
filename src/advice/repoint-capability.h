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
  gboolean           contradicted; /* two pieces of evidence of use disagree; all are listed */
  GPtrArray         *evidence;     /* of RepointObservation, the strongest first */
  gboolean           from_guide;   /* max_version is the guide's */
  RepointFact        fact;         /* then: where the guide has it from */
} RepointCapability;

RepointCapability *repoint_capability_new  (GPtrArray         *observations, /* of RepointObservation, the device's */
                                            RepointGuide      *guide,
                                            const char        *firmware);
void               repoint_capability_free (RepointCapability *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RepointCapability, repoint_capability_free)

G_END_DECLS
