/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "practice-client.h"

#include <glib-unix.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <string.h>
#include <sys/socket.h>

struct _PracticeClient
{
  GSocket *socket;
  SSL_CTX *context;
  SSL     *ssl;
  int      alert;
};

PracticeClient *
practice_client_connect (const char *address,
                         guint16     port)
{
  g_autoptr (GSocketAddress) socket_address = g_inet_socket_address_new_from_string (address, port);
  g_autoptr (GSocket) socket = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL);
  PracticeClient *self;

  g_assert_nonnull (socket);
  g_socket_set_timeout (socket, 10);
  if (!g_socket_connect (socket, socket_address, NULL, NULL))
    return NULL;
  self = g_new0 (PracticeClient, 1);
  self->socket = g_steal_pointer (&socket);
  return self;
}

void
practice_client_free (PracticeClient *self)
{
  SSL_free (self->ssl);
  SSL_CTX_free (self->context);
  g_object_unref (self->socket);
  g_free (self);
}

void
practice_client_send_bytes (PracticeClient *self,
                            const void     *bytes,
                            gsize           n_bytes)
{
  if (self->ssl != NULL)
    {
      SSL_write (self->ssl, bytes, (int) n_bytes);
      return;
    }
  while (n_bytes > 0)
    {
      gssize n_sent = g_socket_send (self->socket, bytes, n_bytes, NULL, NULL);

      if (n_sent <= 0) /* the server has had enough */
        return;
      bytes = (const char *) bytes + n_sent;
      n_bytes -= (gsize) n_sent;
    }
}

void
practice_client_send (PracticeClient *self,
                      const char     *text)
{
  practice_client_send_bytes (self, text, strlen (text));
}

static gboolean
read_byte (PracticeClient *self,
           char           *byte)
{
  if (self->ssl != NULL)
    return SSL_read (self->ssl, byte, 1) == 1;
  return g_socket_receive (self->socket, byte, 1, NULL, NULL) == 1;
}

/* The next line without its end; NULL when the connection is over or nothing comes. */
char *
practice_client_read_line (PracticeClient *self)
{
  g_autoptr (GString) line = g_string_new (NULL);
  char byte;

  while (read_byte (self, &byte))
    {
      if (byte == '\n')
        {
          if (g_str_has_suffix (line->str, "\r"))
            g_string_truncate (line, line->len - 1);
          return g_string_free (g_steal_pointer (&line), FALSE);
        }
      g_string_append_c (line, byte);
    }
  return NULL;
}

/* An SMTP reply: lines up to the one without a hyphen after its code. */
char *
practice_client_read_reply (PracticeClient *self)
{
  g_autoptr (GString) reply = g_string_new (NULL);

  for (;;)
    {
      g_autofree char *line = practice_client_read_line (self);

      if (line == NULL)
        return reply->len > 0 ? g_string_free (g_steal_pointer (&reply), FALSE) : NULL;
      g_string_append_printf (reply, "%s%s", reply->len > 0 ? "\n" : "", line);
      if (strlen (line) < 4 || line[3] != '-')
        return g_string_free (g_steal_pointer (&reply), FALSE);
    }
}

char *
practice_client_read_all (PracticeClient *self)
{
  GString *all = g_string_new (NULL);
  char byte;

  while (read_byte (self, &byte))
    g_string_append_c (all, byte);
  return g_string_free (all, FALSE);
}

static void
info_cb (const SSL *ssl,
         int        where,
         int        value)
{
  PracticeClient *self = SSL_get_app_data (ssl);

  if ((where & SSL_CB_READ_ALERT) == SSL_CB_READ_ALERT)
    self->alert = value & 0xff;
}

/* TLS of exactly one version; anything the server shows is taken. FALSE: the handshake failed. */
gboolean
practice_client_start_tls (PracticeClient *self,
                           int             version,
                           const char     *ciphers)
{
  struct timeval patience = { 10, 0 };
  int fd = g_socket_get_fd (self->socket);

  /* GSocket's descriptor never blocks; from here on OpenSSL uses it alone, and may. */
  g_assert_true (g_unix_set_fd_nonblocking (fd, FALSE, NULL));
  g_assert_cmpint (setsockopt (fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience), ==, 0);

  ERR_clear_error ();
  self->context = SSL_CTX_new (TLS_client_method ());
  SSL_CTX_set_security_level (self->context, 0);
  SSL_CTX_clear_options (self->context, SSL_OP_NO_SSL_MASK);
  SSL_CTX_set_options (self->context, SSL_OP_IGNORE_UNEXPECTED_EOF);
  g_assert_true (SSL_CTX_set_cipher_list (self->context, ciphers != NULL ? ciphers : "ALL:@SECLEVEL=0"));
  g_assert_true (SSL_CTX_set_min_proto_version (self->context, version));
  g_assert_true (SSL_CTX_set_max_proto_version (self->context, version));
  self->ssl = SSL_new (self->context);
  SSL_set_app_data (self->ssl, self);
  SSL_set_info_callback (self->ssl, info_cb);
  SSL_set_fd (self->ssl, fd);
  return SSL_connect (self->ssl) == 1 && SSL_version (self->ssl) == version;
}

int
practice_client_get_alert (PracticeClient *self)
{
  return self->alert;
}

/* The subject and names of the server's certificate as "subject|name|name", what it says of its end, who signed it. */
char *
practice_client_get_names (PracticeClient *self,
                           gboolean       *expired,
                           gboolean       *issued_by_sent_ca)
{
  STACK_OF (X509) *chain = SSL_get_peer_cert_chain (self->ssl);
  X509 *certificate = sk_X509_value (chain, 0);
  GENERAL_NAMES *names = X509_get_ext_d2i (certificate, NID_subject_alt_name, NULL, NULL);
  GString *text = g_string_new (NULL);
  char *subject = X509_NAME_oneline (X509_get_subject_name (certificate), NULL, 0);

  g_string_append (text, subject);
  OPENSSL_free (subject);
  for (int i = 0; i < sk_GENERAL_NAME_num (names); i++)
    {
      GENERAL_NAME *name = sk_GENERAL_NAME_value (names, i);

      if (name->type == GEN_DNS)
        g_string_append_printf (text, "|%s", ASN1_STRING_get0_data (name->d.dNSName));
      else if (name->type == GEN_IPADD && ASN1_STRING_length (name->d.iPAddress) == 4)
        {
          const unsigned char *bytes = ASN1_STRING_get0_data (name->d.iPAddress);

          g_string_append_printf (text, "|%u.%u.%u.%u", bytes[0], bytes[1], bytes[2], bytes[3]);
        }
    }
  GENERAL_NAMES_free (names);

  *expired = X509_cmp_current_time (X509_get0_notAfter (certificate)) < 0;
  *issued_by_sent_ca = FALSE;
  if (sk_X509_num (chain) == 2)
    {
      X509 *issuer = sk_X509_value (chain, 1);

      *issued_by_sent_ca = X509_check_ca (issuer) == 1 && X509_check_issued (issuer, certificate) == X509_V_OK &&
                           X509_verify (certificate, X509_get0_pubkey (issuer)) == 1;
    }
  return g_string_free (text, FALSE);
}
