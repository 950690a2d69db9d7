/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>

/*
 * Text that is not in a language yet: why a profile is refused, or what stands for {detail} in a verdict, so that the service can write it
 * to the journal as it is, and whoever reads it there has it in his own language. Lines, each of them either a tab and a form that is
 * translated, followed by one line for each of the form's conversions (a second form behind another tab is the plural, and the first of
 * those lines the number), or text that stays as it is (a server's words, a number). Said, they stand in a row without a space. No part is
 * ever handed to printf().
 */

/* form is an untranslated N_() text; then a text for each of its conversions, and NULL. Free with g_free(). */
char *pptp_phrase(const char *form, ...) G_GNUC_NULL_TERMINATED;
char *pptp_phrase_v(const char *form, va_list args);

/* The same of a number, which is the first argument of the two forms, and of texts for their other conversions. */
char *pptp_phrase_plural(const char *one, const char *many, guint n, ...) G_GNUC_NULL_TERMINATED;

/* What nobody translates, or NULL. */
char *pptp_phrase_plain(const char *text);

/* What the system calls an error of its own. */
char *pptp_phrase_errno(int number);

/* A number for one of the conversions. */
#define PPTP_PHRASE_NUMBER_MAX 12
const char *pptp_phrase_number(char buffer[PPTP_PHRASE_NUMBER_MAX], guint number);

/* The text in the language of the locale. Takes any bytes for a phrase; a conversion without a line is left out. NULL for NULL. */
char *pptp_phrase_say(const char *phrase);
