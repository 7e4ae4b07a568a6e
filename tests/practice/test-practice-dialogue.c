/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "repoint-practice-mail.h"
#include "repoint-practice-web.h"

#include <string.h>

/* The dialogues without sockets: what the office itself never does is checked here. */

typedef struct
{
  const RepointPracticeDialogue *dialogue;
  gpointer                       state;
  RepointPracticeNext            next;
} Talk;

static Talk
begin (const RepointPracticeDialogue *dialogue,
       gpointer                       settings)
{
  return (Talk) { dialogue, dialogue->create (settings), REPOINT_PRACTICE_NEXT_LISTEN };
}

static char *
open_with (Talk              *talk,
           RepointTlsVersion  version)
{
  GString *reply = g_string_new (NULL);

  talk->next = talk->dialogue->open (talk->state, version, reply);
  return g_string_free (reply, FALSE);
}

static char *
say (Talk       *talk,
     const char *line)
{
  GString *reply = g_string_new (NULL);

  talk->next = talk->dialogue->line (talk->state, line, reply);
  return g_string_free (reply, FALSE);
}

static void
end (Talk *talk)
{
  talk->dialogue->free (talk->state);
}

#define assert_starts_with(text, prefix)                                           \
  G_STMT_START                                                                     \
  {                                                                                \
    if (!g_str_has_prefix ((text), (prefix)))                                      \
      g_error ("\"%s\" should start with \"%s\"", (text), (prefix));               \
  }                                                                                \
  G_STMT_END

static guint
count_refused_at_ehlo (guint percent,
                       guint n_sessions)
{
  RepointPracticeMail mail = { "MAIL01.example", REPOINT_PRACTICE_REFUSAL_AT_EHLO, percent };
  guint n_refused = 0;

  for (guint i = 0; i < n_sessions; i++)
    {
      Talk talk = begin (&repoint_practice_smtp_dialogue, &mail);
      g_autofree char *opening = open_with (&talk, REPOINT_TLS_VERSION_1_0);
      g_autofree char *reply = say (&talk, "EHLO client");

      if (g_str_has_prefix (reply, "421 4.7.66 TLS 1.0 and 1.1 are not supported."))
        {
          g_assert_cmpint (talk.next, ==, REPOINT_PRACTICE_NEXT_CLOSE);
          n_refused++;
        }
      else
        assert_starts_with (reply, "250-");
      end (&talk);
    }
  return n_refused;
}

static void
test_percentage (void)
{
  g_assert_cmpuint (count_refused_at_ehlo (100, 50), ==, 50);
  g_assert_cmpuint (count_refused_at_ehlo (0, 50), ==, 0);
  g_assert_cmpuint (count_refused_at_ehlo (30, 200), ==, 60);
  g_assert_cmpuint (count_refused_at_ehlo (50, 5), ==, 2);
}

static void
test_new_tls_is_never_refused (void)
{
  static const RepointPracticeRefusal stages[] = {
    REPOINT_PRACTICE_REFUSAL_AT_EHLO, REPOINT_PRACTICE_REFUSAL_AT_SIGN_IN, REPOINT_PRACTICE_REFUSAL_AFTER_CREDENTIALS,
  };

  for (guint i = 0; i < G_N_ELEMENTS (stages); i++)
    {
      RepointPracticeMail mail = { "MAIL01.example", stages[i], 100 };
      Talk talk = begin (&repoint_practice_smtp_dialogue, &mail);
      g_autofree char *opening = open_with (&talk, REPOINT_TLS_VERSION_1_2);
      g_autofree char *ehlo = say (&talk, "EHLO client");
      g_autofree char *auth = say (&talk, "AUTH LOGIN dXNlcg==");
      g_autofree char *password = say (&talk, "c2VjcmV0");

      assert_starts_with (ehlo, "250-MAIL01.example");
      assert_starts_with (auth, "334 UGFzc3dvcmQ6");
      assert_starts_with (password, "535 5.7.3 Authentication unsuccessful [MAIL01.example]");
      end (&talk);
    }
}

