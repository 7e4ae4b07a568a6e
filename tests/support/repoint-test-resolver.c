/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-test-resolver.h"

typedef struct
{
  char   *answer; /* NULL: error */
  guint   delay_ms;
  GError *error;
  gulong  cancelled_id; /* of the question it was copied for */
} Answer;

struct _RepointTestResolver
{
  GResolver   parent_instance;
  GMutex      mutex;   /* guards the tables: questions come on any thread */
  GHashTable *answers; /* name → Answer */
  GHashTable *asked;   /* name → how often */
};

G_DEFINE_FINAL_TYPE (RepointTestResolver, repoint_test_resolver, G_TYPE_RESOLVER)

static void
answer_free (gpointer data)
{
  Answer *self = data;

  g_free (self->answer);
  g_clear_error (&self->error);
  g_free (self);
}

static void
free_addresses (gpointer addresses)
{
  g_resolver_free_addresses (addresses);
}

static gboolean
give_answer (gpointer data)
{
  GTask *task = data;
  Answer *answer = g_task_get_task_data (task);
  g_auto (GStrv) addresses = NULL;
  GList *list = NULL;

  if (g_task_get_completed (task) || g_task_return_error_if_cancelled (task))
    return G_SOURCE_REMOVE;
  if (answer->error != NULL)
    {
      g_task_return_error (task, g_error_copy (answer->error));
      return G_SOURCE_REMOVE;
    }

  addresses = g_strsplit (answer->answer, " ", 0);
  for (guint i = 0; addresses[i] != NULL; i++)
    {
      GInetAddress *address = g_inet_address_new_from_string (addresses[i]);

      g_assert_nonnull (address);
      list = g_list_append (list, address);
    }
  g_task_return_pointer (task, list, free_addresses);

  return G_SOURCE_REMOVE;
}

static void
cancelled (GCancellable *cancellable, gpointer data)
{
  g_autoptr (GSource) source = g_idle_source_new ();

  g_task_attach_source (data, source, give_answer);
}

static void
lookup_by_name_async (GResolver *resolver, const char *name, GCancellable *cancellable, GAsyncReadyCallback callback,
                      gpointer user_data)
{
  RepointTestResolver *self = REPOINT_TEST_RESOLVER (resolver);
  g_autoptr (GTask) task = g_task_new (resolver, cancellable, callback, user_data);
  Answer *copy = g_new0 (Answer, 1);
  Answer *answer;

  g_mutex_lock (&self->mutex);
  g_hash_table_insert (self->asked, g_strdup (name),
                       GUINT_TO_POINTER (GPOINTER_TO_UINT (g_hash_table_lookup (self->asked, name)) + 1));
  answer = g_hash_table_lookup (self->answers, name);
  if (answer != NULL)
    *copy = (Answer) { g_strdup (answer->answer), answer->delay_ms,
                       answer->error != NULL ? g_error_copy (answer->error) : NULL, 0 };
  else
    copy->error = g_error_new (G_RESOLVER_ERROR, G_RESOLVER_ERROR_NOT_FOUND, "“%s” was not added", name);
  g_mutex_unlock (&self->mutex);
  g_task_set_task_data (task, copy, answer_free);

  if (copy->delay_ms != REPOINT_TEST_RESOLVER_NEVER)
    {
      g_autoptr (GSource) source = g_timeout_source_new (copy->delay_ms);

      g_task_attach_source (task, source, give_answer);
    }
  if (copy->delay_ms > 0)
    copy->cancelled_id = g_cancellable_connect (cancellable, G_CALLBACK (cancelled), g_object_ref (task), g_object_unref);
}

static GList *
lookup_by_name_finish (GResolver *resolver, GAsyncResult *result, GError **error)
{
  Answer *answer = g_task_get_task_data (G_TASK (result));

  if (answer->cancelled_id != 0)
    g_signal_handler_disconnect (g_task_get_cancellable (G_TASK (result)), answer->cancelled_id);
  answer->cancelled_id = 0;

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
repoint_test_resolver_finalize (GObject *object)
{
  RepointTestResolver *self = REPOINT_TEST_RESOLVER (object);

  g_hash_table_unref (self->answers);
  g_hash_table_unref (self->asked);
  g_mutex_clear (&self->mutex);

  G_OBJECT_CLASS (repoint_test_resolver_parent_class)->finalize (object);
}

static void
repoint_test_resolver_class_init (RepointTestResolverClass *class)
{
  GResolverClass *resolver_class = G_RESOLVER_CLASS (class);

  G_OBJECT_CLASS (class)->finalize = repoint_test_resolver_finalize;
  resolver_class->lookup_by_name_async = lookup_by_name_async;
  resolver_class->lookup_by_name_finish = lookup_by_name_finish;
}

static void
repoint_test_resolver_init (RepointTestResolver *self)
{
  g_mutex_init (&self->mutex);
  self->answers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, answer_free);
  self->asked = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

RepointTestResolver *
repoint_test_resolver_install (void)
{
  RepointTestResolver *self = g_object_new (REPOINT_TYPE_TEST_RESOLVER, NULL);

  g_resolver_set_default (G_RESOLVER (self));

  return self;
}

static void
add (RepointTestResolver *self, const char *name, Answer *answer)
{
  g_mutex_lock (&self->mutex);
  g_hash_table_insert (self->answers, g_strdup (name), answer);
  g_mutex_unlock (&self->mutex);
}

void
repoint_test_resolver_add (RepointTestResolver *self, const char *name, const char *answer, guint delay_ms)
{
  Answer *copy = g_new0 (Answer, 1);

  copy->answer = g_strdup (answer);
  copy->delay_ms = delay_ms;
  add (self, name, copy);
}

void
repoint_test_resolver_add_error (RepointTestResolver *self, const char *name, GResolverError code, const char *message)
{
  Answer *answer = g_new0 (Answer, 1);

  answer->error = g_error_new_literal (G_RESOLVER_ERROR, (int) code, message != NULL ? message : "%s %n of the resolver");
  add (self, name, answer);
}

guint
repoint_test_resolver_get_asked (RepointTestResolver *self, const char *name)
{
  guint asked;

  g_mutex_lock (&self->mutex);
  asked = GPOINTER_TO_UINT (g_hash_table_lookup (self->asked, name));
  g_mutex_unlock (&self->mutex);

  return asked;
}
