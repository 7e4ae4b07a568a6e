/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-suite-search.h"

#include "repoint-group-search.h"
#include "repoint-tls-suite.h"

#include <string.h>

/*
 * All that may be accepted is offered. Each answer names one suite more, which the next hello leaves out, until the server
 * turns down what is left: one conversation for each suite, and one. The first suite is known from the search for versions.
 *
 * Whose order decides shows on the way: in the first hello that suite stands last. A server that takes it again prefers it, if
 * there is another; that costs a conversation. One that takes another which it could have had before goes by the client's
 * order. One that takes another which it was not offered before has that stand last in the next hello.
 *
 * Some servers break on so many suites, which shows in the first hello: it has a suite that the server accepts. They are asked
 * in chunks, one after the other. What a later chunk brings finds its place in the server's order by hellos with two suites.
 *
 * Groups are always all offered, and those that were not seen yet stand first: a server that goes by the client's order names a
 * new one each time, until it has no other. That saves the search for groups conversations, and changes nothing for suites.
 */

#define LARGE_CHUNK 120 /* below what some servers break on */
#define SMALL_CHUNK 32  /* fits into a small hello, beside a long name */

typedef enum
{
  TEST_FIRST,    /* the first suite stands last */
  TEST_CHAMPION, /* the suite that was taken instead stands last, the first one before it */
  TEST_OVER,
} Test;

struct _RepointSuiteSearch
{
  GObject           parent_instance;

  RepointTlsVersion version;
  RepointQuestion   manner;    /* how a hello is to be that the server takes at that version */
  GArray           *usual;     /* of guint16: what the server has chosen the first suite from; NULL: from the chunk */
  GArray           *rest;      /* of guint16: what no chunk has offered yet */
  GArray           *chunk;     /* of guint16: what is left of the one being asked */
  GArray           *offered;   /* of guint16: the last question */
  GArray           *accepted;  /* of guint32, in the server's order as far as it has one */
  gboolean          whole;     /* the chunk is all there is, and nothing was answered yet */
  Test              test;
  RepointSuiteOrder order;
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
  GArray           *unseen;    /* of guint16: the others */
  GArray           *all;       /* of guint16: those, and then the seen ones; empty: the usual */
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

static guint16
get_accepted (RepointSuiteSearch *self, guint at)
{
  return (guint16) g_array_index (self->accepted, guint32, at);
}

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
  if (self->accepted->len > 0)
    self->test = TEST_OVER; /* the first suite was not compared with these */

  return TRUE;
}

static void
offer (RepointSuiteSearch *self)
{
  g_array_set_size (self->offered, 0);

  if (self->placing != 0)
    {
      guint16 other = get_accepted (self, (self->from + self->to) / 2);

      g_array_append_val (self->offered, other);
      g_array_append_val (self->offered, self->placing);
      return;
    }

  g_array_append_vals (self->offered, self->chunk->data, self->chunk->len);
  for (guint i = 0; self->test != TEST_OVER && i < self->accepted->len; i++)
    {
      guint16 suite = get_accepted (self, i);

      g_array_append_val (self->offered, suite);
    }
}

