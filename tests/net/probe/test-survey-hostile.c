/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-test-listener.h"
#include "repoint-test-survey.h"

#include <malloc.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>

/* Servers that mean harm. Each has a loopback address of its own, so that one survey meets all of them at once; every target
 * ends within its deadline, no version counts as accepted that was not, and memory stays bounded. */

#define MAX_HEAP        (8 * 1024 * 1024)
#define CONVERSATION_MS 2000
#define TARGET_MS       20000

typedef enum
{
  OVER,    /* then all is read until the client has enough */
  SAY,     /* bytes, and again, @number times in all; 0: once */
  FLOOD,   /* bytes again and again, for ever */
  DRIP,    /* one byte each @number ms, and from the start again */
  HEAR,    /* wait for something */
  PAUSE,   /* @number ms */
  ECHO,    /* what is heard next is sent back */
  RESET,
  HANG_UP,
} Act;

typedef struct
{
  Act         act;
  const char *bytes;
  gsize       length;
  guint       number;
} Step;

typedef struct
{
  const char     *name;
  RepointProtocol protocol;
  RepointSecurity security;
  Step            steps[10];
  const char     *problem;
} Case;

#define TLS            REPOINT_PROTOCOL_TLS, REPOINT_SECURITY_TLS
#define SMTP           REPOINT_PROTOCOL_SMTP, REPOINT_SECURITY_STARTTLS
#define IMAP           REPOINT_PROTOCOL_IMAP, REPOINT_SECURITY_STARTTLS
#define POP3           REPOINT_PROTOCOL_POP3, REPOINT_SECURITY_STARTTLS
#define SAYS(s)        { SAY, s, sizeof s - 1, 1 }
#define SAYS_N(s, n)   { SAY, s, sizeof s - 1, n }
#define FLOODS(s)      { FLOOD, s, sizeof s - 1, 0 }
#define DRIPS(s)       { DRIP, s, sizeof s - 1, 200 }
#define HEARS          { HEAR, NULL, 0, 0 }
#define TO_STARTTLS    SAYS ("220 mail.example\r\n"), HEARS, SAYS ("250-mail.example\r\n250 STARTTLS\r\n"), HEARS
#define TO_IMAP_TLS    SAYS ("* OK ready\r\n"), HEARS, SAYS ("* CAPABILITY IMAP4rev1 STARTTLS\r\nr1 OK done\r\n"), HEARS
#define TO_POP3_TLS    SAYS ("+OK ready\r\n"), HEARS, SAYS ("+OK\r\nSTLS\r\n.\r\n"), HEARS
#define LATER          { PAUSE, NULL, 0, 100 }

