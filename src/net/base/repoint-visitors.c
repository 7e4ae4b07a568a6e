/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-visitors.h"

#include <string.h>

#define MAX_ABSENT    4096 /* remembered who are not inside */
#define NETWORK_SHARE 8    /* times the limits of one address */
#define NETWORK_BYTES 8    /* an IPv6 /64 */

typedef struct
{
  guint8   bytes[16];
  guint    length;    /* 4: IPv4, 16: IPv6, 8: an IPv6 network */
  guint    inside;
  gint64   paid_until; /* each visit costs a part of a minute, which is paid in advance, up to a minute */
  GList    link;       /* in RepointVisitors.absent, while nobody is inside */
} Visitor;

struct _RepointVisitors
{
  guint       max_inside;
  gint64      cost;     /* of a visit, in µs */
  GHashTable *known;    /* of Visitor */
  GQueue      absent;   /* of Visitor.link, the one who left first comes first */
};

static guint
hash_visitor (gconstpointer data)
{
  const Visitor *visitor = data;
  guint32 hash = 2166136261u;

  for (guint i = 0; i < visitor->length; i++)
    hash = (hash ^ visitor->bytes[i]) * 16777619u;
  return hash;
}

static gboolean
equal_visitors (gconstpointer a,
                gconstpointer b)
{
  const Visitor *one = a;
  const Visitor *other = b;

  return one->length == other->length && memcmp (one->bytes, other->bytes, one->length) == 0;
}

static Visitor *
find (RepointVisitors *self,
      GInetAddress    *address,
      guint            length)
{
  Visitor key = { .length = length };

  memcpy (key.bytes, g_inet_address_to_bytes (address), length);
  return g_hash_table_lookup (self->known, &key);
}

static void
forget_oldest (RepointVisitors *self)
{
  Visitor *oldest = g_queue_pop_head_link (&self->absent)->data;

  g_hash_table_remove (self->known, oldest);
}

static Visitor *
remember (RepointVisitors *self,
          GInetAddress    *address,
          guint            length)
{
  Visitor *visitor = find (self, address, length);

  if (visitor != NULL)
    return visitor;

  if (self->absent.length >= MAX_ABSENT)
    forget_oldest (self);
  visitor = g_new0 (Visitor, 1);
  visitor->length = length;
  memcpy (visitor->bytes, g_inet_address_to_bytes (address), length);
  visitor->link.data = visitor;
  g_queue_push_tail_link (&self->absent, &visitor->link);
  g_hash_table_add (self->known, visitor);
  return visitor;
}

static gboolean
may_enter (RepointVisitors *self,
           const Visitor   *visitor,
           gint64           now)
{
  guint share = visitor == NULL || visitor->length != NETWORK_BYTES ? 1 : NETWORK_SHARE;

  return visitor == NULL || (visitor->inside < self->max_inside * share
                             && visitor->paid_until + self->cost / share <= now + G_TIME_SPAN_MINUTE);
}

static void
enter (RepointVisitors *self,
       Visitor         *visitor,
       gint64           now)
{
  guint share = visitor->length == NETWORK_BYTES ? NETWORK_SHARE : 1;

  if (visitor->inside++ == 0)
    g_queue_unlink (&self->absent, &visitor->link);
  visitor->paid_until = MAX (visitor->paid_until, now) + self->cost / share;
}

static void
leave (RepointVisitors *self,
       Visitor         *visitor)
{
  g_return_if_fail (visitor != NULL && visitor->inside > 0);

  if (--visitor->inside == 0)
    g_queue_push_tail_link (&self->absent, &visitor->link);
  while (self->absent.length > MAX_ABSENT)
    forget_oldest (self);
}

RepointVisitors *
repoint_visitors_new (guint max_inside,
                      guint visits_per_minute)
{
  RepointVisitors *self = g_new0 (RepointVisitors, 1);

  self->max_inside = MAX (max_inside, 1);
  self->cost = G_TIME_SPAN_MINUTE / MAX (visits_per_minute, 1);
  self->known = g_hash_table_new_full (hash_visitor, equal_visitors, NULL, g_free);
  return self;
}

void
repoint_visitors_free (RepointVisitors *self)
{
  g_hash_table_unref (self->known);
  g_free (self);
}

gboolean
repoint_visitors_enter (RepointVisitors *self,
                        GInetAddress    *address,
                        gint64           now)
{
  gsize length = g_inet_address_get_native_size (address);
  gboolean has_network = length > NETWORK_BYTES;

  if (!may_enter (self, find (self, address, length), now)
      || (has_network && !may_enter (self, find (self, address, NETWORK_BYTES), now)))
    return FALSE;

  enter (self, remember (self, address, length), now);
  if (has_network)
    enter (self, remember (self, address, NETWORK_BYTES), now);
  return TRUE;
}

void
repoint_visitors_leave (RepointVisitors *self,
                        GInetAddress    *address)
{
  gsize length = g_inet_address_get_native_size (address);

  leave (self, find (self, address, length));
  if (length > NETWORK_BYTES)
    leave (self, find (self, address, NETWORK_BYTES));
}

guint
repoint_visitors_get_size (RepointVisitors *self)
{
  return g_hash_table_size (self->known);
}
