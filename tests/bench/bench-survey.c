/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-bench-farm.h"
#include "repoint-bench-race.h"
#include "repoint-bench-targets.h"

#include <json-glib/json-glib.h>
#include <string.h>
#include <sys/resource.h>

/*
 * How fast a survey is, beside what it costs at the least (bench-yardstick.c) and beside other people's programs, which take
 * part if they are installed. All of them talk to the same servers in the same minutes: the ratios count, not the seconds.
 * src/DESIGN.md says how to run it.
 *
 * The status is 1 if an answer was wrong. A goal that was missed is said and fails nothing: the clock belongs to the machine.
 */

#define N             200
#define N_MANY        5000
#define N_SUITES      20  /* targets whose suites are listed; those away make the peers wait */
#define N_SUITES_AWAY 12
#define ROUND_TRIP_MS 20
#define DEADLINE_S    10  /* of one conversation: RepointLimits */
#define SLOW_S        120 /* what a peer may take */
#define ROUNDS        5

#define YARDSTICK "yardstick"
#define POLITE    "yardstick, polite"
#define OURS      "repoint"
#define OURS_GAP  "repoint, default gap"
#define SSLSCAN   "sslscan"
#define NMAP      "nmap"
#define ALONE     "these handshakes alone"

static gboolean without_peers;
static char **only;
static guint n_goals;
static guint n_missed;
static gboolean all_right = TRUE;

#define ARGUMENTS(...) ((const char *const[]) { __VA_ARGS__, NULL })
#define YARDSTICK_5S(kind) ARGUMENTS (BENCH_YARDSTICK, kind, "5000")
#define SSLSCAN_BARE "sslscan", "--no-fallback", "--no-renegotiation", "--no-compression", "--no-heartbleed", \
                     "--no-check-certificate", "--xml=-", "--targets=/dev/stdin"

#define NMAP_ARGUMENTS(port) \
  ARGUMENTS ("nmap", "-Pn", "-n", "-sT", "-p", port, "--script", "+ssl-enum-ciphers", "-iL", "@", "-oX", "-")

static void
say_goal (const char *what, double measured, double limit, const char *unit)
{
  gboolean met = measured <= limit;

  n_goals++;
  n_missed += !met;
  g_print ("goal: %-66s measured %8.2f%s of %8.2f%s: %s\n", what, measured, unit, limit, unit, met ? "met" : "MISSED");
}

static RepointBenchRace *
race (RepointBenchFarm *farm, GPtrArray *targets, const RepointBenchContender *contenders, guint n, guint limit_s)
{
  RepointBenchRace *self =
      repoint_bench_race_new (farm, BENCH_MEASURE, targets, contenders, n, !without_peers, limit_s);

  all_right = repoint_bench_race_is_right (self) && all_right;

  return self;
}

/* ---- Which versions does each of 200 targets accept? ---- */

