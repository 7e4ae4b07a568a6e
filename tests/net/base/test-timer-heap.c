/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-timer-heap.h"

#define N_TIMERS 2000

static void
test_pops_in_order (void)
{
  RepointTimerHeap heap;
  RepointTimer timers[N_TIMERS] = { 0 };
  RepointTimer *timer;
  guint n_set = 0;
  guint n_popped = 0;
  gint64 last = -1;

  repoint_timer_heap_init (&heap);
  g_assert_cmpint (repoint_timer_heap_get_next (&heap), ==, -1);
  for (guint i = 0; i < N_TIMERS; i++)
    repoint_timer_heap_set (&heap, &timers[i], g_test_rand_int_range (0, 500));
  /* Move half of them, take some away, take away some twice. */
  for (guint i = 0; i < N_TIMERS; i += 2)
    repoint_timer_heap_set (&heap, &timers[i], g_test_rand_int_range (0, 5000));
  for (guint i = 0; i < N_TIMERS; i += 5)
    repoint_timer_heap_set (&heap, &timers[i], -1);
  for (guint i = 0; i < N_TIMERS; i += 10)
    repoint_timer_heap_set (&heap, &timers[i], -1);
  for (guint i = 0; i < N_TIMERS; i++)
    n_set += timers[i].position != 0;
  g_assert_cmpuint (n_set, ==, N_TIMERS - N_TIMERS / 5);

  while ((timer = repoint_timer_heap_pop_due (&heap, 100000)) != NULL)
    {
      g_assert_cmpuint (timer->position, ==, 0);
      g_assert_cmpint (timer->when, >=, last);
      last = timer->when;
      n_popped++;
    }
  g_assert_cmpuint (n_popped, ==, n_set);
  repoint_timer_heap_clear (&heap);
}

static void
test_only_what_is_due (void)
{
  RepointTimerHeap heap;
  RepointTimer early = { 0 };
  RepointTimer late = { 0 };

  repoint_timer_heap_init (&heap);
  repoint_timer_heap_set (&heap, &late, 20);
  repoint_timer_heap_set (&heap, &early, 10);
  g_assert_cmpint (repoint_timer_heap_get_next (&heap), ==, 10);
  g_assert_null (repoint_timer_heap_pop_due (&heap, 9));
  g_assert_true (repoint_timer_heap_pop_due (&heap, 10) == &early);
  g_assert_null (repoint_timer_heap_pop_due (&heap, 19));
  repoint_timer_heap_set (&heap, &late, 30);
  g_assert_null (repoint_timer_heap_pop_due (&heap, 29));
  g_assert_true (repoint_timer_heap_pop_due (&heap, 30) == &late);
  g_assert_cmpint (repoint_timer_heap_get_next (&heap), ==, -1);
  repoint_timer_heap_clear (&heap);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/timer-heap/pops-in-order", test_pops_in_order);
  g_test_add_func ("/timer-heap/only-what-is-due", test_only_what_is_due);

  return g_test_run ();
}
