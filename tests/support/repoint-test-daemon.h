/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * RepointTestDaemon: a real server that a test starts on loopback, in a directory of its own.
 *
 * It ends with the test, also when the test crashes or is killed: a shell that leads the process group of the
 * server reads from a pipe that only the test holds, and kills the group when the pipe closes. So a daemon that
 * changes its user id ends too, which a parent-death signal does not do.
 */
typedef struct _RepointTestDaemon RepointTestDaemon;

/* name: what the server is called in messages. */
RepointTestDaemon *repoint_test_daemon_new           (const char         *name);

/* Stops the server and removes the directory. When the test has failed so far, shows the logs first; a test program that
 * aborts shows them too. */
void               repoint_test_daemon_free          (RepointTestDaemon  *self);

/* Everybody may enter this directory: the servers drop their privileges. */
const char        *repoint_test_daemon_get_directory (RepointTestDaemon  *self);

/* Writes a file into the directory; returns its path. */
char              *repoint_test_daemon_write         (RepointTestDaemon  *self,
                                                      const char         *name,
                                                      const char         *content);

/* Runs argv with these additional variables (nullable, NAME=VALUE) and waits until all the ports (0-terminated)
 * answer. Ends the test program with the server's logs when it does not come up. */
void               repoint_test_daemon_start         (RepointTestDaemon  *self,
                                                      const char *const  *argv,
                                                      const char *const  *variables,
                                                      const guint16      *ports);

/* What the server has written into NAME.log files so far. */
char              *repoint_test_daemon_get_logs      (RepointTestDaemon  *self);

/* A loopback port that is free, and outside the range that the kernel gives to clients. */
guint16            repoint_test_pick_port            (void);

/* Finds a server's program (sbin is not in everybody's path); NULL when it is not there. */
char              *repoint_test_find_server          (const char         *name);

/* Removes a directory and what is in it, links and not what they lead to. */
void               repoint_test_remove_directory     (GFile              *directory);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RepointTestDaemon, repoint_test_daemon_free)

G_END_DECLS
