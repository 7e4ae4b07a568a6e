/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What all clients sign in with. */
#define REPOINT_TEST_CLIENT_USER "m4rk3r"
#define REPOINT_TEST_CLIENT_PASSWORD "p4ssw0rd"
/* What those use who would sign in without encryption. */
#define REPOINT_TEST_CLIENT_CLEAR_USER "cl34r-m4rk3r"

/**
 * RepointTestClient: a program, what it is told to do, and how it speaks about it. Texts are nullable where not said otherwise.
 */
typedef struct
{
  const char *name;     /* (not nullable) the program's, and the TLS library it is made with */
  const char *protocol; /* (not nullable) "smtp", "imap", "pop3" or "tls" */
  gboolean    implicit; /* begins with TLS */
  const char *command;  /* (not nullable) for sh; PORT is where to go, its working directory a place for its files */
  const char *input;    /* what is typed at it; NULL: it knows itself what to say */
  const char *version;  /* the newest that it may speak; NULL: does without TLS */
  const char *suites;   /* all that it may offer, as the station writes them; NULL: its own choice */
  const char *suite;    /* that which is agreed on; NULL: not said */
  const char *reports;  /* what it prints of these two once they are agreed on; NULL: does not tell */
  const char *hears;    /* what it prints of the station's last word, or of what it holds against the certificate */
  const char *asked;    /* (not nullable) where it goes for sign-in, at the station */
  const char *validates; /* "true", "false"; NULL: it does not show */
  const char *alert;    /* with which it goes away over the certificate, at mail servers, too; NULL: it does not */
  gboolean    ssl2_format;
} RepointTestClient;

const RepointTestClient *repoint_test_clients_get         (guint *n_clients);

/* Writes the files that the commands read. certificates: paths of those that the careful ones trust, NULL-terminated */
void                     repoint_test_clients_prepare     (const char              *directory,
                                                           const char *const       *certificates);

/* What is typed at a mail server that it is passed on to; NULL if nothing is. */
const char              *repoint_test_client_get_farewell (const RepointTestClient *self);

/* Returns what it printed. @input: (nullable); @content: (nullable): whether its exit status is 0 */
char                    *repoint_test_client_run          (const RepointTestClient *self,
                                                           const char              *directory,
                                                           guint                    port,
                                                           const char              *input,
                                                           gboolean                *content);

G_END_DECLS
