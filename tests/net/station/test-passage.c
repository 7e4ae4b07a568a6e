/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-test-daemon.h"
#include "repoint-test-device.h"
#include "repoint-test-listener.h"
#include "repoint-test-station.h"
#include "repoint-test-tls-server.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>

#define SMTP   REPOINT_PROTOCOL_SMTP
#define MARKER "c2VjcmV0LW1hcmtlcg=="

static char *authority;

/* ---- A station that passes on ---- */

static RepointTestStation *
new_station (RepointProtocol protocol, RepointSecurity security, guint16 port, guint16 second_port)
{
  RepointTestStation *self = repoint_test_station_new ();
  g_autoptr (GPtrArray) targets = g_ptr_array_new_with_free_func ((GDestroyNotify) repoint_target_free);

  g_ptr_array_add (targets, repoint_target_new (protocol, security, "127.0.0.1", port));
  if (second_port != 0)
    g_ptr_array_add (targets, repoint_target_new (protocol, security, "127.0.0.1", second_port));
  repoint_station_set_relays (self->station, protocol, targets);
  repoint_test_station_open (self, protocol);

  return self;
}

static RepointTestDevice *
come (RepointTestStation *station, RepointProtocol protocol)
{
  return repoint_test_device_new (repoint_station_get_port (station->station, protocol));
}

/* Brings a device to a server like that and lets it begin TLS. */
static JsonObject *
shake (const RepointTestTlsOptions *options, RepointTlsVersion version, gboolean checks, const char *name,
       RepointTestStation **station)
{
  g_autoptr (RepointTestTlsServer) server = repoint_test_tls_server_new (options);
  g_autoptr (RepointTestDevice) device = NULL;
  RepointSecurity security = options->security != 0 ? options->security : REPOINT_SECURITY_TLS;

  *station = new_station (options->protocol, security, repoint_test_tls_server_get_port (server), 0);
  device = come (*station, options->protocol);
  device->checks = checks;
  device->authority = name != NULL ? g_strdup (authority) : NULL;
  device->name = g_strdup (name);
  if (security == REPOINT_SECURITY_STARTTLS)
    repoint_test_device_ask_for_tls (device, options->protocol);
  repoint_test_device_begin_tls (device, version);
  /* After its alert the server hangs up; a device that did so at the same moment might be first or second. */
  if (!checks)
    g_clear_pointer (&device, repoint_test_device_free);

  return repoint_test_station_wait (*station, 1);
}

/* ---- The way through ---- */

typedef struct
{
  const char        *name;
  RepointProtocol    protocol;
  RepointSecurity    security;
  RepointTlsVersion  version;
} Through;

static const Through throughs[] = {
  { "smtp-tls-1.0", SMTP, REPOINT_SECURITY_STARTTLS, REPOINT_TLS_VERSION_1_0 },
  { "smtp-tls-1.2", SMTP, REPOINT_SECURITY_STARTTLS, REPOINT_TLS_VERSION_1_2 },
  { "smtp-tls-1.3", SMTP, REPOINT_SECURITY_STARTTLS, REPOINT_TLS_VERSION_1_3 },
  { "smtps-tls-1.1", SMTP, REPOINT_SECURITY_TLS, REPOINT_TLS_VERSION_1_1 },
  { "imap-tls-1.0", REPOINT_PROTOCOL_IMAP, REPOINT_SECURITY_STARTTLS, REPOINT_TLS_VERSION_1_0 },
  { "imaps-tls-1.3", REPOINT_PROTOCOL_IMAP, REPOINT_SECURITY_TLS, REPOINT_TLS_VERSION_1_3 },
  { "pop3-tls-1.2", REPOINT_PROTOCOL_POP3, REPOINT_SECURITY_STARTTLS, REPOINT_TLS_VERSION_1_2 },
  { "pop3s-tls-1.0", REPOINT_PROTOCOL_POP3, REPOINT_SECURITY_TLS, REPOINT_TLS_VERSION_1_0 },
};

