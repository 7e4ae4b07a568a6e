/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-proxy-dialogue.h"

#include <arpa/inet.h>
#include <string.h>

/*
 * HTTP:   CONNECT ─▶ STATUS ─2xx─▶ FIELDS ─empty line─▶ open
 *                      ▲  └─1xx─▶ FIELDS ─┘
 * SOCKS5: METHODS ─▶ CHOICE ─▶ request ─▶ REPLY ─▶ open
 */
typedef enum
{
  STAGE_STATUS,
  STAGE_FIELDS,
  STAGE_CHOICE,
  STAGE_REPLY,
  STAGE_OVER,
} Stage;

#define MAX_LINE  4096
#define MAX_TOTAL 16384 /* with all that comes before the last answer */

/* RFC 1928 */
#define SOCKS_VERSION       5
#define SOCKS_METHOD_NONE   0x00
#define SOCKS_NO_METHOD     0xff
#define SOCKS_CONNECT       1
#define SOCKS_ADDRESS_IPV4  1
#define SOCKS_ADDRESS_NAME  3
#define SOCKS_ADDRESS_IPV6  4
#define SOCKS_REPLY_HEAD    5 /* with the first byte of the address, which is the length of a name */

struct _RepointProxyDialogue
{
  char              *host;
  guint16            port;
  Stage              stage;
  GBytes            *out;     /* nullable */
  GByteArray        *pending; /* the line, or the reply, that is not whole yet */
  gsize              total;
  guint              status;
  RepointProxyAnswer answer;
};

static void
end (RepointProxyDialogue *self, RepointProxyAnswer answer)
{
  self->stage = STAGE_OVER;
  self->answer = answer;
}

static void
ask_http (RepointProxyDialogue *self)
{
  g_autofree char *authority =
      g_strdup_printf (strchr (self->host, ':') != NULL ? "[%s]:%u" : "%s:%u", self->host, self->port);
  char *request = g_strdup_printf ("CONNECT %s HTTP/1.1\r\nHost: %s\r\n\r\n", authority, authority);

  self->out = g_bytes_new_take (request, strlen (request));
}

static void
ask_socks (RepointProxyDialogue *self)
{
  static const guint8 head[] = { SOCKS_VERSION, SOCKS_CONNECT, 0 };
  GByteArray *request = g_byte_array_new ();
  guint8 address[sizeof (struct in6_addr)];
  guint8 port[2] = { self->port >> 8, self->port & 0xff };
  guint8 prefix[2] = { SOCKS_ADDRESS_NAME, 0 };

  g_byte_array_append (request, head, sizeof head);
  if (inet_pton (AF_INET, self->host, address) == 1)
    {
      prefix[0] = SOCKS_ADDRESS_IPV4;
      g_byte_array_append (request, prefix, 1);
      g_byte_array_append (request, address, 4);
    }
  else if (inet_pton (AF_INET6, self->host, address) == 1)
    {
      prefix[0] = SOCKS_ADDRESS_IPV6;
      g_byte_array_append (request, prefix, 1);
      g_byte_array_append (request, address, 16);
    }
  else
    {
      prefix[1] = (guint8) strlen (self->host);
      g_byte_array_append (request, prefix, 2);
      g_byte_array_append (request, (const guint8 *) self->host, prefix[1]);
    }
  g_byte_array_append (request, port, sizeof port);

  g_clear_pointer (&self->out, g_bytes_unref);
  self->out = g_byte_array_free_to_bytes (request);
}

/* status-line of RFC 9112 section 4, of which some proxies leave off the blank where they give no reason. Returns 0 if it
 * is none. */
