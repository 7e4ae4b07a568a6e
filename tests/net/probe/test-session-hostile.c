/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-session-conversation.h"
#include "repoint-test-mail-script.h"
#include "repoint-test-pki.h"

#include <openssl/err.h>
#include <openssl/ssl.h>

#include <string.h>

/* Sessions with a real server (OpenSSL) in memory, whose bytes are cut off, changed or replaced at every place. It never
 * refuses anything, so that nothing may count as a refusal. */

#define NOW    1000000
#define BUDGET 5000000
#define NEVER  G_MAXSIZE

typedef struct
{
  RepointTestTlsOptions options;
  RepointTestMailScript script;
  SSL_CTX              *context;
  SSL                  *ssl;
  BIO                  *in;
  BIO                  *out;
  GString              *lines;    /* what the client said and is not answered */
  GByteArray           *sent;     /* to the client, not yet fetched */
} Server;

/* How the bytes of the server reach the client. */
typedef struct
{
  gsize         cut;         /* so many, then it ends */
  RepointClosed how;
  gsize         change;      /* this one is changed */
  const char   *instead;     /* once TLS is to begin: this, and silence */
} Way;

static Server *
server_new (RepointProtocol protocol, RepointSecurity security, RepointTlsVersion version)
{
  Server *self = g_new0 (Server, 1);

  self->options.protocol = protocol;
  self->options.security = security;
  self->script.options = &self->options;
  self->lines = g_string_new (NULL);
  self->sent = g_byte_array_new ();

  self->context = SSL_CTX_new (TLS_server_method ());
  SSL_CTX_set_security_level (self->context, 0);
  SSL_CTX_set_options (self->context, SSL_OP_NO_TICKET);
  g_assert_cmpint (SSL_CTX_set_cipher_list (self->context, "kRSA:@SECLEVEL=0"), ==, 1);
  g_assert_cmpint (SSL_CTX_set_min_proto_version (self->context, 0), ==, 1);
  g_assert_cmpint (SSL_CTX_set_max_proto_version (self->context, (int) version), ==, 1);
  repoint_test_pki_use (self->context, REPOINT_TEST_PKI_GOOD);

  self->ssl = SSL_new (self->context);
  self->in = BIO_new (BIO_s_mem ());
  self->out = BIO_new (BIO_s_mem ());
  BIO_set_mem_eof_return (self->in, -1);
  SSL_set_bio (self->ssl, self->in, self->out);
  SSL_set_accept_state (self->ssl);

  return self;
}

static void
server_free (Server *self)
{
  SSL_free (self->ssl);
  SSL_CTX_free (self->context);
  g_string_free (self->lines, TRUE);
  g_byte_array_unref (self->sent);
  g_free (self);
}

static gboolean
in_tls (Server *self)
{
  return self->options.security == REPOINT_SECURITY_TLS || self->script.starts_tls;
}

static void
say (Server *self, GString *text)
{
  if (text->len > 0 && SSL_is_init_finished (self->ssl))
    SSL_write (self->ssl, text->str, (int) text->len);
  else
    g_byte_array_append (self->sent, (const guint8 *) text->str, (guint) text->len);
  g_string_truncate (text, 0);
}

static void
answer_lines (Server *self, GString *text)
{
  char *end;

  while (!self->script.over && (end = strchr (self->lines->str, '\n')) != NULL)
    {
      g_autofree char *line = g_strchomp (g_strndup (self->lines->str, (gsize) (end - self->lines->str)));

      g_string_erase (self->lines, 0, end - self->lines->str + 1);
      repoint_test_mail_script_answer (&self->script, line, text);
      say (self, text);
    }
}

