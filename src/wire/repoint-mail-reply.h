/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "repoint-protocol.h"

G_BEGIN_DECLS

typedef enum
{
  REPOINT_MAIL_REPLY_OK,       /* 2xx, tagged OK, +OK */
  REPOINT_MAIL_REPLY_CONTINUE, /* 3xx, "+" */
  REPOINT_MAIL_REPLY_NO,       /* 4xx, tagged NO, -ERR */
  REPOINT_MAIL_REPLY_BAD,      /* 5xx, tagged BAD */
  REPOINT_MAIL_REPLY_BYE,      /* 421, "* BYE": the server ends the talk */
} RepointMailReplyKind;

/**
 * RepointMailReply: one whole reply of an SMTP, IMAP or POP3 server.
 */
typedef struct
{
  RepointMailReplyKind kind;
  char                *text;      /* in one line as it would be quoted: "421 4.7.66 TLS 1.0 …"; at most 1 KiB */
  GPtrArray           *lines;     /* of char*: every line, without code, tag or "*" */
  gboolean             throttled; /* the server has too much to do, or had too much of us */
} RepointMailReply;

/**
 * RepointMailReplyReader: puts the lines of a reply together.
 */
typedef struct _RepointMailReplyReader RepointMailReplyReader;

typedef enum
{
  REPOINT_MAIL_REPLY_MORE,
  REPOINT_MAIL_REPLY_WHOLE,
  REPOINT_MAIL_REPLY_GARBAGE, /* not a reply of this protocol */
} RepointMailReplyState;

RepointMailReplyReader *repoint_mail_reply_reader_new  (RepointProtocol          protocol);
void                    repoint_mail_reply_reader_free (RepointMailReplyReader  *self);
void                    repoint_mail_reply_reader_expect (RepointMailReplyReader *self,
                                                          const char             *tag,
                                                          gboolean                many_lines);
RepointMailReplyState   repoint_mail_reply_reader_feed (RepointMailReplyReader  *self,
                                                        const char              *line,
                                                        RepointMailReply       **reply);

void                    repoint_mail_reply_free        (RepointMailReply        *self);

/* TRUE if the words mean: this version of TLS is too old for us. */
gboolean                repoint_mail_reply_is_legacy_tls (const char            *text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RepointMailReply, repoint_mail_reply_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RepointMailReplyReader, repoint_mail_reply_reader_free)

G_END_DECLS
