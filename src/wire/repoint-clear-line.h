/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "repoint-bytes.h"

G_BEGIN_DECLS

/* What a line means for the question whether TLS follows. */
typedef enum
{
  REPOINT_CLEAR_LINE_OTHER,
  REPOINT_CLEAR_LINE_EMPTY,
  REPOINT_CLEAR_LINE_SMTP,          /* EHLO, HELO, LHLO */
  REPOINT_CLEAR_LINE_SMTP_REPLY,    /* 220 or 250 */
  REPOINT_CLEAR_LINE_STARTTLS,      /* of SMTP (RFC 3207), or of another protocol that took the word over */
  REPOINT_CLEAR_LINE_IMAP_STARTTLS, /* with a tag before it (RFC 2595) */
  REPOINT_CLEAR_LINE_POP3_STLS,
  REPOINT_CLEAR_LINE_FTP_AUTH_TLS,  /* RFC 4217 */
  REPOINT_CLEAR_LINE_CONNECT,       /* of HTTP (RFC 9110 section 9.3.6) */
} RepointClearLineKind;

/**
 * RepointClearLine: tells apart the lines that lead to TLS, from either side, of a dialogue in clear. All zero is at the
 * beginning of a line.
 *
 * What else stands in a line may be a password. So nothing of it is collected: at most eight characters of the word that is
 * being read are there to compare, and they go as soon as it is longer.
 */
typedef struct
{
  guint8  n_words;    /* that have ended */
  guint8  n;          /* characters of the one that is being read; more than it can hold: it is none that matters */
  char    word[8];
  guint8  first;      /* what the first word was */
  guint8  kind;
  guint8  in_port;
  guint32 port;       /* of CONNECT */
} RepointClearLine;

gsize repoint_clear_line_read (RepointClearLine     *self,
                               RepointBytes          bytes,
                               RepointClearLineKind *kind,
                               guint16              *port);

G_END_DECLS
