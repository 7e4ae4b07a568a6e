/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-proxy.h"

#include "repoint-test-proxy.h"

/* Which proxies there are. */

static void
test_parse (void)
{
  static const struct
  {
    const char      *uri;
    RepointProxyKind kind;
    const char      *shown;
    const char      *host;
    guint16          port;
  } rows[] = {
    { "direct://", REPOINT_PROXY_DIRECT, NULL, NULL, 0 },
    { "http://proxy.example.com:3128", REPOINT_PROXY_HTTP, "http://proxy.example.com:3128", "proxy.example.com", 3128 },
    { "HTTP://Proxy:3128/", REPOINT_PROXY_HTTP, "http://proxy:3128", "proxy", 3128 },
    { "http://proxy", REPOINT_PROXY_HTTP, "http://proxy:80", "proxy", 80 },
    { "https://proxy", REPOINT_PROXY_HTTPS, "https://proxy:443", "proxy", 443 },
    { "http://10.0.0.1:8080", REPOINT_PROXY_HTTP, "http://10.0.0.1:8080", "10.0.0.1", 8080 },
    { "http://[fd00::1]:8080", REPOINT_PROXY_HTTP, "http://[fd00::1]:8080", "fd00::1", 8080 },
    { "http://user:secret@proxy:3128", REPOINT_PROXY_HTTP, "http://proxy:3128", "proxy", 3128 },
    { "http://user:p%40ss@proxy:3128/path?query#fragment", REPOINT_PROXY_HTTP, "http://proxy:3128", "proxy", 3128 },
    { "http://pro\r\nxy:3128\n", REPOINT_PROXY_HTTP, "http://proxy:3128", "proxy", 3128 },
    { "http://user:p@ss/wo:rd@proxy:3128", REPOINT_PROXY_HTTP, "http://proxy:3128", "proxy", 3128 },
    { "socks5://user@proxy", REPOINT_PROXY_SOCKS5, "socks5://proxy:1080", "proxy", 1080 },
    { "socks://proxy:9050", REPOINT_PROXY_SOCKS5, "socks://proxy:9050", "proxy", 9050 },
    { "socks4a://proxy", REPOINT_PROXY_UNSUPPORTED, "socks4a://proxy:1080", "proxy", 1080 },
    { "socks4://proxy", REPOINT_PROXY_UNSUPPORTED, "socks4://proxy:1080", "proxy", 1080 },
  };
  static const char *const bad[] = {
    "", "proxy", "proxy:3128", "http://", "http://:3128", "http://proxy:0x50", "http://proxy:99999", "http://pro xy:3128",
    "ftp://proxy", "http://%0d%0aproxy", "http:///proxy", "http://-proxy:1", "://", "http://user:secret@",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (RepointProxy) proxy = repoint_proxy_parse (rows[i].uri);

      g_test_message ("%s", rows[i].uri);
      g_assert_nonnull (proxy);
      g_assert_cmpint (proxy->kind, ==, rows[i].kind);
      g_assert_cmpstr (proxy->uri, ==, rows[i].shown);
      g_assert_cmpstr (proxy->host, ==, rows[i].host);
      g_assert_cmpuint (proxy->port, ==, rows[i].port);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_test_message ("%s", bad[i]);
      g_assert_null (repoint_proxy_parse (bad[i]));
    }
}

typedef struct
{
  GPtrArray *proxies;
  GError    *error;
  guint      calls;
} Outcome;

static void
keep_outcome (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Outcome *outcome = user_data;

  outcome->proxies = repoint_proxy_lookup_finish (result, &outcome->error);
  outcome->calls++;
}

static char *
look_up (guint timeout_ms, GCancellable *cancellable)
{
  GString *text = g_string_new (NULL);
  Outcome outcome = { 0 };

  repoint_proxy_lookup_async ("smtp://mail.example.com:587", timeout_ms, cancellable, keep_outcome, &outcome);
  if (cancellable != NULL)
    g_cancellable_cancel (cancellable);
  while (outcome.calls == 0)
    g_main_context_iteration (NULL, TRUE);

  g_assert_cmpuint (outcome.calls, ==, 1);
  if (cancellable != NULL)
    g_assert_error (outcome.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  else
    g_assert_no_error (outcome.error);
  for (guint i = 0; outcome.proxies != NULL && i < outcome.proxies->len; i++)
    {
      const RepointProxy *proxy = g_ptr_array_index (outcome.proxies, i);

      g_string_append_printf (text, "%s%s", i > 0 ? " " : "", proxy->uri != NULL ? proxy->uri : "direct");
    }
  g_clear_pointer (&outcome.proxies, g_ptr_array_unref);
  g_clear_error (&outcome.error);

  return g_string_free (text, FALSE);
}

static void
test_lookup (void)
{
  static const struct
  {
    const char *offer;
    const char *found;
  } rows[] = {
    { "direct://", "direct" },
    { "http://a:1 http://user:secret@b:2 direct://", "http://a:1 http://b:2 direct" },
    { "nonsense", "direct" },
    { "nonsense http://a:1", "http://a:1" },
    { "", "direct" },
    { "http://a:1 http://b:1 http://c:1 http://d:1 http://e:1 http://f:1 http://g:1 http://h:1 http://i:1",
      "http://a:1 http://b:1 http://c:1 http://d:1 http://e:1 http://f:1 http://g:1 http://h:1" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *found = NULL;
      g_autofree char *asked = NULL;

      repoint_test_proxy_offer (rows[i].offer);
      found = look_up (60000, NULL);
      asked = repoint_test_proxy_get_asked ();
      g_assert_cmpstr (found, ==, rows[i].found);
      g_assert_cmpstr (asked, ==, "smtp://mail.example.com:587");
    }
}

/* A resolver that takes too long offers no proxy. */
static void
test_silence (void)
{
  g_autofree char *found = NULL;

  repoint_test_proxy_offer (NULL);
  found = look_up (20, NULL);
  g_assert_cmpstr (found, ==, "direct");
}

static void
test_cancel (void)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autofree char *found = NULL;

  repoint_test_proxy_offer (NULL);
  found = look_up (60000, cancellable);
  g_assert_cmpstr (found, ==, "");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/proxy/parse", test_parse);
  g_test_add_func ("/proxy/lookup", test_lookup);
  g_test_add_func ("/proxy/silence", test_silence);
  g_test_add_func ("/proxy/cancel", test_cancel);

  return g_test_run ();
}
