/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  REPOINT_PLACEHOLDER_PLAN,  /* the value is the plan's: what is to be typed in, and what is known of the device */
  REPOINT_PLACEHOLDER_GUIDE, /* the value is the guide's: repoint_guide_add_arguments() adds it */
  REPOINT_PLACEHOLDER_TENANT, /* only in the tenant's steps of the catalog, never in a guide */
} RepointPlaceholderOwner;

/**
 * RepointPlaceholder: what may stand between braces in a text of the catalog or a guide: {server}, {label:smtp.host}.
 */
typedef struct
{
  const char              *name;    /* without the key: "server", "label" */
  gboolean                 has_key; /* ":" and a key follow the name */
  gboolean                 typed;   /* the value is typed in or copied by the admin */
  RepointPlaceholderOwner  owner;
  const char              *meaning; /* for the documentation, not for the screen */
} RepointPlaceholder;

/**
 * RepointPlaceholderFunc:
 * @name: what stands between the braces, with its key: "server", "label:smtp.host"
 * @placeholder: (nullable): its row of the closed list; %NULL: not in the list
 * @key: (nullable): the part of @name after the colon
 */
typedef void (*RepointPlaceholderFunc) (const char               *name,
                                        const RepointPlaceholder *placeholder,
                                        const char               *key,
                                        gpointer                  data);

const RepointPlaceholder *repoint_placeholder_list    (gsize                  *n_placeholders);
gboolean                  repoint_placeholder_foreach (const char             *text,
                                                       RepointPlaceholderFunc  func,
                                                       gpointer                data);
char                     *repoint_placeholder_fill    (const char             *text,
                                                       GPtrArray              *arguments);

G_END_DECLS
