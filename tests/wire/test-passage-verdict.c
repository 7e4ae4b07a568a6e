/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-passage-verdict.h"

#define DEVICE  REPOINT_PASSAGE_CLOSED_BY_DEVICE
#define SERVER  REPOINT_PASSAGE_CLOSED_BY_SERVER
#define REPOINT REPOINT_PASSAGE_CLOSED_BY_REPOINT
#define NO_ONE  REPOINT_TLS_SIDE_NONE
#define CLIENT_SIDE REPOINT_TLS_SIDE_CLIENT
#define SERVER_SIDE REPOINT_TLS_SIDE_SERVER

/* ---- Before TLS ---- */

typedef struct
{
  const char             *name;
  RepointMailGateState    gate;
  RepointMailGateReason   reason;
  RepointMailResult       report;
  RepointStarttls         starttls;
  gboolean                greeted;
  RepointPassageClosedBy  closed_by;
  const char             *how;

  RepointPassageResult    result;
  const char             *problem;
  gboolean                conclusive;
} Clear;

#define CLEAR   REPOINT_MAIL_GATE_CLEAR
#define OPENING REPOINT_MAIL_GATE_OPENING
#define CLOSED  REPOINT_MAIL_GATE_CLOSED
#define LEAVING REPOINT_MAIL_GATE_LEAVING
#define NOTHING REPOINT_MAIL_GATE_NOTHING
#define NONE    REPOINT_MAIL_RESULT_NONE
#define UNKNOWN REPOINT_STARTTLS_UNKNOWN
#define OFFERED REPOINT_STARTTLS_OFFERED
#define MISSING REPOINT_STARTTLS_MISSING

static const Clear clears[] = {
  { "nobody listens", CLOSED, REPOINT_MAIL_GATE_UNREACHABLE, NONE, UNKNOWN, FALSE, SERVER, "refused", REPOINT_PASSAGE_UNREACHABLE, "refused" },
  { "nobody listens, tls first", CLOSED, REPOINT_MAIL_GATE_UNREACHABLE, NONE, UNKNOWN, FALSE, SERVER, "timeout", REPOINT_PASSAGE_UNREACHABLE, "timeout" },
  { "no greeting", CLOSED, REPOINT_MAIL_GATE_TIMEOUT, NONE, UNKNOWN, FALSE, REPOINT, "timeout", REPOINT_PASSAGE_UNREACHABLE, "timeout" },
  { "throttled", LEAVING, NOTHING, REPOINT_MAIL_RESULT_THROTTLED, UNKNOWN, TRUE, SERVER, "closed", REPOINT_PASSAGE_UNREACHABLE, "throttled" },
  { "turned away", CLEAR, NOTHING, REPOINT_MAIL_RESULT_REFUSED, UNKNOWN, TRUE, DEVICE, "closed", REPOINT_PASSAGE_UNREACHABLE, "turned-away" },
  { "not mail", CLOSED, REPOINT_MAIL_GATE_SERVER, REPOINT_MAIL_RESULT_GARBAGE, UNKNOWN, FALSE, REPOINT, NULL, REPOINT_PASSAGE_INCONCLUSIVE, "other-protocol" },
  { "injected", CLOSED, REPOINT_MAIL_GATE_SERVER, REPOINT_MAIL_RESULT_INJECTED, OFFERED, TRUE, REPOINT, NULL, REPOINT_PASSAGE_BLOCKED, "injected" },
  { "device asked in vain", CLEAR, NOTHING, REPOINT_MAIL_RESULT_NO_STARTTLS, MISSING, TRUE, DEVICE, "closed", REPOINT_PASSAGE_NO_STARTTLS, NULL, TRUE },
  { "device saw that there is none", CLEAR, NOTHING, NONE, MISSING, TRUE, DEVICE, "closed", REPOINT_PASSAGE_NO_STARTTLS, NULL, TRUE },
  { "device saw that there is none and went on", CLOSED, REPOINT_MAIL_GATE_SIGN_IN, NONE, MISSING, TRUE, REPOINT, NULL, REPOINT_PASSAGE_NO_STARTTLS, "sign-in-in-clear", TRUE },
  { "firewall", CLEAR, NOTHING, NONE, REPOINT_STARTTLS_STRIPPED, TRUE, DEVICE, "closed", REPOINT_PASSAGE_NO_STARTTLS, "stripped", TRUE },
  { "offered and refused", CLEAR, NOTHING, REPOINT_MAIL_RESULT_REFUSED, OFFERED, TRUE, DEVICE, "closed", REPOINT_PASSAGE_NO_STARTTLS, "starttls-refused", TRUE },
  { "sign-in in clear", CLOSED, REPOINT_MAIL_GATE_SIGN_IN, NONE, OFFERED, TRUE, REPOINT, NULL, REPOINT_PASSAGE_BLOCKED, "sign-in-in-clear" },
  { "mail in clear", CLOSED, REPOINT_MAIL_GATE_MAIL, NONE, OFFERED, TRUE, REPOINT, NULL, REPOINT_PASSAGE_BLOCKED, "mail-in-clear" },
  { "tls where there is starttls", CLOSED, REPOINT_MAIL_GATE_TLS_FIRST, NONE, UNKNOWN, FALSE, REPOINT, NULL, REPOINT_PASSAGE_BLOCKED, "tls-first", TRUE },
  { "starttls where there is tls", CLOSED, REPOINT_MAIL_GATE_CLEAR_FIRST, NONE, UNKNOWN, FALSE, REPOINT, NULL, REPOINT_PASSAGE_BLOCKED, "clear-first", TRUE },
  { "no hello", CLOSED, REPOINT_MAIL_GATE_NO_HELLO, REPOINT_MAIL_RESULT_TLS, OFFERED, TRUE, REPOINT, NULL, REPOINT_PASSAGE_BLOCKED, "no-hello" },
  { "device left", CLEAR, NOTHING, NONE, OFFERED, TRUE, DEVICE, "closed", REPOINT_PASSAGE_DEVICE_LEFT, NULL },
  { "device left behind starttls", OPENING, NOTHING, REPOINT_MAIL_RESULT_TLS, OFFERED, TRUE, DEVICE, "reset", REPOINT_PASSAGE_DEVICE_LEFT, NULL },
  { "device silent", CLOSED, REPOINT_MAIL_GATE_TIMEOUT, NONE, OFFERED, TRUE, REPOINT, "timeout", REPOINT_PASSAGE_LIMIT, "timeout" },
  { "too many visitors", CLOSED, REPOINT_MAIL_GATE_BUSY, NONE, UNKNOWN, FALSE, REPOINT, NULL, REPOINT_PASSAGE_LIMIT, "busy" },
  { "stopped", CLOSED, REPOINT_MAIL_GATE_STOPPED, NONE, OFFERED, TRUE, REPOINT, "stopped", REPOINT_PASSAGE_LIMIT, "stopped" },
  { "server hung up", CLEAR, NOTHING, NONE, OFFERED, TRUE, SERVER, "reset", REPOINT_PASSAGE_INCONCLUSIVE, "reset" },
};

