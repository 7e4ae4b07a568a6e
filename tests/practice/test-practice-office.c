/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "practice-client.h"
#include "repoint-practice-office.h"
#include "repoint-target.h"

#include <openssl/ssl.h>
#include <string.h>

typedef struct
{
  RepointPracticeOffice *office;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  g_autoptr (GError) error = NULL;

  fixture->office = repoint_practice_office_new (&error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  g_clear_object (&fixture->office);
}

#define assert_starts_with(text, prefix)                                                 \
  G_STMT_START                                                                           \
  {                                                                                      \
    if ((text) == NULL || !g_str_has_prefix ((text), (prefix)))                          \
      g_error ("\"%s\" should start with \"%s\"", (text) ? (text) : "(end)", (prefix));  \
  }                                                                                      \
  G_STMT_END

static guint16
find_port (RepointPracticeOffice *office,
           const char            *endpoint)
{
  const char * const *endpoints = repoint_practice_office_get_endpoints (office);

  for (guint i = 0; endpoints[i] != NULL; i++)
    if (g_str_has_prefix (endpoints[i], endpoint))
      return (guint16) g_ascii_strtoull (strrchr (endpoints[i], ':') + 1, NULL, 10);
  g_error ("no endpoint %s", endpoint);
}

static const char *
get_mail_address (const char *endpoint)
{
  return g_str_has_prefix (endpoint, "standard") ? "127.77.0.2" : "127.77.0.3";
}

static void
find_device_ports (RepointPracticeOffice *office,
                   guint16               *plain,
                   guint16               *secure)
{
  unsigned first = 0, second = 0;

  g_assert_cmpint (sscanf (repoint_practice_office_get_ports (office), "%u/http,%u/https", &first, &second), ==, 2);
  *plain = (guint16) first;
  *secure = (guint16) second;
}

static char *
ask (PracticeClient *client,
     const char     *line)
{
  practice_client_send (client, line);
  return practice_client_read_reply (client);
}

static PracticeClient *
connect_mail (RepointPracticeOffice *office,
              const char            *endpoint)
{
  PracticeClient *client = practice_client_connect (get_mail_address (endpoint), find_port (office, endpoint));

  g_assert_nonnull (client);
  return client;
}

/* Greeting, EHLO, STARTTLS, TLS, EHLO. */
static PracticeClient *
connect_smtp (RepointPracticeOffice *office,
              const char            *endpoint,
              int                    version)
{
  PracticeClient *client = connect_mail (office, endpoint);
  g_autofree char *greeting = practice_client_read_reply (client);
  g_autofree char *plain = ask (client, "EHLO client.example\r\n");
  g_autofree char *ready = ask (client, "STARTTLS\r\n");
  g_autofree char *secure = NULL;

  assert_starts_with (greeting, "220 ");
  g_assert_nonnull (strstr (greeting, " Microsoft ESMTP MAIL Service ready at "));
  assert_starts_with (plain, "250-");
  g_assert_nonnull (strstr (plain, "\n250-SIZE 157286400\n250-PIPELINING\n250-DSN\n250-ENHANCEDSTATUSCODES\n250-STARTTLS\n"
                                   "250-8BITMIME\n250-BINARYMIME\n250-CHUNKING\n250 SMTPUTF8"));
  g_assert_null (strstr (plain, "AUTH"));
  assert_starts_with (ready, "220 2.0.0 ");
  g_assert_true (practice_client_start_tls (client, version, NULL));
  secure = ask (client, "EHLO client.example\r\n");
  assert_starts_with (secure, "250-");
  g_assert_nonnull (strstr (secure, "\n250-AUTH LOGIN XOAUTH2\n"));
  g_assert_null (strstr (secure, "STARTTLS"));
  return client;
}

static void
test_endpoints (Fixture       *fixture,
                gconstpointer  data)
{
  static const char * const expected[] = {
    "standard=smtp://", "legacy=smtp://", "standard=imaps://", "legacy=imaps://", "standard=pop3s://", "legacy=pop3s://",
  };
  const char * const *endpoints = repoint_practice_office_get_endpoints (fixture->office);

  g_assert_cmpuint (g_strv_length ((char **) endpoints), ==, G_N_ELEMENTS (expected));
  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (RepointTarget) target = repoint_target_parse (strchr (endpoints[i], '=') + 1, &error);

      g_assert_no_error (error);
      assert_starts_with (endpoints[i], expected[i]);
      g_assert_cmpstr (target->host, ==, get_mail_address (expected[i]));
      g_assert_cmpuint (target->port, >, 1024);
    }
}

