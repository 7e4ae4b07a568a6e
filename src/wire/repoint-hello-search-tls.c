/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-hello-search-private.h"

#include <string.h>

#define HEADER REPOINT_HELLO_SEARCH_HEADER
#define PEEK   REPOINT_HELLO_SEARCH_PEEK

/* With TLS 1.3 an alert that is encrypted has two bytes, the type, and the tag of the cipher (RFC 8446 section 5.2). */
#define LONGEST_HIDDEN_ALERT (2 + 1 + 16)

enum
{
  ALERT_LENGTH = 2,
  ALERT_WARNING = 1,
  ALERT_CLOSE_NOTIFY = 0,
};

typedef RepointHelloSearchSide Side;

static GBytes *
make_record (const RepointClientHello *hello)
{
  gsize length;
  const guint8 *message = g_bytes_get_data (hello->raw, &length);
  const guint8 header[HEADER] = { REPOINT_CONTENT_HANDSHAKE, 3, 1, (guint8) (length >> 8), (guint8) length };
  GByteArray *record;

  if (hello->ssl2_format)
    return g_bytes_ref (hello->raw);

  record = g_byte_array_sized_new ((guint) length + HEADER);
  g_byte_array_append (record, header, sizeof header);
  g_byte_array_append (record, message, (guint) length);

  return g_byte_array_free_to_bytes (record);
}

/* ---- The hello ---- */

static void
found_hello (RepointHelloSearch *self, Side *client, gint64 time)
{
  Side *server = repoint_hello_search_get_other (self, client);
  gboolean after_retry = server->has_answered && self->open == NULL;

  if (self->open != NULL)
    repoint_hello_search_close_open (self);

  self->open = g_new0 (RepointFoundHello, 1);
  self->open->hello = repoint_client_hello_copy (repoint_client_hello_reader_get_hello (client->hello_reader));
  self->open->time = time;
  self->open->side = client == &self->sides[1];
  self->open->security = client->security;
  self->open->protocol = repoint_hello_search_find_protocol (self, client);
  self->open->after_retry = after_retry;
  self->open->alert = -1;

  repoint_hello_search_clear_side (client);
  client->state = REPOINT_HELLO_SEARCH_RECORDS;
  client->record_left = 0;
  client->may_begin = client->is_due = FALSE;

  if (server->state == REPOINT_HELLO_SEARCH_HELD)
    {
      g_autoptr (GByteArray) held = g_steal_pointer (&server->held);

      repoint_hello_search_begin_answer (self, server);
      repoint_hello_search_feed_side (self, server, time, repoint_bytes (held->data, held->len));
    }
}

void
repoint_hello_search_begin_hello (RepointHelloSearch *self, Side *side, gint64 time, RepointBytes *in)
{
  side->n_peeked = 0;
  side->state = REPOINT_HELLO_SEARCH_HELLO;
  side->hello_reader = repoint_client_hello_reader_new ();
  repoint_hello_search_read_hello (self, side, time, in);
}

void
repoint_hello_search_read_hello (RepointHelloSearch *self, Side *side, gint64 time, RepointBytes *in)
{
  gsize before = repoint_client_hello_reader_get_consumed (side->hello_reader);
  RepointClientHelloReaderStatus status = repoint_client_hello_reader_feed (side->hello_reader, in->data, in->length);
  RepointBytes read = { 0 };

  repoint_bytes_take (in, repoint_client_hello_reader_get_consumed (side->hello_reader) - before, &read);
  side->fed_reader += read.length;
  switch (status)
    {
    case REPOINT_CLIENT_HELLO_READER_MORE:
      break;
    case REPOINT_CLIENT_HELLO_READER_HELLO:
      found_hello (self, side, time);
      break;
    case REPOINT_CLIENT_HELLO_READER_TOO_BIG:
    case REPOINT_CLIENT_HELLO_READER_NOT_TLS:
    case REPOINT_CLIENT_HELLO_READER_ILLEGAL:
      /* Behind a hello it need not have been one: what is encrypted can begin with any byte. */
      self->n_lost += self->open == NULL && !repoint_hello_search_get_other (self, side)->has_answered;
      repoint_hello_search_fall_quiet (side);
      break;
    }
}

