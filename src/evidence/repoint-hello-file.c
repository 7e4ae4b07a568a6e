/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-hello-file.h"

#include <string.h>

#include "repoint-bytes.h"
#include "repoint-client-hello-reader.h"
#include "repoint-hello-json.h"
#include "repoint-json-node.h"

#define MAX_HELLOS 10000

/* In hexadecimal a byte has two digits, and there may be something between them. */
#define MAX_HEX (8 * REPOINT_CLIENT_HELLO_MAX_LENGTH)

#define BYTE_ORDER_MARK "\xef\xbb\xbf"

enum
{
  CONTENT_HANDSHAKE = 22,
  CLIENT_HELLO = 1,
};

G_DEFINE_QUARK (repoint-hello-file-error-quark, repoint_hello_file_error)

static void
entry_free (gpointer data)
{
  RepointHelloFileEntry *self = data;

  repoint_client_hello_free (self->hello);
  g_clear_pointer (&self->line, json_object_unref);
  g_free (self);
}

static void
add_entry (GPtrArray *entries, RepointClientHello *hello, JsonObject *line)
{
  RepointHelloFileEntry *entry = g_new (RepointHelloFileEntry, 1);

  entry->hello = hello;
  entry->line = line != NULL ? json_object_ref (line) : NULL;
  g_ptr_array_add (entries, entry);
}

/* draft-ietf-opsawg-pcap-04 section 4, in both byte orders and with nanoseconds, and draft-ietf-opsawg-pcapng-02 section 4.1 */
static gboolean
is_capture (const guint8 *begin, gsize length)
{
  static const guint8 magics[][4] = {
    { 0xa1, 0xb2, 0xc3, 0xd4 }, { 0xd4, 0xc3, 0xb2, 0xa1 }, { 0xa1, 0xb2, 0x3c, 0x4d }, { 0x4d, 0x3c, 0xb2, 0xa1 }, { 0x0a, 0x0d, 0x0d, 0x0a },
  };

  for (gsize i = 0; length >= 4 && i < G_N_ELEMENTS (magics); i++)
    if (memcmp (begin, magics[i], 4) == 0)
      return TRUE;

  return FALSE;
}

static gboolean
is_bytes (const guint8 *begin, gsize length)
{
  return length >= 4 && ((begin[0] == CONTENT_HANDSHAKE && begin[1] == 3) || (begin[0] == CLIENT_HELLO && begin[1] <= 1) ||
                         ((begin[0] & 0x80) != 0 && begin[2] == CLIENT_HELLO));
}

static RepointBytes
skip_byte_order_mark (RepointBytes text)
{
  RepointBytes mark;

  if (text.length >= strlen (BYTE_ORDER_MARK) && memcmp (text.data, BYTE_ORDER_MARK, strlen (BYTE_ORDER_MARK)) == 0)
    repoint_bytes_take (&text, strlen (BYTE_ORDER_MARK), &mark);

  return text;
}

/* What may stand between two bytes: "16:03:01", "16 03 01", "0x16, 0x03, 0x01". */
static gboolean
is_between_digits (guint8 character)
{
  return g_ascii_isspace (character) || character == ':' || character == ',';
}

static gboolean
is_hex (const guint8 *begin, gsize length)
{
  gsize n_digits = 0;

  for (gsize i = 0; i < length; i++)
    if (g_ascii_isxdigit (begin[i]))
      n_digits++;
    else if (!is_between_digits (begin[i]) && !(begin[i] == 'x' && i > 0 && begin[i - 1] == '0'))
      return FALSE;

  return n_digits >= 2;
}

/**
 * repoint_hello_file_recognize:
 * @begin: the first bytes of a file, %REPOINT_HELLO_FILE_BEGIN of them if it has so many
 * @length: how many there are
 *
 * Returns: what the file must be, if it is anything that can be read
 */
RepointHelloFileKind
repoint_hello_file_recognize (const guint8 *begin, gsize length)
{
  RepointBytes text;

  g_return_val_if_fail (begin != NULL || length == 0, REPOINT_HELLO_FILE_UNKNOWN);

  if (is_capture (begin, length))
    return REPOINT_HELLO_FILE_CAPTURE;
  if (is_bytes (begin, length))
    return REPOINT_HELLO_FILE_BYTES;

  text = skip_byte_order_mark (repoint_bytes (begin, length));
  for (gsize i = 0; i < text.length; i++)
    if (!g_ascii_isspace (text.data[i]))
      {
        if (text.data[i] == '{')
          return REPOINT_HELLO_FILE_JSON;
        break;
      }

  return is_hex (text.data, text.length) ? REPOINT_HELLO_FILE_HEX : REPOINT_HELLO_FILE_UNKNOWN;
}

