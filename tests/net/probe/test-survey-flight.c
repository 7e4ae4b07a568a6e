/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-test-flight.h"
#include "repoint-test-survey.h"
#include "repoint-tls-hello.h"

#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* The first flight of a real server (OpenSSL), altered: cut off at every byte, or with one lie in its ServerHello. One thread
 * serves them all, one after the other; the address that is called says what is to be done to the flight. */

/* Where things stand in a record with a ServerHello (RFC 5246 section 7.4.1.3, RFC 8446 section 4.1.3). */
enum
{
  CONTENT_HANDSHAKE = 22,

  AT_RECORD_LENGTH = 3,
  AT_MESSAGE_LENGTH = 7, /* its two lower bytes */
  AT_VERSION = 9,
  AT_RANDOM = 11,
  AT_SESSION_ID = 43,

  EXTENSION_SUPPORTED_VERSIONS = 43,
  EXTENSION_KEY_SHARE = 51,
};

typedef enum
{
  SET_16,               /* the number at this place becomes the value */
  ADD_16,               /* the value is added to it */
  SET_SUITE,
  SET_COMPRESSION,
  ADD_SESSION_ID,       /* the value is added to its length */
  SET_SESSION_ID_BYTE,
  ADD_EXTENSIONS,       /* the value is added to the length of them all */
  ADD_EXTENSION,        /* the value is added to the length of the first */
  SET_EXTENSION_16,     /* the first number in extension @place becomes the value */
  APPEND_EXTENSION,     /* one more of this type */
  APPEND_BYTES,         /* so many zeros behind the extensions, which the message's length counts */
  DROP_EXTENSIONS,
} Lie;

typedef struct
{
  const char       *name;
  RepointTlsVersion version;
  Lie               lie;
  guint             place;
  int               value;
} Mangling;

#define V1_2 REPOINT_TLS_VERSION_1_2
#define V1_3 REPOINT_TLS_VERSION_1_3

static const Mangling manglings[] = {
  { "version-of-the-future", V1_2, SET_16, AT_VERSION, 0x0305 },
  { "version-1.3-in-the-old-field", V1_2, SET_16, AT_VERSION, 0x0304 },
  { "version-2", V1_2, SET_16, AT_VERSION, 0x0200 },
  { "version-0", V1_2, SET_16, AT_VERSION, 0 },
  { "suite-null", V1_2, SET_SUITE, 0, 0x0000 },
  { "suite-unknown", V1_2, SET_SUITE, 0, 0x5a5a },
  { "suite-of-1.3", V1_2, SET_SUITE, 0, 0x1301 },
  { "suite-that-is-a-signal", V1_2, SET_SUITE, 0, 0x00ff },
  { "compression", V1_2, SET_COMPRESSION, 0, 1 },
  { "message-shorter", V1_2, ADD_16, AT_MESSAGE_LENGTH, -1 },
  { "message-longer", V1_2, ADD_16, AT_MESSAGE_LENGTH, 1 },
  { "message-much-longer", V1_2, SET_16, AT_MESSAGE_LENGTH - 1, 0xffff },
  { "message-empty", V1_2, SET_16, AT_MESSAGE_LENGTH, 0 },
  { "record-shorter", V1_2, ADD_16, AT_RECORD_LENGTH, -1 },
  { "record-empty", V1_2, SET_16, AT_RECORD_LENGTH, 0 },
  { "session-id-shorter", V1_2, ADD_SESSION_ID, 0, -1 },
  { "session-id-longer", V1_2, ADD_SESSION_ID, 0, 1 },
  { "session-id-much-longer", V1_2, ADD_SESSION_ID, 0, 255 - 32 },
  { "extensions-shorter", V1_2, ADD_EXTENSIONS, 0, -1 },
  { "extensions-longer", V1_2, ADD_EXTENSIONS, 0, 1 },
  { "extensions-much-longer", V1_2, ADD_EXTENSIONS, 0, 0xff00 },
  { "extension-longer", V1_2, ADD_EXTENSION, 0, 1 },
  { "extension-much-longer", V1_2, ADD_EXTENSION, 0, 0xff00 },
  { "extension-twice", V1_2, APPEND_EXTENSION, 0, 0xff01 },
  { "bytes-behind-the-extensions", V1_2, APPEND_BYTES, 0, 3 },

  { "1.3-without-saying-so", V1_3, DROP_EXTENSIONS, 0, 0 },
  { "1.3-in-the-old-field-too", V1_3, SET_16, AT_VERSION, 0x0304 },
  { "1.3-over-1.1", V1_3, SET_16, AT_VERSION, 0x0302 },
  { "1.3-of-the-future", V1_3, SET_EXTENSION_16, EXTENSION_SUPPORTED_VERSIONS, 0x0305 },
  { "1.3-of-a-draft", V1_3, SET_EXTENSION_16, EXTENSION_SUPPORTED_VERSIONS, 0x7f1c },
  { "1.3-that-selects-1.2", V1_3, SET_EXTENSION_16, EXTENSION_SUPPORTED_VERSIONS, 0x0303 },
  { "1.3-that-selects-nothing", V1_3, SET_EXTENSION_16, EXTENSION_SUPPORTED_VERSIONS, 0 },
  { "1.3-with-a-suite-of-1.2", V1_3, SET_SUITE, 0, 0x002f },
  { "1.3-with-a-suite-never-offered", V1_3, SET_SUITE, 0, 0x13ff },
  { "1.3-with-another-session-id", V1_3, SET_SESSION_ID_BYTE, 0, 0 },
  { "1.3-selects-twice", V1_3, APPEND_EXTENSION, 0, EXTENSION_SUPPORTED_VERSIONS },
  { "1.3-with-a-group-never-offered", V1_3, SET_EXTENSION_16, EXTENSION_KEY_SHARE, 0x2a2a },
  { "1.3-with-group-0", V1_3, SET_EXTENSION_16, EXTENSION_KEY_SHARE, 0 },
  { "1.3-with-compression", V1_3, SET_COMPRESSION, 0, 1 },
};

