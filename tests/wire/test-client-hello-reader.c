/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-client-hello-reader.h"
#include "repoint-test-bytes.h"
#include "repoint-tls-hello.h"

#include <string.h>

#define SSL2_HELLO "801c 01 0301 0003 0000 0010 00002f 000102030405060708090a0b0c0d0e0f"

static GBytes *
make_message (gboolean with_share)
{
  static const guint8 share[REPOINT_TLS_RANDOM_LENGTH] = { 9 };
  const RepointTlsHello wish = { .max_version = REPOINT_TLS_VERSION_1_3, .server_name = "mail.test", .key_share = with_share ? share : NULL };
  g_autoptr (GBytes) record = repoint_tls_hello_build (&wish);

  return g_bytes_new_from_bytes (record, 5, g_bytes_get_size (record) - 5);
}

static RepointClientHelloReader *
feed (const guint8 *bytes, gsize length, gsize size)
{
  RepointClientHelloReader *reader = repoint_client_hello_reader_new ();

  for (gsize at = 0; at < length; at += size)
    {
      gsize piece_length = MIN (size, length - at);
      g_autofree guint8 *piece = g_memdup2 (bytes + at, piece_length);

      repoint_client_hello_reader_feed (reader, piece, piece_length);
    }

  return reader;
}

static void
test_records_and_segments (void)
{
  static const gsize record_sizes[] = { 1, 2, 3, 4, 5, 7, 100, 16384 };
  static const gsize segment_sizes[] = { 1, 2, 3, 5, 6, 64, 100000 };
  g_autoptr (GBytes) message = make_message (TRUE);

  for (gsize i = 0; i < G_N_ELEMENTS (record_sizes); i++)
    for (gsize j = 0; j < G_N_ELEMENTS (segment_sizes); j++)
      {
        g_autoptr (GByteArray) stream = repoint_test_records (message, record_sizes[i]);
        gsize length = g_bytes_get_size (message);
        gsize streamed = stream->len;
        g_autoptr (RepointClientHelloReader) reader = NULL;

        /* what comes behind is somebody else's */
        g_byte_array_append (stream, (const guint8 *) "\x17\x03\x03\x00\x01x", 6);
        reader = feed (stream->data, stream->len, segment_sizes[j]);

        g_assert_cmpint (repoint_client_hello_reader_get_status (reader), ==, REPOINT_CLIENT_HELLO_READER_HELLO);
        g_assert_true (g_bytes_equal (repoint_client_hello_reader_get_hello (reader)->raw, message));
        g_assert_cmpuint (repoint_client_hello_reader_get_consumed (reader), ==, streamed);
        g_assert_cmpuint (repoint_client_hello_reader_get_n_records (reader), ==, (length + record_sizes[i] - 1) / record_sizes[i]);
        g_assert_cmpuint (repoint_client_hello_reader_get_n_segments (reader), ==, (streamed + segment_sizes[j] - 1) / segment_sizes[j]);
        g_assert_cmphex (repoint_client_hello_reader_get_record_version (reader), ==, 0x0301);
      }
}

static void
test_ssl2 (void)
{
  g_autoptr (GBytes) record = repoint_test_bytes (SSL2_HELLO);
  gsize length = g_bytes_get_size (record);

  for (gsize size = 1; size <= length; size++)
    {
      g_autoptr (RepointClientHelloReader) reader = feed (g_bytes_get_data (record, NULL), length, size);

      g_assert_cmpint (repoint_client_hello_reader_get_status (reader), ==, REPOINT_CLIENT_HELLO_READER_HELLO);
      g_assert_true (repoint_client_hello_reader_get_hello (reader)->ssl2_format);
      g_assert_true (g_bytes_equal (repoint_client_hello_reader_get_hello (reader)->raw, record));
      g_assert_cmpuint (repoint_client_hello_reader_get_consumed (reader), ==, length);
      g_assert_cmpuint (repoint_client_hello_reader_get_n_records (reader), ==, 1);
      g_assert_cmphex (repoint_client_hello_reader_get_record_version (reader), ==, 0);
    }
}

