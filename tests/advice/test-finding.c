/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-finding.h"
#include "repoint-phrase.h"

#include <string.h>

#define MODERN "'versions':{'SSLv3':'refused','TLSv1.0':'refused','TLSv1.1':'refused','TLSv1.2':'accepted','TLSv1.3':'accepted'}"
#define MIXED  "'versions':{'SSLv3':'refused','TLSv1.0':'accepted','TLSv1.1':'accepted','TLSv1.2':'accepted','TLSv1.3':'refused'}"
#define OLD    "'versions':{'SSLv3':'refused','TLSv1.0':'accepted','TLSv1.1':'refused','TLSv1.2':'refused','TLSv1.3':'refused'}"
#define REACHED "'host':'smtp.office365.com','port':587,'protocol':'smtp','security':'starttls','reachable':true,'problem':null,"
#define LEGACY_REPLY "421 4.7.66 TLS 1.0 and 1.1 are not supported. Please upgrade/update your client to support TLS 1.2."
#define TALLY(tries, passed, refused, lost, rest)                                                             \
  "{'tries':" #tries ",'not_refused_before_sign_in':" #passed ",'refused':" #refused ",'lost':" #lost           \
  ",'throttled':0" rest "}"
#define GOOD_CERTIFICATE                                                                                        \
  "'certificate':{'subject':'CN=outlook.com','issuer':'CN=DigiCert Cloud Services CA-1','names':['outlook.com']," \
  "'not_before':'2026-01-01T00:00:00Z','not_after':'2027-06-30T00:00:00Z','key':'RSA 2048',"                      \
  "'signature':'sha256WithRSAEncryption','root':'DigiCert Global Root G2','problems':[]}"

static RepointCatalog *
load_catalog (void)
{
  static RepointCatalog *catalog; /* kept: facts of findings point into it */

  if (catalog == NULL)
    {
      g_autoptr(GError) error = NULL;

      catalog = repoint_catalog_load (&error);
      g_assert_no_error (error);
    }

  return catalog;
}

/* Single quotes stand for double ones. */
static JsonObject *
parse (const char *text)
{
  g_auto(GStrv) parts = g_strsplit (text, "'", -1);
  g_autofree char *json = g_strjoinv ("\"", parts);
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonNode) node = json_from_string (json, &error);

  g_assert_no_error (error);

  return json_object_ref (json_node_get_object (node));
}

static GPtrArray *
list (const char                   *text,
      RepointSurveyRole             role,
      const RepointCatalogEndpoint *endpoint)
{
  g_autoptr(JsonObject) survey = parse (text);
  GDate today;
  RepointSurveyContext context = { role, endpoint, load_catalog (), &today };

  g_date_clear (&today, 1);
  g_date_set_dmy (&today, 20, 11, 2026);

  return repoint_finding_list (survey, &context);
}

static const RepointCatalogEndpoint *
find_endpoint (const char *uri)
{
  g_autoptr(RepointTarget) target = repoint_target_parse (uri, NULL);

  g_assert_nonnull (target);

  return repoint_catalog_find_endpoint (load_catalog (), target);
}

static const RepointFinding *
find (GPtrArray  *findings,
      const char *id)
{
  for (guint i = 0; i < findings->len; i++)
    if (strcmp (((RepointFinding *) g_ptr_array_index (findings, i))->id, id) == 0)
      return g_ptr_array_index (findings, i);

  return NULL;
}

static char *
describe (GPtrArray *findings)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < findings->len; i++)
    {
      const RepointFinding *finding = g_ptr_array_index (findings, i);

      if (i > 0)
        g_string_append_c (text, ' ');
      g_string_append_printf (text, "%s:%s", finding->id, repoint_enum_to_string (REPOINT_TYPE_SEVERITY, (int) finding->severity));
    }

  return g_string_free (text, FALSE);
}

