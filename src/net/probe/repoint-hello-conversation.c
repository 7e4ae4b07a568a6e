/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-hello-conversation.h"

/*
 *            STARTTLS
 * opened ──▶ DIALOGUE ──the server waits──▶ HELLO ──an answer──▶ done
 *     └────────────── direct TLS ────────────▲│
 *                                             └ a HelloRetryRequest, once: work makes another HELLO, where that is wanted
 */

enum
{
  ALERT_CLOSE_NOTIFY = 0,
  ALERT_USER_CANCELED = 90,
  ALERT_UNRECOGNIZED_NAME = 112,
};

struct _RepointHelloConversation
{
  GObject                 parent_instance;

  RepointSecurity         security;
  GBytes                 *hello;    /* as it is sent */
  GBytes                 *message;  /* what of it the answer is judged against */
  gboolean                flight;
  RepointHelloRetry       retry;    /* nullable: a HelloRetryRequest is the end */
  gpointer                retry_data;
  GDestroyNotify          retry_destroy;
  gboolean                gave_up;  /* there is no answer to the HelloRetryRequest from here */
  gboolean                has_work; /* to answer a HelloRetryRequest; until that is done nothing but it uses hello and message */
  gint64                  budget;
  RepointMailDialogue    *dialogue; /* NULL with direct TLS */
  RepointTlsAnswerReader *reader;   /* NULL until the hello was sent */
  GQueue                  out;      /* of GBytes */
  RepointHelloResult      result;
};

