/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-identity.h"

typedef struct
{
  char       *(*make_key) (const char *);
  const char  *text;
  const char  *key; /* NULL: says nothing about which device it is */
} Case;

static const Case cases[] = {
  { repoint_identity_mac_key, "00:1B:A9:12:34:56", "mac:00:1b:a9:12:34:56" },
  { repoint_identity_mac_key, "00-1b-a9-12-34-56", "mac:00:1b:a9:12:34:56" },
  { repoint_identity_mac_key, "001b.a912.3456", "mac:00:1b:a9:12:34:56" },
  { repoint_identity_mac_key, "001BA9123456", "mac:00:1b:a9:12:34:56" },
  { repoint_identity_mac_key, "02:1b:a9:12:34:56", NULL },          /* locally administered */
  { repoint_identity_mac_key, "01:00:5e:00:00:fb", NULL },          /* group */
  { repoint_identity_mac_key, "ff:ff:ff:ff:ff:ff", NULL },
  { repoint_identity_mac_key, "00:00:00:00:00:00", NULL },
  { repoint_identity_mac_key, "00:1b:a9:12:34", NULL },
  { repoint_identity_mac_key, "00:1b:a9:12:34:56:78", NULL },
  { repoint_identity_mac_key, "00:1b:a9:12:34:5g", NULL },
  { repoint_identity_mac_key, "", NULL },
  { repoint_identity_mac_key, NULL, NULL },
  { repoint_identity_uuid_key, "URN:UUID:6F8A1B2C-0000-1000-8000-001BA9123456",
    "uuid:6f8a1b2c-0000-1000-8000-001ba9123456" },
  { repoint_identity_uuid_key, " uuid:6f8a1b2c-0000-1000-8000-001ba9123456 ",
    "uuid:6f8a1b2c-0000-1000-8000-001ba9123456" },
  { repoint_identity_uuid_key, "00000000-0000-0000-0000-000000000000", NULL },
  { repoint_identity_uuid_key, "no uuid", NULL },
  { repoint_identity_uuid_key, NULL, NULL },
  { repoint_identity_serial_key, "QWE12345", "serial:qwe12345" },
  { repoint_identity_serial_key, "  VNB3K12345 ", "serial:vnb3k12345" },
  { repoint_identity_serial_key, "1234", NULL },
  { repoint_identity_serial_key, "00000000", NULL },
  { repoint_identity_serial_key, "123456789", NULL },
  { repoint_identity_serial_key, "To Be Filled By O.E.M.", NULL },
  { repoint_identity_serial_key, "Unknown", NULL },
  { repoint_identity_serial_key, "", NULL },
  { repoint_identity_serial_key, NULL, NULL },
  { repoint_identity_address_key, "10.0.0.5", "address:10.0.0.5" },
  { repoint_identity_address_key, "FE80::1", "address:fe80::1" },
  { repoint_identity_address_key, "", NULL },
  { repoint_identity_address_key, NULL, NULL },
};

static void
test_keys (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *key = cases[i].make_key (cases[i].text);

      g_assert_cmpstr (key, ==, cases[i].key);
    }
}

static void
test_differ (void)
{
  g_assert_true (repoint_identity_differ ("Canon", "Ricoh"));
  g_assert_false (repoint_identity_differ ("Canon", "CANON"));
  g_assert_false (repoint_identity_differ ("Canon", ""));
  g_assert_false (repoint_identity_differ (NULL, "Canon"));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/model/identity/keys", test_keys);
  g_test_add_func ("/model/identity/what-is-not-known-does-not-differ", test_differ);

  return g_test_run ();
}
