/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-client-hello.h"

#include "repoint-client-hello-parts.h"

#include <arpa/inet.h>
#include <string.h>

#define MAX_SESSION_ID  32
#define MAX_SERVER_NAME 255
#define MAX_ALPN        64 /* more are not kept */

enum
{
  CLIENT_HELLO = 1, /* in TLS and in SSLv2 */

  EXTENSION_SERVER_NAME = 0,
  EXTENSION_GROUPS = 10,
  EXTENSION_POINT_FORMATS = 11,
  EXTENSION_SIGNATURE_ALGORITHMS = 13,
  EXTENSION_ALPN = 16,
  EXTENSION_SESSION_TICKET = 35,
  EXTENSION_PRE_SHARED_KEY = 41,
  EXTENSION_EARLY_DATA = 42,
  EXTENSION_SUPPORTED_VERSIONS = 43,
  EXTENSION_KEY_SHARE = 51,

  HOST_NAME = 0,
};

G_DEFINE_QUARK (repoint-client-hello-error-quark, repoint_client_hello_error)
G_DEFINE_BOXED_TYPE (RepointClientHello, repoint_client_hello, repoint_client_hello_copy, repoint_client_hello_free)

/* A vector that may be longer than what there is of it: then that is what comes out. */
static RepointBytes
take_vector (RepointClientHello *self, RepointBytes *in, guint width)
{
  gboolean cut_short = FALSE;
  RepointBytes vector = repoint_client_hello_parts_take_vector (in, width, &cut_short);

  if (cut_short)
    self->flaws |= REPOINT_CLIENT_HELLO_FLAW_CUT_SHORT;

  return vector;
}

static void
check_end (RepointClientHello *self, RepointBytes rest)
{
  if (rest.length > 0)
    self->flaws |= REPOINT_CLIENT_HELLO_FLAW_TRAILING_BYTES;
}

static void
read_values_16 (RepointClientHello *self, RepointBytes list, GArray *values)
{
  guint32 number;

  while (repoint_bytes_take_number (&list, 2, &number))
    {
      guint16 value = (guint16) number;

      g_array_append_val (values, value);
    }
  if (list.length > 0)
    self->flaws |= REPOINT_CLIENT_HELLO_FLAW_ODD_LENGTH;
}

/* An extension that is nothing but a list of numbers of two bytes. */
static void
read_list_16 (RepointClientHello *self, RepointBytes extension, guint width, GArray *values)
{
  read_values_16 (self, take_vector (self, &extension, width), values);
  check_end (self, extension);
}

static void
read_point_formats (RepointClientHello *self, RepointBytes extension)
{
  RepointBytes list = take_vector (self, &extension, 1);

  if (list.length > 0)
    g_array_append_vals (self->point_formats, list.data, (guint) list.length);
  check_end (self, extension);
}

static void
read_key_shares (RepointClientHello *self, RepointBytes extension)
{
  RepointBytes list = take_vector (self, &extension, 2);
  guint32 number;

  while (repoint_bytes_take_number (&list, 2, &number))
    {
      guint16 group = (guint16) number;

      take_vector (self, &list, 2);
      g_array_append_val (self->key_shares, group);
    }
  if (list.length > 0)
    self->flaws |= REPOINT_CLIENT_HELLO_FLAW_CUT_SHORT;
  check_end (self, extension);
}

static void
read_alpn (RepointClientHello *self, RepointBytes extension)
{
  RepointBytes list = take_vector (self, &extension, 2);

  while (list.length > 0)
    {
      RepointBytes protocol = take_vector (self, &list, 1);

      if (self->alpn->len < MAX_ALPN)
        g_ptr_array_add (self->alpn, g_bytes_new (protocol.data, protocol.length));
    }
  check_end (self, extension);
}

static char *
escape (RepointBytes bytes)
{
  GString *text = g_string_sized_new (bytes.length);

  for (gsize i = 0; i < bytes.length; i++)
    if (bytes.data[i] > 0x20 && bytes.data[i] < 0x7f && bytes.data[i] != '\\')
      g_string_append_c (text, (char) bytes.data[i]);
    else
      g_string_append_printf (text, "\\x%02x", bytes.data[i]);

  return g_string_free (text, FALSE);
}

