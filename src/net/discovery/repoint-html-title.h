/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The title of a page, as one line of at most 512 bytes of UTF-8 without control characters; NULL when there is none.
 * @charset is what the server declared, or NULL. */
char *repoint_html_title_find (const guint8 *page,
                               gsize         length,
                               const char   *charset);

/* The same care for any other text from a device: valid UTF-8 (read as Windows-1252 where it is not), one line,
 * no control characters, at most 512 bytes; NULL when nothing is left. */
char *repoint_html_title_clean (const char *text);

G_END_DECLS
