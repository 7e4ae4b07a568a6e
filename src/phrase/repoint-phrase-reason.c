/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-phrase.h"

#include <glib/gi18n-lib.h>
#include <stdlib.h>
#include <string.h>

#include "repoint-phrase-text.h"

/* One sentence for each id of #repoint_reason_ids. Those about a server come twice: for the standard one and for the
 * legacy one. Those that count, or that speak of evidence, are below. */
static const struct
{
  const char *id;
  const char *sentence;
  const char *legacy; /* nullable */
} sentences[] = {
  { "can-do-unknown", N_("Nobody knows yet which TLS its mail client can do.") },

  { "meets-minimum",
    N_("The standard mail server takes {minimum} and newer: what it can do is enough."),
    N_("The legacy mail server takes {minimum} and newer: what it can do is enough.") },
  { "below-minimum",
    N_("The standard mail server takes {minimum} and newer: what it can do is too old."),
    N_("The legacy mail server takes {minimum} and newer: what it can do is too old.") },
  { "suites-doubtful",
    N_("Its only key exchange is the old one with RSA alone. Microsoft’s documents allow it, but since February 2025 such printers have been reported to fail at the standard mail server."),
    N_("Its only key exchange is the old one with RSA alone. Microsoft’s documents allow it, but since February 2025 such printers have been reported to fail at the legacy mail server.") },
  { "suites-refused",
    N_("Its only key exchange is the old one with RSA alone, which the standard mail server turned away when it was asked."),
    N_("Its only key exchange is the old one with RSA alone, which the legacy mail server turned away when it was asked.") },
  { "suites-missing",
    N_("The standard mail server is documented to take none of the ways to encrypt that it offers."),
    N_("The legacy mail server is documented to take none of the ways to encrypt that it offers.") },
  { "suites-tls13-only",
    N_("It offers ways to encrypt of TLS 1.3 alone, of which nothing is documented for the standard mail server."),
    N_("It offers ways to encrypt of TLS 1.3 alone, of which nothing is documented for the legacy mail server.") },
  { "passage-established",
    N_("The standard mail server agreed on {version} with the device itself on {seen}. Whether it takes mail afterwards cannot be seen that way."),
    N_("The legacy mail server agreed on {version} with the device itself on {seen}. Whether it takes mail afterwards cannot be seen that way.") },
  { "passage-refused",
    N_("The standard mail server turned the device itself away on {seen}, because of the TLS that it offers."),
    N_("The legacy mail server turned the device itself away on {seen}, because of the TLS that it offers.") },
  { "passage-distrusts",
    N_("The device broke off at the standard mail server on {seen}: it does not know the root of its certificate."),
    N_("The device broke off at the legacy mail server on {seen}: it does not know the root of its certificate.") },
  { "passage-disputes",
    N_("The device broke off at the standard mail server on {seen}: it did not take its certificate. Perhaps a root is missing; perhaps it checks the name, and was given an address."),
    N_("The device broke off at the legacy mail server on {seen}: it did not take its certificate. Perhaps a root is missing; perhaps it checks the name, and was given an address.") },
  { "passage-clock",
    N_("The device broke off at the standard mail server on {seen}: it takes its certificate for expired. Look at the clock of the device."),
    N_("The device broke off at the legacy mail server on {seen}: it takes its certificate for expired. Look at the clock of the device.") },
  { "passage-inconclusive",
    N_("The device stopped by itself on its way to the standard mail server on {seen}. Perhaps it checks the name, and was given an address: that proves nothing."),
    N_("The device stopped by itself on its way to the legacy mail server on {seen}. Perhaps it checks the name, and was given an address: that proves nothing.") },
  { "passage-no-starttls",
    N_("When the device was passed through on {seen}, the standard mail server offered no encryption. Perhaps a firewall stands in between."),
    N_("When the device was passed through on {seen}, the legacy mail server offered no encryption. Perhaps a firewall stands in between.") },
  { "replay-accepted",
    N_("The device’s own hello, sent again to the standard mail server on {seen}, was answered with {version}. Whether it takes mail afterwards is not known."),
    N_("The device’s own hello, sent again to the legacy mail server on {seen}, was answered with {version}. Whether it takes mail afterwards is not known.") },
  { "replay-refused",
    N_("The device’s own hello, sent again to the standard mail server on {seen}, was turned away."),
    N_("The device’s own hello, sent again to the legacy mail server on {seen}, was turned away.") },
  { "replay-turned-away",
    N_("The device’s own hello, sent again to the standard mail server on {seen}, was answered with {version}; then it sent us off before sign-in, and did not say that it was because of TLS."),
    N_("The device’s own hello, sent again to the legacy mail server on {seen}, was answered with {version}; then it sent us off before sign-in, and did not say that it was because of TLS.") },
  { "seen-in-clear", N_("It went on without encryption on {seen}: others could have read a password on the way. Its encryption has to be switched on.") },
  { "tls-at-once", N_("It began with encryption at once on {seen}, as is done at port 465. Microsoft 365 has no such server for sending: it has to be set to STARTTLS.") },
  { "starttls-never", N_("It cannot be set to STARTTLS.") },
  { "takes-any-certificate", N_("It took a certificate that it could not know, on {seen}: a missing root will not stop it, but neither will somebody in between who reads along.") },

  { "server-accepts",
    N_("Asked from here, the standard mail server accepts {version}."),
    N_("Asked from here, the legacy mail server accepts {version}.") },
  { "server-refuses",
    N_("Asked from here, the standard mail server turns {version} away, and everything older."),
    N_("Asked from here, the legacy mail server turns {version} away, and everything older.") },
  { "server-unclear",
    N_("Asked from here, the standard mail server gave no clear answer on {version} and older."),
    N_("Asked from here, the legacy mail server gave no clear answer on {version} and older.") },
  { "server-not-asked",
    N_("The standard mail server has not been tested from here yet."),
    N_("The legacy mail server has not been tested from here yet.") },
  { "server-not-reached",
    N_("The standard mail server could not be reached from here."),
    N_("The legacy mail server could not be reached from here.") },
  { "survey-disagrees",
    N_("Asked from here, the standard mail server did not take {version}, though it is known to: perhaps a firewall stands in between."),
    N_("Asked from here, the legacy mail server did not take {version}, though it is known to: perhaps a firewall stands in between.") },
  { "no-server-named", N_("Your provider’s standard mail server for this ({protocol}) is not named yet.") },
  { "legacy-not-in-cloud", N_("There are no legacy mail servers for tenants of {cloud}.") },
  { "legacy-switch-off", N_("The tenant has switched old TLS off, so the legacy mail server turns it away.") },
  { "legacy-switch-unset", N_("The tenant has not switched old TLS on, so the legacy mail server turns it away.") },
  { "legacy-switch-unknown", N_("Whether the legacy mail server takes it depends on a switch of the tenant (AllowLegacyTLSClients) that is not known.") },
  { "legacy-tls12-unconfirmed", N_("The legacy mail server is made for TLS 1.0 and 1.1. Whether it takes newer versions too is not documented.") },
  { "legacy-weakly-documented", N_("What the legacy mail server of this cloud takes today is not well documented.") },
  { "legacy-block-passed", N_("Old TLS at the legacy mail server ended on {date}.") },
  { "legacy-block-until", N_("Old TLS at the legacy mail server ends by {date} at the latest.") },
  { "legacy-may-stop-any-day", N_("It is being switched off tenant by tenant since {date}: it may stop any day.") },
  { "legacy-no-date", N_("No end date has been announced for this legacy mail server.") },
  { "legacy-stopgap", N_("Until it is mended, it can use the legacy mail server {host}.") },

  { "sign-in-unknown", N_("How it signs in is not known; most devices use a password.") },
  { "sign-in-missing", N_("It does not sign in. This mail server takes mail only from those who do.") },
  { "basic-gone", N_("Microsoft 365 takes no password for {protocol} any more, only OAuth.") },
  { "basic-default-off", N_("Sending with a password is off by default after {date}. An administrator can switch it on again; the day it ends for good is not announced yet.") },
  { "basic-default-off-passed", N_("Sending with a password has been off by default since {date}, unless an administrator switched it on again.") },
  { "basic-offered", N_("The mail server offers to sign in with a password.") },
  { "basic-not-offered", N_("The mail server does not offer to sign in with a password.") },
  { "oauth-works", N_("The mail server takes OAuth.") },
  { "oauth-not-offered", N_("The mail server does not offer OAuth.") },
  { "smtp-auth-off", N_("Sending with sign-in (SMTP AUTH) is switched off for the tenant. It has to be allowed for this mailbox.") },

  { "set-to-standard", N_("It is set to the standard mail server.") },
  { "set-to-legacy", N_("It is set to the legacy mail server {host}.") },
  { "set-to-unavailable", N_("It is set to the legacy mail server {host}, which this cloud’s tenants cannot use.") },
  { "set-to-direct-send", N_("It sends straight to the tenant ({host}), without sign-in. The end of passwords does not touch it.") },
  { "direct-send-clear", N_("It sends without encryption, over the internet. That works with every TLS, and can be read on the way.") },
  { "direct-send-old-tls", N_("The tenant’s own mail server takes TLS 1.2 or no encryption at all, nothing in between.") },
  { "reaches-inside-only", N_("It sends through {host}, which delivers to mailboxes of your own organization only; but it is to send outside, too.") },
  { "set-to-high-volume", N_("It uses High Volume Email ({host}), which takes passwords until September 2028.") },
  { "set-to-other-microsoft", N_("It is set to {host}, a server of Microsoft’s that is not the one for your organization.") },
  { "set-to-relay", N_("It hands its mail to {host} in your own network. Look at how that server sends it on.") },
  { "set-to-other", N_("It is set to {host}, which is none of your organization’s mail servers.") },
  { "settings-unknown", N_("Which mail server it is set to is not known.") },
  { "port-465", N_("It uses port 465, where Microsoft 365 does not listen.") },
  { "port-differs", N_("It uses port {port}; the mail server’s is {expected}.") },
  { "security-differs", N_("Its encryption is set to {security}; the mail server wants {expected}.") },
  { "mail-unknown", N_("Whether it sends or collects mail is not known.") },
  { "no-mail", N_("It sends and collects no mail, as you said.") },

  { "guide-generic", N_("There is no guide for this very model: the steps are those for devices of its kind.") },
  { "guide-tls-setting", N_("Its TLS versions can be set.") },
  { "guide-tls12-update", N_("With newer firmware it can do TLS 1.2.") },
  { "guide-tls12-never", N_("No firmware brings TLS 1.2 to it.") },
  { "guide-oauth", N_("It can sign in with OAuth.") },
  { "guide-oauth-update", N_("With the newest firmware it can sign in with OAuth.") },
  { "guide-oauth-planned", N_("Its maker plans OAuth for it, without a date.") },
  { "guide-oauth-never", N_("It cannot sign in with OAuth, and will not.") },
  { "guide-oauth-unknown", N_("Whether it can sign in with OAuth is not documented: look for “OAuth 2.0” or “modern authentication” in its mail settings.") },

  { "fact-stale", N_("Check this: “{source}” is from {date}, more than a year ago.") },
};

