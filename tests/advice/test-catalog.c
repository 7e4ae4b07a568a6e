/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-catalog-file.h"
#include "repoint-catalog.h"

#include <glib/gstdio.h>

#define BEGIN "<catalog version=\"2026-11-20\"><source id=\"s\" as-of=\"2026-01-01\" title=\"A source\"/>"
#define END "</catalog>"
#define FACT " source=\"s\" confidence=\"A\""

static const char *microsoft_clouds[] = { "worldwide", "gcc", "gcc-high", "dod", "21vianet" };

static RepointCatalog *
load (void)
{
  static const char * const nowhere[] = { NULL };
  g_autoptr(GError) error = NULL;
  RepointCatalog *catalog = repoint_catalog_load_from (nowhere, &error);

  g_assert_no_error (error);
  g_assert_nonnull (catalog);

  return catalog;
}

static RepointOrganization *
make_organization (const char *cloud)
{
  RepointOrganization *organization = repoint_organization_new ();
  int value;

  g_assert_true (repoint_enum_from_string (REPOINT_TYPE_CLOUD, cloud, &value));
  repoint_organization_set_cloud (organization, (RepointCloud) value);

  return organization;
}

static const RepointCatalogEndpoint *
find_endpoint (GPtrArray  *endpoints,
               const char *uri)
{
  for (guint i = 0; i < endpoints->len; i++)
    {
      const RepointCatalogEndpoint *endpoint = g_ptr_array_index (endpoints, i);

      if (g_strcmp0 (repoint_endpoint_get_uri (endpoint->endpoint), uri) == 0)
        return endpoint;
    }

  return NULL;
}

static void
assert_fact (const RepointFact *fact)
{
  GDate date;

  g_assert_nonnull (fact->source);
  g_date_set_parse (&date, fact->as_of);
  g_assert_true (g_date_valid (&date));
}

static void
test_clouds (void)
{
  static const struct
  {
    const char *cloud;
    const char *smtp;
    const char *legacy; /* nullable */
  } rows[] = {
    { "worldwide", "smtp://smtp.office365.com:587", "smtp://smtp-legacy.office365.com:587" },
    { "gcc", "smtp://smtp.office365.com:587", NULL },
    { "gcc-high", "smtp://outlook.office365.us:587", NULL },
    { "dod", "smtp://outlook-dod.office365.us:587", NULL },
    { "21vianet", "smtp://smtp.partner.outlook.cn:587", "smtp://smtp-legacy.partner.outlook.cn:587" },
  };
  g_autoptr(RepointCatalog) catalog = load ();

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr(RepointOrganization) organization = make_organization (rows[i].cloud);
      g_autoptr(GPtrArray) endpoints = repoint_catalog_list_endpoints (catalog, organization);
      g_autoptr(GPtrArray) unavailable = repoint_catalog_list_unavailable (catalog, organization);

      g_test_message ("%s", rows[i].cloud);
      g_assert_nonnull (find_endpoint (endpoints, rows[i].smtp));
      g_assert_cmpuint (endpoints->len, ==, rows[i].legacy != NULL ? 6 : 3);
      g_assert_cmpuint (unavailable->len, ==, rows[i].legacy != NULL ? 0 : 3);
      if (rows[i].legacy != NULL)
        {
          const RepointCatalogEndpoint *legacy = find_endpoint (endpoints, rows[i].legacy);

          g_assert_nonnull (legacy);
          g_assert_true (legacy->needs_opt_in);
        }
    }
}

/* Each protocol has one standard server in each cloud; nobody is told an implicit-TLS sending port. */
static void
test_endpoints_are_sound (void)
{
  g_autoptr(RepointCatalog) catalog = load ();

  for (gsize i = 0; i < G_N_ELEMENTS (microsoft_clouds); i++)
    {
      g_autoptr(RepointOrganization) organization = make_organization (microsoft_clouds[i]);
      g_autoptr(GPtrArray) endpoints = repoint_catalog_list_endpoints (catalog, organization);
      guint standard[REPOINT_PROTOCOL_TLS + 1] = { 0 };
      RepointStanding last = REPOINT_STANDING_STANDARD;

      for (guint j = 0; j < endpoints->len; j++)
        {
          const RepointCatalogEndpoint *endpoint = g_ptr_array_index (endpoints, j);
          const RepointTarget *target = repoint_endpoint_get_target (endpoint->endpoint);
          RepointStanding standing = repoint_endpoint_get_standing (endpoint->endpoint);

          g_assert_cmpint (standing, >=, last);
          last = standing;
          g_assert_cmpuint (target->port, !=, 465);
          g_assert_true (endpoint->available);
          assert_fact (&endpoint->fact);
          assert_fact (&endpoint->tls_fact);
          assert_fact (&endpoint->sign_in_fact);
          g_assert_true (endpoint->oauth);
          g_assert_true (endpoint->basic == (target->protocol == REPOINT_PROTOCOL_SMTP));
          g_assert_true ((endpoint->basic_off_after != NULL) == endpoint->basic);
          if (standing == REPOINT_STANDING_STANDARD)
            {
              standard[target->protocol]++;
              g_assert_cmpint (endpoint->min_tls, ==, REPOINT_TLS_VERSION_1_2);
              g_assert_false (endpoint->needs_opt_in);
            }
          else
            g_assert_cmpint (endpoint->min_tls, ==, REPOINT_TLS_VERSION_1_0);
        }

      for (int protocol = REPOINT_PROTOCOL_SMTP; protocol <= REPOINT_PROTOCOL_POP3; protocol++)
        g_assert_cmpuint (standard[protocol], ==, 1);
    }
}

