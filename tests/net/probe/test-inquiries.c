/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-questionnaire.h"
#include "repoint-tls-group.h"
#include "repoint-tls-offer.h"
#include "repoint-tls-suite.h"

#include <string.h>

/* Thousands of servers that do not exist. Each is made at random, answers by the rules, with the oddities of real ones, and what
 * the questions find out must be what it is. Then liars, which answer anything: the questions end all the same. */

#define HONEST        1000
#define LIARS         1000
#define MAX_QUESTIONS 1500
#define MAX_SUITES    80

typedef enum
{
  QUIRK_NONE,
  QUIRK_LARGE,       /* resets hellos above 255 bytes */
  QUIRK_MANY,        /* closes on many suites */
  QUIRK_NO_RETRY,    /* does not know HelloRetryRequest */
  QUIRK_EXTENSIONS,  /* closes on extensions; below TLS 1.3 */
  QUIRK_FUTURE,      /* closes on versions it does not know */
  QUIRK_STRICT,      /* like GnuTLS: a version that is switched off is none to go down from; it has no SSLv3 */
  N_QUIRKS,
} Quirk;

typedef enum
{
  NO_BY_ALERT_70,
  NO_BY_ALERT_40,
  NO_BY_CLOSE,
  NO_BY_RESET,
  N_NOS,
} No;

typedef struct
{
  gboolean versions[REPOINT_TLS_VERSION_1_3 - REPOINT_TLS_VERSION_SSL3 + 1];
  guint16  suites[MAX_SUITES]; /* in its order, of all versions */
  guint    n_suites;
  guint16  groups[8];
  guint    n_groups;
  gboolean own_order;
  Quirk    quirk;
  guint    most_suites;
  No       no;        /* to a version */
} Server;

static const RepointTlsVersion versions[] = {
  REPOINT_TLS_VERSION_SSL3, REPOINT_TLS_VERSION_1_0, REPOINT_TLS_VERSION_1_1, REPOINT_TLS_VERSION_1_2, REPOINT_TLS_VERSION_1_3,
};

static gboolean
speaks (const Server *self, guint version)
{
  return version >= REPOINT_TLS_VERSION_SSL3 && version <= REPOINT_TLS_VERSION_1_3 &&
         self->versions[version - REPOINT_TLS_VERSION_SSL3];
}

/* ---- What a server makes of a hello ---- */

static gboolean
needs_curve (guint32 suite)
{
  return repoint_tls_suite_get_key_exchange (suite) == REPOINT_TLS_KEY_EXCHANGE_ECDHE;
}

/* Below TLS 1.3 only curves. */
static guint16
choose_group (const Server *self, const RepointTlsOffer *offer, guint version, gboolean with_share)
{
  for (guint i = 0; i < self->n_groups; i++)
    if (version < REPOINT_TLS_VERSION_1_3 && self->groups[i] >= 256)
      continue;
    else if (with_share ? repoint_tls_offer_has_share (offer, self->groups[i])
                   : repoint_tls_offer_has_group (offer, self->groups[i]))
      return self->groups[i];

  return 0;
}

static gboolean
can_use (const Server *self, const RepointTlsOffer *offer, guint version, guint32 suite)
{
  return repoint_tls_suite_exists_at (suite, (RepointTlsVersion) version) && repoint_tls_offer_has_suite (offer, suite) &&
         (!needs_curve (suite) || choose_group (self, offer, version, FALSE) != 0);
}

static gboolean
has_suite (const Server *self, guint32 suite)
{
  for (guint i = 0; i < self->n_suites; i++)
    if (self->suites[i] == suite)
      return TRUE;

  return FALSE;
}

static guint16
choose_suite (const Server *self, const RepointTlsOffer *offer, guint version)
{
  RepointBytes offered = offer->suites;
  guint32 suite;

  for (guint i = 0; self->own_order && i < self->n_suites; i++)
    if (can_use (self, offer, version, self->suites[i]))
      return self->suites[i];

  while (!self->own_order && repoint_bytes_take_number (&offered, 2, &suite))
    if (has_suite (self, suite) && can_use (self, offer, version, suite))
      return (guint16) suite;

  return 0;
}

static gboolean
is_above (const Server *self, guint version)
{
  while (++version <= REPOINT_TLS_VERSION_1_3)
    if (speaks (self, version))
      return TRUE;

  return FALSE;
}

