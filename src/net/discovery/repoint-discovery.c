/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-discovery.h"

#include "repoint-address-visit.h"
#include "repoint-identify.h"
#include "repoint-sighting.h"
#include "repoint-tls-certificate-source.h"
#include "repoint-web-page-source.h"

#include <arpa/inet.h>

/* Addresses that are being asked at once. More would make switches drop the ARP questions of a burst. */
#define VISITS_MAX          64
#define SIGHTED_INTERVAL_MS 100

/* The part that lives on the scheduler's thread. The job reaches it by invoking functions there; it reaches the job
 * by what the job's own functions allow from any thread. */
typedef struct
{
  gatomicrefcount   references;
  RepointDiscovery *job;         /* from the start on, until the end is told */
  RepointScheduler *scheduler;   /* borrowed from the job, so that its thread is never left to itself to end */
  GArray           *addresses;   /* of guint32 in host order, sorted, each once */
  GArray           *ports;
  GPtrArray        *sources;
  GCancellable     *cancellable;
  guint             next;        /* index of the address that is next */
  guint             completed;
  guint             running;     /* visits that have a conversation under way */
  GQueue            parked;      /* visits that wait for the end of a pause */
  gboolean          paused;
  gboolean          stopping;
  gboolean          ended;
} Walk;

struct _RepointDiscovery
{
  RepointJob        parent_instance;
  RepointScheduler *scheduler;
  Walk             *walk;
  GMainContext     *context;

  GMutex            mutex;
  GPtrArray        *sightings; /* not handed out yet */
  GSource          *handout;
};

G_DEFINE_FINAL_TYPE (RepointDiscovery, repoint_discovery, REPOINT_TYPE_JOB)

enum
{
  SIGHTED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* ---- Handing out, on the owner's thread ---- */

static void
hand_out (RepointDiscovery *self)
{
  g_autoptr (GPtrArray) sightings = NULL;

  g_mutex_lock (&self->mutex);
  sightings = g_steal_pointer (&self->sightings);
  self->sightings = g_ptr_array_new_with_free_func ((GDestroyNotify) repoint_sighting_free);
  if (self->handout != NULL)
    g_source_destroy (self->handout);
  g_clear_pointer (&self->handout, g_source_unref);
  g_mutex_unlock (&self->mutex);

  if (sightings->len > 0)
    g_signal_emit (self, signals[SIGHTED], 0, sightings);
}

static gboolean
on_handout (gpointer user_data)
{
  g_autoptr (RepointDiscovery) self = g_object_ref (user_data);

  hand_out (self);
  return G_SOURCE_REMOVE;
}

static void
report_sighting (RepointDiscovery *self,
                 RepointSighting  *sighting)
{
  g_mutex_lock (&self->mutex);
  g_ptr_array_add (self->sightings, sighting);
  if (self->handout == NULL)
    {
      self->handout = g_timeout_source_new (SIGHTED_INTERVAL_MS);
      g_source_set_static_name (self->handout, "[repoint] sightings");
      g_source_set_callback (self->handout, on_handout, g_object_ref (self), g_object_unref);
      g_source_attach (self->handout, self->context);
    }
  g_mutex_unlock (&self->mutex);
}

typedef struct
{
  RepointDiscovery *job;
  RepointJobResult  result;
} End;

static gboolean
on_end (gpointer user_data)
{
  End *end = user_data;

  hand_out (end->job);
  repoint_job_finish (REPOINT_JOB (end->job), end->result, NULL);
  return G_SOURCE_REMOVE;
}

static void
end_free (gpointer data)
{
  End *end = data;

  g_object_unref (end->job);
  g_free (end);
}

/* ---- The walk, on the scheduler's thread ---- */

static void
walk_unref (gpointer data)
{
  Walk *self = data;

  if (!g_atomic_ref_count_dec (&self->references))
    return;
  g_array_unref (self->addresses);
  g_array_unref (self->ports);
  g_ptr_array_unref (self->sources);
  g_object_unref (self->cancellable);
  g_free (self);
}

/* Hands the reference that the walk has held on its job since the start over to the job's own thread. */
static void
tell_end (Walk *self)
{
  End *end = g_new (End, 1);
  g_autoptr (GSource) source = g_idle_source_new ();

  self->ended = TRUE;
  end->job = g_steal_pointer (&self->job);
  end->result = self->stopping ? REPOINT_JOB_RESULT_STOPPED : REPOINT_JOB_RESULT_DONE;
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, on_end, end, end_free);
  g_source_attach (source, end->job->context);
}

