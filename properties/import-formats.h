/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "properties/import.h"

/* The formats, one line each; import.c lists them in the order in which they are asked. */
extern const PptpImportFormat pptp_import_mobileconfig; /* Apple's configuration profiles */
extern const PptpImportFormat pptp_import_rasphone;     /* Windows' phone book */
extern const PptpImportFormat pptp_import_connman;
extern const PptpImportFormat pptp_import_keyfile; /* NetworkManager's own */
extern const PptpImportFormat pptp_import_l2tp;    /* NetworkManager-l2tp's export */
extern const PptpImportFormat pptp_import_pptpsetup;
extern const PptpImportFormat pptp_import_pptpconfig;
extern const PptpImportFormat pptp_import_peers;
