/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "repoint-scheduler.h"

G_BEGIN_DECLS

/**
 * RepointAddressRace: one conversation, several addresses of the same host, and the first connection that stands is the
 * one it is held on ("happy eyeballs", RFC 8305 section 5): the next address is tried 250 ms after the one before, or as
 * soon as that one has failed. The other attempts are given up before anything is said on them; each counts in the budget
 * of its own address like any other connection.
 */

/* Called on the scheduler's thread for each address that turned out to have no connection to give, before the race is
 * over. */
typedef void (*RepointAddressRaceFailed) (guint         nth,
                                          RepointClosed how,
                                          gpointer      user_data);

/* Called once, on the scheduler's thread. @winner: the address whose connection the conversation was held on to its end,
 * or -1 if there was none: then the conversation was told nothing, and @how says why. */
typedef void (*RepointAddressRaceDone)   (int           winner,
                                          RepointClosed how,
                                          gpointer      user_data);

void repoint_address_race_run (RepointScheduler         *scheduler,
                               RepointConversation      *conversation,
                               GPtrArray                *addresses,
                               guint16                   port,
                               GCancellable             *cancellable,
                               RepointAddressRaceFailed  failed,
                               RepointAddressRaceDone    done,
                               gpointer                  user_data);

G_END_DECLS
