/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-connect.h"
#include "repoint-test-listener.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

static void
test_forbidden (void)
{
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  guint n_forbidden = 0;

  for (guint port = 0; port <= G_MAXUINT16; port++)
    n_forbidden += repoint_connect_is_forbidden (port);
  g_assert_cmpuint (n_forbidden, ==, 1 + 17 + 1);

  for (guint port = 9100; port <= 9116; port++)
    {
      g_assert_true (repoint_connect_is_forbidden (port));
      errno = 0;
      g_assert_cmpint (repoint_connect_start (loopback, port), ==, -1);
      g_assert_cmpint (errno, ==, EACCES);
    }
  g_assert_true (repoint_connect_is_forbidden (515));
  g_assert_true (repoint_connect_is_forbidden (9999));
  g_assert_false (repoint_connect_is_forbidden (514));
  g_assert_false (repoint_connect_is_forbidden (9099));
  g_assert_false (repoint_connect_is_forbidden (9117));
  g_assert_cmpint (repoint_connect_start (loopback, 515), ==, -1);
  g_assert_cmpint (repoint_connect_start (loopback, 9999), ==, -1);
  g_assert_cmpint (repoint_connect_start (loopback, 0), ==, -1);
}

static void
greet (int      fd,
       gpointer user_data)
{
  repoint_test_send (fd, "x", 1);
  repoint_test_read_to_end (fd, NULL);
}

static void
test_options (void)
{
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (RepointTestListener) listener = repoint_test_listener_new ("127.0.0.1", 0, greet, NULL);
  struct pollfd poll_fd = { .events = POLLIN };
  int no_delay = 0;
  socklen_t length = sizeof no_delay;
  int fd;

  fd = repoint_connect_start (loopback, repoint_test_listener_get_port (listener));
  g_assert_cmpint (fd, >=, 0);
  g_assert_true ((fcntl (fd, F_GETFL) & O_NONBLOCK) != 0);
  g_assert_true ((fcntl (fd, F_GETFD) & FD_CLOEXEC) != 0);
  g_assert_no_errno (getsockopt (fd, IPPROTO_TCP, TCP_NODELAY, &no_delay, &length));
  g_assert_cmpint (no_delay, !=, 0);
  poll_fd.fd = fd;
  g_assert_cmpint (poll (&poll_fd, 1, 10000), ==, 1);
  close (fd);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/connect/forbidden", test_forbidden);
  g_test_add_func ("/connect/options", test_options);

  return g_test_run ();
}