/* What is done at one address. */
typedef struct
{
  const Mangling *mangling;  /* NULL: the flight is cut */
  gsize           cut;       /* bytes of the server that are sent */
  gboolean        reset;     /* then RST instead of FIN */
  gboolean        starttls;
} Task;

typedef struct
{
  GArray     *tasks;
  int         listener;
  guint16     port;
  GHashTable *flights;       /* those of TLS 1.2, to be cut, by the ClientHello's checksum */
} Server;

#define FIRST_ADDRESS ((127u << 24) + (30u << 16))

/* What the server says before TLS; after each it waits for the client. */
static const char *const turns[] = { "220 mail.example\r\n", "250-mail.example\r\n250 STARTTLS\r\n", "220 go\r\n" };

/* ---- Lies ---- */

static guint
get_16 (const GByteArray *bytes, guint at)
{
  g_assert_cmpuint (at + 1, <, bytes->len);

  return (guint) bytes->data[at] << 8 | bytes->data[at + 1];
}

static void
set_16 (GByteArray *bytes, guint at, guint value)
{
  g_assert_cmpuint (at + 1, <, bytes->len);
  bytes->data[at] = (guint8) (value >> 8);
  bytes->data[at + 1] = (guint8) value;
}

static guint
find_suite (const GByteArray *flight)
{
  return AT_SESSION_ID + 1 + flight->data[AT_SESSION_ID];
}

/* Of the length of all extensions. */
static guint
find_extensions (const GByteArray *flight)
{
  return find_suite (flight) + 3;
}

/* Returns where the content of an extension begins. */
static guint
find_extension (const GByteArray *flight, guint type)
{
  guint at = find_extensions (flight) + 2;
  guint end = at + get_16 (flight, at - 2);

  for (; at < end; at += 4 + get_16 (flight, at + 2))
    if (get_16 (flight, at) == type)
      return at + 4;

  g_assert_not_reached ();
}

/* Puts bytes behind the extensions, and makes record and message so much longer. */
static void
insert_zeros (GByteArray *flight, guint length)
{
  guint end = 5 + get_16 (flight, AT_RECORD_LENGTH);
  guint tail = flight->len - end;

  g_byte_array_set_size (flight, flight->len + length);
  memmove (flight->data + end + length, flight->data + end, tail);
  memset (flight->data + end, 0, length);
  set_16 (flight, AT_RECORD_LENGTH, get_16 (flight, AT_RECORD_LENGTH) + length);
  set_16 (flight, AT_MESSAGE_LENGTH, get_16 (flight, AT_MESSAGE_LENGTH) + length);
}

