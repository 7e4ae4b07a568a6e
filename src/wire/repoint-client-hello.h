/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

#include "repoint-tls-version.h"

G_BEGIN_DECLS

#define REPOINT_TYPE_CLIENT_HELLO  (repoint_client_hello_get_type ())
#define REPOINT_CLIENT_HELLO_ERROR (repoint_client_hello_error_quark ())

/* The largest message that is read; no client of mail sends one of a tenth of it. */
#define REPOINT_CLIENT_HELLO_MAX_LENGTH (1 << 16)

/* No client offers more of anything; that one does is a flaw, and what describes a hello need not go on behind it. */
#define REPOINT_CLIENT_HELLO_LONG_LIST 256

typedef enum
{
  REPOINT_CLIENT_HELLO_ERROR_OTHER,     /* not a ClientHello */
  REPOINT_CLIENT_HELLO_ERROR_CUT_SHORT, /* it begins like one, and ends before its list of suites does; or its length lies */
  REPOINT_CLIENT_HELLO_ERROR_TOO_BIG,
} RepointClientHelloError;

/* What is wrong with a hello and yet does not keep it from being read. */
typedef enum
{
  REPOINT_CLIENT_HELLO_FLAW_ODD_LENGTH = 1 << 0,          /* a list ends within a value */
  REPOINT_CLIENT_HELLO_FLAW_DUPLICATE_EXTENSION = 1 << 1, /* the first one counts */
  REPOINT_CLIENT_HELLO_FLAW_TRAILING_BYTES = 1 << 2,      /* behind the extensions, or behind the list of one */
  REPOINT_CLIENT_HELLO_FLAW_CUT_SHORT = 1 << 3,           /* it, or a list in it, ends before its length says */
  REPOINT_CLIENT_HELLO_FLAW_NO_SUITES = 1 << 4,
  REPOINT_CLIENT_HELLO_FLAW_COMPRESSION = 1 << 5,         /* does not offer to leave it */
  REPOINT_CLIENT_HELLO_FLAW_SESSION_ID = 1 << 6,          /* longer than 32 bytes */
  REPOINT_CLIENT_HELLO_FLAW_SERVER_NAME = 1 << 7,         /* no name, an empty one, several, or an address (RFC 6066 section 3) */
  REPOINT_CLIENT_HELLO_FLAW_PSK_NOT_LAST = 1 << 8,        /* RFC 8446 section 4.2.11 */
  REPOINT_CLIENT_HELLO_FLAW_VERSION = 1 << 9,             /* lists no version that there is, or TLS 1.3 in the old field */
  REPOINT_CLIENT_HELLO_FLAW_LONG_LIST = 1 << 10,          /* of more than %REPOINT_CLIENT_HELLO_LONG_LIST values */
} RepointClientHelloFlaws;

/**
 * RepointClientHello: what a client offers in its first message, and the message itself.
 *
 * An immutable boxed value. @raw is the handshake message with its header of 4 bytes; or, for one in the format of SSLv2,
 * in which clients of newer versions too once said hello (RFC 5246 appendix E.2), the whole record with its header of 2.
 *
 * The lists hold what was offered in the order of the wire, reserved values (GREASE, RFC 8701) included; they are empty, never
 * %NULL, where there is no such list. What is wrong and can be passed over is passed over and noted in @flaws.
 */
typedef struct
{
  GBytes                  *raw;
  gboolean                 ssl2_format;
  guint16                  legacy_version;      /* the old field */
  RepointTlsVersion        max_version;         /* the highest that it takes; NONE if it names none that there is */
  RepointTlsVersion        min_version;         /* the lowest that it says it takes; NONE where it says nothing about it:
                                                   only supported_versions, and kinds of cipher of SSLv2, do */
  GArray                  *versions;            /* of guint16: supported_versions */
  GArray                  *suites;              /* of guint16; in the format of SSLv2 those that TLS knows */
  GArray                  *ssl2_suites;         /* of guint32: in the format of SSLv2 all, in three bytes each */
  GArray                  *extensions;          /* of guint16: their types */
  GArray                  *groups;              /* of guint16 */
  GArray                  *key_shares;          /* of guint16: the groups of key_share */
  GArray                  *signature_algorithms; /* of guint16 */
  GArray                  *point_formats;       /* of guint8 */
  GPtrArray               *alpn;                /* (element-type GBytes) */
  char                    *server_name;         /* (nullable): what is not printable ASCII, and the backslash, as \xHH */
  guint                    session_id_length;
  gboolean                 has_ticket;          /* one to resume with, not just the wish for one */
  gboolean                 has_psk;
  gboolean                 has_early_data;
  RepointClientHelloFlaws  flaws;
} RepointClientHello;

GType               repoint_client_hello_get_type      (void);
GQuark              repoint_client_hello_error_quark   (void);
RepointClientHello *repoint_client_hello_parse         (GBytes                    *raw,
                                                        GError                   **error);
RepointClientHello *repoint_client_hello_copy          (const RepointClientHello  *self);
void                repoint_client_hello_free          (RepointClientHello        *self);
gboolean            repoint_client_hello_has_extension (const RepointClientHello  *self,
                                                        guint16                    type);
char               *repoint_client_hello_escape        (GBytes                    *bytes);

/* A value that means nothing and is there to keep servers used to unknown ones (RFC 8701 section 2): 0x0a0a, 0x1a1a, … */
static inline gboolean
repoint_client_hello_is_grease (guint16 value)
{
  return (value & 0x0f0f) == 0x0a0a && value >> 8 == (value & 0xff);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RepointClientHello, repoint_client_hello_free)

G_END_DECLS
