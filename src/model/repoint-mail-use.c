/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-mail-use-private.h"

#include "repoint-id.h"

struct _RepointMailUse
{
  GObject            parent_instance;

  char              *id;
  RepointProtocol    protocol;
  char              *host;
  guint16            port;
  RepointSecurity    security;
  gboolean           security_known;
  RepointSignIn      sign_in;
  char              *mailbox;
  RepointRecipients  recipients;
  char              *route;
};

typedef enum
{
  PROP_ID = 1,
  PROP_PROTOCOL,
  PROP_HOST,
  PROP_PORT,
  PROP_SECURITY,
  PROP_SECURITY_KNOWN,
  PROP_SIGN_IN,
  PROP_MAILBOX,
  PROP_RECIPIENTS,
  PROP_ROUTE,
} RepointMailUseProps;

enum
{
  CHANGING,
  CHANGED,
  N_SIGNALS
};

static GParamSpec *properties[PROP_ROUTE + 1];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (RepointMailUse, repoint_mail_use, G_TYPE_OBJECT)

static void
begin_change (RepointMailUse *self)
{
  g_signal_emit (self, signals[CHANGING], 0);
}

static void
end_change (RepointMailUse      *self,
            RepointMailUseProps  property)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[property]);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
set_text (RepointMailUse       *self,
          char                **field,
          const char           *value,
          RepointMailUseProps   property)
{
  char *copy;

  if (value == NULL)
    value = "";

  if (g_strcmp0 (*field, value) == 0)
    return;

  begin_change (self);
  copy = g_strdup (value); /* it may be a part of what is freed here */
  g_free (*field);
  *field = copy;
  end_change (self, property);
}

static void
set_security (RepointMailUse  *self,
              RepointSecurity  security,
              gboolean         known)
{
  if (self->security == security && self->security_known == known)
    return;

  begin_change (self);
  self->security = security;
  if (self->security_known != known)
    {
      self->security_known = known;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SECURITY_KNOWN]);
    }
  end_change (self, PROP_SECURITY);
}

static void
repoint_mail_use_finalize (GObject *object)
{
  RepointMailUse *self = REPOINT_MAIL_USE (object);

  g_clear_pointer (&self->id, g_free);
  g_clear_pointer (&self->host, g_free);
  g_clear_pointer (&self->mailbox, g_free);
  g_clear_pointer (&self->route, g_free);

  G_OBJECT_CLASS (repoint_mail_use_parent_class)->finalize (object);
}