/* What evidence of each strength says about the highest version, and what it says where it is known when it was seen. */
static const struct
{
  const char *strength;
  const char *sentence;
  const char *dated; /* nullable */
} abilities[] = {
  { "delivery", N_("A mail it sent arrived with {version}."), N_("A mail it sent arrived with {version} on {seen}.") },
  { "passage",
    N_("Passed through to the mail server, the device itself offered nothing newer than {version}."),
    N_("Passed through to the mail server, the device itself offered nothing newer than {version} on {seen}.") },
  { "replay",
    N_("The device itself offered nothing newer than {version}; its hello was sent to the mail server again."),
    N_("The device itself offered nothing newer than {version}; its hello was sent to the mail server again on {seen}.") },
  { "captured-hello",
    N_("The device itself offered nothing newer than {version}."),
    N_("The device itself offered nothing newer than {version} on {seen}.") },
  { "report", N_("The mail provider’s report shows it with {version}."), NULL },
  { "own-server", N_("Its own servers take {version} at most; its mail client most likely does the same."), NULL },
  { "guide", N_("Devices of its model can do {version} at most."), NULL },
  { "statement", N_("It can do {version} at most, as was entered by hand."), NULL },
};

static const char *
find_argument (const RepointReason *reason,
               const char          *name)
{
  for (guint i = 0; i + 1 < reason->arguments->len; i += 2)
    if (strcmp (g_ptr_array_index (reason->arguments, i), name) == 0)
      return g_ptr_array_index (reason->arguments, i + 1);

  return "";
}

