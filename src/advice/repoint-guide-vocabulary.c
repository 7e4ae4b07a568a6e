/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-guide-vocabulary.h"

#include <string.h>

/* Settings of a mail use come three times, for "smtp.", "imap." and "pop3."; a text may leave the protocol away and
 * means the one of the mail use: {label:host}. */
static const RepointGuideWord settings[] = {
  { "certificate.import", "imports the certificate of a certification authority" },
  { "certificate.verify", "whether the server's certificate is checked" },
  { "clock.server", "the time server" },
  { "clock.time", "date, time and time zone" },
  { "dns.server", "the name server" },
  { "imap.encryption", "encryption of collecting by IMAP" },
  { "imap.host", "server for collecting by IMAP" },
  { "imap.password", "password for collecting by IMAP" },
  { "imap.port", "port for collecting by IMAP" },
  { "imap.test", "starts a test of collecting by IMAP" },
  { "imap.user", "account for collecting by IMAP" },
  { "oauth.account", "where the sign-in with OAuth 2.0 is started" },
  { "oauth.state", "shows whether the device is signed in" },
  { "oauth.use", "turns OAuth 2.0 on" },
  { "pop3.encryption", "encryption of collecting by POP3" },
  { "pop3.host", "server for collecting by POP3" },
  { "pop3.password", "password for collecting by POP3" },
  { "pop3.port", "port for collecting by POP3" },
  { "pop3.test", "starts a test of collecting by POP3" },
  { "pop3.user", "account for collecting by POP3" },
  { "smtp.auth", "turns signing in on and says how" },
  { "smtp.encryption", "encryption of sending" },
  { "smtp.host", "server for sending" },
  { "smtp.password", "password for sending" },
  { "smtp.port", "port for sending, but for implicit TLS where that has a port field of its own" },
  { "smtp.port-tls", "port for sending with implicit TLS, where it is a field of its own" },
  { "smtp.sender", "sender address" },
  { "smtp.test", "starts a test of sending" },
  { "smtp.use", "turns sending mail on" },
  { "smtp.user", "account for sending" },
  { "tls.max", "highest TLS version" },
  { "tls.min", "lowest TLS version" },
};

static const RepointGuideWord pages[] = {
  { "certificates", "certificates of certification authorities" },
  { "firmware", "firmware version and update" },
  { "identity", "model, firmware, serial number, addresses" },
  { "imap", "collecting by IMAP" },
  { "log", "log of jobs or events" },
  { "oauth", "sign-in with OAuth 2.0" },
  { "pop3", "collecting by POP3" },
  { "smtp", "sending mail" },
  { "tls", "TLS versions" },
};

static const RepointGuideWord capabilities[] = {
  { "clear-text-fallback", "goes on without encryption when the server does not offer it" },
  { "implicit-tls", "encryption from the first byte (port 465, 993, 995)" },
  { "import-root", "certificates of certification authorities can be added" },
  { "oauth-imap", "signs in with OAuth 2.0 to collect by IMAP" },
  { "oauth-pop3", "signs in with OAuth 2.0 to collect by POP3" },
  { "oauth-smtp", "signs in with OAuth 2.0 to send" },
  { "port-setting", "the port can be set" },
  { "server-by-name", "the server can be given by name" },
  { "starttls", "encryption by STARTTLS" },
  { "tls-setting", "the TLS versions of its mail client can be set" },
  { "tls12", "its mail client can do TLS 1.2, perhaps after a setting was changed" },
  { "verify-setting", "the check of the server's certificate can be turned off" },
};

/* Elements of a guide, and the part they play on paper. */
static const struct
{
  const char *element;
  const char *role;
} roles[] = {
  { "before", "before" },
  { "failure", "failure" },
  { "note", "note" },
  { "side-effect", "before" }, /* must be known before it happens */
  { "step", "step" },
  { "test", "test" },
  { "undo", "note" },
};

static gboolean
has (const RepointGuideWord *words, gsize n_words, const char *id)
{
  for (gsize i = 0; i < n_words; i++)
    if (strcmp (words[i].id, id) == 0)
      return TRUE;

  return FALSE;
}

/**
 * repoint_guide_vocabulary_settings:
 * @n_words: (out): how many
 *
 * Returns: (transfer none): the keys of settings, for <field> and {label:…}
 */
const RepointGuideWord *
repoint_guide_vocabulary_settings (gsize *n_words)
{
  *n_words = G_N_ELEMENTS (settings);
  return settings;
}

/**
 * repoint_guide_vocabulary_pages:
 * @n_words: (out): how many
 *
 * Returns: (transfer none): the pages of a device, for <path>, {web:…} and {panel:…}; there "mail" means that of the
 *   mail use's protocol
 */
const RepointGuideWord *
repoint_guide_vocabulary_pages (gsize *n_words)
{
  *n_words = G_N_ELEMENTS (pages);
  return pages;
}

/**
 * repoint_guide_vocabulary_capabilities:
 * @n_words: (out): how many
 *
 * Returns: (transfer none): what repoint_guide_can() answers
 */
const RepointGuideWord *
repoint_guide_vocabulary_capabilities (gsize *n_words)
{
  *n_words = G_N_ELEMENTS (capabilities);
  return capabilities;
}

gboolean
repoint_guide_vocabulary_has_setting (const char *id)
{
  return has (settings, G_N_ELEMENTS (settings), id);
}

gboolean
repoint_guide_vocabulary_has_page (const char *id)
{
  return has (pages, G_N_ELEMENTS (pages), id);
}

gboolean
repoint_guide_vocabulary_has_capability (const char *id)
{
  return has (capabilities, G_N_ELEMENTS (capabilities), id);
}

/**
 * repoint_guide_vocabulary_find_role:
 * @element: name of an element
 *
 * Returns: (transfer none) (nullable): the role of a step, as in RepointGuideStep; %NULL for another element
 */
const char *
repoint_guide_vocabulary_find_role (const char *element)
{
  for (gsize i = 0; i < G_N_ELEMENTS (roles); i++)
    if (strcmp (roles[i].element, element) == 0)
      return roles[i].role;

  return NULL;
}
