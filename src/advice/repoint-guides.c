/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-guides.h"

#include "repoint-guide-private.h"
#include "repoint-guide-problem.h"
#include "repoint-guide-set.h"

#include <string.h>

/**
 * RepointGuides: all the guides there are. Immutable.
 */
struct _RepointGuides
{
  GObject    parent_instance;

  GPtrArray *guides; /* of RepointGuide */
  char      *version;
};

G_DEFINE_FINAL_TYPE (RepointGuides, repoint_guides, G_TYPE_OBJECT)
G_DEFINE_QUARK (repoint-guides-error-quark, repoint_guides_error)

static void
repoint_guides_finalize (GObject *object)
{
  RepointGuides *self = REPOINT_GUIDES (object);

  g_clear_pointer (&self->guides, g_ptr_array_unref);
  g_clear_pointer (&self->version, g_free);

  G_OBJECT_CLASS (repoint_guides_parent_class)->finalize (object);
}

static void
repoint_guides_class_init (RepointGuidesClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = repoint_guides_finalize;
}

static void
repoint_guides_init (RepointGuides *self)
{
}

static GPtrArray *
problems_new (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) repoint_guide_problem_free);
}

/* The first problems tell what is wrong; the others are often what comes of them. */
static void
warn (GPtrArray *problems)
{
  for (guint i = 0; i < MIN (problems->len, 5); i++)
    {
      const RepointGuideProblem *problem = g_ptr_array_index (problems, i);

      g_warning ("Guide left out: %s:%d: %s: %s", problem->file, problem->line, problem->id, problem->detail);
    }
}

/* Of two files of one version, that of the directory that comes first stands. */
static GPtrArray *
read_placed (const char *const *directories)
{
  g_autoptr(GPtrArray) files = g_ptr_array_new_with_free_func ((GDestroyNotify) repoint_guide_file_unref);

  for (guint i = g_strv_length ((char **) directories); i > 0; i--)
    {
      g_autoptr(GPtrArray) problems = problems_new ();
      g_autoptr(GPtrArray) found = repoint_guide_file_list (directories[i - 1], FALSE, problems);
      g_autoptr(GPtrArray) together = repoint_guide_set_overlay (files, found, TRUE);

      warn (problems);
      g_clear_pointer (&files, g_ptr_array_unref);
      files = g_steal_pointer (&together);
    }

  return g_steal_pointer (&files);
}

/* Takes the files away that problems were found in. FALSE: the fault must be in how they fit the others. */
static gboolean
drop_faulty (GPtrArray *files, GPtrArray *problems)
{
  guint n_files = files->len;

  for (guint i = 0; i < problems->len; i++)
    {
      const RepointGuideProblem *problem = g_ptr_array_index (problems, i);

      for (guint k = files->len; k > 0; k--)
        if (strcmp (((RepointGuideFile *) g_ptr_array_index (files, k - 1))->path, problem->file) == 0)
          g_ptr_array_remove_index (files, k - 1);
    }

  return files->len < n_files;
}

/* A file that somebody put in place must not take the advice away: one that is wrong is left out. */
static GPtrArray *
build_with_placed (GPtrArray *shipped, const char *const *directories, GPtrArray **files)
{
  g_autoptr(GPtrArray) placed = read_placed (directories);

  while (placed->len > 0)
    {
      g_autoptr(GPtrArray) problems = problems_new ();
      g_autoptr(GPtrArray) all = repoint_guide_set_overlay (shipped, placed, TRUE);
      g_autoptr(GPtrArray) guides = repoint_guide_set_build (all, problems);

      if (problems->len == 0)
        {
          *files = g_steal_pointer (&all);
          return g_steal_pointer (&guides);
        }

      warn (problems);
      if (!drop_faulty (placed, problems))
        g_ptr_array_set_size (placed, 0);
    }

  return NULL;
}

static char *
find_version (GPtrArray *files)
{
  const RepointGuideFile *newest = g_ptr_array_index (files, 0);

  for (guint i = 1; i < files->len; i++)
    if (repoint_guide_file_is_older (newest, g_ptr_array_index (files, i)))
      newest = g_ptr_array_index (files, i);

  return g_strdup (newest->version);
}

/**
 * repoint_guides_load_from:
 * @directories: (array zero-terminated=1): where other guides may be, the most important first; one that does not exist
 *   is no fault
 * @error: return location; %REPOINT_GUIDES_ERROR
 *
 * Loads the guides that come with the program. A file of the same name in one of @directories takes the place of one if
 * it is not older, and others add to them; a file there that is wrong is left out with a warning. Reads files, so it may
 * take some milliseconds; may be called in any thread.
 *
 * Returns: (transfer full): the guides; %NULL with @error set only if those that come with the program are wrong
 */
