/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-practice-devices.h"

#include "repoint-csv.h"

#define FIRST_OCTET 9 /* of 127.77.0.x: all of 127.0.0.0/8 is local on Linux */

/* Together they lead to most of the things that can be advised: new settings, a switch, an update, a question about
 * the model, a test, and nothing at all. Titles, Server headers and certificate subjects have the shape that such devices are known by; the
 * rest is made up. */
static const RepointPracticeDevice devices[] = {
  {
    "Copier ground floor", "printer", "Canon", "iR-ADV C5051", "", "JMY04711", "00:00:85:4a:11:07", "Ground floor copy room",
    { { "smtp", "legacy", "basic", "scan-ground@harbourstreet.example", "TLSv1.0", "external" } },
    { "Remote UI: Login: iR-ADV C5051: Copier ground floor", "CANON HTTP Server", "iR-ADV C5051" },
    TRUE,
    { REPOINT_TLS_VERSION_1_0, REPOINT_TLS_VERSION_1_0, REPOINT_PRACTICE_SUITES_OLD,
      REPOINT_PRACTICE_CERTIFICATE_EXPIRED, "CN=Canon iR-ADV", NULL },
    { REPOINT_TLS_VERSION_1_0, REPOINT_PRACTICE_SUITES_OLD, FALSE },
  },
  {
    "Copier first floor", "printer", "Canon", "iR-ADV DX C3826", "", "3CE08815", "00:00:85:9c:20:51", "First floor hallway",
    { { "smtp", "legacy", "basic", "scan-first@harbourstreet.example", "TLSv1.2", "external" } },
    { "Remote UI: Login: iR-ADV DX C3826: Copier first floor", "CANON HTTP Server", "iR-ADV DX C3826" },
    TRUE,
    { REPOINT_TLS_VERSION_1_2, REPOINT_TLS_VERSION_1_2, REPOINT_PRACTICE_SUITES_MIXED,
      REPOINT_PRACTICE_CERTIFICATE_SELF_SIGNED, "CN=Canon iR-ADV", "copier-first.harbourstreet.example" },
    { REPOINT_TLS_VERSION_1_2, REPOINT_PRACTICE_SUITES_MIXED, FALSE },
  },
  {
    "Copier reception", "printer", "KONICA MINOLTA", "bizhub C3321i", "", "AA2M0110", "00:20:6b:77:01:3e", "Reception",
    { { "smtp", "legacy", "basic", "scan-reception@harbourstreet.example", "TLSv1.1", "internal" } },
    { "KONICA MINOLTA bizhub C3321i", NULL, "bizhub C3321i" },
    TRUE,
    { REPOINT_TLS_VERSION_1_0, REPOINT_TLS_VERSION_1_1, REPOINT_PRACTICE_SUITES_OLD,
      REPOINT_PRACTICE_CERTIFICATE_SELF_SIGNED, "CN=bizhub-reception", "bizhub-reception.harbourstreet.example" },
    { REPOINT_TLS_VERSION_1_1, REPOINT_PRACTICE_SUITES_OLD, FALSE },
  },
  {
    "File server", "nas", "Synology", "DS920+", "DSM 7.2", "2150SBR", "00:11:32:c0:ff:1a", "Server cupboard",
    { { "smtp", "standard", "oauth", "alerts@harbourstreet.example", "TLSv1.3", "internal" } },
    { "FileServer&nbsp;-&nbsp;Synology&nbsp;DiskStation", "nginx", "DiskStation" },
    TRUE,
    { REPOINT_TLS_VERSION_1_2, REPOINT_TLS_VERSION_1_3, REPOINT_PRACTICE_SUITES_MODERN,
      REPOINT_PRACTICE_CERTIFICATE_ISSUED, "CN=files.harbourstreet.example,O=Harbour Street Architects",
      "files.harbourstreet.example" },
    { REPOINT_TLS_VERSION_1_3, REPOINT_PRACTICE_SUITES_MODERN, TRUE },
  },
  {
    "UPS server cupboard", "ups", "APC", "AP9630", "", "ZA0931001", "", "Server cupboard",
    { { "smtp", "legacy", "basic", "alerts@harbourstreet.example", "TLSv1.2", "internal" } },
    { "UPS Properties", NULL, "UPS Network Management Card" },
    TRUE,
    { REPOINT_TLS_VERSION_1_0, REPOINT_TLS_VERSION_1_2, REPOINT_PRACTICE_SUITES_MIXED,
      REPOINT_PRACTICE_CERTIFICATE_EXPIRED,
      "CN=apc-ups,OU=Internally Generated Certificate,O=American Power Conversion Corp", NULL },
    { REPOINT_TLS_VERSION_1_0, REPOINT_PRACTICE_SUITES_OLD, FALSE },
  },
  {
    "Alarm panel", "alarm", "", "", "", "", "", "Back entrance",
    { { "smtp", "", "unknown", "", "", "internal" } },
    { "Alarm panel", NULL, "Alarm panel" },
    FALSE,
    { REPOINT_TLS_VERSION_NONE },
    { REPOINT_TLS_VERSION_NONE },
  },
  {
    "Telephone system", "phone", "3CX", "3CX Phone System", "", "", "", "Server cupboard",
    { { "smtp", "standard", "basic", "voicemail@harbourstreet.example", "", "internal" } },
    { "3CX Phone System Management Console", "nginx", "3CX Phone System" },
    FALSE,
    { REPOINT_TLS_VERSION_NONE },
    { REPOINT_TLS_VERSION_1_2, REPOINT_PRACTICE_SUITES_MODERN, TRUE },
  },
  {
    "Ticket desk", "server", "", "Java mail collector", "Java 7", "", "", "Server cupboard",
    { { "imap", "legacy", "oauth", "tickets@harbourstreet.example", "TLSv1.0", "" },
      { "smtp", "legacy", "oauth", "tickets@harbourstreet.example", "TLSv1.0", "external" } },
    { "Ticket desk", "Apache-Coyote/1.1", "Ticket desk" },
    TRUE,
    { REPOINT_TLS_VERSION_1_0, REPOINT_TLS_VERSION_1_0, REPOINT_PRACTICE_SUITES_OLD,
      REPOINT_PRACTICE_CERTIFICATE_EXPIRED, "CN=Ticket desk,OU=Unknown,O=Unknown", NULL },
    { REPOINT_TLS_VERSION_1_0, REPOINT_PRACTICE_SUITES_OLD, TRUE },
  },
};

