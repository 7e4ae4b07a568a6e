/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-guide.h"

#include "repoint-guide-private.h"
#include "repoint-guide-vocabulary.h"
#include "repoint-placeholder.h"

#include <glib/gi18n-lib.h>
#include <string.h>

G_DEFINE_FINAL_TYPE (RepointGuide, repoint_guide, G_TYPE_OBJECT)

/**
 * repoint_guide_full_key:
 * @placeholder: "label", "initial", "web" or "panel"
 * @key: as in the text: "host" is that of the mail use's protocol, and so is the page "mail"
 *
 * Returns: (transfer full): the key as in the guide: "smtp.host", "web:smtp"
 */
char *
repoint_guide_full_key (const char *placeholder, const char *key, RepointProtocol protocol)
{
  const char *prefix = repoint_protocol_to_string (protocol);

  if (strcmp (placeholder, "web") == 0 || strcmp (placeholder, "panel") == 0)
    return g_strconcat (placeholder, ":", strcmp (key, "mail") == 0 ? prefix : key, NULL);
  if (!strchr (key, '.'))
    return g_strconcat (prefix, ".", key, NULL);

  return g_strdup (key);
}

static const RepointGuideSetting *
find_setting (RepointGuide *self, const char *key)
{
  return g_hash_table_lookup (self->settings, key);
}

static const RepointGuideName *
find_option (RepointGuide *self, const char *key, const char *value)
{
  const RepointGuideSetting *setting = find_setting (self, key);

  return setting ? g_hash_table_lookup (setting->options, value) : NULL;
}

/**
 * repoint_guide_find_name:
 * @placeholder: a placeholder that the guide fills in, but "label" and "initial"
 * @key: (nullable): its key as in the text
 *
 * Returns: (transfer none) (nullable): what stands in its place; %NULL if the guide does not say
 */
const RepointGuideName *
repoint_guide_find_name (RepointGuide *self, const char *placeholder, const char *key, RepointProtocol protocol,
                         RepointSecurity security)
{
  g_autofree char *full_key = NULL;

  if (strcmp (placeholder, "functions") == 0)
    return self->functions.text || self->functions.hint ? &self->functions : NULL;
  if (strcmp (placeholder, "security-label") == 0)
    {
      full_key = repoint_guide_full_key ("label", "encryption", protocol);
      return find_option (self, full_key, repoint_security_to_string (security));
    }

  full_key = repoint_guide_full_key (placeholder, key, protocol);
  return g_hash_table_lookup (self->paths, full_key);
}

static void
repoint_guide_finalize (GObject *object)
{
  RepointGuide *self = REPOINT_GUIDE (object);

  g_clear_pointer (&self->settings, g_hash_table_unref);
  g_clear_pointer (&self->paths, g_hash_table_unref);
  g_clear_pointer (&self->claims, g_hash_table_unref);
  g_clear_pointer (&self->routes, g_hash_table_unref);
  g_clear_pointer (&self->matcher, repoint_guide_matcher_free);
  g_clear_pointer (&self->strings, g_string_chunk_free);
  g_clear_pointer (&self->documents, g_ptr_array_unref);

  G_OBJECT_CLASS (repoint_guide_parent_class)->finalize (object);
}

static void
setting_free (RepointGuideSetting *setting)
{
  g_hash_table_unref (setting->options);
  g_free (setting);
}

static void
repoint_guide_class_init (RepointGuideClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = repoint_guide_finalize;
}

static void
repoint_guide_init (RepointGuide *self)
{
  self->strings = g_string_chunk_new (256);
  self->settings = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) setting_free);
  self->paths = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->claims = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_ptr_array_unref);
  self->routes = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) g_ptr_array_unref);
}

/**
 * repoint_guide_get_id:
 *
 * Returns: (transfer none): its id, which never changes and stands in checklists: "canon-imagerunner-advance"
 */
const char *
repoint_guide_get_id (RepointGuide *self)
{
  g_return_val_if_fail (REPOINT_IS_GUIDE (self), NULL);

  return self->id;
}

/**
 * repoint_guide_get_title:
 *
 * Returns: (transfer none): what it is a guide to, translated
 */
const char *
repoint_guide_get_title (RepointGuide *self)
{
  g_return_val_if_fail (REPOINT_IS_GUIDE (self), NULL);

  return self->title;
}

/**
 * repoint_guide_get_is_generic:
 *
 * Returns: whether it is the guide for all devices of a kind that have none of their own
 */
gboolean
repoint_guide_get_is_generic (RepointGuide *self)
{
  g_return_val_if_fail (REPOINT_IS_GUIDE (self), FALSE);

  return self->generic;
}

/**
 * repoint_guide_get_page:
 *
 * Returns: (transfer none) (nullable): the address of the device's own web page, with {address} in it; %NULL if it has
 *   none
 */
const char *
repoint_guide_get_page (RepointGuide *self)
{
  g_return_val_if_fail (REPOINT_IS_GUIDE (self), NULL);

  return self->page;
}

