/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-connect.h"
#include "repoint-port-table.h"

static char *
describe (GArray *table)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < table->len; i++)
    {
      const RepointPort *port = &g_array_index (table, RepointPort, i);
      g_autoptr (RepointTarget) target = repoint_target_new (port->protocol, port->security, "h", port->port);
      g_autofree char *uri = repoint_target_to_string (target);

      g_string_append_printf (text, "%s%u %s", i > 0 ? ", " : "", port->port, repoint_protocol_to_string (port->protocol));
      if (port->security != REPOINT_SECURITY_NONE)
        g_string_append_printf (text, "+%s", repoint_security_to_string (port->security));
    }
  return g_string_free (text, FALSE);
}

static void
test_default (void)
{
  g_autoptr (GArray) table = repoint_port_table_default ();
  g_autofree char *text = describe (table);

  g_assert_cmpstr (text, ==,
                   "80 http, 443 http+tls, 631 ipp+tls, 25 smtp+starttls, 465 smtp+tls, 587 smtp+starttls, "
                   "110 pop3+starttls, 143 imap+starttls, 993 imap+tls, 995 pop3+tls, 8080 http, 8443 http+tls, "
                   "5000 http, 5001 http+tls");
  for (guint i = 0; i < table->len; i++)
    g_assert_false (repoint_connect_is_forbidden (g_array_index (table, RepointPort, i).port));
}

static void
test_parse (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) table = repoint_port_table_parse ("80, 443/https,8081/http , 40443/https,636/ldaps,7000,587", &error);
  g_autofree char *text = NULL;

  g_assert_no_error (error);
  text = describe (table);
  g_assert_cmpstr (text, ==, "80 http, 443 http+tls, 8081 http, 40443 http+tls, 636 ldap+tls, 7000 tls+tls, 587 smtp+starttls");
}

static void
test_refused (void)
{
  static const struct
  {
    const char *text;
    int         code;
  } cases[] = {
    { "", REPOINT_PORT_TABLE_ERROR_SYNTAX },
    { "80,", REPOINT_PORT_TABLE_ERROR_SYNTAX },
    { "web", REPOINT_PORT_TABLE_ERROR_SYNTAX },
    { "0", REPOINT_PORT_TABLE_ERROR_SYNTAX },
    { "65536", REPOINT_PORT_TABLE_ERROR_SYNTAX },
    { "-1", REPOINT_PORT_TABLE_ERROR_SYNTAX },
    { "80/gopher", REPOINT_PORT_TABLE_ERROR_SYNTAX },
    { "80/http/x", REPOINT_PORT_TABLE_ERROR_SYNTAX },
    { "80,80", REPOINT_PORT_TABLE_ERROR_SYNTAX },
    { "80,9100", REPOINT_PORT_TABLE_ERROR_FORBIDDEN },
    { "515/http", REPOINT_PORT_TABLE_ERROR_FORBIDDEN },
    { "9999", REPOINT_PORT_TABLE_ERROR_FORBIDDEN },
  };
  g_autoptr (GString) many = g_string_new ("1");

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", cases[i].text);
      g_assert_null (repoint_port_table_parse (cases[i].text, &error));
      g_assert_error (error, REPOINT_PORT_TABLE_ERROR, cases[i].code);
    }
  for (guint i = 2; i <= 66; i++)
    g_string_append_printf (many, ",%u", i);
  g_assert_null (repoint_port_table_parse (many->str, NULL));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/port-table/default", test_default);
  g_test_add_func ("/port-table/parse", test_parse);
  g_test_add_func ("/port-table/refused", test_refused);

  return g_test_run ();
}
