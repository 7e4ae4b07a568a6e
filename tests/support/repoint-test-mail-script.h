/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "repoint-test-tls-server.h"

G_BEGIN_DECLS

/* One session of a mail server, as far as a test needs it: a line in, replies out. */
typedef struct
{
  const RepointTestTlsOptions *options;
  RepointTlsVersion            version;     /* inside TLS; NONE before */
  gboolean                     refuses;     /* this session is one to refuse */
  gboolean                     wants_name;  /* the next line is a part of the sign-in */
  char                         tag[32];     /* IMAP: of the command that opened it */
  gboolean                     starts_tls;  /* set when TLS is to follow what was written last */
  gboolean                     over;        /* set when the server hangs up */
} RepointTestMailScript;

void repoint_test_mail_script_greet  (RepointTestMailScript *self,
                                      GString               *out);
void repoint_test_mail_script_answer (RepointTestMailScript *self,
                                      const char            *line,
                                      GString               *out);

G_END_DECLS
