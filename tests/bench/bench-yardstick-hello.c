/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench-yardstick-hello.h"

#include <stdlib.h>
#include <string.h>

#define RANDOM_LENGTH 32
#define MAX_MESSAGE   1024

enum
{
  CONTENT_ALERT = 21,
  CONTENT_HANDSHAKE = 22,
  HANDSHAKE_CLIENT_HELLO = 1,
  HANDSHAKE_SERVER_HELLO = 2,
  ALERT_WARNING = 1,
  EXTENSION_SUPPORTED_VERSIONS = 43,
};

static const uint16_t suites_1_3[] = { 0x1301, 0x1302, 0x1303 };

static const uint16_t suites_signed[] = { 0xc02f, 0xc030, 0xc02b, 0xc02c, 0xcca8, 0xcca9, 0xc027, 0xc028,
                                          0xc013, 0xc014, 0xc009, 0xc00a, 0x009e, 0x009f, 0x0067, 0x006b,
                                          0x0033, 0x0039, 0x0016, 0xc012, 0xc008, 0xc011, 0xc007 };

static const uint16_t suites_rsa[] = { 0x009c, 0x009d, 0x003c, 0x003d, 0x002f, 0x0035,
                                       0x000a, 0x0041, 0x0084, 0x0005, 0x0004, 0x0009 };

/* supported_groups (x25519, the NIST curves, x448), ec_point_formats */
static const uint8_t group_extensions[] = { 0, 10, 0, 12, 0, 10, 0, 29, 0, 23, 0, 24, 0, 25, 0, 30, 0, 11, 0, 2, 1, 0 };

/* signature_algorithms, extended_master_secret */
static const uint8_t extensions_1_2[] = { 0, 13, 0, 24, 0, 22, 4, 3, 5, 3, 6, 3, 8, 4, 8, 5, 8,
                                          6, 8,  9, 4, 1, 5, 1, 6, 1, 2, 1, 0, 23, 0, 0 };

typedef struct
{
  uint8_t *bytes;
  size_t   length;
} Out;

static void
put (Out *out, const void *bytes, size_t length)
{
  memcpy (out->bytes + out->length, bytes, length);
  out->length += length;
}

static void
put_8 (Out *out, unsigned value)
{
  out->bytes[out->length++] = (uint8_t) value;
}

static void
put_16 (Out *out, unsigned value)
{
  put_8 (out, value >> 8);
  put_8 (out, value);
}

static void
put_suites (Out *out, const uint16_t *suites, size_t n)
{
  for (size_t i = 0; i < n; i++)
    put_16 (out, suites[i]);
}

static void
put_random (Out *out)
{
  for (size_t i = 0; i < RANDOM_LENGTH; i++)
    put_8 (out, (unsigned) rand ());
}

/* Leaves room for a length of 16 bits, which close_length() fills in. */
static size_t
open_length (Out *out)
{
  put_16 (out, 0);

  return out->length;
}

static void
close_length (Out *out, size_t opened)
{
  size_t length = out->length - opened;

  out->bytes[opened - 2] = (uint8_t) (length >> 8);
  out->bytes[opened - 1] = (uint8_t) length;
}

static void
put_all_suites (Out *out, BenchHelloKind kind, unsigned highest, unsigned lowest)
{
  if (highest == BENCH_TLS_1_3)
    put_suites (out, suites_1_3, sizeof suites_1_3 / 2);
  if (lowest == BENCH_TLS_1_3)
    return;

  if (kind == BENCH_HELLO_POLITE)
    put_suites (out, suites_rsa, sizeof suites_rsa / 2);
  put_suites (out, suites_signed, sizeof suites_signed / 2);
  if (kind == BENCH_HELLO_NORMAL)
    put_suites (out, suites_rsa, sizeof suites_rsa / 2);
  put_16 (out, 0x00ff);
}

