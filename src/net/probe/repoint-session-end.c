/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-session-end.h"

#include "repoint-mail-reply.h"

static const char *
name_closed (RepointClosed how)
{
  switch (how)
    {
    case REPOINT_CLOSED_FIN:
      return "close";
    case REPOINT_CLOSED_RESET:
      return "reset";
    case REPOINT_CLOSED_TIMEOUT:
      return "timeout";
    case REPOINT_CLOSED_REFUSED:
    case REPOINT_CLOSED_UNREACHABLE:
    case REPOINT_CLOSED_FORBIDDEN:
    case REPOINT_CLOSED_CANCELLED:
    case REPOINT_CLOSED_LOCAL:
    default:
      return "unreachable";
    }
}

/**
 * repoint_session_end_describe:
 * @report: (nullable): of the dialogue that was under way
 *
 * How a session ended in which the server did not say why: alert N, close, reset, timeout, illegal (TLS was broken), or an id
 * of a problem.
 *
 * Returns: (transfer full): the words that documents use
 */
char *
repoint_session_end_describe (const RepointSessionResult *result, const RepointMailReport *report)
{
  RepointMailResult said = report != NULL ? report->result : REPOINT_MAIL_RESULT_NONE;

  g_return_val_if_fail (result != NULL, NULL);

  if (said == REPOINT_MAIL_RESULT_GARBAGE || said == REPOINT_MAIL_RESULT_ENDLESS)
    return g_strdup ("other-protocol");
  if (said == REPOINT_MAIL_RESULT_NO_STARTTLS)
    return g_strdup ("no-starttls");
  if (said == REPOINT_MAIL_RESULT_INJECTED)
    return g_strdup ("injected");
  if (said == REPOINT_MAIL_RESULT_REFUSED)
    return g_strdup ("turned-away");

  if (result->alert >= 0)
    return g_strdup_printf ("alert %d", result->alert);

  return g_strdup (result->breach ? "illegal" : name_closed (result->closed));
}

/**
 * repoint_session_end_classify:
 * @report: of a dialogue that the server ended with a refusal
 *
 * Returns: (transfer none): "legacy-tls-refused", or "other" (what else there is only the catalog knows)
 */
const char *
repoint_session_end_classify (const RepointMailReport *report)
{
  g_return_val_if_fail (report != NULL, NULL);

  return report->reply != NULL && repoint_mail_reply_is_legacy_tls (report->reply) ? "legacy-tls-refused" : "other";
}
