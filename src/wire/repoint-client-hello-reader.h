/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "repoint-client-hello.h"

G_BEGIN_DECLS

typedef enum
{
  REPOINT_CLIENT_HELLO_READER_MORE,    /* not yet known, feed more */
  REPOINT_CLIENT_HELLO_READER_HELLO,
  REPOINT_CLIENT_HELLO_READER_NOT_TLS, /* said with the first byte that cannot be */
  REPOINT_CLIENT_HELLO_READER_TOO_BIG, /* a message of more than %REPOINT_CLIENT_HELLO_MAX_LENGTH */
  REPOINT_CLIENT_HELLO_READER_ILLEGAL, /* TLS, but no hello */
} RepointClientHelloReaderStatus;

/**
 * RepointClientHelloReader: reads one ClientHello from what a client sends, however the bytes are cut into segments and
 * records (RFC 8446 section 5.1), or one in the format of SSLv2. Holds at most %REPOINT_CLIENT_HELLO_MAX_LENGTH bytes.
 *
 * A change_cipher_spec may stand before it, as before the second hello that a HelloRetryRequest asks for (RFC 8446 appendix D.4).
 */
typedef struct _RepointClientHelloReader RepointClientHelloReader;

RepointClientHelloReader       *repoint_client_hello_reader_new                (void);
void                            repoint_client_hello_reader_free               (RepointClientHelloReader *self);
RepointClientHelloReaderStatus  repoint_client_hello_reader_feed               (RepointClientHelloReader *self,
                                                                                const guint8             *bytes,
                                                                                gsize                     length);
RepointClientHelloReaderStatus  repoint_client_hello_reader_get_status         (RepointClientHelloReader *self);
const RepointClientHello       *repoint_client_hello_reader_get_hello          (RepointClientHelloReader *self);
gsize                           repoint_client_hello_reader_get_consumed       (RepointClientHelloReader *self);
guint                           repoint_client_hello_reader_get_n_records      (RepointClientHelloReader *self);
guint                           repoint_client_hello_reader_get_n_segments     (RepointClientHelloReader *self);
guint16                         repoint_client_hello_reader_get_record_version (RepointClientHelloReader *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RepointClientHelloReader, repoint_client_hello_reader_free)

G_END_DECLS
