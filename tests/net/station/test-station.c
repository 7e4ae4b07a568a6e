/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-station-desk.h"
#include "repoint-test-daemon.h"
#include "repoint-test-station.h"

#include <string.h>

#define MARKER "s3cr3t-marker"

static GSocketConnection *
come (const char *address, guint16 port)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSocketAddress) there = g_inet_socket_address_new_from_string (address, port);
  g_autoptr (GError) error = NULL;
  GSocketConnection *connection = g_socket_client_connect (client, G_SOCKET_CONNECTABLE (there), NULL, &error);

  g_assert_no_error (error);

  return connection;
}

static void
say (GSocketConnection *connection, const char *text)
{
  g_autoptr (GError) error = NULL;

  g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (connection)), text, strlen (text), NULL, NULL, &error);
  g_assert_no_error (error);
}

/* Everything to the end, or to a line feed if @line. */
static char *
hear (GSocketConnection *connection, gboolean line)
{
  GInputStream *in = g_io_stream_get_input_stream (G_IO_STREAM (connection));
  GString *text = g_string_new (NULL);
  char c;

  while (g_input_stream_read (in, &c, 1, NULL, NULL) == 1)
    {
      g_string_append_c (text, c);
      if (line && c == '\n')
        break;
    }

  return g_string_free (text, FALSE);
}

static void
test_several_protocols (void)
{
  static const struct
  {
    RepointProtocol protocol;
    const char     *name;
    const char     *says;
    const char     *hears;
    const char     *outcome;
    const char     *asked;
  } cases[] = {
    { REPOINT_PROTOCOL_SMTP, "smtp", "EHLO copier\r\nAUTH PLAIN " MARKER "\r\n", "421 4.3.2 ", "in-clear", "clear" },
    { REPOINT_PROTOCOL_IMAP, "imap", "a LOGIN copier " MARKER "\r\n", "a NO [UNAVAILABLE] ", "in-clear", "clear" },
    { REPOINT_PROTOCOL_POP3, "pop3", "USER " MARKER "\r\n", "-ERR [SYS/TEMP] ", "in-clear", "clear" },
    { REPOINT_PROTOCOL_TLS, "tls", "GET / HTTP/1.1\r\n\r\n", NULL, "no-hello", "none" },
  };
  static const char *const addresses[] = { "127.0.0.1", "::1" };
  g_autoptr (RepointTestStation) station = repoint_test_station_new ();
  guint n_visits = 0;

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_assert_cmpuint (repoint_station_get_port (station->station, cases[i].protocol), ==, 0);
      repoint_test_station_open (station, cases[i].protocol);
    }

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    for (guint a = 0; a < G_N_ELEMENTS (addresses); a++)
      {
        guint16 port = repoint_station_get_port (station->station, cases[i].protocol);
        g_autoptr (GSocketConnection) visitor = come (addresses[a], port);
        g_autofree char *heard = NULL;
        g_autofree char *number = g_strdup_printf ("%u", port);
        g_autofree char *dump = NULL;
        JsonObject *visit;

        say (visitor, cases[i].says);
        heard = hear (visitor, FALSE);
        if (cases[i].hears != NULL)
          g_assert_nonnull (strstr (heard, cases[i].hears));
        else
          g_assert_cmpstr (heard, ==, "");

        visit = repoint_test_station_wait (station, ++n_visits);
        repoint_test_visit_check (visit, "protocol", cases[i].name);
        repoint_test_visit_check (visit, "peer", addresses[a]);
        repoint_test_visit_check (visit, "local", addresses[a]);
        repoint_test_visit_check (visit, "mac", NULL);
        repoint_test_visit_check (visit, "port", number);
        repoint_test_visit_check (visit, "security", "none");
        repoint_test_visit_check (visit, "hello", NULL);
        repoint_test_visit_check (visit, "handshake", NULL);
        repoint_test_visit_check (visit, "relay", NULL);
        repoint_test_visit_check (visit, "outcome", cases[i].outcome);
        repoint_test_visit_check (visit, "asked_sign_in", cases[i].asked);
        g_assert_cmpint (json_object_get_int_member (visit, "visit"), ==, n_visits);
        g_assert_cmpuint (station->n_arrived, ==, n_visits);
        dump = repoint_test_visit_dump (visit);
        g_assert_null (strstr (dump, "marker"));
      }
}

