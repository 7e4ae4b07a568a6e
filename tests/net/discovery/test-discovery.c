/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-discovery.h"
#include "repoint-sighting.h"
#include "repoint-test-listener.h"
#include "repoint-test-nginx.h"
#include "repoint-test-tls-server.h"

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

static const RepointLimits hasty = { .max_open = 64, .max_per_address = 1, .gap_ms = 0, .connect_ms = 20000, .conversation_ms = 20000 };

/* ---- Running a discovery ---- */

typedef struct
{
  RepointScheduler *scheduler;
  GArray           *ranges;
  GArray           *ports;
  GPtrArray        *sightings;
  guint             last_completed;
  guint             n_batches_after_end;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  fixture->scheduler = repoint_scheduler_new (&hasty);
  fixture->ranges = g_array_new (FALSE, FALSE, sizeof (RepointAddressRange));
  fixture->ports = g_array_new (FALSE, FALSE, sizeof (RepointPort));
  fixture->sightings = g_ptr_array_new_with_free_func ((GDestroyNotify) repoint_sighting_free);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  g_object_unref (fixture->scheduler);
  g_array_unref (fixture->ranges);
  g_array_unref (fixture->ports);
  g_ptr_array_unref (fixture->sightings);
}

static void
add_range (Fixture    *fixture,
           const char *text)
{
  RepointAddressRange range;
  g_autoptr (GError) error = NULL;

  repoint_address_range_parse (text, &range, &error);
  g_assert_no_error (error);
  g_array_append_val (fixture->ranges, range);
}

static void
add_port (Fixture         *fixture,
          guint16          port,
          RepointProtocol  protocol)
{
  RepointPort entry = { port, protocol, protocol == REPOINT_PROTOCOL_HTTP ? REPOINT_SECURITY_NONE : REPOINT_SECURITY_STARTTLS };

  g_array_append_val (fixture->ports, entry);
}

static void
add_tls_port (Fixture         *fixture,
              guint16          port,
              RepointProtocol  protocol)
{
  RepointPort entry = { port, protocol, REPOINT_SECURITY_TLS };

  g_array_append_val (fixture->ports, entry);
}

static void
on_sighted (RepointDiscovery *discovery,
            GPtrArray        *sightings,
            Fixture          *fixture)
{
  g_assert_cmpint (repoint_job_get_state (REPOINT_JOB (discovery)), !=, REPOINT_JOB_FINISHED);
  for (guint i = 0; i < sightings->len; i++)
    g_ptr_array_add (fixture->sightings, repoint_sighting_copy (g_ptr_array_index (sightings, i)));
}

static void
on_completed (RepointJob *job,
              GParamSpec *pspec,
              Fixture    *fixture)
{
  g_assert_cmpuint (repoint_job_get_completed (job), >, fixture->last_completed);
  g_assert_cmpuint (repoint_job_get_completed (job), <=, repoint_job_get_total (job));
  fixture->last_completed = repoint_job_get_completed (job);
}

static RepointJob *
make_job (Fixture            *fixture,
          const char * const *never)
{
  RepointDiscovery *discovery = repoint_discovery_new (fixture->scheduler, fixture->ranges, fixture->ports, never);

  g_signal_connect (discovery, "sighted", G_CALLBACK (on_sighted), fixture);
  g_signal_connect (discovery, "notify::completed", G_CALLBACK (on_completed), fixture);
  return REPOINT_JOB (discovery);
}

static void
wait_for_end (RepointJob *job)
{
  while (repoint_job_get_state (job) != REPOINT_JOB_FINISHED)
    g_main_context_iteration (NULL, TRUE);
}

static void
run (Fixture            *fixture,
     const char * const *never)
{
  g_autoptr (RepointJob) job = make_job (fixture, never);

  repoint_job_start (job);
  wait_for_end (job);
  g_assert_cmpint (repoint_job_get_result (job), ==, REPOINT_JOB_RESULT_DONE);
  g_assert_cmpuint (repoint_job_get_completed (job), ==, repoint_job_get_total (job));
}

