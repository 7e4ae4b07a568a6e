/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define REPOINT_CSV_ERROR (repoint_csv_error_quark ())

typedef enum
{
  REPOINT_CSV_ERROR_ENCODING, /* neither UTF-8, UTF-16 with BOM nor Windows-1252, or not text at all */
  REPOINT_CSV_ERROR_QUOTE,    /* a quoted field is never closed */
  REPOINT_CSV_ERROR_TOO_BIG,  /* more than 100 MiB or 2 million fields */
  REPOINT_CSV_ERROR_EMPTY,
} RepointCsvError;

/**
 * RepointCsv: a parsed table (RFC 4180, and what spreadsheets really write: UTF-8 or UTF-16 with BOM,
 * comma, semicolon or tab — the one that splits the header row best —, CRLF, CR or LF).
 */
typedef struct
{
  char       separator;
  GPtrArray *rows;  /* of GPtrArray of char*, all UTF-8; row 0 is the header */
  GArray    *lines; /* of guint: the file's line number on which each row begins, from 1 */
} RepointCsv;

GQuark      repoint_csv_error_quark (void);
RepointCsv *repoint_csv_parse       (GBytes      *bytes,
                                     GError     **error);
void        repoint_csv_free        (RepointCsv  *self);

/* Appends one field, quoted where RFC 4180 (or a reader that expects ; or tab) wants it; a field that a spreadsheet would run as a formula
 * (=, +, -, @, tab, CR at its begin) gets an apostrophe in front. */
void        repoint_csv_append_field (GString    *line,
                                      const char *field);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RepointCsv, repoint_csv_free)

G_END_DECLS
