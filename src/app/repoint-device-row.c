/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-device-row.h"

struct _RepointDeviceRow
{
  AdwBin parent_instance;

  RepointDeviceItem *item;
  RepointDeviceView view;
  gboolean compact;

  AdwBin *wide_slot;
  AdwBin *compact_slot;
  GtkStack *ends;
};

typedef enum
{
  PROP_ITEM = 1,
  PROP_VIEW,
  PROP_COMPACT,
} RepointDeviceRowProps;

static GParamSpec *props[PROP_COMPACT + 1];

G_DEFINE_ENUM_TYPE (RepointDeviceView, repoint_device_view,
                    G_DEFINE_ENUM_VALUE (REPOINT_DEVICE_VIEW_RELEVANCE, "relevance"),
                    G_DEFINE_ENUM_VALUE (REPOINT_DEVICE_VIEW_TEST, "test"),
                    G_DEFINE_ENUM_VALUE (REPOINT_DEVICE_VIEW_ACTION, "action"))
G_DEFINE_FINAL_TYPE (RepointDeviceRow, repoint_device_row, ADW_TYPE_BIN)

static char *
action_icon (RepointDeviceRow *self,
             int               action)
{
  return g_strdup (repoint_action_get_icon_name (action));
}

static char *
transport_icon (RepointDeviceRow *self,
                int               transport,
                gboolean          hint)
{
  return g_strdup (repoint_transport_get_icon_name (transport, hint));
}

static char **
make_classes (const char *class)
{
  const char *classes[] = { class, "caption", NULL };

  return g_strdupv ((char **) classes);
}

static char **
relevance_classes (RepointDeviceRow *self,
                   int               relevance)
{
  return make_classes (relevance == REPOINT_MAIL_RELEVANCE_LIKELY ? "accent" : "dim-label");
}

static char **
action_classes (RepointDeviceRow *self,
                int               action)
{
  return make_classes (repoint_action_get_style_class (action));
}

static char **
transport_classes (RepointDeviceRow *self,
                   int               transport,
                   gboolean          hint)
{
  return make_classes (repoint_transport_get_style_class (transport, hint));
}

/* Where the device is; while it is about tests, what it can do, once something is known of it. */
static char *
second_line (RepointDeviceRow *self,
             const char       *subtitle,
             const char       *capability,
             gboolean          tested)
{
  return g_strdup (self->view == REPOINT_DEVICE_VIEW_TEST && tested ? capability : subtitle);
}

static gboolean
has_second_line (RepointDeviceRow *self,
                 const char       *subtitle,
                 const char       *capability,
                 gboolean          tested)
{
  g_autofree char *text = second_line (self, subtitle, capability, tested);

  return text != NULL && text[0] != '\0';
}

