/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-practice-server.h"

#include "repoint-practice-stream.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/ssl.h>

/*
 * A connection:
 *
 *   TALKING -- reply says close, TLS is over, too much --> FLUSHING -- all sent, FIN --> LINGERING -- FIN or enough --> gone
 *
 * It lingers because a close with unread input makes the kernel send RST, which destroys a reply the client has not read.
 */

#define MAX_CONNECTIONS 16            /* of one server */
#define MAX_LINES       200           /* in one connection */
#define READ_SIZE       (16 * 1024)
#define MAX_LINGERED    (256 * 1024)  /* bytes thrown away */
#define DEADLINE        60            /* seconds, for the whole connection */
#define LINGER_DEADLINE 3
#define ACCEPT_PAUSE    200           /* milliseconds, when the process is out of descriptors */

typedef enum
{
  STATE_TALKING,
  STATE_FLUSHING,
  STATE_LINGERING,
} State;

typedef struct
{
  RepointPracticeServer *server;
  GSocket               *socket;
  RepointPracticeStream *stream;
  gpointer               dialogue;
  State                  state;
  gboolean               shaking_hands;
  GByteArray            *text;      /* plain text that is not a whole line yet */
  guint                  n_lines;
  gsize                  n_lingered;
  GIOCondition           condition; /* what readiness waits for */
  GSource               *readiness;
  GSource               *deadline;
} Connection;

struct _RepointPracticeServer
{
  GMainContext                  *main_context;
  GSocket                       *listener;
  const RepointPracticeDialogue *dialogue;
  gpointer                       settings;
  SSL_CTX                       *tls_context; /* nullable */
  gboolean                       tls_first;
  GPtrArray                     *connections; /* of Connection, owned */
  GSource                       *acceptance;
};

static void wait_for_clients (RepointPracticeServer *self);