static void
finish_visit (Walk                *self,
              RepointAddressVisit *visit,
              gboolean             complete)
{
  RepointSighting *sighting = repoint_address_visit_take (visit);

  if (sighting != NULL)
    {
      repoint_identify (sighting);
      report_sighting (self->job, sighting);
    }
  repoint_address_visit_free (visit);
  if (complete)
    repoint_job_set_progress (REPOINT_JOB (self->job), ++self->completed, self->addresses->len);
}

static void walk_on (Walk *self);

static void on_stepped (RepointAddressVisit *visit,
                        gpointer             user_data);

/* Goes on with a visit, or puts it aside. */
static void
step (Walk                *self,
      RepointAddressVisit *visit)
{
  gboolean goes_on = repoint_address_visit_goes_on (visit);

  if (!goes_on || self->stopping)
    {
      finish_visit (self, visit, !goes_on && !g_cancellable_is_cancelled (self->cancellable));
    }
  else if (self->paused)
    {
      g_queue_push_tail (&self->parked, visit);
    }
  else
    {
      self->running++;
      repoint_address_visit_next (visit, self->scheduler, self->cancellable, on_stepped, self);
    }
}

static void
on_stepped (RepointAddressVisit *visit,
            gpointer             user_data)
{
  Walk *self = user_data;

  self->running--;
  step (self, visit);
  walk_on (self);
}

/* Brings as many visits under way as there may be, and notices the end. It is the last thing to be done with a walk in
 * hand: once the end is told, the job's thread may take it away. */
static void
walk_on (Walk *self)
{
  while (!self->paused && !self->stopping && self->running < VISITS_MAX)
    {
      RepointAddressVisit *visit = g_queue_pop_head (&self->parked);

      if (visit == NULL && self->next < self->addresses->len)
        {
          guint32 bytes = htonl (g_array_index (self->addresses, guint32, self->next++));
          g_autoptr (GInetAddress) address = g_inet_address_new_from_bytes ((guint8 *) &bytes, G_SOCKET_FAMILY_IPV4);

          visit = repoint_address_visit_new (address, self->ports, self->sources);
        }
      if (visit == NULL)
        break;
      step (self, visit);
    }

  if (self->running == 0 && !self->ended && (self->stopping || (!self->paused && self->next == self->addresses->len)))
    tell_end (self);
}

static gboolean
walk_start (gpointer user_data)
{
  Walk *self = user_data;

  repoint_job_set_progress (REPOINT_JOB (self->job), 0, self->addresses->len);
  walk_on (self);
  return G_SOURCE_REMOVE;
}

static gboolean
walk_pause (gpointer user_data)
{
  ((Walk *) user_data)->paused = TRUE;
  return G_SOURCE_REMOVE;
}

static gboolean
walk_resume (gpointer user_data)
{
  Walk *self = user_data;

  self->paused = FALSE;
  walk_on (self);
  return G_SOURCE_REMOVE;
}

static gboolean
walk_stop (gpointer user_data)
{
  Walk *self = user_data;
  RepointAddressVisit *visit;

  self->stopping = TRUE;
  while ((visit = g_queue_pop_head (&self->parked)) != NULL)
    finish_visit (self, visit, FALSE);
  walk_on (self);
  return G_SOURCE_REMOVE;
}

/* ---- The job ---- */

static void
invoke (RepointDiscovery *self,
        GSourceFunc       function)
{
  g_autoptr (GSource) source = g_idle_source_new ();

  g_atomic_ref_count_inc (&self->walk->references);
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, function, self->walk, walk_unref);
  g_source_attach (source, repoint_scheduler_get_context (self->scheduler));
}

static void
repoint_discovery_start (RepointJob *job)
{
  RepointDiscovery *self = REPOINT_DISCOVERY (job);

  repoint_job_note_limits (job, self->scheduler, self->walk->addresses->len);
  self->walk->job = g_object_ref (self);
  invoke (self, walk_start);
}

static void
repoint_discovery_pause (RepointJob *job,
                         gboolean    paused)
{
  invoke (REPOINT_DISCOVERY (job), paused ? walk_pause : walk_resume);
}

static void
repoint_discovery_stop (RepointJob *job,
                        gboolean    abort)
{
  RepointDiscovery *self = REPOINT_DISCOVERY (job);

  invoke (self, walk_stop);
  if (abort)
    g_cancellable_cancel (self->walk->cancellable);
}

/* ---- Making it ---- */

static int
compare_addresses (gconstpointer a,
                   gconstpointer b)
{
  guint32 one = *(const guint32 *) a;
  guint32 other = *(const guint32 *) b;

  return one < other ? -1 : one > other;
}

