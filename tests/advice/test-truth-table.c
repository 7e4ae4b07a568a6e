/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "plan-fixture.h"

#include <string.h>

/* Every row of truth-table.txt is a test. */

enum
{
  COLUMN_WHY,
  COLUMN_CLOUD,
  COLUMN_TODAY,
  COLUMN_LEGACY,
  COLUMN_SMTP_AUTH,
  COLUMN_DEVICE,
  COLUMN_EVIDENCE,
  COLUMN_PROTOCOL,
  COLUMN_SET_TO,
  COLUMN_SIGN_IN,
  COLUMN_MORE,
  COLUMN_STANDARD,
  COLUMN_STANDARD_SIGN_IN,
  COLUMN_LEGACY_STATE,
  COLUMN_ROUTES,
  COLUMN_CONFIDENCE,
  COLUMN_REASONS,
  N_COLUMNS,
};

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

static char *
with_date (const char *state,
           const char *date)
{
  return date != NULL ? g_strdup_printf ("%s %s", state, date) : g_strdup (state);
}

static char *
describe_transport (const RepointEndpointState *state)
{
  return state == NULL ? g_strdup ("-")
                       : with_date (repoint_enum_to_string (REPOINT_TYPE_TRANSPORT, state->transport),
                                    state->transport_date);
}

static char *
describe_sign_in (const RepointEndpointState *state)
{
  return state == NULL ? g_strdup ("-")
                       : with_date (repoint_enum_to_string (REPOINT_TYPE_SIGN_IN_STATE, state->sign_in),
                                    state->sign_in_date);
}

static char *
describe_routes (RepointPlan *plan)
{
  GArray *routes = repoint_plan_get_routes (plan);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < routes->len; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? " " : "",
                            repoint_enum_to_string (REPOINT_TYPE_ACTION, g_array_index (routes, RepointAction, i)));

  return g_string_free (text, FALSE);
}

static gboolean
has_reason (RepointPlan *plan,
            const char  *id)
{
  GPtrArray *reasons = repoint_plan_get_reasons (plan);

  for (guint i = 0; i < reasons->len; i++)
    if (strcmp (((RepointReason *) g_ptr_array_index (reasons, i))->id, id) == 0)
      return TRUE;

  return FALSE;
}

/* The words that every reason of the row must be among; one with "!" in front must not be there. */
static void
assert_reasons (RepointPlan *plan,
                const char  *ids)
{
  g_auto(GStrv) words = g_strsplit (ids, " ", -1);

  for (guint i = 0; words[i] != NULL; i++)
    {
      if (words[i][0] == '\0')
        continue;
      g_test_message ("reason %s", words[i]);
      if (words[i][0] == '!')
        g_assert_false (has_reason (plan, words[i] + 1));
      else
        g_assert_true (has_reason (plan, words[i]));
    }
}

static void
test_row (gconstpointer data)
{
  const char * const *columns = data;
  PlanCase plan_case = { columns[COLUMN_CLOUD],    columns[COLUMN_TODAY],    columns[COLUMN_LEGACY],
                         columns[COLUMN_SMTP_AUTH], columns[COLUMN_DEVICE],  columns[COLUMN_EVIDENCE],
                         columns[COLUMN_PROTOCOL], columns[COLUMN_SET_TO],   columns[COLUMN_SIGN_IN],
                         columns[COLUMN_MORE] };
  g_autoptr(PlanFixture) fixture = plan_fixture_new (&plan_case);
  g_autoptr(RepointPlan) plan = plan_fixture_plan (fixture);
  g_autofree char *standard = describe_transport (find_state (plan, REPOINT_STANDING_STANDARD));
  g_autofree char *sign_in = describe_sign_in (find_state (plan, REPOINT_STANDING_STANDARD));
  g_autofree char *legacy = describe_transport (find_state (plan, REPOINT_STANDING_LEGACY));
  g_autofree char *routes = describe_routes (plan);
  g_autofree char *chosen = NULL;
  const char *route;

  g_assert_cmpstr (standard, ==, columns[COLUMN_STANDARD]);
  g_assert_cmpstr (sign_in, ==, columns[COLUMN_STANDARD_SIGN_IN]);
  g_assert_cmpstr (legacy, ==, columns[COLUMN_LEGACY_STATE]);
  g_assert_cmpstr (routes, ==, columns[COLUMN_ROUTES]);
  g_assert_cmpstr (repoint_enum_to_string (REPOINT_TYPE_CONFIDENCE, repoint_plan_get_confidence (plan)), ==,
                   columns[COLUMN_CONFIDENCE]);
  assert_reasons (plan, columns[COLUMN_REASONS]);

  /* The action is the first route, or the one that the admin chose; none without routes. */
  route = strstr (columns[COLUMN_MORE], "route=");
  chosen = route != NULL ? g_strdup (route + strlen ("route=")) : g_strndup (routes, strcspn (routes, " "));
  g_assert_cmpstr (repoint_enum_to_string (REPOINT_TYPE_ACTION, repoint_plan_get_action (plan)), ==,
                   chosen[0] != '\0' ? chosen : "none");
  g_assert_cmpuint (repoint_plan_get_steps (plan)->len > 0, ==, chosen[0] != '\0');
}

static char **
split_row (const char *line)
{
  char **columns = g_strsplit (line, "|", -1);

  for (guint i = 0; columns[i] != NULL; i++)
    g_strstrip (columns[i]);
  if (g_strv_length (columns) != N_COLUMNS)
    g_error ("%u columns instead of %d: %s", g_strv_length (columns), N_COLUMNS, line);

  return columns;
}

int
main (int    argc,
      char **argv)
{
  g_autofree char *path = NULL;
  g_autofree char *content = NULL;
  g_auto(GStrv) lines = NULL;
  g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);

  plan_fixture_init ();
  g_test_init (&argc, &argv, NULL);
  g_test_set_nonfatal_assertions ();

  path = g_test_build_filename (G_TEST_DIST, "advice", "truth-table.txt", NULL);
  g_assert_true (g_file_get_contents (path, &content, NULL, NULL));
  lines = g_strsplit (content, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_autofree char *name = NULL;
      char **columns;

      if (lines[i][0] == '#' || strspn (lines[i], " ") == strlen (lines[i]))
        continue;

      columns = split_row (lines[i]);
      g_ptr_array_add (rows, columns);
      name = g_strdup_printf ("/truth/%03u %s", rows->len, columns[COLUMN_WHY]);
      g_test_add_data_func (g_strdelimit (name, ":", ' '), columns, test_row);
    }

  g_assert_cmpuint (rows->len, >=, 60);

  return g_test_run ();
}
