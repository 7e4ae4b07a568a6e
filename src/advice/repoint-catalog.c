/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-catalog-private.h"

#include <string.h>

G_DEFINE_QUARK (repoint-catalog-error-quark, repoint_catalog_error)
G_DEFINE_FINAL_TYPE (RepointCatalog, repoint_catalog, G_TYPE_OBJECT)

static void
endpoint_entry_free (RepointCatalogEntry *entry)
{
  g_clear_object (&entry->endpoint.endpoint);
  g_free ((gpointer) entry->endpoint.aliases);
  g_free (entry);
}

static void
date_entry_free (RepointCatalogEntry *entry)
{
  g_clear_pointer (&entry->date.superseded, g_ptr_array_unref);
  g_free (entry);
}

static void
suites_clear (RepointCatalogSuites *suites)
{
  g_clear_pointer (&suites->suites, g_array_unref);
}

static void
client_free (RepointCatalogClient *client)
{
  g_clear_pointer (&client->suites, g_array_unref);
  g_clear_pointer (&client->groups, g_array_unref);
  g_free (client);
}

static void
repoint_catalog_finalize (GObject *object)
{
  RepointCatalog *self = REPOINT_CATALOG (object);

  g_clear_pointer (&self->endpoints, g_ptr_array_unref);
  g_clear_pointer (&self->dates, g_ptr_array_unref);
  g_clear_pointer (&self->steps, g_ptr_array_unref);
  g_clear_pointer (&self->services, g_array_unref);
  g_clear_pointer (&self->errors, g_array_unref);
  g_clear_pointer (&self->roots, g_array_unref);
  g_clear_pointer (&self->suites, g_array_unref);
  g_clear_pointer (&self->clients, g_ptr_array_unref);
  g_clear_pointer (&self->files, g_ptr_array_unref);

  G_OBJECT_CLASS (repoint_catalog_parent_class)->finalize (object);
}

static void
repoint_catalog_class_init (RepointCatalogClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = repoint_catalog_finalize;
}

static void
repoint_catalog_init (RepointCatalog *self)
{
  self->files = g_ptr_array_new_with_free_func ((GDestroyNotify) repoint_catalog_file_free);
  self->endpoints = g_ptr_array_new_with_free_func ((GDestroyNotify) endpoint_entry_free);
  self->dates = g_ptr_array_new_with_free_func ((GDestroyNotify) date_entry_free);
  self->steps = g_ptr_array_new_with_free_func (g_free);
  self->services = g_array_new (FALSE, FALSE, sizeof (RepointCatalogService));
  self->errors = g_array_new (FALSE, FALSE, sizeof (RepointCatalogKnownError));
  self->roots = g_array_new (FALSE, FALSE, sizeof (RepointCatalogRootEntry));
  self->suites = g_array_new (FALSE, FALSE, sizeof (RepointCatalogSuites));
  g_array_set_clear_func (self->suites, (GDestroyNotify) suites_clear);
  self->clients = g_ptr_array_new_with_free_func ((GDestroyNotify) client_free);
}

/**
 * repoint_catalog_get_version:
 *
 * Returns: (transfer none): the version of the newest file, such as "2026-11-20"
 */
const char *
repoint_catalog_get_version (RepointCatalog *self)
{
  g_return_val_if_fail (REPOINT_IS_CATALOG (self), NULL);

  return self->version;
}

static RepointCatalogEndpoint *
endpoint_copy (const RepointCatalogEndpoint *endpoint)
{
  RepointCatalogEndpoint *copy = g_new (RepointCatalogEndpoint, 1);

  *copy = *endpoint;
  g_object_ref (copy->endpoint);

  return copy;
}

static void
endpoint_free (RepointCatalogEndpoint *endpoint)
{
  g_object_unref (endpoint->endpoint);
  g_free (endpoint);
}

/* Of an own provider nothing is known but what the admin named. */
static void
list_own_endpoints (RepointOrganization *organization,
                    RepointStanding      standing,
                    GPtrArray           *list)
{
  static const char * const no_aliases[] = { NULL };
  GListModel *endpoints = repoint_organization_get_endpoints (organization);

  for (guint i = 0; i < g_list_model_get_n_items (endpoints); i++)
    {
      g_autoptr(RepointEndpoint) endpoint = g_list_model_get_item (endpoints, i);
      RepointCatalogEndpoint *entry;

      if (repoint_endpoint_get_standing (endpoint) != standing)
        continue;

      entry = g_new0 (RepointCatalogEndpoint, 1);
      entry->endpoint = g_steal_pointer (&endpoint);
      entry->available = TRUE;
      entry->aliases = no_aliases;
      g_ptr_array_add (list, entry);
    }
}

