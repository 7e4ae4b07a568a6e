/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-phrase.h"

#include <glib/gi18n-lib.h>

#include "repoint-phrase-text.h"

static GDateTime *
parse_day (const char *iso)
{
  GDate date;

  g_date_clear (&date, 1);
  if (iso != NULL)
    g_date_set_parse (&date, iso);
  if (!g_date_valid (&date))
    return NULL;

  return g_date_time_new_utc (g_date_get_year (&date), (int) g_date_get_month (&date), g_date_get_day (&date), 0, 0, 0);
}

/**
 * repoint_phrase_date:
 * @iso: YYYY-MM-DD
 *
 * Returns: (transfer full): the day in words; @iso itself when it is no date
 */
char *
repoint_phrase_date (const char *iso)
{
  g_autoptr(GDateTime) day = parse_day (iso);

  if (day == NULL)
    return g_strdup (iso != NULL ? iso : "");

  /* Translators: a day as g_date_time_format() writes it, "31 December 2026" */
  return g_date_time_format (day, _("%-d %B %Y"));
}

/**
 * repoint_phrase_moment:
 * @time: (nullable): a moment
 *
 * Returns: (transfer full): day and time of day where the admin is, in words; "" for none
 */
char *
repoint_phrase_moment (GDateTime *time)
{
  g_autoptr(GDateTime) local = time != NULL ? g_date_time_to_local (time) : NULL;

  if (local == NULL)
    return g_strdup ("");

  /* Translators: a date and a time of day */
  return g_date_time_format (local, C_("time", "%-d %B %Y, %H:%M"));
}

/**
 * repoint_phrase_days_left:
 * @iso: YYYY-MM-DD
 * @today: the day to count from
 *
 * Returns: (transfer full): how far away the day is
 */
char *
repoint_phrase_days_left (const char  *iso,
                          const GDate *today)
{
  g_autofree char *number = NULL;
  GDate date;
  int days;

  g_return_val_if_fail (today != NULL && g_date_valid (today), g_strdup (""));

  g_date_clear (&date, 1);
  g_date_set_parse (&date, iso);
  if (!g_date_valid (&date))
    return g_strdup ("");

  days = g_date_days_between (today, &date);
  if (days < 0)
    return g_strdup (C_("date", "passed"));
  if (days == 0)
    return g_strdup (C_("date", "today"));
  if (days == 1)
    return g_strdup (C_("date", "tomorrow"));

  number = g_strdup_printf ("%d", days);

  return repoint_phrase_fill (g_dngettext (GETTEXT_PACKAGE, "in {number} day", "in {number} days", (gulong) days),
                              "number", number, NULL);
}

static char *
phrase_period (const RepointCatalogDate *date)
{
  g_autofree char *begin = repoint_phrase_date (date->date);
  g_autofree char *end = date->end != NULL ? repoint_phrase_date (date->end) : NULL;

  if (end == NULL)
    return g_steal_pointer (&begin);

  /* Translators: two days, "1 March 2026 to 30 April 2026" */
  return repoint_phrase_fill (_("{begin} to {end}"), "begin", begin, "end", end, NULL);
}

/**
 * repoint_phrase_superseded:
 *
 * Returns: (transfer full) (nullable): which dates were announced for this before and hold no longer, for an admin who
 *   has read them somewhere; %NULL when there were none
 */
char *
repoint_phrase_superseded (const RepointCatalogDate *date)
{
  g_autoptr(GPtrArray) periods = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *list = NULL;

  g_return_val_if_fail (date != NULL, NULL);

  for (guint i = 0; i < date->superseded->len; i++)
    g_ptr_array_add (periods, phrase_period (g_ptr_array_index (date->superseded, i)));

  if (periods->len == 0)
    return NULL;

  list = repoint_phrase_join (periods);

  return repoint_phrase_fill (_("Announced earlier for {dates}. That holds no longer."), "dates", list, NULL);
}

/**
 * repoint_phrase_fact:
 *
 * Returns: (transfer full): where a statement comes from; "" when there is nothing to cite
 */
char *
repoint_phrase_fact (const RepointFact *fact)
{
  g_autofree char *date = NULL;
  const char *sentence;

  g_return_val_if_fail (fact != NULL, NULL);

  if (fact->source == NULL)
    return g_strdup ("");

  if (fact->as_of == NULL)
    sentence = fact->confidence == REPOINT_CONFIDENCE_LOW ? _("Source: {source}; not confirmed") : _("Source: {source}");
  else if (fact->confidence == REPOINT_CONFIDENCE_LOW)
    sentence = _("Source: {source}, as of {date}; not confirmed");
  else
    sentence = _("Source: {source}, as of {date}");

  date = repoint_phrase_date (fact->as_of);

  return repoint_phrase_fill (sentence, "source", fact->source, "date", date, NULL);
}
