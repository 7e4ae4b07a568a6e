/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-guides.h"

#include <glib/gstdio.h>
#include <libintl.h>
#include <locale.h>
#include <string.h>

static const char catalog[] =
  "msgid \"\"\nmsgstr \"Content-Type: text/plain; charset=UTF-8\\n\"\n"
  "msgid \"Save the settings.\"\nmsgstr \"Einstellungen speichern.\"\n"
  "msgid \"Enter {server} as the server ({label:host}).\"\nmsgstr \"({label:host}): {server} eintragen.\"\n"
  "msgid \"Enter {port} as the port ({label:port}).\"\nmsgstr \"Port eintragen ({label:port}).\"\n"
  "msgid \"Enter {account} as the user name ({label:user}).\"\nmsgstr \"{konto} eintragen ({label:user}).\"\n"
  "msgid \"Type the password of {account} again by hand ({label:password}).\"\nmsgstr \"Passwort von {account eintippen ({label:password}).\"\n";

static char *
compile_catalog (const char *msgfmt)
{
  g_autofree char *directory = g_dir_make_tmp ("translation-XXXXXX", NULL);
  g_autofree char *messages = g_build_filename (directory, "de", "LC_MESSAGES", NULL);
  g_autofree char *source = g_build_filename (directory, "de.po", NULL);
  g_autofree char *compiled = g_build_filename (messages, GETTEXT_PACKAGE ".mo", NULL);
  const char *command[] = { msgfmt, "-o", compiled, source, NULL };
  int status;

  g_assert_cmpint (g_mkdir_with_parents (messages, 0700), ==, 0);
  g_assert_true (g_file_set_contents (source, catalog, -1, NULL));
  g_assert_true (g_spawn_sync (NULL, (char **) command, NULL, G_SPAWN_DEFAULT, NULL, NULL, NULL, NULL, &status, NULL));
  g_assert_true (g_spawn_check_wait_status (status, NULL));

  return g_steal_pointer (&directory);
}

static void
remove_catalog (const char *directory)
{
  static const char *const names[] = { "de/LC_MESSAGES/" GETTEXT_PACKAGE ".mo", "de.po", "de/LC_MESSAGES", "de", "" };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (directory, names[i], NULL);

      g_assert_cmpint (g_remove (path), ==, 0);
    }
}

static const char *
find_text (GPtrArray *steps, const char *id)
{
  for (guint i = 0; i < steps->len; i++)
    {
      const RepointGuideStep *step = g_ptr_array_index (steps, i);

      if (strcmp (step->id, id) == 0)
        return step->text;
    }

  g_assert_not_reached ();
}

/* A translation is used if it has the placeholders of the text; one that lost or made up one would be a wrong step. */
static void
test_translation (void)
{
  g_autofree char *msgfmt = g_find_program_in_path ("msgfmt");
  g_autofree char *directory = msgfmt ? compile_catalog (msgfmt) : NULL;
  RepointGuideSituation situation = { .security = REPOINT_SECURITY_STARTTLS };
  g_autoptr(RepointGuides) guides = NULL;
  g_autoptr(GPtrArray) steps = NULL;

  if (!msgfmt)
    {
      g_test_skip ("msgfmt is not installed");
      return;
    }

  bindtextdomain (GETTEXT_PACKAGE, directory);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  if (strcmp (dgettext (GETTEXT_PACKAGE, "Save the settings."), "Save the settings.") == 0)
    g_test_skip ("this C library translates nothing in this locale");
  else
    {
      guides = repoint_guides_load (NULL);
      steps = repoint_guide_list_steps (repoint_guides_find (guides, "generic-printer"), REPOINT_ACTION_CHANGE_SETTINGS,
                                        &situation);
      g_assert_cmpstr (find_text (steps, "save"), ==, "Einstellungen speichern.");
      g_assert_cmpstr (find_text (steps, "server"), ==, "({label:host}): {server} eintragen.");
      g_assert_cmpstr (find_text (steps, "port"), ==, "Enter {port} as the port ({label:port}).");
      g_assert_cmpstr (find_text (steps, "account"), ==, "Enter {account} as the user name ({label:user}).");
      g_assert_cmpstr (find_text (steps, "password"), ==,
                       "Type the password of {account} again by hand ({label:password}).");
    }
  remove_catalog (directory);
}

int
main (int argc, char **argv)
{
  g_setenv ("LANGUAGE", "de", TRUE);
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/guide-translation/only-with-the-same-placeholders", test_translation);

  return g_test_run ();
}
