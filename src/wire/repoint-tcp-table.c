/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-tcp-table.h"

#include <string.h>

#define NONE REPOINT_TCP_TABLE_NONE

/* Both directions of a connection have the same: the lower end comes first. */
typedef struct
{
  guint64 addresses[4];
  guint64 ports;
} Key;

G_STATIC_ASSERT (sizeof (Key) == 5 * sizeof (guint64));

typedef struct
{
  Key   key;
  guint next;    /* in the same place of the table */
  guint newer;
  guint older;
} Entry;

struct _RepointTcpTable
{
  RepointTcpTableSeed seed;
  guint               capacity;
  guint               mask;
  guint              *places; /* the first entry of each, or NONE */
  GArray             *entries; /* of Entry: those that have ever been in use */
  guint               free;   /* list, by next, of those that no longer are */
  guint               newest;
  guint               oldest;
  Key                 key;    /* the one that was looked for last */
  guint               place;
};

/**
 * repoint_tcp_table_new:
 * @capacity: how many connections at most; a power of 2
 *
 * Returns: (transfer full): an empty table
 */
RepointTcpTable *
repoint_tcp_table_new (guint capacity, const RepointTcpTableSeed *seed)
{
  RepointTcpTable *self;

  g_return_val_if_fail (capacity > 0 && (capacity & (capacity - 1)) == 0, NULL);
  g_return_val_if_fail (seed != NULL, NULL);

  self = g_new0 (RepointTcpTable, 1);
  self->seed = *seed;
  self->capacity = capacity;
  self->mask = capacity * 2 - 1;
  self->places = g_new (guint, self->mask + 1);
  memset (self->places, 0xff, (self->mask + 1) * sizeof (guint));
  self->entries = g_array_new (FALSE, FALSE, sizeof (Entry));
  self->free = self->newest = self->oldest = NONE;

  return self;
}

/**
 * repoint_tcp_table_free:
 * @self: (nullable) (transfer full): a table
 */
void
repoint_tcp_table_free (RepointTcpTable *self)
{
  if (self == NULL)
    return;

  g_free (self->places);
  g_array_unref (self->entries);
  g_free (self);
}

static Entry *
get_entry (RepointTcpTable *self, guint number)
{
  return &g_array_index (self->entries, Entry, number);
}

static guint64
rotate (guint64 value, guint bits)
{
  return value << bits | value >> (64 - bits);
}

static void
mix (guint64 v[4])
{
  v[0] += v[1];
  v[1] = rotate (v[1], 13) ^ v[0];
  v[0] = rotate (v[0], 32);
  v[2] += v[3];
  v[3] = rotate (v[3], 16) ^ v[2];
  v[0] += v[3];
  v[3] = rotate (v[3], 21) ^ v[0];
  v[2] += v[1];
  v[1] = rotate (v[1], 17) ^ v[2];
  v[2] = rotate (v[2], 32);
}

/* SipHash-1-3 (Aumasson and Bernstein, 2012): as good as nobody finds keys that fall together without knowing the seed. */
static guint
hash (RepointTcpTable *self, const Key *key)
{
  guint64 v[4] = {
    self->seed.words[0] ^ G_GUINT64_CONSTANT (0x736f6d6570736575),
    self->seed.words[1] ^ G_GUINT64_CONSTANT (0x646f72616e646f6d),
    self->seed.words[0] ^ G_GUINT64_CONSTANT (0x6c7967656e657261),
    self->seed.words[1] ^ G_GUINT64_CONSTANT (0x7465646279746573),
  };
  const guint64 words[] = {
    key->addresses[0], key->addresses[1], key->addresses[2], key->addresses[3], key->ports, (guint64) sizeof *key << 56,
  };

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    {
      v[3] ^= words[i];
      mix (v);
      v[0] ^= words[i];
    }
  v[2] ^= 0xff;
  for (guint i = 0; i < 3; i++)
    mix (v);

  return (guint) (v[0] ^ v[1] ^ v[2] ^ v[3]);
}

static int
compare_ends (const RepointTcpEnd *a, const RepointTcpEnd *b)
{
  int order = memcmp (a->address, b->address, REPOINT_TCP_ADDRESS_LENGTH);

  return order != 0 ? order : (int) a->port - (int) b->port;
}

static void
set_key (Key *key, const RepointTcpEnd *lower, const RepointTcpEnd *higher)
{
  memcpy (key->addresses, lower->address, REPOINT_TCP_ADDRESS_LENGTH);
  memcpy (key->addresses + 2, higher->address, REPOINT_TCP_ADDRESS_LENGTH);
  key->ports = (guint64) lower->port << 16 | higher->port;
}