static void
bench_versions (RepointBenchFarm *farm, gboolean distant)
{
  guint16 port = distant ? repoint_bench_farm_get_distant_port (farm) : repoint_bench_farm_get_tls_port (farm);
  g_autoptr (GPtrArray) targets = repoint_bench_targets_new (N, port, 0);
  g_autofree char *port_text = g_strdup_printf ("%u", port);
  /* Over the distance the peers take a minute each. */
  const RepointBenchContender contenders[] = {
    { YARDSTICK, REPOINT_BENCH_FORMAT_LINES, YARDSTICK_5S ("normal"), "", FALSE, ROUNDS, TRUE },
    { POLITE, REPOINT_BENCH_FORMAT_LINES, YARDSTICK_5S ("polite"), "", FALSE, ROUNDS, TRUE },
    { OURS, REPOINT_BENCH_FORMAT_JSON,
      ARGUMENTS (REPOINT_CLI, "survey", "--versions", "--json", "--gap", "0", "--targets", "@"), "tls://", FALSE, ROUNDS },
    { OURS_GAP, REPOINT_BENCH_FORMAT_JSON, ARGUMENTS (REPOINT_CLI, "survey", "--versions", "--json", "--targets", "@"),
      "tls://", FALSE, 1 },
    { SSLSCAN, REPOINT_BENCH_FORMAT_SSLSCAN, ARGUMENTS (SSLSCAN_BARE, "--no-ciphersuites", "--no-groups"), "", TRUE,
      distant ? 1 : ROUNDS, TRUE },
    { NMAP, REPOINT_BENCH_FORMAT_NMAP, NMAP_ARGUMENTS (port_text), NULL, TRUE, 1 },
  };
  g_autoptr (RepointBenchRace) self = race (farm, targets, contenders, G_N_ELEMENTS (contenders), SLOW_S);
  g_autofree char *title = g_strdup_printf ("%u targets, %u ms away", N, distant ? ROUND_TRIP_MS : 0);

  repoint_bench_race_print (self, title, POLITE);
  if (distant)
    {
      say_goal ("20 ms away: wall of the polite yardstick, times",
                repoint_bench_race_get_ratio (self, OURS, REPOINT_BENCH_WALL, POLITE, REPOINT_BENCH_WALL), 1.5, "");
      if (repoint_bench_race_has (self, SSLSCAN))
        say_goal ("20 ms away: wall of sslscan, hundredths",
                  100 * repoint_bench_race_get_ratio (self, OURS, REPOINT_BENCH_WALL, SSLSCAN, REPOINT_BENCH_WALL), 1, "");
      return;
    }

  if (repoint_bench_race_has (self, SSLSCAN))
    say_goal ("0 ms away: wall of sslscan, times",
              repoint_bench_race_get_ratio (self, OURS, REPOINT_BENCH_WALL, SSLSCAN, REPOINT_BENCH_WALL), 1, "");
  say_goal ("0 ms away: CPU of the yardstick, times",
            repoint_bench_race_get_ratio (self, OURS, REPOINT_BENCH_CPU, YARDSTICK, REPOINT_BENCH_CPU), 3, "");
  say_goal ("memory for 200 targets", repoint_bench_race_get (self, OURS, REPOINT_BENCH_MEMORY), 24, " MiB");
}

static void
bench_near (RepointBenchFarm *farm)
{
  bench_versions (farm, FALSE);
}

static void
bench_distant (RepointBenchFarm *farm)
{
  bench_versions (farm, TRUE);
}

/* ---- 30 of 100 say nothing ---- */

static void
bench_silent_of (RepointBenchFarm *farm, guint n)
{
  g_autoptr (GPtrArray) targets = repoint_bench_targets_new (n, repoint_bench_farm_get_tls_port (farm), 30);
  const RepointBenchContender contenders[] = {
    { POLITE, REPOINT_BENCH_FORMAT_LINES, YARDSTICK_5S ("polite"), "", FALSE, 1, TRUE },
    { OURS, REPOINT_BENCH_FORMAT_JSON,
      ARGUMENTS (REPOINT_CLI, "survey", "--versions", "--json", "--gap", "0", "--targets", "@"), "tls://", FALSE, 1 },
  };
  g_autoptr (RepointBenchRace) self = NULL;
  g_autofree char *title = g_strdup_printf ("%u targets, 30 %% silent", n);
  g_autofree char *goal = g_strdup_printf ("%u targets, 30 %% silent: wall beyond one deadline", n);

  repoint_bench_farm_set_silent (farm, repoint_bench_count_silent (n, 30));
  self = race (farm, targets, contenders, G_N_ELEMENTS (contenders), SLOW_S);
  repoint_bench_farm_set_silent (farm, 0);

  repoint_bench_race_print (self, title, POLITE);
  say_goal (goal, repoint_bench_race_get (self, OURS, REPOINT_BENCH_WALL) - DEADLINE_S, 0.5, " s");
}

static void
bench_silent (RepointBenchFarm *farm)
{
  bench_silent_of (farm, 50);
}

static void
bench_many_silent (RepointBenchFarm *farm)
{
  bench_silent_of (farm, N_MANY);
}

