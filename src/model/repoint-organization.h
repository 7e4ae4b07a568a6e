/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "repoint-endpoint.h"
#include "repoint-enums.h"

G_BEGIN_DECLS

#define REPOINT_TYPE_ORGANIZATION (repoint_organization_get_type ())
G_DECLARE_FINAL_TYPE (RepointOrganization, repoint_organization, REPOINT, ORGANIZATION, GObject)

/**
 * RepointOrganization: the office whose mail moves.
 *
 * Properties, all read-write with explicit notify, enums as their GType, so that rows can bind to them:
 *   name, domain                 strings, never NULL ("" when not given)
 *   cloud                        RepointCloud
 *   legacy-tls                   RepointSwitch: Set-TransportConfig AllowLegacyTLSClients
 *   smtp-auth                    RepointSwitch: ON = client authentication allowed for the tenant (UNSET is not used)
 *   fixed-address                RepointAnswer: does the office have a fixed public IPv4 address
 *   port-25                      RepointAnswer: is outgoing port 25 open
 *   recipients                   RepointRecipients: who gets the devices' mail, as a rule
 * and read-only endpoints: GListModel of RepointEndpoint, used only when cloud is OWN.
 * Signals: "changed" after each change; "changing" (string) before a member changes, for the project.
 */
RepointOrganization *repoint_organization_new               (void);
const char          *repoint_organization_get_name          (RepointOrganization *self);
void                 repoint_organization_set_name          (RepointOrganization *self, const char *name);
const char          *repoint_organization_get_domain        (RepointOrganization *self);
void                 repoint_organization_set_domain        (RepointOrganization *self, const char *domain);
RepointCloud         repoint_organization_get_cloud         (RepointOrganization *self);
void                 repoint_organization_set_cloud         (RepointOrganization *self, RepointCloud cloud);
RepointSwitch        repoint_organization_get_legacy_tls    (RepointOrganization *self);
void                 repoint_organization_set_legacy_tls    (RepointOrganization *self, RepointSwitch value);
RepointSwitch        repoint_organization_get_smtp_auth     (RepointOrganization *self);
void                 repoint_organization_set_smtp_auth     (RepointOrganization *self, RepointSwitch value);
RepointAnswer        repoint_organization_get_fixed_address (RepointOrganization *self);
void                 repoint_organization_set_fixed_address (RepointOrganization *self, RepointAnswer value);
RepointAnswer        repoint_organization_get_port_25       (RepointOrganization *self);
void                 repoint_organization_set_port_25       (RepointOrganization *self, RepointAnswer value);
RepointRecipients    repoint_organization_get_recipients    (RepointOrganization *self);
void                 repoint_organization_set_recipients    (RepointOrganization *self, RepointRecipients value);
GListModel          *repoint_organization_get_endpoints     (RepointOrganization *self);
void                 repoint_organization_add_endpoint      (RepointOrganization *self, RepointEndpoint *endpoint);
void                 repoint_organization_remove_endpoint   (RepointOrganization *self, RepointEndpoint *endpoint);

G_END_DECLS
