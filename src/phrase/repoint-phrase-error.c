/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-phrase.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "repoint-client-hello.h"
#include "repoint-csv.h"
#include "repoint-endpoint.h"
#include "repoint-hello-replay.h"
#include "repoint-phrase-text.h"
#include "repoint-target.h"

/* A sentence for each error that can reach a person. {what} is what was being worked on, often a file. Domains of
 * layers that this one must not know are named by their quark. */
static const struct
{
  const char *domain;
  int         code;
  const char *sentence;
} sentences[] = {
  { "repoint-project-error-quark", REPOINT_PROJECT_ERROR_SYNTAX, N_("“{what}” is damaged and cannot be read. It was left as it is; try an older copy. Technical detail: {detail}") },
  { "repoint-project-error-quark", REPOINT_PROJECT_ERROR_CONTENT, N_("“{what}” is not an office of Repoint, or a damaged one. It was left as it is. Technical detail: {detail}") },
  { "repoint-project-error-quark", REPOINT_PROJECT_ERROR_NEWER, N_("“{what}” was saved by a newer Repoint. Update Repoint to open it; the file was left as it is.") },
  { "repoint-project-error-quark", REPOINT_PROJECT_ERROR_TOO_BIG, N_("“{what}” is larger than any office that Repoint can hold.") },
  { "repoint-endpoint-error-quark", REPOINT_ENDPOINT_ERROR_STANDING, N_("“{what}” does not say which server it is. Write standard= or legacy= in front, as in standard=smtp://mail.example.com:587.") },

  { "repoint-target-error-quark", REPOINT_TARGET_ERROR_SCHEME, N_("“{what}” does not begin with a kind of server, such as smtp://, imaps:// or https://.") },
  { "repoint-target-error-quark", REPOINT_TARGET_ERROR_HOST, N_("“{what}” has no usable server name or address.") },
  { "repoint-target-error-quark", REPOINT_TARGET_ERROR_LINK_LOCAL, N_("“{what}” is an address that is good only between neighbors (fe80::…). Use another address of it, or its name.") },
  { "repoint-target-error-quark", REPOINT_TARGET_ERROR_PORT, N_("“{what}” has no usable port: it is a number from 1 to 65535.") },

  { "repoint-client-hello-error-quark", REPOINT_CLIENT_HELLO_ERROR_OTHER, N_("“{what}” is not the greeting of a TLS client (ClientHello).") },
  { "repoint-client-hello-error-quark", REPOINT_CLIENT_HELLO_ERROR_CUT_SHORT, N_("“{what}” holds a greeting of a TLS client (ClientHello) that is damaged or cut off.") },
  { "repoint-client-hello-error-quark", REPOINT_CLIENT_HELLO_ERROR_TOO_BIG, N_("“{what}” is larger than any greeting of a TLS client (ClientHello) may be.") },

  { "repoint-hello-replay-error-quark", REPOINT_HELLO_REPLAY_ERROR_SERVER_NAME, N_("“{what}” is longer than a name of a server may be to be told in TLS.") },
  { "repoint-hello-replay-error-quark", REPOINT_HELLO_REPLAY_ERROR_FLAWED, N_("The greeting of the device is cut off, so that it cannot be sent again.") },
  { "repoint-hello-replay-error-quark", REPOINT_HELLO_REPLAY_ERROR_TOO_BIG, N_("The greeting of the device is so large that it cannot be sent again with the name of another server.") },
  { "repoint-hello-replay-error-quark", REPOINT_HELLO_REPLAY_ERROR_RETRY, N_("“{what}” asked for another greeting, which this device does not have.") },

  { "repoint-hello-file-error-quark", 0, N_("“{what}” is nothing that holds the greeting of a TLS client (ClientHello).") },
  { "repoint-hello-file-error-quark", 1, N_("There is no greeting of a TLS client (ClientHello) in “{what}”.") },
  { "repoint-hello-file-error-quark", 2, N_("“{what}” is a packet capture. Choose one of the greetings in it first, with repoint-cli fingerprint --json.") },
  { "repoint-hello-file-error-quark", 3, N_("“{what}” is larger than a list of greetings may be.") },

  { "repoint-capture-file-error-quark", 0, N_("“{what}” is no packet capture that Repoint can read. Save it as pcap or pcapng; either may be compressed with gzip.") },

  { "repoint-csv-error-quark", REPOINT_CSV_ERROR_ENCODING, N_("“{what}” cannot be read as text. Save it again as CSV, in UTF-8.") },
  { "repoint-csv-error-quark", REPOINT_CSV_ERROR_QUOTE, N_("“{what}” is not a whole table: a quotation mark is never closed.") },
  { "repoint-csv-error-quark", REPOINT_CSV_ERROR_TOO_BIG, N_("“{what}” is too big for a table of devices.") },
  { "repoint-csv-error-quark", REPOINT_CSV_ERROR_EMPTY, N_("“{what}” is empty.") },

  { "repoint-inventory-file-error-quark", 0, N_("“{what}” cannot be read as text. Save it again as CSV, in UTF-8.") },
  { "repoint-inventory-file-error-quark", 1, N_("“{what}” is neither a table nor a list that Repoint wrote.") },
  { "repoint-inventory-file-error-quark", 2, N_("“{what}” has no column that Repoint knows. The first row must name the columns, such as name, vendor, model, address.") },
  { "repoint-inventory-file-error-quark", 3, N_("“{what}” names no device.") },
  { "repoint-inventory-file-error-quark", 4, N_("“{what}” is too large to be an inventory.") },

  { "repoint-address-range-error-quark", 0, N_("“{what}” is no range of addresses. Write it like 192.168.1.0/24 or 192.168.1.10-40.") },
  { "repoint-address-range-error-quark", 1, N_("“{what}” is on the public internet. Repoint looks only at networks of your own.") },
  { "repoint-address-range-error-quark", 2, N_("“{what}” is too large. Choose at most 4096 addresses (a /20).") },

  { "repoint-port-table-error-quark", 0, N_("“{what}” is no list of ports. Write it like 80,443/https,8080/http.") },
  { "repoint-port-table-error-quark", 1, N_("“{what}” names a port that Repoint never touches: a printer would print what it is sent.") },

  { "repoint-station-error-quark", 0, N_("Another program listens at {what}. Close it, or choose another port.") },
  { "repoint-station-error-quark", 1, N_("You may not listen at {what}: ports below 1024 are for the system. Choose another port.") },
  { "repoint-station-error-quark", 2, N_("Other programs listen at all ports that Repoint tries for {what}. Close them, or choose another port.") },

  { "repoint-catalog-error-quark", REPOINT_CATALOG_ERROR_SYNTAX, N_("The facts about Microsoft 365 that belong to Repoint cannot be read. Install Repoint again.") },
  { "repoint-catalog-error-quark", REPOINT_CATALOG_ERROR_CONTENT, N_("The facts about Microsoft 365 that belong to Repoint are not sound. Install Repoint again.") },
  { "repoint-guides-error-quark", REPOINT_GUIDES_ERROR_SYNTAX, N_("The guides that belong to Repoint cannot be read. Install Repoint again.") },
  { "repoint-guides-error-quark", REPOINT_GUIDES_ERROR_CONTENT, N_("The guides that belong to Repoint are not sound. Install Repoint again.") },
  { "repoint-rules-error-quark", 0, N_("The rules by which Repoint knows devices cannot be read. Install Repoint again.") },
  { "repoint-rules-error-quark", 1, N_("The rules by which Repoint knows devices are not sound. Install Repoint again.") },
  { "repoint-rules-error-quark", 2, N_("The rules by which Repoint knows devices are not sound. Install Repoint again.") },

  { "g-io-error-quark", G_IO_ERROR_NOT_FOUND, N_("“{what}” does not exist, or the folder it should be in does not.") },
  { "g-io-error-quark", G_IO_ERROR_EXISTS, N_("“{what}” is there already.") },
  { "g-io-error-quark", G_IO_ERROR_IS_DIRECTORY, N_("“{what}” is a folder, not a file.") },
  { "g-io-error-quark", G_IO_ERROR_NOT_DIRECTORY, N_("“{what}” is not in a folder.") },
  { "g-io-error-quark", G_IO_ERROR_NOT_REGULAR_FILE, N_("“{what}” is not an ordinary file.") },
  { "g-io-error-quark", G_IO_ERROR_PERMISSION_DENIED, N_("You have no permission for “{what}”. Choose another place.") },
  { "g-io-error-quark", G_IO_ERROR_READ_ONLY, N_("“{what}” is in a place where nothing can be written. Choose another place.") },
  { "g-io-error-quark", G_IO_ERROR_NO_SPACE, N_("There is no room left for “{what}”. Make room, or choose another place.") },
  { "g-io-error-quark", G_IO_ERROR_FILENAME_TOO_LONG, N_("The name of “{what}” is too long.") },
  { "g-io-error-quark", G_IO_ERROR_INVALID_FILENAME, N_("“{what}” is no name that a file can have.") },
  { "g-io-error-quark", G_IO_ERROR_WRONG_ETAG, N_("“{what}” was changed by somebody else meanwhile. It was left as it is; save under another name.") },
  { "g-io-error-quark", G_IO_ERROR_BUSY, N_("“{what}” is in use. Try again.") },
  { "g-io-error-quark", G_IO_ERROR_TIMED_OUT, N_("“{what}” took too long. Try again.") },
  { "g-io-error-quark", G_IO_ERROR_CANCELLED, N_("“{what}” was stopped.") },
  { "g-io-error-quark", G_IO_ERROR_HOST_NOT_FOUND, N_("The name of “{what}” is not known.") },
  { "g-io-error-quark", G_IO_ERROR_NETWORK_UNREACHABLE, N_("There is no network for “{what}”.") },
  { "g-io-error-quark", G_IO_ERROR_ADDRESS_IN_USE, N_("“{what}” is in use by another program.") },

  { "g-file-error-quark", G_FILE_ERROR_NOENT, N_("“{what}” does not exist, or the folder it should be in does not.") },
  { "g-file-error-quark", G_FILE_ERROR_EXIST, N_("“{what}” is there already.") },
  { "g-file-error-quark", G_FILE_ERROR_ISDIR, N_("“{what}” is a folder, not a file.") },
  { "g-file-error-quark", G_FILE_ERROR_NOTDIR, N_("“{what}” is not in a folder.") },
  { "g-file-error-quark", G_FILE_ERROR_ACCES, N_("You have no permission for “{what}”. Choose another place.") },
  { "g-file-error-quark", G_FILE_ERROR_PERM, N_("You have no permission for “{what}”. Choose another place.") },
  { "g-file-error-quark", G_FILE_ERROR_ROFS, N_("“{what}” is in a place where nothing can be written. Choose another place.") },
  { "g-file-error-quark", G_FILE_ERROR_NOSPC, N_("There is no room left for “{what}”. Make room, or choose another place.") },
  { "g-file-error-quark", G_FILE_ERROR_NAMETOOLONG, N_("The name of “{what}” is too long.") },
};

