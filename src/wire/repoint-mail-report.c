/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-mail-report.h"

/**
 * repoint_mail_report_init:
 * @self: (out caller-allocates): a report in which nothing is known
 */
void
repoint_mail_report_init (RepointMailReport *self)
{
  g_return_if_fail (self != NULL);

  *self = (RepointMailReport) { REPOINT_MAIL_RESULT_NONE };
  self->capabilities = g_ptr_array_new_with_free_func (g_free);
  self->sign_in = g_ptr_array_new_with_free_func (g_free);
}

/**
 * repoint_mail_report_clear:
 *
 * Frees what the report holds, not the struct.
 */
void
repoint_mail_report_clear (RepointMailReport *self)
{
  g_return_if_fail (self != NULL);

  g_clear_pointer (&self->masked, g_free);
  g_clear_pointer (&self->greeting, g_free);
  g_clear_pointer (&self->reply, g_free);
  g_clear_pointer (&self->server, g_free);
  g_clear_pointer (&self->capabilities, g_ptr_array_unref);
  g_clear_pointer (&self->sign_in, g_ptr_array_unref);
}

/**
 * repoint_mail_stage_to_string:
 *
 * Returns: the id of the stage as in documents and on the command line
 */
const char *
repoint_mail_stage_to_string (RepointMailStage stage)
{
  static const char *const ids[] = { "greeting", "ehlo", "capability", "starttls", "auth", "quit" };

  g_return_val_if_fail ((gsize) stage < G_N_ELEMENTS (ids), NULL);

  return ids[stage];
}
