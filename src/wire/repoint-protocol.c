/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-protocol.h"

static const char *const protocol_ids[] = {
  [REPOINT_PROTOCOL_SMTP] = "smtp",
  [REPOINT_PROTOCOL_IMAP] = "imap",
  [REPOINT_PROTOCOL_POP3] = "pop3",
  [REPOINT_PROTOCOL_HTTP] = "http",
  [REPOINT_PROTOCOL_IPP] = "ipp",
  [REPOINT_PROTOCOL_LDAP] = "ldap",
  [REPOINT_PROTOCOL_TLS] = "tls",
};

static const char *const security_ids[] = {
  [REPOINT_SECURITY_NONE] = "none",
  [REPOINT_SECURITY_STARTTLS] = "starttls",
  [REPOINT_SECURITY_TLS] = "tls",
};

/* Service names and ports of the IANA registry; 587, 465, 993 and 995 as in RFC 8314 section 3 and RFC 6409. */
static const guint16 ports[][3] = {
  [REPOINT_PROTOCOL_SMTP] = { 25, 587, 465 },
  [REPOINT_PROTOCOL_IMAP] = { 143, 143, 993 },
  [REPOINT_PROTOCOL_POP3] = { 110, 110, 995 },
  [REPOINT_PROTOCOL_HTTP] = { 80, 0, 443 },
  [REPOINT_PROTOCOL_IPP] = { 631, 0, 631 },
  [REPOINT_PROTOCOL_LDAP] = { 389, 389, 636 },
  [REPOINT_PROTOCOL_TLS] = { 0, 0, 0 },
};

static int
index_of (const char *const *ids, gsize n_ids, const char *text)
{
  for (gsize i = 0; i < n_ids; i++)
    if (g_strcmp0 (ids[i], text) == 0)
      return (int) i;

  return -1;
}

/**
 * repoint_protocol_to_string:
 *
 * Returns: the id; %NULL, with a critical warning, for a number out of range
 */
const char *
repoint_protocol_to_string (RepointProtocol protocol)
{
  g_return_val_if_fail ((gsize) protocol < G_N_ELEMENTS (protocol_ids), NULL);

  return protocol_ids[protocol];
}

/**
 * repoint_protocol_from_string:
 * @text: (nullable): an id
 * @protocol: (out): where to store the protocol; untouched for an unknown id
 *
 * Returns: %TRUE if @text is an id
 */
gboolean
repoint_protocol_from_string (const char *text, RepointProtocol *protocol)
{
  int index = index_of (protocol_ids, G_N_ELEMENTS (protocol_ids), text);

  g_return_val_if_fail (protocol != NULL, FALSE);

  if (index < 0)
    return FALSE;

  *protocol = (RepointProtocol) index;
  return TRUE;
}

/**
 * repoint_security_to_string:
 *
 * Returns: the id; %NULL, with a critical warning, for a number out of range
 */
const char *
repoint_security_to_string (RepointSecurity security)
{
  g_return_val_if_fail ((gsize) security < G_N_ELEMENTS (security_ids), NULL);

  return security_ids[security];
}

/**
 * repoint_security_from_string:
 * @text: (nullable): an id
 * @security: (out): where to store the security; untouched for an unknown id
 *
 * Returns: %TRUE if @text is an id
 */
gboolean
repoint_security_from_string (const char *text, RepointSecurity *security)
{
  int index = index_of (security_ids, G_N_ELEMENTS (security_ids), text);

  g_return_val_if_fail (security != NULL, FALSE);

  if (index < 0)
    return FALSE;

  *security = (RepointSecurity) index;
  return TRUE;
}

/**
 * repoint_protocol_get_port:
 *
 * Returns: the port a client uses unless told otherwise; 0 where there is no such custom
 */
guint16
repoint_protocol_get_port (RepointProtocol protocol, RepointSecurity security)
{
  g_return_val_if_fail ((gsize) protocol < G_N_ELEMENTS (ports), 0);
  g_return_val_if_fail ((gsize) security < G_N_ELEMENTS (ports[0]), 0);

  return ports[protocol][security];
}