/* ---- Everything there is to ask a mail server ---- */

/* What is more than one handshake per accepted version, what is less, and what else is missing. */
static void
check_sessions (const char *output, guint *n_versions, guint *n_handshakes)
{
  g_auto (GStrv) lines = g_strsplit (output, "\n", -1);

  for (guint i = 0; lines[i] != NULL && lines[i][0] != '\0'; i++)
    {
      g_autoptr (JsonNode) node = json_from_string (lines[i], NULL);
      JsonObject *object = json_node_get_object (node);
      JsonObject *application = json_object_get_object_member (object, "application");
      g_autoptr (GList) tallies = json_object_get_values (application);
      gboolean whole = !json_object_get_null_member (object, "certificate") &&
                       json_array_get_length (json_object_get_array_member (object, "sign_in")) > 0;

      for (GList *link = tallies; link != NULL; link = link->next)
        {
          JsonObject *tally = json_node_get_object (link->data);

          (*n_versions)++;
          *n_handshakes += (guint) json_object_get_int_member (tally, "tries");
          whole = whole && json_object_get_int_member (tally, "not_refused_before_sign_in") == 1;
        }
      if (!whole || tallies == NULL)
        {
          g_print ("WRONG: something is missing: %s\n", lines[i]);
          all_right = FALSE;
        }
    }
}

static void
bench_full (RepointBenchFarm *farm)
{
  g_autoptr (GPtrArray) targets = repoint_bench_targets_new (N, repoint_bench_farm_get_smtp_port (farm), 0);
  g_autofree char *n = g_strdup_printf ("%u", N);
  g_autofree char *port = g_strdup_printf ("%u", repoint_bench_farm_get_tls_port (farm));
  const RepointBenchContender contenders[] = {
    { ALONE, REPOINT_BENCH_FORMAT_LINES, ARGUMENTS (BENCH_HANDSHAKES, n, port), "", FALSE, ROUNDS },
    { OURS, REPOINT_BENCH_FORMAT_JSON, ARGUMENTS (REPOINT_CLI, "survey", "--json", "--gap", "0", "--targets", "@"),
      "smtp://", FALSE, ROUNDS },
    { OURS_GAP, REPOINT_BENCH_FORMAT_JSON, ARGUMENTS (REPOINT_CLI, "survey", "--json", "--targets", "@"), "smtp://", FALSE,
      1 },
  };
  g_autoptr (RepointBenchRace) self = race (farm, targets, contenders, G_N_ELEMENTS (contenders), SLOW_S);
  guint n_versions = 0;
  guint n_handshakes = 0;

  check_sessions (repoint_bench_race_get_run (self, OURS)->output, &n_versions, &n_handshakes);
  repoint_bench_race_print (self, "full survey of 200 SMTP servers", ALONE);
  say_goal ("full survey: handshakes per accepted version", (double) n_handshakes / n_versions, 1, "");
  say_goal ("full survey: wall of the CPU of its handshakes on both sides, times",
            repoint_bench_race_get_ratio (self, OURS, REPOINT_BENCH_WALL, ALONE, REPOINT_BENCH_BOTH_CPU), 2, "");
  say_goal ("full survey: memory for 200 targets", repoint_bench_race_get (self, OURS, REPOINT_BENCH_MEMORY), 24, " MiB");
}

/* ---- Which suites, and which groups? nmap does not look for groups. ---- */

static void
say_peer (RepointBenchRace *self, guint n, const char *peer)
{
  g_autofree char *connections = g_strdup_printf ("cipher suites: connections of %s, times", peer);
  g_autofree char *wall = g_strdup_printf ("cipher suites: wall of %s, times", peer);
  g_autofree char *same = g_strdup_printf ("cipher suites: targets with other answers than %s's", peer);

  if (!repoint_bench_race_has (self, peer))
    return;

  say_goal (connections,
            repoint_bench_race_get_ratio (self, OURS, REPOINT_BENCH_CONNECTIONS, peer, REPOINT_BENCH_CONNECTIONS), 1, "");
  say_goal (wall, repoint_bench_race_get_ratio (self, OURS, REPOINT_BENCH_WALL, peer, REPOINT_BENCH_WALL), 1, "");
  say_goal (same,
            n - repoint_bench_answers_count_same (repoint_bench_race_get_run (self, OURS)->answers,
                                                         repoint_bench_race_get_run (self, peer)->answers),
            0, "");
}

