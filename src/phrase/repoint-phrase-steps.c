/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-phrase-window.h"

#include <glib/gi18n-lib.h>

#include "repoint-phrase-checklist.h"

/* Two statements side by side, where either may be missing. */
static char *
join (const char *first,
      const char *second)
{
  if (first[0] == '\0' || second[0] == '\0')
    return g_strdup (first[0] != '\0' ? first : second);
  /* Translators: two statements side by side, as in "42 devices · 9 likely send mail" */
  return g_strdup_printf (_("%s · %s"), first, second);
}

/**
 * repoint_phrase_organization_status:
 *
 * Returns: (transfer full): how step 1 stands: "Worldwide · 4 of 6 servers tested"
 */
char *
repoint_phrase_organization_status (RepointOrganization *organization,
                                    guint                n_tested,
                                    guint                n_endpoints)
{
  g_autofree char *cloud = NULL;
  g_autofree char *tested = NULL;

  g_return_val_if_fail (REPOINT_IS_ORGANIZATION (organization), NULL);

  if (n_endpoints == 0)
    return g_strdup (_("No mail servers yet"));

  cloud = repoint_phrase_enum (REPOINT_TYPE_CLOUD, repoint_organization_get_cloud (organization));
  if (n_tested == 0)
    tested = g_strdup (_("servers not tested yet"));
  else if (n_tested < n_endpoints)
    tested = g_strdup_printf (_("%u of %u servers tested"), n_tested, n_endpoints);
  else
    tested = g_strdup (_("servers tested"));
  return join (cloud, tested);
}

/**
 * repoint_phrase_discover_status:
 *
 * Returns: (transfer full): how step 2 stands: "42 devices · 9 likely send mail"
 */
char *
repoint_phrase_discover_status (guint n_devices,
                                guint n_likely)
{
  g_autofree char *devices = NULL;
  g_autofree char *likely = NULL;

  if (n_devices == 0)
    return g_strdup (_("No devices yet"));

  devices = g_strdup_printf (dngettext (GETTEXT_PACKAGE, "%u device", "%u devices", n_devices), n_devices);
  likely = g_strdup_printf (dngettext (GETTEXT_PACKAGE, "%u likely sends mail", "%u likely send mail", n_likely), n_likely);
  return join (devices, likely);
}

/**
 * repoint_phrase_test_status:
 *
 * Returns: (transfer full): how step 3 stands: "7 tested, 2 not yet"
 */
char *
repoint_phrase_test_status (guint n_tested,
                            guint n_waiting)
{
  if (n_tested == 0 && n_waiting == 0)
    return g_strdup (_("Nothing to test yet"));
  if (n_waiting == 0)
    return g_strdup_printf (dngettext (GETTEXT_PACKAGE, "%u tested", "All %u tested", n_tested), n_tested);
  return g_strdup_printf (_("%u tested, %u not yet"), n_tested, n_waiting);
}

/**
 * repoint_phrase_plan_status:
 * @n_fine: devices with nothing to do
 * @n_open: devices of which too little is known
 *
 * Returns: (transfer full): how step 4 stands: "3 work · 5 to do · 1 unclear"
 */
char *
repoint_phrase_plan_status (guint n_devices,
                            guint n_fine,
                            guint n_open)
{
  guint n_work = n_devices - n_fine - n_open;
  g_autofree char *fine = g_strdup ("");
  g_autofree char *work = g_strdup ("");
  g_autofree char *open = g_strdup ("");
  g_autofree char *known = NULL;

  if (n_devices == 0)
    return g_strdup (_("Nothing to plan yet"));

  if (n_fine > 0)
    {
      g_free (fine);
      fine = g_strdup_printf (dngettext (GETTEXT_PACKAGE, "%u works", "%u work", n_fine), n_fine);
    }
  if (n_work > 0)
    {
      g_free (work);
      work = g_strdup_printf (dngettext (GETTEXT_PACKAGE, "%u to do", "%u to do", n_work), n_work);
    }
  if (n_open > 0)
    {
      g_free (open);
      open = g_strdup_printf (dngettext (GETTEXT_PACKAGE, "%u unclear", "%u unclear", n_open), n_open);
    }
  known = join (fine, work);
  return join (known, open);
}

