/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-phrase-checklist.h"

#include "repoint-phrase.h"

#include <glib/gi18n-lib.h>

const char *
repoint_phrase_checklist_word (RepointChecklistWord word)
{
  switch (word)
    {
    case REPOINT_CHECKLIST_WORD_TITLE:
      return _("Mail checklist");
    case REPOINT_CHECKLIST_WORD_DATES:
      return _("Dates that apply");
    case REPOINT_CHECKLIST_WORD_TODAY:
      return _("Today");
    case REPOINT_CHECKLIST_WORD_BEFORE:
      return _("First:");
    case REPOINT_CHECKLIST_WORD_TEST:
      return _("Test:");
    case REPOINT_CHECKLIST_WORD_FAILURE:
      return _("If it fails:");
    case REPOINT_CHECKLIST_WORD_INITIALS:
      return _("Initials");
    case REPOINT_CHECKLIST_WORD_DATE:
      return _("Date");
    case REPOINT_CHECKLIST_WORD_NOTES:
      return _("Notes");
    }
  g_return_val_if_reached ("");
}

/* What stands below the office's name. domain may be "". */
char *
repoint_phrase_checklist_subtitle (const char *domain,
                                   const char *today)
{
  g_autofree char *date = repoint_phrase_date (today);

  if (domain[0] == '\0')
    /* Translators: %s is a date, "20 November 2026" */
    return g_strdup_printf (_("As of %s"), date);
  /* Translators: an internet domain and a date, "harbourstreet.example · as of 20 November 2026" */
  return g_strdup_printf (_("%s · as of %s"), domain, date);
}

char *
repoint_phrase_checklist_page (guint page,
                               guint n_pages)
{
  /* Translators: page numbers at the foot of a printed page */
  return g_strdup_printf (_("Page %u of %u"), page, n_pages);
}

char *
repoint_phrase_checklist_versions (const char *catalog_version,
                                   const char *guides_version)
{
  /* Translators: at the foot of a printed page; both are versions of data files, such as "2026-11-20" */
  return g_strdup_printf (_("Repoint · facts %s · guides %s"), catalog_version, guides_version);
}

/* "Done by AB, 20 November 2026"; by and date may be "". */
char *
repoint_phrase_checklist_ticked (const char *by,
                                 const char *date)
{
  g_autofree char *day = date[0] != '\0' ? repoint_phrase_date (date) : g_strdup ("");

  if (by[0] != '\0' && day[0] != '\0')
    /* Translators: initials of a person and a date */
    return g_strdup_printf (_("Done by %s, %s"), by, day);
  if (by[0] != '\0')
    /* Translators: initials of a person */
    return g_strdup_printf (_("Done by %s"), by);
  if (day[0] != '\0')
    /* Translators: %s is a date */
    return g_strdup_printf (_("Done, %s"), day);
  return g_strdup (_("Done"));
}

char *
repoint_phrase_checklist_tenant_title (RepointCloud cloud)
{
  return g_strdup (cloud == REPOINT_CLOUD_OWN ? _("At your mail provider") : _("In Microsoft 365"));
}

/* For a device that uses mail in more than one way. */
char *
repoint_phrase_checklist_block_title (const char      *device,
                                      RepointProtocol  protocol)
{
  switch (protocol)
    {
    case REPOINT_PROTOCOL_SMTP:
      /* Translators: %s is a device; one block of a checklist is about the mail it sends */
      return g_strdup_printf (_("%s: sending mail"), device);
    case REPOINT_PROTOCOL_IMAP:
    case REPOINT_PROTOCOL_POP3:
      /* Translators: %s is a device; one block of a checklist is about the mail it collects */
      return g_strdup_printf (_("%s: collecting mail"), device);
    case REPOINT_PROTOCOL_HTTP:
    case REPOINT_PROTOCOL_IPP:
    case REPOINT_PROTOCOL_LDAP:
    case REPOINT_PROTOCOL_TLS:
      break;
    }
  return g_strdup (device);
}

/* The sentences on top of the first page. n_uses counts what is on the list, n_working those of it that need nothing. */
char **
repoint_phrase_checklist_summary (guint n_uses,
                                  guint n_working,
                                  guint n_without_mail)
{
  g_autoptr (GStrvBuilder) sentences = g_strv_builder_new ();
  guint n_open = n_uses - n_working;
  g_autofree char *first = NULL;

  if (n_uses == 0)
    first = g_strdup (_("No device or program that uses mail has been found yet."));
  else if (n_open == 0)
    first = g_strdup (_("Everything on this list works as it is. There is nothing to change."));
  else
    first = g_strdup_printf (ngettext ("%u entry on this list needs something done.",
                                       "%u entries on this list need something done.", n_open), n_open);
  g_strv_builder_add (sentences, first);
  if (n_open > 0 && n_working > 0)
    {
      g_autofree char *text = g_strdup_printf (ngettext ("%u entry works as it is.", "%u entries work as they are.", n_working),
                                               n_working);

      g_strv_builder_add (sentences, text);
    }
  if (n_without_mail > 0)
    {
      g_autofree char *text = g_strdup_printf (ngettext ("%u device uses no mail and is not listed.",
                                                         "%u devices use no mail and are not listed.",
                                                         n_without_mail), n_without_mail);

      g_strv_builder_add (sentences, text);
    }
  return g_strv_builder_end (sentences);
}