static void
test_clear (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (clears); i++)
    {
      const Clear *clear = &clears[i];
      RepointMailReport report = { .result = clear->report, .starttls = clear->starttls };
      RepointTlsSight sight = { .alert = -1 };
      RepointPassageFacts facts = { clear->gate, clear->reason, &report, &sight, clear->closed_by, clear->how };
      RepointPassageVerdict verdict;

      report.greeting = clear->greeted ? (char *) "220 mx.example" : NULL;
      g_test_message ("%s", clear->name);
      repoint_passage_judge (&facts, &verdict);
      g_assert_cmpstr (repoint_passage_result_to_string (verdict.result), ==, repoint_passage_result_to_string (clear->result));
      g_assert_cmpstr (verdict.problem, ==, clear->problem);
      g_assert_cmpint (verdict.conclusive, ==, clear->conclusive);
      g_assert_cmpint (verdict.alert, ==, -1);
      g_assert_cmpint (verdict.alert_from, ==, NO_ONE);
    }
}

/* ---- TLS ---- */

typedef struct
{
  const char             *name;
  RepointTlsSight         sight;
  RepointPassageClosedBy  closed_by;
  const char             *how;

  RepointPassageResult    result;
  const char             *problem;
  int                     alert;      /* of the verdict */
  RepointTlsSide          alert_from; /* likewise */
  gboolean                conclusive;
} Tls;

#define HELLO       REPOINT_TLS_STAGE_HELLO
#define CHOSEN      REPOINT_TLS_STAGE_CHOSEN
#define CERTIFICATE REPOINT_TLS_STAGE_CERTIFICATE
#define ESTABLISHED REPOINT_TLS_STAGE_ESTABLISHED
#define QUIET       .alert = -1
#define FATAL(number, side) .alert = number, .fatal = TRUE, .alert_from = side
#define WARNING(number, side) .alert = number, .alert_from = side
#define NAME "name-check-possible"

