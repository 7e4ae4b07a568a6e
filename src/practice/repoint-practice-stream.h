/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "repoint-tls-version.h"

G_BEGIN_DECLS

struct ssl_ctx_st;

/**
 * RepointPracticeStream: the server's end of a byte stream, with or without TLS; knows no socket.
 *
 * What arrives is fed in, what has to leave is taken out; between the two there is plain text.
 */
typedef struct _RepointPracticeStream RepointPracticeStream;

RepointPracticeStream *repoint_practice_stream_new         (void);
void                   repoint_practice_stream_free        (RepointPracticeStream *self);
gboolean               repoint_practice_stream_start_tls   (RepointPracticeStream *self,
                                                            struct ssl_ctx_st     *context);
gboolean               repoint_practice_stream_feed        (RepointPracticeStream *self,
                                                            const guint8          *bytes,
                                                            gsize                  n_bytes,
                                                            GByteArray            *text);
void                   repoint_practice_stream_write       (RepointPracticeStream *self,
                                                            const char            *text,
                                                            gsize                  length);
void                   repoint_practice_stream_close       (RepointPracticeStream *self);
GByteArray            *repoint_practice_stream_get_output  (RepointPracticeStream *self);
RepointTlsVersion      repoint_practice_stream_get_version (RepointPracticeStream *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RepointPracticeStream, repoint_practice_stream_free)

G_END_DECLS
