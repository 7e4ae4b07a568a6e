/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-firmware.h"

#include <string.h>

#define MAX_LENGTH 128
#define MAX_PARTS 16

G_DEFINE_ENUM_TYPE (RepointFirmwareScheme, repoint_firmware_scheme,
                    G_DEFINE_ENUM_VALUE (REPOINT_FIRMWARE_SCHEME_DOTTED, "dotted"),
                    G_DEFINE_ENUM_VALUE (REPOINT_FIRMWARE_SCHEME_JAVA, "java"),
                    G_DEFINE_ENUM_VALUE (REPOINT_FIRMWARE_SCHEME_LETTERS, "letters"),
                    G_DEFINE_ENUM_VALUE (REPOINT_FIRMWARE_SCHEME_SLASH, "slash"),
                    G_DEFINE_ENUM_VALUE (REPOINT_FIRMWARE_SCHEME_DATE, "date"),
                    G_DEFINE_ENUM_VALUE (REPOINT_FIRMWARE_SCHEME_BUILD, "build"))

const char repoint_firmware_newest[] = "newest";

/* A run of digits or a run of letters. */
typedef struct
{
  gboolean    is_number;
  guint64     number;
  const char *letters;
  gsize       length;
} Part;

static gsize
split (const char *text, Part *parts)
{
  gsize n_parts = 0;

  while (*text != '\0' && n_parts < MAX_PARTS)
    {
      const char *start = text;

      if (g_ascii_isdigit (*text))
        {
          char *end;

          parts[n_parts++] = (Part) { .is_number = TRUE, .number = g_ascii_strtoull (text, &end, 10) };
          text = end;
        }
      else if (g_ascii_isalpha (*text))
        {
          while (g_ascii_isalpha (*text))
            text++;
          parts[n_parts++] = (Part) { .letters = start, .length = (gsize) (text - start) };
        }
      else
        text++;
    }

  return n_parts;
}

static int
compare_numbers (guint64 a, guint64 b)
{
  return a < b ? -1 : a > b;
}

static int
compare_letters (const Part *a, const Part *b)
{
  int order = g_ascii_strncasecmp (a->letters, b->letters, MIN (a->length, b->length));

  return order != 0 ? order : compare_numbers (a->length, b->length);
}

/* What one version has more than the other: zeros do not count, anything else makes it the later one. */
static int
weigh_rest (const Part *parts, gsize n_parts)
{
  for (gsize i = 0; i < n_parts; i++)
    if (!parts[i].is_number || parts[i].number != 0)
      return 1;

  return 0;
}

static gboolean
compare_parts (const Part *a, gsize n_a, const Part *b, gsize n_b, int *order)
{
  gsize n_common = MIN (n_a, n_b);

  for (gsize i = 0; i < n_common; i++)
    {
      if (a[i].is_number != b[i].is_number)
        return FALSE;
      *order = a[i].is_number ? compare_numbers (a[i].number, b[i].number) : compare_letters (&a[i], &b[i]);
      if (*order != 0)
        return TRUE;
    }

  *order = n_a > n_b ? weigh_rest (a + n_common, n_a - n_common) : -weigh_rest (b + n_common, n_b - n_common);
  return TRUE;
}

/* "Ver.L 3.15": what stands before the first digit is a name, not a version. */
static gboolean
compare_dotted (const char *a, const char *b, int *order)
{
  Part parts_a[MAX_PARTS];
  Part parts_b[MAX_PARTS];

  return compare_parts (parts_a, split (a + strcspn (a, "0123456789"), parts_a),
                        parts_b, split (b + strcspn (b, "0123456789"), parts_b), order);
}

/* Java 8 and before called itself 1.8: the one goes, and "7u80" is told like "1.7.0_80". */
static gsize
split_java (const char *text, Part *parts)
{
  Part all[MAX_PARTS];
  gsize n_all = split (text + strcspn (text, "0123456789"), all);
  gsize first = n_all > 1 && all[0].is_number && all[0].number == 1 && all[1].is_number ? 1 : 0;
  gboolean update = n_all > first + 1 && !all[first + 1].is_number && all[first + 1].length == 1 &&
                    g_ascii_tolower (all[first + 1].letters[0]) == 'u';
  gsize n_parts = 0;

  for (gsize i = first; i < n_all; i++)
    parts[n_parts++] = update && i == first + 1 ? (Part) { .is_number = TRUE, .number = 0 } : all[i];

  return n_parts;
}

