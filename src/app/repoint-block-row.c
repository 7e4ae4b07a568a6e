/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-block-row.h"

#include "repoint-phrase-window.h"

struct _RepointBlockRow
{
  AdwBin parent_instance;

  RepointChecklistBlock *block;
  GPtrArray *items; /* of RepointChecklistItem, whose ticks are followed */
  gboolean updating;

  GtkCheckButton *check;
  GtkLabel *title_label;
  GtkLabel *detail_label;
};

static guint toggled_signal;

G_DEFINE_FINAL_TYPE (RepointBlockRow, repoint_block_row, ADW_TYPE_BIN)

static void
update (RepointBlockRow *self)
{
  g_autofree char *detail = NULL;
  guint n_steps = 0, n_ticked = 0;

  for (guint i = 0; i < self->items->len; i++)
    {
      RepointChecklistItem *item = g_ptr_array_index (self->items, i);

      if (repoint_checklist_item_get_role (item) != REPOINT_CHECKLIST_ITEM_STEP)
        continue;
      n_steps++;
      n_ticked += repoint_checklist_item_get_ticked (item);
    }
  detail = repoint_phrase_steps_done (n_ticked, n_steps);
  self->updating = TRUE;
  gtk_check_button_set_active (self->check, n_steps > 0 && n_ticked == n_steps);
  gtk_check_button_set_inconsistent (self->check, n_ticked > 0 && n_ticked < n_steps);
  gtk_widget_set_sensitive (GTK_WIDGET (self->check), n_steps > 0);
  self->updating = FALSE;
  gtk_label_set_label (self->detail_label, detail);
}

static void
check_toggled_cb (RepointBlockRow *self)
{
  gboolean active = gtk_check_button_get_active (self->check);

  if (self->updating)
    return;
  g_signal_emit (self, toggled_signal, 0, active);
}

static void
unfollow (RepointBlockRow *self)
{
  for (guint i = 0; i < self->items->len; i++)
    g_signal_handlers_disconnect_by_func (g_ptr_array_index (self->items, i), update, self);
  g_ptr_array_set_size (self->items, 0);
}

static void
repoint_block_row_dispose (GObject *object)
{
  RepointBlockRow *self = REPOINT_BLOCK_ROW (object);

  unfollow (self);
  g_clear_object (&self->block);

  G_OBJECT_CLASS (repoint_block_row_parent_class)->dispose (object);
}

static void
repoint_block_row_finalize (GObject *object)
{
  g_ptr_array_unref (REPOINT_BLOCK_ROW (object)->items);

  G_OBJECT_CLASS (repoint_block_row_parent_class)->finalize (object);
}

static void
repoint_block_row_class_init (RepointBlockRowClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  object_class->dispose = repoint_block_row_dispose;
  object_class->finalize = repoint_block_row_finalize;

  toggled_signal = g_signal_new ("toggled", G_TYPE_FROM_CLASS (class), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 1, G_TYPE_BOOLEAN);

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/repoint/Repoint/ui/repoint-block-row.ui");
  gtk_widget_class_bind_template_child (widget_class, RepointBlockRow, check);
  gtk_widget_class_bind_template_child (widget_class, RepointBlockRow, title_label);
  gtk_widget_class_bind_template_child (widget_class, RepointBlockRow, detail_label);
  gtk_widget_class_bind_template_callback (widget_class, check_toggled_cb);
}

static void
repoint_block_row_init (RepointBlockRow *self)
{
  self->items = g_ptr_array_new_with_free_func (g_object_unref);
  gtk_widget_init_template (GTK_WIDGET (self));
}

/** repoint_block_row_new: without a block yet. */
GtkWidget *
repoint_block_row_new (void)
{
  return g_object_new (REPOINT_TYPE_BLOCK_ROW, NULL);
}

/** repoint_block_row_get_block: what is shown. Returns: (transfer none) (nullable). */
RepointChecklistBlock *
repoint_block_row_get_block (RepointBlockRow *self)
{
  g_return_val_if_fail (REPOINT_IS_BLOCK_ROW (self), NULL);

  return self->block;
}

/** repoint_block_row_set_block: shows @block and follows its ticks; %NULL for none. */
void
repoint_block_row_set_block (RepointBlockRow       *self,
                             RepointChecklistBlock *block)
{
  GListModel *items;

  g_return_if_fail (REPOINT_IS_BLOCK_ROW (self));

  if (!g_set_object (&self->block, block))
    return;

  unfollow (self);
  if (block == NULL)
    return;

  items = repoint_checklist_block_get_items (block);
  for (guint i = 0; i < g_list_model_get_n_items (items); i++)
    {
      g_autoptr(RepointChecklistItem) item = g_list_model_get_item (items, i);

      g_signal_connect_object (item, "notify::ticked", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
      g_ptr_array_add (self->items, g_steal_pointer (&item));
    }
  gtk_label_set_label (self->title_label, repoint_checklist_block_get_title (block));
  update (self);
}
