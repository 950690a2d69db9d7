/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "properties/import-formats.h"
#include "properties/peers-options.h"
#include "properties/peers-pty.h"
#include "properties/peers.h"
#include "properties/words.h"

#define UNKNOWN_MAX 20 /* words; a file with more of them is no options file */

/* -- words -- */

static void
replace(char **field, const char *value)
{
    g_free(*field);
    *field = g_strdup(value);
}

static void
read_state(Peers *peers, const PptpImportFile *file, guint line, PeersState state, const char *value)
{
    if (state == PEERS_NAME)
        replace(&peers->name, value);
    else if (state == PEERS_USER)
        replace(&peers->user, value);
    else if (state == PEERS_REMOTENAME)
        replace(&peers->remotename, value);
    else if (state == PEERS_LINKNAME)
        replace(&peers->linkname, value);
    else if (state == PEERS_IPPARAM)
        replace(&peers->ipparam, value);
    else if (state == PEERS_PASSWORD)
        pptp_import_set_password(peers->import, value);
    else if (state == PEERS_DEFAULTROUTE || state == PEERS_NODEFAULTROUTE)
        peers->defaultroute = state == PEERS_DEFAULTROUTE;
    else if (state == PEERS_PERSIST || state == PEERS_NOPERSIST)
        peers->import->persistent = state == PEERS_PERSIST ? PPTP_YES : PPTP_UNSET;
    else
        peers->peerdns = state == PEERS_PEERDNS;
    /* The file is gone when all is read; only the imported one can still be named then. */
    if (state == PEERS_NAME || state == PEERS_USER)
        peers->login_line = file == peers->import->file ? line : 0;
}

static void
ask_mppe(Peers *peers, guint bits)
{
    peers->want_mppe |= bits;
    peers->refuse_mppe &= ~bits;
}

/* pppd: what is refused is no longer asked for. */
static void
refuse_mppe(Peers *peers, guint bits)
{
    peers->refuse_mppe |= bits;
    if (bits == PEERS_BITS) {
        peers->want_mppe = 0;
        peers->any_mppe = FALSE;
    }
}

/* "mppe required,stateless,no40,no56", of a patch to pppd before 2.4.3. */
static void
read_mppe_list(Peers *peers, const PptpImportFile *file, guint line, const char *list)
{
    g_auto(GStrv) words = g_strsplit_set(list, ", ", -1);

    for (guint i = 0; words[i]; i++) {
        g_autofree char *quoted = pptp_import_quote(words[i]);

        if (g_str_equal(words[i], "required"))
            peers->any_mppe = TRUE;
        else if (g_str_equal(words[i], "stateless"))
            pptp_import_set_choice(peers->import, PPTP_KEY_MPPE_STATEFUL, FALSE);
        else if (g_str_equal(words[i], "stateful"))
            pptp_import_set_choice(peers->import, PPTP_KEY_MPPE_STATEFUL, TRUE);
        else if (g_str_equal(words[i], "no40"))
            refuse_mppe(peers, PEERS_BIT_40);
        else if (g_str_equal(words[i], "no128"))
            refuse_mppe(peers, PEERS_BIT_128);
        /* Of 56 bit nothing is known here, so it is never used. */
        else if (*words[i] && !g_str_equal(words[i], "no56") && !g_str_equal(words[i], "optional"))
            pptp_import_note(peers->import, file, line, "mppe has no option %s; it is left out", quoted);
    }
}

static void
read_plugin(Peers *peers, const PptpImportFile *file, guint line, const char *name)
{
    g_autofree char *base = g_path_get_basename(name), *quoted = pptp_import_quote(name);

    if (!g_str_equal(base, "pptp.so"))
        pptp_import_note(peers->import, file, line, "the plugin %s is left out", quoted);
}

