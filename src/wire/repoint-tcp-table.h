/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "repoint-tcp-segment.h"

G_BEGIN_DECLS

#define REPOINT_TCP_TABLE_NONE G_MAXUINT

/* What the places of a table depend on, so that nobody can make all connections fall on one. Chosen at random. */
typedef struct
{
  guint64 words[2];
} RepointTcpTableSeed;

/**
 * RepointTcpTable: numbers the connections of which segments come, by their two ends, and knows which of them was silent for
 * longest. A number is in use from repoint_tcp_table_add() to repoint_tcp_table_remove(), and below the capacity.
 */
typedef struct _RepointTcpTable RepointTcpTable;

RepointTcpTable *repoint_tcp_table_new        (guint                      capacity,
                                               const RepointTcpTableSeed *seed);
void             repoint_tcp_table_free       (RepointTcpTable           *self);
guint            repoint_tcp_table_find       (RepointTcpTable           *self,
                                               const RepointTcpSegment   *segment,
                                               guint                     *side);
guint            repoint_tcp_table_add        (RepointTcpTable           *self);
void             repoint_tcp_table_remove     (RepointTcpTable           *self,
                                               guint                      number);
gboolean         repoint_tcp_table_is_full    (RepointTcpTable           *self);
guint            repoint_tcp_table_get_oldest (RepointTcpTable           *self);
void             repoint_tcp_table_get_ends   (RepointTcpTable           *self,
                                               guint                      number,
                                               RepointTcpEnd              ends[2]);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RepointTcpTable, repoint_tcp_table_free)

G_END_DECLS