static const char *
find_sentence (const GError *error)
{
  const char *domain = g_quark_to_string (error->domain);

  for (gsize i = 0; i < G_N_ELEMENTS (sentences); i++)
    if (sentences[i].code == error->code && strcmp (sentences[i].domain, domain) == 0)
      return g_dgettext (GETTEXT_PACKAGE, sentences[i].sentence);

  return NULL;
}

/**
 * repoint_phrase_error:
 * @what: (nullable): what was being worked on: a file's name, an address, what was typed
 *
 * Returns: (transfer full): what happened, to what, and what to do; for an error that nobody foresaw, its own message
 */
char *
repoint_phrase_error (const GError *error,
                      const char   *what)
{
  const char *sentence;
  g_autofree char *clean = NULL;
  g_autofree char *detail = NULL;

  g_return_val_if_fail (error != NULL, NULL);

  sentence = find_sentence (error);
  clean = what != NULL && what[0] != '\0' ? repoint_phrase_clean (what) : g_strdup (_("this"));
  detail = repoint_phrase_clean (error->message);

  return repoint_phrase_fill (sentence != NULL ? sentence : _("“{what}” did not work. Technical detail: {detail}"),
                              "what", clean, "detail", detail, NULL);
}

/**
 * repoint_phrase_inventory_problem:
 * @problem: an id of RepointInventoryProblem
 * @column: its header; "" for the whole row
 * @value: what stood there
 *
 * Returns: (transfer full): what was not understood, and that it was left out
 */
