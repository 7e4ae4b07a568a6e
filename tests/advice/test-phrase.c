/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "plan-fixture.h"
#include "repoint-address-range.h"
#include "repoint-capture-file.h"
#include "repoint-csv.h"
#include "repoint-inventory-file.h"
#include "repoint-phrase-text.h"
#include "repoint-phrase.h"
#include "repoint-port-table.h"
#include "repoint-reason.h"
#include "repoint-target.h"

#include <string.h>

#define OPEN "\xe2\x81\xa8"
#define CLOSE "\xe2\x81\xa9"

/* A sentence for people: not empty, whole, without the braces and ids that it was made from. */
static void
assert_sentence (char *sentence)
{
  g_autofree char *owned = sentence;

  g_test_message ("%s", owned);
  g_assert_cmpstr (owned, !=, "");
  g_assert_true (g_utf8_validate (owned, -1, NULL));
  g_assert_null (strpbrk (owned, "{}%"));
  g_assert_null (strstr (owned, "  "));
}

static void
test_every_enum (void)
{
  const GType types[] = {
    REPOINT_TYPE_CLOUD,      REPOINT_TYPE_SWITCH,        REPOINT_TYPE_ANSWER,        REPOINT_TYPE_SIGN_IN,
    REPOINT_TYPE_RECIPIENTS, REPOINT_TYPE_STANDING,      REPOINT_TYPE_DEVICE_KIND,   REPOINT_TYPE_STRENGTH,
    REPOINT_TYPE_TRANSPORT,  REPOINT_TYPE_SIGN_IN_STATE, REPOINT_TYPE_ACTION,        REPOINT_TYPE_CONFIDENCE,
    REPOINT_TYPE_CAN,        REPOINT_TYPE_STORE_STATE,   REPOINT_TYPE_CHECKLIST_ITEM_ROLE, REPOINT_TYPE_SEVERITY,
  };

  for (gsize i = 0; i < G_N_ELEMENTS (types); i++)
    {
      GEnumClass *values = g_type_class_ref (types[i]);

      for (guint j = 0; j < values->n_values; j++)
        {
          g_autofree char *word = repoint_phrase_enum (types[i], values->values[j].value);

          /* An id that nobody gave a word would be shown as it is. */
          g_assert_cmpstr (word, !=, values->values[j].value_nick);
          assert_sentence (g_steal_pointer (&word));
        }
      g_type_class_unref (values);
    }
}

static void
test_every_route_and_way (void)
{
  for (int route = REPOINT_ACTION_NONE; route <= REPOINT_ACTION_TEST_FIRST; route++)
    assert_sentence (repoint_phrase_route_cost ((RepointAction) route));
  for (guint i = 0; repoint_raise_confidence_ids[i] != NULL; i++)
    assert_sentence (repoint_phrase_raise_confidence (repoint_raise_confidence_ids[i]));
  for (int security = REPOINT_SECURITY_NONE; security <= REPOINT_SECURITY_TLS; security++)
    assert_sentence (repoint_phrase_security ((RepointSecurity) security));
}

static void
test_every_reason (void)
{
  for (guint i = 0; repoint_reason_ids[i] != NULL; i++)
    for (int legacy = 0; legacy <= 1; legacy++)
      {
        g_autoptr(GPtrArray) reasons = repoint_reasons_new ();

        repoint_reasons_add (reasons, repoint_reason_ids[i], NULL,
                             "standing", legacy ? "legacy" : "standard", "version", "TLSv1.0", "minimum", "TLSv1.2",
                             "date", "2026-12-31", "host", "mail.example.net", "port", "25", "expected", "starttls",
                             "security", "none", "protocol", "imap", "cloud", "gcc", "strength", "captured-hello",
                             "refused", "2", "tries", "5", "source", "A source", "seen", "2026-11-20T14:03:00Z",
                             "root", legacy ? "A root" : "", "alert", "unknown_ca", "client", "", NULL);
        assert_sentence (repoint_phrase_reason (g_ptr_array_index (reasons, 0)));
      }
}

