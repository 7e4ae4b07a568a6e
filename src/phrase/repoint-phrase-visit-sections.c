/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-phrase-visit.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "repoint-phrase-relay.h"
#include "repoint-phrase-section.h"
#include "repoint-phrase-text.h"
#include "repoint-survey-data.h"

/* Ids of the command line that stand alone in a row. One that is not known here is shown as it is. */
static const RepointPhraseWords words[] = {
  { "completed", NC_("visit", "completed") },
  { "alert", NC_("visit", "broken off with an alert") },
  { "closed", NC_("visit", "connection closed") },
  { "reset", NC_("visit", "connection reset") },
  { "timeout", NC_("visit", "silence") },
  { "local-limitation", NC_("visit", "not possible for this computer") },
  { "illegal", NC_("visit", "rules of TLS broken") },
  { "tls-established", NC_("visit", "TLS agreed on") },
  { "refused", NC_("visit", "turned away by the server") },
  { "no-starttls", NC_("visit", "no encryption offered by the server") },
  { "unreachable", NC_("visit", "server not reached") },
  { "device-left", NC_("visit", "hung up by the device") },
  { "inconclusive", NC_("visit", "stopped by the device, proves nothing") },
  { "blocked", NC_("visit", "stopped by Repoint before something went in clear") },
  { "limit", NC_("visit", "cut off by Repoint") },
  { "device", NC_("visit", "the device") },
  { "server", NC_("visit", "the mail server") },
  { "repoint", NC_("visit", "Repoint") },
  { "clear", NC_("visit", "yes, before encryption") },
  { "secure", NC_("visit", "yes, after encryption") },
  { "none", NC_("visit", "no") },
  { "sslv2", NC_("visit", "that of SSL 2.0") },
  { "tls", NC_("visit", "that of TLS") },
};

static void
add_words (RepointPhraseSection *section,
           const char           *name,
           JsonObject           *object,
           const char           *member)
{
  const char *id = repoint_survey_data_get_string (object, member);
  const char *known = repoint_phrase_find_words (words, G_N_ELEMENTS (words), "visit", id);

  if (known != NULL)
    repoint_phrase_section_add (section, name, known);
  else
    repoint_phrase_section_add_text (section, name, object, member);
}

static void
add_version (RepointPhraseSection *section,
             const char           *name,
             JsonObject           *object,
             const char           *member)
{
  const char *id = repoint_survey_data_get_string (object, member);
  g_autofree char *version = repoint_phrase_tls_version (id);
  g_autofree char *clean = repoint_phrase_clean (version);

  repoint_phrase_section_add (section, name, clean);
}

static void
add_count (RepointPhraseSection *section,
           const char           *name,
           JsonObject           *object,
           const char           *member)
{
  guint count = repoint_survey_data_get_count (object, member);
  g_autofree char *number = g_strdup_printf ("%u", count);

  if (count > 0)
    repoint_phrase_section_add (section, name, number);
}

static void
add_protocol (RepointPhraseSection *section,
              JsonObject           *visit)
{
  const char *protocol_id = repoint_survey_data_get_string (visit, "protocol");
  const char *security_id = repoint_survey_data_get_string (visit, "security");
  g_autofree char *protocol = protocol_id != NULL ? g_ascii_strup (protocol_id, -1) : NULL;
  g_autofree char *clean = repoint_phrase_clean (protocol);
  RepointSecurity security;

  repoint_phrase_section_add (section, _("Protocol"), clean);
  if (security_id != NULL && repoint_security_from_string (security_id, &security))
    {
      g_autofree char *encryption = repoint_phrase_security (security);

      repoint_phrase_section_add (section, _("Encryption"), encryption);
    }
}

