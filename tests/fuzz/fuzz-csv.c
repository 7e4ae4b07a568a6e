/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-csv.h"
#include "repoint-fuzz.h"

#include <string.h>

static GBytes *
write_table (RepointCsv *csv)
{
  GString *text = g_string_new ("\xef\xbb\xbfsep=,\r\n");

  for (guint i = 0; i < csv->rows->len; i++)
    {
      GPtrArray *row = g_ptr_array_index (csv->rows, i);

      for (guint j = 0; j < row->len; j++)
        {
          if (j > 0)
            g_string_append_c (text, ',');
          repoint_csv_append_field (text, g_ptr_array_index (row, j));
        }
      g_string_append (text, "\r\n");
    }

  return g_string_free_to_bytes (text);
}

/* A field that a spreadsheet would run has an apostrophe in front. */
static gboolean
is_same (const char *before, const char *after)
{
  return g_str_equal (before, after) || (after[0] == '\'' && strchr ("=+-@\t\r", before[0]) != NULL && g_str_equal (before, after + 1));
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, size);
  g_autoptr (GError) error = NULL;
  g_autoptr (RepointCsv) csv = repoint_csv_parse (bytes, &error);
  g_autoptr (RepointCsv) again = NULL;
  g_autoptr (GBytes) written = NULL;
  guint last = 0;

  REPOINT_FUZZ_ASSERT ((csv == NULL) == (error != NULL));
  if (csv == NULL)
    return 0;

  REPOINT_FUZZ_ASSERT (csv->rows->len > 0 && csv->rows->len == csv->lines->len);
  for (guint i = 0; i < csv->rows->len; i++)
    {
      GPtrArray *row = g_ptr_array_index (csv->rows, i);

      REPOINT_FUZZ_ASSERT (row->len > 0 && g_array_index (csv->lines, guint, i) > last);
      last = g_array_index (csv->lines, guint, i);
      for (guint j = 0; j < row->len; j++)
        REPOINT_FUZZ_ASSERT (g_utf8_validate (g_ptr_array_index (row, j), -1, NULL));
    }

  written = write_table (csv);
  again = repoint_csv_parse (written, &error);
  REPOINT_FUZZ_ASSERT (again != NULL && again->rows->len == csv->rows->len);
  for (guint i = 0; i < csv->rows->len; i++)
    {
      GPtrArray *before = g_ptr_array_index (csv->rows, i);
      GPtrArray *after = g_ptr_array_index (again->rows, i);

      REPOINT_FUZZ_ASSERT (before->len == after->len);
      for (guint j = 0; j < before->len; j++)
        REPOINT_FUZZ_ASSERT (is_same (g_ptr_array_index (before, j), g_ptr_array_index (after, j)));
    }

  return 0;
}
