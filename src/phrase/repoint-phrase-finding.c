/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-phrase.h"

#include <glib/gi18n-lib.h>
#include <stdlib.h>
#include <string.h>

#include "repoint-phrase-text.h"

#define MAX_ITEMS 12 /* of a list that a server may make as long as it likes */

/* For each id of #repoint_finding_ids what an admin reads, and what there is to know behind it. {in_tries} is "in 5
 * tries", {in_refused}, {in_broken} and {in_lost} are "in 2 of 5 tries". */
static const struct
{
  const char *id;
  const char *sentence;
  const char *detail; /* nullable */
} sentences[] = {
  { "not-reached", N_("It could not be asked. {problem}"),
    N_("So nothing is known of what it accepts: not tested is neither good nor bad.") },
  { "silent", N_("It took the connection and gave no answer."),
    N_("{problem} So nothing is known of what it accepts: that is neither good nor bad.") },
  { "unfinished", N_("It could not be asked to the end."), N_("{problem} What is not named here was not tested.") },
  { "no-version", N_("It accepts none of the TLS versions it was asked for."),
    N_("Every hello was turned down, so that no version counts as refused: it may want something that was not offered, or something on the way breaks encryption.") },
  { "other-protocol", N_("Something else than expected answers there."),
    N_("What it said does not fit the protocol of its address.") },
  { "turned-away", N_("It sent us off before anything could be asked."),
    N_("That was at its greeting or right after it, for this computer’s address perhaps. It says nothing about TLS.") },
  { "throttled", N_("It asked for a pause: too many connections for now."),
    N_("That says nothing about what it accepts. Test again later.") },
  { "injected", N_("Somebody on the way slipped text into the connection before it was encrypted."),
    N_("Bytes came behind the reply to STARTTLS (as in CVE-2011-0411). Nothing of them was used. Find out which firewall or proxy stands in between.") },
  { "proxy-used", N_("It was asked through the proxy {proxy}."),
    N_("Devices hardly ever use a proxy: what they meet may differ.") },
  { "address-unreachable", N_("Not every one of its addresses answers."),
    N_("A device that picks an address without an answer waits, or fails now and then.") },
  { "ipv4-unreachable", N_("It does not answer over IPv4, which most devices use."), NULL },
  { "ipv6-unreachable", N_("It does not answer over IPv6 from here."),
    N_("A device that tries IPv6 first may wait before it connects over IPv4.") },
  { "addresses-differ", N_("Its addresses do not all speak the same: up to {highest} at one, only up to {lowest} at another."),
    N_("Which one a device gets decides whether it can connect.") },

  { "ssl-accepted", N_("It still accepts {versions}, which has been broken for years."),
    N_("RFC 6176 forbids SSL 2.0 and RFC 7568 forbids SSL 3.0.") },
  { "accepted", N_("It accepts {versions}."), N_("That is the handshake. What comes after it was not seen.") },
  { "not-refused", N_("It accepts {versions}, and did not refuse before sign-in {in_tries}."),
    N_("Sign-in itself is never tried.") },
  { "old-accepted", N_("It accepts {versions} in the handshake."),
    N_("Whether it turns old TLS away after the handshake was not seen.") },
  { "old-not-refused", N_("It did not refuse {versions} before sign-in {in_tries}."),
    N_("It may still do so after sign-in, which is never tried. Servers that turn a share of connections away need many tries to show it.") },
  { "old-not-refused-against-documents",
    N_("It did not refuse {versions} before sign-in {in_tries}, though it is documented to want {minimum}."),
    N_("Do not build on that: it may refuse after sign-in, which is never tried, or begin to any day.") },
  { "legacy-accepted", N_("It accepts {versions} in the handshake."),
    N_("That is what it is there for. Whether it turns old TLS away after the handshake was not seen.") },
  { "legacy-not-refused", N_("It did not refuse {versions} before sign-in {in_tries}."),
    N_("That is what it is there for. Whether your organization may use it shows only after sign-in, which is never tried.") },
  { "refused-after-handshake", N_("It completes the handshake with {versions} and then turns the client away, {in_refused}."),
    N_("So “accepted” in the handshake means nothing here: a device that has nothing newer connects and is then refused.") },
  { "refused-sometimes", N_("It turned {versions} away {in_refused}, and not in the others."),
    N_("A device may work today and fail tomorrow: which server answers, or chance, decides. More tries tell more.") },
  { "refused-other-reason", N_("It completes the handshake with {versions} and then says no {in_refused}, for another reason than TLS."), NULL },
  { "refused-unknown-reply", N_("It completes the handshake with {versions} and then says no {in_refused}, with a reply that is not known here."),
    N_("Read its words: they may be about something else than TLS.") },
  { "refused-in-handshake", N_("It refuses {versions} in the handshake."),
    N_("A device that has nothing newer cannot connect.") },
  { "broken-off", N_("It accepts the hello with {versions} and then breaks the handshake off {in_broken}."),
    N_("So “accepted” means nothing here: no device gets any further.") },
  { "lost-after-handshake", N_("The connection was lost after the handshake with {versions} {in_lost}."),
    N_("Lost is not refused: nothing is known of what it would have answered.") },
  { "only-old", N_("It accepts only {versions}."), N_("TLS 1.2 and 1.3 are refused: up-to-date programs cannot connect.") },
  { "no-tls12", N_("It accepts TLS 1.3, but not TLS 1.2."),
    N_("Most devices of the last years know TLS 1.2 and no more. They cannot connect.") },
  { "device-old", N_("Its own server knows nothing newer than {version}."),
    N_("Accepted: {versions}. That is a hint, not a proof: what sends its mail often uses the same old software, but is another part of it.") },
  { "device-modern", N_("Its own server speaks up to {version}."),
    N_("Accepted: {versions}. That is a hint, not a proof: what sends its mail may be older.") },
  { "intolerant", N_("It breaks off when it is offered {versions}, instead of choosing an older version."),
    N_("A newer client has to be set to older versions by hand to talk to it.") },
  { "versions-not-observed", N_("Whether it accepts {versions} is not known: there was no answer."),
    N_("No answer is neither accepted nor refused.") },
  { "local-limitation", N_("What comes after the handshake with {versions} could not be tested from this computer."),
    N_("The TLS library here cannot hold such a session. That says nothing about the server.") },
  { "legacy-block-until", N_("Old TLS is being blocked here tenant by tenant, and for all by {date}."),
    N_("What works today may stop any day. The test does not show which tenants are blocked already.") },
  { "legacy-block-passed", N_("Old TLS was announced to end here by {date}."),
    N_("What still works may stop any day.") },

  { "rsa-key-exchange-accepted", N_("It takes TLS 1.2 with RSA key exchange, all that some older copiers have."), NULL },
  { "rsa-key-exchange-refused", N_("It refuses TLS 1.2 with RSA key exchange."),
    N_("A copier that has TLS 1.2 but no ECDHE cannot connect, whatever its settings say. New firmware may bring ECDHE.") },
  { "ecdhe-accepted", N_("It takes TLS 1.2 with ECDHE key exchange."), NULL },
  { "ecdhe-refused", N_("It refuses TLS 1.2 with ECDHE key exchange."),
    N_("Up-to-date programs ask for ECDHE, many for nothing else.") },
  { "cbc-accepted", N_("It takes TLS 1.2 with CBC cipher suites, all that some older devices have."), NULL },
  { "cbc-refused", N_("It refuses TLS 1.2 with CBC cipher suites."),
    N_("A device that has TLS 1.2 but no GCM cipher suites cannot connect.") },
  { "sha1-signatures-accepted", N_("It takes clients that can check SHA-1 signatures only."), NULL },
  { "sha1-signatures-refused", N_("It refuses clients that can check SHA-1 signatures only."),
    N_("Some early TLS 1.2 devices are like that. They cannot connect.") },
  { "no-sni-accepted", N_("It answers devices that do not name the server they want (no SNI)."), NULL },
  { "no-sni-refused", N_("It turns away devices that do not name the server they want (no SNI)."),
    N_("Old devices do not send the name.") },
  { "no-extensions-accepted", N_("It answers very old devices, whose hello has no extensions."), NULL },
  { "no-extensions-refused", N_("It turns away very old devices, whose hello has no extensions."), NULL },
  { "profiles-not-observed", N_("How it takes older clients is partly not known: there was no answer."),
    N_("Without an answer: {profiles}.") },
  { "suites-unprotected", N_("It offers cipher suites that protect nothing."),
    N_("Without a key to check (anonymous), without encryption (NULL), or weakened for export.") },
  { "suites-weak", N_("It offers weak cipher suites."), N_("RFC 7465 forbids RC4; DES and 3DES are too short (RFC 9325).") },
  { "suites-incomplete", N_("Its list of cipher suites for {versions} may lack something."),
    N_("It stopped answering while it was asked for them. A suite that is not listed may be offered all the same.") },
  { "dh-short", N_("Its Diffie-Hellman key exchange is short: {bits} bits."),
    N_("RFC 9325 asks for 2048 bits at least, and up-to-date clients refuse less. Seen with {versions}.") },

  { "certificate-good", N_("This computer trusts its certificate, which leads to the root {root}."),
    N_("It is made for {host}, and its chain is complete. A device has a list of roots of its own.") },
  { "certificate-expired", N_("Its certificate has expired."), NULL },
  { "certificate-expires-soon", N_("Its certificate expires on {date}."), NULL },
  { "certificate-not-yet-valid", N_("Its certificate is not valid yet."),
    N_("Or the clock of this computer is wrong.") },
  { "certificate-name-mismatch", N_("Its certificate is made for another name than {host}."),
    N_("A device that checks certificates refuses it.") },
  { "certificate-self-signed", N_("It signed its certificate itself."),
    N_("A device that checks certificates refuses it, unless the certificate was given to it.") },
  { "certificate-untrusted", N_("Its certificate does not come from an authority that this computer trusts."),
    N_("A device that checks certificates refuses it, unless it knows the authority.") },
  { "certificate-incomplete-chain", N_("It does not send the certificates between its own and the root."),
    N_("Browsers help themselves, devices do not: one that checks certificates refuses it.") },
  { "certificate-chain-order", N_("It sends its certificates in the wrong order."),
    N_("RFC 5246 section 7.4.2 wants each one to certify the one before it. Simple devices rely on that.") },
  { "certificate-weak-key", N_("A key in its certificate chain is short."), NULL },
  { "certificate-weak-signature", N_("A signature in its certificate chain is weak."),
    N_("MD5 and SHA-1 signatures can be forged. Up-to-date clients refuse them.") },
  { "certificate-invalid", N_("Its certificate does not pass the checks."), NULL },
  { "root-needed", N_("A device that checks certificates must know the root {root}."),
    N_("An old device whose list of roots ends before it refuses the connection. Add the root, or update the device.") },
  { "root-old", N_("Its certificate still leads to the old root {root}."),
    N_("Others began to distrust that root on {date}, and the server’s certificate is bound to change. Devices must know its successor.") },
  { "issuer-unconfirmed", N_("Its certificate names an authority of Microsoft’s, which this computer cannot confirm."),
    N_("The root {root} is missing here, or somebody borrows its name.") },
  { "issuer-unexpected", N_("Its certificate does not come from one of Microsoft’s authorities, although this computer trusts it."),
    N_("It leads to {root}. Perhaps a firewall or an antivirus program opens the connection: then it decides which TLS works, not Microsoft.") },
  { "intercepted", N_("Something on the way opens the encrypted connection."),
    N_("The certificate is from neither Microsoft’s authorities nor any that this computer trusts: a firewall or an antivirus program inspects the mail. What was found here is what that program does, not the mail server.") },

  { "starttls-missing", N_("It does not offer encryption (STARTTLS)."),
    N_("A device that insists on encryption cannot use it, and any other would send readable text.") },
  { "starttls-stripped", N_("Something on the way takes out the offer of encryption (STARTTLS)."),
    N_("Firewalls that inspect mail do that. Switch the inspection off for this server.") },
  { "starttls-refused", N_("It offers encryption (STARTTLS) and then refuses it."), NULL },
  { "sign-in-both", N_("It offers sign-in with a password and with OAuth."),
    N_("Offered is not allowed: whether a mailbox may sign in like that shows only at sign-in.") },
  { "sign-in-password-only", N_("It offers sign-in with a password, not with OAuth."),
    N_("Offered is not allowed: whether a mailbox may sign in like that shows only at sign-in.") },
  { "sign-in-oauth-only", N_("It offers sign-in with OAuth only."), N_("A device that has just a password cannot sign in.") },
  { "sign-in-password-until", N_("Sign-in with a password is off by default after {date}."),
    N_("An administrator can switch it on again.") },
  { "sign-in-clear", N_("It offers sign-in before the connection is encrypted."),
    N_("A device that is set to no encryption sends its password readable.") },
  { "several-servers", N_("{count} servers answered under this name."),
    N_("They may not all do the same, so that more tries tell more.") },
};

