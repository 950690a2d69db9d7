/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "properties/peers-options.h"

#include "common/names.h"

#define IMPLIED(WORD)                                                                                                                      \
    {                                                                                                                                      \
        WORD, 0, PEERS_IMPLIED, PEERS_NOTHING, NULL                                                                                        \
    }
#define KEEP(WORD, ARGS)                                                                                                                   \
    {                                                                                                                                      \
        WORD, ARGS, PEERS_KEEP, PEERS_NOTHING, NULL                                                                                        \
    }
#define LEAVE(WORD, ARGS)                                                                                                                  \
    {                                                                                                                                      \
        WORD, ARGS, PEERS_LEAVE, PEERS_NOTHING, NULL                                                                                       \
    }
#define YES(WORD, KEY)                                                                                                                     \
    {                                                                                                                                      \
        WORD, 0, PEERS_YES, PEERS_NOTHING, KEY                                                                                             \
    }
#define STATE(WORD, ARGS, STATE)                                                                                                           \
    {                                                                                                                                      \
        WORD, ARGS, PEERS_STATE, STATE, NULL                                                                                               \
    }
#define SPECIAL(WORD, ARGS, STATE)                                                                                                         \
    {                                                                                                                                      \
        WORD, ARGS, PEERS_SPECIAL, STATE, NULL                                                                                             \
    }

