/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-phrase.h"

#include <glib/gi18n-lib.h>

#include "repoint-phrase-text.h"

/* The ids of RepointCaptureProblem. Those that count something have both forms. */
static const struct
{
  const char *id;
  const char *one;
  const char *many;
} kinds[] = {
  { "unknown-link",
    N_("{number} packet was captured on a kind of network that Repoint cannot take apart."),
    N_("{number} packets were captured on a kind of network that Repoint cannot take apart.") },
  { "shortened",
    N_("Of {number} packet only the beginning was captured, so that something may be missing. Capture whole packets (tcpdump -s 0)."),
    N_("Of {number} packets only the beginning was captured, so that something may be missing. Capture whole packets (tcpdump -s 0).") },
  { "fragmented",
    N_("{number} packet was sent in fragments, of which not all were captured."),
    N_("{number} packets were sent in fragments, of which not all were captured.") },
  { "lost",
    N_("{number} greeting of a TLS client was captured only in part, and is missing."),
    N_("{number} greetings of TLS clients were captured only in part, and are missing.") },
  { "given-up",
    N_("{number} connection could not be followed to its end, because there were too many at once."),
    N_("{number} connections could not be followed to their end, because there were too many at once.") },
  { "too-many",
    N_("{number} greeting of a TLS client is missing, because there are more different ones than Repoint keeps."),
    N_("{number} greetings of TLS clients are missing, because there are more different ones than Repoint keeps.") },
};

/**
 * repoint_phrase_capture_problem:
 * @id: of a RepointCaptureProblem
 * @count: its count
 *
 * Returns: (transfer full): a sentence
 */
char *
repoint_phrase_capture_problem (const char *id, guint64 count)
{
  g_autofree char *number = g_strdup_printf ("%" G_GUINT64_FORMAT, count);

  g_return_val_if_fail (id != NULL, NULL);

  if (g_str_equal (id, "cut-short"))
    return g_strdup (_("The capture ends in the middle of a packet, as when it is copied while it is written. All before that was read."));

  if (g_str_equal (id, "damaged"))
    {
      g_autofree char *size = g_format_size (count);

      return repoint_phrase_fill (_("The capture is damaged: its first {size} could be read, and nothing behind them."), "size", size, NULL);
    }

  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (g_str_equal (id, kinds[i].id))
      return repoint_phrase_fill (g_dngettext (GETTEXT_PACKAGE, kinds[i].one, kinds[i].many, (gulong) count), "number", number, NULL);

  return g_strdup (id);
}