static char *
phrase_cloud (const char *id)
{
  int cloud;

  return repoint_enum_from_string (REPOINT_TYPE_CLOUD, id, &cloud) ? repoint_phrase_enum (REPOINT_TYPE_CLOUD, cloud)
                                                                  : g_strdup ("");
}

/* The encryption or the port, both of which "expected" may be. */
static char *
phrase_setting (const char *value)
{
  RepointSecurity security;

  return repoint_security_from_string (value, &security) ? repoint_phrase_security (security)
                                                         : repoint_phrase_isolate (value);
}

static char *
phrase_protocol (const char *id)
{
  RepointProtocol protocol;

  if (!repoint_protocol_from_string (id, &protocol))
    return g_strdup ("");
  if (protocol == REPOINT_PROTOCOL_SMTP)
    return g_strdup ("SMTP");

  return g_strdup (protocol == REPOINT_PROTOCOL_IMAP ? "IMAP" : "POP");
}

/* The moment in words that an argument names; "" where it names none. */
static char *
phrase_seen (const char *iso)
{
  g_autoptr(GDateTime) time = iso[0] != '\0' ? g_date_time_new_from_iso8601 (iso, NULL) : NULL;

  return repoint_phrase_moment (time);
}

static char *
fill (const char          *sentence,
      const RepointReason *reason)
{
  g_autofree char *version = repoint_phrase_tls_version (find_argument (reason, "version"));
  g_autofree char *minimum = repoint_phrase_tls_version (find_argument (reason, "minimum"));
  g_autofree char *date = repoint_phrase_date (find_argument (reason, "date"));
  g_autofree char *host = repoint_phrase_isolate (find_argument (reason, "host"));
  g_autofree char *port = repoint_phrase_isolate (find_argument (reason, "port"));
  g_autofree char *expected = phrase_setting (find_argument (reason, "expected"));
  g_autofree char *security = phrase_setting (find_argument (reason, "security"));
  g_autofree char *protocol = phrase_protocol (find_argument (reason, "protocol"));
  g_autofree char *cloud = phrase_cloud (find_argument (reason, "cloud"));
  g_autofree char *seen = phrase_seen (find_argument (reason, "seen"));
  g_autofree char *root = repoint_phrase_isolate (find_argument (reason, "root"));
  g_autofree char *client = repoint_phrase_isolate (find_argument (reason, "client"));

  return repoint_phrase_fill (sentence,
                              "version", version,
                              "minimum", minimum,
                              "date", date,
                              "host", host,
                              "port", port,
                              "expected", expected,
                              "security", security,
                              "protocol", protocol,
                              "cloud", cloud,
                              "seen", seen,
                              "root", root,
                              "client", client,
                              "source", find_argument (reason, "source"),
                              "refused", find_argument (reason, "refused"),
                              "tries", find_argument (reason, "tries"),
                              NULL);
}

