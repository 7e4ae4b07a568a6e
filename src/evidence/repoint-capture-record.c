/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-capture-record.h"

#include <string.h>

#include "repoint-hello-json.h"
#include "repoint-time.h"
#include "repoint-tls-alert.h"
#include "repoint-tls-suite.h"

#define MAX_ANSWERS 8

/* What became of a hello; the same again is counted. */
typedef struct
{
  RepointHelloAnswer   answer;
  RepointTlsVersion    version;
  guint32              suite;
  gboolean             retry;
  RepointHelloReaction reaction;
  int                  alert;
  guint64              count;
} Answer;

static gboolean
is_same (const Answer *answer, const RepointFoundHello *found)
{
  return answer->answer == found->answer && answer->version == found->version && answer->suite == found->suite &&
         answer->retry == found->retry && answer->reaction == found->reaction && answer->alert == found->alert;
}

/* The one seen last stands last. */
static void
add_answer (RepointCaptureRecord *self, const RepointFoundHello *found)
{
  Answer answer = { found->answer, found->version, found->suite, found->retry, found->reaction, found->alert, 0 };

  for (guint i = 0; i < self->answers->len; i++)
    if (is_same (&g_array_index (self->answers, Answer, i), found))
      {
        answer = g_array_index (self->answers, Answer, i);
        g_array_remove_index (self->answers, i);
        break;
      }

  if (self->answers->len == MAX_ANSWERS)
    g_array_remove_index (self->answers, 0);
  answer.count++;
  g_array_append_val (self->answers, answer);
}

/**
 * repoint_capture_record_new:
 * @same_hello: one with the same id, so that many records share it
 *
 * Returns: (transfer full): a record of what was seen not even once yet
 */
RepointCaptureRecord *
repoint_capture_record_new (const RepointPacketHello *hello, const char *hello_id, const RepointClientHello *same_hello)
{
  RepointCaptureRecord *self = g_new0 (RepointCaptureRecord, 1);
  static const guint8 nobody[REPOINT_TCP_MAC_LENGTH] = { 0 };
  const guint8 *mac = hello->mac;

  self->client = repoint_tcp_end_to_string (&hello->client);
  self->client_port = hello->client.port;
  if (memcmp (mac, nobody, sizeof nobody) != 0)
    self->client_mac = g_strdup_printf ("%02x:%02x:%02x:%02x:%02x:%02x", mac[0], mac[1], mac[2], mac[3], mac[4], mac[5]);
  self->server = repoint_tcp_end_to_string (&hello->server);
  self->server_port = hello->server.port;
  self->protocol = hello->found->protocol;
  self->security = hello->found->security;
  self->hello = repoint_client_hello_copy (same_hello);
  self->hello_id = g_strdup (hello_id);
  self->after_retry = hello->found->after_retry;
  self->first = self->last = REPOINT_PACKET_NO_TIME;
  self->answers = g_array_new (FALSE, FALSE, sizeof (Answer));

  return self;
}

/**
 * repoint_capture_record_add:
 *
 * Counts that it was seen once more.
 */
void
repoint_capture_record_add (RepointCaptureRecord *self, const RepointPacketHello *hello)
{
  gint64 time = hello->found->time;

  self->count++;
  if (time != REPOINT_PACKET_NO_TIME)
    {
      self->first = self->first == REPOINT_PACKET_NO_TIME ? time : MIN (self->first, time);
      self->last = MAX (self->last, time);
    }
  if (hello->found->answer != REPOINT_HELLO_ANSWER_UNSEEN)
    add_answer (self, hello->found);
}

/**
 * repoint_capture_record_free:
 * @self: (nullable) (transfer full): a record
 */
void
repoint_capture_record_free (RepointCaptureRecord *self)
{
  if (self == NULL)
    return;

  g_free (self->client);
  g_free (self->client_mac);
  g_free (self->server);
  g_clear_pointer (&self->hello, repoint_client_hello_free);
  g_free (self->hello_id);
  g_array_unref (self->answers);
  g_free (self);
}

static void
set_time (JsonObject *object, const char *member, gint64 time)
{
  g_autoptr (GString) text = g_string_new (NULL);

  if (time == REPOINT_PACKET_NO_TIME || time < 0)
    {
      json_object_set_null_member (object, member);
      return;
    }

  repoint_time_append (text, time / 1000000000);
  json_object_set_string_member (object, member, text->str);
}