static void
read_special(Peers *peers, const PptpImportFile *file, guint line, PeersState state, const char *value)
{
    PptpImport *import = peers->import;

    if (state == PEERS_PTY)
        peers_pty_read(import, file, line, value);
    else if (state == PEERS_SERVER)
        pptp_import_set(import, file, line, PPTP_KEY_GATEWAY, value);
    else if (state == PEERS_PLUGIN)
        read_plugin(peers, file, line, value);
    else if (state == PEERS_FILE || state == PEERS_CALL)
        peers_include(peers, file, line, value, state == PEERS_CALL);
    else if (state == PEERS_MPPE)
        peers->any_mppe = TRUE;
    else if (state == PEERS_MPPE_40 || state == PEERS_MPPE_128)
        ask_mppe(peers, state == PEERS_MPPE_40 ? PEERS_BIT_40 : PEERS_BIT_128);
    else if (state == PEERS_NO_MPPE_40 || state == PEERS_NO_MPPE_128)
        refuse_mppe(peers, state == PEERS_NO_MPPE_40 ? PEERS_BIT_40 : PEERS_BIT_128);
    else if (state == PEERS_MPPE_LIST)
        read_mppe_list(peers, file, line, value);
    else if (state == PEERS_DEFLATE || state == PEERS_BSDCOMP) {
        const char *key = state == PEERS_DEFLATE ? PPTP_KEY_NODEFLATE : PPTP_KEY_NOBSDCOMP;

        /* "0" switches it off; sizes of its tables are pppd's matter. */
        if (g_str_equal(value, "0"))
            pptp_import_set_choice(import, key, TRUE);
        else
            pptp_import_unset(import, key);
    } else {
        refuse_mppe(peers, PEERS_BITS);
        if (state == PEERS_NO_CCP) {
            pptp_import_set_choice(import, PPTP_KEY_NOBSDCOMP, TRUE);
            pptp_import_set_choice(import, PPTP_KEY_NODEFLATE, TRUE);
        }
    }
}

/* pppd takes 0x5b4 and 02664 as well. */
static void
read_number(Peers *peers, const PptpImportFile *file, guint line, const char *key, const char *value)
{
    char *end = NULL, *decimal = NULL;
    guint64 number = g_ascii_isdigit(*value) ? g_ascii_strtoull(value, &end, 0) : 0;

    if (end && *end == '\0' && number <= G_MAXUINT32)
        decimal = g_strdup_printf("%" G_GUINT64_FORMAT, number);
    pptp_import_set(peers->import, file, line, key, decimal ? decimal : value);
    g_free(decimal);
}

static void
read_option(Peers *peers, const PptpImportFile *file, guint line, const PeersOption *option, const char *value)
{
    switch (option->kind) {
    case PEERS_IMPLIED:
        break;
    case PEERS_KEEP:
        pptp_import_keep(peers->import, file, line, "pppd", option->word, option->args > 0 ? value : NULL);
        break;
    case PEERS_LEAVE:
        pptp_import_note(peers->import, file, line, "%s has no meaning here and is left out", option->word);
        break;
    case PEERS_YES:
    case PEERS_NO:
        pptp_import_set_choice(peers->import, option->key, option->kind == PEERS_YES);
        break;
    case PEERS_NUMBER:
        read_number(peers, file, line, option->key, value);
        break;
    case PEERS_UNSET:
        pptp_import_unset(peers->import, option->key);
        break;
    case PEERS_STATE:
        read_state(peers, file, line, option->state, value);
        break;
    case PEERS_SPECIAL:
        read_special(peers, file, line, option->state, value);
        break;
    }
}

/* Such that it can be repeated: a word of another kind may be a password that has lost its option. */
static gboolean
looks_like_option(const char *word)
{
    gsize len = strlen(word);

    return len > 1 && len <= 32 && word[strspn(word, "abcdefghijklmnopqrstuvwxyz0123456789-_+")] == '\0' &&
           strspn(word, "0123456789") < len;
}

