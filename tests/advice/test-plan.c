/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "plan-fixture.h"
#include "repoint-phrase.h"
#include "repoint-powershell.h"
#include "repoint-reason.h"

#include <string.h>

static const char * const clouds[] = { "worldwide", "gcc", "gcc-high", "dod", "21vianet", "own" };
static const char * const switches[] = { "unknown", "unset", "on", "off" };
static const char * const devices[] = { "modern", "switch", "update", "never", "other", "nothing" };
static const char * const protocols[] = { "smtp", "imap", "pop3" };
static const char * const sign_ins[] = { "unknown", "basic", "oauth", "none" };
static const char * const places[] = { "standard", "legacy", "-", "smtp.office365.com:465/tls", "192.168.1.5:25/none",
                                       "contoso-com.mail.protection.outlook.com:25/starttls",
                                       "smtp.hve.mx.microsoft:587/starttls", "mail.elsewhere.example:25" };
static const char * const days[] = { "2026-07-31", "2026-08-01", "2026-12-31", "2027-01-01", "2028-10-01" };
static const char * const evidence[] = { "statement:1.0", "statement:1.2", "server:1.0", "server:1.2", "report:1.0",
                                         "hello:1.0",     "hello:1.2",     "delivery:1.2",  "profile:1.0",
                                         "passage:1.2@standard", "passage:1.0@legacy", "passage:1.2@standard!",
                                         "passage:1.2@standard!unknown_ca", "passage:1.0@standard?",
                                         "passage:1.2@standard!bad_certificate", "passage:1.0@standard",
                                         "replay:1.2@standard", "replay:1.2@standard!", "replay:1.0@legacy!",
                                         "replay:1.0@legacy#", "replay:1.2@legacy?", "in-clear:", "tls-at-once:1.2",
                                         "checks:1.2", "takes-any:1.0", "later:2", "at-once:" };
static const char * const surveys[] = { "standard=1.2~1+1.3~1", "standard=1.0~3+1.2~3", "standard=1.0!2/5+1.2~5",
                                        "standard=away",        "legacy=1.0~3+1.2~3",   "legacy=1.0!1/3",
                                        "legacy=1.2",           "auth=LOGIN,XOAUTH2",   "auth=XOAUTH2" };

#define PICK(array) array[g_test_rand_int_range (0, G_N_ELEMENTS (array))]
#define N_ROUNDS 1500

static PlanCase
make_random_case (void)
{
  return (PlanCase) { PICK (clouds), PICK (days), PICK (switches), PICK (switches), PICK (devices), NULL,
                      PICK (protocols), PICK (places), PICK (sign_ins), NULL };
}

/* Some of the words, in any order. */
static GPtrArray *
pick_words (const char * const *words,
            guint               n_words,
            guint               most)
{
  GPtrArray *picked = g_ptr_array_new ();
  guint n = (guint) g_test_rand_int_range (0, (int) most + 1);

  while (picked->len < n)
    g_ptr_array_add (picked, (char *) words[g_test_rand_int_range (0, (int) n_words)]);

  return picked;
}

static char *
join_without (GPtrArray *words,
              guint      left_out)
{
  GString *joined = g_string_new (NULL);

  for (guint i = 0; i < words->len; i++)
    if (i != left_out)
      g_string_append_printf (joined, "%s%s", joined->len > 0 ? " " : "", (char *) g_ptr_array_index (words, i));

  return g_string_free (joined, FALSE);
}

static RepointConfidence
judge (PlanCase  *plan_case,
       GPtrArray *seen,
       guint      without_seen,
       GPtrArray *surveyed,
       guint      without_surveyed)
{
  g_autofree char *evidence_text = join_without (seen, without_seen);
  g_autofree char *more = join_without (surveyed, without_surveyed);
  g_autoptr(PlanFixture) fixture = NULL;
  g_autoptr(RepointPlan) plan = NULL;

  plan_case->evidence = evidence_text;
  plan_case->more = more;
  fixture = plan_fixture_new (plan_case);
  plan = plan_fixture_plan (fixture);
  plan_case->evidence = plan_case->more = NULL;

  return repoint_plan_get_confidence (plan);
}

