/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "repoint-device.h"

G_BEGIN_DECLS

/* How likely it is that a device sends or collects mail, so that those come first. */
typedef enum
{
  REPOINT_MAIL_RELEVANCE_LIKELY,   /* "likely" */
  REPOINT_MAIL_RELEVANCE_POSSIBLE, /* "possible" */
  REPOINT_MAIL_RELEVANCE_UNLIKELY, /* "unlikely" */
} RepointMailRelevance;

/**
 * repoint_mail_relevance:
 * @device: a device
 * @reason: (out) (optional) (transfer none): why, an id: "mail-use" (a mail use is known), "mail-server" (a mail
 *   server answers there), "kind" (devices of its kind usually send mail), "print-server" (it takes print jobs, and
 *   most that do can scan to mail), "kind-may" (devices of its kind can), "web-page" (it has settings pages, and
 *   nothing more is known), "tls" (it speaks TLS, and nothing more is known), "listed" (named by the admin or by an inventory,
 *   and nothing more is known), "nothing-open"
 *
 * A pure function of what the device is, who named it, and which of its ports are open.
 *
 * Returns: the relevance
 */
RepointMailRelevance  repoint_mail_relevance           (RepointDevice         *device,
                                                        const char           **reason);
const char           *repoint_mail_relevance_to_string (RepointMailRelevance   relevance);

G_END_DECLS
