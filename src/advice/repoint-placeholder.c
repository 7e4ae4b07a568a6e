/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-placeholder.h"

#include <string.h>

#define FIRST_STRONG_ISOLATE "\xe2\x81\xa8"    /* U+2068 */
#define POP_DIRECTIONAL_ISOLATE "\xe2\x81\xa9" /* U+2069 */

/* The closed list. data/guides/README.md shows it to authors; a test compares the two. */
static const RepointPlaceholder placeholders[] = {
  { "account", FALSE, TRUE, REPOINT_PLACEHOLDER_PLAN, "the mailbox to sign in with" },
  { "address", FALSE, TRUE, REPOINT_PLACEHOLDER_PLAN, "the device's own network address" },
  { "device", FALSE, FALSE, REPOINT_PLACEHOLDER_PLAN, "what the device is called in the inventory" },
  { "domain", FALSE, TRUE, REPOINT_PLACEHOLDER_PLAN, "the office's mail domain" },
  { "firmware", FALSE, FALSE, REPOINT_PLACEHOLDER_PLAN, "the firmware the device has today" },
  { "page", FALSE, TRUE, REPOINT_PLACEHOLDER_PLAN, "the address of the device's own web page" },
  { "port", FALSE, TRUE, REPOINT_PLACEHOLDER_PLAN, "the port to set" },
  { "security", FALSE, FALSE, REPOINT_PLACEHOLDER_PLAN, "the general name of the encryption to set: STARTTLS, TLS" },
  { "sender", FALSE, TRUE, REPOINT_PLACEHOLDER_PLAN, "the sender address to set" },
  { "server", FALSE, TRUE, REPOINT_PLACEHOLDER_PLAN, "the server name to set" },
  { "command", FALSE, TRUE, REPOINT_PLACEHOLDER_TENANT, "the step's command" },
  { "devices", FALSE, FALSE, REPOINT_PLACEHOLDER_TENANT, "the devices that the step is about" },
  { "functions", FALSE, FALSE, REPOINT_PLACEHOLDER_GUIDE, "the functions of the device that send or fetch mail" },
  { "initial", TRUE, FALSE, REPOINT_PLACEHOLDER_GUIDE, "the value a setting is delivered with" },
  { "label", TRUE, FALSE, REPOINT_PLACEHOLDER_GUIDE, "the device's name of a setting" },
  { "panel", TRUE, FALSE, REPOINT_PLACEHOLDER_GUIDE, "where a page is found on the device's panel" },
  { "security-label", FALSE, FALSE, REPOINT_PLACEHOLDER_GUIDE, "the device's name of the encryption to set" },
  { "web", TRUE, FALSE, REPOINT_PLACEHOLDER_GUIDE, "where a page is found in the device's web pages" },
};

/**
 * repoint_placeholder_list:
 * @n_placeholders: (out): how many
 *
 * Returns: (transfer none): the closed list
 */
const RepointPlaceholder *
repoint_placeholder_list (gsize *n_placeholders)
{
  g_return_val_if_fail (n_placeholders != NULL, NULL);

  *n_placeholders = G_N_ELEMENTS (placeholders);
  return placeholders;
}

static const RepointPlaceholder *
find (const char *name, const char **key)
{
  const char *colon = strchr (name, ':');
  gsize length = colon ? (gsize) (colon - name) : strlen (name);

  *key = colon ? colon + 1 : NULL;
  for (gsize i = 0; i < G_N_ELEMENTS (placeholders); i++)
    if (placeholders[i].has_key == (colon != NULL) &&
        strlen (placeholders[i].name) == length && strncmp (placeholders[i].name, name, length) == 0)
      return &placeholders[i];

  return NULL;
}

/* Returns what stands before the next brace pair and steps over it; @name gets what stands between them. */
static gboolean
next (const char **text, const char **start, gsize *length, char **name)
{
  const char *open = *text + strcspn (*text, "{}");
  const char *close;

  *start = *text;
  *length = (gsize) (open - *text);
  *name = NULL;
  *text = open;
  if (*open == '\0')
    return TRUE;

  close = open + 1 + strcspn (open + 1, "{}");
  if (*open != '{' || *close != '}' || close == open + 1)
    return FALSE;

  *name = g_strndup (open + 1, (gsize) (close - open - 1));
  *text = close + 1;
  return TRUE;
}

/**
 * repoint_placeholder_foreach:
 * @text: a text of the catalog or a guide
 * @func: called for every placeholder, known or not, in order
 * @data: for @func
 *
 * Returns: %FALSE if the braces do not match; @func was called for what stands before the fault
 */
gboolean
repoint_placeholder_foreach (const char *text, RepointPlaceholderFunc func, gpointer data)
{
  g_return_val_if_fail (text != NULL, FALSE);

  while (*text != '\0')
    {
      g_autofree char *name = NULL;
      const RepointPlaceholder *placeholder;
      const char *start;
      const char *key;
      gsize length;

      if (!next (&text, &start, &length, &name))
        return FALSE;
      if (!name)
        break;

      placeholder = find (name, &key);
      func (name, placeholder, key, data);
    }

  return TRUE;
}

static const char *
find_argument (GPtrArray *arguments, const char *name)
{
  for (guint i = 0; arguments && i + 1 < arguments->len; i += 2)
    if (g_strcmp0 (g_ptr_array_index (arguments, i), name) == 0)
      return g_ptr_array_index (arguments, i + 1);

  return NULL;
}

/* A value may come from the network: it must not be able to end the isolate it stands in. */
static void
append_without_isolates (GString *filled, const char *value)
{
  while (*value != '\0')
    {
      if (g_str_has_prefix (value, FIRST_STRONG_ISOLATE) || g_str_has_prefix (value, POP_DIRECTIONAL_ISOLATE))
        value += strlen (FIRST_STRONG_ISOLATE);
      else
        g_string_append_c (filled, *value++);
    }
}

/**
 * repoint_placeholder_fill:
 * @text: a text of the catalog or a guide
 * @arguments: (nullable) (element-type utf8): name, value, name, value, …
 *
 * Puts the values in. A value that is typed in or copied stands between U+2068 and U+2069. A placeholder without an
 * argument stays as it is, so that it is noticed. Values are not searched for placeholders.
 *
 * Returns: (transfer full): the text
 */
char *
repoint_placeholder_fill (const char *text, GPtrArray *arguments)
{
  g_autoptr(GString) filled = g_string_new (NULL);

  g_return_val_if_fail (text != NULL, NULL);

  while (*text != '\0')
    {
      g_autofree char *name = NULL;
      const RepointPlaceholder *placeholder;
      const char *start;
      const char *key;
      const char *value;
      gsize length;

      if (!next (&text, &start, &length, &name))
        {
          g_string_append (filled, start);
          break;
        }
      g_string_append_len (filled, start, (gssize) length);
      if (!name)
        break;

      value = find_argument (arguments, name);
      placeholder = find (name, &key);
      if (!value)
        g_string_append_printf (filled, "{%s}", name);
      else if (placeholder && placeholder->typed)
        {
          g_string_append (filled, FIRST_STRONG_ISOLATE);
          append_without_isolates (filled, value);
          g_string_append (filled, POP_DIRECTIONAL_ISOLATE);
        }
      else
        append_without_isolates (filled, value);
    }

  return g_string_free (g_steal_pointer (&filled), FALSE);
}
