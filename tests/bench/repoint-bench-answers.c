/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-bench-answers.h"

#include "repoint-bench-targets.h"
#include "repoint-tls-suite.h"

#include <json-glib/json-glib.h>
#include <string.h>

/* Of a host that nmap reports on, while its XML is read. */
typedef struct
{
  RepointBenchAnswers *answers;
  char                *address;
  RepointTlsVersion    version;
  gboolean             is_name; /* the text to come is that of a suite */
} Reading;

static void
add_version (RepointBenchAnswers *self, const char *address, RepointTlsVersion version)
{
  guint known = GPOINTER_TO_UINT (g_hash_table_lookup (self->versions, address));

  /* The newest is not asked for by everybody, the oldest is. */
  if (version >= REPOINT_TLS_VERSION_SSL3 && version <= REPOINT_TLS_VERSION_1_3)
    known |= REPOINT_BENCH_BIT (version);
  g_hash_table_replace (self->versions, g_strdup (address), GUINT_TO_POINTER (known));
}

static void
add_suite (RepointBenchAnswers *self, const char *address, RepointTlsVersion version, guint suite)
{
  GHashTable *suites = g_hash_table_lookup (self->suites, address);

  if (suites == NULL)
    {
      suites = g_hash_table_new (NULL, NULL);
      g_hash_table_insert (self->suites, g_strdup (address), suites);
    }
  g_hash_table_add (suites, GUINT_TO_POINTER ((guint) version << 16 | suite));
}

/* ---- The yardstick: ADDRESS:PORT VERSION … ---- */

static void
parse_lines (RepointBenchAnswers *self, const char *output)
{
  g_auto (GStrv) lines = g_strsplit (output, "\n", -1);

  for (guint i = 0; lines[i] != NULL && lines[i][0] != '\0'; i++)
    {
      g_auto (GStrv) words = g_strsplit (lines[i], " ", -1);

      *strchrnul (words[0], ':') = '\0';
      add_version (self, words[0], REPOINT_TLS_VERSION_NONE);
      for (guint j = 1; words[j] != NULL; j++)
        add_version (self, words[0], repoint_tls_version_from_string (words[j]));
    }
}

/* ---- Repoint ---- */

static void
parse_object (RepointBenchAnswers *self, JsonObject *object)
{
  const char *address = json_object_get_string_member (object, "host");
  JsonObject *versions = json_object_get_object_member (object, "versions");
  JsonObject *ciphers = json_object_has_member (object, "ciphers") ? json_object_get_object_member (object, "ciphers") : NULL;

  add_version (self, address, REPOINT_TLS_VERSION_NONE);
  for (RepointTlsVersion version = REPOINT_TLS_VERSION_SSL3; version <= REPOINT_TLS_VERSION_1_3; version++)
    {
      const char *name = repoint_tls_version_to_string (version);
      JsonArray *suites = NULL;

      if (g_strcmp0 (json_object_get_string_member_with_default (versions, name, NULL), "accepted") == 0)
        add_version (self, address, version);
      if (ciphers != NULL && json_object_has_member (ciphers, name))
        suites = json_object_get_array_member (ciphers, name);
      for (guint i = 0; suites != NULL && i < json_array_get_length (suites); i++)
        {
          guint suite;

          if (!repoint_tls_suite_from_string (json_array_get_string_element (suites, i), &suite))
            g_error ("%s is not a suite", json_array_get_string_element (suites, i));
          add_suite (self, address, version, suite);
        }
    }
}

static void
parse_json (RepointBenchAnswers *self, const char *output)
{
  g_auto (GStrv) lines = g_strsplit (output, "\n", -1);

  for (guint i = 0; lines[i] != NULL && lines[i][0] != '\0'; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (JsonNode) node = json_from_string (lines[i], &error);

      if (node == NULL)
        g_error ("%s: %s", lines[i], error->message);
      parse_object (self, json_node_get_object (node));
    }
}

/* ---- Peers ---- */

static const char *
get_attribute (const char *wanted, const char **names, const char **values)
{
  for (guint i = 0; names[i] != NULL; i++)
    if (g_str_equal (names[i], wanted))
      return values[i];

  return "";
}

/* "TLSv1.2"; or "1.2" of "tls"; the first version has no ".0" with everybody */
static RepointTlsVersion
parse_version (const char *type, const char *text)
{
  g_autofree char *name = g_str_equal (type, "tls") ? g_strdup_printf ("TLSv%s", text)
                                                    : g_strdup_printf ("%s%s", g_str_equal (type, "ssl") ? "SSLv" : "", text);

  return repoint_tls_version_from_string (name);
}

static void
start_of_sslscan (GMarkupParseContext *context,
                  const char          *element,
                  const char         **names,
                  const char         **values,
                  gpointer             user_data,
                  GError             **error)
{
  Reading *reading = user_data;

  if (g_str_equal (element, "ssltest"))
    {
      g_free (reading->address);
      reading->address = g_strdup (get_attribute ("host", names, values));
      add_version (reading->answers, reading->address, REPOINT_TLS_VERSION_NONE);
    }
  else if (g_str_equal (element, "protocol") && g_str_equal (get_attribute ("enabled", names, values), "1"))
    {
      add_version (reading->answers, reading->address,
                   parse_version (get_attribute ("type", names, values), get_attribute ("version", names, values)));
    }
  else if (g_str_equal (element, "cipher"))
    {
      add_suite (reading->answers, reading->address, parse_version ("", get_attribute ("sslversion", names, values)),
                 (guint) g_ascii_strtoull (get_attribute ("id", names, values), NULL, 16));
    }
}