/**
 * repoint_phrase_checklist_status:
 * @issued: whether a checklist was printed, exported or ticked at all
 *
 * Returns: (transfer full): how step 5 stands: "6 of 9 done"
 */
char *
repoint_phrase_checklist_status (gboolean issued,
                                 guint    n_done,
                                 guint    n_blocks)
{
  if (!issued)
    return g_strdup (_("Not printed yet"));
  if (n_done == n_blocks)
    return g_strdup (_("All done"));
  return g_strdup_printf (_("%u of %u done"), n_done, n_blocks);
}

/** repoint_phrase_passed_dates: Returns: (transfer full): the name of the row that unfolds to them. */
char *
repoint_phrase_passed_dates (guint n_dates)
{
  return g_strdup_printf (dngettext (GETTEXT_PACKAGE, "%u date has passed", "%u dates have passed", n_dates), n_dates);
}

static const char *
look_up (const char * const (*table)[2],
         const char          *id)
{
  for (guint i = 0; table[i][0] != NULL; i++)
    if (g_strcmp0 (table[i][0], id) == 0)
      return dgettext (GETTEXT_PACKAGE, table[i][1]);
  return "";
}

/**
 * repoint_phrase_relevance:
 * @relevance: "likely", "possible" or "unlikely"
 *
 * Returns: (transfer full): "Likely sends mail"; "" for an id that is not known
 */
char *
repoint_phrase_relevance (const char *relevance)
{
  static const char * const table[][2] = {
    { "likely", N_("Likely sends mail") },
    { "possible", N_("May send mail") },
    { "unlikely", N_("Hardly sends mail") },
    { NULL, NULL },
  };

  return g_strdup (look_up (table, relevance));
}

/**
 * repoint_phrase_relevance_reason:
 * @reason: the id that repoint_mail_relevance() gives
 *
 * Returns: (transfer full): why, in a sentence; "" for an id that is not known
 */
char *
repoint_phrase_relevance_reason (const char *reason)
{
  static const char * const table[][2] = {
    { "mail-use", N_("It is known to send or fetch mail.") },
    { "mail-server", N_("A mail server answers there.") },
    { "kind", N_("Devices of its kind usually send mail.") },
    { "print-server", N_("It takes print jobs, and most devices that do can scan to mail.") },
    { "kind-may", N_("Devices of its kind can send mail.") },
    { "web-page", N_("It has a page for its settings; nothing more is known.") },
    { "tls", N_("It answers with TLS; nothing more is known.") },
    { "listed", N_("It was put on the list by hand or by an inventory; nothing more is known.") },
    { "nothing-open", N_("Nothing that points to mail answers there.") },
    { NULL, NULL },
  };

  return g_strdup (look_up (table, reason));
}

static char *
count_addresses (guint n_addresses)
{
  return g_strdup_printf (dngettext (GETTEXT_PACKAGE, "%u address", "%u addresses", n_addresses), n_addresses);
}

/**
 * repoint_phrase_network:
 * @interface: what the network is reached by: "eth0"
 *
 * Returns: (transfer full): about a network: "eth0 · 254 addresses"
 */
char *
repoint_phrase_network (const char *interface,
                        guint       n_addresses,
                        gboolean    is_vpn)
{
  g_autofree char *addresses = count_addresses (n_addresses);
  g_autofree char *text = NULL;

  if (g_strcmp0 (interface, "lo") == 0)
    return join (_("This computer"), addresses);
  text = join (interface, addresses);
  return is_vpn ? join (text, _("VPN")) : g_steal_pointer (&text);
}

/**
 * repoint_phrase_consent:
 *
 * Returns: (transfer full): what starting the search means
 */
char *
repoint_phrase_consent (guint n_addresses)
{
  if (n_addresses == 0)
    return g_strdup (_("Turn on a network to look in, or add a range."));
  return g_strdup_printf (dngettext (GETTEXT_PACKAGE,
                                     "Looking for devices asks %u address, gently, which of its ports answer. Nothing is changed on any device, and ports that would make a printer print are left alone. Do this only in networks you are responsible for.",
                                     "Looking for devices asks %u addresses, gently, which of their ports answer. Nothing is changed on any device, and ports that would make a printer print are left alone. Do this only in networks you are responsible for.",
                                     n_addresses),
                          n_addresses);
}

