/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-visitors.h"

#define MINUTE G_TIME_SPAN_MINUTE
#define BEGIN  (1000 * MINUTE)

static gboolean
enter (RepointVisitors *visitors,
       const char      *address,
       gint64           now)
{
  g_autoptr (GInetAddress) inet = g_inet_address_new_from_string (address);

  return repoint_visitors_enter (visitors, inet, now);
}

static void
leave (RepointVisitors *visitors,
       const char      *address)
{
  g_autoptr (GInetAddress) inet = g_inet_address_new_from_string (address);

  repoint_visitors_leave (visitors, inet);
}

static gboolean
visit (RepointVisitors *visitors,
       const char      *address,
       gint64           now)
{
  if (!enter (visitors, address, now))
    return FALSE;
  leave (visitors, address);
  return TRUE;
}

static void
test_inside (void)
{
  g_autoptr (RepointVisitors) visitors = repoint_visitors_new (2, 1000);

  g_assert_true (enter (visitors, "192.168.1.20", BEGIN));
  g_assert_true (enter (visitors, "192.168.1.20", BEGIN));
  g_assert_false (enter (visitors, "192.168.1.20", BEGIN));
  g_assert_true (enter (visitors, "192.168.1.21", BEGIN));
  leave (visitors, "192.168.1.20");
  g_assert_true (enter (visitors, "192.168.1.20", BEGIN));
  g_assert_false (enter (visitors, "192.168.1.20", BEGIN + MINUTE));
}

static void
test_too_often (void)
{
  g_autoptr (RepointVisitors) visitors = repoint_visitors_new (4, 60);
  guint let_in = 0;

  /* A minute's worth at once, then one a second, for as long as it goes on. */
  for (guint i = 0; i < 1000; i++)
    let_in += visit (visitors, "192.168.1.20", BEGIN);
  g_assert_cmpuint (let_in, ==, 60);
  g_assert_true (visit (visitors, "192.168.1.21", BEGIN));

  let_in = 0;
  for (guint i = 1; i <= 10000; i++)
    let_in += visit (visitors, "192.168.1.20", BEGIN + i * MINUTE / 10000);
  g_assert_cmpuint (let_in, ==, 60);

  /* Who stays away for a minute may do all of it again. */
  let_in = 0;
  for (guint i = 0; i < 1000; i++)
    let_in += visit (visitors, "192.168.1.20", BEGIN + 2 * MINUTE);
  g_assert_cmpuint (let_in, ==, 60);
}

/* A host has 2^64 addresses to come from, and as many hosts may live in the same network. */
static void
test_network (void)
{
  g_autoptr (RepointVisitors) visitors = repoint_visitors_new (2, 10);
  guint let_in = 0;

  for (guint i = 0; i < 100; i++)
    {
      g_autofree char *address = g_strdup_printf ("2001:db8::%x", i + 1);

      let_in += enter (visitors, address, BEGIN);
    }
  g_assert_cmpuint (let_in, ==, 2 * 8);
  g_assert_true (enter (visitors, "2001:db8:0:1::1", BEGIN));

  for (guint i = 0; i < 2 * 8; i++)
    {
      g_autofree char *address = g_strdup_printf ("2001:db8::%x", i + 1);

      leave (visitors, address);
    }
  let_in = 0;
  for (guint i = 0; i < 1000; i++)
    {
      g_autofree char *address = g_strdup_printf ("2001:db8::1:%x", i + 1);

      let_in += visit (visitors, address, BEGIN);
    }
  g_assert_cmpuint (let_in, ==, 10 * 8 - 2 * 8);
  g_assert_false (visit (visitors, "2001:db8::aaaa", BEGIN));
  g_assert_true (visit (visitors, "2001:db8::aaaa", BEGIN + MINUTE));
}

/* However many addresses there are, little is remembered; who is inside always is. */
static void
test_bounded (void)
{
  g_autoptr (RepointVisitors) visitors = repoint_visitors_new (2, 60);
  guint size = 0;

  g_assert_true (enter (visitors, "192.168.1.20", BEGIN));
  g_assert_true (enter (visitors, "192.168.1.20", BEGIN));
  g_assert_true (enter (visitors, "2001:db8::20", BEGIN));
  for (guint i = 0; i < 20000; i++)
    {
      g_autofree char *four = g_strdup_printf ("10.%u.%u.%u", i >> 16, i >> 8 & 255, i & 255);
      g_autofree char *six = g_strdup_printf ("2001:db8:%x:%x::1", i >> 16, i & 0xffff);

      g_assert_true (visit (visitors, four, BEGIN));
      g_assert_true (visit (visitors, six, BEGIN));
      size = MAX (size, repoint_visitors_get_size (visitors));
    }
  g_assert_cmpuint (size, <=, 4096 + 3 + 2);
  g_assert_false (enter (visitors, "192.168.1.20", BEGIN));
  leave (visitors, "192.168.1.20");
  leave (visitors, "192.168.1.20");
  leave (visitors, "2001:db8::20");
  g_assert_cmpuint (repoint_visitors_get_size (visitors), <=, 4096);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/visitors/inside", test_inside);
  g_test_add_func ("/visitors/too-often", test_too_often);
  g_test_add_func ("/visitors/network", test_network);
  g_test_add_func ("/visitors/bounded", test_bounded);

  return g_test_run ();
}