/* What stands in an argument and not in a sentence, a line each. */
static const struct
{
  const char *argument;
  const char *line;
} lines[] = {
  { "meaning", "{value}" },
  { "remedy", "{value}" },
  { "reply", N_("Its words: {value}") },
  { "greeting", N_("Its greeting: {value}") },
  { "line", N_("What came instead: {value}") },
  { "injected", N_("What was slipped in: {value}") },
  { "addresses", N_("Addresses: {value}") },
  { "suites", N_("Cipher suites: {value}") },
  { "names", N_("Made for: {value}") },
  { "issuer", N_("Issued by: {value}") },
  { "key", N_("Key: {value}") },
  { "signature", N_("Signature: {value}") },
  { "methods", N_("Methods: {value}") },
  { "servers", N_("Servers: {value}") },
};

/* Lines that belong to one kind of finding only, although others have the argument too. */
static const struct
{
  const char *argument;
  const char *id;
} line_owners[] = {
  { "names", "certificate-name-mismatch" },
  { "issuer", "certificate-untrusted" },
  { "issuer", "issuer-unconfirmed" },
  { "issuer", "issuer-unexpected" },
  { "issuer", "intercepted" },
  { "issuer", "certificate-incomplete-chain" },
  { "key", "certificate-weak-key" },
  { "signature", "certificate-weak-signature" },
};

