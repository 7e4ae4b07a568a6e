/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-netlink.h"

#include <linux/rtnetlink.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

int
repoint_netlink_open (void)
{
  struct timeval patience = { .tv_sec = 1 };
  int fd = socket (AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);

  /* The kernel answers while send() runs; the time-out only guards against a sandbox that swallows the request. */
  if (fd >= 0)
    (void) setsockopt (fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  return fd;
}

void
repoint_netlink_ask (int                    fd,
                     struct nlmsghdr       *request,
                     RepointNetlinkMessage  handle,
                     gpointer               user_data)
{
  gboolean is_dump = (request->nlmsg_flags & NLM_F_DUMP) == NLM_F_DUMP;
  union
  {
    struct nlmsghdr header; /* for its alignment */
    guint8          bytes[65536];
  } *answer = NULL;

  if (send (fd, request, request->nlmsg_len, 0) < 0)
    return;

  answer = g_malloc (sizeof *answer);
  for (gboolean more = TRUE; more;)
    {
      gssize n = recv (fd, answer, sizeof *answer, 0);
      guint left = n > 0 ? (guint) n : 0;

      if (n <= 0)
        break;
      more = is_dump;
      for (struct nlmsghdr *header = &answer->header; NLMSG_OK (header, left); header = NLMSG_NEXT (header, left))
        {
          if (header->nlmsg_type == NLMSG_DONE || header->nlmsg_type == NLMSG_ERROR)
            more = FALSE;
          else
            handle (header, user_data);
        }
    }
  g_free (answer);
}

void
repoint_netlink_dump (int                    fd,
                      guint16                type,
                      guint8                 family,
                      RepointNetlinkMessage  handle,
                      gpointer               user_data)
{
  struct
  {
    struct nlmsghdr header;
    struct rtgenmsg body; /* what each of these requests may be cut down to */
  } request = {
    .header = {
      .nlmsg_len = NLMSG_LENGTH (sizeof (struct rtgenmsg)),
      .nlmsg_type = type,
      .nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP,
    },
    .body = { .rtgen_family = family },
  };

  repoint_netlink_ask (fd, &request.header, handle, user_data);
}
