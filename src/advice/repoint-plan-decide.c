/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-plan-private.h"

#include <string.h>

/* From states to routes. The table in tests/advice/truth-table.txt shows what comes out. */

typedef struct
{
  RepointPlanContext         *context;
  const RepointEndpointState *goal;        /* nullable: no standard server for this protocol */
  RepointPlace                place;
  RepointPromises             promises;
  RepointManners              manners;
  gboolean                    distrusts;   /* it broke off because of the servers' certificate */
  gboolean                    basic_ends;  /* the way it signs in, or most likely does, will end or has ended */
  gboolean                    basic_ended;
  gboolean                    misset;      /* server, port, encryption or sign-in are not as they must be */
  GArray                     *routes;
} Judgement;

static gboolean
has_route (GArray        *routes,
           RepointAction  route)
{
  for (guint i = 0; i < routes->len; i++)
    if (g_array_index (routes, RepointAction, i) == route)
      return TRUE;

  return FALSE;
}

static void
add_route (Judgement     *self,
           RepointAction  route)
{
  if (!has_route (self->routes, route))
    g_array_append_val (self->routes, route);
}

static RepointRecipients
get_recipients (Judgement *self)
{
  RepointRecipients own = repoint_mail_use_get_recipients (self->context->use);

  return own != REPOINT_RECIPIENTS_UNKNOWN ? own : repoint_organization_get_recipients (self->context->organization);
}

/* Ways around the device: another server in between, or another way for the message. */
static void
add_detours (Judgement *self)
{
  gboolean sends = repoint_mail_use_get_protocol (self->context->use) == REPOINT_PROTOCOL_SMTP;
  gboolean direct = sends && !repoint_plan_is_own_provider (self->context) &&
                    get_recipients (self) == REPOINT_RECIPIENTS_INTERNAL &&
                    repoint_organization_get_port_25 (self->context->organization) == REPOINT_ANSWER_YES;

  if (direct)
    add_route (self, REPOINT_ACTION_OTHER_TRANSPORT);
  add_route (self, REPOINT_ACTION_BRIDGE);
  if (sends)
    add_route (self, REPOINT_ACTION_OTHER_TRANSPORT);
}

static void
add_tls_fixes (Judgement *self)
{
  const RepointPromises *promises = &self->promises;

  if (promises->enable_tls12 != REPOINT_PROMISE_NO && promises->enable_first)
    add_route (self, REPOINT_ACTION_ENABLE_TLS12);
  if (promises->update_tls12 != REPOINT_PROMISE_NO)
    add_route (self, REPOINT_ACTION_UPDATE_FIRMWARE);
  if (promises->enable_tls12 != REPOINT_PROMISE_NO)
    add_route (self, REPOINT_ACTION_ENABLE_TLS12);
}

static void
add_oauth (Judgement *self)
{
  const RepointPromises *promises = &self->promises;

  if (promises->oauth == REPOINT_PROMISE_NO && promises->oauth_update == REPOINT_PROMISE_YES)
    add_route (self, REPOINT_ACTION_UPDATE_FIRMWARE);
  if (promises->oauth_update != REPOINT_PROMISE_NO)
    add_route (self, REPOINT_ACTION_SIGN_IN_OAUTH);
}

/* The server does not take the TLS of this device. */
static void
route_old_tls (Judgement *self)
{
  gboolean sure = self->promises.enable_tls12 == REPOINT_PROMISE_YES ||
                  self->promises.update_tls12 == REPOINT_PROMISE_YES;
  gboolean no_oauth = self->promises.oauth_update == REPOINT_PROMISE_NO;

  /* TLS 1.2 alone does not help a device for long that can only sign in with a password that ends. */
  if (self->basic_ends && no_oauth && (self->basic_ended || !sure))
    {
      add_detours (self);
      add_tls_fixes (self);
    }
  else
    {
      add_tls_fixes (self);
      add_detours (self);
    }
  add_route (self, REPOINT_ACTION_REPLACE);
}

/* It begins with encryption at once. Where that cannot be set otherwise, nothing at Microsoft 365 answers. */
static void
add_starttls_fixes (Judgement *self)
{
  RepointFact fact;
  gboolean never = repoint_guide_can (self->context->guide, "starttls",
                                      repoint_device_get_firmware (self->context->device), &fact) == REPOINT_CAN_NO;

  if ((self->manners & REPOINT_MANNERS_TLS_AT_ONCE) == 0)
    return;

  if (never)
    {
      repoint_reasons_add (self->context->reasons, "starttls-never", &fact, NULL);
      self->misset = FALSE;
    }
  else
    add_route (self, REPOINT_ACTION_CHANGE_SETTINGS);
  add_detours (self);
}

