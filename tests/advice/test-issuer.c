/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-issuer.h"

#define G1 "4348a0e9444c78cb265e058d5e8944b4d84f9662bd26db257f8934a443c70161"
#define G2 "cb3ccbb76031e5e0138f8dd39a23f9de47ffc35e43c1144cea27d46a5ab1cb5f"
#define OTHER "1111111111111111111111111111111111111111111111111111111111111111"
#define CLOUD_SERVICES "CN=DigiCert Cloud Services CA-1,O=DigiCert Inc,C=US"

typedef struct
{
  const char        *name;
  const char        *host;
  const char        *certificate; /* JSON */
  RepointIssuerKind  kind;
  const char        *issuer;      /* nullable */
  const char        *expected;    /* id of the root; nullable */
} Case;

static const Case cases[] = {
  { "g1", "outlook.office365.com",
    "{'issuer':'" CLOUD_SERVICES "','root':'DigiCert Global Root CA','root_sha256':'" G1 "','problems':[]}",
    REPOINT_ISSUER_EXPECTED, "DigiCert Cloud Services CA-1", "digicert-global-root-g1" },
  { "g2", "SMTP.office365.com",
    "{'issuer':'" CLOUD_SERVICES "','root':'DigiCert Global Root G2','root_sha256':'" G2 "','problems':['expired']}",
    REPOINT_ISSUER_EXPECTED, "DigiCert Cloud Services CA-1", "digicert-global-root-g2" },
  { "before-fingerprints", "smtp.office365.com", "{'issuer':'" CLOUD_SERVICES "','root':'DigiCert Global Root G2','problems':[]}",
    REPOINT_ISSUER_EXPECTED, "DigiCert Cloud Services CA-1", "digicert-global-root-g2" },
  { "borrowed-name-of-a-trusted-root", "smtp.office365.com",
    "{'issuer':'CN=Gateway','root':'DigiCert Global Root G2','root_sha256':'" OTHER "','problems':[]}",
    REPOINT_ISSUER_UNEXPECTED, "Gateway", NULL },
  { "installed-authority", "smtp-legacy.office365.com",
    "{'issuer':'CN=Proxy CA\\, 2nd,O=Example','root':'Example Root','root_sha256':'" OTHER "','problems':[]}",
    REPOINT_ISSUER_UNEXPECTED, "Proxy CA, 2nd", NULL },
  { "intercepted", "outlook.office365.com",
    "{'issuer':'O=Fortinet,CN=FG100D','root':null,'problems':['untrusted','incomplete-chain']}",
    REPOINT_ISSUER_INTERCEPTED, "FG100D", NULL },
  { "intercepted-self-signed", "outlook.office365.com",
    "{'issuer':'OU=Only this','root':null,'problems':['self-signed','untrusted']}", REPOINT_ISSUER_INTERCEPTED, "Only this", NULL },
  { "intercepted-with-borrowed-names", "outlook.office365.com",
    "{'issuer':'" CLOUD_SERVICES "','root':null,'problems':['untrusted'],'chain':["
    "{'subject':'CN=outlook.com','issuer':'" CLOUD_SERVICES "','sha256':'" OTHER "'},"
    "{'subject':'CN=DigiCert Global Root G2,O=DigiCert Inc','issuer':'CN=DigiCert Global Root G2,O=DigiCert Inc','sha256':'" OTHER "'}]}",
    REPOINT_ISSUER_INTERCEPTED, "DigiCert Cloud Services CA-1", NULL },
  { "intercepted-below-a-borrowed-name", "outlook.office365.com",
    "{'issuer':'" CLOUD_SERVICES "','root':null,'problems':['untrusted'],'chain':["
    "{'subject':'CN=outlook.com','issuer':'" CLOUD_SERVICES "'},{'subject':'" CLOUD_SERVICES "','issuer':'CN=Gateway'}]}",
    REPOINT_ISSUER_INTERCEPTED, "DigiCert Cloud Services CA-1", NULL },
  { "root-missing-here", "outlook.office365.us",
    "{'issuer':'CN=Sub,O=DigiCert Inc','root':null,'problems':['untrusted'],'chain':["
    "{'subject':'CN=outlook.com','issuer':'CN=Sub,O=DigiCert Inc'},"
    "{'subject':'CN=Sub,O=DigiCert Inc','issuer':'CN=DigiCert Global Root CA,O=DigiCert Inc'}]}",
    REPOINT_ISSUER_UNCONFIRMED, "Sub", "digicert-global-root-g1" },
  { "leaf-alone", "smtp.partner.outlook.cn",
    "{'issuer':'CN=Microsoft Azure RSA TLS Issuing CA 03,O=Microsoft Corporation','root':null,'problems':['untrusted','incomplete-chain']}",
    REPOINT_ISSUER_UNCONFIRMED, "Microsoft Azure RSA TLS Issuing CA 03", "microsoft-rsa-root-2017" },
  { "name-inside-a-value", "smtp.office365.com",
    "{'issuer':'CN=O=DigiCert Inc\\,O=DigiCert Inc','root':null,'problems':['untrusted']}",
    REPOINT_ISSUER_INTERCEPTED, "O=DigiCert Inc,O=DigiCert Inc", NULL },
  { "nothing-known-of-dod", "webmail.apps.mil", "{'issuer':'CN=DOD SW CA-66','root':null,'problems':['untrusted']}",
    REPOINT_ISSUER_PRIVATE, "DOD SW CA-66", NULL },
  { "own-public", "mail.example", "{'issuer':'CN=R3,O=Encrypt','root':'ISRG Root X1','root_sha256':'" OTHER "','problems':[]}",
    REPOINT_ISSUER_PUBLIC, "R3", NULL },
  { "own-private", "mail.example", "{'issuer':'CN=Office CA','root':null,'problems':['untrusted']}",
    REPOINT_ISSUER_PRIVATE, "Office CA", NULL },
  { "own-incomplete", "mail.example", "{'issuer':'CN=R3','root':null,'problems':['untrusted','incomplete-chain']}",
    REPOINT_ISSUER_UNKNOWN, "R3", NULL },
  { "own-self-signed", "10.0.0.1", "{'issuer':'CN=printer','root':null,'problems':['self-signed','untrusted']}",
    REPOINT_ISSUER_SELF_SIGNED, "printer", NULL },
  { "not-what-it-should-be", "smtp.office365.com",
    "{'issuer':'','root':7,'root_sha256':[],'problems':{},'chain':[null,3,{}]}", REPOINT_ISSUER_INTERCEPTED, "", NULL },
  { "no-issuer", "smtp.office365.com", "{'issuer':[]}", REPOINT_ISSUER_UNKNOWN, NULL, NULL },
  { "no-certificate", "smtp.office365.com", "null", REPOINT_ISSUER_UNKNOWN, NULL, NULL },
};

