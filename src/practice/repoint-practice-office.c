/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "repoint-practice-office.h"

#include "repoint-practice-devices.h"
#include "repoint-practice-mail.h"
#include "repoint-practice-server.h"

#define STANDARD_ADDRESS "127.77.0.2"
#define LEGACY_ADDRESS   "127.77.0.3"
#define FIRST_PORT   40000 /* of the pairs that are tried for the devices' pages: 40080 and 40443, 40580 and 40943, … */
#define PORT_STEP    500
#define N_PORT_PAIRS 40

/* A mail server of the office. */
typedef struct
{
  const char                    *standing;
  const char                    *address; /* two hosts, as Microsoft has them, with the same ports */
  const char                    *protocol;
  const char                    *security;
  const char                    *scheme;
  guint16                        preferred_port; /* so that what is written down today is true tomorrow, if it is free */
  const RepointPracticeDialogue *dialogue;
  RepointPracticeMail            mail;
  RepointPracticeTls             tls;
} Endpoint;

#define STANDARD_TLS(minimum)                                                                                    \
  { minimum, REPOINT_TLS_VERSION_1_3, REPOINT_PRACTICE_SUITES_MODERN, REPOINT_PRACTICE_CERTIFICATE_ISSUED,      \
    "CN=mail.harbourstreet.example,O=Repoint Practice Office", "mail.harbourstreet.example" }
#define LEGACY_TLS(suites, certificate)                                                                         \
  { REPOINT_TLS_VERSION_1_0, REPOINT_TLS_VERSION_1_2, suites, certificate,                                      \
    "CN=mail-legacy.harbourstreet.example,O=Repoint Practice Office",     \
    "mail-legacy.harbourstreet.example" }

/* The two ways in which a server can be rid of old TLS are both here: POP3 refuses the handshake, the others complete it
 * and say no in words. On the legacy side SMTP says no after the credentials, where nobody who does not sign in hears it,
 * and POP3 to every third or so, which one try does not show. Certificates and key exchange there are as old as the rest. */
static const Endpoint endpoints[] = {
  { "standard", STANDARD_ADDRESS, "smtp", "starttls", "smtp", 40587, &repoint_practice_smtp_dialogue,
    { "STANDARD01.mail.harbourstreet.example", REPOINT_PRACTICE_REFUSAL_AT_SIGN_IN, 100 },
    STANDARD_TLS (REPOINT_TLS_VERSION_1_0) },
  { "legacy", LEGACY_ADDRESS, "smtp", "starttls", "smtp", 40587, &repoint_practice_smtp_dialogue,
    { "LEGACY01.mail.harbourstreet.example", REPOINT_PRACTICE_REFUSAL_AFTER_CREDENTIALS, 100 },
    LEGACY_TLS (REPOINT_PRACTICE_SUITES_MIXED, REPOINT_PRACTICE_CERTIFICATE_ISSUED) },
  { "standard", STANDARD_ADDRESS, "imap", "tls", "imaps", 40993, &repoint_practice_imap_dialogue,
    { "STANDARD02.mail.harbourstreet.example", REPOINT_PRACTICE_REFUSAL_AT_GREETING, 100 },
    STANDARD_TLS (REPOINT_TLS_VERSION_1_0) },
  { "legacy", LEGACY_ADDRESS, "imap", "tls", "imaps", 40993, &repoint_practice_imap_dialogue,
    { "LEGACY02.mail.harbourstreet.example", REPOINT_PRACTICE_REFUSAL_NEVER, 0 },
    LEGACY_TLS (REPOINT_PRACTICE_SUITES_SHORT_DH, REPOINT_PRACTICE_CERTIFICATE_INCOMPLETE) },
  { "standard", STANDARD_ADDRESS, "pop3", "tls", "pop3s", 40995, &repoint_practice_pop3_dialogue,
    { "STANDARD03.mail.harbourstreet.example", REPOINT_PRACTICE_REFUSAL_NEVER, 0 },
    STANDARD_TLS (REPOINT_TLS_VERSION_1_2) },
  { "legacy", LEGACY_ADDRESS, "pop3", "tls", "pop3s", 40995, &repoint_practice_pop3_dialogue,
    { "LEGACY03.mail.harbourstreet.example", REPOINT_PRACTICE_REFUSAL_AT_SIGN_IN, 30 },
    LEGACY_TLS (REPOINT_PRACTICE_SUITES_MIXED, REPOINT_PRACTICE_CERTIFICATE_DISORDERED) },
};