/* Whether the word shows what the device itself offers, and that it is not @version. */
static gboolean
offers_other (const char *word,
              const char *version)
{
  static const char * const kinds[] = { "hello:", "passage:", "replay:", "tls-at-once:", "checks:", "takes-any:" };

  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (g_str_has_prefix (word, kinds[i]))
      return !g_str_has_prefix (strchr (word, ':') + 1, version);

  return FALSE;
}

/* Of one client. One that offers something else since has changed: then what was known of it is known no more, and that
 * is as it should be. */
static void
keep_one_client (GPtrArray *words)
{
  const char *version = g_test_rand_bit () ? "1.2" : "1.0";

  for (guint i = words->len; i > 0; i--)
    if (offers_other (g_ptr_array_index (words, i - 1), version))
      g_ptr_array_remove_index (words, i - 1);
}

static void
test_less_evidence_is_never_surer (void)
{
  for (guint round = 0; round < N_ROUNDS / 2; round++)
    {
      PlanCase plan_case = make_random_case ();
      g_autoptr(GPtrArray) seen = pick_words (evidence, G_N_ELEMENTS (evidence), 4);
      g_autoptr(GPtrArray) surveyed = pick_words (surveys, G_N_ELEMENTS (surveys), 3);
      RepointConfidence all;

      keep_one_client (seen);
      all = judge (&plan_case, seen, G_MAXUINT, surveyed, G_MAXUINT);

      for (guint i = 0; i < seen->len; i++)
        {
          /* Time that passes is no evidence. */
          if (g_str_has_prefix (g_ptr_array_index (seen, i), "later:") ||
              g_str_has_prefix (g_ptr_array_index (seen, i), "at-once:"))
            continue;

          if (judge (&plan_case, seen, i, surveyed, G_MAXUINT) > all)
            {
              g_autofree char *words = join_without (seen, G_MAXUINT);
              g_autofree char *more = join_without (surveyed, G_MAXUINT);

              g_error ("%s %s %s %s: \"%s\" and \"%s\", without \"%s\"", plan_case.cloud, plan_case.protocol,
                       plan_case.device, plan_case.set_to, words, more, (char *) g_ptr_array_index (seen, i));
            }
        }
    }
}

static RepointPlan *
make_random_plan (PlanFixture **fixture)
{
  PlanCase plan_case = make_random_case ();
  g_autoptr(GPtrArray) seen = pick_words (evidence, G_N_ELEMENTS (evidence), 3);
  g_autoptr(GPtrArray) surveyed = pick_words (surveys, G_N_ELEMENTS (surveys), 2);
  g_autofree char *evidence_text = join_without (seen, G_MAXUINT);
  g_autofree char *more = join_without (surveyed, G_MAXUINT);

  plan_case.evidence = evidence_text;
  plan_case.more = more;
  *fixture = plan_fixture_new (&plan_case);

  return plan_fixture_plan (*fixture);
}

static const RepointEndpointState *
find_state (RepointPlan     *plan,
            RepointStanding  standing)
{
  GPtrArray *states = repoint_plan_get_endpoints (plan);

  for (guint i = 0; i < states->len; i++)
    {
      const RepointEndpointState *state = g_ptr_array_index (states, i);

      if (repoint_endpoint_get_standing (state->endpoint->endpoint) == standing)
        return state;
    }

  return NULL;
}

