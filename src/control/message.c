/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "control/message.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* RFC 2637 section 1.4: the PPTP message types. */
#define MESSAGE_TYPE_CONTROL 1
#define MESSAGE_TYPE_MANAGEMENT 2

G_DEFINE_QUARK(pptp_message_error, pptp_message_error)

/* Where a struct's member lies on the wire. What is longer than a number is text, its NUL not sent. */
typedef struct {
    guint16 wire;   /* offset in the message */
    guint16 size;   /* of the member */
    guint16 member; /* offset in PptpMessage */
} Field;

typedef struct {
    const char *name;
    guint16 len;
    Field fields[12]; /* ends with a size of 0 */
} Layout;

#define FIELD(wire, member)                                                                                                                \
    {                                                                                                                                      \
        wire, sizeof(((PptpMessage *)NULL)->member), offsetof(PptpMessage, member)                                                         \
    }

/*
 * Phone numbers' length fields are not here: they are written from the text and not read, for the NUL tells the same and cannot lie.
 */
static const Layout layouts[] = {
    [PPTP_SCCRQ] = {"Start-Control-Connection-Request",
                    156,
                    {FIELD(12, start.version), FIELD(16, start.framing), FIELD(20, start.bearer), FIELD(24, start.max_channels),
                     FIELD(26, start.firmware), FIELD(28, start.host_name), FIELD(92, start.vendor)}},
    [PPTP_SCCRP] = {"Start-Control-Connection-Reply",
                    156,
                    {FIELD(12, start.version), FIELD(14, start.result), FIELD(15, start.error), FIELD(16, start.framing),
                     FIELD(20, start.bearer), FIELD(24, start.max_channels), FIELD(26, start.firmware), FIELD(28, start.host_name),
                     FIELD(92, start.vendor)}},
    [PPTP_STOP_CCRQ] = {"Stop-Control-Connection-Request", 16, {FIELD(12, stop.reason)}},
    [PPTP_STOP_CCRP] = {"Stop-Control-Connection-Reply", 16, {FIELD(12, stop.result), FIELD(13, stop.error)}},
    [PPTP_ECHO_REQUEST] = {"Echo-Request", 16, {FIELD(12, echo.identifier)}},
    [PPTP_ECHO_REPLY] = {"Echo-Reply", 20, {FIELD(12, echo.identifier), FIELD(16, echo.result), FIELD(17, echo.error)}},
    [PPTP_OCRQ] = {"Outgoing-Call-Request",
                   168,
                   {FIELD(12, outgoing_request.call_id), FIELD(14, outgoing_request.serial), FIELD(16, outgoing_request.min_speed),
                    FIELD(20, outgoing_request.max_speed), FIELD(24, outgoing_request.bearer), FIELD(28, outgoing_request.framing),
                    FIELD(32, outgoing_request.window), FIELD(34, outgoing_request.delay), FIELD(40, outgoing_request.phone_number),
                    FIELD(104, outgoing_request.subaddress)}},
    [PPTP_OCRP] = {"Outgoing-Call-Reply",
                   32,
                   {FIELD(12, outgoing_reply.call_id), FIELD(14, outgoing_reply.peer_call_id), FIELD(16, outgoing_reply.result),
                    FIELD(17, outgoing_reply.error), FIELD(18, outgoing_reply.cause), FIELD(20, outgoing_reply.speed),
                    FIELD(24, outgoing_reply.window), FIELD(26, outgoing_reply.delay), FIELD(28, outgoing_reply.channel)}},
    [PPTP_ICRQ] = {"Incoming-Call-Request",
                   220,
                   {FIELD(12, incoming_request.call_id), FIELD(14, incoming_request.serial), FIELD(16, incoming_request.bearer),
                    FIELD(20, incoming_request.channel), FIELD(28, incoming_request.dialed), FIELD(92, incoming_request.dialing),
                    FIELD(156, incoming_request.subaddress)}},
    [PPTP_ICRP] = {"Incoming-Call-Reply",
                   24,
                   {FIELD(12, incoming_reply.call_id), FIELD(14, incoming_reply.peer_call_id), FIELD(16, incoming_reply.result),
                    FIELD(17, incoming_reply.error), FIELD(18, incoming_reply.window), FIELD(20, incoming_reply.delay)}},
    [PPTP_ICCN] = {"Incoming-Call-Connected",
                   28,
                   {FIELD(12, incoming_connected.peer_call_id), FIELD(16, incoming_connected.speed), FIELD(20, incoming_connected.window),
                    FIELD(22, incoming_connected.delay), FIELD(24, incoming_connected.framing)}},
    [PPTP_CALL_CLEAR_REQUEST] = {"Call-Clear-Request", 16, {FIELD(12, clear.call_id)}},
    [PPTP_CALL_DISCONNECT_NOTIFY] = {"Call-Disconnect-Notify",
                                     148,
                                     {FIELD(12, disconnect.call_id), FIELD(14, disconnect.result), FIELD(15, disconnect.error),
                                      FIELD(16, disconnect.cause), FIELD(20, disconnect.statistics)}},
    [PPTP_WAN_ERROR_NOTIFY] = {"WAN-Error-Notify",
                               40,
                               {FIELD(12, wan_error.peer_call_id), FIELD(16, wan_error.crc), FIELD(20, wan_error.framing),
                                FIELD(24, wan_error.hardware_overruns), FIELD(28, wan_error.buffer_overruns), FIELD(32, wan_error.timeouts),
                                FIELD(36, wan_error.alignment)}},
    [PPTP_SET_LINK_INFO] = {"Set-Link-Info",
                            24,
                            {FIELD(12, link_info.peer_call_id), FIELD(16, link_info.send_accm), FIELD(20, link_info.receive_accm)}},
};

