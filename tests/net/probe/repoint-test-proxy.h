/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct
{
  guint16     upstream;    /* the port of 127.0.0.1 that every way leads to; 0: none */
  const char *answer;      /* in place of "HTTP/1.1 200 …", with all its line ends; what does not say 200 ends it */
  guint       refuse_from; /* 503 from the nth request on; 0: never */
  gboolean    silent;      /* reads the request and says nothing */
  gboolean    closes;      /* reads the request and hangs up */
  gboolean    resets;
  gboolean    by_byte;     /* the answer */
  gboolean    together;    /* the answer waits for the first bytes of the target and goes out with them */
  gboolean    tls;
  gboolean    socks;       /* SOCKS 5 */
  guint8      socks_reply; /* 0: success */
} RepointTestProxyOptions;

/**
 * RepointTestProxy: a proxy on loopback that leads every name to one place, and remembers what it was asked.
 */
typedef struct _RepointTestProxy RepointTestProxy;

RepointTestProxy *repoint_test_proxy_new          (const RepointTestProxyOptions *options);
void              repoint_test_proxy_free         (RepointTestProxy              *self);
guint16           repoint_test_proxy_get_port     (RepointTestProxy              *self);
guint             repoint_test_proxy_get_accepted (RepointTestProxy              *self);
/* The most connections at once. */
guint             repoint_test_proxy_get_peak     (RepointTestProxy              *self);
/* All requests so far, one after the other; those of SOCKS as they came. Free with g_free(). */
char             *repoint_test_proxy_get_requests (RepointTestProxy              *self);
/* Waits until there are so many. */
void              repoint_test_proxy_wait         (RepointTestProxy              *self,
                                                   guint                          requests);

/* From now on, the system's proxy resolver answers this, a list with blanks between, whatever it is asked. NULL: that it
 * does not answer at all, until it is cancelled. To be called before anything asks for a proxy. */
void              repoint_test_proxy_offer        (const char                    *uris);
/* What the resolver was asked last; NULL: nothing since the last offer. Free with g_free(). */
char             *repoint_test_proxy_get_asked    (void);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RepointTestProxy, repoint_test_proxy_free)

G_END_DECLS
