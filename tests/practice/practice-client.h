/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

/* A blocking client for tests, with OpenSSL of its own: everything it waits for ends after ten seconds. */
typedef struct _PracticeClient PracticeClient;

PracticeClient *practice_client_connect    (const char     *address,
                                            guint16         port);
void            practice_client_free       (PracticeClient *self);
void            practice_client_send       (PracticeClient *self,
                                            const char     *text);
void            practice_client_send_bytes (PracticeClient *self,
                                            const void     *bytes,
                                            gsize           n_bytes);
char           *practice_client_read_line  (PracticeClient *self);
char           *practice_client_read_reply (PracticeClient *self);
char           *practice_client_read_all   (PracticeClient *self);
gboolean        practice_client_start_tls  (PracticeClient *self,
                                            int             version,
                                            const char     *ciphers);
int             practice_client_get_alert  (PracticeClient *self);
char           *practice_client_get_names  (PracticeClient *self,
                                            gboolean       *expired,
                                            gboolean       *issued_by_sent_ca);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PracticeClient, practice_client_free)
