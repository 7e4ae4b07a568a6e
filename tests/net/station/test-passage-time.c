/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-passage.h"
#include "repoint-test-listener.h"
#include "repoint-test-station.h"
#include "repoint-test-talk.h"

#include <string.h>

/* ---- A passage whose time the test makes ---- */

typedef struct
{
  RepointScheduler    *scheduler;
  RepointRelays       *relays;
  RepointConversation *conversation;
  GMutex               mutex;
  RepointVisitRecord  *record;   /* NULL until it is over; guarded by the mutex */
  GString             *heard;    /* what the device was told */
  gint64               opened;
  gint64               deadline; /* as it was asked last */
  RepointClosed        closed;
  const char          *says;
  gboolean             lives;
} Bench;

typedef void (*Act) (Bench *self);

typedef struct
{
  Bench   *bench;
  Act      act;
  GMutex   mutex;
  GCond    cond;
  gboolean done;
} Errand;

static gboolean
run_errand (gpointer data)
{
  Errand *errand = data;
  GBytes *bytes;

  errand->act (errand->bench);
  while (errand->bench->conversation != NULL && (bytes = repoint_conversation_take (errand->bench->conversation)) != NULL)
    {
      g_string_append_len (errand->bench->heard, g_bytes_get_data (bytes, NULL), (gssize) g_bytes_get_size (bytes));
      g_bytes_unref (bytes);
    }
  g_mutex_lock (&errand->mutex);
  errand->done = TRUE;
  g_cond_signal (&errand->cond);
  g_mutex_unlock (&errand->mutex);

  return G_SOURCE_REMOVE;
}

/* On the scheduler's thread. */
static void
act (Bench *self, Act what)
{
  Errand errand = { .bench = self, .act = what };

  g_mutex_init (&errand.mutex);
  g_cond_init (&errand.cond);
  g_main_context_invoke (repoint_scheduler_get_context (self->scheduler), run_errand, &errand);
  g_mutex_lock (&errand.mutex);
  while (!errand.done)
    g_cond_wait (&errand.cond, &errand.mutex);
  g_mutex_unlock (&errand.mutex);
  g_mutex_clear (&errand.mutex);
  g_cond_clear (&errand.cond);
}

static void
report_cb (RepointVisitRecord *record, gpointer user_data)
{
  Bench *self = user_data;

  g_mutex_lock (&self->mutex);
  g_assert_null (self->record);
  self->record = record;
  g_mutex_unlock (&self->mutex);
}

static gboolean
is_told (Bench *self)
{
  gboolean told;

  g_mutex_lock (&self->mutex);
  told = self->record != NULL;
  g_mutex_unlock (&self->mutex);

  return told;
}

static Bench *
bench_new (RepointSecurity security, guint16 port, RepointRelaysChoice choice)
{
  Bench *self = g_new0 (Bench, 1);
  g_autoptr (RepointTarget) target = repoint_target_new (REPOINT_PROTOCOL_SMTP, security, "127.0.0.1", port);
  g_autoptr (RepointTarget) begun = NULL;
  g_autoptr (GPtrArray) targets = g_ptr_array_new ();
  g_autoptr (GSocketAddress) peer = g_inet_socket_address_new_from_string ("192.0.2.7", 4711);
  g_autoptr (GSocketAddress) local = g_inet_socket_address_new_from_string ("192.0.2.1", 2587);

  g_mutex_init (&self->mutex);
  self->scheduler = repoint_scheduler_new (NULL);
  self->relays = repoint_relays_new ();
  self->heard = g_string_new (NULL);
  g_ptr_array_add (targets, target);
  repoint_relays_set_targets (self->relays, REPOINT_PROTOCOL_SMTP, targets);
  if (choice == REPOINT_RELAYS_TARGET)
    g_assert_cmpint (repoint_relays_begin (self->relays, REPOINT_PROTOCOL_SMTP,
                                           g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (peer)), &begun), ==, choice);
  self->conversation = repoint_passage_new (self->scheduler, self->relays, target, choice, G_INET_SOCKET_ADDRESS (peer),
                                            G_INET_SOCKET_ADDRESS (local), report_cb, self, NULL);

  return self;
}

