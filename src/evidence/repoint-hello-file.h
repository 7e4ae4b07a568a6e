/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "repoint-client-hello.h"

G_BEGIN_DECLS

/* Whoever reads a file for repoint_hello_file_read() may stop behind this. */
#define REPOINT_HELLO_FILE_MAX_BYTES (64 * 1024 * 1024)

/* As many bytes of its begin are enough for repoint_hello_file_recognize(). */
#define REPOINT_HELLO_FILE_BEGIN 512

#define REPOINT_HELLO_FILE_ERROR (repoint_hello_file_error_quark ())

typedef enum
{
  REPOINT_HELLO_FILE_ERROR_FORMAT,   /* none of the kinds below */
  REPOINT_HELLO_FILE_ERROR_NO_HELLO, /* one of them, and without a hello */
  REPOINT_HELLO_FILE_ERROR_CAPTURE,  /* a packet capture, which is not read here */
  REPOINT_HELLO_FILE_ERROR_TOO_BIG,
} RepointHelloFileError;

/* What a file is, by its begin. */
typedef enum
{
  REPOINT_HELLO_FILE_UNKNOWN,
  REPOINT_HELLO_FILE_BYTES,   /* a handshake message, TLS records that begin with one, or a record in the format of SSLv2 */
  REPOINT_HELLO_FILE_HEX,     /* the same in hexadecimal */
  REPOINT_HELLO_FILE_JSON,    /* lines that `listen` or `fingerprint` printed, or a "hello" object */
  REPOINT_HELLO_FILE_CAPTURE, /* pcap or pcapng */
} RepointHelloFileKind;

/* A hello in a file, and the line that it stood in. */
typedef struct
{
  RepointClientHello *hello;
  JsonObject         *line; /* (nullable): JSON alone */
} RepointHelloFileEntry;

GQuark                repoint_hello_file_error_quark (void);
RepointHelloFileKind  repoint_hello_file_recognize   (const guint8  *begin,
                                                      gsize          length);
GPtrArray            *repoint_hello_file_read        (GBytes        *bytes,
                                                      GError       **error);

G_END_DECLS
