/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "repoint-line-reader.h"
#include "repoint-mail-dialogue.h"
#include "repoint-mail-reply.h"

G_BEGIN_DECLS

struct _RepointMailDialogue
{
  RepointProtocol         protocol;
  gboolean                secure;
  RepointLineReader      *lines;
  RepointMailReplyReader *replies;
  GByteArray             *out;
  GPtrArray              *sasl;      /* of char*: methods that AUTH or AUTHENTICATE takes */
  guint                   n_tags;
  guint                   n_names;   /* of client_names, used up */
  gboolean                canceling; /* "*" was sent */
  gboolean                greeting_masked;
  gboolean                done;
  RepointMailReport       report;
};

/* Says the first thing in a dialogue that has no greeting. */
void repoint_mail_dialogue_begin        (RepointMailDialogue    *self);
/* Says what is to be said to a whole reply. */
void repoint_mail_dialogue_answer       (RepointMailDialogue    *self,
                                         const RepointMailReply *reply);
/* Ends the dialogue. @line: (nullable): what decided it, kept as evidence */
void repoint_mail_dialogue_end          (RepointMailDialogue    *self,
                                         RepointMailResult       result,
                                         const char             *line);
/* Ends it because somebody between wants his words to be taken for the server's; what has come of them is evidence. */
void repoint_mail_dialogue_end_injected (RepointMailDialogue    *self);

G_END_DECLS
