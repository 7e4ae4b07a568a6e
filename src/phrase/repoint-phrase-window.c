/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-phrase-window.h"

#include <glib/gi18n-lib.h>

#include "repoint-survey-data.h"

static const char * const texts[] = {
  [REPOINT_TEXT_NEW_OFFICE] = N_("New Office"),
  [REPOINT_TEXT_PRACTICE_OFFICE] = N_("Practice office"),
  [REPOINT_TEXT_REPOINT_FILES] = N_("Repoint offices"),
  [REPOINT_TEXT_OPEN_OFFICE] = N_("Open Office"),
  [REPOINT_TEXT_SAVE_OFFICE] = N_("Save Office"),
  [REPOINT_TEXT_FILE_NAME] = N_("Office"),
  [REPOINT_TEXT_CANCEL] = N_("_Cancel"),
  [REPOINT_TEXT_SAVE] = N_("_Save"),
  [REPOINT_TEXT_DISCARD] = N_("_Discard"),
  [REPOINT_TEXT_CLOSE_DRAFT_HEADING] = N_("Save This Office?"),
  [REPOINT_TEXT_CLOSE_DRAFT_BODY] = N_("It has no file yet. What you do not save is lost."),
  [REPOINT_TEXT_CLOSE_UNSAVED_BODY] = N_("Its last changes could not be saved in its file. Save it in another place, or they are lost."),
  [REPOINT_TEXT_CLOSE_WORKING_HEADING] = N_("Stop and Close?"),
  [REPOINT_TEXT_CLOSE_WORKING_BODY] = N_("Work is still under way. What was found so far is kept; the rest has to be started again."),
  [REPOINT_TEXT_KEEP_WORKING] = N_("_Keep Working"),
  [REPOINT_TEXT_STOP_AND_CLOSE] = N_("_Stop and Close"),
  [REPOINT_TEXT_UNDO] = N_("_Undo"),
  [REPOINT_TEXT_PAUSE] = N_("Pause"),
  [REPOINT_TEXT_RESUME] = N_("Resume"),
  [REPOINT_TEXT_STOP] = N_("Stop and keep what was found"),
  [REPOINT_TEXT_STOP_NOW] = N_("Stop at once"),
  [REPOINT_TEXT_COPIED] = N_("Copied"),
  [REPOINT_TEXT_COPY] = N_("Copy"),
  [REPOINT_TEXT_NOT_YET_TESTED] = N_("Not yet tested"),
  [REPOINT_TEXT_BEING_ASKED] = N_("Being asked…"),
  [REPOINT_TEXT_TODAY] = N_("Today"),
  [REPOINT_TEXT_MAIL_SERVER_REMOVED] = N_("Mail server removed"),
  [REPOINT_TEXT_REMOVE_MAIL_SERVER] = N_("Remove mail server"),
  [REPOINT_TEXT_NEW_DEVICE] = N_("New device"),
  [REPOINT_TEXT_INVENTORY_FILES] = N_("Inventories (CSV)"),
  [REPOINT_TEXT_ALL_FILES] = N_("All files"),
  [REPOINT_TEXT_IMPORT_INVENTORY] = N_("Import Inventory"),
  [REPOINT_TEXT_MAIL_USE_REMOVED] = N_("Use of mail removed"),
  [REPOINT_TEXT_CHECKLIST_FILES] = N_("Checklists"),
  [REPOINT_TEXT_SAVE_CHECKLIST] = N_("Save Checklist"),
  [REPOINT_TEXT_CLOSE] = N_("_Close"),
  [REPOINT_TEXT_DID_NOT_WORK] = N_("That Did Not Work"),
  [REPOINT_TEXT_MERGED] = N_("Devices merged"),
  [REPOINT_TEXT_UNSAVED_OFFICE] = N_("Unsaved Office"),
  [REPOINT_TEXT_DISCARD_UNSAVED] = N_("Discard"),
  [REPOINT_TEXT_DISCARD_UNSAVED_HEADING] = N_("Discard This Office?"),
  [REPOINT_TEXT_DISCARD_UNSAVED_BODY] = N_("What was not saved of it cannot be brought back."),
  [REPOINT_TEXT_ABOUT_SUMMARY] = N_("Finds every device and program that sends or fetches mail, and says what to do before old TLS versions are switched off"),
  [REPOINT_TEXT_TEST_MAIL_SERVERS] = N_("_Test the Mail Servers"),
  [REPOINT_TEXT_CONTINUE_TO_DISCOVER] = N_("_Continue to Discover"),
  [REPOINT_TEXT_LOOK_FOR_DEVICES] = N_("_Look for Devices"),
  [REPOINT_TEXT_CONTINUE_TO_TEST] = N_("_Continue to Test"),
  [REPOINT_TEXT_START_TESTS] = N_("_Start Tests"),
  [REPOINT_TEXT_MAKE_PLAN] = N_("_Make the Plan"),
  [REPOINT_TEXT_MAKE_CHECKLIST] = N_("_Make the Checklist"),
  [REPOINT_TEXT_PRINT_CHECKLIST] = N_("_Print Checklist"),
  [REPOINT_TEXT_ANY_DEVICE] = N_("Any device"),
  [REPOINT_TEXT_WHICH_DEVICE] = N_("Which Device Was This?"),
  [REPOINT_TEXT_A_NEW_DEVICE] = N_("_None of These: Add It"),
  [REPOINT_TEXT_CANNOT_LISTEN] = N_("No Port Could Be Opened"),
  [REPOINT_TEXT_NOT_LISTENING] = N_("Not Listening"),
  [REPOINT_TEXT_NOT_LISTENING_BODY] = N_("No device can check in now. What came before is kept."),
  [REPOINT_TEXT_START_LISTENING] = N_("_Start Listening"),
  [REPOINT_TEXT_TRY_AGAIN] = N_("_Try Again"),
  [REPOINT_TEXT_NO_SUCH_SERVER] = N_("No such server"),
  [REPOINT_TEXT_CAPTURE_FILES] = N_("Packet captures (pcap, pcapng)"),
  [REPOINT_TEXT_IMPORT_CAPTURE] = N_("Import Packet Capture"),
  [REPOINT_TEXT_CAPTURE_READ] = N_("Packet Capture Read"),
  [REPOINT_TEXT_PASSED_ON] = N_("Connected through"),
  [REPOINT_TEXT_NO_CLIENT] = N_("None"),
  [REPOINT_TEXT_SENT_AGAIN] = N_("Its hello, sent again"),
  [REPOINT_TEXT_OPEN_FIREWALLD] = N_("Let devices in until the next start, with firewalld (Fedora, Red Hat, openSUSE)"),
  [REPOINT_TEXT_OPEN_UFW] = N_("Let devices in, with ufw (Ubuntu, Debian)"),
  [REPOINT_TEXT_CLOSE_UFW] = N_("Close it again with ufw, when all devices have checked in"),
};

