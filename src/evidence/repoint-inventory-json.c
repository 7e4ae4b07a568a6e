/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-inventory-reader.h"

#include <json-glib/json-glib.h>
#include <string.h>

#define MAX_LINE  (1024 * 1024)
#define MAX_DEPTH 16 /* json-glib reads by recursion */
#define MAX_ITEMS 256

#define SOURCE "inventory"

/* ---- One line ---- */

static gboolean
is_too_deep (const char *line)
{
  gboolean quoted = FALSE;
  guint depth = 0;

  for (; *line != '\0'; line++)
    {
      if (quoted && *line == '\\' && line[1] != '\0')
        line++;
      else if (*line == '"')
        quoted = !quoted;
      else if (!quoted && (*line == '[' || *line == '{') && ++depth > MAX_DEPTH)
        return TRUE;
      else if (!quoted && (*line == ']' || *line == '}') && depth > 0)
        depth--;
    }
  return FALSE;
}

static JsonObject *
parse_line (JsonParser *parser,
            const char *line)
{
  JsonNode *root;

  if (strlen (line) > MAX_LINE || is_too_deep (line) || !json_parser_load_from_data (parser, line, -1, NULL))
    return NULL;
  root = json_parser_get_root (parser);
  return root != NULL && JSON_NODE_HOLDS_OBJECT (root) ? json_node_get_object (root) : NULL;
}

/* NULL: there is none, or it is no text. */
static const char *
get_text (JsonObject *object,
          const char *name)
{
  JsonNode *node = json_object_get_member (object, name);
  const char *text = node != NULL && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING
                         ? json_node_get_string (node)
                         : NULL;

  return text != NULL && *text != '\0' ? text : NULL;
}

static JsonArray *
get_array (JsonObject *object,
           const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
}

static guint
get_length (JsonArray *array)
{
  return array != NULL ? MIN (json_array_get_length (array), MAX_ITEMS) : 0;
}

static const char *
get_text_element (JsonArray *array,
                  guint      n)
{
  JsonNode *node = json_array_get_element (array, n);

  return JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING ? json_node_get_string (node) : NULL;
}

/* ---- What discover writes ---- */

static void
read_texts (RepointInventoryReader *reader,
            RepointInventoryEntry  *entry,
            JsonObject             *object)
{
  static const RepointColumn texts[] = {
    REPOINT_COLUMN_NAME, REPOINT_COLUMN_VENDOR, REPOINT_COLUMN_MODEL, REPOINT_COLUMN_FIRMWARE, REPOINT_COLUMN_SERIAL,
    REPOINT_COLUMN_LOCATION,
  };
  const char *kind = get_text (object, "kind");
  const char *mac = get_text (object, "mac");
  JsonArray *addresses = get_array (object, "addresses");

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      const char *text = get_text (object, repoint_column_get_name (texts[i]));

      if (text != NULL)
        repoint_inventory_read_text (reader, entry, texts[i], text);
    }
  if (kind != NULL)
    repoint_inventory_read_kind (reader, entry, kind);
  if (mac != NULL)
    repoint_inventory_read_mac (reader, entry, mac);
  for (guint i = 0; i < get_length (addresses); i++)
    {
      const char *address = get_text_element (addresses, i);

      if (address != NULL)
        repoint_inventory_read_address (reader, entry, address);
    }
}

static void
read_targets (RepointInventoryReader *reader,
              RepointInventoryEntry  *entry,
              JsonObject             *object)
{
  JsonArray *targets = get_array (object, "targets");

  for (guint i = 0; i < get_length (targets); i++)
    {
      const char *uri = get_text_element (targets, i);
      RepointTarget *target = uri != NULL ? repoint_target_parse (uri, NULL) : NULL;

      if (target != NULL)
        {
          repoint_device_add_target (entry->device, target);
          g_ptr_array_add (entry->sighting->targets, target);
        }
      else
        {
          repoint_inventory_reader_complain (reader, "targets", uri != NULL ? uri : "", "unknown-value");
        }
    }
}

