/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-fuzz.h"
#include "repoint-mail-reception.h"

#include <string.h>

static RepointMailReception *
reception_new (uint8_t kind)
{
  RepointProtocol protocol = kind % 3;

  return kind / 3 % 3 == 0 ? repoint_mail_reception_new_clear (protocol)
                           : repoint_mail_reception_new_secure (protocol, kind / 3 % 3 == 1);
}

static void
take_all (RepointMailReception *reception, GByteArray *sent)
{
  GBytes *bytes;

  while ((bytes = repoint_mail_reception_take (reception)) != NULL)
    {
      gsize length;
      const guint8 *data = g_bytes_get_data (bytes, &length);

      REPOINT_FUZZ_ASSERT (length > 2 && data[length - 1] == '\n');
      g_byte_array_append (sent, data, (guint) length);
      g_bytes_unref (bytes);
    }
}

static void
check_report (const RepointMailReceptionReport *report)
{
  gsize length = strnlen (report->name, sizeof report->name);

  REPOINT_FUZZ_ASSERT (length <= REPOINT_MAIL_MAX_NAME);
  for (gsize i = 0; i < length; i++)
    REPOINT_FUZZ_ASSERT (report->name[i] > ' ' && report->name[i] < 0x7f);
  for (gsize i = length; i < sizeof report->name; i++)
    REPOINT_FUZZ_ASSERT (report->name[i] == '\0');
}

static RepointMailReception *
talk (uint8_t kind, const uint8_t *data, size_t size, gboolean in_pieces, GByteArray *sent)
{
  RepointMailReception *reception = reception_new (kind);
  RepointBytes rest = repoint_bytes (data, size);
  guint32 state = repoint_fuzz_seed (data, size);
  gboolean done = FALSE;

  take_all (reception, sent);
  while (rest.length > 0)
    {
      gsize length = rest.length;
      g_autofree guint8 *piece = in_pieces ? repoint_fuzz_cut (&rest, &state, &length) : g_memdup2 (data, size);
      guint before;

      if (!in_pieces)
        rest.length = 0;
      before = sent->len;
      repoint_mail_reception_feed (reception, piece, length);
      take_all (reception, sent);
      REPOINT_FUZZ_ASSERT (!done || (sent->len == before && repoint_mail_reception_is_done (reception)));
      done = repoint_mail_reception_is_done (reception);
      check_report (repoint_mail_reception_get_report (reception));
    }
  /* 64 commands at most, none of whose replies is longer than this. */
  REPOINT_FUZZ_ASSERT (sent->len <= 66 * 256);

  return reception;
}

/* The first byte says which protocol, and whether inside TLS. What is said may not depend on how the bytes are cut, and not on
 * what follows the end of the talk, such as a password. */
int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GByteArray) sent_whole = g_byte_array_new ();
  g_autoptr (GByteArray) sent_pieces = g_byte_array_new ();
  g_autoptr (RepointMailReception) whole = NULL;
  g_autoptr (RepointMailReception) pieces = NULL;
  RepointMailReceptionReport a;
  RepointMailReceptionReport b;

  if (size == 0)
    return 0;

  whole = talk (data[0], data + 1, size - 1, FALSE, sent_whole);
  pieces = talk (data[0], data + 1, size - 1, TRUE, sent_pieces);
  a = *repoint_mail_reception_get_report (whole);
  b = *repoint_mail_reception_get_report (pieces);

  /* Only whether it waited for us may depend on the cuts. */
  REPOINT_FUZZ_ASSERT (a.end == b.end && a.verbs == b.verbs && a.extended == b.extended && a.early == b.early);
  REPOINT_FUZZ_ASSERT (memcmp (a.name, b.name, sizeof a.name) == 0);
  REPOINT_FUZZ_ASSERT (sent_whole->len == sent_pieces->len);
  REPOINT_FUZZ_ASSERT (sent_whole->len == 0 || memcmp (sent_whole->data, sent_pieces->data, sent_whole->len) == 0);

  return 0;
}