static void
test_every_finding (void)
{
  for (guint i = 0; repoint_finding_ids[i] != NULL; i++)
    {
      g_autoptr(GPtrArray) arguments = g_ptr_array_new ();
      const RepointFinding finding = { repoint_finding_ids[i], REPOINT_SEVERITY_NOTE, arguments, { NULL } };
      static const char * const values[] = {
        "versions", "TLSv1.0\nTLSv1.1", "version", "TLSv1.0", "minimum", "TLSv1.2", "highest", "TLSv1.3", "lowest", "TLSv1.0",
        "date", "2026-12-31", "host", "mail.example.net", "refused", "1", "broken", "1", "lost", "2", "tries", "1", "reply", "550 No", "bits", "512",
        "problem", "timeout", "profiles", "cbc\nno-sni", "root", "A root", "proxy", "http://proxy:3128", "count", "2",
        "addresses", "192.0.2.1", "methods", "LOGIN", "servers", "a\nb", "suites", "TLS_NULL_WITH_NULL_NULL", NULL,
      };
      g_autofree char *detail = NULL;

      for (guint j = 0; values[j] != NULL; j++)
        g_ptr_array_add (arguments, (char *) values[j]);
      assert_sentence (repoint_phrase_finding (&finding));
      detail = repoint_phrase_finding_detail (&finding);
      if (detail[0] != '\0')
        assert_sentence (g_steal_pointer (&detail));
    }
}

static void
test_every_strength (void)
{
  for (int strength = REPOINT_STRENGTH_DELIVERY; strength < REPOINT_STRENGTH_NONE; strength++)
    {
      g_autoptr(GPtrArray) evidence = g_ptr_array_new ();
      RepointCapability capability = { REPOINT_TLS_VERSION_1_1, (RepointStrength) strength };

      capability.evidence = evidence;
      assert_sentence (repoint_phrase_capability (&capability));
    }
}

static void
test_every_state (void)
{
  RepointCatalogEndpoint endpoint = { NULL };

  for (int dated = 0; dated <= 1; dated++)
    {
      const char *date = dated ? "2026-12-31" : NULL;

      for (int transport = REPOINT_TRANSPORT_WORKS; transport <= REPOINT_TRANSPORT_UNKNOWN; transport++)
        {
          RepointEndpointState state = { &endpoint, TRUE, (RepointTransport) transport, date };

          if (transport != REPOINT_TRANSPORT_WORKS_UNTIL || dated)
            {
              assert_sentence (repoint_phrase_transport (&state, FALSE));
              assert_sentence (repoint_phrase_transport (&state, TRUE));
            }
        }

      for (int sign_in = REPOINT_SIGN_IN_STATE_WORKS; sign_in <= REPOINT_SIGN_IN_STATE_UNKNOWN; sign_in++)
        {
          RepointEndpointState state = { &endpoint, TRUE, REPOINT_TRANSPORT_WORKS, NULL, (RepointSignInState) sign_in, date };

          if (sign_in != REPOINT_SIGN_IN_STATE_DEFAULT_OFF_AFTER || dated)
            assert_sentence (repoint_phrase_sign_in_state (&state));
        }
    }
}

static void
test_every_endpoint (void)
{
  static const char * const uris[] = { "smtp://h:587", "imaps://h:993", "pop3s://h:995", "https://h:443" };

  for (gsize i = 0; i < G_N_ELEMENTS (uris); i++)
    for (int standing = REPOINT_STANDING_STANDARD; standing <= REPOINT_STANDING_LEGACY; standing++)
      {
        g_autoptr(RepointTarget) target = repoint_target_parse (uris[i], NULL);
        g_autoptr(RepointEndpoint) endpoint = repoint_endpoint_new ((RepointStanding) standing, target);

        assert_sentence (repoint_phrase_endpoint (endpoint));
      }
}

static void
assert_error (GQuark domain,
              int    code)
{
  g_autoptr(GError) error = g_error_new (domain, code, "detail %s", "%n{what}");
  char *sentence = repoint_phrase_error (error, "office.repoint");

  /* Foreseen: nobody has to read the program's own words alone. */
  g_assert_null (strstr (sentence, "did not work"));
  g_free (sentence);
  error->message[0] = '\0';
  assert_sentence (repoint_phrase_error (error, "office.repoint"));
  assert_sentence (repoint_phrase_error (error, NULL));
}