static void
append_extension (GByteArray *flight, guint type)
{
  guint end = 5 + get_16 (flight, AT_RECORD_LENGTH);
  guint all = find_extensions (flight);
  guint old = find_extension (flight, type) - 4;
  guint length = 4 + get_16 (flight, old + 2);

  insert_zeros (flight, length);
  memcpy (flight->data + end, flight->data + old, length);
  set_16 (flight, all, get_16 (flight, all) + length);
}

static void
drop_extensions (GByteArray *flight)
{
  guint all = find_extensions (flight);
  guint length = 2 + get_16 (flight, all);

  g_byte_array_remove_range (flight, all, length);
  set_16 (flight, AT_RECORD_LENGTH, get_16 (flight, AT_RECORD_LENGTH) - length);
  set_16 (flight, AT_MESSAGE_LENGTH, get_16 (flight, AT_MESSAGE_LENGTH) - length);
}

static void
mangle (GByteArray *flight, const Mangling *how)
{
  guint place = how->place;

  switch (how->lie)
    {
    case SET_16:
      set_16 (flight, place, (guint) how->value);
      break;
    case ADD_16:
      set_16 (flight, place, get_16 (flight, place) + (guint) how->value);
      break;
    case SET_SUITE:
      set_16 (flight, find_suite (flight), (guint) how->value);
      break;
    case SET_COMPRESSION:
      flight->data[find_suite (flight) + 2] = (guint8) how->value;
      break;
    case ADD_SESSION_ID:
      flight->data[AT_SESSION_ID] = (guint8) (flight->data[AT_SESSION_ID] + how->value);
      break;
    case SET_SESSION_ID_BYTE:
      flight->data[AT_SESSION_ID + 1] ^= 0xff;
      break;
    case ADD_EXTENSIONS:
      place = find_extensions (flight);
      set_16 (flight, place, get_16 (flight, place) + (guint) how->value);
      break;
    case ADD_EXTENSION:
      place = find_extensions (flight) + 4;
      set_16 (flight, place, get_16 (flight, place) + (guint) how->value);
      break;
    case SET_EXTENSION_16:
      set_16 (flight, find_extension (flight, place), (guint) how->value);
      break;
    case APPEND_EXTENSION:
      append_extension (flight, (guint) how->value);
      break;
    case APPEND_BYTES:
      insert_zeros (flight, (guint) how->value);
      break;
    case DROP_EXTENSIONS:
      drop_extensions (flight);
      break;
    default:
      g_assert_not_reached ();
    }
}

/* ---- The server ---- */

static GByteArray *
remember_flight (Server *self, const GByteArray *hello)
{
  /* What follows random and session id is the question. */
  gsize skipped = hello->data[0] == CONTENT_HANDSHAKE ? AT_SESSION_ID + 1u + hello->data[AT_SESSION_ID] : 0;
  g_autofree char *key = g_compute_checksum_for_data (G_CHECKSUM_SHA256, hello->data + skipped, hello->len - skipped);
  GByteArray *flight = g_hash_table_lookup (self->flights, key);

  if (flight == NULL)
    {
      flight = repoint_test_flight_new (hello, V1_2, REPOINT_TEST_PKI_GOOD);
      g_hash_table_insert (self->flights, g_steal_pointer (&key), flight);
    }

  return flight;
}

/* Sends as much as @left allows. Returns FALSE when that was all. */
static gboolean
send_some (int fd, gconstpointer bytes, gsize length, gsize *left)
{
  gsize size = MIN (length, *left);

  *left -= size;

  return send (fd, bytes, size, MSG_NOSIGNAL) == (gssize) size && *left > 0;
}