/* Records may go on behind the hello with what else the client sent. */
static RepointClientHello *
read_records (GBytes *bytes, GError **error)
{
  g_autoptr (RepointClientHelloReader) reader = repoint_client_hello_reader_new ();
  gsize length;
  const guint8 *data = g_bytes_get_data (bytes, &length);

  switch (repoint_client_hello_reader_feed (reader, data, length))
    {
    case REPOINT_CLIENT_HELLO_READER_HELLO:
      return repoint_client_hello_copy (repoint_client_hello_reader_get_hello (reader));

    case REPOINT_CLIENT_HELLO_READER_MORE:
      g_set_error_literal (error, REPOINT_CLIENT_HELLO_ERROR, REPOINT_CLIENT_HELLO_ERROR_CUT_SHORT, "the records end within the ClientHello");
      return NULL;

    case REPOINT_CLIENT_HELLO_READER_TOO_BIG:
      g_set_error_literal (error, REPOINT_CLIENT_HELLO_ERROR, REPOINT_CLIENT_HELLO_ERROR_TOO_BIG, "the ClientHello is too big");
      return NULL;

    case REPOINT_CLIENT_HELLO_READER_NOT_TLS:
    case REPOINT_CLIENT_HELLO_READER_ILLEGAL:
    default:
      g_set_error_literal (error, REPOINT_CLIENT_HELLO_ERROR, REPOINT_CLIENT_HELLO_ERROR_OTHER, "records without a ClientHello");
      return NULL;
    }
}

static gboolean
read_bytes (GPtrArray *entries, GBytes *bytes, GError **error)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (bytes, &length);
  RepointClientHello *hello;

  if (!is_bytes (data, length))
    {
      g_set_error_literal (error, REPOINT_HELLO_FILE_ERROR, REPOINT_HELLO_FILE_ERROR_FORMAT, "no ClientHello");
      return FALSE;
    }

  hello = data[0] == CLIENT_HELLO ? repoint_client_hello_parse (bytes, error) : read_records (bytes, error);
  if (hello == NULL)
    return FALSE;

  add_entry (entries, hello, NULL);

  return TRUE;
}

static gboolean
read_hex (GPtrArray *entries, RepointBytes text, GError **error)
{
  g_autoptr (GByteArray) out = g_byte_array_new ();
  g_autoptr (GBytes) bytes = NULL;
  int high = -1;

  if (text.length > MAX_HEX)
    {
      g_set_error_literal (error, REPOINT_HELLO_FILE_ERROR, REPOINT_HELLO_FILE_ERROR_TOO_BIG, "too many digits");
      return FALSE;
    }

  for (gsize i = 0; i < text.length; i++)
    {
      guint8 character = text.data[i];
      int digit = g_ascii_xdigit_value ((char) character);

      if (character == 'x' && high == 0 && i > 0 && text.data[i - 1] == '0')
        {
          high = -1;
        }
      else if (digit >= 0 && high >= 0)
        {
          guint8 byte = (guint8) (high << 4 | digit);

          g_byte_array_append (out, &byte, 1);
          high = -1;
        }
      else if (digit >= 0)
        {
          high = digit;
        }
      else if (high >= 0 || !is_between_digits (character))
        {
          g_set_error (error, REPOINT_HELLO_FILE_ERROR, REPOINT_HELLO_FILE_ERROR_FORMAT,
                       "no pair of hexadecimal digits at byte %" G_GSIZE_FORMAT, i);
          return FALSE;
        }
    }
  if (high >= 0)
    {
      g_set_error_literal (error, REPOINT_HELLO_FILE_ERROR, REPOINT_HELLO_FILE_ERROR_FORMAT, "an odd number of hexadecimal digits");
      return FALSE;
    }

  bytes = g_byte_array_free_to_bytes (g_steal_pointer (&out));

  return read_bytes (entries, bytes, error);
}

static gboolean
is_object (JsonNode *node)
{
  return node != NULL && JSON_NODE_HOLDS_OBJECT (node);
}

/* Visits without a hello are passed over: one that did not ask for TLS is a visit, too. */
static gboolean
read_object (GPtrArray *entries, JsonObject *object, GError **error)
{
  JsonNode *member = json_object_get_member (object, "hello");
  RepointClientHello *hello;

  if (member != NULL && JSON_NODE_HOLDS_NULL (member))
    return TRUE;
  if (!is_object (member) && !json_object_has_member (object, "raw"))
    return TRUE;

  hello = repoint_client_hello_from_json (is_object (member) ? json_node_get_object (member) : object, error);
  if (hello == NULL)
    return FALSE;

  add_entry (entries, hello, is_object (member) ? object : NULL);

  return TRUE;
}