static void
test_every_error (void)
{
  for (int code = 0; code <= REPOINT_PROJECT_ERROR_TOO_BIG; code++)
    assert_error (REPOINT_PROJECT_ERROR, code);
  for (int code = 0; code <= REPOINT_TARGET_ERROR_PORT; code++)
    assert_error (REPOINT_TARGET_ERROR, code);
  for (int code = 0; code <= REPOINT_CSV_ERROR_EMPTY; code++)
    assert_error (REPOINT_CSV_ERROR, code);
  for (int code = 0; code <= REPOINT_CATALOG_ERROR_CONTENT; code++)
    assert_error (REPOINT_CATALOG_ERROR, code);
  for (int code = 0; code <= REPOINT_GUIDES_ERROR_CONTENT; code++)
    assert_error (REPOINT_GUIDES_ERROR, code);
  for (int code = 0; code <= REPOINT_ADDRESS_RANGE_ERROR_TOO_BIG; code++)
    assert_error (REPOINT_ADDRESS_RANGE_ERROR, code);
  for (int code = 0; code <= REPOINT_PORT_TABLE_ERROR_FORBIDDEN; code++)
    assert_error (REPOINT_PORT_TABLE_ERROR, code);
  for (int code = 0; code <= REPOINT_INVENTORY_FILE_ERROR_EMPTY; code++)
    assert_error (REPOINT_INVENTORY_FILE_ERROR, code);
  assert_error (REPOINT_CAPTURE_FILE_ERROR, REPOINT_CAPTURE_FILE_ERROR_FORMAT);
  assert_error (REPOINT_ENDPOINT_ERROR, REPOINT_ENDPOINT_ERROR_STANDING);
  assert_error (G_IO_ERROR, G_IO_ERROR_NO_SPACE);
  assert_error (G_FILE_ERROR, G_FILE_ERROR_ACCES);
}

/* The codes of domains that phrase may not include are written as numbers there. */
static void
test_errors_mean_what_they_say (void)
{
  static const struct
  {
    int         code;
    const char *words;
  } ranges[] = {
    { REPOINT_ADDRESS_RANGE_ERROR_SYNTAX, "no range of addresses" },
    { REPOINT_ADDRESS_RANGE_ERROR_PUBLIC, "public internet" },
    { REPOINT_ADDRESS_RANGE_ERROR_TOO_BIG, "too large" },
  }, ports[] = {
    { REPOINT_PORT_TABLE_ERROR_SYNTAX, "no list of ports" },
    { REPOINT_PORT_TABLE_ERROR_FORBIDDEN, "never touches" },
  }, inventories[] = {
    { REPOINT_INVENTORY_FILE_ERROR_ENCODING, "as text" },
    { REPOINT_INVENTORY_FILE_ERROR_SYNTAX, "neither a table" },
    { REPOINT_INVENTORY_FILE_ERROR_COLUMNS, "no column" },
    { REPOINT_INVENTORY_FILE_ERROR_EMPTY, "no device" },
  }, captures[] = {
    { REPOINT_CAPTURE_FILE_ERROR_FORMAT, "no packet capture" },
  };

#define CHECK(domain, rows)                                                        \
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)                                  \
    {                                                                              \
      g_autoptr(GError) error = g_error_new_literal (domain, rows[i].code, "x");   \
      g_autofree char *sentence = repoint_phrase_error (error, "10.0.0.0/8");      \
                                                                                   \
      g_assert_nonnull (strstr (sentence, rows[i].words));                         \
      g_assert_nonnull (strstr (sentence, "10.0.0.0/8"));                          \
    }

  CHECK (REPOINT_ADDRESS_RANGE_ERROR, ranges);
  CHECK (REPOINT_PORT_TABLE_ERROR, ports);
  CHECK (REPOINT_INVENTORY_FILE_ERROR, inventories);
  CHECK (REPOINT_CAPTURE_FILE_ERROR, captures);
#undef CHECK
}

static void
test_unforeseen_error (void)
{
  g_autoptr(GError) error = g_error_new_literal (g_quark_from_static_string ("something-else"), 3, "broken {what} %s\n");
  g_autofree char *sentence = repoint_phrase_error (error, "the <b>file</b>");

  g_assert_cmpstr (sentence, ==, "“the <b>file</b>” did not work. Technical detail: broken {what} %s ");
}

/* Each with its number, in both forms. */
static void
test_every_capture_problem (void)
{
  static const char *const ids[] = { "unknown-link", "shortened", "fragmented", "lost", "given-up", "too-many" };

  for (gsize i = 0; i < G_N_ELEMENTS (ids); i++)
    {
      g_autofree char *one = repoint_phrase_capture_problem (ids[i], 1);
      g_autofree char *many = repoint_phrase_capture_problem (ids[i], 77);

      g_assert_nonnull (strstr (many, "77 "));
      g_assert_nonnull (strstr (one, "1 "));
      g_assert_cmpstr (one, !=, many);
      assert_sentence (g_steal_pointer (&one));
      assert_sentence (g_steal_pointer (&many));
    }

  assert_sentence (repoint_phrase_capture_problem ("cut-short", 1));
  assert_sentence (repoint_phrase_capture_problem ("damaged", 1024));
}

