/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-json-writer.h"

#include "repoint-json-write.h"
#include "repoint-time.h"

/* Begins a line, and the member's name on it. */
static void
begin_line (RepointJsonWriter *self,
            const char        *name)
{
  static const char spaces[] = "                ";

  if (!self->first)
    g_string_append_c (self->text, ',');
  self->first = FALSE;

  if (self->depth > 0)
    {
      g_string_append_c (self->text, '\n');
      for (guint n = self->depth * 2; n > 0; n -= MIN (n, sizeof spaces - 1))
        g_string_append_len (self->text, spaces, MIN (n, sizeof spaces - 1));
    }

  if (name != NULL)
    {
      repoint_json_append_string (self->text, name);
      g_string_append (self->text, ": ");
    }
}

/* @depth: how many arrays and objects are open around what is written; @first: nothing stands in the innermost. */
void
repoint_json_writer_init (RepointJsonWriter *self,
                          GString           *text,
                          guint              depth,
                          gboolean           first)
{
  self->text = text;
  self->depth = depth;
  self->first = first;
}

/* @bracket: { or [ */
void
repoint_json_writer_begin (RepointJsonWriter *self,
                           const char        *name,
                           char               bracket)
{
  begin_line (self, name);
  g_string_append_c (self->text, bracket);
  self->depth++;
  self->first = TRUE;
}

/* @bracket: } or ] */
void
repoint_json_writer_end (RepointJsonWriter *self,
                         char               bracket)
{
  gboolean empty = self->first;

  self->depth--;
  if (!empty)
    {
      self->first = TRUE; /* no comma before a bracket */
      if (self->depth > 0)
        begin_line (self, NULL);
      else
        g_string_append_c (self->text, '\n');
    }
  g_string_append_c (self->text, bracket);
  self->first = FALSE;
}

/* "" and %NULL are left out: they are what a missing member means. */
void
repoint_json_writer_add_string (RepointJsonWriter *self,
                                const char        *name,
                                const char        *value)
{
  if (value != NULL && *value != '\0')
    repoint_json_writer_add_text (self, name, value);
}

/* As repoint_json_writer_add_string(), but "" is written. */
void
repoint_json_writer_add_text (RepointJsonWriter *self,
                              const char        *name,
                              const char        *value)
{
  begin_line (self, name);
  repoint_json_append_string (self->text, value);
}

void
repoint_json_writer_add_uint (RepointJsonWriter *self,
                              const char        *name,
                              guint64            value)
{
  begin_line (self, name);
  g_string_append_printf (self->text, "%" G_GUINT64_FORMAT, value);
}

void
repoint_json_writer_add_boolean (RepointJsonWriter *self,
                                 const char        *name,
                                 gboolean           value)
{
  begin_line (self, name);
  g_string_append (self->text, value ? "true" : "false");
}

void
repoint_json_writer_add_time (RepointJsonWriter *self,
                              const char        *name,
                              gint64             value)
{
  begin_line (self, name);
  g_string_append_c (self->text, '"');
  repoint_time_append (self->text, value);
  g_string_append_c (self->text, '"');
}

/* A list on one line; an empty one is left out. */
void
repoint_json_writer_add_strv (RepointJsonWriter  *self,
                              const char         *name,
                              const char * const *values)
{
  if (values == NULL || values[0] == NULL)
    return;

  begin_line (self, name);
  for (guint i = 0; values[i] != NULL; i++)
    {
      g_string_append (self->text, i == 0 ? "[" : ", ");
      repoint_json_append_string (self->text, values[i]);
    }
  g_string_append_c (self->text, ']');
}

/* The members that this Repoint does not know, as they came. */
void
repoint_json_writer_add_unknown (RepointJsonWriter    *self,
                                 const RepointUnknown *unknown)
{
  for (guint i = 0; unknown != NULL && i < unknown->len; i += 2)
    {
      begin_line (self, g_ptr_array_index (unknown, i));
      repoint_json_append_pretty (self->text, g_ptr_array_index (unknown, i + 1), self->depth);
    }
}
