/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-descriptor-limit.h"

#include <sys/resource.h>

#define SPARE_DESCRIPTORS 128 /* for files, the display, pipes: what is not ours to use up */

/**
 * repoint_descriptor_limit_raise:
 * @wanted: how many sockets
 *
 * Raises this process' soft limit of descriptors, if @wanted needs it and the hard one allows it.
 *
 * Returns: how many sockets there may be, at most @wanted
 */
guint
repoint_descriptor_limit_raise (guint wanted)
{
  struct rlimit limit;
  rlim_t need = (rlim_t) wanted + SPARE_DESCRIPTORS;

  if (getrlimit (RLIMIT_NOFILE, &limit) < 0)
    return wanted;
  if (limit.rlim_cur != RLIM_INFINITY && limit.rlim_cur < need)
    {
      struct rlimit raised = { .rlim_cur = MIN (need, limit.rlim_max), .rlim_max = limit.rlim_max };

      if (setrlimit (RLIMIT_NOFILE, &raised) == 0)
        limit = raised;
    }
  if (limit.rlim_cur == RLIM_INFINITY || limit.rlim_cur >= need)
    return wanted;

  g_debug ("Only %" G_GUINT64_FORMAT " descriptors allowed: fewer connections at once", (guint64) limit.rlim_cur);
  return limit.rlim_cur > SPARE_DESCRIPTORS + 8 ? limit.rlim_cur - SPARE_DESCRIPTORS : 8;
}
