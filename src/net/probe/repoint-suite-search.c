/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-suite-search.h"

#include "repoint-tls-suite.h"

#include <string.h>

/*
 * What may be accepted is offered in chunks that every server can take. Each answer names one suite more, which the next
 * hello leaves out, until the server turns down what is left of the chunk. So there is one conversation for each suite and
 * one for each chunk; the first suite is known from the search for versions.
 *
 * Whose order it is shows on the way: in the second hello the first suite stands last. A server that goes by the client's
 * order takes another one now. One that takes the same again prefers it, if there is another; that costs a conversation.
 *
 * The order of a server within a chunk is the order of its choices. What a later chunk brings finds its place among the
 * others by hellos with two suites.
 */

#define LARGE_CHUNK 120 /* below what some servers break on */
#define SMALL_CHUNK 32  /* fits into a small hello, beside a long name */

struct _RepointSuiteSearch
{
  GObject           parent_instance;

  RepointTlsVersion version;
  RepointQuestion   manner;    /* how a hello is to be that the server takes at that version */
  GArray           *rest;      /* of guint16: what no chunk has offered yet */
  GArray           *chunk;     /* of guint16: what is left of the one being asked */
  GArray           *offered;   /* of guint16: the last question */
  GArray           *accepted;  /* of guint32, in the server's order as far as it has one */
  RepointSuiteOrder order;
  gboolean          tested;    /* the order was, or there was nothing to test it with */
  gboolean          insisted;  /* it took the first suite again, from the last place */
  guint             n_chunks;
  guint             home;      /* the chunk of the first suite */
  guint16           placing;   /* this one is looking for its place among the accepted ones; 0: none */
  guint             from;      /* where its place begins, and ends */
  guint             to;
  guint             placed;    /* what this chunk adds next comes after this place */
  gboolean          over;
  gboolean          incomplete;
  guint             dh_bits;   /* of the smallest prime */
  GArray           *groups;    /* of guint16: as seen on the way */
};

