/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-capture-file.h"
#include "repoint-cli-findings.h"
#include "repoint-cli-output.h"
#include "repoint-hello-file.h"
#include "repoint-hello-json.h"
#include "repoint-phrase-visit.h"

#include <gio/gio.h>
#include <gio/gunixinputstream.h>
#include <glib/gi18n.h>
#include <unistd.h>

typedef struct
{
  gboolean json;
  gboolean is_incomplete; /* something of a capture could not be read */
  guint    n_printed;
} Output;

/* What a line of `listen` or `fingerprint` calls a member of ours. */
static const struct
{
  const char *name;
  const char *names[2];
  GType       type;
} members[] = {
  { "time", { "time" }, G_TYPE_STRING },
  { "client", { "client", "peer" }, G_TYPE_STRING },
  { "client_port", { "client_port" }, G_TYPE_INT64 },
  { "client_mac", { "client_mac", "mac" }, G_TYPE_STRING },
  { "server", { "server", "local" }, G_TYPE_STRING },
  { "server_port", { "server_port", "port" }, G_TYPE_INT64 },
  { "protocol", { "protocol" }, G_TYPE_STRING },
  { "security", { "security" }, G_TYPE_STRING },
};

static JsonNode *
find_member (JsonObject         *line,
             const char * const *names,
             gsize               n_names,
             GType               type)
{
  for (gsize i = 0; line != NULL && i < n_names; i++)
    {
      JsonNode *node = names[i] != NULL ? json_object_get_member (line, names[i]) : NULL;

      if (node != NULL && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == type)
        return json_node_copy (node);
    }

  return json_node_new (JSON_NODE_NULL);
}

/* The `fingerprint` object. What is not known of a hello is null. */
static JsonObject *
make_object (const char                  *path,
             const RepointHelloFileEntry *entry)
{
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "file", path);
  for (gsize i = 0; i < G_N_ELEMENTS (members); i++)
    json_object_set_member (object, members[i].name,
                            find_member (entry->line, members[i].names, G_N_ELEMENTS (members[i].names), members[i].type));
  json_object_set_object_member (object, "hello", repoint_client_hello_to_json (entry->hello));
  json_object_set_null_member (object, "answer");

  return object;
}

static void
print_for_people (Output     *output,
                  JsonObject *object)
{
  g_autoptr(JsonObject) offer = json_object_new ();
  g_autoptr(GPtrArray) sections = NULL;
  g_autofree char *sentence = NULL;
  const char *client = json_object_get_string_member_with_default (object, "client", NULL);

  json_object_set_object_member (offer, "hello", json_object_ref (json_object_get_object_member (object, "hello")));
  sections = repoint_phrase_visit_sections (offer);
  sentence = repoint_phrase_visit (offer);

  repoint_cli_print (output->n_printed > 0 ? "\n%s%s%s" : "%s%s%s", json_object_get_string_member (object, "file"),
                     client != NULL ? ": " : "", client != NULL ? client : "");
  if (json_object_has_member (object, "answers"))
    {
      g_autofree char *encounter = repoint_phrase_capture_record (object);

      repoint_cli_print ("  %s", encounter);
    }
  repoint_cli_print ("  %s", sentence);
  for (guint i = 0; i < sections->len; i++)
    repoint_cli_print_section (g_ptr_array_index (sections, i));
}

static void
print_object (Output     *output,
              JsonObject *object)
{
  if (output->json)
    repoint_cli_print_json (object);
  else
    print_for_people (output, object);
  output->n_printed++;
}

static gboolean
read_hellos (Output       *output,
             const char   *path,
             GInputStream *input,
             GError      **error)
{
  g_autoptr(GPtrArray) entries = NULL;
  g_autoptr(GByteArray) content = g_byte_array_new ();
  g_autoptr(GBytes) bytes = NULL;
  guint8 piece[64 * 1024];
  gsize length;

  /* What is longer than a file of hellos can be is not read to its end, which it may not have. */
  do
    {
      if (!g_input_stream_read_all (input, piece, sizeof piece, &length, NULL, error))
        return FALSE;
      g_byte_array_append (content, piece, (guint) length);
    }
  while (length == sizeof piece && content->len <= REPOINT_HELLO_FILE_MAX_BYTES);

  bytes = g_byte_array_free_to_bytes (g_steal_pointer (&content));
  entries = repoint_hello_file_read (bytes, error);
  if (entries == NULL)
    return FALSE;

  for (guint i = 0; i < entries->len; i++)
    {
      g_autoptr(JsonObject) object = make_object (path, g_ptr_array_index (entries, i));

      print_object (output, object);
    }

  return TRUE;
}

/* "-" is standard input. */
static GInputStream *
open_input (const char *path,
            GError    **error)
{
  g_autoptr(GFile) file = NULL;

  if (g_str_equal (path, "-"))
    return g_unix_input_stream_new (STDIN_FILENO, FALSE);

  file = g_file_new_for_commandline_arg (path);

  return G_INPUT_STREAM (g_file_read (file, NULL, error));
}

