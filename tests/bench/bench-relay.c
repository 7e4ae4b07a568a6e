/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

/*
 * usage: bench-relay PORT SERVER_PORT ROUND_TRIP_MS < addresses      (one a line)
 *
 * A network with a round trip, for machines whose kernel cannot pretend one: takes connections to PORT of each address and
 * passes them on to SERVER_PORT of the same address. What goes either way arrives half a round trip later; the first that the
 * client sends waits for another whole one, which stands for the handshake of TCP. Ends with its parent.
 */

typedef struct Side Side;
typedef struct Chunk Chunk;
typedef struct Connection Connection;

/* One socket, and the time when the last of what is on its way to it arrives. */
struct Side
{
  Connection *connection; /* NULL: it listens */
  Side       *other;
  int         fd;
  double      arrives;
  bool        got_fin;
};

struct Connection
{
  Side     client;
  Side     server;
  bool     begun;
  bool     closed;
  unsigned n_chunks; /* on their way */
};

typedef enum
{
  CHUNK_BYTES,
  CHUNK_FIN,
  CHUNK_RESET,
} ChunkKind;

/* What is on its way. */
struct Chunk
{
  Chunk     *earlier;
  Chunk     *later;
  Side      *to;
  double     due;
  ChunkKind  kind;
  size_t     length;
  uint8_t    bytes[];
};

static int epoll_fd;
static in_port_t server_port;
static double half_trip;
static Chunk *first;
static Chunk *last;

static double
now (void)
{
  struct timespec time;

  clock_gettime (CLOCK_MONOTONIC, &time);

  return (double) time.tv_sec + (double) time.tv_nsec * 1e-9;
}

static void
watch (Side *side)
{
  struct epoll_event event = { .events = EPOLLIN, .data.ptr = side };

  epoll_ctl (epoll_fd, EPOLL_CTL_ADD, side->fd, &event);
}

/* Nearly always the last to arrive. */
static void
send_later (Side *to, double due, ChunkKind kind, const void *bytes, size_t length)
{
  Chunk *chunk = malloc (sizeof *chunk + length);
  Chunk *before = last;

  to->arrives = due > to->arrives ? due : to->arrives;
  while (before != NULL && before->due > to->arrives)
    before = before->earlier;

  chunk->to = to;
  chunk->due = to->arrives;
  chunk->kind = kind;
  chunk->length = length;
  memcpy (chunk->bytes, bytes, length);
  chunk->earlier = before;
  chunk->later = before != NULL ? before->later : first;
  if (chunk->later != NULL)
    chunk->later->earlier = chunk;
  else
    last = chunk;
  if (before != NULL)
    before->later = chunk;
  else
    first = chunk;
  to->connection->n_chunks++;
}

static void
accept_all (Side *listener)
{
  struct sockaddr_in address;
  socklen_t length = sizeof address;
  int one = 1;
  int fd;

  while ((fd = accept4 (listener->fd, NULL, NULL, SOCK_NONBLOCK)) >= 0)
    {
      Connection *self = calloc (1, sizeof *self);

      getsockname (fd, (struct sockaddr *) &address, &length);
      address.sin_port = server_port;
      self->client = (Side) { .connection = self, .other = &self->server, .fd = fd };
      self->server = (Side) { .connection = self, .other = &self->client, .fd = socket (AF_INET, SOCK_STREAM, 0) };
      if (connect (self->server.fd, (struct sockaddr *) &address, sizeof address) < 0)
        {
          close (self->client.fd);
          close (self->server.fd);
          free (self);
          continue;
        }
      setsockopt (self->client.fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
      setsockopt (self->server.fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
      watch (&self->client);
      watch (&self->server);
    }
}

static void
receive (Side *from, double time)
{
  static uint8_t bytes[65536];
  Connection *self = from->connection;
  double due = time + half_trip;
  ssize_t n = recv (from->fd, bytes, sizeof bytes, MSG_DONTWAIT);

  if (n < 0 && errno == EAGAIN)
    return;
  if (n <= 0)
    epoll_ctl (epoll_fd, EPOLL_CTL_DEL, from->fd, NULL);

  if (from == &self->client && !self->begun)
    {
      self->begun = true;
      due += 2 * half_trip;
    }
  send_later (from->other, due, n > 0 ? CHUNK_BYTES : n == 0 ? CHUNK_FIN : CHUNK_RESET, bytes, n > 0 ? (size_t) n : 0);
}

static void
close_both (Connection *self, bool reset)
{
  struct linger linger = { 1, 0 };

  self->closed = true;
  if (reset)
    {
      setsockopt (self->client.fd, SOL_SOCKET, SO_LINGER, &linger, sizeof linger);
      setsockopt (self->server.fd, SOL_SOCKET, SO_LINGER, &linger, sizeof linger);
    }
  close (self->client.fd);
  close (self->server.fd);
}

/* The connection goes with the last of what was on its way; as that never happens while events are handled, none of them can
 * be about a connection that is gone. */
static void
deliver (Chunk *chunk)
{
  Side *to = chunk->to;
  Connection *self = to->connection;

  self->n_chunks--;
  if (!self->closed && chunk->kind == CHUNK_BYTES && send (to->fd, chunk->bytes, chunk->length, MSG_NOSIGNAL) < 0)
    close_both (self, true);
  if (!self->closed && chunk->kind == CHUNK_RESET)
    close_both (self, true);
  if (!self->closed && chunk->kind == CHUNK_FIN)
    {
      shutdown (to->fd, SHUT_WR);
      to->got_fin = true;
      if (to->other->got_fin)
        close_both (self, false);
    }
  if (self->closed && self->n_chunks == 0)
    free (self);
}

static void
deliver_due (double time)
{
  while (first != NULL && first->due <= time)
    {
      Chunk *chunk = first;

      first = chunk->later;
      if (first != NULL)
        first->earlier = NULL;
      else
        last = NULL;
      deliver (chunk);
      free (chunk);
    }
}

static bool
listen_at (const char *text, in_port_t port)
{
  struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = port };
  Side *listener = calloc (1, sizeof *listener);
  int one = 1;

  listener->fd = socket (AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
  setsockopt (listener->fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
  if (inet_pton (AF_INET, text, &address.sin_addr) != 1 ||
      bind (listener->fd, (struct sockaddr *) &address, sizeof address) < 0 || listen (listener->fd, 1024) < 0)
    {
      perror (text);
      return false;
    }
  watch (listener);

  return true;
}

int
main (int argc, char *argv[])
{
  struct epoll_event events[256];
  char address[INET_ADDRSTRLEN];

  if (argc != 4)
    return 2;
  prctl (PR_SET_PDEATHSIG, SIGKILL);
  server_port = htons ((in_port_t) atoi (argv[2]));
  half_trip = atof (argv[3]) / 2000;
  epoll_fd = epoll_create1 (0);
  while (scanf ("%15s", address) == 1)
    if (!listen_at (address, htons ((in_port_t) atoi (argv[1]))))
      return 1;
  while (true)
    {
      double wait = first != NULL ? (first->due - now ()) * 1000 : 1e6;
      int n = epoll_wait (epoll_fd, events, sizeof events / sizeof *events, wait < 0 ? 0 : (int) wait + 1);
      double time = now ();

      for (int i = 0; i < n; i++)
        {
          Side *side = events[i].data.ptr;

          if (side->connection == NULL)
            accept_all (side);
          else
            receive (side, time);
        }
      deliver_due (time);
    }
}
