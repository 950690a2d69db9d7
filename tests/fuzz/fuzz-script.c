/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "properties/script.h"

/* A shell script of any content: it ends, and what it says of routes is bounded. */

int LLVMFuzzerTestOneInput(const guint8 *data, gsize size);

static void
check_route(const PptpScriptRoute *route, gpointer data)
{
    if (route->prefix > 32 || strlen(route->destination) > 15 || (route->gateway && strlen(route->gateway) > 15) || route->line == 0)
        abort();
    if (route->metric < -1 || route->metric > G_MAXUINT32)
        abort();
}

static void
check_note(guint line, const char *sentence, gpointer data)
{
    if (!*sentence || strchr(sentence, '\n'))
        abort();
}

static void
check_command(guint line, const char *program, gpointer data)
{
    if (line == 0 || strlen(program) > G_MAXUINT16)
        abort();
}

int
LLVMFuzzerTestOneInput(const guint8 *data, gsize size)
{
    static const PptpScriptHandlers handlers = {check_route, check_note, check_command};
    const PptpScriptPeer peer = {.ipparam = "onenet", .linkname = NULL};
    g_autofree char *exact = g_memdup2(data, size);

    pptp_script_read(exact ? exact : "", size, &peer, &handlers, NULL);
    return 0;
}