static const Case cases[] = {
  { "silent", TLS, {}, "timeout" },
  { "smtp-silent", SMTP, {}, "timeout" },
  { "smtp-silent-after-ehlo", SMTP, { SAYS ("220 mail.example\r\n") }, "timeout" },
  { "smtp-silent-in-a-line", SMTP, { SAYS ("220 mail.example\r\n"), HEARS, SAYS ("250-mail.exa") }, "timeout" },
  { "smtp-silent-after-starttls", SMTP, { TO_STARTTLS, SAYS ("220 go\r\n") }, "timeout" },
  { "imap-silent-after-starttls", IMAP, { TO_IMAP_TLS, SAYS ("r2 OK go\r\n") }, "timeout" },
  { "pop3-silent-after-starttls", POP3, { TO_POP3_TLS, SAYS ("+OK go\r\n") }, "timeout" },
  { "silent-in-a-header", TLS, { HEARS, SAYS ("\x16\x03\x03") }, "timeout" },
  { "silent-in-a-record", TLS, { HEARS, SAYS ("\x16\x03\x03\x00\x40\x02\x00\x00\x3c\x03\x03") }, "timeout" },
  { "silent-in-an-alert", TLS, { HEARS, SAYS ("\x15\x03\x01\x00\x02\x02") }, "timeout" },
  { "smtp-silent-in-a-record", SMTP, { TO_STARTTLS, SAYS ("220 go\r\n"), HEARS, SAYS ("\x16\x03\x03\x00\x40\x02") }, "timeout" },
  { "byte-by-byte", TLS, { HEARS, DRIPS ("\x16\x03\x03\x00\x40\x02\x00\x00\x3c\x03\x03\x00\x00\x00\x00") }, "timeout" },
  { "smtp-byte-by-byte", SMTP, { DRIPS ("220 mail.example of a very slow host\r\n") }, "timeout" },
  { "smtp-line-by-line", SMTP, { { DRIP, "220-\n", 5, 40 } }, "timeout" },

  { "smtp-endless-greeting", SMTP, { FLOODS ("220-mail.example and more to come\r\n") }, "other-protocol" },
  { "smtp-endless-line", SMTP, { FLOODS ("220 mail.example") }, "other-protocol" },
  { "smtp-endless-nothing", SMTP, { FLOODS ("\r\n") }, "other-protocol" },
  { "smtp-endless-zeros", SMTP, { FLOODS ("\0") }, "other-protocol" },
  { "smtp-ehlo-of-16-megabytes", SMTP, { SAYS ("220 mail.example\r\n"), HEARS, SAYS_N ("250-0123456789ABCDEF\r\n", 16 * 1024 * 1024 / 22), SAYS ("250 STARTTLS\r\n") }, "other-protocol" },
  { "imap-endless-talk", IMAP, { SAYS ("* OK ready\r\n"), HEARS, FLOODS ("* 1 EXISTS\r\n") }, "other-protocol" },
  { "pop3-endless-capabilities", POP3, { SAYS ("+OK ready\r\n"), HEARS, SAYS ("+OK\r\n"), FLOODS ("TOP\r\n") }, "other-protocol" },
  { "floods-and-never-reads", TLS, { FLOODS ("\x16\x03\x03\x40\x00\x02\x00\x3f\xfc") }, "no-version" },

  { "empty-record", TLS, { HEARS, SAYS ("\x16\x03\x03\x00\x00") }, "no-version" },
  { "empty-records", TLS, { HEARS, FLOODS ("\x16\x03\x03\x00\x00") }, "no-version" },
  { "empty-alerts", TLS, { HEARS, FLOODS ("\x15\x03\x03\x00\x00") }, "no-version" },
  { "record-too-long", TLS, { HEARS, SAYS ("\x16\x03\x03\x40\x01"), FLOODS ("\x02") }, "no-version" },
  { "record-much-too-long", TLS, { HEARS, SAYS ("\x16\x03\x03\xff\xff"), FLOODS ("\x02") }, "no-version" },
  { "record-of-data", TLS, { HEARS, SAYS ("\x17\x03\x03\x00\x01\x00") }, "other-protocol" },
  { "record-of-another-protocol", TLS, { HEARS, SAYS ("\x16\xfe\xfd\x00\x10\x02") }, "other-protocol" },
  { "endless-hello-requests", TLS, { HEARS, FLOODS ("\x16\x03\x01\x00\x04\x00\x00\x00\x00") }, "no-version" },
  { "handshake-of-16-megabytes", TLS, { HEARS, FLOODS ("\x16\x03\x03\x00\x08\x02\xff\xff\xff\x03\x03\x00\x00") }, "no-version" },

  { "alert-in-fragments", TLS, { HEARS, SAYS ("\x15\x03\x01\x00\x01\x02"), LATER, SAYS ("\x15\x03\x01\x00\x01\x28") }, "no-version" },
  { "alert-in-segments", TLS, { HEARS, SAYS ("\x15\x03\x01\x00\x02\x02"), LATER, SAYS ("\x28") }, "no-version" },
  { "alert-of-no-level", TLS, { HEARS, SAYS ("\x15\x03\x01\x00\x02\x07\x28") }, "no-version" },
  { "alerts-10000", TLS, { HEARS, SAYS_N ("\x15\x03\x01\x00\x02\x01\x70", 10000) }, "no-version" },
  { "alerts-10000-in-fragments", TLS, { HEARS, SAYS_N ("\x15\x03\x01\x00\x01\x01\x15\x03\x01\x00\x01\x70", 10000) }, "no-version" },
  { "closes-after-a-warning", TLS, { HEARS, SAYS ("\x15\x03\x01\x00\x02\x01\x70"), { HANG_UP, NULL, 0, 0 } }, "no-version" },
  { "resets-after-a-warning", TLS, { HEARS, SAYS ("\x15\x03\x01\x00\x02\x01\x70"), { RESET, NULL, 0, 0 } }, "no-version" },
  { "resets-in-a-line", SMTP, { SAYS ("220 mail"), LATER, { RESET, NULL, 0, 0 } }, "reset" },

  { "echo", TLS, { { ECHO, NULL, 0, 0 } }, "no-version" },
  { "smtp-echo", SMTP, { SAYS ("220 mail.example\r\n"), { ECHO, NULL, 0, 0 } }, "other-protocol" },
  { "ssh", TLS, { SAYS ("SSH-2.0-OpenSSH_9.2p1\r\n") }, "other-protocol" },
  { "http", TLS, { HEARS, SAYS ("HTTP/1.0 400 Bad Request\r\n\r\n"), { HANG_UP, NULL, 0, 0 } }, "other-protocol" },
  { "smtp-where-tls-should-be", TLS, { SAYS ("220 mail.example ESMTP\r\n") }, "other-protocol" },
  { "tls-where-smtp-should-be", SMTP, { SAYS ("\x15\x03\x01\x00\x02\x02\x0a") }, "other-protocol" },

  { "smtp-injected", SMTP, { TO_STARTTLS, SAYS ("220 go\r\n250 mail.example\r\n") }, "injected" },
  { "imap-injected", IMAP, { TO_IMAP_TLS, SAYS ("r2 OK go\r\n* CAPABILITY AUTH=PLAIN\r\n") }, "injected" },
  { "pop3-injected", POP3, { TO_POP3_TLS, SAYS ("+OK go\r\n+OK\r\nUSER\r\n.\r\n") }, "injected" },
  { "smtp-injected-byte", SMTP, { TO_STARTTLS, SAYS ("220 go\r\n2") }, "injected" },
  { "smtp-starttls-twice", SMTP, { TO_STARTTLS, SAYS ("220 go\r\n220 go\r\n") }, "injected" },
  { "smtp-injected-before", SMTP, { SAYS ("220 mail.example\r\n"), HEARS, SAYS ("250-mail.example\r\n250 STARTTLS\r\n220 go\r\n") }, "injected" },
  { "smtp-injected-later", SMTP, { TO_STARTTLS, SAYS ("220 go\r\n"), HEARS, SAYS ("250 mail.example\r\n") }, "starttls-refused" },
  { "imap-injected-later", IMAP, { TO_IMAP_TLS, SAYS ("r2 OK go\r\n"), HEARS, SAYS ("* CAPABILITY AUTH=PLAIN\r\n") }, "starttls-refused" },
  { "pop3-injected-later", POP3, { TO_POP3_TLS, SAYS ("+OK go\r\n"), HEARS, SAYS ("+OK\r\nUSER\r\n.\r\n") }, "starttls-refused" },
};

