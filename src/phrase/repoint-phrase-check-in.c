/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-phrase-check-in.h"

#include <glib/gi18n-lib.h>

#include "repoint-phrase-text.h"
#include "repoint-phrase-visit.h"
#include "repoint-survey-data.h"

/**
 * repoint_phrase_listening:
 * @since: when the station began to listen
 *
 * Returns: (transfer full): that it listens, and how many came so far
 */
char *
repoint_phrase_listening (guint      n_visits,
                          GDateTime *since,
                          GDateTime *now)
{
  g_autofree char *time = repoint_phrase_arrived (since, now);
  g_autofree char *number = g_strdup_printf ("%u", n_visits);

  if (n_visits == 0)
    return repoint_phrase_fill (_("Listening since {time} · no visit yet"), "time", time, NULL);

  return repoint_phrase_fill (g_dngettext (GETTEXT_PACKAGE, "Listening since {time} · {count} visit",
                                           "Listening since {time} · {count} visits", n_visits),
                              "time", time, "count", number, NULL);
}

/**
 * repoint_phrase_waiting:
 * @device: (nullable): what is to check in
 * @overdue: nothing has come in a while
 *
 * Returns: (transfer full): what to do now
 */
char *
repoint_phrase_waiting (const char      *device,
                        RepointProtocol  protocol,
                        gboolean         overdue)
{
  g_autofree char *name = device != NULL ? repoint_phrase_clean (device) : NULL;
  const char *sentence;

  if (overdue)
    return g_strdup (_("Nothing has come yet. What that may be due to is said below."));

  if (protocol == REPOINT_PROTOCOL_SMTP)
    sentence = name != NULL ? _("Now send a test mail from {device}.") : _("Now send a test mail from the device.");
  else
    sentence = name != NULL ? _("Now let {device} look for new mail.") : _("Now let the device look for new mail.");

  return repoint_phrase_fill (sentence, "device", name, NULL);
}

/**
 * repoint_phrase_visiting:
 *
 * Returns: (transfer full): that somebody is here just now
 */
char *
repoint_phrase_visiting (const char *address)
{
  g_autofree char *isolated = repoint_phrase_isolate (address);

  return repoint_phrase_fill (_("Something at {address} has connected…"), "address", isolated, NULL);
}

/**
 * repoint_phrase_visited:
 * @visitor: what it is called
 * @visit: the `listen` object of the command line
 * @more: the next test of the same device goes to another mail server
 *
 * Returns: (transfer full): who was here last, and what to do next
 */
char *
repoint_phrase_visited (const char *visitor,
                        JsonObject *visit,
                        gboolean    more)
{
  g_autofree char *clean = repoint_phrase_clean (visitor);
  const char *outcome;
  const char *sentence;

  g_return_val_if_fail (visit != NULL, NULL);

  outcome = repoint_survey_data_get_string (visit, "outcome");
  if (g_strcmp0 (outcome, "turned-away") == 0)
    sentence = _("{visitor} was turned away. If that was the device, look for devices in its network under Discover, then try once more.");
  else if (repoint_survey_data_get_object (visit, "hello") == NULL && g_strcmp0 (outcome, "in-clear") != 0)
    sentence = _("{visitor} was here, and did not show what it can do: see below. If that was the device, try once more.");
  else if (more)
    sentence = _("{visitor} was here; what came of it stands below. Send one more test for the other server; then give the device its own settings back.");
  else
    sentence = _("{visitor} was here; what it showed stands below. Give the device its own settings back, and go on with the next one.");

  return repoint_phrase_fill (sentence, "visitor", clean, NULL);
}

/**
 * repoint_phrase_check_in:
 * @passing: devices are connected through to the mail servers
 *
 * Returns: (transfer full): what checking in is, and what becomes of the test
 */
char *
repoint_phrase_check_in (gboolean passing)
{
  return g_strdup (passing
                     ? _("Point the device at this computer for a test. Repoint connects it through to your mail server, and sees only how they agree on encryption.")
                     : _("Point the device at this computer for one test. Repoint looks at how it connects and says goodbye instead of letting it sign in. No mail is delivered."));
}

/**
 * repoint_phrase_sign_in:
 * @passing: devices are connected through to the mail servers
 *
 * Returns: (transfer full): what to type in as user name and password, and what becomes of them
 */
char *
repoint_phrase_sign_in (gboolean passing)
{
  return g_strdup (passing
                     ? _("User name and password: any word will do. What the device sends once it is encrypted goes to the mail server, and Repoint cannot read it; with the real ones, the test mail may be delivered.")
                     : _("User name and password: any word will do, not the real ones. Repoint refuses the sign-in, and reads nothing of it."));
}

/**
 * repoint_phrase_passing:
 * @servers: (element-type utf8): the mail servers a device is connected through to, in turn
 *
 * Returns: (transfer full): what connecting through does, and what it proves
 */
char *
repoint_phrase_passing (GPtrArray *servers)
{
  g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *list = NULL;

  if (servers->len == 0)
    return g_strdup (_("Your provider has no server for this that begins without encryption, so there is nothing to connect it through to."));

  for (guint i = 0; i < servers->len; i++)
    g_ptr_array_add (names, repoint_phrase_isolate (g_ptr_array_index (servers, i)));
  list = repoint_phrase_join (names);

  return repoint_phrase_fill (servers->len > 1
                                ? _("To {servers}, in turn: send a test for each. Repoint sees which version they agree on; what is said after that is theirs alone. A device that checks names may stop, for it was given an address: that proves nothing.")
                                : _("To {servers}. Repoint sees which version they agree on; what is said after that is theirs alone. A device that checks names may stop, for it was given an address: that proves nothing."),
                              "servers", list, NULL);
}