/* The scheme that a port is registered for, so that a list of ports alone is of use, too. */
static void
read_ports (RepointInventoryEntry *entry,
            JsonObject            *object)
{
  static const struct
  {
    RepointProtocol protocol;
    RepointSecurity security;
  } known[] = {
    { REPOINT_PROTOCOL_HTTP, REPOINT_SECURITY_NONE }, { REPOINT_PROTOCOL_HTTP, REPOINT_SECURITY_TLS },
    { REPOINT_PROTOCOL_IPP, REPOINT_SECURITY_TLS }, { REPOINT_PROTOCOL_SMTP, REPOINT_SECURITY_STARTTLS },
    { REPOINT_PROTOCOL_SMTP, REPOINT_SECURITY_TLS }, { REPOINT_PROTOCOL_IMAP, REPOINT_SECURITY_STARTTLS },
    { REPOINT_PROTOCOL_IMAP, REPOINT_SECURITY_TLS }, { REPOINT_PROTOCOL_POP3, REPOINT_SECURITY_STARTTLS },
    { REPOINT_PROTOCOL_POP3, REPOINT_SECURITY_TLS }, { REPOINT_PROTOCOL_LDAP, REPOINT_SECURITY_TLS },
  };
  JsonArray *ports = get_array (object, "ports");
  const char *address = entry->sighting->address;

  for (guint i = 0; address != NULL && i < get_length (ports); i++)
    {
      JsonNode *node = json_array_get_element (ports, i);
      gint64 port = JSON_NODE_HOLDS_VALUE (node) ? json_node_get_int (node) : 0;

      for (guint k = 0; k < G_N_ELEMENTS (known); k++)
        if (repoint_protocol_get_port (known[k].protocol, known[k].security) == port)
          {
            RepointTarget *target = repoint_target_new (known[k].protocol, known[k].security, address, (guint16) port);

            if (target == NULL)
              break;
            repoint_device_add_target (entry->device, target);
            g_ptr_array_add (entry->sighting->targets, target);
            break;
          }
    }
}

static void
read_evidence (RepointInventoryEntry *entry,
               JsonObject            *object)
{
  JsonArray *evidence = get_array (object, "evidence");

  for (guint i = 0; i < get_length (evidence); i++)
    {
      JsonNode *node = json_array_get_element (evidence, i);
      JsonObject *piece = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
      const char *source = piece != NULL ? get_text (piece, "source") : NULL;
      const char *what = piece != NULL ? get_text (piece, "what") : NULL;
      const char *value = piece != NULL ? get_text (piece, "value") : NULL;

      if (source != NULL && what != NULL && value != NULL)
        g_ptr_array_add (entry->sighting->evidence, repoint_evidence_new (source, what, value));
    }
}

static char *
known_or_null (const char *text)
{
  return *text != '\0' ? g_strdup (text) : NULL;
}

static void
read_object (RepointInventoryReader *reader,
             JsonObject             *object)
{
  RepointInventoryEntry *entry = repoint_inventory_entry_new ();
  RepointDevice *device = entry->device;
  const char * const *addresses;

  read_texts (reader, entry, object);
  addresses = repoint_device_get_addresses (device);
  entry->sighting = repoint_sighting_new (SOURCE, addresses != NULL ? addresses[0] : NULL);
  entry->sighting->mac = known_or_null (repoint_device_get_mac (device));
  entry->sighting->name = known_or_null (repoint_device_get_name (device));
  entry->sighting->vendor = known_or_null (repoint_device_get_vendor (device));
  entry->sighting->model = known_or_null (repoint_device_get_model (device));
  entry->sighting->firmware = known_or_null (repoint_device_get_firmware (device));
  entry->sighting->serial = known_or_null (repoint_device_get_serial (device));
  entry->sighting->kind = repoint_device_get_kind (device);
  if (json_object_has_member (object, "targets"))
    read_targets (reader, entry, object);
  else
    read_ports (entry, object);
  read_evidence (entry, object);
  repoint_inventory_reader_take (reader, entry);
}

gboolean
repoint_inventory_read_json (RepointInventoryReader  *reader,
                             GBytes                  *bytes,
                             GError                 **error)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  gsize length;
  const char *next = g_bytes_get_data (bytes, &length);
  const char *end = next + length;
  guint first_bad = 0;

  if (length > REPOINT_INVENTORY_FILE_MAX_BYTES)
    {
      g_set_error (error, REPOINT_INVENTORY_FILE_ERROR, REPOINT_INVENTORY_FILE_ERROR_TOO_BIG, "more than %d bytes",
                   REPOINT_INVENTORY_FILE_MAX_BYTES);
      return FALSE;
    }
  if (!g_utf8_validate_len (next, length, NULL))
    {
      g_set_error (error, REPOINT_INVENTORY_FILE_ERROR, REPOINT_INVENTORY_FILE_ERROR_ENCODING, "this is not UTF-8");
      return FALSE;
    }

  if (length >= 3 && memcmp (next, "\xef\xbb\xbf", 3) == 0)
    next += 3;

  for (reader->line = 1; next < end; reader->line++)
    {
      const char *newline = memchr (next, '\n', end - next);
      g_autofree char *line = g_strndup (next, (newline != NULL ? newline : end) - next);
      JsonObject *object;

      next = newline != NULL ? newline + 1 : end;
      if (*g_strstrip (line) == '\0')
        continue;
      object = parse_line (parser, line);
      if (object != NULL)
        {
          read_object (reader, object);
          continue;
        }
      if (first_bad == 0)
        first_bad = reader->line;
      repoint_inventory_reader_complain (reader, "", line, "not-an-object");
    }

  if (reader->entries->len == 0 && first_bad > 0)
    {
      g_set_error (error, REPOINT_INVENTORY_FILE_ERROR, REPOINT_INVENTORY_FILE_ERROR_SYNTAX,
                   "line %u is not a JSON object", first_bad);
      return FALSE;
    }
  return TRUE;
}
