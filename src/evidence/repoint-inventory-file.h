/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "repoint-project.h"

G_BEGIN_DECLS

/* Nobody's inventory is longer; whoever reads a file for repoint_inventory_file_read() may stop behind this. */
#define REPOINT_INVENTORY_FILE_MAX_BYTES (100 * 1024 * 1024)

#define REPOINT_INVENTORY_FILE_ERROR (repoint_inventory_file_error_quark ())

typedef enum
{
  REPOINT_INVENTORY_FILE_ERROR_ENCODING,
  REPOINT_INVENTORY_FILE_ERROR_SYNTAX,
  REPOINT_INVENTORY_FILE_ERROR_COLUMNS, /* none of the canonical headers is there */
  REPOINT_INVENTORY_FILE_ERROR_EMPTY,
  REPOINT_INVENTORY_FILE_ERROR_TOO_BIG,
} RepointInventoryFileError;

/* Something in one row that was not understood, and therefore left out; shown to the admin, never guessed. */
typedef struct
{
  guint  line;   /* in the file, from 1 */
  char  *column; /* header, or "" for the whole row */
  char  *value;  /* at most 128 bytes of it */
  char  *problem; /* id: "unknown-value", "not-a-port", "not-an-address", "not-a-server", "too-long" (the text was cut),
                   * "no-protocol" (the mail settings became notes), "no-name-or-address",
                   * "not-an-object" (the row was left out), "ignored-column", "repeated-column",
                   * "beyond-columns" (kept as a note) */
} RepointInventoryProblem;

/**
 * RepointInventoryFile: an inventory of devices as CSV (canonical headers in the design) or as JSON lines written
 * by `repoint-cli discover --json`, read but not yet taken over, so that it can be previewed.
 *
 * Rows with the same MAC, else serial number, else address, else name are several mail uses of one device; a program
 * is not the device whose address it has. What an unknown column holds, or what a later row says differently, is
 * kept in the notes as "Header: value". Where no protocol stands, the port tells it if it is registered for one.
 */
#define REPOINT_TYPE_INVENTORY_FILE (repoint_inventory_file_get_type ())
G_DECLARE_FINAL_TYPE (RepointInventoryFile, repoint_inventory_file, REPOINT, INVENTORY_FILE, GObject)

GQuark                repoint_inventory_file_error_quark  (void);
RepointInventoryFile *repoint_inventory_file_read         (GBytes                *bytes,
                                                           GError               **error);
GPtrArray            *repoint_inventory_file_get_devices  (RepointInventoryFile  *self); /* transfer none, of RepointDevice */
GPtrArray            *repoint_inventory_file_get_problems (RepointInventoryFile  *self); /* transfer none, of RepointInventoryProblem */
/* Merges into the project's inventory, as one edit "import". What a table says is the admin's word, which replaces what was known;
 * what discover saw only adds to it. A max_tls column becomes a statement observation, discover's evidence sightings.
 * Returns the number of devices added. */
guint                 repoint_inventory_file_apply        (RepointInventoryFile  *self,
                                                           RepointProject        *project,
                                                           GDateTime             *now);

G_END_DECLS
