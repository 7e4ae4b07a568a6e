/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-inventory-reader.h"

#include "repoint-csv.h"
#include "repoint-text.h"
#include "repoint-tls-version.h"

#include <string.h>

#define MAX_FIELD 255
#define MAX_HOST  253 /* RFC 1035, section 2.3.4, as text */

/* Which column of the file is which of ours. */
typedef struct
{
  GPtrArray     *headers;
  RepointColumn *columns; /* one per header; REPOINT_N_COLUMNS: a note */
} Layout;

/* ---- Mail use ---- */

/* The protocol that a port is registered for; FALSE: none of those that mail is sent and fetched with. */
static gboolean
protocol_from_port (guint16          port,
                    RepointProtocol *protocol)
{
  static const RepointSecurity securities[] = { REPOINT_SECURITY_NONE, REPOINT_SECURITY_STARTTLS, REPOINT_SECURITY_TLS };

  for (RepointProtocol p = REPOINT_PROTOCOL_SMTP; port != 0 && p <= REPOINT_PROTOCOL_POP3; p++)
    for (guint i = 0; i < G_N_ELEMENTS (securities); i++)
      if (repoint_protocol_get_port (p, securities[i]) == port)
        {
          *protocol = p;
          return TRUE;
        }
  return FALSE;
}

static guint16
read_port (RepointInventoryReader *reader,
           const char             *value)
{
  guint64 port;

  if (*value == '\0')
    return 0;
  if (g_ascii_string_to_unsigned (value, 10, 1, G_MAXUINT16, &port, NULL))
    return (guint16) port;
  repoint_inventory_reader_complain (reader, "port", value, "not-a-port");
  return 0;
}

static gboolean
read_protocol (RepointInventoryReader *reader,
               const char             *value,
               guint16                 port,
               RepointProtocol        *protocol)
{
  g_autofree char *lower = g_ascii_strdown (value, -1);

  if (*value == '\0' && protocol_from_port (port, protocol))
    return TRUE;
  if (repoint_protocol_from_string (lower, protocol) && *protocol <= REPOINT_PROTOCOL_POP3)
    return TRUE;
  repoint_inventory_reader_complain (reader, "protocol", value, *value == '\0' ? "no-protocol" : "unknown-value");
  return FALSE;
}

static char *
read_bounded (RepointInventoryReader *reader,
              RepointColumn           column,
              const char             *value)
{
  if (strlen (value) > MAX_FIELD)
    repoint_inventory_reader_complain (reader, repoint_column_get_name (column), value, "too-long");
  return repoint_text_tidy (value, MAX_FIELD);
}

static void
read_host (RepointInventoryReader *reader,
           RepointMailUse         *use,
           const char             *value)
{
  gboolean odd = strlen (value) > MAX_HOST || strpbrk (value, " /@\\\"'<>") != NULL;

  for (const char *p = value; *p != '\0'; p++)
    odd = odd || g_ascii_iscntrl (*p);

  if (odd)
    repoint_inventory_reader_complain (reader, "server", value, "not-a-server");
  else
    repoint_mail_use_set_host (use, value);
}

static void
read_security (RepointInventoryReader *reader,
               RepointMailUse         *use,
               const char             *value)
{
  g_autofree char *lower = g_ascii_strdown (value, -1);
  RepointSecurity security;

  if (*value == '\0')
    return;
  if (repoint_security_from_string (lower, &security))
    repoint_mail_use_set_security (use, security);
  else
    repoint_inventory_reader_complain (reader, "security", value, "unknown-value");
}

static int
read_enum (RepointInventoryReader *reader,
           GType                   type,
           RepointColumn           column,
           const char             *value)
{
  g_autofree char *lower = g_ascii_strdown (value, -1);
  int number = 0;

  if (*value != '\0' && !repoint_enum_from_string (type, lower, &number))
    repoint_inventory_reader_complain (reader, repoint_column_get_name (column), value, "unknown-value");
  return number;
}