static void
bench_suites_at (RepointBenchFarm *farm, gboolean distant)
{
  guint16 port = distant ? repoint_bench_farm_get_distant_port (farm) : repoint_bench_farm_get_tls_port (farm);
  guint n = distant ? N_SUITES_AWAY : N_SUITES;
  g_autoptr (GPtrArray) targets = repoint_bench_targets_new (n, port, 0);
  g_autofree char *port_text = g_strdup_printf ("%u", port);
  const RepointBenchContender contenders[] = {
    { OURS, REPOINT_BENCH_FORMAT_JSON,
      ARGUMENTS (REPOINT_CLI, "survey", "--ciphers", "--json", "--gap", "0", "--targets", "@"), "tls://", FALSE,
      distant ? 1 : 3 },
    { OURS_GAP, REPOINT_BENCH_FORMAT_JSON,
      ARGUMENTS (REPOINT_CLI, "survey", "--ciphers", "--json", "--targets", "@"), "tls://", FALSE, 1 },
    { SSLSCAN, REPOINT_BENCH_FORMAT_SSLSCAN, ARGUMENTS (SSLSCAN_BARE), "", TRUE, 1, TRUE },
    { NMAP, REPOINT_BENCH_FORMAT_NMAP, NMAP_ARGUMENTS (port_text), NULL, TRUE, 1 },
  };
  g_autoptr (RepointBenchRace) self = race (farm, targets, contenders, G_N_ELEMENTS (contenders), SLOW_S);
  g_autofree char *title = g_strdup_printf ("suites of %u targets, %u ms away", n, distant ? ROUND_TRIP_MS : 0);

  repoint_bench_race_print (self, title, OURS);
  say_peer (self, n, SSLSCAN);
  say_peer (self, n, NMAP);
}

static void
bench_suites (RepointBenchFarm *farm)
{
  bench_suites_at (farm, FALSE);
  bench_suites_at (farm, TRUE);
}

/* ---- Memory and size ---- */

static void
bench_memory (RepointBenchFarm *farm)
{
  g_autoptr (GPtrArray) silent = repoint_bench_targets_new (1000, repoint_bench_farm_get_tls_port (farm), 100);
  g_autoptr (GPtrArray) distant = repoint_bench_targets_new (1000, repoint_bench_farm_get_distant_port (farm), 0);
  const RepointBenchContender open = {
    OURS, REPOINT_BENCH_FORMAT_JSON,
    ARGUMENTS (REPOINT_CLI, "survey", "--json", "--timeout", "2", "--concurrency", "1000", "--targets", "@"), "tls://", FALSE,
    1
  };
  const RepointBenchContender busy = {
    OURS, REPOINT_BENCH_FORMAT_JSON,
    ARGUMENTS (REPOINT_CLI, "survey", "--json", "--gap", "0", "--concurrency", "1000", "--targets", "@"), "tls://", FALSE, 1
  };
  g_autoptr (RepointBenchRace) quiet = NULL;
  g_autoptr (RepointBenchRace) full = NULL;

  repoint_bench_farm_set_silent (farm, 1000);
  quiet = race (farm, silent, &open, 1, SLOW_S);
  repoint_bench_farm_set_silent (farm, 0);
  full = race (farm, distant, &busy, 1, SLOW_S);

  repoint_bench_race_print (quiet, "1000 silent targets at once", OURS);
  repoint_bench_race_print (full, "1000 targets at once, certificates", OURS);
  say_goal ("memory with 1000 conversations open",
            MAX (repoint_bench_race_get (quiet, OURS, REPOINT_BENCH_MEMORY),
                 repoint_bench_race_get (full, OURS, REPOINT_BENCH_MEMORY)),
            64, " MiB");
}

