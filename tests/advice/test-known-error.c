/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-known-error.h"
#include "repoint-survey-data.h"

static JsonObject *
parse (const char *text)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonNode) node = json_from_string (text, &error);

  g_assert_no_error (error);

  return json_object_ref (json_node_get_object (node));
}

static JsonObject *
mark (const char *text)
{
  static const char * const nowhere[] = { NULL };
  g_autoptr(GError) error = NULL;
  g_autoptr(RepointCatalog) catalog = repoint_catalog_load_from (nowhere, &error);
  JsonObject *survey = parse (text);

  g_assert_no_error (error);
  repoint_known_error_mark_survey (catalog, survey);

  return survey;
}

static const char *
get_error (JsonObject        *survey,
           RepointTlsVersion  version)
{
  RepointSurveyApplication application;

  repoint_survey_data_get_application (survey, version, &application);

  return application.error;
}

static void
test_mark (void)
{
  g_autoptr(JsonObject) survey = mark ("{'application':{"
    "'TLSv1.0':{'tries':1,'refused':1,'reply':'550 5.7.67 TLS 1.0 and 1.1 are not supported by your organization','error':'legacy-tls-refused'},"
    "'TLSv1.1':{'tries':1,'refused':1,'reply':'421 4.7.66 TLS 1.0 and 1.1 are not supported. Please upgrade','error':'legacy-tls-refused'},"
    "'TLSv1.2':{'tries':1,'refused':1,'reply':'504 5.7.4 Unrecognized authentication type','error':'other'},"
    "'TLSv1.3':{'tries':1,'refused':1,'reply':'550 Not today','error':'other'}}}");

  g_assert_cmpstr (get_error (survey, REPOINT_TLS_VERSION_1_0), ==, "legacy-tls-refused-by-tenant");
  g_assert_cmpstr (get_error (survey, REPOINT_TLS_VERSION_1_1), ==, "legacy-tls-refused");
  g_assert_cmpstr (get_error (survey, REPOINT_TLS_VERSION_1_2), ==, "mechanism-unknown");
  g_assert_cmpstr (get_error (survey, REPOINT_TLS_VERSION_1_3), ==, "other");
}

/* A reply that nobody took for a refusal, such as that to the cancelled sign-in, does not become one. */
static void
test_no_refusal (void)
{
  g_autoptr(JsonObject) survey = mark ("{'application':{"
    "'TLSv1.0':{'tries':1,'throttled':1,'reply':'421 4.7.66 TLS 1.0 and 1.1 are not supported. Please upgrade','error':null},"
    "'TLSv1.1':{'tries':1,'refused':1,'error':'other'},'TLSv1.2':7}}");
  g_autoptr(JsonObject) empty = mark ("{'application':[]}");

  g_assert_null (get_error (survey, REPOINT_TLS_VERSION_1_0));
  g_assert_cmpstr (get_error (survey, REPOINT_TLS_VERSION_1_1), ==, "other");
  g_assert_null (get_error (empty, REPOINT_TLS_VERSION_1_0));
}

static void
test_about_tls (void)
{
  g_autoptr(JsonObject) by_words = parse ("{'application':{'TLSv1.0':{'tries':5,'refused':1,'error':'legacy-tls-refused-by-tenant'}}}");
  g_autoptr(JsonObject) by_comparison = parse ("{'application':{'TLSv1.0':{'tries':5,'refused':1,'error':'other'},"
                                               "'TLSv1.2':{'tries':5,'refused':0,'not_refused_before_sign_in':5}}}");
  g_autoptr(JsonObject) alike = parse ("{'application':{'TLSv1.0':{'tries':5,'refused':5,'error':'other'},"
                                       "'TLSv1.2':{'tries':5,'refused':5,'error':'other'}}}");

  g_assert_true (repoint_survey_data_is_about_tls (by_words, REPOINT_TLS_VERSION_1_0));
  g_assert_true (repoint_survey_data_is_about_tls (by_comparison, REPOINT_TLS_VERSION_1_0));
  g_assert_false (repoint_survey_data_is_about_tls (by_comparison, REPOINT_TLS_VERSION_1_2));
  g_assert_false (repoint_survey_data_is_about_tls (by_comparison, REPOINT_TLS_VERSION_1_1));
  g_assert_false (repoint_survey_data_is_about_tls (alike, REPOINT_TLS_VERSION_1_0));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/known-error/mark", test_mark);
  g_test_add_func ("/known-error/no-refusal", test_no_refusal);
  g_test_add_func ("/known-error/about-tls", test_about_tls);

  return g_test_run ();
}
