/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-test-guest.h"

#include "repoint-test-listener.h"

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

static char *
get_text (GInetSocketAddress *address)
{
  return g_inet_address_to_string (g_inet_socket_address_get_address (address));
}

RepointConversation *
repoint_test_host_receive (GInetSocketAddress *peer,
                           GInetSocketAddress *local,
                           gpointer            user_data)
{
  RepointTestHost *self = user_data;
  RepointTestTalk *talk;

  g_assert_cmpuint (g_inet_socket_address_get_port (peer), >, 0);
  g_mutex_lock (&self->mutex);
  if (self->turn_away)
    {
      self->turned++;
      g_mutex_unlock (&self->mutex);
      return NULL;
    }

  talk = g_object_new (REPOINT_TYPE_TEST_TALK, NULL);
  g_ptr_array_add (self->peers, get_text (peer));
  g_ptr_array_add (self->locals, get_text (local));
  talk->first = self->first;
  talk->last = self->last;
  talk->enough = self->enough;
  talk->latch = self->latch;
  talk->patience = self->patience;
  talk->only_connect = self->only_connect;
  if (g_strcmp0 (self->peers->pdata[self->peers->len - 1], self->echo) == 0)
    {
      talk->only_connect = FALSE;
      talk->first = NULL;
      talk->echo = TRUE;
      talk->watch = &self->talks->len;
    }
  g_ptr_array_add (self->talks, g_object_ref (talk));
  g_cond_broadcast (&self->cond);
  g_mutex_unlock (&self->mutex);
  return REPOINT_CONVERSATION (talk);
}

static void
note_destroyed (gpointer user_data)
{
  RepointTestHost *self = user_data;

  g_mutex_lock (&self->mutex);
  self->destroyed++;
  g_cond_broadcast (&self->cond);
  g_mutex_unlock (&self->mutex);
}

RepointTestHost *
repoint_test_host_new (const RepointListenerLimits *limits)
{
  RepointTestHost *self = g_new0 (RepointTestHost, 1);
  g_autoptr (GError) error = NULL;

  self->talks = g_ptr_array_new_with_free_func (g_object_unref);
  self->peers = g_ptr_array_new_with_free_func (g_free);
  self->locals = g_ptr_array_new_with_free_func (g_free);
  self->scheduler = repoint_scheduler_new (NULL);
  self->listener = repoint_listener_new (self->scheduler, 0, limits, repoint_test_host_receive, self, note_destroyed, &error);
  g_assert_no_error (error);
  return self;
}

void
repoint_test_host_free (RepointTestHost *self)
{
  g_clear_object (&self->listener);
  g_clear_object (&self->scheduler);
  g_assert_cmpuint (self->destroyed, ==, 1);
  for (guint i = 0; i < self->talks->len; i++)
    {
      g_assert_cmpuint (G_OBJECT (self->talks->pdata[i])->ref_count, ==, 1);
      g_assert_cmpuint (repoint_test_host_get_talk (self, i)->n_closed, <=, 1);
    }
  g_ptr_array_unref (self->talks);
  g_ptr_array_unref (self->peers);
  g_ptr_array_unref (self->locals);
  g_mutex_clear (&self->mutex);
  g_cond_clear (&self->cond);
  g_free (self);
}

void
repoint_test_host_wait_arrived (RepointTestHost *self,
                                guint            n)
{
  g_mutex_lock (&self->mutex);
  while (self->talks->len < n)
    g_cond_wait (&self->cond, &self->mutex);
  g_mutex_unlock (&self->mutex);
}

static guint
count_left (RepointTestHost *self)
{
  guint left = 0;

  g_mutex_lock (&self->mutex);
  for (guint i = 0; i < self->talks->len; i++)
    left += g_atomic_int_get ((gint *) &G_OBJECT (self->talks->pdata[i])->ref_count) == 1;
  g_mutex_unlock (&self->mutex);
  return left;
}

void
repoint_test_host_wait_left (RepointTestHost *self,
                             guint            n)
{
  while (count_left (self) < n)
    g_usleep (1000);
  /* What the thread did before is seen from here on. */
  repoint_test_one_round (self->scheduler);
}

void
repoint_test_host_wait_destroyed (RepointTestHost *self)
{
  g_mutex_lock (&self->mutex);
  while (self->destroyed == 0)
    g_cond_wait (&self->cond, &self->mutex);
  g_mutex_unlock (&self->mutex);
}

RepointTestTalk *
repoint_test_host_get_talk (RepointTestHost *self,
                            guint            nth)
{
  RepointTestTalk *talk;

  g_mutex_lock (&self->mutex);
  talk = g_ptr_array_index (self->talks, nth);
  g_mutex_unlock (&self->mutex);
  return talk;
}

static gssize
get_native (const char              *address,
            guint16                  port,
            struct sockaddr_storage *native)
{
  g_autoptr (GSocketAddress) inet = g_inet_socket_address_new_from_string (address, port);

  g_assert_true (g_socket_address_to_native (inet, native, sizeof *native, NULL));
  return g_socket_address_get_native_size (inet);
}

gboolean
repoint_test_has_address (const char *address)
{
  struct sockaddr_storage here;
  gssize length = get_native (address, 0, &here);
  int fd = socket (here.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
  gboolean has = fd >= 0 && bind (fd, (struct sockaddr *) &here, length) == 0;

  if (fd >= 0)
    close (fd);
  return has;
}

int
repoint_test_guest_prepare (const char *address)
{
  struct sockaddr_storage here;
  gssize length = get_native (address, 0, &here);
  int fd = socket (here.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
  int one = 1;

  g_assert_cmpint (fd, >=, 0);
  /* The port is chosen when it is known whom to talk to, so that there are enough of them. */
  g_assert_no_errno (setsockopt (fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &one, sizeof one));
  g_assert_no_errno (bind (fd, (struct sockaddr *) &here, length));
  return fd;
}

void
repoint_test_guest_go (int              fd,
                       RepointTestHost *host,
                       const char      *address)
{
  struct sockaddr_storage there;
  gssize length = get_native (address, repoint_listener_get_port (host->listener), &there);

  g_assert_no_errno (connect (fd, (struct sockaddr *) &there, length));
}

int
repoint_test_guest_connect (RepointTestHost *host,
                            const char      *address)
{
  int fd = repoint_test_guest_prepare (address);

  repoint_test_guest_go (fd, host, address);
  return fd;
}

void
repoint_test_guest_ignore (int      fd,
                           gpointer unused)
{
  repoint_test_read_to_end (fd, NULL);
}
