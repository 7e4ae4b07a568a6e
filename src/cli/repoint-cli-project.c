/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-cli-project.h"

#include "repoint-cli-output.h"

#include <glib/gi18n.h>

static gboolean
parse_date (const char *text,
            GDate      *date)
{
  g_autofree char *midnight = g_strconcat (text, "T00:00:00Z", NULL);
  g_autoptr(GDateTime) time = g_date_time_new_from_iso8601 (midnight, NULL);

  if (time == NULL || strlen (text) != strlen ("YYYY-MM-DD"))
    return FALSE;

  g_date_clear (date, 1);
  g_date_set_dmy (date, g_date_time_get_day_of_month (time), g_date_time_get_month (time),
                  g_date_time_get_year (time));

  return TRUE;
}

gboolean
repoint_cli_check_today (const char *text)
{
  GDate date;

  if (text == NULL || parse_date (text, &date))
    return TRUE;

  repoint_cli_complain (_("--today takes a date such as 2026-11-20."));

  return FALSE;
}

RepointCliProject *
repoint_cli_project_open (const char          *path,
                          const RepointLimits *limits,
                          const char          *today)
{
  g_autoptr(RepointCliProject) self = g_new0 (RepointCliProject, 1);
  g_autoptr(GFile) file = g_file_new_for_commandline_arg (path);
  GError *error = NULL;
  GDate date;

  self->store = repoint_store_load (file, &error);
  if (self->store == NULL)
    {
      repoint_cli_complain_error (error, path);
      return NULL;
    }

  self->journey = repoint_journey_new (repoint_store_get_project (self->store), limits, &error);
  if (self->journey == NULL)
    {
      repoint_cli_complain_error (error, _("catalog and guides"));
      return NULL;
    }

  if (today != NULL && parse_date (today, &date))
    repoint_journey_set_today (self->journey, &date);

  return g_steal_pointer (&self);
}

gboolean
repoint_cli_project_save (RepointCliProject *self)
{
  GError *error = NULL;
  g_autofree char *path = NULL;

  if (repoint_store_save (self->store, &error))
    return TRUE;

  path = g_file_get_parse_name (repoint_store_get_file (self->store));
  repoint_cli_complain_error (error, path);

  return FALSE;
}

void
repoint_cli_project_free (RepointCliProject *self)
{
  g_clear_object (&self->journey);
  g_clear_object (&self->store);
  g_free (self);
}
