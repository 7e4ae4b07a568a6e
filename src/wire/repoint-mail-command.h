/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "repoint-bytes.h"
#include "repoint-protocol.h"

G_BEGIN_DECLS

typedef enum
{
  REPOINT_MAIL_COMMAND_HELLO,      /* EHLO, HELO */
  REPOINT_MAIL_COMMAND_CAPABILITY, /* CAPABILITY, CAPA */
  REPOINT_MAIL_COMMAND_NOOP,
  REPOINT_MAIL_COMMAND_QUIT,       /* QUIT, LOGOUT */
  REPOINT_MAIL_COMMAND_STARTTLS,   /* STARTTLS, STLS */
  REPOINT_MAIL_COMMAND_SIGN_IN,    /* AUTH, AUTHENTICATE, LOGIN, USER, PASS, APOP, in whatever protocol */
  REPOINT_MAIL_COMMAND_MAIL,       /* MAIL, RCPT, DATA, BDAT */
  REPOINT_MAIL_COMMAND_OTHER,      /* any other line, also one of the above with an argument where none belongs */
  REPOINT_MAIL_COMMAND_NONE,       /* no line of text: a control character, or a byte that is not ASCII */
} RepointMailCommandKind;

/**
 * RepointMailCommand: a line of a mail client, before TLS. Of a sign-in and of whatever else tells more than who is there,
 * nothing but the kind is kept.
 */
typedef struct
{
  RepointMailCommandKind kind;
  const char            *verb;     /* nullable: in capitals, static; of HELLO to STARTTLS */
  char                  *tag;      /* nullable: IMAP's */
  char                  *argument; /* nullable: the client's name for itself, of HELLO */
} RepointMailCommand;

RepointMailCommand *repoint_mail_command_read    (RepointProtocol           protocol,
                                                  RepointBytes              line);
void                repoint_mail_command_free    (RepointMailCommand       *self);
char               *repoint_mail_command_to_line (const RepointMailCommand *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RepointMailCommand, repoint_mail_command_free)

G_END_DECLS
