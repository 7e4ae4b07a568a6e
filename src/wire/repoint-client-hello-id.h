/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "repoint-client-hello.h"

G_BEGIN_DECLS

/* The hexadecimal digits of an id. */
#define REPOINT_CLIENT_HELLO_ID_LENGTH 16

char *repoint_client_hello_get_id (const RepointClientHello *hello);

G_END_DECLS
