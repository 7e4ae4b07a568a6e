/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-phrase.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static const struct
{
  const char *type;
  const char *id;
  const char *word;
} words[] = {
  { "RepointCloud", "worldwide", N_("Microsoft 365 Worldwide") },
  { "RepointCloud", "gcc", N_("Microsoft 365 GCC (US government)") },
  { "RepointCloud", "gcc-high", N_("Microsoft 365 GCC High (US government)") },
  { "RepointCloud", "dod", N_("Microsoft 365 DoD (US government)") },
  { "RepointCloud", "21vianet", N_("Microsoft 365 operated by 21Vianet (China)") },
  { "RepointCloud", "own", N_("Other provider") },

  { "RepointSwitch", "unknown", NC_("switch", "Don’t know") },
  { "RepointSwitch", "unset", NC_("switch", "Not set") },
  { "RepointSwitch", "on", NC_("switch", "On") },
  { "RepointSwitch", "off", NC_("switch", "Off") },

  { "RepointAnswer", "unknown", NC_("answer", "Don’t know") },
  { "RepointAnswer", "yes", NC_("answer", "Yes") },
  { "RepointAnswer", "no", NC_("answer", "No") },

  { "RepointSignIn", "unknown", NC_("sign-in", "Don’t know") },
  { "RepointSignIn", "basic", NC_("sign-in", "With a password") },
  { "RepointSignIn", "oauth", NC_("sign-in", "With OAuth") },
  { "RepointSignIn", "none", NC_("sign-in", "Without sign-in") },

  { "RepointRecipients", "unknown", NC_("recipients", "Don’t know") },
  { "RepointRecipients", "internal", NC_("recipients", "Only people in the office") },
  { "RepointRecipients", "external", NC_("recipients", "Also people outside") },

  { "RepointStanding", "standard", NC_("endpoint", "Standard") },
  { "RepointStanding", "legacy", NC_("endpoint", "Legacy") },

  { "RepointDeviceKind", "unknown", N_("Device") },
  { "RepointDeviceKind", "printer", N_("Printer or copier") },
  { "RepointDeviceKind", "scanner", N_("Scanner") },
  { "RepointDeviceKind", "nas", N_("Network storage") },
  { "RepointDeviceKind", "ups", N_("Uninterruptible power supply") },
  { "RepointDeviceKind", "alarm", N_("Alarm system") },
  { "RepointDeviceKind", "camera", N_("Camera") },
  { "RepointDeviceKind", "phone", N_("Telephone system") },
  { "RepointDeviceKind", "network", N_("Network equipment") },
  { "RepointDeviceKind", "server", N_("Server") },
  { "RepointDeviceKind", "computer", N_("Computer") },
  { "RepointDeviceKind", "program", N_("Program") },

  { "RepointStrength", "delivery", NC_("evidence", "Delivered mail") },
  { "RepointStrength", "passage", NC_("evidence", "Passed through to the mail server") },
  { "RepointStrength", "replay", NC_("evidence", "Replayed to the mail server") },
  { "RepointStrength", "captured-hello", NC_("evidence", "Seen from the device itself") },
  { "RepointStrength", "report", NC_("evidence", "Report of the mail provider") },
  { "RepointStrength", "own-server", NC_("evidence", "The device’s own servers") },
  { "RepointStrength", "guide", NC_("evidence", "Known of this model") },
  { "RepointStrength", "statement", NC_("evidence", "Entered by hand") },
  { "RepointStrength", "none", NC_("evidence", "No evidence") },

  { "RepointChecklistItemRole", "before", NC_("checklist", "First") },
  { "RepointChecklistItemRole", "step", NC_("checklist", "Step") },
  { "RepointChecklistItemRole", "test", NC_("checklist", "Test") },
  { "RepointChecklistItemRole", "failure", NC_("checklist", "If it fails") },
  { "RepointChecklistItemRole", "note", NC_("checklist", "Note") },

  { "RepointStoreState", "saved", NC_("document", "Saved") },
  { "RepointStoreState", "changed", NC_("document", "Changed") },
  { "RepointStoreState", "saving", NC_("document", "Saving…") },
  { "RepointStoreState", "failed", NC_("document", "Not saved") },

  { "RepointTransport", "works", NC_("transport", "Works") },
  { "RepointTransport", "refused", NC_("transport", "Refused") },
  { "RepointTransport", "works-until", NC_("transport", "Works for now") },
  { "RepointTransport", "unproven", NC_("transport", "Not proven") },
  { "RepointTransport", "unavailable", NC_("transport", "Not available") },
  { "RepointTransport", "unknown", NC_("transport", "Not known yet") },

  { "RepointSignInState", "works", NC_("sign-in state", "Works") },
  { "RepointSignInState", "default-off-after", NC_("sign-in state", "Works for now") },
  { "RepointSignInState", "refused", NC_("sign-in state", "Refused") },
  { "RepointSignInState", "needs-oauth", NC_("sign-in state", "Needs OAuth") },
  { "RepointSignInState", "unknown", NC_("sign-in state", "Not known yet") },

  { "RepointAction", "none", NC_("action", "Works") },
  { "RepointAction", "change-settings", NC_("action", "Change settings") },
  { "RepointAction", "enable-tls12", NC_("action", "Switch TLS 1.2 on") },
  { "RepointAction", "update-firmware", NC_("action", "Update") },
  { "RepointAction", "trust-root", NC_("action", "Add a root certificate") },
  { "RepointAction", "sign-in-oauth", NC_("action", "Sign in with OAuth") },
  { "RepointAction", "bridge", NC_("action", "Use a bridge") },
  { "RepointAction", "other-transport", NC_("action", "Send another way") },
  { "RepointAction", "replace", NC_("action", "Replace") },
  { "RepointAction", "confirm-model", NC_("action", "Find out the model") },
  { "RepointAction", "test-first", NC_("action", "Test first") },

  { "RepointConfidence", "low", NC_("confidence", "Low") },
  { "RepointConfidence", "medium", NC_("confidence", "Medium") },
  { "RepointConfidence", "high", NC_("confidence", "High") },

  { "RepointCan", "unknown", NC_("capability", "Not known") },
  { "RepointCan", "no", NC_("capability", "No") },
  { "RepointCan", "planned", NC_("capability", "Planned") },
  { "RepointCan", "yes", NC_("capability", "Yes") },

  { "RepointSeverity", "good", NC_("severity", "Good") },
  { "RepointSeverity", "note", NC_("severity", "Note") },
  { "RepointSeverity", "warning", NC_("severity", "Warning") },
  { "RepointSeverity", "problem", NC_("severity", "Problem") },
};

