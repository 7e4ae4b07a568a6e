/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-phrase-station.h"

#include <glib/gi18n-lib.h>
#include <gio/gio.h>
#include <string.h>

#include "repoint-phrase-text.h"

/* A range as the commands take it, or NULL: what goes into a command is a range of addresses, whatever it was given as. */
static char *
check_network (const char *network)
{
  g_autoptr(GInetAddressMask) mask = network != NULL ? g_inet_address_mask_new_from_string (network, NULL) : NULL;

  return mask != NULL ? g_inet_address_mask_to_string (mask) : NULL;
}

static const char *
get_family (const char *network)
{
  return strchr (network, ':') != NULL ? "ipv6" : "ipv4";
}

static char *
make_command (RepointFirewall firewall,
              gboolean        open,
              guint16         port,
              const char     *network)
{
  if (firewall == REPOINT_FIREWALL_UFW)
    return g_strdup_printf ("sudo ufw %sallow proto tcp from %s to any port %u", open ? "" : "delete ", network, port);

  return g_strdup_printf ("sudo firewall-cmd --%s-rich-rule='rule family=\"%s\" source address=\"%s\" "
                          "port port=\"%u\" protocol=\"tcp\" accept'",
                          open ? "add" : "remove", get_family (network), network, port);
}

static char *
list_commands (RepointFirewall  firewall,
               gboolean         open,
               GArray          *ports,
               const char      *network)
{
  g_autofree char *range = check_network (network);
  g_autoptr(GString) lines = g_string_new (NULL);

  g_return_val_if_fail (ports != NULL, NULL);

  for (guint i = 0; range != NULL && i < ports->len; i++)
    {
      g_autofree char *command = make_command (firewall, open, g_array_index (ports, guint16, i), range);
      g_autofree char *isolated = repoint_phrase_isolate (command);

      g_string_append_printf (lines, "%s%s", i > 0 ? "\n" : "", isolated);
    }

  return g_string_free (g_steal_pointer (&lines), FALSE);
}

/**
 * repoint_phrase_firewall_open:
 * @ports: (element-type guint16): where the station listens
 * @network: (nullable): the network that the devices are in, with its length: "192.168.1.0/24"
 *
 * Returns: (transfer full): the commands; "" without a port, or where @network is none
 */
char *
repoint_phrase_firewall_open (RepointFirewall  firewall,
                              GArray          *ports,
                              const char      *network)
{
  return list_commands (firewall, TRUE, ports, network);
}

/**
 * repoint_phrase_firewall_close:
 *
 * Returns: (transfer full): the commands that take back what those of repoint_phrase_firewall_open() did
 */
char *
repoint_phrase_firewall_close (RepointFirewall  firewall,
                               GArray          *ports,
                               const char      *network)
{
  return list_commands (firewall, FALSE, ports, network);
}

/* A name or an address as such files take it: without blanks, line breaks and what has a meaning in them. */
static gboolean
is_plain (const char *text)
{
  return text != NULL && text[0] != '\0' &&
         strspn (text, "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-_:") == strlen (text);
}

/**
 * repoint_phrase_dns_entry:
 * @host: the mail server's name
 * @address: this computer's, as the device reaches it
 *
 * Returns: (transfer full): the entry, once for a hosts file and once for dnsmasq, which most routers have; "" when one of
 *   both is no name or address
 */
char *
repoint_phrase_dns_entry (const char *host,
                          const char *address)
{
  g_autofree char *hosts = NULL;
  g_autofree char *dnsmasq = NULL;
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;

  if (!is_plain (host) || !is_plain (address))
    return g_strdup ("");

  hosts = g_strdup_printf ("%s %s", address, host);
  dnsmasq = g_strdup_printf ("address=/%s/%s", host, address);
  first = repoint_phrase_isolate (hosts);
  second = repoint_phrase_isolate (dnsmasq);

  return g_strdup_printf ("%s\n%s", first, second);
}

/**
 * repoint_phrase_dns_hint:
 *
 * Returns: (transfer full): what the entry is for
 */
char *
repoint_phrase_dns_hint (const char *host)
{
  g_autofree char *isolated = repoint_phrase_isolate (host != NULL ? host : "");

  return repoint_phrase_fill (_("A device that checks names stops when it was given an address. For the test, enter this in the name server of your network (a line of its hosts file, or of dnsmasq), and type {server} into the device as its server. Take it out again afterwards: until then nobody in the network reaches the real server by that name. This computer itself must not use the entry, or it would pass the device on to itself."),
                              "server", isolated, NULL);
}

/**
 * repoint_phrase_nothing_arrives:
 * @address: this computer's, as it was typed into the device
 * @port: the port that was typed in
 *
 * Returns: (transfer full): what to look at, the most likely first
 */
GStrv
repoint_phrase_nothing_arrives (const char *address,
                                guint       port)
{
  g_autoptr(GStrvBuilder) sentences = g_strv_builder_new ();
  g_autofree char *isolated = repoint_phrase_isolate (address != NULL ? address : "");
  g_autofree char *number = g_strdup_printf ("%u", port);
  g_autofree char *isolated_port = repoint_phrase_isolate (number);
  const char *words[] = {
    _("Have you started a test mail in the device? Many have a button for it beside the mail settings; else scan a page to a mail address."),
    _("Does the device have {address} as its server, and {port} as its port? Some have a second place for the port, or go back to 25 when they are saved."),
    _("Does the firewall of this computer let it in? The commands above do that."),
    _("Is the device in the same network? A guest network, or one of its own for telephones or machines, often keeps it from this computer."),
    _("Does it take another way for mail, such as a proxy or a relay in its settings?"),
    _("Does it send at once? Some wait until several pages have come together, or try again after minutes only: look at its list of jobs."),
  };

  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    {
      g_autofree char *sentence = repoint_phrase_fill (words[i], "address", isolated, "port", isolated_port, NULL);

      g_strv_builder_add (sentences, sentence);
    }

  return g_strv_builder_end (sentences);
}
