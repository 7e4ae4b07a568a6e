/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-mail-record.h"

#define MAX_SERVERS 32

/* What is told before TLS and inside it: many servers offer other things then. */
typedef struct
{
  GPtrArray *capabilities; /* of char*; of the first that had any */
  GPtrArray *sign_in;      /* of char*; of all */
} Offer;

struct _RepointMailRecord
{
  char           *greeting; /* nullable */
  char           *masked;   /* nullable */
  char           *injected; /* nullable */
  RepointStarttls starttls;
  Offer           clear;
  Offer           secure;
  GPtrArray      *servers;  /* of char* */
};

static void
offer_init (Offer *self)
{
  self->capabilities = g_ptr_array_new_with_free_func (g_free);
  self->sign_in = g_ptr_array_new_with_free_func (g_free);
}

static void
offer_clear (Offer *self)
{
  g_ptr_array_unref (self->capabilities);
  g_ptr_array_unref (self->sign_in);
}

/**
 * repoint_mail_record_new:
 *
 * Returns: (transfer full): a record in which nothing is known
 */
RepointMailRecord *
repoint_mail_record_new (void)
{
  RepointMailRecord *self = g_new0 (RepointMailRecord, 1);

  offer_init (&self->clear);
  offer_init (&self->secure);
  self->servers = g_ptr_array_new_with_free_func (g_free);

  return self;
}

/**
 * repoint_mail_record_free:
 * @self: (nullable) (transfer full): a record
 */
void
repoint_mail_record_free (RepointMailRecord *self)
{
  if (self == NULL)
    return;

  g_free (self->greeting);
  g_free (self->masked);
  g_free (self->injected);
  offer_clear (&self->clear);
  offer_clear (&self->secure);
  g_ptr_array_unref (self->servers);
  g_free (self);
}

static void
add_once (GPtrArray *strings, const char *string)
{
  if (!g_ptr_array_find_with_equal_func (strings, string, g_str_equal, NULL))
    g_ptr_array_add (strings, g_strdup (string));
}

static void
add_report (RepointMailRecord *self, Offer *offer, const RepointMailReport *report)
{
  gboolean first = offer->capabilities->len == 0;

  if (self->greeting == NULL)
    self->greeting = g_strdup (report->greeting);
  if (report->server != NULL && self->servers->len < MAX_SERVERS)
    add_once (self->servers, report->server);

  for (guint i = 0; first && i < report->capabilities->len; i++)
    g_ptr_array_add (offer->capabilities, g_strdup (g_ptr_array_index (report->capabilities, i)));
  for (guint i = 0; i < report->sign_in->len; i++)
    add_once (offer->sign_in, g_ptr_array_index (report->sign_in, i));
}

/**
 * repoint_mail_record_add_clear:
 * @report: (nullable): what came of a dialogue before TLS
 */
void
repoint_mail_record_add_clear (RepointMailRecord *self, const RepointMailReport *report)
{
  g_return_if_fail (self != NULL);

  if (report == NULL)
    return;

  add_report (self, &self->clear, report);
  if (self->starttls == REPOINT_STARTTLS_UNKNOWN)
    {
      self->starttls = report->starttls;
      self->masked = g_strdup (report->masked);
    }
  if (report->result == REPOINT_MAIL_RESULT_INJECTED && self->injected == NULL)
    self->injected = g_strdup (report->reply);
}

/**
 * repoint_mail_record_add_secure:
 * @report: (nullable): what came of a dialogue inside TLS
 */
void
repoint_mail_record_add_secure (RepointMailRecord *self, const RepointMailReport *report)
{
  g_return_if_fail (self != NULL);

  if (report != NULL)
    add_report (self, &self->secure, report);
}

static JsonArray *
list_strings (GPtrArray *strings)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < strings->len; i++)
    json_array_add_string_element (array, g_ptr_array_index (strings, i));

  return array;
}

static void
set_string (JsonObject *object, const char *member, const char *value)
{
  if (value != NULL)
    json_object_set_string_member (object, member, value);
  else
    json_object_set_null_member (object, member);
}

/**
 * repoint_mail_record_add_to_result:
 * @starttls: whether STARTTLS was to be used
 * @result: the `survey` object of the command line (src/DESIGN.md section 5)
 *
 * Adds what is known.
 */
void
repoint_mail_record_add_to_result (RepointMailRecord *self, gboolean starttls, JsonObject *result)
{
  static const char *const starttls_ids[] = { NULL, "offered", "missing", "stripped" };
  JsonObject *capabilities;

  g_return_if_fail (self != NULL);
  g_return_if_fail (result != NULL);

  capabilities = json_object_new ();
  json_object_set_array_member (capabilities, "clear", list_strings (self->clear.capabilities));
  json_object_set_array_member (capabilities, "secure", list_strings (self->secure.capabilities));

  set_string (result, "greeting", self->greeting);
  json_object_set_object_member (result, "capabilities", capabilities);
  json_object_set_array_member (result, "sign_in", list_strings (self->secure.sign_in));
  json_object_set_array_member (result, "sign_in_clear", list_strings (self->clear.sign_in));
  set_string (result, "starttls", starttls ? starttls_ids[self->starttls] : "not-applicable");
  set_string (result, "starttls_masked", self->masked);
  set_string (result, "injected", self->injected);
  json_object_set_array_member (result, "servers", list_strings (self->servers));
}
