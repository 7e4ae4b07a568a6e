/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Gives this process, and what it starts from then on, a network of its own in which there is nothing but loopback, and the
 * right to listen to it, also without being root. To be called before there is any thread. Where the system does not allow it,
 * everything stays as it was. */
void repoint_test_namespace_enter (void);

G_END_DECLS
