/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-test-tinyproxy.h"

#define NSS_WRAPPER "libnss_wrapper.so"

/* Port, directory, port that may be asked for, one more line. */
#define CONFIGURATION \
  "Port %1$u\n" \
  "Listen 127.0.0.1\n" \
  "Allow 127.0.0.1\n" \
  "Timeout 60\n" \
  "LogFile \"%2$s/tinyproxy.log\"\n" \
  "LogLevel Connect\n" \
  "ConnectPort %3$u\n" \
  "%4$s"

RepointTestDaemon *
repoint_test_tinyproxy_start (guint16     connect_port,
                              const char *name,
                              const char *password,
                              guint16    *port)
{
  g_autoptr (RepointTestDaemon) self = NULL;
  g_autofree char *program = repoint_test_find_server ("tinyproxy");
  g_autofree char *account = NULL;
  g_autofree char *content = NULL;
  g_autofree char *configuration = NULL;
  g_autofree char *hosts = NULL;
  g_autofree char *hosts_path = NULL;
  g_autofree char *show_hosts = NULL;

  if (program == NULL)
    {
      g_test_skip ("tinyproxy is not installed");
      return NULL;
    }

  self = repoint_test_daemon_new ("tinyproxy");
  *port = repoint_test_pick_port ();
  account = password != NULL ? g_strdup_printf ("BasicAuth user %s\n", password) : g_strdup ("");
  content = g_strdup_printf (CONFIGURATION, *port, repoint_test_daemon_get_directory (self), connect_port, account);
  configuration = repoint_test_daemon_write (self, "tinyproxy.conf", content);
  hosts = g_strdup_printf ("127.0.0.1 %s\n", name);
  hosts_path = repoint_test_daemon_write (self, "hosts", hosts);
  show_hosts = g_strconcat ("NSS_WRAPPER_HOSTS=", hosts_path, NULL);
  repoint_test_daemon_start (self, (const char *const[]) { program, "-d", "-c", configuration, NULL },
                             (const char *const[]) { "LD_PRELOAD=" NSS_WRAPPER, show_hosts, NULL },
                             (const guint16[]) { *port, 0 });

  return g_steal_pointer (&self);
}
