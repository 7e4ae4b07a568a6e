/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-address-budget.h"

typedef struct
{
  RepointAddressBudget *budget;
  GInetAddress         *addresses[3];
  GList                 links[3][4];
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  fixture->budget = repoint_address_budget_new (1, 100);
  for (guint i = 0; i < 3; i++)
    {
      g_autofree char *text = g_strdup_printf ("192.168.1.%u", i + 1);

      fixture->addresses[i] = g_inet_address_new_from_string (text);
      for (guint k = 0; k < 4; k++)
        fixture->links[i][k] = (GList) { .data = GUINT_TO_POINTER (i * 10 + k) };
    }
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  for (guint i = 0; i < 3; i++)
    g_object_unref (fixture->addresses[i]);
  repoint_address_budget_free (fixture->budget);
}

static void
wait_for (Fixture *fixture,
          guint    address,
          guint    nth)
{
  repoint_address_budget_wait (fixture->budget, fixture->addresses[address], &fixture->links[address][nth], FALSE, 0);
}

static void
assert_next (Fixture *fixture,
             gint64   now,
             int      expected)
{
  GList *link = repoint_address_budget_next (fixture->budget, now);

  g_assert_cmpint (link != NULL ? GPOINTER_TO_INT (link->data) : -1, ==, expected);
}

static void
test_one_at_a_time (Fixture       *fixture,
                    gconstpointer  data)
{
  wait_for (fixture, 0, 0);
  wait_for (fixture, 0, 1);
  assert_next (fixture, 0, 0);
  assert_next (fixture, 0, -1);
  g_assert_cmpint (repoint_address_budget_get_next_time (fixture->budget), ==, -1);

  /* It ended at 50, its FIN left at 40: the pause of 100 ends at 140. */
  repoint_address_budget_ended (fixture->budget, fixture->addresses[0], 40, 50);
  assert_next (fixture, 50, -1);
  g_assert_cmpint (repoint_address_budget_get_next_time (fixture->budget), ==, 140);
  assert_next (fixture, 139, -1);
  assert_next (fixture, 140, 1);
}

static void
test_no_pause_after_nothing (Fixture       *fixture,
                             gconstpointer  data)
{
  wait_for (fixture, 0, 0);
  wait_for (fixture, 0, 1);
  assert_next (fixture, 0, 0);
  repoint_address_budget_ended (fixture->budget, fixture->addresses[0], -1, 5);
  assert_next (fixture, 5, 1);
}

static void
test_addresses_take_turns (Fixture       *fixture,
                           gconstpointer  data)
{
  for (guint k = 0; k < 3; k++)
    wait_for (fixture, 0, k);
  wait_for (fixture, 1, 0);
  wait_for (fixture, 2, 0);

  assert_next (fixture, 0, 0);
  assert_next (fixture, 0, 10);
  repoint_address_budget_ended (fixture->budget, fixture->addresses[0], -1, 0);
  /* The first address has to stand behind the third. */
  assert_next (fixture, 0, 20);
  assert_next (fixture, 0, 1);
}

static void
test_back_to_the_front (Fixture       *fixture,
                        gconstpointer  data)
{
  GList *link;

  wait_for (fixture, 0, 0);
  wait_for (fixture, 0, 1);
  link = repoint_address_budget_next (fixture->budget, 0);
  repoint_address_budget_wait (fixture->budget, fixture->addresses[0], link, TRUE, 0);
  repoint_address_budget_ended (fixture->budget, fixture->addresses[0], -1, 0);
  assert_next (fixture, 0, 0);
}

static void
test_forgets_addresses (Fixture       *fixture,
                        gconstpointer  data)
{
  wait_for (fixture, 0, 0);
  wait_for (fixture, 1, 0);
  wait_for (fixture, 2, 0);
  g_assert_cmpuint (repoint_address_budget_get_size (fixture->budget), ==, 3);

  repoint_address_budget_withdraw (fixture->budget, fixture->addresses[1], &fixture->links[1][0], 0);
  g_assert_cmpuint (repoint_address_budget_get_size (fixture->budget), ==, 2);

  assert_next (fixture, 0, 0);
  assert_next (fixture, 0, 20);
  assert_next (fixture, 0, -1);
  repoint_address_budget_ended (fixture->budget, fixture->addresses[0], 0, 0);
  repoint_address_budget_ended (fixture->budget, fixture->addresses[2], -1, 0);
  /* The first is remembered until its pause ends, though nobody waits for it. */
  g_assert_cmpuint (repoint_address_budget_get_size (fixture->budget), ==, 1);
  wait_for (fixture, 0, 1);
  assert_next (fixture, 99, -1);
  repoint_address_budget_withdraw (fixture->budget, fixture->addresses[0], &fixture->links[0][1], 99);
  assert_next (fixture, 100, -1);
  g_assert_cmpuint (repoint_address_budget_get_size (fixture->budget), ==, 0);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, func) g_test_add ("/address-budget/" name, Fixture, NULL, set_up, func, tear_down)
  ADD ("one-at-a-time", test_one_at_a_time);
  ADD ("no-pause-after-nothing", test_no_pause_after_nothing);
  ADD ("addresses-take-turns", test_addresses_take_turns);
  ADD ("back-to-the-front", test_back_to_the_front);
  ADD ("forgets-addresses", test_forgets_addresses);
#undef ADD

  return g_test_run ();
}
