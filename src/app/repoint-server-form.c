/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-server-form.h"

struct _RepointServerForm
{
  AdwExpanderRow parent_instance;

  AdwComboRow *protocol;
  AdwComboRow *security;
  AdwComboRow *standing;
  AdwEntryRow *host;
  AdwEntryRow *port;
  GtkButton *add_button;
};

static guint added_signal;

G_DEFINE_FINAL_TYPE (RepointServerForm, repoint_server_form, ADW_TYPE_EXPANDER_ROW)

/* In the order of the items in the .ui file. */
static const RepointProtocol protocols[] = { REPOINT_PROTOCOL_SMTP, REPOINT_PROTOCOL_IMAP, REPOINT_PROTOCOL_POP3 };
static const RepointSecurity securities[] = { REPOINT_SECURITY_STARTTLS, REPOINT_SECURITY_TLS };
static const RepointStanding standings[] = { REPOINT_STANDING_STANDARD, REPOINT_STANDING_LEGACY };

static RepointTarget *
make_target (RepointServerForm *self)
{
  guint protocol = MIN (adw_combo_row_get_selected (self->protocol), G_N_ELEMENTS (protocols) - 1);
  guint security = MIN (adw_combo_row_get_selected (self->security), G_N_ELEMENTS (securities) - 1);
  g_autofree char *host = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->host))));
  const char *port_text = gtk_editable_get_text (GTK_EDITABLE (self->port));
  guint64 port = repoint_protocol_get_port (protocols[protocol], securities[security]);
  g_autoptr(RepointTarget) target = NULL;
  g_autofree char *uri = NULL;

  if (port_text[0] != '\0' && !g_ascii_string_to_unsigned (port_text, 10, 1, 65535, &port, NULL))
    return NULL;
  if (host[0] == '\0')
    return NULL;

  /* Through the parser, which knows what a host may look like. */
  target = repoint_target_new (protocols[protocol], securities[security], host, port);
  uri = repoint_target_to_string (target);
  return repoint_target_parse (uri, NULL);
}

static void
form_changed_cb (RepointServerForm *self)
{
  g_autoptr(RepointTarget) target = make_target (self);

  gtk_widget_set_sensitive (GTK_WIDGET (self->add_button), target != NULL);
}

static void
add_clicked_cb (RepointServerForm *self)
{
  guint standing = MIN (adw_combo_row_get_selected (self->standing), G_N_ELEMENTS (standings) - 1);
  g_autoptr(RepointTarget) target = make_target (self);
  g_autoptr(RepointEndpoint) endpoint = NULL;

  if (target == NULL)
    return;

  endpoint = repoint_endpoint_new (standings[standing], target);
  gtk_editable_set_text (GTK_EDITABLE (self->host), "");
  gtk_editable_set_text (GTK_EDITABLE (self->port), "");
  g_signal_emit (self, added_signal, 0, endpoint);
}

static void
repoint_server_form_class_init (RepointServerFormClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  added_signal = g_signal_new ("added", G_TYPE_FROM_CLASS (class), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                               G_TYPE_NONE, 1, REPOINT_TYPE_ENDPOINT);

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/repoint/Repoint/ui/repoint-server-form.ui");
  gtk_widget_class_bind_template_child (widget_class, RepointServerForm, protocol);
  gtk_widget_class_bind_template_child (widget_class, RepointServerForm, security);
  gtk_widget_class_bind_template_child (widget_class, RepointServerForm, standing);
  gtk_widget_class_bind_template_child (widget_class, RepointServerForm, host);
  gtk_widget_class_bind_template_child (widget_class, RepointServerForm, port);
  gtk_widget_class_bind_template_child (widget_class, RepointServerForm, add_button);
  gtk_widget_class_bind_template_callback (widget_class, form_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, add_clicked_cb);
}

static void
repoint_server_form_init (RepointServerForm *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  form_changed_cb (self);
}