static void
put_1_3 (Out *out, BenchHelloKind kind, unsigned lowest)
{
  static const uint8_t psk_modes[] = { 0, 45, 0, 2, 1, 1 };
  size_t extension;
  size_t list;

  put_16 (out, EXTENSION_SUPPORTED_VERSIONS);
  extension = open_length (out);
  put_8 (out, 2 * (BENCH_TLS_1_3 - lowest + 1));
  for (unsigned version = BENCH_TLS_1_3; version >= lowest; version--)
    put_16 (out, version);
  close_length (out, extension);

  put (out, psk_modes, sizeof psk_modes);

  put_16 (out, 51);
  extension = open_length (out);
  list = open_length (out);
  if (kind == BENCH_HELLO_NORMAL)
    {
      put_16 (out, 29);
      put_16 (out, RANDOM_LENGTH);
      put_random (out);
    }
  close_length (out, list);
  close_length (out, extension);
}

size_t
bench_hello_build (uint8_t *bytes, BenchHelloKind kind, unsigned highest, unsigned lowest)
{
  Out out = { bytes, 0 };
  size_t record;
  size_t message;
  size_t opened;

  put_8 (&out, CONTENT_HANDSHAKE);
  put_16 (&out, highest == BENCH_SSL_3 ? BENCH_SSL_3 : 0x0301);
  record = open_length (&out);
  put_8 (&out, HANDSHAKE_CLIENT_HELLO);
  put_8 (&out, 0);
  message = open_length (&out);

  put_16 (&out, highest == BENCH_TLS_1_3 ? 0x0303 : highest);
  put_random (&out);
  put_8 (&out, highest == BENCH_TLS_1_3 ? RANDOM_LENGTH : 0);
  if (highest == BENCH_TLS_1_3)
    put_random (&out);

  opened = open_length (&out);
  put_all_suites (&out, kind, highest, lowest);
  close_length (&out, opened);
  put_16 (&out, 0x0100); /* no compression */

  if (highest > BENCH_SSL_3)
    {
      opened = open_length (&out);
      put (&out, group_extensions, sizeof group_extensions);
      if (highest >= 0x0303)
        put (&out, extensions_1_2, sizeof extensions_1_2);
      if (highest == BENCH_TLS_1_3)
        put_1_3 (&out, kind, lowest);
      close_length (&out, opened);
    }

  close_length (&out, message);
  close_length (&out, record);

  return out.length;
}

static unsigned
get_16 (const uint8_t *bytes)
{
  return (unsigned) bytes[0] << 8 | bytes[1];
}

/* The version of a whole ServerHello, which may stand in an extension; 0: it is none. */
static unsigned
read_server_hello (const uint8_t *message, size_t length)
{
  unsigned version;
  size_t at = 4 + 2 + RANDOM_LENGTH;

  if (message[0] != HANDSHAKE_SERVER_HELLO || length < at + 1)
    return 0;

  version = get_16 (message + 4);
  at += 1 + message[at] + 2 + 1 + 2;
  while (at + 4 <= length)
    {
      if (get_16 (message + at) == EXTENSION_SUPPORTED_VERSIONS && at + 6 <= length)
        version = get_16 (message + at + 4);
      at += 4 + get_16 (message + at + 2);
    }

  return version;
}

BenchAnswer
bench_hello_judge (const uint8_t *bytes, size_t length, unsigned *value)
{
  uint8_t message[MAX_MESSAGE];
  size_t n = 0;
  size_t at = 0;

  while (at + 5 <= length)
    {
      size_t body = get_16 (bytes + at + 3);
      size_t there = length - at - 5 < body ? length - at - 5 : body;

      if (bytes[at] == CONTENT_ALERT && there < 2)
        return BENCH_ANSWER_MORE;
      if (bytes[at] == CONTENT_ALERT && (bytes[at + 5] != ALERT_WARNING || n > 0))
        {
          *value = bytes[at + 6];
          return BENCH_ANSWER_ALERT;
        }
      if (bytes[at] != CONTENT_ALERT && bytes[at] != CONTENT_HANDSHAKE)
        return BENCH_ANSWER_GARBAGE;

      if (bytes[at] == CONTENT_HANDSHAKE)
        {
          if (there > sizeof message - n)
            there = sizeof message - n;
          memcpy (message + n, bytes + at + 5, there);
          n += there;
          if (n >= 4 && (n == sizeof message || n >= 4u + get_16 (message + 2)))
            {
              *value = read_server_hello (message, n);
              return *value != 0 ? BENCH_ANSWER_VERSION : BENCH_ANSWER_GARBAGE;
            }
        }
      at += 5 + body;
    }

  return BENCH_ANSWER_MORE;
}