/* What holds of every plan, whatever it is about. */
static void
test_every_plan (void)
{
  for (guint round = 0; round < N_ROUNDS; round++)
    {
      g_autoptr(PlanFixture) fixture = NULL;
      g_autoptr(RepointPlan) plan = make_random_plan (&fixture);
      const RepointEndpointState *standard = find_state (plan, REPOINT_STANDING_STANDARD);
      const RepointEndpointState *legacy = find_state (plan, REPOINT_STANDING_LEGACY);
      RepointTlsVersion version = repoint_plan_get_capability (plan)->max_version;
      gboolean old_tls = version != REPOINT_TLS_VERSION_NONE && version < REPOINT_TLS_VERSION_1_2;
      RepointOrganization *organization = repoint_project_get_organization (fixture->project);
      gboolean own = repoint_organization_get_cloud (organization) == REPOINT_CLOUD_OWN;
      const char * const *raise = repoint_plan_get_raise_confidence (plan);
      GPtrArray *steps = repoint_plan_get_steps (plan);
      g_autofree char *verdict = repoint_phrase_verdict (plan);

      g_assert_cmpstr (verdict, !=, "");
      g_assert_null (strchr (verdict, '{'));

      /* Old TLS never "works" at a standard server, nor anywhere without the tenant's leave. */
      if (old_tls && standard != NULL)
        g_assert_cmpint (standard->transport, !=, REPOINT_TRANSPORT_WORKS);
      if (old_tls && legacy != NULL &&
          (own || repoint_organization_get_legacy_tls (organization) != REPOINT_SWITCH_ON))
        {
          g_assert_cmpint (legacy->transport, !=, REPOINT_TRANSPORT_WORKS);
          g_assert_cmpint (legacy->transport, !=, REPOINT_TRANSPORT_WORKS_UNTIL);
        }
      g_assert_true (legacy == NULL || legacy->transport != REPOINT_TRANSPORT_WORKS_UNTIL ||
                     legacy->transport_date != NULL);

      /* Nothing is advised that cannot be done yet. */
      for (guint i = 0; raise[i] != NULL; i++)
        {
          g_autofree char *words = repoint_phrase_raise_confidence (raise[i]);

          g_assert_true (g_strv_contains (repoint_raise_confidence_ids, raise[i]));
          g_assert_cmpstr (words, !=, "");
        }

      for (guint i = 0; i < steps->len; i++)
        {
          g_autofree char *text = repoint_phrase_step (g_ptr_array_index (steps, i));

          g_assert_null (strchr (text, '{'));
          g_assert_null (strchr (text, '}'));
          if (!own)
            g_assert_null (strstr (text, "465"));
        }
    }
}

/* Every guide, every route, every way of signing in: each leads somewhere, and nobody is told port 465. */
static void
test_every_guide_and_route (void)
{
  GEnumClass *actions = g_type_class_ref (REPOINT_TYPE_ACTION);
  PlanCase plan_case = { NULL };
  g_autoptr(PlanFixture) fixture = plan_fixture_new (&plan_case);
  GPtrArray *guides = repoint_guides_list (fixture->guides);

  for (guint i = 0; i < guides->len; i++)
    for (guint j = 0; j < actions->n_values; j++)
      for (guint k = 0; k < G_N_ELEMENTS (protocols); k++)
        for (int sign_in = REPOINT_SIGN_IN_UNKNOWN; sign_in <= REPOINT_SIGN_IN_NONE; sign_in++)
          {
            RepointGuide *guide = g_ptr_array_index (guides, i);
            RepointAction route = (RepointAction) actions->values[j].value;
            RepointGuideSituation situation = { (RepointProtocol) k,
                                                k == 0 ? REPOINT_SECURITY_STARTTLS : REPOINT_SECURITY_TLS,
                                                (RepointSignIn) sign_in };
            g_autoptr(GPtrArray) steps = NULL;

            if (route == REPOINT_ACTION_NONE)
              continue;

            steps = repoint_guide_list_steps (guide, route, &situation);
            if (steps->len == 0)
              g_error ("%s has no steps for %s", repoint_guide_get_id (guide), actions->values[j].value_nick);
            for (guint s = 0; s < steps->len; s++)
              {
                const RepointGuideStep *step = g_ptr_array_index (steps, s);

                if (g_str_equal (step->role, "step") && strstr (step->text, "465") != NULL)
                  g_error ("%s/%s/%s says 465", repoint_guide_get_id (guide), actions->values[j].value_nick, step->id);
              }
          }

  g_type_class_unref (actions);
}

static gboolean
has_step (GPtrArray  *steps,
          const char *id)
{
  for (guint i = 0; i < steps->len; i++)
    if (g_str_has_prefix (((RepointStep *) g_ptr_array_index (steps, i))->id, id))
      return TRUE;

  return FALSE;
}