/* What is no option: addresses, a terminal, its speed; or what pppd would refuse. */
static void
read_other(Peers *peers, const PptpImportFile *file, const PptpWord *word)
{
    const char *text = word->text;

    if (g_str_has_prefix(text, "/dev/") || g_str_has_prefix(text, "tty") || (*text && text[strspn(text, "0123456789")] == '\0'))
        return;
    if (strchr(text, ':') && text[strspn(text, "0123456789.:")] == '\0') {
        g_autofree char *quoted = pptp_import_quote(text);

        pptp_import_note(peers->import, file, word->line, "the addresses %s are left out: the server gives them", quoted);
    } else if (++peers->unknown == UNKNOWN_MAX) {
        pptp_import_note(peers->import, file, word->line, "there is too much here that pppd does not know: no more of it is named");
    } else if (peers->unknown > UNKNOWN_MAX) {
        return;
    } else if (word->first && looks_like_option(text)) {
        pptp_import_keep(peers->import, file, word->line, "pppd", text, NULL);
    } else {
        pptp_import_note(peers->import, file, word->line, "a word that is no option of pppd is left out");
    }
}

/* privgroup and such, with arguments, are known; so what is not known has none. */
void
peers_read_words(Peers *peers, const PptpImportFile *file)
{
    PptpWords words;
    PptpWord word;

    peers->including[peers->depth++] = file;
    pptp_words_init(&words, file->text, file->len);
    while (pptp_words_next(&words, &word)) {
        const PeersOption *option = word.cut ? NULL : peers_option_find(word.text);
        const guint line = word.line;

        if (!option)
            read_other(peers, file, &word);
        else if (option->args > 0 && (!pptp_words_next(&words, &word) || word.cut))
            pptp_import_note(peers->import, file, line, "%s has no value, or too long a one; it is left out", option->word);
        else
            read_option(peers, file, line, option, word.text);
    }
    explicit_bzero(&word, sizeof word);
    peers->depth--;
}

/* -- the options of all peers -- */

/*
 * pppd reads the file "options" of its folder before any peer's. The service's pppd does so too, but sets much of it otherwise (see
 * ppp/args.c), and the file may be another machine's: so what makes a difference to the profile is taken over. Echo is not: Debian's file
 * has it for modems.
 */
static gboolean
is_for_all(const PeersOption *option)
{
    static const PeersState states[] = {PEERS_NAME,           PEERS_USER,      PEERS_REMOTENAME, PEERS_PASSWORD, PEERS_DEFAULTROUTE,
                                        PEERS_NODEFAULTROUTE, PEERS_PEERDNS,   PEERS_NOPEERDNS,  PEERS_PERSIST,  PEERS_NOPERSIST,
                                        PEERS_MPPE,           PEERS_MPPE_40,   PEERS_MPPE_128,   PEERS_NO_MPPE,  PEERS_NO_MPPE_40,
                                        PEERS_NO_MPPE_128,    PEERS_MPPE_LIST, PEERS_NO_CCP};

    for (gsize i = 0; i < G_N_ELEMENTS(states); i++) {
        if (option->state == states[i])
            return TRUE;
    }
    return option->kind == PEERS_YES || option->kind == PEERS_NO ||
           (option->key && (g_str_equal(option->key, PPTP_KEY_MTU) || g_str_equal(option->key, PPTP_KEY_MRU)));
}

static void
read_for_all(Peers *peers, const PptpImportFile *file)
{
    PptpWords words;
    PptpWord word;

    pptp_words_init(&words, file->text, file->len);
    while (pptp_words_next(&words, &word)) {
        const PeersOption *option = word.cut ? NULL : peers_option_find(word.text);
        const guint line = word.line;

        if (!option || (option->args > 0 && !pptp_words_next(&words, &word)))
            continue;
        if (option->kind == PEERS_SPECIAL && (option->state == PEERS_FILE || option->state == PEERS_CALL))
            pptp_import_note(peers->import, file, line, "the file that it includes for all peers is not read");
        else if (is_for_all(option) && !(option->args > 0 && word.cut)) {
            read_option(peers, file, line, option, word.text);
            pptp_import_note(peers->import, file, line, "%s, which is for all peers, is taken over", option->word);
        }
    }
    explicit_bzero(&word, sizeof word);
}

