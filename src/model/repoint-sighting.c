/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-sighting.h"

#include "repoint-text.h"

#define MAX_EVIDENCE_BYTES 512
#define MAX_EVIDENCE_COUNT 256 /* per sighting; nothing honest comes near it */

G_DEFINE_BOXED_TYPE (RepointSighting, repoint_sighting, repoint_sighting_copy, repoint_sighting_free)

/**
 * repoint_evidence_new: keeps one thing seen.
 * @source: who saw it, such as "web-page"
 * @what: what it is, such as "title"
 * @value: the thing itself, any bytes; cut at 512 bytes and made valid UTF-8
 *
 * Returns: (transfer full): a new piece of evidence.
 */
RepointEvidence *
repoint_evidence_new (const char *source,
                      const char *what,
                      const char *value)
{
  RepointEvidence *self;

  g_return_val_if_fail (source != NULL && what != NULL && value != NULL, NULL);

  self = g_new0 (RepointEvidence, 1);
  self->source = repoint_text_bound (source, MAX_EVIDENCE_BYTES);
  self->what = repoint_text_bound (what, MAX_EVIDENCE_BYTES);
  self->value = repoint_text_bound (value, MAX_EVIDENCE_BYTES);

  return self;
}

/** repoint_evidence_free: frees what repoint_evidence_new() made. */
void
repoint_evidence_free (RepointEvidence *self)
{
  if (self == NULL)
    return;

  g_free (self->source);
  g_free (self->what);
  g_free (self->value);
  g_free (self);
}

/**
 * repoint_sighting_new: starts an empty sighting.
 * @source: who saw it, such as "tcp"
 * @address: (nullable): the IP address it was seen at, without brackets
 *
 * Returns: (transfer full): a sighting that has learned nothing yet.
 */
RepointSighting *
repoint_sighting_new (const char *source,
                      const char *address)
{
  RepointSighting *self;

  g_return_val_if_fail (source != NULL, NULL);

  self = g_new0 (RepointSighting, 1);
  self->source = g_strdup (source);
  self->address = g_strdup (address);
  self->targets = g_ptr_array_new_with_free_func ((GDestroyNotify) repoint_target_free);
  self->evidence = g_ptr_array_new_with_free_func ((GDestroyNotify) repoint_evidence_free);

  return self;
}

/** repoint_sighting_copy: (transfer full): a deep copy of @self. */
RepointSighting *
repoint_sighting_copy (const RepointSighting *self)
{
  RepointSighting *copy;

  g_return_val_if_fail (self != NULL, NULL);

  copy = repoint_sighting_new (self->source, self->address);
  copy->mac = g_strdup (self->mac);
  copy->uuid = g_strdup (self->uuid);
  copy->serial = g_strdup (self->serial);
  copy->name = g_strdup (self->name);
  copy->vendor = g_strdup (self->vendor);
  copy->model = g_strdup (self->model);
  copy->firmware = g_strdup (self->firmware);
  copy->kind = self->kind;

  for (guint i = 0; i < self->targets->len; i++)
    g_ptr_array_add (copy->targets, repoint_target_copy (g_ptr_array_index (self->targets, i)));

  for (guint i = 0; i < self->evidence->len; i++)
    {
      const RepointEvidence *evidence = g_ptr_array_index (self->evidence, i);

      g_ptr_array_add (copy->evidence, repoint_evidence_new (evidence->source, evidence->what, evidence->value));
    }

  return copy;
}

/** repoint_sighting_free: frees @self and all it holds. */
void
repoint_sighting_free (RepointSighting *self)
{
  if (self == NULL)
    return;

  g_free (self->source);
  g_free (self->address);
  g_free (self->mac);
  g_free (self->uuid);
  g_free (self->serial);
  g_free (self->name);
  g_free (self->vendor);
  g_free (self->model);
  g_free (self->firmware);
  g_ptr_array_unref (self->targets);
  g_ptr_array_unref (self->evidence);
  g_free (self);
}

/**
 * repoint_sighting_add_evidence: adds one thing seen by the sighting's own source.
 * @what: what it is
 * @value: the thing itself, any bytes; see repoint_evidence_new()
 *
 * A sighting keeps 256 pieces; more are dropped.
 */
void
repoint_sighting_add_evidence (RepointSighting *self,
                               const char      *what,
                               const char      *value)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (what != NULL && value != NULL);

  if (self->evidence->len < MAX_EVIDENCE_COUNT)
    g_ptr_array_add (self->evidence, repoint_evidence_new (self->source, what, value));
}
