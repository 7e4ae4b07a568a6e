/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-target.h"
#include "repoint-tls-version.h"

#include <string.h>

static const struct
{
  const char     *uri;
  const char     *canonical;
  RepointProtocol protocol;
  RepointSecurity security;
  const char     *host;
  guint16         port;
} good[] = {
  { "smtp://mail.example:587", "smtp://mail.example:587", REPOINT_PROTOCOL_SMTP, REPOINT_SECURITY_STARTTLS, "mail.example", 587 },
  { "smtp://mail.example", "smtp://mail.example:587", REPOINT_PROTOCOL_SMTP, REPOINT_SECURITY_STARTTLS, "mail.example", 587 },
  { "smtps://10.0.0.1", "smtps://10.0.0.1:465", REPOINT_PROTOCOL_SMTP, REPOINT_SECURITY_TLS, "10.0.0.1", 465 },
  { "imap://h:1", "imap://h:1", REPOINT_PROTOCOL_IMAP, REPOINT_SECURITY_STARTTLS, "h", 1 },
  { "IMAPS://Mail.Example", "imaps://mail.example:993", REPOINT_PROTOCOL_IMAP, REPOINT_SECURITY_TLS, "mail.example", 993 },
  { "pop3://h", "pop3://h:110", REPOINT_PROTOCOL_POP3, REPOINT_SECURITY_STARTTLS, "h", 110 },
  { "pop3s://h:65535", "pop3s://h:65535", REPOINT_PROTOCOL_POP3, REPOINT_SECURITY_TLS, "h", 65535 },
  { "http://printer", "http://printer:80", REPOINT_PROTOCOL_HTTP, REPOINT_SECURITY_NONE, "printer", 80 },
  { "https://printer/", "https://printer:443", REPOINT_PROTOCOL_HTTP, REPOINT_SECURITY_TLS, "printer", 443 },
  { "https://[2001:DB8:0::1]:8443", "https://[2001:db8::1]:8443", REPOINT_PROTOCOL_HTTP, REPOINT_SECURITY_TLS, "2001:db8::1", 8443 },
  { "ipps://[::1]", "ipps://[::1]:631", REPOINT_PROTOCOL_IPP, REPOINT_SECURITY_TLS, "::1", 631 },
  { "ldaps://dc_1.office.example.", "ldaps://dc_1.office.example:636", REPOINT_PROTOCOL_LDAP, REPOINT_SECURITY_TLS, "dc_1.office.example", 636 },
  { "tls://xn--bcher-kva.example:4443", "tls://xn--bcher-kva.example:4443", REPOINT_PROTOCOL_TLS, REPOINT_SECURITY_TLS, "xn--bcher-kva.example", 4443 },
  { "tls://b\xc3\xbc""cher.example:4443", "tls://xn--bcher-kva.example:4443", REPOINT_PROTOCOL_TLS, REPOINT_SECURITY_TLS, "xn--bcher-kva.example", 4443 },
  { "smtp://B\xc3\x9c""CHER\xe3\x80\x82""Example.", "smtp://xn--bcher-kva.example:587", REPOINT_PROTOCOL_SMTP, REPOINT_SECURITY_STARTTLS, "xn--bcher-kva.example", 587 },
  { "https://[fec0::1]", "https://[fec0::1]:443", REPOINT_PROTOCOL_HTTP, REPOINT_SECURITY_TLS, "fec0::1", 443 },
  { "tls://3com.example:4443", "tls://3com.example:4443", REPOINT_PROTOCOL_TLS, REPOINT_SECURITY_TLS, "3com.example", 4443 },
};