static RepointCatalog *
load (void)
{
  static const char * const nowhere[] = { NULL };
  g_autoptr(GError) error = NULL;
  RepointCatalog *catalog = repoint_catalog_load_from (nowhere, &error);

  g_assert_no_error (error);

  return catalog;
}

static void
test_judge (gconstpointer data)
{
  const Case *row = data;
  g_autoptr(RepointCatalog) catalog = load ();
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonNode) node = json_from_string (row->certificate, &error);
  g_auto(RepointIssuer) issuer = { 0 };

  g_assert_no_error (error);
  repoint_issuer_judge (&issuer, catalog, row->host, JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL);

  g_assert_cmpint (issuer.kind, ==, row->kind);
  g_assert_cmpstr (issuer.issuer, ==, row->issuer);
  g_assert_cmpstr (issuer.expected != NULL ? issuer.expected->id : NULL, ==, row->expected);
  g_assert_true ((issuer.id == NULL) == (issuer.kind == REPOINT_ISSUER_UNKNOWN));
}

static void
test_roots (void)
{
  static const char *const hosts[] = { "smtp.office365.com", "outlook.office365.com", "smtp-legacy.office365.com",
                                       "imap-legacy.office365.com", "outlook.office365.us", "partner.outlook.cn" };
  static const char *const others[] = { "outlook-dod.office365.us", "office365.com", "smtp.office365.com.example", "", "127.0.0.1" };
  g_autoptr(RepointCatalog) catalog = load ();

  for (gsize i = 0; i < G_N_ELEMENTS (hosts); i++)
    {
      g_autoptr(GPtrArray) roots = repoint_catalog_list_roots (catalog, hosts[i]);
      const RepointCatalogRoot *first = g_ptr_array_index (roots, 0);

      g_assert_cmpuint (roots->len, ==, 7);
      g_assert_cmpstr (first->id, ==, "digicert-global-root-g2");
      g_assert_null (first->trusted_until);
      for (guint j = 0; j < roots->len; j++)
        {
          const RepointCatalogRoot *root = g_ptr_array_index (roots, j);

          g_assert_nonnull (root->fact.source);
          g_assert_nonnull (root->fact.as_of);
        }
    }

  for (gsize i = 0; i < G_N_ELEMENTS (others); i++)
    {
      g_autoptr(GPtrArray) roots = repoint_catalog_list_roots (catalog, others[i]);

      g_assert_cmpuint (roots->len, ==, 0);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/issuer/judge/", cases[i].name, NULL);

      g_test_add_data_func (path, &cases[i], test_judge);
    }
  g_test_add_func ("/issuer/roots", test_roots);

  return g_test_run ();
}
