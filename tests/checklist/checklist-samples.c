/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "checklist-samples.h"

#define VALUE(text) "\u2068" text "\u2069"

static RepointChecklist *
create (const char *title)
{
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  g_autoptr (GDateTime) issued = g_date_time_new (utc, 2026, 11, 20, 9, 30, 0);

  return repoint_checklist_new (issued, "2026-11-20", title, "harbourstreet.example", "2026-11-20", "2026-11-19");
}

static void
add_item (RepointChecklistBlock    *block,
          const char               *id,
          RepointChecklistItemRole  role,
          const char               *text,
          const char               *source)
{
  g_autoptr (RepointChecklistItem) item = repoint_checklist_item_new (id, role, text, source);

  repoint_checklist_block_add_item (block, item);
}

static RepointChecklistBlock *
create_copier (const char *id,
               const char *title)
{
  static const char source[] = "Source: Canon USRMA-9064, as of 2026-08-22; not confirmed for this model";
  RepointChecklistBlock *block = repoint_checklist_block_new (id, "use-1", title);

  repoint_checklist_block_set_place (block, "Ground floor copy room");
  repoint_checklist_block_set_address (block, "192.168.1.40");
  repoint_checklist_block_set_url (block, "https://192.168.1.40/");
  repoint_checklist_block_set_action (block, "change-settings");
  repoint_checklist_block_set_verdict (block, "This copier can use the standard server, but it is still set to the "
                                              "legacy one.");
  repoint_checklist_block_add_evidence (block, "Its web page accepted TLS 1.2 and refused TLS 1.0 on 20 November 2026.");
  repoint_checklist_block_add_evidence (block, "Somebody said on 20 November 2026 that its mail program can do TLS 1.2.");
  add_item (block, "g/clock", REPOINT_CHECKLIST_ITEM_BEFORE, "Check that date, time and time zone are right.", source);
  add_item (block, "g/page", REPOINT_CHECKLIST_ITEM_STEP,
            "Open " VALUE ("https://192.168.1.40/") " and sign in as administrator.", source);
  add_item (block, "g/server", REPOINT_CHECKLIST_ITEM_STEP,
            "Under Settings/Registration, Function Settings, Send, Network Settings, E-Mail/I-Fax Settings enter server "
            VALUE ("smtp.office365.com") " and port " VALUE ("587") ".", source);
  add_item (block, "g/tls", REPOINT_CHECKLIST_ITEM_STEP, "Set " VALUE ("Allow TLS (SMTP TX)") " to " VALUE ("On") ".", "");
  add_item (block, "g/note", REPOINT_CHECKLIST_ITEM_NOTE,
            "Not documented for this model: where the certificate check is. Look under Security Settings.", "");
  add_item (block, "g/test", REPOINT_CHECKLIST_ITEM_TEST, "Scan a page to scan-ground@harbourstreet.example.", "");
  add_item (block, "g/failure", REPOINT_CHECKLIST_ITEM_FAILURE,
            "Write down the number the display shows (such as #839) and go back to the old settings.", "");
  return block;
}

RepointChecklist *
checklist_sample_office (void)
{
  RepointChecklist *checklist = create ("Harbour Street Architects");
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  g_autoptr (GDateTime) ticked = g_date_time_new (utc, 2026, 11, 20, 10, 0, 0);
  g_autoptr (RepointChecklistBlock) tenant = repoint_checklist_block_new ("", "", "In Microsoft 365");
  g_autoptr (RepointChecklistBlock) copier = create_copier ("d1", "Copier ground floor");
  g_autoptr (RepointChecklistBlock) alarm = repoint_checklist_block_new ("d2", "use-1", "Alarm panel");
  g_autoptr (RepointChecklistBlock) nas = repoint_checklist_block_new ("d3", "use-1", "File server");
  g_autoptr (RepointChecklistItem) first = NULL;

  repoint_checklist_add_summary (checklist, "2 entries on this list need something done.");
  repoint_checklist_add_summary (checklist, "1 entry works as it is.");
  repoint_checklist_add_date (checklist, "2026-08-01", "TLS 1.0 and 1.1 are being blocked for POP and IMAP, tenant by tenant.",
                              "Source: MC1293480, as of 2026-07-07");
  repoint_checklist_add_date (checklist, "2026-12-31", "Basic sign-in for SMTP goes off by default in existing tenants.",
                              "Source: Exchange Team blog, as of 2026-01-29");
  repoint_checklist_add_date (checklist, "2027-01-31", "The announcement of the POP and IMAP block expires.",
                              "Source: MC1293480, as of 2026-04-27");
  repoint_checklist_add_date (checklist, "2028-09-30", "Basic sign-in ends for High Volume Email.",
                              "Source: petri.com, as of 2025-06-30; not confirmed");

  add_item (tenant, "t/look", REPOINT_CHECKLIST_ITEM_STEP,
            "Look up the switch: " VALUE ("Get-TransportConfig | Format-List AllowLegacyTLSClients"),
            "Source: Learn, as of 2026-08-21");
  add_item (tenant, "t/last", REPOINT_CHECKLIST_ITEM_STEP,
            "When every device below is done, turn it off: " VALUE ("Set-TransportConfig -AllowLegacyTLSClients $false"),
            "Source: Learn, as of 2026-08-21");
  repoint_checklist_add_block (checklist, tenant);
  repoint_checklist_add_block (checklist, copier);

  repoint_checklist_block_set_place (alarm, "Back entrance");
  repoint_checklist_block_set_address (alarm, "192.168.1.77");
  repoint_checklist_block_set_action (alarm, "confirm-model");
  repoint_checklist_block_set_verdict (alarm, "Nobody knows yet what this panel can do.");
  add_item (alarm, "a/label", REPOINT_CHECKLIST_ITEM_STEP, "Read model and version off the label inside the door.", "");
  repoint_checklist_add_block (checklist, alarm);

  first = g_list_model_get_item (repoint_checklist_block_get_items (alarm), 0);
  repoint_checklist_item_tick (first, TRUE, "AB", ticked);

  repoint_checklist_block_set_place (nas, "Server cupboard");
  repoint_checklist_block_set_address (nas, "192.168.1.12");
  repoint_checklist_block_set_url (nas, "https://192.168.1.12:5001/");
  repoint_checklist_block_set_action (nas, "none");
  repoint_checklist_block_set_verdict (nas, "It sends through the standard server with TLS 1.3.");
  add_item (nas, "n/test", REPOINT_CHECKLIST_ITEM_TEST, "Send a test message from Notification, Email.", "");
  repoint_checklist_add_block (checklist, nas);
  return checklist;
}

