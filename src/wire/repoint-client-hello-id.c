/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-client-hello-id.h"

#include "repoint-client-hello-parts.h"

#define GREASE 0x0a0a /* stands for all of them */

enum
{
  EXTENSION_SERVER_NAME = 0,
  EXTENSION_GROUPS = 10,
  EXTENSION_SRP = 12,
  EXTENSION_SIGNATURE_ALGORITHMS = 13,
  EXTENSION_PADDING = 21,
  EXTENSION_SESSION_TICKET = 35,
  EXTENSION_PRE_SHARED_KEY = 41,
  EXTENSION_EARLY_DATA = 42,
  EXTENSION_SUPPORTED_VERSIONS = 43,
  EXTENSION_COOKIE = 44,
  EXTENSION_KEY_SHARE = 51,
  EXTENSION_ENCRYPTED_CLIENT_HELLO = 0xfe0d,
};

typedef struct
{
  guint16      type;
  RepointBytes content;
} Extension;

static void
add (GChecksum *sum, RepointBytes bytes)
{
  if (bytes.length > 0)
    g_checksum_update (sum, bytes.data, (gssize) bytes.length);
}

static void
add_number (GChecksum *sum, guint32 number)
{
  const guint8 bytes[] = { (guint8) (number >> 24), (guint8) (number >> 16), (guint8) (number >> 8), (guint8) number };

  g_checksum_update (sum, bytes, sizeof bytes);
}

static guint16
normalize (guint32 value)
{
  return repoint_client_hello_is_grease ((guint16) value) ? GREASE : (guint16) value;
}

static void
add_list_16 (GChecksum *sum, RepointBytes list)
{
  guint32 value;

  add_number (sum, (guint32) list.length);
  while (repoint_bytes_take_number (&list, 2, &value))
    add_number (sum, normalize (value));
  add (sum, list);
}

static void
add_list_extension (GChecksum *sum, RepointBytes content, guint width)
{
  RepointBytes length;

  if (repoint_bytes_take (&content, width, &length))
    add (sum, length);
  add_list_16 (sum, content);
}

/* The values of the keys are new each time. */
static void
add_key_shares (GChecksum *sum, RepointBytes content)
{
  RepointBytes key;
  guint32 number;

  if (repoint_bytes_take_number (&content, 2, &number))
    add_number (sum, number);
  while (repoint_bytes_take_number (&content, 2, &number) && repoint_bytes_take_vector (&content, 2, &key))
    {
      add_number (sum, normalize (number));
      add_number (sum, (guint32) key.length);
    }
}

/* What depends on an earlier visit, or on the length of the server's name, is as if it were not there. */
static gboolean
is_of_one_visit (guint16 type)
{
  return type == EXTENSION_PRE_SHARED_KEY || type == EXTENSION_EARLY_DATA || type == EXTENSION_COOKIE || type == EXTENSION_PADDING;
}

static void
add_extension (GChecksum *sum, const Extension *extension)
{
  add_number (sum, extension->type);

  switch (extension->type)
    {
    case EXTENSION_SERVER_NAME:
    case EXTENSION_SRP: /* the name of a user */
    case EXTENSION_SESSION_TICKET:
    case EXTENSION_ENCRYPTED_CLIENT_HELLO:
      break;
    case EXTENSION_GROUPS:
    case EXTENSION_SIGNATURE_ALGORITHMS:
      add_list_extension (sum, extension->content, 2);
      break;
    case EXTENSION_SUPPORTED_VERSIONS:
      add_list_extension (sum, extension->content, 1);
      break;
    case EXTENSION_KEY_SHARE:
      add_key_shares (sum, extension->content);
      break;
    default:
      add_number (sum, (guint32) extension->content.length);
      add (sum, extension->content);
      break;
    }
}

/* Those of the same type stay in their order, for it decides which one counts. */
static int
compare_extensions (gconstpointer a, gconstpointer b)
{
  const Extension *one = a;
  const Extension *other = b;

  if (one->type != other->type)
    return one->type < other->type ? -1 : 1;

  return one->content.data < other->content.data ? -1 : 1;
}

/* Some clients shuffle their extensions, to teach servers to take them in any order. */
static void
add_extensions (GChecksum *sum, RepointBytes in)
{
  g_autoptr (GArray) extensions = g_array_new (FALSE, FALSE, sizeof (Extension));
  Extension extension;
  gboolean cut_short = FALSE;

  while (repoint_client_hello_parts_take_extension (&in, &extension.type, &extension.content, &cut_short))
    {
      extension.type = normalize (extension.type);
      if (!is_of_one_visit (extension.type))
        g_array_append_val (extensions, extension);
    }
  g_array_sort (extensions, compare_extensions);
  for (guint i = 0; i < extensions->len; i++)
    add_extension (sum, &g_array_index (extensions, Extension, i));
}

/**
 * repoint_client_hello_get_id:
 * @hello: a hello
 *
 * An id that is the same at every visit of a client which was not set otherwise: what is new each time (random, keys, reserved
 * values, session, the order of extensions) and whom it was meant for make no difference to it.
 *
 * Returns: (transfer full): 16 hexadecimal digits, of SHA-256
 */
char *
repoint_client_hello_get_id (const RepointClientHello *hello)
{
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  RepointClientHelloParts parts;

  g_return_val_if_fail (hello != NULL, NULL);

  repoint_client_hello_parts_read (&parts, repoint_bytes_borrow (hello->raw));

  add_number (sum, parts.ssl2_format);
  add_number (sum, parts.version);
  if (parts.ssl2_format)
    {
      add (sum, parts.suites);
      add_number (sum, (guint32) parts.random.length);
    }
  else
    {
      add_list_16 (sum, parts.suites);
      add_number (sum, (guint32) parts.compressions.length);
      add (sum, parts.compressions);
      add_number (sum, parts.has_extensions);
      add_extensions (sum, parts.extensions);
    }

  return g_strndup (g_checksum_get_string (sum), REPOINT_CLIENT_HELLO_ID_LENGTH);
}