/* The retirement names POP and IMAP only: nobody has announced a day for the legacy sending server. */
static void
test_dates_of_the_legacy_servers (void)
{
  g_autoptr(RepointCatalog) catalog = load ();
  g_autoptr(RepointOrganization) organization = make_organization ("worldwide");
  g_autoptr(GPtrArray) endpoints = repoint_catalog_list_endpoints (catalog, organization);
  const RepointCatalogEndpoint *smtp = find_endpoint (endpoints, "smtp://smtp-legacy.office365.com:587");
  const RepointCatalogEndpoint *imap = find_endpoint (endpoints, "imaps://imap-legacy.office365.com:993");
  const RepointCatalogEndpoint *pop = find_endpoint (endpoints, "pop3s://pop-legacy.office365.com:995");

  g_assert_null (smtp->block_from);
  g_assert_null (smtp->block_until);
  g_assert_cmpstr (smtp->basic_off_after, ==, "2026-12-31");
  g_assert_cmpstr (imap->block_from, ==, "2026-08-01");
  g_assert_cmpstr (imap->block_until, ==, "2026-12-31");
  g_assert_cmpstr (pop->block_from, ==, "2026-08-01");
  g_assert_cmpstr (pop->block_until, ==, "2026-12-31");
}

/* Nothing is known of an own provider but what the admin named. */
static void
test_own_provider (void)
{
  g_autoptr(RepointCatalog) catalog = load ();
  g_autoptr(RepointOrganization) organization = make_organization ("own");
  g_autoptr(RepointTarget) target = repoint_target_parse ("smtp://mail.example.net:587", NULL);
  g_autoptr(RepointEndpoint) legacy = repoint_endpoint_new (REPOINT_STANDING_LEGACY, target);
  g_autoptr(RepointEndpoint) standard = repoint_endpoint_new (REPOINT_STANDING_STANDARD, target);
  g_autoptr(GPtrArray) endpoints = NULL;
  g_autoptr(GPtrArray) dates = NULL;
  g_autoptr(GPtrArray) steps = NULL;

  repoint_organization_add_endpoint (organization, legacy);
  repoint_organization_add_endpoint (organization, standard);
  endpoints = repoint_catalog_list_endpoints (catalog, organization);
  dates = repoint_catalog_list_dates (catalog, organization);
  steps = repoint_catalog_list_tenant_steps (catalog, organization);

  g_assert_cmpuint (endpoints->len, ==, 2);
  g_assert_cmpint (repoint_endpoint_get_standing (((RepointCatalogEndpoint *) endpoints->pdata[0])->endpoint), ==,
                   REPOINT_STANDING_STANDARD);
  for (guint i = 0; i < endpoints->len; i++)
    {
      const RepointCatalogEndpoint *endpoint = g_ptr_array_index (endpoints, i);

      g_assert_cmpint (endpoint->min_tls, ==, REPOINT_TLS_VERSION_NONE);
      g_assert_null (endpoint->basic_off_after);
      g_assert_null (endpoint->fact.source);
    }
  g_assert_cmpuint (dates->len, ==, 0);
  g_assert_cmpuint (steps->len, ==, 0);
}

