/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-fuzz.h"
#include "repoint-mail-command.h"
#include "repoint-mail-gate.h"

#include <string.h>

#define MAX_TURNS 64

static void
append (GByteArray *array, GBytes *bytes)
{
  if (bytes == NULL)
    return;

  REPOINT_FUZZ_ASSERT (g_bytes_get_size (bytes) > 0);
  g_byte_array_append (array, g_bytes_get_data (bytes, NULL), (guint) g_bytes_get_size (bytes));
  g_bytes_unref (bytes);
}

/* Whatever went on to the server in clear is allowed, and reads the same when it is written again. */
static void
check_clear (RepointProtocol protocol, const GByteArray *sent)
{
  RepointBytes rest = repoint_bytes (sent->data, sent->len);

  while (rest.length > 0)
    {
      const guint8 *end = memchr (rest.data, '\n', rest.length);
      g_autoptr (RepointMailCommand) command = NULL;
      g_autofree char *again = NULL;
      RepointBytes line;

      REPOINT_FUZZ_ASSERT (end != NULL && end > rest.data && end[-1] == '\r');
      repoint_bytes_take (&rest, (gsize) (end - rest.data) + 1, &line);
      command = repoint_mail_command_read (protocol, repoint_bytes (line.data, line.length - 2));
      REPOINT_FUZZ_ASSERT (command->kind <= REPOINT_MAIL_COMMAND_STARTTLS);
      again = repoint_mail_command_to_line (command);
      REPOINT_FUZZ_ASSERT (strlen (again) == line.length && memcmp (again, line.data, line.length) == 0);
    }
}

static void
check_hello (const GByteArray *sent, gsize begin)
{
  const guint8 *hello = sent->data + begin;

  REPOINT_FUZZ_ASSERT (sent->len - begin >= 6);
  if (hello[0] == 22)
    REPOINT_FUZZ_ASSERT (hello[1] == 3 && (hello[3] != 0 || hello[4] != 0) && hello[5] == 1);
  else
    REPOINT_FUZZ_ASSERT ((hello[0] & 0x80) != 0 && hello[2] == 1);
}

static void
feed (RepointMailGate *gate, gboolean client, const guint8 *bytes, gsize length, GByteArray *sent, GByteArray *told)
{
  if (client)
    repoint_mail_gate_feed_client (gate, bytes, length);
  else
    repoint_mail_gate_feed_server (gate, bytes, length);
  append (sent, repoint_mail_gate_take_for_server (gate));
  append (told, repoint_mail_gate_take_for_client (gate));
}

/* The first byte says which protocol; then the server and the client take turns, with 0x7f in between. */
static void
talk (const uint8_t *data, size_t size, gboolean in_pieces)
{
  RepointProtocol protocol = data[0] % 3;
  g_autoptr (RepointMailGate) gate =
      repoint_mail_gate_new (protocol, data[0] / 3 % 4 == 0 ? REPOINT_SECURITY_TLS : REPOINT_SECURITY_STARTTLS);
  g_autoptr (GByteArray) sent = g_byte_array_new ();
  g_autoptr (GByteArray) told = g_byte_array_new ();
  RepointBytes rest = repoint_bytes (data + 1, size - 1);
  guint32 state = repoint_fuzz_seed (data, size);
  gboolean client = FALSE;
  gboolean over = FALSE;

  for (guint turn = 0; turn < MAX_TURNS && rest.length > 0; turn++, client = !client)
    {
      const guint8 *end = memchr (rest.data, 0x7f, rest.length);
      RepointBytes words;

      repoint_bytes_take (&rest, end != NULL ? (gsize) (end - rest.data) : rest.length, &words);
      if (end != NULL)
        repoint_bytes_take (&rest, 1, &(RepointBytes) { 0 });

      while (words.length > 0 && repoint_mail_gate_get_state (gate) != REPOINT_MAIL_GATE_OPEN)
        {
          gsize length = words.length;
          gsize clear = sent->len;
          g_autofree guint8 *piece = in_pieces ? repoint_fuzz_cut (&words, &state, &length) : g_memdup2 (words.data, words.length);

          if (!in_pieces)
            words.length = 0;
          feed (gate, client, piece, length, sent, told);
          REPOINT_FUZZ_ASSERT (!over || sent->len == clear);
          over = repoint_mail_gate_get_state (gate) == REPOINT_MAIL_GATE_CLOSED;
          REPOINT_FUZZ_ASSERT (over == (repoint_mail_gate_get_reason (gate) != REPOINT_MAIL_GATE_NOTHING));

          if (repoint_mail_gate_get_state (gate) == REPOINT_MAIL_GATE_OPEN)
            {
              check_hello (sent, clear);
              g_byte_array_set_size (sent, (guint) clear);
            }
        }
    }

  check_clear (protocol, sent);
  REPOINT_FUZZ_ASSERT (told->len <= size + 256);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  if (size == 0)
    return 0;

  talk (data, size, FALSE);
  talk (data, size, TRUE);

  return 0;
}