static const Tls tls[] = {
  { "mail went through", { ESTABLISHED, QUIET, .client_spoke = TRUE }, DEVICE, "closed", REPOINT_PASSAGE_TLS_ESTABLISHED, NULL, -1, NO_ONE, TRUE },
  { "server hung up inside", { ESTABLISHED, QUIET, .client_spoke = TRUE }, SERVER, "closed", REPOINT_PASSAGE_TLS_ESTABLISHED, NULL, -1, NO_ONE, TRUE },
  { "device looked at the certificate late", { ESTABLISHED, QUIET }, DEVICE, "closed", REPOINT_PASSAGE_TLS_ESTABLISHED, NAME, -1, NO_ONE, TRUE },
  { "too many bytes inside", { ESTABLISHED, QUIET, .client_spoke = TRUE }, REPOINT, "bytes", REPOINT_PASSAGE_TLS_ESTABLISHED, "bytes", -1, NO_ONE, TRUE },
  { "close_notify in clear counts for nothing", { ESTABLISHED, WARNING (0, CLIENT_SIDE), .client_spoke = TRUE }, DEVICE, "closed", REPOINT_PASSAGE_TLS_ESTABLISHED, NULL, -1, NO_ONE, TRUE },

  { "server refuses the version", { HELLO, FATAL (70, SERVER_SIDE) }, SERVER, "closed", REPOINT_PASSAGE_REFUSED, NULL, 70, SERVER_SIDE, TRUE },
  { "server refuses and waits", { HELLO, FATAL (40, SERVER_SIDE) }, REPOINT, "timeout", REPOINT_PASSAGE_REFUSED, NULL, 40, SERVER_SIDE, TRUE },
  { "server hangs up on the hello", { HELLO, QUIET }, SERVER, "closed", REPOINT_PASSAGE_REFUSED, "closed", -1, NO_ONE, TRUE },
  { "server resets on the hello", { HELLO, QUIET }, SERVER, "reset", REPOINT_PASSAGE_REFUSED, "reset", -1, NO_ONE, TRUE },
  { "server hangs up on half a hello", { REPOINT_TLS_STAGE_NOTHING, QUIET }, SERVER, "closed", REPOINT_PASSAGE_INCONCLUSIVE, "closed", -1, NO_ONE, FALSE },
  { "server says nothing", { HELLO, QUIET }, REPOINT, "timeout", REPOINT_PASSAGE_INCONCLUSIVE, "timeout", -1, NO_ONE, FALSE },
  { "server warns and leaves", { HELLO, WARNING (112, SERVER_SIDE) }, SERVER, "closed", REPOINT_PASSAGE_REFUSED, NULL, 112, SERVER_SIDE, TRUE },
  { "server says close_notify", { HELLO, WARNING (0, SERVER_SIDE) }, SERVER, "closed", REPOINT_PASSAGE_REFUSED, "closed", -1, NO_ONE, TRUE },
  { "server refuses the finished", { CERTIFICATE, FATAL (51, SERVER_SIDE) }, SERVER, "closed", REPOINT_PASSAGE_REFUSED, NULL, 51, SERVER_SIDE, TRUE },
  { "server hangs up in the handshake", { CERTIFICATE, QUIET }, SERVER, "reset", REPOINT_PASSAGE_REFUSED, "reset", -1, NO_ONE, TRUE },
  { "server refuses where nobody can read it", { CERTIFICATE, QUIET, .hidden_alert_from = SERVER_SIDE }, SERVER, "closed", REPOINT_PASSAGE_REFUSED, NULL, -1, SERVER_SIDE, TRUE },
  { "server speaks something else", { HELLO, QUIET, .broken_by = SERVER_SIDE }, REPOINT, "other-protocol", REPOINT_PASSAGE_INCONCLUSIVE, "other-protocol", -1, NO_ONE, FALSE },

  { "device does not know the authority", { CERTIFICATE, FATAL (48, CLIENT_SIDE) }, DEVICE, "closed", REPOINT_PASSAGE_REFUSED, NULL, 48, CLIENT_SIDE, TRUE },
  { "device finds it expired", { CERTIFICATE, FATAL (45, CLIENT_SIDE) }, DEVICE, "closed", REPOINT_PASSAGE_REFUSED, NULL, 45, CLIENT_SIDE, TRUE },
  { "device says bad_certificate", { CERTIFICATE, FATAL (42, CLIENT_SIDE) }, DEVICE, "closed", REPOINT_PASSAGE_INCONCLUSIVE, NAME, 42, CLIENT_SIDE, TRUE },
  { "device says certificate_unknown", { CERTIFICATE, FATAL (46, CLIENT_SIDE) }, DEVICE, "reset", REPOINT_PASSAGE_INCONCLUSIVE, NAME, 46, CLIENT_SIDE, TRUE },
  { "device warns of the certificate and leaves", { CERTIFICATE, WARNING (42, CLIENT_SIDE) }, DEVICE, "closed", REPOINT_PASSAGE_INCONCLUSIVE, NAME, 42, CLIENT_SIDE, TRUE },
  { "device says something nobody can read", { CERTIFICATE, QUIET, .hidden_alert_from = CLIENT_SIDE }, DEVICE, "closed", REPOINT_PASSAGE_INCONCLUSIVE, NAME, -1, CLIENT_SIDE, TRUE },
  { "device leaves at the certificate", { CERTIFICATE, QUIET }, DEVICE, "closed", REPOINT_PASSAGE_INCONCLUSIVE, NAME, -1, NO_ONE, TRUE },
  { "device leaves with user_canceled", { CERTIFICATE, WARNING (90, CLIENT_SIDE) }, DEVICE, "closed", REPOINT_PASSAGE_INCONCLUSIVE, NAME, -1, NO_ONE, TRUE },
  { "a warning of the server does not explain why the device leaves", { CERTIFICATE, WARNING (112, SERVER_SIDE) }, DEVICE, "closed", REPOINT_PASSAGE_INCONCLUSIVE, NAME, -1, NO_ONE, TRUE },
  { "device says goodbye, and the server is quicker to hang up", { CERTIFICATE, WARNING (0, CLIENT_SIDE) }, SERVER, "closed", REPOINT_PASSAGE_INCONCLUSIVE, NAME, -1, NO_ONE, TRUE },
  { "server says goodbye, and the device is quicker to hang up", { HELLO, WARNING (0, SERVER_SIDE) }, DEVICE, "closed", REPOINT_PASSAGE_REFUSED, "closed", -1, NO_ONE, TRUE },
  { "device warns of the certificate, and the server is quicker to hang up", { CERTIFICATE, WARNING (48, CLIENT_SIDE) }, SERVER, "closed", REPOINT_PASSAGE_REFUSED, NULL, 48, CLIENT_SIDE, TRUE },
  { "device dislikes the choice", { CHOSEN, FATAL (47, CLIENT_SIDE) }, DEVICE, "closed", REPOINT_PASSAGE_REFUSED, NULL, 47, CLIENT_SIDE, TRUE },
  { "device leaves after the choice", { CHOSEN, QUIET }, DEVICE, "closed", REPOINT_PASSAGE_DEVICE_LEFT, NULL, -1, NO_ONE, TRUE },
  { "device leaves before it", { HELLO, QUIET }, DEVICE, "closed", REPOINT_PASSAGE_DEVICE_LEFT, NULL, -1, NO_ONE, FALSE },
  { "device breaks off its hello", { REPOINT_TLS_STAGE_NOTHING, QUIET }, DEVICE, "reset", REPOINT_PASSAGE_DEVICE_LEFT, NULL, -1, NO_ONE, FALSE },
  { "device goes on in clear", { HELLO, QUIET, .broken_by = CLIENT_SIDE }, REPOINT, "other-protocol", REPOINT_PASSAGE_BLOCKED, "no-hello", -1, NO_ONE, FALSE },

  { "half a hello for five minutes", { REPOINT_TLS_STAGE_NOTHING, QUIET }, REPOINT, "time", REPOINT_PASSAGE_LIMIT, "time", -1, NO_ONE, FALSE },
  { "injected before the hello", { HELLO, QUIET }, REPOINT, "injected", REPOINT_PASSAGE_BLOCKED, "injected", -1, NO_ONE, FALSE },
};