#define OTHER    REPOINT_SURVEY_ROLE_OTHER
#define STANDARD REPOINT_SURVEY_ROLE_STANDARD
#define LEGACY   REPOINT_SURVEY_ROLE_LEGACY
#define DEVICE   REPOINT_SURVEY_ROLE_DEVICE

/* The same answer is told of differently, by what the server is there for. */
static const struct
{
  const char        *name;
  RepointSurveyRole  role;
  const char        *survey;
  const char        *findings; /* all of them, the most severe first */
} cases[] = {
  /* reach */
  { "no-name", STANDARD, "{'reachable':false,'problem':'dns'}", "not-reached:problem" },
  { "device-off", DEVICE, "{'reachable':false,'problem':'timeout'}", "not-reached:note" },
  { "stopped", STANDARD, "{'reachable':false,'problem':'stopped'}", "not-reached:note" },
  { "forbidden-port", DEVICE, "{'reachable':false,'problem':'forbidden'}", "not-reached:note" },
  { "profiles-of-nobody", STANDARD, "{'reachable':false,'problem':'dns','profiles':{'no-sni':'not-observed'}}", "not-reached:problem" },
  { "nothing-known", STANDARD, "{}", "not-reached:note" },
  { "silent", STANDARD, "{'reachable':true,'problem':'timeout','versions':{'TLSv1.2':'not-observed'}}", "silent:problem" },
  { "silent-device", DEVICE, "{'reachable':true,'problem':'closed','versions':{'TLSv1.2':'not-observed'}}", "silent:note" },
  { "unfinished", OTHER, "{'reachable':true,'problem':'timeout','versions':{'TLSv1.3':'accepted','TLSv1.2':'not-observed'}}",
    "unfinished:warning versions-not-observed:note accepted:good" },
  { "stopped-midway", OTHER, "{'reachable':true,'problem':'stopped','versions':{'TLSv1.3':'not-observed'}}", "unfinished:note" },
  { "no-version", STANDARD, "{'reachable':true,'problem':'no-version','versions':{'TLSv1.2':'not-observed'}}", "no-version:problem" },
  { "other-protocol", DEVICE, "{'reachable':true,'problem':'other-protocol'}", "other-protocol:note" },
  { "turned-away", STANDARD, "{'reachable':true,'problem':'turned-away','greeting':'554 no'}", "turned-away:problem" },
  { "throttled", STANDARD, "{'reachable':true,'problem':'throttled'}", "throttled:note" },
  { "injected", DEVICE, "{'reachable':true,'problem':'injected'}", "injected:problem" },

  /* versions: no dialogue behind the handshake */
  { "modern", OTHER, "{" REACHED MODERN "}", "refused-in-handshake:note accepted:good" },
  { "modern-standard", STANDARD, "{" REACHED MODERN "}", "accepted:good refused-in-handshake:good" },
  { "modern-legacy", LEGACY, "{" REACHED MODERN "}", "refused-in-handshake:problem accepted:good" },
  { "mixed-legacy", LEGACY, "{" REACHED MIXED "}", "legacy-accepted:note accepted:good" },
  { "mixed-other", OTHER, "{" REACHED MIXED "}", "old-accepted:note accepted:good" },
  { "only-old-standard", STANDARD, "{" REACHED OLD "}", "only-old:problem old-accepted:note refused-in-handshake:good" },
  { "only-old-legacy", LEGACY, "{" REACHED OLD "}", "refused-in-handshake:problem legacy-accepted:note only-old:note" },
  { "old-device", DEVICE, "{" REACHED OLD "}", "device-old:warning" },
  { "modern-device", DEVICE, "{" REACHED MODERN "}", "device-modern:good" },
  { "unknown-is-not-only-old", STANDARD,
    "{" REACHED "'versions':{'TLSv1.0':'accepted','TLSv1.2':'not-observed','TLSv1.3':'refused'}}",
    "old-accepted:note versions-not-observed:note" },
  { "no-tls12", STANDARD, "{" REACHED "'versions':{'TLSv1.2':'refused','TLSv1.3':'accepted'}}", "no-tls12:warning accepted:good" },
  { "ssl", OTHER, "{" REACHED "'versions':{'SSLv2':'accepted','SSLv3':'accepted','TLSv1.2':'accepted'}}",
    "ssl-accepted:warning accepted:good" },
  { "intolerant", OTHER, "{" REACHED "'versions':{'TLSv1.2':'accepted','TLSv1.3':'intolerant'}}",
    "intolerant:warning accepted:good" },

  /* versions: what came after the handshake */
  { "refused-after", STANDARD,
    "{" REACHED MIXED ",'application':{'TLSv1.0':" TALLY (5, 0, 5, 0, ",'stage':'auth','error':'legacy-tls-refused','reply':'" LEGACY_REPLY "'")
    ",'TLSv1.1':" TALLY (5, 0, 5, 0, ",'stage':'auth','error':'legacy-tls-refused','reply':'" LEGACY_REPLY "'")
    ",'TLSv1.2':" TALLY (5, 5, 0, 0, "") "}}",
    "refused-after-handshake:note not-refused:good" },
  { "refused-after-legacy", LEGACY,
    "{" REACHED MIXED ",'application':{'TLSv1.0':" TALLY (5, 0, 5, 0, ",'error':'legacy-tls-refused','reply':'" LEGACY_REPLY "'")
    ",'TLSv1.1':" TALLY (5, 5, 0, 0, "") ",'TLSv1.2':" TALLY (5, 5, 0, 0, "") "}}",
    "refused-after-handshake:problem legacy-not-refused:good not-refused:good" },
  { "refused-sometimes", LEGACY,
    "{" REACHED MIXED ",'application':{'TLSv1.0':" TALLY (5, 4, 1, 0, ",'error':'legacy-tls-refused','reply':'" LEGACY_REPLY "'")
    "}}",
    "refused-sometimes:problem legacy-accepted:note accepted:good" },
  { "refused-sometimes-both", STANDARD,
    "{" REACHED "'versions':{'TLSv1.0':'accepted','TLSv1.1':'accepted'},'application':{'TLSv1.0':"
    TALLY (5, 4, 1, 0, ",'error':'legacy-tls-refused','reply':'" LEGACY_REPLY "'") ",'TLSv1.1':"
    TALLY (5, 3, 2, 0, ",'error':'legacy-tls-refused','reply':'" LEGACY_REPLY "'") "}}",
    "refused-sometimes:warning" },
  { "refused-sometimes-standard", STANDARD,
    "{" REACHED MIXED ",'application':{'TLSv1.0':" TALLY (5, 4, 1, 0, ",'error':'legacy-tls-refused','reply':'" LEGACY_REPLY "'")
    "}}",
    "refused-sometimes:warning old-accepted:note accepted:good" },
  { "refused-other", STANDARD,
    "{" REACHED MODERN ",'application':{'TLSv1.2':" TALLY (1, 0, 1, 0, ",'stage':'ehlo','error':'other','reply':'550 Go away'") "}}",
    "refused-unknown-reply:problem accepted:good refused-in-handshake:good" },
  { "refused-known", STANDARD,
    "{" REACHED "'versions':{'TLSv1.2':'accepted'},'application':{'TLSv1.2':" TALLY (1, 0, 1, 0, ",'error':'sender-blocked','reply':'550 5.1.8 Bad outbound sender'") "}}",
    "refused-other-reason:problem" },
  { "lost", OTHER, "{" REACHED "'versions':{'TLSv1.2':'accepted'},'application':{'TLSv1.2':" TALLY (2, 0, 0, 2, ",'stage':'handshake'") "}}",
    "lost-after-handshake:warning accepted:note" },
  { "broken-off", STANDARD,
    "{" REACHED "'versions':{'TLSv1.2':'accepted'},'application':{'TLSv1.2':" TALLY (2, 0, 0, 0, ",'handshake_refused':2,'stage':'handshake'") "}}",
    "broken-off:problem" },
  { "broken-off-sometimes", STANDARD,
    "{" REACHED "'versions':{'TLSv1.0':'accepted'},'application':{'TLSv1.0':" TALLY (3, 2, 0, 0, ",'handshake_refused':1") "}}",
    "broken-off:warning old-not-refused:note" },
  { "local", OTHER, "{" REACHED "'versions':{'TLSv1.2':'accepted'},'application':{'TLSv1.2':" TALLY (0, 0, 0, 0, ",'local_limitation':true") "}}",
    "local-limitation:note accepted:good" },
  { "old-not-refused", OTHER,
    "{" REACHED "'versions':{'TLSv1.0':'accepted','TLSv1.1':'accepted'},'application':{'TLSv1.0':" TALLY (3, 3, 0, 0, "")
    ",'TLSv1.1':" TALLY (3, 3, 0, 0, "") "}}",
    "old-not-refused:note" },

  /* suites */
  { "profiles", STANDARD,
    "{" REACHED "'versions':{'TLSv1.2':'accepted'},'profiles':{'rsa-key-exchange':'refused','ecdhe':'accepted','cbc':'accepted',"
    "'sha1-signatures':'refused','no-sni':'refused','no-extensions':'not-observed'}}",
    "rsa-key-exchange-refused:warning no-sni-refused:warning sha1-signatures-refused:note profiles-not-observed:note "
    "accepted:good ecdhe-accepted:good cbc-accepted:good" },
  { "profiles-other-way", STANDARD,
    "{" REACHED "'versions':{'TLSv1.2':'accepted'},'profiles':{'rsa-key-exchange':'accepted','ecdhe':'refused','cbc':'refused',"
    "'sha1-signatures':'accepted','no-sni':'accepted','no-extensions':'accepted'}}",
    "ecdhe-refused:warning cbc-refused:warning accepted:good rsa-key-exchange-accepted:good "
    "sha1-signatures-accepted:good no-sni-accepted:good no-extensions-accepted:good" },
  { "profiles-without-tls12", OTHER,
    "{" REACHED "'versions':{'TLSv1.3':'accepted'},'profiles':{'rsa-key-exchange':'refused','ecdhe':'refused','no-extensions':'refused'}}",
    "no-extensions-refused:warning accepted:good" },
  { "suites", STANDARD,
    "{" REACHED "'versions':{'TLSv1.2':'accepted'},'ciphers':{'TLSv1.2':['TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256',"
    "'TLS_RSA_WITH_RC4_128_SHA','TLS_DH_anon_WITH_AES_128_CBC_SHA','TLS_RSA_EXPORT_WITH_RC4_40_MD5','TLS_RSA_WITH_NULL_SHA']}}",
    "suites-unprotected:warning suites-weak:warning accepted:good" },
  { "suites-legacy", LEGACY,
    "{" REACHED "'versions':{'TLSv1.2':'accepted'},'ciphers':{'TLSv1.2':['TLS_RSA_WITH_3DES_EDE_CBC_SHA']}}",
    "suites-weak:note accepted:good" },
  { "suites-modern", STANDARD,
    "{" REACHED "'versions':{'TLSv1.2':'accepted'},'ciphers':{'TLSv1.2':['TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256']}}",
    "accepted:good" },
  { "suites-cut-short", OTHER,
    "{" REACHED "'versions':{'TLSv1.2':'accepted'},'ciphers':{'TLSv1.2':[]},'ciphers_incomplete':['TLSv1.2','nonsense']}",
    "suites-incomplete:note accepted:good" },
  { "short-dh", OTHER, "{" REACHED "'versions':{'TLSv1.2':'accepted'},'dh_bits':{'TLSv1.2':1024}}", "dh-short:warning accepted:good" },
  { "long-dh", OTHER, "{" REACHED "'versions':{'TLSv1.2':'accepted'},'dh_bits':{'TLSv1.2':2048}}", "accepted:good" },

  /* certificate */
  { "good", STANDARD, "{" REACHED "'versions':{'TLSv1.2':'accepted'}," GOOD_CERTIFICATE "}", "root-needed:note accepted:good certificate-good:good" },
  { "old-root", STANDARD, "{" REACHED "'certificate':{'issuer':'CN=DigiCert Cloud Services CA-1','not_after':'2027-06-30T00:00:00Z','root':'DigiCert Global Root CA','problems':[]}}",
    "root-old:warning certificate-good:good" },
  { "unexpected-root", STANDARD, "{" REACHED "'certificate':{'issuer':'CN=I','root':'Another Root','problems':[]}}",
    "issuer-unexpected:warning" },
  { "unconfirmed-root", STANDARD,
    "{" REACHED "'certificate':{'issuer':'CN=DigiCert Cloud Services CA-1,O=DigiCert Inc','root':null,'problems':['untrusted','incomplete-chain']}}",
    "certificate-incomplete-chain:problem issuer-unconfirmed:warning" },
  { "intercepted", STANDARD, "{" REACHED "'certificate':{'issuer':'CN=Firewall','root':null,'problems':['untrusted','weak-key']}}",
    "intercepted:problem certificate-weak-key:warning" },
  { "soon", STANDARD, "{" REACHED "'certificate':{'not_after':'2026-12-10T00:00:00Z','root':'R','problems':[]}}",
    "certificate-expires-soon:note" },
  { "very-soon", STANDARD, "{" REACHED "'certificate':{'not_after':'2026-11-30T00:00:00Z','root':'R','problems':[]}}",
    "certificate-expires-soon:warning" },
  { "expired-since", STANDARD, "{" REACHED "'certificate':{'not_after':'2026-11-19T00:00:00Z','root':'R','problems':[]}}",
    "certificate-expired:problem" },
  { "expired-undated", DEVICE, "{" REACHED "'certificate':{'not_after':null,'problems':['expired']}}", "certificate-expired:note" },
  { "self-signed", DEVICE, "{" REACHED "'certificate':{'problems':['self-signed','untrusted','name-mismatch']}}",
    "certificate-name-mismatch:note certificate-self-signed:note" },
  { "chain", STANDARD,
    "{" REACHED "'certificate':{'problems':['untrusted','incomplete-chain','chain-order','weak-key','weak-signature']}}",
    "certificate-incomplete-chain:problem certificate-chain-order:warning certificate-weak-key:warning certificate-weak-signature:warning" },
  { "untrusted", STANDARD, "{" REACHED "'certificate':{'problems':['untrusted','not-yet-valid','invalid']}}",
    "certificate-not-yet-valid:problem certificate-invalid:problem certificate-untrusted:warning" },
  { "unverified-is-not-good", STANDARD, "{" REACHED "'certificate':{'root':null,'problems':[]}}", "" },

  /* mail */
  { "starttls-missing", STANDARD, "{" REACHED "'starttls':'missing'}", "starttls-missing:problem" },
  { "starttls-stripped", STANDARD, "{" REACHED "'starttls':'stripped','starttls_masked':'250-XXXXXXXA'}", "starttls-stripped:problem" },
  { "starttls-refused", STANDARD, "{'reachable':true,'problem':'starttls-refused','starttls':'offered'}", "starttls-refused:problem" },
  { "both", STANDARD, "{" REACHED "'sign_in':['LOGIN','XOAUTH2']}", "sign-in-both:good" },
  { "password", STANDARD, "{" REACHED "'sign_in':['LOGIN'],'sign_in_clear':['LOGIN']}", "sign-in-clear:warning sign-in-password-only:note" },
  { "oauth", STANDARD, "{" REACHED "'sign_in':['XOAUTH2']}", "sign-in-oauth-only:warning" },
  { "servers", STANDARD, "{" REACHED "'servers':['A','B']}", "several-servers:note" },

  /* routes */
  { "ipv6", STANDARD,
    "{" REACHED "'addresses':[{'address':'2001:db8::1','family':'ipv6','reachable':false},{'address':'192.0.2.1','family':'ipv4','reachable':true}]}",
    "ipv6-unreachable:note" },
  { "ipv4", STANDARD,
    "{" REACHED "'addresses':[{'address':'2001:db8::1','family':'ipv6','reachable':true},{'address':'192.0.2.1','family':'ipv4','reachable':false}]}",
    "ipv4-unreachable:warning" },
  { "one-address", STANDARD,
    "{" REACHED "'addresses':[{'address':'192.0.2.2','family':'ipv4','reachable':true},{'address':'192.0.2.1','family':'ipv4','reachable':false}]}",
    "address-unreachable:warning" },
  { "no-address", STANDARD, "{'reachable':false,'problem':'timeout','addresses':[{'address':'192.0.2.1','family':'ipv4','reachable':false}]}",
    "not-reached:problem" },
  { "addresses-differ", STANDARD,
    "{" REACHED "'addresses':[{'address':'192.0.2.2','family':'ipv4','reachable':true,'highest':'TLSv1.3'},"
    "{'address':'192.0.2.1','family':'ipv4','reachable':true,'highest':'TLSv1.2'},{'address':'192.0.2.3','family':'ipv4','reachable':true,'highest':null}]}",
    "addresses-differ:warning" },
  { "proxy", STANDARD, "{" REACHED "'proxy':'http://proxy:3128'}", "proxy-used:note" },
  { "proxy-refused", STANDARD, "{'reachable':false,'problem':'proxy-refused','problem_detail':'403','proxy':'http://proxy:3128'}",
    "not-reached:note" },
  { "no-such-name", STANDARD, "{'reachable':false,'problem':'dns','problem_detail':'no-such-name'}", "not-reached:problem" },
  { "no-network", STANDARD, "{'reachable':false,'problem':'dns','problem_detail':'no-network'}", "not-reached:note" },
};

