/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-profile-search.h"

/* The suites are those that devices with such a client offer, cheap ones for the server first. */
static const guint16 rsa_suites[] = { 0x002f, 0x0035, 0x009c, 0x003c, 0x009d, 0x003d, 0x000a, 0x0041, 0x0084, 0x0005, 0x0004 };
static const guint16 ecdhe_suites[] = { 0xc02f, 0xc02b, 0xc030, 0xc02c, 0xc013, 0xc009, 0xc014, 0xc00a, 0xc027,
                                        0xc023, 0xc028, 0xc024, 0xcca8, 0xcca9, 0xc012, 0xc008, 0xc011, 0xc007 };
static const guint16 cbc_suites[] = { 0x002f, 0x0035, 0x003c, 0x003d, 0x000a, 0x0041, 0x0084, 0xc013, 0xc009, 0xc014,
                                      0xc00a, 0xc027, 0xc023, 0xc028, 0xc024, 0xc012, 0xc008, 0x0033, 0x0039, 0x0067,
                                      0x006b, 0x0016, 0x0032, 0x0038, 0x0040, 0x006a, 0x0013 };
static const guint16 signed_suites[] = { 0xc02f, 0xc02b, 0xc030, 0xc02c, 0xc013, 0xc009, 0xc014, 0xc00a, 0xc027, 0xc023,
                                         0xc028, 0xc024, 0xcca8, 0xcca9, 0xc012, 0xc008, 0x0033, 0x0039, 0x009e, 0x009f,
                                         0x0067, 0x006b, 0x0016, 0x0032, 0x0038 };

/* What an old device has beside its one peculiarity; neither anonymous nor weaker than what it would take. */
static const guint16 device_suites[] = { 0x002f, 0x0035, 0x009c, 0x003c, 0x009d, 0x003d, 0x000a, 0x0005, 0x0004, 0xc02f,
                                         0xc02b, 0xc030, 0xc02c, 0xc013, 0xc009, 0xc014, 0xc00a, 0xc027, 0xc023, 0xc012,
                                         0x0033, 0x0039, 0x009e, 0x009f, 0x0067, 0x006b, 0x0016, 0x0032, 0x0038, 0x0013 };

/* RFC 5246 section 7.4.1.4.1: rsa_pkcs1_sha1, ecdsa_sha1, dsa_sha1 */
static const guint16 sha1_algorithms[] = { 0x0201, 0x0203, 0x0202 };

static const struct
{
  const char    *id;
  const guint16 *suites;
  guint          n_suites;
} profiles[REPOINT_N_PROFILES] = {
  [REPOINT_PROFILE_RSA_KEY_EXCHANGE] = { "rsa-key-exchange", rsa_suites, G_N_ELEMENTS (rsa_suites) },
  [REPOINT_PROFILE_ECDHE] = { "ecdhe", ecdhe_suites, G_N_ELEMENTS (ecdhe_suites) },
  [REPOINT_PROFILE_CBC] = { "cbc", cbc_suites, G_N_ELEMENTS (cbc_suites) },
  [REPOINT_PROFILE_SHA1_SIGNATURES] = { "sha1-signatures", signed_suites, G_N_ELEMENTS (signed_suites) },
  [REPOINT_PROFILE_NO_SNI] = { "no-sni", device_suites, G_N_ELEMENTS (device_suites) },
  [REPOINT_PROFILE_NO_EXTENSIONS] = { "no-extensions", device_suites, G_N_ELEMENTS (device_suites) },
};

struct _RepointProfileSearch
{
  GObject               parent_instance;

  RepointVersionSearch *versions;
  GPtrArray            *suites;    /* of RepointSuiteSearch; may know more than the versions */
  gboolean              prepared;
  guint                 current;
  gboolean              over;
  gboolean              known[REPOINT_N_PROFILES];
  RepointVersionState   states[REPOINT_N_PROFILES];
  char                 *refused_by[REPOINT_N_PROFILES];
  guint                 dh_bits;   /* of the prime in the flight */
};

