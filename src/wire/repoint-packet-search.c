/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-packet-search.h"

#include <string.h>

#include "repoint-packet-decoder.h"
#include "repoint-tcp-stream.h"

#define MAX_CONNECTIONS 32768
#define MAX_MEMORY      (32 * 1024 * 1024)

typedef struct
{
  gboolean            is_done; /* nothing can come any more, but another connection between the same ends */
  gsize               memory;
  gint64              time;   /* when somebody said something last */
  guint32             begins[2]; /* when it is done: the numbers that its sides began with */
  RepointHelloSearch *search; /* NULL until somebody says something */
  RepointTcpStream    streams[2];
  guint8              macs[2][REPOINT_TCP_MAC_LENGTH];
} Connection;

struct _RepointPacketSearch
{
  RepointPcapReader    *reader;
  RepointPacketDecoder *decoder;
  RepointTcpTable      *table;
  GArray               *connections; /* of Connection, by number */
  gsize                 memory;
  RepointPacketCounts   counts;
  RepointPacketFound    found;
  gpointer              user_data;
};

/**
 * repoint_packet_search_new:
 * @found: called for each hello, when all is known of it
 *
 * Returns: (transfer full): a search that is at the beginning of a capture
 */
RepointPacketSearch *
repoint_packet_search_new (const RepointTcpTableSeed *seed, RepointPacketFound found, gpointer user_data)
{
  RepointPacketSearch *self;

  g_return_val_if_fail (seed != NULL, NULL);
  g_return_val_if_fail (found != NULL, NULL);

  self = g_new0 (RepointPacketSearch, 1);
  self->reader = repoint_pcap_reader_new ();
  self->decoder = repoint_packet_decoder_new ();
  self->table = repoint_tcp_table_new (MAX_CONNECTIONS, seed);
  self->connections = g_array_new (FALSE, TRUE, sizeof (Connection));
  self->found = found;
  self->user_data = user_data;

  return self;
}

static Connection *
get_connection (RepointPacketSearch *self, guint number)
{
  return &g_array_index (self->connections, Connection, number);
}

static void
clear_connection (Connection *connection)
{
  g_clear_pointer (&connection->search, repoint_hello_search_free);
  for (guint i = 0; i < 2; i++)
    repoint_tcp_stream_clear (&connection->streams[i]);
}

/**
 * repoint_packet_search_free:
 * @self: (nullable) (transfer full): a search
 */
void
repoint_packet_search_free (RepointPacketSearch *self)
{
  if (self == NULL)
    return;

  for (guint i = 0; i < self->connections->len; i++)
    clear_connection (get_connection (self, i));
  g_array_unref (self->connections);
  repoint_tcp_table_free (self->table);
  repoint_packet_decoder_free (self->decoder);
  repoint_pcap_reader_free (self->reader);
  g_free (self);
}

static void
report (RepointPacketSearch *self, guint number)
{
  Connection *connection = get_connection (self, number);
  RepointPacketHello hello;
  RepointTcpEnd ends[2];
  RepointFoundHello *next;

  while ((next = repoint_hello_search_pop (connection->search)) != NULL)
    {
      g_autoptr (RepointFoundHello) found = next;

      repoint_tcp_table_get_ends (self->table, number, ends);
      hello = (RepointPacketHello) { .found = found, .client = ends[found->side], .server = ends[1 - found->side] };
      memcpy (hello.mac, connection->macs[found->side], sizeof hello.mac);
      self->counts.n_hellos++;
      self->found (&hello, self->user_data);
    }
}

