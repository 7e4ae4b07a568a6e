/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-test-found.h"

static const RepointTcpTableSeed seed = { { 7, 11 } };

static const char *
describe_answer (const RepointFoundHello *found)
{
  switch (found->answer)
    {
    case REPOINT_HELLO_ANSWER_UNSEEN:
      return "unseen";
    case REPOINT_HELLO_ANSWER_SERVER_HELLO:
      return found->retry ? "retry" : repoint_tls_version_to_string (found->version);
    case REPOINT_HELLO_ANSWER_ALERT:
      return "alert";
    case REPOINT_HELLO_ANSWER_CLOSE:
      return "close";
    case REPOINT_HELLO_ANSWER_RESET:
      return "reset";
    case REPOINT_HELLO_ANSWER_ILLEGAL:
      return "illegal";
    }
  return NULL;
}

/* "10.77.0.21:50021 → 10.77.0.2:587 smtp starttls TLSv1.0 answered TLSv1.0|" for each hello. */
static void
found_cb (const RepointPacketHello *hello, gpointer user_data)
{
  GString *text = user_data;
  const RepointFoundHello *found = hello->found;
  g_autofree char *client = repoint_tcp_end_to_string (&hello->client);
  g_autofree char *server = repoint_tcp_end_to_string (&hello->server);

  g_string_append_printf (text, "%s:%u > %s:%u %s %s %s%s %s", client, hello->client.port, server, hello->server.port,
                          repoint_protocol_to_string (found->protocol), repoint_security_to_string (found->security),
                          found->hello->ssl2_format ? "sslv2 " : "",
                          repoint_tls_version_to_string (found->hello->max_version), describe_answer (found));
  if (found->reaction != REPOINT_HELLO_REACTION_UNSEEN)
    g_string_append_printf (text, ", %s", (const char *[]) { "", "went on", "alert", "close", "reset" }[found->reaction]);
  if (found->alert >= 0)
    g_string_append_printf (text, " %d", found->alert);
  if (found->after_retry)
    g_string_append (text, " again");
  g_string_append_c (text, '|');
}

RepointTestFound
repoint_test_find (GBytes *capture, gsize step)
{
  GString *text = g_string_new (NULL);
  g_autoptr (RepointPacketSearch) self = repoint_packet_search_new (&seed, found_cb, text);
  gsize length;
  const guint8 *bytes = g_bytes_get_data (capture, &length);
  RepointPcapState state = REPOINT_PCAP_MORE;
  RepointTestFound result = { 0 };

  for (gsize at = 0; at < length && state == REPOINT_PCAP_MORE; at += step)
    {
      gsize n = MIN (step, length - at);
      g_autofree guint8 *piece = g_memdup2 (bytes + at, n);

      state = repoint_packet_search_feed (self, piece, n);
      result.most = MAX (result.most, repoint_packet_search_get_memory (self));
    }
  repoint_packet_search_finish (self);
  g_assert_cmpuint (repoint_packet_search_get_memory (self), ==, 0);
  result.counts = *repoint_packet_search_get_counts (self);
  result.text = g_string_free (text, FALSE);

  return result;
}

void
repoint_test_found_clear (RepointTestFound *self)
{
  g_free (self->text);
}