static void
test_smtp_without_tls (Fixture       *fixture,
                       gconstpointer  data)
{
  g_autoptr (PracticeClient) client = connect_mail (fixture->office, "standard=smtp:");
  g_autofree char *greeting = practice_client_read_reply (client);
  g_autofree char *auth = ask (client, "AUTH LOGIN\r\n");
  g_autofree char *mail = ask (client, "MAIL FROM:<a@example.com>\r\n");
  g_autofree char *bye = ask (client, "QUIT\r\n");
  g_autofree char *end = practice_client_read_line (client);

  assert_starts_with (auth, "530 ");
  assert_starts_with (mail, "530 5.7.57 ");
  assert_starts_with (bye, "221 ");
  g_assert_null (end);
}

static void
test_smtp_sign_in (Fixture       *fixture,
                   gconstpointer  data)
{
  g_autoptr (PracticeClient) client = connect_smtp (fixture->office, "standard=smtp:", TLS1_2_VERSION);
  g_autofree char *plain = ask (client, "AUTH PLAIN AGEAYg==\r\n");
  g_autofree char *begun = ask (client, "AUTH LOGIN\r\n");
  g_autofree char *canceled = ask (client, "*\r\n");
  g_autofree char *again = ask (client, "AUTH LOGIN\r\n");
  g_autofree char *user = ask (client, "dXNlcg==\r\n");
  g_autofree char *password = ask (client, "c2VjcmV0\r\n");
  g_autofree char *token = ask (client, "AUTH XOAUTH2 dG9rZW4=\r\n");
  g_autofree char *noop = ask (client, "NOOP\r\n");

  assert_starts_with (plain, "504 5.7.4 Unrecognized authentication type");
  assert_starts_with (begun, "334 VXNlcm5hbWU6");
  assert_starts_with (canceled, "501 ");
  assert_starts_with (again, "334 VXNlcm5hbWU6");
  assert_starts_with (user, "334 UGFzc3dvcmQ6");
  assert_starts_with (password, "535 5.7.3 Authentication unsuccessful [");
  assert_starts_with (token, "535 5.7.3 ");
  assert_starts_with (noop, "250 ");
}

static void
test_standard_smtp_refuses_at_sign_in (Fixture       *fixture,
                                       gconstpointer  data)
{
  static const int versions[] = { TLS1_VERSION, TLS1_1_VERSION };

  for (guint i = 0; i < G_N_ELEMENTS (versions); i++)
    {
      g_autoptr (PracticeClient) client = connect_smtp (fixture->office, "standard=smtp:", versions[i]);
      g_autofree char *auth = ask (client, "AUTH LOGIN\r\n");
      g_autofree char *end = practice_client_read_line (client);

      assert_starts_with (auth, "421 4.7.66 TLS 1.0 and 1.1 are not supported. Please upgrade/update your client to "
                                "support TLS 1.2. Visit https://aka.ms/smtp_auth_tls. [");
      g_assert_null (end);
    }
}

/* Whoever does not sign in sees nothing of the refusal. */
static void
test_legacy_smtp_refuses_after_credentials (Fixture       *fixture,
                                            gconstpointer  data)
{
  g_autoptr (PracticeClient) client = connect_smtp (fixture->office, "legacy=smtp:", TLS1_VERSION);
  g_autofree char *begun = ask (client, "AUTH LOGIN\r\n");
  g_autofree char *canceled = ask (client, "*\r\n");
  g_autofree char *again = ask (client, "AUTH LOGIN\r\n");
  g_autofree char *user = ask (client, "dXNlcg==\r\n");
  g_autofree char *password = ask (client, "c2VjcmV0\r\n");

  assert_starts_with (begun, "334 ");
  assert_starts_with (canceled, "501 ");
  assert_starts_with (again, "334 ");
  assert_starts_with (user, "334 ");
  assert_starts_with (password, "421 4.7.66 ");
}