static const struct
{
  const char *id;
  const char *words;
} profiles[] = {
  { "rsa-key-exchange", N_("TLS 1.2 with RSA key exchange only") },
  { "ecdhe", N_("TLS 1.2 with ECDHE only") },
  { "cbc", N_("TLS 1.2 with CBC cipher suites only") },
  { "sha1-signatures", N_("TLS 1.2 with SHA-1 signatures only") },
  { "no-sni", N_("without the server’s name (no SNI)") },
  { "no-extensions", N_("without any extension") },
};

/**
 * repoint_phrase_profile:
 * @id: a member of "profiles" in a survey
 *
 * Returns: (transfer full): what a client of that kind is limited to; @id itself when it is none that is known
 */
char *
repoint_phrase_profile (const char *id)
{
  g_return_val_if_fail (id != NULL, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (profiles); i++)
    if (strcmp (profiles[i].id, id) == 0)
      return g_strdup (g_dgettext (GETTEXT_PACKAGE, profiles[i].words));

  return repoint_phrase_clean (id);
}

static char *
phrase_item (const char *argument,
             const char *item)
{
  if (strcmp (argument, "versions") == 0)
    return repoint_phrase_tls_version (item);
  if (strcmp (argument, "profiles") == 0)
    return repoint_phrase_profile (item);

  return repoint_phrase_isolate (item);
}

