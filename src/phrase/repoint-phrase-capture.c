/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-phrase.h"

#include <glib/gi18n-lib.h>

#include "repoint-phrase-text.h"
#include "repoint-survey-data.h"

/* The ids of RepointCaptureProblem. Those that count something have both forms. */
static const struct
{
  const char *id;
  const char *one;
  const char *many;
} kinds[] = {
  { "unknown-link",
    N_("{number} packet was captured on a kind of network that Repoint cannot take apart."),
    N_("{number} packets were captured on a kind of network that Repoint cannot take apart.") },
  { "shortened",
    N_("Of {number} packet only the beginning was captured, so that something may be missing. Capture whole packets (tcpdump -s 0)."),
    N_("Of {number} packets only the beginning was captured, so that something may be missing. Capture whole packets (tcpdump -s 0).") },
  { "fragmented",
    N_("{number} packet was sent in fragments, of which not all were captured."),
    N_("{number} packets were sent in fragments, of which not all were captured.") },
  { "lost",
    N_("{number} greeting of a TLS client was captured only in part, and is missing."),
    N_("{number} greetings of TLS clients were captured only in part, and are missing.") },
  { "given-up",
    N_("{number} connection could not be followed to its end, because there were too many at once."),
    N_("{number} connections could not be followed to their end, because there were too many at once.") },
  { "too-many",
    N_("{number} greeting of a TLS client is missing, because there are more different ones than Repoint keeps."),
    N_("{number} greetings of TLS clients are missing, because there are more different ones than Repoint keeps.") },
};

/**
 * repoint_phrase_capture_problem:
 * @id: of a RepointCaptureProblem
 * @count: its count
 *
 * Returns: (transfer full): a sentence
 */
char *
repoint_phrase_capture_problem (const char *id, guint64 count)
{
  g_autofree char *number = g_strdup_printf ("%" G_GUINT64_FORMAT, count);

  g_return_val_if_fail (id != NULL, NULL);

  if (g_str_equal (id, "cut-short"))
    return g_strdup (_("The capture ends in the middle of a packet, as when it is copied while it is written. All before that was read."));

  if (g_str_equal (id, "damaged"))
    {
      g_autofree char *size = g_format_size (count);

      return repoint_phrase_fill (_("The capture is damaged: its first {size} could be read, and nothing behind them."), "size", size, NULL);
    }

  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (g_str_equal (id, kinds[i].id))
      return repoint_phrase_fill (g_dngettext (GETTEXT_PACKAGE, kinds[i].one, kinds[i].many, (gulong) count), "number", number, NULL);

  return g_strdup (id);
}

static char *
phrase_times (JsonObject *record)
{
  const char *first = repoint_survey_data_get_string (record, "time");
  const char *last = repoint_survey_data_get_string (record, "last");
  gint64 count = json_object_get_int_member_with_default (record, "count", 1);
  g_autoptr (GDateTime) begin = first != NULL ? g_date_time_new_from_iso8601 (first, NULL) : NULL;
  g_autoptr (GDateTime) end = last != NULL ? g_date_time_new_from_iso8601 (last, NULL) : NULL;
  g_autofree char *begin_words = repoint_phrase_moment (begin);
  g_autofree char *end_words = repoint_phrase_moment (end);
  g_autofree char *number = g_strdup_printf ("%" G_GINT64_FORMAT, count);

  if (count <= 1)
    return begin != NULL ? repoint_phrase_fill (_("on {begin}"), "begin", begin_words, NULL) : g_strdup (_("once"));
  if (begin == NULL || end == NULL)
    return repoint_phrase_fill (_("{number} times"), "number", number, NULL);

  return repoint_phrase_fill (_("{number} times from {begin} to {end}"), "number", number, "begin", begin_words, "end", end_words, NULL);
}

static char *
phrase_answer (JsonObject *record)
{
  JsonObject *answer = repoint_survey_data_get_object (record, "answer");
  const char *version = repoint_survey_data_get_string (answer, "version");
  g_autofree char *version_words = version != NULL ? repoint_phrase_tls_version (version) : NULL;
  g_autofree char *cipher = repoint_phrase_clean (repoint_survey_data_get_string (answer, "cipher"));
  const char *from = repoint_survey_data_get_string (answer, "alert_from");
  const char *closer = repoint_survey_data_get_string (answer, "closed_by");
  g_autofree char *number = g_strdup_printf ("%" G_GINT64_FORMAT,
                                             answer != NULL ? json_object_get_int_member_with_default (answer, "alert_number", 0) : 0);
  g_autofree char *name = repoint_phrase_clean (repoint_survey_data_get_string (answer, "alert"));
  const char *alert = name != NULL && *name != '\0' ? name : number;

  if (answer == NULL)
    return g_strdup (_("What the server answered was not captured."));
  if (g_strcmp0 (from, "server") == 0)
    return repoint_phrase_fill (_("The server turned it away with the alert {alert}."), "alert", alert, NULL);
  if (g_strcmp0 (closer, "server") == 0)
    return g_strdup (_("The server hung up without an answer."));
  if (version == NULL)
    return g_strdup (_("The server gave an answer that no client could use."));
  if (json_object_get_boolean_member_with_default (answer, "retry", FALSE))
    return repoint_phrase_fill (_("The server wants {version} and asked for another greeting."), "version", version_words, NULL);
  if (from != NULL)
    return repoint_phrase_fill (_("The server chose {version} with {cipher}, and the client broke off with the alert {alert}."),
                                "version", version_words, "cipher", cipher, "alert", alert, NULL);
  if (closer != NULL)
    return repoint_phrase_fill (_("The server chose {version} with {cipher}, and the client hung up."),
                                "version", version_words, "cipher", cipher, NULL);

  return repoint_phrase_fill (_("The server chose {version} with {cipher}."), "version", version_words, "cipher", cipher, NULL);
}

/**
 * repoint_phrase_capture_record:
 * @record: a `fingerprint` object of a packet capture
 *
 * Returns: (transfer full): to whom the client talked, how often and when, and what came of it the last time
 */
char *
repoint_phrase_capture_record (JsonObject *record)
{
  const char *security = repoint_survey_data_get_string (record, "security");
  g_autofree char *server = repoint_phrase_clean (repoint_survey_data_get_string (record, "server"));
  g_autofree char *port = g_strdup_printf ("%" G_GINT64_FORMAT, json_object_get_int_member_with_default (record, "server_port", 0));
  g_autofree char *times = phrase_times (record);
  g_autofree char *answer = phrase_answer (record);

  return repoint_phrase_fill (g_strcmp0 (security, "starttls") == 0 ? _("To {server}, port {port}, with STARTTLS, {times}. {answer}")
                                                                    : _("To {server}, port {port}, {times}. {answer}"),
                              "server", server, "port", port, "times", times, "answer", answer, NULL);
}
