/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "repoint-enums.h"
#include "repoint-mail-use.h"
#include "repoint-target.h"

G_BEGIN_DECLS

#define REPOINT_TYPE_DEVICE (repoint_device_get_type ())
G_DECLARE_FINAL_TYPE (RepointDevice, repoint_device, REPOINT, DEVICE, GObject)

/* The source of what the admin typed; no sighting overwrites it. */
#define REPOINT_SOURCE_ADMIN "admin"

/**
 * RepointDevice: one real device or program.
 *
 * Properties: id (read-only, unique in the project), kind, name, vendor, model, firmware, serial, mac, uuid,
 * location, notes (strings, "" = not known; a MAC is kept in lower case with colons), mail (RepointAnswer: does it
 * send or fetch mail at all, as the admin says), hidden (the admin does not want to see it), and read-only
 * mail-uses (GListModel of RepointMailUse), addresses (GStrv, the first is the one in use), title (computed: what to
 * call it; the name, else vendor and model, else an address, else the MAC, else "").
 *
 * Signals: "changed" after anything of the device or its mail uses has changed, one emission per change, however many
 * properties it touches; "changing" (string) before a member changes, for the project.
 *
 * The public setters are the admin's hand: a field set by them has the source REPOINT_SOURCE_ADMIN, and the
 * inventory keeps its fingers off it. Setting a field to "" gives it back to the sightings.
 */
RepointDevice      *repoint_device_new            (void);
const char         *repoint_device_get_id         (RepointDevice      *self);
const char         *repoint_device_get_title      (RepointDevice      *self);
RepointDeviceKind   repoint_device_get_kind       (RepointDevice      *self);
void                repoint_device_set_kind       (RepointDevice      *self, RepointDeviceKind kind);
const char         *repoint_device_get_name       (RepointDevice      *self);
void                repoint_device_set_name       (RepointDevice      *self, const char *name);
const char         *repoint_device_get_vendor     (RepointDevice      *self);
void                repoint_device_set_vendor     (RepointDevice      *self, const char *vendor);
const char         *repoint_device_get_model      (RepointDevice      *self);
void                repoint_device_set_model      (RepointDevice      *self, const char *model);
const char         *repoint_device_get_firmware   (RepointDevice      *self);
void                repoint_device_set_firmware   (RepointDevice      *self, const char *firmware);
const char         *repoint_device_get_serial     (RepointDevice      *self);
void                repoint_device_set_serial     (RepointDevice      *self, const char *serial);
const char         *repoint_device_get_mac        (RepointDevice      *self);
void                repoint_device_set_mac        (RepointDevice      *self, const char *mac);
const char         *repoint_device_get_uuid       (RepointDevice      *self);
void                repoint_device_set_uuid       (RepointDevice      *self, const char *uuid);
const char         *repoint_device_get_location   (RepointDevice      *self);
void                repoint_device_set_location   (RepointDevice      *self, const char *location);
const char         *repoint_device_get_notes      (RepointDevice      *self);
void                repoint_device_set_notes      (RepointDevice      *self, const char *notes);
const char         *repoint_device_get_source     (RepointDevice      *self, const char *property); /* who filled a property; nullable */
RepointAnswer       repoint_device_get_mail       (RepointDevice      *self);
void                repoint_device_set_mail       (RepointDevice      *self, RepointAnswer mail);
gboolean            repoint_device_get_hidden     (RepointDevice      *self);
void                repoint_device_set_hidden     (RepointDevice      *self, gboolean hidden);
const char * const *repoint_device_get_addresses  (RepointDevice      *self);
void                repoint_device_set_addresses  (RepointDevice      *self, const char * const *addresses);
void                repoint_device_add_address    (RepointDevice      *self, const char *address); /* put last, unless it is there */

/* Open ports seen, as targets (what is spoken there, with TLS or without); GListModel-free: few and small. */
GPtrArray          *repoint_device_get_targets    (RepointDevice      *self); /* transfer none, of RepointTarget */
void                repoint_device_add_target     (RepointDevice      *self, const RepointTarget *target);

GListModel         *repoint_device_get_mail_uses  (RepointDevice      *self);
void                repoint_device_add_mail_use   (RepointDevice      *self, RepointMailUse *use);
void                repoint_device_remove_mail_use (RepointDevice     *self, RepointMailUse *use);
RepointMailUse     *repoint_device_find_mail_use  (RepointDevice      *self, const char *id);

G_END_DECLS