static void
repoint_mail_use_get_property (GObject    *object,
                               guint       prop_id,
                               GValue     *value,
                               GParamSpec *pspec)
{
  RepointMailUse *self = REPOINT_MAIL_USE (object);

  switch ((RepointMailUseProps) prop_id)
    {
    case PROP_ID:
      g_value_set_string (value, self->id);
      break;

    case PROP_PROTOCOL:
      g_value_set_int (value, self->protocol);
      break;

    case PROP_HOST:
      g_value_set_string (value, self->host);
      break;

    case PROP_PORT:
      g_value_set_uint (value, self->port);
      break;

    case PROP_SECURITY:
      g_value_set_int (value, self->security);
      break;

    case PROP_SECURITY_KNOWN:
      g_value_set_boolean (value, self->security_known);
      break;

    case PROP_SIGN_IN:
      g_value_set_enum (value, self->sign_in);
      break;

    case PROP_MAILBOX:
      g_value_set_string (value, self->mailbox);
      break;

    case PROP_RECIPIENTS:
      g_value_set_enum (value, self->recipients);
      break;

    case PROP_ROUTE:
      g_value_set_string (value, self->route);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
repoint_mail_use_set_property (GObject      *object,
                               guint         prop_id,
                               const GValue *value,
                               GParamSpec   *pspec)
{
  RepointMailUse *self = REPOINT_MAIL_USE (object);

  switch ((RepointMailUseProps) prop_id)
    {
    case PROP_PROTOCOL:
      repoint_mail_use_set_protocol (self, g_value_get_int (value));
      break;

    case PROP_HOST:
      repoint_mail_use_set_host (self, g_value_get_string (value));
      break;

    case PROP_PORT:
      repoint_mail_use_set_port (self, g_value_get_uint (value));
      break;

    case PROP_SECURITY:
      repoint_mail_use_set_security (self, g_value_get_int (value));
      break;

    case PROP_SECURITY_KNOWN:
      set_security (self, g_value_get_boolean (value) ? self->security : REPOINT_SECURITY_NONE,
                    g_value_get_boolean (value));
      break;

    case PROP_SIGN_IN:
      repoint_mail_use_set_sign_in (self, g_value_get_enum (value));
      break;

    case PROP_MAILBOX:
      repoint_mail_use_set_mailbox (self, g_value_get_string (value));
      break;

    case PROP_RECIPIENTS:
      repoint_mail_use_set_recipients (self, g_value_get_enum (value));
      break;

    case PROP_ROUTE:
      repoint_mail_use_set_route (self, g_value_get_string (value));
      break;

    case PROP_ID:
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
install_text (RepointMailUseProps  property,
              const char          *name)
{
  properties[property] =
    g_param_spec_string (name, NULL, NULL, "",
                         G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
}

static void
repoint_mail_use_class_init (RepointMailUseClass *klass)
{
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = repoint_mail_use_finalize;
  object_class->get_property = repoint_mail_use_get_property;
  object_class->set_property = repoint_mail_use_set_property;

  properties[PROP_ID] = g_param_spec_string ("id", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_PROTOCOL] = g_param_spec_int ("protocol", NULL, NULL, REPOINT_PROTOCOL_SMTP, REPOINT_PROTOCOL_POP3,
                                                REPOINT_PROTOCOL_SMTP, flags);
  install_text (PROP_HOST, "host");
  properties[PROP_PORT] = g_param_spec_uint ("port", NULL, NULL, 0, G_MAXUINT16, 0, flags);
  properties[PROP_SECURITY] = g_param_spec_int ("security", NULL, NULL, REPOINT_SECURITY_NONE, REPOINT_SECURITY_TLS,
                                                REPOINT_SECURITY_NONE, flags);
  properties[PROP_SECURITY_KNOWN] = g_param_spec_boolean ("security-known", NULL, NULL, FALSE, flags);
  properties[PROP_SIGN_IN] = g_param_spec_enum ("sign-in", NULL, NULL, REPOINT_TYPE_SIGN_IN, REPOINT_SIGN_IN_UNKNOWN,
                                                flags);
  install_text (PROP_MAILBOX, "mailbox");
  properties[PROP_RECIPIENTS] = g_param_spec_enum ("recipients", NULL, NULL, REPOINT_TYPE_RECIPIENTS,
                                                   REPOINT_RECIPIENTS_UNKNOWN, flags);
  install_text (PROP_ROUTE, "route");

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  signals[CHANGING] = g_signal_new ("changing", REPOINT_TYPE_MAIL_USE, G_SIGNAL_RUN_LAST, 0,
                                    NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[CHANGED] = g_signal_new ("changed", REPOINT_TYPE_MAIL_USE, G_SIGNAL_RUN_LAST, 0,
                                   NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
repoint_mail_use_init (RepointMailUse *self)
{
  self->host = g_strdup ("");
  self->mailbox = g_strdup ("");
  self->route = g_strdup ("");
}

/* As repoint_mail_use_new(), with an @id from a document; %NULL makes a new one. */
RepointMailUse *
repoint_mail_use_new_with_id (RepointProtocol  protocol,
                              const char      *id)
{
  RepointMailUse *self = g_object_new (REPOINT_TYPE_MAIL_USE, NULL);

  self->protocol = protocol;
  self->id = id != NULL ? g_strdup (id) : repoint_id_new ();

  return self;
}

/**
 * repoint_mail_use_new: a way in which a device sends or collects mail.
 * @protocol: SMTP, IMAP or POP3
 *
 * Returns: (transfer full): a mail use with a new id, of which only the protocol is known.
 */
RepointMailUse *
repoint_mail_use_new (RepointProtocol protocol)
{
  g_return_val_if_fail (protocol <= REPOINT_PROTOCOL_POP3, NULL);

  return repoint_mail_use_new_with_id (protocol, NULL);
}

/** repoint_mail_use_get_id: (transfer none): unique in the project, never changes. */
const char *
repoint_mail_use_get_id (RepointMailUse *self)
{
  g_return_val_if_fail (REPOINT_IS_MAIL_USE (self), NULL);

  return self->id;
}

/** repoint_mail_use_get_protocol: SMTP, IMAP or POP3. */
RepointProtocol
repoint_mail_use_get_protocol (RepointMailUse *self)
{
  g_return_val_if_fail (REPOINT_IS_MAIL_USE (self), REPOINT_PROTOCOL_SMTP);

  return self->protocol;
}

/** repoint_mail_use_set_protocol: SMTP, IMAP or POP3. */
void
repoint_mail_use_set_protocol (RepointMailUse  *self,
                               RepointProtocol  protocol)
{
  g_return_if_fail (REPOINT_IS_MAIL_USE (self));
  g_return_if_fail (protocol <= REPOINT_PROTOCOL_POP3);

  if (self->protocol == protocol)
    return;

  begin_change (self);
  self->protocol = protocol;
  end_change (self, PROP_PROTOCOL);
}

/** repoint_mail_use_get_host: (transfer none): the mail server configured today, "" when not known. */
const char *
repoint_mail_use_get_host (RepointMailUse *self)
{
  g_return_val_if_fail (REPOINT_IS_MAIL_USE (self), NULL);

  return self->host;
}

/** repoint_mail_use_set_host: %NULL counts as "". */
void
repoint_mail_use_set_host (RepointMailUse *self,
                           const char     *host)
{
  g_return_if_fail (REPOINT_IS_MAIL_USE (self));

  set_text (self, &self->host, host, PROP_HOST);
}

/** repoint_mail_use_get_port: 0 when not known. */
guint16
repoint_mail_use_get_port (RepointMailUse *self)
{
  g_return_val_if_fail (REPOINT_IS_MAIL_USE (self), 0);

  return self->port;
}

/** repoint_mail_use_set_port: 0 means not known. */
void
repoint_mail_use_set_port (RepointMailUse *self,
                           guint16         port)
{
  g_return_if_fail (REPOINT_IS_MAIL_USE (self));

  if (self->port == port)
    return;

  begin_change (self);
  self->port = port;
  end_change (self, PROP_PORT);
}

/**
 * repoint_mail_use_get_security: how the connection is secured today.
 * @security: (out) (optional): set when it is known, left alone otherwise
 *
 * Returns: whether it is known.
 */
gboolean
repoint_mail_use_get_security (RepointMailUse  *self,
                               RepointSecurity *security)
{
  g_return_val_if_fail (REPOINT_IS_MAIL_USE (self), FALSE);

  if (self->security_known && security != NULL)
    *security = self->security;

  return self->security_known;
}

/** repoint_mail_use_set_security: from now on it is known. */
void
repoint_mail_use_set_security (RepointMailUse  *self,
                               RepointSecurity  security)
{
  g_return_if_fail (REPOINT_IS_MAIL_USE (self));

  set_security (self, security, TRUE);
}

/** repoint_mail_use_forget_security: from now on it is not known. */
void
repoint_mail_use_forget_security (RepointMailUse *self)
{
  g_return_if_fail (REPOINT_IS_MAIL_USE (self));

  set_security (self, REPOINT_SECURITY_NONE, FALSE);
}

/** repoint_mail_use_get_sign_in: how the device signs in today. */
RepointSignIn
repoint_mail_use_get_sign_in (RepointMailUse *self)
{
  g_return_val_if_fail (REPOINT_IS_MAIL_USE (self), REPOINT_SIGN_IN_UNKNOWN);

  return self->sign_in;
}

/** repoint_mail_use_set_sign_in: see repoint_mail_use_get_sign_in(). */
void
repoint_mail_use_set_sign_in (RepointMailUse *self,
                              RepointSignIn   sign_in)
{
  g_return_if_fail (REPOINT_IS_MAIL_USE (self));

  if (self->sign_in == sign_in)
    return;

  begin_change (self);
  self->sign_in = sign_in;
  end_change (self, PROP_SIGN_IN);
}

/** repoint_mail_use_get_mailbox: (transfer none): the account's name, never its password; "" when not known. */
const char *
repoint_mail_use_get_mailbox (RepointMailUse *self)
{
  g_return_val_if_fail (REPOINT_IS_MAIL_USE (self), NULL);

  return self->mailbox;
}

/** repoint_mail_use_set_mailbox: %NULL counts as "". */
void
repoint_mail_use_set_mailbox (RepointMailUse *self,
                              const char     *mailbox)
{
  g_return_if_fail (REPOINT_IS_MAIL_USE (self));

  set_text (self, &self->mailbox, mailbox, PROP_MAILBOX);
}

/** repoint_mail_use_get_recipients: who gets this mail. */
RepointRecipients
repoint_mail_use_get_recipients (RepointMailUse *self)
{
  g_return_val_if_fail (REPOINT_IS_MAIL_USE (self), REPOINT_RECIPIENTS_UNKNOWN);

  return self->recipients;
}

/** repoint_mail_use_set_recipients: see repoint_mail_use_get_recipients(). */
void
repoint_mail_use_set_recipients (RepointMailUse    *self,
                                 RepointRecipients  recipients)
{
  g_return_if_fail (REPOINT_IS_MAIL_USE (self));

  if (self->recipients == recipients)
    return;

  begin_change (self);
  self->recipients = recipients;
  end_change (self, PROP_RECIPIENTS);
}

/** repoint_mail_use_get_route: (transfer none): id of the route the admin chose, "" for the one ranked first. */
const char *
repoint_mail_use_get_route (RepointMailUse *self)
{
  g_return_val_if_fail (REPOINT_IS_MAIL_USE (self), NULL);

  return self->route;
}

/** repoint_mail_use_set_route: %NULL counts as "". */
void
repoint_mail_use_set_route (RepointMailUse *self,
                            const char     *route)
{
  g_return_if_fail (REPOINT_IS_MAIL_USE (self));

  set_text (self, &self->route, route, PROP_ROUTE);
}
