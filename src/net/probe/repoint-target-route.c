/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-target-route.h"

#include "repoint-address-check.h"
#include "repoint-address-kind.h"
#include "repoint-address-race.h"
#include "repoint-connect.h"
#include "repoint-name-lookup.h"
#include "repoint-problem.h"
#include "repoint-proxy.h"
#include "repoint-proxy-conversation.h"
#include "repoint-tls-talk.h"

#include <string.h>

/*
 * find: which WAYS are there, proxies or direct ─▶ ADDRESSES of the first way ─▶ found
 * run:  the first conversation: RACE of these addresses ─▶ done, or the next way
 *       later ones: with the address that won ─▶ done
 */

#define PROXY_LOOKUP_MS 5000
#define PROXY_TLS_MS    10000
#define MAX_PER_FAMILY  4

struct _RepointTargetRoute
{
  RepointScheduler        *scheduler;
  RepointTarget           *target;
  gboolean                 proxies;
  GCancellable            *cancellable;
  guint                    timeout_ms;
  RepointTargetRouteFound  found;
  gpointer                 found_data;

  GPtrArray               *ways;      /* of RepointProxy */
  guint                    way;       /* the one being tried, or used */
  GPtrArray               *addresses; /* of GInetAddress: where this way begins */
  GPtrArray               *reports;   /* of RepointAddressReport, for each of the target's own addresses */
  GInetAddress            *chosen;    /* nullable: the one that won */
  const char              *problem;   /* nullable: an id, see repoint-survey.h */
  char                    *detail;    /* nullable */
  guint                    culprit;   /* the way that has the problem */
  gboolean                 hopeless;  /* because of the problem, and not only by that way */

  RepointConversation     *inner;     /* what is being run; NULL if nothing is */
  RepointConversation     *proxy;     /* nullable: what asks the proxy for a way for @inner */
  RepointConversationDone  done;
  gpointer                 done_data;
};

static void try_way (RepointTargetRoute *self);

static const RepointProxy *
get_way (RepointTargetRoute *self)
{
  return g_ptr_array_index (self->ways, self->way);
}

/* Of several ways without success, the first problem is the one that counts. */
static void
set_problem (RepointTargetRoute *self, const char *problem, const char *detail)
{
  if (self->problem != NULL)
    return;

  self->problem = problem;
  self->detail = g_strdup (detail);
  self->culprit = self->way;
}

static void
clear_problem (RepointTargetRoute *self)
{
  self->problem = NULL;
  g_clear_pointer (&self->detail, g_free);
}

/* ---- Running ---- */

/* Calling back is the very last act. */
static void
end_run (RepointTargetRoute *self)
{
  g_autoptr (RepointConversation) inner = g_steal_pointer (&self->inner);
  g_autoptr (RepointConversation) proxy = g_steal_pointer (&self->proxy);

  if (proxy != NULL && repoint_proxy_conversation_get_problem (REPOINT_PROXY_CONVERSATION (proxy)) != NULL)
    {
      set_problem (self, repoint_proxy_conversation_get_problem (REPOINT_PROXY_CONVERSATION (proxy)),
                   repoint_proxy_conversation_get_detail (REPOINT_PROXY_CONVERSATION (proxy)));
      self->hopeless = TRUE;
    }

  self->done (inner, self->done_data);
}

/* There is no way left, or nobody waits for one. */
static void
give_up (RepointTargetRoute *self, RepointClosed how)
{
  self->hopeless = how != REPOINT_CLOSED_CANCELLED;
  if (self->inner == NULL)
    {
      self->found (self->found_data);
      return;
    }

  g_clear_object (&self->proxy);
  repoint_conversation_closed (self->inner, how);
  end_run (self);
}

static void
try_next_way (RepointTargetRoute *self, RepointClosed how)
{
  if (self->way + 1 >= self->ways->len)
    {
      give_up (self, how);
      return;
    }

  self->way++;
  try_way (self);
}

static void
conversation_done (RepointConversation *conversation, gpointer user_data)
{
  end_run (user_data);
}

static void
address_failed (guint nth, RepointClosed how, gpointer user_data)
{
  RepointTargetRoute *self = user_data;
  RepointAddressReport *report;

  if (nth >= self->reports->len)
    return;

  report = g_ptr_array_index (self->reports, nth);
  report->asked = TRUE;
  report->reachable = how == REPOINT_CLOSED_RESET;
  report->problem = repoint_problem_of_closed (how);
}