static void
test_case (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_autoptr(GPtrArray) findings = list (cases[i].survey, cases[i].role, NULL);
  g_autofree char *ids = describe (findings);

  g_assert_cmpstr (ids, ==, cases[i].findings);
}

/* What is documented of the cloud's servers is held against what was seen, and cited. */
static void
test_documents (void)
{
  const RepointCatalogEndpoint *standard = find_endpoint ("smtp://SMTP.office365.com:25");
  const RepointCatalogEndpoint *legacy = find_endpoint ("imaps://imap-legacy.office365.com:993");
  g_autoptr(GPtrArray) of_standard = NULL;
  g_autoptr(GPtrArray) of_legacy = NULL;
  const RepointFinding *finding;

  g_assert_nonnull (standard);
  g_assert_nonnull (legacy);
  g_assert_null (find_endpoint ("smtp://mail.example.net:25"));
  g_assert_null (find_endpoint ("pop3s://smtp.office365.com:995"));

  of_standard = list ("{" REACHED "'versions':{'TLSv1.0':'accepted','TLSv1.2':'accepted'},'sign_in':['LOGIN'],'application':{'TLSv1.0':" TALLY (5, 5, 0, 0, "") "}}",
                      STANDARD, standard);
  finding = find (of_standard, "old-not-refused-against-documents");
  g_assert_nonnull (finding);
  g_assert_cmpstr (repoint_finding_get_argument (finding, "minimum"), ==, "TLSv1.2");
  g_assert_nonnull (finding->fact.source);
  finding = find (of_standard, "sign-in-password-until");
  g_assert_nonnull (finding);
  g_assert_cmpstr (repoint_finding_get_argument (finding, "date"), ==, "2026-12-31");

  of_legacy = list ("{" REACHED "'versions':{'TLSv1.0':'accepted'},'application':{'TLSv1.0':" TALLY (5, 5, 0, 0, "") "}}", LEGACY, legacy);
  finding = find (of_legacy, "legacy-block-until");
  g_assert_nonnull (finding);
  g_assert_cmpint (finding->severity, ==, REPOINT_SEVERITY_WARNING);
  finding = find (of_legacy, "legacy-not-refused");
  g_assert_nonnull (finding);
  g_assert_cmpstr (repoint_finding_get_argument (finding, "tries"), ==, "5");
}

