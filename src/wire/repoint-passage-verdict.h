/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "repoint-mail-gate.h"
#include "repoint-tls-watch.h"

G_BEGIN_DECLS

/* What a passage has shown of a device and a mail server. */
typedef enum
{
  REPOINT_PASSAGE_TLS_ESTABLISHED, /* "tls-established" */
  REPOINT_PASSAGE_REFUSED,         /* "refused": one of them does not want the other's TLS, and said so or hung up on it */
  REPOINT_PASSAGE_NO_STARTTLS,     /* "no-starttls": the server has none, or not for this device */
  REPOINT_PASSAGE_UNREACHABLE,     /* "unreachable": the server was not there, or took nobody in */
  REPOINT_PASSAGE_DEVICE_LEFT,     /* "device-left": before there was anything to see */
  REPOINT_PASSAGE_INCONCLUSIVE,    /* "inconclusive": it stopped, and why cannot be seen */
  REPOINT_PASSAGE_BLOCKED,         /* "blocked": by the gate, for the reason in "problem" */
  REPOINT_PASSAGE_LIMIT,           /* "limit": too many bytes, or too long, before there was anything to see */
} RepointPassageResult;

/* Who was first to end it. */
typedef enum
{
  REPOINT_PASSAGE_OPEN,
  REPOINT_PASSAGE_CLOSED_BY_DEVICE,  /* "device" */
  REPOINT_PASSAGE_CLOSED_BY_SERVER,  /* "server" */
  REPOINT_PASSAGE_CLOSED_BY_REPOINT, /* "repoint" */
} RepointPassageClosedBy;

/**
 * RepointPassageFacts: what is known when it is over.
 */
typedef struct
{
  RepointMailGateState     gate;
  RepointMailGateReason    reason;
  const RepointMailReport *report;
  const RepointTlsSight   *sight;
  RepointPassageClosedBy   closed_by;
  const char              *how;       /* the server or the device hung up: an id of "problem" in repoint-survey.h;
                                         Repoint did: "bytes", "time", "timeout" (silence), "injected" or "stopped" */
} RepointPassageFacts;

/**
 * RepointPassageVerdict: what follows from the facts.
 *
 * @problem is why it stopped, where that is not what the result says; beside an established TLS it tells what came after. It
 * is static: an id of RepointMailGateReason or of "problem" in repoint-survey.h; or "name-check-possible": the device was
 * given an address, so that a check of the certificate's name fails; "bytes", "time": a limit; "other-alert": the device's
 * alert is a warning.
 */
typedef struct
{
  RepointPassageResult  result;
  const char           *problem;    /* nullable */
  int                   alert;      /* that can be read and ended it; -1: none */
  RepointTlsSide        alert_from; /* also of one that cannot be read */
  gboolean              conclusive; /* tells something about this device and this server that another try would tell, too */
} RepointPassageVerdict;

void        repoint_passage_judge              (const RepointPassageFacts *facts,
                                                RepointPassageVerdict     *verdict);
const char *repoint_passage_result_to_string    (RepointPassageResult       result);
const char *repoint_passage_closed_by_to_string (RepointPassageClosedBy     closed_by);

G_END_DECLS