static void
test_every_inventory_problem (void)
{
  static const char * const ids[] = { "unknown-value", "not-a-port", "not-an-address", "too-long", "no-name-or-address",
                                      "ignored-column", "not-a-server", "no-protocol", "not-an-object", "repeated-column",
                                      "beyond-columns", "of-the-future" };

  for (gsize i = 0; i < G_N_ELEMENTS (ids); i++)
    assert_sentence (repoint_phrase_inventory_problem (ids[i], "port", "eighty"));
}

static JsonObject *
parse (const char *json)
{
  g_autoptr(JsonNode) node = json_from_string (json, NULL);

  g_assert_nonnull (node);

  return json_object_ref (json_node_get_object (node));
}

static void
test_survey (void)
{
  static const struct
  {
    const char *json;
    const char *sentence;
  } rows[] = {
    { "{\"reachable\":true,\"versions\":{\"SSLv3\":\"refused\",\"TLSv1.0\":\"accepted\",\"TLSv1.1\":\"refused\",\"TLSv1.2\":\"accepted\",\"TLSv1.3\":\"accepted\"},"
      "\"application\":{\"TLSv1.0\":{\"tries\":5,\"refused\":2,\"not_refused_before_sign_in\":3}}}",
      "Answers with TLS 1.2 and 1.3; turns TLS 1.0 away after the handshake (2 of 5 tries); turns TLS 1.1 away" },
    { "{\"reachable\":true,\"versions\":{\"TLSv1.0\":\"accepted\"},\"application\":{\"TLSv1.0\":{\"tries\":1,\"refused\":1}}}",
      "Turns TLS 1.0 away after the handshake (1 of 1 try)" },
    { "{\"reachable\":true,\"versions\":{\"SSLv3\":\"accepted\",\"TLSv1.0\":\"accepted\",\"TLSv1.1\":\"accepted\",\"TLSv1.2\":\"accepted\"}}",
      "Answers with SSL 3.0, TLS 1.0, 1.1 and 1.2" },
    { "{\"reachable\":true,\"versions\":{\"TLSv1.2\":\"accepted\",\"TLSv1.3\":\"intolerant\"}}",
      "Answers with TLS 1.2; breaks off when it is offered TLS 1.3" },
    { "{\"reachable\":false,\"problem\":\"dns\",\"versions\":{}}", "Its name is not known: there is no address for it." },
    { "{\"reachable\":true,\"problem\":\"no-starttls\",\"versions\":{\"TLSv1.2\":\"not-observed\"}}",
      "It does not offer encryption (STARTTLS)." },
    { "{\"reachable\":true,\"versions\":{}}", "It answers; its encryption was not asked for." },
    { "{}", "It could not be asked." },
    { "{\"problem\":\"of-the-future\"}", "It could not be asked." },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr(JsonObject) survey = parse (rows[i].json);
      g_autofree char *sentence = repoint_phrase_survey (survey);

      g_assert_cmpstr (sentence, ==, rows[i].sentence);
    }
}

static void
test_every_survey_problem (void)
{
  static const char * const ids[] = { "dns", "refused", "unreachable", "timeout", "forbidden", "reset", "closed",
                                      "stopped", "local", "no-starttls", "starttls-refused", "turned-away", "throttled",
                                      "injected", "other-protocol", "no-version", "proxy-unreachable",
                                      "proxy-authentication", "proxy-refused", "proxy-unusable", "proxy-unsupported" };
  static const char * const details[] = { "no-such-name", "no-address", "useless-address", "no-answer", "no-network",
                                          "failed" };
  g_autoptr(GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (ids); i++)
    {
      g_autoptr(JsonObject) survey = json_object_new ();

      json_object_set_string_member (survey, "problem", ids[i]);
      g_assert_true (g_hash_table_add (seen, repoint_phrase_survey (survey)));
      assert_sentence (repoint_phrase_survey (survey));
    }

  for (gsize i = 0; i < G_N_ELEMENTS (details); i++)
    {
      g_autoptr(JsonObject) survey = json_object_new ();

      json_object_set_string_member (survey, "problem", "dns");
      json_object_set_string_member (survey, "problem_detail", details[i]);
      g_assert_true (g_hash_table_add (seen, repoint_phrase_survey (survey)));
      assert_sentence (repoint_phrase_survey (survey));
    }
}