static gboolean
read_line (GPtrArray *entries, const char *line, gsize length, GError **error)
{
  g_autoptr (RepointJsonReader) reader = repoint_json_reader_new (line, length);
  g_autoptr (JsonNode) node = repoint_json_node_new_from_reader (reader);

  if (!is_object (node) || !repoint_json_reader_finish (reader))
    {
      g_set_error_literal (error, REPOINT_HELLO_FILE_ERROR, REPOINT_HELLO_FILE_ERROR_FORMAT, "a line that is not a JSON object");
      return FALSE;
    }

  return read_object (entries, json_node_get_object (node), error);
}

static gboolean
is_blank (const char *line, gsize length)
{
  for (gsize i = 0; i < length; i++)
    if (!g_ascii_isspace (line[i]))
      return FALSE;

  return TRUE;
}

static gboolean
read_json (GPtrArray *entries, RepointBytes text, GError **error)
{
  while (text.length > 0)
    {
      const guint8 *end = memchr (text.data, '\n', text.length);
      RepointBytes line = { 0 };
      RepointBytes newline;

      repoint_bytes_take (&text, end != NULL ? (gsize) (end - text.data) : text.length, &line);
      repoint_bytes_take (&text, end != NULL ? 1 : 0, &newline);
      if (!is_blank ((const char *) line.data, line.length) && !read_line (entries, (const char *) line.data, line.length, error))
        return FALSE;
      if (entries->len > MAX_HELLOS)
        {
          g_set_error (error, REPOINT_HELLO_FILE_ERROR, REPOINT_HELLO_FILE_ERROR_TOO_BIG, "more than %d hellos", MAX_HELLOS);
          return FALSE;
        }
    }

  return TRUE;
}

/**
 * repoint_hello_file_read:
 * @bytes: the content of a file
 *
 * Reads hellos that were written down: one in bytes or in hexadecimal, or one in each line of what commands printed.
 *
 * Returns: (transfer full) (element-type RepointHelloFileEntry): at least one; %NULL with @error set in
 *   %REPOINT_HELLO_FILE_ERROR, or in %REPOINT_CLIENT_HELLO_ERROR if there is one that cannot be read
 */
GPtrArray *
repoint_hello_file_read (GBytes *bytes, GError **error)
{
  g_autoptr (GPtrArray) entries = g_ptr_array_new_with_free_func (entry_free);
  RepointBytes content;
  gboolean good = FALSE;

  g_return_val_if_fail (bytes != NULL, NULL);

  content = repoint_bytes_borrow (bytes);
  if (content.length > REPOINT_HELLO_FILE_MAX_BYTES)
    {
      g_set_error (error, REPOINT_HELLO_FILE_ERROR, REPOINT_HELLO_FILE_ERROR_TOO_BIG, "more than %d bytes", REPOINT_HELLO_FILE_MAX_BYTES);
      return NULL;
    }

  switch (repoint_hello_file_recognize (content.data, MIN (content.length, REPOINT_HELLO_FILE_BEGIN)))
    {
    case REPOINT_HELLO_FILE_BYTES:
      good = read_bytes (entries, bytes, error);
      break;
    case REPOINT_HELLO_FILE_HEX:
      good = read_hex (entries, skip_byte_order_mark (content), error);
      break;
    case REPOINT_HELLO_FILE_JSON:
      good = read_json (entries, skip_byte_order_mark (content), error);
      break;
    case REPOINT_HELLO_FILE_CAPTURE:
      g_set_error_literal (error, REPOINT_HELLO_FILE_ERROR, REPOINT_HELLO_FILE_ERROR_CAPTURE, "a packet capture");
      break;
    case REPOINT_HELLO_FILE_UNKNOWN:
    default:
      g_set_error_literal (error, REPOINT_HELLO_FILE_ERROR, REPOINT_HELLO_FILE_ERROR_FORMAT, "no kind of file that is known");
      break;
    }
  if (!good)
    return NULL;

  if (entries->len == 0)
    {
      g_set_error_literal (error, REPOINT_HELLO_FILE_ERROR, REPOINT_HELLO_FILE_ERROR_NO_HELLO, "no ClientHello");
      return NULL;
    }

  return g_steal_pointer (&entries);
}