/* Only where the imported file is one of pppd's folder for peers. */
static void
read_options_for_all(Peers *peers)
{
    g_autofree char *path = g_build_filename(peers->ppp, "options", NULL), *base = g_path_get_basename(peers->import->file->folder);
    g_autoptr(PptpImportFile) file = NULL;
    g_autoptr(GError) error = NULL;

    if (!g_str_equal(base, "peers"))
        return;
    file = peers_load(peers, path, &error);
    if (file)
        read_for_all(peers, file);
    else if (!g_error_matches(error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
        pptp_import_note(peers->import, NULL, 0, "pppd's options for all peers are not read: %s", error->message);
}

/* -- the whole -- */

static void
finish_mppe(Peers *peers)
{
    PptpImport *import = peers->import;

    /* So it is in pppd, but hardly what was meant. */
    if (!peers->any_mppe && peers->want_mppe && !(peers->want_mppe & ~peers->refuse_mppe))
        pptp_import_note(
            import, NULL, 0,
            "the key length that it requires for encryption is refused after that, so encryption is no condition: to make it one, "
            "nmcli connection modify NAME +vpn.data require-mppe=yes");
    /* Both lengths by their names leave the choice to the server, as plain require-mppe does. */
    if (peers->any_mppe || peers->want_mppe == PEERS_BITS)
        pptp_import_set_choice(import, PPTP_KEY_REQUIRE_MPPE, TRUE);
    if (peers->want_mppe == PEERS_BIT_128 && !(peers->refuse_mppe & PEERS_BIT_128))
        pptp_import_set_choice(import, PPTP_KEY_REQUIRE_MPPE_128, TRUE);
    if (peers->want_mppe == PEERS_BIT_40 && !(peers->refuse_mppe & PEERS_BIT_40))
        pptp_import_set_choice(import, PPTP_KEY_REQUIRE_MPPE_40, TRUE);
    if (peers->refuse_mppe & PEERS_BIT_40)
        pptp_import_set_choice(import, PPTP_KEY_REFUSE_MPPE_40, TRUE);
    if (peers->refuse_mppe & PEERS_BIT_128)
        pptp_import_set_choice(import, PPTP_KEY_REFUSE_MPPE_128, TRUE);
}

static void
finish(Peers *peers)
{
    PptpImport *import = peers->import;
    const char *login = peers->user ? peers->user : peers->name;

    if (login)
        pptp_import_set_login(import, NULL, peers->login_line, login);
    else
        pptp_import_note(import, NULL, 0, "there is no user in it; pppd would have used the machine's own name");
    finish_mppe(peers);
    if (import->never_default == PPTP_UNSET)
        import->never_default = peers->defaultroute ? PPTP_NO : PPTP_YES;
    import->ignore_auto_dns = peers->peerdns ? PPTP_NO : PPTP_YES;
    peers_find_routes(peers);
    peers_read_comments(peers);
    if (!import->password && login)
        peers_find_password(peers);
}

static gboolean
read_peers(PptpImport *import, GError **error)
{
    g_autofree char *base = g_path_get_basename(import->file->folder);
    Peers peers = {.import = import};

    peers.ppp = g_str_equal(base, "peers") ? g_path_get_dirname(import->file->folder) : g_strdup(import->file->folder);
    read_options_for_all(&peers);
    peers_read_words(&peers, import->file);
    finish(&peers);
    g_free(peers.ppp);
    g_free(peers.name);
    g_free(peers.user);
    g_free(peers.remotename);
    g_free(peers.linkname);
    g_free(peers.ipparam);
    return TRUE;
}

/* pppd's words, and pptp among them; a file that only calls another is one too. */
static gboolean
recognise(const PptpImportFile *file)
{
    gboolean includes = FALSE, options_only = TRUE;
    PptpWords words;
    PptpWord word;

    if (memchr(file->text, '\0', file->len))
        return FALSE;
    pptp_words_init(&words, file->text, file->len);
    while (pptp_words_next(&words, &word)) {
        const PeersOption *option = peers_option_find(word.text);
        PeersState state = option ? option->state : PEERS_NOTHING;

        options_only = options_only && option;
        includes = includes || state == PEERS_FILE || state == PEERS_CALL;
        if (state == PEERS_SERVER)
            return TRUE;
        if (option && option->args > 0 && !pptp_words_next(&words, &word))
            break;
        if (state == PEERS_PTY && peers_pty_is_pptp(word.text))
            return TRUE;
    }
    return includes && options_only;
}

const PptpImportFormat pptp_import_peers = {"pppd peers file", recognise, read_peers};