static gboolean
is_never (GArray  *never,
          guint32  address)
{
  for (guint i = 0; i < never->len; i++)
    {
      const RepointAddressRange *range = &g_array_index (never, RepointAddressRange, i);

      if (address >= range->first && address <= range->last)
        return TRUE;
    }
  return FALSE;
}

/* Every address of the ranges once, in order, but for those never to contact. */
static GArray *
list_addresses (GArray             *ranges,
                const char * const *never)
{
  g_autoptr (GArray) excluded = g_array_new (FALSE, FALSE, sizeof (RepointAddressRange));
  g_autoptr (GArray) all = g_array_new (FALSE, FALSE, sizeof (guint32));
  GArray *addresses = g_array_new (FALSE, FALSE, sizeof (guint32));

  for (guint i = 0; never != NULL && never[i] != NULL; i++)
    {
      RepointAddressRange range;

      if (repoint_address_range_parse (never[i], &range, NULL))
        g_array_append_val (excluded, range);
    }
  for (guint i = 0; i < ranges->len; i++)
    {
      const RepointAddressRange *range = &g_array_index (ranges, RepointAddressRange, i);

      for (guint n = 0; n < repoint_address_range_size (range); n++)
        {
          guint32 address = range->first + n;

          if (!is_never (excluded, address))
            g_array_append_val (all, address);
        }
    }
  g_array_sort (all, compare_addresses);
  for (guint i = 0; i < all->len; i++)
    {
      guint32 address = g_array_index (all, guint32, i);

      if (addresses->len == 0 || g_array_index (addresses, guint32, addresses->len - 1) != address)
        g_array_append_val (addresses, address);
    }
  return addresses;
}

/**
 * repoint_discovery_new:
 * @scheduler: runs the conversations
 * @ranges: (element-type RepointAddressRange): where to look; an address that several name is asked once
 * @ports: (element-type RepointPort): what to look for, in the order of asking
 * @never: (nullable): addresses and ranges never to contact
 *
 * Returns: (transfer full): a job that has not been started
 */
RepointDiscovery *
repoint_discovery_new (RepointScheduler   *scheduler,
                       GArray             *ranges,
                       GArray             *ports,
                       const char * const *never)
{
  RepointDiscovery *self;
  Walk *walk;

  g_return_val_if_fail (REPOINT_IS_SCHEDULER (scheduler), NULL);
  g_return_val_if_fail (ranges != NULL && ports != NULL, NULL);

  self = g_object_new (REPOINT_TYPE_DISCOVERY, NULL);
  walk = self->walk = g_new0 (Walk, 1);
  g_atomic_ref_count_init (&walk->references);
  walk->scheduler = self->scheduler = g_object_ref (scheduler);
  walk->addresses = list_addresses (ranges, never);
  walk->ports = g_array_copy (ports);
  walk->cancellable = g_cancellable_new ();
  walk->sources = g_ptr_array_new_with_free_func (g_object_unref);
  g_ptr_array_add (walk->sources, repoint_web_page_source_new ());
  g_ptr_array_add (walk->sources, repoint_tls_certificate_source_new ());
  return self;
}

static void
repoint_discovery_finalize (GObject *object)
{
  RepointDiscovery *self = REPOINT_DISCOVERY (object);

  walk_unref (self->walk);
  g_clear_object (&self->scheduler);
  g_main_context_unref (self->context);
  g_ptr_array_unref (self->sightings);
  g_clear_pointer (&self->handout, g_source_unref);
  g_mutex_clear (&self->mutex);

  G_OBJECT_CLASS (repoint_discovery_parent_class)->finalize (object);
}

static void
repoint_discovery_class_init (RepointDiscoveryClass *klass)
{
  RepointJobClass *job_class = REPOINT_JOB_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = repoint_discovery_finalize;
  job_class->start = repoint_discovery_start;
  job_class->pause = repoint_discovery_pause;
  job_class->stop = repoint_discovery_stop;

  /**
   * RepointDiscovery::sighted:
   * @sightings: (element-type RepointSighting): what was seen since the last time
   *
   * Emitted in the owner's context, at most every 100 ms, the last time before "finished".
   */
  signals[SIGHTED] = g_signal_new ("sighted", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                   NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_PTR_ARRAY);
}

static void
repoint_discovery_init (RepointDiscovery *self)
{
  self->context = g_main_context_ref_thread_default ();
  self->sightings = g_ptr_array_new_with_free_func ((GDestroyNotify) repoint_sighting_free);
  g_mutex_init (&self->mutex);
}
