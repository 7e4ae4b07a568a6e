/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-address-visit.h"

#include "repoint-knock.h"
#include "repoint-source.h"

/* The first connect to an address waits for its MAC address to be asked for: the kernel gives up after 3 s and
 * then says so. Later ones wait for one repetition of a SYN that was lost (1 s). */
#define FIRST_CONNECT_TIME  (3200 * G_TIME_SPAN_MILLISECOND)
#define CONNECT_TIME        (1500 * G_TIME_SPAN_MILLISECOND)
#define SILENT_PORTS        3
/* However long a source would go on asking. */
#define CONVERSATIONS_MAX   4

struct _RepointAddressVisit
{
  GInetAddress               *address;
  GArray                     *ports;
  GPtrArray                  *sources;
  RepointSighting            *sighting;

  guint                       port;     /* index of the one that is being asked */
  guint                       source;   /* index of the one that asks */
  GPtrArray                  *held;     /* of RepointConversation, at this port */
  RepointKnock               *knock;    /* the first connection to this port */
  RepointConversation        *inner;    /* what is said next; NULL: not asked for yet, or nothing */
  guint                       n_silent;
  gboolean                    heard;    /* somebody is there */
  gboolean                    left;     /* nobody is */

  RepointAddressVisitStepped  stepped;
  gpointer                    user_data;
};

static const RepointPort *
current_port (RepointAddressVisit *self)
{
  return &g_array_index (self->ports, RepointPort, self->port);
}

static void
go_to_next_port (RepointAddressVisit *self)
{
  self->port++;
  self->source = 0;
  g_ptr_array_set_size (self->held, 0);
  g_clear_object (&self->knock);
}

static void
add_target (RepointAddressVisit *self)
{
  const RepointPort *port = current_port (self);

  g_ptr_array_add (self->sighting->targets,
                   repoint_target_new (port->protocol, port->security, self->sighting->address, port->port));
}

/* What the first connection to a port says about the address. */
static void
weigh_knock (RepointAddressVisit *self)
{
  switch (repoint_knock_get_answer (self->knock))
    {
    case REPOINT_KNOCK_OPEN:
      self->heard = TRUE;
      add_target (self);
      break;
    case REPOINT_KNOCK_REFUSED:
      self->heard = TRUE;
      break;
    case REPOINT_KNOCK_SILENT:
      self->n_silent++;
      break;
    case REPOINT_KNOCK_UNREACHABLE:
      self->left = !self->heard;
      break;
    case REPOINT_KNOCK_NOT_TRIED:
      break;
    }
  if (!self->heard && self->n_silent >= SILENT_PORTS)
    self->left = TRUE;
}

static void
on_conversation_done (RepointConversation *conversation,
                      gpointer             user_data)
{
  RepointAddressVisit *self = user_data;
  RepointKnock *knock = REPOINT_KNOCK (conversation);
  RepointConversation *inner = repoint_knock_get_inner (knock);
  gboolean open = repoint_knock_get_answer (knock) == REPOINT_KNOCK_OPEN;

  if (self->knock == NULL)
    {
      self->knock = g_object_ref (knock);
      weigh_knock (self);
    }
  if (inner != NULL)
    g_ptr_array_add (self->held, g_object_ref (inner));
  for (guint i = 0; open && inner != NULL && i < self->sources->len; i++)
    repoint_source_learn (g_ptr_array_index (self->sources, i), inner, self->sighting);
  if (!open || self->held->len >= CONVERSATIONS_MAX)
    self->source = self->sources->len;

  self->stepped (self, self->user_data);
}

/* The next thing that any source wants to say at this port; NULL: none. */
static RepointConversation *
ask_sources (RepointAddressVisit *self)
{
  for (; self->source < self->sources->len; self->source++)
    {
      RepointConversation *conversation = repoint_source_ask (g_ptr_array_index (self->sources, self->source),
                                                              self->address, current_port (self), self->held);

      if (conversation != NULL)
        return conversation;
    }
  return NULL;
}

RepointAddressVisit *
repoint_address_visit_new (GInetAddress *address,
                           GArray       *ports,
                           GPtrArray    *sources)
{
  RepointAddressVisit *self = g_new0 (RepointAddressVisit, 1);
  g_autofree char *text = g_inet_address_to_string (address);

  self->address = g_object_ref (address);
  self->ports = g_array_ref (ports);
  self->sources = g_ptr_array_ref (sources);
  self->sighting = repoint_sighting_new ("tcp", text);
  self->held = g_ptr_array_new_with_free_func (g_object_unref);
  return self;
}

void
repoint_address_visit_free (RepointAddressVisit *self)
{
  g_object_unref (self->address);
  g_array_unref (self->ports);
  g_ptr_array_unref (self->sources);
  g_clear_pointer (&self->sighting, repoint_sighting_free);
  g_ptr_array_unref (self->held);
  g_clear_object (&self->knock);
  g_clear_object (&self->inner);
  g_free (self);
}

gboolean
repoint_address_visit_goes_on (RepointAddressVisit *self)
{
  while (!self->left && self->port < self->ports->len)
    {
      if (self->inner == NULL)
        self->inner = ask_sources (self);
      if (self->inner != NULL || self->knock == NULL)
        return TRUE;
      go_to_next_port (self);
    }
  return FALSE;
}

void
repoint_address_visit_next (RepointAddressVisit        *self,
                            RepointScheduler           *scheduler,
                            GCancellable               *cancellable,
                            RepointAddressVisitStepped  stepped,
                            gpointer                    user_data)
{
  g_autoptr (RepointKnock) knock = NULL;

  g_return_if_fail (repoint_address_visit_goes_on (self));

  knock = repoint_knock_new (self->inner, self->heard || self->n_silent > 0 ? CONNECT_TIME : FIRST_CONNECT_TIME);
  g_clear_object (&self->inner);
  self->stepped = stepped;
  self->user_data = user_data;
  repoint_scheduler_run (scheduler, REPOINT_CONVERSATION (knock), self->address, current_port (self)->port,
                         cancellable, on_conversation_done, self, NULL);
}

RepointSighting *
repoint_address_visit_take (RepointAddressVisit *self)
{
  if (self->sighting->targets->len == 0)
    return NULL;
  return g_steal_pointer (&self->sighting);
}
