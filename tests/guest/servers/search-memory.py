#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""search-memory.py PID TEXT: each place in the process's writable memory that holds TEXT: its mapping, and the kernel's flags of it."""
import re
import sys

pid, text = sys.argv[1], sys.argv[2].encode()
mappings = []
with open(f"/proc/{pid}/smaps", encoding="utf-8", errors="replace") as smaps:
    for line in smaps:
        head = re.match(r"([0-9a-f]+)-([0-9a-f]+) (\S+) \S+ \S+ \S+ *(.*)", line)
        if head:
            mappings.append([int(head[1], 16), int(head[2], 16), head[3], head[4], ""])
        elif line.startswith("VmFlags:"):
            mappings[-1][4] = line.split(":", 1)[1].strip()
with open(f"/proc/{pid}/mem", "rb", buffering=0) as memory:
    for first, last, rights, name, flags in mappings:
        if "w" not in rights or last - first > 1 << 28:
            continue
        try:
            memory.seek(first)
            content = memory.read(last - first)
        except OSError:
            continue
        for match in re.finditer(re.escape(text), content or b""):
            print(f"{first + match.start():#x} in {name or 'anonymous'} {flags} ")
