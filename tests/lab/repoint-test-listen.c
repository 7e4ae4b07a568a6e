/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-test-listen.h"

#include <string.h>

#include "repoint-test-daemon.h"

void
repoint_test_listen_start (RepointTestListen *self, const char *protocol, const char *const *options)
{
  g_autoptr (GPtrArray) argv = g_ptr_array_new ();
  g_autoptr (GDataInputStream) errors = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *port = NULL;
  g_autofree char *line = NULL;
  g_autofree char *expected = NULL;

  self->port = repoint_test_pick_port ();
  self->printed = g_string_new (NULL);
  port = g_strdup_printf ("%u", self->port);
  expected = g_strdup_printf ("listening: %s port %u", protocol, self->port);

  g_ptr_array_add (argv, (gpointer) g_getenv ("REPOINT_CLI"));
  for (const char *const *fixed = (const char *const[]) { "listen", "--json", "--protocol", protocol, "--port", port, NULL }; *fixed != NULL; fixed++)
    g_ptr_array_add (argv, (gpointer) *fixed);
  for (; *options != NULL; options++)
    g_ptr_array_add (argv, (gpointer) *options);
  g_ptr_array_add (argv, NULL);

  self->process = g_subprocess_newv ((const char *const *) argv->pdata, G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE, &error);
  g_assert_no_error (error);
  self->output = g_data_input_stream_new (g_subprocess_get_stdout_pipe (self->process));
  errors = g_data_input_stream_new (g_subprocess_get_stderr_pipe (self->process));
  g_filter_input_stream_set_close_base_stream (G_FILTER_INPUT_STREAM (errors), FALSE);
  line = g_data_input_stream_read_line_utf8 (errors, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (line, ==, expected);
}

JsonObject *
repoint_test_listen_read (RepointTestListen *self)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *line = g_data_input_stream_read_line_utf8 (self->output, NULL, NULL, &error);
  g_autoptr (JsonNode) node = NULL;

  g_assert_no_error (error);
  g_assert_nonnull (line);
  g_string_append_printf (self->printed, "%s\n", line);
  g_test_message ("%s", line);
  node = json_from_string (line, &error);
  g_assert_no_error (error);

  return json_object_ref (json_node_get_object (node));
}

void
repoint_test_listen_end (RepointTestListen *self, char **printed)
{
  g_autoptr (GDataInputStream) errors = g_data_input_stream_new (g_subprocess_get_stderr_pipe (self->process));
  g_autofree char *further = g_data_input_stream_read_line (self->output, NULL, NULL, NULL);
  g_autofree char *complaint = g_data_input_stream_read_line (errors, NULL, NULL, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_cmpstr (further, ==, NULL);
  g_assert_cmpstr (complaint, ==, NULL);
  g_subprocess_wait_check (self->process, NULL, &error);
  g_assert_no_error (error);

  if (printed != NULL)
    *printed = g_strdup (self->printed->str);
  g_string_free (self->printed, TRUE);
  g_clear_object (&self->output);
  g_clear_object (&self->process);
}

static char *
describe (JsonNode *node)
{
  g_autofree char *text = NULL;

  if (node == NULL || JSON_NODE_HOLDS_NULL (node))
    return NULL;

  if (JSON_NODE_HOLDS_ARRAY (node))
    {
      g_autoptr (GString) list = g_string_new (NULL);
      JsonArray *array = json_node_get_array (node);

      for (guint i = 0; i < json_array_get_length (array); i++)
        {
          g_autofree char *element = describe (json_array_get_element (array, i));

          g_string_append_printf (list, "%s%s", i > 0 ? "," : "", element);
        }
      return g_strdup (list->str);
    }

  if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING)
    return json_node_dup_string (node);

  return json_to_string (node, FALSE);
}

char *
repoint_test_listen_get (JsonObject *visit, const char *path)
{
  g_auto (GStrv) names = g_strsplit (path, ".", -1);

  for (guint i = 0; names[i] != NULL; i++)
    {
      JsonNode *node = json_object_get_member (visit, names[i]);

      if (node == NULL)
        g_error ("There is no \"%s\"", path);
      if (names[i + 1] == NULL)
        return describe (node);
      if (!JSON_NODE_HOLDS_OBJECT (node))
        return NULL;
      visit = json_node_get_object (node);
    }

  return NULL;
}

void
repoint_test_listen_check (JsonObject *visit, const char *path, const char *expected)
{
  g_autofree char *value = repoint_test_listen_get (visit, path);

  if (g_strcmp0 (value, expected) != 0)
    g_error ("%s: \"%s\" instead of \"%s\"", path, value, expected);
}
