/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-test-listener.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

struct _RepointTestListener
{
  int                 fd;
  guint16             port;
  RepointTestHandler  handler;
  gpointer            user_data;
  GThread            *thread;

  GMutex              mutex;
  GCond               accepted_cond;
  GPtrArray          *threads;     /* of GThread */
  GPtrArray          *visits;      /* of Visit: those whose handler has not returned */
  guint               accepted;
  guint               peak;
  guint               peak_per_address;
};

typedef struct
{
  RepointTestListener *listener;
  int                  fd;
  in_addr_t            address; /* ours, to which it came */
} Visit;

/* Whether the client has not ended it. Its FIN is seen before the SYN that it sends afterwards, because the state is
 * read with the socket locked. */
static gboolean
is_open (const Visit *visit)
{
  struct tcp_info info;
  socklen_t length = sizeof info;

  return getsockopt (visit->fd, IPPROTO_TCP, TCP_INFO, &info, &length) == 0 && info.tcpi_state == TCP_ESTABLISHED;
}

static void
count_in (RepointTestListener *self,
          Visit               *visit)
{
  guint open = 1;
  guint here = 1;

  g_mutex_lock (&self->mutex);
  for (guint i = 0; i < self->visits->len; i++)
    {
      const Visit *other = g_ptr_array_index (self->visits, i);

      if (is_open (other))
        {
          open++;
          here += other->address == visit->address;
        }
    }
  g_ptr_array_add (self->visits, visit);
  self->accepted++;
  self->peak = MAX (self->peak, open);
  self->peak_per_address = MAX (self->peak_per_address, here);
  g_cond_broadcast (&self->accepted_cond);
  g_mutex_unlock (&self->mutex);
}

static void
count_out (RepointTestListener *self,
           Visit               *visit)
{
  g_mutex_lock (&self->mutex);
  g_ptr_array_remove_fast (self->visits, visit);
  g_mutex_unlock (&self->mutex);
}

static gpointer
handle_visit (gpointer data)
{
  Visit *visit = data;

  visit->listener->handler (visit->fd, visit->listener->user_data);
  /* Counted out first: from close() on, the other side may know that it is over. */
  count_out (visit->listener, visit);
  close (visit->fd);
  g_free (visit);
  return NULL;
}

static gpointer
accept_visits (gpointer data)
{
  RepointTestListener *self = data;

  for (;;)
    {
      int fd = accept4 (self->fd, NULL, NULL, SOCK_CLOEXEC);
      struct sockaddr_in local;
      socklen_t length = sizeof local;
      Visit *visit;

      if (fd < 0)
        return NULL;
      getsockname (fd, (struct sockaddr *) &local, &length);
      visit = g_new (Visit, 1);
      *visit = (Visit) { self, fd, local.sin_addr.s_addr };
      count_in (self, visit);
      g_mutex_lock (&self->mutex);
      g_ptr_array_add (self->threads, g_thread_new ("visit", handle_visit, visit));
      g_mutex_unlock (&self->mutex);
    }
}

RepointTestListener *
repoint_test_listener_new (const char         *address,
                           guint16             port,
                           RepointTestHandler  handler,
                           gpointer            user_data)
{
  RepointTestListener *self = g_new0 (RepointTestListener, 1);
  struct sockaddr_in local = { .sin_family = AF_INET, .sin_port = htons (port) };
  socklen_t length = sizeof local;
  int one = 1;

  self->handler = handler;
  self->user_data = user_data;
  self->threads = g_ptr_array_new ();
  self->visits = g_ptr_array_new ();
  g_mutex_init (&self->mutex);
  g_cond_init (&self->accepted_cond);

  if (address != NULL)
    g_assert_cmpint (inet_pton (AF_INET, address, &local.sin_addr), ==, 1);
  self->fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  g_assert_cmpint (self->fd, >=, 0);
  setsockopt (self->fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
  g_assert_no_errno (bind (self->fd, (struct sockaddr *) &local, sizeof local));
  g_assert_no_errno (listen (self->fd, 1024));
  g_assert_no_errno (getsockname (self->fd, (struct sockaddr *) &local, &length));
  self->port = ntohs (local.sin_port);
  self->thread = g_thread_new ("listener", accept_visits, self);
  return self;
}

void
repoint_test_listener_free (RepointTestListener *self)
{
  shutdown (self->fd, SHUT_RDWR);
  g_thread_join (self->thread);
  close (self->fd);
  for (guint i = 0; i < self->threads->len; i++)
    g_thread_join (g_ptr_array_index (self->threads, i));
  g_ptr_array_unref (self->threads);
  g_ptr_array_unref (self->visits);
  g_mutex_clear (&self->mutex);
  g_cond_clear (&self->accepted_cond);
  g_free (self);
}

guint16
repoint_test_listener_get_port (RepointTestListener *self)
{
  return self->port;
}

static guint
read_counter (RepointTestListener *self,
              guint               *counter)
{
  guint value;

  g_mutex_lock (&self->mutex);
  value = *counter;
  g_mutex_unlock (&self->mutex);
  return value;
}

guint
repoint_test_listener_get_accepted (RepointTestListener *self)
{
  return read_counter (self, &self->accepted);
}

void
repoint_test_listener_wait (RepointTestListener *self,
                            guint                accepted)
{
  g_mutex_lock (&self->mutex);
  while (self->accepted < accepted)
    g_cond_wait (&self->accepted_cond, &self->mutex);
  g_mutex_unlock (&self->mutex);
}

guint
repoint_test_listener_get_peak (RepointTestListener *self)
{
  return read_counter (self, &self->peak);
}

guint
repoint_test_listener_get_peak_per_address (RepointTestListener *self)
{
  return read_counter (self, &self->peak_per_address);
}

void
repoint_test_send (int            fd,
                   gconstpointer  bytes,
                   gsize          length)
{
  const char *next = bytes;

  while (length > 0)
    {
      gssize n = send (fd, next, length, MSG_NOSIGNAL);

      if (n <= 0)
        return;
      next += n;
      length -= n;
    }
}

int
repoint_test_read_to_end (int      fd,
                          GString *received)
{
  for (;;)
    {
      char buffer[4096];
      gssize n = recv (fd, buffer, sizeof buffer, 0);

      if (n < 0 && errno == EINTR)
        continue;
      if (n <= 0)
        return n == 0 ? 0 : errno;
      if (received != NULL)
        g_string_append_len (received, buffer, n);
    }
}

void
repoint_test_reset_on_close (int fd)
{
  struct linger linger = { .l_onoff = 1, .l_linger = 0 };

  setsockopt (fd, SOL_SOCKET, SO_LINGER, &linger, sizeof linger);
}
