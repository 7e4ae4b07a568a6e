/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "plan-fixture.h"

#include <stdlib.h>
#include <string.h>

/* "more" is a list of words:
 *   internal, external     who gets the mail
 *   port25                 outgoing port 25 is open
 *   firmware=2.0           of the device
 *   route=bridge           what the admin chose
 *   no-mail                the admin said that it sends none
 *   kind=program
 *   only-legacy            an own provider without a standard server
 *   standard=… legacy=…    what a survey saw of that server: versions with "+" between them, behind each "!2/5" (2 of
 *                          5 refused after TLS) or "~5" (not refused in 5 tries) or "?2/5" (sent off, TLS not named);
 *                          "away": could not be reached
 *   auth=LOGIN,XOAUTH2     what surveys see offered
 */

static RepointCatalog *the_catalog;
static RepointGuides *the_guides;

static int
enum_from (GType       type,
           const char *id)
{
  int value = -1;

  if (!repoint_enum_from_string (type, id, &value))
    g_error ("\"%s\" is no %s", id, g_type_name (type));

  return value;
}

static const char *
or_default (const char *text,
            const char *fallback)
{
  return text != NULL && text[0] != '\0' ? text : fallback;
}

static char *
find_word (const char *more,
           const char *name)
{
  g_auto(GStrv) words = g_strsplit (or_default (more, ""), " ", -1);
  g_autofree char *prefix = g_strconcat (name, "=", NULL);

  for (guint i = 0; words[i] != NULL; i++)
    {
      if (strcmp (words[i], name) == 0)
        return g_strdup ("");
      if (g_str_has_prefix (words[i], prefix))
        return g_strdup (words[i] + strlen (prefix));
    }

  return NULL;
}

static gboolean
has_word (const char *more,
          const char *name)
{
  g_autofree char *found = find_word (more, name);

  return found != NULL;
}

/**
 * plan_fixture_init:
 *
 * To be called before anything else: makes the devices of the truth table known, beside the guides that are shipped.
 */
void
plan_fixture_init (void)
{
  g_autofree char *directory = g_build_filename (g_getenv ("G_TEST_SRCDIR"), "advice", "truth", NULL);

  g_setenv ("XDG_DATA_HOME", directory, TRUE);
}

static void
load_data (void)
{
  static const char * const nowhere[] = { NULL };
  g_autoptr(GError) error = NULL;

  if (the_catalog != NULL)
    return;

  the_catalog = repoint_catalog_load_from (nowhere, &error);
  g_assert_no_error (error);
  the_guides = repoint_guides_load (&error);
  g_assert_no_error (error);
}

/* Minutes since the begin: everything is seen three minutes after the last. */
static gint64 now;

static void
observe (const PlanFixture *self,
         const char        *subject,
         const char        *kind,
         RepointStrength    strength,
         JsonObject        *data)
{
  g_autoptr(GDateTime) begin = g_date_time_new_utc (2026, 11, 20, 8, 0, 0);
  g_autoptr(GDateTime) seen = g_date_time_add_minutes (begin, (int) (now += 3));
  g_autoptr(RepointObservation) observation = repoint_observation_new (subject, kind, strength, seen, data);

  repoint_project_observe (self->project, observation);
}

static JsonObject *
make_tries (guint       tries,
            guint       refused,
            const char *error)
{
  JsonObject *tally = json_object_new ();

  json_object_set_int_member (tally, "tries", tries);
  json_object_set_int_member (tally, "refused", refused);
  json_object_set_int_member (tally, "not_refused_before_sign_in", tries - refused);
  if (refused > 0)
    {
      json_object_set_string_member (tally, "reply", "421 4.7.66 TLS 1.0 and 1.1 are not supported.");
      json_object_set_string_member (tally, "error", error);
    }

  return tally;
}