static void
test_smtp_stages (void)
{
  static const struct
  {
    RepointPracticeRefusal refusal;
    const char *replies[4]; /* to EHLO, AUTH LOGIN, user, password */
  } cases[] = {
    { REPOINT_PRACTICE_REFUSAL_NEVER, { "250-", "334 VXNl", "334 UGFz", "535 5.7.3" } },
    { REPOINT_PRACTICE_REFUSAL_AT_EHLO, { "421 4.7.66" } },
    { REPOINT_PRACTICE_REFUSAL_AT_SIGN_IN, { "250-", "421 4.7.66" } },
    { REPOINT_PRACTICE_REFUSAL_AFTER_CREDENTIALS, { "250-", "334 VXNl", "334 UGFz", "421 4.7.66" } },
  };
  static const char * const lines[] = { "EHLO c", "AUTH LOGIN", "dXNlcg==", "c2VjcmV0" };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      RepointPracticeMail mail = { "M", cases[i].refusal, 100 };
      Talk talk = begin (&repoint_practice_smtp_dialogue, &mail);
      g_autofree char *opening = open_with (&talk, REPOINT_TLS_VERSION_1_1);

      g_assert_cmpstr (opening, ==, "");
      for (guint j = 0; j < G_N_ELEMENTS (lines) && cases[i].replies[j] != NULL; j++)
        {
          g_autofree char *reply = say (&talk, lines[j]);

          assert_starts_with (reply, cases[i].replies[j]);
          g_assert_cmpint (talk.next, ==, g_str_has_prefix (reply, "421") ? REPOINT_PRACTICE_NEXT_CLOSE
                                                                          : REPOINT_PRACTICE_NEXT_LISTEN);
        }
      end (&talk);
    }
}

static void
test_imap_literals (void)
{
  RepointPracticeMail mail = { "M", REPOINT_PRACTICE_REFUSAL_AFTER_CREDENTIALS, 100 };
  Talk talk = begin (&repoint_practice_imap_dialogue, &mail);
  g_autofree char *opening = open_with (&talk, REPOINT_TLS_VERSION_1_2);
  g_autofree char *first = say (&talk, "a1 LOGIN {4}");
  g_autofree char *second = say (&talk, "user {6+}");
  g_autofree char *third = say (&talk, "secret");
  g_autofree char *fourth = say (&talk, "a2 NOOP");

  g_assert_cmpstr (first, ==, "+ Ready for additional command text.\r\n");
  g_assert_cmpstr (second, ==, "");
  g_assert_cmpstr (third, ==, "a1 NO LOGIN failed.\r\n");
  g_assert_cmpstr (fourth, ==, "a2 OK NOOP completed.\r\n");
  end (&talk);
}

static void
test_imap_stages (void)
{
  static const RepointPracticeRefusal stages[] = {
    REPOINT_PRACTICE_REFUSAL_AT_SIGN_IN, REPOINT_PRACTICE_REFUSAL_AFTER_CREDENTIALS,
  };

  for (guint i = 0; i < G_N_ELEMENTS (stages); i++)
    {
      RepointPracticeMail mail = { "M", stages[i], 100 };
      Talk talk = begin (&repoint_practice_imap_dialogue, &mail);
      g_autofree char *opening = open_with (&talk, REPOINT_TLS_VERSION_1_0);
      g_autofree char *reply = say (&talk, "a1 AUTHENTICATE XOAUTH2");

      if (stages[i] == REPOINT_PRACTICE_REFUSAL_AFTER_CREDENTIALS)
        {
          g_assert_cmpstr (reply, ==, "+ \r\n");
          g_free (reply);
          reply = say (&talk, "dG9rZW4=");
        }
      assert_starts_with (reply, "a1 NO TLS 1.0 and 1.1 are not supported.");
      g_assert_cmpint (talk.next, ==, REPOINT_PRACTICE_NEXT_CLOSE);
      end (&talk);
    }
}

static void
test_pop3_stages (void)
{
  RepointPracticeMail at_sign_in = { "M", REPOINT_PRACTICE_REFUSAL_AT_SIGN_IN, 100 };
  RepointPracticeMail after = { "M", REPOINT_PRACTICE_REFUSAL_AFTER_CREDENTIALS, 100 };
  Talk first = begin (&repoint_practice_pop3_dialogue, &at_sign_in);
  Talk second = begin (&repoint_practice_pop3_dialogue, &after);
  g_autofree char *opening = open_with (&first, REPOINT_TLS_VERSION_1_0);
  g_autofree char *other_opening = open_with (&second, REPOINT_TLS_VERSION_1_0);
  g_autofree char *refused = say (&first, "AUTH XOAUTH2");
  g_autofree char *asked = say (&second, "AUTH XOAUTH2");
  g_autofree char *refused_late = say (&second, "dG9rZW4=");

  assert_starts_with (refused, "-ERR TLS 1.0 and 1.1 are not supported.");
  g_assert_cmpstr (asked, ==, "+ \r\n");
  assert_starts_with (refused_late, "-ERR TLS 1.0 and 1.1 are not supported.");
  end (&first);
  end (&second);
}