static gboolean
compare_java (const char *a, const char *b, int *order)
{
  Part parts_a[MAX_PARTS];
  Part parts_b[MAX_PARTS];

  return compare_parts (parts_a, split_java (a, parts_a), parts_b, split_java (b, parts_b), order);
}

/* Only versions of one line can be told apart: NS.NP.N212 and NS.NP.N219, but not NM.NA.N099. */
static gboolean
compare_letter_codes (const char *a, const char *b, int *order)
{
  Part parts_a[MAX_PARTS];
  Part parts_b[MAX_PARTS];
  gsize n_parts = split (a, parts_a);

  if (n_parts < 2 || split (b, parts_b) != n_parts || !parts_a[n_parts - 1].is_number || !parts_b[n_parts - 1].is_number)
    return FALSE;
  for (gsize i = 0; i + 1 < n_parts; i++)
    if (parts_a[i].is_number != parts_b[i].is_number ||
        (parts_a[i].is_number ? compare_numbers (parts_a[i].number, parts_b[i].number)
                              : compare_letters (&parts_a[i], &parts_b[i])) != 0)
      return FALSE;

  *order = compare_numbers (parts_a[n_parts - 1].number, parts_b[n_parts - 1].number);
  return TRUE;
}

static gboolean
compare_slashed (const char *a, const char *b, int *order)
{
  const char *slash_a = strpbrk (a, "/_");
  const char *slash_b = strpbrk (b, "/_");
  guint64 line_a;
  guint64 line_b;

  if (slash_a && slash_b)
    {
      line_a = g_ascii_strtoull (a, NULL, 10);
      line_b = g_ascii_strtoull (b, NULL, 10);
      if (line_a != line_b)
        return FALSE;
    }

  return compare_dotted (slash_a ? slash_a + 1 : a, slash_b ? slash_b + 1 : b, order);
}

static gboolean
read_date (const char *text, guint64 *date)
{
  GString *digits = g_string_new (NULL);
  gboolean valid;

  for (; *text != '\0'; text++)
    if (g_ascii_isdigit (*text))
      g_string_append_c (digits, *text);
  *date = g_ascii_strtoull (digits->str, NULL, 10);
  valid = digits->len == 8 && *date % 10000 / 100 >= 1 && *date % 10000 / 100 <= 12 && *date % 100 >= 1 && *date % 100 <= 31;
  g_string_free (digits, TRUE);

  return valid;
}

static gboolean
compare_dates (const char *a, const char *b, int *order)
{
  guint64 date_a;
  guint64 date_b;

  if (!read_date (a, &date_a) || !read_date (b, &date_b))
    return FALSE;

  *order = compare_numbers (date_a, date_b);
  return TRUE;
}

static gboolean
compare_builds (const char *a, const char *b, int *order)
{
  *order = compare_numbers (g_ascii_strtoull (a + strcspn (a, "0123456789"), NULL, 10),
                            g_ascii_strtoull (b + strcspn (b, "0123456789"), NULL, 10));
  return TRUE;
}

static gboolean
is_version (const char *text)
{
  return text && strlen (text) <= MAX_LENGTH && text[strcspn (text, "0123456789")] != '\0';
}

/**
 * repoint_firmware_compare:
 * @scheme: how the maker counts
 * @a: (nullable): a firmware version as the device tells it
 * @b: (nullable): another
 * @order: (out): below 0: @a is older; 0: the same; above 0: @a is newer
 *
 * Returns: %FALSE if the two cannot be compared; @order is then undefined
 */
