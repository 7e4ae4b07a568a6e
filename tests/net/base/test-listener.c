/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-listener.h"

#include "repoint-test-guest.h"
#include "repoint-test-listener.h"
#include "repoint-test-talk.h"

#include <errno.h>
#include <linux/capability.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

static const RepointListenerLimits generous = {
  .max_open = 64,
  .max_per_address = 64,
  .visits_per_minute = 100000,
  .conversation_ms = 3600 * 1000,
};

/* Greets with the first word; a visitor who says "bye" ends it. */
static void
test_talks (void)
{
  g_autoptr (RepointTestHost) host = repoint_test_host_new (&generous);
  const char *const addresses[] = { "127.0.0.1", "127.8.8.8", "::1" };

  host->first = "welcome";
  host->enough = 3;
  for (guint i = 0; i < G_N_ELEMENTS (addresses) && repoint_test_has_address (addresses[i]); i++)
    {
      int fd = repoint_test_guest_connect (host, addresses[i]);
      g_autoptr (GString) received = g_string_new (NULL);

      repoint_test_send (fd, "bye", 3);
      g_assert_cmpint (repoint_test_read_to_end (fd, received), ==, 0);
      g_assert_cmpstr (received->str, ==, "welcome");
      close (fd);
      repoint_test_host_wait_left (host, i + 1);

      g_assert_cmpstr (repoint_test_host_get_talk (host, i)->received->str, ==, "bye");
      g_assert_cmpstr (g_ptr_array_index (host->peers, i), ==, addresses[i]);
      g_assert_cmpstr (g_ptr_array_index (host->locals, i), ==, addresses[i]);
    }
}

static void
test_port_in_use (void)
{
  g_autoptr (RepointTestListener) other = repoint_test_listener_new ("127.0.0.1", 0, repoint_test_guest_ignore, NULL);
  g_autoptr (RepointTestHost) host = repoint_test_host_new (&generous);
  g_autoptr (GError) error = NULL;
  guint16 taken[] = { repoint_test_listener_get_port (other), repoint_listener_get_port (host->listener) };

  for (guint i = 0; i < G_N_ELEMENTS (taken); i++)
    {
      g_autofree char *port = g_strdup_printf ("%u", taken[i]);

      g_assert_null (repoint_listener_new (host->scheduler, taken[i], NULL, repoint_test_host_receive, NULL, NULL, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_ADDRESS_IN_USE);
      g_assert_nonnull (strstr (error->message, port));
      g_clear_error (&error);
    }
}

/* Takes away from this thread what root may do at the low ports, or gives it back. */
static void
allow_low_ports (gboolean allow)
{
  struct __user_cap_header_struct header = { .version = _LINUX_CAPABILITY_VERSION_3 };
  struct __user_cap_data_struct data[_LINUX_CAPABILITY_U32S_3] = { 0 };

  g_assert_no_errno ((int) syscall (SYS_capget, &header, data));
  data[0].effective &= ~(1u << CAP_NET_BIND_SERVICE);
  if (allow)
    data[0].effective |= data[0].permitted & 1u << CAP_NET_BIND_SERVICE;
  g_assert_no_errno ((int) syscall (SYS_capset, &header, data));
}

static void
test_low_port_without_rights (void)
{
  g_autoptr (RepointScheduler) scheduler = repoint_scheduler_new (NULL);
  g_autofree char *first_free = NULL;
  g_autoptr (GError) error = NULL;
  RepointListener *listener;

  g_file_get_contents ("/proc/sys/net/ipv4/ip_unprivileged_port_start", &first_free, NULL, NULL);
  if (first_free == NULL || g_ascii_strtoull (first_free, NULL, 10) <= 587)
    {
      g_test_skip ("this computer lets everybody have the low ports");
      return;
    }
  allow_low_ports (FALSE);
  listener = repoint_listener_new (scheduler, 587, NULL, repoint_test_host_receive, NULL, NULL, &error);
  allow_low_ports (TRUE);
  g_assert_null (listener);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED);
  g_assert_nonnull (strstr (error->message, "587"));
}