static const struct
{
  const char        *uri;
  RepointTargetError code;
} bad[] = {
  { "", REPOINT_TARGET_ERROR_SCHEME },
  { "mail.example:587", REPOINT_TARGET_ERROR_SCHEME },
  { "://mail.example:587", REPOINT_TARGET_ERROR_SCHEME },
  { "smt://mail.example:587", REPOINT_TARGET_ERROR_SCHEME },
  { "smtpss://mail.example:587", REPOINT_TARGET_ERROR_SCHEME },
  { "file:///etc/passwd", REPOINT_TARGET_ERROR_SCHEME },
  { "smtp:/mail.example", REPOINT_TARGET_ERROR_SCHEME },
  { " smtp://mail.example", REPOINT_TARGET_ERROR_SCHEME },
  { "smtp://", REPOINT_TARGET_ERROR_HOST },
  { "smtp:///", REPOINT_TARGET_ERROR_HOST },
  { "smtp://:587", REPOINT_TARGET_ERROR_HOST },
  { "smtp://user@mail.example:587", REPOINT_TARGET_ERROR_HOST },
  { "smtp://user:secret@mail.example", REPOINT_TARGET_ERROR_PORT },
  { "smtp://mail.example/inbox", REPOINT_TARGET_ERROR_HOST },
  { "smtp://mail.example//", REPOINT_TARGET_ERROR_HOST },
  { "smtp://mail.example?x", REPOINT_TARGET_ERROR_HOST },
  { "smtp://mail.example#x", REPOINT_TARGET_ERROR_HOST },
  { "smtp://mail example", REPOINT_TARGET_ERROR_HOST },
  { "smtp://mail.example\r\nQUIT", REPOINT_TARGET_ERROR_HOST },
  { "smtp://m\xc3il.example", REPOINT_TARGET_ERROR_HOST },
  { "smtp://m\xc3\xa4il\xff.example", REPOINT_TARGET_ERROR_HOST },
  { "smtp://\xc3\xa4..example", REPOINT_TARGET_ERROR_HOST },
  { "smtp://\xef\xbc\x91\xef\xbc\x92\xef\xbc\x97.0.0.1", REPOINT_TARGET_ERROR_HOST }, /* digits in full width */
  { "smtp://127\xe3\x80\x82""0.0.1", REPOINT_TARGET_ERROR_HOST }, /* an ideographic full stop */
  { "smtp://mail.example\xef\xbc\x9a""25", REPOINT_TARGET_ERROR_HOST }, /* a colon in full width */
  { "smtp://mail.example\xef\xbc\x8f""x", REPOINT_TARGET_ERROR_HOST }, /* a slash in full width */
  { "smtp://\xef\xbc\x8d""a.example", REPOINT_TARGET_ERROR_HOST }, /* a hyphen in full width */
  { "smtp://%6dail.example", REPOINT_TARGET_ERROR_HOST },
  { "smtp://<b>.example", REPOINT_TARGET_ERROR_HOST },
  { "smtp://a..example", REPOINT_TARGET_ERROR_HOST },
  { "smtp://.example", REPOINT_TARGET_ERROR_HOST },
  { "smtp://.", REPOINT_TARGET_ERROR_HOST },
  { "smtp://-a.example", REPOINT_TARGET_ERROR_HOST },
  { "smtp://a-.example", REPOINT_TARGET_ERROR_HOST },
  { "smtp://a.example-", REPOINT_TARGET_ERROR_HOST },
  { "smtp://127.1", REPOINT_TARGET_ERROR_HOST },
  { "smtp://0x7f000001", REPOINT_TARGET_ERROR_HOST },
  { "smtp://1.2.3.256", REPOINT_TARGET_ERROR_HOST },
  { "smtp://2130706433", REPOINT_TARGET_ERROR_HOST },
  { "smtp://01.2.3.4", REPOINT_TARGET_ERROR_HOST },
  { "smtp://::1", REPOINT_TARGET_ERROR_HOST },
  { "smtp://[::1", REPOINT_TARGET_ERROR_HOST },
  { "smtp://[::1]x", REPOINT_TARGET_ERROR_HOST },
  { "smtp://[]:25", REPOINT_TARGET_ERROR_HOST },
  { "smtp://[mail.example]:25", REPOINT_TARGET_ERROR_HOST },
  { "smtp://[127.0.0.1]:25", REPOINT_TARGET_ERROR_HOST },
  { "smtp://[fe80::1]:25", REPOINT_TARGET_ERROR_LINK_LOCAL },
  { "smtp://[FEBF::1]:25", REPOINT_TARGET_ERROR_LINK_LOCAL },
  { "smtp://[fe80::1%eth0]:25", REPOINT_TARGET_ERROR_LINK_LOCAL },
  { "smtp://[fe80::1%25eth0]:25", REPOINT_TARGET_ERROR_LINK_LOCAL },
  { "smtp://[fe80::1%]", REPOINT_TARGET_ERROR_LINK_LOCAL },
  { "smtp://[fd00::1%eth0]:25", REPOINT_TARGET_ERROR_HOST },
  { "smtp://[12345::1]:25", REPOINT_TARGET_ERROR_HOST },
  { "smtp://mail.example:", REPOINT_TARGET_ERROR_PORT },
  { "smtp://mail.example:0", REPOINT_TARGET_ERROR_PORT },
  { "smtp://mail.example:65536", REPOINT_TARGET_ERROR_PORT },
  { "smtp://mail.example:99999999999999999999", REPOINT_TARGET_ERROR_PORT },
  { "smtp://mail.example:-1", REPOINT_TARGET_ERROR_PORT },
  { "smtp://mail.example:+25", REPOINT_TARGET_ERROR_PORT },
  { "smtp://mail.example: 25", REPOINT_TARGET_ERROR_PORT },
  { "smtp://mail.example:25x", REPOINT_TARGET_ERROR_PORT },
  { "smtp://mail.example:025", REPOINT_TARGET_ERROR_PORT },
  { "smtp://[::1]:", REPOINT_TARGET_ERROR_PORT },
  { "tls://mail.example", REPOINT_TARGET_ERROR_PORT },
};

