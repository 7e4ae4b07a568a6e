/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-connect.h"
#include "repoint-connection.h"

#include <errno.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#define CLOSING_TIME  (500 * G_TIME_SPAN_MILLISECOND)
#define CLOSING_BYTES (256 * 1024)
#define OUT_BYTES     (64 * 1024) /* nothing more is taken while so much is unsent */

static void
watch (RepointConnection *self,
       guint32            interest)
{
  struct epoll_event event = { .events = interest, .data.ptr = self };

  if (self->watched && interest == self->interest)
    return;
  (void) epoll_ctl (self->epoll, self->watched ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, self->fd, &event);
  self->watched = TRUE;
  self->interest = interest;
}

static void
unwatch (RepointConnection *self)
{
  if (self->watched)
    (void) epoll_ctl (self->epoll, EPOLL_CTL_DEL, self->fd, NULL);
  self->watched = FALSE;
}

/* Closing alone would not do: while another thread forks, the child has the socket, too, and with it epoll. */
static void
close_socket (RepointConnection *self)
{
  unwatch (self);
  if (self->fd >= 0)
    close (self->fd);
  self->fd = -1;
  self->state = REPOINT_CONNECTION_CLOSED;
  self->deadline = -1;
}

static void
update_interest (RepointConnection *self)
{
  guint32 interest;

  if (self->fd < 0)
    return;
  self->full = !self->over && repoint_conversation_is_full (self->conversation);
  interest = (self->deaf || self->full ? 0 : EPOLLIN) | (self->sent < self->out->len ? EPOLLOUT : 0);
  if (interest == 0 || (self->working && !self->over))
    unwatch (self);
  else
    watch (self, interest);
}

static void
tell_closed (RepointConnection *self,
             RepointClosed      how)
{
  if (self->over)
    return;
  self->over = TRUE;
  repoint_conversation_closed (self->conversation, how);
}

static RepointClosed
closed_from_errno (int error)
{
  switch (error)
    {
    case ECONNREFUSED:
      return REPOINT_CLOSED_REFUSED;
    case ECONNRESET:
    case EPIPE:
      return REPOINT_CLOSED_RESET;
    case ETIMEDOUT:
      return REPOINT_CLOSED_TIMEOUT;
    case EHOSTUNREACH:
    case ENETUNREACH:
    case EHOSTDOWN:
    case ENETDOWN:
    case ENONET:
    case EPROTO:
      return REPOINT_CLOSED_UNREACHABLE;
    default:
      return REPOINT_CLOSED_LOCAL;
    }
}

/* The last bytes wait for the FIN, which follows at once and goes into the same segment. */
static void
send_out (RepointConnection *self)
{
  int flags = MSG_NOSIGNAL | (self->over ? MSG_MORE : 0);

  while (self->sent < self->out->len)
    {
      gssize n = send (self->fd, self->out->data + self->sent, self->out->len - self->sent, flags);

      if (n >= 0)
        {
          self->sent += n;
        }
      else if (errno == EAGAIN || errno == EWOULDBLOCK)
        {
          return;
        }
      else if (errno != EINTR)
        {
          /* They have hung up. What they said before is still to be read, and the reading names the reason; but the kernel
           * tells of a reset only once, and what follows reads like a FIN. */
          self->was_reset |= errno == ECONNRESET;
          self->broken = TRUE;
          self->sent = self->out->len;
        }
    }
  g_byte_array_set_size (self->out, 0);
  self->sent = 0;
}