static void
drop_source (GSource **source)
{
  if (*source != NULL)
    g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

static void
connection_free (gpointer data)
{
  Connection *connection = data;

  drop_source (&connection->readiness);
  drop_source (&connection->deadline);
  connection->server->dialogue->free (connection->dialogue);
  g_clear_pointer (&connection->stream, repoint_practice_stream_free);
  g_clear_pointer (&connection->text, g_byte_array_unref);
  g_socket_close (connection->socket, NULL);
  g_object_unref (connection->socket);
  g_free (connection);
}

static void
end_connection (Connection *connection)
{
  g_ptr_array_remove_fast (connection->server->connections, connection);
}

static gboolean
deadline_passed_cb (gpointer user_data)
{
  end_connection (user_data);
  return G_SOURCE_REMOVE;
}

static void
set_deadline (Connection *connection,
              guint       seconds)
{
  drop_source (&connection->deadline);
  connection->deadline = g_timeout_source_new_seconds (seconds);
  g_source_set_callback (connection->deadline, deadline_passed_cb, connection, NULL);
  g_source_attach (connection->deadline, connection->server->main_context);
}

static void
say_goodbye (Connection *connection)
{
  if (connection->state != STATE_TALKING)
    return;
  repoint_practice_stream_close (connection->stream);
  connection->state = STATE_FLUSHING;
  g_byte_array_set_size (connection->text, 0);
}

static void
start_tls (Connection *connection)
{
  SSL_CTX *context = connection->server->tls_context;

  /* What came in the clear after STARTTLS is not to be taken for something said inside TLS. */
  g_byte_array_set_size (connection->text, 0);
  if (context == NULL || !repoint_practice_stream_start_tls (connection->stream, context))
    say_goodbye (connection);
  else
    connection->shaking_hands = TRUE;
}

static void
act_on (Connection          *connection,
        RepointPracticeNext  next,
        GString             *reply)
{
  repoint_practice_stream_write (connection->stream, reply->str, reply->len);
  switch (next)
    {
    case REPOINT_PRACTICE_NEXT_LISTEN:
      break;
    case REPOINT_PRACTICE_NEXT_START_TLS:
      start_tls (connection);
      break;
    case REPOINT_PRACTICE_NEXT_CLOSE:
      say_goodbye (connection);
      break;
    }
}

static void
open_dialogue (Connection *connection)
{
  g_autoptr (GString) reply = g_string_new (NULL);
  RepointTlsVersion version = repoint_practice_stream_get_version (connection->stream);

  act_on (connection, connection->server->dialogue->open (connection->dialogue, version, reply), reply);
}

/* The next whole line without its end, or NULL. */
static char *
take_line (Connection *connection)
{
  GByteArray *text = connection->text;
  const guint8 *end = text->len > 0 ? memchr (text->data, '\n', text->len) : NULL;
  gsize length = end != NULL ? (gsize) (end - text->data) : text->len;
  char *line;

  if (length > connection->server->dialogue->max_line || connection->n_lines > MAX_LINES)
    {
      say_goodbye (connection);
      return NULL;
    }
  if (end == NULL)
    return NULL;
  connection->n_lines++;
  line = g_strndup ((const char *) text->data, length);
  if (length > 0 && line[length - 1] == '\r')
    line[length - 1] = '\0';
  g_byte_array_remove_range (text, 0, (guint) length + 1);
  return line;
}

static void
talk (Connection *connection)
{
  if (connection->shaking_hands &&
      repoint_practice_stream_get_version (connection->stream) != REPOINT_TLS_VERSION_NONE)
    {
      connection->shaking_hands = FALSE;
      open_dialogue (connection);
    }
  while (connection->state == STATE_TALKING && !connection->shaking_hands)
    {
      g_autoptr (GString) reply = NULL;
      g_autofree char *line = take_line (connection);

      if (line == NULL)
        return;
      reply = g_string_new (NULL);
      act_on (connection, connection->server->dialogue->line (connection->dialogue, line, reply), reply);
    }
}

/* FALSE: the connection has to end now. */
static gboolean
receive (Connection *connection)
{
  g_autoptr (GError) error = NULL;
  guint8 buffer[READ_SIZE];
  gssize n_bytes = g_socket_receive (connection->socket, (char *) buffer, sizeof buffer, NULL, &error);

  if (n_bytes < 0)
    return g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK);
  if (n_bytes == 0)
    return FALSE;
  if (connection->state == STATE_LINGERING)
    {
      connection->n_lingered += (gsize) n_bytes;
      return connection->n_lingered < MAX_LINGERED;
    }
  if (!repoint_practice_stream_feed (connection->stream, buffer, (gsize) n_bytes, connection->text))
    say_goodbye (connection);
  talk (connection);
  return TRUE;
}

static gboolean
send_output (Connection *connection)
{
  GByteArray *output = repoint_practice_stream_get_output (connection->stream);
  g_autoptr (GError) error = NULL;
  gssize n_bytes;

  if (output->len == 0)
    return TRUE;
  n_bytes = g_socket_send (connection->socket, (const char *) output->data, output->len, NULL, &error);
  if (n_bytes < 0)
    return g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK);
  g_byte_array_remove_range (output, 0, (guint) n_bytes);
  return TRUE;
}

static void
begin_to_linger (Connection *connection)
{
  connection->state = STATE_LINGERING;
  g_socket_shutdown (connection->socket, FALSE, TRUE, NULL);
  set_deadline (connection, LINGER_DEADLINE);
}

static void wait_for_readiness (Connection *connection);

static gboolean
ready_cb (GSocket      *socket,
          GIOCondition  condition,
          gpointer      user_data)
{
  Connection *connection = user_data;
  gboolean going_on = TRUE;

  /* Nothing more is read while there is something left to send: a client that does not read gets nothing done. */
  if (connection->condition == G_IO_IN)
    going_on = receive (connection);
  going_on = going_on && send_output (connection);
  if (!going_on)
    {
      end_connection (connection);
      return G_SOURCE_REMOVE;
    }
  if (connection->state == STATE_FLUSHING && repoint_practice_stream_get_output (connection->stream)->len == 0)
    begin_to_linger (connection);
  wait_for_readiness (connection);
  return G_SOURCE_CONTINUE;
}