static int
compare_sightings (gconstpointer a,
                   gconstpointer b)
{
  const RepointSighting *one = *(RepointSighting * const *) a;
  const RepointSighting *other = *(RepointSighting * const *) b;

  return strcmp (one->address, other->address);
}

/* "127.20.0.1 http://…; title=x\n", by address. */
static char *
describe (Fixture *fixture)
{
  GString *text = g_string_new (NULL);

  g_ptr_array_sort (fixture->sightings, compare_sightings);
  for (guint i = 0; i < fixture->sightings->len; i++)
    {
      const RepointSighting *sighting = g_ptr_array_index (fixture->sightings, i);

      g_string_append (text, sighting->address);
      for (guint k = 0; k < sighting->targets->len; k++)
        {
          const RepointTarget *target = g_ptr_array_index (sighting->targets, k);

          g_assert_cmpstr (target->host, ==, sighting->address);
          g_string_append_printf (text, " %s", repoint_protocol_to_string (target->protocol));
        }
      for (guint k = 0; k < sighting->evidence->len; k++)
        {
          const RepointEvidence *evidence = g_ptr_array_index (sighting->evidence, k);

          g_string_append_printf (text, " %s:%s=%s", evidence->source, evidence->what, evidence->value);
        }
      g_string_append_c (text, '\n');
    }
  return g_string_free (text, FALSE);
}

/* ---- Servers ---- */

static char page_text[] = "HTTP/1.0 200 OK\r\nServer: test\r\n\r\n<html><title>A page</title></html>";

static gboolean
read_request (int fd)
{
  g_autoptr (GString) request = g_string_new (NULL);
  char c;

  while (recv (fd, &c, 1, 0) == 1)
    {
      g_string_append_c (request, c);
      if (g_str_has_suffix (request->str, "\r\n\r\n"))
        return TRUE;
    }
  return FALSE;
}

/* Answers every request with the text it was given. */
static void
serve_text (int      fd,
            gpointer user_data)
{
  const char *text = user_data;

  if (read_request (fd))
    repoint_test_send (fd, text, strlen (text));
  shutdown (fd, SHUT_WR);
  repoint_test_read_to_end (fd, NULL);
}

/* The client hangs up first, once it has the title: what it holds is counted exactly. */
static void
serve_page (int      fd,
            gpointer user_data)
{
  if (read_request (fd))
    repoint_test_send (fd, page_text, strlen (page_text));
  repoint_test_read_to_end (fd, NULL);
}

static void
serve_silence (int      fd,
               gpointer user_data)
{
  repoint_test_read_to_end (fd, NULL);
}

/* Says something without being asked, as mail servers do. */
static void
serve_greeting (int      fd,
                gpointer user_data)
{
  repoint_test_send (fd, "220 mail.example ESMTP\r\n", 24);
  repoint_test_read_to_end (fd, NULL);
}

static void
serve_endless (int      fd,
               gpointer user_data)
{
  const char *piece = user_data;

  if (!read_request (fd))
    return;
  repoint_test_send (fd, "HTTP/1.0 200 OK\r\n", 17);
  for (guint i = 0; i < 100000; i++)
    if (send (fd, piece, strlen (piece), MSG_NOSIGNAL) < 0)
      return;
}

/* A port that is free everywhere on loopback, kept by binding it without listening. */
static int
reserve_port (guint16 *port)
{
  struct sockaddr_in local = { .sin_family = AF_INET };
  socklen_t length = sizeof local;
  int fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

  g_assert_no_errno (bind (fd, (struct sockaddr *) &local, sizeof local));
  g_assert_no_errno (getsockname (fd, (struct sockaddr *) &local, &length));
  *port = ntohs (local.sin_port);
  return fd;
}

/* ---- Tests ---- */

