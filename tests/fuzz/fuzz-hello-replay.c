/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-client-hello-reader.h"
#include "repoint-fuzz.h"
#include "repoint-hello-replay.h"

#include <string.h>

/* The first byte chooses the server's name and which keys there are, and its highest bit whether the rest is a record in the
 * format of SSLv2 or the body of a message; their headers are added. */
enum
{
  NAME_NONE,
  NAME_SHORT,
  NAME_LONGEST,
  NAME_ADDRESS,
  NAME_TOO_LONG,
  N_NAMES,

  WITH_KEYS = 0x10,
  SSL2 = 0x80,

  EXTENSION_SERVER_NAME = 0,
  EXTENSION_PADDING = 21,
  EXTENSION_PRE_SHARED_KEY = 41,
  EXTENSION_EARLY_DATA = 42,
  EXTENSION_COOKIE = 44,
  EXTENSION_KEY_SHARE = 51,
};

static GBytes *
make_raw (guint kind, RepointBytes body)
{
  GByteArray *out = g_byte_array_new ();
  const guint8 tls[] = { 1, (guint8) (body.length >> 16), (guint8) (body.length >> 8), (guint8) body.length };
  const guint8 ssl2[] = { (guint8) (0x80 | (body.length + 1) >> 8), (guint8) (body.length + 1), 1 };

  g_byte_array_append (out, (kind & SSL2) != 0 ? ssl2 : tls, (kind & SSL2) != 0 ? sizeof ssl2 : sizeof tls);
  if (body.length > 0)
    g_byte_array_append (out, body.data, (guint) body.length);

  return g_byte_array_free_to_bytes (out);
}

static char *
make_name (guint kind)
{
  switch (kind % 8 % N_NAMES)
    {
    case NAME_SHORT:
      return g_strdup ("mail.test");
    case NAME_LONGEST:
      return g_strnfill (REPOINT_HELLO_REPLAY_MAX_SERVER_NAME, 'a');
    case NAME_ADDRESS:
      return g_strdup ("192.0.2.1");
    case NAME_TOO_LONG:
      return g_strnfill (REPOINT_HELLO_REPLAY_MAX_SERVER_NAME + 1, 'a');
    default:
      return NULL;
    }
}

static gboolean
may_differ (guint16 type)
{
  return type == EXTENSION_SERVER_NAME || type == EXTENSION_PADDING || type == EXTENSION_PRE_SHARED_KEY ||
         type == EXTENSION_EARLY_DATA || type == EXTENSION_COOKIE;
}

static GArray *
list_fixed_extensions (const RepointClientHello *hello)
{
  GArray *list = g_array_new (FALSE, FALSE, sizeof (guint16));

  for (guint i = 0; i < hello->extensions->len; i++)
    {
      guint16 type = g_array_index (hello->extensions, guint16, i);

      if (!may_differ (type))
        g_array_append_val (list, type);
    }

  return list;
}

static gboolean
is_same (GArray *a, GArray *b)
{
  return a->len == b->len && (a->len == 0 || memcmp (a->data, b->data, a->len * g_array_get_element_size (a)) == 0);
}

/* What is offered is the same, and nothing is left of earlier sessions. */
static void
check_offer (const RepointClientHello *before, const RepointClientHello *after)
{
  g_autoptr (GArray) extensions_before = list_fixed_extensions (before);
  g_autoptr (GArray) extensions_after = list_fixed_extensions (after);

  REPOINT_FUZZ_ASSERT (after->ssl2_format == before->ssl2_format && after->legacy_version == before->legacy_version);
  REPOINT_FUZZ_ASSERT (after->max_version == before->max_version && after->min_version == before->min_version);
  REPOINT_FUZZ_ASSERT (is_same (after->suites, before->suites) && is_same (after->ssl2_suites, before->ssl2_suites));
  REPOINT_FUZZ_ASSERT (is_same (after->versions, before->versions) && is_same (after->groups, before->groups));
  REPOINT_FUZZ_ASSERT (is_same (after->signature_algorithms, before->signature_algorithms));
  REPOINT_FUZZ_ASSERT (is_same (after->point_formats, before->point_formats) && after->alpn->len == before->alpn->len);
  REPOINT_FUZZ_ASSERT (is_same (extensions_after, extensions_before));
  REPOINT_FUZZ_ASSERT (!after->has_psk && !after->has_early_data && !after->has_ticket);
}