static void
test_through (gconstpointer data)
{
  static const char *const hellos[] = { "EHLO inside\r\n", "c CAPABILITY\r\n", "CAPA\r\n" };
  const Through *through = data;
  RepointTestTlsOptions options = { .protocol = through->protocol, .security = through->security };
  g_autoptr (RepointTestTlsServer) server = repoint_test_tls_server_new (&options);
  g_autoptr (RepointTestStation) station =
      new_station (through->protocol, through->security, repoint_test_tls_server_get_port (server), 0);
  g_autoptr (RepointTestDevice) device = come (station, through->protocol);
  g_autofree char *greeting = NULL;
  g_autofree char *reply = NULL;
  g_autofree char *target = g_strdup_printf ("%s%s://127.0.0.1:%u", repoint_protocol_to_string (through->protocol),
                                             through->security == REPOINT_SECURITY_TLS ? "s" : "",
                                             repoint_test_tls_server_get_port (server));
  const char *cipher;
  JsonObject *visit;

  if (through->security == REPOINT_SECURITY_STARTTLS)
    repoint_test_device_ask_for_tls (device, through->protocol);
  g_assert_true (repoint_test_device_begin_tls (device, through->version));
  if (through->security == REPOINT_SECURITY_TLS)
    greeting = repoint_test_device_hear_inside (device);
  repoint_test_device_say_inside (device, hellos[through->protocol]);
  reply = repoint_test_device_hear_inside (device);
  g_assert_cmpstr (reply, !=, "");
  cipher = SSL_CIPHER_standard_name (SSL_get_current_cipher (device->ssl));
  shutdown (device->fd, SHUT_WR);

  visit = repoint_test_station_wait (station, 1);
  repoint_test_visit_check (visit, "security", repoint_security_to_string (through->security));
  repoint_test_visit_check (visit, "outcome", "captured");
  repoint_test_visit_check (visit, "hello.max_version", repoint_tls_version_to_string (through->version));
  repoint_test_visit_check (visit, "hellos", "1");
  repoint_test_visit_check (visit, "handshake", NULL);
  repoint_test_visit_check (visit, "relay.target", target);
  repoint_test_visit_check (visit, "relay.address", "127.0.0.1");
  repoint_test_visit_check (visit, "relay.result", "tls-established");
  repoint_test_visit_check (visit, "relay.problem", NULL);
  repoint_test_visit_check (visit, "relay.version", repoint_tls_version_to_string (through->version));
  repoint_test_visit_check (visit, "relay.cipher", cipher);
  repoint_test_visit_check (visit, "relay.alert", NULL);
  repoint_test_visit_check (visit, "relay.closed_by", "device");
  repoint_test_visit_check (visit, "relay.conclusive", "true");
  if (through->security == REPOINT_SECURITY_STARTTLS)
    repoint_test_visit_check (visit, "client_name", through->protocol == SMTP ? "copier" : NULL);
}

/* ---- Refusals ---- */

static void
test_server_refuses (void)
{
  RepointTestTlsOptions options = { .protocol = SMTP, .security = REPOINT_SECURITY_STARTTLS, .min_version = REPOINT_TLS_VERSION_1_2 };
  g_autoptr (RepointTestStation) station = NULL;
  JsonObject *visit = shake (&options, REPOINT_TLS_VERSION_1_0, FALSE, NULL, &station);

  repoint_test_visit_check (visit, "hello.max_version", "TLSv1.0");
  repoint_test_visit_check (visit, "relay.result", "refused");
  repoint_test_visit_check (visit, "relay.alert", "protocol_version");
  repoint_test_visit_check (visit, "relay.alert_number", "70");
  repoint_test_visit_check (visit, "relay.alert_from", "server");
  repoint_test_visit_check (visit, "relay.version", NULL);
  repoint_test_visit_check (visit, "relay.starttls", "offered");
  repoint_test_visit_check (visit, "relay.conclusive", "true");
}

/* As Dovecot does. */
static void
test_server_hangs_up (void)
{
  RepointTestTlsOptions options = { .protocol = REPOINT_PROTOCOL_IMAP,
                                    .security = REPOINT_SECURITY_STARTTLS,
                                    .min_version = REPOINT_TLS_VERSION_1_2,
                                    .mute_alerts = TRUE };
  g_autoptr (RepointTestStation) station = NULL;
  JsonObject *visit = shake (&options, REPOINT_TLS_VERSION_1_0, FALSE, NULL, &station);

  repoint_test_visit_check (visit, "relay.result", "refused");
  repoint_test_visit_check (visit, "relay.problem", "closed");
  repoint_test_visit_check (visit, "relay.closed_by", "server");
  repoint_test_visit_check (visit, "relay.alert", NULL);
}

static void
test_device_knows_no_authority (void)
{
  RepointTestTlsOptions options = { .protocol = SMTP, .security = REPOINT_SECURITY_STARTTLS };
  g_autoptr (RepointTestStation) station = NULL;
  JsonObject *visit = shake (&options, REPOINT_TLS_VERSION_1_2, TRUE, NULL, &station);

  repoint_test_visit_check (visit, "relay.result", "refused");
  repoint_test_visit_check (visit, "relay.alert", "unknown_ca");
  repoint_test_visit_check (visit, "relay.alert_from", "device");
  repoint_test_visit_check (visit, "relay.version", "TLSv1.2");
  repoint_test_visit_check (visit, "relay.closed_by", "server");
}