static void inquiry_iface_init (RepointInquiryInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (RepointProfileSearch, repoint_profile_search, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (REPOINT_TYPE_INQUIRY, inquiry_iface_init))

/* The highest version that the server accepts and an old device could use; where there is none, what it does accept. */
static RepointTlsVersion
find_version (RepointProfileSearch *self)
{
  static const RepointTlsVersion order[] = { REPOINT_TLS_VERSION_1_2, REPOINT_TLS_VERSION_1_1, REPOINT_TLS_VERSION_1_0,
                                             REPOINT_TLS_VERSION_SSL3, REPOINT_TLS_VERSION_1_3 };

  for (gsize i = 0; i < G_N_ELEMENTS (order); i++)
    if (repoint_version_search_get_state (self->versions, order[i]) == REPOINT_VERSION_ACCEPTED)
      return order[i];

  return REPOINT_TLS_VERSION_NONE;
}

static void
set (RepointProfileSearch *self, RepointProfile profile, RepointVersionState state, const char *refused_by)
{
  self->known[profile] = TRUE;
  self->states[profile] = state;
  self->refused_by[profile] = g_strdup (state == REPOINT_VERSION_REFUSED ? refused_by : NULL);
}

/* ---- What is known before anything is asked ---- */

static gboolean
is_of (guint32 suite, RepointProfile profile)
{
  for (guint i = 0; i < profiles[profile].n_suites; i++)
    if (profiles[profile].suites[i] == suite)
      return TRUE;

  return FALSE;
}

/* A suite that was accepted among others is accepted without them as well. */
static gboolean
is_proven (RepointProfileSearch *self, RepointProfile profile)
{
  if (is_of (repoint_version_search_get_suite (self->versions, REPOINT_TLS_VERSION_1_2), profile))
    return TRUE;

  for (guint i = 0; i < self->suites->len; i++)
    {
      RepointSuiteSearch *search = g_ptr_array_index (self->suites, i);
      const GArray *suites = repoint_suite_search_get_suites (search);

      for (guint k = 0; repoint_suite_search_get_version (search) == REPOINT_TLS_VERSION_1_2 && k < suites->len; k++)
        if (is_of (g_array_index (suites, guint32, k), profile))
          return TRUE;
    }

  return FALSE;
}

/* What a server does with a version, it does with a client that has no other. */
static void
set_by_version (RepointProfileSearch *self, RepointProfile profile)
{
  RepointVersionState state = repoint_version_search_get_state (self->versions, REPOINT_TLS_VERSION_1_2);

  set (self, profile, state == REPOINT_VERSION_NOT_OBSERVED ? state : REPOINT_VERSION_REFUSED,
       repoint_version_search_get_refused_by (self->versions, REPOINT_TLS_VERSION_1_2));
}

static void
prepare_hello_profiles (RepointProfileSearch *self, RepointTlsVersion version)
{
  const RepointQuestion *manner = repoint_version_search_get_manner (self->versions, version);
  gboolean bare = manner->hello.no_extensions || version == REPOINT_TLS_VERSION_SSL3;

  if (bare || !repoint_version_search_is_named (self->versions))
    set (self, REPOINT_PROFILE_NO_SNI, REPOINT_VERSION_ACCEPTED, NULL);

  if (bare)
    set (self, REPOINT_PROFILE_NO_EXTENSIONS, REPOINT_VERSION_ACCEPTED, NULL);
  else if (version == REPOINT_TLS_VERSION_1_3)
    set_by_version (self, REPOINT_PROFILE_NO_EXTENSIONS); /* TLS 1.3 is an extension itself */
}

static void
prepare (RepointProfileSearch *self)
{
  RepointTlsVersion version = find_version (self);

  self->prepared = TRUE;
  self->over = version == REPOINT_TLS_VERSION_NONE;
  if (self->over)
    return;

  for (RepointProfile profile = 0; profile < REPOINT_PROFILE_NO_SNI; profile++)
    if (repoint_version_search_get_state (self->versions, REPOINT_TLS_VERSION_1_2) != REPOINT_VERSION_ACCEPTED)
      set_by_version (self, profile);
    else if (profile != REPOINT_PROFILE_SHA1_SIGNATURES && is_proven (self, profile))
      set (self, profile, REPOINT_VERSION_ACCEPTED, NULL);

  prepare_hello_profiles (self, version);
}

/* ---- Questions and answers ---- */

static void
ask (RepointProfileSearch *self, RepointQuestion *question)
{
  RepointTlsVersion version =
      self->current < REPOINT_PROFILE_NO_SNI ? REPOINT_TLS_VERSION_1_2 : find_version (self);

  *question = *repoint_version_search_get_manner (self->versions, version);
  question->hello.max_version = version;
  if (version < REPOINT_TLS_VERSION_1_3)
    {
      question->hello.suites = profiles[self->current].suites;
      question->hello.n_suites = profiles[self->current].n_suites;
    }

  if (self->current == REPOINT_PROFILE_SHA1_SIGNATURES)
    {
      question->hello.signature_algorithms = sha1_algorithms;
      question->hello.n_signature_algorithms = G_N_ELEMENTS (sha1_algorithms);
      question->flight = TRUE;
    }
  question->nameless |= self->current == REPOINT_PROFILE_NO_SNI;
  question->hello.no_extensions |= self->current == REPOINT_PROFILE_NO_EXTENSIONS;
}

static gboolean
next (RepointInquiry *inquiry, RepointQuestion *question)
{
  RepointProfileSearch *self = REPOINT_PROFILE_SEARCH (inquiry);

  if (!self->prepared)
    prepare (self);

  while (self->current < REPOINT_N_PROFILES && self->known[self->current])
    self->current++;
  if (self->over || self->current == REPOINT_N_PROFILES)
    return FALSE;

  ask (self, question);

  return TRUE;
}

/* A server may sign with what it has and not with what it was offered (RFC 5246 section 7.4.3 forbids it); the device would hang
 * up then. */
static void
judge_flight (RepointProfileSearch *self, const RepointTlsAnswer *answer)
{
  gboolean offered = FALSE;

  for (gsize i = 0; i < G_N_ELEMENTS (sha1_algorithms); i++)
    offered |= answer->signature_algorithm == sha1_algorithms[i];

  self->dh_bits = answer->dh_bits;
  if (answer->signature_algorithm == 0)
    set (self, REPOINT_PROFILE_SHA1_SIGNATURES, REPOINT_VERSION_NOT_OBSERVED, NULL);
  else
    set (self, REPOINT_PROFILE_SHA1_SIGNATURES, offered ? REPOINT_VERSION_ACCEPTED : REPOINT_VERSION_REFUSED,
         "other-signature");
}

static void
answer (RepointInquiry *inquiry, const RepointHelloResult *result)
{
  RepointProfileSearch *self = REPOINT_PROFILE_SEARCH (inquiry);
  g_autofree char *how = repoint_hello_result_describe_denial (result);

  if (how != NULL)
    set (self, self->current, REPOINT_VERSION_REFUSED, how);
  else if (result->outcome != REPOINT_HELLO_ANSWERED)
    set (self, self->current, REPOINT_VERSION_NOT_OBSERVED, NULL);
  else if (self->current < REPOINT_PROFILE_NO_SNI && result->answer.version != REPOINT_TLS_VERSION_1_2)
    set (self, self->current, REPOINT_VERSION_REFUSED, "lower-version");
  else if (self->current == REPOINT_PROFILE_SHA1_SIGNATURES)
    judge_flight (self, &result->answer);
  else
    set (self, self->current, REPOINT_VERSION_ACCEPTED, NULL);
}

static void
add_to_result (RepointInquiry *inquiry, JsonObject *result)
{
  RepointProfileSearch *self = REPOINT_PROFILE_SEARCH (inquiry);
  JsonObject *states = json_object_new ();
  JsonObject *refused_by = json_object_new ();

  /* Where there was no chance to ask, what is proven stands all the same. */
  if (!self->prepared)
    prepare (self);

  for (RepointProfile profile = 0; profile < REPOINT_N_PROFILES; profile++)
    {
      json_object_set_string_member (states, profiles[profile].id, repoint_version_state_to_string (self->states[profile]));
      if (self->refused_by[profile] != NULL)
        json_object_set_string_member (refused_by, profiles[profile].id, self->refused_by[profile]);
    }

  json_object_set_object_member (result, "profiles", states);
  json_object_set_object_member (result, "profiles_refused_by", refused_by);
  repoint_inquiry_note_dh_bits (result, REPOINT_TLS_VERSION_1_2, self->dh_bits);
}

static void
inquiry_iface_init (RepointInquiryInterface *iface)
{
  iface->next = next;
  iface->answer = answer;
  iface->add_to_result = add_to_result;
}

static void
repoint_profile_search_finalize (GObject *object)
{
  RepointProfileSearch *self = REPOINT_PROFILE_SEARCH (object);

  g_object_unref (self->versions);
  g_ptr_array_unref (self->suites);
  for (guint i = 0; i < REPOINT_N_PROFILES; i++)
    g_free (self->refused_by[i]);

  G_OBJECT_CLASS (repoint_profile_search_parent_class)->finalize (object);
}

static void
repoint_profile_search_class_init (RepointProfileSearchClass *class)
{
  G_OBJECT_CLASS (class)->finalize = repoint_profile_search_finalize;
}

static void
repoint_profile_search_init (RepointProfileSearch *self)
{
}

/**
 * repoint_profile_search_new:
 * @versions: what was found out about versions by the time of the first question
 * @suites: (element-type RepointSuiteSearch): what was found out about suites by then
 *
 * Returns: (transfer full): a search that has asked nothing
 */
RepointProfileSearch *
repoint_profile_search_new (RepointVersionSearch *versions, GPtrArray *suites)
{
  RepointProfileSearch *self;

  g_return_val_if_fail (REPOINT_IS_VERSION_SEARCH (versions), NULL);
  g_return_val_if_fail (suites != NULL, NULL);

  self = g_object_new (REPOINT_TYPE_PROFILE_SEARCH, NULL);
  self->versions = g_object_ref (versions);
  self->suites = g_ptr_array_ref (suites);

  return self;
}

/**
 * repoint_profile_search_get_state:
 *
 * Returns: what is known of it so far: never %REPOINT_VERSION_INTOLERANT
 */
RepointVersionState
repoint_profile_search_get_state (RepointProfileSearch *self, RepointProfile profile)
{
  g_return_val_if_fail (REPOINT_IS_PROFILE_SEARCH (self), REPOINT_VERSION_NOT_OBSERVED);
  g_return_val_if_fail (profile < REPOINT_N_PROFILES, REPOINT_VERSION_NOT_OBSERVED);

  return self->states[profile];
}

/**
 * repoint_profile_search_get_refused_by:
 *
 * Returns: (nullable) (transfer none): how the server turned it down, in the words of the versions, or "other-signature"
 *   where it signed with what was not offered
 */
const char *
repoint_profile_search_get_refused_by (RepointProfileSearch *self, RepointProfile profile)
{
  g_return_val_if_fail (REPOINT_IS_PROFILE_SEARCH (self), NULL);
  g_return_val_if_fail (profile < REPOINT_N_PROFILES, NULL);

  return self->refused_by[profile];
}

/**
 * repoint_profile_to_string:
 *
 * Returns: the id as in documents and on the command line
 */
const char *
repoint_profile_to_string (RepointProfile profile)
{
  g_return_val_if_fail (profile < REPOINT_N_PROFILES, NULL);

  return profiles[profile].id;
}