/* The first claim whose firmware fits counts. While it cannot be told whether an earlier one fits, all that may be
 * right must agree. */
static const RepointGuideClaim *
find_claim (RepointGuide *self, const char *key, const char *firmware)
{
  GPtrArray *claims = g_hash_table_lookup (self->claims, key);
  const RepointGuideClaim *candidate = NULL;

  for (guint i = 0; claims && i < claims->len; i++)
    {
      const RepointGuideClaim *claim = g_ptr_array_index (claims, i);
      RepointTruth truth = claim->firmware ? repoint_firmware_meets (self->scheme, firmware, claim->firmware)
                                           : REPOINT_TRUTH_YES;

      if (truth == REPOINT_TRUTH_NO)
        continue;
      if (candidate && candidate->value != claim->value)
        return NULL;
      if (!candidate)
        candidate = claim;
      if (truth == REPOINT_TRUTH_YES)
        return candidate;
    }

  return NULL;
}

static int
answer (const RepointGuideClaim *claim, RepointFact *fact)
{
  if (fact)
    *fact = claim ? claim->fact : (RepointFact) { NULL };

  return claim ? claim->value : 0;
}

/**
 * repoint_guide_can:
 * @capability: one of repoint-guide-vocabulary.c: "tls12", "tls-setting", "oauth-smtp", "import-root", …
 * @firmware: (nullable): of the device; %NULL or "": not known
 * @fact: (out) (optional): where that is from; its source is %NULL when the answer is "unknown"
 *
 * Returns: whether devices of the family can do it with this firmware
 */
RepointCan
repoint_guide_can (RepointGuide *self, const char *capability, const char *firmware, RepointFact *fact)
{
  g_return_val_if_fail (REPOINT_IS_GUIDE (self), REPOINT_CAN_UNKNOWN);
  g_return_val_if_fail (repoint_guide_vocabulary_has_capability (capability), REPOINT_CAN_UNKNOWN);

  return (RepointCan) answer (find_claim (self, capability, firmware), fact);
}

/**
 * repoint_guide_can_if_updated:
 * @capability: as in repoint_guide_can()
 * @fact: (out) (optional): where that is from
 *
 * Returns: whether devices of the family can do it with the newest firmware
 */
RepointCan
repoint_guide_can_if_updated (RepointGuide *self, const char *capability, RepointFact *fact)
{
  return repoint_guide_can (self, capability, repoint_firmware_newest, fact);
}

/**
 * repoint_guide_get_max_tls:
 * @firmware: (nullable): of the device; %NULL or "": not known
 * @fact: (out) (optional): where that is from; its source is %NULL when the answer is %REPOINT_TLS_VERSION_NONE
 *
 * Returns: the highest TLS version of its mail client as delivered, with this firmware; %REPOINT_TLS_VERSION_NONE when
 *   not known. Where "tls-setting" can be done, a setting may raise it.
 */
RepointTlsVersion
repoint_guide_get_max_tls (RepointGuide *self, const char *firmware, RepointFact *fact)
{
  g_return_val_if_fail (REPOINT_IS_GUIDE (self), REPOINT_TLS_VERSION_NONE);

  return (RepointTlsVersion) answer (find_claim (self, REPOINT_GUIDE_MAX_TLS, firmware), fact);
}

typedef struct
{
  RepointGuide                *guide;
  const RepointGuideSituation *situation;
  gboolean                     documented;
  GPtrArray                   *arguments; /* nullable */
} Filling;

static const char *
find_argument (GPtrArray *arguments, const char *name)
{
  for (guint i = 0; i + 1 < arguments->len; i += 2)
    if (strcmp (g_ptr_array_index (arguments, i), name) == 0)
      return g_ptr_array_index (arguments, i + 1);

  return NULL;
}

static void
add_argument (Filling *filling, const char *name, char *value)
{
  if (filling->arguments && value && !find_argument (filling->arguments, name))
    {
      g_ptr_array_add (filling->arguments, g_strdup (name));
      g_ptr_array_add (filling->arguments, g_steal_pointer (&value));
    }
  g_free (value);
}

static char *
quote (const char *label)
{
  /* Translators: around the name of a setting as a device shows it. */
  return g_strdup_printf (C_("device label", "“%s”"), label);
}

/* A generic guide knows no names at all, so it need not say so each time. */
static void
add_hint (Filling *filling, const char *name, const char *hint)
{
  filling->documented = FALSE;
  if (filling->guide->generic)
    add_argument (filling, name, g_strdup (hint));
  else
    /* Translators: %s is "look for …". */
    add_argument (filling, name, g_strdup_printf (C_("device label", "not documented: %s"), hint));
}

