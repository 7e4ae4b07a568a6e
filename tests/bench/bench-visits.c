/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-bench-farm.h"
#include "repoint-bench-targets.h"
#include "repoint-listener.h"
#include "repoint-survey.h"
#include "repoint-test-talk.h"

#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

/*
 * What a visit costs, beside what it costs at the least, and what a flood of visits does to others: to a visitor who is
 * inside, and to a survey that goes out on the same thread. The ratios count, not the seconds. src/DESIGN.md says how to
 * run it.
 *
 * The status is 1 if somebody was not served. A goal that was missed is said and fails nothing: the clock belongs to the
 * machine.
 */

#define VISITS        20000
#define AT_ONCE       32
#define ROUNDS        5
#define GREETING      "220 mail.example ESMTP\r\n"
#define TARGETS       200
#define EXCHANGES     500
#define FLOOD_RATE    "167" /* 10,000 a minute */

static gboolean all_right = TRUE;
static guint n_goals;
static guint n_missed;

static void
say_goal (const char *what, double measured, double limit)
{
  gboolean met = measured <= limit;

  n_goals++;
  n_missed += !met;
  g_print ("goal: %-66s measured %8.2f of %8.2f: %s\n", what, measured, limit, met ? "met" : "MISSED");
}

static int
compare_doubles (gconstpointer a, gconstpointer b)
{
  double one = *(const double *) a;
  double other = *(const double *) b;

  return one < other ? -1 : one > other;
}

/* Sorts them. */
static double
get_part (double *values, guint n, double part)
{
  qsort (values, n, sizeof *values, compare_doubles);

  return values[MIN ((guint) (part * n), n - 1)];
}

static double
get_thread_time (void)
{
  struct timespec time;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &time);

  return (double) time.tv_sec + (double) time.tv_nsec / 1e9;
}

/* ---- The yardstick: one thread, one epoll loop, no library ---- */

typedef struct
{
  int      fd;
  guint16  port;
  int      quit;    /* an eventfd would do; a pipe is older */
  int      quitter;
  double   cpu;
  GThread *thread;
} Yardstick;

static void
serve_one (int epoll, int fd)
{
  struct epoll_event event = { .events = EPOLLIN, .data.fd = fd };

  /* Says its piece and its FIN, and waits for theirs. */
  if (send (fd, GREETING, strlen (GREETING), MSG_NOSIGNAL) < 0 || shutdown (fd, SHUT_WR) < 0
      || epoll_ctl (epoll, EPOLL_CTL_ADD, fd, &event) < 0)
    close (fd);
}

