/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "repoint-inquiry.h"

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
 * RepointVersionSearch: the inquiry about which versions a server accepts, in the fewest conversations.
 */
#define REPOINT_TYPE_VERSION_SEARCH (repoint_version_search_get_type ())
G_DECLARE_FINAL_TYPE (RepointVersionSearch, repoint_version_search, REPOINT, VERSION_SEARCH, GObject)

RepointVersionSearch *repoint_version_search_new            (gboolean              named);
gboolean              repoint_version_search_has_accepted   (RepointVersionSearch *self);
gboolean              repoint_version_search_was_turned_away
                                                            (RepointVersionSearch *self);
RepointVersionState   repoint_version_search_get_state      (RepointVersionSearch *self,
                                                             RepointTlsVersion     version);
const char           *repoint_version_search_get_refused_by (RepointVersionSearch *self,
                                                             RepointTlsVersion     version);
guint16               repoint_version_search_get_suite      (RepointVersionSearch *self,
                                                             RepointTlsVersion     version);
guint16               repoint_version_search_get_group      (RepointVersionSearch *self,
                                                             RepointTlsVersion     version);
const RepointQuestion *
                      repoint_version_search_get_manner     (RepointVersionSearch *self,
                                                             RepointTlsVersion     version);
const guint32        *repoint_version_search_get_ssl2_suites (RepointVersionSearch *self,
                                                             guint                *n_suites);
gboolean              repoint_version_search_is_named       (RepointVersionSearch *self);

const char           *repoint_version_state_to_string       (RepointVersionState      state);

G_END_DECLS
