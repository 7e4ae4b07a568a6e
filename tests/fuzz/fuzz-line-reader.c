/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-fuzz.h"
#include "repoint-line-reader.h"

/* Below this the reader is never full, and the lines cannot depend on how the bytes come. */
#define NEVER_FULL 8192

static void
check_line (const char *line)
{
  REPOINT_FUZZ_ASSERT (g_utf8_validate (line, -1, NULL));
  for (const char *p = line; *p != '\0'; p = g_utf8_next_char (p))
    REPOINT_FUZZ_ASSERT (!g_unichar_iscntrl (g_utf8_get_char (p)) && g_unichar_type (g_utf8_get_char (p)) != G_UNICODE_FORMAT);
}

static GPtrArray *
read_lines (const uint8_t *data, size_t size, gboolean in_pieces)
{
  g_autoptr (RepointLineReader) reader = repoint_line_reader_new ();
  GPtrArray *lines = g_ptr_array_new_with_free_func (g_free);
  RepointBytes rest = repoint_bytes (data, size);
  guint32 state = repoint_fuzz_seed (data, size);
  gboolean full = FALSE;

  while (rest.length > 0)
    {
      gsize length = rest.length;
      g_autofree guint8 *piece = in_pieces ? repoint_fuzz_cut (&rest, &state, &length) : g_memdup2 (data, size);
      gboolean fits = repoint_line_reader_push (reader, piece, length);
      char *line;

      if (!in_pieces)
        rest.length = 0;
      REPOINT_FUZZ_ASSERT (!full || !fits);
      REPOINT_FUZZ_ASSERT (fits || size > NEVER_FULL);
      full = !fits;
      while ((line = repoint_line_reader_pop (reader)) != NULL)
        {
          check_line (line);
          g_ptr_array_add (lines, line);
        }
      REPOINT_FUZZ_ASSERT (repoint_line_reader_get_pending (reader) <= 65536);
    }

  return lines;
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GPtrArray) whole = read_lines (data, size, FALSE);
  g_autoptr (GPtrArray) pieces = read_lines (data, size, TRUE);

  if (size > NEVER_FULL)
    return 0;

  REPOINT_FUZZ_ASSERT (whole->len == pieces->len);
  for (guint i = 0; i < whole->len; i++)
    REPOINT_FUZZ_ASSERT (g_str_equal (g_ptr_array_index (whole, i), g_ptr_array_index (pieces, i)));

  return 0;
}
