/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include <json-glib/json-glib.h>

#include "repoint-client-hello.h"
#include "repoint-protocol.h"

G_BEGIN_DECLS

typedef enum
{
  REPOINT_VISIT_LEFT,        /* came and went without saying what it wants */
  REPOINT_VISIT_CAPTURED,    /* a whole hello was seen */
  REPOINT_VISIT_NO_HELLO,    /* began with TLS, but no whole hello came */
  REPOINT_VISIT_IN_CLEAR,    /* spoke mail and never asked for TLS */
  REPOINT_VISIT_NOT_MAIL,    /* spoke something else */
  REPOINT_VISIT_TURNED_AWAY, /* is not one of those who may come */
  REPOINT_VISIT_TOO_LARGE,   /* said more than anybody needs to */
  REPOINT_VISIT_TIMEOUT,     /* stayed and said too little */
} RepointVisitOutcome;

typedef enum
{
  REPOINT_HANDSHAKE_NONE,             /* there was none */
  REPOINT_HANDSHAKE_COMPLETED,
  REPOINT_HANDSHAKE_ALERT,            /* the device refused with an alert, before it said anything inside TLS */
  REPOINT_HANDSHAKE_CLOSED,           /* the device hung up */
  REPOINT_HANDSHAKE_RESET,
  REPOINT_HANDSHAKE_TIMEOUT,
  REPOINT_HANDSHAKE_LOCAL_LIMITATION, /* this computer's OpenSSL could not: says nothing about the device */
  REPOINT_HANDSHAKE_ILLEGAL,          /* the device broke the rules of TLS */
} RepointHandshakeResult;

typedef enum
{
  REPOINT_SIGN_IN_ASKED_NONE,
  REPOINT_SIGN_IN_ASKED_CLEAR,  /* the device would have sent its password in clear */
  REPOINT_SIGN_IN_ASKED_SECURE,
} RepointSignInAsked;

typedef enum
{
  REPOINT_VALIDATES_UNKNOWN,
  REPOINT_VALIDATES_NO,
  REPOINT_VALIDATES_YES,
} RepointValidates;

typedef struct
{
  RepointHandshakeResult result;
  RepointTlsVersion      version;    /* NONE: none was agreed on */
  guint16                suite;      /* of that version */
  int                    alert;      /* the device's, -1: none */
  RepointValidates       validates;  /* certificates */
} RepointVisitHandshake;

/**
 * RepointVisitRecord: what came of one visit to the station. Belongs to one thread at a time.
 */
typedef struct
{
  gint64                 time;        /* when it began, real time in µs */
  gint64                 duration;    /* µs */
  char                  *peer;        /* the visitor's address */
  char                  *mac;         /* (nullable) */
  char                  *local;       /* this computer's address that it came to */
  guint16                port;        /* and port */
  RepointProtocol        protocol;
  RepointSecurity        security;
  char                  *client_name; /* (nullable): of EHLO or HELO */
  gboolean               early;       /* spoke mail before it was greeted */
  gboolean               pipelined;   /* did not wait for replies */
  gsize                  n_behind_starttls; /* bytes, thrown away */
  RepointClientHello    *hello;       /* (nullable): the first one */
  guint                  n_hellos;
  guint                  n_records;   /* that the first one came in */
  guint                  n_segments;  /* likewise */
  RepointVisitHandshake  handshake;
  JsonObject            *relay;       /* (nullable) */
  RepointSignInAsked     asked_sign_in;
  RepointVisitOutcome    outcome;
} RepointVisitRecord;

RepointVisitRecord *repoint_visit_record_new     (RepointProtocol           protocol,
                                                  GInetSocketAddress       *peer,
                                                  GInetSocketAddress       *local);
void                repoint_visit_record_free    (RepointVisitRecord       *self);
JsonObject         *repoint_visit_record_to_json (const RepointVisitRecord *self,
                                                  guint64                   number);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RepointVisitRecord, repoint_visit_record_free)

G_END_DECLS
