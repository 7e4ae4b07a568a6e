/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench-yardstick-hello.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

/*
 * usage: bench-yardstick normal|polite TIMEOUT_MS < targets      (ADDRESS:PORT, one a line)
 *
 * What it costs at the least to learn which of SSLv3 to TLS 1.3 each of many targets accepts: one thread, one epoll loop, raw
 * hellos in descending order, one connection to a target at a time, no library. Not a product: IPv4 addresses only, a target
 * that is silent once is given up, connections end with a reset. Prints each target with the versions it accepts.
 */

#define MAX_OPEN 16384
#define N        5 /* TLS 1.3, 1.2, 1.1, 1.0, SSLv3 */

typedef struct Target Target;

struct Target
{
  struct sockaddr_in address;
  int                fd;
  bool               connecting;
  bool               alone;    /* the versions are asked one by one */
  int                asked;    /* counted from TLS 1.3 down */
  bool               accepted[N];
  double             deadline;
  Target            *earlier;  /* open targets, by deadline */
  Target            *later;
  size_t             length;
  uint8_t            received[2048];
};

static BenchHelloKind kind;
static double timeout;
static int epoll_fd;
static Target *first;
static Target *last;
static size_t n_open;

static double
now (void)
{
  struct timespec time;

  clock_gettime (CLOCK_MONOTONIC, &time);

  return (double) time.tv_sec + (double) time.tv_nsec * 1e-9;
}

static void
enlist (Target *self)
{
  self->deadline = now () + timeout;
  self->later = NULL;
  self->earlier = last;
  if (last != NULL)
    last->later = self;
  else
    first = self;
  last = self;
}

static void
delist (Target *self)
{
  if (self->earlier != NULL)
    self->earlier->later = self->later;
  else
    first = self->later;
  if (self->later != NULL)
    self->later->earlier = self->earlier;
  else
    last = self->earlier;
}

static void
watch (Target *self, int operation, uint32_t events)
{
  struct epoll_event event = { .events = events | EPOLLRDHUP, .data.ptr = self };

  epoll_ctl (epoll_fd, operation, self->fd, &event);
}

static void
report (const Target *self)
{
  static const char *const names[N] = { "TLSv1.3", "TLSv1.2", "TLSv1.1", "TLSv1.0", "SSLv3" };
  char address[INET_ADDRSTRLEN];

  inet_ntop (AF_INET, &self->address.sin_addr, address, sizeof address);
  printf ("%s:%u", address, ntohs (self->address.sin_port));
  for (int i = 0; i < N; i++)
    if (self->accepted[i])
      printf (" %s", names[i]);
  printf ("\n");
  n_open--;
}

/* Opens the next connection, or reports if there is nothing left to ask. */
static void
ask (Target *self)
{
  struct linger linger = { 1, 0 };
  int one = 1;

  while (self->asked < N)
    {
      self->fd = socket (AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
      setsockopt (self->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
      setsockopt (self->fd, SOL_SOCKET, SO_LINGER, &linger, sizeof linger);
      if (connect (self->fd, (struct sockaddr *) &self->address, sizeof self->address) == 0 || errno == EINPROGRESS)
        {
          self->connecting = true;
          self->length = 0;
          watch (self, EPOLL_CTL_ADD, EPOLLOUT);
          enlist (self);
          return;
        }
      close (self->fd);
      self->asked = N;
    }
  report (self);
}

static void
hang_up (Target *self)
{
  close (self->fd);
  delist (self);
}

static void
say_hello (Target *self)
{
  uint8_t hello[BENCH_HELLO_LENGTH];
  unsigned version = (unsigned) (BENCH_TLS_1_3 - self->asked);
  size_t length = bench_hello_build (hello, kind, version, self->alone ? version : 0x0301);

  self->connecting = false;
  watch (self, EPOLL_CTL_MOD, EPOLLIN);
  if (write (self->fd, hello, length) < 0)
    self->length = 0; /* the reading will tell */
}

static void
judge (Target *self, BenchAnswer answer, unsigned value)
{
  int chosen = (int) BENCH_TLS_1_3 - (int) value;

  hang_up (self);
  if (answer == BENCH_ANSWER_VERSION && chosen >= self->asked && chosen < N)
    {
      self->accepted[chosen] = true;
      self->asked = self->alone ? self->asked + 1 : chosen + 1;
    }
  else if (answer == BENCH_ANSWER_ALERT && value == 70 && !self->alone)
    {
      self->asked = N; /* protocol_version: nothing below either */
    }
  else
    {
      self->alone = true;
      self->asked++;
    }
  ask (self);
}

static void
handle (Target *self, uint32_t events)
{
  BenchAnswer answer;
  unsigned value = 0;
  ssize_t n;

  if (self->connecting && (events & EPOLLERR) == 0)
    {
      say_hello (self);
      return;
    }

  n = read (self->fd, self->received + self->length, sizeof self->received - self->length);
  if (n < 0 && errno == EAGAIN)
    return;
  if (n > 0)
    self->length += (size_t) n;
  answer = n > 0 ? bench_hello_judge (self->received, self->length, &value) : BENCH_ANSWER_GARBAGE;
  if (answer != BENCH_ANSWER_MORE || self->length == sizeof self->received)
    judge (self, answer, value);
}

static void
give_up_the_silent (void)
{
  while (first != NULL && first->deadline <= now ())
    {
      Target *silent = first;

      hang_up (silent);
      report (silent);
    }
}

static Target *
read_targets (size_t *n_targets)
{
  Target *targets = NULL;
  char address[INET_ADDRSTRLEN];
  unsigned port;

  *n_targets = 0;
  while (scanf ("%15[^:]:%u\n", address, &port) == 2)
    {
      if ((*n_targets & (*n_targets + 1)) == 0)
        targets = realloc (targets, 2 * (*n_targets + 1) * sizeof *targets);
      targets[*n_targets] = (Target) { .address = { .sin_family = AF_INET, .sin_port = htons ((uint16_t) port) } };
      inet_pton (AF_INET, address, &targets[*n_targets].address.sin_addr);
      (*n_targets)++;
    }

  return targets;
}

int
main (int argc, char *argv[])
{
  struct epoll_event events[256];
  Target *targets;
  size_t n_targets;
  size_t next = 0;

  if (argc != 3)
    return 2;
  kind = strcmp (argv[1], "polite") == 0 ? BENCH_HELLO_POLITE : BENCH_HELLO_NORMAL;
  timeout = atof (argv[2]) / 1000;
  targets = read_targets (&n_targets);
  epoll_fd = epoll_create1 (0);

  while (next < n_targets || n_open > 0)
    {
      int wait;
      int n;

      for (; next < n_targets && n_open < MAX_OPEN; next++)
        {
          n_open++;
          ask (&targets[next]);
        }

      wait = first == NULL ? 0 : (int) ((first->deadline - now ()) * 1000) + 1;
      n = epoll_wait (epoll_fd, events, sizeof events / sizeof *events, wait < 0 ? 0 : wait);
      for (int i = 0; i < n; i++)
        handle (events[i].data.ptr, events[i].events);
      give_up_the_silent ();
    }

  free (targets);

  return 0;
}
