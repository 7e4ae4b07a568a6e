/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-group-search.h"

#include "repoint-tls-group.h"
#include "repoint-tls-suite.h"

#include <string.h>

/*
 * All groups are offered, the answer names one, the next hello leaves it out, until the server turns down what is left. With
 * TLS 1.3 the hello has no key share, so that the answer is a HelloRetryRequest that costs the server nothing (RFC
 * 8446 section 4.1.4); below, it is the curve of the ServerKeyExchange. The ffdhe groups are not offered below TLS 1.3, where
 * they would bind the server to them; one that showed up by itself is kept.
 *
 * A server whose certificate has a key on a curve cannot use it with a client that does not name that curve (RFC 8422 section
 * 5.1). If one with nothing but such suites turns a hello down, the next has the known groups at its end: a server that
 * takes one of them has no other, or does not want it.
 *
 * A server that was only met with a key share may know no HelloRetryRequest, and then can only take the share that it is sent.
 * The first hello to it offers the known groups too: if it turns that down, nothing is to be learned.
 */

#define MAX_SUITES 12 /* enough to be let in, and the hello stays small */

static const guint16 groups_1_3[] = { 0x11ec, 0x11eb, 0x11ed, 29, 23, 24, 25, 30, 256, 257, 258, 259, 260, 31,
                                      32,     33,     41,     512, 513, 514, 0x6399, 0x639a };
static const guint16 curves[] = { 29, 23, 24, 25, 30, 22, 26, 27, 28, 21, 20, 19, 18, 17, 16,
                                  15, 14, 13, 12, 11, 10, 9,  8,  7,  6,  5,  4,  3,  2,  1 };

enum
{
  FFDHE2048 = 256,
  FFDHE8192 = 260,
};

struct _RepointGroupSearch
{
  GObject           parent_instance;

  RepointTlsVersion version;
  RepointQuestion   manner;
  GArray           *suites;    /* of guint16; empty: the usual ones */
  gboolean          signs_on_curve;
  GArray           *rest;      /* of guint16: may be accepted */
  GArray           *found;     /* of guint16 */
  GArray           *offered;   /* of guint16: the last question */
  gboolean          with_found;
  gboolean          retry_unsure; /* it may know no HelloRetryRequest */
  gboolean          over;
  gboolean          incomplete;
};