static gboolean
is_address (const char *name)
{
  guint8 address[sizeof (struct in6_addr)];

  return inet_pton (AF_INET, name, address) == 1 || inet_pton (AF_INET6, name, address) == 1;
}

/* RFC 6066 section 3. There is one kind of name, and no client sends two of them. */
static void
read_server_name (RepointClientHello *self, RepointBytes extension)
{
  RepointBytes list = take_vector (self, &extension, 2);
  RepointBytes name = { 0 };
  guint32 type = HOST_NAME;

  if (repoint_bytes_take_number (&list, 1, &type) && type == HOST_NAME)
    name = take_vector (self, &list, 2);
  if (name.length == 0 || name.length > MAX_SERVER_NAME || list.length > 0)
    self->flaws |= REPOINT_CLIENT_HELLO_FLAW_SERVER_NAME;
  check_end (self, extension);

  if (name.length == 0)
    return;

  self->server_name = escape (repoint_bytes (name.data, MIN (name.length, MAX_SERVER_NAME)));
  if (is_address (self->server_name))
    self->flaws |= REPOINT_CLIENT_HELLO_FLAW_SERVER_NAME;
}

static void
read_extension (RepointClientHello *self, guint32 type, RepointBytes extension)
{
  switch (type)
    {
    case EXTENSION_SERVER_NAME:
      read_server_name (self, extension);
      break;
    case EXTENSION_GROUPS:
      read_list_16 (self, extension, 2, self->groups);
      break;
    case EXTENSION_POINT_FORMATS:
      read_point_formats (self, extension);
      break;
    case EXTENSION_SIGNATURE_ALGORITHMS:
      read_list_16 (self, extension, 2, self->signature_algorithms);
      break;
    case EXTENSION_ALPN:
      read_alpn (self, extension);
      break;
    case EXTENSION_SESSION_TICKET:
      self->has_ticket = extension.length > 0;
      break;
    case EXTENSION_PRE_SHARED_KEY:
      self->has_psk = TRUE;
      break;
    case EXTENSION_EARLY_DATA:
      self->has_early_data = TRUE;
      break;
    case EXTENSION_SUPPORTED_VERSIONS:
      read_list_16 (self, extension, 1, self->versions);
      break;
    case EXTENSION_KEY_SHARE:
      read_key_shares (self, extension);
      break;
    default:
      break;
    }
}

static void
read_extensions (RepointClientHello *self, RepointBytes in)
{
  guint8 seen[(G_MAXUINT16 + 1) / 8] = { 0 };
  RepointBytes extension;
  guint16 type = 0;
  gboolean cut_short = FALSE;

  while (repoint_client_hello_parts_take_extension (&in, &type, &extension, &cut_short))
    {
      g_array_append_val (self->extensions, type);
      if ((seen[type / 8] & 1 << type % 8) != 0)
        self->flaws |= REPOINT_CLIENT_HELLO_FLAW_DUPLICATE_EXTENSION;
      else
        read_extension (self, type, extension);
      seen[type / 8] |= (guint8) (1 << type % 8);
    }

  if (cut_short)
    self->flaws |= REPOINT_CLIENT_HELLO_FLAW_CUT_SHORT;
  if (self->has_psk && type != EXTENSION_PRE_SHARED_KEY)
    self->flaws |= REPOINT_CLIENT_HELLO_FLAW_PSK_NOT_LAST;
}

static gboolean
is_version (guint16 value)
{
  return value >= REPOINT_TLS_VERSION_SSL3 && value <= REPOINT_TLS_VERSION_1_3;
}

/* Whoever lists versions means no other, whatever the old field says. Without a list, the old field ends at TLS 1.2
 * (RFC 8446 section 4.2.1). */
