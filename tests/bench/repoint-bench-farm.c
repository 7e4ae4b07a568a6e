/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-bench-farm.h"

#include "repoint-bench-targets.h"
#include "repoint-test-certificate.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define N_SETS      4
#define MAIL_MODULE "/usr/lib/nginx/modules/ngx_mail_module.so"

struct _RepointBenchFarm
{
  RepointTestDaemon *nginx;
  RepointTestDaemon *relay;  /* NULL without */
  guint              n_addresses;
  char              *times;  /* the file with the processor time of nginx */
  guint16            status_port;
  guint16            tls_port;
  guint16            distant_port;
  guint16            smtp_port;
  guint              n_status_requests;
  GArray            *silent; /* of descriptors that listen, and from which nobody accepts */
};

static char *
list_protocols (guint truth)
{
  static const char *const names[] = { "TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3" };
  GString *list = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if ((truth & REPOINT_BENCH_BIT (REPOINT_TLS_VERSION_1_0 + i)) != 0)
      g_string_append_printf (list, " %s", names[i]);

  return g_string_free (list, FALSE);
}

/* One server of nginx for each set of versions, on every fourth address. */
static void
append_servers (RepointBenchFarm *self, GString *out, gboolean mail)
{
  const char *directory = repoint_test_daemon_get_directory (self->nginx);

  for (guint set = 0; set < N_SETS; set++)
    {
      g_autofree char *protocols = list_protocols (repoint_bench_truth (set));

      g_string_append (out, "  server {\n");
      for (guint i = set; i < self->n_addresses; i += N_SETS)
        {
          g_autofree char *address = repoint_bench_address (i);

          g_string_append_printf (out, "    listen %s:%u%s;\n", address, mail ? self->smtp_port : self->tls_port,
                                  mail ? "" : " ssl");
        }
      g_string_append_printf (out,
                              "    %s\n"
                              "    ssl_protocols%s;\n"
                              "    ssl_ciphers ALL:@SECLEVEL=0;\n"
                              "    ssl_session_tickets off;\n"
                              "    ssl_certificate %s/certificate.pem;\n"
                              "    ssl_certificate_key %s/key.pem;\n"
                              "  }\n",
                              mail ? "protocol smtp; starttls on;" : "return 204;", protocols, directory, directory);
    }
}

static char *
write_configuration (RepointBenchFarm *self)
{
  const char *directory = repoint_test_daemon_get_directory (self->nginx);
  GString *out = g_string_new (NULL);
  g_autofree char *text = NULL;

  /* One process, whose processor time is that of the server. */
  g_string_printf (out,
                   "load_module " MAIL_MODULE ";\n"
                   "daemon off;\n"
                   "master_process off;\n"
                   "pid %1$s/pid;\n"
                   "error_log %1$s/error.log crit;\n"
                   "events {\n  worker_connections %2$u;\n}\n"
                   "http {\n"
                   "  access_log off;\n"
                   "  client_body_temp_path %1$s/body;\n"
                   "  proxy_temp_path %1$s/proxy;\n"
                   "  fastcgi_temp_path %1$s/fastcgi;\n"
                   "  uwsgi_temp_path %1$s/uwsgi;\n"
                   "  scgi_temp_path %1$s/scgi;\n"
                   "  server {\n    listen 127.0.0.1:%3$u;\n    location / {\n      stub_status;\n    }\n  }\n",
                   directory, 3 * self->n_addresses + 4096, self->status_port);
  append_servers (self, out, FALSE);
  g_string_append (out, "}\n"
                        "mail {\n"
                        "  server_name mail.example;\n"
                        "  auth_http 127.0.0.1:9/none;\n"
                        "  resolver off;\n");
  append_servers (self, out, TRUE);
  g_string_append (out, "}\n");
  text = g_string_free (out, FALSE);

  return repoint_test_daemon_write (self->nginx, "nginx.conf", text);
}

static void
find_times (RepointBenchFarm *self)
{
  g_autofree char *path = g_build_filename (repoint_test_daemon_get_directory (self->nginx), "pid", NULL);
  g_autofree char *pid = NULL;

  /* It listens before it is ready: an answer says that it is. */
  repoint_bench_farm_get_connections (self);
  if (!g_file_get_contents (path, &pid, NULL, NULL))
    g_error ("nginx has not written its process id");
  self->times = g_strdup_printf ("/proc/%s/schedstat", g_strstrip (pid));
}

static void
start_relay (RepointBenchFarm *self, const char *program, guint round_trip_ms)
{
  g_autoptr (GString) addresses = g_string_new ("127.0.0.1\n");
  g_autofree char *path = NULL;
  g_autofree char *command = NULL;

  for (guint i = 0; i < self->n_addresses; i++)
    {
      g_autofree char *address = repoint_bench_address (i);

      g_string_append_printf (addresses, "%s\n", address);
    }
  self->relay = repoint_test_daemon_new ("relay");
  self->distant_port = repoint_test_pick_port ();
  path = repoint_test_daemon_write (self->relay, "addresses", addresses->str);
  command = g_strdup_printf ("exec \"$0\" %u %u %u < \"$1\"", self->distant_port, self->tls_port, round_trip_ms);
  repoint_test_daemon_start (self->relay, (const char *const[]) { "/bin/sh", "-c", command, program, path, NULL }, NULL,
                             (const guint16[]) { self->distant_port, 0 });
}