/* The contexts of the words above, so that NC_() finds them again. */
static const struct
{
  const char *type;
  const char *context;
} contexts[] = {
  { "RepointSwitch", "switch" },
  { "RepointAnswer", "answer" },
  { "RepointSignIn", "sign-in" },
  { "RepointRecipients", "recipients" },
  { "RepointStanding", "endpoint" },
  { "RepointStrength", "evidence" },
  { "RepointChecklistItemRole", "checklist" },
  { "RepointStoreState", "document" },
  { "RepointTransport", "transport" },
  { "RepointSignInState", "sign-in state" },
  { "RepointAction", "action" },
  { "RepointConfidence", "confidence" },
  { "RepointCan", "capability" },
  { "RepointSeverity", "severity" },
};

static const char *
translate (const char *type,
           const char *word)
{
  for (gsize i = 0; i < G_N_ELEMENTS (contexts); i++)
    if (strcmp (contexts[i].type, type) == 0)
      return g_dpgettext2 (GETTEXT_PACKAGE, contexts[i].context, word);

  return g_dgettext (GETTEXT_PACKAGE, word);
}

/**
 * repoint_phrase_enum:
 * @type: one of the enums of model or advice
 * @value: one of its values
 *
 * Returns: (transfer full): a word or two, for a cell of a table, a row of a list, a badge
 */
char *
repoint_phrase_enum (GType type,
                     int   value)
{
  const char *name = g_type_name (type);
  const char *id;

  g_return_val_if_fail (G_TYPE_IS_ENUM (type), NULL);

  id = repoint_enum_to_string (type, value);
  for (gsize i = 0; id != NULL && i < G_N_ELEMENTS (words); i++)
    if (strcmp (words[i].type, name) == 0 && strcmp (words[i].id, id) == 0)
      return g_strdup (translate (name, words[i].word));

  g_return_val_if_reached (g_strdup (id != NULL ? id : ""));
}

/**
 * repoint_phrase_tls_version:
 * @version: as in files and on the command line: "TLSv1.0"
 *
 * Returns: (transfer full): as people write it; @version itself when it is none
 */
char *
repoint_phrase_tls_version (const char *version)
{
  switch (version != NULL ? repoint_tls_version_from_string (version) : REPOINT_TLS_VERSION_NONE)
    {
    case REPOINT_TLS_VERSION_SSL2:
      return g_strdup ("SSL 2.0");
    case REPOINT_TLS_VERSION_SSL3:
      return g_strdup ("SSL 3.0");
    case REPOINT_TLS_VERSION_1_0:
      return g_strdup ("TLS 1.0");
    case REPOINT_TLS_VERSION_1_1:
      return g_strdup ("TLS 1.1");
    case REPOINT_TLS_VERSION_1_2:
      return g_strdup ("TLS 1.2");
    case REPOINT_TLS_VERSION_1_3:
      return g_strdup ("TLS 1.3");
    case REPOINT_TLS_VERSION_NONE:
      break;
    }

  return g_strdup (version != NULL ? version : "");
}

/**
 * repoint_phrase_security:
 *
 * Returns: (transfer full): the encryption of a mail server's port
 */