static void inquiry_iface_init (RepointInquiryInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (RepointSuiteSearch, repoint_suite_search, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (REPOINT_TYPE_INQUIRY, inquiry_iface_init))

static gboolean
find (const GArray *suites, guint16 wanted, guint *at)
{
  for (guint i = 0; i < suites->len; i++)
    if (g_array_index (suites, guint16, i) == wanted)
      {
        *at = i;
        return TRUE;
      }

  return FALSE;
}

/* ---- Questions ---- */

/* Returns FALSE when there are no more. */
static gboolean
open_chunk (RepointSuiteSearch *self)
{
  guint size = MIN (self->rest->len, self->manner.hello.small ? SMALL_CHUNK : LARGE_CHUNK);

  if (size == 0)
    return FALSE;

  g_array_append_vals (self->chunk, self->rest->data, size);
  g_array_remove_range (self->rest, 0, size);
  self->n_chunks++;
  self->placed = 0;
  self->tested |= self->accepted->len > 0; /* the first suite was not compared with these */

  return TRUE;
}

static void
offer (RepointSuiteSearch *self)
{
  g_array_set_size (self->offered, 0);

  if (self->placing != 0)
    {
      guint16 other = (guint16) g_array_index (self->accepted, guint32, (self->from + self->to) / 2);

      g_array_append_val (self->offered, other);
      g_array_append_val (self->offered, self->placing);
      return;
    }

  g_array_append_vals (self->offered, self->chunk->data, self->chunk->len);
  if (!self->tested && self->accepted->len == 1)
    {
      guint16 first = (guint16) g_array_index (self->accepted, guint32, 0);

      g_array_append_val (self->offered, first);
    }
}

static gboolean
next (RepointInquiry *inquiry, RepointQuestion *question)
{
  RepointSuiteSearch *self = REPOINT_SUITE_SEARCH (inquiry);

  if (self->over || (self->placing == 0 && self->chunk->len == 0 && !open_chunk (self)))
    return FALSE;

  offer (self);
  *question = self->manner;
  question->hello.max_version = self->version;
  question->hello.min_version = self->version;
  question->hello.suites = (const guint16 *) self->offered->data;
  question->hello.n_suites = self->offered->len;
  question->flight = self->version < REPOINT_TLS_VERSION_1_3;

  return TRUE;
}

/* ---- Answers ---- */

static void
insert (RepointSuiteSearch *self, guint16 suite, guint at)
{
  guint32 value = suite;

  if (self->accepted->len == 0)
    self->home = self->n_chunks;
  g_array_insert_val (self->accepted, at, value);
  self->placed = at + 1;
}

/* A new suite. In the chunk of the first one, or without an order to keep, its place is the end. */
static void
add (RepointSuiteSearch *self, guint16 suite)
{
  if (self->n_chunks > self->home && self->order == REPOINT_SUITE_ORDER_SERVER && self->placed < self->accepted->len)
    {
      self->placing = suite;
      self->from = self->placed;
      self->to = self->accepted->len;
      return;
    }

  insert (self, suite, self->accepted->len);
}

/* The server chose between the one that is looking for its place and the one in the middle of where that can be. */
static void
narrow (RepointSuiteSearch *self, guint16 choice)
{
  guint middle = (self->from + self->to) / 2;

  if (choice == self->placing)
    self->to = middle;
  else
    self->from = middle + 1;

  if (self->from < self->to)
    return;

  insert (self, self->placing, self->from);
  self->placing = 0;
}

static void
judge_order (RepointSuiteSearch *self, guint16 choice)
{
  gboolean is_first = choice == (guint16) g_array_index (self->accepted, guint32, 0);

  if (!self->tested)
    {
      self->tested = TRUE;
      self->insisted = is_first;
      if (!is_first)
        self->order = REPOINT_SUITE_ORDER_CLIENT;
    }
  else if (self->insisted && self->n_chunks == self->home)
    {
      self->order = REPOINT_SUITE_ORDER_SERVER; /* it could have had this one before */
    }
}

static void
take_choice (RepointSuiteSearch *self, guint16 choice)
{
  guint at = 0;

  if (self->placing != 0)
    {
      narrow (self, choice);
      return;
    }

  if (self->accepted->len > 0)
    judge_order (self, choice);
  if (!find (self->chunk, choice, &at))
    return;

  g_array_remove_index (self->chunk, at);
  add (self, choice);
}

static void
close_chunk (RepointSuiteSearch *self)
{
  /* It turns down what it accepted before: nothing that it says can be relied on. */
  if (self->placing != 0 || self->offered->len > self->chunk->len)
    self->over = self->incomplete = TRUE;

  g_array_set_size (self->chunk, 0);
}

static gboolean
is_export (guint16 suite)
{
  const char *name = repoint_tls_suite_to_string (suite);

  return name != NULL && strstr (name, "EXPORT") != NULL;
}

static void
note_flight (RepointSuiteSearch *self, const RepointTlsAnswer *answer)
{
  guint at;

  /* Export suites have small primes by law; that they are there says enough. */
  if (answer->dh_bits > 0 && !is_export (answer->suite))
    self->dh_bits = self->dh_bits > 0 ? MIN (self->dh_bits, answer->dh_bits) : answer->dh_bits;
  if (answer->group != 0 && !find (self->groups, answer->group, &at))
    g_array_append_val (self->groups, answer->group);
}

/* A server that takes an older version for a suite does not have it at this one. */
static void
take_lower (RepointSuiteSearch *self, guint16 choice)
{
  guint at;

  if (self->placing == 0 && find (self->chunk, choice, &at))
    g_array_remove_index (self->chunk, at);
  else
    self->over = self->incomplete = TRUE;
}

static void
answer (RepointInquiry *inquiry, const RepointHelloResult *result)
{
  RepointSuiteSearch *self = REPOINT_SUITE_SEARCH (inquiry);

  switch (result->outcome)
    {
    case REPOINT_HELLO_ANSWERED:
      if (result->answer.version != self->version)
        {
          take_lower (self, result->answer.suite);
          break;
        }
      note_flight (self, &result->answer);
      take_choice (self, result->answer.suite);
      break;

    case REPOINT_HELLO_ALERT:
    case REPOINT_HELLO_CLOSED:
    case REPOINT_HELLO_RESET:
      close_chunk (self);
      break;

    case REPOINT_HELLO_ILLEGAL:
    case REPOINT_HELLO_GARBAGE:
    case REPOINT_HELLO_SILENT:
    case REPOINT_HELLO_NONE:
    case REPOINT_HELLO_UNCONNECTED:
    case REPOINT_HELLO_CONNECTED:
    case REPOINT_HELLO_DIALOGUE:
    case REPOINT_HELLO_STOPPED:
    default:
      self->over = self->incomplete = TRUE;
    }
}

/* ---- Result ---- */

static gboolean
is_complete (RepointSuiteSearch *self)
{
  return !self->incomplete && self->rest->len == 0 && self->chunk->len == 0 && self->placing == 0;
}

static void
add_to_result (RepointInquiry *inquiry, JsonObject *result)
{
  RepointSuiteSearch *self = REPOINT_SUITE_SEARCH (inquiry);
  const char *version = repoint_tls_version_to_string (self->version);
  RepointSuiteOrder order = repoint_suite_search_get_order (self);
  JsonArray *names = json_array_new ();

  for (guint i = 0; i < self->accepted->len; i++)
    json_array_add_string_element (names, repoint_tls_suite_to_string (g_array_index (self->accepted, guint32, i)));
  if (self->placing != 0)
    json_array_add_string_element (names, repoint_tls_suite_to_string (self->placing));
  json_object_set_array_member (repoint_inquiry_ensure_object (result, "ciphers"), version, names);

  if (order != REPOINT_SUITE_ORDER_UNKNOWN)
    json_object_set_string_member (repoint_inquiry_ensure_object (result, "cipher_order"), version,
                                   order == REPOINT_SUITE_ORDER_SERVER ? "server" : "client");
  if (self->dh_bits > 0)
    json_object_set_int_member (repoint_inquiry_ensure_object (result, "dh_bits"), version, self->dh_bits);

  if (!is_complete (self))
    repoint_inquiry_append_string (result, "ciphers_incomplete", version);
}

static void
inquiry_iface_init (RepointInquiryInterface *iface)
{
  iface->next = next;
  iface->answer = answer;
  iface->add_to_result = add_to_result;
}

static void
repoint_suite_search_finalize (GObject *object)
{
  RepointSuiteSearch *self = REPOINT_SUITE_SEARCH (object);

  g_array_unref (self->rest);
  g_array_unref (self->chunk);
  g_array_unref (self->offered);
  g_array_unref (self->accepted);
  g_array_unref (self->groups);

  G_OBJECT_CLASS (repoint_suite_search_parent_class)->finalize (object);
}

static void
repoint_suite_search_class_init (RepointSuiteSearchClass *class)
{
  G_OBJECT_CLASS (class)->finalize = repoint_suite_search_finalize;
}

static void
repoint_suite_search_init (RepointSuiteSearch *self)
{
  self->rest = g_array_new (FALSE, FALSE, sizeof (guint16));
  self->chunk = g_array_new (FALSE, FALSE, sizeof (guint16));
  self->offered = g_array_new (FALSE, FALSE, sizeof (guint16));
  self->accepted = g_array_new (FALSE, FALSE, sizeof (guint32));
  self->groups = g_array_new (FALSE, FALSE, sizeof (guint16));
}

/* What stands beside the usual suites. With TLS 1.3 nothing that an office could meet. SRP and ECCPWD can only be chosen
 * together with the name of a user (RFC 5054 section 2.3, RFC 8492 section 4.2). */
static gboolean
is_asked (guint32 suite, RepointTlsVersion version)
{
  const char *name = repoint_tls_suite_to_string (suite);

  return version < REPOINT_TLS_VERSION_1_3 && repoint_tls_suite_exists_at (suite, version) &&
         !g_str_has_prefix (name, "TLS_SRP_") && !g_str_has_prefix (name, "TLS_ECCPWD_");
}

/**
 * repoint_suite_search_new:
 * @version: SSLv3 to TLS 1.3; one that the server accepts
 * @manner: the question that it accepted it with
 * @chosen: the suite that it chose then
 *
 * Returns: (transfer full): a search that knows of one suite
 */
RepointSuiteSearch *
repoint_suite_search_new (RepointTlsVersion version, const RepointQuestion *manner, guint16 chosen)
{
  g_autoptr (GArray) usual = NULL;
  RepointSuiteSearch *self;
  guint32 first = chosen;
  guint32 suite;
  guint at;

  g_return_val_if_fail (version >= REPOINT_TLS_VERSION_SSL3 && version <= REPOINT_TLS_VERSION_1_3, NULL);
  g_return_val_if_fail (manner != NULL, NULL);

  self = g_object_new (REPOINT_TYPE_SUITE_SEARCH, NULL);
  self->version = version;
  self->manner = *manner;

  usual = repoint_tls_hello_list_usual_suites (version);
  g_array_append_vals (self->rest, usual->data, usual->len);
  /* From the usual ones the server has chosen already, so that they are a chunk of their own. */
  if (!manner->hello.small && find (usual, chosen, &at))
    {
      g_array_append_vals (self->chunk, usual->data, usual->len);
      g_array_remove_index (self->chunk, at);
      g_array_set_size (self->rest, 0);
      g_array_append_val (self->accepted, first);
      self->home = self->n_chunks = 1;
    }

  for (guint n = 0; repoint_tls_suite_get_nth (n, &suite); n++)
    {
      guint16 value = (guint16) suite;

      if (is_asked (suite, version) && !find (usual, value, &at))
        g_array_append_val (self->rest, value);
    }

  return self;
}

/**
 * repoint_suite_search_new_told:
 * @suites: the kinds of cipher that a server of SSLv2 told by itself
 * @n_suites: how many
 *
 * Returns: (transfer full): a search that has nothing left to ask
 */
RepointSuiteSearch *
repoint_suite_search_new_told (const guint32 *suites, guint n_suites)
{
  RepointSuiteSearch *self = g_object_new (REPOINT_TYPE_SUITE_SEARCH, NULL);

  self->version = REPOINT_TLS_VERSION_SSL2;
  g_array_append_vals (self->accepted, suites, n_suites);

  return self;
}

/**
 * repoint_suite_search_get_version:
 *
 * Returns: the version that it is about
 */
RepointTlsVersion
repoint_suite_search_get_version (RepointSuiteSearch *self)
{
  g_return_val_if_fail (REPOINT_IS_SUITE_SEARCH (self), REPOINT_TLS_VERSION_NONE);

  return self->version;
}

/**
 * repoint_suite_search_get_suites:
 *
 * Returns: (transfer none) (element-type guint32): the suites found so far, in the server's order if it has one
 */
const GArray *
repoint_suite_search_get_suites (RepointSuiteSearch *self)
{
  g_return_val_if_fail (REPOINT_IS_SUITE_SEARCH (self), NULL);

  return self->accepted;
}

/**
 * repoint_suite_search_get_groups:
 *
 * Returns: (transfer none) (element-type guint16): the groups that the server used on the way
 */
const GArray *
repoint_suite_search_get_groups (RepointSuiteSearch *self)
{
  g_return_val_if_fail (REPOINT_IS_SUITE_SEARCH (self), NULL);

  return self->groups;
}

/**
 * repoint_suite_search_get_order:
 *
 * Returns: whose order decides, as far as two suites can tell
 */
RepointSuiteOrder
repoint_suite_search_get_order (RepointSuiteSearch *self)
{
  g_return_val_if_fail (REPOINT_IS_SUITE_SEARCH (self), REPOINT_SUITE_ORDER_UNKNOWN);

  return self->order;
}