const char * const checklist_hostile_texts[] = {
  "<b>bold</b> & <span foreground='red'>red</span> </tt> %s%n%s",
  "=HYPERLINK(\"http://evil.example\",\"click\")",
  "+1+1", "-2+3", "@SUM(A1)", "'quoted\"; DROP",
  "unpaired \u2069 and \u2068 and \u2068 twice \u2068",
  "turned \u202e round \u202d and \u2066 more",
  "line\nfeed\r\nreturn\ttab\vvertical \u2028 separator",
  "\xff\xfe broken \xc3( UTF-8",
  "مرحبا بالعالم طابعة الطابق الأرضي שלום",
  "一階のコピー機 复印机 복사기 プリンター",
  "WWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWW",
  "Z\u0335\u0321\u0322\u0323\u0324\u0325\u0326\u0327\u0328\u0329\u032a\u032b\u032c\u032d\u032e\u032f\u0330\u0331\u0332\u0333"
  "\u0300\u0301\u0302\u0303\u0304\u0305\u0306\u0307\u0308\u0309\u030a\u030b\u030c\u030d\u030e\u030f\u0310\u0311\u0312\u0313",
  "]]> --> <!-- </style><script>alert(1)</script>",
  "\"><img src=x onerror=alert(1)>",
  "",
  " ",
  NULL,
};

/* One block: every text of it the same. */
static RepointChecklistBlock *
create_hostile (const char *id,
                const char *text)
{
  RepointChecklistBlock *block = repoint_checklist_block_new (id, "use-1", text);

  repoint_checklist_block_set_place (block, text);
  repoint_checklist_block_set_address (block, text);
  repoint_checklist_block_set_url (block, text);
  repoint_checklist_block_set_action (block, "replace");
  repoint_checklist_block_set_verdict (block, text);
  repoint_checklist_block_add_evidence (block, text);
  for (int role = REPOINT_CHECKLIST_ITEM_BEFORE; role <= REPOINT_CHECKLIST_ITEM_NOTE; role++)
    add_item (block, "step", (RepointChecklistItemRole) role, text, text);
  return block;
}

RepointChecklist *
checklist_sample_hostile (void)
{
  g_autofree char *endless = g_strnfill (500, 'x');
  g_autoptr (GString) wordy = g_string_new (NULL);
  RepointChecklist *checklist;

  while (wordy->len < 9000)
    g_string_append (wordy, "many words ");
  checklist = create (checklist_hostile_texts[0]);
  for (guint i = 0; checklist_hostile_texts[i] != NULL; i++)
    {
      g_autoptr (RepointChecklistBlock) block = create_hostile ("d", g_utf8_validate (checklist_hostile_texts[i], -1, NULL)
                                                                     ? checklist_hostile_texts[i] : "");

      repoint_checklist_add_summary (checklist, checklist_hostile_texts[i]);
      repoint_checklist_add_date (checklist, i % 2 == 0 ? "2026-12-31" : "never", checklist_hostile_texts[i], "");
      repoint_checklist_add_block (checklist, block);
    }
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (RepointChecklistBlock) block = create_hostile ("d", i == 0 ? endless : wordy->str);

      repoint_checklist_add_block (checklist, block);
    }
  return checklist;
}

RepointChecklist *
checklist_sample_many (guint n_devices)
{
  RepointChecklist *checklist = create ("Harbour Street Architects");

  for (guint i = 0; i < n_devices; i++)
    {
      g_autofree char *id = g_strdup_printf ("d%u", i);
      g_autofree char *title = g_strdup_printf ("Copier %u", i + 1);
      g_autoptr (RepointChecklistBlock) block = create_copier (id, title);

      repoint_checklist_add_block (checklist, block);
    }
  return checklist;
}

/* Transfer none. */
RepointChecklistBlock *
checklist_sample_block (RepointChecklist *checklist,
                        guint             n)
{
  g_autoptr (RepointChecklistBlock) block = g_list_model_get_item (repoint_checklist_get_blocks (checklist), n);

  return block;
}
