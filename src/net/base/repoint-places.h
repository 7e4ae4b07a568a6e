/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * RepointPlaces: how many conversations there may be at once, and how many sockets this computer has descriptors for: two for
 * each conversation, because the one before it at the same address may still linger, and those of visitors. Private to the
 * engine, used on its thread but for the two that say how many there are.
 */
typedef struct
{
  guint wanted_open; /* what max_open would be if there were descriptors enough */
  guint max_open;
  gint  most_open;   /* atomic: the fewest that there were descriptors for */
  guint open;
  guint lingering;   /* sockets whose FIN has left and theirs not come */
  guint visitors;    /* that may come; their sockets are not counted here but left over for them */
  guint sockets;     /* as many, open and lingering, as descriptors were granted for */
  guint allowed;     /* ≤ sockets; lower while descriptors are short */
} RepointPlaces;

/* Raises the soft limit of descriptors where that is needed; max_open is what it comes to. */
void     repoint_places_init            (RepointPlaces *self,
                                         guint          wanted_open);
guint    repoint_places_get_most_open   (RepointPlaces *self);

gboolean repoint_places_have_room       (RepointPlaces *self);
/* A conversation begins; its FIN leaves; its socket is closed. */
void     repoint_places_take            (RepointPlaces *self);
void     repoint_places_give_back       (RepointPlaces *self);
void     repoint_places_socket_closed   (RepointPlaces *self);
/* There was no descriptor for another socket, against all counting. Returns FALSE when there is none whose end could be
 * waited for. */
gboolean repoint_places_run_short       (RepointPlaces *self);
/* So many more visitors may come, or fewer. Where descriptors are few, they get theirs. */
void     repoint_places_change_visitors (RepointPlaces *self,
                                         gint           change);

G_END_DECLS