/* Returns TRUE when the conversation has nothing more to send. */
static gboolean
take_some (RepointConnection *self)
{
  while (self->over || self->out->len < OUT_BYTES)
    {
      GBytes *bytes = repoint_conversation_take (self->conversation);

      if (bytes == NULL)
        return TRUE;
      g_byte_array_append (self->out, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
      g_bytes_unref (bytes);
    }
  return FALSE;
}

/* After every event: what the conversation yields goes out, and its end becomes ours. */
static void
pump (RepointConnection *self,
      gint64             now)
{
  gboolean told = self->over;
  gboolean all;

  do
    {
      all = take_some (self);
      if (all && repoint_conversation_is_done (self->conversation))
        self->over = TRUE;
      send_out (self);
    }
  while (!all && self->out->len == 0);

  /* What is still to be read would have to wait for somebody who may never come. */
  if (self->broken && !self->over && repoint_conversation_is_full (self->conversation))
    {
      tell_closed (self, REPOINT_CLOSED_RESET);
      told = TRUE;
      (void) take_some (self);
      send_out (self);
    }

  if (!self->over)
    {
      gint64 wish = repoint_conversation_get_deadline (self->conversation);

      self->deadline = wish >= 0 ? MIN (wish, self->last) : self->last;
      self->working = repoint_conversation_has_work (self->conversation);
    }
  else
    {
      /* Who ends by itself has its last words heard, however slowly they are read. */
      self->state = REPOINT_CONNECTION_CLOSING;
      self->deadline = told || self->out->len == 0 ? now + CLOSING_TIME : self->last;
    }
}

/* CLOSING: once everything is sent our FIN follows, and when theirs has come the socket can go. */
static void
go_on_closing (RepointConnection *self,
               gint64             now)
{
  send_out (self);
  if (self->out->len > 0)
    return;
  if (self->since < 0)
    {
      self->since = now;
      self->deadline = now + CLOSING_TIME;
      (void) shutdown (self->fd, SHUT_WR);
    }
  if (self->deaf)
    close_socket (self);
}

/* Looks whether more has come that must be heard before we speak, without touching what the next event is to tell. */
static void
break_silence (RepointConnection *self,
               gint64             now)
{
  guint8 buffer[4096];
  int unread = 0;
  gssize n;

  if (!repoint_conversation_expects_silence (self->conversation) || ioctl (self->fd, FIONREAD, &unread) < 0 || unread <= 0)
    return;

  n = recv (self->fd, buffer, sizeof buffer, 0);
  if (n > 0)
    {
      repoint_conversation_feed (self->conversation, buffer, n, now);
      explicit_bzero (buffer, (gsize) n);
    }
}

/* What arrived may be a password that a device sends to a visit, and stays nowhere. */
static void
receive (RepointConnection *self,
         gint64             now)
{
  guint8 buffer[16384];
  gssize n = recv (self->fd, buffer, sizeof buffer, 0);

  if (n > 0 && !self->over)
    {
      repoint_conversation_feed (self->conversation, buffer, n, now);
      explicit_bzero (buffer, (gsize) n);
      break_silence (self, now);
      pump (self, now);
    }
  else if (n > 0)
    {
      self->discarded += n;
      if (self->discarded > CLOSING_BYTES)
        close_socket (self);
      explicit_bzero (buffer, (gsize) n);
    }
  else if (n == 0)
    {
      self->deaf = TRUE;
      if (!self->over)
        {
          tell_closed (self, self->was_reset ? REPOINT_CLOSED_RESET : REPOINT_CLOSED_FIN);
          pump (self, now);
        }
    }
  else if (errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR)
    {
      tell_closed (self, closed_from_errno (errno));
      self->since = now;
      close_socket (self);
    }
}

static void
finish_connect (RepointConnection *self,
                guint32            events,
                gint64             now)
{
  int error = 0;
  socklen_t length = sizeof error;

  if ((events & (EPOLLERR | EPOLLHUP)) != 0
      && getsockopt (self->fd, SOL_SOCKET, SO_ERROR, &error, &length) < 0)
    error = errno;
  if (error != 0)
    {
      tell_closed (self, closed_from_errno (error));
      close_socket (self);
      return;
    }

  self->state = REPOINT_CONNECTION_TALKING;
  repoint_conversation_opened (self->conversation, now);
  pump (self, now);
}

void
repoint_connection_init (RepointConnection   *self,
                         RepointConversation *conversation)
{
  self->conversation = g_object_ref (conversation);
  self->state = REPOINT_CONNECTION_WAITING;
  self->fd = -1;
  self->epoll = -1;
  self->since = -1;
  self->deadline = -1;
  self->out = g_byte_array_new ();
}

void
repoint_connection_clear (RepointConnection *self)
{
  g_assert (self->fd < 0);
  g_clear_object (&self->conversation);
  g_clear_pointer (&self->out, g_byte_array_unref);
}

int
repoint_connection_start (RepointConnection *self,
                          int                epoll,
                          GInetAddress      *address,
                          guint16            port,
                          gint64             connect_time,
                          gint64             conversation_time,
                          gint64             now)
{
  gint64 wish = repoint_conversation_get_connect_time (self->conversation);
  gint64 talk_time = repoint_conversation_get_talk_time (self->conversation);

  self->fd = repoint_connect_start (address, port);
  if (self->fd < 0)
    {
      if (errno == EMFILE || errno == ENFILE)
        return errno;
      tell_closed (self, repoint_connect_is_forbidden (port) ? REPOINT_CLOSED_FORBIDDEN : closed_from_errno (errno));
      close_socket (self);
      return 0;
    }

  self->epoll = epoll;
  self->state = REPOINT_CONNECTION_CONNECTING;
  self->last = now + (talk_time >= 0 ? talk_time : conversation_time);
  if (wish >= 0)
    connect_time = MIN (connect_time, wish);
  self->deadline = MIN (now + connect_time, self->last);
  watch (self, EPOLLOUT);
  return 0;
}

/* What every event that is not the end leads to. */
static void
go_on (RepointConnection *self,
       gint64             now)
{
  pump (self, now);
  if (self->state == REPOINT_CONNECTION_CLOSING)
    go_on_closing (self, now);
  update_interest (self);
}

void
repoint_connection_accept (RepointConnection *self,
                           int                epoll,
                           int                fd,
                           gint64             conversation_time,
                           gint64             now)
{
  gint64 talk_time = repoint_conversation_get_talk_time (self->conversation);

  self->fd = fd;
  self->epoll = epoll;
  self->state = REPOINT_CONNECTION_TALKING;
  self->last = now + (talk_time >= 0 ? talk_time : conversation_time);
  repoint_conversation_opened (self->conversation, now);
  go_on (self, now);
}

void
repoint_connection_handle (RepointConnection *self,
                           guint32            events,
                           gint64             now)
{
  if (self->state == REPOINT_CONNECTION_CONNECTING)
    finish_connect (self, events, now);
  else if (self->deaf && (events & (EPOLLERR | EPOLLHUP)) != 0)
    close_socket (self); /* both directions are gone: what is unsent will never be read */
  else if ((events & (EPOLLIN | EPOLLERR | EPOLLHUP)) != 0 && !self->full)
    receive (self, now);
  else if (self->state == REPOINT_CONNECTION_TALKING)
    pump (self, now);

  if (self->state == REPOINT_CONNECTION_CLOSING)
    go_on_closing (self, now);
  update_interest (self);
}

void
repoint_connection_worked (RepointConnection *self,
                           gint64             now)
{
  g_return_if_fail (self->working && !self->over);

  self->working = FALSE;
  repoint_conversation_worked (self->conversation, now);
  go_on (self, now);
}

void
repoint_connection_wake (RepointConnection *self,
                         gint64             now)
{
  if (self->over || self->working)
    return;

  if (self->state == REPOINT_CONNECTION_TALKING)
    {
      go_on (self, now);
    }
  else if (repoint_conversation_is_done (self->conversation))
    {
      self->over = TRUE;
      close_socket (self);
    }
}

void
repoint_connection_expire (RepointConnection *self,
                           gint64             now)
{
  if (self->state == REPOINT_CONNECTION_TALKING)
    {
      if (now >= self->last || self->working || !repoint_conversation_expired (self->conversation, now))
        tell_closed (self, REPOINT_CLOSED_TIMEOUT);
      go_on (self, now);
    }
  else
    {
      tell_closed (self, REPOINT_CLOSED_TIMEOUT);
      if (self->state == REPOINT_CONNECTION_CLOSING && self->since < 0)
        self->since = now;
      close_socket (self);
    }
}

void
repoint_connection_cancel (RepointConnection *self,
                           gint64             now)
{
  if (self->over)
    return;

  tell_closed (self, REPOINT_CLOSED_CANCELLED);
  if (self->state == REPOINT_CONNECTION_TALKING)
    go_on (self, now);
  else
    close_socket (self);
}

void
repoint_connection_fail (RepointConnection *self)
{
  tell_closed (self, REPOINT_CLOSED_LOCAL);
  close_socket (self);
}

void
repoint_connection_abandon (RepointConnection *self)
{
  tell_closed (self, REPOINT_CLOSED_CANCELLED);
  close_socket (self);
}
