/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "repoint-firmware.h"
#include "repoint-guide.h"
#include "repoint-xml-node.h"

G_BEGIN_DECLS

/* The attributes that make a condition, for the schema. */
#define REPOINT_GUIDE_CONDITION_ATTRIBUTES "protocol security sign-in recipients provider checks-certificates firmware"

/* When a step is shown: each set holds the bits of the values that will do; 0: any. */
typedef struct
{
  guint       protocols;
  guint       securities;
  guint       sign_ins;
  guint       recipients;
  guint       providers; /* bit 0: Microsoft 365, bit 1: own */
  guint       checks_certificates;
  const char *firmware;  /* of the node; nullable */
} RepointGuideCondition;

void     repoint_guide_condition_read  (RepointGuideCondition       *self,
                                        const RepointXmlNode        *node,
                                        RepointFirmwareScheme        scheme,
                                        GPtrArray                   *problems);
gboolean repoint_guide_condition_holds (const RepointGuideCondition *self,
                                        const RepointGuideSituation *situation,
                                        RepointFirmwareScheme        scheme);

G_END_DECLS
