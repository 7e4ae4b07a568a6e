/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-practice-mailer.h"

#include <glib-unix.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>

#include "repoint-practice-devices.h"

#define STATION_ADDRESS "127.0.0.1"
#define TIMEOUT_S       15
#define MAX_LINE        1024
#define EHLO            "EHLO device.invalid\r\n" /* RFC 2606 section 2 */

/* How a device asks for encryption, and how it would sign in: what it says, and how the last line of the answer begins. */
typedef struct
{
  const char *protocol;
  const char *greeting;
  const char *hello;    /* nullable */
  const char *welcome;  /* nullable */
  const char *start_tls;
  const char *ready;
  const char *sign_in;
} Manners;

static const Manners manners[] = {
  { "smtp", "220 ", EHLO, "250 ", "STARTTLS\r\n", "220 ", "AUTH LOGIN\r\n" },
  { "imap", "* OK", "a CAPABILITY\r\n", "a OK", "b STARTTLS\r\n", "b OK", "c AUTHENTICATE PLAIN\r\n" },
  { "pop3", "+OK", NULL, NULL, "STLS\r\n", "+OK", "AUTH PLAIN\r\n" },
};

typedef struct
{
  const RepointPracticeDevice *device;
  const Manners               *manners;
  char                        *address; /* its own */
  guint16                      port;
} Visit;

static void
visit_free (Visit *visit)
{
  g_free (visit->address);
  g_free (visit);
}

static const Manners *
find_manners (const char *protocol)
{
  for (gsize i = 0; i < G_N_ELEMENTS (manners); i++)
    if (strcmp (manners[i].protocol, protocol) == 0)
      return &manners[i];

  return NULL;
}

static gboolean
say (GSocket    *socket,
     SSL        *ssl, /* nullable */
     const char *text)
{
  gsize length = strlen (text);

  if (ssl != NULL)
    return SSL_write (ssl, text, (int) length) == (int) length;

  return g_socket_send (socket, text, length, NULL, NULL) == (gssize) length;
}

/* Reads lines up to one that begins with @end; FALSE when another answer or nothing came. */
static gboolean
hear (GSocket    *socket,
      SSL        *ssl, /* nullable */
      const char *end)
{
  char line[MAX_LINE + 1];
  gsize length = 0;

  while (length < MAX_LINE)
    {
      char byte;
      gboolean came = ssl != NULL ? SSL_read (ssl, &byte, 1) == 1 : g_socket_receive (socket, &byte, 1, NULL, NULL) == 1;

      if (!came)
        return FALSE;

      line[length++] = byte;
      if (byte != '\n')
        continue;

      line[length] = '\0';
      length = 0;
      if (g_str_has_prefix (line, end))
        return TRUE;

      /* "250-", "* CAPABILITY": there is more. */
      if (!(g_ascii_isdigit (line[0]) && line[3] == '-') && line[0] != '*')
        return FALSE;
    }

  return FALSE;
}

static const char *
list_suites (RepointPracticeSuites suites)
{
  switch (suites)
    {
    case REPOINT_PRACTICE_SUITES_MODERN:
      return "ECDHE+AESGCM:@SECLEVEL=0";

    case REPOINT_PRACTICE_SUITES_OLD:
    case REPOINT_PRACTICE_SUITES_SHORT_DH:
      return "AES128-SHA:AES256-SHA:@SECLEVEL=0";

    case REPOINT_PRACTICE_SUITES_MIXED:
      break;
    }

  return "ECDHE+AESGCM:AES128-GCM-SHA256:AES128-SHA:AES256-SHA:@SECLEVEL=0";
}

/* (nullable): what the mail client of the device is made of. */
static SSL_CTX *
make_context (const RepointPracticeMailer *mailer)
{
  SSL_CTX *context = SSL_CTX_new (TLS_client_method ());

  if (context == NULL || !SSL_CTX_set_min_proto_version (context, TLS1_VERSION) ||
      !SSL_CTX_set_max_proto_version (context, (int) mailer->max_version) ||
      !SSL_CTX_set_cipher_list (context, list_suites (mailer->suites)))
    g_clear_pointer (&context, SSL_CTX_free);

  /* It trusts no authority at all: the station's certificate is an unknown one for it. */
  if (context != NULL && mailer->validates)
    SSL_CTX_set_verify (context, SSL_VERIFY_PEER, NULL);

  return context;
}

