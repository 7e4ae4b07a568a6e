/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/* Ids by repoint_enum_to_string(), as the `plan` command prints them. */

typedef enum
{
  REPOINT_TRANSPORT_WORKS,
  REPOINT_TRANSPORT_REFUSED,
  REPOINT_TRANSPORT_WORKS_UNTIL,
  REPOINT_TRANSPORT_UNPROVEN,
  REPOINT_TRANSPORT_UNAVAILABLE, /* no such endpoint in this cloud */
  REPOINT_TRANSPORT_UNKNOWN,
} RepointTransport;

typedef enum
{
  REPOINT_SIGN_IN_STATE_WORKS,
  REPOINT_SIGN_IN_STATE_DEFAULT_OFF_AFTER,
  REPOINT_SIGN_IN_STATE_REFUSED,
  REPOINT_SIGN_IN_STATE_NEEDS_OAUTH,
  REPOINT_SIGN_IN_STATE_UNKNOWN,
} RepointSignInState;

typedef enum
{
  REPOINT_ACTION_NONE,
  REPOINT_ACTION_CHANGE_SETTINGS,
  REPOINT_ACTION_ENABLE_TLS12,
  REPOINT_ACTION_UPDATE_FIRMWARE,
  REPOINT_ACTION_TRUST_ROOT,
  REPOINT_ACTION_SIGN_IN_OAUTH,
  REPOINT_ACTION_BRIDGE,
  REPOINT_ACTION_OTHER_TRANSPORT,
  REPOINT_ACTION_REPLACE,
  REPOINT_ACTION_CONFIRM_MODEL,
  REPOINT_ACTION_TEST_FIRST,
} RepointAction;

typedef enum
{
  REPOINT_CONFIDENCE_LOW,
  REPOINT_CONFIDENCE_MEDIUM,
  REPOINT_CONFIDENCE_HIGH,
} RepointConfidence;

/* A guide's answer to "can it?". */
typedef enum
{
  REPOINT_CAN_UNKNOWN,
  REPOINT_CAN_NO,
  REPOINT_CAN_PLANNED,
  REPOINT_CAN_YES,
} RepointCan;

/* How much a finding about a server matters. */
typedef enum
{
  REPOINT_SEVERITY_GOOD,    /* as it should be, as far as it was asked */
  REPOINT_SEVERITY_NOTE,    /* worth knowing; also whatever was not tested */
  REPOINT_SEVERITY_WARNING, /* some devices will fail here, or the answer differs from try to try */
  REPOINT_SEVERITY_PROBLEM, /* it does not do what this server is for */
} RepointSeverity;

GType repoint_transport_get_type     (void);
GType repoint_sign_in_state_get_type (void);
GType repoint_action_get_type        (void);
GType repoint_confidence_get_type    (void);
GType repoint_can_get_type           (void);
GType repoint_severity_get_type      (void);

#define REPOINT_TYPE_TRANSPORT     (repoint_transport_get_type ())
#define REPOINT_TYPE_SIGN_IN_STATE (repoint_sign_in_state_get_type ())
#define REPOINT_TYPE_ACTION        (repoint_action_get_type ())
#define REPOINT_TYPE_CONFIDENCE    (repoint_confidence_get_type ())
#define REPOINT_TYPE_CAN           (repoint_can_get_type ())
#define REPOINT_TYPE_SEVERITY      (repoint_severity_get_type ())

G_END_DECLS
