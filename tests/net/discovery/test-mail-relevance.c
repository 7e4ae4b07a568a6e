/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

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

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/mail-relevance/table", test_table);

  return g_test_run ();
}
