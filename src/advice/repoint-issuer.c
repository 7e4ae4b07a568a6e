/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-issuer.h"

#include "repoint-survey-data.h"

#include <string.h>

static JsonArray *
get_array (JsonObject *object,
           const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
}

static JsonObject *
get_element (JsonArray *array,
             guint      i)
{
  JsonNode *node = json_array_get_element (array, i);

  return JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

static gboolean
has_problem (JsonObject *certificate,
             const char *id)
{
  JsonArray *problems = get_array (certificate, "problems");

  for (guint i = 0; problems != NULL && i < json_array_get_length (problems); i++)
    {
      JsonNode *node = json_array_get_element (problems, i);

      if (JSON_NODE_HOLDS_VALUE (node) && g_strcmp0 (json_node_get_string (node), id) == 0)
        return TRUE;
    }

  return FALSE;
}

/* RFC 4514 section 2.4: a backslash takes the meaning from the character behind it, or begins two hexadecimal digits,
 * which are left as they are: a name that needs them is none that anybody compares. */
static char *
find_attribute (const char *name,
                const char *type)
{
  gsize length = strlen (type);

  for (const char *p = name; *p != '\0';)
    {
      g_autoptr(GString) value = g_string_new (NULL);
      gboolean found = g_ascii_strncasecmp (p, type, length) == 0 && p[length] == '=';

      for (p = found ? p + length + 1 : p; *p != '\0' && *p != ',' && *p != '+'; p++)
        {
          if (*p == '\\' && p[1] != '\0' && !g_ascii_isxdigit (p[1]))
            p++;
          g_string_append_c (value, *p);
        }

      if (found)
        return g_strdup (value->str);
      if (*p != '\0')
        p++;
    }

  return NULL;
}

static char *
shorten (const char *name)
{
  static const char *const types[] = { "CN", "O", "OU" };

  for (gsize i = 0; i < G_N_ELEMENTS (types); i++)
    {
      g_autofree char *value = find_attribute (name, types[i]);

      if (value != NULL && value[0] != '\0')
        return g_steal_pointer (&value);
    }

  return g_strdup (name);
}

static const RepointCatalogRoot *
find_fingerprint (GPtrArray  *roots,
                  const char *sha256)
{
  for (guint i = 0; sha256 != NULL && i < roots->len; i++)
    {
      const RepointCatalogRoot *root = g_ptr_array_index (roots, i);

      if (g_ascii_strcasecmp (root->sha256, sha256) == 0)
        return root;
    }

  return NULL;
}

/* Surveys that are older than fingerprints have the name alone. */
static const RepointCatalogRoot *
find_root (GPtrArray  *roots,
           const char *sha256,
           const char *name)
{
  if (sha256 != NULL)
    return find_fingerprint (roots, sha256);

  for (guint i = 0; i < roots->len; i++)
    {
      const RepointCatalogRoot *root = g_ptr_array_index (roots, i);

      if (strcmp (root->name, name) == 0)
        return root;
    }

  return NULL;
}

static const RepointCatalogRoot *
find_claimed (GPtrArray  *roots,
              const char *name)
{
  g_autofree char *common = name != NULL ? find_attribute (name, "CN") : NULL;
  g_autofree char *organization = name != NULL ? find_attribute (name, "O") : NULL;
  const RepointCatalogRoot *found = NULL;

  for (guint i = 0; i < roots->len; i++)
    {
      const RepointCatalogRoot *root = g_ptr_array_index (roots, i);

      if (g_strcmp0 (root->name, common) == 0)
        return root;
      if (found == NULL && g_strcmp0 (root->organization, organization) == 0)
        found = root;
    }

  return found;
}

/* A chain that was sent with its root and still is not trusted ends with a certificate that signed itself: if it is not
 * an expected root by its fingerprint, its name is borrowed. */
static gboolean
has_forged_root (GPtrArray  *roots,
                 JsonObject *certificate)
{
  JsonArray *chain = get_array (certificate, "chain");

  for (guint i = 0; chain != NULL && i < json_array_get_length (chain); i++)
    {
      JsonObject *link = get_element (chain, i);
      const char *subject = link != NULL ? repoint_survey_data_get_string (link, "subject") : NULL;

      if (subject != NULL && g_strcmp0 (subject, repoint_survey_data_get_string (link, "issuer")) == 0 &&
          find_fingerprint (roots, repoint_survey_data_get_string (link, "sha256")) == NULL)
        return TRUE;
    }

  return FALSE;
}

static const RepointCatalogRoot *
find_claimed_in_chain (GPtrArray  *roots,
                       JsonObject *certificate)
{
  JsonArray *chain = get_array (certificate, "chain");
  const RepointCatalogRoot *found = find_claimed (roots, repoint_survey_data_get_string (certificate, "issuer"));

  if (found == NULL || has_forged_root (roots, certificate))
    return NULL;

  /* What stands further up is nearer to the root. */
  for (guint i = 0; chain != NULL && i < json_array_get_length (chain); i++)
    {
      JsonObject *link = get_element (chain, i);
      const RepointCatalogRoot *claimed = NULL;

      if (link != NULL)
        claimed = find_claimed (roots, repoint_survey_data_get_string (link, "issuer"));
      if (claimed == NULL)
        return NULL;

      found = claimed;
    }

  return found;
}

static void
judge_microsoft (RepointIssuer *self,
                 GPtrArray     *roots,
                 JsonObject    *certificate)
{
  if (self->root != NULL)
    {
      self->expected = find_root (roots, repoint_survey_data_get_string (certificate, "root_sha256"), self->root);
      self->kind = self->expected != NULL ? REPOINT_ISSUER_EXPECTED : REPOINT_ISSUER_UNEXPECTED;
      return;
    }

  self->expected = find_claimed_in_chain (roots, certificate);
  self->kind = self->expected != NULL ? REPOINT_ISSUER_UNCONFIRMED : REPOINT_ISSUER_INTERCEPTED;
}

static RepointIssuerKind
judge_other (RepointIssuer *self,
             JsonObject    *certificate)
{
  if (self->root != NULL)
    return REPOINT_ISSUER_PUBLIC;
  if (has_problem (certificate, "self-signed"))
    return REPOINT_ISSUER_SELF_SIGNED;

  /* Without the certificates between, nobody can tell whose root it is. */
  return has_problem (certificate, "untrusted") && !has_problem (certificate, "incomplete-chain")
           ? REPOINT_ISSUER_PRIVATE
           : REPOINT_ISSUER_UNKNOWN;
}

/**
 * repoint_issuer_judge:
 * @self: (out caller-allocates): who it is; to be cleared
 * @host: the host that was asked
 * @certificate: (nullable): the "certificate" object of a survey
 *
 * Says whether the authority behind a certificate is one that the catalog expects of this server. Of a server that is
 * not in the catalog, only whether this computer trusts the authority.
 */
void
repoint_issuer_judge (RepointIssuer  *self,
                      RepointCatalog *catalog,
                      const char     *host,
                      JsonObject     *certificate)
{
  static const char *const ids[] = { NULL,          "issuer-expected", "issuer-unconfirmed", "issuer-unexpected",
                                     "intercepted", "issuer-public",   "issuer-private",     "issuer-self-signed" };
  g_autoptr(GPtrArray) roots = NULL;
  const char *name;

  g_return_if_fail (self != NULL);
  g_return_if_fail (REPOINT_IS_CATALOG (catalog));
  g_return_if_fail (host != NULL);

  *self = (RepointIssuer) { REPOINT_ISSUER_UNKNOWN };
  name = certificate != NULL ? repoint_survey_data_get_string (certificate, "issuer") : NULL;
  if (name == NULL)
    return;

  self->issuer = shorten (name);
  self->root = g_strdup (repoint_survey_data_get_string (certificate, "root"));
  roots = repoint_catalog_list_roots (catalog, host);

  if (roots->len > 0)
    judge_microsoft (self, roots, certificate);
  else
    self->kind = judge_other (self, certificate);
  self->id = ids[self->kind];
}

/**
 * repoint_issuer_clear:
 *
 * Frees what the struct holds, not the struct.
 */
void
repoint_issuer_clear (RepointIssuer *self)
{
  g_clear_pointer (&self->issuer, g_free);
  g_clear_pointer (&self->root, g_free);
}
