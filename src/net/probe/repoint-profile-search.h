/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "repoint-suite-search.h"
#include "repoint-version-search.h"

G_BEGIN_DECLS

/* Kinds of client that old devices are. The first four are asked about at TLS 1.2 and nothing else, the others at the highest
 * version that an old device could use. */
typedef enum
{
  REPOINT_PROFILE_RSA_KEY_EXCHANGE, /* "rsa-key-exchange": nothing but that */
  REPOINT_PROFILE_ECDHE,            /* "ecdhe": nothing but that */
  REPOINT_PROFILE_CBC,              /* "cbc": no AEAD */
  REPOINT_PROFILE_SHA1_SIGNATURES,  /* "sha1-signatures": no other hash under a key exchange */
  REPOINT_PROFILE_NO_SNI,           /* "no-sni": does not say whom it wants */
  REPOINT_PROFILE_NO_EXTENSIONS,    /* "no-extensions": is from before them */
} RepointProfile;

#define REPOINT_N_PROFILES (REPOINT_PROFILE_NO_EXTENSIONS + 1)

/**
 * RepointProfileSearch: the inquiry about which kinds of client a server lets in: one hello each, and none where an earlier
 * answer is proof already. Adds "profiles" and "profiles_refused_by" to the result.
 */
#define REPOINT_TYPE_PROFILE_SEARCH (repoint_profile_search_get_type ())
G_DECLARE_FINAL_TYPE (RepointProfileSearch, repoint_profile_search, REPOINT, PROFILE_SEARCH, GObject)

RepointProfileSearch *repoint_profile_search_new            (RepointVersionSearch *versions,
                                                             GPtrArray            *suites);
RepointVersionState   repoint_profile_search_get_state      (RepointProfileSearch *self,
                                                             RepointProfile        profile);
const char           *repoint_profile_search_get_refused_by (RepointProfileSearch *self,
                                                             RepointProfile        profile);
const char           *repoint_profile_to_string             (RepointProfile        profile);

G_END_DECLS
