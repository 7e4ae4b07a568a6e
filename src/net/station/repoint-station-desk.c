/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-station-desk.h"

#include "repoint-station-clients.h"

/* What may wait to be told. Each visit holds a hello of 64 KiB at most; with that many nobody is let in for a while. */
#define MAX_WAITING 256

/* Told without giving others on the same loop a turn. */
#define BATCH 32

/* Who is turned away is told of once in a while, and so many of them at a time. */
#define TURNED_AWAY_TIME (60 * G_TIME_SPAN_SECOND)
#define MAX_TURNED_AWAY  64

/* A visit that is over, or somebody who has come. */
typedef struct
{
  char               *peer;
  RepointVisitRecord *record; /* NULL: has come */
} News;

struct _RepointStationDesk
{
  gatomicrefcount         references;
  RepointStationIdentity *identity;
  RepointStationClients  *clients;
  GMainContext           *context;
  RepointStationTell      tell;
  gpointer                user_data;
  GHashTable             *turned_away; /* address to gint64, monotonic µs: when it was told; on the scheduler's thread */

  GMutex                  mutex;       /* guards the rest */
  gboolean                left;        /* the station is gone */
  GQueue                  news;        /* of News */
  GSource                *source;      /* NULL while there is nothing to tell */
};

static void
news_free (gpointer data)
{
  News *news = data;

  g_free (news->peer);
  repoint_visit_record_free (news->record);
  g_free (news);
}

static News *
take_news (RepointStationDesk *self)
{
  News *news;

  g_mutex_lock (&self->mutex);
  news = g_queue_pop_head (&self->news);
  g_mutex_unlock (&self->mutex);

  return news;
}

/* The queue is empty only as long as the mutex is held: who adds to it later needs a source that is there. */
static gboolean
has_more (RepointStationDesk *self)
{
  gboolean more;

  g_mutex_lock (&self->mutex);
  more = self->news.length > 0;
  if (!more)
    g_clear_pointer (&self->source, g_source_unref);
  g_mutex_unlock (&self->mutex);

  return more;
}

