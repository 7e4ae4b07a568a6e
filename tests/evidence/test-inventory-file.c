/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-inventory-file.h"

#include <string.h>

static RepointInventoryFile *
read_text (const char  *text,
           gssize       length,
           GError     **error)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, length < 0 ? strlen (text) : (gsize) length);

  return repoint_inventory_file_read (bytes, error);
}

static void
describe_use (GString        *text,
              RepointMailUse *use)
{
  RepointSecurity security;

  g_string_append_printf (text, "  %s %s:%u %s %s %s %s\n",
                          repoint_protocol_to_string (repoint_mail_use_get_protocol (use)),
                          repoint_mail_use_get_host (use), repoint_mail_use_get_port (use),
                          repoint_mail_use_get_security (use, &security) ? repoint_security_to_string (security) : "?",
                          repoint_enum_to_string (REPOINT_TYPE_SIGN_IN, repoint_mail_use_get_sign_in (use)),
                          repoint_mail_use_get_mailbox (use),
                          repoint_enum_to_string (REPOINT_TYPE_RECIPIENTS, repoint_mail_use_get_recipients (use)));
}

static void
describe_device (GString       *text,
                 RepointDevice *device)
{
  g_autofree char *addresses = g_strjoinv (",", (char **) repoint_device_get_addresses (device));
  g_auto (GStrv) notes = g_strsplit (repoint_device_get_notes (device), "\n", -1);
  GListModel *uses = repoint_device_get_mail_uses (device);

  g_string_append_printf (text, "%s|%s|%s|%s|%s|%s|%s|%s|%s\n", repoint_device_get_name (device),
                          repoint_enum_to_string (REPOINT_TYPE_DEVICE_KIND, repoint_device_get_kind (device)),
                          repoint_device_get_vendor (device), repoint_device_get_model (device),
                          repoint_device_get_firmware (device), repoint_device_get_serial (device), addresses,
                          repoint_device_get_mac (device), repoint_device_get_location (device));
  for (guint i = 0; i < g_list_model_get_n_items (uses); i++)
    {
      g_autoptr (RepointMailUse) use = g_list_model_get_item (uses, i);

      describe_use (text, use);
    }
  for (guint i = 0; notes[i] != NULL; i++)
    if (*notes[i] != '\0')
      g_string_append_printf (text, "  # %s\n", notes[i]);
}

static char *
describe (RepointInventoryFile *file)
{
  GString *text = g_string_new (NULL);
  GPtrArray *devices = repoint_inventory_file_get_devices (file);
  GPtrArray *problems = repoint_inventory_file_get_problems (file);

  for (guint i = 0; i < devices->len; i++)
    describe_device (text, g_ptr_array_index (devices, i));
  for (guint i = 0; i < problems->len; i++)
    {
      const RepointInventoryProblem *problem = g_ptr_array_index (problems, i);

      g_string_append_printf (text, "! %u %s=%s %s\n", problem->line, problem->column, problem->value, problem->problem);
    }
  return g_string_free (text, FALSE);
}

static char *
read_and_describe (const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (RepointInventoryFile) file = read_text (text, -1, &error);

  g_assert_no_error (error);
  return describe (file);
}

static void
test_all_columns (void)
{
  g_autofree char *text = read_and_describe (
      "name,kind,vendor,model,firmware,serial,address,mac,location,protocol,server,port,security,sign_in,mailbox,max_tls,recipients\r\n"
      "Copier,printer,Canon,iR-ADV C3325,1.0,ABC1,192.168.1.20,00-1B-A9-11-22-33,\"Hall, left\",smtp,smtp.office365.com,587,"
      "starttls,basic,scan@example.com,TLSv1.0,internal\r\n");

  g_assert_cmpstr (text, ==,
                   "Copier|printer|Canon|iR-ADV C3325|1.0|ABC1|192.168.1.20|00:1b:a9:11:22:33|Hall, left\n"
                   "  smtp smtp.office365.com:587 starttls basic scan@example.com internal\n");
}