/* ---- The server's answer ---- */

void
repoint_hello_search_begin_answer (RepointHelloSearch *self, Side *side)
{
  g_autoptr (GBytes) record = make_record (self->open->hello);

  side->answer_reader = repoint_tls_answer_reader_new (record);
  side->state = REPOINT_HELLO_SEARCH_ANSWER;
  side->n_peeked = 0;
  side->record_left = 0;
  side->fed_reader = 0;
}

static void
take_answer (RepointHelloSearch *self, Side *server)
{
  const RepointTlsAnswer *answer = repoint_tls_answer_reader_get (server->answer_reader);
  RepointFoundHello *open = self->open;
  gboolean retry = FALSE;

  switch (answer->kind)
    {
    case REPOINT_TLS_ANSWER_MORE:
      return;
    case REPOINT_TLS_ANSWER_SERVER_HELLO:
      open->answer = REPOINT_HELLO_ANSWER_SERVER_HELLO;
      open->version = answer->version;
      open->suite = answer->suite;
      open->retry = retry = answer->retry;
      break;
    case REPOINT_TLS_ANSWER_ALERT:
      open->answer = REPOINT_HELLO_ANSWER_ALERT;
      open->alert = answer->alert;
      break;
    case REPOINT_TLS_ANSWER_SSL2_ERROR:
    case REPOINT_TLS_ANSWER_GARBAGE:
    case REPOINT_TLS_ANSWER_ILLEGAL:
      open->answer = REPOINT_HELLO_ANSWER_ILLEGAL;
      break;
    }

  if (retry)
    {
      repoint_hello_search_close_open (self);
      repoint_hello_search_clear_side (server);
      server->has_answered = TRUE;
      server->state = REPOINT_HELLO_SEARCH_RECORDS;
      return;
    }

  repoint_hello_search_fall_quiet (server);
  if (open->answer != REPOINT_HELLO_ANSWER_SERVER_HELLO || open->reaction != REPOINT_HELLO_REACTION_UNSEEN)
    {
      repoint_hello_search_fall_quiet (&self->sides[open->side]);
      repoint_hello_search_close_open (self);
    }
}

/* Record by record, so that it is known where the answer ends. */
void
repoint_hello_search_read_answer (RepointHelloSearch *self, Side *side, RepointBytes *in)
{
  RepointBytes taken;

  if (side->n_peeked == 0 && side->record_left == 0 && (in->data[0] & 0x80) != 0)
    side->record_left = G_MAXSIZE; /* SSLv2: there is nothing behind it that could matter */

  if (side->record_left > 0)
    {
      repoint_bytes_take (in, MIN (in->length, side->record_left), &taken);
      side->record_left -= taken.length;
    }
  else
    {
      repoint_bytes_take (in, MIN (in->length, HEADER - side->n_peeked), &taken);
      memcpy (side->peeked + side->n_peeked, taken.data, taken.length);
      side->n_peeked += taken.length;
      if (side->n_peeked == HEADER)
        {
          side->record_left = (gsize) side->peeked[3] << 8 | side->peeked[4];
          side->n_peeked = 0;
        }
    }

  side->fed_reader += taken.length;
  repoint_tls_answer_reader_feed (side->answer_reader, taken.data, taken.length);
  /* Behind a HelloRetryRequest more comes, which begins with a record. */
  if (side->record_left == 0 || !repoint_tls_answer_reader_get (side->answer_reader)->retry)
    take_answer (self, side);
}

/* ---- What comes behind a hello or a HelloRetryRequest ---- */

static void
react (RepointHelloSearch *self, Side *client, RepointHelloReaction reaction)
{
  repoint_hello_search_fall_quiet (client);
  if (self->open == NULL)
    return;

  self->open->reaction = reaction;
  if (self->open->answer != REPOINT_HELLO_ANSWER_UNSEEN)
    repoint_hello_search_close_open (self);
}

