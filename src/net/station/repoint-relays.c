/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-relays.h"

#include "repoint-connect.h"

#define N_PROTOCOLS (REPOINT_PROTOCOL_TLS + 1)

/* Addresses whose turn is remembered; a network that is scanned has not so many devices that send mail. */
#define MAX_TURNS 1024

struct _RepointRelays
{
  gatomicrefcount references;
  GMutex          mutex;                /* guards the rest */
  GPtrArray      *targets[N_PROTOCOLS]; /* of RepointTarget; NULL: not passed on */
  GHashTable     *turns[N_PROTOCOLS];   /* of the address as text, the number of the next target */
  guint16         ports[N_PROTOCOLS];   /* at which we listen ourselves; 0: at none */
  guint           n_open;
};

RepointRelays *
repoint_relays_new (void)
{
  RepointRelays *self = g_new0 (RepointRelays, 1);

  g_atomic_ref_count_init (&self->references);
  g_mutex_init (&self->mutex);
  for (guint i = 0; i < N_PROTOCOLS; i++)
    self->turns[i] = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  return self;
}

RepointRelays *
repoint_relays_ref (RepointRelays *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->references);

  return self;
}

/**
 * repoint_relays_unref:
 * @self: (transfer full): relays
 */
void
repoint_relays_unref (RepointRelays *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->references))
    return;

  for (guint i = 0; i < N_PROTOCOLS; i++)
    {
      g_clear_pointer (&self->targets[i], g_ptr_array_unref);
      g_hash_table_unref (self->turns[i]);
    }
  g_mutex_clear (&self->mutex);
  g_free (self);
}

/**
 * repoint_relays_accepts:
 *
 * Returns: %TRUE if visitors that speak @protocol can be passed on to @target: a mail server of that protocol, with TLS or
 *   STARTTLS, at a port that Repoint touches
 */
gboolean
repoint_relays_accepts (RepointProtocol protocol, const RepointTarget *target)
{
  g_return_val_if_fail (target != NULL, FALSE);

  return target->protocol == protocol && protocol <= REPOINT_PROTOCOL_POP3 && target->security != REPOINT_SECURITY_NONE &&
         !repoint_connect_is_forbidden (target->port);
}

static GPtrArray *
copy_targets (RepointProtocol protocol, GPtrArray *targets)
{
  GPtrArray *copy = g_ptr_array_new_with_free_func ((GDestroyNotify) repoint_target_free);

  for (guint i = 0; i < targets->len; i++)
    if (repoint_relays_accepts (protocol, g_ptr_array_index (targets, i)))
      g_ptr_array_add (copy, repoint_target_copy (g_ptr_array_index (targets, i)));

  return copy;
}

/**
 * repoint_relays_set_targets:
 * @targets: (nullable) (element-type RepointTarget): copied, but for those that repoint_relays_accepts() does not; %NULL or
 *   none: visitors are not passed on
 *
 * Everybody begins with the first one again.
 */
void
repoint_relays_set_targets (RepointRelays *self, RepointProtocol protocol, GPtrArray *targets)
{
  g_autoptr (GMutexLocker) locker = NULL;

  g_return_if_fail (self != NULL);
  g_return_if_fail (protocol < N_PROTOCOLS);

  locker = g_mutex_locker_new (&self->mutex);
  g_clear_pointer (&self->targets[protocol], g_ptr_array_unref);
  g_hash_table_remove_all (self->turns[protocol]);
  if (targets != NULL)
    self->targets[protocol] = copy_targets (protocol, targets);
}

/**
 * repoint_relays_set_port:
 * @port: at which we listen for @protocol; 0: at none
 */
void
repoint_relays_set_port (RepointRelays *self, RepointProtocol protocol, guint16 port)
{
  g_autoptr (GMutexLocker) locker = NULL;

  g_return_if_fail (self != NULL);
  g_return_if_fail (protocol < N_PROTOCOLS);

  locker = g_mutex_locker_new (&self->mutex);
  self->ports[protocol] = port;
}

static gboolean
listens_at (RepointRelays *self, guint16 port)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  for (guint i = 0; i < N_PROTOCOLS; i++)
    if (self->ports[i] == port)
      return TRUE;

  return FALSE;
}

