/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-test-relay.h"

#include "repoint-test-listener.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define TLS_HANDSHAKE 22
#define CLIENT_HELLO  1
#define SUITES_BEHIND 44 /* record and handshake header, version, random, length of the session id */

struct _RepointTestRelay
{
  RepointTestRelayOptions options;
  RepointTestListener    *listener;
};

typedef struct
{
  const RepointTestRelayOptions *options;
  int                            client;
  int                            server;
  gboolean                       answered; /* something of the server was passed on */
} Visit;

/* Returns FALSE if the client hangs up in the meantime. */
static gboolean
wait_for (Visit *self, guint ms)
{
  struct pollfd end = { self->client, POLLRDHUP, 0 };

  return ms == 0 || poll (&end, 1, (int) ms) == 0;
}

static gboolean
send_all (int fd, const char *bytes, gsize length)
{
  while (length > 0)
    {
      gssize n = send (fd, bytes, length, MSG_NOSIGNAL);

      if (n <= 0)
        return FALSE;
      bytes += n;
      length -= (gsize) n;
    }

  return TRUE;
}

/* How much of the server's bytes goes into the next segment. */
static gsize
measure_segment (Visit *self, const char *bytes, gsize length)
{
  const char *end = self->options->by_line && g_ascii_isprint (bytes[0]) ? memchr (bytes, '\n', length) : NULL;

  if (end != NULL)
    return (gsize) (end - bytes) + 1;

  return self->options->segment > 0 ? MIN (length, self->options->segment) : length;
}

/* Each direction returns FALSE at the end of the connection. */
static gboolean
pass_down (Visit *self)
{
  char buffer[16384];
  gssize n = recv (self->server, buffer, sizeof buffer, 0);

  if (n <= 0 || (!self->answered && !wait_for (self, self->options->first_ms)))
    return FALSE;

  self->answered = TRUE;
  for (gsize at = 0, size; at < (gsize) n; at += size)
    {
      size = measure_segment (self, buffer + at, (gsize) n - at);
      if (!send_all (self->client, buffer + at, size))
        return FALSE;
      if (at + size < (gsize) n && !wait_for (self, self->options->pause_ms))
        return FALSE;
    }

  return TRUE;
}

/* @bytes: what the client sent in one go, which is how Repoint sends a hello */
static gboolean
is_too_much (Visit *self, const guint8 *bytes, gsize length)
{
  gboolean old = (bytes[0] & 0x80) != 0;
  gsize suites;

  if (!old && (length < 6 || bytes[0] != TLS_HANDSHAKE || bytes[5] != CLIENT_HELLO))
    return FALSE;
  if (self->options->max_hello > 0 && length > self->options->max_hello)
    return TRUE;
  if (self->options->max_suites == 0 || old || length <= SUITES_BEHIND)
    return FALSE;

  suites = SUITES_BEHIND + bytes[SUITES_BEHIND - 1];

  return suites + 1 < length && ((guint) bytes[suites] << 8 | bytes[suites + 1]) / 2 > self->options->max_suites;
}

static gboolean
pass_up (Visit *self)
{
  char buffer[16384];
  gssize n = recv (self->client, buffer, sizeof buffer, 0);

  if (n <= 0)
    return FALSE;
  if (is_too_much (self, (const guint8 *) buffer, (gsize) n))
    {
      repoint_test_reset_on_close (self->client);
      return FALSE;
    }

  return send_all (self->server, buffer, (gsize) n);
}

static int
call_upstream (guint16 port)
{
  struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons (port), .sin_addr.s_addr = htonl (INADDR_LOOPBACK) };
  int fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  int one = 1;

  setsockopt (fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  g_assert_cmpint (connect (fd, (struct sockaddr *) &address, sizeof address), ==, 0);

  return fd;
}

static void
serve (int fd, gpointer user_data)
{
  static const char told_off[] = "554 5.5.1 you talk too early\r\n";
  RepointTestRelay *relay = user_data;
  Visit self = { &relay->options, fd, -1, FALSE };
  struct pollfd both[] = { { fd, POLLIN, 0 }, { -1, POLLIN, 0 } };
  gboolean going = TRUE;
  int one = 1;

  setsockopt (fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  if (self.options->greet_ms > 0 && poll (both, 1, (int) self.options->greet_ms) != 0)
    {
      send_all (fd, told_off, strlen (told_off));
      return;
    }

  self.server = both[1].fd = call_upstream (self.options->upstream);
  while (going && poll (both, G_N_ELEMENTS (both), -1) > 0)
    {
      if (both[1].revents != 0)
        going = pass_down (&self);
      if (going && both[0].revents != 0)
        going = pass_up (&self);
    }
  close (self.server);

  /* What is unread would make a reset of our close. */
  if (shutdown (fd, SHUT_WR) == 0)
    repoint_test_read_to_end (fd, NULL);
}

RepointTestRelay *
repoint_test_relay_new (const char *address, const RepointTestRelayOptions *options)
{
  RepointTestRelay *self = g_new0 (RepointTestRelay, 1);

  self->options = *options;
  self->listener = repoint_test_listener_new (address, 0, serve, self);

  return self;
}

void
repoint_test_relay_free (RepointTestRelay *self)
{
  repoint_test_listener_free (self->listener);
  g_free (self);
}

guint16
repoint_test_relay_get_port (RepointTestRelay *self)
{
  return repoint_test_listener_get_port (self->listener);
}

guint
repoint_test_relay_get_connections (RepointTestRelay *self)
{
  return repoint_test_listener_get_accepted (self->listener);
}
