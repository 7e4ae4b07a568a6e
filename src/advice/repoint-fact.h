/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

#include "repoint-advice-enums.h"

G_BEGIN_DECLS

/* Where a statement of the catalog or a guide comes from. Interned with the data it belongs to; never freed alone. */
typedef struct
{
  const char        *source;     /* title; NULL: nothing to cite */
  const char        *url;        /* of the source; nullable */
  const char        *as_of;      /* YYYY-MM-DD */
  RepointConfidence  confidence; /* A: high, B: medium, C and D: low */
} RepointFact;

G_END_DECLS
