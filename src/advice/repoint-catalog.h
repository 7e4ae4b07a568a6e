/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "repoint-endpoint.h"
#include "repoint-fact.h"
#include "repoint-organization.h"
#include "repoint-tls-version.h"

G_BEGIN_DECLS

#define REPOINT_TYPE_CATALOG  (repoint_catalog_get_type ())
#define REPOINT_CATALOG_ERROR (repoint_catalog_error_quark ())
G_DECLARE_FINAL_TYPE (RepointCatalog, repoint_catalog, REPOINT, CATALOG, GObject)

typedef enum
{
  REPOINT_CATALOG_ERROR_SYNTAX,
  REPOINT_CATALOG_ERROR_CONTENT,
} RepointCatalogError;

/* What the catalog says of one endpoint. */
typedef struct
{
  RepointEndpoint   *endpoint;
  RepointTlsVersion  min_tls;        /* what it requires; NONE = not known (an own provider: only what was observed) */
  gboolean           basic;          /* Basic sign-in is offered at all */
  gboolean           oauth;
  gboolean           needs_opt_in;   /* the tenant's legacy switch must be ON */
  const char        *block_from;     /* legacy TLS is being blocked from … */
  const char        *block_until;    /* … and is surely blocked after this date; NULL: no date announced */
  const char        *basic_off_after; /* Basic sign-in is off by default after this date; NULL: no date */
  RepointFact        fact;
} RepointCatalogEndpoint;

/* A date on the timeline. */
typedef struct
{
  const char  *id;
  const char  *date;     /* begin, YYYY-MM-DD */
  const char  *end;      /* nullable */
  const char  *text;     /* translated sentence */
  RepointFact  fact;
} RepointCatalogDate;

/* A refusal whose text is known. */
typedef struct
{
  const char  *id;       /* "legacy-tls-refused", … */
  const char  *meaning;  /* translated sentence */
  const char  *remedy;   /* translated sentence */
  RepointFact  fact;
} RepointKnownError;

/* A step in the tenant (PowerShell or admin center). */
typedef struct
{
  const char  *id;
  const char  *text;     /* translated, with {domain} and the like */
  const char  *command;  /* nullable, ready to copy */
  const char  *when;     /* condition id: "always", "legacy-unknown", "smtp-auth-unknown", "legacy-on-last" … */
  RepointFact  fact;
} RepointCatalogTenantStep;

GQuark          repoint_catalog_error_quark     (void);
RepointCatalog *repoint_catalog_load            (GError             **error);
const char     *repoint_catalog_get_version     (RepointCatalog      *self);
GPtrArray      *repoint_catalog_list_endpoints  (RepointCatalog      *self,
                                                 RepointOrganization *organization); /* transfer container, of RepointCatalogEndpoint; standard before legacy */
GPtrArray      *repoint_catalog_list_dates      (RepointCatalog      *self,
                                                 RepointOrganization *organization); /* transfer container, of RepointCatalogDate, by date */
GPtrArray      *repoint_catalog_list_tenant_steps (RepointCatalog    *self,
                                                 RepointOrganization *organization); /* transfer container, in order */
const RepointKnownError *repoint_catalog_match_error (RepointCatalog *self,
                                                 const char          *reply);        /* nullable */

G_END_DECLS