static const PeersOption options[] = {
    /* who and where */
    STATE("name", 1, PEERS_NAME),
    STATE("user", 1, PEERS_USER),
    STATE("remotename", 1, PEERS_REMOTENAME),
    STATE("linkname", 1, PEERS_LINKNAME),
    STATE("ipparam", 1, PEERS_IPPARAM),
    STATE("password", 1, PEERS_PASSWORD),
    SPECIAL("pty", 1, PEERS_PTY),
    SPECIAL("plugin", 1, PEERS_PLUGIN),
    SPECIAL("pptp_server", 1, PEERS_SERVER),
    SPECIAL("file", 1, PEERS_FILE),
    SPECIAL("call", 1, PEERS_CALL),

    /* authentication */
    YES("refuse-eap", PPTP_KEY_REFUSE_EAP),
    YES("refuse-pap", PPTP_KEY_REFUSE_PAP),
    YES("-pap", PPTP_KEY_REFUSE_PAP),
    YES("refuse-chap", PPTP_KEY_REFUSE_CHAP),
    YES("-chap", PPTP_KEY_REFUSE_CHAP),
    YES("refuse-mschap", PPTP_KEY_REFUSE_MSCHAP),
    YES("-mschap", PPTP_KEY_REFUSE_MSCHAP),
    YES("refuse-mschap-v2", PPTP_KEY_REFUSE_MSCHAPV2),
    YES("-mschap-v2", PPTP_KEY_REFUSE_MSCHAPV2),

    /* MPPE */
    SPECIAL("require-mppe", 0, PEERS_MPPE),
    SPECIAL("+mppe", 0, PEERS_MPPE),
    SPECIAL("require-mppe-40", 0, PEERS_MPPE_40),
    SPECIAL("+mppe-40", 0, PEERS_MPPE_40),
    SPECIAL("mppe-40", 0, PEERS_MPPE_40),
    SPECIAL("require-mppe-128", 0, PEERS_MPPE_128),
    SPECIAL("+mppe-128", 0, PEERS_MPPE_128),
    SPECIAL("mppe-128", 0, PEERS_MPPE_128),
    SPECIAL("nomppe", 0, PEERS_NO_MPPE),
    SPECIAL("-mppe", 0, PEERS_NO_MPPE),
    SPECIAL("nomppe-40", 0, PEERS_NO_MPPE_40),
    SPECIAL("-mppe-40", 0, PEERS_NO_MPPE_40),
    SPECIAL("nomppe-128", 0, PEERS_NO_MPPE_128),
    SPECIAL("-mppe-128", 0, PEERS_NO_MPPE_128),
    SPECIAL("mppe", 1, PEERS_MPPE_LIST),
    YES("mppe-stateful", PPTP_KEY_MPPE_STATEFUL),
    YES("+mppe-stateful", PPTP_KEY_MPPE_STATEFUL),
    {"nomppe-stateful", 0, PEERS_NO, PEERS_NOTHING, PPTP_KEY_MPPE_STATEFUL},
    {"-mppe-stateful", 0, PEERS_NO, PEERS_NOTHING, PPTP_KEY_MPPE_STATEFUL},
    {"mppe-stateless", 0, PEERS_NO, PEERS_NOTHING, PPTP_KEY_MPPE_STATEFUL},

    /* compression */
    SPECIAL("noccp", 0, PEERS_NO_CCP),
    SPECIAL("-ccp", 0, PEERS_NO_CCP),
    YES("nobsdcomp", PPTP_KEY_NOBSDCOMP),
    YES("-bsdcomp", PPTP_KEY_NOBSDCOMP),
    SPECIAL("bsdcomp", 1, PEERS_BSDCOMP),
    YES("nodeflate", PPTP_KEY_NODEFLATE),
    YES("-deflate", PPTP_KEY_NODEFLATE),
    SPECIAL("deflate", 1, PEERS_DEFLATE),
    YES("novj", PPTP_KEY_NO_VJ_COMP),
    YES("-vj", PPTP_KEY_NO_VJ_COMP),

    /* numbers */
    {"mtu", 1, PEERS_NUMBER, PEERS_NOTHING, PPTP_KEY_MTU},
    {"mru", 1, PEERS_NUMBER, PEERS_NOTHING, PPTP_KEY_MRU},
    {"default-mru", 0, PEERS_UNSET, PEERS_NOTHING, PPTP_KEY_MRU},
    {"-mru", 0, PEERS_UNSET, PEERS_NOTHING, PPTP_KEY_MRU},
    {"unit", 1, PEERS_NUMBER, PEERS_NOTHING, PPTP_KEY_UNIT},
    {"lcp-echo-failure", 1, PEERS_NUMBER, PEERS_NOTHING, PPTP_KEY_LCP_ECHO_FAILURE},
    {"lcp-echo-interval", 1, PEERS_NUMBER, PEERS_NOTHING, PPTP_KEY_LCP_ECHO_INTERVAL},

    /* routes and DNS */
    STATE("defaultroute", 0, PEERS_DEFAULTROUTE),
    STATE("replacedefaultroute", 0, PEERS_DEFAULTROUTE),
    STATE("nodefaultroute", 0, PEERS_NODEFAULTROUTE),
    STATE("-defaultroute", 0, PEERS_NODEFAULTROUTE),
    IMPLIED("noreplacedefaultroute"),
    KEEP("defaultroute-metric", 1),
    STATE("usepeerdns", 0, PEERS_PEERDNS),
    STATE("nousepeerdns", 0, PEERS_NOPEERDNS),
    IMPLIED("usepeerwins"),
    IMPLIED("nousepeerwins"),

    /* so in any case */
    IMPLIED("noauth"),
    IMPLIED("nodetach"),
    IMPLIED("-detach"),
    IMPLIED("updetach"),
    IMPLIED("master_detach"),
    IMPLIED("up_sdnotify"),
    IMPLIED("noipdefault"),
    IMPLIED("ipcp-accept-local"),
    IMPLIED("ipcp-accept-remote"),
    IMPLIED("noproxyarp"),
    IMPLIED("-proxyarp"),
    IMPLIED("default-asyncmap"),
    IMPLIED("-am"),
    {"asyncmap", 1, PEERS_IMPLIED, PEERS_NOTHING, NULL},
    {"-as", 1, PEERS_IMPLIED, PEERS_NOTHING, NULL},
    IMPLIED("hide-password"),
    IMPLIED("nopersist"),
    IMPLIED("nologfd"),
    IMPLIED("noipv6"),
    IMPLIED("-ipv6"),
    IMPLIED("nodefaultroute6"),
    IMPLIED("-defaultroute6"),
    IMPLIED("noipx"),
    IMPLIED("-ipx"),
    IMPLIED("noecp"),
    IMPLIED("-ecp"),
    IMPLIED("nomultilink"),
    IMPLIED("nomp"),
    IMPLIED("nopredictor1"),
    IMPLIED("-predictor1"),
    IMPLIED("nodeflatedraft"),
    IMPLIED("ktune"),
    IMPLIED("noktune"),
    IMPLIED("nodebug"),

    /* of serial lines and terminals */
    IMPLIED("lock"),
    IMPLIED("nolock"),
    IMPLIED("local"),
    IMPLIED("modem"),
    IMPLIED("crtscts"),
    IMPLIED("-crtscts"),
    IMPLIED("nocrtscts"),
    IMPLIED("cdtrcts"),
    IMPLIED("nocdtrcts"),
    IMPLIED("xonxoff"),
    IMPLIED("sync"),
    IMPLIED("notty"),
    {"stop-bits", 1, PEERS_IMPLIED, PEERS_NOTHING, NULL},
    {"escape", 1, PEERS_IMPLIED, PEERS_NOTHING, NULL},
    {"datarate", 1, PEERS_IMPLIED, PEERS_NOTHING, NULL},

    /* without a meaning here */
    KEEP("persist", 0),
    KEEP("maxfail", 1),
    KEEP("holdoff", 1),
    KEEP("idle", 1),
    KEEP("maxconnect", 1),
    KEEP("demand", 0),
    KEEP("debug", 0),
    KEEP("-d", 0),
    KEEP("kdebug", 1),
    KEEP("dump", 0),
    KEEP("dryrun", 0),
    KEEP("nolog", 0),
    KEEP("logfd", 1),
    KEEP("show-password", 0),
    KEEP("domain", 1),
    KEEP("usehostname", 0),
    KEEP("connect-delay", 1),
    KEEP("child-timeout", 1),
    KEEP("ifname", 1),
    KEEP("lcp-echo-adaptive", 0),
    KEEP("lcp-restart", 1),
    KEEP("lcp-max-terminate", 1),
    KEEP("lcp-max-configure", 1),
    KEEP("lcp-max-failure", 1),
    KEEP("ipcp-restart", 1),
    KEEP("ipcp-max-terminate", 1),
    KEEP("ipcp-max-configure", 1),
    KEEP("ipcp-max-failure", 1),
    KEEP("chap-restart", 1),
    KEEP("chap-timeout", 1),
    KEEP("chap-max-challenge", 1),
    KEEP("chap-interval", 1),
    KEEP("pap-restart", 1),
    KEEP("pap-max-authreq", 1),
    KEEP("pap-timeout", 1),
    KEEP("eap-restart", 1),
    KEEP("eap-max-sreq", 1),
    KEEP("eap-timeout", 1),
    KEEP("eap-max-rreq", 1),
    KEEP("eap-interval", 1),
    KEEP("noaccomp", 0),
    KEEP("-ac", 0),
    KEEP("nopcomp", 0),
    KEEP("-pc", 0),
    KEEP("nomagic", 0),
    KEEP("-mn", 0),
    KEEP("passive", 0),
    KEEP("-p", 0),
    KEEP("silent", 0),
    KEEP("receive-all", 0),
    KEEP("predictor1", 0),
    KEEP("novjccomp", 0),
    KEEP("-vjccomp", 0),
    KEEP("vj-max-slots", 1),
    KEEP("noip", 0),
    KEEP("-ip", 0),
    KEEP("nosendip", 0),
    KEEP("noremoteip", 0),
    KEEP("ipcp-no-address", 0),
    KEEP("ipcp-no-addresses", 0),
    KEEP("netmask", 1),
    KEEP("ms-dns", 1),
    KEEP("ms-wins", 1),
    KEEP("proxyarp", 0),
    KEEP("ipv6", 1),
    KEEP("+ipv6", 0),
    KEEP("defaultroute6", 0),
    KEEP("ipv6cp-accept-local", 0),
    KEEP("ipv6cp-accept-remote", 0),
    KEEP("ipv6cp-use-ipaddr", 0),
    KEEP("ipv6cp-use-persistent", 0),
    KEEP("multilink", 0),
    KEEP("mp", 0),
    KEEP("mrru", 1),
    KEEP("bundle", 1),
    KEEP("endpoint", 1),
    KEEP("noendpoint", 0),
    KEEP("mpshortseq", 0),
    KEEP("nompshortseq", 0),
    KEEP("maxoctets", 1),
    KEEP("mo", 1),
    KEEP("mo-direction", 1),
    KEEP("mo-timeout", 1),
    KEEP("remotenumber", 1),
    KEEP("pptp_client", 1),
    KEEP("pptp_phone", 1),
    KEEP("pptp_window", 1),

    /* what the server would have to prove: a client's file has it by mistake, and pppd then fails */
    KEEP("auth", 0),
    KEEP("require-pap", 0),
    KEEP("+pap", 0),
    KEEP("require-chap", 0),
    KEEP("+chap", 0),
    KEEP("require-mschap", 0),
    KEEP("+mschap", 0),
    KEEP("require-mschap-v2", 0),
    KEEP("+mschap-v2", 0),
    KEEP("require-eap", 0),
    KEEP("need-peer-eap", 0),

    /* programs, files, filters */
    LEAVE("connect", 1),
    LEAVE("disconnect", 1),
    LEAVE("init", 1),
    LEAVE("welcome", 1),
    LEAVE("socket", 1),
    LEAVE("record", 1),
    LEAVE("logfile", 1),
    LEAVE("ip-up-script", 1),
    LEAVE("ip-down-script", 1),
    LEAVE("ipv6-up-script", 1),
    LEAVE("ipv6-down-script", 1),
    LEAVE("set", 1),
    LEAVE("unset", 1),
    LEAVE("+ua", 1),
    LEAVE("login", 0),
    LEAVE("enable-session", 0),
    LEAVE("papcrypt", 0),
    LEAVE("privgroup", 1),
    LEAVE("allow-ip", 1),
    LEAVE("allow-number", 1),
    LEAVE("pass-filter", 1),
    LEAVE("active-filter", 1),
    LEAVE("srp-pn-secret", 1),
    LEAVE("srp-use-pseudonym", 0),
    LEAVE("srp-interval", 1),
    LEAVE("ca", 1),
    LEAVE("capath", 1),
    LEAVE("cert", 1),
    LEAVE("key", 1),
    LEAVE("pkcs12", 1),
    LEAVE("crl", 1),
    LEAVE("crl-dir", 1),
    LEAVE("max-tls-version", 1),
    LEAVE("tls-verify-method", 1),
    LEAVE("tls-verify-key-usage", 0),
    LEAVE("radius-config-file", 1),
};

const PeersOption *
peers_option_find(const char *word)
{
    for (gsize i = 0; i < G_N_ELEMENTS(options); i++) {
        if (g_str_equal(options[i].word, word))
            return &options[i];
    }
    return NULL;
}