/* Records hold the message and nothing else. */
static void
check_bytes (const RepointHelloReplay *replay)
{
  g_autoptr (RepointClientHelloReader) reader = repoint_client_hello_reader_new ();
  gsize length;
  const guint8 *data = g_bytes_get_data (replay->bytes, &length);

  if (repoint_client_hello_reader_feed (reader, data, length) == REPOINT_CLIENT_HELLO_READER_HELLO)
    {
      REPOINT_FUZZ_ASSERT (g_bytes_equal (repoint_client_hello_reader_get_hello (reader)->raw, replay->message));
      REPOINT_FUZZ_ASSERT (repoint_client_hello_reader_get_consumed (reader) == length);
    }
  else
    {
      /* A record in the format of SSLv2 may be of a version that no server would know. */
      REPOINT_FUZZ_ASSERT (repoint_client_hello_reader_get_status (reader) == REPOINT_CLIENT_HELLO_READER_NOT_TLS);
      REPOINT_FUZZ_ASSERT ((data[0] & 0x80) != 0);
    }
}

static void
check_retry (const RepointHelloReplay *first, const RepointClientHello *sent, const RepointHelloShare *share)
{
  static const guint8 content[] = { 0, 2, 'c', 'o' };
  g_autoptr (GBytes) cookie = g_bytes_new_static (content, sizeof content);
  g_autoptr (GError) error = NULL;
  g_autoptr (RepointHelloReplay) second = repoint_hello_replay_new_retry (first, share, cookie, &error);
  g_autoptr (RepointClientHello) after = NULL;

  REPOINT_FUZZ_ASSERT ((second == NULL) == (error != NULL));
  if (second == NULL)
    return;

  after = repoint_client_hello_parse (second->message, NULL);
  REPOINT_FUZZ_ASSERT (after != NULL);
  check_offer (sent, after);
  check_bytes (second);
  REPOINT_FUZZ_ASSERT (memcmp ((const guint8 *) g_bytes_get_data (second->message, NULL) + 6,
                               (const guint8 *) g_bytes_get_data (first->message, NULL) + 6, 32) == 0);
  REPOINT_FUZZ_ASSERT (repoint_client_hello_has_extension (after, EXTENSION_COOKIE));
  REPOINT_FUZZ_ASSERT (after->key_shares->len == 1 && g_array_index (after->key_shares, guint16, 0) == share->group);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  static const guint8 key[] = { 4, 1, 2, 3 };
  g_autoptr (GBytes) bytes = g_bytes_new_static (key, sizeof key);
  const RepointHelloShare shares[] = { { 23, bytes }, { 29, bytes } };
  RepointHelloReplayInputs inputs = { .shares = shares };
  RepointBytes in = repoint_bytes (data, size);
  g_autoptr (GBytes) raw = NULL;
  g_autofree char *name = NULL;
  g_autoptr (RepointClientHello) before = NULL;
  g_autoptr (RepointClientHello) after = NULL;
  g_autoptr (RepointHelloReplay) replay = NULL;
  g_autoptr (GError) error = NULL;
  guint32 kind;

  if (!repoint_bytes_take_number (&in, 1, &kind) || in.length > 0x7000)
    return 0;

  raw = make_raw (kind, in);
  before = repoint_client_hello_parse (raw, NULL);
  if (before == NULL)
    return 0;

  name = make_name (kind);
  inputs.server_name = name;
  inputs.n_shares = (kind & WITH_KEYS) != 0 ? G_N_ELEMENTS (shares) : 0;
  memset (inputs.random, 0x5a, sizeof inputs.random);
  replay = repoint_hello_replay_new (before, &inputs, &error);
  REPOINT_FUZZ_ASSERT ((replay == NULL) == (error != NULL));
  if (replay == NULL)
    return 0;

  REPOINT_FUZZ_ASSERT (kind % 8 % N_NAMES != NAME_TOO_LONG);
  after = repoint_client_hello_parse (replay->message, NULL);
  REPOINT_FUZZ_ASSERT (after != NULL);
  check_offer (before, after);
  check_bytes (replay);
  if (name == NULL || kind % 8 % N_NAMES == NAME_ADDRESS)
    REPOINT_FUZZ_ASSERT (after->server_name == NULL);
  else if (repoint_client_hello_has_extension (after, EXTENSION_SERVER_NAME))
    REPOINT_FUZZ_ASSERT (g_strcmp0 (after->server_name, name) == 0);
  if (!after->ssl2_format)
    check_retry (replay, after, &shares[0]);

  return 0;
}
