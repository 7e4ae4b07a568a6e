/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Bytes as one writes them down: hexadecimal digits, 'text', and [1 …], [2 …], [3 …] for a vector behind its length in so
 * many bytes. @RANDOM@ is 32 bytes, 00 to 1f. */
GBytes     *repoint_test_bytes       (const char *notation);

/* A ClientHello message of that old version: @behind_random is id, suites, compression and extensions. */
GBytes     *repoint_test_hello       (const char *version,
                                      const char *behind_random);

/* The message in handshake records of @size bytes at most. */
GByteArray *repoint_test_records     (GBytes     *message,
                                      gsize       size);

/* Two bytes each, in hexadecimal, separated by spaces. */
char       *repoint_test_list_16     (GArray     *values);

G_END_DECLS
