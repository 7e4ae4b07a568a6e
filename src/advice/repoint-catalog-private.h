/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "repoint-catalog-file.h"
#include "repoint-catalog.h"

G_BEGIN_DECLS

/* An element of the data, ready for use, and for which clouds it stands (bits by RepointCloud). */
typedef struct
{
  guint clouds;
  union
  {
    RepointCatalogEndpoint   endpoint;
    RepointCatalogDate       date;
    RepointCatalogTenantStep step;
  };
} RepointCatalogEntry;

typedef struct
{
  RepointService  service;
  const char     *host;   /* nullable */
  const char     *suffix; /* nullable */
} RepointCatalogService;

typedef struct
{
  RepointKnownError     error;
  const RepointXmlNode *node; /* for its <match> elements */
} RepointCatalogKnownError;

typedef struct
{
  RepointCatalogRoot root;
  guint              clouds; /* bits by RepointCloud */
} RepointCatalogRootEntry;

/* Suites that a document lists for endpoints. */
typedef struct
{
  guint           clouds; /* bits by RepointCloud */
  RepointStanding standing;
  gboolean        doubtful;
  GArray         *suites; /* of guint16 */
  RepointFact     fact;
} RepointCatalogSuites;

struct _RepointCatalog
{
  GObject parent_instance;

  GPtrArray  *files;     /* of RepointCatalogFile; owns all strings */
  const char *version;
  GPtrArray  *endpoints; /* of RepointCatalogEntry */
  GPtrArray  *dates;     /* of RepointCatalogEntry */
  GPtrArray  *steps;     /* of RepointCatalogEntry */
  GArray     *services;  /* of RepointCatalogService */
  GArray     *errors;    /* of RepointCatalogKnownError */
  GArray     *roots;     /* of RepointCatalogRootEntry */
  GArray     *suites;    /* of RepointCatalogSuites */
  GPtrArray  *clients;   /* of RepointCatalogClient */
};

G_END_DECLS
