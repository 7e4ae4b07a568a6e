/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-name-lookup.h"

#include <netdb.h>
#include <string.h>

#include "repoint-test-resolver.h"

/* Names become addresses, or one of several kinds of failure. */

#define PATIENCE_MS 60000 /* which no test should ever need */

typedef struct
{
  GList  *addresses;
  GError *error;
  guint   calls;
} Outcome;

static void
keep_outcome (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Outcome *outcome = user_data;

  outcome->addresses = repoint_name_lookup_finish (result, &outcome->error);
  outcome->calls++;
}

static void
outcome_clear (Outcome *outcome)
{
  g_resolver_free_addresses (outcome->addresses);
  g_clear_error (&outcome->error);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Outcome, outcome_clear)

static void
wait_for (Outcome *outcome)
{
  while (outcome->calls == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (outcome->calls, ==, 1);
  g_assert_true ((outcome->addresses == NULL) == (outcome->error != NULL));
}

static char *
join (GList *addresses)
{
  GString *text = g_string_new (NULL);

  for (GList *link = addresses; link != NULL; link = link->next)
    {
      g_autofree char *address = g_inet_address_to_string (link->data);

      g_string_append_printf (text, "%s%s", text->len > 0 ? " " : "", address);
    }

  return g_string_free (text, FALSE);
}

static void
test_addresses (void)
{
  static const struct
  {
    const char *answer;
    const char *kept; /* NULL: none */
  } rows[] = {
    { "192.0.2.1", "192.0.2.1" },
    { "2001:db8::1 192.0.2.1 2001:db8::2", "2001:db8::1 192.0.2.1 2001:db8::2" },
    { "192.0.2.2 192.0.2.1 192.0.2.2", "192.0.2.2 192.0.2.1" },
    { "127.0.0.1 ::1 10.0.0.1 fd00::1 169.254.1.1", "127.0.0.1 ::1 10.0.0.1 fd00::1 169.254.1.1" },
    { "::ffff:192.0.2.1 192.0.2.1", "192.0.2.1" },
    { "0.0.0.0 192.0.2.1 ::", "192.0.2.1" },
    { "fe80::1 ff02::1 224.0.0.1 255.255.255.255 240.0.0.1 0.1.2.3 192.0.2.1", "192.0.2.1" },
    { "0.0.0.0", NULL },
    { "0.0.0.0 ::", NULL },
    { "::ffff:0.0.0.0", NULL },
    { "fe80::1", NULL },
    { "255.255.255.255", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (RepointTestResolver) resolver = repoint_test_resolver_install ();
      g_auto (Outcome) outcome = { 0 };
      g_autofree char *kept = NULL;

      g_test_message ("%s", rows[i].answer);
      repoint_test_resolver_add (resolver, "mail.example.com", rows[i].answer, 0);
      repoint_name_lookup_async ("mail.example.com", PATIENCE_MS, NULL, keep_outcome, &outcome);
      wait_for (&outcome);

      kept = join (outcome.addresses);
      g_assert_cmpstr (kept, ==, rows[i].kept != NULL ? rows[i].kept : "");
      if (rows[i].kept == NULL)
        g_assert_error (outcome.error, REPOINT_NAME_LOOKUP_ERROR, REPOINT_NAME_LOOKUP_ERROR_USELESS);
    }
}

/* A computer in the net is told apart from one without. */
static RepointNameLookupError
expect_no_answer (void)
{
  return repoint_name_lookup_has_network () ? REPOINT_NAME_LOOKUP_ERROR_NO_ANSWER
                                            : REPOINT_NAME_LOOKUP_ERROR_NO_NETWORK;
}

static void
test_failures (void)
{
  const struct
  {
    GResolverError         code;
    int                    system; /* of getaddrinfo(3); 0: some text */
    RepointNameLookupError expected;
  } rows[] = {
    { G_RESOLVER_ERROR_NOT_FOUND, 0, REPOINT_NAME_LOOKUP_ERROR_NO_SUCH_NAME },
    { G_RESOLVER_ERROR_NOT_FOUND, EAI_NONAME, REPOINT_NAME_LOOKUP_ERROR_NO_SUCH_NAME },
    { G_RESOLVER_ERROR_NOT_FOUND, EAI_NODATA, REPOINT_NAME_LOOKUP_ERROR_NO_ADDRESS },
    { G_RESOLVER_ERROR_NOT_FOUND, EAI_FAIL, REPOINT_NAME_LOOKUP_ERROR_FAILED },
    { G_RESOLVER_ERROR_TEMPORARY_FAILURE, EAI_AGAIN, expect_no_answer () },
    { G_RESOLVER_ERROR_INTERNAL, EAI_MEMORY, REPOINT_NAME_LOOKUP_ERROR_FAILED },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (RepointTestResolver) resolver = repoint_test_resolver_install ();
      g_autofree char *message =
          rows[i].system != 0 ? g_strdup_printf ("Error resolving “x”: %s", gai_strerror (rows[i].system)) : NULL;
      g_auto (Outcome) outcome = { 0 };

      repoint_test_resolver_add_error (resolver, "mail.example.com", rows[i].code, message);
      repoint_name_lookup_async ("mail.example.com", PATIENCE_MS, NULL, keep_outcome, &outcome);
      wait_for (&outcome);
      g_assert_error (outcome.error, REPOINT_NAME_LOOKUP_ERROR, (int) rows[i].expected);
    }
}

static void
test_silence (void)
{
  g_autoptr (RepointTestResolver) resolver = repoint_test_resolver_install ();
  g_auto (Outcome) outcome = { 0 };

  repoint_test_resolver_add (resolver, "mail.example.com", "192.0.2.1", REPOINT_TEST_RESOLVER_NEVER);
  repoint_name_lookup_async ("mail.example.com", 20, NULL, keep_outcome, &outcome);
  wait_for (&outcome);
  g_assert_error (outcome.error, REPOINT_NAME_LOOKUP_ERROR, (int) expect_no_answer ());
}

static void
test_delay (void)
{
  g_autoptr (RepointTestResolver) resolver = repoint_test_resolver_install ();
  g_auto (Outcome) slow = { 0 };
  g_auto (Outcome) quick = { 0 };

  repoint_test_resolver_add (resolver, "slow.example.com", "192.0.2.1", 50);
  repoint_test_resolver_add (resolver, "quick.example.com", "192.0.2.2", 0);
  repoint_name_lookup_async ("slow.example.com", PATIENCE_MS, NULL, keep_outcome, &slow);
  repoint_name_lookup_async ("quick.example.com", PATIENCE_MS, NULL, keep_outcome, &quick);
  wait_for (&quick);
  g_assert_cmpuint (slow.calls, ==, 0);
  wait_for (&slow);
  g_assert_no_error (slow.error);
  g_assert_cmpuint (repoint_test_resolver_get_asked (resolver, "slow.example.com"), ==, 1);
}

static gpointer
cancel (gpointer cancellable)
{
  g_cancellable_cancel (cancellable);

  return NULL;
}

static void
test_cancel (void)
{
  for (guint when = 0; when < 3; when++)
    {
      g_autoptr (RepointTestResolver) resolver = repoint_test_resolver_install ();
      g_autoptr (GCancellable) cancellable = g_cancellable_new ();
      g_auto (Outcome) outcome = { 0 };
      GThread *thread = NULL;

      repoint_test_resolver_add (resolver, "mail.example.com", "192.0.2.1", REPOINT_TEST_RESOLVER_NEVER);
      if (when == 0)
        g_cancellable_cancel (cancellable);
      repoint_name_lookup_async ("mail.example.com", PATIENCE_MS, cancellable, keep_outcome, &outcome);
      if (when == 1)
        g_cancellable_cancel (cancellable);
      if (when == 2)
        thread = g_thread_new ("cancel", cancel, cancellable);
      wait_for (&outcome);
      g_assert_error (outcome.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      g_clear_pointer (&thread, g_thread_join);
    }
}

/* What the system says, without a fake: in a network of its own that has no interface, there is nobody to ask. */
static void
test_no_network (void)
{
  g_autoptr (GSubprocess) process = NULL;
  g_autofree char *program = g_find_program_in_path ("unshare");
  g_autofree char *self = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *output = NULL;
  g_auto (Outcome) outcome = { 0 };

  if (g_test_subprocess ())
    {
      g_assert_false (repoint_name_lookup_has_network ());
      repoint_name_lookup_async ("mail.example.com", PATIENCE_MS, NULL, keep_outcome, &outcome);
      wait_for (&outcome);
      g_assert_error (outcome.error, REPOINT_NAME_LOOKUP_ERROR, REPOINT_NAME_LOOKUP_ERROR_NO_NETWORK);
      return;
    }

  if (program == NULL)
    {
      g_test_skip ("unshare is not installed");
      return;
    }
  process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_MERGE, NULL, program, "--user",
                              "--map-root-user", "--net", self, "--GTestSubprocess", "-p", "/name-lookup/no-network", NULL);
  g_assert_true (g_subprocess_communicate_utf8 (process, NULL, NULL, &output, NULL, NULL));
  g_test_message ("%s", output);
  if (!g_subprocess_get_successful (process) && strstr (output, "unshare failed") != NULL)
    g_test_skip ("no network of its own is allowed here");
  else
    g_assert_true (g_subprocess_get_successful (process));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/name-lookup/addresses", test_addresses);
  g_test_add_func ("/name-lookup/failures", test_failures);
  g_test_add_func ("/name-lookup/silence", test_silence);
  g_test_add_func ("/name-lookup/delay", test_delay);
  g_test_add_func ("/name-lookup/cancel", test_cancel);
  g_test_add_func ("/name-lookup/no-network", test_no_network);

  return g_test_run ();
}