/* Gives to the search what a side said and what is in order. */
static void
drain (RepointPacketSearch *self, guint number, guint side)
{
  Connection *connection = get_connection (self, number);
  RepointTcpStream *stream = &connection->streams[side];
  RepointTcpStreamEvent event;
  RepointBytes bytes;

  while ((event = repoint_tcp_stream_pop (stream, &bytes)) != REPOINT_TCP_STREAM_NOTHING)
    {
      if (connection->search == NULL)
        {
          RepointTcpEnd ends[2];

          repoint_tcp_table_get_ends (self->table, number, ends);
          connection->search = repoint_hello_search_new ((guint16[]) { ends[0].port, ends[1].port },
                                                         stream->has_syn || connection->streams[1 - side].has_syn);
        }

      switch (event)
        {
        case REPOINT_TCP_STREAM_BYTES:
          repoint_hello_search_feed (connection->search, side, connection->time, bytes);
          break;
        case REPOINT_TCP_STREAM_GAP:
          repoint_hello_search_gap (connection->search, side);
          break;
        case REPOINT_TCP_STREAM_END:
          repoint_hello_search_end (connection->search, side, FALSE);
          break;
        case REPOINT_TCP_STREAM_NOTHING:
          break;
        }
    }
}

static void
account (RepointPacketSearch *self, Connection *connection)
{
  gsize memory = repoint_tcp_stream_get_memory (&connection->streams[0]) +
                 repoint_tcp_stream_get_memory (&connection->streams[1]) +
                 (connection->search != NULL ? repoint_hello_search_get_memory (connection->search) : 0);

  self->memory += memory - connection->memory;
  connection->memory = memory;
}

/* Says what was found so far, with or without an answer, and forgets the rest. */
static void
end_connection (RepointPacketSearch *self, guint number)
{
  Connection *connection = get_connection (self, number);

  for (guint side = 0; side < 2; side++)
    {
      repoint_tcp_stream_flush (&connection->streams[side]);
      drain (self, number, side);
    }
  if (connection->search != NULL)
    {
      repoint_hello_search_finish (connection->search);
      report (self, number);
      self->counts.n_lost += repoint_hello_search_get_n_lost (connection->search);
    }
  clear_connection (connection);
  account (self, connection);
}

static void
remove_oldest (RepointPacketSearch *self)
{
  guint number = repoint_tcp_table_get_oldest (self->table);
  Connection *connection = get_connection (self, number);

  if (connection->streams[0].n_waiting + connection->streams[1].n_waiting > 0 ||
      (connection->search != NULL && repoint_hello_search_is_reading (connection->search)))
    self->counts.n_given_up++;
  end_connection (self, number);
  repoint_tcp_table_remove (self->table, number);
}

static void
begin_connection (RepointPacketSearch *self, guint number)
{
  if (number >= self->connections->len)
    g_array_set_size (self->connections, number + 1);
  *get_connection (self, number) = (Connection) { 0 };
  self->counts.n_connections++;
}

/* A segment that could begin something, of a connection that is not known. */
static guint
add_connection (RepointPacketSearch *self)
{
  guint number;

  if (repoint_tcp_table_is_full (self->table))
    remove_oldest (self);
  number = repoint_tcp_table_add (self->table);
  begin_connection (self, number);

  return number;
}

static void
read_stream (RepointPacketSearch *self, guint number, guint side, const RepointTcpSegment *segment)
{
  Connection *connection = get_connection (self, number);
  static const guint8 nobody[REPOINT_TCP_MAC_LENGTH] = { 0 };

  if (memcmp (connection->macs[side], nobody, sizeof nobody) == 0)
    memcpy (connection->macs[side], segment->mac, sizeof nobody);
  connection->time = segment->time;

  if (connection->search == NULL || repoint_hello_search_wants (connection->search, side))
    {
      repoint_tcp_stream_push (&connection->streams[side], segment);
      drain (self, number, side);
    }

  if ((segment->flags & REPOINT_TCP_RST) != 0 && connection->search != NULL)
    {
      repoint_tcp_stream_flush (&connection->streams[side]);
      drain (self, number, side);
      repoint_hello_search_end (connection->search, side, TRUE);
    }
}

