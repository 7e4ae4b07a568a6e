/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-test-proxy.h"

#include <arpa/inet.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "repoint-test-listener.h"
#include "repoint-test-pki.h"

#define RESOLVER    "repoint-test"
#define GOOD_ANSWER "HTTP/1.1 200 Connection established\r\nProxy-Agent: test\r\n\r\n"
#define BAD_ANSWER  "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 4\r\n\r\nbusy"

struct _RepointTestProxy
{
  RepointTestProxyOptions options;
  RepointTestListener    *listener;
  SSL_CTX                *context; /* NULL without TLS */
  GMutex                  mutex;   /* guards the next two */
  GCond                   cond;
  GString                *requests;
  guint                   n_requests;
};

typedef struct
{
  RepointTestProxy *proxy;
  int               client;
  SSL              *ssl; /* NULL without TLS */
} Visit;

/* ---- The proxy ---- */

static gssize
receive (Visit *self, guint8 *buffer, gsize length)
{
  return self->ssl != NULL ? SSL_read (self->ssl, buffer, (int) length) : recv (self->client, buffer, length, 0);
}

static void
send_back (Visit *self, gconstpointer bytes, gsize length)
{
  if (self->ssl == NULL)
    repoint_test_send (self->client, bytes, length);
  else if (length > 0)
    SSL_write (self->ssl, bytes, (int) length);
}

static gboolean
read_exactly (Visit *self, GString *request, gsize length)
{
  guint8 byte;

  for (gsize i = 0; i < length; i++)
    {
      if (receive (self, &byte, 1) != 1)
        return FALSE;
      g_string_append_c (request, (char) byte);
    }

  return TRUE;
}

static gboolean
read_http (Visit *self, GString *request)
{
  while (!g_str_has_suffix (request->str, "\r\n\r\n"))
    if (request->len > 4096 || !read_exactly (self, request, 1))
      return FALSE;

  return TRUE;
}

static gboolean
read_socks (Visit *self, GString *request)
{
  return read_exactly (self, request, 3) && (send_back (self, "\x05\x00", 2), TRUE) && read_exactly (self, request, 5) &&
         read_exactly (self, request, request->str[6] == 3 ? (guint8) request->str[7] + 2 : request->str[6] == 1 ? 5 : 17);
}

/* Returns how many requests there have been with this one. */
static guint
remember (RepointTestProxy *self, GString *request)
{
  guint n;

  g_mutex_lock (&self->mutex);
  g_string_append_len (self->requests, request->str, request->len);
  n = ++self->n_requests;
  g_cond_broadcast (&self->cond);
  g_mutex_unlock (&self->mutex);

  return n;
}

static int
connect_upstream (guint16 port)
{
  struct sockaddr_in place = { .sin_family = AF_INET, .sin_port = htons (port),
                               .sin_addr.s_addr = htonl (INADDR_LOOPBACK) };
  int fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

  g_assert_cmpint (fd, >=, 0);
  if (connect (fd, (struct sockaddr *) &place, sizeof place) == 0)
    return fd;
  close (fd);

  return -1;
}

static void
relay (Visit *self, int server)
{
  struct pollfd ends[] = { { self->client, POLLIN, 0 }, { server, POLLIN, 0 } };
  guint8 buffer[16384];
  gssize n;

  while (poll (ends, G_N_ELEMENTS (ends), -1) > 0)
    {
      if (ends[0].revents != 0)
        do
          {
            n = receive (self, buffer, sizeof buffer);
            if (n <= 0)
              return;
            repoint_test_send (server, buffer, n);
          }
        while (self->ssl != NULL && SSL_pending (self->ssl) > 0);

      if (ends[1].revents != 0)
        {
          n = recv (server, buffer, sizeof buffer, 0);
          if (n <= 0)
            return;
          send_back (self, buffer, n);
        }
    }
}

static void
answer (Visit *self, const char *text, gsize length)
{
  gsize step = self->proxy->options.by_byte ? 1 : length;

  for (gsize at = 0; at < length; at += step)
    send_back (self, text + at, step);
}

static void
open_way (Visit *self, const char *text, gsize length)
{
  const RepointTestProxyOptions *options = &self->proxy->options;
  int server = connect_upstream (options->upstream);
  g_autoptr (GString) all = g_string_new_len (text, length);
  char buffer[4096];

  g_assert_cmpint (server, >=, 0);
  if (options->together)
    {
      gssize n = recv (server, buffer, sizeof buffer, 0);

      if (n > 0)
        g_string_append_len (all, buffer, n);
    }
  answer (self, all->str, all->len);
  relay (self, server);
  close (server);
}

static void
serve (Visit *self)
{
  const RepointTestProxyOptions *options = &self->proxy->options;
  g_autoptr (GString) request = g_string_new (NULL);
  const char *text = options->answer != NULL ? options->answer : GOOD_ANSWER;
  char reply[] = { 5, (char) options->socks_reply, 0, 1, 0, 0, 0, 0, 0, 0 };
  gboolean refuses;

  if (!(options->socks ? read_socks (self, request) : read_http (self, request)))
    return;

  refuses = remember (self->proxy, request) >= options->refuse_from && options->refuse_from > 0;
  if (options->silent)
    repoint_test_read_to_end (self->client, NULL);
  else if (options->resets)
    repoint_test_reset_on_close (self->client);
  else if (options->socks && options->socks_reply == 0)
    open_way (self, reply, sizeof reply);
  else if (options->socks)
    answer (self, reply, sizeof reply);
  else if (refuses)
    answer (self, BAD_ANSWER, strlen (BAD_ANSWER));
  else if (strstr (text, " 200") != NULL && options->upstream != 0 && !options->closes)
    open_way (self, text, strlen (text));
  else if (!options->closes)
    answer (self, text, strlen (text));
}

