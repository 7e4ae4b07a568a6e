/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

struct X509_name_st;
struct asn1_string_st;
struct evp_pkey_st;
struct x509_st;

/* What stands in a certificate, as text that is safe to keep: UTF-8, no control or formatting characters, at most 512
 * bytes. It may be anything else, markup included. */

/* RFC 4514, the most specific part first. Free with g_free(). */
char      *repoint_certificate_text_name        (const struct X509_name_st   *name);
/* NULL: it has none. Free with g_free(). */
char      *repoint_certificate_text_common_name (const struct X509_name_st   *name);
/* RFC 3339, "Z"; NULL: it is none. Free with g_free(). */
char      *repoint_certificate_text_time        (const struct asn1_string_st *time);
/* "RSA 2048", "EC P-256", "ED25519"; NULL: it cannot be read. Free with g_free(). */
char      *repoint_certificate_text_key         (struct evp_pkey_st          *key);
/* "sha256WithRSAEncryption". Free with g_free(). */
char      *repoint_certificate_text_signature   (const struct x509_st        *certificate);
/* 64 hexadecimal digits in lower case. Free with g_free(). */
char      *repoint_certificate_text_sha256      (const struct x509_st        *certificate);
/* Whom it is for: names and addresses, at most 64; transfer full. */
JsonArray *repoint_certificate_text_list_names  (struct x509_st              *certificate);

G_END_DECLS