static void
wait_for_readiness (Connection *connection)
{
  GIOCondition condition = repoint_practice_stream_get_output (connection->stream)->len > 0 ||
                           connection->state == STATE_FLUSHING ? G_IO_OUT : G_IO_IN;

  if (connection->readiness != NULL && connection->condition == condition)
    return;
  drop_source (&connection->readiness);
  connection->condition = condition;
  connection->readiness = g_socket_create_source (connection->socket, condition, NULL);
  g_source_set_callback (connection->readiness, G_SOURCE_FUNC (ready_cb), connection, NULL);
  g_source_attach (connection->readiness, connection->server->main_context);
}

static void
begin_connection (RepointPracticeServer *self,
                  GSocket               *socket)
{
  Connection *connection = g_new0 (Connection, 1);

  connection->server = self;
  connection->socket = g_object_ref (socket);
  connection->stream = repoint_practice_stream_new ();
  connection->dialogue = self->dialogue->create (self->settings);
  connection->text = g_byte_array_new ();
  g_ptr_array_add (self->connections, connection);
  g_socket_set_blocking (socket, FALSE);
  g_socket_set_option (socket, IPPROTO_TCP, TCP_NODELAY, 1, NULL);
  set_deadline (connection, DEADLINE);
  if (self->tls_first)
    start_tls (connection);
  else
    open_dialogue (connection);
  wait_for_readiness (connection);
}

static gboolean
resume_cb (gpointer user_data)
{
  RepointPracticeServer *self = user_data;

  wait_for_clients (self);
  return G_SOURCE_REMOVE;
}

static void
pause_acceptance (RepointPracticeServer *self)
{
  drop_source (&self->acceptance);
  self->acceptance = g_timeout_source_new (ACCEPT_PAUSE);
  g_source_set_callback (self->acceptance, resume_cb, self, NULL);
  g_source_attach (self->acceptance, self->main_context);
}

static gboolean
client_cb (GSocket      *listener,
           GIOCondition  condition,
           gpointer      user_data)
{
  RepointPracticeServer *self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GSocket) socket = g_socket_accept (listener, NULL, &error);

  if (socket != NULL && self->connections->len < MAX_CONNECTIONS)
    begin_connection (self, socket);
  else if (socket == NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
    {
      g_debug ("practice office: accept: %s", error->message);
      pause_acceptance (self);
      return G_SOURCE_REMOVE;
    }
  return G_SOURCE_CONTINUE;
}

static void
wait_for_clients (RepointPracticeServer *self)
{
  drop_source (&self->acceptance);
  self->acceptance = g_socket_create_source (self->listener, G_IO_IN, NULL);
  g_source_set_callback (self->acceptance, G_SOURCE_FUNC (client_cb), self, NULL);
  g_source_attach (self->acceptance, self->main_context);
}

/**
 * repoint_practice_server_new: serves the clients of a socket that is listening already.
 * @settings: (not nullable): what @dialogue's create gets; has to outlive the server
 * @tls_context: (transfer full) (nullable): NULL: no TLS here; a START_TLS then ends the connection
 * @tls_first: TLS from the first byte, "implicit TLS" of RFC 8314
 */
RepointPracticeServer *
repoint_practice_server_new (GMainContext                  *main_context,
                             GSocket                       *listener,
                             const RepointPracticeDialogue *dialogue,
                             gpointer                       settings,
                             SSL_CTX                       *tls_context,
                             gboolean                       tls_first)
{
  RepointPracticeServer *self = g_new0 (RepointPracticeServer, 1);

  self->main_context = g_main_context_ref (main_context);
  self->listener = g_object_ref (listener);
  self->dialogue = dialogue;
  self->settings = settings;
  self->tls_context = tls_context;
  self->tls_first = tls_first;
  self->connections = g_ptr_array_new_with_free_func (connection_free);
  g_socket_set_blocking (listener, FALSE);
  wait_for_clients (self);
  return self;
}

/* Closes the listener and every connection, politely or not. */
void
repoint_practice_server_free (RepointPracticeServer *self)
{
  drop_source (&self->acceptance);
  g_clear_pointer (&self->connections, g_ptr_array_unref);
  g_socket_close (self->listener, NULL);
  g_object_unref (self->listener);
  SSL_CTX_free (self->tls_context);
  g_main_context_unref (self->main_context);
  g_free (self);
}
