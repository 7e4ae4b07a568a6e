/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define REPOINT_TYPE_TEST_RESOLVER (repoint_test_resolver_get_type ())
G_DECLARE_FINAL_TYPE (RepointTestResolver, repoint_test_resolver, REPOINT, TEST_RESOLVER, GResolver)

#define REPOINT_TEST_RESOLVER_NEVER G_MAXUINT

/* A resolver that answers what it was told, and becomes the one of this process. A name it was not told of does not
 * exist. */
RepointTestResolver *repoint_test_resolver_install (void);

/* @answer: addresses with blanks between them. @delay_ms: how long it takes; NEVER: until it is cancelled. */
void                 repoint_test_resolver_add     (RepointTestResolver *self,
                                                    const char          *name,
                                                    const char          *answer,
                                                    guint                delay_ms);
/* @message: NULL for some text. */
void                 repoint_test_resolver_add_error (RepointTestResolver *self,
                                                      const char          *name,
                                                      GResolverError       code,
                                                      const char          *message);

/* How often it was asked for this name. */
guint                repoint_test_resolver_get_asked (RepointTestResolver *self,
                                                      const char          *name);

G_END_DECLS
