/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-cli-output.h"
#include "repoint-store.h"

#include <glib/gi18n.h>

static gboolean
parse_enum (const char *option,
            GType       type,
            const char *text,
            int        *value)
{
  if (text == NULL || repoint_enum_from_string (type, text, value))
    return TRUE;

  repoint_cli_complain (_("“%s” is not a value for %s; “repoint-cli new --help” lists them."), text, option);

  return FALSE;
}

/* "Contoso.repoint" → "Contoso" */
static char *
name_from_path (GFile *file)
{
  g_autofree char *name = g_file_get_basename (file);

  if (g_str_has_suffix (name, ".repoint"))
    name[strlen (name) - strlen (".repoint")] = '\0';

  return g_filename_display_name (name);
}

RepointCliStatus
repoint_cli_new (int    argc,
                 char **argv)
{
  g_autofree char *cloud_text = NULL;
  g_autofree char *domain = NULL;
  g_autofree char *legacy_tls_text = NULL;
  g_autofree char *smtp_auth_text = NULL;
  g_auto(GStrv) endpoints = NULL;
  const GOptionEntry entries[] = {
    { "cloud", 0, 0, G_OPTION_ARG_STRING, &cloud_text, N_("worldwide, gcc, gcc-high, dod, 21vianet, or own for another provider"), N_("CLOUD") },
    { "domain", 0, 0, G_OPTION_ARG_STRING, &domain, N_("The domain the office sends mail from"), N_("DOMAIN") },
    { "legacy-tls", 0, 0, G_OPTION_ARG_STRING, &legacy_tls_text, N_("AllowLegacyTLSClients: unset, on, off or unknown"), N_("SWITCH") },
    { "smtp-auth", 0, 0, G_OPTION_ARG_STRING, &smtp_auth_text, N_("SMTP AUTH in the tenant: on, off or unknown"), N_("SWITCH") },
    { "endpoint", 0, 0, G_OPTION_ARG_STRING_ARRAY, &endpoints, N_("With own: a mail server, such as standard=smtp://mail.example:587"), N_("STANDING=URI") },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr(RepointProject) project = NULL;
  g_autoptr(RepointStore) store = NULL;
  g_autoptr(GFile) file = NULL;
  g_autofree char *name = NULL;
  RepointOrganization *organization;
  GError *error = NULL;
  int cloud = REPOINT_CLOUD_WORLDWIDE;
  int legacy_tls = REPOINT_SWITCH_UNKNOWN;
  int smtp_auth = REPOINT_SWITCH_UNKNOWN;
  RepointCliStatus status;

  if (!repoint_cli_parse (&argc, &argv, entries, _("PROJECT"), _("Begins an office in a new file."), &status))
    return status;

  if (argc != 2 || cloud_text == NULL)
    {
      repoint_cli_complain (_("Name one new file, and the cloud: repoint-cli new Contoso.repoint --cloud worldwide"));
      return REPOINT_CLI_USAGE;
    }

  if (!parse_enum ("--cloud", REPOINT_TYPE_CLOUD, cloud_text, &cloud) ||
      !parse_enum ("--legacy-tls", REPOINT_TYPE_SWITCH, legacy_tls_text, &legacy_tls) ||
      !parse_enum ("--smtp-auth", REPOINT_TYPE_SWITCH, smtp_auth_text, &smtp_auth))
    return REPOINT_CLI_USAGE;

  if (endpoints != NULL && cloud != REPOINT_CLOUD_OWN)
    {
      repoint_cli_complain (_("--endpoint goes with --cloud own: the catalog knows the servers of the other clouds."));
      return REPOINT_CLI_USAGE;
    }

  file = g_file_new_for_commandline_arg (argv[1]);
  if (g_file_query_exists (file, NULL))
    {
      repoint_cli_complain (_("“%s” exists already. Choose another name."), argv[1]);
      return REPOINT_CLI_FAILED;
    }

  project = repoint_project_new ();
  organization = repoint_project_get_organization (project);
  name = name_from_path (file);
  repoint_organization_set_name (organization, name);
  repoint_organization_set_domain (organization, domain != NULL ? domain : "");
  repoint_organization_set_cloud (organization, cloud);
  repoint_organization_set_legacy_tls (organization, legacy_tls);
  repoint_organization_set_smtp_auth (organization, smtp_auth);

  for (guint i = 0; endpoints != NULL && endpoints[i] != NULL; i++)
    {
      g_autoptr(RepointEndpoint) endpoint = repoint_endpoint_parse (endpoints[i], &error);

      if (endpoint == NULL)
        {
          repoint_cli_complain_error (error, endpoints[i]);
          return REPOINT_CLI_USAGE;
        }

      repoint_organization_add_endpoint (organization, endpoint);
    }

  store = repoint_store_new (project, file);
  if (!repoint_store_save (store, &error))
    {
      repoint_cli_complain_error (error, argv[1]);
      return REPOINT_CLI_FAILED;
    }

  return REPOINT_CLI_DONE;
}
