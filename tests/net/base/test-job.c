/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-estimate.h"
#include "repoint-job.h"

/* A job that does what the test tells it. */
#define TEST_TYPE_JOB (test_job_get_type ())
G_DECLARE_FINAL_TYPE (TestJob, test_job, TEST, JOB, RepointJob)

struct _TestJob
{
  RepointJob  parent_instance;
  GString    *calls;
};

G_DEFINE_FINAL_TYPE (TestJob, test_job, REPOINT_TYPE_JOB)

static void
test_job_start (RepointJob *job)
{
  g_string_append (TEST_JOB (job)->calls, "start ");
}

static void
test_job_pause (RepointJob *job,
                gboolean    paused)
{
  g_string_append (TEST_JOB (job)->calls, paused ? "pause " : "resume ");
}

static void
test_job_stop (RepointJob *job,
               gboolean    abort)
{
  g_string_append (TEST_JOB (job)->calls, abort ? "abort " : "stop ");
  if (abort)
    repoint_job_finish (job, REPOINT_JOB_RESULT_STOPPED, NULL);
}

static void
test_job_finalize (GObject *object)
{
  g_string_free (TEST_JOB (object)->calls, TRUE);
  G_OBJECT_CLASS (test_job_parent_class)->finalize (object);
}

static void
test_job_class_init (TestJobClass *klass)
{
  RepointJobClass *job_class = REPOINT_JOB_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = test_job_finalize;
  job_class->start = test_job_start;
  job_class->pause = test_job_pause;
  job_class->stop = test_job_stop;
}

static void
test_job_init (TestJob *self)
{
  self->calls = g_string_new (NULL);
}

static void
count (guint *counter)
{
  (*counter)++;
}

static void
run_until_finished (RepointJob *job)
{
  while (repoint_job_get_state (job) != REPOINT_JOB_FINISHED)
    g_main_context_iteration (NULL, TRUE);
}

static void
test_two_stage_stop (void)
{
  g_autoptr (TestJob) test = g_object_new (TEST_TYPE_JOB, NULL);
  RepointJob *job = REPOINT_JOB (test);
  guint n_finished = 0;

  g_signal_connect_swapped (job, "finished", G_CALLBACK (count), &n_finished);
  g_assert_cmpint (repoint_job_get_state (job), ==, REPOINT_JOB_QUEUED);
  repoint_job_pause (job);
  repoint_job_start (job);
  repoint_job_start (job);
  g_assert_cmpint (repoint_job_get_state (job), ==, REPOINT_JOB_RUNNING);
  repoint_job_pause (job);
  g_assert_cmpint (repoint_job_get_state (job), ==, REPOINT_JOB_PAUSED);
  repoint_job_resume (job);
  repoint_job_stop (job);
  g_assert_cmpint (repoint_job_get_state (job), ==, REPOINT_JOB_STOPPING);
  g_assert_cmpint (repoint_job_get_result (job), ==, REPOINT_JOB_RESULT_NONE);
  repoint_job_stop (job);
  g_assert_cmpuint (n_finished, ==, 0);
  run_until_finished (job);
  g_assert_cmpuint (n_finished, ==, 1);
  g_assert_cmpint (repoint_job_get_result (job), ==, REPOINT_JOB_RESULT_STOPPED);
  repoint_job_stop (job);
  g_assert_cmpstr (test->calls->str, ==, "start pause resume stop abort ");
}

static void
test_stop_before_start (void)
{
  g_autoptr (TestJob) test = g_object_new (TEST_TYPE_JOB, NULL);
  RepointJob *job = REPOINT_JOB (test);

  repoint_job_stop (job);
  run_until_finished (job);
  g_assert_cmpint (repoint_job_get_result (job), ==, REPOINT_JOB_RESULT_STOPPED);
  repoint_job_start (job);
  g_assert_cmpstr (test->calls->str, ==, "");
}

static gpointer
report_much (gpointer user_data)
{
  RepointJob *job = user_data;

  for (guint i = 1; i <= 10000; i++)
    repoint_job_set_progress (job, i, 10000);
  repoint_job_finish (job, REPOINT_JOB_RESULT_FAILED, g_error_new (G_IO_ERROR, G_IO_ERROR_FAILED, "it broke"));
  repoint_job_finish (job, REPOINT_JOB_RESULT_DONE, NULL);
  return NULL;
}

/* Whatever another thread reports arrives in one piece in ours, and the end after the last progress. */
static void
test_progress_is_coalesced (void)
{
  g_autoptr (TestJob) test = g_object_new (TEST_TYPE_JOB, NULL);
  RepointJob *job = REPOINT_JOB (test);
  guint n_completed = 0;
  GThread *thread;

  g_signal_connect_swapped (job, "notify::completed", G_CALLBACK (count), &n_completed);
  repoint_job_start (job);
  thread = g_thread_new ("reporter", report_much, job);
  g_thread_join (thread);
  g_assert_cmpuint (n_completed, ==, 0);
  g_assert_cmpuint (repoint_job_get_completed (job), ==, 0);

  run_until_finished (job);
  g_assert_cmpuint (n_completed, ==, 1);
  g_assert_cmpuint (repoint_job_get_completed (job), ==, 10000);
  g_assert_cmpuint (repoint_job_get_total (job), ==, 10000);
  g_assert_cmpint (repoint_job_get_result (job), ==, REPOINT_JOB_RESULT_FAILED);
  g_assert_error (repoint_job_get_error (job), G_IO_ERROR, G_IO_ERROR_FAILED);
}