/* All of an item's words are notified together, "search-text" last: once is enough. */
static void
item_changed_cb (RepointDeviceRow *self)
{
  g_autofree char *title = NULL;
  g_autofree char *kind = NULL;
  g_autofree char *subtitle = NULL;
  g_autofree char *state = NULL;
  g_autofree char *name = NULL;
  const char *property = self->view == REPOINT_DEVICE_VIEW_RELEVANCE ? "relevance-name"
                         : self->view == REPOINT_DEVICE_VIEW_TEST    ? "standard-name"
                                                                     : "action-name";

  g_object_get (self->item, "title", &title, "kind-name", &kind, "subtitle", &subtitle, property, &state, NULL);
  name = g_strjoin (", ", title, kind, state, subtitle[0] != '\0' ? subtitle : NULL, NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

static void
follow_item (RepointDeviceRow  *self,
             RepointDeviceItem *item)
{
  if (self->item != NULL)
    g_signal_handlers_disconnect_by_func (self->item, item_changed_cb, self);
  g_set_object (&self->item, item);
  if (item == NULL)
    return;
  g_signal_connect_object (item, "notify::search-text", G_CALLBACK (item_changed_cb), self, G_CONNECT_SWAPPED);
  item_changed_cb (self);
}

static void
repoint_device_row_get_property (GObject    *object,
                                 guint       prop_id,
                                 GValue     *value,
                                 GParamSpec *pspec)
{
  RepointDeviceRow *self = REPOINT_DEVICE_ROW (object);

  switch ((RepointDeviceRowProps) prop_id)
    {
    case PROP_ITEM:
      g_value_set_object (value, self->item);
      break;
    case PROP_VIEW:
      g_value_set_enum (value, self->view);
      break;
    case PROP_COMPACT:
      g_value_set_boolean (value, self->compact);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

/* The two lines of the tests need the room that the name has. */
static void
place_ends (RepointDeviceRow *self)
{
  gboolean below = self->compact && self->view == REPOINT_DEVICE_VIEW_TEST;
  AdwBin *slot = below ? self->compact_slot : self->wide_slot;

  if (adw_bin_get_child (slot) == GTK_WIDGET (self->ends))
    return;
  g_object_ref (self->ends);
  adw_bin_set_child (below ? self->wide_slot : self->compact_slot, NULL);
  adw_bin_set_child (slot, GTK_WIDGET (self->ends));
  g_object_unref (self->ends);
}

static void
set_view (RepointDeviceRow  *self,
          RepointDeviceView  view)
{
  const char *name = view == REPOINT_DEVICE_VIEW_RELEVANCE ? "relevance" : view == REPOINT_DEVICE_VIEW_TEST ? "test" : "action";

  self->view = view;
  gtk_stack_set_visible_child_name (self->ends, name);
  place_ends (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_VIEW]);
}

static void
repoint_device_row_set_property (GObject      *object,
                                 guint         prop_id,
                                 const GValue *value,
                                 GParamSpec   *pspec)
{
  RepointDeviceRow *self = REPOINT_DEVICE_ROW (object);

  switch ((RepointDeviceRowProps) prop_id)
    {
    case PROP_ITEM:
      repoint_device_row_set_item (self, g_value_get_object (value));
      break;
    case PROP_VIEW:
      set_view (self, g_value_get_enum (value));
      break;
    case PROP_COMPACT:
      self->compact = g_value_get_boolean (value);
      place_ends (self);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
repoint_device_row_dispose (GObject *object)
{
  g_clear_object (&REPOINT_DEVICE_ROW (object)->item);

  G_OBJECT_CLASS (repoint_device_row_parent_class)->dispose (object);
}

static void
repoint_device_row_class_init (RepointDeviceRowClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = repoint_device_row_get_property;
  object_class->set_property = repoint_device_row_set_property;
  object_class->dispose = repoint_device_row_dispose;

  props[PROP_ITEM] = g_param_spec_object ("item", NULL, NULL, REPOINT_TYPE_DEVICE_ITEM, flags);
  props[PROP_VIEW] = g_param_spec_enum ("view", NULL, NULL, REPOINT_TYPE_DEVICE_VIEW, REPOINT_DEVICE_VIEW_RELEVANCE, flags);
  props[PROP_COMPACT] = g_param_spec_boolean ("compact", NULL, NULL, FALSE, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (props), props);

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/repoint/Repoint/ui/repoint-device-row.ui");
  gtk_widget_class_bind_template_child (widget_class, RepointDeviceRow, ends);
  gtk_widget_class_bind_template_child (widget_class, RepointDeviceRow, wide_slot);
  gtk_widget_class_bind_template_child (widget_class, RepointDeviceRow, compact_slot);
  gtk_widget_class_bind_template_callback (widget_class, action_icon);
  gtk_widget_class_bind_template_callback (widget_class, action_classes);
  gtk_widget_class_bind_template_callback (widget_class, relevance_classes);
  gtk_widget_class_bind_template_callback (widget_class, transport_icon);
  gtk_widget_class_bind_template_callback (widget_class, transport_classes);
  gtk_widget_class_bind_template_callback (widget_class, second_line);
  gtk_widget_class_bind_template_callback (widget_class, has_second_line);
}

static void
repoint_device_row_init (RepointDeviceRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/** repoint_device_row_new: a row for @item. */
GtkWidget *
repoint_device_row_new (RepointDeviceItem *item,
                        RepointDeviceView  view)
{
  return g_object_new (REPOINT_TYPE_DEVICE_ROW, "item", item, "view", view, NULL);
}

/** repoint_device_row_get_item: the device shown. Returns: (transfer none) (nullable). */
RepointDeviceItem *
repoint_device_row_get_item (RepointDeviceRow *self)
{
  g_return_val_if_fail (REPOINT_IS_DEVICE_ROW (self), NULL);

  return self->item;
}

/** repoint_device_row_set_item: shows another device, or none. */
void
repoint_device_row_set_item (RepointDeviceRow  *self,
                             RepointDeviceItem *item)
{
  g_return_if_fail (REPOINT_IS_DEVICE_ROW (self));

  if (self->item == item)
    return;
  follow_item (self, item);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_ITEM]);
}
