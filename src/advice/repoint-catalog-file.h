/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "repoint-fact.h"
#include "repoint-xml-node.h"

G_BEGIN_DECLS

/**
 * RepointCatalogFile: one file of data/catalog, checked: every element in its place, every value one that the rest of
 * the code can rely on, every fact with a source that exists.
 */
typedef struct
{
  char           *name;    /* "microsoft-365.xml" */
  const char     *version; /* "2026-11-20", or "2026-11-20.2" for a second one of that day */
  RepointXmlNode *root;
  GHashTable     *sources; /* id → RepointXmlNode */
} RepointCatalogFile;

RepointCatalogFile *repoint_catalog_file_parse           (const char           *name,
                                                          GBytes               *bytes,
                                                          GError              **error);
void                repoint_catalog_file_free            (RepointCatalogFile   *self);
RepointFact         repoint_catalog_file_get_fact        (RepointCatalogFile   *self,
                                                          const RepointXmlNode *node);
int                 repoint_catalog_file_compare_version (const char           *a,
                                                          const char           *b);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RepointCatalogFile, repoint_catalog_file_free)

G_END_DECLS