static void
route_good_tls (Judgement *self)
{
  if (!(self->basic_ends && self->basic_ended))
    {
      add_starttls_fixes (self);
      if (self->misset)
        add_route (self, REPOINT_ACTION_CHANGE_SETTINGS);
    }

  if (self->basic_ends)
    {
      add_oauth (self);
      add_detours (self);
      add_route (self, REPOINT_ACTION_REPLACE);
    }

  /* All is as it should be, and yet a survey saw something else. */
  if (self->routes->len == 0 && self->goal->transport == REPOINT_TRANSPORT_UNPROVEN)
    add_route (self, REPOINT_ACTION_TEST_FIRST);
}

/* An own provider's server takes the old TLS, as far as can be seen without signing in. */
static void
route_unproven (Judgement *self)
{
  add_route (self, REPOINT_ACTION_TEST_FIRST);
  add_tls_fixes (self);
  add_detours (self);
  add_route (self, REPOINT_ACTION_REPLACE);
}

static gboolean
is_unidentified (const RepointPlanContext *context)
{
  return repoint_guide_get_is_generic (context->guide) && repoint_device_get_model (context->device)[0] == '\0' &&
         repoint_device_get_kind (context->device) != REPOINT_DEVICE_KIND_PROGRAM;
}

static void
route_unknown (Judgement *self)
{
  /* The password ended whatever the TLS is; where nobody knows that it is a password, a test comes first. */
  if (self->basic_ends && self->basic_ended &&
      repoint_mail_use_get_sign_in (self->context->use) == REPOINT_SIGN_IN_BASIC)
    {
      route_good_tls (self);
      return;
    }

  if (self->place.wrong_port || self->place.wrong_security || self->place.kind == REPOINT_PLACE_MICROSOFT ||
      (self->manners & REPOINT_MANNERS_IN_CLEAR) != 0)
    add_route (self, REPOINT_ACTION_CHANGE_SETTINGS);
  if (is_unidentified (self->context) && self->context->capability->max_version == REPOINT_TLS_VERSION_NONE)
    add_route (self, REPOINT_ACTION_CONFIRM_MODEL);
  add_route (self, REPOINT_ACTION_TEST_FIRST);
}

/* Mail that goes straight to the tenant: no sign-in, and TLS 1.2 or none at all. */
static void
route_direct_send (Judgement *self)
{
  RepointPlanContext *context = self->context;
  RepointTlsVersion version = context->capability->max_version;
  RepointSecurity security = REPOINT_SECURITY_STARTTLS;
  gboolean known = repoint_mail_use_get_security (context->use, &security);

  repoint_reasons_add (context->reasons, "set-to-direct-send", NULL, "host",
                       repoint_mail_use_get_host (context->use), NULL);

  if (known && security == REPOINT_SECURITY_NONE)
    {
      repoint_reasons_add (context->reasons, "direct-send-clear", NULL, NULL);
      return;
    }

  if (version == REPOINT_TLS_VERSION_NONE)
    add_route (self, REPOINT_ACTION_TEST_FIRST);
  else if (version < REPOINT_TLS_VERSION_1_2)
    {
      repoint_reasons_add (context->reasons, "direct-send-old-tls", NULL, NULL);
      add_tls_fixes (self);
      add_route (self, REPOINT_ACTION_BRIDGE);
      add_route (self, REPOINT_ACTION_REPLACE);
    }
}

static void
route_high_volume (Judgement *self)
{
  RepointTlsVersion version = self->context->capability->max_version;

  repoint_reasons_add (self->context->reasons, "set-to-high-volume", NULL, "host",
                       repoint_mail_use_get_host (self->context->use), NULL);

  if (version == REPOINT_TLS_VERSION_NONE)
    add_route (self, REPOINT_ACTION_TEST_FIRST);
  else if (version < REPOINT_TLS_VERSION_1_2)
    {
      add_tls_fixes (self);
      add_detours (self);
      add_route (self, REPOINT_ACTION_REPLACE);
    }
}

/* Neither way leads out of the organization, and this mail has to go there. What the organization as a whole says of
 * its recipients does not count: a device that works is not to be moved for that. */
static gboolean
reaches_too_few (const Judgement *self)
{
  return (self->place.kind == REPOINT_PLACE_DIRECT_SEND || self->place.kind == REPOINT_PLACE_HIGH_VOLUME) &&
         repoint_mail_use_get_recipients (self->context->use) == REPOINT_RECIPIENTS_EXTERNAL;
}