static void
read_mail_use (RepointInventoryReader *reader,
               RepointInventoryEntry  *entry,
               const char             *values[REPOINT_N_COLUMNS])
{
  static const RepointColumn columns[] = {
    REPOINT_COLUMN_PROTOCOL, REPOINT_COLUMN_SERVER, REPOINT_COLUMN_PORT, REPOINT_COLUMN_SECURITY,
    REPOINT_COLUMN_SIGN_IN, REPOINT_COLUMN_MAILBOX, REPOINT_COLUMN_RECIPIENTS,
  };
  g_autoptr (RepointMailUse) use = NULL;
  g_autofree char *mailbox = NULL;
  RepointProtocol protocol;
  gboolean any = FALSE;
  guint16 port;

  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    any |= *values[columns[i]] != '\0';
  if (!any)
    return;

  port = read_port (reader, values[REPOINT_COLUMN_PORT]);
  if (!read_protocol (reader, values[REPOINT_COLUMN_PROTOCOL], port, &protocol))
    {
      /* What else the row says about mail is not lost. */
      for (guint i = 1; i < G_N_ELEMENTS (columns); i++)
        repoint_inventory_entry_add_note (entry, repoint_column_get_name (columns[i]), values[columns[i]]);
      return;
    }

  use = repoint_mail_use_new (protocol);
  repoint_mail_use_set_port (use, port);
  read_host (reader, use, values[REPOINT_COLUMN_SERVER]);
  read_security (reader, use, values[REPOINT_COLUMN_SECURITY]);
  repoint_mail_use_set_sign_in (use, (RepointSignIn) read_enum (reader, REPOINT_TYPE_SIGN_IN, REPOINT_COLUMN_SIGN_IN,
                                                                values[REPOINT_COLUMN_SIGN_IN]));
  repoint_mail_use_set_recipients (use, (RepointRecipients) read_enum (reader, REPOINT_TYPE_RECIPIENTS,
                                                                       REPOINT_COLUMN_RECIPIENTS,
                                                                       values[REPOINT_COLUMN_RECIPIENTS]));
  mailbox = read_bounded (reader, REPOINT_COLUMN_MAILBOX, values[REPOINT_COLUMN_MAILBOX]);
  repoint_mail_use_set_mailbox (use, mailbox);
  repoint_device_add_mail_use (entry->device, use);
}

/* ---- The TLS version somebody states ---- */

/* "TLSv1.2", and what people write instead of it: "TLS 1.2", "tls1.2", "1.2", "SSL 3.0". */
static RepointTlsVersion
parse_tls_version (const char *value)
{
  g_autoptr (GString) name = g_string_new (NULL);
  g_autofree char *upper = g_ascii_strup (value, -1);
  const char *number = upper;
  gboolean ssl = g_str_has_prefix (upper, "SSL");

  if (ssl || g_str_has_prefix (upper, "TLS"))
    number += 3;
  while (*number == ' ' || *number == 'V')
    number++;
  g_string_printf (name, "%sv%s", ssl ? "SSL" : "TLS", number);
  if (ssl && g_str_has_suffix (name->str, ".0"))
    g_string_truncate (name, name->len - 2);
  return repoint_tls_version_from_string (name->str);
}

static void
read_max_tls (RepointInventoryReader *reader,
              RepointInventoryEntry  *entry,
              const char             *value)
{
  RepointTlsVersion version = parse_tls_version (value);

  if (version != REPOINT_TLS_VERSION_NONE)
    g_ptr_array_add (entry->max_tls, g_strdup (repoint_tls_version_to_string (version)));
  else
    repoint_inventory_reader_complain (reader, "max_tls", value, "unknown-value");
}

/* ---- Rows ---- */