static gsize peak_heap; /* above what there was before */

/* ---- Servers ---- */

/* Waits until something can be read, or for a time (-1: for ever). Returns FALSE at the end of the connection. */
static gboolean
wait_for_input (int fd, int ms)
{
  struct pollfd wanted = { fd, POLLIN | POLLRDHUP, 0 };
  char byte;

  return poll (&wanted, 1, ms) == 0 || recv (fd, &byte, 1, MSG_PEEK) > 0;
}

/* Returns FALSE at the end of the connection. */
static gboolean
send_all (int fd, const char *bytes, gsize length)
{
  while (length > 0)
    {
      gssize n = send (fd, bytes, length, MSG_NOSIGNAL);

      if (n <= 0)
        return FALSE;
      bytes += n;
      length -= (gsize) n;
    }

  return TRUE;
}

/* Sends it @times times, 0: for ever, in large pieces. */
static gboolean
send_often (int fd, const Step *step, gsize times)
{
  g_autoptr (GString) piece = g_string_new (NULL);
  gsize per_piece = 1 + 16384 / step->length;

  for (gsize i = 0; i < per_piece; i++)
    g_string_append_len (piece, step->bytes, (gssize) step->length);

  for (gsize left = times; times == 0 || left > 0; left -= MIN (left, per_piece))
    if (!send_all (fd, piece->str, times == 0 ? piece->len : MIN (left, per_piece) * step->length))
      return FALSE;

  return TRUE;
}

static gboolean
drip (int fd, const Step *step)
{
  for (gsize i = 0; send_all (fd, step->bytes + i % step->length, 1); i++)
    {
      struct pollfd end = { fd, POLLRDHUP, 0 };

      if (poll (&end, 1, (int) step->number) != 0)
        return FALSE;
    }

  return FALSE;
}

static gboolean
take (int fd, const Step *step)
{
  char buffer[4096];
  gssize n;

  switch (step->act)
    {
    case SAY:
      return send_often (fd, step, step->number);

    case FLOOD:
      return send_often (fd, step, 0);

    case DRIP:
      return drip (fd, step);

    case HEAR:
      return recv (fd, buffer, sizeof buffer, 0) > 0;

    case ECHO:
      n = recv (fd, buffer, sizeof buffer, 0);
      return n > 0 && send_all (fd, buffer, (gsize) n);

    case PAUSE:
      return wait_for_input (fd, (int) step->number);

    case RESET:
      repoint_test_reset_on_close (fd);
      return FALSE;

    case HANG_UP:
      shutdown (fd, SHUT_WR);
      return TRUE;

    case OVER:
    default:
      return FALSE;
    }
}