/**
 * repoint_phrase_encryption:
 *
 * Returns: (transfer full): the encryption to choose in a device that is to check in, as most devices name it
 */
char *
repoint_phrase_encryption (RepointSecurity security)
{
  return g_strdup (security == REPOINT_SECURITY_TLS ? "SSL/TLS" : "STARTTLS");
}

/**
 * repoint_phrase_other_encryption:
 *
 * Returns: (transfer full): that the other encryption works as well
 */
char *
repoint_phrase_other_encryption (RepointSecurity security)
{
  return g_strdup (security == REPOINT_SECURITY_TLS ? _("STARTTLS works at this port, too.")
                                                    : _("Where it knows only SSL or TLS: that works at this port, too."));
}

/**
 * repoint_phrase_values:
 *
 * Returns: (transfer full): what to type into a device, for the clipboard
 */
char *
repoint_phrase_values (const char      *server,
                       guint            port,
                       RepointSecurity  security)
{
  g_autofree char *number = g_strdup_printf ("%u", port);
  g_autofree char *encryption = repoint_phrase_encryption (security);

  g_return_val_if_fail (server != NULL, NULL);

  return repoint_phrase_fill (_("Server: {server}\nPort: {port}\nEncryption: {encryption}\nUser name and password: any word"),
                              "server", server, "port", number, "encryption", encryption, NULL);
}

/**
 * repoint_phrase_it_was:
 *
 * Returns: (transfer full): the answer to "Which device was this?", for a button with a mnemonic
 */
char *
repoint_phrase_it_was (const char *device)
{
  g_autofree char *clean = repoint_phrase_clean (device);
  g_autoptr(GString) name = g_string_new (clean);

  g_string_replace (name, "_", "__", 0);
  return repoint_phrase_fill (_("It was {device}"), "device", name->str, NULL);
}

/**
 * repoint_phrase_assigned:
 *
 * Returns: (transfer full): that a visit belongs to a device now
 */
char *
repoint_phrase_assigned (const char *device)
{
  return repoint_phrase_fill (_("Visit of {device}"), "device", device, NULL);
}

/**
 * repoint_phrase_low_port_hint:
 * @port: the one that devices have preset
 *
 * Returns: (transfer full): what repoint_phrase_low_port_command() is for
 */
char *
repoint_phrase_low_port_hint (guint port)
{
  g_autofree char *number = g_strdup_printf ("%u", port);

  return repoint_phrase_fill (_("For a device that takes no other port than {port}: let programs listen there until this computer is started again, then stop listening and start once more"),
                              "port", number, NULL);
}

/**
 * repoint_phrase_low_port_command:
 * @port: the one that devices have preset
 *
 * Returns: (transfer full): a command for a terminal
 */
char *
repoint_phrase_low_port_command (guint port)
{
  return g_strdup_printf ("sudo sysctl net.ipv4.ip_unprivileged_port_start=%u", port);
}

/**
 * repoint_phrase_capture_progress:
 * @name: of the file
 * @read: bytes so far
 * @size: of all; 0: not known
 *
 * Returns: (transfer full): how far a packet capture has been read
 */
char *
repoint_phrase_capture_progress (const char *name,
                                 guint64     read,
                                 guint64     size)
{
  g_autofree char *clean = repoint_phrase_clean (name);
  g_autofree char *done = g_format_size (read);
  g_autofree char *all = g_format_size (size);

  return repoint_phrase_fill (size > 0 ? _("{file}: {done} of {all}") : _("{file}: {done}"),
                              "file", clean, "done", done, "all", all, NULL);
}

/* "3 of your devices", "1 address that no device is known of" */
static char *
phrase_owners (guint n_devices,
               guint n_visitors)
{
  g_autofree char *devices = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u of your devices", "%u of your devices", n_devices), n_devices);
  g_autofree char *visitors = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u address that no device is known of",
                                                            "%u addresses that no device is known of", n_visitors), n_visitors);
  g_autoptr(GPtrArray) owners = g_ptr_array_new ();

  if (n_devices > 0)
    g_ptr_array_add (owners, devices);
  if (n_visitors > 0)
    g_ptr_array_add (owners, visitors);

  return repoint_phrase_join (owners);
}

/**
 * repoint_phrase_capture_summary:
 *
 * Returns: (transfer full): what was found in packet captures
 */
char *
repoint_phrase_capture_summary (guint64 n_packets,
                                guint   n_clients,
                                guint   n_devices,
                                guint   n_visitors)
{
  g_autofree char *packets = g_strdup_printf ("%" G_GUINT64_FORMAT, n_packets);
  g_autofree char *clients = g_strdup_printf ("%u", n_clients);
  g_autofree char *owners = phrase_owners (n_devices, n_visitors);

  if (n_clients == 0)
    return repoint_phrase_fill (_("No mail client that uses TLS is in these packets ({packets}). Capture while the device sends a mail, at a place that the mail passes: on the mail server, or at a mirrored port of the switch."),
                                "packets", packets, NULL);

  return repoint_phrase_fill (g_dngettext (GETTEXT_PACKAGE, "{clients} mail client was found in {packets} packets: of {owners}.",
                                           "{clients} mail clients were found in {packets} packets: of {owners}.", n_clients),
                              "clients", clients, "packets", packets, "owners", owners, NULL);
}
