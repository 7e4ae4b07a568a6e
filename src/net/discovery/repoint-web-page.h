/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "repoint-conversation.h"

G_BEGIN_DECLS

#define REPOINT_TYPE_WEB_PAGE (repoint_web_page_get_type ())
G_DECLARE_FINAL_TYPE (RepointWebPage, repoint_web_page, REPOINT, WEB_PAGE, GObject)

/**
 * RepointWebPage: asks for one page, as a conversation.
 *
 * libsoup would open connections of its own, outside of the budget that the address has, without the one connect
 * function and with no TLS 1.0; what is needed here is one GET and the first 64 KiB of the answer. So this speaks
 * HTTP/1.0 (RFC 9112) itself, well-formed to the letter: there are servers that hang on less.
 *
 * Gives up 5 s after the connection stood, whatever dribbles in.
 */
RepointWebPage *repoint_web_page_new          (const char     *host,  /* as it stands in a URI */
                                               const char     *path); /* with its query; only printable ASCII */
const char     *repoint_web_page_get_host     (RepointWebPage *self);
const char     *repoint_web_page_get_path     (RepointWebPage *self);

/* What was learned; NULL where nothing was. Texts are clean: one line of at most 512 bytes of UTF-8. */
gboolean        repoint_web_page_is_http      (RepointWebPage *self); /* a status line came */
guint           repoint_web_page_get_status   (RepointWebPage *self); /* 0: none */
const char     *repoint_web_page_get_title    (RepointWebPage *self);
const char     *repoint_web_page_get_server   (RepointWebPage *self);
const char     *repoint_web_page_get_realm    (RepointWebPage *self);
const char     *repoint_web_page_get_location (RepointWebPage *self); /* of a redirection */

G_END_DECLS
