/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-cli-output.h"

#include "repoint-phrase.h"

#include <glib/gi18n.h>
#include <stdio.h>
#include <string.h>

gboolean
repoint_cli_parse (int                 *argc,
                   char              ***argv,
                   const GOptionEntry  *entries,
                   const char          *usage,
                   const char          *summary,
                   RepointCliStatus    *status)
{
  g_autoptr(GOptionContext) context = g_option_context_new (usage);
  g_autofree char *program = g_strdup_printf ("repoint-cli %s", (*argv)[0]);
  g_autoptr(GError) error = NULL;
  gboolean help = FALSE;
  const GOptionEntry help_entries[] = {
    { "help", 'h', G_OPTION_FLAG_NONE, G_OPTION_ARG_NONE, &help, N_("Explain this command"), NULL },
    G_OPTION_ENTRY_NULL,
  };

  g_option_context_set_translation_domain (context, GETTEXT_PACKAGE);
  g_option_context_set_help_enabled (context, FALSE);
  g_option_context_set_summary (context, summary);
  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  g_option_context_add_main_entries (context, help_entries, GETTEXT_PACKAGE);
  g_set_prgname (program);

  if (!g_option_context_parse (context, argc, argv, &error))
    {
      repoint_cli_complain ("%s", error->message);
      repoint_cli_complain (_("“%s --help” explains this command."), program);
      *status = REPOINT_CLI_USAGE;
      return FALSE;
    }

  if (help)
    {
      g_autofree char *text = g_option_context_get_help (context, FALSE, NULL);

      g_print ("%s", text);
      *status = REPOINT_CLI_DONE;
      return FALSE;
    }

  return TRUE;
}

/* Whether a character could steer a terminal, or turn the direction of what follows. */
static gboolean
is_steering (gunichar c)
{
  return g_unichar_iscntrl (c) || (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069) || c == 0x200e || c == 0x200f;
}

/* Takes out what could steer a terminal. */
static char *
clean (const char *text)
{
  g_autofree char *plain = repoint_phrase_to_plain (text);
  GString *cleaned = g_string_new (NULL);

  for (const char *p = plain; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (c == '\n' || !is_steering (c))
        g_string_append_unichar (cleaned, c);
    }

  return g_string_free (cleaned, FALSE);
}

void
repoint_cli_complain (const char *format,
                      ...)
{
  g_autofree char *text = NULL;
  g_autofree char *cleaned = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);

  cleaned = clean (text);
  g_printerr ("repoint-cli: %s\n", cleaned);
}

void
repoint_cli_complain_error (GError     *error,
                            const char *what)
{
  g_autoptr(GError) owned = error;
  g_autofree char *text = repoint_phrase_error (owned, what);

  repoint_cli_complain ("%s", text);
}

/* JSON escapes only the first 32 characters; what else could steer a terminal is written as \u, too, which means the same. */
static char *
escape_controls (const char *json)
{
  GString *escaped = g_string_sized_new (strlen (json) + 1);
  const char *p = json;

  while (*p != '\0')
    {
      gsize plain = 0;
      gunichar c;

      /* Nearly all of it. */
      while (p[plain] >= ' ' && p[plain] <= '~')
        plain++;
      g_string_append_len (escaped, p, (gssize) plain);
      p += plain;
      if (*p == '\0')
        break;

      c = g_utf8_get_char (p);
      p = g_utf8_next_char (p);
      if (is_steering (c))
        g_string_append_printf (escaped, "\\u%04x", c);
      else
        g_string_append_unichar (escaped, c);
    }

  return g_string_free (escaped, FALSE);
}

void
repoint_cli_print_json (JsonObject *object)
{
  g_autoptr(JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  g_autofree char *text = NULL;
  g_autofree char *escaped = NULL;

  json_node_set_object (node, object);
  text = json_to_string (node, FALSE);
  escaped = escape_controls (text);
  fputs (escaped, stdout);
  fputc ('\n', stdout);
  fflush (stdout);
}

void
repoint_cli_print (const char *format,
                   ...)
{
  g_autofree char *text = NULL;
  g_autofree char *cleaned = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);

  cleaned = clean (text);
  g_print ("%s\n", cleaned);
}
