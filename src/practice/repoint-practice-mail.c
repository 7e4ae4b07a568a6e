/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-practice-mail.h"

/* Counts a session that has just got its TLS. Returns: TRUE when it is one that has to be refused somewhere. */
gboolean
repoint_practice_mail_count_session (RepointPracticeMail *self,
                                     RepointTlsVersion    version)
{
  guint before;

  if (version == REPOINT_TLS_VERSION_NONE || version >= REPOINT_TLS_VERSION_1_2)
    return FALSE;
  before = self->n_old_sessions++;
  if (self->n_old_sessions >= 100)
    self->n_old_sessions = 0;
  return (before + 1) * self->percent / 100 > before * self->percent / 100;
}

/* The front end's name in UTF-16LE and base64, as Exchange's IMAP and POP3 greetings carry it. */
char *
repoint_practice_mail_make_token (RepointPracticeMail *self)
{
  gsize length = strlen (self->name);
  g_autofree guchar *wide = g_malloc0 (2 * length + 1);

  for (gsize i = 0; i < length; i++)
    wide[2 * i] = (guchar) self->name[i];
  return g_base64_encode (wide, 2 * length);
}
