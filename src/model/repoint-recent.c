/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-recent.h"

struct _RepointRecent
{
  GObject parent_instance;

  GFile     *file;
  char      *title;
  GDateTime *opened;
  guint      n_done;
  guint      n_total;
};

typedef enum
{
  PROP_FILE = 1,
  PROP_N_DONE,
  PROP_N_TOTAL,
  PROP_OPENED,
  PROP_TITLE,
} RepointRecentProps;

static GParamSpec *props[PROP_TITLE + 1];

G_DEFINE_FINAL_TYPE (RepointRecent, repoint_recent, G_TYPE_OBJECT)

static void
repoint_recent_get_property (GObject    *object,
                             guint       prop_id,
                             GValue     *value,
                             GParamSpec *pspec)
{
  RepointRecent *self = REPOINT_RECENT (object);

  switch ((RepointRecentProps) prop_id)
    {
    case PROP_FILE:
      g_value_set_object (value, self->file);
      break;

    case PROP_N_DONE:
      g_value_set_uint (value, self->n_done);
      break;

    case PROP_N_TOTAL:
      g_value_set_uint (value, self->n_total);
      break;

    case PROP_OPENED:
      g_value_set_boxed (value, self->opened);
      break;

    case PROP_TITLE:
      g_value_set_string (value, self->title);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
repoint_recent_finalize (GObject *object)
{
  RepointRecent *self = REPOINT_RECENT (object);

  g_clear_object (&self->file);
  g_clear_pointer (&self->title, g_free);
  g_clear_pointer (&self->opened, g_date_time_unref);

  G_OBJECT_CLASS (repoint_recent_parent_class)->finalize (object);
}

static void
repoint_recent_class_init (RepointRecentClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = repoint_recent_get_property;
  object_class->finalize = repoint_recent_finalize;

  props[PROP_FILE] = g_param_spec_object ("file", NULL, NULL, G_TYPE_FILE, flags);
  props[PROP_N_DONE] = g_param_spec_uint ("n-done", NULL, NULL, 0, G_MAXUINT, 0, flags);
  props[PROP_N_TOTAL] = g_param_spec_uint ("n-total", NULL, NULL, 0, G_MAXUINT, 0, flags);
  props[PROP_OPENED] = g_param_spec_boxed ("opened", NULL, NULL, G_TYPE_DATE_TIME, flags);
  props[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (props), props);
}

static void
repoint_recent_init (RepointRecent *self)
{
}

/**
 * repoint_recent_new:
 *
 * Returns: (transfer full): an entry of the list of recent offices
 */
RepointRecent *
repoint_recent_new (GFile      *file,
                    const char *title,
                    GDateTime  *opened,
                    guint       n_done,
                    guint       n_total)
{
  RepointRecent *self;

  g_return_val_if_fail (G_IS_FILE (file), NULL);
  g_return_val_if_fail (title != NULL && opened != NULL, NULL);

  self = g_object_new (REPOINT_TYPE_RECENT, NULL);
  self->file = g_object_ref (file);
  self->title = g_strdup (title);
  self->opened = g_date_time_ref (opened);
  self->n_done = n_done;
  self->n_total = n_total;

  return self;
}

/**
 * repoint_recent_get_file:
 *
 * Returns: (transfer none): the office's document
 */
GFile *
repoint_recent_get_file (RepointRecent *self)
{
  g_return_val_if_fail (REPOINT_IS_RECENT (self), NULL);

  return self->file;
}

/**
 * repoint_recent_get_title:
 *
 * Returns: (transfer none): what the office is called
 */
const char *
repoint_recent_get_title (RepointRecent *self)
{
  g_return_val_if_fail (REPOINT_IS_RECENT (self), NULL);

  return self->title;
}

/**
 * repoint_recent_get_opened:
 *
 * Returns: (transfer none): when it was open last
 */
GDateTime *
repoint_recent_get_opened (RepointRecent *self)
{
  g_return_val_if_fail (REPOINT_IS_RECENT (self), NULL);

  return self->opened;
}

/**
 * repoint_recent_get_progress:
 * @n_done: (out): devices of the checklist that were done
 * @n_total: (out): devices on the checklist; 0: there was none
 */
void
repoint_recent_get_progress (RepointRecent *self,
                             guint         *n_done,
                             guint         *n_total)
{
  g_return_if_fail (REPOINT_IS_RECENT (self));
  g_return_if_fail (n_done != NULL && n_total != NULL);

  *n_done = self->n_done;
  *n_total = self->n_total;
}
