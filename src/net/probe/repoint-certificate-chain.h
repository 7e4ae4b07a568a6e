/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

struct stack_st_X509;
struct x509_st;

/* What can be wrong with the certificates of a server, as bits. */
typedef enum
{
  REPOINT_CERTIFICATE_EXPIRED = 1 << 0,          /* "expired": one of the chain */
  REPOINT_CERTIFICATE_NOT_YET_VALID = 1 << 1,    /* "not-yet-valid" */
  REPOINT_CERTIFICATE_NAME_MISMATCH = 1 << 2,    /* "name-mismatch": it is for others */
  REPOINT_CERTIFICATE_SELF_SIGNED = 1 << 3,      /* "self-signed": nobody stands behind it */
  REPOINT_CERTIFICATE_UNTRUSTED = 1 << 4,        /* "untrusted": this computer knows no root of it */
  REPOINT_CERTIFICATE_INCOMPLETE_CHAIN = 1 << 5, /* "incomplete-chain": an authority between was not sent */
  REPOINT_CERTIFICATE_CHAIN_ORDER = 1 << 6,      /* "chain-order": not each one issued by the next */
  REPOINT_CERTIFICATE_WEAK_KEY = 1 << 7,         /* "weak-key": in the chain, root included */
  REPOINT_CERTIFICATE_WEAK_SIGNATURE = 1 << 8,   /* "weak-signature": in the chain, root left out */
  REPOINT_CERTIFICATE_INVALID = 1 << 9,          /* "invalid": anything else that RFC 5280 forbids */
} RepointCertificateProblems;

/* The ids above, in the order of the bits, ended by NULL. */
extern const char *const repoint_certificate_problem_ids[];

/* Judges certificates as a server sent them, its own first, by the authorities that this computer trusts and the time
 * @now (Unix, s). @host: whom it should be for, a name or an address. @root: (out) (nullable) (transfer full): the trusted
 * root that they lead to, to be freed with X509_free(). Nothing is fetched. May be called from any thread. */
RepointCertificateProblems repoint_certificate_chain_check (struct stack_st_X509  *sent,
                                                            const char            *host,
                                                            gint64                 now,
                                                            struct x509_st       **root);

G_END_DECLS