static void
let_go (Bench *self)
{
  g_clear_object (&self->conversation);
}

static void
bench_free (Bench *self)
{
  act (self, let_go);
  g_clear_pointer (&self->record, repoint_visit_record_free);
  repoint_relays_unref (self->relays);
  g_mutex_clear (&self->mutex);
  g_string_free (self->heard, TRUE);
  g_object_unref (self->scheduler);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Bench, bench_free)

static void
open_it (Bench *self)
{
  self->opened = g_get_monotonic_time ();
  repoint_conversation_opened (self->conversation, self->opened);
  self->deadline = repoint_conversation_get_deadline (self->conversation);
}

static void
ask_deadline (Bench *self)
{
  self->deadline = repoint_conversation_get_deadline (self->conversation);
}

static void
pass_time (Bench *self)
{
  ask_deadline (self);
  self->lives = repoint_conversation_expired (self->conversation, self->deadline);
}

static void
say (Bench *self)
{
  repoint_conversation_feed (self->conversation, (const guint8 *) self->says, strlen (self->says), g_get_monotonic_time ());
}

static void
close_it (Bench *self)
{
  repoint_conversation_closed (self->conversation, self->closed);
}

/* Until the server is connected to, which only the time it may take shows. */
static void
wait_for_server (Bench *self)
{
  while (self->deadline == self->opened + REPOINT_PASSAGE_REACH_TIME)
    {
      repoint_test_one_round (self->scheduler);
      act (self, ask_deadline);
    }
}

/* It is told when both halves are gone. */
static void
check_relay (Bench *self, const char *result, const char *problem)
{
  act (self, let_go);
  while (!is_told (self))
    repoint_test_one_round (self->scheduler);
  g_assert_cmpstr (json_object_get_string_member (self->record->relay, "result"), ==, result);
  g_assert_cmpstr (json_object_get_string_member_with_default (self->record->relay, "problem", NULL), ==, problem);
}

static void
silent (int fd, gpointer unused)
{
  repoint_test_read_to_end (fd, NULL);
}

static void
greet (int fd, gpointer unused)
{
  repoint_test_send (fd, "220 mx.example\r\n", strlen ("220 mx.example\r\n"));
  repoint_test_read_to_end (fd, NULL);
}

/* ---- Tests ---- */

static void
test_no_connection (void)
{
  g_autoptr (RepointTestListener) server = repoint_test_listener_new ("127.0.0.1", 0, silent, NULL);
  g_autoptr (Bench) bench = bench_new (REPOINT_SECURITY_STARTTLS, repoint_test_listener_get_port (server), REPOINT_RELAYS_TARGET);

  act (bench, open_it);
  g_assert_cmpint (bench->deadline, ==, bench->opened + REPOINT_PASSAGE_REACH_TIME);
  bench->closed = REPOINT_CLOSED_FIN;
  act (bench, close_it);
  check_relay (bench, "device-left", NULL);
}

static void
test_silent_server (void)
{
  g_autoptr (RepointTestListener) server = repoint_test_listener_new ("127.0.0.1", 0, silent, NULL);
  g_autoptr (Bench) bench = bench_new (REPOINT_SECURITY_STARTTLS, repoint_test_listener_get_port (server), REPOINT_RELAYS_TARGET);

  act (bench, open_it);
  wait_for_server (bench);
  g_assert_cmpint (bench->deadline, >=, bench->opened + REPOINT_PASSAGE_SILENCE_TIME);
  act (bench, pass_time);
  g_assert_true (bench->lives);
  check_relay (bench, "unreachable", "timeout");
  g_assert_cmpstr (bench->heard->str, ==, "421 4.7.0 Repoint ends this test, it took too long\r\n");
}

static void
hear_greeting (Bench *bench)
{
  act (bench, open_it);
  while (bench->heard->len == 0)
    {
      repoint_test_one_round (bench->scheduler);
      act (bench, ask_deadline);
    }
}

