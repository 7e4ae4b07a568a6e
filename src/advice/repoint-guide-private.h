/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "repoint-guide-condition.h"
#include "repoint-guide-matcher.h"
#include "repoint-guide.h"

G_BEGIN_DECLS

/* A setting with the names of its values. */
typedef struct
{
  RepointGuideField  field;
  GHashTable        *options; /* value → RepointGuideName */
} RepointGuideSetting;

/* How the device calls or reaches something: text, or what to look for. */
typedef struct
{
  const char  *text; /* nullable */
  const char  *hint; /* nullable; one of the two is there */
  RepointFact  fact;
} RepointGuideName;

/* A statement on a capability, for some firmware. */
typedef struct
{
  int          value;    /* RepointCan or RepointTlsVersion */
  const char  *firmware; /* nullable: any */
  RepointFact  fact;
} RepointGuideClaim;

/* A step where it stands in a route. */
typedef struct
{
  RepointGuideStep       step;
  RepointGuideCondition  own;
  RepointGuideCondition  of_include;
  const RepointXmlNode  *node;
} RepointGuideEntry;

/* Key of the claims on the highest TLS version among those on capabilities. */
#define REPOINT_GUIDE_MAX_TLS "max-tls"

/* Filled in by repoint_guide_build(), never changed after it. */
struct _RepointGuide
{
  GObject                parent_instance;

  GPtrArray             *documents; /* of RepointGuideFile: what the strings below belong to */
  GStringChunk          *strings;   /* those that were put together */
  const char            *id;
  const char            *title;
  const char            *page;      /* nullable */
  gboolean               generic;
  gboolean               abstract;
  guint                  kinds;     /* bits of RepointDeviceKind */
  guint                  depth;     /* 0: extends nothing */
  RepointFirmwareScheme  scheme;
  RepointGuideName       functions; /* both NULL: not given */
  GHashTable            *settings;  /* key → RepointGuideSetting */
  GHashTable            *paths;     /* "web:smtp" → RepointGuideName */
  GHashTable            *claims;    /* capability → GPtrArray of RepointGuideClaim, in order */
  GHashTable            *routes;    /* RepointAction → GPtrArray of RepointGuideEntry */
  RepointGuideMatcher   *matcher;   /* nullable */
};

const RepointGuideName *repoint_guide_find_name (RepointGuide    *self,
                                                 const char      *placeholder,
                                                 const char      *key,
                                                 RepointProtocol  protocol,
                                                 RepointSecurity  security);
char                   *repoint_guide_full_key  (const char      *placeholder,
                                                 const char      *key,
                                                 RepointProtocol  protocol);

G_END_DECLS