static void
skip_record (Side *side)
{
  gsize length = (gsize) side->peeked[3] << 8 | side->peeked[4];
  gsize read = side->n_peeked - HEADER;

  side->n_peeked = 0;
  side->record_left = length - MIN (length, read);
  if (length < read)
    repoint_hello_search_fall_quiet (side);
}

static void
read_client_alert (RepointHelloSearch *self, Side *client)
{
  guint8 level = client->peeked[HEADER];
  guint8 description = client->peeked[HEADER + 1];

  if (client->peeked[3] != 0 || client->peeked[4] != ALERT_LENGTH)
    {
      repoint_hello_search_fall_quiet (client); /* encrypted */
    }
  else if (level == ALERT_WARNING && description != ALERT_CLOSE_NOTIFY)
    {
      skip_record (client);
    }
  else
    {
      if (self->open != NULL)
        self->open->alert = description;
      react (self, client, REPOINT_HELLO_REACTION_ALERT);
    }
}

/* RFC 8446 section 4.2.10: what comes early is passed over by a server that wants another hello. */
static gboolean
is_early_data (RepointHelloSearch *self)
{
  return self->open == NULL || (self->open->hello->has_early_data && self->open->answer == REPOINT_HELLO_ANSWER_UNSEEN);
}

static void
read_client_record (RepointHelloSearch *self, Side *client, gint64 time)
{
  gsize length = (gsize) client->peeked[3] << 8 | client->peeked[4];

  switch (client->peeked[0])
    {
    case REPOINT_CONTENT_CHANGE_CIPHER_SPEC: /* below TLS 1.3 the Finished follows; with it, it means nothing */
      skip_record (client);
      break;
    case REPOINT_CONTENT_APPLICATION_DATA:
      if (is_early_data (self) || length <= LONGEST_HIDDEN_ALERT)
        skip_record (client);
      else
        react (self, client, REPOINT_HELLO_REACTION_WENT_ON);
      break;
    case REPOINT_CONTENT_HANDSHAKE:
      if (repoint_hello_search_is_hello (client->peeked) &&
          (self->open == NULL || self->open->answer == REPOINT_HELLO_ANSWER_UNSEEN))
        {
          client->may_begin = TRUE;
          repoint_hello_search_end_peek (self, client, time);
        }
      else
        {
          react (self, client, REPOINT_HELLO_REACTION_WENT_ON);
        }
      break;
    case REPOINT_CONTENT_ALERT:
      read_client_alert (self, client);
      break;
    default:
      repoint_hello_search_fall_quiet (client);
    }
}

static void
read_server_record (RepointHelloSearch *self, Side *server, gint64 time)
{
  if (server->peeked[0] == REPOINT_CONTENT_CHANGE_CIPHER_SPEC)
    skip_record (server);
  else if (repoint_hello_search_is_answer (server->peeked))
    repoint_hello_search_end_peek (self, server, time);
  else
    repoint_hello_search_fall_quiet (server);
}

/* Of a client, behind its hello; of a server, behind its HelloRetryRequest (RFC 8446 appendix D.4). */
void
repoint_hello_search_read_records (RepointHelloSearch *self, Side *side, gint64 time, RepointBytes *in)
{
  gboolean is_alert = !side->has_answered && side->n_peeked > 0 && side->peeked[0] == REPOINT_CONTENT_ALERT;
  gsize wanted = is_alert ? HEADER + ALERT_LENGTH : PEEK;
  RepointBytes taken;

  if (side->record_left > 0)
    {
      repoint_bytes_take (in, MIN (in->length, side->record_left), &taken);
      side->record_left -= taken.length;
      return;
    }

  /* The first byte alone, for it says how many more are wanted. */
  repoint_bytes_take (in, MIN (in->length, side->n_peeked == 0 ? 1 : wanted - side->n_peeked), &taken);
  memcpy (side->peeked + side->n_peeked, taken.data, taken.length);
  side->n_peeked += taken.length;
  if (side->n_peeked < wanted)
    return;

  if (side->has_answered)
    read_server_record (self, side, time);
  else
    read_client_record (self, side, time);
}
