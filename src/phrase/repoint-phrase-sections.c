/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-phrase.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "repoint-phrase-section.h"
#include "repoint-phrase-text.h"
#include "repoint-survey-data.h"

static const struct
{
  const char *id;
  const char *words;
} certificate_problems[] = {
  { "expired", NC_("certificate", "expired") },
  { "not-yet-valid", NC_("certificate", "not valid yet") },
  { "name-mismatch", NC_("certificate", "made for another name") },
  { "self-signed", NC_("certificate", "signed by itself") },
  { "untrusted", NC_("certificate", "not from a trusted authority") },
  { "incomplete-chain", NC_("certificate", "chain incomplete") },
  { "chain-order", NC_("certificate", "chain in the wrong order") },
  { "weak-key", NC_("certificate", "weak key") },
  { "weak-signature", NC_("certificate", "weak signature") },
  { "invalid", NC_("certificate", "invalid") },
};

static char *
phrase_address (JsonObject *address)
{
  const char *highest = repoint_survey_data_get_string (address, "highest");
  g_autofree char *version = repoint_phrase_tls_version (highest);

  if (!repoint_survey_data_is_reachable (address))
    return repoint_phrase_survey_problem (repoint_survey_data_get_string (address, "problem"));
  if (highest == NULL)
    return g_strdup (_("answers; no TLS version is known of it"));

  return repoint_phrase_fill (_("answers, with {version} at most"), "version", version, NULL);
}

/* The sentence about any other problem says the detail itself. */
static void
add_proxy_problem (RepointPhraseSection *section,
                   JsonObject           *survey)
{
  const char *problem = repoint_survey_data_get_string (survey, "problem");
  const char *detail = repoint_survey_data_get_string (survey, "problem_detail");
  g_autofree char *sentence = NULL;

  if (detail == NULL || (g_strcmp0 (problem, "proxy-unreachable") != 0 && g_strcmp0 (problem, "proxy-unusable") != 0))
    return;

  sentence = repoint_phrase_survey_problem (detail);
  repoint_phrase_section_add (section, _("What became of the proxy"), sentence);
}

static void
add_connection (GPtrArray  *sections,
                JsonObject *survey)
{
  RepointPhraseSection *section = repoint_phrase_section_new ("connection", _("Connection"));
  g_autoptr(GPtrArray) addresses = repoint_survey_data_list_objects (survey, "addresses");

  repoint_phrase_section_add_text (section, _("Address"), survey, "address");
  repoint_phrase_section_add_text (section, _("Proxy"), survey, "proxy");
  add_proxy_problem (section, survey);
  for (guint i = 0; addresses->len > 1 && i < MIN (addresses->len, REPOINT_PHRASE_MAX_LINES); i++)
    {
      JsonObject *address = g_ptr_array_index (addresses, i);
      g_autofree char *name = repoint_phrase_isolate (repoint_survey_data_get_string (address, "address"));
      g_autofree char *state = phrase_address (address);

      repoint_phrase_section_add (section, name, state);
    }
  repoint_phrase_section_add_list (section, _("Servers that answered"), survey, "servers");
  repoint_phrase_section_take (sections, section);
}

static const char *
find_answer_words (RepointSurveyAnswer answer)
{
  switch (answer)
    {
    case REPOINT_SURVEY_ACCEPTED:
      return C_("handshake", "accepted in the handshake");
    case REPOINT_SURVEY_REFUSED:
      return C_("handshake", "refused in the handshake");
    case REPOINT_SURVEY_INTOLERANT:
      return C_("handshake", "breaks off");
    case REPOINT_SURVEY_NOT_OBSERVED:
      break;
    }

  return C_("handshake", "no answer, or not tested");
}

/* "2 of 5 tries" */
static char *
phrase_part (guint count,
             guint tries)
{
  g_autofree char *part = g_strdup_printf ("%u", count);
  g_autofree char *all = g_strdup_printf ("%u", tries);

  return repoint_phrase_fill (g_dngettext (GETTEXT_PACKAGE, "{part} of {all} try", "{part} of {all} tries", tries),
                              "part", part, "all", all, NULL);
}

