#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""table.py FILE.tsv: medians, spread and ratios of what run.sh has measured: lines of measure, unit, subject, value."""
import collections
import statistics
import sys

SUBJECTS = ["kernel", "user", "stock"]  # ours in the kernel, ours in user space, the present plugin

figures = collections.defaultdict(lambda: collections.defaultdict(list))
with open(sys.argv[1], encoding="utf-8") as lines:
    for line in lines:
        measure, unit, subject, value = line.rstrip("\n").split("\t")
        figures[measure, unit][subject].append(float(value))


def number(value):
    return f"{value:.0f}" if abs(value) >= 1000 else f"{value:.3g}"


def cell(values):
    if not values:
        return "-"
    return f"{number(statistics.median(values))} ({number(min(values))} to {number(max(values))}, {len(values)})"


def ratio(a, b, of=statistics.median):
    if not a or not b or of(b) == 0:
        return "-"
    value = of(a) / of(b)
    return f"{value:.2f}" if value >= 0.1 else f"{value:.1g}"


def best(unit):
    return max if unit in ("Mbit/s", "% of UDP delivered", "tunnels") else min


# What else a machine does only ever makes a figure worse: where that is much, the best of each tell more than the medians.
rows = [["", "kernel", "user space", "present plugin", "kernel : present", "user : present", "best kernel : best present"]]
others = []
for (measure, unit), by_subject in figures.items():
    measure = f"{measure} [{unit}]"
    if not any(subject in by_subject for subject in SUBJECTS):
        others += [f"{measure}, {subject}: {cell(values)}" for subject, values in by_subject.items()]
        continue
    kernel, user, stock = (by_subject.get(subject, []) for subject in SUBJECTS)
    rows.append([measure, cell(kernel), cell(user), cell(stock), ratio(kernel, stock), ratio(user, stock),
                 ratio(kernel, stock, best(unit))])
print("median (lowest to highest, how many)\n")
widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
for row in rows:
    print("  ".join(text.ljust(width) for text, width in zip(row, widths)).rstrip())
print("\nceilings")
print("\n".join(others) or "-")


def against_ceiling(way, kind, layout):
    ours = figures.get((f"TCP {way} the server, not encrypted{layout}", "Mbit/s"), {}).get("kernel")
    ceiling = figures.get((f"TCP {way} the server, {kind}{layout}", "Mbit/s"), {}).get("ceiling")
    if ours and ceiling:
        print(f"not encrypted, {way} the server, kernel : {kind}{layout}: {ratio(ours, ceiling)}, best : best {ratio(ours, ceiling, max)}")


for layout in ("", ", a core for each end"):
    for kind in ("kernel GRE with sequence numbers", "kernel GRE with sequence numbers, without GRO"):
        for way in ("to", "from"):
            against_ceiling(way, kind, layout)
