/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "repoint-inventory-file.h"
#include "repoint-sighting.h"

G_BEGIN_DECLS

/* The columns of an inventory, in the order of the design. Private to evidence. */
typedef enum
{
  REPOINT_COLUMN_NAME,
  REPOINT_COLUMN_KIND,
  REPOINT_COLUMN_VENDOR,
  REPOINT_COLUMN_MODEL,
  REPOINT_COLUMN_FIRMWARE,
  REPOINT_COLUMN_SERIAL,
  REPOINT_COLUMN_ADDRESS,
  REPOINT_COLUMN_MAC,
  REPOINT_COLUMN_LOCATION,
  REPOINT_COLUMN_PROTOCOL,
  REPOINT_COLUMN_SERVER,
  REPOINT_COLUMN_PORT,
  REPOINT_COLUMN_SECURITY,
  REPOINT_COLUMN_SIGN_IN,
  REPOINT_COLUMN_MAILBOX,
  REPOINT_COLUMN_MAX_TLS,
  REPOINT_COLUMN_RECIPIENTS,
  REPOINT_N_COLUMNS,
} RepointColumn;

/* A device as the file describes it. */
typedef struct
{
  RepointDevice   *device;
  GPtrArray       *max_tls;  /* of char*: version names somebody stated */
  RepointSighting *sighting; /* what discover saw; NULL: a row of a table */
} RepointInventoryEntry;

/* What the readers of the two formats fill: entries, joined where they are one device, and problems. */
typedef struct
{
  GPtrArray  *entries;  /* of RepointInventoryEntry */
  GPtrArray  *problems; /* of RepointInventoryProblem */
  GHashTable *by_key;   /* char* → RepointInventoryEntry, borrowed */
  guint       line;     /* of the row that is being read */
} RepointInventoryReader;

const char            *repoint_column_get_name             (RepointColumn           column);
/* REPOINT_N_COLUMNS: none has that header. */
RepointColumn          repoint_column_find                 (const char             *header);

void                   repoint_inventory_reader_init       (RepointInventoryReader *self);
void                   repoint_inventory_reader_clear      (RepointInventoryReader *self);
void                   repoint_inventory_reader_complain   (RepointInventoryReader *self,
                                                            const char             *column,
                                                            const char             *value,
                                                            const char             *problem);
RepointInventoryEntry *repoint_inventory_entry_new         (void);
void                   repoint_inventory_entry_free        (RepointInventoryEntry  *entry);
/* Takes an entry over: as a new device, or as more about one that an earlier row described. */
void                   repoint_inventory_reader_take       (RepointInventoryReader *self,
                                                            RepointInventoryEntry  *entry);
void                   repoint_inventory_entry_add_note    (RepointInventoryEntry  *entry,
                                                            const char             *header,
                                                            const char             *value);

/* The two formats. FALSE: nothing of it can be read. */
gboolean               repoint_inventory_read_table        (RepointInventoryReader *self,
                                                            GBytes                 *bytes,
                                                            GError                **error);
gboolean               repoint_inventory_read_json         (RepointInventoryReader *self,
                                                            GBytes                 *bytes,
                                                            GError                **error);

/* Values that both formats know. They complain and leave the entry as it is when the value is not understood. */
void                   repoint_inventory_read_text         (RepointInventoryReader *self,
                                                            RepointInventoryEntry  *entry,
                                                            RepointColumn           column,
                                                            const char             *value);
void                   repoint_inventory_read_kind         (RepointInventoryReader *self,
                                                            RepointInventoryEntry  *entry,
                                                            const char             *value);
void                   repoint_inventory_read_address      (RepointInventoryReader *self,
                                                            RepointInventoryEntry  *entry,
                                                            const char             *value);
void                   repoint_inventory_read_mac          (RepointInventoryReader *self,
                                                            RepointInventoryEntry  *entry,
                                                            const char             *value);

G_END_DECLS