static void
test_exactly_what_is_open (Fixture       *fixture,
                           gconstpointer  data)
{
  g_autoptr (RepointTestListener) page = repoint_test_listener_new ("127.20.0.1", 0, serve_page, NULL);
  g_autoptr (RepointTestListener) mail = repoint_test_listener_new ("127.20.0.3", 0, serve_greeting, NULL);
  g_autoptr (RepointTestListener) both = NULL;
  g_autofree char *text = NULL;
  guint16 closed;
  int fd = reserve_port (&closed);

  /* The fifth address has both ports open, the page on the port where the third has mail. */
  both = repoint_test_listener_new ("127.20.0.5", repoint_test_listener_get_port (mail), serve_greeting, NULL);
  add_range (fixture, "127.20.0.1-9");
  add_range (fixture, "127.20.0.3");
  add_port (fixture, repoint_test_listener_get_port (page), REPOINT_PROTOCOL_HTTP);
  add_port (fixture, repoint_test_listener_get_port (mail), REPOINT_PROTOCOL_SMTP);
  add_port (fixture, closed, REPOINT_PROTOCOL_IMAP);
  run (fixture, NULL);

  g_assert_cmpuint (fixture->last_completed, ==, 9);
  text = describe (fixture);
  g_assert_cmpstr (text, ==,
                   "127.20.0.1 http web-page:title=A page web-page:server=test\n"
                   "127.20.0.3 smtp\n"
                   "127.20.0.5 smtp\n");
  /* One connection finds out both that a port is open and what is there. */
  g_assert_cmpuint (repoint_test_listener_get_accepted (page), ==, 1);
  repoint_test_listener_wait (mail, 1);
  g_assert_cmpuint (repoint_test_listener_get_accepted (mail), ==, 1);
  close (fd);
}

/* Even a caller who puts them into the table does not get them touched. */
static void
test_forbidden_ports (Fixture       *fixture,
                      gconstpointer  data)
{
  g_autofree char *address = g_strdup_printf ("127.%u.%u.7", (guint) getpid () >> 8 & 255, (guint) getpid () & 255);
  g_autoptr (RepointTestListener) raw = repoint_test_listener_new (address, 9100, serve_silence, NULL);
  g_autoptr (RepointTestListener) page = repoint_test_listener_new (address, 0, serve_page, NULL);

  add_range (fixture, address);
  for (guint port = 9100; port <= 9116; port++)
    add_port (fixture, port, REPOINT_PROTOCOL_HTTP);
  add_port (fixture, 515, REPOINT_PROTOCOL_TLS);
  add_port (fixture, 9999, REPOINT_PROTOCOL_TLS);
  add_port (fixture, repoint_test_listener_get_port (page), REPOINT_PROTOCOL_HTTP);
  run (fixture, NULL);

  g_assert_cmpuint (repoint_test_listener_get_accepted (raw), ==, 0);
  g_assert_cmpuint (repoint_test_listener_get_accepted (page), ==, 1);
  g_assert_cmpuint (fixture->sightings->len, ==, 1);
}

static void
test_never_list (Fixture       *fixture,
                 gconstpointer  data)
{
  static const char * const never[] = { "127.21.0.2", "127.21.0.4-6", "not an address", NULL };
  g_autoptr (RepointTestListener) page = repoint_test_listener_new (NULL, 0, serve_page, NULL);
  g_autofree char *text = NULL;

  add_range (fixture, "127.21.0.1-7");
  add_port (fixture, repoint_test_listener_get_port (page), REPOINT_PROTOCOL_SMTP);
  run (fixture, never);
  text = describe (fixture);
  g_assert_cmpstr (text, ==, "127.21.0.1 smtp\n127.21.0.3 smtp\n127.21.0.7 smtp\n");
  repoint_test_listener_wait (page, 3);
  g_assert_cmpuint (repoint_test_listener_get_accepted (page), ==, 3);
  g_assert_cmpuint (fixture->last_completed, ==, 3);
}

