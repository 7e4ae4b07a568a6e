/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-recents.h"

#include <stdio.h>

#define MAX_RECENTS 50
#define MIME_TYPE   "application/x-repoint"
#define APP_NAME    "Repoint"

struct _RepointRecents
{
  GObject parent_instance;

  GFile     *store;
  GPtrArray *recents; /* of RepointRecent, newest first */
};

static GType
repoint_recents_get_item_type (GListModel *model)
{
  return REPOINT_TYPE_RECENT;
}

static guint
repoint_recents_get_n_items (GListModel *model)
{
  return REPOINT_RECENTS (model)->recents->len;
}

static gpointer
repoint_recents_get_item (GListModel *model,
                          guint       position)
{
  RepointRecents *self = REPOINT_RECENTS (model);

  return position < self->recents->len ? g_object_ref (g_ptr_array_index (self->recents, position)) : NULL;
}

static void
repoint_recents_iface_init (GListModelInterface *iface)
{
  iface->get_item_type = repoint_recents_get_item_type;
  iface->get_n_items = repoint_recents_get_n_items;
  iface->get_item = repoint_recents_get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (RepointRecents, repoint_recents, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, repoint_recents_iface_init))

static void
repoint_recents_finalize (GObject *object)
{
  RepointRecents *self = REPOINT_RECENTS (object);

  g_clear_object (&self->store);
  g_clear_pointer (&self->recents, g_ptr_array_unref);

  G_OBJECT_CLASS (repoint_recents_parent_class)->finalize (object);
}

static void
repoint_recents_class_init (RepointRecentsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = repoint_recents_finalize;
}

static void
repoint_recents_init (RepointRecents *self)
{
  self->recents = g_ptr_array_new_with_free_func (g_object_unref);
}

static int
compare_newest_first (gconstpointer a,
                      gconstpointer b)
{
  RepointRecent *first = *(RepointRecent * const *) a;
  RepointRecent *second = *(RepointRecent * const *) b;

  return g_date_time_compare (repoint_recent_get_opened (second), repoint_recent_get_opened (first));
}

/* The progress stands in the description, as "DONE TOTAL". */
static RepointRecent *
read_recent (GBookmarkFile *bookmarks,
             const char    *uri)
{
  g_autoptr(GFile) file = g_file_new_for_uri (uri);
  g_autofree char *title = g_bookmark_file_get_title (bookmarks, uri, NULL);
  g_autofree char *progress = g_bookmark_file_get_description (bookmarks, uri, NULL);
  GDateTime *opened = g_bookmark_file_get_modified_date_time (bookmarks, uri, NULL);
  guint n_done = 0;
  guint n_total = 0;

  if (title == NULL || opened == NULL || !g_file_query_exists (file, NULL))
    return NULL;

  if (progress == NULL || sscanf (progress, "%u %u", &n_done, &n_total) != 2 || n_done > n_total)
    n_done = n_total = 0;

  return repoint_recent_new (file, title, opened, n_done, n_total);
}

/* A list that cannot be read is an empty one: it holds nothing that the offices do not. */
static void
load (RepointRecents *self)
{
  g_autoptr(GBookmarkFile) bookmarks = g_bookmark_file_new ();
  g_autoptr(GBytes) bytes = g_file_load_bytes (self->store, NULL, NULL, NULL);
  g_auto(GStrv) uris = NULL;

  if (bytes == NULL || g_bytes_get_size (bytes) == 0 ||
      !g_bookmark_file_load_from_data (bookmarks, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), NULL))
    return;

  uris = g_bookmark_file_get_uris (bookmarks, NULL);
  for (guint i = 0; uris[i] != NULL; i++)
    {
      RepointRecent *recent = read_recent (bookmarks, uris[i]);

      if (recent != NULL)
        g_ptr_array_add (self->recents, recent);
    }

  g_ptr_array_sort (self->recents, compare_newest_first);
}