static void
race_done (int winner, RepointClosed how, gpointer user_data)
{
  RepointTargetRoute *self = user_data;

  if (winner >= 0)
    {
      clear_problem (self);
      self->chosen = g_object_ref (g_ptr_array_index (self->addresses, winner));
      end_run (self);
    }
  else if (how == REPOINT_CLOSED_CANCELLED)
    {
      give_up (self, how);
    }
  else
    {
      if (get_way (self)->kind != REPOINT_PROXY_DIRECT)
        set_problem (self, "proxy-unreachable", repoint_problem_of_closed (how));
      try_next_way (self, how);
    }
}

/* Returns what is to be said where this way begins, so that @inner is said to the target. */
static RepointConversation *
wrap (RepointTargetRoute *self)
{
  const RepointProxy *way = get_way (self);
  RepointProxyProtocol protocol =
      way->kind == REPOINT_PROXY_SOCKS5 ? REPOINT_PROXY_PROTOCOL_SOCKS5 : REPOINT_PROXY_PROTOCOL_HTTP;

  if (way->kind == REPOINT_PROXY_DIRECT)
    return g_object_ref (self->inner);

  self->proxy = repoint_proxy_conversation_new (protocol, self->target->host, self->target->port, self->inner);
  if (way->kind == REPOINT_PROXY_HTTPS)
    return repoint_tls_talk_new (way->host, REPOINT_TLS_VERSION_1_3, self->proxy, PROXY_TLS_MS * G_TIME_SPAN_MILLISECOND);

  return g_object_ref (self->proxy);
}

static void
run_inner (RepointTargetRoute *self)
{
  const RepointProxy *way = get_way (self);
  guint16 port = way->kind == REPOINT_PROXY_DIRECT ? self->target->port : way->port;
  g_autoptr (RepointConversation) outer = NULL;

  /* A proxy would bring the printer what is never sent to it from here. */
  if (way->kind != REPOINT_PROXY_DIRECT && repoint_connect_is_forbidden (self->target->port))
    {
      give_up (self, REPOINT_CLOSED_FORBIDDEN);
      return;
    }

  g_clear_object (&self->proxy);
  outer = wrap (self);
  if (self->chosen != NULL)
    repoint_scheduler_run (self->scheduler, outer, self->chosen, port, self->cancellable, conversation_done, self, NULL);
  else
    repoint_address_race_run (self->scheduler, outer, self->addresses, port, self->cancellable, address_failed, race_done,
                              self);
}

/* ---- Addresses ---- */

static void
way_ready (RepointTargetRoute *self)
{
  if (self->inner == NULL)
    self->found (self->found_data);
  else
    run_inner (self);
}

static const char *
name_failure (const GError *error)
{
  switch ((RepointNameLookupError) error->code)
    {
    case REPOINT_NAME_LOOKUP_ERROR_NO_SUCH_NAME:
      return "no-such-name";
    case REPOINT_NAME_LOOKUP_ERROR_NO_ADDRESS:
      return "no-address";
    case REPOINT_NAME_LOOKUP_ERROR_USELESS:
      return "useless-address";
    case REPOINT_NAME_LOOKUP_ERROR_NO_ANSWER:
      return "no-answer";
    case REPOINT_NAME_LOOKUP_ERROR_NO_NETWORK:
      return "no-network";
    case REPOINT_NAME_LOOKUP_ERROR_FAILED:
    default:
      return "failed";
    }
}

/* RFC 8305 section 4: the family that RFC 6724 prefers comes first, then the families take turns. */
static void
take_addresses (RepointTargetRoute *self, GList *addresses)
{
  GSocketFamily family = addresses != NULL ? g_inet_address_get_family (addresses->data) : G_SOCKET_FAMILY_IPV4;
  GQueue same = G_QUEUE_INIT;
  GQueue other = G_QUEUE_INIT;

  for (GList *link = addresses; link != NULL; link = link->next)
    g_queue_push_tail (g_inet_address_get_family (link->data) == family ? &same : &other, link->data);

  for (guint i = 0; i < MAX_PER_FAMILY; i++)
    {
      if (same.length > 0)
        g_ptr_array_add (self->addresses, g_object_ref (g_queue_pop_head (&same)));
      if (other.length > 0)
        g_ptr_array_add (self->addresses, g_object_ref (g_queue_pop_head (&other)));
    }
  g_queue_clear (&same);
  g_queue_clear (&other);

  for (guint i = 0; i < self->addresses->len && get_way (self)->kind == REPOINT_PROXY_DIRECT; i++)
    g_ptr_array_add (self->reports, repoint_address_report_new (g_ptr_array_index (self->addresses, i)));
}

