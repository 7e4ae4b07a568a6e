/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-advice-enums.h"

G_DEFINE_ENUM_TYPE (RepointTransport, repoint_transport,
                    G_DEFINE_ENUM_VALUE (REPOINT_TRANSPORT_WORKS, "works"),
                    G_DEFINE_ENUM_VALUE (REPOINT_TRANSPORT_REFUSED, "refused"),
                    G_DEFINE_ENUM_VALUE (REPOINT_TRANSPORT_WORKS_UNTIL, "works-until"),
                    G_DEFINE_ENUM_VALUE (REPOINT_TRANSPORT_UNPROVEN, "unproven"),
                    G_DEFINE_ENUM_VALUE (REPOINT_TRANSPORT_UNAVAILABLE, "unavailable"),
                    G_DEFINE_ENUM_VALUE (REPOINT_TRANSPORT_UNKNOWN, "unknown"))

G_DEFINE_ENUM_TYPE (RepointSignInState, repoint_sign_in_state,
                    G_DEFINE_ENUM_VALUE (REPOINT_SIGN_IN_STATE_WORKS, "works"),
                    G_DEFINE_ENUM_VALUE (REPOINT_SIGN_IN_STATE_DEFAULT_OFF_AFTER, "default-off-after"),
                    G_DEFINE_ENUM_VALUE (REPOINT_SIGN_IN_STATE_REFUSED, "refused"),
                    G_DEFINE_ENUM_VALUE (REPOINT_SIGN_IN_STATE_NEEDS_OAUTH, "needs-oauth"),
                    G_DEFINE_ENUM_VALUE (REPOINT_SIGN_IN_STATE_UNKNOWN, "unknown"))

G_DEFINE_ENUM_TYPE (RepointAction, repoint_action,
                    G_DEFINE_ENUM_VALUE (REPOINT_ACTION_NONE, "none"),
                    G_DEFINE_ENUM_VALUE (REPOINT_ACTION_CHANGE_SETTINGS, "change-settings"),
                    G_DEFINE_ENUM_VALUE (REPOINT_ACTION_ENABLE_TLS12, "enable-tls12"),
                    G_DEFINE_ENUM_VALUE (REPOINT_ACTION_UPDATE_FIRMWARE, "update-firmware"),
                    G_DEFINE_ENUM_VALUE (REPOINT_ACTION_TRUST_ROOT, "trust-root"),
                    G_DEFINE_ENUM_VALUE (REPOINT_ACTION_SIGN_IN_OAUTH, "sign-in-oauth"),
                    G_DEFINE_ENUM_VALUE (REPOINT_ACTION_BRIDGE, "bridge"),
                    G_DEFINE_ENUM_VALUE (REPOINT_ACTION_OTHER_TRANSPORT, "other-transport"),
                    G_DEFINE_ENUM_VALUE (REPOINT_ACTION_REPLACE, "replace"),
                    G_DEFINE_ENUM_VALUE (REPOINT_ACTION_CONFIRM_MODEL, "confirm-model"),
                    G_DEFINE_ENUM_VALUE (REPOINT_ACTION_TEST_FIRST, "test-first"))

G_DEFINE_ENUM_TYPE (RepointConfidence, repoint_confidence,
                    G_DEFINE_ENUM_VALUE (REPOINT_CONFIDENCE_LOW, "low"),
                    G_DEFINE_ENUM_VALUE (REPOINT_CONFIDENCE_MEDIUM, "medium"),
                    G_DEFINE_ENUM_VALUE (REPOINT_CONFIDENCE_HIGH, "high"))

G_DEFINE_ENUM_TYPE (RepointCan, repoint_can,
                    G_DEFINE_ENUM_VALUE (REPOINT_CAN_UNKNOWN, "unknown"),
                    G_DEFINE_ENUM_VALUE (REPOINT_CAN_NO, "no"),
                    G_DEFINE_ENUM_VALUE (REPOINT_CAN_PLANNED, "planned"),
                    G_DEFINE_ENUM_VALUE (REPOINT_CAN_YES, "yes"))

G_DEFINE_ENUM_TYPE (RepointSeverity, repoint_severity,
                    G_DEFINE_ENUM_VALUE (REPOINT_SEVERITY_GOOD, "good"),
                    G_DEFINE_ENUM_VALUE (REPOINT_SEVERITY_NOTE, "note"),
                    G_DEFINE_ENUM_VALUE (REPOINT_SEVERITY_WARNING, "warning"),
                    G_DEFINE_ENUM_VALUE (REPOINT_SEVERITY_PROBLEM, "problem"))
