/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-client-hello-id.h"
#include "repoint-ja3.h"
#include "repoint-ja4.h"
#include "repoint-test-bytes.h"

#include <string.h>

static RepointClientHello *
make (const char *version, const char *behind_random)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) raw = repoint_test_hello (version, behind_random);
  RepointClientHello *hello = repoint_client_hello_parse (raw, &error);

  g_assert_no_error (error);

  return hello;
}

static void
test_ja3_vectors (void)
{
  static const struct
  {
    const char *version;
    const char *behind_random;
    const char *text;
    const char *hash;
  } rows[] = {
    /* the two examples of its README */
    { "0301",
      "[1] [2 002f 0035 0005 000a c009 c00a c013 c014 0032 0038 0013 0004] [1 00]"
      " [2 0000 [2 [2 00 [2 'a.test']]] 000a [2 [2 0017 0018 0019]] 000b [2 [1 00]]]",
      "769,47-53-5-10-49161-49162-49171-49172-50-56-19-4,0-10-11,23-24-25,0", "ada70206e40642a3e4461f35503241d5" },
    { "0301", "[1] [2 0004 0005 000a 0009 0064 0062 0003 0006 0013 0012 0063] [1 00]",
      "769,4-5-10-9-100-98-3-6-19-18-99,,,", "de350869b8c85de67a350c8d186f11e6" },
    /* reserved values are as if they were not there, also where nothing else is */
    { "0303", "[1] [2 0a0a 1301 fafa] [1 00] [2 1a1a [2] 000a [2 [2 2a2a]] 000b [2 [1 00 01 02]] dada [2 00]]",
      "771,4865,10-11,,0-1-2", NULL },
    { "0303", "[1] [2] [1 00] [2]", "771,,,,", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (RepointClientHello) hello = make (rows[i].version, rows[i].behind_random);
      g_autofree char *text = repoint_ja3_text (hello);
      g_autofree char *hash = repoint_ja3 (hello);

      g_assert_cmpstr (text, ==, rows[i].text);
      if (rows[i].hash != NULL)
        g_assert_cmpstr (hash, ==, rows[i].hash);
    }
}

/* A hello with these lists, as JA4_ro writes them; with_grease: and a reserved value at the begin and the end of each. */
static RepointClientHello *
make_from_lists (const char *lists, gboolean with_grease)
{
  g_auto (GStrv) parts = g_strsplit (lists, "_", 4);
  g_auto (GStrv) suites = g_strsplit (parts[1], ",", -1);
  g_auto (GStrv) extensions = g_strsplit (parts[2], ",", -1);
  g_autoptr (GString) text = g_string_new ("[1] [2");
  gboolean with_1_3 = parts[0][1] == '1' && parts[0][2] == '3';

  g_string_append (text, with_grease ? " 4a4a" : "");
  for (guint i = 0; suites[i] != NULL; i++)
    g_string_append_printf (text, " %s", suites[i]);
  g_string_append_printf (text, "%s] [1 00] [2 %s", with_grease ? " 0a0a" : "", with_grease ? "1a1a [2]" : "");

  for (guint i = 0; extensions[i] != NULL; i++)
    {
      g_string_append_printf (text, " %s [2", extensions[i]);
      if (g_str_equal (extensions[i], "0000"))
        g_string_append (text, " [2 00 [2 'mail.test']]");
      else if (g_str_equal (extensions[i], "0010"))
        g_string_append (text, " [2 [1 'h2'] [1 'http/1.1']]");
      else if (g_str_equal (extensions[i], "002b"))
        g_string_append_printf (text, " [1 %s 0303 %s]", with_grease ? "fafa" : "", with_1_3 ? "0304" : "");
      else if (g_str_equal (extensions[i], "000d"))
        {
          g_auto (GStrv) algorithms = g_strsplit (parts[3], ",", -1);

          g_string_append_printf (text, " [2 %s", with_grease ? "3a3a" : "");
          for (guint j = 0; algorithms[j] != NULL; j++)
            g_string_append_printf (text, " %s", algorithms[j]);
          g_string_append (text, "]");
        }
      g_string_append (text, "]");
    }
  g_string_append (text, with_grease ? " baba [2 00] ]" : "]");

  return make ("0303", text->str);
}

/* Lists in the order of the wire, and what the authors of JA4 publish for them in python/test/testdata and in JA4.md. */
static void
test_ja4_vectors (void)
{
  static const struct
  {
    const char *lists; /* JA4_ro */
    const char *ja4;
    const char *ja4_r;
  } rows[] = {
    /* the example of the specification */
    { "t13d1516h2_1301,1302,1303,c02b,c02f,c02c,c030,cca9,cca8,c013,c014,009c,009d,002f,0035"
      "_001b,0000,0033,0010,4469,0017,002d,000d,0005,0023,0012,002b,ff01,000b,000a,0015_0403,0804,0401,0503,0805,0501,0806,0601",
      "t13d1516h2_8daaf6152771_e5627efa2ab1",
      "t13d1516h2_002f,0035,009c,009d,1301,1302,1303,c013,c014,c02b,c02c,c02f,c030,cca8,cca9"
      "_0005,000a,000b,000d,0012,0015,0017,001b,0023,002b,002d,0033,4469,ff01_0403,0804,0401,0503,0805,0501,0806,0601" },
    /* badcurveball.pcap */
    { "t13d1615h2_1301,1302,1303,c02b,c02f,c02c,c030,cca9,cca8,c013,c014,009c,009d,002f,0035,000a"
      "_0000,0017,ff01,000a,000b,0023,0010,0005,000d,0012,0033,002d,002b,001b,0015_0403,0804,0401,0503,0805,0501,0806,0601,0201",
      "t13d1615h2_46e7e9700bed_45f260be83e2",
      "t13d1615h2_000a,002f,0035,009c,009d,1301,1302,1303,c013,c014,c02b,c02c,c02f,c030,cca8,cca9"
      "_0005,000a,000b,000d,0012,0015,0017,001b,0023,002b,002d,0033,ff01_0403,0804,0401,0503,0805,0501,0806,0601,0201" },
    /* latest.pcapng, stream 3: Schannel of Windows 10 */
    { "t12d190800_c02c,c02b,c030,c02f,c024,c023,c028,c027,c00a,c009,c014,c013,009d,009c,003d,003c,0035,002f,000a"
      "_0000,0005,000a,000b,000d,0023,0017,ff01_0804,0805,0806,0401,0501,0201,0403,0503,0203,0202,0601,0603",
      "t12d190800_d83cc789557e_7af1ed941c26",
      "t12d190800_000a,002f,0035,003c,003d,009c,009d,c009,c00a,c013,c014,c023,c024,c027,c028,c02b,c02c,c02f,c030"
      "_0005,000a,000b,000d,0017,0023,ff01_0804,0805,0806,0401,0501,0201,0403,0503,0203,0202,0601,0603" },
    /* latest.pcapng, stream 5: resumes a session */
    { "t13d1516h2_1301,1302,1303,c02b,c02f,c02c,c030,cca9,cca8,c013,c014,009c,009d,002f,0035"
      "_000d,0010,0000,000b,0023,4469,ff01,0033,000a,002d,002b,0005,0017,0012,001b,0029_0403,0804,0401,0503,0805,0501,0806,0601",
      "t13d1516h2_8daaf6152771_9b887d9acb53",
      "t13d1516h2_002f,0035,009c,009d,1301,1302,1303,c013,c014,c02b,c02c,c02f,c030,cca8,cca9"
      "_0005,000a,000b,000d,0012,0017,001b,0023,0029,002b,002d,0033,4469,ff01_0403,0804,0401,0503,0805,0501,0806,0601" },
    /* sigalg-grease.pcapng */
    { "t13d1517h2_1301,1302,1303,c02b,c02f,c02c,c030,cca9,cca8,c013,c014,009c,009d,002f,0035"
      "_fe0d,0010,0017,0033,44cd,ff01,000a,000d,0023,002b,000b,ca34,002d,0000,0005,001b,0012"
      "_0904,0905,0906,0403,0804,0401,0503,0805,0501,0806,0601",
      "t13d1517h2_8daaf6152771_cb7bf5808d99",
      "t13d1517h2_002f,0035,009c,009d,1301,1302,1303,c013,c014,c02b,c02c,c02f,c030,cca8,cca9"
      "_0005,000a,000b,000d,0012,0017,001b,0023,002b,002d,0033,44cd,ca34,fe0d,ff01"
      "_0904,0905,0906,0403,0804,0401,0503,0805,0501,0806,0601" },
  };

  for (gsize i = 0; i < 2 * G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (RepointClientHello) hello = make_from_lists (rows[i / 2].lists, i % 2 == 1);
      g_autofree char *ja4 = repoint_ja4 (hello);
      g_autofree char *ja4_r = repoint_ja4_r (hello);

      g_assert_cmpstr (ja4, ==, rows[i / 2].ja4);
      g_assert_cmpstr (ja4_r, ==, rows[i / 2].ja4_r);
    }
}

/* JA4.md: the hash of the extensions where there are no signature algorithms */
static void
test_ja4_without_algorithms (void)
{
  g_autoptr (RepointClientHello) hello = make ("0303",
    "[1] [2 002f] [1 00] [2 0005 [2] 000a [2] 000b [2] 000d [2] 0012 [2] 0015 [2] 0017 [2] 001b [2] 0023 [2]"
    " 002b [2 [1 0304]] 002d [2] 0033 [2] 4469 [2] ff01 [2]]");
  g_autofree char *ja4 = repoint_ja4 (hello);
  g_autofree char *ja4_r = repoint_ja4_r (hello);

  g_assert_true (g_str_has_prefix (ja4, "t13i011400_"));
  g_assert_true (g_str_has_suffix (ja4, "_6d807ffa2a79"));
  g_assert_true (g_str_has_suffix (ja4_r, ",ff01"));
}

static void
test_ja4_first_part (void)
{
  static const struct
  {
    const char *version;
    const char *behind_random;
    const char *ja4; /* up to where the hashes begin, unless they are those of nothing */
  } rows[] = {
    { "0300", "[1] [2] [1 00]", "ts3i000000_000000000000_000000000000" },
    { "0301", "[1] [2 002f] [1 00]", "t10i010000_" },
    { "0302", "[1] [2 002f] [1 00] [2 0000 [2]]", "t11d010100_" },
    /* of the list of versions the highest counts, were it unknown */
    { "0303", "[1] [2 002f] [1 00] [2 002b [2 [1 0301 0304 0a0a]]]", "t13i010100_" },
    { "0303", "[1] [2 002f] [1 00] [2 002b [2 [1 0304 7f1c]]]", "t00i010100_" },
    { "0303", "[1] [2 002f] [1 00] [2 002b [2 [1 0a0a]]]", "t00i010100_" },
    { "0304", "[1] [2 002f] [1 00]", "t13i010000_" },
    { "0305", "[1] [2 002f] [1 00]", "t00i010000_" },
    /* the examples of the section "ALPN Extension Value" */
    { "0303", "[1] [2 002f] [1 00] [2 0010 [2 [2 [1 'http/1.1']]]]", "t12i0101h1_" },
    { "0303", "[1] [2 002f] [1 00] [2 0010 [2]]", "t12i010100_" },
    { "0303", "[1] [2 002f] [1 00] [2 0010 [2 [2 [1]]]]", "t12i010100_" },
    { "0303", "[1] [2 002f] [1 00] [2 0010 [2 [2 [1 'x']]]]", "t12i0101xx_" },
    { "0303", "[1] [2 002f] [1 00] [2 0010 [2 [2 [1 ab]]]]", "t12i0101ab_" },
    { "0303", "[1] [2 002f] [1 00] [2 0010 [2 [2 [1 abcd]]]]", "t12i0101ad_" },
    { "0303", "[1] [2 002f] [1 00] [2 0010 [2 [2 [1 30ab]]]]", "t12i01013b_" },
    { "0303", "[1] [2 002f] [1 00] [2 0010 [2 [2 [1 3031abcd]]]]", "t12i01013d_" },
    { "0303", "[1] [2 002f] [1 00] [2 0010 [2 [2 [1 30abcd31]]]]", "t12i010101_" },
    /* tls-non-ascii-alpn.pcapng: "99" in the published outputs */
    { "0303", "[1] [2 002f] [1 00] [2 0010 [2 [2 [1 baad]]]]", "t12i0101bd_" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (RepointClientHello) hello = make (rows[i].version, rows[i].behind_random);
      g_autofree char *ja4 = repoint_ja4 (hello);

      g_test_message ("%s %s: %s", rows[i].version, rows[i].behind_random, ja4);
      g_assert_true (g_str_has_prefix (ja4, rows[i].ja4));
      g_assert_cmpuint (strlen (ja4), ==, strlen ("t13d1516h2_8daaf6152771_e5627efa2ab1"));
    }
}

static void
test_ja4_counts_to_99 (void)
{
  g_autoptr (GString) text = g_string_new ("[1] [2");
  g_autoptr (RepointClientHello) hello = NULL;
  g_autofree char *ja4 = NULL;

  for (guint i = 1; i <= 120; i++)
    g_string_append_printf (text, " %04x", i);
  g_string_append (text, "] [1 00] [2");
  for (guint i = 1; i <= 120; i++)
    g_string_append_printf (text, " %04x [2]", 0x7000 + i);
  g_string_append (text, "]");
  hello = make ("0301", text->str);
  ja4 = repoint_ja4 (hello);

  g_assert_true (g_str_has_prefix (ja4, "t10i999900_"));
}

static void
test_ssl2_has_none (void)
{
  g_autoptr (GBytes) raw = repoint_test_bytes ("801c 01 0301 0003 0000 0010 00002f 000102030405060708090a0b0c0d0e0f");
  g_autoptr (RepointClientHello) hello = repoint_client_hello_parse (raw, NULL);

  g_assert_null (repoint_ja3 (hello));
  g_assert_null (repoint_ja3_text (hello));
  g_assert_null (repoint_ja4 (hello));
  g_assert_null (repoint_ja4_r (hello));
}

static char *
get_id (const char *notation)
{
  g_autoptr (GBytes) raw = repoint_test_bytes (notation);
  g_autoptr (GError) error = NULL;
  g_autoptr (RepointClientHello) hello = repoint_client_hello_parse (raw, &error);
  char *id;

  g_assert_no_error (error);
  id = repoint_client_hello_get_id (hello);
  g_assert_cmpuint (strlen (id), ==, REPOINT_CLIENT_HELLO_ID_LENGTH);

  return id;
}

#define OTHER_RANDOM "ff0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"
#define BASE                                                                                                              \
  "01 [3 0303 @RANDOM@ [1 @RANDOM@] [2 0a0a 1301 c02f] [1 00] [2 2a2a [2] 0000 [2 [2 00 [2 'mail.test']]]"               \
  " 000a [2 [2 3a3a 001d]] 0023 [2] 002b [2 [1 4a4a 0304]] 0033 [2 [2 3a3a [2 00] 001d [2 @RANDOM@]]] 002d [2 [1 01]]]]"

/* What one client sends on different days. */
static void
test_id_stays (void)
{
  static const char *const others[] = {
    /* all that is random, and another name of the server */
    "01 [3 0303 " OTHER_RANDOM " [1 " OTHER_RANDOM "] [2 fafa 1301 c02f] [1 00] [2 1a1a [2] 0000 [2 [2 00 [2 'smtp.example.com']]]"
    " 000a [2 [2 0a0a 001d]] 0023 [2] 002b [2 [1 dada 0304]] 0033 [2 [2 0a0a [2 00] 001d [2 " OTHER_RANDOM "]]] 002d [2 [1 01]]]]",
    /* no session, no ticket; one to resume, with early data */
    "01 [3 0303 @RANDOM@ [1] [2 0a0a 1301 c02f] [1 00] [2 2a2a [2] 0000 [2 [2 00 [2 'mail.test']]]"
    " 000a [2 [2 3a3a 001d]] 0023 [2 01020304] 002b [2 [1 4a4a 0304]] 0033 [2 [2 3a3a [2 00] 001d [2 @RANDOM@]]] 002d [2 [1 01]]"
    " 002a [2] 0029 [2 [2 [2 'identity'] 00000000] [2 [1 @RANDOM@]]]]]",
    /* padding, which the length of the name brings about */
    "01 [3 0303 @RANDOM@ [1 @RANDOM@] [2 0a0a 1301 c02f] [1 00] [2 2a2a [2] 0000 [2 [2 00 [2 'mail.test']]]"
    " 000a [2 [2 3a3a 001d]] 0023 [2] 002b [2 [1 4a4a 0304]] 0033 [2 [2 3a3a [2 00] 001d [2 @RANDOM@]]] 002d [2 [1 01]] 0015 [2 00000000]]]",
    /* shuffled */
    "01 [3 0303 @RANDOM@ [1 @RANDOM@] [2 0a0a 1301 c02f] [1 00] [2 2a2a [2] 002d [2 [1 01]] 0023 [2]"
    " 000a [2 [2 3a3a 001d]] 002b [2 [1 4a4a 0304]] 0000 [2 [2 00 [2 'mail.test']]] 0033 [2 [2 3a3a [2 00] 001d [2 @RANDOM@]]]]]",
  };
  g_autofree char *id = get_id (BASE);

  for (gsize i = 0; i < G_N_ELEMENTS (others); i++)
    {
      g_autofree char *other = get_id (others[i]);

      g_test_message ("%s", others[i]);
      g_assert_cmpstr (other, ==, id);
    }
}

/* Another setting is another id. */
static void
test_id_differs (void)
{
  static const char *const settings[] = {
    BASE,
    "01 [3 0303 @RANDOM@ [1] [2 c02f] [1 00]]",
    "01 [3 0302 @RANDOM@ [1] [2 c02f] [1 00]]",
    "01 [3 0303 @RANDOM@ [1] [2 c02f] [1 01 00]]",
    "01 [3 0303 @RANDOM@ [1] [2 c02f c030] [1 00]]",
    "01 [3 0303 @RANDOM@ [1] [2 c030 c02f] [1 00]]",
    "01 [3 0303 @RANDOM@ [1] [2 c030 c02f] [1 00] [2]]",
    "01 [3 0303 @RANDOM@ [1] [2 c02f] [1 00] [2 0000 [2 [2 00 [2 'mail.test']]]]]",
    "01 [3 0303 @RANDOM@ [1] [2 c02f] [1 00] [2 000a [2 [2 001d]]]]",
    "01 [3 0303 @RANDOM@ [1] [2 c02f] [1 00] [2 000a [2 [2 0017]]]]",
    "01 [3 0303 @RANDOM@ [1] [2 c02f] [1 00] [2 000a [2 [2 001d]] 000a [2 [2 0017]]]]",
    "01 [3 0303 @RANDOM@ [1] [2 c02f] [1 00] [2 000a [2 [2 0017]] 000a [2 [2 001d]]]]",
    "01 [3 0303 @RANDOM@ [1] [2 c02f] [1 00] [2 000d [2 [2 0401]]]]",
    "01 [3 0303 @RANDOM@ [1] [2 c02f] [1 00] [2 002b [2 [1 0304]]]]",
    "01 [3 0303 @RANDOM@ [1] [2 c02f] [1 00] [2 002b [2 [1 0304 0303]]]]",
    "01 [3 0303 @RANDOM@ [1] [2 c02f] [1 00] [2 0033 [2 [2 001d [2 @RANDOM@]]]]]",
    "01 [3 0303 @RANDOM@ [1] [2 c02f] [1 00] [2 0033 [2 [2 0017 [2 @RANDOM@]]]]]",
    "01 [3 0303 @RANDOM@ [1] [2 c02f] [1 00] [2 0010 [2 [2 [1 'h2']]]]]",
    "801c 01 0301 0003 0000 0010 00002f 000102030405060708090a0b0c0d0e0f",
    "801c 01 0300 0003 0000 0010 00002f 000102030405060708090a0b0c0d0e0f",
    "801c 01 0301 0003 0000 0010 000035 000102030405060708090a0b0c0d0e0f",
    "802c 01 0301 0003 0000 0020 00002f @RANDOM@",
  };
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (settings); i++)
    {
      g_test_message ("%s", settings[i]);
      g_assert_true (g_hash_table_add (seen, get_id (settings[i])));
    }
}

static void
test_id_of_ssl2 (void)
{
  g_autofree char *one = get_id ("801c 01 0301 0003 0000 0010 00002f 000102030405060708090a0b0c0d0e0f");
  g_autofree char *other = get_id ("802c 01 0301 0003 0010 0010 00002f 101112131415161718191a1b1c1d1e1f ff0102030405060708090a0b0c0d0e0f");

  g_assert_cmpstr (one, ==, other);
}

/* Documents of today have to be understood tomorrow. */
static void
test_id_is_this (void)
{
  g_autofree char *one = get_id (BASE);
  g_autofree char *other = get_id ("801c 01 0301 0003 0000 0010 00002f 000102030405060708090a0b0c0d0e0f");

  g_assert_cmpstr (one, ==, "ac80bc11d7652a5d");
  g_assert_cmpstr (other, ==, "d1e83deddb122c61");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/fingerprints/ja3-vectors", test_ja3_vectors);
  g_test_add_func ("/fingerprints/ja4-vectors", test_ja4_vectors);
  g_test_add_func ("/fingerprints/ja4-without-algorithms", test_ja4_without_algorithms);
  g_test_add_func ("/fingerprints/ja4-first-part", test_ja4_first_part);
  g_test_add_func ("/fingerprints/ja4-counts-to-99", test_ja4_counts_to_99);
  g_test_add_func ("/fingerprints/ssl2-has-none", test_ssl2_has_none);
  g_test_add_func ("/fingerprints/id-stays", test_id_stays);
  g_test_add_func ("/fingerprints/id-differs", test_id_differs);
  g_test_add_func ("/fingerprints/id-of-ssl2", test_id_of_ssl2);
  g_test_add_func ("/fingerprints/id-is-this", test_id_is_this);

  return g_test_run ();
}