static void
start_of_nmap (GMarkupParseContext *context,
               const char          *element,
               const char         **names,
               const char         **values,
               gpointer             user_data,
               GError             **error)
{
  Reading *reading = user_data;
  const char *key = get_attribute ("key", names, values);

  if (g_str_equal (element, "address"))
    {
      g_free (reading->address);
      reading->address = g_strdup (get_attribute ("addr", names, values));
      add_version (reading->answers, reading->address, REPOINT_TLS_VERSION_NONE);
    }
  else if (g_str_equal (element, "table") && (g_str_has_prefix (key, "TLSv") || g_str_has_prefix (key, "SSLv")))
    {
      reading->version = parse_version ("", key);
      add_version (reading->answers, reading->address, reading->version);
    }
  reading->is_name = g_str_equal (element, "elem") && g_str_equal (key, "name");
}

/* Suites of TLS 1.3 have "AKE_WITH_" in the name with nmap, and with nobody else. */
static void
text_of_nmap (GMarkupParseContext *context,
              const char          *text,
              gsize                length,
              gpointer             user_data,
              GError             **error)
{
  Reading *reading = user_data;
  g_autofree char *name = g_strndup (text, length);
  guint suite;

  if (!reading->is_name)
    return;

  reading->is_name = FALSE;
  if (g_str_has_prefix (name, "TLS_AKE_WITH_"))
    memmove (name + strlen ("TLS_"), name + strlen ("TLS_AKE_WITH_"), strlen (name + strlen ("TLS_AKE_WITH_")) + 1);
  if (repoint_tls_suite_from_string (name, &suite))
    add_suite (reading->answers, reading->address, reading->version, suite);
}

static void
parse_xml (RepointBenchAnswers *self, const GMarkupParser *parser, const char *output)
{
  Reading reading = { .answers = self };
  g_autoptr (GMarkupParseContext) context =
      g_markup_parse_context_new (parser, G_MARKUP_TREAT_CDATA_AS_TEXT, &reading, NULL);
  g_autoptr (GError) error = NULL;

  if (!g_markup_parse_context_parse (context, output, -1, &error))
    g_print ("what a peer printed is not XML: %s\n", error->message);
  g_free (reading.address);
}

RepointBenchAnswers *
repoint_bench_answers_parse (RepointBenchFormat format, const char *output)
{
  static const GMarkupParser sslscan = { .start_element = start_of_sslscan };
  static const GMarkupParser nmap = { .start_element = start_of_nmap, .text = text_of_nmap };
  RepointBenchAnswers *self = g_new0 (RepointBenchAnswers, 1);

  self->versions = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->suites = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_hash_table_unref);

  switch (format)
    {
    case REPOINT_BENCH_FORMAT_LINES:
      parse_lines (self, output);
      break;
    case REPOINT_BENCH_FORMAT_JSON:
      parse_json (self, output);
      break;
    case REPOINT_BENCH_FORMAT_SSLSCAN:
      parse_xml (self, &sslscan, output);
      break;
    case REPOINT_BENCH_FORMAT_NMAP:
      parse_xml (self, &nmap, output);
      break;
    default:
      g_assert_not_reached ();
    }

  return self;
}

void
repoint_bench_answers_free (RepointBenchAnswers *self)
{
  g_hash_table_unref (self->versions);
  g_hash_table_unref (self->suites);
  g_free (self);
}

guint
repoint_bench_answers_count_right (RepointBenchAnswers *self, GPtrArray *targets)
{
  guint n = 0;

  for (guint i = 0; i < targets->len; i++)
    {
      const RepointBenchTarget *target = g_ptr_array_index (targets, i);
      gpointer found;

      if (g_hash_table_lookup_extended (self->versions, target->address, NULL, &found))
        n += GPOINTER_TO_UINT (found) == target->truth;
    }

  return n;
}

static gboolean
is_same_set (GHashTable *one, GHashTable *other)
{
  GHashTableIter iter;
  gpointer key;

  if (other == NULL || g_hash_table_size (one) != g_hash_table_size (other))
    return FALSE;

  g_hash_table_iter_init (&iter, one);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    if (!g_hash_table_contains (other, key))
      return FALSE;

  return TRUE;
}

guint
repoint_bench_answers_count_same (RepointBenchAnswers *self, RepointBenchAnswers *other)
{
  GHashTableIter iter;
  gpointer address;
  gpointer suites;
  guint n = 0;

  g_hash_table_iter_init (&iter, self->suites);
  while (g_hash_table_iter_next (&iter, &address, &suites))
    n += is_same_set (suites, g_hash_table_lookup (other->suites, address));

  return n;
}
