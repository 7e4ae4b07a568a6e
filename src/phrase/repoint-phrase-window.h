/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "repoint-phrase-steps.h"
#include "repoint-store.h"

G_BEGIN_DECLS

/* Words of the window itself: progress, how a step stands, what a button does. Same rules as repoint-phrase.h. */

/* What a job under way is for. */
typedef enum
{
  REPOINT_WORK_ENDPOINTS, /* asks the mail servers; units: servers */
  REPOINT_WORK_DISCOVERY, /* looks for devices; units: addresses */
  REPOINT_WORK_DEVICES,   /* asks the devices' own servers; units: servers */
} RepointWorkKind;

char       *repoint_phrase_work      (RepointWorkKind    kind,
                                      guint              completed,
                                      guint              total,
                                      int                seconds_left,
                                      gboolean           paused,
                                      gboolean           stopping);
char       *repoint_phrase_work_done (RepointWorkKind    kind,
                                      guint              completed,
                                      guint              total);

/* Why a job takes longer than it had to: for its most-open and wanted-open. */
char       *repoint_phrase_few_connections (guint        most,
                                      guint              wanted);

/* The line under the office's name. saved_at may be NULL; has_file FALSE: the office has no file yet. */
char       *repoint_phrase_saved     (RepointStoreState  state,
                                      gboolean           has_file,
                                      GDateTime         *saved_at,
                                      GDateTime         *now);
char       *repoint_phrase_place     (guint              step,
                                      guint              n_steps,
                                      const char        *title);
char       *repoint_phrase_recent    (guint              n_done,
                                      guint              n_total,
                                      GDateTime         *opened,
                                      GDateTime         *now);
/* When a server was tested last, how often it was asked each version, and how often it answered the very same. */
char       *repoint_phrase_tested    (RepointObservation *survey,
                                      GDateTime          *now);
char       *repoint_phrase_unsaved   (GDateTime         *changed, /* nullable */
                                      GDateTime         *now);
char       *repoint_phrase_month     (const char        *iso); /* "Apr 2026", for the timeline */
/* What undo takes back, for a project's undo-label: "Undo “Remove Device”". */
char       *repoint_phrase_undo      (const char        *label);
char       *repoint_phrase_redo      (const char        *label);

/* Fixed words that C code needs: buttons, headings of dialogs, toasts. Transfer none. */
typedef enum
{
  REPOINT_TEXT_NEW_OFFICE,
  REPOINT_TEXT_PRACTICE_OFFICE,
  REPOINT_TEXT_REPOINT_FILES,
  REPOINT_TEXT_OPEN_OFFICE,
  REPOINT_TEXT_SAVE_OFFICE,
  REPOINT_TEXT_FILE_NAME,
  REPOINT_TEXT_CANCEL,
  REPOINT_TEXT_SAVE,
  REPOINT_TEXT_DISCARD,
  REPOINT_TEXT_CLOSE_DRAFT_HEADING,
  REPOINT_TEXT_CLOSE_DRAFT_BODY,
  REPOINT_TEXT_CLOSE_UNSAVED_BODY,
  REPOINT_TEXT_CLOSE_WORKING_HEADING,
  REPOINT_TEXT_CLOSE_WORKING_BODY,
  REPOINT_TEXT_KEEP_WORKING,
  REPOINT_TEXT_STOP_AND_CLOSE,
  REPOINT_TEXT_UNDO,
  REPOINT_TEXT_PAUSE,
  REPOINT_TEXT_RESUME,
  REPOINT_TEXT_STOP,
  REPOINT_TEXT_STOP_NOW,
  REPOINT_TEXT_COPIED,
  REPOINT_TEXT_COPY,
  REPOINT_TEXT_NOT_YET_TESTED,
  REPOINT_TEXT_BEING_ASKED,
  REPOINT_TEXT_TODAY,
  REPOINT_TEXT_MAIL_SERVER_REMOVED,
  REPOINT_TEXT_REMOVE_MAIL_SERVER,
  REPOINT_TEXT_NEW_DEVICE,
  REPOINT_TEXT_INVENTORY_FILES,
  REPOINT_TEXT_ALL_FILES,
  REPOINT_TEXT_IMPORT_INVENTORY,
  REPOINT_TEXT_MAIL_USE_REMOVED,
  REPOINT_TEXT_CHECKLIST_FILES,
  REPOINT_TEXT_SAVE_CHECKLIST,
  REPOINT_TEXT_CLOSE,
  REPOINT_TEXT_DID_NOT_WORK,
  REPOINT_TEXT_MERGED,
  REPOINT_TEXT_UNSAVED_OFFICE,
  REPOINT_TEXT_DISCARD_UNSAVED,
  REPOINT_TEXT_DISCARD_UNSAVED_HEADING,
  REPOINT_TEXT_DISCARD_UNSAVED_BODY,
  REPOINT_TEXT_ABOUT_SUMMARY,
  REPOINT_TEXT_TEST_MAIL_SERVERS,
  REPOINT_TEXT_CONTINUE_TO_DISCOVER,
  REPOINT_TEXT_LOOK_FOR_DEVICES,
  REPOINT_TEXT_CONTINUE_TO_TEST,
  REPOINT_TEXT_START_TESTS,
  REPOINT_TEXT_MAKE_PLAN,
  REPOINT_TEXT_MAKE_CHECKLIST,
  REPOINT_TEXT_PRINT_CHECKLIST,
  REPOINT_TEXT_ANY_DEVICE,
  REPOINT_TEXT_WHICH_DEVICE,
  REPOINT_TEXT_A_NEW_DEVICE,
  REPOINT_TEXT_CANNOT_LISTEN,
  REPOINT_TEXT_NOT_LISTENING,
  REPOINT_TEXT_NOT_LISTENING_BODY,
  REPOINT_TEXT_START_LISTENING,
  REPOINT_TEXT_TRY_AGAIN,
  REPOINT_TEXT_NO_SUCH_SERVER,
  REPOINT_TEXT_CAPTURE_FILES,
  REPOINT_TEXT_IMPORT_CAPTURE,
  REPOINT_TEXT_CAPTURE_READ,
  REPOINT_TEXT_PASSED_ON,
  REPOINT_TEXT_SENT_AGAIN,
  REPOINT_TEXT_NO_CLIENT,
  REPOINT_TEXT_OPEN_FIREWALLD,
  REPOINT_TEXT_OPEN_UFW,
  REPOINT_TEXT_CLOSE_UFW,
} RepointText;

const char *repoint_phrase_text      (RepointText        text);

G_END_DECLS
