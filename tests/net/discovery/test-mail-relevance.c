/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-inventory.h"
#include "repoint-mail-relevance.h"

static void
test_table (void)
{
  static const struct
  {
    RepointDeviceKind  kind;
    const char        *targets;
    gboolean           mail_use;
    const char        *relevance;
    const char        *reason;
  } cases[] = {
    { REPOINT_DEVICE_KIND_UNKNOWN, "", FALSE, "unlikely", "nothing-open" },
    { REPOINT_DEVICE_KIND_UNKNOWN, "", TRUE, "likely", "mail-use" },
    { REPOINT_DEVICE_KIND_COMPUTER, "", TRUE, "likely", "mail-use" },
    { REPOINT_DEVICE_KIND_PRINTER, "", FALSE, "likely", "kind" },
    { REPOINT_DEVICE_KIND_UPS, "http://h", FALSE, "likely", "kind" },
    { REPOINT_DEVICE_KIND_UNKNOWN, "http://h https://h", FALSE, "possible", "web-page" },
    { REPOINT_DEVICE_KIND_UNKNOWN, "http://h ipps://h", FALSE, "likely", "print-server" },
    { REPOINT_DEVICE_KIND_UNKNOWN, "http://h smtp://h", FALSE, "likely", "mail-server" },
    { REPOINT_DEVICE_KIND_SERVER, "https://h imaps://h", FALSE, "likely", "mail-server" },
    { REPOINT_DEVICE_KIND_SERVER, "https://h", FALSE, "possible", "kind-may" },
    { REPOINT_DEVICE_KIND_NETWORK, "", FALSE, "possible", "kind-may" },
    { REPOINT_DEVICE_KIND_UNKNOWN, "ldaps://h", FALSE, "possible", "tls" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (RepointDevice) device = repoint_device_new ();
      g_auto (GStrv) uris = g_strsplit (cases[i].targets, " ", -1);
      const char *reason = NULL;

      repoint_device_set_kind (device, cases[i].kind);
      for (guint k = 0; uris[k] != NULL && *uris[k] != '\0'; k++)
        {
          g_autoptr (RepointTarget) target = repoint_target_parse (uris[k], NULL);

          repoint_device_add_target (device, target);
        }
      if (cases[i].mail_use)
        {
          g_autoptr (RepointMailUse) use = repoint_mail_use_new (REPOINT_PROTOCOL_SMTP);

          repoint_device_add_mail_use (device, use);
        }
      g_test_message ("case %u", i);
      g_assert_cmpstr (repoint_mail_relevance_to_string (repoint_mail_relevance (device, &reason)), ==, cases[i].relevance);
      g_assert_cmpstr (reason, ==, cases[i].reason);
      g_assert_cmpstr (repoint_mail_relevance_to_string (repoint_mail_relevance (device, NULL)), ==, cases[i].relevance);
    }
}

static void
test_listed_by_hand (void)
{
  g_autoptr (RepointInventory) inventory = repoint_inventory_new ();
  const char *sources[] = { "inventory", "tcp" };
  g_autoptr (RepointDevice) device = repoint_device_new ();
  const char *reason = NULL;

  repoint_device_set_name (device, "Franking machine");
  g_assert_cmpint (repoint_mail_relevance (device, &reason), ==, REPOINT_MAIL_RELEVANCE_POSSIBLE);
  g_assert_cmpstr (reason, ==, "listed");

  for (guint i = 0; i < G_N_ELEMENTS (sources); i++)
    {
      g_autoptr (GPtrArray) sightings = g_ptr_array_new_with_free_func ((GDestroyNotify) repoint_sighting_free);
      g_autoptr (GPtrArray) seen = NULL;
      g_autofree char *address = g_strdup_printf ("192.0.2.%u", i + 1);
      RepointSighting *sighting = repoint_sighting_new (sources[i], address);

      sighting->name = g_strdup (sources[i]);
      g_ptr_array_add (sightings, sighting);
      seen = repoint_inventory_absorb (inventory, sightings);
      g_assert_cmpint (repoint_mail_relevance (g_ptr_array_index (seen, 0), NULL), ==,
                       i == 0 ? REPOINT_MAIL_RELEVANCE_POSSIBLE : REPOINT_MAIL_RELEVANCE_UNLIKELY);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/mail-relevance/table", test_table);
  g_test_add_func ("/mail-relevance/listed-by-hand", test_listed_by_hand);

  return g_test_run ();
}
