/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-version-search.h"

#include <string.h>

/*
 * DESCENT: offer the highest version that is left; the answer names the highest one both sides know (RFC 8446 section
 *          4.1.3, RFC 5246 appendix E.1), and the next question is about what is below it. That takes one conversation per
 *          accepted version and one more, which alert 70 (protocol_version) ends, and another to be sure of TLS 1.0: GnuTLS,
 *          for one, sends that alert for a version that is switched off though it does have a lower one.
 * SINGLES: an answer that says less than that leads here. What is left is asked one version at a time, with a hello that is
 *          small enough for every server.
 * NAMELESS, BARE: where no version of TLS was accepted, it may be the server's name in the hello or the extensions that it
 *          does not like, so that a few last hellos go without. One that gets through begins the search anew, or goes on
 *          with it.
 * SSL2:    a last hello of its own kind (draft-hickman-netscape-ssl-00), which no other can stand for.
 * CONTROL: a server that wants no more connections hangs up without a word, like one that has no such version. Where that
 *          was all that came since it last spoke, it is asked for what it has accepted before; if it does not now, what it
 *          was silent about was not observed.
 *
 * In the singles an alert, a close or a reset is a refusal — if there is a version that the server does accept; a server
 * that turns everything down was not observed. Silence is never a refusal, and ends the search.
 */

#define LOWEST  REPOINT_TLS_VERSION_SSL3
#define HIGHEST REPOINT_TLS_VERSION_1_3
#define N       (HIGHEST - LOWEST + 2) /* and SSLv2 */

static const RepointTlsVersion versions[N] = {
  REPOINT_TLS_VERSION_SSL2, REPOINT_TLS_VERSION_SSL3, REPOINT_TLS_VERSION_1_0,
  REPOINT_TLS_VERSION_1_1,  REPOINT_TLS_VERSION_1_2,  REPOINT_TLS_VERSION_1_3,
};

enum
{
  ALERT_PROTOCOL_VERSION = 70,
  ALERT_UNRECOGNIZED_NAME = 112,
};

typedef enum
{
  PHASE_DESCENT,
  PHASE_SINGLES,
  PHASE_NAMELESS,
  PHASE_BARE,
  PHASE_SSL2,
  PHASE_CONTROL,
  PHASE_OVER,
} Phase;

typedef enum
{
  VERDICT_PENDING,  /* to be asked */
  VERDICT_ACCEPTED,
  VERDICT_REFUSED,  /* the server named another version, or this one as the reason */
  VERDICT_DENIED,   /* alert, close or reset: a refusal if another version is accepted */
  VERDICT_NOTHING,  /* was asked, and nothing can be said */
} Verdict;

typedef struct
{
  Verdict         verdict;
  char           *refused_by;
  guint16         suite;
  guint16         group;
  RepointQuestion manner;   /* the question it was accepted with */
  gboolean        broke;    /* the descent broke when it offered this as the highest */
  gboolean        wordless; /* denied by hanging up, and the server has said nothing since */
  gboolean        presumed; /* refused by what was said of a higher one; to be asked as well, if there is the chance */
} Version;

struct _RepointVersionSearch
{
  GObject          parent_instance;

  Phase            phase;
  RepointQuestion  asked;
  gboolean         named;    /* a name goes with the hellos */
  gboolean         accepted; /* any version */
  gboolean         has_tls;  /* a version that has extensions */
  gboolean         turned_away;
  Version          versions[N];
  guint32          ssl2_suites[REPOINT_TLS_ANSWER_MAX_SSL2_SUITES];
  guint            n_ssl2_suites;
};

