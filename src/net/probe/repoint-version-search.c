/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-version-search.h"

/*
 * DESCENT: offer the highest version that is left; the answer names the highest one both sides know (RFC 8446 section
 *          4.1.3, RFC 5246 appendix E.1), and the next question is about what is below it. That takes one conversation per
 *          accepted version and one more, which alert 70 (protocol_version) ends.
 * SINGLES: an answer that says less than that leads here. What is left is asked one version at a time, with a hello that is
 *          small enough for every server.
 * OVER
 *
 * In the singles an alert, a close or a reset is a refusal — if there is a version that the server does accept; a server
 * that turns everything down was not observed. Silence is never a refusal, and a second one is not waited for.
 */

#define LOWEST  REPOINT_TLS_VERSION_SSL3
#define HIGHEST REPOINT_TLS_VERSION_1_3
#define N       (HIGHEST - LOWEST + 1)

enum
{
  ALERT_CLOSE_NOTIFY = 0,
  ALERT_PROTOCOL_VERSION = 70,
  ALERT_USER_CANCELED = 90,
  ALERT_UNRECOGNIZED_NAME = 112,
};

typedef enum
{
  PHASE_DESCENT,
  PHASE_SINGLES,
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
  Verdict  verdict;
  char    *refused_by;
  guint16  suite;
  gboolean broke; /* the descent broke when it offered this as the highest */
} Version;

struct _RepointVersionSearch
{
  GObject           parent_instance;

  Phase             phase;
  RepointTlsVersion asked;
  gboolean          heard;
  gboolean          accepted;
  Version           versions[N];
};