/* It was given an address, and the certificate has a name: that says nothing of how it would be with the name. */
static void
test_device_checks_the_name (void)
{
  RepointTestTlsOptions options = { .protocol = SMTP, .security = REPOINT_SECURITY_STARTTLS };
  g_autoptr (RepointTestStation) station = NULL;
  JsonObject *visit = shake (&options, REPOINT_TLS_VERSION_1_2, TRUE, "smtp.office365.com", &station);

  repoint_test_visit_check (visit, "relay.result", "inconclusive");
  repoint_test_visit_check (visit, "relay.problem", "name-check-possible");
  repoint_test_visit_check (visit, "relay.alert", "bad_certificate");
  repoint_test_visit_check (visit, "relay.version", "TLSv1.2");
}

static void
test_device_leaves_without_a_word (void)
{
  RepointTestTlsOptions options = { .protocol = SMTP, .security = REPOINT_SECURITY_TLS };
  g_autoptr (RepointTestStation) station = NULL;
  JsonObject *visit = shake (&options, REPOINT_TLS_VERSION_1_2, FALSE, NULL, &station);

  repoint_test_visit_check (visit, "relay.result", "tls-established");
  repoint_test_visit_check (visit, "relay.problem", "name-check-possible");
}

/* ---- In clear ---- */

typedef struct
{
  const char     *name;
  RepointProtocol protocol;
  const char     *says;
  const char     *hears;
  const char     *result;
  const char     *problem;
  const char     *asked_sign_in;
  const char     *outcome;
} Clear;

static const Clear clears[] = {
  { "smtp-auth", SMTP, "EHLO copier\r\nAUTH PLAIN " MARKER "\r\n", "421 4.7.0 Repoint", "blocked", "sign-in-in-clear", "clear", "in-clear" },
  { "smtp-mail", SMTP, "EHLO copier\r\nMAIL FROM:<" MARKER "@example>\r\n", "421 4.7.0 Repoint", "blocked", "mail-in-clear", "none", "in-clear" },
  { "smtp-pipelined", SMTP, "EHLO copier\r\nMAIL FROM:<a@b>\r\nRCPT TO:<" MARKER "@b>\r\nDATA\r\n", "421 4.7.0 Repoint", "blocked", "mail-in-clear", "none", "in-clear" },
  { "smtp-smuggled", SMTP, "EHLO copier\nMAIL FROM:<" MARKER "@b>\r\n", "421 4.7.0 Repoint", "blocked", "not-a-line", "none", "not-mail" },
  { "smtp-http", SMTP, "POST / HTTP/1.1\r\n\r\nMAIL FROM:<" MARKER "@b>\r\n", "421 4.7.0 Repoint", "blocked", "other-command", "none", "not-mail" },
  { "smtp-hello-too-early", SMTP, "EHLO copier\r\nSTARTTLS\r\n\x16\x03\x01\x02\x01\x01" MARKER, "421 4.7.0 Repoint", "blocked", "pipelined", "none", "no-hello" },
  { "imap-login", REPOINT_PROTOCOL_IMAP, "a LOGIN me " MARKER "\r\n", "* BYE Repoint", "blocked", "sign-in-in-clear", "clear", "in-clear" },
  { "imap-literal", REPOINT_PROTOCOL_IMAP, "a LOGIN {20+}\r\n" MARKER " x\r\n", "* BYE Repoint", "blocked", "sign-in-in-clear", "clear", "in-clear" },
  { "pop3-user", REPOINT_PROTOCOL_POP3, "USER " MARKER "\r\n", "-ERR [SYS/TEMP] Repoint", "blocked", "sign-in-in-clear", "clear", "in-clear" },
};

