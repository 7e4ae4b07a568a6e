/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* The four dialogs that differ between the platform versions Repoint runs on. Nothing else has version checks. The
 * texts are arguments: this file has none of its own. */

typedef enum
{
  REPOINT_RESPONSE_PLAIN,
  REPOINT_RESPONSE_SUGGESTED,
  REPOINT_RESPONSE_DESTRUCTIVE,
} RepointResponseLook;

/* id "cancel" is the answer to Esc and to closing. The list ends with a NULL id. */
typedef struct
{
  const char          *id;
  const char          *label; /* with mnemonic */
  RepointResponseLook  look;
} RepointResponse;

/* What is new in a file dialog: pattern NULL ends the list. */
typedef struct
{
  const char *name;
  const char *pattern; /* "*.repoint" */
} RepointFilePattern;

void   repoint_dialogs_confirm_async  (GtkWindow                *parent,
                                       const char               *heading,
                                       const char               *body,
                                       const RepointResponse    *responses,
                                       GCancellable             *cancellable,
                                       GAsyncReadyCallback       callback,
                                       gpointer                  user_data);
char  *repoint_dialogs_confirm_finish (GAsyncResult             *result);
void   repoint_dialogs_open_async     (GtkWindow                *parent,
                                       const char               *title,
                                       const RepointFilePattern *patterns,
                                       GCancellable             *cancellable,
                                       GAsyncReadyCallback       callback,
                                       gpointer                  user_data);
GFile *repoint_dialogs_open_finish    (GAsyncResult             *result);
void   repoint_dialogs_save_async     (GtkWindow                *parent,
                                       const char               *title,
                                       const char               *name,
                                       const RepointFilePattern *patterns,
                                       GCancellable             *cancellable,
                                       GAsyncReadyCallback       callback,
                                       gpointer                  user_data);
GFile *repoint_dialogs_save_finish    (GAsyncResult             *result);
void   repoint_dialogs_about          (GtkWindow                *parent,
                                       const char               *icon_name,
                                       const char               *version,
                                       const char               *comments);

G_END_DECLS