static void
test_calendar (void)
{
  g_autoptr(RepointCatalog) catalog = load ();
  gboolean seen = FALSE;

  for (gsize i = 0; i < G_N_ELEMENTS (microsoft_clouds); i++)
    {
      g_autoptr(RepointOrganization) organization = make_organization (microsoft_clouds[i]);
      g_autoptr(GPtrArray) dates = repoint_catalog_list_dates (catalog, organization);
      const char *last = "";

      for (guint j = 0; j < dates->len; j++)
        {
          const RepointCatalogDate *date = g_ptr_array_index (dates, j);

          g_assert_cmpstr (date->date, >=, last);
          last = date->date;
          assert_fact (&date->fact);
          g_assert_true (date->end == NULL || strcmp (date->end, date->date) > 0);
          for (guint k = 0; k < date->superseded->len; k++)
            {
              const RepointCatalogDate *old = g_ptr_array_index (date->superseded, k);

              assert_fact (&old->fact);
              g_assert_cmpstr (old->fact.as_of, <, date->fact.as_of);
            }

          g_assert_false (g_str_equal (date->id, "pop-imap-legacy-block") && i != 0);
          if (g_str_equal (date->id, "smtp-basic-default-off"))
            {
              g_assert_cmpstr (date->date, ==, "2026-12-31");
              g_assert_cmpuint (date->superseded->len, ==, 2);
              seen = TRUE;
            }
        }
    }

  g_assert_true (seen);
}

static void
test_known_errors (void)
{
  static const struct
  {
    const char *reply;
    const char *id; /* nullable */
  } rows[] = {
    { "421 4.7.66 TLS 1.0 and 1.1 are not supported. Please upgrade/update your client to support TLS 1.2. Visit https://aka.ms/smtp_auth_tls. [X]", "legacy-tls-refused" },
    { "* BYE TLS 1.0 and 1.1 are not supported. Please upgrade/update your client to support TLS 1.2. Visit https://aka.ms/popimap_tls.", "legacy-tls-refused" },
    { "5.7.67 TLS 1.0 and 1.1 are not supported by your organization", "legacy-tls-refused-by-tenant" },
    { "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant. Visit https://aka.ms/smtp_auth_disabled", "smtp-auth-off-tenant" },
    { "535 5.7.139 Authentication unsuccessful, smtpclientauthentication is disabled for the mailbox.", "smtp-auth-off-mailbox" },
    { "535 5.7.139 Authentication unsuccessful, basic authentication is disabled. [X]", "basic-disabled" },
    { "550 5.7.30 Basic authentication is not supported for Client Submission.", "basic-retired" },
    { "535 5.7.3 Authentication unsuccessful [X]", "sign-in-failed" },
    { "530 5.7.57 SMTP; Client was not authenticated to send anonymous mail during MAIL FROM", "not-signed-in" },
    { "550 5.7.68 TenantInboundAttribution; Direct Send not allowed for this organization from unauthorized sources", "direct-send-rejected" },
    { "504 5.7.4 Unrecognized authentication type", "mechanism-unknown" },
    { "a1 NO LOGIN failed.", "sign-in-failed-imap" },
    { "421 4.7.66 Access denied, traffic not accepted from this IP", NULL },
    { "550 15.7.30 no such thing", NULL },
    { "250 2.0.0 OK", NULL },
    { "", NULL },
    { NULL, NULL },
  };
  g_autoptr(RepointCatalog) catalog = load ();

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      const RepointKnownError *known = repoint_catalog_match_error (catalog, rows[i].reply);

      g_test_message ("%s", rows[i].reply != NULL ? rows[i].reply : "(none)");
      g_assert_cmpstr (known != NULL ? known->id : NULL, ==, rows[i].id);
    }
}

static void
test_services (void)
{
  static const struct
  {
    const char     *host;
    RepointService  service;
  } rows[] = {
    { "contoso-com.mail.protection.outlook.com", REPOINT_SERVICE_DIRECT_SEND },
    { "Contoso-com.x-v1.MX.microsoft", REPOINT_SERVICE_DIRECT_SEND },
    { "smtp.hve.mx.microsoft", REPOINT_SERVICE_HIGH_VOLUME },
    { "smtp-mail.outlook.com", REPOINT_SERVICE_MICROSOFT },
    { "outlook.com", REPOINT_SERVICE_MICROSOFT },
    { "notoutlook.com", REPOINT_SERVICE_NONE },
    { "outlook.com.example.net", REPOINT_SERVICE_NONE },
    { "192.168.1.20", REPOINT_SERVICE_NONE },
    { "", REPOINT_SERVICE_NONE },
  };
  g_autoptr(RepointCatalog) catalog = load ();

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    g_assert_cmpint (repoint_catalog_find_service (catalog, rows[i].host), ==, rows[i].service);
}