static void
resolved (GObject *source, GAsyncResult *result, gpointer user_data)
{
  RepointTargetRoute *self = user_data;
  g_autoptr (GError) error = NULL;
  GList *addresses = repoint_name_lookup_finish (result, &error);

  if (addresses != NULL)
    {
      take_addresses (self, addresses);
      g_resolver_free_addresses (addresses);
      way_ready (self);
    }
  else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      give_up (self, REPOINT_CLOSED_CANCELLED);
    }
  else
    {
      g_debug ("%s", error->message);
      if (get_way (self)->kind == REPOINT_PROXY_DIRECT)
        set_problem (self, "dns", name_failure (error));
      else
        set_problem (self, "proxy-unreachable", "dns");
      try_next_way (self, REPOINT_CLOSED_UNREACHABLE);
    }
}

static void
try_way (RepointTargetRoute *self)
{
  const RepointProxy *way = get_way (self);
  const char *host = way->kind == REPOINT_PROXY_DIRECT ? self->target->host : way->host;
  g_autoptr (GInetAddress) literal = g_inet_address_new_from_string (host);

  g_ptr_array_set_size (self->addresses, 0);
  g_ptr_array_set_size (self->reports, 0);
  if (way->kind == REPOINT_PROXY_UNSUPPORTED)
    {
      set_problem (self, "proxy-unsupported", NULL);
      try_next_way (self, REPOINT_CLOSED_UNREACHABLE);
    }
  else if (literal == NULL)
    {
      repoint_name_lookup_async (host, self->timeout_ms, self->cancellable, resolved, self);
    }
  else
    {
      g_ptr_array_add (self->addresses, g_object_ref (literal));
      if (way->kind == REPOINT_PROXY_DIRECT && self->problem == NULL)
        self->chosen = g_steal_pointer (&literal);
      way_ready (self);
    }
}

/* ---- Ways ---- */

static void
take_ways (RepointTargetRoute *self, GPtrArray *ways)
{
  self->ways = ways;
  try_way (self);
}

static void
proxies_known (GObject *source, GAsyncResult *result, gpointer user_data)
{
  RepointTargetRoute *self = user_data;
  GPtrArray *ways = repoint_proxy_lookup_finish (result, NULL);

  if (ways != NULL)
    take_ways (self, ways);
  else
    give_up (self, REPOINT_CLOSED_CANCELLED);
}

/* What is on the own network is never asked for through a proxy: it would be somebody else's network there. */
static gboolean
may_use_proxy (RepointTargetRoute *self)
{
  g_autoptr (GInetAddress) literal = g_inet_address_new_from_string (self->target->host);

  if (!self->proxies)
    return FALSE;

  return literal != NULL ? repoint_address_is_public (literal) : repoint_address_is_public_name (self->target->host);
}

/**
 * repoint_target_route_new:
 * @scheduler: what does the talking
 * @target: whom to talk to
 * @proxies: whether a proxy of the system may be used
 * @cancellable: ends at once what is under way
 *
 * Returns: (transfer full): a route that is still to be found
 */
RepointTargetRoute *
repoint_target_route_new (RepointScheduler *scheduler, const RepointTarget *target, gboolean proxies,
                          GCancellable *cancellable)
{
  RepointTargetRoute *self;

  g_return_val_if_fail (REPOINT_IS_SCHEDULER (scheduler), NULL);
  g_return_val_if_fail (target != NULL, NULL);
  g_return_val_if_fail (G_IS_CANCELLABLE (cancellable), NULL);

  self = g_new0 (RepointTargetRoute, 1);
  self->scheduler = g_object_ref (scheduler);
  self->target = repoint_target_copy (target);
  self->proxies = proxies;
  self->cancellable = g_object_ref (cancellable);
  self->addresses = g_ptr_array_new_with_free_func (g_object_unref);
  self->reports = g_ptr_array_new_with_free_func ((GDestroyNotify) repoint_address_report_free);

  return self;
}

/**
 * repoint_target_route_free:
 * @self: (nullable) (transfer full): a route of which nothing is under way
 */
