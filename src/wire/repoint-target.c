/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-target.h"

#include <arpa/inet.h>
#include <string.h>

/* RFC 1035 section 2.3.4: 255 octets on the wire are 253 characters as written, 63 in a label. */
#define MAX_NAME  253
#define MAX_LABEL 63

/* Long enough for any scheme, host and port; what is longer is not looked at. */
#define MAX_URI 300

static const struct
{
  const char     *name;
  RepointProtocol protocol;
  RepointSecurity security;
} schemes[] = {
  { "smtp", REPOINT_PROTOCOL_SMTP, REPOINT_SECURITY_STARTTLS },
  { "smtps", REPOINT_PROTOCOL_SMTP, REPOINT_SECURITY_TLS },
  { "imap", REPOINT_PROTOCOL_IMAP, REPOINT_SECURITY_STARTTLS },
  { "imaps", REPOINT_PROTOCOL_IMAP, REPOINT_SECURITY_TLS },
  { "pop3", REPOINT_PROTOCOL_POP3, REPOINT_SECURITY_STARTTLS },
  { "pop3s", REPOINT_PROTOCOL_POP3, REPOINT_SECURITY_TLS },
  { "http", REPOINT_PROTOCOL_HTTP, REPOINT_SECURITY_NONE },
  { "https", REPOINT_PROTOCOL_HTTP, REPOINT_SECURITY_TLS },
  { "ipps", REPOINT_PROTOCOL_IPP, REPOINT_SECURITY_TLS },
  { "ldaps", REPOINT_PROTOCOL_LDAP, REPOINT_SECURITY_TLS },
  { "tls", REPOINT_PROTOCOL_TLS, REPOINT_SECURITY_TLS },
};

G_DEFINE_QUARK (repoint-target-error-quark, repoint_target_error)
G_DEFINE_BOXED_TYPE (RepointTarget, repoint_target, repoint_target_copy, repoint_target_free)

static const char *
find_scheme (RepointProtocol protocol, RepointSecurity security)
{
  for (gsize i = 0; i < G_N_ELEMENTS (schemes); i++)
    if (schemes[i].protocol == protocol && schemes[i].security == security)
      return schemes[i].name;

  return NULL;
}

/* A name may not end in a number: resolvers read "127.1" or "0x7f000001" as addresses, each in its own way. */
static gboolean
ends_in_number (const char *name)
{
  const char *dot = strrchr (name, '.');
  const char *label = dot != NULL ? dot + 1 : name;

  if (label[0] == '0' && (label[1] == 'x' || label[1] == 'X'))
    return TRUE;

  return label[0] != '\0' && strspn (label, "0123456789") == strlen (label);
}

/* Host names as they are met in offices: the letters, digits and hyphens of RFC 1123 section 2.1, and underscores,
 * which Windows allows. */
static gboolean
is_name (const char *text)
{
  gsize label = 0;

  if (text[0] == '\0' || strlen (text) > MAX_NAME || ends_in_number (text))
    return FALSE;

  for (const char *p = text; *p != '\0'; p++)
    {
      if (*p == '.')
        {
          if (label == 0 || p[-1] == '-')
            return FALSE;
          label = 0;
          continue;
        }

      if (!g_ascii_isalnum (*p) && *p != '_' && (*p != '-' || label == 0))
        return FALSE;
      if (++label > MAX_LABEL)
        return FALSE;
    }

  return label > 0 && text[strlen (text) - 1] != '-';
}

static char *
normalize_address (int family, const char *text)
{
  guint8 bytes[sizeof (struct in6_addr)];
  char buffer[INET6_ADDRSTRLEN];

  if (inet_pton (family, text, bytes) != 1)
    return NULL;

  return g_strdup (inet_ntop (family, bytes, buffer, sizeof buffer));
}

/* fe80::/10 (RFC 4291 section 2.5.6), with or without the name of a link behind "%" (RFC 4007 section 11). */
static gboolean
is_link_local (const char *text)
{
  g_autofree char *address = g_strndup (text, strcspn (text, "%"));
  guint8 bytes[sizeof (struct in6_addr)];

  return inet_pton (AF_INET6, address, bytes) == 1 && bytes[0] == 0xfe && (bytes[1] & 0xc0) == 0x80;
}