static void inquiry_iface_init (RepointInquiryInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (RepointVersionSearch, repoint_version_search, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (REPOINT_TYPE_INQUIRY, inquiry_iface_init))

static Version *
get (RepointVersionSearch *self, guint version)
{
  return &self->versions[version - LOWEST];
}

static RepointTlsVersion
find_pending (RepointVersionSearch *self)
{
  for (guint version = HIGHEST; version >= LOWEST; version--)
    if (get (self, version)->verdict == VERDICT_PENDING)
      return (RepointTlsVersion) version;

  return REPOINT_TLS_VERSION_NONE;
}

static gboolean
next (RepointInquiry *inquiry, RepointQuestion *question)
{
  RepointVersionSearch *self = REPOINT_VERSION_SEARCH (inquiry);
  RepointTlsVersion version = find_pending (self);

  if (self->phase == PHASE_OVER || version == REPOINT_TLS_VERSION_NONE)
    return FALSE;

  self->asked = version;
  question->hello.max_version = version;
  question->hello.min_version = self->phase == PHASE_DESCENT ? REPOINT_TLS_VERSION_1_0 : version;
  /* SSLv3 stands alone in any case, so that one small hello does. */
  question->hello.small = self->phase == PHASE_SINGLES || version == LOWEST;
  /* Servers without HelloRetryRequest get a second chance. */
  question->key_share = self->phase == PHASE_SINGLES && version == REPOINT_TLS_VERSION_1_3;

  return TRUE;
}

static void
set (RepointVersionSearch *self, guint version, Verdict verdict, const char *refused_by)
{
  Version *slot = get (self, version);

  if (slot->verdict != VERDICT_PENDING)
    return;

  slot->verdict = verdict;
  slot->refused_by = g_strdup (refused_by);
}

/* The server chose @answer->version out of all up to the one asked. */
static void
take_choice (RepointVersionSearch *self, const RepointTlsAnswer *answer)
{
  gboolean doubtful = answer->downgraded && self->phase == PHASE_DESCENT;

  self->accepted = TRUE;
  get (self, answer->version)->suite = answer->suite;
  set (self, answer->version, VERDICT_ACCEPTED, NULL);

  /* A server that says itself that it could do better is asked again, alone. */
  for (guint version = answer->version + 1; version <= self->asked && !doubtful; version++)
    set (self, version, VERDICT_REFUSED, "lower-version");
  if (doubtful)
    self->phase = PHASE_SINGLES;
}

/* What ended the conversation, as it is written in documents; the alert before a close is the better reason. */
static char *
describe_end (const RepointHelloResult *result)
{
  int alert = result->answer.alert;

  if (result->outcome == REPOINT_HELLO_ALERT && alert == ALERT_CLOSE_NOTIFY)
    return g_strdup ("close_notify");
  if (result->outcome == REPOINT_HELLO_ALERT ||
      (alert > 0 && alert != ALERT_UNRECOGNIZED_NAME && alert != ALERT_USER_CANCELED))
    return g_strdup_printf ("alert %d", alert);

  return g_strdup (result->outcome == REPOINT_HELLO_RESET ? "reset" : "close");
}

static gboolean
is_denial (const RepointHelloResult *result)
{
  return result->outcome == REPOINT_HELLO_ALERT || result->outcome == REPOINT_HELLO_CLOSED ||
         result->outcome == REPOINT_HELLO_RESET;
}

static void
answer_descent (RepointVersionSearch *self, const RepointHelloResult *result)
{
  if (result->outcome == REPOINT_HELLO_ALERT && result->answer.alert == ALERT_PROTOCOL_VERSION)
    {
      /* A hello that lists its versions cannot list SSLv3 (RFC 8446 appendix D.5), so that it was not asked about. */
      guint lowest = self->asked == REPOINT_TLS_VERSION_1_3 ? REPOINT_TLS_VERSION_1_0 : LOWEST;

      for (guint version = lowest; version <= self->asked; version++)
        set (self, version, VERDICT_REFUSED, "alert 70");
      return;
    }

  get (self, self->asked)->broke = TRUE;
  self->phase = PHASE_SINGLES;
}

static void
answer_single (RepointVersionSearch *self, const RepointHelloResult *result)
{
  g_autofree char *how = describe_end (result);

  if (is_denial (result))
    set (self, self->asked, result->answer.alert == ALERT_PROTOCOL_VERSION ? VERDICT_REFUSED : VERDICT_DENIED, how);
  else
    set (self, self->asked, VERDICT_NOTHING, NULL);

  if (result->outcome == REPOINT_HELLO_SILENT)
    self->phase = PHASE_OVER;
}

static void
answer (RepointInquiry *inquiry, const RepointHelloResult *result)
{
  RepointVersionSearch *self = REPOINT_VERSION_SEARCH (inquiry);

  self->heard |= result->heard;

  switch (result->outcome)
    {
    case REPOINT_HELLO_ANSWERED:
      take_choice (self, &result->answer);
      break;

    case REPOINT_HELLO_ALERT:
    case REPOINT_HELLO_CLOSED:
    case REPOINT_HELLO_RESET:
    case REPOINT_HELLO_SILENT:
    case REPOINT_HELLO_ILLEGAL:
    case REPOINT_HELLO_GARBAGE:
      if (!self->heard && result->outcome == REPOINT_HELLO_SILENT)
        self->phase = PHASE_OVER;
      else if (!self->accepted && result->outcome == REPOINT_HELLO_GARBAGE)
        self->phase = PHASE_OVER;
      else if (self->phase == PHASE_DESCENT && self->asked != LOWEST)
        answer_descent (self, result);
      else
        answer_single (self, result);
      break;

    case REPOINT_HELLO_NONE:
    case REPOINT_HELLO_UNCONNECTED:
    case REPOINT_HELLO_CONNECTED:
    case REPOINT_HELLO_DIALOGUE:
    case REPOINT_HELLO_STOPPED:
    default:
      self->phase = PHASE_OVER;
    }
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
 * @version: SSLv3 to TLS 1.3
 *
 * Returns: what is known of it so far
 */
RepointVersionState
repoint_version_search_get_state (RepointVersionSearch *self, RepointTlsVersion version)
{
  g_return_val_if_fail (REPOINT_IS_VERSION_SEARCH (self), REPOINT_VERSION_NOT_OBSERVED);
  g_return_val_if_fail (version >= LOWEST && version <= HIGHEST, REPOINT_VERSION_NOT_OBSERVED);

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
 * @version: SSLv3 to TLS 1.3
 *
 * Returns: (nullable) (transfer none): how the server turned it down: "alert 70", "close_notify", "close", "reset", or
 *   "lower-version" where it chose one instead
 */
const char *
repoint_version_search_get_refused_by (RepointVersionSearch *self, RepointTlsVersion version)
{
  g_return_val_if_fail (REPOINT_IS_VERSION_SEARCH (self), NULL);
  g_return_val_if_fail (version >= LOWEST && version <= HIGHEST, NULL);

  return get (self, version)->refused_by;
}

/**
 * repoint_version_search_get_suite:
 * @version: SSLv3 to TLS 1.3
 *
 * Returns: the suite the server chose at that version; 0 if it did not accept it
 */
guint16
repoint_version_search_get_suite (RepointVersionSearch *self, RepointTlsVersion version)
{
  g_return_val_if_fail (REPOINT_IS_VERSION_SEARCH (self), 0);
  g_return_val_if_fail (version >= LOWEST && version <= HIGHEST, 0);

  return get (self, version)->suite;
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

  for (guint version = LOWEST; version <= HIGHEST; version++)
    {
      const char *name = repoint_tls_version_to_string ((RepointTlsVersion) version);
      RepointVersionState state = repoint_version_search_get_state (self, (RepointTlsVersion) version);
      const char *how = get (self, version)->refused_by;

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
  self->asked = HIGHEST;
}

/**
 * repoint_version_search_new:
 *
 * Returns: (transfer full): a search that knows nothing yet
 */
RepointVersionSearch *
repoint_version_search_new (void)
{
  return g_object_new (REPOINT_TYPE_VERSION_SEARCH, NULL);
}
