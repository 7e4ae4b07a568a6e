/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-passage-verdict.h"

#include "repoint-tls-alert.h"

enum
{
  ALERT_CLOSE_NOTIFY = 0,
  ALERT_BAD_CERTIFICATE = 42,
  ALERT_CERTIFICATE_UNKNOWN = 46,
  ALERT_USER_CANCELED = 90,
};

static const char *const passage_result_ids[] = {
  "tls-established", "refused", "no-starttls", "unreachable", "device-left", "inconclusive", "blocked", "limit",
};

static const char name_check[] = "name-check-possible";

static void
set (RepointPassageVerdict *verdict, RepointPassageResult result, const char *problem)
{
  verdict->result = result;
  verdict->problem = problem;
}

/* ---- Before TLS ---- */

static const char *
problem_of_report (const RepointPassageFacts *facts)
{
  switch (facts->report->result)
    {
    case REPOINT_MAIL_RESULT_THROTTLED:
      return "throttled";
    case REPOINT_MAIL_RESULT_REFUSED:
      return "turned-away";
    case REPOINT_MAIL_RESULT_INJECTED:
      return "injected";
    case REPOINT_MAIL_RESULT_GARBAGE:
    case REPOINT_MAIL_RESULT_ENDLESS:
      return "other-protocol";
    case REPOINT_MAIL_RESULT_NONE:
    case REPOINT_MAIL_RESULT_NO_STARTTLS:
    case REPOINT_MAIL_RESULT_TLS:
    case REPOINT_MAIL_RESULT_NOT_REFUSED:
    default:
      return facts->how;
    }
}

/* The server's own word on STARTTLS, whatever the device did about it. */
static gboolean
has_no_starttls (const RepointPassageFacts *facts)
{
  const RepointMailReport *report = facts->report;

  if (report->result == REPOINT_MAIL_RESULT_NO_STARTTLS)
    return TRUE;
  if (report->result == REPOINT_MAIL_RESULT_REFUSED && report->starttls == REPOINT_STARTTLS_OFFERED)
    return TRUE;

  return report->result == REPOINT_MAIL_RESULT_NONE &&
         (report->starttls == REPOINT_STARTTLS_MISSING || report->starttls == REPOINT_STARTTLS_STRIPPED);
}

static void
judge_no_starttls (const RepointPassageFacts *facts, RepointPassageVerdict *verdict)
{
  const char *problem = NULL;

  if (facts->reason == REPOINT_MAIL_GATE_SIGN_IN || facts->reason == REPOINT_MAIL_GATE_MAIL)
    problem = repoint_mail_gate_reason_to_string (facts->reason);
  else if (facts->report->starttls == REPOINT_STARTTLS_STRIPPED)
    problem = "stripped";
  else if (facts->report->result == REPOINT_MAIL_RESULT_REFUSED)
    problem = "starttls-refused";

  set (verdict, REPOINT_PASSAGE_NO_STARTTLS, problem);
  verdict->conclusive = TRUE;
}

static void
judge_gate (const RepointPassageFacts *facts, RepointPassageVerdict *verdict)
{
  const char *reason = repoint_mail_gate_reason_to_string (facts->reason);

  switch (facts->reason)
    {
    case REPOINT_MAIL_GATE_SERVER:
      set (verdict,
           facts->report->result == REPOINT_MAIL_RESULT_INJECTED ? REPOINT_PASSAGE_BLOCKED : REPOINT_PASSAGE_INCONCLUSIVE,
           problem_of_report (facts));
      break;

    case REPOINT_MAIL_GATE_UNREACHABLE:
      set (verdict, REPOINT_PASSAGE_UNREACHABLE, problem_of_report (facts));
      break;

    case REPOINT_MAIL_GATE_TIMEOUT:
      set (verdict, facts->report->greeting == NULL ? REPOINT_PASSAGE_UNREACHABLE : REPOINT_PASSAGE_LIMIT, facts->how);
      break;

    case REPOINT_MAIL_GATE_BUSY:
    case REPOINT_MAIL_GATE_STOPPED:
      set (verdict, REPOINT_PASSAGE_LIMIT, reason);
      break;

    case REPOINT_MAIL_GATE_TLS_FIRST:
    case REPOINT_MAIL_GATE_CLEAR_FIRST:
      set (verdict, REPOINT_PASSAGE_BLOCKED, reason);
      verdict->conclusive = TRUE;
      break;

    case REPOINT_MAIL_GATE_NOTHING:
    case REPOINT_MAIL_GATE_SIGN_IN:
    case REPOINT_MAIL_GATE_MAIL:
    case REPOINT_MAIL_GATE_COMMAND:
    case REPOINT_MAIL_GATE_LINE:
    case REPOINT_MAIL_GATE_PIPELINED:
    case REPOINT_MAIL_GATE_NO_HELLO:
    default:
      set (verdict, REPOINT_PASSAGE_BLOCKED, reason);
      break;
    }
}