/* Turning away is FIN, even if the visitor spoke first. */
static void
test_turned_away (void)
{
  g_autoptr (RepointTestHost) host = repoint_test_host_new (&generous);
  RepointTestLatch latch = { 0 };
  int error = 0;
  socklen_t length = sizeof error;
  int fd;

  host->turn_away = TRUE;
  repoint_test_latch_hold (&latch, host->scheduler);
  fd = repoint_test_guest_connect (host, "127.0.0.1");
  repoint_test_send (fd, "EHLO", 4);
  repoint_test_latch_open (&latch);
  g_assert_cmpint (repoint_test_read_to_end (fd, NULL), ==, 0);
  /* A reset that came behind the FIN would be known by now. */
  repoint_test_one_round (host->scheduler);
  g_assert_no_errno (getsockopt (fd, SOL_SOCKET, SO_ERROR, &error, &length));
  g_assert_cmpint (error, ==, 0);
  close (fd);

  for (guint i = 1; i < 100; i++)
    {
      fd = repoint_test_guest_connect (host, "127.0.0.1");
      g_assert_cmpint (repoint_test_read_to_end (fd, NULL), ==, 0);
      close (fd);
    }
  repoint_test_one_round (host->scheduler);
  g_assert_cmpuint (host->turned, ==, 100);

  /* They hold no place. */
  host->turn_away = FALSE;
  host->only_connect = TRUE;
  fd = repoint_test_guest_connect (host, "127.0.0.1");
  g_assert_cmpint (repoint_test_read_to_end (fd, NULL), ==, 0);
  close (fd);
  repoint_test_host_wait_left (host, 1);
}

/* A peer that the kernel takes for IPv6 though it is not would never be found among the devices. */
static void
test_mapped (void)
{
  g_autoptr (RepointTestHost) host = repoint_test_host_new (&generous);
  int fd;

  if (!repoint_test_has_address ("::ffff:127.0.0.7"))
    {
      g_test_skip ("this computer has no IPv6");
      return;
    }
  fd = repoint_test_guest_connect (host, "::ffff:127.0.0.7");
  repoint_test_host_wait_arrived (host, 1);
  g_assert_cmpstr (g_ptr_array_index (host->peers, 0), ==, "127.0.0.7");
  g_assert_cmpstr (g_ptr_array_index (host->locals, 0), ==, "127.0.0.7");
  close (fd);
  repoint_test_host_wait_left (host, 1);
  g_assert_cmpint (repoint_test_host_get_talk (host, 0)->closed, ==, REPOINT_CLOSED_FIN);
}

/* What takes long is done elsewhere, and others are served meanwhile. */
static void
test_work (void)
{
  g_autoptr (RepointTestHost) host = repoint_test_host_new (&generous);
  g_autoptr (GString) received = g_string_new (NULL);
  RepointTestLatch latch = { 0 };
  char answer[4];
  int slow;
  int other;

  host->latch = &latch;
  host->enough = 3;
  host->echo = "127.0.0.2";
  slow = repoint_test_guest_connect (host, "127.0.0.1");
  repoint_test_send (slow, "bye", 3);
  repoint_test_latch_wait (&latch, 1);

  host->latch = NULL;
  other = repoint_test_guest_connect (host, "127.0.0.2");
  repoint_test_send (other, "bye", 3);
  g_assert_cmpint (recv (other, answer, 3, MSG_WAITALL), ==, 3);

  repoint_test_latch_open (&latch);
  g_assert_cmpint (repoint_test_read_to_end (slow, received), ==, 0);
  close (slow);
  close (other);
  repoint_test_host_wait_left (host, 2);
  g_assert_cmpuint (repoint_test_host_get_talk (host, 0)->n_worked, ==, 1);
  g_assert_true (repoint_test_host_get_talk (host, 0)->worker != NULL);
}

static void
test_dropped_with_visitors_inside (void)
{
  g_autoptr (RepointTestHost) host = repoint_test_host_new (&generous);
  g_autoptr (RepointListener) again = NULL;
  g_autoptr (GError) error = NULL;
  guint16 port = repoint_listener_get_port (host->listener);
  int guests[5];

  host->last = "closing time";
  for (guint i = 0; i < G_N_ELEMENTS (guests); i++)
    guests[i] = repoint_test_guest_connect (host, "127.0.0.1");
  repoint_test_host_wait_arrived (host, G_N_ELEMENTS (guests));
  g_clear_object (&host->listener);

  /* The port is free at once, though they are still inside. */
  again = repoint_listener_new (host->scheduler, port, NULL, repoint_test_host_receive, NULL, NULL, &error);
  g_assert_no_error (error);
  repoint_test_host_wait_destroyed (host);
  for (guint i = 0; i < G_N_ELEMENTS (guests); i++)
    {
      g_autoptr (GString) received = g_string_new (NULL);

      g_assert_cmpint (repoint_test_read_to_end (guests[i], received), ==, 0);
      g_assert_cmpstr (received->str, ==, "closing time");
      close (guests[i]);
    }
  repoint_test_host_wait_left (host, G_N_ELEMENTS (guests));
  for (guint i = 0; i < G_N_ELEMENTS (guests); i++)
    g_assert_cmpint (repoint_test_host_get_talk (host, i)->closed, ==, REPOINT_CLOSED_CANCELLED);
}

