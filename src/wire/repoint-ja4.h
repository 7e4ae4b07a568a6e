/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "repoint-client-hello.h"

G_BEGIN_DECLS

/* JA4 of a TLS client (FoxIO-LLC/ja4, technical_details/JA4.md, under BSD-3), and nothing of JA4+, whose license is another. */
char *repoint_ja4   (const RepointClientHello *hello);
char *repoint_ja4_r (const RepointClientHello *hello);

G_END_DECLS