static void
serve_cut (Server *self, const Task *task, int fd)
{
  gsize left = task->cut;
  char buffer[512];
  g_autoptr (GByteArray) hello = NULL;
  GByteArray *flight;

  for (gsize i = 0; task->starttls && i < G_N_ELEMENTS (turns); i++)
    {
      if (!send_some (fd, turns[i], strlen (turns[i]), &left))
        return;
      if (i + 1 < G_N_ELEMENTS (turns) && recv (fd, buffer, sizeof buffer, 0) <= 0)
        return;
    }

  hello = repoint_test_read_record (fd);
  if (hello->len == 0)
    return;

  /* A refusal is said in full. */
  flight = remember_flight (self, hello);
  if (flight->data[0] != CONTENT_HANDSHAKE)
    left = flight->len;
  send_some (fd, flight->data, flight->len, &left);
}

static void
serve_mangled (const Task *task, int fd)
{
  g_autoptr (GByteArray) hello = repoint_test_read_record (fd);
  g_autoptr (GByteArray) flight = NULL;

  if (hello->len == 0)
    return;

  flight = repoint_test_flight_new (hello, task->mangling->version, REPOINT_TEST_PKI_GOOD);
  if (flight->data[0] == CONTENT_HANDSHAKE)
    mangle (flight, task->mangling);
  send (fd, flight->data, flight->len, MSG_NOSIGNAL);
}

static gpointer
serve_all (gpointer data)
{
  Server *self = data;
  int fd;

  while ((fd = accept (self->listener, NULL, NULL)) >= 0)
    {
      struct sockaddr_in address;
      socklen_t length = sizeof address;
      struct linger linger = { 1, 0 };
      const Task *task;

      getsockname (fd, (struct sockaddr *) &address, &length);
      task = &g_array_index (self->tasks, Task, ntohl (address.sin_addr.s_addr) - FIRST_ADDRESS);
      if (task->mangling != NULL)
        serve_mangled (task, fd);
      else
        serve_cut (self, task, fd);
      if (task->reset)
        setsockopt (fd, SOL_SOCKET, SO_LINGER, &linger, sizeof linger);
      close (fd);
    }

  return NULL;
}

static char *
make_uri (const Task *task, guint n, guint16 port)
{
  guint address = FIRST_ADDRESS + n;
  g_autofree char *host = g_strdup_printf ("127.%u.%u.%u", address >> 16 & 0xff, address >> 8 & 0xff, address & 0xff);
  g_autoptr (RepointTarget) target =
      repoint_target_new (task->starttls ? REPOINT_PROTOCOL_SMTP : REPOINT_PROTOCOL_TLS,
                          task->starttls ? REPOINT_SECURITY_STARTTLS : REPOINT_SECURITY_TLS, host, port);

  return repoint_target_to_string (target);
}

/* Returns the results in the order of the tasks. */
static GPtrArray *
survey_all (GArray *tasks)
{
  const RepointLimits limits = { .max_open = 64 };
  const RepointSurveyOptions options = { .repeat = 1 };
  struct sockaddr_in address = { .sin_family = AF_INET };
  socklen_t length = sizeof address;
  g_autoptr (GPtrArray) uris = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GHashTable) flights = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_byte_array_unref);
  Server server = { .tasks = tasks, .flights = flights };
  g_autoptr (GThread) thread = NULL;
  g_autoptr (GHashTable) found = NULL;
  GPtrArray *results = g_ptr_array_new_with_free_func ((GDestroyNotify) json_object_unref);

  server.listener = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  g_assert_cmpint (bind (server.listener, (struct sockaddr *) &address, sizeof address), ==, 0);
  g_assert_cmpint (listen (server.listener, 1024), ==, 0);
  g_assert_cmpint (getsockname (server.listener, (struct sockaddr *) &address, &length), ==, 0);
  thread = g_thread_new ("test-flight-server", serve_all, &server);

  for (guint i = 0; i < tasks->len; i++)
    g_ptr_array_add (uris, make_uri (&g_array_index (tasks, Task, i), i, ntohs (address.sin_port)));
  found = repoint_test_survey_all (uris, &limits, &options);
  for (guint i = 0; i < uris->len; i++)
    g_ptr_array_add (results, json_object_ref (g_hash_table_lookup (found, g_ptr_array_index (uris, i))));

  shutdown (server.listener, SHUT_RDWR);
  g_thread_join (g_steal_pointer (&thread));
  close (server.listener);

  return results;
}

/* ---- Tests ---- */