static void
decide_versions (RepointClientHello *self)
{
  for (guint i = 0; i < self->versions->len; i++)
    {
      guint16 version = g_array_index (self->versions, guint16, i);

      if (!is_version (version))
        continue;
      self->max_version = MAX (self->max_version, (RepointTlsVersion) version);
      if (self->min_version == REPOINT_TLS_VERSION_NONE || (RepointTlsVersion) version < self->min_version)
        self->min_version = (RepointTlsVersion) version;
    }

  if (!repoint_client_hello_has_extension (self, EXTENSION_SUPPORTED_VERSIONS))
    {
      if (self->legacy_version >= REPOINT_TLS_VERSION_SSL3)
        self->max_version = MIN (self->legacy_version, REPOINT_TLS_VERSION_1_2);
      else if (self->ssl2_format && self->legacy_version == REPOINT_TLS_VERSION_SSL2)
        self->max_version = REPOINT_TLS_VERSION_SSL2;
      if (self->legacy_version > REPOINT_TLS_VERSION_1_2)
        self->flaws |= REPOINT_CLIENT_HELLO_FLAW_VERSION;
    }
  if (self->max_version == REPOINT_TLS_VERSION_NONE)
    self->flaws |= REPOINT_CLIENT_HELLO_FLAW_VERSION;
}

static void
read_ssl2_suites (RepointClientHello *self, RepointBytes specs)
{
  guint32 spec;

  while (repoint_bytes_take_number (&specs, 3, &spec))
    {
      guint16 suite = (guint16) spec;

      g_array_append_val (self->ssl2_suites, spec);
      if (spec <= G_MAXUINT16)
        g_array_append_val (self->suites, suite);
      else
        self->min_version = REPOINT_TLS_VERSION_SSL2;
    }
  if (specs.length > 0)
    self->flaws |= REPOINT_CLIENT_HELLO_FLAW_ODD_LENGTH;
}

static void
read_parts (RepointClientHello *self, const RepointClientHelloParts *parts)
{
  self->ssl2_format = parts->ssl2_format;
  self->legacy_version = parts->version;
  self->session_id_length = (guint) parts->session_id.length;
  if (parts->cut_short)
    self->flaws |= REPOINT_CLIENT_HELLO_FLAW_CUT_SHORT;
  if (parts->session_id.length > MAX_SESSION_ID)
    self->flaws |= REPOINT_CLIENT_HELLO_FLAW_SESSION_ID;
  check_end (self, parts->rest);

  if (parts->ssl2_format)
    {
      read_ssl2_suites (self, parts->suites);
    }
  else
    {
      read_values_16 (self, parts->suites, self->suites);
      if (parts->compressions.length == 0 || memchr (parts->compressions.data, 0, parts->compressions.length) == NULL)
        self->flaws |= REPOINT_CLIENT_HELLO_FLAW_COMPRESSION;
      read_extensions (self, parts->extensions);
    }

  if (self->suites->len == 0 && self->ssl2_suites->len == 0)
    self->flaws |= REPOINT_CLIENT_HELLO_FLAW_NO_SUITES;
}

static void
check_lengths (RepointClientHello *self)
{
  GArray *const lists[] = {
    self->versions, self->suites,     self->ssl2_suites,          self->extensions,
    self->groups,   self->key_shares, self->signature_algorithms, self->point_formats,
  };

  for (gsize i = 0; i < G_N_ELEMENTS (lists); i++)
    if (lists[i]->len > REPOINT_CLIENT_HELLO_LONG_LIST)
      self->flaws |= REPOINT_CLIENT_HELLO_FLAW_LONG_LIST;
}

static RepointClientHello *
new_empty (GBytes *raw)
{
  RepointClientHello *self = g_new0 (RepointClientHello, 1);

  self->raw = g_bytes_ref (raw);
  self->versions = g_array_new (FALSE, FALSE, sizeof (guint16));
  self->suites = g_array_new (FALSE, FALSE, sizeof (guint16));
  self->ssl2_suites = g_array_new (FALSE, FALSE, sizeof (guint32));
  self->extensions = g_array_new (FALSE, FALSE, sizeof (guint16));
  self->groups = g_array_new (FALSE, FALSE, sizeof (guint16));
  self->key_shares = g_array_new (FALSE, FALSE, sizeof (guint16));
  self->signature_algorithms = g_array_new (FALSE, FALSE, sizeof (guint16));
  self->point_formats = g_array_new (FALSE, FALSE, sizeof (guint8));
  self->alpn = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);

  return self;
}