/* RFC 8446 appendix D.4 */
static void
test_behind_change_cipher_spec (void)
{
  g_autoptr (GBytes) message = make_message (FALSE);
  g_autoptr (GByteArray) records = repoint_test_records (message, 16384);
  g_autoptr (GByteArray) stream = g_byte_array_new ();
  g_autoptr (RepointClientHelloReader) reader = NULL;

  g_byte_array_append (stream, (const guint8 *) "\x14\x03\x03\x00\x01\x01", 6);
  g_byte_array_append (stream, records->data, records->len);
  reader = feed (stream->data, stream->len, 1);

  g_assert_cmpint (repoint_client_hello_reader_get_status (reader), ==, REPOINT_CLIENT_HELLO_READER_HELLO);
  g_assert_true (g_bytes_equal (repoint_client_hello_reader_get_hello (reader)->raw, message));
  g_assert_cmpuint (repoint_client_hello_reader_get_n_records (reader), ==, 2);
}

/* The hello need not fill its record: what is behind it there was not looked at. */
static void
test_rest_of_record (void)
{
  g_autoptr (GBytes) record = repoint_test_bytes ("16 0301 [2 01 [3 0301 @RANDOM@ [1] [2 002f] [1 00]] 0e 000000]");
  g_autoptr (RepointClientHelloReader) reader = feed (g_bytes_get_data (record, NULL), g_bytes_get_size (record), 1000);

  g_assert_cmpint (repoint_client_hello_reader_get_status (reader), ==, REPOINT_CLIENT_HELLO_READER_HELLO);
  g_assert_cmpuint (repoint_client_hello_reader_get_consumed (reader), ==, g_bytes_get_size (record) - 4);
}

