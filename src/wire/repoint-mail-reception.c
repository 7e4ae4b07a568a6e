/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-mail-reception.h"

#include <stdarg.h>
#include <string.h>

/* More than any device says before it signs in. */
#define MAX_BYTES    65536
#define MAX_COMMANDS 64
#define MAX_UNKNOWN  8

#define NAME "repoint.invalid"

/* The last word, in the words of all three protocols. */
#define ENOUGH "Repoint has seen enough; no mail was accepted"

struct _RepointMailReception
{
  RepointProtocol            protocol;
  gboolean                   secure;
  gboolean                   greeted;
  RepointMailCommandReader  *commands;
  GString                   *out;
  gsize                      n_bytes;
  guint                      n_commands;
  guint                      n_unknown;
  RepointMailReceptionReport report;
};

static void G_GNUC_PRINTF (2, 3)
say (RepointMailReception *self, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  g_string_append_vprintf (self->out, format, args);
  va_end (args);
  g_string_append (self->out, "\r\n");
}

static void
say_ok (RepointMailReception *self, const RepointMailCommand *command, const char *text)
{
  if (self->protocol == REPOINT_PROTOCOL_SMTP)
    say (self, "250 2.0.0 %s", text);
  else if (self->protocol == REPOINT_PROTOCOL_IMAP)
    say (self, "%s OK %s", command->tag, text);
  else
    say (self, "+OK %s", text);
}

static void
say_unknown (RepointMailReception *self, const RepointMailCommand *command, const char *text)
{
  if (self->protocol == REPOINT_PROTOCOL_SMTP)
    say (self, "502 5.5.1 %s", text);
  else if (self->protocol == REPOINT_PROTOCOL_IMAP)
    say (self, "%s BAD %s", command->tag[0] != '\0' ? command->tag : "*", text);
  else
    say (self, "-ERR %s", text);
}

static void
end (RepointMailReception *self, RepointMailReceptionEnd how)
{
  self->report.end = how;
}

/* A temporary error and the end: RFC 5321 section 3.8, RFC 9051 section 7.1.5 and RFC 5530, RFC 3206. A @command gets its
 * tagged reply as well. */
static void
refuse (RepointMailReception *self, const RepointMailCommand *command, RepointMailReceptionEnd how)
{
  if (self->protocol == REPOINT_PROTOCOL_SMTP)
    say (self, "421 4.3.2 " ENOUGH);
  else if (self->protocol == REPOINT_PROTOCOL_IMAP)
    say (self, "* BYE " ENOUGH);
  else
    say (self, "-ERR [SYS/TEMP] " ENOUGH);

  if (command != NULL && command->tag[0] != '\0')
    say (self, "%s NO [UNAVAILABLE] " ENOUGH, command->tag);

  end (self, how);
}

/* What is offered keeps credentials at home: no sign-in in clear; and inside TLS only ways in which the client waits for us
 * before it says more than a name: no SASL-IR, no PLAIN, and no LOGIN command of IMAP. */
static const char *
get_imap_capabilities (RepointMailReception *self)
{
  return self->secure ? "IMAP4rev1 ID LOGINDISABLED AUTH=LOGIN" : "IMAP4rev1 ID STARTTLS LOGINDISABLED";
}

static void
say_hello (RepointMailReception *self, const RepointMailCommand *command)
{
  self->report.extended |= command->extended;
  memcpy (self->report.name, command->name, sizeof self->report.name);

  if (!command->extended)
    {
      say (self, "250 " NAME);
      return;
    }

  say (self, "250-" NAME);
  say (self, self->secure ? "250 AUTH LOGIN" : "250 STARTTLS");
}

static void
say_capabilities (RepointMailReception *self, const RepointMailCommand *command)
{
  if (self->protocol == REPOINT_PROTOCOL_IMAP)
    {
      say (self, "* CAPABILITY %s", get_imap_capabilities (self));
      say_ok (self, command, "done");
      return;
    }

  say (self, "+OK");
  say (self, self->secure ? "USER" : "STLS");
  say (self, "RESP-CODES");
  say (self, ".");
}

static void
start_tls (RepointMailReception *self, const RepointMailCommand *command)
{
  if (self->secure)
    {
      say_unknown (self, command, "TLS is there already");
      return;
    }

  if (self->protocol == REPOINT_PROTOCOL_SMTP)
    say (self, "220 2.0.0 Begin TLS");
  else
    say_ok (self, command, "Begin TLS");
  end (self, REPOINT_MAIL_RECEPTION_TLS);
}

