/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "repoint-endpoint.h"

G_BEGIN_DECLS

#define REPOINT_TYPE_SERVER_FORM (repoint_server_form_get_type ())
G_DECLARE_FINAL_TYPE (RepointServerForm, repoint_server_form, REPOINT, SERVER_FORM, AdwExpanderRow)

/* RepointServerForm: asks for a mail server of an own provider. Signal "added" (RepointEndpoint *), when the form is
 * complete and its button was pressed. */

G_END_DECLS