/* The highest one in common; only who knows TLS 1.3 reads the list (RFC 8446 section 4.2.1). */
static guint
choose_version (const Server *self, const RepointTlsOffer *offer)
{
  gboolean reads_list = speaks (self, REPOINT_TLS_VERSION_1_3) && offer->versions.length > 0;

  if (self->quirk == QUIRK_STRICT && !speaks (self, offer->version) && is_above (self, offer->version) && !reads_list)
    return REPOINT_TLS_VERSION_NONE;

  for (guint version = REPOINT_TLS_VERSION_1_3; version >= REPOINT_TLS_VERSION_SSL3; version--)
    if (speaks (self, version) &&
        (reads_list ? repoint_tls_offer_has_version (offer, version) : version <= (guint) offer->version))
      return version;

  return REPOINT_TLS_VERSION_NONE;
}

static void
refuse (RepointHelloResult *result, No no)
{
  static const RepointHelloOutcome outcomes[] = { REPOINT_HELLO_ALERT, REPOINT_HELLO_ALERT, REPOINT_HELLO_CLOSED, REPOINT_HELLO_RESET };

  result->outcome = outcomes[no];
  result->answer.alert = no == NO_BY_ALERT_70 ? 70 : no == NO_BY_ALERT_40 ? 40 : -1;
  result->answer.kind = result->answer.alert >= 0 ? REPOINT_TLS_ANSWER_ALERT : REPOINT_TLS_ANSWER_MORE;
}

/* Returns FALSE where it cannot stand the hello. */
static gboolean
stands (const Server *self, const RepointTlsOffer *offer, gsize length)
{
  switch (self->quirk)
    {
    case QUIRK_LARGE:
      return length <= 255;
    case QUIRK_MANY:
      return offer->suites.length / 2 <= self->most_suites;
    case QUIRK_EXTENSIONS:
      return offer->extensions.length == 0;
    case QUIRK_FUTURE:
      return offer->versions.length == 0 && speaks (self, offer->version);
    case QUIRK_NONE:
    case QUIRK_NO_RETRY:
    case QUIRK_STRICT:
    case N_QUIRKS:
    default:
      return TRUE;
    }
}

static void
answer_1_3 (const Server *self, const RepointTlsOffer *offer, RepointHelloResult *result)
{
  guint16 shared = choose_group (self, offer, REPOINT_TLS_VERSION_1_3, TRUE);

  result->answer.group = shared != 0 ? shared : choose_group (self, offer, REPOINT_TLS_VERSION_1_3, FALSE);
  result->answer.retry = shared == 0;
  if (result->answer.group == 0 || (result->answer.retry && self->quirk == QUIRK_NO_RETRY))
    refuse (result, NO_BY_ALERT_40);
}

static void
answer (const Server *self, GBytes *hello, RepointHelloResult *result)
{
  RepointTlsOffer offer;
  guint version;
  guint16 suite;

  g_assert_true (repoint_tls_offer_read (&offer, repoint_bytes (g_bytes_get_data (hello, NULL), g_bytes_get_size (hello))));
  if (offer.ssl2 || !stands (self, &offer, g_bytes_get_size (hello)))
    {
      refuse (result, self->no == NO_BY_RESET ? NO_BY_RESET : NO_BY_CLOSE);
      return;
    }

  version = choose_version (self, &offer);
  suite = choose_suite (self, &offer, version);
  if (version == REPOINT_TLS_VERSION_NONE || suite == 0)
    {
      refuse (result, version == REPOINT_TLS_VERSION_NONE ? self->no : NO_BY_ALERT_40);
      return;
    }

  result->outcome = REPOINT_HELLO_ANSWERED;
  result->answer.kind = REPOINT_TLS_ANSWER_SERVER_HELLO;
  result->answer.version = (RepointTlsVersion) version;
  result->answer.suite = suite;
  if (version == REPOINT_TLS_VERSION_1_3)
    answer_1_3 (self, &offer, result);
  else if (needs_curve (suite))
    result->answer.group = choose_group (self, &offer, version, FALSE);
}

/* ---- Making servers ---- */

static gboolean
chance (guint percent)
{
  return (guint) g_test_rand_int_range (0, 100) < percent;
}