static void
add_connection (GPtrArray  *sections,
                JsonObject *visit)
{
  RepointPhraseSection *section = repoint_phrase_section_new ("connection", _("Connection"));

  repoint_phrase_section_add_text (section, _("Came from"), visit, "peer");
  repoint_phrase_section_add_text (section, _("Hardware address"), visit, "mac");
  repoint_phrase_section_add_text (section, _("Came to"), visit, "local");
  add_count (section, _("Port"), visit, "port");
  add_protocol (section, visit);
  repoint_phrase_section_add_text (section, _("Calls itself"), visit, "client_name");
  add_count (section, _("Hellos"), visit, "hellos");
  add_words (section, _("Wanted to sign in"), visit, "asked_sign_in");
  repoint_phrase_section_take (sections, section);
}

/* The names of versions as people write them; what is no version stays as it is. */
static void
add_versions (RepointPhraseSection *section,
              JsonObject           *hello)
{
  g_autoptr(GPtrArray) ids = repoint_survey_data_list_strings (hello, "versions");
  g_autoptr(GPtrArray) versions = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *list = NULL;

  for (guint i = 0; i < MIN (ids->len, REPOINT_PHRASE_MAX_LINES); i++)
    {
      g_autofree char *version = repoint_phrase_tls_version (g_ptr_array_index (ids, i));

      g_ptr_array_add (versions, repoint_phrase_clean (version));
    }
  list = repoint_phrase_join (versions);
  repoint_phrase_section_add (section, _("Versions"), list);
}

/* What is wrong with a hello and did not keep it from being read: the ids of repoint-hello-json.c. */
static const struct
{
  const char *id;
  const char *words;
} flaws[] = {
  { "odd-length", NC_("flaw", "a list ends within a value") },
  { "duplicate-extension", NC_("flaw", "an extension comes twice") },
  { "trailing-bytes", NC_("flaw", "bytes behind an end") },
  { "cut-short", NC_("flaw", "ends before its length says") },
  { "no-suites", NC_("flaw", "offers no cipher suite") },
  { "compression", NC_("flaw", "insists on compression") },
  { "session-id", NC_("flaw", "session ID too long") },
  { "server-name", NC_("flaw", "server name that is none") },
  { "psk-not-last", NC_("flaw", "shared keys not in the last extension") },
  { "version", NC_("flaw", "no version that there is, or TLS 1.3 in the old field") },
  { "long-list", NC_("flaw", "a list longer than any client has; only its begin is shown") },
};

static void
add_flaws (RepointPhraseSection *section,
           JsonObject           *hello)
{
  g_autoptr(GPtrArray) ids = repoint_survey_data_list_strings (hello, "flaws");
  g_autoptr(GString) lines = g_string_new (NULL);

  for (guint i = 0; i < MIN (ids->len, REPOINT_PHRASE_MAX_LINES); i++)
    {
      const char *id = g_ptr_array_index (ids, i);
      g_autofree char *line = repoint_phrase_isolate (id);

      for (gsize j = 0; j < G_N_ELEMENTS (flaws); j++)
        if (strcmp (flaws[j].id, id) == 0)
          {
            g_free (line);
            line = g_strdup (g_dpgettext2 (GETTEXT_PACKAGE, "flaw", flaws[j].words));
          }
      g_string_append_printf (lines, "%s%s", lines->len > 0 ? "\n" : "", line);
    }

  repoint_phrase_section_add (section, _("Flaws"), lines->str);
}

static void
add_hello (GPtrArray  *sections,
           JsonObject *hello)
{
  RepointPhraseSection *offer = repoint_phrase_section_new ("offer", _("What It Offers"));
  RepointPhraseSection *suites = repoint_phrase_section_new ("suites", _("Cipher Suites, in Its Order"));
  RepointPhraseSection *extensions = repoint_phrase_section_new ("extensions", _("Extensions"));
  RepointPhraseSection *fingerprint = repoint_phrase_section_new ("fingerprint", _("Fingerprints"));

  add_version (offer, _("Highest version"), hello, "max_version");
  add_versions (offer, hello);
  repoint_phrase_section_add_list (offer, _("Groups"), hello, "groups");
  repoint_phrase_section_add_list (offer, _("Signature algorithms"), hello, "signature_algorithms");
  repoint_phrase_section_add_text (offer, _("Server name it asks for (SNI)"), hello, "sni");
  repoint_phrase_section_add_list (offer, _("Protocols (ALPN)"), hello, "alpn");
  add_words (offer, _("Format"), hello, "format");
  add_flaws (offer, hello);
  repoint_phrase_section_add_list (suites, _("Suites"), hello, "ciphers");
  repoint_phrase_section_add_list (extensions, _("Types"), hello, "extensions");
  repoint_phrase_section_add_text (fingerprint, "JA3", hello, "ja3");
  repoint_phrase_section_add_text (fingerprint, _("JA3, in full"), hello, "ja3_text");
  repoint_phrase_section_add_text (fingerprint, "JA4", hello, "ja4");
  repoint_phrase_section_add_text (fingerprint, _("JA4, in full"), hello, "ja4_r");

  repoint_phrase_section_take (sections, offer);
  repoint_phrase_section_take (sections, suites);
  repoint_phrase_section_take (sections, extensions);
  repoint_phrase_section_take (sections, fingerprint);
}