static void
list_cloud_endpoints (RepointCatalog  *self,
                      RepointCloud     cloud,
                      RepointStanding  standing,
                      gboolean         available,
                      GPtrArray       *list)
{
  for (guint i = 0; i < self->endpoints->len; i++)
    {
      const RepointCatalogEntry *entry = g_ptr_array_index (self->endpoints, i);

      if ((entry->clouds & (1u << cloud)) != 0 && entry->endpoint.available == available &&
          repoint_endpoint_get_standing (entry->endpoint.endpoint) == standing)
        g_ptr_array_add (list, endpoint_copy (&entry->endpoint));
    }
}

/**
 * repoint_catalog_list_endpoints:
 *
 * Lists the mail servers that the organization may use.
 *
 * Returns: (transfer full) (element-type RepointCatalogEndpoint): standard before legacy, in the order SMTP, IMAP, POP;
 *   for an own provider those it has named
 */
GPtrArray *
repoint_catalog_list_endpoints (RepointCatalog      *self,
                                RepointOrganization *organization)
{
  GPtrArray *list = g_ptr_array_new_with_free_func ((GDestroyNotify) endpoint_free);
  RepointCloud cloud;

  g_return_val_if_fail (REPOINT_IS_CATALOG (self), list);
  g_return_val_if_fail (REPOINT_IS_ORGANIZATION (organization), list);

  cloud = repoint_organization_get_cloud (organization);

  for (int standing = REPOINT_STANDING_STANDARD; standing <= REPOINT_STANDING_LEGACY; standing++)
    {
      if (cloud == REPOINT_CLOUD_OWN)
        list_own_endpoints (organization, (RepointStanding) standing, list);
      else
        list_cloud_endpoints (self, cloud, (RepointStanding) standing, TRUE, list);
    }

  return list;
}

/**
 * repoint_catalog_list_unavailable:
 *
 * Lists the mail servers that other clouds have and this organization may not use.
 *
 * Returns: (transfer full) (element-type RepointCatalogEndpoint): each with available %FALSE
 */
GPtrArray *
repoint_catalog_list_unavailable (RepointCatalog      *self,
                                  RepointOrganization *organization)
{
  GPtrArray *list = g_ptr_array_new_with_free_func ((GDestroyNotify) endpoint_free);

  g_return_val_if_fail (REPOINT_IS_CATALOG (self), list);
  g_return_val_if_fail (REPOINT_IS_ORGANIZATION (organization), list);

  list_cloud_endpoints (self, repoint_organization_get_cloud (organization), REPOINT_STANDING_LEGACY, FALSE, list);

  return list;
}

static int
compare_dates (gconstpointer a,
               gconstpointer b)
{
  const RepointCatalogDate *date_a = *(const RepointCatalogDate * const *) a;
  const RepointCatalogDate *date_b = *(const RepointCatalogDate * const *) b;

  return strcmp (date_a->date, date_b->date);
}

/**
 * repoint_catalog_list_dates:
 *
 * Returns: (transfer container) (element-type RepointCatalogDate): what applies to the organization, passed or to come,
 *   by date; nothing for an own provider
 */
GPtrArray *
repoint_catalog_list_dates (RepointCatalog      *self,
                            RepointOrganization *organization)
{
  GPtrArray *list = g_ptr_array_new ();
  guint bit;

  g_return_val_if_fail (REPOINT_IS_CATALOG (self), list);
  g_return_val_if_fail (REPOINT_IS_ORGANIZATION (organization), list);

  bit = 1u << repoint_organization_get_cloud (organization);
  for (guint i = 0; i < self->dates->len; i++)
    {
      RepointCatalogEntry *entry = g_ptr_array_index (self->dates, i);

      if ((entry->clouds & bit) != 0)
        g_ptr_array_add (list, &entry->date);
    }
  g_ptr_array_sort (list, compare_dates);

  return list;
}

/**
 * repoint_catalog_list_tenant_steps:
 *
 * Returns: (transfer container) (element-type RepointCatalogTenantStep): all there are, in safe order, whether their
 *   condition holds or not; nothing for an own provider
 */
