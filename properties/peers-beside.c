/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <glib/gi18n-lib.h>
#include <string.h>
#include <sys/socket.h>

#include "properties/peers.h"
#include "properties/rest.h"
#include "properties/script.h"
#include "properties/secrets.h"
#include "properties/words.h"

#define FOLDER_MAX 32      /* scripts of ip-up.d that are read */
#define COMMENTS_MAX 10000 /* on the rest of the profile; each route may have two */

/* -- the password -- */

static void
wipe(char *secret)
{
    if (secret)
        explicit_bzero(secret, strlen(secret));
    g_free(secret);
}

/* "@/path": the secret is that file's first word. */
static gboolean
read_indirect(Peers *peers, const PptpImportFile *file, guint line, const char *path)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(PptpImportFile) other = peers_load(peers, path, &error);
    PptpWords words;
    PptpWord word;

    if (!other) {
        pptp_import_note(peers->import, file, line, "the password is not read: %s", error->message);
        return FALSE;
    }
    pptp_words_init(&words, other->text, other->len);
    if (pptp_words_next(&words, &word))
        pptp_import_set_password(peers->import, word.text);
    explicit_bzero(&word, sizeof word);
    return TRUE;
}

/* TRUE where the search is over. */
static gboolean
look_into(Peers *peers, const char *path, const char *login)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(PptpImportFile) file = peers_load(peers, path, &error);
    char *secret = NULL;
    guint line = 0;

    if (!file) {
        if (!g_error_matches(error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
            pptp_import_note(peers->import, NULL, 0, "the password is not looked up: %s", error->message);
        return FALSE;
    }
    switch (pptp_secrets_find(file, login, peers->remotename, &secret, &line)) {
    case PPTP_SECRETS_NONE:
        return FALSE;
    case PPTP_SECRETS_AMBIGUOUS:
        pptp_import_note(peers->import, file, 0, "it has several passwords for this user, and no remotename says which; none is taken");
        return TRUE;
    case PPTP_SECRETS_FOUND:
        break;
    }
    if (!*secret)
        pptp_import_note(peers->import, file, line, "the password for this user is empty, and none is taken");
    else if (g_str_has_prefix(secret, "@/"))
        read_indirect(peers, file, line, secret + 1);
    else
        pptp_import_set_password(peers->import, secret);
    wipe(secret);
    return TRUE;
}

void
peers_find_password(Peers *peers)
{
    static const char *const names[] = {"chap-secrets", "pap-secrets"};
    const char *login = peers->user ? peers->user : peers->name, *flags = pptp_import_get(peers->import, PPTP_KEY_PASSWORD_FLAGS);

    for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
        g_autofree char *path = g_build_filename(peers->ppp, names[i], NULL);
        g_autofree char *own = g_build_filename(peers->import->file->folder, names[i], NULL);
        gboolean found = look_into(peers, path, login);

        if (!found && !g_str_equal(own, path))
            found = look_into(peers, own, login);
        if (!found)
            continue;
        if (i == 1 && peers->import->password && !pptp_import_get(peers->import, PPTP_KEY_REFUSE_PAP))
            pptp_import_note(peers->import, NULL, 0,
                             "the password is of pap-secrets; if the server wants it readable (PAP), allow that with "
                             "\"nmcli connection modify\" and +vpn.data refuse-pap=no");
        return;
    }
    /* nmcli asks for none unless it is told to; where it comes from elsewhere, the profile says so. */
    if (flags && !g_str_equal(flags, "0"))
        return;
    pptp_import_note(peers->import, NULL, 0,
                     "no password for this user was found beside it; set it: nmcli connection modify NAME vpn.secrets password=PASSWORD");
}

/* -- the routes -- */

/*
 * A script is read twice: first for a peer that no script knows. What it does for that one it does for all, so it is not what this peer's
 * own connection is made of; and it is left to the script.
 */
#define STRANGER "qzxjkvwy"

typedef struct {
    Peers *peers;
    const PptpImportFile *file;
    GHashTable *for_all; /* what the stranger gets: "LINE route N/M", "LINE command" */
    GHashTable *said;    /* a loop says each sentence once */
} Script;

