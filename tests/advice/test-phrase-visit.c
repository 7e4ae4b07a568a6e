/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "repoint-phrase-check-in.h"
#include "repoint-phrase-relay.h"
#include "repoint-phrase-visit.h"
#include "repoint-visit-severity.h"

#define HELLO "\"outcome\":\"captured\",\"hello\":{\"max_version\":\"TLSv1.0\",\"versions\":[\"TLSv1.0\",\"SSLv3\"],\"ja3\":\"abc\"}"

static JsonObject *
parse (const char *members)
{
  g_autofree char *json = g_strdup_printf ("{%s}", members);
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonNode) node = json_from_string (json, &error);

  g_assert_no_error (error);
  return json_node_dup_object (node);
}

static char *
phrase (const char *members)
{
  g_autoptr(JsonObject) visit = parse (members);
  g_autofree char *text = repoint_phrase_visit (visit);

  return repoint_phrase_to_plain (text);
}

static void
test_sentences (void)
{
  const struct
  {
    const char *visit;
    const char *words; /* somewhere in what is said */
    RepointSeverity severity;
  } rows[] = {
    { HELLO, "It offers nothing newer than TLS 1.0.", REPOINT_SEVERITY_WARNING },
    { "\"outcome\":\"captured\",\"hello\":{\"max_version\":\"TLSv1.2\"}", "nothing newer than TLS 1.2", REPOINT_SEVERITY_GOOD },
    { "\"outcome\":\"captured\",\"hello\":{\"max_version\":\"TLSv1.3\"}", "It offers TLS 1.3.", REPOINT_SEVERITY_GOOD },
    { "\"outcome\":\"captured\",\"hello\":{\"max_version\":null}", "no version of TLS that there is", REPOINT_SEVERITY_NOTE },
    { HELLO ",\"handshake\":{\"result\":\"completed\",\"validates_certificate\":false}", "does not check certificates", REPOINT_SEVERITY_WARNING },
    { HELLO ",\"handshake\":{\"result\":\"alert\",\"alert\":\"unknown_ca\",\"validates_certificate\":true}", "It checks certificates", REPOINT_SEVERITY_WARNING },
    { HELLO ",\"handshake\":{\"result\":\"alert\",\"alert\":\"protocol_version\",\"validates_certificate\":null}", "(protocol_version)", REPOINT_SEVERITY_WARNING },
    { HELLO ",\"handshake\":{\"result\":\"local-limitation\"}", "This computer cannot complete", REPOINT_SEVERITY_WARNING },
    { HELLO ",\"relay\":{\"target\":\"smtp://smtp.office365.com:587\",\"result\":\"refused\"}", "smtp.office365.com turned its TLS away.", REPOINT_SEVERITY_WARNING },
    { HELLO ",\"relay\":{\"target\":\"smtp://smtp.office365.com:587\",\"result\":\"tls-established\",\"version\":\"TLSv1.0\"}", "agreed on TLS 1.0. Whether the server lets TLS that old sign in cannot be seen.", REPOINT_SEVERITY_WARNING },
    { HELLO ",\"relay\":{\"target\":\"smtp://smtp.office365.com:587\",\"result\":\"tls-established\",\"version\":\"TLSv1.2\"}", "agreed on TLS 1.2.", REPOINT_SEVERITY_GOOD },
    { HELLO ",\"relay\":{\"target\":\"smtp://smtp.office365.com:587\",\"result\":\"inconclusive\"}", "proves nothing either way", REPOINT_SEVERITY_WARNING },
    { HELLO ",\"relay\":{\"target\":7,\"result\":\"unreachable\"}", "The mail server could not be reached", REPOINT_SEVERITY_WARNING },
    { HELLO ",\"asked_sign_in\":\"clear\"", "sign in without encryption", REPOINT_SEVERITY_WARNING },
    { HELLO ",\"asked_sign_in\":\"secure\"", "It offers nothing newer than TLS 1.0.", REPOINT_SEVERITY_WARNING },
    { "\"outcome\":\"in-clear\",\"hello\":null", "sends without encryption", REPOINT_SEVERITY_WARNING },
    { "\"outcome\":\"not-mail\"", "does not speak as mail programs do", REPOINT_SEVERITY_NOTE },
    { "\"outcome\":\"something-new\"", "Nothing can be said of it.", REPOINT_SEVERITY_NOTE },
    { "\"outcome\":3,\"hello\":[],\"handshake\":\"x\",\"relay\":1,\"asked_sign_in\":{}", "Nothing can be said of it.", REPOINT_SEVERITY_NOTE },
    { HELLO ",\"handshake\":{\"result\":[],\"validates_certificate\":\"yes\"}", "It offers nothing newer than TLS 1.0.", REPOINT_SEVERITY_WARNING },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr(JsonObject) visit = parse (rows[i].visit);
      g_autofree char *text = phrase (rows[i].visit);

      g_test_message ("%s", text);
      g_assert_nonnull (strstr (text, rows[i].words));
      g_assert_null (strpbrk (text, "{}"));
      g_assert_cmpint (repoint_visit_get_severity (visit), ==, rows[i].severity);
    }
}

