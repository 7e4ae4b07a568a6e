/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "repoint-phrase.h"

G_BEGIN_DECLS

/* Words and commands for letting devices come to the check-in station. Same rules as repoint-phrase.h. */

/* The firewalls that Linux desktops come with. */
typedef enum
{
  REPOINT_FIREWALL_FIREWALLD,
  REPOINT_FIREWALL_UFW,
} RepointFirewall;

/* Commands for a terminal, one a line, each between isolates: they let devices of @network ("192.168.1.0/24") come to @ports
 * (of guint16), until the next start with firewalld, until taken back with ufw; and take that back. */
char  *repoint_phrase_firewall_open  (RepointFirewall       firewall,
                                      GArray               *ports,
                                      const char           *network);
char  *repoint_phrase_firewall_close (RepointFirewall       firewall,
                                      GArray               *ports,
                                      const char           *network);

/* For a device that checks names: what to enter in the name server of the network, so that the mail server's name leads to
 * this computer; a line of /etc/hosts and one of dnsmasq, between isolates. */
char  *repoint_phrase_dns_entry      (const char           *host,
                                      const char           *address);
char  *repoint_phrase_dns_hint       (const char           *host);    /* why, and that it has to go afterwards */

/* What to look at while nothing arrives, a sentence each. */
GStrv  repoint_phrase_nothing_arrives (const char          *address,
                                      guint                 port);

G_END_DECLS
