/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/* Every enum here has an id text (to_string/from_string) that stands in the document, in JSON output and on the
 * command line. from_string returns FALSE and leaves the value alone for an unknown id. */

typedef enum
{
  REPOINT_CLOUD_WORLDWIDE, /* "worldwide" */
  REPOINT_CLOUD_GCC,       /* "gcc" */
  REPOINT_CLOUD_GCC_HIGH,  /* "gcc-high" */
  REPOINT_CLOUD_DOD,       /* "dod" */
  REPOINT_CLOUD_21VIANET,  /* "21vianet" */
  REPOINT_CLOUD_OWN,       /* "own": another provider, with endpoints the admin names */
} RepointCloud;

/* How a tenant switch stands; UNSET is Exchange's $null, UNKNOWN means the admin does not know. */
typedef enum
{
  REPOINT_SWITCH_UNKNOWN,
  REPOINT_SWITCH_UNSET,
  REPOINT_SWITCH_ON,
  REPOINT_SWITCH_OFF,
} RepointSwitch;

/* What the admin answered to a question about the office. */
typedef enum
{
  REPOINT_ANSWER_UNKNOWN,
  REPOINT_ANSWER_YES,
  REPOINT_ANSWER_NO,
} RepointAnswer;

typedef enum
{
  REPOINT_SIGN_IN_UNKNOWN,
  REPOINT_SIGN_IN_BASIC,
  REPOINT_SIGN_IN_OAUTH,
  REPOINT_SIGN_IN_NONE,
} RepointSignIn;

typedef enum
{
  REPOINT_RECIPIENTS_UNKNOWN,
  REPOINT_RECIPIENTS_INTERNAL,
  REPOINT_RECIPIENTS_EXTERNAL,
} RepointRecipients;

typedef enum
{
  REPOINT_STANDING_STANDARD,
  REPOINT_STANDING_LEGACY,
} RepointStanding;

typedef enum
{
  REPOINT_DEVICE_KIND_UNKNOWN,  /* "unknown" */
  REPOINT_DEVICE_KIND_PRINTER,  /* "printer": printers, copiers, multifunction devices */
  REPOINT_DEVICE_KIND_SCANNER,  /* "scanner" */
  REPOINT_DEVICE_KIND_NAS,      /* "nas" */
  REPOINT_DEVICE_KIND_UPS,      /* "ups" */
  REPOINT_DEVICE_KIND_ALARM,    /* "alarm" */
  REPOINT_DEVICE_KIND_CAMERA,   /* "camera" */
  REPOINT_DEVICE_KIND_PHONE,    /* "phone": telephone systems */
  REPOINT_DEVICE_KIND_NETWORK,  /* "network": routers, firewalls, switches */
  REPOINT_DEVICE_KIND_SERVER,   /* "server" */
  REPOINT_DEVICE_KIND_COMPUTER, /* "computer" */
  REPOINT_DEVICE_KIND_PROGRAM,  /* "program": mail programs, ticket systems, scripts */
} RepointDeviceKind;

/* Strength of evidence, the strongest first (design section 2). */
typedef enum
{
  REPOINT_STRENGTH_DELIVERY,       /* "delivery" */
  REPOINT_STRENGTH_PASSAGE,        /* "passage" */
  REPOINT_STRENGTH_REPLAY,         /* "replay" */
  REPOINT_STRENGTH_CAPTURED_HELLO, /* "captured-hello" */
  REPOINT_STRENGTH_REPORT,         /* "report" */
  REPOINT_STRENGTH_OWN_SERVER,     /* "own-server" */
  REPOINT_STRENGTH_GUIDE,          /* "guide" */
  REPOINT_STRENGTH_STATEMENT,      /* "statement" */
  REPOINT_STRENGTH_NONE,           /* "none" */
} RepointStrength;

/* What part an item of a checklist plays on paper: a step gets a number and a box, a note does not. */
typedef enum
{
  REPOINT_CHECKLIST_ITEM_BEFORE,   /* "before": check this first */
  REPOINT_CHECKLIST_ITEM_STEP,     /* "step" */
  REPOINT_CHECKLIST_ITEM_TEST,     /* "test": the "Test:" line */
  REPOINT_CHECKLIST_ITEM_FAILURE,  /* "failure": the "If it fails:" line */
  REPOINT_CHECKLIST_ITEM_NOTE,     /* "note" */
} RepointChecklistItemRole;

typedef enum
{
  REPOINT_STORE_SAVED,    /* "saved": the file holds the project as it is */
  REPOINT_STORE_CHANGED,  /* "changed": a save is due */
  REPOINT_STORE_SAVING,   /* "saving" */
  REPOINT_STORE_FAILED,   /* "failed": the last save failed; tried again after the next change, the recovery copy is kept */
} RepointStoreState;

GType repoint_cloud_get_type       (void);
GType repoint_switch_get_type      (void);
GType repoint_answer_get_type      (void);
GType repoint_sign_in_get_type     (void);
GType repoint_recipients_get_type  (void);
GType repoint_standing_get_type    (void);
GType repoint_device_kind_get_type (void);
GType repoint_strength_get_type    (void);
GType repoint_checklist_item_role_get_type (void);
GType repoint_store_state_get_type (void);

#define REPOINT_TYPE_CLOUD       (repoint_cloud_get_type ())
#define REPOINT_TYPE_SWITCH      (repoint_switch_get_type ())
#define REPOINT_TYPE_ANSWER      (repoint_answer_get_type ())
#define REPOINT_TYPE_SIGN_IN     (repoint_sign_in_get_type ())
#define REPOINT_TYPE_RECIPIENTS  (repoint_recipients_get_type ())
#define REPOINT_TYPE_STANDING    (repoint_standing_get_type ())
#define REPOINT_TYPE_DEVICE_KIND (repoint_device_kind_get_type ())
#define REPOINT_TYPE_STRENGTH    (repoint_strength_get_type ())
#define REPOINT_TYPE_CHECKLIST_ITEM_ROLE (repoint_checklist_item_role_get_type ())
#define REPOINT_TYPE_STORE_STATE (repoint_store_state_get_type ())

/* The id text is the enum value's nick, so one pair of functions serves all of the types above. */
const char *repoint_enum_to_string   (GType       type,
                                      int         value);
gboolean    repoint_enum_from_string (GType       type,
                                      const char *text,
                                      int        *value);

G_END_DECLS
