/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

#include "repoint-enums.h"
#include "repoint-target.h"

G_BEGIN_DECLS

#define REPOINT_TYPE_SIGHTING (repoint_sighting_get_type ())

/**
 * RepointSighting: what one source learned of one address at one moment. A plain value filled by discovery;
 * the inventory decides to which device it belongs. Strings may be NULL: not learned.
 */
typedef struct
{
  char              *source;     /* "tcp", "web-page", "tls-certificate", "inventory", … */
  char              *address;
  char              *mac;        /* lower case, colons */
  char              *uuid;
  char              *serial;
  char              *name;
  char              *vendor;
  char              *model;
  char              *firmware;
  RepointDeviceKind  kind;
  GPtrArray         *targets;    /* of RepointTarget: open ports and what is spoken there */
  GPtrArray         *evidence;   /* of RepointEvidence */
} RepointSighting;

/* One thing seen, word for word (bounded to 512 bytes of valid UTF-8): what = "title", value = "Canon iR-ADV C3325". */
typedef struct
{
  char *source;
  char *what;
  char *value;
} RepointEvidence;

GType            repoint_sighting_get_type     (void);
RepointSighting *repoint_sighting_new          (const char            *source,
                                                const char            *address);
RepointSighting *repoint_sighting_copy         (const RepointSighting *self);
void             repoint_sighting_free         (RepointSighting       *self);
void             repoint_sighting_add_evidence (RepointSighting       *self,
                                                const char            *what,
                                                const char            *value);
RepointEvidence *repoint_evidence_new          (const char            *source,
                                                const char            *what,
                                                const char            *value);
void             repoint_evidence_free         (RepointEvidence       *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RepointSighting, repoint_sighting_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RepointEvidence, repoint_evidence_free)

G_END_DECLS