/* A socket that listens, and what is going to be spoken there. */
typedef struct
{
  GSocket                       *socket;
  char                          *address;
  const RepointPracticeDialogue *dialogue;
  gpointer                       settings;
  const RepointPracticeTls      *tls; /* nullable */
  gboolean                       tls_first;
} Post;

/* What the office's thread works on. */
typedef struct
{
  GMainContext *main_context;
  GCancellable *cancellable; /* ends the thread */
  GPtrArray    *posts;       /* of Post */
} Staff;

struct _RepointPracticeOffice
{
  GObject   parent_instance;

  Staff     staff;
  GThread  *thread;
  RepointPracticeMail  mails[G_N_ELEMENTS (endpoints)];
  RepointPracticePlace places[G_N_ELEMENTS (endpoints)];
  char    **endpoints;
  char     *range;
  char     *ports;
  GBytes   *inventory;
};

G_DEFINE_FINAL_TYPE (RepointPracticeOffice, repoint_practice_office, G_TYPE_OBJECT)

static void
post_free (gpointer data)
{
  Post *post = data;

  g_object_unref (post->socket);
  g_free (post->address);
  g_free (post);
}

static RepointPracticeServer *
open_post (Post                     *post,
           GMainContext             *main_context,
           RepointPracticeAuthority *authority,
           GError                  **error)
{
  struct ssl_ctx_st *tls_context = NULL;

  if (post->tls != NULL)
    {
      tls_context = repoint_practice_authority_create_context (authority, post->tls, post->address, error);
      if (tls_context == NULL)
        return NULL;
    }
  return repoint_practice_server_new (main_context, post->socket, post->dialogue, post->settings, tls_context,
                                      post->tls_first);
}

/* Clients that come while the keys are being made wait in the sockets' queues. */
static gpointer
run_office (gpointer user_data)
{
  Staff *staff = user_data;
  g_autoptr (GPtrArray) servers = g_ptr_array_new_with_free_func ((GDestroyNotify) repoint_practice_server_free);
  g_autoptr (GError) error = NULL;
  g_autoptr (RepointPracticeAuthority) authority = repoint_practice_authority_new (staff->cancellable, &error);

  for (guint i = 0; authority != NULL && i < staff->posts->len; i++)
    {
      RepointPracticeServer *server = open_post (g_ptr_array_index (staff->posts, i), staff->main_context, authority,
                                                 &error);

      if (server == NULL)
        break;
      g_ptr_array_add (servers, server);
    }
  if (error != NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_warning ("practice office: %s", error->message);

  while (!g_cancellable_is_cancelled (staff->cancellable))
    g_main_context_iteration (staff->main_context, TRUE);
  return NULL;
}

static GSocket *
listen_at (const char  *address,
           guint16      port,
           GError     **error)
{
  g_autoptr (GSocket) socket = NULL;
  g_autoptr (GSocketAddress) socket_address = g_inet_socket_address_new_from_string (address, port);

  socket = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, error);
  if (socket == NULL || !g_socket_bind (socket, socket_address, TRUE, error) || !g_socket_listen (socket, error))
    return NULL;
  return g_steal_pointer (&socket);
}

static guint16
get_port (GSocket *socket)
{
  g_autoptr (GSocketAddress) address = g_socket_get_local_address (socket, NULL);

  return address != NULL ? g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (address)) : 0;
}