/* What is asked for at all. */
static gboolean
is_ordinary (guint32 suite)
{
  RepointTlsKeyExchange exchange = repoint_tls_suite_get_key_exchange (suite);

  return exchange == REPOINT_TLS_KEY_EXCHANGE_RSA || exchange == REPOINT_TLS_KEY_EXCHANGE_DHE ||
         exchange == REPOINT_TLS_KEY_EXCHANGE_ECDHE ||
         (exchange == REPOINT_TLS_KEY_EXCHANGE_ANY && suite >= 0x1301 && suite <= 0x1305);
}

static void
add_suite (Server *self, guint32 suite)
{
  if (!has_suite (self, suite))
    self->suites[self->n_suites++] = (guint16) suite;
}

static void
add_suites (Server *self, RepointTlsVersion version)
{
  g_autoptr (GArray) usual = repoint_tls_hello_list_usual_suites (version);
  guint wanted = (guint) g_test_rand_int_range (0, 12);
  guint32 suite;

  /* Every server has one that a hello of any size names. */
  add_suite (self, g_array_index (usual, guint16, (guint) g_test_rand_int_range (0, MIN (10, (int) usual->len))));

  for (guint n = 0; n < wanted; n++)
    {
      while (!repoint_tls_suite_get_nth ((guint) g_test_rand_int_range (0, 400), &suite) || !is_ordinary (suite) ||
             !repoint_tls_suite_exists_at (suite, version) || suite > 0xffff)
        ;
      add_suite (self, suite);
    }
}

static void
shuffle (Server *self)
{
  for (guint i = self->n_suites; i > 1; i--)
    {
      guint other = (guint) g_test_rand_int_range (0, (int) i);
      guint16 kept = self->suites[i - 1];

      self->suites[i - 1] = self->suites[other];
      self->suites[other] = kept;
    }
}

static void
make_server (Server *self)
{
  static const guint16 groups[] = { 29, 23, 24, 25, 30, 256, 0x11ec };
  gboolean any = FALSE;

  *self = (Server) { .own_order = chance (50), .quirk = chance (50) ? (Quirk) g_test_rand_int_range (0, N_QUIRKS) : QUIRK_NONE,
                     .most_suites = (guint) g_test_rand_int_range (48, 300), .no = (No) g_test_rand_int_range (0, N_NOS) };

  while (!any)
    for (gsize i = 0; i < G_N_ELEMENTS (versions); i++)
      {
        gboolean old = self->quirk == QUIRK_EXTENSIONS || self->quirk == QUIRK_FUTURE;

        self->versions[i] = chance (40) && !(old && versions[i] == REPOINT_TLS_VERSION_1_3) &&
                            !(self->quirk == QUIRK_STRICT && versions[i] == REPOINT_TLS_VERSION_SSL3);
        any |= self->versions[i];
      }

  /* One that must be first, so that each server has a group that a hello of ours can agree on. */
  self->groups[self->n_groups++] = groups[self->quirk == QUIRK_NO_RETRY ? 0 : g_test_rand_int_range (0, 3)];
  for (gsize i = 0; i < G_N_ELEMENTS (groups); i++)
    if (chance (40) && groups[i] != self->groups[0])
      self->groups[self->n_groups++] = groups[i];

  for (gsize i = 0; i < G_N_ELEMENTS (versions); i++)
    if (self->versions[i])
      add_suites (self, versions[i]);
  shuffle (self);
}

/* ---- Asking ---- */

typedef void (*Answer) (gconstpointer server, GBytes *hello, RepointHelloResult *result);

/* Asks until there are no more questions. Returns their number. */
static guint
ask (RepointQuestionnaire *questions, Answer answer_hello, gconstpointer server)
{
  static const guint8 random[REPOINT_TLS_RANDOM_LENGTH] = { 1, 2, 3 };
  RepointQuestion question;
  guint n = 0;

  while (n < MAX_QUESTIONS)
    {
      RepointHelloResult result = { .opened = 1, .heard = TRUE, .answer.alert = -1 };
      g_autoptr (GBytes) hello = NULL;

      question = (RepointQuestion) { 0 };
      if (!repoint_questionnaire_next (questions, &question))
        {
          if (!repoint_questionnaire_go_on (questions))
            break;
          continue;
        }

      question.hello.key_share = question.key_share ? random : NULL;
      question.hello.server_name = question.nameless ? NULL : "mail.example";
      hello = repoint_tls_hello_build (&question.hello);
      answer_hello (server, hello, &result);
      repoint_questionnaire_answer (questions, &result);
      n++;
    }

  g_assert_cmpuint (n, <, MAX_QUESTIONS);

  return n;
}

