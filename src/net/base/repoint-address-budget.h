/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * RepointAddressBudget: who may talk to which address next. Every address has a queue, at most so many open at
 * once, and a pause after each; addresses take turns. It is told the time and holds no descriptor.
 *
 * What waits is a GList link of the caller, whose data says what it is; links are borrowed.
 */
typedef struct _RepointAddressBudget RepointAddressBudget;

RepointAddressBudget *repoint_address_budget_new           (guint                 max_per_address,
                                                            gint64                gap); /* µs */
void                  repoint_address_budget_free          (RepointAddressBudget *self);

/* Puts @link at the end (or, with @first, the begin) of the queue of @address. */
void                  repoint_address_budget_wait          (RepointAddressBudget *self,
                                                            GInetAddress         *address,
                                                            GList                *link,
                                                            gboolean              first,
                                                            gint64                now);
/* Takes @link, which waits, out of the queue of @address. */
void                  repoint_address_budget_withdraw      (RepointAddressBudget *self,
                                                            GInetAddress         *address,
                                                            GList                *link,
                                                            gint64                now);
/* Returns the link whose turn it is and counts its address as open once more; NULL: nobody may start now. */
GList                *repoint_address_budget_next          (RepointAddressBudget *self,
                                                            gint64                now);
/* One connection to @address has ended; its pause counts from @since, -1: no pause, nothing was sent. */
void                  repoint_address_budget_ended         (RepointAddressBudget *self,
                                                            GInetAddress         *address,
                                                            gint64                since,
                                                            gint64                now);
/* When next() should be asked again because a pause ends; -1: only after another call. */
gint64                repoint_address_budget_get_next_time (RepointAddressBudget *self);
/* How many addresses are remembered: those with something waiting, open or pausing. */
guint                 repoint_address_budget_get_size      (RepointAddressBudget *self);

G_END_DECLS
