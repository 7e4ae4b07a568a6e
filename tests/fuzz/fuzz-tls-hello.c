/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-fuzz.h"
#include "repoint-tls-hello.h"
#include "repoint-tls-offer.h"

#include <string.h>

#define MAX_VALUES 200

static guint
take_values (RepointBytes *in, guint16 *values)
{
  RepointBytes list = { 0 };
  guint n_values = 0;
  guint32 value;

  if (!repoint_bytes_take_vector (in, 1, &list))
    return 0;
  while (n_values < MAX_VALUES && repoint_bytes_take_number (&list, 2, &value))
    values[n_values++] = (guint16) value;

  return n_values;
}

static void
check_list (RepointBytes list, const guint16 *values, guint n_values)
{
  guint32 value;

  REPOINT_FUZZ_ASSERT (list.length == 2 * n_values);
  for (guint i = 0; i < n_values; i++)
    REPOINT_FUZZ_ASSERT (repoint_bytes_take_number (&list, 2, &value) && value == values[i]);
}

static gboolean
is_unlucky (gsize length)
{
  return length % 256 == 10 || length % 256 == 14;
}

static void
check_hello (const RepointTlsHello *hello, GBytes *bytes)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (bytes, &size);
  gboolean with_extensions = hello->max_version > REPOINT_TLS_VERSION_SSL3 && !hello->no_extensions;
  RepointTlsOffer offer;

  REPOINT_FUZZ_ASSERT (repoint_tls_offer_read (&offer, repoint_bytes (data, size)));
  REPOINT_FUZZ_ASSERT (offer.ssl2 == (hello->max_version == REPOINT_TLS_VERSION_SSL2));
  if (offer.ssl2)
    return;

  REPOINT_FUZZ_ASSERT (offer.version == MIN (hello->max_version, REPOINT_TLS_VERSION_1_2));
  REPOINT_FUZZ_ASSERT (((gsize) data[3] << 8 | data[4]) == size - 5);
  REPOINT_FUZZ_ASSERT (!is_unlucky (size - 5) && !is_unlucky (size - 9));
  REPOINT_FUZZ_ASSERT (with_extensions || offer.extensions.length == 0);
  if (hello->max_version < REPOINT_TLS_VERSION_1_3)
    REPOINT_FUZZ_ASSERT (repoint_tls_offer_has_suite (&offer, 0x00ff) != repoint_tls_offer_has_extension (&offer, 0xff01) ||
                         hello->suites != NULL);

  if (hello->suites != NULL)
    {
      offer.suites.length = MIN (offer.suites.length, 2 * hello->n_suites);
      check_list (offer.suites, hello->suites, hello->n_suites);
    }
  else
    {
      REPOINT_FUZZ_ASSERT (offer.suites.length <= 2 * (hello->small ? REPOINT_TLS_HELLO_SMALL_SUITES : REPOINT_TLS_HELLO_MAX_SUITES));
    }
  if (with_extensions && hello->groups != NULL)
    check_list (offer.groups, hello->groups, hello->n_groups);
  if (with_extensions && hello->signature_algorithms != NULL && hello->max_version >= REPOINT_TLS_VERSION_1_2)
    check_list (offer.signature_algorithms, hello->signature_algorithms, hello->n_signature_algorithms);
  if (offer.shares.length > 0)
    REPOINT_FUZZ_ASSERT (repoint_tls_offer_has_group (&offer, 29) && repoint_tls_offer_has_share (&offer, 29));
  REPOINT_FUZZ_ASSERT (repoint_tls_offer_has_extension (&offer, 43) == (hello->max_version == REPOINT_TLS_VERSION_1_3));
}

/* What is built can be read, and offers what it was told to. */
static void
check_built (RepointBytes in)
{
  guint16 suites[MAX_VALUES];
  guint16 groups[MAX_VALUES];
  guint16 algorithms[MAX_VALUES];
  guint8 share[REPOINT_TLS_RANDOM_LENGTH] = { 1 };
  g_autofree char *name = NULL;
  g_autoptr (GBytes) bytes = NULL;
  RepointTlsHello hello = { 0 };
  guint32 version;
  guint32 flags;

  if (!repoint_bytes_take_number (&in, 1, &version) || !repoint_bytes_take_number (&in, 1, &flags))
    return;

  hello.max_version = version % 6 == 5 ? REPOINT_TLS_VERSION_SSL2 : REPOINT_TLS_VERSION_SSL3 + version % 6;
  hello.min_version = REPOINT_TLS_VERSION_SSL3 + (version >> 4) % 5;
  hello.min_version = MIN (hello.min_version, hello.max_version);
  hello.small = (flags & 1) != 0;
  hello.no_extensions = (flags & 2) != 0 && hello.max_version < REPOINT_TLS_VERSION_1_3;
  hello.key_share = (flags & 4) != 0 ? share : NULL;
  hello.n_suites = take_values (&in, suites);
  hello.suites = hello.n_suites > 0 ? suites : NULL;
  hello.n_groups = take_values (&in, groups);
  hello.groups = (flags & 8) != 0 ? groups : NULL;
  hello.n_signature_algorithms = take_values (&in, algorithms);
  hello.signature_algorithms = (flags & 16) != 0 ? algorithms : NULL;
  name = g_strndup ((const char *) in.data, in.length);
  hello.server_name = name;

  bytes = repoint_tls_hello_build (&hello);
  check_hello (&hello, bytes);
}

/* A hello may also be one that somebody else sent. */
static void
check_read (RepointBytes in)
{
  g_autofree guint8 *copy = g_memdup2 (in.data, in.length);
  RepointTlsOffer offer;

  if (!repoint_tls_offer_read (&offer, repoint_bytes (copy, in.length)))
    return;

  REPOINT_FUZZ_ASSERT (offer.suites.length <= in.length && offer.extensions.length <= in.length);
  for (guint value = 0; value < 64; value++)
    {
      repoint_tls_offer_has_suite (&offer, value);
      repoint_tls_offer_has_extension (&offer, value);
      repoint_tls_offer_has_group (&offer, value);
      repoint_tls_offer_has_share (&offer, value);
      repoint_tls_offer_has_version (&offer, value);
      repoint_tls_offer_has_signature_algorithm (&offer, value);
    }
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  check_built (repoint_bytes (data, size));
  check_read (repoint_bytes (data, size));

  return 0;
}
