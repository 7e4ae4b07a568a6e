/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

/*
 * usage: bench-flood PORT COUNT AT_ONCE PER_SECOND
 *
 * Visits 127.0.0.1:PORT from 32768 addresses, as often as COUNT says, or until its input ends (COUNT 0): so many at a time, and
 * so many a second at the most (0: as fast as they are served). A visitor says nothing, reads to the end and goes. Prints how many
 * heard something, how many were hung up on or failed, and the seconds it took.
 */

#define EVENTS 256

typedef struct
{
  int  fd;
  bool heard;
} Visitor;

static int epoll;
static unsigned n_begun;
static unsigned n_heard;
static unsigned n_not_heard;
static struct sockaddr_in there;

static double
get_time (void)
{
  struct timespec now;

  clock_gettime (CLOCK_MONOTONIC, &now);
  return (double) now.tv_sec + (double) now.tv_nsec / 1e9;
}

static void
leave (Visitor *visitor)
{
  close (visitor->fd);
  visitor->fd = -1;
  if (visitor->heard)
    n_heard++;
  else
    n_not_heard++;
}

static void
come (Visitor *visitor)
{
  struct sockaddr_in here = { .sin_family = AF_INET };
  struct epoll_event event = { .events = EPOLLIN, .data.ptr = visitor };
  int one = 1;

  here.sin_addr.s_addr = htonl (0x7f038000u | (n_begun++ & 0x7fffu));
  visitor->heard = false;
  visitor->fd = socket (AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (visitor->fd < 0)
    {
      perror ("socket");
      exit (1);
    }
  setsockopt (visitor->fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &one, sizeof one);
  if (bind (visitor->fd, (struct sockaddr *) &here, sizeof here) < 0
      || (connect (visitor->fd, (struct sockaddr *) &there, sizeof there) < 0 && errno != EINPROGRESS)
      || epoll_ctl (epoll, EPOLL_CTL_ADD, visitor->fd, &event) < 0)
    leave (visitor);
}

static void
listen_to (Visitor *visitor)
{
  char buffer[256];
  ssize_t n = recv (visitor->fd, buffer, sizeof buffer, 0);

  if (n > 0)
    visitor->heard = true;
  else if (n == 0 || (errno != EAGAIN && errno != EINTR))
    leave (visitor);
}

int
main (int   argc,
      char *argv[])
{
  unsigned count = argc == 5 ? (unsigned) atoi (argv[2]) : 0;
  unsigned at_once = argc == 5 ? (unsigned) atoi (argv[3]) : 0;
  unsigned per_second = argc == 5 ? (unsigned) atoi (argv[4]) : 0;
  struct epoll_event input = { .events = EPOLLIN, .data.ptr = NULL };
  bool goes_on = true;
  Visitor *visitors;
  double begin;

  if (argc != 5 || at_once == 0)
    {
      fprintf (stderr, "usage: bench-flood PORT COUNT AT_ONCE PER_SECOND\n");
      return 2;
    }
  signal (SIGPIPE, SIG_IGN);
  prctl (PR_SET_PDEATHSIG, SIGKILL);
  there.sin_family = AF_INET;
  there.sin_port = htons ((uint16_t) atoi (argv[1]));
  there.sin_addr.s_addr = htonl (INADDR_LOOPBACK);
  epoll = epoll_create1 (EPOLL_CLOEXEC);
  if (count == 0)
    epoll_ctl (epoll, EPOLL_CTL_ADD, STDIN_FILENO, &input);
  visitors = calloc (at_once, sizeof *visitors);
  for (unsigned i = 0; i < at_once; i++)
    visitors[i].fd = -1;

  begin = get_time ();
  while (goes_on && (count == 0 || n_heard + n_not_heard < count))
    {
      struct epoll_event events[EVENTS];
      double due = per_second == 0 ? 1e9 : (get_time () - begin) * per_second;
      int n;

      for (unsigned i = 0; i < at_once && n_begun < due && (count == 0 || n_begun < count); i++)
        if (visitors[i].fd < 0)
          come (&visitors[i]);
      n = epoll_wait (epoll, events, EVENTS, per_second == 0 ? 1000 : 2);
      for (int i = 0; i < n; i++)
        {
          if (events[i].data.ptr == NULL)
            goes_on = false;
          else
            listen_to (events[i].data.ptr);
        }
    }
  printf ("%u %u %.6f\n", n_heard, n_not_heard, get_time () - begin);
  free (visitors);
  close (epoll);
  return 0;
}
