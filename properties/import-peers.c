/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "properties/import-formats.h"

static gboolean
recognise(const PptpImportFile *file)
{
    return FALSE;
}

static gboolean
read_peers(PptpImport *import, GError **error)
{
    return pptp_import_refuse(error, "%s is a peers file, which cannot be imported yet", import->file->name);
}

const PptpImportFormat pptp_import_peers = {"pppd peers file", recognise, read_peers};