static char *
dup_route_name(const PptpScriptRoute *route)
{
    return g_strdup_printf("%u route %s/%u", route->line, route->destination, route->prefix);
}

static void
ignore_note(guint line, const char *sentence, gpointer data)
{
}

static void
take_route(const PptpScriptRoute *route, gpointer data)
{
    g_hash_table_add(((Script *)data)->for_all, dup_route_name(route));
}

static void
take_command(guint line, const char *program, gpointer data)
{
    g_hash_table_add(((Script *)data)->for_all, g_strdup_printf("%u command", line));
}

static void
found_note(guint line, const char *sentence, gpointer data)
{
    Script *script = data;

    if (g_hash_table_add(script->said, g_strdup_printf("%u %s", line, sentence)))
        pptp_import_note(script->peers->import, script->file, line, "%s", sentence);
}

static void
found_route(const PptpScriptRoute *route, gpointer data)
{
    Script *script = data;
    PptpImport *import = script->peers->import;
    g_autofree char *name = dup_route_name(route), *sentence = NULL;

    if (g_hash_table_contains(script->for_all, name)) {
        sentence =
            g_strdup_printf(_("the route to %s/%u is for every peer, not this one alone, and is left out; to have it: nmcli connection "
                              "modify NAME +ipv4.routes %s/%u"),
                            route->destination, route->prefix, route->destination, route->prefix);
        if (route->prefix == 0) {
            g_free(sentence);
            sentence = g_strdup(_("the default route is for every peer, not this one alone, and is left out; to have it: nmcli connection "
                                  "modify NAME ipv4.never-default no"));
        }
        found_note(route->line, sentence, data);
    } else if (route->prefix == 0)
        import->never_default = PPTP_NO;
    else
        pptp_import_add_route(import, script->file, route->line, route->destination, route->prefix, route->gateway, route->metric);
}

static void
found_command(guint line, const char *program, gpointer data)
{
    Script *script = data;
    g_autofree char *place = g_strdup_printf("%u command", line), *quoted = pptp_import_quote(program), *sentence = NULL;

    if (g_hash_table_contains(script->for_all, place))
        return;
    sentence =
        g_strdup_printf(_("what the script does with %s for this peer is not carried over; see NetworkManager-dispatcher(8)"), quoted);
    found_note(line, sentence, data);
}

static void
read_script(Peers *peers, const PptpImportFile *file, const char *text, gsize len)
{
    static const PptpScriptHandlers all = {take_route, ignore_note, take_command}, own = {found_route, found_note, found_command};
    const PptpScriptPeer stranger = {.ipparam = STRANGER, .linkname = STRANGER};
    const PptpScriptPeer peer = {.ipparam = peers->ipparam, .linkname = peers->linkname};
    g_autoptr(GHashTable) for_all = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autoptr(GHashTable) said = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    Script script = {.peers = peers, .file = file, .for_all = for_all, .said = said};

    pptp_script_read(text, len, &stranger, &all, &script);
    pptp_script_read(text, len, &peer, &own, &script);
}