static void
test_good (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (RepointTarget) target = repoint_target_parse (good[i].uri, &error);
      g_autofree char *text = NULL;

      g_assert_no_error (error);
      g_assert_cmpint (target->protocol, ==, good[i].protocol);
      g_assert_cmpint (target->security, ==, good[i].security);
      g_assert_cmpstr (target->host, ==, good[i].host);
      g_assert_cmpuint (target->port, ==, good[i].port);

      text = repoint_target_to_string (target);
      g_assert_cmpstr (text, ==, good[i].canonical);
    }
}

static void
test_bad (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (RepointTarget) target = repoint_target_parse (bad[i].uri, &error);
      g_autofree char *shown = g_strescape (bad[i].uri, NULL);

      g_test_message ("%s", shown);
      g_assert_null (target);
      g_assert_error (error, REPOINT_TARGET_ERROR, (int) bad[i].code);
      g_assert_true (g_utf8_validate (error->message, -1, NULL));
    }
}

static void
test_lengths (void)
{
  g_autofree char *label = g_strnfill (63, 'a');
  g_autofree char *longest = g_strdup_printf ("%s.%s.%s.%.61s", label, label, label, label);
  g_autofree char *longest_uri = g_strdup_printf ("pop3s://%s.:65535", longest);
  g_autofree char *too_long = g_strdup_printf ("pop3s://%sa", longest);
  g_autofree char *long_label = g_strdup_printf ("pop3s://%sa.example", label);
  g_autofree char *endless = g_strnfill (100000, 'a');
  g_autofree char *endless_uri = g_strdup_printf ("pop3s://%s", endless);
  g_autoptr (RepointTarget) target = repoint_target_parse (longest_uri, NULL);

  g_assert_cmpstr (target->host, ==, longest);
  g_assert_null (repoint_target_parse (too_long, NULL));
  g_assert_null (repoint_target_parse (long_label, NULL));
  g_assert_null (repoint_target_parse (endless_uri, NULL));
  g_assert_null (repoint_target_parse (endless, NULL));
}

/* No text, however cut, makes a target that does not come back the same from its own text. */
static void
test_stable (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (good); i++)
    for (gsize cut = 0; cut <= strlen (good[i].uri); cut++)
      {
        g_autofree char *part = g_strndup (good[i].uri, cut);
        g_autoptr (RepointTarget) target = repoint_target_parse (part, NULL);
        g_autoptr (RepointTarget) again = NULL;
        g_autofree char *text = NULL;

        if (target == NULL)
          continue;

        text = repoint_target_to_string (target);
        again = repoint_target_parse (text, NULL);
        g_assert_nonnull (again);
        g_assert_true (repoint_target_equal (target, again));
        g_assert_cmpuint (repoint_target_hash (target), ==, repoint_target_hash (again));
      }
}