static void inquiry_iface_init (RepointInquiryInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (RepointGroupSearch, repoint_group_search, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (REPOINT_TYPE_INQUIRY, inquiry_iface_init))

static gboolean
next (RepointInquiry *inquiry, RepointQuestion *question)
{
  RepointGroupSearch *self = REPOINT_GROUP_SEARCH (inquiry);

  if (self->over || self->rest->len == 0)
    return FALSE;

  g_array_set_size (self->offered, 0);
  g_array_append_vals (self->offered, self->rest->data, self->rest->len);
  if (self->with_found || self->retry_unsure)
    g_array_append_vals (self->offered, self->found->data, self->found->len);

  *question = self->manner;
  question->hello.max_version = self->version;
  question->hello.min_version = self->version;
  question->hello.suites = self->suites->len > 0 ? (const guint16 *) self->suites->data : NULL;
  question->hello.n_suites = self->suites->len;
  question->hello.groups = (const guint16 *) self->offered->data;
  question->hello.n_groups = self->offered->len;
  question->key_share = FALSE;
  question->flight = self->version < REPOINT_TLS_VERSION_1_3;

  return TRUE;
}

/* Returns FALSE for one that is known already, or was not asked about. */
static gboolean
take_group (RepointGroupSearch *self, guint16 group)
{
  for (guint i = 0; i < self->rest->len; i++)
    if (g_array_index (self->rest, guint16, i) == group)
      {
        g_array_remove_index (self->rest, i);
        g_array_append_val (self->found, group);
        return TRUE;
      }

  return FALSE;
}

static void
take_answer (RepointGroupSearch *self, const RepointTlsAnswer *answer)
{
  if (answer->version != self->version || answer->group == 0)
    self->over = self->incomplete = TRUE;
  else if (!take_group (self, answer->group) && !self->retry_unsure)
    self->over = TRUE;

  self->retry_unsure = FALSE;
}

static void
take_denial (RepointGroupSearch *self)
{
  if (self->retry_unsure)
    self->over = self->incomplete = TRUE;
  else if (self->signs_on_curve && !self->with_found && self->found->len > 0)
    self->with_found = TRUE;
  else
    self->over = TRUE;
}

static void
answer (RepointInquiry *inquiry, const RepointHelloResult *result)
{
  RepointGroupSearch *self = REPOINT_GROUP_SEARCH (inquiry);

  switch (result->outcome)
    {
    case REPOINT_HELLO_ANSWERED:
      take_answer (self, &result->answer);
      break;

    case REPOINT_HELLO_ALERT:
    case REPOINT_HELLO_CLOSED:
    case REPOINT_HELLO_RESET:
      take_denial (self);
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

static void
add_to_result (RepointInquiry *inquiry, JsonObject *result)
{
  RepointGroupSearch *self = REPOINT_GROUP_SEARCH (inquiry);
  const char *version = repoint_tls_version_to_string (self->version);
  JsonArray *names = json_array_new ();

  for (guint i = 0; i < self->found->len; i++)
    json_array_add_string_element (names, repoint_tls_group_to_string (g_array_index (self->found, guint16, i)));
  json_object_set_array_member (repoint_inquiry_ensure_object (result, "groups"), version, names);

  if (self->incomplete || (!self->over && self->rest->len > 0))
    repoint_inquiry_append_string (result, "groups_incomplete", version);
}

static void
inquiry_iface_init (RepointInquiryInterface *iface)
{
  iface->next = next;
  iface->answer = answer;
  iface->add_to_result = add_to_result;
}

static void
repoint_group_search_finalize (GObject *object)
{
  RepointGroupSearch *self = REPOINT_GROUP_SEARCH (object);

  g_array_unref (self->suites);
  g_array_unref (self->rest);
  g_array_unref (self->found);
  g_array_unref (self->offered);

  G_OBJECT_CLASS (repoint_group_search_parent_class)->finalize (object);
}

static void
repoint_group_search_class_init (RepointGroupSearchClass *class)
{
  G_OBJECT_CLASS (class)->finalize = repoint_group_search_finalize;
}

static void
repoint_group_search_init (RepointGroupSearch *self)
{
  self->suites = g_array_new (FALSE, FALSE, sizeof (guint16));
  self->rest = g_array_new (FALSE, FALSE, sizeof (guint16));
  self->found = g_array_new (FALSE, FALSE, sizeof (guint16));
  self->offered = g_array_new (FALSE, FALSE, sizeof (guint16));
}

static void
choose_suites (RepointGroupSearch *self, const GArray *suites)
{
  self->signs_on_curve = TRUE;

  for (guint i = 0; i < suites->len && self->suites->len < MAX_SUITES; i++)
    {
      guint32 suite = g_array_index (suites, guint32, i);
      guint16 value = (guint16) suite;

      if (repoint_tls_suite_get_key_exchange (suite) != REPOINT_TLS_KEY_EXCHANGE_ECDHE)
        continue;
      g_array_append_val (self->suites, value);
      self->signs_on_curve = self->signs_on_curve && strstr (repoint_tls_suite_to_string (suite), "_ECDSA_") != NULL;
    }

  self->over = self->suites->len == 0;
}

/**
 * repoint_group_search_list_groups:
 * @version: TLS 1.0 to TLS 1.3
 * @n_groups: (out): how many
 *
 * Returns: (transfer none): the groups that are asked about at that version
 */
const guint16 *
repoint_group_search_list_groups (RepointTlsVersion version, guint *n_groups)
{
  g_return_val_if_fail (n_groups != NULL, NULL);

  *n_groups = version == REPOINT_TLS_VERSION_1_3 ? G_N_ELEMENTS (groups_1_3) : G_N_ELEMENTS (curves);

  return version == REPOINT_TLS_VERSION_1_3 ? groups_1_3 : curves;
}

/**
 * repoint_group_search_new:
 * @version: TLS 1.0 to TLS 1.3; one that the server accepts
 * @manner: the question that it accepted it with
 * @suites: (nullable) (element-type guint32): what it accepts at that version; below TLS 1.3, those with ECDHE are asked
 * @known: (element-type guint16): the groups that it named before
 *
 * Returns: (transfer full): a search
 */
RepointGroupSearch *
repoint_group_search_new (RepointTlsVersion      version,
                          const RepointQuestion *manner,
                          const GArray          *suites,
                          const GArray          *known)
{
  RepointGroupSearch *self;
  const guint16 *groups;
  guint n_groups;

  g_return_val_if_fail (version >= REPOINT_TLS_VERSION_1_0 && version <= REPOINT_TLS_VERSION_1_3, NULL);
  g_return_val_if_fail (manner != NULL && known != NULL, NULL);
  g_return_val_if_fail (suites != NULL || version == REPOINT_TLS_VERSION_1_3, NULL);

  self = g_object_new (REPOINT_TYPE_GROUP_SEARCH, NULL);
  self->version = version;
  self->manner = *manner;

  groups = repoint_group_search_list_groups (version, &n_groups);
  g_array_append_vals (self->rest, groups, n_groups);
  if (version < REPOINT_TLS_VERSION_1_3)
    choose_suites (self, suites);
  self->retry_unsure = version == REPOINT_TLS_VERSION_1_3 && manner->key_share;

  for (guint i = 0; i < known->len; i++)
    {
      guint16 group = g_array_index (known, guint16, i);

      if (!take_group (self, group) && group >= FFDHE2048 && group <= FFDHE8192)
        g_array_append_val (self->found, group);
    }

  return self;
}
