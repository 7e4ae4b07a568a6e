/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-phrase-station.h"

#include <string.h>

#define OPEN "\xe2\x81\xa8"
#define CLOSE "\xe2\x81\xa9"

static GArray *
make_ports (guint16 first,
            guint16 second)
{
  GArray *ports = g_array_new (FALSE, FALSE, sizeof (guint16));

  g_array_append_val (ports, first);
  if (second != 0)
    g_array_append_val (ports, second);

  return ports;
}

static void
test_firewall (void)
{
  g_autoptr(GArray) ports = make_ports (2587, 2143);
  g_autoptr(GArray) none = g_array_new (FALSE, FALSE, sizeof (guint16));
  g_autofree char *open = repoint_phrase_firewall_open (REPOINT_FIREWALL_UFW, ports, "192.168.1.0/24");
  g_autofree char *close = repoint_phrase_firewall_close (REPOINT_FIREWALL_UFW, ports, "192.168.1.0/24");
  g_autofree char *rich = repoint_phrase_firewall_open (REPOINT_FIREWALL_FIREWALLD, ports, "fd00:1::/64");
  g_autofree char *poor = repoint_phrase_firewall_close (REPOINT_FIREWALL_FIREWALLD, ports, "10.0.0.0/8");
  g_autofree char *nothing = repoint_phrase_firewall_open (REPOINT_FIREWALL_UFW, none, "10.0.0.0/8");

  g_assert_cmpstr (open, ==,
                   OPEN "sudo ufw allow proto tcp from 192.168.1.0/24 to any port 2587" CLOSE "\n"
                   OPEN "sudo ufw allow proto tcp from 192.168.1.0/24 to any port 2143" CLOSE);
  g_assert_cmpstr (close, ==,
                   OPEN "sudo ufw delete allow proto tcp from 192.168.1.0/24 to any port 2587" CLOSE "\n"
                   OPEN "sudo ufw delete allow proto tcp from 192.168.1.0/24 to any port 2143" CLOSE);
  g_assert_true (g_str_has_prefix (rich, OPEN "sudo firewall-cmd --add-rich-rule='rule family=\"ipv6\" "
                                         "source address=\"fd00:1::/64\" port port=\"2587\" protocol=\"tcp\" accept'" CLOSE));
  g_assert_true (g_str_has_prefix (poor, OPEN "sudo firewall-cmd --remove-rich-rule='rule family=\"ipv4\" "));
  g_assert_cmpstr (nothing, ==, "");
}

/* What stands in a command that an admin runs as root is a network and nothing else. */
static void
test_no_other_words_in_commands (void)
{
  static const char * const networks[] = { NULL, "", "any", "10.0.0.0/8; reboot", "10.0.0.0/33", "$(reboot)", "'", "10.0.0.1/8",
                                           "10.0.0.0/8\nreboot" };
  g_autoptr(GArray) ports = make_ports (2587, 0);

  for (gsize i = 0; i < G_N_ELEMENTS (networks); i++)
    for (int firewall = REPOINT_FIREWALL_FIREWALLD; firewall <= REPOINT_FIREWALL_UFW; firewall++)
      {
        g_autofree char *commands = repoint_phrase_firewall_open ((RepointFirewall) firewall, ports, networks[i]);

        g_assert_cmpstr (commands, ==, "");
      }
}

static void
test_dns_entry (void)
{
  static const char * const odd[] = { "", "a b", "a\nb", "a/b", "a#b", NULL };
  g_autofree char *entry = repoint_phrase_dns_entry ("smtp.office365.com", "192.168.1.20");
  g_autofree char *hint = repoint_phrase_dns_hint ("smtp.office365.com");

  g_assert_cmpstr (entry, ==,
                   OPEN "192.168.1.20 smtp.office365.com" CLOSE "\n"
                   OPEN "address=/smtp.office365.com/192.168.1.20" CLOSE);
  g_assert_nonnull (strstr (hint, OPEN "smtp.office365.com" CLOSE));

  for (gsize i = 0; i < G_N_ELEMENTS (odd); i++)
    {
      g_autofree char *by_name = repoint_phrase_dns_entry (odd[i], "192.168.1.20");
      g_autofree char *by_address = repoint_phrase_dns_entry ("smtp.office365.com", odd[i]);

      g_assert_cmpstr (by_name, ==, "");
      g_assert_cmpstr (by_address, ==, "");
    }
}

static void
test_nothing_arrives (void)
{
  g_auto(GStrv) sentences = repoint_phrase_nothing_arrives ("192.168.1.20", 2587);

  g_assert_cmpuint (g_strv_length (sentences), >=, 4);
  for (guint i = 0; sentences[i] != NULL; i++)
    g_assert_null (strpbrk (sentences[i], "{}%"));
  g_assert_nonnull (strstr (sentences[1], OPEN "192.168.1.20" CLOSE));
  g_assert_nonnull (strstr (sentences[1], OPEN "2587" CLOSE));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/phrase-station/firewall", test_firewall);
  g_test_add_func ("/phrase-station/no-other-words-in-commands", test_no_other_words_in_commands);
  g_test_add_func ("/phrase-station/dns-entry", test_dns_entry);
  g_test_add_func ("/phrase-station/nothing-arrives", test_nothing_arrives);

  return g_test_run ();
}