/* No step uses what Microsoft has removed, asks for a password in a command, or turns the switch off early. */
static void
test_tenant_steps (void)
{
  g_autoptr(RepointCatalog) catalog = load ();
  g_autoptr(RepointOrganization) organization = make_organization ("worldwide");
  g_autoptr(GPtrArray) steps = repoint_catalog_list_tenant_steps (catalog, organization);

  g_assert_cmpuint (steps->len, >, 5);
  for (guint i = 0; i < steps->len; i++)
    {
      const RepointCatalogTenantStep *step = g_ptr_array_index (steps, i);

      assert_fact (&step->fact);
      g_assert_true ((strstr (step->text, "{command}") != NULL) == (step->command != NULL));
      g_assert_true (step->command == NULL || (strstr (step->command, "{account}") != NULL) == step->per_mailbox);
      g_assert_true (step->command == NULL || strstr (step->command, "-Credential") == NULL);
      g_assert_null (strstr (step->text, "465"));
      if (step->command != NULL && strstr (step->command, "AllowLegacyTLSClients $false") != NULL)
        g_assert_cmpuint (i, ==, steps->len - 1);
    }
}

static void
test_unsound_files (void)
{
  static const struct
  {
    const char *content;
    const char *problem; /* NULL: sound */
  } rows[] = {
    { BEGIN END, NULL },
    { "", "syntax" },
    { "<catalog", "syntax" },
    { "<guide version=\"2026-11-20\"/>", "unknown-element" },
    { "<catalog/>", "missing-attribute" },
    { "<catalog version=\"2026-13-20\"/>", "bad-value" },
    { "<catalog version=\"2026-11-20.\"/>", "bad-value" },
    { "<catalog version=\"2026-11-20.2\"/>", NULL },
    { BEGIN "text" END, "unexpected-text" },
    { BEGIN "<cloud id=\"own\"/>" END, "bad-value" },
    { BEGIN "<cloud id=\"worldwide\" color=\"blue\"/>" END, "unknown-attribute" },
    { BEGIN "<blink/>" END, "unknown-element" },
    { BEGIN "<date id=\"d\" date=\"2026-02-30\"" FACT "><text>T</text></date>" END, "bad-value" },
    { BEGIN "<date id=\"d\" date=\"2026-02-03\"" FACT "/>" END, "missing-element" },
    { BEGIN "<date id=\"d\" date=\"2026-02-03\"" FACT "><text> </text></date>" END, "empty-text" },
    { BEGIN "<date id=\"d\" date=\"2026-02-03\"" FACT "><text>a {server}</text></date>" END, "unknown-placeholder" },
    { BEGIN "<date id=\"d\" date=\"2026-02-03\" source=\"t\" confidence=\"A\"><text>T</text></date>" END, "missing-source" },
    { BEGIN "<date id=\"d\" date=\"2026-02-03\" source=\"s\" confidence=\"E\"><text>T</text></date>" END, "bad-value" },
    { BEGIN "<cloud id=\"gcc\"><endpoint standing=\"standard\" uri=\"smtp://h:587\"" FACT "/></cloud>" END, "missing-element" },
    { BEGIN "<cloud id=\"gcc\"><endpoint standing=\"legacy\" uri=\"smtp://h:587\" available=\"no\"" FACT "/></cloud>" END, NULL },
    { BEGIN "<cloud id=\"gcc\"><endpoint standing=\"legacy\" uri=\"https://h\" available=\"no\"" FACT "/></cloud>" END, "bad-value" },
    { BEGIN "<step id=\"s\" when=\"someday\"" FACT "><text>T</text></step>" END, "bad-value" },
    { BEGIN "<step id=\"s\" when=\"always\"" FACT "><text>{nonsense}</text></step>" END, "unknown-placeholder" },
    { BEGIN "<step id=\"s\" when=\"always\"" FACT "><text>{label:smtp.host}</text></step>" END, "unknown-placeholder" },
    { BEGIN "<step id=\"s\" when=\"always\"" FACT "><text>T</text></step><step id=\"s\" when=\"always\"" FACT "><text>T</text></step>" END, "duplicate-id" },
    { BEGIN "<service id=\"direct-send\"" FACT "/>" END, "missing-attribute" },
    { BEGIN "<error id=\"e\"" FACT "><match/><meaning>M</meaning><remedy>R</remedy></error>" END, "missing-attribute" },
    { BEGIN "<error id=\"e\"" FACT "><meaning>M</meaning><remedy>R</remedy></error>" END, "missing-element" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr(GBytes) bytes = g_bytes_new_static (rows[i].content, strlen (rows[i].content));
      g_autoptr(GError) error = NULL;
      g_autoptr(RepointCatalogFile) file = repoint_catalog_file_parse ("x.xml", bytes, &error);

      g_test_message ("%s", rows[i].content);
      if (rows[i].problem == NULL)
        {
          g_assert_no_error (error);
          g_assert_nonnull (file);
          continue;
        }

      g_assert_null (file);
      g_assert_error (error, REPOINT_CATALOG_ERROR,
                      g_str_equal (rows[i].problem, "syntax") ? REPOINT_CATALOG_ERROR_SYNTAX
                                                              : REPOINT_CATALOG_ERROR_CONTENT);
      g_assert_nonnull (strstr (error->message, rows[i].problem));
      g_assert_true (g_str_has_prefix (error->message, "x.xml:"));
    }
}

static void
test_versions (void)
{
  g_assert_cmpint (repoint_catalog_file_compare_version ("2026-11-20", "2026-11-20"), ==, 0);
  g_assert_cmpint (repoint_catalog_file_compare_version ("2026-11-20.10", "2026-11-20.9"), >, 0);
  g_assert_cmpint (repoint_catalog_file_compare_version ("2026-11-20.1", "2026-11-20"), >, 0);
  g_assert_cmpint (repoint_catalog_file_compare_version ("2026-11-20.9", "2026-11-21"), <, 0);
}

static void
write_file (const char *directory,
            const char *name,
            const char *content)
{
  g_autofree char *path = g_build_filename (directory, name, NULL);

  g_assert_true (g_file_set_contents (path, content, -1, NULL));
}

/* A newer copy wins, an older or broken one does not, and an added file adds. */
static void
test_copies (void)
{
  g_autofree char *directory = g_dir_make_tmp ("repoint-catalog-XXXXXX", NULL);
  const char * const directories[] = { "/nonexistent", directory, NULL };
  g_autoptr(RepointCatalog) catalog = NULL;
  g_autoptr(RepointOrganization) organization = make_organization ("worldwide");
  g_autoptr(GPtrArray) steps = NULL;
  g_autoptr(GPtrArray) dates = NULL;

  write_file (directory, "tenant.xml",
              "<catalog version=\"2030-01-01\"><source id=\"s\" as-of=\"2026-01-01\" title=\"A source\"/>"
              "<step id=\"only\" when=\"always\"" FACT "><text>T</text></step>" END);
  write_file (directory, "known-errors.xml", "<catalog version=\"2020-01-01\"/>");
  write_file (directory, "more.xml", BEGIN "<date id=\"extra\" date=\"2031-01-01\"" FACT "><text>T</text></date>" END);
  write_file (directory, "microsoft-365.xml", "<catalog version=\"2031-01-01\"><nonsense/></catalog>");
  write_file (directory, "notes.txt", "not looked at");

  g_test_expect_message (NULL, G_LOG_LEVEL_WARNING, "*microsoft-365.xml is left out*unknown-element*");
  catalog = repoint_catalog_load_from (directories, NULL);
  g_test_assert_expected_messages ();

  g_assert_nonnull (catalog);
  steps = repoint_catalog_list_tenant_steps (catalog, organization);
  g_assert_cmpuint (steps->len, ==, 1);
  dates = repoint_catalog_list_dates (catalog, organization);
  g_assert_cmpstr (((RepointCatalogDate *) dates->pdata[dates->len - 1])->id, ==, "extra");
  g_assert_cmpstr (repoint_catalog_get_version (catalog), ==, "2030-01-01");
  g_assert_nonnull (repoint_catalog_match_error (catalog, "421 4.7.66 TLS"));

  for (const char * const *name = (const char * const[]) { "tenant.xml", "known-errors.xml", "more.xml",
                                                           "microsoft-365.xml", "notes.txt", NULL };
       *name != NULL; name++)
    {
      g_autofree char *path = g_build_filename (directory, *name, NULL);

      g_assert_cmpint (g_unlink (path), ==, 0);
    }
  g_assert_cmpint (g_rmdir (directory), ==, 0);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/catalog/clouds", test_clouds);
  g_test_add_func ("/catalog/endpoints-are-sound", test_endpoints_are_sound);
  g_test_add_func ("/catalog/dates-of-the-legacy-servers", test_dates_of_the_legacy_servers);
  g_test_add_func ("/catalog/own-provider", test_own_provider);
  g_test_add_func ("/catalog/calendar", test_calendar);
  g_test_add_func ("/catalog/known-errors", test_known_errors);
  g_test_add_func ("/catalog/services", test_services);
  g_test_add_func ("/catalog/tenant-steps", test_tenant_steps);
  g_test_add_func ("/catalog/unsound-files", test_unsound_files);
  g_test_add_func ("/catalog/versions", test_versions);
  g_test_add_func ("/catalog/copies", test_copies);

  return g_test_run ();
}
