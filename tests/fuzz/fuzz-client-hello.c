/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-client-hello-id.h"
#include "repoint-client-hello-reader.h"
#include "repoint-fuzz.h"
#include "repoint-ja3.h"
#include "repoint-ja4.h"

#include <string.h>

/* The input is what a client sent; and, behind a header that fits, the body of a message. */

static void
check_fingerprints (const RepointClientHello *hello)
{
  g_autofree char *ja3 = repoint_ja3 (hello);
  g_autofree char *ja4 = repoint_ja4 (hello);
  g_autofree char *ja4_r = repoint_ja4_r (hello);

  REPOINT_FUZZ_ASSERT ((ja3 == NULL) == hello->ssl2_format && (ja4 == NULL) == hello->ssl2_format);
  if (hello->ssl2_format)
    return;

  REPOINT_FUZZ_ASSERT (strlen (ja3) == 32);
  REPOINT_FUZZ_ASSERT (strlen (ja4) == strlen ("t13d1516h2_8daaf6152771_e5627efa2ab1"));
  REPOINT_FUZZ_ASSERT (g_str_is_ascii (ja4) && g_str_is_ascii (ja4_r));
  REPOINT_FUZZ_ASSERT (strncmp (ja4, ja4_r, 11) == 0);
}

/* Whatever is random in it, the id stays. */
static void
check_id (const RepointClientHello *hello)
{
  gsize length;
  g_autofree guint8 *other = g_memdup2 (g_bytes_get_data (hello->raw, &length), g_bytes_get_size (hello->raw));
  g_autoptr (GBytes) raw = NULL;
  g_autoptr (RepointClientHello) copy = repoint_client_hello_copy (hello);
  g_autoptr (RepointClientHello) renewed = NULL;
  g_autofree char *id = repoint_client_hello_get_id (copy);
  g_autofree char *renewed_id = NULL;

  REPOINT_FUZZ_ASSERT (strlen (id) == REPOINT_CLIENT_HELLO_ID_LENGTH && g_str_is_ascii (id));
  if (hello->ssl2_format)
    return;

  memset (other + 6, 0x5a, 32);
  raw = g_bytes_new_take (g_steal_pointer (&other), length);
  renewed = repoint_client_hello_parse (raw, NULL);
  REPOINT_FUZZ_ASSERT (renewed != NULL);
  renewed_id = repoint_client_hello_get_id (renewed);
  REPOINT_FUZZ_ASSERT (strcmp (renewed_id, id) == 0);
}

static void
check_hello (const RepointClientHello *hello)
{
  gsize length = g_bytes_get_size (hello->raw);

  REPOINT_FUZZ_ASSERT (length <= REPOINT_CLIENT_HELLO_MAX_LENGTH);
  REPOINT_FUZZ_ASSERT (2 * hello->suites->len + 4 * hello->extensions->len + 2 * hello->groups->len + 2 * hello->versions->len +
                       2 * hello->signature_algorithms->len + hello->point_formats->len + 4 * hello->key_shares->len <= length + 4);
  REPOINT_FUZZ_ASSERT (hello->alpn->len <= 64);
  REPOINT_FUZZ_ASSERT (hello->ssl2_format || hello->ssl2_suites->len == 0);
  REPOINT_FUZZ_ASSERT (hello->min_version <= hello->max_version || hello->max_version == REPOINT_TLS_VERSION_NONE);
  REPOINT_FUZZ_ASSERT (hello->max_version != REPOINT_TLS_VERSION_NONE || (hello->flaws & REPOINT_CLIENT_HELLO_FLAW_VERSION) != 0);
  REPOINT_FUZZ_ASSERT (hello->server_name == NULL || (g_str_is_ascii (hello->server_name) && strlen (hello->server_name) <= 4 * 255));
  for (const char *p = hello->server_name; p != NULL && *p != '\0'; p++)
    REPOINT_FUZZ_ASSERT (g_ascii_isgraph (*p));

  check_fingerprints (hello);
  check_id (hello);
}

static RepointClientHelloReader *
read_stream (RepointBytes in, gboolean in_pieces)
{
  RepointClientHelloReader *reader = repoint_client_hello_reader_new ();
  RepointClientHelloReaderStatus status = REPOINT_CLIENT_HELLO_READER_MORE;
  guint32 state = repoint_fuzz_seed (in.data, in.length);

  while (in.length > 0)
    {
      gsize length = in.length;
      g_autofree guint8 *piece = in_pieces ? repoint_fuzz_cut (&in, &state, &length) : g_memdup2 (in.data, in.length);
      RepointClientHelloReaderStatus next = repoint_client_hello_reader_feed (reader, piece, length);

      if (!in_pieces)
        in.length = 0;
      REPOINT_FUZZ_ASSERT (status == REPOINT_CLIENT_HELLO_READER_MORE || next == status);
      status = next;
    }
  REPOINT_FUZZ_ASSERT ((status == REPOINT_CLIENT_HELLO_READER_HELLO) == (repoint_client_hello_reader_get_hello (reader) != NULL));

  return reader;
}

static void
check_stream (RepointBytes in)
{
  g_autoptr (RepointClientHelloReader) whole = read_stream (in, FALSE);
  g_autoptr (RepointClientHelloReader) pieces = read_stream (in, TRUE);
  const RepointClientHello *hello = repoint_client_hello_reader_get_hello (whole);

  REPOINT_FUZZ_ASSERT (repoint_client_hello_reader_get_status (whole) == repoint_client_hello_reader_get_status (pieces));
  REPOINT_FUZZ_ASSERT (repoint_client_hello_reader_get_consumed (whole) == repoint_client_hello_reader_get_consumed (pieces));
  REPOINT_FUZZ_ASSERT (repoint_client_hello_reader_get_n_records (whole) == repoint_client_hello_reader_get_n_records (pieces));
  REPOINT_FUZZ_ASSERT (repoint_client_hello_reader_get_consumed (whole) <= in.length);
  if (hello == NULL)
    return;

  REPOINT_FUZZ_ASSERT (g_bytes_equal (hello->raw, repoint_client_hello_reader_get_hello (pieces)->raw));
  check_hello (hello);
}

static void
check_message (RepointBytes body)
{
  g_autoptr (GByteArray) message = g_byte_array_new ();
  g_autoptr (GBytes) raw = NULL;
  g_autoptr (RepointClientHello) hello = NULL;
  const guint8 header[] = { 1, (guint8) (body.length >> 16), (guint8) (body.length >> 8), (guint8) body.length };

  g_byte_array_append (message, header, sizeof header);
  if (body.length > 0)
    g_byte_array_append (message, body.data, (guint) body.length);
  raw = g_byte_array_free_to_bytes (g_steal_pointer (&message));
  hello = repoint_client_hello_parse (raw, NULL);
  if (hello != NULL)
    check_hello (hello);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  check_stream (repoint_bytes (data, size));
  check_message (repoint_bytes (data, size));

  return 0;
}