/* Any order, any case, blanks; a column that is not ours, or there twice, becomes a note. */
static void
test_other_layouts (void)
{
  g_autofree char *text = read_and_describe (
      " Address ;NAME;Asset tag;Name; PROTOCOL;Port;\n"
      "192.168.1.20;Copier;=A-77;Old copier;IMAP;993;left\n"
      "192.168.1.21;NAS;;;;;\n");

  g_assert_cmpstr (text, ==,
                   "Copier|unknown|||||192.168.1.20||\n"
                   "  imap :993 ? unknown  unknown\n"
                   "  # Asset tag: =A-77\n"
                   "  # Name: Old copier\n"
                   "  # left\n"
                   "NAS|unknown|||||192.168.1.21||\n"
                   "! 1 Asset tag= ignored-column\n"
                   "! 1 Name= repeated-column\n");
}

static void
test_rows_of_one_device (void)
{
  g_autofree char *text = read_and_describe (
      "name,kind,model,serial,address,mac,protocol,mailbox\n"
      "Copier,,,,192.168.1.20,,smtp,scan@example.com\n"
      "Copier,printer,C3325,,192.168.1.20,,imap,fax@example.com\n"
      "Other name,,,,192.168.1.20,,smtp,alerts@example.com\n"
      "Ticket desk,program,,,192.168.1.20,,imap,tickets@example.com\n"
      "Copier,,,,192.168.1.30,,smtp,second@example.com\n"
      ",,,,192.168.1.40,00:1b:a9:00:00:01,smtp,a@example.com\n"
      ",,,,192.168.1.41,00:1b:a9:00:00:01,smtp,b@example.com\n"
      ",,,,192.168.1.40,00:1b:a9:00:00:02,smtp,c@example.com\n"
      "UPS,,,,,,smtp,ups@example.com\n"
      "ups,,,,,,smtp,ups2@example.com\n");

  g_assert_cmpstr (text, ==,
                   "Copier|printer||C3325|||192.168.1.20||\n"
                   "  smtp :0 ? unknown scan@example.com unknown\n"
                   "  imap :0 ? unknown fax@example.com unknown\n"
                   "  smtp :0 ? unknown alerts@example.com unknown\n"
                   "  # name: Other name\n"
                   "Ticket desk|program|||||192.168.1.20||\n"
                   "  imap :0 ? unknown tickets@example.com unknown\n"
                   "Copier|unknown|||||192.168.1.30||\n"
                   "  smtp :0 ? unknown second@example.com unknown\n"
                   "|unknown|||||192.168.1.40,192.168.1.41|00:1b:a9:00:00:01|\n"
                   "  smtp :0 ? unknown a@example.com unknown\n"
                   "  smtp :0 ? unknown b@example.com unknown\n"
                   "|unknown|||||192.168.1.40|00:1b:a9:00:00:02|\n"
                   "  smtp :0 ? unknown c@example.com unknown\n"
                   "UPS|unknown|||||||\n"
                   "  smtp :0 ? unknown ups@example.com unknown\n"
                   "  smtp :0 ? unknown ups2@example.com unknown\n"
                   "  # name: ups\n");
}

/* What is not understood is said and left out; the rest of the row is read. */
static void
test_problems (void)
{
  g_autofree char *longer = g_strnfill (300, 'x');
  g_autofree char *cut = g_strnfill (255, 'x');
  g_autofree char *shown = g_strnfill (128, 'x');
  g_autofree char *input = g_strdup_printf (
      "name,kind,address,mac,protocol,server,port,security,sign_in,max_tls,recipients,location\n"
      "A,toaster,300.1.1.1,zz,gopher,h,70,,,,,\n"
      "B,,printer.local,00:11,smtp,a b,70000,ssl,password,TLS 9,everybody,%s\n"
      ",printer,,,smtp,h,25,,,,,\n"
      "C,,,,,mail.example,587,,,,,\n"
      "D,,,,,mail.example,2525,,,,,\n", longer);
  g_autofree char *text = read_and_describe (input);
  g_autofree char *expected = g_strdup_printf (
      "A|unknown|||||||\n"
      "  # server: h\n"
      "  # port: 70\n"
      "B|unknown|||||||%s\n"
      "  smtp :0 ? unknown  unknown\n"
      "C|unknown|||||||\n"
      "  smtp mail.example:587 ? unknown  unknown\n"
      "D|unknown|||||||\n"
      "  # server: mail.example\n"
      "  # port: 2525\n"
      "! 2 kind=toaster unknown-value\n"
      "! 2 address=300.1.1.1 not-an-address\n"
      "! 2 mac=zz not-an-address\n"
      "! 2 protocol=gopher unknown-value\n"
      "! 3 location=%s too-long\n"
      "! 3 address=printer.local not-an-address\n"
      "! 3 mac=00:11 not-an-address\n"
      "! 3 max_tls=TLS 9 unknown-value\n"
      "! 3 port=70000 not-a-port\n"
      "! 3 server=a b not-a-server\n"
      "! 3 security=ssl unknown-value\n"
      "! 3 sign_in=password unknown-value\n"
      "! 3 recipients=everybody unknown-value\n"
      "! 4 = no-name-or-address\n"
      "! 6 protocol= no-protocol\n", cut, shown);

  g_assert_cmpstr (text, ==, expected);
}