/* Nothing that looks like a password, or like mail, ever comes to a server; and nobody keeps it. */
static void
test_clear (gconstpointer data)
{
  const Clear *clear = data;
  RepointTestTlsOptions options = { .protocol = clear->protocol, .security = REPOINT_SECURITY_STARTTLS };

  for (guint slow = 0; slow < 2; slow++)
    {
      g_autoptr (RepointTestTlsServer) server = repoint_test_tls_server_new (&options);
      g_autoptr (RepointTestStation) station =
          new_station (clear->protocol, REPOINT_SECURITY_STARTTLS, repoint_test_tls_server_get_port (server), 0);
      g_autoptr (RepointTestDevice) device = come (station, clear->protocol);
      g_autofree char *transcript = NULL;
      g_autofree char *dump = NULL;
      JsonObject *visit;

      for (gsize i = 0; slow > 0 && clear->says[i] != '\0'; i++)
        if (send (device->fd, clear->says + i, 1, MSG_NOSIGNAL) != 1)
          break;
      if (slow == 0)
        repoint_test_device_say (device, clear->says);
      g_assert_nonnull (strstr (repoint_test_device_hear_all (device), clear->hears));

      visit = repoint_test_station_wait (station, 1);
      repoint_test_visit_check (visit, "relay.result", clear->result);
      repoint_test_visit_check (visit, "relay.problem", clear->problem);
      repoint_test_visit_check (visit, "relay.closed_by", "repoint");
      repoint_test_visit_check (visit, "asked_sign_in", clear->asked_sign_in);
      repoint_test_visit_check (visit, "outcome", clear->outcome);
      repoint_test_visit_check (visit, "relay.conclusive", "false");
      dump = repoint_test_visit_dump (visit);
      g_assert_null (strstr (dump, MARKER));
      transcript = repoint_test_tls_server_get_transcript (server);
      g_assert_null (strstr (transcript, MARKER));
      g_assert_null (strstr (transcript, "MAIL"));
    }
}

/* After the yes to STARTTLS a password is still a password. */
static void
test_clear_behind_starttls (void)
{
  RepointTestTlsOptions options = { .protocol = SMTP, .security = REPOINT_SECURITY_STARTTLS };
  g_autoptr (RepointTestTlsServer) server = repoint_test_tls_server_new (&options);
  g_autoptr (RepointTestStation) station =
      new_station (SMTP, REPOINT_SECURITY_STARTTLS, repoint_test_tls_server_get_port (server), 0);
  g_autoptr (RepointTestDevice) device = come (station, SMTP);
  g_autofree char *transcript = NULL;

  repoint_test_device_ask_for_tls (device, SMTP);
  repoint_test_device_say (device, "AUTH PLAIN " MARKER "\r\n");
  repoint_test_device_hear_all (device);
  repoint_test_visit_check (repoint_test_station_wait (station, 1), "relay.problem", "no-hello");
  repoint_test_visit_check (repoint_test_station_wait (station, 1), "security", "starttls");
  repoint_test_visit_check (repoint_test_station_wait (station, 1), "outcome", "no-hello");
  transcript = repoint_test_tls_server_get_transcript (server);
  g_assert_null (strstr (transcript, MARKER));
}

static void
test_no_starttls (void)
{
  RepointTestTlsOptions options = { .protocol = SMTP, .is_clear = TRUE };
  g_autoptr (RepointTestTlsServer) server = repoint_test_tls_server_new (&options);
  g_autoptr (RepointTestStation) station =
      new_station (SMTP, REPOINT_SECURITY_STARTTLS, repoint_test_tls_server_get_port (server), 0);
  g_autoptr (RepointTestDevice) device = come (station, SMTP);
  JsonObject *visit;

  g_assert_true (repoint_test_device_hear (device, "220 "));
  repoint_test_device_say (device, "EHLO copier\r\n");
  g_assert_true (repoint_test_device_hear (device, "250 "));
  repoint_test_device_say (device, "AUTH LOGIN\r\n");
  repoint_test_device_hear_all (device);
  visit = repoint_test_station_wait (station, 1);
  repoint_test_visit_check (visit, "relay.result", "no-starttls");
  repoint_test_visit_check (visit, "relay.problem", "sign-in-in-clear");
  repoint_test_visit_check (visit, "relay.conclusive", "true");
}

/* What it offers is heard all the same. */
static void
test_tls_first (void)
{
  RepointTestTlsOptions options = { .protocol = SMTP, .security = REPOINT_SECURITY_STARTTLS };
  g_autoptr (RepointTestTlsServer) server = repoint_test_tls_server_new (&options);
  g_autoptr (RepointTestStation) station =
      new_station (SMTP, REPOINT_SECURITY_STARTTLS, repoint_test_tls_server_get_port (server), 0);
  g_autoptr (RepointTestDevice) device = come (station, SMTP);
  g_autofree char *transcript = NULL;
  JsonObject *visit;

  g_assert_false (repoint_test_device_begin_tls (device, REPOINT_TLS_VERSION_1_0));
  visit = repoint_test_station_wait (station, 1);
  repoint_test_visit_check (visit, "security", "tls");
  repoint_test_visit_check (visit, "hello.max_version", "TLSv1.0");
  repoint_test_visit_check (visit, "outcome", "captured");
  repoint_test_visit_check (visit, "relay.result", "blocked");
  repoint_test_visit_check (visit, "relay.problem", "tls-first");
  repoint_test_visit_check (visit, "relay.conclusive", "true");
  transcript = repoint_test_tls_server_get_transcript (server);
  g_assert_cmpstr (transcript, ==, "");
}