static char *
phrase_counted (const RepointReason *reason)
{
  gboolean legacy = strcmp (find_argument (reason, "standing"), "legacy") == 0;
  gulong tries = strtoul (find_argument (reason, "tries"), NULL, 10);
  const char *sentence;

  if (strcmp (reason->id, "refused-in-tries") == 0)
    sentence = legacy ? g_dngettext (GETTEXT_PACKAGE,
                                     "Asked from here, the legacy mail server completed the handshake with {version} and then turned it away ({refused} of {tries} try).",
                                     "Asked from here, the legacy mail server completed the handshake with {version} and then turned it away ({refused} of {tries} tries).",
                                     tries)
                      : g_dngettext (GETTEXT_PACKAGE,
                                     "Asked from here, the standard mail server completed the handshake with {version} and then turned it away ({refused} of {tries} try).",
                                     "Asked from here, the standard mail server completed the handshake with {version} and then turned it away ({refused} of {tries} tries).",
                                     tries);
  else if (strcmp (reason->id, "broken-off-in-tries") == 0)
    sentence = legacy ? g_dngettext (GETTEXT_PACKAGE,
                                     "Asked from here, the legacy mail server accepted {version} and then broke off ({refused} of {tries} try).",
                                     "Asked from here, the legacy mail server accepted {version} and then broke off ({refused} of {tries} tries).",
                                     tries)
                      : g_dngettext (GETTEXT_PACKAGE,
                                     "Asked from here, the standard mail server accepted {version} and then broke off ({refused} of {tries} try).",
                                     "Asked from here, the standard mail server accepted {version} and then broke off ({refused} of {tries} tries).",
                                     tries);
  else if (strcmp (reason->id, "turned-away-in-tries") == 0)
    sentence = legacy ? g_dngettext (GETTEXT_PACKAGE,
                                     "Asked from here, the legacy mail server sent us off before sign-in ({refused} of {tries} try), and did not say that it was because of {version}.",
                                     "Asked from here, the legacy mail server sent us off before sign-in ({refused} of {tries} tries), and did not say that it was because of {version}.",
                                     tries)
                      : g_dngettext (GETTEXT_PACKAGE,
                                     "Asked from here, the standard mail server sent us off before sign-in ({refused} of {tries} try), and did not say that it was because of {version}.",
                                     "Asked from here, the standard mail server sent us off before sign-in ({refused} of {tries} tries), and did not say that it was because of {version}.",
                                     tries);
  else
    sentence = legacy ? g_dngettext (GETTEXT_PACKAGE,
                                     "With {version} the legacy mail server did not refuse before sign-in, in {tries} try. What it does after sign-in is not known.",
                                     "With {version} the legacy mail server did not refuse before sign-in, in {tries} tries. What it does after sign-in is not known.",
                                     tries)
                      : g_dngettext (GETTEXT_PACKAGE,
                                     "With {version} the standard mail server did not refuse before sign-in, in {tries} try. What it does after sign-in is not known.",
                                     "With {version} the standard mail server did not refuse before sign-in, in {tries} tries. What it does after sign-in is not known.",
                                     tries);

  return fill (sentence, reason);
}

