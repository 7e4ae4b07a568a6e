/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-passage-report.h"

#include "repoint-tls-alert.h"
#include "repoint-tls-suite.h"

static void
set_string (JsonObject *object, const char *member, const char *text)
{
  if (text != NULL)
    json_object_set_string_member (object, member, text);
  else
    json_object_set_null_member (object, member);
}

static void
set_choice (JsonObject *object, const RepointTlsSight *sight)
{
  gboolean chosen = sight->stage >= REPOINT_TLS_STAGE_CHOSEN;
  g_autofree char *number = g_strdup_printf ("0x%04X", sight->suite);
  const char *name = repoint_tls_suite_to_string (sight->suite);

  set_string (object, "version", chosen ? repoint_tls_version_to_string (sight->version) : NULL);
  set_string (object, "cipher", !chosen ? NULL : name != NULL ? name : number);
}

static void
set_alert (JsonObject *object, const RepointPassageVerdict *verdict)
{
  set_string (object, "alert", verdict->alert >= 0 ? repoint_tls_alert_to_string ((guint) verdict->alert) : NULL);
  if (verdict->alert >= 0)
    json_object_set_int_member (object, "alert_number", verdict->alert);
  else
    json_object_set_null_member (object, "alert_number");
  set_string (object, "alert_from", repoint_tls_side_to_string (verdict->alert_from));
}

static const char *
starttls_to_string (RepointStarttls starttls)
{
  static const char *const ids[] = { NULL, "offered", "missing", "stripped" };

  g_return_val_if_fail ((gsize) starttls < G_N_ELEMENTS (ids), NULL);

  return ids[starttls];
}

static JsonObject *
make_relay (RepointMailPassage *passage, const RepointPassageVerdict *verdict, const RepointTarget *target,
            RepointTargetRoute *route, double seconds)
{
  JsonObject *object = json_object_new ();
  RepointMailGate *gate = repoint_mail_passage_get_gate (passage);
  GInetAddress *inet = route != NULL ? repoint_target_route_get_address (route) : NULL;
  g_autofree char *address = inet != NULL ? g_inet_address_to_string (inet) : NULL;
  g_autofree char *uri = repoint_target_to_string (target);
  gboolean starttls = target->security == REPOINT_SECURITY_STARTTLS;

  json_object_set_string_member (object, "target", uri);
  set_string (object, "address", address);
  set_string (object, "proxy", route != NULL ? repoint_target_route_get_proxy (route) : NULL);
  json_object_set_string_member (object, "result", repoint_passage_result_to_string (verdict->result));
  set_string (object, "problem", verdict->problem);
  set_string (object, "problem_detail", route != NULL ? repoint_target_route_get_detail (route) : NULL);
  json_object_set_boolean_member (object, "conclusive", verdict->conclusive);
  set_string (object, "greeting", repoint_mail_gate_get_report (gate)->greeting);
  set_string (object, "starttls",
              starttls ? starttls_to_string (repoint_mail_gate_get_report (gate)->starttls) : "not-applicable");
  set_choice (object, repoint_tls_watch_get (repoint_mail_passage_get_watch (passage)));
  set_alert (object, verdict);
  set_string (object, "closed_by", repoint_passage_closed_by_to_string (repoint_mail_passage_get_closed_by (passage)));
  json_object_set_double_member (object, "seconds", seconds);
  json_object_set_int_member (object, "bytes_from_device",
                              (gint64) repoint_mail_passage_get_n_bytes (passage, REPOINT_TLS_SIDE_CLIENT));
  json_object_set_int_member (object, "bytes_from_server",
                              (gint64) repoint_mail_passage_get_n_bytes (passage, REPOINT_TLS_SIDE_SERVER));

  return object;
}

static RepointVisitOutcome
judge_clear (RepointMailPassage *passage)
{
  RepointMailGate *gate = repoint_mail_passage_get_gate (passage);

  switch (repoint_mail_gate_get_reason (gate))
    {
    case REPOINT_MAIL_GATE_SIGN_IN:
    case REPOINT_MAIL_GATE_MAIL:
      return REPOINT_VISIT_IN_CLEAR;

    case REPOINT_MAIL_GATE_COMMAND:
    case REPOINT_MAIL_GATE_LINE:
    case REPOINT_MAIL_GATE_CLEAR_FIRST:
      return REPOINT_VISIT_NOT_MAIL;

    case REPOINT_MAIL_GATE_NO_HELLO:
    case REPOINT_MAIL_GATE_TLS_FIRST:
    case REPOINT_MAIL_GATE_PIPELINED:
      return REPOINT_VISIT_NO_HELLO;

    case REPOINT_MAIL_GATE_TIMEOUT:
      return REPOINT_VISIT_TIMEOUT;

    case REPOINT_MAIL_GATE_NOTHING:
    case REPOINT_MAIL_GATE_SERVER:
    case REPOINT_MAIL_GATE_UNREACHABLE:
    case REPOINT_MAIL_GATE_BUSY:
    case REPOINT_MAIL_GATE_STOPPED:
    default:
      return repoint_mail_gate_get_state (gate) == REPOINT_MAIL_GATE_OPEN ? REPOINT_VISIT_NO_HELLO : REPOINT_VISIT_LEFT;
    }
}

void
repoint_passage_report_fill (RepointVisitRecord *record, RepointMailPassage *passage, const RepointPassageVerdict *verdict,
                             const RepointTarget *target, RepointTargetRoute *route, double seconds)
{
  RepointMailGate *gate = repoint_mail_passage_get_gate (passage);
  RepointTlsWatch *watch = repoint_mail_passage_get_watch (passage);
  GPtrArray *hellos = repoint_tls_watch_get_hellos (watch);

  /* It asked for STARTTLS and got it, or began at once. */
  if (hellos->len > 0 || repoint_mail_gate_get_report (gate)->result == REPOINT_MAIL_RESULT_TLS)
    record->security = target->security;
  if (hellos->len > 0)
    {
      record->hello = repoint_client_hello_copy (g_ptr_array_index (hellos, 0));
      record->n_hellos = hellos->len;
      record->n_records = repoint_tls_watch_get (watch)->n_records;
    }
  record->client_name = g_strdup (repoint_mail_gate_get_client_name (gate));
  if (repoint_mail_gate_get_reason (gate) == REPOINT_MAIL_GATE_SIGN_IN)
    record->asked_sign_in = REPOINT_SIGN_IN_ASKED_CLEAR;
  record->outcome = record->hello != NULL ? REPOINT_VISIT_CAPTURED : judge_clear (passage);
  record->relay = make_relay (passage, verdict, target, route, seconds);
}
