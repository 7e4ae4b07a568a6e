/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-guide-vocabulary.h"
#include "repoint-placeholder.h"

#include <string.h>

static void
collect (const char *name, const RepointPlaceholder *placeholder, const char *key, gpointer data)
{
  GString *seen = data;

  g_string_append_printf (seen, "%s=%s/%s;", name, placeholder ? placeholder->name : "?", key ? key : "-");
}

static void
test_foreach (void)
{
  static const struct
  {
    const char *text;
    gboolean    sound;
    const char *seen;
  } cases[] = {
    { "", TRUE, "" },
    { "no braces", TRUE, "" },
    { "{server}", TRUE, "server=server/-;" },
    { "a {server} b {port} c", TRUE, "server=server/-;port=port/-;" },
    { "{label:smtp.host}", TRUE, "label:smtp.host=label/smtp.host;" },
    { "{label}", TRUE, "label=?/-;" },
    { "{server:x}", TRUE, "server:x=?/x;" },
    { "{nonsense}", TRUE, "nonsense=?/-;" },
    { "{serverx}{serve}", TRUE, "serverx=?/-;serve=?/-;" },
    { "{port} {server", FALSE, "port=port/-;" },
    { "server}", FALSE, "" },
    { "{ser{ver}", FALSE, "" },
    { "{}", FALSE, "" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GString) seen = g_string_new (NULL);

      g_assert_true (repoint_placeholder_foreach (cases[i].text, collect, seen) == cases[i].sound);
      g_assert_cmpstr (seen->str, ==, cases[i].seen);
    }
}

static void
test_fill (void)
{
  static const struct
  {
    const char *text;
    const char *filled;
  } cases[] = {
    { "Enter {server} as the server ({label:smtp.host}).",
      "Enter \xe2\x81\xa8mail.example\xe2\x81\xa9 as the server (“Server”)." },
    { "{device}", "A {port} device" },             /* a value is not searched again */
    { "{port}", "\xe2\x81\xa8" "587\xe2\x81\xa9" }, /* it cannot end its isolate */
    { "{domain} stays", "{domain} stays" },
    { "{server", "{server" },
    { "100 % {", "100 % {" },
    { "", "" },
  };
  g_autoptr(GPtrArray) arguments = g_ptr_array_new ();

  g_ptr_array_add (arguments, (gpointer) "server");
  g_ptr_array_add (arguments, (gpointer) "mail.example");
  g_ptr_array_add (arguments, (gpointer) "label:smtp.host");
  g_ptr_array_add (arguments, (gpointer) "“Server”");
  g_ptr_array_add (arguments, (gpointer) "device");
  g_ptr_array_add (arguments, (gpointer) "A {port} device");
  g_ptr_array_add (arguments, (gpointer) "port");
  g_ptr_array_add (arguments, (gpointer) "58\xe2\x81\xa9" "7");

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *filled = repoint_placeholder_fill (cases[i].text, arguments);

      g_assert_cmpstr (filled, ==, cases[i].filled);
    }
}

static char *
read_manual (void)
{
  g_autofree char *path = g_build_filename (g_getenv ("G_TEST_SRCDIR"), "..", "data", "guides", "README.md", NULL);
  char *content = NULL;

  g_assert_true (g_file_get_contents (path, &content, NULL, NULL));
  return content;
}

static void
assert_mentioned (const char *manual, const char *before, const char *word, const char *after)
{
  g_autofree char *wanted = g_strconcat (before, word, after, NULL);

  g_test_message ("%s", wanted);
  g_assert_nonnull (strstr (manual, wanted));
}

/* Who writes a guide finds each word in its manual. */
static void
test_manual (void)
{
  g_autofree char *manual = read_manual ();
  gsize n_placeholders;
  const RepointPlaceholder *placeholders = repoint_placeholder_list (&n_placeholders);
  gsize n_words;
  const RepointGuideWord *words;

  for (gsize i = 0; i < n_placeholders; i++)
    if (placeholders[i].owner != REPOINT_PLACEHOLDER_TENANT)
      assert_mentioned (manual, "`{", placeholders[i].name, placeholders[i].has_key ? ":" : "}`");
  words = repoint_guide_vocabulary_pages (&n_words);
  for (gsize i = 0; i < n_words; i++)
    assert_mentioned (manual, "`", words[i].id, "`");
  words = repoint_guide_vocabulary_capabilities (&n_words);
  for (gsize i = 0; i < n_words; i++)
    assert_mentioned (manual, "`", words[i].id, "`");
  words = repoint_guide_vocabulary_settings (&n_words);
  for (gsize i = 0; i < n_words; i++)
    if (!g_str_has_prefix (words[i].id, "imap.") && !g_str_has_prefix (words[i].id, "pop3."))
      assert_mentioned (manual, "`", words[i].id, "`");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/placeholder/foreach", test_foreach);
  g_test_add_func ("/placeholder/fill", test_fill);
  g_test_add_func ("/placeholder/manual-names-every-word", test_manual);

  return g_test_run ();
}
