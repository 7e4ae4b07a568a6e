/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-door.h"

#include "repoint-address-kind.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#define SHUT_TIME (200 * G_TIME_SPAN_MILLISECOND)

static void
fill_limits (const RepointListenerLimits *wanted,
             RepointListenerLimits       *limits)
{
  const RepointListenerLimits *standard = &repoint_listener_limits_default;

  *limits = wanted != NULL ? *wanted : *standard;
  limits->max_open = limits->max_open != 0 ? limits->max_open : standard->max_open;
  limits->max_per_address = limits->max_per_address != 0 ? limits->max_per_address : standard->max_per_address;
  limits->visits_per_minute = limits->visits_per_minute != 0 ? limits->visits_per_minute : standard->visits_per_minute;
  limits->conversation_ms = limits->conversation_ms != 0 ? limits->conversation_ms : standard->conversation_ms;
}

/* Returns a descriptor that listens, or -1 with errno. */
static int
listen_at (int     family,
           guint16 port)
{
  struct sockaddr_in6 six = { .sin6_family = AF_INET6, .sin6_port = htons (port), .sin6_addr = IN6ADDR_ANY_INIT };
  struct sockaddr_in four = { .sin_family = AF_INET, .sin_port = htons (port), .sin_addr.s_addr = htonl (INADDR_ANY) };
  gboolean is_six = family == AF_INET6;
  int fd = socket (family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, IPPROTO_TCP);
  int one = 1;
  int zero = 0;
  int error;

  if (fd < 0)
    return -1;

  /* REUSEADDR lets us have the port while connections of an earlier run are in TIME-WAIT, and nothing else (socket(7)).
   * One socket for both families cannot find the port free in one and taken in the other. */
  if (setsockopt (fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one) == 0
      && (!is_six || setsockopt (fd, IPPROTO_IPV6, IPV6_V6ONLY, &zero, sizeof zero) == 0)
      && bind (fd, is_six ? (struct sockaddr *) &six : (struct sockaddr *) &four, is_six ? sizeof six : sizeof four) == 0
      && listen (fd, SOMAXCONN) == 0)
    return fd;

  error = errno;
  close (fd);
  errno = error;
  return -1;
}

static guint16
read_port (int fd)
{
  struct sockaddr_storage local;
  socklen_t length = sizeof local;

  if (getsockname (fd, (struct sockaddr *) &local, &length) < 0)
    return 0;
  return ntohs (local.ss_family == AF_INET6 ? ((struct sockaddr_in6 *) &local)->sin6_port
                                            : ((struct sockaddr_in *) &local)->sin_port);
}

RepointDoor *
repoint_door_new (guint16                       port,
                  const RepointListenerLimits  *limits,
                  RepointListenerReceive        receive,
                  gpointer                      user_data,
                  GDestroyNotify                destroy,
                  GError                      **error)
{
  RepointDoor *self;
  int fd = listen_at (AF_INET6, port);

  /* A kernel without IPv6. */
  if (fd < 0 && (errno == EAFNOSUPPORT || errno == EADDRNOTAVAIL))
    fd = listen_at (AF_INET, port);
  if (fd < 0)
    {
      int reason = errno;

      g_set_error (error, G_IO_ERROR, g_io_error_from_errno (reason), "Cannot listen at TCP port %u: %s", port,
                   g_strerror (reason));
      return NULL;
    }

  self = g_new0 (RepointDoor, 1);
  g_atomic_ref_count_init (&self->references);
  self->fd = fd;
  self->port = read_port (fd);
  fill_limits (limits, &self->limits);
  self->receive = receive;
  self->user_data = user_data;
  self->destroy = destroy;
  self->epoll = -1;
  self->shut_until = -1;
  self->visitors = repoint_visitors_new (self->limits.max_per_address, self->limits.visits_per_minute);
  return self;
}

RepointDoor *
repoint_door_ref (RepointDoor *self)
{
  g_atomic_ref_count_inc (&self->references);
  return self;
}

void
repoint_door_unref (gpointer data)
{
  RepointDoor *self = data;

  if (!g_atomic_ref_count_dec (&self->references))
    return;

  g_assert (self->fd < 0 && self->inside.length == 0);
  repoint_visitors_free (self->visitors);
  g_free (self);
}

void
repoint_door_drop (RepointDoor *self)
{
  /* Closing is for the thread that uses the descriptor, which may do so from the next line on; listening ends here. */
  (void) shutdown (self->fd, SHUT_RDWR);
  g_atomic_int_set (&self->dropped, TRUE);
}

gboolean
repoint_door_is_dropped (RepointDoor *self)
{
  return g_atomic_int_get (&self->dropped);
}

static void
watch (RepointDoor *self,
       gboolean     wanted)
{
  struct epoll_event event = { .events = wanted ? EPOLLIN : 0, .data.ptr = self->tag };

  if (wanted == self->watched)
    return;
  self->watched = wanted;
  (void) epoll_ctl (self->epoll, wanted ? EPOLL_CTL_ADD : EPOLL_CTL_DEL, self->fd, &event);
}