static RepointQuestionnaire *
make_questions (gboolean mail)
{
  static const RepointTarget targets[] = {
    { REPOINT_PROTOCOL_TLS, REPOINT_SECURITY_TLS, (char *) "mail.example", 443 },
    { REPOINT_PROTOCOL_SMTP, REPOINT_SECURITY_TLS, (char *) "mail.example", 465 },
  };
  static const RepointSurveyOptions options = { .ciphers = TRUE };

  return repoint_questionnaire_new (&targets[mail], &options);
}

/* ---- Honest servers ---- */

static void
answer_honestly (gconstpointer server, GBytes *hello, RepointHelloResult *result)
{
  answer (server, hello, result);
}

static char *
describe (const Server *self)
{
  GString *text = g_string_new (NULL);

  g_string_append_printf (text, "quirk %d, no %d, %s order;", self->quirk, self->no, self->own_order ? "server's" : "client's");
  for (gsize i = 0; i < G_N_ELEMENTS (versions); i++)
    if (self->versions[i])
      g_string_append_printf (text, " %s", repoint_tls_version_to_string (versions[i]));
  g_string_append (text, ";");
  for (guint i = 0; i < self->n_suites; i++)
    g_string_append_printf (text, " %04x", self->suites[i]);
  g_string_append (text, ";");
  for (guint i = 0; i < self->n_groups; i++)
    g_string_append_printf (text, " %u", self->groups[i]);

  return g_string_free (text, FALSE);
}

static gboolean
is_incomplete (JsonObject *result, const char *member, const char *version)
{
  JsonArray *list = json_object_has_member (result, member) ? json_object_get_array_member (result, member) : NULL;

  for (guint i = 0; list != NULL && i < json_array_get_length (list); i++)
    if (g_str_equal (json_array_get_string_element (list, i), version))
      return TRUE;

  return FALSE;
}

static void
check_versions (const Server *self, RepointVersionSearch *search)
{
  for (gsize i = 0; i < G_N_ELEMENTS (versions); i++)
    {
      RepointVersionState state = repoint_version_search_get_state (search, versions[i]);

      g_assert_cmpint (state == REPOINT_VERSION_ACCEPTED, ==, self->versions[i]);
      if (!self->versions[i] && self->quirk == QUIRK_NONE)
        g_assert_cmpint (state, ==, REPOINT_VERSION_REFUSED);
    }
}

/* In the order of the server, or, where it has none, in that of the list found. */
static char *
list_suites (const Server *self, RepointTlsVersion version)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < self->n_suites; i++)
    if (repoint_tls_suite_exists_at (self->suites[i], version))
      g_string_append_printf (text, "%s\n", repoint_tls_suite_to_string (self->suites[i]));

  return g_string_free (text, FALSE);
}

static int
compare_lines (gconstpointer a, gconstpointer b, gpointer data)
{
  return strcmp (*(char *const *) a, *(char *const *) b);
}

static char *
sort_lines (const char *text)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  g_qsort_with_data (lines, (int) g_strv_length (lines), sizeof (char *), compare_lines, NULL);

  return g_strjoinv ("\n", lines);
}

static void
check_suites (const Server *self, JsonObject *result, RepointTlsVersion version)
{
  const char *name = repoint_tls_version_to_string (version);
  JsonArray *list = json_object_get_array_member (json_object_get_object_member (result, "ciphers"), name);
  JsonObject *orders = json_object_get_object_member (result, "cipher_order");
  const char *order = json_object_get_string_member_with_default (orders, name, NULL);
  g_autofree char *truth = list_suites (self, version);
  g_autofree char *sorted_truth = sort_lines (truth);
  g_autoptr (GString) found = g_string_new (NULL);
  g_autofree char *sorted_found = NULL;

  for (guint i = 0; i < json_array_get_length (list); i++)
    g_string_append_printf (found, "%s\n", json_array_get_string_element (list, i));
  sorted_found = sort_lines (found->str);

  if (!g_str_equal (sorted_found, sorted_truth))
    g_test_message ("%s, order %s", name, order);
  g_assert_cmpstr (sorted_found, ==, sorted_truth);
  g_assert_false (is_incomplete (result, "ciphers_incomplete", name));
  if (order != NULL)
    g_assert_cmpstr (order, ==, self->own_order ? "server" : "client");
  if (g_strcmp0 (order, "server") == 0)
    g_assert_cmpstr (found->str, ==, truth);
}