/* Returns the ASCII form of a name (RFC 3490, "xn--…"), in lower case; NULL if it has none. What is no letter, as digits
 * and dots of other scripts, becomes what it looks like: the result is still to be looked at. */
static char *
spell_in_ascii (const char *text)
{
  g_autofree char *ascii = NULL;

  if (!g_str_is_ascii (text))
    {
      if (!g_utf8_validate (text, -1, NULL))
        return NULL;
      ascii = g_hostname_to_ascii (text);
    }

  return ascii != NULL || g_str_is_ascii (text) ? g_ascii_strdown (ascii != NULL ? ascii : text, -1) : NULL;
}

/* Returns the one way this host is written: lower case, ASCII, no final dot, addresses in their shortest form (RFC 5952);
 * NULL if it is no host. An address that means nothing without its link is none. */
static char *
normalize_host (const char *text)
{
  g_autofree char *name = NULL;
  char *address;
  gsize length = strlen (text);

  if (length > MAX_URI || is_link_local (text))
    return NULL;

  address = normalize_address (AF_INET, text);
  if (address == NULL)
    address = normalize_address (AF_INET6, text);
  if (address != NULL)
    return address;

  name = spell_in_ascii (text);
  length = name != NULL ? strlen (name) : 0;
  if (length > 1 && name[length - 1] == '.')
    name[length - 1] = '\0';

  return name != NULL && is_name (name) ? g_steal_pointer (&name) : NULL;
}

/**
 * repoint_target_new:
 * @host: (nullable): a name, also one in other letters than ASCII, an IPv4 or an IPv6 literal without brackets
 * @port: 1 to 65535; 0 means the usual one
 *
 * Returns: (nullable) (transfer full): the target; %NULL if @host is no host, if there is no usual port, or if no
 *   scheme exists for the combination (mail without any encryption has none: there is nothing to ask about TLS)
 */
RepointTarget *
repoint_target_new (RepointProtocol protocol, RepointSecurity security, const char *host, guint16 port)
{
  g_autofree char *normal = host != NULL ? normalize_host (host) : NULL;
  RepointTarget *self;

  if (normal == NULL || find_scheme (protocol, security) == NULL)
    return NULL;
  if (port == 0)
    port = repoint_protocol_get_port (protocol, security);
  if (port == 0)
    return NULL;

  self = g_new (RepointTarget, 1);
  self->protocol = protocol;
  self->security = security;
  self->host = g_steal_pointer (&normal);
  self->port = port;

  return self;
}

/* Port of RFC 3986 section 3.2.3, but never empty, signed, padded or 0. Returns 0 if it is none. */
static guint16
parse_port (const char *text)
{
  guint64 port;

  if (text[0] == '0' || !g_ascii_string_to_unsigned (text, 10, 1, G_MAXUINT16, &port, NULL))
    return 0;

  return (guint16) port;
}

/* Splits "name", "name:port", "[address]" and "[address]:port". Returns FALSE if it is none of these. */
static gboolean
split_authority (const char *authority, char **host, const char **port)
{
  const char *end;

  if (authority[0] == '[')
    {
      end = strchr (authority, ']');
      if (end == NULL || (end[1] != '\0' && end[1] != ':'))
        return FALSE;

      *host = g_strndup (authority + 1, end - authority - 1);
      *port = end[1] == ':' ? end + 2 : NULL;
      return strchr (*host, ':') != NULL;
    }

  end = strchr (authority, ':');
  *host = end != NULL ? g_strndup (authority, end - authority) : g_strdup (authority);
  *port = end != NULL ? end + 1 : NULL;
  return *port == NULL || strchr (*port, ':') == NULL;
}

/**
 * repoint_target_parse:
 * @uri: any text, of any origin
 *
 * Reads a target as RFC 3986 section 3 writes it, without user, path (but for one final slash), query or fragment.
 * The port may be left out where the scheme has a usual one.
 *
 * Returns: (transfer full): the target, or %NULL with @error set in %REPOINT_TARGET_ERROR
 */