/* "1.0!2/5" or "1.0?2/5" or, in the handshake, "1.0#2/5", or "1.2~1" or "1.3" */
static void
add_version (JsonObject *versions,
             JsonObject *application,
             const char *word)
{
  g_autofree char *name = g_strdup_printf ("%s%.3s", word[0] == '3' ? "SSLv" : "TLSv", word);

  if (word[0] == '3')
    name[5] = '\0';
  json_object_set_string_member (versions, name, "accepted");

  if (strchr (word, '~') != NULL)
    json_object_set_object_member (application, name, make_tries ((guint) atoi (strchr (word, '~') + 1), 0, NULL));
  else if (strpbrk (word, "!?#") != NULL)
    {
      const char *mark = strpbrk (word, "!?#");
      guint tries = (guint) atoi (strchr (mark, '/') + 1);
      guint refused = (guint) atoi (mark + 1);
      JsonObject *tally = *mark != '#' ? make_tries (tries, refused, *mark == '!' ? "legacy-tls-refused" : "other")
                                       : make_tries (tries - refused, 0, NULL);

      if (*mark == '#')
        {
          json_object_set_int_member (tally, "tries", tries);
          json_object_set_int_member (tally, "handshake_refused", refused);
        }
      json_object_set_object_member (application, name, tally);
    }
}

static JsonObject *
make_survey (const char *target,
             const char *seen,
             const char *methods)
{
  static const char * const all[] = { "SSLv3", "TLSv1.0", "TLSv1.1", "TLSv1.2", "TLSv1.3" };
  JsonObject *survey = json_object_new ();
  JsonObject *versions = json_object_new ();
  JsonObject *application = json_object_new ();
  JsonArray *sign_in = json_array_new ();
  gboolean away = strcmp (seen, "away") == 0;

  json_object_set_string_member (survey, "target", target);
  json_object_set_boolean_member (survey, "reachable", !away);
  if (away)
    json_object_set_string_member (survey, "problem", "timeout");
  else
    {
      g_auto(GStrv) words = g_strsplit (seen, "+", -1);

      for (gsize i = 0; i < G_N_ELEMENTS (all); i++)
        json_object_set_string_member (versions, all[i], "refused");
      for (guint i = 0; words[i] != NULL; i++)
        add_version (versions, application, words[i]);
    }

  if (methods != NULL)
    {
      g_auto(GStrv) list = g_strsplit (methods, ",", -1);

      for (guint i = 0; list[i] != NULL; i++)
        json_array_add_string_element (sign_in, list[i]);
    }

  json_object_set_object_member (survey, "versions", versions);
  json_object_set_object_member (survey, "application", application);
  json_object_set_array_member (survey, "sign_in", sign_in);

  return survey;
}

static void
see_server (const PlanFixture *self,
            RepointStanding    standing,
            const char        *more)
{
  RepointOrganization *organization = repoint_project_get_organization (self->project);
  g_autofree char *seen = find_word (more, repoint_enum_to_string (REPOINT_TYPE_STANDING, standing));
  g_autofree char *methods = find_word (more, "auth");
  g_autoptr(GPtrArray) endpoints = repoint_catalog_list_endpoints (self->catalog, organization);

  for (guint i = 0; seen != NULL && i < endpoints->len; i++)
    {
      const RepointCatalogEndpoint *endpoint = g_ptr_array_index (endpoints, i);
      const char *uri = repoint_endpoint_get_uri (endpoint->endpoint);
      g_autoptr(JsonObject) survey = NULL;

      if (repoint_endpoint_get_standing (endpoint->endpoint) != standing ||
          repoint_endpoint_get_target (endpoint->endpoint)->protocol != repoint_mail_use_get_protocol (self->use))
        continue;

      survey = make_survey (uri, seen, methods);
      observe (self, uri, REPOINT_OBSERVATION_SURVEY, REPOINT_STRENGTH_NONE, survey);
    }
}

static void
set_string (JsonObject *object,
            const char *name,
            const char *value)
{
  if (value != NULL)
    json_object_set_string_member (object, name, value);
  else
    json_object_set_null_member (object, name);
}