/* What slipped into one field is dropped from it, and a server's name that cannot be one is left out, not cut. */
static void
test_odd_text (void)
{
  g_autofree char *longer = g_strnfill (254, 'h');
  g_autofree char *shown = g_strnfill (128, 'h');
  g_autofree char *input = g_strdup_printf ("name,protocol,server\n\x1b[1mA\x07,smtp,%s\nB,smtp,a\x1b" "b\n", longer);
  g_autofree char *text = read_and_describe (input);
  g_autofree char *expected = g_strdup_printf ("[1mA|unknown|||||||\n"
                                               "  smtp :0 ? unknown  unknown\n"
                                               "B|unknown|||||||\n"
                                               "  smtp :0 ? unknown  unknown\n"
                                               "! 2 server=%s not-a-server\n"
                                               "! 3 server=a b not-a-server\n", shown);

  g_assert_cmpstr (text, ==, expected);
}

static void
test_refused (void)
{
  static const struct
  {
    const char *text;
    gssize      length;
    int         code;
  } cases[] = {
    { "", 0, REPOINT_INVENTORY_FILE_ERROR_EMPTY },
    { "name,address\n", -1, REPOINT_INVENTORY_FILE_ERROR_EMPTY },
    { "name,address\n,\n , \n", -1, REPOINT_INVENTORY_FILE_ERROR_EMPTY },
    { "name,vendor\n,Canon\n", -1, REPOINT_INVENTORY_FILE_ERROR_EMPTY },
    { "Bezeichnung;Hersteller\nKopierer;Canon\n", -1, REPOINT_INVENTORY_FILE_ERROR_COLUMNS },
    { "192.168.1.20,Canon\n192.168.1.21,HP\n", -1, REPOINT_INVENTORY_FILE_ERROR_COLUMNS },
    { "name,address\n\"Copier,192.168.1.20\n", -1, REPOINT_INVENTORY_FILE_ERROR_SYNTAX },
    { "PK\3\4\24\0\6\0\10\0", 10, REPOINT_INVENTORY_FILE_ERROR_ENCODING },
    { "{\"name\":", -1, REPOINT_INVENTORY_FILE_ERROR_SYNTAX },
    { "{}\n{}\n", -1, REPOINT_INVENTORY_FILE_ERROR_EMPTY },
    { "{\"a\":\"\xff\"}", -1, REPOINT_INVENTORY_FILE_ERROR_ENCODING },
    { "{not json}\n[1]\n", -1, REPOINT_INVENTORY_FILE_ERROR_SYNTAX },
  };
  gsize huge = 100 * 1024 * 1024 + 1;
  g_autofree char *deep = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      g_test_message ("case %u", i);
      g_assert_null (read_text (cases[i].text, cases[i].length, &error));
      g_assert_error (error, REPOINT_INVENTORY_FILE_ERROR, cases[i].code);
    }

  {
    g_autoptr (GError) error = NULL;
    g_autoptr (GBytes) bytes = g_bytes_new_take (g_malloc0 (huge), huge);

    g_assert_null (repoint_inventory_file_read (bytes, &error));
    g_assert_error (error, REPOINT_INVENTORY_FILE_ERROR, REPOINT_INVENTORY_FILE_ERROR_TOO_BIG);
  }

  /* A nest that would use up the stack of a parser that recurses. */
  deep = g_strnfill (500000, '[');
  memcpy (deep, "{\"name\":", 8);
  g_assert_null (read_text (deep, -1, NULL));
}

