/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-html-title.h"
#include "repoint-http-response.h"
#include "repoint-web-page-source.h"
#include "repoint-web-page.h"

#include <string.h>

static void
test_titles (void)
{
  static const struct
  {
    const char *page;
    const char *charset;
    const char *title;
  } cases[] = {
    { "<html><head><title>Canon iR-ADV</title></head>", NULL, "Canon iR-ADV" },
    { "<TITLE\n lang=en>\r\n  two \t\n lines </TITLE>", NULL, "two lines" },
    { "<title>files&nbsp;-&nbsp;Synology&nbsp;DiskStation</title>", NULL, "files - Synology DiskStation" },
    { "<title>&lt;b&gt;bold&lt;/b&gt; &amp;amp; &#39;x&#x27; &ndash; &unknown; &#0; &#x110000; &</title>", NULL,
      "<b>bold</b> &amp; 'x' – &unknown; &#0; &#x110000; &" },
    { "<title>Ger\xe4t</title>", NULL, "Gerät" },
    { "<title>Ger\xe4t</title>", "ISO-8859-1", "Gerät" },
    { "<title>Ger\xc3\xa4t</title>", "utf-8", "Gerät" },
    { "<title>Ger\xe4t</title>", "utf-8", "Ger\357\277\275t" },
    { "<meta charset=\"windows-1251\"><title>\xcf\xf0\xe8\xed\xf2\xe5\xf0</title>", NULL, "Принтер" },
    { "<meta http-equiv=\"Content-Type\" content=\"text/html; charset=Shift_JIS\"><title>\x83\x76\x83\x8a\x83\x93\x83\x5e</title>",
      NULL, "プリンタ" },
    { "<title>Ger\xe4t</title>", "UTF-8//TRANSLIT", "Gerät" },
    { "<title>a\001b\x1b[31mc\u202egnp.exe\u200b</title>", NULL, "a b [31mcgnp.exe" },
    { "<title>never closed", NULL, "never closed" },
    { "<title></title>", NULL, NULL },
    { "<title> \n&nbsp; </title>", NULL, NULL },
    { "<title", NULL, NULL },
    { "no title at all", NULL, NULL },
    { "", NULL, NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *title = repoint_html_title_find ((const guint8 *) cases[i].page, strlen (cases[i].page),
                                                        cases[i].charset);

      g_test_message ("case %u", i);
      g_assert_cmpstr (title, ==, cases[i].title);
    }
}

static void
test_utf16_title (void)
{
  g_autofree char *page = NULL;
  g_autofree char *title = NULL;
  gsize length;

  page = g_convert ("\xef\xbb\xbf<html><title>Gerät 日本</title>", -1, "UTF-16LE", "UTF-8", NULL, &length, NULL);
  title = repoint_html_title_find ((const guint8 *) page, length, NULL);
  g_assert_cmpstr (title, ==, "Gerät 日本");
}

static void
test_title_is_bounded (void)
{
  g_autoptr (GString) page = g_string_new ("<title>");
  g_autofree char *title = NULL;

  for (guint i = 0; i < 2000; i++)
    g_string_append (page, "ä");
  title = repoint_html_title_find ((const guint8 *) page->str, page->len, NULL);
  g_assert_cmpuint (strlen (title), ==, 512);
  g_assert_true (g_utf8_validate (title, -1, NULL));
}

/* Feeds a response in one piece and byte by byte: the same must come out. */
static char *
respond (const char *text,
         gsize       length,
         gboolean    by_byte)
{
  RepointHttpResponse response;
  g_autofree char *title = NULL;
  char *result;

  repoint_http_response_init (&response);
  for (gsize i = 0; i < length; i += by_byte ? 1 : length)
    repoint_http_response_feed (&response, (const guint8 *) text + i, by_byte ? 1 : length);
  repoint_http_response_end (&response);
  title = repoint_html_title_find (response.body->data, response.body->len, response.charset);
  result = g_strdup_printf ("%u|%s|%s|%s|%s|%s", response.status,
                            response.server != NULL ? response.server : "", response.realm != NULL ? response.realm : "",
                            response.location != NULL ? response.location : "",
                            response.charset != NULL ? response.charset : "", title != NULL ? title : "");
  repoint_http_response_clear (&response);
  return result;
}

static void
test_responses (void)
{
  static const struct
  {
    const char *text;
    const char *expected;
  } cases[] = {
    { "HTTP/1.0 200 OK\r\nServer: CANON HTTP Server\r\nContent-Type: text/html; charset=\"utf-8\"\r\n\r\n<title>x</title>rest",
      "200|CANON HTTP Server|||utf-8|x" },
    { "HTTP/1.1 401 No\nWWW-Authenticate: Basic realm=\"APC Management Card\", charset=utf-8\nserver:x \n\n",
      "401|x|APC Management Card|||" },
    { "HTTP/1.1 401 No\r\nWWW-Authenticate: Digest qop=auth, realm=plain\r\n\r\n", "401||plain|||" },
    { "HTTP/1.1 302 Found\r\nLocation: /login?x=1\r\n\r\n<title>Moved</title>", "302|||/login?x=1||" },
    { "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9;ext=1\r\n<title>ab\r\n6\r\nc</tit\r\n3\r\nle>\r\n0\r\n\r\n", "200|||||abc" },
    { "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nnonsense<title>x</title>", "200|||||" },
    { "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\n<title>x</title>", "200|||||" },
    { "HTTP/1.1 200 OK\r\nContent-Length: 12\r\n\r\n<title>abcde</title>", "200|||||abcde" },
    { "HTTP/1.1 204 No\r\nContent-Length: 0\r\n\r\n<title>x</title>", "204|||||" },
    { "<html><title>HTTP/0.9</title>", "0|||||HTTP/0.9" },
    { "HT", "0|||||" },
    { "HTTP/1.0 200 OK\r\nServer: cut sho", "200|cut sho||||" },
    { "HTTP/1.0\r\n\r\n", "0|||||" },
    { "HTTP/1.0 200 OK\r\nServer: first\r\nServer: second\r\n: nothing\r\nno colon\r\n\r\n", "200|first, second||||" }, /* RFC 9110, section 5.3 */
    { "", "0|||||" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      gsize length = strlen (cases[i].text);
      g_autofree char *at_once = respond (cases[i].text, length, FALSE);
      g_autofree char *by_byte = respond (cases[i].text, length, TRUE);

      g_test_message ("case %u", i);
      g_assert_cmpstr (at_once, ==, cases[i].expected);
      g_assert_cmpstr (by_byte, ==, cases[i].expected);
    }
}

static void
test_response_is_bounded (void)
{
  RepointHttpResponse response;
  guint fed = 0;
  static const char header[] = "X-Endless: yes\r\n";
  static const char body[] = "<p>endless</p>";

  repoint_http_response_init (&response);
  repoint_http_response_feed (&response, (const guint8 *) "HTTP/1.0 200 OK\r\nServer: s\r\n", 28);
  for (; !response.complete && fed < 1024 * 1024; fed += strlen (header))
    repoint_http_response_feed (&response, (const guint8 *) header, strlen (header));
  g_assert_true (response.complete);
  g_assert_cmpuint (fed, <=, 16 * 1024);
  g_assert_cmpstr (response.server, ==, "s");
  repoint_http_response_clear (&response);

  fed = 0;
  repoint_http_response_init (&response);
  repoint_http_response_feed (&response, (const guint8 *) "HTTP/1.0 200 OK\r\n\r\n", 19);
  for (; !response.complete && fed < 1024 * 1024; fed += strlen (body))
    repoint_http_response_feed (&response, (const guint8 *) body, strlen (body));
  g_assert_true (response.complete);
  g_assert_cmpuint (response.body->len, ==, 64 * 1024);
  repoint_http_response_clear (&response);
}

/* Pieces of pages in any order, cut anywhere: bounded, valid, and never more than that. */
static void
test_garbage (void)
{
  static const char * const pieces[] = {
    "HTTP/1.1 200 OK\r\n", "HTTP/", "Content-Type: text/html; charset=", "utf-16", "shift_jis", "\"", "\r\n", "\n\n", "<title>",
    "</title>", "<meta charset=", "&#x", "&amp", ";", "\xff\xfe", "\xc3", "\x83", "Transfer-Encoding: chunked\r\n", "a\r\n",
    "0\r\n", "Content-Length: ", "7", "Location: ", "WWW-Authenticate: Basic realm=", "Server: ", "\t", " ", "x",
  };

  for (guint round = 0; round < 3000; round++)
    {
      g_autoptr (RepointWebPage) page = repoint_web_page_new ("h", "/");
      RepointConversation *conversation = REPOINT_CONVERSATION (page);
      g_autoptr (GString) text = g_string_new (NULL);
      const char *found[4];

      for (guint i = g_test_rand_int_range (0, 30); i > 0; i--)
        g_string_append (text, pieces[g_test_rand_int_range (0, G_N_ELEMENTS (pieces))]);
      if (g_test_rand_bit ())
        text->str[text->len / 2] = '\0';
      repoint_conversation_opened (conversation, 0);
      for (gsize at = 0; at < text->len && !repoint_conversation_is_done (conversation);)
        {
          gsize length = g_test_rand_int_range (1, 20);

          length = MIN (length, text->len - at);
          repoint_conversation_feed (conversation, (const guint8 *) text->str + at, length, 0);
          at += length;
        }
      if (!repoint_conversation_is_done (conversation))
        repoint_conversation_closed (conversation, REPOINT_CLOSED_FIN);
      g_assert_true (repoint_conversation_is_done (conversation));
      found[0] = repoint_web_page_get_title (page);
      found[1] = repoint_web_page_get_server (page);
      found[2] = repoint_web_page_get_realm (page);
      found[3] = repoint_web_page_get_location (page);
      for (guint i = 0; i < G_N_ELEMENTS (found); i++)
        if (found[i] != NULL)
          {
            g_assert_true (g_utf8_validate (found[i], -1, NULL));
            g_assert_cmpuint (strlen (found[i]), <=, 512);
            g_assert_null (strpbrk (found[i], "\r\n\t"));
          }
    }
}

/* The very request, and the end as soon as the title has come. */
static void
test_conversation (void)
{
  g_autoptr (RepointWebPage) page = repoint_web_page_new ("192.168.1.7:8080", "/index.html");
  RepointConversation *conversation = REPOINT_CONVERSATION (page);
  g_autoptr (GBytes) request = NULL;
  static const char answer[] = "HTTP/1.0 200 OK\r\nServer: s\r\n\r\n<title>t</title> and more";

  g_assert_cmpint (repoint_conversation_get_deadline (conversation), ==, -1);
  repoint_conversation_opened (conversation, 1000);
  g_assert_cmpint (repoint_conversation_get_deadline (conversation), ==, 1000 + 5 * G_USEC_PER_SEC);
  request = repoint_conversation_take (conversation);
  g_assert_cmpmem (g_bytes_get_data (request, NULL), g_bytes_get_size (request),
                   "GET /index.html HTTP/1.0\r\nHost: 192.168.1.7:8080\r\nUser-Agent: Repoint/" PACKAGE_VERSION
                   "\r\nAccept: text/html, */*\r\nConnection: close\r\n\r\n",
                   strlen ("GET /index.html HTTP/1.0\r\nHost: 192.168.1.7:8080\r\nUser-Agent: Repoint/" PACKAGE_VERSION
                           "\r\nAccept: text/html, */*\r\nConnection: close\r\n\r\n"));
  g_assert_null (repoint_conversation_take (conversation));
  repoint_conversation_feed (conversation, (const guint8 *) answer, 20, 2000);
  g_assert_false (repoint_conversation_is_done (conversation));
  repoint_conversation_feed (conversation, (const guint8 *) answer + 20, strlen (answer) - 20, 3000);
  g_assert_true (repoint_conversation_is_done (conversation));
  g_assert_cmpstr (repoint_web_page_get_title (page), ==, "t");
  g_assert_cmpstr (repoint_web_page_get_server (page), ==, "s");
  g_assert_null (repoint_web_page_get_realm (page));
}

static void
test_redirections (void)
{
  static const struct
  {
    guint16          port;
    RepointSecurity  security;
    const char      *location;
    const char      *path;
  } cases[] = {
    { 80, REPOINT_SECURITY_NONE, "/login", "/login" },
    { 80, REPOINT_SECURITY_NONE, "login.html?a=b&c", "/start/login.html?a=b&c" },
    { 80, REPOINT_SECURITY_NONE, "http://192.168.1.7/x", "/x" },
    { 80, REPOINT_SECURITY_NONE, "http://192.168.1.7:80", "/" },
    { 80, REPOINT_SECURITY_NONE, "//192.168.1.7/y#fragment", "/y" },
    { 8080, REPOINT_SECURITY_NONE, "http://192.168.1.7:8080/x", "/x" },
    { 443, REPOINT_SECURITY_TLS, "https://192.168.1.7/x", "/x" },
    { 80, REPOINT_SECURITY_NONE, "https://192.168.1.7/x", NULL },
    { 80, REPOINT_SECURITY_NONE, "http://192.168.1.8/x", NULL },
    { 80, REPOINT_SECURITY_NONE, "http://192.168.1.7:9100/x", NULL },
    { 80, REPOINT_SECURITY_NONE, "http://printer.local/x", NULL },
    { 80, REPOINT_SECURITY_NONE, "http://192.168.1.7@evil.example/x", NULL },
    { 80, REPOINT_SECURITY_NONE, "http://user:secret@192.168.1.7/x", NULL },
    { 80, REPOINT_SECURITY_NONE, "//evil.example/x", NULL },
    { 80, REPOINT_SECURITY_NONE, "file:///etc/passwd", NULL },
    { 80, REPOINT_SECURITY_NONE, "/x y", NULL },
    { 80, REPOINT_SECURITY_NONE, "/x\xc3\xa4", NULL },
    { 80, REPOINT_SECURITY_NONE, "http://[broken", NULL },
  };
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string ("192.168.1.7");

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      RepointPort port = { cases[i].port, REPOINT_PROTOCOL_HTTP, cases[i].security };
      g_autofree char *path = repoint_web_page_source_follow (address, &port, "/start/", cases[i].location);

      g_test_message ("%s", cases[i].location);
      g_assert_cmpstr (path, ==, cases[i].path);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/web-page/titles", test_titles);
  g_test_add_func ("/web-page/utf16-title", test_utf16_title);
  g_test_add_func ("/web-page/title-is-bounded", test_title_is_bounded);
  g_test_add_func ("/web-page/responses", test_responses);
  g_test_add_func ("/web-page/response-is-bounded", test_response_is_bounded);
  g_test_add_func ("/web-page/garbage", test_garbage);
  g_test_add_func ("/web-page/conversation", test_conversation);
  g_test_add_func ("/web-page/redirections", test_redirections);

  return g_test_run ();
}
