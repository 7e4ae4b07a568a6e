/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-enums.h"
#include "repoint-firmware.h"

#define DOTTED REPOINT_FIRMWARE_SCHEME_DOTTED
#define JAVA REPOINT_FIRMWARE_SCHEME_JAVA
#define LETTERS REPOINT_FIRMWARE_SCHEME_LETTERS
#define SLASH REPOINT_FIRMWARE_SCHEME_SLASH
#define DATE REPOINT_FIRMWARE_SCHEME_DATE
#define BUILD REPOINT_FIRMWARE_SCHEME_BUILD

static int
sign (int number)
{
  return number < 0 ? -1 : number > 0;
}

static void
test_compare (void)
{
  static const struct
  {
    RepointFirmwareScheme scheme;
    const char           *a;
    const char           *b;
    int                   order;
  } cases[] = {
    { DOTTED, "1.2", "1.2", 0 },
    { DOTTED, "1.2", "1.10", -1 },
    { DOTTED, "1.2.0", "1.2", 0 },
    { DOTTED, "1.2.1", "1.2", 1 },
    { DOTTED, "Ver.L 3.15", "3.15", 0 },
    { DOTTED, "SS 60.004.12, NC", "60.4.11", 1 },
    { DOTTED, "01.02.00.0e", "01.02.00.0f", -1 },
    { DOTTED, "2.0b", "2.0", 1 },
    { DOTTED, "2.0B", "2.0b", 0 },
    { DOTTED, "18446744073709551616.1", "3", 1 },
    { DOTTED, "2026-11-20.2", "2026-11-20", 1 },
    { JAVA, "1.7.0_80", "7u80", 0 },
    { JAVA, "1.7.0_80", "7", 1 },
    { JAVA, "1.7.0_80", "8", -1 },
    { JAVA, "1.8.0_202", "8u191", 1 },
    { JAVA, "11.0.2", "8", 1 },
    { JAVA, "openjdk 17.0.9", "11", 1 },
    { JAVA, "1.7.0_80", "1.7.0_79", 1 },
    { LETTERS, "NS.NP.N212", "NS.NP.N219", -1 },
    { LETTERS, "NS.NP.N212", "ns.np.n212", 0 },
    { SLASH, "002/2230D", "002/2149A", 1 },
    { SLASH, "002_2230D", "2230D", 0 },
    { SLASH, "2230D", "2230E", -1 },
    { DATE, "20221125", "2022-11-26", -1 },
    { DATE, "2022/11/25", "20221125", 0 },
    { BUILD, "Build 126306", "126305", 1 },
    { BUILD, "99999", "126306", -1 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      int order;

      g_test_message ("%s and %s", cases[i].a, cases[i].b);
      g_assert_true (repoint_firmware_compare (cases[i].scheme, cases[i].a, cases[i].b, &order));
      g_assert_cmpint (sign (order), ==, cases[i].order);
      g_assert_true (repoint_firmware_compare (cases[i].scheme, cases[i].b, cases[i].a, &order));
      g_assert_cmpint (sign (order), ==, -cases[i].order);
    }
}

static void
test_not_comparable (void)
{
  static const struct
  {
    RepointFirmwareScheme scheme;
    const char           *a;
    const char           *b;
  } cases[] = {
    { DOTTED, "", "1.0" },
    { DOTTED, NULL, "1.0" },
    { DOTTED, "unknown", "1.0" },
    { DOTTED, "1.a", "1.0" },
    { LETTERS, "NS.NP.N212", "NM.NA.N099" },
    { LETTERS, "NS.NP.N212", "212" },
    { SLASH, "002/2230D", "003/2230D" },
    { DATE, "2022", "20221125" },
    { DATE, "20221325", "20221125" },
    { BUILD, "latest", "126306" },
  };
  g_autofree char *endless = g_strnfill (100000, '1');
  int order;

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("%s and %s", cases[i].a, cases[i].b);
      g_assert_false (repoint_firmware_compare (cases[i].scheme, cases[i].a, cases[i].b, &order));
    }
  g_assert_false (repoint_firmware_compare (DOTTED, endless, "1", &order));
}