static void inquiry_iface_init (RepointInquiryInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (RepointVersionSearch, repoint_version_search, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (REPOINT_TYPE_INQUIRY, inquiry_iface_init))

static gboolean
is_known (RepointTlsVersion version)
{
  return version == REPOINT_TLS_VERSION_SSL2 || (version >= LOWEST && version <= HIGHEST);
}

static Version *
get (RepointVersionSearch *self, guint version)
{
  return &self->versions[version == REPOINT_TLS_VERSION_SSL2 ? 0 : version - LOWEST + 1];
}

/* ---- Questions ---- */

static RepointTlsVersion
find_pending (RepointVersionSearch *self)
{
  for (guint version = HIGHEST; version >= LOWEST; version--)
    if (get (self, version)->verdict == VERDICT_PENDING || get (self, version)->presumed)
      return (RepointTlsVersion) version;

  return REPOINT_TLS_VERSION_NONE;
}

/* What was turned down may fare better in another manner. Returns whether there is any such version. */
static gboolean
reopen (RepointVersionSearch *self, RepointTlsVersion version)
{
  Version *slot = get (self, version);

  if (slot->verdict != VERDICT_DENIED && slot->verdict != VERDICT_NOTHING)
    return slot->verdict == VERDICT_PENDING;

  slot->verdict = VERDICT_PENDING;
  slot->broke = FALSE;
  g_clear_pointer (&slot->refused_by, g_free);

  return TRUE;
}

static void
start_nameless (RepointVersionSearch *self)
{
  self->named = FALSE;
  self->phase = PHASE_DESCENT;
  for (guint version = REPOINT_TLS_VERSION_1_0; version <= HIGHEST; version++)
    reopen (self, (RepointTlsVersion) version);
}

/* The first hello without extensions is of TLS 1.2, which every server with a later beginning than 1.2 can answer; the
 * second is for those that cannot stand a version they do not know. */
static gboolean
start_bare (RepointVersionSearch *self)
{
  gboolean any = reopen (self, REPOINT_TLS_VERSION_1_2) | reopen (self, REPOINT_TLS_VERSION_1_0);

  self->phase = PHASE_BARE;

  return any;
}

static gboolean
was_denied (RepointVersionSearch *self)
{
  for (guint version = REPOINT_TLS_VERSION_1_0; version <= HIGHEST; version++)
    if (get (self, version)->verdict == VERDICT_DENIED)
      return TRUE;

  return FALSE;
}

/* Goes to the phase that has a question. */
static void
move_on (RepointVersionSearch *self)
{
  if (self->phase == PHASE_OVER || self->phase == PHASE_NAMELESS || self->phase == PHASE_SSL2 ||
      self->phase == PHASE_CONTROL || find_pending (self) != REPOINT_TLS_VERSION_NONE)
    return;

  if (!self->has_tls && self->named && was_denied (self))
    self->phase = PHASE_NAMELESS;
  else if (self->has_tls || self->phase == PHASE_BARE || !start_bare (self))
    self->phase = get (self, REPOINT_TLS_VERSION_SSL2)->verdict == VERDICT_PENDING ? PHASE_SSL2 : PHASE_OVER;
}

static gboolean
is_wordless (RepointVersionSearch *self)
{
  for (guint version = LOWEST; version <= HIGHEST; version++)
    if (get (self, version)->wordless)
      return TRUE;

  return FALSE;
}

static const RepointQuestion *
get_control (RepointVersionSearch *self)
{
  for (guint version = HIGHEST; version >= LOWEST; version--)
    if (get (self, version)->verdict == VERDICT_ACCEPTED)
      return &get (self, version)->manner;

  return NULL;
}

static gboolean
next (RepointInquiry *inquiry, RepointQuestion *question)
{
  RepointVersionSearch *self = REPOINT_VERSION_SEARCH (inquiry);
  RepointTlsHello *hello = &question->hello;

  move_on (self);
  if (self->phase == PHASE_OVER)
    return FALSE;
  if (self->phase == PHASE_CONTROL)
    {
      *question = *get_control (self);
      return TRUE;
    }

  if (self->phase == PHASE_SSL2)
    hello->max_version = REPOINT_TLS_VERSION_SSL2;
  else if (self->phase == PHASE_NAMELESS)
    hello->max_version = REPOINT_TLS_VERSION_1_2;
  else
    hello->max_version = find_pending (self);

  hello->min_version = REPOINT_TLS_VERSION_1_0;
  hello->no_extensions = self->phase == PHASE_BARE;
  /* SSLv3 stands alone in any case, so that one small hello does. */
  hello->small = self->phase != PHASE_DESCENT || hello->max_version == LOWEST;
  /* Servers without HelloRetryRequest get a second chance. */
  question->key_share = self->phase == PHASE_SINGLES && hello->max_version == REPOINT_TLS_VERSION_1_3;
  question->nameless = !self->named || self->phase == PHASE_NAMELESS;
  self->asked = *question;

  return TRUE;
}

/* ---- Answers ---- */

static void
set (RepointVersionSearch *self, guint version, Verdict verdict, const char *refused_by)
{
  Version *slot = get (self, version);

  if (slot->verdict != VERDICT_PENDING && !slot->presumed)
    return;

  slot->verdict = verdict;
  slot->presumed = FALSE;
  g_free (slot->refused_by);
  slot->refused_by = g_strdup (refused_by);
}

/* The server chose @answer->version out of all up to the one asked. */
static void
take_choice (RepointVersionSearch *self, const RepointTlsAnswer *answer)
{
  gboolean doubtful = answer->downgraded && self->phase == PHASE_DESCENT;
  Version *slot = get (self, answer->version);

  if (self->phase == PHASE_BARE && !self->has_tls)
    reopen (self, REPOINT_TLS_VERSION_1_1);

  self->accepted = TRUE;
  self->has_tls |= answer->version > LOWEST;
  slot->verdict = VERDICT_ACCEPTED;
  slot->presumed = FALSE;
  slot->suite = answer->suite;
  slot->group = answer->group;
  slot->manner = self->asked;
  self->n_ssl2_suites = MIN (answer->n_ssl2_suites, G_N_ELEMENTS (self->ssl2_suites));
  memcpy (self->ssl2_suites, answer->ssl2_suites, self->n_ssl2_suites * sizeof self->ssl2_suites[0]);
  g_clear_pointer (&slot->refused_by, g_free);

  /* A server that says itself that it could do better is asked again, alone. */
  for (guint version = answer->version + 1; version <= self->asked.hello.max_version && !doubtful; version++)
    set (self, version, VERDICT_REFUSED, "lower-version");
  if (doubtful)
    self->phase = PHASE_SINGLES;
}

/* A hello that lists its versions denies them all; but it cannot list SSLv3 (RFC 8446 appendix D.5). Others leave a doubt about
 * what is below, until TLS 1.0 itself is denied. */
static void
deny_all (RepointVersionSearch *self, guint asked)
{
  guint lowest = asked == REPOINT_TLS_VERSION_1_3 ? REPOINT_TLS_VERSION_1_0 : LOWEST;

  for (guint version = lowest; version <= asked; version++)
    {
      Version *slot = get (self, version);
      gboolean open = slot->verdict == VERDICT_PENDING || slot->presumed;

      set (self, version, VERDICT_REFUSED, "alert 70");
      slot->presumed = open && version < asked && asked != REPOINT_TLS_VERSION_1_3 && asked != REPOINT_TLS_VERSION_1_0;
    }
}

static void
answer_descent (RepointVersionSearch *self, const RepointHelloResult *result)
{
  guint asked = self->asked.hello.max_version;

  if (result->outcome == REPOINT_HELLO_ALERT && result->answer.alert == ALERT_PROTOCOL_VERSION)
    {
      deny_all (self, asked);
      return;
    }

  get (self, asked)->broke = TRUE;
  self->phase = PHASE_SINGLES;
}

static void
answer_single (RepointVersionSearch *self, const RepointHelloResult *result)
{
  g_autofree char *how = repoint_hello_result_describe_denial (result);
  guint asked = self->asked.hello.max_version;

  if (how == NULL)
    set (self, asked, VERDICT_NOTHING, NULL);
  else
    set (self, asked, g_str_equal (how, "alert 70") ? VERDICT_REFUSED : VERDICT_DENIED, how);
  get (self, asked)->wordless = how != NULL && !result->heard;
}

/* A server that now names the version as the reason has no quarrel with the hello. */
static void
answer_nameless (RepointVersionSearch *self, const RepointHelloResult *result)
{
  self->named = FALSE;
  if (result->outcome == REPOINT_HELLO_ALERT && result->answer.alert == ALERT_PROTOCOL_VERSION)
    start_nameless (self);
  else
    self->phase = PHASE_SINGLES;
}

static void
take_failure (RepointVersionSearch *self, const RepointHelloResult *result)
{
  gboolean name_unknown = result->outcome == REPOINT_HELLO_ALERT && result->answer.alert == ALERT_UNRECOGNIZED_NAME;

  if (self->phase == PHASE_NAMELESS)
    answer_nameless (self, result);
  else if (name_unknown && self->named && !self->has_tls && !self->asked.nameless)
    start_nameless (self);
  else if (self->phase == PHASE_DESCENT && self->asked.hello.max_version != LOWEST)
    answer_descent (self, result);
  else
    answer_single (self, result);
}

static void
forget_wordless (RepointVersionSearch *self)
{
  for (guint i = 0; i < N; i++)
    {
      Version *slot = &self->versions[i];

      if (!slot->wordless)
        continue;

      slot->wordless = FALSE;
      slot->verdict = VERDICT_NOTHING;
      g_clear_pointer (&slot->refused_by, g_free);
    }
}

static void
answer_control (RepointVersionSearch *self, const RepointHelloResult *result)
{
  self->phase = PHASE_OVER;
  self->turned_away = result->outcome != REPOINT_HELLO_ANSWERED && result->outcome != REPOINT_HELLO_ALERT;
  if (self->turned_away)
    forget_wordless (self);
}

static void
end_search (RepointVersionSearch *self)
{
  self->phase = PHASE_OVER;
  forget_wordless (self);
}

static void
answer (RepointInquiry *inquiry, const RepointHelloResult *result)
{
  RepointVersionSearch *self = REPOINT_VERSION_SEARCH (inquiry);
  Phase phase = self->phase;

  if (phase == PHASE_CONTROL)
    {
      answer_control (self, result);
      return;
    }

  for (guint i = 0; i < N && result->heard; i++)
    self->versions[i].wordless = FALSE;

  switch (result->outcome)
    {
    case REPOINT_HELLO_ANSWERED:
      if (phase == PHASE_NAMELESS)
        start_nameless (self);
      take_choice (self, &result->answer);
      break;

    case REPOINT_HELLO_ALERT:
    case REPOINT_HELLO_CLOSED:
    case REPOINT_HELLO_RESET:
    case REPOINT_HELLO_ILLEGAL:
      take_failure (self, result);
      break;

    case REPOINT_HELLO_GARBAGE:
      if (self->accepted)
        take_failure (self, result);
      else
        self->phase = PHASE_OVER;
      break;

    case REPOINT_HELLO_SILENT:
    case REPOINT_HELLO_NONE:
    case REPOINT_HELLO_UNCONNECTED:
    case REPOINT_HELLO_CONNECTED:
    case REPOINT_HELLO_DIALOGUE:
    case REPOINT_HELLO_STOPPED:
    default:
      if (phase != PHASE_SSL2 || result->outcome != REPOINT_HELLO_SILENT)
        end_search (self);
    }

  if (phase == PHASE_SSL2)
    self->phase = self->accepted && is_wordless (self) ? PHASE_CONTROL : PHASE_OVER;
}

/**
 * repoint_version_search_has_accepted:
 *
 * Returns: whether any version was accepted so far
 */
gboolean
repoint_version_search_has_accepted (RepointVersionSearch *self)
{
  g_return_val_if_fail (REPOINT_IS_VERSION_SEARCH (self), FALSE);

  return self->accepted;
}

/**
 * repoint_version_search_was_turned_away:
 *
 * Returns: whether the server at last did not take what it had accepted before
 */
gboolean
repoint_version_search_was_turned_away (RepointVersionSearch *self)
{
  g_return_val_if_fail (REPOINT_IS_VERSION_SEARCH (self), FALSE);

  return self->turned_away;
}

static gboolean
accepts_below (RepointVersionSearch *self, guint version)
{
  for (guint lower = LOWEST; lower < version; lower++)
    if (get (self, lower)->verdict == VERDICT_ACCEPTED)
      return TRUE;

  return FALSE;
}

/**
 * repoint_version_search_get_state:
 * @version: SSLv2 to TLS 1.3
 *
 * Returns: what is known of it so far
 */
RepointVersionState
repoint_version_search_get_state (RepointVersionSearch *self, RepointTlsVersion version)
{
  g_return_val_if_fail (REPOINT_IS_VERSION_SEARCH (self), REPOINT_VERSION_NOT_OBSERVED);
  g_return_val_if_fail (is_known (version), REPOINT_VERSION_NOT_OBSERVED);

  switch (get (self, version)->verdict)
    {
    case VERDICT_ACCEPTED:
      return REPOINT_VERSION_ACCEPTED;

    case VERDICT_REFUSED:
      return self->accepted ? REPOINT_VERSION_REFUSED : REPOINT_VERSION_NOT_OBSERVED;

    case VERDICT_DENIED:
      if (!self->accepted)
        return REPOINT_VERSION_NOT_OBSERVED;
      return get (self, version)->broke && accepts_below (self, version) ? REPOINT_VERSION_INTOLERANT
                                                                         : REPOINT_VERSION_REFUSED;

    case VERDICT_PENDING:
    case VERDICT_NOTHING:
    default:
      return REPOINT_VERSION_NOT_OBSERVED;
    }
}

/**
 * repoint_version_search_get_refused_by:
 * @version: SSLv2 to TLS 1.3
 *
 * Returns: (nullable) (transfer none): how the server turned it down: "alert 70", "close_notify", "close", "reset", or
 *   "lower-version" where it chose one instead
 */
const char *
repoint_version_search_get_refused_by (RepointVersionSearch *self, RepointTlsVersion version)
{
  g_return_val_if_fail (REPOINT_IS_VERSION_SEARCH (self), NULL);
  g_return_val_if_fail (is_known (version), NULL);

  return get (self, version)->refused_by;
}

/**
 * repoint_version_search_get_suite:
 * @version: SSLv2 to TLS 1.3
 *
 * Returns: the suite the server chose at that version; 0 if it did not accept it
 */
guint16
repoint_version_search_get_suite (RepointVersionSearch *self, RepointTlsVersion version)
{
  g_return_val_if_fail (REPOINT_IS_VERSION_SEARCH (self), 0);
  g_return_val_if_fail (is_known (version), 0);

  return get (self, version)->suite;
}

/**
 * repoint_version_search_get_group:
 * @version: SSLv2 to TLS 1.3
 *
 * Returns: the group the server named at that version; 0 if it named none
 */
guint16
repoint_version_search_get_group (RepointVersionSearch *self, RepointTlsVersion version)
{
  g_return_val_if_fail (REPOINT_IS_VERSION_SEARCH (self), 0);
  g_return_val_if_fail (is_known (version), 0);

  return get (self, version)->group;
}

/**
 * repoint_version_search_get_manner:
 * @version: SSLv2 to TLS 1.3
 *
 * Returns: (transfer none) (nullable): the question that the server accepted that version with, so that others can be asked
 *   in the same manner; %NULL if it did not accept it
 */
const RepointQuestion *
repoint_version_search_get_manner (RepointVersionSearch *self, RepointTlsVersion version)
{
  g_return_val_if_fail (REPOINT_IS_VERSION_SEARCH (self), NULL);
  g_return_val_if_fail (is_known (version), NULL);

  return get (self, version)->verdict == VERDICT_ACCEPTED ? &get (self, version)->manner : NULL;
}

/**
 * repoint_version_search_get_ssl2_suites:
 * @n_suites: (out): how many
 *
 * Returns: (transfer none): the kinds of cipher that the server named with SSLv2
 */
const guint32 *
repoint_version_search_get_ssl2_suites (RepointVersionSearch *self, guint *n_suites)
{
  g_return_val_if_fail (REPOINT_IS_VERSION_SEARCH (self), NULL);
  g_return_val_if_fail (n_suites != NULL, NULL);

  *n_suites = self->n_ssl2_suites;

  return self->ssl2_suites;
}

/**
 * repoint_version_search_is_named:
 *
 * Returns: whether the server's name goes with the hellos: neither is it an address, nor did the server dislike it
 */
gboolean
repoint_version_search_is_named (RepointVersionSearch *self)
{
  g_return_val_if_fail (REPOINT_IS_VERSION_SEARCH (self), FALSE);

  return self->named;
}

/**
 * repoint_version_state_to_string:
 *
 * Returns: the id as in documents and on the command line
 */
const char *
repoint_version_state_to_string (RepointVersionState state)
{
  static const char *const ids[] = { "not-observed", "accepted", "refused", "intolerant" };

  g_return_val_if_fail ((gsize) state < G_N_ELEMENTS (ids), NULL);

  return ids[state];
}

static void
add_to_result (RepointInquiry *inquiry, JsonObject *result)
{
  RepointVersionSearch *self = REPOINT_VERSION_SEARCH (inquiry);
  JsonObject *states = json_object_new ();
  JsonObject *refused_by = json_object_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (versions); i++)
    {
      const char *name = repoint_tls_version_to_string (versions[i]);
      RepointVersionState state = repoint_version_search_get_state (self, versions[i]);
      const char *how = get (self, versions[i])->refused_by;

      json_object_set_string_member (states, name, repoint_version_state_to_string (state));
      if (how != NULL)
        json_object_set_string_member (refused_by, name, how);
    }

  json_object_set_object_member (result, "versions", states);
  json_object_set_object_member (result, "refused_by", refused_by);
}

static void
inquiry_iface_init (RepointInquiryInterface *iface)
{
  iface->next = next;
  iface->answer = answer;
  iface->add_to_result = add_to_result;
}

static void
repoint_version_search_finalize (GObject *object)
{
  RepointVersionSearch *self = REPOINT_VERSION_SEARCH (object);

  for (guint i = 0; i < N; i++)
    g_free (self->versions[i].refused_by);

  G_OBJECT_CLASS (repoint_version_search_parent_class)->finalize (object);
}

static void
repoint_version_search_class_init (RepointVersionSearchClass *class)
{
  G_OBJECT_CLASS (class)->finalize = repoint_version_search_finalize;
}

static void
repoint_version_search_init (RepointVersionSearch *self)
{
}

/**
 * repoint_version_search_new:
 * @named: whether the server's name goes with a hello that does not say otherwise; addresses do not
 *
 * Returns: (transfer full): a search that knows nothing yet
 */
RepointVersionSearch *
repoint_version_search_new (gboolean named)
{
  RepointVersionSearch *self = g_object_new (REPOINT_TYPE_VERSION_SEARCH, NULL);

  self->named = named;

  return self;
}
