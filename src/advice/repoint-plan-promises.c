/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-plan-private.h"

/* What the device's guide promises of TLS 1.2 and of OAuth, now and with the newest firmware. */

static RepointPromise
promise_from (RepointCan can)
{
  switch (can)
    {
    case REPOINT_CAN_YES:
      return REPOINT_PROMISE_YES;

    case REPOINT_CAN_NO:
      return REPOINT_PROMISE_NO;

    case REPOINT_CAN_UNKNOWN:
    case REPOINT_CAN_PLANNED:
      break;
    }

  return REPOINT_PROMISE_MAYBE;
}

static void
read_tls (RepointPlanContext *context,
          const char         *firmware,
          gboolean            tell,
          RepointPromises    *promises)
{
  RepointFact setting_fact;
  RepointFact now_fact;
  RepointFact new_fact;
  RepointCan setting = repoint_guide_can (context->guide, "tls-setting", firmware, &setting_fact);
  RepointCan now = repoint_guide_can (context->guide, "tls12", firmware, &now_fact);
  RepointCan new = repoint_guide_can_if_updated (context->guide, "tls12", &new_fact);

  if (now == REPOINT_CAN_NO || setting == REPOINT_CAN_NO)
    promises->enable_tls12 = REPOINT_PROMISE_NO;
  else
    promises->enable_tls12 = now == REPOINT_CAN_YES && setting == REPOINT_CAN_YES ? REPOINT_PROMISE_YES
                                                                                 : REPOINT_PROMISE_MAYBE;
  promises->enable_first = now == REPOINT_CAN_YES || setting == REPOINT_CAN_YES;

  /* Where this very firmware is said to do it, an update is the second thing to try. */
  promises->update_tls12 = now == REPOINT_CAN_YES ? REPOINT_PROMISE_MAYBE : promise_from (new);

  if (!tell)
    return;

  if (promises->enable_tls12 != REPOINT_PROMISE_NO && setting == REPOINT_CAN_YES)
    repoint_reasons_add (context->reasons, "guide-tls-setting", &setting_fact, NULL);
  if (promises->update_tls12 == REPOINT_PROMISE_YES)
    repoint_reasons_add (context->reasons, "guide-tls12-update", &new_fact, NULL);
  if (promises->enable_tls12 == REPOINT_PROMISE_NO && promises->update_tls12 == REPOINT_PROMISE_NO)
    repoint_reasons_add (context->reasons, "guide-tls12-never", new == REPOINT_CAN_NO ? &new_fact : &now_fact, NULL);
}

static void
tell_oauth (RepointPlanContext *context,
            RepointCan          now,
            const RepointFact  *now_fact,
            RepointCan          new,
            const RepointFact  *new_fact)
{
  if (now == REPOINT_CAN_YES)
    repoint_reasons_add (context->reasons, "guide-oauth", now_fact, NULL);
  else if (new == REPOINT_CAN_YES)
    repoint_reasons_add (context->reasons, "guide-oauth-update", new_fact, NULL);
  else if (new == REPOINT_CAN_NO)
    repoint_reasons_add (context->reasons, "guide-oauth-never", new_fact, NULL);
  else if (new == REPOINT_CAN_PLANNED || now == REPOINT_CAN_PLANNED)
    repoint_reasons_add (context->reasons, "guide-oauth-planned", new == REPOINT_CAN_PLANNED ? new_fact : now_fact, NULL);
  else
    repoint_reasons_add (context->reasons, "guide-oauth-unknown", NULL, NULL);
}

static void
read_oauth (RepointPlanContext *context,
            const char         *firmware,
            gboolean            tell,
            RepointPromises    *promises)
{
  g_autofree char *capability =
    g_strconcat ("oauth-", repoint_protocol_to_string (repoint_mail_use_get_protocol (context->use)), NULL);
  RepointFact now_fact;
  RepointFact new_fact;
  RepointCan now = repoint_guide_can (context->guide, capability, firmware, &now_fact);
  RepointCan new = repoint_guide_can_if_updated (context->guide, capability, &new_fact);

  promises->oauth = promise_from (now);
  promises->oauth_update = now == REPOINT_CAN_YES ? REPOINT_PROMISE_YES : promise_from (new);

  if (tell)
    tell_oauth (context, now, &now_fact, new, &new_fact);
}

/**
 * repoint_plan_read_guide:
 * @tls_matters: whether TLS 1.2 is what the device lacks: then its promises become reasons
 * @oauth_matters: whether it needs OAuth
 *
 * Returns: what the guide promises for the mail use
 */
RepointPromises
repoint_plan_read_guide (RepointPlanContext *context,
                         gboolean            tls_matters,
                         gboolean            oauth_matters)
{
  const char *firmware = repoint_device_get_firmware (context->device);
  RepointPromises promises = { REPOINT_PROMISE_NO };

  if ((tls_matters || oauth_matters) && repoint_guide_get_is_generic (context->guide))
    repoint_reasons_add (context->reasons, "guide-generic", NULL, NULL);

  read_tls (context, firmware, tls_matters, &promises);
  read_oauth (context, firmware, oauth_matters, &promises);

  return promises;
}