/* In the station's context. It may be dropped by what is told. */
static gboolean
tell_some (gpointer user_data)
{
  RepointStationDesk *self = user_data;
  News *news;

  for (guint i = 0; i < BATCH && (news = take_news (self)) != NULL; i++)
    {
      self->tell (news->peer, news->record, self->user_data);
      news_free (news);
    }

  return has_more (self) ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

static void
add_news (RepointStationDesk *self, const char *peer, RepointVisitRecord *record)
{
  News *news = g_new0 (News, 1);

  news->peer = g_strdup (peer);
  news->record = record;

  g_mutex_lock (&self->mutex);
  if (self->left)
    {
      g_mutex_unlock (&self->mutex);
      news_free (news);
      return;
    }
  g_queue_push_tail (&self->news, news);
  if (self->source == NULL)
    {
      self->source = g_idle_source_new ();
      g_source_set_priority (self->source, G_PRIORITY_DEFAULT);
      g_source_set_static_name (self->source, "RepointStation");
      g_source_set_callback (self->source, tell_some, repoint_station_desk_ref (self),
                             (GDestroyNotify) repoint_station_desk_unref);
      g_source_attach (self->source, self->context);
    }
  g_mutex_unlock (&self->mutex);
}

static gboolean
is_crowded (RepointStationDesk *self)
{
  gboolean crowded;

  g_mutex_lock (&self->mutex);
  crowded = self->left || self->news.length >= MAX_WAITING;
  g_mutex_unlock (&self->mutex);

  return crowded;
}

/* Somebody is in the wrong network, perhaps a device that the admin waits for; or the whole internet is at the door. */
static void
turn_away (RepointStationDesk *self, RepointProtocol protocol, GInetSocketAddress *peer, GInetSocketAddress *local, gint64 now)
{
  g_autofree char *address = g_inet_address_to_string (g_inet_socket_address_get_address (peer));
  const gint64 *told = g_hash_table_lookup (self->turned_away, address);
  RepointVisitRecord *record;

  if (told != NULL ? now - *told < TURNED_AWAY_TIME : g_hash_table_size (self->turned_away) >= MAX_TURNED_AWAY)
    return;

  record = repoint_visit_record_new (protocol, peer, local);
  record->outcome = REPOINT_VISIT_TURNED_AWAY;
  g_hash_table_insert (self->turned_away, g_steal_pointer (&address), g_memdup2 (&now, sizeof now));
  repoint_station_desk_report (self, record);
}

static gboolean
is_long_ago (gpointer address, gpointer told, gpointer user_data)
{
  return *(gint64 *) user_data - *(gint64 *) told >= TURNED_AWAY_TIME;
}

/**
 * repoint_station_desk_admit:
 *
 * Decides whether somebody may come in, and tells of it.
 *
 * Returns: %FALSE if the visitor is to be hung up on
 */
gboolean
repoint_station_desk_admit (RepointStationDesk *self,
                            RepointProtocol     protocol,
                            GInetSocketAddress *peer,
                            GInetSocketAddress *local)
{
  GInetAddress *address = g_inet_socket_address_get_address (peer);
  gint64 now = g_get_monotonic_time ();
  g_autofree char *text = NULL;

  if (is_crowded (self))
    return FALSE;

  if (!repoint_station_clients_allow (self->clients, address, now))
    {
      g_hash_table_foreach_remove (self->turned_away, is_long_ago, &now);
      turn_away (self, protocol, peer, local, now);
      return FALSE;
    }

  text = g_inet_address_to_string (address);
  add_news (self, text, NULL);

  return TRUE;
}

/**
 * repoint_station_desk_report:
 * @record: (transfer full): what came of a visit
 */
void
repoint_station_desk_report (RepointStationDesk *self, RepointVisitRecord *record)
{
  add_news (self, record->peer, record);
}

/**
 * repoint_station_desk_set_clients:
 * @ranges: (nullable) (element-type RepointAddressRange): as in repoint_station_set_clients()
 */
void
repoint_station_desk_set_clients (RepointStationDesk *self, GArray *ranges)
{
  repoint_station_clients_set_ranges (self->clients, ranges);
}

void
repoint_station_desk_set_ipv6 (RepointStationDesk *self, gboolean allowed)
{
  repoint_station_clients_set_ipv6 (self->clients, allowed);
}

/* Transfer none. */
RepointStationIdentity *
repoint_station_desk_get_identity (RepointStationDesk *self)
{
  return self->identity;
}

/**
 * repoint_station_desk_leave:
 *
 * The station goes away: nothing is told any more.
 */
void
repoint_station_desk_leave (RepointStationDesk *self)
{
  g_autoptr (GSource) source = NULL;
  GQueue news = G_QUEUE_INIT;

  g_mutex_lock (&self->mutex);
  self->left = TRUE;
  source = g_steal_pointer (&self->source);
  news = self->news;
  g_queue_init (&self->news);
  g_mutex_unlock (&self->mutex);

  if (source != NULL)
    g_source_destroy (source);
  g_queue_clear_full (&news, news_free);
}

RepointStationDesk *
repoint_station_desk_ref (RepointStationDesk *self)
{
  g_atomic_ref_count_inc (&self->references);

  return self;
}

/* On whatever thread the last visitor or the station lets go. */
void
repoint_station_desk_unref (RepointStationDesk *self)
{
  if (!g_atomic_ref_count_dec (&self->references))
    return;

  g_clear_pointer (&self->source, g_source_unref);
  g_queue_clear_full (&self->news, news_free);
  g_hash_table_unref (self->turned_away);
  repoint_station_clients_free (self->clients);
  g_object_unref (self->identity);
  g_main_context_unref (self->context);
  g_mutex_clear (&self->mutex);
  g_free (self);
}

/**
 * repoint_station_desk_new:
 * @identity: what is shown inside TLS
 * @tell: called in the thread's default main context, until leave()
 * @user_data: for @tell
 *
 * Returns: (transfer full): a desk
 */
RepointStationDesk *
repoint_station_desk_new (RepointStationIdentity *identity, RepointStationTell tell, gpointer user_data)
{
  RepointStationDesk *self = g_new0 (RepointStationDesk, 1);

  g_atomic_ref_count_init (&self->references);
  g_mutex_init (&self->mutex);
  self->identity = g_object_ref (identity);
  self->clients = repoint_station_clients_new ();
  self->context = g_main_context_ref_thread_default ();
  self->tell = tell;
  self->user_data = user_data;
  self->turned_away = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  return self;
}
