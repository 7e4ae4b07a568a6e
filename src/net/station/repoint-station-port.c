/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-station-port.h"

#define N_UNPRIVILEGED 10

/* Direct TLS and STARTTLS are told apart on one port, so that each protocol needs one: submission (RFC 6409), and those of
 * IMAP, POP3 and HTTPS. */
static const struct
{
  RepointProtocol protocol;
  guint16         conventional;
  guint16         unprivileged;
} ports[] = {
  { REPOINT_PROTOCOL_SMTP, 587, 2587 },
  { REPOINT_PROTOCOL_IMAP, 143, 2143 },
  { REPOINT_PROTOCOL_POP3, 110, 2110 },
  { REPOINT_PROTOCOL_TLS, 443, 2443 },
};

/**
 * repoint_station_port_get_nth:
 * @protocol: a protocol
 * @n: counted from 0
 *
 * Returns: a port to try; 0 after the last
 */
guint16
repoint_station_port_get_nth (RepointProtocol protocol, guint n)
{
  for (gsize i = 0; i < G_N_ELEMENTS (ports); i++)
    if (ports[i].protocol == protocol && n <= N_UNPRIVILEGED)
      return n == 0 ? ports[i].conventional : (guint16) (ports[i].unprivileged + n - 1);

  return 0;
}

/**
 * repoint_station_port_is_served:
 * @protocol: a protocol
 *
 * Returns: %TRUE if the station speaks it
 */
gboolean
repoint_station_port_is_served (RepointProtocol protocol)
{
  return repoint_station_port_get_nth (protocol, 0) != 0;
}