static void
test_silent_device (void)
{
  g_autoptr (RepointTestListener) server = repoint_test_listener_new ("127.0.0.1", 0, greet, NULL);
  g_autoptr (Bench) bench = bench_new (REPOINT_SECURITY_STARTTLS, repoint_test_listener_get_port (server), REPOINT_RELAYS_TARGET);

  hear_greeting (bench);
  act (bench, pass_time);
  check_relay (bench, "limit", "timeout");
}

static void
test_half_a_hello (void)
{
  g_autoptr (RepointTestListener) server = repoint_test_listener_new ("127.0.0.1", 0, greet, NULL);
  g_autoptr (Bench) bench = bench_new (REPOINT_SECURITY_STARTTLS, repoint_test_listener_get_port (server), REPOINT_RELAYS_TARGET);

  hear_greeting (bench);
  bench->says = "\x16\x03\x01\x02";
  act (bench, say);
  act (bench, ask_deadline);
  g_assert_cmpint (bench->deadline, <, bench->opened + REPOINT_PASSAGE_SILENCE_TIME);
  act (bench, pass_time);
  check_relay (bench, "limit", "timeout");
  g_assert_cmpint (bench->record->outcome, ==, REPOINT_VISIT_TIMEOUT);
}

/* Where TLS comes first nobody greets: a device that keeps silent waits for that. */
static void
test_waits_for_greeting (void)
{
  g_autoptr (RepointTestListener) server = repoint_test_listener_new ("127.0.0.1", 0, silent, NULL);
  g_autoptr (Bench) bench = bench_new (REPOINT_SECURITY_TLS, repoint_test_listener_get_port (server), REPOINT_RELAYS_TARGET);

  act (bench, open_it);
  wait_for_server (bench);
  g_assert_cmpint (bench->deadline, <, bench->opened + REPOINT_PASSAGE_REACH_TIME);
  act (bench, pass_time);
  check_relay (bench, "blocked", "clear-first");
  g_assert_nonnull (strstr (bench->heard->str, "421 4.7.0 the mail server has no STARTTLS"));
}

static void
test_too_long (void)
{
  g_autoptr (RepointTestListener) server = repoint_test_listener_new ("127.0.0.1", 0, greet, NULL);
  g_autoptr (Bench) bench = bench_new (REPOINT_SECURITY_STARTTLS, repoint_test_listener_get_port (server), REPOINT_RELAYS_TARGET);

  g_assert_cmpint (repoint_conversation_get_talk_time (bench->conversation), ==, REPOINT_PASSAGE_TIME);
  hear_greeting (bench);
  bench->closed = REPOINT_CLOSED_TIMEOUT;
  act (bench, close_it);
  check_relay (bench, "limit", "time");
  g_assert_nonnull (strstr (bench->heard->str, "421 4.7.0 Repoint ends this test, it took too long\r\n"));
}

static void
test_busy (void)
{
  g_autoptr (RepointTestListener) server = repoint_test_listener_new ("127.0.0.1", 0, silent, NULL);
  g_autoptr (Bench) bench = bench_new (REPOINT_SECURITY_STARTTLS, repoint_test_listener_get_port (server), REPOINT_RELAYS_FULL);

  act (bench, open_it);
  check_relay (bench, "limit", "busy");
  g_assert_cmpstr (bench->heard->str, ==, "421 4.7.0 Repoint has too many visitors, please try again\r\n");
  g_assert_cmpuint (repoint_test_listener_get_accepted (server), ==, 0);
}

/* ---- Whose turn it is ---- */

static GPtrArray *
make_targets (void)
{
  GPtrArray *targets = g_ptr_array_new_with_free_func ((GDestroyNotify) repoint_target_free);

  g_ptr_array_add (targets, repoint_target_parse ("smtp://standard.example", NULL));
  g_ptr_array_add (targets, repoint_target_parse ("imap://other.example", NULL));
  g_ptr_array_add (targets, repoint_target_parse ("smtp://printer.example:9100", NULL));
  g_ptr_array_add (targets, repoint_target_parse ("smtps://legacy.example", NULL));

  return targets;
}

