/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-tenant-page.h"

#include "repoint-steps-view.h"

struct _RepointTenantPage
{
  AdwBin parent_instance;

  RepointSession *session;

  GtkStack *stack;
  RepointStepsView *steps_view;
};

G_DEFINE_FINAL_TYPE (RepointTenantPage, repoint_tenant_page, ADW_TYPE_BIN)

static void
update (RepointTenantPage *self)
{
  g_autoptr(GPtrArray) steps = repoint_journey_list_tenant_steps (repoint_session_get_journey (self->session));

  repoint_steps_view_set_steps (self->steps_view, steps);
  gtk_stack_set_visible_child_name (self->stack, steps->len > 0 ? "steps" : "nothing");
}

static void
repoint_tenant_page_dispose (GObject *object)
{
  g_clear_object (&REPOINT_TENANT_PAGE (object)->session);

  G_OBJECT_CLASS (repoint_tenant_page_parent_class)->dispose (object);
}

static void
repoint_tenant_page_class_init (RepointTenantPageClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = repoint_tenant_page_dispose;

  g_type_ensure (REPOINT_TYPE_STEPS_VIEW);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/repoint/Repoint/ui/repoint-tenant-page.ui");
  gtk_widget_class_bind_template_child (widget_class, RepointTenantPage, stack);
  gtk_widget_class_bind_template_child (widget_class, RepointTenantPage, steps_view);
}

static void
repoint_tenant_page_init (RepointTenantPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/** repoint_tenant_page_new: shows the steps and follows the plans. */
GtkWidget *
repoint_tenant_page_new (RepointSession *session)
{
  RepointTenantPage *self;

  g_return_val_if_fail (REPOINT_IS_SESSION (session), NULL);

  self = g_object_new (REPOINT_TYPE_TENANT_PAGE, NULL);
  self->session = g_object_ref (session);
  g_signal_connect_object (session, "plans-changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
  return GTK_WIDGET (self);
}
