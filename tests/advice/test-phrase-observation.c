/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-phrase.h"
#include "repoint-reason.h"

#include <stdlib.h>
#include <string.h>

#define OPEN "\xe2\x81\xa8"
#define CLOSE "\xe2\x81\xa9"

static RepointObservation *
make (const char *kind,
      const char *json)
{
  g_autoptr(JsonNode) node = json_from_string (json, NULL);
  g_autoptr(GDateTime) seen = g_date_time_new_utc (2026, 11, 20, 14, 3, 0);
  RepointStrength strength = g_str_equal (kind, "passage") ? REPOINT_STRENGTH_PASSAGE
                             : g_str_equal (kind, "replay") ? REPOINT_STRENGTH_REPLAY
                             : g_str_equal (kind, "hello")  ? REPOINT_STRENGTH_CAPTURED_HELLO
                                                            : REPOINT_STRENGTH_STATEMENT;

  return repoint_observation_new ("d", kind, strength, seen, json_node_get_object (node));
}

/* Time is told where the admin is: the tests run with the time zone of main(). */
static const struct
{
  const char *kind;
  const char *json;
  const char *sentence;
  const char *met;
} rows[] = {
  { "hello", "{\"source\":\"station\",\"hello\":\"a\",\"max_version\":\"TLSv1.0\",\"outcome\":\"captured\"}",
    "20 November 2026, 15:03: It offers nothing newer than TLS 1.0.", NULL },
  { "hello", "{\"source\":\"capture\",\"hello\":\"a\",\"max_version\":\"TLSv1.2\"}",
    "20 November 2026, 15:03, in a packet capture: It offers nothing newer than TLS 1.2.", NULL },
  { "hello", "{\"source\":\"station\",\"hello\":\"a\",\"max_version\":\"TLSv1.2\",\"handshake\":{\"validates_certificate\":true}}",
    "20 November 2026, 15:03: It offers nothing newer than TLS 1.2. It checks certificates: it did not take the one of Repoint, "
    "which nobody vouches for.", NULL },
  { "hello", "{\"source\":\"station\",\"hello\":null,\"outcome\":\"in-clear\"}",
    "20 November 2026, 15:03: It sends without encryption: it never asked for any.", NULL },
  { "passage", "{\"target\":\"smtp://mail.example.net:587\",\"result\":\"tls-established\",\"version\":\"TLSv1.2\"}",
    "20 November 2026, 15:03: " OPEN "mail.example.net" CLOSE " and the device agreed on TLS 1.2.", "TLS 1.2 agreed on" },
  { "passage", "{\"target\":\"smtp://mail.example.net:587\",\"result\":\"refused\",\"alert_from\":\"server\"}",
    "20 November 2026, 15:03: " OPEN "mail.example.net" CLOSE " turned its TLS away.", "Turned away" },
  { "passage", "{\"result\":\"inconclusive\",\"alert_from\":\"device\",\"alert\":\"unknown_ca\"}", NULL,
    "Certificate not taken" },
  { "passage", "{\"result\":\"inconclusive\"}", NULL, "Proves nothing" },
  { "passage", "{\"result\":\"tls-established\",\"version\":\"TLSv9\"}", NULL, "Proves nothing" },
  { "replay", "{\"target\":\"smtp://mail.example.net:587\",\"result\":\"accepted\",\"version\":\"TLSv1.1\"}",
    "20 November 2026, 15:03: Its hello, sent again to " OPEN "mail.example.net" CLOSE ", was answered with TLS 1.1.",
    "TLS 1.1 agreed on" },
  { "replay", "{\"target\":\"smtp://mail.example.net:587\",\"result\":\"refused\"}",
    "20 November 2026, 15:03: Its hello, sent again to " OPEN "mail.example.net" CLOSE ", was turned away.", "Turned away" },
  { "replay", "{\"result\":\"accepted\",\"version\":\"TLSv1.0\",\"session\":{\"result\":\"refused\",\"error\":\"legacy-tls-refused\"}}",
    "20 November 2026, 15:03: Its hello, sent again to the mail server, was turned away.", "Turned away" },
  { "replay", "{\"result\":\"accepted\",\"version\":\"TLSv1.0\",\"session\":{\"result\":\"refused\",\"error\":\"other\"}}",
    "20 November 2026, 15:03: Its hello, sent again to the mail server, was answered with TLS 1.0; then the server sent us off.",
    "TLS 1.0 agreed on, then sent off" },
  { "replay", "{\"result\":\"not-observed\"}",
    "20 November 2026, 15:03: Its hello, sent again to the mail server, got no clear answer.", "Proves nothing" },
  { "profile", "{\"profile\":null}", "No longer assumed to be a known client (20 November 2026)", NULL },
  { "profile", "{\"profile\":\"windows-7\",\"max_version\":\"TLSv1.0\"}",
    "Assumed to be " OPEN "windows-7" CLOSE ": TLS 1.0 at most (20 November 2026)", NULL },
};

