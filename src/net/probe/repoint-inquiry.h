/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include <json-glib/json-glib.h>

#include "repoint-hello-conversation.h"

G_BEGIN_DECLS

/**
 * RepointQuestion: one hello to be sent. Who sends it fills in the hello's random bytes, its session id and, unless the
 * question says otherwise, the server's name.
 */
typedef struct
{
  RepointTlsHello hello;     /* what it points to lives until the next call to the inquiry */
  gboolean        key_share; /* to be filled in as well; without, TLS 1.3 is answered by a HelloRetryRequest */
  gboolean        nameless;  /* without server_name */
  gboolean        flight;    /* read on to the ServerHelloDone */
} RepointQuestion;

/**
 * RepointInquiry: which hello to send next to learn one thing of a server in the fewest conversations, and what the
 * answers mean. Knows no socket: it is asked for a question and told what came of it, one after the other.
 */
#define REPOINT_TYPE_INQUIRY (repoint_inquiry_get_type ())
G_DECLARE_INTERFACE (RepointInquiry, repoint_inquiry, REPOINT, INQUIRY, GObject)

struct _RepointInquiryInterface
{
  GTypeInterface parent_iface;

  gboolean (*next)          (RepointInquiry *self, RepointQuestion *question);
  void     (*answer)        (RepointInquiry *self, const RepointHelloResult *result);
  void     (*add_to_result) (RepointInquiry *self, JsonObject *result);
};

gboolean repoint_inquiry_next          (RepointInquiry           *self,
                                        RepointQuestion          *question);
void     repoint_inquiry_answer        (RepointInquiry           *self,
                                        const RepointHelloResult *result);
void     repoint_inquiry_add_to_result (RepointInquiry           *self,
                                        JsonObject               *result);

JsonObject *repoint_inquiry_ensure_object  (JsonObject *result,
                                            const char *member);
void        repoint_inquiry_note_dh_bits   (JsonObject        *result,
                                            RepointTlsVersion  version,
                                            guint              dh_bits);
void        repoint_inquiry_append_string  (JsonObject *result,
                                            const char *member,
                                            const char *string);

G_END_DECLS
