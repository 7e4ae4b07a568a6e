/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-device-list.h"

#include "repoint-adaptive-bin.h"

struct _RepointDeviceList
{
  AdwBin parent_instance;

  RepointDeviceView view;

  RepointAdaptiveBin *room;
  AdwBin *header_bin;
  GtkStack *stack;
  GtkListView *list;
  GtkFilterListModel *filtered;
  GtkSortListModel *sorted;
};

typedef enum
{
  PROP_MODEL = 1,
  PROP_VIEW,
  PROP_FILTER,
  PROP_SORTER,
  PROP_HEADER,
  PROP_N_ITEMS,
  PROP_COMPACT,
} RepointDeviceListProps;

static GParamSpec *props[PROP_COMPACT + 1];
static guint activated_signal;

G_DEFINE_FINAL_TYPE (RepointDeviceList, repoint_device_list, ADW_TYPE_BIN)

static void
setup_cb (RepointDeviceList *self,
          GtkListItem       *list_item)
{
  GtkWidget *row = repoint_device_row_new (NULL, self->view);

  g_object_bind_property (self, "compact", row, "compact", G_BINDING_SYNC_CREATE);
  gtk_list_item_set_child (list_item, row);
}

static void
bind_cb (RepointDeviceList *self,
         GtkListItem       *list_item)
{
  repoint_device_row_set_item (REPOINT_DEVICE_ROW (gtk_list_item_get_child (list_item)), gtk_list_item_get_item (list_item));
}

static void
unbind_cb (RepointDeviceList *self,
           GtkListItem       *list_item)
{
  repoint_device_row_set_item (REPOINT_DEVICE_ROW (gtk_list_item_get_child (list_item)), NULL);
}

static void
activate_cb (RepointDeviceList *self,
             guint              position)
{
  g_autoptr(RepointDeviceItem) item = g_list_model_get_item (G_LIST_MODEL (gtk_list_view_get_model (self->list)), position);

  if (item != NULL)
    g_signal_emit (self, activated_signal, 0, item);
}

/* A list view keeps the row in place that stood first, even when others come before it: a list that nobody has scrolled
 * shall begin with its first row. Until the next layout the adjustment tells how it was. */
static void
stay_at_top (RepointDeviceList *self)
{
  GtkAdjustment *adjustment = gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (self->list));

  if (g_list_model_get_n_items (G_LIST_MODEL (self->sorted)) > 0 &&
      gtk_adjustment_get_value (adjustment) <= gtk_adjustment_get_lower (adjustment))
    gtk_widget_activate_action (GTK_WIDGET (self->list), "list.scroll-to-item", "u", 0);
}

static void
items_changed_cb (RepointDeviceList *self)
{
  gboolean empty = g_list_model_get_n_items (G_LIST_MODEL (self->sorted)) == 0;

  stay_at_top (self);
  gtk_stack_set_visible_child_name (self->stack, empty ? "nothing" : "list");
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_N_ITEMS]);
}

static void
set_header (RepointDeviceList *self,
            GtkWidget         *header)
{
  adw_bin_set_child (self->header_bin, header);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_HEADER]);
}

