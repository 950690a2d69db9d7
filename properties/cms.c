/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "properties/cms.h"

#include <string.h>

#define DEPTH_MAX 8 /* of elements in what is passed over, and of strings in strings */

/* X.690 section 8.1.2; all that is needed has one byte. */
enum {
    TAG_OCTETS = 0x04,
    TAG_OID = 0x06,
    TAG_OCTETS_IN_PARTS = 0x24,
    TAG_SEQUENCE = 0x30,
    TAG_EXPLICIT_0 = 0xa0,
    CONSTRUCTED = 0x20,
};

typedef struct {
    const guint8 *at, *end;
} Reader;

/* An element's beginning. `body` is what it holds; with an indefinite length that is all up to the end of what it is in. */
static gboolean
read_head(Reader *reader, guint *tag, Reader *body, gboolean *indefinite)
{
    gsize len, left = (gsize)(reader->end - reader->at);
    const guint8 *p = reader->at;

    if (left < 2 || (p[0] & 0x1f) == 0x1f)
        return FALSE;
    *tag = p[0];
    len = p[1];
    p += 2;
    left -= 2;
    *indefinite = len == 0x80;
    if (*indefinite) {
        if (!(*tag & CONSTRUCTED))
            return FALSE;
        len = left;
    } else if (len > 0x80) {
        guint n = len & 0x7f;

        if (n > 4 || n > left)
            return FALSE;
        for (len = 0, left -= n; n > 0; n--)
            len = len << 8 | *p++;
    }
    if (len > left)
        return FALSE;
    body->at = p;
    body->end = p + len;
    return TRUE;
}

static gboolean
at_end_of_contents(const Reader *reader)
{
    return reader->end - reader->at >= 2 && reader->at[0] == 0 && reader->at[1] == 0;
}

static gboolean
skip(Reader *reader, guint depth)
{
    gboolean indefinite;
    Reader body;
    guint tag;

    if (depth > DEPTH_MAX || !read_head(reader, &tag, &body, &indefinite))
        return FALSE;
    while (indefinite && !at_end_of_contents(&body)) {
        if (!skip(&body, depth + 1))
            return FALSE;
    }
    reader->at = indefinite ? body.at + 2 : body.end;
    return TRUE;
}

/* Into an element of this tag. */
static gboolean
enter(Reader *reader, guint wanted)
{
    gboolean indefinite;
    Reader body;
    guint tag;

    if (!read_head(reader, &tag, &body, &indefinite) || tag != wanted)
        return FALSE;
    *reader = body;
    return TRUE;
}

static gboolean
take_oid(Reader *reader, const guint8 *oid, gsize len)
{
    Reader ahead = *reader;

    if (!enter(&ahead, TAG_OID) || (gsize)(ahead.end - ahead.at) != len || memcmp(ahead.at, oid, len) != 0)
        return FALSE;
    reader->at = ahead.end;
    return TRUE;
}

/* An octet string, whole or in parts (X.690 section 8.7). */
static gboolean
take_octets(Reader *reader, GByteArray *content, guint depth)
{
    gboolean indefinite;
    Reader body;
    guint tag;

    if (depth > DEPTH_MAX || !read_head(reader, &tag, &body, &indefinite))
        return FALSE;
    if (tag == TAG_OCTETS) {
        g_byte_array_append(content, body.at, (guint)(body.end - body.at));
        reader->at = body.end;
        return TRUE;
    }
    if (tag != TAG_OCTETS_IN_PARTS)
        return FALSE;
    while (body.at < body.end && !(indefinite && at_end_of_contents(&body))) {
        if (!take_octets(&body, content, depth + 1))
            return FALSE;
    }
    if (indefinite && body.at == body.end)
        return FALSE;
    reader->at = indefinite ? body.at + 2 : body.end;
    return TRUE;
}

PptpCms
pptp_cms_open(const guint8 *bytes, gsize len, GByteArray **content)
{
    /* pkcs-7 1 (data), 2 (signedData), 3 (envelopedData): 1.2.840.113549.1.7.N */
    static const guint8 data_oid[] = {0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 7, 1},
                        signed_oid[] = {0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 7, 2},
                        enveloped_oid[] = {0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 7, 3};
    Reader reader = {bytes, bytes + len};

    *content = NULL;
    if (!enter(&reader, TAG_SEQUENCE))
        return PPTP_CMS_NONE;
    if (take_oid(&reader, enveloped_oid, sizeof enveloped_oid))
        return PPTP_CMS_ENCRYPTED;
    /* SignedData: version, digest algorithms, and the content with its kind in front. */
    if (!take_oid(&reader, signed_oid, sizeof signed_oid) || !enter(&reader, TAG_EXPLICIT_0) || !enter(&reader, TAG_SEQUENCE) ||
        !skip(&reader, 0) || !skip(&reader, 0) || !enter(&reader, TAG_SEQUENCE) || !take_oid(&reader, data_oid, sizeof data_oid) ||
        !enter(&reader, TAG_EXPLICIT_0))
        return PPTP_CMS_NONE;
    *content = g_byte_array_sized_new((guint)len + 1);
    if (take_octets(&reader, *content, 0))
        return PPTP_CMS_SIGNED;
    g_clear_pointer(content, pptp_cms_free);
    return PPTP_CMS_NONE;
}

void
pptp_cms_free(GByteArray *content)
{
    if (!content)
        return;
    explicit_bzero(content->data, content->len);
    g_byte_array_unref(content);
}