static void
test_verdicts (void)
{
  static const struct
  {
    const char                     *bytes;
    RepointClientHelloReaderStatus  status;
    gsize                           consumed;
  } rows[] = {
    { "", REPOINT_CLIENT_HELLO_READER_MORE, 0 },
    { "16", REPOINT_CLIENT_HELLO_READER_MORE, 1 },
    { "16 0301 0200 01 000100 03", REPOINT_CLIENT_HELLO_READER_MORE, 10 },
    { "80", REPOINT_CLIENT_HELLO_READER_MORE, 1 },
    { "'GET / HTTP/1.1' 0d0a", REPOINT_CLIENT_HELLO_READER_NOT_TLS, 1 },
    { "'EHLO copier' 0d0a", REPOINT_CLIENT_HELLO_READER_NOT_TLS, 1 },
    { "00", REPOINT_CLIENT_HELLO_READER_NOT_TLS, 1 },
    { "16 02", REPOINT_CLIENT_HELLO_READER_NOT_TLS, 2 },
    { "8000", REPOINT_CLIENT_HELLO_READER_NOT_TLS, 2 },
    { "802b 04", REPOINT_CLIENT_HELLO_READER_NOT_TLS, 3 },
    { "802b 01 0204", REPOINT_CLIENT_HELLO_READER_NOT_TLS, 4 },
    { "802b 01 0001", REPOINT_CLIENT_HELLO_READER_NOT_TLS, 5 },
    { "8001 01 0301", REPOINT_CLIENT_HELLO_READER_ILLEGAL, 5 },
    { "8009 01 0301 0003 0000 0000", REPOINT_CLIENT_HELLO_READER_ILLEGAL, 11 },
    { "17", REPOINT_CLIENT_HELLO_READER_NOT_TLS, 1 },
    { "15", REPOINT_CLIENT_HELLO_READER_ILLEGAL, 1 },
    { "16 0301 0000", REPOINT_CLIENT_HELLO_READER_ILLEGAL, 5 },
    { "16 0301 4001", REPOINT_CLIENT_HELLO_READER_ILLEGAL, 5 },
    { "16 0301 0010 02 000000", REPOINT_CLIENT_HELLO_READER_ILLEGAL, 6 },
    { "16 0301 0002 01 00 15", REPOINT_CLIENT_HELLO_READER_ILLEGAL, 8 },
    { "16 0301 0002 01 00 14", REPOINT_CLIENT_HELLO_READER_ILLEGAL, 8 },
    { "16 0301 0002 01 00 16 0203", REPOINT_CLIENT_HELLO_READER_ILLEGAL, 9 },
    { "14 0303 0001 01 14", REPOINT_CLIENT_HELLO_READER_ILLEGAL, 7 },
    { "14 0303 0001 02", REPOINT_CLIENT_HELLO_READER_ILLEGAL, 6 },
    { "14 0303 0002 0101", REPOINT_CLIENT_HELLO_READER_ILLEGAL, 5 },
    { "16 0301 0006 01 000000 0303", REPOINT_CLIENT_HELLO_READER_ILLEGAL, 9 },
    { "16 0301 4000 01 00fffd", REPOINT_CLIENT_HELLO_READER_TOO_BIG, 9 },
    { "16 0301 4000 01 00fffc 03", REPOINT_CLIENT_HELLO_READER_MORE, 10 },
    { "16 0301 4000 01 ffffff", REPOINT_CLIENT_HELLO_READER_TOO_BIG, 9 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    for (gsize size = 1; size < 20; size++)
      {
        g_autoptr (GBytes) bytes = repoint_test_bytes (rows[i].bytes);
        g_autoptr (RepointClientHelloReader) reader = feed (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), size);

        g_test_message ("%s by %" G_GSIZE_FORMAT, rows[i].bytes, size);
        g_assert_cmpint (repoint_client_hello_reader_get_status (reader), ==, rows[i].status);
        g_assert_cmpuint (repoint_client_hello_reader_get_consumed (reader), ==, rows[i].consumed);
        g_assert_null (repoint_client_hello_reader_get_hello (reader));
        /* a verdict stays */
        if (rows[i].status != REPOINT_CLIENT_HELLO_READER_MORE)
          g_assert_cmpint (repoint_client_hello_reader_feed (reader, (const guint8 *) "\x16\x03\x01", 3), ==, rows[i].status);
      }
}

/* The largest message there may be, a byte to a record. */
static void
test_largest (void)
{
  g_autoptr (GByteArray) message = g_byte_array_new ();
  g_autoptr (GBytes) start = repoint_test_bytes ("01 00fffc 0303 @RANDOM@ [1] [2 c02f] [1 00] ffd1 0015 ffcd");
  g_autoptr (GBytes) whole = NULL;
  g_autoptr (GByteArray) stream = NULL;
  g_autoptr (RepointClientHelloReader) reader = NULL;

  g_byte_array_append (message, g_bytes_get_data (start, NULL), (guint) g_bytes_get_size (start));
  g_byte_array_set_size (message, REPOINT_CLIENT_HELLO_MAX_LENGTH);
  memset (message->data + g_bytes_get_size (start), 0, REPOINT_CLIENT_HELLO_MAX_LENGTH - g_bytes_get_size (start));
  whole = g_byte_array_free_to_bytes (g_steal_pointer (&message));
  stream = repoint_test_records (whole, 1);
  reader = feed (stream->data, stream->len, 1460);

  g_assert_cmpint (repoint_client_hello_reader_get_status (reader), ==, REPOINT_CLIENT_HELLO_READER_HELLO);
  g_assert_cmpuint (g_bytes_get_size (repoint_client_hello_reader_get_hello (reader)->raw), ==, REPOINT_CLIENT_HELLO_MAX_LENGTH);
  g_assert_cmphex (repoint_client_hello_reader_get_hello (reader)->flaws, ==, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/client-hello-reader/records-and-segments", test_records_and_segments);
  g_test_add_func ("/client-hello-reader/ssl2", test_ssl2);
  g_test_add_func ("/client-hello-reader/behind-change-cipher-spec", test_behind_change_cipher_spec);
  g_test_add_func ("/client-hello-reader/rest-of-record", test_rest_of_record);
  g_test_add_func ("/client-hello-reader/verdicts", test_verdicts);
  g_test_add_func ("/client-hello-reader/largest", test_largest);

  return g_test_run ();
}