static void
append_count (GString    *value,
              guint       count,
              guint       tries,
              const char *sentence)
{
  g_autofree char *part = phrase_part (count, tries);
  g_autofree char *line = repoint_phrase_fill (sentence, "tries", part, NULL);

  if (count > 0)
    g_string_append_printf (value, "\n%s", line);
}

/* "alert 40 (2), close (1)" */
static void
append_ends (GString           *value,
             JsonObject        *survey,
             RepointTlsVersion  version)
{
  JsonObject *all = repoint_survey_data_get_object (survey, "application");
  JsonObject *one = all != NULL ? repoint_survey_data_get_object (all, repoint_tls_version_to_string (version)) : NULL;
  JsonObject *ends = one != NULL ? repoint_survey_data_get_object (one, "ended_by") : NULL;
  g_autoptr(GList) ways = ends != NULL ? json_object_get_members (ends) : NULL;
  g_autoptr(GPtrArray) words = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *list = NULL;
  g_autofree char *line = NULL;

  for (GList *l = ways; l != NULL; l = l->next)
    {
      g_autofree char *way = repoint_phrase_clean (l->data);

      g_ptr_array_add (words, g_strdup_printf ("%s (%u)", way, repoint_survey_data_get_count (ends, l->data)));
    }
  if (words->len == 0)
    return;

  list = repoint_phrase_join (words);
  line = repoint_phrase_fill (_("ended by {ways}"), "ways", list, NULL);
  g_string_append_printf (value, "\n%s", line);
}

/* What came after the handshake, a line per kind. */
static void
append_application (GString           *value,
                    JsonObject        *survey,
                    RepointTlsVersion  version)
{
  RepointSurveyApplication application;

  repoint_survey_data_get_application (survey, version, &application);
  append_count (value, application.not_refused, application.tries,
                _("after it: not refused before sign-in ({tries})"));
  append_count (value, application.refused, application.tries, _("after it: refused ({tries})"));
  append_count (value, application.handshake_refused, application.tries, _("handshake broken off after that ({tries})"));
  append_count (value, application.throttled, application.tries, _("after it: asked for a pause ({tries})"));
  append_count (value, application.lost, application.tries, _("after it: lost without an answer ({tries})"));
  append_ends (value, survey, version);
  if (application.local_limitation)
    g_string_append_printf (value, "\n%s", _("after it: not tested, this computer cannot"));

  if (application.reply != NULL && application.reply[0] != '\0')
    {
      g_autofree char *stage = repoint_phrase_clean (application.stage);
      g_autofree char *reply = repoint_phrase_isolate (application.reply);
      g_autofree char *line =
        repoint_phrase_fill (application.stage != NULL ? _("its words ({stage}): {reply}") : _("its words: {reply}"),
                             "stage", stage, "reply", reply, NULL);

      g_string_append_printf (value, "\n%s", line);
    }
}

static gboolean
has_answer (JsonObject *survey)
{
  for (gsize i = 0; i < G_N_ELEMENTS (repoint_survey_data_versions); i++)
    if (repoint_survey_data_get_answer (survey, repoint_survey_data_versions[i]) != REPOINT_SURVEY_NOT_OBSERVED)
      return TRUE;

  return FALSE;
}