static void
test_discover_json (void)
{
  g_autofree char *text = read_and_describe (
      "{\"addresses\":[\"192.168.1.20\",\"fd00::20\"],\"mac\":\"00:1B:A9:00:00:01\",\"name\":\"copier\",\"vendor\":\"Canon\","
      "\"model\":null,\"firmware\":\"\",\"kind\":\"printer\",\"ports\":[80,443,40000],\"mail_relevance\":\"likely\","
      "\"confidence\":0.9,\"evidence\":[{\"source\":\"web-page\",\"what\":\"title\",\"value\":\"<b>x</b>\"},7]}\n"
      "\n"
      "garbage\n"
      "{\"addresses\":[\"nowhere\",3],\"name\":\"second\",\"kind\":\"spaceship\",\"targets\":[\"http://192.168.1.21:8080\",\"gopher://x\"]}\n"
      "{\"vendor\":\"nobody\"}\n"
      "{\"addresses\":[\"fe80::1\"],\"name\":\"neighbor\",\"ports\":[443]}\n");

  g_assert_cmpstr (text, ==,
                   "copier|printer|Canon||||192.168.1.20,fd00::20|00:1b:a9:00:00:01|\n"
                   "second|unknown|||||||\n"
                   "neighbor|unknown|||||fe80::1||\n"
                   "! 3 =garbage not-an-object\n"
                   "! 4 kind=spaceship unknown-value\n"
                   "! 4 address=nowhere not-an-address\n"
                   "! 4 targets=gopher://x unknown-value\n"
                   "! 5 = no-name-or-address\n");
}

static char *
describe_project (RepointProject *project)
{
  GString *text = g_string_new (NULL);
  GListModel *inventory = G_LIST_MODEL (repoint_project_get_inventory (project));

  for (guint i = 0; i < g_list_model_get_n_items (inventory); i++)
    {
      g_autoptr (RepointDevice) device = g_list_model_get_item (inventory, i);
      GPtrArray *observations = repoint_project_get_observations (project, repoint_device_get_id (device));

      describe_device (text, device);
      for (guint k = 0; k < observations->len; k++)
        {
          RepointObservation *observation = g_ptr_array_index (observations, k);
          JsonObject *data = repoint_observation_get_data (observation);

          g_string_append_printf (text, "  * %s %s\n", repoint_observation_get_kind (observation),
                                  json_object_get_string_member_with_default (data, "max_tls",
                                      json_object_get_string_member_with_default (data, "value", "?")));
        }
    }
  return g_string_free (text, FALSE);
}

static guint
import (RepointProject *project,
        const char     *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (RepointInventoryFile) file = read_text (text, -1, &error);
  g_autoptr (GDateTime) now = g_date_time_new_utc (2026, 11, 20, 12, 0, 0);

  g_assert_no_error (error);
  return repoint_inventory_file_apply (file, project, now);
}

static const char table[] =
    "name,kind,vendor,address,mac,protocol,server,port,security,mailbox,max_tls\n"
    "Copier,printer,Canon,192.168.1.20,,smtp,smtp.office365.com,587,starttls,scan@example.com,TLS 1.0\n"
    "Copier,,,192.168.1.20,,imap,outlook.office365.com,993,tls,fax@example.com,tlsv1.2\n"
    "UPS,ups,,,,smtp,,,,ups@example.com,\n";

static const char table_imported[] =
    "Copier|printer|Canon||||192.168.1.20||\n"
    "  smtp smtp.office365.com:587 starttls unknown scan@example.com unknown\n"
    "  imap outlook.office365.com:993 tls unknown fax@example.com unknown\n"
    "  * statement TLSv1.0\n"
    "  * statement TLSv1.2\n"
    "UPS|ups|||||||\n"
    "  smtp :0 ? unknown ups@example.com unknown\n";

static void
test_apply (void)
{
  g_autoptr (RepointProject) project = repoint_project_new ();
  g_autofree char *first = NULL;
  g_autofree char *again = NULL;
  g_autofree char *undone = NULL;
  g_autofree char *redone = NULL;

  g_assert_cmpuint (import (project, table), ==, 2);
  first = describe_project (project);
  g_assert_cmpstr (first, ==, table_imported);

  /* The same file again changes nothing. */
  g_assert_cmpuint (import (project, table), ==, 0);
  again = describe_project (project);
  g_assert_cmpstr (again, ==, table_imported);

  while (repoint_project_undo (project))
    ;
  undone = describe_project (project);
  g_assert_cmpstr (undone, ==, "");
  while (repoint_project_redo (project))
    ;
  redone = describe_project (project);
  g_assert_cmpstr (redone, ==, table_imported);
}

