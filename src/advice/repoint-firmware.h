/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/* How a maker counts its firmware. The nicks stand in the guides. */
typedef enum
{
  REPOINT_FIRMWARE_SCHEME_DOTTED,  /* "dotted": 1.04.2, "Ver.L 3.15", 6.4.22p1 */
  REPOINT_FIRMWARE_SCHEME_JAVA,    /* "java": 1.7.0_80 and 7u80 are the same */
  REPOINT_FIRMWARE_SCHEME_LETTERS, /* "letters": NS.NP.N212, where only the number counts */
  REPOINT_FIRMWARE_SCHEME_SLASH,   /* "slash": 002/2230D, where the first number is a line of its own */
  REPOINT_FIRMWARE_SCHEME_DATE,    /* "date": 20221125, 2022-11-25 */
  REPOINT_FIRMWARE_SCHEME_BUILD,   /* "build": 126306, "Build 126306" */
} RepointFirmwareScheme;

typedef enum
{
  REPOINT_TRUTH_NO,
  REPOINT_TRUTH_UNKNOWN,
  REPOINT_TRUTH_YES,
} RepointTruth;

/* Stands for the newest firmware there is, whichever that may be. It is told by its address: no device can claim it. */
extern const char repoint_firmware_newest[];

GType        repoint_firmware_scheme_get_type   (void);
#define REPOINT_TYPE_FIRMWARE_SCHEME (repoint_firmware_scheme_get_type ())

gboolean     repoint_firmware_compare           (RepointFirmwareScheme  scheme,
                                                 const char            *a,
                                                 const char            *b,
                                                 int                   *order);
gboolean     repoint_firmware_condition_is_valid (RepointFirmwareScheme scheme,
                                                 const char            *condition);
RepointTruth repoint_firmware_meets             (RepointFirmwareScheme  scheme,
                                                 const char            *firmware,
                                                 const char            *condition);

G_END_DECLS
