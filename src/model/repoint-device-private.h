/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "repoint-device.h"

G_BEGIN_DECLS

/* The text fields of a device, in the order of the document. */
typedef enum
{
  REPOINT_DEVICE_NAME,
  REPOINT_DEVICE_VENDOR,
  REPOINT_DEVICE_MODEL,
  REPOINT_DEVICE_FIRMWARE,
  REPOINT_DEVICE_SERIAL,
  REPOINT_DEVICE_MAC,
  REPOINT_DEVICE_UUID,
  REPOINT_DEVICE_LOCATION,
  REPOINT_DEVICE_NOTES,
  REPOINT_DEVICE_N_FIELDS
} RepointDeviceField;

/* Index of the source of "kind" and of "addresses" among the sources, after those of the text fields. */
#define REPOINT_DEVICE_KIND      REPOINT_DEVICE_N_FIELDS
#define REPOINT_DEVICE_ADDRESSES (REPOINT_DEVICE_N_FIELDS + 1)
#define REPOINT_DEVICE_N_SOURCES (REPOINT_DEVICE_N_FIELDS + 2)

/* What else there is of a device, as undo names it. */
#define REPOINT_DEVICE_MEMBER_MAIL       "mail"
#define REPOINT_DEVICE_MEMBER_HIDDEN     "hidden"
#define REPOINT_DEVICE_MEMBER_TARGETS    "targets"
#define REPOINT_DEVICE_MEMBER_FORMER_IDS "former-ids"
#define REPOINT_DEVICE_MEMBER_MAIL_USES  "mail-uses"

RepointDevice      *repoint_device_new_with_id        (const char          *id);
const char         *repoint_device_field_to_string    (guint                field);
const char         *repoint_device_get_field          (RepointDevice       *self,
                                                       RepointDeviceField   field);
const char         *repoint_device_get_field_source   (RepointDevice       *self,
                                                       guint                field);
void                repoint_device_set_field          (RepointDevice       *self,
                                                       RepointDeviceField   field,
                                                       const char          *value,
                                                       const char          *source);
void                repoint_device_set_kind_from      (RepointDevice       *self,
                                                       RepointDeviceKind    kind,
                                                       const char          *source);
void                repoint_device_set_addresses_from (RepointDevice       *self,
                                                       const char * const  *addresses,
                                                       const char          *source);
const char * const *repoint_device_get_former_ids     (RepointDevice       *self);
void                repoint_device_set_former_ids     (RepointDevice       *self,
                                                       const char * const  *ids);
void                repoint_device_set_targets        (RepointDevice       *self,
                                                       GPtrArray           *targets);
void                repoint_device_set_mail_uses      (RepointDevice       *self,
                                                       GPtrArray           *uses);

/* Changes between begin and end are one: "changed" comes after the last of them. */
void                repoint_device_begin_change       (RepointDevice       *self);
void                repoint_device_end_change         (RepointDevice       *self);
void                repoint_device_touch              (RepointDevice       *self,
                                                       const char          *member);

G_END_DECLS