/* ---- Odd servers ---- */

static void
test_injected (void)
{
  RepointTestTlsOptions options = { .protocol = SMTP, .security = REPOINT_SECURITY_STARTTLS, .inject = "250 injected\r\n" };
  g_autoptr (RepointTestTlsServer) server = repoint_test_tls_server_new (&options);
  g_autoptr (RepointTestStation) station =
      new_station (SMTP, REPOINT_SECURITY_STARTTLS, repoint_test_tls_server_get_port (server), 0);
  g_autoptr (RepointTestDevice) device = come (station, SMTP);

  repoint_test_device_say (device, "EHLO copier\r\nSTARTTLS\r\n");
  g_assert_null (strstr (repoint_test_device_hear_all (device), "injected"));
  repoint_test_visit_check (repoint_test_station_wait (station, 1), "relay.problem", "injected");
}

static void
test_throttled (void)
{
  RepointTestTlsOptions options = { .protocol = SMTP, .security = REPOINT_SECURITY_STARTTLS, .throttle_from = 1 };
  g_autoptr (RepointTestTlsServer) server = repoint_test_tls_server_new (&options);
  g_autoptr (RepointTestStation) station =
      new_station (SMTP, REPOINT_SECURITY_STARTTLS, repoint_test_tls_server_get_port (server), 0);
  g_autoptr (RepointTestDevice) device = come (station, SMTP);
  JsonObject *visit;

  g_assert_true (g_str_has_prefix (repoint_test_device_hear_all (device), "421"));
  visit = repoint_test_station_wait (station, 1);
  repoint_test_visit_check (visit, "relay.result", "unreachable");
  repoint_test_visit_check (visit, "relay.problem", "throttled");
  repoint_test_visit_check (visit, "relay.conclusive", "false");
}

static void
test_slow_server (void)
{
  RepointTestTlsOptions options = { .protocol = SMTP, .security = REPOINT_SECURITY_STARTTLS, .chunk = 7, .fragment = 3 };
  g_autoptr (RepointTestStation) station = NULL;
  JsonObject *visit = shake (&options, REPOINT_TLS_VERSION_1_2, FALSE, NULL, &station);

  repoint_test_visit_check (visit, "relay.result", "tls-established");
  repoint_test_visit_check (visit, "relay.version", "TLSv1.2");
}

static void
test_nobody_there (void)
{
  g_autoptr (RepointTestStation) station = new_station (SMTP, REPOINT_SECURITY_STARTTLS, repoint_test_pick_port (), 0);
  g_autoptr (RepointTestDevice) device = come (station, SMTP);
  JsonObject *visit;

  g_assert_cmpstr (repoint_test_device_hear_all (device), ==, "421 4.7.0 Repoint cannot reach the mail server\r\n");
  visit = repoint_test_station_wait (station, 1);
  repoint_test_visit_check (visit, "relay.result", "unreachable");
  repoint_test_visit_check (visit, "relay.problem", "refused");
  repoint_test_visit_check (visit, "relay.closed_by", "server");
}

static void
test_no_such_name (void)
{
  g_autoptr (RepointTestStation) station = repoint_test_station_new ();
  g_autoptr (GPtrArray) targets = g_ptr_array_new_with_free_func ((GDestroyNotify) repoint_target_free);
  g_autoptr (RepointTestDevice) device = NULL;
  JsonObject *visit;

  g_ptr_array_add (targets, repoint_target_new (SMTP, REPOINT_SECURITY_STARTTLS, "mx.invalid", 587));
  repoint_station_set_relays (station->station, SMTP, targets);
  repoint_test_station_open (station, SMTP);
  device = come (station, SMTP);
  repoint_test_device_hear_all (device);
  visit = repoint_test_station_wait (station, 1);
  repoint_test_visit_check (visit, "relay.result", "unreachable");
  repoint_test_visit_check (visit, "relay.problem", "dns");
  repoint_test_visit_check (visit, "relay.address", NULL);
}

static void
reset_at_once (int fd, gpointer unused)
{
  repoint_test_reset_on_close (fd);
}

static void
test_reset (void)
{
  g_autoptr (RepointTestListener) listener = repoint_test_listener_new ("127.0.0.1", 0, reset_at_once, NULL);
  g_autoptr (RepointTestStation) station =
      new_station (SMTP, REPOINT_SECURITY_STARTTLS, repoint_test_listener_get_port (listener), 0);
  g_autoptr (RepointTestDevice) device = come (station, SMTP);
  JsonObject *visit;

  g_assert_true (g_str_has_prefix (repoint_test_device_hear_all (device), "421 4.7.0 "));
  visit = repoint_test_station_wait (station, 1);
  repoint_test_visit_check (visit, "relay.result", "unreachable");
  repoint_test_visit_check (visit, "relay.problem", "reset");
}

