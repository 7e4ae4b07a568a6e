/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-unknown.h"

#include "repoint-json-write.h"

/* The quark under which @section (static) hangs on an object. */
static GQuark
section_quark (const char *section)
{
  g_autofree char *name = g_strconcat ("repoint-unknown-", section, NULL);

  return g_quark_from_string (name);
}

/* Keeps one member. @value is taken: JSON on one line. */
void
repoint_unknown_add (RepointUnknown **self,
                     const char      *name,
                     char            *value)
{
  if (*self == NULL)
    *self = g_ptr_array_new_with_free_func (g_free);

  g_ptr_array_add (*self, g_strdup (name));
  g_ptr_array_add (*self, value);
}

/* Appends the members to an object on one line, each with a comma in front. */
void
repoint_unknown_append (const RepointUnknown *self,
                        GString              *text)
{
  for (guint i = 0; self != NULL && i < self->len; i += 2)
    {
      g_string_append_c (text, ',');
      repoint_json_append_string (text, g_ptr_array_index (self, i));
      g_string_append_c (text, ':');
      g_string_append (text, g_ptr_array_index (self, i + 1));
    }
}

/* (transfer floating): as an array of strings, for undo. */
GVariant *
repoint_unknown_to_variant (const RepointUnknown *self)
{
  GVariantBuilder builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_STRING_ARRAY);

  for (guint i = 0; self != NULL && i < self->len; i++)
    g_variant_builder_add (&builder, "s", g_ptr_array_index (self, i));

  return g_variant_builder_end (&builder);
}

/* (transfer full) (nullable): the way back. */
RepointUnknown *
repoint_unknown_new_from_variant (GVariant *variant)
{
  RepointUnknown *self = NULL;

  for (gsize i = 0; i + 1 < g_variant_n_children (variant); i += 2)
    {
      const char *name;
      char *value;

      g_variant_get_child (variant, i, "&s", &name);
      g_variant_get_child (variant, i + 1, "s", &value);
      repoint_unknown_add (&self, name, value);
    }

  return self;
}

/* (transfer none) (nullable): the unknown members of @object's @section. */
RepointUnknown *
repoint_unknown_get (gpointer    object,
                     const char *section)
{
  return g_object_get_qdata (object, section_quark (section));
}

/* @unknown (nullable) is taken. */
void
repoint_unknown_set (gpointer        object,
                     const char     *section,
                     RepointUnknown *unknown)
{
  g_object_set_qdata_full (object, section_quark (section), unknown, (GDestroyNotify) g_ptr_array_unref);
}
