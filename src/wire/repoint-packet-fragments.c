/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-packet-fragments.h"

#include <string.h>

#include "repoint-pcap-reader.h"

#define MAX_DATAGRAMS 64
#define MAX_LENGTH    65535
#define UNIT          8     /* fragments begin at multiples of it */
#define N_UNITS       ((MAX_LENGTH + UNIT) / UNIT)
#define PATIENCE      (60 * G_GINT64_CONSTANT (1000000000)) /* nanoseconds; RFC 8200 section 4.5 */

typedef struct
{
  guint8      key[REPOINT_PACKET_FRAGMENTS_KEY_LENGTH];
  gboolean    used;
  gint64      time;
  guint64     number;             /* datagrams that began before it */
  GByteArray *bytes;
  guint8      here[N_UNITS / 8 + 1]; /* a bit for each unit */
  guint       n_here;
  gsize       length;             /* 0 until the last fragment came */
} Datagram;

struct _RepointPacketFragments
{
  Datagram   *datagrams; /* NULL until there is a fragment */
  guint64     n_begun;
  guint64     n_lost;
  GByteArray *whole;     /* the last that was put together */
};

RepointPacketFragments *
repoint_packet_fragments_new (void)
{
  return g_new0 (RepointPacketFragments, 1);
}

/**
 * repoint_packet_fragments_free:
 * @self: (nullable) (transfer full): the fragments
 */
void
repoint_packet_fragments_free (RepointPacketFragments *self)
{
  if (self == NULL)
    return;

  for (guint i = 0; self->datagrams != NULL && i < MAX_DATAGRAMS; i++)
    g_clear_pointer (&self->datagrams[i].bytes, g_byte_array_unref);
  g_clear_pointer (&self->whole, g_byte_array_unref);
  g_free (self->datagrams);
  g_free (self);
}

static void
forget (Datagram *datagram)
{
  datagram->used = FALSE;
  g_clear_pointer (&datagram->bytes, g_byte_array_unref);
}

static gboolean
is_stale (Datagram *datagram, gint64 time)
{
  return time != REPOINT_PACKET_NO_TIME && datagram->time != REPOINT_PACKET_NO_TIME &&
         (time < datagram->time - PATIENCE || time - PATIENCE > datagram->time);
}

static void
begin (RepointPacketFragments *self, Datagram *datagram, const RepointPacketFragment *fragment)
{
  if (datagram->used)
    {
      forget (datagram);
      self->n_lost++;
    }

  *datagram = (Datagram) { .used = TRUE, .time = fragment->time, .number = self->n_begun++, .bytes = g_byte_array_new () };
  memcpy (datagram->key, fragment->key, sizeof datagram->key);
}

/* The one that it belongs to; or, begun for it, a free one or the oldest. */
static Datagram *
find (RepointPacketFragments *self, const RepointPacketFragment *fragment)
{
  Datagram *place = NULL;

  if (self->datagrams == NULL)
    self->datagrams = g_new0 (Datagram, MAX_DATAGRAMS);

  for (guint i = 0; i < MAX_DATAGRAMS; i++)
    {
      Datagram *datagram = &self->datagrams[i];

      if (datagram->used && memcmp (datagram->key, fragment->key, sizeof datagram->key) == 0)
        {
          if (is_stale (datagram, fragment->time))
            begin (self, datagram, fragment);
          return datagram;
        }
      if (place == NULL || (place->used && (!datagram->used || datagram->number < place->number)))
        place = datagram;
    }

  begin (self, place, fragment);

  return place;
}

/* Copies what is not there yet. */
static void
fill (Datagram *datagram, const RepointPacketFragment *fragment)
{
  gsize end = fragment->offset + fragment->bytes.length;

  if (datagram->bytes->len < end)
    {
      gsize before = datagram->bytes->len;

      g_byte_array_set_size (datagram->bytes, (guint) end);
      memset (datagram->bytes->data + before, 0, end - before);
    }

  for (gsize at = 0; at < fragment->bytes.length; at += UNIT)
    {
      gsize unit = (fragment->offset + at) / UNIT;
      guint8 bit = (guint8) (1 << unit % 8);

      if ((datagram->here[unit / 8] & bit) != 0)
        continue;

      datagram->here[unit / 8] |= bit;
      datagram->n_here++;
      memcpy (datagram->bytes->data + fragment->offset + at, fragment->bytes.data + at, MIN (UNIT, fragment->bytes.length - at));
    }
}

/**
 * repoint_packet_fragments_add:
 * @fragment: one whose bytes were captured to the last
 * @whole: (out caller-allocates): what the datagram carries, when it was the last that lacked; valid until the next call
 *
 * A fragment that cannot belong to a datagram is passed over.
 *
 * Returns: whether the datagram is whole
 */
gboolean
repoint_packet_fragments_add (RepointPacketFragments *self, const RepointPacketFragment *fragment, RepointBytes *whole)
{
  Datagram *datagram;
  gsize end;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (fragment != NULL && fragment->offset % UNIT == 0, FALSE);
  g_return_val_if_fail (whole != NULL, FALSE);

  end = fragment->offset + fragment->bytes.length;
  if (fragment->bytes.length == 0 || end > MAX_LENGTH || (fragment->more && fragment->bytes.length % UNIT != 0))
    return FALSE;

  datagram = find (self, fragment);
  /* Two ends, or bytes behind the end: one of them lies. */
  if ((datagram->length > 0 && (end > datagram->length || (!fragment->more && end != datagram->length))) ||
      (!fragment->more && end < datagram->bytes->len))
    return FALSE;

  fill (datagram, fragment);
  if (!fragment->more)
    datagram->length = end;
  if (datagram->length == 0 || datagram->n_here < (datagram->length + UNIT - 1) / UNIT)
    return FALSE;

  g_clear_pointer (&self->whole, g_byte_array_unref);
  self->whole = g_steal_pointer (&datagram->bytes);
  datagram->used = FALSE;
  *whole = repoint_bytes (self->whole->data, datagram->length);

  return TRUE;
}

/**
 * repoint_packet_fragments_get_n_lost:
 *
 * Returns: how many datagrams were given up, and how many still wait
 */
guint64
repoint_packet_fragments_get_n_lost (RepointPacketFragments *self)
{
  guint64 n_lost;

  g_return_val_if_fail (self != NULL, 0);

  n_lost = self->n_lost;
  for (guint i = 0; self->datagrams != NULL && i < MAX_DATAGRAMS; i++)
    n_lost += self->datagrams[i].used;

  return n_lost;
}
