/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "repoint-practice-dialogue.h"

G_BEGIN_DECLS

/* Where a mail server that shook hands in TLS 1.0 or 1.1 says that it will not have it. */
typedef enum
{
  REPOINT_PRACTICE_REFUSAL_NEVER,
  REPOINT_PRACTICE_REFUSAL_AT_GREETING,       /* IMAP and POP3: instead of the greeting */
  REPOINT_PRACTICE_REFUSAL_AT_EHLO,           /* SMTP only */
  REPOINT_PRACTICE_REFUSAL_AT_SIGN_IN,        /* in answer to AUTH, LOGIN, USER */
  REPOINT_PRACTICE_REFUSAL_AFTER_CREDENTIALS,
} RepointPracticeRefusal;

/**
 * RepointPracticeMail: the settings of one mail server. percent is the share of old sessions that are refused; they are
 * spread evenly, not at random, so that what a newcomer sees can be seen again.
 */
typedef struct
{
  const char             *name;    /* as the server calls itself */
  RepointPracticeRefusal  refusal;
  guint                   percent;
  guint                   n_old_sessions; /* counted by the server, of TLS 1.0 and 1.1 */
} RepointPracticeMail;

extern const RepointPracticeDialogue repoint_practice_smtp_dialogue;
extern const RepointPracticeDialogue repoint_practice_imap_dialogue;
extern const RepointPracticeDialogue repoint_practice_pop3_dialogue;

#define REPOINT_PRACTICE_POPIMAP_REFUSAL                                                                  \
  "TLS 1.0 and 1.1 are not supported. Please upgrade/update your client to support TLS 1.2. "           \
  "Visit https://aka.ms/popimap_tls."

gboolean  repoint_practice_mail_count_session (RepointPracticeMail *self,
                                               RepointTlsVersion    version);
char     *repoint_practice_mail_make_token    (RepointPracticeMail *self);

G_END_DECLS
