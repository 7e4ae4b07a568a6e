/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* One row of a schema: what an element may stand in and hold. Lists are separated by spaces. */
typedef struct
{
  const char *name;
  const char *parents;    /* "": the root */
  const char *required;   /* attributes */
  const char *optional;   /* attributes */
  gboolean    has_text;   /* TRUE: text that must not be empty; FALSE: no text */
} RepointXmlElement;

typedef struct _RepointXmlNode RepointXmlNode;

/**
 * RepointXmlNode: one element of a data file, checked against a schema.
 */
struct _RepointXmlNode
{
  const RepointXmlElement *element;
  RepointXmlNode          *parent;     /* unowned, nullable */
  char                   **attributes; /* name, value, name, value, … */
  GString                 *text;       /* runs of white space are one space, none at the ends */
  GPtrArray               *children;   /* of RepointXmlNode */
  const char              *file;       /* interned */
  int                      line;       /* where it starts, from 1 */
};

RepointXmlNode *repoint_xml_node_parse         (GBytes                  *bytes,
                                                const char              *file,
                                                const RepointXmlElement *schema,
                                                gsize                    n_elements,
                                                GPtrArray               *problems);
void            repoint_xml_node_free          (RepointXmlNode          *self);
gboolean        repoint_xml_node_is            (const RepointXmlNode    *self,
                                                const char              *name);
const char     *repoint_xml_node_get_attribute (const RepointXmlNode    *self,
                                                const char              *name);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RepointXmlNode, repoint_xml_node_free)

G_END_DECLS