/* A detail that is not known changes nothing, and one from a document of others is not obeyed. */
static void
test_survey_problem_detail (void)
{
  static const struct
  {
    const char *json;
    const char *part;
  } rows[] = {
    { "{\"problem\":\"dns\",\"problem_detail\":\"of-the-future\"}", "Its name is not known" },
    { "{\"problem\":\"dns\",\"problem_detail\":7}", "Its name is not known" },
    { "{\"problem\":\"proxy-refused\",\"problem_detail\":\"403\"}", "(code 403)" },
    { "{\"problem\":\"proxy-refused\",\"problem_detail\":\"4\\u202e{detail}%s\"}", "{detail}%s)" },
    { "{\"problem\":\"proxy-unreachable\",\"problem_detail\":\"refused\"}", "cannot be reached" },
    { "{\"problem\":\"of-the-future\",\"problem_detail\":\"x\"}", "It could not be asked." },
    { "{\"problem\":\"refused:x\"}", "Nothing answers" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr(JsonObject) survey = parse (rows[i].json);
      g_autofree char *sentence = repoint_phrase_survey (survey);

      g_assert_nonnull (strstr (sentence, rows[i].part));
      g_assert_null (strstr (sentence, "\u202e"));
    }
}

static void
test_survey_details (void)
{
  g_autoptr(JsonObject) survey =
    parse ("{\"reachable\":true,\"problem\":null,\"versions\":{\"SSLv3\":\"refused\",\"TLSv1.0\":\"accepted\",\"TLSv1.2\":\"accepted\"},"
           "\"refused_by\":{\"SSLv3\":\"alert 40\"},\"profiles\":{\"rsa-key-exchange\":\"refused\",\"no-extensions\":7},"
           "\"profiles_refused_by\":{\"rsa-key-exchange\":\"close\"},\"ciphers\":{\"TLSv1.2\":[\"TLS_A\",\"TLS_B\"]},"
           "\"cipher_order\":{\"TLSv1.2\":\"server\"},\"groups\":{\"TLSv1.2\":[\"x25519\"]},\"dh_bits\":{\"TLSv1.2\":1024},\"starttls\":\"offered\",\"sign_in\":[\"LOGIN\",\"XOAUTH2\",7],"
           "\"application\":{\"TLSv1.0\":{\"tries\":3,\"refused\":3,\"reply\":\"421 4.7.66 <b>no</b>\\u202e\"},\"TLSv1.2\":{\"tries\":3,\"not_refused_before_sign_in\":3}},"
           "\"certificate\":{\"subject\":\"CN=mail\",\"not_after\":\"2027-03-01T00:00:00Z\",\"problems\":[\"expired\",\"name-mismatch\",\"of-the-future\"],"
           "\"chain\":[{\"subject\":\"CN=mail\",\"issuer\":\"CN=I\",\"key\":\"RSA 2048\",\"signature\":\"sha256\",\"not_after\":\"2027-03-01T00:00:00Z\"}]}}");
  g_autoptr(GPtrArray) sections = repoint_phrase_survey_sections (survey);
  g_autoptr(GString) all = g_string_new (NULL);

  for (guint i = 0; i < sections->len; i++)
    {
      const RepointPhraseSection *section = g_ptr_array_index (sections, i);

      g_string_append_printf (all, "%s\n", section->title);
      for (guint j = 0; j < section->rows->len; j++)
        {
          const RepointPhraseRow *row = g_ptr_array_index (section->rows, j);

          g_string_append_printf (all, "%s = %s\n", row->name, row->value);
        }
    }

  g_assert_cmpstr (all->str, ==,
                   "Versions\n"
                   "TLS 1.2 = accepted in the handshake\n"
                   "after it: not refused before sign-in (3 of 3 tries)\n"
                   "TLS 1.0 = accepted in the handshake\n"
                   "after it: refused (3 of 3 tries)\n"
                   "its words: " OPEN "421 4.7.66 <b>no</b>" CLOSE "\n"
                   "SSL 3.0 = refused in the handshake (alert 40)\n"
                   "Clients That Can Do Less\n"
                   "TLS 1.2 with RSA key exchange only = refused (close)\n"
                   "without any extension = no answer, or not tested\n"
                   "Cipher Suites\n"
                   "TLS 1.2, in the server’s order = " OPEN "TLS_A" CLOSE "\n" OPEN "TLS_B" CLOSE "\n"
                   "Key Exchange\n"
                   "TLS 1.2, groups = " OPEN "x25519" CLOSE "\n"
                   "TLS 1.2, Diffie-Hellman = 1024 bits\n"
                   "Mail Dialogue\n"
                   "STARTTLS = offered\n"
                   "Sign-in after encryption = " OPEN "LOGIN" CLOSE "\n" OPEN "XOAUTH2" CLOSE "\n"
                   "Certificate\n"
                   "Subject = " OPEN "CN=mail" CLOSE "\n"
                   "Valid until = 1 March 2027\n"
                   "Wrong with it = expired and made for another name\n"
                   "Certificate Chain, as Sent\n"
                   "1 = " OPEN "CN=mail" CLOSE "\nissued by " OPEN "CN=I" CLOSE "\n" OPEN "RSA 2048" CLOSE ", "
                   OPEN "sha256" CLOSE ", until 1 March 2027\n");
}

/* A word of the contract is no sentence: what the sentence about the problem says already is not said again. */
static void
test_survey_problem_rows (void)
{
  static const struct
  {
    const char *json;
    const char *value; /* nullable */
  } rows[] = {
    { "{\"problem\":\"dns\",\"problem_detail\":\"no-such-name\"}", NULL },
    { "{\"problem\":\"proxy-refused\",\"problem_detail\":\"403\"}", NULL },
    { "{\"problem\":\"proxy-unreachable\",\"problem_detail\":\"refused\"}", "Nothing answers at this port." },
    { "{\"problem\":\"proxy-unusable\",\"problem_detail\":\"other-protocol\"}", "Something else than expected answers there." },
    { "{\"problem\":\"proxy-unusable\",\"problem_detail\":\"<b>\"}", "It could not be asked." },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr(JsonObject) survey = parse (rows[i].json);
      g_autoptr(GPtrArray) sections = repoint_phrase_survey_sections (survey);
      const RepointPhraseSection *section = sections->len > 0 ? g_ptr_array_index (sections, 0) : NULL;

      g_assert_cmpint (sections->len, ==, rows[i].value != NULL ? 1 : 0);
      if (section != NULL)
        g_assert_cmpstr (((const RepointPhraseRow *) g_ptr_array_index (section->rows, 0))->value, ==, rows[i].value);
    }
}

static void
test_dates (void)
{
  static const struct
  {
    const char *iso;
    const char *left;
  } rows[] = {
    { "2026-12-31", "in 41 days" }, { "2026-11-21", "tomorrow" }, { "2026-11-20", "today" },
    { "2026-11-19", "passed" },     { "2020-01-01", "passed" },   { "nonsense", "" },
  };
  g_autofree char *date = repoint_phrase_date ("2026-12-31");
  g_autofree char *early = repoint_phrase_date ("2026-01-05");
  g_autofree char *nonsense = repoint_phrase_date ("31/12/2026 or so");
  GDate today;

  g_assert_cmpstr (date, ==, "31 December 2026");
  g_assert_cmpstr (early, ==, "5 January 2026");
  g_assert_cmpstr (nonsense, !=, "");

  g_date_clear (&today, 1);
  g_date_set_dmy (&today, 20, G_DATE_NOVEMBER, 2026);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *left = repoint_phrase_days_left (rows[i].iso, &today);

      g_assert_cmpstr (left, ==, rows[i].left);
    }
}