static void
test_greeting (void)
{
  g_autoptr (RepointTestStation) station = repoint_test_station_new ();
  guint16 port = repoint_test_station_open (station, REPOINT_PROTOCOL_SMTP);
  g_autoptr (GSocketConnection) visitor = come ("127.0.0.1", port);
  g_autofree char *greeting = hear (visitor, TRUE);
  g_autofree char *goodbye = NULL;

  g_assert_cmpstr (greeting, ==, "220 repoint.invalid ESMTP Repoint check-in station\r\n");
  say (visitor, "QUIT\r\n");
  goodbye = hear (visitor, FALSE);
  g_assert_cmpstr (goodbye, ==, "221 2.0.0 Goodbye\r\n");
  repoint_test_visit_check (repoint_test_station_wait (station, 1), "outcome", "left");
}

static void
test_ports (void)
{
  g_autoptr (RepointTestStation) station = repoint_test_station_new ();
  g_autoptr (RepointTestStation) other = repoint_test_station_new ();
  guint16 port = repoint_test_station_open (station, REPOINT_PROTOCOL_SMTP);
  g_autoptr (GError) error = NULL;

  /* It is open there already. */
  g_assert_true (repoint_station_open (station->station, REPOINT_PROTOCOL_SMTP, port, &error));
  g_assert_true (repoint_station_open (station->station, REPOINT_PROTOCOL_SMTP, 0, &error));
  g_assert_cmpuint (repoint_station_get_port (station->station, REPOINT_PROTOCOL_SMTP), ==, port);

  g_assert_false (repoint_station_open (other->station, REPOINT_PROTOCOL_IMAP, port, &error));
  g_assert_error (error, REPOINT_STATION_ERROR, REPOINT_STATION_ERROR_TAKEN);
  g_assert_cmpuint (repoint_station_get_port (other->station, REPOINT_PROTOCOL_IMAP), ==, 0);
  g_clear_error (&error);

  repoint_station_close (station->station, REPOINT_PROTOCOL_SMTP);
  g_assert_cmpuint (repoint_station_get_port (station->station, REPOINT_PROTOCOL_SMTP), ==, 0);
  g_assert_true (repoint_station_open (other->station, REPOINT_PROTOCOL_IMAP, port, &error));
  g_assert_no_error (error);
}

/* Without a port it takes the first that is allowed and free; another station gets another one. */
static void
test_conventional_ports (void)
{
  g_autoptr (RepointTestStation) station = repoint_test_station_new ();
  g_autoptr (RepointTestStation) other = repoint_test_station_new ();
  g_autoptr (GError) error = NULL;
  guint16 one;
  guint16 two;

  g_assert_true (repoint_station_open (station->station, REPOINT_PROTOCOL_POP3, 0, &error));
  g_assert_no_error (error);
  g_assert_true (repoint_station_open (other->station, REPOINT_PROTOCOL_POP3, 0, &error));
  g_assert_no_error (error);
  one = repoint_station_get_port (station->station, REPOINT_PROTOCOL_POP3);
  two = repoint_station_get_port (other->station, REPOINT_PROTOCOL_POP3);
  g_assert_true (one == 110 || (one >= 2110 && one < 2120));
  g_assert_true (two >= 2110 && two < 2120 && two > one);
}

/* It goes away with visitors inside: they are told nothing more than goodbye, and nobody is told of them. */
static void
test_dropped (void)
{
  RepointTestStation *station = repoint_test_station_new ();
  guint16 port = repoint_test_station_open (station, REPOINT_PROTOCOL_SMTP);
  g_autoptr (GSocketConnection) silent = come ("127.0.0.1", port);
  g_autoptr (GSocketConnection) greeted = come ("127.0.0.2", port);
  g_autoptr (GSocketConnection) begun = come ("127.0.0.3", port);
  RepointScheduler *scheduler = station->scheduler;
  g_autofree char *greeting = NULL;
  g_autofree char *nothing = NULL;
  g_autofree char *goodbye = NULL;

  say (begun, "\x16\x03\x01\x02");
  greeting = hear (greeted, TRUE);
  g_clear_object (&station->station);
  nothing = hear (begun, FALSE);
  g_assert_cmpstr (nothing, ==, "");
  goodbye = hear (greeted, FALSE);
  g_assert_true (g_str_has_prefix (goodbye, "421 4.3.2 "));

  /* Nothing that lives on its thread keeps the scheduler alive, so that who drops it waits for the end of that thread. */
  g_object_add_weak_pointer (G_OBJECT (scheduler), (gpointer *) &scheduler);
  repoint_test_station_free (station);
  g_assert_null (scheduler);
}

