/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-identify.h"

#include "repoint-identify-data.h"
#include "repoint-rules.h"

#define RESOURCE_PATH "/io/github/repoint/Repoint/identify"
#define MAX_FILES     64
#define MAX_BYTES     (4 * 1024 * 1024)

/* ---- Where the rules come from ---- */

static void
take_embedded (GHashTable *files)
{
  GResource *resource = repoint_identify_data_get_resource ();
  g_auto (GStrv) names = g_resource_enumerate_children (resource, RESOURCE_PATH, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);

  for (guint i = 0; names != NULL && names[i] != NULL; i++)
    {
      g_autofree char *path = g_build_path ("/", RESOURCE_PATH, names[i], NULL);
      g_autoptr (GError) error = NULL;
      g_autoptr (GBytes) bytes = g_resource_lookup_data (resource, path, G_RESOURCE_LOOKUP_FLAGS_NONE, &error);
      RepointRules *rules = bytes != NULL ? repoint_rules_parse (bytes, &error) : NULL;

      if (rules == NULL)
        g_error ("%s: %s", path, error->message); /* the tests see to it that it never is */
      g_hash_table_insert (files, g_strdup (names[i]), rules);
    }
}

static RepointRules *
read_file (const char  *path,
           GError     **error)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GFileInputStream) stream = g_file_read (file, NULL, error);
  g_autoptr (GBytes) bytes = NULL;

  if (stream == NULL)
    return NULL;
  bytes = g_input_stream_read_bytes (G_INPUT_STREAM (stream), MAX_BYTES + 1, NULL, error);
  return bytes != NULL ? repoint_rules_parse (bytes, error) : NULL;
}

/* One that is not sound is left out; the one that came with Repoint serves. */
static void
take_directory (GHashTable *files,
                const char *data_directory)
{
  g_autofree char *directory = g_build_filename (data_directory, "repoint", "identify", NULL);
  g_autoptr (GDir) dir = g_dir_open (directory, 0, NULL);
  const char *name;
  guint n_files = 0;

  while (dir != NULL && n_files++ < MAX_FILES && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (directory, name, NULL);
      g_autoptr (GError) error = NULL;
      RepointRules *known = g_hash_table_lookup (files, name);
      RepointRules *rules;

      if (!g_str_has_suffix (name, ".xml") || !g_file_test (path, G_FILE_TEST_IS_REGULAR))
        continue;
      rules = read_file (path, &error);
      if (rules == NULL)
        g_warning ("Identification rules in %s are left out: %s", path, error->message);
      else if (known != NULL && strcmp (repoint_rules_get_version (rules), repoint_rules_get_version (known)) <= 0)
        repoint_rules_free (rules);
      else
        g_hash_table_insert (files, g_strdup (name), rules);
    }
}

static gpointer
load (gpointer data)
{
  GHashTable *files = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) repoint_rules_free);
  const char * const *system = g_get_system_data_dirs ();

  take_embedded (files);
  take_directory (files, g_get_user_data_dir ());
  for (guint i = 0; system[i] != NULL; i++)
    take_directory (files, system[i]);
  return files;
}

/* ---- Applying them ---- */

static void
find (GPtrArray       *evidence,
      RepointFindings *findings)
{
  static GOnce once = G_ONCE_INIT;
  GHashTable *files = g_once (&once, load, NULL);
  GHashTableIter iter;
  RepointRules *rules;

  g_hash_table_iter_init (&iter, files);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &rules))
    repoint_rules_apply (rules, evidence, findings);
}

static void
fill (char            **field,
      RepointFindings  *findings,
      guint             nth)
{
  if (*field == NULL || **field == '\0')
    {
      g_free (*field);
      *field = g_steal_pointer (&findings->values[nth]);
    }
}

void
repoint_identify (RepointSighting *sighting)
{
  RepointFindings findings = { 0 };
  int kind;

  g_return_if_fail (sighting != NULL);

  find (sighting->evidence, &findings);
  fill (&sighting->vendor, &findings, REPOINT_RULES_VENDOR);
  fill (&sighting->model, &findings, REPOINT_RULES_MODEL);
  fill (&sighting->name, &findings, REPOINT_RULES_NAME);
  fill (&sighting->firmware, &findings, REPOINT_RULES_FIRMWARE);
  fill (&sighting->serial, &findings, REPOINT_RULES_SERIAL);
  if (sighting->kind == REPOINT_DEVICE_KIND_UNKNOWN && findings.values[REPOINT_RULES_KIND] != NULL
      && repoint_enum_from_string (REPOINT_TYPE_DEVICE_KIND, findings.values[REPOINT_RULES_KIND], &kind))
    sighting->kind = (RepointDeviceKind) kind;
  repoint_findings_clear (&findings);
}

double
repoint_identify_confidence (GPtrArray *evidence)
{
  RepointFindings findings = { 0 };
  double confidence = 0;

  g_return_val_if_fail (evidence != NULL, 0);

  find (evidence, &findings);
  for (guint i = 0; i < REPOINT_RULES_N_FIELDS; i++)
    if (findings.values[i] != NULL)
      confidence = MAX (confidence, findings.confidence[i]);
  repoint_findings_clear (&findings);
  return confidence;
}