static gboolean
needs_legacy (RepointPlan *plan)
{
  const RepointEndpointState *standard = find_state (plan, REPOINT_STANDING_STANDARD);
  const RepointEndpointState *legacy = find_state (plan, REPOINT_STANDING_LEGACY);

  return legacy != NULL && legacy->available && standard != NULL && standard->transport != REPOINT_TRANSPORT_WORKS &&
         (legacy->transport == REPOINT_TRANSPORT_WORKS || legacy->transport == REPOINT_TRANSPORT_WORKS_UNTIL ||
          legacy->transport == REPOINT_TRANSPORT_UNPROVEN);
}

/* Whatever the office: the switch is one for all three protocols, and is not turned off while anything needs it. */
static void
test_legacy_switch_is_kept (void)
{
  guint n_off = 0;
  guint n_kept = 0;

  for (guint round = 0; round < N_ROUNDS; round++)
    {
      g_autoptr(PlanFixture) fixture = NULL;
      g_autoptr(RepointPlan) plan = make_random_plan (&fixture);
      g_autoptr(GPtrArray) plans = g_ptr_array_new ();
      g_autoptr(GPtrArray) steps = NULL;

      g_ptr_array_add (plans, plan);
      steps = repoint_plan_list_tenant_steps (fixture->project, plans, fixture->catalog, &fixture->today);
      n_off += has_step (steps, "tenant/legacy-off");
      n_kept += has_step (steps, "tenant/keep-legacy");
      g_assert_false (needs_legacy (plan) && has_step (steps, "tenant/legacy-off"));
      g_assert_false (has_step (steps, "tenant/keep-legacy") && has_step (steps, "tenant/legacy-off"));

      for (guint i = 0; i < steps->len; i++)
        {
          g_autofree char *text = repoint_phrase_step (g_ptr_array_index (steps, i));

          g_assert_null (strchr (text, '{'));
          g_assert_null (strstr (text, "465"));
          g_assert_null (strstr (text, "-Credential"));
        }
    }

  g_assert_cmpuint (n_off, >, 0);
  g_assert_cmpuint (n_kept, >, 0);
}

static GPtrArray *
list_tenant_steps (const PlanCase *plan_case)
{
  g_autoptr(PlanFixture) fixture = plan_fixture_new (plan_case);
  g_autoptr(RepointPlan) plan = plan_fixture_plan (fixture);
  g_autoptr(GPtrArray) plans = g_ptr_array_new ();

  g_ptr_array_add (plans, plan);

  return repoint_plan_list_tenant_steps (fixture->project, plans, fixture->catalog, &fixture->today);
}

