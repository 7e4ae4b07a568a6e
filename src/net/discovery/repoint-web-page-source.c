/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-web-page-source.h"

#include "repoint-tls-certificate-source.h"
#include "repoint-tls-talk.h"
#include "repoint-web-page.h"

#define SOURCE "web-page"

struct _RepointWebPageSource
{
  GObject parent_instance;
};

static void repoint_web_page_source_source_init (RepointSourceInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (RepointWebPageSource, repoint_web_page_source, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (REPOINT_TYPE_SOURCE, repoint_web_page_source_source_init))

/* "192.168.1.7", "192.168.1.7:8080", "[fd00::7]" (RFC 9110, section 7.2). */
static char *
host_in_uri (GInetAddress      *address,
             const RepointPort *port)
{
  g_autofree char *host = g_inet_address_to_string (address);
  gboolean six = g_inet_address_get_family (address) == G_SOCKET_FAMILY_IPV6;

  if (port->port == repoint_protocol_get_port (port->protocol, port->security))
    return six ? g_strdup_printf ("[%s]", host) : g_steal_pointer (&host);
  return g_strdup_printf (six ? "[%s]:%u" : "%s:%u", host, port->port);
}

static const char *
scheme_of (const RepointPort *port)
{
  return port->security == REPOINT_SECURITY_TLS ? "https" : "http";
}

static gboolean
is_printable_ascii (const char *text)
{
  for (; *text != '\0'; text++)
    if (*text <= 0x20 || *text >= 0x7f)
      return FALSE;
  return TRUE;
}

char *
repoint_web_page_source_follow (GInetAddress      *address,
                                const RepointPort *port,
                                const char        *path,
                                const char        *location)
{
  g_autofree char *host = host_in_uri (address, port);
  g_autofree char *own_host = g_inet_address_to_string (address);
  g_autofree char *base = g_strdup_printf ("%s://%s%s", scheme_of (port), host, path);
  g_autofree char *absolute = NULL;
  g_autoptr (GUri) uri = NULL;
  const char *new_path;
  int new_port;

  if (!is_printable_ascii (location))
    return NULL;
  absolute = g_uri_resolve_relative (base, location, G_URI_FLAGS_ENCODED, NULL);
  uri = absolute != NULL ? g_uri_parse (absolute, G_URI_FLAGS_ENCODED, NULL) : NULL;
  if (uri == NULL || g_uri_get_userinfo (uri) != NULL || g_uri_get_host (uri) == NULL)
    return NULL;

  new_port = g_uri_get_port (uri);
  if (new_port < 0)
    new_port = repoint_protocol_get_port (REPOINT_PROTOCOL_HTTP, port->security);
  if (!g_str_equal (g_uri_get_scheme (uri), scheme_of (port))
      || !g_str_equal (g_uri_get_host (uri), own_host)
      || new_port != port->port)
    return NULL;

  new_path = g_uri_get_path (uri);
  if (*new_path != '/')
    new_path = "/";
  if (g_uri_get_query (uri) != NULL)
    return g_strdup_printf ("%s?%s", new_path, g_uri_get_query (uri));
  return g_strdup (new_path);
}

/* The page that a conversation asked for, in TLS or not; NULL: it was about something else. */
static RepointWebPage *
get_page (RepointConversation *conversation)
{
  if (REPOINT_IS_TLS_TALK (conversation))
    conversation = repoint_tls_talk_get_inner (REPOINT_TLS_TALK (conversation));
  return conversation != NULL && REPOINT_IS_WEB_PAGE (conversation) ? REPOINT_WEB_PAGE (conversation) : NULL;
}

/* The last page that was asked for and could be, and how many there were. */
static RepointWebPage *
find_page (GPtrArray *held,
           guint     *n_pages)
{
  RepointWebPage *last = NULL;

  *n_pages = 0;
  for (guint i = 0; i < held->len; i++)
    {
      RepointWebPage *page = get_page (held->pdata[i]);

      if (page == NULL
          || (REPOINT_IS_TLS_TALK (held->pdata[i])
              && repoint_tls_talk_get_version (held->pdata[i]) == REPOINT_TLS_VERSION_NONE))
        continue;
      last = page;
      (*n_pages)++;
    }
  return last;
}

static RepointConversation *
repoint_web_page_source_ask (RepointSource     *source,
                             GInetAddress      *address,
                             const RepointPort *port,
                             GPtrArray         *held)
{
  g_autoptr (RepointWebPage) page = NULL;
  g_autofree char *host = NULL;
  g_autofree char *path = NULL;
  RepointWebPage *last;
  guint n_pages;

  if (port->protocol != REPOINT_PROTOCOL_HTTP)
    return NULL;

  last = find_page (held, &n_pages);
  if (n_pages == 0)
    path = g_strdup ("/");
  else if (n_pages == 1 && repoint_web_page_get_location (last) != NULL)
    path = repoint_web_page_source_follow (address, port, repoint_web_page_get_path (last),
                                           repoint_web_page_get_location (last));
  if (path == NULL)
    return NULL;

  host = host_in_uri (address, port);
  page = repoint_web_page_new (host, path);
  if (port->security == REPOINT_SECURITY_TLS)
    return repoint_tls_certificate_source_open (address, held, REPOINT_CONVERSATION (page));
  return REPOINT_CONVERSATION (g_steal_pointer (&page));
}

static void
repoint_web_page_source_learn (RepointSource       *source,
                               RepointConversation *conversation,
                               RepointSighting     *sighting)
{
  RepointWebPage *page = get_page (conversation);

  if (page == NULL)
    return;
  repoint_source_add (sighting, SOURCE, "title", repoint_web_page_get_title (page));
  repoint_source_add (sighting, SOURCE, "server", repoint_web_page_get_server (page));
  repoint_source_add (sighting, SOURCE, "realm", repoint_web_page_get_realm (page));
}

static void
repoint_web_page_source_source_init (RepointSourceInterface *iface)
{
  iface->ask = repoint_web_page_source_ask;
  iface->learn = repoint_web_page_source_learn;
}

RepointSource *
repoint_web_page_source_new (void)
{
  return g_object_new (REPOINT_TYPE_WEB_PAGE_SOURCE, NULL);
}

static void
repoint_web_page_source_class_init (RepointWebPageSourceClass *klass)
{
}

static void
repoint_web_page_source_init (RepointWebPageSource *self)
{
}
