/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-phrase-judgement.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "repoint-phrase-text.h"
#include "repoint-tls-suite.h"

static const struct
{
  const char *id;
  const char *sentence;
} judgements[] = {
  { "not-documented", N_("Nothing is published about the TLS of this server.") },
  { "version-unknown", N_("Nobody knows which TLS the client can do.") },
  { "below-minimum", N_("By what is published, it would be turned away: its TLS is too old for this server.") },
  { "beyond-documented", N_("Unclear: its TLS is newer than what this server is published to take.") },
  { "version-fits", N_("By what is published, it would be taken: its TLS is one that this server takes. Nothing is published of more.") },
  { "suite-documented", N_("By what is published, it would be taken, for example with {suite}.") },
  { "suite-doubtful", N_("Unclear: {suite} is published to be taken, but has been reported to be turned away.") },
  { "tls13-only", N_("Unclear: it offers ways to encrypt of TLS 1.3 alone, of which nothing is published.") },
  { "no-suite", N_("By what is published, it would be turned away: this server takes none of the ways to encrypt that it offers.") },
};

char *
repoint_phrase_judgement (const RepointHelloJudgement *judgement)
{
  g_autofree char *suite = NULL;

  g_return_val_if_fail (judgement != NULL && judgement->reason != NULL, NULL);

  suite = repoint_phrase_isolate (judgement->suite != 0 ? repoint_tls_suite_to_string (judgement->suite) : "");
  for (gsize i = 0; i < G_N_ELEMENTS (judgements); i++)
    if (strcmp (judgements[i].id, judgement->reason) == 0)
      return repoint_phrase_fill (g_dgettext (GETTEXT_PACKAGE, judgements[i].sentence), "suite", suite, NULL);

  g_return_val_if_reached (NULL);
}
