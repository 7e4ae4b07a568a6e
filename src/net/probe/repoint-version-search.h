/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "repoint-hello-conversation.h"

G_BEGIN_DECLS

typedef enum
{
  REPOINT_VERSION_NOT_OBSERVED, /* "not-observed" */
  REPOINT_VERSION_ACCEPTED,     /* "accepted" */
  REPOINT_VERSION_REFUSED,      /* "refused" */
  REPOINT_VERSION_INTOLERANT,   /* "intolerant": the server breaks on a hello that offers this version, where it should
                                 * have chosen a lower one that it accepts */
} RepointVersionState;

/**
 * RepointVersionSearch: which question to ask next to learn, in the fewest conversations, which versions a server
 * accepts. Knows no socket: it is asked for a question and told what came of it.
 */
typedef struct _RepointVersionSearch RepointVersionSearch;

RepointVersionSearch *repoint_version_search_new            (void);
void                  repoint_version_search_free           (RepointVersionSearch    *self);
gboolean              repoint_version_search_next           (RepointVersionSearch    *self,
                                                             RepointTlsHello         *question,
                                                             gboolean                *key_share);
void                  repoint_version_search_answer         (RepointVersionSearch    *self,
                                                             const RepointHelloResult *result);
gboolean              repoint_version_search_has_accepted   (RepointVersionSearch    *self);
RepointVersionState   repoint_version_search_get_state      (RepointVersionSearch    *self,
                                                             RepointTlsVersion        version);
const char           *repoint_version_search_get_refused_by (RepointVersionSearch    *self,
                                                             RepointTlsVersion        version);
guint16               repoint_version_search_get_suite      (RepointVersionSearch    *self,
                                                             RepointTlsVersion        version);

const char           *repoint_version_state_to_string       (RepointVersionState      state);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RepointVersionSearch, repoint_version_search_free)

G_END_DECLS