static void
check_groups (const Server *self, JsonObject *result, RepointTlsVersion version)
{
  const char *name = repoint_tls_version_to_string (version);
  JsonObject *all = json_object_get_object_member (result, "groups");
  JsonArray *list = json_object_has_member (all, name) ? json_object_get_array_member (all, name) : NULL;
  guint expected = 0;

  if (list == NULL)
    return;

  for (guint i = 0; i < self->n_groups; i++)
    expected += version == REPOINT_TLS_VERSION_1_3 || self->groups[i] < 256;
  if (self->quirk == QUIRK_NO_RETRY && version == REPOINT_TLS_VERSION_1_3)
    {
      g_assert_true (is_incomplete (result, "groups_incomplete", name));
      return;
    }

  if (json_array_get_length (list) != expected)
    g_test_message ("%s: %u groups instead of %u", name, json_array_get_length (list), expected);
  g_assert_cmpuint (json_array_get_length (list), ==, expected);
  for (guint i = 0; i < expected; i++)
    {
      guint16 group;
      gboolean is_there = FALSE;

      g_assert_true (repoint_tls_group_from_string (json_array_get_string_element (list, i), &group));
      for (guint k = 0; k < self->n_groups; k++)
        is_there |= self->groups[k] == group;
      g_assert_true (is_there);
    }
  g_assert_false (is_incomplete (result, "groups_incomplete", name));
}

/* At that version, of this key exchange; @common: of those that every such device has */
static gboolean
has_exchange (const Server *self, RepointTlsVersion version, RepointTlsKeyExchange exchange, gboolean common)
{
  static const guint16 ordinary[] = { 0x002f, 0x0035, 0x003c, 0x009c, 0x000a, 0xc013, 0xc014, 0xc02f, 0xc030, 0xc027 };

  for (guint i = 0; i < self->n_suites; i++)
    {
      gboolean counts = !common;

      for (gsize k = 0; k < G_N_ELEMENTS (ordinary); k++)
        counts |= ordinary[k] == self->suites[i];
      if (counts && repoint_tls_suite_get_key_exchange (self->suites[i]) == exchange &&
          repoint_tls_suite_exists_at (self->suites[i], version))
        return TRUE;
    }

  return FALSE;
}

static void
check_profiles (const Server *self, JsonObject *result)
{
  static const struct
  {
    const char           *id;
    RepointTlsKeyExchange exchange;
  } profiles[] = { { "rsa-key-exchange", REPOINT_TLS_KEY_EXCHANGE_RSA }, { "ecdhe", REPOINT_TLS_KEY_EXCHANGE_ECDHE } };
  JsonObject *states = json_object_get_object_member (result, "profiles");
  gboolean modern = speaks (self, REPOINT_TLS_VERSION_1_2);
  RepointTlsVersion old = REPOINT_TLS_VERSION_1_2;

  while (old >= REPOINT_TLS_VERSION_SSL3 && !speaks (self, old))
    old--;

  for (gsize i = 0; i < G_N_ELEMENTS (profiles); i++)
    {
      const char *state = json_object_get_string_member (states, profiles[i].id);

      if (g_str_equal (state, "accepted"))
        g_assert_true (modern && has_exchange (self, REPOINT_TLS_VERSION_1_2, profiles[i].exchange, FALSE));
      else if (modern)
        g_assert_false (has_exchange (self, REPOINT_TLS_VERSION_1_2, profiles[i].exchange, TRUE));
    }

  /* A device without this or that has suites as other devices do. */
  if (old >= REPOINT_TLS_VERSION_SSL3 && has_exchange (self, old, REPOINT_TLS_KEY_EXCHANGE_RSA, TRUE))
    {
      g_assert_cmpstr (json_object_get_string_member (states, "no-sni"), ==, "accepted");
      g_assert_cmpstr (json_object_get_string_member (states, "no-extensions"), ==, "accepted");
    }
  else if (old < REPOINT_TLS_VERSION_SSL3)
    {
      g_assert_cmpstr (json_object_get_string_member (states, "no-sni"), ==, "accepted");
      g_assert_cmpstr (json_object_get_string_member (states, "no-extensions"), ==, "refused");
    }
}

