/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "repoint-mail-report.h"
#include "repoint-protocol.h"

G_BEGIN_DECLS

/**
 * RepointMailGate: stands between a mail client and its server until TLS begins, and lets nothing in clear pass but what
 * leads there: the server's replies, and of the client EHLO, HELO, CAPABILITY, CAPA, NOOP, QUIT, LOGOUT, STARTTLS and STLS,
 * written anew, one line at a time, each after the reply to the one before. Anything else ends the visit with a temporary
 * error in the client's protocol; of such a line nothing is passed on or kept.
 *
 * It opens with the beginning of a ClientHello, and only if the other side was silent from the reply to STARTTLS to then.
 * From there on the bytes are for others to pass on. Before TLS it holds at most 64 KiB of each.
 */
typedef struct _RepointMailGate RepointMailGate;

typedef enum
{
  REPOINT_MAIL_GATE_CLEAR,   /* lines */
  REPOINT_MAIL_GATE_OPENING, /* nothing may come but the ClientHello */
  REPOINT_MAIL_GATE_OPEN,
  REPOINT_MAIL_GATE_LEAVING, /* the server has said that it hangs up */
  REPOINT_MAIL_GATE_CLOSED,  /* for good; the client was told what to_client() still holds */
} RepointMailGateState;

/* Why it closed. */
typedef enum
{
  REPOINT_MAIL_GATE_NOTHING,
  REPOINT_MAIL_GATE_SIGN_IN,    /* "sign-in-in-clear": the client wanted to sign in without TLS */
  REPOINT_MAIL_GATE_MAIL,       /* "mail-in-clear": or to hand over mail */
  REPOINT_MAIL_GATE_COMMAND,    /* "other-command" */
  REPOINT_MAIL_GATE_LINE,       /* "not-a-line": too long, not text, or not ended by CR LF alone */
  REPOINT_MAIL_GATE_PIPELINED,  /* "pipelined": it did not wait for the reply to STARTTLS, or was far ahead of the replies */
  REPOINT_MAIL_GATE_TLS_FIRST,  /* "tls-first": it began with TLS, and the server does not */
  REPOINT_MAIL_GATE_CLEAR_FIRST, /* "clear-first": it did not begin with TLS, and the server does */
  REPOINT_MAIL_GATE_NO_HELLO,   /* "no-hello": what came after STARTTLS is no ClientHello */
  REPOINT_MAIL_GATE_SERVER,     /* the server is at fault: see the report's result */
  REPOINT_MAIL_GATE_UNREACHABLE, /* "unreachable" */
  REPOINT_MAIL_GATE_TIMEOUT,    /* "timeout" */
  REPOINT_MAIL_GATE_BUSY,       /* "busy": Repoint passes enough others on */
  REPOINT_MAIL_GATE_STOPPED,    /* "stopped": by the user */
} RepointMailGateReason;

RepointMailGate         *repoint_mail_gate_new             (RepointProtocol        protocol,
                                                            RepointSecurity        security);
void                     repoint_mail_gate_free            (RepointMailGate       *self);
void                     repoint_mail_gate_feed_client     (RepointMailGate       *self,
                                                            const guint8          *bytes,
                                                            gsize                  length);
void                     repoint_mail_gate_feed_server     (RepointMailGate       *self,
                                                            const guint8          *bytes,
                                                            gsize                  length);
void                     repoint_mail_gate_close           (RepointMailGate       *self,
                                                            RepointMailGateReason  reason);
GBytes                  *repoint_mail_gate_take_for_client (RepointMailGate       *self);
GBytes                  *repoint_mail_gate_take_for_server (RepointMailGate       *self);
RepointMailGateState     repoint_mail_gate_get_state       (RepointMailGate       *self);
RepointMailGateReason    repoint_mail_gate_get_reason      (RepointMailGate       *self);
const char              *repoint_mail_gate_get_client_name (RepointMailGate       *self);
const RepointMailReport *repoint_mail_gate_get_report      (RepointMailGate       *self);
const char              *repoint_mail_gate_reason_to_string (RepointMailGateReason reason);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RepointMailGate, repoint_mail_gate_free)

G_END_DECLS
