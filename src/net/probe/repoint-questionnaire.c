/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-questionnaire.h"

struct _RepointQuestionnaire
{
  RepointVersionSearch *versions;
  GPtrArray            *inquiries; /* of RepointInquiry; the versions come first */
  guint                 current;
  gboolean              over;      /* there is no point in asking on */
};

/**
 * repoint_questionnaire_new:
 * @target: whom the questions are for
 *
 * Returns: (transfer full): a questionnaire that nobody has answered
 */
RepointQuestionnaire *
repoint_questionnaire_new (const RepointTarget *target)
{
  RepointQuestionnaire *self = g_new0 (RepointQuestionnaire, 1);

  self->versions = repoint_version_search_new (!g_hostname_is_ip_address (target->host));
  self->inquiries = g_ptr_array_new_with_free_func (g_object_unref);
  g_ptr_array_add (self->inquiries, g_object_ref (self->versions));

  return self;
}

/**
 * repoint_questionnaire_free:
 * @self: (nullable) (transfer full): a questionnaire
 */
void
repoint_questionnaire_free (RepointQuestionnaire *self)
{
  if (self == NULL)
    return;

  g_ptr_array_unref (self->inquiries);
  g_object_unref (self->versions);
  g_free (self);
}

/**
 * repoint_questionnaire_next:
 * @question: (out caller-allocates): what to ask, if there is anything
 *
 * Returns: %FALSE if there is nothing left to ask
 */
gboolean
repoint_questionnaire_next (RepointQuestionnaire *self, RepointQuestion *question)
{
  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (question != NULL, FALSE);

  for (; !self->over && self->current < self->inquiries->len; self->current++)
    if (repoint_inquiry_next (g_ptr_array_index (self->inquiries, self->current), question))
      return TRUE;

  return FALSE;
}

/* A server that is gone, or throttles us, or has fallen silent is left alone; what it said before stays. */
static gboolean
is_end (RepointQuestionnaire *self, const RepointHelloResult *result)
{
  switch (result->outcome)
    {
    case REPOINT_HELLO_NONE:
    case REPOINT_HELLO_UNCONNECTED:
    case REPOINT_HELLO_CONNECTED:
    case REPOINT_HELLO_DIALOGUE:
    case REPOINT_HELLO_STOPPED:
      return TRUE;

    case REPOINT_HELLO_SILENT:
      /* Filters swallow hellos of old versions and let others through. */
      return self->current > 0;

    case REPOINT_HELLO_ANSWERED:
    case REPOINT_HELLO_ALERT:
    case REPOINT_HELLO_CLOSED:
    case REPOINT_HELLO_RESET:
    case REPOINT_HELLO_ILLEGAL:
    case REPOINT_HELLO_GARBAGE:
    default:
      return FALSE;
    }
}

/**
 * repoint_questionnaire_answer:
 * @result: what came of the last question
 */
void
repoint_questionnaire_answer (RepointQuestionnaire *self, const RepointHelloResult *result)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (result != NULL);
  g_return_if_fail (self->current < self->inquiries->len);

  repoint_inquiry_answer (g_ptr_array_index (self->inquiries, self->current), result);
  self->over |= is_end (self, result);
}

/**
 * repoint_questionnaire_get_versions:
 *
 * Returns: (transfer none): the inquiry about versions
 */
RepointVersionSearch *
repoint_questionnaire_get_versions (RepointQuestionnaire *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->versions;
}

/**
 * repoint_questionnaire_add_to_result:
 * @result: the `survey` object of the command line (src/DESIGN.md section 5)
 *
 * Adds what all inquiries know.
 */
void
repoint_questionnaire_add_to_result (RepointQuestionnaire *self, JsonObject *result)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (result != NULL);

  for (guint i = 0; i < self->inquiries->len; i++)
    repoint_inquiry_add_to_result (g_ptr_array_index (self->inquiries, i), result);
}