/* Whatever a device calls its firmware, and in whatever way it is counted, the answer is one of three. */
static void
test_any_bytes (void)
{
  GEnumClass *schemes = g_type_class_ref (REPOINT_TYPE_FIRMWARE_SCHEME);

  for (int round = 0; round < 20000; round++)
    {
      char text[24];
      int order;

      for (gsize i = 0; i < sizeof text - 1; i++)
        text[i] = (char) g_test_rand_int_range (0, 4) ? "0123456789.aZ/_- u"[g_test_rand_int_range (0, 18)]
                                                      : (char) g_test_rand_int_range (1, 256);
      text[sizeof text - 1] = '\0';
      for (guint i = 0; i < schemes->n_values; i++)
        {
          RepointFirmwareScheme scheme = (RepointFirmwareScheme) schemes->values[i].value;

          if (repoint_firmware_compare (scheme, text, text, &order))
            g_assert_cmpint (order, ==, 0);
          g_assert_cmpint (repoint_firmware_meets (scheme, text, ">= 1.2, < 3"), <=, REPOINT_TRUTH_YES);
        }
    }
  g_type_class_unref (schemes);
}

static void
test_conditions (void)
{
  static const struct
  {
    RepointFirmwareScheme scheme;
    const char           *firmware;
    const char           *condition;
    RepointTruth          truth;
  } cases[] = {
    { DOTTED, "3.15", ">= 3.15", REPOINT_TRUTH_YES },
    { DOTTED, "3.14", ">= 3.15", REPOINT_TRUTH_NO },
    { DOTTED, "3.15", "> 3.15", REPOINT_TRUTH_NO },
    { DOTTED, "3.15", "<= 3.15", REPOINT_TRUTH_YES },
    { DOTTED, "3.15", "= 3.15.0", REPOINT_TRUTH_YES },
    { DOTTED, "3.15", ">= 2, < 3", REPOINT_TRUTH_NO },
    { DOTTED, "2.15", ">= 2, < 3", REPOINT_TRUTH_YES },
    { DOTTED, "", ">= 3.15", REPOINT_TRUTH_UNKNOWN },
    { DOTTED, NULL, ">= 3.15", REPOINT_TRUTH_UNKNOWN },
    { DOTTED, "3.15", ">= unknown", REPOINT_TRUTH_UNKNOWN },
    { DOTTED, "9", "< 8, >= unknown", REPOINT_TRUTH_NO },
    { DOTTED, "*", ">= 3.15", REPOINT_TRUTH_UNKNOWN },
    { DOTTED, "newest", ">= 3.15", REPOINT_TRUTH_UNKNOWN },
    { DOTTED, repoint_firmware_newest, ">= 3.15", REPOINT_TRUTH_YES },
    { DOTTED, repoint_firmware_newest, ">= unknown", REPOINT_TRUTH_YES },
    { DOTTED, repoint_firmware_newest, "< 3.15", REPOINT_TRUTH_NO },
    { DOTTED, repoint_firmware_newest, "= 3.15", REPOINT_TRUTH_UNKNOWN },
    { LETTERS, "NS.NP.N219", ">= NS.NP.N212", REPOINT_TRUTH_YES },
    { LETTERS, "NM.NA.N099", ">= NS.NP.N212", REPOINT_TRUTH_UNKNOWN },
    { JAVA, "1.7.0_80", ">= 7, < 8", REPOINT_TRUTH_YES },
    { JAVA, "1.8.0_5", ">= 7, < 8", REPOINT_TRUTH_NO },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("%s %s", cases[i].firmware, cases[i].condition);
      g_assert_true (repoint_firmware_condition_is_valid (cases[i].scheme, cases[i].condition));
      g_assert_cmpint (repoint_firmware_meets (cases[i].scheme, cases[i].firmware, cases[i].condition), ==,
                       cases[i].truth);
    }
}

static void
test_bad_conditions (void)
{
  static const char *const conditions[] = { "", "3.15", ">=", ">= newer", "about 3", ">= 3,", "~ 3" };

  for (gsize i = 0; i < G_N_ELEMENTS (conditions); i++)
    {
      g_assert_false (repoint_firmware_condition_is_valid (DOTTED, conditions[i]));
      g_assert_cmpint (repoint_firmware_meets (DOTTED, "3.15", conditions[i]), !=, REPOINT_TRUTH_NO);
    }
  g_assert_false (repoint_firmware_condition_is_valid (DATE, ">= 2022"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/firmware/compare", test_compare);
  g_test_add_func ("/firmware/what-cannot-be-compared", test_not_comparable);
  g_test_add_func ("/firmware/any-bytes", test_any_bytes);
  g_test_add_func ("/firmware/conditions", test_conditions);
  g_test_add_func ("/firmware/conditions-that-cannot-be-understood", test_bad_conditions);

  return g_test_run ();
}
