/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-fuzz.h"
#include "repoint-packet-search.h"

#define MAX_MEMORY (34 * 1024 * 1024)

static const RepointTcpTableSeed seed = { { 1, 2 } };

static void
found_cb (const RepointPacketHello *hello, gpointer user_data)
{
  GString *text = user_data;
  const RepointFoundHello *found = hello->found;
  g_autofree char *client = repoint_tcp_end_to_string (&hello->client);
  g_autofree char *server = repoint_tcp_end_to_string (&hello->server);

  REPOINT_FUZZ_ASSERT (g_utf8_validate (client, -1, NULL) && g_utf8_validate (server, -1, NULL));
  g_string_append_printf (text, "%s %u %s %u %u %u %u %u %u %d %d|", client, hello->client.port, server, hello->server.port,
                          g_bytes_hash (found->hello->raw), found->answer, found->version, found->reaction, found->suite,
                          found->alert, hello->mac[0]);
}

static char *
search_all (RepointBytes in, gboolean in_pieces)
{
  GString *text = g_string_new (NULL);
  g_autoptr (RepointPacketSearch) search = repoint_packet_search_new (&seed, found_cb, text);
  RepointPcapReader *reader = repoint_packet_search_get_reader (search);
  const RepointPacketCounts *counts;
  RepointPcapState state = REPOINT_PCAP_MORE;
  guint32 random = repoint_fuzz_seed (in.data, in.length);

  while (in.length > 0 && state == REPOINT_PCAP_MORE)
    {
      gsize length = in.length;
      g_autofree guint8 *piece = in_pieces ? repoint_fuzz_cut (&in, &random, &length) : g_memdup2 (in.data, in.length);

      if (!in_pieces)
        in.length = 0;
      state = repoint_packet_search_feed (search, piece, length);
      REPOINT_FUZZ_ASSERT (state != REPOINT_PCAP_PACKET);
      REPOINT_FUZZ_ASSERT (repoint_packet_search_get_memory (search) < MAX_MEMORY);
    }

  repoint_packet_search_finish (search);
  REPOINT_FUZZ_ASSERT (repoint_packet_search_get_memory (search) == 0);
  counts = repoint_packet_search_get_counts (search);
  REPOINT_FUZZ_ASSERT (counts->n_segments <= counts->n_packets && counts->n_connections <= counts->n_segments);
  REPOINT_FUZZ_ASSERT (counts->n_shortened <= counts->n_segments && counts->n_unknown_links <= counts->n_packets);
  REPOINT_FUZZ_ASSERT ((state == REPOINT_PCAP_DAMAGED) == (repoint_pcap_reader_get_damage (reader) != NULL));
  g_string_append_printf (text, "%u %u %u %u %u %u %u %u", state, repoint_pcap_reader_is_cut (reader), (guint) counts->n_packets,
                          (guint) counts->n_segments, (guint) counts->n_connections, (guint) counts->n_hellos,
                          (guint) counts->n_lost, (guint) counts->n_fragmented);

  return g_string_free (text, FALSE);
}

/* A whole capture. What is found must not depend on how the file is read. */
int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *whole = search_all (repoint_bytes (data, size), FALSE);
  g_autofree char *pieces = search_all (repoint_bytes (data, size), TRUE);

  REPOINT_FUZZ_ASSERT (g_str_equal (whole, pieces));

  return 0;
}
