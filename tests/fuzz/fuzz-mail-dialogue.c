/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-fuzz.h"
#include "repoint-mail-dialogue.h"

#include <string.h>

/* Below this no limit is met, and what comes out cannot depend on how the bytes come. */
#define NEVER_FULL 8192

static RepointMailDialogue *
dialogue_new (uint8_t kind)
{
  RepointProtocol protocol = kind % 3;

  return kind / 3 % 3 == 0 ? repoint_mail_dialogue_new_clear (protocol)
                           : repoint_mail_dialogue_new_secure (protocol, kind / 3 % 3 == 1);
}

static void
take_all (RepointMailDialogue *dialogue, GByteArray *sent)
{
  GBytes *bytes;

  while ((bytes = repoint_mail_dialogue_take (dialogue)) != NULL)
    {
      gsize length;
      const guint8 *data = g_bytes_get_data (bytes, &length);

      REPOINT_FUZZ_ASSERT (length > 0);
      g_byte_array_append (sent, data, (guint) length);
      g_bytes_unref (bytes);
    }
}

static void
check_text (const char *text, gsize max_length)
{
  REPOINT_FUZZ_ASSERT (text == NULL || (g_utf8_validate (text, -1, NULL) && strlen (text) <= max_length));
  for (const char *p = text; p != NULL && *p != '\0'; p++)
    REPOINT_FUZZ_ASSERT (!g_ascii_iscntrl (*p));
}

static void
check_report (const RepointMailReport *report)
{
  check_text (report->reply, 1024);
  check_text (report->greeting, 1024);
  check_text (report->masked, 1024);
  check_text (report->server, 253);
  REPOINT_FUZZ_ASSERT (report->server == NULL || report->server[0] != '\0');
  REPOINT_FUZZ_ASSERT (report->sign_in->len <= 17 && report->capabilities->len <= 64);
  for (guint i = 0; i < report->sign_in->len; i++)
    check_text (g_ptr_array_index (report->sign_in, i), 20);
  for (guint i = 0; i < report->capabilities->len; i++)
    check_text (g_ptr_array_index (report->capabilities, i), 256);
  REPOINT_FUZZ_ASSERT (repoint_mail_stage_to_string (report->stage) != NULL);
}

static gboolean
is_same_list (GPtrArray *a, GPtrArray *b)
{
  if (a->len != b->len)
    return FALSE;
  for (guint i = 0; i < a->len; i++)
    if (!g_str_equal (g_ptr_array_index (a, i), g_ptr_array_index (b, i)))
      return FALSE;

  return TRUE;
}

static RepointMailDialogue *
talk (uint8_t kind, const uint8_t *data, size_t size, gboolean in_pieces, GByteArray *sent)
{
  RepointMailDialogue *dialogue = dialogue_new (kind);
  RepointBytes rest = repoint_bytes (data, size);
  guint32 state = repoint_fuzz_seed (data, size);
  gboolean done = FALSE;

  take_all (dialogue, sent);
  while (rest.length > 0)
    {
      gsize length = rest.length;
      g_autofree guint8 *piece = in_pieces ? repoint_fuzz_cut (&rest, &state, &length) : g_memdup2 (data, size);

      if (!in_pieces)
        rest.length = 0;
      repoint_mail_dialogue_feed (dialogue, piece, length);
      REPOINT_FUZZ_ASSERT (!done || repoint_mail_dialogue_is_done (dialogue));
      done = repoint_mail_dialogue_is_done (dialogue);
      take_all (dialogue, sent);
      check_report (repoint_mail_dialogue_get_report (dialogue));
    }

  REPOINT_FUZZ_ASSERT (!done || repoint_mail_dialogue_get_report (dialogue)->result != REPOINT_MAIL_RESULT_NONE);
  REPOINT_FUZZ_ASSERT (sent->len < 1024);

  return dialogue;
}

/* The first byte says which protocol, and whether inside TLS. Only whether bytes came too early may depend on how they are
 * cut: in segments of their own they are the server's answer to what was sent in between. */
int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GByteArray) sent_whole = g_byte_array_new ();
  g_autoptr (GByteArray) sent_pieces = g_byte_array_new ();
  g_autoptr (RepointMailDialogue) whole = NULL;
  g_autoptr (RepointMailDialogue) pieces = NULL;
  const RepointMailReport *a;
  const RepointMailReport *b;

  if (size == 0)
    return 0;

  whole = talk (data[0], data + 1, size - 1, FALSE, sent_whole);
  pieces = talk (data[0], data + 1, size - 1, TRUE, sent_pieces);
  a = repoint_mail_dialogue_get_report (whole);
  b = repoint_mail_dialogue_get_report (pieces);
  if (size > NEVER_FULL || a->result == REPOINT_MAIL_RESULT_INJECTED || b->result == REPOINT_MAIL_RESULT_INJECTED)
    return 0;

  REPOINT_FUZZ_ASSERT (a->result == b->result && a->stage == b->stage && a->starttls == b->starttls);
  REPOINT_FUZZ_ASSERT (g_strcmp0 (a->reply, b->reply) == 0 && g_strcmp0 (a->server, b->server) == 0);
  REPOINT_FUZZ_ASSERT (g_strcmp0 (a->greeting, b->greeting) == 0 && g_strcmp0 (a->masked, b->masked) == 0);
  REPOINT_FUZZ_ASSERT (is_same_list (a->sign_in, b->sign_in) && is_same_list (a->capabilities, b->capabilities));
  REPOINT_FUZZ_ASSERT (sent_whole->len == sent_pieces->len);
  REPOINT_FUZZ_ASSERT (sent_whole->len == 0 || memcmp (sent_whole->data, sent_pieces->data, sent_whole->len) == 0);

  return 0;
}