static guint
parse_status (const char *line, gsize length)
{
  if (length < strlen ("HTTP/1.1 200") || memcmp (line, "HTTP/1.", 7) != 0 || !g_ascii_isdigit (line[7]) ||
      line[8] != ' ' || line[9] < '1' || line[9] > '9' || !g_ascii_isdigit (line[10]) || !g_ascii_isdigit (line[11]) ||
      (length > 12 && line[12] != ' '))
    return 0;

  return (guint) (line[9] - '0') * 100 + (guint) (line[10] - '0') * 10 + (guint) (line[11] - '0');
}

static void
read_status (RepointProxyDialogue *self, const char *line, gsize length)
{
  self->status = parse_status (line, length);

  /* 101 would be another protocol, for which nobody asked. Of a refusal nothing but the status is of use. */
  if (self->status == 0)
    end (self, REPOINT_PROXY_ANSWER_GARBAGE);
  else if (self->status == 407)
    end (self, REPOINT_PROXY_ANSWER_AUTHENTICATION);
  else if (self->status >= 300 || self->status == 101)
    end (self, REPOINT_PROXY_ANSWER_REFUSED);
  else
    self->stage = STAGE_FIELDS;
}

/* A field line of RFC 9112 section 5; that of an older one may go on in the next, which then begins with a blank. What
 * they say does not matter: a tunnel has neither length nor encoding (RFC 9110 section 9.3.6). */
static void
read_field (RepointProxyDialogue *self, const char *line, gsize length)
{
  if (length == 0 && self->status >= 200)
    end (self, REPOINT_PROXY_ANSWER_OPEN);
  else if (length == 0)
    self->stage = STAGE_STATUS;
  else if (line[0] != ' ' && line[0] != '\t' && (line[0] == ':' || memchr (line, ':', length) == NULL))
    end (self, REPOINT_PROXY_ANSWER_GARBAGE);
}

/* One byte of an answer in HTTP. A line ends with CR LF, or with LF alone (RFC 9112 section 2.2). */
static void
feed_http (RepointProxyDialogue *self, guint8 byte)
{
  const char *line;
  gsize length;

  if (byte != '\n')
    {
      g_byte_array_append (self->pending, &byte, 1);
      if (byte == '\0' || self->pending->len > MAX_LINE)
        end (self, REPOINT_PROXY_ANSWER_GARBAGE);
      return;
    }

  line = (const char *) self->pending->data;
  length = self->pending->len;
  if (length > 0 && line[length - 1] == '\r')
    length--;
  if (self->stage == STAGE_STATUS)
    read_status (self, line, length);
  else
    read_field (self, line, length);
  g_byte_array_set_size (self->pending, 0);
}

static void
read_choice (RepointProxyDialogue *self, const guint8 *bytes)
{
  if (bytes[0] != SOCKS_VERSION || (bytes[1] != SOCKS_METHOD_NONE && bytes[1] != SOCKS_NO_METHOD))
    {
      end (self, REPOINT_PROXY_ANSWER_GARBAGE);
      return;
    }
  if (bytes[1] == SOCKS_NO_METHOD)
    {
      end (self, REPOINT_PROXY_ANSWER_AUTHENTICATION);
      return;
    }

  ask_socks (self);
  g_byte_array_set_size (self->pending, 0);
  self->stage = STAGE_REPLY;
}

/* How long the reply with this head is; 0 if it is none. */
static gsize
measure_reply (const guint8 *head)
{
  switch (head[3])
    {
    case SOCKS_ADDRESS_IPV4:
      return 4 + 4 + 2;
    case SOCKS_ADDRESS_IPV6:
      return 4 + 16 + 2;
    case SOCKS_ADDRESS_NAME:
      return 4 + 1 + head[4] + 2;
    default:
      return 0;
    }
}