static void
note_fraction (RepointJob *job,
               GParamSpec *pspec,
               GArray     *fractions)
{
  double fraction = repoint_job_get_fraction (job);

  g_array_append_val (fractions, fraction);
}

static void
show (RepointJob *job)
{
  /* At most every 100 ms; whatever is waiting is shown after that. */
  for (gint64 end = g_get_monotonic_time () + 150 * G_TIME_SPAN_MILLISECOND; g_get_monotonic_time () < end;)
    g_main_context_iteration (NULL, FALSE);
}

/* What is done within units counts, and what turns out to take longer does not take anything back. */
static void
test_fraction (void)
{
  static const struct
  {
    guint  completed;
    double part;
  } steps[] = { { 0, 0 }, { 0, 0.5 }, { 0, 1 }, { 1, 0.25 }, { 1, 0.125 }, { 2, 0 }, { 2, 1.5 }, { 4, 0 } };
  static const double expected[] = { 0.125, 0.25, 0.3125, 0.5, 0.875, 1 };
  g_autoptr (TestJob) test = g_object_new (TEST_TYPE_JOB, NULL);
  g_autoptr (GArray) fractions = g_array_new (FALSE, FALSE, sizeof (double));
  RepointJob *job = REPOINT_JOB (test);

  g_signal_connect (job, "notify::fraction", G_CALLBACK (note_fraction), fractions);
  repoint_job_start (job);
  for (gsize i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      repoint_job_set_progress (job, steps[i].completed, 4);
      repoint_job_set_part (job, steps[i].part);
      show (job);
      g_assert_cmpuint (repoint_job_get_completed (job), ==, steps[i].completed);
    }

  g_assert_cmpuint (fractions->len, ==, G_N_ELEMENTS (expected));
  for (gsize i = 0; i < G_N_ELEMENTS (expected); i++)
    g_assert_cmpfloat (g_array_index (fractions, double, i), ==, expected[i]);
  repoint_job_finish (job, REPOINT_JOB_RESULT_DONE, NULL);
  run_until_finished (job);
}

/* Nothing that is still to be told keeps alive what nobody wants any more. */
static void
test_dropped (void)
{
  TestJob *test = g_object_new (TEST_TYPE_JOB, NULL);
  RepointJob *job = REPOINT_JOB (test);

  g_object_add_weak_pointer (G_OBJECT (test), (gpointer *) &test);
  repoint_job_start (job);
  repoint_job_set_progress (job, 1, 2);
  g_object_unref (job);
  g_assert_null (test);
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
test_estimate_steady (void)
{
  RepointEstimate estimate = { 0 };
  gint64 now = 1000;

  g_assert_cmpint (repoint_estimate_update (&estimate, 0, 600, now), ==, -1);
  for (guint done = 1; done < 600; done++)
    {
      int left = repoint_estimate_update (&estimate, done, 600, now + done * G_USEC_PER_SEC / 10);

      if (done < 10)
        g_assert_cmpint (left, ==, -1);
      else
        g_assert_cmpint (ABS (left - (int) (600 - done + 9) / 10), <=, 1);
    }
  g_assert_cmpint (repoint_estimate_update (&estimate, 600, 600, now + G_TIME_SPAN_MINUTE), ==, 0);
}

static void
test_estimate_follows (void)
{
  RepointEstimate estimate = { 0 };
  gint64 now = 1000;
  guint done = 0;
  int left = -1;

  repoint_estimate_update (&estimate, 0, 10000, now);
  for (guint i = 0; i < 300; i++)
    left = repoint_estimate_update (&estimate, done += 10, 10000, now += 100 * G_TIME_SPAN_MILLISECOND);
  g_assert_cmpint (ABS (left - 70), <=, 2);
  /* Ten times slower from now on: after a minute that is believed. */
  for (guint i = 0; i < 600; i++)
    left = repoint_estimate_update (&estimate, done += 1, 10000, now += 100 * G_TIME_SPAN_MILLISECOND);
  g_assert_cmpint (ABS (left - 640), <=, 40);
}

static void
test_estimate_leaves_out_pauses (void)
{
  RepointEstimate estimate = { 0 };
  gint64 now = 1000;

  repoint_estimate_update (&estimate, 0, 100, now);
  repoint_estimate_update (&estimate, 50, 100, now += 10 * G_USEC_PER_SEC);
  repoint_estimate_skip (&estimate, now += G_TIME_SPAN_HOUR);
  g_assert_cmpint (repoint_estimate_update (&estimate, 55, 100, now += G_USEC_PER_SEC), ==, 9);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/job/two-stage-stop", test_two_stage_stop);
  g_test_add_func ("/job/stop-before-start", test_stop_before_start);
  g_test_add_func ("/job/progress-is-coalesced", test_progress_is_coalesced);
  g_test_add_func ("/job/fraction", test_fraction);
  g_test_add_func ("/job/dropped", test_dropped);
  g_test_add_func ("/estimate/steady", test_estimate_steady);
  g_test_add_func ("/estimate/follows", test_estimate_follows);
  g_test_add_func ("/estimate/leaves-out-pauses", test_estimate_leaves_out_pauses);

  return g_test_run ();
}