static void
handle (int fd, gpointer user_data)
{
  RepointTestProxy *self = user_data;
  Visit visit = { self, fd, self->context != NULL ? SSL_new (self->context) : NULL };

  if (visit.ssl != NULL)
    SSL_set_fd (visit.ssl, fd);
  if (visit.ssl == NULL || SSL_accept (visit.ssl) == 1)
    serve (&visit);
  if (visit.ssl != NULL)
    SSL_shutdown (visit.ssl);
  SSL_free (visit.ssl);
}

RepointTestProxy *
repoint_test_proxy_new (const RepointTestProxyOptions *options)
{
  RepointTestProxy *self = g_new0 (RepointTestProxy, 1);

  self->options = *options;
  self->requests = g_string_new (NULL);
  g_mutex_init (&self->mutex);
  g_cond_init (&self->cond);
  if (options->tls)
    {
      self->context = SSL_CTX_new (TLS_server_method ());
      repoint_test_pki_use (self->context, REPOINT_TEST_PKI_GOOD);
    }
  self->listener = repoint_test_listener_new ("127.0.0.1", 0, handle, self);

  return self;
}

void
repoint_test_proxy_free (RepointTestProxy *self)
{
  repoint_test_listener_free (self->listener);
  SSL_CTX_free (self->context);
  g_string_free (self->requests, TRUE);
  g_mutex_clear (&self->mutex);
  g_cond_clear (&self->cond);
  g_free (self);
}

guint16
repoint_test_proxy_get_port (RepointTestProxy *self)
{
  return repoint_test_listener_get_port (self->listener);
}

guint
repoint_test_proxy_get_accepted (RepointTestProxy *self)
{
  return repoint_test_listener_get_accepted (self->listener);
}

guint
repoint_test_proxy_get_peak (RepointTestProxy *self)
{
  return repoint_test_listener_get_peak (self->listener);
}

char *
repoint_test_proxy_get_requests (RepointTestProxy *self)
{
  char *requests;

  g_mutex_lock (&self->mutex);
  requests = g_strdup (self->requests->str);
  g_mutex_unlock (&self->mutex);

  return requests;
}

void
repoint_test_proxy_wait (RepointTestProxy *self, guint requests)
{
  g_mutex_lock (&self->mutex);
  while (self->n_requests < requests)
    g_cond_wait (&self->cond, &self->mutex);
  g_mutex_unlock (&self->mutex);
}

/* ---- The system's proxy resolver ---- */

static GMutex offer_mutex; /* guards the next two */
static char *offered;      /* NULL: silence */
static char *asked;

#define REPOINT_TYPE_TEST_PROXY_RESOLVER (repoint_test_proxy_resolver_get_type ())
G_DECLARE_FINAL_TYPE (RepointTestProxyResolver, repoint_test_proxy_resolver, REPOINT, TEST_PROXY_RESOLVER, GObject)

struct _RepointTestProxyResolver
{
  GObject parent_instance;
};

static void resolver_iface_init (GProxyResolverInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (RepointTestProxyResolver, repoint_test_proxy_resolver, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_PROXY_RESOLVER, resolver_iface_init))

static gboolean
is_supported (GProxyResolver *resolver)
{
  return TRUE;
}

static char **
lookup (GProxyResolver *resolver, const char *uri, GCancellable *cancellable, GError **error)
{
  g_autofree char *answer = NULL;
  GPollFD end;

  g_mutex_lock (&offer_mutex);
  g_free (asked);
  asked = g_strdup (uri);
  answer = g_strdup (offered);
  g_mutex_unlock (&offer_mutex);

  if (answer != NULL)
    return g_strsplit (answer, " ", 0);

  g_assert_true (g_cancellable_make_pollfd (cancellable, &end));
  g_poll (&end, 1, -1);
  g_cancellable_release_fd (cancellable);
  g_cancellable_set_error_if_cancelled (cancellable, error);

  return NULL;
}

static void
resolver_iface_init (GProxyResolverInterface *iface)
{
  iface->is_supported = is_supported;
  iface->lookup = lookup;
}

static void
repoint_test_proxy_resolver_class_init (RepointTestProxyResolverClass *class)
{
}

static void
repoint_test_proxy_resolver_init (RepointTestProxyResolver *self)
{
}

void
repoint_test_proxy_offer (const char *uris)
{
  g_setenv ("GIO_USE_PROXY_RESOLVER", RESOLVER, TRUE);
  g_io_extension_point_register (G_PROXY_RESOLVER_EXTENSION_POINT_NAME);
  g_io_extension_point_implement (G_PROXY_RESOLVER_EXTENSION_POINT_NAME, REPOINT_TYPE_TEST_PROXY_RESOLVER, RESOLVER, 0);
  g_assert_true (G_TYPE_CHECK_INSTANCE_TYPE (g_proxy_resolver_get_default (), REPOINT_TYPE_TEST_PROXY_RESOLVER));

  g_mutex_lock (&offer_mutex);
  g_free (offered);
  offered = g_strdup (uris);
  g_clear_pointer (&asked, g_free);
  g_mutex_unlock (&offer_mutex);
}

char *
repoint_test_proxy_get_asked (void)
{
  char *copy;

  g_mutex_lock (&offer_mutex);
  copy = g_strdup (asked);
  g_mutex_unlock (&offer_mutex);

  return copy;
}