static void
test_tls (void)
{
  RepointMailReport report = { .result = REPOINT_MAIL_RESULT_TLS, .starttls = OFFERED };

  for (gsize i = 0; i < G_N_ELEMENTS (tls); i++)
    {
      RepointPassageFacts facts = { REPOINT_MAIL_GATE_OPEN, NOTHING, &report, &tls[i].sight, tls[i].closed_by, tls[i].how };
      RepointPassageVerdict verdict;

      g_test_message ("%s", tls[i].name);
      repoint_passage_judge (&facts, &verdict);
      g_assert_cmpstr (repoint_passage_result_to_string (verdict.result), ==, repoint_passage_result_to_string (tls[i].result));
      g_assert_cmpstr (verdict.problem, ==, tls[i].problem);
      g_assert_cmpint (verdict.alert, ==, tls[i].alert);
      g_assert_cmpint (verdict.alert_from, ==, tls[i].alert_from);
      g_assert_cmpint (verdict.conclusive, ==, tls[i].conclusive);
    }
}

static void
test_ids (void)
{
  for (guint i = REPOINT_PASSAGE_TLS_ESTABLISHED; i <= REPOINT_PASSAGE_LIMIT; i++)
    g_assert_nonnull (repoint_passage_result_to_string (i));
  g_assert_null (repoint_passage_closed_by_to_string (REPOINT_PASSAGE_OPEN));
  g_assert_cmpstr (repoint_passage_closed_by_to_string (DEVICE), ==, "device");
  g_assert_cmpstr (repoint_passage_closed_by_to_string (SERVER), ==, "server");
  g_assert_cmpstr (repoint_passage_closed_by_to_string (REPOINT), ==, "repoint");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/passage-verdict/clear", test_clear);
  g_test_add_func ("/passage-verdict/tls", test_tls);
  g_test_add_func ("/passage-verdict/ids", test_ids);

  return g_test_run ();
}