static void
set_suite (JsonObject *object, const Answer *answer)
{
  const char *name = answer->version >= REPOINT_TLS_VERSION_SSL3 ? repoint_tls_suite_to_string (answer->suite) : NULL;
  g_autofree char *number = g_strdup_printf ("0x%04x", answer->suite);

  if (answer->version < REPOINT_TLS_VERSION_SSL3)
    json_object_set_null_member (object, "cipher");
  else
    json_object_set_string_member (object, "cipher", name != NULL ? name : number);
}

static void
set_alert (JsonObject *object, const Answer *answer)
{
  if (answer->alert < 0)
    {
      json_object_set_null_member (object, "alert");
      json_object_set_null_member (object, "alert_number");
      json_object_set_null_member (object, "alert_from");
      return;
    }

  json_object_set_string_member (object, "alert", repoint_tls_alert_to_string ((guint) answer->alert));
  json_object_set_int_member (object, "alert_number", answer->alert);
  json_object_set_string_member (object, "alert_from", answer->reaction == REPOINT_HELLO_REACTION_ALERT ? "device" : "server");
}

/* Who hung up instead of saying what comes next. */
static const char *
find_closer (const Answer *answer)
{
  if (answer->answer == REPOINT_HELLO_ANSWER_CLOSE || answer->answer == REPOINT_HELLO_ANSWER_RESET)
    return "server";
  if (answer->answer == REPOINT_HELLO_ANSWER_SERVER_HELLO &&
      (answer->reaction == REPOINT_HELLO_REACTION_CLOSE || answer->reaction == REPOINT_HELLO_REACTION_RESET))
    return "device";

  return NULL;
}

static JsonObject *
answer_to_json (const Answer *answer)
{
  JsonObject *object = json_object_new ();
  const char *closer = find_closer (answer);

  json_object_set_string_member (object, "version", answer->version != REPOINT_TLS_VERSION_NONE
                                                        ? repoint_tls_version_to_string (answer->version)
                                                        : NULL);
  set_suite (object, answer);
  json_object_set_boolean_member (object, "retry", answer->retry);
  set_alert (object, answer);
  json_object_set_string_member (object, "closed_by", closer);
  json_object_set_boolean_member (object, "illegal", answer->answer == REPOINT_HELLO_ANSWER_ILLEGAL);
  json_object_set_boolean_member (object, "went_on", answer->reaction == REPOINT_HELLO_REACTION_WENT_ON);
  json_object_set_int_member (object, "count", (gint64) answer->count);

  return object;
}

/**
 * repoint_capture_record_to_json:
 * @file: (nullable): what the capture is called
 *
 * Returns: (transfer full): the record as `fingerprint` prints it; "answer" is the last that was seen, "answers" are the last
 *   eight kinds of them
 */
JsonObject *
repoint_capture_record_to_json (const RepointCaptureRecord *self, const char *file)
{
  JsonObject *object = json_object_new ();
  JsonArray *answers = json_array_new ();
  guint n = self->answers->len;

  for (guint i = 0; i < n; i++)
    json_array_add_object_element (answers, answer_to_json (&g_array_index (self->answers, Answer, i)));

  json_object_set_string_member (object, "file", file);
  set_time (object, "time", self->first);
  set_time (object, "last", self->last);
  json_object_set_int_member (object, "count", (gint64) self->count);
  json_object_set_string_member (object, "client", self->client);
  json_object_set_int_member (object, "client_port", self->client_port);
  json_object_set_string_member (object, "client_mac", self->client_mac);
  json_object_set_string_member (object, "server", self->server);
  json_object_set_int_member (object, "server_port", self->server_port);
  json_object_set_string_member (object, "protocol", repoint_protocol_to_string (self->protocol));
  json_object_set_string_member (object, "security", repoint_security_to_string (self->security));
  json_object_set_object_member (object, "hello", repoint_client_hello_to_json (self->hello));
  json_object_set_boolean_member (object, "after_retry", self->after_retry);
  if (n > 0)
    json_object_set_object_member (object, "answer", answer_to_json (&g_array_index (self->answers, Answer, n - 1)));
  else
    json_object_set_null_member (object, "answer");
  json_object_set_array_member (object, "answers", answers);

  return object;
}