/* Every way a visit, a handshake and a passage can end has words of its own. */
static void
test_every_id (void)
{
  const char *outcomes[] = { "no-hello", "in-clear", "not-mail", "left", "turned-away", "too-large", "timeout", NULL };
  const char *handshakes[] = { "alert", "closed", "timeout", "local-limitation", "illegal", NULL };
  const char *relays[] = { "tls-established", "refused", "no-starttls", "unreachable", "device-left", "inconclusive", "blocked", "limit", NULL };
  g_autoptr(GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; outcomes[i] != NULL; i++)
    {
      g_autofree char *members = g_strdup_printf ("\"outcome\":\"%s\"", outcomes[i]);

      g_assert_true (g_hash_table_add (seen, phrase (members)));
    }
  for (guint i = 0; handshakes[i] != NULL; i++)
    {
      g_autofree char *members = g_strdup_printf (HELLO ",\"handshake\":{\"result\":\"%s\"}", handshakes[i]);

      g_assert_true (g_hash_table_add (seen, phrase (members)));
    }
  for (guint i = 0; relays[i] != NULL; i++)
    {
      g_autofree char *members = g_strdup_printf (HELLO ",\"relay\":{\"target\":\"smtp://a.example:587\",\"result\":\"%s\"}", relays[i]);

      g_assert_true (g_hash_table_add (seen, phrase (members)));
    }
}

/* Why a passage stopped, as the wire and the station say it. */
static void
test_passage_problems (void)
{
  const char *problems[] = { "name-check-possible", "sign-in-in-clear", "mail-in-clear", "other-command", "not-a-line", "pipelined", "tls-first",
                             "clear-first", "no-hello", "injected", "stripped", "starttls-refused", "own-address", "bytes", "time", "timeout",
                             "busy", "stopped", "throttled", "turned-away", "other-protocol", "dns", "refused", "unreachable", "reset",
                             "closed", "forbidden", "local", "proxy-unreachable", "proxy-refused", NULL };
  g_autofree char *unknown = repoint_phrase_relay_problem ("something-new");

  for (guint i = 0; problems[i] != NULL; i++)
    {
      g_autofree char *text = repoint_phrase_relay_problem (problems[i]);

      g_test_message ("%s: %s", problems[i], text);
      g_assert_cmpstr (text, !=, unknown);
      g_assert_null (strpbrk (text, "{}"));
    }
  g_assert_null (repoint_phrase_relay_problem (NULL));
}