static void
test_relays_take_turns (void)
{
  static const struct
  {
    const char *peer;
    const char *host;
    gboolean    conclusive;
  } visits[] = {
    { "192.0.2.1", "standard.example", FALSE }, { "192.0.2.1", "standard.example", TRUE }, { "192.0.2.2", "standard.example", TRUE },
    { "192.0.2.1", "legacy.example", TRUE },    { "192.0.2.1", "standard.example", TRUE }, { "192.0.2.2", "legacy.example", FALSE },
  };
  g_autoptr (RepointRelays) relays = repoint_relays_new ();
  g_autoptr (GPtrArray) targets = make_targets ();

  repoint_relays_set_targets (relays, REPOINT_PROTOCOL_SMTP, targets);
  for (guint i = 0; i < G_N_ELEMENTS (visits); i++)
    {
      g_autoptr (GInetAddress) peer = g_inet_address_new_from_string (visits[i].peer);
      g_autoptr (RepointTarget) target = NULL;

      g_assert_cmpint (repoint_relays_begin (relays, REPOINT_PROTOCOL_SMTP, peer, &target), ==, REPOINT_RELAYS_TARGET);
      g_assert_cmpstr (target->host, ==, visits[i].host);
      repoint_relays_end (relays, target, peer, visits[i].conclusive);
    }
}

static void
test_relays_full (void)
{
  g_autoptr (RepointRelays) relays = repoint_relays_new ();
  g_autoptr (GPtrArray) targets = make_targets ();
  g_autoptr (GInetAddress) peer = g_inet_address_new_from_string ("2001:db8::1");
  g_autoptr (RepointTarget) last = NULL;

  g_assert_cmpint (repoint_relays_begin (relays, REPOINT_PROTOCOL_SMTP, peer, &last), ==, REPOINT_RELAYS_NONE);
  repoint_relays_set_targets (relays, REPOINT_PROTOCOL_SMTP, targets);
  for (guint i = 0; i < REPOINT_RELAYS_MAX_OPEN; i++)
    {
      g_autoptr (RepointTarget) target = NULL;

      g_assert_cmpint (repoint_relays_begin (relays, REPOINT_PROTOCOL_SMTP, peer, &target), ==, REPOINT_RELAYS_TARGET);
    }
  g_assert_cmpint (repoint_relays_begin (relays, REPOINT_PROTOCOL_SMTP, peer, &last), ==, REPOINT_RELAYS_FULL);
  repoint_relays_end (relays, last, peer, FALSE);
  g_clear_pointer (&last, repoint_target_free);
  g_assert_cmpint (repoint_relays_begin (relays, REPOINT_PROTOCOL_SMTP, peer, &last), ==, REPOINT_RELAYS_TARGET);
}

static void
test_own (void)
{
  static const struct
  {
    const char *address;
    guint16     port;
    gboolean    own;
  } cases[] = {
    { "127.0.0.1", 2587, TRUE }, { "127.9.9.9", 2587, TRUE }, { "::1", 2587, TRUE },      { "0.0.0.0", 2587, TRUE },
    { "127.0.0.1", 587, FALSE }, { "192.0.2.1", 2587, FALSE }, { "2001:db8::1", 2587, FALSE }, { "127.0.0.1", 2143, TRUE },
  };
  g_autoptr (RepointRelays) relays = repoint_relays_new ();

  repoint_relays_set_port (relays, REPOINT_PROTOCOL_SMTP, 2587);
  repoint_relays_set_port (relays, REPOINT_PROTOCOL_IMAP, 2143);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GInetAddress) address = g_inet_address_new_from_string (cases[i].address);

      g_assert_cmpint (repoint_relays_is_own (relays, address, cases[i].port), ==, cases[i].own);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/passage-time/no-connection", test_no_connection);
  g_test_add_func ("/passage-time/silent-server", test_silent_server);
  g_test_add_func ("/passage-time/silent-device", test_silent_device);
  g_test_add_func ("/passage-time/half-a-hello", test_half_a_hello);
  g_test_add_func ("/passage-time/waits-for-greeting", test_waits_for_greeting);
  g_test_add_func ("/passage-time/too-long", test_too_long);
  g_test_add_func ("/passage-time/busy", test_busy);
  g_test_add_func ("/relays/turns", test_relays_take_turns);
  g_test_add_func ("/relays/full", test_relays_full);
  g_test_add_func ("/relays/own", test_own);

  return g_test_run ();
}
