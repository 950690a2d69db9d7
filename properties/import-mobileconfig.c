/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <arpa/inet.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "properties/cms.h"
#include "properties/import-formats.h"
#include "properties/plist.h"

/*
 * Apple's configuration profiles, .mobileconfig: property lists, perhaps in a signed container. Of their payloads, those of type
 * com.apple.vpn.managed with VPNType PPTP are connections; their keys are in Apple's Configuration Profile Reference ("VPN Payload"), and
 * those in the dict PPP that it does not name are of macOS' SystemConfiguration (SCSchemaDefinitions.h, kSCPropNetPPP...).
 */

#define PREFIX "mobileconfig"
#define BINARY "bplist"

typedef struct {
    PptpCms container;
    GByteArray *content; /* of a container, or NULL */
    const char *text;    /* clear text: of the file, or of content */
    gsize len;
} Source;

static void
source_open(Source *source, const PptpImportFile *file)
{
    source->text = file->text;
    source->len = file->len;
    source->container =
        file->len > 0 && file->text[0] == 0x30 ? pptp_cms_open((const guint8 *)file->text, file->len, &source->content) : PPTP_CMS_NONE;
    if (source->content) {
        source->text = (const char *)source->content->data;
        source->len = source->content->len;
    }
    if (source->len >= 3 && memcmp(source->text, "\xef\xbb\xbf", 3) == 0) {
        source->text += 3;
        source->len -= 3;
    }
}