static void
detach (RepointTcpTable *self, guint number)
{
  Entry *entry = get_entry (self, number);

  if (entry->newer != NONE)
    get_entry (self, entry->newer)->older = entry->older;
  else
    self->newest = entry->older;
  if (entry->older != NONE)
    get_entry (self, entry->older)->newer = entry->newer;
  else
    self->oldest = entry->newer;
}

static void
attach (RepointTcpTable *self, guint number)
{
  Entry *entry = get_entry (self, number);

  entry->newer = NONE;
  entry->older = self->newest;
  if (self->newest != NONE)
    get_entry (self, self->newest)->newer = number;
  else
    self->oldest = number;
  self->newest = number;
}

/**
 * repoint_tcp_table_find:
 * @side: (out): which of the two ends sent the segment, 0 or 1
 *
 * The connection counts as the one that spoke last.
 *
 * Returns: its number, or %REPOINT_TCP_TABLE_NONE
 */
guint
repoint_tcp_table_find (RepointTcpTable *self, const RepointTcpSegment *segment, guint *side)
{
  const RepointTcpEnd *ends[2];
  guint number;

  g_return_val_if_fail (self != NULL, NONE);
  g_return_val_if_fail (segment != NULL && side != NULL, NONE);

  *side = compare_ends (&segment->source, &segment->destination) > 0;
  ends[*side] = &segment->source;
  ends[1 - *side] = &segment->destination;
  set_key (&self->key, ends[0], ends[1]);
  self->place = hash (self, &self->key) & self->mask;

  number = self->places[self->place];
  while (number != NONE && memcmp (&get_entry (self, number)->key, &self->key, sizeof self->key) != 0)
    number = get_entry (self, number)->next;

  if (number != NONE && number != self->newest)
    {
      detach (self, number);
      attach (self, number);
    }

  return number;
}

/**
 * repoint_tcp_table_add:
 *
 * Adds the connection that was looked for last and not found. There has to be room.
 *
 * Returns: its number
 */
guint
repoint_tcp_table_add (RepointTcpTable *self)
{
  Entry *entry;
  guint number;

  g_return_val_if_fail (self != NULL, NONE);
  g_return_val_if_fail (!repoint_tcp_table_is_full (self), NONE);

  number = self->free != NONE ? self->free : self->entries->len;
  if (number == self->entries->len)
    g_array_set_size (self->entries, number + 1);
  else
    self->free = get_entry (self, number)->next;
  entry = get_entry (self, number);

  entry->key = self->key;
  entry->next = self->places[self->place];
  self->places[self->place] = number;
  attach (self, number);

  return number;
}

/**
 * repoint_tcp_table_remove:
 * @number: of a connection
 */
void
repoint_tcp_table_remove (RepointTcpTable *self, guint number)
{
  guint *link;

  g_return_if_fail (self != NULL);
  g_return_if_fail (number < self->entries->len);

  link = &self->places[hash (self, &get_entry (self, number)->key) & self->mask];
  while (*link != number)
    link = &get_entry (self, *link)->next;
  *link = get_entry (self, number)->next;

  detach (self, number);
  get_entry (self, number)->next = self->free;
  self->free = number;
}

gboolean
repoint_tcp_table_is_full (RepointTcpTable *self)
{
  g_return_val_if_fail (self != NULL, TRUE);

  return self->free == NONE && self->entries->len == self->capacity;
}

/**
 * repoint_tcp_table_get_oldest:
 *
 * Returns: the connection that was silent for longest, or %REPOINT_TCP_TABLE_NONE if there is none
 */
guint
repoint_tcp_table_get_oldest (RepointTcpTable *self)
{
  g_return_val_if_fail (self != NULL, NONE);

  return self->oldest;
}

/**
 * repoint_tcp_table_get_ends:
 * @ends: (out caller-allocates): by side
 */
void
repoint_tcp_table_get_ends (RepointTcpTable *self, guint number, RepointTcpEnd ends[2])
{
  const Key *key;

  g_return_if_fail (self != NULL);
  g_return_if_fail (number < self->entries->len);

  key = &get_entry (self, number)->key;
  for (guint i = 0; i < 2; i++)
    {
      memcpy (ends[i].address, key->addresses + 2 * i, REPOINT_TCP_ADDRESS_LENGTH);
      ends[i].port = (guint16) (key->ports >> (i == 0 ? 16 : 0));
    }
}
