/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-guide-condition.h"

#include "repoint-guide-problem.h"

typedef gboolean (*FromString) (const char *text, int *value);

static gboolean
protocol_from_string (const char *text, int *value)
{
  RepointProtocol protocol;

  if (!repoint_protocol_from_string (text, &protocol) || protocol > REPOINT_PROTOCOL_POP3)
    return FALSE;
  *value = protocol;
  return TRUE;
}

static gboolean
security_from_string (const char *text, int *value)
{
  RepointSecurity security;

  if (!repoint_security_from_string (text, &security))
    return FALSE;
  *value = security;
  return TRUE;
}

static gboolean
sign_in_from_string (const char *text, int *value)
{
  return repoint_enum_from_string (REPOINT_TYPE_SIGN_IN, text, value);
}

static gboolean
recipients_from_string (const char *text, int *value)
{
  return repoint_enum_from_string (REPOINT_TYPE_RECIPIENTS, text, value);
}

static gboolean
answer_from_string (const char *text, int *value)
{
  return repoint_enum_from_string (REPOINT_TYPE_ANSWER, text, value);
}

static gboolean
provider_from_string (const char *text, int *value)
{
  *value = g_str_equal (text, "own");
  return *value || g_str_equal (text, "microsoft");
}

static guint
read_set (const RepointXmlNode *node, const char *attribute, FromString from_string, GPtrArray *problems)
{
  const char *text = repoint_xml_node_get_attribute (node, attribute);
  g_auto(GStrv) words = text ? g_strsplit (text, " ", -1) : NULL;
  guint set = 0;

  for (guint i = 0; words && words[i]; i++)
    {
      int value;

      if (from_string (words[i], &value))
        set |= 1u << value;
      else
        repoint_guide_problem_add_at (problems, node, "bad-value", "%s=\"%s\": \"%s\" is not known", attribute, text,
                                      words[i]);
    }

  return set;
}

/**
 * repoint_guide_condition_read:
 * @self: (out): the condition
 * @node: an element with the attributes of %REPOINT_GUIDE_CONDITION_ATTRIBUTES
 * @scheme: of the guide that the condition is for
 * @problems: where to add what is wrong
 */
void
repoint_guide_condition_read (RepointGuideCondition *self, const RepointXmlNode *node, RepointFirmwareScheme scheme,
                              GPtrArray *problems)
{
  self->protocols = read_set (node, "protocol", protocol_from_string, problems);
  self->securities = read_set (node, "security", security_from_string, problems);
  self->sign_ins = read_set (node, "sign-in", sign_in_from_string, problems);
  self->recipients = read_set (node, "recipients", recipients_from_string, problems);
  self->providers = read_set (node, "provider", provider_from_string, problems);
  self->checks_certificates = read_set (node, "checks-certificates", answer_from_string, problems);
  self->firmware = repoint_xml_node_get_attribute (node, "firmware");
  if (self->firmware && !repoint_firmware_condition_is_valid (scheme, self->firmware))
    repoint_guide_problem_add_at (problems, node, "bad-value", "firmware=\"%s\" cannot be understood", self->firmware);
}

static gboolean
allows (guint set, guint value)
{
  return set == 0 || (set & 1u << value) != 0;
}

/**
 * repoint_guide_condition_holds:
 *
 * A condition on a firmware that is not known holds: better a step too many than one too few.
 *
 * Returns: whether the condition holds
 */
gboolean
repoint_guide_condition_holds (const RepointGuideCondition *self, const RepointGuideSituation *situation,
                               RepointFirmwareScheme scheme)
{
  return allows (self->protocols, situation->protocol) &&
         allows (self->securities, situation->security) &&
         allows (self->sign_ins, situation->sign_in) &&
         allows (self->recipients, situation->recipients) &&
         allows (self->providers, situation->own_provider ? 1 : 0) &&
         allows (self->checks_certificates, situation->checks_certificates) &&
         (!self->firmware || repoint_firmware_meets (scheme, situation->firmware, self->firmware) != REPOINT_TRUTH_NO);
}