static void
test_honest (void)
{
  guint total = 0;

  for (guint n = 0; n < HONEST; n++)
    {
      g_autoptr (RepointQuestionnaire) questions = make_questions (chance (50));
      g_autoptr (JsonObject) result = json_object_new ();
      g_autofree char *text = NULL;
      Server server;

      make_server (&server);
      text = describe (&server);
      if (g_test_verbose ())
        g_test_message ("%s", text);

      total += ask (questions, answer_honestly, &server);
      repoint_questionnaire_add_to_result (questions, result);
      check_versions (&server, repoint_questionnaire_get_versions (questions));
      check_profiles (&server, result);
      for (gsize i = 0; i < G_N_ELEMENTS (versions); i++)
        if (server.versions[i])
          {
            check_suites (&server, result, versions[i]);
            check_groups (&server, result, versions[i]);
          }
    }
  g_test_message ("%u questions to each", total / HONEST);
}

/* ---- Liars ---- */

typedef struct
{
  guint seen; /* bits of the versions that were answered with */
} Liar;

/* What the reader lets pass is in the hello; all else is anything. */
static void
answer_anything (gconstpointer server, GBytes *hello, RepointHelloResult *result)
{
  Liar *self = (Liar *) server;
  RepointTlsOffer offer;
  RepointBytes suites;
  guint32 suite = 0;
  guint version;
  guint skipped;

  if (!chance (80))
    {
      result->outcome = (RepointHelloOutcome) g_test_rand_int_range (REPOINT_HELLO_ALERT, REPOINT_HELLO_STOPPED);
      result->answer.alert = chance (50) ? g_test_rand_int_range (0, 121) : -1;
      return;
    }

  g_assert_true (repoint_tls_offer_read (&offer, repoint_bytes (g_bytes_get_data (hello, NULL), g_bytes_get_size (hello))));
  result->outcome = REPOINT_HELLO_ANSWERED;
  result->answer.kind = REPOINT_TLS_ANSWER_SERVER_HELLO;
  result->answer.downgraded = chance (10);
  result->answer.retry = chance (10);
  result->answer.group = chance (50) ? (guint16) g_test_rand_int_range (0, 300) : 0;
  result->answer.signature_algorithm = chance (50) ? 0x0201 : 0;
  result->answer.dh_bits = chance (10) ? (guint) g_test_rand_int_range (1, 20000) : 0;
  result->late = chance (1);
  if (offer.ssl2)
    {
      result->answer.version = REPOINT_TLS_VERSION_SSL2;
      return;
    }

  version = offer.versions.length > 0 && chance (50)
                ? REPOINT_TLS_VERSION_1_3
                : (guint) g_test_rand_int_range (REPOINT_TLS_VERSION_SSL3, (int) offer.version + 1);
  suites = offer.suites;
  skipped = (guint) g_test_rand_int_range (0, (int) (suites.length / 2));
  for (guint i = 0; i <= skipped; i++)
    repoint_bytes_take_number (&suites, 2, &suite);
  result->answer.version = (RepointTlsVersion) version;
  result->answer.suite = (guint16) suite;
  self->seen |= 1u << (version - REPOINT_TLS_VERSION_SSL3);
}

static void
test_liars (void)
{
  for (guint n = 0; n < LIARS; n++)
    {
      g_autoptr (RepointQuestionnaire) questions = make_questions (chance (50));
      g_autoptr (JsonObject) result = json_object_new ();
      Liar liar = { 0 };

      ask (questions, answer_anything, &liar);
      repoint_questionnaire_add_to_result (questions, result);
      for (gsize i = 0; i < G_N_ELEMENTS (versions); i++)
        if (repoint_version_search_get_state (repoint_questionnaire_get_versions (questions), versions[i]) == REPOINT_VERSION_ACCEPTED)
          g_assert_true ((liar.seen >> i & 1) != 0);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/inquiries/honest", test_honest);
  g_test_add_func ("/inquiries/liars", test_liars);

  return g_test_run ();
}