static void
server_hear (Server *self, GBytes *bytes)
{
  g_autoptr (GString) text = g_string_new (NULL);
  char buffer[4096];
  int n;

  if (!in_tls (self))
    {
      g_string_append_len (self->lines, g_bytes_get_data (bytes, NULL), (gssize) g_bytes_get_size (bytes));
      answer_lines (self, text);
      return;
    }

  BIO_write (self->in, g_bytes_get_data (bytes, NULL), (int) g_bytes_get_size (bytes));
  ERR_clear_error ();
  if (!SSL_is_init_finished (self->ssl) && SSL_do_handshake (self->ssl) == 1)
    {
      self->script.version = (RepointTlsVersion) SSL_version (self->ssl);
      if (self->options.security == REPOINT_SECURITY_TLS)
        repoint_test_mail_script_greet (&self->script, text);
      say (self, text);
    }
  while (SSL_is_init_finished (self->ssl) && (n = SSL_read (self->ssl, buffer, sizeof buffer)) > 0)
    {
      g_string_append_len (self->lines, buffer, n);
      answer_lines (self, text);
    }

  n = (int) BIO_ctrl_pending (self->out);
  g_byte_array_set_size (self->sent, self->sent->len + (guint) n);
  if (n > 0)
    BIO_read (self->out, self->sent->data + self->sent->len - n, n);
}

static void
pass_up (Server *server, RepointConversation *conversation)
{
  GBytes *bytes;

  while ((bytes = repoint_conversation_take (conversation)) != NULL)
    {
      server_hear (server, bytes);
      g_bytes_unref (bytes);
    }
}

/* Holds the session to its end. Returns how many bytes the server had sent. */
static gsize
talk (RepointConversation *conversation, Server *server, const Way *way)
{
  g_autoptr (GString) greeting = g_string_new (NULL);
  gsize total = 0;

  repoint_conversation_opened (conversation, NOW);
  if (!in_tls (server))
    {
      repoint_test_mail_script_greet (&server->script, greeting);
      say (server, greeting);
    }
  pass_up (server, conversation);

  while (!repoint_conversation_is_done (conversation) && server->sent->len > 0 && total < way->cut)
    {
      gsize n = MIN (server->sent->len, way->cut - total);
      g_autofree guint8 *piece = g_memdup2 (server->sent->data, n);
      gboolean begins = in_tls (server); /* with this, and the ClientHello that follows */

      if (way->change >= total && way->change - total < n)
        piece[way->change - total] ^= 0x41;
      g_byte_array_set_size (server->sent, 0);
      total += n;
      repoint_conversation_feed (conversation, piece, n, NOW);
      pass_up (server, conversation);
      if (begins && way->instead != NULL)
        break;
    }

  if (way->instead != NULL && !repoint_conversation_is_done (conversation))
    repoint_conversation_feed (conversation, (const guint8 *) way->instead, strlen (way->instead), NOW);
  if (!repoint_conversation_is_done (conversation))
    repoint_conversation_closed (conversation, way->how);
  g_assert_true (repoint_conversation_is_done (conversation));

  return total;
}

typedef struct
{
  const char       *name;
  RepointProtocol   protocol;
  RepointSecurity   security;
  RepointTlsVersion version;
  gsize             step;
} Case;

static const Case cases[] = {
  { "smtp-1.2", REPOINT_PROTOCOL_SMTP, REPOINT_SECURITY_STARTTLS, REPOINT_TLS_VERSION_1_2, 1 },
  { "smtps-1.3", REPOINT_PROTOCOL_SMTP, REPOINT_SECURITY_TLS, REPOINT_TLS_VERSION_1_3, 3 },
  { "imap-1.0", REPOINT_PROTOCOL_IMAP, REPOINT_SECURITY_STARTTLS, REPOINT_TLS_VERSION_1_0, 7 },
  { "pop3-1.2", REPOINT_PROTOCOL_POP3, REPOINT_SECURITY_STARTTLS, REPOINT_TLS_VERSION_1_2, 7 },
};

typedef struct
{
  RepointSessionOutcome outcome;
  gboolean              completed;
  gboolean              refused;   /* or throttled */
  gsize                 total;
} Found;

static Found
hold (const Case *test, const Way *way)
{
  const RepointTarget target = { test->protocol, test->security, (char *) "127.0.0.1", 25 };
  g_autoptr (RepointConversation) conversation = repoint_session_conversation_new (&target, test->version, TRUE, BUDGET);
  const RepointSessionResult *result = repoint_session_conversation_get_result (REPOINT_SESSION_CONVERSATION (conversation));
  Server *server = server_new (test->protocol, test->security, test->version);
  Found found = { .total = talk (conversation, server, way) };

  found.outcome = result->outcome;
  found.completed = result->completed;
  found.refused = (result->secure != NULL && (result->secure->result == REPOINT_MAIL_RESULT_REFUSED ||
                                              result->secure->result == REPOINT_MAIL_RESULT_THROTTLED)) ||
                  (result->clear != NULL && (result->clear->result == REPOINT_MAIL_RESULT_REFUSED ||
                                             result->clear->result == REPOINT_MAIL_RESULT_THROTTLED));
  server_free (server);

  return found;
}

