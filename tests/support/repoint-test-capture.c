/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-test-capture.h"

#include <string.h>

#define NANOSECONDS 1000000000

void
repoint_test_capture_put (RepointTestCapture *self, GByteArray *bytes, guint width, guint64 value)
{
  guint8 digits[8];

  for (guint i = 0; i < width; i++)
    digits[self->options.little ? i : width - 1 - i] = (guint8) (value >> (8 * i));
  g_byte_array_append (bytes, digits, width);
}

static void
pad (GByteArray *bytes)
{
  static const guint8 zeros[4] = { 0 };

  g_byte_array_append (bytes, zeros, (4 - bytes->len % 4) % 4);
}

static void
put_option (RepointTestCapture *self, GByteArray *bytes, guint code, guint length, guint64 value)
{
  repoint_test_capture_put (self, bytes, 2, code);
  repoint_test_capture_put (self, bytes, 2, length);
  repoint_test_capture_put (self, bytes, length, value);
  pad (bytes);
}

void
repoint_test_capture_add_block (RepointTestCapture *self, guint32 type, const guint8 *body, gsize length)
{
  gsize whole = (length + 3) / 4 * 4 + 12;

  repoint_test_capture_put (self, self->bytes, 4, type);
  repoint_test_capture_put (self, self->bytes, 4, whole);
  if (length > 0)
    g_byte_array_append (self->bytes, body, (guint) length);
  pad (self->bytes);
  repoint_test_capture_put (self, self->bytes, 4, whole);
}

void
repoint_test_capture_add_section (RepointTestCapture *self, gboolean little)
{
  g_autoptr (GByteArray) body = g_byte_array_new ();

  self->options.little = little;
  repoint_test_capture_put (self, body, 4, 0x1a2b3c4d);
  repoint_test_capture_put (self, body, 2, 1);
  repoint_test_capture_put (self, body, 2, 0);
  repoint_test_capture_put (self, body, 8, G_MAXUINT64);
  repoint_test_capture_add_block (self, 0x0a0d0d0a, body->data, body->len);
}

void
repoint_test_capture_add_interface (RepointTestCapture *self, RepointLinkType link_type, int resolution, gint64 offset)
{
  g_autoptr (GByteArray) body = g_byte_array_new ();

  repoint_test_capture_put (self, body, 2, link_type);
  repoint_test_capture_put (self, body, 2, 0);
  repoint_test_capture_put (self, body, 4, self->options.snap_length);
  put_option (self, body, 2, 3, 0x6c6f30); /* a name, which is padded */
  if (resolution >= 0)
    put_option (self, body, 9, 1, resolution);
  if (offset != 0)
    put_option (self, body, 14, 8, offset);
  if (resolution >= 0 || offset != 0) /* the last option need not be followed by an end */
    put_option (self, body, 0, 0, 0);
  repoint_test_capture_add_block (self, 1, body->data, body->len);
}

void
repoint_test_capture_add_enhanced (RepointTestCapture *self,
                                   guint32             interface,
                                   guint64             stamp,
                                   const guint8       *frame,
                                   gsize               length)
{
  g_autoptr (GByteArray) body = g_byte_array_new ();
  gsize captured = self->options.snap_length > 0 ? MIN (length, self->options.snap_length) : length;

  repoint_test_capture_put (self, body, 4, interface);
  repoint_test_capture_put (self, body, 4, stamp >> 32);
  repoint_test_capture_put (self, body, 4, stamp & G_MAXUINT32);
  repoint_test_capture_put (self, body, 4, captured);
  repoint_test_capture_put (self, body, 4, length);
  g_byte_array_append (body, frame, (guint) captured);
  pad (body);
  put_option (self, body, 2, 4, 1); /* epb_flags */
  put_option (self, body, 0, 0, 0);
  repoint_test_capture_add_block (self, 6, body->data, body->len);
}

void
repoint_test_capture_add (RepointTestCapture *self, gint64 time, const guint8 *frame, gsize length)
{
  gsize captured = self->options.snap_length > 0 ? MIN (length, self->options.snap_length) : length;
  guint64 unit = self->options.nanoseconds ? 1 : 1000;

  if (self->options.format == REPOINT_TEST_CAPTURE_PCAPNG)
    {
      repoint_test_capture_add_enhanced (self, 0, (guint64) time / unit, frame, length);
      return;
    }

  repoint_test_capture_put (self, self->bytes, 4, (guint64) time / NANOSECONDS);
  repoint_test_capture_put (self, self->bytes, 4, (guint64) time % NANOSECONDS / unit);
  repoint_test_capture_put (self, self->bytes, 4, captured);
  repoint_test_capture_put (self, self->bytes, 4, length);
  if (captured > 0)
    g_byte_array_append (self->bytes, frame, (guint) captured);
}

RepointTestCapture *
repoint_test_capture_new (const RepointTestCaptureOptions *options)
{
  RepointTestCapture *self = g_new0 (RepointTestCapture, 1);

  self->options = *options;
  self->bytes = g_byte_array_new ();
  if (options->format == REPOINT_TEST_CAPTURE_PCAPNG)
    {
      repoint_test_capture_add_section (self, options->little);
      repoint_test_capture_add_interface (self, options->link_type, options->nanoseconds ? 9 : -1, 0);
      return self;
    }

  repoint_test_capture_put (self, self->bytes, 4, options->nanoseconds ? 0xa1b23c4d : 0xa1b2c3d4);
  repoint_test_capture_put (self, self->bytes, 2, 2);
  repoint_test_capture_put (self, self->bytes, 2, 4);
  repoint_test_capture_put (self, self->bytes, 8, 0); /* time zone, accuracy */
  repoint_test_capture_put (self, self->bytes, 4, options->snap_length > 0 ? options->snap_length : 262144);
  repoint_test_capture_put (self, self->bytes, 4, options->link_type);

  return self;
}

void
repoint_test_capture_free (RepointTestCapture *self)
{
  if (self == NULL)
    return;

  g_byte_array_unref (self->bytes);
  g_free (self);
}

GBytes *
repoint_test_capture_to_bytes (RepointTestCapture *self)
{
  return g_bytes_new (self->bytes->data, self->bytes->len);
}