static void
test_new (void)
{
  g_autoptr (RepointTarget) target = repoint_target_new (REPOINT_PROTOCOL_SMTP, REPOINT_SECURITY_STARTTLS, "Mail.Example", 0);
  g_autoptr (RepointTarget) copy = repoint_target_copy (target);
  g_autoptr (RepointTarget) other = repoint_target_new (REPOINT_PROTOCOL_SMTP, REPOINT_SECURITY_TLS, "mail.example", 587);

  g_assert_cmpstr (target->host, ==, "mail.example");
  g_assert_cmpuint (target->port, ==, 587);
  g_assert_true (repoint_target_equal (target, copy));
  g_assert_false (repoint_target_equal (target, other));

  g_assert_null (repoint_target_new (REPOINT_PROTOCOL_SMTP, REPOINT_SECURITY_NONE, "mail.example", 25));
  g_assert_null (repoint_target_new (REPOINT_PROTOCOL_SMTP, REPOINT_SECURITY_TLS, "a b", 25));
  g_assert_null (repoint_target_new (REPOINT_PROTOCOL_SMTP, REPOINT_SECURITY_TLS, "", 25));
  g_assert_null (repoint_target_new (REPOINT_PROTOCOL_SMTP, REPOINT_SECURITY_TLS, NULL, 25));
  g_assert_null (repoint_target_new (REPOINT_PROTOCOL_TLS, REPOINT_SECURITY_TLS, "mail.example", 0));
}

static void
test_versions (void)
{
  static const struct
  {
    RepointTlsVersion version;
    const char       *name;
  } names[] = {
    { REPOINT_TLS_VERSION_SSL2, "SSLv2" },   { REPOINT_TLS_VERSION_SSL3, "SSLv3" },   { REPOINT_TLS_VERSION_1_0, "TLSv1.0" },
    { REPOINT_TLS_VERSION_1_1, "TLSv1.1" },  { REPOINT_TLS_VERSION_1_2, "TLSv1.2" },  { REPOINT_TLS_VERSION_1_3, "TLSv1.3" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_assert_cmpstr (repoint_tls_version_to_string (names[i].version), ==, names[i].name);
      g_assert_cmpint (repoint_tls_version_from_string (names[i].name), ==, names[i].version);
      g_assert_true (i == 0 || names[i].version > names[i - 1].version);
    }

  g_assert_null (repoint_tls_version_to_string (REPOINT_TLS_VERSION_NONE));
  g_assert_null (repoint_tls_version_to_string ((RepointTlsVersion) 0x0305));
  g_assert_cmpint (repoint_tls_version_from_string ("tlsv1.0"), ==, REPOINT_TLS_VERSION_NONE);
  g_assert_cmpint (repoint_tls_version_from_string (""), ==, REPOINT_TLS_VERSION_NONE);
  g_assert_cmpint (repoint_tls_version_from_string (NULL), ==, REPOINT_TLS_VERSION_NONE);
}

static void
test_ids (void)
{
  RepointProtocol protocol = REPOINT_PROTOCOL_LDAP;
  RepointSecurity security = REPOINT_SECURITY_STARTTLS;

  for (int i = REPOINT_PROTOCOL_SMTP; i <= REPOINT_PROTOCOL_TLS; i++)
    {
      g_assert_true (repoint_protocol_from_string (repoint_protocol_to_string ((RepointProtocol) i), &protocol));
      g_assert_cmpint (protocol, ==, i);
    }
  for (int i = REPOINT_SECURITY_NONE; i <= REPOINT_SECURITY_TLS; i++)
    {
      g_assert_true (repoint_security_from_string (repoint_security_to_string ((RepointSecurity) i), &security));
      g_assert_cmpint (security, ==, i);
    }

  g_assert_false (repoint_protocol_from_string ("SMTP", &protocol));
  g_assert_false (repoint_protocol_from_string (NULL, &protocol));
  g_assert_false (repoint_security_from_string ("ssl", &security));
  g_assert_cmpint (protocol, ==, REPOINT_PROTOCOL_TLS);
  g_assert_cmpint (security, ==, REPOINT_SECURITY_TLS);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/target/good", test_good);
  g_test_add_func ("/target/bad", test_bad);
  g_test_add_func ("/target/lengths", test_lengths);
  g_test_add_func ("/target/text-is-stable", test_stable);
  g_test_add_func ("/target/new-checks-its-host", test_new);
  g_test_add_func ("/tls-version/names", test_versions);
  g_test_add_func ("/protocol/ids", test_ids);

  return g_test_run ();
}
