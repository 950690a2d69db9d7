#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""count-cases.py TESTLOG.JSON: prints how many test cases passed and failed, from the TAP lines of each test program.

Skipped cases count as neither. A program that broke off, or that meson calls failed, counts as one failure more.
"""
import json
import re
import sys

passed = failed = 0
try:
    with open(sys.argv[1], encoding="utf-8") as log:
        programs = [json.loads(line) for line in log if line.strip()]
except OSError:
    programs = []
for program in programs:
    good = bad = 0
    for line in (program.get("stdout") or "").splitlines():
        match = re.match(r"(not )?ok\b(.*)", line)
        if match and "# SKIP" not in match.group(2).upper():
            if match.group(1):
                bad += 1
            else:
                good += 1
    if program.get("result") not in ("OK", "SKIP") and bad == 0:
        bad = 1
    passed += good
    failed += bad
if not programs:
    failed = 1
print(passed, failed)
