/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-adaptive-bin.h"

struct _RepointAdaptiveBin
{
  GtkWidget parent_instance;

  GtkWidget *sidebar;
  GtkWidget *content;
  int threshold;
  int sidebar_width;
  gboolean show_sidebar;
  gboolean narrow;
  guint notify_source;
};

typedef enum
{
  PROP_SIDEBAR = 1,
  PROP_CONTENT,
  PROP_THRESHOLD,
  PROP_SIDEBAR_WIDTH,
  PROP_SHOW_SIDEBAR,
  PROP_NARROW,
} RepointAdaptiveBinProps;

static GParamSpec *props[PROP_NARROW + 1];

G_DEFINE_FINAL_TYPE (RepointAdaptiveBin, repoint_adaptive_bin, GTK_TYPE_WIDGET)

static gboolean
notify_narrow_cb (gpointer user_data)
{
  RepointAdaptiveBin *self = user_data;

  self->notify_source = 0;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_NARROW]);
  return G_SOURCE_REMOVE;
}

/* Others react to "narrow" by showing and hiding widgets, which must not happen while sizes are handed out. */
static void
set_narrow (RepointAdaptiveBin *self,
            gboolean            narrow)
{
  if (self->narrow == narrow)
    return;

  self->narrow = narrow;
  if (self->notify_source == 0)
    self->notify_source = g_idle_add_full (G_PRIORITY_HIGH_IDLE, notify_narrow_cb, self, NULL);
}

static gboolean
sidebar_fits (RepointAdaptiveBin *self)
{
  return self->sidebar != NULL && self->show_sidebar && !self->narrow;
}

static void
repoint_adaptive_bin_measure (GtkWidget      *widget,
                              GtkOrientation  orientation,
                              int             for_size,
                              int            *minimum,
                              int            *natural,
                              int            *minimum_baseline,
                              int            *natural_baseline)
{
  RepointAdaptiveBin *self = REPOINT_ADAPTIVE_BIN (widget);
  int content_for = for_size;

  *minimum = *natural = 0;
  if (orientation == GTK_ORIENTATION_VERTICAL && for_size >= self->threshold && self->show_sidebar)
    content_for = for_size - self->sidebar_width;
  if (self->content != NULL)
    gtk_widget_measure (self->content, orientation, content_for, minimum, natural, NULL, NULL);
  if (orientation == GTK_ORIENTATION_HORIZONTAL && self->show_sidebar)
    *natural = MAX (*natural + self->sidebar_width, self->threshold);
  *minimum_baseline = *natural_baseline = -1;
}