/**
 * repoint_phrase_text:
 *
 * Returns: (transfer none): fixed words
 */
const char *
repoint_phrase_text (RepointText text)
{
  g_return_val_if_fail ((guint) text < G_N_ELEMENTS (texts), "");

  return dgettext (GETTEXT_PACKAGE, texts[text]);
}

static char *
units_done (RepointWorkKind kind,
            guint           completed,
            guint           total)
{
  switch (kind)
    {
    case REPOINT_WORK_ENDPOINTS:
      return g_strdup_printf (dngettext (GETTEXT_PACKAGE, "%u of %u mail server tested", "%u of %u mail servers tested", total),
                              completed, total);
    case REPOINT_WORK_DISCOVERY:
      return g_strdup_printf (dngettext (GETTEXT_PACKAGE, "%u of %u address asked", "%u of %u addresses asked", total),
                              completed, total);
    case REPOINT_WORK_DEVICES:
      return g_strdup_printf (dngettext (GETTEXT_PACKAGE, "%u of %u device server tested", "%u of %u device servers tested", total),
                              completed, total);
    }
  g_return_val_if_reached (g_strdup (""));
}

static char *
time_left (int seconds)
{
  int minutes = (seconds + 30) / 60;

  if (seconds < 60)
    return g_strdup (_("less than a minute left"));
  return g_strdup_printf (dngettext (GETTEXT_PACKAGE, "about %d minute left", "about %d minutes left", minutes), minutes);
}

