/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-cli-findings.h"
#include "repoint-cli-judgement.h"
#include "repoint-cli-output.h"
#include "repoint-cli-work.h"
#include "repoint-hello-file.h"
#include "repoint-known-error.h"
#include "repoint-known-hello.h"
#include "repoint-phrase-replay.h"
#include "repoint-replay.h"
#include "repoint-survey-data.h"

#include <gio/gio.h>
#include <gio/gunixinputstream.h>
#include <glib/gi18n.h>
#include <unistd.h>

typedef struct
{
  RepointCatalog *catalog;
  gboolean        json;
  guint           n_results;
  guint           n_incomplete;
} Replay;

/* That a server has no encryption, or that somebody on the way spoils it, is what was found, not a failure to find out. */
static gboolean
is_complete (JsonObject *result)
{
  static const char * const ends[] = { "no-starttls", "starttls-refused", "injected", "illegal-answer", "downgraded", NULL };
  const char *problem = repoint_survey_data_get_string (result, "problem");
  JsonObject *session = repoint_survey_data_get_object (result, "session");

  if (problem != NULL)
    return g_strv_contains (ends, problem);

  return session == NULL || g_strcmp0 (repoint_survey_data_get_string (session, "result"), "not-observed") != 0;
}

static void
print_for_people (Replay              *self,
                  const RepointTarget *target,
                  JsonObject          *result)
{
  g_autofree char *uri = repoint_target_to_string (target);
  g_autofree char *sentence = repoint_phrase_replay (result);
  g_autoptr(GPtrArray) sections = repoint_phrase_replay_sections (result);

  repoint_cli_print (self->n_results > 0 ? "\n%s" : "%s", uri);
  repoint_cli_print ("  %s", sentence);
  for (guint i = 0; i < sections->len; i++)
    repoint_cli_print_section (g_ptr_array_index (sections, i));
}

static void
result_cb (RepointReplay       *replay,
           const RepointTarget *target,
           JsonObject          *result,
           Replay              *self)
{
  repoint_known_error_mark_replay (self->catalog, result);
  self->n_incomplete += !is_complete (result);

  if (self->json)
    repoint_cli_print_json (result);
  else
    print_for_people (self, target, result);
  self->n_results++;
}

/* "-" is standard input. What is longer than a file of hellos can be is not read to its end, which it may not have. */
static GBytes *
read_file (const char *path,
           GError    **error)
{
  g_autoptr(GByteArray) content = g_byte_array_new ();
  g_autoptr(GInputStream) input = NULL;
  guint8 piece[64 * 1024];
  gsize length;

  if (g_str_equal (path, "-"))
    {
      input = g_unix_input_stream_new (STDIN_FILENO, FALSE);
    }
  else
    {
      g_autoptr(GFile) file = g_file_new_for_commandline_arg (path);

      input = G_INPUT_STREAM (g_file_read (file, NULL, error));
      if (input == NULL)
        return NULL;
    }

  do
    {
      if (!g_input_stream_read_all (input, piece, sizeof piece, &length, NULL, error))
        return NULL;
      g_byte_array_append (content, piece, (guint) length);
    }
  while (length == sizeof piece && content->len <= REPOINT_HELLO_FILE_MAX_BYTES);

  return g_byte_array_free_to_bytes (g_steal_pointer (&content));
}

/* The first hello there is: what the device tried first. */
static RepointClientHello *
read_hello (const char *path,
            GError    **error)
{
  g_autoptr(GBytes) bytes = read_file (path, error);
  g_autoptr(GPtrArray) entries = bytes != NULL ? repoint_hello_file_read (bytes, error) : NULL;

  if (entries == NULL)
    return NULL;

  return repoint_client_hello_copy (((RepointHelloFileEntry *) g_ptr_array_index (entries, 0))->hello);
}

/* NULL, and complains, when there is no such client. */
static const RepointCatalogClient *
find_client (RepointCatalog *catalog,
             const char     *id)
{
  const RepointCatalogClient *client = repoint_catalog_find_client (catalog, id);
  g_autoptr(GPtrArray) clients = NULL;
  g_autoptr(GString) ids = NULL;

  if (client != NULL)
    return client;

  clients = repoint_catalog_list_clients (catalog);
  ids = g_string_new (NULL);
  for (guint i = 0; i < clients->len; i++)
    g_string_append_printf (ids, " %s", ((const RepointCatalogClient *) g_ptr_array_index (clients, i))->id);
  repoint_cli_complain (_("“%s” is no client that Repoint knows. It knows:%s"), id, ids->str);

  return NULL;
}

static gboolean
add_target (GPtrArray  *targets,
            const char *uri)
{
  GError *error = NULL;
  RepointTarget *target = repoint_target_parse (uri, &error);

  if (target == NULL)
    {
      repoint_cli_complain_error (error, uri);
      return FALSE;
    }
  g_ptr_array_add (targets, target);
  if (target->security == REPOINT_SECURITY_NONE)
    {
      repoint_cli_complain (_("“%s” is never encrypted, so that there is nobody to say the hello to."), uri);
      return FALSE;
    }

  return TRUE;
}

