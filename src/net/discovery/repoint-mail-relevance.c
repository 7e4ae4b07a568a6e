/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-mail-relevance.h"

static gboolean
speaks (RepointDevice   *device,
        RepointProtocol  first,
        RepointProtocol  last)
{
  GPtrArray *targets = repoint_device_get_targets (device);

  for (guint i = 0; i < targets->len; i++)
    {
      const RepointTarget *target = g_ptr_array_index (targets, i);

      if (target->protocol >= first && target->protocol <= last)
        return TRUE;
    }
  return FALSE;
}

/* Who names a device, or has it in an inventory, has a reason: it must not be folded away unseen. */
static gboolean
is_listed_by_hand (RepointDevice *device)
{
  const char *source = repoint_device_get_source (device, "name");

  return g_strcmp0 (source, REPOINT_SOURCE_ADMIN) == 0 || g_strcmp0 (source, "inventory") == 0;
}

/* What the open ports say of a device whose kind says little. */
static RepointMailRelevance
judge_ports (RepointDevice  *device,
             const char    **reason)
{
  if (speaks (device, REPOINT_PROTOCOL_IPP, REPOINT_PROTOCOL_IPP))
    {
      *reason = "print-server";
      return REPOINT_MAIL_RELEVANCE_LIKELY;
    }
  if (speaks (device, REPOINT_PROTOCOL_HTTP, REPOINT_PROTOCOL_HTTP))
    {
      *reason = "web-page";
      return REPOINT_MAIL_RELEVANCE_POSSIBLE;
    }
  if (repoint_device_get_targets (device)->len > 0)
    {
      *reason = "tls";
      return REPOINT_MAIL_RELEVANCE_POSSIBLE;
    }
  if (is_listed_by_hand (device))
    {
      *reason = "listed";
      return REPOINT_MAIL_RELEVANCE_POSSIBLE;
    }
  *reason = "nothing-open";
  return REPOINT_MAIL_RELEVANCE_UNLIKELY;
}

RepointMailRelevance
repoint_mail_relevance (RepointDevice  *device,
                        const char    **reason)
{
  const char *ignored;

  g_return_val_if_fail (REPOINT_IS_DEVICE (device), REPOINT_MAIL_RELEVANCE_UNLIKELY);

  if (reason == NULL)
    reason = &ignored;

  if (g_list_model_get_n_items (repoint_device_get_mail_uses (device)) > 0)
    {
      *reason = "mail-use";
      return REPOINT_MAIL_RELEVANCE_LIKELY;
    }

  switch (repoint_device_get_kind (device))
    {
    case REPOINT_DEVICE_KIND_PRINTER:
    case REPOINT_DEVICE_KIND_SCANNER:
    case REPOINT_DEVICE_KIND_NAS:
    case REPOINT_DEVICE_KIND_UPS:
    case REPOINT_DEVICE_KIND_ALARM:
    case REPOINT_DEVICE_KIND_CAMERA:
    case REPOINT_DEVICE_KIND_PHONE:
    case REPOINT_DEVICE_KIND_PROGRAM:
      *reason = "kind";
      return REPOINT_MAIL_RELEVANCE_LIKELY;
    case REPOINT_DEVICE_KIND_NETWORK:
    case REPOINT_DEVICE_KIND_SERVER:
    case REPOINT_DEVICE_KIND_COMPUTER:
    case REPOINT_DEVICE_KIND_UNKNOWN:
      break;
    }

  if (speaks (device, REPOINT_PROTOCOL_SMTP, REPOINT_PROTOCOL_POP3))
    {
      *reason = "mail-server";
      return REPOINT_MAIL_RELEVANCE_LIKELY;
    }
  if (repoint_device_get_kind (device) != REPOINT_DEVICE_KIND_UNKNOWN)
    {
      *reason = "kind-may";
      return REPOINT_MAIL_RELEVANCE_POSSIBLE;
    }
  return judge_ports (device, reason);
}

/**
 * repoint_mail_relevance_to_string:
 * @relevance: a relevance
 *
 * Returns: (transfer none): its id
 */
const char *
repoint_mail_relevance_to_string (RepointMailRelevance relevance)
{
  switch (relevance)
    {
    case REPOINT_MAIL_RELEVANCE_LIKELY:
      return "likely";
    case REPOINT_MAIL_RELEVANCE_POSSIBLE:
      return "possible";
    case REPOINT_MAIL_RELEVANCE_UNLIKELY:
      return "unlikely";
    default:
      g_return_val_if_reached ("possible");
    }
}
