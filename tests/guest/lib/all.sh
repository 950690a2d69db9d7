# SPDX-License-Identifier: GPL-2.0-or-later
# Everything a scenario can use. Sourced, in the guest; on the host only for the scenarios' names.

GUEST=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
for file in assert network server manners fast nm pristine subject machine; do . "$GUEST/lib/$file.sh"; done

SCENARIOS=()
declare -gA DESCRIPTION DEADLINE COMPARED CORE EXTRA

# scenario NAME DESCRIPTION [deadline=SECONDS] [compared] [core] [extra]: announces the function NAME. `compared`: its facts are
# worth a column for the stock plugin too. `core`: what differs most between NetworkManager, pppd and kernel versions.
# `extra`: takes long, or shows what others show, and is run only by its name, or as part of the core.
scenario() {
    local name=$1 word
    SCENARIOS+=("$name"); DESCRIPTION[$name]=$2; DEADLINE[$name]=60; COMPARED[$name]= CORE[$name]= EXTRA[$name]=
    shift 2
    for word in "$@"; do
        case $word in deadline=*) DEADLINE[$name]=${word#*=} ;; compared) COMPARED[$name]=yes ;; core) CORE[$name]=yes ;; extra) EXTRA[$name]=yes ;; esac
    done
}
for file in "$GUEST"/scenarios/*.sh; do . "$file"; done