/**
 * repoint_phrase_work:
 * @seconds_left: -1 while unknown
 *
 * Returns: (transfer full): how far a job is: "13 of 19 devices tested · about 2 minutes left"
 */
char *
repoint_phrase_work (RepointWorkKind kind,
                     guint           completed,
                     guint           total,
                     int             seconds_left,
                     gboolean        paused,
                     gboolean        stopping)
{
  g_autofree char *units = units_done (kind, completed, total);
  g_autofree char *left = NULL;

  if (stopping)
    left = g_strdup (_("stopping"));
  else if (paused)
    left = g_strdup (_("paused"));
  else if (seconds_left >= 0)
    left = time_left (seconds_left);
  else
    return g_steal_pointer (&units);

  /* Translators: progress and state: "13 of 19 devices tested · about 2 minutes left" */
  return g_strdup_printf (_("%s · %s"), units, left);
}

/**
 * repoint_phrase_work_done:
 *
 * Returns: (transfer full): how a job ended, for a notification
 */
char *
repoint_phrase_work_done (RepointWorkKind kind,
                          guint           completed,
                          guint           total)
{
  return units_done (kind, completed, total);
}

/**
 * repoint_phrase_few_connections:
 * @most: how many connections at once this computer allows
 * @wanted: how many were wanted
 *
 * Returns: (transfer full): why it takes longer, and that this is all
 */
char *
repoint_phrase_few_connections (guint most,
                                guint wanted)
{
  return g_strdup_printf (dngettext (GETTEXT_PACKAGE,
                                     "This computer lets Repoint hold only %u connection at once, not %u: too few files may be open. Everything is tested all the same; it takes longer.",
                                     "This computer lets Repoint hold only %u connections at once, not %u: too few files may be open. Everything is tested all the same; it takes longer.",
                                     most),
                          most, wanted);
}

static char *
how_long_ago (GDateTime *then,
              GDateTime *now)
{
  int minutes = MAX (g_date_time_difference (now, then) / G_TIME_SPAN_MINUTE, 0);
  g_autoptr(GDateTime) local = NULL;

  if (minutes < 1)
    return g_strdup (_("just now"));
  if (minutes < 60)
    return g_strdup_printf (dngettext (GETTEXT_PACKAGE, "%d minute ago", "%d minutes ago", minutes), minutes);

  local = g_date_time_to_local (then);
  if (g_date_time_difference (now, then) < 20 * G_TIME_SPAN_HOUR)
    /* Translators: a time of day, as in "Saved at 14:05" */
    return g_date_time_format (local, _("at %H:%M"));
  if (g_date_time_difference (now, then) < 6 * G_TIME_SPAN_DAY)
    /* Translators: a day of the week, as in "last opened on Tuesday" */
    return g_date_time_format (local, _("on %A"));
  /* Translators: a date, as in "last opened on 4 November 2026" */
  return g_date_time_format (local, _("on %-d %B %Y"));
}

/**
 * repoint_phrase_saved:
 * @has_file: whether the office has a file at all
 * @saved_at: (nullable): when it was saved last
 *
 * Returns: (transfer full): whether all is saved: "Saved just now"
 */
