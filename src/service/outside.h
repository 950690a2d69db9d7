/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "channel/kernel.h"
#include "control/control.h"
#include "service/journal.h"

/*
 * For a session whose peer has the server's own outer address inside, too. The route to the peer that pppd installs has metric 0, and would
 * draw the outer packets into the tunnel itself: binds the control connection and the channel to the interface that they leave by now. To
 * be called before that route is there. Where it fails, the journal has a warning.
 */
void pptp_outside_keep(PptpControl *control, PptpChannel *channel, GInetAddress *server, PptpJournal *journal);