static void
source_clear(Source *source)
{
    g_clear_pointer(&source->content, pptp_cms_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Source, source_clear)

static gboolean
is_xml(const Source *source)
{
    const char *p = source->text, *end = p + source->len;

    while (p < end && g_ascii_isspace(*p))
        p++;
    return p < end && *p == '<' && g_strstr_len(p, end - p, "<plist");
}

static gboolean
is_binary(const Source *source)
{
    return source->len > strlen(BINARY) && memcmp(source->text, BINARY, strlen(BINARY)) == 0;
}

static gboolean
recognise(const PptpImportFile *file)
{
    g_auto(Source) source = {0};

    source_open(&source, file);
    return is_xml(&source) || is_binary(&source) || source.container == PPTP_CMS_ENCRYPTED;
}

/* -- which of the payloads -- */

static gboolean
is_pptp(const PptpPlist *payload)
{
    const char *type = pptp_plist_text(payload, "PayloadType"), *vpn = pptp_plist_text(payload, "VPNType");

    return g_strcmp0(type, "com.apple.vpn.managed") == 0 && vpn && g_ascii_strcasecmp(vpn, "PPTP") == 0;
}

static const char *
name_of(const PptpPlist *payload)
{
    static const char *const keys[] = {"UserDefinedName", "PayloadDisplayName", "PayloadIdentifier"};
    const char *name = NULL;

    for (gsize i = 0; !name && i < G_N_ELEMENTS(keys); i++)
        name = pptp_plist_text(payload, keys[i]);
    return name ? name : "PPTP";
}

static gboolean
is_named(const PptpPlist *payload, const char *wanted)
{
    static const char *const keys[] = {"UserDefinedName", "PayloadDisplayName", "PayloadIdentifier", "PayloadUUID"};

    for (gsize i = 0; i < G_N_ELEMENTS(keys); i++) {
        if (g_strcmp0(pptp_plist_text(payload, keys[i]), wanted) == 0)
            return TRUE;
    }
    return FALSE;
}

/* The payloads of a profile; or the list itself where it is one. */
static const PptpPlist *
choose(const PptpPlist *root, const char *wanted)
{
    const PptpPlist *payloads = pptp_plist_get(root, "PayloadContent");

    if (is_pptp(root) && (!wanted || is_named(root, wanted)))
        return root;
    for (guint i = 0; payloads && payloads->type == PPTP_PLIST_ARRAY && i < payloads->children->len; i++) {
        const PptpPlist *payload = payloads->children->pdata[i];

        if (is_pptp(payload) && (!wanted || is_named(payload, wanted)))
            return payload;
    }
    return NULL;
}

static void
note_others(PptpImport *import, const PptpPlist *root, const PptpPlist *chosen)
{
    const PptpPlist *payloads = pptp_plist_get(root, "PayloadContent");

    for (guint i = 0; chosen != root && i < payloads->children->len; i++) {
        const PptpPlist *payload = payloads->children->pdata[i];
        const char *type = pptp_plist_text(payload, "PayloadType"), *vpn = pptp_plist_text(payload, "VPNType");
        g_autofree char *quoted = pptp_import_quote(vpn ? name_of(payload) : type ? type : "without a type");

        if (payload == chosen)
            continue;
        if (is_pptp(payload))
            pptp_import_note(import, NULL, payload->line,
                             "%s is another PPTP connection; to import it, put # and its name behind the file's", quoted);
        else
            pptp_import_note(import, NULL, payload->line,
                             vpn ? N_("%s is another kind of VPN and is left out") : N_("the payload %s is left out"), quoted);
    }
}

/* -- values that are left -- */

static const char *
describe(const PptpPlist *value)
{
    return value->type == PPTP_PLIST_TRUE ? "yes" : value->text;
}

/* Off, empty, or a container of such. */
static gboolean
is_empty(const PptpPlist *value)
{
    for (guint i = 0; value->children && i < value->children->len; i++) {
        if (!is_empty(value->children->pdata[i]))
            return FALSE;
    }
    return value->type != PPTP_PLIST_TRUE && (!*value->text || g_str_equal(value->text, "0"));
}

static void
leave(PptpImport *import, const PptpPlist *value)
{
    g_autofree char *quoted = pptp_import_quote(value->key);

    if (is_empty(value))
        return;
    if (value->children || strstr(value->key, "assword") || strstr(value->key, "ecret"))
        pptp_import_note(import, NULL, value->line, "%s is left out", quoted);
    else
        pptp_import_keep(import, NULL, value->line, PREFIX, value->key, describe(value));
}

/* -- the dict PPP -- */

static void
read_encryption(PptpImport *import, const PptpPlist *ppp)
{
    const PptpPlist *on = pptp_plist_get(ppp, "CCPEnabled");
    const gboolean strong = pptp_plist_is_true(pptp_plist_get(ppp, "CCPMPPE128Enabled"));
    const gboolean weak = pptp_plist_is_true(pptp_plist_get(ppp, "CCPMPPE40Enabled"));

    if (!on)
        return;
    if (!pptp_plist_is_true(on)) { /* "None" */
        pptp_import_set_choice(import, PPTP_KEY_REFUSE_MPPE_40, TRUE);
        pptp_import_set_choice(import, PPTP_KEY_REFUSE_MPPE_128, TRUE);
    } else if (strong && !weak) /* "Maximum" */
        pptp_import_set_choice(import, PPTP_KEY_REQUIRE_MPPE_128, TRUE);
    else /* "Automatic" */
        pptp_import_set_choice(import, PPTP_KEY_REQUIRE_MPPE, TRUE);
}

/* The methods that may be used; what is not among them is refused. Absent, all are. */
static void
read_methods(PptpImport *import, const PptpPlist *methods)
{
    static const struct {
        const char *name, *key;
    } known[] = {
        {"PAP", PPTP_KEY_REFUSE_PAP},          {"CHAP", PPTP_KEY_REFUSE_CHAP}, {"MSCHAP1", PPTP_KEY_REFUSE_MSCHAP},
        {"MSCHAP2", PPTP_KEY_REFUSE_MSCHAPV2}, {"EAP", PPTP_KEY_REFUSE_EAP},
    };
    guint found = 0;

    for (guint i = 0; i < methods->children->len; i++) {
        const PptpPlist *method = methods->children->pdata[i];
        g_autofree char *quoted = pptp_import_quote(method->text);
        const guint before = found;

        for (gsize n = 0; n < G_N_ELEMENTS(known); n++)
            found |= g_str_equal(method->text, known[n].name) ? 1U << n : 0;
        if (found == before)
            pptp_import_note(import, NULL, method->line, "the method %s is not known and is left out", quoted);
    }
    for (gsize n = 0; found && n < G_N_ELEMENTS(known); n++) {
        const gboolean weak = g_str_equal(known[n].name, "PAP") || g_str_equal(known[n].name, "MSCHAP1");

        if (!(found & 1U << n))
            pptp_import_set_choice(import, known[n].key, TRUE);
        else if (weak) /* named by whoever wrote the profile, unlike in a default */
            pptp_import_set_choice(import, known[n].key, FALSE);
    }
}

static void
read_echo(PptpImport *import, const PptpPlist *ppp)
{
    const PptpPlist *on = pptp_plist_get(ppp, "LCPEchoEnabled"), *interval = pptp_plist_get(ppp, "LCPEchoInterval"),
                    *failure = pptp_plist_get(ppp, "LCPEchoFailure");

    if (on && !pptp_plist_is_true(on)) {
        pptp_import_set(import, NULL, on->line, PPTP_KEY_LCP_ECHO_INTERVAL, "0");
        return;
    }
    if (interval)
        pptp_import_set(import, NULL, interval->line, PPTP_KEY_LCP_ECHO_INTERVAL, interval->text);
    if (failure)
        pptp_import_set(import, NULL, failure->line, PPTP_KEY_LCP_ECHO_FAILURE, failure->text);
}

static void
read_ppp_value(PptpImport *import, const PptpPlist *value)
{
    static const char *const elsewhere[] = {
        "CCPEnabled", "CCPMPPE40Enabled", "CCPMPPE128Enabled", "LCPEchoEnabled", "LCPEchoInterval", "LCPEchoFailure", NULL};
    const char *key = value->key;

    if (g_strv_contains(elsewhere, key))
        return;
    if (g_str_equal(key, "CommRemoteAddress"))
        pptp_import_set(import, NULL, value->line, PPTP_KEY_GATEWAY, value->text);
    else if (g_str_equal(key, "AuthName"))
        pptp_import_set_login(import, NULL, value->line, value->text);
    else if (g_str_equal(key, "AuthPassword"))
        pptp_import_set_password(import, value->text);
    else if (g_str_equal(key, "AuthPasswordEncryption") && *value->text)
        pptp_import_note(import, NULL, value->line,
                         "the password is in the keychain of a Mac; set it: nmcli connection modify NAME "
                         "vpn.secrets password=PASSWORD");
    else if (g_str_equal(key, "TokenCard")) {
        if (pptp_plist_is_true(value)) /* a new password each time */
            pptp_import_set(import, NULL, value->line, PPTP_KEY_PASSWORD_FLAGS, "2");
    } else if (g_str_equal(key, "AuthProtocol") && value->children)
        read_methods(import, value);
    else if (g_str_equal(key, "AuthEAPPlugins") && value->children && value->children->len > 0)
        pptp_import_note(import, NULL, value->line, "AuthEAPPlugins names a program of macOS and is left out");
    else if (g_str_equal(key, "LCPMTU") && !is_empty(value))
        pptp_import_set(import, NULL, value->line, PPTP_KEY_MTU, value->text);
    else if (g_str_equal(key, "LCPMRU") && !is_empty(value))
        pptp_import_set(import, NULL, value->line, PPTP_KEY_MRU, value->text);
    else if (g_str_equal(key, "IPCPCompressionVJ")) {
        /* On is what macOS writes into each profile, and nobody's wish. */
        if (!pptp_plist_is_true(value))
            pptp_import_set_choice(import, PPTP_KEY_NO_VJ_COMP, TRUE);
    } else if (g_str_equal(key, "IPCPUsePeerDNS"))
        import->ignore_auto_dns = pptp_plist_is_true(value) ? PPTP_UNSET : PPTP_YES;
    else
        leave(import, value);
}

static void
read_ppp(PptpImport *import, const PptpPlist *ppp)
{
    for (guint i = 0; i < ppp->children->len; i++)
        read_ppp_value(import, ppp->children->pdata[i]);
    if (pptp_plist_text(ppp, "AuthPasswordEncryption")) /* what stands there is the keychain's name for it */
        pptp_import_set_password(import, NULL);
    read_encryption(import, ppp);
    read_echo(import, ppp);
}

/* -- the rest of a payload -- */

static void
read_ip4(PptpImport *import, const PptpPlist *payload)
{
    const PptpPlist *ip4 = pptp_plist_get(payload, "IPv4"), *all = pptp_plist_get(ip4, "OverridePrimary");

    if (!all)
        all = pptp_plist_get(payload, "OverridePrimary"); /* of older profiles */
    if (!pptp_plist_is_true(all)) {
        import->never_default = PPTP_YES;
        pptp_import_note(import, NULL, all ? all->line : payload->line,
                         "not all traffic goes through this connection, and Apple's profiles name no networks: set ipv4.routes");
    }
    for (guint i = 0; ip4 && ip4->children && i < ip4->children->len; i++) {
        const PptpPlist *value = ip4->children->pdata[i];

        if (!g_str_equal(value->key, "OverridePrimary") && !g_str_equal(value->key, "ConfigMethod"))
            leave(import, value);
    }
}

static void
read_dns(PptpImport *import, const PptpPlist *dns)
{
    for (guint i = 0; dns->children && i < dns->children->len; i++) {
        const PptpPlist *value = dns->children->pdata[i];
        const gboolean servers = g_str_equal(value->key, "ServerAddresses");

        if (!value->children || (!servers && !g_str_equal(value->key, "SearchDomains"))) {
            leave(import, value);
            continue;
        }
        for (guint n = 0; n < value->children->len; n++) {
            const PptpPlist *item = value->children->pdata[n];
            g_autofree char *text = pptp_import_to_utf8(item->text, strlen(item->text)), *quoted = pptp_import_quote(item->text);
            struct in_addr address;

            g_strstrip(text);
            if (servers && inet_pton(AF_INET, text, &address) != 1)
                pptp_import_note(import, NULL, item->line, "the DNS server %s is left out: it is no IPv4 address", quoted);
            else if (*text)
                g_ptr_array_add(servers ? import->dns : import->searches, g_steal_pointer(&text));
        }
    }
}

static void
read_proxies(PptpImport *import, const PptpPlist *proxies)
{
    const char *url = pptp_plist_text(proxies, "ProxyAutoConfigURLString");
    g_autofree char *quoted = url ? pptp_import_quote(url) : NULL;

    if (is_empty(proxies))
        return;
    if (url)
        pptp_import_note(import, NULL, proxies->line,
                         "the proxies are left out; to set them: nmcli connection modify NAME proxy.method auto proxy.pac-url %s", quoted);
    else
        pptp_import_note(import, NULL, proxies->line, "the proxies are left out: NetworkManager has only scripts for them (proxy.pac-url)");
}

static void
read_payload(PptpImport *import, const PptpPlist *payload)
{
    static const char *const own[] = {"UserDefinedName", "VPNType", "IPv4", "OverridePrimary", NULL};

    for (guint i = 0; i < payload->children->len; i++) {
        const PptpPlist *value = payload->children->pdata[i];

        if (g_strv_contains(own, value->key) || g_str_has_prefix(value->key, "Payload"))
            continue;
        if (g_str_equal(value->key, "PPP") && value->type == PPTP_PLIST_DICT)
            read_ppp(import, value);
        else if (g_str_equal(value->key, "Proxies"))
            read_proxies(import, value);
        else if (g_str_equal(value->key, "DNS"))
            read_dns(import, value);
        else
            leave(import, value);
    }
    read_ip4(import, payload);
}

static gboolean
read_list(PptpImport *import, const Source *source, GError **error)
{
    g_autofree char *wanted = import->entry ? pptp_import_to_utf8(import->entry, strlen(import->entry)) : NULL, *quoted = NULL;
    g_autoptr(PptpPlist) root = NULL;
    g_autoptr(GError) own = NULL;
    const PptpPlist *payload;

    root = pptp_plist_parse(source->text, source->len, &own);
    if (!root) {
        return pptp_import_refuse(error, "%s cannot be read as a property list: %s", import->file->name, own->message);
    }
    if (pptp_plist_get(root, "EncryptedPayloadContent"))
        return pptp_import_refuse(error, "The Apple profile %s is encrypted for one device: ask for a clear one", import->file->name);
    payload = choose(root, wanted);
    if (!payload && wanted) {
        quoted = pptp_import_quote(wanted);
        return pptp_import_refuse(error, "The Apple profile %s has no PPTP connection %s", import->file->name, quoted);
    }
    if (!payload)
        return pptp_import_refuse(error, "%s is an Apple property list, but has no PPTP connection in it", import->file->name);
    import->id = g_strdup(name_of(payload));
    read_payload(import, payload);
    for (guint i = 0; payload != root && i < root->children->len; i++) {
        const PptpPlist *value = root->children->pdata[i];

        /* Of the profile as a whole: when it is to go, what its reader has to agree to. */
        if (!g_str_has_prefix(value->key, "Payload") && !is_empty(value))
            pptp_import_note(import, NULL, value->line, "%s is left out: it is of the whole Apple profile", value->key);
    }
    note_others(import, root, payload);
    return TRUE;
}

static gboolean
read_file(PptpImport *import, GError **error)
{
    g_auto(Source) source = {0};

    source_open(&source, import->file);
    if (source.container == PPTP_CMS_ENCRYPTED)
        return pptp_import_refuse(error, "%s is encrypted for one device: ask for a clear one", import->file->name);
    if (is_binary(&source))
        return pptp_import_refuse(error,
                                  "%s is a binary property list: convert it first, with \"plutil -convert xml1 FILE\" on a Mac or "
                                  "plistutil elsewhere",
                                  import->file->name);
    if (source.container == PPTP_CMS_SIGNED)
        pptp_import_note(import, NULL, 0,
                         "the file is signed; the signature is not checked, and lines are counted from the start of the text");
    return read_list(import, &source, error);
}

const PptpImportFormat pptp_import_mobileconfig = {"Apple configuration profile", recognise, read_file};