gboolean
repoint_firmware_compare (RepointFirmwareScheme scheme, const char *a, const char *b, int *order)
{
  g_return_val_if_fail (order != NULL, FALSE);

  if (!is_version (a) || !is_version (b))
    return FALSE;

  switch (scheme)
    {
    case REPOINT_FIRMWARE_SCHEME_DOTTED:
      return compare_dotted (a, b, order);
    case REPOINT_FIRMWARE_SCHEME_JAVA:
      return compare_java (a, b, order);
    case REPOINT_FIRMWARE_SCHEME_LETTERS:
      return compare_letter_codes (a, b, order);
    case REPOINT_FIRMWARE_SCHEME_SLASH:
      return compare_slashed (a, b, order);
    case REPOINT_FIRMWARE_SCHEME_DATE:
      return compare_dates (a, b, order);
    case REPOINT_FIRMWARE_SCHEME_BUILD:
      return compare_builds (a, b, order);
    default:
      g_return_val_if_reached (FALSE);
    }
}

/* ">= 3.15" → 1 | 0 and "3.15": which orders satisfy it. Bit 0: older, bit 1: the same, bit 2: newer. */
static gboolean
read_term (const char *term, guint *orders, const char **version)
{
  static const struct
  {
    const char *sign;
    guint       orders;
  } signs[] = { { ">=", 6 }, { "<=", 3 }, { ">", 4 }, { "<", 1 }, { "=", 2 } };

  for (gsize i = 0; i < G_N_ELEMENTS (signs); i++)
    if (g_str_has_prefix (term, signs[i].sign))
      {
        *orders = signs[i].orders;
        *version = term + strlen (signs[i].sign);
        *version += strspn (*version, " ");
        return **version != '\0';
      }

  return FALSE;
}

static RepointTruth
meets_term (RepointFirmwareScheme scheme, const char *firmware, const char *term)
{
  const char *version;
  guint orders;
  int order;

  if (!read_term (term, &orders, &version))
    return REPOINT_TRUTH_UNKNOWN;
  if (firmware == repoint_firmware_newest)
    return orders & 4 ? REPOINT_TRUTH_YES : orders & 2 ? REPOINT_TRUTH_UNKNOWN : REPOINT_TRUTH_NO;
  if (!repoint_firmware_compare (scheme, firmware, version, &order))
    return REPOINT_TRUTH_UNKNOWN;

  return orders & (order < 0 ? 1u : order == 0 ? 2u : 4u) ? REPOINT_TRUTH_YES : REPOINT_TRUTH_NO;
}

/**
 * repoint_firmware_condition_is_valid:
 * @scheme: how the maker counts
 * @condition: as in repoint_firmware_meets()
 *
 * Returns: whether the condition can be understood, with versions that @scheme can compare
 */
gboolean
repoint_firmware_condition_is_valid (RepointFirmwareScheme scheme, const char *condition)
{
  g_auto(GStrv) terms = g_strsplit (condition, ",", -1);

  for (guint i = 0; terms[i]; i++)
    {
      const char *version;
      guint orders;
      int order;

      if (!read_term (g_strstrip (terms[i]), &orders, &version))
        return FALSE;
      if (strcmp (version, "unknown") != 0 && !repoint_firmware_compare (scheme, version, version, &order))
        return FALSE;
    }

  return terms[0] != NULL;
}

/**
 * repoint_firmware_meets:
 * @scheme: how the maker counts
 * @firmware: (nullable): what the device has; %NULL or "": not known; repoint_firmware_newest: the newest there is
 * @condition: terms separated by commas that must all hold: ">= 3.15", "< 4", "= 2.0.1", and ">= unknown" for a change
 *   that came at some time that nobody has documented
 *
 * Returns: whether the firmware meets the condition, as far as that can be told
 */
RepointTruth
repoint_firmware_meets (RepointFirmwareScheme scheme, const char *firmware, const char *condition)
{
  g_auto(GStrv) terms = NULL;
  RepointTruth truth = REPOINT_TRUTH_YES;

  g_return_val_if_fail (condition != NULL, REPOINT_TRUTH_UNKNOWN);

  terms = g_strsplit (condition, ",", -1);
  for (guint i = 0; terms[i]; i++)
    truth = MIN (truth, meets_term (scheme, firmware, g_strstrip (terms[i])));

  return truth;
}
