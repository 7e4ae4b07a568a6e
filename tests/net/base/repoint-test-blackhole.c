/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-test-blackhole.h"

#include <sys/socket.h>
#include <unistd.h>

#define FILLING 4 /* more than a queue of length 0 holds */

struct _RepointTestBlackhole
{
  int     listener;
  int     filling[FILLING];
  guint16 port;
};

RepointTestBlackhole *
repoint_test_blackhole_new (const char *address,
                            guint16     port)
{
  RepointTestBlackhole *self = g_new0 (RepointTestBlackhole, 1);
  g_autoptr (GSocketAddress) place = g_inet_socket_address_new_from_string (address, port);
  gssize length = g_socket_address_get_native_size (place);
  g_autofree struct sockaddr *native = g_malloc0 (length);
  socklen_t size = length;
  g_autoptr (GSocketAddress) bound = NULL;

  g_assert_true (g_socket_address_to_native (place, native, length, NULL));
  self->listener = socket (native->sa_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
  g_assert_cmpint (self->listener, >=, 0);
  g_assert_no_errno (bind (self->listener, native, size));
  g_assert_no_errno (listen (self->listener, 0));
  g_assert_no_errno (getsockname (self->listener, native, &size));
  bound = g_socket_address_new_from_native (native, size);
  self->port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound));

  for (guint i = 0; i < FILLING; i++)
    {
      self->filling[i] = socket (native->sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
      g_assert_cmpint (self->filling[i], >=, 0);
      (void) !connect (self->filling[i], native, size);
    }
  return self;
}

void
repoint_test_blackhole_free (RepointTestBlackhole *self)
{
  for (guint i = 0; i < FILLING; i++)
    close (self->filling[i]);
  close (self->listener);
  g_free (self);
}

guint16
repoint_test_blackhole_get_port (RepointTestBlackhole *self)
{
  return self->port;
}