static void
judge_clear (const RepointPassageFacts *facts, RepointPassageVerdict *verdict)
{
  gboolean turned_away =
      facts->report->result == REPOINT_MAIL_RESULT_THROTTLED || facts->report->result == REPOINT_MAIL_RESULT_REFUSED;

  if (has_no_starttls (facts) && facts->reason != REPOINT_MAIL_GATE_TLS_FIRST)
    judge_no_starttls (facts, verdict);
  else if (turned_away)
    set (verdict, REPOINT_PASSAGE_UNREACHABLE, problem_of_report (facts));
  else if (facts->reason != REPOINT_MAIL_GATE_NOTHING)
    judge_gate (facts, verdict);
  else if (facts->closed_by == REPOINT_PASSAGE_CLOSED_BY_DEVICE)
    set (verdict, REPOINT_PASSAGE_DEVICE_LEFT, NULL);
  else if (facts->closed_by == REPOINT_PASSAGE_CLOSED_BY_SERVER)
    set (verdict, facts->report->greeting == NULL ? REPOINT_PASSAGE_UNREACHABLE : REPOINT_PASSAGE_INCONCLUSIVE, facts->how);
  else
    set (verdict, REPOINT_PASSAGE_LIMIT, facts->how);
}

/* ---- TLS ---- */

static gboolean
has_hung_up (const RepointPassageFacts *facts, RepointTlsSide side)
{
  return facts->closed_by ==
         (side == REPOINT_TLS_SIDE_CLIENT ? REPOINT_PASSAGE_CLOSED_BY_DEVICE : REPOINT_PASSAGE_CLOSED_BY_SERVER);
}

static gboolean
is_goodbye (int alert)
{
  return alert == ALERT_CLOSE_NOTIFY || alert == ALERT_USER_CANCELED;
}

/* Goodbyes say that somebody leaves, not why (RFC 8446 section 6.1); a warning says why only if whoever warned leaves, or if it
 * is about a certificate. */
static gboolean
has_telling_alert (const RepointPassageFacts *facts)
{
  const RepointTlsSight *sight = facts->sight;

  return sight->alert >= 0 && !is_goodbye (sight->alert) &&
         (sight->fatal || has_hung_up (facts, sight->alert_from) || repoint_tls_alert_rejects_certificate ((guint) sight->alert));
}

/* What libraries say to a certificate with another name: OpenSSL, Mbed TLS and wolfSSL bad_certificate, Java
 * certificate_unknown. Both may mean something else, too. */
static gboolean
may_be_of_name (int alert)
{
  return alert == ALERT_BAD_CERTIFICATE || alert == ALERT_CERTIFICATE_UNKNOWN;
}

static void
judge_alert (const RepointPassageFacts *facts, RepointPassageVerdict *verdict)
{
  const RepointTlsSight *sight = facts->sight;

  verdict->alert = sight->alert;
  verdict->alert_from = sight->alert_from;
  if (sight->alert_from == REPOINT_TLS_SIDE_CLIENT && may_be_of_name (sight->alert))
    set (verdict, REPOINT_PASSAGE_INCONCLUSIVE, name_check);
  else
    set (verdict, REPOINT_PASSAGE_REFUSED, NULL);
  verdict->conclusive = TRUE;
}

static void
judge_hidden_alert (const RepointPassageFacts *facts, RepointPassageVerdict *verdict)
{
  verdict->alert_from = facts->sight->hidden_alert_from;
  if (verdict->alert_from == REPOINT_TLS_SIDE_CLIENT)
    set (verdict, REPOINT_PASSAGE_INCONCLUSIVE, name_check);
  else
    set (verdict, REPOINT_PASSAGE_REFUSED, NULL);
  verdict->conclusive = TRUE;
}

/* Who says goodbye is the one who leaves, though the other may hang up first. */
static RepointPassageClosedBy
find_leaver (const RepointPassageFacts *facts)
{
  const RepointTlsSight *sight = facts->sight;

  if (facts->closed_by == REPOINT_PASSAGE_CLOSED_BY_REPOINT || !is_goodbye (sight->alert))
    return facts->closed_by;

  return sight->alert_from == REPOINT_TLS_SIDE_CLIENT ? REPOINT_PASSAGE_CLOSED_BY_DEVICE : REPOINT_PASSAGE_CLOSED_BY_SERVER;
}

