/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * RepointHellos: ClientHello messages word for word, each kept once under the id that observations refer to it by.
 *
 * A message has its header in front: that of the handshake (RFC 8446, section 4) or, for one in SSLv2's format, that of
 * the record (RFC 5246, appendix E.2). Messages are added, never changed and never taken away: they are small, and which
 * of a hundred thousand observations still refers to one is dear to find out. What does not fit is not kept.
 */
typedef struct _RepointHellos RepointHellos;

typedef enum
{
  REPOINT_HELLOS_KEPT,
  REPOINT_HELLOS_KNOWN,   /* there is one with this id: it stays */
  REPOINT_HELLOS_BAD_ID,  /* not 16 hexadecimal digits in lower case */
  REPOINT_HELLOS_DAMAGED, /* not one whole message */
  REPOINT_HELLOS_FULL,    /* there are too many, or they are too large in all */
} RepointHellosResult;

RepointHellos       *repoint_hellos_new      (void);
void                 repoint_hellos_free     (RepointHellos *self);
RepointHellosResult  repoint_hellos_keep     (RepointHellos *self,
                                              const char    *id,
                                              GBytes        *raw);
GBytes              *repoint_hellos_get      (RepointHellos *self,
                                              const char    *id);
GPtrArray           *repoint_hellos_list_ids (RepointHellos *self);

/* Two hexadecimal digits a byte. */
char                *repoint_hellos_to_hex   (GBytes        *raw);
GBytes              *repoint_hellos_from_hex (const char    *hex);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RepointHellos, repoint_hellos_free)

G_END_DECLS
