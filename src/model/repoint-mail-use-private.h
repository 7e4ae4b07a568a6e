/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "repoint-mail-use.h"

G_BEGIN_DECLS

RepointMailUse *repoint_mail_use_new_with_id (RepointProtocol  protocol,
                                              const char      *id);

G_END_DECLS