static void
test_imap (Fixture       *fixture,
           gconstpointer  data)
{
  g_autoptr (PracticeClient) refused = connect_mail (fixture->office, "standard=imaps:");
  g_autoptr (PracticeClient) standard = connect_mail (fixture->office, "standard=imaps:");
  g_autoptr (PracticeClient) legacy = connect_mail (fixture->office, "legacy=imaps:");
  g_autofree char *line = NULL;

  g_assert_true (practice_client_start_tls (refused, TLS1_VERSION, NULL));
  line = practice_client_read_line (refused);
  assert_starts_with (line, "* BYE TLS 1.0 and 1.1 are not supported. Please upgrade/update your client to support "
                            "TLS 1.2. Visit https://aka.ms/popimap_tls.");

  g_assert_true (practice_client_start_tls (legacy, TLS1_VERSION, NULL));
  g_free (line);
  line = practice_client_read_line (legacy);
  assert_starts_with (line, "* OK The Microsoft Exchange IMAP4 service is ready. [");

  g_assert_true (practice_client_start_tls (standard, TLS1_3_VERSION, NULL));
  g_free (line);
  line = practice_client_read_line (standard);
  assert_starts_with (line, "* OK The Microsoft Exchange IMAP4 service is ready. [UwBUAEEATgBEAEEAUgBEAD"); /* "STANDARD" */
  practice_client_send (standard, "a1 CAPABILITY\r\n");
  g_free (line);
  line = practice_client_read_line (standard);
  g_assert_cmpstr (line, ==, "* CAPABILITY IMAP4 IMAP4rev1 AUTH=PLAIN AUTH=XOAUTH2 SASL-IR UIDPLUS MOVE ID UNSELECT "
                             "CHILDREN IDLE NAMESPACE LITERAL+");
  g_free (line);
  line = practice_client_read_line (standard);
  g_assert_cmpstr (line, ==, "a1 OK CAPABILITY completed.");
  practice_client_send (standard, "a2 LOGIN user secret\r\n");
  g_free (line);
  line = practice_client_read_line (standard);
  g_assert_cmpstr (line, ==, "a2 NO LOGIN failed.");
}

static void
test_pop3 (Fixture       *fixture,
           gconstpointer  data)
{
  g_autoptr (PracticeClient) refused = connect_mail (fixture->office, "standard=pop3s:");
  g_autoptr (PracticeClient) standard = connect_mail (fixture->office, "standard=pop3s:");
  g_autoptr (PracticeClient) legacy = connect_mail (fixture->office, "legacy=pop3s:");
  g_autofree char *line = NULL;

  g_assert_false (practice_client_start_tls (refused, TLS1_1_VERSION, NULL));
  g_assert_cmpint (practice_client_get_alert (refused), ==, 70);

  g_assert_true (practice_client_start_tls (legacy, TLS1_VERSION, NULL));
  line = practice_client_read_line (legacy);
  assert_starts_with (line, "+OK The Microsoft Exchange POP3 service is ready. [");

  g_assert_true (practice_client_start_tls (standard, TLS1_2_VERSION, NULL));
  g_free (line);
  line = practice_client_read_line (standard);
  assert_starts_with (line, "+OK The Microsoft Exchange POP3 service is ready. [");
  practice_client_send (standard, "USER user\r\nPASS secret\r\n");
  g_free (line);
  line = practice_client_read_line (standard);
  g_assert_cmpstr (line, ==, "+OK");
  g_free (line);
  line = practice_client_read_line (standard);
  g_assert_cmpstr (line, ==, "-ERR Logon failure: unknown user name or bad password.");
}

