/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-bench-farm.h"
#include "repoint-bench-targets.h"
#include "repoint-replay.h"
#include "repoint-test-bytes.h"

#include <gio/gio.h>
#include <sys/resource.h>

/*
 * What replays cost: the hellos of many devices, each for the same server, one connection at a time. Beside it `openssl s_client`,
 * one after the other, which holds one handshake for each device while a replay says the hello first and then holds the
 * handshake. The ratios count, not the seconds. src/DESIGN.md says how to run it.
 *
 * The status is 1 if an answer was wrong. A goal that was missed is said and fails nothing: the clock belongs to the machine.
 */

#define DEVICES   200
#define ROUNDS    5
#define ADDRESSES 4 /* of the farm, one of each kind */

typedef struct
{
  double wall;
  double cpu;
} Cost;

static guint n_wrong;

static double
get_cpu (int who)
{
  struct rusage usage;

  getrusage (who, &usage);

  return (double) usage.ru_utime.tv_sec + (double) usage.ru_stime.tv_sec +
         (double) (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

static int
compare_doubles (gconstpointer a, gconstpointer b)
{
  double one = *(const double *) a;
  double other = *(const double *) b;

  return one < other ? -1 : one > other;
}

static double
get_median (double *values)
{
  qsort (values, ROUNDS, sizeof *values, compare_doubles);

  return values[ROUNDS / 2];
}

/* A device of TLS 1.2, one suite of which is like no other's. */
static RepointClientHello *
make_device (guint nth)
{
  g_autofree char *notation =
      g_strdup_printf ("01 [3 0303 @RANDOM@ [1] [2 c02f c014 0035 %04x 00ff] [1 00] [2 000a [2 [2 001d 0017]] 000b [2 [1 00]] "
                       "000d [2 [2 0401 0403 0201]]]]",
                       0x4000 + nth);
  g_autoptr (GBytes) raw = repoint_test_bytes (notation);

  return repoint_client_hello_parse (raw, NULL);
}

static void
check (RepointReplay *replay, RepointTarget *target, JsonObject *result, gpointer user_data)
{
  JsonObject *session = json_object_get_null_member (result, "session") ? NULL : json_object_get_object_member (result, "session");

  if (session == NULL || g_strcmp0 (json_object_get_string_member (result, "cipher"), "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256") != 0 ||
      g_strcmp0 (json_object_get_string_member (session, "result"), "completed") != 0)
    n_wrong++;
}

static Cost
run_replays (GPtrArray *devices, RepointTarget *target)
{
  const RepointLimits limits = { .max_open = 64, .max_per_address = 1, .connect_ms = 20000, .conversation_ms = 60000 };
  double cpu = get_cpu (RUSAGE_SELF);
  gint64 begin = g_get_monotonic_time ();
  g_autoptr (RepointScheduler) scheduler = repoint_scheduler_new (&limits);
  g_autoptr (GPtrArray) targets = g_ptr_array_new ();
  g_autoptr (GPtrArray) jobs = g_ptr_array_new_with_free_func (g_object_unref);

  g_ptr_array_add (targets, target);
  for (guint i = 0; i < devices->len; i++)
    {
      RepointReplay *replay = repoint_replay_new (scheduler, g_ptr_array_index (devices, i), targets, NULL);

      g_signal_connect (replay, "result", G_CALLBACK (check), NULL);
      g_ptr_array_add (jobs, replay);
      repoint_job_start (REPOINT_JOB (replay));
    }
  for (guint i = 0; i < jobs->len; i++)
    while (repoint_job_get_state (g_ptr_array_index (jobs, i)) != REPOINT_JOB_FINISHED)
      g_main_context_iteration (NULL, TRUE);

  return (Cost) { (double) (g_get_monotonic_time () - begin) / G_USEC_PER_SEC, get_cpu (RUSAGE_SELF) - cpu };
}

static Cost
run_clients (guint n, RepointTarget *target)
{
  g_autofree char *at = g_strdup_printf ("%s:%u", target->host, target->port);
  double cpu = get_cpu (RUSAGE_CHILDREN);
  gint64 begin = g_get_monotonic_time ();

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (GBytes) nothing = g_bytes_new_static ("", 0);
      g_autoptr (GSubprocess) client =
          g_subprocess_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_SILENCE | G_SUBPROCESS_FLAGS_STDERR_SILENCE, NULL,
                            "openssl", "s_client", "-brief", "-connect", at, "-tls1_2", "-cipher", "ECDHE-RSA-AES128-GCM-SHA256", NULL);

      if (client == NULL || !g_subprocess_communicate (client, nothing, NULL, NULL, NULL, NULL) || !g_subprocess_get_successful (client))
        n_wrong++;
    }

  return (Cost) { (double) (g_get_monotonic_time () - begin) / G_USEC_PER_SEC, get_cpu (RUSAGE_CHILDREN) - cpu };
}

static void
say_goal (const char *what, double measured, double limit)
{
  g_print ("goal: %-60s measured %6.2f of %6.2f: %s\n", what, measured, limit, measured <= limit ? "met" : "MISSED");
}

int
main (void)
{
  g_autoptr (RepointBenchFarm) farm = repoint_bench_farm_new (ADDRESSES, NULL, 0);
  g_autoptr (GPtrArray) devices = g_ptr_array_new_with_free_func ((GDestroyNotify) repoint_client_hello_free);
  g_autoptr (RepointTarget) target = NULL;
  g_autofree char *address = NULL;
  guint nth = 0;
  double walls[ROUNDS];
  double cpus[ROUNDS];
  Cost own = { 0 };
  Cost client = { 0 };

  if (farm == NULL)
    return 77;

  while ((repoint_bench_truth (nth) & REPOINT_BENCH_BIT (REPOINT_TLS_VERSION_1_2)) == 0)
    nth++;
  address = repoint_bench_address (nth);
  target = repoint_target_new (REPOINT_PROTOCOL_TLS, REPOINT_SECURITY_TLS, address, repoint_bench_farm_get_tls_port (farm));
  for (guint i = 0; i < DEVICES; i++)
    g_ptr_array_add (devices, make_device (i));

  for (guint i = 0; i < ROUNDS; i++)
    {
      own = run_replays (devices, target);
      client = run_clients (DEVICES, target);
      walls[i] = own.wall / client.wall;
      cpus[i] = own.cpu / client.cpu;
      g_print ("%u replays: %.2f s, %.2f s of processor; openssl s_client: %.2f s, %.2f s\n", DEVICES, own.wall, own.cpu, client.wall,
               client.cpu);
    }
  say_goal ("wall of openssl s_client, one after the other", get_median (walls), 0.5);
  say_goal ("processor time of openssl s_client", get_median (cpus), 0.25);
  if (n_wrong > 0)
    g_printerr ("%u answers were wrong\n", n_wrong);

  return n_wrong > 0;
}