static void
test_block_passed (void)
{
  const RepointCatalogEndpoint *legacy = find_endpoint ("imaps://imap-legacy.office365.com:993");
  g_autoptr(JsonObject) survey = parse ("{" REACHED MIXED "}");
  g_autoptr(GPtrArray) findings = NULL;
  GDate today;
  RepointSurveyContext context = { LEGACY, legacy, load_catalog (), &today };

  g_date_clear (&today, 1);
  g_date_set_dmy (&today, 1, 1, 2027);
  findings = repoint_finding_list (survey, &context);

  g_assert_nonnull (find (findings, "legacy-block-passed"));
  g_assert_null (find (findings, "legacy-block-until"));
}

/* What the server said is recognized, and quoted. */
static void
test_reply_is_recognized (void)
{
  g_autoptr(GPtrArray) findings =
    list ("{" REACHED "'versions':{'TLSv1.0':'accepted'},'application':{'TLSv1.0':"
          TALLY (4, 0, 4, 0, ",'stage':'auth','error':'legacy-tls-refused','reply':'" LEGACY_REPLY "'") "}}", STANDARD, NULL);
  const RepointFinding *finding = find (findings, "refused-after-handshake");
  g_autofree char *sentence = NULL;
  g_autofree char *detail = NULL;

  g_assert_nonnull (finding);
  sentence = repoint_phrase_finding (finding);
  detail = repoint_phrase_finding_detail (finding);
  g_assert_nonnull (strstr (sentence, "TLS 1.0"));
  g_assert_nonnull (strstr (sentence, "in 4 of 4 tries"));
  g_assert_nonnull (strstr (detail, LEGACY_REPLY));
  g_assert_nonnull (strstr (detail, "Source: "));
}

