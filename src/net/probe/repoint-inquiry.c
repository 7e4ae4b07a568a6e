/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-inquiry.h"

G_DEFINE_INTERFACE (RepointInquiry, repoint_inquiry, G_TYPE_OBJECT)

static void
repoint_inquiry_default_init (RepointInquiryInterface *iface)
{
}

/**
 * repoint_inquiry_next:
 * @question: (out caller-allocates): what to ask, if there is anything
 *
 * The same question comes until it is answered.
 *
 * Returns: %FALSE if there is nothing left to ask
 */
gboolean
repoint_inquiry_next (RepointInquiry *self, RepointQuestion *question)
{
  g_return_val_if_fail (REPOINT_IS_INQUIRY (self), FALSE);
  g_return_val_if_fail (question != NULL, FALSE);

  *question = (RepointQuestion) { .hello.max_version = REPOINT_TLS_VERSION_1_3 };

  return REPOINT_INQUIRY_GET_IFACE (self)->next (self, question);
}

/**
 * repoint_inquiry_answer:
 * @result: what came of the last question
 */
void
repoint_inquiry_answer (RepointInquiry *self, const RepointHelloResult *result)
{
  g_return_if_fail (REPOINT_IS_INQUIRY (self));
  g_return_if_fail (result != NULL);

  REPOINT_INQUIRY_GET_IFACE (self)->answer (self, result);
}

/**
 * repoint_inquiry_add_to_result:
 * @result: the `survey` object of the command line (src/DESIGN.md section 5)
 *
 * Adds the members that this inquiry is about, with what is known so far.
 */
void
repoint_inquiry_add_to_result (RepointInquiry *self, JsonObject *result)
{
  g_return_if_fail (REPOINT_IS_INQUIRY (self));
  g_return_if_fail (result != NULL);

  REPOINT_INQUIRY_GET_IFACE (self)->add_to_result (self, result);
}

/**
 * repoint_inquiry_ensure_object:
 * @member: its name
 *
 * For members that several inquiries add to.
 *
 * Returns: (transfer none): the object that stands in @result under that name, perhaps a new one
 */
JsonObject *
repoint_inquiry_ensure_object (JsonObject *result, const char *member)
{
  g_return_val_if_fail (result != NULL, NULL);
  g_return_val_if_fail (member != NULL, NULL);

  if (!json_object_has_member (result, member))
    json_object_set_object_member (result, member, json_object_new ());

  return json_object_get_object_member (result, member);
}

/**
 * repoint_inquiry_note_dh_bits:
 * @version: the version it was seen at
 * @dh_bits: the size of a prime; 0 if none was seen
 *
 * The smallest that was seen at a version stays.
 */
void
repoint_inquiry_note_dh_bits (JsonObject *result, RepointTlsVersion version, guint dh_bits)
{
  const char *name = repoint_tls_version_to_string (version);
  JsonObject *object;

  if (dh_bits == 0)
    return;

  object = repoint_inquiry_ensure_object (result, "dh_bits");
  json_object_set_int_member (object, name, MIN (dh_bits, json_object_get_int_member_with_default (object, name, dh_bits)));
}

/**
 * repoint_inquiry_append_string:
 * @member: the name of a list, perhaps a new one
 * @string: what to put at its end
 *
 * For lists that several inquiries add to.
 */
void
repoint_inquiry_append_string (JsonObject *result, const char *member, const char *string)
{
  g_return_if_fail (result != NULL);
  g_return_if_fail (member != NULL && string != NULL);

  if (!json_object_has_member (result, member))
    json_object_set_array_member (result, member, json_array_new ());

  json_array_add_string_element (json_object_get_array_member (result, member), string);
}
