/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "repoint-practice-dialogue.h"

G_BEGIN_DECLS

/* The web page of one device. Strings are borrowed and live as long as the program; title is HTML. */
typedef struct
{
  const char *title;
  const char *server;  /* the Server header; nullable */
  const char *heading;
} RepointPracticeWeb;

/* HTTP/1.1, one request per connection. */
extern const RepointPracticeDialogue repoint_practice_web_dialogue;

G_END_DECLS