/* Asks nobody. */
static void
judge (Replay                     *self,
       const RepointClientHello   *hello, /* nullable: then @client */
       const RepointCatalogClient *client,
       GPtrArray                  *targets)
{
  const RepointCatalogEndpoint nothing = { .min_tls = REPOINT_TLS_VERSION_NONE };

  for (guint i = 0; i < targets->len; i++)
    {
      const RepointTarget *target = g_ptr_array_index (targets, i);
      const RepointCatalogEndpoint *endpoint = repoint_catalog_find_endpoint (self->catalog, target);
      RepointHelloJudgement judgement;

      if (endpoint == NULL)
        endpoint = &nothing;
      judgement = hello != NULL ? repoint_hello_judge (hello, endpoint) : repoint_hello_judge_known (client, endpoint);
      repoint_cli_print_judgement (target, &judgement, self->json);
    }
}

static gboolean
run (Replay             *self,
     RepointCliEffort   *effort,
     RepointClientHello *hello,
     GPtrArray          *targets)
{
  const RepointReplayOptions options = { .timeout_ms = effort->timeout_s * 1000 };
  const RepointLimits limits = repoint_cli_effort_limits (effort);
  g_autoptr(RepointScheduler) scheduler = repoint_scheduler_new (&limits);
  g_autoptr(RepointReplay) replay = repoint_replay_new (scheduler, hello, targets, &options);
  g_autoptr(GListStore) jobs = g_list_store_new (REPOINT_TYPE_JOB);

  g_list_store_append (jobs, replay);
  g_signal_connect (replay, "result", G_CALLBACK (result_cb), self);
  repoint_job_start (REPOINT_JOB (replay));

  return repoint_cli_wait (G_LIST_MODEL (jobs));
}

RepointCliStatus
repoint_cli_replay (int    argc,
                    char **argv)
{
  RepointCliEffort effort = REPOINT_CLI_EFFORT_INIT;
  g_autofree char *hello_file = NULL;
  g_autofree char *client_id = NULL;
  gboolean offline = FALSE;
  const RepointCatalogClient *client = NULL;
  Replay self = { 0 };
  g_autoptr(RepointCatalog) catalog = NULL;
  g_autoptr(RepointClientHello) hello = NULL;
  GError *error = NULL;
  const GOptionEntry entries[] = {
    { "hello", 0, 0, G_OPTION_ARG_FILENAME, &hello_file, N_("The hello of the device; “-” is standard input"), N_("FILE") },
    { "client", 0, 0, G_OPTION_ARG_STRING, &client_id, N_("Say that of a well-known client instead"), N_("ID") },
    { "offline", 0, 0, G_OPTION_ARG_NONE, &offline, N_("Ask nobody, judge by what is published"), NULL },
    { "timeout", 0, 0, G_OPTION_ARG_INT, &effort.timeout_s, N_("Give up on a target after this long"), N_("SECONDS") },
    { "concurrency", 0, 0, G_OPTION_ARG_INT, &effort.concurrency, N_("Connections at once, in all"), N_("N") },
    { "gap", 0, 0, G_OPTION_ARG_INT, &effort.gap_ms, N_("Pause between two connections to one address"), N_("MS") },
    { "json", 0, 0, G_OPTION_ARG_NONE, &self.json, N_("Print one JSON object per target"), NULL },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr(GPtrArray) targets = g_ptr_array_new_with_free_func ((GDestroyNotify) repoint_target_free);
  RepointCliStatus status;
  gboolean done;

  if (!repoint_cli_parse (&argc, &argv, entries, _("URI…"),
                          _("Says the hello (ClientHello) of a device to mail servers, and what they answer."), &status))
    return status;

  if (!repoint_cli_effort_check (&effort))
    return REPOINT_CLI_USAGE;

  for (int i = 1; i < argc; i++)
    if (!add_target (targets, argv[i]))
      return REPOINT_CLI_USAGE;

  if (targets->len == 0 || (hello_file == NULL) == (client_id == NULL))
    {
      repoint_cli_complain (targets->len > 0 ? _("Name either the file with the hello, --hello FILE, or a well-known client, --client ID.")
                                             : _("Name at least one URI, such as smtp://mail.example:587."));
      return REPOINT_CLI_USAGE;
    }

  catalog = self.catalog = repoint_catalog_load (&error);
  if (catalog == NULL)
    {
      repoint_cli_complain_error (error, _("catalog"));
      return REPOINT_CLI_FAILED;
    }

  if (client_id != NULL)
    {
      client = find_client (catalog, client_id);
      if (client == NULL)
        return REPOINT_CLI_USAGE;
      hello = repoint_known_hello_new (client);
    }
  else
    {
      hello = read_hello (hello_file, &error);
      if (hello == NULL)
        {
          repoint_cli_complain_error (error, hello_file);
          return REPOINT_CLI_FAILED;
        }
    }

  if (offline)
    {
      judge (&self, client == NULL ? hello : NULL, client, targets);
      return REPOINT_CLI_DONE;
    }

  if (hello == NULL)
    {
      repoint_cli_complain (_("Which ways to encrypt “%s” offers is not documented, so that its hello cannot be said. Try --offline."),
                            client_id);
      return REPOINT_CLI_FAILED;
    }

  done = run (&self, &effort, hello, targets);
  repoint_cli_complain_incomplete (self.n_incomplete, self.n_results);

  return done && self.n_incomplete == 0 ? REPOINT_CLI_DONE : REPOINT_CLI_FAILED;
}