static gboolean
begins_like_hello (RepointBytes raw)
{
  return raw.length >= 4 && (raw.data[0] == CLIENT_HELLO || ((raw.data[0] & 0x80) != 0 && raw.data[2] == CLIENT_HELLO));
}

/**
 * repoint_client_hello_parse:
 * @raw: a handshake message with its header, or a record in the format of SSLv2 with its own
 *
 * Takes time and memory in proportion to the length of @raw.
 *
 * Returns: (transfer full): the hello; %NULL with @error set in %REPOINT_CLIENT_HELLO_ERROR if it cannot be read up to its
 *   list of suites
 */
RepointClientHello *
repoint_client_hello_parse (GBytes *raw, GError **error)
{
  RepointClientHello *self;
  RepointClientHelloParts parts;
  RepointBytes bytes;

  g_return_val_if_fail (raw != NULL, NULL);

  bytes = repoint_bytes_borrow (raw);
  if (bytes.length > REPOINT_CLIENT_HELLO_MAX_LENGTH)
    {
      g_set_error (error, REPOINT_CLIENT_HELLO_ERROR, REPOINT_CLIENT_HELLO_ERROR_TOO_BIG,
                   "a ClientHello of %" G_GSIZE_FORMAT " bytes", bytes.length);
      return NULL;
    }
  if (!begins_like_hello (bytes))
    {
      g_set_error_literal (error, REPOINT_CLIENT_HELLO_ERROR, REPOINT_CLIENT_HELLO_ERROR_OTHER, "not a ClientHello");
      return NULL;
    }
  if (!repoint_client_hello_parts_read (&parts, bytes))
    {
      g_set_error_literal (error, REPOINT_CLIENT_HELLO_ERROR, REPOINT_CLIENT_HELLO_ERROR_CUT_SHORT,
                           "a ClientHello that is not as long as it says");
      return NULL;
    }

  self = new_empty (raw);
  read_parts (self, &parts);
  check_lengths (self);
  decide_versions (self);

  return self;
}

/**
 * repoint_client_hello_copy:
 *
 * Returns: (transfer full): a copy that shares with @self what does not change
 */
RepointClientHello *
repoint_client_hello_copy (const RepointClientHello *self)
{
  RepointClientHello *copy;

  g_return_val_if_fail (self != NULL, NULL);

  copy = g_memdup2 (self, sizeof *self);
  g_bytes_ref (copy->raw);
  g_array_ref (copy->versions);
  g_array_ref (copy->suites);
  g_array_ref (copy->ssl2_suites);
  g_array_ref (copy->extensions);
  g_array_ref (copy->groups);
  g_array_ref (copy->key_shares);
  g_array_ref (copy->signature_algorithms);
  g_array_ref (copy->point_formats);
  g_ptr_array_ref (copy->alpn);
  copy->server_name = g_strdup (self->server_name);

  return copy;
}

void
repoint_client_hello_free (RepointClientHello *self)
{
  if (self == NULL)
    return;

  g_bytes_unref (self->raw);
  g_array_unref (self->versions);
  g_array_unref (self->suites);
  g_array_unref (self->ssl2_suites);
  g_array_unref (self->extensions);
  g_array_unref (self->groups);
  g_array_unref (self->key_shares);
  g_array_unref (self->signature_algorithms);
  g_array_unref (self->point_formats);
  g_ptr_array_unref (self->alpn);
  g_free (self->server_name);
  g_free (self);
}

/**
 * repoint_client_hello_has_extension:
 *
 * Returns: whether an extension of that type was sent, be it empty
 */
gboolean
repoint_client_hello_has_extension (const RepointClientHello *self, guint16 type)
{
  g_return_val_if_fail (self != NULL, FALSE);

  for (guint i = 0; i < self->extensions->len; i++)
    if (g_array_index (self->extensions, guint16, i) == type)
      return TRUE;

  return FALSE;
}

/**
 * repoint_client_hello_escape:
 * @bytes: a name of a protocol, as a client gave it
 *
 * Returns: (transfer full): @bytes in printable ASCII: what is not, and the backslash, as \xHH
 */
char *
repoint_client_hello_escape (GBytes *bytes)
{
  g_return_val_if_fail (bytes != NULL, NULL);

  return escape (repoint_bytes_borrow (bytes));
}