GPtrArray *
repoint_catalog_list_tenant_steps (RepointCatalog      *self,
                                   RepointOrganization *organization)
{
  GPtrArray *list = g_ptr_array_new ();
  guint bit;

  g_return_val_if_fail (REPOINT_IS_CATALOG (self), list);
  g_return_val_if_fail (REPOINT_IS_ORGANIZATION (organization), list);

  bit = 1u << repoint_organization_get_cloud (organization);
  for (guint i = 0; i < self->steps->len; i++)
    {
      RepointCatalogEntry *entry = g_ptr_array_index (self->steps, i);

      if ((entry->clouds & bit) != 0)
        g_ptr_array_add (list, &entry->step);
    }

  return list;
}

/**
 * repoint_catalog_find_date:
 *
 * Returns: (transfer none) (nullable): the date with that id, whichever cloud it is for
 */
const RepointCatalogDate *
repoint_catalog_find_date (RepointCatalog *self,
                           const char     *id)
{
  g_return_val_if_fail (REPOINT_IS_CATALOG (self), NULL);
  g_return_val_if_fail (id != NULL, NULL);

  for (guint i = 0; i < self->dates->len; i++)
    {
      const RepointCatalogEntry *entry = g_ptr_array_index (self->dates, i);

      if (strcmp (entry->date.id, id) == 0)
        return &entry->date;
    }

  return NULL;
}

static gboolean
is_host_of (const RepointCatalogEndpoint *endpoint,
            const char                   *host)
{
  if (g_ascii_strcasecmp (repoint_endpoint_get_target (endpoint->endpoint)->host, host) == 0)
    return TRUE;

  for (guint i = 0; endpoint->aliases[i] != NULL; i++)
    if (g_ascii_strcasecmp (endpoint->aliases[i], host) == 0)
      return TRUE;

  return FALSE;
}

/**
 * repoint_catalog_find_endpoint:
 * @target: where somebody connects to, at any port
 *
 * Returns: (transfer none) (nullable): what is documented of that server in the first cloud that may use it
 */
const RepointCatalogEndpoint *
repoint_catalog_find_endpoint (RepointCatalog      *self,
                               const RepointTarget *target)
{
  g_return_val_if_fail (REPOINT_IS_CATALOG (self), NULL);
  g_return_val_if_fail (target != NULL, NULL);

  for (guint i = 0; i < self->endpoints->len; i++)
    {
      const RepointCatalogEntry *entry = g_ptr_array_index (self->endpoints, i);

      if (entry->endpoint.available && repoint_endpoint_get_target (entry->endpoint.endpoint)->protocol == target->protocol &&
          is_host_of (&entry->endpoint, target->host))
        return &entry->endpoint;
    }

  return NULL;
}

/* "5.7.3" is not in "5.7.30" and not in "15.7.3". */
static gboolean
has_code (const char *reply,
          const char *code)
{
  gsize length = strlen (code);

  for (const char *found = strstr (reply, code); found != NULL; found = strstr (found + 1, code))
    if ((found == reply || (!g_ascii_isdigit (found[-1]) && found[-1] != '.')) && !g_ascii_isdigit (found[length]) &&
        !(found[length] == '.' && g_ascii_isdigit (found[length + 1])))
      return TRUE;

  return FALSE;
}

static gboolean
matches (const RepointXmlNode *match,
         const char           *reply,
         const char           *folded)
{
  const char *code = repoint_xml_node_get_attribute (match, "code");
  const char *text = repoint_xml_node_get_attribute (match, "text");
  g_autofree char *folded_text = text != NULL ? g_ascii_strdown (text, -1) : NULL;

  return (code == NULL || has_code (reply, code)) && (folded_text == NULL || strstr (folded, folded_text) != NULL);
}

/**
 * repoint_catalog_match_error:
 * @reply: (nullable): what a server answered, or what a device's log says
 *
 * Returns: (transfer none) (nullable): the refusal whose text this is
 */
const RepointKnownError *
repoint_catalog_match_error (RepointCatalog *self,
                             const char     *reply)
{
  g_autofree char *folded = NULL;

  g_return_val_if_fail (REPOINT_IS_CATALOG (self), NULL);

  if (reply == NULL)
    return NULL;

  folded = g_ascii_strdown (reply, -1);
  for (guint i = 0; i < self->errors->len; i++)
    {
      const RepointCatalogKnownError *known = &g_array_index (self->errors, RepointCatalogKnownError, i);

      for (guint j = 0; j < known->node->children->len; j++)
        {
          const RepointXmlNode *child = g_ptr_array_index (known->node->children, j);

          if (repoint_xml_node_is (child, "match") && matches (child, reply, folded))
            return &known->error;
        }
    }

  return NULL;
}

