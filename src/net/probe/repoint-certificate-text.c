/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-certificate-text.h"

#include <openssl/ec.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <arpa/inet.h>

#define MAX_NAMES 64
#define MAX_TEXT  512

static gboolean
is_harmless (gunichar c)
{
  GUnicodeType type = g_unichar_type (c);

  return g_unichar_isprint (c) && type != G_UNICODE_LINE_SEPARATOR && type != G_UNICODE_PARAGRAPH_SEPARATOR;
}

static char *
make_text (const char *bytes, gsize length)
{
  g_autofree char *valid = NULL;
  g_autoptr (GString) text = g_string_new (NULL);

  /* Each byte may become three. */
  valid = g_utf8_make_valid (bytes, (gssize) MIN (length, MAX_TEXT + 4));
  for (const char *p = valid; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);
      char utf8[6];
      int size = g_unichar_to_utf8 (is_harmless (c) ? c : 0xfffd, utf8);

      if (text->len + (gsize) size > MAX_TEXT)
        break;
      g_string_append_len (text, utf8, size);
    }

  return g_strdup (text->str);
}

char *
repoint_certificate_text_name (const X509_NAME *name)
{
  BIO *bio = BIO_new (BIO_s_mem ());
  char *data;
  long length;
  char *text;

  X509_NAME_print_ex (bio, name, 0, (XN_FLAG_RFC2253 & ~(unsigned long) ASN1_STRFLGS_ESC_MSB));
  length = BIO_get_mem_data (bio, &data);
  text = make_text (data, (gsize) MAX (length, 0));
  BIO_free (bio);

  return text;
}

char *
repoint_certificate_text_common_name (const X509_NAME *name)
{
  int index = X509_NAME_get_index_by_NID (name, NID_commonName, -1);
  unsigned char *utf8 = NULL;
  int length;
  char *text;

  if (index < 0)
    return NULL;

  length = ASN1_STRING_to_UTF8 (&utf8, X509_NAME_ENTRY_get_data (X509_NAME_get_entry (name, index)));
  if (length < 0)
    return NULL;

  text = make_text ((const char *) utf8, (gsize) length);
  OPENSSL_free (utf8);

  return text;
}

char *
repoint_certificate_text_time (const ASN1_TIME *time)
{
  g_autoptr (GDateTime) date = NULL;
  struct tm tm = { 0 };

  if (time == NULL || ASN1_TIME_to_tm (time, &tm) != 1)
    return NULL;

  date = g_date_time_new_utc (tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday, tm.tm_hour, tm.tm_min, tm.tm_sec);

  return date != NULL ? g_date_time_format (date, "%Y-%m-%dT%H:%M:%SZ") : NULL;
}

char *
repoint_certificate_text_key (EVP_PKEY *key)
{
  char group[64];
  const char *curve;

  if (key == NULL)
    return NULL;

  switch (EVP_PKEY_get_base_id (key))
    {
    case EVP_PKEY_RSA:
    case EVP_PKEY_RSA_PSS:
      return g_strdup_printf ("RSA %d", EVP_PKEY_get_bits (key));

    case EVP_PKEY_DSA:
      return g_strdup_printf ("DSA %d", EVP_PKEY_get_bits (key));

    case EVP_PKEY_EC:
      if (EVP_PKEY_get_group_name (key, group, sizeof group, NULL) != 1)
        return g_strdup_printf ("EC %d", EVP_PKEY_get_bits (key));
      curve = EC_curve_nid2nist (OBJ_sn2nid (group));
      return g_strdup_printf ("EC %s", curve != NULL ? curve : group);

    default:
      return g_strdup (EVP_PKEY_get0_type_name (key));
    }
}

char *
repoint_certificate_text_signature (const X509 *certificate)
{
  int id = X509_get_signature_nid (certificate);
  const X509_ALGOR *algorithm;
  char dotted[80];

  if (id != NID_undef)
    return g_strdup (OBJ_nid2ln (id));

  X509_get0_signature (NULL, &algorithm, certificate);
  OBJ_obj2txt (dotted, sizeof dotted, algorithm->algorithm, 1);

  return g_strdup (dotted);
}

char *
repoint_certificate_text_sha256 (const X509 *certificate)
{
  guint8 digest[EVP_MAX_MD_SIZE];
  guint length = 0;
  GString *text = g_string_new (NULL);

  X509_digest (certificate, EVP_sha256 (), digest, &length);
  for (guint i = 0; i < length; i++)
    g_string_append_printf (text, "%02x", digest[i]);

  return g_string_free (text, FALSE);
}

static char *
describe_address (const ASN1_OCTET_STRING *address)
{
  char buffer[INET6_ADDRSTRLEN];
  int family = ASN1_STRING_length (address) == 4 ? AF_INET : AF_INET6;

  if (ASN1_STRING_length (address) != 4 && ASN1_STRING_length (address) != 16)
    return NULL;

  return g_strdup (inet_ntop (family, ASN1_STRING_get0_data (address), buffer, sizeof buffer));
}

/* RFC 6125 section 6.4.4: the common name counts only where there is no subjectAltName. */
JsonArray *
repoint_certificate_text_list_names (X509 *certificate)
{
  JsonArray *names = json_array_new ();
  GENERAL_NAMES *alternatives = X509_get_ext_d2i (certificate, NID_subject_alt_name, NULL, NULL);
  g_autofree char *common = NULL;

  for (int i = 0; i < sk_GENERAL_NAME_num (alternatives) && json_array_get_length (names) < MAX_NAMES; i++)
    {
      const GENERAL_NAME *name = sk_GENERAL_NAME_value (alternatives, i);
      g_autofree char *text = NULL;

      if (name->type == GEN_DNS)
        text = make_text ((const char *) ASN1_STRING_get0_data (name->d.dNSName),
                          (gsize) ASN1_STRING_length (name->d.dNSName));
      else if (name->type == GEN_IPADD)
        text = describe_address (name->d.iPAddress);
      if (text != NULL)
        json_array_add_string_element (names, text);
    }

  if (alternatives == NULL)
    common = repoint_certificate_text_common_name (X509_get_subject_name (certificate));
  if (common != NULL)
    json_array_add_string_element (names, common);
  GENERAL_NAMES_free (alternatives);

  return names;
}