static void
say_goodbye (RepointMailReception *self, const RepointMailCommand *command)
{
  if (self->protocol == REPOINT_PROTOCOL_SMTP)
    {
      say (self, "221 2.0.0 Goodbye");
    }
  else
    {
      if (self->protocol == REPOINT_PROTOCOL_IMAP)
        say (self, "* BYE Goodbye");
      say_ok (self, command, "Goodbye");
    }
  end (self, REPOINT_MAIL_RECEPTION_GOODBYE);
}

static void
reject (RepointMailReception *self, const RepointMailCommand *command, const char *text)
{
  if (++self->n_unknown == MAX_UNKNOWN)
    refuse (self, command, REPOINT_MAIL_RECEPTION_FOREIGN);
  else
    say_unknown (self, command, text);
}

static void
answer (RepointMailReception *self, const RepointMailCommand *command)
{
  /* Without a tag there is nothing that a reply could refer to. */
  gboolean untagged = self->protocol == REPOINT_PROTOCOL_IMAP && command->tag[0] == '\0';
  RepointMailVerb verb = untagged && command->verb > REPOINT_MAIL_VERB_FOREIGN && command->verb != REPOINT_MAIL_VERB_SIGN_IN
                             ? REPOINT_MAIL_VERB_UNKNOWN
                             : command->verb;

  self->report.verbs |= 1u << verb;

  switch (verb)
    {
    case REPOINT_MAIL_VERB_HELLO:
      say_hello (self, command);
      break;

    case REPOINT_MAIL_VERB_CAPABILITY:
      say_capabilities (self, command);
      break;

    case REPOINT_MAIL_VERB_STARTTLS:
      start_tls (self, command);
      break;

    case REPOINT_MAIL_VERB_SIGN_IN:
      refuse (self, command, REPOINT_MAIL_RECEPTION_SIGN_IN);
      break;

    case REPOINT_MAIL_VERB_MAIL:
      refuse (self, command, REPOINT_MAIL_RECEPTION_MAIL);
      break;

    case REPOINT_MAIL_VERB_IDENTIFY:
      say (self, "* ID NIL");
      say_ok (self, command, "done");
      break;

    case REPOINT_MAIL_VERB_NOOP:
      say_ok (self, command, "done");
      break;

    case REPOINT_MAIL_VERB_QUIT:
      say_goodbye (self, command);
      break;

    case REPOINT_MAIL_VERB_FOREIGN:
      refuse (self, NULL, REPOINT_MAIL_RECEPTION_FOREIGN);
      break;

    case REPOINT_MAIL_VERB_UNKNOWN:
    default:
      reject (self, command, "Not known here");
    }

  if (++self->n_commands == MAX_COMMANDS && self->report.end == REPOINT_MAIL_RECEPTION_OPEN)
    refuse (self, NULL, REPOINT_MAIL_RECEPTION_TOO_MUCH);
}

static RepointMailReception *
reception_new (RepointProtocol protocol)
{
  RepointMailReception *self = g_new0 (RepointMailReception, 1);

  self->protocol = protocol;
  self->commands = repoint_mail_command_reader_new (protocol);
  self->out = g_string_new (NULL);

  return self;
}

/**
 * repoint_mail_reception_new_clear:
 * @protocol: SMTP, IMAP or POP3
 *
 * Returns: (transfer full): a reception before TLS, which says nothing before it is told to greet
 */
RepointMailReception *
repoint_mail_reception_new_clear (RepointProtocol protocol)
{
  g_return_val_if_fail (protocol <= REPOINT_PROTOCOL_POP3, NULL);

  return reception_new (protocol);
}

/**
 * repoint_mail_reception_new_secure:
 * @protocol: SMTP, IMAP or POP3
 * @greeting: whether the client waits for a greeting, as it does when TLS came first
 *
 * Returns: (transfer full): a reception inside TLS
 */
RepointMailReception *
repoint_mail_reception_new_secure (RepointProtocol protocol, gboolean greeting)
{
  RepointMailReception *self;

  g_return_val_if_fail (protocol <= REPOINT_PROTOCOL_POP3, NULL);

  self = reception_new (protocol);
  self->secure = TRUE;
  if (greeting)
    repoint_mail_reception_greet (self);
  else
    self->greeted = TRUE;

  return self;
}

/**
 * repoint_mail_reception_free:
 * @self: (nullable) (transfer full): a reception
 */
