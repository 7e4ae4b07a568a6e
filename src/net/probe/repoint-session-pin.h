/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "repoint-tls-version.h"

G_BEGIN_DECLS

struct ssl_st;

/**
 * RepointSessionPin: what a session is to be held to, so that it is as near as OpenSSL gets to the session of somebody else:
 * one suite, and no groups and signature algorithms but theirs. An empty list stands for a hello that had none, which OpenSSL
 * never sends: then it offers what it likes.
 */
typedef struct _RepointSessionPin RepointSessionPin;

RepointSessionPin *repoint_session_pin_new   (RepointTlsVersion  version,
                                              guint16            suite,
                                              guint16            group,
                                              GArray            *groups,
                                              GArray            *signature_algorithms);
void               repoint_session_pin_free  (RepointSessionPin *self);
RepointSessionPin *repoint_session_pin_copy  (const RepointSessionPin *self);
gboolean           repoint_session_pin_apply (const RepointSessionPin *self,
                                              struct ssl_st           *ssl);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RepointSessionPin, repoint_session_pin_free)

G_END_DECLS
