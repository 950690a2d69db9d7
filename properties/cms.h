/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>

/*
 * The clear text inside a signed container (CMS, RFC 5652 section 5; its encoding is BER, ITU-T X.690, of definite or indefinite lengths).
 * The signature is not looked at: who imports a file trusts it already, and nothing in it is run.
 */

typedef enum {
    PPTP_CMS_NONE,      /* no such container, or a broken one */
    PPTP_CMS_SIGNED,    /* *content is set */
    PPTP_CMS_ENCRYPTED, /* for somebody's key */
} PptpCms;

/* *content: the bytes that were signed, at most `len`; wipe and free with pptp_cms_free(). */
PptpCms pptp_cms_open(const guint8 *bytes, gsize len, GByteArray **content);

void pptp_cms_free(GByteArray *content);
