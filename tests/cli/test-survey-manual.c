/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-practice-office.h"

#include <json-glib/json-glib.h>
#include <string.h>

/* What `survey --json` really prints of servers of several vintages stands in its manual page, member by member. The check
 * in tests/data reads the source, and cannot see names that are put together. */

typedef struct
{
  const char *manual;
  guint       n_members;
} Reader;

static gboolean
is_word_part (char c)
{
  return g_ascii_isalnum (c) || c == '_' || c == '-' || c == '.';
}

static gboolean
has_word (const char *text,
          const char *word)
{
  gsize length = strlen (word);

  for (const char *found = strstr (text, word); found != NULL; found = strstr (found + 1, word))
    if ((found == text || !is_word_part (found[-1])) && !is_word_part (found[length]))
      return TRUE;

  return FALSE;
}

static void
check_node (JsonNode *node,
            Reader   *reader);

static void
check_member (JsonObject *object,
              const char *name,
              JsonNode   *node,
              gpointer    user_data)
{
  Reader *reader = user_data;

  if (!has_word (reader->manual, name))
    g_error ("%s is not in the manual page", name);
  reader->n_members++;
  /* Its members are ways in which connections end, and numbers of alerts. */
  if (strcmp (name, "ended_by") != 0)
    check_node (node, reader);
}

static void
check_element (JsonArray *array,
               guint      index,
               JsonNode  *node,
               gpointer   user_data)
{
  check_node (node, user_data);
}

static void
check_node (JsonNode *node,
            Reader   *reader)
{
  if (JSON_NODE_HOLDS_OBJECT (node))
    json_object_foreach_member (json_node_get_object (node), check_member, reader);
  else if (JSON_NODE_HOLDS_ARRAY (node))
    json_array_foreach_element (json_node_get_array (node), check_element, reader);
}

static char *
run_survey (GPtrArray *targets)
{
  g_autoptr(GPtrArray) argv = g_ptr_array_new ();
  g_autoptr(GSubprocess) process = NULL;
  g_autoptr(GError) error = NULL;
  char *out = NULL;

  g_ptr_array_add (argv, (gpointer) g_getenv ("REPOINT_CLI"));
  g_ptr_array_add (argv, (gpointer) "survey");
  g_ptr_array_add (argv, (gpointer) "--json");
  g_ptr_array_add (argv, (gpointer) "--ciphers");
  g_ptr_array_add (argv, (gpointer) "--gap=0");
  for (guint i = 0; i < targets->len; i++)
    g_ptr_array_add (argv, g_ptr_array_index (targets, i));
  g_ptr_array_add (argv, NULL);

  process = g_subprocess_newv ((const char * const *) argv->pdata, G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error);
  g_assert_no_error (error);
  g_subprocess_communicate_utf8 (process, NULL, NULL, &out, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_get_if_exited (process));

  return out;
}

static void
test_every_member (void)
{
  g_autofree char *path = g_build_filename (g_getenv ("G_TEST_SRCDIR"), "..", "data", "man", "repoint-cli-survey.1", NULL);
  g_autofree char *manual = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(RepointPracticeOffice) office = repoint_practice_office_new (&error);
  g_autoptr(GPtrArray) targets = g_ptr_array_new_with_free_func (g_free);
  g_auto(GStrv) lines = NULL;
  g_autofree char *out = NULL;
  Reader reader = { NULL, 0 };
  guint n_surveys = 0;

  g_assert_no_error (error);
  g_file_get_contents (path, &manual, NULL, &error);
  g_assert_no_error (error);
  reader.manual = manual;

  for (guint i = 0; repoint_practice_office_get_endpoints (office)[i] != NULL; i++)
    g_ptr_array_add (targets, g_strdup (strchr (repoint_practice_office_get_endpoints (office)[i], '=') + 1));
  g_ptr_array_add (targets, g_strdup ("tls://localhost:9"));
  g_ptr_array_add (targets, g_strdup ("smtp://no-such-host.invalid"));

  out = run_survey (targets);
  lines = g_strsplit (g_strchomp (out), "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_autoptr(JsonNode) node = json_from_string (lines[i], &error);

      g_assert_no_error (error);
      check_node (node, &reader);
      n_surveys++;
    }

  g_assert_cmpuint (n_surveys, ==, targets->len);
  g_assert_cmpuint (reader.n_members, >, 300);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/survey-manual/every-member", test_every_member);

  return g_test_run ();
}
