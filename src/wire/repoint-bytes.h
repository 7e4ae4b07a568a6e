/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * RepointBytes: a place in bytes that somebody else owns. Every read either yields what was asked for and moves on, or
 * returns %FALSE and moves nowhere; it cannot leave the bytes.
 */
typedef struct
{
  const guint8 *data;
  gsize         length;
} RepointBytes;

static inline RepointBytes
repoint_bytes (const guint8 *data, gsize length)
{
  return (RepointBytes) { data, length };
}

static inline gboolean
repoint_bytes_take (RepointBytes *self, gsize length, RepointBytes *taken)
{
  if (self->length < length)
    return FALSE;

  *taken = repoint_bytes (self->data, length);
  if (length > 0)
    self->data += length;
  self->length -= length;

  return TRUE;
}

/* Reads a number in network order. */
static inline gboolean
repoint_bytes_take_number (RepointBytes *self, guint width, guint32 *value)
{
  RepointBytes digits;

  if (!repoint_bytes_take (self, width, &digits))
    return FALSE;

  *value = 0;
  for (guint i = 0; i < width; i++)
    *value = *value << 8 | digits.data[i];

  return TRUE;
}

/* Reads a vector of RFC 8446 section 3.4: its length in @width bytes, then that many. */
static inline gboolean
repoint_bytes_take_vector (RepointBytes *self, guint width, RepointBytes *vector)
{
  RepointBytes before = *self;
  guint32 length;

  if (repoint_bytes_take_number (self, width, &length) && repoint_bytes_take (self, length, vector))
    return TRUE;

  *self = before;
  return FALSE;
}

static inline RepointBytes
repoint_bytes_borrow (GBytes *bytes)
{
  RepointBytes borrowed;

  borrowed.data = (const guint8 *) g_bytes_get_data (bytes, &borrowed.length);

  return borrowed;
}

static inline RepointBytes
repoint_bytes_borrow_array (GByteArray *array)
{
  return repoint_bytes (array->data, array->len);
}

/* Writing: the counterparts of the functions above. */
static inline void
repoint_bytes_append (GByteArray *out, RepointBytes bytes)
{
  if (bytes.length > 0)
    g_byte_array_append (out, bytes.data, (guint) bytes.length);
}

static inline void
repoint_bytes_append_number (GByteArray *out, guint width, gsize value)
{
  for (guint i = width; i > 0; i--)
    {
      guint8 byte = (guint8) (value >> 8 * (i - 1));

      g_byte_array_append (out, &byte, 1);
    }
}

static inline void
repoint_bytes_append_vector (GByteArray *out, guint width, RepointBytes bytes)
{
  repoint_bytes_append_number (out, width, bytes.length);
  repoint_bytes_append (out, bytes);
}

G_END_DECLS