static const char *
find_ability (const char *strength,
              gboolean    dated)
{
  for (gsize i = 0; i < G_N_ELEMENTS (abilities); i++)
    if (strcmp (abilities[i].strength, strength) == 0)
      return g_dgettext (GETTEXT_PACKAGE, dated && abilities[i].dated != NULL ? abilities[i].dated
                                                                             : abilities[i].sentence);

  g_return_val_if_reached ("");
}

/**
 * repoint_phrase_capability:
 *
 * Returns: (transfer full): what the device's mail client can do, and how that is known
 */
char *
repoint_phrase_capability (const RepointCapability *capability)
{
  g_autofree char *version = NULL;
  g_autofree char *seen = NULL;
  gboolean dated;

  g_return_val_if_fail (capability != NULL, NULL);

  if (capability->max_version == REPOINT_TLS_VERSION_NONE)
    return g_strdup (_("Nobody knows yet which TLS its mail client can do."));

  version = repoint_phrase_tls_version (repoint_tls_version_to_string (capability->max_version));
  dated = !capability->from_guide && capability->evidence->len > 0;
  seen = repoint_phrase_moment (dated ? repoint_observation_get_last_seen (g_ptr_array_index (capability->evidence, 0))
                                      : NULL);

  return repoint_phrase_fill (find_ability (repoint_enum_to_string (REPOINT_TYPE_STRENGTH, (int) capability->strength),
                                            dated),
                              "version", version, "seen", seen, NULL);
}

/* What it can do, and how that is known. */
static char *
phrase_ability (const RepointReason *reason)
{
  if (find_argument (reason, "client")[0] != '\0')
    return fill (_("It can do {version} at most, assuming that it is {client}."), reason);

  return fill (find_ability (find_argument (reason, "strength"), find_argument (reason, "seen")[0] != '\0'), reason);
}

/**
 * repoint_phrase_reason:
 *
 * Returns: (transfer full): one sentence
 */
char *
repoint_phrase_reason (const RepointReason *reason)
{
  gboolean legacy;

  g_return_val_if_fail (reason != NULL, NULL);

  if (strcmp (reason->id, "can-do") == 0)
    return phrase_ability (reason);

  if (strcmp (reason->id, "evidence-disagrees") == 0)
    {
      g_autofree char *other = phrase_ability (reason);

      return repoint_phrase_fill (_("Other evidence contradicts: {sentence}"), "sentence", other, NULL);
    }

  if (strcmp (reason->id, "checks-certificates") == 0)
    return fill (find_argument (reason, "root")[0] != '\0'
                   ? _("It checks certificates, as was seen on {seen}: the root of the mail server’s, {root}, has to be installed in it.")
                   : _("It checks certificates, as was seen on {seen}: the root of the mail server’s has to be installed in it."),
                 reason);

  if (g_str_has_suffix (reason->id, "-in-tries"))
    return phrase_counted (reason);

  legacy = strcmp (find_argument (reason, "standing"), "legacy") == 0;
  for (gsize i = 0; i < G_N_ELEMENTS (sentences); i++)
    if (strcmp (sentences[i].id, reason->id) == 0)
      return fill (g_dgettext (GETTEXT_PACKAGE, legacy && sentences[i].legacy != NULL ? sentences[i].legacy
                                                                                     : sentences[i].sentence),
                   reason);

  g_return_val_if_reached (g_strdup (reason->id));
}