static void
test_facts (void)
{
  RepointFact fact = { "A source", NULL, "2026-01-29", REPOINT_CONFIDENCE_HIGH };
  g_autofree char *high = repoint_phrase_fact (&fact);
  g_autofree char *low = NULL;
  g_autofree char *none = NULL;

  fact.confidence = REPOINT_CONFIDENCE_LOW;
  low = repoint_phrase_fact (&fact);
  fact.source = NULL;
  none = repoint_phrase_fact (&fact);

  g_assert_cmpstr (high, ==, "Source: A source, as of 29 January 2026");
  g_assert_cmpstr (low, ==, "Source: A source, as of 29 January 2026; not confirmed");
  g_assert_cmpstr (none, ==, "");
}

static void
test_superseded_dates (void)
{
  static const char * const nowhere[] = { NULL };
  g_autoptr(RepointCatalog) catalog = repoint_catalog_load_from (nowhere, NULL);
  g_autoptr(RepointOrganization) organization = repoint_organization_new ();
  g_autoptr(GPtrArray) dates = repoint_catalog_list_dates (catalog, organization);
  gboolean seen = FALSE;

  for (guint i = 0; i < dates->len; i++)
    {
      const RepointCatalogDate *date = g_ptr_array_index (dates, i);
      g_autofree char *superseded = repoint_phrase_superseded (date);

      g_assert_true ((superseded != NULL) == (date->superseded->len > 0));
      if (g_str_equal (date->id, "smtp-basic-default-off"))
        {
          g_assert_cmpstr (superseded, ==, "Announced earlier for 30 September 2025 and 1 March 2026 to 30 April 2026. "
                                           "That holds no longer.");
          seen = TRUE;
        }
    }
  g_assert_true (seen);
}