/* What the device itself offered: clients that offer the same version are the same. */
static void
set_offer (JsonObject *data,
           const char *version)
{
  g_autofree char *name = g_strdup_printf ("TLSv%.3s", version);
  g_autofree char *id = g_strdup_printf ("00000000000000%c%c", version[0], version[2]);

  json_object_set_string_member (data, "max_version", name);
  json_object_set_string_member (data, "hello", id);
}

/* "hello:1.0", "tls-at-once:1.2", "in-clear:", "checks:1.2", "takes-any:1.2" */
static void
see_hello (const PlanFixture *self,
           const char        *word)
{
  const char *version = strchr (word, ':') + 1;
  gboolean at_once = g_str_has_prefix (word, "tls-at-once:");
  g_autoptr(JsonObject) data = json_object_new ();

  json_object_set_string_member (data, "source", "station");
  json_object_set_string_member (data, "protocol",
                                 repoint_protocol_to_string (self->use != NULL ? repoint_mail_use_get_protocol (self->use)
                                                                               : REPOINT_PROTOCOL_SMTP));
  json_object_set_string_member (data, "security", version[0] == '\0' ? "none" : at_once ? "tls" : "starttls");
  json_object_set_string_member (data, "outcome", version[0] == '\0' ? "in-clear" : "captured");
  if (version[0] != '\0')
    set_offer (data, version);
  else
    json_object_set_null_member (data, "hello");

  if (g_str_has_prefix (word, "checks:") || g_str_has_prefix (word, "takes-any:"))
    {
      JsonObject *handshake = json_object_new ();

      json_object_set_boolean_member (handshake, "validates_certificate", word[0] == 'c');
      json_object_set_object_member (data, "handshake", handshake);
    }

  observe (self, repoint_device_get_id (self->device), REPOINT_OBSERVATION_HELLO, REPOINT_STRENGTH_CAPTURED_HELLO, data);
}

/* "passage:1.2@standard": TLS was agreed on at that server; behind it "!": the server refused, "!unknown_ca": so did the
 * device, "?": inconclusive, "#": agreed on and then sent off, "-1.0": agreed on less than was offered. */
static void
see_at_server (const PlanFixture *self,
               const char        *word)
{
  RepointOrganization *organization = repoint_project_get_organization (self->project);
  gboolean passage = g_str_has_prefix (word, "passage:");
  const char *version = strchr (word, ':') + 1;
  const char *place = strchr (word, '@') + 1;
  const char *mark = strpbrk (place, "!?#-");
  RepointStanding standing = g_str_has_prefix (place, "legacy") ? REPOINT_STANDING_LEGACY : REPOINT_STANDING_STANDARD;
  g_autofree char *agreed = g_strdup_printf ("TLSv%.3s", mark != NULL && *mark == '-' ? mark + 1 : version);
  g_autoptr(GPtrArray) endpoints = repoint_catalog_list_endpoints (self->catalog, organization);
  gboolean refused = mark != NULL && *mark == '!';
  gboolean by_device = refused && mark[1] != '\0';
  gboolean open = mark != NULL && *mark == '?';

  for (guint i = 0; i < endpoints->len; i++)
    {
      const RepointCatalogEndpoint *endpoint = g_ptr_array_index (endpoints, i);
      g_autoptr(JsonObject) data = json_object_new ();

      if (repoint_endpoint_get_standing (endpoint->endpoint) != standing || self->use == NULL ||
          repoint_endpoint_get_target (endpoint->endpoint)->protocol != repoint_mail_use_get_protocol (self->use))
        continue;

      json_object_set_string_member (data, "target", repoint_endpoint_get_uri (endpoint->endpoint));
      set_offer (data, version);
      set_string (data, "version", refused || open ? NULL : agreed);
      if (passage)
        {
          json_object_set_string_member (data, "result", by_device ? "inconclusive" : refused ? "refused"
                                                         : open    ? "inconclusive" : "tls-established");
          set_string (data, "alert", by_device ? mark + 1 : refused ? "protocol_version" : NULL);
          set_string (data, "alert_from", by_device ? "device" : refused ? "server" : NULL);
        }
      else
        {
          JsonObject *session = json_object_new ();

          json_object_set_string_member (data, "result", refused ? "refused" : open ? "not-observed" : "accepted");
          json_object_set_string_member (session, "result", mark != NULL && *mark == '#' ? "refused" : "completed");
          set_string (session, "error", mark != NULL && *mark == '#' ? "other" : NULL);
          json_object_set_object_member (data, "session", session);
        }

      observe (self, repoint_device_get_id (self->device),
               passage ? REPOINT_OBSERVATION_PASSAGE : REPOINT_OBSERVATION_REPLAY,
               passage ? REPOINT_STRENGTH_PASSAGE : REPOINT_STRENGTH_REPLAY, data);
    }
}