static void
test_sentences (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr(RepointObservation) observation = make (rows[i].kind, rows[i].json);
      g_autofree char *sentence = repoint_phrase_observation (observation);

      g_test_message ("%s", sentence);
      if (rows[i].sentence != NULL)
        g_assert_cmpstr (sentence, ==, rows[i].sentence);
      if (rows[i].met != NULL)
        {
          g_autofree char *met = repoint_phrase_met (observation);

          g_assert_cmpstr (met, ==, rows[i].met);
        }
    }

  {
    g_autofree char *met = repoint_phrase_met (NULL);

    g_assert_cmpstr (met, ==, "Not tried yet");
  }
}

/* Data that somebody wrote by hand: words all the same, and nothing of it is a format or a markup. */
static void
test_strange_data (void)
{
  static const char * const kinds[] = { "hello", "passage", "replay", "profile" };
  static const char * const strange[] = {
    "{}",
    "{\"source\":7,\"hello\":[],\"max_version\":{},\"handshake\":\"yes\",\"result\":null,\"version\":[1],\"session\":3}",
    "{\"hello\":\"a\",\"max_version\":\"TLSv9\",\"target\":\"%s {version}\",\"result\":\"%n\",\"profile\":\"{client}%s\"}",
    "{\"handshake\":{\"validates_certificate\":\"yes\",\"alert\":\"\\u202e{alert}\"},\"outcome\":\"{finding}\"}",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    for (gsize j = 0; j < G_N_ELEMENTS (strange); j++)
      {
        g_autoptr(RepointObservation) observation = make (kinds[i], strange[j]);
        g_autofree char *sentence = repoint_phrase_observation (observation);
        g_autofree char *met = repoint_phrase_met (observation);

        g_assert_cmpstr (sentence, !=, "");
        g_assert_true (g_utf8_validate (sentence, -1, NULL));
        g_assert_null (strstr (sentence, "{finding}"));
        g_assert_cmpstr (met, ==, "Proves nothing");
      }
}

static void
test_when (void)
{
  g_autoptr(GPtrArray) reasons = repoint_reasons_new ();
  g_autofree char *dated = NULL;
  g_autofree char *undated = NULL;

  repoint_reasons_add (reasons, "can-do", NULL, "version", "TLSv1.0", "strength", "captured-hello", "seen",
                       "2026-11-20T14:03:00Z", "client", "", NULL);
  repoint_reasons_add (reasons, "can-do", NULL, "version", "TLSv1.0", "strength", "captured-hello", "seen", "", "client", "",
                       NULL);
  dated = repoint_phrase_reason (g_ptr_array_index (reasons, 0));
  undated = repoint_phrase_reason (g_ptr_array_index (reasons, 1));
  g_assert_cmpstr (dated, ==, "The device itself offered nothing newer than TLS 1.0 on 20 November 2026, 15:03.");
  g_assert_cmpstr (undated, ==, "The device itself offered nothing newer than TLS 1.0.");
}

int
main (int    argc,
      char **argv)
{
  g_setenv ("TZ", "XST-1", TRUE);
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/phrase-observation/sentences", test_sentences);
  g_test_add_func ("/phrase-observation/strange-data", test_strange_data);
  g_test_add_func ("/phrase-observation/when", test_when);

  return g_test_run ();
}
