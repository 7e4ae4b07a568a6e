/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-bench-targets.h"
#include "repoint-session-context.h"

#include <arpa/inet.h>
#include <openssl/ssl.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

/*
 * usage: bench-handshakes N PORT
 *
 * Completes one handshake after the other, one at each version that each of the first N addresses accepts, with what Repoint
 * offers in its own, and hangs up: what these handshakes cost, and nothing else. Prints as the yardstick does.
 */

static int
connect_to (const char *address, guint16 port)
{
  struct sockaddr_in target = { .sin_family = AF_INET, .sin_port = htons (port) };
  int fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

  if (inet_pton (AF_INET, address, &target.sin_addr) != 1 ||
      connect (fd, (struct sockaddr *) &target, sizeof target) < 0)
    g_error ("%s:%u does not let us in", address, port);

  return fd;
}

static gboolean
shake_hands (const char *address, guint16 port, RepointTlsVersion version)
{
  SSL *ssl = SSL_new (repoint_session_context_get (version));
  int fd = connect_to (address, port);
  gboolean done;

  SSL_set_fd (ssl, fd);
  done = SSL_connect (ssl) == 1;
  if (done)
    SSL_shutdown (ssl);
  SSL_free (ssl);
  close (fd);

  return done;
}

int
main (int argc, char *argv[])
{
  guint n = argc == 3 ? (guint) atoi (argv[1]) : 0;
  guint16 port = argc == 3 ? (guint16) atoi (argv[2]) : 0;

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *address = repoint_bench_address (i);

      g_print ("%s:%u", address, port);
      for (RepointTlsVersion version = REPOINT_TLS_VERSION_1_0; version <= REPOINT_TLS_VERSION_1_3; version++)
        if ((repoint_bench_truth (i) & REPOINT_BENCH_BIT (version)) != 0 && shake_hands (address, port, version))
          g_print (" %s", repoint_tls_version_to_string (version));
      g_print ("\n");
    }

  return 0;
}