/**
 * plan_fixture_see:
 * @evidence: words such as "statement:1.0", "server:1.2", "profile:1.0", "delivery:1.2", "report:1.1"; of the device itself
 *   "hello:1.0", "tls-at-once:1.2", "in-clear:", "checks:1.2", "takes-any:1.2"; at a server "passage:1.2@standard" and
 *   "replay:1.0@legacy!", see above; "later:2" lets days pass, "at-once:" has the next one follow at once
 *
 * Adds evidence of the device, each three minutes after the last.
 */
void
plan_fixture_see (const PlanFixture *self,
                  const char        *evidence)
{
  g_auto(GStrv) words = g_strsplit (evidence, " ", -1);
  const char *id = repoint_device_get_id (self->device);

  for (guint i = 0; words[i] != NULL; i++)
    {
      const char *colon = strchr (words[i], ':');
      g_autofree char *version = colon != NULL ? g_strconcat ("TLSv", colon + 1, NULL) : NULL;
      g_autoptr(JsonObject) data = json_object_new ();

      if (colon == NULL)
        continue;

      if (g_str_has_prefix (words[i], "later:"))
        now += atoi (colon + 1) * 24 * 60;
      else if (g_str_has_prefix (words[i], "at-once:"))
        now -= 3;
      else if (strchr (words[i], '@') != NULL)
        see_at_server (self, words[i]);
      else if (g_str_has_prefix (words[i], "hello:") || g_str_has_prefix (words[i], "tls-at-once:") ||
               g_str_has_prefix (words[i], "in-clear:") || g_str_has_prefix (words[i], "checks:") ||
               g_str_has_prefix (words[i], "takes-any:"))
        see_hello (self, words[i]);
      else if (g_str_has_prefix (words[i], "profile:"))
        {
          set_string (data, "profile", colon[1] != '\0' ? "old-client" : NULL);
          set_string (data, "max_version", colon[1] != '\0' ? version : NULL);
          observe (self, id, REPOINT_OBSERVATION_PROFILE, REPOINT_STRENGTH_STATEMENT, data);
        }
      else if (g_str_has_prefix (words[i], "server:"))
        {
          g_autoptr(JsonObject) survey = make_survey ("https://192.168.1.40:443", colon + 1, NULL);

          observe (self, id, REPOINT_OBSERVATION_SURVEY, REPOINT_STRENGTH_OWN_SERVER, survey);
        }
      else if (g_str_has_prefix (words[i], "statement:"))
        {
          json_object_set_string_member (data, "max_tls", version);
          observe (self, id, REPOINT_OBSERVATION_STATEMENT, REPOINT_STRENGTH_STATEMENT, data);
        }
      else
        {
          RepointStrength strength = g_str_has_prefix (words[i], "delivery:") ? REPOINT_STRENGTH_DELIVERY
                                                                              : REPOINT_STRENGTH_REPORT;

          json_object_set_string_member (data, "max_version", version);
          observe (self, id, "mail", strength, data);
        }
    }
}

