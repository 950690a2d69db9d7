/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "properties/ini.h"

#include <string.h>

#include "properties/import.h"

#define LINES_MAX 20000 /* a phone book's entry has about 150 */

static void
wipe(char *text)
{
    if (text)
        explicit_bzero(text, strlen(text));
    g_free(text);
}

static void
entry_free(PptpIniEntry *entry)
{
    g_free(entry->key);
    wipe(entry->value);
    g_free(entry);
}

static void
group_free(PptpIniGroup *group)
{
    g_free(group->name);
    g_ptr_array_unref(group->entries);
    g_free(group);
}

static PptpIniGroup *
add_group(GPtrArray *groups, char *name, guint line)
{
    PptpIniGroup *group = g_new0(PptpIniGroup, 1);

    group->name = name;
    group->line = line;
    group->entries = g_ptr_array_new_with_free_func((GDestroyNotify)entry_free);
    g_ptr_array_add(groups, group);
    return group;
}

static guint
unit_at(const guint8 *bytes, gboolean big)
{
    return big ? (guint)(bytes[0] << 8 | bytes[1]) : (guint)(bytes[1] << 8 | bytes[0]);
}

/*
 * UTF-16 without its byte order mark as UTF-8. A half of a pair that stands alone is U+FFFD, and a NUL a blank: neither ends the reading,
 * as g_utf16_to_utf8() would.
 */
static char *
from_utf16(const guint8 *bytes, gsize len, gboolean big, gsize *out_len)
{
    char *text = g_malloc(len / 2 * 3 + 1); /* the most that a unit can become */
    gsize at = 0;

    for (gsize i = 0; i + 1 < len; i += 2) {
        gunichar c = unit_at(bytes + i, big);

        if (c >= 0xd800 && c < 0xdc00 && i + 3 < len) {
            const guint low = unit_at(bytes + i + 2, big);

            if (low >= 0xdc00 && low < 0xe000) {
                c = 0x10000 + ((c - 0xd800) << 10 | (low - 0xdc00));
                i += 2;
            }
        }
        if (c >= 0xd800 && c < 0xe000)
            c = 0xfffd;
        at += (gsize)g_unichar_to_utf8(c ? c : ' ', text + at);
    }
    text[at] = '\0';
    *out_len = at;
    return text;
}

/* The file's text without its byte order mark, lines still of any 8-bit encoding. Wiped and freed by the caller. */
static char *
dup_text(const PptpImportFile *file, gsize *len)
{
    const guint8 *bytes = (const guint8 *)file->text;

    if (file->len >= 2 && ((bytes[0] == 0xff && bytes[1] == 0xfe) || (bytes[0] == 0xfe && bytes[1] == 0xff)))
        return from_utf16(bytes + 2, file->len - 2, bytes[0] == 0xfe, len);
    if (file->len >= 3 && memcmp(bytes, "\xef\xbb\xbf", 3) == 0) {
        *len = file->len - 3;
        return g_memdup2(bytes + 3, *len + 1);
    }
    *len = file->len;
    return g_memdup2(bytes, *len + 1);
}

static char *
to_text(const char *bytes, gsize len)
{
    while (len > 0 && (bytes[0] == ' ' || bytes[0] == '\t')) {
        bytes++;
        len--;
    }
    return pptp_import_to_utf8(bytes, len);
}

static void
add_entry(PptpIniGroup *group, const char *text, gsize len, guint line)
{
    PptpIniEntry *entry = g_new0(PptpIniEntry, 1);
    const char *equals = memchr(text, '=', len);

    entry->line = line;
    if (equals) {
        entry->key = g_strchomp(to_text(text, (gsize)(equals - text)));
        entry->value = to_text(equals + 1, len - (gsize)(equals + 1 - text));
    } else
        entry->value = to_text(text, len);
    g_ptr_array_add(group->entries, entry);
}

static void
read_line(GPtrArray *groups, PptpIniGroup **group, const char *text, gsize len, guint line, const char *comments)
{
    gsize end;

    while (len > 0 && (*text == ' ' || *text == '\t')) {
        text++;
        len--;
    }
    if (len == 0 || (*text && strchr(comments, *text)))
        return;
    for (end = len; end > 0 && g_ascii_isspace(text[end - 1]);)
        end--;
    /* A name may have brackets itself: the last one closes. */
    if (*text == '[' && end >= 2 && text[end - 1] == ']')
        *group = add_group(groups, g_strchomp(to_text(text + 1, end - 2)), line);
    else
        add_entry(*group, text, len, line);
}

GPtrArray *
pptp_ini_parse(const PptpImportFile *file, const char *comments)
{
    g_autoptr(GPtrArray) groups = g_ptr_array_new_with_free_func((GDestroyNotify)group_free);
    PptpIniGroup *group = add_group(groups, NULL, 0);
    gsize len = 0;
    char *text = dup_text(file, &len);
    guint line = 0;

    for (gsize at = 0; at < len && line <= LINES_MAX;) {
        const char *newline = memchr(text + at, '\n', len - at);
        const gsize next = newline ? (gsize)(newline - text) + 1 : len;
        gsize end = newline ? next - 1 : len;

        if (end > at && text[end - 1] == '\r')
            end--;
        read_line(groups, &group, text + at, end - at, ++line, comments);
        at = next;
    }
    explicit_bzero(text, len);
    g_free(text);
    return line <= LINES_MAX ? g_steal_pointer(&groups) : NULL;
}

void
pptp_ini_merge(GPtrArray *groups)
{
    g_autoptr(GHashTable) first = g_hash_table_new(g_str_hash, g_str_equal);

    for (guint i = 0; i < groups->len; i++) {
        PptpIniGroup *group = groups->pdata[i], *earlier = group->name ? g_hash_table_lookup(first, group->name) : NULL;

        if (earlier) {
            g_ptr_array_extend_and_steal(earlier->entries, group->entries);
            group->entries = g_ptr_array_new_with_free_func((GDestroyNotify)entry_free);
        } else if (group->name)
            g_hash_table_insert(first, group->name, group);
    }
}

const PptpIniEntry *
pptp_ini_find(const PptpIniGroup *group, const char *key)
{
    for (guint i = 0; i < group->entries->len; i++) {
        const PptpIniEntry *entry = group->entries->pdata[i];

        if (entry->key && g_ascii_strcasecmp(entry->key, key) == 0)
            return entry;
    }
    return NULL;
}

char *
pptp_ini_dup(const PptpIniGroup *group, const char *key)
{
    const PptpIniEntry *entry = pptp_ini_find(group, key);
    g_autofree char *value = entry ? g_strchomp(g_strdup(entry->value)) : NULL;

    return value && *value ? g_steal_pointer(&value) : NULL;
}

char *
pptp_ini_unescape(const char *value)
{
    static const char letters[] = "sntr\\", meanings[] = " \n\t\r\\";
    char *text = g_malloc(strlen(value) + 1), *out = text;

    for (const char *p = value; *p; p++) {
        const char *letter = *p == '\\' && p[1] ? strchr(letters, p[1]) : NULL;

        *out++ = letter ? meanings[letter - letters] : *p;
        if (letter)
            p++;
    }
    *out = '\0';
    return text;
}

const PptpIniGroup *
pptp_ini_group(const GPtrArray *groups, const char *name)
{
    for (guint i = 0; i < groups->len; i++) {
        const PptpIniGroup *group = groups->pdata[i];

        if (group->name && g_ascii_strcasecmp(group->name, name) == 0)
            return group;
    }
    return NULL;
}