/* Nobody said why. */
static void
judge_close (const RepointPassageFacts *facts, RepointPassageVerdict *verdict)
{
  RepointTlsStage stage = facts->sight->stage;

  verdict->conclusive = stage >= REPOINT_TLS_STAGE_CHOSEN;
  switch (find_leaver (facts))
    {
    case REPOINT_PASSAGE_CLOSED_BY_SERVER:
      /* Some servers hang up instead of sending an alert; what they hang up on is at least a whole hello. */
      if (stage >= REPOINT_TLS_STAGE_HELLO)
        set (verdict, REPOINT_PASSAGE_REFUSED, facts->how);
      else
        set (verdict, REPOINT_PASSAGE_INCONCLUSIVE, facts->how);
      verdict->conclusive = stage >= REPOINT_TLS_STAGE_HELLO;
      break;

    case REPOINT_PASSAGE_CLOSED_BY_DEVICE:
      if (stage >= REPOINT_TLS_STAGE_CERTIFICATE)
        set (verdict, REPOINT_PASSAGE_INCONCLUSIVE, name_check);
      else
        set (verdict, REPOINT_PASSAGE_DEVICE_LEFT, NULL);
      break;

    case REPOINT_PASSAGE_OPEN:
    case REPOINT_PASSAGE_CLOSED_BY_REPOINT:
    default:
      set (verdict, stage >= REPOINT_TLS_STAGE_HELLO ? REPOINT_PASSAGE_INCONCLUSIVE : REPOINT_PASSAGE_LIMIT, facts->how);
      break;
    }
}

static void
judge_established (const RepointPassageFacts *facts, RepointPassageVerdict *verdict)
{
  const char *problem = NULL;

  /* Some libraries look at the certificate only when the handshake is over. */
  if (facts->closed_by == REPOINT_PASSAGE_CLOSED_BY_DEVICE && !facts->sight->client_spoke)
    problem = name_check;
  else if (facts->closed_by == REPOINT_PASSAGE_CLOSED_BY_REPOINT)
    problem = facts->how;

  set (verdict, REPOINT_PASSAGE_TLS_ESTABLISHED, problem);
  verdict->conclusive = TRUE;
}

static void
judge_tls (const RepointPassageFacts *facts, RepointPassageVerdict *verdict)
{
  const RepointTlsSight *sight = facts->sight;

  if (sight->stage == REPOINT_TLS_STAGE_ESTABLISHED)
    judge_established (facts, verdict);
  else if (has_telling_alert (facts))
    judge_alert (facts, verdict);
  else if (sight->hidden_alert_from != REPOINT_TLS_SIDE_NONE)
    judge_hidden_alert (facts, verdict);
  else if (sight->broken_by == REPOINT_TLS_SIDE_CLIENT)
    set (verdict, REPOINT_PASSAGE_BLOCKED, "no-hello");
  else if (sight->broken_by == REPOINT_TLS_SIDE_SERVER)
    set (verdict, REPOINT_PASSAGE_INCONCLUSIVE, "other-protocol");
  else
    judge_close (facts, verdict);
}

/**
 * repoint_passage_judge:
 * @facts: of a passage that is over
 * @verdict: (out caller-allocates): what follows
 */
void
repoint_passage_judge (const RepointPassageFacts *facts, RepointPassageVerdict *verdict)
{
  g_return_if_fail (facts != NULL);
  g_return_if_fail (verdict != NULL);

  *verdict = (RepointPassageVerdict) { .alert = -1 };
  if (facts->gate != REPOINT_MAIL_GATE_OPEN)
    judge_clear (facts, verdict);
  else if (g_strcmp0 (facts->how, "injected") == 0)
    set (verdict, REPOINT_PASSAGE_BLOCKED, facts->how);
  else
    judge_tls (facts, verdict);
}

/**
 * repoint_passage_result_to_string:
 *
 * Returns: (transfer none): the id, as in files and on the command line
 */
const char *
repoint_passage_result_to_string (RepointPassageResult result)
{
  g_return_val_if_fail ((gsize) result < G_N_ELEMENTS (passage_result_ids), NULL);

  return passage_result_ids[result];
}

/**
 * repoint_passage_closed_by_to_string:
 *
 * Returns: (transfer none) (nullable): the id, as in files and on the command line; %NULL for %REPOINT_PASSAGE_OPEN
 */
const char *
repoint_passage_closed_by_to_string (RepointPassageClosedBy closed_by)
{
  static const char *const ids[] = { NULL, "device", "server", "repoint" };

  g_return_val_if_fail ((gsize) closed_by < G_N_ELEMENTS (ids), NULL);

  return ids[closed_by];
}