/* A line per item becomes "a, b and c"; of a long list the begin. */
static char *
phrase_list (const char *argument,
             const char *value)
{
  g_auto(GStrv) items = g_strsplit (value, "\n", -1);
  guint n_items = g_strv_length (items);
  g_autoptr(GPtrArray) words = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < MIN (n_items, MAX_ITEMS); i++)
    g_ptr_array_add (words, phrase_item (argument, items[i]));
  if (n_items > MAX_ITEMS)
    g_ptr_array_add (words, g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u more", "%u more", n_items - MAX_ITEMS),
                                             n_items - MAX_ITEMS));

  return repoint_phrase_join (words);
}

static char *
phrase_argument (const char *name,
                 const char *value)
{
  static const char * const lists[] = { "versions", "profiles", "addresses", "suites", "names", "methods", "servers", NULL };
  static const char * const versions[] = { "version", "minimum", "highest", "lowest", NULL };
  static const char * const words[] = { "meaning", "remedy", "bits", "count", NULL };

  if (g_strv_contains (lists, name))
    return phrase_list (name, value);
  if (g_strv_contains (versions, name))
    return repoint_phrase_tls_version (value);
  if (strcmp (name, "date") == 0)
    return repoint_phrase_date (value);
  if (strcmp (name, "problem") == 0)
    return repoint_phrase_survey_problem (value);
  if (g_strv_contains (words, name))
    return g_strdup (value);

  return repoint_phrase_isolate (value);
}

