/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-cli-judgement.h"

#include <json-glib/json-glib.h>

#include "repoint-cli-output.h"
#include "repoint-phrase-judgement.h"
#include "repoint-phrase.h"
#include "repoint-tls-suite.h"

static void
set_text (JsonObject *object,
          const char *member,
          const char *text)
{
  if (text != NULL)
    json_object_set_string_member (object, member, text);
  else
    json_object_set_null_member (object, member);
}

static void
print_json (const char                  *uri,
            const RepointHelloJudgement *judgement)
{
  static const char * const confidences[] = { "high", "medium", "low" };
  const RepointFact *fact = judgement->fact;
  g_autoptr(JsonObject) object = json_object_new ();

  json_object_set_string_member (object, "target", uri);
  json_object_set_boolean_member (object, "offline", TRUE);
  set_text (object, "judgement", repoint_hello_verdict_to_string (judgement->verdict));
  set_text (object, "reason", judgement->reason);
  set_text (object, "cipher", judgement->suite != 0 ? repoint_tls_suite_to_string (judgement->suite) : NULL);
  set_text (object, "source", fact != NULL ? fact->source : NULL);
  set_text (object, "as_of", fact != NULL ? fact->as_of : NULL);
  set_text (object, "confidence", fact != NULL ? confidences[fact->confidence == REPOINT_CONFIDENCE_HIGH     ? 0
                                                             : fact->confidence == REPOINT_CONFIDENCE_MEDIUM ? 1
                                                                                                             : 2]
                                               : NULL);
  repoint_cli_print_json (object);
}

void
repoint_cli_print_judgement (const RepointTarget         *target,
                             const RepointHelloJudgement *judgement,
                             gboolean                     json)
{
  g_autofree char *uri = repoint_target_to_string (target);
  g_autofree char *sentence = NULL;
  g_autofree char *source = NULL;

  if (json)
    {
      print_json (uri, judgement);
      return;
    }

  sentence = repoint_phrase_judgement (judgement);
  source = judgement->fact != NULL ? repoint_phrase_fact (judgement->fact) : NULL;
  repoint_cli_print ("%s", uri);
  repoint_cli_print ("  %s", sentence);
  if (source != NULL)
    repoint_cli_print ("  %s", source);
}
