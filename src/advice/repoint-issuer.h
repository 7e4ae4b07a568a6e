/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "repoint-catalog.h"

G_BEGIN_DECLS

typedef enum
{
  REPOINT_ISSUER_UNKNOWN,     /* no certificate was seen, or nothing can be said of where it comes from */
  REPOINT_ISSUER_EXPECTED,    /* Microsoft's server: a root that the catalog expects */
  REPOINT_ISSUER_UNCONFIRMED, /* Microsoft's server: names an expected authority, but its root is not trusted here */
  REPOINT_ISSUER_UNEXPECTED,  /* Microsoft's server: a root that is trusted here, and not an expected one */
  REPOINT_ISSUER_INTERCEPTED, /* Microsoft's server: an authority that is neither expected nor trusted here */
  REPOINT_ISSUER_PUBLIC,      /* another server: a root that is trusted here */
  REPOINT_ISSUER_PRIVATE,     /* another server: an authority that is not trusted here */
  REPOINT_ISSUER_SELF_SIGNED, /* another server: none but itself */
} RepointIssuerKind;

/**
 * RepointIssuer: who stands behind a server's certificate.
 */
typedef struct
{
  RepointIssuerKind         kind;
  const char               *id;       /* "issuer-expected", …; NULL when unknown */
  char                     *issuer;   /* nullable: who issued the certificate, in short; not escaped */
  char                     *root;     /* nullable: the name of the trusted root it leads to; not escaped */
  const RepointCatalogRoot *expected; /* nullable: that root, or the one it names, in the catalog */
} RepointIssuer;

void repoint_issuer_judge (RepointIssuer  *self,
                           RepointCatalog *catalog,
                           const char     *host,
                           JsonObject     *certificate);
void repoint_issuer_clear (RepointIssuer  *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (RepointIssuer, repoint_issuer_clear)

G_END_DECLS