static void
offer_groups (RepointSuiteSearch *self, RepointTlsHello *hello)
{
  if (self->unseen->len == 0)
    return;

  g_array_set_size (self->all, 0);
  g_array_append_vals (self->all, self->unseen->data, self->unseen->len);
  g_array_append_vals (self->all, self->groups->data, self->groups->len);
  hello->groups = (const guint16 *) self->all->data;
  hello->n_groups = self->all->len;
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
  offer_groups (self, &question->hello);

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

/* The server took something else than the first suite, from the last place. */
static void
test_first (RepointSuiteSearch *self, guint16 choice)
{
  guint at;

  if (self->usual == NULL || find (self->usual, choice, &at))
    {
      self->order = REPOINT_SUITE_ORDER_CLIENT; /* it could have had this one before */
      self->test = TEST_OVER;
    }
  else
    {
      self->test = TEST_CHAMPION;
    }
}

/* Taken again from the last place, the champion is preferred; and the first suite, which it has beaten, takes its turn
 * among the others. */
static void
test_champion (RepointSuiteSearch *self, guint16 choice)
{
  guint16 first = get_accepted (self, 0);

  self->test = TEST_OVER;
  if (choice != get_accepted (self, 1))
    {
      self->order = REPOINT_SUITE_ORDER_CLIENT;
      return;
    }

  self->order = REPOINT_SUITE_ORDER_SERVER;
  g_array_remove_index (self->accepted, 0);
  g_array_append_val (self->chunk, first);
}

static void
judge_order (RepointSuiteSearch *self, guint16 choice)
{
  if (self->test == TEST_CHAMPION)
    {
      test_champion (self, choice);
    }
  else if (self->test == TEST_FIRST && choice == get_accepted (self, 0))
    {
      self->insisted = TRUE;
      self->test = TEST_OVER;
    }
  else if (self->test == TEST_FIRST)
    {
      test_first (self, choice);
    }
  else if (self->insisted && self->n_chunks == self->home)
    {
      self->order = REPOINT_SUITE_ORDER_SERVER; /* the first one was preferred to this */
    }
}

static void
take_choice (RepointSuiteSearch *self, guint16 choice)
{
  guint at = 0;

  self->whole = FALSE;
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

/* The first suite, which the server accepts, was among those that it turned down: they were too many. */
static void
split (RepointSuiteSearch *self)
{
  self->whole = FALSE;

  for (guint i = 0; i < self->chunk->len;)
    {
      guint16 suite = g_array_index (self->chunk, guint16, i);
      guint at;

      if (find (self->usual, suite, &at))
        {
          i++;
          continue;
        }
      g_array_append_val (self->rest, suite);
      g_array_remove_index (self->chunk, i);
    }
}

static void
close_chunk (RepointSuiteSearch *self)
{
  if (self->whole && self->chunk->len > self->usual->len)
    {
      split (self);
      return;
    }

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
  if (find (self->unseen, answer->group, &at))
    g_array_remove_index (self->unseen, at);
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
  repoint_inquiry_note_dh_bits (result, self->version, self->dh_bits);

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

  g_clear_pointer (&self->usual, g_array_unref);
  g_array_unref (self->rest);
  g_array_unref (self->chunk);
  g_array_unref (self->offered);
  g_array_unref (self->accepted);
  g_array_unref (self->groups);
  g_array_unref (self->unseen);
  g_array_unref (self->all);

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
  self->unseen = g_array_new (FALSE, FALSE, sizeof (guint16));
  self->all = g_array_new (FALSE, FALSE, sizeof (guint16));
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

/* A small hello has only the groups that everybody knows, and with a key share there is only one. */
static void
prepare_groups (RepointSuiteSearch *self, guint16 group)
{
  const guint16 *groups;
  guint n_groups;
  guint at;

  if (self->version < REPOINT_TLS_VERSION_1_0 || self->manner.hello.small || self->manner.hello.no_extensions ||
      self->manner.key_share)
    return;

  groups = repoint_group_search_list_groups (self->version, &n_groups);
  g_array_append_vals (self->unseen, groups, n_groups);
  if (find (self->unseen, group, &at))
    {
      g_array_remove_index (self->unseen, at);
      g_array_append_val (self->groups, group);
    }
}

/**
 * repoint_suite_search_new:
 * @version: SSLv3 to TLS 1.3; one that the server accepts
 * @manner: the question that it accepted it with
 * @chosen: the suite that it chose then
 * @group: the group that it named then; or 0
 *
 * Returns: (transfer full): a search that knows of one suite
 */
RepointSuiteSearch *
repoint_suite_search_new (RepointTlsVersion version, const RepointQuestion *manner, guint16 chosen, guint16 group)
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
  for (guint n = 0; repoint_tls_suite_get_nth (n, &suite); n++)
    {
      guint16 value = (guint16) suite;

      if (is_asked (suite, version) && !find (usual, value, &at))
        g_array_append_val (self->rest, value);
    }

  prepare_groups (self, group);
  if (!manner->hello.small && find (usual, chosen, &at))
    {
      g_array_remove_index (self->rest, at);
      g_array_append_vals (self->chunk, self->rest->data, self->rest->len);
      g_array_set_size (self->rest, 0);
      g_array_append_val (self->accepted, first);
      self->usual = g_steal_pointer (&usual);
      self->whole = TRUE;
      self->home = self->n_chunks = 1;
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
