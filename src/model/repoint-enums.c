/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-enums.h"

/* A value's nick is its id text, so the tables below are all there is to know. */
#define VALUE(name, nick) { name, #name, nick }
#define END { 0, NULL, NULL }

#define DEFINE_ENUM(TypeName, type_name)                                                   \
  GType                                                                                    \
  type_name##_get_type (void)                                                              \
  {                                                                                        \
    static gsize type;                                                                     \
                                                                                           \
    if (g_once_init_enter (&type))                                                         \
      g_once_init_leave (&type, g_enum_register_static (#TypeName, type_name##_values));   \
                                                                                           \
    return type;                                                                           \
  }

static const GEnumValue repoint_cloud_values[] = {
  VALUE (REPOINT_CLOUD_WORLDWIDE, "worldwide"),
  VALUE (REPOINT_CLOUD_GCC, "gcc"),
  VALUE (REPOINT_CLOUD_GCC_HIGH, "gcc-high"),
  VALUE (REPOINT_CLOUD_DOD, "dod"),
  VALUE (REPOINT_CLOUD_21VIANET, "21vianet"),
  VALUE (REPOINT_CLOUD_OWN, "own"),
  END
};

static const GEnumValue repoint_switch_values[] = {
  VALUE (REPOINT_SWITCH_UNKNOWN, "unknown"),
  VALUE (REPOINT_SWITCH_UNSET, "unset"),
  VALUE (REPOINT_SWITCH_ON, "on"),
  VALUE (REPOINT_SWITCH_OFF, "off"),
  END
};

static const GEnumValue repoint_answer_values[] = {
  VALUE (REPOINT_ANSWER_UNKNOWN, "unknown"),
  VALUE (REPOINT_ANSWER_YES, "yes"),
  VALUE (REPOINT_ANSWER_NO, "no"),
  END
};

static const GEnumValue repoint_sign_in_values[] = {
  VALUE (REPOINT_SIGN_IN_UNKNOWN, "unknown"),
  VALUE (REPOINT_SIGN_IN_BASIC, "basic"),
  VALUE (REPOINT_SIGN_IN_OAUTH, "oauth"),
  VALUE (REPOINT_SIGN_IN_NONE, "none"),
  END
};

static const GEnumValue repoint_recipients_values[] = {
  VALUE (REPOINT_RECIPIENTS_UNKNOWN, "unknown"),
  VALUE (REPOINT_RECIPIENTS_INTERNAL, "internal"),
  VALUE (REPOINT_RECIPIENTS_EXTERNAL, "external"),
  END
};

static const GEnumValue repoint_standing_values[] = {
  VALUE (REPOINT_STANDING_STANDARD, "standard"),
  VALUE (REPOINT_STANDING_LEGACY, "legacy"),
  END
};

static const GEnumValue repoint_device_kind_values[] = {
  VALUE (REPOINT_DEVICE_KIND_UNKNOWN, "unknown"),
  VALUE (REPOINT_DEVICE_KIND_PRINTER, "printer"),
  VALUE (REPOINT_DEVICE_KIND_SCANNER, "scanner"),
  VALUE (REPOINT_DEVICE_KIND_NAS, "nas"),
  VALUE (REPOINT_DEVICE_KIND_UPS, "ups"),
  VALUE (REPOINT_DEVICE_KIND_ALARM, "alarm"),
  VALUE (REPOINT_DEVICE_KIND_CAMERA, "camera"),
  VALUE (REPOINT_DEVICE_KIND_PHONE, "phone"),
  VALUE (REPOINT_DEVICE_KIND_NETWORK, "network"),
  VALUE (REPOINT_DEVICE_KIND_SERVER, "server"),
  VALUE (REPOINT_DEVICE_KIND_COMPUTER, "computer"),
  VALUE (REPOINT_DEVICE_KIND_PROGRAM, "program"),
  END
};

static const GEnumValue repoint_strength_values[] = {
  VALUE (REPOINT_STRENGTH_DELIVERY, "delivery"),
  VALUE (REPOINT_STRENGTH_PASSAGE, "passage"),
  VALUE (REPOINT_STRENGTH_REPLAY, "replay"),
  VALUE (REPOINT_STRENGTH_CAPTURED_HELLO, "captured-hello"),
  VALUE (REPOINT_STRENGTH_REPORT, "report"),
  VALUE (REPOINT_STRENGTH_OWN_SERVER, "own-server"),
  VALUE (REPOINT_STRENGTH_GUIDE, "guide"),
  VALUE (REPOINT_STRENGTH_STATEMENT, "statement"),
  VALUE (REPOINT_STRENGTH_NONE, "none"),
  END
};

static const GEnumValue repoint_checklist_item_role_values[] = {
  VALUE (REPOINT_CHECKLIST_ITEM_BEFORE, "before"),
  VALUE (REPOINT_CHECKLIST_ITEM_STEP, "step"),
  VALUE (REPOINT_CHECKLIST_ITEM_TEST, "test"),
  VALUE (REPOINT_CHECKLIST_ITEM_FAILURE, "failure"),
  VALUE (REPOINT_CHECKLIST_ITEM_NOTE, "note"),
  END
};

static const GEnumValue repoint_store_state_values[] = {
  VALUE (REPOINT_STORE_SAVED, "saved"),
  VALUE (REPOINT_STORE_CHANGED, "changed"),
  VALUE (REPOINT_STORE_SAVING, "saving"),
  VALUE (REPOINT_STORE_FAILED, "failed"),
  END
};

DEFINE_ENUM (RepointCloud, repoint_cloud)
DEFINE_ENUM (RepointSwitch, repoint_switch)
DEFINE_ENUM (RepointAnswer, repoint_answer)
DEFINE_ENUM (RepointSignIn, repoint_sign_in)
DEFINE_ENUM (RepointRecipients, repoint_recipients)
DEFINE_ENUM (RepointStanding, repoint_standing)
DEFINE_ENUM (RepointDeviceKind, repoint_device_kind)
DEFINE_ENUM (RepointStrength, repoint_strength)
DEFINE_ENUM (RepointChecklistItemRole, repoint_checklist_item_role)
DEFINE_ENUM (RepointStoreState, repoint_store_state)

/**
 * repoint_enum_to_string: the id text of @value.
 * @type: one of the enum types of this header
 * @value: a value of that type
 *
 * Returns: a static string; %NULL when @value is none of @type's.
 */
const char *
repoint_enum_to_string (GType type,
                        int   value)
{
  GEnumClass *enum_class;
  const GEnumValue *found;

  g_return_val_if_fail (G_TYPE_IS_ENUM (type), NULL);

  /* The class of a static type is never freed once it has been made, so the nick outlives our reference. */
  enum_class = g_type_class_ref (type);
  found = g_enum_get_value (enum_class, value);
  g_type_class_unref (enum_class);

  return found != NULL ? found->value_nick : NULL;
}

/**
 * repoint_enum_from_string: the value with the id @text.
 * @type: one of the enum types of this header
 * @text: (nullable): an id
 * @value: (out): set when the id is known, left alone otherwise
 *
 * Returns: whether @text is the id of a value of @type.
 */
gboolean
repoint_enum_from_string (GType       type,
                          const char *text,
                          int        *value)
{
  GEnumClass *enum_class;
  const GEnumValue *found;

  g_return_val_if_fail (G_TYPE_IS_ENUM (type), FALSE);
  g_return_val_if_fail (value != NULL, FALSE);

  if (text == NULL)
    return FALSE;

  enum_class = g_type_class_ref (type);
  found = g_enum_get_value_by_nick (enum_class, text);
  if (found != NULL)
    *value = found->value;
  g_type_class_unref (enum_class);

  return found != NULL;
}