void
repoint_target_route_free (RepointTargetRoute *self)
{
  if (self == NULL)
    return;

  g_assert (self->inner == NULL);
  g_object_unref (self->scheduler);
  repoint_target_free (self->target);
  g_object_unref (self->cancellable);
  g_clear_pointer (&self->ways, g_ptr_array_unref);
  g_ptr_array_unref (self->addresses);
  g_ptr_array_unref (self->reports);
  g_clear_object (&self->chosen);
  g_free (self->detail);
  g_free (self);
}

/**
 * repoint_target_route_find:
 * @timeout_ms: how long the lookup of a name may take
 * @found: called when the route is known, when there is none (see its problem), or after cancelling; possibly before this
 *   returns
 * @user_data: for @found
 *
 * Finds out where connections to the target begin. To be called once, before anything is run.
 */
void
repoint_target_route_find (RepointTargetRoute *self, guint timeout_ms, RepointTargetRouteFound found, gpointer user_data)
{
  g_autofree char *uri = NULL;
  GPtrArray *direct;

  g_return_if_fail (self != NULL && self->ways == NULL);

  self->timeout_ms = timeout_ms;
  self->found = found;
  self->found_data = user_data;

  if (may_use_proxy (self))
    {
      uri = repoint_target_to_string (self->target);
      repoint_proxy_lookup_async (uri, PROXY_LOOKUP_MS, self->cancellable, proxies_known, self);
      return;
    }

  direct = g_ptr_array_new_with_free_func ((GDestroyNotify) repoint_proxy_free);
  g_ptr_array_add (direct, repoint_proxy_parse ("direct://"));
  take_ways (self, direct);
}

/**
 * repoint_target_route_run:
 * @conversation: what to say to the target
 * @done: called with @conversation when it has ended
 * @user_data: for @done
 *
 * Holds a conversation with the target. Where there is no connection to be had, @conversation hears why; where that is a
 * proxy's doing, the route has a problem afterwards.
 */
void
repoint_target_route_run (RepointTargetRoute *self, RepointConversation *conversation, RepointConversationDone done,
                          gpointer user_data)
{
  g_return_if_fail (self != NULL && self->inner == NULL);
  g_return_if_fail (self->addresses->len > 0);
  g_return_if_fail (REPOINT_IS_CONVERSATION (conversation));

  self->inner = g_object_ref (conversation);
  self->done = done;
  self->done_data = user_data;
  run_inner (self);
}

/**
 * repoint_target_route_get_problem:
 *
 * Returns: (transfer none) (nullable): why there is no way to the target: an id of repoint-survey.h
 */
const char *
repoint_target_route_get_problem (RepointTargetRoute *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->hopeless ? self->problem : NULL;
}

/**
 * repoint_target_route_get_detail:
 *
 * Returns: (transfer none) (nullable): what there is to add to the problem
 */
const char *
repoint_target_route_get_detail (RepointTargetRoute *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->hopeless ? self->detail : NULL;
}

/**
 * repoint_target_route_get_address:
 *
 * Returns: (transfer none) (nullable): the target's address that is used or, before one is, the first one; %NULL while
 *   none is known, and where that is left to a proxy
 */
GInetAddress *
repoint_target_route_get_address (RepointTargetRoute *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  if (self->ways == NULL || get_way (self)->kind != REPOINT_PROXY_DIRECT)
    return NULL;
  if (self->chosen != NULL)
    return self->chosen;

  return self->addresses->len > 0 ? g_ptr_array_index (self->addresses, 0) : NULL;
}

/**
 * repoint_target_route_get_proxy:
 *
 * Returns: (transfer none) (nullable): the proxy that is used, or that has the problem, as scheme://host:port
 */
const char *
repoint_target_route_get_proxy (RepointTargetRoute *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  if (self->ways == NULL)
    return NULL;
  if (self->hopeless && self->problem != NULL)
    return ((const RepointProxy *) g_ptr_array_index (self->ways, self->culprit))->uri;

  return get_way (self)->uri;
}

/**
 * repoint_target_route_get_reports:
 *
 * Returns: (transfer none) (element-type RepointAddressReport): what is known of the addresses of the target's name, in the
 *   order in which they are tried; none for a target that is an address, and none with a proxy
 */
GPtrArray *
repoint_target_route_get_reports (RepointTargetRoute *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->reports;
}