static void
test_tenant_steps (void)
{
  static const struct
  {
    PlanCase    plan_case;
    const char *there;
    const char *not_there;
  } rows[] = {
    { { .legacy = "unknown" }, "read-legacy-switch", "legacy-off" },
    { { .legacy = "on", .evidence = "statement:1.0" }, "keep-legacy", "legacy-off" },
    { { .legacy = "on", .evidence = "hello:1.2" }, "legacy-off", "keep-legacy" },
    { { .legacy = "on" }, "keep-legacy", "legacy-off" }, /* nobody knows what it can do */
    { { .legacy = "on", .evidence = "hello:1.2", .set_to = "legacy" }, "keep-legacy", "legacy-off" },
    { { .legacy = "off", .evidence = "statement:1.0" }, "stopgap-legacy", "legacy-off" },
    { { .legacy = "off", .evidence = "statement:1.0", .protocol = "imap" }, "connect", "stopgap-legacy" },
    { { .legacy = "on", .evidence = "hello:1.2", .cloud = "gcc" }, "connect", "legacy-off" },
    { { .cloud = "gcc", .evidence = "statement:1.0" }, "connect", "stopgap-legacy" },
    { { .smtp_auth = "unknown" }, "read-smtp-auth", "allow-mailbox" },
    { { .smtp_auth = "off" }, "allow-mailbox/scans@contoso.example", "read-smtp-auth" },
    { { .smtp_auth = "off", .protocol = "imap" }, "connect", "allow-mailbox" },
    { { .sign_in = "oauth" }, "keep-smtp-auth", "basic-ends" },
    { { .sign_in = "basic" }, "basic-ends", "read-direct-send" },
    { { .sign_in = "basic", .today = "2026-12-31" }, "basic-ends", "basic-ended" },
    { { .sign_in = "basic", .today = "2027-01-01" }, "basic-ended", "basic-ends" },
    { { .legacy = "on", .evidence = "statement:1.0", .set_to = "192.168.1.5:25/none" }, "connect", "legacy-off" },
    { { .legacy = "on", .evidence = "statement:1.0", .set_to = "192.168.1.5:25/none" }, "connect", "keep-legacy" },
    { { .set_to = "contoso-com.mail.protection.outlook.com:25/none", .sign_in = "none" }, "read-direct-send", "read-report" },
    { { .set_to = "192.168.1.5:25/none" }, "connect", "read-report" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr(GPtrArray) steps = list_tenant_steps (&rows[i].plan_case);
      g_autofree char *there = g_strconcat ("tenant/", rows[i].there, NULL);
      g_autofree char *not_there = g_strconcat ("tenant/", rows[i].not_there, NULL);

      g_test_message ("row %" G_GSIZE_FORMAT ": %s", i, there);
      g_assert_true (has_step (steps, there));
      g_assert_false (has_step (steps, not_there));
    }
}

static void
test_own_provider_has_no_tenant (void)
{
  PlanCase plan_case = { .cloud = "own", .evidence = "statement:1.0" };
  g_autoptr(GPtrArray) steps = list_tenant_steps (&plan_case);

  g_assert_cmpuint (steps->len, ==, 0);
}

/* The only value of the office that gets into a command is quoted for PowerShell. */
static void
test_powershell_quoting (void)
{
  static const struct
  {
    const char *value;
    const char *quoted;
  } rows[] = {
    { "scans@contoso.example", "'scans@contoso.example'" },
    { "", "''" },
    { "o'brien@x", "'o''brien@x'" },
    { "a'; Remove-Mailbox x; '", "'a''; Remove-Mailbox x; '''" },
    { "a\xe2\x80\x99" "b", "'a\xe2\x80\x99\xe2\x80\x99" "b'" }, /* U+2019 ends a string in PowerShell as well */
    { "a\nb\x1b[31m", "'ab[31m'" },
    { "$(calc) `n \"", "'$(calc) `n \"'" },
    { "a\xe2\x80\xae" "b", "'ab'" }, /* U+202E turns what follows around on the screen */
  };
  PlanCase plan_case = { .smtp_auth = "off" };
  g_autoptr(PlanFixture) fixture = plan_fixture_new (&plan_case);
  g_autoptr(RepointPlan) plan = NULL;
  g_autoptr(GPtrArray) plans = g_ptr_array_new ();
  g_autoptr(GPtrArray) steps = NULL;
  gboolean seen = FALSE;

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *quoted = repoint_powershell_quote (rows[i].value);

      g_assert_cmpstr (quoted, ==, rows[i].quoted);
    }

  repoint_mail_use_set_mailbox (fixture->use, "x'; Disable-All; {devices}");
  plan = plan_fixture_plan (fixture);
  g_ptr_array_add (plans, plan);
  steps = repoint_plan_list_tenant_steps (fixture->project, plans, fixture->catalog, &fixture->today);
  for (guint i = 0; i < steps->len; i++)
    {
      g_autofree char *text = repoint_phrase_step (g_ptr_array_index (steps, i));

      if (strstr (text, "Set-CASMailbox") != NULL)
        {
          g_assert_nonnull (strstr (text, "-Identity 'x''; Disable-All; {devices}' -Smtp"));
          seen = TRUE;
        }
    }
  g_assert_true (seen);
}

static void
test_list_covers_the_inventory (void)
{
  PlanCase plan_case = { NULL };
  g_autoptr(PlanFixture) fixture = plan_fixture_new (&plan_case);
  g_autoptr(RepointDevice) second = repoint_device_new ();
  g_autoptr(RepointMailUse) imap = repoint_mail_use_new (REPOINT_PROTOCOL_IMAP);
  g_autoptr(GPtrArray) plans = NULL;

  repoint_device_add_mail_use (fixture->device, imap);
  repoint_inventory_add (repoint_project_get_inventory (fixture->project), second);
  plans = repoint_plan_list (fixture->project, fixture->catalog, fixture->guides, &fixture->today);

  g_assert_cmpuint (plans->len, ==, 3);
  g_assert_true (repoint_plan_get_use (plans->pdata[0]) == fixture->use);
  g_assert_true (repoint_plan_get_use (plans->pdata[1]) == imap);
  g_assert_true (repoint_plan_get_device (plans->pdata[2]) == second);
  g_assert_null (repoint_plan_get_use (plans->pdata[2]));
}

