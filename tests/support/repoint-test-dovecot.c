/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-test-dovecot.h"

#include <grp.h>
#include <unistd.h>

#include "repoint-test-certificate.h"

/* Directory, TLS, users, ports. Without root everything runs as the one user there is, so nothing may chroot. */
#define CONFIGURATION \
  "base_dir = %1$s/run\n" \
  "state_dir = %1$s/state\n" \
  "log_path = %1$s/dovecot.log\n" \
  "protocols = imap pop3\n" \
  "listen = 127.0.0.1\n" \
  "ssl = yes\n" \
  "ssl_cert = <%1$s/certificate.pem\n" \
  "ssl_key = <%1$s/key.pem\n" \
  "%2$s" \
  "auth_mechanisms = plain login\n" \
  "disable_plaintext_auth = yes\n" \
  "login_trusted_networks =\n" \
  "passdb {\n  driver = static\n  args = password=secret\n}\n" \
  "passdb {\n  driver = static\n  args = password=p4ssw0rd\n}\n" \
  "userdb {\n  driver = static\n  args = uid=nobody gid=nogroup home=%1$s/mail/%%u\n}\n" \
  "mail_location = maildir:~/Maildir\n" \
  "%3$s" \
  "service imap-login {\n  chroot =\n" \
  "  inet_listener imap {\n    port = %4$u\n  }\n" \
  "  inet_listener imaps {\n    port = %5$u\n    ssl = yes\n  }\n}\n" \
  "service pop3-login {\n  chroot =\n" \
  "  inet_listener pop3 {\n    port = %6$u\n  }\n" \
  "  inet_listener pop3s {\n    port = %7$u\n    ssl = yes\n  }\n}\n" \
  "service anvil {\n  chroot =\n}\n"

static char *
describe_users (void)
{
  const struct group *group = getgrgid (getgid ());

  if (getuid () == 0)
    return g_strdup ("");
  return g_strdup_printf ("default_internal_user = %1$s\n"
                          "default_login_user = %1$s\n"
                          "default_internal_group = %2$s\n",
                          g_get_user_name (), group != NULL ? group->gr_name : "nogroup");
}

RepointTestDaemon *
repoint_test_dovecot_start (RepointTestAge           age,
                            RepointTestDovecotPorts *ports)
{
  g_autoptr (RepointTestDaemon) self = NULL;
  g_autofree char *program = repoint_test_find_server ("dovecot");
  g_autofree char *users = describe_users ();
  g_autofree char *content = NULL;
  g_autofree char *configuration = NULL;
  const char *directory;

  if (program == NULL)
    {
      g_test_skip ("Dovecot is not installed");
      return NULL;
    }
  self = repoint_test_daemon_new (age == REPOINT_TEST_STANDARD ? "Dovecot (standard)" : "Dovecot (legacy)");
  directory = repoint_test_daemon_get_directory (self);
  if (!repoint_test_make_certificate (directory))
    {
      g_test_skip ("openssl is not installed");
      return NULL;
    }

  ports->imap = repoint_test_pick_port ();
  ports->imaps = repoint_test_pick_port ();
  ports->pop3 = repoint_test_pick_port ();
  ports->pop3s = repoint_test_pick_port ();
  content = g_strdup_printf (CONFIGURATION, directory,
                             age == REPOINT_TEST_STANDARD
                               ? "ssl_min_protocol = TLSv1.2\n"
                               : "ssl_min_protocol = TLSv1\nssl_cipher_list = ALL:@SECLEVEL=0\n",
                             users, ports->imap, ports->imaps, ports->pop3, ports->pop3s);
  configuration = repoint_test_daemon_write (self, "dovecot.conf", content);
  repoint_test_daemon_start (self, (const char *const[]) { program, "-F", "-c", configuration, NULL }, NULL,
                             (const guint16[]) { ports->imap, ports->imaps, ports->pop3, ports->pop3s, 0 });
  return g_steal_pointer (&self);
}