static const Layout *
find_layout(guint type)
{
    return type < G_N_ELEMENTS(layouts) && layouts[type].name ? &layouts[type] : NULL;
}

const char *
pptp_message_type_to_string(PptpMessageType type)
{
    const Layout *layout = find_layout(type);

    return layout ? layout->name : "unknown message";
}

static void
put_number(guint8 *wire, gsize size, guint32 value)
{
    while (size-- > 0) {
        wire[size] = value & 0xff;
        value >>= 8;
    }
}

static guint32
get_number(const guint8 *wire, gsize size)
{
    guint32 value = 0;

    for (gsize i = 0; i < size; i++)
        value = value << 8 | wire[i];
    return value;
}

static void
pack_field(const Field *field, const PptpMessage *message, guint8 *buf)
{
    const void *member = (const guint8 *)message + field->member;
    guint8 *wire = buf + field->wire;

    switch (field->size) {
    case sizeof(guint8):
        put_number(wire, 1, *(const guint8 *)member);
        break;
    case sizeof(guint16):
        put_number(wire, 2, *(const guint16 *)member);
        break;
    case sizeof(guint32):
        put_number(wire, 4, *(const guint32 *)member);
        break;
    default:
        memcpy(wire, member, strnlen(member, field->size - 1));
    }
}

static void
parse_field(const Field *field, const guint8 *buf, PptpMessage *message)
{
    void *member = (guint8 *)message + field->member;
    const guint8 *wire = buf + field->wire;

    switch (field->size) {
    case sizeof(guint8):
        *(guint8 *)member = get_number(wire, 1);
        break;
    case sizeof(guint16):
        *(guint16 *)member = get_number(wire, 2);
        break;
    case sizeof(guint32):
        *(guint32 *)member = get_number(wire, 4);
        break;
    default:
        pptp_text_from_wire(wire, field->size - 1, member);
    }
}

