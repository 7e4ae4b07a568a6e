/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Makes a self-signed RSA 2048 certificate for localhost and 127.0.0.1, valid for 30 days: certificate.pem and key.pem
 * in the directory, readable by every user (the servers drop their privileges). FALSE when openssl is not there. */
gboolean repoint_test_make_certificate (const char *directory);

G_END_DECLS