/* A target that leads back here would have one visitor come for ever. */
static void
test_loop (void)
{
  g_autoptr (RepointTestStation) station = repoint_test_station_new ();
  guint16 port = repoint_test_station_open (station, SMTP);
  g_autoptr (GPtrArray) targets = g_ptr_array_new_with_free_func ((GDestroyNotify) repoint_target_free);
  g_autoptr (RepointTestDevice) device = NULL;

  g_ptr_array_add (targets, repoint_target_new (SMTP, REPOINT_SECURITY_STARTTLS, "localhost", port));
  repoint_station_set_relays (station->station, SMTP, targets);
  device = come (station, SMTP);
  repoint_test_device_hear_all (device);
  repoint_test_visit_check (repoint_test_station_wait (station, 1), "relay.problem", "own-address");
  g_assert_cmpuint (station->n_arrived, ==, 1);
}

/* ---- A mail that is long, and a server that is slow ---- */

#define LONG_MAIL ((gsize) 32 << 20)
#define RECORD    16384

/* A whole ClientHello of TLS 1.0. */
#define HELLO                                                                                                             \
  "\x16\x03\x01\x00\x2f\x01\x00\x00\x2b\x03\x01"                                                                          \
  "0123456789abcdef0123456789abcdef\x00\x00\x04\x00\x2f\x00\x0a\x01\x00"

typedef struct
{
  GMutex   mutex;
  GCond    cond;
  gboolean reads;
  gsize    n_bytes;
  gboolean intact;
} Sink;

static void
sink_later (int fd, gpointer user_data)
{
  Sink *sink = user_data;
  guint8 buffer[65536];
  gssize n;

  g_mutex_lock (&sink->mutex);
  while (!sink->reads)
    g_cond_wait (&sink->cond, &sink->mutex);
  g_mutex_unlock (&sink->mutex);

  sink->intact = TRUE;
  while ((n = recv (fd, buffer, sizeof buffer, 0)) > 0)
    {
      for (gssize i = 0; i < n; i++)
        if (sink->n_bytes + (gsize) i >= sizeof HELLO - 1)
          sink->intact &= buffer[i] == (guint8) "\x17\x03\x01\x40\x00"[MIN ((sink->n_bytes + (gsize) i - (sizeof HELLO - 1)) % (RECORD + 5), 4)];
      sink->n_bytes += (gsize) n;
    }
}

/* While the server does not read, the device cannot go on for long: what it has sent is in the kernel's buffers and in little
 * of ours. And in the end all of it is there. */
static void
test_slow_side (void)
{
  Sink sink = { 0 };
  g_autoptr (RepointTestListener) listener = repoint_test_listener_new ("127.0.0.1", 0, sink_later, &sink);
  g_autoptr (RepointTestStation) station = new_station (SMTP, REPOINT_SECURITY_TLS, repoint_test_listener_get_port (listener), 0);
  g_autoptr (RepointTestDevice) device = come (station, SMTP);
  guint8 record[5 + RECORD] = { 23, 3, 1, RECORD >> 8, 0 }; /* the rest is zero, too */
  gsize total = (LONG_MAIL / RECORD) * sizeof record;
  gsize sent = 0;
  int small = 65536;

  setsockopt (device->fd, SOL_SOCKET, SO_SNDBUF, &small, sizeof small);
  repoint_test_device_send (device, HELLO, sizeof HELLO - 1);
  for (;;)
    {
      struct pollfd writable = { .fd = device->fd, .events = POLLOUT };
      gsize at = sent % sizeof record;
      gssize n;

      if (poll (&writable, 1, 500) == 0)
        break;
      n = send (device->fd, record + at, sizeof record - at, MSG_NOSIGNAL | MSG_DONTWAIT);
      g_assert_cmpint (n, >, 0);
      sent += (gsize) n;
      g_assert_cmpuint (sent, <, total);
    }

  g_mutex_lock (&sink.mutex);
  sink.reads = TRUE;
  g_cond_signal (&sink.cond);
  g_mutex_unlock (&sink.mutex);
  while (sent < total)
    {
      gsize at = sent % sizeof record;

      repoint_test_device_send (device, record + at, sizeof record - at);
      sent += sizeof record - at;
    }
  shutdown (device->fd, SHUT_WR);
  repoint_test_device_hear_all (device);

  g_assert_cmpint (json_object_get_int_member (
                     json_object_get_object_member (repoint_test_station_wait (station, 1), "relay"), "bytes_from_device"),
                   ==, total + sizeof HELLO - 1);
  g_clear_pointer (&listener, repoint_test_listener_free);
  g_assert_cmpuint (sink.n_bytes, ==, total + sizeof HELLO - 1);
  g_assert_true (sink.intact);
}

