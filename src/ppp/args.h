/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "common/settings.h"
#include "ppp/attempt.h"

/* What pppd's arguments need besides the profile and the attempt. */
typedef struct {
    const char *pppd;       /* path of the program */
    const char *plugin;     /* absolute path of our pppd plugin */
    int link_fd;            /* as pppd will see it */
    const char *ipparam;    /* begins with PPTP_IPPARAM_PREFIX */
    gboolean debug;
    gboolean new_pppd;      /* 2.5 or later */
    guint path_mtu;         /* in bytes: the largest packet that gets to the server in one piece; 0 where that is not known */
    const char *uuid, *id;  /* the connection's, for the environment of pppd's scripts */
} PptpArgsContext;

/*
 * pppd's argument vector, pure. Every value of the profile is one argument of its own, after the option it belongs to. There is no secret
 * among them. Returns a NULL-ended vector, free with g_strfreev().
 */
char **pptp_args_new(const PptpSettings *settings, const PptpAttempt *attempt, const PptpArgsContext *context);
