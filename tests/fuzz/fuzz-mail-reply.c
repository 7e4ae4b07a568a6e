/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-fuzz.h"
#include "repoint-line-reader.h"
#include "repoint-mail-reply.h"

#include <string.h>

/* The first byte says which protocol, and whether a command was sent that is answered with many lines. */
int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (RepointMailReplyReader) replies = NULL;
  g_autoptr (RepointLineReader) lines = repoint_line_reader_new ();
  char *line;

  if (size == 0)
    return 0;

  replies = repoint_mail_reply_reader_new (data[0] % 3);
  repoint_line_reader_push (lines, data + 1, size - 1);
  for (guint i = 0; (line = repoint_line_reader_pop (lines)) != NULL; i++)
    {
      g_autofree char *owned = line;
      g_autoptr (RepointMailReply) reply = NULL;
      RepointMailReplyState state = repoint_mail_reply_reader_feed (replies, line, &reply);

      REPOINT_FUZZ_ASSERT ((state == REPOINT_MAIL_REPLY_WHOLE) == (reply != NULL));
      if (reply == NULL)
        continue;

      REPOINT_FUZZ_ASSERT (strlen (reply->text) <= 1024 && g_utf8_validate (reply->text, -1, NULL));
      REPOINT_FUZZ_ASSERT (reply->lines->len <= 128);
      REPOINT_FUZZ_ASSERT (!reply->throttled || !repoint_mail_reply_is_legacy_tls (reply->text));
      repoint_mail_reply_reader_expect (replies, (data[0] & 0x10) != 0 ? "r1" : NULL, (data[0] & 0x20) != 0);
    }

  return 0;
}
