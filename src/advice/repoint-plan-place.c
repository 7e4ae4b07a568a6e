/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-plan-private.h"

#include <string.h>

/* As typed into a device: "SMTP.Office365.com." is smtp.office365.com. */
static char *
normalize (const char *host)
{
  char *name = g_ascii_strdown (host, -1);
  gsize length;

  g_strstrip (name);
  length = strlen (name);
  if (length > 1 && name[length - 1] == '.')
    name[length - 1] = '\0';

  return name;
}

static gboolean
is_host_of (const RepointCatalogEndpoint *endpoint,
            const char                   *host)
{
  return strcmp (repoint_endpoint_get_target (endpoint->endpoint)->host, host) == 0 ||
         g_strv_contains (endpoint->aliases, host);
}

static gboolean
port_fits (const RepointPlanContext         *context,
           const RepointCatalogEndpoint     *endpoint)
{
  const RepointTarget *target = repoint_endpoint_get_target (endpoint->endpoint);
  guint16 port = repoint_mail_use_get_port (context->use);

  /* Microsoft 365 takes sending at port 25 as well. */
  return port == 0 || port == target->port ||
         (port == 25 && target->protocol == REPOINT_PROTOCOL_SMTP && !repoint_plan_is_own_provider (context));
}

/* Several endpoints of one host differ by port: the one that fits counts, else the first. */
static const RepointEndpointState *
find_state (const RepointPlanContext *context,
            const char               *host)
{
  const RepointEndpointState *first = NULL;

  for (guint i = 0; i < context->states->len; i++)
    {
      const RepointEndpointState *state = g_ptr_array_index (context->states, i);

      if (!is_host_of (state->endpoint, host))
        continue;
      if (port_fits (context, state->endpoint))
        return state;
      if (first == NULL)
        first = state;
    }

  return first;
}

/* Names and addresses that lead nowhere but into the own network (RFC 1918, RFC 6762, RFC 8375, single labels). */
static gboolean
is_in_office (const char *host)
{
  g_autoptr(GInetAddress) address = g_inet_address_new_from_string (host);

  if (address != NULL)
    return g_inet_address_get_is_site_local (address) || g_inet_address_get_is_link_local (address) ||
           g_inet_address_get_is_loopback (address) ||
           (g_inet_address_get_family (address) == G_SOCKET_FAMILY_IPV6 &&
            (g_inet_address_to_bytes (address)[0] & 0xfe) == 0xfc);

  return strchr (host, '.') == NULL || g_str_has_suffix (host, ".local") || g_str_has_suffix (host, ".lan") ||
         g_str_has_suffix (host, ".internal") || g_str_has_suffix (host, ".home.arpa");
}

static RepointPlaceKind
classify (const RepointPlanContext *context,
          const char               *host)
{
  switch (repoint_catalog_find_service (context->catalog, host))
    {
    case REPOINT_SERVICE_DIRECT_SEND:
      return REPOINT_PLACE_DIRECT_SEND;

    case REPOINT_SERVICE_HIGH_VOLUME:
      return REPOINT_PLACE_HIGH_VOLUME;

    case REPOINT_SERVICE_MICROSOFT:
      return REPOINT_PLACE_MICROSOFT;

    case REPOINT_SERVICE_NONE:
      break;
    }

  return is_in_office (host) ? REPOINT_PLACE_RELAY : REPOINT_PLACE_OTHER;
}

/**
 * repoint_plan_find_place:
 *
 * Returns: where the mail use points today, and whether port and encryption fit what stands there
 */
RepointPlace
repoint_plan_find_place (const RepointPlanContext *context)
{
  g_autofree char *host = normalize (repoint_mail_use_get_host (context->use));
  RepointPlace place = { REPOINT_PLACE_UNKNOWN };
  RepointSecurity security;

  if (host[0] == '\0')
    return place;

  place.state = find_state (context, host);
  if (place.state == NULL)
    {
      place.kind = classify (context, host);
      return place;
    }

  place.kind = repoint_endpoint_get_standing (place.state->endpoint->endpoint) == REPOINT_STANDING_LEGACY
                 ? REPOINT_PLACE_LEGACY
                 : REPOINT_PLACE_STANDARD;
  place.wrong_port = !port_fits (context, place.state->endpoint);
  place.wrong_security = repoint_mail_use_get_security (context->use, &security) &&
                         security != repoint_endpoint_get_target (place.state->endpoint->endpoint)->security;

  return place;
}