static void
repoint_adaptive_bin_size_allocate (GtkWidget *widget,
                                    int        width,
                                    int        height,
                                    int        baseline)
{
  RepointAdaptiveBin *self = REPOINT_ADAPTIVE_BIN (widget);
  gboolean rtl = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  int taken = 0;

  set_narrow (self, width < self->threshold);
  if (self->sidebar != NULL)
    {
      gtk_widget_set_child_visible (self->sidebar, sidebar_fits (self));
      if (sidebar_fits (self))
        {
          GtkAllocation place = { 0, 0, self->sidebar_width, height };
          int minimum;

          gtk_widget_measure (self->sidebar, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
          place.width = MIN (MAX (place.width, minimum), width);
          place.x = rtl ? width - place.width : 0;
          gtk_widget_size_allocate (self->sidebar, &place, -1);
          taken = place.width;
        }
    }
  if (self->content != NULL)
    {
      GtkAllocation place = { rtl ? 0 : taken, 0, width - taken, height };

      gtk_widget_size_allocate (self->content, &place, -1);
    }
}

static GtkSizeRequestMode
repoint_adaptive_bin_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
set_child (RepointAdaptiveBin *self,
           GtkWidget         **field,
           GtkWidget          *child,
           GParamSpec         *pspec)
{
  if (*field == child)
    return;

  g_clear_pointer (field, gtk_widget_unparent);
  *field = child;
  if (child != NULL)
    gtk_widget_set_parent (child, GTK_WIDGET (self));
  g_object_notify_by_pspec (G_OBJECT (self), pspec);
}

static void
set_number (RepointAdaptiveBin *self,
            int                *field,
            int                 value,
            GParamSpec         *pspec)
{
  if (*field == value)
    return;

  *field = value;
  gtk_widget_queue_resize (GTK_WIDGET (self));
  g_object_notify_by_pspec (G_OBJECT (self), pspec);
}

static void
repoint_adaptive_bin_get_property (GObject    *object,
                                   guint       prop_id,
                                   GValue     *value,
                                   GParamSpec *pspec)
{
  RepointAdaptiveBin *self = REPOINT_ADAPTIVE_BIN (object);

  switch ((RepointAdaptiveBinProps) prop_id)
    {
    case PROP_SIDEBAR:
      g_value_set_object (value, self->sidebar);
      break;
    case PROP_CONTENT:
      g_value_set_object (value, self->content);
      break;
    case PROP_THRESHOLD:
      g_value_set_int (value, self->threshold);
      break;
    case PROP_SIDEBAR_WIDTH:
      g_value_set_int (value, self->sidebar_width);
      break;
    case PROP_SHOW_SIDEBAR:
      g_value_set_boolean (value, self->show_sidebar);
      break;
    case PROP_NARROW:
      g_value_set_boolean (value, self->narrow);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
repoint_adaptive_bin_set_property (GObject      *object,
                                   guint         prop_id,
                                   const GValue *value,
                                   GParamSpec   *pspec)
{
  RepointAdaptiveBin *self = REPOINT_ADAPTIVE_BIN (object);

  switch ((RepointAdaptiveBinProps) prop_id)
    {
    case PROP_SIDEBAR:
      set_child (self, &self->sidebar, g_value_get_object (value), pspec);
      break;
    case PROP_CONTENT:
      set_child (self, &self->content, g_value_get_object (value), pspec);
      break;
    case PROP_THRESHOLD:
      set_number (self, &self->threshold, g_value_get_int (value), pspec);
      break;
    case PROP_SIDEBAR_WIDTH:
      set_number (self, &self->sidebar_width, g_value_get_int (value), pspec);
      break;
    case PROP_SHOW_SIDEBAR:
      set_number (self, &self->show_sidebar, g_value_get_boolean (value), pspec);
      break;
    case PROP_NARROW:
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
repoint_adaptive_bin_dispose (GObject *object)
{
  RepointAdaptiveBin *self = REPOINT_ADAPTIVE_BIN (object);

  g_clear_handle_id (&self->notify_source, g_source_remove);
  g_clear_pointer (&self->sidebar, gtk_widget_unparent);
  g_clear_pointer (&self->content, gtk_widget_unparent);

  G_OBJECT_CLASS (repoint_adaptive_bin_parent_class)->dispose (object);
}

static void
repoint_adaptive_bin_class_init (RepointAdaptiveBinClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = repoint_adaptive_bin_get_property;
  object_class->set_property = repoint_adaptive_bin_set_property;
  object_class->dispose = repoint_adaptive_bin_dispose;
  widget_class->measure = repoint_adaptive_bin_measure;
  widget_class->size_allocate = repoint_adaptive_bin_size_allocate;
  widget_class->get_request_mode = repoint_adaptive_bin_get_request_mode;

  props[PROP_SIDEBAR] = g_param_spec_object ("sidebar", NULL, NULL, GTK_TYPE_WIDGET, flags);
  props[PROP_CONTENT] = g_param_spec_object ("content", NULL, NULL, GTK_TYPE_WIDGET, flags);
  props[PROP_THRESHOLD] = g_param_spec_int ("threshold", NULL, NULL, 0, G_MAXINT, 760, flags);
  props[PROP_SIDEBAR_WIDTH] = g_param_spec_int ("sidebar-width", NULL, NULL, 0, G_MAXINT, 232, flags);
  props[PROP_SHOW_SIDEBAR] = g_param_spec_boolean ("show-sidebar", NULL, NULL, TRUE, flags);
  props[PROP_NARROW] = g_param_spec_boolean ("narrow", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (props), props);
}

static void
repoint_adaptive_bin_init (RepointAdaptiveBin *self)
{
  self->threshold = 760;
  self->sidebar_width = 232;
  self->show_sidebar = TRUE;
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
}

/** repoint_adaptive_bin_get_narrow: whether there is no room for the sidebar. */
gboolean
repoint_adaptive_bin_get_narrow (RepointAdaptiveBin *self)
{
  g_return_val_if_fail (REPOINT_IS_ADAPTIVE_BIN (self), FALSE);

  return self->narrow;
}
