/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-address-check.h"

#include "repoint-hello-conversation.h"
#include "repoint-problem.h"

#include <errno.h>
#include <string.h>
#include <sys/random.h>

typedef struct
{
  GPtrArray              *reports; /* of RepointAddressReport */
  guint                   waiting; /* for so many conversations, and for all of them to be started */
  RepointAddressCheckDone done;
  gpointer                user_data;
} Check;

typedef struct
{
  Check                *check;
  RepointAddressReport *report;
} Visit;

/**
 * repoint_address_report_new:
 *
 * Returns: (transfer full): a report in which nothing is known
 */
RepointAddressReport *
repoint_address_report_new (GInetAddress *address)
{
  RepointAddressReport *self;

  g_return_val_if_fail (G_IS_INET_ADDRESS (address), NULL);

  self = g_new0 (RepointAddressReport, 1);
  self->address = g_object_ref (address);
  self->highest = REPOINT_TLS_VERSION_NONE;

  return self;
}

/**
 * repoint_address_report_free:
 * @self: (nullable) (transfer full): a report
 */
void
repoint_address_report_free (RepointAddressReport *self)
{
  if (self == NULL)
    return;

  g_object_unref (self->address);
  g_free (self);
}

static JsonObject *
report_to_json (const RepointAddressReport *self)
{
  gboolean ipv6 = g_inet_address_get_family (self->address) == G_SOCKET_FAMILY_IPV6;
  g_autofree char *address = g_inet_address_to_string (self->address);
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "address", address);
  json_object_set_string_member (object, "family", ipv6 ? "ipv6" : "ipv4");
  json_object_set_boolean_member (object, "reachable", self->reachable);
  if (self->problem != NULL)
    json_object_set_string_member (object, "problem", self->problem);
  else
    json_object_set_null_member (object, "problem");
  if (self->highest != REPOINT_TLS_VERSION_NONE)
    json_object_set_string_member (object, "highest", repoint_tls_version_to_string (self->highest));
  else
    json_object_set_null_member (object, "highest");

  return object;
}

/**
 * repoint_address_reports_to_json:
 * @reports: (element-type RepointAddressReport): what is known
 *
 * Returns: (transfer full): the "addresses" of a survey, without those nobody has asked
 */
JsonArray *
repoint_address_reports_to_json (GPtrArray *reports)
{
  JsonArray *array;

  g_return_val_if_fail (reports != NULL, NULL);

  array = json_array_new ();
  for (guint i = 0; i < reports->len; i++)
    {
      const RepointAddressReport *report = g_ptr_array_index (reports, i);

      if (report->asked)
        json_array_add_object_element (array, report_to_json (report));
    }

  return array;
}

static void
leave (Check *self)
{
  RepointAddressCheckDone done = self->done;
  gpointer user_data = self->user_data;

  if (--self->waiting > 0)
    return;

  g_ptr_array_unref (self->reports);
  g_free (self);
  done (user_data);
}

static void
hello_done (RepointConversation *conversation, gpointer user_data)
{
  Visit *visit = user_data;
  const RepointHelloResult *hello = repoint_hello_conversation_get_result (REPOINT_HELLO_CONVERSATION (conversation));

  visit->report->asked = hello->outcome != REPOINT_HELLO_STOPPED;
  visit->report->reachable = hello->opened > 0 || hello->closed == REPOINT_CLOSED_RESET;
  visit->report->problem = repoint_problem_of_hello (hello);
  if (hello->outcome == REPOINT_HELLO_ANSWERED)
    visit->report->highest = hello->answer.version;

  leave (visit->check);
}

/* The hello asks for a HelloRetryRequest, which is the cheapest answer for the server. */
static RepointConversation *
make_conversation (const RepointTarget *target, gint64 budget)
{
  RepointTlsHello hello = { .max_version = REPOINT_TLS_VERSION_1_3, .server_name = target->host };

  /* At most 256 bytes are given whole, or not at all (getrandom(2)). */
  if (getrandom (hello.random, sizeof hello.random, 0) != sizeof hello.random ||
      getrandom (hello.session_id, sizeof hello.session_id, 0) != sizeof hello.session_id)
    g_error ("This computer gives no random numbers: %s", g_strerror (errno));

  return repoint_hello_conversation_new (target, &hello, budget);
}

/**
 * repoint_address_check_run:
 * @scheduler: what does the talking; to be called on its thread
 * @reports: (element-type RepointAddressReport): filled in where nobody has asked
 * @budget: how long one conversation may take from the moment the connection stands, in µs
 * @cancellable: ends it at once
 * @done: called when all have answered or failed, which may be before this returns
 * @user_data: for @done
 *
 * Asks the addresses of a target for the highest version they choose.
 */
void
repoint_address_check_run (RepointScheduler        *scheduler,
                           const RepointTarget     *target,
                           GPtrArray               *reports,
                           gint64                   budget,
                           GCancellable            *cancellable,
                           RepointAddressCheckDone  done,
                           gpointer                 user_data)
{
  Check *self;

  g_return_if_fail (REPOINT_IS_SCHEDULER (scheduler));
  g_return_if_fail (target != NULL && reports != NULL);

  self = g_new0 (Check, 1);
  self->reports = g_ptr_array_ref (reports);
  self->waiting = 1;
  self->done = done;
  self->user_data = user_data;

  for (guint i = 0; i < reports->len; i++)
    {
      RepointAddressReport *report = g_ptr_array_index (reports, i);
      g_autoptr (RepointConversation) conversation = NULL;
      Visit *visit;

      if (report->asked)
        continue;

      visit = g_new (Visit, 1);
      *visit = (Visit) { self, report };
      self->waiting++;
      conversation = make_conversation (target, budget);
      repoint_scheduler_run (scheduler, conversation, report->address, target->port, cancellable, hello_done, visit, g_free);
    }

  leave (self);
}