static guint
get_number (const RepointFinding *finding,
            const char           *name)
{
  const char *value = repoint_finding_get_argument (finding, name);

  return value != NULL ? (guint) strtoul (value, NULL, 10) : 0;
}

/* "in 2 of 5 tries" */
static char *
phrase_share (const RepointFinding *finding,
              const char           *name)
{
  guint tries = get_number (finding, "tries");
  g_autofree char *part = g_strdup_printf ("%u", get_number (finding, name));
  g_autofree char *all = g_strdup_printf ("%u", tries);

  return repoint_phrase_fill (g_dngettext (GETTEXT_PACKAGE, "in {part} of {all} try", "in {part} of {all} tries", tries),
                              "part", part, "all", all, NULL);
}

static char *
phrase_tries (const RepointFinding *finding)
{
  guint tries = get_number (finding, "tries");
  g_autofree char *all = g_strdup_printf ("%u", tries);

  return repoint_phrase_fill (g_dngettext (GETTEXT_PACKAGE, "in {all} try", "in {all} tries", tries), "all", all, NULL);
}

static char *
fill (const char           *sentence,
      const RepointFinding *finding)
{
  g_autoptr(GPtrArray) arguments = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i + 1 < finding->arguments->len; i += 2)
    {
      const char *name = g_ptr_array_index (finding->arguments, i);

      g_ptr_array_add (arguments, g_strdup (name));
      g_ptr_array_add (arguments, phrase_argument (name, g_ptr_array_index (finding->arguments, i + 1)));
    }
  if (strcmp (finding->id, "not-reached") == 0 && repoint_finding_get_argument (finding, "problem") == NULL)
    {
      g_ptr_array_add (arguments, g_strdup ("problem"));
      g_ptr_array_add (arguments, repoint_phrase_survey_problem (NULL));
    }
  if (strstr (sentence, "{in_") != NULL)
    {
      g_ptr_array_add (arguments, g_strdup ("in_tries"));
      g_ptr_array_add (arguments, phrase_tries (finding));
      g_ptr_array_add (arguments, g_strdup ("in_refused"));
      g_ptr_array_add (arguments, phrase_share (finding, "refused"));
      g_ptr_array_add (arguments, g_strdup ("in_broken"));
      g_ptr_array_add (arguments, phrase_share (finding, "broken"));
      g_ptr_array_add (arguments, g_strdup ("in_lost"));
      g_ptr_array_add (arguments, phrase_share (finding, "lost"));
    }

  return repoint_phrase_fill_from (sentence, arguments);
}