static void
fill_setting (Filling *filling, const char *name, const RepointPlaceholder *placeholder, const char *key)
{
  g_autofree char *full_key = repoint_guide_full_key (placeholder->name, key, filling->situation->protocol);
  const RepointGuideField *field = repoint_guide_find_field (filling->guide, full_key);

  if (!field)
    return;
  if (strcmp (placeholder->name, "initial") == 0)
    add_argument (filling, name, g_strdup (field->initial));
  else if (field->label)
    add_argument (filling, name, quote (field->label));
  else
    add_hint (filling, name, field->hint);
}

static void
fill (const char *name, const RepointPlaceholder *placeholder, const char *key, gpointer data)
{
  Filling *filling = data;
  const RepointGuideName *found;

  if (!placeholder || placeholder->owner != REPOINT_PLACEHOLDER_GUIDE)
    return;
  if (strcmp (placeholder->name, "label") == 0 || strcmp (placeholder->name, "initial") == 0)
    {
      fill_setting (filling, name, placeholder, key);
      return;
    }

  found = repoint_guide_find_name (filling->guide, placeholder->name, key, filling->situation->protocol,
                                   filling->situation->security);
  if (!found)
    return;
  if (!found->text)
    add_hint (filling, name, found->hint);
  else
    add_argument (filling, name, strcmp (placeholder->name, "security-label") == 0 ? quote (found->text)
                                                                                   : g_strdup (found->text));
}

static gboolean
situation_is_sound (const RepointGuideSituation *situation)
{
  return situation && situation->protocol <= REPOINT_PROTOCOL_POP3 && situation->security <= REPOINT_SECURITY_TLS;
}

/**
 * repoint_guide_list_steps:
 * @route: any action but %REPOINT_ACTION_NONE
 * @situation: what the steps depend on
 *
 * Returns: (transfer full) (element-type RepointGuideStep): the steps in order; their strings are the guide's
 */
GPtrArray *
repoint_guide_list_steps (RepointGuide *self, RepointAction route, const RepointGuideSituation *situation)
{
  g_autoptr(GPtrArray) steps = NULL;
  GPtrArray *entries;

  g_return_val_if_fail (REPOINT_IS_GUIDE (self), NULL);
  g_return_val_if_fail (situation_is_sound (situation), NULL);

  steps = g_ptr_array_new_with_free_func (g_free);
  entries = g_hash_table_lookup (self->routes, GINT_TO_POINTER (route));
  for (guint i = 0; entries && i < entries->len; i++)
    {
      const RepointGuideEntry *entry = g_ptr_array_index (entries, i);
      Filling filling = { self, situation, entry->step.documented, NULL };
      RepointGuideStep *step;

      if (!repoint_guide_condition_holds (&entry->of_include, situation, self->scheme) ||
          !repoint_guide_condition_holds (&entry->own, situation, self->scheme))
        continue;

      repoint_placeholder_foreach (entry->step.text, fill, &filling);
      step = g_new (RepointGuideStep, 1);
      *step = entry->step;
      step->documented = filling.documented;
      g_ptr_array_add (steps, step);
    }

  return g_steal_pointer (&steps);
}

/**
 * repoint_guide_find_field:
 * @key: one of repoint-guide-vocabulary.c: "smtp.host"
 *
 * Returns: (transfer none) (nullable): the setting; %NULL if the guide says nothing of it
 */
const RepointGuideField *
repoint_guide_find_field (RepointGuide *self, const char *key)
{
  const RepointGuideSetting *setting;

  g_return_val_if_fail (REPOINT_IS_GUIDE (self), NULL);
  g_return_val_if_fail (key != NULL, NULL);

  setting = find_setting (self, key);
  return setting ? &setting->field : NULL;
}

/**
 * repoint_guide_find_option:
 * @key: as in repoint_guide_find_field()
 * @value: the value's id: "starttls", "tls", "none" for the settings of encryption
 *
 * Returns: (transfer none) (nullable): how the device calls the value; %NULL when that is not documented
 */
const char *
repoint_guide_find_option (RepointGuide *self, const char *key, const char *value)
{
  const RepointGuideName *option;

  g_return_val_if_fail (REPOINT_IS_GUIDE (self), NULL);
  g_return_val_if_fail (key != NULL && value != NULL, NULL);

  option = find_option (self, key, value);
  return option ? option->text : NULL;
}

/**
 * repoint_guide_add_arguments:
 * @text: a step's text
 * @situation: the one the step was listed for
 * @arguments: (element-type utf8): name, value, …: where to add the values of those placeholders in @text that are the
 *   guide's (labels, paths); what is there stays. It must free its elements with g_free().
 */
void
repoint_guide_add_arguments (RepointGuide *self, const char *text, const RepointGuideSituation *situation,
                             GPtrArray *arguments)
{
  Filling filling = { self, situation, TRUE, arguments };

  g_return_if_fail (REPOINT_IS_GUIDE (self));
  g_return_if_fail (text != NULL && arguments != NULL);
  g_return_if_fail (situation_is_sound (situation));

  repoint_placeholder_foreach (text, fill, &filling);
}