static void
add_versions (GPtrArray  *sections,
              JsonObject *survey)
{
  RepointPhraseSection *section = repoint_phrase_section_new ("versions", _("Versions"));
  JsonObject *versions = repoint_survey_data_get_object (survey, "versions");
  JsonObject *refused_by = repoint_survey_data_get_object (survey, "refused_by");

  for (gsize i = G_N_ELEMENTS (repoint_survey_data_versions); i > 0 && versions != NULL && has_answer (survey); i--)
    {
      RepointTlsVersion version = repoint_survey_data_versions[i - 1];
      const char *id = repoint_tls_version_to_string (version);
      const char *how = refused_by != NULL ? repoint_survey_data_get_string (refused_by, id) : NULL;
      const char *words = find_answer_words (repoint_survey_data_get_answer (survey, version));
      g_autofree char *name = repoint_phrase_tls_version (id);
      g_autofree char *clean = repoint_phrase_clean (how);
      g_autoptr(GString) value = g_string_new (NULL);

      if (repoint_survey_data_get_string (versions, id) == NULL)
        continue;

      g_string_append (value, words);
      if (how != NULL)
        {
          g_autofree char *by = repoint_phrase_fill (C_("handshake", " ({how})"), "how", clean, NULL);

          g_string_append (value, by);
        }
      append_application (value, survey, version);
      repoint_phrase_section_add (section, name, value->str);
    }

  repoint_phrase_section_take (sections, section);
}

static const char *
find_profile_words (const char *answer)
{
  if (g_strcmp0 (answer, "accepted") == 0)
    return C_("profile", "accepted");
  if (g_strcmp0 (answer, "refused") == 0)
    return C_("profile", "refused");

  return C_("profile", "no answer, or not tested");
}

static void
add_profiles (GPtrArray  *sections,
              JsonObject *survey)
{
  RepointPhraseSection *section = repoint_phrase_section_new ("profiles", _("Clients That Can Do Less"));
  JsonObject *profiles = repoint_survey_data_get_object (survey, "profiles");
  JsonObject *refused_by = repoint_survey_data_get_object (survey, "profiles_refused_by");
  g_autoptr(GList) ids = profiles != NULL ? json_object_get_members (profiles) : NULL;

  for (GList *l = has_answer (survey) ? ids : NULL; l != NULL; l = l->next)
    {
      const char *how = refused_by != NULL ? repoint_survey_data_get_string (refused_by, l->data) : NULL;
      g_autofree char *clean = repoint_phrase_clean (how);
      g_autofree char *name = repoint_phrase_profile (l->data);
      g_autofree char *value =
        repoint_phrase_fill (how != NULL ? C_("profile", "{answer} ({how})") : "{answer}",
                             "answer", find_profile_words (repoint_survey_data_get_string (profiles, l->data)),
                             "how", clean, NULL);

      repoint_phrase_section_add (section, name, value);
    }

  repoint_phrase_section_take (sections, section);
}

static char *
name_suites (JsonObject *survey,
             const char *id)
{
  JsonObject *order = repoint_survey_data_get_object (survey, "cipher_order");
  const char *whose = order != NULL ? repoint_survey_data_get_string (order, id) : NULL;
  g_autofree char *version = repoint_phrase_tls_version (id);

  if (g_strcmp0 (whose, "server") == 0)
    return repoint_phrase_fill (_("{version}, in the server’s order"), "version", version, NULL);
  if (g_strcmp0 (whose, "client") == 0)
    return repoint_phrase_fill (_("{version}, whichever the client prefers"), "version", version, NULL);

  return g_steal_pointer (&version);
}

static void
add_suites (GPtrArray  *sections,
            JsonObject *survey)
{
  RepointPhraseSection *section = repoint_phrase_section_new ("suites", _("Cipher Suites"));
  JsonObject *ciphers = repoint_survey_data_get_object (survey, "ciphers");

  for (gsize i = G_N_ELEMENTS (repoint_survey_data_versions); i > 0 && ciphers != NULL; i--)
    {
      const char *id = repoint_tls_version_to_string (repoint_survey_data_versions[i - 1]);
      g_autofree char *name = name_suites (survey, id);

      repoint_phrase_section_add_list (section, name, ciphers, id);
    }

  repoint_phrase_section_take (sections, section);
}