static void
add_alert (RepointPhraseSection *section,
           JsonObject           *object)
{
  guint number = repoint_survey_data_get_count (object, "alert_number");
  g_autofree char *name = repoint_phrase_clean (repoint_survey_data_get_string (object, "alert"));
  g_autofree char *count = g_strdup_printf ("%u", number);
  g_autofree char *alert = NULL;

  if (name[0] == '\0')
    return;

  alert = repoint_phrase_fill (number > 0 ? "{name} ({number})" : "{name}", "name", name, "number", count, NULL);
  repoint_phrase_section_add (section, _("Alert"), alert);
}

static void
add_handshake (GPtrArray  *sections,
               JsonObject *handshake)
{
  RepointPhraseSection *section = repoint_phrase_section_new ("handshake", _("Handshake With Repoint"));

  add_words (section, _("Result"), handshake, "result");
  add_version (section, _("Version"), handshake, "version");
  repoint_phrase_section_add_text (section, _("Cipher suite"), handshake, "cipher");
  add_alert (section, handshake);
  repoint_phrase_section_take (sections, section);
}

static void
add_relay (GPtrArray  *sections,
           JsonObject *relay)
{
  RepointPhraseSection *section = repoint_phrase_section_new ("relay", _("Connected Through"));
  g_autofree char *problem = repoint_phrase_relay_problem (repoint_survey_data_get_string (relay, "problem"));

  repoint_phrase_section_add_text (section, _("Mail server"), relay, "target");
  repoint_phrase_section_add_text (section, _("Address"), relay, "address");
  add_words (section, _("Result"), relay, "result");
  add_version (section, _("Version"), relay, "version");
  repoint_phrase_section_add_text (section, _("Cipher suite"), relay, "cipher");
  add_alert (section, relay);
  add_words (section, _("Alert sent by"), relay, "alert_from");
  add_words (section, _("Closed by"), relay, "closed_by");
  add_count (section, _("Bytes from the device"), relay, "bytes_from_device");
  add_count (section, _("Bytes from the mail server"), relay, "bytes_from_server");
  if (problem != NULL)
    repoint_phrase_section_add (section, _("Problem"), problem);
  repoint_phrase_section_take (sections, section);
}

/**
 * repoint_phrase_visit_sections:
 * @visit: the `listen` object of the command line
 *
 * Returns: (transfer full) (element-type RepointPhraseSection): all that was observed, in the terms of the field; a section
 *   without anything in it is left out
 */
GPtrArray *
repoint_phrase_visit_sections (JsonObject *visit)
{
  GPtrArray *sections = repoint_phrase_sections_new ();
  JsonObject *hello;
  JsonObject *handshake;
  JsonObject *relay;

  g_return_val_if_fail (visit != NULL, sections);

  hello = repoint_survey_data_get_object (visit, "hello");
  handshake = repoint_survey_data_get_object (visit, "handshake");
  relay = repoint_survey_data_get_object (visit, "relay");

  if (hello != NULL)
    add_hello (sections, hello);
  if (handshake != NULL)
    add_handshake (sections, handshake);
  if (relay != NULL)
    add_relay (sections, relay);
  add_connection (sections, visit);

  return sections;
}
