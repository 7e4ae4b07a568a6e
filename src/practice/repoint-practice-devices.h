/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "repoint-practice-tls.h"
#include "repoint-practice-web.h"

G_BEGIN_DECLS

#define REPOINT_PRACTICE_N_USES 2

/* How a device of the practice office uses mail, as the office's inventory has it. Words of the CSV columns. */
typedef struct
{
  const char *protocol; /* NULL: no such use */
  const char *standing; /* the server it talks to today: "standard", "legacy", or "" when nobody wrote it down */
  const char *sign_in;
  const char *mailbox;
  const char *max_tls;  /* what somebody says of its mail client; "" when nobody knows */
  const char *recipients;
} RepointPracticeUse;

/* What the mail client of a device really is, whatever was written down. */
typedef struct
{
  RepointTlsVersion     max_version; /* NONE: it sends in clear */
  RepointPracticeSuites suites;
  gboolean              validates;   /* hangs up on a certificate of nobody it knows */
} RepointPracticeMailer;

/* One device of the practice office: demonstration data, in plain English. */
typedef struct
{
  const char         *name;
  const char         *kind;
  const char         *vendor;
  const char         *model;
  const char         *firmware;
  const char         *serial;
  const char         *mac;
  const char         *location;
  RepointPracticeUse  uses[REPOINT_PRACTICE_N_USES];
  RepointPracticeWeb  web;
  gboolean            has_tls;
  RepointPracticeTls  tls;
  RepointPracticeMailer mailer;
} RepointPracticeDevice;

/* The office's mail servers have an URI each; the inventory names them by host and port. */
typedef struct
{
  const char *standing;
  const char *protocol;
  const char *security;
  const char *host;
  guint16     port;
} RepointPracticePlace;

const RepointPracticeDevice *repoint_practice_devices_get       (guint                        n);
guint                        repoint_practice_devices_get_count (void);
char                        *repoint_practice_devices_address   (guint                        n);
GBytes                      *repoint_practice_devices_to_csv    (const RepointPracticePlace  *places,
                                                                 guint                        n_places);

G_END_DECLS
