/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>

/*
 * What the editor shows, as one table: pages, groups, words, and the keys behind each field. The widgets of both toolkits are made from
 * it. A new key of the option table takes one line here; a line whose key is not in the option table is left out.
 */

typedef enum {
    PPTP_PAGE_FIRST, /* what everybody fills in */
    PPTP_PAGE_SECURITY,
    PPTP_PAGE_LINK,
    PPTP_PAGE_RECONNECT,
    PPTP_N_PAGES,
} PptpPageId;

typedef enum {
    PPTP_FIELD_TEXT,
    PPTP_FIELD_NUMBER, /* a text of digits; empty is the usual value */
    PPTP_FIELD_CHECK,  /* two states, "no" and "yes" in this order */
    PPTP_FIELD_CHOICE, /* any number of states */
} PptpFieldKind;

#define PPTP_FIELD_KEYS_MAX 5

/* Not in vpn.data, but properties of the setting, by the names that nmcli has for them. */
#define PPTP_PROPERTY_USER_NAME "vpn.user-name"
#define PPTP_PROPERTY_PERSISTENT "vpn.persistent"

typedef struct {
    const char *id;
    const char *label;                       /* of a choice, to be translated */
    const char *values[PPTP_FIELD_KEYS_MAX]; /* that stand for it, by the field's keys; NULL: the key is absent */
} PptpFieldState;

typedef struct {
    const char *id;
    PptpPageId page;
    PptpFieldKind kind;
    const char *group;   /* a heading above it, or NULL in the group of the one before; to be translated */
    const char *label;   /* with a mnemonic; to be translated */
    const char *tooltip; /* to be translated */
    /* TEXT: the one that is written, then those that are read where it is absent. NUMBER: one. Others: all that a state is made of. */
    const char *keys[PPTP_FIELD_KEYS_MAX + 1];
    const PptpFieldState *states; /* ended by one without an id */
    const char *absent;           /* the state that no key, or no known value, means */
} PptpField;

/* The fields with a key in the option table, in the order of the pages, ended by NULL. Free with g_free(). */
const PptpField **pptp_fields_new(void);

const PptpField *pptp_field_find(const char *id);

/* To be translated. */
const char *pptp_page_title(PptpPageId page);