static gboolean
is_crowded (RepointDoor *self)
{
  return self->inside.length >= self->limits.max_open;
}

void
repoint_door_open (RepointDoor *self,
                   int          epoll,
                   gpointer     tag)
{
  self->epoll = epoll;
  self->tag = tag;
  self->is_open = TRUE;
  watch (self, TRUE);
}

void
repoint_door_close (RepointDoor *self)
{
  if (self->fd < 0)
    return;

  watch (self, FALSE);
  close (self->fd);
  self->fd = -1;
  self->is_open = FALSE;
  if (self->destroy != NULL)
    self->destroy (self->user_data);
}

/* RFC 4291 section 2.5.5.2: ::ffff:0:0/96 stands for the IPv4 address in its last four bytes. */
static GInetSocketAddress *
read_address (struct sockaddr_storage *storage,
              socklen_t                length)
{
  g_autoptr (GSocketAddress) address = g_socket_address_new_from_native (storage, length);
  g_autoptr (GInetAddress) plain = NULL;
  GInetSocketAddress *inet;
  GInetAddress *said;

  if (!G_IS_INET_SOCKET_ADDRESS (address))
    return NULL;

  inet = G_INET_SOCKET_ADDRESS (address);
  said = g_inet_socket_address_get_address (inet);
  plain = repoint_address_unmap (said);
  if (g_inet_address_get_family (plain) == g_inet_address_get_family (said))
    return g_object_ref (inet);
  return G_INET_SOCKET_ADDRESS (g_inet_socket_address_new (plain, g_inet_socket_address_get_port (inet)));
}

/* What keeps all of us from accepting, not just this one visitor (accept(2)). */
static gboolean
is_shortage (int error)
{
  return error == EMFILE || error == ENFILE || error == ENOBUFS || error == ENOMEM;
}

/* With what has come already unread, close() would send RST. */
static void
hang_up (int fd)
{
  guint8 unread[4096];

  (void) shutdown (fd, SHUT_WR);
  (void) !recv (fd, unread, sizeof unread, 0);
  close (fd);
}

static RepointConversation *
receive_visitor (RepointDoor        *self,
                 GInetSocketAddress *peer,
                 GInetSocketAddress *local,
                 gint64              now)
{
  GInetAddress *address = g_inet_socket_address_get_address (peer);
  RepointConversation *conversation;

  if (!repoint_visitors_enter (self->visitors, address, now))
    return NULL;
  conversation = self->receive (peer, local, self->user_data);
  if (conversation == NULL)
    repoint_visitors_leave (self->visitors, address);
  return conversation;
}

RepointDoorAnswer
repoint_door_next (RepointDoor        *self,
                   gint64              now,
                   RepointDoorVisitor *visitor)
{
  g_autoptr (GInetSocketAddress) peer = NULL;
  g_autoptr (GInetSocketAddress) local = NULL;
  RepointConversation *conversation = NULL;
  struct sockaddr_storage storage;
  socklen_t length = sizeof storage;
  int one = 1;
  int fd;

  if (!self->watched || repoint_door_is_dropped (self))
    return REPOINT_DOOR_NOBODY;

  fd = accept4 (self->fd, (struct sockaddr *) &storage, &length, SOCK_NONBLOCK | SOCK_CLOEXEC);
  if (fd < 0)
    {
      if (is_shortage (errno))
        {
          self->shut_until = now + SHUT_TIME;
          watch (self, FALSE);
        }
      /* Others tell of the visitor, who has gone already, or of the network it came over. */
      return is_shortage (errno) || errno == EAGAIN || errno == EWOULDBLOCK || errno == EINVAL ? REPOINT_DOOR_NOBODY
                                                                                             : REPOINT_DOOR_TURNED;
    }

  peer = read_address (&storage, length);
  length = sizeof storage;
  if (getsockname (fd, (struct sockaddr *) &storage, &length) == 0)
    local = read_address (&storage, length);
  if (peer != NULL && local != NULL)
    conversation = receive_visitor (self, peer, local, now);
  if (conversation == NULL)
    {
      hang_up (fd);
      return REPOINT_DOOR_TURNED;
    }

  (void) setsockopt (fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  visitor->fd = fd;
  visitor->conversation = conversation;
  visitor->address = g_object_ref (g_inet_socket_address_get_address (peer));
  return REPOINT_DOOR_VISITOR;
}

void
repoint_door_entered (RepointDoor *self,
                      GList       *link)
{
  g_queue_push_tail_link (&self->inside, link);
  if (is_crowded (self))
    watch (self, FALSE);
}

void
repoint_door_left (RepointDoor  *self,
                   GList        *link,
                   GInetAddress *address,
                   gint64        now)
{
  g_queue_unlink (&self->inside, link);
  repoint_visitors_leave (self->visitors, address);
  repoint_door_look (self, now);
}

void
repoint_door_look (RepointDoor *self,
                   gint64       now)
{
  if (self->shut_until >= 0 && self->shut_until <= now)
    self->shut_until = -1;
  if (self->is_open)
    watch (self, self->shut_until < 0 && !is_crowded (self));
}
