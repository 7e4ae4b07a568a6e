/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-device-private.h"

static void
count (GObject  *object,
       gpointer  user_data)
{
  (*(guint *) user_data)++;
}

static void
count_notify (GObject    *object,
              GParamSpec *pspec,
              gpointer    user_data)
{
  (*(guint *) user_data)++;
}

static void
test_title (void)
{
  g_autoptr (RepointDevice) device = repoint_device_new ();
  guint n_notified = 0;

  g_signal_connect (device, "notify::title", G_CALLBACK (count_notify), &n_notified);
  g_assert_cmpstr (repoint_device_get_title (device), ==, "");
  repoint_device_set_mac (device, "00-1B-A9-12-34-56");
  g_assert_cmpstr (repoint_device_get_title (device), ==, "00:1b:a9:12:34:56");
  repoint_device_add_address (device, "10.0.0.5");
  g_assert_cmpstr (repoint_device_get_title (device), ==, "10.0.0.5");
  repoint_device_set_vendor (device, "Canon");
  g_assert_cmpstr (repoint_device_get_title (device), ==, "Canon");
  repoint_device_set_model (device, "iR-ADV C3325");
  g_assert_cmpstr (repoint_device_get_title (device), ==, "Canon iR-ADV C3325");
  repoint_device_set_model (device, "Canon iR-ADV C3325");
  g_assert_cmpstr (repoint_device_get_title (device), ==, "Canon iR-ADV C3325");
  repoint_device_set_name (device, "Copier, 2nd floor");
  g_assert_cmpstr (repoint_device_get_title (device), ==, "Copier, 2nd floor");
  g_assert_cmpuint (n_notified, ==, 5);
}

static void
test_changed_once (void)
{
  g_autoptr (RepointDevice) device = repoint_device_new ();
  g_autoptr (RepointMailUse) use = repoint_mail_use_new (REPOINT_PROTOCOL_SMTP);
  g_autoptr (RepointTarget) target = repoint_target_parse ("https://10.0.0.5", NULL);
  guint n_changed = 0;

  g_signal_connect (device, "changed", G_CALLBACK (count), &n_changed);

  repoint_device_set_name (device, "Copier"); /* also changes the title */
  g_assert_cmpuint (n_changed, ==, 1);
  repoint_device_set_name (device, "Copier");
  g_assert_cmpuint (n_changed, ==, 1);
  g_object_set (device, "vendor", "Canon", "kind", REPOINT_DEVICE_KIND_PRINTER, NULL);
  g_assert_cmpuint (n_changed, ==, 3);
  repoint_device_set_mail (device, REPOINT_ANSWER_NO);
  repoint_device_set_hidden (device, TRUE);
  repoint_device_set_hidden (device, 2);
  g_assert_cmpuint (n_changed, ==, 5);
  repoint_device_add_target (device, target);
  repoint_device_add_target (device, target);
  g_assert_cmpuint (n_changed, ==, 6);
  g_assert_cmpuint (repoint_device_get_targets (device)->len, ==, 1);

  repoint_device_add_mail_use (device, use);
  g_assert_cmpuint (n_changed, ==, 7);
  repoint_mail_use_set_host (use, "smtp.example");
  repoint_mail_use_set_security (use, REPOINT_SECURITY_TLS);
  repoint_mail_use_set_security (use, REPOINT_SECURITY_TLS);
  g_assert_cmpuint (n_changed, ==, 9);
  repoint_device_remove_mail_use (device, use);
  g_assert_cmpuint (n_changed, ==, 10);
  repoint_mail_use_set_host (use, "elsewhere.example"); /* not the device's any more */
  g_assert_cmpuint (n_changed, ==, 10);

  repoint_device_begin_change (device);
  repoint_device_set_name (device, "A");
  repoint_device_set_notes (device, "B");
  g_assert_cmpuint (n_changed, ==, 10);
  repoint_device_end_change (device);
  g_assert_cmpuint (n_changed, ==, 11);
}

static void
test_mail_use_outlives_device (void)
{
  RepointDevice *device = repoint_device_new ();
  g_autoptr (RepointMailUse) use = repoint_mail_use_new (REPOINT_PROTOCOL_IMAP);

  repoint_device_add_mail_use (device, use);
  g_assert_true (repoint_device_find_mail_use (device, repoint_mail_use_get_id (use)) == use);
  g_assert_null (repoint_device_find_mail_use (device, "nobody"));
  g_object_unref (device);
  repoint_mail_use_set_host (use, "imap.example");
  g_assert_cmpstr (repoint_mail_use_get_host (use), ==, "imap.example");
}