static void
bench_linear (RepointBenchFarm *farm)
{
  static const guint sizes[] = { N_MANY / 4, N_MANY / 2, N_MANY };
  const RepointBenchContender contenders[] = {
    { POLITE, REPOINT_BENCH_FORMAT_LINES, YARDSTICK_5S ("polite"), "", FALSE, 3, TRUE },
    { OURS, REPOINT_BENCH_FORMAT_JSON,
      ARGUMENTS (REPOINT_CLI, "survey", "--versions", "--json", "--gap", "0", "--targets", "@"), "tls://", FALSE, 3 },
  };
  double walls[G_N_ELEMENTS (sizes)];
  double cpus[G_N_ELEMENTS (sizes)];

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autoptr (GPtrArray) targets = repoint_bench_targets_new (sizes[i], repoint_bench_farm_get_tls_port (farm), 0);
      g_autoptr (RepointBenchRace) self = race (farm, targets, contenders, G_N_ELEMENTS (contenders), SLOW_S);
      g_autofree char *title = g_strdup_printf ("%u targets", sizes[i]);

      repoint_bench_race_print (self, title, POLITE);
      walls[i] = repoint_bench_race_get (self, OURS, REPOINT_BENCH_WALL) / sizes[i];
      cpus[i] = repoint_bench_race_get (self, OURS, REPOINT_BENCH_CPU) / sizes[i];
    }
  say_goal ("5000 targets: wall per target, of that with 1250, times", walls[2] / walls[0], 1.2, "");
  say_goal ("5000 targets: CPU per target, of that with 1250, times", cpus[2] / cpus[0], 1.2, "");
}

/* ---- */

typedef struct
{
  const char *name;
  void (*run) (RepointBenchFarm *farm);
  guint n_addresses;
} Case;

static const Case cases[] = {
  { "near", bench_near, N },
  { "distant", bench_distant, N },
  { "full", bench_full, N },
  { "suites", bench_suites, N },
  { "silent", bench_silent, N },
  { "memory", bench_memory, N_MANY },
  { "linear", bench_linear, N_MANY },
  { "many-silent", bench_many_silent, N_MANY },
};

static gboolean
is_wanted (const Case *self)
{
  return only == NULL || g_strv_contains ((const char *const *) only, self->name);
}

static gboolean
run_cases (guint n_addresses)
{
  g_autoptr (RepointBenchFarm) farm = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      if (cases[i].n_addresses != n_addresses || !is_wanted (&cases[i]))
        continue;
      if (farm == NULL)
        farm = repoint_bench_farm_new (n_addresses, BENCH_RELAY, ROUND_TRIP_MS);
      if (farm == NULL)
        return FALSE;
      cases[i].run (farm);
    }

  return TRUE;
}

/* nginx listens at thousands of addresses, and what we start inherits the limit. */
static void
raise_descriptor_limit (void)
{
  struct rlimit limit;

  if (getrlimit (RLIMIT_NOFILE, &limit) == 0)
    {
      limit.rlim_cur = limit.rlim_max;
      setrlimit (RLIMIT_NOFILE, &limit);
    }
}

int
main (int argc, char *argv[])
{
  const GOptionEntry entries[] = {
    { "without-peers", 0, 0, G_OPTION_ARG_NONE, &without_peers, "Leave sslscan and nmap out", NULL },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_STRING_ARRAY, &only, NULL,
      "[near] [distant] [full] [suites] [silent] [memory] [linear] [many-silent]" },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GError) error = NULL;

  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error))
    {
      g_printerr ("%s\n", error->message);
      return 2;
    }

  raise_descriptor_limit ();
  if (!run_cases (N) || !run_cases (N_MANY))
    return 77; /* skipped */

  g_print ("\n%u of %u goals met; answers %s\n", n_goals - n_missed, n_goals, all_right ? "right" : "WRONG");
  g_strfreev (only);

  return all_right ? 0 : 1;
}