static void
talk_inside (const Visit *visit,
             GSocket     *socket,
             SSL         *ssl)
{
  if (strcmp (visit->manners->protocol, "smtp") == 0 &&
      (!say (socket, ssl, EHLO) || !hear (socket, ssl, "250 ")))
    return;

  /* What follows would be the password: a device of the practice office has none. */
  if (say (socket, ssl, visit->manners->sign_in))
    hear (socket, ssl, "never");
}

static void
encrypt (const Visit *visit,
         GSocket     *socket)
{
  SSL_CTX *context = make_context (&visit->device->mailer);
  SSL *ssl = context != NULL ? SSL_new (context) : NULL;

  if (ssl != NULL && SSL_set_fd (ssl, g_socket_get_fd (socket)) && SSL_connect (ssl) == 1)
    {
      talk_inside (visit, socket, ssl);
      SSL_shutdown (ssl);
    }

  /* What went wrong is the device's own affair. */
  ERR_clear_error ();
  g_clear_pointer (&ssl, SSL_free);
  g_clear_pointer (&context, SSL_CTX_free);
}

static void
talk (const Visit *visit,
      GSocket     *socket)
{
  const Manners *m = visit->manners;

  if (!hear (socket, NULL, m->greeting) ||
      (m->hello != NULL && (!say (socket, NULL, m->hello) || !hear (socket, NULL, m->welcome))))
    return;

  if (visit->device->mailer.max_version == REPOINT_TLS_VERSION_NONE)
    {
      if (say (socket, NULL, m->sign_in))
        hear (socket, NULL, "never");
      return;
    }

  if (say (socket, NULL, m->start_tls) && hear (socket, NULL, m->ready))
    encrypt (visit, socket);
}

static GSocket *
connect_from (const char *address,
              guint16     port)
{
  g_autoptr(GSocket) socket = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL);
  g_autoptr(GSocketAddress) own = g_inet_socket_address_new_from_string (address, 0);
  g_autoptr(GSocketAddress) station = g_inet_socket_address_new_from_string (STATION_ADDRESS, port);
  struct timeval timeout = { TIMEOUT_S, 0 };

  if (socket == NULL)
    return NULL;

  g_socket_set_timeout (socket, TIMEOUT_S);
  if (!g_socket_bind (socket, own, FALSE, NULL) || !g_socket_connect (socket, station, NULL, NULL))
    return NULL;

  /* OpenSSL reads from the descriptor itself. */
  g_socket_set_timeout (socket, 0);
  g_unix_set_fd_nonblocking (g_socket_get_fd (socket), FALSE, NULL);
  setsockopt (g_socket_get_fd (socket), SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof timeout);
  setsockopt (g_socket_get_fd (socket), SOL_SOCKET, SO_SNDTIMEO, &timeout, sizeof timeout);

  return g_steal_pointer (&socket);
}

static gpointer
run (gpointer data)
{
  Visit *visit = data;
  g_autoptr(GSocket) socket = connect_from (visit->address, visit->port);

  if (socket != NULL)
    talk (visit, socket);
  visit_free (visit);

  return NULL;
}

int
repoint_practice_mailer_find (const char *address)
{
  g_return_val_if_fail (address != NULL, -1);

  for (guint i = 0; i < repoint_practice_devices_get_count (); i++)
    {
      g_autofree char *own = repoint_practice_devices_address (i);

      if (strcmp (own, address) == 0)
        return (int) i;
    }

  return -1;
}

gboolean
repoint_practice_mailer_visit (guint       device,
                               const char *protocol,
                               guint16     port)
{
  const RepointPracticeDevice *it = repoint_practice_devices_get (device);
  gboolean uses = FALSE;
  Visit *visit;

  g_return_val_if_fail (it != NULL, FALSE);
  g_return_val_if_fail (protocol != NULL, FALSE);

  for (gsize i = 0; i < G_N_ELEMENTS (it->uses); i++)
    uses = uses || g_strcmp0 (it->uses[i].protocol, protocol) == 0;
  if (!uses)
    return FALSE;

  visit = g_new0 (Visit, 1);
  visit->device = it;
  visit->manners = find_manners (protocol);
  visit->address = repoint_practice_devices_address (device);
  visit->port = port;
  g_thread_unref (g_thread_new ("practice-mailer", run, visit));

  return TRUE;
}