char *
repoint_phrase_saved (RepointStoreState  state,
                      gboolean           has_file,
                      GDateTime         *saved_at,
                      GDateTime         *now)
{
  g_autofree char *ago = NULL;

  g_return_val_if_fail (now != NULL, NULL);

  if (state == REPOINT_STORE_FAILED)
    return g_strdup (_("Could not be saved"));
  if (!has_file)
    return g_strdup (_("Not in a file yet"));
  if (state == REPOINT_STORE_SAVING || state == REPOINT_STORE_CHANGED)
    return g_strdup (_("Saving…"));
  if (saved_at == NULL)
    return g_strdup (_("Saved"));

  ago = how_long_ago (saved_at, now);
  /* Translators: "Saved just now", "Saved 3 minutes ago", "Saved at 14:05" */
  return g_strdup_printf (_("Saved %s"), ago);
}

/**
 * repoint_phrase_place:
 * @step: from 1
 *
 * Returns: (transfer full): where one is: "2 of 5 · Discover"
 */
char *
repoint_phrase_place (guint       step,
                      guint       n_steps,
                      const char *title)
{
  /* Translators: number of the step, number of steps, name of the step: "2 of 5 · Discover" */
  return g_strdup_printf (_("%u of %u · %s"), step, n_steps, title);
}

/**
 * repoint_phrase_recent:
 *
 * Returns: (transfer full): how an office stood when it was open last: "6 of 9 done · last opened on Tuesday"
 */
char *
repoint_phrase_recent (guint      n_done,
                       guint      n_total,
                       GDateTime *opened,
                       GDateTime *now)
{
  g_autofree char *ago = opened != NULL ? how_long_ago (opened, now) : NULL;
  g_autofree char *when = ago != NULL ? g_strdup_printf (_("last opened %s"), ago) : g_strdup ("");
  g_autofree char *done = NULL;

  if (n_total == 0)
    return ago != NULL ? g_strdup_printf (_("Last opened %s"), ago) : g_strdup ("");

  done = g_strdup_printf (_("%u of %u done"), n_done, n_total);
  return ago != NULL ? g_strdup_printf (_("%s · %s"), done, when) : g_steal_pointer (&done);
}

static guint
count_tries (JsonObject *survey)
{
  guint tries = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (repoint_survey_data_versions); i++)
    {
      RepointSurveyApplication application;

      repoint_survey_data_get_application (survey, repoint_survey_data_versions[i], &application);
      tries = MAX (tries, application.tries);
    }

  return tries;
}

/**
 * repoint_phrase_tested:
 *
 * Returns: (transfer full): "Just now · 5 tries per version · the same answers 3 times"
 */
char *
repoint_phrase_tested (RepointObservation *survey,
                       GDateTime          *now)
{
  guint tries;
  guint count;
  g_autofree char *ago = NULL;
  g_autoptr(GString) text = NULL;

  g_return_val_if_fail (REPOINT_IS_OBSERVATION (survey), NULL);
  g_return_val_if_fail (now != NULL, NULL);

  tries = count_tries (repoint_observation_get_data (survey));
  count = repoint_observation_get_count (survey);
  ago = how_long_ago (repoint_observation_get_last_seen (survey), now);
  /* Translators: "Tested just now", "Tested 3 minutes ago", "Tested at 14:05" */
  text = g_string_new (NULL);
  g_string_append_printf (text, _("Tested %s"), ago);
  if (tries > 0)
    {
      g_string_append (text, " · ");
      g_string_append_printf (text, dngettext (GETTEXT_PACKAGE, "%u try per version", "%u tries per version", tries), tries);
    }
  if (count > 1)
    {
      g_string_append (text, " · ");
      g_string_append_printf (text, dngettext (GETTEXT_PACKAGE, "the same answers %u time", "the same answers %u times", count),
                              count);
    }

  return g_string_free (g_steal_pointer (&text), FALSE);
}

/**
 * repoint_phrase_unsaved:
 * @changed: (nullable): when it was changed last
 *
 * Returns: (transfer full): about an office that was left unsaved: "Last changed 3 minutes ago"
 */