static void
test_progress_is_exact (Fixture       *fixture,
                        gconstpointer  data)
{
  guint16 port;
  int fd = reserve_port (&port);

  add_range (fixture, "127.30.0.0/20");
  add_range (fixture, "127.31.0.0/20");
  add_range (fixture, "127.32.0.1-127.32.7.20");
  add_range (fixture, "127.31.1.1-127.31.1.200");
  add_port (fixture, port, REPOINT_PROTOCOL_HTTP);
  run (fixture, NULL);
  g_assert_cmpuint (fixture->last_completed, ==, 4094 + 4094 + 1812);
  g_assert_cmpuint (fixture->sightings->len, ==, 0);
  close (fd);
}

/* Two runs over the same addresses: no device ever has two connections. */
static void
test_shared_budget (Fixture       *fixture,
                    gconstpointer  data)
{
  g_autoptr (RepointTestListener) page = repoint_test_listener_new (NULL, 0, serve_page, NULL);
  g_autoptr (RepointTestListener) mail = repoint_test_listener_new (NULL, 0, serve_greeting, NULL);
  g_autoptr (RepointJob) one = NULL;
  g_autoptr (RepointJob) other = NULL;

  add_range (fixture, "127.22.0.1-30");
  add_port (fixture, repoint_test_listener_get_port (page), REPOINT_PROTOCOL_HTTP);
  add_port (fixture, repoint_test_listener_get_port (mail), REPOINT_PROTOCOL_SMTP);
  one = REPOINT_JOB (repoint_discovery_new (fixture->scheduler, fixture->ranges, fixture->ports, NULL));
  other = REPOINT_JOB (repoint_discovery_new (fixture->scheduler, fixture->ranges, fixture->ports, NULL));
  repoint_job_start (one);
  repoint_job_start (other);
  wait_for_end (one);
  wait_for_end (other);
  repoint_test_listener_wait (page, 60);
  repoint_test_listener_wait (mail, 60);
  g_assert_cmpuint (repoint_test_listener_get_accepted (page), ==, 60);
  g_assert_cmpuint (repoint_test_listener_get_accepted (mail), ==, 60);
  g_assert_cmpuint (repoint_test_listener_get_peak_per_address (page), ==, 1);
  g_assert_cmpuint (repoint_test_listener_get_peak_per_address (mail), ==, 1);
}

/* ---- Pause and stop ---- */

/* Connections that the test lets go on one by one. */
typedef struct
{
  GMutex mutex;
  GCond  cond;
  guint  waiting;
  guint  released;
} Turnstile;

static void
serve_turnstile (int      fd,
                 gpointer user_data)
{
  Turnstile *turnstile = user_data;
  guint mine;

  g_mutex_lock (&turnstile->mutex);
  mine = turnstile->waiting++;
  g_cond_broadcast (&turnstile->cond);
  while (turnstile->released <= mine)
    g_cond_wait (&turnstile->cond, &turnstile->mutex);
  g_mutex_unlock (&turnstile->mutex);
  serve_page (fd, NULL);
}

static void
turnstile_wait (Turnstile *turnstile,
                guint      n)
{
  g_mutex_lock (&turnstile->mutex);
  while (turnstile->waiting < n)
    g_cond_wait (&turnstile->cond, &turnstile->mutex);
  g_mutex_unlock (&turnstile->mutex);
}

static void
turnstile_release (Turnstile *turnstile,
                   guint      n)
{
  g_mutex_lock (&turnstile->mutex);
  turnstile->released = n;
  g_cond_broadcast (&turnstile->cond);
  g_mutex_unlock (&turnstile->mutex);
}

static gboolean
note (gpointer user_data)
{
  g_atomic_int_set ((int *) user_data, TRUE);
  return G_SOURCE_REMOVE;
}

/* Lets the scheduler's thread do all it was asked until now. */
static void
one_round (RepointScheduler *scheduler)
{
  int done = FALSE;
  g_autoptr (GSource) source = g_idle_source_new ();

  g_source_set_priority (source, G_PRIORITY_LOW);
  g_source_set_callback (source, note, &done, NULL);
  g_source_attach (source, repoint_scheduler_get_context (scheduler));
  while (!g_atomic_int_get (&done))
    g_thread_yield ();
}

static void
wait_for_completed (RepointJob *job,
                    guint       n)
{
  while (repoint_job_get_completed (job) < n)
    g_main_context_iteration (NULL, TRUE);
}

