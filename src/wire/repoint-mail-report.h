/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  REPOINT_MAIL_STAGE_GREETING,   /* "greeting" */
  REPOINT_MAIL_STAGE_EHLO,       /* "ehlo" */
  REPOINT_MAIL_STAGE_CAPABILITY, /* "capability": IMAP's CAPABILITY, POP3's CAPA */
  REPOINT_MAIL_STAGE_STARTTLS,   /* "starttls" */
  REPOINT_MAIL_STAGE_AUTH,       /* "auth" */
  REPOINT_MAIL_STAGE_QUIT,       /* "quit": everything was said */
} RepointMailStage;

typedef enum
{
  REPOINT_MAIL_RESULT_NONE,        /* not known yet */
  REPOINT_MAIL_RESULT_TLS,         /* the server waits for the ClientHello */
  REPOINT_MAIL_RESULT_NOT_REFUSED, /* as far as one gets without a name */
  REPOINT_MAIL_RESULT_NO_STARTTLS,
  REPOINT_MAIL_RESULT_REFUSED,     /* the server answered the stage with a no */
  REPOINT_MAIL_RESULT_THROTTLED,   /* the server has too much to do, or had too much of us: proves nothing */
  REPOINT_MAIL_RESULT_INJECTED,    /* bytes follow the reply to STARTTLS: somebody between (CVE-2011-0411) */
  REPOINT_MAIL_RESULT_GARBAGE,     /* the protocol is another one */
  REPOINT_MAIL_RESULT_ENDLESS,     /* more than anybody has to say */
} RepointMailResult;

typedef enum
{
  REPOINT_STARTTLS_UNKNOWN,
  REPOINT_STARTTLS_OFFERED,
  REPOINT_STARTTLS_MISSING,
  REPOINT_STARTTLS_STRIPPED, /* something on the way masks what the server says */
} RepointStarttls;

/**
 * RepointMailReport: what came of a dialogue. All text is what RepointLineReader made of it.
 */
typedef struct
{
  RepointMailResult result;
  RepointMailStage  stage;        /* the last one that was begun */
  RepointStarttls   starttls;
  char             *masked;       /* nullable: STRIPPED, and this line shows it */
  char             *greeting;     /* nullable: in one line, code included */
  char             *reply;        /* nullable: the reply that decided, in one line; what was injected; what is garbage */
  char             *server;       /* nullable: the name the server gave itself */
  GPtrArray        *capabilities; /* of char*: as the server wrote them, "SIZE 1000", "AUTH=PLAIN"; at most 64 */
  GPtrArray        *sign_in;      /* of char*: sign-in methods offered, by their SASL names; also "USER" for POP3's command */
} RepointMailReport;

void        repoint_mail_report_init     (RepointMailReport *self);
void        repoint_mail_report_clear    (RepointMailReport *self);
const char *repoint_mail_stage_to_string (RepointMailStage   stage);

G_END_DECLS
