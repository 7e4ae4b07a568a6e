/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-test-nginx.h"

#include <unistd.h>

#include "repoint-test-certificate.h"

/* Directory, user, port. */
#define CONFIGURATION \
  "%2$s" \
  "daemon off;\n" \
  "worker_processes 1;\n" \
  "pid %1$s/pid;\n" \
  "error_log %1$s/error.log;\n" \
  "events {\n  worker_connections 64;\n}\n" \
  "http {\n" \
  "  access_log %1$s/access.log;\n" \
  "  client_body_temp_path %1$s/body;\n" \
  "  proxy_temp_path %1$s/proxy;\n" \
  "  fastcgi_temp_path %1$s/fastcgi;\n" \
  "  uwsgi_temp_path %1$s/uwsgi;\n" \
  "  scgi_temp_path %1$s/scgi;\n" \
  "  default_type text/html;\n" \
  "  server {\n" \
  "    listen 127.0.0.1:%3$u ssl;\n" \
  "    root %1$s;\n" \
  "    ssl_certificate %1$s/certificate.pem;\n" \
  "    ssl_certificate_key %1$s/key.pem;\n" \
  "    ssl_protocols TLSv1;\n" \
  "    ssl_ciphers ALL:@SECLEVEL=0;\n" \
  "  }\n" \
  "}\n"

RepointTestDaemon *
repoint_test_nginx_start (const char *title,
                          guint16    *port)
{
  g_autoptr (RepointTestDaemon) self = NULL;
  g_autofree char *program = repoint_test_find_server ("nginx");
  g_autofree char *page = NULL;
  g_autofree char *page_path = NULL;
  g_autofree char *content = NULL;
  g_autofree char *configuration = NULL;
  g_autofree char *early_log = NULL;
  const char *directory;

  if (program == NULL)
    {
      g_test_skip ("nginx is not installed");
      return NULL;
    }
  self = repoint_test_daemon_new ("nginx");
  directory = repoint_test_daemon_get_directory (self);
  if (!repoint_test_make_certificate (directory))
    {
      g_test_skip ("openssl is not installed");
      return NULL;
    }

  page = g_strdup_printf ("<!DOCTYPE html>\n<html><head><title>%s</title></head><body>Remote UI</body></html>\n", title);
  page_path = repoint_test_daemon_write (self, "index.html", page);
  *port = repoint_test_pick_port ();
  content = g_strdup_printf (CONFIGURATION, directory, getuid () == 0 ? "user nobody nogroup;\n" : "", *port);
  configuration = repoint_test_daemon_write (self, "nginx.conf", content);
  early_log = g_build_filename (directory, "early.log", NULL);
  repoint_test_daemon_start (self,
                             (const char *const[]) { program, "-e", early_log, "-p", directory, "-c", configuration, NULL },
                             NULL, (const guint16[]) { *port, 0 });
  return g_steal_pointer (&self);
}
