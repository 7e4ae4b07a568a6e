/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-test-daemon.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#define START_TIMEOUT_US (30 * G_USEC_PER_SEC)
#define STOP_TIMEOUT_US (10 * G_USEC_PER_SEC)
#define POLL_US (G_USEC_PER_SEC / 50)
#define FIRST_PORT 10240
#define LAST_PORT 32767 /* the kernel's range for clients begins at 32768 */

/* The shell leads the process group. The server's own end, the end of the test and the pipe closed by hand all end
 * in the same way: the whole group dies. */
#define GUARD "(\"$@\"; kill -KILL 0) & read -r end; kill -KILL 0"

struct _RepointTestDaemon
{
  char        *name;
  char        *directory;
  GSubprocess *process;
  GArray      *ports; /* of guint16 */
};

static GPtrArray *running; /* of RepointTestDaemon: whose logs to show when the test program aborts */

static void
lead_a_process_group (gpointer unused)
{
  setpgid (0, 0);
}

void
repoint_test_remove_directory (GFile *directory)
{
  g_autoptr (GFileEnumerator) children = NULL;
  GFile *child;

  children = g_file_enumerate_children (directory, G_FILE_ATTRIBUTE_STANDARD_NAME,
                                        G_FILE_QUERY_INFO_NOFOLLOW_SYMLINKS, NULL, NULL);
  while (children != NULL && g_file_enumerator_iterate (children, NULL, &child, NULL, NULL) && child != NULL)
    {
      if (g_file_query_file_type (child, G_FILE_QUERY_INFO_NOFOLLOW_SYMLINKS, NULL) == G_FILE_TYPE_DIRECTORY)
        repoint_test_remove_directory (child);
      else
        g_file_delete (child, NULL, NULL);
    }
  g_file_delete (directory, NULL, NULL);
}

static gboolean
port_answers (guint16 port)
{
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new (loopback, port);
  g_autoptr (GSocket) socket = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL);

  return socket != NULL && g_socket_connect (socket, address, NULL, NULL);
}

static gboolean
has_ended (RepointTestDaemon *self)
{
  /* GLib's worker thread reaps the child; it forgets the identifier then. */
  return g_subprocess_get_identifier (self->process) == NULL;
}

static void
show_logs (RepointTestDaemon *self)
{
  g_autofree char *logs = repoint_test_daemon_get_logs (self);
  g_auto (GStrv) lines = g_strsplit (logs, "\n", -1);

  for (gsize i = 0; lines[i] != NULL; i++)
    g_print ("# %s\n", lines[i]);
}

/* A failed assertion ends the program at once. What this calls is not meant for a signal handler, but nothing is lost
 * any more. */
static void
on_abort (int number)
{
  signal (number, SIG_DFL);
  for (guint i = 0; i < running->len; i++)
    show_logs (g_ptr_array_index (running, i));
  raise (number);
}

/* The shell is waited for; the others of its group have been sent the same signal and end when the kernel gets to it. */
static void
stop (RepointTestDaemon *self)
{
  gint64 deadline = g_get_monotonic_time () + STOP_TIMEOUT_US;

  g_output_stream_close (g_subprocess_get_stdin_pipe (self->process), NULL, NULL);
  g_subprocess_wait (self->process, NULL, NULL);
  g_clear_object (&self->process);
  for (guint i = 0; i < self->ports->len; i++)
    while (port_answers (g_array_index (self->ports, guint16, i)) && g_get_monotonic_time () < deadline)
      g_usleep (POLL_US);
}

RepointTestDaemon *
repoint_test_daemon_new (const char *name)
{
  RepointTestDaemon *self = g_new0 (RepointTestDaemon, 1);
  g_autoptr (GError) error = NULL;

  self->name = g_strdup (name);
  self->ports = g_array_new (FALSE, FALSE, sizeof (guint16));
  self->directory = g_dir_make_tmp ("repoint-test-XXXXXX", &error);
  g_assert_no_error (error);
  g_assert_cmpint (g_chmod (self->directory, 0755), ==, 0);

  if (running == NULL)
    {
      running = g_ptr_array_new ();
      signal (SIGABRT, on_abort);
      signal (SIGTRAP, on_abort); /* g_error () */
    }
  g_ptr_array_add (running, self);
  return self;
}

void
repoint_test_daemon_free (RepointTestDaemon *self)
{
  g_autoptr (GFile) directory = g_file_new_for_path (self->directory);

  g_ptr_array_remove (running, self);
  if (g_test_failed ())
    show_logs (self);
  if (self->process != NULL)
    stop (self);
  repoint_test_remove_directory (directory);
  g_array_unref (self->ports);
  g_free (self->directory);
  g_free (self->name);
  g_free (self);
}