RepointGuides *
repoint_guides_load_from (const char *const *directories, GError **error)
{
  g_autoptr(GPtrArray) problems = problems_new ();
  g_autoptr(GPtrArray) shipped = repoint_guide_set_read_shipped (problems);
  g_autoptr(GPtrArray) files = NULL;
  g_autoptr(GPtrArray) guides = problems->len == 0 ? build_with_placed (shipped, directories, &files) : NULL;
  RepointGuides *self;

  if (!guides)
    {
      files = g_ptr_array_ref (shipped);
      guides = repoint_guide_set_build (shipped, problems);
    }
  if (problems->len > 0)
    {
      const RepointGuideProblem *first = g_ptr_array_index (problems, 0);

      g_set_error (error, REPOINT_GUIDES_ERROR,
                   strcmp (first->id, "syntax") == 0 ? REPOINT_GUIDES_ERROR_SYNTAX : REPOINT_GUIDES_ERROR_CONTENT,
                   "%s:%d: %s: %s", first->file, first->line, first->id, first->detail);
      return NULL;
    }

  self = g_object_new (REPOINT_TYPE_GUIDES, NULL);
  self->version = find_version (files);
  self->guides = g_steal_pointer (&guides);

  return self;
}

/**
 * repoint_guides_load:
 * @error: return location; %REPOINT_GUIDES_ERROR
 *
 * Loads the guides with those in `repoint/guides` of the user's and the system's data directories, as
 * repoint_guides_load_from() does.
 *
 * Returns: (transfer full): the guides; %NULL with @error set only if those that come with the program are wrong
 */
RepointGuides *
repoint_guides_load (GError **error)
{
  g_autoptr(GPtrArray) directories = g_ptr_array_new_with_free_func (g_free);
  const char *const *system = g_get_system_data_dirs ();

  g_ptr_array_add (directories, g_build_filename (g_get_user_data_dir (), "repoint", "guides", NULL));
  for (guint i = 0; system[i]; i++)
    g_ptr_array_add (directories, g_build_filename (system[i], "repoint", "guides", NULL));
  g_ptr_array_add (directories, NULL);

  return repoint_guides_load_from ((const char *const *) directories->pdata, error);
}

/**
 * repoint_guides_get_version:
 *
 * Returns: (transfer none): the newest version of a file: "2026-11-20"
 */
const char *
repoint_guides_get_version (RepointGuides *self)
{
  g_return_val_if_fail (REPOINT_IS_GUIDES (self), NULL);

  return self->version;
}

/**
 * repoint_guides_list:
 *
 * Returns: (transfer none) (element-type RepointGuide): all guides, by file
 */
GPtrArray *
repoint_guides_list (RepointGuides *self)
{
  g_return_val_if_fail (REPOINT_IS_GUIDES (self), NULL);

  return self->guides;
}

/**
 * repoint_guides_find:
 *
 * Returns: (transfer none) (nullable): the guide with this id
 */
RepointGuide *
repoint_guides_find (RepointGuides *self, const char *id)
{
  g_return_val_if_fail (REPOINT_IS_GUIDES (self), NULL);

  for (guint i = 0; i < self->guides->len; i++)
    if (g_strcmp0 (((RepointGuide *) g_ptr_array_index (self->guides, i))->id, id) == 0)
      return g_ptr_array_index (self->guides, i);

  return NULL;
}

/**
 * repoint_guides_match_words:
 * @kind: what the device is
 * @vendor: (nullable): as the device tells it, or as the admin wrote it
 * @model: (nullable): the same
 * @name: (nullable): what it is called; used only when neither @vendor nor @model is known
 *
 * Returns: (transfer none): of the guides that fit, the one that extends most others, and of two such the one whose rules
 *   weigh more; the generic one of the kind when none fits
 */
RepointGuide *
repoint_guides_match_words (RepointGuides *self, RepointDeviceKind kind, const char *vendor, const char *model,
                            const char *name)
{
  g_autofree char *words = NULL;
  RepointGuide *best = NULL;
  RepointGuide *generic = NULL;
  guint best_score = 0;

  g_return_val_if_fail (REPOINT_IS_GUIDES (self), NULL);

  words = repoint_guide_matcher_words (vendor, model, name);
  for (guint i = 0; i < self->guides->len; i++)
    {
      RepointGuide *guide = g_ptr_array_index (self->guides, i);
      gboolean of_kind = (guide->kinds & 1u << kind) != 0;
      guint score;

      if (guide->generic && of_kind)
        generic = guide;
      if (guide->generic || (!of_kind && kind != REPOINT_DEVICE_KIND_UNKNOWN))
        continue;

      score = repoint_guide_matcher_score (guide->matcher, words);
      if (score > 0 && (!best || guide->depth > best->depth || (guide->depth == best->depth && score > best_score)))
        {
          best = guide;
          best_score = score;
        }
    }

  return best ? best : generic;
}

/**
 * repoint_guides_match:
 * @device: a device
 *
 * Returns: (transfer none): the guide for it, as repoint_guides_match_words() finds it
 */
RepointGuide *
repoint_guides_match (RepointGuides *self, RepointDevice *device)
{
  g_return_val_if_fail (REPOINT_IS_DEVICE (device), NULL);

  return repoint_guides_match_words (self, repoint_device_get_kind (device), repoint_device_get_vendor (device),
                                     repoint_device_get_model (device), repoint_device_get_name (device));
}