/**
 * repoint_phrase_all_devices:
 * @n_hidden: how many of them are not shown beside this
 *
 * Returns: (transfer full): the name of the row that opens the whole list
 */
char *
repoint_phrase_all_devices (guint n_devices,
                            guint n_hidden)
{
  if (n_hidden == 0)
    return g_strdup_printf (dngettext (GETTEXT_PACKAGE, "Search %u Device", "Search All %u Devices", n_devices), n_devices);
  return g_strdup_printf (dngettext (GETTEXT_PACKAGE, "%u Other, Such as Computers", "%u Others, Such as Computers", n_hidden),
                          n_hidden);
}

/** repoint_phrase_added: Returns: (transfer full): a toast. */
char *
repoint_phrase_added (const char *name)
{
  return g_strdup_printf (_("“%s” added"), name);
}

/** repoint_phrase_removed: Returns: (transfer full): a toast. */
char *
repoint_phrase_removed (const char *name)
{
  return g_strdup_printf (_("“%s” removed"), name);
}

/** repoint_phrase_split_off: Returns: (transfer full): a menu item; underscores in @address are kept. */
char *
repoint_phrase_split_off (const char *address)
{
  g_autoptr(GString) escaped = g_string_new (address);

  g_string_replace (escaped, "_", "__", 0);
  return g_strdup_printf (_("Split Off %s"), escaped->str);
}

/** repoint_phrase_merge_into: Returns: (transfer full): a heading above the devices to choose from. */
char *
repoint_phrase_merge_into (const char *name)
{
  return g_strdup_printf (_("Which device is the same as “%s”?"), name);
}

/** repoint_phrase_imported: Returns: (transfer full): a toast. */
char *
repoint_phrase_imported (guint n_added)
{
  if (n_added == 0)
    return g_strdup (_("Imported; all of these devices were known"));
  return g_strdup_printf (dngettext (GETTEXT_PACKAGE, "%u device added", "%u devices added", n_added), n_added);
}

/** repoint_phrase_import_summary: Returns: (transfer full): what an inventory holds. */
char *
repoint_phrase_import_summary (guint n_devices,
                               guint n_problems)
{
  g_autofree char *devices = g_strdup_printf (dngettext (GETTEXT_PACKAGE, "%u device", "%u devices", n_devices), n_devices);
  g_autofree char *problems = NULL;

  if (n_problems == 0)
    return g_steal_pointer (&devices);
  problems = g_strdup_printf (dngettext (GETTEXT_PACKAGE, "%u value not understood", "%u values not understood", n_problems),
                              n_problems);
  return join (devices, problems);
}

/** repoint_phrase_line: Returns: (transfer full): "Line 12". */
char *
repoint_phrase_line (guint line)
{
  return g_strdup_printf (_("Line %u"), line);
}

/** repoint_phrase_more: Returns: (transfer full): "12 more". */
char *
repoint_phrase_more (guint n)
{
  return g_strdup_printf (dngettext (GETTEXT_PACKAGE, "%u more", "%u more", n), n);
}

/**
 * repoint_phrase_mail_use:
 *
 * Returns: (transfer full): what a device uses mail for: "Sends mail (SMTP)"
 */
char *
repoint_phrase_mail_use (RepointMailUse *use)
{
  g_return_val_if_fail (REPOINT_IS_MAIL_USE (use), NULL);

  if (repoint_mail_use_get_protocol (use) == REPOINT_PROTOCOL_IMAP)
    return g_strdup (_("Fetches mail (IMAP)"));
  if (repoint_mail_use_get_protocol (use) == REPOINT_PROTOCOL_POP3)
    return g_strdup (_("Fetches mail (POP3)"));
  return g_strdup (_("Sends mail (SMTP)"));
}

/**
 * repoint_phrase_mail_server:
 *
 * Returns: (transfer full): the server a device uses today: "mail.contoso.com, port 25"
 */
char *
repoint_phrase_mail_server (RepointMailUse *use)
{
  const char *host;
  guint16 port;

  g_return_val_if_fail (REPOINT_IS_MAIL_USE (use), NULL);

  host = repoint_mail_use_get_host (use);
  port = repoint_mail_use_get_port (use);
  if (host[0] == '\0')
    return g_strdup (_("Server not known"));
  return port != 0 ? g_strdup_printf (_("%s, port %u"), host, port) : g_strdup (host);
}

