/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-address-range.h"
#include "repoint-cli-findings.h"
#include "repoint-cli-output.h"
#include "repoint-own-address.h"
#include "repoint-phrase-check-in.h"
#include "repoint-phrase-visit.h"
#include "repoint-station-port.h"
#include "repoint-station.h"

#include <glib-unix.h>
#include <glib/gi18n.h>
#include <signal.h>

typedef struct
{
  GMainLoop *loop;
  gboolean   json;
  gboolean   timed_out;
  int        count; /* visits to wait for, 0: any number */
  int        n_visits;
} Listen;

static void
print_for_people (JsonObject *visit)
{
  g_autofree char *visitor = repoint_phrase_visitor (visit);
  g_autofree char *sentence = repoint_phrase_visit (visit);
  g_autoptr(GPtrArray) sections = repoint_phrase_visit_sections (visit);

  repoint_cli_print ("\n%s", visitor);
  repoint_cli_print ("  %s", sentence);
  for (guint i = 0; i < sections->len; i++)
    repoint_cli_print_section (g_ptr_array_index (sections, i));
}

static void
visit_cb (RepointStation *station,
          JsonObject     *visit,
          Listen         *self)
{
  /* Others of the same batch. */
  if (self->count > 0 && self->n_visits == self->count)
    return;

  if (self->json)
    repoint_cli_print_json (visit);
  else
    print_for_people (visit);

  self->n_visits++;
  if (self->n_visits == self->count)
    g_main_loop_quit (self->loop);
}

static gboolean
interrupted_cb (gpointer user_data)
{
  Listen *self = user_data;

  g_main_loop_quit (self->loop);

  return G_SOURCE_CONTINUE;
}

static gboolean
timed_out_cb (gpointer user_data)
{
  Listen *self = user_data;

  self->timed_out = TRUE;
  g_main_loop_quit (self->loop);

  return G_SOURCE_CONTINUE;
}

static gboolean
contains (GArray          *protocols,
          RepointProtocol  protocol)
{
  for (guint i = 0; i < protocols->len; i++)
    if (g_array_index (protocols, RepointProtocol, i) == protocol)
      return TRUE;

  return FALSE;
}

static GArray *
parse_protocols (char **names)
{
  g_autoptr(GArray) protocols = g_array_new (FALSE, FALSE, sizeof (RepointProtocol));

  for (guint i = 0; names != NULL && names[i] != NULL; i++)
    {
      RepointProtocol protocol;

      if (!repoint_protocol_from_string (names[i], &protocol) || !repoint_station_port_is_served (protocol))
        {
          repoint_cli_complain (_("--protocol takes smtp, imap, pop3 or tls."));
          return NULL;
        }
      if (!contains (protocols, protocol))
        g_array_append_val (protocols, protocol);
    }

  if (protocols->len == 0)
    {
      repoint_cli_complain (_("Name at least one --protocol: smtp, imap, pop3 or tls."));
      return NULL;
    }

  return g_steal_pointer (&protocols);
}

/* FALSE after a complaint. @ranges stays NULL if none is named. */
static gboolean
parse_ranges (char   **texts,
              GArray **ranges)
{
  for (guint i = 0; texts != NULL && texts[i] != NULL; i++)
    {
      GError *error = NULL;
      RepointAddressRange range;

      if (!repoint_address_range_parse (texts[i], &range, &error))
        {
          repoint_cli_complain_error (error, texts[i]);
          return FALSE;
        }
      if (*ranges == NULL)
        *ranges = g_array_new (FALSE, FALSE, sizeof range);
      g_array_append_val (*ranges, range);
    }

  return TRUE;
}

/* FALSE after a complaint. */
static gboolean
parse_relays (char      **uris,
              GArray     *protocols,
              GPtrArray  *relays)
{
  for (guint i = 0; uris != NULL && uris[i] != NULL; i++)
    {
      GError *error = NULL;
      RepointTarget *target = repoint_target_parse (uris[i], &error);

      if (target == NULL)
        {
          repoint_cli_complain_error (error, uris[i]);
          return FALSE;
        }
      g_ptr_array_add (relays, target);
      if (!contains (protocols, target->protocol) || !repoint_station_is_relay (target->protocol, target))
        {
          repoint_cli_complain (_("--relay takes mail servers that speak a --protocol: smtp://, smtps://, imap://, imaps://, pop3:// or pop3s://."));
          return FALSE;
        }
    }

  return TRUE;
}

static void
set_relays (RepointStation *station,
            GPtrArray      *relays)
{
  for (RepointProtocol protocol = REPOINT_PROTOCOL_SMTP; protocol <= REPOINT_PROTOCOL_POP3; protocol++)
    {
      g_autoptr(GPtrArray) targets = g_ptr_array_new ();

      for (guint i = 0; i < relays->len; i++)
        if (((RepointTarget *) g_ptr_array_index (relays, i))->protocol == protocol)
          g_ptr_array_add (targets, g_ptr_array_index (relays, i));
      repoint_station_set_relays (station, protocol, targets);
    }
}

static gboolean
open_station (RepointStation *station,
              GArray         *protocols,
              guint16         port)
{
  for (guint i = 0; i < protocols->len; i++)
    {
      RepointProtocol protocol = g_array_index (protocols, RepointProtocol, i);
      const char *name = repoint_protocol_to_string (protocol);
      g_autofree char *what = port != 0 ? g_strdup_printf ("%s port %u", name, port) : g_strdup (name);
      GError *error = NULL;

      if (!repoint_station_open (station, protocol, port, &error))
        {
          repoint_cli_complain_error (error, what);
          return FALSE;
        }
      g_printerr ("listening: %s port %u\n", name, repoint_station_get_port (station, protocol));
    }

  return TRUE;
}

