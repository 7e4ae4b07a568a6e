/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-time.h"

#include <string.h>

/* A document holds some hundred thousand times, so they are written and read without a detour through GDateTime.
 * Days are counted in the proleptic Gregorian calendar with years that begin in March: the leap day comes last. */

#define SECONDS_PER_DAY 86400
#define DAYS_PER_ERA    146097 /* 400 years */
#define EPOCH_DAYS      719468 /* from 0000-03-01 to 1970-01-01 */

static gint64
days_from_date (int year,
                int month,
                int day)
{
  gint64 y = month <= 2 ? year - 1 : year;
  gint64 era = y / 400;
  gint64 year_of_era = y - era * 400;
  gint64 day_of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;

  return era * DAYS_PER_ERA + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - EPOCH_DAYS;
}

static void
append_digits (GString *text,
               guint    number,
               guint    n_digits)
{
  char digits[8];

  for (guint i = n_digits; i > 0; i--)
    {
      digits[i - 1] = '0' + number % 10;
      number /= 10;
    }
  g_string_append_len (text, digits, n_digits);
}

/**
 * repoint_time_append: appends a time as RFC 3339 writes it, in UTC.
 * @time: seconds since 1970; what is before the year 1 or after the year 9999 is written as these
 */
void
repoint_time_append (GString *text,
                     gint64   time)
{
  gint64 days, era, day_of_era, year_of_era, day_of_year, month, year;
  guint seconds;

  time = CLAMP (time, G_GINT64_CONSTANT (-62135596800), G_GINT64_CONSTANT (253402300799));
  seconds = (guint) (((time % SECONDS_PER_DAY) + SECONDS_PER_DAY) % SECONDS_PER_DAY);
  days = (time - seconds) / SECONDS_PER_DAY + EPOCH_DAYS;
  era = days / DAYS_PER_ERA;
  day_of_era = days - era * DAYS_PER_ERA;
  year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
  day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  month = (5 * day_of_year + 2) / 153;
  year = era * 400 + year_of_era + (month >= 10 ? 1 : 0);

  append_digits (text, (guint) year, 4);
  g_string_append_c (text, '-');
  append_digits (text, (guint) (month < 10 ? month + 3 : month - 9), 2);
  g_string_append_c (text, '-');
  append_digits (text, (guint) (day_of_year - (153 * month + 2) / 5 + 1), 2);
  g_string_append_c (text, 'T');
  append_digits (text, seconds / 3600, 2);
  g_string_append_c (text, ':');
  append_digits (text, seconds / 60 % 60, 2);
  g_string_append_c (text, ':');
  append_digits (text, seconds % 60, 2);
  g_string_append_c (text, 'Z');
}

/* The number made of @n_digits digits at @text, -1 if there is anything else. */
static int
parse_digits (const char *text,
              guint       n_digits)
{
  int number = 0;

  for (guint i = 0; i < n_digits; i++)
    {
      if (!g_ascii_isdigit (text[i]))
        return -1;

      number = number * 10 + (text[i] - '0');
    }

  return number;
}

/* The one form that repoint_time_append() writes. */
static gboolean
parse_own (const char *text,
           gint64     *time)
{
  int year, month, day, hour, minute, second;

  if (strlen (text) != strlen ("YYYY-MM-DDTHH:MM:SSZ") || text[4] != '-' || text[7] != '-' || text[10] != 'T' ||
      text[13] != ':' || text[16] != ':' || text[19] != 'Z')
    return FALSE;

  year = parse_digits (text, 4);
  month = parse_digits (text + 5, 2);
  day = parse_digits (text + 8, 2);
  hour = parse_digits (text + 11, 2);
  minute = parse_digits (text + 14, 2);
  second = parse_digits (text + 17, 2);
  if (year < 1 || month < 1 || day < 1 || hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 ||
      second > 59 || !g_date_valid_dmy (day, month, year))
    return FALSE;

  *time = days_from_date (year, month, day) * SECONDS_PER_DAY + hour * 3600 + minute * 60 + second;

  return TRUE;
}

/**
 * repoint_time_parse: reads a time.
 * @text: RFC 3339, or any other ISO 8601 time with date; without a zone it is UTC
 * @time: (out): seconds since 1970
 *
 * Returns: whether @text is a time.
 */
gboolean
repoint_time_parse (const char *text,
                    gint64     *time)
{
  g_autoptr (GTimeZone) utc = NULL;
  g_autoptr (GDateTime) parsed = NULL;

  g_return_val_if_fail (text != NULL && time != NULL, FALSE);

  if (parse_own (text, time))
    return TRUE;

  utc = g_time_zone_new_utc ();
  parsed = g_date_time_new_from_iso8601 (text, utc);
  if (parsed == NULL)
    return FALSE;

  *time = g_date_time_to_unix (parsed);

  return TRUE;
}