static void
set_up_organization (const PlanFixture *self,
                     const PlanCase    *plan_case)
{
  RepointOrganization *organization = repoint_project_get_organization (self->project);
  const char *cloud = or_default (plan_case->cloud, "worldwide");
  static const struct
  {
    const char      *uri;
    RepointStanding  standing;
  } own[] = {
    { "smtp://mail.example.net:587", REPOINT_STANDING_STANDARD },
    { "imaps://mail.example.net:993", REPOINT_STANDING_STANDARD },
    { "smtp://old.example.net:587", REPOINT_STANDING_LEGACY },
    { "imaps://old.example.net:993", REPOINT_STANDING_LEGACY },
  };

  repoint_organization_set_cloud (organization, (RepointCloud) enum_from (REPOINT_TYPE_CLOUD, cloud));
  repoint_organization_set_legacy_tls (organization,
                                       (RepointSwitch) enum_from (REPOINT_TYPE_SWITCH,
                                                                  or_default (plan_case->legacy, "unknown")));
  repoint_organization_set_smtp_auth (organization,
                                      (RepointSwitch) enum_from (REPOINT_TYPE_SWITCH,
                                                                 or_default (plan_case->smtp_auth, "unknown")));
  if (has_word (plan_case->more, "port25"))
    repoint_organization_set_port_25 (organization, REPOINT_ANSWER_YES);

  for (gsize i = 0; strcmp (cloud, "own") == 0 && i < G_N_ELEMENTS (own); i++)
    {
      g_autoptr(RepointTarget) target = repoint_target_parse (own[i].uri, NULL);
      g_autoptr(RepointEndpoint) endpoint = repoint_endpoint_new (own[i].standing, target);

      if (own[i].standing == REPOINT_STANDING_LEGACY || !has_word (plan_case->more, "only-legacy"))
        repoint_organization_add_endpoint (organization, endpoint);
    }
}

static void
set_up_device (const PlanFixture *self,
               const PlanCase    *plan_case)
{
  const char *model = or_default (plan_case->device, "other");
  g_autofree char *firmware = find_word (plan_case->more, "firmware");
  g_autofree char *kind = find_word (plan_case->more, "kind");

  repoint_device_set_name (self->device, "Copier at the reception");
  repoint_device_set_kind (self->device, (RepointDeviceKind) enum_from (REPOINT_TYPE_DEVICE_KIND,
                                                                        kind != NULL ? kind : "printer"));
  if (strcmp (model, "nothing") != 0)
    {
      repoint_device_set_vendor (self->device, strcmp (model, "other") == 0 ? "Acme" : "Truth");
      repoint_device_set_model (self->device, strcmp (model, "other") == 0 ? "Copy 3000" : model);
    }
  if (firmware != NULL)
    repoint_device_set_firmware (self->device, firmware);
  if (has_word (plan_case->more, "no-mail"))
    repoint_device_set_mail (self->device, REPOINT_ANSWER_NO);
  if (has_word (plan_case->more, "address"))
    repoint_device_add_address (self->device, "192.168.1.40");
}

static const RepointTarget *
find_target (GPtrArray       *endpoints,
             RepointStanding  standing,
             RepointProtocol  protocol)
{
  for (guint i = 0; i < endpoints->len; i++)
    {
      const RepointCatalogEndpoint *endpoint = g_ptr_array_index (endpoints, i);
      const RepointTarget *target = repoint_endpoint_get_target (endpoint->endpoint);

      if (repoint_endpoint_get_standing (endpoint->endpoint) == standing && target->protocol == protocol)
        return target;
    }

  return NULL;
}