static void
read_device (RepointInventoryReader *reader,
             RepointInventoryEntry  *entry,
             const char             *values[REPOINT_N_COLUMNS])
{
  static const RepointColumn texts[] = {
    REPOINT_COLUMN_NAME, REPOINT_COLUMN_VENDOR, REPOINT_COLUMN_MODEL, REPOINT_COLUMN_FIRMWARE,
    REPOINT_COLUMN_SERIAL, REPOINT_COLUMN_LOCATION,
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    if (*values[texts[i]] != '\0')
      repoint_inventory_read_text (reader, entry, texts[i], values[texts[i]]);
  if (*values[REPOINT_COLUMN_KIND] != '\0')
    repoint_inventory_read_kind (reader, entry, values[REPOINT_COLUMN_KIND]);
  if (*values[REPOINT_COLUMN_ADDRESS] != '\0')
    repoint_inventory_read_address (reader, entry, values[REPOINT_COLUMN_ADDRESS]);
  if (*values[REPOINT_COLUMN_MAC] != '\0')
    repoint_inventory_read_mac (reader, entry, values[REPOINT_COLUMN_MAC]);
  if (*values[REPOINT_COLUMN_MAX_TLS] != '\0')
    read_max_tls (reader, entry, values[REPOINT_COLUMN_MAX_TLS]);
}

static void
read_row (RepointInventoryReader *reader,
          const Layout           *layout,
          GPtrArray              *row)
{
  RepointInventoryEntry *entry = repoint_inventory_entry_new ();
  const char *values[REPOINT_N_COLUMNS];

  for (guint i = 0; i < REPOINT_N_COLUMNS; i++)
    values[i] = "";
  for (guint i = 0; i < row->len; i++)
    {
      char *value = g_strstrip (g_ptr_array_index (row, i));

      if (i >= layout->headers->len && *value != '\0')
        repoint_inventory_reader_complain (reader, "", value, "beyond-columns");
      if (i < layout->headers->len && layout->columns[i] != REPOINT_N_COLUMNS)
        values[layout->columns[i]] = value;
      else
        repoint_inventory_entry_add_note (entry, i < layout->headers->len ? layout->headers->pdata[i] : "", value);
    }
  read_device (reader, entry, values);
  read_mail_use (reader, entry, values);
  repoint_inventory_reader_take (reader, entry);
}

/* A header that is not ours, or that was there already, makes its column a note. */
static guint
read_header (RepointInventoryReader *reader,
             Layout                 *layout)
{
  gboolean seen[REPOINT_N_COLUMNS] = { FALSE };
  guint n_known = 0;

  for (guint i = 0; i < layout->headers->len; i++)
    {
      char *header = g_strstrip (layout->headers->pdata[i]);
      RepointColumn column = repoint_column_find (header);

      if (column != REPOINT_N_COLUMNS && !seen[column])
        {
          seen[column] = TRUE;
          n_known++;
        }
      else
        {
          column = REPOINT_N_COLUMNS;
          if (*header != '\0')
            repoint_inventory_reader_complain (reader, header, "",
                                               repoint_column_find (header) != REPOINT_N_COLUMNS ? "repeated-column"
                                                                                                 : "ignored-column");
        }
      layout->columns[i] = column;
    }
  return n_known;
}

static int
code_of (const GError *error)
{
  switch ((RepointCsvError) error->code)
    {
    case REPOINT_CSV_ERROR_ENCODING:
      return REPOINT_INVENTORY_FILE_ERROR_ENCODING;
    case REPOINT_CSV_ERROR_TOO_BIG:
      return REPOINT_INVENTORY_FILE_ERROR_TOO_BIG;
    case REPOINT_CSV_ERROR_EMPTY:
      return REPOINT_INVENTORY_FILE_ERROR_EMPTY;
    case REPOINT_CSV_ERROR_QUOTE:
    default:
      return REPOINT_INVENTORY_FILE_ERROR_SYNTAX;
    }
}

gboolean
repoint_inventory_read_table (RepointInventoryReader  *reader,
                              GBytes                  *bytes,
                              GError                 **error)
{
  g_autoptr (GError) problem = NULL;
  g_autoptr (RepointCsv) csv = repoint_csv_parse (bytes, &problem);
  g_autofree RepointColumn *columns = NULL;
  Layout layout;

  if (csv == NULL)
    {
      g_set_error_literal (error, REPOINT_INVENTORY_FILE_ERROR, code_of (problem), problem->message);
      return FALSE;
    }

  layout.headers = g_ptr_array_index (csv->rows, 0);
  layout.columns = columns = g_new (RepointColumn, layout.headers->len);
  reader->line = g_array_index (csv->lines, guint, 0);
  if (read_header (reader, &layout) == 0)
    {
      g_autofree char *first = repoint_text_tidy (layout.headers->pdata[0], 64);

      g_set_error (error, REPOINT_INVENTORY_FILE_ERROR, REPOINT_INVENTORY_FILE_ERROR_COLUMNS,
                   "none of the headers is one of an inventory; the first is “%s”", first);
      return FALSE;
    }
  if (csv->rows->len == 1)
    {
      g_set_error (error, REPOINT_INVENTORY_FILE_ERROR, REPOINT_INVENTORY_FILE_ERROR_EMPTY, "there is only a header");
      return FALSE;
    }

  for (guint i = 1; i < csv->rows->len; i++)
    {
      reader->line = g_array_index (csv->lines, guint, i);
      read_row (reader, &layout, g_ptr_array_index (csv->rows, i));
    }
  return TRUE;
}