/* Nothing from outside is markup, whatever it does with the marks around values. */
static void
test_markup (void)
{
  static const struct
  {
    const char *text;
    const char *markup;
    const char *plain;
  } rows[] = {
    { "a <b> & c", "a &lt;b&gt; &amp; c", "a <b> & c" },
    { "use " OPEN "host" CLOSE "!", "use " OPEN "<tt>host</tt>" CLOSE "!", "use host!" },
    { OPEN "<tt>" CLOSE, OPEN "<tt>&lt;tt&gt;</tt>" CLOSE, "<tt>" },
    { OPEN "never closed", OPEN "<tt>never closed</tt>" CLOSE, "never closed" },
    { CLOSE "closed first" OPEN "x" OPEN "y" CLOSE CLOSE, "closed first" OPEN "<tt>xy</tt>" CLOSE, "closed firstxy" },
    { "", "", "" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *markup = repoint_phrase_to_markup (rows[i].text);
      g_autofree char *plain = repoint_phrase_to_plain (rows[i].text);

      g_assert_cmpstr (markup, ==, rows[i].markup);
      g_assert_cmpstr (plain, ==, rows[i].plain);
    }
}

static void
test_markup_is_always_valid (void)
{
  static const char pieces[][8] = { OPEN, CLOSE, "<tt>", "</tt>", "&", "\xff", "\xe2\x81", "a", "\x01", "&lt;" };

  for (guint round = 0; round < 500; round++)
    {
      g_autoptr(GString) text = g_string_new (NULL);
      g_autofree char *markup = NULL;
      g_autofree char *document = NULL;
      g_autoptr(GMarkupParseContext) context = NULL;
      GMarkupParser parser = { NULL };
      g_autoptr(GError) error = NULL;

      for (int i = g_test_rand_int_range (0, 12); i > 0; i--)
        g_string_append (text, pieces[g_test_rand_int_range (0, G_N_ELEMENTS (pieces))]);

      markup = repoint_phrase_to_markup (text->str);
      g_assert_true (g_utf8_validate (markup, -1, NULL));
      document = g_strdup_printf ("<markup>%s</markup>", markup);
      context = g_markup_parse_context_new (&parser, 0, NULL, NULL);
      g_markup_parse_context_parse (context, document, -1, &error);
      g_assert_no_error (error);
    }
}

/* Values are put in and not looked at. */
static void
test_fill (void)
{
  g_autofree char *filled = repoint_phrase_fill ("{a} and {b}, {c}{", "a", "{b}", "b", "%s%n", NULL);
  g_autofree char *clean = repoint_phrase_clean ("a\nb\xe2\x80\xae" "c" OPEN "d\xff");

  g_assert_cmpstr (filled, ==, "{b} and %s%n, {");
  g_assert_cmpstr (clean, ==, "a bcd\xef\xbf\xbd");
}

static void
test_hostile_names (void)
{
  PlanCase plan_case = { .evidence = "statement:1.0", .legacy = "off" };
  g_autoptr(PlanFixture) fixture = plan_fixture_new (&plan_case);
  g_autoptr(RepointPlan) plan = NULL;
  GPtrArray *reasons;
  GPtrArray *steps;

  repoint_device_set_name (fixture->device, "<b>{server}</b>" CLOSE "%n");
  repoint_mail_use_set_host (fixture->use, "smtp-mail.outlook.com");
  repoint_mail_use_set_mailbox (fixture->use, "{port}" CLOSE "<i>");
  plan = plan_fixture_plan (fixture);
  reasons = repoint_plan_get_reasons (plan);
  steps = repoint_plan_get_steps (plan);

  for (guint i = 0; i < reasons->len + steps->len; i++)
    {
      g_autofree char *text = i < reasons->len ? repoint_phrase_reason (g_ptr_array_index (reasons, i))
                                               : repoint_phrase_step (g_ptr_array_index (steps, i - reasons->len));
      gsize depth = 0;

      /* Every mark is opened and closed once: no value ends the isolate that it stands in. */
      for (const char *p = text; *p != '\0'; p++)
        if (g_str_has_prefix (p, OPEN))
          g_assert_cmpuint (depth++, ==, 0);
        else if (g_str_has_prefix (p, CLOSE))
          g_assert_cmpuint (depth--, ==, 1);
      g_assert_cmpuint (depth, ==, 0);
    }
}

/* A step whose values nobody knows says what they are. */
static void
test_unknown_values (void)
{
  PlanCase plan_case = { .evidence = "hello:1.2", .set_to = "legacy", .sign_in = "oauth" };
  g_autoptr(PlanFixture) fixture = plan_fixture_new (&plan_case);
  g_autoptr(RepointPlan) plan = NULL;
  g_autoptr(GString) all = g_string_new (NULL);

  repoint_mail_use_set_mailbox (fixture->use, "");
  plan = plan_fixture_plan (fixture);
  for (guint i = 0; i < repoint_plan_get_steps (plan)->len; i++)
    {
      g_autofree char *text = repoint_phrase_step (g_ptr_array_index (repoint_plan_get_steps (plan), i));

      g_assert_null (strpbrk (text, "{}"));
      g_string_append (all, text);
    }

  g_assert_nonnull (strstr (all->str, "the mailbox it uses"));
  g_assert_null (strstr (all->str, OPEN "the mailbox"));
}

static void
test_observations (void)
{
  g_autoptr(GDateTime) seen = g_date_time_new_utc (2026, 11, 20, 12, 0, 0);
  g_autoptr(JsonObject) statement = parse ("{\"max_tls\":\"TLSv1.0\"}");
  g_autoptr(JsonObject) sighting = parse ("{\"source\":\"web-page\",\"what\":\"title\",\"value\":\"Canon <b>\\u202e\"}");
  g_autoptr(JsonObject) survey = parse ("{\"target\":\"https://192.168.1.40:443\",\"reachable\":true,\"versions\":{\"TLSv1.0\":\"accepted\"}}");
  g_autoptr(RepointObservation) stated =
    repoint_observation_new ("d", REPOINT_OBSERVATION_STATEMENT, REPOINT_STRENGTH_STATEMENT, seen, statement);
  g_autoptr(RepointObservation) sighted =
    repoint_observation_new ("d", REPOINT_OBSERVATION_SIGHTING, REPOINT_STRENGTH_NONE, seen, sighting);
  g_autoptr(RepointObservation) surveyed =
    repoint_observation_new ("d", REPOINT_OBSERVATION_SURVEY, REPOINT_STRENGTH_OWN_SERVER, seen, survey);
  g_autofree char *first = repoint_phrase_observation (stated);
  g_autofree char *second = repoint_phrase_observation (sighted);
  g_autofree char *third = repoint_phrase_observation (surveyed);

  g_assert_cmpstr (first, ==, "It can do TLS 1.0 at most, as was entered by hand. (20 November 2026)");
  g_assert_cmpstr (second, ==, "title: “Canon <b>”, seen by web-page (20 November 2026)");
  g_assert_cmpstr (third, ==, OPEN "https://192.168.1.40:443" CLOSE ": Answers with TLS 1.0 (20 November 2026)");
}

int
main (int    argc,
      char **argv)
{
  g_setenv ("TZ", "UTC", TRUE);
  plan_fixture_init ();
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/phrase/every-enum", test_every_enum);
  g_test_add_func ("/phrase/every-route-and-way", test_every_route_and_way);
  g_test_add_func ("/phrase/every-reason", test_every_reason);
  g_test_add_func ("/phrase/every-strength", test_every_strength);
  g_test_add_func ("/phrase/every-finding", test_every_finding);
  g_test_add_func ("/phrase/every-state", test_every_state);
  g_test_add_func ("/phrase/every-endpoint", test_every_endpoint);
  g_test_add_func ("/phrase/every-error", test_every_error);
  g_test_add_func ("/phrase/errors-mean-what-they-say", test_errors_mean_what_they_say);
  g_test_add_func ("/phrase/unforeseen-error", test_unforeseen_error);
  g_test_add_func ("/phrase/every-capture-problem", test_every_capture_problem);
  g_test_add_func ("/phrase/every-inventory-problem", test_every_inventory_problem);
  g_test_add_func ("/phrase/survey", test_survey);
  g_test_add_func ("/phrase/every-survey-problem", test_every_survey_problem);
  g_test_add_func ("/phrase/survey-problem-detail", test_survey_problem_detail);
  g_test_add_func ("/phrase/survey-details", test_survey_details);
  g_test_add_func ("/phrase/survey-problem-rows", test_survey_problem_rows);
  g_test_add_func ("/phrase/dates", test_dates);
  g_test_add_func ("/phrase/facts", test_facts);
  g_test_add_func ("/phrase/superseded-dates", test_superseded_dates);
  g_test_add_func ("/phrase/markup", test_markup);
  g_test_add_func ("/phrase/markup-is-always-valid", test_markup_is_always_valid);
  g_test_add_func ("/phrase/fill", test_fill);
  g_test_add_func ("/phrase/hostile-names", test_hostile_names);
  g_test_add_func ("/phrase/unknown-values", test_unknown_values);
  g_test_add_func ("/phrase/observations", test_observations);

  return g_test_run ();
}