/* The admin's table wins over what a sweep believed; the sweep's evidence stays. */
static void
test_apply_after_discovery (void)
{
  g_autoptr (RepointProject) project = repoint_project_new ();
  g_autofree char *text = NULL;

  g_assert_cmpuint (import (project,
                            "{\"addresses\":[\"192.168.1.20\",\"192.168.1.120\"],\"name\":\"canon20\",\"vendor\":\"Kanon\",\"kind\":\"unknown\","
                            "\"targets\":[\"http://192.168.1.20:80\"],"
                            "\"evidence\":[{\"source\":\"web-page\",\"what\":\"title\",\"value\":\"Remote UI\"}]}"), ==, 1);
  g_assert_cmpuint (import (project, table), ==, 1);
  text = describe_project (project);
  g_assert_cmpstr (text, ==,
                   "Copier|printer|Canon||||192.168.1.20,192.168.1.120||\n"
                   "  smtp smtp.office365.com:587 starttls unknown scan@example.com unknown\n"
                   "  imap outlook.office365.com:993 tls unknown fax@example.com unknown\n"
                   "  * sighting Remote UI\n"
                   "  * statement TLSv1.0\n"
                   "  * statement TLSv1.2\n"
                   "UPS|ups|||||||\n"
                   "  smtp :0 ? unknown ups@example.com unknown\n");
}

/* What discover saw never overwrites the table. */
static void
test_apply_before_discovery (void)
{
  g_autoptr (RepointProject) project = repoint_project_new ();
  GListModel *inventory = G_LIST_MODEL (repoint_project_get_inventory (project));
  g_autoptr (RepointDevice) device = NULL;

  import (project, table);
  g_assert_cmpuint (import (project, "{\"addresses\":[\"192.168.1.20\"],\"name\":\"canon20\",\"vendor\":\"Kanon\",\"model\":\"C5\","
                                     "\"kind\":\"nas\",\"targets\":[\"http://192.168.1.20:80\"]}"), ==, 0);
  device = g_list_model_get_item (inventory, 0);
  g_assert_cmpstr (repoint_device_get_name (device), ==, "Copier");
  g_assert_cmpstr (repoint_device_get_vendor (device), ==, "Canon");
  g_assert_cmpstr (repoint_device_get_model (device), ==, "C5");
  g_assert_cmpint (repoint_device_get_kind (device), ==, REPOINT_DEVICE_KIND_PRINTER);
  g_assert_cmpuint (repoint_device_get_targets (device)->len, ==, 1);
}

/* A later table may complete what an earlier one left open, and add uses, but a use is not doubled. */
static void
test_apply_more (void)
{
  g_autoptr (RepointProject) project = repoint_project_new ();
  g_autofree char *text = NULL;

  import (project, "name,protocol,server,mailbox\nUPS,smtp,,ups@example.com\n");
  import (project, "name,protocol,server,port,mailbox,asset\n"
                   "UPS,smtp,smtp.office365.com,25,,A1\n"
                   "UPS,smtp,smtp.office365.com,25,other@example.com,A1\n");
  text = describe_project (project);
  g_assert_cmpstr (text, ==,
                   "UPS|unknown|||||||\n"
                   "  smtp smtp.office365.com:25 ? unknown ups@example.com unknown\n"
                   "  smtp smtp.office365.com:25 ? unknown other@example.com unknown\n"
                   "  # asset: A1\n");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/inventory-file/all-columns", test_all_columns);
  g_test_add_func ("/inventory-file/other-layouts", test_other_layouts);
  g_test_add_func ("/inventory-file/rows-of-one-device", test_rows_of_one_device);
  g_test_add_func ("/inventory-file/problems", test_problems);
  g_test_add_func ("/inventory-file/odd-text", test_odd_text);
  g_test_add_func ("/inventory-file/refused", test_refused);
  g_test_add_func ("/inventory-file/discover-json", test_discover_json);
  g_test_add_func ("/inventory-file/apply", test_apply);
  g_test_add_func ("/inventory-file/apply-after-discovery", test_apply_after_discovery);
  g_test_add_func ("/inventory-file/apply-before-discovery", test_apply_before_discovery);
  g_test_add_func ("/inventory-file/apply-more", test_apply_more);

  return g_test_run ();
}
