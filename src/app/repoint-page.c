/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-page.h"

typedef struct
{
  RepointSession *session;
  GtkWidget *content;
  char *title;
  char *description;
  char *icon_name;
  char *status;
  char *forward_label;
  gboolean complete;
  gboolean busy;
  gboolean can_forward;
  gboolean fills;
  GQueue nested; /* of GtkWidget, the visible one last; owned by frames */

  GtkStack *frames;
  AdwBin *scrolled_bin;
  AdwBin *filling_bin;
} RepointPagePrivate;

typedef enum
{
  PROP_TITLE = 1,
  PROP_DESCRIPTION,
  PROP_ICON_NAME,
  PROP_CONTENT,
  PROP_FILLS,
  PROP_SESSION,
  PROP_STATUS,
  PROP_COMPLETE,
  PROP_BUSY,
  PROP_FORWARD_LABEL,
  PROP_CAN_FORWARD,
  PROP_NESTED,
} RepointPageProps;

static GParamSpec *props[PROP_NESTED + 1];
static guint advance_signal;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (RepointPage, repoint_page, ADW_TYPE_BIN)

#define PRIV(self) ((RepointPagePrivate *) repoint_page_get_instance_private (self))

static void
take_text (RepointPage *self,
           char       **field,
           const char  *text,
           GParamSpec  *pspec)
{
  if (text == NULL)
    text = "";
  if (g_strcmp0 (*field, text) == 0)
    return;

  g_free (*field);
  *field = g_strdup (text);
  g_object_notify_by_pspec (G_OBJECT (self), pspec);
}

static void
take_flag (RepointPage *self,
           gboolean    *field,
           gboolean     value,
           GParamSpec  *pspec)
{
  value = !!value;
  if (*field == value)
    return;

  *field = value;
  g_object_notify_by_pspec (G_OBJECT (self), pspec);
}

static void
place_content (RepointPage *self)
{
  RepointPagePrivate *priv = PRIV (self);

  adw_bin_set_child (priv->scrolled_bin, NULL);
  adw_bin_set_child (priv->filling_bin, NULL);
  adw_bin_set_child (priv->fills ? priv->filling_bin : priv->scrolled_bin, priv->content);
  if (g_queue_is_empty (&priv->nested))
    gtk_stack_set_visible_child_name (priv->frames, priv->fills ? "filling" : "scrolled");
}

static void
set_content (RepointPage *self,
             GtkWidget   *content)
{
  RepointPagePrivate *priv = PRIV (self);

  if (!g_set_object (&priv->content, content))
    return;
  place_content (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_CONTENT]);
}

static void
repoint_page_real_set_session (RepointPage    *self,
                               RepointSession *session)
{
  while (repoint_page_get_nested (self))
    repoint_page_back (self);
  if (g_set_object (&PRIV (self)->session, session))
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_SESSION]);
}

static void
repoint_page_real_forward (RepointPage *self)
{
  repoint_page_advance (self);
}

static void
repoint_page_real_shown (RepointPage *self)
{
}

