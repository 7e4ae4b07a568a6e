/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "repoint-bytes.h"
#include "repoint-tls-answer.h"
#include "repoint-tls-offer.h"

G_BEGIN_DECLS

/* The bodies of the messages that a server answers a hello with. Each function writes what it learns into the answer, once
 * all of it is found good, and returns %NULL; or says what is wrong, for the log, in a static string. */
const char *repoint_tls_server_message_read_hello        (RepointBytes           body,
                                                          const RepointTlsOffer *offer,
                                                          RepointTlsAnswer      *answer);
const char *repoint_tls_server_message_read_certificates (RepointBytes           body,
                                                          RepointTlsAnswer      *answer);
const char *repoint_tls_server_message_read_key_exchange (RepointBytes           body,
                                                          const RepointTlsOffer *offer,
                                                          RepointTlsAnswer      *answer);
const char *repoint_tls_server_message_read_ssl2_hello   (RepointBytes           body,
                                                          RepointTlsAnswer      *answer);

G_END_DECLS