static void
print_values (RepointStation *station,
              GArray         *protocols)
{
  g_autoptr(GListModel) addresses = repoint_own_address_list ();
  g_autoptr(RepointOwnAddress) address = g_list_model_get_item (addresses, 0);

  repoint_cli_print ("%s", _("Type into the device:"));
  for (guint i = 0; i < protocols->len; i++)
    {
      RepointProtocol protocol = g_array_index (protocols, RepointProtocol, i);
      RepointSecurity security = protocol == REPOINT_PROTOCOL_TLS ? REPOINT_SECURITY_TLS : REPOINT_SECURITY_STARTTLS;
      g_autofree char *values = repoint_phrase_values (repoint_own_address_get_text (address),
                                                       repoint_station_get_port (station, protocol), security);

      repoint_cli_print ("\n%s", values);
    }
}

/* Until it is interrupted, enough have come, or time is up. */
static void
run_station (Listen *self,
             int     timeout_s)
{
  static const int signals[] = { SIGINT, SIGTERM, SIGHUP };
  guint sources[G_N_ELEMENTS (signals) + 1] = { 0 };

  for (gsize i = 0; i < G_N_ELEMENTS (signals); i++)
    sources[i] = g_unix_signal_add (signals[i], interrupted_cb, self);
  if (timeout_s > 0)
    sources[G_N_ELEMENTS (signals)] = g_timeout_add_seconds ((guint) timeout_s, timed_out_cb, self);

  g_main_loop_run (self->loop);

  for (gsize i = 0; i < G_N_ELEMENTS (sources); i++)
    if (sources[i] != 0)
      g_source_remove (sources[i]);
}

RepointCliStatus
repoint_cli_listen (int    argc,
                    char **argv)
{
  Listen self = { 0 };
  g_auto(GStrv) protocol_names = NULL;
  g_auto(GStrv) range_texts = NULL;
  g_auto(GStrv) relay_uris = NULL;
  int port = 0;
  int timeout_s = 0;
  const GOptionEntry entries[] = {
    { "protocol", 0, 0, G_OPTION_ARG_STRING_ARRAY, &protocol_names, N_("What to speak: smtp, imap, pop3 or tls; may be repeated"), N_("PROTOCOL") },
    { "port", 0, 0, G_OPTION_ARG_INT, &port, N_("Where to listen, instead of the usual ports of the protocol"), N_("N") },
    { "allow", 0, 0, G_OPTION_ARG_STRING_ARRAY, &range_texts, N_("Who may come, instead of the own networks; may be repeated"), N_("RANGE") },
    { "relay", 0, 0, G_OPTION_ARG_STRING_ARRAY, &relay_uris, N_("Mail server to pass devices on to; may be repeated: then in turn"), N_("URI") },
    { "count", 0, 0, G_OPTION_ARG_INT, &self.count, N_("End after so many visits"), N_("N") },
    { "timeout", 0, 0, G_OPTION_ARG_INT, &timeout_s, N_("End after this long"), N_("SECONDS") },
    { "json", 0, 0, G_OPTION_ARG_NONE, &self.json, N_("Print one JSON object per visit"), NULL },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr(GArray) protocols = NULL;
  g_autoptr(GArray) ranges = NULL;
  g_autoptr(GPtrArray) relays = g_ptr_array_new_with_free_func ((GDestroyNotify) repoint_target_free);
  g_autoptr(GMainLoop) loop = NULL;
  g_autoptr(RepointScheduler) scheduler = NULL;
  g_autoptr(RepointStationIdentity) identity = NULL;
  g_autoptr(RepointStation) station = NULL;
  RepointCliStatus status;

  if (!repoint_cli_parse (&argc, &argv, entries, "",
                          _("Receives devices that are pointed here, and says what their TLS can do. Ctrl+C ends it."), &status))
    return status;

  if (argc > 1)
    {
      repoint_cli_complain (_("This command takes options only."));
      return REPOINT_CLI_USAGE;
    }

  protocols = parse_protocols (protocol_names);
  if (protocols == NULL || !parse_ranges (range_texts, &ranges) || !parse_relays (relay_uris, protocols, relays))
    return REPOINT_CLI_USAGE;

  if (port < 0 || port > G_MAXUINT16 || (port != 0 && protocols->len > 1))
    {
      repoint_cli_complain (_("--port takes a number from 1 to 65535, and goes with a single --protocol."));
      return REPOINT_CLI_USAGE;
    }

  if (self.count < 0 || timeout_s < 0)
    {
      repoint_cli_complain (_("--count and --timeout take numbers from 1 on."));
      return REPOINT_CLI_USAGE;
    }

  loop = self.loop = g_main_loop_new (NULL, FALSE);
  scheduler = repoint_scheduler_new (&repoint_limits_default);
  identity = repoint_station_identity_new (NULL);
  station = repoint_station_new (scheduler, identity);
  repoint_station_set_clients (station, ranges);
  repoint_station_set_ipv6 (station, ranges == NULL);
  set_relays (station, relays);
  g_signal_connect (station, "visit", G_CALLBACK (visit_cb), &self);
  if (!open_station (station, protocols, (guint16) port))
    return REPOINT_CLI_FAILED;

  if (!self.json)
    print_values (station, protocols);
  run_station (&self, timeout_s);

  return self.timed_out && self.n_visits < self.count ? REPOINT_CLI_FAILED : REPOINT_CLI_DONE;
}
