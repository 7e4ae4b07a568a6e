/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-web-page.h"

#include "repoint-html-title.h"
#include "repoint-http-response.h"

#define PATIENCE (5 * G_USEC_PER_SEC)

struct _RepointWebPage
{
  GObject              parent_instance;
  char                *host;
  char                *path;
  gint64               deadline;
  gboolean             done;
  GBytes              *request;
  RepointHttpResponse  response;
  char                *title;
  char                *server;
  char                *realm;
  char                *location;
};

static void repoint_web_page_conversation_init (RepointConversationInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (RepointWebPage, repoint_web_page, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (REPOINT_TYPE_CONVERSATION, repoint_web_page_conversation_init))

static void
repoint_web_page_opened (RepointConversation *conversation,
                         gint64               now)
{
  RepointWebPage *self = REPOINT_WEB_PAGE (conversation);
  char *request;

  request = g_strdup_printf ("GET %s HTTP/1.0\r\n"
                             "Host: %s\r\n"
                             "User-Agent: Repoint/" PACKAGE_VERSION "\r\n"
                             "Accept: text/html, */*\r\n"
                             "Connection: close\r\n"
                             "\r\n",
                             self->path, self->host);
  self->request = g_bytes_new_take (request, strlen (request));
  self->deadline = now + PATIENCE;
}

static char *
clean (const char *text)
{
  return text != NULL ? repoint_html_title_clean (text) : NULL;
}

static void
finish (RepointWebPage *self)
{
  if (self->done)
    return;

  self->done = TRUE;
  repoint_http_response_end (&self->response);
  self->title = repoint_html_title_find (self->response.body->data, self->response.body->len, self->response.charset);
  self->server = clean (self->response.server);
  self->realm = clean (self->response.realm);
  if (self->response.status >= 300 && self->response.status < 400)
    self->location = clean (self->response.location);
}

static void
repoint_web_page_feed (RepointConversation *conversation,
                       const guint8        *bytes,
                       gsize                length,
                       gint64               now)
{
  RepointWebPage *self = REPOINT_WEB_PAGE (conversation);

  repoint_http_response_feed (&self->response, bytes, length);
  if (self->response.complete)
    finish (self);
}

static void
repoint_web_page_closed (RepointConversation *conversation,
                         RepointClosed        how)
{
  finish (REPOINT_WEB_PAGE (conversation));
}

static GBytes *
repoint_web_page_take (RepointConversation *conversation)
{
  return g_steal_pointer (&REPOINT_WEB_PAGE (conversation)->request);
}

static gint64
repoint_web_page_get_deadline (RepointConversation *conversation)
{
  return REPOINT_WEB_PAGE (conversation)->deadline;
}

static gboolean
repoint_web_page_is_done (RepointConversation *conversation)
{
  return REPOINT_WEB_PAGE (conversation)->done;
}

static void
repoint_web_page_conversation_init (RepointConversationInterface *iface)
{
  iface->opened = repoint_web_page_opened;
  iface->feed = repoint_web_page_feed;
  iface->closed = repoint_web_page_closed;
  iface->take = repoint_web_page_take;
  iface->get_deadline = repoint_web_page_get_deadline;
  iface->is_done = repoint_web_page_is_done;
}

RepointWebPage *
repoint_web_page_new (const char *host,
                      const char *path)
{
  RepointWebPage *self;

  g_return_val_if_fail (host != NULL && path != NULL && *path == '/', NULL);

  self = g_object_new (REPOINT_TYPE_WEB_PAGE, NULL);
  self->host = g_strdup (host);
  self->path = g_strdup (path);
  return self;
}

const char *
repoint_web_page_get_host (RepointWebPage *self)
{
  g_return_val_if_fail (REPOINT_IS_WEB_PAGE (self), NULL);
  return self->host;
}

const char *
repoint_web_page_get_path (RepointWebPage *self)
{
  g_return_val_if_fail (REPOINT_IS_WEB_PAGE (self), NULL);
  return self->path;
}

gboolean
repoint_web_page_is_http (RepointWebPage *self)
{
  g_return_val_if_fail (REPOINT_IS_WEB_PAGE (self), FALSE);
  return self->response.status != 0;
}

guint
repoint_web_page_get_status (RepointWebPage *self)
{
  g_return_val_if_fail (REPOINT_IS_WEB_PAGE (self), 0);
  return self->response.status;
}

const char *
repoint_web_page_get_title (RepointWebPage *self)
{
  g_return_val_if_fail (REPOINT_IS_WEB_PAGE (self), NULL);
  return self->title;
}

const char *
repoint_web_page_get_server (RepointWebPage *self)
{
  g_return_val_if_fail (REPOINT_IS_WEB_PAGE (self), NULL);
  return self->server;
}

const char *
repoint_web_page_get_realm (RepointWebPage *self)
{
  g_return_val_if_fail (REPOINT_IS_WEB_PAGE (self), NULL);
  return self->realm;
}

const char *
repoint_web_page_get_location (RepointWebPage *self)
{
  g_return_val_if_fail (REPOINT_IS_WEB_PAGE (self), NULL);
  return self->location;
}

static void
repoint_web_page_finalize (GObject *object)
{
  RepointWebPage *self = REPOINT_WEB_PAGE (object);

  g_free (self->host);
  g_free (self->path);
  g_clear_pointer (&self->request, g_bytes_unref);
  repoint_http_response_clear (&self->response);
  g_free (self->title);
  g_free (self->server);
  g_free (self->realm);
  g_free (self->location);

  G_OBJECT_CLASS (repoint_web_page_parent_class)->finalize (object);
}

static void
repoint_web_page_class_init (RepointWebPageClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = repoint_web_page_finalize;
}

static void
repoint_web_page_init (RepointWebPage *self)
{
  self->deadline = -1;
  repoint_http_response_init (&self->response);
}