/* Another way is in use already. Returns FALSE when the mail use is to be judged by the organization's servers. */
static gboolean
route_elsewhere (Judgement *self)
{
  RepointPlanContext *context = self->context;

  if (reaches_too_few (self))
    {
      repoint_reasons_add (context->reasons, "reaches-inside-only", NULL, "host",
                           repoint_mail_use_get_host (context->use), NULL);
      return FALSE;
    }

  switch (self->place.kind)
    {
    case REPOINT_PLACE_DIRECT_SEND:
      route_direct_send (self);
      return TRUE;

    case REPOINT_PLACE_HIGH_VOLUME:
      route_high_volume (self);
      return TRUE;

    case REPOINT_PLACE_RELAY:
      repoint_reasons_add (context->reasons, "set-to-relay", NULL, "host", repoint_mail_use_get_host (context->use), NULL);
      return TRUE;

    case REPOINT_PLACE_OTHER:
      repoint_reasons_add (context->reasons, "set-to-other", NULL, "host", repoint_mail_use_get_host (context->use), NULL);
      return !repoint_plan_is_own_provider (context);

    case REPOINT_PLACE_MICROSOFT:
      repoint_reasons_add (context->reasons, "set-to-other-microsoft", NULL, "host",
                           repoint_mail_use_get_host (context->use), NULL);
      return FALSE;

    case REPOINT_PLACE_UNKNOWN:
    case REPOINT_PLACE_STANDARD:
    case REPOINT_PLACE_LEGACY:
      break;
    }

  return FALSE;
}

static void
add_port_reason (Judgement *self)
{
  RepointPlanContext *context = self->context;
  guint16 set = repoint_mail_use_get_port (context->use);
  g_autofree char *port = g_strdup_printf ("%u", set);
  g_autofree char *expected =
    g_strdup_printf ("%u", repoint_endpoint_get_target (self->place.state->endpoint->endpoint)->port);

  if (set == 465 && !repoint_plan_is_own_provider (context))
    repoint_reasons_add (context->reasons, "port-465", NULL, NULL);
  else
    repoint_reasons_add (context->reasons, "port-differs", NULL, "port", port, "expected", expected, NULL);
}

static void
add_place_reasons (Judgement *self)
{
  RepointPlanContext *context = self->context;
  const RepointPlace *place = &self->place;
  RepointSecurity security = REPOINT_SECURITY_NONE;

  if (place->kind == REPOINT_PLACE_UNKNOWN)
    repoint_reasons_add (context->reasons, "settings-unknown", NULL, NULL);
  else if (place->kind == REPOINT_PLACE_STANDARD)
    repoint_reasons_add (context->reasons, "set-to-standard", NULL, NULL);
  else if (place->kind == REPOINT_PLACE_LEGACY)
    repoint_reasons_add (context->reasons, place->state->available ? "set-to-legacy" : "set-to-unavailable", NULL, "host",
                         repoint_mail_use_get_host (context->use), NULL);

  if (place->wrong_port)
    add_port_reason (self);

  if (place->wrong_security)
    {
      const RepointTarget *target = repoint_endpoint_get_target (place->state->endpoint->endpoint);

      repoint_mail_use_get_security (context->use, &security);
      repoint_reasons_add (context->reasons, "security-differs", NULL,
                           "security", repoint_security_to_string (security),
                           "expected", repoint_security_to_string (target->security),
                           NULL);
    }
}

static void
judge_sign_in (Judgement *self)
{
  RepointPlanContext *context = self->context;
  const RepointCatalogEndpoint *endpoint = self->goal->endpoint;
  RepointSignIn sign_in = repoint_mail_use_get_sign_in (context->use);

  if (self->goal->sign_in == REPOINT_SIGN_IN_STATE_NEEDS_OAUTH)
    self->basic_ends = self->basic_ended = TRUE;
  else if (endpoint->basic_off_after != NULL && sign_in != REPOINT_SIGN_IN_OAUTH)
    {
      self->basic_ends = TRUE;
      self->basic_ended = repoint_plan_is_past (context, endpoint->basic_off_after);
    }
}

static void
judge_settings (Judgement *self)
{
  const RepointPlace *place = &self->place;
  RepointSignIn sign_in = repoint_mail_use_get_sign_in (self->context->use);
  gboolean own = repoint_plan_is_own_provider (self->context);

  self->misset = place->kind != REPOINT_PLACE_STANDARD || place->wrong_port || place->wrong_security ||
                 (self->manners & REPOINT_MANNERS_IN_CLEAR) != 0 ||
                 (sign_in == REPOINT_SIGN_IN_NONE && !own) ||
                 (own && self->goal->sign_in == REPOINT_SIGN_IN_STATE_REFUSED);
}

