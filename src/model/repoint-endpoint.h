/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

#include "repoint-enums.h"
#include "repoint-target.h"

G_BEGIN_DECLS

#define REPOINT_TYPE_ENDPOINT  (repoint_endpoint_get_type ())
#define REPOINT_ENDPOINT_ERROR (repoint_endpoint_error_quark ())
G_DECLARE_FINAL_TYPE (RepointEndpoint, repoint_endpoint, REPOINT, ENDPOINT, GObject)

typedef enum
{
  REPOINT_ENDPOINT_ERROR_STANDING, /* neither "standard=" nor "legacy=" in front */
} RepointEndpointError;

/**
 * RepointEndpoint: a mail server of the organization's provider, standard or legacy. Immutable.
 *
 * Properties: standing, target (boxed), uri (string).
 */
RepointEndpoint     *repoint_endpoint_new          (RepointStanding      standing,
                                                    const RepointTarget *target);
GQuark               repoint_endpoint_error_quark  (void);
RepointEndpoint     *repoint_endpoint_parse        (const char          *text,
                                                    GError             **error);
RepointStanding      repoint_endpoint_get_standing (RepointEndpoint     *self);
const RepointTarget *repoint_endpoint_get_target   (RepointEndpoint     *self);
const char          *repoint_endpoint_get_uri      (RepointEndpoint     *self);

G_END_DECLS
