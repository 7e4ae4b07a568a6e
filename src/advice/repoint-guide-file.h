/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "repoint-xml-node.h"

G_BEGIN_DECLS

/**
 * RepointGuideFile: one file of guides as it was read. Immutable, counted by references.
 */
typedef struct
{
  char           *path;    /* file or resource */
  char           *name;    /* without its directory: a file of the same name takes the place of another */
  gboolean        shipped; /* from the resources */
  const char     *version; /* of the root */
  RepointXmlNode *root;
} RepointGuideFile;

RepointGuideFile *repoint_guide_file_read     (const char             *path,
                                               gboolean                shipped,
                                               GPtrArray              *problems);
GPtrArray        *repoint_guide_file_list     (const char             *directory,
                                               gboolean                shipped,
                                               GPtrArray              *problems);
RepointGuideFile *repoint_guide_file_ref      (RepointGuideFile       *self);
void              repoint_guide_file_unref    (RepointGuideFile       *self);
gboolean          repoint_guide_file_is_older (const RepointGuideFile *self,
                                               const RepointGuideFile *other);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RepointGuideFile, repoint_guide_file_unref)

G_END_DECLS
