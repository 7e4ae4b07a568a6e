/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-test-visitor.h"

#include <string.h>

#define BEGIN (1000 * G_TIME_SPAN_SECOND)

/* One for all: making a key takes long. */
static RepointStationIdentity *
get_identity (void)
{
  static RepointStationIdentity *identity;

  if (identity == NULL)
    identity = repoint_station_identity_new (NULL);

  return identity;
}

static void
report (RepointVisitRecord *record, gpointer user_data)
{
  RepointTestVisitor *self = user_data;

  g_assert_null (self->record);
  self->record = record;
}

/* What the scheduler does after each event. */
static void
settle (RepointTestVisitor *self)
{
  GBytes *bytes;

  for (;;)
    {
      while ((bytes = repoint_conversation_take (self->conversation)) != NULL)
        {
          gsize length;
          const void *data = g_bytes_get_data (bytes, &length);

          if (self->ssl != NULL)
            BIO_write (SSL_get_rbio (self->ssl), data, (int) length);
          else
            g_string_append_len (self->heard, data, (gssize) length);
          g_bytes_unref (bytes);
        }
      if (repoint_conversation_is_done (self->conversation) || !repoint_conversation_has_work (self->conversation))
        break;
      repoint_conversation_work (self->conversation);
      repoint_conversation_worked (self->conversation, self->now);
    }

  g_assert_true (repoint_conversation_is_done (self->conversation) == (self->record != NULL));
}

RepointTestVisitor *
repoint_test_visitor_new (RepointProtocol protocol)
{
  RepointTestVisitor *self = g_new0 (RepointTestVisitor, 1);
  g_autoptr (GSocketAddress) peer = g_inet_socket_address_new_from_string ("192.168.7.7", 40000);
  g_autoptr (GSocketAddress) local = g_inet_socket_address_new_from_string ("192.168.7.1", 2587);

  self->now = BEGIN;
  self->heard = g_string_new (NULL);
  self->heard_inside = g_string_new (NULL);
  self->conversation = repoint_visit_new (repoint_visit_record_new (protocol, G_INET_SOCKET_ADDRESS (peer),
                                                                    G_INET_SOCKET_ADDRESS (local)),
                                          get_identity (), report, self, NULL);
  repoint_conversation_opened (self->conversation, self->now);
  settle (self);

  return self;
}

void
repoint_test_visitor_free (RepointTestVisitor *self)
{
  g_clear_object (&self->conversation);
  g_clear_pointer (&self->record, repoint_visit_record_free);
  g_clear_pointer (&self->ssl, SSL_free);
  g_string_free (self->heard, TRUE);
  g_string_free (self->heard_inside, TRUE);
  g_free (self);
}

void
repoint_test_visitor_feed (RepointTestVisitor *self, const void *bytes, gsize length)
{
  gsize step = self->step > 0 ? self->step : length;

  for (gsize at = 0; at < length && self->record == NULL; at += step)
    {
      gsize part = MIN (step, length - at);
      g_autofree guint8 *piece = g_memdup2 ((const guint8 *) bytes + at, part);

      self->now += 1000;
      repoint_conversation_feed (self->conversation, piece, part, self->now);
      settle (self);
    }
}

void
repoint_test_visitor_say (RepointTestVisitor *self, const char *text)
{
  repoint_test_visitor_feed (self, text, strlen (text));
}

void
repoint_test_visitor_wait (RepointTestVisitor *self)
{
  gint64 deadline = repoint_conversation_get_deadline (self->conversation);

  g_assert_cmpint (deadline, >, self->now);
  self->now = deadline;
  if (!repoint_conversation_expired (self->conversation, self->now))
    repoint_conversation_closed (self->conversation, REPOINT_CLOSED_TIMEOUT);
  else
    g_assert_true (repoint_conversation_is_done (self->conversation) ||
                   repoint_conversation_get_deadline (self->conversation) > self->now);
  settle (self);
}

void
repoint_test_visitor_hang_up (RepointTestVisitor *self, RepointClosed how)
{
  if (self->record == NULL)
    repoint_conversation_closed (self->conversation, how);
  settle (self);
}

SSL *
repoint_test_visitor_begin_tls (RepointTestVisitor *self, RepointTlsVersion version, const char *ciphers, gboolean verify)
{
  SSL_CTX *context = SSL_CTX_new (TLS_client_method ());
  BIO *in = BIO_new (BIO_s_mem ());

  SSL_CTX_set_security_level (context, 0);
  SSL_CTX_set_min_proto_version (context, (int) version);
  SSL_CTX_set_max_proto_version (context, (int) version);
  g_assert_cmpint (SSL_CTX_set_cipher_list (context, ciphers), ==, 1);
  SSL_CTX_set_verify (context, verify ? SSL_VERIFY_PEER : SSL_VERIFY_NONE, NULL);
  self->ssl = SSL_new (context);
  SSL_CTX_free (context);
  BIO_set_mem_eof_return (in, -1);
  SSL_set_bio (self->ssl, in, BIO_new (BIO_s_mem ()));
  SSL_set_connect_state (self->ssl);

  return self->ssl;
}

/* What the client's side wants to send goes out. Returns FALSE if that is nothing. */
static gboolean
send_on (RepointTestVisitor *self)
{
  BIO *out = SSL_get_wbio (self->ssl);
  gsize length = BIO_ctrl_pending (out);
  g_autofree guint8 *bytes = g_malloc (length + 1);

  if (length == 0)
    return FALSE;

  BIO_read (out, bytes, (int) length);
  repoint_test_visitor_feed (self, bytes, length);

  return TRUE;
}

void
repoint_test_visitor_shake (RepointTestVisitor *self)
{
  char buffer[4096];
  int length;

  do
    {
      if (!self->handshaken)
        self->handshaken = SSL_do_handshake (self->ssl) == 1;
      while (self->handshaken && (length = SSL_read (self->ssl, buffer, sizeof buffer)) > 0)
        g_string_append_len (self->heard_inside, buffer, length);
    }
  while (send_on (self));
}

void
repoint_test_visitor_say_inside (RepointTestVisitor *self, const char *text)
{
  g_assert_true (self->handshaken);
  g_assert_cmpint (SSL_write (self->ssl, text, (int) strlen (text)), >, 0);
  repoint_test_visitor_shake (self);
}