static void
read_script_file(Peers *peers, const char *path)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(PptpImportFile) file = peers_load(peers, path, &error);

    if (file)
        read_script(peers, file, file->text, file->len);
    else if (!g_error_matches(error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
        pptp_import_note(peers->import, NULL, 0, "a script with routes is not read: %s", error->message);
}

/* What an editor or a package has left beside a script is not run. */
static gboolean
is_leftover(const char *name)
{
    return name[0] == '.' || strchr(name, '~') || strstr(name, ".dpkg-") || g_str_has_suffix(name, ".bak") ||
           g_str_has_suffix(name, ".orig") || g_str_has_suffix(name, ".rpmsave") || g_str_has_suffix(name, ".rpmnew");
}

static int
compare(gconstpointer a, gconstpointer b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void
read_folder(Peers *peers, const char *folder)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GError) error = NULL;
    g_autoptr(GDir) dir = g_dir_open(folder, 0, &error);
    const char *name;

    if (!dir) {
        if (!g_error_matches(error, G_FILE_ERROR, G_FILE_ERROR_NOENT) && !g_error_matches(error, G_FILE_ERROR, G_FILE_ERROR_NOTDIR))
            pptp_import_note(peers->import, NULL, 0, "scripts with routes are not read: %s", error->message);
        return;
    }
    while (names->len <= FOLDER_MAX && (name = g_dir_read_name(dir))) {
        if (!is_leftover(name))
            g_ptr_array_add(names, g_strdup(name));
    }
    if (names->len > FOLDER_MAX) {
        pptp_import_note(peers->import, NULL, 0, "scripts with routes are not read: there are more than %d in ip-up.d", FOLDER_MAX);
        return;
    }
    g_ptr_array_sort(names, compare);
    for (guint i = 0; i < names->len; i++) {
        g_autofree char *path = g_build_filename(folder, names->pdata[i], NULL);

        read_script_file(peers, path);
    }
}

/* The commented script of an exported file: its lines without their mark, the others empty, so that the numbers stay. */
static void
read_commented(Peers *peers)
{
    const PptpImportFile *file = peers->import->file;
    g_auto(GStrv) lines = g_strsplit(file->text, "\n", -1);
    g_autoptr(GString) text = g_string_new(NULL);
    gboolean any = FALSE;

    for (guint i = 0; lines[i]; i++) {
        if (g_str_has_prefix(lines[i], PEERS_SCRIPT)) {
            g_string_append(text, lines[i] + strlen(PEERS_SCRIPT));
            any = TRUE;
        }
        g_string_append_c(text, '\n');
    }
    if (any)
        read_script(peers, file, text->str, text->len);
}

void
peers_find_routes(Peers *peers)
{
    static const char *const names[] = {"ip-up", "ip-up.local"};
    g_autofree char *folder = g_build_filename(peers->ppp, "ip-up.d", NULL);

    read_commented(peers);
    read_folder(peers, folder);
    for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
        g_autofree char *path = g_build_filename(peers->ppp, names[i], NULL);

        read_script_file(peers, path);
    }
}

/* -- the export's comments -- */

/* KEY=VALUE is a key of the VPN's, GROUP.KEY=VALUE one of the rest of the profile; "unset" in front takes one away. */
static void
read_comment(PptpImport *import, guint line, const char *key, const char *value)
{
    const char *unset = g_str_has_prefix(key, PEERS_UNSET_WORD) ? key + strlen(PEERS_UNSET_WORD) : NULL;
    PptpRestItem *item = NULL;

    if (unset && pptp_option_find(unset) && value) {
        if (g_strcmp0(pptp_import_get(import, unset), value) == 0)
            pptp_import_unset(import, unset);
        return;
    }
    if (pptp_option_find(key) && value) {
        pptp_import_set(import, NULL, line, key, value);
        return;
    }
    if ((unset != NULL) == (value == NULL) && import->rest->len < COMMENTS_MAX)
        item = pptp_rest_item_new(unset ? unset : key, value, line);
    if (item)
        g_ptr_array_add(import->rest, item);
    else
        pptp_import_note(import, NULL, line, "a comment of an export is not understood; it is left out");
}

void
peers_read_comments(Peers *peers)
{
    g_auto(GStrv) lines = g_strsplit(peers->import->file->text, "\n", -1);

    for (guint i = 0; lines[i]; i++) {
        g_autofree char *key = NULL;
        char *equals;

        if (!g_str_has_prefix(lines[i], PEERS_COMMENT))
            continue;
        /* A file that came by mail or from Windows. */
        if (g_str_has_suffix(lines[i], "\r"))
            lines[i][strlen(lines[i]) - 1] = '\0';
        key = g_strdup(lines[i] + strlen(PEERS_COMMENT));
        equals = strchr(key, '=');
        if (equals)
            *equals++ = '\0';
        read_comment(peers->import, i + 1, g_strstrip(key), equals);
    }
}