/* Which versions count as accepted, joined with commas. */
static char *
list_accepted (JsonObject *result)
{
  JsonObject *versions = json_object_get_object_member (result, "versions");
  g_autoptr (GList) names = json_object_get_members (versions);
  GString *list = g_string_new (NULL);

  for (GList *name = names; name != NULL; name = name->next)
    if (g_str_equal (json_object_get_string_member (versions, name->data), "accepted"))
      g_string_append_printf (list, list->len > 0 ? ",%s" : "%s", (const char *) name->data);

  return g_string_free (list, FALSE);
}

static void
test_mangled (void)
{
  g_autoptr (GArray) tasks = g_array_new (FALSE, TRUE, sizeof (Task));
  g_autoptr (GPtrArray) results = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (manglings); i++)
    {
      const Task task = { .mangling = &manglings[i] };

      g_array_append_val (tasks, task);
    }

  results = survey_all (tasks);
  for (gsize i = 0; i < G_N_ELEMENTS (manglings); i++)
    {
      g_autofree char *accepted = list_accepted (g_ptr_array_index (results, i));

      if (accepted[0] != '\0')
        {
          g_test_message ("%s: %s", manglings[i].name, accepted);
          g_test_fail ();
        }
    }
}

/* Where the ServerHello ends that answers this question. */
static gsize
find_verdict (const RepointTlsHello *question)
{
  g_autoptr (GBytes) built = repoint_tls_hello_build (question);
  g_autoptr (GByteArray) hello = g_byte_array_new ();
  g_autoptr (GByteArray) flight = NULL;

  g_byte_array_append (hello, g_bytes_get_data (built, NULL), (guint) g_bytes_get_size (built));
  flight = repoint_test_flight_new (hello, V1_2, REPOINT_TEST_PKI_GOOD);

  return AT_VERSION + get_16 (flight, AT_MESSAGE_LENGTH);
}

/* The ServerHello is the verdict: from its last byte on TLS 1.2 is accepted, whatever becomes of the connection. It is shorter
 * where it answers a hello without extensions. */
static void
test_cut (gconstpointer data)
{
  static const RepointTlsHello full = { .max_version = V1_3, .min_version = REPOINT_TLS_VERSION_1_0 };
  static const RepointTlsHello bare = { .max_version = V1_2, .no_extensions = TRUE };
  gboolean starttls = GPOINTER_TO_INT (data);
  g_autoptr (GArray) tasks = g_array_new (FALSE, TRUE, sizeof (Task));
  g_autoptr (GPtrArray) results = NULL;
  gsize dialogue = 0;
  gsize shortest;
  gsize longest;

  for (gsize i = 0; starttls && i < G_N_ELEMENTS (turns); i++)
    dialogue += strlen (turns[i]);
  shortest = dialogue + find_verdict (&bare);
  longest = dialogue + find_verdict (&full);
  g_assert_cmpuint (shortest, <=, longest);

  for (gsize cut = 0; cut < longest + 700; cut++)
    for (guint reset = 0; reset < 2; reset++)
      {
        const Task task = { .cut = cut, .reset = reset, .starttls = starttls };

        g_array_append_val (tasks, task);
      }

  results = survey_all (tasks);
  for (guint i = 0; i < tasks->len; i++)
    {
      const Task *task = &g_array_index (tasks, Task, i);
      JsonObject *result = g_ptr_array_index (results, i);
      g_autofree char *accepted = list_accepted (result);
      const char *problem = repoint_test_survey_string (result, "problem");

      if (task->cut < shortest || task->cut >= longest)
        g_assert_cmpstr (accepted, ==, task->cut < shortest ? "" : "TLSv1.2");
      else
        g_assert_true (accepted[0] == '\0' || g_str_equal (accepted, "TLSv1.2"));

      if (task->cut < dialogue)
        g_assert_cmpstr (problem, ==, task->reset ? "reset" : "closed");
      else if (task->cut < shortest)
        g_assert_cmpstr (problem, ==, "no-version");
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/survey/flight/mangled", test_mangled);
  g_test_add_data_func ("/survey/flight/cut-at-each-byte", GINT_TO_POINTER (FALSE), test_cut);
  g_test_add_data_func ("/survey/flight/smtp-cut-at-each-byte", GINT_TO_POINTER (TRUE), test_cut);

  return g_test_run ();
}
