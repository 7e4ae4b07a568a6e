/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Exit statuses, part of the contract with scripts. */
typedef enum
{
  REPOINT_CLI_DONE = 0,
  REPOINT_CLI_FAILED = 1, /* something could not be done; what could be was printed */
  REPOINT_CLI_USAGE = 2,
} RepointCliStatus;

/* Each command takes its own arguments; argv[0] is its name. */
typedef RepointCliStatus (*RepointCliRun) (int argc, char **argv);

RepointCliStatus repoint_cli_check_guides (int argc, char **argv);
RepointCliStatus repoint_cli_discover     (int argc, char **argv);
RepointCliStatus repoint_cli_export       (int argc, char **argv);
RepointCliStatus repoint_cli_fingerprint  (int argc, char **argv);
RepointCliStatus repoint_cli_import       (int argc, char **argv);
RepointCliStatus repoint_cli_listen       (int argc, char **argv);
RepointCliStatus repoint_cli_new          (int argc, char **argv);
RepointCliStatus repoint_cli_plan         (int argc, char **argv);
RepointCliStatus repoint_cli_practice     (int argc, char **argv);
RepointCliStatus repoint_cli_replay       (int argc, char **argv);
RepointCliStatus repoint_cli_show         (int argc, char **argv);
RepointCliStatus repoint_cli_survey       (int argc, char **argv);
RepointCliStatus repoint_cli_test         (int argc, char **argv);

G_END_DECLS
