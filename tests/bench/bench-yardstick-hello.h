/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The hellos of the yardstick, as bare as they can be: written once per version, sent to everybody. Nothing of src/ is used,
 * so that the yardstick stays as long as it is. */

enum
{
  BENCH_TLS_1_3 = 0x0304,
  BENCH_SSL_3 = 0x0300,
  BENCH_HELLO_LENGTH = 512, /* at most */
};

typedef enum
{
  BENCH_HELLO_NORMAL, /* elliptic curves first, a key share: the server signs */
  BENCH_HELLO_POLITE, /* RSA key exchange first, an empty key share: the server computes next to nothing */
} BenchHelloKind;

/* Writes a hello that offers @highest, and with TLS 1.3 as the highest everything down to @lowest too. Returns its length. */
size_t bench_hello_build (uint8_t        *out,
                          BenchHelloKind  kind,
                          unsigned        highest,
                          unsigned        lowest);

typedef enum
{
  BENCH_ANSWER_MORE,
  BENCH_ANSWER_VERSION,
  BENCH_ANSWER_ALERT,
  BENCH_ANSWER_GARBAGE,
} BenchAnswer;

/* Judges what has come so far; @value is the version or the alert. */
BenchAnswer bench_hello_judge (const uint8_t *bytes,
                               size_t         length,
                               unsigned      *value);
