/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "repoint-store-private.h"

/* What the tests of the store have in common: a directory with a place for one file, and ways to wait. */
typedef struct
{
  char  *directory;
  char  *path;
  GFile *file;
} Fixture;

/* What fixture_clock() tells, in microseconds. */
extern gint64 fixture_time;

gint64        fixture_clock             (void);
void          fixture_set_up            (Fixture            *fixture,
                                         gconstpointer       data);
void          fixture_tear_down         (Fixture            *fixture,
                                         gconstpointer       data);
RepointStore *fixture_make_saved        (Fixture            *fixture,
                                         const char         *name);
guint         fixture_count_files       (const char         *path);
void          fixture_set_name          (RepointProject     *project,
                                         const char         *name);
const char   *fixture_get_name          (RepointStore       *store);
void          fixture_assert_file_holds (GFile              *file,
                                         const char         *name);
void          fixture_get_result        (GObject            *source,
                                         GAsyncResult       *result,
                                         gpointer            user_data);
void          fixture_wait_for          (GAsyncResult      **result);
void          fixture_wait_for_state    (RepointStore       *store,
                                         RepointStoreState   state);
gboolean      fixture_save_to           (RepointStore       *store,
                                         GFile              *file,
                                         GError            **error);
int           fixture_main              (int                 argc,
                                         char               *argv[],
                                         void              (*add_tests) (void));