static gsize
find_sentence (const RepointFinding *finding)
{
  for (gsize i = 0; i < G_N_ELEMENTS (sentences); i++)
    if (strcmp (sentences[i].id, finding->id) == 0)
      return i;

  g_return_val_if_reached (0);
}

/**
 * repoint_phrase_finding:
 *
 * Returns: (transfer full): one plain sentence
 */
char *
repoint_phrase_finding (const RepointFinding *finding)
{
  g_return_val_if_fail (finding != NULL, NULL);

  return fill (g_dgettext (GETTEXT_PACKAGE, sentences[find_sentence (finding)].sentence), finding);
}

/**
 * repoint_phrase_findings:
 * @findings: (element-type RepointFinding): the most severe first
 *
 * Returns: (transfer full): the first sentence, and how many more matter
 */
char *
repoint_phrase_findings (GPtrArray *findings)
{
  g_autofree char *sentence = NULL;
  g_autofree char *more = NULL;
  guint n_more = 0;

  g_return_val_if_fail (findings != NULL, NULL);

  if (findings->len == 0)
    return g_strdup (_("Nothing was found out."));

  sentence = repoint_phrase_finding (g_ptr_array_index (findings, 0));
  for (guint i = 1; i < findings->len; i++)
    if (((const RepointFinding *) g_ptr_array_index (findings, i))->severity >= REPOINT_SEVERITY_WARNING)
      n_more++;
  if (n_more == 0)
    return g_steal_pointer (&sentence);

  more = g_strdup_printf ("%u", n_more);

  return repoint_phrase_fill (g_dngettext (GETTEXT_PACKAGE, "{sentence} And {number} more finding that matters.",
                                           "{sentence} And {number} more findings that matter.", n_more),
                              "sentence", sentence, "number", more, NULL);
}

static gboolean
has_line (const char *id,
          const char *argument)
{
  gboolean owned = FALSE;

  for (gsize i = 0; i < G_N_ELEMENTS (line_owners); i++)
    if (strcmp (line_owners[i].argument, argument) == 0)
      {
        owned = TRUE;
        if (strcmp (line_owners[i].id, id) == 0)
          return TRUE;
      }

  return !owned;
}

/**
 * repoint_phrase_finding_detail:
 *
 * Returns: (transfer full): what there is to know behind the sentence: what follows from it, the server's own words, the
 *   source; lines, perhaps none ("")
 */
char *
repoint_phrase_finding_detail (const RepointFinding *finding)
{
  g_autoptr(GPtrArray) parts = g_ptr_array_new_with_free_func (g_free);
  const char *detail;

  g_return_val_if_fail (finding != NULL, NULL);

  detail = sentences[find_sentence (finding)].detail;
  if (detail != NULL)
    g_ptr_array_add (parts, fill (g_dgettext (GETTEXT_PACKAGE, detail), finding));

  for (gsize i = 0; i < G_N_ELEMENTS (lines); i++)
    {
      const char *value = repoint_finding_get_argument (finding, lines[i].argument);
      g_autofree char *words = NULL;

      if (value == NULL || value[0] == '\0' || !has_line (finding->id, lines[i].argument))
        continue;
      words = phrase_argument (lines[i].argument, value);
      g_ptr_array_add (parts, repoint_phrase_fill (g_dgettext (GETTEXT_PACKAGE, lines[i].line), "value", words, NULL));
    }

  if (strcmp (finding->id, "certificate-expired") == 0 && repoint_finding_get_argument (finding, "date") != NULL)
    g_ptr_array_add (parts, fill (_("It was valid until {date}."), finding));
  if (finding->fact.source != NULL)
    g_ptr_array_add (parts, repoint_phrase_fact (&finding->fact));
  g_ptr_array_add (parts, NULL);

  return g_strjoinv ("\n", (char **) parts->pdata);
}
