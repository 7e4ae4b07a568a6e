/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-tls-certificate-source.h"

#include "repoint-html-title.h"
#include "repoint-tls-talk.h"

#define SOURCE           "tls-certificate"
#define HANDSHAKE_BUDGET (5 * G_USEC_PER_SEC)
#define MAX_NAMES        8

struct _RepointTlsCertificateSource
{
  GObject parent_instance;
};

static void source_iface_init (RepointSourceInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (RepointTlsCertificateSource, repoint_tls_certificate_source, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (REPOINT_TYPE_SOURCE, source_iface_init))

/* The last session that was tried; NULL: none was. */
static RepointTlsTalk *
find_talk (GPtrArray *held)
{
  for (guint i = held->len; i-- > 0;)
    if (REPOINT_IS_TLS_TALK (held->pdata[i]))
      return held->pdata[i];
  return NULL;
}

RepointConversation *
repoint_tls_certificate_source_open (GInetAddress        *address,
                                     GPtrArray           *held,
                                     RepointConversation *inner)
{
  g_autofree char *host = g_inet_address_to_string (address);
  RepointTlsTalk *last = find_talk (held);
  RepointTlsVersion highest = REPOINT_TLS_VERSION_1_3;

  if (last != NULL)
    {
      highest = repoint_tls_talk_get_highest (last);
      if (repoint_tls_talk_get_version (last) == REPOINT_TLS_VERSION_NONE)
        {
          if (highest == REPOINT_TLS_VERSION_1_0 || repoint_tls_talk_get_timed_out (last))
            return NULL;
          highest = REPOINT_TLS_VERSION_1_0;
        }
    }
  return repoint_tls_talk_new (host, highest, inner, HANDSHAKE_BUDGET);
}

static RepointConversation *
repoint_tls_certificate_source_ask (RepointSource     *source,
                                    GInetAddress      *address,
                                    const RepointPort *port,
                                    GPtrArray         *held)
{
  RepointTlsTalk *last = find_talk (held);

  if (port->security != REPOINT_SECURITY_TLS
      || (last != NULL && repoint_tls_talk_get_version (last) != REPOINT_TLS_VERSION_NONE))
    return NULL;
  return repoint_tls_certificate_source_open (address, held, NULL);
}

static void
add (RepointSighting *sighting,
     const char      *what,
     const char      *value)
{
  g_autofree char *clean = value != NULL ? repoint_html_title_clean (value) : NULL;

  repoint_source_add (sighting, SOURCE, what, clean);
}

static void
repoint_tls_certificate_source_learn (RepointSource       *source,
                                      RepointConversation *conversation,
                                      RepointSighting     *sighting)
{
  JsonObject *certificate = REPOINT_IS_TLS_TALK (conversation)
                                ? repoint_tls_talk_get_certificate (REPOINT_TLS_TALK (conversation))
                                : NULL;
  JsonArray *names;

  if (certificate == NULL)
    return;
  add (sighting, "certificate-subject", json_object_get_string_member_with_default (certificate, "subject", NULL));
  add (sighting, "certificate-issuer", json_object_get_string_member_with_default (certificate, "issuer", NULL));
  names = json_object_get_array_member (certificate, "names");
  for (guint i = 0; names != NULL && i < MIN (json_array_get_length (names), MAX_NAMES); i++)
    add (sighting, "certificate-name", json_array_get_string_element (names, i));
}

static void
source_iface_init (RepointSourceInterface *iface)
{
  iface->ask = repoint_tls_certificate_source_ask;
  iface->learn = repoint_tls_certificate_source_learn;
}

RepointSource *
repoint_tls_certificate_source_new (void)
{
  return g_object_new (REPOINT_TYPE_TLS_CERTIFICATE_SOURCE, NULL);
}

static void
repoint_tls_certificate_source_class_init (RepointTlsCertificateSourceClass *klass)
{
}

static void
repoint_tls_certificate_source_init (RepointTlsCertificateSource *self)
{
}
