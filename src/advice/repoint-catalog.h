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
  REPOINT_CATALOG_ERROR_SYNTAX,  /* not XML, or cannot be read */
  REPOINT_CATALOG_ERROR_CONTENT, /* XML, but not what a catalog may hold */
} RepointCatalogError;

/**
 * RepointCatalogEndpoint: what the catalog says of one endpoint. Dates are YYYY-MM-DD. Strings belong to the catalog
 * and live as long as it does; a fact whose source is NULL is not known.
 */
typedef struct
{
  RepointEndpoint   *endpoint;
  gboolean           available;       /* FALSE: this cloud's tenants may not use it */
  RepointTlsVersion  min_tls;         /* what it requires; NONE = not known. Of an own provider, plans fill in what a survey saw */
  RepointTlsVersion  documented_max;  /* the highest version it is documented to take; NONE: no such limit */
  gboolean           basic;           /* Basic sign-in is offered at all */
  gboolean           oauth;
  gboolean           needs_opt_in;    /* the tenant's legacy switch must be ON */
  const char        *block_from;      /* legacy TLS is being blocked from …; NULL: no such day */
  const char        *block_until;     /* … and is surely blocked after this date; NULL: no date announced */
  const char        *basic_off_after; /* Basic sign-in is off by default after this date; NULL: no date */
  const char * const *aliases;        /* other names of its host */
  GArray            *suites;          /* (nullable) (element-type guint16): those documented; NULL: none are */
  GArray            *doubtful_suites; /* (nullable) (element-type guint16): documented, and reported not to be taken */
  RepointFact        fact;            /* of its host and port */
  RepointFact        tls_fact;
  RepointFact        sign_in_fact;
  RepointFact        block_fact;
  RepointFact        suites_fact;
  RepointFact        doubt_fact;
} RepointCatalogEndpoint;

/**
 * RepointCatalogDate: a date on the timeline.
 */
typedef struct
{
  const char  *id;
  const char  *date;       /* begin, YYYY-MM-DD */
  const char  *end;        /* nullable */
  const char  *text;       /* translated sentence */
  GPtrArray   *superseded; /* of RepointCatalogDate without id and text: announced earlier, no longer valid */
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

/* A root that the certificates of some of Microsoft's mail servers lead to. */
typedef struct
{
  const char  *id;            /* "digicert-global-root-g2", … */
  const char  *name;          /* its common name */
  const char  *organization;  /* O of the authorities below it: says who claims to have issued, proves nothing */
  const char  *sha256;        /* fingerprint, 64 hexadecimal digits in lower case */
  const char  *trusted_until; /* YYYY-MM-DD: from then on others distrust it; NULL: no such day */
  RepointFact  fact;
} RepointCatalogRoot;

/* A well-known TLS client, for a device or program that cannot be tested. */
typedef struct
{
  const char        *id;            /* "windows-7", … */
  const char        *name;          /* translated */
  const char        *original_name; /* the same in English, for documents */
  RepointTlsVersion  max_version;   /* offered by default */
  gboolean           no_extensions;
  GArray            *suites;        /* (nullable) (element-type guint16): in its order; NULL: not documented */
  GArray            *groups;        /* (nullable) (element-type guint16): in its order */
  RepointFact        fact;          /* of the version */
  RepointFact        suites_fact;
} RepointCatalogClient;

/* A step in the tenant (PowerShell or admin center). */
typedef struct
{
  const char  *id;
  const char  *role;        /* as RepointGuideStep.role */
  const char  *text;        /* translated, with {placeholders} of repoint-placeholder.h */
  const char  *command;     /* nullable; what {command} stands for, may have {account} in it */
  const char  *when;        /* condition: "always", "legacy-unknown", … see repoint-tenant.c */
  gboolean     per_mailbox; /* once for each mailbox */
  RepointFact  fact;
} RepointCatalogTenantStep;

/* What a host is that is no endpoint of the organization. */
typedef enum
{
  REPOINT_SERVICE_NONE,        /* none the catalog knows */
  REPOINT_SERVICE_DIRECT_SEND, /* takes mail for the tenant itself, without sign-in (an MX host) */
  REPOINT_SERVICE_HIGH_VOLUME, /* High Volume Email */
  REPOINT_SERVICE_MICROSOFT,   /* some other server of Microsoft's mail services */
} RepointService;

GQuark          repoint_catalog_error_quark     (void);
RepointCatalog *repoint_catalog_load            (GError             **error);
RepointCatalog *repoint_catalog_load_from       (const char * const  *directories,
                                                 GError             **error);
const char     *repoint_catalog_get_version     (RepointCatalog      *self);
GPtrArray      *repoint_catalog_list_endpoints  (RepointCatalog      *self,
                                                 RepointOrganization *organization);
GPtrArray      *repoint_catalog_list_unavailable (RepointCatalog     *self,
                                                 RepointOrganization *organization);
GPtrArray      *repoint_catalog_list_dates      (RepointCatalog      *self,
                                                 RepointOrganization *organization);
GPtrArray      *repoint_catalog_list_tenant_steps (RepointCatalog    *self,
                                                 RepointOrganization *organization);
const RepointKnownError *repoint_catalog_match_error (RepointCatalog *self,
                                                 const char          *reply);
GPtrArray      *repoint_catalog_list_roots      (RepointCatalog      *self,
                                                 const char          *host);
GPtrArray      *repoint_catalog_list_clients    (RepointCatalog      *self);
const RepointCatalogClient *repoint_catalog_find_client (RepointCatalog *self,
                                                 const char          *id);
const RepointCatalogDate *repoint_catalog_find_date (RepointCatalog *self,
                                                 const char          *id);
const RepointCatalogEndpoint *repoint_catalog_find_endpoint (RepointCatalog *self,
                                                 const RepointTarget *target);
RepointService  repoint_catalog_find_service    (RepointCatalog      *self,
                                                 const char          *host);

G_END_DECLS