/* The lengths of phone numbers: RFC 2637 sections 2.7 and 2.9. */
static void
pack_phone_lengths(const PptpMessage *message, guint8 *buf)
{
    if (message->type == PPTP_OCRQ)
        put_number(buf + 36, 2, strnlen(message->outgoing_request.phone_number, PPTP_TEXT_LEN));
    if (message->type == PPTP_ICRQ) {
        put_number(buf + 24, 2, strnlen(message->incoming_request.dialed, PPTP_TEXT_LEN));
        put_number(buf + 26, 2, strnlen(message->incoming_request.dialing, PPTP_TEXT_LEN));
    }
}

gsize
pptp_message_pack(const PptpMessage *message, guint8 *buf, gsize size)
{
    const Layout *layout = find_layout(message->type);

    if (!layout || size < layout->len)
        return 0;
    memset(buf, 0, layout->len);
    put_number(buf, 2, layout->len);
    put_number(buf + 2, 2, MESSAGE_TYPE_CONTROL);
    put_number(buf + 4, 4, PPTP_MAGIC_COOKIE);
    put_number(buf + 8, 2, message->type);
    for (const Field *field = layout->fields; field->size; field++)
        pack_field(field, message, buf);
    pack_phone_lengths(message, buf);
    return layout->len;
}

/*
 * Looks at as much of the header as is there, so that a server of another protocol is found out by its first bytes, even if it then waits.
 */
static gboolean
check_header(const guint8 *buf, gsize len, GError **error)
{
    guint length = len >= 2 ? get_number(buf, 2) : PPTP_HEADER_LEN;
    guint type = len >= 4 ? get_number(buf + 2, 2) : MESSAGE_TYPE_CONTROL;
    const Layout *layout = len >= 10 ? find_layout(get_number(buf + 8, 2)) : NULL;
    guint8 cookie[4];

    if (len > 0 && buf[0] != 0) {
        g_set_error(error, PPTP_MESSAGE_ERROR, PPTP_MESSAGE_ERROR_LENGTH, "a PPTP message does not begin with 0x%02x", buf[0]);
        return FALSE;
    }
    if (length < PPTP_HEADER_LEN || length > PPTP_MESSAGE_MAX) {
        g_set_error(error, PPTP_MESSAGE_ERROR, PPTP_MESSAGE_ERROR_LENGTH, "a PPTP message is not %u bytes long", length);
        return FALSE;
    }
    if (type != MESSAGE_TYPE_CONTROL && type != MESSAGE_TYPE_MANAGEMENT) {
        g_set_error(error, PPTP_MESSAGE_ERROR, PPTP_MESSAGE_ERROR_TYPE, "there is no PPTP message type %u", type);
        return FALSE;
    }
    put_number(cookie, sizeof(cookie), PPTP_MAGIC_COOKIE);
    if (len > 4 && memcmp(buf + 4, cookie, MIN(len - 4, sizeof(cookie))) != 0) {
        g_set_error(error, PPTP_MESSAGE_ERROR, PPTP_MESSAGE_ERROR_COOKIE, "the magic cookie of PPTP is missing");
        return FALSE;
    }
    if (layout && type == MESSAGE_TYPE_CONTROL && length < layout->len) {
        g_set_error(error, PPTP_MESSAGE_ERROR, PPTP_MESSAGE_ERROR_LENGTH, "a message %s of %u bytes is too short", layout->name, length);
        return FALSE;
    }
    return TRUE;
}

PptpParse
pptp_message_parse(const guint8 *buf, gsize len, PptpMessage *message, gsize *used, GError **error)
{
    const Layout *layout;

    *used = 0;
    memset(message, 0, sizeof(*message));
    if (!check_header(buf, len, error))
        return PPTP_PARSE_INVALID;
    if (len < PPTP_HEADER_LEN || len < get_number(buf, 2))
        return PPTP_PARSE_MORE;

    *used = get_number(buf, 2);
    layout = find_layout(get_number(buf + 8, 2));
    if (!layout || get_number(buf + 2, 2) != MESSAGE_TYPE_CONTROL)
        return PPTP_PARSE_SKIPPED;
    /* Longer than its type says is borne with: what follows the known fields is not looked at (section 1.4). */
    message->type = get_number(buf + 8, 2);
    for (const Field *field = layout->fields; field->size; field++)
        parse_field(field, buf, message);
    return PPTP_PARSE_MESSAGE;
}

