/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-listener.h"

#include "repoint-test-guest.h"
#include "repoint-test-listener.h"
#include "repoint-test-talk.h"

#include <errno.h>
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
  for (guint i = 0; i < G_N_ELEMENTS (addresses); i++)
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

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/listener/talks", test_talks);
  g_test_add_func ("/listener/port-in-use", test_port_in_use);
  g_test_add_func ("/listener/dropped-with-visitors-inside", test_dropped_with_visitors_inside);

  return g_test_run ();
}
