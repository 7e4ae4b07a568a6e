/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "repoint-target-job.h"

G_BEGIN_DECLS

#define REPOINT_TYPE_SURVEY (repoint_survey_get_type ())
G_DECLARE_FINAL_TYPE (RepointSurvey, repoint_survey, REPOINT, SURVEY, RepointTargetJob)

/**
 * RepointSurvey: asks many targets at once what they accept.
 *
 * A result is the `survey` object of the command line (design section 5).
 *
 * "problem" says why something is not known; what was found before stands beside it.
 *   not reachable:  dns, refused, unreachable, timeout, forbidden (a port Repoint never touches), local (this computer has
 *                   no descriptor left), stopped
 *                   proxy-unreachable, proxy-authentication, proxy-refused, proxy-unusable (it gave no answer, or none of
 *                   a proxy), proxy-unsupported: the system's proxy gave no way to it, so that nothing is known of itself
 *   reachable:      timeout, closed, reset, refused: it stopped answering like that, too early to know all
 *                   no-version: every hello was turned down, so that no version counts as observed
 *                   other-protocol: what answers is not what the target says
 *                   no-starttls; starttls-refused (it offered it, and then did not, or went on without TLS); turned-away (at the greeting or EHLO)
 *                   throttled: it has too much to do, or had too much of us; injected: bytes came behind the reply to
 *                   STARTTLS, so that somebody is between
 *                   stopped: by the user
 *
 * "problem_detail" tells kinds of the same problem apart:
 *   dns:            no-such-name, no-address (the name exists), useless-address (0.0.0.0 and the like, as filters answer),
 *                   no-answer (of any name server, in time), no-network, failed (a name server would not say)
 *   proxy-refused:  the status code of HTTP, or the reply code of SOCKS
 *   proxy-unreachable, proxy-unusable: dns, refused, unreachable, timeout, closed, reset, other-protocol
 *
 * "addresses" lists, for a name that this computer looked up, up to four addresses of each family in the order in which
 * they are tried: "address" is the one on which everything was asked, the others were greeted once, and not at all after
 * "throttled" or a stop. "proxy" is the proxy that was used, or that has the problem; names are its business then, and
 * "address" is null.
 *
 * "application" has, per version, beside "tries", "not_refused_before_sign_in" and "refused" the counts "throttled" and
 * "lost" (the connection ended or fell silent without an answer) and, where there were any, "handshake_refused" (an alert,
 * or the server hung up); they add up to the tries. "ended_by" counts how those without a reply ended: alert N, close,
 * reset, timeout, illegal (TLS was broken), or an id of a problem. Its "stage" is greeting, ehlo, capability, auth or, where the session was lost
 * before them, starttls or handshake; its "error" legacy-tls-refused or other. "local_limitation" means that this
 * computer's OpenSSL cannot hold a session at that version with that server.
 */
typedef struct
{
  guint repeat;      /* application checks per accepted version, at least 1 */
  guint timeout_ms;  /* absolute, per target; 0 = 30 s */
  gboolean without_proxy; /* for devices: names that only the own network knows, and its addresses, never go through one */
  gboolean ciphers;       /* the suites and groups of each version, too */
  gboolean versions_only; /* no handshake is completed: no certificate, nothing said inside TLS */
} RepointSurveyOptions;

RepointSurvey *repoint_survey_new (RepointScheduler           *scheduler,
                                   GPtrArray                  *targets, /* of RepointTarget; copied */
                                   const RepointSurveyOptions *options);

G_END_DECLS