static void
test_mail_certificate (Fixture       *fixture,
                       gconstpointer  data)
{
  g_autoptr (PracticeClient) client = connect_mail (fixture->office, "standard=imaps:");
  gboolean expired, issued;
  g_autofree char *names = NULL;

  g_assert_true (practice_client_start_tls (client, TLS1_2_VERSION, NULL));
  names = practice_client_get_names (client, &expired, &issued);
  g_assert_false (expired);
  g_assert_true (issued);
  g_assert_true (g_str_has_suffix (names, "|mail.harbourstreet.example|127.77.0.2"));
}

/* The standard servers know ECDHE only, the legacy ones static RSA as well. */
static void
test_mail_suites (Fixture       *fixture,
                  gconstpointer  data)
{
  g_autoptr (PracticeClient) standard = connect_mail (fixture->office, "standard=imaps:");
  g_autoptr (PracticeClient) legacy = connect_mail (fixture->office, "legacy=imaps:");

  g_assert_false (practice_client_start_tls (standard, TLS1_2_VERSION, "kRSA:@SECLEVEL=0"));
  g_assert_true (practice_client_start_tls (legacy, TLS1_2_VERSION, "kRSA:@SECLEVEL=0"));
}

static const struct
{
  const char *address;
  const char *title;
  const char *server;
  const char *subject;   /* NULL: no TLS at all */
  gboolean    accepts[4]; /* TLS 1.0 to 1.3 */
  gboolean    expired;
  gboolean    issued;
} devices[] = {
  { "127.77.0.9", "Remote UI: Login: iR-ADV C5051", "CANON HTTP Server", "/CN=Canon iR-ADV", { 1, 0, 0, 0 }, TRUE, FALSE },
  { "127.77.0.10", "Remote UI: Login: iR-ADV DX C3826", "CANON HTTP Server", "/CN=Canon iR-ADV", { 0, 0, 1, 0 }, FALSE, FALSE },
  { "127.77.0.11", "KONICA MINOLTA bizhub C3321i", NULL, "/CN=bizhub-reception", { 1, 1, 0, 0 }, FALSE, FALSE },
  { "127.77.0.12", "FileServer&nbsp;-&nbsp;Synology&nbsp;DiskStation", "nginx", "/CN=files.", { 0, 0, 1, 1 }, FALSE, TRUE },
  { "127.77.0.13", "UPS Properties", NULL, "/CN=apc-ups/OU=Internally Generated Certificate", { 1, 1, 1, 0 }, TRUE, FALSE },
  { "127.77.0.14", "Alarm panel", NULL, NULL, { 0, 0, 0, 0 }, FALSE, FALSE },
  { "127.77.0.15", "3CX Phone System Management Console", "nginx", NULL, { 0, 0, 0, 0 }, FALSE, FALSE },
  { "127.77.0.16", "Ticket desk", "Apache-Coyote/1.1", "/CN=Ticket desk", { 1, 0, 0, 0 }, TRUE, FALSE },
};

static void
check_page (PracticeClient *client,
            guint           n)
{
  g_autofree char *page = NULL;
  g_autofree char *title = g_strdup_printf ("<title>%s", devices[n].title);
  g_autofree char *server = g_strdup_printf ("\r\nServer: %s\r\n", devices[n].server);

  practice_client_send (client, "GET / HTTP/1.1\r\nHost: device\r\nConnection: close\r\n\r\n");
  page = practice_client_read_all (client);
  assert_starts_with (page, "HTTP/1.1 200 OK\r\n");
  g_assert_nonnull (strstr (page, title));
  g_assert_cmpint (strstr (page, server) != NULL, ==, devices[n].server != NULL);
}

static void
test_device_pages (Fixture       *fixture,
                   gconstpointer  data)
{
  guint16 plain, secure;

  find_device_ports (fixture->office, &plain, &secure);
  for (guint i = 0; i < G_N_ELEMENTS (devices); i++)
    {
      g_autoptr (PracticeClient) client = practice_client_connect (devices[i].address, plain);

      g_assert_nonnull (client);
      check_page (client, i);
    }
}