static void
test_cut (gconstpointer data)
{
  static const RepointClosed ends[] = { REPOINT_CLOSED_FIN, REPOINT_CLOSED_RESET, REPOINT_CLOSED_TIMEOUT };
  const Case *test = data;
  const Found whole = hold (test, &(Way) { .cut = NEVER, .change = NEVER });
  RepointSessionOutcome last = REPOINT_SESSION_DIALOGUE;

  g_assert_cmpint (whole.outcome, ==, REPOINT_SESSION_DONE);
  for (gsize cut = 0; cut < whole.total; cut += test->step)
    {
      const Way way = { .cut = cut, .how = ends[cut % G_N_ELEMENTS (ends)], .change = NEVER };
      Found found = hold (test, &way);

      g_assert_false (found.refused);
      g_assert_true (found.outcome == REPOINT_SESSION_DIALOGUE || found.outcome == REPOINT_SESSION_HANDSHAKE ||
                     found.outcome == REPOINT_SESSION_ENDED || found.outcome == REPOINT_SESSION_DONE);
      g_assert_cmpint (found.completed, ==, found.outcome == REPOINT_SESSION_ENDED || found.outcome == REPOINT_SESSION_DONE);
      /* More bytes never lead less far. */
      g_assert_true (found.outcome == last || last == REPOINT_SESSION_DIALOGUE || found.completed);
      last = found.outcome;
    }
}

/* One byte is another one. A refusal can come of that only where nothing protects the text. */
static void
test_changed (gconstpointer data)
{
  const Case *test = data;
  const Found whole = hold (test, &(Way) { .cut = NEVER, .change = NEVER });

  for (gsize change = 0; change < whole.total; change += 2 * test->step + 1)
    {
      const Way way = { .cut = NEVER, .how = REPOINT_CLOSED_TIMEOUT, .change = change };
      Found found = hold (test, &way);

      g_assert_cmpint (found.outcome, !=, REPOINT_SESSION_STOPPED);
      g_assert_cmpint (found.outcome, !=, REPOINT_SESSION_UNCONNECTED);
      if (test->security == REPOINT_SECURITY_TLS)
        g_assert_false (found.refused);
    }
}

/* What comes instead of TLS is not this computer's limitation. */
static void
test_replaced (gconstpointer data)
{
  static const char *const texts[] = {
    "220 go\r\n",
    "454 4.7.0 TLS not available due to local problem\r\n",
    "* OK no\r\n",
    "HTTP/1.1 400 Bad Request\r\n\r\n",
    "\x16\x03\x03\x7f\xff too long",
    "\x16\x03\x03\x01\x04\x0e\x01\x01\x01",
    "\x15\x03\x01\x01\x01\x02",
    "\x80\x03\x04\x01",
    "\x17\x03\x03\x01\x01\x02",
  };
  const Case *test = data;

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      const Way way = { .cut = NEVER, .how = REPOINT_CLOSED_TIMEOUT, .change = NEVER, .instead = texts[i] };
      Found found = hold (test, &way);

      /* With TLS 1.3 it comes behind the handshake. */
      g_assert_cmpint (found.outcome, ==, found.completed ? REPOINT_SESSION_ENDED : REPOINT_SESSION_HANDSHAKE);
      g_assert_cmpint (found.completed, ==, test->version == REPOINT_TLS_VERSION_1_3);
      g_assert_false (found.refused);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *cut = g_strdup_printf ("/session/cut-at-each-byte/%s", cases[i].name);
      g_autofree char *changed = g_strdup_printf ("/session/changed/%s", cases[i].name);
      g_autofree char *replaced = g_strdup_printf ("/session/replaced/%s", cases[i].name);

      g_test_add_data_func (cut, &cases[i], test_cut);
      g_test_add_data_func (changed, &cases[i], test_changed);
      g_test_add_data_func (replaced, &cases[i], test_replaced);
    }

  return g_test_run ();
}