static void
test_passages (void)
{
  static const struct
  {
    const char *members;
    const char *words;
  } rows[] = {
    { "\"result\":\"refused\",\"alert\":\"unknown_ca\",\"alert_from\":\"device\"", "The device turned mx.example down (unknown_ca)." },
    { "\"result\":\"refused\",\"alert\":\"protocol_version\",\"alert_from\":\"server\"", "mx.example turned its TLS away." },
    { "\"result\":\"inconclusive\",\"alert\":null,\"alert_from\":\"device\",\"problem\":\"name-check-possible\"",
      "in words that only the two can read. The device may check names" },
    { "\"result\":\"blocked\",\"problem\":\"tls-first\"", "it has no way in." },
    { "\"result\":\"unreachable\",\"problem\":\"throttled\"", "mx.example was there, and did not let the device in." },
    { "\"result\":\"tls-established\",\"version\":\"TLSv1.2\",\"problem\":\"name-check-possible\"", "agreed on TLS 1.2. The device may check names" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *members = g_strdup_printf (HELLO ",\"relay\":{\"target\":\"smtp://mx.example:587\",%s}", rows[i].members);
      g_autofree char *text = phrase (members);

      g_test_message ("%s", text);
      g_assert_nonnull (strstr (text, rows[i].words));
    }
}

static const RepointPhraseSection *
find_section (GPtrArray  *sections,
              const char *id)
{
  for (guint i = 0; i < sections->len; i++)
    {
      const RepointPhraseSection *section = g_ptr_array_index (sections, i);

      if (strcmp (section->id, id) == 0)
        return section;
    }
  return NULL;
}

static const char *
find_value (const RepointPhraseSection *section,
            const char                 *name)
{
  for (guint i = 0; section != NULL && i < section->rows->len; i++)
    {
      const RepointPhraseRow *row = g_ptr_array_index (section->rows, i);

      if (strcmp (row->name, name) == 0)
        return row->value;
    }
  return NULL;
}

static void
test_sections (void)
{
  g_autoptr(JsonObject) visit =
    parse ("\"peer\":\"192.0.2.7\",\"port\":2587,\"protocol\":\"smtp\",\"security\":\"starttls\",\"asked_sign_in\":\"secure\"," HELLO ","
           "\"handshake\":{\"result\":\"alert\",\"alert\":\"unknown_ca\",\"alert_number\":48},"
           "\"relay\":{\"target\":\"smtp://a.example:587\",\"result\":\"refused\",\"closed_by\":\"server\",\"bytes_from_device\":211}");
  g_autoptr(GPtrArray) sections = repoint_phrase_visit_sections (visit);

  g_assert_cmpstr (find_value (find_section (sections, "offer"), "Highest version"), ==, "TLS 1.0");
  g_assert_cmpstr (find_value (find_section (sections, "offer"), "Versions"), ==, "TLS 1.0 and SSL 3.0");
  g_assert_nonnull (strstr (find_value (find_section (sections, "fingerprint"), "JA3"), "abc"));
  g_assert_cmpstr (find_value (find_section (sections, "handshake"), "Alert"), ==, "unknown_ca (48)");
  g_assert_cmpstr (find_value (find_section (sections, "relay"), "Closed by"), ==, "the mail server");
  g_assert_cmpstr (find_value (find_section (sections, "relay"), "Bytes from the device"), ==, "211");
  g_assert_cmpstr (find_value (find_section (sections, "connection"), "Encryption"), ==, "STARTTLS");
  g_assert_cmpstr (find_value (find_section (sections, "connection"), "Wanted to sign in"), ==, "yes, after encryption");
  g_assert_null (find_section (sections, "extensions"));
}

/* Every flaw that there is has words; one that is not known here is shown as it is. */
static void
test_flaws (void)
{
  static const char *const ids[] = { "odd-length", "duplicate-extension", "trailing-bytes", "cut-short", "no-suites", "compression",
                                     "session-id", "server-name", "psk-not-last", "version", "long-list" };

  for (gsize i = 0; i < G_N_ELEMENTS (ids); i++)
    {
      g_autofree char *members = g_strdup_printf ("\"hello\":{\"max_version\":\"TLSv1.0\",\"flaws\":[\"%s\",\"<new>\"]}", ids[i]);
      g_autoptr(JsonObject) visit = parse (members);
      g_autoptr(GPtrArray) sections = repoint_phrase_visit_sections (visit);
      const char *value = find_value (find_section (sections, "offer"), "Flaws");

      g_assert_nonnull (value);
      g_assert_false (g_str_has_prefix (value, "\u2068"));
      g_assert_true (g_str_has_suffix (value, "\n\u2068<new>\u2069"));
    }
}

/* What a visitor says about itself can neither break the words nor come out of its place. */
static void
test_hostile (void)
{
  g_autoptr(JsonObject) visit =
    parse ("\"peer\":\"<b>\\u202e1\",\"client_name\":\"{server} %s </span>\\n\\u2069evil\"," HELLO ","
           "\"handshake\":{\"result\":\"alert\",\"alert\":\"{alert} <i>\"},\"relay\":{\"target\":\"javascript:1\",\"result\":\"refused\"}");
  g_autofree char *sentence = repoint_phrase_visit (visit);
  g_autofree char *visitor = repoint_phrase_visitor (visit);
  g_autofree char *markup = repoint_phrase_to_markup (sentence);
  g_autoptr(GPtrArray) sections = repoint_phrase_visit_sections (visit);
  const char *name = find_value (find_section (sections, "connection"), "Calls itself");

  g_assert_cmpstr (visitor, ==, "Something at <b>1");
  g_assert_nonnull (strstr (sentence, "({alert} <i>)"));
  g_assert_nonnull (strstr (markup, "&lt;i&gt;"));
  g_assert_nonnull (name);
  g_assert_null (strchr (name, '\n'));
  g_assert_true (g_str_has_suffix (name, "evil\xe2\x81\xa9"));
}

static void
test_station_words (void)
{
  g_autoptr(GDateTime) then = g_date_time_new_local (2026, 11, 20, 14, 3, 9);
  g_autoptr(GDateTime) same_day = g_date_time_new_local (2026, 11, 20, 23, 0, 0);
  g_autoptr(GDateTime) later = g_date_time_new_local (2026, 11, 21, 0, 0, 0);
  g_autofree char *today = repoint_phrase_arrived (then, same_day);
  g_autofree char *earlier = repoint_phrase_arrived (then, later);
  g_autofree char *none = repoint_phrase_listening (0, then, same_day);
  g_autofree char *one = repoint_phrase_listening (1, then, same_day);
  g_autofree char *values = repoint_phrase_values ("192.0.2.20", 2587, REPOINT_SECURITY_STARTTLS);

  g_assert_cmpstr (today, ==, "14:03");
  g_assert_cmpstr (earlier, ==, "20 November 2026, 14:03");
  g_assert_nonnull (strstr (none, "no visit yet"));
  g_assert_nonnull (strstr (one, "1 visit"));
  g_assert_cmpstr (values, ==, "Server: 192.0.2.20\nPort: 2587\nEncryption: STARTTLS\nUser name and password: any word");
}

/* What to do next depends on what came of it: who showed nothing is not sent away. */
static void
test_what_next (void)
{
  const struct
  {
    const char *visit;
    gboolean more;
    const char *words;
  } rows[] = {
    { HELLO, FALSE, "Give the device its own settings back" },
    { HELLO, TRUE, "Send one more test for the other server" },
    { "\"outcome\":\"in-clear\"", FALSE, "Give the device its own settings back" },
    { "\"outcome\":\"turned-away\"", FALSE, "under Discover, then try once more" },
    { "\"outcome\":\"left\"", TRUE, "try once more" },
    { "\"outcome\":\"not-mail\",\"hello\":null", FALSE, "try once more" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr(JsonObject) visit = parse (rows[i].visit);
      g_autofree char *text = repoint_phrase_visited ("Copier", visit, rows[i].more);

      g_assert_true (g_str_has_prefix (text, "Copier was "));
      g_assert_nonnull (strstr (text, rows[i].words));
    }
}

/* Nothing is promised of a sign-in that the mail server gets to see. */
static void
test_sign_in (void)
{
  g_autofree char *looking = repoint_phrase_sign_in (FALSE);
  g_autofree char *passing = repoint_phrase_sign_in (TRUE);
  g_autofree char *head = repoint_phrase_check_in (TRUE);

  g_assert_nonnull (strstr (looking, "refuses the sign-in"));
  g_assert_null (strstr (passing, "refuses the sign-in"));
  g_assert_nonnull (strstr (passing, "goes to the mail server"));
  g_assert_null (strstr (head, "No mail is delivered"));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/phrase-visit/sentences", test_sentences);
  g_test_add_func ("/phrase-visit/every-id", test_every_id);
  g_test_add_func ("/phrase-visit/passage-problems", test_passage_problems);
  g_test_add_func ("/phrase-visit/passages", test_passages);
  g_test_add_func ("/phrase-visit/sections", test_sections);
  g_test_add_func ("/phrase-visit/flaws", test_flaws);
  g_test_add_func ("/phrase-visit/hostile", test_hostile);
  g_test_add_func ("/phrase-visit/station-words", test_station_words);
  g_test_add_func ("/phrase-visit/what-next", test_what_next);
  g_test_add_func ("/phrase-visit/sign-in", test_sign_in);

  return g_test_run ();
}