static gboolean
is_named (const RepointCatalogEndpoint *endpoint,
          const char                   *host)
{
  const RepointTarget *target = repoint_endpoint_get_target (endpoint->endpoint);

  if (g_ascii_strcasecmp (target->host, host) == 0)
    return TRUE;

  for (gsize i = 0; endpoint->aliases[i] != NULL; i++)
    if (g_ascii_strcasecmp (endpoint->aliases[i], host) == 0)
      return TRUE;

  return FALSE;
}

/**
 * repoint_catalog_list_roots:
 * @host: a host name
 *
 * Lists the roots that a mail server's certificate may lead to.
 *
 * Returns: (transfer container) (element-type RepointCatalogRoot): empty when @host is no endpoint of the catalog, or
 *   when nothing is known of its authorities
 */
GPtrArray *
repoint_catalog_list_roots (RepointCatalog *self,
                            const char     *host)
{
  GPtrArray *list = g_ptr_array_new ();
  guint clouds = 0;

  g_return_val_if_fail (REPOINT_IS_CATALOG (self), list);
  g_return_val_if_fail (host != NULL, list);

  for (guint i = 0; i < self->endpoints->len; i++)
    {
      const RepointCatalogEntry *entry = g_ptr_array_index (self->endpoints, i);

      if (is_named (&entry->endpoint, host))
        clouds |= entry->clouds;
    }

  for (guint i = 0; i < self->roots->len; i++)
    {
      RepointCatalogRootEntry *entry = &g_array_index (self->roots, RepointCatalogRootEntry, i);

      if ((entry->clouds & clouds) != 0)
        g_ptr_array_add (list, &entry->root);
    }

  return list;
}

/**
 * repoint_catalog_list_clients:
 *
 * Returns: (transfer container) (element-type RepointCatalogClient): the well-known clients, as the catalog orders them;
 *   they live as long as it does
 */
GPtrArray *
repoint_catalog_list_clients (RepointCatalog *self)
{
  GPtrArray *list = g_ptr_array_new ();

  g_return_val_if_fail (REPOINT_IS_CATALOG (self), list);

  for (guint i = 0; i < self->clients->len; i++)
    g_ptr_array_add (list, g_ptr_array_index (self->clients, i));

  return list;
}

/**
 * repoint_catalog_find_client:
 * @id: perhaps from a document that somebody else wrote
 *
 * Returns: (transfer none) (nullable): the client of that id
 */
const RepointCatalogClient *
repoint_catalog_find_client (RepointCatalog *self,
                             const char     *id)
{
  g_return_val_if_fail (REPOINT_IS_CATALOG (self), NULL);
  g_return_val_if_fail (id != NULL, NULL);

  for (guint i = 0; i < self->clients->len; i++)
    {
      const RepointCatalogClient *client = g_ptr_array_index (self->clients, i);

      if (strcmp (client->id, id) == 0)
        return client;
    }

  return NULL;
}

static gboolean
is_below (const char *host,
          const char *suffix)
{
  gsize host_length = strlen (host);
  gsize length = strlen (suffix);

  return host_length >= length && g_ascii_strcasecmp (host + host_length - length, suffix) == 0 &&
         (host_length == length || host[host_length - length - 1] == '.');
}

/**
 * repoint_catalog_find_service:
 * @host: a host name without a final dot
 *
 * Says what a host is. Ask first whether it is one of the organization's endpoints: those are services as well.
 *
 * Returns: %REPOINT_SERVICE_NONE when the catalog does not know it
 */
RepointService
repoint_catalog_find_service (RepointCatalog *self,
                              const char     *host)
{
  g_return_val_if_fail (REPOINT_IS_CATALOG (self), REPOINT_SERVICE_NONE);
  g_return_val_if_fail (host != NULL, REPOINT_SERVICE_NONE);

  for (guint i = 0; i < self->services->len; i++)
    {
      const RepointCatalogService *service = &g_array_index (self->services, RepointCatalogService, i);

      if (service->host != NULL ? g_ascii_strcasecmp (host, service->host) == 0 : is_below (host, service->suffix))
        return service->service;
    }

  return REPOINT_SERVICE_NONE;
}
