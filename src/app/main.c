/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-application.h"

#include <locale.h>

#include <glib/gi18n.h>

int
main (int   argc,
      char *argv[])
{
  g_autoptr(RepointApplication) application = NULL;

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
  g_set_application_name ("Repoint");

  application = repoint_application_new (APPLICATION_ID);
  return g_application_run (G_APPLICATION (application), argc, argv);
}
