/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "repoint-phrase.h"

G_BEGIN_DECLS

/* Words of the five steps in the window. All return translated plain text, transfer full. */

/* The line under the name of a step. */
char *repoint_phrase_organization_status (RepointOrganization      *organization,
                                          guint                     n_tested,
                                          guint                     n_endpoints);
char *repoint_phrase_discover_status     (guint                     n_devices,
                                          guint                     n_likely);
char *repoint_phrase_test_status         (guint                     n_tested,
                                          guint                     n_waiting);
char *repoint_phrase_plan_status         (guint                     n_devices,
                                          guint                     n_fine,
                                          guint                     n_open);
char *repoint_phrase_checklist_status    (gboolean                  issued,
                                          guint                     n_done,
                                          guint                     n_blocks);

/* Organization. */
char *repoint_phrase_passed_dates        (guint                     n_dates);

/* Discover. relevance and reason are the ids of repoint_mail_relevance(). */
char *repoint_phrase_relevance           (const char               *relevance);
char *repoint_phrase_relevance_reason    (const char               *reason);
char *repoint_phrase_network             (const char               *interface,
                                          guint                     n_addresses,
                                          gboolean                  is_vpn);
char *repoint_phrase_consent             (guint                     n_addresses);
char *repoint_phrase_all_devices         (guint                     n_devices,
                                          guint                     n_hidden);
char *repoint_phrase_added               (const char               *name);
char *repoint_phrase_removed             (const char               *name);
char *repoint_phrase_split_off           (const char               *address);
char *repoint_phrase_merge_into          (const char               *name);
char *repoint_phrase_imported            (guint                     n_added);
char *repoint_phrase_import_summary      (guint                     n_devices,
                                          guint                     n_problems);
char *repoint_phrase_line                (guint                     line);
char *repoint_phrase_more                (guint                     n);

/* Plan. */
char *repoint_phrase_mail_use            (RepointMailUse           *use);
char *repoint_phrase_mail_server         (RepointMailUse           *use);
char *repoint_phrase_action_count        (RepointAction             action,
                                          guint                     n);
char *repoint_phrase_step_role           (const char               *role); /* as RepointGuideStep.role; "" for a step */
char *repoint_phrase_copy_value          (const char               *value);

/* Checklist. */
char *repoint_phrase_item_role           (RepointChecklistItemRole  role);
char *repoint_phrase_steps_done          (guint                     n_ticked,
                                          guint                     n_steps);
char *repoint_phrase_ticked              (const char               *by, /* nullable */
                                          GDateTime                *at, /* nullable: not ticked */
                                          GDateTime                *now);
char *repoint_phrase_sheet               (guint                     page,
                                          guint                     n_pages);
char *repoint_phrase_exported            (const char               *name);
char *repoint_phrase_export_name         (const char               *title,
                                          const char               *extension);

G_END_DECLS