char *
repoint_phrase_unsaved (GDateTime *changed,
                        GDateTime *now)
{
  g_autofree char *ago = changed != NULL ? how_long_ago (changed, now) : NULL;

  /* Translators: "Last changed just now", "Last changed on Tuesday" */
  return ago != NULL ? g_strdup_printf (_("Last changed %s"), ago) : g_strdup ("");
}

/**
 * repoint_phrase_month:
 * @iso: a date, YYYY-MM-DD
 *
 * Returns: (transfer full): the month, short: "Apr 2026"; @iso as it is when it is no date
 */
char *
repoint_phrase_month (const char *iso)
{
  g_autofree char *midnight = g_strconcat (iso, "T00:00:00Z", NULL);
  g_autoptr(GDateTime) date = g_date_time_new_from_iso8601 (midnight, NULL);

  /* Translators: a month and year under a mark of the timeline, as in "Apr 2026" */
  return date != NULL ? g_date_time_format (date, _("%b %Y")) : g_strdup (iso);
}

/**
 * repoint_phrase_ticked:
 * @by: (nullable): who
 * @at: (nullable): when; %NULL when it is not ticked
 *
 * Returns: (transfer full): "Done by Ada just now"; "" when it is not ticked
 */
char *
repoint_phrase_ticked (const char *by,
                       GDateTime  *at,
                       GDateTime  *now)
{
  g_autofree char *ago = at != NULL ? how_long_ago (at, now) : NULL;

  if (ago == NULL)
    return g_strdup ("");
  if (by == NULL || by[0] == '\0')
    return g_strdup_printf (_("Done %s"), ago);
  /* Translators: who ticked a step, and when: "Done by Ada on Tuesday" */
  return g_strdup_printf (_("Done by %s %s"), by, ago);
}

/* What the steps of undo are called; the ids stand in calls of repoint_session_edit(). */
static const struct
{
  const char *id;
  const char *name;
} edits[] = {
  { "edit-office", N_("Edit Office") },
  { "change-cloud", N_("Change Provider") },
  { "change-switch", N_("Change Tenant Switch") },
  { "edit-servers", N_("Edit Mail Servers") },
  { "add-device", N_("Add Device") },
  { "remove-device", N_("Remove Device") },
  { "edit-device", N_("Edit Device") },
  { "merge-devices", N_("Merge Devices") },
  { "split-device", N_("Split Device") },
  { "import", N_("Import") },
  { "assign-visit", N_("Assign Visit") },
  { "choose-route", N_("Choose Route") },
  { "edit-notes", N_("Edit Notes") },
  { "edit-mail-use", N_("Edit Mail Use") },
  { "change-networks", N_("Change Networks") },
  { "tick", N_("Tick") },
};

static const char *
name_of_edit (const char *label)
{
  for (guint i = 0; i < G_N_ELEMENTS (edits); i++)
    if (g_strcmp0 (edits[i].id, label) == 0)
      return dgettext (GETTEXT_PACKAGE, edits[i].name);
  return NULL;
}

/**
 * repoint_phrase_undo:
 * @label: (nullable): the project's undo-label
 *
 * Returns: (transfer full): a menu item: "Undo “Remove Device”"
 */
char *
repoint_phrase_undo (const char *label)
{
  const char *name = name_of_edit (label);

  return name != NULL ? g_strdup_printf (_("_Undo “%s”"), name) : g_strdup (_("_Undo"));
}

/**
 * repoint_phrase_redo:
 * @label: (nullable): the project's redo-label
 *
 * Returns: (transfer full): a menu item: "Redo “Remove Device”"
 */
char *
repoint_phrase_redo (const char *label)
{
  const char *name = name_of_edit (label);

  return name != NULL ? g_strdup_printf (_("_Redo “%s”"), name) : g_strdup (_("_Redo"));
}