static void
test_device_tls (Fixture       *fixture,
                 gconstpointer  data)
{
  static const int versions[] = { TLS1_VERSION, TLS1_1_VERSION, TLS1_2_VERSION, TLS1_3_VERSION };
  guint16 plain, secure;

  find_device_ports (fixture->office, &plain, &secure);
  for (guint i = 0; i < G_N_ELEMENTS (devices); i++)
    for (guint j = 0; j < G_N_ELEMENTS (versions); j++)
      {
        g_autoptr (PracticeClient) client = practice_client_connect (devices[i].address, secure);
        g_autofree char *names = NULL;
        gboolean expired, issued;

        g_assert_cmpint (client != NULL, ==, devices[i].subject != NULL);
        if (client == NULL)
          continue;
        g_test_message ("%s, version %x", devices[i].address, versions[j]);
        g_assert_cmpint (practice_client_start_tls (client, versions[j], NULL), ==, devices[i].accepts[j]);
        if (!devices[i].accepts[j])
          continue;
        names = practice_client_get_names (client, &expired, &issued);
        assert_starts_with (names, devices[i].subject);
        g_assert_cmpint (expired, ==, devices[i].expired);
        g_assert_cmpint (issued, ==, devices[i].issued);
        check_page (client, i);
      }
}

static void
test_inventory (Fixture       *fixture,
                gconstpointer  data)
{
  GBytes *bytes = repoint_practice_office_get_inventory (fixture->office);
  g_autofree char *text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  g_auto (GStrv) rows = g_strsplit (text, "\r\n", -1);
  g_auto (GStrv) header = g_strsplit (rows[0], ",", -1);
  g_autofree char *legacy_imap = g_strdup_printf (",imap,127.77.0.3,%u,tls,", find_port (fixture->office, "legacy=imaps:"));
  g_autofree char *standard_smtp = g_strdup_printf (",smtp,127.77.0.2,%u,starttls,",
                                                    find_port (fixture->office, "standard=smtp:"));

  g_assert_cmpstr (rows[0], ==, "name,kind,vendor,model,firmware,serial,address,mac,location,protocol,server,port,"
                                "security,sign_in,mailbox,max_tls,recipients");
  g_assert_cmpuint (g_strv_length (rows), ==, 1 + G_N_ELEMENTS (devices) + 1 + 1); /* one device has two uses */
  for (guint i = 1; rows[i + 1] != NULL; i++)
    {
      g_auto (GStrv) fields = g_strsplit (rows[i], ",", -1);

      g_assert_cmpuint (g_strv_length (fields), ==, g_strv_length (header));
      g_assert_cmpstr (fields[0], !=, "");
      g_assert_cmpstr (fields[6], ==, devices[MIN (i - 1, G_N_ELEMENTS (devices) - 1)].address);
    }
  g_assert_nonnull (strstr (text, legacy_imap));
  g_assert_nonnull (strstr (text, standard_smtp));
  g_assert_cmpstr (repoint_practice_office_get_range (fixture->office), ==, "127.77.0.9-127.77.0.16");
  g_assert_cmpstr (repoint_practice_office_get_domain (fixture->office), ==, "harbourstreet.example");
  g_assert_cmpstr (repoint_practice_office_get_name (fixture->office), !=, "");
}

static void
test_two_offices (Fixture       *fixture,
                  gconstpointer  data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (RepointPracticeOffice) other = repoint_practice_office_new (&error);
  g_autoptr (PracticeClient) client = NULL;
  guint16 plain, secure, other_plain, other_secure;

  g_assert_no_error (error);
  find_device_ports (fixture->office, &plain, &secure);
  find_device_ports (other, &other_plain, &other_secure);
  g_assert_cmpuint (plain, !=, other_plain);
  g_assert_cmpuint (find_port (fixture->office, "legacy=smtp:"), !=, find_port (other, "legacy=smtp:"));
  client = practice_client_connect ("127.77.0.9", other_plain);
  g_assert_nonnull (client);
  check_page (client, 0);
}