RepointTarget *
repoint_target_parse (const char *uri, GError **error)
{
  g_autofree char *authority = NULL;
  g_autofree char *host = NULL;
  const char *port_text = NULL;
  const char *colon;
  RepointTarget *target;
  guint16 port = 0;
  gsize scheme = 0;
  gsize length;

  g_return_val_if_fail (uri != NULL, NULL);

  colon = strnlen (uri, MAX_URI + 1) <= MAX_URI ? strstr (uri, "://") : NULL;
  while (colon != NULL && scheme < G_N_ELEMENTS (schemes) &&
         (strlen (schemes[scheme].name) != (gsize) (colon - uri) ||
          g_ascii_strncasecmp (schemes[scheme].name, uri, colon - uri) != 0))
    scheme++;

  if (colon == NULL || scheme == G_N_ELEMENTS (schemes))
    {
      g_set_error_literal (error, REPOINT_TARGET_ERROR, REPOINT_TARGET_ERROR_SCHEME,
                           "not a target: expected smtp, smtps, imap, imaps, pop3, pop3s, http, https, ipps, ldaps "
                           "or tls, then ://host:port");
      return NULL;
    }

  authority = g_strdup (colon + strlen ("://"));
  length = strlen (authority);
  if (length > 1 && authority[length - 1] == '/')
    authority[length - 1] = '\0';

  if (!split_authority (authority, &host, &port_text))
    {
      g_set_error_literal (error, REPOINT_TARGET_ERROR, REPOINT_TARGET_ERROR_HOST,
                           "no usable host: expected a name, an IPv4 address, or an IPv6 address in brackets");
      return NULL;
    }

  port = port_text != NULL ? parse_port (port_text)
                           : repoint_protocol_get_port (schemes[scheme].protocol, schemes[scheme].security);
  if (port == 0)
    {
      g_set_error (error, REPOINT_TARGET_ERROR, REPOINT_TARGET_ERROR_PORT,
                   "no usable port for %s: expected a number from 1 to 65535", schemes[scheme].name);
      return NULL;
    }

  target = repoint_target_new (schemes[scheme].protocol, schemes[scheme].security, host, port);
  if (target == NULL && is_link_local (host))
    g_set_error_literal (error, REPOINT_TARGET_ERROR, REPOINT_TARGET_ERROR_LINK_LOCAL,
                         "an address of one link (fe80::/10) cannot be used: expected another address, or a name");
  else if (target == NULL)
    g_set_error_literal (error, REPOINT_TARGET_ERROR, REPOINT_TARGET_ERROR_HOST,
                         "no usable host: expected a name, an IPv4 address, or an IPv6 address in brackets, and nothing "
                         "but a port behind it");

  return target;
}

/**
 * repoint_target_to_string:
 *
 * Returns: (transfer full): the URI, always with its port; equal targets give the same text
 */
char *
repoint_target_to_string (const RepointTarget *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return g_strdup_printf (strchr (self->host, ':') != NULL ? "%s://[%s]:%u" : "%s://%s:%u",
                          find_scheme (self->protocol, self->security), self->host, self->port);
}

RepointTarget *
repoint_target_copy (const RepointTarget *self)
{
  RepointTarget *copy;

  g_return_val_if_fail (self != NULL, NULL);

  copy = g_new (RepointTarget, 1);
  *copy = *self;
  copy->host = g_strdup (self->host);

  return copy;
}

/**
 * repoint_target_free:
 * @self: (nullable) (transfer full): a target
 */
void
repoint_target_free (RepointTarget *self)
{
  if (self == NULL)
    return;

  g_free (self->host);
  g_free (self);
}

/**
 * repoint_target_equal:
 *
 * Compares two #RepointTarget as GEqualFunc.
 */
gboolean
repoint_target_equal (gconstpointer a, gconstpointer b)
{
  const RepointTarget *left = a;
  const RepointTarget *right = b;

  return left->protocol == right->protocol && left->security == right->security && left->port == right->port &&
         strcmp (left->host, right->host) == 0;
}

/**
 * repoint_target_hash:
 *
 * Hashes a #RepointTarget as GHashFunc.
 */
guint
repoint_target_hash (gconstpointer self)
{
  const RepointTarget *target = self;

  return g_str_hash (target->host) ^ ((guint) target->port << 8) ^ ((guint) target->protocol << 2) ^
         (guint) target->security;
}