static void
add_key_exchange (GPtrArray  *sections,
                  JsonObject *survey)
{
  RepointPhraseSection *section = repoint_phrase_section_new ("key-exchange", _("Key Exchange"));
  JsonObject *groups = repoint_survey_data_get_object (survey, "groups");
  JsonObject *dh = repoint_survey_data_get_object (survey, "dh_bits");

  for (gsize i = G_N_ELEMENTS (repoint_survey_data_versions); i > 0; i--)
    {
      const char *id = repoint_tls_version_to_string (repoint_survey_data_versions[i - 1]);
      guint bits = dh != NULL ? repoint_survey_data_get_count (dh, id) : 0;
      g_autofree char *version = repoint_phrase_tls_version (id);

      if (groups != NULL)
        {
          g_autofree char *name = repoint_phrase_fill (_("{version}, groups"), "version", version, NULL);

          repoint_phrase_section_add_list (section, name, groups, id);
        }
      if (bits > 0)
        {
          g_autofree char *name = repoint_phrase_fill (_("{version}, Diffie-Hellman"), "version", version, NULL);
          g_autofree char *value = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u bit", "%u bits", bits), bits);

          repoint_phrase_section_add (section, name, value);
        }
    }

  repoint_phrase_section_take (sections, section);
}

static void
add_date (RepointPhraseSection *section,
          const char           *name,
          JsonObject           *object,
          const char           *member)
{
  g_autofree char *clean = repoint_phrase_clean (repoint_survey_data_get_string (object, member));
  g_autofree char *day = g_strndup (clean, strlen ("YYYY-MM-DD"));
  g_autofree char *date = g_utf8_validate (day, -1, NULL) ? repoint_phrase_date (day) : NULL;

  repoint_phrase_section_add (section, name, date);
}

static char *
phrase_certificate_problems (JsonObject *certificate)
{
  g_autoptr(GPtrArray) ids = repoint_survey_data_list_strings (certificate, "problems");
  g_autoptr(GPtrArray) words = g_ptr_array_new ();

  for (guint i = 0; i < MIN (ids->len, REPOINT_PHRASE_MAX_LINES); i++)
    for (gsize j = 0; j < G_N_ELEMENTS (certificate_problems); j++)
      if (strcmp (certificate_problems[j].id, g_ptr_array_index (ids, i)) == 0)
        g_ptr_array_add (words, (char *) g_dpgettext2 (GETTEXT_PACKAGE, "certificate", certificate_problems[j].words));

  return repoint_phrase_join (words);
}

static void
add_certificate (GPtrArray  *sections,
                 JsonObject *survey)
{
  RepointPhraseSection *section = repoint_phrase_section_new ("certificate", _("Certificate"));
  JsonObject *certificate = repoint_survey_data_get_object (survey, "certificate");

  if (certificate != NULL)
    {
      g_autofree char *problems = phrase_certificate_problems (certificate);

      repoint_phrase_section_add_text (section, _("Subject"), certificate, "subject");
      repoint_phrase_section_add_list (section, _("Made for"), certificate, "names");
      repoint_phrase_section_add_text (section, _("Issuer"), certificate, "issuer");
      add_date (section, _("Valid from"), certificate, "not_before");
      add_date (section, _("Valid until"), certificate, "not_after");
      repoint_phrase_section_add_text (section, _("Key"), certificate, "key");
      repoint_phrase_section_add_text (section, _("Signature"), certificate, "signature");
      repoint_phrase_section_add_text (section, _("Root"), certificate, "root");
      repoint_phrase_section_add_text (section, _("Roots of this computer"), certificate, "trust_store");
      repoint_phrase_section_add (section, _("Wrong with it"), problems);
      repoint_phrase_section_add_text (section, _("Fingerprint (SHA-256)"), certificate, "sha256");
    }

  repoint_phrase_section_take (sections, section);
}

