/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "repoint-mail-command-reader.h"

G_BEGIN_DECLS

typedef enum
{
  REPOINT_MAIL_RECEPTION_OPEN,     /* the client may say more */
  REPOINT_MAIL_RECEPTION_TLS,      /* once the reply is taken, the ClientHello is due */
  REPOINT_MAIL_RECEPTION_GOODBYE,  /* the client said goodbye */
  REPOINT_MAIL_RECEPTION_SIGN_IN,  /* the client went to sign in, and was refused */
  REPOINT_MAIL_RECEPTION_MAIL,     /* the client went to hand over mail, and was refused */
  REPOINT_MAIL_RECEPTION_FOREIGN,  /* the client speaks something else */
  REPOINT_MAIL_RECEPTION_TOO_MUCH, /* more commands or bytes than anybody needs */
} RepointMailReceptionEnd;

/**
 * RepointMailReceptionReport: what a client did. There is no place in it for anything that the client sent but its name.
 */
typedef struct
{
  RepointMailReceptionEnd end;
  guint                   verbs;        /* 1 << RepointMailVerb of each command */
  gboolean                extended;     /* EHLO, not only HELO */
  gboolean                early;        /* spoke before it was greeted */
  gboolean                pipelined;    /* did not wait for a reply */
  gsize                   n_behind_tls; /* bytes that came behind STARTTLS, before it was granted; thrown away */
  char                    name[REPOINT_MAIL_MAX_NAME + 1]; /* of EHLO or HELO; "" if there was none */
} RepointMailReceptionReport;

/**
 * RepointMailReception: the server's part of SMTP, IMAP or POP3 for a visitor that is only to be looked at. It offers TLS, and
 * refuses to go beyond: sign-in and mail end the talk with a temporary error, so that the visitor tries again elsewhere or
 * later. No mail is ever accepted, and what a client sends to sign in is never read.
 *
 * Takes bytes, gives bytes; holds no more than one command.
 */
typedef struct _RepointMailReception RepointMailReception;

RepointMailReception             *repoint_mail_reception_new_clear  (RepointProtocol       protocol);
RepointMailReception             *repoint_mail_reception_new_secure (RepointProtocol       protocol,
                                                                     gboolean              greeting);
void                              repoint_mail_reception_free       (RepointMailReception *self);
void                              repoint_mail_reception_greet      (RepointMailReception *self);
void                              repoint_mail_reception_feed       (RepointMailReception *self,
                                                                     const guint8         *bytes,
                                                                     gsize                 length);
void                              repoint_mail_reception_dismiss    (RepointMailReception *self);
GBytes                           *repoint_mail_reception_take       (RepointMailReception *self);
gboolean                          repoint_mail_reception_is_done    (RepointMailReception *self);
gboolean                          repoint_mail_reception_expects_silence (RepointMailReception *self);
const RepointMailReceptionReport *repoint_mail_reception_get_report (RepointMailReception *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RepointMailReception, repoint_mail_reception_free)

G_END_DECLS
