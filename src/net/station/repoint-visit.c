/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-visit.h"

#include "repoint-client-hello-reader.h"
#include "repoint-mail-reception.h"
#include "repoint-station-port.h"
#include "repoint-visit-tls.h"

#include <openssl/crypto.h>

/*
 *            silent for a moment, or no TLS            STARTTLS
 * WAITING ──────────────────────────────────▶ CLEAR ────────────┐
 *     └─────────── begins like TLS ─────────────│──▶ HELLO ◀────┘
 *                                               │      ▼ whole
 *                                               │  HANDSHAKE ──complete──▶ INSIDE
 *                                               ▼      ▼                     ▼
 *                                              OVER: reported, only last words are left to send
 *
 * Every step of the handshake is work for another thread: one signature alone takes more than a millisecond on small computers,
 * and the first visitor's has the key made. Until it is done nothing here touches @tls.
 */
typedef enum
{
  STAGE_WAITING,
  STAGE_CLEAR,
  STAGE_HELLO,
  STAGE_HANDSHAKE,
  STAGE_INSIDE,
  STAGE_OVER,
} Stage;

/* Several times what the largest hello and a dialogue need. */
#define MAX_BYTES (256 * 1024)

/* Where nothing is known of what is spoken inside TLS, so long the client may take to begin. */
#define INSIDE_TIME (3 * G_TIME_SPAN_SECOND)

struct _RepointVisit
{
  GObject                   parent_instance;

  RepointStationIdentity   *identity;
  RepointVisitReport        report;
  gpointer                  user_data;
  GDestroyNotify            destroy;

  Stage                     stage;
  gint64                    opened;
  gint64                    since;       /* when the stage began */
  gint64                    now;         /* of the last event */
  gsize                     n_bytes;
  RepointMailReception     *clear;
  RepointMailReception     *secure;
  RepointClientHelloReader *reader;
  GByteArray               *pending;     /* what @reader was fed: OpenSSL gets the same */
  gboolean                  greeted_in_clear; /* a client of direct TLS that was slower than our greeting */
  RepointVisitTls          *tls;
  gboolean                  has_work;
  RepointVisitTlsStep       step;
  GBytes                   *alert;       /* ours, where OpenSSL does not answer */
  gboolean                  said;        /* the client went on inside TLS */
  RepointVisitRecord       *record;      /* NULL once reported */
};

