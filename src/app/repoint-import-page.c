/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-import-page.h"

#include "repoint-phrase-window.h"

/* A file with more than this many of either is summed up. */
#define MAX_ROWS 100

struct _RepointImportPage
{
  AdwBin parent_instance;

  RepointSession *session;
  RepointInventoryFile *file;

  AdwStatusPage *summary;
  AdwPreferencesGroup *problems_group;
  AdwPreferencesGroup *devices_group;
  GtkWidget *import_button;
};

static guint imported_signal;

G_DEFINE_FINAL_TYPE (RepointImportPage, repoint_import_page, ADW_TYPE_BIN)

static void
add_row (AdwPreferencesGroup *group,
         const char          *title,
         const char          *subtitle)
{
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *title_markup = g_markup_escape_text (title, -1);
  g_autofree char *subtitle_markup = g_markup_escape_text (subtitle, -1);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title_markup);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle_markup);
  adw_preferences_group_add (group, row);
}

static void
list_problems (RepointImportPage *self)
{
  GPtrArray *problems = repoint_inventory_file_get_problems (self->file);

  for (guint i = 0; i < MIN (problems->len, MAX_ROWS); i++)
    {
      const RepointInventoryProblem *problem = g_ptr_array_index (problems, i);
      g_autofree char *line = repoint_phrase_line (problem->line);
      g_autofree char *sentence = repoint_phrase_inventory_problem (problem->problem, problem->column, problem->value);

      add_row (self->problems_group, line, sentence);
    }
  if (problems->len > MAX_ROWS)
    {
      g_autofree char *more = repoint_phrase_more (problems->len - MAX_ROWS);

      add_row (self->problems_group, more, "");
    }
  gtk_widget_set_visible (GTK_WIDGET (self->problems_group), problems->len > 0);
}

static void
list_devices (RepointImportPage *self)
{
  GPtrArray *devices = repoint_inventory_file_get_devices (self->file);

  for (guint i = 0; i < MIN (devices->len, MAX_ROWS); i++)
    {
      RepointDevice *device = g_ptr_array_index (devices, i);
      const char * const *addresses = repoint_device_get_addresses (device);
      g_autofree char *kind = repoint_phrase_enum (REPOINT_TYPE_DEVICE_KIND, repoint_device_get_kind (device));
      g_autofree char *subtitle = g_strjoin (addresses != NULL && addresses[0] != NULL ? " · " : "", kind,
                                             addresses != NULL && addresses[0] != NULL ? addresses[0] : "", NULL);

      add_row (self->devices_group, repoint_device_get_title (device), subtitle);
    }
  if (devices->len > MAX_ROWS)
    {
      g_autofree char *more = repoint_phrase_more (devices->len - MAX_ROWS);

      add_row (self->devices_group, more, "");
    }
}

static void
apply_action (GtkWidget  *widget,
              const char *name,
              GVariant   *parameter)
{
  g_autoptr(RepointImportPage) self = g_object_ref (REPOINT_IMPORT_PAGE (widget)); /* who hears of it takes it down */
  RepointProject *project = repoint_session_get_project (self->session);
  g_autoptr(GDateTime) now = g_date_time_new_now_utc ();
  guint n_added;

  repoint_session_edit (self->session, "import");
  n_added = repoint_inventory_file_apply (self->file, project, now);
  repoint_session_end_edit (self->session);
  g_signal_emit (self, imported_signal, 0, n_added);
}

static void
repoint_import_page_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (repoint_import_page_parent_class)->map (widget);
  gtk_widget_grab_focus (REPOINT_IMPORT_PAGE (widget)->import_button);
}

static void
repoint_import_page_dispose (GObject *object)
{
  RepointImportPage *self = REPOINT_IMPORT_PAGE (object);

  g_clear_object (&self->session);
  g_clear_object (&self->file);

  G_OBJECT_CLASS (repoint_import_page_parent_class)->dispose (object);
}

static void
repoint_import_page_class_init (RepointImportPageClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = repoint_import_page_dispose;
  widget_class->map = repoint_import_page_map;

  imported_signal = g_signal_new ("imported", G_TYPE_FROM_CLASS (class), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, G_TYPE_UINT);

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/repoint/Repoint/ui/repoint-import-page.ui");
  gtk_widget_class_bind_template_child (widget_class, RepointImportPage, summary);
  gtk_widget_class_bind_template_child (widget_class, RepointImportPage, problems_group);
  gtk_widget_class_bind_template_child (widget_class, RepointImportPage, devices_group);
  gtk_widget_class_bind_template_child (widget_class, RepointImportPage, import_button);
  gtk_widget_class_install_action (widget_class, "import.apply", NULL, apply_action);
}

static void
repoint_import_page_init (RepointImportPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * repoint_import_page_new:
 * @bytes: the file
 *
 * Returns: (transfer floating) (nullable): the preview; %NULL with @error when the file is no inventory
 */
GtkWidget *
repoint_import_page_new (RepointSession  *session,
                         GBytes          *bytes,
                         GError         **error)
{
  g_autoptr(RepointInventoryFile) file = NULL;
  g_autofree char *summary = NULL;
  RepointImportPage *self;

  g_return_val_if_fail (REPOINT_IS_SESSION (session), NULL);
  g_return_val_if_fail (bytes != NULL, NULL);

  file = repoint_inventory_file_read (bytes, error);
  if (file == NULL)
    return NULL;

  self = g_object_new (REPOINT_TYPE_IMPORT_PAGE, NULL);
  self->session = g_object_ref (session);
  self->file = g_steal_pointer (&file);
  summary = repoint_phrase_import_summary (repoint_inventory_file_get_devices (self->file)->len,
                                           repoint_inventory_file_get_problems (self->file)->len);
  adw_status_page_set_description (self->summary, summary);
  list_problems (self);
  list_devices (self);
  return GTK_WIDGET (self);
}
