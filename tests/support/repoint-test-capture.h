/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "repoint-pcap-reader.h"

G_BEGIN_DECLS

typedef enum
{
  REPOINT_TEST_CAPTURE_PCAP,
  REPOINT_TEST_CAPTURE_PCAPNG,
} RepointTestCaptureFormat;

/* How a capture is written. All zero: pcap in big-endian order, microseconds, frames without a link layer ("null"). */
typedef struct
{
  RepointTestCaptureFormat format;
  gboolean                 little;
  gboolean                 nanoseconds;
  RepointLinkType          link_type;
  guint32                  snap_length; /* 0: frames are kept whole */
} RepointTestCaptureOptions;

/**
 * RepointTestCapture: writes a capture, byte by byte as the formats say and without any help of the code under test.
 */
typedef struct
{
  RepointTestCaptureOptions options;
  GByteArray               *bytes;
} RepointTestCapture;

RepointTestCapture *repoint_test_capture_new           (const RepointTestCaptureOptions *options);
void                repoint_test_capture_free          (RepointTestCapture              *self);
GBytes             *repoint_test_capture_to_bytes      (RepointTestCapture              *self);

/* time: nanoseconds since 1970 */
void                repoint_test_capture_add           (RepointTestCapture              *self,
                                                        gint64                           time,
                                                        const guint8                    *frame,
                                                        gsize                            length);

/* pcapng alone: a section, which has no interfaces; an interface; a block; its length can be told wrong afterwards. */
void                repoint_test_capture_add_section   (RepointTestCapture              *self,
                                                        gboolean                         little);
void                repoint_test_capture_add_interface (RepointTestCapture              *self,
                                                        RepointLinkType                  link_type,
                                                        int                              resolution, /* -1: not told */
                                                        gint64                           offset);
void                repoint_test_capture_add_block     (RepointTestCapture              *self,
                                                        guint32                          type,
                                                        const guint8                    *body,
                                                        gsize                            length);
void                repoint_test_capture_add_enhanced  (RepointTestCapture              *self,
                                                        guint32                          interface,
                                                        guint64                          stamp,
                                                        const guint8                    *frame,
                                                        gsize                            length);

/* Numbers in the capture's own order. */
void                repoint_test_capture_put           (RepointTestCapture              *self,
                                                        GByteArray                      *bytes,
                                                        guint                            width,
                                                        guint64                          value);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RepointTestCapture, repoint_test_capture_free)

G_END_DECLS