static void conversation_iface_init (RepointConversationInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (RepointHelloConversation, repoint_hello_conversation, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (REPOINT_TYPE_CONVERSATION, conversation_iface_init))

static void
send_hello (RepointHelloConversation *self)
{
  self->reader = self->flight ? repoint_tls_answer_reader_new_flight (self->message)
                              : repoint_tls_answer_reader_new (self->message);
  g_queue_push_tail (&self->out, g_bytes_ref (self->hello));
}

static void
feed_dialogue (RepointHelloConversation *self, const guint8 *bytes, gsize length)
{
  repoint_mail_dialogue_feed (self->dialogue, bytes, length);
  if (repoint_mail_dialogue_is_done (self->dialogue) && self->result.report->result != REPOINT_MAIL_RESULT_TLS)
    self->result.outcome = REPOINT_HELLO_DIALOGUE;
}

static RepointHelloOutcome
judge_answer (RepointTlsAnswerKind kind)
{
  switch (kind)
    {
    case REPOINT_TLS_ANSWER_SERVER_HELLO:
      return REPOINT_HELLO_ANSWERED;
    case REPOINT_TLS_ANSWER_ALERT:
      return REPOINT_HELLO_ALERT;
    case REPOINT_TLS_ANSWER_SSL2_ERROR:
      /* It stands where TLS has an alert, but there is no alert to name; the server hangs up next. */
      return REPOINT_HELLO_CLOSED;
    case REPOINT_TLS_ANSWER_GARBAGE:
      return REPOINT_HELLO_GARBAGE;
    case REPOINT_TLS_ANSWER_ILLEGAL:
      return REPOINT_HELLO_ILLEGAL;
    case REPOINT_TLS_ANSWER_MORE:
    default:
      return REPOINT_HELLO_NONE;
    }
}

static void
take_answer (RepointHelloConversation *self, RepointTlsAnswerKind kind)
{
  GBytes *farewell;

  self->result.answer = *repoint_tls_answer_reader_get (self->reader);
  if (kind == REPOINT_TLS_ANSWER_SERVER_HELLO && self->result.answer.retry && self->retry != NULL && !self->gave_up)
    {
      self->has_work = TRUE;
      return;
    }
  self->result.outcome = judge_answer (kind);

  /* The version stays chosen when the rest of the flight goes wrong. */
  if (self->result.outcome != REPOINT_HELLO_NONE && self->result.answer.version != REPOINT_TLS_VERSION_NONE)
    self->result.outcome = REPOINT_HELLO_ANSWERED;

  farewell = kind == REPOINT_TLS_ANSWER_SERVER_HELLO
                 ? repoint_tls_hello_build_farewell (self->result.answer.version)
                 : NULL;
  if (farewell != NULL)
    g_queue_push_tail (&self->out, farewell);
}

static void
opened (RepointConversation *conversation, gint64 now)
{
  RepointHelloConversation *self = REPOINT_HELLO_CONVERSATION (conversation);

  self->result.opened = now;
  if (self->security == REPOINT_SECURITY_NONE)
    self->result.outcome = REPOINT_HELLO_CONNECTED;
  else if (self->dialogue == NULL)
    send_hello (self);
}

static void
feed (RepointConversation *conversation, const guint8 *bytes, gsize length, gint64 now)
{
  RepointHelloConversation *self = REPOINT_HELLO_CONVERSATION (conversation);

  if (self->result.outcome != REPOINT_HELLO_NONE || length == 0)
    return;

  self->result.heard = TRUE;
  if (self->reader != NULL)
    take_answer (self, repoint_tls_answer_reader_feed (self->reader, bytes, length));
  else if (self->dialogue != NULL)
    feed_dialogue (self, bytes, length);
}

/* Before the hello an end says nothing about TLS; after it, how it ended is the answer. */
static RepointHelloOutcome
judge_end (RepointHelloConversation *self, RepointClosed how)
{
  if (how == REPOINT_CLOSED_CANCELLED || how == REPOINT_CLOSED_LOCAL)
    return REPOINT_HELLO_STOPPED;
  if (self->result.opened == 0)
    return REPOINT_HELLO_UNCONNECTED;
  if (self->reader == NULL)
    return REPOINT_HELLO_DIALOGUE;
  if (self->result.answer.version != REPOINT_TLS_VERSION_NONE)
    return REPOINT_HELLO_ANSWERED;

  switch ((int) how)
    {
    case REPOINT_CLOSED_FIN:
      return REPOINT_HELLO_CLOSED;
    case REPOINT_CLOSED_TIMEOUT:
      return REPOINT_HELLO_SILENT;
    default:
      return REPOINT_HELLO_RESET;
    }
}

static void
closed (RepointConversation *conversation, RepointClosed how)
{
  RepointHelloConversation *self = REPOINT_HELLO_CONVERSATION (conversation);

  if (self->result.outcome != REPOINT_HELLO_NONE)
    return;

  self->result.closed = how;
  self->result.outcome = judge_end (self, how);
  self->result.late = self->result.outcome == REPOINT_HELLO_ANSWERED && how == REPOINT_CLOSED_TIMEOUT;
}

static gboolean
expects_silence (RepointConversation *conversation)
{
  RepointHelloConversation *self = REPOINT_HELLO_CONVERSATION (conversation);

  return self->dialogue != NULL && self->reader == NULL && repoint_mail_dialogue_expects_silence (self->dialogue);
}

/* The hello is made when it goes out: until then, what comes belongs to the dialogue. */
static GBytes *
take (RepointConversation *conversation)
{
  RepointHelloConversation *self = REPOINT_HELLO_CONVERSATION (conversation);

  if (self->dialogue != NULL && self->reader == NULL)
    {
      GBytes *out = repoint_mail_dialogue_take (self->dialogue);

      if (out != NULL)
        return out;
      if (self->result.outcome == REPOINT_HELLO_NONE && self->result.report->result == REPOINT_MAIL_RESULT_TLS)
        send_hello (self);
    }

  return g_queue_pop_head (&self->out);
}

static gboolean
has_work (RepointConversation *conversation)
{
  return REPOINT_HELLO_CONVERSATION (conversation)->has_work;
}

static void
work (RepointConversation *conversation)
{
  RepointHelloConversation *self = REPOINT_HELLO_CONVERSATION (conversation);

  g_clear_pointer (&self->hello, g_bytes_unref);
  g_clear_pointer (&self->message, g_bytes_unref);
  self->hello = self->retry (repoint_tls_answer_reader_get (self->reader), &self->message, self->retry_data);
}

static void
worked (RepointConversation *conversation, gint64 now)
{
  RepointHelloConversation *self = REPOINT_HELLO_CONVERSATION (conversation);

  self->has_work = FALSE;
  if (self->hello == NULL)
    {
      self->gave_up = TRUE;
      take_answer (self, REPOINT_TLS_ANSWER_SERVER_HELLO);
      return;
    }

  g_queue_push_tail (&self->out, g_bytes_ref (self->hello));
  take_answer (self, repoint_tls_answer_reader_retry (self->reader, self->message));
}

static gint64
get_deadline (RepointConversation *conversation)
{
  RepointHelloConversation *self = REPOINT_HELLO_CONVERSATION (conversation);

  return self->result.opened + self->budget;
}

static gboolean
is_done (RepointConversation *conversation)
{
  return REPOINT_HELLO_CONVERSATION (conversation)->result.outcome != REPOINT_HELLO_NONE;
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
}

static void
repoint_hello_conversation_finalize (GObject *object)
{
  RepointHelloConversation *self = REPOINT_HELLO_CONVERSATION (object);

  g_queue_clear_full (&self->out, (GDestroyNotify) g_bytes_unref);
  g_clear_pointer (&self->dialogue, repoint_mail_dialogue_free);
  g_clear_pointer (&self->reader, repoint_tls_answer_reader_free);
  g_clear_pointer (&self->hello, g_bytes_unref);
  g_clear_pointer (&self->message, g_bytes_unref);
  if (self->retry_destroy != NULL)
    self->retry_destroy (self->retry_data);

  G_OBJECT_CLASS (repoint_hello_conversation_parent_class)->finalize (object);
}

static void
repoint_hello_conversation_class_init (RepointHelloConversationClass *class)
{
  G_OBJECT_CLASS (class)->finalize = repoint_hello_conversation_finalize;
}

static void
repoint_hello_conversation_init (RepointHelloConversation *self)
{
  self->result.answer.alert = -1;
}

static RepointConversation *
conversation_new (const RepointTarget *target, GBytes *hello, GBytes *message, gint64 budget)
{
  RepointHelloConversation *self = g_object_new (REPOINT_TYPE_HELLO_CONVERSATION, NULL);

  self->security = target->security;
  self->hello = g_bytes_ref (hello);
  self->message = g_bytes_ref (message);
  self->budget = budget;
  if (target->security == REPOINT_SECURITY_STARTTLS)
    {
      self->dialogue = repoint_mail_dialogue_new_clear (target->protocol);
      self->result.report = repoint_mail_dialogue_get_report (self->dialogue);
    }

  return REPOINT_CONVERSATION (self);
}

/**
 * repoint_hello_conversation_new:
 * @target: what is spoken, and whether TLS comes first, after STARTTLS or, in which case it is enough that the port is
 *   open, never
 * @hello: what to ask; not used without TLS
 * @budget: how long it may take from the moment the connection stands, in µs
 *
 * Returns: (transfer full): a conversation
 */
RepointConversation *
repoint_hello_conversation_new (const RepointTarget *target, const RepointTlsHello *hello, gint64 budget)
{
  g_autoptr (GBytes) record = NULL;

  g_return_val_if_fail (target != NULL, NULL);
  g_return_val_if_fail (hello != NULL, NULL);
  g_return_val_if_fail (target->security != REPOINT_SECURITY_STARTTLS || target->protocol <= REPOINT_PROTOCOL_POP3, NULL);

  record = repoint_tls_hello_build (hello);

  return conversation_new (target, record, record, budget);
}

/**
 * repoint_hello_conversation_new_bytes:
 * @target: whom to ask, who speaks TLS at once or after STARTTLS
 * @hello: what to send, whole records
 * @message: the ClientHello in it, against which the answer is judged
 * @budget: how long it may take from the moment the connection stands, in µs
 *
 * For a hello that somebody else has made.
 *
 * Returns: (transfer full): a conversation
 */
RepointConversation *
repoint_hello_conversation_new_bytes (const RepointTarget *target, GBytes *hello, GBytes *message, gint64 budget)
{
  g_return_val_if_fail (target != NULL && target->security != REPOINT_SECURITY_NONE, NULL);
  g_return_val_if_fail (hello != NULL && message != NULL, NULL);
  g_return_val_if_fail (target->security != REPOINT_SECURITY_STARTTLS || target->protocol <= REPOINT_PROTOCOL_POP3, NULL);

  return conversation_new (target, hello, message, budget);
}

/**
 * repoint_hello_conversation_want_flight:
 *
 * Below TLS 1.3, read on to the ServerHelloDone (RFC 5246 section 7.3), for what stands between. To be called before
 * the conversation begins.
 */
void
repoint_hello_conversation_want_flight (RepointHelloConversation *self)
{
  g_return_if_fail (REPOINT_IS_HELLO_CONVERSATION (self));

  self->flight = TRUE;
}

/**
 * repoint_hello_conversation_follow_retry:
 * @retry: makes the second hello
 * @user_data: for @retry
 * @destroy: (nullable): for @user_data
 *
 * Answers a HelloRetryRequest (RFC 8446 section 4.1.4) with a second hello, once, and reads on; otherwise it is the end. To be
 * called before the conversation begins.
 */
void
repoint_hello_conversation_follow_retry (RepointHelloConversation *self, RepointHelloRetry retry, gpointer user_data,
                                         GDestroyNotify destroy)
{
  g_return_if_fail (REPOINT_IS_HELLO_CONVERSATION (self) && self->retry == NULL);

  self->retry = retry;
  self->retry_data = user_data;
  self->retry_destroy = destroy;
}

/**
 * repoint_hello_conversation_get_result:
 *
 * Returns: (transfer none): what came of it; lives as long as the conversation
 */
const RepointHelloResult *
repoint_hello_conversation_get_result (RepointHelloConversation *self)
{
  g_return_val_if_fail (REPOINT_IS_HELLO_CONVERSATION (self), NULL);

  return &self->result;
}

/**
 * repoint_hello_result_describe_denial:
 *
 * How the server turned a hello down: "alert 70", "close_notify", "close" or "reset". An alert before a close is the better
 * reason, unless it is one that means nothing by itself.
 *
 * Returns: (transfer full) (nullable): the words that documents use; %NULL if the server did not turn it down
 */
char *
repoint_hello_result_describe_denial (const RepointHelloResult *result)
{
  int alert;

  g_return_val_if_fail (result != NULL, NULL);

  if (result->outcome != REPOINT_HELLO_ALERT && result->outcome != REPOINT_HELLO_CLOSED &&
      result->outcome != REPOINT_HELLO_RESET)
    return NULL;

  alert = result->answer.alert;
  if (result->outcome == REPOINT_HELLO_ALERT && alert == ALERT_CLOSE_NOTIFY)
    return g_strdup ("close_notify");
  if (result->outcome == REPOINT_HELLO_ALERT ||
      (alert > 0 && alert != ALERT_UNRECOGNIZED_NAME && alert != ALERT_USER_CANCELED))
    return g_strdup_printf ("alert %d", alert);

  return g_strdup (result->outcome == REPOINT_HELLO_RESET ? "reset" : "close");
}
