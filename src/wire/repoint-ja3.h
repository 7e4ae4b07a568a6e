/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "repoint-client-hello.h"

G_BEGIN_DECLS

/* JA3 (salesforce/ja3): the old version field, suites, extensions, groups and point formats in the order of the wire. */
char *repoint_ja3_text (const RepointClientHello *hello);
char *repoint_ja3      (const RepointClientHello *hello);

G_END_DECLS
