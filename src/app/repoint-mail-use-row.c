/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-mail-use-row.h"

#include "repoint-field.h"
#include "repoint-window.h"

struct _RepointMailUseRow
{
  AdwExpanderRow parent_instance;

  RepointSession *session;
  RepointDevice *device;
  RepointMailUse *use;
  gboolean updating;

  AdwEntryRow *host_row;
  AdwEntryRow *port_row;
  AdwComboRow *security_row;
  AdwComboRow *sign_in_row;
  AdwEntryRow *mailbox_row;
  AdwComboRow *recipients_row;
};

G_DEFINE_FINAL_TYPE (RepointMailUseRow, repoint_mail_use_row, ADW_TYPE_EXPANDER_ROW)

/* In the order of the items in the .ui file, behind "not known". */
static const RepointSecurity securities[] = { REPOINT_SECURITY_NONE, REPOINT_SECURITY_STARTTLS, REPOINT_SECURITY_TLS };

static guint
security_position (RepointMailUse *use)
{
  RepointSecurity security;

  if (!repoint_mail_use_get_security (use, &security))
    return 0;
  for (guint i = 0; i < G_N_ELEMENTS (securities); i++)
    if (securities[i] == security)
      return i + 1;
  return 0;
}

static void
show_use (RepointMailUseRow *self)
{
  g_autofree char *title = repoint_phrase_mail_use (self->use);
  g_autofree char *markup = g_markup_escape_text (title, -1);
  g_autofree char *server = repoint_phrase_mail_server (self->use);
  g_autofree char *server_markup = g_markup_escape_text (server, -1);
  guint16 port = repoint_mail_use_get_port (self->use);
  g_autofree char *port_text = port != 0 ? g_strdup_printf ("%u", port) : g_strdup ("");

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), markup);
  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (self), server_markup);
  if (self->updating)
    return;

  self->updating = TRUE;
  if (g_strcmp0 (gtk_editable_get_text (GTK_EDITABLE (self->port_row)), port_text) != 0)
    gtk_editable_set_text (GTK_EDITABLE (self->port_row), port_text);
  adw_combo_row_set_selected (self->security_row, security_position (self->use));
  self->updating = FALSE;
}

static void
port_changed_cb (RepointMailUseRow *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->port_row));
  guint64 port = 0;
  gboolean valid = text[0] == '\0' || g_ascii_string_to_unsigned (text, 10, 1, 65535, &port, NULL);

  if (valid)
    gtk_widget_remove_css_class (GTK_WIDGET (self->port_row), "error");
  else
    gtk_widget_add_css_class (GTK_WIDGET (self->port_row), "error");
  if (self->updating || self->use == NULL || !valid)
    return;

  self->updating = TRUE;
  repoint_session_edit (self->session, "edit-mail-use");
  repoint_mail_use_set_port (self->use, port);
  self->updating = FALSE;
}

static void
security_changed_cb (RepointMailUseRow *self)
{
  guint position = adw_combo_row_get_selected (self->security_row);

  if (self->updating || self->use == NULL)
    return;

  self->updating = TRUE;
  repoint_session_edit (self->session, "edit-mail-use");
  if (position > 0 && position <= G_N_ELEMENTS (securities))
    repoint_mail_use_set_security (self->use, securities[position - 1]);
  else
    repoint_mail_use_forget_security (self->use);
  repoint_session_end_edit (self->session);
  self->updating = FALSE;
}

static void
remove_clicked_cb (RepointMailUseRow *self)
{
  g_autoptr(RepointMailUseRow) alive = g_object_ref (self);

  repoint_window_toast (GTK_WIDGET (self), repoint_phrase_text (REPOINT_TEXT_MAIL_USE_REMOVED), TRUE);
  repoint_session_edit (self->session, "edit-mail-use");
  repoint_device_remove_mail_use (self->device, self->use);
  repoint_session_end_edit (self->session);
}

static void
repoint_mail_use_row_dispose (GObject *object)
{
  RepointMailUseRow *self = REPOINT_MAIL_USE_ROW (object);

  g_clear_object (&self->use);
  g_clear_object (&self->device);
  g_clear_object (&self->session);

  G_OBJECT_CLASS (repoint_mail_use_row_parent_class)->dispose (object);
}

static void
repoint_mail_use_row_class_init (RepointMailUseRowClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = repoint_mail_use_row_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/repoint/Repoint/ui/repoint-mail-use-row.ui");
  gtk_widget_class_bind_template_child (widget_class, RepointMailUseRow, host_row);
  gtk_widget_class_bind_template_child (widget_class, RepointMailUseRow, port_row);
  gtk_widget_class_bind_template_child (widget_class, RepointMailUseRow, security_row);
  gtk_widget_class_bind_template_child (widget_class, RepointMailUseRow, sign_in_row);
  gtk_widget_class_bind_template_child (widget_class, RepointMailUseRow, mailbox_row);
  gtk_widget_class_bind_template_child (widget_class, RepointMailUseRow, recipients_row);
  gtk_widget_class_bind_template_callback (widget_class, port_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, security_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, remove_clicked_cb);
}

static void
repoint_mail_use_row_init (RepointMailUseRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/** repoint_mail_use_row_new: shows and edits @use of @device. */
GtkWidget *
repoint_mail_use_row_new (RepointSession *session,
                          RepointDevice  *device,
                          RepointMailUse *use)
{
  RepointMailUseRow *self = g_object_new (REPOINT_TYPE_MAIL_USE_ROW, NULL);
  RepointField *fields[4];

  self->session = g_object_ref (session);
  self->device = g_object_ref (device);
  self->use = g_object_ref (use);
  fields[0] = repoint_field_bind_text (GTK_EDITABLE (self->host_row), "host", "edit-mail-use");
  fields[1] = repoint_field_bind_choice (self->sign_in_row, REPOINT_TYPE_SIGN_IN, "sign-in", "edit-mail-use");
  fields[2] = repoint_field_bind_text (GTK_EDITABLE (self->mailbox_row), "mailbox", "edit-mail-use");
  fields[3] = repoint_field_bind_choice (self->recipients_row, REPOINT_TYPE_RECIPIENTS, "recipients", "edit-mail-use");
  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    repoint_field_set_target (fields[i], session, G_OBJECT (use));
  gtk_widget_set_visible (GTK_WIDGET (self->recipients_row), repoint_mail_use_get_protocol (use) == REPOINT_PROTOCOL_SMTP);
  g_signal_connect_object (use, "notify", G_CALLBACK (show_use), self, G_CONNECT_SWAPPED);
  show_use (self);
  return GTK_WIDGET (self);
}