/**
 * repoint_phrase_action_count:
 *
 * Returns: (transfer full): how many devices need something: "4 · Change settings"
 */
char *
repoint_phrase_action_count (RepointAction action,
                             guint         n)
{
  g_autofree char *name = repoint_phrase_enum (REPOINT_TYPE_ACTION, action);
  g_autofree char *number = g_strdup_printf ("%u", n);

  return join (number, name);
}

/**
 * repoint_phrase_step_role:
 * @role: as in #RepointStep
 *
 * Returns: (transfer full): what stands before a line that is no step: "Test:"; "" before a step
 */
char *
repoint_phrase_step_role (const char *role)
{
  if (g_strcmp0 (role, "before") == 0)
    return repoint_phrase_item_role (REPOINT_CHECKLIST_ITEM_BEFORE);
  if (g_strcmp0 (role, "test") == 0)
    return repoint_phrase_item_role (REPOINT_CHECKLIST_ITEM_TEST);
  if (g_strcmp0 (role, "failure") == 0)
    return repoint_phrase_item_role (REPOINT_CHECKLIST_ITEM_FAILURE);
  if (g_strcmp0 (role, "note") == 0)
    return repoint_phrase_item_role (REPOINT_CHECKLIST_ITEM_NOTE);
  return g_strdup ("");
}

/** repoint_phrase_copy_value: Returns: (transfer full): the name of a button. */
char *
repoint_phrase_copy_value (const char *value)
{
  return g_strdup_printf (_("Copy “%s”"), value);
}

/**
 * repoint_phrase_item_role:
 *
 * Returns: (transfer full): what stands before a line of the checklist that is no step: "Test:"; "" before a step
 */
char *
repoint_phrase_item_role (RepointChecklistItemRole role)
{
  switch (role)
    {
    case REPOINT_CHECKLIST_ITEM_BEFORE:
      return g_strdup (repoint_phrase_checklist_word (REPOINT_CHECKLIST_WORD_BEFORE));
    case REPOINT_CHECKLIST_ITEM_TEST:
      return g_strdup (repoint_phrase_checklist_word (REPOINT_CHECKLIST_WORD_TEST));
    case REPOINT_CHECKLIST_ITEM_FAILURE:
      return g_strdup (repoint_phrase_checklist_word (REPOINT_CHECKLIST_WORD_FAILURE));
    case REPOINT_CHECKLIST_ITEM_NOTE:
      return g_strdup (_("Note:"));
    case REPOINT_CHECKLIST_ITEM_STEP:
      break;
    }
  return g_strdup ("");
}

/** repoint_phrase_steps_done: Returns: (transfer full): "2 of 6 steps done". */
char *
repoint_phrase_steps_done (guint n_ticked,
                           guint n_steps)
{
  if (n_steps == 0)
    return g_strdup (_("Nothing to do"));
  return g_strdup_printf (dngettext (GETTEXT_PACKAGE, "%u of %u step done", "%u of %u steps done", n_steps), n_ticked, n_steps);
}

/** repoint_phrase_sheet: Returns: (transfer full): the name of a page of paper. */
char *
repoint_phrase_sheet (guint page,
                      guint n_pages)
{
  return g_strdup_printf (_("Page %u of %u"), page, n_pages);
}

/** repoint_phrase_exported: Returns: (transfer full): a toast. */
char *
repoint_phrase_exported (const char *name)
{
  return g_strdup_printf (_("“%s” saved"), name);
}

/**
 * repoint_phrase_export_name:
 * @title: the office
 * @extension: "pdf"
 *
 * Returns: (transfer full): a file name to propose: "Contoso checklist.pdf"
 */
char *
repoint_phrase_export_name (const char *title,
                            const char *extension)
{
  /* Translators: a file name, without its extension; %s is the name of the office */
  g_autofree char *name = g_strdup_printf (_("%s checklist"), title);

  g_strdelimit (name, "/\\:", '-');
  return g_strconcat (g_strstrip (name), ".", extension, NULL);
}