static void
route (Judgement *self)
{
  RepointTransport transport;
  gboolean old_tls;

  self->place = repoint_plan_find_place (self->context);
  self->goal = repoint_plan_find_goal (self->context);
  old_tls = self->context->capability->max_version != REPOINT_TLS_VERSION_NONE &&
            self->context->capability->max_version < REPOINT_TLS_VERSION_1_2;

  if (self->goal == NULL)
    {
      repoint_reasons_add (self->context->reasons, "no-server-named", NULL, "protocol",
                           repoint_protocol_to_string (repoint_mail_use_get_protocol (self->context->use)), NULL);
      add_route (self, REPOINT_ACTION_TEST_FIRST);
      return;
    }

  judge_sign_in (self);

  if ((self->place.kind == REPOINT_PLACE_DIRECT_SEND || self->place.kind == REPOINT_PLACE_HIGH_VOLUME) &&
      !reaches_too_few (self))
    self->promises = repoint_plan_read_guide (self->context, old_tls, FALSE);
  if (route_elsewhere (self))
    return;

  self->manners = repoint_plan_look_at_manners (self->context);
  self->distrusts = repoint_plan_distrusts_servers (self->context);
  judge_settings (self);
  add_place_reasons (self);
  transport = self->goal->transport;
  self->promises = repoint_plan_read_guide (self->context, transport == REPOINT_TRANSPORT_REFUSED || old_tls,
                                            self->basic_ends);

  if (self->distrusts && transport != REPOINT_TRANSPORT_REFUSED)
    add_route (self, REPOINT_ACTION_TRUST_ROOT);

  if (transport == REPOINT_TRANSPORT_REFUSED)
    route_old_tls (self);
  else if (transport == REPOINT_TRANSPORT_UNKNOWN)
    route_unknown (self);
  else if (transport == REPOINT_TRANSPORT_UNPROVEN && old_tls)
    route_unproven (self);
  else
    route_good_tls (self);
}

static RepointConfidence
judge_confidence (const Judgement *self)
{
  RepointConfidence confidence = self->context->capability->confidence;
  const RepointCatalogEndpoint *endpoint;

  if (self->goal == NULL || self->goal->transport == REPOINT_TRANSPORT_UNKNOWN ||
      self->place.kind == REPOINT_PLACE_RELAY || self->place.kind == REPOINT_PLACE_OTHER)
    return REPOINT_CONFIDENCE_LOW;

  /* Of an own provider nothing is documented that could be doubted; what is unproven is told by the state. Less for
   * one state than for another would make evidence that leads from one to the other lessen confidence. */
  endpoint = self->goal->endpoint;
  if (endpoint->fact.source == NULL)
    return confidence;

  return MIN (confidence, MIN (endpoint->fact.confidence, endpoint->tls_fact.confidence));
}

/* The route that the admin chose, when it is one of those that lead there. */
static RepointAction
choose (const Judgement *self)
{
  int chosen;

  if (self->routes->len == 0)
    return REPOINT_ACTION_NONE;

  if (repoint_enum_from_string (REPOINT_TYPE_ACTION, repoint_mail_use_get_route (self->context->use), &chosen) &&
      has_route (self->routes, (RepointAction) chosen))
    return (RepointAction) chosen;

  return g_array_index (self->routes, RepointAction, 0);
}

/* Nothing is known of how the device uses mail. */
static void
decide_without_use (RepointPlanContext *context,
                    RepointDecision    *decision)
{
  RepointAction route = is_unidentified (context) ? REPOINT_ACTION_CONFIRM_MODEL : REPOINT_ACTION_TEST_FIRST;

  decision->confidence = REPOINT_CONFIDENCE_LOW;
  if (repoint_device_get_mail (context->device) == REPOINT_ANSWER_NO)
    {
      repoint_reasons_add (context->reasons, "no-mail", NULL, NULL);
      decision->action = REPOINT_ACTION_NONE;
      return;
    }

  repoint_reasons_add (context->reasons, "mail-unknown", NULL, NULL);
  decision->action = route;
  g_array_append_val (decision->routes, route);
}

/**
 * repoint_plan_decide:
 * @context: with states; gets more reasons
 * @decision: (out caller-allocates): what to do; its routes are to be unreffed
 */
void
repoint_plan_decide (RepointPlanContext *context,
                     RepointDecision    *decision)
{
  Judgement self = { context };

  *decision = (RepointDecision) { REPOINT_ACTION_NONE };
  decision->routes = g_array_new (FALSE, FALSE, sizeof (RepointAction));

  if (context->use == NULL)
    {
      decide_without_use (context, decision);
      return;
    }

  self.routes = decision->routes;
  route (&self);
  decision->action = choose (&self);
  decision->confidence = judge_confidence (&self);
}