static void
add_post (RepointPracticeOffice         *self,
          GSocket                       *socket,
          const char                    *address,
          const RepointPracticeDialogue *dialogue,
          gpointer                       settings,
          const RepointPracticeTls      *tls,
          gboolean                       tls_first)
{
  Post *post = g_new0 (Post, 1);

  post->socket = g_object_ref (socket);
  post->address = g_strdup (address);
  post->dialogue = dialogue;
  post->settings = settings;
  post->tls = tls;
  post->tls_first = tls_first;
  g_ptr_array_add (self->staff.posts, post);
}

static gboolean
set_up_endpoints (RepointPracticeOffice  *self,
                  GError                **error)
{
  self->endpoints = g_new0 (char *, G_N_ELEMENTS (endpoints) + 1);
  for (guint i = 0; i < G_N_ELEMENTS (endpoints); i++)
    {
      const Endpoint *endpoint = &endpoints[i];
      g_autoptr (GSocket) socket = listen_at (endpoint->address, endpoint->preferred_port, NULL);
      guint16 port;

      if (socket == NULL)
        socket = listen_at (endpoint->address, 0, error);
      if (socket == NULL)
        return FALSE;
      port = get_port (socket);
      self->mails[i] = endpoint->mail;
      self->places[i] = (RepointPracticePlace) {
        endpoint->standing, endpoint->protocol, endpoint->security, endpoint->address, port
      };
      self->endpoints[i] = g_strdup_printf ("%s=%s://%s:%u", endpoint->standing, endpoint->scheme, endpoint->address,
                                            port);
      add_post (self, socket, endpoint->address, endpoint->dialogue, &self->mails[i], &endpoint->tls,
                strcmp (endpoint->security, "tls") == 0);
    }
  return TRUE;
}

/* One port on every device's address, or NULL when it is taken on one of them. */
static GPtrArray *
listen_everywhere (guint16   port,
                   gboolean  only_tls,
                   GError  **error)
{
  g_autoptr (GPtrArray) sockets = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < repoint_practice_devices_get_count (); i++)
    {
      g_autofree char *address = repoint_practice_devices_address (i);
      GSocket *socket = NULL;

      if (only_tls && !repoint_practice_devices_get (i)->has_tls)
        continue;
      socket = listen_at (address, port, error);
      if (socket == NULL)
        return NULL;
      g_ptr_array_add (sockets, socket);
    }
  return g_steal_pointer (&sockets);
}

static void
open_devices (RepointPracticeOffice *self,
              GPtrArray             *plain,
              GPtrArray             *secure)
{
  guint n_secure = 0;

  for (guint i = 0; i < repoint_practice_devices_get_count (); i++)
    {
      const RepointPracticeDevice *device = repoint_practice_devices_get (i);
      g_autofree char *address = repoint_practice_devices_address (i);

      add_post (self, g_ptr_array_index (plain, i), address, &repoint_practice_web_dialogue, (gpointer) &device->web,
                NULL, FALSE);
      if (device->has_tls)
        add_post (self, g_ptr_array_index (secure, n_secure++), address, &repoint_practice_web_dialogue,
                  (gpointer) &device->web, &device->tls, TRUE);
    }
}

static gboolean
set_up_devices (RepointPracticeOffice  *self,
                GError                **error)
{
  for (guint n = 0; n < N_PORT_PAIRS; n++)
    {
      guint16 plain_port = (guint16) (FIRST_PORT + PORT_STEP * n + 80);
      guint16 secure_port = (guint16) (FIRST_PORT + PORT_STEP * n + 443);
      g_autoptr (GPtrArray) plain = NULL;
      g_autoptr (GPtrArray) secure = NULL;

      g_clear_error (error);
      plain = listen_everywhere (plain_port, FALSE, error);
      secure = plain != NULL ? listen_everywhere (secure_port, TRUE, error) : NULL;
      if (secure != NULL)
        {
          g_autofree char *first = repoint_practice_devices_address (0);
          g_autofree char *last = repoint_practice_devices_address (repoint_practice_devices_get_count () - 1);

          open_devices (self, plain, secure);
          self->ports = g_strdup_printf ("%u/http,%u/https", plain_port, secure_port);
          self->range = g_strdup_printf ("%s-%s", first, last);
          return TRUE;
        }
    }
  return FALSE;
}

