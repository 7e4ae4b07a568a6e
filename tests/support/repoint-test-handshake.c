/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-test-handshake.h"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <string.h>

#include "repoint-test-pki.h"

static void
turn_free (RepointTestTurn *turn)
{
  g_bytes_unref (turn->bytes);
  g_free (turn);
}

static SSL *
new_side (const RepointTestHandshake *options, gboolean server)
{
  SSL_CTX *context = SSL_CTX_new (server ? TLS_server_method () : TLS_client_method ());
  SSL *ssl;

  SSL_CTX_set_security_level (context, 0);
  g_assert_true (SSL_CTX_set_cipher_list (context, server || options->ciphers == NULL ? "ALL:@SECLEVEL=0" : options->ciphers));
  SSL_CTX_set_min_proto_version (context, server ? (int) options->server_min : 0);
  SSL_CTX_set_max_proto_version (context, server ? (int) options->server_max : (int) options->max_version);
  if (server)
    repoint_test_pki_use (context, REPOINT_TEST_PKI_GOOD);
  else if (options->checks)
    SSL_CTX_set_verify (context, SSL_VERIFY_PEER, NULL);
  if (server && options->server_groups != NULL)
    g_assert_true (SSL_CTX_set1_groups_list (context, options->server_groups));

  ssl = SSL_new (context);
  SSL_CTX_free (context);
  if (!server && options->name != NULL)
    g_assert_true (SSL_set_tlsext_host_name (ssl, options->name));
  SSL_set_bio (ssl, BIO_new (BIO_s_mem ()), BIO_new (BIO_s_mem ()));
  if (server)
    SSL_set_accept_state (ssl);
  else
    SSL_set_connect_state (ssl);

  return ssl;
}

/* Takes what a side has to send, and gives it to the other. FALSE: it has nothing. */
static gboolean
pass (SSL *from, SSL *to, guint side, GPtrArray *turns)
{
  char *bytes;
  long length = BIO_get_mem_data (SSL_get_wbio (from), &bytes);
  RepointTestTurn *turn;

  if (length <= 0)
    return FALSE;

  turn = g_new0 (RepointTestTurn, 1);
  turn->side = side;
  turn->bytes = g_bytes_new (bytes, (gsize) length);
  g_ptr_array_add (turns, turn);
  BIO_write (SSL_get_rbio (to), bytes, (int) length);
  (void) BIO_reset (SSL_get_wbio (from));

  return TRUE;
}

GPtrArray *
repoint_test_handshake_list_turns (const RepointTestHandshake *options)
{
  GPtrArray *turns = g_ptr_array_new_with_free_func ((GDestroyNotify) turn_free);
  SSL *sides[2] = { new_side (options, FALSE), new_side (options, TRUE) };
  gboolean spoken = FALSE;
  guint idle = 0;

  for (guint side = 0; idle < 2; side = 1 - side)
    {
      ERR_clear_error ();
      if (SSL_do_handshake (sides[side]) == 1 && side == REPOINT_TEST_TCP_CLIENT && !spoken)
        {
          spoken = TRUE;
          g_assert_cmpint (SSL_write (sides[side], "EHLO inside.example\r\n", 21), ==, 21);
        }
      idle = pass (sides[side], sides[1 - side], side, turns) ? 0 : idle + 1;
    }

  for (guint side = 0; side < 2; side++)
    SSL_free (sides[side]);
  ERR_clear_error ();

  return turns;
}

void
repoint_test_handshake_say (RepointTestTcpTalk *talk, GPtrArray *turns)
{
  for (guint i = 0; i < turns->len; i++)
    {
      const RepointTestTurn *turn = g_ptr_array_index (turns, i);
      gsize length;
      const guint8 *bytes = g_bytes_get_data (turn->bytes, &length);

      repoint_test_tcp_talk_say (talk, turn->side, bytes, length);
    }
}