/* ---- Turns, and ends ---- */

static void
visit_once (RepointTestStation *station, gboolean begin_tls)
{
  g_autoptr (RepointTestDevice) device = come (station, SMTP);

  if (!begin_tls)
    return;
  repoint_test_device_ask_for_tls (device, SMTP);
  repoint_test_device_begin_tls (device, REPOINT_TLS_VERSION_1_0);
}

/* The standard server first; the legacy one once there was something to be seen; and side by side that is the result. */
static void
test_turns (void)
{
  RepointTestTlsOptions standard = { .protocol = SMTP, .security = REPOINT_SECURITY_STARTTLS, .min_version = REPOINT_TLS_VERSION_1_2 };
  RepointTestTlsOptions legacy = { .protocol = SMTP, .security = REPOINT_SECURITY_STARTTLS };
  g_autoptr (RepointTestTlsServer) first = repoint_test_tls_server_new (&standard);
  g_autoptr (RepointTestTlsServer) second = repoint_test_tls_server_new (&legacy);
  g_autoptr (RepointTestStation) station =
      new_station (SMTP, REPOINT_SECURITY_STARTTLS, repoint_test_tls_server_get_port (first),
                   repoint_test_tls_server_get_port (second));
  static const struct
  {
    gboolean    begin_tls;
    const char *result;
    guint       target;
  } visits[] = {
    { FALSE, "device-left", 0 }, { TRUE, "refused", 0 }, { TRUE, "tls-established", 1 }, { TRUE, "refused", 0 },
  };
  g_autofree char *uris[] = { NULL, NULL, NULL };

  uris[0] = g_strdup_printf ("smtp://127.0.0.1:%u", repoint_test_tls_server_get_port (first));
  uris[1] = g_strdup_printf ("smtp://127.0.0.1:%u", repoint_test_tls_server_get_port (second));
  for (guint i = 0; i < G_N_ELEMENTS (visits); i++)
    {
      JsonObject *visit;

      visit_once (station, visits[i].begin_tls);
      visit = repoint_test_station_wait (station, i + 1);
      repoint_test_visit_check (visit, "relay.target", uris[visits[i].target]);
      repoint_test_visit_check (visit, "relay.result", visits[i].result);
    }
  g_clear_pointer (&uris[0], g_free);
  g_clear_pointer (&uris[1], g_free);
}

/* A server that is not there holds nobody up: the next visit goes to the other one, and then it is asked again. */
static void
test_turns_without_first (void)
{
  RepointTestTlsOptions options = { .protocol = SMTP, .security = REPOINT_SECURITY_STARTTLS };
  g_autoptr (RepointTestTlsServer) second = repoint_test_tls_server_new (&options);
  guint16 nobody = repoint_test_pick_port ();
  g_autoptr (RepointTestStation) station =
      new_station (SMTP, REPOINT_SECURITY_STARTTLS, nobody, repoint_test_tls_server_get_port (second));
  static const char *const results[] = { "unreachable", "tls-established", "unreachable" };

  for (guint i = 0; i < G_N_ELEMENTS (results); i++)
    {
      g_autofree char *uri = g_strdup_printf ("smtp://127.0.0.1:%u", i == 1 ? repoint_test_tls_server_get_port (second) : nobody);
      JsonObject *visit;

      if (i == 1)
        visit_once (station, TRUE);
      else
        {
          g_autoptr (RepointTestDevice) device = come (station, SMTP);

          g_assert_nonnull (repoint_test_device_hear_all (device));
        }
      visit = repoint_test_station_wait (station, i + 1);
      repoint_test_visit_check (visit, "relay.target", uri);
      repoint_test_visit_check (visit, "relay.result", results[i]);
    }
}

static void
test_station_closes (void)
{
  RepointTestTlsOptions options = { .protocol = SMTP, .security = REPOINT_SECURITY_STARTTLS };
  g_autoptr (RepointTestTlsServer) server = repoint_test_tls_server_new (&options);
  g_autoptr (RepointTestStation) station =
      new_station (SMTP, REPOINT_SECURITY_STARTTLS, repoint_test_tls_server_get_port (server), 0);
  g_autoptr (RepointTestDevice) device = come (station, SMTP);

  g_assert_true (repoint_test_device_hear (device, "220 "));
  repoint_station_close (station->station, SMTP);
  g_assert_nonnull (strstr (repoint_test_device_hear_all (device), "421 4.7.0 Repoint ends this test\r\n"));
  repoint_test_visit_check (repoint_test_station_wait (station, 1), "relay.problem", "stopped");
}

