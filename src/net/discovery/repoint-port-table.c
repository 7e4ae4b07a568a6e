/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-port-table.h"

#include "repoint-connect.h"

#include <string.h>

#define MAX_PORTS 64

G_DEFINE_QUARK (repoint-port-table-error-quark, repoint_port_table_error)

/* Web pages first: they say most about a device, and what answers nothing there answers nothing elsewhere. */
static const RepointPort default_ports[] = {
  { 80, REPOINT_PROTOCOL_HTTP, REPOINT_SECURITY_NONE },
  { 443, REPOINT_PROTOCOL_HTTP, REPOINT_SECURITY_TLS },
  { 631, REPOINT_PROTOCOL_IPP, REPOINT_SECURITY_TLS },
  { 25, REPOINT_PROTOCOL_SMTP, REPOINT_SECURITY_STARTTLS },
  { 465, REPOINT_PROTOCOL_SMTP, REPOINT_SECURITY_TLS },
  { 587, REPOINT_PROTOCOL_SMTP, REPOINT_SECURITY_STARTTLS },
  { 110, REPOINT_PROTOCOL_POP3, REPOINT_SECURITY_STARTTLS },
  { 143, REPOINT_PROTOCOL_IMAP, REPOINT_SECURITY_STARTTLS },
  { 993, REPOINT_PROTOCOL_IMAP, REPOINT_SECURITY_TLS },
  { 995, REPOINT_PROTOCOL_POP3, REPOINT_SECURITY_TLS },
  { 8080, REPOINT_PROTOCOL_HTTP, REPOINT_SECURITY_NONE },
  { 8443, REPOINT_PROTOCOL_HTTP, REPOINT_SECURITY_TLS },
  { 5000, REPOINT_PROTOCOL_HTTP, REPOINT_SECURITY_NONE },
  { 5001, REPOINT_PROTOCOL_HTTP, REPOINT_SECURITY_TLS },
};

static void
look_up (RepointPort *port)
{
  port->protocol = REPOINT_PROTOCOL_TLS;
  port->security = REPOINT_SECURITY_TLS;
  for (guint i = 0; i < G_N_ELEMENTS (default_ports); i++)
    if (default_ports[i].port == port->port)
      *port = default_ports[i];
}

/* "8080", "8080/http". */
static gboolean
parse_port (const char   *text,
            RepointPort  *port,
            GError      **error)
{
  g_auto (GStrv) parts = g_strsplit (text, "/", 3);
  guint64 number;

  if (g_strv_length (parts) < 1 || g_strv_length (parts) > 2
      || !g_ascii_string_to_unsigned (g_strstrip (parts[0]), 10, 1, G_MAXUINT16, &number, NULL))
    {
      g_set_error (error, REPOINT_PORT_TABLE_ERROR, REPOINT_PORT_TABLE_ERROR_SYNTAX, "“%s” is not a port", text);
      return FALSE;
    }
  port->port = (guint16) number;
  if (repoint_connect_is_forbidden (port->port))
    {
      g_set_error (error, REPOINT_PORT_TABLE_ERROR, REPOINT_PORT_TABLE_ERROR_FORBIDDEN,
                   "Port %u is never contacted: printers print what arrives there", port->port);
      return FALSE;
    }

  if (parts[1] == NULL)
    {
      look_up (port);
    }
  else
    {
      g_autofree char *uri = g_strdup_printf ("%s://host:%u", g_strstrip (parts[1]), port->port);
      g_autoptr (RepointTarget) target = repoint_target_parse (uri, NULL);

      if (target == NULL)
        {
          g_set_error (error, REPOINT_PORT_TABLE_ERROR, REPOINT_PORT_TABLE_ERROR_SYNTAX,
                       "“%s” is not a protocol", parts[1]);
          return FALSE;
        }
      port->protocol = target->protocol;
      port->security = target->security;
    }
  return TRUE;
}

static gboolean
has_port (GArray  *table,
          guint16  port)
{
  for (guint i = 0; i < table->len; i++)
    if (g_array_index (table, RepointPort, i).port == port)
      return TRUE;
  return FALSE;
}

/**
 * repoint_port_table_default:
 *
 * Returns: (transfer full): the ports that are asked unless the admin says otherwise, in the order of asking
 */
GArray *
repoint_port_table_default (void)
{
  GArray *table = g_array_new (FALSE, FALSE, sizeof (RepointPort));

  return g_array_append_vals (table, default_ports, G_N_ELEMENTS (default_ports));
}

/**
 * repoint_port_table_parse:
 * @text: ports separated by commas
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the table in the order of @text, or %NULL when a port is not understood,
 *   named twice or one that is never contacted, when there is none, or when there are more than 64
 */
GArray *
repoint_port_table_parse (const char  *text,
                          GError     **error)
{
  g_autoptr (GArray) table = g_array_new (FALSE, FALSE, sizeof (RepointPort));
  g_auto (GStrv) parts = NULL;

  g_return_val_if_fail (text != NULL, NULL);

  parts = g_strsplit (text, ",", MAX_PORTS + 1);
  for (guint i = 0; parts[i] != NULL; i++)
    {
      RepointPort port;

      if (!parse_port (parts[i], &port, error))
        return NULL;
      if (has_port (table, port.port))
        {
          g_set_error (error, REPOINT_PORT_TABLE_ERROR, REPOINT_PORT_TABLE_ERROR_SYNTAX,
                       "Port %u is named twice", port.port);
          return NULL;
        }
      g_array_append_val (table, port);
    }
  if (table->len == 0)
    {
      g_set_error (error, REPOINT_PORT_TABLE_ERROR, REPOINT_PORT_TABLE_ERROR_SYNTAX, "No port is named");
      return NULL;
    }
  return g_steal_pointer (&table);
}
