/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *repoint_powershell_quote (const char *value);

G_END_DECLS