static void
test_mail_use_security (void)
{
  g_autoptr (RepointMailUse) use = repoint_mail_use_new (REPOINT_PROTOCOL_POP3);
  RepointSecurity security = REPOINT_SECURITY_TLS;

  g_assert_false (repoint_mail_use_get_security (use, &security));
  g_assert_cmpint (security, ==, REPOINT_SECURITY_TLS);
  repoint_mail_use_set_security (use, REPOINT_SECURITY_NONE); /* known, and none */
  g_assert_true (repoint_mail_use_get_security (use, &security));
  g_assert_cmpint (security, ==, REPOINT_SECURITY_NONE);
  repoint_mail_use_forget_security (use);
  g_assert_false (repoint_mail_use_get_security (use, NULL));

  g_object_set (use, "security", REPOINT_SECURITY_STARTTLS, "port", 995u, "sign-in", REPOINT_SIGN_IN_OAUTH, NULL);
  g_assert_true (repoint_mail_use_get_security (use, &security));
  g_assert_cmpint (security, ==, REPOINT_SECURITY_STARTTLS);
  g_assert_cmpuint (repoint_mail_use_get_port (use), ==, 995);
  g_assert_cmpint (repoint_mail_use_get_sign_in (use), ==, REPOINT_SIGN_IN_OAUTH);
}

static void
test_sources (void)
{
  g_autoptr (RepointDevice) device = repoint_device_new ();

  g_assert_null (repoint_device_get_source (device, "name"));
  repoint_device_set_name (device, "Copier");
  g_assert_cmpstr (repoint_device_get_source (device, "name"), ==, REPOINT_SOURCE_ADMIN);
  g_object_set (device, "location", "2nd floor", NULL);
  g_assert_cmpstr (repoint_device_get_source (device, "location"), ==, REPOINT_SOURCE_ADMIN);
  repoint_device_set_field (device, REPOINT_DEVICE_MODEL, "X", "snmp");
  g_assert_cmpstr (repoint_device_get_source (device, "model"), ==, "snmp");
  repoint_device_set_model (device, "X"); /* the same text, but now the admin says so */
  g_assert_cmpstr (repoint_device_get_source (device, "model"), ==, REPOINT_SOURCE_ADMIN);
  repoint_device_set_name (device, NULL);
  g_assert_null (repoint_device_get_source (device, "name"));
  repoint_device_set_kind (device, REPOINT_DEVICE_KIND_NAS);
  g_assert_cmpstr (repoint_device_get_source (device, "kind"), ==, REPOINT_SOURCE_ADMIN);
  g_assert_null (repoint_device_get_source (device, "no-such-thing"));
}

static void
test_addresses (void)
{
  g_autoptr (RepointDevice) device = repoint_device_new ();
  const char * const typed[] = { "10.0.0.5", "", "10.0.0.6", "10.0.0.5", NULL };
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) many = NULL;

  repoint_device_set_addresses (device, typed);
  g_assert_cmpstrv (repoint_device_get_addresses (device), ((const char *[]) { "10.0.0.5", "10.0.0.6", NULL }));
  repoint_device_add_address (device, "10.0.0.6");
  repoint_device_add_address (device, "10.0.0.7");
  g_assert_cmpstrv (repoint_device_get_addresses (device),
                    ((const char *[]) { "10.0.0.5", "10.0.0.6", "10.0.0.7", NULL }));

  for (guint i = 0; i < 1000; i++)
    {
      g_autofree char *address = g_strdup_printf ("10.1.%u.%u", i / 250, i % 250);

      g_strv_builder_add (builder, address);
    }
  many = g_strv_builder_end (builder);
  repoint_device_set_addresses (device, (const char * const *) many);
  g_assert_cmpuint (g_strv_length ((GStrv) repoint_device_get_addresses (device)), ==, 256);
  repoint_device_set_addresses (device, NULL);
  g_assert_cmpuint (g_strv_length ((GStrv) repoint_device_get_addresses (device)), ==, 0);
}

static void
test_bounded_targets (void)
{
  g_autoptr (RepointDevice) device = repoint_device_new ();

  for (guint port = 1; port < 1000; port++)
    {
      g_autoptr (RepointTarget) target =
        repoint_target_new (REPOINT_PROTOCOL_HTTP, REPOINT_SECURITY_NONE, "10.0.0.5", port);

      repoint_device_add_target (device, target);
    }
  g_assert_cmpuint (repoint_device_get_targets (device)->len, ==, 256);
}

static void
test_ids_differ (void)
{
  g_autoptr (RepointDevice) one = repoint_device_new ();
  g_autoptr (RepointDevice) other = repoint_device_new ();

  g_assert_cmpstr (repoint_device_get_id (one), !=, repoint_device_get_id (other));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/model/device/title", test_title);
  g_test_add_func ("/model/device/one-changed-per-change", test_changed_once);
  g_test_add_func ("/model/device/mail-use-outlives-device", test_mail_use_outlives_device);
  g_test_add_func ("/model/device/mail-use-security", test_mail_use_security);
  g_test_add_func ("/model/device/sources", test_sources);
  g_test_add_func ("/model/device/addresses", test_addresses);
  g_test_add_func ("/model/device/targets-are-bounded", test_bounded_targets);
  g_test_add_func ("/model/device/ids-differ", test_ids_differ);

  return g_test_run ();
}