/* What is said in the clear behind STARTTLS must not be answered inside TLS. */
static void
test_starttls_injection (Fixture       *fixture,
                         gconstpointer  data)
{
  g_autoptr (PracticeClient) client = connect_mail (fixture->office, "standard=smtp:");
  g_autofree char *greeting = practice_client_read_reply (client);
  g_autofree char *ready = ask (client, "STARTTLS\r\nNOOP\r\nNOOP\r\n");
  g_autofree char *reply = NULL;

  assert_starts_with (ready, "220 2.0.0 ");
  g_assert_true (practice_client_start_tls (client, TLS1_2_VERSION, NULL));
  reply = ask (client, "EHLO client\r\n");
  assert_starts_with (reply, "250-");
}

static void
test_byte_at_a_time (Fixture       *fixture,
                     gconstpointer  data)
{
  g_autoptr (PracticeClient) client = connect_smtp (fixture->office, "standard=smtp:", TLS1_2_VERSION);
  g_autofree char *reply = NULL;
  static const char line[] = "EHLO slow.example\r\n";

  for (gsize i = 0; i < strlen (line); i++)
    practice_client_send_bytes (client, line + i, 1);
  reply = practice_client_read_reply (client);
  assert_starts_with (reply, "250-");
}

static void
throw_at (const char *address,
          guint16     port)
{
  g_autoptr (PracticeClient) garbage = practice_client_connect (address, port);
  g_autoptr (PracticeClient) endless = practice_client_connect (address, port);
  g_autoptr (PracticeClient) many = practice_client_connect (address, port);
  g_autoptr (PracticeClient) hello = practice_client_connect (address, port);
  static const guint8 cut_hello[] = { 0x16, 0x03, 0x01, 0x40, 0x00, 0x01, 0x00, 0x3f, 0xfc, 0x03, 0x03 };
  g_autofree char *bytes = g_malloc (64 * 1024);

  for (gsize i = 0; i < 64 * 1024; i++)
    bytes[i] = (char) ((i * 2654435761u) >> 13);
  practice_client_send_bytes (garbage, bytes, 64 * 1024);
  memset (bytes, 'x', 64 * 1024);
  practice_client_send_bytes (endless, bytes, 64 * 1024);
  for (gsize i = 1; i < 64 * 1024; i += 2)
    bytes[i] = '\n';
  practice_client_send_bytes (many, bytes, 64 * 1024);
  practice_client_send_bytes (hello, cut_hello, sizeof cut_hello);

  g_free (practice_client_read_all (garbage));
  g_free (practice_client_read_all (endless));
  g_free (practice_client_read_all (many));
}

static void
test_hostile_clients (Fixture       *fixture,
                      gconstpointer  data)
{
  static const char * const names[] = { "standard=smtp:", "legacy=imaps:", "standard=pop3s:" };
  g_autoptr (PracticeClient) client = NULL;
  guint16 plain, secure;

  find_device_ports (fixture->office, &plain, &secure);
  throw_at ("127.77.0.9", plain);
  throw_at ("127.77.0.9", secure);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    throw_at (get_mail_address (names[i]), find_port (fixture->office, names[i]));

  client = practice_client_connect ("127.77.0.9", plain);
  g_assert_nonnull (client);
  check_page (client, 0);
  practice_client_free (g_steal_pointer (&client));
  client = connect_smtp (fixture->office, "standard=smtp:", TLS1_2_VERSION);
}

/* More clients at once than a server takes: the surplus is turned away, and when some leave there is room again. */
static void
test_crowd (Fixture       *fixture,
            gconstpointer  data)
{
  guint16 port = find_port (fixture->office, "standard=smtp:");
  g_autoptr (GPtrArray) crowd = g_ptr_array_new_with_free_func ((GDestroyNotify) practice_client_free);
  guint n_greeted = 0;
  gboolean served = FALSE;

  for (guint i = 0; i < 40; i++)
    g_ptr_array_add (crowd, practice_client_connect ("127.77.0.2", port));
  for (guint i = 0; i < crowd->len; i++)
    {
      g_autofree char *greeting = practice_client_read_reply (g_ptr_array_index (crowd, i));

      n_greeted += greeting != NULL;
    }
  g_assert_cmpuint (n_greeted, >=, 1);
  g_assert_cmpuint (n_greeted, <, 40);
  g_ptr_array_set_size (crowd, 0);

  for (guint i = 0; i < 1000 && !served; i++)
    {
      g_autoptr (PracticeClient) client = practice_client_connect ("127.77.0.2", port);
      g_autofree char *greeting = client != NULL ? practice_client_read_reply (client) : NULL;

      served = greeting != NULL;
    }
  g_assert_true (served);
}

