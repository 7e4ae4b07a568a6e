/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "repoint-protocol.h"

G_BEGIN_DECLS

/* What a client asks for. The same word may stand for the same in several protocols. */
typedef enum
{
  REPOINT_MAIL_VERB_UNKNOWN,    /* a word that no command begins with, or none at all */
  REPOINT_MAIL_VERB_FOREIGN,    /* HTTP, or bytes that are no text */
  REPOINT_MAIL_VERB_HELLO,      /* EHLO, HELO */
  REPOINT_MAIL_VERB_CAPABILITY, /* CAPABILITY, CAPA */
  REPOINT_MAIL_VERB_STARTTLS,   /* STARTTLS, STLS */
  REPOINT_MAIL_VERB_SIGN_IN,    /* AUTH, AUTHENTICATE, LOGIN, USER, PASS, APOP */
  REPOINT_MAIL_VERB_MAIL,       /* MAIL, RCPT, DATA, BDAT and the likes of them */
  REPOINT_MAIL_VERB_IDENTIFY,   /* IMAP's ID */
  REPOINT_MAIL_VERB_NOOP,       /* NOOP, RSET */
  REPOINT_MAIL_VERB_QUIT,       /* QUIT, LOGOUT */
} RepointMailVerb;

typedef enum
{
  REPOINT_MAIL_COMMAND_NONE,    /* no whole one yet */
  REPOINT_MAIL_COMMAND_WHOLE,
  REPOINT_MAIL_COMMAND_LITERAL, /* IMAP: the client waits whether it may send a literal (RFC 9051 section 4.3) */
} RepointMailCommandState;

#define REPOINT_MAIL_MAX_TAG  64
#define REPOINT_MAIL_MAX_NAME 255

typedef struct
{
  RepointMailVerb verb;
  gboolean        extended;                        /* EHLO, not HELO */
  char            tag[REPOINT_MAIL_MAX_TAG + 1];   /* IMAP's, safe to send back; "" if there was none that is valid */
  char            name[REPOINT_MAIL_MAX_NAME + 1]; /* what a HELLO says the client is called; printable ASCII */
} RepointMailCommand;

/**
 * RepointMailCommandReader: reads what a mail client says to a server, without keeping it: of each line only the command is
 * looked at, and of a HELLO the name. Arguments are passed over byte by byte as they come, IMAP's literals too.
 *
 * A command to sign in is whole when its first word is: what follows it may be a credential. After such a command the reader
 * is deaf, and looks at nothing any more.
 */
typedef struct _RepointMailCommandReader RepointMailCommandReader;

RepointMailCommandReader *repoint_mail_command_reader_new  (RepointProtocol           protocol);
void                      repoint_mail_command_reader_free (RepointMailCommandReader *self);
RepointMailCommandState   repoint_mail_command_reader_feed (RepointMailCommandReader *self,
                                                            const guint8             *bytes,
                                                            gsize                     length,
                                                            gsize                    *consumed,
                                                            RepointMailCommand       *command);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RepointMailCommandReader, repoint_mail_command_reader_free)

G_END_DECLS
