/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-address-range.h"

static void
test_understood (void)
{
  static const struct
  {
    const char *text;
    const char *first;
    const char *last;
    guint       size;
    const char *written;
  } cases[] = {
    { "192.168.1.0/24", "192.168.1.1", "192.168.1.254", 254, "192.168.1.0/24" },
    { "192.168.1.77/24", "192.168.1.1", "192.168.1.254", 254, "192.168.1.0/24" },
    { "192.168.1.10-192.168.1.40", "192.168.1.10", "192.168.1.40", 31, "192.168.1.10-192.168.1.40" },
    { "192.168.1.10-40", "192.168.1.10", "192.168.1.40", 31, "192.168.1.10-192.168.1.40" },
    { " 192.168.1.10 - 40 ", "192.168.1.10", "192.168.1.40", 31, "192.168.1.10-192.168.1.40" },
    { "192.168.1.7", "192.168.1.7", "192.168.1.7", 1, "192.168.1.7" },
    { "10.0.0.0/20", "10.0.0.1", "10.0.15.254", 4094, "10.0.0.0/20" },
    { "172.31.255.4/30", "172.31.255.5", "172.31.255.6", 2, "172.31.255.4/30" },
    { "10.1.2.2/31", "10.1.2.2", "10.1.2.3", 2, "10.1.2.2-10.1.2.3" },
    { "10.1.2.3/32", "10.1.2.3", "10.1.2.3", 1, "10.1.2.3" },
    { "100.64.0.0/24", "100.64.0.1", "100.64.0.254", 254, "100.64.0.0/24" },
    { "169.254.7.0/24", "169.254.7.1", "169.254.7.254", 254, "169.254.7.0/24" },
    { "127.0.0.1-127.0.0.9", "127.0.0.1", "127.0.0.9", 9, "127.0.0.1-127.0.0.9" },
    { "10.255.255.0-10.255.255.255", "10.255.255.0", "10.255.255.255", 256, "10.255.255.0-10.255.255.255" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      RepointAddressRange range;
      RepointAddressRange again;
      g_autoptr (GError) error = NULL;
      g_autofree char *written = NULL;
      g_autoptr (GInetAddress) first = NULL;
      g_autoptr (GInetAddress) last = NULL;
      g_autofree char *first_text = NULL;
      g_autofree char *last_text = NULL;

      repoint_address_range_parse (cases[i].text, &range, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (repoint_address_range_size (&range), ==, cases[i].size);
      first = repoint_address_range_nth (&range, 0);
      last = repoint_address_range_nth (&range, cases[i].size - 1);
      first_text = g_inet_address_to_string (first);
      last_text = g_inet_address_to_string (last);
      g_assert_cmpstr (first_text, ==, cases[i].first);
      g_assert_cmpstr (last_text, ==, cases[i].last);
      g_assert_null (repoint_address_range_nth (&range, cases[i].size));

      written = repoint_address_range_to_string (&range);
      g_assert_cmpstr (written, ==, cases[i].written);
      repoint_address_range_parse (written, &again, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (again.first, ==, range.first);
      g_assert_cmpuint (again.last, ==, range.last);
    }
}

static void
test_refused (void)
{
  static const struct
  {
    const char *text;
    int         code;
  } cases[] = {
    { "", REPOINT_ADDRESS_RANGE_ERROR_SYNTAX },
    { "office", REPOINT_ADDRESS_RANGE_ERROR_SYNTAX },
    { "192.168.1", REPOINT_ADDRESS_RANGE_ERROR_SYNTAX },
    { "192.168.1.256", REPOINT_ADDRESS_RANGE_ERROR_SYNTAX },
    { "192.168.1.0/33", REPOINT_ADDRESS_RANGE_ERROR_SYNTAX },
    { "192.168.1.0/-1", REPOINT_ADDRESS_RANGE_ERROR_SYNTAX },
    { "192.168.1.0/24/24", REPOINT_ADDRESS_RANGE_ERROR_SYNTAX },
    { "192.168.1.0/", REPOINT_ADDRESS_RANGE_ERROR_SYNTAX },
    { "192.168.1.40-10", REPOINT_ADDRESS_RANGE_ERROR_SYNTAX },
    { "192.168.1.1-300", REPOINT_ADDRESS_RANGE_ERROR_SYNTAX },
    { "192.168.1.1-2-3", REPOINT_ADDRESS_RANGE_ERROR_SYNTAX },
    { "0x7f000001", REPOINT_ADDRESS_RANGE_ERROR_SYNTAX },
    { "fd00::/64", REPOINT_ADDRESS_RANGE_ERROR_SYNTAX },
    { "8.8.8.8", REPOINT_ADDRESS_RANGE_ERROR_PUBLIC },
    { "172.32.0.0/24", REPOINT_ADDRESS_RANGE_ERROR_PUBLIC },
    { "0.0.0.0/0", REPOINT_ADDRESS_RANGE_ERROR_PUBLIC },
    { "10.0.0.0/7", REPOINT_ADDRESS_RANGE_ERROR_PUBLIC },
    { "224.0.0.1", REPOINT_ADDRESS_RANGE_ERROR_PUBLIC },
    { "192.168.255.250-192.169.0.5", REPOINT_ADDRESS_RANGE_ERROR_PUBLIC },
    { "10.255.255.255-172.16.0.1", REPOINT_ADDRESS_RANGE_ERROR_PUBLIC },
    { "10.0.0.0/19", REPOINT_ADDRESS_RANGE_ERROR_TOO_BIG },
    { "10.0.0.0/8", REPOINT_ADDRESS_RANGE_ERROR_TOO_BIG },
    { "127.0.0.0/8", REPOINT_ADDRESS_RANGE_ERROR_TOO_BIG },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      RepointAddressRange range;
      g_autoptr (GError) error = NULL;

      g_assert_false (repoint_address_range_parse (cases[i].text, &range, &error));
      g_test_message ("%s", cases[i].text);
      g_assert_error (error, REPOINT_ADDRESS_RANGE_ERROR, cases[i].code);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/address-range/understood", test_understood);
  g_test_add_func ("/address-range/refused", test_refused);

  return g_test_run ();
}
