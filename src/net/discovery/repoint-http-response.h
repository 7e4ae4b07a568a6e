/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * RepointHttpResponse: what a web server says to one GET, as far as it is of interest here (RFC 9110, RFC 9112).
 * Fed bytes as they come; reads no more than 16 KiB of headers and 64 KiB of page, and stops at the end of the
 * title. Whatever does not look like HTTP is taken as the page itself: the oldest servers answer like that.
 */
typedef struct
{
  guint       status;   /* 0: none */
  char       *server;   /* header fields, or NULL: raw bytes, at most 512 */
  char       *realm;
  char       *location;
  char       *charset;
  GByteArray *body;
  gboolean    complete; /* nothing more is of interest */

  /* Private. */
  GByteArray *head;
  gboolean    in_body;
  gboolean    chunked;
  gint64      left;     /* of the body, or of the chunk; -1: not known */
  guint       chunk;    /* RepointHttpChunk */
  gsize       searched; /* of the body, for the end of the title */
} RepointHttpResponse;

void repoint_http_response_init  (RepointHttpResponse *self);
void repoint_http_response_clear (RepointHttpResponse *self);
void repoint_http_response_feed  (RepointHttpResponse *self,
                                  const guint8        *bytes,
                                  gsize                length);
/* Nothing more will come: headers that were cut short are read as far as they go. */
void repoint_http_response_end   (RepointHttpResponse *self);

G_END_DECLS
