/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define REPOINT_TYPE_APPLICATION (repoint_application_get_type ())
G_DECLARE_FINAL_TYPE (RepointApplication, repoint_application, REPOINT, APPLICATION, AdwApplication)

/* RepointApplication: one process for all offices; a file that is open already is brought to the front. */
RepointApplication *repoint_application_new (const char *application_id);

G_END_DECLS