/**
 * repoint_practice_office_new: opens the office. Its sockets are there when this returns; its keys are made on its own
 * thread meanwhile, and whoever comes before they are ready waits.
 *
 * Returns: (transfer full) (nullable): NULL with an error of #G_IO_ERROR when no ports are to be had.
 */
RepointPracticeOffice *
repoint_practice_office_new (GError **error)
{
  g_autoptr (RepointPracticeOffice) self = g_object_new (REPOINT_TYPE_PRACTICE_OFFICE, NULL);

  if (!set_up_endpoints (self, error) || !set_up_devices (self, error))
    return NULL;
  self->inventory = repoint_practice_devices_to_csv (self->places, G_N_ELEMENTS (self->places));
  self->thread = g_thread_new ("practice-office", run_office, &self->staff);
  return g_steal_pointer (&self);
}

/* The office's mail servers, NULL-terminated: "standard=smtp://127.77.0.2:40587". Transfer none. */
const char * const *
repoint_practice_office_get_endpoints (RepointPracticeOffice *self)
{
  g_return_val_if_fail (REPOINT_IS_PRACTICE_OFFICE (self), NULL);

  return (const char * const *) self->endpoints;
}

/* Where its devices live: "127.77.0.9-127.77.0.16". */
const char *
repoint_practice_office_get_range (RepointPracticeOffice *self)
{
  g_return_val_if_fail (REPOINT_IS_PRACTICE_OFFICE (self), NULL);

  return self->range;
}

/* The ports of its devices' pages: "40080/http,40443/https". */
const char *
repoint_practice_office_get_ports (RepointPracticeOffice *self)
{
  g_return_val_if_fail (REPOINT_IS_PRACTICE_OFFICE (self), NULL);

  return self->ports;
}

/* CSV with the canonical headers, one row per use of mail. Transfer none. */
GBytes *
repoint_practice_office_get_inventory (RepointPracticeOffice *self)
{
  g_return_val_if_fail (REPOINT_IS_PRACTICE_OFFICE (self), NULL);

  return self->inventory;
}

const char *
repoint_practice_office_get_name (RepointPracticeOffice *self)
{
  g_return_val_if_fail (REPOINT_IS_PRACTICE_OFFICE (self), NULL);

  return "Harbour Street Architects";
}

const char *
repoint_practice_office_get_domain (RepointPracticeOffice *self)
{
  g_return_val_if_fail (REPOINT_IS_PRACTICE_OFFICE (self), NULL);

  return "harbourstreet.example";
}

static void
repoint_practice_office_finalize (GObject *object)
{
  RepointPracticeOffice *self = REPOINT_PRACTICE_OFFICE (object);

  g_cancellable_cancel (self->staff.cancellable);
  g_main_context_wakeup (self->staff.main_context);
  g_clear_pointer (&self->thread, g_thread_join);

  g_ptr_array_unref (self->staff.posts);
  g_object_unref (self->staff.cancellable);
  g_main_context_unref (self->staff.main_context);
  g_strfreev (self->endpoints);
  g_free (self->range);
  g_free (self->ports);
  g_clear_pointer (&self->inventory, g_bytes_unref);

  G_OBJECT_CLASS (repoint_practice_office_parent_class)->finalize (object);
}

static void
repoint_practice_office_class_init (RepointPracticeOfficeClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = repoint_practice_office_finalize;
}

static void
repoint_practice_office_init (RepointPracticeOffice *self)
{
  self->staff.main_context = g_main_context_new ();
  self->staff.cancellable = g_cancellable_new ();
  self->staff.posts = g_ptr_array_new_with_free_func (post_free);
}
