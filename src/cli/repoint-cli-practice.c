/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-cli-file.h"
#include "repoint-cli-output.h"
#include "repoint-cli-project.h"
#include "repoint-cli-work.h"
#include "repoint-inventory-file.h"
#include "repoint-journey-station.h"
#include "repoint-phrase.h"
#include "repoint-practice-mailer.h"
#include "repoint-practice-devices.h"
#include "repoint-practice-office.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>

#define CHECK_IN_TIMEOUT_S 60

/* Step 1: the office as the admin would describe it. */
static gboolean
describe_organization (RepointProject        *project,
                       RepointPracticeOffice *office,
                       GError               **error)
{
  RepointOrganization *organization = repoint_project_get_organization (project);
  const char * const *endpoints = repoint_practice_office_get_endpoints (office);

  repoint_organization_set_name (organization, repoint_practice_office_get_name (office));
  repoint_organization_set_domain (organization, repoint_practice_office_get_domain (office));
  repoint_organization_set_cloud (organization, REPOINT_CLOUD_OWN);

  for (guint i = 0; endpoints[i] != NULL; i++)
    {
      g_autoptr(RepointEndpoint) endpoint = repoint_endpoint_parse (endpoints[i], error);

      if (endpoint == NULL)
        return FALSE;

      repoint_organization_add_endpoint (organization, endpoint);
    }

  return TRUE;
}

/* Step 2: the network, then what a network cannot tell. */
static gboolean
discover (RepointJourney        *journey,
          RepointPracticeOffice *office,
          GError               **error)
{
  RepointProject *project = repoint_journey_get_project (journey);
  g_autoptr(GDateTime) now = g_date_time_new_now_utc ();
  g_autoptr(GArray) ranges = g_array_new (FALSE, FALSE, sizeof (RepointAddressRange));
  g_autoptr(GArray) ports = NULL;
  g_autoptr(RepointInventoryFile) inventory = NULL;
  RepointAddressRange range;
  gboolean done;

  if (!repoint_address_range_parse (repoint_practice_office_get_range (office), &range, error))
    return FALSE;

  ports = repoint_port_table_parse (repoint_practice_office_get_ports (office), error);
  if (ports == NULL)
    return FALSE;

  g_array_append_val (ranges, range);
  repoint_journey_discover (journey, ranges, ports);
  done = repoint_cli_wait (repoint_journey_get_jobs (journey));

  inventory = repoint_inventory_file_read (repoint_practice_office_get_inventory (office), error);
  if (inventory == NULL)
    return FALSE;

  repoint_inventory_file_apply (inventory, project, now);

  return done;
}

static gboolean
test (RepointJourney *journey)
{
  const RepointSurveyOptions options = { .repeat = 3 };

  repoint_journey_test_endpoints (journey, &options);
  repoint_journey_test_devices (journey, NULL, &options);

  return repoint_cli_wait (repoint_journey_get_jobs (journey));
}

typedef struct
{
  GMainLoop *loop;
  guint      n_due;
  gboolean   late;
} CheckIn;

static void
visit_cb (RepointStation *station,
          JsonObject     *visit,
          CheckIn        *self)
{
  if (--self->n_due == 0)
    g_main_loop_quit (self->loop);
}

static gboolean
late_cb (gpointer user_data)
{
  CheckIn *self = user_data;

  self->late = TRUE;
  g_main_loop_quit (self->loop);

  return G_SOURCE_REMOVE;
}

/* What the devices offered is said again to the mail servers, one device after the other. */
static gboolean
wait_for_replays (GListModel *jobs)
{
  gboolean done = TRUE;

  while (done && g_list_model_get_n_items (jobs) > 0)
    done = repoint_cli_wait (jobs);

  return done;
}

/* Every device is pointed at the check-in station, once for each way in which it uses mail. */
static gboolean
check_in (RepointJourney  *journey,
          GError         **error)
{
  static const RepointProtocol protocols[] = { REPOINT_PROTOCOL_SMTP, REPOINT_PROTOCOL_IMAP };
  RepointStation *station = repoint_journey_get_station (journey);
  g_autoptr(GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  CheckIn self = { loop, 0, FALSE };
  gulong handler = g_signal_connect (station, "visit", G_CALLBACK (visit_cb), &self);
  guint timer = g_timeout_add_seconds (CHECK_IN_TIMEOUT_S, late_cb, &self);
  gboolean open = TRUE;

  for (gsize i = 0; open && i < G_N_ELEMENTS (protocols); i++)
    {
      open = repoint_station_open (station, protocols[i], 0, error);
      for (guint j = 0; open && j < repoint_practice_devices_get_count (); j++)
        self.n_due += repoint_practice_mailer_visit (j, repoint_protocol_to_string (protocols[i]),
                                                     repoint_station_get_port (station, protocols[i]));
    }
  if (self.n_due > 0)
    g_main_loop_run (loop);

  g_signal_handler_disconnect (station, handler);
  if (!self.late)
    g_source_remove (timer);
  for (gsize i = 0; i < G_N_ELEMENTS (protocols); i++)
    repoint_station_close (station, protocols[i]);

  if (self.late)
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT, "%u devices did not come to the check-in station", self.n_due);

  return open && !self.late && wait_for_replays (repoint_journey_get_jobs (journey));
}

