/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-test-namespace.h"

#include <linux/capability.h>
#include <net/if.h>
#include <sched.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

static void
write_file (const char *path, const char *text)
{
  g_file_set_contents_full (path, text, -1, G_FILE_SET_CONTENTS_NONE, 0, NULL);
}

static void
map (const char *path, guint id)
{
  g_autofree char *text = g_strdup_printf ("%u %u 1", id, id);

  write_file (path, text);
}

/* The same user as before, who may do in this network what root may, and whoever is started from here too. */
static void
keep_capabilities (void)
{
  struct __user_cap_header_struct header = { .version = _LINUX_CAPABILITY_VERSION_3 };
  struct __user_cap_data_struct data[2] = { 0 };
  static const int wanted[] = { CAP_NET_RAW, CAP_NET_ADMIN };

  if (syscall (SYS_capget, &header, data) != 0)
    return;

  for (gsize i = 0; i < G_N_ELEMENTS (wanted); i++)
    data[wanted[i] / 32].inheritable |= 1u << wanted[i] % 32;
  if (syscall (SYS_capset, &header, data) != 0)
    return;

  for (gsize i = 0; i < G_N_ELEMENTS (wanted); i++)
    prctl (PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, wanted[i], 0, 0);
}

static void
raise_loopback (void)
{
  struct ifreq request = { 0 };
  int descriptor = socket (AF_INET, SOCK_DGRAM, 0);

  memcpy (request.ifr_name, "lo", 3);
  request.ifr_flags = IFF_UP | IFF_RUNNING;
  ioctl (descriptor, SIOCSIFFLAGS, &request);
  close (descriptor);
}

void
repoint_test_namespace_enter (void)
{
  uid_t user = geteuid ();
  gid_t group = getegid ();

  if (unshare (user == 0 ? CLONE_NEWNET : CLONE_NEWUSER | CLONE_NEWNET) != 0)
    return;

  if (user != 0)
    {
      write_file ("/proc/self/setgroups", "deny");
      map ("/proc/self/uid_map", user);
      map ("/proc/self/gid_map", group);
      keep_capabilities ();
    }
  raise_loopback ();
}