static void
add_chain (GPtrArray  *sections,
           JsonObject *survey)
{
  JsonObject *certificate = repoint_survey_data_get_object (survey, "certificate");
  g_autoptr(GPtrArray) chain = certificate != NULL ? repoint_survey_data_list_objects (certificate, "chain")
                                                   : g_ptr_array_new ();
  RepointPhraseSection *section = repoint_phrase_section_new ("chain", _("Certificate Chain, as Sent"));

  for (guint i = 0; i < MIN (chain->len, REPOINT_PHRASE_MAX_LINES); i++)
    {
      JsonObject *link = g_ptr_array_index (chain, i);
      g_autofree char *number = g_strdup_printf ("%u", i + 1);
      g_autofree char *subject = repoint_phrase_isolate (repoint_survey_data_get_string (link, "subject"));
      g_autofree char *issuer = repoint_phrase_isolate (repoint_survey_data_get_string (link, "issuer"));
      g_autofree char *key = repoint_phrase_isolate (repoint_survey_data_get_string (link, "key"));
      g_autofree char *signature = repoint_phrase_isolate (repoint_survey_data_get_string (link, "signature"));
      g_autofree char *iso = repoint_phrase_clean (repoint_survey_data_get_string (link, "not_after"));
      g_autofree char *day = g_strndup (iso, strlen ("YYYY-MM-DD"));
      g_autofree char *date = repoint_phrase_date (g_utf8_validate (day, -1, NULL) ? day : "");
      g_autofree char *value = repoint_phrase_fill (
        _("{subject}\nissued by {issuer}\n{key}, {signature}, until {date}"),
        "subject", subject, "issuer", issuer, "key", key, "signature", signature, "date", date, NULL);

      repoint_phrase_section_add (section, number, value);
    }

  repoint_phrase_section_take (sections, section);
}

static const char *
find_starttls_words (const char *starttls)
{
  if (g_strcmp0 (starttls, "offered") == 0)
    return C_("STARTTLS", "offered");
  if (g_strcmp0 (starttls, "missing") == 0)
    return C_("STARTTLS", "not offered");
  if (g_strcmp0 (starttls, "stripped") == 0)
    return C_("STARTTLS", "taken out on the way, as firewalls do");

  return NULL;
}

static void
add_dialogue (GPtrArray  *sections,
              JsonObject *survey)
{
  RepointPhraseSection *section = repoint_phrase_section_new ("dialogue", _("Mail Dialogue"));
  JsonObject *capabilities = repoint_survey_data_get_object (survey, "capabilities");

  repoint_phrase_section_add_text (section, _("Greeting"), survey, "greeting");
  repoint_phrase_section_add (section, "STARTTLS", find_starttls_words (repoint_survey_data_get_string (survey, "starttls")));
  repoint_phrase_section_add_text (section, _("Masked line"), survey, "starttls_masked");
  repoint_phrase_section_add_text (section, _("Slipped in before encryption"), survey, "injected");
  if (capabilities != NULL)
    {
      repoint_phrase_section_add_list (section, _("Offered before encryption"), capabilities, "clear");
      repoint_phrase_section_add_list (section, _("Offered after encryption"), capabilities, "secure");
    }
  repoint_phrase_section_add_list (section, _("Sign-in before encryption"), survey, "sign_in_clear");
  repoint_phrase_section_add_list (section, _("Sign-in after encryption"), survey, "sign_in");
  repoint_phrase_section_take (sections, section);
}

/**
 * repoint_phrase_survey_sections:
 * @survey: the `survey` object of the command line
 *
 * Returns: (transfer full) (element-type RepointPhraseSection): all that was observed, in the terms of the field; a section
 *   without anything in it is left out
 */
GPtrArray *
repoint_phrase_survey_sections (JsonObject *survey)
{
  GPtrArray *sections = repoint_phrase_sections_new ();

  g_return_val_if_fail (survey != NULL, sections);

  add_connection (sections, survey);
  add_versions (sections, survey);
  add_profiles (sections, survey);
  add_suites (sections, survey);
  add_key_exchange (sections, survey);
  add_dialogue (sections, survey);
  add_certificate (sections, survey);
  add_chain (sections, survey);

  return sections;
}