static void
test_pause (Fixture       *fixture,
            gconstpointer  data)
{
  Turnstile turnstile = { 0 };
  RepointTestListener *page = repoint_test_listener_new (NULL, 0, serve_turnstile, &turnstile);
  g_autoptr (RepointJob) job = NULL;

  add_range (fixture, "127.23.0.1-100");
  add_port (fixture, repoint_test_listener_get_port (page), REPOINT_PROTOCOL_HTTP);
  job = make_job (fixture, NULL);
  repoint_job_start (job);
  turnstile_wait (&turnstile, 64);
  repoint_job_pause (job);
  one_round (fixture->scheduler);

  /* What runs may finish, nothing new begins. */
  turnstile_release (&turnstile, 64);
  wait_for_completed (job, 0);
  while (fixture->sightings->len < 64)
    g_main_context_iteration (NULL, TRUE);
  one_round (fixture->scheduler);
  g_assert_cmpuint (repoint_test_listener_get_accepted (page), ==, 64);
  g_assert_cmpint (repoint_job_get_state (job), ==, REPOINT_JOB_PAUSED);

  repoint_job_resume (job);
  turnstile_wait (&turnstile, 100);
  turnstile_release (&turnstile, 100);
  wait_for_end (job);
  g_assert_cmpuint (repoint_job_get_completed (job), ==, 100);
  g_assert_cmpuint (fixture->sightings->len, ==, 100);
  repoint_test_listener_free (page);
}

/* The first stop waits for what runs, the second does not; either way what was seen is handed out. */
static void
test_two_stage_stop (Fixture       *fixture,
                     gconstpointer  data)
{
  Turnstile turnstile = { 0 };
  RepointTestListener *page = repoint_test_listener_new (NULL, 0, serve_turnstile, &turnstile);
  g_autoptr (RepointJob) job = NULL;

  add_range (fixture, "127.24.0.1-200");
  add_port (fixture, repoint_test_listener_get_port (page), REPOINT_PROTOCOL_HTTP);
  job = make_job (fixture, NULL);
  repoint_job_start (job);
  turnstile_wait (&turnstile, 64);
  turnstile_release (&turnstile, 30);
  turnstile_wait (&turnstile, 94);
  repoint_job_stop (job);
  one_round (fixture->scheduler);
  g_assert_cmpint (repoint_job_get_state (job), ==, REPOINT_JOB_STOPPING);
  turnstile_release (&turnstile, 60);
  while (fixture->sightings->len < 60)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (repoint_job_get_state (job), ==, REPOINT_JOB_STOPPING);

  /* The rest never answers. They are known to be there all the same: their ports were open. */
  repoint_job_stop (job);
  wait_for_end (job);
  g_assert_cmpint (repoint_job_get_result (job), ==, REPOINT_JOB_RESULT_STOPPED);
  g_assert_cmpuint (repoint_test_listener_get_accepted (page), ==, 94);
  g_assert_cmpuint (fixture->sightings->len, ==, 94);
  g_assert_cmpuint (repoint_job_get_completed (job), <, repoint_job_get_total (job));
  turnstile_release (&turnstile, 200);
  repoint_test_listener_free (page);
}