void
repoint_mail_reception_free (RepointMailReception *self)
{
  if (self == NULL)
    return;

  repoint_mail_command_reader_free (self->commands);
  g_string_free (self->out, TRUE);
  g_free (self);
}

/**
 * repoint_mail_reception_greet:
 *
 * Greets the client, who may have been silent to find out whether it speaks first. Does nothing the second time.
 */
void
repoint_mail_reception_greet (RepointMailReception *self)
{
  g_return_if_fail (self != NULL);

  if (self->greeted)
    return;

  self->greeted = TRUE;
  if (self->protocol == REPOINT_PROTOCOL_SMTP)
    say (self, "220 " NAME " ESMTP Repoint check-in station");
  else if (self->protocol == REPOINT_PROTOCOL_IMAP)
    say (self, "* OK [CAPABILITY %s] Repoint check-in station", get_imap_capabilities (self));
  else
    say (self, "+OK Repoint check-in station");
}

/**
 * repoint_mail_reception_expects_silence:
 *
 * Until TLS was granted nobody may begin it, so what comes behind STARTTLS is not the ClientHello (RFC 3207 section 4.2,
 * CVE-2011-0411).
 *
 * Returns: %TRUE if what has arrived by now must be fed before the reply is sent
 */
gboolean
repoint_mail_reception_expects_silence (RepointMailReception *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->report.end == REPOINT_MAIL_RECEPTION_TLS && self->out->len > 0;
}

/**
 * repoint_mail_reception_feed:
 *
 * Takes the next bytes of the client, and greets it first if that was not done yet. After the end they are not looked at.
 */
void
repoint_mail_reception_feed (RepointMailReception *self, const guint8 *bytes, gsize length)
{
  g_return_if_fail (self != NULL);

  if (!self->greeted && length > 0)
    {
      self->report.early = TRUE;
      repoint_mail_reception_greet (self);
    }

  while (length > 0 && self->report.end == REPOINT_MAIL_RECEPTION_OPEN)
    {
      gsize allowed = MIN (length, MAX_BYTES - self->n_bytes);
      gsize consumed;
      RepointMailCommand command;

      switch (repoint_mail_command_reader_feed (self->commands, bytes, allowed, &consumed, &command))
        {
        case REPOINT_MAIL_COMMAND_WHOLE:
          self->report.pipelined |= self->out->len > 0 && !self->report.early;
          answer (self, &command);
          break;

        case REPOINT_MAIL_COMMAND_LITERAL:
          reject (self, &command, "No literals here");
          break;

        case REPOINT_MAIL_COMMAND_NONE:
        default:
          if (consumed < length)
            refuse (self, NULL, REPOINT_MAIL_RECEPTION_TOO_MUCH);
        }

      self->n_bytes += consumed;
      bytes += consumed;
      length -= consumed;
    }

  if (repoint_mail_reception_expects_silence (self))
    self->report.n_behind_tls += length;
}

/**
 * repoint_mail_reception_dismiss:
 *
 * Ends the talk with the temporary error, because the client has been at it for too long. Does nothing after the end.
 */
void
repoint_mail_reception_dismiss (RepointMailReception *self)
{
  g_return_if_fail (self != NULL);

  if (self->report.end == REPOINT_MAIL_RECEPTION_OPEN)
    refuse (self, NULL, REPOINT_MAIL_RECEPTION_TOO_MUCH);
}

/**
 * repoint_mail_reception_take:
 *
 * Returns: (transfer full) (nullable): what is to be sent now, or %NULL
 */
GBytes *
repoint_mail_reception_take (RepointMailReception *self)
{
  GString *out;

  g_return_val_if_fail (self != NULL, NULL);

  if (self->out->len == 0)
    return NULL;

  out = self->out;
  self->out = g_string_new (NULL);

  return g_string_free_to_bytes (out);
}

/**
 * repoint_mail_reception_is_done:
 *
 * Returns: %TRUE if nothing more is to be received here; something may be left to be sent
 */
gboolean
repoint_mail_reception_is_done (RepointMailReception *self)
{
  g_return_val_if_fail (self != NULL, TRUE);

  return self->report.end != REPOINT_MAIL_RECEPTION_OPEN;
}

/**
 * repoint_mail_reception_get_report:
 *
 * Returns: (transfer none): what is known so far, also in the middle; lives as long as the reception
 */
const RepointMailReceptionReport *
repoint_mail_reception_get_report (RepointMailReception *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return &self->report;
}
