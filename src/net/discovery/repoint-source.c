/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-source.h"

G_DEFINE_INTERFACE (RepointSource, repoint_source, G_TYPE_OBJECT)

static void
repoint_source_default_init (RepointSourceInterface *iface)
{
}

RepointConversation *
repoint_source_ask (RepointSource     *self,
                    GInetAddress      *address,
                    const RepointPort *port,
                    GPtrArray         *held)
{
  g_return_val_if_fail (REPOINT_IS_SOURCE (self), NULL);

  return REPOINT_SOURCE_GET_IFACE (self)->ask (self, address, port, held);
}

void
repoint_source_learn (RepointSource       *self,
                      RepointConversation *conversation,
                      RepointSighting     *sighting)
{
  g_return_if_fail (REPOINT_IS_SOURCE (self));

  REPOINT_SOURCE_GET_IFACE (self)->learn (self, conversation, sighting);
}

void
repoint_source_add (RepointSighting *sighting,
                    const char      *source,
                    const char      *what,
                    const char      *value)
{
  if (value == NULL || *value == '\0')
    return;

  for (guint i = 0; i < sighting->evidence->len; i++)
    {
      const RepointEvidence *evidence = g_ptr_array_index (sighting->evidence, i);

      if (g_str_equal (evidence->source, source) && g_str_equal (evidence->what, what)
          && g_str_equal (evidence->value, value))
        return;
    }
  g_ptr_array_add (sighting->evidence, repoint_evidence_new (source, what, value));
}
