/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-address-kind.h"

static void
test_public (void)
{
  static const char *const outside[] = {
    "1.1.1.1", "52.98.1.2", "172.15.255.255", "172.32.0.0", "100.63.255.255", "100.128.0.0", "223.255.255.255",
    "2603:1026::1", "2a00::1", "::ffff:1.1.1.1",
  };
  static const char *const inside[] = {
    "0.0.0.0", "10.1.2.3", "127.0.0.1", "127.1.0.9", "169.254.3.4", "172.16.0.1", "172.31.255.255", "192.168.0.1",
    "100.64.0.1", "100.127.255.255", "198.18.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255", "::", "::1", "fe80::1",
    "fec0::1", "fc00::1", "fd12::1", "ff02::1", "::ffff:10.0.0.1", "::ffff:127.0.0.1",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (outside); i++)
    {
      g_autoptr (GInetAddress) address = g_inet_address_new_from_string (outside[i]);

      g_test_message ("%s", outside[i]);
      g_assert_true (repoint_address_is_public (address));
    }
  for (gsize i = 0; i < G_N_ELEMENTS (inside); i++)
    {
      g_autoptr (GInetAddress) address = g_inet_address_new_from_string (inside[i]);

      g_test_message ("%s", inside[i]);
      g_assert_false (repoint_address_is_public (address));
    }
}

static void
test_public_name (void)
{
  static const char *const outside[] = { "smtp.office365.com", "a.b", "local.example.com", "notlocal.notlocal", "x.mailing" };
  static const char *const inside[] = {
    "", "localhost", "printer", "printer.local", "a.b.local", "x.localhost", "scanner.home.arpa", "nas.lan",
    "dc.corp", "x.internal", "no-such-host.invalid",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (outside); i++)
    g_assert_true (repoint_address_is_public_name (outside[i]));
  for (gsize i = 0; i < G_N_ELEMENTS (inside); i++)
    g_assert_false (repoint_address_is_public_name (inside[i]));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/address-kind/public", test_public);
  g_test_add_func ("/address-kind/public-name", test_public_name);

  return g_test_run ();
}