/* Only an address of this computer can be bound to. */
static gboolean
is_this_computer (GInetAddress *address)
{
  g_autoptr (GSocket) socket = NULL;
  g_autoptr (GSocketAddress) any_port = g_inet_socket_address_new (address, 0);

  if (g_inet_address_get_is_loopback (address) || g_inet_address_get_is_any (address))
    return TRUE;

  socket = g_socket_new (g_inet_address_get_family (address), G_SOCKET_TYPE_DATAGRAM, G_SOCKET_PROTOCOL_UDP, NULL);

  return socket != NULL && g_socket_bind (socket, any_port, FALSE, NULL);
}

/**
 * repoint_relays_is_own:
 * @address: of a target
 * @port: likewise
 *
 * Returns: %TRUE if whoever is passed on there would be our own visitor again
 */
gboolean
repoint_relays_is_own (RepointRelays *self, GInetAddress *address, guint16 port)
{
  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (G_IS_INET_ADDRESS (address), FALSE);

  return listens_at (self, port) && is_this_computer (address);
}

/**
 * repoint_relays_begin:
 * @peer: who comes
 * @target: (out) (transfer full): where to pass them on to, or would have to be with FULL; untouched with NONE
 *
 * Returns: what to do with the visitor; after TARGET, end() is to be called once
 */
RepointRelaysChoice
repoint_relays_begin (RepointRelays *self, RepointProtocol protocol, GInetAddress *peer, RepointTarget **target)
{
  g_autoptr (GMutexLocker) locker = NULL;
  g_autofree char *address = NULL;
  GPtrArray *targets;
  guint turn;

  g_return_val_if_fail (self != NULL, REPOINT_RELAYS_NONE);
  g_return_val_if_fail (protocol < N_PROTOCOLS, REPOINT_RELAYS_NONE);
  g_return_val_if_fail (G_IS_INET_ADDRESS (peer), REPOINT_RELAYS_NONE);
  g_return_val_if_fail (target != NULL, REPOINT_RELAYS_NONE);

  locker = g_mutex_locker_new (&self->mutex);
  targets = self->targets[protocol];
  if (targets == NULL || targets->len == 0)
    return REPOINT_RELAYS_NONE;

  address = g_inet_address_to_string (peer);
  turn = GPOINTER_TO_UINT (g_hash_table_lookup (self->turns[protocol], address));
  *target = repoint_target_copy (g_ptr_array_index (targets, turn % targets->len));
  if (self->n_open == REPOINT_RELAYS_MAX_OPEN)
    return REPOINT_RELAYS_FULL;

  self->n_open++;
  return REPOINT_RELAYS_TARGET;
}

/**
 * repoint_relays_end:
 * @target: where @peer was passed on to
 * @next: whether it is the turn of the next one: this one has shown something, or is not there
 */
void
repoint_relays_end (RepointRelays *self, const RepointTarget *target, GInetAddress *peer, gboolean next)
{
  g_autoptr (GMutexLocker) locker = NULL;
  g_autofree char *address = NULL;
  GPtrArray *targets;
  GHashTable *turns;
  guint turn;

  g_return_if_fail (self != NULL);
  g_return_if_fail (target != NULL && target->protocol < N_PROTOCOLS);
  g_return_if_fail (G_IS_INET_ADDRESS (peer));

  locker = g_mutex_locker_new (&self->mutex);
  g_return_if_fail (self->n_open > 0);
  self->n_open--;

  targets = self->targets[target->protocol];
  turns = self->turns[target->protocol];
  if (!next || targets == NULL || targets->len == 0)
    return;

  /* Of two visits at the same time only one takes the turn on. */
  address = g_inet_address_to_string (peer);
  turn = GPOINTER_TO_UINT (g_hash_table_lookup (turns, address));
  if (!repoint_target_equal (g_ptr_array_index (targets, turn % targets->len), target))
    return;
  if (g_hash_table_size (turns) >= MAX_TURNS)
    g_hash_table_remove_all (turns);
  g_hash_table_insert (turns, g_steal_pointer (&address), GUINT_TO_POINTER ((turn + 1) % targets->len));
}