char *
repoint_phrase_security (RepointSecurity security)
{
  switch (security)
    {
    case REPOINT_SECURITY_NONE:
      return g_strdup (C_("encryption", "None"));
    case REPOINT_SECURITY_STARTTLS:
      return g_strdup ("STARTTLS");
    case REPOINT_SECURITY_TLS:
      return g_strdup (C_("encryption", "TLS from the start (SSL/TLS)"));
    }

  g_return_val_if_reached (g_strdup (""));
}

/**
 * repoint_phrase_endpoint:
 *
 * Returns: (transfer full): what a mail server is for
 */
char *
repoint_phrase_endpoint (RepointEndpoint *endpoint)
{
  gboolean legacy;

  g_return_val_if_fail (REPOINT_IS_ENDPOINT (endpoint), NULL);

  legacy = repoint_endpoint_get_standing (endpoint) == REPOINT_STANDING_LEGACY;
  switch (repoint_endpoint_get_target (endpoint)->protocol)
    {
    case REPOINT_PROTOCOL_SMTP:
      return g_strdup (legacy ? _("Sending (SMTP), legacy") : _("Sending (SMTP), standard"));
    case REPOINT_PROTOCOL_IMAP:
      return g_strdup (legacy ? _("Collecting (IMAP), legacy") : _("Collecting (IMAP), standard"));
    case REPOINT_PROTOCOL_POP3:
      return g_strdup (legacy ? _("Collecting (POP), legacy") : _("Collecting (POP), standard"));
    case REPOINT_PROTOCOL_HTTP:
    case REPOINT_PROTOCOL_IPP:
    case REPOINT_PROTOCOL_LDAP:
    case REPOINT_PROTOCOL_TLS:
      break;
    }

  return g_strdup (legacy ? _("Other server, legacy") : _("Other server, standard"));
}

/**
 * repoint_phrase_route_cost:
 *
 * Returns: (transfer full): what a route takes, for somebody who chooses between several
 */
char *
repoint_phrase_route_cost (RepointAction route)
{
  switch (route)
    {
    case REPOINT_ACTION_NONE:
      return g_strdup (_("Nothing to do."));
    case REPOINT_ACTION_CHANGE_SETTINGS:
      return g_strdup (_("A few minutes at its settings. Costs nothing."));
    case REPOINT_ACTION_ENABLE_TLS12:
      return g_strdup (_("A few minutes at its settings, perhaps a restart. May reach everything on it that uses TLS."));
    case REPOINT_ACTION_UPDATE_FIRMWARE:
      return g_strdup (_("Half an hour, and it is out of use meanwhile. Mostly free; some makers have it done by a dealer."));
    case REPOINT_ACTION_TRUST_ROOT:
      return g_strdup (_("A few minutes at its settings. Costs nothing."));
    case REPOINT_ACTION_SIGN_IN_OAUTH:
      return g_strdup (_("A few minutes at it, with a tenant administrator at hand. Some have to sign in again from time to time."));
    case REPOINT_ACTION_BRIDGE:
      return g_strdup (_("An hour or two, and a computer that is always on. One bridge serves all devices, and has to be looked after."));
    case REPOINT_ACTION_OTHER_TRANSPORT:
      return g_strdup (_("Depends on the way: a fixed public address, port 25 open to the outside, or another function of the device."));
    case REPOINT_ACTION_REPLACE:
      return g_strdup (_("The price of a new one. The last resort."));
    case REPOINT_ACTION_CONFIRM_MODEL:
      return g_strdup (_("A look at the type plate or the settings page."));
    case REPOINT_ACTION_TEST_FIRST:
      return g_strdup (_("A test mail. Changes nothing."));
    }

  g_return_val_if_reached (g_strdup (""));
}

/**
 * repoint_phrase_raise_confidence:
 * @id: one of #repoint_raise_confidence_ids
 *
 * Returns: (transfer full): what the admin can do so that Repoint knows more
 */
char *
repoint_phrase_raise_confidence (const char *id)
{
  static const struct
  {
    const char *id;
    const char *sentence;
  } rows[] = {
    { "check-in", N_("Point it at Repoint for one test mail, on the Test page: then it shows itself what it can do.") },
    { "local-dns-entry", N_("Give the mail server’s name the address of this computer in your own name server, for the test alone, and let it check in by that name.") },
    { "confirm-model", N_("Enter its model, from the type plate or its settings page.") },
    { "survey", N_("Test what its own servers accept.") },
    { "survey-servers", N_("Test the mail servers on the Organization page.") },
    { "statement", N_("Enter the highest TLS version it can do, from its settings or its manual.") },
    { "name-servers", N_("Name your provider’s mail servers on the Organization page.") },
    { "look-up-legacy-switch", N_("Look up AllowLegacyTLSClients in the tenant, and enter it on the Organization page.") },
    { "state-sign-in", N_("Look up how it signs in, and enter it: with a password, or with OAuth.") },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    if (g_strcmp0 (rows[i].id, id) == 0)
      return g_strdup (g_dgettext (GETTEXT_PACKAGE, rows[i].sentence));

  g_return_val_if_reached (g_strdup (""));
}