static void
repoint_device_list_get_property (GObject    *object,
                                  guint       prop_id,
                                  GValue     *value,
                                  GParamSpec *pspec)
{
  RepointDeviceList *self = REPOINT_DEVICE_LIST (object);

  switch ((RepointDeviceListProps) prop_id)
    {
    case PROP_MODEL:
      g_value_set_object (value, gtk_filter_list_model_get_model (self->filtered));
      break;
    case PROP_VIEW:
      g_value_set_enum (value, self->view);
      break;
    case PROP_FILTER:
      g_value_set_object (value, gtk_filter_list_model_get_filter (self->filtered));
      break;
    case PROP_SORTER:
      g_value_set_object (value, gtk_sort_list_model_get_sorter (self->sorted));
      break;
    case PROP_HEADER:
      g_value_set_object (value, adw_bin_get_child (self->header_bin));
      break;
    case PROP_COMPACT:
      g_value_set_boolean (value, repoint_adaptive_bin_get_narrow (self->room));
      break;
    case PROP_N_ITEMS:
      g_value_set_uint (value, g_list_model_get_n_items (G_LIST_MODEL (self->sorted)));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
repoint_device_list_set_property (GObject      *object,
                                  guint         prop_id,
                                  const GValue *value,
                                  GParamSpec   *pspec)
{
  RepointDeviceList *self = REPOINT_DEVICE_LIST (object);

  switch ((RepointDeviceListProps) prop_id)
    {
    case PROP_MODEL:
      gtk_filter_list_model_set_model (self->filtered, g_value_get_object (value));
      break;
    case PROP_VIEW:
      self->view = g_value_get_enum (value);
      break;
    case PROP_FILTER:
      gtk_filter_list_model_set_filter (self->filtered, g_value_get_object (value));
      break;
    case PROP_SORTER:
      gtk_sort_list_model_set_sorter (self->sorted, g_value_get_object (value));
      break;
    case PROP_HEADER:
      set_header (self, g_value_get_object (value));
      break;
    case PROP_N_ITEMS:
    case PROP_COMPACT:
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
narrow_changed_cb (RepointDeviceList *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_COMPACT]);
}

static void
repoint_device_list_class_init (RepointDeviceListClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = repoint_device_list_get_property;
  object_class->set_property = repoint_device_list_set_property;

  props[PROP_MODEL] = g_param_spec_object ("model", NULL, NULL, G_TYPE_LIST_MODEL, flags);
  props[PROP_VIEW] = g_param_spec_enum ("view", NULL, NULL, REPOINT_TYPE_DEVICE_VIEW, REPOINT_DEVICE_VIEW_RELEVANCE, flags);
  props[PROP_FILTER] = g_param_spec_object ("filter", NULL, NULL, GTK_TYPE_FILTER, flags);
  props[PROP_SORTER] = g_param_spec_object ("sorter", NULL, NULL, GTK_TYPE_SORTER, flags);
  props[PROP_HEADER] = g_param_spec_object ("header", NULL, NULL, GTK_TYPE_WIDGET, flags);
  props[PROP_N_ITEMS] = g_param_spec_uint ("n-items", NULL, NULL, 0, G_MAXUINT, 0, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  props[PROP_COMPACT] = g_param_spec_boolean ("compact", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (props), props);

  activated_signal = g_signal_new ("activated", G_TYPE_FROM_CLASS (class), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 1, REPOINT_TYPE_DEVICE_ITEM);

  g_type_ensure (REPOINT_TYPE_ADAPTIVE_BIN);
  g_type_ensure (REPOINT_TYPE_DEVICE_ITEM);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/repoint/Repoint/ui/repoint-device-list.ui");
  gtk_widget_class_bind_template_child (widget_class, RepointDeviceList, room);
  gtk_widget_class_bind_template_child (widget_class, RepointDeviceList, header_bin);
  gtk_widget_class_bind_template_child (widget_class, RepointDeviceList, stack);
  gtk_widget_class_bind_template_child (widget_class, RepointDeviceList, list);
  gtk_widget_class_bind_template_child (widget_class, RepointDeviceList, filtered);
  gtk_widget_class_bind_template_child (widget_class, RepointDeviceList, sorted);
  gtk_widget_class_bind_template_callback (widget_class, narrow_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, setup_cb);
  gtk_widget_class_bind_template_callback (widget_class, bind_cb);
  gtk_widget_class_bind_template_callback (widget_class, unbind_cb);
  gtk_widget_class_bind_template_callback (widget_class, activate_cb);
}

static void
repoint_device_list_init (RepointDeviceList *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  /* After the view, which has heard of the change by then. */
  g_signal_connect_object (self->sorted, "items-changed", G_CALLBACK (items_changed_cb), self, G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  items_changed_cb (self);
}

/** repoint_device_list_new: lists the #RepointDeviceItem of @model. */
GtkWidget *
repoint_device_list_new (GListModel        *model,
                         RepointDeviceView  view)
{
  return g_object_new (REPOINT_TYPE_DEVICE_LIST, "view", view, "model", model, NULL);
}

/** repoint_device_list_refresh: filters and sorts again. */
void
repoint_device_list_refresh (RepointDeviceList *self)
{
  GtkFilter *filter;
  GtkSorter *sorter;

  g_return_if_fail (REPOINT_IS_DEVICE_LIST (self));

  filter = gtk_filter_list_model_get_filter (self->filtered);
  sorter = gtk_sort_list_model_get_sorter (self->sorted);
  if (filter != NULL)
    gtk_filter_changed (filter, GTK_FILTER_CHANGE_DIFFERENT);
  if (sorter != NULL)
    gtk_sorter_changed (sorter, GTK_SORTER_CHANGE_DIFFERENT);
  stay_at_top (self);
}
