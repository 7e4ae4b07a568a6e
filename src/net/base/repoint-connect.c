/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-connect.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

static socklen_t
fill_address (GInetAddress            *address,
              guint16                  port,
              struct sockaddr_storage *storage)
{
  const guint8 *bytes = g_inet_address_to_bytes (address);

  memset (storage, 0, sizeof *storage);
  if (g_inet_address_get_family (address) == G_SOCKET_FAMILY_IPV6)
    {
      struct sockaddr_in6 *six = (struct sockaddr_in6 *) storage;

      six->sin6_family = AF_INET6;
      six->sin6_port = htons (port);
      memcpy (&six->sin6_addr, bytes, sizeof six->sin6_addr);
      return sizeof *six;
    }
  else
    {
      struct sockaddr_in *four = (struct sockaddr_in *) storage;

      four->sin_family = AF_INET;
      four->sin_port = htons (port);
      memcpy (&four->sin_addr, bytes, sizeof four->sin_addr);
      return sizeof *four;
    }
}

/**
 * repoint_connect_is_forbidden:
 * @port: a TCP port
 *
 * LPD (RFC 1179) and the raw print ports, whose listeners put on paper whatever arrives, even a TLS hello.
 *
 * Returns: %TRUE for a port that Repoint never touches
 */
gboolean
repoint_connect_is_forbidden (guint16 port)
{
  return port == 515 || (port >= 9100 && port <= 9116) || port == 9999;
}

/**
 * repoint_connect_start:
 * @address: IPv4 or IPv6
 * @port: TCP port
 *
 * Starts a connection. May be called from any thread.
 *
 * Returns: a descriptor the caller closes, or -1 with errno
 */
int
repoint_connect_start (GInetAddress *address,
                       guint16       port)
{
  struct sockaddr_storage storage;
  socklen_t length;
  int one = 1;
  int fd;

  g_return_val_if_fail (G_IS_INET_ADDRESS (address), -1);

  if (port == 0 || repoint_connect_is_forbidden (port))
    {
      errno = EACCES;
      return -1;
    }

  length = fill_address (address, port, &storage);
  fd = socket (storage.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, IPPROTO_TCP);
  if (fd < 0)
    return -1;

  /* A hello leaves in one segment and at once. Failing to set it costs time, not truth. */
  (void) setsockopt (fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);

  if (connect (fd, (struct sockaddr *) &storage, length) < 0 && errno != EINPROGRESS && errno != EINTR)
    {
      int error = errno;

      close (fd);
      errno = error;
      return -1;
    }
  return fd;
}
