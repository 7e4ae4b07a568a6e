/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-station-bar.h"

struct _RepointStationBar
{
  AdwBin parent_instance;

  GSignalGroup *signals;
  gboolean suppressed;

  GtkRevealer *revealer;
  GtkLabel *label;
};

G_DEFINE_FINAL_TYPE (RepointStationBar, repoint_station_bar, ADW_TYPE_BIN)

static void
update (RepointStationBar *self)
{
  g_autoptr(RepointStationControl) control = g_signal_group_dup_target (self->signals);
  gboolean listening = control != NULL && repoint_station_control_get_state (control) == REPOINT_STATION_LISTENING;

  gtk_revealer_set_reveal_child (self->revealer, listening && !self->suppressed);
  if (listening)
    {
      g_autofree char *summary = NULL;

      g_object_get (control, "summary", &summary, NULL);
      gtk_label_set_label (self->label, summary);
    }
}

static void
repoint_station_bar_dispose (GObject *object)
{
  g_clear_object (&REPOINT_STATION_BAR (object)->signals);

  G_OBJECT_CLASS (repoint_station_bar_parent_class)->dispose (object);
}

static void
repoint_station_bar_class_init (RepointStationBarClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = repoint_station_bar_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/repoint/Repoint/ui/repoint-station-bar.ui");
  gtk_widget_class_bind_template_child (widget_class, RepointStationBar, revealer);
  gtk_widget_class_bind_template_child (widget_class, RepointStationBar, label);
}

static void
repoint_station_bar_init (RepointStationBar *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->signals = g_signal_group_new (REPOINT_TYPE_STATION_CONTROL);
  g_signal_group_connect_swapped (self->signals, "notify", G_CALLBACK (update), self);
}

/** repoint_station_bar_set_control: whose state is shown; %NULL: none. */
void
repoint_station_bar_set_control (RepointStationBar *self,
                                  RepointStationControl    *control)
{
  g_return_if_fail (REPOINT_IS_STATION_BAR (self));
  g_return_if_fail (control == NULL || REPOINT_IS_STATION_CONTROL (control));

  g_signal_group_set_target (self->signals, control);
  update (self);
}

/** repoint_station_bar_set_suppressed: keeps it away although the station listens. */
void
repoint_station_bar_set_suppressed (RepointStationBar *self,
                                    gboolean           suppressed)
{
  g_return_if_fail (REPOINT_IS_STATION_BAR (self));

  self->suppressed = suppressed;
  update (self);
}
