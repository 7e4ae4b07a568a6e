/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "repoint-unknown.h"

G_BEGIN_DECLS

/* One thing the admin decided about which device is which: what has @key is the device @device. */
typedef struct
{
  char           *key;    /* see repoint-identity.h */
  char           *device; /* id */
  gboolean        split;  /* it was taken apart from another device, else it was merged into this one */
  guint           order;  /* the latest decision wins */
  RepointUnknown *unknown;
} RepointDecision;

/* RepointDecisions: what the admin decided by merging and splitting devices. It wins over the rules. */
typedef struct _RepointDecisions RepointDecisions;

RepointDecisions *repoint_decisions_new      (void);
RepointDecisions *repoint_decisions_copy     (RepointDecisions       *self);
gboolean          repoint_decisions_equal    (RepointDecisions       *self,
                                              RepointDecisions       *other);
void              repoint_decisions_free     (RepointDecisions       *self);
RepointDecision  *repoint_decisions_add      (RepointDecisions       *self,
                                              const char             *key,
                                              const char             *device,
                                              gboolean                split);
void              repoint_decisions_retarget (RepointDecisions       *self,
                                              const char             *from,
                                              const char             *into);
const RepointDecision *repoint_decisions_lookup (RepointDecisions    *self,
                                                 const char          *key);
gboolean          repoint_decisions_is_split (RepointDecisions       *self,
                                              const char             *device);
GPtrArray        *repoint_decisions_list     (RepointDecisions       *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RepointDecisions, repoint_decisions_free)

G_END_DECLS
