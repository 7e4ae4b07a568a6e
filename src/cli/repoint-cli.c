/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-cli-command.h"
#include "repoint-cli-output.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <locale.h>
#include <stdio.h>

typedef struct
{
  const char    *name;
  RepointCliRun  run;
  const char    *summary;
} Command;

/* In the order of the journey, then what stands beside it. */
static const Command commands[] = {
  { "new", repoint_cli_new, N_("Begin an office: cloud, domain, tenant switches") },
  { "discover", repoint_cli_discover, N_("Look for devices in address ranges") },
  { "import", repoint_cli_import, N_("Take over inventories into an office") },
  { "test", repoint_cli_test, N_("Ask mail servers and devices what they accept") },
  { "plan", repoint_cli_plan, N_("Say what has to happen to each device") },
  { "export", repoint_cli_export, N_("Write the checklist as PDF, HTML or CSV") },
  { "show", repoint_cli_show, N_("Show what is known of an office") },
  { "survey", repoint_cli_survey, N_("Say what servers accept, without an office") },
  { "fingerprint", repoint_cli_fingerprint, N_("Say what TLS clients offer, from a file") },
  { "listen", repoint_cli_listen, N_("Receive devices and say what their TLS can do") },
  { "replay", repoint_cli_replay, N_("Say what mail servers answer to a device's hello") },
  { "practice", repoint_cli_practice, N_("Go the whole way on the practice office") },
  { "check-guides", repoint_cli_check_guides, N_("Validate catalog and guides") },
};

static void
print_help (void)
{
  g_print ("%s\n\n%s\n", _("Usage: repoint-cli COMMAND [OPTION…] [ARGUMENT…]"), _("Commands:"));

  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    g_print ("  %-14s %s\n", commands[i].name, _(commands[i].summary));

  g_print ("\n%s\n%s\n",
           _("“repoint-cli COMMAND --help” explains a command. With --json, most print one JSON object per line."),
           _("Exit status: 0 done, 1 something could not be done, 2 wrong usage."));
}

static RepointCliStatus
run (int    argc,
     char **argv)
{
  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
  g_set_prgname ("repoint-cli");

  if (argc < 2)
    {
      print_help ();
      return REPOINT_CLI_USAGE;
    }

  if (g_str_equal (argv[1], "--help") || g_str_equal (argv[1], "-h") || g_str_equal (argv[1], "help"))
    {
      print_help ();
      return REPOINT_CLI_DONE;
    }

  if (g_str_equal (argv[1], "--version"))
    {
      g_print ("repoint-cli %s\n", PACKAGE_VERSION);
      return REPOINT_CLI_DONE;
    }

  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    {
      if (g_str_equal (argv[1], commands[i].name))
        return commands[i].run (argc - 1, argv + 1);
    }

  repoint_cli_complain (_("There is no command “%s”. “repoint-cli --help” lists them."), argv[1]);

  return REPOINT_CLI_USAGE;
}

int
main (int    argc,
      char **argv)
{
  RepointCliStatus status = run (argc, argv);

  /* A result that did not arrive, on a full disk for one, must not look like one. */
  if ((fflush (stdout) != 0 || ferror (stdout)) && status == REPOINT_CLI_DONE)
    {
      repoint_cli_complain (_("What there is to say could not be written: %s"), g_strerror (errno));
      status = REPOINT_CLI_FAILED;
    }

  return status;
}
