/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-enums.h"

/* The ids stand in documents and scripts: this table is the contract. */
typedef struct
{
  GType      (*get_type) (void);
  const char  *ids[16];
} Case;

static const Case cases[] = {
  { repoint_cloud_get_type, { "worldwide", "gcc", "gcc-high", "dod", "21vianet", "own" } },
  { repoint_switch_get_type, { "unknown", "unset", "on", "off" } },
  { repoint_answer_get_type, { "unknown", "yes", "no" } },
  { repoint_sign_in_get_type, { "unknown", "basic", "oauth", "none" } },
  { repoint_recipients_get_type, { "unknown", "internal", "external" } },
  { repoint_standing_get_type, { "standard", "legacy" } },
  { repoint_device_kind_get_type,
    { "unknown", "printer", "scanner", "nas", "ups", "alarm", "camera", "phone", "network", "server", "computer",
      "program" } },
  { repoint_strength_get_type,
    { "delivery", "passage", "replay", "captured-hello", "report", "own-server", "guide", "statement", "none" } },
  { repoint_checklist_item_role_get_type, { "before", "step", "test", "failure", "note" } },
  { repoint_store_state_get_type, { "saved", "changed", "saving", "failed" } },
};

static void
test_ids (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      GType type = cases[i].get_type ();
      int n;

      for (n = 0; cases[i].ids[n] != NULL; n++)
        {
          int value = -1;

          g_assert_cmpstr (repoint_enum_to_string (type, n), ==, cases[i].ids[n]);
          g_assert_true (repoint_enum_from_string (type, cases[i].ids[n], &value));
          g_assert_cmpint (value, ==, n);
        }

      g_assert_null (repoint_enum_to_string (type, n));
    }
}

static void
test_unknown_id (void)
{
  static const char * const ids[] = { "", "Printer", "printer ", "REPOINT_DEVICE_KIND_PRINTER", "tv" };
  int value = 42;

  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    g_assert_false (repoint_enum_from_string (REPOINT_TYPE_DEVICE_KIND, ids[i], &value));
  g_assert_false (repoint_enum_from_string (REPOINT_TYPE_DEVICE_KIND, NULL, &value));
  g_assert_cmpint (value, ==, 42);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/model/enums/ids", test_ids);
  g_test_add_func ("/model/enums/unknown-id-leaves-value-alone", test_unknown_id);

  return g_test_run ();
}
