/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/*
 * usage: bench-measure RESULT LIMIT_S PROGRAM [ARGUMENT…]
 *
 * Runs a program and writes into the file RESULT: seconds by the clock, of processor time, KiB of memory at the most, and the
 * exit status; -1 if it was ended after LIMIT_S. A program of its own because the memory counted for a child is never less than
 * that of the process it was forked from.
 */

static double
seconds (struct timeval time)
{
  return (double) time.tv_sec + (double) time.tv_usec * 1e-6;
}

static double
now (void)
{
  struct timespec time;

  clock_gettime (CLOCK_MONOTONIC, &time);

  return (double) time.tv_sec + (double) time.tv_nsec * 1e-9;
}

static void
do_nothing (int number)
{
}

int
main (int argc, char *argv[])
{
  struct sigaction action = { .sa_handler = do_nothing };
  struct rusage usage;
  double begun = now ();
  FILE *result;
  int status;
  pid_t child;

  if (argc < 4)
    return 2;

  prctl (PR_SET_PDEATHSIG, SIGKILL);
  child = fork ();
  if (child == 0)
    {
      prctl (PR_SET_PDEATHSIG, SIGKILL);
      execvp (argv[3], argv + 3);
      perror (argv[3]);
      _exit (127);
    }
  if (child < 0)
    {
      perror ("fork");
      return 1;
    }

  sigaction (SIGALRM, &action, NULL);
  alarm ((unsigned) atoi (argv[2]));
  if (wait4 (child, &status, 0, &usage) < 0)
    {
      kill (child, SIGKILL);
      wait4 (child, &status, 0, &usage);
    }

  result = fopen (argv[1], "w");
  if (result == NULL)
    {
      perror (argv[1]);
      return 1;
    }
  fprintf (result, "%.6f %.6f %ld %d\n", now () - begun, seconds (usage.ru_utime) + seconds (usage.ru_stime),
           usage.ru_maxrss, WIFEXITED (status) ? WEXITSTATUS (status) : -1);

  return fclose (result) == 0 ? 0 : 1;
}