/* Looks at the begin without taking it away: what a file is says who reads it. */
static gboolean
peek_kind (GBufferedInputStream *input,
           RepointHelloFileKind *kind,
           GError              **error)
{
  const guint8 *begin;
  gsize length;

  while (g_buffered_input_stream_get_available (input) < REPOINT_HELLO_FILE_BEGIN)
    {
      gssize filled = g_buffered_input_stream_fill (input, -1, NULL, error);

      if (filled < 0)
        return FALSE;
      if (filled == 0)
        break;
    }

  begin = g_buffered_input_stream_peek_buffer (input, &length);
  if (repoint_capture_file_recognize (begin, length))
    *kind = REPOINT_HELLO_FILE_CAPTURE;
  else
    *kind = repoint_hello_file_recognize (begin, MIN (length, REPOINT_HELLO_FILE_BEGIN));

  return TRUE;
}

/* What keeps a capture from having been read as a whole; what is not in it is no fault of ours. */
static gboolean
is_failure (const char *problem)
{
  static const char * const failures[] = { "damaged", "unknown-link", "given-up", "too-many", NULL };

  return g_strv_contains (failures, problem);
}

static gboolean
read_capture (Output       *output,
              const char   *path,
              GInputStream *input,
              GError      **error)
{
  g_autoptr(RepointCaptureFile) capture = repoint_capture_file_read (input, NULL, error);
  GPtrArray *records;
  GArray *problems;

  if (capture == NULL)
    return FALSE;

  records = repoint_capture_file_get_records (capture);
  for (guint i = 0; i < records->len; i++)
    {
      g_autoptr(JsonObject) object = repoint_capture_record_to_json (g_ptr_array_index (records, i), path);

      print_object (output, object);
    }

  problems = repoint_capture_file_get_problems (capture);
  for (guint i = 0; i < problems->len; i++)
    {
      const RepointCaptureProblem *problem = &g_array_index (problems, RepointCaptureProblem, i);
      g_autofree char *sentence = repoint_phrase_capture_problem (problem->id, problem->count);

      repoint_cli_complain ("%s: %s", path, sentence);
      output->is_incomplete |= is_failure (problem->id);
    }

  if (records->len == 0)
    {
      g_set_error_literal (error, REPOINT_HELLO_FILE_ERROR, REPOINT_HELLO_FILE_ERROR_NO_HELLO, "a capture without a ClientHello");
      return FALSE;
    }

  return TRUE;
}

static gboolean
read_file (Output     *output,
           const char *path,
           GError    **error)
{
  g_autoptr(GInputStream) input = open_input (path, error);
  g_autoptr(GInputStream) buffered = NULL;
  RepointHelloFileKind kind;

  if (input == NULL)
    return FALSE;

  buffered = g_buffered_input_stream_new (input);
  if (!peek_kind (G_BUFFERED_INPUT_STREAM (buffered), &kind, error))
    return FALSE;

  switch (kind)
    {
    case REPOINT_HELLO_FILE_BYTES:
    case REPOINT_HELLO_FILE_HEX:
    case REPOINT_HELLO_FILE_JSON:
      return read_hellos (output, path, buffered, error);

    case REPOINT_HELLO_FILE_CAPTURE:
      return read_capture (output, path, buffered, error);

    case REPOINT_HELLO_FILE_UNKNOWN:
    default:
      g_set_error_literal (error, REPOINT_HELLO_FILE_ERROR, REPOINT_HELLO_FILE_ERROR_FORMAT, "no kind of file that is known");
      return FALSE;
    }
}

RepointCliStatus
repoint_cli_fingerprint (int    argc,
                         char **argv)
{
  Output output = { 0 };
  const GOptionEntry entries[] = {
    { "json", 0, 0, G_OPTION_ARG_NONE, &output.json, N_("Print one JSON object per hello"), NULL },
    G_OPTION_ENTRY_NULL,
  };
  RepointCliStatus status;
  guint n_failed = 0;

  if (!repoint_cli_parse (&argc, &argv, entries, _("FILE…"),
                          _("Says what TLS clients offer, whose first message (ClientHello) is in a file or a packet capture; “-” is standard input."),
                          &status))
    return status;

  if (argc < 2)
    {
      repoint_cli_complain (_("Name at least one file."));
      return REPOINT_CLI_USAGE;
    }

  for (int i = 1; i < argc; i++)
    {
      GError *error = NULL;

      if (!read_file (&output, argv[i], &error))
        {
          repoint_cli_complain_error (error, argv[i]);
          n_failed++;
        }
    }

  return n_failed == 0 && !output.is_incomplete ? REPOINT_CLI_DONE : REPOINT_CLI_FAILED;
}