/* What the steps are about: server, port, encryption and account of this very device. */
static void
test_values_are_filled_in (void)
{
  PlanCase plan_case = { .evidence = "hello:1.2", .set_to = "legacy", .sign_in = "oauth" };
  g_autoptr(PlanFixture) fixture = plan_fixture_new (&plan_case);
  g_autoptr(RepointPlan) plan = plan_fixture_plan (fixture);
  g_autoptr(GString) all = g_string_new (NULL);
  GPtrArray *steps = repoint_plan_get_steps (plan);

  for (guint i = 0; i < steps->len; i++)
    {
      const RepointStep *step = g_ptr_array_index (steps, i);
      g_autofree char *text = repoint_phrase_step (step);

      g_assert_true (g_str_has_prefix (step->id, "generic-printer/change-settings/"));
      g_string_append_printf (all, "%s\n", text);
    }

  g_assert_nonnull (strstr (all->str, "\xe2\x81\xa8smtp.office365.com\xe2\x81\xa9"));
  g_assert_nonnull (strstr (all->str, "\xe2\x81\xa8" "587\xe2\x81\xa9"));
  g_assert_nonnull (strstr (all->str, "STARTTLS"));
  g_assert_nonnull (strstr (all->str, "\xe2\x81\xa8scans@contoso.example\xe2\x81\xa9"));
}

/* The sentence on top says what was seen, and no more. */
static void
test_verdicts_on_visits (void)
{
  static const struct
  {
    PlanCase    plan_case;
    const char *verdict;
  } rows[] = {
    { { .sign_in = "oauth", .evidence = "hello:1.0" },
      "It is too old to talk to the standard mail server; look whether a firmware update mends that." },
    { { .sign_in = "oauth", .evidence = "hello:1.2 passage:1.2@standard!" },
      "Its TLS is new enough, but not as the standard mail server wants it; look whether a setting or a firmware update mends that." },
    { { .sign_in = "oauth", .evidence = "hello:1.2 replay:1.2@standard!", .more = "kind=program" },
      "Its TLS is new enough, but not as the standard mail server wants it; a newer version of it, or of what it runs on, may help." },
    { { .sign_in = "oauth", .evidence = "hello:1.2 replay:1.2@standard!", .more = "route=bridge" },
      "The standard mail server does not take its TLS: a bridge has to talk to it." },
    { { .sign_in = "oauth", .evidence = "hello:1.2 replay:1.2@standard#" },
      "It is set up as it should be, but the mail server answered otherwise than expected; a test shows whether it works." },
    { { .cloud = "own", .sign_in = "oauth", .evidence = "hello:1.2 passage:1.2@standard-1.0" },
      "Its TLS is new enough, but whether the mail server takes it as it is is not certain; a test shows it." },
    { { .sign_in = "oauth", .evidence = "in-clear:" },
      "It sends without encryption: that has to be switched on before anything else." },
    { { .sign_in = "oauth", .evidence = "hello:1.2 in-clear:" },
      "It can talk to the standard mail server, once its settings are changed." },
    { { .sign_in = "oauth", .evidence = "hello:1.2 passage:1.2@standard!unknown_ca" },
      "It does not trust the mail server’s certificate." },
    { { .sign_in = "oauth", .evidence = "hello:1.2 passage:1.2@standard!certificate_expired" },
      "It takes the mail server’s certificate for expired: its clock is wrong, most likely." },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr(PlanFixture) fixture = plan_fixture_new (&rows[i].plan_case);
      g_autoptr(RepointPlan) plan = plan_fixture_plan (fixture);
      g_autofree char *verdict = repoint_phrase_verdict (plan);

      g_assert_cmpstr (verdict, ==, rows[i].verdict);
    }
}