static void
print_step (guint       number,
            const char *name,
            const char *text)
{
  repoint_cli_print (_("%u of 5 · %s: %s"), number, name, text);
}

static void
print_plans (RepointJourney *journey)
{
  GListModel *plans = repoint_journey_get_plans (journey);

  for (guint i = 0; i < g_list_model_get_n_items (plans); i++)
    {
      g_autoptr(RepointPlan) plan = g_list_model_get_item (plans, i);
      g_autofree char *action = repoint_phrase_enum (REPOINT_TYPE_ACTION, repoint_plan_get_action (plan));

      repoint_cli_print ("    %-20s %s", action, repoint_device_get_title (repoint_plan_get_device (plan)));
    }
}

/* The five steps in @directory. FALSE after the complaint was printed. */
static gboolean
travel (RepointPracticeOffice *office,
        const char            *directory)
{
  static const struct { const char *name; RepointCliFileFormat format; } files[] = {
    { "checklist.html", REPOINT_CLI_FILE_HTML },
    { "checklist.csv", REPOINT_CLI_FILE_CSV },
    { "checklist.pdf", REPOINT_CLI_FILE_PDF },
  };
  g_autofree char *project_path = g_build_filename (directory, "practice.repoint", NULL);
  g_autofree char *pdf_path = g_build_filename (directory, "checklist.pdf", NULL);
  g_autoptr(RepointProject) project = repoint_project_new ();
  g_autoptr(RepointJourney) journey = NULL;
  g_autoptr(RepointStore) store = NULL;
  g_autoptr(GFile) file = g_file_new_for_path (project_path);
  g_autoptr(GDateTime) now = g_date_time_new_now_utc ();
  RepointChecklist *checklist;
  GError *error = NULL;
  guint n_devices;
  g_autofree char *found = NULL;

  journey = repoint_journey_new (project, NULL, &error);
  if (journey == NULL || !describe_organization (project, office, &error))
    {
      repoint_cli_complain_error (error, _("the practice office"));
      return FALSE;
    }
  print_step (1, _("Organization"), repoint_practice_office_get_name (office));

  if (!discover (journey, office, &error))
    {
      if (error != NULL)
        repoint_cli_complain_error (error, _("the practice office"));
      return FALSE;
    }
  n_devices = g_list_model_get_n_items (G_LIST_MODEL (repoint_project_get_inventory (project)));
  found = g_strdup_printf (ngettext ("%u device", "%u devices", n_devices), n_devices);
  print_step (2, _("Discover"), found);

  if (!test (journey))
    return FALSE;
  if (!check_in (journey, &error))
    {
      if (error != NULL)
        repoint_cli_complain_error (error, _("the check-in station"));
      return FALSE;
    }
  print_step (3, _("Test"), _("mail servers and devices asked what they accept, devices checked in"));

  repoint_journey_update (journey);
  print_step (4, _("Plan"), _("what has to happen"));
  print_plans (journey);

  checklist = repoint_journey_issue (journey, now);
  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *path = g_build_filename (directory, files[i].name, NULL);

      if (!repoint_cli_file_write (checklist, files[i].format, repoint_paper_for_locale (), path))
        return FALSE;
    }

  store = repoint_store_new (project, file);
  if (!repoint_store_save (store, &error))
    {
      repoint_cli_complain_error (error, project_path);
      return FALSE;
    }

  print_step (5, _("Checklist"), _("printed and kept in the office"));
  repoint_cli_print ("%s", pdf_path);

  return TRUE;
}

RepointCliStatus
repoint_cli_practice (int    argc,
                      char **argv)
{
  g_autofree char *output = NULL;
  const GOptionEntry entries[] = {
    { "output", 0, 0, G_OPTION_ARG_FILENAME, &output, N_("Where the office and its checklist go; ./practice if not given"), N_("DIRECTORY") },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr(RepointPracticeOffice) office = NULL;
  g_autofree char *directory = NULL;
  GError *error = NULL;
  RepointCliStatus status;

  if (!repoint_cli_parse (&argc, &argv, entries, "",
                          _("Goes the whole way on an office that runs on this computer alone. The last line names the checklist."),
                          &status))
    return status;

  if (argc != 1)
    {
      repoint_cli_complain (_("“practice” takes no arguments."));
      return REPOINT_CLI_USAGE;
    }

  directory = g_canonicalize_filename (output != NULL ? output : "practice", NULL);
  if (g_mkdir_with_parents (directory, 0755) != 0)
    {
      repoint_cli_complain (_("The folder “%s” cannot be made: %s"), directory, g_strerror (errno));
      return REPOINT_CLI_FAILED;
    }

  office = repoint_practice_office_new (&error);
  if (office == NULL)
    {
      repoint_cli_complain_error (error, _("the practice office"));
      return REPOINT_CLI_FAILED;
    }

  return travel (office, directory) ? REPOINT_CLI_DONE : REPOINT_CLI_FAILED;
}