static void
set_up_settings (const PlanFixture *self,
                 const char        *set_to)
{
  RepointOrganization *organization = repoint_project_get_organization (self->project);
  g_autoptr(GPtrArray) endpoints = repoint_catalog_list_endpoints (self->catalog, organization);
  g_autoptr(GPtrArray) unavailable = repoint_catalog_list_unavailable (self->catalog, organization);
  RepointProtocol protocol = repoint_mail_use_get_protocol (self->use);
  const RepointTarget *target = NULL;
  RepointSecurity security;

  if (strcmp (set_to, "-") == 0)
    return;

  if (strcmp (set_to, "standard") == 0)
    target = find_target (endpoints, REPOINT_STANDING_STANDARD, protocol);
  else if (strcmp (set_to, "legacy") == 0)
    target = find_target (endpoints, REPOINT_STANDING_LEGACY, protocol);
  else if (strcmp (set_to, "unavailable") == 0)
    target = find_target (unavailable, REPOINT_STANDING_LEGACY, protocol);

  if (target != NULL)
    {
      repoint_mail_use_set_host (self->use, target->host);
      repoint_mail_use_set_port (self->use, target->port);
      repoint_mail_use_set_security (self->use, target->security);
    }
  else
    {
      g_auto(GStrv) parts = g_strsplit_set (set_to, ":/", 3);

      repoint_mail_use_set_host (self->use, parts[0]);
      if (parts[1] != NULL)
        repoint_mail_use_set_port (self->use, (guint16) atoi (parts[1]));
      if (parts[1] != NULL && parts[2] != NULL)
        {
          g_assert_true (repoint_security_from_string (parts[2], &security));
          repoint_mail_use_set_security (self->use, security);
        }
    }
}

static void
set_up_use (PlanFixture    *self,
            const PlanCase *plan_case)
{
  const char *name = or_default (plan_case->protocol, "smtp");
  g_autofree char *route = find_word (plan_case->more, "route");
  RepointProtocol protocol;

  if (strcmp (name, "none") == 0)
    return;

  g_assert_true (repoint_protocol_from_string (name, &protocol));
  self->use = repoint_mail_use_new (protocol);
  repoint_mail_use_set_sign_in (self->use, (RepointSignIn) enum_from (REPOINT_TYPE_SIGN_IN,
                                                                      or_default (plan_case->sign_in, "basic")));
  repoint_mail_use_set_mailbox (self->use, "scans@contoso.example");
  if (route != NULL)
    repoint_mail_use_set_route (self->use, route);
  if (has_word (plan_case->more, "internal"))
    repoint_mail_use_set_recipients (self->use, REPOINT_RECIPIENTS_INTERNAL);
  if (has_word (plan_case->more, "external"))
    repoint_mail_use_set_recipients (self->use, REPOINT_RECIPIENTS_EXTERNAL);

  set_up_settings (self, or_default (plan_case->set_to, "standard"));
  repoint_device_add_mail_use (self->device, self->use);
  see_server (self, REPOINT_STANDING_STANDARD, plan_case->more);
  see_server (self, REPOINT_STANDING_LEGACY, plan_case->more);
}

PlanFixture *
plan_fixture_new (const PlanCase *plan_case)
{
  PlanFixture *self = g_new0 (PlanFixture, 1);

  now = 0;
  load_data ();
  self->catalog = the_catalog;
  self->guides = the_guides;
  self->project = repoint_project_new ();
  self->device = repoint_device_new ();
  g_date_set_parse (&self->today, or_default (plan_case->today, "2026-11-20"));
  g_assert_true (g_date_valid (&self->today));

  set_up_organization (self, plan_case);
  set_up_device (self, plan_case);
  set_up_use (self, plan_case);
  repoint_inventory_add (repoint_project_get_inventory (self->project), self->device);
  plan_fixture_see (self, or_default (plan_case->evidence, ""));

  return self;
}

void
plan_fixture_free (PlanFixture *self)
{
  g_clear_object (&self->use);
  g_clear_object (&self->device);
  g_clear_object (&self->project);
  g_free (self);
}

RepointPlan *
plan_fixture_plan (const PlanFixture *self)
{
  return repoint_plan_new (self->project, self->device, self->use, self->catalog, self->guides, &self->today);
}