/* A device that checks certificates needs the root: that is looked at before anything is changed. */
static void
test_root_is_looked_for (void)
{
  static const struct
  {
    const char *evidence;
    gboolean    there;
  } rows[] = { { "checks:1.2", TRUE }, { "takes-any:1.2", FALSE }, { "hello:1.2", FALSE }, { "checks:1.2 takes-any:1.2", FALSE } };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      PlanCase plan_case = { .evidence = rows[i].evidence, .set_to = "legacy", .sign_in = "oauth" };
      g_autoptr(PlanFixture) fixture = plan_fixture_new (&plan_case);
      g_autoptr(RepointPlan) plan = plan_fixture_plan (fixture);

      g_assert_cmpint (repoint_plan_get_action (plan), ==, REPOINT_ACTION_CHANGE_SETTINGS);
      g_assert_cmpint (has_step (repoint_plan_get_steps (plan), "generic-printer/change-settings/root-there"), ==,
                       rows[i].there);
    }
}

static gboolean
raises (RepointPlan *plan,
        const char  *id)
{
  return g_strv_contains (repoint_plan_get_raise_confidence (plan), id);
}

static void
test_ways_to_know_more (void)
{
  static const struct
  {
    PlanCase    plan_case;
    const char *there;     /* nullable */
    const char *not_there; /* nullable */
  } rows[] = {
    { { .device = "nothing" }, "confirm-model", "survey" },
    { { .device = "other", .more = "address" }, "survey", "confirm-model" },
    { { .device = "other", .more = "address", .evidence = "server:1.0" }, "statement", "survey" },
    { { .evidence = "statement:1.0" }, "look-up-legacy-switch", "statement" },
    { { .evidence = "statement:1.0", .legacy = "on" }, NULL, "look-up-legacy-switch" },
    { { .sign_in = "unknown", .evidence = "hello:1.2" }, "state-sign-in", "statement" },
    { { .cloud = "own", .evidence = "statement:1.0" }, "survey-servers", NULL },
    { { .cloud = "own", .evidence = "statement:1.0", .more = "only-legacy" }, "name-servers", NULL },
    { { .sign_in = "oauth", .evidence = "hello:1.2", .more = "address" }, NULL, "survey" },
    { { .evidence = "statement:1.0" }, "check-in", "local-dns-entry" },
    { { .evidence = "hello:1.0" }, NULL, "check-in" },
    { { .evidence = "hello:1.2 passage:1.2@standard?" }, "local-dns-entry", "check-in" },
    { { .evidence = "hello:1.2 passage:1.2@standard!bad_certificate" }, "local-dns-entry", NULL },
    { { .evidence = "hello:1.2 passage:1.2@standard!unknown_ca" }, NULL, "local-dns-entry" },
    { { .evidence = "hello:1.2 passage:1.2@standard? passage:1.2@standard" }, NULL, "local-dns-entry" },
    { { .protocol = "none" }, NULL, "check-in" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr(PlanFixture) fixture = plan_fixture_new (&rows[i].plan_case);
      g_autoptr(RepointPlan) plan = plan_fixture_plan (fixture);

      g_test_message ("row %" G_GSIZE_FORMAT, i);
      g_assert_true (rows[i].there == NULL || raises (plan, rows[i].there));
      g_assert_false (rows[i].not_there != NULL && raises (plan, rows[i].not_there));
    }
}

/* What an own provider's servers require is what a survey saw of them, and nothing else. */
static void
test_floor_of_an_own_provider (void)
{
  static const struct
  {
    const char        *more;
    RepointTlsVersion  floor;
  } rows[] = {
    { "standard=1.2~1+1.3~1", REPOINT_TLS_VERSION_1_2 },
    { "standard=1.0~3+1.2~3", REPOINT_TLS_VERSION_1_0 },
    { "standard=1.0!1/3+1.1+1.2", REPOINT_TLS_VERSION_1_1 },
    { "standard=away", REPOINT_TLS_VERSION_NONE },
    { "", REPOINT_TLS_VERSION_NONE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      PlanCase plan_case = { .cloud = "own", .evidence = "statement:1.2", .more = rows[i].more };
      g_autoptr(PlanFixture) fixture = plan_fixture_new (&plan_case);
      g_autoptr(RepointPlan) plan = plan_fixture_plan (fixture);

      g_assert_cmpint (find_state (plan, REPOINT_STANDING_STANDARD)->endpoint->min_tls, ==, rows[i].floor);
    }
}

/* Evidence from a document that somebody wrote by hand, or a newer Repoint. */
static void
test_strange_evidence (void)
{
  static const char * const strange[] = {
    "{}",
    "{\"max_tls\":7,\"max_version\":[],\"versions\":\"all\",\"application\":3,\"sign_in\":{}}",
    "{\"max_tls\":\"TLSv9\",\"max_version\":\"\",\"versions\":{\"TLSv1.2\":true,\"TLSv1.0\":null},\"reachable\":\"yes\"}",
    "{\"versions\":{\"TLSv1.2\":\"accepted\"},\"application\":{\"TLSv1.2\":{\"tries\":-1,\"refused\":1e99}},\"reachable\":1}",
    "{\"reachable\":true,\"sign_in\":[null,1,[\"PLAIN\"]],\"application\":{\"TLSv1.2\":{\"tries\":2,\"refused\":9}}}",
  };
  static const char * const kinds[] = { REPOINT_OBSERVATION_SURVEY, REPOINT_OBSERVATION_STATEMENT,
                                        REPOINT_OBSERVATION_SIGHTING, "from-the-future" };

  for (gsize i = 0; i < G_N_ELEMENTS (strange); i++)
    for (gsize j = 0; j < G_N_ELEMENTS (kinds); j++)
      {
        PlanCase plan_case = { .cloud = i % 2 == 0 ? "own" : "worldwide", .evidence = "statement:1.2" };
        g_autoptr(PlanFixture) fixture = plan_fixture_new (&plan_case);
        g_autoptr(GDateTime) seen = g_date_time_new_utc (2026, 11, 20, 9, 0, 0);
        g_autoptr(JsonNode) node = json_from_string (strange[i], NULL);
        const char * const subjects[] = { repoint_device_get_id (fixture->device), "smtp://mail.example.net:587",
                                          "smtp://smtp.office365.com:587" };

        g_assert_nonnull (node);
        for (gsize k = 0; k < G_N_ELEMENTS (subjects); k++)
          {
            g_autoptr(RepointObservation) observation =
              repoint_observation_new (subjects[k], kinds[j], k == 0 ? REPOINT_STRENGTH_OWN_SERVER : REPOINT_STRENGTH_NONE,
                                       seen, json_node_get_object (node));
            g_autofree char *words = repoint_phrase_observation (observation);

            g_assert_cmpstr (words, !=, "");
            repoint_project_observe (fixture->project, observation);
          }

        {
          g_autoptr(RepointPlan) plan = plan_fixture_plan (fixture);

          g_assert_nonnull (plan);
        }
      }
}

int
main (int    argc,
      char **argv)
{
  plan_fixture_init ();
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/plan/less-evidence-is-never-surer", test_less_evidence_is_never_surer);
  g_test_add_func ("/plan/every-plan", test_every_plan);
  g_test_add_func ("/plan/every-guide-and-route", test_every_guide_and_route);
  g_test_add_func ("/plan/legacy-switch-is-kept", test_legacy_switch_is_kept);
  g_test_add_func ("/plan/tenant-steps", test_tenant_steps);
  g_test_add_func ("/plan/own-provider-has-no-tenant", test_own_provider_has_no_tenant);
  g_test_add_func ("/plan/powershell-quoting", test_powershell_quoting);
  g_test_add_func ("/plan/list-covers-the-inventory", test_list_covers_the_inventory);
  g_test_add_func ("/plan/values-are-filled-in", test_values_are_filled_in);
  g_test_add_func ("/plan/verdicts-on-visits", test_verdicts_on_visits);
  g_test_add_func ("/plan/root-is-looked-for", test_root_is_looked_for);
  g_test_add_func ("/plan/ways-to-know-more", test_ways_to_know_more);
  g_test_add_func ("/plan/floor-of-an-own-provider", test_floor_of_an_own_provider);
  g_test_add_func ("/plan/strange-evidence", test_strange_evidence);

  return g_test_run ();
}