/* The weak link of a chain is named, not the server's own certificate. */
static void
test_weak_link (void)
{
  g_autoptr(GPtrArray) findings =
    list ("{" REACHED "'certificate':{'key':'RSA 2048','signature':'sha256WithRSAEncryption','problems':['weak-key','weak-signature'],"
          "'chain':[{'key':'RSA 2048','signature':'sha256WithRSAEncryption'},{'key':'RSA 1024','signature':'sha1WithRSAEncryption'}]}}",
          STANDARD, NULL);

  g_assert_cmpstr (repoint_finding_get_argument (find (findings, "certificate-weak-key"), "key"), ==, "RSA 1024");
  g_assert_cmpstr (repoint_finding_get_argument (find (findings, "certificate-weak-signature"), "signature"), ==,
                   "sha1WithRSAEncryption");
}

/* A document may say anything: nothing of another type than it should be is believed, and nothing of it steers. */
static void
test_hostile (void)
{
  static const char * const surveys[] = {
    "{'reachable':'yes','problem':7,'versions':[],'certificate':[1],'addresses':{'a':1},'servers':[1,null,{}],'dh_bits':[],"
    "'profiles':'x','ciphers':[[]],'application':[],'sign_in':{},'proxy':{}}",
    "{'reachable':true,'problem':'made-up','versions':{'TLSv1.0':{},'TLSv9':'accepted','TLSv1.2':'perhaps'},"
    "'application':{'TLSv1.0':{'tries':-5,'refused':99999999999}}}",
    "{'reachable':true,'versions':{'TLSv1.2':'accepted'},'certificate':{'not_after':'99999-99-99','problems':['no-such',3],'root':5},"
    "'addresses':[{},{'address':4,'family':'ipv4'},{'family':'ipv6','reachable':true}],'ciphers':{'TLSv1.2':[null,'_RC4_']},"
    "'dh_bits':{'TLSv1.2':-1},'profiles':{'cbc':'maybe','no-sni':null}}",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (surveys); i++)
    for (int role = OTHER; role <= DEVICE; role++)
      {
        g_autoptr(GPtrArray) findings = list (surveys[i], (RepointSurveyRole) role, NULL);

        for (guint j = 0; j < findings->len; j++)
          {
            g_autofree char *sentence = repoint_phrase_finding (g_ptr_array_index (findings, j));
            g_autofree char *detail = repoint_phrase_finding_detail (g_ptr_array_index (findings, j));

            g_assert_true (g_utf8_validate (sentence, -1, NULL));
            g_assert_true (g_utf8_validate (detail, -1, NULL));
          }
      }
}