static void
save (RepointRecents *self)
{
  g_autoptr(GBookmarkFile) bookmarks = g_bookmark_file_new ();
  g_autoptr(GFile) directory = g_file_get_parent (self->store);
  g_autoptr(GError) error = NULL;
  g_autofree char *data = NULL;
  gsize length;

  for (guint i = 0; i < self->recents->len; i++)
    {
      RepointRecent *recent = g_ptr_array_index (self->recents, i);
      g_autofree char *uri = g_file_get_uri (repoint_recent_get_file (recent));
      g_autofree char *progress = NULL;
      guint n_done;
      guint n_total;

      repoint_recent_get_progress (recent, &n_done, &n_total);
      progress = g_strdup_printf ("%u %u", n_done, n_total);

      g_bookmark_file_set_title (bookmarks, uri, repoint_recent_get_title (recent));
      g_bookmark_file_set_description (bookmarks, uri, progress);
      g_bookmark_file_set_mime_type (bookmarks, uri, MIME_TYPE);
      g_bookmark_file_add_application (bookmarks, uri, APP_NAME, "repoint %f");
      g_bookmark_file_set_modified_date_time (bookmarks, uri, repoint_recent_get_opened (recent));
    }

  g_file_make_directory_with_parents (directory, NULL, NULL);
  data = g_bookmark_file_to_data (bookmarks, &length, NULL);
  if (data == NULL ||
      !g_file_replace_contents (self->store, data, length, NULL, FALSE, G_FILE_CREATE_PRIVATE, NULL, NULL, &error))
    g_debug ("The list of recent offices was not kept: %s", error != NULL ? error->message : "nothing to write");
}

/**
 * repoint_recents_new:
 * @store: (nullable): where the list is kept; %NULL: the user's data directory
 *
 * Reads the list. One that is missing or damaged is empty.
 *
 * Returns: (transfer full): the recent offices
 */
RepointRecents *
repoint_recents_new (GFile *store)
{
  RepointRecents *self;

  g_return_val_if_fail (store == NULL || G_IS_FILE (store), NULL);

  self = g_object_new (REPOINT_TYPE_RECENTS, NULL);
  self->store = store != NULL ? g_object_ref (store)
                              : g_file_new_build_filename (g_get_user_data_dir (), "repoint", "recent.xbel", NULL);
  load (self);

  return self;
}

static guint
find_file (RepointRecents *self,
           GFile          *file)
{
  guint position;

  for (position = 0; position < self->recents->len; position++)
    {
      if (g_file_equal (repoint_recent_get_file (g_ptr_array_index (self->recents, position)), file))
        break;
    }

  return position;
}

/**
 * repoint_recents_add:
 * @n_done: devices done of those on the checklist
 * @n_total: devices on the checklist; 0: there is none
 *
 * Puts an office first, as open now, and keeps the list. One that does not fit any more is forgotten.
 */
void
repoint_recents_add (RepointRecents *self,
                     GFile          *file,
                     const char     *title,
                     guint           n_done,
                     guint           n_total)
{
  g_autoptr(GDateTime) now = g_date_time_new_now_utc ();
  guint before;
  guint position;

  g_return_if_fail (REPOINT_IS_RECENTS (self));
  g_return_if_fail (G_IS_FILE (file));
  g_return_if_fail (title != NULL);

  before = self->recents->len;
  position = find_file (self, file);
  if (position < before)
    g_ptr_array_remove_index (self->recents, position);

  g_ptr_array_insert (self->recents, 0, repoint_recent_new (file, title, now, n_done, n_total));
  if (self->recents->len > MAX_RECENTS)
    g_ptr_array_set_size (self->recents, MAX_RECENTS);

  save (self);
  g_list_model_items_changed (G_LIST_MODEL (self), 0, before, self->recents->len);
}

/**
 * repoint_recents_remove:
 *
 * Forgets an office; its document stays. Nothing happens when it is not in the list.
 */
void
repoint_recents_remove (RepointRecents *self,
                        RepointRecent  *recent)
{
  guint position;

  g_return_if_fail (REPOINT_IS_RECENTS (self));
  g_return_if_fail (REPOINT_IS_RECENT (recent));

  if (!g_ptr_array_find (self->recents, recent, &position))
    return;

  g_ptr_array_remove_index (self->recents, position);
  save (self);
  g_list_model_items_changed (G_LIST_MODEL (self), position, 1, 0);
}
