/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-mail-dialogue-private.h"

static RepointMailDialogue *
dialogue_new (RepointProtocol protocol)
{
  RepointMailDialogue *self = g_new0 (RepointMailDialogue, 1);

  self->protocol = protocol;
  self->lines = repoint_line_reader_new ();
  self->replies = repoint_mail_reply_reader_new (protocol);
  self->out = g_byte_array_new ();
  self->sasl = g_ptr_array_new_with_free_func (g_free);
  repoint_mail_report_init (&self->report);

  return self;
}

/**
 * repoint_mail_dialogue_new_clear:
 * @protocol: SMTP, IMAP or POP3
 *
 * Returns: (transfer full): a dialogue that waits for the greeting and ends when the ClientHello is due
 */
RepointMailDialogue *
repoint_mail_dialogue_new_clear (RepointProtocol protocol)
{
  g_return_val_if_fail (protocol <= REPOINT_PROTOCOL_POP3, NULL);

  return dialogue_new (protocol);
}

/**
 * repoint_mail_dialogue_new_secure:
 * @protocol: SMTP, IMAP or POP3
 * @greeting: whether the server greets inside TLS, as it does when TLS came first
 *
 * Returns: (transfer full): a dialogue to be held inside TLS, which ends with the goodbye
 */
RepointMailDialogue *
repoint_mail_dialogue_new_secure (RepointProtocol protocol, gboolean greeting)
{
  RepointMailDialogue *self;

  g_return_val_if_fail (protocol <= REPOINT_PROTOCOL_POP3, NULL);

  self = dialogue_new (protocol);
  self->secure = TRUE;
  if (!greeting)
    repoint_mail_dialogue_begin (self);

  return self;
}

/**
 * repoint_mail_dialogue_free:
 * @self: (nullable) (transfer full): a dialogue
 */
void
repoint_mail_dialogue_free (RepointMailDialogue *self)
{
  if (self == NULL)
    return;

  repoint_line_reader_free (self->lines);
  repoint_mail_reply_reader_free (self->replies);
  g_byte_array_unref (self->out);
  g_ptr_array_unref (self->sasl);
  repoint_mail_report_clear (&self->report);
  g_free (self);
}

/**
 * repoint_mail_dialogue_expects_silence:
 *
 * Whoever speaks between the server's last word and ours is not the server: before STARTTLS, which a reply may not
 * precede, and before the ClientHello (CVE-2011-0411 and its kind).
 *
 * Returns: %TRUE if what has arrived by now must be fed before anything of ours is sent
 */
gboolean
repoint_mail_dialogue_expects_silence (RepointMailDialogue *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  if (self->done)
    return self->report.result == REPOINT_MAIL_RESULT_TLS;

  /* IMAP servers may say something at any time (RFC 9051 section 7). */
  return self->report.stage == REPOINT_MAIL_STAGE_STARTTLS && self->protocol != REPOINT_PROTOCOL_IMAP && self->out->len > 0;
}

/* What was known before stays, whatever follows it. */
static RepointMailResult
or_known (RepointMailDialogue *self, RepointMailResult result)
{
  return self->report.result != REPOINT_MAIL_RESULT_NONE ? self->report.result : result;
}

/**
 * repoint_mail_dialogue_feed:
 *
 * Takes the next bytes of the server. After the end of the dialogue none are looked at, but that bytes which come before
 * the ClientHello turn REPOINT_MAIL_RESULT_TLS into REPOINT_MAIL_RESULT_INJECTED.
 */
void
repoint_mail_dialogue_feed (RepointMailDialogue *self, const guint8 *bytes, gsize length)
{
  gboolean fits;
  char *line;

  g_return_if_fail (self != NULL);

  if (length > 0 && repoint_mail_dialogue_expects_silence (self))
    {
      repoint_line_reader_push (self->lines, bytes, MIN (length, 1024));
      g_byte_array_set_size (self->out, 0);
      repoint_mail_dialogue_end_injected (self);
      return;
    }

  if (self->done)
    return;

  fits = repoint_line_reader_push (self->lines, bytes, length);

  while (!self->done && (line = repoint_line_reader_pop (self->lines)) != NULL)
    {
      g_autofree char *owned = line;
      g_autoptr (RepointMailReply) reply = NULL;

      switch (repoint_mail_reply_reader_feed (self->replies, line, &reply))
        {
        case REPOINT_MAIL_REPLY_WHOLE:
          repoint_mail_dialogue_answer (self, reply);
          break;

        case REPOINT_MAIL_REPLY_GARBAGE:
          repoint_mail_dialogue_end (self, or_known (self, REPOINT_MAIL_RESULT_GARBAGE), line);
          break;

        case REPOINT_MAIL_REPLY_MORE:
        default:
          break;
        }
    }

  if (!fits && !self->done)
    repoint_mail_dialogue_end (self, or_known (self, REPOINT_MAIL_RESULT_ENDLESS), NULL);
}

/**
 * repoint_mail_dialogue_take:
 *
 * Returns: (transfer full) (nullable): what is to be sent now, or %NULL
 */
GBytes *
repoint_mail_dialogue_take (RepointMailDialogue *self)
{
  GByteArray *out;

  g_return_val_if_fail (self != NULL, NULL);

  if (self->out->len == 0)
    return NULL;

  out = self->out;
  self->out = g_byte_array_new ();

  return g_byte_array_free_to_bytes (out);
}

/**
 * repoint_mail_dialogue_is_done:
 *
 * Returns: %TRUE if nothing more is to be received; something may be left to be sent
 */
gboolean
repoint_mail_dialogue_is_done (RepointMailDialogue *self)
{
  g_return_val_if_fail (self != NULL, TRUE);

  return self->done;
}

/**
 * repoint_mail_dialogue_get_report:
 *
 * Returns: (transfer none): what is known so far, also in the middle; lives as long as the dialogue
 */
const RepointMailReport *
repoint_mail_dialogue_get_report (RepointMailDialogue *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return &self->report;
}
