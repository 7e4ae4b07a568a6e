/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/**
 * RepointTestListen: `repoint-cli listen --json` at a free port, for one protocol.
 */
typedef struct
{
  GSubprocess      *process;
  GDataInputStream *output;
  guint16           port;
  GString          *printed; /* all of its output that was read */
} RepointTestListen;

/* Starts it with these further options (NULL-terminated), and waits until it listens. */
void        repoint_test_listen_start (RepointTestListen  *self,
                                       const char         *protocol,
                                       const char *const  *options);

/* Waits for the next visit's end. */
JsonObject *repoint_test_listen_read  (RepointTestListen  *self);

/* Waits until it ends, having seen as many visits as it was to, and complained of nothing. What it printed in all is in @printed
 * (nullable), transfer full. */
void        repoint_test_listen_end   (RepointTestListen  *self,
                                       char              **printed);

/* The member at a path with dots, as text: booleans and numbers too, an array's elements with commas; NULL for null. */
char       *repoint_test_listen_get   (JsonObject         *visit,
                                       const char         *path);

/* expected: what repoint_test_listen_get() returns. */
void        repoint_test_listen_check (JsonObject         *visit,
                                       const char         *path,
                                       const char         *expected);

G_END_DECLS
