/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-reason.h"

#include <string.h>

const char * const repoint_reason_ids[] = {
  /* what the device can do */
  "can-do",
  "can-do-unknown",
  "evidence-disagrees",

  /* what the device itself met at a server */
  "passage-established",
  "passage-refused",
  "passage-distrusts",
  "passage-disputes",
  "passage-clock",
  "passage-inconclusive",
  "passage-no-starttls",
  "replay-accepted",
  "replay-refused",
  "replay-turned-away",

  /* how it goes about mail, as was seen */
  "seen-in-clear",
  "tls-at-once",
  "starttls-never",
  "checks-certificates",
  "takes-any-certificate",

  /* what a server takes */
  "meets-minimum",
  "below-minimum",
  "suites-doubtful",
  "suites-refused",
  "suites-missing",
  "suites-tls13-only",
  "refused-in-tries",
  "broken-off-in-tries",
  "turned-away-in-tries",
  "not-refused-in-tries",
  "server-accepts",
  "server-refuses",
  "server-unclear",
  "server-not-asked",
  "server-not-reached",
  "survey-disagrees",
  "no-server-named",
  "legacy-not-in-cloud",
  "legacy-switch-off",
  "legacy-switch-unset",
  "legacy-switch-unknown",
  "legacy-tls12-unconfirmed",
  "legacy-weakly-documented",
  "legacy-block-passed",
  "legacy-block-until",
  "legacy-may-stop-any-day",
  "legacy-no-date",

  /* how it signs in */
  "sign-in-unknown",
  "sign-in-missing",
  "basic-gone",
  "basic-default-off",
  "basic-default-off-passed",
  "basic-offered",
  "basic-not-offered",
  "oauth-works",
  "oauth-not-offered",
  "smtp-auth-off",

  /* how it is set up today */
  "set-to-standard",
  "set-to-legacy",
  "set-to-unavailable",
  "set-to-direct-send",
  "direct-send-clear",
  "direct-send-old-tls",
  "set-to-high-volume",
  "reaches-inside-only",
  "set-to-other-microsoft",
  "set-to-relay",
  "set-to-other",
  "settings-unknown",
  "port-465",
  "port-differs",
  "security-differs",
  "mail-unknown",
  "no-mail",

  /* what its guide says */
  "guide-generic",
  "guide-tls-setting",
  "guide-tls12-update",
  "guide-tls12-never",
  "guide-oauth",
  "guide-oauth-update",
  "guide-oauth-planned",
  "guide-oauth-never",
  "guide-oauth-unknown",

  "legacy-stopgap",
  "fact-stale",
  NULL,
};

const char * const repoint_raise_confidence_ids[] = {
  "check-in",
  "local-dns-entry",
  "confirm-model",
  "survey",
  "survey-servers",
  "statement",
  "name-servers",
  "look-up-legacy-switch",
  "state-sign-in",
  NULL,
};

static void
reason_free (RepointReason *reason)
{
  g_clear_pointer (&reason->arguments, g_ptr_array_unref);
  g_free (reason);
}

GPtrArray *
repoint_reasons_new (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) reason_free);
}

static gboolean
is_same (const RepointReason *reason,
         const char          *id,
         GPtrArray           *arguments)
{
  if (strcmp (reason->id, id) != 0 || reason->arguments->len != arguments->len)
    return FALSE;

  for (guint i = 0; i < arguments->len; i++)
    if (strcmp (g_ptr_array_index (reason->arguments, i), g_ptr_array_index (arguments, i)) != 0)
      return FALSE;

  return TRUE;
}

/**
 * repoint_reasons_add:
 * @reasons: made by repoint_reasons_new()
 * @id: one of #repoint_reason_ids
 * @fact: (nullable): what it rests on
 * @...: name, value, name, value, …, %NULL
 */
void
repoint_reasons_add (GPtrArray         *reasons,
                     const char        *id,
                     const RepointFact *fact,
                     ...)
{
  g_autoptr(GPtrArray) arguments = g_ptr_array_new_with_free_func (g_free);
  RepointReason *reason;
  const char *argument;
  va_list list;

  g_return_if_fail (reasons != NULL);
  g_return_if_fail (g_strv_contains (repoint_reason_ids, id));

  va_start (list, fact);
  while ((argument = va_arg (list, const char *)) != NULL)
    g_ptr_array_add (arguments, g_strdup (argument));
  va_end (list);

  for (guint i = 0; i < reasons->len; i++)
    if (is_same (g_ptr_array_index (reasons, i), id, arguments))
      return;

  reason = g_new0 (RepointReason, 1);
  reason->id = id;
  reason->arguments = g_steal_pointer (&arguments);
  if (fact != NULL)
    reason->fact = *fact;
  g_ptr_array_add (reasons, reason);
}
