/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-test-device.h"

#include <netinet/in.h>
#include <openssl/err.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

RepointTestDevice *
repoint_test_device_new (guint16 port)
{
  RepointTestDevice *self = g_new0 (RepointTestDevice, 1);
  struct sockaddr_in there = { .sin_family = AF_INET, .sin_port = htons (port), .sin_addr.s_addr = htonl (INADDR_LOOPBACK) };

  self->heard = g_string_new (NULL);
  self->fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  g_assert_cmpint (connect (self->fd, (struct sockaddr *) &there, sizeof there), ==, 0);

  return self;
}

void
repoint_test_device_free (RepointTestDevice *self)
{
  g_clear_pointer (&self->ssl, SSL_free);
  close (self->fd);
  g_string_free (self->heard, TRUE);
  g_free (self->authority);
  g_free (self->name);
  g_free (self);
}

void
repoint_test_device_send (RepointTestDevice *self, const void *bytes, gsize length)
{
  g_assert_cmpint (send (self->fd, bytes, length, MSG_NOSIGNAL), ==, length);
}

void
repoint_test_device_say (RepointTestDevice *self, const char *text)
{
  repoint_test_device_send (self, text, strlen (text));
}

static gboolean
hear_line (RepointTestDevice *self)
{
  char c;

  while (recv (self->fd, &c, 1, 0) == 1)
    {
      g_string_append_c (self->heard, c);
      if (c == '\n')
        return TRUE;
    }

  return FALSE;
}

gboolean
repoint_test_device_hear (RepointTestDevice *self, const char *beginning)
{
  gsize begin = self->heard->len;

  while (hear_line (self))
    {
      if (g_str_has_prefix (self->heard->str + begin, beginning))
        return TRUE;
      begin = self->heard->len;
    }

  return FALSE;
}

const char *
repoint_test_device_hear_all (RepointTestDevice *self)
{
  while (hear_line (self))
    ;

  return self->heard->str;
}

void
repoint_test_device_ask_for_tls (RepointTestDevice *self, RepointProtocol protocol)
{
  static const char *const turns[][5] = {
    [REPOINT_PROTOCOL_SMTP] = { "220 ", "EHLO copier\r\n", "250 ", "STARTTLS\r\n", "220 " },
    [REPOINT_PROTOCOL_IMAP] = { "* OK", "a CAPABILITY\r\n", "a OK", "b STARTTLS\r\n", "b OK" },
    [REPOINT_PROTOCOL_POP3] = { "+OK", "CAPA\r\n", ".", "STLS\r\n", "+OK" },
  };

  for (guint i = 0; i < 5; i++)
    if (i % 2 == 0)
      g_assert_true (repoint_test_device_hear (self, turns[protocol][i]));
    else
      repoint_test_device_say (self, turns[protocol][i]);
}

gboolean
repoint_test_device_begin_tls (RepointTestDevice *self, RepointTlsVersion version)
{
  SSL_CTX *context = SSL_CTX_new (TLS_client_method ());
  gboolean done;

  SSL_CTX_set_security_level (context, 0);
  SSL_CTX_set_min_proto_version (context, TLS1_VERSION);
  SSL_CTX_set_max_proto_version (context, version);
  if (self->checks)
    SSL_CTX_set_verify (context, SSL_VERIFY_PEER, NULL);
  if (self->authority != NULL)
    g_assert_true (SSL_CTX_load_verify_file (context, self->authority));

  self->ssl = SSL_new (context);
  SSL_CTX_free (context);
  if (self->name != NULL)
    g_assert_true (SSL_set1_host (self->ssl, self->name));
  SSL_set_fd (self->ssl, self->fd);
  ERR_clear_error ();
  done = SSL_connect (self->ssl) == 1;
  ERR_clear_error ();

  return done;
}

void
repoint_test_device_say_inside (RepointTestDevice *self, const char *text)
{
  g_assert_cmpint (SSL_write (self->ssl, text, (int) strlen (text)), ==, strlen (text));
}

char *
repoint_test_device_hear_inside (RepointTestDevice *self)
{
  char buffer[4096];
  int length;

  ERR_clear_error ();
  length = SSL_read (self->ssl, buffer, sizeof buffer);
  ERR_clear_error ();

  return g_strndup (buffer, (gsize) MAX (length, 0));
}