/* That nothing answers does not go with what was just heard of it. */
static void
test_no_longer_taken (void)
{
  static const char * const surveys[][2] = {
    { "unfinished", "{'reachable':true,'problem':'refused','versions':{'TLSv1.3':'accepted','TLSv1.2':'not-observed'}}" },
    { "silent", "{'reachable':true,'problem':'refused','versions':{'TLSv1.3':'not-observed'}}" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (surveys); i++)
    {
      g_autoptr(GPtrArray) findings = list (surveys[i][1], OTHER, NULL);
      g_autofree char *detail = repoint_phrase_finding_detail (find (findings, surveys[i][0]));

      g_assert_true (g_str_has_prefix (detail, "It stopped taking connections. "));
    }
}

static void
test_words_are_cleaned (void)
{
  g_autoptr(GPtrArray) findings =
    list ("{'reachable':true,'problem':'turned-away','greeting':'554 \\u001b[2J{host}<b>\\u202e','servers':['a\\u009b1','b\\u0007']}", OTHER, NULL);

  g_assert_cmpuint (findings->len, ==, 2);
  for (guint i = 0; i < findings->len; i++)
    {
      g_autofree char *detail = repoint_phrase_finding_detail (g_ptr_array_index (findings, i));

      for (const char *p = detail; *p != '\0'; p = g_utf8_next_char (p))
        {
          g_assert_true (*p == '\n' || !g_unichar_iscntrl (g_utf8_get_char (p)));
          g_assert_cmpuint (g_utf8_get_char (p), !=, 0x202e);
        }
    }
  {
    g_autofree char *detail = repoint_phrase_finding_detail (find (findings, "turned-away"));
    g_autofree char *markup = repoint_phrase_to_markup (detail);

    g_assert_nonnull (strstr (detail, "{host}<b>"));
    g_assert_null (strstr (markup, "<b>"));
  }
}

/* Every id is told of by some case here, so that none of them is dead. */
static void
test_every_id_is_reached (void)
{
  static const char * const elsewhere[] = { "old-not-refused-against-documents", "legacy-block-until", "legacy-block-passed",
                                            "sign-in-password-until", NULL };

  for (guint i = 0; repoint_finding_ids[i] != NULL; i++)
    {
      g_autofree char *entry = g_strconcat (repoint_finding_ids[i], ":", NULL);
      gboolean found = g_strv_contains (elsewhere, repoint_finding_ids[i]);

      for (gsize j = 0; j < G_N_ELEMENTS (cases) && !found; j++)
        {
          const char *place = strstr (cases[j].findings, entry);

          found = place != NULL && (place == cases[j].findings || place[-1] == ' ');
        }
      if (!found)
        g_test_message ("%s", repoint_finding_ids[i]);
      g_assert_true (found);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/finding/case/", cases[i].name, NULL);

      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_case);
    }
  g_test_add_func ("/finding/documents", test_documents);
  g_test_add_func ("/finding/block-passed", test_block_passed);
  g_test_add_func ("/finding/reply-is-recognized", test_reply_is_recognized);
  g_test_add_func ("/finding/weak-link", test_weak_link);
  g_test_add_func ("/finding/hostile", test_hostile);
  g_test_add_func ("/finding/no-longer-taken", test_no_longer_taken);
  g_test_add_func ("/finding/words-are-cleaned", test_words_are_cleaned);
  g_test_add_func ("/finding/every-id-is-reached", test_every_id_is_reached);

  return g_test_run ();
}