static void
repoint_page_get_property (GObject    *object,
                           guint       prop_id,
                           GValue     *value,
                           GParamSpec *pspec)
{
  RepointPagePrivate *priv = PRIV (REPOINT_PAGE (object));

  switch ((RepointPageProps) prop_id)
    {
    case PROP_TITLE:
      g_value_set_string (value, priv->title);
      break;
    case PROP_DESCRIPTION:
      g_value_set_string (value, priv->description);
      break;
    case PROP_ICON_NAME:
      g_value_set_string (value, priv->icon_name);
      break;
    case PROP_CONTENT:
      g_value_set_object (value, priv->content);
      break;
    case PROP_FILLS:
      g_value_set_boolean (value, priv->fills);
      break;
    case PROP_SESSION:
      g_value_set_object (value, priv->session);
      break;
    case PROP_STATUS:
      g_value_set_string (value, priv->status);
      break;
    case PROP_COMPLETE:
      g_value_set_boolean (value, priv->complete);
      break;
    case PROP_BUSY:
      g_value_set_boolean (value, priv->busy);
      break;
    case PROP_FORWARD_LABEL:
      g_value_set_string (value, priv->forward_label);
      break;
    case PROP_CAN_FORWARD:
      g_value_set_boolean (value, priv->can_forward);
      break;
    case PROP_NESTED:
      g_value_set_boolean (value, repoint_page_get_nested (REPOINT_PAGE (object)));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
repoint_page_set_property (GObject      *object,
                           guint         prop_id,
                           const GValue *value,
                           GParamSpec   *pspec)
{
  RepointPage *self = REPOINT_PAGE (object);
  RepointPagePrivate *priv = PRIV (self);

  switch ((RepointPageProps) prop_id)
    {
    case PROP_TITLE:
      take_text (self, &priv->title, g_value_get_string (value), pspec);
      break;
    case PROP_DESCRIPTION:
      take_text (self, &priv->description, g_value_get_string (value), pspec);
      break;
    case PROP_ICON_NAME:
      take_text (self, &priv->icon_name, g_value_get_string (value), pspec);
      break;
    case PROP_CONTENT:
      set_content (self, g_value_get_object (value));
      break;
    case PROP_FILLS:
      take_flag (self, &priv->fills, g_value_get_boolean (value), pspec);
      place_content (self);
      break;
    case PROP_SESSION:
      repoint_page_set_session (self, g_value_get_object (value));
      break;
    case PROP_STATUS:
      repoint_page_set_status (self, g_value_get_string (value));
      break;
    case PROP_COMPLETE:
      repoint_page_set_complete (self, g_value_get_boolean (value));
      break;
    case PROP_BUSY:
      repoint_page_set_busy (self, g_value_get_boolean (value));
      break;
    case PROP_FORWARD_LABEL:
      repoint_page_set_forward_label (self, g_value_get_string (value));
      break;
    case PROP_CAN_FORWARD:
      repoint_page_set_can_forward (self, g_value_get_boolean (value));
      break;
    case PROP_NESTED:
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
repoint_page_dispose (GObject *object)
{
  RepointPagePrivate *priv = PRIV (REPOINT_PAGE (object));

  g_queue_clear (&priv->nested);
  g_clear_object (&priv->content);
  g_clear_object (&priv->session);

  G_OBJECT_CLASS (repoint_page_parent_class)->dispose (object);
}

static void
repoint_page_finalize (GObject *object)
{
  RepointPagePrivate *priv = PRIV (REPOINT_PAGE (object));

  g_free (priv->title);
  g_free (priv->description);
  g_free (priv->icon_name);
  g_free (priv->status);
  g_free (priv->forward_label);

  G_OBJECT_CLASS (repoint_page_parent_class)->finalize (object);
}

static void
install_properties (GObjectClass *object_class)
{
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  props[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, "", flags);
  props[PROP_DESCRIPTION] = g_param_spec_string ("description", NULL, NULL, "", flags);
  props[PROP_ICON_NAME] = g_param_spec_string ("icon-name", NULL, NULL, "", flags);
  props[PROP_CONTENT] = g_param_spec_object ("content", NULL, NULL, GTK_TYPE_WIDGET, flags);
  props[PROP_FILLS] = g_param_spec_boolean ("fills", NULL, NULL, FALSE, flags);
  props[PROP_SESSION] = g_param_spec_object ("session", NULL, NULL, REPOINT_TYPE_SESSION, flags);
  props[PROP_STATUS] = g_param_spec_string ("status", NULL, NULL, "", flags);
  props[PROP_COMPLETE] = g_param_spec_boolean ("complete", NULL, NULL, FALSE, flags);
  props[PROP_BUSY] = g_param_spec_boolean ("busy", NULL, NULL, FALSE, flags);
  props[PROP_FORWARD_LABEL] = g_param_spec_string ("forward-label", NULL, NULL, "", flags);
  props[PROP_CAN_FORWARD] = g_param_spec_boolean ("can-forward", NULL, NULL, FALSE, flags);
  props[PROP_NESTED] = g_param_spec_boolean ("nested", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (props), props);
}

static void
repoint_page_class_init (RepointPageClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  object_class->get_property = repoint_page_get_property;
  object_class->set_property = repoint_page_set_property;
  object_class->dispose = repoint_page_dispose;
  object_class->finalize = repoint_page_finalize;
  class->set_session = repoint_page_real_set_session;
  class->forward = repoint_page_real_forward;
  class->shown = repoint_page_real_shown;

  install_properties (object_class);
  advance_signal = g_signal_new ("advance", G_TYPE_FROM_CLASS (class), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/repoint/Repoint/ui/repoint-page.ui");
  gtk_widget_class_bind_template_child_private (widget_class, RepointPage, frames);
  gtk_widget_class_bind_template_child_private (widget_class, RepointPage, scrolled_bin);
  gtk_widget_class_bind_template_child_private (widget_class, RepointPage, filling_bin);
}

static void
repoint_page_init (RepointPage *self)
{
  RepointPagePrivate *priv = PRIV (self);

  g_queue_init (&priv->nested);
  priv->title = g_strdup ("");
  priv->description = g_strdup ("");
  priv->icon_name = g_strdup ("");
  priv->status = g_strdup ("");
  priv->forward_label = g_strdup ("");
  gtk_widget_init_template (GTK_WIDGET (self));
}

/** repoint_page_get_title: what the step is called. Returns: (transfer none). */
const char *
repoint_page_get_title (RepointPage *self)
{
  g_return_val_if_fail (REPOINT_IS_PAGE (self), NULL);

  return PRIV (self)->title;
}

/** repoint_page_get_session: the office. Returns: (transfer none) (nullable). */
RepointSession *
repoint_page_get_session (RepointPage *self)
{
  g_return_val_if_fail (REPOINT_IS_PAGE (self), NULL);

  return PRIV (self)->session;
}

/** repoint_page_set_session: binds the page to an office, or to none (%NULL). */
void
repoint_page_set_session (RepointPage    *self,
                          RepointSession *session)
{
  g_return_if_fail (REPOINT_IS_PAGE (self));
  g_return_if_fail (session == NULL || REPOINT_IS_SESSION (session));

  REPOINT_PAGE_GET_CLASS (self)->set_session (self, session);
}

/** repoint_page_get_status: the line under the step's name. Returns: (transfer none). */
const char *
repoint_page_get_status (RepointPage *self)
{
  g_return_val_if_fail (REPOINT_IS_PAGE (self), NULL);

  return PRIV (self)->status;
}

/** repoint_page_set_status: sets the line under the step's name; %NULL means "". */
void
repoint_page_set_status (RepointPage *self,
                         const char  *status)
{
  g_return_if_fail (REPOINT_IS_PAGE (self));

  take_text (self, &PRIV (self)->status, status, props[PROP_STATUS]);
}

/** repoint_page_get_complete: whether the step is done. */
gboolean
repoint_page_get_complete (RepointPage *self)
{
  g_return_val_if_fail (REPOINT_IS_PAGE (self), FALSE);

  return PRIV (self)->complete;
}

/** repoint_page_set_complete: marks the step as done. */
void
repoint_page_set_complete (RepointPage *self,
                           gboolean     complete)
{
  g_return_if_fail (REPOINT_IS_PAGE (self));

  take_flag (self, &PRIV (self)->complete, complete, props[PROP_COMPLETE]);
}

/** repoint_page_get_busy: whether the page waits for something under way. */
gboolean
repoint_page_get_busy (RepointPage *self)
{
  g_return_val_if_fail (REPOINT_IS_PAGE (self), FALSE);

  return PRIV (self)->busy;
}

/** repoint_page_set_busy: while %TRUE the page's action is not offered. */
void
repoint_page_set_busy (RepointPage *self,
                       gboolean     busy)
{
  g_return_if_fail (REPOINT_IS_PAGE (self));

  take_flag (self, &PRIV (self)->busy, busy, props[PROP_BUSY]);
}

/** repoint_page_get_forward_label: what the suggested action is called. Returns: (transfer none). */
const char *
repoint_page_get_forward_label (RepointPage *self)
{
  g_return_val_if_fail (REPOINT_IS_PAGE (self), NULL);

  return PRIV (self)->forward_label;
}

/** repoint_page_set_forward_label: names the suggested action; "" or %NULL: there is none. */
void
repoint_page_set_forward_label (RepointPage *self,
                                const char  *label)
{
  g_return_if_fail (REPOINT_IS_PAGE (self));

  take_text (self, &PRIV (self)->forward_label, label, props[PROP_FORWARD_LABEL]);
}

/** repoint_page_get_can_forward: whether the suggested action may be used now. */
gboolean
repoint_page_get_can_forward (RepointPage *self)
{
  g_return_val_if_fail (REPOINT_IS_PAGE (self), FALSE);

  return PRIV (self)->can_forward;
}

/** repoint_page_set_can_forward: whether the suggested action may be used now. */
void
repoint_page_set_can_forward (RepointPage *self,
                              gboolean     can_forward)
{
  g_return_if_fail (REPOINT_IS_PAGE (self));

  take_flag (self, &PRIV (self)->can_forward, can_forward, props[PROP_CAN_FORWARD]);
}

/** repoint_page_get_nested: whether the page shows something one level down. */
gboolean
repoint_page_get_nested (RepointPage *self)
{
  g_return_val_if_fail (REPOINT_IS_PAGE (self), FALSE);

  return !g_queue_is_empty (&PRIV (self)->nested);
}

/** repoint_page_get_nested_child: what is shown one level down. Returns: (transfer none) (nullable). */
GtkWidget *
repoint_page_get_nested_child (RepointPage *self)
{
  g_return_val_if_fail (REPOINT_IS_PAGE (self), NULL);

  return g_queue_peek_tail (&PRIV (self)->nested);
}

/** repoint_page_push: shows @nested (transfer floating) one level down; levels can be stacked. */
void
repoint_page_push (RepointPage *self,
                   GtkWidget   *nested)
{
  RepointPagePrivate *priv = PRIV (self);

  g_return_if_fail (REPOINT_IS_PAGE (self));
  g_return_if_fail (GTK_IS_WIDGET (nested));

  g_queue_push_tail (&priv->nested, nested);
  gtk_stack_add_child (priv->frames, nested);
  gtk_stack_set_visible_child (priv->frames, nested);
  if (gtk_widget_get_focus_child (nested) == NULL)
    gtk_widget_child_focus (nested, GTK_DIR_TAB_FORWARD);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_NESTED]);
}

/** repoint_page_forward: does the suggested action, if it may be done now. */
void
repoint_page_forward (RepointPage *self)
{
  RepointPagePrivate *priv = PRIV (self);

  g_return_if_fail (REPOINT_IS_PAGE (self));

  if (priv->can_forward && !priv->busy)
    REPOINT_PAGE_GET_CLASS (self)->forward (self);
}

/** repoint_page_back: leaves what is shown one level down; does nothing when there is nothing. */
void
repoint_page_back (RepointPage *self)
{
  RepointPagePrivate *priv = PRIV (self);
  GtkWidget *left;

  g_return_if_fail (REPOINT_IS_PAGE (self));

  left = g_queue_pop_tail (&priv->nested);
  if (left == NULL)
    return;

  if (g_queue_is_empty (&priv->nested))
    gtk_stack_set_visible_child_name (priv->frames, priv->fills ? "filling" : "scrolled");
  else
    gtk_stack_set_visible_child (priv->frames, g_queue_peek_tail (&priv->nested));
  gtk_stack_remove (priv->frames, left);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_NESTED]);
}

/** repoint_page_shown: to be called by the window when the page has become the visible one. */
void
repoint_page_shown (RepointPage *self)
{
  g_return_if_fail (REPOINT_IS_PAGE (self));

  REPOINT_PAGE_GET_CLASS (self)->shown (self);
}

/** repoint_page_advance: for subclasses: the step is through, show the next one. */
void
repoint_page_advance (RepointPage *self)
{
  g_return_if_fail (REPOINT_IS_PAGE (self));

  g_signal_emit (self, advance_signal, 0);
}
