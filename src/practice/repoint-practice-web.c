/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-practice-web.h"

typedef enum
{
  EXPECTS_REQUEST,
  EXPECTS_HEADERS,
} Expects;

typedef struct
{
  const RepointPracticeWeb *web;
  Expects                   expects;
  gboolean                  head;   /* RFC 9110 section 9.3.2: no body */
  guint                     status;
} Http;

static gpointer
http_create (gpointer settings)
{
  Http *self = g_new0 (Http, 1);

  self->web = settings;
  return self;
}

static RepointPracticeNext
http_open (gpointer           dialogue,
           RepointTlsVersion  version,
           GString           *reply)
{
  return REPOINT_PRACTICE_NEXT_LISTEN;
}

static void
read_request (Http       *self,
              const char *line)
{
  g_auto (GStrv) words = g_strsplit (line, " ", 3);
  const char *method = words[0] != NULL ? words[0] : "";
  const char *path = words[0] != NULL ? words[1] : NULL;

  self->expects = EXPECTS_HEADERS;
  self->head = strcmp (method, "HEAD") == 0;
  if (path == NULL || words[2] == NULL || !g_str_has_prefix (words[2], "HTTP/1."))
    self->status = 400;
  else if (!self->head && strcmp (method, "GET") != 0)
    self->status = 405;
  else if (strcmp (path, "/") != 0 && !g_str_has_prefix (path, "/?"))
    self->status = 404;
  else
    self->status = 200;
}

static const char *
get_reason (guint status)
{
  switch (status)
    {
    case 200: return "OK";
    case 404: return "Not Found";
    case 405: return "Method Not Allowed";
    default:  return "Bad Request";
    }
}

static RepointPracticeNext
send_page (Http    *self,
           GString *reply)
{
  const RepointPracticeWeb *web = self->web;
  g_autofree char *page = NULL;

  if (self->status == 200)
    page = g_strdup_printf ("<!DOCTYPE html>\n<html>\n<head><title>%s</title></head>\n"
                            "<body>\n<h1>%s</h1>\n<p>This device belongs to Repoint's practice office.</p>\n"
                            "</body>\n</html>\n", web->title, web->heading);
  else
    page = g_strdup_printf ("<html><head><title>%u %s</title></head></html>\n", self->status, get_reason (self->status));

  g_string_append_printf (reply, "HTTP/1.1 %u %s\r\n", self->status, get_reason (self->status));
  if (web->server != NULL)
    g_string_append_printf (reply, "Server: %s\r\n", web->server);
  if (self->status == 405)
    g_string_append (reply, "Allow: GET, HEAD\r\n");
  g_string_append_printf (reply, "Content-Type: text/html; charset=utf-8\r\nContent-Length: %" G_GSIZE_FORMAT "\r\n"
                                 "Connection: close\r\n\r\n", strlen (page));
  if (!self->head)
    g_string_append (reply, page);
  return REPOINT_PRACTICE_NEXT_CLOSE;
}

static RepointPracticeNext
http_line (gpointer    dialogue,
           const char *line,
           GString    *reply)
{
  Http *self = dialogue;

  if (self->expects == EXPECTS_REQUEST)
    {
      if (line[0] != '\0') /* RFC 9112 section 2.2: an empty line before the request is to be ignored */
        read_request (self, line);
      return REPOINT_PRACTICE_NEXT_LISTEN;
    }
  return line[0] == '\0' ? send_page (self, reply) : REPOINT_PRACTICE_NEXT_LISTEN;
}

const RepointPracticeDialogue repoint_practice_web_dialogue = {
  8192,
  http_create,
  http_open,
  http_line,
  g_free,
};
