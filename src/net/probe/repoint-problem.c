/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-problem.h"

/**
 * repoint_problem_of_closed:
 *
 * Returns: (transfer none): how a connection ended, or why there was none
 */
const char *
repoint_problem_of_closed (RepointClosed how)
{
  switch (how)
    {
    case REPOINT_CLOSED_REFUSED:
      return "refused";
    case REPOINT_CLOSED_UNREACHABLE:
      return "unreachable";
    case REPOINT_CLOSED_TIMEOUT:
      return "timeout";
    case REPOINT_CLOSED_FORBIDDEN:
      return "forbidden";
    case REPOINT_CLOSED_RESET:
      return "reset";
    case REPOINT_CLOSED_FIN:
      return "closed";
    case REPOINT_CLOSED_CANCELLED:
      return "stopped";
    case REPOINT_CLOSED_LOCAL:
    default:
      return "local";
    }
}

/**
 * repoint_problem_of_dialogue:
 * @report: of the dialogue before TLS
 * @how: how the connection ended, where the report does not tell
 *
 * Returns: (transfer none): why a dialogue before TLS led nowhere
 */
const char *
repoint_problem_of_dialogue (const RepointMailReport *report, RepointClosed how)
{
  g_return_val_if_fail (report != NULL, NULL);

  switch (report->result)
    {
    case REPOINT_MAIL_RESULT_NO_STARTTLS:
      return "no-starttls";
    case REPOINT_MAIL_RESULT_REFUSED:
      return report->stage == REPOINT_MAIL_STAGE_STARTTLS ? "starttls-refused" : "turned-away";
    case REPOINT_MAIL_RESULT_THROTTLED:
      return "throttled";
    case REPOINT_MAIL_RESULT_INJECTED:
      return "injected";
    case REPOINT_MAIL_RESULT_GARBAGE:
    case REPOINT_MAIL_RESULT_ENDLESS:
      return "other-protocol";
    case REPOINT_MAIL_RESULT_NONE:
    case REPOINT_MAIL_RESULT_TLS:
    case REPOINT_MAIL_RESULT_NOT_REFUSED:
    default:
      return repoint_problem_of_closed (how);
    }
}

/**
 * repoint_problem_of_hello:
 *
 * Judges a hello by itself, as if it were the only one that was sent.
 *
 * Returns: (transfer none) (nullable): why it has not shown a version; %NULL if it has, or if none was asked for
 */
const char *
repoint_problem_of_hello (const RepointHelloResult *hello)
{
  g_return_val_if_fail (hello != NULL, NULL);

  switch ((int) hello->outcome)
    {
    case REPOINT_HELLO_UNCONNECTED:
    case REPOINT_HELLO_STOPPED:
    case REPOINT_HELLO_CLOSED:
    case REPOINT_HELLO_RESET:
      return repoint_problem_of_closed (hello->closed);
    case REPOINT_HELLO_DIALOGUE:
      return repoint_problem_of_dialogue (hello->report, hello->closed);
    case REPOINT_HELLO_GARBAGE:
      /* Who talks on as before did not mean it, or never heard of it. */
      return hello->report != NULL ? "starttls-refused" : "other-protocol";
    case REPOINT_HELLO_SILENT:
      return "timeout";
    case REPOINT_HELLO_ALERT:
    case REPOINT_HELLO_ILLEGAL:
      return "no-version";
    default:
      return NULL;
    }
}
