/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "repoint-packet-search.h"

G_BEGIN_DECLS

/* What a search found in a capture. */
typedef struct
{
  char               *text;   /* "10.77.0.21:50021 > 10.77.0.2:587 smtp starttls TLSv1.0 TLSv1.0, went on|" for each hello */
  RepointPacketCounts counts;
  gsize               most;   /* bytes held at a time */
} RepointTestFound;

/* Searches a capture that is read in pieces of this size. */
RepointTestFound repoint_test_find        (GBytes           *capture,
                                           gsize             step);
void             repoint_test_found_clear (RepointTestFound *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (RepointTestFound, repoint_test_found_clear)

G_END_DECLS