const char *
repoint_test_daemon_get_directory (RepointTestDaemon *self)
{
  return self->directory;
}

char *
repoint_test_daemon_write (RepointTestDaemon *self,
                           const char        *name,
                           const char        *content)
{
  char *path = g_build_filename (self->directory, name, NULL);
  g_autoptr (GError) error = NULL;

  g_file_set_contents_full (path, content, -1, G_FILE_SET_CONTENTS_NONE, 0644, &error);
  g_assert_no_error (error);
  return path;
}

char *
repoint_test_daemon_get_logs (RepointTestDaemon *self)
{
  g_autoptr (GDir) directory = g_dir_open (self->directory, 0, NULL);
  GString *logs = g_string_new (NULL);
  const char *name;

  while (directory != NULL && (name = g_dir_read_name (directory)) != NULL)
    {
      g_autofree char *path = g_build_filename (self->directory, name, NULL);
      g_autofree char *content = NULL;

      if (g_str_has_suffix (name, ".log") && g_file_get_contents (path, &content, NULL, NULL) && *content != '\0')
        g_string_append_printf (logs, "%s, %s:\n%s\n", self->name, name, content);
    }
  return g_string_free (logs, FALSE);
}

void
repoint_test_daemon_start (RepointTestDaemon *self,
                           const char *const *argv,
                           const char *const *variables,
                           const guint16     *ports)
{
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDIN_PIPE);
  g_autoptr (GPtrArray) guarded = g_ptr_array_new ();
  g_autofree char *output = g_build_filename (self->directory, "output.log", NULL);
  g_autoptr (GError) error = NULL;
  gint64 deadline = g_get_monotonic_time () + START_TIMEOUT_US;

  g_ptr_array_add (guarded, (char *) "/bin/sh");
  g_ptr_array_add (guarded, (char *) "-c");
  g_ptr_array_add (guarded, (char *) GUARD);
  g_ptr_array_add (guarded, (char *) "guard");
  for (gsize i = 0; argv[i] != NULL; i++)
    g_ptr_array_add (guarded, (char *) argv[i]);
  g_ptr_array_add (guarded, NULL);

  g_subprocess_launcher_set_child_setup (launcher, lead_a_process_group, NULL, NULL);
  g_subprocess_launcher_set_stdout_file_path (launcher, output);
  g_subprocess_launcher_set_flags (launcher, G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDERR_MERGE);
  for (gsize i = 0; variables != NULL && variables[i] != NULL; i++)
    {
      g_auto (GStrv) pair = g_strsplit (variables[i], "=", 2);

      g_subprocess_launcher_setenv (launcher, pair[0], pair[1], TRUE);
    }
  self->process = g_subprocess_launcher_spawnv (launcher, (const char *const *) guarded->pdata, &error);
  g_assert_no_error (error);

  for (gsize i = 0; ports[i] != 0; i++)
    g_array_append_val (self->ports, ports[i]);
  for (gsize i = 0; ports[i] != 0; i++)
    while (!port_answers (ports[i]))
      {
        if (has_ended (self) || g_get_monotonic_time () > deadline)
          g_error ("%s does not answer on port %u", self->name, ports[i]);
        g_usleep (POLL_US);
      }
}

guint16
repoint_test_pick_port (void)
{
  static guint16 next = 0;
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);

  /* Other test programs pick at the same time: each begins somewhere else. */
  if (next == 0)
    next = (guint16) g_random_int_range (FIRST_PORT, LAST_PORT + 1);
  for (guint tries = FIRST_PORT; tries <= LAST_PORT; tries++)
    {
      guint16 port = next;
      g_autoptr (GSocketAddress) address = g_inet_socket_address_new (loopback, port);
      g_autoptr (GSocket) socket = NULL;

      next = next == LAST_PORT ? FIRST_PORT : next + 1;
      socket = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL);
      if (socket != NULL && g_socket_bind (socket, address, FALSE, NULL) && g_socket_listen (socket, NULL))
        return port;
    }
  g_error ("No port is free on loopback");
}

char *
repoint_test_find_server (const char *name)
{
  static const char *const folders[] = { "/usr/sbin", "/usr/local/sbin" };
  char *path = g_find_program_in_path (name);

  for (gsize i = 0; path == NULL && i < G_N_ELEMENTS (folders); i++)
    {
      g_autofree char *candidate = g_build_filename (folders[i], name, NULL);

      if (g_file_test (candidate, G_FILE_TEST_IS_EXECUTABLE))
        path = g_steal_pointer (&candidate);
    }
  return path;
}