char *
repoint_phrase_inventory_problem (const char *problem,
                                  const char *column,
                                  const char *value)
{
  static const struct
  {
    const char *id;
    const char *sentence;
  } rows[] = {
    { "unknown-value", N_("“{value}” in the column “{column}” is none of the words that it may hold. It was left out.") },
    { "not-a-port", N_("“{value}” in the column “{column}” is no port. It was left out.") },
    { "not-an-address", N_("“{value}” in the column “{column}” is no address. It was left out.") },
    { "not-a-server", N_("“{value}” in the column “{column}” is no name of a server. It was left out.") },
    { "no-protocol", N_("The column “{column}” does not say whether this is smtp, imap or pop3. The mail settings were kept as a note.") },
    { "not-an-object", N_("“{value}” is not a device as “discover --json” writes it. It was left out.") },
    { "too-long", N_("The text in the column “{column}” is too long. It was cut.") },
    { "no-name-or-address", N_("This row has neither a name nor an address. It was left out.") },
    { "ignored-column", N_("The column “{column}” is not one that Repoint knows. It was kept as a note.") },
    { "repeated-column", N_("The column “{column}” is there twice. The second one was kept as a note.") },
    { "beyond-columns", N_("“{value}” stands in a column without a name. It was kept as a note.") },
  };
  g_autofree char *clean_column = repoint_phrase_clean (column);
  g_autofree char *clean_value = repoint_phrase_clean (value);
  const char *sentence = _("“{value}” in the column “{column}” was not understood. It was left out.");

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    if (g_strcmp0 (rows[i].id, problem) == 0)
      sentence = g_dgettext (GETTEXT_PACKAGE, rows[i].sentence);

  return repoint_phrase_fill (sentence, "column", clean_column, "value", clean_value, NULL);
}