/* Goes while the visitor waits for a server; nothing may be left, which the sanitizers see to. */
static void
test_station_goes (void)
{
  RepointTestTlsOptions options = { .protocol = SMTP, .security = REPOINT_SECURITY_STARTTLS };
  g_autoptr (RepointTestTlsServer) server = repoint_test_tls_server_new (&options);
  g_autoptr (RepointTestStation) station =
      new_station (SMTP, REPOINT_SECURITY_STARTTLS, repoint_test_tls_server_get_port (server), 0);
  g_autoptr (RepointTestDevice) device = come (station, SMTP);

  g_assert_true (repoint_test_device_hear (device, "220 "));
  g_clear_pointer (&station, repoint_test_station_free);
  repoint_test_device_hear_all (device);
}

static void
test_handshake_mode_again (void)
{
  g_autoptr (RepointTestStation) station = new_station (SMTP, REPOINT_SECURITY_STARTTLS, repoint_test_pick_port (), 0);
  g_autoptr (RepointTestDevice) device = NULL;

  repoint_station_set_relays (station->station, SMTP, NULL);
  device = come (station, SMTP);
  g_assert_true (repoint_test_device_hear (device, "220 repoint.invalid"));
}

static void
test_which_targets (void)
{
  static const struct
  {
    const char *uri;
    gboolean    good;
  } cases[] = {
    { "smtp://mx.example", TRUE },      { "smtps://mx.example", TRUE },     { "smtp://mx.example:9100", FALSE },
    { "imap://mx.example", FALSE },     { "https://mx.example", FALSE },    { "tls://mx.example:465", FALSE },
    { "smtp://mx.example:515", FALSE }, { "ldaps://mx.example", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (RepointTarget) target = repoint_target_parse (cases[i].uri, NULL);

      g_assert_cmpint (repoint_station_is_relay (SMTP, target), ==, cases[i].good);
    }
}

int
main (int argc, char *argv[])
{
  g_autofree char *directory = NULL;
  int status;

  g_test_init (&argc, &argv, NULL);
  directory = g_dir_make_tmp ("repoint-passage-XXXXXX", NULL);
  authority = repoint_test_pki_write_authority (directory);

  for (gsize i = 0; i < G_N_ELEMENTS (throughs); i++)
    {
      g_autofree char *path = g_strdup_printf ("/passage/through/%s", throughs[i].name);

      g_test_add_data_func (path, &throughs[i], test_through);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (clears); i++)
    {
      g_autofree char *path = g_strdup_printf ("/passage/clear/%s", clears[i].name);

      g_test_add_data_func (path, &clears[i], test_clear);
    }
  g_test_add_func ("/passage/server-refuses", test_server_refuses);
  g_test_add_func ("/passage/server-hangs-up", test_server_hangs_up);
  g_test_add_func ("/passage/device-knows-no-authority", test_device_knows_no_authority);
  g_test_add_func ("/passage/device-checks-the-name", test_device_checks_the_name);
  g_test_add_func ("/passage/device-leaves-without-a-word", test_device_leaves_without_a_word);
  g_test_add_func ("/passage/clear-behind-starttls", test_clear_behind_starttls);
  g_test_add_func ("/passage/no-starttls", test_no_starttls);
  g_test_add_func ("/passage/tls-first", test_tls_first);
  g_test_add_func ("/passage/injected", test_injected);
  g_test_add_func ("/passage/throttled", test_throttled);
  g_test_add_func ("/passage/slow-server", test_slow_server);
  g_test_add_func ("/passage/nobody-there", test_nobody_there);
  g_test_add_func ("/passage/no-such-name", test_no_such_name);
  g_test_add_func ("/passage/reset", test_reset);
  g_test_add_func ("/passage/loop", test_loop);
  g_test_add_func ("/passage/slow-side", test_slow_side);
  g_test_add_func ("/passage/turns", test_turns);
  g_test_add_func ("/passage/turns-without-first", test_turns_without_first);
  g_test_add_func ("/passage/station-closes", test_station_closes);
  g_test_add_func ("/passage/station-goes", test_station_goes);
  g_test_add_func ("/passage/handshake-mode-again", test_handshake_mode_again);
  g_test_add_func ("/passage/which-targets", test_which_targets);
  status = g_test_run ();

  g_unlink (authority);
  g_rmdir (directory);
  g_free (authority);

  return status;
}