/* Nothing a client says comes back but a tag that was checked. */
static void
test_odd_lines (void)
{
  static const char * const lines[] = {
    "", " ", "\x01\x02", "%s%n%s%n", "a1", "a1 ", "%n LOGIN a b", "a1 LOGIN", "a1 LOGIN {", "}", "a1 AUTHENTICATE ",
    "\xff\xfe\xfd", "AUTH", "AUTH ", "AUTH  x", "EHLO", "GET / HTTP/1.1", "\x16\x03\x01\x02", "a1\" LOGIN {}}", "LOGIN",
  };
  static const RepointPracticeDialogue * const dialogues[] = {
    &repoint_practice_smtp_dialogue, &repoint_practice_imap_dialogue, &repoint_practice_pop3_dialogue,
  };
  RepointPracticeMail mail = { "M", REPOINT_PRACTICE_REFUSAL_AT_SIGN_IN, 50 };

  for (guint i = 0; i < G_N_ELEMENTS (dialogues); i++)
    {
      Talk talk = begin (dialogues[i], &mail);

      g_free (open_with (&talk, REPOINT_TLS_VERSION_1_3));
      for (guint j = 0; j < G_N_ELEMENTS (lines); j++)
        {
          g_autofree char *reply = say (&talk, lines[j]);

          g_assert_null (strstr (reply, "%"));
          g_assert_null (strstr (reply, "\xff"));
          g_assert_cmpuint (strlen (reply), <, 600);
        }
      end (&talk);
    }
}

static void
test_web_requests (void)
{
  static const struct
  {
    const char *request;
    const char *status;
    gboolean    body;
  } cases[] = {
    { "GET / HTTP/1.1", "HTTP/1.1 200 OK", TRUE },
    { "GET /?a=b HTTP/1.0", "HTTP/1.1 200 OK", TRUE },
    { "HEAD / HTTP/1.1", "HTTP/1.1 200 OK", FALSE },
    { "GET /admin HTTP/1.1", "HTTP/1.1 404 Not Found", TRUE },
    { "POST / HTTP/1.1", "HTTP/1.1 405 Method Not Allowed", TRUE },
    { "GET /", "HTTP/1.1 400 Bad Request", TRUE },
    { "\x16\x03\x01", "HTTP/1.1 400 Bad Request", TRUE },
    { "%s%n /%n %n", "HTTP/1.1 400 Bad Request", TRUE },
  };
  RepointPracticeWeb web = { "A &amp; B", "Server of 1999", "A" };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      Talk talk = begin (&repoint_practice_web_dialogue, &web);
      g_autofree char *opening = open_with (&talk, REPOINT_TLS_VERSION_NONE);
      g_autofree char *nothing = say (&talk, cases[i].request);
      g_autofree char *header = say (&talk, "Host: x");
      g_autofree char *reply = say (&talk, "");

      g_assert_cmpstr (opening, ==, "");
      g_assert_cmpstr (nothing, ==, "");
      g_assert_cmpstr (header, ==, "");
      assert_starts_with (reply, cases[i].status);
      g_assert_nonnull (strstr (reply, "\r\nServer: Server of 1999\r\n"));
      g_assert_cmpint (g_str_has_suffix (reply, "\r\n\r\n"), ==, !cases[i].body);
      g_assert_cmpint (talk.next, ==, REPOINT_PRACTICE_NEXT_CLOSE);
      end (&talk);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/practice/dialogue/refuses-by-percentage", test_percentage);
  g_test_add_func ("/practice/dialogue/never-refuses-new-tls", test_new_tls_is_never_refused);
  g_test_add_func ("/practice/dialogue/smtp-refuses-at-each-stage", test_smtp_stages);
  g_test_add_func ("/practice/dialogue/imap-literals", test_imap_literals);
  g_test_add_func ("/practice/dialogue/imap-refuses-at-each-stage", test_imap_stages);
  g_test_add_func ("/practice/dialogue/pop3-refuses-at-each-stage", test_pop3_stages);
  g_test_add_func ("/practice/dialogue/odd-lines", test_odd_lines);
  g_test_add_func ("/practice/dialogue/web-requests", test_web_requests);
  return g_test_run ();
}