const RepointPracticeDevice *
repoint_practice_devices_get (guint n)
{
  g_return_val_if_fail (n < G_N_ELEMENTS (devices), NULL);

  return &devices[n];
}

guint
repoint_practice_devices_get_count (void)
{
  return G_N_ELEMENTS (devices);
}

/* The loopback address of the device, transfer full. n may be one past the devices' count minus one, not more. */
char *
repoint_practice_devices_address (guint n)
{
  g_return_val_if_fail (n < G_N_ELEMENTS (devices), NULL);

  return g_strdup_printf ("127.77.0.%u", FIRST_OCTET + n);
}

static const RepointPracticePlace *
find_place (const RepointPracticeUse   *use,
            const RepointPracticePlace *places,
            guint                       n_places)
{
  for (guint i = 0; i < n_places; i++)
    if (strcmp (places[i].standing, use->standing) == 0 && strcmp (places[i].protocol, use->protocol) == 0)
      return &places[i];
  return NULL;
}

static void
append_row (GString                     *csv,
            const RepointPracticeDevice *device,
            const char                  *address,
            const RepointPracticeUse    *use,
            const RepointPracticePlace  *place)
{
  g_autofree char *port = place != NULL ? g_strdup_printf ("%u", place->port) : NULL;
  const char *fields[] = {
    device->name, device->kind, device->vendor, device->model, device->firmware, device->serial, address, device->mac,
    device->location, use->protocol, place != NULL ? place->host : "", port != NULL ? port : "",
    place != NULL ? place->security : "", use->sign_in, use->mailbox, use->max_tls, use->recipients,
  };

  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    {
      if (i > 0)
        g_string_append_c (csv, ',');
      repoint_csv_append_field (csv, fields[i]);
    }
  g_string_append (csv, "\r\n");
}

/**
 * repoint_practice_devices_to_csv: the office's inventory, one row per use of mail.
 * @places: (array length=n_places): the mail servers the devices may be set to
 *
 * Returns: (transfer full): UTF-8, with a header row
 */
GBytes *
repoint_practice_devices_to_csv (const RepointPracticePlace *places,
                                 guint                       n_places)
{
  GString *csv = g_string_new ("name,kind,vendor,model,firmware,serial,address,mac,location,protocol,server,port,"
                               "security,sign_in,mailbox,max_tls,recipients\r\n");
  gsize length;

  for (guint i = 0; i < G_N_ELEMENTS (devices); i++)
    {
      g_autofree char *address = repoint_practice_devices_address (i);

      for (guint j = 0; j < REPOINT_PRACTICE_N_USES && devices[i].uses[j].protocol != NULL; j++)
        append_row (csv, &devices[i], address, &devices[i].uses[j], find_place (&devices[i].uses[j], places, n_places));
    }
  length = csv->len;
  return g_bytes_new_take (g_string_free (csv, FALSE), length);
}