/* The listener goes while one of its visitors is at work, and the scheduler with it. */
static void
test_dropped_at_work (void)
{
  for (guint i = 0; i < 20; i++)
    {
      g_autoptr (RepointTestHost) host = repoint_test_host_new (&generous);
      RepointTestLatch latch = { 0 };
      int fd;

      host->latch = &latch;
      host->last = "closing time";
      fd = repoint_test_guest_connect (host, "127.0.0.1");
      repoint_test_send (fd, "bye", 3);
      repoint_test_latch_wait (&latch, 1);
      g_clear_object (&host->listener);
      if (i % 2 == 0)
        repoint_test_host_wait_destroyed (host);
      repoint_test_latch_open (&latch);
      g_clear_object (&host->scheduler);
      g_assert_cmpint (repoint_test_host_get_talk (host, 0)->closed, ==, REPOINT_CLOSED_CANCELLED);
      /* Where nobody waited, the work may have been first. */
      g_assert_cmpuint (repoint_test_host_get_talk (host, 0)->n_worked, <=, i % 2);
      close (fd);
    }
}

/* Never opened, or opened and dropped before the scheduler has looked. */
static void
test_dropped_at_once (void)
{
  for (guint i = 0; i < 100; i++)
    {
      g_autoptr (RepointTestHost) host = repoint_test_host_new (&generous);
      int fd = repoint_test_guest_prepare ("127.0.0.1");

      if (i % 2 == 0)
        repoint_test_guest_go (fd, host, "127.0.0.1");
      g_clear_object (&host->listener);
      close (fd);
    }
}

typedef struct
{
  RepointTestHost *host;
  RepointListener *listener;
} Last;

static RepointConversation *
drop_and_receive (GInetSocketAddress *peer,
                  GInetSocketAddress *local,
                  gpointer            user_data)
{
  Last *last = user_data;

  g_clear_object (&last->listener);
  return repoint_test_host_receive (peer, local, last->host);
}

/* On the scheduler's thread, by the very call that receives: that visitor still comes in, and hears of it at once. */
static void
test_dropped_by_receive (void)
{
  g_autoptr (RepointTestHost) host = repoint_test_host_new (&generous);
  Last last = { .host = host };
  RepointListener *kept = host->listener;
  int fd;

  last.listener = repoint_listener_new (host->scheduler, 0, &generous, drop_and_receive, &last, NULL, NULL);
  host->listener = last.listener;
  fd = repoint_test_guest_connect (host, "127.0.0.1");
  host->listener = kept;
  g_assert_cmpint (repoint_test_read_to_end (fd, NULL), ==, 0);
  close (fd);
  repoint_test_host_wait_left (host, 1);
  g_assert_cmpint (repoint_test_host_get_talk (host, 0)->closed, ==, REPOINT_CLOSED_CANCELLED);
  g_assert_null (last.listener);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/listener/talks", test_talks);
  g_test_add_func ("/listener/mapped", test_mapped);
  g_test_add_func ("/listener/work", test_work);
  g_test_add_func ("/listener/turned-away", test_turned_away);
  g_test_add_func ("/listener/port-in-use", test_port_in_use);
  g_test_add_func ("/listener/low-port-without-rights", test_low_port_without_rights);
  g_test_add_func ("/listener/dropped-with-visitors-inside", test_dropped_with_visitors_inside);
  g_test_add_func ("/listener/dropped-at-work", test_dropped_at_work);
  g_test_add_func ("/listener/dropped-at-once", test_dropped_at_once);
  g_test_add_func ("/listener/dropped-by-receive", test_dropped_by_receive);

  return g_test_run ();
}
