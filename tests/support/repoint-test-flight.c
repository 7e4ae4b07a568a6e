/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-test-flight.h"

#include <openssl/ssl.h>

#include <sys/socket.h>

#define RECORD_HEADER 5
#define SSL2_HEADER   2 /* the highest bit set: RFC 5246 appendix E.2 */

/* Returns FALSE at the end of the connection. */
static gboolean
read_exactly (int fd, GByteArray *bytes, guint length)
{
  guint old = bytes->len;

  g_byte_array_set_size (bytes, old + length);

  return recv (fd, bytes->data + old, length, MSG_WAITALL) == (gssize) length;
}

GByteArray *
repoint_test_read_record (int fd)
{
  GByteArray *record = g_byte_array_new ();

  if (!read_exactly (fd, record, SSL2_HEADER))
    g_byte_array_set_size (record, 0);
  else if ((record->data[0] & 0x80) != 0)
    {
      if (!read_exactly (fd, record, (guint) (record->data[0] & 0x7f) << 8 | record->data[1]))
        g_byte_array_set_size (record, 0);
    }
  else if (!read_exactly (fd, record, RECORD_HEADER - SSL2_HEADER) ||
           !read_exactly (fd, record, (guint) record->data[3] << 8 | record->data[4]))
    {
      g_byte_array_set_size (record, 0);
    }

  return record;
}

static int
allow_everything (const SSL *ssl, const SSL_CTX *context, int operation, int bits, int nid, void *other, void *data)
{
  return 1;
}

GByteArray *
repoint_test_flight_new (const GByteArray *hello, RepointTlsVersion version, RepointTestPki certificate)
{
  SSL_CTX *context = SSL_CTX_new (TLS_server_method ());
  BIO *in = BIO_new (BIO_s_mem ());
  BIO *out = BIO_new (BIO_s_mem ());
  GByteArray *flight = g_byte_array_new ();
  SSL *ssl;

  SSL_CTX_set_security_level (context, 0);
  SSL_CTX_set_security_callback (context, allow_everything);
  g_assert_cmpint (SSL_CTX_set_cipher_list (context, "ALL:@SECLEVEL=0"), ==, 1);
  g_assert_cmpint (SSL_CTX_set_min_proto_version (context, 0), ==, 1);
  g_assert_cmpint (SSL_CTX_set_max_proto_version (context, (int) version), ==, 1);
  g_assert_cmpint (SSL_CTX_set_min_proto_version (context, (int) version), ==, 1);
  repoint_test_pki_use (context, certificate);

  ssl = SSL_new (context);
  SSL_set_bio (ssl, in, out);
  BIO_write (in, hello->data, (int) hello->len);
  SSL_accept (ssl);
  g_byte_array_set_size (flight, (guint) BIO_ctrl_pending (out));
  if (flight->len > 0)
    BIO_read (out, flight->data, (int) flight->len);

  SSL_free (ssl);
  SSL_CTX_free (context);

  return flight;
}