/* Some that refuse leave off what follows the reply code. */
static void
read_reply (RepointProxyDialogue *self, const guint8 *bytes, gsize length)
{
  if (bytes[0] != SOCKS_VERSION || (length >= SOCKS_REPLY_HEAD && measure_reply (bytes) == 0))
    {
      end (self, REPOINT_PROXY_ANSWER_GARBAGE);
    }
  else if (length == 2 && bytes[1] != 0)
    {
      self->status = bytes[1];
      end (self, REPOINT_PROXY_ANSWER_REFUSED);
    }
  else if (length >= SOCKS_REPLY_HEAD && length == measure_reply (bytes))
    {
      end (self, REPOINT_PROXY_ANSWER_OPEN);
    }
}

/* One byte of an answer in SOCKS. */
static void
feed_socks (RepointProxyDialogue *self, guint8 byte)
{
  g_byte_array_append (self->pending, &byte, 1);

  if (self->stage == STAGE_REPLY)
    read_reply (self, self->pending->data, self->pending->len);
  else if (self->pending->len == 2)
    read_choice (self, self->pending->data);
}

/**
 * repoint_proxy_dialogue_new:
 * @host: the target's: a name, at most 253 bytes, or an address without brackets
 * @port: the target's
 *
 * Returns: (transfer full): a dialogue that has its first words to say
 */
RepointProxyDialogue *
repoint_proxy_dialogue_new (RepointProxyProtocol protocol, const char *host, guint16 port)
{
  static const guint8 methods[] = { SOCKS_VERSION, 1, SOCKS_METHOD_NONE };
  RepointProxyDialogue *self;

  g_return_val_if_fail (host != NULL && host[0] != '\0' && strlen (host) <= 253, NULL);

  self = g_new0 (RepointProxyDialogue, 1);
  self->host = g_strdup (host);
  self->port = port;
  self->pending = g_byte_array_new ();
  if (protocol == REPOINT_PROXY_PROTOCOL_HTTP)
    {
      self->stage = STAGE_STATUS;
      ask_http (self);
    }
  else
    {
      self->stage = STAGE_CHOICE;
      self->out = g_bytes_new_static (methods, sizeof methods);
    }

  return self;
}

/**
 * repoint_proxy_dialogue_free:
 * @self: (nullable) (transfer full): a dialogue
 */
void
repoint_proxy_dialogue_free (RepointProxyDialogue *self)
{
  if (self == NULL)
    return;

  g_clear_pointer (&self->out, g_bytes_unref);
  g_byte_array_unref (self->pending);
  g_free (self->host);
  g_free (self);
}

/**
 * repoint_proxy_dialogue_take:
 *
 * Returns: (transfer full) (nullable): what is to be said to the proxy now; to be asked for after new() and feed()
 */
GBytes *
repoint_proxy_dialogue_take (RepointProxyDialogue *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return g_steal_pointer (&self->out);
}

/**
 * repoint_proxy_dialogue_feed:
 * @bytes: what came from the proxy, of any origin
 * @used: (out): how many of them belong to the dialogue; with %REPOINT_PROXY_ANSWER_OPEN the others are the target's
 *
 * Returns: what came of it; the same again when it was known before
 */
RepointProxyAnswer
repoint_proxy_dialogue_feed (RepointProxyDialogue *self, const guint8 *bytes, gsize length, gsize *used)
{
  g_return_val_if_fail (self != NULL && used != NULL, REPOINT_PROXY_ANSWER_GARBAGE);

  for (*used = 0; *used < length && self->stage != STAGE_OVER; ++*used)
    {
      if (++self->total > MAX_TOTAL)
        end (self, REPOINT_PROXY_ANSWER_GARBAGE);
      else if (self->stage == STAGE_STATUS || self->stage == STAGE_FIELDS)
        feed_http (self, bytes[*used]);
      else
        feed_socks (self, bytes[*used]);
    }

  return self->answer;
}

/**
 * repoint_proxy_dialogue_get_status:
 *
 * Returns: the status code of HTTP, or the reply code of SOCKS (RFC 1928 section 6) where it refuses; 0 where there was
 *   none
 */
guint
repoint_proxy_dialogue_get_status (RepointProxyDialogue *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->status;
}