void
pptp_text_from_wire(const guint8 *field, gsize len, char *out)
{
    const char *in = (const char *)field;
    const char *end = len > 0 ? in + strnlen(in, len) : in;
    gsize n = 0;

    memset(out, 0, len + 1);
    while (in < end) {
        gunichar c = g_utf8_get_char_validated(in, end - in);
        gboolean valid = c != (gunichar)-1 && c != (gunichar)-2;
        gsize size = valid ? (gsize)(g_utf8_next_char(in) - in) : 1;

        /* What takes a character's place is one byte: the text never grows. */
        if (valid && g_unichar_isspace(c)) {
            out[n++] = ' ';
        } else if (valid && g_unichar_isprint(c)) {
            memcpy(out + n, in, size);
            n += size;
        } else {
            out[n++] = '?';
        }
        in += size;
    }
    while (n > 0 && out[n - 1] == ' ')
        out[--n] = '\0';
}

static const char *
look_up(const char *const *texts, gsize n_texts, guint8 code)
{
    return code < n_texts ? texts[code] : NULL;
}

const char *
pptp_start_result_to_string(guint8 result)
{
    static const char *const texts[] = {
        [1] = N_("the control connection is established"),
        [2] = N_("general error"),
        [3] = N_("it has a control connection with this client already"),
        [4] = N_("this client is not authorized to open a control connection"),
        [5] = N_("it does not support this version of the protocol"),
    };

    return look_up(texts, G_N_ELEMENTS(texts), result);
}

const char *
pptp_call_result_to_string(guint8 result)
{
    static const char *const texts[] = {
        [1] = N_("the call is connected"),
        [2] = N_("general error"),
        [3] = N_("no carrier"),
        [4] = N_("busy"),
        [5] = N_("no dial tone"),
        [6] = N_("the call did not come about in the time the server allows"),
        [7] = N_("calls are administratively prohibited"),
    };

    return look_up(texts, G_N_ELEMENTS(texts), result);
}

const char *
pptp_incoming_result_to_string(guint8 result)
{
    static const char *const texts[] = {
        [1] = N_("the call is accepted"),
        [2] = N_("general error"),
        [3] = N_("the call is not accepted"),
    };

    return look_up(texts, G_N_ELEMENTS(texts), result);
}

const char *
pptp_disconnect_result_to_string(guint8 result)
{
    static const char *const texts[] = {
        [1] = N_("the carrier was lost"),
        [2] = N_("general error"),
        [3] = N_("an administrator ended it"),
        [4] = N_("it had a request to do so (Call-Clear-Request)"),
    };

    return look_up(texts, G_N_ELEMENTS(texts), result);
}

const char *
pptp_reply_result_to_string(guint8 result)
{
    static const char *const texts[] = {
        [1] = N_("ok"),
        [2] = N_("general error"),
    };

    return look_up(texts, G_N_ELEMENTS(texts), result);
}

const char *
pptp_stop_reason_to_string(guint8 reason)
{
    static const char *const texts[] = {
        [1] = N_("no particular reason"),
        [2] = N_("it does not support this version of the protocol"),
        [3] = N_("the server itself is being shut down"),
    };

    return look_up(texts, G_N_ELEMENTS(texts), reason);
}

const char *
pptp_general_error_to_string(guint8 error)
{
    static const char *const texts[] = {
        [0] = N_("no error given"),
        [1] = N_("there is no control connection yet"),
        [2] = N_("the length or the magic cookie of a message is wrong"),
        [3] = N_("a value in a message is out of range"),
        [4] = N_("not enough resources for it now"),
        [5] = N_("the call ID is not valid here"),
        [6] = N_("a vendor-specific error of the server"),
    };

    return look_up(texts, G_N_ELEMENTS(texts), error);
}
