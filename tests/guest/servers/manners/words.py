# SPDX-License-Identifier: GPL-2.0-or-later
"""The manners this server can have: one word each, KEY=VALUE. Without any it is a decent server, MS-CHAPv2 and 128-bit MPPE."""

WORDS = {
    # key: (value where it is not given, what it may be)
    "answer": ("pptp", "pptp | garbage | http | ssh | cookie | cut | silent | close: the first thing said on the TCP connection"),
    "start": ("1", "RESULT[:ERROR] of the SCCRP, RFC 2637 section 2.2"),
    "call": ("1", "RESULT[:ERROR] of the OCRP, section 2.8; or silent, hangup, other (it answers for another call)"),
    "gre": ("both", "both | none | other (another call's) | deaf (sends, hears nothing) | loop | unreachable (ICMP) | noise (no PPP in it)"),
    "lcp": ("accept", "accept | reject (every option) | silent | proof (wants to be asked for a login) | callback | nak-ever | hangup"),
    "auth": ("mschapv2", "pap, spap, chap, mschap, mschapv2, eap or none, in the order of its offers, with commas; at the last it insists"),
    "eap": ("mschapv2", "mschapv2 | md5 | gtc: what it wants inside EAP, in the order of its offers, with commas"),
    "login": ("ok", "ok | lost (the answer to the first Response; a repeated one is answered) | lost-ever | silent | later:SECONDS (its answer) | hangup | CODE:TEXT of a failure | once:CODE:TEXT (ok on the first connection only) | wrong-proof | no-proof | no-challenge"),
    "mppe": ("128", "128 | 128-stateful | 40 | 40-stateful | 56 | 56-or-40 | onenet | mppc | reject | protrej | silent | terminate | hangup"),
    "ccp-late": ("0", "seconds after the login until it listens to CCP"),
    "ccp-first": ("yes", "yes | no: whether it asks for encryption itself"),
    "keys": ("same", "same | send | receive | both: for which of its directions its MPPE keys are not the client's"),
    "ipcp": ("ok", "ok | zero (takes 0.0.0.0) | nak-zero | nak-ever | reject | protrej | silent"),
    "ipcp-early": ("no", "yes: data and IPCP before CCP is done"),
    "dns": ("10.20.0.53", "the name server it gives"),
    "renegotiate": ("", "WAY@WHEN: a new LCP negotiation, with that way to log in; WHEN: seconds after IPCP is up, or `ping`: after its first answer to one"),
    "late": ("", "WHAT@WHEN: ccp-terminate, ccp-reset, ccp-request, ccp-repeat (its last, three times), ccp-reject, data-reject, clear, keys (it sends with others), noise (between its data, for some 5 s)"),
    "end": ("", "WHAT@WHEN: terminate:TEXT, cdn:RESULT, stop:REASON, close, deaf, mute"),
}


class Manners:
    def __init__(self, words):
        self.values = {key: default for key, (default, _) in WORDS.items()}
        for word in words:
            key, found, value = word.partition("=")
            if not found or key not in WORDS:
                raise SystemExit(f"no such word: {word}\n" + usage())
            self.values[key] = value

    def __getitem__(self, key):
        return self.values[key]

    def at(self, times):
        """These manners on the connection that is the TIMES-th with them, from 1 on."""
        first, _, then = self.values["login"].partition(":")
        if first == "once":
            self.values["login"] = "ok" if times == 1 else then
        return self

    def codes(self, key):
        """RESULT[:ERROR] as two numbers, or None where the value is a word."""
        result, _, error = self.values[key].partition(":")
        return (int(result), int(error or 0)) if result.isdigit() else None

    def later(self, key):
        """(what, seconds after IPCP is up, None for after a ping), or None where there is nothing."""
        what, _, when = self.values[key].rpartition("@")
        return (what, None if when == "ping" else float(when)) if what else None


def usage():
    return "\n".join(f"  {key + '=':13}{text} ({default or 'none'})" for key, (default, text) in WORDS.items())