/* Closing tells of those who are inside; the station may be dropped by who is told. */
static void
drop_cb (RepointStation *ours, JsonObject *visit, RepointTestStation *station)
{
  g_clear_object (&station->station);
}

static void
test_closed_and_dropped (void)
{
  g_autoptr (RepointTestStation) station = repoint_test_station_new ();
  guint16 port = repoint_test_station_open (station, REPOINT_PROTOCOL_SMTP);
  g_autoptr (GSocketConnection) visitor = come ("127.0.0.1", port);
  g_autoptr (GSocketConnection) other = come ("127.0.0.2", port);
  g_autofree char *greeting = hear (visitor, TRUE);
  g_autofree char *other_greeting = hear (other, TRUE);

  say (visitor, "EHLO x\r\n");
  g_free (hear (visitor, TRUE));
  g_signal_connect (station->station, "visit", G_CALLBACK (drop_cb), station);
  repoint_station_close (station->station, REPOINT_PROTOCOL_SMTP);
  repoint_test_station_wait (station, 1);
  g_assert_null (station->station);
}

/* ---- The desk ---- */

typedef struct
{
  guint n_arrived;
  guint n_visits;
  RepointVisitOutcome outcome;
} Told;

static void
tell (const char *peer, const RepointVisitRecord *record, gpointer user_data)
{
  Told *told = user_data;

  if (record == NULL)
    {
      told->n_arrived++;
      return;
    }
  told->n_visits++;
  told->outcome = record->outcome;
  g_assert_cmpstr (record->peer, ==, peer);
}

static gboolean
admit (RepointStationDesk *desk, const char *address)
{
  g_autoptr (GSocketAddress) peer = g_inet_socket_address_new_from_string (address, 40000);
  g_autoptr (GSocketAddress) local = g_inet_socket_address_new_from_string ("192.0.2.1", 2587);

  return repoint_station_desk_admit (desk, REPOINT_PROTOCOL_SMTP, G_INET_SOCKET_ADDRESS (peer), G_INET_SOCKET_ADDRESS (local));
}

static void
settle (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

/* Who may not come is told of, but not each time, and not of a whole crowd. */
static void
test_turned_away (void)
{
  g_autoptr (RepointStationIdentity) identity = repoint_station_identity_new (NULL);
  Told told = { 0 };
  RepointStationDesk *desk = repoint_station_desk_new (identity, tell, &told);

  g_assert_true (admit (desk, "127.0.0.1"));
  for (guint i = 0; i < 10; i++)
    g_assert_false (admit (desk, "203.0.113.9"));
  settle ();
  g_assert_cmpuint (told.n_arrived, ==, 1);
  g_assert_cmpuint (told.n_visits, ==, 1);
  g_assert_cmpint (told.outcome, ==, REPOINT_VISIT_TURNED_AWAY);

  for (guint i = 0; i < 250; i++)
    {
      g_autofree char *address = g_strdup_printf ("198.51.100.%u", i);

      g_assert_false (admit (desk, address));
    }
  settle ();
  g_assert_cmpuint (told.n_visits, ==, 64);
  repoint_station_desk_leave (desk);
  repoint_station_desk_unref (desk);
}

/* Nobody listens to what there is to tell: then nobody is let in either. */
static void
test_crowd (void)
{
  g_autoptr (RepointStationIdentity) identity = repoint_station_identity_new (NULL);
  Told told = { 0 };
  RepointStationDesk *desk = repoint_station_desk_new (identity, tell, &told);
  guint n = 0;

  while (n < 10000 && admit (desk, "127.0.0.1"))
    n++;
  g_assert_cmpuint (n, ==, 256);
  settle ();
  g_assert_cmpuint (told.n_arrived, ==, n);
  g_assert_true (admit (desk, "127.0.0.1"));

  /* What was not told before the station went is not told after it. */
  repoint_station_desk_leave (desk);
  settle ();
  g_assert_cmpuint (told.n_arrived, ==, n);
  g_assert_false (admit (desk, "127.0.0.1"));
  repoint_station_desk_unref (desk);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/station/several-protocols", test_several_protocols);
  g_test_add_func ("/station/greeting", test_greeting);
  g_test_add_func ("/station/ports", test_ports);
  g_test_add_func ("/station/conventional-ports", test_conventional_ports);
  g_test_add_func ("/station/dropped", test_dropped);
  g_test_add_func ("/station/closed-and-dropped", test_closed_and_dropped);
  g_test_add_func ("/station/turned-away", test_turned_away);
  g_test_add_func ("/station/crowd", test_crowd);

  return g_test_run ();
}