static gpointer
serve_plainly (gpointer data)
{
  Yardstick *self = data;
  int epoll = epoll_create1 (EPOLL_CLOEXEC);
  struct epoll_event door = { .events = EPOLLIN, .data.fd = self->fd };
  struct epoll_event quit = { .events = EPOLLIN, .data.fd = self->quit };
  gboolean goes_on = TRUE;

  epoll_ctl (epoll, EPOLL_CTL_ADD, self->fd, &door);
  epoll_ctl (epoll, EPOLL_CTL_ADD, self->quit, &quit);
  while (goes_on)
    {
      struct epoll_event events[256];
      int n = epoll_wait (epoll, events, G_N_ELEMENTS (events), -1);

      for (int i = 0; i < n; i++)
        {
          char buffer[256];
          int fd;

          if (events[i].data.fd == self->quit)
            goes_on = FALSE;
          else if (events[i].data.fd != self->fd)
            (void) (recv (events[i].data.fd, buffer, sizeof buffer, 0) > 0 || close (events[i].data.fd));
          else
            while ((fd = accept4 (self->fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0)
              serve_one (epoll, fd);
        }
    }
  close (epoll);
  self->cpu = get_thread_time ();

  return NULL;
}

static void
yardstick_start (Yardstick *self)
{
  struct sockaddr_in local = { .sin_family = AF_INET, .sin_addr.s_addr = htonl (INADDR_LOOPBACK) };
  socklen_t length = sizeof local;
  int ends[2];

  self->fd = socket (AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (self->fd < 0 || bind (self->fd, (struct sockaddr *) &local, sizeof local) < 0 || listen (self->fd, SOMAXCONN) < 0
      || getsockname (self->fd, (struct sockaddr *) &local, &length) < 0 || pipe (ends) < 0)
    g_error ("Cannot listen: %s", g_strerror (errno));
  self->port = ntohs (local.sin_port);
  self->quit = ends[0];
  self->quitter = ends[1];
  self->thread = g_thread_new ("yardstick", serve_plainly, self);
}

static void
yardstick_stop (Yardstick *self)
{
  close (self->quitter);
  g_thread_join (self->thread);
  close (self->quit);
  close (self->fd);
}

/* ---- Ours ---- */

typedef struct
{
  RepointScheduler *scheduler;
  RepointListener  *listener;
} Ours;

static const RepointListenerLimits limits = { .visits_per_minute = 1000000 };

/* Who comes from 127.0.0.1 stays and is answered; the others are greeted. */
static RepointConversation *
receive (GInetSocketAddress *peer, GInetSocketAddress *local, gpointer unused)
{
  RepointTestTalk *talk = g_object_new (REPOINT_TYPE_TEST_TALK, NULL);
  const guint8 *bytes = g_inet_address_to_bytes (g_inet_socket_address_get_address (peer));

  talk->echo = bytes[1] == 0;
  talk->only_connect = !talk->echo;
  talk->first = talk->echo ? NULL : GREETING;

  return REPOINT_CONVERSATION (talk);
}

static void
ours_start (Ours *self)
{
  g_autoptr (GError) error = NULL;
  RepointLimits without_gap = { 0 };

  self->scheduler = repoint_scheduler_new (&without_gap);
  self->listener = repoint_listener_new (self->scheduler, 0, &limits, receive, NULL, NULL, &error);
  if (self->listener == NULL)
    g_error ("%s", error->message);
}

static void
ours_stop (Ours *self)
{
  g_clear_object (&self->listener);
  g_clear_object (&self->scheduler);
}

typedef struct
{
  double             cpu;
  RepointTestCounter read;
} Clock;

static gboolean
read_clock (gpointer data)
{
  Clock *clock = data;

  clock->cpu = get_thread_time ();
  repoint_test_counter_add (&clock->read);

  return G_SOURCE_REMOVE;
}

/* Of the scheduler's thread. */
static double
ours_get_cpu (Ours *self)
{
  Clock clock = { 0 };

  g_main_context_invoke (repoint_scheduler_get_context (self->scheduler), read_clock, &clock);
  repoint_test_counter_wait (&clock.read, 1);

  return clock.cpu;
}

/* ---- Visits ---- */

static GSubprocess *
flood_start (guint16 port, const char *count, const char *at_once, const char *per_second)
{
  g_autofree char *port_text = g_strdup_printf ("%u", port);
  g_autoptr (GError) error = NULL;
  GSubprocess *flood = g_subprocess_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, BENCH_FLOOD,
                                         port_text, count, at_once, per_second, NULL);

  if (flood == NULL)
    g_error ("%s", error->message);

  return flood;
}

/* Ends one that goes on until it is ended. Returns visits a second. */
static double
flood_end (GSubprocess *flood)
{
  g_autofree char *output = NULL;
  g_autoptr (GError) error = NULL;
  guint heard = 0;
  guint not_heard = 0;
  double seconds = 0;

  if (!g_subprocess_communicate_utf8 (flood, NULL, NULL, &output, NULL, &error))
    g_error ("%s", error->message);
  if (sscanf (output, "%u %u %lf", &heard, &not_heard, &seconds) != 3 || not_heard > 0 || heard == 0)
    {
      g_print ("visits went wrong: %s\n", output);
      all_right = FALSE;
    }
  g_object_unref (flood);

  return heard / seconds;
}

static void
bench_visits (void)
{
  double rates[2][ROUNDS];
  double cpus[2][ROUNDS];
  double rate_ratios[ROUNDS];
  double cpu_ratios[ROUNDS];
  const char *count = G_STRINGIFY (VISITS);
  const char *at_once = G_STRINGIFY (AT_ONCE);

  for (guint round = 0; round < ROUNDS; round++)
    {
      for (guint turn = 0; turn < 2; turn++)
        {
          if ((round + turn) % 2 == 0)
            {
              Yardstick yardstick = { 0 };

              yardstick_start (&yardstick);
              rates[0][round] = flood_end (flood_start (yardstick.port, count, at_once, "0"));
              yardstick_stop (&yardstick);
              cpus[0][round] = yardstick.cpu / VISITS * 1e6;
            }
          else
            {
              Ours ours = { 0 };

              ours_start (&ours);
              rates[1][round] = flood_end (flood_start (repoint_listener_get_port (ours.listener), count, at_once, "0"));
              cpus[1][round] = ours_get_cpu (&ours) / VISITS * 1e6;
              ours_stop (&ours);
            }
        }
      rate_ratios[round] = rates[0][round] / rates[1][round];
      cpu_ratios[round] = cpus[1][round] / cpus[0][round];
    }

  g_print ("%u visits, %u at once\n%-12s %14s %18s\n", VISITS, AT_ONCE, "", "visits a second", "CPU of a visit, us");
  for (guint who = 0; who < 2; who++)
    g_print ("%-12s %14.0f %18.1f\n", who == 0 ? "yardstick" : "repoint", get_part (rates[who], ROUNDS, 0.5),
             get_part (cpus[who], ROUNDS, 0.5));
  say_goal ("a visit: CPU, to the yardstick", get_part (cpu_ratios, ROUNDS, 0.5), 2.0);
  say_goal ("visits a second of the yardstick, to ours", get_part (rate_ratios, ROUNDS, 0.5), 1.5);
}

/* ---- What a flood does to others ---- */

typedef struct
{
  double exchange;      /* s, the median */
  double late_exchange; /* of a hundred, the slowest */
  double survey;        /* s */
} Served;

typedef struct
{
  int    fd;
  double exchanges[EXCHANGES];
} Guest;

static gpointer
exchange (gpointer data)
{
  Guest *self = data;

  for (guint i = 0; i < EXCHANGES; i++)
    {
      gint64 begin = g_get_monotonic_time ();
      char answer;

      if (send (self->fd, "x", 1, MSG_NOSIGNAL) != 1 || recv (self->fd, &answer, 1, 0) != 1)
        {
          g_print ("the visitor inside was not answered\n");
          all_right = FALSE;
          break;
        }
      self->exchanges[i] = (double) (g_get_monotonic_time () - begin) / G_USEC_PER_SEC;
      g_usleep (1000);
    }

  return NULL;
}

static void
survey_finished (RepointJob *job, GMainLoop *loop)
{
  g_main_loop_quit (loop);
}

static void
check_result (RepointTargetJob *job, const RepointTarget *target, JsonObject *result, guint *n_right)
{
  *n_right += json_object_get_null_member (result, "problem");
}

static double
survey (RepointScheduler *scheduler, RepointBenchFarm *farm)
{
  g_autoptr (GPtrArray) addresses = repoint_bench_targets_new (TARGETS, repoint_bench_farm_get_tls_port (farm), 0);
  g_autoptr (GPtrArray) targets = g_ptr_array_new_with_free_func ((GDestroyNotify) repoint_target_free);
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  RepointSurveyOptions options = { .repeat = 1, .without_proxy = TRUE, .versions_only = TRUE };
  g_autoptr (RepointSurvey) job = NULL;
  gint64 begin = g_get_monotonic_time ();
  guint n_right = 0;

  for (guint i = 0; i < addresses->len; i++)
    {
      const RepointBenchTarget *address = g_ptr_array_index (addresses, i);
      g_autofree char *uri = g_strdup_printf ("https://%s:%u", address->address, address->port);

      g_ptr_array_add (targets, repoint_target_parse (uri, NULL));
    }
  job = repoint_survey_new (scheduler, targets, &options);
  g_signal_connect (job, "result", G_CALLBACK (check_result), &n_right);
  g_signal_connect (job, "finished", G_CALLBACK (survey_finished), loop);
  repoint_job_start (REPOINT_JOB (job));
  g_main_loop_run (loop);
  if (n_right != TARGETS)
    {
      g_print ("the survey knows %u of %u targets\n", n_right, TARGETS);
      all_right = FALSE;
    }

  return (double) (g_get_monotonic_time () - begin) / G_USEC_PER_SEC;
}

/* @at_once NULL: nobody else comes. */
static Served
serve (RepointBenchFarm *farm, const char *at_once, const char *per_second, double *rate)
{
  struct sockaddr_in there = { .sin_family = AF_INET, .sin_addr.s_addr = htonl (INADDR_LOOPBACK) };
  g_autofree Guest *guest = g_new0 (Guest, 1);
  GSubprocess *flood = NULL;
  Ours ours = { 0 };
  GThread *thread;
  Served served;

  ours_start (&ours);
  there.sin_port = htons (repoint_listener_get_port (ours.listener));
  guest->fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (connect (guest->fd, (struct sockaddr *) &there, sizeof there) < 0)
    g_error ("Cannot visit: %s", g_strerror (errno));
  if (at_once != NULL)
    flood = flood_start (repoint_listener_get_port (ours.listener), "0", at_once, per_second);

  thread = g_thread_new ("guest", exchange, guest);
  g_thread_join (thread);
  served.survey = survey (ours.scheduler, farm);
  if (flood != NULL)
    *rate = flood_end (flood);
  close (guest->fd);
  ours_stop (&ours);
  served.exchange = get_part (guest->exchanges, EXCHANGES, 0.5);
  served.late_exchange = get_part (guest->exchanges, EXCHANGES, 0.99);

  return served;
}

static void
bench_others (RepointBenchFarm *farm)
{
  static const struct
  {
    const char *name;
    const char *at_once;
    const char *per_second;
  } cases[] = {
    { "nobody else", NULL, NULL },
    { "10,000 a minute", "64", FLOOD_RATE },
    { "as fast as can be", "64", "0" },
  };
  double exchanges[G_N_ELEMENTS (cases)][ROUNDS];
  double late[G_N_ELEMENTS (cases)][ROUNDS];
  double surveys[G_N_ELEMENTS (cases)][ROUNDS];
  double rates[G_N_ELEMENTS (cases)][ROUNDS] = { 0 };
  double ratios[2][G_N_ELEMENTS (cases)][ROUNDS];

  for (guint round = 0; round < ROUNDS; round++)
    {
      for (guint turn = 0; turn < G_N_ELEMENTS (cases); turn++)
        {
          guint i = (round + turn) % G_N_ELEMENTS (cases);
          Served served = serve (farm, cases[i].at_once, cases[i].per_second, &rates[i][round]);

          exchanges[i][round] = served.exchange * 1e6;
          late[i][round] = served.late_exchange * 1e6;
          surveys[i][round] = served.survey * 1e3;
        }
      for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
        {
          ratios[0][i][round] = exchanges[i][round] / exchanges[0][round];
          ratios[1][i][round] = surveys[i][round] / surveys[0][round];
        }
    }

  g_print ("\na visitor who is inside, and a survey of %u targets, while others come\n"
           "%-20s %10s %12s %16s %12s\n", TARGETS, "", "visits/s", "answer, us", "1 of 100, us", "survey, ms");
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_print ("%-20s %10.0f %12.0f %16.0f %12.0f\n", cases[i].name, get_part (rates[i], ROUNDS, 0.5),
             get_part (exchanges[i], ROUNDS, 0.5), get_part (late[i], ROUNDS, 0.5), get_part (surveys[i], ROUNDS, 0.5));
  say_goal ("10,000 visits a minute: an answer inside, to that without", get_part (ratios[0][1], ROUNDS, 0.5), 1.5);
  say_goal ("10,000 visits a minute: a survey, to that without", get_part (ratios[1][1], ROUNDS, 0.5), 1.25);
  say_goal ("as fast as can be: an answer inside, us", get_part (exchanges[2], ROUNDS, 0.5), 5000);
  say_goal ("as fast as can be: a survey, to that without", get_part (ratios[1][2], ROUNDS, 0.5), 5);
}

int
main (void)
{
  g_autoptr (RepointBenchFarm) farm = NULL;

  bench_visits ();
  farm = repoint_bench_farm_new (TARGETS, NULL, 0);
  if (farm != NULL)
    bench_others (farm);
  g_print ("%u of %u goals met\n", n_goals - n_missed, n_goals);

  return all_right ? 0 : 1;
}