static void
test_stop (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (RepointPracticeOffice) office = repoint_practice_office_new (&error);
  g_autoptr (PracticeClient) talking = NULL;
  g_autoptr (PracticeClient) shaking = NULL;
  g_autoptr (PracticeClient) late = NULL;
  g_autofree char *line = NULL;
  guint16 plain, secure;

  g_assert_no_error (error);
  find_device_ports (office, &plain, &secure);
  talking = connect_smtp (office, "legacy=smtp:", TLS1_VERSION);
  shaking = practice_client_connect ("127.77.0.9", secure);
  g_assert_nonnull (shaking);
  g_clear_object (&office);

  line = practice_client_read_line (talking);
  g_assert_null (line);
  g_assert_false (practice_client_start_tls (shaking, TLS1_VERSION, NULL));
  late = practice_client_connect ("127.77.0.9", plain);
  g_assert_null (late);
}

/* An office that is closed while it still makes its keys does not finish them first, nor crash. */
static void
test_stop_at_once (void)
{
  for (guint i = 0; i < 20; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (RepointPracticeOffice) office = repoint_practice_office_new (&error);

      g_assert_no_error (error);
    }
}

/* The same with a client that is not ours. */
static void
test_openssl_client (Fixture       *fixture,
                     gconstpointer  data)
{
  g_autofree char *program = g_find_program_in_path ("openssl");
  g_autofree char *place = g_strdup_printf ("127.77.0.2:%u", find_port (fixture->office, "standard=smtp:"));
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *output = NULL;

  if (program == NULL)
    {
      g_test_skip ("no openssl program");
      return;
    }
  process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE |
                              G_SUBPROCESS_FLAGS_STDERR_SILENCE, &error,
                              program, "s_client", "-starttls", "smtp", "-connect", place, "-tls1", "-crlf", "-ign_eof",
                              "-cipher", "ALL:@SECLEVEL=0", NULL);
  g_assert_no_error (error);
  g_subprocess_communicate_utf8 (process, "EHLO client\nAUTH LOGIN\n", NULL, &output, NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (strstr (output, "New, TLSv1.0, Cipher is ECDHE-RSA-AES256-SHA"));
  g_assert_nonnull (strstr (output, "250-AUTH LOGIN XOAUTH2"));
  g_assert_nonnull (strstr (output, "421 4.7.66 TLS 1.0 and 1.1 are not supported."));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, function) g_test_add ("/practice/" path, Fixture, NULL, set_up, function, tear_down)
  ADD ("endpoints", test_endpoints);
  ADD ("smtp/nothing-without-tls", test_smtp_without_tls);
  ADD ("smtp/sign-in", test_smtp_sign_in);
  ADD ("smtp/standard-refuses-at-sign-in", test_standard_smtp_refuses_at_sign_in);
  ADD ("smtp/legacy-refuses-after-credentials", test_legacy_smtp_refuses_after_credentials);
  ADD ("smtp/starttls-injection", test_starttls_injection);
  ADD ("smtp/byte-at-a-time", test_byte_at_a_time);
  ADD ("imap", test_imap);
  ADD ("pop3", test_pop3);
  ADD ("mail/certificate", test_mail_certificate);
  ADD ("mail/suites", test_mail_suites);
  ADD ("devices/pages", test_device_pages);
  ADD ("devices/tls", test_device_tls);
  ADD ("inventory", test_inventory);
  ADD ("two-offices", test_two_offices);
  ADD ("hostile-clients", test_hostile_clients);
  ADD ("crowd", test_crowd);
  ADD ("openssl-client", test_openssl_client);
#undef ADD
  g_test_add_func ("/practice/stop", test_stop);
  g_test_add_func ("/practice/stop-at-once", test_stop_at_once);
  return g_test_run ();
}