static void conversation_iface_init (RepointConversationInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (RepointVisit, repoint_visit, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (REPOINT_TYPE_CONVERSATION, conversation_iface_init))

static gboolean
is_mail (RepointVisit *self)
{
  return self->record->protocol <= REPOINT_PROTOCOL_POP3;
}

static void
set_stage (RepointVisit *self, Stage stage)
{
  self->stage = stage;
  self->since = self->now;
}

static void
note_reception (RepointVisit *self, RepointMailReception *reception, RepointSignInAsked asked)
{
  const RepointMailReceptionReport *report;

  if (reception == NULL)
    return;

  report = repoint_mail_reception_get_report (reception);
  self->record->early |= report->early;
  self->record->pipelined |= report->pipelined;
  self->record->n_behind_starttls += report->n_behind_tls;
  if (report->name[0] != '\0')
    {
      g_free (self->record->client_name);
      self->record->client_name = g_strdup (report->name);
    }
  if (report->end == REPOINT_MAIL_RECEPTION_SIGN_IN)
    self->record->asked_sign_in = asked;
}

/* What is known of the handshake as soon as OpenSSL has gone as far as it can. */
static void
note_handshake (RepointVisit *self)
{
  RepointVisitHandshake handshake = repoint_visit_tls_get_handshake (self->tls);

  if (self->said)
    {
      /* Whatever it complains of later, it has taken the certificate. */
      handshake.result = REPOINT_HANDSHAKE_COMPLETED;
      handshake.alert = -1;
      handshake.validates =
          repoint_visit_tls_has_certificate (self->tls) ? REPOINT_VALIDATES_NO : REPOINT_VALIDATES_UNKNOWN;
    }
  self->record->handshake = handshake;
  self->record->n_hellos = MAX (self->record->n_hellos, repoint_visit_tls_get_n_hellos (self->tls));
}

static void
end (RepointVisit *self, RepointVisitOutcome outcome)
{
  RepointVisitRecord *record = self->record;

  if (self->stage == STAGE_OVER)
    return;

  note_reception (self, self->clear, REPOINT_SIGN_IN_ASKED_CLEAR);
  note_reception (self, self->secure, REPOINT_SIGN_IN_ASKED_SECURE);
  record->outcome = record->hello != NULL ? REPOINT_VISIT_CAPTURED : outcome;
  record->duration = self->now - self->opened;
  set_stage (self, STAGE_OVER);
  self->record = NULL;
  self->report (record, self->user_data);
}

/* How a talk in clear ended, or what it had come to when the client hung up. */
static RepointVisitOutcome
judge_clear (RepointVisit *self)
{
  const RepointMailReceptionReport *report = repoint_mail_reception_get_report (self->clear);

  switch (report->end)
    {
    case REPOINT_MAIL_RECEPTION_SIGN_IN:
    case REPOINT_MAIL_RECEPTION_MAIL:
      return REPOINT_VISIT_IN_CLEAR;

    case REPOINT_MAIL_RECEPTION_FOREIGN:
      return REPOINT_VISIT_NOT_MAIL;

    case REPOINT_MAIL_RECEPTION_TOO_MUCH:
      return REPOINT_VISIT_TOO_LARGE;

    case REPOINT_MAIL_RECEPTION_TLS:
      return REPOINT_VISIT_NO_HELLO;

    case REPOINT_MAIL_RECEPTION_OPEN:
    case REPOINT_MAIL_RECEPTION_GOODBYE:
    default:
      /* It was told that there is TLS, and did not want it. */
      return (report->verbs & (1u << REPOINT_MAIL_VERB_HELLO | 1u << REPOINT_MAIL_VERB_CAPABILITY)) != 0
                 ? REPOINT_VISIT_IN_CLEAR
                 : REPOINT_VISIT_LEFT;
    }
}

/* ---- Inside TLS ---- */

static void
note_said (RepointVisit *self)
{
  const guint goodbye = 1u << REPOINT_MAIL_VERB_QUIT;

  if (self->secure == NULL)
    self->said = TRUE;
  else
    self->said = (repoint_mail_reception_get_report (self->secure)->verbs & ~goodbye) != 0;
}

static void
write_inside (RepointVisit *self)
{
  GBytes *bytes;

  while (self->secure != NULL && (bytes = repoint_mail_reception_take (self->secure)) != NULL)
    {
      repoint_visit_tls_write (self->tls, bytes);
      g_bytes_unref (bytes);
    }
}

static void
end_inside (RepointVisit *self)
{
  write_inside (self);
  repoint_visit_tls_close (self->tls);
  note_handshake (self);
  end (self, REPOINT_VISIT_CAPTURED);
}

static void
go_on_inside (RepointVisit *self)
{
  guint8 buffer[4096];
  RepointVisitTlsRead read;
  gsize length;

  do
    {
      write_inside (self);
      read = repoint_visit_tls_read (self->tls, buffer, sizeof buffer, &length);
      if (read == REPOINT_VISIT_TLS_READ && self->secure != NULL)
        repoint_mail_reception_feed (self->secure, buffer, length);
      if (read == REPOINT_VISIT_TLS_READ)
        note_said (self);
      OPENSSL_cleanse (buffer, length);
    }
  while (read == REPOINT_VISIT_TLS_READ && self->secure != NULL && !repoint_mail_reception_is_done (self->secure));

  if (read != REPOINT_VISIT_TLS_NOTHING)
    end_inside (self);
}

static void
begin_inside (RepointVisit *self)
{
  set_stage (self, STAGE_INSIDE);
  if (is_mail (self))
    self->secure = repoint_mail_reception_new_secure (self->record->protocol, self->record->security == REPOINT_SECURITY_TLS);
  go_on_inside (self);
}

/* ---- The handshake ---- */

/* SSLv2 and SSLv3 are nothing that OpenSSL speaks: a polite refusal (RFC 6101 section 5.4.2), and the hello tells enough. */
static void
refuse_version (RepointVisit *self)
{
  const guint8 alert[] = { 21, 3, 0, 0, 2, 2, 40 };

  self->alert = g_bytes_new (alert, sizeof alert);
  self->record->handshake.result = REPOINT_HANDSHAKE_LOCAL_LIMITATION;
  end (self, REPOINT_VISIT_CAPTURED);
}

static void
begin_handshake (RepointVisit *self)
{
  RepointVisitRecord *record = self->record;

  record->hello = repoint_client_hello_copy (repoint_client_hello_reader_get_hello (self->reader));
  record->n_hellos = 1;
  record->n_records = repoint_client_hello_reader_get_n_records (self->reader);
  record->n_segments = repoint_client_hello_reader_get_n_segments (self->reader);
  g_clear_pointer (&self->reader, repoint_client_hello_reader_free);

  /* It will stumble over our greeting, which says nothing about the client. */
  if (self->greeted_in_clear)
    {
      end (self, REPOINT_VISIT_CAPTURED);
      return;
    }
  if (record->hello->max_version == REPOINT_TLS_VERSION_SSL2 || record->hello->max_version == REPOINT_TLS_VERSION_SSL3)
    {
      refuse_version (self);
      return;
    }

  set_stage (self, STAGE_HANDSHAKE);
  self->tls = repoint_visit_tls_new (self->identity, record->hello);
  repoint_visit_tls_feed (self->tls, self->pending->data, self->pending->len);
  g_clear_pointer (&self->pending, g_byte_array_unref);
  self->has_work = TRUE;
}

static void
judge_step (RepointVisit *self)
{
  note_handshake (self);

  switch (self->step)
    {
    case REPOINT_VISIT_TLS_COMPLETE:
      begin_inside (self);
      break;

    case REPOINT_VISIT_TLS_FAILED:
      end (self, REPOINT_VISIT_CAPTURED);
      break;

    case REPOINT_VISIT_TLS_MORE:
    default:
      break;
    }
}

/* ---- Before it ---- */

static void
begin_clear (RepointVisit *self)
{
  set_stage (self, STAGE_CLEAR);
  self->clear = repoint_mail_reception_new_clear (self->record->protocol);
}

static void
feed_clear (RepointVisit *self, const guint8 *bytes, gsize length)
{
  repoint_mail_reception_feed (self->clear, bytes, length);
  if (repoint_mail_reception_is_done (self->clear) &&
      repoint_mail_reception_get_report (self->clear)->end != REPOINT_MAIL_RECEPTION_TLS)
    end (self, judge_clear (self));
}

static void
begin_hello (RepointVisit *self, RepointSecurity security)
{
  set_stage (self, STAGE_HELLO);
  self->record->security = security;
}

/* It began like TLS and was none, or was none from the first byte. */
static void
go_back_to_clear (RepointVisit *self, const guint8 *bytes, gsize length)
{
  g_autoptr (GByteArray) pending = g_steal_pointer (&self->pending);

  if (!is_mail (self) || self->record->security == REPOINT_SECURITY_STARTTLS)
    {
      end (self, REPOINT_VISIT_NO_HELLO);
      return;
    }

  self->record->security = REPOINT_SECURITY_NONE;
  g_clear_pointer (&self->reader, repoint_client_hello_reader_free);
  if (self->clear == NULL)
    begin_clear (self);
  if (pending->len > 0)
    feed_clear (self, pending->data, pending->len);
  if (self->stage != STAGE_OVER)
    feed_clear (self, bytes, length);
}

static void
feed_hello (RepointVisit *self, const guint8 *bytes, gsize length)
{
  RepointClientHelloReaderStatus status;

  if (self->reader == NULL)
    self->reader = repoint_client_hello_reader_new ();
  if (self->pending == NULL)
    self->pending = g_byte_array_new ();

  status = repoint_client_hello_reader_feed (self->reader, bytes, length);
  if (status == REPOINT_CLIENT_HELLO_READER_NOT_TLS)
    {
      go_back_to_clear (self, bytes, length);
      return;
    }

  g_byte_array_append (self->pending, bytes, (guint) length);
  if (self->stage != STAGE_HELLO)
    begin_hello (self, REPOINT_SECURITY_TLS);

  switch (status)
    {
    case REPOINT_CLIENT_HELLO_READER_HELLO:
      begin_handshake (self);
      break;

    case REPOINT_CLIENT_HELLO_READER_TOO_BIG:
      end (self, REPOINT_VISIT_TOO_LARGE);
      break;

    case REPOINT_CLIENT_HELLO_READER_ILLEGAL:
      end (self, REPOINT_VISIT_NO_HELLO);
      break;

    case REPOINT_CLIENT_HELLO_READER_MORE:
    case REPOINT_CLIENT_HELLO_READER_NOT_TLS:
    default:
      break;
    }
}

/* ---- The conversation ---- */

static void
opened (RepointConversation *conversation, gint64 now)
{
  RepointVisit *self = REPOINT_VISIT (conversation);

  self->opened = self->now = self->since = now;
}

static void
feed (RepointConversation *conversation, const guint8 *bytes, gsize length, gint64 now)
{
  RepointVisit *self = REPOINT_VISIT (conversation);

  if (self->stage == STAGE_OVER || length == 0)
    return;

  self->now = now;
  self->n_bytes += length;
  if (self->n_bytes > MAX_BYTES)
    {
      end (self, REPOINT_VISIT_TOO_LARGE);
      return;
    }

  switch (self->stage)
    {
    case STAGE_CLEAR:
      /* The first bytes of a client that was silent until it was greeted may still be TLS: then it was just slow. */
      if (self->n_bytes == length && (bytes[0] == 22 || bytes[0] >= 0x80))
        {
          self->greeted_in_clear = TRUE;
          feed_hello (self, bytes, length);
        }
      else
        {
          feed_clear (self, bytes, length);
        }
      break;

    case STAGE_WAITING:
    case STAGE_HELLO:
      feed_hello (self, bytes, length);
      break;

    case STAGE_HANDSHAKE:
      repoint_visit_tls_feed (self->tls, bytes, length);
      self->has_work = TRUE;
      break;

    case STAGE_INSIDE:
      repoint_visit_tls_feed (self->tls, bytes, length);
      go_on_inside (self);
      break;

    case STAGE_OVER:
    default:
      break;
    }
}

static gboolean
has_work (RepointConversation *conversation)
{
  return REPOINT_VISIT (conversation)->has_work;
}

static void
work (RepointConversation *conversation)
{
  RepointVisit *self = REPOINT_VISIT (conversation);

  self->step = repoint_visit_tls_step (self->tls);
}

static void
worked (RepointConversation *conversation, gint64 now)
{
  RepointVisit *self = REPOINT_VISIT (conversation);

  self->now = now;
  self->has_work = FALSE;
  judge_step (self);
}

static gboolean
expired (RepointConversation *conversation, gint64 now)
{
  RepointVisit *self = REPOINT_VISIT (conversation);

  if (now >= self->opened + REPOINT_VISIT_TIME)
    return FALSE;

  self->now = now;
  if (self->stage == STAGE_WAITING && is_mail (self))
    {
      begin_clear (self);
      repoint_mail_reception_greet (self->clear);
      return TRUE;
    }
  if (self->stage == STAGE_INSIDE && self->secure == NULL)
    {
      end_inside (self);
      return TRUE;
    }

  return FALSE;
}

static RepointHandshakeResult
result_of_close (RepointClosed how)
{
  switch (how)
    {
    case REPOINT_CLOSED_FIN:
      return REPOINT_HANDSHAKE_CLOSED;

    case REPOINT_CLOSED_TIMEOUT:
      return REPOINT_HANDSHAKE_TIMEOUT;

    case REPOINT_CLOSED_CANCELLED:
    case REPOINT_CLOSED_LOCAL:
      return REPOINT_HANDSHAKE_NONE;

    case REPOINT_CLOSED_RESET:
    case REPOINT_CLOSED_REFUSED:
    case REPOINT_CLOSED_UNREACHABLE:
    case REPOINT_CLOSED_FORBIDDEN:
    default:
      return REPOINT_HANDSHAKE_RESET;
    }
}

static void
closed (RepointConversation *conversation, RepointClosed how)
{
  RepointVisit *self = REPOINT_VISIT (conversation);
  gboolean timed_out = how == REPOINT_CLOSED_TIMEOUT;

  if (self->stage == STAGE_OVER)
    return;

  self->now = g_get_monotonic_time ();
  switch (self->stage)
    {
    case STAGE_WAITING:
      end (self, timed_out ? REPOINT_VISIT_TIMEOUT : REPOINT_VISIT_LEFT);
      break;

    case STAGE_CLEAR:
      {
        RepointVisitOutcome outcome = timed_out ? REPOINT_VISIT_TIMEOUT : judge_clear (self);

        repoint_mail_reception_dismiss (self->clear);
        end (self, outcome);
      }
      break;

    case STAGE_HANDSHAKE:
      self->record->handshake.result = result_of_close (how);
      end (self, REPOINT_VISIT_CAPTURED);
      break;

    case STAGE_INSIDE:
      if (self->secure != NULL)
        repoint_mail_reception_dismiss (self->secure);
      end_inside (self);
      break;

    case STAGE_HELLO:
    case STAGE_OVER:
    default:
      end (self, REPOINT_VISIT_NO_HELLO);
      break;
    }
}

static gboolean
expects_silence (RepointConversation *conversation)
{
  RepointVisit *self = REPOINT_VISIT (conversation);

  return self->stage == STAGE_CLEAR && repoint_mail_reception_expects_silence (self->clear);
}

static GBytes *
take (RepointConversation *conversation)
{
  RepointVisit *self = REPOINT_VISIT (conversation);
  GBytes *bytes;

  if (self->clear != NULL && (bytes = repoint_mail_reception_take (self->clear)) != NULL)
    {
      if (self->stage == STAGE_CLEAR && repoint_mail_reception_get_report (self->clear)->end == REPOINT_MAIL_RECEPTION_TLS)
        begin_hello (self, REPOINT_SECURITY_STARTTLS);
      return bytes;
    }
  if (self->alert != NULL)
    return g_steal_pointer (&self->alert);

  return self->tls != NULL && !self->has_work ? repoint_visit_tls_take (self->tls) : NULL;
}

static gint64
get_deadline (RepointConversation *conversation)
{
  RepointVisit *self = REPOINT_VISIT (conversation);
  gint64 deadline = self->opened + REPOINT_VISIT_TIME;

  switch (self->stage)
    {
    case STAGE_WAITING:
      return self->since + (is_mail (self) ? REPOINT_VISIT_GREETING_TIME : REPOINT_VISIT_HELLO_TIME);

    case STAGE_HELLO:
      return MIN (deadline, self->since + REPOINT_VISIT_HELLO_TIME);

    case STAGE_INSIDE:
      return self->secure != NULL ? deadline : MIN (deadline, self->since + INSIDE_TIME);

    case STAGE_CLEAR:
    case STAGE_HANDSHAKE:
    case STAGE_OVER:
    default:
      return deadline;
    }
}

static gboolean
is_done (RepointConversation *conversation)
{
  return REPOINT_VISIT (conversation)->stage == STAGE_OVER;
}

static void
conversation_iface_init (RepointConversationInterface *iface)
{
  iface->opened = opened;
  iface->feed = feed;
  iface->closed = closed;
  iface->take = take;
  iface->get_deadline = get_deadline;
  iface->is_done = is_done;
  iface->has_work = has_work;
  iface->work = work;
  iface->worked = worked;
  iface->expects_silence = expects_silence;
  iface->expired = expired;
}

static void
repoint_visit_finalize (GObject *object)
{
  RepointVisit *self = REPOINT_VISIT (object);

  g_clear_pointer (&self->tls, repoint_visit_tls_free);
  g_clear_pointer (&self->reader, repoint_client_hello_reader_free);
  g_clear_pointer (&self->pending, g_byte_array_unref);
  g_clear_pointer (&self->clear, repoint_mail_reception_free);
  g_clear_pointer (&self->secure, repoint_mail_reception_free);
  g_clear_pointer (&self->alert, g_bytes_unref);
  g_clear_pointer (&self->record, repoint_visit_record_free);
  g_clear_object (&self->identity);
  if (self->destroy != NULL)
    self->destroy (self->user_data);

  G_OBJECT_CLASS (repoint_visit_parent_class)->finalize (object);
}

static void
repoint_visit_class_init (RepointVisitClass *class)
{
  G_OBJECT_CLASS (class)->finalize = repoint_visit_finalize;
}

static void
repoint_visit_init (RepointVisit *self)
{
}

/**
 * repoint_visit_new:
 * @record: (transfer full): who comes, and where to
 * @identity: what to show inside TLS
 * @report: told what came of it
 * @user_data: for @report
 * @destroy: (nullable): for @user_data, when the conversation goes away, on whatever thread
 *
 * Returns: (transfer full): a conversation
 */
RepointConversation *
repoint_visit_new (RepointVisitRecord     *record,
                   RepointStationIdentity *identity,
                   RepointVisitReport      report,
                   gpointer                user_data,
                   GDestroyNotify          destroy)
{
  RepointVisit *self;

  g_return_val_if_fail (record != NULL && repoint_station_port_is_served (record->protocol), NULL);
  g_return_val_if_fail (REPOINT_IS_STATION_IDENTITY (identity), NULL);
  g_return_val_if_fail (report != NULL, NULL);

  self = g_object_new (REPOINT_TYPE_VISIT, NULL);
  self->record = record;
  self->identity = g_object_ref (identity);
  self->report = report;
  self->user_data = user_data;
  self->destroy = destroy;

  return REPOINT_CONVERSATION (self);
}
