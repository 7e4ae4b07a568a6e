/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-test-exim.h"

#include <unistd.h>

#include "repoint-test-certificate.h"

/* Where build-aux/install-packages unpacks the package. */
#define UNPACKED "repoint-test/exim4-daemon-light/usr/sbin/exim4"
#define NSS_WRAPPER "libnss_wrapper.so"
#define NOBODY 65534

/* Debian's Exim is linked with GnuTLS. */
#define STANDARD_CIPHERS "NORMAL:-VERS-TLS1.0:-VERS-TLS1.1"
#define LEGACY_CIPHERS "NORMAL:+VERS-TLS1.0:+VERS-TLS1.1:+SHA1:%COMPAT"

/* Program, directory, ports, ciphers; then how many of 100 old sessions are refused at EHLO, AUTH and MAIL. */
#define CONFIGURATION \
  "OLD = ${if match{$tls_in_ver}{\\N^TLS(v)?1(\\.[01])?$\\N}}\n" \
  "REFUSAL = 421 4.7.66 TLS 1.0 and 1.1 are not supported. Please upgrade/update your client to support TLS 1.2. " \
  "Visit https://aka.ms/smtp_auth_tls. [mail.example]\n" \
  "exim_path = %1$s\n" \
  "spool_directory = %2$s/spool\n" \
  "log_file_path = %2$s/%%s.log\n" \
  "pid_file_path = %2$s/spool/pid\n" \
  "primary_hostname = mail.example\n" \
  "smtp_banner = mail.example Microsoft ESMTP MAIL Service ready at $tod_full\n" \
  "never_users =\n" \
  "keep_environment =\n" \
  "host_lookup =\n" \
  "rfc1413_query_timeout = 0s\n" \
  "smtp_receive_timeout = 30s\n" \
  "smtp_accept_max = 0\n" \
  "daemon_smtp_ports = %3$u\n" \
  "local_interfaces = <; 127.0.0.1.%3$u ; 127.0.0.1.%4$u\n" \
  "tls_on_connect_ports = %4$u\n" \
  "tls_advertise_hosts = *\n" \
  "tls_certificate = %2$s/certificate.pem\n" \
  "tls_privatekey = %2$s/key.pem\n" \
  "tls_require_ciphers = %5$s\n" \
  "auth_advertise_hosts = ${if eq{$tls_in_cipher}{}{}{*}}\n" \
  "acl_smtp_helo = acl_helo\n" \
  "acl_smtp_auth = acl_auth\n" \
  "acl_smtp_mail = acl_mail\n" \
  "acl_smtp_rcpt = accept\n" \
  "begin acl\n" \
  "acl_helo:\n" \
  "  defer\n    condition = OLD\n    condition = ${if <{${randint:100}}{%6$u}}\n    message = REFUSAL\n" \
  "  accept\n" \
  "acl_auth:\n" \
  "  defer\n    condition = OLD\n    condition = ${if <{${randint:100}}{%7$u}}\n    message = REFUSAL\n" \
  "  accept\n" \
  "acl_mail:\n" \
  "  deny\n    !authenticated = *\n    message = 530 5.7.57 Client not authenticated to send mail. [mail.example]\n" \
  "  defer\n    condition = OLD\n    condition = ${if <{${randint:100}}{%8$u}}\n    message = REFUSAL\n" \
  "  accept\n" \
  "begin authenticators\n" \
  "login:\n" \
  "  driver = plaintext\n" \
  "  public_name = LOGIN\n" \
  "  server_prompts = Username:: : Password::\n" \
  "  server_condition = ${if or {{eq{$auth2}{secret}}{eq{$auth2}{p4ssw0rd}}}}\n" \
  "  server_set_id = $auth1\n"

static char *
find_exim (void)
{
  g_autofree char *unpacked = g_build_filename (g_get_user_cache_dir (), UNPACKED, NULL);

  if (g_file_test (unpacked, G_FILE_TEST_IS_EXECUTABLE))
    return g_steal_pointer (&unpacked);
  return repoint_test_find_server ("exim4");
}

static char *
write_configuration (RepointTestDaemon    *self,
                     const char           *program,
                     RepointTestAge        age,
                     RepointTestRefusal    refusal,
                     guint                 percent,
                     RepointTestEximPorts *ports)
{
  g_autofree char *content = NULL;

  content = g_strdup_printf (CONFIGURATION, program, repoint_test_daemon_get_directory (self),
                             ports->submission, ports->submissions,
                             age == REPOINT_TEST_STANDARD ? STANDARD_CIPHERS : LEGACY_CIPHERS,
                             refusal == REPOINT_TEST_REFUSAL_EHLO ? percent : 0,
                             refusal == REPOINT_TEST_REFUSAL_AUTH ? percent : 0,
                             refusal == REPOINT_TEST_REFUSAL_CREDENTIALS ? percent : 0);
  return repoint_test_daemon_write (self, "exim.conf", content);
}

RepointTestDaemon *
repoint_test_exim_start (RepointTestAge        age,
                         RepointTestRefusal    refusal,
                         guint                 percent,
                         RepointTestEximPorts *ports)
{
  g_autoptr (RepointTestDaemon) self = NULL;
  g_autofree char *program = find_exim ();
  g_autofree char *configuration = NULL;
  g_autofree char *users = NULL;
  g_autofree char *groups = NULL;
  g_autofree char *users_path = NULL;
  g_autofree char *groups_path = NULL;
  g_autofree char *show_users = NULL;
  g_autofree char *show_groups = NULL;
  guint id = getuid () == 0 ? NOBODY : getuid ();

  if (program == NULL)
    {
      g_test_skip ("Exim is neither unpacked nor installed");
      return NULL;
    }
  self = repoint_test_daemon_new ("Exim");
  if (!repoint_test_make_certificate (repoint_test_daemon_get_directory (self)))
    {
      g_test_skip ("openssl is not installed");
      return NULL;
    }
  g_assert_cmpint (chown (repoint_test_daemon_get_directory (self), id, id), ==, 0);

  /* Debian's Exim looks up a user Debian-exim, which an unpacked package does not make, and as root becomes that
   * user: libnss_wrapper shows it one, which is nobody for root and otherwise whoever runs the test. */
  users = g_strdup_printf ("root:x:0:0::/:/bin/sh\nDebian-exim:x:%u:%u::/:/bin/false\n", id, id);
  groups = g_strdup_printf ("root:x:0:\nDebian-exim:x:%u:\n", id);
  users_path = repoint_test_daemon_write (self, "passwd", users);
  groups_path = repoint_test_daemon_write (self, "group", groups);
  show_users = g_strconcat ("NSS_WRAPPER_PASSWD=", users_path, NULL);
  show_groups = g_strconcat ("NSS_WRAPPER_GROUP=", groups_path, NULL);

  ports->submission = repoint_test_pick_port ();
  ports->submissions = repoint_test_pick_port ();
  configuration = write_configuration (self, program, age, refusal, percent, ports);
  repoint_test_daemon_start (self, (const char *const[]) { program, "-C", configuration, "-bdf", NULL },
                             (const char *const[]) { "LD_PRELOAD=" NSS_WRAPPER, show_users, show_groups, NULL },
                             (const guint16[]) { ports->submission, ports->submissions, 0 });
  return g_steal_pointer (&self);
}