static void
settle (RepointPacketSearch *self, guint number)
{
  Connection *connection = get_connection (self, number);

  if (connection->search != NULL)
    {
      report (self, number);
      if (!repoint_hello_search_wants (connection->search, 0) && !repoint_hello_search_wants (connection->search, 1))
        {
          guint32 begins[2] = { connection->streams[0].begin, connection->streams[1].begin };

          end_connection (self, number);
          connection->is_done = TRUE;
          memcpy (connection->begins, begins, sizeof begins);
        }
    }

  account (self, connection);
  while (self->memory > MAX_MEMORY && repoint_tcp_table_get_oldest (self->table) != number)
    remove_oldest (self);
}

static void
read_segment (RepointPacketSearch *self, const RepointTcpSegment *segment)
{
  gboolean syn = (segment->flags & REPOINT_TCP_SYN) != 0;
  guint side;
  guint number = repoint_tcp_table_find (self->table, segment, &side);

  self->counts.n_segments++;
  self->counts.n_shortened += segment->data.length < segment->length;
  if (number == REPOINT_TCP_TABLE_NONE)
    {
      if (!syn && segment->length == 0)
        return;
      number = add_connection (self);
    }
  else if (get_connection (self, number)->is_done)
    {
      if (!syn || segment->sequence + 1 == get_connection (self, number)->begins[side])
        return;
      begin_connection (self, number);
    }
  else if (repoint_tcp_stream_is_other (&get_connection (self, number)->streams[side], segment))
    {
      end_connection (self, number);
      begin_connection (self, number);
    }

  read_stream (self, number, side, segment);
  settle (self, number);
}

static void
read_packet (RepointPacketSearch *self, const RepointPacket *packet)
{
  RepointTcpSegment segment;

  self->counts.n_packets++;
  switch (repoint_packet_decoder_read (self->decoder, packet, &segment))
    {
    case REPOINT_PACKET_DECODER_TCP:
      read_segment (self, &segment);
      break;
    case REPOINT_PACKET_DECODER_UNKNOWN:
      if (self->counts.n_unknown_links++ == 0)
        self->counts.unknown_link = packet->link_type;
      break;
    case REPOINT_PACKET_DECODER_WAITING:
    case REPOINT_PACKET_DECODER_OTHER:
      break;
    }
}

/**
 * repoint_packet_search_feed:
 * @bytes: the next bytes of the capture
 *
 * Returns: "more", or why what follows cannot be read, which stays
 */
RepointPcapState
repoint_packet_search_feed (RepointPacketSearch *self, const guint8 *bytes, gsize length)
{
  RepointPcapState state;
  RepointPacket packet;

  g_return_val_if_fail (self != NULL, REPOINT_PCAP_DAMAGED);

  repoint_pcap_reader_feed (self->reader, bytes, length);
  while ((state = repoint_pcap_reader_next (self->reader, &packet)) == REPOINT_PCAP_PACKET)
    read_packet (self, &packet);

  return state;
}

/**
 * repoint_packet_search_finish:
 *
 * The capture is at its end: says what was found and has waited for its answer.
 */
void
repoint_packet_search_finish (RepointPacketSearch *self)
{
  guint number;

  g_return_if_fail (self != NULL);

  while ((number = repoint_tcp_table_get_oldest (self->table)) != REPOINT_TCP_TABLE_NONE)
    {
      end_connection (self, number);
      repoint_tcp_table_remove (self->table, number);
    }
}

/**
 * repoint_packet_search_get_reader:
 *
 * Returns: (transfer none): what reads the packets, to ask about damage; not to be fed
 */
RepointPcapReader *
repoint_packet_search_get_reader (RepointPacketSearch *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->reader;
}

/**
 * repoint_packet_search_get_counts:
 *
 * Returns: (transfer none): what was read so far
 */
const RepointPacketCounts *
repoint_packet_search_get_counts (RepointPacketSearch *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  self->counts.n_fragmented = repoint_packet_decoder_get_lost_fragmented (self->decoder);

  return &self->counts;
}

/**
 * repoint_packet_search_get_memory:
 *
 * Returns: how many bytes are held of what connections said, about
 */
gsize
repoint_packet_search_get_memory (RepointPacketSearch *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->memory;
}