static void
serve (int fd, gpointer user_data)
{
  const Case *self = user_data;

  for (gsize i = 0; i < G_N_ELEMENTS (self->steps); i++)
    if (self->steps[i].act == OVER)
      repoint_test_read_to_end (fd, NULL);
    else if (!take (fd, &self->steps[i]))
      return;
}

/* ---- The survey ---- */

extern size_t __sanitizer_get_current_allocated_bytes (void) __attribute__ ((weak));

/* With a sanitizer, malloc() is its own. */
static gsize
measure_heap (void)
{
  if (__sanitizer_get_current_allocated_bytes != NULL)
    return __sanitizer_get_current_allocated_bytes ();

  return mallinfo2 ().uordblks + mallinfo2 ().hblkhd;
}

static gboolean
watch_heap (gpointer start)
{
  gsize now = measure_heap ();
  gsize before = *(gsize *) start;

  peak_heap = MAX (peak_heap, now > before ? now - before : 0);

  return G_SOURCE_CONTINUE;
}

static char *
make_uri (const Case *self, const char *address, guint16 port)
{
  g_autoptr (RepointTarget) target = repoint_target_new (self->protocol, self->security, address, port);

  return repoint_target_to_string (target);
}

/* Returns the results in the order of the cases. */
static GPtrArray *
survey_all (void)
{
  const RepointLimits limits = { .max_open = 1024, .conversation_ms = CONVERSATION_MS };
  const RepointSurveyOptions options = { .repeat = 1, .timeout_ms = TARGET_MS };
  g_autoptr (GPtrArray) listeners = g_ptr_array_new_with_free_func ((GDestroyNotify) repoint_test_listener_free);
  g_autoptr (GPtrArray) uris = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GHashTable) found = NULL;
  GPtrArray *results = g_ptr_array_new_with_free_func ((GDestroyNotify) json_object_unref);
  gsize start;
  guint watch;

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *address = g_strdup_printf ("127.20.1.%u", (guint) i + 1);
      RepointTestListener *listener = repoint_test_listener_new (address, 0, serve, (gpointer) &cases[i]);

      g_ptr_array_add (listeners, listener);
      g_ptr_array_add (uris, make_uri (&cases[i], address, repoint_test_listener_get_port (listener)));
    }

  start = measure_heap ();
  watch = g_timeout_add (2, watch_heap, &start);
  found = repoint_test_survey_all (uris, &limits, &options);
  g_source_remove (watch);
  for (guint i = 0; i < uris->len; i++)
    g_ptr_array_add (results, json_object_ref (g_hash_table_lookup (found, g_ptr_array_index (uris, i))));

  return results;
}

static JsonObject *
get_result (const Case *test)
{
  static GPtrArray *results;

  if (results == NULL)
    results = survey_all ();

  return g_ptr_array_index (results, test - cases);
}

static void
assert_nothing_accepted (JsonObject *result)
{
  JsonObject *versions = json_object_get_object_member (result, "versions");
  g_autoptr (GList) names = json_object_get_members (versions);

  for (GList *name = names; name != NULL; name = name->next)
    g_assert_cmpstr (json_object_get_string_member (versions, name->data), ==, "not-observed");
}

/* What was on the heap of the whole process at most while all of them were met. */
static void
test_memory (void)
{
  get_result (&cases[0]);
  g_test_message ("peak %zu KiB, for %zu servers", peak_heap / 1024, G_N_ELEMENTS (cases));
  g_assert_cmpuint (peak_heap, >, 0);
  g_assert_cmpuint (peak_heap, <, MAX_HEAP);
}

static void
test_case (gconstpointer data)
{
  const Case *test = data;
  JsonObject *result = get_result (test);

  g_assert_true (json_object_get_boolean_member (result, "reachable"));
  assert_nothing_accepted (result);
  g_assert_cmpstr (repoint_test_survey_string (result, "problem"), ==, test->problem);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/survey/hostile/%s", cases[i].name);

      g_test_add_data_func (path, &cases[i], test_case);
    }
  g_test_add_func ("/survey/hostile/memory", test_memory);

  return g_test_run ();
}