RepointBenchFarm *
repoint_bench_farm_new (guint n_addresses, const char *relay, guint round_trip_ms)
{
  g_autofree char *program = repoint_test_find_server ("nginx");
  g_autofree char *configuration = NULL;
  g_autofree char *early_log = NULL;
  RepointBenchFarm *self;

  if (program == NULL || access (MAIL_MODULE, R_OK) < 0)
    {
      g_print ("nginx with its mail module is not installed: see build-aux/packages, section bench\n");
      return NULL;
    }

  self = g_new0 (RepointBenchFarm, 1);
  self->silent = g_array_new (FALSE, FALSE, sizeof (int));
  self->n_addresses = n_addresses;
  self->nginx = repoint_test_daemon_new ("nginx");
  if (!repoint_test_make_certificate (repoint_test_daemon_get_directory (self->nginx)))
    {
      g_print ("openssl is not installed\n");
      repoint_bench_farm_free (self);
      return NULL;
    }

  self->status_port = repoint_test_pick_port ();
  self->tls_port = repoint_test_pick_port ();
  self->smtp_port = repoint_test_pick_port ();
  configuration = write_configuration (self);
  early_log = g_build_filename (repoint_test_daemon_get_directory (self->nginx), "early.log", NULL);
  repoint_test_daemon_start (self->nginx,
                             (const char *const[]) { program, "-e", early_log, "-p",
                                                     repoint_test_daemon_get_directory (self->nginx), "-c", configuration,
                                                     NULL },
                             NULL, (const guint16[]) { self->status_port, 0 });
  find_times (self);
  if (relay != NULL)
    start_relay (self, relay, round_trip_ms);

  return self;
}

void
repoint_bench_farm_free (RepointBenchFarm *self)
{
  repoint_bench_farm_set_silent (self, 0);
  g_array_unref (self->silent);
  g_clear_pointer (&self->relay, repoint_test_daemon_free);
  g_clear_pointer (&self->nginx, repoint_test_daemon_free);
  g_free (self->times);
  g_free (self);
}

guint16
repoint_bench_farm_get_tls_port (RepointBenchFarm *self)
{
  return self->tls_port;
}

guint16
repoint_bench_farm_get_distant_port (RepointBenchFarm *self)
{
  return self->distant_port;
}

guint16
repoint_bench_farm_get_smtp_port (RepointBenchFarm *self)
{
  return self->smtp_port;
}

/* The kernel completes the handshake of TCP; nobody ever takes the connection. */
static int
listen_at (const char *address, guint16 port)
{
  struct sockaddr_in name = { .sin_family = AF_INET, .sin_port = htons (port) };
  int fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  int one = 1;

  if (fd < 0 || inet_pton (AF_INET, address, &name.sin_addr) != 1 ||
      setsockopt (fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one) < 0 ||
      bind (fd, (struct sockaddr *) &name, sizeof name) < 0 || listen (fd, 8) < 0)
    g_error ("%s:%u cannot be listened at: %s", address, port, g_strerror (errno));

  return fd;
}

void
repoint_bench_farm_set_silent (RepointBenchFarm *self, guint n)
{
  for (guint i = 0; i < self->silent->len; i++)
    close (g_array_index (self->silent, int, i));
  g_array_set_size (self->silent, 0);

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *address = repoint_bench_silent_address (i);
      int fd = listen_at (address, self->tls_port);

      g_array_append_val (self->silent, fd);
    }
}

double
repoint_bench_farm_get_cpu (RepointBenchFarm *self)
{
  g_autofree char *times = NULL;

  if (!g_file_get_contents (self->times, &times, NULL, NULL))
    g_error ("nginx has ended: %s is gone", self->times);

  /* nanoseconds on a processor first (Documentation/scheduler/sched-stats) */
  return g_ascii_strtod (times, NULL) * 1e-9;
}

guint
repoint_bench_farm_get_connections (RepointBenchFarm *self)
{
  static const char request[] = "GET / HTTP/1.0\r\n\r\n";
  struct sockaddr_in name = { .sin_family = AF_INET, .sin_port = htons (self->status_port),
                              .sin_addr.s_addr = htonl (INADDR_LOOPBACK) };
  int fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  char answer[2048];
  const char *number;
  gsize length = 0;
  gssize n;

  if (connect (fd, (struct sockaddr *) &name, sizeof name) < 0 || write (fd, request, strlen (request)) < 0)
    g_error ("nginx does not say how it is: %s", g_strerror (errno));
  while ((n = read (fd, answer + length, sizeof answer - 1 - length)) > 0)
    length += (gsize) n;
  close (fd);
  answer[length] = '\0';

  number = strstr (answer, "requests\n");
  if (number == NULL)
    g_error ("nginx does not say how many it accepted: %s", answer);

  /* Those of this function are not counted. */
  return (guint) strtoul (number + strlen ("requests\n"), NULL, 10) - ++self->n_status_requests;
}