static void
test_drop_while_running (Fixture       *fixture,
                         gconstpointer  data)
{
  g_autoptr (RepointTestListener) page = repoint_test_listener_new (NULL, 0, serve_page, NULL);
  RepointJob *job;

  add_range (fixture, "127.25.0.1-20");
  add_port (fixture, repoint_test_listener_get_port (page), REPOINT_PROTOCOL_HTTP);
  job = make_job (fixture, NULL);
  g_object_add_weak_pointer (G_OBJECT (job), (gpointer *) &job);
  repoint_job_start (job);
  g_object_unref (job);
  while (job != NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (fixture->sightings->len, ==, 20);
}

/* ---- Rude web servers ---- */

static void
test_hostile_pages (Fixture       *fixture,
                    gconstpointer  data)
{
  static const struct
  {
    RepointTestHandler  handler;
    const char         *text;
    const char         *expected;
  } cases[] = {
    { serve_endless, "X-Header: and so on and on and on and on and on and on and on and on and on\r\n", "" },
    { serve_endless, "\r\n<title>and so on and on and on and on and on and on and on and on and on", NULL },
    { serve_text, "HTTP/1.0 200 OK\r\n\r\n<title>&lt;b&gt;Bold&lt;/b&gt; &amp; %s%n</title>", " web-page:title=<b>Bold</b> & %s%n" },
    { serve_text, "HTTP/1.0 302 Found\r\nLocation: http://127.0.0.1:1/\r\n\r\n", "" },
    { serve_text, "HTTP/1.0 302 Found\r\nLocation: /again\r\nServer: loops\r\n\r\n", " web-page:server=loops" },
    { serve_text, "\r\n\r\n\r\n", "" },
    { serve_text, "", "" },
    { serve_text, "HTTP/1.0 200 OK\r\nServer: \x1b]0;gone\x07\r\nWWW-Authenticate: Basic realm=\"", " web-page:server=]0;gone" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (RepointTestListener) page = repoint_test_listener_new ("127.26.0.1", 0, cases[i].handler, (gpointer) cases[i].text);
      g_autofree char *text = NULL;
      g_autofree char *expected = g_strdup_printf ("127.26.0.1 http%s\n", cases[i].expected);

      g_test_message ("case %u", i);
      g_array_set_size (fixture->ranges, 0);
      g_array_set_size (fixture->ports, 0);
      g_ptr_array_set_size (fixture->sightings, 0);
      fixture->last_completed = 0;
      add_range (fixture, "127.26.0.1");
      add_port (fixture, repoint_test_listener_get_port (page), REPOINT_PROTOCOL_HTTP);
      run (fixture, NULL);
      text = describe (fixture);
      if (cases[i].expected != NULL)
        g_assert_cmpstr (text, ==, expected);
      else
        g_assert_cmpuint (strlen (text), <=, 512 + 64);
      /* A redirection to itself is followed once. */
      g_assert_cmpuint (repoint_test_listener_get_accepted (page), <=, 2);
    }
}

/* ---- TLS ---- */

/* nginx as the page of an old device: one session gives the names in the certificate and the title. */
static void
test_old_web_page (Fixture       *fixture,
                   gconstpointer  data)
{
  guint16 port = 0;
  g_autoptr (RepointTestDaemon) nginx = repoint_test_nginx_start ("Remote UI: Login: iR-ADV C5051: Copier", &port);
  const RepointSighting *sighting;
  g_autofree char *text = NULL;

  if (nginx == NULL)
    return;
  add_range (fixture, "127.0.0.1");
  add_tls_port (fixture, port, REPOINT_PROTOCOL_HTTP);
  run (fixture, NULL);

  text = describe (fixture);
  g_test_message ("%s", text);
  g_assert_nonnull (strstr (text, " web-page:title=Remote UI: Login: iR-ADV C5051: Copier"));
  g_assert_nonnull (strstr (text, " web-page:server=nginx"));
  g_assert_nonnull (strstr (text, " tls-certificate:certificate-subject="));
  sighting = g_ptr_array_index (fixture->sightings, 0);
  g_assert_cmpstr (sighting->vendor, ==, "Canon");
  g_assert_cmpstr (sighting->model, ==, "iR-ADV C5051");
  g_assert_cmpint (sighting->kind, ==, REPOINT_DEVICE_KIND_PRINTER);
}

static void
test_certificate_names (Fixture       *fixture,
                        gconstpointer  data)
{
  RepointTestTlsOptions options = { .protocol = REPOINT_PROTOCOL_IMAP };
  g_autoptr (RepointTestTlsServer) server = repoint_test_tls_server_new (&options);
  g_autofree char *text = NULL;
  g_autofree char *said = NULL;

  add_range (fixture, "127.0.0.1");
  add_tls_port (fixture, repoint_test_tls_server_get_port (server), REPOINT_PROTOCOL_IMAP);
  run (fixture, NULL);
  text = describe (fixture);
  g_assert_true (g_str_has_prefix (text, "127.0.0.1 imap tls-certificate:certificate-subject="));
  g_assert_nonnull (strstr (text, " tls-certificate:certificate-name=localhost"));
  g_assert_cmpuint (repoint_test_tls_server_get_connections (server), ==, 1);
  /* Nothing is said inside. */
  said = repoint_test_tls_server_get_transcript (server);
  g_assert_cmpstr (said, ==, "");
}

static void
test_hostile_names (Fixture       *fixture,
                    gconstpointer  data)
{
  RepointTestTlsOptions options = { .protocol = REPOINT_PROTOCOL_TLS, .certificate = REPOINT_TEST_PKI_HOSTILE };
  g_autoptr (RepointTestTlsServer) server = repoint_test_tls_server_new (&options);
  const RepointSighting *sighting;

  add_range (fixture, "127.0.0.1");
  add_tls_port (fixture, repoint_test_tls_server_get_port (server), REPOINT_PROTOCOL_TLS);
  run (fixture, NULL);
  g_assert_cmpuint (fixture->sightings->len, ==, 1);
  sighting = g_ptr_array_index (fixture->sightings, 0);
  g_assert_cmpuint (sighting->evidence->len, >, 0);
  for (guint i = 0; i < sighting->evidence->len; i++)
    {
      const RepointEvidence *evidence = g_ptr_array_index (sighting->evidence, i);

      g_assert_true (g_utf8_validate (evidence->value, -1, NULL));
      g_assert_cmpuint (strlen (evidence->value), <=, 512);
      for (const char *c = evidence->value; *c != '\0'; c++)
        g_assert_cmpint ((guchar) *c, >=, 0x20);
    }
}

/* What is confused by a modern hello gets an old one; what wants no TLS at all is left alone after that. */
static void
test_second_try (Fixture       *fixture,
                 gconstpointer  data)
{
  RepointTestTlsOptions picky = { .protocol = REPOINT_PROTOCOL_TLS, .max_hello = 255 };
  RepointTestTlsOptions never = { .protocol = REPOINT_PROTOCOL_TLS, .close_after = -1 };
  g_autoptr (RepointTestTlsServer) picky_server = repoint_test_tls_server_new (&picky);
  g_autoptr (RepointTestTlsServer) never_server = repoint_test_tls_server_new (&never);
  g_autofree char *text = NULL;

  add_range (fixture, "127.0.0.1");
  add_tls_port (fixture, repoint_test_tls_server_get_port (picky_server), REPOINT_PROTOCOL_TLS);
  add_tls_port (fixture, repoint_test_tls_server_get_port (never_server), REPOINT_PROTOCOL_HTTP);
  run (fixture, NULL);
  text = describe (fixture);
  g_assert_true (g_str_has_prefix (text, "127.0.0.1 tls http tls-certificate:certificate-subject="));
  g_assert_cmpuint (repoint_test_tls_server_get_connections (picky_server), ==, 2);
  g_assert_cmpuint (repoint_test_tls_server_get_connections (never_server), ==, 2);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, func) g_test_add ("/discovery/" name, Fixture, NULL, set_up, func, tear_down)
  ADD ("exactly-what-is-open", test_exactly_what_is_open);
  ADD ("forbidden-ports", test_forbidden_ports);
  ADD ("never-list", test_never_list);
  ADD ("progress-is-exact", test_progress_is_exact);
  ADD ("shared-budget", test_shared_budget);
  ADD ("pause", test_pause);
  ADD ("two-stage-stop", test_two_stage_stop);
  ADD ("drop-while-running", test_drop_while_running);
  ADD ("hostile-pages", test_hostile_pages);
  ADD ("old-web-page", test_old_web_page);
  ADD ("certificate-names", test_certificate_names);
  ADD ("hostile-names", test_hostile_names);
  ADD ("second-try", test_second_try);
#undef ADD

  return g_test_run ();
}
